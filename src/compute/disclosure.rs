//! Which figures are hidden to protect small counts, settled once for a whole book.
//!
//! A metric with `suppress_below` is protected where its figures are made: `Known::figure` hands out a
//! [`Gap::Suppressed`] in place of a hidden amount, and all that is computed from it, compared with it, drawn or
//! written is a gap too. Nothing outside `compute` ever holds the amount, so nothing there can forget to hide it (K13).
//! Which figures are hidden, `settling` works out.
//!
//! Where figures that were shown do give a hidden one away (`Doubt`), a warning lets the author take it out of the
//! older reports: a revision with `kind: disclosure` hides the old value in every vintage, and with it all figures of
//! its period that have a part in common with it.
//!
//! Of a metric with `round_to` each figure is rounded by itself, from its true value. Totals that would give rounded
//! parts back all the same are hidden; which ones, `rounding` works out.

mod out;
mod rounding;
mod settling;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) use out::Out;
use rounding::hidden_totals;
use settling::hidden_from;

use super::suppress::{Rounded, round5};
use super::{Book, Figure, Gap, Known, Working};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric, Protection};
use crate::model::formula::Input;
use crate::model::snapshot::Cell;

/// The hidden figures of a book.
#[derive(Debug, Default)]
pub(super) struct HiddenFigures {
    /// By metric, period and part, with the month of the snapshot from which on they are hidden.
    hidden: BTreeMap<String, BTreeMap<Key, Period>>,
    doubts: Vec<Doubt>,
}

/// A hidden figure that an author should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// The month of the snapshot in which it is hidden so.
    pub snapshot: Period,
    /// Where it is stated, or where its metric is defined.
    pub place: Place,
    pub why: Why,
}

/// What is doubtful about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Older reports can give it away: it was shown there before it was revised, or too much of its table is published.
    GivenAway,
    /// It is no small count, and stays hidden since the snapshot of a month stated it as one.
    SmallBefore(Period),
    /// It is no small count, and stays hidden since a published report hid it.
    HiddenByReport,
}

impl HiddenFigures {
    /// Settles what is hidden in `book`, which has no veil yet.
    pub(super) fn of(book: &Book) -> HiddenFigures {
        let mut hidden_figures = HiddenFigures::default();
        for (id, metric) in &book.catalog().metrics {
            let hidden = match metric.protection {
                None => continue,
                Some(Protection::Below(threshold)) => {
                    let (hidden, doubts) = hidden_from(book, id, metric, threshold);
                    hidden_figures.doubts.extend(doubts);
                    hidden
                }
                Some(Protection::RoundTo5) => hidden_totals(book, id, metric),
            };
            hidden_figures.hidden.insert(id.clone(), hidden);
        }
        hidden_figures
    }

    fn hides(&self, id: &str, cell: &Cell, period: Period, vintage: Period) -> bool {
        let from = self.hidden.get(id).and_then(|hidden| hidden.get(&(period, cell.clone())));
        from.is_some_and(|from| *from <= vintage)
    }

