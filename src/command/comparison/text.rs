//! Two texts → what is new, gone, rewritten or the same, by section, paragraph and word.
//!
//! A figure that moved does not make a text a new one: paragraphs are held against each other without their figures, so
//! that "unchanged, though its figures moved" can be said.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices, get_diff_ratio};

use super::page::{Page, Paragraph, Run, Section};

/// What became of a section or a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    New,
    Dropped,
    Rewritten,
    /// Word for word the same, and so are its figures.
    Unchanged,
    /// Word for word the same, but for its figures.
    FiguresMoved,
}

impl Fate {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Dropped => "dropped",
            Fate::Rewritten => "rewritten",
            Fate::Unchanged => "unchanged",
            Fate::FiguresMoved => "figures_moved",
        }
    }
}

/// One section of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// Of the newer text; of the older for one that was dropped.
    pub id: String,
    pub number: String,
    pub heading: String,
    pub fate: Fate,
    /// Those that are not wholly the same, in reading order.
    pub paragraphs: Vec<ParagraphChange>,
}

/// One paragraph that is not wholly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphChange {
    pub fate: Fate,
    pub pieces: Vec<Piece>,
}

/// A stretch of text in reading order: in both texts, in the older only, in the newer only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Gone(String),
    Added(String),
}

/// Sections of which at least this part of the words is the same are one section under another heading, and paragraphs
/// are one that was rewritten.
const ALIKE: f32 = 0.5;

/// Every section of the newer page in its order, each with what became of it; then those that were dropped.
pub fn compare(before: &Page, now: &Page) -> Vec<SectionChange> {
    let mut left: Vec<&Section> = before.sections.iter().collect();
    let mut partners: Vec<Option<&Section>> = now
        .sections
        .iter()
        .map(|section| {
            let at = left.iter().position(|other| other.id == section.id)?;
            Some(left.remove(at))
        })
        .collect();
    for (section, partner) in now.sections.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
        let words = section.paragraphs.concat();
        let likeness = left.iter().map(|other| likeness(&other.paragraphs.concat(), &words)).enumerate();
        let best = likeness.filter(|(_, ratio)| *ratio >= ALIKE).max_by(|(_, a), (_, b)| a.total_cmp(b));
        *partner = best.map(|(at, _)| left.remove(at));
    }
    let kept = now.sections.iter().zip(partners).map(|(section, partner)| match partner {
        Some(partner) => changed(partner, section),
        None => whole(section, Fate::New),
    });
    kept.chain(left.into_iter().map(|section| whole(section, Fate::Dropped))).collect()
}

/// How much of two texts is the same, word by word, from 0 to 1.
fn likeness(one: &[Run], other: &[Run]) -> f32 {
    let (one, other) = (tokens(one), tokens(other));
    let operations = capture_diff_slices(Algorithm::Myers, &one, &other);
    get_diff_ratio(&operations, one.len(), other.len())
}

fn whole(section: &Section, fate: Fate) -> SectionChange {
    SectionChange {
        id: section.id.clone(),
        number: section.number.clone(),
        heading: section.heading.clone(),
        fate,
        paragraphs: section.paragraphs.iter().map(|paragraph| alone(paragraph, fate)).collect(),
    }
}

fn alone(paragraph: &Paragraph, fate: Fate) -> ParagraphChange {
    let text = plain(paragraph);
    ParagraphChange { fate, pieces: vec![if fate == Fate::Dropped { Piece::Gone(text) } else { Piece::Added(text) }] }
}

#[expect(clippy::indexing_slicing, reason = "a difference counts the paragraphs that it was made from")]
fn changed(before: &Section, now: &Section) -> SectionChange {
    let (old, new) = (&before.paragraphs, &now.paragraphs);
    let old_words: Vec<_> = old.iter().map(words_only).collect();
    let new_words: Vec<_> = new.iter().map(words_only).collect();
    let mut paragraphs = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let (_, was, is) = operation.as_tag_tuple();
        let same = matches!(operation, DiffOp::Equal { .. });
        paragraphs.extend(pairs(&old[was], &new[is]).into_iter().filter_map(|pair| match pair {
            (Some(was), Some(is)) if was == is => None,
            (Some(was), Some(is)) => Some(ParagraphChange {
                fate: if same { Fate::FiguresMoved } else { Fate::Rewritten },
                pieces: pieces(was, is),
            }),
            (Some(was), None) => Some(alone(was, Fate::Dropped)),
            (None, Some(is)) => Some(alone(is, Fate::New)),
            (None, None) => None,
        }));
    }
    let fate = match paragraphs.iter().map(|paragraph| paragraph.fate).min() {
        _ if before.heading != now.heading => Fate::Rewritten,
        None => Fate::Unchanged,
        Some(Fate::FiguresMoved) => Fate::FiguresMoved,
        Some(_) => Fate::Rewritten,
    };
    SectionChange { paragraphs, ..SectionChange { fate, ..whole(now, fate) } }
}

