//! The rows of a sheet by a mapping of data/_imports.yaml → claims.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::cells::{DECIMALS, Forms, How, Members, Said, Spot, amount, member, members, period, when};
use super::layout::{AcrossColumn, Line, Table, table};
use super::{Claim, Reading, Stated, end, ended, name_of, once_each, settle, usual_period};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::import::number;
use crate::command::import::table::{Content, folded};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::l10n;
use crate::model::catalog::Metric;
use crate::model::imports::{Aggregate, Empty, Figures, Filter, Import, Mark, MemberOf, Named, Test, When, filled};
use crate::model::snapshot::Cell;
use crate::model::{Date, Decimal};

/// Reads a sheet by a mapping.
pub fn mapped(reading: &Reading<'_>, import: &Import, diags: &mut Diagnostics) -> Result<Vec<Claim>, Stopped> {
    let sheet = reading.sheet;
    let table = table(reading, import, diags)?;
    let catalog = &reading.data.catalog;
    let names = |dimension: &String| import.members.get(dimension).into_iter().flatten();
    let known = |dimension: &'_ String| (dimension.clone(), members(catalog, dimension, names(dimension)));
    let members = catalog.dimensions.keys().map(known).collect();
    let forms = Forms::of(reading, import).map_err(|fault| diags.stop(fault))?;
    let mapping = Mapping { reading, import, table: &table, forms, members };

    let mut faults_of_rows = Vec::new();
    let chosen = mapping.chosen(&mut faults_of_rows);
    end(faults_of_rows, diags)?;
    let has_amounts =
        |chosen: &&Chosen<'_>| !matches!(chosen.figures.aggregate, Aggregate::Count | Aggregate::Distinct);
    let used = chosen.iter().filter(has_amounts).flat_map(|chosen| {
        let how = mapping.how(chosen.figures, None);
        let slots = &chosen.slots;
        chosen.lines.iter().flat_map(move |line| {
            let columns = slots.iter().flat_map(|slot| &slot.cells);
            columns.map(move |(column, _)| (line.row, *column, how))
        })
    });
    let mark = settle(reading, used).map_err(|fault| diags.stop(fault))?;

    let mut faults_of_rows = Vec::new();
    let mut claims = Vec::new();
    for chosen in &chosen {
        mapping.figures(chosen, mark, &mut claims, &mut faults_of_rows);
    }
    let claims = once_each(claims, &mut faults_of_rows);
    if claims.is_empty() && faults_of_rows.is_empty() {
        faults_of_rows.push(faults::no_rows(Place::of_file(sheet.file.clone()), true));
    }
    end(faults_of_rows, diags)?;
    Ok(claims)
}

struct Mapping<'a> {
    reading: &'a Reading<'a>,
    import: &'a Import,
    table: &'a Table<'a>,
    forms: Forms<'a>,
    /// What the extract may call the members of each dimension.
    members: BTreeMap<String, Members<'a>>,
}

/// The columns that make one amount of a row, and what their headings name.
struct Slot<'a> {
    /// Each with whether it is taken away.
    cells: Vec<(usize, bool)>,
    across: Option<&'a AcrossColumn>,
}

/// The rows that figures are made of, and the columns of their amounts.
struct Chosen<'a> {
    figures: &'a Figures,
    metric: &'a Metric,
    lines: Vec<&'a Line<'a>>,
    slots: Vec<Slot<'a>>,
}

/// What a figure of a metric is of.
type Key = (Period, Cell);

/// One amount of a figure.
struct Part<'a> {
    spot: Spot<'a>,
    cells: &'a [(usize, bool)],
    said: Said,
    /// What the cell shows, where different texts are counted.
    text: String,
}

/// What rows must hold, with the month in place of placeholders.
enum Check {
    Texts(Vec<String>, bool),
    Numbers(Option<Decimal>, Option<Decimal>),
    Days(Option<Date>, Option<Date>),
}

