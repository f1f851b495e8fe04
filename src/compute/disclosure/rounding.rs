//! Rounded counts → which of their totals are hidden, because with them a reader would know a part.
//!
//! A rounded count is one of five, a hidden one of seven: four counts of 1 to 7 whose total is shown as 30 are 7 each.
//! What ties counts to each other are sums: of members, of both dimensions of a period, and of the periods of a longer
//! one. A total is hidden where it is shown as the greatest or as the least sum of its parts would be. Each of the two
//! hides it, so that it is hidden does not tell which one it was. Where several totals together pin a count, one of them
//! is hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, count_of};
use crate::base::period::{Grain, Period};
use crate::compute::suppress::{At, Rounded, State, Table, round5};
use crate::compute::{Book, Known};
use crate::model::catalog::{Kind, Metric};
use crate::model::snapshot::Cell;

/// The totals of `metric` that are hidden, each with the snapshot from which on.
pub(super) fn hidden_totals(book: &Book, id: &str, metric: &Metric) -> BTreeMap<Key, Period> {
    let mut hiding = Hiding { book, id, metric, hidden: BTreeMap::new() };
    let mut touched: BTreeMap<Period, BTreeSet<Period>> = BTreeMap::new();
    for (period, _, list) in book.observations(id) {
        for observation in list {
            touched.entry(observation.snapshot).or_default().insert(period);
        }
    }
    for (vintage, periods) in touched {
        let known = book.known_in(vintage);
        let grids: Vec<Grid> = hiding.spans(&periods).into_iter().flat_map(|period| hiding.grids(period)).collect();
        grids.iter().for_each(|grid| hiding.settle(grid, known));
    }
    hiding.hidden
}

/// Figures with their totals.
struct Grid {
    /// Row by row, the last row and, where there are several columns, the last column being totals.
    rows: Vec<Vec<Key>>,
    /// Whether a total is the sum of its parts, and not less where they overlap.
    adds_up: bool,
}

/// What a reader holds for possible.
#[derive(Debug, Clone, Copy)]
struct Range {
    low: u64,
    /// `None`: there is no limit.
    high: Option<u64>,
    /// The true count.
    count: u64,
    /// Whether it is printed, rounded.
    is_shown: bool,
}

impl Range {
    /// The count as it is shown, where it is.
    fn shown(self) -> Option<u64> {
        match round5(self.count) {
            Rounded::Shown(count) if self.is_shown => Some(count),
            Rounded::Shown(_) | Rounded::Zero | Rounded::Hidden => None,
        }
    }
}

/// One metric, snapshot by snapshot.
struct Hiding<'a> {
    book: &'a Book,
    id: &'a str,
    metric: &'a Metric,
    hidden: BTreeMap<Key, Period>,
}

