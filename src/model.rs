//! The nouns: what is measured, what was reported, what is written about it, how the site is set.
//!
//! Plain data with its invariants. No serde, no files, no formatting: those are `load` and `l10n`.

pub mod approvals;
pub mod calendar;
pub mod called;
pub mod catalog;
pub mod content;
pub mod embargo;
pub mod exact;
pub mod formula;
pub mod imports;
pub mod language;
pub mod ledger;
pub mod remarks;
pub mod settings;
pub mod snapshot;

pub use jiff::civil::Date;
pub use rust_decimal::Decimal;

use crate::model::language::Language;

/// A label or description: the same in every language, or one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// In the order of [`Language::ALL`].
    wordings: [String; Language::ALL.len()],
}

impl Text {
    /// The same words in every language.
    pub fn same(text: impl Into<String>) -> Text {
        let text = text.into();
        Text { wordings: std::array::from_fn(|_| text.clone()) }
    }

    /// One for each language, in the order of [`Language::ALL`]; a missing one borrows the first that is there. `None`
    /// when all are missing.
    pub fn per_language(wordings: [Option<String>; Language::ALL.len()]) -> Option<Text> {
        let first = wordings.iter().flatten().next()?.clone();
        Some(Text { wordings: wordings.map(|wording| wording.unwrap_or_else(|| first.clone())) })
    }

    #[expect(clippy::indexing_slicing, reason = "the index of a language is its place in ALL, which has as many")]
    pub fn get(&self, language: Language) -> &str {
        &self.wordings[language.index()]
    }

    /// Whether it is these words in one of the languages.
    pub fn is(&self, words: &str) -> bool {
        self.wordings.iter().any(|wording| wording == words)
    }
}

/// The day, in UTC, of a moment in seconds since 1970; `None` beyond the year 9999.
pub fn day_of(seconds: i64) -> Option<Date> {
    let days = jiff::Span::new().try_days(seconds.div_euclid(24 * 60 * 60)).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_wording_in_one_language_borrows_another() {
        let text = |known: &[(Language, &str)]| {
            let wording = |language| known.iter().find(|(of, _)| *of == language).map(|(_, text)| (*text).to_owned());
            Text::per_language(Language::ALL.map(wording))
        };
        let danish = text(&[(Language::Da, "Tal")]).expect("a text");
        assert_eq!(danish.get(Language::En), "Tal");
        let both = text(&[(Language::En, "Figures"), (Language::Da, "Tal")]).expect("a text");
        assert_eq!((both.get(Language::Da), both.get(Language::En)), ("Tal", "Figures"));
        assert_eq!(text(&[]), None);
    }

    #[test]
    fn a_moment_has_its_day() {
        let day = |seconds| day_of(seconds).map(|day| day.to_string());
        assert_eq!(day(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day(1_519_862_399).as_deref(), Some("2018-02-28"));
        assert_eq!(day(1_519_862_400).as_deref(), Some("2018-03-01"));
        assert_eq!(day(-1).as_deref(), Some("1969-12-31"));
        assert_eq!(day(i64::MAX), None);
    }
}
