//! XmR charts: which changes of a metric are more than its usual variation, and whether it can be relied on to meet
//! its target.
//!
//! The rules are those of "Making Data Count" as NHSRplotthedots 0.2.2 computes them, with the house rules K1 to K8 of
//! statistics.md, 1, where that package has none or a defect. Exact decimals throughout; what is too large for them has
//! no limits. Rebasing is a human decision: nothing here looks for phases, and nothing rounds or words.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::iter::successors;

use crate::base::period::Period;
use crate::model::Decimal;
use crate::model::catalog::Better;

/// 3 / 1.128: from a mean moving range to three standard deviations. Nelson, J. Quality Technology 14(3), 1982.
const LIMIT: Decimal = Decimal::from_parts(266, 0, 0, false, 2);
/// 2 · 2.66: divided by three, from a mean moving range to the near lines, two standard deviations out.
const NEAR_TIMES_THREE: Decimal = Decimal::from_parts(532, 0, 0, false, 2);
const THREE: Decimal = Decimal::from_parts(3, 0, 0, false, 0);
/// D4 for two values: a moving range from here on is screened out. Wheeler.
const SCREEN: Decimal = Decimal::from_parts(3267, 0, 0, false, 3);
/// What counts as equal, in parts of the mean (K7).
const SLACK: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// The values of neighbouring periods; `None` where one is missing.
type Values = [Option<Decimal>];

/// Points in a row that make a shift or a trend.
const RUN: usize = 7;
/// A phase of fewer values has provisional limits (K6).
const FEWEST_FOR_FIRM_LIMITS: usize = 12;
/// A phase of fewer values is too young for icons. Wheeler: limits are useful from five or six values on.
const FEWEST_FOR_ICONS: usize = 5;

/// A metric's history and how its chart is set.
#[derive(Debug, Clone)]
pub struct Input {
    pub better: Better,
    /// The amount to hold the last limits against; `None` also for a target that is a range.
    pub target: Option<Decimal>,
    /// Whether unusually large moving ranges are left out of the limits.
    pub screen: bool,
    /// Periods at the start of each phase that its mean and limits rest on, missing ones counted; all when `None`.
    pub baseline: Option<usize>,
    /// The first periods of new phases, in any order.
    pub rebase: Vec<Period>,
    /// The period of the first value.
    pub first: Period,
    /// One for each period from `first` on; `None` where it is missing.
    pub values: Vec<Option<Decimal>>,
}

/// A rebase names a period that is not in the data (K8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownRebase {
    pub period: Period,
}

impl fmt::Display for UnknownRebase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no value can begin a phase in {}: the period is not in the data", self.period)
    }
}

impl std::error::Error for UnknownRebase {}

/// An XmR chart.
#[derive(Debug, Clone)]
pub struct Spc {
    /// Oldest first; none without periods.
    pub phases: Vec<Phase>,
    /// One for each period of the input.
    pub points: Vec<Point>,
    /// `None` when every period is missing.
    pub variation: Option<Variation>,
    /// `None` without a target, without limits in the last phase, and when neither direction is better (K3).
    pub assurance: Option<Assurance>,
}

/// A stretch of time with a mean and limits of its own.
#[derive(Debug, Clone)]
pub struct Phase {
    pub start: Period,
    /// Values in the phase.
    pub n: usize,
    /// Values that the mean rests on.
    pub n_baseline: usize,
    /// The last period of the baseline, over which mean and limits run from `start`.
    pub until: Period,
    /// Of the baseline's values, outliers included, in the metric's unit. `None` without values, or when too large.
    pub mean: Option<Decimal>,
    /// The mean moving range before screening. `None` without two values in a row, or when too large.
    pub amr_unscreened: Option<Decimal>,
    /// The mean moving range that the limits rest on; missing exactly where they are.
    pub amr: Option<Decimal>,
    /// Moving ranges left out of `amr`.
    pub mr_screened_out: usize,
    /// `None` when nothing varies or no two values follow each other (K3), or when too large.
    pub limits: Option<Limits>,
    /// Fewer than twelve values: the limits are provisional (K6).
    pub short: bool,
}

