//! What holds for every drawing: well-formed, no text meets another, nothing outside, true to the data.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::text::{Font, Weight, width};
use super::*;
use crate::base::period::Period;
use crate::exhibit::chart::bars::svg::{BarRow, BarState, Bars, draw as bars};
use crate::exhibit::chart::deviation::svg::{Deviation, draw as deviation};
use crate::exhibit::chart::line::svg::{Forecast, Line, draw as line};
use crate::exhibit::chart::multiples::svg::{Multiples, Panel, grid, panels};
use crate::exhibit::chart::stacked::svg::{Part, Stacked, draw as stacked};
use crate::exhibit::chart::xmr::svg::{Class, Level, Phase, Xmr, XmrPoint, draw as xmr};
use crate::model::catalog::Better;

/// Pseudo-random numbers (SplitMix64), the same in every run.
pub(super) struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `limit` - 1.
    pub fn below(&mut self, limit: i32) -> i32 {
        (self.next() % limit.unsigned_abs() as u64) as i32
    }

    fn one_in(&mut self, count: i32) -> bool {
        self.below(count) == 0
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as i32) as usize]
    }
}

const HOSTILE: [&str; 9] = [
    "</text><script>alert(1)</script>",
    "\" onload=\"x",
    "'&amp;<!--",
    "a\0b\u{1}\u{7f}\u{fffe}",
    "\u{202e}gnildnuof\u{202c} \u{200f}שלום",
    "👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️",
    "]]>",
    "line\nbreak\ttab",
    "",
];

fn period(text: &str) -> Period {
    Period::read(text, 1).unwrap_or_else(|_| panic!("{text} is no period"))
}

fn months(first: &str, count: usize) -> Vec<Period> {
    let first = period(first);
    first.through(first.plus(count as i32 - 1)).collect()
}

fn known(value: Decimal) -> Point {
    Some(value).into()
}

fn curve(name: &str, last: &str, points: Vec<Point>) -> Curve {
    Curve { name: name.to_owned(), last: last.to_owned(), points }
}

/// One curve of these values, written with a gap as `-`, from January 2016.
fn one(values: &str) -> Line {
    let point = |text: &str| match text {
        "-" => Point::Missing,
        "*" => Point::Suppressed,
        text => known(text.parse().unwrap_or_else(|_| panic!("{text}"))),
    };
    let points: Vec<Point> = values.split_whitespace().map(point).collect();
    Line {
        id: "persons".to_owned(),
        language: Language::Da,
        periods: months("2016-01", points.len()),
        curves: vec![curve("SP-nøglepersoner", "1.807", points)],
        context: Vec::new(),
        target: None,
        forecast: None,
        notes: Vec::new(),
        height: None,
        ticks: Ticks::Number,
        from_zero: false,
    }
}

/// 36 months with everything a line can have.
fn full() -> Line {
    let mut random = Random::new(36);
    let mut walk = |start: i32| -> Vec<Point> {
        let mut value = start;
        let mut step = || {
            value += random.below(61) - 28;
            known(Decimal::new(i64::from(value), 3))
        };
        (0..36).map(|_| step()).collect()
    };
    let (mut own, context) = (walk(640), walk(660));
    own[13] = Point::Missing;
    own[14] = Point::Missing;
    own[16] = Point::Suppressed;
    if let Point::Known(known) = &mut own[31] {
        known.revised_from = Some(Decimal::new(764, 3));
    }
    for point in &mut own[34..] {
        if let Point::Known(known) = point {
            known.provisional = true;
        }
    }
    Line {
        id: "share".to_owned(),
        language: Language::Da,
        periods: months("2022-12", 36),
        curves: vec![curve("Region Midt", "83,1\u{a0}%", own)],
        context: vec![curve("Hele landet", "73,6\u{a0}%", context)],
        target: Some(Target {
            name: "Mål".to_owned(),
            last: "85\u{a0}%".to_owned(),
            values: vec![Some(Decimal::new(85, 2)); 36],
        }),
        forecast: None,
        notes: Vec::new(),
        height: None,
        ticks: Ticks::Percent,
        from_zero: false,
    }
}

fn columns(values: &[[i64; 2]], language: Language) -> Stacked {
    let part = |name: &str, last: i64, value: fn(&[i64; 2]) -> i64| Part {
        name: name.to_owned(),
        last: last.to_string(),
        values: values.iter().map(|pair| Some(Decimal::from(value(pair)))).collect(),
    };
    let last = values.last().copied().unwrap_or_default();
    Stacked {
        id: "nurses".to_owned(),
        language,
        periods: months("2024-12", values.len()),
        parts: vec![part("certified", last[0], |pair| pair[0]), part("in training", last[1], |pair| pair[1])],
        total: part("in total", last[0] + last[1], |pair| pair[0] + pair[1]),
        decimals: 0,
        notes: Vec::new(),
        height: None,
    }
}

fn nurses() -> Stacked {
    let values =
        [[38, 9], [39, 9], [39, 11], [41, 9], [42, 8], [42, 9], [43, 9], [45, 7], [46, 6], [46, 7], [48, 5], [49, 4]];
    columns(&values, Language::En)
}

