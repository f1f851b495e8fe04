//! Hidden counts leave no trace: two sites that differ in hidden counts alone, and publish the same figures otherwise,
//! are the same to the byte.
//!
//! Sites are made up at random, with every kind of chart and table, quarters, members, revisions and templates of their
//! own. The twin of a site has other counts where they are hidden or rounded, and the same where they are shown. A few
//! pairs are tried in every run; `KALENDS_PAIRS=200` tries more,
//! `KALENDS_FIRST_PAIR=70` begins with another one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use crate::project::{Project, ran};
use crate::random::Random;

const WARDS: [&str; 4] = ["a", "b", "c", "d"];
const SEXES: [&str; 2] = ["f", "m"];
const BELOW: u64 = 5;
const MONTHS: usize = 3;

/// The metrics that are recorded: how many dimensions each is split by, how its counts are protected, its definition.
const RECORDED: [(&str, usize, Guard, &str); 9] = [
    ("falls", 1, Guard::Below, "type: flow, by: [ward], target: 60, better: lower, spc: true, forecast: true"),
    ("beds", 1, Guard::Below, "type: stock, by: [ward], over_time: max"),
    ("least", 0, Guard::Below, "type: stock, over_time: min"),
    ("calls", 2, Guard::Below, "type: flow, by: [ward, sex]"),
    ("people", 1, Guard::Overlap, "type: stock, by: [ward], additive: false"),
    ("rough", 1, Guard::Round, "type: flow, by: [ward]"),
    ("peak", 1, Guard::Round, "type: stock, by: [ward], over_time: max"),
    ("usual", 1, Guard::Round, "type: stock, by: [ward], over_time: mean"),
    ("open", 1, Guard::None, "type: flow, by: [ward]"),
];

const COMPUTED: &str = "
  rate: { type: ratio, numerator: falls, denominator: open, decimals: 2 }
  more: { type: derived, formula: falls - previous(falls) }
  ever: { type: cumulative, of: falls, since: start }
  roughly: { type: ratio, numerator: rough, denominator: open, decimals: 3 }
  own: { type: ratio, numerator: 'of(falls, ward=a)', denominator: falls, decimals: 3 }
  corner: { type: derived, formula: 'of(calls, ward=a, sex=f) - previous(of(calls, ward=b)) + of(rough, ward=c)' }
";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    Below,
    Overlap,
    Round,
    None,
}

/// What a reader learns of a count by itself: counts of one class can be exchanged for each other.
fn class(guard: Guard, count: u64) -> u64 {
    match guard {
        _ if count == 0 => 0,
        Guard::Below | Guard::Overlap => 1 + u64::from(count >= BELOW),
        Guard::Round if count < 8 => 1,
        Guard::Round => (count + 2) / 5 * 5,
        Guard::None => count,
    }
}

/// By metric, month, members and the month of the snapshot that states it.
type Counts = BTreeMap<(&'static str, usize, Vec<&'static str>, usize), u64>;

fn month(index: usize) -> String {
    format!("2018-{:02}", index + 1)
}

fn cells(dimensions: usize) -> Vec<Vec<&'static str>> {
    match dimensions {
        0 => vec![Vec::new()],
        1 => WARDS.iter().map(|ward| vec![*ward]).collect(),
        _ => WARDS.iter().flat_map(|ward| SEXES.iter().map(|sex| vec![*ward, *sex])).collect(),
    }
}

fn counts(random: &mut Random, revised: bool) -> Counts {
    let mut counts = Counts::new();
    for (metric, dimensions, guard, _) in RECORDED {
        let limit = [9, 14, 24][random.below(3)];
        for about in 0..MONTHS {
            for cell in cells(dimensions) {
                let count = if random.one_in(9) { 0 } else { 1 + random.below(limit) as u64 };
                counts.insert((metric, about, cell.clone(), about), count);
                if revised && guard != Guard::None && about + 1 < MONTHS && random.one_in(5) {
                    counts.insert((metric, about, cell, about + 1), 1 + random.below(limit) as u64);
                }
            }
        }
    }
    counts
}

