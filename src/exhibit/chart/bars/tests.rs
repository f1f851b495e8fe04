//! Drawings of members beside each other.

use super::svg::{BarRow, BarState, Bars, draw};
use crate::exhibit::chart::line::tests::{interval, one};
use crate::exhibit::drawing::tests::{HOSTILE, Random, at_the_edge, check, check_saved, drawn, hostile};
use crate::exhibit::drawing::{Point, Size, Ticks};
use crate::model::Decimal;
use crate::model::language::Language;

fn random_bars(random: &mut Random) -> Bars {
    let magnitude = [1, 100, 10_000, 1_000_000_000][random.below(4) as usize];
    let scale = random.below(4) as u32;
    let below_zero = random.one_in(4);
    let amount = |random: &mut Random| {
        let low = if below_zero { magnitude / 2 } else { 0 };
        (!random.one_in(5)).then(|| Decimal::new(i64::from(random.below(magnitude + 1) - low), scale))
    };
    let states =
        [BarState::Met, BarState::Near, BarState::NotMet, BarState::Over, BarState::Unknown, BarState::NoTarget];
    let names = ["Aarhus", "Hospitalsenheden Midt, Viborg og Silkeborg", "Anæstesiologisk-intensiv afdeling Øst", "Ø"];
    let row = |random: &mut Random| BarRow {
        name: if random.one_in(5) { random.of(&HOSTILE) } else { random.of(&names) }.to_owned(),
        value: amount(random),
        interval: random.one_in(4).then(|| interval(Decimal::from(random.below(magnitude + 1)))),
        text: random.of(&["412", "*", "–", "1.000.000.000", "96,2\u{a0}%"]).to_owned(),
        targets: (0..random.below(3)).filter_map(|_| amount(random)).collect(),
        previous: amount(random),
        state: states[random.below(6) as usize],
        provisional: random.one_in(3),
        suppressed: random.one_in(5),
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

/// The values of [`one`], a row for each.
fn rows(values: &str) -> Bars {
    let line = one(values);
    let row = |point: &Point| BarRow {
        name: "Aarhus".to_owned(),
        value: point.known().map(|known| known.value),
        interval: None,
        text: "1".to_owned(),
        targets: Vec::new(),
        previous: None,
        state: BarState::Met,
        provisional: false,
        suppressed: false,
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

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let chart = random_bars(&mut random);
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&chart, size).svg);
        }
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let text_slot = || text.to_owned();
        let mut rows = rows("1 2 3");
        for row in &mut rows.rows {
            (row.name, row.text) = (text_slot(), text_slot());
            (row.targets, row.previous) = (vec![Decimal::TWO], Some(Decimal::ONE));
        }
        (rows.id, rows.target_name, rows.previous_name) = (text_slot(), text_slot(), text_slot());
        for size in [Size::Wide, Size::Narrow] {
            check_saved(&draw(&rows, size), text);
        }
    });
}

#[test]
fn values_at_the_edge_are_drawn() {
    at_the_edge(|values, target, _, ticks| {
        let mut rows = Bars { ticks, ..rows(values) };
        rows.rows.iter_mut().for_each(|row| row.targets = target.into_iter().collect());
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&rows, size).svg);
        }
    });
}

#[test]
fn bars_begin_at_zero_and_say_their_state_in_a_shape() {
    let mut chart = rows("60 30 -20");
    chart.rows[1].state = BarState::NotMet;
    chart.rows[2].state = BarState::NoTarget;
    let drawing = draw(&chart, Size::Wide);
    let axis = drawn(&drawing, "ax")[0][0].0;
    let (met, without) = (drawn(&drawing, "f0"), drawn(&drawing, "fx"));
    let end = |path: &Vec<(f64, f64)>| path[1].0 - axis;
    assert!((met[0][0].0 - axis).abs() < 0.01 && (without[0][0].0 - axis).abs() < 0.01);
    let both = (end(&met[0]), end(&without[0]));
    assert!((both.0 + 3.0 * both.1).abs() <= 0.4, "{both:?}: 60 is three times as long as -20, and to the right");
    let not_met = drawn(&drawing, "f1");
    assert_eq!(not_met.iter().map(Vec::len).collect::<Vec<_>>(), [4, 3]); // the bar and ▼
    assert!(drawing.marks.met && drawing.marks.missed && drawing.marks.untargeted && !drawing.marks.over);
    // Where none has a target, all are blue and need no key.
    chart.rows.iter_mut().for_each(|row| row.state = BarState::NoTarget);
    let plain = draw(&chart, Size::Wide);
    assert_eq!((drawn(&plain, "f0").len(), plain.marks.untargeted), (3, false));
    // One over a range has a triangle that points up: its tip is over its base.
    chart.rows[0].state = BarState::Over;
    let over = drawn(&draw(&chart, Size::Wide), "f1").into_iter().find(|path| path.len() == 3).expect("a triangle");
    assert!(over[0].1 < over[1].1, "{over:?}");
    assert_eq!(drawn(&drawing, "pt s0").len(), 1); // ● for the one that has a target and meets it
    assert_eq!(draw(&rows(&"1 ".repeat(35)), Size::Wide).svg.matches("Aarhus").count(), 30);
}

