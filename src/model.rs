//! The nouns: what is measured, what was reported, what is written about it, how the site is set.
//!
//! Plain data with its invariants. No serde, no files, no formatting: those are `load` and `l10n`.

pub mod approvals;
pub mod catalog;
pub mod content;
pub mod formula;
pub mod imports;
pub mod language;
pub mod ledger;
pub mod settings;
pub mod snapshot;

pub use jiff::civil::Date;
pub use rust_decimal::Decimal;

use crate::model::language::Language;

/// A label or description: the same in every language, or one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    da: String,
    en: String,
}

impl Text {
    /// The same words in every language.
    pub fn same(text: impl Into<String>) -> Text {
        let text = text.into();
        Text { da: text.clone(), en: text }
    }

    /// One for each language; a missing one borrows the other. `None` when both are missing.
    pub fn per_language(da: Option<String>, en: Option<String>) -> Option<Text> {
        let (da, en) = match (da, en) {
            (Some(da), Some(en)) => (da, en),
            (Some(da), None) => (da.clone(), da),
            (None, Some(en)) => (en.clone(), en),
            (None, None) => return None,
        };
        Some(Text { da, en })
    }

    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Da => &self.da,
            Language::En => &self.en,
        }
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
    fn a_moment_has_its_day() {
        let day = |seconds| day_of(seconds).map(|day| day.to_string());
        assert_eq!(day(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day(1_519_862_399).as_deref(), Some("2018-02-28"));
        assert_eq!(day(1_519_862_400).as_deref(), Some("2018-03-01"));
        assert_eq!(day(-1).as_deref(), Some("1969-12-31"));
        assert_eq!(day(i64::MAX), None);
    }
}
