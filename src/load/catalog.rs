//! data/metrics.yaml → Catalog, and the checks that need the whole of it: names, circles, grains.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{
    Fields, LANGUAGE_KEYS, Measure, choice, fields, flag, formula, map, names, period_of, text, whole, words,
};
use super::target;
use crate::base::period::Grain;
use crate::base::place::Place;
use crate::diag::{Diagnostics, faults};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::Text;
use crate::model::catalog::{
    Aim, Better, Catalog, Dimension, Event, Format, Kind, Metric, OverTime, Protection, Rule, Since, Spc, Target,
    is_count,
};
use crate::model::formula::Formula;
use crate::model::settings::Settings;

pub const CATALOG_KEYS: &[&str] = &["dimensions", "metrics", "events"];
pub const DIMENSION_KEYS: &[&str] = &["label", "members"];
pub const EVENT_KEYS: &[&str] = &["text", "metrics"];
pub const LIMIT_KEYS: &[&str] = &["rebase", "baseline", "screen"];
pub const METRIC_KEYS: &[&str] = &[
    "label",
    "type",
    "unit",
    "format",
    "decimals",
    "grain",
    "over_time",
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
];

/// Names that the narrative gives another meaning.
pub const TAKEN: &[&str] =
    &["period", "previous", "report", "site", "ref", "true", "false", "none", "and", "or", "not", "in", "is", "loop"];

/// Reads the definitions; a metric that cannot be read is left out after its faults are reported.
pub fn read(file: &Arc<str>, source: &str, year_start: i32, diags: &mut Diagnostics) -> Catalog {
    let mut catalog = Catalog { year_start, ..Catalog::default() };
    let Some(node) = yaml::read(file, source, 0, diags) else { return catalog };
    let Some(top) = fields(&node, "the catalog", CATALOG_KEYS, diags) else { return catalog };
    for entry in top.get("events").and_then(|entry| map(&entry.value, "the events", diags)).unwrap_or_default() {
        catalog.events.extend(event(entry, year_start, diags));
    }
    catalog.events.sort_by_key(|event| event.period);
    for entry in top.get("dimensions").and_then(|entry| map(&entry.value, "the dimensions", diags)).unwrap_or_default()
    {
        if is_id(entry, diags)
            && let Some(dimension) = dimension(entry, diags)
        {
            catalog.dimensions.insert(entry.key.clone(), dimension);
        }
    }
    let Some(metrics) = top.get("metrics") else {
        diags.add(faults::missing_key(node.place, "metrics", "the catalog"));
        return catalog;
    };
    for entry in map(&metrics.value, "the metrics", diags).unwrap_or_default() {
        if catalog.dimensions.contains_key(&entry.key) {
            diags.add(faults::dimension_is_metric(entry.key_place.clone(), &entry.key));
        }
        match is_id(entry, diags).then(|| metric(entry, year_start, diags)).flatten() {
            Some(metric) => {
                catalog.metrics.insert(entry.key.clone(), metric);
            }
            None => {
                catalog.unread.insert(entry.key.clone());
            }
        }
    }
    if catalog.metrics.is_empty() && !diags.has_errors() {
        diags.add(faults::no_metrics(metrics.key_place.clone()));
    }
    settle_grains_and_dimensions(&mut catalog);
    catalog
}

/// Whether the key of `entry` is an id, `[a-z][a-z0-9_]*`, that the narrative leaves free.
fn is_id(entry: &Entry, diags: &mut Diagnostics) -> bool {
    let id = &entry.key;
    let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && id.len() <= 60;
    if !well_formed {
        diags.add(faults::no_id(entry.key_place.clone(), id));
    } else if TAKEN.contains(&id.as_str()) {
        diags.add(faults::taken_id(entry.key_place.clone(), id));
    }
    well_formed && !TAKEN.contains(&id.as_str())
}

