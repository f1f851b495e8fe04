//! What was said beside figures, and in notices of their changes, held against what is said now.

use super::beside::{KEYS, is_told, name, of};
use super::compare::{Found, Now};
use super::is_hidden;
use super::record::note;
use super::told::{Key, Told};
use crate::base::digest::sha256;
use crate::compute::ChangedLater;
use crate::model::ledger::{NOTICES, What};
use crate::model::snapshot::RevisionKind;

/// What the notices of a report tell of the changes in `shown`, for the ledger: of each the metric, the period with the
/// members, the month that changed it, and the first digits of a SHA-256 of its kind and reason. `None` without any.
pub fn notices(shown: &[&ChangedLater]) -> Option<String> {
    let line = |change: &&ChangedLater| {
        let ChangedLater { metric, period, cell, snapshot, .. } = change;
        format!("{metric} {} {snapshot} {}", name(*period, cell), reason_of(change))
    };
    let mut lines: Vec<String> = shown.iter().map(line).collect();
    lines.sort();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn reason_of(change: &ChangedLater) -> String {
    let kind = change.kind.map_or("", RevisionKind::word);
    let digest = sha256(format!("{kind}\n{}", change.reason.as_deref().unwrap_or_default()).as_bytes());
    digest.get(..16).unwrap_or_default().to_owned()
}

impl Now<'_> {
    /// Whether notices of the report give the same reasons as before, and are still there. `changes` is everything that
    /// later snapshots changed of its figures: where the newest of a figure is another one, the notice tells that.
    pub fn compare_notices(&self, changes: &[&ChangedLater], told: &Told<'_>, found: &mut Found) {
        let Some(was) = told.settings.and_then(|said| said.get(NOTICES)) else { return };
        let moved = self.told_of_now(told);
        let told = moved.as_ref().unwrap_or(told);
        let known = self.wording.known;
        for line in was.lines() {
            let [id, of, snapshot, reason] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
            let id = told.id_now(id);
            let Some(metric) = known.metric(id) else { continue };
            let mut parts = of.split('/');
            let period = parts.next().unwrap_or_default().to_owned();
            let of = parts.fold(period, |of, member| format!("{of}/{}", told.members_of_now(id, member)));
            let is_of_it = |change: &ChangedLater| change.metric == id && name(change.period, &change.cell) == of;
            let newest = changes.iter().find(|change| is_of_it(change));
            let is_other =
                newest.is_some_and(|newest| newest.snapshot.to_string() == snapshot && reason_of(newest) != reason);
            // What may be hidden by now, or is rounded, tells less, and a part that is none any more is told by itself.
            let is_part = of.contains('/') && of.split('/').count() != metric.by.len() + 1;
            let may_be_gone = metric.protection.is_some() || known.book.may_hide(id) || is_part;
            let is_gone = !may_be_gone && !known.book.changed_later().iter().any(is_of_it);
            if is_gone || is_other {
                found.add(told, self.change(What::Note, id, metric, (None, None)), &metric.place);
            }
        }
    }

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
