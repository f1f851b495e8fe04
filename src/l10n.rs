//! Text for readers, in Danish and English: numbers, periods, dates, sorting, words and phrases.
//!
//! The one place where a number becomes text and the only one that rounds: half away from zero,
//! in decimal arithmetic, once. Page, chart, alternative text and CSV header all ask here. Digits,
//! separators and month names are CLDR's, by way of ICU4X; the minus sign is U+2212 and English
//! is British. Escaping for HTML or SVG is left to whoever writes those.

use std::sync::LazyLock;

use icu_locale_core::{Locale, locale};

use crate::model::language::Language;

mod directions;
mod numbers;
mod order;
mod periods;
pub mod phrases;
pub mod wording;
pub mod words;

pub use directions::direction;
pub use numbers::{
    Noun, Plural, count, number, percent, plural, points, rounded, signed, signed_percent, signed_points, with_unit,
};
pub use order::{compare, initial, list};
pub use periods::{
    as_of, at_end_of, capital, date, date_short, month_name, month_tick, noun, period, period_capital, period_short,
    quarter_tick, span,
};
pub use words::{Words, words};

/// One value for each language, made when it is first asked for.
struct PerLanguage<T> {
    da: LazyLock<T>,
    en: LazyLock<T>,
}

impl<T> PerLanguage<T> {
    const fn new(da: fn() -> T, en: fn() -> T) -> PerLanguage<T> {
        PerLanguage { da: LazyLock::new(da), en: LazyLock::new(en) }
    }

    fn of(&self, language: Language) -> &T {
        match language {
            Language::Da => &self.da,
            Language::En => &self.en,
        }
    }
}

/// The name of the language for ICU4X. English is British: 1 February 2018.
fn icu_locale(language: Language) -> Locale {
    match language {
        Language::Da => locale!("da"),
        Language::En => locale!("en-GB"),
    }
}

#[cfg(test)]
mod tests;
