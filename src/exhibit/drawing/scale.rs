//! Which ticks an axis has: amounts on the y axis, periods on the x axis.
//!
//! Ticks are whole multiples of a step, computed in exact decimals, so no tick is ever written
//! "0.6000000000000001". Periods are evenly spaced whatever their days; steps count from January.

use super::Ticks;
use super::text::{Font, width};
use crate::base::period::{Grain, Period};
use crate::l10n;
use crate::model::Decimal;
use crate::model::language::Language;

/// The y axis of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// From low to high; the first and last are the ends of the axis. Empty if the values are too
    /// large or too fine for exact ticks.
    pub ticks: Vec<Decimal>,
    /// Least and greatest value on the axis; always apart.
    pub ends: (f64, f64),
    /// Decimal places that every tick can be written with.
    pub decimals: u32,
}

impl Scale {
    /// The ticks as they are written: long numbers in millions or more.
    pub fn texts(&self, ticks: Ticks, language: Language) -> Vec<String> {
        if let (Ticks::Number, [first, second, ..]) = (ticks, self.ticks.as_slice()) {
            let step = second.checked_sub(*first);
            if let Some(texts) = step.and_then(|step| l10n::large_steps(&self.ticks, step, language)) {
                return texts;
            }
        }
        self.ticks.iter().map(|tick| ticks.text(*tick, self.decimals, language)).collect()
    }

    /// The lowest of these texts if the axis does not begin at 0.
    pub fn start(&self, texts: &[String]) -> Option<String> {
        let has_zero = self.ends.0 <= 0.0 && self.ends.1 >= 0.0;
        texts.first().filter(|_| !has_zero).cloned()
    }
}

/// The nearest double, for places on the page only.
pub fn float(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or(0.0)
}

/// What a scale should be like.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Steps to aim at; there may be one more.
    pub steps: u32,
    /// Includes 0 whatever the values.
    pub from_zero: bool,
    /// Values are shares: a scale for values up to 1 ends at 1.
    pub shares: bool,
}

/// Fewer values than these make no course: with ends that touch them and their target, nobody would see how far apart they
/// are.
const FEWEST_FOR_A_COURSE: usize = 3;

/// How many steps a y axis of this height (tenths of an SVG unit) has room for.
pub fn steps_within(height: i32) -> u32 {
    (height / 350).clamp(2, 5).unsigned_abs()
}

/// A scale that holds all `values`, the `others` beside them, and `estimates`, which may have any number of decimals.
/// `None` if there are no values.
pub fn amounts(values: &[Decimal], others: &[Decimal], estimates: &[Decimal], wish: Wish) -> Option<Scale> {
    let all = || values.iter().chain(others).chain(estimates);
    let (least, greatest) = (*all().min()?, *all().max()?);
    // Persons are not halved: a step has no more decimals than the values have.
    let places = values.iter().chain(others).map(|value| value.normalize().scale()).max().unwrap_or(0);
    let is_lone = values.len() < FEWEST_FOR_A_COURSE;
    let scale = || exact(places, least, greatest, wish, is_lone).unwrap_or_else(|| without_ticks(least, greatest));
    (!values.is_empty()).then(scale)
}

/// `None` on overflow.
fn exact(places: u32, least: Decimal, greatest: Decimal, wish: Wish, is_lone: bool) -> Option<Scale> {
    let (low, high) = with_zero(least, greatest, wish.from_zero);
    let (low, high, step) = if low < high {
        (low, high, step(high.checked_sub(low)?.checked_mul(Decimal::new(8, 1))?, wish.steps, places)?)
    } else {
        around(low, places, wish.shares)?
    };
    let (mut first, mut last) = (low.checked_div(step)?.floor(), high.checked_div(step)?.ceil());
    if is_lone && least < greatest && !low.is_zero() && !high.is_zero() {
        let touches = |end: Decimal, tick: Decimal| tick.checked_mul(step) == Some(end);
        if touches(low, first) && touches(high, last) {
            first = first.checked_sub(Decimal::ONE)?;
            last = last.checked_add(Decimal::from(u32::from(!(wish.shares && high == Decimal::ONE))))?;
        }
    }
    let count = u32::try_from(last.checked_sub(first)?).ok()?;
    let tick = |number: u32| first.checked_add(Decimal::from(number))?.checked_mul(step);
    let ticks = (0..=count).map(tick).collect::<Option<Vec<_>>>()?;
    let ends = (float(*ticks.first()?), float(*ticks.last()?));
    (ends.0 < ends.1).then(|| Scale { ticks, ends, decimals: step.normalize().scale() })
}