fn random_line(random: &mut Random) -> Line {
    let most = if random.one_in(4) { 240 } else { 40 };
    let count = 1 + random.below(most) as usize;
    let magnitude = [1, 100, 10_000, 1_000_000_000][random.below(4) as usize];
    let scale = random.below(5) as u32;
    let language = if random.one_in(2) { Language::Da } else { Language::En };
    let amount = |random: &mut Random| {
        let low = if random.one_in(3) { -magnitude } else { 0 };
        Decimal::new(i64::from(low / 2 + random.below(magnitude + 1)), scale)
    };
    let names =
        ["Region Midt", "Hele landet", "Hospitalsenheden Midt, Viborg og Silkeborg", "A", "Mål for hele perioden"];
    let one = |random: &mut Random| {
        let points = (0..count).map(|_| match random.below(8) {
            0 => Point::Missing,
            1 => Point::Suppressed,
            _ => Point::Known(PointValue {
                value: amount(random),
                provisional: random.one_in(6),
                revised_from: random.one_in(9).then(|| amount(random)),
            }),
        });
        let points = points.collect();
        let name = if random.one_in(5) { random.of(&HOSTILE) } else { random.of(&names) };
        curve(name, random.of(&["83,1\u{a0}%", "1.807", "−12", "1.000.000.000"]), points)
    };
    let first = period(random.of(&["2016-01", "2017-12", "2017-Q3", "1998"]));
    let shown: Vec<Curve> = (0..1 + random.below(6)).map(|_| one(random)).collect();
    let context: Vec<Curve> = (0..if random.one_in(3) { random.below(30) } else { 1 }).map(|_| one(random)).collect();
    let target = random.one_in(2).then(|| Target {
        name: random.of(&names).to_owned(),
        last: "85\u{a0}%".to_owned(),
        values: (0..count).map(|_| (!random.one_in(9)).then(|| amount(random))).collect(),
    });
    let forecast = random.one_in(3).then(|| {
        let ahead = 1 + random.below(13);
        let mut bands = |wide: i64| -> Vec<(Decimal, Decimal)> {
            let mut around = || (amount(random), Decimal::from(wide + i64::from(random.below(50))));
            (0..ahead).map(|_| around()).map(|(mean, half)| (mean - half, mean + half)).collect()
        };
        let (inner, outer) = (bands(10), bands(60));
        Forecast {
            name: random.of(&names).to_owned(),
            last: random.of(&["86,2\u{a0}%", "1.000.000.000"]).to_owned(),
            periods: first.plus(count as i32).through(first.plus(count as i32 + ahead - 1)).collect(),
            mean: inner.iter().map(|(low, high)| (low + high) / Decimal::TWO).collect(),
            inner,
            outer,
        }
    });
    Line {
        id: "metric".to_owned(),
        language,
        periods: first.through(first.plus(count as i32 - 1)).collect(),
        curves: shown,
        context,
        target,
        forecast,
        notes: random_notes(random, count),
        height: random_height(random),
        ticks: if random.one_in(2) { Ticks::Number } else { Ticks::Percent },
        from_zero: random.one_in(3),
    }
}

fn random_stacked(random: &mut Random) -> Stacked {
    let magnitude = [5, 100, 10_000, 1_000_000_000][random.below(4) as usize];
    let count = 1 + random.below(16);
    let mut values = || [i64::from(random.below(magnitude)), i64::from(random.below(magnitude))];
    let values: Vec<[i64; 2]> = (0..count).map(|_| values()).collect();
    let mut stacked = columns(&values, if random.one_in(2) { Language::Da } else { Language::En });
    for value in &mut stacked.parts[1].values {
        *value = value.filter(|_| !random.one_in(8));
    }
    stacked.parts[0].name = random.of(&HOSTILE).to_owned();
    stacked
}

/// Some of them of periods that the chart does not have.
fn random_notes(random: &mut Random, count: usize) -> Vec<Note> {
    let most = if random.one_in(5) { 60 } else { 4 };
    let note = |random: &mut Random| Note {
        index: random.below(count as i32 + 2) as usize,
        number: 1 + random.below(120) as usize,
        event: random.one_in(2),
    };
    (0..random.below(most)).map(|_| note(random)).collect()
}

fn random_height(random: &mut Random) -> Option<u32> {
    (!random.one_in(3)).then(|| 160 + random.below(441).unsigned_abs())
}

fn random_xmr(random: &mut Random) -> Xmr {
    let line = random_line(random);
    let count = line.periods.len();
    let classes = [Class::Common, Class::Improvement, Class::Concern, Class::Neutral];
    let point =
        |random: &mut Random, point: &Point| XmrPoint { point: *point, class: classes[random.below(4) as usize] };
    let points = line.curves[0].points.iter().map(|one| point(random, one)).collect();
    let amounts: Vec<Decimal> = line.curves[0].points.iter().filter_map(|point| Some(point.known()?.value)).collect();
    let some = |random: &mut Random| amounts.get(random.below(40) as usize).copied();
    let cut = random.below(count as i32 + 1) as usize;
    let phase = |random: &mut Random, start, end| Phase {
        start,
        end,
        mean: some(random),
        limits: some(random).map(|limit| (limit - Decimal::TEN, limit + Decimal::new(1005, 2))),
    };
    let level = |random: &mut Random| Level {
        name: random.of(&HOSTILE).to_owned(),
        last: random.of(&["1.502", "−12", "97,8\u{a0}%"]).to_owned(),
    };
    Xmr {
        id: line.id,
        language: line.language,
        periods: line.periods,
        points,
        phases: vec![phase(random, 0, cut), phase(random, cut, count + 3)],
        target: line.target,
        value: level(random),
        mean: level(random),
        upper: level(random),
        lower: level(random),
        notes: line.notes,
        ticks: line.ticks,
        height: line.height,
    }
}

fn random_deviation(random: &mut Random) -> Deviation {
    let line = random_line(random);
    Deviation {
        id: line.id,
        language: line.language,
        periods: line.periods,
        values: line.curves[0].points.iter().map(|point| Some(point.known()?.value)).collect(),
        name: line.curves[0].name.clone(),
        last: line.curves[0].last.clone(),
        better: [Better::Higher, Better::Lower, Better::Neither][random.below(3) as usize],
        notes: line.notes,
        ticks: line.ticks,
        height: line.height,
    }
}

fn random_bars(random: &mut Random) -> Bars {
    let magnitude = [1, 100, 10_000, 1_000_000_000][random.below(4) as usize];
    let scale = random.below(4) as u32;
    let below_zero = random.one_in(4);
    let amount = |random: &mut Random| {
        let low = if below_zero { magnitude / 2 } else { 0 };
        (!random.one_in(5)).then(|| Decimal::new(i64::from(random.below(magnitude + 1) - low), scale))
    };
    let states = [BarState::Met, BarState::Near, BarState::NotMet, BarState::Unknown, BarState::NoTarget];
    let names = ["Aarhus", "Hospitalsenheden Midt, Viborg og Silkeborg", "Anæstesiologisk-intensiv afdeling Øst", "Ø"];
    let row = |random: &mut Random| BarRow {
        name: if random.one_in(5) { random.of(&HOSTILE) } else { random.of(&names) }.to_owned(),
        value: amount(random),
        text: random.of(&["412", "*", "–", "1.000.000.000", "96,2\u{a0}%"]).to_owned(),
        target: amount(random),
        previous: amount(random),
        state: states[random.below(5) as usize],
    };
    Bars {
        id: "units".to_owned(),
        language: if random.one_in(2) { Language::Da } else { Language::En },
        rows: (0..random.below(15)).map(|_| row(random)).collect(),
        target_name: random.of(&["Mål 90\u{a0}%", "", "Mål for hele perioden, alle afdelinger"]).to_owned(),
        previous_name: random.of(&["oktober", "</text>", "oktober 2024 – september 2025"]).to_owned(),
        ticks: if random.one_in(2) { Ticks::Number } else { Ticks::Percent },
    }
}

