//! What a chart draws, what its table says (which the read-out reads word for word), what its sentence says and what its
//! download holds are the same values, for every kind and whatever the values are.
//!
//! Sites are made up, built, and read back: marks on a drawing are turned into values by the labels of its axis, the way
//! a reader would, and may be off by one SVG unit.

use std::collections::BTreeMap;

use crate::page::{Found, Page};
use crate::project::{Built, Project};
use crate::random::Random;

/// Made-up sites; more of them with `KALENDS_SITES=100`.
const SITES: u64 = 4;
const MONTHS: usize = 26;
const WARDS: [&str; 3] = ["North", "South", "West"];
/// How far a mark may be from its value, in SVG units.
const ONE_UNIT: f64 = 1.0;

const CATALOG: &str = "dimensions:
  ward: { label: Ward, members: { n: North, s: South, w: West } }
metrics:
  share: { label: Satisfied, type: stock, format: percent, decimals: 1, better: higher, target: 70 % }
  steady: { label: Steady, type: stock, spc: true, better: lower }
  beds: { label: Beds, type: stock, by: [ward], better: higher, target: { ward: { n: 300, s: 200 } } }
";

/// Every kind, and lines of members too: id, call, and the rows of its table that are drawn.
const CHARTS: [(&str, &str); 9] = [
    ("line", "share | chart(kind=\"line\", id=\"line\")"),
    ("deviation", "share | chart(kind=\"deviation\", id=\"deviation\", history=12)"),
    ("xmr", "steady | chart(kind=\"xmr\", id=\"xmr\")"),
    ("lines", "beds | chart(kind=\"line\", by=\"ward\", id=\"lines\")"),
    ("stacked", "beds | chart(kind=\"stacked\", by=\"ward\", id=\"stacked\", history=13)"),
    ("bars", "beds | chart(kind=\"bars\", by=\"ward\", id=\"bars\")"),
    ("multiples", "beds | chart(kind=\"multiples\", by=\"ward\", id=\"multiples\")"),
    ("arrow", "beds | chart(kind=\"arrow\", by=\"ward\", id=\"arrow\")"),
    ("bridge", "beds | chart(kind=\"bridge\", by=\"ward\", id=\"bridge\")"),
];

/// 26 months up to February 2026, some of them with gaps, provisional values and intervals.
fn site(random: &mut Random) -> Project {
    let calls: String = CHARTS.iter().map(|(_, call)| format!("{{{{ {call} }}}}\n\n")).collect();
    let mut project = Project::empty()
        .settings("title: T\nlanguage: en\nhistory: 26")
        .catalog(CATALOG)
        .file("content/2026-02.md", format!("---\ntitle: T\n---\n{calls}"));
    let magnitude = *random.of(&[40, 900, 120_000]);
    for month in 0..MONTHS {
        let name = format!("{}-{:02}", 2024 + month / 12, month % 12 + 1);
        let is_last = month + 1 == MONTHS;
        let share = 400 + random.below(500);
        let share = match random.below(8) {
            0 if !is_last => "share: { value: null, note: The book was lost. }".to_owned(),
            1 => format!("share: {{ value: {}.{} %, status: provisional }}", share / 10, share % 10),
            2 => format!(
                "share: {{ value: {}.{} %, low: {} %, high: {} % }}",
                share / 10,
                share % 10,
                share / 10 - random.below(20),
                share / 10 + 1 + random.below(5)
            ),
            _ => format!("share: {}.{} %", share / 10, share % 10),
        };
        let ward = |random: &mut Random| random.below(magnitude) + magnitude / 5;
        let beds = format!("beds: {{ values: {{ n: {}, s: {}, w: {} }} }}", ward(random), ward(random), ward(random));
        let steady = format!("steady: {}", magnitude + random.below(magnitude / 4));
        project = project.snapshot(&name, &format!("{share}\n{steady}\n{beds}"));
    }
    project
}

/// A number as a page in English has it: "1,807", "−4.5", "82.5%".
fn number(text: &str) -> Option<f64> {
    let text = text.replace('\u{a0}', " ");
    let plain = text.trim().replace(',', "").replace('−', "-").replace('+', "");
    match plain.strip_suffix('%') {
        Some(share) => share.parse::<f64>().ok().map(|share| share / 100.0),
        None => plain.parse().ok(),
    }
}

