//! Which figures are hidden, in small books made by hand and at random.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::*;
use crate::base::place::Place;
use crate::compute::suppress::{Pattern, is_safe, two_way};
use crate::model::Text;
use crate::model::catalog::{Better, Catalog, Dimension, Format, OverTime};
use crate::model::snapshot::{Observation, Snapshot, Status};

fn metric(kind: Kind, by: &[&str], protection: Option<Protection>) -> Metric {
    Metric {
        label: Text::same("Metric".to_owned()),
        kind,
        grain: Grain::Month,
        format: Format::Number,
        decimals: None,
        unit: None,
        description: None,
        note: None,
        note_place: None,
        source: None,
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        has_own_by: true,
        additive: true,
        over_time: OverTime::Last,
        relative: true,
        better: Better::Neither,
        target: None,
        tolerance: None,
        spc: None,
        forecast: None,
        protection,
        changed: IndexMap::new(),
        place: Place::of_file("data/metrics.yaml"),
    }
}

fn catalog(metrics: Vec<(&str, Metric)>, members: usize) -> Catalog {
    let dimension = || Dimension {
        label: Text::same("Dimension".to_owned()),
        members: (0..members).map(|index| (format!("m{index}"), Text::same(format!("M{index}")))).collect(),
        changed: None,
        renamed: IndexMap::new(),
        ended: IndexMap::new(),
    };
    Catalog {
        dimensions: IndexMap::from([("ward".to_owned(), dimension()), ("sex".to_owned(), dimension())]),
        metrics: metrics.into_iter().map(|(id, metric)| (id.to_owned(), metric)).collect(),
        ..Catalog::default()
    }
}

fn cell(members: &[Option<usize>]) -> Cell {
    Cell(members.iter().map(|member| member.map(|index| format!("m{index}"))).collect())
}

fn stated(id: &str, cell: Cell, period: Period, snapshot: Period, value: u64) -> Observation {
    Observation {
        metric: id.to_owned(),
        period,
        about: cell.clone(),
        cell,
        snapshot,
        value: Some(Decimal::from(value)),
        status: Status::Final,
        interval: None,
        as_of: None,
        note: None,
        source: None,
        withdrawn: false,
        reason: None,
        kind: None,
        action: None,
        place: Place::of_file("data/snapshot.yaml"),
    }
}

fn snapshots(observations: Vec<Observation>) -> Vec<Snapshot> {
    let mut by_month: BTreeMap<Period, Vec<Observation>> = BTreeMap::new();
    for observation in observations {
        by_month.entry(observation.snapshot).or_default().push(observation);
    }
    let snapshot =
        |(period, observations)| Snapshot { period, status: Status::Final, observations, places: Vec::new() };
    by_month.into_iter().map(snapshot).collect()
}

fn month(number: usize) -> Period {
    Period::month(2018, 1 + i32::try_from(number).expect("a month"))
}

/// Members by months, and which are hidden at the quarter's end. `late`: all are stated in the last month.
fn quarter(cells: &[Vec<u64>], late: bool) -> Pattern {
    let catalog = catalog(vec![("falls", metric(Kind::Flow, &["ward"], Some(Protection::Below(5))))], cells.len());
    let mut observations = Vec::new();
    for (row, counts) in cells.iter().enumerate() {
        for (column, count) in counts.iter().enumerate() {
            let snapshot = month(if late { 2 } else { column });
            observations.push(stated("falls", cell(&[Some(row)]), month(column), snapshot, *count));
        }
    }
    let book = Book::new(&catalog, &snapshots(observations), Grain::Quarter);
    let known = book.known_in(month(2));
    let mut hidden = Pattern::new();
    for row in 0..=cells.len() {
        for column in 0..=3 {
            let period = if column == 3 { month(2).containing(Grain::Quarter, 1) } else { month(column) };
            let figure = known.figure("falls", &cell(&[(row < cells.len()).then_some(row)]), period);
            if figure.is_suppressed() {
                hidden.insert((row, column));
            } else {
                assert!(figure.amount.is_ok(), "{:?}", figure.amount);
            }
        }
    }
    hidden
}

fn tables(count: u64) -> impl Iterator<Item = Vec<Vec<u64>>> {
    let mut seed = 5_u64;
    let mut roll = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    (0..count).map(move |number| {
        (0..2 + number % 5).map(|_| (0..3).map(|_| roll(4 + number)).collect()).collect::<Vec<Vec<u64>>>()
    })
}

