//! A figure held against its target: met, nearly met, not met, and by how much.
//!
//! Compared exactly, on unrounded values. A gap is never "not met" but unknown.
//!
//! A target belongs to its grain. In a longer period a level or a share is held against it as it is, and a formula is
//! worked out anew. Anything else grows with the period: it has a target there only where the target names the amount of
//! that grain, or says that it adds up.

use std::sync::Arc;

use super::{Amount, Figure, Gap, Known, Operand};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::catalog::{Aim, Format, Kind, Metric, Rule, Target};
use crate::model::formula::{Operator, Token};
use crate::model::{Decimal, exact};

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
    /// The upper bound of a range, where both are known.
    pub upper: Option<Decimal>,
    pub verdict: Verdict,
    /// Distance on the good side: negative while something is missing. `None` when the figure or the target is a gap.
    pub gap: Option<Decimal>,
    /// What may be missing where the target is nearly met; `None` where nothing may, or it is not known.
    pub near: Option<Decimal>,
    /// `value / target`; `None` for a range, a gap, a target of zero, and a metric without a true zero.
    pub attainment: Option<Decimal>,
    /// `(value − start) / (end − start)` of a path; `None` for any other target, a gap or a flat path.
    pub progress: Option<Decimal>,
    /// What the figure has to move per month to reach the end of a path in time; `None` from then on.
    pub needed: Option<Decimal>,
    /// The form in which the target is given for this part and grain; `None` for a sum.
    pub aim: Option<Aim>,
    /// A target that is a formula or a sum, with its numbers; empty for any other.
    pub working: Vec<Token<Operand>>,
    pub place: Place,
}

impl Judgement {
    /// The bound that `value` falls short of, or passes; of a range, the nearer one. `None` for a target that is a gap.
    pub fn bound_near(&self, value: Decimal) -> Option<Decimal> {
        let low = *self.target.as_ref().ok()?;
        let distance = |bound: Decimal| bound.checked_sub(value).map(|distance| distance.abs());
        let upper = self.upper.filter(|upper| distance(*upper) < distance(low));
        Some(upper.unwrap_or(low))
    }

    /// The amounts on whose other side the verdict would be another one: of a figure that misses its target, that target;
    /// of one that is not even near, also what would have been.
    pub fn limits(&self) -> Vec<Decimal> {
        let Ok(target) = self.target else { return Vec::new() };
        let near = self.near.filter(|_| self.verdict == Verdict::NotMet);
        let below = near.and_then(|near| target.checked_sub(near));
        let above = near.and_then(|near| self.upper.unwrap_or(target).checked_add(near));
        let of_near = match self.rule {
            Rule::AtLeast => [below, None],
            Rule::AtMost => [above, None],
            Rule::Within => [below, above],
        };
        match self.verdict {
            Verdict::Met | Verdict::Unknown => Vec::new(),
            Verdict::Near | Verdict::NotMet => {
                [Some(target), self.upper].into_iter().chain(of_near).flatten().collect()
            }
        }
    }
}

/// What is aimed at in one period: an amount, or the two bounds of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The amount; the lower bound of a range.
    pub target: Decimal,
    /// The upper bound of a range.
    pub upper: Option<Decimal>,
}

impl Bounds {
    /// The one or two amounts, the lower one first.
    pub fn amounts(self) -> impl Iterator<Item = Decimal> {
        std::iter::once(self.target).chain(self.upper)
    }
}

impl<'a> Known<'a> {
    /// What is aimed at for a figure. `None` without a target, and where that is not known.
    pub fn bounds(self, figure: &Figure) -> Option<Bounds> {
        let judgement = self.judge(figure)?;
        Some(Bounds { target: judgement.target.ok()?, upper: judgement.upper })
    }

    /// The target of the figure's metric in its period: the amount and where it is set. `None` when
    /// there is none then, or none for a single member.
    pub(super) fn target_amount(self, figure: &Figure) -> Option<(Amount, Place)> {
        let target = self.metric(&figure.metric)?.target.as_ref()?;
        Some((self.aimed(figure, &target.aim, Terms::of(target))?.amount, target.place.clone()))
    }

