//! All observations of a site, and what of them was known when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::disclosure::{Doubt, HiddenFigures, Out, rounded};
use super::revisions::{ChangedLater, Changes};
use super::{Amount, Book, Figure, Gap, Known, Revision, Working};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Kind, Metric, OverTime, Protection, Since};
use crate::model::formula::Input;
use crate::model::ledger::Ledger;
use crate::model::snapshot::{Cell, Observation, RevisionKind, Snapshot};

impl Book {
    /// The book of all `snapshots`. `longest_report` says what totals over time are published, and must be protected
    /// with the figures that they sum.
    pub fn new(catalog: &Catalog, snapshots: &[Snapshot], longest_report: Grain) -> Book {
        Book::published(catalog, snapshots, longest_report, None)
    }

    /// The same of a site that was published: what readers have seen is not hidden in place of what they have not.
    pub fn published(
        catalog: &Catalog,
        snapshots: &[Snapshot],
        longest_report: Grain,
        ledger: Option<&Ledger>,
    ) -> Book {
        let mut stated: BTreeMap<String, BTreeMap<Period, BTreeMap<Cell, Vec<Observation>>>> = BTreeMap::new();
        let mut taken_out: BTreeMap<String, BTreeMap<Period, Vec<(Cell, Period)>>> = BTreeMap::new();
        for observation in snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
            if observation.kind == Some(RevisionKind::Disclosure) {
                let parts = taken_out.entry(observation.metric.clone()).or_default();
                let parts = parts.entry(observation.period).or_default();
                parts.push((observation.cell.clone(), observation.snapshot));
            }
            let periods = stated.entry(observation.metric.clone()).or_default();
            let cells = periods.entry(observation.period).or_default();
            cells.entry(observation.cell.clone()).or_default().push(observation.clone());
        }
        for list in stated.values_mut().flat_map(BTreeMap::values_mut).flat_map(BTreeMap::values_mut) {
            list.sort_by_key(|observation| observation.snapshot);
        }
        let hides = !taken_out.is_empty() || catalog.metrics.values().any(|metric| metric.protection.is_some());
        let catalog = catalog.clone();
        let (hidden, changes, hiding_lines) = (HiddenFigures::default(), Changes::default(), BTreeSet::new());
        let out = Out::of(&catalog, ledger);
        let mut book = Book { catalog, taken_out, stated, longest_report, out, hidden, hides, hiding_lines, changes };
        let hiding = book.stated.iter().filter(|(id, _)| book.may_hide(id)).map(|(_, periods)| periods);
        let hiding = hiding.flat_map(BTreeMap::values).flat_map(BTreeMap::values).flatten();
        book.hiding_lines = hiding.map(|stated| (stated.place.file.clone(), stated.place.line)).collect();
        book.hidden = HiddenFigures::of(&book);
        book.changes = Changes::of(&book);
        book
    }

    /// Every replacement and withdrawal on record, newest snapshot first, then in the catalog's order.
    pub fn changed_later(&self) -> &[ChangedLater] {
        self.changes.all()
    }

    /// Whether small counts of a metric may be hidden, or something of it was taken out; of a computed one, of anything
    /// that it is computed from.
    pub fn may_hide(&self, id: &str) -> bool {
        let Some(metric) = self.catalog.metrics.get(id).filter(|_| self.hides) else { return false };
        metric.protection.is_some()
            || self.taken_out.contains_key(id)
            || metric.inputs().into_iter().any(|input| input != id && self.may_hide(input))
    }

    /// Whether the line of a place states what may be hidden. Where in it something stands then depends on how many
    /// digits a hidden count has.
    pub fn may_hide_on_line(&self, place: &Place) -> bool {
        self.hiding_lines.contains(&(place.file.clone(), place.line))
    }

    /// Whether any figure may be hidden. Where none is, every figure is as it was computed.
    pub(super) fn hides(&self) -> bool {
        self.hides
    }

    pub(super) fn hidden_figures(&self) -> &HiddenFigures {
        &self.hidden
    }

    /// Hidden figures that an author should look at.
    pub fn doubts(&self) -> &[Doubt] {
        self.hidden.doubts()
    }

    /// The snapshots that took something out of older reports which `cell` has anything in common with.
    pub(super) fn taken_out(&self, metric: &str, cell: &Cell, period: Period) -> impl Iterator<Item = Period> {
        let parts = self.taken_out.get(metric).and_then(|periods| periods.get(&period)).into_iter().flatten();
        parts.filter(move |(part, _)| part.overlaps(cell)).map(|(_, snapshot)| *snapshot)
    }

    /// Whether the value of an observation gave somebody away, itself or by what it has in common with one that did: a
    /// total, beside its other parts, gives the one that is missing.
    pub(super) fn gave_away(&self, observation: &Observation) -> bool {
        let Observation { metric, cell, period, .. } = observation;
        self.taken_out(metric, cell, *period).any(|snapshot| observation.snapshot < snapshot)
    }

    /// What readers have seen.
    pub(super) fn out(&self) -> &Out {
        &self.out
    }

    pub(super) fn longest_report(&self) -> Grain {
        self.longest_report
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The book as known in `vintage`.
    pub fn known_in(&self, vintage: Period) -> Known<'_> {
        Known { book: self, vintage, seen: None, kept: None, rounded: None, bare: false }
    }

    /// What was stated of a metric in a period: by cell, each list by snapshot.
    pub(super) fn cells(&self, metric: &str, period: Period) -> Option<&BTreeMap<Cell, Vec<Observation>>> {
        self.stated.get(metric)?.get(&period)
    }

    /// What was stated of one cell, by snapshot. A withdrawal, which is stated for the metric as a whole, takes all its
    /// cells.
    pub(super) fn stated(&self, metric: &str, cell: &Cell, period: Period) -> Vec<&Observation> {
        let Some(cells) = self.cells(metric, period) else { return Vec::new() };
        let own = cells.get(cell).into_iter().flatten();
        let whole = (!cell.is_total()).then(|| cells.get(&Cell::total(cell.0.len()))).flatten().into_iter().flatten();
        let mut list: Vec<&Observation> = own.chain(whole.filter(|observation| observation.withdrawn)).collect();
        list.sort_by_key(|observation| observation.snapshot);
        list
    }

    /// Every observation of a metric: by period and cell, each list by snapshot.
    pub(super) fn observations<'b>(
        &'b self,
        metric: &str,
    ) -> impl Iterator<Item = (Period, &'b Cell, &'b [Observation])> + use<'b> {
        let periods = self.stated.get(metric).into_iter().flatten();
        periods.flat_map(|(period, cells)| cells.iter().map(|(cell, list)| (*period, cell, list.as_slice())))
    }
}

