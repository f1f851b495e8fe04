//! What a reader sees in a workbook of Excel beside the values of its cells.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::code::{does, does_with_texts};
use super::{Kind, Letters, Looks, Seen, Spot, add};
use crate::command::sheets::spreadsheet::xlsx::{Relation, position, relations};
use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, local};

/// A region may reach to the last row and column; so many of them are looked at.
const MOST: u32 = 10_000;

pub fn read(archive: &mut Archive<'_>, workbook: &str) -> Result<BTreeMap<String, Looks>, String> {
    let of_book = relations(archive, workbook)?;
    let part = |kind: &str| of_book.values().find(|relation| relation.kind == kind).map(|found| found.target.clone());
    let mut book = Book::default();
    if let Some(styles) = part("styles") {
        book.styles = styles_of(archive, &styles)?;
    }
    if let Some(strings) = part("sharedStrings") {
        book.strings = letters_of_strings(archive, &strings)?;
    }
    let mut sheets = Vec::new();
    archive.each(workbook, |piece| {
        if let Piece::Start(tag) = piece
            && local(tag.name().0) == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(relation) = of_book.get(&*id)
        {
            let state = attribute(tag, "state").unwrap_or_default().into_owned();
            sheets.push((name.into_owned(), relation.target.clone(), state));
        }
        Ok(())
    })?;
    let mut all = BTreeMap::new();
    for (name, part, state) in sheets {
        let of_sheet = relations(archive, &part)?;
        let mut reader = Reader { book: &book, relations: &of_sheet, ..Reader::new() };
        if !matches!(state.as_str(), "" | "visible") {
            add(&mut reader.looks, Spot::Sheet, Kind::Hidden, "hidden");
        }
        archive.each(&part, |piece| reader.meet(piece))?;
        let mut looks = reader.looks;
        for relation in of_sheet.values() {
            match relation.kind.as_str() {
                "comments" | "threadedComment" => remarks(archive, &relation.target, &mut looks)?,
                "table" => words(archive, &relation.target, &mut looks)?,
                _ => {}
            }
        }
        all.insert(name, looks);
    }
    Ok(all)
}

/// What all sheets share.
#[derive(Default)]
struct Book {
    styles: Vec<Style>,
    /// Of each text in runs, whether one is white or struck.
    strings: Vec<Letters>,
}

struct Style {
    code: String,
    letters: Letters,
}

