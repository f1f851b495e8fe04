//! How a figure is reckoned → words: its working with numbers put in, the formula with labels, what a metric counts.

use std::sync::Arc;

use super::{Wording, apart, judged_decimals, places, target_decimals, with_decimals};
use crate::compute::{self, Figure, Judgement, Operand, Working};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric, Since};
use crate::model::formula::{Formula, Input, Operator, Term, Token};
use crate::model::snapshot::Cell;

impl Wording<'_> {
    /// How a computed figure comes about, with its numbers: `2.200 − 1.807`, `171 / 712`. `None` for a stated one.
    pub fn working(self, figure: &Figure) -> Option<String> {
        let comes_to = || {
            let (metric, value) = (self.metric(&figure.metric)?, figure.value()?);
            let decimals = judged_decimals(metric, value, self.known.judge(figure).as_ref());
            Some(Shown { value, decimals: decimals + places(metric) })
        };
        match &figure.working {
            Working::Nothing | Working::Stated { .. } | Working::Extreme(_) => None,
            Working::Mean(parts) => {
                let count = Token::Operand(Operand::Number(Decimal::from(parts.len())));
                let sum = [vec![Token::Open], joined(parts), vec![Token::Close]].concat();
                Some(self.worked_out(&[sum, vec![Token::Operator(Operator::Divide), count]].concat(), comes_to()))
            }
            Working::Sum(parts) if parts.len() > 6 && parts.iter().any(|part| part.period != figure.period) => {
                let (first, last) = (parts.first()?.period, parts.last()?.period);
                Some(phrases::sum_of(&l10n::span(first, last, self.language), self.language))
            }
            Working::Sum(parts) if parts.len() > 6 => {
                let metric = self.metric(&figure.metric)?;
                let open = figure.cell.0.iter().position(Option::is_none)?;
                let dimension = self.known.catalog().dimensions.get(metric.by.get(open)?)?;
                Some(phrases::sum_over(dimension.label.get(self.language), self.language))
            }
            Working::Sum(parts) => Some(self.worked_out(&joined(parts), comes_to())),
            Working::Ratio(numerator, denominator) => {
                let [numerator, denominator] =
                    [numerator, denominator].map(|of| Token::Operand(Operand::Figure(of.clone())));
                let tokens = [numerator, Token::Operator(Operator::Divide), denominator];
                Some(self.worked_out(&tokens, comes_to()))
            }
            Working::Formula(tokens) => Some(self.worked_out(tokens, comes_to())),
        }
    }

    /// A formula with its numbers: `2.200 − 1.807`. They have as many decimals as it takes a reader who reckons with
    /// them to come to what is shown.
    pub fn worked_out(self, tokens: &[Token<Operand>], comes_to: Option<Shown>) -> String {
        let more = comes_to.map_or(0, |shown| self.decimals_to_reckon_with(tokens, shown));
        written(tokens, |operand| match operand {
            Operand::Number(number) => l10n::number(*number, number.normalize().scale(), self.language),
            Operand::Figure(figure) => match (self.metric(&figure.metric), figure.value()) {
                (Some(metric), Some(value)) => with_decimals(
                    metric,
                    value,
                    decimals_of(metric, value, metric.shown_decimals(), more),
                    self.language,
                ),
                _ => self.amount(&figure.metric, &figure.amount),
            },
            Operand::Target { metric: id, amount, .. } => match (self.metric(id), amount) {
                (Some(metric), Ok(value)) => {
                    let decimals = decimals_of(metric, *value, target_decimals(metric, *value), more);
                    with_decimals(metric, *value, decimals, self.language)
                }
                _ => self.target_amount(id, amount),
            },
        })
    }

    /// What is aimed at, as it is shown; `None` where that is not known.
    pub fn shown_target(self, id: &str, judgement: &Judgement) -> Option<Shown> {
        let (metric, value) = (self.metric(id)?, *judgement.target.as_ref().ok()?);
        Some(Shown { value, decimals: target_decimals(metric, value) + places(metric) })
    }

    /// How many decimals more than they are shown with elsewhere the numbers of a formula need; none where some are not
    /// known, and the most that are trusted where no number of them is enough.
    fn decimals_to_reckon_with(self, tokens: &[Token<Operand>], shown: Shown) -> u32 {
        let number = |operand: &Operand, more: u32| match operand {
            Operand::Number(number) => Some(*number),
            Operand::Figure(figure) => {
                let (metric, value) = (self.metric(&figure.metric)?, figure.value()?);
                Some(l10n::rounded(value, metric.shown_decimals() + places(metric) + more))
            }
            Operand::Target { metric, amount, .. } => {
                let (metric, value) = (self.metric(metric)?, *amount.as_ref().ok()?);
                Some(l10n::rounded(value, target_decimals(metric, value) + places(metric) + more))
            }
        };
        let numbers = |more: u32| -> Option<Vec<Decimal>> {
            tokens.iter().filter_map(Token::operand).map(|operand| number(operand, more)).collect()
        };
        let comes_out = |more: &u32| {
            let result = numbers(*more).and_then(|numbers| reckoned(tokens, &numbers));
            result.is_some_and(|result| {
                l10n::rounded(result, shown.decimals) == l10n::rounded(shown.value, shown.decimals)
            })
        };
        if numbers(0).is_none() { 0 } else { (0..MOST_MORE).find(comes_out).unwrap_or(MOST_MORE) }
    }

    /// How the change between two figures is reckoned: `1.807 − 1.819`. Two that differ never look the same.
    pub fn difference(self, now: &Figure, before: &Figure) -> String {
        let [left, right] = [now, before].map(|of| Token::Operand(Operand::Figure(Arc::new(of.clone()))));
        let change = now.change_from(before).absolute.ok();
        let comes_to = self
            .metric(&now.metric)
            .zip(change)
            .map(|(metric, value)| Shown { value, decimals: apart(metric, value, Decimal::ZERO) + places(metric) });
        self.worked_out(&[left, Token::Operator(Operator::Subtract), right], comes_to)
    }

    /// What the metric counts and how it adds up, for its page.
    pub fn kind(self, metric: &Metric) -> String {
        let label = |id: &str| {
            self.metric(id).map_or_else(|| id.to_owned(), |metric| metric.label.get(self.language).to_owned())
        };
        let dimensions: Vec<String> = metric
            .by
            .iter()
            .filter_map(|name| self.known.catalog().dimensions.get(name))
            .map(|dimension| dimension.label.get(self.language).to_owned())
            .collect();
        let say =
            |kind: phrases::Kind<'_>| phrases::kind(kind, metric.grain, &dimensions, metric.additive, self.language);
        match &metric.kind {
            Kind::Stock => say(phrases::Kind::Stock(metric.over_time)),
            Kind::Flow => say(phrases::Kind::Flow),
            Kind::Ratio { numerator, denominator } => {
                let (numerator, denominator) = (self.input(numerator), self.input(denominator));
                say(phrases::Kind::Ratio { numerator: &numerator, denominator: &denominator })
            }
            Kind::Derived(_) => say(phrases::Kind::Derived),
            Kind::Cumulative { of, since } => {
                say(phrases::Kind::Cumulative { of: &label(of), since_year: *since == Since::Year })
            }
        }
    }

    /// The label of what a definition names: `Ledige, kvinder`.
    pub fn input(self, input: &Input) -> String {
        let names = self.metric(&input.metric).map_or(&[][..], |metric| metric.by.as_slice());
        let member = |name: &String| input.members.iter().find(|(other, _)| other == name).map(|(_, id)| id.clone());
        self.label(&input.metric, &Cell(names.iter().map(member).collect()))
    }

    /// A formula with labels in place of ids: `mål (SP-nøglepersoner) − SP-nøglepersoner`.
    pub fn formula(self, formula: &Formula) -> String {
        let words = words(self.language);
        let name = |term: &Term| match term {
            Term::Number(number) => l10n::number(*number, number.normalize().scale(), self.language),
            Term::Metric(input) => self.input(input),
            Term::Previous(input) => format!("{} ({})", self.input(input), words.previous.to_lowercase()),
            Term::YearAgo(input) => format!("{} ({})", self.input(input), words.year_before.to_lowercase()),
            Term::Target(input) => format!("{} ({})", words.target.to_lowercase(), self.input(input)),
        };
        written(&formula.tokens(name), String::clone)
    }
}

