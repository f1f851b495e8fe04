//! Snapshots → what they leave out, and what moved without a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Finding, is_beyond_tolerance, moved};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::compute::{Book, Figure, Gap, Known, Verdict, Working};
use crate::diag::faults;
use crate::exhibit::table;
use crate::l10n::{self, wording};
use crate::load;
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric, Target};
use crate::model::content::Series;
use crate::model::language::Language;
use crate::model::snapshot::{Cell, Observation, Snapshot};

pub fn findings(inputs: &load::Site, book: &Book) -> Vec<Finding> {
    let mut findings = Vec::new();
    let statements = Statements::of(inputs);
    let stated = &statements.of_metric;
    for (id, metric) in inputs.catalog.metrics.iter().filter(|(_, metric)| metric.may_be_recorded()) {
        if let Some(stated) = stated.get(id.as_str()) {
            left_out(inputs, book, (id, metric), stated, &mut findings);
        }
    }
    // What corrects others alone leaves out everything: that is said once, where its month has a report.
    let alone = of_corrections_alone(inputs);
    findings.retain(|finding| alone.iter().all(|snapshot| Some(snapshot.period) != finding.period));
    findings.extend(alone.into_iter().filter_map(|snapshot| reported_alone(inputs, snapshot)));
    findings.extend(no_text(inputs));
    for (id, metric) in inputs.catalog.metrics.iter().filter(|(_, metric)| metric.tolerance.is_some()) {
        unexplained(inputs, book, (id, metric), &statements, &mut findings);
    }
    for (id, metric) in &inputs.catalog.metrics {
        if let Some(target) = &metric.target {
            missed(inputs, book, (id, metric, target), &statements, &mut findings);
        }
    }
    findings.extend(inputs.catalog.metrics.iter().filter_map(|(id, metric)| seasonal(inputs, book, id, metric)));
    for (id, metric) in inputs.catalog.metrics.iter().filter(|(_, metric)| metric.protection.is_some()) {
        wholes(inputs, id, metric, stated, &mut findings);
    }
    for (id, metric) in inputs.catalog.metrics.iter().filter(|(_, metric)| metric.additive && !metric.by.is_empty()) {
        if let Some(stated) = stated.get(id.as_str()) {
            counted_twice(inputs, id, metric, stated, &mut findings);
        }
    }
    findings
}

/// Finds a metric whose limits, of the whole or of a part, do not know the season that the values follow, as known in the
/// newest snapshot.
fn seasonal(inputs: &load::Site, book: &Book, id: &str, metric: &Metric) -> Option<Finding> {
    metric.spc.as_ref()?;
    let newest = inputs.snapshots.last()?.period;
    let known = book.known_in(newest);
    let of_parts = table::parts(known, id).into_iter().map(|cell| known.figure(id, &cell, newest));
    let misses = |figure: Arc<Figure>| known.limits_miss_season(&figure);
    std::iter::once(known.figure_shown(id, newest))
        .chain(of_parts)
        .any(misses)
        .then(|| Finding::new(faults::limits_without_season(metric.place.clone(), id), newest, id))
}

/// Finds the figures of a metric, the whole and the members that have a target of their own, that miss it without a word
/// on why, or on what is done about it: in every snapshot, since a comment that allows it holds for good.
fn missed(
    inputs: &load::Site,
    book: &Book,
    (id, metric, target): (&str, &Metric, &Target),
    statements: &Statements<'_>,
    findings: &mut Vec<Finding>,
) {
    let total = Cell::total(metric.by.len());
    let members = inputs.catalog.members(metric).into_iter();
    let own = members.filter(|(index, member)| metric.by.get(*index).is_some_and(|name| target.names(name, member)));
    let cells: Vec<Cell> =
        std::iter::once(total.clone()).chain(own.map(|(index, member)| total.with(index, member))).collect();
    for snapshot in &inputs.snapshots {
        let known = book.known_in(snapshot.period);
        for cell in &cells {
            let missed = periods_told(inputs, snapshot.period).into_iter().find_map(|report| {
                let figure = known.figure(id, cell, known.period_shown(id, report));
                let is_missed = known.judge(&figure).is_some_and(|judgement| judgement.verdict == Verdict::NotMet);
                Some((left_open(known, &figure).filter(|_| is_missed)?, figure))
            });
            let Some((open, figure)) = missed else { continue };
            let Some(stated) = statements.to_be_answered(known, &figure) else { continue };
            let members: Vec<&str> = cell.members().collect();
            let written = statements.answered(known, &figure, stated);
            let place = stated.place.clone();
            let fault = faults::missed_without_words(place, id, &members.join(", "), figure.period, &open, &written);
            findings.push(Finding::new(fault, snapshot.period, id));
        }
    }
}