fn styles_of(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Style>, String> {
    let (mut formats, mut styles) = (BTreeMap::new(), Vec::new());
    let (mut fonts, mut fills) = (Vec::<Letters>::new(), Vec::<Letters>::new());
    let mut within = String::new();
    archive.each(part, |piece| {
        match piece {
            Piece::Start(tag) => {
                let name = local(tag.name().0);
                match (within.as_str(), name) {
                    (_, "numFmts" | "fonts" | "fills" | "cellXfs" | "dxfs" | "cellStyleXfs") => {
                        name.clone_into(&mut within);
                    }
                    ("numFmts", "numFmt") => {
                        if let (Some(id), Some(code)) = (attribute(tag, "numFmtId"), attribute(tag, "formatCode")) {
                            formats.insert(id.into_owned(), code.into_owned());
                        }
                    }
                    ("fonts", "font") => fonts.push(Letters::default()),
                    ("fonts", _) => fonts.iter_mut().last().into_iter().for_each(|font| of_font(tag, font)),
                    ("fills", "fill") => fills.push(Letters::default()),
                    ("fills", "patternFill") => {
                        let pattern = attribute(tag, "patternType").unwrap_or_default();
                        // The first two are there in every workbook.
                        if !matches!(&*pattern, "" | "none" | "gray125")
                            && let Some(fill) = fills.last_mut()
                        {
                            fill.filled = true;
                        }
                    }
                    ("fills", "gradientFill") => {
                        fills.iter_mut().last().into_iter().for_each(|fill| fill.filled = true);
                    }
                    ("cellXfs", "xf") => {
                        let number = |name| attribute(tag, name).unwrap_or_default().into_owned();
                        styles.push((number("numFmtId"), number("fontId"), number("fillId")));
                    }
                    _ => {}
                }
            }
            Piece::End(name) if local(name) == within => within.clear(),
            _ => {}
        }
        Ok(())
    })?;
    let letters = |list: &[Letters], id: &str| id.parse().ok().and_then(|at: usize| list.get(at).copied());
    let style = |(format, font, fill): &(String, String, String)| Style {
        code: formats.get(format).cloned().unwrap_or_else(|| usual_code(format)),
        letters: letters(&fonts, font).unwrap_or_default().or(letters(&fills, fill).unwrap_or_default()),
    };
    Ok(styles.iter().map(style).collect())
}

/// What an element of a font says.
fn of_font(tag: &BytesStart<'_>, font: &mut Letters) {
    match local(tag.name().0) {
        "strike" => font.struck |= attribute(tag, "val").is_none_or(|value| value != "0" && value != "false"),
        "color" => {
            let is = |name: &str, values: &[&str]| attribute(tag, name).is_some_and(|value| values.contains(&&*value));
            let own = attribute(tag, "rgb").is_some_and(|rgb| rgb.to_ascii_uppercase().ends_with("FFFFFF"));
            font.white |= own || is("theme", &["0"]) || is("indexed", &["1", "9"]);
        }
        _ => {}
    }
}

/// The codes of formats that have a number alone.
fn usual_code(id: &str) -> String {
    match id {
        "0" | "" => "General".to_owned(),
        "1" => "0".to_owned(),
        "2" => "0.00".to_owned(),
        "3" => "#,##0".to_owned(),
        "4" => "#,##0.00".to_owned(),
        "9" => "0%".to_owned(),
        "10" => "0.00%".to_owned(),
        "49" => "@".to_owned(),
        other => format!("number {other}"),
    }
}

fn letters_of_strings(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Letters>, String> {
    let (mut strings, mut is_in_run) = (Vec::new(), false);
    archive.each(part, |piece| {
        match piece {
            Piece::Start(tag) => match local(tag.name().0) {
                "si" => strings.push(Letters::default()),
                "rPr" => is_in_run = true,
                _ if is_in_run => strings.iter_mut().last().into_iter().for_each(|letters| of_font(tag, letters)),
                _ => {}
            },
            Piece::End(name) if local(name) == "rPr" => is_in_run = false,
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}

struct Reader<'b> {
    book: &'b Book,
    relations: &'b BTreeMap<String, Relation>,
    looks: Looks,
    /// The cell that is open, from 0, with the kind of what it holds.
    cell: Option<(u32, u32, String)>,
    /// What the next text is of.
    text: Option<(Spot, Kind)>,
    held: String,
}

static NO_BOOK: Book = Book { styles: Vec::new(), strings: Vec::new() };
static NO_RELATIONS: BTreeMap<String, Relation> = BTreeMap::new();

impl Reader<'static> {
    fn new() -> Reader<'static> {
        Reader {
            book: &NO_BOOK,
            relations: &NO_RELATIONS,
            looks: Looks::new(),
            cell: None,
            text: None,
            held: String::new(),
        }
    }
}

impl Reader<'_> {
    fn meet(&mut self, piece: Piece<'_>) -> Result<(), String> {
        match piece {
            Piece::Start(tag) => return self.start(tag),
            Piece::Text(text) if self.text.is_some() => self.held.push_str(text),
            Piece::Text(_) => {}
            Piece::End(name) => {
                if let Some((at, kind)) = self.text.take() {
                    let text = std::mem::take(&mut self.held);
                    self.end_text(at, kind, &text);
                }
                if local(name) == "c" {
                    self.cell = None;
                }
            }
        }
        Ok(())
    }

    fn end_text(&mut self, at: Spot, kind: Kind, text: &str) {
        match kind {
            Kind::Formula if text.is_empty() => add(&mut self.looks, at, kind, "="),
            Kind::Formula => add(&mut self.looks, at, kind, &format!("={text}")),
            Kind::Margin => add(&mut self.looks, at, kind, &margin(text)),
            // The number of a text that all sheets share.
            Kind::Letters => {
                let letters = text.trim().parse().ok().and_then(|index: usize| self.book.strings.get(index));
                letters.copied().unwrap_or_default().put(&mut self.looks, at);
            }
            kind => add(&mut self.looks, at, kind, text),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let is = |name: &str, expected: &[&str]| attribute(tag, name).is_some_and(|value| expected.contains(&&*value));
        let name = local(tag.name().0);
        let on_sheet = |looks: &mut Looks, kind: Kind, text: &str| add(looks, Spot::Sheet, kind, text);
        match name {
            "row" => {
                let number = attribute(tag, "r").and_then(|number| number.parse::<u32>().ok());
                if let Some(row) = number
                    && (is("hidden", &["1", "true"]) || is_nothing(tag, "ht"))
                {
                    add(&mut self.looks, Spot::Row(row), Kind::Hidden, "hidden");
                }
            }
            "col" if is("hidden", &["1", "true"]) || is_nothing(tag, "width") => {
                let side = |name| attribute(tag, name).and_then(|side| side.parse::<u32>().ok());
                let (from, to) = (side("min").unwrap_or(1).max(1), side("max").unwrap_or(1));
                for column in from..=to.min(from.saturating_add(MOST)) {
                    add(&mut self.looks, Spot::Column(column as usize - 1), Kind::Hidden, "hidden");
                }
            }
            "sheetFormatPr" if is("zeroHeight", &["1", "true"]) => {
                on_sheet(&mut self.looks, Kind::Hidden, "rows hidden");
            }
            "sheetView" => {
                if is("showZeros", &["0", "false"]) {
                    on_sheet(&mut self.looks, Kind::Hidden, "zeros hidden");
                }
                if is("showFormulas", &["1", "true"]) {
                    on_sheet(&mut self.looks, Kind::Hidden, "values hidden");
                }
            }
            "c" => return self.start_cell(tag),
            "v" => {
                if let Some((row, column, kind)) = &self.cell
                    && kind == "s"
                {
                    self.text = Some((Spot::Cell(row + 1, *column as usize), Kind::Letters));
                }
            }
            "f" => {
                let of_cell = self.cell.as_ref().map(|(row, column, _)| Spot::Cell(row + 1, *column as usize));
                self.text = of_cell.map(|at| (at, Kind::Formula));
            }
            "hyperlink" => self.link(tag)?,
            "cfRule" | "dataValidation" | "sparkline" => {
                let words = ["sqref", "type", "operator", "promptTitle", "prompt", "errorTitle", "error"];
                let said: Vec<String> =
                    words.iter().filter_map(|word| attribute(tag, word)).map(std::borrow::Cow::into_owned).collect();
                on_sheet(&mut self.looks, Kind::Rule, &[vec![name.to_owned()], said].concat().join(" "));
            }
            "drawing" | "legacyDrawing" | "picture" | "oleObject" | "control" => {
                let target = attribute(tag, "id").and_then(|id| self.relations.get(&*id));
                let text = target.map_or(name, |relation| relation.target.as_str());
                add(&mut self.looks, Spot::Sheet, Kind::Drawing, text);
            }
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.text = Some((Spot::Sheet, Kind::Margin));
            }
            _ => {}
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let Some(place) = attribute(tag, "r") else { return Ok(()) };
        let (row, column) = position(&place)?;
        let kind = attribute(tag, "t").unwrap_or_default().into_owned();
        let at = Spot::Cell(row + 1, column as usize);
        let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
        let style = self.book.styles.get(style);
        let code = style.map_or("General", |style| style.code.as_str());
        // The value may be a text where the format is that of a number.
        let seen = match matches!(kind.as_str(), "" | "n") {
            true => Seen { does: does(code), says: code.to_owned() },
            false if does_with_texts(code) == does_with_texts("@") => Seen::plain("text"),
            false => Seen { does: does_with_texts(code), says: code.to_owned() },
        };
        self.looks.insert((at, Kind::Format), seen);
        style.map(|style| style.letters).unwrap_or_default().put(&mut self.looks, at);
        self.cell = Some((row, column, kind));
        Ok(())
    }

    fn link(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let Some(place) = attribute(tag, "ref") else { return Ok(()) };
        let (row, column) = position(place.split(':').next().unwrap_or_default())?;
        let at = Spot::Cell(row + 1, column as usize);
        let target = attribute(tag, "id").and_then(|id| self.relations.get(&*id)).map(|found| found.target.clone());
        let inside = attribute(tag, "location").map(|place| format!("#{}", place.replace('\'', "")));
        add(&mut self.looks, at, Kind::Link, &format!("{}{}", target.unwrap_or_default(), inside.unwrap_or_default()));
        add(&mut self.looks, at, Kind::Remark, &attribute(tag, "tooltip").unwrap_or_default());
        Ok(())
    }
}

/// Whether a size is none.
fn is_nothing(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|size| size.trim().parse::<f64>().is_ok_and(|size| size < 0.5))
}

/// The text of a header or a footer without its marks: `&C&"Times,Bold"&12Beds` → `Beds`; page numbers and the like say
/// nothing of their own.
fn margin(code: &str) -> String {
    let mut text = String::new();
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('&', Some('"')) => {
                letters.next();
                letters.by_ref().take_while(|letter| *letter != '"').for_each(drop);
            }
            ('&', Some('&')) => text.extend(letters.next()),
            ('&', Some(digit)) if digit.is_ascii_digit() => while letters.next_if(char::is_ascii_digit).is_some() {},
            ('&', Some('A' | 'P' | 'N' | 'D' | 'T' | 'F' | 'Z')) => drop(letters.next()),
            ('&', Some(_)) => {
                letters.next();
                text.push(' ');
            }
            (letter, _) => text.push(letter),
        }
    }
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "Page").collect();
    words.join(" ")
}

