//! The `target` of a metric: an amount, a rule, amounts over time or for each member → Target.

use super::fields::{Measure, fields, formula, list, map, measured, period_of};
use crate::base::period::Period;
use crate::diag::{Diagnostics, faults, nearest};
use crate::load::yaml::{Entry, Node, Value};
use crate::model::Decimal;
use crate::model::catalog::{Aim, Better, Rule, Target};

pub const KEYS: &[&str] = &["at_least", "at_most", "within", "near"];
const RULES: [&str; 3] = ["at_least", "at_most", "within"];

/// Reads a target. Without a rule of its own, `better` says on which side of it is good; a path that
/// leads downwards does so too.
pub fn read(
    node: &Node,
    measure: &Measure<'_>,
    better: Better,
    year_start: i32,
    diags: &mut Diagnostics,
) -> Option<Target> {
    let place = node.place.clone();
    if let Value::Map(entries) = &node.value
        && entries.iter().any(|entry| RULES.contains(&entry.key.as_str()))
    {
        return with_rule(node, measure, year_start, diags);
    }
    let near = near(node, measure, diags);
    let aim = aim(node, measure, year_start, diags)?;
    let falls =
        matches!(&aim, Aim::Path(points) if points.first().map(|(_, from)| from) > points.last().map(|(_, to)| to));
    let rule = match better {
        Better::Lower => Rule::AtMost(aim),
        Better::Higher => Rule::AtLeast(aim),
        Better::Neither if falls => Rule::AtMost(aim),
        Better::Neither => {
            if !matches!(aim, Aim::Path(_)) {
                diags.add(faults::target_without_direction(place.clone()));
            }
            Rule::AtLeast(aim)
        }
    };
    Some(Target { rule, near, place })
}

fn with_rule(node: &Node, measure: &Measure<'_>, year_start: i32, diags: &mut Diagnostics) -> Option<Target> {
    let place = node.place.clone();
    let fields = fields(node, "a target", KEYS, diags)?;
    let rules: Vec<&&Entry> = RULES.iter().filter_map(|key| fields.get(key)).collect();
    let [rule] = rules.as_slice() else {
        diags.add(faults::target_needs_one_rule(place));
        return None;
    };
    let near = near(node, measure, diags);
    if let Value::Map(entries) = &rule.value.value
        && let Some(inside) = entries.iter().find(|entry| entry.key == "near")
    {
        diags.add(faults::near_within_rule(inside.key_place.clone(), &rule.key));
        return None;
    }
    let rule = match rule.key.as_str() {
        "at_least" => Rule::AtLeast(aim(&rule.value, measure, year_start, diags)?),
        "at_most" => Rule::AtMost(aim(&rule.value, measure, year_start, diags)?),
        _ => {
            const BOUNDS: &str = "two amounts, `[lowest, highest]`";
            let bounds = list(&rule.value, BOUNDS, diags)?;
            let amounts: Vec<Decimal> = bounds.iter().filter_map(|bound| measured(bound, measure, diags)).collect();
            if amounts.len() < bounds.len() {
                return None;
            }
            match amounts.as_slice() {
                [low, high] if low <= high => Rule::Within(*low, *high),
                _ => {
                    let found = if amounts.len() == 2 { "the higher one first" } else { "another number of them" };
                    diags.add(faults::wrong_shape(rule.value.place.clone(), BOUNDS, found));
                    return None;
                }
            }
        }
    };
    Some(Target { rule, near, place })
}

/// The shortfall that counts as nearly met, where one is allowed.
fn near(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Option<Decimal> {
    let Value::Map(entries) = &node.value else { return None };
    let near = entries.iter().find(|entry| entry.key == "near")?;
    size(&near.value, measure, diags)
}

/// A distance: an amount that is not negative.
pub fn size(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Option<Decimal> {
    let amount = measured(node, measure, diags)?;
    if amount < Decimal::ZERO {
        diags.add(faults::negative_size(node.place.clone()));
        return None;
    }
    Some(amount)
}

fn aim(node: &Node, measure: &Measure<'_>, year_start: i32, diags: &mut Diagnostics) -> Option<Aim> {
    match &node.value {
        Value::Number(_) => Some(Aim::Amount(measured(node, measure, diags)?)),
        // `"2.200"` in quotes is no formula, and neither is `2 200`.
        Value::Text(text) if !text.contains(|c: char| c.is_alphabetic() || "+*/(".contains(c)) => {
            Some(Aim::Amount(measured(node, measure, diags)?))
        }
        Value::Map(entries) => {
            let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.key != "near").collect();
            match entries.as_slice() {
                [entry] if entry.key == "path" => {
                    let points = steps(map(&entry.value, "the points of a path", diags)?, measure, year_start, diags)?;
                    if points.len() < 2 {
                        diags.add(faults::path_needs_two_points(entry.value.place.clone()));
                        return None;
                    }
                    Some(Aim::Path(points))
                }
                [entry] if matches!(entry.value.value, Value::Map(_)) => members(entry, measure, diags),
                [] => {
                    diags.add(faults::target_needs_one_rule(node.place.clone()));
                    None
                }
                _ => Some(Aim::From(steps(entries, measure, year_start, diags)?)),
            }
        }
        _ => Some(Aim::Formula(formula(node, diags)?)),
    }
}

/// Amounts by period, in period order.
fn steps<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    measure: &Measure<'_>,
    year_start: i32,
    diags: &mut Diagnostics,
) -> Option<Vec<(Period, Decimal)>> {
    let mut steps = Vec::new();
    let mut whole = true;
    for entry in entries {
        if let Some(key) = near_key(&entry.key) {
            diags.add(faults::unknown_key(entry.key_place.clone(), &entry.key, "a target", &[key]));
            whole = false;
            continue;
        }
        let period = period_of(&entry.key, &entry.key_place, year_start, diags);
        let amount = measured(&entry.value, measure, diags);
        whole &= period.is_some() && amount.is_some();
        steps.extend(period.zip(amount));
    }
    steps.sort_by_key(|(period, _)| *period);
    (whole && !steps.is_empty()).then_some(steps)
}

/// The key of a target that a mistyped one was meant to be. Periods begin with a digit.
fn near_key(written: &str) -> Option<&'static str> {
    let is_word = written.starts_with(|c: char| c.is_ascii_alphabetic());
    is_word.then(|| nearest(written, KEYS.iter().copied().chain(["path"]))).flatten()
}

/// `hospital: { rh: 400, bfh: 300 }`.
fn members(entry: &Entry, measure: &Measure<'_>, diags: &mut Diagnostics) -> Option<Aim> {
    let entries = map(&entry.value, "the targets of the members", diags)?;
    let amounts: Vec<(String, Decimal)> = entries
        .iter()
        .filter_map(|member| Some((member.key.clone(), measured(&member.value, measure, diags)?)))
        .collect();
    (amounts.len() == entries.len()).then(|| Aim::Members { dimension: entry.key.clone(), amounts })
}