/// The periods whose reports tell of a snapshot's month as their newest one: itself, and what is longer and ends with it.
/// Itself where no report does: what was missed then may be allowed all the same.
fn periods_told(inputs: &load::Site, month: Period) -> BTreeSet<Period> {
    let mut told = periods_reported(inputs, month);
    if told.is_empty() {
        told.insert(month);
    }
    told
}

/// The periods that end with a month and have a report.
pub fn periods_reported(inputs: &load::Site, month: Period) -> BTreeSet<Period> {
    let year_start = inputs.settings.fiscal_year_start;
    let longer = [Grain::Quarter, Grain::Year].map(|grain| month.containing(grain, year_start));
    let ending = std::iter::once(month).chain(longer.into_iter().filter(|period| period.last_month() == month));
    ending.filter(|period| inputs.series.iter().any(|series| series.text_of(*period).is_some())).collect()
}

/// What nobody says of a missed target: `why (…) and who does it (…)`. `None` where all is said.
fn left_open(known: Known<'_>, figure: &Figure) -> Option<String> {
    let actions = known.actions(figure);
    let open = [
        ("why (`note`)", known.reasons(figure).is_empty()),
        ("what is done about it (`action`)", actions.is_empty()),
        ("who does it (`who`)", actions.iter().any(|action| action.who.is_none())),
        ("by when (`by`)", actions.iter().any(|action| action.by.is_none())),
    ];
    let open: Vec<String> = open.iter().filter(|(_, is_open)| *is_open).map(|(what, _)| (*what).to_owned()).collect();
    (!open.is_empty()).then(|| l10n::list(&open, Language::OF_MESSAGES))
}

/// The observations of a metric: by snapshot, then by the period that they are of.
type Stated<'a> = BTreeMap<Period, BTreeMap<Period, Vec<&'a Observation>>>;

/// Everything that the snapshots state, so that nothing is looked for in all of them for each figure.
struct Statements<'i> {
    /// In the order of the snapshots and of their lines.
    all: Vec<&'i Observation>,
    /// Which of them stand at a place.
    at: BTreeMap<&'i Place, Vec<usize>>,
    of_metric: BTreeMap<&'i str, Stated<'i>>,
}

impl<'i> Statements<'i> {
    fn of(inputs: &'i load::Site) -> Statements<'i> {
        let mut statements = Statements { all: Vec::new(), at: BTreeMap::new(), of_metric: BTreeMap::new() };
        for snapshot in &inputs.snapshots {
            for observation in &snapshot.observations {
                statements.at.entry(&observation.place).or_default().push(statements.all.len());
                statements.all.push(observation);
                let by_snapshot = statements.of_metric.entry(&observation.metric).or_default();
                let by_period = by_snapshot.entry(snapshot.period).or_default();
                by_period.entry(observation.period).or_default().push(observation);
            }
        }
        statements
    }

    /// What a figure is made of, in the same order.
    fn behind(&self, figure: &Figure) -> impl DoubleEndedIterator<Item = &'i Observation> {
        let places = figure.observations().into_iter().map(|(place, _)| place);
        let indices: BTreeSet<usize> = places.filter_map(|place| self.at.get(place)).flatten().copied().collect();
        indices.into_iter().filter_map(|index| self.all.get(index).copied())
    }

