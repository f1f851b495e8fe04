//! Drawings of lines.

use std::collections::BTreeSet;

use roxmltree::Document;

use super::svg::{Forecast, Line, draw};
use crate::exhibit::drawing::tests::{
    HOSTILE, Random, amount_at, at_the_edge, check, check_saved, curve, drawn, hostile, known, level, months, period,
    random_height, random_notes,
};
use crate::exhibit::drawing::{Curve, Drawing, Level, Marks, Note, Point, PointValue, Size, Target, Ticks};
use crate::model::Decimal;
use crate::model::language::Language;
use crate::model::snapshot::Interval;

/// One curve of these values, written with a gap as `-`, from January 2016.
pub fn one(values: &str) -> Line {
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

/// One that reaches a tenth below and above a value.
pub fn interval(value: Decimal) -> Interval {
    let reach = value.abs() / Decimal::TEN;
    Interval { low: value - reach, high: value + reach }
}

/// 36 months with everything a line can have.
pub fn full() -> Line {
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
            levels: vec![Level { last: "85\u{a0}%".to_owned(), values: vec![Some(Decimal::new(85, 2)); 36] }],
        }),
        forecast: None,
        notes: Vec::new(),
        height: None,
        ticks: Ticks::Percent,
        from_zero: false,
    }
}

pub fn random_line(random: &mut Random) -> Line {
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
                interval: random.one_in(3).then(|| interval(amount(random))),
            }),
        });
        let points = points.collect();
        let name = if random.one_in(5) { random.of(&HOSTILE) } else { random.of(&names) };
        curve(name, random.of(&["83,1\u{a0}%", "1.807", "−12", "1.000.000.000"]), points)
    };
    let first = period(random.of(&["2016-01", "2017-12", "2017-Q3", "1998"]));
    let shown: Vec<Curve> = (0..1 + random.below(6)).map(|_| one(random)).collect();
    let context: Vec<Curve> = (0..if random.one_in(3) { random.below(30) } else { 1 }).map(|_| one(random)).collect();
    let level = |random: &mut Random| Level {
        last: "85\u{a0}%".to_owned(),
        values: (0..count).map(|_| (!random.one_in(9)).then(|| amount(random))).collect(),
    };
    let target = random.one_in(2).then(|| Target {
        name: random.of(&names).to_owned(),
        levels: (0..1 + random.below(2)).map(|_| level(random)).collect(),
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

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let chart = random_line(&mut random);
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&chart, size).svg);
        }
    }
}

/// Everything that a line can have, with `text` in every slot.
fn named(text: &str) -> Line {
    let mut chart = full();
    chart.id = text.to_owned();
    chart.curves[0].name = text.to_owned();
    chart.context[0].last = text.to_owned();
    let target = chart.target.as_mut().unwrap_or_else(|| panic!("full has a target"));
    target.name = text.to_owned();
    target.levels.iter_mut().for_each(|level| level.last = text.to_owned());
    chart
}

/// With a forecast, which takes the place of the curve's label.
fn named_ahead(text: &str) -> Line {
    let mut ahead = one("1 2 3");
    (ahead.curves[0].name, ahead.curves[0].last) = (text.to_owned(), text.to_owned());
    ahead.forecast = Some(Forecast {
        name: text.to_owned(),
        last: text.to_owned(),
        periods: months("2016-04", 1),
        mean: vec![Decimal::from(4)],
        inner: vec![(Decimal::from(3), Decimal::from(5))],
        outer: vec![(Decimal::TWO, Decimal::from(6))],
    });
    ahead
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        for size in [Size::Wide, Size::Narrow] {
            check_saved(&draw(&named(text), size), text);
            check_saved(&draw(&named_ahead(text), size), text);
        }
    });
}

#[test]
fn curves_at_the_edge_are_drawn() {
    at_the_edge(|values, target, from_zero, ticks| {
        let mut chart = Line { from_zero, ticks, ..one(values) };
        chart.target = level(target, chart.periods.len());
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&chart, size).svg);
        }
    });
}