/// Takes 0 into the span if asked, or if the nearer end is under half of the farther one.
fn with_zero(least: Decimal, greatest: Decimal, asked: bool) -> (Decimal, Decimal) {
    let near = |near: Decimal, far: Decimal| asked || near < far - near;
    if least >= Decimal::ZERO && near(least, greatest) {
        (Decimal::ZERO, greatest)
    } else if greatest <= Decimal::ZERO && near(-greatest, -least) {
        (least, Decimal::ZERO)
    } else {
        (least, greatest)
    }
}

/// The smallest round step that is at least `span / steps` and has at most `places` decimals.
fn step(span: Decimal, steps: u32, places: u32) -> Option<Decimal> {
    let rough = span.checked_div(Decimal::from(steps))?;
    // Of the first digit of `rough`.
    let digits = i64::from(rough.mantissa().unsigned_abs().checked_ilog10()?);
    let exponent = digits - i64::from(rough.scale());
    let candidates = (exponent..=exponent + 3).flat_map(|exponent| [10, 20, 25, 50].map(|tenths| (tenths, exponent)));
    candidates
        .filter_map(|(tenths, exponent)| times_power_of_ten(tenths, exponent - 1))
        .find(|step| *step >= rough && step.normalize().scale() <= places)
}

fn times_power_of_ten(number: i64, exponent: i64) -> Option<Decimal> {
    if exponent >= 0 {
        let power = 10_i128.checked_pow(u32::try_from(exponent).ok()?)?;
        Decimal::try_from_i128_with_scale(i128::from(number).checked_mul(power)?, 0).ok()
    } else {
        Decimal::try_new(number, u32::try_from(-exponent).ok()?).ok()
    }
}

/// Low, high and step for one value alone: one step each way, upwards only from 0.
fn around(value: Decimal, places: u32, shares: bool) -> Option<(Decimal, Decimal, Decimal)> {
    if value.is_zero() {
        return Some((Decimal::ZERO, Decimal::ONE, Decimal::ONE));
    }
    let step = step(value.abs(), 10, places)?;
    let high = value.checked_add(step)?;
    let high = if shares && value <= Decimal::ONE { high.min(Decimal::ONE) } else { high };
    Some((value.checked_sub(step)?, high, step))
}

fn without_ticks(least: Decimal, greatest: Decimal) -> Scale {
    let (low, high) = (float(least), float(greatest));
    // Doubles may fail to tell the two apart; half their size always makes a span.
    let air = if low < high { 0.0 } else { low.abs().max(1.0) / 2.0 };
    Scale { ticks: Vec::new(), ends: (low - air, high + air), decimals: 0 }
}

/// A period with a label under the x axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodTick {
    /// Place among the periods of the chart.
    pub index: usize,
    pub label: String,
    /// On a second line.
    pub year: Option<String>,
    /// The first month or quarter of a year, on an axis of these.
    pub new_year: bool,
}

/// Air between two labels, in tenths of an SVG unit.
const LABEL_AIR: i32 = 80;
/// The year of the first label is left out if the next year is nearer, in tenths.
const YEAR_ROOM: i32 = 340;

/// Ticks with labels for `periods` that are `spacing` tenths apart, as close as the labels allow.
pub fn period_ticks(periods: &[Period], spacing: f64, language: Language) -> Vec<PeriodTick> {
    let labels: Vec<String> = periods.iter().map(|period| label(*period, language)).collect();
    let widest = labels.iter().map(|label| width(label, Font::TICK)).max().unwrap_or(0);
    let widest_year = periods.iter().map(|period| width(&period.year().to_string(), Font::TICK)).max().unwrap_or(0);
    let grain = periods.first().map_or(Grain::Month, |first| first.grain());
    let fits = |step: &i32| {
        // With steps of years the labels are years.
        let widest = if *step < a_year(grain) { widest } else { widest_year };
        f64::from(*step) * spacing >= f64::from(widest + LABEL_AIR)
    };
    let step = steps(grain).find(fits).unwrap_or(i32::MAX);

    let on_step = |period: &Period| number(*period).rem_euclid(step) == 0;
    let mut ticks: Vec<PeriodTick> = periods
        .iter()
        .zip(labels)
        .enumerate()
        .filter(|(_, (period, _))| on_step(period))
        .map(|(index, (period, label))| match grain != Grain::Year && step >= a_year(grain) {
            // Under every label would stand January, or the first quarter.
            true => PeriodTick { index, label: period.year().to_string(), year: None, new_year: true },
            false => tick(index, *period, label),
        })
        .collect();
    if grain != Grain::Year && step >= a_year(grain) && ticks.iter().any(|tick| tick.new_year) {
        return ticks;
    }
    // Room for one label only, or a span that no step falls into.
    if let (true, Some(first)) = (ticks.is_empty(), periods.first()) {
        ticks.push(tick(0, *first, label(*first, language)));
    }
    name_first_year(&mut ticks, periods, spacing);
    ticks
}

