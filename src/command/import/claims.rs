//! The rows of a sheet → claims: what the extract says of which metric, period and member.
//!
//! A sheet without a mapping names metric, period and members in columns of these names; with one, the mapping says where
//! they are. Every row that cannot be read is a fault at its place, up to a number that a person would read; a figure is
//! never made from what is left.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::number::{self, NoNumber};
use super::table::{Content, Row, Sheet, folded};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::load;
use crate::model::catalog::{Catalog, Dimension, Format, Metric};
use crate::model::imports::{Aggregate, Figures, Filter, Import, Mark, MemberOf, Named, When};
use crate::model::language::Language;
use crate::model::snapshot::{Cell, RevisionKind, Status};
use crate::model::{Date, Decimal};

/// So many rows are reported one by one.
const MOST_FAULTS: usize = 20;

/// What an extract says.
#[derive(Debug, Clone)]
pub struct Claim {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// `None`: known to be missing, with a note.
    pub value: Option<Decimal>,
    pub stated: Stated,
    /// "from extract.csv, row 14".
    pub origin: String,
    /// Of the amount in the extract.
    pub place: Place,
}

/// What an extract says beside the amount; nothing of what is `None`.
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
    /// The snapshot, where it was named: rows without a period are of its.
    pub month: Option<Period>,
    /// The decimal mark, where it was named.
    pub mark: Option<Mark>,
}

/// Faults in rows: the first ones as they are, then how many more there were.
struct RowFaults<'a> {
    diags: &'a mut Diagnostics,
    count: usize,
}

impl RowFaults<'_> {
    fn add(&mut self, fault: Diagnostic) {
        self.count += 1;
        if self.count <= MOST_FAULTS {
            self.diags.add(fault);
        }
    }

    /// Whether all went well.
    fn end(self, file: &Arc<str>) -> bool {
        if self.count > MOST_FAULTS {
            self.diags.add(faults::more_row_faults(Place::of_file(file.clone()), self.count - MOST_FAULTS));
        }
        self.count == 0
    }
}

/// The columns of a sheet without a mapping, besides those of dimensions.
const COLUMNS: [&str; 9] = ["metric", "period", "value", "as_of", "status", "source", "note", "reason", "kind"];

/// The columns that a header should have, by which a separator is recognised.
pub fn columns<'a>(import: Option<&'a Import>, catalog: &'a Catalog) -> Vec<&'a str> {
    let Some(import) = import else {
        return COLUMNS.into_iter().chain(catalog.dimensions.keys().map(String::as_str)).collect();
    };
    named_columns(import).map(|column| column.name.as_str()).collect()
}

fn named_columns(import: &Import) -> impl Iterator<Item = &Named> {
    let of_figures = import.figures.iter().flat_map(|figures| {
        let members = figures.members.iter().filter_map(|member| match member {
            MemberOf::Column(column) => Some(column),
            MemberOf::Fixed(_) => None,
        });
        figures.value.iter().chain(members).chain(figures.filters.iter().map(|filter| &filter.column))
    });
    import.period.iter().chain(import.filters.iter().map(|filter| &filter.column)).chain(of_figures)
}

