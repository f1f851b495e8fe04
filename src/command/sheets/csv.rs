//! A text in CSV → where its rows begin, and the cells of each; a fault where a quote is open or closed in the middle of
//! a cell: from there on cells would have moved. The reader of the crate `csv` takes such a text as it comes, so it
//! cannot be used here.

use std::borrow::Cow;
use std::sync::Arc;

use super::content::{Content, Row, is_error};
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};

/// The rows with anything in them behind the first `lines_before` lines.
#[expect(clippy::string_slice, reason = "rows begin behind the ends of lines")]
pub fn rows(file: &Arc<str>, text: &str, lines_before: usize, separator: char) -> Result<Vec<Row>, Diagnostic> {
    let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut at: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    let mut rows = Vec::with_capacity(text[at..].matches('\n').count());
    let mut number = short(lines_before);
    let mut is_after_blank = false;
    // The most cells of a row so far.
    let mut width = 0;
    while at < text.len() {
        let (cells, end) = row(text, at, separator, width).map_err(|fault| {
            let place = |offset| Place::in_text(file, text, offset, 1);
            match fault {
                Fault::Open(quote) => faults::open_quote(place(quote)),
                Fault::Behind(quote) => faults::text_behind_quote(place(quote)),
                Fault::Swallows(quote) => faults::row_within_quotes(place(quote)),
            }
        })?;
        width = width.max(cells.len());
        number = number.saturating_add(1);
        if cells.iter().all(Content::is_blank) {
            is_after_blank = true;
        } else {
            let is_after_blank = std::mem::take(&mut is_after_blank);
            rows.push(Row::new(number, short(at)).with(is_after_blank, false));
        }
        let lines = text[at..end].matches('\n').count();
        number = number.saturating_add(short(lines.saturating_sub(1)));
        at = end;
    }
    Ok(rows)
}

/// The cells of the row that begins at `start`, in a text whose rows can be read.
pub fn cells(text: &str, start: usize, separator: char) -> Vec<Content<'_>> {
    row(text, start, separator, 0).map(|(cells, _)| cells).unwrap_or_default()
}

/// How many they are.
pub fn width(text: &str, start: usize, separator: char) -> usize {
    let mut width = 0;
    let read = each(text, start, separator, 0, |_| width += 1);
    read.map_or(0, |_| width)
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
fn row(text: &str, start: usize, separator: char, width: usize) -> Result<(Vec<Content<'_>>, usize), Fault> {
    let mut cells = Vec::with_capacity(width);
    let end = each(text, start, separator, width, |cell| cells.push(cell))?;
    Ok((cells, end))
}

/// Hands out the cells of a row, and returns where the next one begins.
#[expect(clippy::string_slice, reason = "a field ends before a separator, the end of a line or that of the text")]
fn each<'a>(
    text: &'a str,
    start: usize,
    separator: char,
    width: usize,
    mut take: impl FnMut(Content<'a>),
) -> Result<usize, Fault> {
    let mut at = start;
    loop {
        let (cell, end) = match text[at..].starts_with('"') {
            true => quoted(text, at, separator, width)?,
            false => {
                let end = at + length(&text[at..], separator);
                (content(Cow::Borrowed(&text[at..end])), end)
            }
        };
        take(cell);
        match text[end..].chars().next() {
            Some('\n') => return Ok(end + 1),
            None => return Ok(end),
            Some(sign) => at = end + sign.len_utf8(),
        }
    }
}

/// How long the field is with which a text begins. Bytes are looked at one by one: a field is short.
fn length(text: &str, separator: char) -> usize {
    let end = match u8::try_from(separator).ok().filter(u8::is_ascii) {
        Some(separator) => text.bytes().position(|byte| byte == separator || byte == b'\n'),
        None => text.find([separator, '\n']),
    };
    end.unwrap_or(text.len())
}

/// The cell whose opening quote stands at `open`, and where it ends.
#[expect(clippy::string_slice, reason = "the cursor stands behind a quote that was found")]
fn quoted(text: &str, open: usize, separator: char, width: usize) -> Result<(Content<'_>, usize), Fault> {
    let mut inner = Cow::Borrowed("");
    let mut at = open + 1;
    loop {
        let length = text[at..].find('"').ok_or(Fault::Open(open))?;
        inner += &text[at..at + length];
        at += length + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        inner += "\"";
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
        _ => Ok((content(inner), end)),
    }
}

fn content(field: Cow<'_, str>) -> Content<'_> {
    let text = match field {
        Cow::Borrowed(field) => Cow::Borrowed(field.trim()),
        Cow::Owned(field) => Cow::Owned(field.trim().to_owned()),
    };
    match &*text {
        "" => Content::Empty,
        shown if is_error(shown) => Content::Error(text),
        _ => Content::Text(text),
    }
}
