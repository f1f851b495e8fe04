//! The rows of a sheet by a mapping of data/_imports.yaml → claims.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{
    Claim, Header, Reading, RowFaults, Stated, amount, no_longer_than, once_each, period, readable, settle, table,
    usual_period,
};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::import::extract;
use crate::command::import::table::{Row, folded};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::model::Decimal;
use crate::model::catalog::Metric;
use crate::model::imports::{Aggregate, Figures, Filter, Import, Mark, MemberOf, Named};
use crate::model::language::Language;
use crate::model::snapshot::Cell;

/// Reads a sheet by a mapping.
pub fn mapped(reading: &Reading<'_>, import: &Import, diags: &mut Diagnostics) -> Result<Vec<Claim>, Stopped> {
    let sheet = reading.sheet;
    let import = &of_month(import, reading.month).map_err(|fault| diags.stop(fault))?;
    let (header, rows) = table(sheet, Some(import.header)).map_err(|fault| diags.stop(fault))?;
    let mapping = Mapping { reading, import, columns: columns(import, &header, diags)? };
    // In a workbook cells cannot move, and remarks stand beside tables.
    if sheet.name.is_none() {
        let mut faults_of_rows = RowFaults::new(diags);
        let too_long = rows.iter().filter_map(|row| no_longer_than(sheet, row, header.names.len()).err());
        too_long.for_each(|fault| faults_of_rows.add(fault));
        faults_of_rows.end(&sheet.file)?;
    }
    let rows: Vec<&Row> = rows.iter().filter(|row| mapping.passes(row, &import.filters)).collect();
    let used = import.figures.iter().flat_map(|figures| {
        let column = figures.value.as_ref().map(|column| mapping.column(column));
        let rows = rows.iter().filter(|row| mapping.passes(row, &figures.filters));
        rows.filter_map(move |row| Some((*row, column?)))
    });
    let mark = settle(reading, used).map_err(|fault| diags.stop(fault))?;

    let mut faults_of_rows = RowFaults::new(diags);
    let mut claims = Vec::new();
    for figures in &import.figures {
        mapping.figures(figures, &rows, mark, &mut claims, &mut faults_of_rows);
    }
    let claims = once_each(claims, &mut faults_of_rows);
    if claims.is_empty() && faults_of_rows.count == 0 {
        faults_of_rows.add(faults::no_rows(Place::of_file(sheet.file.clone()), true));
    }
    faults_of_rows.end(&sheet.file)?;
    Ok(claims)
}

/// The columns that a mapping names.
pub(super) fn named_columns(import: &Import) -> impl Iterator<Item = &Named> {
    let of_figures = import.figures.iter().flat_map(|figures| {
        let members = figures.members.iter().filter_map(|member| match member {
            MemberOf::Column(column) => Some(column),
            MemberOf::Fixed(_) => None,
        });
        figures.value.iter().chain(members).chain(figures.filters.iter().map(|filter| &filter.column))
    });
    import.period.iter().chain(import.filters.iter().map(|filter| &filter.column)).chain(of_figures)
}

/// Where the columns are that the mapping names, by name.
fn columns<'a>(
    import: &'a Import,
    header: &Header,
    diags: &mut Diagnostics,
) -> Result<BTreeMap<&'a str, usize>, Stopped> {
    let mut columns = BTreeMap::new();
    let mut missing = Vec::new();
    for column in named_columns(import) {
        match header.get(&column.name, Some(&column.place)) {
            Ok(index) => {
                columns.insert(column.name.as_str(), index);
            }
            Err(fault) => missing.push(fault),
        }
    }
    if missing.is_empty() { Ok(columns) } else { Err(diags.stop_all(missing)) }
}

/// The mapping with the month in place of the placeholders in its filters.
fn of_month(import: &Import, month: Option<Period>) -> Result<Import, Diagnostic> {
    let mut import = import.clone();
    let of_figures = import.figures.iter_mut().flat_map(|figures| &mut figures.filters);
    for filter in import.filters.iter_mut().chain(of_figures) {
        for text in &mut filter.texts {
            let fault = || faults::period_is_asked_for(filter.column.place.clone());
            *text = extract::filled(text, month).ok_or_else(fault)?;
        }
    }
    Ok(import)
}

struct Mapping<'a> {
    reading: &'a Reading<'a>,
    import: &'a Import,
    columns: BTreeMap<&'a str, usize>,
}

