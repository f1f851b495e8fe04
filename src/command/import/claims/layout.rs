//! Where the table of a mapping is: its headings, its rows up to where it ends, and what its headings name.

use std::collections::BTreeMap;

use super::cells::{Forms, Spot, member, members, when};
use super::{Reading, are_too_many, end, fits_header, warn_of_hidden};
use crate::base::period::Grain;
use crate::base::place::Place;
use crate::command::sheets::content::{Content, Line, Row, folded, letters};
use crate::command::sheets::table::Sheet;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::model::imports::{Across, ColumnAt, Fill, HeaderRows, Import, MemberOf, Named, When, filled};

/// A table of an extract, as a mapping sees it.
pub struct Table<'a> {
    sheet: &'a Sheet,
    rows: &'a [Row],
    /// The columns that are filled from above.
    fills: Vec<usize>,
    skips_hidden: bool,
    /// Where each column is that the mapping names, by the name in the mapping.
    columns: BTreeMap<&'a str, usize>,
    /// The columns whose headings name a period, a member or both.
    pub across: Vec<AcrossColumn>,
}

/// A column whose headings name what its amounts are of.
pub struct AcrossColumn {
    pub column: usize,
    /// What the rest of its heading is called, folded.
    pub name: String,
    pub when: Option<When>,
    /// By dimension.
    pub members: BTreeMap<String, String>,
    pub place: Place,
}

impl<'a> Table<'a> {
    /// The rows one after another: what stands above is in the cells of `fills` that are empty or covered.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let mut above = BTreeMap::<usize, Content<'a>>::new();
        let sheet = self.sheet;
        let filled = self.rows.iter().map(move |row| {
            let mut line = sheet.line(row);
            for column in &self.fills {
                let held = match line.cell(*column) {
                    Content::Merged { first, is_above: true } => (**first).clone(),
                    Content::Empty => above.get(column).cloned().unwrap_or(Content::Empty),
                    content => {
                        above.insert(*column, content.clone());
                        continue;
                    }
                };
                if *column >= line.cells.len() {
                    line.cells.resize(column + 1, Content::Empty);
                }
                if let Some(cell) = line.cells.get_mut(*column) {
                    *cell = held;
                }
            }
            line
        });
        filled.filter(|line| !(self.skips_hidden && line.row.is_hidden()))
    }

    /// Of a column that was found.
    pub fn column(&self, column: &Named) -> usize {
        self.columns.get(column.name.as_str()).copied().unwrap_or(usize::MAX)
    }
}

/// The columns that a mapping names; those below headings that name something are many of one name, and not among them.
pub fn named_columns(import: &Import) -> impl Iterator<Item = &Named> {
    let of_figures = import.figures.iter().flat_map(|figures| {
        let members = figures.members.iter().filter_map(|member| match member {
            MemberOf::Column(column) => Some(column),
            MemberOf::Fixed(_) | MemberOf::Across => None,
        });
        let amounts = figures.plus.iter().chain(&figures.minus).filter(|_| !figures.is_across);
        let ends = figures.interval.iter().flatten();
        amounts.chain(ends).chain(members).chain(figures.filters.iter().map(|filter| &filter.column))
    });
    let of_fill = match &import.fill {
        Fill::Columns(columns) => columns.as_slice(),
        Fill::No | Fill::All => &[],
    };
    let of_rows = import.period.iter().chain(import.filters.iter().map(|filter| &filter.column));
    of_rows.chain(of_figures).chain(of_fill)
}

