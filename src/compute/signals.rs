//! The XmR chart and the forecast of a figure, from its whole history as known.
//!
//! Only the months (or quarters, years) that the metric is counted by have signals: a quarter that is rolled up has
//! too few values to say anything.

use super::forecast::{self, Forecast, Goal};
use super::spc::{self, Spc};
use super::{Figure, Known};
use crate::base::period::Period;
use crate::model::Decimal;
use crate::model::catalog::{Aim, Format, Metric, Rule};

/// More periods than any history has.
const ALL: usize = u16::MAX as usize;

/// The last `most` values of a figure's history up to its own, and the period of the first.
fn values(known: Known<'_>, figure: &Figure, most: usize) -> Option<(Period, Vec<Option<Decimal>>)> {
    let history = known.history(&figure.metric, &figure.cell, figure.period, most);
    let first = history.first()?.period;
    Some((first, history.iter().map(|figure| figure.value()).collect()))
}

/// The metric of a figure that has signals.
fn metric<'a>(known: Known<'a>, figure: &Figure) -> Option<&'a Metric> {
    known.metric(&figure.metric).filter(|metric| metric.grain == figure.period.grain())
}

impl Known<'_> {
    /// The XmR chart of the history up to a figure, where its metric asks for one and its history has begun.
    pub fn spc(self, figure: &Figure) -> Option<Spc> {
        spc(self.unseen(), figure)
    }

    /// Whether a metric with limits follows the season, up to a figure: its limits do not know it.
    pub fn limits_miss_season(self, figure: &Figure) -> bool {
        metric(self, figure).is_some_and(|metric| metric.spc.is_some()) && self.follows_season(figure)
    }

    /// Whether a metric follows the season in its current phase, up to a figure.
    pub fn follows_season(self, figure: &Figure) -> bool {
        let known = self.unseen();
        // A season is looked for in the newest values alone.
        let most = forecast::periods_for_season(figure.period);
        let phase = metric(known, figure).and_then(|metric| current_phase(known, metric, figure, most));
        phase.is_some_and(|(first, values)| forecast::follows_season(first, &values))
    }

    /// The forecast of a figure from the newest periods of its current phase, where its metric asks for one and has a target with a
    /// direction.
    pub fn forecast(self, figure: &Figure) -> Option<Forecast> {
        forecast(self.unseen(), figure)
    }
}

fn spc(known: Known<'_>, figure: &Figure) -> Option<Spc> {
    let metric = metric(known, figure)?;
    let wanted = metric.spc.as_ref()?;
    let (first, values) = values(known, figure, ALL)?;
    // A phase that begins later than the report does not count yet. One that was never in the data is a fault.
    let within = |period: &Period| first <= *period && *period <= figure.period;
    let input = spc::Input {
        better: metric.better,
        target: target(known, figure),
        screen: wanted.screen,
        baseline: wanted.baseline,
        rebase: wanted.rebase.iter().map(|(period, _)| *period).filter(within).collect(),
        first,
        values,
    };
    spc::xmr(&input).ok()
}

/// The values of a figure's current phase up to its own, `most` at most, and the period of the first.
fn current_phase(
    known: Known<'_>,
    metric: &Metric,
    figure: &Figure,
    most: usize,
) -> Option<(Period, Vec<Option<Decimal>>)> {
    let (first, mut values) = values(known, figure, most)?;
    let rebased = metric.spc.iter().flat_map(|spc| &spc.rebase).map(|(period, _)| *period);
    let start = rebased.filter(|period| first <= *period && *period <= figure.period).max().unwrap_or(first);
    let skipped = start.since(first).and_then(|steps| usize::try_from(steps).ok()).unwrap_or(0);
    Some((start, values.split_off(skipped.min(values.len()))))
}

fn forecast(known: Known<'_>, figure: &Figure) -> Option<Forecast> {
    let metric = metric(known, figure)?;
    let window = metric.forecast?;
    // A path is left behind month by month; what is to be reached is its end.
    let judgement = known.judge(figure)?;
    let target = match judgement.aim {
        Some(Aim::Path(path)) => path.last()?.1,
        _ => judgement.target.ok()?,
    };
    let goal = match judgement.rule {
        Rule::AtLeast => Goal::AtLeast(target),
        Rule::AtMost => Goal::AtMost(target),
        Rule::Within => return None,
    };
    let (start, mut values) = current_phase(known, metric, figure, ALL)?;
    let newest = values.split_off(values.len().saturating_sub(window));
    let is_share = metric.format == Format::Percent;
    Some(forecast::forecast(&forecast::Input {
        goal,
        first: start.plus(i32::try_from(values.len()).unwrap_or(i32::MAX)),
        values: newest,
        range: is_share.then_some((Decimal::ZERO, Decimal::ONE)),
    }))
}

/// The amount aimed at; `None` for a range and where there is no target.
fn target(known: Known<'_>, figure: &Figure) -> Option<Decimal> {
    let judgement = known.judge(figure).filter(|judgement| judgement.rule != Rule::Within)?;
    judgement.target.ok()
}

/// The first period of a phase that is not in the metric's data (K8), of all metrics.
pub fn unknown_rebase(known: Known<'_>) -> Vec<(String, Period, crate::base::place::Place)> {
    let mut unknown = Vec::new();
    for (id, metric) in &known.catalog().metrics {
        let first = known.first_period(id);
        let last = known.period_shown(id, known.vintage);
        for (period, place) in metric.spc.iter().flat_map(|spc| &spc.rebase) {
            if !first.is_some_and(|first| first <= *period && *period <= last) || period.grain() != metric.grain {
                unknown.push((id.clone(), *period, place.clone()));
            }
        }
    }
    unknown
}
