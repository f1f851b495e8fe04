//! What holds for every drawing: well-formed, no text meets another, nothing outside, true to the data.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::text::{Font, Weight, width};
use super::*;

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
    text.parse().unwrap_or_else(|_| panic!("{text} is no period"))
}

fn months(first: &str, count: usize) -> Vec<Period> {
    let first = period(first);
    first.through(first.plus(count as i32 - 1)).collect()
}

fn known(value: Decimal) -> Point {
    Some(value).into()
}

fn series(name: &str, last: &str, points: Vec<Point>) -> Series {
    Series { name: name.to_owned(), last: last.to_owned(), points }
}

/// One series of these values, written with a gap as `-`, from January 2016.
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
        series: vec![series("SP-nøglepersoner", "1.807", points)],
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
        series: vec![series("Region Midt", "83,1\u{a0}%", own)],
        context: vec![series("Hele landet", "73,6\u{a0}%", context)],
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
            _ => Point::Known(Known {
                value: amount(random),
                provisional: random.one_in(6),
                revised_from: random.one_in(9).then(|| amount(random)),
            }),
        });
        let points = points.collect();
        let name = if random.one_in(5) { random.of(&HOSTILE) } else { random.of(&names) };
        series(name, random.of(&["83,1\u{a0}%", "1.807", "−12", "1.000.000.000"]), points)
    };
    let first = period(random.of(&["2016-01", "2017-12", "2017-Q3", "1998"]));
    let shown: Vec<Series> = (0..1 + random.below(6)).map(|_| one(random)).collect();
    let context: Vec<Series> = (0..if random.one_in(3) { random.below(30) } else { 1 }).map(|_| one(random)).collect();
    let target = random.one_in(2).then(|| Target {
        name: random.of(&names).to_owned(),
        last: "85\u{a0}%".to_owned(),
        values: (0..count).map(|_| (!random.one_in(9)).then(|| amount(random))).collect(),
    });
    Line {
        id: "metric".to_owned(),
        language,
        periods: first.through(first.plus(count as i32 - 1)).collect(),
        series: shown,
        context,
        target,
        forecast: None,
        notes: Vec::new(),
        height: None,
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

const ELEMENTS: [&str; 5] = ["svg", "g", "path", "text", "tspan"];
const ATTRIBUTES: [&str; 8] = ["class", "id", "aria-hidden", "viewBox", "d", "x", "y", "data-s"];

/// Classes that the style sheet knows, and names of groups.
fn known_classes() -> BTreeSet<&'static str> {
    let sheet = include_str!("../../templates/assets/chart.css");
    let groups = ["grid", "axis", "target", "context", "series", "labels", "wide"];
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
    for _ in 0..600 {
        let (chart, columns) = (random_line(&mut random), random_stacked(&mut random));
        for size in [Size::Wide, Size::Narrow] {
            check(&line(&chart, size).svg);
            check(&stacked(&columns, size).svg);
        }
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    let long = "x".repeat(300);
    for text in HOSTILE.into_iter().chain([long.as_str()]) {
        let mut chart = full();
        chart.id = text.to_owned();
        chart.series[0].name = text.to_owned();
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
            for drawing in &drawings {
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
                for size in [Size::Wide, Size::Narrow] {
                    check(&line(&chart, size).svg);
                }
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
    chart.series[0].points.clear();
    check(&line(&chart, Size::Wide).svg);
    let mut columns = nurses();
    columns.parts[1].values.truncate(3);
    columns.total.values.clear();
    check(&stacked(&columns, Size::Wide).svg);
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    for size in [Size::Wide, Size::Narrow] {
        assert_eq!(line(&full(), size), line(&full(), size));
        assert_eq!(stacked(&nurses(), size), stacked(&nurses(), size));
    }
}

/// Absolute points of the subpaths of a path that has only `M m l h v`.
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
    for point in &mut chart.series[0].points[3..] {
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
    for (index, point) in chart.series[0].points.iter_mut().enumerate() {
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

#[test]
fn drawings_keep_their_budgets() {
    let plain = one(&(0..36).map(|month| format!("{} ", 1500 + (month * 37) % 211)).collect::<String>());
    let mut four = full();
    four.series = (0..4).map(|_| four.context[0].clone()).collect();
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
    assert!(include_str!("../../templates/assets/chart.css").len() <= 4096);
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
    five.series = ["A", "B", "C", "D", "E"]
        .iter()
        .map(|name| Series { name: (*name).to_owned(), ..five.series[0].clone() })
        .collect();
    assert_eq!(line(&five, Size::Wide).unnamed, ["E"]);
    let mut crowd = one("1 2 3");
    crowd.context = (0..40).map(|n| Series { name: format!("C{n}"), ..crowd.series[0].clone() }).collect();
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
    let sheet = include_str!("../../templates/assets/chart.css");
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