#[test]
fn every_count_of_periods_has_labels_that_fit() {
    for first in ["2016-01", "2016-08", "2016-Q2", "1904"] {
        for count in 1..=240 {
            let first = period(first);
            let mut chart = one(&"1 ".repeat(count));
            chart.periods = first.through(first.plus(count as i32 - 1)).collect();
            for size in [Size::Wide, Size::Narrow] {
                check(&draw(&chart, size).svg);
            }
        }
    }
}

#[test]
fn what_does_not_agree_in_length_is_cut() {
    let mut chart = full();
    chart.periods.truncate(5);
    check(&draw(&chart, Size::Wide).svg);
    chart.curves[0].points.clear();
    check(&draw(&chart, Size::Wide).svg);
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    for size in [Size::Wide, Size::Narrow] {
        assert_eq!(draw(&full(), size), draw(&full(), size));
    }
}

#[test]
fn a_gap_breaks_the_line_and_a_value_alone_is_a_disc() {
    let drawing = draw(&one("7 - 3 4 - 5 6 7"), Size::Wide);
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
    let drawing = draw(&chart, Size::Wide);
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
    let drawing = draw(&chart, Size::Wide);
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
        chart.target = Some(Target { name: "Mål".to_owned(), levels: vec![Level { last: "5".to_owned(), values }] });
        drawn(&draw(&chart, Size::Wide), "tg").iter().map(Vec::len).collect::<Vec<_>>()
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
        let drawing = draw(&one(&text.join(" ")), size);
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
    let drawing = draw(&chart, Size::Wide);
    let heights = |class| -> Vec<i64> {
        let points = drawn(&drawing, class).concat();
        points.iter().map(|(_, y)| amount_at(&drawing, *y).round() as i64).collect()
    };
    assert_eq!(heights("l s0"), [10, 12, 14]);
    assert_eq!(heights("l s0 pv"), [14, 16, 18]);
    // Down one side and back on the other; the first point closes the shape without being said again.
    assert_eq!(heights("f0 fo"), [14, 13, 12, 24, 19]);
    assert_eq!(heights("f0 fi"), [14, 15, 16, 20, 17]);
    assert_eq!(drawing.unnamed, ["SP-nøglepersoner"]);

    chart.curves[0].points[2] = Point::Missing;
    let drawing = draw(&chart, Size::Wide);
    assert_eq!(drawn(&drawing, "l s0 pv").iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    chart.curves[0].points = vec![Point::Missing; 3];
    assert_eq!(drawn(&draw(&chart, Size::Wide), "f0 fo").len(), 0);
}

#[test]
fn a_note_points_at_its_value_and_an_event_at_the_axis() {
    let mut chart = one("10 12 14 - 11");
    let note = |index, number, event| Note { index, number, event, until: None };
    chart.notes = vec![note(1, 1, false), note(2, 2, true), note(3, 3, false)];
    let drawing = draw(&chart, Size::Wide);
    let ends: Vec<i64> =
        drawn(&drawing, "st").iter().map(|stem| amount_at(&drawing, stem[stem.len() - 1].1).round() as i64).collect();
    assert_eq!(ends, [12, 10, 10]); // without a value, to the axis
    let numbers = |drawing: &Drawing| drawing.svg.matches("class=\"t sm m b\"").count();
    assert_eq!(numbers(&drawing), 3);

    chart.notes = (0..200).map(|number| note(number % 5, number + 1, true)).collect();
    let crowded = draw(&chart, Size::Narrow);
    assert!((5..60).contains(&numbers(&crowded)), "{}", numbers(&crowded));
    chart.notes = vec![note(5, 1, true)];
    assert_eq!(draw(&chart, Size::Wide), draw(&Line { notes: Vec::new(), ..chart }, Size::Wide));
}

#[test]
fn a_chart_is_as_high_as_asked() {
    for (height, wide, narrow) in
        [(None, 330, 260), (Some(240), 240, 189), (Some(20), 160, 126), (Some(9999), 600, 473)]
    {
        let chart = Line { height, ..full() };
        assert_eq!((draw(&chart, Size::Wide).height, draw(&chart, Size::Narrow).height), (wide, narrow));
        assert!(draw(&chart, Size::Wide).svg.contains(&format!("viewBox=\"0 0 680 {wide}\"")));
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
        ("line", draw(&plain, Size::Wide), 4608),
        ("line with everything", draw(&full(), Size::Wide), 4608),
        ("four lines", draw(&four, Size::Wide), 4608),
        ("narrow line", draw(&full(), Size::Narrow), 4608),
    ];
    for (name, drawing, budget) in budgets {
        eprintln!("{name}: {} bytes", drawing.svg.len());
        assert!(drawing.svg.len() <= budget, "{name}: {} bytes", drawing.svg.len());
    }
}

#[test]
fn a_drawing_reports_what_the_page_must_say() {
    let drawing = draw(&full(), Size::Wide);
    assert_eq!(drawing.axis_start.as_deref(), Some("60\u{a0}%"));
    assert_eq!(drawing.marks, Marks { provisional: true, revised: true, suppressed: true, ..Marks::default() });
    assert!(drawing.unnamed.is_empty());
    let from_zero = draw(&Line { from_zero: true, ..full() }, Size::Wide);
    assert_eq!(from_zero.axis_start, None);

    let mut five = one("1 2 3");
    five.curves = ["A", "B", "C", "D", "E"]
        .iter()
        .map(|name| Curve { name: (*name).to_owned(), ..five.curves[0].clone() })
        .collect();
    assert_eq!(draw(&five, Size::Wide).unnamed, ["E"]);
    let mut crowd = one("1 2 3");
    crowd.context = (0..40).map(|n| Curve { name: format!("C{n}"), ..crowd.curves[0].clone() }).collect();
    assert_eq!(draw(&crowd, Size::Wide).unnamed.len(), 40 + 1 - 18);
}

#[test]
fn sixty_years_are_a_thin_line_with_few_marks() {
    let mut chart = one(&"5 7 ".repeat(360));
    chart.curves.push(chart.curves[0].clone());
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&chart, size);
        assert!(drawn(&drawing, "l s0").is_empty() && !drawn(&drawing, "l s0 th").is_empty());
        let mut marks: Vec<f64> = drawn(&drawing, "f1").iter().map(|square| square[0].0).collect();
        marks.sort_by(f64::total_cmp);
        assert!(marks.len() > 2 && marks.windows(2).all(|pair| pair[1] - pair[0] >= 20.0), "{marks:?}");
    }
}

