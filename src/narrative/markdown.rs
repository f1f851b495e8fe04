//! The Markdown stage of a narrative: marked Markdown → sections of HTML.
//!
//! pulldown-cmark parses and writes; this file cuts the text into sections, puts figures where the marks
//! stand, sets tables without `style` attributes, gathers footnotes, and holds every link against the site.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::template::{Mark, Piece, Scope, pieces};
use super::{Anchor, Block, Cited, Exhibit, Narrative, Note, Section, Setting, printed};
use crate::base::address;
use crate::base::inline::{Inline, escaped};
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Diagnostic, faults};
use crate::exhibit::request::{ExhibitKind, Request};
use crate::l10n::wording::{Wording, machine};
use crate::l10n::{self, words};
use crate::model::content::Page;
use crate::model::language::Language;
use crate::model::settings::RawHtml;
use crate::model::snapshot::Status;

/// The Markdown that authors write.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// Reads the narratives of one page.
pub struct Reader<'a> {
    page: &'a Page,
    scope: &'a Scope,
    setting: &'a Setting<'a>,
    marks: Vec<Mark>,
    wording: Wording<'a>,
}

/// How a figure may be written where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Surroundings {
    /// Running text: a link to the section's trail.
    Text,
    /// A heading, a link, a cell: the figure alone.
    Plain,
}

type Events<'e> = Vec<Event<'e>>;

