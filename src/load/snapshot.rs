//! The YAML files of `data/` → Snapshots, and the checks that need all of them: what is stated twice,
//! revisions without a reason, periods that are too long ago. `interval` reads what stands beside an amount.

mod interval;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::{Fields, Measure, choice, date, fields, flag, map, measured, period, reason, text};
use super::unknown_metric;
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Kind, Metric};
use crate::model::settings::Settings;
use crate::model::snapshot::{Action, Cell, Due, Observation, RevisionKind, Snapshot, Status};

/// The most periods that a history has: 200 years of months.
const MOST_PERIODS: i32 = 2_400;

/// The keys of a snapshot, in the order in which they are written.
pub const SNAPSHOT_KEYS: &[&str] = &["period", "status", "observations"];

/// The keys of an observation, in the order in which they are written: of when, how much, what is said of it, and what
/// becomes of the figure before.
pub const OBSERVATION_KEYS: &[&str] = &[
    "period",
    "as_of",
    "value",
    "values",
    "low",
    "high",
    "status",
    "note",
    "action",
    "source",
    "withdrawn",
    "kind",
    "reason",
];

/// The keys of an action, in the order in which they are written.
pub const ACTION_KEYS: &[&str] = &["what", "who", "by"];

/// The month of each file, and what its observations are unless they say otherwise.
pub type Months = BTreeMap<Arc<str>, (Period, Status)>;

/// Reads every file; the files of one month become one snapshot. Also the month of each file that could be read, and
/// the status it states.
pub fn read_all(
    files: &[(Arc<str>, Arc<str>)],
    catalog: &Catalog,
    settings: &Settings,
    diags: &mut Diagnostics,
) -> (Vec<Snapshot>, Months) {
    let mut snapshots = BTreeMap::<Period, Snapshot>::new();
    let mut months = BTreeMap::new();
    for (file, source) in files {
        let Ok(part) = read(file, source, catalog, settings, diags) else { continue };
        months.insert(file.clone(), (part.period, part.status));
        let whole = snapshots.entry(part.period).or_insert_with(|| Snapshot::empty(part.period));
        whole.status = whole.status.max(part.status);
        whole.places.extend(part.places);
        whole.observations.extend(part.observations);
    }
    let snapshots: Vec<Snapshot> = snapshots.into_values().collect();
    for snapshot in &snapshots {
        check_stated_once(snapshot, diags);
    }
    check_revisions(&snapshots, diags);
    check_reach(&snapshots, diags);
    (snapshots, months)
}

/// One file of a snapshot.
fn read(
    file: &Arc<str>,
    source: &str,
    catalog: &Catalog,
    settings: &Settings,
    diags: &mut Diagnostics,
) -> Result<Snapshot, Stopped> {
    let node = yaml::read(file, source, 0, diags)?;
    let fields = fields(&node, "a snapshot", SNAPSHOT_KEYS, diags)?;
    let period_node = &fields.needed("period", "a snapshot", &node.place, diags)?.value;
    let month = period(period_node, catalog.year_start, diags)?;
    if month.grain() != Grain::Month {
        return Err(diags.stop(faults::snapshot_is_of_a_month(period_node.place.clone(), month)));
    }
    if let Some(named) = period_in_path(file).filter(|named| *named != month) {
        diags.add(faults::period_unlike_file(period_node.place.clone(), month, named));
    }
    let status = fields.read("status", diags, status).unwrap_or_default();
    let reader = Reader { catalog, settings, snapshot: month, status };
    let mut observations = Vec::new();
    let entries = fields.read("observations", diags, |node, diags| map(node, "the observations", diags));
    for entry in entries.unwrap_or_default() {
        match catalog.metrics.get_key_value(&entry.key) {
            Some((id, metric)) => observations.extend(reader.metric(id, metric, entry, diags)),
            None if catalog.may_be_unread(&entry.key) => {}
            None => {
                let is_defined = |key: &str| entry.value.entries().iter().any(|inner| inner.key == key);
                diags.add(match is_defined("type") {
                    true => faults::metric_in_a_snapshot(entry.key_place.clone(), &entry.key),
                    false => unknown_metric(entry.key_place.clone(), &entry.key, catalog),
                });
            }
        }
    }
    Ok(Snapshot { period: month, status, observations, places: vec![period_node.place.clone()] })
}