fn dimension(entry: &Entry, diags: &mut Diagnostics) -> Option<Dimension> {
    let fields = fields(&entry.value, "a dimension", DIMENSION_KEYS, diags)?;
    let label = fields.get("label").and_then(|entry| words(&entry.value, diags));
    let Some(members) = fields.get("members") else {
        diags.add(faults::missing_key(entry.key_place.clone(), "members", "a dimension"));
        return None;
    };
    let mut labels = IndexMap::new();
    for member in map(&members.value, "the members", diags)? {
        if is_id(member, diags) {
            // A member without a label is called by its id.
            let label = match member.value.value {
                Value::Null | Value::Empty => Some(Text::same(member.key.clone())),
                _ => words(&member.value, diags),
            };
            labels.extend(label.map(|label| (member.key.clone(), label)));
        }
    }
    if labels.is_empty() {
        diags.add(faults::no_members(members.key_place.clone(), &entry.key));
        return None;
    }
    Some(Dimension { label: label.unwrap_or_else(|| Text::same(entry.key.clone())), members: labels })
}

/// `2018-02: text`, or `2018-02: { text: …, metrics: [staff] }` where it concerns some metrics only.
fn event(entry: &Entry, year_start: i32, diags: &mut Diagnostics) -> Option<Event> {
    let period = period_of(&entry.key, &entry.key_place, year_start, diags);
    let is_language = |key: &Entry| LANGUAGE_KEYS.contains(&key.key.as_str());
    let long = matches!(&entry.value.value, Value::Map(keys) if !keys.iter().any(is_language));
    if !long {
        return Some(Event { text: words(&entry.value, diags)?, period: period?, metrics: Vec::new() });
    }
    let fields = fields(&entry.value, "an event", EVENT_KEYS, diags)?;
    let Some(written) = fields.get("text") else {
        diags.add(faults::missing_key(entry.key_place.clone(), "text", "an event"));
        return None;
    };
    let text = words(&written.value, diags);
    let metrics = fields.get("metrics").and_then(|entry| names(&entry.value, "a list of metrics", diags));
    Some(Event { text: text?, period: period?, metrics: metrics.unwrap_or_default() })
}

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Stock,
    Flow,
    Ratio,
    Derived,
    Cumulative,
}

fn metric(entry: &Entry, year_start: i32, diags: &mut Diagnostics) -> Option<Metric> {
    let fields = fields(&entry.value, "a metric", METRIC_KEYS, diags)?;
    let Some(kind_entry) = fields.get("type") else {
        diags.add(faults::missing_key(entry.key_place.clone(), "type", "a metric"));
        return None;
    };
    let types = [
        ("stock", Type::Stock),
        ("flow", Type::Flow),
        ("ratio", Type::Ratio),
        ("derived", Type::Derived),
        ("cumulative", Type::Cumulative),
    ];
    let kind_word = choice(&kind_entry.value, &types, diags)?;
    let kind = kind(entry, kind_word, &fields, diags)?;
    check_keys_fit(kind_word, &fields, diags);

    let mut read = |key: &str| fields.get(key).and_then(|entry| words(&entry.value, diags));
    let (label, unit, description, note) = (read("label"), read("unit"), read("description"), read("note"));
    let formats = [("number", Format::Number), ("percent", Format::Percent)];
    let format = fields.get("format").and_then(|entry| choice(&entry.value, &formats, diags));
    let grains = [("month", Grain::Month), ("quarter", Grain::Quarter), ("year", Grain::Year)];
    let grain = fields.get("grain").and_then(|entry| choice(&entry.value, &grains, diags));
    let betters = [("higher", Better::Higher), ("lower", Better::Lower), ("neither", Better::Neither)];
    let better =
        fields.get("better").and_then(|entry| choice(&entry.value, &betters, diags)).unwrap_or(Better::Neither);
    let decimals = fields.get("decimals").and_then(|entry| whole(&entry.value, 0, 6, diags));
    let format = format.unwrap_or(Format::Number);
    let measure = Measure { id: &entry.key, format, is_count: is_count(&kind, format, decimals) };
    let target = fields.get("target").and_then(|entry| target::read(&entry.value, &measure, better, year_start, diags));
    let tolerance = fields.get("tolerance").and_then(|entry| target::size(&entry.value, &measure, diags));
    let by = fields.get("by").and_then(|entry| names(&entry.value, "a list of dimensions", diags));
    let ways = [("last", OverTime::Last), ("mean", OverTime::Mean), ("min", OverTime::Min), ("max", OverTime::Max)];
    let spc = fields.get("spc").and_then(|entry| spc(&entry.value, year_start, diags));
    let over_time = fields.get("over_time").and_then(|entry| choice(&entry.value, &ways, diags));
    let protection = protection(&fields, diags);
    let metric = Metric {
        label: label.unwrap_or_else(|| Text::same(entry.key.clone())),
        kind,
        grain: grain.unwrap_or(Grain::Month),
        format,
        decimals,
        unit,
        description,
        note,
        source: fields.get("source").and_then(|entry| text(&entry.value, diags)),
        has_own_by: by.is_some(),
        by: by.unwrap_or_default().into_iter().map(|(name, _)| name).collect(),
        additive: fields.get("additive").and_then(|entry| flag(&entry.value, diags)).unwrap_or(true),
        over_time: over_time.unwrap_or_default(),
        better,
        target,
        tolerance,
        spc,
        forecast: fields.get("forecast").and_then(|entry| flag(&entry.value, diags)).unwrap_or(false),
        protection,
        place: entry.key_place.clone(),
    };
    let key = ["suppress_below", "round_to"].iter().find_map(|key| fields.get(key));
    if let Some(entry) = key.filter(|_| !metric.is_count()) {
        diags.add(faults::only_counts_are_protected(entry.key_place.clone(), &entry.key));
    }
    Some(metric)
}

