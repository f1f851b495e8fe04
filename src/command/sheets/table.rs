//! The table that an extract holds: rows, whose cells are read when they are asked for, each with its place.
//!
//! The text of an extract is held once, and a row is where it begins in it: a table of a million rows needs little more
//! memory than its file. Texts stay texts here; `number` decides what they mean as numbers, for all of a table at once.

use std::sync::Arc;

#[cfg(feature = "xlsx")]
use super::content::{Content, Held};
use super::content::{Line, Row};
use crate::base::place::Place;

/// A table as an extract holds it.
#[derive(Debug)]
pub struct Sheet {
    /// What messages and comments call the extract.
    pub file: Arc<str>,
    /// The sheet of a workbook; `None` for CSV.
    pub name: Option<String>,
    /// Rows with anything in them, in order.
    pub rows: Vec<Row>,
    pub(super) cells: Cells,
    /// Lines before the first row that a spreadsheet would show: one that names the separator.
    pub lines_before: u32,
}

/// What rows are read from.
#[derive(Debug)]
pub(super) enum Cells {
    /// A text and its separator.
    Csv(String, char),
    /// Of each row with anything in it, with the texts that cells refer to.
    #[cfg(feature = "xlsx")]
    Workbook(Vec<Vec<Held>>, Vec<String>),
}

/// Between the cells of a spreadsheet's row in an excerpt.
#[cfg(feature = "xlsx")]
const BETWEEN: &str = " | ";

/// A cell of a workbook shows so many letters in an excerpt.
#[cfg(feature = "xlsx")]
const LONGEST_EXCERPT: usize = 200;

/// Rows of a workbook behind so many bytes of excerpts have none.
#[cfg(feature = "xlsx")]
const LARGEST_EXCERPTS: usize = 32 * 1024 * 1024;

impl Sheet {
    /// The cells of a row.
    pub fn line(&self, row: &Row) -> Line<'_> {
        let cells = match &self.cells {
            Cells::Csv(text, separator) => super::csv::cells(text, row.start as usize, *separator),
            #[cfg(feature = "xlsx")]
            Cells::Workbook(rows, texts) => {
                let held = rows.get(row.start as usize).map(Vec::as_slice).unwrap_or_default();
                held.iter().map(|cell| cell.content(texts)).collect()
            }
        };
        Line { row: *row, cells }
    }

    /// How many cells a row has.
    pub fn width(&self, row: &Row) -> usize {
        match &self.cells {
            Cells::Csv(text, separator) => super::csv::width(text, row.start as usize, *separator),
            #[cfg(feature = "xlsx")]
            Cells::Workbook(rows, _) => rows.get(row.start as usize).map_or(0, Vec::len),
        }
    }

    /// The extract as text, for excerpts: its own, or one line for each row of a spreadsheet.
    pub fn text(&self) -> Arc<str> {
        match &self.cells {
            Cells::Csv(text, _) => text.as_str().into(),
            #[cfg(feature = "xlsx")]
            Cells::Workbook(..) => {
                let mut text = String::new();
                let mut number = 1;
                for row in &self.rows {
                    if text.len() > LARGEST_EXCERPTS {
                        break;
                    }
                    text.extend(std::iter::repeat_n('\n', row.number().saturating_sub(number) as usize));
                    number = row.number();
                    text.push_str(&excerpt(&self.line(row).cells));
                }
                text.into()
            }
        }
    }

    /// The place of the cell in `column`, from 0; a cell beyond the row's end is at its end.
    pub fn place(&self, row: &Row, column: usize) -> Place {
        match &self.cells {
            Cells::Csv(text, separator) => {
                let text = from(text, *row);
                let (offset, length) = span(text, column, *separator);
                self.place_in(*row, text, offset, length)
            }
            #[cfg(feature = "xlsx")]
            Cells::Workbook(..) => {
                let line = self.line(row);
                let before = excerpt(line.cells.get(..column).unwrap_or(&line.cells));
                let between = if before.is_empty() && column == 0 { 0 } else { BETWEEN.len() };
                let length = shown_in_excerpt(line.cell(column)).len();
                self.place_in(*row, &excerpt(&line.cells), before.len() + between, length)
            }
        }
    }

    /// The place of a whole row.
    pub fn row_place(&self, row: &Row) -> Place {
        match &self.cells {
            Cells::Csv(text, _) => {
                let text = from(text, *row);
                self.place_in(*row, text, 0, text.lines().next().unwrap_or("").len())
            }
            #[cfg(feature = "xlsx")]
            Cells::Workbook(..) => {
                let text = excerpt(&self.line(row).cells);
                self.place_in(*row, &text, 0, text.len())
            }
        }
    }

    /// The place of some bytes of a text that begins with the row. What stands before the row is not counted: an extract
    /// may have a million rows.
    fn place_in(&self, row: Row, text: &str, offset: usize, length: usize) -> Place {
        let place = Place::in_text(&self.file, text, offset, length);
        Place { line: place.line.saturating_add(row.number() - 1), ..place }
    }
}

/// The text from a row of its own on.
#[expect(clippy::string_slice, reason = "a row begins behind the end of a line, and no extract has four gigabytes")]
fn from(text: &str, row: Row) -> &str {
    &text[row.start as usize..]
}

/// The bytes of a field in a text that begins with a row of CSV. A quote is one where a field begins with it, and up to
/// the next one.
fn span(text: &str, column: usize, separator: char) -> (usize, usize) {
    let (mut index, mut begin, mut in_quotes) = (0, 0, false);
    let mut end = text.len();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let last = before.replace(c);
        match c {
            '"' if in_quotes || last.is_none_or(|last| ['"', separator, '\n'].contains(&last)) => {
                in_quotes = !in_quotes;
            }
            '\n' if !in_quotes => {
                end = at;
                break;
            }
            c if c == separator && !in_quotes => {
                if index == column {
                    end = at;
                    break;
                }
                index += 1;
                begin = at + c.len_utf8();
            }
            _ => {}
        }
    }
    if index == column { (begin, end - begin) } else { (end, 1) }
}

/// The cells of a row in one line.
#[cfg(feature = "xlsx")]
fn excerpt(cells: &[Content<'_>]) -> String {
    cells.iter().map(shown_in_excerpt).collect::<Vec<_>>().join(BETWEEN)
}

#[cfg(feature = "xlsx")]
fn shown_in_excerpt(cell: &Content<'_>) -> String {
    cell.shown().chars().take(LONGEST_EXCERPT).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
