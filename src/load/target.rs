//! The `target` of a metric: an amount, a rule, amounts by grain, over time or for each member → Target.

use super::fields::{GRAINS, Measure, all, fields, flag, formula, list, map, measured, period_of};
use crate::base::period::{Grain, Period};
use crate::diag::{Diagnostics, Stopped, faults, nearest};
use crate::load::yaml::{Entry, Node, Value};
use crate::model::Decimal;
use crate::model::catalog::{Aim, Better, MemberAim, Rule, Target};

pub const KEYS: &[&str] = &["at_least", "at_most", "within", "near", "adds_up"];
/// Keys among which amounts for the members of a dimension are told from all others.
const FORM_KEYS: &[&str] = &["path", "total", "month", "quarter", "year"];
const RULES: [&str; 3] = ["at_least", "at_most", "within"];
/// What is said of a target as a whole.
const OF_THE_WHOLE: [&str; 2] = ["near", "adds_up"];
const BOUNDS: &str = "two amounts, `[lowest, highest]`";

/// Reads a target. Without a rule of its own, `better` says on which side of it is good; a path that
/// leads downwards does so too.
pub fn read(
    node: &Node,
    measure: &Measure<'_>,
    better: Better,
    year_start: i32,
    diags: &mut Diagnostics,
) -> Result<Target, Stopped> {
    let reader = Reader { measure, year_start };
    if node.entries().iter().any(|entry| RULES.contains(&entry.key.as_str())) {
        return reader.with_rule(node, diags);
    }
    let place = node.place.clone();
    let near = reader.near(node, diags);
    let adds_up = adds_up(node, diags);
    let aim = reader.aim(&without(node, &OF_THE_WHOLE), diags)?;
    let falls =
        matches!(&aim, Aim::Path(points) if points.first().map(|(_, from)| from) > points.last().map(|(_, to)| to));
    let rule = match better {
        Better::Lower => Rule::AtMost,
        Better::Higher => Rule::AtLeast,
        Better::Neither if falls => Rule::AtMost,
        Better::Neither => {
            if !matches!(aim, Aim::Path(_)) {
                diags.add(faults::target_without_direction(place.clone()));
            }
            Rule::AtLeast
        }
    };
    Ok(Target { rule, aim, upper: None, near, adds_up, place })
}

/// The node without some of its keys.
fn without(node: &Node, keys: &[&str]) -> Node {
    let mut node = node.clone();
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|entry| !keys.contains(&entry.key.as_str()));
    }
    node
}

fn entry<'a>(node: &'a Node, key: &str) -> Option<&'a Entry> {
    node.entries().iter().find(|entry| entry.key == key)
}

/// Whether the target of a longer period is the sum of its periods'.
fn adds_up(node: &Node, diags: &mut Diagnostics) -> bool {
    entry(node, "adds_up").and_then(|entry| flag(&entry.value, diags).ok()).unwrap_or(false)
}

/// A distance: an amount that is not negative.
pub fn size(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Result<Decimal, Stopped> {
    let amount = measured(node, measure, diags)?;
    if amount < Decimal::ZERO {
        return Err(diags.stop(faults::negative_size(node.place.clone())));
    }
    Ok(amount)
}

/// Reads the amounts of one metric's target.
struct Reader<'a> {
    measure: &'a Measure<'a>,
    year_start: i32,
}

