//! The rows of a sheet → claims: what the extract says of which metric, period and member.
//!
//! A sheet without a mapping (`plain`) names metric, period and members in columns of these names; with one (`mapped`),
//! the mapping says where they are (`layout`). Every row that cannot be read is a fault at its place, up to a number
//! that a person would read; a figure is never made from what is left.

mod cells;
mod layout;
mod mapped;
mod plain;

use std::collections::BTreeMap;

use cells::How;
use indexmap::IndexMap;
use layout::named_columns;
pub use mapped::mapped;
use plain::COLUMNS;
pub use plain::plain;

use super::number;
use super::table::{Content, Row, Sheet, folded, letters};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::catalog::{Catalog, Format, Metric};
use crate::model::imports::{ColumnAt, Import, Mark, MonthNames};
use crate::model::snapshot::{Cell, RevisionKind, Status};
use crate::model::{Date, Decimal};

/// What an extract says.
#[derive(Debug, Clone)]
pub struct Claim {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// `None`: known to be missing, with a note.
    pub value: Option<Decimal>,
    /// Of the metric.
    pub format: Format,
    pub stated: Stated,
    /// "from extract.csv, row 14", "from extract.xlsx, Ark1!C14".
    pub origin: String,
    /// Of the amount in the extract.
    pub place: Place,
}

/// What an extract says beside the amount; `None` where it does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    pub as_of: Option<Date>,
    pub status: Option<Status>,
    pub source: Option<String>,
    pub note: Option<String>,
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
}

/// What a sheet is read for.
#[derive(Debug)]
pub struct Reading<'a> {
    pub data: &'a load::Reported,
    pub sheet: &'a Sheet,
    /// What comments call the extract.
    pub origin: &'a str,
    /// The month of the snapshot, where it was named: rows without a period are of it.
    pub month: Option<Period>,
    /// The decimal mark, where it was named.
    pub mark: Option<Mark>,
    /// What the languages call the months, that of the site first.
    pub months: &'a [MonthNames],
}

/// Tells all faults of rows.
fn end(faults_of_rows: Vec<Diagnostic>, diags: &mut Diagnostics) -> Result<(), Stopped> {
    for fault in faults_of_rows {
        diags.add(fault);
    }
    diags.no_errors()
}

/// The columns that a header should have, by which a separator is recognised.
pub fn columns<'a>(import: Option<&'a Import>, catalog: &'a Catalog) -> Vec<&'a str> {
    let Some(import) = import else {
        return COLUMNS.into_iter().chain(catalog.dimensions.keys().map(String::as_str)).collect();
    };
    let by_place = import.columns.values().filter_map(|at| match at {
        ColumnAt::Heading(heading, _) => Some(heading.name.as_str()),
        ColumnAt::Position(_) => None,
    });
    let named = named_columns(import).map(|column| column.name.as_str());
    named.filter(|name| !import.columns.contains_key(*name)).chain(by_place).collect()
}

/// The names of the columns and where each is.
struct Header {
    /// The positions of each folded name: several where the header repeats it.
    columns: IndexMap<String, Vec<usize>>,
    /// As they are written.
    names: Vec<String>,
    place: Place,
}

impl Header {
    fn of(sheet: &Sheet, row: &Row) -> Header {
        let names: Vec<String> = row.cells.iter().map(Content::shown).collect();
        let mut columns = IndexMap::<String, Vec<usize>>::new();
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            columns.entry(folded(name)).or_default().push(index);
        }
        Header { columns, names, place: sheet.row_place(row) }
    }

    /// Where the column `name` is, if there is one. An error when there are two.
    fn find(&self, name: &str) -> Result<Option<usize>, Diagnostic> {
        match self.columns.get(&folded(name)).map(Vec::as_slice) {
            None => Ok(None),
            Some([column]) => Ok(Some(*column)),
            Some(_) => Err(faults::column_twice(self.place.clone(), name)),
        }
    }

    /// Where the column is that must be there.
    fn get(&self, name: &str) -> Result<usize, Diagnostic> {
        self.find(name)?.ok_or_else(|| faults::no_column(self.place.clone(), name))
    }
}

