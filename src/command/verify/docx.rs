//! A document of Word as the site builds it, and as it is published → the places in which they differ.
//!
//! Whoever opens a document and saves it changes all of its bytes, so its texts are compared, paragraph by paragraph.
//! Which metric a number is about is read from what was built: hidden bookmarks name it.

use std::ops::Range;

use super::hunks::{Hunk, hunks};
use super::workbook::Differing;
use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, local};

/// The parts with texts, and what they are in words; `None`: the sections of the text.
const PARTS: [(&str, Option<&str>); 4] = [
    ("docProps/core.xml", Some("what the document says of itself")),
    ("word/header1.xml", Some("the head of the pages")),
    ("word/document.xml", None),
    ("word/footnotes.xml", Some("a footnote")),
];

/// The places that differ, `most` at most; none where all texts are the same, whatever else is not. `None` where one of
/// the two cannot be read as a document.
pub fn differences(expected: &[u8], found: &[u8], metrics: &[&str], most: usize) -> Option<Vec<Differing>> {
    let (before, after) = (Texts::of(expected)?, Texts::of(found)?);
    let differing = |hunk: Hunk| {
        let (should, says) = hunk.texts(&before.text, &after.text);
        let Hunk { expected, found } = hunk;
        // A paragraph that was put in is told by what it is, not by the one before it.
        if let Some(own) = after.paragraph(&found).filter(|_| expected.is_empty()) {
            let says = says.trim().to_owned();
            return Differing { part: own.as_a_whole(), metric: None, says, should: String::new() };
        }
        if let Some(own) = before.paragraph(&expected).filter(|_| found.is_empty()) {
            let should = should.trim().to_owned();
            let metric = own.of.as_ref().and_then(|written| known(written, metrics));
            return Differing { part: own.as_a_whole(), metric, says: String::new(), should };
        }
        let line = before.lines.iter().rev().find(|line| line.start <= expected.start);
        let (says, should) = (says.to_owned(), should.to_owned());
        let figure = line.and_then(|line| {
            let is_there =
                |(place, _): &&(Range<usize>, String)| place.contains(&expected.start) || place.end == expected.start;
            line.figures.iter().find(is_there).map(|(_, metric)| metric)
        });
        let has_digits = [&says, &should].iter().any(|text| text.contains(|c: char| c.is_ascii_digit()));
        let of_line = line.and_then(|line| line.of.as_ref()).filter(|_| has_digits);
        let metric = figure.or(of_line).and_then(|written| known(written, metrics));
        Differing { part: line.map_or_else(String::new, |line| line.part.clone()), metric, says, should }
    };
    Some(hunks(&before.text, &after.text, false, most).into_iter().map(differing).collect())
}

/// The metric that a bookmark names; a long name is cut in it.
fn known(written: &str, metrics: &[&str]) -> Option<String> {
    let (_, name) = written.strip_prefix("_f")?.split_once('_')?;
    let exact = metrics.iter().find(|metric| **metric == name);
    let cut = || metrics.iter().find(|metric| written.len() == 40 && metric.starts_with(name));
    exact.or_else(cut).map(|metric| (*metric).to_owned())
}

/// A paragraph, or the words of a picture.
struct Line {
    /// Where it begins in the text.
    start: usize,
    /// What it is, for people.
    part: String,
    /// The bookmark of the row, or of the picture.
    of: Option<String>,
    figures: Vec<(Range<usize>, String)>,
    /// It is one of the text, and no cell of a table.
    is_of_text: bool,
}

impl Line {
    /// What it is where all of it was put in or left out.
    fn as_a_whole(&self) -> String {
        if self.is_of_text { format!("a paragraph in {}", self.part) } else { self.part.clone() }
    }
}

/// All texts of a document, each on a line.
#[derive(Default)]
struct Texts {
    text: String,
    lines: Vec<Line>,
}

/// Where in a document the next text stands.
#[derive(Default)]
struct Position {
    text: String,
    figures: Vec<(Range<usize>, String)>,
    /// Bookmarks that are open: their ids, names, and where they began.
    open: Vec<(String, String, usize)>,
    style: String,
    /// Whether the next text is one of readers.
    is_text: bool,
    heading: String,
    /// The bookmark of the last caption.
    caption: Option<String>,
    table: Option<Table>,
    pictures: Vec<(String, String)>,
}

#[derive(Default)]
struct Table {
    columns: Vec<String>,
    column: usize,
    row: String,
    of: Option<String>,
    is_head: bool,
}

impl Texts {
    /// The paragraph that a stretch of the text begins with, if it is made of whole ones.
    fn paragraph(&self, stretch: &Range<usize>) -> Option<&Line> {
        let text = self.text.get(stretch.clone()).filter(|text| !text.is_empty())?;
        let behind = self.text.get(stretch.end..).unwrap_or_default();
        let ends = text.ends_with('\n') || behind.starts_with('\n');
        self.lines.iter().find(|line| line.start == stretch.start).filter(|_| ends)
    }

