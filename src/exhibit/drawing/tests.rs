//! What holds for every drawing: well-formed, no text meets another, nothing outside, true to the data.
//!
//! What the tests of the kinds share, and tests of what is no kind's own.

#![expect(clippy::string_slice, reason = "a test that panics has failed")]

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::text::{Font, Weight, width};
use super::*;
use crate::base::period::Period;
pub use crate::base::period::tests::period;
use crate::exhibit::chart::line;
use crate::exhibit::chart::line::tests::full;

/// Pseudo-random numbers (SplitMix64), the same in every run.
pub struct Random(u64);

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

    pub fn one_in(&mut self, count: i32) -> bool {
        self.below(count) == 0
    }

    pub fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as i32) as usize]
    }
}

pub const HOSTILE: [&str; 9] = [
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

/// Histories at the edge of what can be drawn.
pub const EDGES: [&str; 23] = [
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
];

/// Gives `check` every history at the edge, with targets that are far from it, and both kinds of axes.
pub fn at_the_edge(check: impl Fn(&str, Option<Decimal>, bool, Ticks)) {
    let two_hundred_and_forty = "5 7 ".repeat(120);
    for values in EDGES.into_iter().chain([two_hundred_and_forty.as_str()]) {
        for target in ["", "1000000000", "-5", "0.0001"] {
            for (from_zero, ticks) in [(false, Ticks::Number), (true, Ticks::Percent)] {
                check(values, target.parse().ok(), from_zero, ticks);
            }
        }
    }
}

/// A target of the same amount in `count` periods.
pub fn level(amount: Option<Decimal>, count: usize) -> Option<Target> {
    let amount = amount?;
    Some(Target {
        name: "Mål".to_owned(),
        levels: vec![Level { last: amount.to_string(), values: vec![Some(amount); count] }],
    })
}

/// Gives `check` every text that could break a drawing, and a long one.
pub fn hostile(check: impl Fn(&str)) {
    let long = "x".repeat(300);
    HOSTILE.into_iter().chain([long.as_str()]).for_each(check);
}

/// Checks a drawing, and the file that it is saved as under captions of the same text.
#[track_caller]
pub fn check_saved(drawing: &Drawing, text: &str) {
    check(&drawing.svg);
    let notes = [text.to_owned()];
    let (language, notes) = (Language::Da, notes.as_slice());
    let caption = Caption { title: text, subtitle: text, description: text, notes, source: text, language };
    let file = standalone(drawing, &caption);
    let document = Document::parse(&file).unwrap_or_else(|error| panic!("{error}\n{file}"));
    assert!(!document.descendants().any(|node| node.has_tag_name("script")));
}

pub fn months(first: &str, count: usize) -> Vec<Period> {
    let first = period(first);
    first.through(first.plus(count as i32 - 1)).collect()
}

pub fn known(value: Decimal) -> Point {
    Some(value).into()
}

pub fn curve(name: &str, last: &str, points: Vec<Point>) -> Curve {
    Curve { name: name.to_owned(), last: last.to_owned(), points }
}

/// Some of them of periods that the chart does not have.
pub fn random_notes(random: &mut Random, count: usize) -> Vec<Note> {
    let most = if random.one_in(5) { 60 } else { 4 };
    let note = |random: &mut Random| {
        let index = random.below(count as i32 + 2) as usize;
        Note {
            index,
            number: 1 + random.below(120) as usize,
            event: random.one_in(2),
            until: random.one_in(4).then(|| index + random.below(count as i32 + 2) as usize),
        }
    };
    (0..random.below(most)).map(|_| note(random)).collect()
}

pub fn random_height(random: &mut Random) -> Option<u32> {
    (!random.one_in(3)).then(|| 160 + random.below(441).unsigned_abs())
}

const ELEMENTS: [&str; 5] = ["svg", "g", "path", "text", "tspan"];
const ATTRIBUTES: [&str; 10] = ["class", "id", "aria-hidden", "viewBox", "d", "x", "y", "data-s", "data-x", "data-y"];

/// Classes that the style sheet knows, and names of groups.
fn known_classes() -> BTreeSet<&'static str> {
    let sheet = include_str!("../../../templates/assets/chart.css");
    let groups = ["grid", "axis", "band", "notes", "target", "context", "series", "labels", "wide"];
    let name = |rest: &'static str| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    sheet.split('.').skip(1).map(name).chain(groups).filter(|name| !name.is_empty()).collect()
}

