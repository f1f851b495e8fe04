//! A derived metric worked out, with every number it used.

use super::history::{inherit, input_amount};
use super::{Amount, Figure, Gap, Known, Operand, Working, figures_of};
use crate::model::Decimal;
use crate::model::exact::Fraction;
use crate::model::formula::{Formula, Operator, Term, Token};

impl Known<'_> {
    /// Gives `figure` the amount of `formula` in its period and for its members.
    pub(super) fn evaluate(self, figure: &mut Figure, formula: &Formula) {
        let (amount, tokens) = self.worked_out(figure, formula);
        figure.amount = amount;
        let used: Vec<&Figure> = figures_of(&tokens).collect();
        if !used.is_empty() {
            inherit(figure, used.into_iter());
        }
        figure.working = Working::Formula(tokens);
    }

    /// The amount of `formula` for `figure`, and the formula in reading order with its numbers put in.
    pub(super) fn worked_out(self, figure: &Figure, formula: &Formula) -> (Amount, Vec<Token<Operand>>) {
        let mut amounts = Vec::new();
        let tokens = formula.tokens(|term| {
            let operand = self.operand(figure, term);
            amounts.push(match &operand {
                Operand::Number(number) => Ok(*number),
                Operand::Figure(input) => input_amount(input),
                Operand::Target { amount, .. } => amount.clone(),
            });
            operand
        });
        let amount = calculated(formula, &mut amounts.into_iter());
        (amount.and_then(|fraction| fraction.value().ok_or(Gap::TooLarge)), tokens)
    }

    fn operand(self, figure: &Figure, term: &Term) -> Operand {
        match term {
            Term::Number(number) => Operand::Number(*number),
            Term::Metric(input) => Operand::Figure(self.input(figure, input)),
            Term::Previous(input) => {
                let cell = self.matching_cell(figure, input);
                Operand::Figure(self.figure(&input.metric, &cell, figure.period.previous()))
            }
            Term::YearAgo(input) => {
                let cell = self.matching_cell(figure, input);
                Operand::Figure(self.figure(&input.metric, &cell, figure.period.year_before()))
            }
            Term::Target(input) => {
                let metric = input.metric.clone();
                // The target alone: the value may itself be computed from this target.
                let aimed = Figure::unknown(&metric, &self.matching_cell(figure, input), figure.period);
                let (amount, place) = match self.target_amount(&aimed) {
                    Some((amount, place)) => (amount, Some(place)),
                    None => (Err(Gap::NoTarget { metric: metric.clone() }), None),
                };
                Operand::Target { metric, amount, place }
            }
        }
    }
}

/// What a formula of numbers alone comes to; `None` where it divides by zero, is too large, or is of anything else.
pub fn of_numbers(formula: &Formula) -> Option<Decimal> {
    let mut amounts = Vec::new();
    formula.tokens(|term| {
        amounts.push(if let Term::Number(number) = term { Ok(*number) } else { Err(Gap::NotStated) });
    });
    calculated(formula, &mut amounts.into_iter()).ok()?.value()
}

/// The amount of `formula` from those of its terms, in reading order. It is divided once, at its end: a twelfth, three
/// times, is a quarter.
fn calculated(formula: &Formula, amounts: &mut impl Iterator<Item = Amount>) -> Result<Fraction, Gap> {
    match formula {
        // Each term has its amount.
        Formula::Term(_) => Ok(amounts.next().unwrap_or(Err(Gap::NotStated))?.into()),
        Formula::Negative(inner) => Ok(calculated(inner, amounts)?.negative()),
        Formula::Binary(operator, left, right) => {
            // Both sides take their amounts, whatever the left one is.
            let (left, right) = (calculated(left, amounts), calculated(right, amounts));
            combine(*operator, left?, right?)
        }
    }
}

fn combine(operator: Operator, left: Fraction, right: Fraction) -> Result<Fraction, Gap> {
    let result = match operator {
        Operator::Add => left.plus(right),
        Operator::Subtract => left.minus(right),
        Operator::Multiply => left.times(right),
        Operator::Divide if right.is_zero() => return Err(Gap::DivisionByZero),
        Operator::Divide => left.over(right),
    };
    result.ok_or(Gap::TooLarge)
}