/// The table under a chart: heads of its rows, and the machine value of every cell.
struct Table {
    heads: Vec<String>,
    cells: Vec<Vec<Option<f64>>>,
    texts: Vec<Vec<String>>,
}

impl Table {
    fn of(figure: &Found<'_>) -> Table {
        let rows = figure.find(".fig-data tbody tr");
        let mut table = Table { heads: Vec::new(), cells: Vec::new(), texts: Vec::new() };
        for index in 0..rows.count() {
            let row = rows.nth(index);
            table.heads.push(row.find("th").text());
            let cells = row.find("td");
            let value = |cell: usize| {
                let data = cells.nth(cell).find("data");
                (data.count() == 1).then(|| (data.attribute("value").parse().expect("a number"), data.text()))
            };
            let all: Vec<Option<(f64, String)>> = (0..cells.count()).map(value).collect();
            table.cells.push(all.iter().map(|cell| cell.as_ref().map(|(value, _)| *value)).collect());
            table.texts.push(all.into_iter().map(|cell| cell.map_or(String::new(), |(_, text)| text)).collect());
        }
        table
    }

    fn cell(&self, row: usize, column: usize) -> Option<f64> {
        *self.cells.get(row)?.get(column)?
    }

    /// A column in the order of time: the newest row is the first.
    fn through_time(&self, column: usize) -> Vec<Option<f64>> {
        (0..self.cells.len()).rev().map(|row| self.cell(row, column)).collect()
    }
}

/// A drawing: its marks, and its axis as two places with their values.
struct Plot<'a> {
    svg: Found<'a>,
    axis: [(f64, f64); 2],
    /// Places of the first and the last period or row, and how many rows there are.
    ends: Vec<f64>,
}

