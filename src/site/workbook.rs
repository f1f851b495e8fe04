//! The figures of a report → sheets of cells, from which the writers of XLSX and ODS make their files.
//!
//! Everything is taken from what the page shows: nothing is computed, worded or rounded anew, and what the page hides is
//! not here. A sheet has a title, sentences under it, and at most one table, in which every cell says something: where
//! no value is, a mark says why. docs/workbooks.md has the rules, one by one.

mod grids;
#[cfg(feature = "xlsx")]
mod ods;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::collections::BTreeSet;

use super::leaf::{File, Leaf};
use super::plan::PlannedReport;
use super::{calendar, fulltext, view};
#[cfg(feature = "xlsx")]
use crate::base::address;
use crate::base::inline::Inline;
use crate::base::period::Period;
use crate::compute::Figures;
#[cfg(feature = "xlsx")]
use crate::diag::{Diagnostic, faults};
use crate::exhibit::table;
use crate::exhibit::view::ChartNote;
use crate::l10n::{self, Shown, words};
use crate::model::language::Language;
use crate::narrative::{Block, Exhibit, Narrative};
use grids::{Counted, Notes};

/// The first column of a sheet without a table, in letters.
#[cfg(feature = "xlsx")]
const WIDTH_OF_COVER: u8 = 90;

/// A text of a cell is no longer in a workbook of Excel.
const LONGEST_TEXT: usize = 32_000;

/// A workbook before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workbook {
    pub title: String,
    /// Who publishes it.
    pub organisation: Option<String>,
    pub language: Language,
    /// The last day of the report's period, `2018-02-28`: a workbook knows no clock.
    pub day: String,
    /// The cover first, then contents, tables and notes. Their names differ, in any letters.
    pub sheets: Vec<Sheet>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// On its tab.
    pub name: String,
    /// In A1.
    pub title: String,
    /// Below it, one in each row.
    pub lines: Vec<Line>,
    /// Below these.
    pub table: Option<Table>,
}

/// A sentence above a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// An address of the web.
    pub href: Option<String>,
}

impl Line {
    fn plain(text: impl Into<String>) -> Line {
        Line { text: text.into(), href: None }
    }
}

/// It has at least one row, and each row a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// For programs: letters, digits and `_`, another one for each table.
    pub name: String,
    /// For those who do not see it.
    pub description: String,
    /// No two have the same heading, and none has none.
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub heading: String,
    /// In letters.
    pub width: u8,
    /// Its numbers, and the marks in their place, stand at the right.
    pub numeric: bool,
}

#[cfg(feature = "xlsx")]
impl Column {
    /// Which of two is for its cells: the one at the left, or the one at the right.
    fn side<T>(&self, [left, right]: [T; 2]) -> T {
        if self.numeric { right } else { left }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(Shown),
    Absent(Absence),
    /// To the sheet of this name, which is the text.
    Sheet(String),
}

/// Why a cell holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    Missing,
    Hidden,
    /// Nothing belongs there.
    Nothing,
}

impl Absence {
    const ALL: [Absence; 3] = [Absence::Missing, Absence::Hidden, Absence::Nothing];

    /// The shorthand that statistical offices have agreed on.
    pub fn mark(self) -> &'static str {
        match self {
            Absence::Missing => "[x]",
            Absence::Hidden => "[c]",
            Absence::Nothing => "[z]",
        }
    }

    fn meaning(self, language: Language) -> &'static str {
        let words = words(language);
        match self {
            Absence::Missing => words.absent_missing,
            Absence::Hidden => words.absent_hidden,
            Absence::Nothing => words.absent_nothing,
        }
    }
}

impl Cell {
    /// What it shows where it is no number.
    fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) | Cell::Sheet(text) => Some(text),
            Cell::Absent(absence) => Some(absence.mark()),
            Cell::Number(_) => None,
        }
    }
}

