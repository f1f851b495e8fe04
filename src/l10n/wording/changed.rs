//! What a later snapshot changed → words.

use std::sync::Arc;

use super::{Wording, status};
use crate::compute::{Amount, ChangedLater, Figure, Gap, Said};
use crate::l10n::{grammar, phrases, words};
use crate::model::Decimal;

impl Wording<'_> {
    /// Why a figure was changed: what the snapshot says, and of what it is a consequence. `None` where no reason is
    /// given.
    pub fn why_changed(self, change: &ChangedLater) -> Option<String> {
        let reason = change.reason.clone()?;
        Some(match &change.follows {
            Some((metric, cell)) => phrases::follows_from(&self.label(metric, cell), &reason, self.language),
            None => reason,
        })
    }

    /// What stood before a change, which is its `was` or what a report shows, and what it was changed to: `None` where it
    /// was withdrawn. Two amounts are told apart by as many decimals as that takes.
    /// Beside them stand their intervals where these differ, and what is said otherwise of one that stayed.
    pub fn changed(self, change: &ChangedLater, was: &Amount) -> (String, Option<String>) {
        let (old, new) = change.intervals.map_or((None, None), |(old, new)| (Some(old), new));
        let now = Figure { interval: new, ..self.figure_changed(change, change.now) };
        let (before, text) = match was {
            Err(Gap::Withdrawn { .. }) => (words(self.language).in_withdrawn.to_owned(), self.value(&now)),
            Ok(was) => {
                let was = Figure { interval: old, ..self.figure_changed(change, Some(*was)) };
                let (before, now) = self.told_apart(&was, &now);
                (self.value_and_interval(&was, before), now)
            }
            was => (self.amount(&change.metric, was), self.value(&now)),
        };
        let now = self.value_and_interval(&now, text);
        let now = change.said.as_ref().map_or(now.clone(), |said| format!("{now}, {}", self.said_of(said)));
        (before, (!change.is_withdrawn()).then_some(now))
    }

    /// "provisional, ‘Three forms are doubtful’".
    fn said_of(self, said: &Said) -> String {
        let words = words(self.language);
        let status = said.status.map(|of| status(of, self.language).unwrap_or(words.in_final).to_owned());
        let note = said.note.as_ref().map(|note| grammar(self.language).quoted(note.trim_end_matches('.')));
        status.into_iter().chain(note).collect::<Vec<_>>().join(", ")
    }

    /// The figure that was changed, with one of its amounts; hidden where that is `None`.
    pub fn figure_changed(self, change: &ChangedLater, amount: Option<Decimal>) -> Figure {
        let figure = self.known.figure(&change.metric, &change.cell, change.period);
        Figure { amount: amount.ok_or(Gap::Suppressed), ..Arc::unwrap_or_clone(figure) }
    }
}