fn project(counts: &Counts, quarters: bool) -> Project {
    let mut catalog = "dimensions:\n  ward: { members: { a: Alder, b: Birch, c: Cedar, d: Dogwood } }\n  \
                       sex: { members: { f: Women, m: Men } }\nmetrics:\n"
        .to_owned();
    for (metric, _, guard, definition) in RECORDED {
        let key = match guard {
            Guard::Below | Guard::Overlap => format!(", suppress_below: {BELOW}"),
            Guard::Round => ", round_to: 5".to_owned(),
            Guard::None => String::new(),
        };
        let _ = writeln!(catalog, "  {metric}: {{ {definition}{key} }}");
    }
    catalog += COMPUTED.trim_start_matches('\n');
    let mut project = Project::empty()
        .settings("title: Test\nbase_url: https://example.org/\nkey_figures: [falls, beds, people, rough, peak, rate]")
        .catalog(&catalog)
        .file("content/_report.md", narrative())
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\n{{ falls }} {{ peak }} {{ falls | chart }}\n")
        .file("content/moves/2018-03.md", MOVES)
        .file("content/about.md", "---\ntitle: About\n---\nWords.\n")
        .file("templates/report.html", TEMPLATE);
    if quarters {
        project = project.narrative("2018-Q1", &narrative());
    }
    for snapshot in 0..MONTHS {
        let mut text = String::new();
        for (metric, dimensions, guard, _) in RECORDED {
            let _ = writeln!(text, "{metric}:");
            for about in (0..=snapshot).rev() {
                let stated = cells(dimensions).into_iter().filter_map(|cell| {
                    let count = counts.get(&(metric, about, cell.clone(), snapshot))?;
                    Some((cell, *count))
                });
                let stated: Vec<(Vec<&str>, u64)> = stated.collect();
                if stated.is_empty() {
                    continue;
                }
                let mut keys = vec![format!("period: {}", month(about))];
                if dimensions == 0 {
                    keys.push(format!("value: {}", stated[0].1));
                } else if guard == Guard::Overlap {
                    keys.push("value: 400".to_owned());
                }
                let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
                for (cell, count) in stated.iter().filter(|(cell, _)| !cell.is_empty()) {
                    rows.entry(if dimensions == 2 { cell[0] } else { "" })
                        .or_default()
                        .push(format!("{}: {count}", cell[dimensions - 1]));
                }
                let row = |(row, list): (&&str, &Vec<String>)| match *row {
                    "" => list.join(", "),
                    row => format!("{row}: {{ {} }}", list.join(", ")),
                };
                if dimensions > 0 {
                    keys.push(format!("values: {{ {} }}", rows.iter().map(row).collect::<Vec<_>>().join(", ")));
                }
                keys.extend((about < snapshot).then(|| "reason: Late.".to_owned()));
                keys.push(format!("as_of: {}-28, note: Noted for {metric}.", month(snapshot)));
                keys.push(format!("action: {{ what: Look at {metric}, who: The ward, by: 2018-09 }}"));
                let _ = writeln!(text, "  - {{ {} }}", keys.join(", "));
            }
        }
        project = project.snapshot(&month(snapshot), &text);
    }
    project
}