impl<'a> Reader<'a> {
    pub fn new(page: &'a Page, scope: &'a Scope, setting: &'a Setting<'a>, marks: Vec<Mark>) -> Reader<'a> {
        let wording = Wording { known: scope.known(), language: scope.language };
        Reader { page, scope, setting, marks, wording }
    }

    fn language(&self) -> Language {
        self.scope.language
    }

    /// A line of the front matter or of a chart's title: text and figures, no Markdown.
    pub fn inline(&self, marked: &str) -> Inline {
        let mut inline = Inline::default();
        for piece in pieces(marked.trim()) {
            match piece {
                Piece::Text(text) => {
                    inline.html.push_str(&escaped(text));
                    inline.text.push_str(text);
                }
                Piece::Mark(number) => {
                    inline.html.push_str(&self.plain_html(number));
                    inline.text.push_str(&self.plain_text(number));
                }
            }
        }
        inline
    }

    /// Whether a line holds what is no text: a chart, a table, a small line, or the number of one.
    pub fn holds_more_than_text(&self, marked: &str) -> bool {
        let is_more = |number| matches!(self.marks.get(number), Some(Mark::Exhibit(_) | Mark::Spark(_) | Mark::Ref(_)));
        pieces(marked).into_iter().any(|piece| matches!(piece, Piece::Mark(number) if is_more(number)))
    }

    /// The whole narrative. Faults that are warnings only do not keep it from being used.
    pub fn read(&self, parsed: &[Parsed<'_>]) -> (Narrative, Vec<Diagnostic>) {
        let events = parsed.iter().map(|(event, _)| national_quotes(event.clone(), self.language()));
        let events: Events<'_> = TextMergeStream::new(events).collect();
        let mut writer = Writer {
            reader: self,
            narrative: Narrative { exhibits: self.exhibits(&events), ..Narrative::default() },
            section: Section::default(),
            counters: [0; 5],
            ids: BTreeSet::new(),
            faults: Vec::new(),
            footnotes: Vec::new(),
            next_exhibit: 0,
        };
        writer.counters[0] = self.setting.first_number.saturating_sub(1);
        writer.check_exhibit_ids();
        let (events, definitions) = take_footnotes(events);
        writer.document(events);
        writer.close_footnotes(&definitions);
        (writer.narrative, writer.faults)
    }

    /// Charts and tables in reading order, numbered, with ids of their own.
    fn exhibits(&self, events: &[Event<'_>]) -> Vec<Exhibit> {
        let mut exhibits: Vec<Exhibit> = Vec::new();
        let texts = events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text) } else { None });
        for piece in texts.flat_map(|text| pieces(text)) {
            let Piece::Mark(number) = piece else { continue };
            let Some(Mark::Exhibit(request)) = self.marks.get(number) else { continue };
            let same = |exhibit: &&Exhibit| exhibit.request.kind.filter() == request.kind.filter();
            let is_tiles = request.kind == ExhibitKind::Tiles;
            let usual = || if is_tiles { "tiles" } else { request.metric() }.to_owned();
            let base = request.id.clone().unwrap_or_else(usual);
            let taken = |id: &str| exhibits.iter().any(|exhibit| exhibit.id == id);
            let id = match request.id.is_some() || !taken(&base) {
                true => base,
                false => (2..).map(|count| format!("{base}-{count}")).find(|id| !taken(id)).unwrap_or(base),
            };
            let prefix = match request.kind {
                ExhibitKind::Chart(_) => "fig",
                ExhibitKind::Table(_) => "tab",
                ExhibitKind::Tiles => "tiles",
            };
            exhibits.push(Exhibit {
                anchor: format!("{prefix}-{}", id.replace('_', "-")),
                place: self.place_of_request(request, &exhibits),
                id,
                number: if is_tiles { 0 } else { exhibits.iter().filter(same).count() + 1 },
                level: 3,
                title: request.title.as_deref().map(|title| self.inline(title)),
                subtitle: request.subtitle.as_deref().map(|subtitle| self.inline(subtitle)),
                request: request.clone(),
            });
        }
        exhibits
    }

    /// A mark as plain text, for attributes and link targets.
    fn plain_text(&self, number: usize) -> String {
        match self.marks.get(number) {
            Some(Mark::Figure(reference)) => printed(self.wording, reference).0,
            Some(Mark::Period(period)) => l10n::period(*period, self.language()),
            Some(Mark::Member { dimension, member }) => self.member(dimension, member),
            Some(Mark::Ref(id)) => id.clone(),
            Some(Mark::Exhibit(_) | Mark::Spark(_)) | None => String::new(),
        }
    }

    fn member(&self, dimension: &str, member: &str) -> String {
        let members = self.scope.book.catalog().dimensions.get(dimension).map(|dimension| &dimension.members);
        members.and_then(|members| members.get(member)).map_or(member, |label| label.get(self.language())).to_owned()
    }

    /// A mark as HTML where no link may stand.
    fn plain_html(&self, number: usize) -> String {
        match self.marks.get(number) {
            Some(Mark::Figure(reference)) => self.figure_html(reference).0,
            Some(Mark::Spark(reference)) => (self.setting.spark)(reference),
            _ => escaped(&self.plain_text(number)),
        }
    }

    /// A figure as `<data>` with its machine value, or as `<span>` where it is missing; and its text.
    fn figure_html(&self, reference: &Reference) -> (String, String) {
        let (text, value) = printed(self.wording, reference);
        let html = match value {
            Some(value) => format!("<data value=\"{}\">{}</data>", machine(value), escaped(&text)),
            None => format!("<span>{}</span>", escaped(&text)),
        };
        (html, text)
    }

    /// Where a chart or table is asked for: the metric's chart or table of that number.
    fn place_of_request(&self, request: &Request, before: &[Exhibit]) -> Place {
        let filter = request.kind.filter();
        let asks = |other: &Request| other.metric() == request.metric() && other.kind.filter() == filter;
        let count = before.iter().filter(|exhibit| asks(&exhibit.request)).count();
        let needle = format!("{} | {filter}", request.metric());
        let nearest = || self.find(&needle).unwrap_or_else(|| self.place_of(&format!("| {filter}")));
        self.nth_place(&needle, count).unwrap_or_else(nearest)
    }

    /// The place where the name `needle` stands for the time `count` (from 0), and no longer name that begins with it.
    fn nth_place(&self, needle: &str, count: usize) -> Option<Place> {
        let (text, body) = (&self.page.text, self.page.body);
        let ends = |at: usize| {
            !text[body + at + needle.len()..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
        };
        let offset = text[body..].match_indices(needle).map(|(at, _)| at).filter(|at| ends(*at)).nth(count)?;
        Some(Place::in_text(&self.page.file, text, body + offset, needle.len()))
    }

    /// That `id`, which stands in the text as `needle`, was used before.
    fn repeated_id(&self, id: &str, needle: &str) -> Diagnostic {
        let first = self.nth_place(needle, 0).unwrap_or_else(|| self.place_of(needle));
        let again = self.nth_place(needle, 1).unwrap_or_else(|| first.clone());
        faults::repeated_id(again, id, first)
    }

    /// The place in the author's file where `needle` stands, or the file.
    fn place_of(&self, needle: &str) -> Place {
        self.find(needle).unwrap_or_else(|| Place::of_file(self.page.file.clone()))
    }

    fn find(&self, needle: &str) -> Option<Place> {
        let text = &self.page.text;
        let offset = text[self.page.body..].find(needle).filter(|_| !needle.is_empty())?;
        Some(Place::in_text(&self.page.file, text, self.page.body + offset, needle.len()))
    }

    /// A link's target with its marks resolved: a period as `2018-02`, anything else as its text.
    fn target_text(&self, marked: &str) -> String {
        pieces(marked)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Mark(number) => match self.marks.get(number) {
                    Some(Mark::Period(period)) => period.to_string(),
                    _ => self.plain_text(number),
                },
            })
            .collect()
    }

    /// Where a link leads, as written on the page; and the part of a page of the site that it names, if it names one.
    fn target(&self, marked: &str) -> Result<(String, Option<Anchor>), Diagnostic> {
        let target = self.target_text(marked);
        let shown = target.chars().take(60).collect::<String>();
        let place = || {
            let written = [format!("]({target}"), format!("<{target}"), format!(": {target}")];
            let found = written.iter().find_map(|needle| {
                self.find(needle).map(|place| place.within(needle.len() - target.len(), target.chars().count()))
            });
            found.unwrap_or_else(|| self.place_of(&target))
        };
        if let Some((scheme, _)) = target.split_once(':').filter(|(scheme, _)| !scheme.contains(['/', '?', '#'])) {
            return match scheme.trim().to_ascii_lowercase().as_str() {
                "http" | "https" | "mailto" => Ok((target, None)),
                _ => Err(faults::link_scheme(place(), &shown)),
            };
        }
        if target.starts_with("//") || target.starts_with('/') || target.contains('\\') {
            return Err(faults::link_scheme(place(), &shown));
        }
        let links = &self.setting.links;
        let part = |page: &str| {
            let (_, id) = target.split_once('#')?;
            (!id.is_empty()).then(|| Anchor {
                page: page.to_owned(),
                id: id.to_owned(),
                target: shown.clone(),
                place: place(),
            })
        };
        if target.starts_with('#') {
            let anchor = part(links.from);
            return Ok((target, anchor));
        }
        let cut = target.find(['#', '?']).unwrap_or(target.len());
        let (path, rest) = target.split_at(cut);
        let from_file = address::resolve(address::folder(&self.page.file), path);
        if let Some(page) = from_file.as_ref().and_then(|file| links.pages.get(file)) {
            return Ok((format!("{}{rest}", address::relative(links.from, page)), part(page)));
        }
        let beside = from_file
            .as_ref()
            .and_then(|file| file.strip_prefix("content/"))
            .filter(|file| links.files.contains(*file));
        if let Some(file) = beside {
            return Ok((format!("{}{rest}", address::relative(links.from, file)), None));
        }
        let from_page = address::resolve(address::folder(links.from), path);
        let exists = |path: &String| links.files.contains(path) || links.pages.values().any(|page| page == path);
        if let Some(page) = from_page.as_ref().filter(|path| exists(path)) {
            let anchor = part(page);
            return Ok((target, anchor));
        }
        let known: Vec<&str> = links.pages.keys().map(|page| page.trim_start_matches("content/")).collect();
        Err(faults::link_to_nothing(place(), &shown, known))
    }
}