/// What a part with remarks says of each cell.
fn remarks(archive: &mut Archive<'_>, part: &str, looks: &mut Looks) -> Result<(), String> {
    let (mut at, mut text, mut is_in_text) = (Spot::Sheet, String::new(), false);
    archive.each(part, |piece| {
        match piece {
            Piece::Start(tag) => match local(tag.name().0) {
                "comment" | "threadedComment" => {
                    let (row, column) = position(&attribute(tag, "ref").unwrap_or_default())?;
                    at = Spot::Cell(row + 1, column as usize);
                }
                "t" | "text" => is_in_text = true,
                _ => {}
            },
            Piece::Text(more) if is_in_text => text.push_str(more),
            Piece::Text(_) => {}
            Piece::End(name) => match local(name) {
                "t" => is_in_text = false,
                "comment" | "threadedComment" => {
                    is_in_text = false;
                    add(looks, at, Kind::Remark, &std::mem::take(&mut text));
                }
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok(())
}

/// The words of a table for those who do not see it, and the names of its columns.
fn words(archive: &mut Archive<'_>, part: &str, looks: &mut Looks) -> Result<(), String> {
    archive.each(part, |piece| {
        if let Piece::Start(tag) = piece {
            match local(tag.name().0) {
                "table" => ["altText", "altTextSummary"]
                    .into_iter()
                    .filter_map(|name| attribute(tag, name))
                    .for_each(|text| add(looks, Spot::Sheet, Kind::Words, &text)),
                "tableColumn" => {
                    let name = attribute(tag, "name").unwrap_or_default();
                    add(looks, Spot::Sheet, Kind::Headings, &name);
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(())
}