/// The month that the file's name, or its folder's, says it is of.
pub fn period_in_path(file: &str) -> Option<Period> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.rsplit('/').find_map(|name| Period::read(name, 1).ok())
}

pub fn status(node: &Node, diags: &mut Diagnostics) -> Result<Status, Stopped> {
    let statuses = Status::ALL.map(|status| (status.word(), status));
    choice(node, &statuses, diags)
}

/// What holds for a whole file.
struct Reader<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
    snapshot: Period,
    status: Status,
}

impl Reader<'_> {
    /// The observations of a metric: of one statement, or of a list of them. A statement with a fault is left out.
    fn metric(&self, id: &str, metric: &Metric, entry: &Entry, diags: &mut Diagnostics) -> Vec<Observation> {
        if !metric.may_be_recorded() {
            diags.add(faults::computed_is_not_recorded(entry.key_place.clone(), id));
            return Vec::new();
        }
        if metric.protection.is_some() {
            diags.keep_hidden(&entry.key_place);
            keep_hidden(&entry.value, diags);
        }
        let statements: Vec<(&Node, &Place)> = match &entry.value.value {
            Value::List(items) => items.iter().map(|item| (item, &item.place)).collect(),
            _ => vec![(&entry.value, &entry.key_place)],
        };
        if statements.is_empty() {
            diags.add(faults::observation_says_nothing(entry.key_place.clone(), id));
        }
        let observations = statements.into_iter().flat_map(|(node, at)| {
            let statement = Statement { file: self, id, metric, at, common: self.common(id, metric, node) };
            statement.observations(node, diags).unwrap_or_default()
        });
        observations.collect()
    }

    /// An observation that says nothing yet.
    fn common(&self, id: &str, metric: &Metric, node: &Node) -> Observation {
        Observation {
            metric: id.to_owned(),
            period: self.snapshot,
            cell: Cell::total(metric.by.len()),
            snapshot: self.snapshot,
            value: None,
            interval: None,
            status: self.status,
            as_of: None,
            note: None,
            source: None,
            withdrawn: false,
            reason: None,
            kind: None,
            action: None,
            about: Cell::total(metric.by.len()),
            place: node.place.clone(),
        }
    }
}

/// Keeps the lines of all amounts that are below `node`.
fn keep_hidden(node: &Node, diags: &mut Diagnostics) {
    diags.keep_hidden(&node.place);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| keep_hidden(item, diags)),
        Value::Map(entries) => entries.iter().for_each(|entry| keep_hidden(&entry.value, diags)),
        Value::Null | Value::Empty | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

/// What a file states of one metric and period: an amount, or a mapping with the amounts of a total and its parts.
struct Statement<'a> {
    file: &'a Reader<'a>,
    id: &'a str,
    metric: &'a Metric,
    /// Where it begins in a list, or else its key.
    at: &'a Place,
    /// What all its observations share.
    common: Observation,
}

