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
    ///
    /// A running total that begins anew with each year is held against one of its own year, or against the same point of
    /// another: from December to January it does not fall, it begins.
    pub fn change_from(&self, before: &Figure) -> Change {
        let absolute = input_amount(self).and_then(|now| {
            let before_amount = input_amount(before)?;
            if self.has_begun_anew_since(before) {
                return Err(super::Gap::BegunAnew);
            }
            exact::difference(now, before_amount).ok_or(super::Gap::TooLarge)
        });
        let relative = match (&absolute, &before.amount) {
            (Ok(change), Ok(base)) if !base.is_zero() => change.checked_div(base.abs()),
            _ => None,
        };
        Change { since: before.period, before: before.amount.clone(), absolute, relative }
    }

    fn has_begun_anew_since(&self, before: &Figure) -> bool {
        let is_of_another_year = self.runs_in.zip(before.runs_in).is_some_and(|(now, then)| now != then);
        is_of_another_year && self.period.last_month().number() != before.period.last_month().number()
    }
}
