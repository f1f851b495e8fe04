//! The cells of a sheet while it is read, within limits: a small file can claim a cell in the last row of a million.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexSet;

use crate::command::sheets::content::{Content, Held, Row, folded, is_error};
use crate::command::sheets::table::{self, Sheet};
use crate::model::imports::is_clock;
use crate::model::{Date, Decimal, day_of};

/// What looking for a sheet finds.
pub enum Found {
    /// Its name and its cells.
    Sheet(String, Cells),
    /// It is not there; the names of those that are.
    Names(Vec<String>),
}

/// The most cells that are read. A workbook with more is not an extract of figures for reports.
const MOST_CELLS: usize = 5_000_000;

/// The rows of a sheet in Excel and LibreOffice.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

/// A merged region is marked up to this column where a row does not reach it.
const WIDEST_MARKED: u32 = 256;

const TOO_MANY: &str = "it has more than 5 million cells";

/// A rectangle of cells, each side included, from 0.
#[derive(Debug, Clone, Copy)]
pub struct Region {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

#[derive(Debug, Default)]
pub struct Cells {
    rows: BTreeMap<u32, Vec<Held>>,
    /// What cells show, each text once.
    texts: IndexSet<String>,
    count: usize,
    pub hidden: BTreeSet<u32>,
    pub merged: Vec<Region>,
}

impl Cells {
    /// A cell without its text, which is held once.
    pub fn hold(&mut self, content: Content<'_>) -> Held {
        let mut number = |text: &str| {
            let known = self.texts.get_index_of(text);
            let number = known.unwrap_or_else(|| self.texts.insert_full(text.to_owned()).0);
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        match content {
            Content::Empty => Held::Empty,
            Content::Text(text) => Held::Text(number(&text)),
            Content::Number(number) => Held::Number(number),
            Content::Share(share) => Held::Share(share),
            Content::Date(date) => Held::Date(date),
            Content::Duration(seconds) => Held::Duration(seconds),
            Content::Error(text) => Held::Error(number(&text)),
            Content::Uncalculated => Held::Uncalculated,
            Content::Merged { first, is_above } => Held::Merged { first: Box::new(self.hold(*first)), is_above },
        }
    }

    /// Puts a cell at a row and a column, from 0. An error beyond the limits; an empty cell is not put.
    pub fn put(&mut self, row: u32, column: u32, cell: Held) -> Result<(), String> {
        if cell == Held::Empty {
            return Ok(());
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(format!(
                "it has a cell in row {} and column {}, beyond the {MOST_ROWS} rows and {MOST_COLUMNS} columns of a sheet",
                u64::from(row) + 1,
                u64::from(column) + 1
            ));
        }
        self.widen(row, column)?;
        if let Some(held) = self.rows.get_mut(&row).and_then(|cells| cells.get_mut(column as usize)) {
            *held = cell;
        }
        Ok(())
    }

    /// Gives a row that is there, or is put now, at least the cells up to `column`.
    fn widen(&mut self, row: u32, column: u32) -> Result<(), String> {
        let cells = self.rows.entry(row).or_default();
        let length = column as usize + 1;
        if cells.len() < length {
            self.count += length - cells.len();
            if self.count > MOST_CELLS {
                return Err(TOO_MANY.to_owned());
            }
            cells.resize(length, Held::Empty);
        }
        Ok(())
    }

    /// Marks the cells that merged ones cover, in rows that hold something. Where regions overlap, which no program
    /// shows, the first one counts.
    pub fn merge(&mut self) -> Result<(), String> {
        let mut looked_at = 0;
        for Region { rows: (top, bottom), columns: (left, right) } in std::mem::take(&mut self.merged) {
            let cell = |row: &Vec<Held>| row.get(left as usize).cloned();
            let first = match self.rows.get(&top).and_then(cell).unwrap_or(Held::Empty) {
                Held::Merged { first, .. } => *first,
                first => first,
            };
            let rows: Vec<u32> = self.rows.range(top..=bottom.max(top)).map(|(row, _)| *row).collect();
            for row in rows {
                self.widen(row, right.min(WIDEST_MARKED).min(left.saturating_add(WIDEST_MARKED)))?;
                let Some(cells) = self.rows.get_mut(&row) else { continue };
                let from = left as usize + usize::from(row == top);
                let end = cells.len().min(right as usize + 1);
                looked_at += 1 + end.saturating_sub(from);
                if looked_at > 2 * MOST_CELLS {
                    return Err("its merged cells overlap too often".to_owned());
                }
                for cell in cells.iter_mut().take(end).skip(from) {
                    if !matches!(cell, Held::Merged { .. }) {
                        *cell = Held::Merged { first: Box::new(first.clone()), is_above: row > top };
                    }
                }
            }
        }
        Ok(())
    }

    /// The sheet of these cells: the rows with anything in them, in order.
    pub fn into_sheet(self, file: &Arc<str>, name: String) -> Sheet {
        let (mut rows, mut held) = (Vec::new(), Vec::new());
        let mut last = 0;
        for (index, cells) in self.rows {
            if cells.iter().all(|cell| matches!(cell, Held::Empty | Held::Merged { .. })) {
                continue;
            }
            let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let row = Row::new(index + 1, short(held.len()));
            rows.push(row.with(index > last, self.hidden.contains(&index)));
            held.push(cells);
            last = index + 1;
        }
        let cells = table::Cells::Workbook(held, self.texts.into_iter().collect());
        Sheet { file: file.clone(), name: Some(name), rows, cells, lines_before: 0 }
    }
}

/// Which of the sheets, each with whether it is shown, is wanted: the one of the first name that there is, or the first
/// shown one where no name is given.
pub fn choose<'a>(mut sheets: impl Iterator<Item = (&'a str, bool)> + Clone, wanted: &[&str]) -> Option<usize> {
    if wanted.is_empty() {
        return sheets.position(|(_, is_shown)| is_shown);
    }
    let exact = wanted.iter().find_map(|name| sheets.clone().position(|(found, _)| found == *name));
    let near = || wanted.iter().find_map(|name| sheets.clone().position(|(found, _)| folded(found) == folded(name)));
    exact.or_else(near)
}