/// Finds the table.
pub fn table<'a>(reading: &Reading<'a>, import: &'a Import, diags: &mut Diagnostics) -> Result<Table<'a>, Stopped> {
    let sheet = reading.sheet;
    let found = header(reading, import).map_err(|fault| diags.stop(fault))?;
    let rows = match found.last() {
        Some(last) => {
            let below = sheet.rows.partition_point(|row| row.number() <= last.number());
            sheet.rows.get(below..).unwrap_or_default()
        }
        None => sheet.rows.as_slice(),
    };
    let rows = until(reading, import, rows).map_err(|fault| diags.stop(fault))?;
    if rows.is_empty() {
        return Err(diags.stop(faults::no_rows(Place::of_file(sheet.file.clone()), false)));
    }
    let headings = Headings::of(sheet, found, rows);
    let columns = columns(reading, import, &headings, diags)?;
    let mut faults_of_rows = Vec::new();
    let names = headings.names_of_row(&columns);
    for row in rows {
        let fits = fits_header(sheet, *row, names.iter().map(String::as_str), Some(import));
        faults_of_rows.extend(fits.err());
        if are_too_many(&mut faults_of_rows, sheet, *row) {
            break;
        }
    }
    end(faults_of_rows, diags)?;
    let across = across(reading, import, (&headings, rows), &columns, diags)?;
    if import.takes_hidden.is_none() {
        warn_of_hidden(sheet, rows.iter(), true, diags);
    }
    let skips_hidden = import.takes_hidden == Some(false);
    Ok(Table { sheet, rows, fills: fills(import, &columns), skips_hidden, columns, across })
}

/// The rows of the header, from the upper one to the lower one.
fn header<'a>(reading: &Reading<'a>, import: &Import) -> Result<Vec<&'a Row>, Diagnostic> {
    let sheet = reading.sheet;
    let whole = || Place::of_file(sheet.file.clone());
    let at = |number: u32| sheet.rows.iter().find(|row| row.number() == number);
    let holding = |names: &[Named]| -> Result<Option<&'a Row>, Diagnostic> {
        let mut wanted = Vec::new();
        for name in names {
            wanted.push(candidates(reading, name)?);
        }
        let rows = sheet.rows.iter().take_while(|row| row.number() <= LOWEST_HEADER);
        let mut fitting = rows.filter(|row| {
            let shown: Vec<String> = sheet.line(row).cells.iter().map(|cell| folded(&cell.shown())).collect();
            wanted.iter().all(|names| names.iter().any(|name| shown.contains(&folded(name))))
        });
        Ok(fitting.next())
    };
    match &import.header {
        HeaderRows::None => Ok(Vec::new()),
        HeaderRows::Rows(numbers) => {
            // The line that names the separator is no row.
            let rows = numbers
                .iter()
                .map(|number| at(number + sheet.lines_before).ok_or_else(|| faults::no_header(whole(), Some(*number))));
            rows.collect()
        }
        HeaderRows::Holding(names, count) => {
            let first = holding(names)?.ok_or_else(|| faults::no_row_holds(place_of(names, &whole), texts(names)))?;
            Ok((first.number()..first.number() + count).filter_map(at).collect())
        }
        HeaderRows::Found => {
            let by_heading = |column: &&Named| !import.columns.contains_key(&column.name);
            let named: Vec<Named> = named_columns(import).filter(by_heading).cloned().collect();
            let headings = import.columns.values().filter_map(|at| match at {
                ColumnAt::Heading(heading, _) => Some(heading.clone()),
                ColumnAt::Position(_) => None,
            });
            let named: Vec<Named> = named.into_iter().chain(headings).collect();
            let found = holding(&named)?.or(sheet.rows.first());
            found.map(|row| vec![row]).ok_or_else(|| faults::no_header(whole(), None))
        }
    }
}

/// The header stands in the first rows.
const LOWEST_HEADER: u32 = 1_000;

/// A name with the month in place of its placeholders, in the words of each language.
fn candidates(reading: &Reading<'_>, name: &Named) -> Result<Vec<String>, Diagnostic> {
    let fault = || faults::period_is_asked_for(name.place.clone());
    filled(&name.name, reading.month, reading.months).ok_or_else(fault)
}