/// The workbooks that the settings ask for.
#[cfg(feature = "xlsx")]
pub fn files(
    leaf: &Leaf<'_>,
    planned: &PlannedReport,
    workbook: impl FnOnce() -> Workbook,
) -> Result<Vec<File>, Vec<Diagnostic>> {
    type Written = fn(&Workbook) -> Result<Vec<u8>, String>;
    let asked = leaf.site.settings().workbook_beside(planned.member().is_some());
    let writers: [(bool, &str, &str, Written); 2] =
        [(asked.has_xlsx(), "XLSX", xlsx::MEDIA, xlsx::written), (asked.has_ods(), "ODS", ods::MEDIA, ods::written)];
    let wanted: Vec<_> = writers.into_iter().filter(|(is_asked, ..)| *is_asked).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let workbook = workbook();
    let file = |(_, format, media, written): (bool, &'static str, &'static str, Written)| {
        let name = format!("{}.{}", planned.period, format.to_lowercase());
        match written(&workbook) {
            Ok(bytes) => Ok(File { name, format, media, text: leaf.words().all_figures_in_report.to_owned(), bytes }),
            Err(reason) => Err(vec![faults::cannot_write(&address::beside(leaf.path, &name), &reason)]),
        }
    };
    wanted.into_iter().map(file).collect()
}

/// A program without the writers makes none; its settings cannot ask for any.
#[cfg(not(feature = "xlsx"))]
pub fn files(
    _: &Leaf<'_>,
    _: &PlannedReport,
    _: impl FnOnce() -> Workbook,
) -> Result<Vec<File>, Vec<crate::diag::Diagnostic>> {
    Ok(Vec::new())
}

/// What a report says, as sheets.
pub fn of_report(
    leaf: &Leaf<'_>,
    period: Period,
    (title, figures): (&Inline, &Figures),
    narrative: &Narrative,
    report: &view::Report,
) -> Workbook {
    let words = leaf.words();
    let mut notes = Notes::default();
    let mut tables = Vec::new();
    for (section, shown) in narrative.sections.iter().zip(&report.sections) {
        for (block, shown) in section.blocks.iter().zip(&shown.blocks) {
            let Block::Exhibit(index) = block else { continue };
            let exhibit = narrative.exhibits.get(*index);
            tables.extend(exhibit.and_then(|exhibit| of_exhibit(leaf, exhibit, shown, &mut notes)));
        }
    }
    tables.push(of_all_figures(leaf, figures, report, &mut notes));
    let notes = notes.into_texts();
    tables.extend((!notes.is_empty()).then(|| (sheet_of_notes(leaf, notes), Vec::new())));
    let mut sheets = vec![cover(leaf, title, report), contents(leaf, title, &tables)];
    sheets.extend(tables.into_iter().map(|(sheet, _)| sheet));
    let mut workbook = Workbook {
        title: leaf.title(&title.text),
        organisation: leaf.organisation().map(str::to_owned),
        language: leaf.language(),
        day: calendar::day(period),
        sheets,
    };
    for (number, sheet) in workbook.sheets.iter_mut().enumerate() {
        finish(sheet, number, words.title);
    }
    workbook
}

/// A sheet, and the metrics that it shows.
type Shows = (Sheet, Vec<String>);