fn random_multiples(random: &mut Random) -> Multiples {
    let line = random_line(random);
    let targets = line.target.map_or(Vec::new(), |target| target.values);
    let panel = |curve: Curve| Panel { curve, targets: targets.clone() };
    Multiples {
        id: line.id,
        language: line.language,
        periods: line.periods,
        panels: line.curves.into_iter().chain(line.context.iter().take(5).cloned()).map(panel).collect(),
        context: line.context.first().cloned(),
        ticks: line.ticks,
        from_zero: line.from_zero,
    }
}

const ELEMENTS: [&str; 5] = ["svg", "g", "path", "text", "tspan"];
const ATTRIBUTES: [&str; 8] = ["class", "id", "aria-hidden", "viewBox", "d", "x", "y", "data-s"];

/// Classes that the style sheet knows, and names of groups.
fn known_classes() -> BTreeSet<&'static str> {
    let sheet = include_str!("../../../templates/assets/chart.css");
    let groups = ["grid", "axis", "band", "notes", "target", "context", "series", "labels", "wide"];
    let name = |rest: &'static str| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    sheet.split('.').skip(1).map(name).chain(groups).filter(|name| !name.is_empty()).collect()
}

#[track_caller]
fn check(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let known = known_classes();
    for node in document.descendants().filter(Node::is_element) {
        assert!(ELEMENTS.contains(&node.tag_name().name()), "{svg}");
        for attribute in node.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "{}\n{svg}", attribute.name());
        }
        for class in node.attribute("class").unwrap_or("").split_whitespace() {
            assert!(known.contains(class), "{class}\n{svg}");
        }
    }
    check_boxes(&document, svg);
}

/// Left, top, right, bottom in tenths.
#[derive(Debug)]
struct Rectangle(String, [f64; 4]);

#[track_caller]
fn check_boxes(document: &Document<'_>, svg: &str) {
    let root = document.root_element();
    let view: Vec<f64> = root
        .attribute("viewBox")
        .unwrap_or("")
        .split(' ')
        .filter_map(|n| n.parse().ok())
        .map(|n: f64| n * 10.0)
        .collect();
    let boxes: Vec<Rectangle> = document.descendants().filter(|node| node.has_tag_name("text")).map(text_box).collect();
    for (at, Rectangle(text, [left, top, right, bottom])) in boxes.iter().enumerate() {
        let inside = *left >= 0.0 && *top >= 0.0 && *right <= view[2] && *bottom <= view[3];
        assert!(inside, "`{text}` leaves the drawing: {:?}\n{svg}", boxes[at]);
        for Rectangle(other, [l, t, r, b]) in &boxes[..at] {
            let apart = right <= l || r <= left || bottom <= t || b <= top;
            assert!(apart, "`{text}` meets `{other}`\n{svg}");
        }
    }
}

fn text_box(node: Node<'_, '_>) -> Rectangle {
    let class = node.attribute("class").unwrap_or("");
    let has = |name: &str| class.split(' ').any(|one| one == name);
    let number = |name: &str| node.attribute(name).and_then(|n| n.parse::<f64>().ok()).unwrap_or(f64::NAN) * 10.0;
    let size = if has("sm") { 120 } else { 130 };
    let piece = |piece: Node<'_, '_>| {
        let bold = has("b") || piece.is_element();
        let text: String = piece.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
        width(&text, Font { size, weight: if bold { Weight::Bold } else { Weight::Regular } })
    };
    let wide: f64 = node.children().map(|child| f64::from(piece(child))).sum();
    let (x, y) = (number("x"), number("y"));
    let left = if has("m") {
        x - wide / 2.0
    } else if has("e") {
        x - wide
    } else {
        x
    };
    let text: String = node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    // Ascender and descender of the font's letters.
    Rectangle(text, [left, y - 0.75 * f64::from(size), left + wide, y + 0.21 * f64::from(size)])
}

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let (chart, columns) = (random_line(&mut random), random_stacked(&mut random));
        let mut columns = columns;
        columns.notes = random_notes(&mut random, columns.periods.len());
        columns.height = random_height(&mut random);
        let (process, rows) = (random_xmr(&mut random), random_bars(&mut random));
        let (around, many) = (random_deviation(&mut random), random_multiples(&mut random));
        for size in [Size::Wide, Size::Narrow] {
            check(&line(&chart, size).svg);
            check(&stacked(&columns, size).svg);
            check(&xmr(&process, size).svg);
            check(&bars(&rows, size).svg);
            check(&deviation(&around, size).svg);
        }
        check(&grid(&many).svg);
        panels(&many).svgs.iter().for_each(|svg| check(svg));
    }
}

/// The kinds that [`full`] and [`nurses`] are not, with `text` in every slot.
fn named(text: &str, size: Size) -> Vec<Drawing> {
    let text = || text.to_owned();
    let level = || Level { name: text(), last: text() };
    let mut ahead = one("1 2 3");
    (ahead.curves[0].name, ahead.curves[0].last) = (text(), text());
    ahead.forecast = Some(Forecast {
        name: text(),
        last: text(),
        periods: months("2016-04", 1),
        mean: vec![Decimal::from(4)],
        inner: vec![(Decimal::from(3), Decimal::from(5))],
        outer: vec![(Decimal::TWO, Decimal::from(6))],
    });
    let mut process = process("1 2 3 2 5");
    (process.id, process.value, process.mean) = (text(), level(), level());
    (process.upper, process.lower) = (level(), level());
    let mut rows = rows("1 2 3");
    for row in &mut rows.rows {
        (row.name, row.text, row.target, row.previous) = (text(), text(), Some(Decimal::TWO), Some(Decimal::ONE));
    }
    (rows.id, rows.target_name, rows.previous_name) = (text(), text(), text());
    let around = Deviation { id: text(), name: text(), last: text(), ..around("1 -2 3") };
    let mut many = many("1 2 3");
    many.id = text();
    for panel in &mut many.panels {
        (panel.curve.name, panel.curve.last) = (text(), text());
    }
    panels(&many).svgs.iter().for_each(|svg| check(svg));
    vec![line(&ahead, size), xmr(&process, size), bars(&rows, size), deviation(&around, size), grid(&many)]
}

