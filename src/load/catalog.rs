//! data/metrics.yaml → Catalog. What can be judged only with the whole of it is in `check`.

mod check;

use std::sync::Arc;

use indexmap::IndexMap;

pub use check::check;

use super::fields::{
    Fields, GRAINS, LANGUAGE_KEYS, Measure, choice, fields, flag, formula, input, map, names, period, period_of,
    reasons, text, whole, words,
};
use super::target;
use crate::base::address;
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults, nearest};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::Text;
use crate::model::catalog::{
    Better, Catalog, Dimension, Ended, Event, Format, Kind, Lasting, Metric, OPEN, OverTime, Protection, Renamed,
    Since, Spc, is_count, is_temperature,
};
use crate::model::formula::Input;
use crate::model::language::Language;

pub const CATALOG_KEYS: &[&str] = &["dimensions", "metrics", "events", "retired"];
pub const DIMENSION_KEYS: &[&str] = &["label", "members", "changed", "renamed", "ended"];
/// What of a metric may be changed with a reason after reports were published with it.
pub const CHANGED_KEYS: &[&str] = &[
    "label",
    "unit",
    "target",
    "better",
    "type",
    "spc",
    "format",
    "forecast",
    "source",
    "note",
    "action",
    "as_of",
    "relative",
    "over_time",
    "description",
    "round_to",
    "suppress_below",
    "earlier",
];
pub const EVENT_KEYS: &[&str] = &["text", "to", "metrics"];
pub const FORECAST_KEYS: &[&str] = &["window"];
pub const LIMIT_KEYS: &[&str] = &["rebase", "baseline", "screen"];
pub const METRIC_KEYS: &[&str] = &[
    "label",
    "type",
    "unit",
    "format",
    "decimals",
    "grain",
    "over_time",
    "relative",
    "description",
    "note",
    "source",
    "by",
    "additive",
    "better",
    "target",
    "tolerance",
    "numerator",
    "denominator",
    "formula",
    "of",
    "since",
    "suppress_below",
    "round_to",
    "spc",
    "forecast",
    "changed",
];

/// Periods that the line of a forecast runs through at most, unless the author says otherwise.
const USUAL_WINDOW: usize = 36;

/// Names that the narrative gives another meaning.
pub const TAKEN: &[&str] = &[
    "period", "previous", "year_ago", "quarter", "year", "report", "site", "ref", "true", "false", "none", "and", "or",
    "not", "in", "is", "loop",
];

/// The definitions in a file that cannot be read.
pub fn unread(year_start: i32) -> Catalog {
    Catalog { year_start, is_unread: true, ..Catalog::default() }
}

/// That no metric is called `name`; a label is told from a slip of the pen.
pub fn unknown_metric(place: Place, name: &str, catalog: &Catalog) -> Diagnostic {
    match catalog.labelled(name) {
        Some(id) => faults::label_for_a_metric(place, name, id),
        None => faults::unknown_metric(place, name, catalog.metrics.keys().map(String::as_str)),
    }
}

/// Reads the definitions. A metric or dimension with a fault is left out, and so is a metric that is split by such a
/// dimension; the names are kept in `unread`.
pub fn read(file: &Arc<str>, source: &str, year_start: i32, diags: &mut Diagnostics) -> Catalog {
    let mut catalog = unread(year_start);
    let Ok(node) = yaml::read(file, source, 0, diags) else { return catalog };
    let Ok(top) = fields(&node, "the catalog", CATALOG_KEYS, diags) else { return catalog };
    let events = top.read("events", diags, |node, diags| map(node, "the events", diags));
    for entry in events.unwrap_or_default() {
        catalog.events.extend(event(entry, year_start, diags));
    }
    catalog.events.sort_by_key(|event| event.period);
    let retired = top.read("retired", diags, |node, diags| map(node, "the metrics that are gone", diags));
    for entry in retired.unwrap_or_default() {
        if let (Ok(id), Ok(reason)) = (id(entry, diags), reasons(&entry.value, diags)) {
            catalog.retired.insert(id, reason);
        }
    }
    let dimensions = top.read("dimensions", diags, |node, diags| map(node, "the dimensions", diags));
    for entry in dimensions.unwrap_or_default() {
        if let Ok(id) = id(entry, diags)
            && let Ok(dimension) = dimension(entry, year_start, diags)
        {
            catalog.dimensions.insert(id, dimension);
        } else {
            catalog.unread.insert(entry.key.clone());
        }
    }
    let Ok(metrics) = top.needed("metrics", "the catalog", &node.place, diags) else { return catalog };
    for entry in map(&metrics.value, "the metrics", diags).unwrap_or_default() {
        if catalog.dimensions.contains_key(&entry.key) {
            diags.add(faults::dimension_is_metric(entry.key_place.clone(), &entry.key));
        }
        let is_split_by_unread = |metric: &Metric| metric.by.iter().any(|name| catalog.unread.contains(name));
        if let Ok(id) = id(entry, diags)
            && let Ok(metric) = metric(entry, year_start, diags)
            && !is_split_by_unread(&metric)
        {
            catalog.metrics.insert(id, metric);
        } else {
            catalog.unread.insert(entry.key.clone());
        }
    }
    catalog.is_unread = catalog.metrics.is_empty() && catalog.unread.is_empty();
    if catalog.is_unread && !diags.has_errors() {
        diags.add(faults::no_metrics(metrics.key_place.clone()));
    }
    settle_grains_and_dimensions(&mut catalog);
    settle_overlaps(&mut catalog);
    catalog
}

