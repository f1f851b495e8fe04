//! What holds for every site: sums, changes, what was known when, and that order means nothing.
//!
//! Sites are made up at random, the same in every run; what is held against each other is what they publish. Single
//! figures with values worked by hand are in `figures`, hidden counts in `recovery`.

use std::collections::BTreeMap;
use std::fmt::Write;

use kalends::model::Decimal;
use serde_json::Value;

use crate::project::{Built, Project};
use crate::random::Random;

/// The amount of a part, by its members; without any for a whole that is not split.
type Part = (Vec<&'static str>, String);

/// One metric in one snapshot.
#[derive(Debug, Clone)]
struct Stated {
    metric: &'static str,
    /// The period, where it is not the snapshot's own month.
    period: Option<String>,
    amounts: Vec<Part>,
    rest: &'static str,
}

const WARDS: [&str; 3] = ["a", "b", "c"];
const SEXES: [&str; 2] = ["f", "m"];

/// The metrics that are recorded: by what each is split, and its definition.
const RECORDED: [(&str, &[&[&str]], &str); 8] = [
    ("staff", &[&WARDS], "type: stock, by: [ward], decimals: 1, target: 60"),
    ("falls", &[&WARDS, &SEXES], "type: flow, by: [ward, sex], better: lower, target: { at_most: 90, near: 10 }"),
    ("beds", &[&WARDS], "type: stock, by: [ward], over_time: mean"),
    ("peak", &[], "type: stock, over_time: max, spc: true, forecast: true, target: 200"),
    ("dip", &[], "type: stock, over_time: min, decimals: 2"),
    ("hires", &[], "type: flow, grain: quarter"),
    ("rare", &[&WARDS], "type: flow, by: [ward], suppress_below: 5"),
    ("rough", &[&WARDS], "type: flow, by: [ward], round_to: 5"),
];

const COMPUTED: [(&str, &str); 6] = [
    ("rate", "type: ratio, numerator: falls, denominator: beds, decimals: 3"),
    ("more", "type: derived, formula: falls - previous(falls) + 2 * target(falls)"),
    ("ever", "type: cumulative, of: falls, since: start"),
    ("yearly", "type: cumulative, of: falls, since: year"),
    ("rarely", "type: ratio, numerator: rare, denominator: beds, decimals: 3"),
    ("seldom", "type: derived, formula: rare - previous(rare)"),
];

/// Which things a made-up site has.
#[derive(Debug, Clone, Copy)]
struct Wild {
    gaps: bool,
    revisions: bool,
}

/// The snapshots of `count` months from January 2017.
fn snapshots(random: &mut Random, count: usize, wild: Wild) -> BTreeMap<String, Vec<Stated>> {
    let mut published: Vec<(&str, String)> = Vec::new();
    let mut all = BTreeMap::new();
    for index in 0..count {
        let mut list = Vec::new();
        for (metric, split, definition) in RECORDED {
            let quarterly = definition.contains("grain: quarter");
            let own = if quarterly { quarter(index) } else { month(index) };
            if wild.revisions && random.one_in(4) {
                let earlier: Vec<&String> = published
                    .iter()
                    .filter(|(other, period)| *other == metric && *period != own)
                    .map(|one| &one.1)
                    .collect();
                if !earlier.is_empty() {
                    let period = Some((*random.of(&earlier)).clone());
                    list.push(match random.one_in(4) {
                        true => Stated { metric, period, amounts: Vec::new(), rest: "withdrawn: true, reason: Wrong." },
                        false => Stated {
                            metric,
                            period,
                            amounts: amounts(random, split, definition, wild),
                            rest: "reason: Late.",
                        },
                    });
                }
            }
            if (quarterly && index % 3 != 2) || (wild.gaps && index > 0 && random.one_in(10)) {
                continue;
            }
            let rest = if random.one_in(6) { "status: provisional" } else { "" };
            list.push(Stated { metric, period: None, amounts: amounts(random, split, definition, wild), rest });
            published.push((metric, own));
        }
        all.insert(month(index), list);
    }
    all
}

fn amounts(random: &mut Random, split: &[&[&'static str]], definition: &str, wild: Wild) -> Vec<Part> {
    let cells: Vec<Vec<&str>> = match split {
        [] => vec![Vec::new()],
        [one] => one.iter().map(|member| vec![*member]).collect(),
        [one, two, ..] => one.iter().flat_map(|first| two.iter().map(move |second| vec![*first, *second])).collect(),
    };
    let digits = ["decimals: 1", "decimals: 2"].iter().position(|key| definition.contains(key)).map_or(0, |at| at + 1);
    let limit = if definition.contains("suppress") { 14 } else { 40 };
    let mut amount = || {
        let whole = random.below(limit);
        if digits > 0 {
            format!("{whole}.{:0digits$}", random.below(10_usize.pow(digits as u32)))
        } else {
            whole.to_string()
        }
    };
    let mut amounts: Vec<Part> = cells.into_iter().map(|cell| (cell, amount())).collect();
    if wild.gaps && amounts.len() > 1 && random.one_in(12) {
        amounts.remove(random.below(amounts.len()));
    }
    amounts
}

fn month(index: usize) -> String {
    format!("{}-{:02}", 2017 + index / 12, index % 12 + 1)
}

fn quarter(index: usize) -> String {
    format!("{}-Q{}", 2017 + index / 12, index % 12 / 3 + 1)
}

/// The line of one observation.
fn line(stated: &Stated) -> String {
    let amount = |list: &[&Part]| {
        let each: Vec<String> =
            list.iter().map(|(cell, amount)| format!("{}: {amount}", cell[cell.len() - 1])).collect();
        format!("{{ {} }}", each.join(", "))
    };
    let mut keys: Vec<String> = stated.period.iter().map(|period| format!("period: {period}")).collect();
    match stated.amounts.first().map(|(cell, _)| cell.len()) {
        None => {}
        Some(0) => keys.push(format!("value: {}", stated.amounts[0].1)),
        Some(1) => keys.push(format!("values: {}", amount(&stated.amounts.iter().collect::<Vec<_>>()))),
        Some(_) => {
            let mut rows: Vec<(&str, Vec<&Part>)> = Vec::new();
            for one in &stated.amounts {
                match rows.iter_mut().find(|(first, _)| *first == one.0[0]) {
                    Some((_, list)) => list.push(one),
                    None => rows.push((one.0[0], vec![one])),
                }
            }
            let rows: Vec<String> = rows.iter().map(|(first, list)| format!("{first}: {}", amount(list))).collect();
            keys.push(format!("values: {{ {} }}", rows.join(", ")));
        }
    }
    keys.extend((!stated.rest.is_empty()).then(|| stated.rest.to_owned()));
    format!("  - {{ {} }}\n", keys.join(", "))
}

/// What stands below `observations:`, metric by metric in the order in which they come.
fn observations(list: &[Stated]) -> String {
    let mut metrics: Vec<&str> = Vec::new();
    list.iter().for_each(|stated| {
        if !metrics.contains(&stated.metric) {
            metrics.push(stated.metric);
        }
    });
    let of = |metric: &&str| {
        let lines: String = list.iter().filter(|stated| stated.metric == *metric).map(line).collect();
        format!("{metric}:\n{lines}")
    };
    metrics.iter().map(of).collect()
}

/// data/metrics.yaml with metrics and members in the order that `arrange` gives them.
fn catalog(mut arrange: impl FnMut(&mut Vec<String>)) -> String {
    let mut text = "dimensions:\n".to_owned();
    for (name, members) in [("ward", &WARDS[..]), ("sex", &SEXES[..])] {
        let mut members: Vec<String> = members.iter().map(|member| format!("{member}: null")).collect();
        arrange(&mut members);
        let _ = writeln!(text, "  {name}: {{ members: {{ {} }} }}", members.join(", "));
    }
    let recorded = RECORDED.iter().map(|(id, _, definition)| format!("  {id}: {{ {definition} }}\n"));
    let mut metrics: Vec<String> =
        recorded.chain(COMPUTED.iter().map(|(id, definition)| format!("  {id}: {{ {definition} }}\n"))).collect();
    arrange(&mut metrics);
    format!("{text}metrics:\n{}", metrics.concat())
}

/// A site without anything to read on its pages: what is asked of it stands in files beside them.
fn bare() -> Project {
    let pages = ["home", "metric", "metrics", "report", "revisions", "search"];
    let project = Project::empty().settings("title: Test\nhistory: 40\nchart_files: false").catalog(&catalog(|_| {}));
    pages.iter().fold(project, |project, page| project.file(&format!("templates/{page}.html"), ""))
}

fn with(project: Project, snapshots: &BTreeMap<String, Vec<Stated>>) -> Project {
    snapshots.iter().fold(project, |project, (month, list)| project.snapshot(month, &observations(list)))
}

/// Reports of all quarters and years that end within `count` months.
fn with_longer_periods(project: Project, count: usize) -> Project {
    let quarters = (0..count).filter(|index| index % 3 == 2).map(quarter);
    let years = (0..count).filter(|index| index % 12 == 11).map(|index| (2017 + index / 12).to_string());
    quarters.chain(years).fold(project, |project, period| project.narrative(&period, "{{ falls }}"))
}

/// An amount of figures.json, exactly; `None` for a gap.
fn exact(value: &Value) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    Some(text.parse().unwrap_or_else(|_| panic!("{text} is no amount")))
}

/// What they come to; `None` when one is a gap.
fn total<'a>(values: impl IntoIterator<Item = &'a Value>) -> Option<Decimal> {
    values.into_iter().map(exact).sum()
}

/// Whether two amounts agree to ten digits: a quotient is not written in full.
fn is_near(one: Option<Decimal>, other: Option<Decimal>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= Decimal::new(1, 10) * one.abs().max(Decimal::ONE),
        _ => one == other,
    }
}

