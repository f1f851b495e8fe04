//! A workbook of Excel: which parts it has, what its styles mean, and the cells of one sheet.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::cells::{Cells, Found, Kind, Region, choose, day_or_text, number, text};
use super::xml::{Archive, Piece, attribute, local};
use crate::command::sheets::content::{Content, Held};

/// The part of the workbook, wherever it lies; `None` where the file is no workbook of Excel.
pub fn workbook(archive: &mut Archive<'_>) -> Result<Option<String>, String> {
    let named = relations(archive, "")?.into_values().find(|relation| relation.kind == "officeDocument");
    let usual = || ["xl/workbook.xml", "xl/workbook.bin"].into_iter().find(|name| archive.has(name));
    let found = named.map(|relation| relation.target).or_else(|| usual().map(str::to_owned));
    Ok(found.filter(|name| archive.has(name) && !name.starts_with("word/") && !name.starts_with("ppt/")))
}

/// Goes through a part without its extensions: elements of theirs have names that mean something else outside.
fn each_but_extensions(
    archive: &mut Archive<'_>,
    part: &str,
    mut meet: impl FnMut(Piece<'_>) -> Result<(), String>,
) -> Result<bool, String> {
    let mut extensions = 0_usize;
    archive.each(part, |piece| {
        match &piece {
            Piece::Start(tag) if local(tag.name().0) == "extLst" => extensions += 1,
            Piece::End(name) if local(name) == "extLst" => {
                extensions = extensions.saturating_sub(1);
                return Ok(());
            }
            _ => {}
        }
        if extensions > 0 { Ok(()) } else { meet(piece) }
    })
}

pub struct Relation {
    /// The last word of its type: `worksheet`, `styles`.
    pub kind: String,
    /// The name of a part, or an address.
    pub target: String,
}

/// What a part refers to, by id; `""` stands for the archive as a whole.
pub fn relations(archive: &mut Archive<'_>, part: &str) -> Result<BTreeMap<String, Relation>, String> {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    let above = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut found = BTreeMap::new();
    archive.each(&format!("{above}_rels/{name}.rels"), |piece| {
        if let Piece::Start(tag) = piece
            && let (Some(id), Some(kind), Some(target)) =
                (attribute(tag, "Id"), attribute(tag, "Type"), attribute(tag, "Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let is_address = attribute(tag, "TargetMode").is_some_and(|mode| mode == "External");
            let target = if is_address { target.into_owned() } else { resolved(folder, &target) };
            found.insert(id.into_owned(), Relation { kind, target });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The name of a part to which another one in `folder` refers.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut names: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').collect(),
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.retain(|name| !name.is_empty());
    names.join("/")
}

/// What all sheets share.
#[derive(Default)]
struct Book {
    strings: Vec<String>,
    /// By the number of a style.
    kinds: Vec<Kind>,
    is_1904: bool,
    /// The workbook says that its formulas are still to be calculated, and a writer put 0 for each.
    is_uncalculated: bool,
}

struct SheetOfBook {
    name: String,
    is_shown: bool,
    part: String,
}

/// Reads the sheet that is wanted.
pub fn read(archive: &mut Archive<'_>, workbook: &str, wanted: &[&str]) -> Result<Found, String> {
    let relations = relations(archive, workbook)?;
    let (mut book, mut sheets) = (Book::default(), Vec::new());
    each_but_extensions(archive, workbook, |piece| {
        let Piece::Start(tag) = piece else { return Ok(()) };
        match local(tag.name().0) {
            "sheet" => {
                let relation = attribute(tag, "id").and_then(|id| relations.get(&*id));
                if let (Some(name), Some(relation)) = (attribute(tag, "name"), relation)
                    && relation.kind == "worksheet"
                {
                    let is_shown = attribute(tag, "state").is_none_or(|state| state == "visible");
                    sheets.push(SheetOfBook { name: name.into_owned(), is_shown, part: relation.target.clone() });
                }
            }
            "workbookPr" => book.is_1904 = is_true(tag, "date1904"),
            "calcPr" => book.is_uncalculated = is_true(tag, "fullCalcOnLoad"),
            _ => {}
        }
        Ok(())
    })?;
    let Some(index) = choose(sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_shown)), wanted) else {
        return Ok(Found::Names(sheets.into_iter().map(|sheet| sheet.name).collect()));
    };
    let of_kind = |kind: &str| relations.values().find(|relation| relation.kind == kind);
    if let Some(styles) = of_kind("styles") {
        book.kinds = kinds(archive, &styles.target)?;
    }
    if let Some(strings) = of_kind("sharedStrings") {
        book.strings = shared_strings(archive, &strings.target)?;
    }
    let SheetOfBook { name, part, .. } = sheets.swap_remove(index);
    let mut reader = SheetReader { book: &book, cells: Cells::default(), row: None, column: None, cell: None };
    if !each_but_extensions(archive, &part, |piece| reader.meet(piece))? {
        return Err(format!("it lacks the part {part}"));
    }
    let mut cells = reader.cells;
    cells.merge()?;
    Ok(Found::Sheet(name, cells))
}

fn is_true(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

fn shared_strings(archive: &mut Archive<'_>, part: &str) -> Result<Vec<String>, String> {
    let mut strings = Vec::new();
    let mut text = RichText::default();
    archive.each(part, |piece| {
        match piece {
            Piece::Start(tag) if local(tag.name().0) == "si" => text = RichText::default(),
            Piece::End(name) if local(name) == "si" => strings.push(text.take()),
            piece => text.meet(&piece),
        }
        Ok(())
    })?;
    Ok(strings)
}

/// A text in runs of different looks, without how it is pronounced.
#[derive(Default)]
struct RichText {
    text: String,
    is_in_text: bool,
    is_pronounced: bool,
}

impl RichText {
    fn meet(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Start(tag) => match local(tag.name().0) {
                "t" => self.is_in_text = !self.is_pronounced,
                "rPh" => self.is_pronounced = true,
                _ => {}
            },
            Piece::End(name) => match local(name) {
                "t" => self.is_in_text = false,
                "rPh" => self.is_pronounced = false,
                _ => {}
            },
            Piece::Text(text) if self.is_in_text => self.text.push_str(text),
            Piece::Text(_) => {}
        }
    }

    fn take(&mut self) -> String {
        unescaped(&std::mem::take(&mut self.text))
    }
}

/// A text in which Excel wrote signs as `_x000D_`; `_x005F_` is the `_` of one that stands for itself.
fn unescaped(text: &str) -> String {
    let unit = |text: &'_ str| {
        let code = text.get(..7)?.strip_prefix("_x")?.strip_suffix('_')?;
        code.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(code, 16).ok()).flatten()
    };
    let mut units = Vec::new();
    let mut letters = text.chars();
    loop {
        if let Some(found) = unit(letters.as_str()) {
            units.push(found);
            // Its seven letters are of a byte each.
            letters.nth(6);
        } else if let Some(letter) = letters.next() {
            units.extend(letter.encode_utf16(&mut [0; 2]).iter());
        } else {
            break;
        }
    }
    String::from_utf16_lossy(&units).replace("\r\n", "\n").replace('\r', "\n")
}

/// What the numbers of each style are.
fn kinds(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Kind>, String> {
    let mut formats = BTreeMap::new();
    let mut styles = Vec::new();
    // Formats of what a condition changes stand elsewhere, under numbers of their own.
    let (mut is_in_formats, mut is_in_cells) = (false, false);
    each_but_extensions(archive, part, |piece| {
        match piece {
            Piece::Start(tag) => match local(tag.name().0) {
                "numFmts" => is_in_formats = true,
                "numFmt" if is_in_formats => {
                    if let (Some(id), Some(code)) = (attribute(tag, "numFmtId"), attribute(tag, "formatCode")) {
                        formats.insert(id.into_owned(), kind_of_code(&code));
                    }
                }
                "cellXfs" => is_in_cells = true,
                "xf" if is_in_cells => styles.push(attribute(tag, "numFmtId").unwrap_or_default().into_owned()),
                _ => {}
            },
            Piece::End(name) => match local(name) {
                "numFmts" => is_in_formats = false,
                "cellXfs" => is_in_cells = false,
                _ => {}
            },
            Piece::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(styles.iter().map(|id| formats.get(id).copied().unwrap_or_else(|| kind_of_number(id))).collect())
}

/// Of the formats that have a number and no code.
fn kind_of_number(id: &str) -> Kind {
    match id.parse::<u16>() {
        Ok(9 | 10) => Kind::Share,
        Ok(14..=17 | 22 | 27..=36 | 50..=58) => Kind::Day,
        Ok(18..=21 | 45 | 47) => Kind::Clock,
        Ok(46) => Kind::Duration,
        _ => Kind::Number,
    }
}

/// Of a format in its code, such as `[$-406]mmmm yyyy;@`: what is quoted or in brackets says nothing, but `[h]` does.
fn kind_of_code(code: &str) -> Kind {
    let mut letters = code.chars();
    let (mut is_share, mut is_day, mut is_time, mut is_span) = (false, false, false, false);
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '"' => while letters.next().is_some_and(|inner| inner != '"') {},
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inner: String = letters.by_ref().take_while(|inner| *inner != ']').collect();
                let of_one = |sign: char| !inner.is_empty() && inner.chars().all(|c| c.eq_ignore_ascii_case(&sign));
                is_span |= ['h', 'm', 's'].into_iter().any(of_one);
            }
            ';' => break,
            '%' => is_share = true,
            'd' | 'y' => is_day = true,
            'h' | 's' => is_time = true,
            // Alone it is a month, beside hours or seconds minutes.
            'm' if !is_time && !is_span && !code.to_ascii_lowercase().contains(['h', 's']) => is_day = true,
            'g' if code.eq_ignore_ascii_case("general") => break,
            _ => {}
        }
    }
    match (is_day, is_span, is_time, is_share) {
        (true, ..) => Kind::Day,
        (_, true, ..) => Kind::Duration,
        (_, _, true, _) => Kind::Clock,
        (.., true) => Kind::Share,
        _ => Kind::Number,
    }
}

/// A sheet while it is read.
struct SheetReader<'b> {
    book: &'b Book,
    cells: Cells,
    /// Of the last row and cell that began, from 0: both may come without their names.
    row: Option<u32>,
    column: Option<u32>,
    cell: Option<CellOfSheet>,
}

#[derive(Default)]
struct CellOfSheet {
    kind: String,
    style: usize,
    value: String,
    text: RichText,
    is_in_value: bool,
    has_value: bool,
    has_formula: bool,
}

impl SheetReader<'_> {
    fn meet(&mut self, piece: Piece<'_>) -> Result<(), String> {
        match piece {
            Piece::Start(tag) => self.start(tag),
            Piece::End(name) => {
                let Some(cell) = &mut self.cell else { return Ok(()) };
                match local(name) {
                    "v" => cell.is_in_value = false,
                    "c" => return self.end_cell(),
                    _ => cell.text.meet(&Piece::End(name)),
                }
                Ok(())
            }
            Piece::Text(text) => {
                match &mut self.cell {
                    Some(cell) if cell.is_in_value => cell.value.push_str(text),
                    Some(cell) => cell.text.meet(&Piece::Text(text)),
                    None => {}
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        match (local(tag.name().0), &mut self.cell) {
            ("v", Some(cell)) => (cell.is_in_value, cell.has_value) = (true, true),
            ("f", Some(cell)) => cell.has_formula = true,
            (_, Some(cell)) => cell.text.meet(&Piece::Start(tag)),
            ("row", None) => {
                let number = attribute(tag, "r").map(|number| at_row(&number)).transpose()?;
                self.row = Some(number.unwrap_or_else(|| self.row.map_or(0, |row| row.saturating_add(1))));
                self.column = None;
                if let Some(row) = self.row.filter(|_| is_true(tag, "hidden")) {
                    self.cells.hidden.insert(row);
                }
            }
            ("c", None) => {
                if let Some(name) = attribute(tag, "r") {
                    let (row, column) = position(&name)?;
                    (self.row, self.column) = (Some(row), Some(column));
                } else {
                    self.column = Some(self.column.map_or(0, |column| column.saturating_add(1)));
                }
                self.cell = Some(CellOfSheet {
                    kind: attribute(tag, "t").unwrap_or_default().into_owned(),
                    style: attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                    ..CellOfSheet::default()
                });
            }
            ("mergeCell", None) => {
                if let Some(area) = attribute(tag, "ref") {
                    let (from, to) = area.split_once(':').unwrap_or((&area, &area));
                    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
                    self.cells.merged.push(Region {
                        rows: (top.min(bottom), top.max(bottom)),
                        columns: (left.min(right), left.max(right)),
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), String> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let held = held(self.book, cell, &mut self.cells)?;
        self.cells.put(self.row.unwrap_or(0), self.column.unwrap_or(0), held)
    }
}

fn held(book: &Book, mut cell: CellOfSheet, cells: &mut Cells) -> Result<Held, String> {
    let value = cell.value.trim();
    let is_text = cell.kind == "str" && cell.has_value;
    if cell.has_formula && value.is_empty() && !is_text {
        return Ok(Held::Uncalculated);
    }
    Ok(match cell.kind.as_str() {
        "inlineStr" | "is" => cells.hold(text(&cell.text.take())),
        _ if value.is_empty() => Held::Empty,
        "s" => {
            let string = value.parse().ok().and_then(|index: usize| book.strings.get(index));
            cells.hold(text(string.ok_or_else(|| format!("it lacks the text {value} of a cell"))?))
        }
        "b" => cells.hold(Content::Text((value == "1" || value == "true").to_string().into())),
        "e" => cells.hold(Content::Error(value.into())),
        "d" => cells.hold(day_or_text(value)),
        "str" => cells.hold(text(&unescaped(&cell.value))),
        _ => match value.parse::<f64>() {
            Ok(0.0) if cell.has_formula && book.is_uncalculated => Held::Uncalculated,
            Ok(found) if found.is_finite() => {
                let kind = book.kinds.get(cell.style).copied().unwrap_or(Kind::Number);
                cells.hold(number(found, kind, book.is_1904))
            }
            _ => cells.hold(text(value)),
        },
    })
}

/// `14` → 13.
fn at_row(number: &str) -> Result<u32, String> {
    let row = number.trim().parse::<u32>().ok().and_then(|row| row.checked_sub(1));
    row.ok_or_else(|| format!("`{}` is no number of a row", shortened(number)))
}

/// `C14` → row 13, column 2.
pub(super) fn position(name: &str) -> Result<(u32, u32), String> {
    let name = name.replace('$', "");
    let row = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let column = name.strip_suffix(row).and_then(column_of);
    let column = column.ok_or_else(|| format!("`{}` names no cell", shortened(&name)))?;
    Ok((at_row(row)?, column))
}

fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

/// The column of its letters, from 0; `None` for more letters than a sheet has.
pub fn column_of(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let value = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    Some(letters.bytes().fold(0, |column, letter| column * 26 + value(letter)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_its_numbers_are() {
        for (code, expected) in [
            ("General", Kind::Number),
            ("#,##0 \"dage\"", Kind::Number),
            ("[$kr-406]\\ #,##0.00;[Red]-0", Kind::Number),
            ("_(* #,##0_);_(* \"-\"_)", Kind::Number),
            ("0.0%", Kind::Share),
            ("[$-406]mmmm yyyy;@", Kind::Day),
            ("dd/mm/yy hh:mm", Kind::Day),
            ("[h]:mm:ss", Kind::Duration),
            ("[mm]:ss", Kind::Duration),
            ("[=0]?;[hh]:mm", Kind::Number),
            ("hh:mm", Kind::Clock),
            ("mm:ss", Kind::Clock),
            ("[$-F400]h:mm:ss\\ AM/PM", Kind::Clock),
        ] {
            assert_eq!(kind_of_code(code), expected, "{code}");
        }
    }

    #[test]
    fn signs_that_excel_wrote_with_their_numbers_are_signs() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\nb");
        assert_eq!(unescaped("a_x000d_b_x005F_x000D_"), "a\nb_x000D_");
        assert_eq!(unescaped("_xD83D__xDCF7_ _x00_ _xæøå0_"), "📷 _x00_ _xæøå0_");
    }

    #[test]
    fn a_part_is_found_from_the_one_that_refers_to_it() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/office/a.xml"), "office/a.xml");
        assert_eq!(resolved("xl/b", "../../../c.xml"), "c.xml");
    }
}