/// Lines around a mean, in the metric's unit. They are cut neither at zero nor at one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// `mean − 2.66·amr`.
    pub lpl: Decimal,
    /// `mean + 2.66·amr`.
    pub upl: Decimal,
    /// `mean − ⅔·2.66·amr`.
    pub near_lower: Decimal,
    /// `mean + ⅔·2.66·amr`.
    pub near_upper: Decimal,
}

/// What is said of one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub period: Period,
    /// Index in [`Spc::phases`].
    pub phase: usize,
    /// `None` in a missing period (K1).
    pub rule: Option<Rule>,
    /// `None` in a missing period (K1).
    pub class: Option<Class>,
}

/// Above or below the mean; of a trend, up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    High,
    Low,
}

/// The rule that makes a value a signal, if one does. Of several it is the first of `Outside`, `Trend`, `TwoOfThree`,
/// `Shift`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    CommonCause,
    /// Beyond a limit; on the line is inside.
    Outside(Side),
    /// One of seven values, each above the one before or each below it. Where two trends meet, the later one's.
    Trend(Side),
    /// One of two or three values beyond a near line, but inside the limits, in three on the same side of the mean.
    TwoOfThree(Side),
    /// One of seven values on the same side of the mean; one on the mean is on neither.
    Shift(Side),
}

impl Rule {
    /// `None` for common cause.
    pub fn side(self) -> Option<Side> {
        match self {
            Rule::CommonCause => None,
            Rule::Outside(side) | Rule::Trend(side) | Rule::TwoOfThree(side) | Rule::Shift(side) => Some(side),
        }
    }

    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Rule::CommonCause => "common_cause",
            Rule::Outside(Side::High) => "outside_high",
            Rule::Outside(Side::Low) => "outside_low",
            Rule::Trend(Side::High) => "trend_up",
            Rule::Trend(Side::Low) => "trend_down",
            Rule::TwoOfThree(Side::High) => "two_of_three_high",
            Rule::TwoOfThree(Side::Low) => "two_of_three_low",
            Rule::Shift(Side::High) => "shift_high",
            Rule::Shift(Side::Low) => "shift_low",
        }
    }
}

/// What a rule means for the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    CommonCause,
    Improvement,
    Concern,
    NeutralHigh,
    NeutralLow,
}

impl Class {
    fn of(rule: Rule, better: Better) -> Class {
        match (rule.side(), better) {
            (None, _) => Class::CommonCause,
            (Some(Side::High), Better::Higher) | (Some(Side::Low), Better::Lower) => Class::Improvement,
            (Some(Side::Low), Better::Higher) | (Some(Side::High), Better::Lower) => Class::Concern,
            (Some(Side::High), Better::Neither) => Class::NeutralHigh,
            (Some(Side::Low), Better::Neither) => Class::NeutralLow,
        }
    }

    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Class::CommonCause => "common_cause",
            Class::Improvement => "improvement",
            Class::Concern => "concern",
            Class::NeutralHigh => "neutral_high",
            Class::NeutralLow => "neutral_low",
        }
    }
}

/// The variation icon: what the last value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variation {
    /// The last period with a value (K2).
    pub period: Period,
    pub class: Class,
    /// `None` for common cause.
    pub side: Option<Side>,
}

impl Variation {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match (self.class, self.side) {
            (Class::Improvement, Some(Side::High)) => "improvement_high",
            (Class::Improvement, Some(Side::Low)) => "improvement_low",
            (Class::Concern, Some(Side::High)) => "concern_high",
            (Class::Concern, Some(Side::Low)) => "concern_low",
            (class, _) => class.word(),
        }
    }
}

/// The assurance icon: the last phase's limits against the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies beyond the limits on the worse side: usual variation always meets it.
    Pass,
    /// It lies beyond them on the better side: usual variation never meets it.
    Fail,
    /// It lies between them or on one of them.
    HitOrMiss,
}

