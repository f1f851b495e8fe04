//! Where the true amount of a figure may lie → words.

use super::{Wording, apart, with_decimals};
use crate::compute::Figure;
use crate::l10n::phrases;
use crate::model::snapshot::Interval;

impl Wording<'_> {
    /// Where the true amount may lie, as the source says: `mellem 7,9 % og 8,5 %`; `None` where it says nothing. With
    /// the decimals that tell its ends from the value.
    pub fn interval(self, figure: &Figure) -> Option<String> {
        self.between(figure, figure.interval?)
    }

    /// The interval of a figure that was stated first, where another one holds now: `først offentliggjort som mellem …`.
    pub fn earlier_interval(self, figure: &Figure) -> Option<String> {
        let first = self.between(figure, figure.first_interval?)?;
        Some(phrases::first_published_as(&first, self.language))
    }

    fn between(self, figure: &Figure, Interval { low, high }: Interval) -> Option<String> {
        let metric = self.metric(&figure.metric)?;
        let value = figure.amount.as_ref().ok()?;
        let decimals = apart(metric, low, *value).max(apart(metric, high, *value));
        let [low, high] = [low, high].map(|end| with_decimals(metric, end, decimals, self.language));
        Some(phrases::between(&low, &high, self.language))
    }

    /// The text of a value, and in brackets where the true one may lie.
    pub fn value_and_interval(self, figure: &Figure, value: String) -> String {
        self.interval(figure).map_or(value.clone(), |interval| format!("{value} ({interval})"))
    }
}
