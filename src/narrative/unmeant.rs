//! What Markdown makes of a narrative that its author hardly meant, and that a page shows without a word.
//!
//! The text is read as one report shows it, since it is the templates that put the lines in their places: what they
//! indent, and the empty lines that they leave.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::places::Places;
use super::trace::Traced;
use crate::base::place::Place;
use crate::l10n;
use crate::model::content::Page;
use crate::model::language::Language;

/// Something to look at.
#[derive(Debug)]
pub struct Unmeant {
    pub what: What,
    /// The index of its section; `None` before the first heading.
    pub section: Option<usize>,
    pub place: Place,
}

#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// Text that is indented and so becomes code.
    Code,
    /// A line of a table that belongs to none.
    Row,
    /// A paragraph that begins with a number and so becomes the only entry of a list; the number.
    List(u64),
    /// A link without words; its target.
    Link(String),
    /// A cell of a table's head without words; its column, from 1.
    Header(usize),
    /// A word between braces behind a heading, which Markdown takes for an attribute and shows to nobody.
    Attribute(String),
}

/// All of it in the body of a page, in order.
pub(super) fn find(page: &Page, body: &Traced, language: Language) -> Vec<Unmeant> {
    let options = super::markdown::OPTIONS & !Options::ENABLE_SMART_PUNCTUATION;
    let events = Parser::new_ext(&body.text, options).into_offset_iter().collect();
    let places = Places::new(page, body);
    let mut reader = Reader { places, language, events, section: None, last_number: 0, found: Vec::new() };
    reader.read();
    reader.found
}

struct Reader<'a> {
    places: Places<'a>,
    language: Language,
    events: Vec<(Event<'a>, Range<usize>)>,
    section: Option<usize>,
    /// Of the last entry of the list before.
    last_number: u64,
    found: Vec<Unmeant>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let (mut depth, mut headings, mut column) = (0_usize, 0, 0);
        for index in 0..self.events.len() {
            let Some((event, part)) = self.events.get(index) else { break };
            let part = part.clone();
            let what = match event {
                Event::Start(Tag::Heading { attrs, .. }) if depth == 0 => {
                    self.section = Some(headings);
                    headings += 1;
                    let word = attrs.iter().find(|(_, value)| value.is_none());
                    word.map(|(word, _)| (What::Attribute(word.to_string()), part))
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some((What::Code, part)),
                Event::Start(Tag::Paragraph) => self.row(&part).map(|row| (What::Row, row)),
                Event::Start(Tag::List(Some(first))) => self.list(index, *first).map(|what| (what, part)),
                Event::Start(Tag::Link { link_type, dest_url, .. })
                    if !matches!(link_type, LinkType::Autolink | LinkType::Email) && !self.has_words(index) =>
                {
                    Some((What::Link(dest_url.to_string()), part))
                }
                Event::Start(Tag::TableHead) => {
                    column = 0;
                    None
                }
                Event::Start(Tag::TableCell) => {
                    column += 1;
                    let is_empty = self.is_in_head(index) && !self.has_words(index);
                    is_empty.then_some((What::Header(column), part))
                }
                _ => None,
            };
            match self.events.get(index) {
                Some((Event::Start(_), _)) => depth += 1,
                Some((Event::End(_), _)) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if let Some((what, part)) = what {
                self.add(what, &part);
            }
        }
    }

    /// Once for each place: a loop shows it again and again.
    fn add(&mut self, what: What, part: &Range<usize>) {
        let text = self.places.text_of(part);
        let lead = text.len() - text.trim_start().len();
        let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
        let start = part.start + lead;
        let place = self.places.of(&(start..start + line.len().max(1)));
        if self.found.iter().all(|other| other.place != place || other.what != what) {
            self.found.push(Unmeant { what, section: self.section, place });
        }
    }

    /// What stands between the start at `index` and its end.
    fn inside(&self, index: usize) -> impl Iterator<Item = &Event<'_>> {
        let mut depth = 1;
        self.events.iter().skip(index + 1).map(|(event, _)| event).take_while(move |event| {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            depth > 0
        })
    }

    fn has_words(&self, index: usize) -> bool {
        self.inside(index).any(|event| match event {
            Event::Text(text) | Event::Code(text) => !text.trim().is_empty(),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => true,
            _ => false,
        })
    }

    fn is_in_head(&self, index: usize) -> bool {
        let edge = self.events.iter().take(index).rev().find_map(|(event, _)| match event {
            Event::Start(Tag::TableHead) => Some(true),
            Event::End(TagEnd::TableHead) => Some(false),
            _ => None,
        });
        edge.unwrap_or(false)
    }

    /// The first line of a paragraph that has bars at both ends, as only a row of a table has.
    fn row(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let mut from = part.start;
        for line in self.places.text_of(part).split_inclusive('\n') {
            let bare = line.trim();
            if bare.len() > 1 && bare.starts_with('|') && bare.ends_with('|') && !bare.ends_with("\\|") {
                return Some(from..from + line.len());
            }
            from += line.len();
        }
        None
    }

    /// A list that is none: of one entry that goes on from no other one, or whose first word makes a date of the number.
    fn list(&mut self, index: usize, first: u64) -> Option<What> {
        let mut depth = 0_usize;
        let mut entries = 0_u64;
        for event in self.inside(index) {
            match event {
                Event::Start(Tag::Item) if depth == 0 => {
                    entries += 1;
                    depth += 1;
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let goes_on = first == 1 || first == self.last_number + 1;
        self.last_number = first + entries.saturating_sub(1);
        let text: String = self
            .inside(index)
            .filter_map(|event| if let Event::Text(text) = event { Some(&**text) } else { None })
            .take(1)
            .collect();
        let word = text.split_whitespace().next().unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_date = is_of_a_date(word, self.language);
        ((entries == 1 && !goes_on) || is_date).then_some(What::List(first))
    }
}

/// Whether a number before the word is that of a day or of a part of a year: `14. august`, `4. kvartal`, `1. halvår`.
fn is_of_a_date(word: &str, language: Language) -> bool {
    l10n::is_month(word, language) || l10n::lexicon(language).parts_of_a_year.holds(&word.to_lowercase())
}