fn of_exhibit(leaf: &Leaf<'_>, exhibit: &Exhibit, shown: &view::Block, notes: &mut Notes) -> Option<Shows> {
    let label = exhibit.label(leaf.language())?;
    let (title, lines, grid, description, own) = match (&shown.chart, &shown.table) {
        (Some(chart), _) => {
            let lines = [chart.about.clone(), chart.origin.clone()];
            (&chart.title, lines, &chart.table.grid, chart.summary.clone(), chart.notes.as_slice())
        }
        (None, Some(table)) => {
            let lines = [
                table.subtitle.clone().unwrap_or_default(),
                table.source.as_deref().map_or(String::new(), fulltext::line),
            ];
            (&table.caption, lines, &table.grid, String::new(), &[][..])
        }
        (None, None) => return None,
    };
    let title = format!("{label}: {}", fulltext::line(title));
    let references = &exhibit.request.references;
    // What is noted of a point stands under the drawing, and here in the row of its period, or of its member; what is noted
    // of all members at once stands with the first.
    let is_of_a_row = |note: &ChartNote| grid.rows.iter().any(|row| row.head == note.period);
    let of_row = |(index, row): (usize, &table::Row)| {
        let is_own = |note: &&ChartNote| match (note.of, row.period) {
            (None, None) => note.period == row.head || index == 0 && !is_of_a_row(note),
            // Not what lasts, which each of its rows has.
            (None, Some(_)) => note.number.is_none() && index == 0,
            (Some((first, last)), Some(period)) => (first..=last).contains(&period),
            (Some(_), None) => false,
        };
        own.iter().filter(is_own).map(|note| note.text.clone()).collect()
    };
    let remarks: Vec<Vec<String>> = grid.rows.iter().enumerate().map(of_row).collect();
    let counted = grids::counted(leaf.wording, references);
    let mut metrics: Vec<String> = references.iter().map(|reference| reference.metric.clone()).collect();
    metrics.dedup();
    let table = grids::table(leaf.language(), grid, &counted, &remarks, notes);
    let description = if description.is_empty() { title.clone() } else { description };
    let sheet =
        sheet_of_table(leaf.language(), label, title, lines, grid.remark.clone(), Table { description, ..table });
    Some((sheet, metrics))
}

/// Every figure of the report with its parts, below the number of the table that the page closes with.
fn of_all_figures(leaf: &Leaf<'_>, figures: &Figures, report: &view::Report, notes: &mut Notes) -> Shows {
    let words = leaf.words();
    let grid = table::all_with_parts(leaf.wording, figures);
    let of_metric = |row: &table::Row| {
        let id = &row.cells.first()?.text;
        let metric = leaf.known().metric(id)?;
        Some(format!("{}: {}", metric.label.get(leaf.language()), metric.note.as_ref()?.get(leaf.language())))
    };
    let remarks: Vec<Vec<String>> = grid.rows.iter().map(|row| of_metric(row).into_iter().collect()).collect();
    let label = report.closing.table.as_ref().and_then(|table| table.label.clone());
    let label = label.unwrap_or_else(|| words.figures.to_owned());
    let title = format!("{label}: {}", words.all_figures_in_report);
    let table = grids::table(leaf.language(), &grid, &Counted::Several, &remarks, notes);
    let sources: Vec<String> = report.closing.sources.iter().map(|source| fulltext::line(source)).collect();
    let sources = (!sources.is_empty()).then(|| format!("{}: {}", words.source, sources.join("; ")));
    let lines = [l10n::period_capital(figures.period, leaf.language()), sources.unwrap_or_default()];
    let sheet =
        sheet_of_table(leaf.language(), label, title.clone(), lines, None, Table { description: title, ..table });
    (sheet, Vec::new())
}

/// A sheet with a table, and what its marks mean.
fn sheet_of_table(
    language: Language,
    name: String,
    title: String,
    lines: [String; 2],
    remark: Option<String>,
    table: Table,
) -> Sheet {
    let words = words(language);
    let cells = || table.rows.iter().flatten();
    let marks: BTreeSet<Absence> =
        cells().filter_map(|cell| if let Cell::Absent(why) = cell { Some(*why) } else { None }).collect();
    let has_notes = cells().any(|cell| cell.text().is_some_and(|text| text.starts_with(grids::NOTE)));
    let mut lines: Vec<String> = lines.into_iter().chain(remark).filter(|line| !line.is_empty()).collect();
    lines.push(words.one_table.to_owned());
    lines.extend(has_notes.then(|| words.notes_explain.to_owned()));
    lines.extend(marks.into_iter().map(|mark| mark.meaning(language).to_owned()));
    Sheet { name, title, lines: lines.into_iter().map(Line::plain).collect(), table: Some(table) }
}

