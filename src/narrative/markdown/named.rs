//! What the author's text says, with each reference named in the place of what it prints: which figure of which period,
//! not its value, its decimals or its label. For digests.
//!
//! It has the words of the text, the tags that say something (struck words, where a list begins) or put words together
//! (lists, cells, quotes), and the author's HTML as it is written. How Markdown writes the same words does not matter.

use std::fmt::Write;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::footnotes::{Definition, Names, by_name};
use super::html::without_comments;
use super::{Events, Printer};
use crate::base::inline::escaped;
use crate::compute::reference::Reference;
use crate::exhibit::request::Request;
use crate::exhibit::table::lines::Choice;
use crate::exhibit::table::matrix::Marked;
use crate::l10n::wording::machine;
use crate::model::settings::RawHtml;
use crate::model::snapshot::Cell;
use crate::narrative::mark::{CLOSE, Mark, OPEN, Piece, pieces};

/// A text of the front matter, or the title of a chart.
pub fn line(printer: &Printer<'_>, marked: &str) -> String {
    let mut said = String::new();
    push(&mut said, printer, marked, &escaped);
    said
}

/// The body of a page, its footnotes behind it by number.
pub(super) fn body(
    events: &Events<'_>,
    definitions: &[Definition<'_>],
    printer: &Printer<'_>,
    raw_html: RawHtml,
) -> String {
    let mut named = Named { printer, raw_html, said: String::new(), block: None, notes: Names::default() };
    events.iter().for_each(|(event, _)| named.event(event));
    let by_name = by_name(definitions);
    let mut index = 0;
    // A note may refer to further notes.
    while let Some(name) = named.notes.get(index) {
        let _ = write!(named.said, "\n[^{index}] ");
        by_name.get(&name).iter().flat_map(|definition| &definition.events).for_each(|(event, _)| named.event(event));
        index += 1;
    }
    named.said
}

struct Named<'n> {
    printer: &'n Printer<'n>,
    raw_html: RawHtml,
    said: String,
    /// The parser gives a block of HTML line by line.
    block: Option<String>,
    notes: Names,
}

impl Named<'_> {
    // Writing to a String does not fail.
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => push(&mut self.said, self.printer, text, &escaped),
            Event::Html(html) => match &mut self.block {
                Some(block) => block.push_str(html),
                None => self.html(html),
            },
            Event::InlineHtml(html) => self.html(html),
            Event::Start(Tag::HtmlBlock) => self.block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let block = self.block.take().unwrap_or_default();
                self.html(&block);
            }
            Event::Start(Tag::Heading { level, .. }) => drop(write!(self.said, "\n{level} ")),
            Event::Start(Tag::BlockQuote(Some(kind))) => drop(write!(self.said, "<blockquote>\n{kind:?} ")),
            Event::Start(Tag::List(Some(first))) => drop(write!(self.said, "<ol start=\"{first}\">")),
            Event::Start(Tag::Strikethrough) => self.said.push_str("<del>"),
            Event::End(TagEnd::Strikethrough) => self.said.push_str("</del>"),
            Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) => {
                push(&mut self.said, self.printer, title, &escaped);
            }
            Event::Start(Tag::Table(_)) => self.said.push_str("<table>"),
            Event::End(TagEnd::Table) => self.said.push_str("</table>"),
            Event::Start(Tag::TableRow | Tag::TableHead) => self.said.push_str("<tr>"),
            Event::End(TagEnd::TableCell) => self.said.push_str(" | "),
            Event::Start(Tag::Paragraph) => self.said.push_str("<p>"),
            Event::Start(Tag::BlockQuote(None)) => self.said.push_str("<blockquote>"),
            Event::End(TagEnd::BlockQuote(_)) => self.said.push_str("</blockquote>"),
            Event::Start(Tag::CodeBlock(_)) => self.said.push_str("<pre>"),
            Event::End(TagEnd::CodeBlock) => self.said.push_str("</pre>"),
            Event::Start(Tag::List(None)) => self.said.push_str("<ul>"),
            Event::End(TagEnd::List(is_numbered)) => self.said.push_str(if *is_numbered { "</ol>" } else { "</ul>" }),
            Event::Start(Tag::Item) => self.said.push_str("<li>"),
            Event::Start(Tag::DefinitionList) => self.said.push_str("<dl>"),
            Event::End(TagEnd::DefinitionList) => self.said.push_str("</dl>"),
            Event::Start(Tag::DefinitionListTitle) => self.said.push_str("<dt>"),
            Event::Start(Tag::DefinitionListDefinition) => self.said.push_str("<dd>"),
            Event::Start(Tag::Superscript) => self.said.push_str("<sup>"),
            Event::End(TagEnd::Superscript) => self.said.push_str("</sup>"),
            Event::Start(Tag::Subscript) => self.said.push_str("<sub>"),
            Event::End(TagEnd::Subscript) => self.said.push_str("</sub>"),
            Event::HardBreak => self.said.push_str("<br>"),
            Event::Rule => self.said.push_str("<hr>"),
            Event::TaskListMarker(done) => self.said.push_str(if *done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(name) => {
                let (number, _) = self.notes.refer(name);
                let _ = write!(self.said, "[^{number}]");
            }
            Event::Start(Tag::Emphasis | Tag::Strong)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            _ => self.said.push(' '),
        }
    }

    fn html(&mut self, html: &str) {
        let html = without_comments(html);
        match self.raw_html {
            RawHtml::Allow => self.said.push_str(&html),
            RawHtml::Escape => push(&mut self.said, self.printer, &html, &escaped),
        }
    }
}