#[test]
fn months_and_members_of_a_quarter_are_one_table() {
    for cells in tables(60) {
        assert_eq!(Some(quarter(&cells, true)), two_way(&cells, 5), "{cells:?}");
    }
}

#[test]
fn where_only_months_are_reported_each_month_is_a_table_and_a_quarter_shows_what_its_months_do() {
    let hidden_in = |longest| {
        let catalog = catalog(vec![("falls", metric(Kind::Flow, &["ward"], Some(Protection::Below(5))))], 3);
        let mut observations = Vec::new();
        for (row, counts) in [[3, 20, 31], [14, 25, 40], [22, 18, 9]].iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                observations.push(stated("falls", cell(&[Some(row)]), month(column), month(2), *count));
            }
        }
        let book = Book::new(&catalog, &snapshots(observations), longest);
        let known = book.known_in(month(2));
        let is_hidden =
            |row: usize, period| known.figure("falls", &cell(&[(row < 3).then_some(row)]), period).is_suppressed();
        let mut months = Pattern::new();
        for at in (0..=3).flat_map(|row| (0..3).map(move |column| (row, column))) {
            if is_hidden(at.0, month(at.1)) {
                months.insert(at);
            }
        }
        let quarter = month(0).containing(Grain::Quarter, 1);
        (months, (0..=3).filter(|row| is_hidden(*row, quarter)).collect::<Vec<_>>())
    };
    assert_eq!(hidden_in(Grain::Month), ([(0, 0), (1, 0)].into(), vec![0, 1]));
    assert_eq!(hidden_in(Grain::Quarter), ([(0, 0), (0, 1), (1, 0), (1, 1)].into(), vec![]));
}

#[test]
fn a_quarter_that_is_published_month_by_month_is_safe_at_its_end() {
    for cells in tables(120) {
        let hidden = quarter(&cells, false);
        assert!(is_safe(&cells, &hidden), "{cells:?} {hidden:?}");
        for (row, counts) in cells.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                assert!((1..5).contains(count) <= hidden.contains(&(row, column)), "{cells:?}");
            }
        }
    }
}

#[test]
fn two_dimensions_of_a_month_are_one_table_and_their_sums_over_time_tell_nothing() {
    let cells = vec![vec![3, 20, 31], vec![14, 25, 40], vec![22, 18, 9]];
    let catalog = catalog(vec![("falls", metric(Kind::Flow, &["ward", "sex"], Some(Protection::Below(5))))], 3);
    let mut observations = Vec::new();
    for (row, counts) in cells.iter().enumerate() {
        for (column, count) in counts.iter().enumerate() {
            let cell = cell(&[Some(row), Some(column)]);
            observations.push(stated("falls", cell.clone(), month(0), month(0), *count));
            observations.push(stated("falls", cell.clone(), month(1), month(1), 50));
            observations.push(stated("falls", cell, month(2), month(2), 50));
        }
    }
    let book = Book::new(&catalog, &snapshots(observations), Grain::Quarter);
    let known = book.known_in(month(2));
    let hidden = two_way(&cells, 5).expect("can be protected");
    let quarter = month(0).containing(Grain::Quarter, 1);
    for row in 0..=3 {
        for column in 0..=3 {
            let cell = cell(&[(row < 3).then_some(row), (column < 3).then_some(column)]);
            for period in [month(0), quarter] {
                let figure = known.figure("falls", &cell, period);
                assert_eq!(figure.is_suppressed(), hidden.contains(&(row, column)), "{row} {column} {period}");
            }
        }
    }
}

#[test]
fn a_recorded_share_of_a_hidden_count_is_hidden() {
    let ratio = Kind::Ratio { numerator: Input::plain("falls"), denominator: Input::plain("beds") };
    let catalog = catalog(
        vec![
            ("falls", metric(Kind::Flow, &[], Some(Protection::Below(5)))),
            ("beds", metric(Kind::Stock, &[], None)),
            ("share", metric(ratio, &[], None)),
        ],
        1,
    );
    let of = |id, value| stated(id, Cell::default(), month(0), month(0), value);
    let book = Book::new(&catalog, &snapshots(vec![of("falls", 2), of("beds", 10), of("share", 0)]), Grain::Quarter);
    assert!(book.known_in(month(0)).figure("share", &Cell::default(), month(0)).is_suppressed());
    let book = Book::new(&catalog, &snapshots(vec![of("falls", 7), of("beds", 10), of("share", 0)]), Grain::Quarter);
    assert!(book.known_in(month(0)).figure("share", &Cell::default(), month(0)).amount.is_ok());
}

