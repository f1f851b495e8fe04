//! Which figures are hidden to protect small counts, settled once for a whole book.
//!
//! A metric with `suppress_below` is protected where its figures are made: `Known::figure` gives a [`Gap::Suppressed`]
//! in place of a hidden amount, and everything that is computed from it, compared with it, drawn or written is a gap
//! too. Nothing outside `compute` ever has the amount, so nothing there can forget to hide it (K13).
//!
//! Figures that add up are protected as one table. There are three kinds of tables: if the site reports on quarters or
//! years, the members of a flow by the months of a quarter, with all totals (K12); the members of two dimensions in one
//! period, with all totals; and in any other case the members of one period with their total. Any other sum, such as a
//! quarter's in a site of monthly reports, is shown only if everything that it sums is shown, and so reveals nothing.
//!
//! Tables are settled snapshot by snapshot. A figure that one snapshot hides stays hidden in all later ones, or the
//! difference of two reports would reveal it. A figure that was shown cannot be hidden any more, so it protects
//! nothing. If that leaves no way, all new figures of the table are hidden; a table that is new as a whole can always
//! be protected. When a hidden figure is revised, all totals of its table are hidden from then on: their difference to
//! the older ones would reveal by how much.
//!
//! If older reports do reveal a hidden figure, that is a `Leak`, and the author gets a warning. A revision with `kind:
//! disclosure` takes the figure out of the older reports: it hides the old value in every vintage, and everything of
//! its period that has a part in common with it.
//!
//! A metric with `round_to` needs none of this: each of its figures is rounded by itself, from its true value.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::suppress::{At, Pattern, Rounded, State, Table, round5};
use super::{Book, Figure, Gap, Known, Revision, Working};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric, OverTime, Protection};
use crate::model::snapshot::Cell;

/// The hidden figures of a book.
#[derive(Debug, Default)]
pub(super) struct HiddenFigures {
    /// By metric, period and part, with the month of the snapshot from which on they are hidden.
    hidden: BTreeMap<String, BTreeMap<Key, Period>>,
    leaks: Vec<Leak>,
}

/// A hidden figure that older reports can reveal: they show it, or they show too much of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// The month of the snapshot that hides it.
    pub snapshot: Period,
    /// Where it is stated, or its metric defined.
    pub place: Place,
}

impl HiddenFigures {
    /// Settles what is hidden in `book`, which so far hides nothing.
    pub(super) fn of(book: &Book) -> HiddenFigures {
        let mut all = HiddenFigures::default();
        for (id, metric) in &book.catalog().metrics {
            if let Some(Protection::Below(threshold)) = metric.protection {
                let (hidden, leaks) = hidden_from(book, id, metric, threshold);
                all.hidden.insert(id.clone(), hidden);
                all.leaks.extend(leaks);
            }
        }
        all
    }

    fn hides(&self, id: &str, cell: &Cell, period: Period, vintage: Period) -> bool {
        let from = self.hidden.get(id).and_then(|hidden| hidden.get(&(period, cell.clone())));
        from.is_some_and(|from| *from <= vintage)
    }

    pub(super) fn leaks(&self) -> &[Leak] {
        &self.leaks
    }
}

