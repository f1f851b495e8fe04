//! Members of a dimension held against their total: the share of one, and what several come to together.
//!
//! Both are worked out from figures as readers see them and from nothing else, so they tell nothing that the figures do
//! not tell. Of a hidden figure there is no share. Several members of which some are hidden come to what the total
//! leaves beside the others, where readers see all of these; otherwise what they come to is hidden.

use std::sync::Arc;

use super::history::input_amount;
use super::{Amount, Figure, Gap, Known};
use crate::model::Decimal;
use crate::model::snapshot::Cell;

impl Known<'_> {
    /// `part` as a share of `whole`: 0.24 is 24 %. `like` is the place of one member: of those beside it the whole is made.
    /// A gap where one of the two is, where the whole is zero, and where some members are above zero and others below:
    /// what one of them is of the rest of both says nothing.
    pub fn share(self, part: &Figure, whole: &Figure, like: &Cell) -> Amount {
        let (amount, of) = (input_amount(part)?, input_amount(whole)?);
        if of.is_zero() {
            return Err(Gap::DivisionByZero);
        }
        if self.is_of_both_signs(whole, like) {
            return Err(Gap::BothSigns);
        }
        amount.checked_div(of).ok_or(Gap::TooLarge)
    }

    /// Whether members that readers see are above zero and others below.
    fn is_of_both_signs(self, whole: &Figure, like: &Cell) -> bool {
        let mut cells = vec![whole.cell.clone()];
        let open = whole.cell.0.iter().zip(&like.0).enumerate().filter(|(_, (of, own))| of.is_none() && own.is_some());
        let members = self.metric(&whole.metric).map(|metric| self.catalog().members(metric)).unwrap_or_default();
        for (index, _) in open {
            let named = || members.iter().filter(move |(dimension, _)| *dimension == index);
            cells = cells.iter().flat_map(|cell| named().map(|(_, member)| cell.with(index, member))).collect();
        }
        let amounts: Vec<Decimal> =
            cells.iter().filter_map(|cell| self.figure(&whole.metric, cell, whole.period).value()).collect();
        amounts.iter().any(|amount| *amount > Decimal::ZERO) && amounts.iter().any(|amount| *amount < Decimal::ZERO)
    }

    /// What the members `rest` come to, where `others` are all other members of `whole`, and their amounts add up.
    pub fn together(self, whole: &Figure, others: &[Arc<Figure>], rest: &[Arc<Figure>]) -> Figure {
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
fn sum(figures: &[Arc<Figure>]) -> Amount {
    if figures.iter().any(|figure| figure.is_suppressed()) {
        return Err(Gap::Suppressed);
    }
    let missing: Vec<_> = figures.iter().filter(|one| one.amount.is_err()).map(|one| one.cell.clone()).collect();
    if !missing.is_empty() {
        return Err(Gap::Parts(missing));
    }
    let amounts = figures.iter().filter_map(|figure| figure.amount.as_ref().ok());
    amounts.copied().try_fold(Decimal::ZERO, Decimal::checked_add).ok_or(Gap::TooLarge)
}