/// A piece of parsed Markdown, and which bytes of the text it is.
pub type Parsed<'t> = (Event<'t>, Range<usize>);

/// The pieces of a text in Markdown.
pub fn parse(text: &str) -> Vec<Parsed<'_>> {
    Parser::new_ext(text, OPTIONS).into_offset_iter().collect()
}

/// HTML without the comments in it.
fn without_comments(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// ”Danish” quotation marks, where Markdown's smart punctuation has English ones.
fn national_quotes(event: Event<'_>, language: Language) -> Event<'_> {
    match &event {
        Event::Text(text) if language == Language::Da && &**text == "“" => Event::Text("”".into()),
        Event::Text(text) if language == Language::Da && &**text == "‘" => Event::Text("’".into()),
        _ => event,
    }
}

/// Takes the definitions of footnotes out of the text.
fn take_footnotes(events: Events<'_>) -> (Events<'_>, BTreeMap<String, Events<'_>>) {
    let mut text = Vec::new();
    let mut definitions = BTreeMap::new();
    let mut inside: Option<(String, Events<'_>)> = None;
    for event in events {
        match (&mut inside, event) {
            (None, Event::Start(Tag::FootnoteDefinition(name))) => inside = Some((name.to_string(), Vec::new())),
            (Some(_), Event::End(TagEnd::FootnoteDefinition)) => definitions.extend(inside.take()),
            (Some((_, events)), event) => events.push(event),
            (None, event) => text.push(event),
        }
    }
    (text, definitions)
}

struct Writer<'r, 'a> {
    reader: &'r Reader<'a>,
    narrative: Narrative,
    section: Section,
    /// Sections counted at each level, h2 to h6.
    counters: [usize; 5],
    ids: BTreeSet<String>,
    faults: Vec<Diagnostic>,
    /// Names of footnotes in the order of their references.
    footnotes: Vec<String>,
    next_exhibit: usize,
}

impl<'e> Writer<'_, '_> {
    fn check_exhibit_ids(&mut self) {
        let mut seen = BTreeSet::new();
        for exhibit in &self.narrative.exhibits {
            if !seen.insert(&exhibit.anchor) {
                self.faults.push(self.reader.repeated_id(&exhibit.id, &format!("\"{}\"", exhibit.id)));
            }
        }
        self.ids.extend(self.narrative.exhibits.iter().map(|exhibit| exhibit.anchor.clone()));
    }

    fn document(&mut self, events: Events<'e>) {
        let mut block = Vec::new();
        let mut depth = 0usize;
        for event in events {
            match &event {
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
        if section.heading.is_some() || !section.blocks.is_empty() {
            self.narrative.sections.push(section);
        }
    }

    /// One block at the top of the text: a heading, a paragraph, a list, a table.
    fn block(&mut self, events: Events<'e>) {
        match events.first() {
            Some(Event::Start(Tag::Heading { level, id, .. })) => {
                let (level, id) = (*level, id.as_ref().map(ToString::to_string));
                self.heading(level, id, events);
            }
            Some(Event::Start(Tag::Paragraph)) => self.paragraph(events),
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

    fn heading(&mut self, level: HeadingLevel, id: Option<String>, events: Events<'e>) {
        self.close_section();
        self.refuse_exhibits(&events);
        // The page's title is its only h1, and no level may be skipped.
        let deepest = self.narrative.sections.last().map_or(2, |section| section.level.max(1) + 1);
        let level = (level as u8).clamp(2, 6).min(deepest.max(2));
        let inner: Events<'e> = events[1..events.len() - 1].to_vec();
        let text = self.text(&inner);
        let html = self.html(inner, Surroundings::Plain);
        let id = match id {
            Some(id) => {
                if self.ids.contains(&id) {
                    self.faults.push(self.reader.repeated_id(&id, &format!("#{id}")));
                } else if !id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
                    self.faults.push(faults::no_anchor(self.reader.place_of(&format!("#{id}")), &id));
                }
                id
            }
            None => {
                let base = address::slug(&text);
                let free = |id: &String| !self.ids.contains(id) && !RESERVED_IDS.contains(&id.as_str());
                std::iter::once(base.clone())
                    .chain((2..).map(|count| format!("{base}-{count}")))
                    .find(free)
                    .unwrap_or(base)
            }
        };
        self.ids.insert(id.clone());
        let index = usize::from(level - 2);
        self.counters[index] += 1;
        self.counters[index + 1..].fill(0);
        let number = self.counters[..=index].iter().map(usize::to_string).collect::<Vec<_>>().join(".");
        self.section = Section { id, level, number, heading: Some(Inline { html, text }), ..Section::default() };
    }

    /// A paragraph. Charts and tables in it stand after it, or in its place if it holds nothing else.
    fn paragraph(&mut self, events: Events<'e>) {
        let mut exhibits = Vec::new();
        let mut rest = Vec::new();
        for event in events {
            match event {
                Event::Text(text) => {
                    self.refuse_text_behind(&text, exhibits.first().copied());
                    let kept = self.without_exhibits(&text, &mut exhibits);
                    if !kept.is_empty() {
                        rest.push(Event::Text(kept.into()));
                    }
                }
                event => rest.push(event),
            }
        }
        let says_something = rest.iter().any(|event| match event {
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
                exhibit.level = (self.section.level.max(2) + 1).min(6);
            }
            self.section.blocks.push(Block::Exhibit(index));
        }
    }

    /// Text behind a chart in one paragraph would move in front of it. `above` is a chart of the paragraph that stands
    /// ahead of `text`.
    fn refuse_text_behind(&mut self, text: &str, above: Option<usize>) {
        let (mut exhibit, mut next) = (above, self.next_exhibit);
        for piece in pieces(text) {
            let says_something = match piece {
                Piece::Text(text) => !text.trim().is_empty(),
                Piece::Mark(number) if matches!(self.reader.marks.get(number), Some(Mark::Exhibit(_))) => {
                    exhibit = exhibit.or(Some(next));
                    next += 1;
                    false
                }
                Piece::Mark(_) => true,
            };
            if let Some(exhibit) =
                exhibit.filter(|_| says_something).and_then(|index| self.narrative.exhibits.get(index))
            {
                self.faults.push(faults::exhibit_in_text(exhibit.place.clone()));
                return;
            }
        }
    }

    fn without_exhibits(&mut self, text: &str, found: &mut Vec<usize>) -> String {
        let mut kept = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => kept.push_str(text),
                Piece::Mark(number) if matches!(self.reader.marks.get(number), Some(Mark::Exhibit(_))) => {
                    found.push(self.next_exhibit);
                    self.next_exhibit += 1;
                }
                Piece::Mark(number) => kept.push_str(&super::template::mark_text(number)),
            }
        }
        kept
    }

    /// A chart inside a list or a cell would be lost, so it is a fault.
    fn refuse_exhibits(&mut self, events: &Events<'_>) {
        let texts = events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text) } else { None });
        for piece in texts.flat_map(|text| pieces(text)) {
            let Piece::Mark(number) = piece else { continue };
            if let Some(Mark::Exhibit(_)) = self.reader.marks.get(number) {
                if let Some(exhibit) = self.narrative.exhibits.get(self.next_exhibit) {
                    self.faults.push(faults::exhibit_in_text(exhibit.place.clone()));
                }
                self.next_exhibit += 1;
            }
        }
    }

    /// The same where no text is looked for: in code and in the attributes of links and pictures.
    fn refuse_hidden_exhibits(&mut self, text: &str) {
        for piece in pieces(text) {
            let Piece::Mark(number) = piece else { continue };
            if let Some(Mark::Exhibit(request)) = self.reader.marks.get(number) {
                self.faults.push(faults::exhibit_in_text(self.reader.place_of_request(request, &[])));
            }
        }
    }

    /// The plain text of inline events.
    fn text(&self, events: &[Event<'_>]) -> String {
        let mut text = String::new();
        for event in events {
            match event {
                Event::Text(marked) | Event::Code(marked) => {
                    for piece in pieces(marked) {
                        match piece {
                            Piece::Text(plain) => text.push_str(plain),
                            Piece::Mark(number) => text.push_str(&self.reader.plain_text(number)),
                        }
                    }
                }
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text
    }

    /// Events as HTML, with everything that pulldown-cmark would write otherwise than we need.
    fn html(&mut self, events: Events<'e>, surroundings: Surroundings) -> String {
        let mut out: Events<'e> = Vec::with_capacity(events.len());
        // How many headings, links and cells stand around the text.
        let mut plain = usize::from(surroundings == Surroundings::Plain);
        let mut columns: Vec<Alignment> = Vec::new();
        let mut column = 0;
        let mut in_head = false;
        let mut image: Option<(String, String, Events<'e>)> = None;
        // The parser gives a block of HTML line by line; it is one piece of the author's.
        let mut html_block: Option<String> = None;
        let raw = |html: String| Event::InlineHtml(CowStr::from(html));
        for event in events {
            if let Some((_, _, alt)) = &mut image
                && !matches!(event, Event::End(TagEnd::Image))
            {
                alt.push(event);
                continue;
            }
            match event {
                Event::Text(text) => self.marked(&text, plain > 0, &mut out),
                Event::Code(text) => {
                    self.refuse_hidden_exhibits(&text);
                    let mut inner = Vec::new();
                    self.marked(&text, true, &mut inner);
                    out.push(raw("<code>".to_owned()));
                    out.extend(inner);
                    out.push(raw("</code>".to_owned()));
                }
                Event::Start(Tag::Link { dest_url, title, .. }) => {
                    plain += 1;
                    let href = self.target(&dest_url);
                    let title = self.reader.target_text(&title);
                    let title = if title.is_empty() { title } else { format!(" title=\"{}\"", escaped(&title)) };
                    out.push(raw(format!("<a href=\"{}\"{title}>", escaped(&href))));
                }
                Event::End(TagEnd::Link) => {
                    plain = plain.saturating_sub(1);
                    out.push(raw("</a>".to_owned()));
                }
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let source = self.target(&dest_url);
                    if source.contains(':') {
                        let place = self.reader.place_of(&dest_url);
                        self.faults.push(faults::image_from_outside(place, &source));
                    }
                    image = Some((source, self.reader.target_text(&title), Vec::new()));
                }
                Event::End(TagEnd::Image) => {
                    if let Some((source, _, alt)) = image.take() {
                        let alt = self.text(&alt);
                        out.push(raw(format!("<img src=\"{}\" alt=\"{}\">", escaped(&source), escaped(&alt))));
                    }
                }
                Event::Start(Tag::Table(alignments)) => {
                    columns = alignments;
                    let name = self.table_name();
                    let name = escaped(&name);
                    out.push(raw(format!(
                        "<section class=\"tw\" tabindex=\"0\" aria-label=\"{name}\"><table><caption>{name}</caption>"
                    )));
                }
                Event::End(TagEnd::Table) => out.push(raw("</tbody></table></section>\n".to_owned())),
                Event::Start(Tag::TableHead) => {
                    (in_head, column) = (true, 0);
                    out.push(raw("<thead><tr>".to_owned()));
                }
                Event::End(TagEnd::TableHead) => {
                    in_head = false;
                    out.push(raw("</tr></thead><tbody>".to_owned()));
                }
                Event::Start(Tag::TableRow) => {
                    column = 0;
                    out.push(raw("<tr>".to_owned()));
                }
                Event::End(TagEnd::TableRow) => out.push(raw("</tr>\n".to_owned())),
                Event::Start(Tag::TableCell) => {
                    plain += 1;
                    let right = matches!(columns.get(column), Some(Alignment::Right));
                    let class = if right { " class=\"r\"" } else { "" };
                    column += 1;
                    out.push(raw(if in_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") }));
                }
                Event::End(TagEnd::TableCell) => {
                    plain = plain.saturating_sub(1);
                    out.push(raw(if in_head { "</th>" } else { "</td>" }.to_owned()));
                }
                Event::Start(Tag::Heading { .. }) => {
                    plain += 1;
                    // A heading inside a list or a quotation is no section of its own.
                    out.push(raw("<p><strong>".to_owned()));
                }
                Event::End(TagEnd::Heading(_)) => {
                    plain = plain.saturating_sub(1);
                    out.push(raw("</strong></p>\n".to_owned()));
                }
                Event::Start(Tag::BlockQuote(Some(kind))) => {
                    let word = self.alert_word(kind);
                    out.push(raw(format!("<blockquote class=\"alert\"><p><strong>{word}</strong></p>\n")));
                }
                Event::End(TagEnd::BlockQuote(Some(_))) => out.push(raw("</blockquote>\n".to_owned())),
                Event::TaskListMarker(done) => out.push(raw(if done { "☑ " } else { "☐ " }.to_owned())),
                Event::FootnoteReference(name) => out.push(raw(self.footnote(&name))),
                Event::Start(Tag::HtmlBlock) => html_block = Some(String::new()),
                Event::Html(html) => match &mut html_block {
                    Some(block) => block.push_str(&html),
                    None => self.authors_html(html, true, &mut out),
                },
                Event::End(TagEnd::HtmlBlock) => {
                    self.authors_html(html_block.take().unwrap_or_default().into(), true, &mut out);
                }
                Event::InlineHtml(html) => self.authors_html(html, false, &mut out),
                event => out.push(event),
            }
        }
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, out.into_iter());
        html
    }

    fn target(&mut self, marked: &str) -> String {
        self.refuse_hidden_exhibits(marked);
        match self.reader.target(marked) {
            Ok((href, anchor)) => {
                self.narrative.anchors.extend(anchor);
                href
            }
            Err(fault) => {
                self.faults.push(fault);
                "#".to_owned()
            }
        }
    }

    /// The name of a table that an author wrote, unique on the page.
    fn table_name(&mut self) -> String {
        let word = words(self.reader.language()).table;
        let heading = self.section.heading.as_ref().map_or("", |heading| heading.text.as_str());
        let base = format!("{word}: {heading}");
        let base = base.trim_end_matches(": ").to_owned();
        let name = std::iter::once(base.clone())
            .chain((2..).map(|count| format!("{base} ({count})")))
            .find(|name| !self.ids.contains(name));
        let name = name.unwrap_or(base);
        self.ids.insert(name.clone());
        name
    }

    fn alert_word(&self, kind: BlockQuoteKind) -> &'static str {
        let words = words(self.reader.language());
        match kind {
            BlockQuoteKind::Note => words.note,
            BlockQuoteKind::Tip => words.tip,
            BlockQuoteKind::Important => words.important,
            BlockQuoteKind::Warning => words.warning,
            BlockQuoteKind::Caution => words.caution,
        }
    }

    /// HTML that the author wrote. Comments are never shown.
    fn authors_html(&mut self, html: CowStr<'e>, is_block: bool, out: &mut Events<'e>) {
        let html = CowStr::from(without_comments(&html));
        let trimmed = html.trim();
        if trimmed.is_empty() {
            return;
        }
        if self.reader.setting.raw_html == RawHtml::Allow {
            out.push(Event::InlineHtml(html));
            return;
        }
        let line = trimmed.lines().next().unwrap_or("");
        // The end of what was warned of at its beginning needs no word of its own.
        if is_block || !trimmed.starts_with("</") {
            self.faults.push(faults::raw_html(self.reader.place_of(line)));
        }
        if is_block {
            out.push(Event::Start(Tag::Paragraph));
        }
        let mut inner = Vec::new();
        self.marked(if is_block { trimmed } else { &html }, true, &mut inner);
        out.extend(inner);
        if is_block {
            out.push(Event::End(TagEnd::Paragraph));
        }
    }

    /// Text with its marks written as what they stand for.
    fn marked(&mut self, text: &str, plain: bool, out: &mut Events<'e>) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => {
                    self.check_footnote_names(text);
                    out.push(Event::Text(CowStr::from(text.to_owned())));
                }
                Piece::Mark(number) => {
                    let html = self.mark(number, plain);
                    out.push(Event::InlineHtml(CowStr::from(html)));
                }
            }
        }
    }

    fn mark(&mut self, number: usize, plain: bool) -> String {
        match self.reader.marks.get(number) {
            Some(Mark::Figure(reference)) if !plain => self.cite(&reference.clone()),
            Some(Mark::Ref(id)) => self.reference(&id.clone(), plain),
            _ => self.reader.plain_html(number),
        }
    }

    /// A figure in running text: a quiet link to its line in the section's trail.
    fn cite(&mut self, reference: &Reference) -> String {
        let (html, text) = self.reader.figure_html(reference);
        let id = self.trail_id(reference);
        if !self.section.cited.iter().any(|cited| cited.id == id) {
            self.section.cited.push(Cited { id: id.clone(), reference: reference.clone(), text });
        }
        let figure = self.reader.wording.known.figure(&reference.metric, &reference.cell, reference.period);
        let class = if figure.status == Status::Provisional { "n pv" } else { "n" };
        format!("<a class=\"{class}\" href=\"#{id}\">{html}</a>")
    }

    /// `t-2-1-key_persons`, with what sets the reference apart from the metric's own figure in the report.
    fn trail_id(&self, reference: &Reference) -> String {
        let section =
            if self.section.number.is_empty() { "0".to_owned() } else { self.section.number.replace('.', "-") };
        let mut id = format!("t-{section}-{}", reference.metric);
        for member in reference.cell.members() {
            id.push_str(&format!("-{member}"));
        }
        let own = self.reader.scope.figures.metrics.get(&reference.metric).map(|figures| figures.figure.period);
        if own != Some(reference.period) {
            id.push_str(&format!("-{}", reference.period));
        }
        match reference.aspect {
            Aspect::Value => {}
            Aspect::Change(since) => id.push_str(&format!("-change-{since}")),
            Aspect::Trend(since) => id.push_str(&format!("-trend-{since}")),
            Aspect::Target => id.push_str("-target"),
            Aspect::Gap => id.push_str("-gap"),
            Aspect::Attainment => id.push_str("-attainment"),
            Aspect::Status => id.push_str("-status"),
        }
        id
    }

    /// "Graf 1", as a link to it.
    fn reference(&mut self, id: &str, plain: bool) -> String {
        let language = self.reader.language();
        let numbered = || self.narrative.exhibits.iter().filter(|exhibit| exhibit.number > 0);
        let Some(exhibit) = numbered().find(|exhibit| exhibit.id == id) else {
            let place = self.reader.place_of(&format!("\"{id}\""));
            let known: Vec<&str> = numbered().map(|exhibit| exhibit.id.as_str()).collect();
            self.faults.push(faults::unknown_exhibit(place, id, known));
            return String::new();
        };
        let text = escaped(&exhibit.label(language).unwrap_or_default());
        if plain { text } else { format!("<a href=\"#{}\">{text}</a>", exhibit.anchor) }
    }

    /// Names in the text that look like a footnote which is defined nowhere.
    fn check_footnote_names(&mut self, text: &str) {
        for (start, _) in text.match_indices("[^") {
            let Some((name, _)) = text[start + 2..].split_once(']') else { continue };
            if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
                let place = self.reader.place_of(&format!("[^{name}]"));
                self.faults.push(faults::footnote_missing(place, name));
            }
        }
    }

    fn footnote(&mut self, name: &str) -> String {
        let known = self.footnotes.iter().position(|other| other == name);
        let number = known.map_or(self.footnotes.len() + 1, |index| index + 1);
        // Only the first reference to a note can be the one that the note leads back to.
        let id = if known.is_none() { format!(" id=\"ref-{number}\"") } else { String::new() };
        if known.is_none() {
            self.footnotes.push(name.to_owned());
        }
        format!("<sup><a{id} href=\"#note-{number}\">{number}</a></sup>")
    }

    fn close_footnotes(&mut self, definitions: &BTreeMap<String, Events<'e>>) {
        // A note may refer to further notes, so the list can grow while it is written.
        let mut index = 0;
        while let Some(name) = self.footnotes.get(index).cloned() {
            let events = definitions.get(&name).cloned().unwrap_or_default();
            self.refuse_exhibits(&events);
            let html = self.html(events, Surroundings::Plain);
            let number = index + 1;
            self.narrative.notes.push(Note {
                id: format!("note-{number}"),
                number,
                html,
                back: format!("#ref-{number}"),
            });
            index = number;
        }
    }
}

/// Ids that the page's own parts have.
pub const RESERVED_IDS: &[&str] = &["main", "key-figures", "notes", "revideret", "contents"];