    /// The observation beside which something is to be said of a figure: of several the one that speaks of it, then the
    /// last. Of a share, its part is looked at, which is why it is low.
    fn to_be_answered(&self, known: Known<'_>, figure: &Figure) -> Option<&'i Observation> {
        let looked_at = if let Working::Ratio(part, _) = &figure.working { part } else { figure };
        let about = self.behind(looked_at).rfind(|observation| known.is_about(figure, observation));
        about.or_else(|| self.behind(looked_at).next_back())
    }

    /// How the observation is written with what is to be said of `figure`, in a form that stands beside what is stated of
    /// other members.
    fn answered(&self, known: Known<'_>, figure: &Figure, stated: &Observation) -> String {
        let Observation { metric, period, snapshot, cell, value, about, .. } = stated;
        let when = if period == snapshot { String::new() } else { format!("period: {period}, ") };
        let amount = value.map_or_else(|| "…".to_owned(), wording::machine);
        let words = "note: …, action: { what: …, who: …, by: … }";
        let of_cell = match cell.members().collect::<Vec<_>>().as_slice() {
            [] => format!("value: {amount}"),
            [member] => format!("values: {{ {member}: {amount} }}"),
            [first, rest @ ..] => format!("values: {{ {first}: {{ {}: {amount} }} }}", rest.join(": { ")),
        };
        let of_all = if cell.is_total() { of_cell.clone() } else { "values: { … }".to_owned() };
        let is_alone = about == cell;
        let of_metric = self.of_metric.get(metric.as_str());
        let others = of_metric.and_then(|stated| stated.get(snapshot)).and_then(|stated| stated.get(period));
        let has_others = others.is_some_and(|others| others.len() > 1);
        match (known.is_about(figure, stated), is_alone) {
            (true, true) => format!("{metric}: {{ {when}{of_cell}, {words} }}"),
            (true, false) => format!("{metric}: {{ {when}{of_all}, {words} }}"),
            // It stands among other members, and needs an entry of its own.
            (false, false) if figure.cell.members().next().is_some() => {
                let of_figure = if figure.metric == *metric { of_part(&figure.cell, cell) } else { None };
                let of_figure = of_figure.unwrap_or(of_cell);
                format!("{metric}: [{{ {when}values: {{ … }} }}, {{ {when}{of_figure}, {words} }}]")
            }
            // Each member has an entry of its own, and the whole has none.
            _ if has_others => format!("{metric}: [{{ {when}value: …, {words} }}, …]"),
            _ => format!("{metric}: {{ {when}{of_all}, {words} }}"),
        }
    }
}

/// How the amounts of a part are written that is split further, `of` being one of them: an entry with all of them speaks
/// of the part. `None` where it is not split.
fn of_part(part: &Cell, of: &Cell) -> Option<String> {
    if part == of || part.0.len() != of.0.len() {
        return None;
    }
    let ids: Vec<&str> = part.0.iter().map(|member| member.as_deref().unwrap_or("…")).collect();
    Some(format!("values: {{ {}: …{}", ids.join(": { "), " }".repeat(ids.len())))
}

/// So many amounts are to be compared before one metric may be called a part of another.
const FEWEST_COMPARED: usize = 3;

/// Finds unprotected counts that a protected metric may be a part of: those of the same members and periods that are
/// never less.
fn wholes(
    inputs: &load::Site,
    id: &str,
    metric: &Metric,
    stated: &BTreeMap<&str, Stated<'_>>,
    findings: &mut Vec<Finding>,
) {
    let last = |id: &str| stated.get(id).map(last_stated).unwrap_or_default();
    let parts = last(id);
    let Some(snapshot) = inputs.snapshots.last().filter(|_| parts.len() >= FEWEST_COMPARED) else { return };
    for (other, whole) in &inputs.catalog.metrics {
        let is_same_type = std::mem::discriminant(&whole.kind) == std::mem::discriminant(&metric.kind);
        let is_alike = is_same_type && whole.is_count() && whole.protection.is_none() && whole.by == metric.by;
        let amounts = if is_alike { last(other) } else { BTreeMap::new() };
        let is_never_less =
            parts.iter().all(|(of, part)| amounts.get(of).is_some_and(|whole| part.value <= whole.value));
        if amounts.len() == parts.len() && is_never_less {
            let fault = faults::may_be_part(metric.place.clone(), id, other, whole.place.clone());
            findings.push(Finding::new(fault, snapshot.period, id));
        }
    }
}

/// Others are fewer than these, and one of them may well be as large as all the rest.
const FEWEST_OTHERS: usize = 2;

/// Finds members whose amount is that of all the others together, wherever it is stated.
fn counted_twice(inputs: &load::Site, id: &str, metric: &Metric, stated: &Stated<'_>, findings: &mut Vec<Finding>) {
    let amounts = last_stated(stated);
    let Some(snapshot) = inputs.snapshots.last() else { return };
    for (index, name) in metric.by.iter().enumerate() {
        // Those that differ by a member of this dimension alone.
        let mut alike: BTreeMap<(Period, Vec<Option<&str>>), Vec<&Observation>> = BTreeMap::new();
        for ((period, cell), observation) in &amounts {
            let rest = cell.0.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, member)| member.as_deref());
            if cell.0.get(index).is_some_and(Option::is_some) {
                alike.entry((*period, rest.collect())).or_default().push(observation);
            }
        }
        let members = inputs.catalog.dimensions.get(name).into_iter().flat_map(|dimension| dimension.members.keys());
        for member in members {
            let is_of = |observation: &&&Observation| {
                observation.cell.0.get(index).is_some_and(|of| of.as_ref() == Some(member))
            };
            let own = alike.values().filter_map(|all| Some((*all.iter().find(is_of)?, all)));
            let own: Vec<(&Observation, &Vec<&Observation>)> = own.collect();
            let is_sum = |(own, all): &(&Observation, &Vec<&Observation>)| {
                let others = all.iter().filter(|other| other.cell != own.cell).filter_map(|other| other.value);
                let sum = others.clone().try_fold(Decimal::ZERO, Decimal::checked_add);
                others.count() >= FEWEST_OTHERS && sum == own.value && sum.is_some_and(|sum| !sum.is_zero())
            };
            if own.len() >= FEWEST_COMPARED && own.iter().all(is_sum) {
                let place = own.last().map_or_else(|| metric.place.clone(), |(own, _)| own.place.clone());
                let fault = faults::counted_twice(place, id, member);
                findings.push(Finding::new(fault, snapshot.period, id));
            }
        }
    }
}