/// What the numbers of a formula come to, and with how many decimals it is shown: of a percentage two more than that has.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub value: Decimal,
    pub decimals: u32,
}

/// More decimals would be those that a division cuts.
const MOST_MORE: u32 = 9;

/// The decimals that a number is shown with, where it has as many: the usual ones, and `more`.
fn decimals_of(metric: &Metric, value: Decimal, usual: u32, more: u32) -> u32 {
    let own = value.normalize().scale().saturating_sub(places(metric));
    usual.max(own.min(usual + more))
}

fn joined(parts: &[Arc<Figure>]) -> Vec<Token<Operand>> {
    let mut tokens = Vec::new();
    for part in parts {
        tokens.extend((!tokens.is_empty()).then_some(Token::Operator(Operator::Add)));
        tokens.push(Token::Operand(Operand::Figure(part.clone())));
    }
    tokens
}

/// What a formula comes to with `numbers` in the places of its operands; `None` where that is no number.
fn reckoned<T>(tokens: &[Token<T>], numbers: &[Decimal]) -> Option<Decimal> {
    let mut next = numbers.iter();
    let mut text = String::new();
    for token in tokens {
        match token {
            Token::Operand(_) => text.push_str(&format!("({})", next.next()?)),
            Token::Operator(Operator::Add) => text.push('+'),
            Token::Operator(Operator::Subtract) | Token::Minus => text.push('-'),
            Token::Operator(Operator::Multiply) => text.push('*'),
            Token::Operator(Operator::Divide) => text.push('/'),
            Token::Open => text.push('('),
            Token::Close => text.push(')'),
        }
    }
    compute::of_numbers(&Formula::parse(&text).ok()?)
}

