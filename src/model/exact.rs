//! Decimals beyond what a division cuts off. A decimal has 28 digits; a third has no end, so what is reckoned on from
//! one is wrong in the last of them: 25 comes out as 24.99…98.

use super::Decimal;
use rust_decimal::RoundingStrategy;

/// So many digits of a number are trusted. Each step of a computation may cost a unit in the last of its 28.
const TRUSTED: u32 = 24;

/// `value` without the digits that a division may have cut.
///
/// ```
/// # use kalends::model::{Decimal, exact};
/// let months = Decimal::from(100) / Decimal::from(12) * Decimal::from(3);
/// assert_ne!(months, Decimal::from(25));
/// assert_eq!(exact::settled(months), Decimal::from(25));
/// ```
pub fn settled(value: Decimal) -> Decimal {
    without_tail(value, value)
}

/// `left − right`, without what a division may have cut of either: nothing where that is all they differ in. `None` where
/// it is too large for a decimal.
pub fn difference(left: Decimal, right: Decimal) -> Option<Decimal> {
    let difference = left.checked_sub(right)?;
    Some(without_tail(difference, left.abs().max(right.abs())))
}

/// `value` with as many decimals as can be trusted in a number as great as `greatest`, which may be of either sign.
#[expect(clippy::disallowed_methods, reason = "takes away what was never a digit of the value")]
fn without_tail(value: Decimal, greatest: Decimal) -> Decimal {
    // Nobody states so many decimals, and most values have two.
    if value.scale() + 8 < TRUSTED {
        return value;
    }
    // Where its first digit stands: 0 for ones, −1 for tenths.
    let Some(log) = greatest.mantissa().unsigned_abs().checked_ilog10() else { return value };
    let first = i64::from(log) - i64::from(greatest.scale());
    let decimals = u32::try_from(i64::from(TRUSTED) - 1 - first).unwrap_or(0);
    if value.scale() <= decimals {
        return value;
    }
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// A fraction in the making: divided once, at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    above: Decimal,
    /// Not zero.
    below: Decimal,
}

impl Fraction {
    pub fn is_zero(self) -> bool {
        self.above.is_zero()
    }

    /// Its value; `None` where it is too large for a decimal.
    pub fn value(self) -> Option<Decimal> {
        if self.below == Decimal::ONE { Some(self.above) } else { self.above.checked_div(self.below) }
    }

    pub fn negative(self) -> Fraction {
        Fraction { above: -self.above, ..self }
    }

    pub fn plus(self, other: Fraction) -> Option<Fraction> {
        self.summed(other, Decimal::checked_add)
    }

    pub fn minus(self, other: Fraction) -> Option<Fraction> {
        self.summed(other, Decimal::checked_sub)
    }

    pub fn times(self, other: Fraction) -> Option<Fraction> {
        let product = |(a, b): (Fraction, Fraction)| {
            Some(Fraction { above: exactly(a.above, b.above)?, below: exactly(a.below, b.below)? })
        };
        let plain = |(a, b): (Decimal, Decimal)| Some(Fraction::from(a.checked_mul(b)?));
        product((self, other)).or_else(|| plain((self.value()?, other.value()?)))
    }

    /// `None` also where `other` is zero.
    pub fn over(self, other: Fraction) -> Option<Fraction> {
        (!other.is_zero()).then_some(())?;
        self.times(Fraction { above: other.below, below: other.above })
    }

    fn summed(self, other: Fraction, sum: fn(Decimal, Decimal) -> Option<Decimal>) -> Option<Fraction> {
        // What remains of two numbers of which a division cut the ends is nothing, and not a divisor.
        let sum = |left: Decimal, right: Decimal| {
            let greatest = left.abs().max(right.abs());
            sum(left, right).map(|sum| if without_tail(sum, greatest).is_zero() { Decimal::ZERO } else { sum })
        };
        if self.below == other.below {
            return Some(Fraction { above: sum(self.above, other.above)?, ..self });
        }
        let exact = || {
            let (left, right) = (exactly(self.above, other.below)?, exactly(other.above, self.below)?);
            Some(Fraction { above: sum(left, right)?, below: exactly(self.below, other.below)? })
        };
        exact().or_else(|| Some(Fraction::from(sum(self.value()?, other.value()?)?)))
    }
}

impl From<Decimal> for Fraction {
    fn from(value: Decimal) -> Fraction {
        Fraction { above: value, below: Decimal::ONE }
    }
}

/// The product where a decimal holds all of its digits; `None` where it would have to cut some.
fn exactly(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let product = a.checked_mul(b)?;
    (product.scale() == a.scale() + b.scale()).then(|| product.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn what_a_division_cut_is_no_difference() {
        let mean = |sum: &str| decimal(sum) / Decimal::from(12);
        // 9.5333… − 5.0833… is 4.45, and is shown as 4.5.
        assert_eq!(difference(mean("114.4"), mean("61")), Some(decimal("4.45")));
        assert_eq!(
            difference(Decimal::from(7), Decimal::from(7) / Decimal::from(12) * Decimal::from(12)),
            Some(Decimal::ZERO)
        );
        assert_eq!(difference(Decimal::MAX, Decimal::MIN), None);
    }

    #[test]
    fn what_was_stated_stays_digit_for_digit() {
        for text in ["0", "-4.45", "2200", "0.000000000001", "123456789012345.123456", "79228162514264337593543950335"]
        {
            assert_eq!(settled(decimal(text)).to_string(), text);
        }
        assert_eq!(difference(decimal("0.30"), decimal("0.1")), Some(decimal("0.2")));
        // A small difference of great numbers is one as long as its digits are theirs.
        assert_eq!(difference(decimal("1000000000.01"), decimal("1000000000")), Some(decimal("0.01")));
        assert_eq!(settled(Decimal::ONE / Decimal::from(3)).to_string(), format!("0.{}", "3".repeat(24)));
    }

    #[test]
    fn a_fraction_is_divided_once() {
        let of = |number: i64| Fraction::from(Decimal::from(number));
        let value = |fraction: Option<Fraction>| fraction.and_then(Fraction::value).expect("a value");
        let third = of(100).over(of(12)).and_then(|month| month.times(of(3)));
        assert_eq!(value(third), Decimal::from(25));
        let sum = of(1).over(of(3)).and_then(|third| third.plus(of(1).over(of(6))?));
        assert_eq!(value(sum), decimal("0.5"));
        assert_eq!(value(of(1).over(of(3)).and_then(|third| third.minus(of(1).over(of(3))?))), Decimal::ZERO);
        assert_eq!(value(of(1).over(of(4)).map(Fraction::negative)), decimal("-0.25"));
        // A ratio that is a metric of its own was divided before; nothing remains of 4 − 4/9 · 9, nor is it a divisor.
        let ninths = Fraction::from(Decimal::from(4) / Decimal::from(9)).times(of(9)).and_then(|all| of(4).minus(all));
        assert!(ninths.is_some_and(Fraction::is_zero));
        assert!(of(1).over(of(0)).is_none() && of(1).over(of(5).minus(of(5)).expect("zero")).is_none());
        // What is too long for a fraction is reckoned as decimals are.
        let long = Fraction::from(Decimal::MAX);
        assert_eq!(
            value(long.over(of(3)).and_then(|part| part.times(of(2).over(of(7))?))),
            Decimal::MAX / Decimal::from(3) * (Decimal::from(2) / Decimal::from(7))
        );
        assert!(long.times(long).is_none());
    }
}
