//! The `target` of a metric: an amount, a rule, amounts over time or for each member → Target.

use super::fields::{Measure, all, fields, formula, list, map, measured, period_of};
use crate::base::period::Period;
use crate::diag::{Diagnostics, Stopped, faults, nearest};
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
) -> Result<Target, Stopped> {
    let place = node.place.clone();
    if node.entries().iter().any(|entry| RULES.contains(&entry.key.as_str())) {
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
    Ok(Target { rule, near, place })
}

fn with_rule(node: &Node, measure: &Measure<'_>, year_start: i32, diags: &mut Diagnostics) -> Result<Target, Stopped> {
    let place = node.place.clone();
    let fields = fields(node, "a target", KEYS, diags)?;
    let rules: Vec<&Entry> = RULES.iter().filter_map(|key| fields.get(key)).collect();
    let [rule] = rules.as_slice() else { return Err(diags.stop(faults::target_needs_one_rule(place))) };
    let near = near(node, measure, diags);
    if let Some(inside) = rule.value.entries().iter().find(|entry| entry.key == "near") {
        return Err(diags.stop(faults::near_within_rule(inside.key_place.clone(), &rule.key)));
    }
    let rule = match rule.key.as_str() {
        "at_least" => Rule::AtLeast(aim(&rule.value, measure, year_start, diags)?),
        "at_most" => Rule::AtMost(aim(&rule.value, measure, year_start, diags)?),
        _ => within(&rule.value, measure, diags)?,
    };
    Ok(Target { rule, near, place })
}

/// `[lowest, highest]`.
fn within(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Result<Rule, Stopped> {
    const BOUNDS: &str = "two amounts, `[lowest, highest]`";
    let bounds = list(node, BOUNDS, diags)?;
    let found = match all(bounds, |bound| measured(bound, measure, diags))?.as_slice() {
        [low, high] if low <= high => return Ok(Rule::Within(*low, *high)),
        [_, _] => "the higher one first",
        _ => "another number of them",
    };
    Err(diags.stop(faults::wrong_shape(node.place.clone(), BOUNDS, found)))
}

/// The shortfall that counts as nearly met, where one is allowed.
fn near(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Option<Decimal> {
    let near = node.entries().iter().find(|entry| entry.key == "near")?;
    size(&near.value, measure, diags).ok()
}

/// A distance: an amount that is not negative.
pub fn size(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Result<Decimal, Stopped> {
    let amount = measured(node, measure, diags)?;
    if amount < Decimal::ZERO {
        return Err(diags.stop(faults::negative_size(node.place.clone())));
    }
    Ok(amount)
}

fn aim(node: &Node, measure: &Measure<'_>, year_start: i32, diags: &mut Diagnostics) -> Result<Aim, Stopped> {
    match &node.value {
        Value::Number(_) => Ok(Aim::Amount(measured(node, measure, diags)?)),
        // `"2.200"` in quotes is not a formula, and neither is `2 200`.
        Value::Text(text) if !text.contains(|c: char| c.is_alphabetic() || "+*/(".contains(c)) => {
            Ok(Aim::Amount(measured(node, measure, diags)?))
        }
        Value::Map(entries) => {
            let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.key != "near").collect();
            match entries.as_slice() {
                [entry] if entry.key == "path" => path(entry, measure, year_start, diags),
                [entry] if matches!(entry.value.value, Value::Map(_)) => members(entry, measure, diags),
                [] => Err(diags.stop(faults::target_needs_one_rule(node.place.clone()))),
                _ => Ok(Aim::From(steps(entries, measure, year_start, diags)?)),
            }
        }
        _ => Ok(Aim::Formula(formula(node, diags)?)),
    }
}

/// `path: { 2018-01: 400, 2018-12: 600 }`.
fn path(entry: &Entry, measure: &Measure<'_>, year_start: i32, diags: &mut Diagnostics) -> Result<Aim, Stopped> {
    let points = map(&entry.value, "the points of a path", diags)?;
    let points = steps(points, measure, year_start, diags)?;
    if points.len() < 2 {
        return Err(diags.stop(faults::path_needs_two_points(entry.value.place.clone())));
    }
    Ok(Aim::Path(points))
}

/// Amounts by period, in period order.
fn steps<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    measure: &Measure<'_>,
    year_start: i32,
    diags: &mut Diagnostics,
) -> Result<Vec<(Period, Decimal)>, Stopped> {
    let mut steps = all(entries, |entry| step(entry, measure, year_start, diags))?;
    steps.sort_by_key(|(period, _)| *period);
    Ok(steps)
}

fn step(
    entry: &Entry,
    measure: &Measure<'_>,
    year_start: i32,
    diags: &mut Diagnostics,
) -> Result<(Period, Decimal), Stopped> {
    if let Some(key) = near_key(&entry.key) {
        return Err(diags.stop(faults::unknown_key(entry.key_place.clone(), &entry.key, "a target", &[key])));
    }
    let period = period_of(&entry.key, &entry.key_place, year_start, diags);
    let amount = measured(&entry.value, measure, diags);
    Ok((period?, amount?))
}

/// The key of a target that a mistyped one was meant to be. Periods begin with a digit.
fn near_key(written: &str) -> Option<&'static str> {
    let is_word = written.starts_with(|c: char| c.is_ascii_alphabetic());
    is_word.then(|| nearest(written, KEYS.iter().copied().chain(["path"]))).flatten()
}

/// `hospital: { rh: 400, bfh: 300 }`.
fn members(entry: &Entry, measure: &Measure<'_>, diags: &mut Diagnostics) -> Result<Aim, Stopped> {
    let members = map(&entry.value, "the targets of the members", diags)?;
    let amount = |member: &Entry| Ok((member.key.clone(), measured(&member.value, measure, diags)?));
    Ok(Aim::Members { dimension: entry.key.clone(), amounts: all(members, amount)? })
}
