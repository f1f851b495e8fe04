//! A text in CSV → rows and cells, and a fault where a quote is open or closed in the middle of a cell: from there on
//! cells would have moved. The reader of the crate `csv` takes such a text as it comes, so it cannot be used here.

use std::sync::Arc;

use super::table::{Content, Row, Sheet, is_error, without_blank};
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};

/// Reads the rows behind the first `lines_before` lines.
pub fn read(file: &Arc<str>, text: Arc<str>, lines_before: usize, separator: char) -> Result<Sheet, Diagnostic> {
    let begin: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    let mut rows = Vec::new();
    let (mut at, mut number) = (begin, u32::try_from(lines_before).unwrap_or(u32::MAX));
    // The most cells of a row so far.
    let mut width = 0;
    while at < text.len() {
        let (cells, end) = row(&text, at, separator, width).map_err(|fault| {
            let place = |offset| Place::in_text(file, &text, offset, 1);
            match fault {
                Fault::Open(quote) => faults::open_quote(place(quote)),
                Fault::Behind(quote) => faults::text_behind_quote(place(quote)),
                Fault::Swallows(quote) => faults::row_within_quotes(place(quote)),
            }
        })?;
        width = width.max(cells.len());
        number = number.saturating_add(1);
        rows.push(Row { number, cells, start: at, is_after_blank: false, is_hidden: false });
        let lines = text[at..end].matches('\n').count();
        number = number.saturating_add(u32::try_from(lines.saturating_sub(1)).unwrap_or(u32::MAX));
        at = end;
    }
    let (rows, lines_before) = (without_blank(rows), u32::try_from(lines_before).unwrap_or(0));
    Ok(Sheet { file: file.clone(), name: None, text, rows, separator: Some(separator), lines_before })
}

/// The byte at which a row cannot be read.
enum Fault {
    /// This quote is closed nowhere.
    Open(usize),
    /// Text stands behind this closing quote.
    Behind(usize),
    /// The cell of this opening quote holds a line that would be a row.
    Swallows(usize),
}

/// The cells of the row that begins at `start`, and where the next one begins.
/// `width` is how many cells the rows before have at most.
fn row(text: &str, start: usize, separator: char, width: usize) -> Result<(Vec<Content>, usize), Fault> {
    let mut cells = Vec::new();
    let mut at = start;
    loop {
        let (cell, end) = match text[at..].starts_with('"') {
            true => quoted(text, at, separator, width)?,
            false => {
                let length = text[at..].find([separator, '\n']).unwrap_or(text.len() - at);
                (content(&text[at..at + length]), at + length)
            }
        };
        cells.push(cell);
        match text[end..].chars().next() {
            Some('\n') => return Ok((cells, end + 1)),
            None => return Ok((cells, end)),
            Some(sign) => at = end + sign.len_utf8(),
        }
    }
}

/// The cell whose opening quote stands at `open`, and where it ends.
fn quoted(text: &str, open: usize, separator: char, width: usize) -> Result<(Content, usize), Fault> {
    let mut inner = String::new();
    let mut at = open + 1;
    loop {
        let length = text[at..].find('"').ok_or(Fault::Open(open))?;
        inner.push_str(&text[at..at + length]);
        at += length + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        inner.push('"');
        at += 1;
    }
    // A quote that was not closed runs on to the next one, maybe rows further down.
    let mut lines = inner.split('\n').skip(1);
    if width > 2 && lines.any(|line| line.matches(separator).count() + 1 >= width) {
        return Err(Fault::Swallows(open));
    }
    let rest = text[at..].trim_start_matches([' ', '\u{a0}']);
    let end = text.len() - rest.len();
    match rest.chars().next() {
        Some(sign) if sign != separator && sign != '\n' => Err(Fault::Behind(at - 1)),
        _ => Ok((content(&inner), end)),
    }
}

fn content(field: &str) -> Content {
    match field.trim() {
        "" => Content::Empty,
        text if is_error(text) => Content::Error(text.to_owned()),
        text => Content::Text(text.to_owned()),
    }
}