    /// How many periods in a row, up to the figure's own, were on target. A gap ends the row. `recent` are the last
    /// figures of its history, which most rows end in.
    pub(super) fn streak(self, figure: &Figure, recent: &[Arc<Figure>]) -> u32 {
        let known = self.unseen();
        let met = |figure: &Figure| known.judge(figure).is_some_and(|judgement| judgement.verdict == Verdict::Met);
        if !met(figure) {
            return 0;
        }
        let mut count = recent.iter().rev().take_while(|figure| met(figure)).count();
        if count == recent.len() {
            let history = known.history(&figure.metric, &figure.cell, figure.period, usize::MAX);
            count = history.iter().rev().take_while(|figure| met(figure)).count();
        }
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The figure held against its target. `None` when it has none.
    pub fn judge(self, figure: &Figure) -> Option<Judgement> {
        let known = self.unseen();
        let metric = self.metric(&figure.metric)?;
        let target = metric.target.as_ref()?;
        let Aimed { mut amount, aim, working } = known.aimed(figure, &target.aim, Terms::of(target))?;
        let upper = match &target.upper {
            Some(upper) => match known.aimed(figure, upper, Terms::of(target))?.amount {
                Ok(upper) => Some(upper),
                // Of a range with one bound nothing can be said.
                Err(gap) => {
                    amount = Err(gap);
                    None
                }
            },
            None => None,
        };
        let gap = match (&figure.amount, &amount) {
            (Ok(value), Ok(aim)) => match (target.rule, upper) {
                (Rule::AtLeast, _) => exact::difference(*value, *aim),
                (Rule::AtMost, _) => exact::difference(*aim, *value),
                (Rule::Within, Some(upper)) => {
                    exact::difference(*value, *aim).zip(exact::difference(upper, *value)).map(|(a, b)| a.min(b))
                }
                (Rule::Within, None) => None,
            },
            _ => None,
        };
        let near = self.near(figure, target);
        let verdict = match gap {
            None => Verdict::Unknown,
            Some(gap) if gap >= Decimal::ZERO => Verdict::Met,
            Some(gap) if near.is_some_and(|near| -gap <= exact::settled(near)) => Verdict::Near,
            Some(_) => Verdict::NotMet,
        };
        let attainment = match (&figure.amount, &amount, target.rule) {
            // Of what has no true zero, a share says nothing.
            (Ok(value), Ok(aim), Rule::AtLeast | Rule::AtMost) if !aim.is_zero() && metric.relative => {
                value.checked_div(*aim)
            }
            _ => None,
        };
        let path = if let Some(Aim::Path(points)) = aim { Some(points) } else { None };
        Some(Judgement {
            rule: target.rule,
            target: amount,
            upper,
            verdict,
            gap,
            near,
            attainment,
            progress: path.and_then(|path| progress(figure, path)),
            needed: path.and_then(|path| needed(figure, path)),
            aim: aim.cloned(),
            working,
            place: target.place.clone(),
        })
    }

    /// Whether anything that is aimed at for a figure, or that counts as nearly met, is made from what is hidden.
    pub fn aims_at_hidden(self, figure: &Figure) -> bool {
        let Some(target) = self.metric(&figure.metric).and_then(|metric| metric.target.as_ref()) else { return false };
        let terms = Terms::of(target);
        let near = target.near.as_ref().map(|near| (near, Terms { is_own: true, ..terms }));
        let all = [Some((&target.aim, terms)), target.upper.as_ref().map(|upper| (upper, terms)), near];
        let aimed = |(aim, terms)| self.unseen().aimed(figure, aim, terms).map(|aimed| aimed.amount);
        all.into_iter().flatten().filter_map(aimed).any(|amount| amount.is_err_and(|gap| gap.is_hidden()))
    }

    /// The shortfall that counts as nearly met in the figure's period. It is the sum of its periods' where the target
    /// is.
    fn near(self, figure: &Figure, target: &Target) -> Option<Decimal> {
        match target.near.as_ref()? {
            Aim::Amount(near) if !target.adds_up => Some(*near),
            near => self.aimed(figure, near, Terms { is_own: true, ..Terms::of(target) })?.amount.ok(),
        }
    }

    /// What is aimed at for a figure. `None` before a target begins to hold, in a period that has none, and for a part
    /// that has none.
    fn aimed(self, figure: &Figure, aim: &'a Aim, terms: Terms) -> Option<Aimed<'a>> {
        let metric = self.metric(&figure.metric)?;
        let grain = figure.period.grain();
        match aim {
            Aim::Members { total, amounts } => {
                let named =
                    metric.by.iter().zip(&figure.cell.0).filter_map(|(name, member)| Some((name, member.as_ref()?)));
                // The target is the member's as a whole, not that of a cell which another dimension narrows.
                let own = match named.collect::<Vec<_>>().as_slice() {
                    [(name, member)] => amounts.iter().find(|of| of.dimension == **name && of.member == **member),
                    _ => None,
                };
                match own {
                    Some(own) => self.aimed(figure, &own.aim, Terms { is_own: true, ..terms }),
                    None => self.aimed(figure, total.as_deref()?, terms),
                }
            }
            Aim::ByGrain(amounts) => {
                if let Some((_, named)) = amounts.iter().find(|(named, _)| *named == grain) {
                    return self.aimed(figure, named, Terms { is_of_grain: true, ..terms });
                }
                let (shortest, _) = amounts.first().filter(|(named, _)| *named < grain)?;
                if terms.adds_up {
                    return self.summed(figure, aim, *shortest, terms);
                }
                let (_, shorter) = amounts.iter().rfind(|(named, _)| *named < grain)?;
                self.aimed(figure, shorter, terms)
            }
            form => {
                if !(figure.cell.is_total() || terms.is_own || holds_for_members(metric)) {
                    return None;
                }
                if grain <= metric.grain || terms.is_of_grain {
                    return self.held(figure, form);
                }
                if terms.adds_up {
                    return self.summed(figure, form, metric.grain, terms);
                }
                let is_worked_out = matches!(form, Aim::Formula(formula) if formula.names_metrics());
                if is_worked_out || metric.is_level_or_share() { self.held(figure, form) } else { None }
            }
        }
    }

    /// What one form of an amount says of the figure's period.
    fn held(self, figure: &Figure, form: &'a Aim) -> Option<Aimed<'a>> {
        let mut working = Vec::new();
        let amount = match form {
            Aim::Amount(amount) => Ok(*amount),
            Aim::Formula(formula) => {
                let (amount, tokens) = self.worked_out(figure, formula);
                working = tokens;
                match amount {
                    // What is reckoned from a target is none where that one is none.
                    Err(Gap::NoTarget { .. }) => return None,
                    Err(Gap::NotStated) => Err(Gap::NoTarget { metric: figure.metric.clone() }),
                    amount => amount,
                }
            }
            Aim::From(amounts) => {
                // What begins later is not told yet: what is foreseen is held against the amount of now.
                let by = figure.period.last_month().min(self.vintage);
                let holding = amounts.iter().rev().find(|(from, _)| from.first_month() <= by);
                Ok(holding?.1)
            }
            Aim::Path(points) => on_path(points, figure.period),
            Aim::ByGrain(_) | Aim::Members { .. } => return None,
        };
        Some(Aimed { amount, aim: Some(form), working })
    }

    /// The sum of what is aimed at in the shorter periods of a figure; none where one of them has none.
    fn summed(self, figure: &Figure, aim: &'a Aim, grain: Grain, terms: Terms) -> Option<Aimed<'a>> {
        let part = |period: &Period| {
            let part = Figure::unknown(&figure.metric, &figure.cell, *period);
            Some(self.aimed(&part, aim, terms)?.amount)
        };
        let amounts: Vec<Amount> = figure.period.parts(grain).iter().map(part).collect::<Option<_>>()?;
        let place = self.metric(&figure.metric)?.target.as_ref().map(|target| target.place.clone());
        let operand = |amount: &Amount| {
            Token::Operand(Operand::Target {
                metric: figure.metric.clone(),
                amount: amount.clone(),
                place: place.clone(),
            })
        };
        let working = match amounts.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => vec![
                Token::Operand(Operand::Number(amounts.len().into())),
                Token::Operator(Operator::Multiply),
                operand(first),
            ],
            Some((first, rest)) => {
                let plus = |amount: &Amount| [Token::Operator(Operator::Add), operand(amount)];
                std::iter::once(operand(first)).chain(rest.iter().flat_map(plus)).collect()
            }
            None => Vec::new(),
        };
        let add = |sum: Decimal, amount: Amount| sum.checked_add(amount?).ok_or(Gap::TooLarge);
        Some(Aimed { amount: amounts.into_iter().try_fold(Decimal::ZERO, add), aim: None, working })
    }
}

/// What a target aims at in one period.
struct Aimed<'a> {
    amount: Amount,
    /// The form that says it; `None` for a sum.
    aim: Option<&'a Aim>,
    /// A formula or a sum with its numbers.
    working: Vec<Token<Operand>>,
}

/// How an amount is to be taken.
#[derive(Clone, Copy)]
struct Terms {
    /// In a longer period it is the sum of its periods'.
    adds_up: bool,
    /// It is that of the member itself.
    is_own: bool,
    /// It is that of the period's grain.
    is_of_grain: bool,
}

impl Terms {
    fn of(target: &Target) -> Terms {
        Terms { adds_up: target.adds_up, is_own: false, is_of_grain: false }
    }
}

/// Whether the target of the whole is the target of each member too: a share is, an amount is not.
fn holds_for_members(metric: &Metric) -> bool {
    matches!(metric.kind, Kind::Ratio { .. }) || metric.format == Format::Percent
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
