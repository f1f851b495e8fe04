//! A narrative as a critical reader sees it: its running text as one report shows it, each letter with its place in the
//! author's file.
//!
//! What a condition leaves out of a report is not there. Figures, periods and exhibits are marks in the text. Code and
//! the targets of links are left out: what an author typed there is not said to readers.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::mark::{Mark, Piece, pieces};
use super::scope::Scope;
use super::trace::Traced;
use super::unmeant::{self, Unmeant};
use super::{Links, Setting};
use crate::base::place::Place;
use crate::model::content::{Page, Written};
use crate::model::language::Language;
use crate::model::settings::RawHtml;

/// What stands in a passage for a mark: a figure, a period, an exhibit.
pub const MARK: char = '\u{e000}';

/// What stands in a passage for code.
pub const CODE: char = '\u{fffc}';

/// The narrative of one page in one report.
#[derive(Debug)]
pub struct Prose<'a> {
    page: &'a Page,
    /// What the marks of its passages stand for, by number.
    pub marks: Vec<Mark>,
    /// The ids of its sections, in order.
    pub sections: Vec<String>,
    pub passages: Vec<Passage>,
    pub pictures: Vec<Picture>,
    /// What Markdown makes of it that the author hardly meant.
    pub unmeant: Vec<Unmeant>,
}

/// A paragraph, an entry of a list, a cell, a heading, a line of the front matter.
#[derive(Debug)]
pub struct Passage {
    pub kind: Kind,
    /// The index of its section; `None` in the front matter and before the first heading.
    pub section: Option<usize>,
    /// With `MARK` for each mark and `CODE` for code.
    pub text: String,
    /// The byte of each mark in `text`, and its number.
    pub marks: Vec<(usize, usize)>,
    /// For each byte of `text` the byte of the file; `NOWHERE` where a template or Markdown wrote it.
    source: Vec<usize>,
}

const NOWHERE: usize = usize::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    FrontMatter,
    Heading,
    Text,
}

/// A picture in the text.
#[derive(Debug)]
pub struct Picture {
    pub target: String,
    pub section: Option<usize>,
    /// Whether it has words for those who cannot see it.
    pub has_words: bool,
    pub place: Place,
}

impl Passage {
    fn new(kind: Kind, section: Option<usize>) -> Passage {
        Passage { kind, section, text: String::new(), marks: Vec::new(), source: Vec::new() }
    }

    /// Adds `text`, whose byte at `index` stands in the file at `source(index)`.
    fn push(&mut self, text: &str, source: impl Fn(usize) -> Option<usize>) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(plain) => {
                    let from = plain.as_ptr() as usize - text.as_ptr() as usize;
                    self.source.extend((from..from + plain.len()).map(|index| source(index).unwrap_or(NOWHERE)));
                    self.text.push_str(plain);
                }
                Piece::Mark(number) => {
                    self.marks.push((self.text.len(), number));
                    self.push_sign(MARK);
                }
            }
        }
    }

    fn push_sign(&mut self, sign: char) {
        self.text.push(sign);
        self.source.resize(self.text.len(), NOWHERE);
    }

    /// The byte of the file where the letter at `at` stands.
    pub fn source(&self, at: usize) -> Option<usize> {
        self.source.get(at).copied().filter(|source| *source != NOWHERE)
    }

    /// The first byte of the file that the passage shows.
    pub fn begins(&self) -> Option<usize> {
        self.source.iter().copied().filter(|source| *source != NOWHERE).min()
    }
}

impl Prose<'_> {
    /// The place of `length` bytes of a passage. Where no author typed them, that of the last letter before that was
    /// typed.
    pub fn place(&self, passage: &Passage, at: usize, length: usize) -> Place {
        let before = (0..=at.min(passage.text.len())).rev().find_map(|at| passage.source(at));
        let source = before.or(passage.begins()).unwrap_or(self.page.body);
        // Between its ends something may stand that is written longer in the file.
        let end = passage.source(at + length.saturating_sub(1)).map(|last| last + 1);
        let length = end.filter(|end| passage.source(at).is_some() && *end > source).map_or(1, |end| end - source);
        Place::in_text(&self.page.file, &self.page.text, source, length)
    }
}

/// Reads what `page` says in the report that `scope` is of. `None` where its template cannot be run.
pub fn read<'a>(page: &'a Page, scope: &Scope) -> Option<Prose<'a>> {
    // Its faults are the page's own business: links, for one, are not known here.
    let (pages, files) = (BTreeMap::new(), BTreeSet::new());
    let links = Links { pages: &pages, files: &files, from: "" };
    let (spark, picture) = (|_: &_| String::new(), |_: &str| None);
    let setting = Setting { links, spark: &spark, picture: &picture, raw_html: RawHtml::Escape, first_number: 1 };
    super::read_closely(page, scope, &setting).1
}