fn push(said: &mut String, printer: &Printer<'_>, marked: &str, text: &dyn Fn(&str) -> String) {
    for piece in pieces(marked) {
        match piece {
            Piece::Text(plain) => said.push_str(&text(plain)),
            Piece::Mark(number) => {
                let name = printer.mark(number).map_or_else(String::new, |mark| name(printer, mark));
                // No author can write the signs around it.
                let _ = write!(said, "{OPEN}{name}{CLOSE}");
            }
        }
    }
}

/// What a mark stands for.
fn name(printer: &Printer<'_>, mark: &Mark) -> String {
    match mark {
        Mark::Figure(reference) => figure(reference),
        Mark::Period(period) => period.to_string(),
        Mark::Member { dimension, member } => format!("{dimension} {member}"),
        // A figure that is published keeps its value, and so does what is reckoned with it.
        Mark::Number { amount, as_share, .. } => {
            format!("{}{}", machine(*amount), if *as_share { " share" } else { "" })
        }
        Mark::Exhibit(request) => exhibit(printer, request),
        Mark::Spark(reference) => format!("spark {}", figure(reference)),
        Mark::Ref(id) => format!("ref {id}"),
    }
}

fn figure(reference: &Reference) -> String {
    let Reference { metric, period, aspect, cell } = reference;
    let Cell(members) = cell;
    let members: Vec<&str> = members.iter().map(|member| member.as_deref().unwrap_or("*")).collect();
    format!("{metric} {period} {} {aspect:?}", members.join("/"))
}

/// What a chart, a table or a row of tiles shows, as the author asks for it. How high it is drawn does not matter, nor
/// what its files are called.
fn exhibit(printer: &Printer<'_>, request: &Request) -> String {
    let Request { kind, references, id: _, title, subtitle, history, by, height: _, .. } = request;
    let Request { from_zero, annotate, free_scale, from_normal, since, choice, columns, .. } = request;
    let Request { marked, off_target, year_ago, .. } = request;
    let is_asked = |is_asked: bool, word: &str| if is_asked { word.to_owned() } else { String::new() };
    // What is not asked for leaves no trace, so that a text stays the same when there is more to ask for.
    let more = [
        is_asked(*free_scale, " free scale"),
        is_asked(*from_normal, " from normal"),
        since.map_or_else(String::new, |since| format!(" since {since}")),
        is_asked(*marked == Marked::Shades, " shaded"),
        is_asked(*off_target, " off target"),
        is_asked(*marked == Marked::Verdicts, " judged"),
        is_asked(*choice != Choice::ALL, &format!(" {choice:?}")),
        is_asked(!columns.is_empty(), &format!(" {columns:?}")),
        is_asked(year_ago.is_some(), &format!(" year ago {year_ago:?}")),
    ];
    let of: Vec<String> = references.iter().map(figure).collect();
    let line = |text: &Option<String>| text.as_ref().map_or_else(String::new, |text| line(printer, text));
    format!(
        "{} {} by {by:?} history {history:?} from zero {from_zero} {annotate:?}{}: {} {}",
        kind.word(),
        of.join(", "),
        more.concat(),
        line(title),
        line(subtitle),
    )
}