#[test]
fn a_total_without_its_members_is_hidden_by_itself() {
    let catalog = catalog(vec![("falls", metric(Kind::Flow, &["ward"], Some(Protection::Below(5))))], 3);
    let total = |number: usize, value| stated("falls", cell(&[None]), month(number), month(number), value);
    let book = Book::new(&catalog, &snapshots(vec![total(0, 3), total(1, 40)]), Grain::Quarter);
    let known = book.known_in(month(1));
    let hidden = |number| known.figure("falls", &cell(&[None]), month(number)).is_suppressed();
    assert_eq!((hidden(0), hidden(1)), (true, false));
}

#[test]
fn counts_are_whole_and_not_negative() {
    assert_eq!(count_of(Decimal::new(300, 2)), Some(3));
    assert_eq!(count_of(Decimal::new(35, 1)), None);
    assert_eq!(count_of(Decimal::from(-3)), None);
    assert_eq!(rounded(Decimal::from(-3)), Err(Gap::Suppressed));
}

/// Which parts of a month are hidden, and whether their total is. A `total` of parts that overlap is stated beside them.
fn hidden_in(parts: &[u64], total: Option<u64>, protection: Protection, longest: Grain) -> (Vec<bool>, bool) {
    let metric = Metric { additive: total.is_none(), ..metric(Kind::Flow, &["ward"], Some(protection)) };
    let catalog = catalog(vec![("falls", metric)], parts.len());
    let of = |row, value| stated("falls", cell(&[row]), month(0), month(0), value);
    let parts_stated = parts.iter().enumerate().map(|(row, count)| of(Some(row), *count));
    let observations = parts_stated.chain(total.map(|total| of(None, total))).collect();
    let book = Book::new(&catalog, &snapshots(observations), longest);
    let is_hidden = |row| book.known_in(month(0)).figure("falls", &cell(&[row]), month(0)).is_suppressed();
    ((0..parts.len()).map(|row| is_hidden(Some(row))).collect(), is_hidden(None))
}

#[test]
fn equal_neighbours_of_a_small_count_are_hidden_together_before_the_end_of_a_quarter_too() {
    for longest in [Grain::Month, Grain::Quarter] {
        let hidden = |parts: &[u64]| hidden_in(parts, None, Protection::Below(5), longest);
        assert_eq!(hidden(&[12, 12, 4]), (vec![true, true, true], false));
        assert_eq!(hidden(&[12, 13, 4]), (vec![true, false, true], false));
        assert_eq!(hidden(&[3, 3, 40, 50]), (vec![true, true, true, false], false));
    }
}

#[test]
fn a_total_of_parts_that_overlap_is_hidden_where_it_says_how_many_a_hidden_one_has() {
    let hidden = |parts: &[u64], total| hidden_in(parts, Some(total), Protection::Below(5), Grain::Month);
    assert_eq!(hidden(&[4, 20, 0], 24), (vec![true, false, false], true), "4 at least, and below 5");
    assert_eq!(hidden(&[2, 20, 0], 22), (vec![true, false, false], true));
    assert_eq!(hidden(&[2, 20, 0], 21), (vec![true, false, false], true), "else 22 would be hidden, and 21 not");
    assert_eq!(hidden(&[2, 20, 0], 20), (vec![true, false, false], false), "as many without the hidden ones");
    assert_eq!(hidden(&[4, 20, 3], 25), (vec![true, false, true], true));
    assert_eq!(hidden(&[4, 20, 4], 20), (vec![true, false, true], false));
}

/// What a reader sees of a member beside one of 10, for each count that it may have and each total.
#[test]
fn a_total_of_parts_that_overlap_is_hidden_or_shown_whatever_the_hidden_part_is() {
    for threshold in 3..=6 {
        let mut seen: BTreeMap<(Vec<bool>, Option<u64>), BTreeSet<u64>> = BTreeMap::new();
        for count in 1..threshold {
            for total in 10..=10 + count {
                let hidden = hidden_in(&[count, 10], Some(total), Protection::Below(threshold), Grain::Month);
                seen.entry((hidden.0, (!hidden.1).then_some(total))).or_default().insert(count);
            }
        }
        for (sight, counts) in seen {
            assert_eq!(counts, (1..threshold).collect(), "suppress_below: {threshold}, {sight:?}");
        }
    }
}

