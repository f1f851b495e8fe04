//! The observations of a protected metric → which of its figures are hidden, each from which snapshot on.
//!
//! Figures that add up are protected as one table. Where the site reports on quarters or years, members by months of a
//! flow's quarter, with the region's and the quarter's totals, are one (K12); two dimensions of one period, with all
//! totals, are one; the members of any other period with their total are one. Any other sum, such as a quarter's in a
//! site of monthly reports, is shown exactly when all that it sums is, and so reveals nothing new.
//!
//! Tables are settled snapshot by snapshot. A figure that was hidden in one stays hidden in all later ones, or the
//! difference of two reports would show it; a figure that was shown cannot be hidden any more, so it protects nothing.
//! Where that leaves no way, all of the table's new figures are hidden; a table that is new as a whole can always be
//! protected. Where a hidden figure was revised, all totals of its table are hidden from then on: their difference to
//! the older ones would show by how much.
//!
//! Of a table that was published in part, what readers have seen is shown and what they have not is hidden, as the ledger
//! says: the total of a quarter, thought of when all its months are out, is hidden beside the month that is.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, Leak, count_of, has_quarter_totals};
use crate::base::period::{Grain, Period};
use crate::compute::suppress::{self, At, Pattern, State};
use crate::compute::{Book, Known};
use crate::model::Decimal;
use crate::model::catalog::Metric;
use crate::model::snapshot::Cell;

/// The figures of `metric` that are hidden, each with the snapshot from which on, and those of them that are not safe.
pub(super) fn hidden_from(
    book: &Book,
    id: &str,
    metric: &Metric,
    threshold: u64,
) -> (BTreeMap<Key, Period>, Vec<Leak>) {
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
        for period in tables {
            let known = book.known_in(vintage);
            let table = settling.table(period, known);
            let verdict = settling.protect(&table, vintage);
            settling.record(&table, &verdict, known);
        }
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
    /// What was last shown.
    published: BTreeMap<Key, Decimal>,
    /// What was last stated, shown or not.
    stated: BTreeMap<Key, Decimal>,
    leaks: Vec<Leak>,
}

/// Figures that are protected together: row by row, the last row and the last column being totals.
struct Table {
    rows: Vec<Vec<(Key, Option<Decimal>)>>,
}

impl Table {
    fn places(&self) -> impl Iterator<Item = At> + '_ {
        self.rows.iter().enumerate().flat_map(|(row, cells)| (0..cells.len()).map(move |column| (row, column)))
    }

    fn key(&self, at: At) -> &Key {
        &self.rows[at.0][at.1].0
    }

    /// The true amount; `None` where it is missing, withdrawn or not there yet.
    fn amount(&self, at: At) -> Option<Decimal> {
        self.rows[at.0][at.1].1
    }

    /// The row and the column of the totals.
    fn last(&self) -> At {
        (self.rows.len() - 1, self.rows.first().map_or(0, Vec::len) - 1)
    }
}

/// What becomes of the figures of a table.
struct Verdict {
    hidden: Pattern,
    /// The hidden ones that can be found out all the same.
    found_out: Pattern,
    /// Totals that are hidden because a hidden figure was revised.
    over_revised: Pattern,
}