impl Statement<'_> {
    fn observations(self, node: &Node, diags: &mut Diagnostics) -> Result<Vec<Observation>, Stopped> {
        match &node.value {
            Value::Map(_) => self.of_mapping(node, diags),
            _ => Ok(vec![self.of_amount(node, diags)?]),
        }
    }

    fn of_amount(self, node: &Node, diags: &mut Diagnostics) -> Result<Observation, Stopped> {
        let period = self.usual_period(diags)?;
        let value = self.value(node, diags)?;
        if value.is_none() {
            diags.add(faults::gap_without_note(node.place.clone(), self.id));
        }
        Ok(Observation { period, value, ..self.common })
    }

    fn of_mapping(mut self, node: &Node, diags: &mut Diagnostics) -> Result<Vec<Observation>, Stopped> {
        if let Some(member) = self.member_without_values(node) {
            return Err(diags.stop(faults::members_without_values(member.key_place.clone(), self.id, &member.key)));
        }
        let fields = fields(node, "an observation", OBSERVATION_KEYS, diags)?;
        self.read_common(&fields, diags)?;
        let (total, parts) = (fields.get("value"), fields.get("values"));
        if let Some(withdrawn) = fields.get("withdrawn").filter(|_| self.common.withdrawn) {
            if let Some(entry) = total.or(parts) {
                diags.add(faults::withdrawn_has_no_value(entry.key_place.clone(), self.id));
            } else if let Some(entry) = fields.get("low").or(fields.get("high")) {
                diags.add(faults::interval_without_value(entry.key_place.clone(), &entry.key, self.id));
            }
            return Ok(vec![Observation { place: withdrawn.key_place.clone(), ..self.common }]);
        }
        if total.is_none() && parts.is_none() {
            return Err(diags.stop(faults::observation_says_nothing(self.at.clone(), self.id)));
        }
        let faults = diags.errors().count();
        // A fault in one of them leaves the other as it is.
        let mut total = total.and_then(|entry| self.total(&entry.value, diags).ok());
        let mut parts = parts.and_then(|entry| self.parts(entry, diags).ok());
        // A note beside `value: null` says why there is no whole: it is none on parts that are there.
        if total.as_ref().is_some_and(|total| total.value.is_none()) {
            parts.iter_mut().flatten().filter(|part| part.value.is_some()).for_each(|part| part.note = None);
        }
        if let (Some(total), Some(parts)) = (&total, &parts) {
            self.check_total(total, parts, diags);
        }
        if diags.errors().count() == faults {
            self.add_intervals(&fields, total.iter_mut().chain(parts.iter_mut().flatten()).collect(), diags);
        }
        let mut all: Vec<Observation> = total.into_iter().chain(parts.into_iter().flatten()).collect();
        let about = all.iter().map(|one| one.cell.clone()).reduce(|one, other| one.common(&other));
        if let Some(about) = about {
            all.iter_mut().for_each(|one| one.about = about.clone());
        }
        Ok(all)
    }

    /// A member that stands where the keys of an observation belong, in one that has neither `value` nor `values`.
    fn member_without_values<'n>(&self, node: &'n Node) -> Option<&'n Entry> {
        let members = &self.file.catalog.dimensions.get(self.metric.by.first()?)?.members;
        let has_amounts = node.entries().iter().any(|entry| ["value", "values"].contains(&entry.key.as_str()));
        let is_member =
            |entry: &&Entry| members.contains_key(&entry.key) && !OBSERVATION_KEYS.contains(&entry.key.as_str());
        node.entries().iter().find(is_member).filter(|_| !has_amounts)
    }

    /// Reads what is said of all amounts. A fault, unless it is of the period, leaves the key out.
    fn read_common(&mut self, fields: &Fields<'_>, diags: &mut Diagnostics) -> Result<(), Stopped> {
        self.common.note = fields.read("note", diags, text);
        self.common.reason = fields.read("reason", diags, reason);
        self.common.source = fields.read("source", diags, text);
        self.common.period = match fields.get("period") {
            Some(entry) => self.period(&entry.value, diags)?,
            None => self.usual_period(diags)?,
        };
        self.common.status = fields.read("status", diags, status).unwrap_or(self.file.status);
        self.common.as_of = fields.read("as_of", diags, date);
        let sources = &self.file.settings.sources;
        if let (Some(source), Some(entry)) = (&self.common.source, fields.get("source"))
            && !sources.contains_key(source)
        {
            let known = sources.keys().map(String::as_str);
            diags.add(faults::unknown_source(entry.value.place.clone(), source, known));
        }
        let kinds = RevisionKind::ALL.map(|kind| (kind.word(), kind));
        self.common.kind = fields.read("kind", diags, |node, diags| choice(node, &kinds, diags));
        self.common.withdrawn = fields.read("withdrawn", diags, flag).unwrap_or(false);
        self.common.action = fields.read("action", diags, |node, diags| self.action(node, diags));
        Ok(())
    }

    /// What is done about a missed target. A fault of who or when leaves that out.
    fn action(&self, node: &Node, diags: &mut Diagnostics) -> Result<Action, Stopped> {
        let fields = fields(node, "an action", ACTION_KEYS, diags)?;
        let what = text(&fields.needed("what", "an action", &node.place, diags)?.value, diags)?;
        let by = fields.read("by", diags, |node, diags| self.due(node, diags));
        Ok(Action { what, who: fields.read("who", diags, text), by })
    }

    /// A day, or a period at whose end something is due.
    fn due(&self, node: &Node, diags: &mut Diagnostics) -> Result<Due, Stopped> {
        match &node.value {
            Value::Text(text) if text.len() == "2018-05-31".len() => date(node, diags).map(Due::Day),
            Value::Text(text) if !text.starts_with(|c: char| c.is_ascii_digit()) => {
                Err(diags.stop(faults::due_at_no_time(node.place.clone(), text)))
            }
            _ => period(node, self.file.catalog.year_start, diags).map(Due::Period),
        }
    }

    fn total(&self, node: &Node, diags: &mut Diagnostics) -> Result<Observation, Stopped> {
        let value = self.value(node, diags)?;
        if value.is_none() && self.common.note.is_none() {
            diags.add(faults::gap_without_note(node.place.clone(), self.id));
        }
        Ok(Observation { value, place: node.place.clone(), ..self.common.clone() })
    }

    fn parts(&self, entry: &Entry, diags: &mut Diagnostics) -> Result<Vec<Observation>, Stopped> {
        if self.metric.by.is_empty() {
            let instead = if entry.key == "values" { "value" } else { &entry.key };
            return Err(diags.stop(faults::metric_is_not_split(entry.key_place.clone(), self.id, instead)));
        }
        if matches!(&entry.value.value, Value::Map(members) if members.is_empty()) {
            return Err(diags.stop(faults::observation_says_nothing(entry.key_place.clone(), self.id)));
        }
        let mut parts = Vec::new();
        self.members(&entry.value, 0, &self.common.cell, &mut parts, diags);
        Ok(parts)
    }

    /// The amounts of the members, nested once for each dimension. `cell` names the members above `depth`.
    fn members(&self, node: &Node, depth: usize, cell: &Cell, into: &mut Vec<Observation>, diags: &mut Diagnostics) {
        let Some(name) = self.metric.by.get(depth) else { return };
        let Some(dimension) = self.file.catalog.dimensions.get(name) else { return };
        if matches!(node.value, Value::Empty) {
            diags.add(faults::not_filled_in(node.place.clone(), self.id));
            return;
        }
        for entry in map(node, "the values of its members", diags).unwrap_or_default() {
            if !dimension.members.contains_key(&entry.key) {
                let known = dimension.members.keys().map(String::as_str);
                diags.add(match dimension.labelled(&entry.key) {
                    Some(id) => faults::label_for_a_member(entry.key_place.clone(), &entry.key, name, id),
                    None => faults::unknown_member(entry.key_place.clone(), &entry.key, name, known),
                });
                continue;
            }
            let cell = cell.with(depth, &entry.key);
            if depth + 1 < self.metric.by.len() {
                self.members(&entry.value, depth + 1, &cell, into, diags);
            } else if let Ok(value) = self.value(&entry.value, diags) {
                into.push(Observation { cell, value, place: entry.value.place.clone(), ..self.common.clone() });
            }
        }
    }

    /// A total that is stated beside all its parts must be their sum.
    fn check_total(&self, total: &Observation, parts: &[Observation], diags: &mut Diagnostics) {
        let Some(stated) = total.value.filter(|_| self.metric.additive) else { return };
        let dimensions = self.metric.by.iter().filter_map(|name| self.file.catalog.dimensions.get(name));
        let cells: usize = dimensions.map(|dimension| dimension.members.len()).product();
        let known: Vec<Decimal> = parts.iter().filter_map(|part| part.value).collect();
        let is_whole = known.len() == parts.len() && known.len() == cells;
        let sum = known.iter().copied().try_fold(Decimal::ZERO, Decimal::checked_add);
        // Some parts alone say nothing, unless they are counts and come to more than the whole.
        let is_too_much = self.metric.is_count() && known.iter().all(|amount| *amount >= Decimal::ZERO);
        let is_wrong = sum.is_some_and(|sum| if is_whole { sum != stated } else { is_too_much && sum > stated });
        if is_wrong && !matches!(self.metric.kind, Kind::Ratio { .. }) {
            diags.add(faults::total_unlike_parts(total.place.clone(), self.id, stated, sum.unwrap_or_default()));
        }
    }

    /// An amount; `None` for `null`. An empty value is a fault: a month that is only begun must not be published with
    /// holes in it.
    fn value(&self, node: &Node, diags: &mut Diagnostics) -> Result<Option<Decimal>, Stopped> {
        match &node.value {
            Value::Null => Ok(None),
            Value::Empty => Err(diags.stop(faults::not_filled_in(node.place.clone(), self.id))),
            _ => {
                let Statement { id, metric, .. } = *self;
                let measure = Measure { id, format: metric.format, is_count: metric.is_count() };
                measured(node, &measure, diags).map(Some)
            }
        }
    }

    /// The period that is named, which must fit the metric and have ended. Of a yearly metric `2009-10` is a fiscal
    /// year, not a month.
    fn period(&self, node: &Node, diags: &mut Diagnostics) -> Result<Period, Stopped> {
        let (grain, year_start) = (self.metric.grain, self.file.catalog.year_start);
        let year = match &node.value {
            Value::Text(text) if grain == Grain::Year => Period::read_year(text, year_start).ok(),
            _ => None,
        };
        let period = year.map_or_else(|| period(node, year_start, diags), Ok)?;
        if period.grain() != grain {
            let latest = self.file.snapshot.latest_ended(grain, year_start);
            let place = node.place.clone();
            return Err(diags.stop(faults::period_of_another_grain(place, self.id, grain.word(), latest)));
        }
        if period.last_month() > self.file.snapshot {
            return Err(diags.stop(faults::period_has_not_ended(node.place.clone(), period, self.file.snapshot)));
        }
        Ok(period)
    }

    /// The period where none is named: the snapshot's month, or the quarter or year that ends with it.
    fn usual_period(&self, diags: &mut Diagnostics) -> Result<Period, Stopped> {
        let (month, grain, year_start) = (self.file.snapshot, self.metric.grain, self.file.catalog.year_start);
        let period = month.containing(grain, year_start);
        if period.last_month() == month {
            return Ok(period);
        }
        let latest = month.latest_ended(grain, year_start);
        Err(diags.stop(faults::period_must_be_named(self.at.clone(), grain.word(), latest)))
    }
}

