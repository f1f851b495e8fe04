//! What an XmR chart says, in words.

use super::words;
use crate::compute::spc::{Assurance, Class};
use crate::model::language::Language;

/// What the last value says, within a sentence.
pub fn variation(class: Class, language: Language) -> &'static str {
    let words = words(language);
    match class {
        Class::CommonCause => words.common_cause,
        Class::Improvement => words.improvement,
        Class::Concern => words.concern,
        Class::NeutralHigh => words.neutral_high,
        Class::NeutralLow => words.neutral_low,
    }
}

/// Whether the target can be relied on, within a sentence.
pub fn assurance(assurance: Assurance, language: Language) -> &'static str {
    let words = words(language);
    match assurance {
        Assurance::Pass => words.assurance_pass,
        Assurance::Fail => words.assurance_fail,
        Assurance::HitOrMiss => words.assurance_hit_or_miss,
    }
}