/// The values of [`one`] as an XmR chart.
fn process(values: &str) -> Xmr {
    let line = one(values);
    let classes = [Class::Common, Class::Improvement, Class::Concern, Class::Neutral];
    let level = |name: &str| Level { name: name.to_owned(), last: "1".to_owned() };
    let points = line.curves[0].points.iter().zip(classes.into_iter().cycle());
    let phase = Phase {
        start: 0,
        end: line.periods.len(),
        mean: Some(Decimal::TWO),
        limits: Some((Decimal::new(5, 1), Decimal::new(35, 1))),
    };
    Xmr {
        id: line.id,
        language: line.language,
        periods: line.periods,
        points: points.map(|(point, class)| XmrPoint { point: *point, class }).collect(),
        phases: vec![phase],
        target: None,
        value: level("nov"),
        mean: level("Middel"),
        upper: level("Øvre grænse"),
        lower: level("Nedre grænse"),
        notes: Vec::new(),
        ticks: Ticks::Number,
        height: None,
    }
}

/// The values of [`one`], a row for each.
fn rows(values: &str) -> Bars {
    let line = one(values);
    let row = |point: &Point| BarRow {
        name: "Aarhus".to_owned(),
        value: point.known().map(|known| known.value),
        text: "1".to_owned(),
        target: None,
        previous: None,
        state: BarState::Met,
    };
    Bars {
        id: line.id,
        language: line.language,
        rows: line.curves[0].points.iter().map(row).collect(),
        target_name: "Mål".to_owned(),
        previous_name: "oktober".to_owned(),
        ticks: Ticks::Number,
    }
}

/// The values of [`one`] as columns.
fn around(values: &str) -> Deviation {
    let line = one(values);
    Deviation {
        id: line.id,
        language: line.language,
        periods: line.periods,
        values: line.curves[0].points.iter().map(|point| Some(point.known()?.value)).collect(),
        name: "nov".to_owned(),
        last: "1".to_owned(),
        better: Better::Higher,
        notes: Vec::new(),
        ticks: Ticks::Number,
        height: None,
    }
}