fn check_stated_once(snapshot: &Snapshot, diags: &mut Diagnostics) {
    let mut first = BTreeMap::<(&str, Period, &Cell), &Observation>::new();
    for observation in &snapshot.observations {
        match first.entry((&observation.metric, observation.period, &observation.cell)) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(observation);
            }
            std::collections::btree_map::Entry::Occupied(entry) => {
                let (a, b) = (entry.get().place.clone(), observation.place.clone());
                let (earlier, later) = if a <= b { (a, b) } else { (b, a) };
                diags.add(faults::stated_twice(later, &observation.metric, observation.period, earlier));
            }
        }
    }
}

/// A new value in place of one that gave somebody away: there must be an old one, it must be another one, and a reason
/// tells the readers of the older reports why the old one is gone.
fn check_disclosure(observation: &Observation, before: Option<&Observation>, diags: &mut Diagnostics) {
    let Observation { metric, period, place, .. } = observation;
    match before.filter(|before| before.value.is_some()) {
        None => diags.add(faults::nothing_to_take_out(place.clone(), metric, *period)),
        Some(before) if before.value == observation.value => {
            diags.add(faults::taken_out_and_shown(place.clone(), metric, *period, before.place.clone()));
        }
        Some(before) if observation.reason.is_none() => {
            diags.add(faults::taken_out_without_reason(place.clone(), metric, *period, before.place.clone()));
        }
        Some(_) => {}
    }
}