const GAPS: Wild = Wild { gaps: true, revisions: true };

#[test]
fn a_total_is_the_sum_of_its_parts() {
    let mut compared = 0;
    for seed in 0..2 {
        let count = 9;
        let project = with(with_longer_periods(bare(), count), &snapshots(&mut Random::new(seed), count, GAPS));
        let built = project.build();
        for (report, figures) in reports(&built, (0..count).map(month).chain((0..3).map(|index| quarter(index * 3)))) {
            for (metric, split, _) in RECORDED.iter().filter(|(metric, ..)| !["rare", "rough"].contains(metric)) {
                let figure = &figures[metric];
                let what = format!("seed {seed}, {metric} in {report}: {figure}");
                for dimension in ["ward", "sex"].iter().take(split.len()) {
                    let parts = figure["by"][dimension].as_object().expect("members").values();
                    let sum = total(parts.map(|part| &part["value"]));
                    assert!(is_near(exact(&figure["value"]), sum), "{what}");
                    compared += usize::from(!figure["value"].is_null());
                }
                for (ward, cells) in figure["cells"].as_object().into_iter().flatten() {
                    let cells = cells.as_object().expect("members");
                    let sum = total(cells.values().map(|cell| &cell["value"]));
                    assert_eq!(exact(&figure["by"]["ward"][ward]["value"]), sum, "{what}");
                    for sex in SEXES {
                        let column = WARDS.iter().map(|ward| &figure["cells"][ward][sex]["value"]);
                        assert_eq!(exact(&figure["by"]["sex"][sex]["value"]), total(column), "{what}");
                    }
                    compared += usize::from(sum.is_some());
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

/// The figures of these reports, by report.
fn reports(built: &Built<'_>, names: impl IntoIterator<Item = String>) -> BTreeMap<String, Value> {
    let metrics = |name: &str| built.json(&format!("{name}/figures.json"))["metrics"].take();
    names.into_iter().map(|name| (name.clone(), metrics(&name))).collect()
}

/// The amounts of a metric in the periods of its history.
fn history(figure: &Value) -> BTreeMap<&str, Option<Decimal>> {
    let points = figure["history"].as_array().expect("a list");
    points.iter().map(|point| (point["period"].as_str().expect("a period"), exact(&point["value"]))).collect()
}

#[test]
fn quarters_years_and_running_totals_are_made_of_their_months() {
    let mut compared = 0;
    for (seed, wild) in [(11, GAPS), (13, Wild { gaps: false, revisions: true })] {
        let count = 15;
        let project = with(with_longer_periods(bare(), count), &snapshots(&mut Random::new(seed), count, wild));
        let built = project.build();
        let spans: Vec<(String, usize, usize)> =
            (0..5).map(|index| (quarter(index * 3), index * 3, 3)).chain([("2017".to_owned(), 0, 12)]).collect();
        let reports = reports(&built, (0..count).map(month).chain(spans.iter().map(|span| span.0.clone())));
        for (period, start, length) in spans {
            let last = month(start + length - 1);
            for metric in ["staff", "falls", "beds", "peak", "dip", "rate", "ever", "yearly"] {
                // As known in the last month of the span, which is what a report of the span knows.
                let known = history(&reports[&last][metric]);
                let amount = |index| known.get(&*month(index)).copied().flatten();
                let each: Option<Vec<Decimal>> = (start..start + length).map(amount).collect();
                let sum = |each: &Option<Vec<Decimal>>| each.as_ref().map(|each| each.iter().sum::<Decimal>());
                let expected = match metric {
                    "staff" | "ever" | "yearly" => amount(start + length - 1),
                    "falls" => sum(&each),
                    "beds" => sum(&each).map(|sum| sum / Decimal::from(length)),
                    "peak" => each.and_then(|each| each.into_iter().max()),
                    "dip" => each.and_then(|each| each.into_iter().min()),
                    _ => {
                        let of = |metric| exact(&reports[&period][metric]["value"]);
                        of("falls").zip(of("beds")).and_then(|(falls, beds)| falls.checked_div(beds))
                    }
                };
                let found = exact(&reports[&period][metric]["value"]);
                assert!(is_near(found, expected), "seed {seed}, {metric} in {period}: {found:?}, not {expected:?}");
                compared += usize::from(found.is_some());
            }
        }
        for report in (0..count).map(month) {
            let falls = history(&reports[&report]["falls"]);
            let to_date = |from: &str| {
                let own = falls.iter().filter(|(month, _)| **month >= from).map(|(_, amount)| *amount);
                own.sum::<Option<Decimal>>()
            };
            let january = format!("{}-01", &report[..4]);
            for (metric, expected) in [("ever", to_date("2017-01")), ("yearly", to_date(&january))] {
                let found = exact(&reports[&report][metric]["value"]);
                assert_eq!(found, expected, "seed {seed}, {metric} in {report}");
            }
            let at = |back: usize| falls.values().rev().nth(back).copied().flatten();
            let expected = at(0).zip(at(1)).map(|(now, before)| now - before + Decimal::from(180));
            assert_eq!(exact(&reports[&report]["more"]["value"]), expected, "seed {seed}, {report}");
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn a_year_of_changes_adds_up_to_the_change_on_the_year() {
    let mut compared = 0;
    let count = 14;
    let project = with(bare(), &snapshots(&mut Random::new(21), count, Wild { gaps: false, revisions: false }));
    let built = project.build();
    let reports = reports(&built, (0..count).map(month));
    for last in [12, 13] {
        for metric in ["staff", "falls", "beds", "peak", "dip", "ever", "more"] {
            let change = |index: usize| exact(&reports[&month(index)][metric]["change"]["absolute"]);
            let on_the_year = exact(&reports[&month(last)][metric]["change_year"]["absolute"]);
            // What is a difference itself begins a month later.
            assert!(on_the_year.is_some() || (metric, last) == ("more", 12), "{metric} in {last}");
            if on_the_year.is_some() {
                assert_eq!((last - 11..=last).map(change).sum::<Option<Decimal>>(), on_the_year, "{metric} in {last}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 13);
}

/// figures.json of a report without `key`, wherever it stands.
fn without(mut value: Value, key: &str) -> Value {
    fn remove(value: &mut Value, key: &str) {
        match value {
            Value::Object(map) => {
                map.shift_remove(key);
                map.values_mut().for_each(|value| remove(value, key));
            }
            Value::Array(list) => list.iter_mut().for_each(|value| remove(value, key)),
            _ => {}
        }
    }
    remove(&mut value, key);
    value
}

#[test]
fn a_report_never_looks_ahead() {
    for seed in [31, 32] {
        let count = 8;
        let all = snapshots(&mut Random::new(seed), count, GAPS);
        let project = with(with_longer_periods(bare(), 6), &all);
        let built = project.build();
        let mut noticed = 0;
        for known in [2, 5] {
            let until: BTreeMap<_, _> = all.clone().into_iter().take(known + 1).collect();
            let earlier = with(with_longer_periods(bare(), known + 1), &until);
            let earlier = earlier.build();
            let longer = (known % 3 == 2).then(|| quarter(known));
            for report in (0..=known).map(month).chain(longer) {
                let path = format!("{report}/figures.json");
                let (then, now) = (earlier.json(&path), built.json(&path));
                noticed += usize::from(then["notices"] != now["notices"]);
                let (then, now) = (without(then, "notices"), without(now, "notices"));
                assert_eq!(then.to_string(), now.to_string(), "seed {seed}, {report} as known in {}", month(known));
                assert_eq!(
                    earlier.read(&format!("{report}/figures.csv")),
                    built.read(&format!("{report}/figures.csv"))
                );
            }
        }
        assert!(noticed > 0, "seed {seed}: something was revised later");
    }
}

#[test]
fn the_order_of_members_and_metrics_changes_no_value() {
    for seed in [41, 42] {
        let mut random = Random::new(seed);
        let all = snapshots(&mut random, 7, GAPS);
        // Where several counts could be hidden with a small one, the order of members decides; so no count is hidden
        // here.
        let open = |text: &str| text.replace(", suppress_below: 5", "");
        let project = with(with_longer_periods(bare(), 7), &all).catalog(&open(&catalog(|_| {})));
        let other = with(with_longer_periods(bare(), 7), &all).catalog(&open(&catalog(|list| random.shuffle(list))));
        let (built, other) = (project.build(), other.build());
        for report in (0..7).map(month).chain([quarter(0), quarter(3)]) {
            let path = format!("{report}/figures.json");
            // Objects are compared whatever the order of their keys; notices come in the order of the metrics.
            let sorted = |mut figures: Value| {
                let notices = figures["notices"].as_array_mut().expect("a list");
                notices.sort_by_key(Value::to_string);
                figures
            };
            assert_eq!(sorted(built.json(&path)), sorted(other.json(&path)), "seed {seed}, {report}");
        }
    }
}

/// A page without what says in which line a figure stands, and which files the site was built from.
fn without_places(page: &str) -> String {
    // Several files of one figure stand below each other.
    let page = page.replace("<br><code>data/", "<code>data/");
    let mut pieces = page.split("<code>data/");
    let first = pieces.next().unwrap_or_default().to_owned();
    let text = pieces.fold(first, |text, piece| text + piece.split_once("</code>").map_or(piece, |(_, rest)| rest));
    // The file of all figures names places, too, so that it has another size.
    let text = match text.split_once("(JSON, ") {
        Some((before, behind)) => before.to_owned() + behind.split_once(')').map_or(behind, |(_, rest)| rest),
        None => text,
    };
    // The foot counts the files and has a checksum of them.
    text.split("<h2>Where the figures come from</h2>").next().unwrap_or_default().to_owned()
}

/// A site in which every kind of number stands on a page.
fn full() -> Project {
    let text = r#"## Falls

{{ falls }}, {{ falls | change }}, {{ falls | trend }}, {{ rate }}, {{ ever }}, {{ rare }}.

{{ falls | chart(by="ward") }}

{{ peak | chart }}

{{ staff | table(by="ward") }}
"#;
    Project::empty()
        .settings("title: Test\nkey_figures: [staff, falls, rate, rare]")
        .catalog(&catalog(|_| {}))
        .file("content/_report.md", text)
}

#[test]
fn the_order_in_which_files_were_written_changes_no_byte() {
    let all = snapshots(&mut Random::new(51), 5, GAPS);
    let one = with(full(), &all);
    let other = all.iter().rev().fold(full(), |project, (month, list)| project.snapshot(month, &observations(list)));
    let (one, other) = (one.build().files(), other.build().files());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    one.iter().for_each(|(path, bytes)| assert!(other[path] == *bytes, "{path} is another file"));
}

#[test]
fn the_order_of_observations_and_the_files_they_stand_in_change_nothing() {
    let mut random = Random::new(61);
    let all = snapshots(&mut random, 5, GAPS);
    let mut other = full();
    for (month, list) in &all {
        let mut list = list.clone();
        random.shuffle(&mut list);
        list.iter_mut().for_each(|stated| random.shuffle(&mut stated.amounts));
        let mut files: Vec<Vec<Stated>> = vec![Vec::new(); 1 + random.below(3)];
        for stated in list {
            let last = files.len();
            files[random.below(last)].push(stated);
        }
        for (index, list) in files.iter().enumerate() {
            let text = crate::project::snapshot(month, &observations(list));
            // The folders sort otherwise than the months.
            other = other.file(&format!("data/{}/part-{index}-{month}.yaml", random.of(&["x", "y", "z"])), text);
        }
    }
    let one = with(full(), &all);
    let (one, other) = (one.build().files(), other.build().files());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in one.iter().filter(|(path, _)| !["manifest.json", "SHA256SUMS"].contains(&path.as_str())) {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            match path.rsplit('.').next() {
                Some("json") => without(serde_json::from_str(&text).expect("JSON"), "provenance").to_string(),
                Some("html") => without_places(&text),
                _ => text,
            }
        };
        let (one, other) = (text(bytes), text(&other[path]));
        let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert!(one == other, "{path}: {differs:?}");
    }
}