#[track_caller]
pub fn check(svg: &str) {
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
pub fn drawn(drawing: &Drawing, class: &str) -> Vec<Vec<(f64, f64)>> {
    let document = Document::parse(&drawing.svg).unwrap_or_else(|error| panic!("{error}"));
    let nodes = document.descendants().filter(|node| node.attribute("class") == Some(class));
    nodes.filter_map(|node| node.attribute("d")).flat_map(subpaths).collect()
}

/// The amount at a height of the drawing, read off its grid lines and y labels.
pub fn amount_at(drawing: &Drawing, y: f64) -> f64 {
    let document = Document::parse(&drawing.svg).unwrap_or_else(|error| panic!("{error}"));
    let number = |text: &str| text.replace('.', "").replace(',', ".").replace('−', "-").parse::<f64>().ok();
    let tick = |node: Node<'_, '_>| Some((node.attribute("y")?.parse::<f64>().ok()? - 4.0, number(node.text()?)?));
    let ticks: Vec<(f64, f64)> =
        document.descendants().filter(|node| node.attribute("class") == Some("t sm e c9")).filter_map(tick).collect();
    let ((bottom, low), (top, high)) = (ticks[0], ticks[ticks.len() - 1]);
    low + (bottom - y) / (bottom - top) * (high - low)
}

/// Half a tenth of a unit, and as much again for the grid line, as an amount.
pub fn blur(drawing: &Drawing) -> f64 {
    (amount_at(drawing, 0.0) - amount_at(drawing, 0.1001)).abs()
}

#[test]
fn small_drawings_take_any_values() {
    let values = |text: &str| text.split(' ').map(|value| value.parse().ok()).collect::<Vec<Option<Decimal>>>();
    assert_eq!(spark(&Spark { values: values("- -"), targets: Vec::new() }), "");
    for (text, targets) in [("1", ""), ("1 1 1", "1"), ("- 3 - 4 -", "900"), ("-5 5 0.001", ""), ("1 2 3", "-2 5")] {
        check(&spark(&Spark { values: values(text), targets: values(targets).into_iter().flatten().collect() }));
    }
    for (value, targets, drawn) in [
        (0, &[0][..], false),
        (-1, &[5], false),
        (5, &[-1], false),
        (0, &[5], true),
        (9, &[5], true),
        (5, &[0], true),
        (5, &[], false),
        (5, &[2, 9], true),
        (5, &[-2, 9], false),
    ] {
        let targets: Vec<Decimal> = targets.iter().copied().map(Decimal::from).collect();
        let svg = bar(Decimal::from(value), &targets, None);
        assert_eq!(svg.is_some(), drawn, "{value} {targets:?}");
        svg.iter().for_each(|svg| check(svg));
    }
    let of_a_share = bar(Decimal::new(24, 2), &[Decimal::new(85, 2)], Some(Decimal::ONE));
    assert_ne!(of_a_share, bar(Decimal::new(24, 2), &[Decimal::new(85, 2)], None));
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
        // The band of a target, 5 % of the ink, on the page and on the band of an XmR chart.
        for ground in ["--page", "--panel", "--band"] {
            let band = mixed(colour("--ink"), colour(ground), 0.05);
            for mark in ["--s0", "--s1", "--s3", "--ctx", "--ink"] {
                assert!(contrast(colour(mark), &band) >= 3.0, "{mark} on the band of a target on {ground}");
            }
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
        subtitle: "Andel certificeret inden 12 uger, pct., dec 2022 – nov 2025. Prikket linje: foreløbige tal. \
                   Grå ring: tal før revision",
        description: "83,1 % i november 2025",
        notes: &[],
        source: "Kilde: Regionens uddannelsessystem.",
        language: Language::Da,
    };
    let inline = line::svg::draw(&full(), Size::Wide);
    let file = standalone(&inline, &caption);
    assert!(Document::parse(&file).is_ok());
    assert!(!file.contains("var("));
    assert!(file.contains("svg .s0{stroke:#0b5cad}"));
    assert!(file.len() <= inline.svg.len() + 3072, "{} bytes more", file.len() - inline.svg.len());
}

#[test]
fn a_saved_drawing_has_the_notes_that_its_numbers_stand_for() {
    let notes = ["1. Marts 2025: Ny lov.".to_owned(), "2. Maj 2025: Strejke.".to_owned()];
    let (title, description, language) = ("Titel", "83,1 % i november 2025.", Language::Da);
    let caption = Caption { title, subtitle: "", description, notes: &notes, source: "Kilde: Prøve.", language };
    let file = standalone(&line::svg::draw(&full(), Size::Wide), &caption);
    assert!(file.contains("<desc>83,1 % i november 2025. 1. Marts 2025: Ny lov. 2. Maj 2025: Strejke.</desc>"));
    let document = Document::parse(&file).expect("well-formed");
    let under = |class: &str| {
        let of_class = document.descendants().filter(|node| node.attribute("class") == Some(class));
        of_class.filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<String>>()
    };
    assert_eq!(under("t c9 so"), ["1. Marts 2025: Ny lov.", "2. Maj 2025: Strejke.", "Kilde: Prøve."]);
}