    pub(super) fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

impl Known<'_> {
    /// Takes out of a figure what must not be shown: its amount if it is hidden, and every amount it was summed from.
    /// All figures that leave `compute` have passed here; one that is made from unveiled ones must pass too.
    pub(super) fn hide_protected(self, figure: &mut Figure) {
        if !self.book.hides() && self.rounded.is_none() {
            return;
        }
        if let Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) = &mut figure.working {
            // The flows of a running total are another metric's and have passed already.
            let own = parts.iter_mut().filter(|part| part.metric == figure.metric);
            own.for_each(|part| self.hide_protected(Arc::make_mut(part)));
        }
        let Some(metric) = self.metric(&figure.metric) else { return };
        if self.is_taken_out(metric, &figure.metric, &figure.cell, figure.period) {
            hide(figure);
            // The note of the old figure may give it away.
            figure.note = None;
            return;
        }
        let hidden = match self.protection(&figure.metric, metric) {
            None | Some(Protection::Below(_)) if self.bare => false,
            None => self.gives_inputs_away(figure, metric),
            Some(Protection::Below(_)) => self.is_hidden(metric, &figure.metric, &figure.cell, figure.period),
            Some(Protection::RoundTo5) => {
                let hides =
                    self.rounded.is_none() && self.hides_total(metric, &figure.metric, &figure.cell, figure.period);
                if !hides {
                    return round(figure);
                }
                true
            }
        };
        if hidden {
            hide(figure);
        }
    }

    /// Whether a later snapshot said that the figure gave somebody away. It then is shown in no report, nor is anything
    /// of its period that has a part in common with it, until that is stated anew. Over a longer period: whether
    /// anything it sums is taken out.
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
            Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) => {
                parts.iter().any(|part| self.rests_on_older(part, snapshot))
            }
            Working::Nothing | Working::Ratio(..) | Working::Formula(_) => false,
        }
    }

    /// Whether the figure is hidden. Over a longer period than the table that protects it: whether anything it sums is.
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

    /// Whether a rounded figure is hidden, because parts beside it would be known: a total, or what is taken from one.
    fn hides_total(self, metric: &Metric, id: &str, cell: &Cell, period: Period) -> bool {
        let hides = |period| self.book.hidden_figures().hides(id, cell, period, self.vintage);
        let is_taken_from_parts = period.grain() > metric.grain && !matches!(metric.kind, Kind::Flow);
        hides(period) || is_taken_from_parts && rests_on(metric, period).into_iter().any(hides)
    }

    /// Whether a recorded ratio would give a hidden count back: a share and a known number give the other number. Beside
    /// a rounded number it gives back what was rounded.
    fn gives_inputs_away(self, figure: &Figure, metric: &Metric) -> bool {
        let Kind::Ratio { numerator, denominator } = &metric.kind else { return false };
        let tells = |part: &Input| {
            let input = self.input(figure, part);
            input.is_suppressed() || input.amount.is_ok() && self.rests_on_rounded(&part.metric)
        };
        matches!(figure.working, Working::Stated { .. }) && [numerator, denominator].into_iter().any(tells)
    }

    /// Whether a metric is rounded, or computed from one that is.
    pub fn rests_on_rounded(self, id: &str) -> bool {
        let Some(metric) = self.metric(id) else { return false };
        self.protection(id, metric) == Some(Protection::RoundTo5)
            || metric.inputs().into_iter().any(|input| input != id && self.rests_on_rounded(input))
    }

    /// How a metric is protected: as its definition says, or as if other metrics were rounded.
    pub(super) fn protection(self, id: &str, metric: &Metric) -> Option<Protection> {
        let Some(rounded) = self.rounded else { return metric.protection };
        match metric.protection {
            _ if rounded.contains(id) => Some(Protection::RoundTo5),
            Some(Protection::Below(threshold)) => Some(Protection::Below(threshold)),
            Some(Protection::RoundTo5) | None => None,
        }
    }

    /// Whether the figure would be the amount that `is_it` says of if these metrics, and no others, were rounded.
    pub fn gives(self, figure: &Figure, is_it: &dyn Fn(Decimal) -> bool, rounded: &BTreeSet<String>) -> bool {
        let known = Known { rounded: Some(rounded), seen: None, kept: None, ..self };
        known.figure(&figure.metric, &figure.cell, figure.period).value().is_some_and(is_it)
    }

    /// Whether the figure is, hidden or not, the amount that `is_it` says of, or the gap where that is `None`, if these
    /// metrics and no others were rounded: to hide a figure makes it no other one. `None` where it cannot be said, because
    /// a later snapshot took out what it rests on.
    pub fn is_still(
        self,
        figure: &Figure,
        is_it: &dyn Fn(Option<Decimal>) -> bool,
        rounded: &BTreeSet<String>,
    ) -> Option<bool> {
        let amount = |rounded: &BTreeSet<String>| {
            let known = Known { rounded: Some(rounded), bare: true, seen: None, kept: None, ..self };
            known.figure(&figure.metric, &figure.cell, figure.period).amount.clone()
        };
        // Where nothing is rounded, nothing but that hides it.
        if amount(&BTreeSet::new()).is_err_and(|gap| gap.is_hidden()) {
            return None;
        }
        let amount = amount(rounded);
        // A count that would have been hidden then is none that readers had.
        let was_hidden = amount.as_ref().is_err_and(Gap::is_hidden);
        Some(!was_hidden && is_it(amount.ok()))
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
            Some(Protection::RoundTo5) if self.hides_total(metric, id, cell, period) => None,
            Some(Protection::RoundTo5) => rounded(amount).ok(),
        }
    }
}

/// The periods of the metric's own grain that its figure of a longer one rests on.
fn rests_on(metric: &Metric, period: Period) -> Vec<Period> {
    let parts = period.parts(metric.grain);
    match metric.is_level_at_end() || matches!(metric.kind, Kind::Cumulative { .. }) {
        true => parts.into_iter().next_back().into_iter().collect(),
        false => parts,
    }
}

fn hide(figure: &mut Figure) {
    (figure.interval, figure.first_interval) = (None, None);
    figure.revision = None;
    figure.amount = match &figure.amount {
        Ok(_) => Err(Gap::Suppressed),
        Err(Gap::Withdrawn { .. }) => Err(Gap::Withdrawn { was: None }),
        Err(other) => Err(other.clone()),
    };
}

fn round(figure: &mut Figure) {
    if matches!(figure.working, Working::Mean(_)) {
        // It was made from rounded counts.
        return;
    }
    figure.amount = match figure.amount.clone() {
        Ok(amount) => rounded(amount),
        Err(Gap::Withdrawn { was }) => Err(Gap::Withdrawn { was: was.and_then(|was| rounded(was).ok()) }),
        Err(other) => Err(other),
    };
    figure.revision = figure.revision.take().filter(|_| figure.amount.is_ok());
}

/// Whether a count is shown as another one where it is rounded.
pub fn is_rounded_to(amount: Decimal, shown: Decimal) -> bool {
    rounded(amount).is_ok_and(|amount| amount == shown)
}

/// A count as readers see it: to the nearest 5, and hidden from 1 to 7.
pub(super) fn rounded(amount: Decimal) -> Result<Decimal, Gap> {
    match count_of(amount).map(round5) {
        None | Some(Rounded::Hidden) => Err(Gap::Suppressed),
        Some(Rounded::Zero) => Ok(Decimal::ZERO),
        Some(Rounded::Shown(count)) => Ok(Decimal::from(count)),
    }
}

/// `None` for an amount that is not a count: below zero or not whole.
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

#[cfg(test)]
mod tests;