/// An error where a row of CSV has more cells than there are columns: they may have moved.
fn no_longer_than(sheet: &Sheet, row: &Row, width: usize) -> Result<(), Diagnostic> {
    let beyond = (width..row.cells.len()).find(|at| !matches!(row.cell(*at), Content::Empty | Content::Merged { .. }));
    beyond.map_or(Ok(()), |at| Err(faults::row_too_long(sheet.place(row, at), at + 1, width)))
}

/// Rows that a reader of the workbook does not see are pointed out: they may be meant, or left over.
fn warn_of_hidden<'a>(sheet: &Sheet, rows: impl Iterator<Item = &'a Row>, is_mapped: bool, diags: &mut Diagnostics) {
    let hidden: Vec<&Row> = rows.filter(|row| row.is_hidden).collect();
    if let Some(first) = hidden.first() {
        diags.add(faults::hidden_rows(sheet.row_place(first), hidden.len(), is_mapped));
    }
}

/// A cell as a comment names it: `Ark1!C14`, or in CSV `row 14`.
fn name_of(sheet: &Sheet, row: &Row, column: usize) -> String {
    match &sheet.name {
        Some(name) => format!("{name}!{}{}", letters(column), row.number),
        None => format!("row {}", row.number),
    }
}

/// A figure must be said once: a second claim of it is a fault.
fn once_each(claims: Vec<Claim>, faults_of_rows: &mut Vec<Diagnostic>) -> Vec<Claim> {
    let mut first = BTreeMap::new();
    for claim in &claims {
        let key = (claim.metric.as_str(), claim.period, &claim.cell);
        if let Some(before) = first.insert(key, &claim.place) {
            faults_of_rows.push(faults::figure_in_two_rows(
                claim.place.clone(),
                &claim.metric,
                claim.period,
                before.clone(),
                None,
            ));
        }
    }
    claims
}

/// The decimal mark of the cells: the one that was named, or the one that some of them settle for all.
fn settle<'a>(
    reading: &Reading<'_>,
    cells: impl Iterator<Item = (&'a Row, usize, How<'a>)>,
) -> Result<Option<Mark>, Diagnostic> {
    if reading.mark.is_some() {
        return Ok(reading.mark);
    }
    let mut settled: Option<(Mark, &Row, usize)> = None;
    for (row, column, how) in cells {
        let Content::Text(text) = row.cell(column) else { continue };
        let Some(mark) = number::settles(&how.bare(text).0) else { continue };
        match settled {
            None => settled = Some((mark, row, column)),
            Some((other, before, before_column)) if other != mark => {
                let place = |row: &Row, column| reading.sheet.place(row, column);
                let first = place(before, before_column);
                return Err(faults::marks_disagree(place(row, column), text, first));
            }
            Some(_) => {}
        }
    }
    Ok(settled.map(|(mark, ..)| mark))
}

/// An error where a period ends after the month of the snapshot.
fn ended(reading: &Reading<'_>, period: Period, place: impl Fn() -> Place) -> Result<Period, Diagnostic> {
    match reading.month.filter(|month| period.last_month() > *month) {
        Some(month) => Err(faults::period_has_not_ended(place(), period, month)),
        None => Ok(period),
    }
}

/// The period of a row that names none: the snapshot's month, or the quarter or year that ends with it.
fn usual_period(reading: &Reading<'_>, id: &str, metric: &Metric, at: &Place) -> Result<Period, Diagnostic> {
    let year_start = reading.data.catalog.year_start;
    let month = reading.month.ok_or_else(|| faults::which_period(at.clone()))?;
    let period = month.containing(metric.grain, year_start);
    if period.last_month() == month {
        return Ok(period);
    }
    Err(faults::no_period_ends(at.clone(), id, metric.grain.word(), month))
}
