//! What Markdown found in a block → HTML, with everything that pulldown-cmark would write otherwise than a page needs.
//!
//! Figures stand in the place of marks, links lead into the site, tables have no `style` attributes, and the author's
//! HTML is text. What is not named here pulldown-cmark writes as it does.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, Tag, TagEnd};

use super::{Events, Surroundings, Writer, free_id};
use crate::base::address;
use crate::base::inline::escaped;
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::faults;
use crate::l10n::words;
use crate::model::settings::RawHtml;
use crate::model::snapshot::Status;
use crate::narrative::Cited;
use crate::narrative::mark::{Mark, Piece};

/// What is written of one block, and what stands around the next event.
struct Html<'h, 'w, 'e> {
    writer: &'h mut Writer<'w>,
    out: Vec<Event<'e>>,
    /// How many headings, links and cells stand around the text.
    plain: usize,
    /// Whether it is a block of code.
    in_code: bool,
    /// The cell that may be the header of its row.
    row_header: Option<RowHeader>,
    table: Table,
    image: Option<Image<'e>>,
    /// The parser gives a block of HTML line by line; it is one piece of the author's.
    html_block: Option<(String, Range<usize>)>,
}

/// Where in a table the next cell stands.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

/// The first cell of a row in the body of a table.
struct RowHeader {
    /// Where its tag is among what was written.
    at: usize,
    class: &'static str,
    has_words: bool,
}

/// A picture whose words are still to come.
struct Image<'e> {
    source: String,
    /// As an attribute; empty without one.
    title: String,
    words: Events<'e>,
}

impl<'e> Writer<'_> {
    /// Events as HTML.
    pub(super) fn html(&mut self, events: Events<'e>, surroundings: Surroundings) -> String {
        let mut html = Html {
            writer: self,
            out: Vec::with_capacity(events.len()),
            plain: usize::from(surroundings == Surroundings::Plain),
            in_code: false,
            row_header: None,
            table: Table::default(),
            image: None,
            html_block: None,
        };
        events.into_iter().for_each(|(event, part)| html.event(event, part));
        let mut text = String::new();
        pulldown_cmark::html::push_html(&mut text, html.out.into_iter());
        text
    }

    /// A figure in running text: a quiet link to its line in the section's trail.
    fn cite(&mut self, reference: &Reference) -> String {
        let (html, text) = self.printer.figure(reference);
        let id = match self.cited.get(reference) {
            Some(id) => id.clone(),
            None => {
                // Two dimensions may have a member of one name.
                let id = free_id(&self.trail_id(reference), |id| !self.cited_ids.contains(id));
                self.cited.insert(reference.clone(), id.clone());
                self.cited_ids.insert(id.clone());
                self.section.cited.push(Cited { id: id.clone(), reference: reference.clone(), text });
                id
            }
        };
        let figure = self.printer.wording.known.figure(&reference.metric, &reference.cell, reference.period);
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
        let own = self.printer.scope.figures.metrics.get(&reference.metric).map(|figures| figures.figure.period);
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

    /// The name of a table that an author wrote, unique on the page.
    fn table_name(&mut self, part: Range<usize>) -> String {
        let word = words(self.printer.language()).table;
        let heading = self.section.heading.as_ref().map_or("", |heading| heading.text.as_str());
        let base = format!("{word}: {heading}");
        let base = base.trim_end_matches(": ").to_owned();
        let others = (2..).map(|count| format!("{base} ({count})"));
        let name =
            std::iter::once(base.clone()).chain(others).find(|name| !self.ids.contains_key(name)).unwrap_or(base);
        self.ids.insert(name.clone(), part);
        name
    }

    fn alert_word(&self, kind: BlockQuoteKind) -> &'static str {
        let words = words(self.printer.language());
        match kind {
            BlockQuoteKind::Note => words.note,
            BlockQuoteKind::Tip => words.tip,
            BlockQuoteKind::Important => words.important,
            BlockQuoteKind::Warning => words.warning,
            BlockQuoteKind::Caution => words.caution,
        }
    }
}