/// The values of [`one`] in each of five panels.
fn many(values: &str) -> Multiples {
    let line = one(values);
    let panel = || Panel { curve: line.curves[0].clone(), targets: Vec::new() };
    Multiples {
        id: line.id.clone(),
        language: line.language,
        periods: line.periods.clone(),
        panels: (0..5).map(|_| panel()).collect(),
        context: Some(line.curves[0].clone()),
        ticks: Ticks::Number,
        from_zero: false,
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    let long = "x".repeat(300);
    for text in HOSTILE.into_iter().chain([long.as_str()]) {
        let mut chart = full();
        chart.id = text.to_owned();
        chart.curves[0].name = text.to_owned();
        chart.context[0].last = text.to_owned();
        let target = chart.target.as_mut().unwrap_or_else(|| panic!("full has a target"));
        target.name = text.to_owned();
        target.last = text.to_owned();
        let mut columns = nurses();
        columns.parts[0].name = text.to_owned();
        columns.parts[1].last = text.to_owned();
        columns.total.name = text.to_owned();
        for size in [Size::Wide, Size::Narrow] {
            let drawings = [line(&chart, size), stacked(&columns, size)];
            for drawing in drawings.iter().chain(&named(text, size)) {
                check(&drawing.svg);
                let caption =
                    Caption { title: text, subtitle: text, description: text, source: text, language: Language::Da };
                let file = standalone(drawing, &caption);
                let document = Document::parse(&file).unwrap_or_else(|error| panic!("{error}\n{file}"));
                assert!(!document.descendants().any(|node| node.has_tag_name("script")));
            }
        }
    }
}

#[test]
fn series_at_the_edge_are_drawn() {
    let two_hundred_and_forty = "5 7 ".repeat(120);
    let cases = [
        "",
        "-",
        "- - -",
        "7",
        "0",
        "0 0 0",
        "5 5 5",
        "-3 -7 -1",
        "-5 5",
        "0.001",
        "0.001 0.002",
        "1000000000",
        "1000000000 999999999",
        "- 3 4",
        "3 4 -",
        "3 - 4",
        "- 3 -",
        "* * *",
        "* 3",
        "0 1000000000",
        "79228162514264337593543950335 1",
        "-79228162514264337593543950335 79228162514264337593543950335",
        "0.0000000000000000000000000001 0.0000000000000000000000000002",
        &two_hundred_and_forty,
    ];
    for values in cases {
        for target in [None, Some("1000000000"), Some("-5"), Some("0.0001")] {
            for (from_zero, ticks) in [(false, Ticks::Number), (true, Ticks::Percent)] {
                let mut chart = Line { from_zero, ticks, ..one(values) };
                chart.target = target.map(|level| Target {
                    name: "Mål".to_owned(),
                    last: level.to_owned(),
                    values: vec![level.parse().ok(); chart.periods.len()],
                });
                let level = target.and_then(|level| level.parse().ok());
                let process = Xmr { ticks, target: chart.target.clone(), ..process(values) };
                let mut rows = Bars { ticks, ..rows(values) };
                rows.rows.iter_mut().for_each(|row| row.target = level);
                let around = Deviation { ticks, ..around(values) };
                let mut many = Multiples { ticks, from_zero, ..many(values) };
                many.panels.iter_mut().for_each(|panel| panel.targets = vec![level; chart.periods.len()]);
                for size in [Size::Wide, Size::Narrow] {
                    check(&line(&chart, size).svg);
                    check(&xmr(&process, size).svg);
                    check(&bars(&rows, size).svg);
                    check(&deviation(&around, size).svg);
                }
                check(&grid(&many).svg);
                panels(&many).svgs.iter().for_each(|svg| check(svg));
            }
        }
    }
    for count in 0..=16 {
        for size in [Size::Wide, Size::Narrow] {
            check(&stacked(&columns(&vec![[3, 0]; count], Language::Da), size).svg);
            check(&stacked(&columns(&vec![[0, 0]; count], Language::Da), size).svg);
            check(&stacked(&columns(&vec![[-3, 5]; count], Language::Da), size).svg);
        }
    }
}

#[test]
fn every_count_of_periods_has_labels_that_fit() {
    for first in ["2016-01", "2016-08", "2016-Q2", "1904"] {
        for count in 1..=240 {
            let first = period(first);
            let mut chart = one(&"1 ".repeat(count));
            chart.periods = first.through(first.plus(count as i32 - 1)).collect();
            let many = Multiples { periods: chart.periods.clone(), ..many("1") };
            check(&panels(&many).svgs[0]);
            for size in [Size::Wide, Size::Narrow] {
                check(&line(&chart, size).svg);
            }
        }
    }
}

#[test]
fn what_does_not_agree_in_length_is_cut() {
    let mut chart = full();
    chart.periods.truncate(5);
    check(&line(&chart, Size::Wide).svg);
    chart.curves[0].points.clear();
    check(&line(&chart, Size::Wide).svg);
    let mut columns = nurses();
    columns.parts[1].values.truncate(3);
    columns.total.values.clear();
    check(&stacked(&columns, Size::Wide).svg);
    let periods = months("2016-01", 2);
    check(&xmr(&Xmr { periods: periods.clone(), ..process("1 2 3 4") }, Size::Wide).svg);
    check(&xmr(&Xmr { points: Vec::new(), ..process("1 2 3 4") }, Size::Wide).svg);
    check(&deviation(&Deviation { values: Vec::new(), ..around("1 2 3") }, Size::Wide).svg);
    check(&deviation(&Deviation { periods: periods.clone(), ..around("1 2 3") }, Size::Wide).svg);
    check(&grid(&Multiples { periods, ..many("1 2 3") }).svg);
    check(&grid(&Multiples { panels: Vec::new(), ..many("1 2 3") }).svg);
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    for size in [Size::Wide, Size::Narrow] {
        assert_eq!(line(&full(), size), line(&full(), size));
        assert_eq!(stacked(&nurses(), size), stacked(&nurses(), size));
    }
}

/// Absolute points of the subpaths of a path that has only `M m l h v z`.
fn subpaths(d: &str) -> Vec<Vec<(f64, f64)>> {
    let mut numbers: Vec<(char, f64)> = Vec::new();
    let mut command = ' ';
    let mut text = String::new();
    let mut flush = |text: &mut String, command| {
        if let Ok(number) = text.parse() {
            numbers.push((command, number));
        }
        text.clear();
    };
    for c in d.chars() {
        if c.is_ascii_alphabetic() || c == ' ' || c == '-' {
            flush(&mut text, command);
        }
        match c {
            // Has no number of its own.
            'z' => {
                command = c;
                text.push('0');
            }
            'a'..='z' | 'A'..='Z' => command = c,
            ' ' => {}
            c => text.push(c),
        }
    }
    flush(&mut text, command);
    let mut paths: Vec<Vec<(f64, f64)>> = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let mut numbers = numbers.into_iter().peekable();
    let mut moved = false;
    while let Some((command, a)) = numbers.next() {
        match command {
            'z' => {
                (x, y) = paths.last().map_or((0.0, 0.0), |path| path[0]);
                moved = false;
                continue;
            }
            'h' => x += a,
            'v' => y += a,
            _ => {
                let (_, b) = numbers.next().unwrap_or_else(|| panic!("half a pair in {d}"));
                (x, y) = if command == 'M' { (a, b) } else { (x + a, y + b) };
            }
        }
        let is_move = matches!(command, 'M' | 'm') && !moved;
        if is_move {
            paths.push(vec![(x, y)]);
        } else {
            paths.last_mut().into_iter().for_each(|path| path.push((x, y)));
        }
        // The writer starts every move with its letter, so only its first pair is one.
        moved = matches!(command, 'M' | 'm') && numbers.peek().is_some_and(|(next, _)| *next == command);
    }
    paths
}

/// Subpaths of the paths of one class, over the whole drawing.
fn drawn(drawing: &Drawing, class: &str) -> Vec<Vec<(f64, f64)>> {
    let document = Document::parse(&drawing.svg).unwrap_or_else(|error| panic!("{error}"));
    let nodes = document.descendants().filter(|node| node.attribute("class") == Some(class));
    nodes.filter_map(|node| node.attribute("d")).flat_map(subpaths).collect()
}

#[test]
fn a_gap_breaks_the_line_and_a_value_alone_is_a_disc() {
    let drawing = line(&one("7 - 3 4 - 5 6 7"), Size::Wide);
    assert_eq!(drawn(&drawing, "l s0").iter().map(Vec::len).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(drawn(&drawing, "pt s0").len(), 2); // the first value and the end of the line
}

#[test]
fn provisional_values_are_rings_on_a_dotted_line_from_the_last_final_value() {
    let mut chart = one("1 2 3 4 5");
    for point in &mut chart.curves[0].points[3..] {
        if let Point::Known(known) = point {
            known.provisional = true;
        }
    }
    let drawing = line(&chart, Size::Wide);
    assert_eq!(drawn(&drawing, "l s0").iter().map(Vec::len).collect::<Vec<_>>(), [3]);
    assert_eq!(drawn(&drawing, "l s0 pv").iter().map(Vec::len).collect::<Vec<_>>(), [3]);
    assert_eq!((drawn(&drawing, "pt s0").len(), drawn(&drawing, "in").len()), (2, 2));
}

#[test]
fn only_the_six_latest_revisions_are_drawn_and_only_real_ones() {
    let mut chart = one(&"5 ".repeat(12));
    for (index, point) in chart.curves[0].points.iter_mut().enumerate() {
        if let Point::Known(known) = point {
            known.revised_from = Some(Decimal::from(if index == 11 { 5 } else { 4 }));
        }
    }
    let drawing = line(&chart, Size::Wide);
    let xs = |points: Vec<(f64, f64)>| points.iter().map(|(x, _)| (x * 10.0).round() as i32).collect::<Vec<_>>();
    let stems = xs(drawn(&drawing, "st").iter().map(|stem| stem[0]).collect());
    let months = xs(drawn(&drawing, "l s0").concat());
    assert_eq!(stems, [10, 9, 8, 7, 6, 5].map(|month| months[month]));
}

#[test]
fn a_level_target_is_one_straight_line_and_a_path_bends() {
    let mut chart = one("1 2 3 4 5 6");
    let mut corners = |levels: [Option<i64>; 6]| {
        let values = levels.iter().map(|level| level.map(Decimal::from)).collect();
        chart.target = Some(Target { name: "Mål".to_owned(), last: "5".to_owned(), values });
        drawn(&line(&chart, Size::Wide), "tg").iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!(corners([Some(5); 6]), [2]);
    assert_eq!(corners([Some(4), Some(4), Some(4), Some(5), Some(5), Some(5)]), [4]);
    assert_eq!(corners([None, Some(4), None, Some(5), Some(5), Some(5)]), [2, 2]);
}

#[test]
fn points_read_back_from_the_drawing_are_the_values() {
    let values: Vec<i64> = (0..36).map(|month| 1500 + (month * 37) % 211).collect();
    let text: Vec<String> = values.iter().map(i64::to_string).collect();
    for size in [Size::Wide, Size::Narrow] {
        let drawing = line(&one(&text.join(" ")), size);
        let document = Document::parse(&drawing.svg).unwrap_or_else(|error| panic!("{error}"));
        let heights: Vec<f64> = drawn(&drawing, "g").iter().map(|line| line[0].1).collect();
        let ticks: Vec<f64> = document
            .descendants()
            .filter(|node| node.attribute("class") == Some("t sm e c9"))
            .filter_map(|node| node.text()?.replace('.', "").parse().ok())
            .collect();
        assert_eq!(heights.len(), ticks.len());
        let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
        let (bottom, top) = (heights[0], heights[heights.len() - 1]);
        let points = &drawn(&drawing, "l s0")[0];
        assert_eq!(points.len(), values.len());
        for ((_, y), value) in points.iter().zip(&values) {
            let expected = bottom + (*value as f64 - low) / (high - low) * (top - bottom);
            assert!((y - expected).abs() <= 0.0501, "{value}: {y} for {expected}");
        }
        let steps: Vec<f64> = points.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
        let step = (points[35].0 - points[0].0) / 35.0;
        assert!(steps.iter().all(|one| (one - step).abs() <= 0.1001), "{steps:?}");
    }
}

/// The amount at a height of the drawing, read off its grid lines and y labels.
fn amount_at(drawing: &Drawing, y: f64) -> f64 {
    let document = Document::parse(&drawing.svg).unwrap_or_else(|error| panic!("{error}"));
    let number = |text: &str| text.replace('.', "").replace(',', ".").replace('−', "-").parse::<f64>().ok();
    let tick = |node: Node<'_, '_>| Some((node.attribute("y")?.parse::<f64>().ok()? - 4.0, number(node.text()?)?));
    let ticks: Vec<(f64, f64)> =
        document.descendants().filter(|node| node.attribute("class") == Some("t sm e c9")).filter_map(tick).collect();
    let ((bottom, low), (top, high)) = (ticks[0], ticks[ticks.len() - 1]);
    low + (bottom - y) / (bottom - top) * (high - low)
}

/// Half a tenth of a unit, and as much again for the grid line, as an amount.
fn blur(drawing: &Drawing) -> f64 {
    (amount_at(drawing, 0.0) - amount_at(drawing, 0.1001)).abs()
}

#[test]
fn limits_columns_and_bands_stand_where_their_values_are() {
    for size in [Size::Wide, Size::Narrow] {
        let drawing = xmr(&process("1 2 3 2 5"), size);
        for (class, expected) in [("bd", vec![0.5, 3.5]), ("lm", vec![0.5, 3.5]), ("mn", vec![2.0])] {
            let mut found: Vec<f64> =
                drawn(&drawing, class).concat().iter().map(|(_, y)| amount_at(&drawing, *y)).collect();
            found.sort_by(f64::total_cmp);
            found.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
            assert_eq!(found.len(), expected.len(), "{class}: {found:?}");
            assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= blur(&drawing)), "{class}: {found:?}");
        }

        let drawing = deviation(&around("17 -23 8 41 -2"), size);
        // A column has four corners, a triangle three. One end of a column lies on the axis.
        let columns = |class| -> Vec<(f64, f64)> {
            let far = |path: &[(f64, f64)]| {
                let (a, b) = (amount_at(&drawing, path[0].1), amount_at(&drawing, path[2].1));
                if a.abs() > b.abs() { a } else { b }
            };
            drawn(&drawing, class).iter().filter(|path| path.len() == 4).map(|path| (path[0].0, far(path))).collect()
        };
        let mut all = [columns("f0"), columns("f1")].concat();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found: Vec<f64> = all.iter().map(|(_, amount)| *amount).collect();
        let expected = [17.0, -23.0, 8.0, 41.0, -2.0];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= blur(&drawing)), "{found:?}");
        assert_eq!((columns("f0").len(), columns("f1").len()), (3, 2));
    }
}

