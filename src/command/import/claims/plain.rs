//! The rows of a sheet that names metric, period and members in columns of these names → claims.

use std::sync::Arc;

use super::cells::{Forms, How, Members, Said, Spot, amount, member, members, period, when};
use super::{
    Claim, Header, Reading, Settled, Stated, are_too_many, end, ended, fits_header, interval, name_of, once_each,
    usual_period, warn_of_hidden,
};
use crate::base::place::Place;
use crate::command::sheets::content::{Content, Line, folded};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::Date;
use crate::model::catalog::{Dimension, Metric};
use crate::model::imports::Mark;
use crate::model::snapshot::{Cell, RevisionKind, Status};

/// The columns of a sheet without a mapping, besides those of dimensions.
pub(super) const COLUMNS: [&str; 11] =
    ["metric", "period", "value", "low", "high", "as_of", "status", "source", "note", "reason", "kind"];

/// Reads a sheet without a mapping.
pub fn plain(reading: &Reading<'_>, diags: &mut Diagnostics) -> Result<Vec<Claim>, Stopped> {
    let sheet = reading.sheet;
    let whole = || Place::of_file(sheet.file.clone());
    let Some((header, rows)) = sheet.rows.split_first() else {
        return Err(diags.stop(faults::no_header(whole(), None)));
    };
    if rows.is_empty() {
        return Err(diags.stop(faults::no_rows(whole(), false)));
    }
    let header = Header::of(sheet, *header);
    let columns = PlainColumns::of(&header, reading).map_err(|fault| diags.stop(fault))?;
    warn_of_hidden(sheet, rows.iter(), false, diags);
    let mut settled = Settled::of(reading);
    for column in std::iter::once(columns.value).chain(columns.interval.into_iter().flatten()) {
        rows.iter().for_each(|row| settled.look(&sheet.line(row), column, &How::default()));
    }
    let mark = settled.mark().map_err(|fault| diags.stop(fault))?;

    let mut faults_of_rows = Vec::new();
    let mut claims = Vec::new();
    for row in rows {
        match (PlainRow { reading, columns: &columns, line: sheet.line(row) }).claim(&header, mark) {
            Ok(claim) => claims.push(claim),
            Err(fault) => faults_of_rows.push(fault),
        }
        if are_too_many(&mut faults_of_rows, sheet, *row) {
            break;
        }
    }
    let claims = once_each(claims, &mut faults_of_rows);
    end(faults_of_rows, diags)?;
    Ok(claims)
}

/// Where the columns of a sheet without a mapping are.
struct PlainColumns<'a> {
    metric: usize,
    period: Option<usize>,
    value: usize,
    /// The lower and the upper ends.
    interval: Option<[usize; 2]>,
    dimensions: Vec<(&'a str, &'a Dimension, Members<'a>, usize)>,
    as_of: Option<usize>,
    status: Option<usize>,
    source: Option<usize>,
    note: Option<usize>,
    reason: Option<usize>,
    kind: Option<usize>,
}

impl<'a> PlainColumns<'a> {
    fn of(header: &Header, reading: &Reading<'a>) -> Result<PlainColumns<'a>, Diagnostic> {
        let dimensions = &reading.data.catalog.dimensions;
        let known: Vec<&str> = COLUMNS.into_iter().chain(dimensions.keys().map(String::as_str)).collect();
        if let Some(name) = header.columns.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(faults::unknown_column(header.place.clone(), name, &known));
        }
        let mut split_by = Vec::new();
        for (id, dimension) in dimensions {
            if let Some(column) = header.find(id)? {
                split_by.push((id.as_str(), dimension, members(&reading.data.catalog, id, None), column));
            }
        }
        let period = header.find("period")?;
        if period.is_none() && reading.month.is_none() {
            return Err(faults::no_column(header.place.clone(), "period"));
        }
        let interval = match (header.find("low")?, header.find("high")?) {
            (None, None) => None,
            (Some(low), Some(high)) => Some([low, high]),
            (Some(_), None) => return Err(faults::half_an_interval_in_extract(header.place.clone(), "low", "high")),
            (None, Some(_)) => return Err(faults::half_an_interval_in_extract(header.place.clone(), "high", "low")),
        };
        Ok(PlainColumns {
            interval,
            metric: header.get("metric")?,
            value: header.get("value")?,
            period,
            dimensions: split_by,
            as_of: header.find("as_of")?,
            status: header.find("status")?,
            source: header.find("source")?,
            note: header.find("note")?,
            reason: header.find("reason")?,
            kind: header.find("kind")?,
        })
    }
}

/// A row while it is read.
struct PlainRow<'a> {
    reading: &'a Reading<'a>,
    columns: &'a PlainColumns<'a>,
    line: Line<'a>,
}

