//! The Markdown stage of a narrative: marked Markdown → sections of HTML.
//!
//! pulldown-cmark parses. This file cuts what it finds into sections and blocks; charts and tables are numbered in
//! `exhibits`, notes in `footnotes`, links held against the site in `links`, and all of it written in `html`.

mod exhibits;
mod footnotes;
mod html;
mod links;
mod named;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TextMergeWithOffset};

use super::mark::{Piece, pieces};
use super::places::Places;
use super::printer::Printer;
use super::{Block, Narrative, Section, Setting};
use crate::base::address;
use crate::base::inline::Inline;
use crate::compute::reference::Reference;
use crate::diag::{Diagnostic, faults};
use crate::l10n::{self, words};
use crate::model::language::Language;
pub(super) use named::line as named_line;

/// The Markdown that authors write.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// How a figure may be written where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Surroundings {
    /// Running text: a link to the section's trail.
    Text,
    /// A heading, a link, a cell: the figure alone.
    Plain,
}

/// What Markdown found, each with the part of the text where it stands.
type Events<'e> = Vec<(Event<'e>, Range<usize>)>;

/// The whole narrative of a page. Faults that are warnings only do not keep it from being used.
pub(super) fn read(places: &Places<'_>, printer: &Printer<'_>, setting: &Setting<'_>) -> (Narrative, Vec<Diagnostic>) {
    let mut parser = Parser::new_ext(places.text(), OPTIONS).into_offset_iter();
    let quotes = printer.language();
    let found = parser.by_ref().map(|(event, part)| (national_quotes(event, quotes), part));
    let events: Events<'_> = TextMergeWithOffset::new(found).collect();
    let definitions = parser.reference_definitions().iter();
    let mut counters = [0; 5];
    counters[0] = setting.first_number.saturating_sub(1);
    let mut writer = Writer {
        places,
        printer,
        setting,
        narrative: Narrative::default(),
        section: Section::default(),
        cited: BTreeMap::new(),
        cited_ids: BTreeSet::new(),
        counters,
        ids: BTreeMap::new(),
        faults: Vec::new(),
        link_targets: definitions.map(|(name, definition)| (name.to_lowercase(), definition.span.clone())).collect(),
        footnotes: footnotes::Names::default(),
        next_exhibit: 0,
    };
    let (events, definitions) = footnotes::take(events);
    writer.narrative.named = named::body(&events, &definitions, printer, setting.raw_html);
    writer.number_exhibits(&events);
    writer.document(events);
    writer.close_footnotes(&definitions);
    (writer.narrative, writer.faults)
}

/// The quotation marks of the language, where Markdown's smart punctuation has English ones.
fn national_quotes(event: Event<'_>, language: Language) -> Event<'_> {
    const ENGLISH: [&str; 4] = ["“", "”", "‘", "’"];
    let Event::Text(text) = &event else { return event };
    let own = l10n::signs(language).quotes;
    match ENGLISH.into_iter().zip(own).find(|(mark, _)| *mark == &**text) {
        Some((_, own)) => Event::Text(own.into()),
        None => event,
    }
}

/// The first of `base`, `base-2`, `base-3` … that is free.
fn free_id(base: &str, is_free: impl Fn(&str) -> bool) -> String {
    let others = (2..).map(|count| format!("{base}-{count}"));
    std::iter::once(base.to_owned()).chain(others).find(|id| is_free(id)).unwrap_or_else(|| base.to_owned())
}

/// What is written so far of one narrative, and what the rest of it needs to know.
struct Writer<'a> {
    places: &'a Places<'a>,
    printer: &'a Printer<'a>,
    setting: &'a Setting<'a>,
    narrative: Narrative,
    section: Section,
    /// The ids of the figures that the section cites so far.
    cited: BTreeMap<Reference, String>,
    cited_ids: BTreeSet<String>,
    /// Sections counted at each level, h2 to h6.
    counters: [usize; 5],
    /// Ids of the page, each with the part of the text that has it.
    ids: BTreeMap<String, Range<usize>>,
    faults: Vec<Diagnostic>,
    /// Lines that define the target of a link, as `[name]: target`: by name in lower case.
    link_targets: BTreeMap<String, Range<usize>>,
    footnotes: footnotes::Names,
    next_exhibit: usize,
}

