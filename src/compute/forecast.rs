//! When a target will be reached, if a metric goes on as lately: a straight line by least squares, through the newest
//! periods of its current phase, with prediction intervals, or the reason why there is none.
//!
//! A forecast is an estimate and no figure, so it is made in floats; what is stated is compared exactly. Refusing comes
//! first: a line is only shown where statistics.md, 5, allows it. Damped Holt, named there as an option, is left out:
//! its parameters need an optimiser, whose results differ between libraries, and no setting asks for it.

#[cfg(test)]
mod tests;

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::base::period::Period;
use crate::model::Decimal;

/// Values that a line must rest on.
const FEWEST_POINTS: usize = 12;
/// A line whose slope has a p-value from here on is no trend.
const ALPHA: f64 = 0.05;
/// No forecast looks further ahead, in months.
const FURTHEST_MONTHS: i32 = 24;
/// Residuals correlated more than this call for caution.
const CORRELATED: f64 = 0.5;
/// As many years of values are needed to see a season.
const FEWEST_YEARS_FOR_SEASON: usize = 2;
/// A season is looked for in as many years, since a straight line does not follow a longer course.
const MOST_YEARS_FOR_SEASON: usize = 3;
/// A target missed by at most this, in parts of it, is met: what floats lose.
const SLACK: f64 = 1e-9;
/// Residuals below this part of the variation are what floats lose.
const ROUNDING: f64 = 1e-12;

/// What a line is drawn through, the newest periods of a metric's current phase, and what the metric aims at.
#[derive(Debug, Clone)]
pub struct Input {
    pub goal: Goal,
    /// The period of the first value.
    pub first: Period,
    /// One for each period from `first` to the newest; `None` where it is missing.
    pub values: Vec<Option<Decimal>>,
    /// The least and the largest possible value, where there are such: 0 and 1 for a share.
    pub range: Option<(Decimal, Decimal)>,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    AtLeast(Decimal),
    AtMost(Decimal),
}

/// What can be said of the future.
#[derive(Debug, Clone)]
pub struct Forecast {
    pub status: Status,
    /// The first period that the line runs through.
    pub first: Period,
    /// How many periods it runs through, missing ones counted.
    pub periods: usize,
    /// The line through the values, also where it is refused. `None` of fewer than three values.
    pub line: Option<Line>,
    /// The periods after the newest, up to the horizon; none unless the status is [`Status::Forecast`].
    pub predictions: Vec<Prediction>,
    /// Only with [`Status::Forecast`].
    pub reach: Option<Reach>,
    /// Where the line is refused for where it leads, a season that it does not know; otherwise none but with
    /// [`Status::Forecast`].
    pub cautions: Vec<Caution>,
}

/// Whether there is a forecast, or the first reason against one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Forecast,
    /// The newest period has no value.
    LatestMissing,
    /// The newest value meets the target.
    AlreadyMet,
    /// Fewer than twelve values.
    TooFewPoints,
    /// Values in fewer than three quarters of the periods.
    TooManyMissing,
    /// The slope may be chance: its p-value is 0.05 or more.
    NoTrend,
    /// The line leads away from the target.
    WrongDirection,
    /// The line does not reach the target within as many periods as the values span, nor within two years.
    BeyondHorizon,
}

impl Caution {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Caution::Autocorrelated => "autocorrelated",
            Caution::Seasonal => "seasonal",
            Caution::OutOfRange => "out_of_range",
        }
    }
}

impl Status {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Status::Forecast => "forecast",
            Status::LatestMissing => "latest_missing",
            Status::AlreadyMet => "already_met",
            Status::TooFewPoints => "too_few_points",
            Status::TooManyMissing => "too_many_missing",
            Status::NoTrend => "no_trend",
            Status::WrongDirection => "wrong_direction",
            Status::BeyondHorizon => "beyond_horizon",
        }
    }
}