impl<'a> Plot<'a> {
    /// Of values through time (`x` in the grid), or of rows (`y`).
    fn of(svg: Found<'a>, is_of_rows: bool) -> Plot<'a> {
        let grid = svg.find(if is_of_rows { "[data-y]" } else { "[data-x]" });
        let ends = grid.attribute(if is_of_rows { "data-y" } else { "data-x" });
        let ends: Vec<f64> = ends.split(' ').map(|end| end.parse().expect("a number")).collect();
        // Labels stand half a letter below their lines, or in the middle under them. Other texts are no numbers.
        let (class, attribute, off) = if is_of_rows { ("text.m.c9", "x", 0.0) } else { ("text.e.c9", "y", 4.0) };
        let labels = svg.find(&format!("g.grid {class}"));
        let places = labels.attributes(attribute);
        let ticks: Vec<(f64, f64)> = (labels.texts().iter().zip(&places))
            .filter_map(|(text, place)| Some((place.parse::<f64>().expect("a place") - off, number(text)?)))
            .collect();
        Plot { svg, axis: [ticks[0], ticks[ticks.len() - 1]], ends }
    }

    /// The place of a value on the axis.
    fn place(&self, value: f64) -> f64 {
        let [(low_place, low), (high_place, high)] = self.axis;
        low_place + (value - low) / (high - low) * (high_place - low_place)
    }

    /// The place of a period or a row.
    fn step(&self, index: usize, count: usize) -> f64 {
        self.ends[0] + (self.ends[1] - self.ends[0]) * index as f64 / (count.max(2) - 1) as f64
    }

    /// The subpaths of every path of these classes.
    fn paths(&self, classes: &[&str]) -> Vec<Vec<(f64, f64)>> {
        let paths = self.svg.find("path");
        let all = paths.attributes("class").into_iter().zip(paths.attributes("d"));
        all.filter(|(class, _)| classes.contains(&class.as_str())).flat_map(|(_, d)| subpaths(&d)).collect()
    }
}

/// Absolute points of the subpaths of a path of `M m l h v z`.
fn subpaths(d: &str) -> Vec<Vec<(f64, f64)>> {
    let mut tokens: Vec<(char, Vec<f64>)> = Vec::new();
    let mut text = String::new();
    for c in d.chars().chain(['z']) {
        if c.is_ascii_alphabetic() || c == ' ' || c == '-' {
            if let (Ok(number), Some((_, numbers))) = (text.parse(), tokens.last_mut()) {
                numbers.push(number);
            }
            text.clear();
        }
        match c {
            c if c.is_ascii_alphabetic() => tokens.push((c, Vec::new())),
            ' ' => {}
            c => text.push(c),
        }
    }
    let mut paths: Vec<Vec<(f64, f64)>> = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    for (command, numbers) in tokens {
        match command {
            'h' => numbers.iter().for_each(|step| {
                x += step;
                paths.last_mut().expect("a start").push((x, y));
            }),
            'v' => numbers.iter().for_each(|step| {
                y += step;
                paths.last_mut().expect("a start").push((x, y));
            }),
            'z' => (x, y) = paths.last().map_or((x, y), |path| path[0]),
            _ => {
                for (index, pair) in numbers.chunks(2).enumerate() {
                    (x, y) = if command == 'M' && index == 0 { (pair[0], pair[1]) } else { (x + pair[0], y + pair[1]) };
                    match command {
                        'M' | 'm' if index == 0 => paths.push(vec![(x, y)]),
                        _ => paths.last_mut().expect("a start").push((x, y)),
                    }
                }
            }
        }
    }
    paths
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= ONE_UNIT
}

/// Every value of a column is a point of the line in its colour, and the line has no other points.
#[track_caller]
fn check_line(plot: &Plot<'_>, slot: &str, values: &[Option<f64>], what: &str) {
    let points: Vec<(f64, f64)> =
        plot.paths(&[&format!("l {slot}"), &format!("l {slot} pv"), &format!("pt {slot}")]).concat();
    let expected: Vec<(f64, f64)> = (values.iter().enumerate())
        .filter_map(|(index, value)| Some((plot.step(index, values.len()), plot.place((*value)?))))
        .collect();
    let has = |all: &[(f64, f64)], (x, y): (f64, f64)| all.iter().any(|(a, b)| near(*a, x) && near(*b, y));
    for place in &expected {
        assert!(has(&points, *place), "{what}: nothing is drawn at {place:?}");
    }
    for place in &points {
        assert!(has(&expected, *place), "{what}: {place:?} is drawn for no value");
    }
    assert!(!expected.is_empty(), "{what}: no values");
}

/// Left, top, right, bottom.
fn rectangles(plot: &Plot<'_>, classes: &[&str]) -> Vec<[f64; 4]> {
    let edges = |path: Vec<(f64, f64)>| {
        let range = |of: fn(&(f64, f64)) -> f64| {
            let all = path.iter().map(of);
            (all.clone().fold(f64::INFINITY, f64::min), all.fold(f64::NEG_INFINITY, f64::max))
        };
        let ((left, right), (top, bottom)) = (range(|point| point.0), range(|point| point.1));
        [left, top, right, bottom]
    };
    plot.paths(classes).into_iter().map(edges).collect()
}

const FILLS: [&str; 5] = ["f0", "f1", "f2", "fx", "pl"];

fn check_drawing(kind: &str, figure: &Found<'_>, table: &Table, what: &str) {
    let wide = || figure.find("svg.wide");
    match kind {
        "line" => check_line(&Plot::of(wide(), false), "s0", &table.through_time(0), what),
        "xmr" => {
            let plot = Plot::of(wide(), false);
            // The line is grey, its points have the colour of what they mean.
            let line: Vec<(f64, f64)> = plot.paths(&["l sx"]).concat();
            for (index, value) in table.through_time(0).into_iter().enumerate() {
                let place = (plot.step(index, MONTHS), plot.place(value.expect("a value")));
                assert!(line.iter().any(|(x, y)| near(*x, place.0) && near(*y, place.1)), "{what}: {place:?}");
            }
            assert_eq!(line.len(), MONTHS, "{what}");
        }
        "lines" => {
            let plot = Plot::of(wide(), false);
            (0..WARDS.len()).for_each(|ward| {
                check_line(&plot, &format!("s{ward}"), &table.through_time(ward), what);
            });
        }
        "multiples" => {
            let panels = figure.find(".km svg");
            assert_eq!(panels.count(), WARDS.len(), "{what}");
            for ward in 0..WARDS.len() {
                check_line(&Plot::of(panels.nth(ward), false), "s0", &table.through_time(ward), what);
            }
        }
        "deviation" => {
            let plot = Plot::of(wide(), false);
            let columns = rectangles(&plot, &FILLS);
            let changes = table.through_time(2);
            let mut known = 0;
            for (index, change) in changes.iter().enumerate() {
                let Some(change) = change.filter(|change| *change != 0.0) else { continue };
                // The axis counts in percentage points.
                let (x, zero, end) = (plot.step(index, changes.len()), plot.place(0.0), plot.place(change * 100.0));
                let is_it = |[left, top, right, bottom]: &[f64; 4]| {
                    near((left + right) / 2.0, x) && near(*top, zero.min(end)) && near(*bottom, zero.max(end))
                };
                // Above a column stands a triangle of the same colour.
                assert!(columns.iter().any(is_it), "{what}: {change} in {index} of {columns:?}");
                known += 1;
            }
            assert!(known > 0, "{what}: no changes");
        }
        "stacked" => {
            let plot = Plot::of(wide(), false);
            for (ward, class) in ["f0", "pl", "f1"].into_iter().enumerate() {
                let columns = rectangles(&plot, &[class]);
                let values = table.through_time(ward);
                assert_eq!(columns.len(), values.len(), "{what}: {class}");
                for ([_, top, _, bottom], value) in columns.iter().zip(values) {
                    let height = plot.place(0.0) - plot.place(value.expect("a value"));
                    assert!(near(bottom - top, height), "{what}: {class} is {} high, not {height}", bottom - top);
                }
            }
        }
        "bars" => {
            let plot = Plot::of(wide(), true);
            let bars = rectangles(&plot, &FILLS);
            for row in 0..WARDS.len() {
                let (y, end) = (plot.step(row, WARDS.len()), plot.place(table.cell(row, 1).expect("a value")));
                let zero = plot.place(0.0);
                let is_it = |[left, top, right, bottom]: &[f64; 4]| {
                    near((top + bottom) / 2.0, y) && near(*left, zero) && near(*right, end)
                };
                assert!(bars.iter().any(is_it), "{what}: row {row} ends at {end}: {bars:?}");
            }
            check_dots(&plot, table, what);
        }
        "arrow" => {
            let plot = Plot::of(wide(), true);
            let heads = plot.paths(&FILLS);
            for row in 0..WARDS.len() {
                let tip = (plot.place(table.cell(row, 1).expect("a value")), plot.step(row, WARDS.len()));
                let is_it = |(x, y): &(f64, f64)| near(*x, tip.0) && near(*y, tip.1);
                let is_still = table.cell(row, 0) == table.cell(row, 1);
                assert!(is_still || heads.iter().any(|head| is_it(&head[0])), "{what}: row {row} points to {tip:?}");
            }
            check_dots(&plot, table, what);
        }
        "bridge" => {
            let plot = Plot::of(wide(), true);
            let steps = plot.paths(&FILLS);
            for row in 0..WARDS.len() {
                let change = table.cell(row, 2).expect("a change");
                let (y, long) = (plot.step(row, WARDS.len() + 1), plot.place(change) - plot.place(0.0));
                let is_it = |step: &Vec<(f64, f64)>| {
                    near((step[0].1 + step[2].1) / 2.0, y) && near(step[1].0 - step[0].0, long)
                };
                assert!(change == 0.0 || steps.iter().any(is_it), "{what}: row {row} goes {long}: {steps:?}");
            }
            let ends: Vec<f64> = plot.paths(&["pt sx"]).concat().iter().map(|(x, _)| *x).collect();
            let totals = [0, 1].map(|column| plot.place(table.cell(WARDS.len(), column).expect("a total")));
            assert!(
                near(ends[0], totals[0]) && near(ends[ends.len() - 1], totals[1]),
                "{what}: {ends:?} for {totals:?}"
            );
        }
        other => panic!("a kind that nobody reads back: {other}"),
    }
}

/// The value before is a grey dot in its row.
#[track_caller]
fn check_dots(plot: &Plot<'_>, table: &Table, what: &str) {
    let dots = plot.paths(&["pt sx"]).concat();
    for row in 0..WARDS.len() {
        let (x, y) = (plot.place(table.cell(row, 0).expect("a value")), plot.step(row, WARDS.len()));
        assert!(dots.iter().any(|(a, b)| near(*a, x) && near(*b, y)), "{what}: row {row} was at {x}: {dots:?}");
    }
}

/// What the download says, by the name of the figure, which a chart of one leaves out: its values in the order of time.
fn download(built: &Built<'_>, id: &str) -> BTreeMap<String, Vec<Option<f64>>> {
    let text = built.read(&format!("2026-02/{id}.csv"));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let at = |name: &str| head.iter().position(|column| column.starts_with(name));
    let (value, scale) =
        (at("Value").expect("values"), if head.iter().any(|name| name.contains("%")) { 100.0 } else { 1.0 });
    let mut all: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let name = at("Figure").map_or(String::new(), |column| row[column].to_owned());
        all.entry(name).or_default().push(row[value].parse::<f64>().ok().map(|value| value / scale));
    }
    all
}

