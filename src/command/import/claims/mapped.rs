//! The rows of a sheet by a mapping of data/_imports.yaml → claims.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::cells::{Forms, How, Members, Said, Spot, amount, member, members, notes, period, when};
use super::layout::{AcrossColumn, Table, table};
use super::sum::{Part, Sum, add_once};
use super::{Claim, Reading, Settled, Stated, are_too_many, end, ended, interval, name_of, once_each, usual_period};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::command::import::number;
use crate::command::sheets::content::{Content, Line, folded};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::model::catalog::Metric;
use crate::model::imports::{
    Aggregate, Empty, Figures, Filter, Import, Mark, MemberOf, Named, Test, When, filled, thursdays,
};
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
    let marks = notes(&import.markers, reading.data.settings.language);
    let mapping = Mapping { reading, import, table: &table, forms, marks, members, last_when: RefCell::default() };

    // All amounts are looked at before one is read: one of them may say which mark stands before decimals.
    let mut faults_of_rows = Vec::new();
    let (filters, chosen) = mapping.chosen(&mut faults_of_rows);
    end(faults_of_rows, diags)?;
    let mut faults_of_rows = Vec::new();
    let mut settled = Settled::of(reading);
    for line in table.lines() {
        for chosen in mapping.of_line(&line, &filters, &chosen, &mut faults_of_rows) {
            if chosen.has_amounts() {
                let how = mapping.how(chosen.figures, None);
                let columns = chosen.slots.iter().flat_map(|slot| &slot.cells);
                columns.for_each(|(column, _)| settled.look(&line, *column, &how));
                let ends = chosen.figures.interval.iter().flatten();
                ends.for_each(|end| settled.look(&line, table.column(end), &how));
            }
        }
        if are_too_many(&mut faults_of_rows, sheet, line.row) {
            break;
        }
    }
    end(faults_of_rows, diags)?;
    let mark = settled.mark().map_err(|fault| diags.stop(fault))?;

    let mut faults_of_rows = Vec::new();
    let mut sums: Vec<Sums<'_>> = chosen.iter().map(|_| Sums::new()).collect();
    for line in table.lines() {
        for chosen in mapping.of_line(&line, &filters, &chosen, &mut faults_of_rows) {
            #[expect(clippy::indexing_slicing, reason = "there are as many sums as are chosen")]
            mapping.add(&line, chosen, mark, &mut sums[chosen.index], &mut faults_of_rows);
        }
        if are_too_many(&mut faults_of_rows, sheet, line.row) {
            break;
        }
    }
    let mut claims = Vec::new();
    for (chosen, sums) in chosen.iter().zip(sums) {
        mapping.claims((chosen, mark), sums, &mut claims, &mut faults_of_rows);
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
    /// What its markers may say of an amount.
    marks: Arc<[String]>,
    /// What the extract may call the members of each dimension.
    members: BTreeMap<String, Members<'a>>,
    /// The last text that was read as a period of a grain.
    last_when: RefCell<Option<(String, Grain, When)>>,
}

/// The columns that make one amount of a row, and what their headings name.
struct Slot<'a> {
    /// Each with whether it is taken away.
    cells: Vec<(usize, bool)>,
    across: Option<&'a AcrossColumn>,
}

/// What figures of a metric are made of: which rows, and which columns of them.
struct Chosen<'a> {
    /// Among all that are chosen.
    index: usize,
    figures: &'a Figures,
    metric: &'a Metric,
    filters: Filters,
    slots: Vec<Slot<'a>>,
}

impl Chosen<'_> {
    /// Whether cells are read as amounts.
    fn has_amounts(&self) -> bool {
        !matches!(self.figures.aggregate, Aggregate::Count | Aggregate::Distinct)
    }
}

/// What a figure of a metric is of.
type Key = (Period, Cell);

type Sums<'a> = IndexMap<Key, Sum<'a>>;

/// Columns, and what they must hold.
type Filters = Vec<(usize, Check)>;

/// What rows must hold, with the month in place of placeholders.
enum Check {
    Texts(Vec<String>, bool),
    Numbers(Option<Decimal>, Option<Decimal>),
    Days(Option<Date>, Option<Date>),
}