impl<'e> Html<'_, '_, 'e> {
    fn event(&mut self, event: Event<'e>, part: Range<usize>) {
        if let Some(image) = &mut self.image
            && !matches!(event, Event::End(TagEnd::Image))
        {
            image.words.push((event, part));
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, part),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, &part),
            Event::Code(text) => self.code(&text, &part),
            Event::TaskListMarker(done) => self.raw(if done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(name) => {
                let html = self.writer.footnote(&name);
                self.raw(html);
            }
            Event::Html(html) => match &mut self.html_block {
                Some((block, _)) => block.push_str(&html),
                None => self.authors_html(&html, &part, true),
            },
            Event::InlineHtml(html) => self.authors_html(&html, &part, false),
            event => self.out.push(event),
        }
    }

    fn start(&mut self, tag: Tag<'e>, part: Range<usize>) {
        match tag {
            Tag::Link { dest_url, title, id, .. } => self.open_link(&dest_url, &title, &self.part_of_target(&id, part)),
            Tag::Image { dest_url, title, id, .. } => {
                self.open_image(&dest_url, &title, &self.part_of_target(&id, part));
            }
            Tag::Table(columns) => self.open_table(columns, part),
            Tag::TableHead => {
                (self.table.in_head, self.table.column) = (true, 0);
                self.raw("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.raw("<tr>");
            }
            Tag::TableCell => self.open_cell(),
            // A heading inside a list or a quotation is no section of its own.
            Tag::Heading { .. } => {
                self.plain += 1;
                self.raw("<p><strong>");
            }
            Tag::BlockQuote(Some(kind)) => {
                let word = self.writer.alert_word(kind);
                self.raw(format!("<blockquote class=\"alert\"><p><strong>{word}</strong></p>\n"));
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.out.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Tag::HtmlBlock => self.html_block = Some((String::new(), part)),
            tag => self.out.push(Event::Start(tag)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if matches!(tag, TagEnd::Link | TagEnd::TableCell | TagEnd::Heading(_)) {
            self.plain = self.plain.saturating_sub(1);
        }
        match tag {
            TagEnd::Link => self.raw("</a>"),
            TagEnd::Image => self.close_image(),
            TagEnd::Table => self.raw("</tbody></table></section>\n"),
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.raw("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.raw("</tr>\n"),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Heading(_) => self.raw("</strong></p>\n"),
            TagEnd::BlockQuote(Some(_)) => self.raw("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push(Event::End(TagEnd::CodeBlock));
            }
            TagEnd::HtmlBlock => {
                if let Some((block, part)) = self.html_block.take() {
                    self.authors_html(&block, &part, true);
                }
            }
            tag => self.out.push(Event::End(tag)),
        }
    }

    fn raw(&mut self, html: impl Into<CowStr<'e>>) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn text(&mut self, text: &str, part: &Range<usize>) {
        if !self.in_code {
            self.writer.check_footnote_names(part);
        }
        self.marked(text, part, self.plain > 0);
    }

    fn code(&mut self, text: &str, part: &Range<usize>) {
        self.writer.refuse_hidden_exhibits(text, part);
        self.raw("<code>");
        self.marked(text, part, true);
        self.raw("</code>");
    }

    /// Where the target of a link stands: in the line that defines `name`, or in the link itself.
    fn part_of_target(&self, name: &str, link: Range<usize>) -> Range<usize> {
        self.writer.link_targets.get(&name.to_lowercase()).cloned().unwrap_or(link)
    }

    fn open_link(&mut self, target: &str, title: &str, part: &Range<usize>) {
        self.plain += 1;
        let href = escaped(&self.writer.target(target, part));
        let title = self.title(title, part);
        self.raw(format!("<a href=\"{href}\"{title}>"));
    }

    /// The attribute for a title that the author wrote behind a target.
    fn title(&mut self, marked: &str, part: &Range<usize>) -> String {
        self.writer.refuse_hidden_exhibits(marked, part);
        match self.writer.printer.attribute(marked) {
            title if title.is_empty() => title,
            title => format!(" title=\"{}\"", escaped(&title)),
        }
    }

    fn open_image(&mut self, target: &str, title: &str, part: &Range<usize>) {
        let source = self.writer.target(target, part);
        if source.contains(':') {
            let place = self.writer.places.of_word(part, target);
            self.writer.faults.push(faults::image_from_outside(place, &source));
        }
        let title = self.title(title, part);
        self.image = Some(Image { source, title, words: Vec::new() });
    }

    fn close_image(&mut self) {
        let Some(Image { source, title, words }) = self.image.take() else { return };
        let words = self.writer.text(&words);
        let setting = self.writer.setting;
        let path = source.split(['?', '#']).next().unwrap_or_default();
        let file = address::resolve(address::folder(setting.links.from), path);
        let size = file.and_then(|file| (setting.picture)(&file));
        let size = size.map_or_else(String::new, |(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
        self.raw(format!("<img src=\"{}\" alt=\"{}\"{size}{title}>", escaped(&source), escaped(&words)));
    }

    fn open_table(&mut self, columns: Vec<Alignment>, part: Range<usize>) {
        self.table.columns = columns;
        let name = escaped(&self.writer.table_name(part));
        self.raw(format!(
            "<section class=\"tw\" tabindex=\"0\" aria-label=\"{name}\"><table><caption>{name}</caption>"
        ));
    }

    fn open_cell(&mut self) {
        self.plain += 1;
        let is_right = matches!(self.table.columns.get(self.table.column), Some(Alignment::Right));
        let class = if is_right { " class=\"r\"" } else { "" };
        if self.table.column == 0 && !self.table.in_head {
            self.row_header = Some(RowHeader { at: self.out.len(), class, has_words: false });
        }
        self.table.column += 1;
        self.raw(match self.table.in_head {
            true => format!("<th scope=\"col\"{class}>"),
            false => format!("<td{class}>"),
        });
    }

    fn close_cell(&mut self) {
        let header = self.row_header.take().filter(|header| header.has_words);
        if let Some(RowHeader { at, class, .. }) = &header
            && let Some(tag) = self.out.get_mut(*at)
        {
            *tag = Event::InlineHtml(format!("<th scope=\"row\"{class}>").into());
        }
        self.raw(if header.is_some() || self.table.in_head { "</th>" } else { "</td>" });
    }

    /// HTML that the author wrote. Comments are never shown.
    fn authors_html(&mut self, html: &str, part: &Range<usize>, is_block: bool) {
        let html = without_comments(html);
        let trimmed = html.trim();
        if trimmed.is_empty() {
            return;
        }
        if self.writer.setting.raw_html == RawHtml::Allow {
            self.allowed(&html, part);
            return;
        }
        let line = trimmed.lines().next().unwrap_or("");
        // The end of what was warned of at its beginning needs no word of its own.
        if is_block || !trimmed.starts_with("</") {
            self.writer.faults.push(faults::raw_html(self.place_of_html(part, line)));
        }
        if is_block {
            self.out.push(Event::Start(Tag::Paragraph));
        }
        self.marked(if is_block { trimmed } else { &html }, part, true);
        if is_block {
            self.out.push(Event::End(TagEnd::Paragraph));
        }
    }

    /// HTML that goes to the page as it is written, with its marks as what they stand for: within a tag, a script or a
    /// style sheet as plain text.
    fn allowed(&mut self, html: &str, part: &Range<usize>) {
        self.writer.refuse_hidden_exhibits(html, part);
        let mut written = String::new();
        for (piece, part) in self.writer.places.pieces(html, part) {
            match piece {
                Piece::Text(text) => written.push_str(text),
                Piece::Mark(number) => {
                    let html = match within(&written) {
                        Within::Text => self.mark(number, &part, self.plain > 0),
                        Within::Link => self.mark(number, &part, true),
                        Within::Tag => escaped(&self.writer.printer.text(number)),
                    };
                    written.push_str(&html);
                }
            }
        }
        self.raw(written);
    }

    /// Where `line` stands in the HTML of `part`, in which comments may come before it.
    fn place_of_html(&self, part: &Range<usize>, line: &str) -> Place {
        self.writer.places.of_found(part, |written| written.find(line).map(|at| at..at + line.len()))
    }

    /// Text with its marks written as what they stand for.
    fn marked(&mut self, text: &str, part: &Range<usize>, plain: bool) {
        let mut undrawn = false;
        for (piece, part) in self.writer.places.pieces(text, part) {
            if let Some(header) = &mut self.row_header {
                header.has_words |= match &piece {
                    Piece::Text(text) => has_words(text),
                    Piece::Mark(number) => has_words(&self.writer.printer.text(*number)),
                };
            }
            match piece {
                Piece::Text(text) => {
                    // Where a line is not drawn for want of values, no space stays before a comma.
                    let trims = undrawn && !text.starts_with(char::is_alphanumeric);
                    if let Some(Event::Text(before)) = self.out.last_mut().filter(|_| trims) {
                        *before = CowStr::from(before.trim_end_matches(' ').to_owned());
                    }
                    undrawn = false;
                    self.out.push(Event::Text(CowStr::from(text.to_owned())));
                }
                Piece::Mark(number) => {
                    let html = self.mark(number, &part, plain);
                    undrawn = html.is_empty();
                    if !undrawn {
                        self.raw(html);
                    }
                }
            }
        }
    }

    fn mark(&mut self, number: usize, part: &Range<usize>, plain: bool) -> String {
        let printer = self.writer.printer;
        match printer.mark(number) {
            Some(Mark::Figure(reference)) if !plain => self.writer.cite(reference),
            Some(Mark::Ref(id)) => self.writer.reference(id, part, plain),
            _ => printer.html(number),
        }
    }
}

/// Where in HTML something stands.
#[derive(Debug, PartialEq)]
enum Within {
    Text,
    /// Text of a link, in which no other may stand.
    Link,
    /// An attribute, a script or a style sheet: no tag may stand there.
    Tag,
}

/// Where what follows `html` stands, which begins outside of any tag.
fn within(html: &str) -> Within {
    let (mut is_link, mut is_code) = (false, false);
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        let parts = end_of_tag(tag).and_then(|end| tag.split_at_checked(end));
        let Some((inside, behind)) = parts else { return Within::Tag };
        let name = inside.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let opens = !tag.starts_with('/');
        match name.as_str() {
            "a" => is_link = opens,
            "script" | "style" | "textarea" | "title" => is_code = opens,
            _ => {}
        }
        rest = behind;
    }
    match (is_code, is_link) {
        (true, _) => Within::Tag,
        (false, true) => Within::Link,
        (false, false) => Within::Text,
    }
}

/// Where the tag ends that was opened before `tag`; `None` where it does not. An attribute may hold the sign of the end.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '>' => return Some(at + 1),
            None => {}
        }
    }
    None
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// HTML without the comments in it.
pub(super) fn without_comments(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}