/// The rows up to the one that ends the table.
#[expect(clippy::indexing_slicing, reason = "the end is a row that was found")]
fn until<'a>(reading: &Reading<'_>, import: &Import, rows: &'a [Row]) -> Result<&'a [Row], Diagnostic> {
    if import.until.is_empty() {
        return Ok(rows);
    }
    let ends_blank = import.until.iter().any(|end| end.name.is_empty());
    let mut wanted = Vec::new();
    for end in import.until.iter().filter(|end| !end.name.is_empty()) {
        wanted.extend(candidates(reading, end)?);
    }
    let begins_end = |row: &Row| {
        let line = reading.sheet.line(row);
        let first = line.cells.iter().map(Content::shown).find(|shown| !shown.is_empty()).unwrap_or_default();
        wanted.iter().any(|text| fits(&first, text))
    };
    let is_end = |(index, row): (usize, &Row)| (ends_blank && index > 0 && row.is_after_blank()) || begins_end(row);
    match rows.iter().enumerate().position(is_end) {
        Some(end) => Ok(&rows[..end]),
        None if ends_blank => Ok(rows),
        None => {
            let whole = || Place::of_file(reading.sheet.file.clone());
            Err(faults::no_end(place_of(&import.until, &whole), texts(&import.until)))
        }
    }
}

/// Where the first of some names is written.
fn place_of(names: &[Named], whole: &dyn Fn() -> Place) -> Place {
    names.first().map_or_else(whole, |name| name.place.clone())
}

fn texts(names: &[Named]) -> impl Iterator<Item = &str> {
    names.iter().map(|name| name.name.as_str())
}

/// Whether a cell shows a text; a `*` at its end stands for any letters.
fn fits(shown: &str, text: &str) -> bool {
    let shown = folded(shown);
    match text.strip_suffix('*') {
        Some(begin) => shown.starts_with(&folded(begin)),
        None => shown == folded(text),
    }
}

/// What stands above the columns.
struct Headings<'a> {
    sheet: &'a Sheet,
    rows: Vec<Line<'a>>,
    /// Of each column the text in each row: in the upper rows, what stands to the left holds for empty cells.
    texts: Vec<Vec<String>>,
    /// Of each text, the column above which it stands.
    sources: Vec<Vec<usize>>,
    /// Of each column what it is called: the lowest text above it.
    names: Vec<String>,
}