impl<'a> Mapping<'a> {
    /// The filters of all rows, and what each figure is made of.
    fn chosen(&self, faults_of_rows: &mut Vec<Diagnostic>) -> (Filters, Vec<Chosen<'a>>) {
        let mut filters = |filters: &[Filter]| {
            let checks = filters.iter().map(|filter| Ok((self.table.column(&filter.column), self.check(filter)?)));
            checks.collect::<Result<Filters, _>>().map_err(|fault| faults_of_rows.push(fault)).unwrap_or_default()
        };
        let of_all = filters(&self.import.filters);
        let mut chosen = Vec::new();
        for figures in &self.import.figures {
            let Some(metric) = self.reading.data.catalog.metrics.get(&figures.metric) else { continue };
            let of_figures = filters(&figures.filters);
            chosen.push((figures, metric, of_figures));
        }
        let with_slots = chosen.into_iter().filter_map(|(figures, metric, filters)| match self.slots(figures) {
            Ok(slots) => Some((figures, metric, filters, slots)),
            Err(fault) => {
                faults_of_rows.push(fault);
                None
            }
        });
        let whole = |(index, (figures, metric, filters, slots))| Chosen { index, figures, metric, filters, slots };
        (of_all, with_slots.enumerate().map(whole).collect())
    }