/// Something that is stated of a metric: in which period, of which part, and where first.
#[derive(Debug, Clone, Copy)]
pub struct StatedPart<'a> {
    pub period: Period,
    pub cell: &'a Cell,
    pub place: &'a Place,
}

impl<'a> Known<'a> {
    /// Of what snapshots up to the vintage state an amount of a metric itself, as far as it is within `whole` and of a
    /// period that was over with `last`; by period, then by part.
    pub fn stated_parts(self, id: &str, whole: &Cell, last: Period) -> Vec<StatedPart<'a>> {
        let part = |(period, cell, list): (Period, &'a Cell, &'a [Observation])| {
            let has_amount = |of: &&Observation| of.snapshot <= self.vintage && of.value.is_some();
            let first = list.iter().find(has_amount)?;
            let is_asked_for = period.last_month() <= last.last_month() && cell.is_within(whole);
            is_asked_for.then_some(StatedPart { period, cell, place: &first.place })
        };
        self.book.observations(id).filter_map(part).collect()
    }

    /// What is known with the newest snapshot.
    pub fn newest(self) -> Known<'a> {
        let all = self.book.stated.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values).flatten();
        let vintage = all.map(|observation| observation.snapshot).max().unwrap_or(self.vintage);
        Known { vintage, kept: None, ..self.unseen() }
    }

    /// Whether anything was stated of a figure in its period or an earlier one, or of what it is computed from.
    pub fn was_ever_counted(self, figure: &Figure) -> bool {
        let Some(metric) = self.metric(&figure.metric) else { return false };
        let last = figure.period.last_month();
        let is_of_it = |(period, cell, list): (Period, &Cell, &[Observation])| {
            let is_known = || list.iter().any(|observation| observation.snapshot <= self.vintage);
            period.last_month() <= last && cell.is_within(&figure.cell) && is_known()
        };
        let of_input = |input: Input| {
            let cell = self.matching_cell(figure, &input);
            self.was_ever_counted(&Figure::unknown(&input.metric, &cell, figure.period))
        };
        self.book.observations(&figure.metric).any(is_of_it)
            || metric.inputs_and_members().into_iter().filter(|input| input.metric != figure.metric).any(of_input)
    }

    /// What was stated last up to the vintage of a metric itself, within `whole` and in periods that were over between
    /// the ends of `first` and `last`: for what is said beside amounts. Who shows it asks whether the amount is hidden.
    pub fn last_stated(self, id: &str, whole: &Cell, [first, last]: [Period; 2]) -> Vec<&'a Observation> {
        let part = |(period, cell, list): (Period, &'a Cell, &'a [Observation])| {
            let ends = period.last_month();
            let is_asked_for = ends >= first.first_month() && ends <= last.last_month() && cell.is_within(whole);
            list.iter().filter(|_| is_asked_for).rfind(|of| of.snapshot <= self.vintage)
        };
        self.book.observations(id).filter_map(part).collect()
    }

    /// The amount that was stated, as readers may see it; `None` where there is none, and where it is hidden.
    pub fn shown_of(self, stated: &Observation) -> Option<Decimal> {
        match self.book.may_hide(&stated.metric) {
            true => self.unseen().figure(&stated.metric, &stated.cell, stated.period).value(),
            false => stated.value,
        }
    }

    /// What was stated of one cell up to the vintage, by snapshot.
    pub(super) fn stated(self, metric: &str, cell: &Cell, period: Period) -> Vec<&'a Observation> {
        let mut list = self.book.stated(metric, cell, period);
        list.retain(|observation| observation.snapshot <= self.vintage);
        list
    }

    /// Whether any snapshot up to the vintage says something of the metric in the period, itself or
    /// through what it is computed from.
    pub(super) fn is_stated(self, metric: &str, period: Period) -> bool {
        let own = self.book.cells(metric, period);
        let own =
            own.is_some_and(|cells| cells.values().flatten().any(|observation| observation.snapshot <= self.vintage));
        own || self.metric(metric).is_some_and(|definition| {
            definition.inputs().into_iter().any(|input| input != metric && self.is_stated(input, period))
        })
    }

    /// The snapshots up to the vintage that say something which the metric's figure in the period rests on.
    pub fn stated_in(self, id: &str, period: Period) -> BTreeSet<Period> {
        let mut found = BTreeSet::new();
        let Some(metric) = self.metric(id) else { return found };
        let cells = self.book.cells(id, period);
        found.extend(cells.into_iter().flat_map(BTreeMap::values).flatten().map(|observation| observation.snapshot));
        // A running total rests on all periods before it; `previous` reaches one back.
        let reach = match &metric.kind {
            Kind::Cumulative { of, .. } => self.first_period(of).and_then(|first| period.since(first)).unwrap_or(0),
            Kind::Derived(_) => 1,
            Kind::Stock | Kind::Flow | Kind::Ratio { .. } => 0,
        };
        for input in metric.inputs() {
            for back in 0..=reach {
                found.extend(self.stated_in(input, period.plus(-back)));
            }
        }
        found.retain(|snapshot| *snapshot <= self.vintage);
        found
    }

    /// The first period of the metric's history: the first that is stated, or from which all that it is
    /// computed from is. `None` when nothing is.
    pub fn first_period(self, metric: &str) -> Option<Period> {
        let mut periods = self.book.stated.get(metric).into_iter().flatten();
        let own = periods
            .find(|(_, cells)| cells.values().flatten().any(|observation| observation.snapshot <= self.vintage))
            .map(|(period, _)| *period);
        let inputs: Option<Vec<Period>> =
            self.metric(metric)?.inputs().into_iter().map(|input| self.first_period(input)).collect();
        let computed = inputs.and_then(|firsts| firsts.into_iter().max());
        own.into_iter().chain(computed).min()
    }

    /// The figure of a metric, or of the part that `cell` names, in one period.
    pub fn figure(self, id: &str, cell: &Cell, period: Period) -> Arc<Figure> {
        self.note(id, cell, period);
        if let Some(made) = self.kept.and_then(|kept| kept.get(id, cell, period)) {
            return made;
        }
        let known = self.unseen();
        let mut figure = known.true_figure(id, cell, period);
        known.hide_protected(&mut figure);
        if figure.revision.is_none() && figure.amount.is_ok() {
            figure.revision = self.book.changes.followed(self.vintage, id, cell, period);
        }
        let figure = Arc::new(figure);
        if let Some(kept) = self.kept {
            kept.keep(&figure);
        }
        figure
    }

    /// The figure with its true amount, which only a sum of the same metric may use. Never leaves `compute`.
    pub(super) fn true_figure(self, id: &str, cell: &Cell, period: Period) -> Figure {
        let mut figure = Figure::unknown(id, cell, period);
        let Some(metric) = self.metric(id) else { return figure };
        if matches!(metric.kind, Kind::Cumulative { since: Since::Year, .. }) {
            figure.runs_in = Some(period.containing(Grain::Year, self.catalog().year_start));
        }
        if period.grain() > metric.grain {
            self.roll_up(&mut figure, metric);
            return figure;
        }
        let stated = self.stated(id, cell, period);
        let parts_are_newer = stated.last().is_some_and(|last| self.parts_stated_after(id, metric, cell, period, last));
        match stated.last() {
            Some(last) if !parts_are_newer => self.take_stated(&mut figure, &stated, last),
            _ => match &metric.kind {
                Kind::Stock | Kind::Flow => self.sum_parts(&mut figure, metric),
                Kind::Ratio { numerator, denominator } => self.divide(&mut figure, numerator, denominator),
                Kind::Derived(formula) => self.evaluate(&mut figure, formula),
                Kind::Cumulative { of, since } => self.running_total(&mut figure, of, *since),
            },
        }
        self.say_before_first(&mut figure);
        figure
    }

    /// Tells a gap within the history from the time before it.
    pub(super) fn say_before_first(self, figure: &mut Figure) {
        if figure.amount.is_err() && self.first_period(&figure.metric).is_none_or(|first| first > figure.period) {
            figure.amount = Err(Gap::BeforeFirst);
        }
    }

    fn take_stated(self, figure: &mut Figure, stated: &[&Observation], last: &Observation) {
        let shown: Vec<&Observation> =
            stated.iter().copied().filter(|observation| !self.book.gave_away(observation)).collect();
        figure.amount = match (last.value, last.withdrawn) {
            (Some(value), _) => Ok(value),
            (None, true) => Err(Gap::Withdrawn { was: shown.iter().rev().find_map(|observation| observation.value) }),
            (None, false) => Err(Gap::Missing),
        };
        if figure.amount.is_ok() {
            figure.interval = last.interval;
            let first = shown.iter().find(|observation| observation.value.is_some()).and_then(|first| first.interval);
            figure.first_interval = first.filter(|first| last.interval != Some(*first));
        }
        figure.status = last.status;
        figure.as_of = last.as_of;
        figure.note = last.note.clone().or_else(|| last.reason.clone().filter(|_| last.withdrawn));
        figure.source.clone_from(&last.source);
        let protection = self.metric(&figure.metric).and_then(|metric| metric.protection);
        figure.revision = revision(&shown, protection);
        figure.working = Working::Stated { place: last.place.clone(), snapshot: last.snapshot };
    }

    /// Whether a part of `cell` was stated in a later snapshot than `last`, so that the sum is the newer knowledge. Where
    /// all was withdrawn, a part that comes back leaves its total as if nothing had been stated of it.
    fn parts_stated_after(self, id: &str, metric: &Metric, cell: &Cell, period: Period, last: &Observation) -> bool {
        let is_summed = metric.additive && matches!(metric.kind, Kind::Stock | Kind::Flow);
        if !cell.0.contains(&None) || !(is_summed || last.withdrawn) {
            return false;
        }
        let cells = self.book.cells(id, period);
        cells.into_iter().flatten().filter(|(part, _)| *part != cell && part.is_within(cell)).any(|(_, list)| {
            list.iter().any(|observation| {
                observation.snapshot <= self.vintage && observation.snapshot > last.snapshot && !observation.withdrawn
            })
        })
    }

    /// The total over the first dimension that `cell` leaves open; missing if any member is that has not ended by then.
    fn sum_parts(self, figure: &mut Figure, metric: &Metric) {
        let open = figure.cell.0.iter().position(Option::is_none);
        let dimension = open.and_then(|index| self.catalog().dimensions.get(metric.by.get(index)?));
        let (Some(index), Some(dimension)) = (open, dimension) else { return };
        let extreme = matches!(metric.over_time, OverTime::Min | OverTime::Max);
        if !(metric.additive || extreme) || !self.is_stated(&figure.metric, figure.period) {
            return;
        }
        let part = |member: &String| self.true_figure(&figure.metric, &figure.cell.with(index, member), figure.period);
        let parts: Vec<Arc<Figure>> =
            dimension.counted_in(figure.period).map(|member| Arc::new(part(member))).collect();
        if parts.is_empty() {
            return;
        }
        figure.amount = sum(&parts);
        if !metric.additive && figure.amount.is_ok() {
            self.take_extreme(figure, parts, metric.over_time);
            return;
        }
        inherit(figure, parts.iter().map(Arc::as_ref));
        figure.working = Working::Sum(parts);
    }

    /// Whether a member of the figure's part had ended by its period.
    pub fn has_ended(self, figure: &Figure) -> bool {
        let by = self.metric(&figure.metric).map_or(&[][..], |metric| metric.by.as_slice());
        by.iter().zip(&figure.cell.0).any(|(name, member)| {
            let of = self.catalog().dimensions.get(name).zip(member.as_ref());
            of.is_some_and(|(dimension, member)| dimension.ended_before(member, figure.period).is_some())
        })
    }

    /// A ratio computed from its parts, also where one is stated. `None` for any other metric.
    pub fn from_parts(self, figure: &Figure) -> Option<Figure> {
        let Kind::Ratio { numerator, denominator } = &self.metric(&figure.metric)?.kind else { return None };
        let mut computed = Figure::unknown(&figure.metric, &figure.cell, figure.period);
        self.divide(&mut computed, numerator, denominator);
        Some(computed)
    }

    pub(super) fn divide(self, figure: &mut Figure, numerator: &Input, denominator: &Input) {
        let numerator = self.input(figure, numerator);
        let denominator = self.input(figure, denominator);
        if matches!(numerator.amount, Err(Gap::NotStated | Gap::BeforeFirst))
            && matches!(denominator.amount, Err(Gap::NotStated | Gap::BeforeFirst))
        {
            return;
        }
        figure.amount = input_amount(&numerator).and_then(|above| {
            let below = input_amount(&denominator)?;
            if below.is_zero() {
                return Err(Gap::DivisionByZero);
            }
            above.checked_div(below).ok_or(Gap::TooLarge)
        });
        inherit(figure, [&*numerator, &*denominator].into_iter());
        figure.working = Working::Ratio(numerator, denominator);
    }

    /// The figure of another metric in the same period, for the same members as far as it is split by them.
    pub(super) fn input(self, figure: &Figure, input: &Input) -> Arc<Figure> {
        self.figure(&input.metric, &self.matching_cell(figure, input), figure.period)
    }

    /// The part of an input that belongs to a figure: the members that the input chooses, otherwise the figure's.
    pub(super) fn matching_cell(self, figure: &Figure, input: &Input) -> Cell {
        let names = |id: &str| self.metric(id).map_or(&[][..], |metric| metric.by.as_slice());
        let own = names(&figure.metric);
        let of_figure =
            |name: &String| figure.cell.0.get(own.iter().position(|other| other == name)?).cloned().flatten();
        let chosen = |name: &String| input.members.iter().find(|(other, _)| other == name).map(|(_, id)| id.clone());
        Cell(names(&input.metric).iter().map(|name| chosen(name).or_else(|| of_figure(name))).collect())
    }
}