impl<'a> Mapping<'a> {
    /// The rows and columns of all figures.
    fn chosen(&self, faults_of_rows: &mut Vec<Diagnostic>) -> Vec<Chosen<'a>> {
        let all = self.passing(self.table.lines.iter(), &self.import.filters, faults_of_rows);
        let mut chosen = Vec::new();
        for figures in &self.import.figures {
            let Some(metric) = self.reading.data.catalog.metrics.get(&figures.metric) else { continue };
            let lines = self.passing(all.iter().copied(), &figures.filters, faults_of_rows);
            match self.slots(figures) {
                Ok(slots) => chosen.push(Chosen { figures, metric, lines, slots }),
                Err(fault) => faults_of_rows.push(fault),
            }
        }
        chosen
    }

    /// The columns of amounts: one set of them, or one for each period and member that headings name.
    fn slots(&self, figures: &'a Figures) -> Result<Vec<Slot<'a>>, Diagnostic> {
        let signed =
            || figures.plus.iter().map(|name| (name, false)).chain(figures.minus.iter().map(|name| (name, true)));
        if !figures.is_across {
            let cells = signed().map(|(name, is_minus)| (self.table.column(name), is_minus)).collect();
            return Ok(vec![Slot { cells, across: None }]);
        }
        let columns = self.table.across.iter();
        if figures.plus.is_empty() {
            let slot = |across: &'a AcrossColumn| Slot { cells: vec![(across.column, false)], across: Some(across) };
            return Ok(columns.map(slot).collect());
        }
        let mut slots: Vec<Slot<'a>> = Vec::new();
        for first in columns.filter(|across| across.name == folded(&figures.plus[0].name)) {
            let beside = |name: &Named| {
                let mut same = self.table.across.iter().filter(|across| {
                    (across.when, &across.members) == (first.when, &first.members) && across.name == folded(&name.name)
                });
                same.next().map(|across| across.column)
            };
            let mut cells = Vec::new();
            for (name, is_minus) in signed() {
                let column = beside(name).ok_or_else(|| faults::no_column_below(first.place.clone(), &name.name))?;
                cells.push((column, is_minus));
            }
            slots.push(Slot { cells, across: Some(first) });
        }
        match slots.is_empty() {
            true => Err(faults::no_column_of_mapping(
                figures.plus[0].place.clone(),
                &figures.plus[0].name,
                self.table.across.iter().map(|across| across.name.as_str()),
                self.reading
                    .sheet
                    .rows
                    .first()
                    .map_or_else(|| figures.place.clone(), |row| self.reading.sheet.row_place(row)),
            )),
            false => Ok(slots),
        }
    }

    fn how(&self, figures: &'a Figures, mark: Option<Mark>) -> How<'a> {
        How {
            mark,
            scale: figures.scale,
            unit: figures.unit.as_deref(),
            is_duration: figures.is_duration,
            markers: &self.import.markers,
            language: self.reading.data.settings.language,
        }
    }

    /// The lines that hold what the filters ask for.
    fn passing(
        &self,
        lines: impl Iterator<Item = &'a Line<'a>>,
        filters: &[Filter],
        faults_of_rows: &mut Vec<Diagnostic>,
    ) -> Vec<&'a Line<'a>> {
        let mut checks = Vec::new();
        for filter in filters {
            match self.check(filter) {
                Ok(check) => checks.push((self.table.column(&filter.column), check)),
                Err(fault) => {
                    faults_of_rows.push(fault);
                    return Vec::new();
                }
            }
        }
        let mut passing = Vec::new();
        for line in lines {
            let mut passes =
                checks.iter().map(|(column, check)| self.passes(&line.spot(self.reading.sheet, *column), check));
            match passes.find(|passes| !matches!(passes, Ok(true))) {
                None => passing.push(line),
                Some(Ok(_)) => {}
                Some(Err(fault)) => faults_of_rows.push(fault),
            }
        }
        passing
    }

    /// A filter, with the month in place of its placeholders.
    fn check(&self, filter: &Filter) -> Result<Check, Diagnostic> {
        let fill = |text: &str| {
            let fault = || faults::period_is_asked_for(filter.column.place.clone());
            filled(text, self.reading.month, self.reading.months).ok_or_else(fault)
        };
        let all = |texts: &[String]| -> Result<Vec<String>, Diagnostic> {
            Ok(texts.iter().map(|text| fill(text)).collect::<Result<Vec<_>, _>>()?.concat())
        };
        let (from, to) = match &filter.test {
            Test::Texts(texts) => return Ok(Check::Texts(all(texts)?, true)),
            Test::NoneOf(texts) => return Ok(Check::Texts(all(texts)?, false)),
            Test::Range(from, to) => (from, to),
        };
        let bound = |bound: &Option<Named>| -> Result<Option<(Named, String)>, Diagnostic> {
            let Some(named) = bound else { return Ok(None) };
            Ok(Some((named.clone(), fill(&named.name)?.into_iter().next().unwrap_or_default())))
        };
        let (from, to) = (bound(from)?, bound(to)?);
        let numbers = |bound: &Option<(Named, String)>| match bound {
            None => Some(None),
            Some((_, text)) => text.parse::<Decimal>().ok().map(Some),
        };
        if let (Some(from), Some(to)) = (numbers(&from), numbers(&to)) {
            return Ok(Check::Numbers(from, to));
        }
        let day = |bound: Option<(Named, String)>, is_end: bool| match bound {
            None => Ok(None),
            Some((named, text)) => {
                day_of(&text, is_end).map(Some).ok_or_else(|| faults::no_bound(named.place.clone(), &text))
            }
        };
        Ok(Check::Days(day(from, false)?, day(to, true)?))
    }

    fn passes(&self, spot: &Spot<'_>, check: &Check) -> Result<bool, Diagnostic> {
        let shown = spot.content.shown();
        if let Check::Texts(texts, keeps) = check {
            // A failure may be what a filter asks for.
            if !texts.contains(&shown) && !matches!(spot.content, Content::Merged { is_above: false, .. }) {
                spot.readable()?;
            }
            return Ok(texts.contains(&shown) == *keeps);
        }
        spot.readable()?;
        if shown.is_empty() {
            return Ok(false);
        }
        match check {
            Check::Numbers(from, to) => {
                let number = match spot.content {
                    Content::Number(number) | Content::Share(number) => Some(*number),
                    _ => number::read(&shown, self.reading.mark).ok().map(|number| number.amount),
                };
                let number = number.ok_or_else(|| faults::not_in_a_range(spot.place(), &shown, "a number"))?;
                Ok(from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to))
            }
            Check::Days(from, to) => {
                let grain = crate::base::period::Grain::Month;
                let when = when(self.reading, &[*spot], grain, self.forms)?;
                let bounds = match when {
                    When::Day(day) => Some((day, day)),
                    When::Period(period) => days_of(period),
                    When::Span(_) => None,
                };
                let (first, last) = bounds.ok_or_else(|| faults::not_in_a_range(spot.place(), &shown, "a day"))?;
                Ok(from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to))
            }
            Check::Texts(..) => Ok(true),
        }
    }

    /// Adds what the rows say of a metric, one claim for each period and part.
    fn figures(
        &self,
        chosen: &'a Chosen<'a>,
        mark: Option<Mark>,
        into: &mut Vec<Claim>,
        faults_of_rows: &mut Vec<Diagnostic>,
    ) {
        let how = self.how(chosen.figures, mark);
        let mut groups = IndexMap::<Key, Vec<Part<'a>>>::new();
        for line in &chosen.lines {
            for slot in &chosen.slots {
                match self.part(chosen, line, slot, &how) {
                    Ok(Some((key, part))) => groups.entry(key).or_default().push(part),
                    Ok(None) => {}
                    Err(fault) => faults_of_rows.push(fault),
                }
            }
        }
        let mut claims = Vec::new();
        for ((period, cell), parts) in groups {
            match self.claim(chosen, period, cell, &parts) {
                Ok(claim) => claims.extend(claim),
                Err(fault) => faults_of_rows.push(fault),
            }
        }
        if chosen.figures.is_cumulative {
            claims = self.differences(claims, faults_of_rows);
        }
        into.extend(claims);
    }

    /// What one row says in some columns; `None` for a row to be left out.
    fn part(
        &self,
        chosen: &Chosen<'a>,
        line: &'a Line<'a>,
        slot: &'a Slot<'a>,
        how: &How<'_>,
    ) -> Result<Option<(Key, Part<'a>)>, Diagnostic> {
        let Chosen { figures, metric, .. } = chosen;
        let sheet = self.reading.sheet;
        let first = slot.cells.first().map_or(usize::MAX, |(column, _)| *column);
        let spot = line.spot(sheet, first);
        let Some(period) = self.period(chosen, line, slot)? else { return Ok(None) };
        let counts = matches!(figures.aggregate, Aggregate::Count | Aggregate::Distinct);
        let said = match (counts, slot.cells.is_empty()) {
            (_, true) => Said::Amount(Decimal::ONE, None),
            (true, false) => {
                spot.readable()?;
                let is_empty = spot.content.shown().is_empty();
                if is_empty { Said::Empty } else { Said::Amount(Decimal::ONE, None) }
            }
            (false, false) => self.combined(chosen, line, slot, how)?,
        };
        let said = match (said, figures.empty, figures.aggregate) {
            (Said::Empty, Empty::Skip, _) => return Ok(None),
            (Said::Empty, Empty::Zero, Aggregate::Sum | Aggregate::One | Aggregate::Mean) => {
                Said::Amount(Decimal::ZERO, None)
            }
            (Said::Empty, ..) => return Err(faults::empty_amount(spot.place(), &figures.metric, true)),
            (said, ..) => said,
        };
        let mut cell = Cell::total(metric.by.len());
        for (index, of) in figures.members.iter().enumerate() {
            let dimension = &metric.by[index];
            let member = match of {
                MemberOf::Fixed(member) => member.clone(),
                MemberOf::Column(column) => self.member(dimension, &line.spot(sheet, self.table.column(column)))?,
                MemberOf::Across => {
                    let across = slot.across.and_then(|across| across.members.get(dimension));
                    across.cloned().unwrap_or_default()
                }
            };
            cell = cell.with(index, &member);
        }
        let text = if figures.aggregate == Aggregate::Distinct { spot.content.shown() } else { String::new() };
        let row = Spot::of(sheet, line.row, spot.column);
        Ok(Some(((period, cell), Part { spot: row, cells: &slot.cells, said, text })))
    }

    /// The sum of some cells of a row, less that of others. Empty where all of them are; missing where one is.
    fn combined(
        &self,
        chosen: &Chosen<'_>,
        line: &'a Line<'a>,
        slot: &Slot<'_>,
        how: &How<'_>,
    ) -> Result<Said, Diagnostic> {
        let Chosen { figures, metric, .. } = chosen;
        let (mut sum, mut notes, mut missing) = (Decimal::ZERO, Vec::new(), Vec::new());
        let mut empty = Vec::new();
        for (column, is_minus) in &slot.cells {
            let spot = line.spot(self.reading.sheet, *column);
            match amount(&spot, &figures.metric, metric, how)? {
                Said::Empty => empty.push(spot.place()),
                Said::Missing(note) => add_once(&mut missing, note),
                Said::Amount(amount, note) => {
                    let amount = if *is_minus { -amount } else { amount };
                    sum = sum.checked_add(amount).ok_or_else(|| faults::too_large(spot.place(), "the sum"))?;
                    note.into_iter().for_each(|note| add_once(&mut notes, note));
                }
            }
        }
        match (empty.first(), missing.is_empty()) {
            (Some(_), _) if empty.len() == slot.cells.len() => Ok(Said::Empty),
            (Some(place), _) if figures.empty != Empty::Zero => {
                Err(faults::empty_in_a_sum(place.clone(), &figures.metric))
            }
            (_, false) => Ok(Said::Missing(missing.join("; "))),
            (_, true) => Ok(Said::Amount(sum, (!notes.is_empty()).then(|| notes.join("; ")))),
        }
    }

    /// The period of an amount; `None` for one to be left out, since it is of a later month.
    fn period(&self, chosen: &Chosen<'_>, line: &Line<'a>, slot: &Slot<'_>) -> Result<Option<Period>, Diagnostic> {
        let (reading, sheet, import) = (self.reading, self.reading.sheet, self.import);
        let Chosen { figures, metric, .. } = chosen;
        let of_heading = slot.across.and_then(|across| Some((across.when?, across.place.clone())));
        let (when, place) = match (of_heading, import.period.as_slice()) {
            (Some(of_heading), _) => of_heading,
            (None, []) => {
                return usual_period(reading, &figures.metric, metric, &sheet.row_place(line.row)).map(Some);
            }
            (None, columns) => {
                let spots: Vec<Spot<'_>> =
                    columns.iter().map(|column| line.spot(sheet, self.table.column(column))).collect();
                let place = spots.first().map_or_else(|| sheet.row_place(line.row), Spot::place);
                (when(reading, &spots, metric.grain, self.forms)?, place)
            }
        };
        let of = (figures.metric.as_str(), *metric);
        let period = period(when, &reading.data.catalog, of, !import.dates.is_empty(), || place.clone())?;
        if import.skips_later {
            let month = reading.month.ok_or_else(|| faults::period_is_asked_for(import.place.clone()))?;
            return Ok((period.last_month() <= month).then_some(period));
        }
        ended(reading, period, || place.clone()).map(Some)
    }

    /// The member that a cell names.
    fn member(&self, dimension: &str, spot: &Spot<'_>) -> Result<String, Diagnostic> {
        spot.readable()?;
        let shown = spot.content.shown();
        if shown.is_empty() {
            return Err(faults::empty_cell(spot.place(), dimension));
        }
        let catalog = &self.reading.data.catalog;
        let member = self.members.get(dimension).and_then(|members| member(members, &shown));
        member.map(str::to_owned).ok_or_else(|| {
            let known = catalog.dimensions.get(dimension).map(|dimension| &dimension.members).into_iter().flatten();
            faults::unmapped_member(spot.place(), &shown, dimension, known.map(|(id, _)| id.as_str()))
        })
    }

    /// One claim of the amounts of several rows; `None` where there are none.
    fn claim(
        &self,
        chosen: &Chosen<'_>,
        period: Period,
        cell: Cell,
        parts: &[Part<'_>],
    ) -> Result<Option<Claim>, Diagnostic> {
        let Chosen { figures, metric, .. } = chosen;
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Ok(None) };
        let place = |part: &Part<'_>| match part.cells {
            [] => self.reading.sheet.row_place(part.spot.row),
            _ => part.spot.place(),
        };
        if let (Aggregate::One, [_, second, ..]) = (figures.aggregate, parts) {
            let count = Some(parts.len());
            return Err(faults::figure_in_two_rows(place(second), &figures.metric, period, place(first), count));
        }
        let said = aggregate(figures.aggregate, parts);
        let (value, note) = match said.ok_or_else(|| faults::too_large(place(last), "the sum"))? {
            Said::Amount(value, note) => (Some(value), note),
            Said::Missing(note) => (None, Some(note)),
            Said::Empty => return Ok(None),
        };
        if let Some(value) = value.filter(|value| metric.is_count() && !value.is_integer()) {
            let shown = value.to_string();
            return Err(faults::count_in_extract_is_not_whole(place(first), &figures.metric, &shown));
        }
        let import = self.import;
        let stated = Stated { status: import.status, source: import.source.clone(), note, ..Stated::default() };
        Ok(Some(Claim {
            metric: figures.metric.clone(),
            period,
            cell,
            value,
            format: metric.format,
            stated,
            origin: format!("from {}, {}", self.reading.origin, self.origin(figures.aggregate, parts)),
            place: place(first),
        }))
    }

    /// Where amounts stand: `Ark1!C14`, `row 14`, `sum of 3 rows from 2 to 6`, `sum of 3 cells from Ark1!C2 to C6`.
    fn origin(&self, how: Aggregate, parts: &[Part<'_>]) -> String {
        let sheet = self.reading.sheet;
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
        let (from, to) = (first.spot.row.number, last.spot.row.number);
        let count = parts.len();
        let cells = |part: &Part<'_>| match (&sheet.name, part.cells) {
            (Some(_), [(column, _), more @ ..]) => {
                let first = name_of(sheet, part.spot.row, *column);
                more.iter().fold(first, |name, (column, is_minus)| {
                    let sign = if *is_minus { '-' } else { '+' };
                    format!("{name}{sign}{}{}", super::letters(*column), part.spot.row.number)
                })
            }
            (Some(name), []) => format!("{name}!{}", part.spot.row.number),
            (None, [(column, _)]) if !self.table.across.is_empty() => {
                format!("{}, column {}", name_of(sheet, part.spot.row, *column), column + 1)
            }
            (None, _) => name_of(sheet, part.spot.row, 0),
        };
        if count == 1 {
            return cells(first);
        }
        match &sheet.name {
            Some(_) => format!("{} of {count} cells from {} to {}", how.word(), cells(first), cells(last)),
            None => format!("{} of {count} rows from {from} to {to}", how.word()),
        }
    }

    /// Amounts that run on within a year → those of each period: less the amount of the period before. The first
    /// period of a year is what it is.
    fn differences(&self, claims: Vec<Claim>, faults_of_rows: &mut Vec<Diagnostic>) -> Vec<Claim> {
        let catalog = &self.reading.data.catalog;
        let of = |claim: &Claim| (claim.cell.clone(), claim.period);
        let known: BTreeMap<(Cell, Period), &Claim> = claims.iter().map(|claim| (of(claim), claim)).collect();
        let mut differences = Vec::new();
        for claim in &claims {
            if claim.period.first_month().number() == catalog.year_start {
                differences.push(claim.clone());
                continue;
            }
            let Some(before) = known.get(&(claim.cell.clone(), claim.period.previous())) else {
                let (place, before) = (claim.place.clone(), claim.period.previous());
                faults_of_rows.push(faults::no_period_before(place, &claim.metric, claim.period, before));
                continue;
            };
            let value = claim.value.zip(before.value).and_then(|(value, before)| value.checked_sub(before));
            let note = if value.is_some() {
                &claim.stated.note
            } else {
                &claim.stated.note.clone().or(before.stated.note.clone())
            };
            let behind = before.origin.split_once(", ").map_or(before.origin.as_str(), |(_, cells)| cells);
            differences.push(Claim {
                value,
                stated: Stated { note: note.clone(), ..claim.stated.clone() },
                origin: format!("{} less {behind}", claim.origin),
                ..claim.clone()
            });
        }
        differences
    }
}