    /// The figures that a row is a part of.
    fn of_line<'c>(
        &self,
        line: &Line<'_>,
        filters: &Filters,
        chosen: &'c [Chosen<'a>],
        faults_of_rows: &mut Vec<Diagnostic>,
    ) -> Vec<&'c Chosen<'a>> {
        let mut passes = |filters: &Filters| {
            let mut checks = filters.iter().map(|(column, check)| {
                let spot = Spot::of(self.reading.sheet, line, *column);
                self.passes(&spot, check)
            });
            match checks.find(|passes| !matches!(passes, Ok(true))) {
                None => true,
                Some(Ok(_)) => false,
                Some(Err(fault)) => {
                    faults_of_rows.push(fault);
                    false
                }
            }
        };
        if !passes(filters) {
            return Vec::new();
        }
        chosen.iter().filter(|chosen| passes(&chosen.filters)).collect()
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
        let Some(named) = figures.plus.first() else {
            let slot = |across: &'a AcrossColumn| Slot { cells: vec![(across.column, false)], across: Some(across) };
            return Ok(columns.map(slot).collect());
        };
        let mut slots: Vec<Slot<'a>> = Vec::new();
        for first in columns.filter(|across| across.name == folded(&named.name)) {
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
                named.place.clone(),
                &named.name,
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
            let is_one = texts.iter().any(|text| *text == shown);
            if !is_one && !matches!(spot.content, Content::Merged { is_above: false, .. }) {
                spot.readable()?;
            }
            return Ok(is_one == *keeps);
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
                let grain = Grain::Month;
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

    /// Adds what a row says of a metric to the figures that it is a part of.
    fn add(
        &self,
        line: &Line<'_>,
        chosen: &'a Chosen<'a>,
        mark: Option<Mark>,
        sums: &mut Sums<'a>,
        faults_of_rows: &mut Vec<Diagnostic>,
    ) {
        let how = self.how(chosen.figures, mark);
        for slot in &chosen.slots {
            match self.part(chosen, line, slot, &how) {
                Ok(Some((key, part, text))) => match sums.get_mut(&key) {
                    Some(sum) => sum.add(part, &text),
                    None => drop(sums.insert(key, Sum::of(part, &text))),
                },
                Ok(None) => {}
                Err(fault) => faults_of_rows.push(fault),
            }
        }
    }

    /// Adds the claims of a metric, one for each period and part.
    fn claims(
        &self,
        (chosen, mark): (&Chosen<'a>, Option<Mark>),
        sums: Sums<'_>,
        into: &mut Vec<Claim>,
        faults_of_rows: &mut Vec<Diagnostic>,
    ) {
        let mut claims = Vec::new();
        for ((period, cell), sum) in sums {
            match self.claim((chosen, mark), period, cell, &sum) {
                Ok(claim) => claims.extend(claim),
                Err(fault) => faults_of_rows.push(fault),
            }
        }
        if chosen.figures.is_cumulative {
            claims = self.differences(claims, faults_of_rows);
        }
        into.extend(claims);
    }

    /// What one row says in some columns, and the text that is told from others where such are counted; `None` for a row
    /// to be left out.
    fn part<'t>(
        &self,
        chosen: &Chosen<'a>,
        line: &'t Line<'_>,
        slot: &'a Slot<'a>,
        how: &How<'_>,
    ) -> Result<Option<(Key, Part<'a>, Cow<'t, str>)>, Diagnostic> {
        let Chosen { figures, metric, .. } = chosen;
        let sheet = self.reading.sheet;
        let first = slot.cells.first().map_or(usize::MAX, |(column, _)| *column);
        let spot = Spot::of(sheet, line, first);
        let Some((period, when)) = self.period(chosen, line, slot)? else { return Ok(None) };
        let said = match (chosen.has_amounts(), slot.cells.is_empty()) {
            (_, true) => Said::Amount(Decimal::ONE, None),
            (false, false) => {
                spot.readable()?;
                let is_empty = spot.content.shown().is_empty();
                if is_empty { Said::Empty } else { Said::Amount(Decimal::ONE, None) }
            }
            (true, false) => self.combined(chosen, line, slot, how)?,
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
        for (index, (of, dimension)) in figures.members.iter().zip(&metric.by).enumerate() {
            let member = match of {
                MemberOf::Fixed(member) => member.clone(),
                MemberOf::Column(column) => {
                    self.member(dimension, &Spot::of(sheet, line, self.table.column(column)))?
                }
                MemberOf::Across => {
                    let across = slot.across.and_then(|across| across.members.get(dimension));
                    across.cloned().unwrap_or_default()
                }
            };
            cell = cell.with(index, &member);
        }
        let text = match (figures.aggregate, when) {
            (Aggregate::Distinct, _) => line.cell(first).shown(),
            (_, Some(When::Day(day))) if self.import.has_weeks => day.to_string().into(),
            _ => Cow::Borrowed(""),
        };
        Ok(Some(((period, cell), Part { row: line.row, cells: &slot.cells, said }, text)))
    }

    /// The sum of some cells of a row, less that of others. Empty where all of them are; missing where one is.
    fn combined(
        &self,
        chosen: &Chosen<'_>,
        line: &Line<'_>,
        slot: &Slot<'_>,
        how: &How<'_>,
    ) -> Result<Said, Diagnostic> {
        let Chosen { figures, metric, .. } = chosen;
        let (mut sum, mut notes, mut missing) = (Decimal::ZERO, Vec::new(), Vec::new());
        let mut empty = Vec::new();
        for (column, is_minus) in &slot.cells {
            let spot = Spot::of(self.reading.sheet, line, *column);
            match amount(&spot, &figures.metric, metric, how)? {
                Said::Empty => empty.push(spot.place()),
                Said::Missing(note) => add_once(&mut missing, &note),
                Said::Amount(amount, note) => {
                    let amount = if *is_minus { -amount } else { amount };
                    sum = sum.checked_add(amount).ok_or_else(|| faults::too_large(spot.place(), "the sum"))?;
                    note.into_iter().for_each(|note| add_once(&mut notes, &note));
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

    /// The period of an amount, and the day or period that is named; `None` for one to be left out, since it is of a
    /// later month.
    fn period(
        &self,
        chosen: &Chosen<'_>,
        line: &Line<'_>,
        slot: &Slot<'_>,
    ) -> Result<Option<(Period, Option<When>)>, Diagnostic> {
        let (reading, sheet, import) = (self.reading, self.reading.sheet, self.import);
        let Chosen { figures, metric, .. } = chosen;
        let of_heading = slot.across.and_then(|across| Some((across.when?, &across.place)));
        let column = |column: &Named| Spot::of(sheet, line, self.table.column(column));
        // Places are looked for where there is a fault: they cost more than to read what is there.
        let place = || match (of_heading, import.period.first()) {
            (Some((_, place)), _) => place.clone(),
            (None, Some(first)) => column(first).place(),
            (None, None) => sheet.row_place(&line.row),
        };
        let when = match (of_heading, import.period.as_slice()) {
            (Some((when, _)), _) => when,
            (None, []) => return Ok(Some((usual_period(reading, &figures.metric, metric, place)?, None))),
            (None, columns) => self.when(&columns.iter().map(column).collect::<Vec<_>>(), metric.grain)?,
        };
        let of = (figures.metric.as_str(), *metric);
        let period = period(when, &reading.data.catalog, of, !import.dates.is_empty(), place)?;
        if import.skips_later {
            let month = reading.month.ok_or_else(|| faults::period_is_asked_for(import.place.clone()))?;
            return Ok((period.last_month() <= month).then_some((period, Some(when))));
        }
        ended(reading, period, place).map(|period| Some((period, Some(when))))
    }

    /// The day or period that cells name. The same text is read once for all figures of a row, and for rows in order.
    fn when(&self, spots: &[Spot<'_>], grain: Grain) -> Result<When, Diagnostic> {
        let [Spot { content: Content::Text(text), .. }] = spots else {
            return when(self.reading, spots, grain, self.forms);
        };
        let mut last = self.last_when.borrow_mut();
        if let Some((known, of, found)) = &*last
            && (known == text, *of) == (true, grain)
        {
            return Ok(*found);
        }
        let found = when(self.reading, spots, grain, self.forms)?;
        *last = Some((text.to_string(), grain, found));
        Ok(found)
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
        (chosen, mark): (&Chosen<'a>, Option<Mark>),
        period: Period,
        cell: Cell,
        sum: &Sum<'_>,
    ) -> Result<Option<Claim>, Diagnostic> {
        let Chosen { figures, metric, .. } = chosen;
        let place = |part: &Part<'_>| match part.cells {
            [] => self.reading.sheet.row_place(&part.row),
            [(column, _), ..] => self.reading.sheet.place(&part.row, *column),
        };
        if let (Aggregate::One, Some(second)) = (figures.aggregate, &sum.second) {
            let (count, first) = (Some(sum.count), place(&sum.first));
            return Err(faults::figure_in_two_rows(place(second), &figures.metric, period, first, count));
        }
        if self.import.has_weeks {
            let missing = thursdays(period.first_month(), period.last_month());
            let missing = missing.into_iter().filter(|day| !sum.texts.contains(&day.to_string()));
            let missing: Vec<String> = missing.map(week).collect();
            if !missing.is_empty() {
                return Err(faults::weeks_missing(place(&sum.first), &figures.metric, period, &missing));
            }
        }
        let said = sum.said(figures.aggregate);
        let (value, note) = match said.ok_or_else(|| faults::too_large(place(&sum.last), "the sum"))? {
            Said::Amount(value, note) => (Some(value), note),
            Said::Missing(note) => (None, Some(note)),
            Said::Empty => return Ok(None),
        };
        if let Some(value) = value.filter(|value| metric.is_count() && !value.is_integer()) {
            let shown = value.to_string();
            return Err(faults::count_in_extract_is_not_whole(place(&sum.first), &figures.metric, &shown));
        }
        let line = self.reading.sheet.line(&sum.first.row);
        let ends = figures.interval.as_ref();
        let ends =
            ends.map(|ends| ends.each_ref().map(|end| Spot::of(self.reading.sheet, &line, self.table.column(end))));
        let of = (figures.metric.as_str(), *metric);
        let around = (value, &place(&sum.first));
        let interval = ends.map(|ends| interval(ends, of, around, &self.how(figures, mark))).transpose()?.flatten();
        let import = self.import;
        let stated = Stated { status: import.status, source: import.source.clone(), note, ..Stated::default() };
        Ok(Some(Claim {
            metric: figures.metric.clone(),
            period,
            cell,
            value,
            interval,
            format: metric.format,
            stated,
            marks: self.marks.clone(),
            origin: format!("from {}, {}", self.reading.origin, self.origin(figures.aggregate, sum)),
            place: place(&sum.first),
        }))
    }

    /// Where amounts stand: `Ark1!C14`, `row 14`, `sum of 3 rows from 2 to 6`, `sum of 3 cells from Ark1!C2 to C6`.
    fn origin(&self, how: Aggregate, sum: &Sum<'_>) -> String {
        let sheet = self.reading.sheet;
        let Sum { first, last, count, .. } = sum;
        let (from, to) = (first.row.number(), last.row.number());
        let cells = |part: &Part<'_>| match (&sheet.name, part.cells) {
            (Some(_), [(column, _), more @ ..]) => {
                let first = name_of(sheet, part.row, *column);
                more.iter().fold(first, |name, (column, is_minus)| {
                    let sign = if *is_minus { '-' } else { '+' };
                    format!("{name}{sign}{}{}", super::letters(*column), part.row.number())
                })
            }
            (Some(name), []) => format!("{name}!{}", part.row.number()),
            (None, [(column, _)]) if !self.table.across.is_empty() => {
                format!("{}, column {}", name_of(sheet, part.row, *column), column + 1)
            }
            (None, _) => name_of(sheet, part.row, 0),
        };
        if *count == 1 {
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

/// A day that a bound names: itself, or the first or last one of a period.
fn day_of(text: &str, is_end: bool) -> Option<Date> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let (first, last) = days_of(Period::read(text, 1).ok()?)?;
    Some(if is_end { last } else { first })
}

/// The week of a day, as ISO 8601 writes it.
fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The first and the last day of a period.
fn days_of(period: Period) -> Option<(Date, Date)> {
    let first = |month: Period| Date::new(month.year() as i16, month.number() as i8, 1).ok();
    Some((first(period.first_month())?, first(period.last_month())?.last_of_month()))
}