#[test]
fn an_interval_is_a_band_along_a_line_and_a_whisker_at_a_value_alone() {
    let mut chart = one("10 12 - 14 - 11 13");
    for point in &mut chart.curves[0].points {
        if let Point::Known(known) = point {
            known.interval = Some(interval(known.value));
        }
    }
    let drawing = draw(&chart, Size::Wide);
    assert_eq!(drawn(&drawing, "f0 fo").iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    // From end to end, and a short stroke across each of the two.
    let whisker = drawn(&drawing, "s0");
    let heights: Vec<f64> = whisker[0].iter().map(|(_, y)| (amount_at(&drawing, *y) * 10.0).round() / 10.0).collect();
    assert_eq!((whisker.len(), heights), (3, vec![12.6, 15.4]));
    assert_eq!((drawing.marks.band, drawing.marks.whisker), (true, true));
}

#[test]
fn rings_of_one_period_stand_beside_each_other_with_stems_to_their_lines() {
    let mut line = one("10 20 30 40");
    let other = one("11 21 31 41").curves[0].clone();
    line.curves.push(other);
    for curve in &mut line.curves {
        if let Point::Known(known) = &mut curve.points[1] {
            known.revised_from = Some(Decimal::from(25));
        }
    }
    let drawing = draw(&line, Size::Narrow);
    let rings: BTreeSet<String> = drawn(&drawing, "pt sx").iter().map(|ring| format!("{:?}", ring[0])).collect();
    assert_eq!(rings.len(), 2, "{}", drawing.svg);
    assert!(drawn(&drawing, "st").is_empty(), "stems have the colours of their lines");
    // One by itself is grey, as its ring.
    line.curves.truncate(1);
    assert_eq!(drawn(&draw(&line, Size::Narrow), "st").len(), 1);
}
