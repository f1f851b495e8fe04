//! A document of Word as the site builds it, and as it is published → the places in which they differ.
//!
//! Whoever opens a document and saves it changes all of its bytes, so its texts are compared, paragraph by paragraph, as
//! readers see them, and what stands beside them. Which metric a number is about is read from what was built: hidden
//! bookmarks name it.

mod beside;
mod lists;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use self::beside::Beside;
use self::lists::Lists;

use super::hunks::{Differing, Hunk, hunks};
use crate::command::sheets::spreadsheet::xlsx::relations;
use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, local};

/// The part with the text.
const MAIN: &str = "word/document.xml";

/// The kinds of parts with texts, and what they are in words; `None`: the sections of the text.
const PARTS: [(&str, Option<&str>); 5] = [
    ("header", Some("the head of the pages")),
    ("footer", Some("the foot of the pages")),
    ("officeDocument", None),
    ("footnotes", Some("a footnote")),
    ("endnotes", Some("an endnote")),
];

/// A style is made from another one, which is made from another one.
const DEEPEST: usize = 12;

/// The places that differ, `most` at most; none where all texts are the same, whatever else is not. `None` where one of
/// the two cannot be read as a document.
pub fn differences(expected: &[u8], found: &[u8], metrics: &[&str], most: usize) -> Option<Vec<Differing>> {
    let mut archives = (Archive::open(expected).ok()?, Archive::open(found).ok()?);
    let (before, after) = (Texts::of(&mut archives.0)?, Texts::of(&mut archives.1)?);
    let beside = Beside::of(&mut archives.0)?.differences(&Beside::of(&mut archives.1)?);
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
    Some(hunks(&before.text, &after.text, false, most).into_iter().map(differing).chain(beside).collect())
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
    /// A run is open; how it looks, how the style of its paragraph does, and how the text before it did.
    is_run: bool,
    own: Look,
    of_style: Look,
    before: Look,
    /// The list that the paragraph is of, and how deep.
    list: Option<String>,
    level: usize,
    /// It stands above or below each page, where fields are numbers of pages.
    is_margin: bool,
    /// What comes is what a field showed when the file was saved.
    is_field: bool,
    heading: String,
    /// The bookmark of the last caption.
    caption: Option<String>,
    table: Option<Table>,
    /// Their words for those who do not see them.
    pictures: Vec<String>,
}

#[derive(Default)]
struct Table {
    columns: Vec<String>,
    column: usize,
    row: String,
    of: Option<String>,
    is_head: bool,
    /// Its row is not shown.
    is_hidden: bool,
}

/// How letters look, where it hides what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    hidden: bool,
    struck: bool,
    white: bool,
}

impl Look {
    fn or(self, other: Look) -> Look {
        let Look { hidden, struck, white } = other;
        Look { hidden: self.hidden || hidden, struck: self.struck || struck, white: self.white || white }
    }
}

/// The looks of styles by their names.
type Styles = BTreeMap<String, Look>;

/// What an element with this value says of letters.
fn look_of(name: &str, value: Option<Cow<'_, str>>) -> Look {
    let is_on = || value.as_ref().is_none_or(|value| !["0", "false", "off"].contains(&&**value));
    Look {
        hidden: name == "vanish" && is_on(),
        struck: matches!(name, "strike" | "dstrike") && is_on(),
        white: name == "color" && value.as_ref().is_some_and(|value| value.eq_ignore_ascii_case("FFFFFF")),
    }
}

fn styles(archive: &mut Archive<'_>) -> Styles {
    let mut styles: BTreeMap<String, (Look, Option<String>)> = BTreeMap::new();
    let mut own = None::<String>;
    // A document without styles looks plain.
    let _ = archive.each("word/styles.xml", |piece| {
        if let Piece::Start(tag) = piece {
            match local(tag.name().0) {
                "style" => {
                    own = attribute(tag, "styleId").map(Cow::into_owned);
                    styles.extend(own.clone().map(|name| (name, Default::default())));
                }
                name => {
                    if let Some((look, base)) = own.as_ref().and_then(|own| styles.get_mut(own)) {
                        *look = look.or(look_of(name, attribute(tag, "val")));
                        if name == "basedOn" {
                            *base = attribute(tag, "val").map(Cow::into_owned);
                        }
                    }
                }
            }
        }
        Ok(())
    });
    let whole = |name: &String| {
        let (mut look, mut next) = (Look::default(), Some(name));
        for _ in 0..DEEPEST {
            let Some((own, base)) = next.and_then(|name| styles.get(name)) else { break };
            (look, next) = (look.or(*own), base.as_ref());
        }
        look
    };
    styles.keys().map(|name| (name.clone(), whole(name))).collect()
}

/// The letter of a symbol by its number in a font, such as `F036`.
fn symbol(number: &str) -> String {
    let code = u32::from_str_radix(number, 16).unwrap_or(0);
    // Fonts of symbols have theirs in a range of their own.
    let code = if (0xF000..0xF100).contains(&code) { code - 0xF000 } else { code };
    char::from_u32(code).map_or_else(String::new, String::from)
}

