//! A table as a page shows it → the columns and cells of a sheet.
//!
//! What stands small under a value on the page cannot stand in its cell: a percentage gets a column of its own and an
//! interval two, words beside words join them, and whatever else is said of a value becomes a note, which the last column
//! names.

use std::collections::{BTreeMap, BTreeSet};

use super::{Absence, Cell, Column, Table};
use crate::compute::reference::Reference;
use crate::exhibit::table::{self, Grid, Holds, Row};
use crate::l10n::wording::{self, Wording};
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

/// What all figures of a table are counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// Units, whose name stands in the headings.
    Unit(String),
    /// Shares: per cent, and their changes percentage points.
    Shares,
    /// Several units, or nothing that has a name.
    Several,
}

/// What the metrics of a table count.
pub fn counted(wording: Wording<'_>, references: &[Reference]) -> Counted {
    let one = |reference: &Reference| {
        let metric = wording.known.metric(&reference.metric)?;
        Some(match metric.format {
            Format::Percent => Counted::Shares,
            Format::Number => Counted::Unit(metric.unit.as_ref()?.get(wording.language).to_owned()),
        })
    };
    let mut all = references.iter().map(|reference| one(reference).unwrap_or(Counted::Several));
    let first = all.next().unwrap_or(Counted::Several);
    if all.all(|other| other == first) { first } else { Counted::Several }
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

/// The table of a grid, whose figures count what `counted` says. `remarks` are what is noted of each row besides.
pub fn table(language: Language, grid: &Grid, counted: &Counted, remarks: &[Vec<String>], notes: &mut Notes) -> Table {
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
        let noted = remarks.get(index).into_iter().flatten().cloned();
        // A chart notes what a cell of it may say already.
        let is_said = |text: &str| {
            let text = text.trim_end_matches('.');
            row.cells.iter().filter_map(|cell| cell.note.as_ref()).any(|note| note.contains(text))
        };
        noted.filter(|text| !is_said(text)).chain(row.note.clone()).collect::<Vec<String>>()
    };
    let has_intervals = |index: usize| of_column(grid, index).any(|cell| cell.interval.is_some());
    let names_intervals = (0..values).filter(|index| has_intervals(*index)).count() > 1;
    let mut said: Vec<Vec<String>> = grid.rows.iter().enumerate().map(of_row).collect();
    let mut columns = about;
    for index in 0..values {
        let Some(column) = grid.columns.get(index + 1) else { continue };
        let heading = column.text.as_str();
        let prefix = if names_columns { format!("{heading}: ") } else { String::new() };
        for (row, cell) in of_column(grid, index).enumerate() {
            let note = note_of(cell, language).map(|note| format!("{prefix}{note}"));
            if let (Some(note), Some(said)) = (note, said.get_mut(row)) {
                said.push(note);
            }
        }
        columns.extend(of_values(grid, index, column, counted, language));
        if has_intervals(index) {
            let of = names_intervals.then_some(heading);
            columns.extend(of_intervals(grid, index, of, counted, language));
        }
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
fn of_values(grid: &Grid, index: usize, column: &table::Column, counted: &Counted, language: Language) -> Vec<Made> {
    let words = words(language);
    let own = || of_column(grid, index);
    if !grid.is_shown(index) && !grid.rows.is_empty() {
        return Vec::new();
    }
    let heading = column.text.as_str();
    let cells: Vec<Cell> = own().map(|cell| value(cell, language)).collect();
    let is_figures = own().any(|cell| cell.is_figure);
    let unit = Unit { holds: column.holds, counted, is_figures, language };
    let mut columns = vec![Made { heading: unit.behind(heading, &cells), cells }];
    if own().any(|cell| percentage(cell, language).is_some()) {
        let beside = |cell: &table::Cell| match percentage(cell, language) {
            Some(percentage) => Cell::Number(percentage),
            // Changes of shares have no percentages at all.
            None if !cell.has_relative => Cell::Absent(Absence::Nothing),
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

/// The two columns with the ends of intervals, which name the values that they belong to where several have some.
fn of_intervals(grid: &Grid, index: usize, of: Option<&str>, counted: &Counted, language: Language) -> [Made; 2] {
    let words = words(language);
    // In a table of several metrics, the rows of one whose source states no interval have none to hide.
    let metric = |row: &Row| row.cells.first().filter(|cell| cell.code).map(|cell| cell.text.clone());
    let stated: BTreeSet<Option<String>> = grid
        .rows
        .iter()
        .filter(|row| row.cells.get(index).is_some_and(|cell| cell.interval.is_some()))
        .map(metric)
        .collect();
    [(0, words.interval_from), (1, words.interval_to)].map(|(side, name): (usize, &str)| {
        let end = |row: &Row| {
            let cell = row.cells.get(index);
            let text = cell.and_then(|cell| cell.interval.as_ref()).and_then(|interval| interval.ends.get(side));
            match (text, cell.map(|cell| value(cell, language))) {
                (Some(text), _) => number(text, language),
                (None, Some(Cell::Absent(why))) if stated.contains(&metric(row)) => Cell::Absent(why),
                _ => Cell::Absent(Absence::Nothing),
            }
        };
        let cells: Vec<Cell> = grid.rows.iter().map(end).collect();
        let heading = of.map_or_else(|| name.to_owned(), |of| format!("{of}, {}", name.to_lowercase()));
        let unit = Unit { holds: Holds::Amounts, counted, is_figures: true, language };
        Made { heading: unit.behind(&heading, &cells), cells }
    })
}

/// The percentage that stands under a figure, such as its relative change.
fn percentage(cell: &table::Cell, language: Language) -> Option<Shown> {
    let note = cell.note.as_deref().filter(|_| cell.is_figure && cell.has_relative)?;
    shown(note, language).filter(Shown::is_percent)
}

/// What is known of the unit of a column.
#[derive(Clone, Copy)]
struct Unit<'u> {
    holds: Holds,
    counted: &'u Counted,
    /// Whether there are figures in it, or what stands in their place.
    is_figures: bool,
    language: Language,
}

impl Unit<'_> {
    /// The heading of figures with what they are counted in, unless it says so. It is there, too, where no figure is known.
    fn behind(self, heading: &str, cells: &[Cell]) -> String {
        let numbers =
            || cells.iter().filter_map(|cell| if let Cell::Number(number) = cell { Some(number) } else { None });
        let unit = match numbers().next() {
            None => self.usual().filter(|_| self.is_figures),
            Some(_) if numbers().all(Shown::is_percent) => Some("%"),
            Some(first) if first.unit.trim().is_empty() => self.usual().filter(|_| *self.counted != Counted::Shares),
            // "1 percentage point" and "2 percentage points" are of one unit.
            Some(_) if numbers().all(|number| !number.unit.trim().is_empty()) => match self.holds {
                Holds::Changes => Some(words(self.language).percentage_points),
                _ => numbers().next().map(|first| first.unit.trim()),
            },
            Some(_) => None,
        };
        let says_so = |unit: &&str| wording::says(heading, unit);
        unit.filter(|unit| !says_so(unit)).map_or_else(|| heading.to_owned(), |unit| format!("{heading} ({unit})"))
    }

    /// What the figures of such a column are counted in.
    fn usual(&self) -> Option<&str> {
        match (self.holds, self.counted) {
            (Holds::Shares, _) => Some("%"),
            (Holds::Changes, Counted::Shares) => Some(words(self.language).percentage_points),
            (_, Counted::Shares) => Some("%"),
            (_, Counted::Unit(unit)) => Some(unit),
            (_, Counted::Several) => None,
        }
    }
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
    number(&cell.text, language)
}

/// A text that is a number, as one; any other stays the text that it is.
fn number(text: &str, language: Language) -> Cell {
    let number = shown(text, language)
        .filter(|number| number.value.to_string().chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS);
    number.map_or_else(|| Cell::Text(text.to_owned()), Cell::Number)
}

/// What is said of a value in words, but for its interval; a value that was withdrawn stands there too.
fn note_of(cell: &table::Cell, language: Language) -> Option<String> {
    let note = cell.note_beside_interval().filter(|_| cell.is_figure);
    let note = note.filter(|_| percentage(cell, language).is_none());
    match cell.struck {
        true => Some([Some(cell.text.clone()), note].into_iter().flatten().collect::<Vec<_>>().join(", ")),
        false => note,
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
