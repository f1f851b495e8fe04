//! The members of a dimension through time as columns that add up to the whole.

pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{
    ChartInput, ChartKind, Content, at_end, is_provisional, last_known, make_up, periods, shared_targets, sizes, span,
    summary, target, target_columns,
};
use crate::base::period::Period;
use crate::compute::reference::Reference;
use crate::compute::{Figure, Known};
use crate::diag::{Diagnostic, faults};
use crate::exhibit::table::{self, Beside, NamedHistory};
use crate::model::Decimal;
use svg::{Part, Stacked};

/// More columns cannot be read; a longer history is better drawn as lines.
pub const MOST_PERIODS: usize = svg::PERIODS;
pub const MOST_PARTS: usize = svg::PARTS;

/// Parts of a whole through time.
pub static KIND: ChartKind = ChartKind {
    word: "stacked",
    most_metrics: 1,
    most_members: MOST_PARTS,
    needs_members: true,
    needs_limits: false,
    counts_since: false,
    most_periods: MOST_PERIODS,
    passes_over: &["from_zero", "members", "top", "scale", "from", "since"],
    draw,
};

/// Whether the members of `dimension` make up the whole wherever both are known, and none is below zero, so that they can
/// be stacked.
pub fn adds_up(known: Known<'_>, reference: &Reference, dimension: &str, periods: usize) -> bool {
    let Reference { metric: id, cell, period, .. } = reference;
    let metric = known.metric(id).filter(|metric| metric.parts_add_up(period.grain()));
    let index = metric.and_then(|metric| metric.by.iter().position(|name| name == dimension));
    let Some((index, definition)) = index.zip(known.catalog().dimensions.get(dimension)) else { return false };
    let sum = |of: Period| {
        let member = |member: &String| known.figure(id, &cell.with(index, member), of).value();
        definition.counted_in(of).try_fold(Decimal::ZERO, |sum, name| sum.checked_add(member(name)?))
    };
    let differs = |whole: &Arc<Figure>| match (sum(whole.period), &whole.amount) {
        // Rounded counts need not add up: each is rounded by itself.
        (Some(sum), Ok(total)) => !known.rests_on_rounded(id) && !make_up(sum, *total),
        _ => false,
    };
    let falls_below = |of: Period| {
        let value = |name: &String| known.figure(id, &cell.with(index, name), of).value();
        definition.members.keys().filter_map(value).any(|value| value < Decimal::ZERO)
    };
    let history = known.history(id, cell, *period, periods.min(MOST_PERIODS));
    !history.iter().any(|whole| differs(whole) || falls_below(whole.period))
}

fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, metric, reference } = input;
    let whole = input.whole(MOST_PERIODS);
    let parts = input.parts(&whole);
    if !metric.additive && !whole.figures.iter().any(|figure| figure.is_stated()) {
        return Err(faults::no_whole_to_stack(order.place.clone(), &reference.metric));
    }
    if let Some(how) = metric.apart_in(reference.period.grain()) {
        let apart = (reference.period, how.word());
        return Err(faults::no_stack_of_extremes(order.place.clone(), &reference.metric, apart));
    }
    // The whole goes without a member that has ended, whose part of the column is nothing then.
    let value = |figure: &Arc<Figure>| figure.value().or(wording.known.has_ended(figure).then_some(Decimal::ZERO));
    let part = |history: &NamedHistory, name: &str| Part {
        name: name.to_owned(),
        last: last_known(wording, &history.figures),
        values: history.figures.iter().map(value).collect(),
        texts: history.figures.iter().map(|figure| wording.value(figure)).collect(),
    };
    let (marks, notes) = input.notes(&whole.figures, &parts);
    let all = || parts.iter().chain([&whole]);
    let is_open =
        |index: &usize| all().any(|history| history.figures.get(*index).is_some_and(|one| is_provisional(one)));
    // What is aimed at in the total, which the columns show.
    let targets = shared_targets(wording, std::slice::from_ref(&whole));
    let mut drawn = Stacked {
        id: input.id(),
        language: wording.language,
        periods: periods(&whole),
        parts: parts.iter().map(|history| part(history, &history.name)).collect(),
        total: part(&whole, &input.total_name().to_lowercase()),
        target: targets.as_deref().map(|targets| target(input, targets)),
        ticks: input.ticks(),
        provisional: (0..whole.figures.len()).filter(is_open).collect(),
        notes: marks,
        height: order.height,
    };
    // Beside a column with all its parts, not what stands in the table alone.
    let divided = drawn.last_divided();
    for (part, history) in drawn.parts.iter_mut().zip(&parts) {
        part.last = divided.map_or_else(String::new, |last| at_end(wording, &history.figures, last));
    }
    // Rounded counts need not add up: each is rounded by itself.
    let rounded = wording.known.rests_on_rounded(&reference.metric);
    if let Some(period) = drawn.unbalanced().filter(|_| !rounded) {
        return Err(faults::parts_do_not_add_up(order.place.clone(), &reference.metric, period));
    }
    if let Some(period) = drawn.falls_below_zero() {
        return Err(faults::part_below_zero(order.place.clone(), &reference.metric, period));
    }
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let total = NamedHistory { name: input.total_name().to_owned(), ..whole.clone() };
    let histories: Vec<NamedHistory> = parts.iter().cloned().chain([total]).collect();
    let figures: Vec<&Arc<Figure>> = histories.iter().flat_map(|history| &history.figures).collect();
    let mut summary = summary(wording, &whole, targets.is_some());
    summary.extend(input.parts_in_words(&parts));
    summary.extend(input.revised(&parts));
    let extras = targets.iter().flat_map(|targets| target_columns(wording, &reference.metric, targets)).collect();
    let beside = input.with_times(&whole.figures, Beside { extras, ..Beside::default() });
    let rule = targets.as_ref().and_then(|_| input.rule(&whole));
    let mut keys: Vec<String> = rule.into_iter().chain(input.keys(&drawings, &figures)).collect();
    keys.extend(input.not_counted());
    input.name_hidden(&mut keys, &parts);
    Ok(Content {
        grid: table::history(wording, &histories, &beside),
        csv: table::csv(wording, &histories, false, &beside),
        what: input.what(&input.name(&whole), None, span(wording, &whole)),
        keys,
        summary,
        source: Vec::new(),
        notes,
        when_narrow: Vec::new(),
        drawings,
    })
}
