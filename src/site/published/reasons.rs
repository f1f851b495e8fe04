//! What was said beside figures, and in notices of their changes, held against what is said now.

use super::beside::{KEYS, is_told, of};
use super::compare::{Found, Now};
use super::is_hidden;
use super::record::note;
use super::told::{Key, Told};
use crate::compute::ChangedLater;
use crate::model::ledger::What;

impl Now<'_> {
    /// What a notice of the report tells of a change by a month that has no report: its reason and kind are what pages of
    /// that month, which `elsewhere` were told, say beside the figure. Where they say nothing, they may say it.
    pub fn compare_notice(&self, change: &ChangedLater, elsewhere: &Told<'_>, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known.book.known_in(change.snapshot);
        let key: Key<'_> = (&change.metric, change.period, change.cell.clone());
        let Some(metric) = known.metric(&change.metric) else { return };
        let Some(was) = elsewhere.shown.get(&key).and_then(|was| was.shown.note.as_ref()) else { return };
        let figure = known.figure(&change.metric, &change.cell, change.period);
        if !is_hidden(&figure.amount) && note(&figure).as_ref() != Some(was) {
            found.add(told, self.change(What::Note, &change.metric, metric, (None, None)), &metric.place);
        }
    }

    /// What is said beside figures, also beside those that stand next to a hidden one.
    pub(super) fn compare_beside(&self, told: &Told<'_>, found: &mut Found) {
        for ((id, period, cell), was) in &told.said {
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let figure = self.figure(id, cell, *period);
            // To hide a figure, and what is said of it, is always allowed, and of one that is none nothing is recorded.
            if !is_told(&figure) {
                continue;
            }
            for (((_, what), was), now) in KEYS.iter().zip(was).zip(of(self.wording.known, &figure)) {
                if was.is_some_and(|was| was != now) {
                    found.add(told, self.change(*what, id, metric, (None, None)), &metric.place);
                }
            }
        }
    }
}
