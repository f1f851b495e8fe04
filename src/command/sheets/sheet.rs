//! The bytes of an extract, in any of the forms that it may be saved in → a sheet of rows and cells.
//!
//! CSV is recognised by its content: the encoding by the bytes, the separator by the header. Texts stay texts here;
//! `number` decides what they mean as numbers, for all of a sheet at once.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::content::folded;
use super::table::{Cells, Sheet};
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::load;

/// What is known of an extract before it is read.
#[derive(Debug, Default)]
pub struct Form<'a> {
    /// Names of the sheet of a workbook, of which it has one; none for the first that is not hidden.
    pub sheets: Vec<&'a str>,
    pub separator: Option<char>,
    /// Names of columns that the header should have, by which the separator is recognised.
    pub columns: Vec<&'a str>,
    pub header: HeaderAt,
}

/// Which row names the columns, as far as it is known before the rows are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeaderAt {
    /// The first with anything in it.
    #[default]
    First,
    /// From 1.
    Row(u32),
    /// The one that has the columns.
    Anywhere,
}

/// How far down a row that names the columns is looked for.
const LOWEST_HEADER: usize = 100;

/// Reads an extract. An error when it is neither CSV nor a spreadsheet, or the spreadsheet has no such sheet; where it
/// stands in a text, the text is kept for the excerpt.
pub fn read(file: &Arc<str>, bytes: Vec<u8>, form: &Form<'_>, diags: &mut Diagnostics) -> Result<Sheet, Diagnostic> {
    if bytes.starts_with(b"PK\x03\x04") {
        return super::spreadsheet::read(file, &bytes, &form.sheets);
    }
    no_other_kind(file, &bytes)?;
    let text = decode(file, bytes)?;
    let (lines_before, separator) = separator(&text, form);
    let rows = super::csv::rows(file, &text, lines_before, separator)
        .inspect_err(|_| diags.keep_text(file, &text.as_str().into()))?;
    let lines_before = u32::try_from(lines_before).unwrap_or(0);
    Ok(Sheet { file: file.clone(), name: None, rows, cells: Cells::Csv(text, separator), lines_before })
}

/// An error where a file is of a kind that is not read, with what helps.
fn no_other_kind(file: &Arc<str>, bytes: &[u8]) -> Result<(), Diagnostic> {
    let whole = || Place::of_file(file.clone());
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        // A locked workbook is packed once more, in the form of the older ones.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = bytes.windows(name.len()).any(|window| window == name);
        return Err(match is_locked {
            true => faults::locked_workbook(whole()),
            false => faults::no_table_but(whole(), faults::Foreign::Xls),
        });
    }
    let start = bytes.trim_ascii_start();
    let foreign = [(b"\x1F\x8B".as_slice(), faults::Foreign::Gzip), (b"PAR1", faults::Foreign::Parquet)];
    if let Some((_, kind)) = foreign.into_iter().find(|(begin, _)| start.starts_with(begin)) {
        return Err(faults::no_table_but(whole(), kind));
    }
    let is_json = start.strip_prefix(b"[").or(start.strip_prefix(b"{")).is_some_and(|rest| {
        let rest = rest.trim_ascii_start();
        rest.starts_with(b"{") || rest.starts_with(b"\"") || rest.starts_with(b"[")
    });
    if is_json {
        return Err(faults::no_table_but(whole(), faults::Foreign::Json));
    }
    if let Some((_, kind)) =
        [(b"%PDF-".as_slice(), "a PDF"), (b"<", "HTML or XML")].into_iter().find(|(begin, _)| start.starts_with(begin))
    {
        return Err(faults::no_table(whole(), kind));
    }
    Ok(())
}

/// Bytes to text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252. Any bytes could be Windows-1252, so
/// control characters in it are refused.
fn decode(file: &Arc<str>, mut bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let no_table = |reason| faults::no_table(Place::of_file(file.clone()), reason);
    let is_utf_8 = match Encoding::for_bom(&bytes) {
        Some((encoding, length)) if encoding == UTF_8 => {
            bytes.drain(..length);
            true
        }
        Some(_) => false,
        None if bytes.contains(&0) => return Err(no_table("no text")),
        None => std::str::from_utf8(&bytes).is_ok(),
    };
    // A text in UTF-8 is taken as it is, without a second one beside it.
    let mut text = match Encoding::for_bom(&bytes).filter(|_| !is_utf_8) {
        _ if is_utf_8 => String::from_utf8(bytes).map_err(|_| no_table("cut within a letter"))?,
        // Takes the mark away, and reads by what it says.
        Some((encoding, _)) => match encoding.decode_with_bom_removal(&bytes) {
            (text, false) => text.into_owned(),
            (_, true) => return Err(no_table("cut within a letter")),
        },
        None => WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(),
    };
    match text.matches('\r').count() {
        0 => {}
        returns if returns == text.matches("\r\n").count() => text.retain(|sign| sign != '\r'),
        _ => text = text.replace("\r\n", "\n").replace('\r', "\n"),
    }
    // With this sign DOS ended a file, and some programs still do.
    text.truncate(text.trim_end_matches(['\u{1a}', '\n']).len());
    text.push('\n');
    match text.char_indices().find(|(_, c)| load::is_forbidden(*c)) {
        Some((offset, character)) => Err(faults::forbidden_character(file, &text, offset, character)),
        None => Ok(text),
    }
}

/// A sign that stands in no text.
const NO_SEPARATOR: char = '\u{1f}';

const SEPARATORS: [char; 4] = [';', '\t', '|', ','];

/// The separator, and how many lines are before the table. Excel's own line `sep=;` decides; else the one by which
/// the header has most of the columns that are looked for, and then most columns at all.
fn separator(text: &str, form: &Form<'_>) -> (usize, char) {
    let first = text.lines().next().unwrap_or("");
    let named = first.trim().trim_matches('"').strip_prefix("sep=").and_then(|rest| rest.chars().next());
    let lines_before = usize::from(named.is_some());
    if let Some(separator) = form.separator.or(named) {
        return (lines_before, separator);
    }
    let used = text.lines().filter(|line| !line.trim().is_empty());
    let candidates: Vec<&str> = match form.header {
        HeaderAt::First => used.take(1).collect(),
        HeaderAt::Row(row) => text.lines().skip(row as usize - 1).take(1).collect(),
        HeaderAt::Anywhere => used.take(LOWEST_HEADER).collect(),
    };
    let score = |separator: char| {
        let of_line = |line: &&str| {
            let names: Vec<String> = line.split(separator).map(|name| folded(name.trim_matches(['"', ' ']))).collect();
            let known = form.columns.iter().filter(|column| names.contains(&folded(column))).count();
            (known, names.len())
        };
        let scores: Vec<(usize, usize)> = candidates.iter().map(of_line).collect();
        let best = scores.iter().max().copied().unwrap_or_default();
        // Where no line has a column that is looked for, most lines of a table have several.
        let tables = scores.iter().filter(|(known, columns)| *known == 0 && best.0 == 0 && *columns > 1).count();
        (best.0, tables, best.1)
    };
    let best = SEPARATORS.into_iter().max_by_key(|separator| score(*separator)).filter(|best| score(*best).2 > 1);
    // A table of one column has no separator, and a comma in it stands before decimals.
    (lines_before, best.unwrap_or(NO_SEPARATOR))
}
