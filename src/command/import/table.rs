//! The table that an extract holds: rows and cells, each with its place.
//!
//! Texts stay texts here; `number` decides what they mean as numbers, for all of a table at once.

use std::sync::Arc;

use crate::base::place::Place;
use crate::model::{Date, Decimal};

/// A table as an extract holds it.
#[derive(Debug)]
pub struct Sheet {
    /// What messages and comments call the extract.
    pub file: Arc<str>,
    /// The extract as text, for excerpts: its own, or one line for each row of a spreadsheet.
    pub text: Arc<str>,
    /// Rows with anything in them, in order.
    pub rows: Vec<Row>,
    pub(super) separator: Option<char>,
}

#[derive(Debug)]
pub struct Row {
    /// The line or row of the extract, from 1.
    pub number: u32,
    pub cells: Vec<Content>,
    /// Where it begins in the text.
    pub(super) start: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Empty,
    Text(String),
    /// A number of a spreadsheet, in the fewest digits that mean the same.
    Number(Decimal),
    Date(Date),
    /// `#N/A` and the like.
    Error(String),
    /// Covered by the merged cell to its left or above.
    Merged,
}

static EMPTY: Content = Content::Empty;

impl Row {
    pub fn cell(&self, column: usize) -> &Content {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| matches!(cell, Content::Empty | Content::Merged))
    }
}

impl Content {
    /// What the cell shows.
    pub fn shown(&self) -> String {
        match self {
            Content::Empty | Content::Merged => String::new(),
            Content::Text(text) | Content::Error(text) => text.clone(),
            Content::Number(number) => number.to_string(),
            Content::Date(date) => date.to_string(),
        }
    }
}

/// Between the cells of a spreadsheet's row in an excerpt.
const BETWEEN: &str = " | ";

impl Sheet {
    /// A sheet of a spreadsheet, from its rows by number.
    #[cfg(feature = "xlsx")]
    pub(super) fn of_cells(file: &Arc<str>, cells: impl Iterator<Item = (u32, Vec<Content>)>) -> Sheet {
        let mut text = String::new();
        let mut rows = Vec::new();
        let mut line = 1;
        for (number, cells) in cells {
            while line < number {
                text.push('\n');
                line += 1;
            }
            let row = Row { number, start: text.len(), cells };
            text.push_str(&row.cells.iter().map(excerpt).collect::<Vec<_>>().join(BETWEEN));
            rows.push(row);
        }
        rows.retain(|row| !row.is_empty());
        Sheet { file: file.clone(), text: text.into(), rows, separator: None }
    }

    /// The place of the cell in `column`, from 0; a cell beyond the row's end is at its end.
    pub fn place(&self, row: &Row, column: usize) -> Place {
        let (offset, length) = match self.separator {
            Some(separator) => self.span(row, column, separator),
            None => {
                let before =
                    row.cells.iter().take(column).map(|cell| excerpt(cell).len() + BETWEEN.len()).sum::<usize>();
                (row.start + before, excerpt(row.cell(column)).len())
            }
        };
        self.place_at(row, offset, length)
    }

    /// The place of a whole row.
    pub fn row_place(&self, row: &Row) -> Place {
        let line = self.text[row.start..].lines().next().unwrap_or("");
        self.place_at(row, row.start, line.len())
    }

    /// The place of some bytes of a row. Counts from the row's start on, for an extract may have a hundred thousand
    /// rows.
    fn place_at(&self, row: &Row, offset: usize, length: usize) -> Place {
        let place = Place::in_text(&self.file, &self.text[row.start..], offset.saturating_sub(row.start), length);
        Place { line: place.line.saturating_add(row.number - 1), ..place }
    }

    /// The bytes of a field in CSV.
    fn span(&self, row: &Row, column: usize, separator: char) -> (usize, usize) {
        let (mut index, mut begin, mut in_quotes) = (0, row.start, false);
        let text = &self.text[row.start..];
        let mut end = text.len();
        for (at, c) in text.char_indices() {
            match c {
                '"' => in_quotes = !in_quotes,
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
                    begin = row.start + at + c.len_utf8();
                }
                _ => {}
            }
        }
        let end = row.start + end;
        if index == column { (begin, end - begin) } else { (end, 1) }
    }
}

/// A cell in an excerpt, in one line.
fn excerpt(cell: &Content) -> String {
    cell.shown().replace(|c: char| c.is_control(), " ")
}

/// What spreadsheets show where a formula failed, in English and Danish.
pub(super) fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 14] = [
        "#N/A",
        "#REF!",
        "#DIV/0!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#I/T",
        "#REFERENCE!",
        "#DIVISION/0!",
        "#VÆRDI!",
        "#NAVN?",
        "#NUL!",
    ];
    ERRORS.contains(&text) || text.strip_prefix("Err:").is_some_and(|digits| digits.parse::<u16>().is_ok())
}

/// A name as it is compared: without regard to case and to space around it.
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