impl<'a> Headings<'a> {
    fn of(sheet: &'a Sheet, rows: Vec<&'a Row>, body: &[Row]) -> Headings<'a> {
        let rows: Vec<Line<'a>> = rows.into_iter().map(|row| sheet.line(row)).collect();
        let of_header = rows.iter().map(|line| line.cells.len()).max();
        let width = of_header.or(body.iter().map(|row| sheet.width(row)).max()).unwrap_or(0);
        let shown = |line: &Line<'_>, column: usize| match line.cell(column) {
            Content::Merged { first, .. } => first.shown().into_owned(),
            cell => cell.shown().into_owned(),
        };
        let (mut texts, mut sources) = (vec![Vec::new(); width], vec![Vec::new(); width]);
        for (index, row) in rows.iter().enumerate() {
            let is_upper = index + 1 < rows.len();
            let (mut left, mut source) = (String::new(), 0);
            for (column, (texts, sources)) in texts.iter_mut().zip(&mut sources).enumerate() {
                let own = shown(row, column);
                if !own.is_empty() || !is_upper {
                    (left, source) = (own, column);
                }
                texts.push(left.clone());
                sources.push(source);
            }
        }
        let name = |column: usize| {
            let own = rows.iter().rev().map(|row| shown(row, column)).find(|shown| !shown.is_empty());
            own.unwrap_or_default()
        };
        let names = (0..width).map(name).collect();
        Headings { sheet, rows, texts, sources, names }
    }

    /// What the columns are called that a row must have: those of the header, and those that the mapping names.
    fn names_of_row(&self, columns: &BTreeMap<&str, usize>) -> Vec<String> {
        let mut names = self.names.clone();
        for (name, column) in columns {
            if let Some(own) = names.get_mut(*column) {
                *own = (*name).to_owned();
            }
        }
        names
    }

    fn place(&self) -> Place {
        match self.rows.last() {
            Some(line) => self.sheet.row_place(&line.row),
            None => Place::of_file(self.sheet.file.clone()),
        }
    }

    /// What a column is called; empty where nothing stands above it.
    fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// What stands above a column, in each row.
    fn above(&self, column: usize) -> &[String] {
        self.texts.get(column).map(Vec::as_slice).unwrap_or_default()
    }

    fn spot(&self, row: usize, column: usize) -> Option<Spot<'_>> {
        let line = self.rows.get(row)?;
        let content = match line.cell(column) {
            Content::Merged { first, .. } => first,
            content => content,
        };
        Some(Spot { sheet: self.sheet, row: line.row, column, content })
    }

    /// All rows of a heading in one text: `Rigshospitalet / Antal`.
    fn path(&self, column: usize) -> String {
        let mut parts: Vec<&str> = self.above(column).iter().map(String::as_str).collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        parts.join(" / ")
    }

    /// The columns of this name, or with this path, in their order.
    fn find(&self, name: &str) -> Vec<usize> {
        let name = folded(name);
        let of =
            |fits: &dyn Fn(usize) -> bool| (0..self.names.len()).filter(|column| fits(*column)).collect::<Vec<_>>();
        let named = of(&|column| folded(self.name(column)) == name);
        if named.is_empty() { of(&|column| folded(&self.path(column)) == name) } else { named }
    }

    /// Where the column is that a mapping names.
    fn column(&self, reading: &Reading<'_>, import: &Import, named: &Named) -> Result<usize, Diagnostic> {
        let wanted = match import.columns.get(&named.name) {
            Some(ColumnAt::Position(position)) => return Ok(*position),
            Some(ColumnAt::Heading(heading, number)) => (heading, Some(*number)),
            None => (named, None),
        };
        let (heading, number) = wanted;
        let names = candidates(reading, heading)?;
        let found = names.iter().map(|name| self.find(name)).find(|found| !found.is_empty()).unwrap_or_default();
        let shown = names.join("` or `");
        let known = || self.names.iter().map(String::as_str).filter(|name| !name.is_empty());
        let none = || faults::no_column_of_mapping(heading.place.clone(), &shown, known(), self.place());
        match (number, found.as_slice()) {
            (_, []) => Err(none()),
            (None, [column]) => Ok(*column),
            (None, _) => Err(faults::column_of_mapping_twice(heading.place.clone(), &shown, self.place())),
            (Some(number), columns) => columns
                .get(number - 1)
                .copied()
                .ok_or_else(|| faults::too_few_columns(heading.place.clone(), &shown, columns.len(), self.place())),
        }
    }
}

/// Where the columns are that the mapping names, by name.
fn columns<'a>(
    reading: &Reading<'_>,
    import: &'a Import,
    headings: &Headings<'_>,
    diags: &mut Diagnostics,
) -> Result<BTreeMap<&'a str, usize>, Stopped> {
    let mut columns = BTreeMap::new();
    let mut missing = Vec::new();
    for column in named_columns(import) {
        match headings.column(reading, import, column) {
            Ok(index) => {
                columns.insert(column.name.as_str(), index);
            }
            Err(fault) => missing.push(fault),
        }
    }
    if missing.is_empty() { Ok(columns) } else { Err(diags.stop_all(missing)) }
}

