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

    /// The two ends of where the true amount may lie, each as text; `None` where the source says nothing.
    pub fn interval_ends(self, figure: &Figure) -> Option<[String; 2]> {
        self.ends(figure, figure.interval?)
    }

    fn between(self, figure: &Figure, interval: Interval) -> Option<String> {
        let [low, high] = self.ends(figure, interval)?;
        Some(phrases::between(&low, &high, self.language))
    }

    fn ends(self, figure: &Figure, Interval { low, high }: Interval) -> Option<[String; 2]> {
        let metric = self.metric(&figure.metric)?;
        let value = figure.amount.as_ref().ok()?;
        let decimals = apart(metric, low, *value).max(apart(metric, high, *value));
        Some([low, high].map(|end| with_decimals(metric, end, decimals, self.language)))
    }

    /// The text of a value, and in brackets where the true one may lie.
    pub fn value_and_interval(self, figure: &Figure, value: String) -> String {
        self.interval(figure).map_or(value.clone(), |interval| format!("{value} ({interval})"))
    }
}