#[test]
fn a_forecast_fans_out_from_the_last_observation_unless_that_is_missing() {
    let mut chart = one("10 12 14");
    chart.forecast = Some(Forecast {
        name: "Prognose".to_owned(),
        last: "18".to_owned(),
        periods: months("2016-04", 2),
        mean: vec![Decimal::from(16), Decimal::from(18)],
        inner: vec![(Decimal::from(15), Decimal::from(17)), (Decimal::from(16), Decimal::from(20))],
        outer: vec![(Decimal::from(13), Decimal::from(19)), (Decimal::from(12), Decimal::from(24))],
    });
    let drawing = line(&chart, Size::Wide);
    let heights = |class| -> Vec<i64> {
        let points = drawn(&drawing, class).concat();
        points.iter().map(|(_, y)| amount_at(&drawing, *y).round() as i64).collect()
    };
    assert_eq!(heights("l s0"), [10, 12, 14]);
    assert_eq!(heights("l s0 pv"), [14, 16, 18]);
    // Down one side and back on the other; the first point closes the shape without being said again.
    assert_eq!(heights("fo"), [14, 13, 12, 24, 19]);
    assert_eq!(heights("fi"), [14, 15, 16, 20, 17]);
    assert_eq!(drawing.unnamed, ["SP-nøglepersoner"]);

    chart.curves[0].points[2] = Point::Missing;
    let drawing = line(&chart, Size::Wide);
    assert_eq!(drawn(&drawing, "l s0 pv").iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    chart.curves[0].points = vec![Point::Missing; 3];
    assert_eq!(drawn(&line(&chart, Size::Wide), "fo").len(), 0);
}

#[test]
fn a_note_points_at_its_value_and_an_event_at_the_axis() {
    let mut chart = one("10 12 14 - 11");
    let note = |index, number, event| Note { index, number, event };
    chart.notes = vec![note(1, 1, false), note(2, 2, true), note(3, 3, false)];
    let drawing = line(&chart, Size::Wide);
    let ends: Vec<i64> =
        drawn(&drawing, "st").iter().map(|stem| amount_at(&drawing, stem[stem.len() - 1].1).round() as i64).collect();
    assert_eq!(ends, [12, 10, 10]); // without a value, to the axis
    let numbers = |drawing: &Drawing| drawing.svg.matches("class=\"t sm m b\"").count();
    assert_eq!(numbers(&drawing), 3);

    chart.notes = (0..200).map(|number| note(number % 5, number + 1, true)).collect();
    let crowded = line(&chart, Size::Narrow);
    assert!((5..60).contains(&numbers(&crowded)), "{}", numbers(&crowded));
    chart.notes = vec![note(5, 1, true)];
    assert_eq!(line(&chart, Size::Wide), line(&Line { notes: Vec::new(), ..chart }, Size::Wide));
}

#[test]
fn limits_of_shares_stay_within_the_whole() {
    let mut shares = process("0.9 0.95 0.97 0.99");
    shares.ticks = Ticks::Percent;
    let phase = |mean: i64| Phase {
        mean: Some(Decimal::new(mean, 2)),
        limits: Some((Decimal::new(-4, 2), Decimal::new(104, 2))),
        ..shares.phases[0]
    };
    let texts = |mean| {
        let svg = xmr(&Xmr { phases: vec![phase(mean)], ..shares.clone() }, Size::Wide).svg;
        (svg.contains(">100\u{a0}%<"), svg.contains(">120\u{a0}%<"))
    };
    assert_eq!(texts(95), (true, false));
    // A mean beyond the whole: these are no parts of it.
    assert_eq!(texts(110), (true, true));
}

#[test]
fn bars_begin_at_zero_and_say_their_state_in_a_shape() {
    let mut chart = rows("60 30 -20");
    chart.rows[1].state = BarState::NotMet;
    chart.rows[2].state = BarState::NoTarget;
    let drawing = bars(&chart, Size::Wide);
    let axis = drawn(&drawing, "ax")[0][0].0;
    let met = drawn(&drawing, "f0");
    let end = |path: &Vec<(f64, f64)>| path[1].0 - axis;
    assert!((met[0][0].0 - axis).abs() < 0.01 && (met[1][0].0 - axis).abs() < 0.01);
    let both = (end(&met[0]), end(&met[1]));
    assert!((both.0 + 3.0 * both.1).abs() <= 0.4, "{both:?}: 60 is three times as long as -20, and to the right");
    let not_met = drawn(&drawing, "f1");
    assert_eq!(not_met.iter().map(Vec::len).collect::<Vec<_>>(), [4, 3]); // the bar and ▼
    assert_eq!(drawn(&drawing, "pt s0").len(), 1); // ● for the one that has a target and meets it
    assert_eq!(bars(&rows(&"1 ".repeat(15)), Size::Wide).svg.matches("Aarhus").count(), 12);
}

#[test]
fn zero_is_not_missing() {
    let drawing = deviation(&around("3 0 - 2"), Size::Wide);
    assert_eq!(drawing.svg.matches('–').count(), 1);
    assert!(drawing.marks.missing && drawing.marks.judged);
    let plain = deviation(&Deviation { better: Better::Neither, ..around("3 0 2") }, Size::Wide);
    assert!(!plain.marks.missing && !plain.marks.judged);
    assert_eq!((drawn(&plain, "fx").len(), drawn(&plain, "f0").len()), (2, 0));
    let narrow = deviation(&around(&"1 -1 ".repeat(60)), Size::Narrow);
    assert!(!narrow.marks.judged, "no room for triangles");
}

#[test]
fn panels_share_one_axis() {
    let mut chart = many("5 6 7");
    chart.panels[3].curve.points[1] = known(Decimal::from(90));
    let drawn_panels = panels(&chart);
    let labels = |svg: &String| {
        let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}"));
        let ticks = document.descendants().filter(|node| node.attribute("class") == Some("t sm e c9"));
        ticks.map(|node| format!("{:?} {:?}", node.attribute("y"), node.text())).collect::<Vec<_>>()
    };
    assert_eq!(drawn_panels.svgs.len(), 5);
    assert!(drawn_panels.svgs.iter().all(|svg| labels(svg) == labels(&drawn_panels.svgs[0])));
    assert!(drawn_panels.svgs.iter().all(|svg| svg.contains("aria-hidden=\"true\"") && !svg.contains(" id=")));
    assert_eq!(drawn_panels.unnamed, ["SP-nøglepersoner"]);
    assert_eq!(grid(&chart).svg.matches("SP-nøglepersoner").count(), 5);
}