impl Settling<'_> {
    /// The period whose figures are protected together with those of `period`.
    fn table_of(&self, period: Period) -> Period {
        if has_quarter_totals(self.book, self.metric) { period.containing(Grain::Quarter, 1) } else { period }
    }

    fn table(&self, period: Period, known: Known<'_>) -> Table {
        let keys = self.keys(period, known);
        // Of a period that is its own table the last column would only repeat the one before it.
        let repeats = self.metric.by.len() == 1 && !has_quarter_totals(self.book, self.metric);
        let row = |keys: Vec<Key>| {
            let last = keys.len().saturating_sub(1);
            let cell = |(column, key): (usize, Key)| {
                let amount = if repeats && column == last { None } else { self.amount(&key, known) };
                (key, amount)
            };
            keys.into_iter().enumerate().map(cell).collect()
        };
        Table { rows: keys.into_iter().map(row).collect() }
    }

    /// Period and part of each figure of a table.
    fn keys(&self, period: Period, known: Known<'_>) -> Vec<Vec<Key>> {
        let members = |index: usize| -> Vec<Option<String>> {
            let dimension = self.metric.by.get(index).and_then(|name| self.book.catalog().dimensions.get(name));
            let members = dimension.into_iter().flat_map(|dimension| dimension.members.keys().cloned().map(Some));
            members.chain([None]).collect()
        };
        match self.metric.by.len() {
            0 => vec![vec![(period, Cell::total(0))]],
            1 => {
                let mut columns: Vec<Period> = period.parts(self.metric.grain);
                columns.retain(|period| known.is_stated(self.id, *period));
                columns.push(period);
                let row = |row: Option<String>| columns.iter().map(|at| (*at, Cell(vec![row.clone()]))).collect();
                members(0).into_iter().map(row).collect()
            }
            _ => {
                let columns = members(1);
                let row = |row: Option<String>| {
                    columns.iter().map(|column| (period, Cell(vec![row.clone(), column.clone()]))).collect()
                };
                members(0).into_iter().map(row).collect()
            }
        }
    }

    /// The true amount, of the quarter as the sum of its months. What was taken out of this vintage is not in it.
    fn amount(&self, (period, cell): &Key, known: Known<'_>) -> Option<Decimal> {
        if known.is_taken_out(self.metric, self.id, cell, *period) {
            return None;
        }
        let amount = |period| known.true_figure(self.id, cell, period).value();
        if period.grain() == self.metric.grain {
            return amount(*period);
        }
        let months = period.parts(self.metric.grain).into_iter();
        months.map(amount).try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
    }

    fn protect(&self, table: &Table, vintage: Period) -> Verdict {
        if !self.metric.additive || self.metric.by.is_empty() {
            // No sum gives one of them back, so the small ones are hidden, and totals that say how small they are not.
            let mut hidden = self.small_ones(table);
            while let Some(total) = self.telling_total(table, &hidden) {
                hidden.insert(total);
            }
            return Verdict { hidden, found_out: Pattern::new(), over_revised: Pattern::new() };
        }
        // Where what is out leaves no way, some of what readers have seen is hidden from those who come later.
        let promised = self.is_out(table).then(|| self.protect_sums(table, Some(vintage)));
        let promised = promised.filter(|(_, found_out)| found_out.is_empty());
        let (hidden, found_out) = promised.unwrap_or_else(|| self.protect_sums(table, None));
        let over_revised = self.totals_over_revised(table, &hidden);
        Verdict { hidden, found_out, over_revised }
    }

    fn small_ones(&self, table: &Table) -> Pattern {
        let small = |amount: Decimal| amount > Decimal::ZERO && amount < Decimal::from(self.threshold);
        table.places().filter(|at| table.amount(*at).is_some_and(small)).collect()
    }

    /// A total that is shown, of parts that overlap, and is more than its shown parts come to: what is hidden of it makes
    /// up the difference at least. That does not depend on how much is hidden, so that the total is hidden says no more
    /// than that something is.
    fn telling_total(&self, table: &Table, hidden: &Pattern) -> Option<At> {
        let (rows, columns) = table.last();
        let line = |of: usize, along_row: bool| {
            let at = move |index: usize| if along_row { (of, index) } else { (index, of) };
            let last = if along_row { columns } else { rows };
            ((0..last).map(at).collect::<Vec<At>>(), at(last))
        };
        let lines = (0..=columns).map(|of| line(of, false)).chain((0..=rows).map(|of| line(of, true)));
        let count = |at: &At| table.amount(*at).and_then(count_of);
        let is_hidden = |at: &At| hidden.contains(at) || self.hidden.contains_key(table.key(*at));
        lines.into_iter().find_map(|(parts, total)| {
            let whole = count(&total).filter(|_| !is_hidden(&total))?;
            // Of a part that is not stated a reader holds anything for possible.
            let mut counts = parts.iter().map(|part| if is_hidden(part) { Some(0) } else { count(part) });
            let shown = counts.try_fold(0, |sum: u64, count| sum.checked_add(count?))?;
            (whole > shown && parts.iter().any(is_hidden)).then_some(total)
        })
    }

    /// Whether the months of a quarter were published with some of its figures hidden.
    fn is_out(&self, table: &Table) -> bool {
        has_quarter_totals(self.book, self.metric)
            && table.places().any(|at| self.book.out().was_hidden(self.id, table.key(at)))
    }

    /// The figures to hide of a table that adds up, and those of them that can be found out all the same. `out` is the
    /// vintage where what the ledger says is heeded.
    fn protect_sums(&self, table: &Table, out: Option<Period>) -> (Pattern, Pattern) {
        let (rows, columns) = table.last();
        let count = |at: At| table.amount(at).and_then(count_of);
        let inner: Vec<Vec<u64>> =
            (0..rows).map(|row| (0..columns).map(|column| count((row, column)).unwrap_or(0)).collect()).collect();
        let mut open = suppress::Table::new(&inner);
        for at in table.places() {
            if let Some(count) = count(at) {
                open.set_count(at, count);
            }
            open.set(at, self.state(table, at, out));
        }
        let mut protected = open.clone();
        // Without row totals, as before the end of a quarter, each column is a list.
        let are_lists = self.metric.by.len() == 1 && (0..=rows).all(|row| table.amount((row, columns)).is_none());
        let is_protected = if are_lists {
            let protect = |column| protected.protect_list(column, self.threshold);
            (0..columns).all(protect)
        } else {
            protected.protect(self.threshold)
        };
        if is_protected {
            return (protected.hidden(), Pattern::new());
        }
        // No way is left: everything that is not out yet.
        let all: Pattern = table.places().filter(|at| open.state(*at) != State::Fixed).collect();
        all.iter().filter(|at| open.state(**at) == State::Open).for_each(|at| protected.set(*at, State::Hidden));
        (all, protected.found_out())
    }

    /// What may be done with a figure. `out` as in [`Self::protect_sums`].
    fn state(&self, table: &Table, at: At, out: Option<Period>) -> State {
        let (rows, columns) = table.last();
        let Some(amount) = table.amount(at) else {
            // A member that is missing now may be published later, so it protects nobody.
            let is_inner = at.0 < rows && at.1 < columns;
            let any_member = || (0..rows).any(|row| table.amount((row, at.1)).is_some());
            return if is_inner && any_member() { State::Fixed } else { State::Absent };
        };
        let (key, count) = (table.key(at), count_of(amount));
        if self.hidden.contains_key(key) {
            // Hidden once, now zero: it limits the others as if it were shown.
            return if count.is_some_and(|count| count > 0) { State::Hidden } else { State::Fixed };
        }
        if count.is_none() || self.published.get(key) == Some(&amount) {
            return State::Fixed;
        }
        let Some(vintage) = out else { return State::Open };
        let seen = self.book.out();
        // Whoever said that hidden figures need not be hidden did not say that shown ones may go.
        match count {
            Some(1..) if seen.is_hidden(self.id, key, vintage) => State::Hidden,
            // A threshold that rose hides what was shown.
            Some(count) if (count == 0 || count >= self.threshold) && seen.is_shown(self.id, key, amount) => {
                State::Fixed
            }
            _ => State::Open,
        }
    }

    /// All totals of a table in which a hidden figure is not what the snapshot before said. Older reports show the old
    /// totals, and tie the old figure to its hidden neighbours; any new total beside them could show what became of it.
    fn totals_over_revised(&self, table: &Table, hidden: &Pattern) -> Pattern {
        let last = table.last();
        let is_revised = |at: &At| {
            let before = self.stated.get(table.key(*at));
            before.is_some_and(|before| table.amount(*at) != Some(*before))
        };
        if !hidden.iter().any(is_revised) {
            return Pattern::new();
        }
        table.places().filter(|at| at.0 == last.0 || at.1 == last.1).collect()
    }

    /// Notes what the table's figures are from this vintage on: hidden, or shown.
    fn record(&mut self, table: &Table, verdict: &Verdict, known: Known<'_>) {
        let mut leak = None;
        for at in table.places() {
            let (key, Some(amount)) = (table.key(at), table.amount(at)) else { continue };
            self.stated.insert(key.clone(), amount);
            let is_hidden = verdict.hidden.contains(&at);
            if !is_hidden && !verdict.over_revised.contains(&at) {
                self.published.insert(key.clone(), amount);
                continue;
            }
            let was_shown = self.published.remove(key).is_some();
            let is_new = !self.hidden.contains_key(key);
            if is_hidden && (was_shown || verdict.found_out.contains(&at) && is_new) {
                // One of a table is enough to look at it.
                leak.get_or_insert_with(|| self.leak(key, known));
            }
            self.hidden.entry(key.clone()).or_insert(known.vintage);
        }
        self.leaks.extend(leak);
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
}
