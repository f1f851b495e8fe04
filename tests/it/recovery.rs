//! What a reader can work out of a hidden count from everything that a whole site publishes as numbers.
//!
//! Sites of random small counts, with totals, running totals, differences, shares and targets on top. Every published
//! number becomes a linear equation; for every hidden count more than one value must be left. The reader knows
//! the definitions and which counts were stated when, but nothing of their size save that a hidden one is not zero.

use std::collections::{BTreeMap, BTreeSet};

use kalends::base::period::{Grain, Period};
use serde_json::Value;

use crate::project::{Built, Project};
use crate::random::Random;
use crate::reader::{Picture, Reader, Sum, lists_of, picture};

/// By metric, month and members.
type Count = (&'static str, Period, Vec<String>);

/// A made-up site: the true counts, each with the snapshot that stated it.
struct Site {
    /// The protected metrics, each split by these dimensions with this many members.
    split: Vec<(&'static str, Vec<(&'static str, usize)>)>,
    stock: bool,
    threshold: u64,
    months: Vec<Period>,
    counts: BTreeMap<Count, BTreeMap<Period, u64>>,
}

/// A report that shows its tables and nothing else.
const TABLES: &str = "{% for section in report.sections %}{% for block in section.blocks %}{% if block.table %}\
table {{ block.table.id }}
{% for row in block.table.rows %}{{ row.head }};{% for cell in row.cells %}{% if cell.machine %}{{ cell.machine }}{% endif %};\
{% endfor %}
{% endfor %}{% endif %}{% endfor %}{% endfor %}";

const BEDS: f64 = 16.0;
const TARGET: f64 = 40.0;

fn month(index: i32) -> Period {
    Period::month(2018, 1 + index)
}

fn members(dimension: &str, count: usize) -> impl Iterator<Item = String> + '_ {
    (0..count).map(move |index| format!("{dimension}{index}"))
}