fn same(a: &[Option<f64>], b: &[Option<f64>]) -> bool {
    let equal = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9 * a.abs().max(1.0),
        (None, None) => true,
        _ => false,
    };
    a.len() == b.len() && a.iter().zip(b).all(equal)
}

fn check_download(kind: &str, built: &Built<'_>, table: &Table, what: &str) {
    let csv = download(built, kind);
    let of = |name: &str| csv.get(name).unwrap_or_else(|| panic!("{what}: no {name} in {csv:?}"));
    match kind {
        "line" | "deviation" | "xmr" => assert!(same(of(""), &table.through_time(0)), "{what}: {csv:?}"),
        "lines" | "stacked" | "multiples" => {
            for (index, ward) in WARDS.iter().enumerate() {
                assert!(same(of(ward), &table.through_time(index)), "{what}: {csv:?}");
            }
        }
        _ => {
            for (row, ward) in table.heads.iter().take(WARDS.len()).enumerate() {
                let cells: Vec<Option<f64>> = (0..2).map(|column| table.cell(row, column)).collect();
                assert!(same(of(ward), &cells), "{what}: {ward} is {cells:?} in the table, {csv:?}");
            }
        }
    }
}

/// The sentence names the newest value, those of all members, or the greatest and the least.
fn check_sentence(kind: &str, figure: &Found<'_>, table: &Table, what: &str) {
    let says = figure.find(".fig-sum").text();
    let mut expected: Vec<String> = Vec::new();
    match kind {
        "line" | "deviation" | "xmr" => expected.push(table.texts[0][0].clone()),
        "lines" | "stacked" => {
            expected.extend(WARDS.iter().zip(&table.texts[0]).map(|(ward, text)| format!("{ward} {text}")));
        }
        "bridge" => expected.extend([table.texts[WARDS.len()][1].clone(), table.texts[0][2].clone()]),
        _ => {
            let column = if kind == "multiples" { None } else { Some(1) };
            let value = |index: usize| match column {
                Some(column) => (table.cell(index, column), &table.texts[index][column], table.heads[index].as_str()),
                None => (table.cell(0, index), &table.texts[0][index], WARDS[index]),
            };
            let mut all: Vec<_> = (0..WARDS.len()).map(value).collect();
            all.sort_by(|(a, ..), (b, ..)| b.partial_cmp(a).expect("numbers"));
            expected.extend([all[0], all[WARDS.len() - 1]].map(|(_, text, name)| format!("{name} with {text}")));
        }
    }
    let bare = |text: &str| text.replace('\u{a0}', " ").replace(['(', ')', ':'], "");
    for text in expected {
        assert!(bare(&says).contains(&bare(&text)), "{what}: `{text}` is not in `{says}`");
    }
}

#[test]
fn a_chart_its_table_its_sentence_and_its_download_say_the_same() {
    let sites = std::env::var("KALENDS_SITES").ok().and_then(|count| count.parse().ok()).unwrap_or(SITES);
    for seed in 0..sites {
        let project = site(&mut Random::new(seed));
        let built = project.build();
        let page: Page = built.page("2026-02");
        for (kind, _) in CHARTS {
            let what = format!("{kind} of site {seed}");
            let figure = page.find(&format!("#fig-{kind}"));
            let table = Table::of(&figure);
            check_drawing(kind, &figure, &table, &what);
            check_download(kind, &built, &table, &what);
            check_sentence(kind, &figure, &table, &what);
        }
    }
}

#[test]
fn every_kind_is_read_back() {
    for kind in kalends::exhibit::chart::KINDS {
        assert!(CHARTS.iter().any(|(id, _)| *id == kind.word), "{} is drawn and never read back", kind.word);
    }
}
