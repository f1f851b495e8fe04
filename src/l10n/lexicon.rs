//! Words that tell what a text is about, for finding them in what an author wrote.
//!
//! For pointing an author at a sentence, never for judging one: a word is looked up by itself. Each language has lists
//! of its own, since a word of one can be another word in the next: Danish `rose` is to praise.

use std::cmp::Ordering;

use crate::model::language::Language;

/// Whole words in lower case, with spaces between them.
#[derive(Debug, Clone, Copy)]
pub struct WordList(pub &'static str);

impl WordList {
    /// Whether `word`, in lower case, is one of them.
    pub fn holds(self, word: &str) -> bool {
        self.0.split_ascii_whitespace().any(|known| known == word)
    }

    /// The place of `word`, in lower case, among them.
    pub fn place(self, word: &str) -> Option<usize> {
        self.0.split_ascii_whitespace().position(|known| known == word)
    }

    /// Whether `word`, in lower case, ends in one of them.
    pub fn ends(self, word: &str) -> bool {
        self.0.split_ascii_whitespace().any(|known| word.ends_with(known))
    }
}

/// Beginnings of words in lower case, with spaces between them; one with a stop at its end is a whole word.
#[derive(Debug, Clone, Copy)]
pub struct Beginnings(pub &'static str);

impl Beginnings {
    /// Whether `word`, in lower case, begins with one of them.
    pub fn begin(self, word: &str) -> bool {
        let is_meant = |known: &str| match known.strip_suffix('.') {
            Some(whole) => word == whole,
            None => word.starts_with(known),
        };
        self.0.split_ascii_whitespace().any(is_meant)
    }
}

/// The words of one language that are looked for in texts.
#[derive(Debug)]
pub struct Lexicon {
    // What a sentence claims of a change.
    /// Verbs and nouns that say that something rose.
    pub rise: WordList,
    /// Verbs and nouns that say that something fell.
    pub fall: WordList,
    /// Comparisons, which belong to the figure right beside them.
    pub more: WordList,
    pub less: WordList,
    /// What may stand between a comparison and its figure: `12 more than`, `up by 12`.
    pub beside_a_comparison: WordList,
    /// Two words of which the second says no way: `i hvert fald` is in any case.
    pub set_phrases: &'static [(&'static str, &'static str)],
    /// Words that take back, wish or suppose what the clause says.
    pub denial: WordList,
    /// Ends of such words.
    pub denial_endings: WordList,
    /// What parts a sentence in clauses besides commas.
    pub joints: WordList,
    /// Behind these a stop ends no sentence.
    pub abbreviations: WordList,

    // What a draft or a typed number is about.
    pub went_up: Beginnings,
    pub went_down: Beginnings,
    pub did_not_move: Beginnings,
    /// Of a change, whichever way.
    pub change: Beginnings,
    /// Of what is missing.
    pub shortfall: Beginnings,
    pub target: Beginnings,

    // What a number stands beside.
    /// The numbers from two on; one is more often an article.
    pub numbers_from_two: WordList,
    pub percent: WordList,
    /// Percent in two words.
    pub percent_in_two: Option<(&'static str, &'static str)>,
    /// Percentage points in one word.
    pub points: WordList,
    /// What makes points of percent where `point` stands behind it.
    pub percent_before_points: WordList,
    /// Months and weekdays, in full and in short.
    pub months_and_days: WordList,
    /// Words that name what has the number behind them, or what day and hour it is.
    pub naming: WordList,
    /// What a number before it counts within a year: the first quarter, the second half.
    pub parts_of_a_year: WordList,
    /// Words in the title of a chart that say nothing of what it shows: `chart of`, `by`. That it goes by the month or
    /// the year is something.
    pub of_charts: WordList,
    /// The headings that a quality statement has, in their order.
    pub statement: [&'static str; 9],
}

/// How `word` says that something moved: up, down or not at all. `None` when it says nothing of the kind.
pub fn direction(word: &str, language: Language) -> Option<Ordering> {
    let word = word.to_lowercase();
    let lexicon = super::lexicon(language);
    let ways = [
        (lexicon.went_up, Ordering::Greater),
        (lexicon.went_down, Ordering::Less),
        (lexicon.did_not_move, Ordering::Equal),
    ];
    ways.into_iter().find(|(known, _)| known.begin(&word)).map(|(_, way)| way)
}

impl Lexicon {
    /// The headings of a quality statement that are not among `headings`, however these write their letters.
    pub fn missing_headings<'a>(&self, headings: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
        let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
        let there: Vec<String> = headings.map(plain).collect();
        self.statement.into_iter().filter(|heading| !there.contains(&plain(heading))).collect()
    }
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