/// Why a forecast should be read with care. It is shown nevertheless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// Neighbouring residuals are alike (r₁ > 0.5): the intervals are too narrow.
    Autocorrelated,
    /// Residuals a year apart are alike (r₁₂ > 0.5, of quarters r₄): there is a season that the line does not know.
    Seasonal,
    /// A bound of a prediction lies outside the range of possible values.
    OutOfRange,
}

/// A straight line by least squares: `intercept + slope · t`, with t = 0 for the first period, 1 for the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Values it rests on.
    pub n: usize,
    /// Periods from the first to the newest, missing ones counted.
    pub span: usize,
    /// In the metric's unit.
    pub intercept: f64,
    /// In the metric's unit per period.
    pub slope: f64,
    /// s = √(Σe² / (n − 2)).
    pub residual_sd: f64,
    /// s / √Sxx.
    pub slope_se: f64,
    /// `slope / slope_se`. `None` when every value lies on the line.
    pub slope_t: Option<f64>,
    /// The two-sided p-value of the slope with n − 2 degrees of freedom: 0 to 1.
    pub slope_p: f64,
    /// The part of the variation that the line explains: 0 to 1. `None` when nothing varies.
    pub r_squared: Option<f64>,
    /// n − 2.
    pub df: usize,
    /// The 0.9 quantile of Student's t, for an interval of 80 %.
    pub t_quantile_80: f64,
    /// The 0.975 quantile, for one of 95 %.
    pub t_quantile_95: f64,
    /// r₁ = Σ eₜeₜ₋₁ / Σ eₜ². `None` with missing values, or when every value lies on the line.
    pub residual_r1: Option<f64>,
    /// r₁₂ likewise, of quarters r₄; `None` also of fewer than two years, and of years.
    pub residual_r12: Option<f64>,
    mean_t: f64,
    sxx: f64,
}

/// What the line says of one period, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    pub period: Period,
    pub mean: f64,
    pub lo80: f64,
    pub hi80: f64,
    pub lo95: f64,
    pub hi95: f64,
}

/// The periods in which the target is reached. The month alone is never shown without the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The first period whose mean meets the target.
    pub mean: Period,
    /// The first whose better 80 % bound does.
    pub earliest: Period,
    /// The first whose worse 80 % bound does; `None` when none does within the horizon.
    pub latest: Option<Period>,
}

impl Forecast {
    /// The slope to be published, in the metric's unit per period; `None` where there are too few points for one.
    pub fn slope(&self) -> Option<f64> {
        self.line.filter(|line| line.n >= FEWEST_POINTS).map(|line| line.slope)
    }
}

/// The forecast of `input`, or why there is none.
///
/// The horizon is as long as the values, and two years at most. Formulas: those of [`Line`] and [`Line::predict`].
/// Source: statistics.md, 5.
///
/// ```
/// # use kalends::base::period::Period;
/// # use kalends::compute::forecast::{Goal, Input, Status, forecast};
/// let tenths = [95, 125, 135, 165, 175, 205, 215, 245, 255, 285, 295, 325];
/// let values = tenths.map(|tenths| Some(kalends::model::Decimal::new(tenths, 1))).to_vec();
/// let input = Input { goal: Goal::AtLeast(40.into()), first: Period::read("2017-01", 1)?, values, range: None };
/// let forecast = forecast(&input);
/// assert_eq!(forecast.status, Status::Forecast);
/// assert_eq!(forecast.reach.map(|reach| reach.mean), Some(Period::read("2018-04", 1)?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forecast(input: &Input) -> Forecast {
    let line = line(&input.values, periods_in_a_year(input.first));
    let (first, periods) = (input.first, input.values.len());
    let refused = |status| {
        let rests_on_line = matches!(status, Status::NoTrend | Status::WrongDirection | Status::BeyondHorizon);
        let season = line.filter(|line| rests_on_line && line.has_season()).map(|_| Caution::Seasonal);
        let cautions = season.into_iter().collect();
        Forecast { status, first, periods, line, predictions: Vec::new(), reach: None, cautions }
    };
    let line = match trend(input, line) {
        Ok(line) => line,
        Err(status) => return refused(status),
    };
    let predictions: Vec<Prediction> = (1..=horizon(input)).map(|steps| line.predict(first, steps)).collect();
    let Some(reach) = reach(&predictions, input.goal) else { return refused(Status::BeyondHorizon) };
    let cautions = cautions(&line, &predictions, input);
    Forecast { status: Status::Forecast, first, periods, line: Some(line), predictions, reach: Some(reach), cautions }
}

