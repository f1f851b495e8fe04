//! The whole catalog → the faults that no definition shows by itself: names of what does not exist, grains that
//! differ, definitions that go round in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::unknown_metric;
use crate::base::period::Grain;
use crate::base::place::Place;
use crate::diag::{Diagnostics, faults};
use crate::model::catalog::{Aim, Catalog, Format, Kind, Metric, Protection, Rule};
use crate::model::formula::{Formula, Input};
use crate::model::settings::Settings;

/// Compares every name in the definitions with what exists, and finds circles.
pub fn check(catalog: &Catalog, settings: &Settings, diags: &mut Diagnostics) {
    check_events(catalog, diags);
    for (id, metric) in &catalog.metrics {
        check_dimensions(id, metric, catalog, diags);
        check_quarters(id, metric, settings, diags);
        check_source(metric, settings, diags);
        check_running_total(metric, catalog, diags);
        check_member_targets(metric, catalog, diags);
        check_grains_of_target(id, metric, diags);
        check_targets_in_formula(metric, catalog, diags);
        check_metrics_it_names(metric, catalog, diags);
        check_members_it_names(metric, catalog, diags);
        check_protection_of_share(id, metric, catalog, diags);
    }
    check_inputs(catalog, diags);
}

fn check_events(catalog: &Catalog, diags: &mut Diagnostics) {
    for (name, place) in catalog.events.iter().flat_map(|event| &event.metrics) {
        if !catalog.names(name) {
            diags.add(unknown_metric(place.clone(), name, catalog));
        }
    }
}

/// A metric is split by two dimensions at most, which exist, and which all its inputs are split by.
fn check_dimensions(id: &str, metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    for name in &metric.by {
        if !catalog.dimensions.contains_key(name) {
            let known = catalog.dimensions.keys().map(String::as_str);
            diags.add(faults::unknown_dimension(metric.place.clone(), name, known));
            continue;
        }
        let inputs = metric.inputs_and_members();
        let mut inputs = inputs.iter().filter_map(|input| Some((input, catalog.metrics.get(&input.metric)?)));
        let narrowed = inputs.find(|(input, of)| !of.by.contains(name) || input.fixes(name));
        diags.extend(narrowed.map(|(input, _)| match input.fixes(name) {
            true => faults::by_of_one_member(metric.place.clone(), id, name, &input.to_string()),
            false => faults::by_widens(metric.place.clone(), id, name, &input.metric),
        }));
    }
    if metric.by.len() > 2 {
        diags.add(faults::too_many_dimensions(metric.place.clone()));
    }
}

fn check_quarters(id: &str, metric: &Metric, settings: &Settings, diags: &mut Diagnostics) {
    if metric.grain == Grain::Quarter && settings.fiscal_year_start % 3 != 1 {
        diags.add(faults::year_cuts_quarters(metric.place.clone(), id, settings.fiscal_year_start));
    }
}

fn check_source(metric: &Metric, settings: &Settings, diags: &mut Diagnostics) {
    if let Some(source) = metric.source.as_ref().filter(|source| !settings.sources.contains_key(*source)) {
        let known = settings.sources.keys().map(String::as_str);
        diags.add(faults::unknown_source(metric.place.clone(), source, known));
    }
}

fn check_running_total(metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    if let Kind::Cumulative { of, .. } = &metric.kind
        && catalog.metrics.get(of).is_some_and(|flow| !matches!(flow.kind, Kind::Flow))
    {
        diags.add(faults::only_flows_add_up(metric.place.clone(), of));
    }
}