/// What is done to small counts.
fn protection(fields: &Fields<'_>, diags: &mut Diagnostics) -> Option<Protection> {
    let below = fields.get("suppress_below").and_then(|entry| whole(&entry.value, 2, 1000, diags));
    let rounding = fields.get("round_to").filter(|entry| choice(&entry.value, &[("5", ())], diags).is_some());
    match (below, rounding) {
        (Some(_), Some(entry)) => {
            diags.add(faults::protected_twice(entry.key_place.clone()));
            None
        }
        (Some(below), None) => Some(Protection::Below(below)),
        (None, Some(_)) => Some(Protection::RoundTo5),
        (None, None) => None,
    }
}

/// `true`, or how the limits are to be reckoned.
fn spc(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Option<Spc> {
    let mut spc = Spc { rebase: Vec::new(), baseline: None, screen: true };
    if let Value::Bool(wanted) = node.value {
        return wanted.then_some(spc);
    }
    let fields = fields(node, "the limits", LIMIT_KEYS, diags)?;
    if let Some(entry) = fields.get("rebase") {
        let written = names(&entry.value, "a list of periods", diags).unwrap_or_default();
        let periods =
            written.into_iter().filter_map(|(text, place)| Some((period_of(&text, &place, year_start, diags)?, place)));
        spc.rebase = periods.collect();
        spc.rebase.sort_by_key(|(period, _)| *period);
    }
    spc.baseline = fields.get("baseline").and_then(|entry| whole(&entry.value, 12, 600, diags));
    spc.screen = fields.get("screen").and_then(|entry| flag(&entry.value, diags)).unwrap_or(true);
    Some(spc)
}

fn kind(entry: &Entry, word: Type, fields: &Fields<'_>, diags: &mut Diagnostics) -> Option<Kind> {
    let needed = |key: &str, diags: &mut Diagnostics| {
        let found = fields.get(key).copied();
        if found.is_none() {
            diags.add(faults::missing_key(entry.key_place.clone(), key, "a metric of this type"));
        }
        found
    };
    match word {
        Type::Stock => Some(Kind::Stock),
        Type::Flow => Some(Kind::Flow),
        Type::Ratio => {
            let (numerator, denominator) = (needed("numerator", diags), needed("denominator", diags));
            let numerator = text(&numerator?.value, diags)?;
            let denominator = text(&denominator?.value, diags)?;
            Some(Kind::Ratio { numerator, denominator })
        }
        Type::Derived => Some(Kind::Derived(formula(&needed("formula", diags)?.value, diags)?)),
        Type::Cumulative => {
            let of = text(&needed("of", diags)?.value, diags)?;
            let starts = [("start", Since::Start), ("year", Since::Year)];
            let since = fields.get("since").and_then(|entry| choice(&entry.value, &starts, diags));
            Some(Kind::Cumulative { of, since: since.unwrap_or(Since::Start) })
        }
    }
}

/// Keys that mean nothing for the metric's type would be silently without effect.
fn check_keys_fit(word: Type, fields: &Fields<'_>, diags: &mut Diagnostics) {
    let fits = |key: &str| match key {
        "numerator" | "denominator" => word == Type::Ratio,
        "formula" => word == Type::Derived,
        "of" | "since" => word == Type::Cumulative,
        "additive" => matches!(word, Type::Stock | Type::Flow),
        "over_time" => word == Type::Stock,
        _ => true,
    };
    for (key, entry) in fields {
        if !fits(key) {
            diags.add(faults::key_does_not_fit(entry.key_place.clone(), key));
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
            let inputs: Vec<&Metric> =
                metric.inputs().into_iter().filter_map(|input| catalog.metrics.get(input)).collect();
            let Some(first) = inputs.first() else { continue };
            let shared: Vec<String> =
                first.by.iter().filter(|name| inputs.iter().all(|input| input.by.contains(name))).cloned().collect();
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

/// Holds every name in the definitions against what exists, and finds circles.
pub fn check(catalog: &Catalog, settings: &Settings, diags: &mut Diagnostics) {
    let metric_names = || catalog.metrics.keys().map(String::as_str);
    for (name, place) in catalog.events.iter().flat_map(|event| &event.metrics) {
        if !catalog.names(name) {
            diags.add(faults::unknown_metric(place.clone(), name, metric_names()));
        }
    }
    for (id, metric) in &catalog.metrics {
        for name in &metric.by {
            if !catalog.dimensions.contains_key(name) {
                diags.add(faults::unknown_dimension(
                    metric.place.clone(),
                    name,
                    catalog.dimensions.keys().map(String::as_str),
                ));
            }
        }
        for name in metric.by.iter().filter(|name| catalog.dimensions.contains_key(*name)) {
            let inputs = metric.inputs().into_iter().filter_map(|id| Some((id, catalog.metrics.get(id)?)));
            if let Some((input, _)) = inputs.into_iter().find(|(_, input)| !input.by.contains(name)) {
                diags.add(faults::by_widens(metric.place.clone(), id, name, input));
            }
        }
        if metric.by.len() > 2 {
            diags.add(faults::too_many_dimensions(metric.place.clone()));
        }
        if metric.grain == Grain::Quarter && settings.fiscal_year_start % 3 != 1 {
            diags.add(faults::year_cuts_quarters(metric.place.clone(), id, settings.fiscal_year_start));
        }
        if let Some(source) = &metric.source
            && !settings.sources.contains_key(source)
        {
            diags.add(faults::unknown_source(
                metric.place.clone(),
                source,
                settings.sources.keys().map(String::as_str),
            ));
        }
        if let Kind::Cumulative { of, .. } = &metric.kind
            && catalog.metrics.get(of).is_some_and(|flow| !matches!(flow.kind, Kind::Flow))
        {
            diags.add(faults::only_flows_add_up(metric.place.clone(), of));
        }
        check_member_targets(metric, catalog, diags);
        let target_formula = metric.target.as_ref().and_then(|target| match &target.rule {
            Rule::AtLeast(Aim::Formula(formula)) | Rule::AtMost(Aim::Formula(formula)) => {
                Some((formula, &target.place))
            }
            _ => None,
        });
        let mut names: Vec<(&str, &Place)> = metric.inputs().into_iter().map(|name| (name, &metric.place)).collect();
        if let Some((formula, place)) = target_formula {
            names.extend(formula.metrics().into_iter().chain(formula.targets()).map(|name| (name, place)));
        }
        if let Kind::Derived(formula) = &metric.kind {
            for name in formula.targets() {
                names.push((name, &metric.place));
                if catalog.metrics.get(name).is_some_and(|other| other.target.is_none()) {
                    diags.add(faults::no_target(metric.place.clone(), name));
                }
            }
        }
        for (name, place) in names {
            match catalog.metrics.get(name) {
                None if catalog.unread.contains(name) => {}
                None => diags.add(faults::unknown_metric(place.clone(), name, metric_names())),
                Some(input) if input.grain != metric.grain => {
                    diags.add(faults::grains_differ(place.clone(), name, input.grain.word(), metric.grain.word()));
                }
                Some(_) => {}
            }
        }
    }
    check_inputs(catalog, diags);
}

/// The dimension and the members that have targets of their own.
fn check_member_targets(metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    let Some(Target { rule: Rule::AtLeast(aim) | Rule::AtMost(aim), place, .. }) = &metric.target else { return };
    let Aim::Members { dimension, amounts } = aim else { return };
    let Some(definition) = catalog.dimensions.get(dimension).filter(|_| metric.by.contains(dimension)) else {
        diags.add(faults::unknown_dimension(place.clone(), dimension, metric.by.iter().map(String::as_str)));
        return;
    };
    for (member, _) in amounts.iter().filter(|(member, _)| !definition.members.contains_key(member)) {
        let known = definition.members.keys().map(String::as_str);
        diags.add(faults::unknown_member(place.clone(), member, dimension, known));
    }
}

/// A metric's value, or its target.
type Input = (String, bool);

/// What each value and each target is computed from.
type Inputs = BTreeMap<Input, Vec<Input>>;

/// A figure may rest on so many others: a formula of formulas grows beyond all bounds, and so would its trail.
const MOST_INPUTS: usize = 500;

/// Finds definitions that go round in a circle, or rest on too much.
fn check_inputs(catalog: &Catalog, diags: &mut Diagnostics) {
    // `previous(id)` counts too: a metric that reads its own past would need a first value that nobody states.
    let mut edges = Inputs::new();
    for (id, metric) in &catalog.metrics {
        let from_formula = |formula: &Formula| -> Vec<Input> {
            let values = formula.metrics().into_iter().map(|name| (name.to_owned(), false));
            values.chain(formula.targets().into_iter().map(|name| (name.to_owned(), true))).collect()
        };
        let value = match &metric.kind {
            Kind::Derived(formula) => from_formula(formula),
            _ => metric.inputs().into_iter().map(|name| (name.to_owned(), false)).collect(),
        };
        edges.insert((id.clone(), false), value);
        if let Some(Target {
            rule: Rule::AtLeast(Aim::Formula(formula)) | Rule::AtMost(Aim::Formula(formula)), ..
        }) = &metric.target
        {
            edges.insert((id.clone(), true), from_formula(formula));
        }
    }
    let sizes = sizes(&edges);
    let mut reported = BTreeSet::new();
    for (id, metric) in &catalog.metrics {
        for is_target in [false, true] {
            let node = (id.clone(), is_target);
            let Some(size) = sizes.get(&node) else {
                let Some(circle) = circle_from(&node, &edges) else { continue };
                let members: BTreeSet<String> = circle.iter().cloned().collect();
                if reported.insert(members) {
                    diags.add(faults::circle(metric.place.clone(), &circle));
                }
                continue;
            };
            // What is computed from one that is too large is too, and goes with it.
            let mut inputs = edges.get(&node).into_iter().flatten();
            if *size > MOST_INPUTS && inputs.all(|input| sizes.get(input).is_none_or(|size| *size <= MOST_INPUTS)) {
                diags.add(faults::rests_on_too_much(metric.place.clone(), id, MOST_INPUTS));
            }
        }
    }
}

/// How many figures each one is made of, itself among them, as often as they are used. One that lies in a circle, or is
/// computed from one, has none.
fn sizes(edges: &Inputs) -> BTreeMap<&Input, usize> {
    let mut users: BTreeMap<&Input, Vec<&Input>> = BTreeMap::new();
    let mut waits_for: BTreeMap<&Input, usize> = BTreeMap::new();
    for (node, inputs) in edges {
        let known: Vec<&Input> = inputs.iter().filter(|input| edges.contains_key(input)).collect();
        waits_for.insert(node, known.len());
        known.into_iter().for_each(|input| users.entry(input).or_default().push(node));
    }
    let mut ready: Vec<&Input> = waits_for.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    let mut sizes: BTreeMap<&Input, usize> = BTreeMap::new();
    while let Some(node) = ready.pop() {
        let inputs = edges.get(node).into_iter().flatten().map(|input| sizes.get(input).copied().unwrap_or(1));
        sizes.insert(node, inputs.fold(1, usize::saturating_add));
        for user in users.get(node).into_iter().flatten() {
            if let Some(count) = waits_for.get_mut(user) {
                *count -= 1;
                if *count == 0 {
                    ready.push(user);
                }
            }
        }
    }
    sizes
}

fn circle_from(start: &Input, edges: &Inputs) -> Option<Vec<String>> {
    let mut came: BTreeMap<&Input, &Input> = BTreeMap::new();
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        for next in edges.get(node).into_iter().flatten() {
            if next == start {
                let way = std::iter::successors(Some(node), |node| came.get(*node).copied());
                let mut circle: Vec<String> = [start].into_iter().chain(way).map(|node| node.0.clone()).collect();
                circle.reverse();
                return Some(circle);
            }
            if !came.contains_key(next) {
                came.insert(next, node);
                stack.push(next);
            }
        }
    }
    None
}