impl Assurance {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Assurance::Pass => "pass",
            Assurance::Fail => "fail",
            Assurance::HitOrMiss => "hit_or_miss",
        }
    }
}

impl Spc {
    /// Whether a page should show the icons: the phase of the last value has five values or more (K6).
    pub fn shows_icons(&self) -> bool {
        let last = self.points.iter().rfind(|point| point.rule.is_some());
        last.and_then(|point| self.phases.get(point.phase)).is_some_and(|phase| phase.n >= FEWEST_FOR_ICONS)
    }

    /// Whether waiting will not bring the metric to its target: the last phase has nothing but common cause, and its
    /// limits do not reach the target. To be said in place of a forecast. Source: statistics.md, 5.
    pub fn waits_in_vain(&self) -> bool {
        let last = self.phases.len().saturating_sub(1);
        let mut rules = self.points.iter().filter(|point| point.phase == last).filter_map(|point| point.rule);
        self.assurance == Some(Assurance::Fail) && rules.all(|rule| rule == Rule::CommonCause)
    }
}

/// The XmR chart of `input`.
///
/// An error when a rebase names a period that is not in the data. A report that ends earlier than a rebase must
/// therefore leave it out, or it would stop being made once the rebase is written down.
///
/// Formula: mean ± 2.66 · mean moving range, for each phase. Source: statistics.md, 1.
///
/// ```
/// # use kalends::base::period::Period;
/// # use kalends::compute::spc::{Input, Rule, Side, xmr};
/// # use kalends::model::catalog::Better;
/// let values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1].map(|value| Some(value.into())).to_vec();
/// let first = Period::read("2015-01", 1)?;
/// let (better, target, screen, baseline) = (Better::Higher, None, true, None);
/// let input = Input { better, target, screen, baseline, rebase: Vec::new(), first, values };
/// let spc = xmr(&input)?;
/// assert_eq!(spc.points[4].rule, Some(Rule::Outside(Side::High)));
/// assert_eq!(spc.variation.map(|variation| variation.word()), Some("common_cause"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn xmr(input: &Input) -> Result<Spc, UnknownRebase> {
    let mut phases = Vec::new();
    let mut points = Vec::new();
    for (start, values) in split(input)? {
        let phase = phase(input, start, values);
        let rules = rules(values, &phase);
        points.extend(periods(start).zip(rules).map(|(period, rule)| Point {
            period,
            phase: phases.len(),
            rule,
            class: rule.map(|rule| Class::of(rule, input.better)),
        }));
        phases.push(phase);
    }
    let variation = points
        .iter()
        .rev()
        .find_map(|point| Some(Variation { period: point.period, class: point.class?, side: point.rule?.side() }));
    let assurance = phases.last().and_then(|phase| assurance(phase, input));
    Ok(Spc { phases, points, variation, assurance })
}

/// The phases: the first period of each, and its values.
fn split(input: &Input) -> Result<Vec<(Period, &Values)>, UnknownRebase> {
    let count = input.values.len();
    let mut begins = BTreeMap::from([(0, input.first)]);
    for &period in &input.rebase {
        let index = period.since(input.first).and_then(|steps| usize::try_from(steps).ok());
        let index = index.filter(|index| *index < count).ok_or(UnknownRebase { period })?;
        begins.insert(index, period);
    }
    let ends = begins.keys().copied().skip(1).chain([count]);
    let phases = begins.iter().zip(ends).filter_map(|((begin, period), end)| {
        let values = input.values.get(*begin..end)?;
        (!values.is_empty()).then_some((*period, values))
    });
    Ok(phases.collect())
}

/// `first` and all that follow.
fn periods(first: Period) -> impl Iterator<Item = Period> {
    successors(Some(first), |period| Some(period.next()))
}