/// What a number of a workbook is, by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number,
    Share,
    Day,
    Duration,
    /// Hours and minutes alone: a duration, or the time of a day that is not shown.
    Clock,
}

/// As many days, of 27 years, are no duration that a clock shows.
const LEAST_MOMENT: f64 = 10_000.0;

/// A number as a sheet shows it: a float with its first 15 digits, which are all that Excel keeps.
pub fn number(value: f64, kind: Kind, is_1904: bool) -> Content<'static> {
    let text = || Content::Text(value.to_string().into());
    match kind {
        Kind::Number => decimal(value).map_or_else(text, Content::Number),
        Kind::Share => decimal(value).map_or_else(text, Content::Share),
        Kind::Day => day(value, is_1904).map_or_else(text, Content::Date),
        Kind::Clock if value >= LEAST_MOMENT => number(value, Kind::Day, is_1904),
        Kind::Clock | Kind::Duration => seconds(value).map_or_else(text, Content::Duration),
    }
}

/// `None` for what is too large or too small to be exact in as many digits.
fn decimal(value: f64) -> Option<Decimal> {
    if value == 0.0 {
        return Some(Decimal::ZERO);
    }
    let exact = value.is_finite().then(|| Decimal::from_scientific(&format!("{value:.14e}")).ok()).flatten()?;
    (!exact.is_zero()).then(|| exact.normalize())
}

/// Seconds of a number of days.
fn seconds(days: f64) -> Option<i64> {
    let seconds = (days * 86_400.0).round();
    (seconds.abs() < 1e12).then_some(seconds as i64)
}

/// The day of a number of days since the beginning of 1900, which has a 29 February there, or of 1904.
fn day(days: f64, is_1904: bool) -> Option<Date> {
    let days = seconds(days)?.div_euclid(86_400);
    let days = match (is_1904, days) {
        (true, days) => days + 1_462,
        (false, ..1) => return None,
        (false, ..60) => days + 1,
        (false, days) => days,
    };
    day_of((days - 25_569) * 86_400)
}

/// The day of a text such as `2018-02-28T10:00:00`; a time of a zone could be of another day, and stays a text.
pub fn day_or_text(written: &str) -> Content<'_> {
    let (day, rest) = written.split_at_checked(10).unwrap_or((written, ""));
    let day = day.parse::<Date>().ok().filter(|_| rest.is_empty() || is_clock(rest));
    day.map_or_else(|| text(written), Content::Date)
}

/// The text of a cell.
pub fn text(written: &str) -> Content<'_> {
    match written.trim() {
        "" => Content::Empty,
        text if is_error(text) => Content::Error(text.into()),
        text => Content::Text(text.into()),
    }
}