impl Site {
    fn new(random: &mut Random, split: Vec<(&'static str, Vec<(&'static str, usize)>)>, months: i32) -> Site {
        let mut site = Site {
            split,
            stock: false,
            threshold: 3 + random.below(4) as u64,
            months: (0..months).map(month).collect(),
            counts: BTreeMap::new(),
        };
        for (metric, split) in site.split.clone() {
            let limit = 6 + random.below(14);
            for period in site.months.clone() {
                for cell in cells(&split) {
                    let count = if random.one_in(9) { 0 } else { random.below(limit) as u64 };
                    site.counts.entry((metric, period, cell)).or_default().insert(period, count);
                }
            }
        }
        site
    }

    /// Changes counts in the snapshots of later months.
    fn revise(&mut self, random: &mut Random) {
        for ((_, period, _), stated) in &mut self.counts {
            if random.one_in(6) {
                let later = self.months.iter().filter(|month| *month > period).copied().collect::<Vec<_>>();
                if !later.is_empty() {
                    let was = stated.values().last().copied().unwrap_or_default();
                    stated.insert(*random.of(&later), was + 1 + random.below(3) as u64);
                }
            }
        }
    }

    fn project(&self) -> Project {
        let mut catalog = "dimensions:\n".to_owned();
        let dimensions: BTreeMap<&str, usize> =
            self.split.iter().flat_map(|(_, split)| split.iter().copied()).collect();
        for (name, count) in &dimensions {
            let members: Vec<String> = members(name, *count).map(|member| format!("{member}: {member}")).collect();
            catalog += &format!("  {name}: {{ members: {{ {} }} }}\n", members.join(", "));
        }
        catalog += "metrics:\n  beds: { type: stock }\n";
        let kind = if self.stock { "stock" } else { "flow" };
        for (metric, split) in &self.split {
            let by: Vec<&str> = split.iter().map(|(name, _)| *name).collect();
            let below = self.threshold;
            catalog += &format!(
                "  {metric}: {{ type: {kind}, by: [{}], suppress_below: {below}, target: {{ at_least: {TARGET} }} }}
  {metric}_rate: {{ type: derived, formula: {metric} / 16, decimals: 4 }}
  {metric}_per_bed: {{ type: ratio, numerator: {metric}, denominator: beds, decimals: 4 }}
  {metric}_more: {{ type: derived, formula: {metric} - previous({metric}) }}
",
                by.join(", ")
            );
            if !self.stock {
                catalog += &format!(
                    "  {metric}_ever: {{ type: cumulative, of: {metric}, since: start }}\n  \
                     {metric}_year: {{ type: cumulative, of: {metric}, since: year }}\n"
                );
            }
        }
        if let [(one, _), (other, _), ..] = self.split.as_slice() {
            catalog += &format!("  both: {{ type: derived, formula: {one} + {other} }}\n");
            catalog += &format!("  share: {{ type: ratio, numerator: {one}, denominator: {other}, decimals: 6 }}\n");
        }
        let charts = self.split.iter().filter(|(_, split)| split.len() == 1);
        let charts = charts
            .map(|(metric, split)| format!("{{{{ {metric} | chart(kind=\"line\", by=\"{}\") }}}}\n\n", split[0].0));
        let tables = self.split.iter().flat_map(|(metric, split)| {
            (1..3).map(move |top| {
                let arguments =
                    format!("by=\"{}\", history=12, top={top}, shade=true, id=\"{metric}-{top}\"", split[0].0);
                format!("{{{{ {metric} | table({arguments}) }}}}\n\n")
            })
        });
        let pages = ["home", "metric", "metrics", "revisions", "search"];
        let mut project = Project::empty().catalog(&catalog).settings("title: Test\nhistory: 40");
        project = pages.iter().fold(project, |project, page| project.file(&format!("templates/{page}.html"), ""));
        project = project.file("templates/report.html", TABLES);
        let text = format!("## Counts\n\n{}", charts.chain(tables).collect::<String>());
        project = project.file("content/_report.md", text);
        for period in &self.months {
            let mut text = format!("beds: {BEDS}\n");
            for (metric, split) in &self.split {
                text += &format!("{metric}:\n");
                for about in self.months.iter().filter(|about| *about <= period) {
                    let stated = cells(split).into_iter().filter_map(|cell| {
                        let count = self.counts[&(*metric, *about, cell.clone())].get(period)?;
                        Some((cell, *count))
                    });
                    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
                    for (cell, count) in stated {
                        let row = if cell.len() == 2 { cell[0].clone() } else { String::new() };
                        rows.entry(row).or_default().push(format!("{}: {count}", cell[cell.len() - 1]));
                    }
                    let rows: Vec<String> = rows
                        .iter()
                        .map(|(row, list)| match row.as_str() {
                            "" => list.join(", "),
                            row => format!("{row}: {{ {} }}", list.join(", ")),
                        })
                        .collect();
                    if !rows.is_empty() {
                        let reason = if about == period { "" } else { ", reason: Late." };
                        text += &format!("  - {{ period: {about}, values: {{ {} }}{reason} }}\n", rows.join(", "));
                    }
                }
            }
            project = project.snapshot(&period.to_string(), &text);
            if period.number() % 3 == 0 {
                project = project.narrative(&period.containing(Grain::Quarter, 1).to_string(), "");
            }
            if period.number() == 12 {
                project = project.narrative(&period.containing(Grain::Year, 1).to_string(), "");
            }
        }
        project
    }

    /// The name of one count as known in `vintage`, and the snapshot that states it. A count keeps its name until it is
    /// revised.
    fn name(&self, count: &Count, vintage: Period) -> String {
        let stated = self.counts[count].range(..=vintage).last().map(|(snapshot, _)| snapshot.to_string());
        format!("{} {} {:?} {}", count.0, count.1, count.2, stated.unwrap_or_default())
    }

    /// What a figure is the sum of, and what must be added to it: `published = sum + rest`. Members that `cell` leaves
    /// out are summed over.
    fn made_of(&self, metric: &str, cell: &BTreeMap<&str, &str>, period: Period, vintage: Period) -> (Sum, f64) {
        let own = |id: &str| self.split.iter().find(|(name, _)| *name == id).map(|(name, split)| (*name, split));
        let mut sum = Sum::new();
        let mut add = |id: &str, months: &[Period], factor: f64| {
            let (id, split) = own(id).unwrap_or_else(|| panic!("{id} is protected"));
            for month in months.iter().filter(|month| self.months.contains(month)) {
                for members in cells(split) {
                    let names = split.iter().map(|(name, _)| *name).zip(&members);
                    if names.into_iter().all(|(name, member)| cell.get(name).is_none_or(|own| own == member)) {
                        *sum.entry(self.name(&(id, *month, members), vintage)).or_default() += factor;
                    }
                }
            }
        };
        let months = |period: Period| {
            let months = period.parts(Grain::Month);
            if self.stock { months[months.len() - 1..].to_vec() } else { months }
        };
        let until = months(period);
        let last = until[until.len() - 1];
        let (id, what) = metric.split_once('_').unwrap_or((metric, ""));
        let mut rest = 0.0;
        match (id, what) {
            ("both", _) => self.split.iter().for_each(|(id, _)| add(id, &until, 1.0)),
            (id, "rate" | "per_bed") => add(id, &until, 1.0 / BEDS),
            (id, "more") => {
                add(id, &until, 1.0);
                add(id, &months(period.previous()), -1.0);
            }
            // All sites begin in a January and end in the same year.
            (id, "ever" | "year") => add(id, &month(0).through(last).collect::<Vec<_>>(), 1.0),
            (id, "gap") => {
                add(id, &until, 1.0);
                rest = -TARGET;
            }
            (id, _) => add(id, &until, 1.0),
        }
        (sum, rest)
    }

    /// Everything that the built site says in numbers, and what of the counts is hidden: those and their sums.
    ///
    /// With `only`, what was known in that month and not what reports of other months say.
    fn read(&self, built: &Built<'_>, only: Option<Period>) -> (Reader, BTreeMap<String, Sum>) {
        let mut reader = Reader::default();
        let mut hidden: BTreeMap<String, Sum> = BTreeMap::new();
        let mut inner: BTreeSet<String> = BTreeSet::new();
        let mut tell = |metric: &str, cell: &[(&str, &str)], period: Period, vintage: Period, value: &Value| {
            if only.is_some_and(|only| only != vintage) {
                return;
            }
            let cell: BTreeMap<&str, &str> = cell.iter().copied().collect();
            let (sum, rest) = self.made_of(metric, &cell, period, vintage);
            let protected = self.split.iter().any(|(id, _)| *id == metric);
            match value.as_f64() {
                Some(value) => {
                    // Of a number that is not whole twelve digits are published; what it must be is known.
                    let whole = ((value - rest) * BEDS).round() / BEDS;
                    assert!((whole - (value - rest)).abs() < 1e-6, "{metric} {cell:?} in {period}: {value}");
                    reader.learns(sum, whole);
                }
                None if protected && !sum.is_empty() => {
                    if sum.len() == 1 {
                        inner.extend(sum.keys().cloned());
                    }
                    hidden.insert(format!("{metric} {cell:?} in {period} as known in {vintage}"), sum);
                }
                None => {}
            }
        };
        let quarters = self.months.iter().filter(|month| month.number() % 3 == 0);
        let quarters = quarters.map(|month| (month.containing(Grain::Quarter, 1), *month));
        let years = self.months.iter().filter(|month| month.number() == 12);
        let years = years.map(|month| (month.containing(Grain::Year, 1), *month));
        for (report, vintage) in self.months.iter().map(|month| (*month, *month)).chain(quarters).chain(years) {
            let figures = built.json(&format!("{report}/figures.json"));
            for (metric, figure) in figures["metrics"].as_object().expect("metrics") {
                if metric == "beds" {
                    continue;
                }
                // A share is no sum; it is shown where both of its counts are.
                if metric == "share" {
                    let parts = |of: &Value| [of["value"].clone(), of["by"]["ward"]["ward0"]["value"].clone()];
                    let known = self.split.iter().map(|(id, _)| parts(&figures["metrics"][id]));
                    for (index, share) in parts(figure).iter().enumerate() {
                        let shown = known.clone().all(|counts| !counts[index].is_null());
                        assert!(shown || share.is_null(), "{metric} in {report}: {share}");
                    }
                    continue;
                }
                tell(metric, &[], report, vintage, &figure["value"]);
                tell(metric, &[], report.previous(), vintage, &figure["previous"]["value"]);
                for (dimension, list) in figure["by"].as_object().into_iter().flatten() {
                    for (member, part) in list.as_object().expect("members") {
                        tell(metric, &[(dimension, member)], report, vintage, &part["value"]);
                    }
                }
                let names: Vec<&String> =
                    figure["by"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
                for (first, row) in figure["cells"].as_object().into_iter().flatten() {
                    for (second, part) in row.as_object().expect("members") {
                        tell(metric, &[(names[0], first), (names[1], second)], report, vintage, &part["value"]);
                    }
                }
                for point in figure["history"].as_array().expect("a list") {
                    tell(metric, &[], period(&point["period"]), vintage, &point["value"]);
                }
                if let Some(gap) = figure["target"].get("gap").filter(|gap| !gap.is_null()) {
                    tell(&format!("{metric}_gap"), &[], report, vintage, gap);
                }
                // A change is a difference of two figures; only of protected metrics it is one of `more`.
                if self.split.iter().any(|(id, _)| id == metric) {
                    tell(&format!("{metric}_more"), &[], report, vintage, &figure["change"]["absolute"]);
                }
            }
            if report.grain() == Grain::Month {
                for (metric, split) in self.split.iter().filter(|(_, split)| split.len() == 1) {
                    for line in built.read(&format!("{report}/{metric}.csv")).lines().skip(1) {
                        let fields: Vec<&str> = line.split(',').collect();
                        let about = Period::read(fields[0], 1).expect("a period");
                        let value = fields[2].parse::<f64>().map_or(Value::Null, Value::from);
                        tell(metric, &[(split[0].0, fields[1])], about, vintage, &value);
                    }
                }
            }
        }
        for report in self.months.iter().filter(|report| only.is_none_or(|only| only == **report)) {
            for (sum, value) in self.sums_of_rest(&built.read(&format!("{report}/index.html")), *report) {
                reader.learns(sum, value);
            }
        }
        let mut tell = |metric: &str, period: Period, vintage: Period, value: &Value| {
            if let Some(value) = value.as_f64().filter(|_| only.is_none_or(|only| only == vintage)) {
                let (sum, rest) = self.made_of(metric, &BTreeMap::new(), period, vintage);
                reader.learns(sum, value - rest);
            }
        };
        let last = self.months[self.months.len() - 1];
        for (metric, _) in &self.split {
            for entry in built.json(&format!("metrics/{metric}/history.json")).as_array().expect("a list") {
                for vintage in entry["vintages"].as_array().expect("a list") {
                    let known = period(&vintage["snapshot"]);
                    tell(metric, period(&entry["period"]), known.min(last), &vintage["value"]);
                }
            }
        }
        for (count, stated) in &self.counts {
            for (index, vintage) in stated.keys().enumerate() {
                let name = self.name(count, *vintage);
                // What was hidden stays hidden, even if it is zero by now.
                reader.expects(&name, u32::from(index == 0 && inner.contains(&name)));
            }
        }
        (reader, hidden)
    }
}

