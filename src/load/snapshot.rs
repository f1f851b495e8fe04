//! The YAML files of `data/` → Snapshots, and the checks that need all of them: what is stated twice,
//! totals unlike their parts, revisions without a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::{Measure, choice, date, fields, flag, map, measured, period, text};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostics, faults};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Kind, Metric};
use crate::model::settings::Settings;
use crate::model::snapshot::{Cell, Observation, RevisionKind, Snapshot, Status};

/// A history has so many periods at most: 200 years of months.
const MOST_PERIODS: i32 = 2_400;

/// The keys of a snapshot, in the order in which they are written.
pub const SNAPSHOT_KEYS: &[&str] = &["period", "status", "observations"];

/// The keys of an observation, in the order in which they are written: of when, how much, what is said of it, and what
/// becomes of the figure before.
pub const OBSERVATION_KEYS: &[&str] =
    &["period", "as_of", "value", "values", "status", "note", "source", "withdrawn", "kind", "reason"];

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
        let Some(part) = read(file, source, catalog, settings, diags) else { continue };
        months.insert(file.clone(), (part.period, part.status));
        let whole = snapshots.entry(part.period).or_insert_with(|| Snapshot {
            period: part.period,
            status: Status::Final,
            observations: Vec::new(),
            places: Vec::new(),
        });
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
) -> Option<Snapshot> {
    let node = yaml::read(file, source, 0, diags)?;
    let fields = fields(&node, "a snapshot", SNAPSHOT_KEYS, diags)?;
    let Some(period_entry) = fields.get("period") else {
        diags.add(faults::missing_key(node.place, "period", "a snapshot"));
        return None;
    };
    let month = period(&period_entry.value, catalog.year_start, diags)?;
    if month.grain() != Grain::Month {
        diags.add(faults::snapshot_is_of_a_month(period_entry.value.place.clone(), month));
        return None;
    }
    if let Some(named) = period_in_path(file).filter(|named| *named != month) {
        diags.add(faults::period_unlike_file(period_entry.value.place.clone(), month, named));
    }
    let status = fields.get("status").and_then(|entry| status(&entry.value, diags)).unwrap_or_default();
    let mut observations = Vec::new();
    let reader = Reader { catalog, settings, snapshot: month, status };
    let entries = fields.get("observations").and_then(|entry| map(&entry.value, "the observations", diags));
    for entry in entries.unwrap_or_default() {
        match catalog.metrics.get_key_value(&entry.key) {
            Some((id, metric)) => reader.metric(id, metric, entry, &mut observations, diags),
            None if catalog.unread.contains(&entry.key) => {}
            None => diags.add(faults::unknown_metric(
                entry.key_place.clone(),
                &entry.key,
                catalog.metrics.keys().map(String::as_str),
            )),
        }
    }
    Some(Snapshot { period: month, status, observations, places: vec![period_entry.value.place.clone()] })
}

/// The month that the file's name, or its folder's, says it is of.
pub fn period_in_path(file: &str) -> Option<Period> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.rsplit('/').find_map(|name| Period::read(name, 1).ok())
}

pub fn status(node: &Node, diags: &mut Diagnostics) -> Option<Status> {
    let statuses = Status::ALL.map(|status| (status.word(), status));
    choice(node, &statuses, diags)
}

struct Reader<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
    snapshot: Period,
    status: Status,
}