fn add_once(all: &mut Vec<String>, one: String) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// A day that a bound names: itself, or the first or last one of a period.
fn day_of(text: &str, is_end: bool) -> Option<Date> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let (first, last) = days_of(Period::read(text, 1).ok()?)?;
    Some(if is_end { last } else { first })
}

/// The first and the last day of a period.
fn days_of(period: Period) -> Option<(Date, Date)> {
    let first = |month: Period| Date::new(month.year() as i16, month.number() as i8, 1).ok();
    Some((first(period.first_month())?, first(period.last_month())?.last_of_month()))
}

/// One amount of several; `None` when it is too large to be exact. Where one of those that are put together is missing,
/// so is what they make.
fn aggregate(how: Aggregate, parts: &[Part<'_>]) -> Option<Said> {
    let single = |part: Option<&Part<'_>>| part.map(|part| part.said.clone());
    match how {
        Aggregate::One | Aggregate::First => return single(parts.first()),
        Aggregate::Last => return single(parts.last()),
        Aggregate::Count => return Some(Said::Amount(Decimal::from(parts.len()), None)),
        Aggregate::Distinct => {
            let texts: std::collections::BTreeSet<&str> = parts.iter().map(|part| part.text.as_str()).collect();
            return Some(Said::Amount(Decimal::from(texts.len()), None));
        }
        Aggregate::Sum | Aggregate::Min | Aggregate::Max | Aggregate::Mean => {}
    }
    let (mut amounts, mut notes, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        match &part.said {
            Said::Amount(amount, note) => {
                amounts.push(*amount);
                note.iter().for_each(|note| add_once(&mut notes, note.clone()));
            }
            Said::Missing(note) => add_once(&mut missing, note.clone()),
            Said::Empty => {}
        }
    }
    if !missing.is_empty() {
        return Some(Said::Missing(missing.join("; ")));
    }
    let sum = || amounts.iter().copied().try_fold(Decimal::ZERO, Decimal::checked_add);
    let value = match how {
        Aggregate::Min => amounts.iter().copied().min(),
        Aggregate::Max => amounts.iter().copied().max(),
        Aggregate::Mean => {
            let mean = sum()?.checked_div(Decimal::from(amounts.len()))?;
            Some(l10n::rounded(mean, DECIMALS).normalize())
        }
        _ => sum(),
    };
    value.map(|value| Said::Amount(value, (!notes.is_empty()).then(|| notes.join("; "))))
}