impl Site {
    /// What the tables of a report say of members that have no row of their own: which counts, and what they come to.
    fn sums_of_rest(&self, page: &str, report: Period) -> Vec<(Sum, f64)> {
        let mut told = Vec::new();
        for table in page.split("table ").skip(1) {
            let (id, rows) = table.split_once('\n').expect("an id");
            let metric = id.trim_start_matches("tab-").split('-').next().expect("a metric");
            let (name, count) = self.split.iter().find(|(own, _)| *own == metric).expect("a metric").1[0];
            let rows: Vec<Vec<&str>> = rows.lines().map(|row| row.split(';').collect()).collect();
            let shown: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
            for row in rows.iter().filter(|row| row[0].starts_with("All others")) {
                let periods = self.months.iter().filter(|month| **month <= report).rev();
                for (value, about) in row[1..].iter().zip(periods) {
                    let Ok(value) = value.parse::<f64>() else { continue };
                    let mut sum = Sum::new();
                    for member in members(name, count).filter(|member| !shown.contains(member.as_str())) {
                        let cell = BTreeMap::from([(name, member.as_str())]);
                        sum.extend(self.made_of(metric, &cell, *about, report).0);
                    }
                    told.push((sum, value));
                }
            }
        }
        told
    }
}

fn period(value: &Value) -> Period {
    value.as_str().and_then(|text| Period::read(text, 1).ok()).unwrap_or_else(|| panic!("{value} is no period"))
}

