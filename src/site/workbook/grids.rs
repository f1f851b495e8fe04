//! A table as a page shows it → the columns and cells of a sheet.
//!
//! What stands small under a value on the page cannot stand in its cell: a percentage gets a column of its own, words
//! beside words join them, and whatever else is said of a value becomes a note, which the last column names.

use std::collections::{BTreeMap, BTreeSet};

use super::{Absence, Cell, Column, Table};
use crate::compute::reference::Reference;
use crate::exhibit::table::{self, Grid, Row};
use crate::l10n::wording::Wording;
use crate::l10n::{Shown, Words, shown, words};
use crate::model::catalog::Format;
use crate::model::language::Language;

/// How every mark of a note begins.
pub const NOTE: &str = "[note ";

/// Wider columns wrap their text.
const WIDEST: usize = 46;
const NARROWEST: usize = 9;
/// A cell of a workbook holds so many digits of a number; one that has more stays the text that it is.
const MOST_DIGITS: usize = 15;

/// The notes of a workbook, each once.
#[derive(Debug, Default)]
pub struct Notes {
    texts: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Notes {
    /// The mark of a note.
    fn mark(&mut self, text: String) -> String {
        let next = self.texts.len();
        let number = *self.numbers.entry(text.clone()).or_insert(next);
        if number == next {
            self.texts.push(text);
        }
        note(number)
    }

    pub fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

/// The mark of the note with this place, from 0: `[note 1]`.
pub fn note(index: usize) -> String {
    format!("{NOTE}{}]", index + 1)
}

/// The unit that all of the metrics are counted in; `None` of shares, and where there are several.
pub fn one_unit(wording: Wording<'_>, references: &[Reference]) -> Option<String> {
    let unit = |reference: &Reference| {
        let metric = wording.known.metric(&reference.metric)?;
        let unit = metric.unit.as_ref().filter(|_| metric.format == Format::Number)?;
        Some(unit.get(wording.language).to_owned())
    };
    let units: BTreeSet<Option<String>> = references.iter().map(unit).collect();
    units
        .into_iter()
        .next()
        .filter(|_| !references.is_empty())
        .flatten()
        .filter(|first| references.iter().all(|reference| unit(reference).as_ref() == Some(first)))
}

/// A table of texts.
pub fn plain<const N: usize>(headings: [String; N], rows: Vec<Vec<Cell>>) -> Table {
    let mut columns: Vec<Made> = headings.into_iter().map(|heading| Made { heading, cells: Vec::new() }).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.cells.push(cell);
        }
    }
    assembled(columns)
}

/// A column in the making.
struct Made {
    heading: String,
    cells: Vec<Cell>,
}

/// The table of a grid. `unit` is what all of its figures are counted in; of `remarks` there is one for each row, or
/// none at all.
pub fn table(
    language: Language,
    grid: &Grid,
    unit: Option<&str>,
    remarks: &[Option<String>],
    notes: &mut Notes,
) -> Table {
    let words = words(language);
    let mut about = vec![Made {
        heading: grid.columns.first().map_or_else(String::new, |column| column.text.clone()),
        cells: grid.rows.iter().map(|row| text(&row.head, words)).collect(),
    }];
    if grid.rows.iter().any(|row| row.period.is_some()) {
        let code =
            |row: &Row| row.period.map_or(Cell::Absent(Absence::Nothing), |period| Cell::Text(period.to_string()));
        about.push(Made { heading: words.period_code.to_owned(), cells: grid.rows.iter().map(code).collect() });
    }
    let values = grid.columns.len().saturating_sub(1);
    let is_figures = |index: usize| of_column(grid, index).any(|cell| cell.is_figure);
    let names_columns = (0..values).filter(|index| is_figures(*index)).count() > 1;
    let of_row = |(index, row): (usize, &Row)| {
        remarks.get(index).cloned().flatten().into_iter().chain(row.note.clone()).collect::<Vec<String>>()
    };
    let mut said: Vec<Vec<String>> = grid.rows.iter().enumerate().map(of_row).collect();
    let mut columns = about;
    for index in 0..values {
        let heading = grid.columns.get(index + 1).map_or("", |column| column.text.as_str());
        let prefix = if names_columns { format!("{heading}: ") } else { String::new() };
        for (row, cell) in of_column(grid, index).enumerate() {
            let note = note_of(cell, language).map(|note| format!("{prefix}{note}"));
            if let (Some(note), Some(said)) = (note, said.get_mut(row)) {
                said.push(note);
            }
        }
        columns.extend(of_values(grid, index, heading, unit, language));
    }
    if said.iter().any(|said| !said.is_empty()) {
        let mut marks = |said: Vec<String>| match said.is_empty() {
            true => Cell::Absent(Absence::Nothing),
            false => Cell::Text(said.into_iter().map(|text| notes.mark(text)).collect::<Vec<_>>().join(" ")),
        };
        let cells = said.into_iter().map(&mut marks).collect();
        columns.push(Made { heading: words.notes.to_owned(), cells });
    }
    assembled(columns)
}

/// The cells of a column behind the first.
fn of_column(grid: &Grid, index: usize) -> impl Iterator<Item = &table::Cell> {
    grid.rows.iter().filter_map(move |row| row.cells.get(index))
}