impl Reader<'_> {
    fn with_rule(&self, node: &Node, diags: &mut Diagnostics) -> Result<Target, Stopped> {
        let place = node.place.clone();
        let fields = fields(node, "a target", KEYS, diags)?;
        let rules: Vec<&Entry> = RULES.iter().filter_map(|key| fields.get(key)).collect();
        let [rule] = rules.as_slice() else { return Err(diags.stop(faults::target_needs_one_rule(place))) };
        let near = self.near(node, diags);
        let adds_up = adds_up(node, diags);
        if let Some(inside) = rule.value.entries().iter().find(|entry| OF_THE_WHOLE.contains(&entry.key.as_str())) {
            return Err(diags.stop(faults::inside_rule(inside.key_place.clone(), &inside.key, &rule.key)));
        }
        let (rule, aim, upper) = match rule.key.as_str() {
            "at_least" => (Rule::AtLeast, self.aim(&rule.value, diags)?, None),
            "at_most" => (Rule::AtMost, self.aim(&rule.value, diags)?, None),
            _ => {
                let (lower, upper) = self.within(&rule.value, diags)?;
                (Rule::Within, lower, Some(upper))
            }
        };
        Ok(Target { rule, aim, upper, near, adds_up, place })
    }

    /// `[lowest, highest]`, or such pairs by grain, period or member.
    fn within(&self, node: &Node, diags: &mut Diagnostics) -> Result<(Aim, Aim), Stopped> {
        let (lower, upper) = match &node.value {
            Value::Map(_) => {
                let (lower, upper) = (bound(node, 0, diags)?, bound(node, 1, diags)?);
                (self.aim(&lower, diags)?, self.aim(&upper, diags)?)
            }
            _ => {
                let bounds = list(node, BOUNDS, diags)?;
                let mut bounds = all(bounds, |bound| self.aim(bound, diags))?;
                let (Some(upper), Some(lower), None) = (bounds.pop(), bounds.pop(), bounds.pop()) else {
                    let place = node.place.clone();
                    return Err(diags.stop(faults::wrong_shape(place, BOUNDS, "another number of them")));
                };
                (lower, upper)
            }
        };
        let is_upside_down = |(lower, upper): (&Aim, &Aim)| match (lower, upper) {
            (Aim::Amount(lower), Aim::Amount(upper)) => lower > upper,
            (Aim::From(lower), Aim::From(upper)) | (Aim::Path(lower), Aim::Path(upper)) => {
                lower.iter().zip(upper).any(|((from, low), (other, high))| from == other && low > high)
            }
            _ => false,
        };
        if lower.all().into_iter().zip(upper.all()).any(is_upside_down) {
            return Err(diags.stop(faults::wrong_shape(node.place.clone(), BOUNDS, "the higher one first")));
        }
        Ok((lower, upper))
    }

    /// The shortfall that counts as nearly met, where one is allowed.
    fn near(&self, node: &Node, diags: &mut Diagnostics) -> Option<Aim> {
        let near = &entry(node, "near")?.value;
        if !near.entries().iter().any(|entry| grain(entry).is_some()) {
            return size(near, self.measure, diags).ok().map(Aim::Amount);
        }
        let size = |node: &Node, diags: &mut Diagnostics| size(node, self.measure, diags).map(Aim::Amount);
        by_grain(near.entries(), size, diags).ok()
    }

    fn aim(&self, node: &Node, diags: &mut Diagnostics) -> Result<Aim, Stopped> {
        match &node.value {
            Value::Number(_) => Ok(Aim::Amount(measured(node, self.measure, diags)?)),
            // `"2.200"` in quotes is not a formula, and neither is `2 200`.
            Value::Text(text) if !text.contains(|c: char| c.is_alphabetic() || "+*/(".contains(c)) => {
                Ok(Aim::Amount(measured(node, self.measure, diags)?))
            }
            Value::Map(entries) => self.forms(node, entries, diags),
            _ => Ok(Aim::Formula(formula(node, diags)?)),
        }
    }

    /// Amounts by grain, for members, on a path, or from certain periods on.
    fn forms(&self, node: &Node, entries: &[Entry], diags: &mut Diagnostics) -> Result<Aim, Stopped> {
        let has = |key: &str| entries.iter().any(|entry| entry.key == key);
        if let Some(inside) = entries.iter().find(|entry| OF_THE_WHOLE.contains(&entry.key.as_str())) {
            return Err(diags.stop(faults::inside_amounts(inside.key_place.clone(), &inside.key)));
        }
        match entries {
            [] => Err(diags.stop(faults::target_needs_one_rule(node.place.clone()))),
            [entry] if entry.key == "path" => self.path(entry, diags),
            entries if entries.iter().any(|entry| grain(entry).is_some()) => {
                by_grain(entries, |node, diags| self.aim(node, diags), diags)
            }
            entries if has("total") || entries.iter().all(|entry| matches!(entry.value.value, Value::Map(_))) => {
                self.members(entries, diags)
            }
            entries => Ok(Aim::From(self.steps(entries, diags)?)),
        }
    }

    /// `path: { 2018-01: 400, 2018-12: 600 }`.
    fn path(&self, entry: &Entry, diags: &mut Diagnostics) -> Result<Aim, Stopped> {
        let points = self.steps(map(&entry.value, "the points of a path", diags)?, diags)?;
        if points.len() < 2 {
            return Err(diags.stop(faults::path_needs_two_points(entry.value.place.clone())));
        }
        Ok(Aim::Path(points))
    }

    /// Amounts by period, in period order.
    fn steps(&self, entries: &[Entry], diags: &mut Diagnostics) -> Result<Vec<(Period, Decimal)>, Stopped> {
        let mut steps = all(entries, |entry| self.step(entry, diags))?;
        steps.sort_by_key(|(period, _)| *period);
        Ok(steps)
    }

    fn step(&self, entry: &Entry, diags: &mut Diagnostics) -> Result<(Period, Decimal), Stopped> {
        if KEYS.contains(&entry.key.as_str()) {
            return Err(diags.stop(faults::rule_among_amounts(entry.key_place.clone(), &entry.key)));
        }
        if let Some(key) = near_key(&entry.key) {
            return Err(diags.stop(faults::unknown_key(entry.key_place.clone(), &entry.key, "a target", &[key])));
        }
        let period = period_of(&entry.key, &entry.key_place, self.year_start, diags);
        let amount = measured(&entry.value, self.measure, diags);
        Ok((period?, amount?))
    }

    /// `total: 1200, hospital: { rh: 400, bfh: 300 }`.
    fn members(&self, entries: &[Entry], diags: &mut Diagnostics) -> Result<Aim, Stopped> {
        let (mut total, mut amounts) = (None, Vec::new());
        for entry in entries {
            if entry.key == "total" {
                total = Some(Box::new(self.aim(&entry.value, diags)?));
                continue;
            }
            let members = map(&entry.value, "the targets of the members", diags)?;
            amounts.extend(all(members, |member| {
                let aim = self.aim(&member.value, diags)?;
                if aim.all().iter().any(|aim| matches!(aim, Aim::Members { .. })) {
                    let place = member.value.place.clone();
                    return Err(diags.stop(faults::wrong_shape(place, "amounts for one member", "more members in it")));
                }
                Ok(MemberAim { dimension: entry.key.clone(), member: member.key.clone(), aim })
            })?);
        }
        Ok(Aim::Members { total, amounts })
    }
}