fn cells(split: &[(&'static str, usize)]) -> Vec<Vec<String>> {
    split.iter().fold(vec![Vec::new()], |all, (name, count)| {
        all.iter().flat_map(|cell| members(name, *count).map(|member| [cell.clone(), vec![member]].concat())).collect()
    })
}

/// How many hidden counts and sums there are; none of them may be left with a single value.
#[track_caller]
fn safe(site: &Site, built: &Built<'_>, what: &str) -> usize {
    let told = found_out(site, built);
    assert!(told.is_empty(), "{what}:\n{told:?}");
    site.read(built, None).1.len()
}

/// Hidden figures that a reader can work out, with their values.
fn found_out(site: &Site, built: &Built<'_>) -> Vec<(String, f64)> {
    let (reader, hidden) = site.read(built, None);
    let sums: Vec<Sum> = hidden.values().cloned().collect();
    let bounds = hidden.keys().zip(reader.bounds(&sums));
    let told = bounds.filter(|(_, (low, high))| high.is_some_and(|high| high - low < 0.999));
    told.map(|(name, (low, _))| (name.clone(), low)).collect()
}

#[test]
fn no_hidden_count_of_one_dimension_can_be_worked_out() {
    let (mut hidden, mut together) = (0, 0);
    for seed in 0..6 {
        let mut random = Random::new(seed);
        let wards = 2 + random.below(3);
        let split = vec![("falls", vec![("ward", wards)]), ("burns", vec![("ward", wards)])];
        let site = Site::new(&mut random, split, if seed == 0 { 12 } else { 6 });
        let project = site.project();
        let built = project.build();
        hidden += safe(&site, &built, &format!("seed {seed}"));
        let page = |report: &Period| built.read(&format!("{report}/index.html"));
        together += site.months.iter().map(|report| site.sums_of_rest(&page(report), *report).len()).sum::<usize>();
    }
    assert!(hidden > 400 && together > 100, "{hidden} hidden, {together} sums of several");
}

#[test]
fn no_hidden_count_of_two_dimensions_can_be_worked_out() {
    let mut hidden = 0;
    for seed in 100..106 {
        let mut random = Random::new(seed);
        let split = vec![("falls", vec![("ward", 2 + random.below(3)), ("sex", 2 + random.below(2))])];
        let site = Site::new(&mut random, split, 3);
        hidden += safe(&site, &site.project().build(), &format!("seed {seed}"));
    }
    assert!(hidden > 100, "{hidden}");
}

#[test]
fn no_hidden_level_can_be_worked_out() {
    let mut hidden = 0;
    for seed in 200..206 {
        let mut random = Random::new(seed);
        let split = vec![("falls", vec![("ward", 2 + random.below(3))])];
        let mut site = Site::new(&mut random, split, 4);
        site.stock = true;
        hidden += safe(&site, &site.project().build(), &format!("seed {seed}"));
    }
    assert!(hidden > 40, "{hidden}");
}

#[test]
fn no_hidden_count_can_be_worked_out_from_reports_before_and_after_revisions() {
    let mut hidden = 0;
    for seed in 300..312 {
        let mut random = Random::new(seed);
        let split = vec![("falls", vec![("ward", 3 + random.below(2))])];
        let mut site = Site::new(&mut random, split, 5);
        site.revise(&mut random);
        let project = site.project();
        let built = project.build();
        // A total may be found out that is hidden for the sake of its parts, as long as they are not.
        let told: Vec<_> = found_out(&site, &built)
            .into_iter()
            .filter(|(_, count)| (1.0..site.threshold as f64).contains(count))
            .collect();
        assert!(told.is_empty(), "seed {seed}: {told:?}");
        hidden += site.read(&built, None).1.len();
    }
    assert!(hidden > 100, "{hidden}");
}

#[test]
fn a_reader_who_knows_the_rule_and_the_threshold_pins_no_count_of_a_list() {
    let sites = std::env::var("KALENDS_SITES").ok().and_then(|count| count.parse().ok()).unwrap_or(2);
    let (mut lists, mut hidden) = (0, 0);
    for seed in 0..sites {
        let mut random = Random::new(400 + seed);
        let (wards, threshold) = (2 + random.below(3), 3 + random.below(4) as u64);
        let names: Vec<String> = members("ward", wards).collect();
        let mut catalog =
            format!("dimensions:\n  ward: {{ members: {{ {}: null }} }}\nmetrics:\n", names.join(": null, "));
        let metrics: Vec<String> = (0..12).map(|index| format!("m{index}")).collect();
        let mut text = String::new();
        let mut counts: BTreeMap<&String, Vec<u64>> = BTreeMap::new();
        for metric in &metrics {
            let limit = 2 + random.below(12);
            let list: Vec<u64> =
                (0..wards).map(|_| if random.one_in(8) { 0 } else { 1 + random.below(limit) as u64 }).collect();
            let values: Vec<String> = names.iter().zip(&list).map(|(name, count)| format!("{name}: {count}")).collect();
            catalog += &format!("  {metric}: {{ type: flow, by: [ward], suppress_below: {threshold} }}\n");
            text += &format!("{metric}: {{ values: {{ {} }} }}\n", values.join(", "));
            counts.insert(metric, list);
        }
        let project = Project::empty().catalog(&catalog).snapshot("2018-01", &text);
        let built = project.build();
        for (metric, list) in counts {
            let figure = built.figure("2018-01", metric);
            let parts = names.iter().map(|name| figure["by"]["ward"][name]["value"].as_u64()).collect();
            let seen: Picture = (parts, figure["value"].as_u64());
            assert_eq!(seen, picture(&list, threshold), "seed {seed}: {list:?} below {threshold}");
            let possible = lists_of(&seen, threshold, 2 * threshold);
            for index in (0..wards).filter(|index| seen.0[*index].is_none()) {
                let values: BTreeSet<u64> = possible.iter().map(|list| list[index]).collect();
                assert!(values.len() > 1, "seed {seed}: {list:?} below {threshold}, {index}");
                hidden += 1;
            }
            lists += 1;
        }
    }
    assert!(lists == 12 * sites && hidden > 4 * sites, "{hidden} of {lists}");
}

#[test]
fn a_reader_finds_what_is_not_protected() {
    // The same counts, hidden on their own: the totals beside them give them back.
    let mut reader = Reader::default();
    let counts = [("a", 3.0), ("b", 9.0), ("c", 6.0)];
    counts.iter().for_each(|(count, _)| reader.expects(count, u32::from(*count == "a")));
    let sum = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1.0)).collect::<Sum>();
    reader.learns(sum(&["a", "b", "c"]), 18.0);
    reader.learns(sum(&["b"]), 9.0);
    assert_eq!(reader.bounds(&[sum(&["a"])]), [(1.0, Some(9.0))]);
    reader.learns(sum(&["c"]), 6.0);
    assert_eq!(reader.bounds(&[sum(&["a"])]), [(3.0, Some(3.0))]);
}
