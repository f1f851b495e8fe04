//! Drawings of members between two periods.

use super::svg::{ArrowRow, Arrows, draw};
use crate::exhibit::chart::line::tests::interval;
use crate::exhibit::drawing::rows::BarState;
use crate::exhibit::drawing::tests::{HOSTILE, Random, at_the_edge, check, check_saved, drawn, hostile};
use crate::exhibit::drawing::{Size, Ticks};
use crate::model::Decimal;
use crate::model::catalog::Better;
use crate::model::language::Language;

const SIZES: [Size; 2] = [Size::Wide, Size::Narrow];

fn row(name: &str, before: Option<i64>, now: Option<i64>) -> ArrowRow {
    let text = |value: Option<i64>| value.map_or("–".to_owned(), |value| value.to_string());
    ArrowRow {
        name: name.to_owned(),
        before: before.map(Decimal::from),
        now: now.map(Decimal::from),
        interval: None,
        before_text: text(before),
        text: text(now),
        targets: Vec::new(),
        state: BarState::NoTarget,
        suppressed: false,
        before_provisional: false,
        provisional: false,
    }
}

fn arrows(rows: Vec<ArrowRow>) -> Arrows {
    Arrows {
        id: "units".to_owned(),
        language: Language::En,
        rows,
        before_name: "Feb 2017".to_owned(),
        now_name: "Feb 2018".to_owned(),
        target_name: "Target".to_owned(),
        better: Better::Higher,
        ticks: Ticks::Number,
        from_zero: false,
    }
}

fn random_arrows(random: &mut Random) -> Arrows {
    let magnitude = [1, 100, 10_000, 1_000_000_000][random.below(4) as usize];
    let names = ["Aarhus", "Hospitalsenheden Midt, Viborg og Silkeborg", "Anæstesiologisk-intensiv afdeling Øst", "Ø"];
    let states =
        [BarState::Met, BarState::Near, BarState::NotMet, BarState::Over, BarState::Unknown, BarState::NoTarget];
    let row = |random: &mut Random| {
        let amount = |random: &mut Random| {
            (!random.one_in(5)).then(|| Decimal::new(i64::from(random.below(magnitude + 1) - magnitude / 3), 1))
        };
        ArrowRow {
            name: if random.one_in(5) { random.of(&HOSTILE) } else { random.of(&names) }.to_owned(),
            before: amount(random),
            now: amount(random),
            interval: random.one_in(4).then(|| interval(Decimal::from(random.below(magnitude + 1)))),
            before_text: random.of(&["412", "*", "–", "1.000.000.000", "96,2\u{a0}%"]).to_owned(),
            text: random.of(&["412", "*", "–", "1.000.000.000", "96,2\u{a0}%"]).to_owned(),
            targets: (0..random.below(3)).filter_map(|_| amount(random)).collect(),
            state: states[random.below(6) as usize],
            suppressed: random.one_in(5),
            before_provisional: random.one_in(3),
            provisional: random.one_in(3),
        }
    };
    Arrows {
        rows: (0..random.below(15)).map(|_| row(random)).collect(),
        before_name: random.of(&["feb. 2017", "4. kvartal 2017", "2017", ""]).to_owned(),
        now_name: random.of(&["feb. 2018", "4. kvartal 2018", "</text>", ""]).to_owned(),
        target_name: random.of(&["Mål", "", "Mål for hele perioden, alle afdelinger"]).to_owned(),
        better: [Better::Higher, Better::Lower, Better::Neither][random.below(3) as usize],
        ticks: if random.one_in(2) { Ticks::Number } else { Ticks::Percent },
        from_zero: random.one_in(2),
        ..arrows(Vec::new())
    }
}

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let chart = random_arrows(&mut random);
        SIZES.into_iter().for_each(|size| check(&draw(&chart, size).svg));
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let text_slot = || text.to_owned();
        let mut chart = arrows(vec![row("A", Some(1), Some(2)), row("B", Some(3), None)]);
        for row in &mut chart.rows {
            (row.name, row.text, row.before_text) = (text_slot(), text_slot(), text_slot());
            row.targets = vec![Decimal::TWO];
        }
        (chart.id, chart.target_name) = (text_slot(), text_slot());
        (chart.before_name, chart.now_name) = (text_slot(), text_slot());
        SIZES.into_iter().for_each(|size| check_saved(&draw(&chart, size), text));
    });
}