/// The key of `entry`, which must be an id, `[a-z][a-z0-9_]*`, and neither a word of the narrative nor a name that no
/// file can have on Windows, for pages are called by it.
fn id(entry: &Entry, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let id = &entry.key;
    let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && id.len() <= 60;
    if !well_formed {
        return Err(diags.stop(faults::no_id(entry.key_place.clone(), id)));
    }
    if TAKEN.contains(&id.as_str()) {
        return Err(diags.stop(faults::taken_id(entry.key_place.clone(), id)));
    }
    if address::is_device(id) {
        return Err(diags.stop(faults::id_of_a_device(entry.key_place.clone(), id)));
    }
    Ok(id.clone())
}

fn dimension(entry: &Entry, year_start: i32, diags: &mut Diagnostics) -> Result<Dimension, Stopped> {
    let fields = fields(&entry.value, "a dimension", DIMENSION_KEYS, diags)?;
    let label = fields.read("label", diags, words);
    let members = fields.needed("members", "a dimension", &entry.key_place, diags)?;
    let mut labels: IndexMap<String, Text> = IndexMap::new();
    for member in map(&members.value, "the members", diags)? {
        let Ok(id) = id(member, diags) else { continue };
        // A member without a label is called by its id.
        let label = match member.value.value {
            Value::Null | Value::Empty => Ok(Text::same(id.clone())),
            _ => words(&member.value, diags),
        };
        let Ok(label) = label else { continue };
        let is_alike =
            |(_, other): &(&String, &Text)| Language::ALL.iter().any(|tag| other.get(*tag) == label.get(*tag));
        if let Some((other, _)) = labels.iter().find(is_alike) {
            diags.add(faults::members_of_one_name(member.key_place.clone(), &id, other));
        }
        labels.insert(id, label);
    }
    if labels.is_empty() {
        return Err(diags.stop(faults::no_members(members.key_place.clone(), &entry.key)));
    }
    let renamed = fields.read("renamed", diags, |node, diags| renamed(node, &entry.key, &labels, diags));
    let ended = fields.read("ended", diags, |node, diags| ended(node, &entry.key, &labels, year_start, diags));
    Ok(Dimension {
        label: label.unwrap_or_else(|| Text::same(entry.key.clone())),
        members: labels,
        changed: fields.read("changed", diags, reasons),
        renamed: renamed.unwrap_or_default(),
        ended: ended.unwrap_or_default(),
    })
}

/// `ended: { s: 2018-02 }`: the last period of members that are counted no longer.
fn ended(
    node: &Node,
    dimension: &str,
    members: &IndexMap<String, Text>,
    year_start: i32,
    diags: &mut Diagnostics,
) -> Result<IndexMap<String, Ended>, Stopped> {
    let mut ended = IndexMap::new();
    for entry in map(node, "the members that have ended", diags)? {
        let (Ok(member), Ok(last)) = (id(entry, diags), period(&entry.value, year_start, diags)) else { continue };
        if members.contains_key(&member) {
            ended.insert(member, Ended { last, place: entry.key_place.clone() });
        } else {
            let known = members.keys().map(String::as_str);
            diags.add(faults::unknown_member(entry.key_place.clone(), &member, dimension, known));
        }
    }
    Ok(ended)
}