/// Whether the last values of a phase, which begins with `first`, follow the season: around a straight line those a year
/// apart are alike. `false` also where that cannot be seen, of too few values or where some of them are missing.
pub fn follows_season(first: Period, values: &[Option<Decimal>]) -> bool {
    let newest = values.get(values.len().saturating_sub(periods_for_season(first))..);
    newest.and_then(|newest| line(newest, periods_in_a_year(first))).is_some_and(|line| line.has_season())
}

/// How many of the newest periods a season is looked for in.
pub fn periods_for_season(period: Period) -> usize {
    MOST_YEARS_FOR_SEASON * periods_in_a_year(period)
}

fn periods_in_a_year(period: Period) -> usize {
    (12 / period.grain().months()).unsigned_abs() as usize
}

/// The line, if it leads to the target; else why it cannot be used.
fn trend(input: &Input, line: Option<Line>) -> Result<Line, Status> {
    let latest = input.values.last().copied().flatten().ok_or(Status::LatestMissing)?;
    let met = match input.goal {
        Goal::AtLeast(target) => latest >= target,
        Goal::AtMost(target) => latest <= target,
    };
    if met {
        return Err(Status::AlreadyMet);
    }
    let line = line.filter(|line| line.n >= FEWEST_POINTS).ok_or(Status::TooFewPoints)?;
    if line.n * 4 < line.span * 3 {
        return Err(Status::TooManyMissing);
    }
    if line.slope_p >= ALPHA {
        return Err(Status::NoTrend);
    }
    match input.goal {
        Goal::AtLeast(_) if line.slope > 0.0 => Ok(line),
        Goal::AtMost(_) if line.slope < 0.0 => Ok(line),
        _ => Err(Status::WrongDirection),
    }
}

/// The line through `values`, of which `year` make a year. `None` of fewer than three.
fn line(values: &[Option<Decimal>], year: usize) -> Option<Line> {
    let origin = values.iter().flatten().next().copied()?;
    // Taken from the first value while still exact: what is constant stays so, and large values keep their last digits.
    let from_origin = |value: Decimal| value.checked_sub(origin).map_or_else(|| float(value) - float(origin), float);
    let points: Vec<(f64, f64)> =
        (0u32..).zip(values).filter_map(|(t, value)| Some((f64::from(t), from_origin((*value)?)))).collect();
    let df = points.len().checked_sub(2).filter(|df| *df > 0)?;
    let student = StudentsT::new(0.0, 1.0, df as f64).ok()?;

    let n = points.len() as f64;
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
    let (mean_t, mean_y) = (sum(&|(t, _)| *t) / n, sum(&|(_, y)| *y) / n);
    let sxx = sum(&|(t, _)| (t - mean_t).powi(2));
    let syy = sum(&|(_, y)| (y - mean_y).powi(2));
    let slope = sum(&|(t, y)| (t - mean_t) * (y - mean_y)) / sxx;
    let residuals: Vec<f64> = points.iter().map(|(t, y)| y - mean_y - slope * (t - mean_t)).collect();
    let squares: f64 = residuals.iter().map(|e| e * e).sum();
    let squares = if squares <= syy * ROUNDING * ROUNDING { 0.0 } else { squares };

    let residual_sd = (squares / df as f64).sqrt();
    let slope_se = residual_sd / sxx.sqrt();
    let slope_t = (slope_se > 0.0).then(|| slope / slope_se);
    let slope_p = match slope_t {
        Some(t) => 2.0 * student.sf(t.abs()),
        None if slope == 0.0 => 1.0,
        None => 0.0,
    };
    let correlation = |lag: usize| {
        let pairs = residuals.iter().zip(residuals.iter().skip(lag));
        let is_known = points.len() == values.len() && squares > 0.0;
        is_known.then(|| pairs.map(|(before, now)| before * now).sum::<f64>() / squares)
    };
    Some(Line {
        n: points.len(),
        span: values.len(),
        intercept: float(origin) + mean_y - slope * mean_t,
        slope,
        residual_sd,
        slope_se,
        slope_t,
        slope_p,
        r_squared: (syy > 0.0).then(|| 1.0 - squares / syy),
        df,
        t_quantile_80: student.inverse_cdf(0.9),
        t_quantile_95: student.inverse_cdf(0.975),
        residual_r1: correlation(1),
        residual_r12: correlation(year).filter(|_| year > 1 && points.len() >= FEWEST_YEARS_FOR_SEASON * year),
        mean_t,
        sxx,
    })
}