impl Texts {
    /// The paragraph that a stretch of the text begins with, if it is made of whole ones.
    fn paragraph(&self, stretch: &Range<usize>) -> Option<&Line> {
        let text = self.text.get(stretch.clone()).filter(|text| !text.is_empty())?;
        let behind = self.text.get(stretch.end..).unwrap_or_default();
        let ends = text.ends_with('\n') || behind.starts_with('\n');
        self.lines.iter().find(|line| line.start == stretch.start).filter(|_| ends)
    }

    fn of(archive: &mut Archive<'_>) -> Option<Texts> {
        let (styles, mut lists) = (styles(archive), Lists::of(archive));
        let mut texts = Texts::default();
        let relations = relations(archive, MAIN).ok()?;
        for (kind, part) in PARTS {
            let own = relations.values().filter(|relation| relation.kind == kind).map(|found| found.target.clone());
            let names: BTreeSet<String> = match part {
                None => BTreeSet::from([MAIN.to_owned()]),
                Some(_) => own.collect(),
            };
            let (begin, mut known) = (texts.lines.len(), BTreeSet::new());
            for name in names {
                let mut position = Position { is_margin: matches!(kind, "header" | "footer"), ..Position::default() };
                let from = (texts.text.len(), texts.lines.len());
                let is_there = archive.each(&name, |piece| {
                    texts.meet(&mut position, piece, part, (&styles, &mut lists));
                    Ok(())
                });
                if !is_there.ok()? && part.is_none() {
                    return None;
                }
                // Programs give each section a head of its own, with one text.
                let own = texts.text.get(from.0..).unwrap_or_default().to_owned();
                if position.is_margin && texts.lines.len() > begin && !known.insert(own) {
                    texts.text.truncate(from.0);
                    texts.lines.truncate(from.1);
                }
            }
        }
        Some(texts)
    }

    fn meet(
        &mut self,
        at: &mut Position,
        piece: Piece<'_>,
        part: Option<&str>,
        (styles, lists): (&Styles, &mut Lists),
    ) {
        match piece {
            Piece::Start(tag) => {
                let value = |name: &str| attribute(tag, name).map(Cow::into_owned).unwrap_or_default();
                let look = |name: &str| styles.get(name).copied().unwrap_or_default();
                match local(tag.name().0) {
                    "p" => at.begin_paragraph(),
                    "pStyle" => {
                        at.style = value("val");
                        at.of_style = look(&at.style);
                    }
                    "r" => (at.is_run, at.own) = (true, at.of_style),
                    "rStyle" if at.is_run => at.own = at.own.or(look(&value("val"))),
                    "ilvl" => at.level = value("val").parse().unwrap_or(0),
                    "numId" => at.list = Some(value("val")),
                    "tbl" => at.table = Some(Table::default()),
                    "tr" => at.begin_row(),
                    "tblHeader" => at.table.iter_mut().for_each(|table| table.is_head = true),
                    "hidden" => at.table.iter_mut().for_each(|table| table.is_hidden = true),
                    "tc" => at.table.iter_mut().for_each(|table| table.column += 1),
                    "bookmarkStart" => at.open.push((value("id"), value("name"), at.text.len())),
                    "bookmarkEnd" => at.end_bookmark(&value("id")),
                    "docPr" => at.pictures.push(value("descr")),
                    "br" => at.text.push(' '),
                    "fldChar" => at.is_field = value("fldCharType") == "separate",
                    "sym" => at.push(&symbol(&value("char"))),
                    "noBreakHyphen" => at.push("-"),
                    "t" => at.is_text = true,
                    name if at.is_run => at.own = at.own.or(look_of(name, attribute(tag, "val"))),
                    _ => {}
                }
            }
            Piece::Text(text) if at.is_text => at.push(&text.replace('\n', " ")),
            Piece::Text(_) => {}
            Piece::End(name) => match local(name) {
                "t" => at.is_text = false,
                "r" => at.is_run = false,
                "p" => {
                    if let Some(list) = at.list.take().filter(|_| !at.text.is_empty()) {
                        let number = lists.next(&list, at.level);
                        let by = number.len();
                        let moved = |place: &Range<usize>| place.start + by..place.end + by;
                        at.figures.iter_mut().for_each(|(place, _)| *place = moved(place));
                        at.text.insert_str(0, &number);
                    }
                    self.end_paragraph(at, part);
                }
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
        for words in std::mem::take(&mut at.pictures) {
            let part = format!("the words of a picture{}", at.of_section());
            self.put((part, false), at.caption.clone(), words, Vec::new());
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
    fn begin_paragraph(&mut self) {
        self.style.clear();
        (self.of_style, self.before, self.list, self.level) = (Look::default(), Look::default(), None, 0);
    }

    /// A text as a reader sees it: nothing where it is hidden, and in words what makes it hard to see.
    fn push(&mut self, text: &str) {
        let is_hidden = self.own.hidden || self.table.as_ref().is_some_and(|table| table.is_hidden);
        if is_hidden || (self.is_margin && self.is_field) {
            return;
        }
        if self.own != self.before {
            let words = [(self.own.struck, "(struck) "), (self.own.white, "(white) ")];
            words.into_iter().filter(|(is_so, _)| *is_so).for_each(|(_, word)| self.text.push_str(word));
            self.before = self.own;
        }
        self.text.push_str(text);
    }

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