/// The names of the columns and where each is.
struct Header {
    /// By folded name; twice where a name stands twice.
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
        Some(number) => sheet.rows.iter().position(|row| row.number == number),
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

/// Reads a sheet without a mapping. `None` when a fault was recorded.
pub fn plain(reading: &Reading<'_>, diags: &mut Diagnostics) -> Option<Vec<Claim>> {
    let sheet = reading.sheet;
    let (header, rows) = table(sheet, None).map_err(|fault| diags.add(fault)).ok()?;
    let columns = PlainColumns::of(&header, reading).map_err(|fault| diags.add(fault)).ok()?;
    let cells = rows.iter().map(|row| (row, columns.value));
    let mark = settle(reading, cells).map_err(|fault| diags.add(fault)).ok()?;

    let mut faults_of_rows = RowFaults { diags, count: 0 };
    let mut claims = Vec::new();
    for row in rows {
        match columns.claim(reading, &header, row, mark) {
            Ok(claim) => claims.push(claim),
            Err(fault) => faults_of_rows.add(fault),
        }
    }
    let claims = once_each(claims, &mut faults_of_rows);
    faults_of_rows.end(&sheet.file).then_some(claims)
}

/// Where the columns of a sheet without a mapping are.
struct PlainColumns<'a> {
    metric: usize,
    period: Option<usize>,
    value: usize,
    dimensions: Vec<(&'a str, &'a Dimension, usize)>,
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
            split_by.extend(header.find(id)?.map(|column| (id.as_str(), dimension, column)));
        }
        let period = header.find("period")?;
        if period.is_none() && reading.month.is_none() {
            return Err(faults::no_column(header.place.clone(), "period"));
        }
        Ok(PlainColumns {
            metric: header.get("metric", None)?,
            value: header.get("value", None)?,
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

    fn claim(
        &self,
        reading: &Reading<'_>,
        header: &Header,
        row: &Row,
        mark: Option<Mark>,
    ) -> Result<Claim, Diagnostic> {
        let sheet = reading.sheet;
        let catalog = &reading.data.catalog;
        if let Some(beyond) = (header.names.len()..row.cells.len()).find(|at| *row.cell(*at) != Content::Empty) {
            return Err(faults::row_too_long(sheet.place(row, beyond), beyond + 1, header.names.len()));
        }
        let text = |column: Option<usize>| -> Result<Option<(String, Place)>, Diagnostic> {
            let Some(column) = column else { return Ok(None) };
            readable(sheet, row, column)?;
            let shown = row.cell(column).shown();
            Ok((!shown.is_empty()).then(|| (shown, sheet.place(row, column))))
        };
        let (name, at) =
            text(Some(self.metric))?.ok_or_else(|| faults::empty_cell(sheet.place(row, self.metric), "metric"))?;
        let known = || catalog.metrics.keys().map(String::as_str);
        let (id, metric) =
            catalog.metrics.get_key_value(&name).ok_or_else(|| faults::unknown_metric(at.clone(), &name, known()))?;
        if !metric.may_be_recorded() {
            return Err(faults::computed_is_not_recorded(at, id));
        }

        let mut cell = Cell::total(metric.by.len());
        for (dimension, definition, column) in &self.dimensions {
            let Some((member, at)) = text(Some(*column))? else { continue };
            let Some(index) = metric.by.iter().position(|name| name == dimension) else {
                return Err(faults::metric_is_not_split_by(at, id, dimension, &metric.by));
            };
            if !definition.members.contains_key(&member) {
                let known = definition.members.keys().map(String::as_str);
                return Err(faults::unknown_member(at, &member, dimension, known));
            }
            cell = cell.with(index, &member);
        }
        let at_value = sheet.place(row, self.value);
        if let (false, Some(index)) = (cell.is_total(), cell.0.iter().position(Option::is_none)) {
            return Err(faults::members_in_part(at_value, id, &metric.by[index]));
        }
        let period = match self.period {
            Some(column) => period(reading, row, column, id, metric, None)?,
            None => usual_period(reading, id, metric, &at)?,
        };
        let word = |found: Option<(String, Place)>, words: &[&'static str]| match found {
            None => Ok(None),
            Some((word, at)) => {
                let known = words.iter().copied().find(|known| *known == word);
                known.map(Some).ok_or_else(|| faults::unknown_word(at, &word, words))
            }
        };
        let status = word(text(self.status)?, &Status::ALL.map(Status::word))?;
        let kind = word(text(self.kind)?, &RevisionKind::ALL.map(RevisionKind::word))?;
        let source = text(self.source)?;
        if let Some((source, at)) = &source
            && !reading.data.settings.sources.contains_key(source)
        {
            let known = reading.data.settings.sources.keys().map(String::as_str);
            return Err(faults::unknown_source(at.clone(), source, known));
        }
        let as_of = match self.as_of.map(|column| (row.cell(column), column)) {
            Some((Content::Date(date), _)) => Some(*date),
            Some((_, column)) => match text(Some(column))? {
                None => None,
                Some((written, at)) => Some(written.parse().map_err(|_| faults::no_date(at, &written))?),
            },
            None => None,
        };
        let stated = Stated {
            as_of,
            status: Status::ALL.into_iter().find(|known| Some(known.word()) == status),
            source: source.map(|(source, _)| source),
            note: text(self.note)?.map(|(note, _)| note),
            reason: text(self.reason)?.map(|(reason, _)| reason),
            kind: RevisionKind::ALL.into_iter().find(|known| Some(known.word()) == kind),
        };
        let value = amount(sheet, row, self.value, id, metric, mark)?;
        if value.is_none() && stated.note.is_none() {
            return Err(faults::empty_amount(at_value, id, false));
        }
        let origin = format!("from {}, row {}", reading.origin, row.number);
        Ok(Claim { metric: id.clone(), period, cell, value, stated, origin, place: at_value })
    }
}

/// What a row says of a figure must be said once.
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

/// Reads a sheet by a mapping. `None` when a fault was recorded.
pub fn mapped(reading: &Reading<'_>, import: &Import, diags: &mut Diagnostics) -> Option<Vec<Claim>> {
    let sheet = reading.sheet;
    let import = &of_month(import, reading.month).map_err(|fault| diags.add(fault)).ok()?;
    let (header, rows) = table(sheet, Some(import.header)).map_err(|fault| diags.add(fault)).ok()?;
    let mut columns = BTreeMap::<&str, usize>::new();
    let mut complete = true;
    for column in named_columns(import) {
        match header.get(&column.name, Some(&column.place)) {
            Ok(index) => {
                columns.insert(&column.name, index);
            }
            Err(fault) => {
                diags.add(fault);
                complete = false;
            }
        }
    }
    if !complete {
        return None;
    }
    let mapping = Mapping { reading, import, columns };
    let rows: Vec<&Row> = rows.iter().filter(|row| mapping.passes(row, &import.filters)).collect();
    let used = import.figures.iter().flat_map(|figures| {
        let column = figures.value.as_ref().map(|column| mapping.column(column));
        let rows = rows.iter().filter(|row| mapping.passes(row, &figures.filters));
        rows.filter_map(move |row| Some((*row, column?)))
    });
    let mark = settle(reading, used).map_err(|fault| diags.add(fault)).ok()?;

    let mut faults_of_rows = RowFaults { diags, count: 0 };
    let mut claims = Vec::new();
    for figures in &import.figures {
        mapping.figures(figures, &rows, mark, &mut claims, &mut faults_of_rows);
    }
    let claims = once_each(claims, &mut faults_of_rows);
    if claims.is_empty() && faults_of_rows.count == 0 {
        faults_of_rows.add(faults::no_rows(Place::of_file(sheet.file.clone()), true));
    }
    faults_of_rows.end(&sheet.file).then_some(claims)
}

/// The mapping with the month in place of the placeholders in its filters.
fn of_month(import: &Import, month: Option<Period>) -> Result<Import, Diagnostic> {
    let mut import = import.clone();
    let of_figures = import.figures.iter_mut().flat_map(|figures| &mut figures.filters);
    for filter in import.filters.iter_mut().chain(of_figures) {
        for text in &mut filter.texts {
            let fault = || faults::period_is_asked_for(filter.column.place.clone());
            *text = super::extract::filled(text, month).ok_or_else(fault)?;
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
        let sheet = self.reading.sheet;
        let place = |row: &Row| match &figures.value {
            Some(column) => sheet.place(row, self.column(column)),
            None => sheet.row_place(row),
        };
        for ((period, cell), amounts) in groups {
            let (Some((first, _)), Some((last, _))) = (amounts.first(), amounts.last()) else { continue };
            if figures.aggregate == Aggregate::One && amounts.len() > 1 {
                let fault = faults::figure_in_two_rows(
                    place(amounts[1].0),
                    &figures.metric,
                    period,
                    place(first),
                    Some(amounts.len()),
                );
                faults_of_rows.add(fault);
                continue;
            }
            let Some(value) = aggregate(figures.aggregate, &amounts) else {
                faults_of_rows.add(faults::too_large(place(last), "the sum"));
                continue;
            };
            let rows = match amounts.len() {
                1 => format!("row {}", first.number),
                count => {
                    format!("{} of {count} rows from {} to {}", figures.aggregate.word(), first.number, last.number)
                }
            };
            into.push(Claim {
                metric: figures.metric.clone(),
                period,
                cell,
                value: Some(value),
                stated: Stated { status: self.import.status, source: self.import.source.clone(), ..Stated::default() },
                origin: format!("from {}, {rows}", self.reading.origin),
                place: place(first),
            });
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
                let place = figures
                    .value
                    .as_ref()
                    .map_or_else(|| sheet.row_place(row), |column| sheet.place(row, self.column(column)));
                return Err(faults::empty_amount(place, &figures.metric, true));
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

    /// The member that a cell names: as the mapping says, by its id, or by its label in any language.
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

/// Whether what a cell shows is its own and no failure.
fn readable(sheet: &Sheet, row: &Row, column: usize) -> Result<(), Diagnostic> {
    match row.cell(column) {
        Content::Error(text) => Err(faults::failed_formula(sheet.place(row, column), text)),
        Content::Merged => Err(faults::merged_cell(sheet.place(row, column))),
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
            // A day may have a time behind it.
            let (day, rest) = written.split_at_checked(10).unwrap_or((&written, ""));
            let day = day.parse::<Date>().ok().filter(|_| rest.is_empty() || rest.starts_with([' ', 'T']));
            let read = || match metric.grain {
                Grain::Year => Period::read_year(&written, year_start).or_else(|_| Period::read(&written, year_start)),
                _ => Period::read(&written, year_start),
            };
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
