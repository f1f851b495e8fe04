//! The change of a figure between two periods.

use super::history::input_amount;
use super::{Amount, Figure};
use crate::base::period::Period;
use crate::model::{Decimal, exact};

/// How a figure moved since an earlier one.
#[derive(Debug, Clone)]
pub struct Change {
    /// The period it is measured from.
    pub since: Period,
    pub before: Amount,
    /// `now − before`; missing where one of the two is.
    pub absolute: Amount,
    /// `(now − before) / |before|`, as a fraction: 0.125 is +12.5 %. `None` when the base is zero or missing.
    pub relative: Option<Decimal>,
}

impl Figure {
    /// The change from `before`, an earlier figure of the same metric. Source: statistics.md, 2 (K11).
    pub fn change_from(&self, before: &Figure) -> Change {
        let absolute = input_amount(self).and_then(|now| {
            let before = input_amount(before)?;
            exact::difference(now, before).ok_or(super::Gap::TooLarge)
        });
        let relative = match (&absolute, &before.amount) {
            (Ok(change), Ok(base)) if !base.is_zero() => change.checked_div(base.abs()),
            _ => None,
        };
        Change { since: before.period, before: before.amount.clone(), absolute, relative }
    }
}