    fn of(bytes: &[u8]) -> Option<Texts> {
        let mut archive = Archive::open(bytes).ok()?;
        let mut texts = Texts::default();
        for (name, part) in PARTS {
            let mut position = Position::default();
            let is_there = archive.each(name, |piece| {
                texts.meet(&mut position, piece, part);
                Ok(())
            });
            if !is_there.ok()? && part.is_none() {
                return None;
            }
        }
        Some(texts)
    }

    fn meet(&mut self, at: &mut Position, piece: Piece<'_>, part: Option<&str>) {
        match piece {
            Piece::Start(tag) => {
                let value = |name: &str| attribute(tag, name).map(std::borrow::Cow::into_owned).unwrap_or_default();
                match local(tag.name().0) {
                    "p" => at.style.clear(),
                    "pStyle" => at.style = value("val"),
                    "tbl" => at.table = Some(Table::default()),
                    "tr" => at.begin_row(),
                    "tblHeader" => at.table.iter_mut().for_each(|table| table.is_head = true),
                    "tc" => at.table.iter_mut().for_each(|table| table.column += 1),
                    "bookmarkStart" => at.open.push((value("id"), value("name"), at.text.len())),
                    "bookmarkEnd" => at.end_bookmark(&value("id")),
                    "docPr" => at.pictures.push((value("title"), value("descr"))),
                    "br" => at.text.push(' '),
                    "t" | "title" | "creator" | "language" | "created" => at.is_text = true,
                    _ => {}
                }
            }
            Piece::Text(text) if at.is_text => at.text.push_str(&text.replace('\n', " ")),
            Piece::Text(_) => {}
            Piece::End(name) => match local(name) {
                "t" => at.is_text = false,
                "title" | "creator" | "language" | "created" => {
                    at.is_text = false;
                    self.end_paragraph(at, part);
                }
                "p" => self.end_paragraph(at, part),
                "tbl" => at.table = None,
                _ => {}
            },
        }
    }

    fn end_paragraph(&mut self, at: &mut Position, part: Option<&str>) {
        if let Some(table) = &mut at.table {
            match (table.is_head, table.column) {
                (true, _) => table.columns.push(at.text.clone()),
                (false, 1) => table.row.push_str(&at.text),
                _ => {}
            }
            if let Some((_, name)) = at.figures.first().filter(|_| table.column == 1) {
                table.of = Some(name.clone());
            }
        } else if at.style.starts_with("Heading") {
            at.heading.clone_from(&at.text);
        } else if at.style == "Caption" {
            at.caption = at.figures.first().map(|(_, name)| name.clone());
        }
        let of = at.table.as_ref().and_then(|table| table.of.clone().or_else(|| at.caption.clone()));
        let is_of_text = part.is_none() && at.table.is_none();
        let own = (part.map_or_else(|| at.part(), str::to_owned), is_of_text);
        self.put(own, of, at.text.clone(), std::mem::take(&mut at.figures));
        for (title, words) in std::mem::take(&mut at.pictures) {
            for (what, text) in [("the title of a picture", title), ("the words of a picture", words)] {
                let part = format!("{what}{}", at.of_section());
                self.put((part, false), at.caption.clone(), text, Vec::new());
            }
        }
        at.text.clear();
    }

    fn put(
        &mut self,
        (part, is_of_text): (String, bool),
        of: Option<String>,
        text: String,
        figures: Vec<(Range<usize>, String)>,
    ) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        let shifted = |(place, name): (Range<usize>, String)| (place.start + start..place.end + start, name);
        self.lines.push(Line { start, part, of, figures: figures.into_iter().map(shifted).collect(), is_of_text });
        self.text.push_str(&text);
        self.text.push('\n');
    }
}

impl Position {
    fn begin_row(&mut self) {
        if let Some(table) = &mut self.table {
            *table = Table { columns: std::mem::take(&mut table.columns), ..Table::default() };
        }
    }

    fn end_bookmark(&mut self, id: &str) {
        let Some(index) = self.open.iter().rposition(|(open, ..)| open == id) else { return };
        let (_, name, start) = self.open.remove(index);
        if name.starts_with("_f") {
            self.figures.push((start..self.text.len(), name));
        }
    }

    fn of_section(&self) -> String {
        if self.heading.is_empty() { String::new() } else { format!(" of section `{}`", self.heading) }
    }

    fn part(&self) -> String {
        let Some(table) = &self.table else { return format!("the text{}", self.of_section()) };
        let column = table.columns.get(table.column.saturating_sub(1));
        let column = column.filter(|_| !table.is_head).map_or(String::new(), |name| format!(", column `{name}`"));
        let row = if table.is_head { String::new() } else { format!(", row `{}`", table.row) };
        format!("the table{}{row}{column}", self.of_section())
    }
}