/// A column of values, and those of what stands beside the values: a percentage, a verdict. None for drawings.
fn of_values(grid: &Grid, index: usize, heading: &str, unit: Option<&str>, language: Language) -> Vec<Made> {
    let words = words(language);
    let own = || of_column(grid, index);
    if own().all(|cell| cell.text.is_empty()) && !grid.rows.is_empty() {
        return Vec::new();
    }
    let cells: Vec<Cell> = own().map(|cell| value(cell, language)).collect();
    let mut columns = vec![Made { heading: with_unit(heading, &cells, unit), cells }];
    if own().any(|cell| percentage(cell, language).is_some()) {
        let beside = |cell: &table::Cell| match percentage(cell, language) {
            Some(percentage) => Cell::Number(percentage),
            None => Cell::Absent(match value(cell, language) {
                Cell::Absent(why) => why,
                _ => Absence::Missing,
            }),
        };
        let heading = format!("{heading} ({})", words.in_percent);
        columns.push(Made { heading, cells: own().map(beside).collect() });
    }
    if own().any(|cell| cell.verdict.is_some()) {
        let verdict = |cell: &table::Cell| match &cell.verdict {
            Some(mark) => Cell::Text(mark.word.clone()),
            None => Cell::Absent(Absence::Nothing),
        };
        let heading = format!("{heading} ({})", words.against_target.to_lowercase());
        columns.push(Made { heading, cells: own().map(verdict).collect() });
    }
    columns
}

/// The percentage that stands under a figure, such as its relative change.
fn percentage(cell: &table::Cell, language: Language) -> Option<Shown> {
    let note = cell.note.as_deref().filter(|_| cell.is_figure)?;
    shown(note, language).filter(Shown::is_percent)
}

/// The heading of figures with what they are counted in, unless it says so.
fn with_unit(heading: &str, cells: &[Cell], unit: Option<&str>) -> String {
    let numbers = || cells.iter().filter_map(|cell| if let Cell::Number(number) = cell { Some(number) } else { None });
    let unit = match numbers().next() {
        None => return heading.to_owned(),
        Some(_) if numbers().all(Shown::is_percent) => Some("%"),
        Some(first) => match first.unit.trim() {
            "" => unit,
            own => Some(own).filter(|_| numbers().all(|number| !number.unit.is_empty())),
        },
    };
    let says_so = |unit: &&str| heading.to_lowercase().contains(&unit.to_lowercase());
    unit.filter(|unit| !says_so(unit)).map_or_else(|| heading.to_owned(), |unit| format!("{heading} ({unit})"))
}

/// A cell with words, or with the mark that there are none.
fn text(text: &str, words: &Words) -> Cell {
    match text.trim() {
        "" => Cell::Absent(Absence::Nothing),
        text if text == words.dash => Cell::Absent(Absence::Nothing),
        text => Cell::Text(text.to_owned()),
    }
}

/// What stands in the cell of a value.
fn value(cell: &table::Cell, language: Language) -> Cell {
    let words = words(language);
    if cell.struck {
        return Cell::Absent(Absence::Missing);
    }
    if cell.text == words.suppressed_mark {
        return Cell::Absent(Absence::Hidden);
    }
    if !cell.is_figure {
        let joined = [Some(cell.text.as_str()).filter(|text| *text != words.dash), cell.note.as_deref()];
        return text(&joined.into_iter().flatten().collect::<Vec<_>>().join(", "), words);
    }
    if cell.text == words.dash || cell.text.is_empty() {
        return Cell::Absent(Absence::Missing);
    }
    let number = shown(&cell.text, language)
        .filter(|number| number.value.to_string().chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS);
    number.map_or_else(|| Cell::Text(cell.text.clone()), Cell::Number)
}

/// What is said of a value in words; a value that was withdrawn stands there too.
fn note_of(cell: &table::Cell, language: Language) -> Option<String> {
    let note = cell.note.as_ref().filter(|_| cell.is_figure);
    let note = note.filter(|_| percentage(cell, language).is_none());
    match (cell.struck, note) {
        (true, note) => Some([Some(&cell.text), note].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")),
        (false, note) => note.cloned(),
    }
}

/// The columns as a table: headings that differ, widths that fit, and at least one row.
fn assembled(mut columns: Vec<Made>) -> Table {
    let mut taken = BTreeSet::new();
    for (index, column) in columns.iter_mut().enumerate() {
        let heading = super::held(&column.heading);
        let heading = if heading.is_empty() { format!("{}", index + 1) } else { heading };
        let another = |number: usize| if number == 1 { heading.clone() } else { format!("{heading} ({number})") };
        let free = (1..).map(another).find(|heading| taken.insert(heading.to_lowercase()));
        column.heading = free.unwrap_or(heading);
        // Excel repairs a file with a table that has no rows.
        if column.cells.is_empty() {
            column.cells.push(Cell::Absent(Absence::Nothing));
        }
    }
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let cell = |column: &Made, row: usize| column.cells.get(row).cloned().unwrap_or(Cell::Absent(Absence::Nothing));
    Table {
        name: String::new(),
        description: String::new(),
        rows: (0..rows).map(|row| columns.iter().map(|column| cell(column, row)).collect()).collect(),
        columns: columns.iter().map(column).collect(),
    }
}

fn column(made: &Made) -> Column {
    let numeric = made.cells.iter().any(|cell| matches!(cell, Cell::Number(_)));
    Column { heading: made.heading.clone(), width: width(made), numeric }
}

fn width(column: &Made) -> u8 {
    let longest_word = column.heading.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let length = |cell: &Cell| match cell {
        Cell::Number(number) => number.value.to_string().len() + number.unit.chars().count() + 4,
        cell => cell.text().map_or(0, |text| text.chars().count()),
    };
    let longest = column.cells.iter().map(length).max().unwrap_or(0).max(longest_word) + 2;
    u8::try_from(longest.clamp(NARROWEST, WIDEST)).unwrap_or(u8::MAX)
}
