//! A figure held against its target: met, nearly met, not met, and by how much.
//!
//! Compared exactly, on unrounded values. A gap is never "not met" but unknown.

use super::{Amount, Figure, Gap, Known, Operand};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::catalog::{Aim, Format, Kind, Metric, Rule, Target};
use crate::model::formula::Token;

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
    /// `(value − start) / (end − start)` of a path; `None` for any other target, a gap or a flat path.
    pub progress: Option<Decimal>,
    /// What the figure has to move per month to reach the end of a path in time; `None` from then on.
    pub needed: Option<Decimal>,
    /// A target that is a formula, with its numbers; empty for any other.
    pub working: Vec<Token<Operand>>,
    pub place: Place,
}

impl<'a> Known<'a> {
    /// The target of the figure's metric in its period: the amount and where it is set. `None` when
    /// there is none then, or none for a single member.
    pub(super) fn target_amount(self, figure: &Figure) -> Option<(Amount, Place)> {
        let target = self.target_of(figure)?;
        Some((self.aim(figure, &target.rule)?.amount, target.place.clone()))
    }

    /// How many periods in a row, up to the figure's own, were on target. A gap ends the row. `recent` are the last
    /// figures of its history, which most rows end in.
    pub(super) fn streak(self, figure: &Figure, recent: &[Figure]) -> u32 {
        let known = self.unseen();
        let met = |figure: &&Figure| known.judge(figure).is_some_and(|judgement| judgement.verdict == Verdict::Met);
        if !met(&figure) {
            return 0;
        }
        let mut count = recent.iter().rev().take_while(met).count();
        if count == recent.len() {
            let history = known.history(&figure.metric, &figure.cell, figure.period, usize::MAX);
            count = history.iter().rev().take_while(met).count();
        }
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn target_of(self, figure: &Figure) -> Option<&'a Target> {
        let metric = self.catalog().metrics.get(&figure.metric)?;
        let target = metric.target.as_ref()?;
        let own = matches!(&target.rule, Rule::AtLeast(Aim::Members { .. }) | Rule::AtMost(Aim::Members { .. }));
        (figure.cell.is_total() || own || holds_for_members(metric)).then_some(target)
    }

    /// The figure held against its target. `None` when it has none.
    pub fn judge(self, figure: &Figure) -> Option<Judgement> {
        let target = self.target_of(figure)?;
        let Aimed { amount: aim, upper, working } = self.unseen().aim(figure, &target.rule)?;
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
            progress: path_of(&target.rule).and_then(|path| progress(figure, path)),
            needed: path_of(&target.rule).and_then(|path| needed(figure, path)),
            working,
            place: target.place.clone(),
        })
    }

    /// What is aimed at. `None` before a target begins to hold.
    fn aim(self, figure: &Figure, rule: &Rule) -> Option<Aimed> {
        let aim = match rule {
            Rule::Within(low, high) => {
                return Some(Aimed { amount: Ok(*low), upper: Some(*high), working: Vec::new() });
            }
            Rule::AtLeast(aim) | Rule::AtMost(aim) => aim,
        };
        let mut working = Vec::new();
        let amount = match aim {
            Aim::Amount(amount) => Ok(*amount),
            Aim::Formula(formula) => {
                let (amount, tokens) = self.worked_out(figure, formula);
                working = tokens;
                amount.map_err(|gap| match gap {
                    Gap::NotStated => Gap::NoTarget { metric: figure.metric.clone() },
                    other => other,
                })
            }
            Aim::From(amounts) => {
                let holding = amounts.iter().rev().find(|(from, _)| from.first_month() <= figure.period.last_month());
                Ok(holding?.1)
            }
            Aim::Path(points) => on_path(points, figure.period),
            Aim::Members { dimension, amounts } => {
                let by = &self.metric(&figure.metric)?.by;
                let index = by.iter().position(|name| name == dimension)?;
                let member = figure.cell.0.get(index)?.as_ref()?;
                // The target is the member's as a whole, not that of a cell which another dimension narrows.
                if figure.cell.members().count() != 1 {
                    return None;
                }
                Ok(amounts.iter().find(|(name, _)| name == member)?.1)
            }
        };
        Some(Aimed { amount, upper: None, working })
    }
}

/// What a target aims at in one period.
struct Aimed {
    amount: Amount,
    /// The upper bound of a range.
    upper: Option<Decimal>,
    /// A formula with its numbers.
    working: Vec<Token<Operand>>,
}

/// Whether the target of the whole is the target of each member too: a share is, an amount is not.
fn holds_for_members(metric: &Metric) -> bool {
    matches!(metric.kind, Kind::Ratio { .. }) || metric.format == Format::Percent
}

fn path_of(rule: &Rule) -> Option<&[(Period, Decimal)]> {
    match rule {
        Rule::AtLeast(Aim::Path(points)) | Rule::AtMost(Aim::Path(points)) => Some(points),
        _ => None,
    }
}

fn months_between(earlier: Period, later: Period) -> Decimal {
    Decimal::from(later.last_month().since(earlier.last_month()).unwrap_or_default())
}

/// The height of a path in a period: `b₀ + (T − b₀) · k / K` in whole months between its neighbouring points, level
/// outside its ends. Source: statistics.md, 5.
fn on_path(points: &[(Period, Decimal)], period: Period) -> Amount {
    let at = period.last_month();
    let before = points.iter().rev().find(|(point, _)| point.last_month() <= at);
    let after = points.iter().find(|(point, _)| point.last_month() > at);
    match (before, after) {
        (Some((from, low)), Some((to, high))) => {
            let step = || {
                let rise = high.checked_sub(*low)?.checked_mul(months_between(*from, at))?;
                low.checked_add(rise.checked_div(months_between(*from, *to))?)
            };
            step().ok_or(Gap::TooLarge)
        }
        (Some((_, level)), None) | (None, Some((_, level))) => Ok(*level),
        (None, None) => Err(Gap::NotStated),
    }
}

fn progress(figure: &Figure, path: &[(Period, Decimal)]) -> Option<Decimal> {
    let (start, end) = (path.first()?.1, path.last()?.1);
    let whole = end.checked_sub(start).filter(|whole| !whole.is_zero())?;
    figure.amount.as_ref().ok()?.checked_sub(start)?.checked_div(whole)
}

fn needed(figure: &Figure, path: &[(Period, Decimal)]) -> Option<Decimal> {
    let (by, end) = path.last()?;
    let months = months_between(figure.period, *by);
    if months <= Decimal::ZERO {
        return None;
    }
    end.checked_sub(*figure.amount.as_ref().ok()?)?.checked_div(months)
}
