//! The rows of a sheet → claims: what the extract says of which metric, period and member.
//!
//! A sheet without a mapping (`plain`) names metric, period and members in columns of these names; with one (`mapped`),
//! the mapping says where they are. Every row that cannot be read is a fault at its place, up to a number that a person
//! would read; a figure is never made from what is left.

mod mapped;
mod plain;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
pub use mapped::mapped;
use mapped::named_columns;
use plain::COLUMNS;
pub use plain::plain;

use super::number::{self, NoNumber};
use super::table::{Content, Row, Sheet, folded};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::catalog::{Catalog, Format, Metric};
use crate::model::imports::{Import, Mark, When};
use crate::model::snapshot::{Cell, RevisionKind, Status};
use crate::model::{Date, Decimal};

/// The most rows that are reported one by one.
const MOST_FAULTS: usize = 20;

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
    /// "from extract.csv, row 14".
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
}

/// Faults in rows: the first ones as they are, then how many more there were.
struct RowFaults<'a> {
    diags: &'a mut Diagnostics,
    count: usize,
}

impl<'a> RowFaults<'a> {
    fn new(diags: &'a mut Diagnostics) -> RowFaults<'a> {
        RowFaults { diags, count: 0 }
    }

    fn add(&mut self, fault: Diagnostic) {
        self.count += 1;
        if self.count <= MOST_FAULTS {
            self.diags.add(fault);
        }
    }

    fn end(self, file: &Arc<str>) -> Result<(), Stopped> {
        if self.count > MOST_FAULTS {
            self.diags.add(faults::more_row_faults(Place::of_file(file.clone()), self.count - MOST_FAULTS));
        }
        self.diags.no_errors()
    }
}

/// The columns that a header should have, by which a separator is recognised.
pub fn columns<'a>(import: Option<&'a Import>, catalog: &'a Catalog) -> Vec<&'a str> {
    let Some(import) = import else {
        return COLUMNS.into_iter().chain(catalog.dimensions.keys().map(String::as_str)).collect();
    };
    named_columns(import).map(|column| column.name.as_str()).collect()
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

    /// Where the column is that a mapping names at `place`, or that must be there at all.
    fn get(&self, name: &str, place: Option<&Place>) -> Result<usize, Diagnostic> {
        let names = || self.names.iter().map(String::as_str).filter(|name| !name.is_empty());
        self.find(name)?.ok_or_else(|| match place {
            Some(place) => faults::no_column_of_mapping(place.clone(), name, names(), self.place.clone()),
            None => faults::no_column(self.place.clone(), name),
        })
    }
}

/// Splits off the header and the rows behind it.
fn table(sheet: &Sheet, header: Option<u32>) -> Result<(Header, &[Row]), Diagnostic> {
    let position = match header {
        // The line that names the separator is no row.
        Some(number) => sheet.rows.iter().position(|row| row.number == number + sheet.lines_before),
        None => (!sheet.rows.is_empty()).then_some(0),
    };
    let whole = || Place::of_file(sheet.file.clone());
    let position = position.ok_or_else(|| faults::no_header(whole(), header))?;
    let rows = &sheet.rows[position + 1..];
    if rows.is_empty() {
        return Err(faults::no_rows(whole(), false));
    }
    Ok((Header::of(sheet, &sheet.rows[position]), rows))
}

/// A figure must be said once: a second claim of it is a fault.
fn once_each(claims: Vec<Claim>, faults_of_rows: &mut RowFaults<'_>) -> Vec<Claim> {
    let mut first = BTreeMap::new();
    for claim in &claims {
        let key = (claim.metric.as_str(), claim.period, &claim.cell);
        if let Some(before) = first.insert(key, &claim.place) {
            faults_of_rows.add(faults::figure_in_two_rows(
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
    cells: impl Iterator<Item = (&'a Row, usize)>,
) -> Result<Option<Mark>, Diagnostic> {
    if reading.mark.is_some() {
        return Ok(reading.mark);
    }
    let mut settled: Option<(Mark, &Row, usize)> = None;
    for (row, column) in cells {
        let Content::Text(text) = row.cell(column) else { continue };
        let Some(mark) = number::settles(text) else { continue };
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

/// An error where a cell shows a failure, or is covered by a merged one.
fn readable(sheet: &Sheet, row: &Row, column: usize) -> Result<(), Diagnostic> {
    match row.cell(column) {
        Content::Error(text) => Err(faults::failed_formula(sheet.place(row, column), text)),
        Content::Merged(_) => Err(faults::merged_cell(sheet.place(row, column))),
        Content::Uncalculated => Err(faults::uncalculated(sheet.place(row, column))),
        _ => Ok(()),
    }
}

/// The amount in a cell; `None` when it is empty.
fn amount(
    sheet: &Sheet,
    row: &Row,
    column: usize,
    id: &str,
    metric: &Metric,
    mark: Option<Mark>,
) -> Result<Option<Decimal>, Diagnostic> {
    readable(sheet, row, column)?;
    let place = || sheet.place(row, column);
    let shown = row.cell(column).shown();
    let (amount, is_share) = match row.cell(column) {
        Content::Number(number) => (*number, false),
        Content::Share(share) => (*share, true),
        Content::Duration(_) => return Err(faults::duration(place(), &shown)),
        Content::Text(text) if is_duration(text) => return Err(faults::duration(place(), text)),
        Content::Text(text) => match number::read(text, mark) {
            Ok(number) => (number.amount, number.is_share),
            Err(NoNumber::Ambiguous) => return Err(faults::ambiguous_number(place(), text)),
            Err(NoNumber::Other) => return Err(faults::no_number(place(), text, mark.map(Mark::word))),
        },
        Content::Empty => return Ok(None),
        _ => return Err(faults::no_number(place(), &shown, mark.map(Mark::word))),
    };
    if is_share && metric.format != Format::Percent {
        return Err(faults::share_for_a_number(place(), id));
    }
    if metric.format == Format::Percent
        && !is_share
        && let Some(fault) = load::bare_share(&place(), id, amount)
    {
        return Err(fault);
    }
    if metric.is_count() && !amount.is_integer() {
        return Err(faults::count_in_extract_is_not_whole(place(), id, &shown));
    }
    Ok(Some(amount))
}

/// The period of a row: one of the metric's grain, or the one that holds the day.
fn period(
    reading: &Reading<'_>,
    row: &Row,
    column: usize,
    id: &str,
    metric: &Metric,
    import: Option<&Import>,
) -> Result<Period, Diagnostic> {
    let sheet = reading.sheet;
    readable(sheet, row, column)?;
    let year_start = reading.data.catalog.year_start;
    let place = || sheet.place(row, column);
    let written = row.cell(column).shown();
    if written.is_empty() {
        return Err(faults::empty_cell(place(), "period"));
    }
    let form = import.and_then(|import| import.dates.as_ref());
    let when = match (row.cell(column), form) {
        (Content::Date(date), _) => Some(When::Day(*date)),
        (_, Some(form)) => form.read(&written),
        (_, None) => {
            // A day may have a time behind it, but not one of a zone: it could be of another day.
            let (day, rest) = written.split_at_checked(10).unwrap_or((&written, ""));
            let day = day.parse::<Date>().ok();
            if day.is_some() && has_zone(rest) {
                return Err(faults::time_of_a_zone(place(), &written));
            }
            let day = day.filter(|_| rest.is_empty() || is_time(rest));
            let read = || Period::read_as(&written, metric.grain, year_start);
            day.map(When::Day).or_else(|| read().ok().map(When::Period))
        }
    };
    let found = match when {
        Some(When::Day(date)) => {
            Period::month(date.year().into(), date.month().into()).containing(metric.grain, year_start)
        }
        // The years of a form are the calendar's, unless the site's begin in another month.
        Some(When::Period(period)) if period.grain() == metric.grain => {
            if period.grain() == Grain::Year && form.is_some() && year_start != 1 {
                return Err(faults::period_of_another_grain(place(), id, metric.grain.word(), period));
            }
            period
        }
        Some(When::Period(period)) => {
            let example = period.last_month().latest_ended(metric.grain, year_start);
            return Err(faults::period_of_another_grain(place(), id, metric.grain.word(), example));
        }
        None => return Err(faults::no_period_in_extract(place(), &written, form.is_some())),
    };
    match reading.month.filter(|month| found.last_month() > *month) {
        Some(month) => Err(faults::period_has_not_ended(place(), found, month)),
        None => Ok(found),
    }
}

/// Whether a text is hours and minutes, and perhaps seconds: `37:30`.
fn is_duration(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [_, _] | [_, _, _]) && parts.iter().all(digits)
}

/// Whether a text behind a day is a time of that day: ` 23:00`, `T00:00:00.000`.
fn is_time(rest: &str) -> bool {
    let clock = rest.strip_prefix([' ', 'T']).unwrap_or_default();
    let whole = clock.split_once('.').map_or(Some(clock), |(whole, fraction)| {
        let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
        is_fraction.then_some(whole)
    });
    whole.is_some_and(|whole| {
        let fits = |(part, most): (&str, u8)| part.len() == 2 && part.parse().is_ok_and(|number: u8| number < most);
        is_duration(whole) && whole.split(':').zip([24, 60, 60]).all(fits)
    })
}

/// Whether a time behind a day names its zone: `T23:00:00Z`, `T23:00+01:00`.
fn has_zone(rest: &str) -> bool {
    let zone = rest.rfind(['Z', 'z', '+', '-']).map(|at| rest.split_at(at));
    zone.is_some_and(|(time, zone)| {
        is_time(time.trim_end()) && zone[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    })
}

/// An error where a row of CSV has more cells than there are columns: they may have moved.
fn no_longer_than(sheet: &Sheet, row: &Row, width: usize) -> Result<(), Diagnostic> {
    let beyond = (width..row.cells.len()).find(|at| !matches!(row.cell(*at), Content::Empty | Content::Merged(_)));
    beyond.map_or(Ok(()), |at| Err(faults::row_too_long(sheet.place(row, at), at + 1, width)))
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