/// `renamed: { s: south }`: the ids that members have now, by those that they had.
fn renamed(
    node: &Node,
    dimension: &str,
    members: &IndexMap<String, Text>,
    diags: &mut Diagnostics,
) -> Result<IndexMap<String, Renamed>, Stopped> {
    let entries = map(node, "the members that have another id", diags)?;
    let mut ids = IndexMap::new();
    for entry in entries {
        let (Ok(was), Ok(now)) = (id(entry, diags), text(&entry.value, diags)) else { continue };
        ids.insert(was, (now, entry));
    }
    let mut renamed = IndexMap::new();
    for (was, (now, entry)) in &ids {
        // One that was renamed again has the last of its ids; more steps than entries are a circle.
        let again = |now: &&String| ids.get(*now).filter(|_| !members.contains_key(*now)).map(|(again, _)| again);
        let last = std::iter::successors(Some(now), again).take(ids.len()).last().unwrap_or(now);
        if members.contains_key(was) {
            diags.add(faults::renamed_and_there(entry.key_place.clone(), was, dimension));
        } else if members.contains_key(last) {
            renamed.insert(was.clone(), Renamed { id: last.clone(), place: entry.key_place.clone() });
        } else {
            let known = members.keys().map(String::as_str);
            diags.add(faults::unknown_member(entry.value.place.clone(), now, dimension, known));
        }
    }
    Ok(renamed)
}

/// `changed: { target: The council lowered it in March. }`: why, by what was changed.
fn changed(node: &Node, diags: &mut Diagnostics) -> Result<IndexMap<String, Text>, Stopped> {
    let fields = fields(node, "what was changed", CHANGED_KEYS, diags)?;
    Ok(fields.reasons(diags))
}

/// `2018-02: text`; `2018-02: { text: …, metrics: [staff] }` where it concerns some metrics only, with `to: 2018-05` or
/// `to: open` where it lasts.
fn event(entry: &Entry, year_start: i32, diags: &mut Diagnostics) -> Result<Event, Stopped> {
    let period = period_of(&entry.key, &entry.key_place, year_start, diags);
    let is_language = |entry: &Entry| LANGUAGE_KEYS.contains(&entry.key.as_str());
    let is_long = matches!(&entry.value.value, Value::Map(entries) if !entries.iter().any(is_language));
    if !is_long {
        let (text, period) = (words(&entry.value, diags)?, period?);
        return Ok(Event { text, period, lasts: Lasting::Moment, metrics: Vec::new() });
    }
    let fields = fields(&entry.value, "an event", EVENT_KEYS, diags)?;
    let text = words(&fields.needed("text", "an event", &entry.key_place, diags)?.value, diags);
    let metrics = fields.read("metrics", diags, |node, diags| names(node, "a list of metrics", diags));
    let (text, period) = (text?, period?);
    let to = fields.read("to", diags, |node, diags| end_of_event(node, period, year_start, diags));
    Ok(Event { text, period, lasts: to.unwrap_or(Lasting::Moment), metrics: metrics.unwrap_or_default() })
}

/// The last period of an event that begins with `first`, or the word for one that goes on.
fn end_of_event(node: &Node, first: Period, year_start: i32, diags: &mut Diagnostics) -> Result<Lasting, Stopped> {
    if matches!(&node.value, Value::Text(text) if text.trim() == OPEN) {
        return Ok(Lasting::Open);
    }
    // A word that is none is more likely the only one there is than a period.
    if let Value::Text(written) = &node.value
        && nearest(written.trim(), [OPEN]).is_some()
    {
        return Err(diags.stop(faults::end_of_no_event(node.place.clone(), written, OPEN)));
    }
    let last = period(node, year_start, diags)?;
    if last.last_month() < first.last_month() {
        return Err(diags.stop(faults::event_ends_before_it_begins(node.place.clone(), first, last)));
    }
    Ok(Lasting::To(last))
}

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Stock,
    Flow,
    Ratio,
    Derived,
    Cumulative,
}

const TYPES: [(&str, Type); 5] = [
    ("stock", Type::Stock),
    ("flow", Type::Flow),
    ("ratio", Type::Ratio),
    ("derived", Type::Derived),
    ("cumulative", Type::Cumulative),
];
const FORMATS: [(&str, Format); 2] = [("number", Format::Number), ("percent", Format::Percent)];
const SIDES: [(&str, Better); 3] = [("higher", Better::Higher), ("lower", Better::Lower), ("neither", Better::Neither)];
const WAYS: [(&str, OverTime); 4] =
    [("last", OverTime::Last), ("mean", OverTime::Mean), ("min", OverTime::Min), ("max", OverTime::Max)];
const STARTS: [(&str, Since); 2] = [("start", Since::Start), ("year", Since::Year)];