/// What was stated last of each amount of a metric that has one.
fn last_stated<'a>(stated: &Stated<'a>) -> BTreeMap<(Period, &'a Cell), &'a Observation> {
    let all = stated.values().flat_map(BTreeMap::values).flatten();
    all.filter(|stated| stated.value.is_some()).map(|stated| ((stated.period, &stated.cell), *stated)).collect()
}

/// How many of the last statements of a metric decide when the next one is due.
const REMEMBERED: usize = 3;

/// Finds a metric that earlier snapshots stated, in the first snapshot where its next period is due and missing.
///
/// A period is due as many months after its end as it took for the last few periods. What a later snapshot states after
/// all is not missing.
fn left_out(
    inputs: &load::Site,
    book: &Book,
    (id, metric): (&str, &Metric),
    stated: &Stated<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut ever = BTreeMap::<Period, BTreeSet<&Cell>>::new();
    for (period, observations) in stated.values().flatten() {
        ever.entry(*period).or_default().extend(observations.iter().map(|observation| &observation.cell));
    }
    let mut newest: Option<(Period, &[&Observation])> = None;
    let mut lags: Vec<i32> = Vec::new();
    let mut reported = None;
    for snapshot in &inputs.snapshots {
        let later = stated.get(&snapshot.period).and_then(|periods| periods.iter().next_back());
        if let Some((period, observations)) = later.filter(|(period, _)| newest.is_none_or(|(last, _)| **period > last))
        {
            if let Some(((_, before), ever)) = newest.zip(ever.get(period)) {
                members_left_out((inputs, metric), snapshot, observations, (before, ever), findings);
            }
            lags.push(snapshot.period.since(period.last_month()).unwrap_or(0));
            newest = Some((*period, observations));
            continue;
        }
        let Some((last, before)) = newest else { continue };
        let lag = lags.iter().rev().take(REMEMBERED).max().copied().unwrap_or(0);
        let due = snapshot.period.plus(-lag).latest_ended(metric.grain, inputs.catalog.year_start);
        if due <= last || reported == Some(last) {
            continue;
        }
        reported = Some(last);
        let figure = book.known_in(snapshot.period).figure(id, &Cell::total(metric.by.len()), due);
        let is_computed = matches!(metric.kind, Kind::Ratio { .. }) && figure.amount != Err(Gap::NotStated);
        if ever.contains_key(&due) || is_computed {
            continue;
        }
        let Some(place) = place_in(snapshot, before) else { continue };
        let stated = before.first().map_or_else(|| place.clone(), |observation| observation.place.clone());
        findings.push(Finding::new(faults::left_out(place, snapshot.period, id, "", due, stated), snapshot.period, id));
    }
}

/// Finds that there are snapshots, and no text makes a report of one. Whoever has published may have withdrawn it.
fn no_text(inputs: &load::Site) -> Option<Finding> {
    let has_none = |series: &Series| series.standing.is_none() && series.reports.is_empty();
    let is_bare = inputs.ledger.is_none() && inputs.series.iter().all(|series| has_none(series));
    let newest = inputs.snapshots.last().filter(|_| is_bare)?.period;
    Some(Finding { metric: None, ..Finding::new(faults::no_text_of_reports(), newest, "") })
}

/// The snapshots that state nothing that an earlier one has not stated.
fn of_corrections_alone(inputs: &load::Site) -> Vec<&Snapshot> {
    let mut stated = BTreeSet::new();
    let mut is_new = |observation: &Observation| {
        let Observation { metric, period, cell, .. } = observation;
        stated.insert((metric.clone(), *period, cell.clone()))
    };
    let mut alone = Vec::new();
    for snapshot in &inputs.snapshots {
        let new = snapshot.observations.iter().filter(|observation| is_new(observation)).count();
        if new == 0 && !snapshot.observations.is_empty() {
            alone.push(snapshot);
        }
    }
    alone
}

/// Finds that a standing text makes a report of the month of such a snapshot.
fn reported_alone(inputs: &load::Site, snapshot: &Snapshot) -> Option<Finding> {
    let month = snapshot.period;
    let mut reporting = inputs.series.iter().filter(|series| series.text_of(month).is_some());
    let is_reported = reporting.any(|series| series.own_text_of(month).is_none());
    let place = snapshot.places.first().filter(|_| is_reported)?.clone();
    Some(Finding { metric: None, ..Finding::new(faults::corrections_alone(place, month), month, "") })
}

/// Where the snapshot says its month: in its file of the same name as the file of the statements before, or in its
/// first one.
fn place_in(snapshot: &Snapshot, before: &[&Observation]) -> Option<Place> {
    let name = |file: &str| file.rsplit('/').next().unwrap_or(file).to_owned();
    let wanted = before.first().map(|observation| name(&observation.place.file));
    let same = snapshot.places.iter().find(|place| Some(name(&place.file)) == wanted);
    same.or(snapshot.places.first()).cloned()
}

/// Finds members that the statement before had, and that are missing in this one, which has others. One that has ended is not.
fn members_left_out(
    (inputs, metric): (&load::Site, &Metric),
    snapshot: &Snapshot,
    now: &[&Observation],
    (before, ever): (&[&Observation], &BTreeSet<&Cell>),
    findings: &mut Vec<Finding>,
) {
    let Some(stated) = now.iter().find(|observation| !observation.cell.is_total()) else { return };
    for missing in before.iter().filter(|other| !other.cell.is_total() && !ever.contains(&other.cell)) {
        let members: Vec<&str> = missing.cell.members().collect();
        // Parts along other dimensions than before are not left out one by one.
        let is_over = |(dimension, member): (&String, &Option<String>)| {
            let ended = inputs.catalog.dimensions.get(dimension).zip(member.as_ref());
            ended.is_some_and(|(dimension, member)| dimension.ended_before(member, stated.period).is_some())
        };
        if members.len() != stated.cell.members().count() || metric.by.iter().zip(&missing.cell.0).any(is_over) {
            continue;
        }
        let fault = faults::left_out(
            stated.place.clone(),
            snapshot.period,
            &stated.metric,
            &members.join(", "),
            stated.period,
            missing.place.clone(),
        );
        findings.push(Finding::new(fault, snapshot.period, &stated.metric));
    }
}

/// Finds a total that moved beyond the metric's tolerance when it first became known, if none of its observations has a
/// note.
fn unexplained(
    inputs: &load::Site,
    book: &Book,
    (id, metric): (&str, &Metric),
    statements: &Statements<'_>,
    findings: &mut Vec<Finding>,
) {
    let total = Cell::total(metric.by.len());
    let mut seen = BTreeSet::new();
    for snapshot in &inputs.snapshots {
        let known = book.known_in(snapshot.period);
        let period = known.period_shown(id, snapshot.period);
        let figure = known.figure(id, &total, period);
        if figure.amount.is_err() || !seen.insert(period) {
            continue;
        }
        let change = known.change(&figure, period.previous());
        let place = figure.observations().last().map(|(place, _)| (*place).clone());
        let (Some(tolerance), Some(place), Some(moved)) = (metric.tolerance, place, moved(metric, &change)) else {
            continue;
        };
        if is_beyond_tolerance(metric, &change) && !has_note(statements, &figure) {
            let tolerance = wording::size(metric, tolerance, Language::OF_MESSAGES);
            let fault = faults::change_without_note(place, id, period, &moved, &tolerance);
            findings.push(Finding::new(fault, snapshot.period, id));
        }
    }
}

fn has_note(statements: &Statements<'_>, figure: &Figure) -> bool {
    figure.note.is_some() || statements.behind(figure).any(|observation| observation.note.is_some())
}