/// The grain that a key names; `None` for any other key.
fn grain(entry: &Entry) -> Option<Grain> {
    GRAINS.iter().find(|(word, _)| *word == entry.key).map(|(_, grain)| *grain)
}

/// `month: 4000, quarter: 12000, year: 48000`, as many of them as are named.
fn by_grain(
    entries: &[Entry],
    mut amount: impl FnMut(&Node, &mut Diagnostics) -> Result<Aim, Stopped>,
    diags: &mut Diagnostics,
) -> Result<Aim, Stopped> {
    let mut amounts = all(entries, |entry| {
        let known = GRAINS.map(|(word, _)| word);
        let unknown = || faults::unknown_key(entry.key_place.clone(), &entry.key, "a target by grain", &known);
        let grain = grain(entry).ok_or_else(|| diags.stop(unknown()))?;
        let aim = amount(&entry.value, diags)?;
        if aim.all().iter().any(|aim| matches!(aim, Aim::ByGrain(_))) {
            let wanted = format!("amounts for a {}", grain.word());
            return Err(diags.stop(faults::wrong_shape(entry.value.place.clone(), &wanted, "amounts by grain in it")));
        }
        Ok((grain, aim))
    })?;
    amounts.sort_by_key(|(grain, _)| *grain);
    Ok(Aim::ByGrain(amounts))
}

/// The node with one of the two bounds, 0 or 1, in place of each pair.
fn bound(node: &Node, which: usize, diags: &mut Diagnostics) -> Result<Node, Stopped> {
    let value = match &node.value {
        Value::Map(entries) => {
            Value::Map(all(entries, |entry| Ok(Entry { value: bound(&entry.value, which, diags)?, ..entry.clone() }))?)
        }
        Value::List(pair) => {
            let [lower, upper] = pair.as_slice() else {
                let place = node.place.clone();
                return Err(diags.stop(faults::wrong_shape(place, BOUNDS, "another number of them")));
            };
            return Ok(if which == 0 { lower } else { upper }.clone());
        }
        other => return Err(diags.stop(faults::wrong_shape(node.place.clone(), BOUNDS, other.describe()))),
    };
    Ok(Node { value, place: node.place.clone() })
}

/// The key of a target that a mistyped one was meant to be. Periods begin with a digit.
fn near_key(written: &str) -> Option<&'static str> {
    let is_word = written.starts_with(|c: char| c.is_ascii_alphabetic());
    is_word.then(|| nearest(written, KEYS.iter().chain(FORM_KEYS).copied())).flatten()
}