impl Hiding<'_> {
    /// The periods, and the quarters and years to which they add up.
    fn spans(&self, periods: &BTreeSet<Period>) -> BTreeSet<Period> {
        let start = self.book.catalog().year_start;
        let longer = [Grain::Quarter, Grain::Year]
            .into_iter()
            .filter(|grain| matches!(self.metric.kind, Kind::Flow) && *grain > self.metric.grain);
        let longer = longer.flat_map(|grain| {
            periods.iter().map(move |period| period.containing(grain, if grain == Grain::Year { start } else { 1 }))
        });
        periods.iter().copied().chain(longer).collect()
    }

    /// The sums that the figures of a period are in, shorter periods first.
    fn grids(&self, period: Period) -> Vec<Grid> {
        let members = |index: usize| -> Vec<Option<String>> {
            let dimension = self.metric.by.get(index).and_then(|name| self.book.catalog().dimensions.get(name));
            let members = dimension.into_iter().flat_map(|dimension| dimension.members.keys().cloned().map(Some));
            members.chain([None]).collect()
        };
        let rows: Vec<Vec<Cell>> = match self.metric.by.len() {
            0 => vec![vec![Cell::total(0)]],
            1 => members(0).into_iter().map(|member| vec![Cell(vec![member])]).collect(),
            _ => {
                let row =
                    |row: Option<String>| members(1).into_iter().map(move |column| Cell(vec![row.clone(), column]));
                members(0).into_iter().map(|member| row(member).collect()).collect()
            }
        };
        let mut grids = Vec::new();
        for grain in [self.metric.grain, Grain::Quarter].into_iter().filter(|grain| *grain < period.grain()) {
            let parts = period.parts(grain);
            let column = |cell: &Cell| {
                let rows = parts.iter().chain([&period]).map(|part| vec![(*part, cell.clone())]).collect();
                Grid { rows, adds_up: true }
            };
            grids.extend(rows.iter().flatten().map(column));
        }
        if rows.len() > 1 {
            let row = |row: Vec<Cell>| row.into_iter().map(|cell| (period, cell)).collect();
            grids.push(Grid { rows: rows.into_iter().map(row).collect(), adds_up: self.metric.additive });
        }
        grids
    }

    /// Hides totals until every count of the grid can be more than one number.
    fn settle(&mut self, grid: &Grid, known: Known<'_>) {
        let last = (grid.rows.len() - 1, grid.rows.first().map_or(0, Vec::len) - 1);
        loop {
            let ranges: Vec<Vec<Option<Range>>> =
                grid.rows.iter().map(|row| row.iter().map(|key| self.range(key, known)).collect()).collect();
            if ranges.iter().flatten().flatten().all(|range| range.is_shown) {
                return;
            }
            let mut lines = lines(last).into_iter();
            let told = lines.find(|(parts, total)| is_told(&ranges, parts, *total, grid.adds_up));
            let pinning = || if grid.adds_up { pinning_total(&ranges, last) } else { None };
            let found = told.map(|(_, total)| total).or_else(pinning);
            let Some(key) = found.and_then(|(row, column)| grid.rows.get(row)?.get(column)) else { return };
            self.hidden.entry(key.clone()).or_insert(known.vintage);
        }
    }

    /// `None` where there is no count.
    fn range(&self, key: &Key, known: Known<'_>) -> Option<Range> {
        let (period, cell) = key;
        if known.is_taken_out(self.metric, self.id, cell, *period) {
            return None;
        }
        let count = known.true_figure(self.id, cell, *period).value().and_then(count_of)?;
        let ((low, high), is_shown) = match round5(count) {
            _ if self.hidden.contains_key(key) => (self.of_its_parts(key, known), false),
            Rounded::Zero => ((0, Some(0)), true),
            Rounded::Hidden => {
                let (low, high) = self.of_its_parts(key, known);
                ((low.min(7), Some(high.map_or(7, |high| high.min(7)))), false)
            }
            Rounded::Shown(shown) => ((shown - 2, Some(shown.saturating_add(2))), true),
        };
        Some(Range { low, high, count, is_shown })
    }

    /// What a reader holds for possible of a hidden count: what its parts come to, in each way to take it apart.
    fn of_its_parts(&self, (period, cell): &Key, known: Known<'_>) -> (u64, Option<u64>) {
        let (mut low, mut high) = (1, None);
        let mut narrow = |parts: Vec<Key>, adds_up: bool| {
            let ranges = parts.iter().map(|key| self.range(key, known)).collect::<Option<Vec<Range>>>();
            let Some(ranges) = ranges.filter(|ranges| !ranges.is_empty()) else { return };
            let lows = ranges.iter().map(|range| range.low);
            low = low.max(if adds_up { lows.fold(0, u64::saturating_add) } else { lows.max().unwrap_or(0) });
            let highs = ranges.iter().try_fold(0, |sum: u64, range| sum.checked_add(range.high?));
            high = high.into_iter().chain(highs).min();
        };
        let is_total = |(index, _): &(usize, &String)| cell.0.get(*index).is_some_and(Option::is_none);
        for (index, name) in self.metric.by.iter().enumerate().filter(is_total) {
            let members = self.book.catalog().dimensions.get(name).into_iter().flat_map(|of| of.members.keys());
            narrow(members.map(|member| (*period, cell.with(index, member))).collect(), self.metric.additive);
        }
        for grain in [self.metric.grain, Grain::Quarter].into_iter().filter(|grain| *grain < period.grain()) {
            narrow(period.parts(grain).into_iter().map(|part| (part, cell.clone())).collect(), true);
        }
        (low, high)
    }
}

/// The parts of each total, and the total.
fn lines((rows, columns): At) -> Vec<(Vec<At>, At)> {
    let column = |column: usize| ((0..rows).map(|row| (row, column)).collect(), (rows, column));
    let row = |row: usize| ((0..columns).map(|column| (row, column)).collect(), (row, columns));
    let in_rows = if columns == 0 { 0..0 } else { 0..rows + 1 };
    (0..=columns).map(column).chain(in_rows.map(row)).collect()
}

/// Whether a total is shown as the least or the greatest sum of its parts would be, some of which are hidden. The total of
/// parts that overlap says nothing where it is small.
fn is_told(ranges: &[Vec<Option<Range>>], parts: &[At], total: At, adds_up: bool) -> bool {
    let range = |at: &At| range_at(ranges, *at);
    let Some(shown) = range(&total).and_then(Range::shown) else { return false };
    let Some(parts) = parts.iter().map(range).collect::<Option<Vec<Range>>>() else { return false };
    let least = parts.iter().try_fold(0, |sum: u64, part| sum.checked_add(part.low));
    let greatest = parts.iter().try_fold(0, |sum: u64, part| sum.checked_add(part.high?));
    let is_sum = |sum: Option<u64>| sum.is_some_and(|sum| round5(sum) == Rounded::Shown(shown));
    parts.iter().any(|part| !part.is_shown) && (adds_up && is_sum(least) || is_sum(greatest))
}

/// A total that is shown and without which a count could be more than one number.
fn pinning_total(ranges: &[Vec<Option<Range>>], last: At) -> Option<At> {
    let count = |at: At| range_at(ranges, at).map_or(0, |range| range.count);
    // A list is a table whose second column, which would repeat it, is nowhere.
    let columns = last.1.max(1);
    let inner: Vec<Vec<u64>> =
        (0..last.0).map(|row| (0..columns).map(|column| count((row, column))).collect()).collect();
    let mut table = Table::new(&inner);
    for (row, ranges) in ranges.iter().enumerate() {
        for column in 0..=columns {
            match ranges.get(column).copied().flatten() {
                Some(range) => table.set_range((row, column), range.count, range.low, range.high),
                None => table.set((row, column), State::Absent),
            }
        }
    }
    let found = table.found_out().into_iter().next()?;
    let of_row = (last.1 > 0).then_some((found.0, last.1));
    of_row
        .into_iter()
        .chain([(last.0, found.1), last])
        .find(|at| range_at(ranges, *at).and_then(Range::shown).is_some())
}

/// `None` where there is no count.
fn range_at(ranges: &[Vec<Option<Range>>], (row, column): At) -> Option<Range> {
    ranges.get(row)?.get(column).copied().flatten()
}
