//! The bytes of an extract → a sheet of rows and cells, whatever it was saved as.
//!
//! CSV is recognised by what stands in it: its encoding by its bytes, its separator by the header. Texts stay texts here;
//! what they mean as numbers is decided in `number`, for all of a sheet at once.

use std::sync::Arc;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::diag::{Diagnostic, Place, faults};
use crate::load;
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
    separator: Option<char>,
}

#[derive(Debug)]
pub struct Row {
    /// The line or row of the extract, from 1.
    pub number: u32,
    pub cells: Vec<Content>,
    /// Where it begins in the text.
    start: usize,
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

/// What is known of an extract before it is read.
#[derive(Debug, Default)]
pub struct Form<'a> {
    pub sheet: Option<&'a str>,
    pub separator: Option<char>,
    /// Names of columns that the header should have, by which the separator is recognised.
    pub columns: Vec<&'a str>,
    /// The row of the header, from 1; `None`: the first with anything in it.
    pub header: Option<u32>,
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

    /// Where the cell in `column` stands, from 0; a cell beyond the row's end stands at its end.
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

    /// Where a row stands.
    pub fn row_place(&self, row: &Row) -> Place {
        let line = self.text[row.start..].lines().next().unwrap_or("");
        self.place_at(row, row.start, line.len())
    }

    /// The place of some bytes of a row. Counts from the row's start on, for an extract may have a hundred thousand rows.
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

/// Reads an extract. An error when it is neither CSV nor a spreadsheet, or the spreadsheet has no such sheet.
pub fn read(file: &Arc<str>, bytes: &[u8], form: &Form<'_>) -> Result<Sheet, Diagnostic> {
    if bytes.starts_with(b"PK\x03\x04") {
        return super::spreadsheet::read(file, bytes, form.sheet);
    }
    let other = [
        (b"\xD0\xCF\x11\xE0".as_slice(), "an older or a locked workbook"),
        (b"%PDF-", "a PDF"),
        (b"\x1F\x8B", "a packed file"),
        (b"PAR1", "a Parquet file"),
        (b"<", "HTML or XML"),
    ];
    if let Some((_, kind)) = other.iter().find(|(start, _)| bytes.trim_ascii_start().starts_with(start)) {
        return Err(faults::no_table(Place::of_file(file.clone()), kind));
    }
    let text = decode(file, bytes)?;
    let (first_line, separator) = separator(&text, form);
    Ok(csv(file, text, first_line, separator))
}

/// Bytes to text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which any bytes could be; so what is no text
/// in it is refused.
fn decode(file: &Arc<str>, bytes: &[u8]) -> Result<Arc<str>, Diagnostic> {
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]),
        None if bytes.contains(&0) => return Err(faults::no_table(Place::of_file(file.clone()), "no text")),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.into(), false),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes),
        },
    };
    let (text, broken) = decoded;
    if broken {
        return Err(faults::no_table(Place::of_file(file.clone()), "cut within a letter"));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    match text.char_indices().find(|(_, c)| load::is_forbidden(*c)) {
        Some((offset, character)) => Err(faults::forbidden_character(file, &text, offset, character)),
        None => Ok(text.into()),
    }
}

const SEPARATORS: [char; 4] = [';', '\t', '|', ','];

/// The separator, and how many lines stand before the table. Excel's own line `sep=;` decides; else the one by which the
/// header has most of the columns that are looked for, and then most columns at all.
fn separator(text: &str, form: &Form<'_>) -> (usize, char) {
    let first = text.lines().next().unwrap_or("");
    let named = first.trim().strip_prefix("sep=").and_then(|rest| rest.chars().next());
    let lines_before = usize::from(named.is_some());
    if let Some(separator) = form.separator.or(named) {
        return (lines_before, separator);
    }
    let header = match form.header {
        Some(row) => text.lines().nth(row as usize - 1),
        None => text.lines().find(|line| !line.trim().is_empty()),
    };
    let header = header.unwrap_or("");
    let score = |separator: char| {
        let names: Vec<String> = header.split(separator).map(|name| folded(name.trim().trim_matches('"'))).collect();
        let known = form.columns.iter().filter(|column| names.contains(&folded(column))).count();
        (known, names.len())
    };
    let best = SEPARATORS.into_iter().max_by_key(|separator| score(*separator)).unwrap_or(',');
    (lines_before, best)
}

/// A name as it is compared: without regard to case and to space around it.
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn csv(file: &Arc<str>, text: Arc<str>, lines_before: usize, separator: char) -> Sheet {
    let skipped: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(&text.as_bytes()[skipped..]);
    let mut rows = Vec::new();
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        // Memory cannot fail to be read, and the text is UTF-8.
        let Ok(record) = record else { continue };
        let begun = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        // Blank lines count to the record behind them.
        let start = skipped + begun;
        let start = start + text[start..].bytes().take_while(|byte| *byte == b'\n').count();
        line += text[counted..start].matches('\n').count();
        counted = start;
        let cells = record.iter().map(|field| match field.trim() {
            "" => Content::Empty,
            text if is_error(text) => Content::Error(text.to_owned()),
            text => Content::Text(text.to_owned()),
        });
        let cells: Vec<Content> = cells.collect();
        rows.push(Row { number: u32::try_from(line).unwrap_or(u32::MAX), cells, start });
    }
    rows.retain(|row| !row.is_empty());
    Sheet { file: file.clone(), text, rows, separator: Some(separator) }
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