impl Reader<'_> {
    fn metric(&self, id: &str, metric: &Metric, entry: &Entry, into: &mut Vec<Observation>, diags: &mut Diagnostics) {
        if !metric.may_be_recorded() {
            diags.add(faults::computed_is_not_recorded(entry.key_place.clone(), id));
            return;
        }
        match &entry.value.value {
            Value::List(items) if items.is_empty() => {
                diags.add(faults::observation_says_nothing(entry.key_place.clone(), id));
            }
            Value::List(items) => {
                for item in items {
                    self.observation(id, metric, item, &item.place, into, diags);
                }
            }
            _ => self.observation(id, metric, &entry.value, &entry.key_place, into, diags),
        }
    }

    /// One observation in its short form (an amount) or its long form (a mapping).
    fn observation(
        &self,
        id: &str,
        metric: &Metric,
        node: &Node,
        at: &Place,
        into: &mut Vec<Observation>,
        diags: &mut Diagnostics,
    ) {
        let total = Cell::total(metric.by.len());
        let mut common = Observation {
            metric: id.to_owned(),
            period: self.snapshot,
            cell: total.clone(),
            snapshot: self.snapshot,
            value: None,
            status: self.status,
            as_of: None,
            note: None,
            source: None,
            withdrawn: false,
            reason: None,
            kind: None,
            place: node.place.clone(),
        };
        let Value::Map(_) = &node.value else {
            let Some(period) = self.usual_period(metric, at, diags) else { return };
            if let Some(value) = value(id, metric, node, diags) {
                if value.is_none() {
                    diags.add(faults::gap_without_note(node.place.clone(), id));
                }
                into.push(Observation { period, value, ..common });
            }
            return;
        };
        let Some(fields) = fields(node, "an observation", OBSERVATION_KEYS, diags) else { return };
        let mut words = |key: &str| fields.get(key).and_then(|entry| text(&entry.value, diags));
        (common.note, common.reason, common.source) = (words("note"), words("reason"), words("source"));
        let period = match fields.get("period") {
            None => self.usual_period(metric, at, diags),
            Some(entry) => self
                .period(&entry.value, metric, diags)
                .filter(|period| self.fits(*period, metric, id, &entry.value.place, diags)),
        };
        let Some(period) = period else { return };
        common.period = period;
        if let Some(entry) = fields.get("status") {
            common.status = status(&entry.value, diags).unwrap_or(self.status);
        }
        common.as_of = fields.get("as_of").and_then(|entry| date(&entry.value, diags));
        if let Some(source) = &common.source
            && !self.settings.sources.contains_key(source)
            && let Some(entry) = fields.get("source")
        {
            let known = self.settings.sources.keys().map(String::as_str);
            diags.add(faults::unknown_source(entry.value.place.clone(), source, known));
        }
        if let Some(entry) = fields.get("kind") {
            common.kind = revision_kind(entry, diags);
        }
        common.withdrawn = fields.get("withdrawn").and_then(|entry| flag(&entry.value, diags)).unwrap_or(false);

        let (total_entry, parts_entry) = (fields.get("value"), fields.get("values"));
        if common.withdrawn {
            if let Some(entry) = fields.get("withdrawn") {
                common.place = entry.key_place.clone();
            }
            if let Some(entry) = total_entry.or(parts_entry) {
                diags.add(faults::withdrawn_has_no_value(entry.key_place.clone(), id));
            }
            into.push(common);
            return;
        }
        if total_entry.is_none() && parts_entry.is_none() {
            diags.add(faults::observation_says_nothing(at.clone(), id));
            return;
        }
        let mut stated = None;
        if let Some(entry) = total_entry
            && let Some(value) = value(id, metric, &entry.value, diags)
        {
            if value.is_none() && common.note.is_none() {
                diags.add(faults::gap_without_note(entry.value.place.clone(), id));
            }
            stated = value;
            into.push(Observation { value, place: entry.value.place.clone(), ..common.clone() });
        }
        if let Some(entry) = parts_entry {
            if metric.by.is_empty() {
                diags.add(faults::metric_is_not_split(entry.key_place.clone(), id));
                return;
            }
            if matches!(&entry.value.value, Value::Map(members) if members.is_empty()) {
                diags.add(faults::observation_says_nothing(entry.key_place.clone(), id));
                return;
            }
            let before = into.len();
            self.parts(id, metric, &entry.value, 0, &total, &common, into, diags);
            self.check_total(id, metric, stated.zip(total_entry), &into[before..], diags);
        }
    }

    /// The amounts of the members, nested once for each dimension.
    #[expect(clippy::too_many_arguments, reason = "a recursive walk: every argument is handed on as it is")]
    fn parts(
        &self,
        id: &str,
        metric: &Metric,
        node: &Node,
        depth: usize,
        cell: &Cell,
        common: &Observation,
        into: &mut Vec<Observation>,
        diags: &mut Diagnostics,
    ) {
        let Some(dimension) = metric.by.get(depth).and_then(|name| self.catalog.dimensions.get(name)) else { return };
        if matches!(node.value, Value::Empty) {
            diags.add(faults::not_filled_in(node.place.clone(), id));
            return;
        }
        for entry in map(node, "the values of its members", diags).unwrap_or_default() {
            if !dimension.members.contains_key(&entry.key) {
                let known = dimension.members.keys().map(String::as_str);
                diags.add(faults::unknown_member(entry.key_place.clone(), &entry.key, &metric.by[depth], known));
                continue;
            }
            let cell = cell.with(depth, &entry.key);
            if depth + 1 < metric.by.len() {
                self.parts(id, metric, &entry.value, depth + 1, &cell, common, into, diags);
            } else if let Some(value) = value(id, metric, &entry.value, diags) {
                into.push(Observation { cell, value, place: entry.value.place.clone(), ..common.clone() });
            }
        }
    }

    /// A total that is stated beside all its parts must be their sum.
    fn check_total(
        &self,
        id: &str,
        metric: &Metric,
        total: Option<(Decimal, &&Entry)>,
        parts: &[Observation],
        diags: &mut Diagnostics,
    ) {
        let Some((total, entry)) = total.filter(|_| metric.additive) else { return };
        let cells: usize = metric
            .by
            .iter()
            .filter_map(|name| self.catalog.dimensions.get(name))
            .map(|dimension| dimension.members.len())
            .product();
        let amounts: Option<Vec<Decimal>> = parts.iter().map(|part| part.value).collect();
        let is_whole = amounts.as_ref().is_some_and(|amounts| amounts.len() == cells);
        let known: Vec<Decimal> = parts.iter().filter_map(|part| part.value).collect();
        let sum = known.iter().copied().try_fold(Decimal::ZERO, Decimal::checked_add);
        // Some parts alone say nothing, unless they are counts and come to more than the whole.
        let is_too_much = metric.is_count() && known.iter().all(|amount| *amount >= Decimal::ZERO);
        let is_wrong = sum.is_some_and(|sum| if is_whole { sum != total } else { is_too_much && sum > total });
        if is_wrong && !matches!(metric.kind, Kind::Ratio { .. }) {
            diags.add(faults::total_unlike_parts(entry.value.place.clone(), id, total, sum.unwrap_or_default()));
        }
    }

    /// The period that an observation names. Of a yearly metric `2009-10` is a fiscal year, not a month.
    fn period(&self, node: &Node, metric: &Metric, diags: &mut Diagnostics) -> Option<Period> {
        let year_start = self.catalog.year_start;
        let year = match &node.value {
            Value::Text(text) if metric.grain == Grain::Year => Period::read_year(text, year_start).ok(),
            _ => None,
        };
        year.or_else(|| period(node, year_start, diags))
    }

    /// The period of an observation that names none: the snapshot's month, or the quarter or year
    /// that ends with it.
    fn usual_period(&self, metric: &Metric, at: &Place, diags: &mut Diagnostics) -> Option<Period> {
        let period = self.snapshot.containing(metric.grain, self.catalog.year_start);
        if period.last_month() == self.snapshot {
            return Some(period);
        }
        diags.add(faults::period_must_be_named(
            at.clone(),
            metric.grain.word(),
            self.snapshot.latest_ended(metric.grain, self.catalog.year_start),
        ));
        None
    }

    fn fits(&self, period: Period, metric: &Metric, id: &str, place: &Place, diags: &mut Diagnostics) -> bool {
        if period.grain() != metric.grain {
            diags.add(faults::period_of_another_grain(
                place.clone(),
                id,
                metric.grain.word(),
                self.snapshot.latest_ended(metric.grain, self.catalog.year_start),
            ));
            return false;
        }
        if period.last_month() > self.snapshot {
            diags.add(faults::period_has_not_ended(place.clone(), period, self.snapshot));
            return false;
        }
        true
    }
}