/// Paragraphs that took each other's place, in order: those that share enough words are a pair, all others stand
/// alone, the old ones before the new.
#[expect(clippy::indexing_slicing, reason = "the next one stands at most behind the last that was found")]
fn pairs<'a>(old: &'a [Paragraph], new: &'a [Paragraph]) -> Vec<(Option<&'a Paragraph>, Option<&'a Paragraph>)> {
    let mut pairs = Vec::new();
    let mut waiting = Vec::new();
    let mut next = 0;
    for is in new {
        let likeness = old.iter().enumerate().skip(next).map(|(at, was)| (at, likeness(was, is)));
        let best = likeness.filter(|(_, ratio)| *ratio >= ALIKE).max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((at, _)) = best else {
            waiting.push((None, Some(is)));
            continue;
        };
        pairs.extend(old[next..at].iter().map(|was| (Some(was), None)));
        pairs.append(&mut waiting);
        pairs.push((old.get(at), Some(is)));
        next = at + 1;
    }
    pairs.extend(old[next..].iter().map(|was| (Some(was), None)));
    pairs.append(&mut waiting);
    pairs
}

/// What a paragraph says without its figures.
fn words_only<'a>(paragraph: &'a Paragraph) -> Vec<Option<&'a str>> {
    let words = |run: &'a Run| match run {
        Run::Words(words) => Some(words.as_str()),
        Run::Figure(_) => None,
    };
    paragraph.iter().map(words).collect()
}

/// A paragraph as one text.
pub fn plain(paragraph: &Paragraph) -> String {
    let text = |run: &Run| match run {
        Run::Words(text) | Run::Figure(text) => text.clone(),
    };
    paragraph.iter().map(text).collect()
}

/// Words with the white space behind them; a figure is one word.
fn tokens(paragraph: &[Run]) -> Vec<&str> {
    let mut tokens = Vec::new();
    for run in paragraph {
        match run {
            Run::Words(words) => tokens.extend(words.split_inclusive(' ')),
            Run::Figure(figure) => tokens.push(figure.as_str()),
        }
    }
    tokens
}

/// The two paragraphs as one text, word by word.
#[expect(clippy::indexing_slicing, reason = "a difference counts the words that it was made from")]
fn pieces(before: &Paragraph, now: &Paragraph) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(now));
    let mut pieces = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (_, was, is): (_, Range<usize>, Range<usize>) = operation.as_tag_tuple();
        if matches!(operation, DiffOp::Equal { .. }) {
            pieces.push(Piece::Same(new[is].concat()));
            continue;
        }
        pieces.extend((!was.is_empty()).then(|| Piece::Gone(old[was].concat())));
        pieces.extend((!is.is_empty()).then(|| Piece::Added(new[is].concat())));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section of one paragraph; words in `[ ]` are figures.
    fn section(id: &str, text: &str) -> Section {
        let run = |(index, part): (usize, &str)| {
            if index % 2 == 1 { Run::Figure(part.to_owned()) } else { Run::Words(part.to_owned()) }
        };
        let paragraph = text.split(['[', ']']).enumerate().filter(|(_, part)| !part.is_empty()).map(run).collect();
        Section { id: id.to_owned(), heading: id.to_owned(), paragraphs: vec![paragraph], ..Section::default() }
    }

    #[track_caller]
    fn check(before: &[(&str, &str)], now: &[(&str, &str)], expected: &[(&str, Fate)]) -> Vec<SectionChange> {
        let page = |sections: &[(&str, &str)]| Page {
            sections: sections.iter().map(|(id, text)| section(id, text)).collect(),
            ..Page::default()
        };
        let changes = compare(&page(before), &page(now));
        let fates: Vec<(&str, Fate)> = changes.iter().map(|change| (change.id.as_str(), change.fate)).collect();
        assert_eq!(fates, expected);
        changes
    }

    #[test]
    fn a_figure_that_moved_leaves_the_text_as_it_was() {
        let changes = check(
            &[("a", "There are [12] of them.")],
            &[("a", "There are [9] of them.")],
            &[("a", Fate::FiguresMoved)],
        );
        let piece = |make: fn(String) -> Piece, text: &str| make(text.to_owned());
        assert_eq!(
            changes[0].paragraphs[0].pieces,
            [
                piece(Piece::Same, "There are "),
                piece(Piece::Gone, "12"),
                piece(Piece::Added, "9"),
                piece(Piece::Same, " of them.")
            ]
        );
        check(&[("a", "There are [12].")], &[("a", "There are [12].")], &[("a", Fate::Unchanged)]);
    }

    #[test]
    fn sections_come_go_and_are_rewritten() {
        check(
            &[("a", "Nothing is new here."), ("b", "It fell a little.")],
            &[("b", "It rose a little."), ("c", "Other matters entirely.")],
            &[("b", Fate::Rewritten), ("c", Fate::New), ("a", Fate::Dropped)],
        );
    }

    #[test]
    fn a_section_under_another_heading_is_known_by_its_words() {
        check(
            &[("status-january", "The number is [12] and it fell a little since then.")],
            &[("status-february", "The number is [9] and it rose a little since then.")],
            &[("status-february", Fate::Rewritten)],
        );
    }
}
