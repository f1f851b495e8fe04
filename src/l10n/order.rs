//! Sorting by the rules of the language, the letters of a register, and lists in running text.

use std::cmp::Ordering;

use icu_collator::CollatorBorrowed;

use super::{PerLanguage, icu_locale, signs, words};
use crate::model::language::Language;

static COLLATORS: PerLanguage<CollatorBorrowed<'static>> = PerLanguage::new(collator);

/// Order of two titles in a register: in Danish Æ, Ø and Å come after Z, and Aa is sorted as Å.
///
/// Quotation marks and other signs before the first letter or digit do not count. Equal only for
/// equal texts, so the order does not depend on where the sorting began.
pub fn compare(a: &str, b: &str, language: Language) -> Ordering {
    let collator = COLLATORS.of(language);
    collator.compare(sorted_part(a), sorted_part(b)).then_with(|| collator.compare(a, b)).then_with(|| a.cmp(b))
}

/// The heading under which `text` stands in a register: its letter, `Å` for Aa in Danish, `0–9`
/// for digits, `…` for other alphabets, `#` where there is neither letter nor digit.
///
/// Texts sorted with [`compare`] have their headings in one order too.
pub fn initial(text: &str, language: Language) -> &'static str {
    let collator = COLLATORS.of(language);
    let text = sorted_part(text);
    if text.is_empty() {
        return "#";
    }
    // Alpha opens the first alphabet after the Latin one in the order of all scripts.
    if collator.compare(text, "α") != Ordering::Less {
        return "…";
    }
    // The small letter, because Danish sorts A before a and English a before A: whichever comes
    // first opens the letter.
    let opens = |letter: &str| {
        let small = letter.to_lowercase();
        collator.compare(text, letter) != Ordering::Less || collator.compare(text, &small) != Ordering::Less
    };
    let alphabet = signs(language).alphabet;
    let mut letters = alphabet.char_indices().rev().filter_map(|(at, letter)| alphabet.get(at..at + letter.len_utf8()));
    letters.find(|letter| opens(letter)).unwrap_or("0–9")
}

/// `a, b og c`; `a, b and c`. Empty for an empty list.
pub fn list(items: &[String], language: Language) -> String {
    let and = words(language).and;
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// `text` from its first letter or digit on.
fn sorted_part(text: &str) -> &str {
    text.trim_start_matches(|sign: char| !sign.is_alphanumeric())
}

#[expect(clippy::expect_used, reason = "the data of every language is compiled in; a test makes every formatter")]
fn collator(language: Language) -> CollatorBorrowed<'static> {
    icu_collator::Collator::try_new(icu_locale(language).into(), Default::default()).expect("compiled data")
}