/// Every figure in text, every kind of chart and table.
fn narrative() -> String {
    let mut text = "---\ntitle: \"{{ period }}\"\nsummary: \"{{ falls }} {{ rough }}\"\n---\n## Figures\n\n".to_owned();
    for metric in RECORDED.iter().map(|(metric, ..)| *metric).chain(["rate", "more", "ever", "roughly"]) {
        let _ = writeln!(text, "{{{{ {metric} }}}} {{{{ {metric} | change }}}} {{{{ {metric} | spark }}}}");
    }
    text += "\n{% for w in ward %}{{ falls | of(ward=w) }} {{ peak | of(ward=w) }} {{ people | of(ward=w) }} \
             {{ rate | of(ward=w) }} {% endfor %}\n\n{{ falls | trend }} {{ falls | gap }} {{ falls | status }}\n\n";
    for (kind, metric, by) in [
        ("line", "falls", r#", by="ward""#),
        ("line", "peak", ""),
        ("stacked", "calls", r#", by="sex""#),
        ("bars", "beds", r#", by="ward""#),
        ("xmr", "falls", ""),
        ("multiples", "people", r#", by="ward""#),
        ("multiples", "rough", r#", by="ward""#),
        ("deviation", "falls", ""),
        ("deviation", "rough", r#", from="normal""#),
        ("bars", "falls", r#", by="ward", top=2"#),
        ("multiples", "falls", r#", by="ward", scale="free", top=2"#),
        ("line", "rough", r#", by="ward", members=["d", "b"]"#),
    ] {
        let id = format!("{kind}-{metric}{}", by.len());
        let _ = writeln!(text, "{{{{ {metric} | chart(kind=\"{kind}\"{by}, id=\"{id}\") }}}}\n");
    }
    text += r#"{{ calls | table(by="ward", id="t1") }}

{{ falls | table(id="t2") }}

{{ rough | table(by="ward", sort="value", id="t3") }}

{{ [falls, rough, people, rate] | table(id="t4") }}

{{ [falls, peak] | tiles(year_ago=true) }}

{{ falls | table(by="ward", history=3, shade=true, top=1, id="t5") }}

{{ falls | table(by="ward", columns=["value", "share", "previous", "change", "year_ago", "change_year", "target", "status", "trend"], sort="share", top=2, id="t6") }}

{{ calls | table(by="ward", history=3, shade=true, sort="value", top=2, id="t7") }}

{{ calls | of(sex="f") | table(by="ward", columns=["value", "share"], top=1, id="t8") }}

{{ rough | table(by="ward", history=3, shade=true, top=1, id="t9") }}

{{ rough | table(by="ward", columns=["value", "share", "previous"], sort="value", top=2, id="t10") }}

{{ people | table(by="ward", history=3, shade=true, top=2, id="t11") }}

{{ [falls, rough, people, beds, rate] | table(by="ward", members=["c", "a"], shade=true, id="t12") }}

{{ falls | table(columns=["value", "change", "change_year", "status"], id="t13") }}

{{ [falls, beds, people, rough, rate] | table(columns=["value", "reason", "action", "variation", "assurance"], id="t14") }}

{{ overview(id="o1") }}

{{ overview(off_target=true, id="o2") }}

{{ falls | at(period=quarter) }}, {{ rough | at(period=year) }}, {{ falls | change(since=year_ago) }}, {{ calls | total | trend }}
"#;
    text
}

/// What moved since the first month.
const MOVES: &str = r#"{{ falls | chart(kind="arrow", since="2018-01", id="m1") }}

{{ rough | chart(kind="arrow", top=2, since="2018-01", id="m2") }}

{{ people | chart(kind="arrow", since=previous, id="m3") }}

{{ rate | chart(kind="arrow", since="2018-01", members=["d", "b"], id="m4") }}

{{ calls | of(sex="f") | chart(kind="arrow", since="2018-01", id="m5") }}

{{ open | chart(kind="bridge", since="2018-01", id="m6") }}
"#;

/// A template of the site's own that prints where each number comes from.
const TEMPLATE: &str = r#"{% extends "builtin/report.html" %}
{% block closing %}{{ super() }}
{% for section in report.sections %}{% for line in section.trail %}
<p>{{ line.text }} {{ line.context }} {% if line.working %}{{ line.working }}{% endif %} {% for place in line.places %}{{ place }} {% endfor %}</p>
{% endfor %}{% endfor %}
{% endblock closing %}
"#;

/// The counts with others in places that readers do not see: two of a sum are exchanged within their classes, one that
/// is in no sum by itself.
fn twin(
    random: &mut Random,
    counts: &Counts,
    hidden: &BTreeSet<(String, usize, Vec<String>)>,
    quarters: bool,
) -> Counts {
    let mut other = counts.clone();
    let is_revised = |(metric, about, cell, snapshot): &(&str, usize, Vec<&str>, usize)| {
        *snapshot > *about || counts.contains_key(&(*metric, *about, cell.clone(), about + 1))
    };
    let keys: Vec<_> = counts.keys().filter(|key| !is_revised(key)).cloned().collect();
    for (metric, dimensions, guard, _) in RECORDED.iter().filter(|(_, _, guard, _)| *guard != Guard::None) {
        let may_change = |(id, about, cell, _): &&(&str, usize, Vec<&str>, usize)| {
            let cell: Vec<String> = cell.iter().map(|member| (*member).to_owned()).collect();
            id == metric && (*guard == Guard::Round || hidden.contains(&((*metric).to_owned(), *about, cell)))
        };
        let own: Vec<_> = keys.iter().filter(may_change).cloned().collect();
        for _ in 0..30 {
            if own.is_empty() {
                break;
            }
            let step = 1 + random.below(3) as u64;
            let up = random.of(&own).clone();
            let with = |index: usize, member: &str| {
                let mut key = up.clone();
                key.2[index] = WARDS.iter().chain(&SEXES).find(|known| **known == member).unwrap();
                key
            };
            // What goes up and what goes down, so that no sum changes.
            let (rise, fall) = match (*dimensions, *guard) {
                (0, _) | (_, Guard::Overlap) => (vec![up], vec![]),
                (1, _) => {
                    let down = with(0, random.of::<&str>(&WARDS));
                    if quarters && metric != &"beds" && metric != &"peak" && metric != &"usual" {
                        let later = random.below(MONTHS);
                        let at = |key: &(&'static str, usize, Vec<&'static str>, usize)| {
                            (key.0, later, key.2.clone(), later)
                        };
                        (vec![up.clone(), at(&down)], vec![down, at(&up)])
                    } else {
                        (vec![up], vec![down])
                    }
                }
                _ => {
                    let (ward, sex) = (*random.of(&WARDS), *random.of(&SEXES));
                    let mut corner = with(0, ward);
                    corner.2[1] = SEXES.iter().find(|known| **known == sex).unwrap();
                    (vec![up.clone(), corner], vec![with(0, ward), with(1, sex)])
                }
            };
            let all: BTreeSet<_> = rise.iter().chain(&fall).collect();
            if all.len() < rise.len() + fall.len() || !all.iter().all(|key| own.contains(key)) {
                continue;
            }
            let mut changed = other.clone();
            let fits =
                rise.iter().map(|key| (key, true)).chain(fall.iter().map(|key| (key, false))).all(|(key, up)| {
                    let count = changed[key];
                    let new = if up { Some(count + step) } else { count.checked_sub(step) };
                    new.is_some_and(|new| {
                        changed.insert(key.clone(), new);
                        class(*guard, new) == class(*guard, count)
                    })
                });
            if fits {
                other = changed;
            }
        }
    }
    other
}

/// Puts back the counts of metrics and months of which something else is published: other neighbours are hidden with
/// those, say.
fn put_back(other: &mut Counts, counts: &Counts, one: &BTreeMap<String, Vec<u8>>, now: &BTreeMap<String, Vec<u8>>) {
    let (one, now) = (published(one), published(now));
    let differs = |report: &str, metric: &str| {
        let path = format!("{report}/figures.json");
        let of = |all: &BTreeMap<String, Value>| all.get(&path).map(|figures| figures["metrics"][metric].clone());
        let (one, now) = (of(&one).unwrap_or_default(), of(&now).unwrap_or_default());
        ["value", "by", "cells"].iter().any(|key| one[*key] != now[*key])
    };
    for (key, count) in other {
        if differs(&month(key.1), key.0) || differs("2018-Q1", key.0) {
            *count = counts[key];
        }
    }
}

/// What the reports say in numbers, and which of them are hidden.
fn published(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Value> {
    let reports = files.iter().filter(|(path, _)| path.ends_with("figures.json"));
    reports
        .map(|(path, bytes)| {
            let mut figures: Value = serde_json::from_slice(bytes).expect("JSON");
            for (_, metric) in figures["metrics"].as_object_mut().expect("metrics") {
                metric.as_object_mut().expect("a metric").remove("provenance");
            }
            (path.clone(), figures)
        })
        .collect()
}

/// The parts that are hidden in the reports of their months.
fn hidden(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<(String, usize, Vec<String>)> {
    let mut found = BTreeSet::new();
    for index in 0..MONTHS {
        let figures: Value = serde_json::from_slice(&files[&format!("{}/figures.json", month(index))]).expect("JSON");
        for (metric, figure) in figures["metrics"].as_object().expect("metrics") {
            let mut note = |cell: &[&str], part: &Value| {
                if part["suppressed"] == true {
                    let cell = cell.iter().map(|member| (*member).to_owned()).collect();
                    found.insert((metric.clone(), index, cell));
                }
            };
            note(&[], figure);
            for (ward, part) in figure["by"]["ward"].as_object().into_iter().flatten() {
                note(&[ward], part);
            }
            for (ward, row) in figure["cells"].as_object().into_iter().flatten() {
                for (sex, part) in row.as_object().expect("members") {
                    note(&[ward, sex], part);
                }
            }
        }
    }
    found
}

fn built(counts: &Counts, quarters: bool) -> BTreeMap<String, Vec<u8>> {
    let project = project(counts, quarters);
    // The manifest names the ledger's last line, which says when.
    let mut command = project.command(["publish", "www", "--force"]);
    command.env("SOURCE_DATE_EPOCH", "1519862400");
    let ran = ran(command).fine();
    assert!(!ran.stderr.contains("error"), "{}", ran.stderr);
    let mut files = project.files("www");
    files.insert("ledger.jsonl".to_owned(), project.read("ledger.jsonl").into_bytes());
    files
}

#[test]
fn two_sites_that_differ_in_hidden_counts_alone_are_the_same_to_the_byte() {
    let asked = |name| std::env::var(name).ok().and_then(|count| count.parse().ok());
    let (first, pairs) = (asked("KALENDS_FIRST_PAIR").unwrap_or(0), asked("KALENDS_PAIRS").unwrap_or(4));
    let (mut compared, mut changed) = (0, BTreeSet::new());
    for seed in first..first + pairs {
        let mut random = Random::new(1000 + seed);
        let quarters = seed % 2 == 1;
        let counts = counts(&mut random, seed % 4 >= 2);
        let one = built(&counts, quarters);
        let mut other_counts = twin(&mut random, &counts, &hidden(&one), quarters);
        let tried = built(&other_counts, quarters);
        put_back(&mut other_counts, &counts, &one, &tried);
        let differing = counts.iter().filter(|(key, count)| other_counts[*key] != **count);
        let differing: BTreeSet<&str> = differing.map(|((metric, ..), _)| *metric).collect();
        let other = built(&other_counts, quarters);
        if std::env::var_os("KALENDS_PAIRS").is_some() {
            println!("seed {seed}: {differing:?}");
        }
        if published(&one) != published(&other) {
            continue;
        }
        compared += 1;
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "seed {seed}");
        for (path, bytes) in &one {
            let (bytes, others) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&other[path]));
            let differs = bytes.lines().zip(others.lines()).find(|(one, other)| one != other);
            assert!(bytes == others, "seed {seed}: {path} tells of hidden counts: {differs:#?}");
        }
        changed.extend(differing);
    }
    assert!(compared * 2 >= pairs, "{compared} of {pairs} pairs publish the same figures");
    let guarded = RECORDED.iter().filter(|(_, _, guard, _)| *guard != Guard::None).count();
    assert!(changed.len() * 2 > guarded, "of too few metrics counts differ: {changed:?}");
}

#[test]
fn a_bridge_is_the_same_whatever_the_hidden_counts_are() {
    let site = |first: [u32; 2], second: [u32; 2]| {
        let metrics = "dimensions:\n  ward: { members: { a: Alder, b: Birch, c: Cedar, d: Dogwood } }\nmetrics:\n  \
                       falls: { type: flow, by: [ward], suppress_below: 5 }\n";
        let values = |[a, b]: [u32; 2], c: u32| format!("falls: {{ values: {{ a: {a}, b: {b}, c: {c}, d: 20 }} }}");
        let project = Project::empty()
            .catalog(metrics)
            .file("content/_report.md", "{{ falls }}\n")
            .narrative(
                "2018-02",
                "{{ falls | chart(kind=\"bridge\", since=previous) }}\n\n\
                 {{ falls | chart(kind=\"bridge\", since=previous, top=1, id=\"top\") }}\n",
            )
            .snapshot("2018-01", &values(first, 11))
            .snapshot("2018-02", &values(second, 25));
        project.build().files()
    };
    let (one, other) = (site([3, 4], [2, 4]), site([4, 3], [4, 2]));
    assert!(String::from_utf8_lossy(&one["2018-02/index.html"]).contains("All others (2)"));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in one.iter().filter(|(path, _)| !["manifest.json", "SHA256SUMS"].contains(&path.as_str())) {
        assert!(*bytes == other[path], "{path} tells of hidden counts");
    }
}

#[test]
fn what_was_taken_out_leaves_no_trace_of_how_long_it_was() {
    let site = |count: u32| {
        let metrics = "falls: { type: flow }\nopen: { type: flow }";
        let again = "falls:\n  - 800\n  - { period: 2018-01, value: 700, kind: disclosure, reason: It told. }\nopen: 4";
        let project = Project::new(metrics)
            .file("content/_report.md", "{{ falls }} {{ open }}\n\n{{ falls | chart }}\n")
            .snapshot("2018-01", &format!("{{ falls: {count}, open: 3 }}"))
            .snapshot("2018-02", again);
        project.build().files()
    };
    assert_eq!(site(5), site(987_654));
}
