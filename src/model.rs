//! The nouns: what is measured, what was reported, what is written about it, how the site is set.
//!
//! Plain data with its invariants. No serde, no files, no formatting: those are `load` and `locale`.

pub mod approvals;
pub mod catalog;
pub mod content;
pub mod formula;
pub mod settings;
pub mod snapshot;

pub use jiff::civil::Date;
pub use rust_decimal::Decimal;

use crate::model::settings::Language;

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