fn metric(entry: &Entry, year_start: i32, diags: &mut Diagnostics) -> Result<Metric, Stopped> {
    let fields = fields(&entry.value, "a metric", METRIC_KEYS, diags)?;
    let word = choice(&fields.needed("type", "a metric", &entry.key_place, diags)?.value, &TYPES, diags)?;
    let kind = kind(entry, word, &fields, diags)?;
    check_keys_fit(word, &fields, diags);

    let format = fields.read("format", diags, |node, diags| choice(node, &FORMATS, diags)).unwrap_or(Format::Number);
    let decimals = fields.read("decimals", diags, |node, diags| whole(node, 0, 6, diags));
    let measure = Measure { id: &entry.key, format, is_count: is_count(&kind, format, decimals) };
    let better = fields.read("better", diags, |node, diags| choice(node, &SIDES, diags)).unwrap_or(Better::Neither);
    let target = fields.read("target", diags, |node, diags| target::read(node, &measure, better, year_start, diags));
    let by = fields.read("by", diags, |node, diags| names(node, "a list of dimensions", diags));
    let unit = fields.read("unit", diags, words);
    let metric = Metric {
        label: fields.read("label", diags, words).unwrap_or_else(|| Text::same(entry.key.clone())),
        kind,
        grain: fields.read("grain", diags, |node, diags| choice(node, &GRAINS, diags)).unwrap_or(Grain::Month),
        format,
        decimals,
        description: fields.read("description", diags, words),
        note: fields.read("note", diags, words),
        note_place: fields.get("note").map(|entry| entry.value.place.clone()),
        source: fields.read("source", diags, text),
        has_own_by: by.is_some(),
        by: by.unwrap_or_default().into_iter().map(|(name, _)| name).collect(),
        additive: fields.read("additive", diags, flag).unwrap_or(true),
        relative: fields.read("relative", diags, flag).unwrap_or_else(|| !unit.as_ref().is_some_and(is_temperature)),
        unit,
        over_time: fields.read("over_time", diags, |node, diags| choice(node, &WAYS, diags)).unwrap_or_default(),
        better,
        target,
        tolerance: fields.read("tolerance", diags, |node, diags| target::size(node, &measure, diags)),
        spc: fields.read("spc", diags, |node, diags| spc(node, year_start, diags)).flatten(),
        forecast: fields.read("forecast", diags, forecast).flatten(),
        protection: protection(&fields, diags),
        changed: fields.read("changed", diags, changed).unwrap_or_default(),
        place: entry.key_place.clone(),
    };
    let adds_up = fields.get("target").and_then(|entry| entry.value.entries().iter().find(|key| key.key == "adds_up"));
    if let Some(adds_up) = adds_up.filter(|_| metric.is_level_or_share()) {
        diags.add(faults::levels_do_not_add_up(adds_up.key_place.clone(), &entry.key));
    }
    let protected_by = ["suppress_below", "round_to"].iter().find_map(|key| fields.get(key));
    if let Some(entry) = protected_by.filter(|_| !metric.is_count()) {
        diags.add(faults::only_counts_are_protected(entry.key_place.clone(), &entry.key));
    }
    Ok(metric)
}

/// What is done to small counts.
fn protection(fields: &Fields<'_>, diags: &mut Diagnostics) -> Option<Protection> {
    let below = fields.read("suppress_below", diags, |node, diags| match whole(node, 2, 1000, diags)? {
        2 => Err(diags.stop(faults::threshold_tells(node.place.clone()))),
        threshold => Ok(threshold),
    });
    let rounding = fields.read("round_to", diags, |node, diags| choice(node, &[("5", Protection::RoundTo5)], diags));
    if let (Some(_), Some(_), Some(entry)) = (below, rounding, fields.get("round_to")) {
        diags.add(faults::protected_twice(entry.key_place.clone()));
        return None;
    }
    below.map(Protection::Below).or(rounding)
}

