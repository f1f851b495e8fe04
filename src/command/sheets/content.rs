//! Rows and cells of an extract, as they are read.

use std::borrow::Cow;

use crate::model::{Date, Decimal};

/// Where a row stands. An extract has very many: eight bytes of each are held, and how wide it is its cells say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Of CSV the byte at which it begins; of a workbook its place among the rows that are held.
    pub start: u32,
    /// Its number, and in the two lowest bits what is said of it.
    packed: u32,
}

const AFTER_BLANK: u32 = 1;
const HIDDEN: u32 = 2;

impl Row {
    /// `number`: the line or row of the extract, from 1, of which no extract has 2³⁰.
    pub fn new(number: u32, start: u32) -> Row {
        Row { start, packed: number.min(u32::MAX >> 2) << 2 }
    }

    /// The same, where a row with nothing in it stands before it, and where a reader of the workbook does not see it.
    pub fn with(self, is_after_blank: bool, is_hidden: bool) -> Row {
        let said = if is_after_blank { AFTER_BLANK } else { 0 } | if is_hidden { HIDDEN } else { 0 };
        Row { packed: self.packed | said, ..self }
    }

    /// The line or row of the extract, from 1.
    pub fn number(self) -> u32 {
        self.packed >> 2
    }

    /// Whether a row with nothing in it stands before this one.
    pub fn is_after_blank(self) -> bool {
        self.packed & AFTER_BLANK != 0
    }

    /// By hand, or by a filter of the workbook.
    pub fn is_hidden(self) -> bool {
        self.packed & HIDDEN != 0
    }
}

/// A row with its cells.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    pub row: Row,
    pub cells: Vec<Content<'a>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    Empty,
    Text(Cow<'a, str>),
    /// A number of a spreadsheet, in the 15 digits that it shows.
    Number(Decimal),
    /// The same, shown as a percentage: 0.24 for 24 %.
    Share(Decimal),
    Date(Date),
    /// Seconds.
    Duration(i64),
    /// `#N/A` and the like.
    Error(Cow<'a, str>),
    /// A formula whose result the workbook does not hold.
    Uncalculated,
    /// Covered by a merged cell, which holds `first`; `is_above`: it begins in a row above.
    Merged {
        first: Box<Content<'a>>,
        is_above: bool,
    },
}

static EMPTY: Content<'static> = Content::Empty;

impl<'a> Line<'a> {
    pub fn cell(&self, column: usize) -> &Content<'a> {
        self.cells.get(column).unwrap_or(&EMPTY)
    }
}

impl Content<'_> {
    /// Whether nothing stands in the cell itself.
    pub fn is_blank(&self) -> bool {
        matches!(self, Content::Empty | Content::Merged { .. })
    }

    /// What the cell shows.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Content::Empty | Content::Merged { .. } | Content::Uncalculated => Cow::Borrowed(""),
            Content::Text(text) | Content::Error(text) => Cow::Borrowed(text),
            Content::Number(number) => number.to_string().into(),
            Content::Share(share) => match share.checked_mul(Decimal::ONE_HUNDRED) {
                Some(percentage) => format!("{} %", percentage.normalize()).into(),
                None => share.to_string().into(),
            },
            Content::Date(date) => date.to_string().into(),
            Content::Duration(seconds) => {
                let (sign, rest) = (if *seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
                format!("{sign}{}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60).into()
            }
        }
    }
}

/// A cell of a workbook, small: its texts stand elsewhere, each once.
#[cfg(feature = "xlsx")]
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    Empty,
    /// The number of a text.
    Text(u32),
    Number(Decimal),
    Share(Decimal),
    Date(Date),
    Duration(i64),
    /// The number of its text.
    Error(u32),
    Uncalculated,
    Merged {
        first: Box<Held>,
        is_above: bool,
    },
}

#[cfg(feature = "xlsx")]
impl Held {
    /// The cell, with the texts that it may refer to.
    pub fn content<'a>(&self, texts: &'a [String]) -> Content<'a> {
        let text = |number: u32| Cow::Borrowed(texts.get(number as usize).map_or("", String::as_str));
        match self {
            Held::Empty => Content::Empty,
            Held::Text(number) => Content::Text(text(*number)),
            Held::Number(number) => Content::Number(*number),
            Held::Share(share) => Content::Share(*share),
            Held::Date(date) => Content::Date(*date),
            Held::Duration(seconds) => Content::Duration(*seconds),
            Held::Error(number) => Content::Error(text(*number)),
            Held::Uncalculated => Content::Uncalculated,
            Held::Merged { first, is_above } => {
                Content::Merged { first: Box::new(first.content(texts)), is_above: *is_above }
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

/// What spreadsheets show where a formula failed, in English and Danish.
pub fn is_error(text: &str) -> bool {
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
    let of_calc = || text.strip_prefix("Err:").is_some_and(|digits| digits.parse::<u16>().is_ok());
    text.starts_with('#') && ERRORS.contains(&text) || of_calc()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_small_and_keeps_what_is_said_of_it() {
        assert_eq!(size_of::<Row>(), 8);
        for (number, after, hidden) in [(1, false, true), (7, true, false), (1_048_576, true, true), (5, false, false)]
        {
            let row = Row::new(number, 9).with(after, hidden);
            assert_eq!((row.number(), row.start), (number, 9));
            assert_eq!((row.is_after_blank(), row.is_hidden()), (after, hidden));
        }
    }
}
