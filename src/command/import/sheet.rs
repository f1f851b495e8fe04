//! The bytes of an extract, in any of the forms that it may be saved in → a sheet of rows and cells.
//!
//! CSV is recognised by its content: the encoding by the bytes, the separator by the header. Texts stay texts here;
//! `number` decides what they mean as numbers, for all of a sheet at once.

use std::sync::Arc;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::table::{Content, Row, Sheet, folded, is_error};
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::load;

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

/// Bytes to text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252. Any bytes could be Windows-1252, so
/// control characters in it are refused.
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

/// The separator, and how many lines are before the table. Excel's own line `sep=;` decides; else the one by which
/// the header has most of the columns that are looked for, and then most columns at all.
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