impl Known<'_> {
    /// Takes out of a figure what must not be shown: its amount if it is hidden, and every hidden amount it was summed
    /// from. Every figure that leaves `compute` must pass through here.
    pub(super) fn hide_protected(self, figure: &mut Figure) {
        if !self.book.hides() {
            return;
        }
        if let Working::Sum(parts) | Working::Mean(parts) = &mut figure.working {
            // The flows of a running total are another metric's and have passed through already.
            let own = parts.iter_mut().filter(|part| part.metric == figure.metric);
            own.for_each(|part| self.hide_protected(Arc::make_mut(part)));
        }
        let Some(metric) = self.metric(&figure.metric) else { return };
        if self.is_taken_out(metric, &figure.metric, &figure.cell, figure.period) {
            hide(figure);
            // The words of the old note may reveal the figure.
            figure.note = None;
            return;
        }
        let hidden = match metric.protection {
            None => self.gives_inputs_away(figure, metric),
            Some(Protection::Below(_)) => self.is_hidden(metric, &figure.metric, &figure.cell, figure.period),
            Some(Protection::RoundTo5) => return round(figure),
        };
        if hidden {
            hide(figure);
        }
    }

    /// Whether a later snapshot took the figure out of the reports, since it identified somebody. Then no report shows
    /// it, nor anything of its period that has a part in common with it, until that is stated anew. A figure of a
    /// longer period is taken out if anything that it sums is.
    pub(super) fn is_taken_out(self, metric: &Metric, id: &str, cell: &Cell, period: Period) -> bool {
        if period.grain() > metric.grain {
            return rests_on(metric, period).into_iter().any(|part| self.is_taken_out(metric, id, cell, part));
        }
        self.book.taken_out(id, cell, period).any(|snapshot| {
            self.vintage < snapshot || self.rests_on_older(&self.true_figure(id, cell, period), snapshot)
        })
    }

    /// Whether a figure was stated before `snapshot` took out what it has in common with it.
    fn rests_on_older(self, figure: &Figure, snapshot: Period) -> bool {
        match &figure.working {
            Working::Stated { snapshot: own, .. } => {
                let mut taken_out = self.book.taken_out(&figure.metric, &figure.cell, figure.period);
                *own < snapshot && taken_out.any(|other| other == snapshot)
            }
            Working::Sum(parts) | Working::Mean(parts) => parts.iter().any(|part| self.rests_on_older(part, snapshot)),
            Working::Nothing | Working::Ratio(..) | Working::Formula(_) => false,
        }
    }

    /// Whether the figure is hidden. A figure of a longer period than the table that protects it is hidden if anything
    /// that it sums is.
    pub(super) fn is_hidden(self, metric: &Metric, id: &str, cell: &Cell, period: Period) -> bool {
        if self.book.hidden_figures().hides(id, cell, period, self.vintage) {
            return true;
        }
        if period.grain() <= metric.grain {
            return false;
        }
        let quarters = has_quarter_totals(self.book, metric) && period.first_month().number() % 3 == 1;
        let parts = match period.grain() {
            Grain::Quarter if quarters => return false,
            Grain::Year if quarters => period.parts(Grain::Quarter),
            _ => rests_on(metric, period),
        };
        parts.into_iter().any(|part| self.is_hidden(metric, id, cell, part))
    }

    /// Whether a recorded ratio would reveal a hidden count, which is the share of a known number.
    fn gives_inputs_away(self, figure: &Figure, metric: &Metric) -> bool {
        let Kind::Ratio { numerator, denominator } = &metric.kind else { return false };
        matches!(figure.working, Working::Stated { .. })
            && [numerator, denominator].into_iter().any(|id| self.input(figure, id).is_suppressed())
    }

    /// An amount as it was shown in this vintage: rounded, or `None` where it was hidden.
    pub(super) fn shown(self, id: &str, cell: &Cell, period: Period, amount: Decimal) -> Option<Decimal> {
        let metric = self.metric(id)?;
        if self.is_taken_out(metric, id, cell, period) {
            return None;
        }
        match metric.protection {
            None => {
                let hidden = matches!(metric.kind, Kind::Ratio { .. }) && self.figure(id, cell, period).is_suppressed();
                (!hidden).then_some(amount)
            }
            Some(Protection::Below(_)) => (!self.is_hidden(metric, id, cell, period)).then_some(amount),
            Some(Protection::RoundTo5) => rounded(amount).ok(),
        }
    }
}

/// The periods of the metric's own grain that its figure of a longer one rests on.
fn rests_on(metric: &Metric, period: Period) -> Vec<Period> {
    let parts = period.parts(metric.grain);
    match (&metric.kind, metric.over_time) {
        (Kind::Stock, OverTime::Last) | (Kind::Cumulative { .. }, _) => {
            parts.into_iter().next_back().into_iter().collect()
        }
        _ => parts,
    }
}

