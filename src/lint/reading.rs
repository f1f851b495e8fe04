//! One narrative as one report shows it, ready to be compared with the report's figures.

use std::ops::Range;
use std::sync::Arc;

use crate::base::period::Period;
use crate::compute::reference::Reference;
use crate::compute::{self, Book, Member};
use crate::diag::Diagnostic;
use crate::l10n;
use crate::load::{self, Edition};
use crate::model::content::Page;
use crate::model::language::Language;
use crate::narrative::mark::Mark;
use crate::narrative::prose::{self, MARK, Passage, Prose};
use crate::narrative::scope::Scope;

use super::Finding;
use super::spelled::words;

/// A page in a report, or a page of no period with the newest figures.
pub struct Reading<'a> {
    /// `None` for a page of no period.
    pub edition: Option<Edition<'a>>,
    pub page: &'a Page,
    pub scope: Scope,
    pub prose: Prose<'a>,
    pub language: Language,
}

impl<'a> Reading<'a> {
    pub fn new(edition: Option<Edition<'a>>, page: &'a Page, scope: Scope, prose: Prose<'a>) -> Reading<'a> {
        Reading { edition, page, language: scope.language, scope, prose }
    }

    /// `None` where the page cannot be read.
    pub fn of_edition(inputs: &load::Site, book: &Arc<Book>, edition: Edition<'a>) -> Option<Reading<'a>> {
        let (vintage, period) = (edition.vintage(), edition.period);
        let member = edition.member.map(|(dimension, id)| Member { dimension, id });
        let scope = scope(inputs, book, vintage, period, edition.language, member);
        let prose = prose::read(edition.page, &scope)?;
        Some(Reading::new(Some(edition), edition.page, scope, prose))
    }

    /// A page that belongs to no period, with the figures of `latest`.
    pub fn of_page(
        inputs: &load::Site,
        book: &Arc<Book>,
        page: &'a Page,
        language: Language,
        latest: Period,
    ) -> Option<Reading<'a>> {
        let scope = scope(inputs, book, latest, latest, language, None);
        let prose = prose::read(page, &scope)?;
        Some(Reading::new(None, page, scope, prose))
    }

    /// A finding in a passage, or in the section that it belongs to.
    pub fn finding(&self, diagnostic: Diagnostic, section: Option<usize>, metric: Option<&str>) -> Finding {
        Finding {
            diagnostic,
            period: self.edition.map(|edition| edition.period),
            series: self.edition.map_or(String::new(), |edition| edition.series.path.clone()),
            metric: metric.map(str::to_owned),
            section: section.and_then(|index| self.prose.sections.get(index).cloned()),
            acknowledged: None,
        }
    }

    /// The figures that a part of a passage cites, each with the byte of its mark.
    pub fn cited(&self, passage: &Passage, part: &Range<usize>) -> Vec<(usize, &Reference)> {
        let within = passage.marks.iter().filter(|(at, _)| part.contains(at));
        within
            .filter_map(|(at, number)| match self.prose.marks.get(*number) {
                Some(Mark::Figure(reference)) => Some((*at, reference)),
                _ => None,
            })
            .collect()
    }

    /// The metrics that a passage is about: of its figures, charts and tables.
    pub fn metrics(&self, passage: &'a Passage) -> impl Iterator<Item = &str> {
        passage.marks.iter().filter_map(|(_, number)| self.prose.marks.get(*number)).flat_map(|mark| match mark {
            Mark::Figure(reference) | Mark::Spark(reference) => vec![reference.metric.as_str()],
            Mark::Exhibit(request) => request.references.iter().map(|reference| reference.metric.as_str()).collect(),
            Mark::Period(_) | Mark::Member { .. } | Mark::Number { .. } | Mark::Ref(_) => Vec::new(),
        })
    }

    /// Whether the report is of this member.
    pub fn is_of(&self, dimension: &str, member: &str) -> bool {
        self.scope.member.as_ref().is_some_and(|own| (own.0.as_str(), own.1.as_str()) == (dimension, member))
    }

    /// Whether a part of a passage names `period`, as a variable or in words.
    pub fn names(&self, passage: &Passage, part: &Range<usize>, period: Period) -> bool {
        let named =
            |number: &usize| matches!(self.prose.marks.get(*number), Some(Mark::Period(other)) if *other == period);
        let text = self::part(&passage.text, part).to_lowercase();
        passage.marks.iter().any(|(at, number)| part.contains(at) && named(number))
            || text.contains(&l10n::period(period, self.language).to_lowercase())
            || words(&text).iter().any(|(_, word)| *word == l10n::month_name(period, self.language).to_lowercase())
    }
}

fn scope(
    inputs: &load::Site,
    book: &Arc<Book>,
    vintage: Period,
    period: Period,
    language: Language,
    member: Option<Member<'_>>,
) -> Scope {
    let known = book.known_in(vintage);
    let settings = &inputs.settings;
    Scope {
        book: book.clone(),
        vintage,
        figures: Arc::new(compute::figures(known, period, settings.history, member)),
        language,
        member: member.map(|member| (member.dimension.to_owned(), member.id.to_owned())),
        site_title: settings.title.get(language).to_owned(),
        organisation: settings.organisation.as_ref().map_or("", |text| text.get(language)).to_owned(),
        is_reported: true,
        seen: None,
        kept: None,
    }
}

/// A part of a text: a sentence, a clause, or what stands between two words.
#[expect(clippy::string_slice, reason = "sentences, clauses and words begin and end between letters of their text")]
pub fn part<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    &text[range.clone()]
}

/// The sentences of a text. A full stop ends one if a capital, a mark or nothing follows, and no abbreviation comes
/// before.
pub fn sentences(text: &str, language: Language) -> Vec<Range<usize>> {
    let abbreviations = l10n::lexicon(language).abbreviations;
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | ':' | ';')) {
        let end = at + c.len_utf8();
        let rest = part(text, &(end..text.len()));
        let gap = rest.len() - rest.trim_start().len();
        let next = rest.trim_start().chars().next();
        let word = part(text, &(start..at))
            .rsplit(|c: char| c.is_whitespace() || c == '(')
            .next()
            .unwrap_or("")
            .to_lowercase();
        let begins = next.is_none_or(|next| next.is_uppercase() || next == MARK || !next.is_alphanumeric());
        let ends = match c {
            ':' | ';' => false,
            '.' => gap > 0 && begins && !abbreviations.holds(&word) && !is_ordinal(&word, next),
            _ => gap > 0,
        };
        if ends {
            sentences.push(start..end);
            start = end + gap;
        }
    }
    if start < text.len() {
        sentences.push(start..text.len());
    }
    sentences
}

/// `4. {{ quarter }}`: a short number and a stop before a mark.
fn is_ordinal(word: &str, next: Option<char>) -> bool {
    next == Some(MARK) && word.len() <= 2 && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_the_next_one_begins() {
        let parts = |text: &str, language| {
            sentences(text, language).into_iter().map(|range| part(text, &range).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(parts("Der er 1.807. Det er fint! Og", Language::Da), ["Der er 1.807.", "Det er fint!", "Og"]);
        let whole = "Pr. 1. februar var der ca. 12, f.eks. to.";
        assert_eq!(parts(whole, Language::Da), [whole]);
        assert_eq!(parts("In the 4. \u{e000} a. B", Language::En), ["In the 4. \u{e000} a.", "B"]);
    }
}
