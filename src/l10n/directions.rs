//! Words that say how something moved, in running text.
//!
//! For pointing an author at a sentence, never for judging one: a word is looked up by itself, whatever stands around it.

use std::cmp::Ordering;

use crate::model::language::Language;

/// Beginnings of words; one with a stop at its end is a whole word.
const DA: [(Ordering, &[&str]); 3] = [
    (
        Ordering::Greater,
        &["stig", "steg", "øge", "øgning", "voks", "vækst", "fremgang", "højere.", "forbedr", "bedre.", "fordobl"],
    ),
    (
        Ordering::Less,
        &["falde", "fald.", "faldt.", "nedgang", "tilbagegang", "lavere.", "forværr", "dårligere.", "halver", "reduc"],
    ),
    (Ordering::Equal, &["uændre"]),
];

const EN: [(Ordering, &[&str]); 3] = [
    (
        Ordering::Greater,
        &[
            "rise.", "rises.", "rose.", "risen.", "rising.", "increas", "grow", "grew.", "higher.", "improv",
            "better.", "doubl",
        ],
    ),
    (
        Ordering::Less,
        &[
            "fall.", "falls.", "fell.", "fallen.", "falling.", "decreas", "declin", "drop", "lower.", "worse", "halv",
            "reduc",
        ],
    ),
    (Ordering::Equal, &["unchanged."]),
];

/// How `word` says that something moved: up, down or not at all. `None` when it says nothing of the kind.
pub fn direction(word: &str, language: Language) -> Option<Ordering> {
    let word = word.to_lowercase();
    let is_meant = |known: &&str| match known.strip_suffix('.') {
        Some(whole) => word == whole,
        None => word.starts_with(known),
    };
    let table = match language {
        Language::Da => DA,
        Language::En => EN,
    };
    table.into_iter().find(|(_, known)| known.iter().any(is_meant)).map(|(direction, _)| direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, language: Language, expected: Option<Ordering>) {
        for word in words.split(' ') {
            assert_eq!(direction(word, language), expected, "{word}");
        }
    }

    #[test]
    fn words_of_change_have_a_direction_and_others_have_none() {
        check("stiger steget Stigningen øges vækst højere", Language::Da, Some(Ordering::Greater));
        check("fald faldt faldet nedgangen lavere halveret", Language::Da, Some(Ordering::Less));
        check("uændret uændrede", Language::Da, Some(Ordering::Equal));
        check("rises Rose increased growing higher doubled", Language::En, Some(Ordering::Greater));
        check("fell falls decreasing dropped lower worse", Language::En, Some(Ordering::Less));
        check("unchanged", Language::En, Some(Ordering::Equal));
        check("faldskærm og personer målet", Language::Da, None);
        check("risk roses fallow wards", Language::En, None);
    }
}
