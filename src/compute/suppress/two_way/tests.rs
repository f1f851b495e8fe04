//! Tables that are protected, and what a reader finds out of them.

use super::*;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn table(&mut self, rows: usize, columns: usize, sides: u64) -> Vec<Vec<u64>> {
        (0..rows).map(|_| (0..columns).map(|_| self.roll(sides)).collect()).collect()
    }
}

#[test]
fn every_table_that_is_fully_open_can_be_protected() {
    let mut dice = Dice(7);
    for size in 1..60 {
        let cells = dice.table(1 + size % 7, 1 + size / 9, 2 + (size as u64 * size as u64) / 8);
        let hidden = two_way(&cells, 5).expect("totals may be hidden");
        assert!(is_safe(&cells, &hidden), "{cells:?}");
        assert!(audit(&cells, &hidden).iter().all(Audited::is_safe), "{cells:?}");
        for (row, counts) in cells.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                assert!((1..5).contains(count) <= hidden.contains(&(row, column)), "{cells:?}");
                assert!(*count > 0 || !hidden.contains(&(row, column)), "{cells:?}");
            }
        }
    }
}

#[test]
fn the_audit_agrees_with_trying_out_every_table() {
    let mut dice = Dice(3);
    for _ in 0..100 {
        let cells = dice.table(2, 3, 4);
        let inner: Pattern =
            (0..6).map(|index| (index / 3, index % 3)).filter(|(row, column)| cells[*row][*column] > 0).collect();
        let hidden: Pattern = inner.into_iter().filter(|_| dice.roll(3) > 0).collect();
        for audited in audit(&cells, &hidden) {
            let values = possible(&cells, &hidden, audited.at);
            assert_eq!(values.first().copied(), Some(audited.low), "{cells:?} {hidden:?} {audited:?}");
            assert_eq!(values.last().copied(), audited.high, "{cells:?} {hidden:?} {audited:?}");
        }
    }
}

/// The values of a cell in all tables of 2 × 3 with the same totals and shown cells, hidden ones from 1 to 6, which
/// no cell exceeds here.
fn possible(cells: &[Vec<u64>], hidden: &Pattern, at: At) -> BTreeSet<u128> {
    let places: Vec<At> = hidden.iter().copied().collect();
    let sums = |cells: &[Vec<u64>]| {
        let rows: Vec<u64> = cells.iter().map(|row| row.iter().sum()).collect();
        let columns: Vec<u64> = (0..3).map(|column| cells.iter().map(|row| row[column]).sum()).collect();
        (rows, columns)
    };
    let mut found = BTreeSet::new();
    for number in 0..6_usize.pow(u32::try_from(places.len()).expect("few")) {
        let mut other = cells.to_vec();
        let mut rest = number;
        for (row, column) in &places {
            other[*row][*column] = 1 + (rest % 6) as u64;
            rest /= 6;
        }
        if sums(&other) == sums(cells) {
            found.insert(u128::from(other[at.0][at.1]));
        }
    }
    found
}

/// A list with its total, protected: the second column would repeat the first, and is not published.
fn protected_list(parts: &[u64], threshold: u64) -> Table {
    let mut table = Table::new(&parts.iter().map(|part| vec![*part]).collect::<Vec<_>>());
    (0..=parts.len()).for_each(|row| table.set((row, 1), State::Absent));
    assert!(table.protect_list(threshold), "{parts:?}");
    table
}

/// What is shown of a table: a star for what is hidden.
fn shown(table: &Table) -> Vec<Option<u128>> {
    let is_shown = |at: At| matches!(table.state(at), State::Open | State::Fixed);
    table.places().map(|at| is_shown(at).then(|| table.count(at))).collect()
}

/// The small counts of which readers who know the rule and the threshold are left with one value: those that are
/// the same in all of `tables` that look alike. Counts above `most` only serve as what others may be.
fn pinned(tables: impl Iterator<Item = Table>, most: u128) -> (usize, Vec<(Vec<u128>, At)>) {
    let mut alike: BTreeMap<Vec<Option<u128>>, Vec<Table>> = BTreeMap::new();
    tables.for_each(|table| alike.entry(shown(&table)).or_default().push(table));
    let (mut hidden, mut pinned) = (0, Vec::new());
    for tables in alike.values() {
        let is_inner = |table: &Table, at: At| at.0 < table.rows && at.1 < table.columns;
        let counts = |table: &Table| -> Vec<u128> {
            table.places().filter(|at| is_inner(table, *at)).map(|at| table.count(at)).collect()
        };
        for table in tables.iter().filter(|table| counts(table).into_iter().all(|count| count <= most)) {
            for at in table.hidden().into_iter().filter(|at| is_inner(table, *at)) {
                hidden += 1;
                if tables.iter().all(|other| other.count(at) == table.count(at)) {
                    pinned.push((counts(table), at));
                }
            }
        }
    }
    (hidden, pinned)
}