#[test]
fn a_rounded_total_is_hidden_that_gives_its_parts_back() {
    let hidden = |parts: &[u64]| hidden_in(parts, None, Protection::RoundTo5, Grain::Month);
    assert_eq!(hidden(&[7, 7, 7, 7]), (vec![true; 4], true));
    assert_eq!(hidden(&[7, 22, 22, 22]), (vec![true, false, false, false], true));
    assert_eq!(hidden(&[1, 8, 8]), (vec![true, false, false], true), "17 is shown as 15, and the least sum is 17");
    assert_eq!(hidden(&[3, 22, 31, 40]), (vec![true, false, false, false], false));
    assert_eq!(hidden(&[22, 22, 22, 22]), (vec![false; 4], false), "none of them is small");
    let overlapping = |total| hidden_in(&[7, 22, 22, 22], Some(total), Protection::RoundTo5, Grain::Month).1;
    assert_eq!((overlapping(73), overlapping(50)), (true, false));
}

#[test]
fn rounded_months_are_not_given_back_by_what_a_quarter_makes_of_them() {
    let quarter = month(0).containing(Grain::Quarter, 1);
    let shown = |kind: Kind, over_time, counts: [u64; 3]| {
        let metric = Metric { over_time, ..metric(kind, &[], Some(Protection::RoundTo5)) };
        let catalog = catalog(vec![("falls", metric)], 1);
        let of = |(index, count): (usize, u64)| stated("falls", Cell::default(), month(index), month(index), count);
        let book = Book::new(&catalog, &snapshots(counts.into_iter().enumerate().map(of).collect()), Grain::Quarter);
        book.known_in(month(2)).figure("falls", &Cell::default(), quarter).value()
    };
    let sum = |counts| shown(Kind::Flow, OverTime::Last, counts);
    assert_eq!((sum([1, 8, 8]), sum([1, 8, 12]), sum([23, 24, 31])), (None, Some(20.into()), Some(80.into())));
    let mean = |counts| shown(Kind::Stock, OverTime::Mean, counts);
    assert_eq!(mean([23, 24, 25]), Some(25.into()), "of rounded counts, whether their true sum divides or not");
    assert_eq!(mean([23, 24, 31]), Some(Decimal::from(80) / Decimal::from(3)));
    assert_eq!(mean([23, 4, 31]), None);
    let greatest = |counts| shown(Kind::Stock, OverTime::Max, counts);
    assert_eq!((greatest([23, 24, 9]), greatest([3, 4, 7])), (Some(25.into()), None));
}

/// Nine counts of at most 7 that come to 63 are 7 each, though every month and each member's quarter is hidden.
#[test]
fn a_quarter_over_hidden_months_gives_none_of_their_rounded_parts_back() {
    let quarter = month(0).containing(Grain::Quarter, 1);
    let total = |members: usize, count: u64| {
        let catalog = catalog(vec![("falls", metric(Kind::Flow, &["ward"], Some(Protection::RoundTo5)))], members);
        let cells = (0..3).flat_map(|number| (0..members).map(move |row| (number, row)));
        let of = |(number, row)| stated("falls", cell(&[Some(row)]), month(number), month(number), count);
        let book = Book::new(&catalog, &snapshots(cells.map(of).collect()), Grain::Quarter);
        book.known_in(month(2)).figure("falls", &cell(&[None]), quarter).value()
    };
    assert_eq!((total(3, 7), total(3, 4), total(3, 22)), (None, Some(35.into()), Some(200.into())));
    assert_eq!(total(4, 1), None, "12 is shown as 10, so 12 at most, and each of 12 counts is 1 at least");
}

#[test]
fn a_recorded_share_beside_rounded_counts_is_hidden() {
    let ratio = || Kind::Ratio { numerator: Input::plain("falls"), denominator: Input::plain("beds") };
    let rounded = || Some(Protection::RoundTo5);
    let metrics = vec![
        ("falls", metric(Kind::Flow, &[], rounded())),
        ("beds", metric(Kind::Flow, &[], rounded())),
        ("share", metric(ratio(), &[], None)),
    ];
    let catalog = catalog(metrics, 1);
    let of = |id, value| stated(id, Cell::default(), month(0), month(0), value);
    let share = |observations| {
        let book = Book::new(&catalog, &snapshots(observations), Grain::Month);
        book.known_in(month(0)).figure("share", &Cell::default(), month(0)).amount.clone()
    };
    assert_eq!(share(vec![of("falls", 23), of("beds", 46), of("share", 1)]), Err(Gap::Suppressed));
    assert_eq!(share(vec![of("falls", 23), of("beds", 46)]), Ok(Decimal::from(25) / Decimal::from(45)));
    assert_eq!(share(vec![of("share", 1)]), Ok(Decimal::ONE), "nothing is beside it");
}
