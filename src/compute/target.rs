//! A figure held against its target: met, nearly met, not met, and by how much.
//!
//! Compared exactly, on unrounded values. A gap is never "not met" but unknown.

use super::{Amount, Figure, Gap, Known, Step};
use crate::diag::Place;
use crate::model::Decimal;
use crate::model::catalog::{Aim, Format, Kind, Metric, Rule, Target};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Near,
    NotMet,
    Unknown,
}

impl Verdict {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Near => "near",
            Verdict::NotMet => "not_met",
            Verdict::Unknown => "unknown",
        }
    }
}

/// What became of a target in one period.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub rule: Rule,
    /// The amount aimed at; the lower bound of a range.
    pub target: Amount,
    /// The upper bound of a range.
    pub upper: Option<Decimal>,
    pub verdict: Verdict,
    /// Distance on the good side: negative while something is missing. `None` when the figure or the target is a gap.
    pub gap: Option<Decimal>,
    /// `value / target`; `None` for a range, a gap or a target of zero.
    pub attainment: Option<Decimal>,
    /// Periods in a row on target, up to this one.
    pub streak: u32,
    /// The numbers of a target that is a formula.
    pub steps: Vec<Step>,
    pub place: Place,
}

impl<'a> Known<'a> {
    /// The target of the figure's metric in its period: the amount and where it is set. `None` when
    /// there is none then, or none for a single member.
    pub(super) fn target_amount(self, figure: &Figure) -> Option<(Amount, Place)> {
        let target = self.target_of(figure)?;
        let (amount, _) = self.aim(figure, &target.rule, &mut Vec::new())?;
        Some((amount, target.place.clone()))
    }

    /// The figure held against its target. `None` when it has none.
    pub fn judge(self, figure: &Figure) -> Option<Judgement> {
        let mut judgement = self.judge_alone(figure)?;
        let mut period = figure.period;
        let first = self.first_period(&figure.metric)?;
        let mut verdict = judgement.verdict;
        while verdict == Verdict::Met {
            judgement.streak += 1;
            period = period.previous();
            if period < first {
                break;
            }
            let earlier = self.figure(&figure.metric, &figure.cell, period);
            verdict = self.judge_alone(&earlier).map_or(Verdict::Unknown, |judgement| judgement.verdict);
        }
        Some(judgement)
    }

    fn target_of(self, figure: &Figure) -> Option<&'a Target> {
        let metric = self.catalog().metrics.get(&figure.metric)?;
        let target = metric.target.as_ref()?;
        (figure.cell.is_total() || holds_for_members(metric)).then_some(target)
    }

    fn judge_alone(self, figure: &Figure) -> Option<Judgement> {
        let target = self.target_of(figure)?;
        let mut steps = Vec::new();
        let (aim, upper) = self.aim(figure, &target.rule, &mut steps)?;
        let gap = match (&figure.amount, &aim) {
            (Ok(value), Ok(aim)) => match (&target.rule, upper) {
                (Rule::AtLeast(_), _) => value.checked_sub(*aim),
                (Rule::AtMost(_), _) => aim.checked_sub(*value),
                (Rule::Within(..), Some(upper)) => {
                    value.checked_sub(*aim).zip(upper.checked_sub(*value)).map(|(a, b)| a.min(b))
                }
                (Rule::Within(..), None) => None,
            },
            _ => None,
        };
        let verdict = match gap {
            None => Verdict::Unknown,
            Some(gap) if gap >= Decimal::ZERO => Verdict::Met,
            Some(gap) if target.near.is_some_and(|near| -gap <= near) => Verdict::Near,
            Some(_) => Verdict::NotMet,
        };
        let attainment = match (&figure.amount, &aim, upper) {
            (Ok(value), Ok(aim), None) if !aim.is_zero() => value.checked_div(*aim),
            _ => None,
        };
        Some(Judgement {
            rule: target.rule.clone(),
            target: aim,
            upper,
            verdict,
            gap,
            attainment,
            streak: 0,
            steps,
            place: target.place.clone(),
        })
    }

    /// The amount aimed at, and the upper bound of a range. `None` before a target begins to hold.
    fn aim(self, figure: &Figure, rule: &Rule, steps: &mut Vec<Step>) -> Option<(Amount, Option<Decimal>)> {
        let aim = match rule {
            Rule::Within(low, high) => return Some((Ok(*low), Some(*high))),
            Rule::AtLeast(aim) | Rule::AtMost(aim) => aim,
        };
        let amount = match aim {
            Aim::Amount(amount) => Ok(*amount),
            Aim::Formula(formula) => self.amount_of(figure, formula, 0, steps).map_err(|gap| match gap {
                Gap::NotStated => Gap::NoTarget { metric: figure.metric.clone() },
                other => other,
            }),
            Aim::From(amounts) => {
                let holding = amounts.iter().rev().find(|(from, _)| from.first_month() <= figure.period.last_month());
                Ok(holding?.1)
            }
        };
        Some((amount, None))
    }
}

/// Whether the target of the whole is the target of each member too: a share is, an amount is not.
fn holds_for_members(metric: &Metric) -> bool {
    matches!(metric.kind, Kind::Ratio { .. }) || metric.format == Format::Percent
}