/// The first label says its year, too, unless the next year is close by.
fn name_first_year(ticks: &mut [PeriodTick], periods: &[Period], spacing: f64) {
    let next = ticks.iter().skip(1).find(|tick| tick.year.is_some()).map(|tick| tick.index);
    let Some(first) = ticks.first_mut() else { return };
    let near = next.is_some_and(|next| (next - first.index) as f64 * spacing < f64::from(YEAR_ROOM));
    let period = periods.get(first.index).filter(|period| period.grain() != Grain::Year);
    if let (None, false, Some(period)) = (&first.year, near, period) {
        first.year = Some(period.year().to_string());
    }
}

/// With the year under its first month or quarter. Years are their own labels.
fn tick(index: usize, period: Period, label: String) -> PeriodTick {
    let new_year = period.grain() != Grain::Year && period.number() == 1;
    PeriodTick { index, label, year: new_year.then(|| period.year().to_string()), new_year }
}

fn label(period: Period, language: Language) -> String {
    match period.grain() {
        Grain::Month => l10n::month_tick(period, language).to_owned(),
        Grain::Quarter => l10n::quarter_tick(period, language).to_owned(),
        Grain::Year => period.year().to_string(),
    }
}

/// `nov 2025`
pub fn label_with_year(period: Period, language: Language) -> String {
    match period.grain() {
        Grain::Year => label(period, language),
        Grain::Month | Grain::Quarter => format!("{} {}", label(period, language), period.year()),
    }
}

/// Periods of its grain since the year 0.
fn number(period: Period) -> i32 {
    period.year() * a_year(period.grain()) + period.number() - 1
}

fn a_year(grain: Grain) -> i32 {
    12 / grain.months()
}

