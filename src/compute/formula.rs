//! A derived metric worked out, with every number it used.

use super::history::{inherit, input_amount};
use super::{Amount, Figure, Gap, Known, Step, Working};
use crate::model::Decimal;
use crate::model::formula::{Formula, Operator};

impl Known<'_> {
    /// Gives `figure` the amount of `formula` in its period and for its members.
    pub(super) fn evaluate(self, figure: &mut Figure, formula: &Formula) {
        let mut steps = Vec::new();
        figure.amount = self.amount_of(figure, formula, 0, &mut steps);
        let used: Vec<&Figure> =
            steps.iter().filter_map(|step| if let Step::Figure(figure) = step { Some(figure) } else { None }).collect();
        if !used.is_empty() {
            inherit(figure, used.into_iter());
        }
        figure.working = Working::Formula(steps);
    }

    /// The amount of `formula` for `figure`, and its pieces in reading order. `binding` is how closely the
    /// operator around it binds, which says whether it needs parentheses.
    pub(super) fn amount_of(self, figure: &Figure, formula: &Formula, binding: u8, steps: &mut Vec<Step>) -> Amount {
        match formula {
            Formula::Number(number) => {
                steps.push(Step::Number(*number));
                Ok(*number)
            }
            Formula::Metric(id) => {
                let input = self.input(figure, id);
                let amount = input_amount(&input);
                steps.push(Step::Figure(input));
                amount
            }
            Formula::Previous(id) => {
                let input = self.figure(id, &self.matching_cell(figure, id), figure.period.previous());
                let amount = input_amount(&input);
                steps.push(Step::Figure(input));
                amount
            }
            Formula::Target(id) => {
                // The target alone: the value may itself be computed from this target.
                let aimed = Figure::unknown(id, &self.matching_cell(figure, id), figure.period);
                match self.target_amount(&aimed) {
                    Some((amount, place)) => {
                        steps.push(Step::Target { metric: id.clone(), amount: amount.clone(), place });
                        amount
                    }
                    None => Err(Gap::NoTarget { metric: id.clone() }),
                }
            }
            Formula::Negative(inner) => {
                steps.push(Step::Sign("−"));
                let amount = self.amount_of(figure, inner, 3, steps)?;
                Ok(-amount)
            }
            Formula::Binary(operator, left, right) => {
                let (sign, own) = match operator {
                    Operator::Add => ("+", 1),
                    Operator::Subtract => ("−", 1),
                    Operator::Multiply => ("×", 2),
                    Operator::Divide => ("/", 2),
                };
                let parentheses = own < binding;
                if parentheses {
                    steps.push(Step::Sign("("));
                }
                let left = self.amount_of(figure, left, own, steps);
                steps.push(Step::Sign(sign));
                // The right side of a minus or a division binds one step closer: a − (b − c).
                let right = self.amount_of(
                    figure,
                    right,
                    own + u8::from(matches!(operator, Operator::Subtract | Operator::Divide)),
                    steps,
                );
                if parentheses {
                    steps.push(Step::Sign(")"));
                }
                combine(*operator, left?, right?)
            }
        }
    }
}

fn combine(operator: Operator, left: Decimal, right: Decimal) -> Amount {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide if right.is_zero() => return Err(Gap::DivisionByZero),
        Operator::Divide => left.checked_div(right),
    };
    result.ok_or(Gap::TooLarge)
}