impl Mapping<'_> {
    /// Of a column that was found in the header.
    fn column(&self, column: &Named) -> usize {
        self.columns.get(column.name.as_str()).copied().unwrap_or(usize::MAX)
    }

    fn passes(&self, row: &Row, filters: &[Filter]) -> bool {
        filters.iter().all(|filter| {
            let shown = row.cell(self.column(&filter.column)).shown();
            filter.texts.contains(&shown) == filter.keeps
        })
    }

    /// Adds what the rows say of a metric, one claim for each period and part.
    fn figures(
        &self,
        figures: &Figures,
        rows: &[&Row],
        mark: Option<Mark>,
        into: &mut Vec<Claim>,
        faults_of_rows: &mut RowFaults<'_>,
    ) {
        let Some(metric) = self.reading.data.catalog.metrics.get(&figures.metric) else { return };
        let mut groups = IndexMap::<(Period, Cell), Vec<(&Row, Decimal)>>::new();
        for row in rows.iter().filter(|row| self.passes(row, &figures.filters)) {
            match self.amount(figures, metric, row, mark) {
                Ok(Some((period, cell, amount))) => groups.entry((period, cell)).or_default().push((row, amount)),
                Ok(None) => {}
                Err(fault) => faults_of_rows.add(fault),
            }
        }
        for ((period, cell), amounts) in groups {
            match self.claim((figures, metric), period, cell, &amounts) {
                Ok(claim) => into.extend(claim),
                Err(fault) => faults_of_rows.add(fault),
            }
        }
    }

    /// One claim of the amounts of several rows; `None` where there are no rows.
    fn claim(
        &self,
        (figures, metric): (&Figures, &Metric),
        period: Period,
        cell: Cell,
        amounts: &[(&Row, Decimal)],
    ) -> Result<Option<Claim>, Diagnostic> {
        let (Some((first, _)), Some((last, _))) = (amounts.first(), amounts.last()) else { return Ok(None) };
        let place = |row: &Row| self.place(figures, row);
        if let (Aggregate::One, [_, (second, _), ..]) = (figures.aggregate, amounts) {
            let count = Some(amounts.len());
            return Err(faults::figure_in_two_rows(place(second), &figures.metric, period, place(first), count));
        }
        let value = aggregate(figures.aggregate, amounts);
        let value = value.ok_or_else(|| faults::too_large(place(last), "the sum"))?;
        let rows = match amounts.len() {
            1 => format!("row {}", first.number),
            count => format!("{} of {count} rows from {} to {}", figures.aggregate.word(), first.number, last.number),
        };
        Ok(Some(Claim {
            metric: figures.metric.clone(),
            period,
            cell,
            value: Some(value),
            format: metric.format,
            stated: Stated { status: self.import.status, source: self.import.source.clone(), ..Stated::default() },
            origin: format!("from {}, {rows}", self.reading.origin),
            place: place(first),
        }))
    }

    /// Where a row says the amount, or else the whole row.
    fn place(&self, figures: &Figures, row: &Row) -> Place {
        match &figures.value {
            Some(column) => self.reading.sheet.place(row, self.column(column)),
            None => self.reading.sheet.row_place(row),
        }
    }

    /// What one row says; `None` for a row to be left out.
    fn amount(
        &self,
        figures: &Figures,
        metric: &Metric,
        row: &Row,
        mark: Option<Mark>,
    ) -> Result<Option<(Period, Cell, Decimal)>, Diagnostic> {
        let (reading, sheet) = (self.reading, self.reading.sheet);
        let value = match &figures.value {
            None => Some(Decimal::ONE),
            Some(column) => amount(sheet, row, self.column(column), &figures.metric, metric, mark)?,
        };
        let value = match (value, figures.skip_empty, figures.aggregate) {
            (Some(_), _, Aggregate::Count) => Decimal::ONE,
            (Some(value), ..) => value,
            (None, true, _) => return Ok(None),
            (None, false, _) => {
                return Err(faults::empty_amount(self.place(figures, row), &figures.metric, true));
            }
        };
        let mut cell = Cell::total(metric.by.len());
        for (index, member) in figures.members.iter().enumerate() {
            let member = match member {
                MemberOf::Fixed(member) => member.clone(),
                MemberOf::Column(column) => self.member(&metric.by[index], row, self.column(column))?,
            };
            cell = cell.with(index, &member);
        }
        let period = match &self.import.period {
            Some(column) => period(reading, row, self.column(column), &figures.metric, metric, Some(self.import))?,
            None => usual_period(reading, &figures.metric, metric, &sheet.row_place(row))?,
        };
        Ok(Some((period, cell, value)))
    }

    /// The member that a cell names: as the mapping says, by its id, or by its label in either language.
    fn member(&self, dimension: &str, row: &Row, column: usize) -> Result<String, Diagnostic> {
        let sheet = self.reading.sheet;
        readable(sheet, row, column)?;
        let shown = row.cell(column).shown();
        if shown.is_empty() {
            return Err(faults::empty_cell(sheet.place(row, column), dimension));
        }
        if let Some(member) = self.import.members.get(dimension).and_then(|names| names.get(&shown)) {
            return Ok(member.clone());
        }
        let members = self.reading.data.catalog.dimensions.get(dimension).map(|dimension| &dimension.members);
        let found = members.into_iter().flatten().find(|(id, label)| {
            let is_called = |language: &Language| folded(label.get(*language)) == folded(&shown);
            **id == shown || Language::ALL.iter().any(is_called)
        });
        found.map(|(id, _)| id.clone()).ok_or_else(|| {
            let known = members.into_iter().flatten().map(|(id, _)| id.as_str());
            faults::unmapped_member(sheet.place(row, column), &shown, dimension, known)
        })
    }
}

/// One amount of several; `None` when it is too large to be exact.
fn aggregate(how: Aggregate, amounts: &[(&Row, Decimal)]) -> Option<Decimal> {
    let mut values = amounts.iter().map(|(_, value)| *value);
    match how {
        Aggregate::One | Aggregate::First => values.next(),
        Aggregate::Last => values.next_back(),
        Aggregate::Min => values.min(),
        Aggregate::Max => values.max(),
        Aggregate::Sum | Aggregate::Count => values.try_fold(Decimal::ZERO, Decimal::checked_add),
    }
}