fn hide(figure: &mut Figure) {
    figure.revision = None;
    figure.amount = match &figure.amount {
        Ok(_) => Err(Gap::Suppressed),
        Err(Gap::Withdrawn { .. }) => Err(Gap::Withdrawn { was: None }),
        Err(other) => Err(other.clone()),
    };
}

fn round(figure: &mut Figure) {
    figure.amount = match figure.amount.clone() {
        Ok(amount) => rounded(amount),
        Err(Gap::Withdrawn { was }) => Err(Gap::Withdrawn { was: was.and_then(|was| rounded(was).ok()) }),
        Err(other) => Err(other),
    };
    figure.revision = figure.revision.take().and_then(|revision| {
        let (first, was) = (rounded(revision.first).ok()?, rounded(revision.was).ok()?);
        Some(Revision { first, was, ..revision }).filter(|_| figure.amount.is_ok())
    });
}

fn rounded(amount: Decimal) -> Result<Decimal, Gap> {
    match count_of(amount).map(round5) {
        None | Some(Rounded::Hidden) => Err(Gap::Suppressed),
        Some(Rounded::Zero) => Ok(Decimal::ZERO),
        Some(Rounded::Shown(count)) => Ok(Decimal::from(count)),
    }
}

/// `None` for what is no count: below zero or not whole.
fn count_of(amount: Decimal) -> Option<u64> {
    let amount = amount.normalize();
    if amount.scale() > 0 { None } else { u64::try_from(amount).ok() }
}

/// Whether the months of a quarter and their total are protected as one table. A year's total is made of quarters, so a
/// report of a year asks for them too.
fn has_quarter_totals(book: &Book, metric: &Metric) -> bool {
    book.longest_report() > Grain::Month
        && matches!(metric.kind, Kind::Flow)
        && metric.grain == Grain::Month
        && metric.by.len() == 1
        && metric.additive
}

type Key = (Period, Cell);

/// The figures of `metric` that are hidden, each with the snapshot from which on, and those of them that are not safe.
fn hidden_from(book: &Book, id: &str, metric: &Metric, threshold: u64) -> (BTreeMap<Key, Period>, Vec<Leak>) {
    let mut settling = Settling {
        book,
        id,
        metric,
        threshold,
        hidden: BTreeMap::new(),
        published: BTreeMap::new(),
        stated: BTreeMap::new(),
        leaks: Vec::new(),
    };
    let mut touched: BTreeMap<Period, BTreeSet<Period>> = BTreeMap::new();
    for (period, _, list) in book.observations(id) {
        for observation in list {
            touched.entry(observation.snapshot).or_default().insert(settling.table_of(period));
        }
    }
    for (vintage, tables) in touched {
        tables.into_iter().for_each(|table| settling.settle(table, book.known_in(vintage)));
    }
    (settling.hidden, settling.leaks)
}

/// One metric, snapshot by snapshot.
struct Settling<'a> {
    book: &'a Book,
    id: &'a str,
    metric: &'a Metric,
    threshold: u64,
    hidden: BTreeMap<Key, Period>,
    /// The amounts that were last shown.
    published: BTreeMap<Key, Decimal>,
    /// The amounts that were last stated, shown or not.
    stated: BTreeMap<Key, Decimal>,
    leaks: Vec<Leak>,
}