fn phase(input: &Input, start: Period, values: &Values) -> Phase {
    let baseline = input.baseline.and_then(|length| values.get(..length)).unwrap_or(values);
    let stated: Vec<Decimal> = baseline.iter().flatten().copied().collect();
    let mean = mean(&stated);
    let ranges = moving_ranges(baseline).unwrap_or_default();
    let screened = screened(&ranges, input.screen);
    let limits = mean.zip(screened).and_then(|(mean, (amr, _))| limits(mean, amr));
    let n = values.iter().flatten().count();
    Phase {
        start,
        n,
        n_baseline: stated.len(),
        until: start.plus(i32::try_from(baseline.len()).unwrap_or(i32::MAX) - 1),
        mean,
        amr_unscreened: self::mean(&ranges),
        amr: limits.and(screened).map(|(amr, _)| amr),
        mr_screened_out: limits.and(screened).map_or(0, |(_, out)| out),
        limits,
        short: n < FEWEST_FOR_FIRM_LIMITS,
    }
}

/// `None` of nothing, and when the sum is too large.
fn mean(values: &[Decimal]) -> Option<Decimal> {
    let sum = values.iter().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value))?;
    sum.checked_div(values.len().into())
}

/// The distances between neighbours, none across a missing value (K1). `None` when one is too large.
fn moving_ranges(values: &Values) -> Option<Vec<Decimal>> {
    let pairs = values.iter().zip(values.iter().skip(1)).filter_map(|(before, now)| before.zip(*now));
    pairs.map(|(before, now)| Some(now.checked_sub(before)?.abs())).collect()
}

/// The mean moving range that limits rest on, and how many ranges it leaves out. `None` without any variation (K3).
fn screened(ranges: &[Decimal], screen: bool) -> Option<(Decimal, usize)> {
    let unscreened = mean(ranges).filter(|amr| !amr.is_zero())?;
    if !screen {
        return Some((unscreened, 0));
    }
    let bound = SCREEN.checked_mul(unscreened)?;
    let kept: Vec<Decimal> = ranges.iter().copied().filter(|range| *range < bound).collect();
    // K4: screening that leaves no variation would put every value outside.
    match mean(&kept).filter(|amr| !amr.is_zero()) {
        Some(amr) => Some((amr, ranges.len() - kept.len())),
        None => Some((unscreened, 0)),
    }
}

fn limits(mean: Decimal, amr: Decimal) -> Option<Limits> {
    let reach = LIMIT.checked_mul(amr)?;
    let near = NEAR_TIMES_THREE.checked_mul(amr)?.checked_div(THREE)?;
    Some(Limits {
        lpl: mean.checked_sub(reach)?,
        upl: mean.checked_add(reach)?,
        near_lower: mean.checked_sub(near)?,
        near_upper: mean.checked_add(near)?,
    })
}

/// What names each value of a phase; `None` where it is missing.
fn rules(values: &Values, phase: &Phase) -> Vec<Option<Rule>> {
    let mut rules: Vec<Option<Rule>> = values.iter().map(|value| value.map(|_| Rule::CommonCause)).collect();
    // From the last in precedence to the first, which stays.
    mark_shifts(&mut rules, values, phase);
    mark_two_of_three(&mut rules, values, phase);
    mark_trends(&mut rules, values);
    mark_outside(&mut rules, values, phase);
    rules
}

/// Names `length` values from `begin` on.
fn mark(rules: &mut [Option<Rule>], begin: usize, length: usize, rule: Rule) {
    rules.iter_mut().skip(begin).take(length).for_each(|marked| *marked = Some(rule));
}

fn mark_shifts(rules: &mut [Option<Rule>], values: &Values, phase: &Phase) {
    for (begin, length, side) in runs(&sides(values, phase)) {
        if length >= RUN {
            mark(rules, begin, length, Rule::Shift(side));
        }
    }
}

