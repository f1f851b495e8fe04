//! Text for readers, in each language: numbers, periods, dates, sorting, words and phrases.
//!
//! The one place where a number becomes text and the only one that rounds: half away from zero, in decimal arithmetic,
//! once. Page, chart, alternative text and CSV header all ask here. Digits, separators and month names are CLDR's, by
//! way of ICU4X; the minus sign is U+2212 and English is British. Everything else of one language is in a file of its
//! own, `da` or `en`. Escaping for HTML or SVG is left to whoever writes those.

use std::sync::OnceLock;

use icu_locale_core::Locale;

use crate::model::language::Language;

mod da;
mod en;
mod lexicon;
mod numbers;
mod order;
mod periods;
pub mod phrases;
mod shown;
pub mod signals;
pub mod wording;
mod words;

pub use lexicon::{Beginnings, Lexicon, direction};
pub use numbers::{
    Noun, Plural, count, decimals_apart, file_size, large, large_steps, number, percent, plural, points, rounded,
    signed, signed_percent, signed_points, signed_share, with_unit,
};
pub use order::{compare, initial, list};
pub use periods::{
    as_of, at_end_of, capital, date, date_short, embargoed, is_month, month_name, month_tick, noun, period,
    period_capital, period_short, quarter_tick, sentence, span,
};
pub use shown::{Shown, shown};
pub use words::Words;

/// What the file of a language holds.
struct LanguageFile {
    /// The name of the language for ICU4X.
    locale: Locale,
    words: Words,
    signs: Signs,
    lexicon: Lexicon,
    grammar: &'static dyn phrases::Grammar,
    starter: Starter,
    how_tos: HowTos,
}

/// The file of each language: the only place where a new one has to be named, besides [`Language`] itself.
fn file_of(language: Language) -> &'static LanguageFile {
    match language {
        Language::Da => &da::DANISH,
        Language::En => &en::ENGLISH,
    }
}

/// The signs of one language, and the short names that CLDR has otherwise.
#[derive(Debug)]
pub struct Signs {
    /// Between the whole and the decimals of an amount.
    pub decimal: char,
    /// Between the columns of a CSV file, as spreadsheets of the language read it.
    pub delimiter: u8,
    /// What opens and closes a quotation, and one within it; the last one is the apostrophe too.
    pub quotes: [&'static str; 4],
    /// The letters of a register, in their order.
    pub alphabet: &'static str,
    /// The names of the months under an axis, without a stop (charts.md, section 6).
    pub month_ticks: [&'static str; 12],
    pub quarter_ticks: [&'static str; 4],
    /// In small letters, as an extract may name one.
    pub week: &'static str,
    /// Behind a number of millions, of thousands of millions, and of millions of millions, with the space before it.
    pub large: [&'static str; 3],
}

/// The files of a new site, each with its path.
pub type Starter = &'static [(&'static str, &'static [u8])];

/// The files of a new site from the folder of the language.
macro_rules! files_of {
    ($tag:literal) => {
        files_of!($tag:
            "kalends.yaml", "data/metrics.yaml", "data/2026-01.yaml", "data/2026-02.yaml", "content/_report.md")
    };
    ($tag:literal: $($path:literal),*) => {
        &[$(($path, include_bytes!(concat!("../../starter/", $tag, "/", $path)))),*]
    };
}
use files_of;

/// Pages of the manual that show a whole site.
pub struct HowTos {
    /// Their folder in docs/.
    pub folder: &'static str,
    /// Each with its name.
    pub pages: &'static [(&'static str, &'static str)],
}

/// The pages from a folder of docs/.
macro_rules! how_tos_of {
    ($folder:literal) => {
        how_tos_of!($folder:
            "months-across-columns", "rate-by-member", "targets", "small-counts", "correction")
    };
    ($folder:literal: $($name:literal),*) => {
        HowTos {
            folder: $folder,
            pages: &[$(($name, include_str!(concat!("../../docs/", $folder, "/", $name, ".md")))),*],
        }
    };
}
use how_tos_of;

/// The words of the interface.
pub fn words(language: Language) -> &'static Words {
    &file_of(language).words
}

pub fn signs(language: Language) -> &'static Signs {
    &file_of(language).signs
}

/// The words that are looked for in texts.
pub fn lexicon(language: Language) -> &'static Lexicon {
    &file_of(language).lexicon
}

/// The files of a new site with comments in the language.
pub fn starter(language: Language) -> Starter {
    file_of(language).starter
}

/// The pages of the manual in the language that show a whole site.
pub fn how_tos(language: Language) -> &'static HowTos {
    &file_of(language).how_tos
}

fn grammar(language: Language) -> &'static dyn phrases::Grammar {
    file_of(language).grammar
}

fn icu_locale(language: Language) -> Locale {
    file_of(language).locale.clone()
}

/// One value for each language, made when it is first asked for.
pub struct PerLanguage<T> {
    make: fn(Language) -> T,
    made: [OnceLock<T>; Language::ALL.len()],
}

impl<T> PerLanguage<T> {
    pub const fn new(make: fn(Language) -> T) -> PerLanguage<T> {
        PerLanguage { make, made: [const { OnceLock::new() }; Language::ALL.len()] }
    }

    #[expect(clippy::indexing_slicing, reason = "the index of a language is its place in ALL, which has as many")]
    pub fn of(&self, language: Language) -> &T {
        self.made[language.index()].get_or_init(|| (self.make)(language))
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
