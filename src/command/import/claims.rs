//! The rows of a sheet → claims: what the extract says of which metric, period and member.
//!
//! A sheet without a mapping (`plain`) names metric, period and members in columns of these names; with one (`mapped`),
//! the mapping says where they are (`layout`). Every row that cannot be read is a fault at its place, up to a number
//! that a person would read; a figure is never made from what is left.

mod cells;
mod layout;
mod mapped;
mod plain;
mod sum;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cells::{How, Said, Spot, amount};
use indexmap::IndexMap;
use layout::named_columns;
pub use mapped::mapped;
use plain::COLUMNS;
pub use plain::plain;

use super::number;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::sheets::content::{Content, Line, Row, folded, letters};
use crate::command::sheets::table::Sheet;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::catalog::{Catalog, Format, Metric};
use crate::model::imports::{ColumnAt, Import, Mark, MonthNames};
use crate::model::snapshot::{Cell, Interval, Observation, RevisionKind, Status};
use crate::model::{Date, Decimal};

/// What an extract says.
#[derive(Debug, Clone)]
pub struct Claim {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// `None`: known to be missing, with a note.
    pub value: Option<Decimal>,
    /// `None`: the extract says none.
    pub interval: Option<Interval>,
    /// Of the metric.
    pub format: Format,
    pub stated: Stated,
    /// What the markers of its import may say of an amount.
    pub marks: Arc<[String]>,
    /// "from extract.csv, row 14", "from extract.xlsx, Ark1!C14".
    pub origin: String,
    /// Of the amount in the extract.
    pub place: Place,
}

impl Claim {
    /// Whether an observation has the interval, or none is said.
    pub fn is_around(&self, observation: &Observation) -> bool {
        self.interval.is_none() || self.interval == observation.interval
    }

    /// Whether a note is made of what the markers of its import say, so that it goes with the marker.
    pub fn marks_say(&self, note: &str) -> bool {
        marks_say(&self.marks, note)
    }
}

/// Whether a note is one of `marks`, or several with `; ` between them.
#[expect(clippy::string_slice, reason = "what is left of the note begins behind a mark")]
fn marks_say(marks: &[String], note: &str) -> bool {
    // How much of the note is behind a mark, in each way to take it apart.
    let mut open = BTreeSet::from([0]);
    while let Some(at) = open.pop_first() {
        let rest = &note[at..];
        for behind in marks.iter().filter(|mark| !mark.is_empty()).filter_map(|mark| rest.strip_prefix(mark.as_str())) {
            match behind.strip_prefix("; ") {
                _ if behind.is_empty() => return true,
                Some(next) => _ = open.insert(note.len() - next.len()),
                None => {}
            }
        }
    }
    false
}

/// What an extract says beside the amount; `None` where it does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    pub as_of: Option<Date>,
    pub status: Option<Status>,
    pub source: Option<String>,
    pub note: Option<String>,
    /// The note beside the amount goes: the marker that said it is gone.
    pub drops_note: bool,
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

/// No more faults of rows are kept: an extract of which so many rows are wrong is another one than was meant, and a
/// fault takes many times the memory of its row.
const MOST_FAULTS: usize = 10_000;

/// Whether the rows below `row` are to be left unread for the faults that were found. It is one more fault if so.
fn are_too_many(faults_of_rows: &mut Vec<Diagnostic>, sheet: &Sheet, row: Row) -> bool {
    let are_too_many = faults_of_rows.len() >= MOST_FAULTS;
    if are_too_many {
        faults_of_rows.push(faults::too_many_faults(sheet.place(&row, 0), faults_of_rows.len()));
    }
    are_too_many
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
    fn of(sheet: &Sheet, row: Row) -> Header {
        let line = sheet.line(&row);
        let names: Vec<String> = line.cells.iter().map(|cell| cell.shown().into_owned()).collect();
        let mut columns = IndexMap::<String, Vec<usize>>::new();
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            columns.entry(folded(name)).or_default().push(index);
        }
        Header { columns, names, place: sheet.row_place(&row) }
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

/// An error where a row of CSV has more cells than there are columns, or fewer than have names: they may have moved. In
/// a workbook cells cannot move, and remarks stand beside tables.
fn fits_header<'n>(
    sheet: &Sheet,
    row: Row,
    names: impl ExactSizeIterator<Item = &'n str> + DoubleEndedIterator,
    import: Option<&Import>,
) -> Result<(), Diagnostic> {
    if sheet.name.is_some() {
        return Ok(());
    }
    let (width, columns) = (sheet.width(&row), names.len());
    if width > columns {
        let line = sheet.line(&row);
        let beyond = (columns..width).find(|at| !line.cell(*at).is_blank());
        return beyond.map_or(Ok(()), |at| Err(faults::row_too_long(sheet.place(&row, at), at + 1, columns)));
    }
    let named = columns - names.rev().take_while(|name| name.is_empty()).count();
    if width >= named || import.is_some_and(|import| import.takes_short) {
        return Ok(());
    }
    Err(faults::row_too_short(sheet.place(&row, width), width, named, import.is_some()))
}