impl Settling<'_> {
    /// The period whose figures are protected together with those of `period`.
    fn table_of(&self, period: Period) -> Period {
        if has_quarter_totals(self.book, self.metric) { period.containing(Grain::Quarter, 1) } else { period }
    }

    /// Settles the figures that are protected together in `period`, as far as they are known.
    fn settle(&mut self, period: Period, known: Known<'_>) {
        let sums = self.sums(period, known);
        let decision = self.decide(&sums);
        self.record(sums, &decision, known);
    }

    fn sums(&self, period: Period, known: Known<'_>) -> Sums {
        let keys = self.keys(period, known);
        let columns = keys.first().map_or(0, Vec::len);
        // The last column of a period that is its own table would only repeat the one before it.
        let repeats = self.metric.by.len() == 1 && !has_quarter_totals(self.book, self.metric);
        let count = |(index, key): (usize, &Key)| match repeats && index + 1 == columns {
            true => Count::Unknown,
            false => self.count(key, known),
        };
        let counts = keys.iter().map(|row| row.iter().enumerate().map(count).collect()).collect();
        Sums { keys, counts }
    }

    /// The rows and columns of the table of `period`.
    fn keys(&self, period: Period, known: Known<'_>) -> Vec<Vec<Key>> {
        // The members of a dimension, then their total.
        let members = |index: usize| -> Vec<Option<String>> {
            let dimension = self.metric.by.get(index).and_then(|name| self.book.catalog().dimensions.get(name));
            let members = dimension.into_iter().flat_map(|dimension| dimension.members.keys().cloned().map(Some));
            members.chain([None]).collect()
        };
        match self.metric.by.len() {
            0 => vec![vec![(period, Cell::total(0))]],
            1 => {
                let mut columns: Vec<Period> = period.parts(self.metric.grain);
                columns.retain(|part| known.is_stated(self.id, *part));
                columns.push(period);
                let row = |member: &Option<String>| {
                    columns.iter().map(|column| (*column, Cell(vec![member.clone()]))).collect()
                };
                members(0).iter().map(row).collect()
            }
            _ => {
                let columns = members(1);
                let row = |first: &Option<String>| {
                    columns.iter().map(|second| (period, Cell(vec![first.clone(), second.clone()]))).collect()
                };
                members(0).iter().map(row).collect()
            }
        }
    }

    fn decide(&self, sums: &Sums) -> Decision {
        let adds_up = self.metric.additive && !self.metric.by.is_empty();
        if !adds_up {
            return Decision { hidden: self.small_ones(sums), ..Decision::default() };
        }
        let (hidden, not_safe) = self.protect(sums);
        Decision { over_revised: self.totals_over_revised(sums, &hidden), hidden, not_safe }
    }

    fn record(&mut self, sums: Sums, decision: &Decision, known: Known<'_>) {
        let mut leak = None;
        for (row, (keys, counts)) in sums.keys.into_iter().zip(sums.counts).enumerate() {
            for (column, (key, count)) in keys.into_iter().zip(counts).enumerate() {
                let at = (row, column);
                let Count::Known(amount) = count else { continue };
                self.stated.insert(key.clone(), amount);
                if decision.hidden.contains(&at) {
                    let was_shown = self.published.remove(&key).is_some();
                    if was_shown || decision.not_safe.contains(&at) && !self.hidden.contains_key(&key) {
                        // One of a table is enough to look at it.
                        leak.get_or_insert_with(|| self.leak(&key, known));
                    }
                    self.hidden.entry(key).or_insert(known.vintage);
                } else if decision.over_revised.contains(&at) {
                    self.published.remove(&key);
                    self.hidden.entry(key).or_insert(known.vintage);
                } else {
                    self.published.insert(key, amount);
                }
            }
        }
        self.leaks.extend(leak);
    }

    /// All totals of a table in which a hidden figure is not what the snapshot before said. Older reports show the old
    /// totals, and tie the old figure to its hidden neighbours; any new total beside them could reveal the new figure.
    fn totals_over_revised(&self, Sums { keys, counts }: &Sums, hidden: &Pattern) -> Pattern {
        let last = (keys.len() - 1, keys.first().map_or(0, Vec::len) - 1);
        let is_revised = |at: &At| {
            let before = self.stated.get(&keys[at.0][at.1]);
            before.is_some_and(|before| counts[at.0][at.1].known() != Some(before))
        };
        if !hidden.iter().any(is_revised) {
            return Pattern::new();
        }
        places(counts).filter(|at| at.0 == last.0 || at.1 == last.1).collect()
    }

    fn leak(&self, (period, cell): &Key, known: Known<'_>) -> Leak {
        let stated = self.book.cells(self.id, *period).and_then(|cells| cells.get(cell)).into_iter().flatten();
        let place = stated.take_while(|observation| observation.snapshot <= known.vintage).last();
        Leak {
            metric: self.id.to_owned(),
            period: *period,
            cell: cell.clone(),
            snapshot: known.vintage,
            place: place.map_or(&self.metric.place, |observation| &observation.place).clone(),
        }
    }

    /// The true amount; of a quarter, the sum of its months. Unknown if it was taken out of this vintage.
    fn count(&self, (period, cell): &Key, known: Known<'_>) -> Count {
        if known.is_taken_out(self.metric, self.id, cell, *period) {
            return Count::Unknown;
        }
        let amount = |period| known.true_figure(self.id, cell, period).amount.ok();
        let found = if period.grain() == self.metric.grain {
            amount(*period)
        } else {
            let months = period.parts(self.metric.grain).into_iter();
            months.map(amount).try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
        };
        found.map_or(Count::Unknown, Count::Known)
    }

    /// The small counts. There are no sums that would reveal one.
    fn small_ones(&self, Sums { counts, .. }: &Sums) -> Pattern {
        let small = |amount: &Decimal| *amount > Decimal::ZERO && *amount < Decimal::from(self.threshold);
        places(counts).filter(|at| counts[at.0][at.1].known().is_some_and(small)).collect()
    }

    /// The places to hide, and those of them that can be found out all the same.
    fn protect(&self, Sums { keys, counts }: &Sums) -> (Pattern, Pattern) {
        let (rows, columns) = (keys.len() - 1, keys.first().map_or(0, Vec::len) - 1);
        let is_inner = |(row, column): At| row < rows && column < columns;
        let inner: Vec<Vec<u64>> = counts[..rows]
            .iter()
            .map(|row| {
                row[..columns].iter().map(|count| count.known().and_then(|n| count_of(*n)).unwrap_or(0)).collect()
            })
            .collect();
        let mut open = Table::new(&inner);
        for at in places(counts) {
            let key = &keys[at.0][at.1];
            let count = counts[at.0][at.1].known();
            if let Some(count) = count.and_then(|amount| count_of(*amount)) {
                open.set_count(at, count);
            }
            let any_member = || (0..rows).any(|row| counts[row][at.1].known().is_some());
            let state = match count {
                // A member that is missing now may be published later, so it protects nobody.
                None if is_inner(at) && any_member() => State::Fixed,
                None => State::Absent,
                Some(amount) if self.hidden.contains_key(key) => match count_of(*amount) {
                    Some(1..) => State::Hidden,
                    // Hidden once, now zero: it limits the others as if it were shown.
                    _ => State::Fixed,
                },
                Some(amount) if count_of(*amount).is_none() => State::Fixed,
                Some(amount) if self.published.get(key) == Some(amount) => State::Fixed,
                Some(_) => State::Open,
            };
            open.set(at, state);
        }
        let mut table = open.clone();
        if table.protect(self.threshold) {
            return (table.hidden(), Pattern::new());
        }
        // No way is left: hide everything that is not published yet.
        let all: Pattern = places(counts).filter(|at| open.state(*at) != State::Fixed).collect();
        all.iter().filter(|at| open.state(**at) == State::Open).for_each(|at| table.set(*at, State::Hidden));
        (all, table.found_out())
    }
}

/// Figures that are protected together. The last row and the last column are totals.
struct Sums {
    keys: Vec<Vec<Key>>,
    counts: Vec<Vec<Count>>,
}

/// What becomes of the figures of a table, by their places in it.
#[derive(Default)]
struct Decision {
    hidden: Pattern,
    /// Those of the hidden ones that can be found out all the same.
    not_safe: Pattern,
    /// Totals that are hidden since a hidden figure below them was revised.
    over_revised: Pattern,
}

#[derive(Debug, Clone, Copy)]
enum Count {
    Known(Decimal),
    /// Missing, withdrawn or not there yet.
    Unknown,
}

impl Count {
    fn known(&self) -> Option<&Decimal> {
        match self {
            Count::Known(amount) => Some(amount),
            Count::Unknown => None,
        }
    }
}

fn places(counts: &[Vec<Count>]) -> impl Iterator<Item = At> + '_ {
    counts.iter().enumerate().flat_map(|(row, counts)| (0..counts.len()).map(move |column| (row, column)))
}
