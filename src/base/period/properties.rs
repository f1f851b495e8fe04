//! What holds of every period.

use proptest::prelude::*;

use super::{Grain, Period};
use crate::base::properties::config;

/// A period that can be written, and the month in which the years of its site begin.
fn periods() -> impl Strategy<Value = (Period, i32)> {
    let grain = prop::sample::select(vec![Grain::Month, Grain::Quarter, Grain::Year]);
    (1001_i32..9998, 1_i32..=12, grain, 1_i32..=12)
        .prop_map(|(year, month, grain, start)| (Period::month(year, month).containing(grain, start), start))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_period_is_read_as_it_is_printed((period, start) in periods()) {
        prop_assert_eq!(Period::read_as(&period.to_string(), period.grain(), start), Ok(period));
    }

    #[test]
    fn steps_lead_there_and_back((period, _) in periods(), count in -500_i32..500) {
        let there = period.plus(count);
        prop_assert_eq!(there.plus(-count), period);
        prop_assert_eq!(there.since(period), Some(count));
        prop_assert_eq!(there.cmp(&period), count.cmp(&0));
        prop_assert_eq!(period.through(there).count(), usize::try_from(count + 1).unwrap_or(0));
        prop_assert_eq!(period.next().first_month(), period.last_month().next());
    }

    #[test]
    fn the_parts_of_a_period_fill_it((period, start) in periods(), grain in 0_usize..3) {
        let grain = [Grain::Month, Grain::Quarter, Grain::Year][grain];
        let parts = period.parts(grain);
        prop_assert!(parts.windows(2).all(|two| two[0].next() == two[1]));
        let months: i32 = parts.iter().map(|part| part.grain().months()).sum();
        prop_assert_eq!(months, period.grain().months());
        // Quarters are the calendar's, so those of a year that begins in February are not its own.
        if period.grain() != Grain::Year || grain != Grain::Quarter || start % 3 == 1 {
            prop_assert_eq!(parts.first().map(|part| part.first_month()), Some(period.first_month()));
            prop_assert_eq!(parts.last().map(|part| part.last_month()), Some(period.last_month()));
        }
    }

    #[test]
    fn a_period_holds_its_last_month((period, start) in periods(), grain in 0_usize..3) {
        let grain = [Grain::Month, Grain::Quarter, Grain::Year][grain];
        let (holding, ended) = (period.containing(grain, start), period.latest_ended(grain, start));
        let last = period.last_month();
        prop_assert!(holding.first_month() <= last && last <= holding.last_month());
        prop_assert!(ended.last_month() <= last && last < ended.next().last_month());
    }

    #[test]
    fn of_two_periods_the_one_that_ends_first_is_first((one, _) in periods(), (other, _) in periods()) {
        let ends = one.last_month().cmp(&other.last_month());
        prop_assert_eq!(one.cmp(&other).is_lt(), ends.is_lt() || (ends.is_eq() && one.grain() < other.grain()));
        prop_assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9Q-]{0,9}|\\PC{0,9}", start in 1_i32..=12) {
        if let Ok(period) = Period::read(&text, start) {
            prop_assert_eq!(period.to_string(), text);
        }
    }
}