impl PlainRow<'_> {
    fn claim(&self, header: &Header, mark: Option<Mark>) -> Result<Claim, Diagnostic> {
        let PlainRow { reading, columns, line } = self;
        fits_header(reading.sheet, line.row, header.names.iter().map(String::as_str), None)?;
        let (id, metric, at) = self.metric()?;
        let cell = self.cell(id, metric)?;
        let period = match columns.period {
            Some(column) => {
                let spot = Spot::of(reading.sheet, line, column);
                let when = when(reading, &[spot], metric.grain, Forms::default())?;
                let period = period(when, &reading.data.catalog, (id, metric), false, || spot.place())?;
                ended(reading, period, || spot.place())?
            }
            None => usual_period(reading, id, metric, || at.clone())?,
        };
        let stated = self.stated()?;
        let spot = Spot::of(reading.sheet, line, columns.value);
        let value = match amount(&spot, id, metric, &How { mark, ..How::default() })? {
            Said::Amount(value, _) => Some(value),
            Said::Empty | Said::Missing(_) => None,
        };
        let place = spot.place();
        if value.is_none() && stated.note.is_none() {
            return Err(faults::empty_amount(place, id, false));
        }
        let how = How { mark, ..How::default() };
        let ends = columns.interval.map(|ends| ends.map(|column| Spot::of(reading.sheet, line, column)));
        let interval = ends.map(|ends| interval(ends, (id, metric), (value, &place), &how)).transpose()?.flatten();
        let origin = format!("from {}, {}", reading.origin, name_of(reading.sheet, line.row, columns.value));
        let marks = Arc::default();
        let (metric, format) = (id.to_owned(), metric.format);
        Ok(Claim { metric, period, cell, value, interval, format, stated, marks, origin, place })
    }

    fn place(&self, column: usize) -> Place {
        self.reading.sheet.place(&self.line.row, column)
    }

    /// The text of a cell and its place; `None` where the sheet has no such column, or nothing in it.
    fn text(&self, column: Option<usize>) -> Result<Option<(String, Place)>, Diagnostic> {
        let Some(column) = column else { return Ok(None) };
        Spot::of(self.reading.sheet, &self.line, column).readable()?;
        let shown = self.line.cell(column).shown().into_owned();
        Ok((!shown.is_empty()).then(|| (shown, self.place(column))))
    }

    /// The metric that the row names, and where it does.
    fn metric(&self) -> Result<(&str, &Metric, Place), Diagnostic> {
        let column = self.columns.metric;
        let (name, at) = self.text(Some(column))?.ok_or_else(|| faults::empty_cell(self.place(column), "metric"))?;
        let catalog = &self.reading.data.catalog;
        let Some((id, metric)) = catalog.metrics.iter().find(|(id, _)| folded(id) == folded(&name)) else {
            return Err(load::unknown_metric(at, &name, catalog));
        };
        if !metric.may_be_recorded() {
            return Err(faults::computed_is_not_recorded(at, id));
        }
        Ok((id, metric, at))
    }

    /// The part of the metric that the row names: a member of each dimension, or the total.
    fn cell(&self, id: &str, metric: &Metric) -> Result<Cell, Diagnostic> {
        let mut cell = Cell::total(metric.by.len());
        for (dimension, definition, members, column) in &self.columns.dimensions {
            let Some((name, at)) = self.text(Some(*column))? else { continue };
            let Some(index) = metric.by.iter().position(|name| name == dimension) else {
                return Err(faults::metric_is_not_split_by(at, id, dimension, &metric.by));
            };
            let known = || definition.members.keys().map(String::as_str);
            let member = member(members, &name).ok_or_else(|| faults::unknown_member(at, &name, dimension, known()))?;
            cell = cell.with(index, member);
        }
        let all = cell.0.iter().zip(&metric.by).find_map(|(member, dimension)| member.is_none().then_some(dimension));
        if let (false, Some(dimension)) = (cell.is_total(), all) {
            return Err(faults::members_in_part(self.place(self.columns.value), id, dimension));
        }
        Ok(cell)
    }

    fn stated(&self) -> Result<Stated, Diagnostic> {
        let columns = self.columns;
        let status = word(self.text(columns.status)?, &Status::ALL.map(|status| (status.word(), status)))?;
        let kind = word(self.text(columns.kind)?, &RevisionKind::ALL.map(|kind| (kind.word(), kind)))?;
        let source = self.text(columns.source)?;
        let sources = &self.reading.data.settings.sources;
        if let Some((source, at)) = source.as_ref().filter(|(source, _)| !sources.contains_key(source)) {
            return Err(faults::unknown_source(at.clone(), source, sources.keys().map(String::as_str)));
        }
        Ok(Stated {
            as_of: self.as_of()?,
            status,
            source: source.map(|(source, _)| source),
            note: self.text(columns.note)?.map(|(note, _)| note),
            reason: self.text(columns.reason)?.map(|(reason, _)| reason),
            kind,
            ..Stated::default()
        })
    }

    fn as_of(&self) -> Result<Option<Date>, Diagnostic> {
        let Some(column) = self.columns.as_of else { return Ok(None) };
        if let Content::Date(date) = self.line.cell(column) {
            return Ok(Some(*date));
        }
        let Some((written, at)) = self.text(Some(column))? else { return Ok(None) };
        written.parse().map(Some).map_err(|_| faults::no_date(at, &written))
    }
}

/// What a word of a cell means, if there is one.
fn word<T: Copy>(found: Option<(String, Place)>, words: &[(&'static str, T)]) -> Result<Option<T>, Diagnostic> {
    let Some((word, at)) = found else { return Ok(None) };
    let known = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    let names = || words.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    known.map(Some).ok_or_else(|| faults::unknown_word(at, &word, &names()))
}
