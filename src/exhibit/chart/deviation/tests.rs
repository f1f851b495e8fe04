//! Drawings of changes on the year before.

use std::collections::BTreeSet;

use super::svg::{Deviation, draw};
use crate::exhibit::chart::line::tests::{one, random_line};
use crate::exhibit::drawing::tests::{
    Random, amount_at, at_the_edge, blur, check, check_saved, drawn, hostile, months,
};
use crate::exhibit::drawing::{Note, Size, Ticks};
use crate::model::catalog::Better;

fn random_deviation(random: &mut Random) -> Deviation {
    let line = random_line(random);
    Deviation {
        id: line.id,
        language: line.language,
        periods: line.periods,
        values: line.curves[0].points.iter().map(|point| Some(point.known()?.value)).collect(),
        provisional: (0..random.below(9) as usize).collect(),
        name: line.curves[0].name.clone(),
        last: line.curves[0].last.clone(),
        better: [Better::Higher, Better::Lower, Better::Neither][random.below(3) as usize],
        notes: line.notes,
        ticks: line.ticks,
        height: line.height,
        without: "no data",
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
        provisional: BTreeSet::new(),
        name: "nov".to_owned(),
        last: "1".to_owned(),
        better: Better::Higher,
        notes: Vec::new(),
        ticks: Ticks::Number,
        height: None,
        without: "no data",
    }
}

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let chart = random_deviation(&mut random);
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&chart, size).svg);
        }
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let text_slot = || text.to_owned();
        let around = Deviation { id: text_slot(), name: text_slot(), last: text_slot(), ..around("1 -2 3") };
        for size in [Size::Wide, Size::Narrow] {
            check_saved(&draw(&around, size), text);
        }
    });
}

#[test]
fn values_at_the_edge_are_drawn() {
    at_the_edge(|values, _, _, ticks| {
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&Deviation { ticks, ..around(values) }, size).svg);
        }
    });
}

#[test]
fn what_does_not_agree_in_length_is_cut() {
    check(&draw(&Deviation { values: Vec::new(), ..around("1 2 3") }, Size::Wide).svg);
    check(&draw(&Deviation { periods: months("2016-01", 2), ..around("1 2 3") }, Size::Wide).svg);
}

#[test]
fn columns_end_where_their_values_are() {
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&around("17 -23 8 41 -2"), size);
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
fn zero_is_not_missing() {
    let drawing = draw(&around("3 0 - 2"), Size::Wide);
    assert_eq!(drawing.svg.matches('–').count(), 1);
    assert!(drawing.marks.missing && drawing.marks.judged);
    let plain = draw(&Deviation { better: Better::Neither, ..around("3 0 2") }, Size::Wide);
    assert!(!plain.marks.missing && !plain.marks.judged);
    assert_eq!((drawn(&plain, "fx").len(), drawn(&plain, "f0").len()), (2, 0));
    let narrow = draw(&around(&"1 -1 ".repeat(60)), Size::Narrow);
    assert!(
        !narrow.marks.judged && narrow.marks.better && narrow.marks.worse,
        "no room for triangles, but there are colours"
    );
    let nothing = draw(&around("0 0 -"), Size::Wide);
    assert!(!nothing.marks.judged && !nothing.marks.better && !nothing.marks.worse);
}

#[test]
fn stems_end_over_the_plot_where_columns_have_no_gaps() {
    let note = Note { index: 50, number: 1, event: true, until: None };
    let stem = |values: &str| {
        let drawing = draw(&Deviation { notes: vec![note], ..around(values) }, Size::Wide);
        let lowest = drawn(&drawing, "st").concat().into_iter().map(|(_, y)| y).fold(0.0, f64::max);
        let grid = drawn(&drawing, "g").concat().into_iter().map(|(_, y)| y).fold(f64::MAX, f64::min);
        (lowest, grid)
    };
    let (sparse, grid) = stem(&"0 ".repeat(60).replacen('0', "9", 1));
    assert!(sparse > grid, "{sparse} {grid}");
    let (dense, grid) = stem(&"0 ".repeat(400).replacen('0', "9", 1));
    assert!(dense <= grid, "{dense} {grid}");
}

#[test]
fn what_is_provisional_has_dots_beyond_the_end_of_its_column() {
    let provisional = BTreeSet::from([1, 2, 3, 4]);
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&Deviation { provisional: provisional.clone(), ..around("30 20 -20 0 -") }, size);
        let dots = drawn(&drawing, "l sx pv");
        let heights: Vec<f64> = dots.iter().map(|path| amount_at(&drawing, path[0].1)).collect();
        assert!(drawing.marks.dots_at_end && dots.len() == 3, "a gap has no end: {heights:?}");
        assert!(heights[0] > 20.0 && heights[1] < -20.0 && heights[2] > 0.0, "{heights:?}");
        assert!(dots.iter().all(|path| path[1].0 > path[0].0));
    }
    assert!(!draw(&around("30 20"), Size::Wide).marks.dots_at_end);
    // On thin columns one dot stands in the middle.
    let thin = draw(&Deviation { provisional, ..around(&"1 -1 ".repeat(60)) }, Size::Narrow);
    assert!(drawn(&thin, "l sx pv").iter().all(|path| path[1].0 - path[0].0 < 0.15));
}

#[test]
fn no_stem_crosses_the_sign_of_a_period_without_a_value() {
    let mut chart = around("5 - 5");
    chart.notes = vec![Note { index: 1, number: 1, event: true, until: None }];
    let drawing = draw(&chart, Size::Wide);
    let stem = &drawn(&drawing, "st")[0];
    let end = stem.iter().map(|(_, y)| *y).fold(0.0, f64::max);
    let sign = drawing.svg.split("<text").find(|text| text.contains(">–<")).unwrap_or_default();
    let y: f64 = sign.split("y=\"").nth(1).and_then(|y| y.split('"').next()?.parse().ok()).unwrap_or_default();
    assert!(end <= y - 9.0, "{end} {y}: {}", drawing.svg);
    assert!(drawing.marks.missing);
}