/// The columns whose headings name a period, a member or both. Every column must be one of them, be named by the
/// mapping, or be left out by `ignore`: a heading with a slip of the pen would be a month that is missing.
fn across(
    reading: &Reading<'_>,
    import: &Import,
    (headings, rows): (&Headings<'_>, &[Row]),
    columns: &BTreeMap<&str, usize>,
    diags: &mut Diagnostics,
) -> Result<Vec<AcrossColumn>, Stopped> {
    if import.across.is_empty() {
        return Ok(Vec::new());
    }
    let forms = Forms::of(reading, import).map_err(|fault| diags.stop(fault))?;
    let has_names = headings.rows.len() > import.across.len();
    let measured: Vec<String> = import
        .figures
        .iter()
        .filter(|figures| figures.is_across)
        .flat_map(|figures| figures.plus.iter().chain(&figures.minus))
        .map(|column| folded(&column.name))
        .collect();
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for column in 0..headings.texts.len() {
        let texts = headings.above(column);
        let name = if has_names { folded(headings.name(column)) } else { String::new() };
        let is_named = columns.values().any(|named| *named == column);
        let path = headings.path(column);
        let is_left_out = |text: &String| import.ignore.iter().any(|ignored| fits(text, ignored));
        if is_named || path.is_empty() || texts.iter().chain([&path]).any(is_left_out) {
            continue;
        }
        if has_names && !measured.is_empty() && !measured.contains(&name) {
            continue;
        }
        match across_column(reading, import, forms, headings, column) {
            Some(across) => found.push(AcrossColumn { name, ..across }),
            None => unknown.push(path),
        }
    }
    // Between the others, a column without a heading but with something in it may be one that lost it.
    let between = found.first().zip(found.last()).map_or(0..0, |(first, last)| first.column..last.column);
    for column in between.filter(|column| headings.path(*column).is_empty()) {
        let is_named = columns.values().any(|named| *named == column);
        let is_left_out = import.ignore.contains(&letters(column));
        let is_used = rows.iter().any(|row| !reading.sheet.line(row).cell(column).is_blank());
        if is_used && !is_named && !is_left_out {
            unknown.push(letters(column));
        }
    }
    if !unknown.is_empty() {
        return Err(diags.stop(faults::headings_of_nothing(headings.place(), &unknown)));
    }
    if found.is_empty() {
        return Err(diags.stop(faults::no_heading_across(headings.place())));
    }
    Ok(found)
}

/// What the headings of a column name; `None` where one of them names nothing.
fn across_column(
    reading: &Reading<'_>,
    import: &Import,
    forms: Forms<'_>,
    headings: &Headings<'_>,
    column: usize,
) -> Option<AcrossColumn> {
    let mut named = BTreeMap::new();
    let mut of_period = Vec::new();
    for (row, what) in import.across.iter().enumerate() {
        let text = headings.texts.get(column)?.get(row)?;
        match what {
            Across::Period => of_period.push(row),
            Across::Dimension(dimension) => {
                let names = import.members.get(dimension).into_iter().flatten();
                let known = members(&reading.data.catalog, dimension, names);
                named.insert(dimension.clone(), member(&known, text)?.to_owned());
            }
        }
    }
    let when = match of_period.as_slice() {
        [] => None,
        rows => {
            let sources = headings.sources.get(column)?;
            let spot = |row: &usize| headings.spot(*row, *sources.get(*row)?);
            let spots: Vec<Spot<'_>> = rows.iter().map(spot).collect::<Option<_>>()?;
            // Which grain is asked for does not matter but for what could be two: a month, or a year that runs from one
            // into the next.
            let grain = import
                .figures
                .iter()
                .filter_map(|figures| reading.data.catalog.metrics.get(&figures.metric).map(|metric| metric.grain));
            Some(when(reading, &spots, grain.min().unwrap_or(Grain::Month), forms).ok()?)
        }
    };
    Some(AcrossColumn {
        column,
        name: String::new(),
        when,
        members: named,
        place: headings.spot(headings.rows.len().checked_sub(1)?, column)?.place(),
    })
}

/// The columns that are filled from above.
fn fills(import: &Import, columns: &BTreeMap<&str, usize>) -> Vec<usize> {
    let of = |column: &Named| columns.get(column.name.as_str()).copied();
    match &import.fill {
        Fill::No => Vec::new(),
        Fill::Columns(named) => named.iter().filter_map(of).collect(),
        Fill::All => {
            let amounts: Vec<usize> = import
                .figures
                .iter()
                .flat_map(|figures| figures.plus.iter().chain(&figures.minus).chain(figures.interval.iter().flatten()))
                .filter_map(of)
                .collect();
            let labels = columns.values().copied();
            labels.filter(|column| !amounts.contains(column)).collect()
        }
    }
}
