//! Members of a dimension held against their total: the share of one, and what several come to together.
//!
//! Both are worked out from figures as readers see them and from nothing else, so they tell nothing that the figures do
//! not tell. Of a hidden figure there is no share. Several members of which some are hidden come to what the total
//! leaves beside the others, where readers see all of these; otherwise what they come to is hidden.

use super::history::input_amount;
use super::{Amount, Figure, Gap, Known};
use crate::model::Decimal;

impl Figure {
    /// The figure as a share of `whole`: 0.24 is 24 %. A gap where one of the two is, and where the whole is zero.
    pub fn share_of(&self, whole: &Figure) -> Amount {
        let (part, whole) = (input_amount(self)?, input_amount(whole)?);
        if whole.is_zero() {
            return Err(Gap::DivisionByZero);
        }
        part.checked_div(whole).ok_or(Gap::TooLarge)
    }
}

impl Known<'_> {
    /// What the members `rest` come to, where `others` are all other members of `whole`, and their amounts add up.
    pub fn together(self, whole: &Figure, others: &[Figure], rest: &[Figure]) -> Figure {
        let mut figure = Figure::unknown(&whole.metric, &whole.cell, whole.period);
        figure.amount = sum(rest);
        // Totals of rounded counts are rounded by themselves, and leave nothing that could be told.
        if figure.is_suppressed() && !self.rests_on_rounded(&whole.metric) {
            let left = whole.amount.clone().and_then(|whole| whole.checked_sub(sum(others)?).ok_or(Gap::TooLarge));
            figure.amount = left.or(Err(Gap::Suppressed));
        }
        figure.status = rest.iter().map(|member| member.status).max().unwrap_or_default();
        figure
    }
}

/// The sum of what readers see; hidden where anything in it is.
fn sum(figures: &[Figure]) -> Amount {
    if figures.iter().any(Figure::is_suppressed) {
        return Err(Gap::Suppressed);
    }
    let missing: Vec<_> = figures.iter().filter(|one| one.amount.is_err()).map(|one| one.cell.clone()).collect();
    if !missing.is_empty() {
        return Err(Gap::Parts(missing));
    }
    let amounts = figures.iter().filter_map(|figure| figure.amount.as_ref().ok());
    amounts.copied().try_fold(Decimal::ZERO, Decimal::checked_add).ok_or(Gap::TooLarge)
}