/// The dimensions and the members that have targets of their own.
fn check_member_targets(metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    let Some(target) = &metric.target else { return };
    let mut reported = BTreeSet::new();
    let aims = target.aims();
    let members =
        aims.iter().filter_map(|aim| if let Aim::Members { amounts, .. } = aim { Some(amounts) } else { None });
    for of in members.flatten() {
        let Some(definition) = catalog.dimensions.get(&of.dimension).filter(|_| metric.by.contains(&of.dimension))
        else {
            if reported.insert((&of.dimension, None)) {
                let known = metric.by.iter().map(String::as_str);
                diags.add(faults::unknown_dimension(target.place.clone(), &of.dimension, known));
            }
            continue;
        };
        if !definition.members.contains_key(&of.member) && reported.insert((&of.dimension, Some(&of.member))) {
            let known = definition.members.keys().map(String::as_str);
            diags.add(faults::unknown_member(target.place.clone(), &of.member, &of.dimension, known));
        }
    }
}

/// A target names no amount for a grain that its metric has no figures of.
fn check_grains_of_target(id: &str, metric: &Metric, diags: &mut Diagnostics) {
    let Some(target) = &metric.target else { return };
    let aims = target.aims();
    let named = aims.iter().filter_map(|aim| if let Aim::ByGrain(amounts) = aim { amounts.first() } else { None });
    if let Some((grain, _)) = named.into_iter().find(|(grain, _)| *grain < metric.grain) {
        diags.add(faults::target_of_shorter_grain(target.place.clone(), id, grain.word(), metric.grain.word()));
    }
}

/// A formula may name the target of a metric that has one, of one amount.
fn check_targets_in_formula(metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    for (formula, place) in formulas(metric) {
        for name in formula.targets() {
            let Some(other) = catalog.metrics.get(name) else { continue };
            match other.target.as_ref().map(|target| target.rule) {
                None => diags.add(faults::no_target(place.clone(), name)),
                Some(Rule::Within) => diags.add(faults::target_is_a_range(place.clone(), name)),
                Some(Rule::AtLeast | Rule::AtMost) => {}
            }
        }
    }
}

/// The formulas of a metric and of its target, each with its place.
fn formulas(metric: &Metric) -> Vec<(&Formula, &Place)> {
    let own = if let Kind::Derived(formula) = &metric.kind { Some((formula, &metric.place)) } else { None };
    let of_target = metric
        .target
        .iter()
        .flat_map(|target| target.formulas().into_iter().map(move |formula| (formula, &target.place)));
    own.into_iter().chain(of_target).collect()
}

/// The metrics that a definition or its target names exist and are of the same grain.
fn check_metrics_it_names(metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    let mut named: Vec<(&str, &Place)> = metric.inputs().into_iter().map(|name| (name, &metric.place)).collect();
    for (formula, place) in formulas(metric) {
        named.extend(formula.metrics().into_iter().chain(formula.targets()).map(|name| (name, place)));
    }
    for (name, place) in named {
        match catalog.metrics.get(name) {
            None if catalog.may_be_unread(name) => {}
            None => diags.add(unknown_metric(place.clone(), name, catalog)),
            Some(input) if input.grain != metric.grain => {
                diags.add(faults::grains_differ(place.clone(), name, input.grain.word(), metric.grain.word()));
            }
            Some(_) => {}
        }
    }
}

/// The members that a definition or its target chooses of a metric exist.
fn check_members_it_names(metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    let own = metric.inputs_and_members();
    let mut named: Vec<(&Input, &Place)> = own.iter().map(|input| (input, &metric.place)).collect();
    for (formula, place) in formulas(metric) {
        let values = formula.inputs().into_iter().filter(|input| !own.contains(input));
        named.extend(values.chain(formula.targeted()).map(|input| (input, place)));
    }
    for (input, place) in named {
        let Some(of) = catalog.metrics.get(&input.metric) else { continue };
        for (name, member) in &input.members {
            let Some(dimension) = catalog.dimensions.get(name).filter(|_| of.by.contains(name)) else {
                diags.add(faults::input_not_split_so(place.clone(), &input.metric, name, &of.by));
                continue;
            };
            if !dimension.members.contains_key(member) {
                let known = dimension.members.keys().map(String::as_str);
                diags.add(faults::unknown_member(place.clone(), member, name, known));
            }
        }
    }
}

