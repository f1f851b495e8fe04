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
    /// The sheet of a workbook; `None` for CSV.
    pub name: Option<String>,
    /// The extract as text, for excerpts: its own, or one line for each row of a spreadsheet.
    pub text: Arc<str>,
    /// Rows with anything in them, in order.
    pub rows: Vec<Row>,
    pub(super) separator: Option<char>,
    /// Lines before the first row that a spreadsheet would show: one that names the separator.
    pub(super) lines_before: u32,
}

#[derive(Debug)]
pub struct Row {
    /// The line or row of the extract, from 1.
    pub number: u32,
    pub cells: Vec<Content>,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// Whether a row with nothing in it stands before this one.
    pub is_after_blank: bool,
    /// By hand, or by a filter of the workbook.
    pub is_hidden: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Empty,
    Text(String),
    /// A number of a spreadsheet, in the 15 digits that it shows.
    Number(Decimal),
    /// The same, shown as a percentage: 0.24 for 24 %.
    Share(Decimal),
    Date(Date),
    /// Seconds.
    Duration(i64),
    /// `#N/A` and the like.
    Error(String),
    /// A formula whose result the workbook does not hold.
    Uncalculated,
    /// Covered by a merged cell, which holds `first`; `is_above`: it begins in a row above.
    Merged {
        first: Box<Content>,
        is_above: bool,
    },
}

static EMPTY: Content = Content::Empty;

impl Row {
    pub fn cell(&self, column: usize) -> &Content {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| matches!(cell, Content::Empty | Content::Merged { .. }))
    }
}

impl Content {
    /// What the cell shows.
    pub fn shown(&self) -> String {
        match self {
            Content::Empty | Content::Merged { .. } | Content::Uncalculated => String::new(),
            Content::Text(text) | Content::Error(text) => text.clone(),
            Content::Number(number) => number.to_string(),
            Content::Share(share) => match share.checked_mul(Decimal::ONE_HUNDRED) {
                Some(percentage) => format!("{} %", percentage.normalize()),
                None => share.to_string(),
            },
            Content::Date(date) => date.to_string(),
            Content::Duration(seconds) => {
                let (sign, rest) = (if *seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
                format!("{sign}{}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
            }
        }
    }
}

/// The letters of a column, counted from 0: C for 2.
pub fn letters(column: usize) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Leaves out rows with nothing in them, and says so in the row behind.
pub(super) fn without_blank(rows: Vec<Row>) -> Vec<Row> {
    let mut is_after_blank = false;
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        if row.is_empty() {
            is_after_blank = true;
            continue;
        }
        let is_after_blank = std::mem::take(&mut is_after_blank) || row.is_after_blank;
        kept.push(Row { is_after_blank, ..row });
    }
    kept
}

/// Between the cells of a spreadsheet's row in an excerpt.
const BETWEEN: &str = " | ";

impl Sheet {
    /// A sheet of a spreadsheet, from its rows by number, each with whether it is hidden.
    #[cfg(feature = "xlsx")]
    pub(super) fn of_cells(
        file: &Arc<str>,
        name: &str,
        cells: impl Iterator<Item = (u32, Vec<Content>, bool)>,
    ) -> Sheet {
        let mut text = String::new();
        let mut rows = Vec::new();
        let mut line = 1;
        for (number, cells, is_hidden) in cells {
            let is_after_blank = number > line + u32::from(!rows.is_empty());
            while line < number {
                text.push('\n');
                line += 1;
            }
            let row = Row { number, start: text.len(), cells, is_after_blank, is_hidden };
            text.push_str(&row.cells.iter().map(excerpt).collect::<Vec<_>>().join(BETWEEN));
            rows.push(row);
        }
        let (name, rows) = (Some(name.to_owned()), without_blank(rows));
        Sheet { file: file.clone(), name, text: text.into(), rows, separator: None, lines_before: 0 }
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

    /// The bytes of a field in CSV. A quote is one where a field begins with it, and up to the next one.
    fn span(&self, row: &Row, column: usize, separator: char) -> (usize, usize) {
        let (mut index, mut begin, mut in_quotes) = (0, row.start, false);
        let text = &self.text[row.start..];
        let mut end = text.len();
        for (at, c) in text.char_indices() {
            match c {
                '"' if in_quotes || text[..at].ends_with(['"', separator, '\n']) || at == 0 => in_quotes = !in_quotes,
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

/// A name as it is compared: without regard to case, to space around it, and to how much space and which stands between
/// its words, line breaks and spaces that do not break included.
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}') {
        if !word.is_empty() {
            folded.push_str(if folded.is_empty() { "" } else { " " });
            folded.extend(word.chars().filter(|c| *c != '\u{ad}').flat_map(char::to_lowercase));
        }
    }
    folded
}
