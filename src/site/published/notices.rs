//! What was changed in a published report, as its page may tell it now: without what would tell of a figure that readers
//! saw and that is hidden since. The ledger keeps the whole.

use std::collections::BTreeSet;

use super::compare::Now;
use super::is_hidden;
use super::told::Told;
use crate::compute::Verdict;
use crate::l10n::wording::verdict_within;
use crate::model::ledger::{Change, What};

/// The changes that a report tells of. A target that is made from what is hidden now is not said, nor is a verdict on it:
/// "at least 3 (met)", then "at least 4 (not met)", is 3.
pub fn without_hidden(now: &Now<'_>, told: &Told<'_>, changes: Vec<&Change>) -> Vec<Change> {
    let is_of_figures = |change: &Change| change.what == What::Target && (change.was.is_some() || change.now.is_some());
    if !changes.iter().any(|change| is_of_figures(change)) {
        return changes.into_iter().cloned().collect();
    }
    let moved = now.told_of_now(told);
    let told = moved.as_ref().unwrap_or(told);
    let known = now.wording.known;
    let (mut hidden, mut aiming) = (BTreeSet::new(), BTreeSet::new());
    for key in told.values.keys().chain(&told.hidden) {
        let (id, period, cell) = key;
        let figure = now.figure(id, cell, *period);
        let was_seen = told.values.get(key).is_some_and(|was| was.value.is_some());
        if was_seen && is_hidden(&figure.amount) {
            hidden.insert(*id);
        }
        if known.aims_at_hidden(&figure) {
            aiming.insert(*id);
        }
    }
    let verdicts = [Verdict::Met, Verdict::Near, Verdict::NotMet, Verdict::Unknown];
    let verdicts = verdicts.map(|verdict| verdict_within(verdict.word(), now.wording.language));
    let without_verdicts = |text: &String| {
        verdicts.iter().flatten().fold(text.clone(), |text, verdict| text.replace(&format!(" ({verdict})"), ""))
    };
    let told_now = |change: &Change| {
        let id = told.id_now(change.metric.as_deref().unwrap_or_default());
        if !is_of_figures(change) {
            return change.clone();
        }
        let is_made_from_hidden = match &change.made_from {
            Some(ids) => ids.split_whitespace().any(|id| hidden.contains(told.id_now(id))),
            // An older kalends did not say what a target was made from.
            None => hidden.iter().any(|hidden| *hidden != id),
        };
        if is_made_from_hidden || aiming.contains(id) {
            return Change { was: None, now: None, ..change.clone() };
        }
        if !hidden.contains(id) {
            return change.clone();
        }
        let texts = (change.was.as_ref().map(without_verdicts), change.now.as_ref().map(without_verdicts));
        let (was, now) = if texts.0 == texts.1 { (None, None) } else { texts };
        Change { was, now, ..change.clone() }
    };
    changes.into_iter().map(told_now).collect()
}
