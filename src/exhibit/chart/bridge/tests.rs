//! Drawings of what moved a total.

use super::svg::{Bridge, Step, draw};
use crate::exhibit::drawing::tests::{HOSTILE, Random, at_the_edge, check, check_saved, drawn, hostile};
use crate::exhibit::drawing::{Size, Ticks};
use crate::model::Decimal;
use crate::model::catalog::Better;
use crate::model::language::Language;

const SIZES: [Size; 2] = [Size::Wide, Size::Narrow];

fn step(name: &str, amount: Decimal) -> Step {
    Step { name: name.to_owned(), amount, text: amount.to_string(), provisional: false }
}

/// From `before` by steps.
fn bridge(before: i64, steps: &[i64]) -> Bridge {
    let now = before + steps.iter().sum::<i64>();
    Bridge {
        id: "units".to_owned(),
        language: Language::En,
        before: step("February 2017", Decimal::from(before)),
        now: step("February 2018", Decimal::from(now)),
        steps: steps.iter().map(|amount| step("Ward", Decimal::from(*amount))).collect(),
        better: Better::Higher,
        ticks: Ticks::Number,
        from_zero: false,
    }
}

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let magnitude = [1, 100, 10_000, 1_000_000_000][random.below(4) as usize];
        let mut amount = || i64::from(random.below(magnitude + 1) - magnitude / 2);
        let steps: Vec<i64> = (0..amount().unsigned_abs() % 12).map(|_| amount()).collect();
        let mut chart = bridge(amount() * 3, &steps);
        chart.from_zero = random.one_in(2);
        chart.better = [Better::Higher, Better::Lower, Better::Neither][random.below(3) as usize];
        for step in &mut chart.steps {
            step.name = random.of(&[HOSTILE[0], HOSTILE[7], "Hospitalsenheden Midt, Viborg og Silkeborg"]).to_owned();
        }
        SIZES.into_iter().for_each(|size| check(&draw(&chart, size).svg));
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let slot =
            |amount: i64| Step { name: text.to_owned(), text: text.to_owned(), ..step("", Decimal::from(amount)) };
        let chart = Bridge {
            id: text.to_owned(),
            before: slot(4),
            now: slot(6),
            steps: vec![slot(3), slot(-1)],
            ..bridge(0, &[])
        };
        SIZES.into_iter().for_each(|size| check_saved(&draw(&chart, size), text));
    });
}

#[test]
fn values_at_the_edge_are_drawn() {
    at_the_edge(|values, target, from_zero, ticks| {
        let steps = values.split_whitespace().filter_map(|value| Some(step("A", value.parse().ok()?)));
        let now = step("B", target.unwrap_or_default());
        let chart = Bridge { steps: steps.collect(), now, from_zero, ticks, ..bridge(7, &[]) };
        SIZES.into_iter().for_each(|size| check(&draw(&chart, size).svg));
    });
}

#[test]
fn each_step_begins_where_the_one_above_ends() {
    let drawing = draw(&bridge(100, &[30, -10, 0, 5]), Size::Wide);
    let ends = |class| -> Vec<(f64, f64)> {
        let bars = drawn(&drawing, class).into_iter().filter(|path| path.len() == 4);
        bars.map(|path| (path[0].0, path[1].0)).collect()
    };
    let (up, down) = (ends("f0"), ends("f1"));
    assert_eq!((up.len(), down.len()), (2, 1));
    let near = |a: f64, b: f64| (a - b).abs() < 0.11;
    assert!(near(up[0].1, down[0].0) && near(down[0].1, up[1].0), "{up:?} {down:?}");
    // 30 is three times as long as 10.
    assert!((up[0].1 - up[0].0 - 3.0 * (down[0].0 - down[0].1)).abs() < 0.41, "{up:?} {down:?}");
    // The totals are far from 0, so they are places, not lengths; with 0 on the axis they are bars.
    assert_eq!((drawn(&drawing, "pt sx").len(), ends("fx").len()), (2, 0));
    assert_eq!(drawing.axis_start.as_deref(), Some("100"));
    let whole = draw(&Bridge { from_zero: true, ..bridge(100, &[30, -10, 0, 5]) }, Size::Wide);
    let bars = drawn(&whole, "fx").into_iter().filter(|path| path.len() == 4).count();
    assert_eq!((drawn(&whole, "pt sx").len(), bars, whole.axis_start), (0, 2, None));
}

#[test]
fn what_is_provisional_has_dots_and_a_way_has_colours() {
    let mut chart = bridge(100, &[30, 0]);
    let plain = draw(&chart, Size::Wide);
    assert_eq!((plain.marks.dots_under, plain.marks.better, plain.marks.worse), (false, true, false));
    (chart.now.provisional, chart.steps[0].provisional, chart.steps[1].provisional) = (true, true, true);
    for size in SIZES {
        let drawing = draw(&chart, size);
        assert_eq!((drawn(&drawing, "l sx pv").len(), drawing.marks.dots_under), (3, true));
    }
    assert!(!draw(&bridge(0, &[0, 0]), Size::Wide).marks.better, "nothing moved");
    assert!(!draw(&Bridge { better: Better::Neither, ..bridge(0, &[5]) }, Size::Wide).marks.better);
    let worse = draw(&Bridge { better: Better::Lower, ..bridge(0, &[5]) }, Size::Wide).marks;
    assert_eq!((worse.better, worse.worse), (false, true));
    chart.now.text = "123,456,789,012,345".to_owned();
    assert!(draw(&chart, Size::Narrow).svg.contains("123,456,789,012,345"));
}
