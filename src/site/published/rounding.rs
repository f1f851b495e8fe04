//! A figure that differs from what was published by its rounding alone: the same data, rounded as it was then, gives what
//! readers had.

use std::collections::BTreeSet;

use super::compare::Now;
use super::told::{Key, Told, Value};
use crate::compute::{Figure, is_rounded_to};
use crate::l10n::wording::machine;
use crate::model::Decimal;
use crate::model::catalog::{Metric, Protection};
use crate::model::ledger::{Change, ROUND_TO, What};

impl Now<'_> {
    /// Whether an amount that nothing was rounded of is shown as the figure is, rounded.
    pub(super) fn rounds(&self, metric: &Metric, figure: &Figure, was: Value<'_>) -> bool {
        let Some((amount, now)) = amount(was).zip(figure.value()) else { return false };
        let known = self.wording.known;
        let is_count = metric.protection == Some(Protection::RoundTo5);
        let gives = || known.gives(figure, &|amount| is_it(was, amount), &BTreeSet::new());
        is_count && is_rounded_to(amount, now) || known.rests_on_rounded(&figure.metric) && gives()
    }

    /// Whether the figure would be what it was, if the metrics were rounded that were rounded then.
    pub(super) fn was_rounded(&self, told: &Told<'_>, metric: &Metric, figure: &Figure, was: Value<'_>) -> bool {
        if figure.amount.is_err() {
            return false;
        }
        let gives =
            |rounded: &BTreeSet<String>| self.wording.known.gives(figure, &|amount| is_it(was, amount), rounded);
        let Counts { all, rounded, is_known } = self.rounded_then(told, &figure.metric, was);
        // Somebody has to say it.
        let is_said = || !self.rounding_changed(told, &figure.metric, metric).reason.is_empty();
        gives(&rounded) || !is_known && is_said() && gives(&all)
    }

    /// Whether a figure that is hidden is still what it was when readers had it: as it is, or rounded as it was then.
    /// Where that cannot be said, it is.
    pub(super) fn is_still(&self, told: &Told<'_>, key: &Key<'_>, figure: &Figure, was: Value<'_>) -> bool {
        let known = self.wording.known;
        let is_still = |was: Value<'_>, rounded: &BTreeSet<String>| {
            let is_same = |amount: Option<Decimal>| amount.map(machine).as_deref() == was.value;
            known.is_still(figure, &is_same, rounded).unwrap_or(true)
        };
        if let Some(exact) = told.exact.get(key) {
            return is_still(*exact, &BTreeSet::new());
        }
        let Counts { all, rounded, is_known } = self.rounded_then(told, &figure.metric, was);
        is_still(was, &rounded) || !is_known && is_still(was, &all)
    }

    /// Which of the metrics that a figure is counted from were rounded in the line that shows it.
    fn rounded_then(&self, told: &Told<'_>, id: &str, was: Value<'_>) -> Counts {
        let all = self.counts_of(id);
        let how = |id: &String| told.meaning(was, id, ROUND_TO);
        let rounded = all.iter().filter(|id| how(id).is_some_and(|how| how == "5")).cloned().collect();
        let is_known = all.iter().all(|id| how(id).is_some());
        Counts { all, rounded, is_known }
    }

    /// The metrics that are counted themselves, among that one and those that it is computed from.
    fn counts_of(&self, id: &str) -> BTreeSet<String> {
        let (mut counts, mut asked, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![id]);
        while let Some(id) = open.pop() {
            let Some(metric) = self.wording.known.metric(id).filter(|_| asked.insert(id)) else { continue };
            let inputs = metric.inputs();
            if inputs.is_empty() {
                counts.insert(id.to_owned());
            }
            open.extend(inputs);
        }
        counts
    }

    /// That figures of a metric are rounded, or not any more, with the reason of its own or of what it is computed from.
    pub(super) fn rounding_changed(&self, told: &Told<'_>, id: &str, metric: &Metric) -> Change {
        let change = self.change(What::Rounding, id, metric, (None, None));
        if !change.reason.is_empty() {
            return change;
        }
        let counts = self.counts_of(id);
        let reason = counts.iter().find_map(|count| {
            let reason = self.reason(self.wording.known.metric(count)?, What::Rounding)?;
            (!told.was_said(What::Rounding, Some(count), reason)).then(|| reason.to_owned())
        });
        Change { reason: reason.unwrap_or_default(), ..change }
    }
}

/// The metrics that are counted themselves, of those that a figure is computed from.
struct Counts {
    all: BTreeSet<String>,
    /// Those that were rounded, as far as the line says it.
    rounded: BTreeSet<String>,
    /// Whether it says it of each: lines about other pages do not, nor do those of an older kalends.
    is_known: bool,
}

/// Whether an amount is what was published.
fn is_it(was: Value<'_>, amount: Decimal) -> bool {
    was.value == Some(machine(amount).as_str())
}

fn amount(value: Value<'_>) -> Option<Decimal> {
    value.value?.parse().ok()
}