/// Of a share's part and whole, small counts are protected in both or in none.
fn check_protection_of_share(id: &str, metric: &Metric, catalog: &Catalog, diags: &mut Diagnostics) {
    let Kind::Ratio { numerator, denominator } = &metric.kind else { return };
    let find = |id: &'_ str| Some((id.to_owned(), catalog.metrics.get(id)?));
    let (Some(part), Some(whole)) = (find(&numerator.metric), find(&denominator.metric)) else { return };
    let is_share = metric.format == Format::Percent && part.1.is_count() && whole.1.is_count();
    let (protected, open, protection) = match (part.1.protection, whole.1.protection) {
        (Some(protection), None) => (&part.0, &whole.0, protection),
        (None, Some(protection)) => (&whole.0, &part.0, protection),
        _ => return,
    };
    if is_share {
        let key = match protection {
            Protection::Below(_) => "suppress_below",
            Protection::RoundTo5 => "round_to",
        };
        diags.add(faults::share_half_protected(metric.place.clone(), id, (protected, key), open));
    }
}

/// A metric's value, or its target.
type Node = (String, bool);

/// What each value and each target is computed from.
type Inputs = BTreeMap<Node, Vec<Node>>;

/// A figure may rest on so many others at most: formulas of formulas grow beyond all bounds, and so would their trails.
const MOST_INPUTS: usize = 500;

/// Finds definitions that go round in a circle, or rest on too much.
fn check_inputs(catalog: &Catalog, diags: &mut Diagnostics) {
    let edges = edges(catalog);
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
            // What is computed from one that is too large is too large as well, and needs no message of its own.
            let mut inputs = edges.get(&node).into_iter().flatten();
            if *size > MOST_INPUTS && inputs.all(|input| sizes.get(input).is_none_or(|size| *size <= MOST_INPUTS)) {
                diags.add(faults::rests_on_too_much(metric.place.clone(), id, MOST_INPUTS));
            }
        }
    }
}

/// `previous(id)` counts as an input too: a metric that reads its own past would need a first value that nobody states.
fn edges(catalog: &Catalog) -> Inputs {
    let from_formula = |formula: &Formula| -> Vec<Node> {
        let values = formula.metrics().into_iter().map(|name| (name.to_owned(), false));
        values.chain(formula.targets().into_iter().map(|name| (name.to_owned(), true))).collect()
    };
    let mut edges = Inputs::new();
    for (id, metric) in &catalog.metrics {
        let value = match &metric.kind {
            Kind::Derived(formula) => from_formula(formula),
            _ => metric.inputs().into_iter().map(|name| (name.to_owned(), false)).collect(),
        };
        edges.insert((id.clone(), false), value);
        if let Some(target) = &metric.target {
            let inputs = target.formulas().into_iter().flat_map(from_formula).collect();
            edges.insert((id.clone(), true), inputs);
        }
    }
    edges
}

/// How many figures each one is made of, itself among them, as often as they are used. One that is in a circle, or is
/// computed from one that is, has no size.
fn sizes(edges: &Inputs) -> BTreeMap<&Node, usize> {
    let mut users: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    let mut waits_for: BTreeMap<&Node, usize> = BTreeMap::new();
    for (node, inputs) in edges {
        let known: Vec<&Node> = inputs.iter().filter(|input| edges.contains_key(input)).collect();
        waits_for.insert(node, known.len());
        known.into_iter().for_each(|input| users.entry(input).or_default().push(node));
    }
    let mut ready: Vec<&Node> = waits_for.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    let mut sizes: BTreeMap<&Node, usize> = BTreeMap::new();
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

/// The metrics on the way from `start` back to it, where there is one.
fn circle_from(start: &Node, edges: &Inputs) -> Option<Vec<String>> {
    let mut came: BTreeMap<&Node, &Node> = BTreeMap::new();
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