fn sum(parts: &[Arc<Figure>]) -> Amount {
    let missing: Vec<Cell> = parts.iter().filter(|part| part.amount.is_err()).map(|part| part.cell.clone()).collect();
    if parts.iter().any(|part| part.is_withdrawn()) && missing.len() == parts.len() {
        return Err(Gap::Withdrawn { was: None });
    }
    if !missing.is_empty() {
        return Err(Gap::Parts(missing));
    }
    let amounts = parts.iter().filter_map(|part| part.amount.as_ref().ok());
    amounts.copied().try_fold(Decimal::ZERO, Decimal::checked_add).ok_or(Gap::TooLarge)
}

/// The amount of an input, or the gap it leaves in what is computed from it.
pub(super) fn input_amount(input: &Figure) -> Amount {
    input.amount.clone().map_err(|gap| match gap {
        // The first missing input is named, not the chain of definitions between.
        Gap::Input { .. } => gap,
        // What is computed from a hidden figure is hidden.
        Gap::Suppressed => gap,
        _ => Gap::Input { metric: input.metric.clone(), period: input.period, gap: Box::new(gap) },
    })
}

/// What a computed figure has from those it is computed from.
pub(super) fn inherit<'f>(figure: &mut Figure, inputs: impl Iterator<Item = &'f Figure> + Clone) {
    figure.status = inputs.clone().map(|input| input.status).max().unwrap_or_default();
    let days: BTreeSet<_> = inputs.clone().map(|input| input.as_of).collect();
    figure.as_of = if days.len() == 1 { days.into_iter().next().flatten() } else { None };
    let notes: BTreeSet<_> = inputs.map(|input| input.note.as_ref()).collect();
    figure.note = if notes.len() == 1 { notes.into_iter().next().flatten().cloned() } else { None };
}

/// What the last of `stated` replaced, if it replaced another value: of rounded counts, if readers can see that it did.
fn revision(stated: &[&Observation], protection: Option<Protection>) -> Option<Revision> {
    if stated.len() < 2 {
        return None;
    }
    let value = |observation: &Observation| match protection {
        Some(Protection::RoundTo5) => rounded(observation.value?).ok(),
        Some(Protection::Below(_)) | None => observation.value,
    };
    let values: Vec<(&Observation, Decimal)> =
        stated.iter().filter_map(|observation| Some((*observation, value(observation)?))).collect();
    let (_, first) = values.first()?;
    // A confirmation repeats the value; the revision is the last statement that changed it.
    let mut pairs = values.iter().zip(values.iter().skip(1));
    let ((_, was), (by, _)) = pairs.rfind(|((_, was), (_, is))| was != is)?;
    Some(Revision { first: *first, was: *was, snapshot: by.snapshot, reason: by.reason.clone(), kind: by.kind })
}