impl<'e> Writer<'_> {
    fn document(&mut self, events: Events<'e>) {
        let mut block = Vec::new();
        let mut depth = 0usize;
        for event in events {
            match &event.0 {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            block.push(event);
            if depth == 0 {
                self.block(std::mem::take(&mut block));
            }
        }
        self.close_section();
    }

    fn close_section(&mut self) {
        let section = std::mem::take(&mut self.section);
        self.cited.clear();
        self.cited_ids.clear();
        if section.heading.is_some() || !section.blocks.is_empty() {
            self.narrative.sections.push(section);
        }
    }

    /// One block at the top of the text: a heading, a paragraph, a list, a table.
    fn block(&mut self, events: Events<'e>) {
        match events.first() {
            Some((Event::Start(Tag::Heading { level, id, .. }), part)) => {
                let (level, id, part) = (*level, id.as_ref().map(ToString::to_string), part.clone());
                self.heading(level, id, &part, &events);
            }
            Some((Event::Start(Tag::Paragraph), _)) => self.paragraph(events),
            _ => {
                self.refuse_exhibits(&events);
                let html = self.html(events, Surroundings::Text);
                self.push_html(html);
            }
        }
    }

    fn push_html(&mut self, html: String) {
        if html.trim().is_empty() {
            return;
        }
        match self.section.blocks.last_mut() {
            Some(Block::Html(last)) => last.push_str(&html),
            _ => self.section.blocks.push(Block::Html(html)),
        }
    }

    /// The beginning of a section. `id` is what the author gave it.
    fn heading(&mut self, level: HeadingLevel, id: Option<String>, part: &Range<usize>, events: &Events<'e>) {
        self.close_section();
        self.refuse_exhibits(events);
        // The page's title is its only h1, and no level may be skipped.
        let deepest = self.narrative.sections.last().map_or(2, |section| section.level.max(1) + 1);
        let level = (level as u8).clamp(2, 6).min(deepest.max(2));
        // Between its beginning and its end.
        let inner: Events<'e> = match events.as_slice() {
            [_, inner @ .., _] => inner.to_vec(),
            _ => Events::new(),
        };
        let text = self.text(&inner);
        let html = self.html(inner, Surroundings::Plain);
        let id = match id {
            Some(id) => {
                self.check_heading_id(&id, part);
                id
            }
            None => free_id(&address::slug(&text), |id| {
                !self.ids.contains_key(id) && !is_reserved(id, self.printer.language())
            }),
        };
        self.ids.entry(id.clone()).or_insert_with(|| part.clone());
        let index = usize::from(level - 2);
        let mut counters = self.counters.iter_mut().skip(index);
        if let Some(own) = counters.next() {
            *own += 1;
        }
        counters.for_each(|deeper| *deeper = 0);
        let number = self.counters.iter().take(index + 1).map(usize::to_string).collect::<Vec<_>>().join(".");
        self.section = Section { id, level, number, heading: Some(Inline { html, text }), ..Section::default() };
    }

    /// An id that the author gave a heading must be the only one of its name, and one that links can carry.
    fn check_heading_id(&mut self, id: &str, part: &Range<usize>) {
        let written = format!("#{id}");
        if let Some(first) = self.ids.get(id) {
            self.faults.push(self.repeated_id(id, &written, first, part));
        } else if !id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            self.faults.push(faults::no_anchor(self.places.of_word(part, &written), id));
        }
    }

    /// That `first` has the id too, which the author wrote as `written`.
    fn repeated_id(&self, id: &str, written: &str, first: &Range<usize>, again: &Range<usize>) -> Diagnostic {
        faults::repeated_id(self.places.of_word(again, written), id, self.places.of_word(first, written))
    }

    /// A paragraph. Charts and tables in it stand after it, or in its place if it holds nothing else.
    fn paragraph(&mut self, events: Events<'e>) {
        let mut exhibits = Vec::new();
        let mut rest = Vec::new();
        for (event, part) in events {
            match event {
                Event::Text(text) => {
                    let kept = self.without_exhibits(&text, &mut exhibits);
                    if !kept.is_empty() {
                        rest.push((Event::Text(kept.into()), part));
                    }
                }
                event => rest.push((event, part)),
            }
        }
        let says_something = rest.iter().any(|(event, _)| match event {
            Event::Text(text) => !text.trim().is_empty(),
            Event::Start(_) | Event::End(_) | Event::SoftBreak | Event::HardBreak => false,
            _ => true,
        });
        if says_something || exhibits.is_empty() {
            let html = self.html(rest, Surroundings::Text);
            self.push_html(html);
        }
        for index in exhibits {
            if let Some(exhibit) = self.narrative.exhibits.get_mut(index) {
                exhibit.level = (self.section.level.max(1) + 1).min(6);
            }
            self.section.blocks.push(Block::Exhibit(index));
        }
    }

    /// The plain text of inline events.
    fn text(&self, events: &Events<'_>) -> String {
        let mut text = String::new();
        for (event, _) in events {
            match event {
                Event::Text(marked) | Event::Code(marked) => {
                    for piece in pieces(marked) {
                        match piece {
                            Piece::Text(plain) => text.push_str(plain),
                            Piece::Mark(number) => text.push_str(&self.printer.text(number)),
                        }
                    }
                }
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text
    }
}

/// Whether a part of the page itself has the id, on a page of this language.
pub fn is_reserved(id: &str, language: Language) -> bool {
    let words = words(language);
    let own = ["main", "key-figures", "notes", "contents", words.changed_later_id, words.changed_since_id];
    own.contains(&id)
}
