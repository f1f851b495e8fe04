//! What holds of every amount as text.

use proptest::prelude::*;

use super::numbers;
use crate::base::properties::config;
use crate::model::Decimal;
use crate::model::language::Language;

/// Amounts of up to fifteen digits with up to eight decimals.
fn amounts() -> impl Strategy<Value = Decimal> {
    (-999_999_999_999_999_i64..=999_999_999_999_999, 0_u32..=8).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

/// The amount that a text shows: its digits, with its language's signs taken out.
fn read(text: &str, language: Language) -> Decimal {
    let (group, point) = match language {
        Language::Da => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain: String = text
        .chars()
        .filter(|c| *c != group && *c != '+')
        .map(|c| {
            if c == point {
                '.'
            } else if c == '\u{2212}' {
                '-'
            } else {
                c
            }
        })
        .collect();
    plain.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

/// Ten to the power of `-decimals`, halved: no rounding moves an amount further.
fn half(decimals: u32) -> Decimal {
    Decimal::new(5, decimals + 1)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_shown_is_the_nearest_amount_with_its_decimals(value in amounts(), decimals in 0_u32..=6) {
        for language in [Language::Da, Language::En] {
            let text = numbers::number(value, decimals, language);
            let shown = read(&text, language);
            prop_assert!((shown - value).abs() <= half(decimals), "{} as {}", value, text);
            prop_assert_eq!(shown, numbers::rounded(value, decimals));
            let point = if language == Language::Da { ',' } else { '.' };
            let after = text.rsplit_once(point).map_or(0, |(_, digits)| digits.len());
            prop_assert_eq!(after, decimals as usize, "{}", text);
        }
    }

    #[test]
    fn a_half_goes_away_from_zero(whole in -1_000_000_i64..1_000_000, decimals in 0_u32..=6) {
        let value = Decimal::new(whole * 10 + if whole < 0 { -5 } else { 5 }, decimals + 1);
        let away = Decimal::new(whole + if whole < 0 { -1 } else { 1 }, decimals);
        prop_assert_eq!(numbers::rounded(value, decimals), away);
    }

    #[test]
    fn a_larger_amount_is_never_shown_as_a_smaller_one(one in amounts(), other in amounts(), decimals in 0_u32..=6) {
        let (small, large) = (one.min(other), one.max(other));
        prop_assert!(numbers::rounded(small, decimals) <= numbers::rounded(large, decimals));
    }

    #[test]
    fn the_opposite_amount_has_the_same_digits(value in amounts(), decimals in 0_u32..=6) {
        let [plus, minus] = [value.abs(), -value.abs()].map(|value| numbers::signed(value, decimals, Language::En));
        prop_assert_eq!(plus.trim_start_matches('+'), minus.trim_start_matches('\u{2212}'));
        prop_assert_eq!(plus.starts_with('+'), minus.starts_with('\u{2212}'), "{} and {}", plus, minus);
    }

    #[test]
    fn a_percentage_is_a_hundred_times_its_share(share in amounts(), decimals in 0_u32..=4) {
        let text = numbers::percent(share, decimals, Language::En);
        let shown = read(text.trim_end_matches('%'), Language::En);
        prop_assert_eq!(shown, numbers::rounded(share, decimals + 2) * Decimal::ONE_HUNDRED);
    }

    #[test]
    fn two_amounts_that_differ_can_be_shown_apart(one in amounts(), other in amounts(), decimals in 0_u32..=4) {
        let needed = numbers::decimals_apart(one, other, decimals, 0);
        prop_assert!(needed >= decimals);
        let is_apart = numbers::rounded(one, needed) != numbers::rounded(other, needed);
        prop_assert!(is_apart || one == other);
        let fewer = (decimals..needed).all(|fewer| numbers::rounded(one, fewer) == numbers::rounded(other, fewer));
        prop_assert!(fewer, "{} decimals are more than {} and {} need", needed, one, other);
    }
}
