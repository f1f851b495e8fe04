//! Drawings of stacked columns.

use std::collections::BTreeSet;

use super::svg::{Part, Stacked, draw};
use crate::exhibit::drawing::tests::{
    HOSTILE, Random, amount_at, blur, check, check_saved, drawn, hostile, level, months, period, random_height,
    random_notes,
};
use crate::exhibit::drawing::{Level, Size, Target, Ticks};
use crate::l10n;
use crate::model::Decimal;
use crate::model::language::Language;

fn columns(values: &[[i64; 2]], language: Language) -> Stacked {
    let part = |name: &str, last: i64, value: fn(&[i64; 2]) -> i64| Part {
        name: name.to_owned(),
        last: last.to_string(),
        values: values.iter().map(|pair| Some(Decimal::from(value(pair)))).collect(),
        texts: values.iter().map(|pair| l10n::number(Decimal::from(value(pair)), 0, language)).collect(),
    };
    let last = values.last().copied().unwrap_or_default();
    Stacked {
        target: None,
        id: "nurses".to_owned(),
        language,
        periods: months("2024-12", values.len()),
        parts: vec![part("certified", last[0], |pair| pair[0]), part("in training", last[1], |pair| pair[1])],
        total: part("in total", last[0] + last[1], |pair| pair[0] + pair[1]),
        ticks: Ticks::Number,
        provisional: BTreeSet::new(),
        notes: Vec::new(),
        height: None,
    }
}

fn nurses() -> Stacked {
    let values =
        [[38, 9], [39, 9], [39, 11], [41, 9], [42, 8], [42, 9], [43, 9], [45, 7], [46, 6], [46, 7], [48, 5], [49, 4]];
    columns(&values, Language::En)
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
    stacked.notes = random_notes(random, stacked.periods.len());
    stacked.target = level(random.one_in(3).then(|| Decimal::from(random.below(magnitude))), stacked.periods.len());
    stacked.height = random_height(random);
    stacked.provisional = (0..random.below(20) as usize).filter(|_| random.one_in(2)).collect();
    stacked
}

#[test]
fn no_label_meets_another_and_none_leaves_the_drawing() {
    let mut random = Random::new(2018);
    for _ in 0..300 {
        let columns = random_stacked(&mut random);
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&columns, size).svg);
        }
    }
}

#[test]
fn every_text_slot_takes_hostile_text() {
    hostile(|text| {
        let mut columns = nurses();
        columns.parts[0].name = text.to_owned();
        columns.parts[1].last = text.to_owned();
        columns.total.name = text.to_owned();
        for size in [Size::Wide, Size::Narrow] {
            check_saved(&draw(&columns, size), text);
        }
    });
}

#[test]
fn every_count_of_columns_is_drawn() {
    for count in 0..=16 {
        for size in [Size::Wide, Size::Narrow] {
            check(&draw(&columns(&vec![[3, 0]; count], Language::Da), size).svg);
            check(&draw(&columns(&vec![[0, 0]; count], Language::Da), size).svg);
            check(&draw(&columns(&vec![[-3, 5]; count], Language::Da), size).svg);
        }
    }
}

#[test]
fn what_does_not_agree_in_length_is_cut() {
    let mut columns = nurses();
    columns.parts[1].values.truncate(3);
    columns.total.values.clear();
    check(&draw(&columns, Size::Wide).svg);
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    for size in [Size::Wide, Size::Narrow] {
        assert_eq!(draw(&nurses(), size), draw(&nurses(), size));
    }
}

#[test]
fn drawings_keep_their_budgets() {
    for columns in [nurses(), columns(&[[38, 9]; 13], Language::Da)] {
        let drawing = draw(&columns, Size::Wide);
        assert!(drawing.svg.len() <= 5120, "{} bytes", drawing.svg.len());
    }
}

#[test]
fn a_drawing_reports_what_the_page_must_say() {
    let mut gap = nurses();
    gap.parts[1].values[4] = None;
    assert!(draw(&gap, Size::Wide).marks.missing);
}

#[test]
fn a_total_whose_parts_are_hidden_is_an_outline() {
    let mut columns = nurses();
    columns.parts[1].values[4] = None;
    columns.parts[1].texts[4] = "*".to_owned();
    let drawing = draw(&columns, Size::Wide);
    check(&drawing.svg);
    assert!(drawing.marks.suppressed && drawing.marks.hollow && !drawing.marks.missing);
    assert!(!draw(&nurses(), Size::Wide).marks.hollow);
    let outline = drawn(&drawing, "st");
    assert_eq!((outline.len(), outline[0].len()), (1, 4));
    let top = amount_at(&drawing, outline[0][1].1);
    assert!((top - 50.0).abs() <= blur(&drawing), "{top}");
    assert!(drawing.svg.contains(">*</text>") && drawing.svg.matches(">50</text>").count() >= 2);
    // Without a total there is nothing to outline.
    columns.total.values[4] = None;
    assert!(!draw(&columns, Size::Wide).svg.contains("class=\"st\""));
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
fn names_stand_beside_the_last_column_with_all_its_parts() {
    let mut columns = nurses();
    assert_eq!(columns.last_divided(), Some(11));
    columns.parts[1].values[11] = None;
    assert_eq!(columns.last_divided(), Some(10));
    for part in &mut columns.parts {
        part.values.fill(None);
    }
    assert_eq!(columns.last_divided(), None);
    columns.periods.clear();
    assert_eq!(columns.last_divided(), None);
}

#[test]
fn what_is_provisional_has_dots_over_its_column() {
    let mut columns = nurses();
    columns.provisional = BTreeSet::from([10, 11]);
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&columns, size);
        check(&drawing.svg);
        let dots = drawn(&drawing, "l sx pv");
        assert!(drawing.marks.dots_at_end && dots.len() == 2, "{}", drawing.svg);
        let height = amount_at(&drawing, dots[0][0].1);
        assert!(height > 53.0 && height < 56.0, "{height}");
    }
    // Of more periods than are drawn, the last count.
    let mut many = self::columns(&vec![[3, 1]; 16], Language::En);
    many.provisional = BTreeSet::from([0, 15]);
    assert_eq!(drawn(&draw(&many, Size::Wide), "l sx pv").len(), 1);
}

#[test]
fn the_target_of_the_total_is_a_line_with_its_name() {
    let mut stacked = nurses();
    let values = vec![Some(Decimal::from(60)); stacked.periods.len()];
    let levels = vec![Level { last: "60".to_owned(), values }];
    stacked.target = Some(Target { name: "Target".to_owned(), levels });
    for size in [Size::Wide, Size::Narrow] {
        let drawing = draw(&stacked, size);
        check(&drawing.svg);
        let lines = drawn(&drawing, "tg");
        assert_eq!(lines.len(), 1);
        assert!((amount_at(&drawing, lines[0][0].1) - 60.0).abs() <= blur(&drawing));
        assert!(drawing.svg.contains("60 Target"), "{}", drawing.svg);
    }
}
