//! How a figure is reckoned → words: its working with numbers put in, the formula with labels, what a metric counts.

use std::sync::Arc;

use super::Wording;
use crate::compute::{Figure, Operand, Working};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric, Since};
use crate::model::formula::{Formula, Input, Operator, Term, Token};
use crate::model::snapshot::Cell;

impl Wording<'_> {
    /// How a computed figure comes about, with its numbers: `2.200 − 1.807`, `171 / 712`. `None` for a stated one.
    pub fn working(self, figure: &Figure) -> Option<String> {
        match &figure.working {
            Working::Nothing | Working::Stated { .. } | Working::Extreme(_) => None,
            Working::Mean(parts) => Some(format!(
                "({}) / {}",
                self.joined(parts),
                l10n::number(Decimal::from(parts.len()), 0, self.language)
            )),
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
            Working::Sum(parts) => Some(self.joined(parts)),
            Working::Ratio(numerator, denominator) => {
                let text = |figure: &Figure| self.amount(&figure.metric, &figure.amount);
                Some(format!("{} / {}", text(numerator), text(denominator)))
            }
            Working::Formula(tokens) => Some(self.worked_out(tokens)),
        }
    }

    fn joined(self, parts: &[Arc<Figure>]) -> String {
        parts.iter().map(|part| self.amount(&part.metric, &part.amount)).collect::<Vec<_>>().join(" + ")
    }

    /// A formula with its numbers: `2.200 − 1.807`.
    pub fn worked_out(self, tokens: &[Token<Operand>]) -> String {
        written(tokens, |operand| match operand {
            Operand::Number(number) => l10n::number(*number, number.normalize().scale(), self.language),
            Operand::Figure(figure) => self.amount(&figure.metric, &figure.amount),
            Operand::Target { metric, amount, .. } => self.target_amount(metric, amount),
        })
    }

    /// How the change between two figures is reckoned: `1.807 − 1.819`. Two that differ never look the same.
    pub fn difference(self, now: &Figure, before: &Figure) -> String {
        let (before, now) = self.told_apart(before, now);
        format!("{now} − {}", behind_minus(before))
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
