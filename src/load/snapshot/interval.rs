//! `low` and `high` beside an amount: the interval that its source states.
//!
//! Beside `value` they are amounts, beside `values` mappings by the same members. Both ends are needed, and the amount
//! lies between them.

use super::Statement;
use crate::base::place::Place;
use crate::diag::{Diagnostics, faults};
use crate::load::fields::Fields;
use crate::load::yaml::{Entry, Value};
use crate::model::Decimal;
use crate::model::catalog::Protection;
use crate::model::snapshot::{Cell, Interval, Observation};

/// Whether an observation keeps the value of the one before, and says otherwise how far the true amount may lie from it.
/// One that adds an interval takes nothing back.
pub(super) fn is_another(before: &Observation, observation: &Observation) -> bool {
    before.interval.is_some() && before.value == observation.value && before.interval != observation.interval
}

/// One end of an interval, and where it stands.
struct End {
    cell: Cell,
    amount: Decimal,
    place: Place,
}

impl Statement<'_> {
    /// Gives each of `amounts` its interval. One with a fault is left out.
    pub(super) fn add_intervals(&self, fields: &Fields<'_>, amounts: Vec<&mut Observation>, diags: &mut Diagnostics) {
        let (low, high) = (fields.get("low"), fields.get("high"));
        let Some(first) = low.or(high) else { return };
        if self.metric.protection == Some(Protection::RoundTo5) {
            diags.add(faults::interval_of_a_rounded_count(first.key_place.clone(), self.id));
            return;
        }
        let (Some(low), Some(high)) = (low, high) else {
            let missing = if low.is_some() { "high" } else { "low" };
            diags.add(faults::half_an_interval(first.key_place.clone(), &first.key, missing));
            return;
        };
        let ends = [low, high].map(|entry| self.ends(entry, diags));
        if ends.iter().any(Option::is_none) {
            return;
        }
        let [mut lows, mut highs] = ends.map(Option::unwrap_or_default);
        let take = |ends: &mut Vec<End>, cell: &Cell| {
            let index = ends.iter().position(|end| end.cell == *cell)?;
            Some(ends.swap_remove(index))
        };
        for observation in amounts {
            let Some(value) = observation.value else { continue };
            match (take(&mut lows, &observation.cell), take(&mut highs, &observation.cell)) {
                (None, None) => {}
                (Some(end), None) => diags.add(faults::half_an_interval(end.place, &low.key, &high.key)),
                (None, Some(end)) => diags.add(faults::half_an_interval(end.place, &high.key, &low.key)),
                (Some(low), Some(high)) if low.amount <= value && value <= high.amount => {
                    observation.interval = Some(Interval { low: low.amount, high: high.amount });
                }
                (Some(low), Some(high)) => {
                    let (key, end) = if low.amount > value { ("low", low) } else { ("high", high) };
                    diags.add(faults::interval_beside_its_value(end.place, key, self.id, observation.place.clone()));
                }
            }
        }
        for (key, end) in
            lows.into_iter().map(|end| (&low.key, end)).chain(highs.into_iter().map(|end| (&high.key, end)))
        {
            diags.add(faults::interval_without_value(end.place, key, self.id));
        }
    }

    /// The ends that stand under a key: one, or those of the members. `None` where one of them has a fault.
    fn ends(&self, entry: &Entry, diags: &mut Diagnostics) -> Option<Vec<End>> {
        let before = diags.errors().count();
        let mut found = Vec::new();
        match &entry.value.value {
            Value::Map(_) => found = self.parts(entry, diags).ok()?,
            _ => {
                let value = self.value(&entry.value, diags).ok()?;
                found.push(Observation { value, place: entry.value.place.clone(), ..self.common.clone() });
            }
        }
        let end = |of: Observation| Some(End { amount: of.value?, cell: of.cell, place: of.place });
        (diags.errors().count() == before).then(|| found.into_iter().filter_map(end).collect())
    }
}
