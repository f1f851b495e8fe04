//! data/metrics.yaml → Catalog, and the checks that need the whole of it: names, circles, grains.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{Fields, amount, choice, fields, flag, list, map, names, period_of, text, whole, words};
use crate::diag::{Diagnostics, Place, faults};
use crate::model::catalog::{Aim, Better, Catalog, Dimension, Format, Kind, Metric, Rule, Target};
use crate::model::formula::Formula;
use crate::model::settings::Settings;
use crate::model::{Decimal, Text};
use crate::period::Grain;
use crate::yaml::{self, Entry, Node, Value};

const METRIC_KEYS: &[&str] = &[
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

const TARGET_KEYS: &[&str] = &["at_least", "at_most", "within", "near"];

/// Names that the narrative gives another meaning.
const TAKEN: &[&str] =
    &["period", "previous", "report", "site", "ref", "true", "false", "none", "and", "or", "not", "in", "is", "loop"];

/// Reads the definitions; a metric that cannot be read is left out after its faults are reported.
pub fn read(file: &Arc<str>, source: &str, diags: &mut Diagnostics) -> Catalog {
    let mut catalog = Catalog::default();
    let Some(node) = yaml::read(file, source, 0, diags) else { return catalog };
    let Some(top) = fields(&node, "the catalog", &["dimensions", "metrics", "events"], diags) else { return catalog };
    if let Some(entry) = top.get("events") {
        diags.add(faults::not_available(entry.key_place.clone(), "events on charts"));
    }
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
        match is_id(entry, diags).then(|| metric(entry, diags)).flatten() {
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
    let fields = fields(&entry.value, "a dimension", &["label", "members"], diags)?;
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
                Value::Null => Some(Text::same(member.key.clone())),
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

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Stock,
    Flow,
    Ratio,
    Derived,
    Cumulative,
}

fn metric(entry: &Entry, diags: &mut Diagnostics) -> Option<Metric> {
    let fields = fields(&entry.value, "a metric", METRIC_KEYS, diags)?;
    for (key, what) in [
        ("suppress_below", "suppression of small counts"),
        ("round_to", "rounding of small counts"),
        ("spc", "an XmR chart"),
        ("forecast", "a forecast"),
        ("over_time", "another way to add up over time"),
    ] {
        if let Some(entry) = fields.get(key) {
            diags.add(faults::not_available(entry.key_place.clone(), what));
        }
    }
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
    let kind = kind(entry, kind_word, kind_entry, &fields, diags)?;
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
    let target = fields.get("target").and_then(|entry| target(&entry.value, better, diags));
    Some(Metric {
        label: label.unwrap_or_else(|| Text::same(entry.key.clone())),
        kind,
        grain: grain.unwrap_or(Grain::Month),
        format: format.unwrap_or(Format::Number),
        decimals: fields.get("decimals").and_then(|entry| whole(&entry.value, 0, 6, diags)),
        unit,
        description,
        note,
        source: fields.get("source").and_then(|entry| text(&entry.value, diags)),
        by: fields
            .get("by")
            .and_then(|entry| names(&entry.value, "a list of dimensions", diags))
            .unwrap_or_default()
            .into_iter()
            .map(|(name, _)| name)
            .collect(),
        additive: fields.get("additive").and_then(|entry| flag(&entry.value, diags)).unwrap_or(true),
        better,
        target,
        tolerance: fields.get("tolerance").and_then(|entry| amount(&entry.value, diags)).map(|(amount, _)| amount),
        place: entry.key_place.clone(),
    })
}

fn kind(entry: &Entry, word: Type, type_entry: &Entry, fields: &Fields<'_>, diags: &mut Diagnostics) -> Option<Kind> {
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
            diags.add(faults::not_available(type_entry.value.place.clone(), "a running total"));
            None
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
        _ => true,
    };
    for (key, entry) in fields {
        if !fits(key) {
            diags.add(faults::key_does_not_fit(entry.key_place.clone(), key));
        }
    }
}

fn formula(node: &Node, diags: &mut Diagnostics) -> Option<Formula> {
    let source = text(node, diags)?;
    match Formula::parse(&source) {
        Ok(formula) => Some(formula),
        Err(fault) => {
            let place = node.place.within(fault.column, fault.length);
            diags.add(faults::bad_formula(place, &fault.message));
            None
        }
    }
}

fn target(node: &Node, better: Better, diags: &mut Diagnostics) -> Option<Target> {
    let place = node.place.clone();
    let usual = |aim: Aim| if better == Better::Lower { Rule::AtMost(aim) } else { Rule::AtLeast(aim) };
    let Value::Map(entries) = &node.value else {
        if better == Better::Neither {
            diags.add(faults::target_without_direction(place.clone()));
        }
        return Some(Target { rule: usual(aim(node, diags)?), near: None, place });
    };
    if entries.iter().any(|entry| entry.key == "path") {
        diags.add(faults::not_available(place, "a target along a path"));
        return None;
    }
    // Periods as keys: amounts that hold from that period on.
    if !entries.is_empty() && entries.iter().all(|entry| entry.key.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(Target { rule: usual(aim(node, diags)?), near: None, place });
    }
    if let [only] = entries.as_slice()
        && let Value::Map(_) = only.value.value
        && !TARGET_KEYS.contains(&only.key.as_str())
    {
        diags.add(faults::not_available(only.key_place.clone(), "a target for each member"));
        return None;
    }
    let fields = fields(node, "a target", TARGET_KEYS, diags)?;
    let rules: Vec<&&Entry> = ["at_least", "at_most", "within"].iter().filter_map(|key| fields.get(key)).collect();
    let [rule] = rules.as_slice() else {
        diags.add(faults::target_needs_one_rule(place));
        return None;
    };
    let near = fields.get("near").and_then(|entry| amount(&entry.value, diags)).map(|(near, _)| near);
    let rule = match rule.key.as_str() {
        "at_least" => Rule::AtLeast(aim(&rule.value, diags)?),
        "at_most" => Rule::AtMost(aim(&rule.value, diags)?),
        _ => {
            let bounds = list(&rule.value, "two amounts, `[lowest, highest]`", diags)?;
            let amounts: Vec<Decimal> =
                bounds.iter().filter_map(|bound| amount(bound, diags)).map(|(amount, _)| amount).collect();
            match amounts.as_slice() {
                [low, high] if low <= high => Rule::Within(*low, *high),
                _ => {
                    let found = if amounts.len() == 2 { "the higher one first" } else { "another number of them" };
                    diags.add(faults::wrong_shape(rule.value.place.clone(), "two amounts, `[lowest, highest]`", found));
                    return None;
                }
            }
        }
    };
    Some(Target { rule, near, place })
}

fn aim(node: &Node, diags: &mut Diagnostics) -> Option<Aim> {
    match &node.value {
        Value::Number(_) => Some(Aim::Amount(amount(node, diags)?.0)),
        Value::Text(text) if text.trim().ends_with('%') => Some(Aim::Amount(amount(node, diags)?.0)),
        Value::Map(entries) => {
            let mut steps = Vec::new();
            for entry in entries {
                if entry.key.starts_with(|c: char| c.is_ascii_digit()) {
                    let period = period_of(&entry.key, &entry.key_place, diags);
                    let amount = amount(&entry.value, diags);
                    steps.extend(period.zip(amount).map(|(period, (amount, _))| (period, amount)));
                } else {
                    diags.add(faults::not_available(entry.key_place.clone(), "a target for each member"));
                }
            }
            steps.sort_by_key(|(period, _)| *period);
            (steps.len() == entries.len() && !steps.is_empty()).then_some(Aim::From(steps))
        }
        _ => Some(Aim::Formula(formula(node, diags)?)),
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
            let by = if metric.by.is_empty() { shared } else { metric.by.clone() };
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
    for metric in catalog.metrics.values() {
        for name in &metric.by {
            if !catalog.dimensions.contains_key(name) {
                diags.add(faults::unknown_dimension(
                    metric.place.clone(),
                    name,
                    catalog.dimensions.keys().map(String::as_str),
                ));
            }
        }
        if metric.by.len() > 2 {
            diags.add(faults::too_many_dimensions(metric.place.clone()));
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
    circles(catalog, diags);
}

/// What the value of each metric, and what its target, is computed from.
fn circles(catalog: &Catalog, diags: &mut Diagnostics) {
    // A node is a metric's value or its target. `previous(id)` counts too: a metric that reads its own past
    // would need a first value that nobody states.
    let mut edges: BTreeMap<(String, bool), Vec<(String, bool)>> = BTreeMap::new();
    for (id, metric) in &catalog.metrics {
        let from_formula = |formula: &Formula| -> Vec<(String, bool)> {
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
    let mut reported = BTreeSet::new();
    for (id, metric) in &catalog.metrics {
        for is_target in [false, true] {
            let Some(circle) = circle_from(&(id.clone(), is_target), &edges) else { continue };
            let members: BTreeSet<String> = circle.iter().cloned().collect();
            if reported.insert(members) {
                diags.add(faults::circle(metric.place.clone(), &circle));
            }
        }
    }
}

fn circle_from(start: &(String, bool), edges: &BTreeMap<(String, bool), Vec<(String, bool)>>) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut stack: Vec<(&(String, bool), Vec<String>)> = vec![(start, vec![start.0.clone()])];
    while let Some((node, path)) = stack.pop() {
        for next in edges.get(node).into_iter().flatten() {
            if next == start {
                let mut circle = path.clone();
                circle.push(start.0.clone());
                return Some(circle);
            }
            if seen.insert(next) {
                let mut path = path.clone();
                path.push(next.0.clone());
                stack.push((next, path));
            }
        }
    }
    None
}