#[test]
fn a_name_over_the_rows_is_that_of_a_mark_in_the_first_one() {
    let mut chart = rows("60 30 20");
    chart.rows[0].targets = vec![Decimal::from(50)];
    chart.rows[2].previous = Some(Decimal::TEN);
    let drawing = draw(&chart, Size::Wide);
    assert!(drawing.svg.contains(">Mål<") && !drawing.svg.contains(">oktober<"), "{}", drawing.svg);
    assert_eq!((drawing.marks.target, drawing.marks.previous), (false, true), "what has no name needs a key");
    // A leader to the last row would pass the others as if it were a mark of theirs.
    chart.rows.rotate_left(1);
    let drawing = draw(&chart, Size::Wide);
    assert!(!drawing.svg.contains(">Mål<") && drawn(&drawing, "ld").is_empty(), "{}", drawing.svg);
    assert!(drawing.marks.target && drawing.unnamed.is_empty());
    assert_eq!(drawing.height, draw(&rows("60 30 20"), Size::Wide).height, "no room is kept for names");
}

#[test]
fn no_whisker_crosses_the_ring_of_the_period_before() {
    let mut chart = rows("60");
    (chart.rows[0].previous, chart.rows[0].interval) = (Some(Decimal::from(61)), Some(interval(Decimal::from(60))));
    let svg = draw(&chart, Size::Wide).svg;
    let place = |class: &str| svg.rfind(&format!("class=\"{class}\"")).unwrap_or_else(|| panic!("{class}: {svg}"));
    assert!(place("mn") < place("rm") && place("rm") < place("in"), "{svg}");
}

#[test]
fn what_is_provisional_has_dots_under_its_value() {
    let mut chart = rows("60 0 -");
    for row in &mut chart.rows {
        row.provisional = row.value.is_some();
    }
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&chart, size);
        assert_eq!((drawn(&drawing, "l sx pv").len(), drawing.marks.dots_under), (2, true));
        assert!(!draw(&rows("60 0 -"), size).marks.dots_under);
    }
    chart.rows[2].suppressed = true;
    assert!(draw(&chart, Size::Narrow).marks.suppressed && !draw(&rows("1"), Size::Wide).marks.suppressed);
}

#[test]
fn a_value_of_fifteen_digits_stands_beside_its_bar_on_a_phone() {
    let mut chart = rows("1 2");
    chart.rows[1].text = "−123.456.789.012.345".to_owned();
    let drawing = draw(&chart, Size::Narrow);
    check(&drawing.svg);
    assert!(drawing.svg.contains("−123.456.789.012.345"), "{}", drawing.svg);
    let bars = drawn(&drawing, "f0");
    assert!(bars[1][1].0 - bars[1][0].0 > 80.0, "and leaves room for it: {bars:?}");
}

#[test]
fn a_short_bar_lies_on_the_ring_that_would_hide_it() {
    let mut bars = rows("1000 9 600");
    for (row, previous) in bars.rows.iter_mut().zip([990, 8, 0]) {
        row.previous = Some(Decimal::from(previous));
    }
    let svg = draw(&bars, Size::Narrow).svg;
    let rings: Vec<usize> = svg.match_indices("pt sx").map(|(at, _)| at).collect();
    let bars = svg.find("class=\"f0\"").unwrap_or_default();
    assert_eq!(rings.len(), 2, "those under bars and those over them: {svg}");
    assert!(rings[0] < bars && bars < rings[1], "{svg}");
}