/// The amount of an observation: `Some(None)` for `null`, `None` after a fault. Nothing at all is one: a month that is only
/// begun must not be published with holes in it.
fn value(id: &str, metric: &Metric, node: &Node, diags: &mut Diagnostics) -> Option<Option<Decimal>> {
    match &node.value {
        Value::Null => return Some(None),
        Value::Empty => {
            diags.add(faults::not_filled_in(node.place.clone(), id));
            return None;
        }
        _ => {}
    }
    let measure = Measure { id, format: metric.format, is_count: metric.is_count() };
    measured(node, &measure, diags).map(Some)
}

fn revision_kind(entry: &Entry, diags: &mut Diagnostics) -> Option<RevisionKind> {
    let kinds = RevisionKind::ALL.map(|kind| (kind.word(), kind));
    choice(&entry.value, &kinds, diags)
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

/// A new value in place of one that gave somebody away: there must be an old one, it must be another one, and the readers
/// of the older reports are told why it is gone.
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

/// A year is easily mistyped, and a history fills all periods between: refuses one that nobody could read. Of each snapshot
/// the first is told.
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

/// A later snapshot that changes what an earlier one stated must say why.
fn check_revisions(snapshots: &[Snapshot], diags: &mut Diagnostics) {
    let mut known = BTreeMap::<(&str, Period, &Cell), &Observation>::new();
    let mut stated = BTreeSet::<(&str, Period)>::new();
    for observation in snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
        let key = (observation.metric.as_str(), observation.period, &observation.cell);
        let before = known.get(&key).filter(|before| before.snapshot != observation.snapshot);
        let id = &observation.metric;
        let place = || observation.place.clone();
        if observation.kind == Some(RevisionKind::Disclosure) && !observation.withdrawn {
            check_disclosure(observation, before.copied(), diags);
        } else if observation.withdrawn {
            if !stated.contains(&(id.as_str(), observation.period)) {
                diags.add(faults::nothing_to_withdraw(place(), id, observation.period));
            } else if observation.reason.is_none() {
                diags.add(faults::withdrawn_without_reason(place(), id, observation.period));
            }
        } else if let Some(before) = before.filter(|before| before.value.is_some() && before.value != observation.value)
        {
            if observation.value.is_none() {
                diags.add(faults::null_takes_back(place(), id, observation.period, before.place.clone()));
            } else if observation.reason.is_none() {
                let was = before.value.unwrap_or_default();
                let routine = observation.kind == Some(RevisionKind::Routine);
                diags.add(faults::revision_without_reason(
                    place(),
                    id,
                    observation.period,
                    was,
                    before.place.clone(),
                    routine,
                ));
            }
        }
        if observation.value.is_some() {
            stated.insert((id, observation.period));
        }
        known.insert(key, observation);
    }
}