impl<'a> Prose<'a> {
    /// What a page says whose `body` and texts of the `front` matter were run. `sections` are the ids of those that
    /// have a heading.
    pub(super) fn of<'t>(
        page: &'a Page,
        marks: Vec<Mark>,
        sections: Vec<String>,
        front: impl Iterator<Item = &'t (&'a Written, Traced)>,
        body: &Traced,
        language: Language,
    ) -> Prose<'a>
    where
        'a: 't,
    {
        let unmeant = unmeant::find(page, body, language);
        let mut prose = Prose { page, marks, sections, passages: Vec::new(), pictures: Vec::new(), unmeant };
        for (written, traced) in front {
            let places = aligned(page, written);
            let mut passage = Passage::new(Kind::FrontMatter, None);
            passage.push(&traced.text, |at| places.get(traced.source(at)?).copied().flatten());
            prose.passages.push(passage);
        }
        Walk { prose: &mut prose, body, passage: None, section: None, headings: 0 }.walk();
        prose
    }
}

/// Where each byte of a text of the front matter stands in the file: YAML may have folded its lines or quoted it.
#[expect(clippy::string_slice, reason = "where a letter was found, another begins behind it")]
fn aligned(page: &Page, written: &Written) -> Vec<Option<usize>> {
    let text = &page.text[..page.body];
    let line = text.split_inclusive('\n').take((written.place.line as usize).saturating_sub(1)).map(str::len).sum();
    let column = (written.place.column as usize).saturating_sub(1);
    let mut at: usize = text[line..].char_indices().nth(column).map_or(text.len(), |(at, _)| line + at);
    let mut places = Vec::with_capacity(written.text.len());
    for c in written.text.chars() {
        let found = match c.is_whitespace() {
            true => text[at..].starts_with(char::is_whitespace).then_some(at),
            false => text[at..].find(c).map(|ahead| at + ahead),
        };
        if let Some(found) = found {
            at = found + c.len_utf8();
            if c.is_whitespace() {
                at += text[at..].len() - text[at..].trim_start().len();
            }
        }
        places.extend((0..c.len_utf8()).map(|byte| found.map(|found| found + byte)));
    }
    places
}

/// Goes through the Markdown and gathers passages.
struct Walk<'w, 'a> {
    prose: &'w mut Prose<'a>,
    body: &'w Traced,
    passage: Option<Passage>,
    section: Option<usize>,
    headings: usize,
}

impl Walk<'_, '_> {
    fn walk(mut self) {
        // The text is taken as it was typed: quotation marks and dashes are not yet made fine.
        let options = super::markdown::OPTIONS & !Options::ENABLE_SMART_PUNCTUATION;
        let body = self.body;
        let mut depth = 0usize;
        let mut in_code = false;
        let mut picture: Option<Picture> = None;
        let mut hidden = false;
        for (event, range) in Parser::new_ext(&body.text, options).into_offset_iter() {
            match &event {
                Event::Start(Tag::Heading { .. }) if depth == 0 => {
                    self.section = Some(self.headings);
                    self.headings += 1;
                    self.begin(Kind::Heading);
                }
                Event::Start(Tag::Heading { .. }) => self.begin(Kind::Heading),
                Event::Start(
                    Tag::Paragraph | Tag::Item | Tag::TableCell | Tag::FootnoteDefinition(_) | Tag::BlockQuote(_),
                ) => self.begin(Kind::Text),
                Event::End(
                    TagEnd::Paragraph
                    | TagEnd::Item
                    | TagEnd::TableCell
                    | TagEnd::FootnoteDefinition
                    | TagEnd::BlockQuote(_)
                    | TagEnd::Heading(_),
                ) => self.end(),
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let source = body.source(range.start).map_or(self.prose.page.body, |at| self.prose.page.body + at);
                    let place = Place::in_text(&self.prose.page.file, &self.prose.page.text, source, range.len());
                    let target = dest_url.to_string();
                    picture = Some(Picture { target, section: self.section, has_words: false, place });
                }
                Event::End(TagEnd::Image) => self.prose.pictures.extend(picture.take()),
                // The text of such a link is its address.
                Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                    self.sign(CODE);
                    hidden = true;
                }
                Event::End(TagEnd::Link) => hidden = false,
                Event::Text(text) => {
                    if let Some(picture) = &mut picture {
                        picture.has_words |= !text.trim().is_empty();
                    } else if !in_code && !hidden {
                        self.text(text, range.start);
                    }
                }
                Event::Code(_) if picture.is_none() => self.sign(CODE),
                Event::Code(_) => {
                    if let Some(picture) = &mut picture {
                        picture.has_words = true;
                    }
                }
                Event::SoftBreak | Event::HardBreak if picture.is_none() => self.sign(' '),
                _ => {}
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.end();
    }

    fn begin(&mut self, kind: Kind) {
        self.end();
        self.passage = Some(Passage::new(kind, self.section));
    }

    fn end(&mut self) {
        self.prose.passages.extend(self.passage.take().filter(|passage| !passage.text.trim().is_empty()));
    }

    fn sign(&mut self, sign: char) {
        let section = self.section;
        self.passage.get_or_insert_with(|| Passage::new(Kind::Text, section)).push_sign(sign);
    }

    /// Text that stands in the Markdown from `start` on, unless a reference to a character was resolved in it.
    fn text(&mut self, text: &str, start: usize) {
        let (section, body, base) = (self.section, self.body, self.prose.page.body);
        let is_there = body.text.get(start..).is_some_and(|there| there.starts_with(text));
        let passage = self.passage.get_or_insert_with(|| Passage::new(Kind::Text, section));
        passage.push(text, |at| if is_there { Some(base + body.source(start + at)?) } else { None });
    }
}
