//! What the whole of a metric is called beside its members: a total where they add up to it, and only there.

use super::Wording;
use crate::base::period::Grain;
use crate::l10n::words;

impl Wording<'_> {
    /// The head of the whole of all `metrics`, each in periods of a length: `I alt` where the members of each add up to it,
    /// `Alle` where one is a mean, a rate, or counts a person once who is there in several members. `beside_some`: not
    /// all members stand beside it.
    pub fn whole<'m>(self, metrics: impl IntoIterator<Item = (&'m str, Grain)>, beside_some: bool) -> &'static str {
        let words = words(self.language);
        let adds_up = |(id, grain)| self.metric(id).is_some_and(|metric| metric.parts_add_up(grain));
        match (metrics.into_iter().all(adds_up), beside_some) {
            (true, false) => words.total,
            (true, true) => words.total_of_all,
            (false, false) => words.whole,
            (false, true) => words.whole_of_all,
        }
    }
}
