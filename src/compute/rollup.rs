//! Shorter periods put together: months as quarters and years, and running totals.
//!
//! A flow is summed, a stock shows its last month (or mean, or an extreme), ratios and formulas are worked out anew
//! from what their parts come to. Nothing is carried forward: a sum, a mean or an extreme over a span with a missing
//! period is missing, and says how many are there (statistics.md, K9). For a total, a month is there when
//! every member is (K10).

use std::sync::Arc;

use super::history::{inherit, input_amount};
use super::{Amount, Figure, Gap, Known, Working};
use crate::base::period::Period;
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric, OverTime, Protection, Since};
use crate::model::formula::Input;
use crate::model::snapshot::Cell;

impl Known<'_> {
    /// Gives `figure`, whose period is longer than its metric's grain, what its shorter periods come to.
    pub(super) fn roll_up(self, figure: &mut Figure, metric: &Metric) {
        match &metric.kind {
            Kind::Ratio { numerator, denominator } => self.divide(figure, numerator, denominator),
            Kind::Derived(formula) => self.evaluate(figure, formula),
            Kind::Flow => self.over(figure, metric, None),
            Kind::Stock if metric.over_time != OverTime::Last => self.over(figure, metric, Some(metric.over_time)),
            Kind::Stock | Kind::Cumulative { .. } => {
                let parts = figure.period.parts(metric.grain);
                let last = parts.last().map(|last| self.true_figure(&figure.metric, &figure.cell, *last));
                take(figure, last);
            }
        }
        let begun = || self.first_period(&figure.metric).is_some_and(|first| first <= figure.period);
        match &figure.amount {
            Err(_) if !begun() => figure.amount = Err(Gap::BeforeFirst),
            Err(Gap::DivisionByZero | Gap::TooLarge | Gap::NoTarget { .. } | Gap::Suppressed) | Ok(_) => {}
            Err(_) => {
                let (present, expected) = self.periods_present(figure, metric);
                // Where all are there, it was something else that is missing, such as the quarter before.
                if present < expected {
                    figure.amount = Err(Gap::Periods { present, expected, grain: metric.grain });
                }
            }
        }
    }

    /// The sum of all shorter periods, or their mean or extreme.
    fn over(self, figure: &mut Figure, metric: &Metric, how: Option<OverTime>) {
        let parts = figure.period.parts(metric.grain);
        // A mean of true counts would tell of them by its decimals.
        let as_shown =
            how == Some(OverTime::Mean) && self.protection(&figure.metric, metric) == Some(Protection::RoundTo5);
        let part = |part: &Period| {
            let (id, cell) = (&figure.metric, &figure.cell);
            if as_shown { self.figure(id, cell, *part) } else { Arc::new(self.true_figure(id, cell, *part)) }
        };
        let parts: Vec<Arc<Figure>> = parts.iter().map(part).collect();
        if let Some(how @ (OverTime::Min | OverTime::Max)) = how {
            return self.take_extreme(figure, parts, how);
        }
        figure.amount = sum_over_time(&parts);
        inherit(figure, parts.iter().map(Arc::as_ref));
        figure.working = match how {
            Some(_) => {
                let count = Decimal::from(parts.len());
                figure.amount = figure.amount.clone().and_then(|sum| sum.checked_div(count).ok_or(Gap::TooLarge));
                Working::Mean(parts)
            }
            None => Working::Sum(parts),
        };
    }

    /// The least or the greatest of `parts`; missing if any of them is.
    pub(super) fn take_extreme(self, figure: &mut Figure, parts: Vec<Arc<Figure>>, how: OverTime) {
        if let Some(missing) = parts.iter().find(|part| part.amount.is_err()) {
            figure.amount = input_amount(missing);
            figure.working = Working::Sum(parts);
            return;
        }
        let amount = |part: &Arc<Figure>| part.amount.clone().unwrap_or_default();
        if self.book.may_hide(&figure.metric) {
            let amounts = parts.iter().map(amount);
            figure.amount = (if how == OverTime::Min { amounts.min() } else { amounts.max() }).ok_or(Gap::NotStated);
            inherit(figure, parts.iter().map(Arc::as_ref));
            figure.working = Working::Extreme(parts);
            return;
        }
        let extreme = match how {
            OverTime::Min => parts.into_iter().min_by_key(amount),
            OverTime::Max | OverTime::Last | OverTime::Mean => parts.into_iter().max_by_key(amount),
        };
        take(figure, extreme.map(Arc::unwrap_or_clone));
    }

    /// The total of a flow since its history began, or since the year did.
    pub(super) fn running_total(self, figure: &mut Figure, of: &str, since: Since) {
        let cell = self.matching_cell(figure, &Input::plain(of));
        let first = match since {
            Since::Start => self.first_period(of),
            Since::Year => {
                let year = figure.period.containing(crate::base::period::Grain::Year, self.catalog().year_start);
                year.parts(figure.period.grain()).first().copied()
            }
        };
        let Some(first) = first.filter(|first| *first <= figure.period) else { return };
        let parts: Vec<Arc<Figure>> =
            first.through(figure.period).map(|period| self.figure(of, &cell, period)).collect();
        figure.amount = sum_over_time(&parts).map_err(|gap| match gap {
            // One missing period among many: how many are there says more than the name of the flow.
            Gap::Input { .. } => {
                let present = parts.iter().filter(|part| part.amount.is_ok()).count();
                Gap::Periods { present, expected: parts.len(), grain: figure.period.grain() }
            }
            other => other,
        });
        inherit(figure, parts.iter().map(Arc::as_ref));
        figure.working = Working::Sum(parts);
    }

    /// How many of the shorter periods are there, and how many there should be.
    fn periods_present(self, figure: &Figure, metric: &Metric) -> (usize, usize) {
        let parts = figure.period.parts(metric.grain);
        let present = parts.iter().filter(|part| self.is_complete(&figure.metric, &figure.cell, **part)).count();
        (present, parts.len())
    }

    /// Whether everything that the metric is made of is stated in the period. A ratio of 0 to 0 is.
    fn is_complete(self, id: &str, cell: &Cell, period: Period) -> bool {
        let figure = self.true_figure(id, cell, period);
        if figure.amount.is_ok() {
            return true;
        }
        let inputs = self.metric(id).map_or(Vec::new(), Metric::inputs_and_members);
        let is_complete = |input: &Input| self.is_complete(&input.metric, &self.matching_cell(&figure, input), period);
        !inputs.is_empty() && inputs.iter().all(is_complete)
    }
}

/// The sum of figures of several periods; missing if any is.
fn sum_over_time(parts: &[Arc<Figure>]) -> Amount {
    parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(input_amount(part)?).ok_or(Gap::TooLarge))
}

/// Gives `figure` what `from` is, for its own period and cell.
fn take(figure: &mut Figure, from: Option<Figure>) {
    if let Some(from) = from {
        let (metric, cell, runs_in) = (figure.metric.clone(), figure.cell.clone(), figure.runs_in);
        *figure = Figure { metric, cell, period: figure.period, runs_in, ..from };
    }
}