/// Possible distances of labels, in periods of `grain`: parts of a year, then round counts of years.
fn steps(grain: Grain) -> impl Iterator<Item = i32> {
    let within: &[i32] = match grain {
        Grain::Month => &[1, 2, 3, 6],
        Grain::Quarter => &[1, 2],
        Grain::Year => &[],
    };
    let years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    within.iter().copied().chain(years.into_iter().map(move |years| years * a_year(grain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Wish = Wish { steps: 5, from_zero: false, shares: false };

    fn decimals(texts: &str) -> Vec<Decimal> {
        texts.split_whitespace().map(|text| text.parse().unwrap_or_else(|_| panic!("{text}"))).collect()
    }

    #[track_caller]
    fn check(values: &str, wish: Wish, ticks: &str) {
        let scale = amounts(&decimals(values), &[], &[], wish).unwrap_or_else(|| panic!("no values"));
        assert_eq!(scale.ticks, decimals(ticks));
    }

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        check("62.4 88.6 85", PLAIN, "60 65 70 75 80 85 90");
        check("11.5 21.4", Wish { from_zero: true, ..PLAIN }, "0 5 10 15 20 25");
        check("53 47 38", Wish { steps: 3, from_zero: true, shares: false }, "0 20 40 60");
        check("0.1 0.2 0.7", PLAIN, "0 0.2 0.4 0.6 0.8");
        check("-3 4", PLAIN, "-4 -2 0 2 4");
        check("-90 -20", PLAIN, "-100 -80 -60 -40 -20 0");
    }

    #[test]
    fn the_axis_starts_at_zero_if_the_least_value_is_under_half_of_the_greatest() {
        check("40 100", PLAIN, "0 20 40 60 80 100");
        check("60 80 100", PLAIN, "60 70 80 90 100");
    }

    #[test]
    fn ends_do_not_touch_one_or_two_values_and_their_target() {
        let scale = amounts(&decimals("47"), &decimals("50"), &[], PLAIN).unwrap_or_else(|| panic!("no values"));
        assert_eq!(scale.ticks, decimals("46 47 48 49 50 51"));
        check("60 100", PLAIN, "50 60 70 80 90 100 110");
        check("61 99", PLAIN, "60 70 80 90 100");
        check("0.8 1", Wish { shares: true, ..PLAIN }, "0.7 0.8 0.9 1");
        check("0 100", PLAIN, "0 20 40 60 80 100");
    }

    #[test]
    fn long_ticks_are_counted_in_millions_or_more() {
        let texts = |values: &str, language| {
            let scale = amounts(&decimals(values), &[], &[], PLAIN).unwrap_or_else(|| panic!("no values"));
            scale.texts(Ticks::Number, language).join(" · ").replace('\u{a0}', "~")
        };
        assert_eq!(
            texts("5200000000 6900000000 7600000000", Language::Da),
            "5,0~mia. · 5,5~mia. · 6,0~mia. · 6,5~mia. · 7,0~mia. · 7,5~mia. · 8,0~mia."
        );
        assert_eq!(texts("0 3 1050000000", Language::En), "0 · 0.2bn · 0.4bn · 0.6bn · 0.8bn · 1.0bn · 1.2bn");
        assert_eq!(texts("-30000000 2 40000000", Language::En), "−40m · −20m · 0 · 20m · 40m");
        // Nine signs are no more than the values beside them have.
        assert_eq!(
            texts("1000000 2 3000000", Language::En),
            "0 · 500,000 · 1,000,000 · 1,500,000 · 2,000,000 · 2,500,000 · 3,000,000"
        );
        // In thousands of millions they would all be alike, in millions they are no shorter.
        assert_eq!(
            texts("1000000000 1000000001 1000000002", Language::En),
            "1,000,000,000 · 1,000,000,001 · 1,000,000,002"
        );
    }

    #[test]
    fn one_value_gets_a_step_each_way() {
        check("1807", PLAIN, "1600 1800 2000 2200");
        check("0", PLAIN, "0 1");
        check("1 1 1", PLAIN, "0 1 2");
        check("-2", PLAIN, "-3 -2 -1");
        check("0.001", PLAIN, "0 0.001 0.002");
    }

    #[test]
    fn shares_stop_at_the_whole() {
        check("0.55 0.7 1", Wish { shares: true, ..PLAIN }, "0.5 0.6 0.7 0.8 0.9 1");
        check("1.00", Wish { shares: true, ..PLAIN }, "0 1");
        check("0.975", Wish { shares: true, ..PLAIN }, "0.8 0.9 1");
    }

    #[test]
    fn whole_values_get_whole_steps() {
        check("1 2 3", PLAIN, "0 1 2 3");
        check("60 66 75", PLAIN, "60 65 70 75");
    }

    #[test]
    fn no_value_is_too_large_or_too_fine() {
        let extremes = [Decimal::MAX, Decimal::MIN, Decimal::new(1, 28), Decimal::ZERO, Decimal::ONE, -Decimal::ONE];
        for a in extremes {
            for b in extremes {
                let scale = amounts(&[a, b], &[], &[], PLAIN).unwrap_or_else(|| panic!("no values"));
                assert!(scale.ends.0 < scale.ends.1, "{a} {b}: {scale:?}");
                assert!(scale.ticks.len() < 10, "{a} {b}: {scale:?}");
            }
        }
        assert_eq!(amounts(&[], &[], &[], PLAIN), None);
    }

    #[track_caller]
    fn check_periods(first: &str, count: i32, spacing: f64, expected: &str) {
        let first = Period::read(first, 1).unwrap_or_else(|_| panic!("{first}"));
        let periods: Vec<Period> = first.through(first.plus(count - 1)).collect();
        let ticks = period_ticks(&periods, spacing, Language::En);
        let text = |tick: &PeriodTick| match &tick.year {
            Some(year) => format!("{}:{}/{year}", tick.index, tick.label),
            None => format!("{}:{}", tick.index, tick.label),
        };
        assert_eq!(ticks.iter().map(text).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn month_labels_count_from_january() {
        check_periods("2017-12", 5, 400.0, "0:Dec/2017 1:Jan/2018 2:Feb 3:Mar 4:Apr");
        check_periods("2017-12", 5, 330.0, "0:Dec 1:Jan/2018 2:Feb 3:Mar 4:Apr");
        check_periods("2017-12", 8, 160.0, "1:Jan/2018 3:Mar 5:May 7:Jul");
        check_periods("2017-08", 12, 60.0, "5:Jan/2018 11:Jul");
        check_periods("2017-02", 30, 15.0, "11:2018");
        check_periods("1966-01", 720, 3.0, "48:1970 168:1980 288:1990 408:2000 528:2010 648:2020");
        check_periods("2017-02", 5, 15.0, "0:Feb/2017");
    }

    #[test]
    fn quarters_and_years_have_labels_of_their_own() {
        check_periods("2017-Q3", 4, 400.0, "0:Q3/2017 1:Q4 2:Q1/2018 3:Q2");
        check_periods("2017-Q3", 4, 150.0, "0:Q3 2:Q1/2018");
        check_periods("2014", 6, 300.0, "0:2014 2:2016 4:2018");
    }
}