fn mark_two_of_three(rules: &mut [Option<Rule>], values: &Values, phase: &Phase) {
    let Some(limits) = phase.limits else { return };
    let slack = slack(phase);
    let near = |value: &Option<Decimal>| {
        beyond(*value, limits.near_lower, limits.near_upper, slack).is_some()
            && beyond(*value, limits.lpl, limits.upl, slack).is_none()
    };
    let near: Vec<bool> = values.iter().map(near).collect();
    for (index, window) in sides(values, phase).windows(3).enumerate() {
        let first = window.first().copied().flatten();
        let Some(side) = first.filter(|side| window.iter().all(|other| *other == Some(*side))) else { continue };
        let three = rules.iter_mut().zip(&near).skip(index).take(3);
        let hits: Vec<&mut Option<Rule>> = three.filter(|(_, near)| **near).map(|(rule, _)| rule).collect();
        if hits.len() >= 2 {
            hits.into_iter().for_each(|hit| *hit = Some(Rule::TwoOfThree(side)));
        }
    }
}

fn mark_trends(rules: &mut [Option<Rule>], values: &Values) {
    let step = |(before, now): (&Option<Decimal>, &Option<Decimal>)| side((*now)?.cmp(&(*before)?));
    let steps: Vec<Option<Side>> = values.iter().zip(values.iter().skip(1)).map(step).collect();
    for (begin, length, side) in runs(&steps) {
        if length >= RUN - 1 {
            // K5: of two trends that meet in a value the later one overwrites it.
            mark(rules, begin, length + 1, Rule::Trend(side));
        }
    }
}

fn mark_outside(rules: &mut [Option<Rule>], values: &Values, phase: &Phase) {
    let Some(limits) = phase.limits else { return };
    for (rule, value) in rules.iter_mut().zip(values) {
        if let Some(side) = beyond(*value, limits.lpl, limits.upl, slack(phase)) {
            *rule = Some(Rule::Outside(side));
        }
    }
}

/// The side of the mean on which each value lies; `None` where it is missing or on the mean.
fn sides(values: &Values, phase: &Phase) -> Vec<Option<Side>> {
    let side = |value: &Option<Decimal>| beyond(*value, phase.mean?, phase.mean?, slack(phase));
    values.iter().map(side).collect()
}

fn side(order: Ordering) -> Option<Side> {
    match order {
        Ordering::Greater => Some(Side::High),
        Ordering::Less => Some(Side::Low),
        Ordering::Equal => None,
    }
}

/// Where the same side comes several times in a row: the index it begins at, how often, which.
fn runs(sides: &[Option<Side>]) -> Vec<(usize, usize, Side)> {
    let mut begin = 0;
    let mut found = Vec::new();
    for run in sides.chunk_by(|a, b| a == b) {
        found.extend(run.first().copied().flatten().map(|side| (begin, run.len(), side)));
        begin += run.len();
    }
    found
}

/// The side on which `value` lies more than `slack` beyond two lines.
fn beyond(value: Option<Decimal>, lower: Decimal, upper: Decimal, slack: Decimal) -> Option<Side> {
    let value = value?;
    // A distance too large to be computed is larger than any slack.
    let exceeds = |more: Decimal, less: Decimal| more > less && more.checked_sub(less).is_none_or(|by| by > slack);
    if exceeds(value, upper) {
        Some(Side::High)
    } else if exceeds(lower, value) {
        Some(Side::Low)
    } else {
        None
    }
}

/// The largest distance from a line that counts as none (K7).
fn slack(phase: &Phase) -> Decimal {
    let size = phase.mean.unwrap_or_default().abs().max(Decimal::ONE);
    size.checked_mul(SLACK).unwrap_or(SLACK)
}

fn assurance(phase: &Phase, input: &Input) -> Option<Assurance> {
    let limits = phase.limits?;
    let side = beyond(Some(input.target?), limits.lpl, limits.upl, slack(phase));
    match (side, input.better) {
        (_, Better::Neither) => None,
        (None, _) => Some(Assurance::HitOrMiss),
        (Some(Side::High), Better::Higher) | (Some(Side::Low), Better::Lower) => Some(Assurance::Fail),
        (Some(Side::Low), Better::Higher) | (Some(Side::High), Better::Lower) => Some(Assurance::Pass),
    }
}
