//! A workbook in OpenDocument: its tables, of which one is read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::events::BytesStart;

use super::cells::{Cells, Found, Kind, Region, choose, day_or_text, number, text};
use super::xml::{Archive, Piece, attribute, attribute_where};
use crate::command::sheets::content::{Content, Held, is_error};

/// Whether the workbook is encrypted.
pub fn is_locked(archive: &mut Archive<'_>) -> Result<bool, String> {
    let mut is_locked = false;
    archive.each("META-INF/manifest.xml", |piece| {
        is_locked |= matches!(piece, Piece::Start(tag) if tag.name().0.ends_with("encryption-data"));
        Ok(())
    })?;
    Ok(is_locked)
}

/// Reads the sheet that is wanted.
pub fn read(archive: &mut Archive<'_>, wanted: &[&str]) -> Result<Found, String> {
    let mut names = Names::default();
    archive.each("content.xml", |piece| {
        names.meet(&piece);
        Ok(())
    })?;
    let Some(index) = choose(names.sheets.iter().map(|(name, is_shown)| (name.as_str(), *is_shown)), wanted) else {
        return Ok(Found::Names(names.sheets.into_iter().map(|(name, _)| name).collect()));
    };
    let mut reader = TableReader { wanted: index, ..TableReader::default() };
    archive.each("content.xml", |piece| reader.meet(piece))?;
    let mut cells = reader.cells;
    cells.merge()?;
    Ok(Found::Sheet(names.sheets.swap_remove(index).0, cells))
}

/// The names of the tables, and whether each is shown: its style says it, and stands before it.
#[derive(Default)]
struct Names {
    style: String,
    hidden_styles: BTreeSet<String>,
    sheets: Vec<(String, bool)>,
}

