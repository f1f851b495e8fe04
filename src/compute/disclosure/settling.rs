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
//! So a count that is none of the small ones any more may be hidden all the same, and nothing on the page says why: its
//! author is told (`Doubt`).
//!
//! Of a table in which something was hidden from readers, the ledger knows what they have. It is protected twice: from
//! those who have everything that any line of it shows, whatever was hidden or taken out since, and from those who see
//! what is shown from now on. What the first must not find out stays hidden from all: the total of a quarter, thought of
//! when all its months are out, and the neighbour of a hidden count whose total was taken out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Doubt, Key, Why, count_of, has_quarter_totals};
use crate::base::period::{Grain, Period};
use crate::compute::suppress::{self, At, Pattern, State};
use crate::compute::{Book, Known};
use crate::model::Decimal;
use crate::model::catalog::Metric;
use crate::model::snapshot::{Cell, Observation};

/// The figures of `metric` that are hidden, each with the snapshot from which on, and those of them to look at.
pub(super) fn hidden_from(
    book: &Book,
    id: &str,
    metric: &Metric,
    threshold: u64,
) -> (BTreeMap<Key, Period>, Vec<Doubt>) {
    let mut settling = Settling {
        book,
        id,
        metric,
        threshold,
        hidden: BTreeMap::new(),
        published: BTreeMap::new(),
        stated: BTreeMap::new(),
        small: BTreeSet::new(),
        doubts: Vec::new(),
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
            let table = settling.table(period, known, false);
            let verdict = settling.protect(&table, period, known);
            settling.record(&table, &verdict, period, known);
        }
    }
    (settling.hidden, settling.doubts)
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
    /// What was hidden because it was small.
    small: BTreeSet<Key>,
    doubts: Vec<Doubt>,
}

/// Figures that are protected together: row by row, the last row and the last column being totals.
struct Table {
    rows: Vec<Vec<(Key, Option<Decimal>)>>,
}

impl Table {
    fn places(&self) -> impl Iterator<Item = At> + '_ {
        self.rows.iter().enumerate().flat_map(|(row, cells)| (0..cells.len()).map(move |column| (row, column)))
    }

    #[expect(clippy::indexing_slicing, reason = "places are those of the rows, which all have as many cells")]
    fn key(&self, at: At) -> &Key {
        &self.rows[at.0][at.1].0
    }

    /// The true amount; `None` where it is missing, withdrawn or not there yet.
    fn amount(&self, (row, column): At) -> Option<Decimal> {
        self.rows.get(row)?.get(column)?.1
    }

    /// Whether every total that is stated beside all its parts is their sum.
    fn adds_up(&self) -> bool {
        lines_of(self.last()).all(|(parts, total)| {
            let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(self.amount(*part)?));
            self.amount(total).zip(sum).is_none_or(|(total, sum)| total == sum)
        })
    }

    /// The row and the column of the totals.
    fn last(&self) -> At {
        (self.rows.len() - 1, self.rows.first().map_or(0, Vec::len) - 1)
    }
}

/// The parts of each total of a table with the totals `last`, and the total.
fn lines_of((rows, columns): At) -> impl Iterator<Item = (Vec<At>, At)> {
    let line = move |of: usize, along_row: bool| {
        let at = move |index: usize| if along_row { (of, index) } else { (index, of) };
        let last = if along_row { columns } else { rows };
        ((0..last).map(at).collect::<Vec<At>>(), at(last))
    };
    (0..=columns).map(move |of| line(of, false)).chain((0..=rows).map(move |of| line(of, true)))
}

/// What becomes of the figures of a table.
struct Verdict {
    hidden: Pattern,
    /// The hidden ones that can be found out all the same.
    found_out: Pattern,
    /// Totals that are hidden because a hidden figure was revised.
    over_revised: Pattern,
}