/// An amount behind a minus, where two signs never meet: `(−3)`.
pub fn behind_minus(amount: String) -> String {
    if amount.starts_with('−') { format!("({amount})") } else { amount }
}

/// A formula in reading order as text, with what `operand` writes: `2 × −3`, `(a + b) / c`.
fn written<T>(tokens: &[Token<T>], operand: impl Fn(&T) -> String) -> String {
    let mut text = String::new();
    let mut is_behind_minus = false;
    let mut depth = 0;
    // How deep a sign stands that is within brackets of its own, which close behind what it turns.
    let mut signs = Vec::new();
    for token in tokens {
        match token {
            Token::Operand(of) => {
                let of = operand(of);
                text.push_str(&if is_behind_minus { behind_minus(of) } else { of });
            }
            Token::Operator(operator) => {
                text.push_str(match operator {
                    Operator::Add => " + ",
                    Operator::Subtract => " − ",
                    Operator::Multiply => " × ",
                    Operator::Divide => " / ",
                });
            }
            Token::Minus if is_behind_minus => {
                text.push_str("(−");
                signs.push(depth);
            }
            Token::Minus => text.push('−'),
            Token::Open => {
                text.push('(');
                depth += 1;
            }
            Token::Close => {
                text.push(')');
                depth -= 1;
            }
        }
        if matches!(token, Token::Operand(_) | Token::Close) {
            while signs.pop_if(|sign| *sign == depth).is_some() {
                text.push(')');
            }
        }
        is_behind_minus = matches!(token, Token::Minus | Token::Operator(Operator::Subtract));
    }
    text
}