#[test]
fn a_chart_is_as_high_as_asked() {
    for (height, wide, narrow) in
        [(None, 330, 260), (Some(240), 240, 189), (Some(20), 160, 126), (Some(9999), 600, 473)]
    {
        let chart = Line { height, ..full() };
        assert_eq!((line(&chart, Size::Wide).height, line(&chart, Size::Narrow).height), (wide, narrow));
        assert!(line(&chart, Size::Wide).svg.contains(&format!("viewBox=\"0 0 680 {wide}\"")));
    }
}

#[test]
fn drawings_keep_their_budgets() {
    let plain = one(&(0..36).map(|month| format!("{} ", 1500 + (month * 37) % 211)).collect::<String>());
    let mut four = full();
    four.curves = (0..4).map(|_| four.context[0].clone()).collect();
    four.context.clear();
    four.periods.truncate(24);
    let budgets = [
        ("line", line(&plain, Size::Wide), 4608),
        ("line with everything", line(&full(), Size::Wide), 4608),
        ("four lines", line(&four, Size::Wide), 4608),
        ("narrow line", line(&full(), Size::Narrow), 4608),
        ("stacked", stacked(&nurses(), Size::Wide), 5120),
        ("stacked with gaps", stacked(&columns(&[[38, 9]; 13], Language::Da), Size::Wide), 5120),
    ];
    for (name, drawing, budget) in budgets {
        eprintln!("{name}: {} bytes", drawing.svg.len());
        assert!(drawing.svg.len() <= budget, "{name}: {} bytes", drawing.svg.len());
    }
    assert!(include_str!("../../../templates/assets/chart.css").len() <= 4096);
}