#[test]
fn values_at_the_edge_are_drawn() {
    at_the_edge(|values, target, from_zero, ticks| {
        let values: Vec<Option<Decimal>> = values.split_whitespace().map(|value| value.parse().ok()).collect();
        let pairs = values.windows(2).map(|pair| ArrowRow {
            before: pair[0],
            now: pair[1],
            targets: target.into_iter().collect(),
            ..row("A", None, None)
        });
        let chart = Arrows { ticks, from_zero, ..arrows(pairs.collect()) };
        SIZES.into_iter().for_each(|size| check(&draw(&chart, size).svg));
    });
}

#[test]
fn an_arrow_goes_from_the_dot_to_the_newest_value_in_the_colour_of_its_way() {
    let rows = vec![row("Up", Some(10), Some(30)), row("Down", Some(30), Some(20)), row("Still", Some(20), Some(20))];
    let drawing = draw(&arrows(rows), Size::Wide);
    let heads = |class| drawn(&drawing, class).into_iter().filter(|path| path.len() == 3).collect::<Vec<_>>();
    let (up, down) = (heads("f0"), heads("f1"));
    assert_eq!((up.len(), down.len()), (1, 1));
    // The tip comes first: of 30 at the right of that of 20, each before or behind its base.
    assert!(up[0][0].0 > up[0][1].0 && down[0][0].0 < down[0][1].0 && up[0][0].0 > down[0][0].0);
    let shafts = drawn(&drawing, "l s0");
    assert!(shafts[0][0].0 < shafts[0][1].0 && shafts[0][1].0 < up[0][0].0, "{shafts:?}");
    // Two rings of the earlier period, and the dot of the one that did not move in place of its ring.
    assert_eq!((drawn(&drawing, "in").len(), drawn(&drawing, "pt sx").len()), (2, 3));
    assert!(drawing.marks.ring && drawing.marks.head && drawing.marks.dot);
    assert!(drawing.marks.better && drawing.marks.worse);
    assert!(["Feb 2017", "Feb 2018", ">10<", ">30<"].iter().all(|text| drawing.svg.contains(text)));
    assert_eq!(draw(&arrows(vec![row("A", Some(1), Some(2)); 35]), Size::Wide).svg.matches(">A<").count(), 30);
}

#[test]
fn what_is_not_known_has_no_arrow() {
    let rows = vec![row("A", Some(1), Some(5)), row("New", None, Some(3)), row("Gone", Some(4), None)];
    let drawing = draw(&arrows(rows), Size::Wide);
    assert_eq!(drawn(&drawing, "l s0").len(), 1);
    // The rings of A and Gone, and the dot of New: an earlier place is hollow, a newer one is not.
    assert_eq!((drawn(&drawing, "in").len(), drawn(&drawing, "pt sx").len()), (2, 3));
    let new = draw(&arrows(vec![row("New", None, Some(3))]), Size::Narrow);
    assert_eq!((new.marks.ring, new.marks.head, new.marks.dot, new.marks.better), (false, false, true, false));
    assert!(drawn(&new, "in").is_empty());
    let gone = draw(&arrows(vec![row("Gone", Some(3), None)]), Size::Narrow);
    assert_eq!((gone.marks.ring, gone.marks.head, gone.marks.dot), (true, false, false));
    let empty = draw(&arrows(vec![row("A", None, None)]), Size::Narrow);
    assert!(empty.svg.contains("no data") && empty.unnamed.is_empty(), "no name is missing there: {}", empty.svg);
}

#[test]
fn no_colour_is_named_where_nobody_moved() {
    let still = vec![row("A", Some(3), Some(3)), row("B", None, Some(5)), row("C", Some(4), None)];
    let ways = |chart: &Arrows, size| {
        let marks = draw(chart, size).marks;
        (marks.better, marks.worse)
    };
    SIZES.into_iter().for_each(|size| assert_eq!(ways(&arrows(still.clone()), size), (false, false)));
    let mut neither = arrows(vec![row("A", Some(1), Some(3))]);
    assert_eq!(ways(&neither, Size::Wide), (true, false));
    neither.better = Better::Lower;
    assert_eq!(ways(&neither, Size::Wide), (false, true));
    neither.better = Better::Neither;
    assert_eq!(ways(&neither, Size::Wide), (false, false), "one colour for both ways says nothing");
}