/// All lists of `length` counts from 0 to `most`.
fn lists(length: usize, most: u64) -> impl Iterator<Item = Vec<u64>> {
    let base = most + 1;
    let digit = move |number: u64, place: usize| number / base.pow(u32::try_from(place).expect("few")) % base;
    let count = base.pow(u32::try_from(length).expect("few"));
    (0..count).map(move |number| (0..length).map(|place| digit(number, place)).collect())
}

#[test]
fn a_reader_who_knows_the_rule_and_the_threshold_pins_no_count_of_a_list() {
    for (length, most) in [(1, 9), (2, 24), (3, 18)] {
        for threshold in 3..=6 {
            let tables = lists(length, most).map(|list| protected_list(&list, threshold));
            let (hidden, pinned) = pinned(tables, u128::from(most / 2));
            assert!(hidden > 0 && pinned.is_empty(), "{threshold}: {:?}", &pinned[..pinned.len().min(5)]);
        }
    }
    // Of equal neighbours both are hidden, and what is hidden is not all equal.
    let hidden = |list: &[u64]| protected_list(list, 5).hidden();
    assert_eq!(hidden(&[12, 12, 4]), [(0, 0), (1, 0), (2, 0)].into());
    assert_eq!(hidden(&[13, 12, 4]), [(1, 0), (2, 0)].into());
    assert_eq!(hidden(&[2, 2, 30]), [(0, 0), (1, 0), (2, 0)].into());
    assert_eq!(hidden(&[2, 2]), [(0, 0), (1, 0), (2, 0)].into());
}

#[test]
fn what_is_known_to_be_within_limits_may_be_known_altogether() {
    let rounded = |total: (u64, u64, u64)| {
        let mut table = Table::new(&[vec![7], vec![7], vec![7], vec![7]]);
        (0..=4).for_each(|row| table.set((row, 1), State::Absent));
        (0..4).for_each(|row| table.set_range((row, 0), 7, 1, Some(7)));
        table.set_range((4, 0), total.0, total.1, Some(total.2));
        table.found_out().len()
    };
    assert_eq!(rounded((28, 28, 32)), 5);
    assert_eq!(rounded((28, 26, 30)), 0);
}

#[test]
fn what_is_published_is_not_hidden_any_more() {
    let mut table = Table::new(&[vec![3, 20, 31], vec![14, 25, 40], vec![22, 18, 9]]);
    table.set((0, 1), State::Fixed);
    assert!(table.protect(5));
    assert_eq!(table.hidden(), [(0, 0), (0, 2), (2, 0), (2, 2)].into());
    let mut table = Table::new(&[vec![3, 20]]);
    for at in [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2)] {
        table.set(at, State::Fixed);
    }
    assert!(!table.protect(5), "everything beside it is known");
}

#[test]
fn a_total_that_is_not_there_yet_gives_nothing_away() {
    // One month of a quarter: only the region's total is published.
    let mut table = Table::new(&[vec![2], vec![14], vec![8], vec![30]]);
    (0..=4).for_each(|row| table.set((row, 1), State::Absent));
    assert!(table.protect(5));
    assert_eq!(table.hidden(), [(0, 0), (2, 0)].into());
}

#[test]
fn large_and_odd_tables_are_no_trouble() {
    let mut dice = Dice(11);
    for cells in [
        dice.table(100, 100, 9),
        dice.table(60, 60, 90),
        vec![vec![1; 40]; 40],
        (0..200).map(|row| (0..200).map(|column| if row == column { 1 } else { 500 }).collect()).collect(),
    ] {
        let hidden = two_way(&cells, 5).expect("totals may be hidden");
        assert!(is_safe(&cells, &hidden));
    }
    assert_eq!(two_way(&[], 5), Some(Pattern::new()));
    assert_eq!(two_way(&[vec![], vec![]], 5), Some(Pattern::new()));
    assert!(two_way(&[vec![u64::MAX, 1], vec![u64::MAX, u64::MAX]], 5).is_some());
    assert!(two_way(&[vec![7, 1], vec![3]], u64::MAX).is_some());
    let all: Pattern = [(0, 0), (0, 1), (1, 0), (1, 1), (9, 9)].into();
    assert_eq!(audit(&[vec![u64::MAX, 1], vec![u64::MAX, u64::MAX]], &all).len(), 4);
}