/// From whom a table is protected.
#[derive(Clone, Copy)]
enum Reader<'p> {
    /// Who has everything that the ledger shows, and knows it.
    Earlier(Period),
    /// Who sees what is shown from now on. The pattern is hidden in any case; what was shown stays, as far as it may.
    Later(Period, &'p Pattern),
    /// The same where what was shown need not stay.
    Any(Period, &'p Pattern),
}

impl Settling<'_> {
    /// The period whose figures are protected together with those of `period`.
    fn table_of(&self, period: Period) -> Period {
        if has_quarter_totals(self.book, self.metric) { period.containing(Grain::Quarter, 1) } else { period }
    }

    /// The figures that are protected together; what was taken out is missing, or there `with_all`.
    fn table(&self, period: Period, known: Known<'_>, with_all: bool) -> Table {
        let keys = self.keys(period, known);
        // Of a period that is its own table the last column would only repeat the one before it.
        let repeats = self.metric.by.len() == 1 && !has_quarter_totals(self.book, self.metric);
        let row = |keys: Vec<Key>| {
            let last = keys.len().saturating_sub(1);
            let cell = |(column, key): (usize, Key)| {
                let amount = if repeats && column == last { None } else { self.amount(&key, known, with_all) };
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

    /// The true amount, of the quarter as the sum of its months. What was taken out of this vintage is not in it, but
    /// `with_all`.
    fn amount(&self, (period, cell): &Key, known: Known<'_>, with_all: bool) -> Option<Decimal> {
        if !with_all && known.is_taken_out(self.metric, self.id, cell, *period) {
            return None;
        }
        let amount = |period| known.true_figure(self.id, cell, period).value();
        if period.grain() == self.metric.grain {
            return amount(*period);
        }
        let months = period.parts(self.metric.grain).into_iter();
        months.map(amount).try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
    }

    fn protect(&self, table: &Table, period: Period, known: Known<'_>) -> Verdict {
        let (before, within) = (self.kept_from_readers(table, period, known), self.hiding_within(table));
        let is_told = before.is_some() || !within.is_empty();
        let (mut kept, told) = before.unwrap_or_default();
        kept.extend(within);
        if !self.metric.additive || self.metric.by.is_empty() {
            // No sum gives one of them back, so the small ones are hidden, and totals that say how small they are not.
            let mut hidden: Pattern = self.small_ones(table).union(&kept).copied().collect();
            let is_more = |at: &At| table.amount(*at).is_some_and(|amount| amount > Decimal::ZERO);
            let stays = |at: &At| is_more(at) && self.stays_hidden(table.key(*at), known.vintage);
            hidden.extend(table.places().filter(stays));
            while let Some(total) = self.telling_total(table, &hidden) {
                hidden.insert(total);
            }
            return Verdict { hidden, found_out: told, over_revised: Pattern::new() };
        }
        // Where what is out leaves no way, some of what readers have seen is hidden from those who come later.
        let promised = is_told.then(|| self.protect_sums(table, Reader::Later(known.vintage, &kept)));
        let promised = promised.filter(|(_, found_out)| found_out.is_empty());
        let (mut hidden, found_out) =
            promised.unwrap_or_else(|| self.protect_sums(table, Reader::Any(known.vintage, &kept)));
        hidden.extend(self.sums_that_come_later(table, &hidden));
        let over_revised = self.totals_over_revised(table, &hidden);
        Verdict { hidden, found_out: found_out.union(&told).copied().collect(), over_revised }
    }

    /// What must stay hidden from readers who have all that the ledger shows of a table, and what of it they can find out
    /// all the same. `None` where nothing was hidden from them, or no sum could tell it.
    fn kept_from_readers(&self, table: &Table, period: Period, known: Known<'_>) -> Option<(Pattern, Pattern)> {
        let was_hidden = |at| self.book.out().was_hidden(self.id, table.key(at));
        if self.metric.by.is_empty() || !table.places().any(was_hidden) {
            return None;
        }
        let all = self.table(period, known, true);
        if !self.metric.additive && !all.adds_up() {
            return None;
        }
        let (kept, found_out) = self.protect_sums(&all, Reader::Earlier(known.vintage));
        // What was taken out cannot be taken out again, so that alone is nothing to warn of.
        let is_warned = !found_out.is_empty() && !self.protect_sums(table, Reader::Earlier(known.vintage)).1.is_empty();
        let there = |found: Pattern| found.into_iter().filter(|at| table.amount(*at).is_some()).collect();
        Some((there(kept), if is_warned { there(found_out) } else { Pattern::new() }))
    }

    /// The figures that sum something which is hidden from readers under the same label. Of what else they sum, readers may
    /// have all.
    fn hiding_within(&self, table: &Table) -> Pattern {
        let is_more = |at: &At| table.amount(*at).is_some_and(|amount| amount > Decimal::ZERO);
        let hides = |at: &At| self.book.out().hides_within(self.id, self.metric, table.key(*at));
        table.places().filter(|at| is_more(at) && hides(at)).collect()
    }

    /// Whether readers of what was known until `vintage` did not get it, and for no other reason than that it was small or
    /// protected one that was: what is taken out may be stated anew.
    fn stays_hidden(&self, key: &Key, vintage: Period) -> bool {
        let (period, cell) = key;
        let is_out = |month: Period| self.book.known_in(month).is_taken_out(self.metric, self.id, cell, *period);
        self.book.out().hidden_in(self.id, key, vintage).any(|month| !is_out(month))
    }

    fn small_ones(&self, table: &Table) -> Pattern {
        table.places().filter(|at| table.amount(*at).is_some_and(|amount| self.is_small(amount))).collect()
    }

    fn is_small(&self, amount: Decimal) -> bool {
        amount > Decimal::ZERO && amount < Decimal::from(self.threshold)
    }

    /// A total that is shown, of parts that overlap, and is more than its shown parts come to: what is hidden of it makes
    /// up the difference at least. That does not depend on how much is hidden, so that the total is hidden says no more
    /// than that something is.
    fn telling_total(&self, table: &Table, hidden: &Pattern) -> Option<At> {
        let count = |at: &At| table.amount(*at).and_then(count_of);
        let is_hidden = |at: &At| hidden.contains(at) || self.hidden.contains_key(table.key(*at));
        lines_of(table.last()).find_map(|(parts, total)| {
            let whole = count(&total).filter(|_| !is_hidden(&total))?;
            // Of a part that is not stated a reader holds anything for possible.
            let mut counts = parts.iter().map(|part| if is_hidden(part) { Some(0) } else { count(part) });
            let shown = counts.try_fold(0, |sum: u64, count| sum.checked_add(count?))?;
            (whole > shown && parts.iter().any(is_hidden)).then_some(total)
        })
    }

    /// The figures to hide of a table that adds up, and those of them that can be found out all the same.
    fn protect_sums(&self, table: &Table, reader: Reader<'_>) -> (Pattern, Pattern) {
        let (rows, columns) = table.last();
        let count = |at: At| table.amount(at).and_then(count_of);
        let inner: Vec<Vec<u64>> =
            (0..rows).map(|row| (0..columns).map(|column| count((row, column)).unwrap_or(0)).collect()).collect();
        let mut open = suppress::Table::new(&inner);
        for at in table.places() {
            if let Some(count) = count(at) {
                open.set_count(at, count);
            }
            open.set(at, self.state(table, at, reader));
            let limits = table.amount(at).and_then(|amount| self.book.out().limits(self.id, table.key(at), amount));
            if let (Reader::Earlier(_), Some((low, high))) = (reader, limits) {
                open.limit(at, low, high);
            }
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

    /// What may be done with a figure.
    fn state(&self, table: &Table, at: At, reader: Reader<'_>) -> State {
        let (rows, columns) = table.last();
        let Some(amount) = table.amount(at) else {
            // A member that is missing now may be published later, so it protects nobody.
            let is_inner = at.0 < rows && at.1 < columns;
            let any_member = || (0..rows).any(|row| table.amount((row, at.1)).is_some());
            return if is_inner && any_member() { State::Fixed } else { State::Absent };
        };
        let (key, count) = (table.key(at), count_of(amount));
        let seen = self.book.out();
        match reader {
            // To hide it keeps it from nobody who has it.
            Reader::Earlier(_) if seen.is_shown(self.id, key, amount) => return State::Fixed,
            Reader::Later(_, kept) | Reader::Any(_, kept) if kept.contains(&at) => return State::Hidden,
            _ => {}
        }
        if self.hidden.contains_key(key) {
            // Hidden once, now zero: it limits the others as if it were shown.
            return if count.is_some_and(|count| count > 0) { State::Hidden } else { State::Fixed };
        }
        if count.is_none() || self.published.get(key) == Some(&amount) {
            return State::Fixed;
        }
        // What was hidden stays so, also where other figures could protect those of now: a threshold that rises and a
        // figure that is taken out show nothing. Where the threshold fell, that holds for a quarter and its months alone,
        // and elsewhere somebody has to say why.
        let stays = |vintage| self.stays_hidden(key, vintage);
        let stays_of_quarter =
            |vintage| has_quarter_totals(self.book, self.metric) && seen.is_hidden(self.id, key, vintage);
        // Whoever said that hidden figures need not be hidden did not say that shown ones may go.
        match (reader, count) {
            (Reader::Earlier(vintage) | Reader::Later(vintage, _) | Reader::Any(vintage, _), Some(1..))
                if stays(vintage) =>
            {
                State::Hidden
            }
            (Reader::Earlier(vintage) | Reader::Later(vintage, _), Some(1..)) if stays_of_quarter(vintage) => {
                State::Hidden
            }
            // A threshold that rose hides what was shown.
            (Reader::Later(..), Some(count))
                if (count == 0 || count >= self.threshold) && seen.is_shown(self.id, key, amount) =>
            {
                State::Fixed
            }
            _ => State::Open,
        }
    }

    /// All totals of a table in which a hidden figure is not what the snapshot before said. Older reports show the old
    /// totals, and tie the old figure to its hidden neighbours; any new total beside them could show what became of it. One
    /// that readers have, and that sums nothing of what was revised, is not new.
    fn totals_over_revised(&self, table: &Table, hidden: &Pattern) -> Pattern {
        let last = table.last();
        let is_revised = |at: &At| {
            let before = self.stated.get(table.key(*at));
            before.is_some_and(|before| table.amount(*at) != Some(*before))
        };
        let revised: Pattern = hidden.iter().copied().filter(is_revised).collect();
        if revised.is_empty() {
            return Pattern::new();
        }
        let sums = |(row, column): At, of: &At| (row == last.0 || row == of.0) && (column == last.1 || column == of.1);
        let has_been_read = |at: At| {
            let is_shown = |amount| self.book.out().is_shown(self.id, table.key(at), amount);
            table.amount(at).is_some_and(is_shown) && !revised.iter().any(|of| sums(at, of))
        };
        table.places().filter(|at| (at.0 == last.0 || at.1 == last.1) && !has_been_read(*at)).collect()
    }

    /// The sums over a quarter, new to readers as a whole, of months that were hidden from them already and of no other that
    /// is hidden. Each month was protected by itself: whoever knows by which rule could tell from their sum what they were.
    fn sums_that_come_later(&self, table: &Table, hidden: &Pattern) -> Pattern {
        let ((rows, sums), out) = (table.last(), self.book.out());
        let is_new = |row: usize| {
            let at = (row, sums);
            let is_shown = |amount| out.is_shown(self.id, table.key(at), amount);
            !out.was_hidden(self.id, table.key(at)) && !table.amount(at).is_some_and(is_shown)
        };
        if self.metric.by.len() != 1 || !has_quarter_totals(self.book, self.metric) || !(0..=rows).all(is_new) {
            return Pattern::new();
        }
        let was_hidden = |at: &At| {
            let is_shown = |amount| out.is_shown(self.id, table.key(*at), amount);
            out.was_hidden(self.id, table.key(*at)) && !table.amount(*at).is_some_and(is_shown)
        };
        let months = |row: usize| (0..sums).map(move |month| (row, month)).filter(|at| hidden.contains(at));
        let tells = |row: &usize| months(*row).next().is_some() && months(*row).all(|at| was_hidden(&at));
        (0..=rows).filter(tells).map(|row| (row, sums)).filter(|at| table.amount(*at).is_some()).collect()
    }

    /// The figures that are hidden for nothing but that the ledger says so, as far as that is sure: nothing of the table is
    /// small or was hidden in an older snapshot. Where no sum gives one away, that is asked of each by itself.
    fn kept_by_ledger(&self, table: &Table, verdict: &Verdict, period: Period, known: Known<'_>) -> Pattern {
        let stays = |at: &&At| {
            let (key, amount) = (table.key(**at), table.amount(**at));
            let is_new = amount.is_some_and(|amount| !self.is_small(amount)) && !self.hidden.contains_key(key);
            is_new && self.stays_hidden(key, known.vintage)
        };
        let mut kept: Pattern = verdict.hidden.iter().filter(stays).copied().collect();
        if kept.is_empty() {
            return kept;
        }
        let within = self.hiding_within(table);
        kept.retain(|at| !within.contains(at));
        if !self.metric.additive || self.metric.by.is_empty() {
            kept.retain(|at| table.key(*at).1.0.iter().all(Option::is_some));
            return kept;
        }
        let is_free = !table.places().any(|at| self.hidden.contains_key(table.key(at)))
            && self.small_ones(&self.table(period, known, true)).is_empty();
        // One of a table is enough to look at it.
        if is_free { kept.into_iter().take(1).collect() } else { Pattern::new() }
    }

    /// Whether a figure that was hidden because it was small is stated anew in this vintage, as another one.
    fn is_restated(&self, key: &Key, amount: Decimal, known: Known<'_>) -> bool {
        let is_of_vintage = || self.stated_in(key, known).is_some_and(|of| of.snapshot == known.vintage);
        self.small.contains(key) && !self.is_small(amount) && is_of_vintage()
    }

    /// Notes what the table's figures are from this vintage on: hidden, or shown.
    fn record(&mut self, table: &Table, verdict: &Verdict, period: Period, known: Known<'_>) {
        let by_ledger = self.kept_by_ledger(table, verdict, period, known);
        let mut leak = None;
        for at in table.places() {
            let (key, Some(amount)) = (table.key(at), table.amount(at)) else { continue };
            self.stated.insert(key.clone(), amount);
            let is_hidden = verdict.hidden.contains(&at);
            let since = self.hidden.get(key).copied().filter(|_| self.is_restated(key, amount, known));
            let by_report = by_ledger.contains(&at).then_some(Why::HiddenByReport);
            let kept = since.map(Why::SmallBefore).or(by_report);
            self.doubts.extend(kept.map(|why| self.doubt(key, known, why)));
            if is_hidden && self.is_small(amount) {
                self.small.insert(key.clone());
            }
            if !is_hidden && !verdict.over_revised.contains(&at) {
                self.published.insert(key.clone(), amount);
                continue;
            }
            let was_shown = self.published.remove(key).is_some();
            let is_new = !self.hidden.contains_key(key);
            let gives_away = was_shown || verdict.found_out.contains(&at) && is_new;
            if is_hidden && gives_away && !by_ledger.contains(&at) {
                // One of a table is enough to look at it.
                leak.get_or_insert_with(|| self.doubt(key, known, Why::GivenAway));
            }
            self.hidden.entry(key.clone()).or_insert(known.vintage);
        }
        self.doubts.extend(leak);
    }

    /// What states it last in this vintage.
    fn stated_in(&self, (period, cell): &Key, known: Known<'_>) -> Option<&Observation> {
        let stated = self.book.cells(self.id, *period).and_then(|cells| cells.get(cell)).into_iter().flatten();
        stated.take_while(|observation| observation.snapshot <= known.vintage).last()
    }

    fn doubt(&self, key: &Key, known: Known<'_>, why: Why) -> Doubt {
        let (period, cell) = key;
        let place = self.stated_in(key, known);
        Doubt {
            metric: self.id.to_owned(),
            period: *period,
            cell: cell.clone(),
            snapshot: known.vintage,
            place: place.map_or(&self.metric.place, |observation| &observation.place).clone(),
            why,
        }
    }
}
