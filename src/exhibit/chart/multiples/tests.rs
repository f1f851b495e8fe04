//! Drawings of small multiples.

use roxmltree::Document;

use super::svg::{Multiples, Panel, grid, panels};
use crate::exhibit::chart::line::tests::{one, random_line};
use crate::exhibit::drawing::tests::{Random, at_the_edge, check, check_saved, hostile, known, months, period};
use crate::exhibit::drawing::{Curve, Ticks};
use crate::model::Decimal;

fn random_multiples(random: &mut Random) -> Multiples {
    let line = random_line(random);
    let targets =
        line.target.map_or(Vec::new(), |target| target.levels.into_iter().map(|level| level.values).collect());
    let panel = |curve: Curve| Panel { short: curve.last.clone(), curve, targets: targets.clone() };
    Multiples {
        id: line.id,
        language: line.language,
        periods: line.periods,
        panels: line.curves.into_iter().chain(line.context.iter().take(5).cloned()).map(panel).collect(),
        context: line.context.first().cloned(),
        ticks: line.ticks,
        from_zero: line.from_zero,
        is_free: random.one_in(3),
        times: (0..random.below(3)).map(|_| (random.below(9) as usize, random.below(30) as usize)).collect(),
    }
}

/// The values of [`one`] in each of five panels.
fn many(values: &str) -> Multiples {
    let line = one(values);
    let panel = || Panel { curve: line.curves[0].clone(), short: String::new(), targets: Vec::new() };
    Multiples {
        id: line.id.clone(),
        language: line.language,
        periods: line.periods.clone(),
        panels: (0..5).map(|_| panel()).collect(),
        context: Some(line.curves[0].clone()),
        ticks: Ticks::Number,
        from_zero: false,
        is_free: false,
        times: Vec::new(),
    }
}

#[track_caller]
fn check_all(chart: &Multiples) {
    check(&grid(chart).svg);
    panels(chart).svgs.iter().for_each(|svg| check(svg));
}

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    (0..300).for_each(|_| check_all(&random_multiples(&mut random)));
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let mut many = many("1 2 3");
        many.id = text.to_owned();
        for panel in &mut many.panels {
            (panel.curve.name, panel.curve.last) = (text.to_owned(), text.to_owned());
        }
        check_all(&many);
        check_saved(&grid(&many), text);
    });
}

#[test]
fn curves_at_the_edge_are_drawn() {
    at_the_edge(|values, target, from_zero, ticks| {
        let mut many = Multiples { ticks, from_zero, ..many(values) };
        let count = many.periods.len();
        many.panels.iter_mut().for_each(|panel| panel.targets = vec![vec![target; count]]);
        check_all(&many);
    });
}

#[test]
fn every_count_of_periods_has_labels_that_fit() {
    for first in ["2016-01", "2016-08", "2016-Q2", "1904"] {
        for count in 1..=240 {
            let first = period(first);
            let periods = first.through(first.plus(count - 1)).collect();
            check(&panels(&Multiples { periods, ..many("1") }).svgs[0]);
        }
    }
}

#[test]
fn what_does_not_agree_in_length_is_cut() {
    check(&grid(&Multiples { periods: months("2016-01", 2), ..many("1 2 3") }).svg);
    check(&grid(&Multiples { panels: Vec::new(), ..many("1 2 3") }).svg);
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
fn a_line_that_ends_early_has_its_value_there_and_leaves_the_others_theirs() {
    let mut chart = many("1 2 3 4 5 6 7 8");
    chart.context = None;
    chart.panels[1].curve = one("1 2 3 4 5 1 - *").curves[0].clone();
    chart.panels.iter_mut().for_each(|panel| panel.curve.last = "1.807".to_owned());
    let svgs = panels(&chart).svgs;
    let x = |svg: &str| {
        let document = Document::parse(svg).expect("well-formed");
        let value = document.descendants().find(|node| node.text() == Some("1.807"));
        value.and_then(|node| node.attribute("x")?.parse::<f64>().ok())
    };
    let ends: Vec<f64> = svgs.iter().filter_map(|svg| x(svg)).collect();
    assert_eq!(ends.len(), 5, "each has its value");
    assert!(ends[1] < ends[0] && ends[0] == ends[2]);
    check_all(&chart);
}