#[test]
fn a_head_is_no_longer_than_its_way_and_a_ring_never_hides_it() {
    let far = row("Far", Some(0), Some(1000));
    let heads = |now: i64| {
        let drawing = draw(&arrows(vec![far.clone(), row("Near", Some(500), Some(now))]), Size::Wide);
        let ring = drawn(&drawing, "in").into_iter().map(|path| path[0]).collect::<Vec<_>>();
        let heads: Vec<_> =
            ["f0", "f1"].iter().flat_map(|class| drawn(&drawing, class)).filter(|path| path.len() == 3).collect();
        (ring, heads)
    };
    // A way of about six units, shorter than a usual head: it begins in the ring that it comes from.
    for (now, way) in [(515, 1.0), (485, -1.0)] {
        let (rings, heads) = heads(now);
        let (ring, head) = (rings[1], heads.iter().find(|path| (path[0].1 - rings[1].1).abs() < 0.01).expect("a head"));
        assert!((head[0].0 - ring.0) * way > 4.5 && (head[1].0 - ring.0).abs() < 0.11, "{ring:?} {head:?}");
        assert!((head[0].0 - head[1].0).abs() < 8.0, "{head:?}");
    }
    // One that hardly moved is a head in its colour, without a ring.
    let hardly = draw(&arrows(vec![far.clone(), row("Near", Some(500), Some(504))]), Size::Wide);
    assert_eq!((drawn(&hardly, "in").len(), drawn(&hardly, "f0").len()), (1, 2));
    assert!(!hardly.marks.dot && hardly.marks.head && hardly.marks.ring);
}

#[test]
fn each_provisional_value_has_dots_under_it() {
    let mut chart = arrows(vec![row("A", Some(1), Some(5)), row("B", Some(2), Some(4))]);
    chart.rows[0].provisional = true;
    assert_eq!(drawn(&draw(&chart, Size::Wide), "l sx pv").len(), 1);
    chart.rows[0].before_provisional = true;
    let drawing = draw(&chart, Size::Wide);
    assert_eq!((drawn(&drawing, "l sx pv").len(), drawing.marks.dots_under), (2, true));
}

#[test]
fn a_target_further_down_is_named_by_the_key() {
    let mut chart = arrows(vec![row("A", Some(1), Some(5)), row("B", Some(2), Some(4))]);
    chart.rows[1].targets = vec![Decimal::TWO];
    let drawing = draw(&chart, Size::Wide);
    assert!(drawing.marks.target && !drawing.svg.contains(">Target<") && drawn(&drawing, "ld").is_empty());
    chart.rows.swap(0, 1);
    let drawing = draw(&chart, Size::Wide);
    assert!(!drawing.marks.target && drawing.svg.contains(">Target<"));
}

#[test]
fn tick_labels_that_do_not_all_fit_leave_out_every_other_one() {
    let mut chart = arrows(vec![row("A", Some(0), Some(2_400_000_000)), row("B", Some(1), Some(2_000_000_000))]);
    chart.ticks = Ticks::Number;
    let drawing = draw(&chart, Size::Narrow);
    let labels: Vec<&str> = ["0", "1.0bn", "2.0bn", "3.0bn", "0.5bn", "1bn", "2bn", "3bn"]
        .into_iter()
        .filter(|text| drawing.svg.contains(&format!(">{text}</text>")))
        .collect();
    assert_eq!(labels, ["0", "1bn", "2bn", "3bn"]);
}

#[test]
fn the_newest_value_of_fifteen_digits_stands_on_a_phone() {
    let mut chart = arrows(vec![row("A", Some(1), Some(5))]);
    (chart.rows[0].text, chart.rows[0].before_text) = ("123,456,789,012,345".into(), "123,456,789,012,344".into());
    let narrow = draw(&chart, Size::Narrow);
    check(&narrow.svg);
    assert!(narrow.svg.contains("123,456,789,012,345") && !narrow.svg.contains("012,344"), "{}", narrow.svg);
}

#[test]
fn what_hardly_moved_points_its_way_and_only_what_stayed_is_a_dot() {
    let rows = vec![
        row("Far", Some(0), Some(1000)),
        row("Up", Some(500), Some(501)),
        row("Down", Some(500), Some(499)),
        row("Still", Some(500), Some(500)),
    ];
    for size in SIZES {
        let drawing = draw(&arrows(rows.clone()), size);
        let heads = |class: &str| {
            let all = drawn(&drawing, class).into_iter();
            // A head begins at its tip and goes back to its two corners.
            all.map(|path| path[0].0 - path[1].0).collect::<Vec<f64>>()
        };
        assert_eq!(heads("f0"), [8.0, 8.0], "to the right");
        assert_eq!(heads("f1"), [-8.0], "to the left");
        assert_eq!(drawn(&drawing, "pt sx").len(), 2, "the ring of the first, and the dot of the last");
        assert!(drawing.marks.head && drawing.marks.dot);
    }
}
