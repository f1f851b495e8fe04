//! Drawings of values with their limits.

use super::svg::{Class, Level, Phase, Xmr, XmrPoint, draw};
use crate::exhibit::chart::line::tests::{one, random_line};
use crate::exhibit::drawing::tests::{
    HOSTILE, Random, amount_at, at_the_edge, blur, check, check_saved, drawn, hostile, level, months,
};
use crate::exhibit::drawing::{Point, Size, Ticks};
use crate::model::Decimal;

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

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let chart = random_xmr(&mut random);
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&chart, size).svg);
        }
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let level = || Level { name: text.to_owned(), last: text.to_owned() };
        let mut process = process("1 2 3 2 5");
        (process.id, process.value, process.mean) = (text.to_owned(), level(), level());
        (process.upper, process.lower) = (level(), level());
        for size in [Size::Wide, Size::Narrow] {
            check_saved(&draw(&process, size), text);
        }
    });
}

#[test]
fn values_at_the_edge_are_drawn() {
    at_the_edge(|values, target, _, ticks| {
        let mut process = Xmr { ticks, ..process(values) };
        process.target = level(target, process.periods.len());
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&process, size).svg);
        }
    });
}

#[test]
fn what_does_not_agree_in_length_is_cut() {
    check(&draw(&Xmr { periods: months("2016-01", 2), ..process("1 2 3 4") }, Size::Wide).svg);
    check(&draw(&Xmr { points: Vec::new(), ..process("1 2 3 4") }, Size::Wide).svg);
}

#[test]
fn limits_and_bands_stand_where_their_values_are() {
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&process("1 2 3 2 5"), size);
        for (class, expected) in [("bd", vec![0.5, 3.5]), ("lm", vec![0.5, 3.5]), ("mn", vec![2.0])] {
            let mut found: Vec<f64> =
                drawn(&drawing, class).concat().iter().map(|(_, y)| amount_at(&drawing, *y)).collect();
            found.sort_by(f64::total_cmp);
            found.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
            assert_eq!(found.len(), expected.len(), "{class}: {found:?}");
            assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= blur(&drawing)), "{class}: {found:?}");
        }
    }
}

#[test]
fn each_class_has_a_shape_of_its_own() {
    let mut chart = process("1 2 3 4");
    let classes = [Class::Common, Class::Improvement, Class::Concern, Class::Neutral];
    chart.points.iter_mut().zip(classes).for_each(|(point, class)| point.class = class);
    let drawing = draw(&chart, Size::Wide);
    let corners = |class: &str| drawn(&drawing, class).iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(corners("pt sx").len(), 1, "a disc");
    assert_eq!((corners("f0"), corners("f1"), corners("f3")), (vec![3], vec![4], vec![4]));
    let (square, diamond) = (&drawn(&drawing, "f1")[0], &drawn(&drawing, "f3")[0]);
    assert!((square[0].1 - square[1].1).abs() < 0.01 && (diamond[0].1 - diamond[1].1).abs() > 1.0);
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
        let svg = draw(&Xmr { phases: vec![phase(mean)], ..shares.clone() }, Size::Wide).svg;
        (svg.contains(">100\u{a0}%<"), svg.contains(">120\u{a0}%<"))
    };
    assert_eq!(texts(95), (true, false));
    // A mean beyond the whole: these are no parts of it.
    assert_eq!(texts(110), (true, true));
}

#[test]
fn what_stands_out_has_its_shape_where_points_are_dense() {
    let drawing = draw(&process(&"1 2 3 2 ".repeat(90)), Size::Narrow);
    // Of 360 points a quarter is usual: dots but for the last one, which is none of them.
    assert_eq!(drawn(&drawing, "f0").len(), 90, "triangles");
    assert_eq!(drawn(&drawing, "f1").len(), 90, "squares");
    assert_eq!(drawn(&drawing, "f3").len(), 90, "diamonds");
}