fn cover(leaf: &Leaf<'_>, title: &Inline, report: &view::Report) -> Sheet {
    let (words, language) = (leaf.words(), leaf.language());
    let mut lines: Vec<Line> =
        leaf.embargo().map(Line::plain).into_iter().chain([Line::plain(&report.eyebrow)]).collect();
    lines.extend(report.lead.as_ref().map(|lead| Line::plain(fulltext::line(lead))));
    lines.extend(report.state_note.as_ref().map(Line::plain));
    let newer = report.newest.as_ref().map(|newest| format!("{} {}", words.not_the_newest, newest.text));
    lines.extend(newer.map(Line::plain));
    for (heading, changes) in report.changes_in_words(words) {
        lines.extend([heading].into_iter().chain(changes).map(Line::plain));
    }
    // Links to the reports beside it are left to the page.
    let facts = report.own_facts(words);
    lines.extend(facts.map(|fact| Line::plain(format!("{}: {}", fact.label, fact.text))));
    let publisher = leaf.organisation().into_iter().chain([leaf.site_title()]).collect::<Vec<_>>().join(", ");
    lines.push(Line::plain(publisher));
    let address = leaf.site.address_of(leaf.path);
    lines.extend(address.map(|address| Line { text: words.page_of_report.to_owned(), href: Some(address) }));
    lines.push(Line::plain(words.workbook_about));
    lines.extend(Absence::ALL.map(|absence| Line::plain(absence.meaning(language))));
    Sheet { name: words.cover.to_owned(), title: title.text.clone(), lines, table: None }
}

fn contents(leaf: &Leaf<'_>, title: &Inline, tables: &[Shows]) -> Sheet {
    let words = leaf.words();
    let columns = [words.sheet, words.title, table::ID].map(str::to_owned);
    let row = |(sheet, metrics): &Shows| {
        let ids = match metrics.is_empty() {
            true => Cell::Absent(Absence::Nothing),
            false => Cell::Text(metrics.join(", ")),
        };
        vec![Cell::Sheet(sheet.name.clone()), Cell::Text(sheet.title.clone()), ids]
    };
    let table = grids::plain(columns, tables.iter().map(row).collect());
    let lines = vec![Line::plain(words.one_table), Line::plain(Absence::Nothing.meaning(leaf.language()))];
    let name = words.contents.to_owned();
    let description = format!("{name}: {}", title.text);
    Sheet { title: description.clone(), name, lines, table: Some(Table { description, ..table }) }
}

fn sheet_of_notes(leaf: &Leaf<'_>, notes: Vec<String>) -> Sheet {
    let words = leaf.words();
    let row = |(index, text): (usize, String)| vec![Cell::Text(grids::note(index)), Cell::Text(text)];
    let rows = notes.into_iter().enumerate().map(row).collect();
    let table = grids::plain([words.note_number, words.text].map(str::to_owned), rows);
    let name = words.notes.to_owned();
    let lines = vec![Line::plain(words.one_table)];
    Sheet { title: name.clone(), lines, table: Some(Table { description: name.clone(), ..table }), name }
}

/// Gives a table its name, and makes every text one that a cell can hold.
fn finish(sheet: &mut Sheet, number: usize, usual: &str) {
    let clean = |text: &mut String| *text = held(text);
    clean(&mut sheet.title);
    if sheet.title.is_empty() {
        usual.clone_into(&mut sheet.title);
    }
    sheet.name = tab(&sheet.name);
    sheet.lines.iter_mut().for_each(|line| clean(&mut line.text));
    sheet.lines.retain(|line| !line.text.is_empty());
    let Some(table) = &mut sheet.table else { return };
    table.name = format!("table_{number}");
    clean(&mut table.description);
    for cell in table.rows.iter_mut().flatten() {
        match cell {
            Cell::Text(text) => clean(text),
            Cell::Sheet(name) => *name = tab(name),
            Cell::Number(_) | Cell::Absent(_) => {}
        }
    }
}

/// The text as a cell holds it: in one line, without signs that XML has no place for, and not endless.
fn held(text: &str) -> String {
    let is_sign = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text: String = text.chars().filter(is_sign).collect();
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The name on a tab: 31 letters at most, and none that has a meaning in the address of a cell.
fn tab(name: &str) -> String {
    let fit: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(31).collect();
    fit.replace('\u{a0}', " ")
}