/// A year is easily mistyped, and a history fills all periods between: refuses one that nobody could read. Only the
/// first such observation of a snapshot is reported.
fn check_reach(snapshots: &[Snapshot], diags: &mut Diagnostics) {
    let Some(newest) = snapshots.last() else { return };
    for snapshot in snapshots {
        let too_long_ago = |observation: &&Observation| {
            let period = observation.period;
            let reached = newest.period.plus(-MOST_PERIODS.saturating_mul(period.grain().months()));
            period.last_month() < reached
        };
        if let Some(Observation { place, period, .. }) = snapshot.observations.iter().find(too_long_ago) {
            diags.add(faults::too_long_ago(place.clone(), *period, newest.period, MOST_PERIODS));
        }
    }
}

/// A later snapshot that changes what an earlier one stated, or states again what was withdrawn, must say why.
fn check_revisions(snapshots: &[Snapshot], diags: &mut Diagnostics) {
    let mut known = BTreeMap::<(&str, Period, &Cell), &Observation>::new();
    let mut stated = BTreeSet::<(&str, Period)>::new();
    let mut withdrawn = BTreeMap::<(&str, Period), &Observation>::new();
    // The snapshots that state again what was withdrawn: of a breakdown, the first part tells of all.
    let mut returned = BTreeSet::<(&str, Period, Period)>::new();
    for observation in snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
        let Observation { metric, period, snapshot, cell, .. } = observation;
        let (id, of_all) = (metric.as_str(), (metric.as_str(), *period));
        let before = known.get(&(id, *period, cell)).copied().filter(|before| before.snapshot != *snapshot);
        let place = || observation.place.clone();
        let taken_back = withdrawn.get(&of_all).copied().filter(|withdrawn| {
            let stands = |stated: &&Observation| stated.value.is_some() && stated.snapshot > withdrawn.snapshot;
            withdrawn.snapshot < *snapshot && before.filter(stands).is_none()
        });
        let routine = observation.kind == Some(RevisionKind::Routine);
        if observation.kind == Some(RevisionKind::Disclosure) && !observation.withdrawn {
            check_disclosure(observation, before, diags);
        } else if observation.withdrawn {
            if !stated.contains(&of_all) {
                diags.add(faults::nothing_to_withdraw(place(), id, *period));
            } else if observation.reason.is_none() {
                diags.add(faults::withdrawn_without_reason(place(), id, *period));
            }
        } else if let Some(withdrawn) = taken_back {
            let is_return = observation.value.is_some() && observation.reason.is_none();
            if is_return && returned.insert((id, *period, *snapshot)) {
                diags.add(faults::return_without_reason(place(), id, *period, withdrawn.place.clone(), routine));
            }
        } else if let Some(before) = before.filter(|before| interval::is_another(before, observation))
            && observation.reason.is_none()
        {
            diags.add(faults::interval_without_reason(place(), id, *period, before.place.clone(), routine));
        } else if let Some(before) = before.filter(|before| before.value.is_some() && before.value != observation.value)
        {
            let (was, at) = (before.value.unwrap_or_default(), before.place.clone());
            if observation.value.is_none() {
                diags.add(faults::null_takes_back(place(), id, *period, at));
            } else if observation.reason.is_none() {
                diags.add(faults::revision_without_reason(place(), id, *period, was, at, routine));
            }
        }
        if observation.value.is_some() {
            stated.insert(of_all);
        }
        if observation.withdrawn {
            withdrawn.insert(of_all, observation);
        }
        known.insert((id, *period, cell), observation);
    }
}