/// `true`, or how the limits are computed; `None` for `false`.
fn spc(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Result<Option<Spc>, Stopped> {
    let mut spc = Spc { rebase: Vec::new(), baseline: None, screen: true };
    if let Value::Bool(wanted) = node.value {
        return Ok(wanted.then_some(spc));
    }
    let fields = fields(node, "the limits", LIMIT_KEYS, diags)?;
    let rebase = fields.read("rebase", diags, |node, diags| names(node, "a list of periods", diags));
    for (text, place) in rebase.unwrap_or_default() {
        spc.rebase.extend(period_of(&text, &place, year_start, diags).map(|period| (period, place)));
    }
    spc.rebase.sort_by_key(|(period, _)| *period);
    spc.baseline = fields.read("baseline", diags, |node, diags| whole(node, 12, 600, diags));
    spc.screen = fields.read("screen", diags, flag).unwrap_or(true);
    Ok(Some(spc))
}

/// `true`, or how many periods the line runs through; `None` for `false`.
fn forecast(node: &Node, diags: &mut Diagnostics) -> Result<Option<usize>, Stopped> {
    if let Value::Bool(wanted) = node.value {
        return Ok(wanted.then_some(USUAL_WINDOW));
    }
    let fields = fields(node, "the forecast", FORECAST_KEYS, diags)?;
    Ok(Some(fields.read("window", diags, |node, diags| whole(node, 12, 600, diags)).unwrap_or(USUAL_WINDOW)))
}

fn kind(entry: &Entry, word: Type, fields: &Fields<'_>, diags: &mut Diagnostics) -> Result<Kind, Stopped> {
    let needed = |key: &str, diags: &mut Diagnostics| {
        fields.needed(key, "a metric of this type", &entry.key_place, diags).map(|entry| &entry.value)
    };
    match word {
        Type::Stock => Ok(Kind::Stock),
        Type::Flow => Ok(Kind::Flow),
        Type::Ratio => {
            let (numerator, denominator) = (needed("numerator", diags), needed("denominator", diags));
            let (numerator, denominator) = (input(numerator?, diags), input(denominator?, diags));
            Ok(Kind::Ratio { numerator: numerator?, denominator: denominator? })
        }
        Type::Derived => Ok(Kind::Derived(formula(needed("formula", diags)?, diags)?)),
        Type::Cumulative => {
            let of = text(needed("of", diags)?, diags)?;
            let since = fields.read("since", diags, |node, diags| choice(node, &STARTS, diags));
            Ok(Kind::Cumulative { of, since: since.unwrap_or(Since::Start) })
        }
    }
}

/// A key that means nothing for the metric's type is a fault: it would have no effect, and nobody would notice.
fn check_keys_fit(word: Type, fields: &Fields<'_>, diags: &mut Diagnostics) {
    let fits = |key: &str| match key {
        "numerator" | "denominator" => word == Type::Ratio,
        "formula" => word == Type::Derived,
        "of" | "since" => word == Type::Cumulative,
        "additive" => matches!(word, Type::Stock | Type::Flow),
        "over_time" => word == Type::Stock,
        _ => true,
    };
    for (key, entry) in fields.iter() {
        if !fits(key) {
            diags.add(faults::key_does_not_fit(entry.key_place.clone(), key));
        }
    }
}

/// Whether an input is still split by a dimension, of which it has chosen no member.
fn is_open(metric: &Metric, input: &Input, dimension: &str) -> bool {
    metric.by.iter().any(|name| name == dimension) && !input.fixes(dimension)
}

/// Members of a running total overlap where those of its flow do.
fn settle_overlaps(catalog: &mut Catalog) {
    let overlaps = |metric: &Metric| match &metric.kind {
        Kind::Cumulative { of, .. } => catalog.metrics.get(of).is_some_and(|flow| !flow.additive),
        _ => false,
    };
    let found = catalog.metrics.iter().filter(|(_, metric)| overlaps(metric)).map(|(id, _)| id.clone());
    for id in found.collect::<Vec<_>>() {
        if let Some(metric) = catalog.metrics.get_mut(&id) {
            metric.additive = false;
        }
    }
}

/// A computed metric has its inputs' grain where it states none, and the dimensions that all its
/// inputs have; its own `by` narrows them.
fn settle_grains_and_dimensions(catalog: &mut Catalog) {
    // Inputs may be computed themselves, so the settling is repeated until it has reached the longest chain.
    for _ in 0..catalog.metrics.len() {
        let mut changes = Vec::new();
        for (id, metric) in &catalog.metrics {
            let inputs = metric.inputs_and_members();
            let inputs: Vec<(&Metric, &Input)> =
                inputs.iter().filter_map(|input| Some((catalog.metrics.get(&input.metric)?, input))).collect();
            let Some((first, _)) = inputs.first() else { continue };
            let is_shared = |name: &&String| inputs.iter().all(|(metric, input)| is_open(metric, input, name));
            let shared: Vec<String> = first.by.iter().filter(is_shared).cloned().collect();
            let by = if metric.has_own_by { metric.by.clone() } else { shared };
            if by != metric.by || first.grain != metric.grain {
                changes.push((id.clone(), by, first.grain));
            }
        }
        if changes.is_empty() {
            return;
        }
        for (id, by, grain) in changes {
            if let Some(metric) = catalog.metrics.get_mut(&id) {
                metric.by = by;
                metric.grain = grain;
            }
        }
    }
}