#[test]
fn a_drawing_reports_what_the_page_must_say() {
    let drawing = line(&full(), Size::Wide);
    assert_eq!(drawing.axis_start.as_deref(), Some("60\u{a0}%"));
    assert_eq!(drawing.marks, Marks { provisional: true, revised: true, suppressed: true, ..Marks::default() });
    assert!(drawing.unnamed.is_empty());
    let from_zero = line(&Line { from_zero: true, ..full() }, Size::Wide);
    assert_eq!(from_zero.axis_start, None);

    let mut five = one("1 2 3");
    five.curves = ["A", "B", "C", "D", "E"]
        .iter()
        .map(|name| Curve { name: (*name).to_owned(), ..five.curves[0].clone() })
        .collect();
    assert_eq!(line(&five, Size::Wide).unnamed, ["E"]);
    let mut crowd = one("1 2 3");
    crowd.context = (0..40).map(|n| Curve { name: format!("C{n}"), ..crowd.curves[0].clone() }).collect();
    assert_eq!(line(&crowd, Size::Wide).unnamed.len(), 40 + 1 - 18);

    let mut gap = nurses();
    gap.parts[1].values[4] = None;
    assert!(stacked(&gap, Size::Wide).marks.missing);
}

#[test]
fn parts_that_do_not_add_up_are_found() {
    let mut columns = nurses();
    assert_eq!(columns.unbalanced(), None);
    columns.total.values[2] = Some(Decimal::ONE);
    assert_eq!(columns.unbalanced(), Some(period("2025-02")));
    columns.parts[0].values[2] = None;
    assert_eq!(columns.unbalanced(), None);
}

#[test]
fn small_drawings_take_any_values() {
    let values = |text: &str| text.split(' ').map(|value| value.parse().ok()).collect::<Vec<Option<Decimal>>>();
    assert_eq!(spark(&Spark { values: values("- -"), target: None }), "");
    for (text, target) in [("1", None), ("1 1 1", Some("1")), ("- 3 - 4 -", Some("900")), ("-5 5 0.001", None)] {
        let target = target.and_then(|level| level.parse().ok());
        check(&spark(&Spark { values: values(text), target }));
    }
    for (value, target, drawn) in
        [(0, 0, false), (-1, 5, false), (5, -1, false), (0, 5, true), (9, 5, true), (5, 0, true)]
    {
        let svg = bar(Decimal::from(value), Decimal::from(target), None);
        assert_eq!(svg.is_some(), drawn);
        svg.iter().for_each(|svg| check(svg));
    }
    let of_a_share = bar(Decimal::new(24, 2), Decimal::new(85, 2), Some(Decimal::ONE));
    assert_ne!(of_a_share, bar(Decimal::new(24, 2), Decimal::new(85, 2), None));
    of_a_share.iter().for_each(|svg| check(svg));
}

/// `share` of a colour painted over another one.
fn mixed(colour: &str, ground: &str, share: f64) -> String {
    let channels = |colour: &str| {
        let digits = colour.trim_start_matches('#');
        let digits = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        [0, 2, 4]
            .map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap_or_else(|_| panic!("{colour}"))))
    };
    let mix = channels(colour).into_iter().zip(channels(ground)).map(|(a, b)| (a * share + b * (1.0 - share)).round());
    mix.map(|channel| format!("{:02x}", channel as u8)).collect()
}

/// Contrast of two colours by the formula of WCAG 2.2.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |colour: &str| {
        let digits = colour.trim_start_matches('#');
        let digits = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        let channel = |at: usize| {
            let value =
                f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap_or_else(|_| panic!("{colour}"))) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn colours_stand_out_from_the_page_in_light_and_dark() {
    let sheet = include_str!("../../../templates/assets/chart.css");
    for block in sheet.split(":root{").skip(1).take(2) {
        let block = block.split('}').next().unwrap_or("");
        let colour = |name: &str| {
            let found = block.split(';').find_map(|one| one.trim().strip_prefix(name)?.strip_prefix(':'));
            found.unwrap_or_else(|| panic!("no {name}"))
        };
        for ground in ["--page", "--panel"] {
            for text in ["--ink", "--mut", "--t0", "--t1", "--t2", "--t3", "--accent", "--visit", "--warn"] {
                assert!(contrast(colour(text), colour(ground)) >= 4.5, "{text} on {ground}");
            }
            for mark in ["--s0", "--s1", "--s2", "--s3", "--ctx", "--rule"] {
                assert!(contrast(colour(mark), colour(ground)) >= 3.0, "{mark} on {ground}");
            }
        }
        for mark in ["--s0", "--s1", "--s3", "--ctx", "--ink"] {
            assert!(contrast(colour(mark), colour("--band")) >= 3.0, "{mark} on the band of an XmR chart");
        }
        // A forecast's line on its darker band, 28 % of the same colour on the page.
        let band = mixed(colour("--s0"), colour("--page"), 0.28);
        assert!(contrast(colour("--s0"), &band) >= 3.0, "--s0 on {band}");
        for (text, ground) in [("--page", "--s0"), ("--ink", "--soft"), ("--ink", "--mark"), ("--accent", "--mark")] {
            assert!(contrast(colour(text), colour(ground)) >= 4.5, "{text} on {ground}");
        }
        assert!(contrast("#000", colour("--s1")) >= 4.5);
    }
}

#[test]
fn a_saved_drawing_needs_no_variables() {
    let caption = Caption {
        title: "Region Midt ligger lige under målet",
        subtitle: "Andel certificeret inden 12 uger, pct., dec 2022 – nov 2025. Prikket linje: foreløbige tal. Grå ring: tal før revision",
        description: "83,1 % i november 2025",
        source: "Kilde: Regionens uddannelsessystem.",
        language: Language::Da,
    };
    let inline = line(&full(), Size::Wide);
    let file = standalone(&inline, &caption);
    assert!(Document::parse(&file).is_ok());
    assert!(!file.contains("var("));
    assert!(file.contains("svg .s0{stroke:#0b5cad}"));
    assert!(file.len() <= inline.svg.len() + 3072, "{} bytes more", file.len() - inline.svg.len());
}