impl Names {
    fn meet(&mut self, piece: &Piece<'_>) {
        let Piece::Start(tag) = piece else { return };
        match tag.name().0 {
            "style:style" => self.style = attribute(tag, "name").unwrap_or_default().into_owned(),
            "style:table-properties" if attribute(tag, "display").is_some_and(|shown| shown == "false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table:table" => {
                let is_hidden = attribute(tag, "style-name").is_some_and(|style| self.hidden_styles.contains(&*style));
                self.sheets.push((attribute(tag, "name").unwrap_or_default().into_owned(), !is_hidden));
            }
            _ => {}
        }
    }
}

/// A table while it is read.
#[derive(Default)]
struct TableReader {
    wanted: usize,
    /// How many tables have begun.
    tables: usize,
    cells: Cells,
    /// From 0.
    row: u32,
    column: u32,
    row_times: u32,
    row_is_hidden: bool,
    /// The cells of the row with something in them.
    of_row: Vec<(u32, Held)>,
    cell: Option<CellOfTable>,
    /// How many elements that hold no text of the cell are open: remarks and drawings.
    beside: usize,
}

#[derive(Default)]
struct CellOfTable {
    kind: String,
    value: Option<String>,
    string: Option<String>,
    is_error: bool,
    has_formula: bool,
    is_covered: bool,
    times: u32,
    spans: (u32, u32),
    text: String,
    paragraphs: usize,
}

impl TableReader {
    fn meet(&mut self, piece: Piece<'_>) -> Result<(), String> {
        if let Piece::Start(tag) = &piece {
            self.tables += usize::from(tag.name().0 == "table:table");
        }
        if self.tables != self.wanted + 1 {
            return Ok(());
        }
        match piece {
            Piece::Start(tag) => self.start(tag),
            Piece::End(name) => return self.end(name),
            Piece::Text(text) => {
                if let (Some(cell), 0) = (&mut self.cell, self.beside)
                    && cell.paragraphs > 0
                {
                    cell.text.push_str(text);
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name().0;
        if is_beside(name) {
            self.beside += 1;
        }
        if let (Some(cell), 0) = (&mut self.cell, self.beside) {
            match name {
                "text:p" => {
                    cell.text.push_str(if cell.paragraphs > 0 { "\n" } else { "" });
                    cell.paragraphs += 1;
                }
                "text:s" => cell.text.extend(std::iter::repeat_n(' ', times(tag, "c").min(1_000) as usize)),
                "text:tab" => cell.text.push('\t'),
                "text:line-break" => cell.text.push('\n'),
                _ => {}
            }
        }
        match name {
            "table:table-row" => {
                self.column = 0;
                self.row_times = times(tag, "number-rows-repeated");
                self.row_is_hidden = attribute(tag, "visibility").is_some_and(|word| word != "visible");
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let value = ["value", "date-value", "time-value", "boolean-value"];
                let value = value.iter().find_map(|name| attribute(tag, name));
                // LibreOffice says in a second attribute of this name whether the value is an error.
                let of_calc = attribute_where(tag, |name| name == "calcext:value-type");
                self.cell = Some(CellOfTable {
                    kind: attribute_where(tag, |name| name == "office:value-type").unwrap_or_default().into_owned(),
                    value: value.map(Cow::into_owned),
                    string: attribute(tag, "string-value").map(Cow::into_owned),
                    is_error: of_calc.is_some_and(|kind| kind == "error"),
                    has_formula: attribute(tag, "formula").is_some(),
                    is_covered: name == "table:covered-table-cell",
                    times: times(tag, "number-columns-repeated"),
                    spans: (times(tag, "number-rows-spanned"), times(tag, "number-columns-spanned")),
                    ..CellOfTable::default()
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), String> {
        if is_beside(name) {
            self.beside = self.beside.saturating_sub(1);
        }
        match name {
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => self.end_row()?,
            // What comes behind the table is not of it.
            "table:table" => self.tables += 1,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        if cell.spans != (1, 1) {
            self.cells.merged.push(Region {
                rows: (self.row, self.row.saturating_add(cell.spans.0 - 1)),
                columns: (self.column, self.column.saturating_add(cell.spans.1 - 1)),
            });
        }
        let content = self.cells.hold(content(&cell));
        if content != Held::Empty {
            // Beyond the last column nothing is put but the one that is refused.
            let end = self.column.saturating_add(cell.times).min(20_000).max(self.column.saturating_add(1));
            self.of_row.extend((self.column..end).map(|column| (column, content.clone())));
        }
        self.column = self.column.saturating_add(cell.times);
    }

    fn end_row(&mut self) -> Result<(), String> {
        let of_row = std::mem::take(&mut self.of_row);
        for row in self.row..self.row.saturating_add(self.row_times) {
            if of_row.is_empty() {
                break;
            }
            for (column, content) in &of_row {
                self.cells.put(row, *column, content.clone())?;
            }
            if self.row_is_hidden {
                self.cells.hidden.insert(row);
            }
        }
        self.row = self.row.saturating_add(self.row_times);
        Ok(())
    }
}

pub(super) fn is_beside(name: &str) -> bool {
    name == "office:annotation" || name == "table:shapes" || name.starts_with("draw:")
}

/// How often something is repeated, at least once.
pub(super) fn times(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(1).max(1)
}

fn content(cell: &CellOfTable) -> Content<'_> {
    let shown = cell.text.trim();
    let value = cell.value.as_deref();
    let float = value.and_then(|value| value.trim().parse::<f64>().ok()).filter(|value| value.is_finite());
    if cell.is_covered {
        // What it holds was hidden when the cells were merged.
        return Content::Empty;
    }
    if cell.is_error || (cell.has_formula && is_error(shown)) {
        return Content::Error(shown.into());
    }
    match (cell.kind.as_str(), float) {
        ("float" | "currency", Some(value)) => number(value, Kind::Number, false),
        ("percentage", Some(value)) => number(value, Kind::Share, false),
        ("date", _) => day_or_text(value.unwrap_or(shown)),
        ("time", _) => value.and_then(duration).map_or_else(|| text(shown), |seconds| time(seconds, shown)),
        ("boolean", _) => text(value.unwrap_or(shown)),
        // A result that is an empty text is a paragraph with nothing in it.
        ("", _) if cell.has_formula && cell.paragraphs == 0 => Content::Uncalculated,
        _ => text(cell.string.as_deref().unwrap_or(shown)),
    }
}

/// A cell that shows its hours holds a duration; one that shows a clock may be of a moment.
fn time(seconds: i64, shown: &str) -> Content<'static> {
    let shows_hours = shown.starts_with(&(seconds / 3_600).to_string());
    number(seconds as f64 / 86_400.0, if shows_hours { Kind::Duration } else { Kind::Clock }, false)
}

/// Seconds of `PT37H30M00S`.
fn duration(written: &str) -> Option<i64> {
    let (written, sign) = written.strip_prefix('-').map_or((written, 1), |rest| (rest, -1));
    let mut rest = written.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, worth) in [('H', 3_600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((count, behind)) = rest.split_once(unit) {
            seconds += count.replace(',', ".").parse::<f64>().ok()? * worth;
            rest = behind;
        }
    }
    (rest.is_empty() && f64::abs(seconds) < 1e12).then_some(sign * seconds.round() as i64)
}