fn float(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or(0.0)
}

impl Line {
    /// Whether what the line leaves is alike a year apart.
    fn has_season(&self) -> bool {
        is_correlated(self.residual_r12)
    }

    /// What the line says of the period `steps` after the newest value's; `first` is the period of t = 0.
    ///
    /// Formula, with t̄ and Sxx over the periods that have a value:
    /// `intercept + slope·t ± quantile · s · √(1 + 1/n + (t − t̄)²/Sxx)`.
    /// Source: the prediction interval of least squares, as in statsmodels' `get_prediction`.
    pub fn predict(&self, first: Period, steps: u32) -> Prediction {
        let index = self.span as f64 - 1.0 + f64::from(steps);
        let distance = index - self.mean_t;
        let mean = self.intercept + self.slope * index;
        let se = self.residual_sd * (1.0 + 1.0 / self.n as f64 + distance * distance / self.sxx).sqrt();
        let (reach80, reach95) = (self.t_quantile_80 * se, self.t_quantile_95 * se);
        Prediction {
            period: first.plus(index as i32),
            mean,
            lo80: mean - reach80,
            hi80: mean + reach80,
            lo95: mean - reach95,
            hi95: mean + reach95,
        }
    }
}

/// How many periods a forecast looks ahead.
fn horizon(input: &Input) -> u32 {
    let furthest = FURTHEST_MONTHS / input.first.grain().months();
    u32::try_from(input.values.len()).unwrap_or(u32::MAX).min(furthest.unsigned_abs())
}

/// `None` when no mean meets the goal.
fn reach(predictions: &[Prediction], goal: Goal) -> Option<Reach> {
    let first = |bound: fn(&Prediction) -> f64| {
        let found = predictions.iter().find(|prediction| goal.is_met(bound(prediction)));
        found.map(|prediction| prediction.period)
    };
    let (low, high) = (first(|prediction| prediction.lo80), first(|prediction| prediction.hi80));
    let (earliest, latest) = match goal {
        Goal::AtLeast(_) => (high, low),
        Goal::AtMost(_) => (low, high),
    };
    Some(Reach { mean: first(|prediction| prediction.mean)?, earliest: earliest?, latest })
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        let slack = |target: f64| SLACK * target.abs().max(1.0);
        match self {
            Goal::AtLeast(target) => value >= float(target) - slack(float(target)),
            Goal::AtMost(target) => value <= float(target) + slack(float(target)),
        }
    }
}

fn is_correlated(r: Option<f64>) -> bool {
    r.is_some_and(|r| r > CORRELATED)
}

fn cautions(line: &Line, predictions: &[Prediction], input: &Input) -> Vec<Caution> {
    let leaves = |(least, most): (Decimal, Decimal)| {
        predictions.iter().any(|prediction| prediction.lo95 < float(least) || prediction.hi95 > float(most))
    };
    [
        (Caution::Autocorrelated, is_correlated(line.residual_r1)),
        (Caution::Seasonal, line.has_season()),
        (Caution::OutOfRange, input.range.is_some_and(leaves)),
    ]
    .into_iter()
    .filter_map(|(caution, holds)| holds.then_some(caution))
    .collect()
}