/// The interval around an amount, from the cells of its lower and its upper end; `None` where both are empty.
fn interval(
    [low, high]: [Spot<'_>; 2],
    (id, metric): (&str, &Metric),
    (value, place): (Option<Decimal>, &Place),
    how: &How<'_>,
) -> Result<Option<Interval>, Diagnostic> {
    let end = |spot: &Spot<'_>| {
        Ok(match amount(spot, id, metric, how)? {
            Said::Amount(amount, _) => Some(amount),
            Said::Empty | Said::Missing(_) => None,
        })
    };
    match (end(&low)?, end(&high)?, value) {
        (None, None, _) => Ok(None),
        (Some(_), None, _) => Err(faults::half_an_interval_in_extract(low.place(), "low", "high")),
        (None, Some(_), _) => Err(faults::half_an_interval_in_extract(high.place(), "high", "low")),
        (Some(_), Some(_), None) => Err(faults::interval_without_value(low.place(), "low", id)),
        (Some(from), Some(_), Some(value)) if from > value => {
            Err(faults::interval_beside_its_value(low.place(), "low", id, place.clone()))
        }
        (Some(_), Some(to), Some(value)) if to < value => {
            Err(faults::interval_beside_its_value(high.place(), "high", id, place.clone()))
        }
        (Some(low), Some(high), Some(_)) => Ok(Some(Interval { low, high })),
    }
}

/// Rows that a reader of the workbook does not see are pointed out: they may be meant, or left over.
fn warn_of_hidden<'a>(sheet: &Sheet, rows: impl Iterator<Item = &'a Row>, is_mapped: bool, diags: &mut Diagnostics) {
    let hidden: Vec<&Row> = rows.filter(|row| row.is_hidden()).collect();
    if let Some(first) = hidden.first() {
        diags.add(faults::hidden_rows(sheet.row_place(first), hidden.len(), is_mapped));
    }
}

/// A cell as a comment names it: `Ark1!C14`, or in CSV `row 14`.
fn name_of(sheet: &Sheet, row: Row, column: usize) -> String {
    match &sheet.name {
        Some(name) => format!("{name}!{}{}", letters(column), row.number()),
        None => format!("row {}", row.number()),
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

/// The decimal mark of all amounts: the one that was named, or the one that some of them settle for all.
struct Settled<'a> {
    reading: &'a Reading<'a>,
    /// The mark, and the first cell that has it.
    first: Option<(Mark, Row, usize)>,
    disagree: Option<Diagnostic>,
}

impl<'a> Settled<'a> {
    fn of(reading: &'a Reading<'a>) -> Settled<'a> {
        Settled { reading, first: None, disagree: None }
    }

    fn look(&mut self, line: &Line<'_>, column: usize, how: &How<'_>) {
        if self.reading.mark.is_some() || self.disagree.is_some() {
            return;
        }
        let Content::Text(text) = line.cell(column) else { return };
        let Some(mark) = number::settles(&how.bare(text).0) else { return };
        match self.first {
            None => self.first = Some((mark, line.row, column)),
            Some((other, row, first)) if other != mark => {
                let place = |row: &Row, column| self.reading.sheet.place(row, column);
                self.disagree = Some(faults::marks_disagree(place(&line.row, column), text, place(&row, first)));
            }
            Some(_) => {}
        }
    }

    fn mark(self) -> Result<Option<Mark>, Diagnostic> {
        match self.disagree {
            Some(fault) => Err(fault),
            None => Ok(self.reading.mark.or(self.first.map(|(mark, ..)| mark))),
        }
    }
}

/// An error where a period ends after the month of the snapshot.
fn ended(reading: &Reading<'_>, period: Period, place: impl Fn() -> Place) -> Result<Period, Diagnostic> {
    match reading.month.filter(|month| period.last_month() > *month) {
        Some(month) => Err(faults::period_has_not_ended(place(), period, month)),
        None => Ok(period),
    }
}

/// The period of a row that names none: the snapshot's month, or the quarter or year that ends with it.
fn usual_period(
    reading: &Reading<'_>,
    id: &str,
    metric: &Metric,
    at: impl Fn() -> Place,
) -> Result<Period, Diagnostic> {
    let year_start = reading.data.catalog.year_start;
    let month = reading.month.ok_or_else(|| faults::which_period(at()))?;
    let period = month.containing(metric.grain, year_start);
    if period.last_month() == month {
        return Ok(period);
    }
    Err(faults::no_period_ends(at(), id, metric.grain.word(), month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_taken_apart_into_marks_however_long_it_is() {
        let says = |marks: &[&str], note: &str| {
            marks_say(&marks.iter().map(|&mark| mark.to_owned()).collect::<Vec<_>>(), note)
        };
        assert!(says(&["not counted", "few"], "few; not counted"));
        assert!(!says(&["not counted", "few"], "few; not counted by hand"));
        assert!(!says(&["few"], "few; ") && !says(&[""], "few") && !says(&[], "few"));
        // A mark may hold what stands between two, and begin another one.
        assert!(says(&["few; closed", "few", "open"], "few; closed; open; few"));
        let long = "few; ".repeat(20_000);
        assert!(says(&["few", "few", "few; few"], &format!("{long}few")));
        assert!(!says(&["few", "few", "few; few"], &format!("{long}x")));
    }
}
