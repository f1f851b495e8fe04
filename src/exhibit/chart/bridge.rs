//! Which members of a dimension moved the total from one period to another.

pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::extremes::Shown;
use super::moved::moved_most;
use super::{ChartInput, ChartKind, Content, is_provisional, make_up, sizes, summary_against};
use crate::base::period::Period;
use crate::compute::{Figure, Gap};
use crate::diag::{Diagnostic, faults};
use crate::exhibit::drawing::rows::MOST_ROWS;
use crate::exhibit::table::columns::{self, Plan};
use crate::exhibit::table::lines::{self, Line};
use crate::exhibit::table::{self, Beside, NamedHistory, TableColumn};
use crate::l10n::{self, wording, words};
use crate::model::Decimal;
use svg::{Bridge, Step};

/// What each member added to the total between two periods, or took from it.
pub static KIND: ChartKind = ChartKind {
    word: "bridge",
    most_metrics: 1,
    most_members: MOST_ROWS,
    needs_members: true,
    needs_limits: false,
    counts_since: true,
    most_periods: 1,
    passes_over: &["height", "annotate", "scale", "from"],
    draw,
};

/// The member that moved the total most comes first.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, metric, reference } = input;
    let (known, language) = (wording.known, wording.language);
    let (now, since) = (input.now(), input.since());
    let dimension = order.by.unwrap_or_default();
    let before = known.figure(&reference.metric, &reference.cell, since);
    let lines = lines::by_change(wording, &now, dimension, order.choice, since);
    let (start, end) = can_add_up(input, &lines, &before, &now)?;
    let mut steps = Vec::new();
    for line in lines.iter().filter(|line| line.is_part()) {
        let Ok(change) = line.change(known, since) else { continue };
        let text = wording::change(metric, change, language);
        let provisional = is_provisional(&line.figure) || is_provisional(&line.figure_in(known, since));
        steps.push(Step { name: line.head.clone(), amount: change, text, provisional });
    }
    let sum = steps.iter().try_fold(start, |sum, step| sum.checked_add(step.amount));
    if !sum.is_some_and(|sum| make_up(sum, end)) {
        return Err(faults::steps_do_not_add_up(order.place.clone(), &reference.metric, (since, now.period)));
    }
    let total = |figure: &Figure, amount: Decimal| Step {
        name: l10n::capital(&l10n::period(figure.period, language)),
        amount,
        text: wording.value(figure),
        provisional: is_provisional(figure),
    };
    let drawn = Bridge {
        id: input.id(),
        language,
        before: total(&before, start),
        now: total(&now, end),
        steps,
        better: metric.better,
        ticks: input.ticks(),
        from_zero: order.from_zero,
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let through = |line: &Line| NamedHistory {
        name: line.head.clone(),
        figures: vec![line.figure_in(known, since), line.figure.clone()],
    };
    let histories: Vec<NamedHistory> = lines.iter().map(through).collect();
    let figures: Vec<&Arc<Figure>> = histories.iter().flat_map(|history| &history.figures).collect();
    let mut keys: Vec<String> = input.better_way(drawings.marks(), true).into_iter().collect();
    let hides = table::members(wording, &now, dimension)
        .iter()
        .any(|(_, figure)| figure.is_suppressed() || known.figure(&figure.metric, &figure.cell, since).is_suppressed());
    keys.extend(hides.then(|| words(language).hidden_among_others.to_owned()));
    keys.extend(input.keys(&drawings, &figures));
    keys.extend(input.not_counted());
    let moved = wording.change(&reference.metric, &now.change_from(&before));
    let whole =
        NamedHistory { name: wording.label(&reference.metric, &reference.cell), figures: vec![before, now.clone()] };
    let mut summary = summary_against(wording, &whole, |_| since, false);
    let members = lines.iter().filter(|line| line.is_part());
    // Those that are left out by number moved less; of those that are left out by name, one may have moved further.
    let is_most = !hides && input.extent_of_parts() != Shown::Chosen;
    let amount = end.saturating_sub(start);
    summary.extend(moved_most(input, members, since, Some((&moved, amount))).filter(|_| is_most));
    let shown = vec![TableColumn::Previous, TableColumn::Value, TableColumn::Change];
    let plan = Plan { since: Some(since), ..Plan::of_members(wording, &now, dimension, shown) };
    let of_figures: Vec<NamedHistory> =
        lines.iter().filter(|line| line.is_part() && line.is_figure()).map(through).collect();
    summary.extend(input.revised(&of_figures));
    Ok(Content {
        grid: columns::grid(wording, &plan, &lines),
        csv: table::csv(wording, &histories, false, &Beside { changes: true, ..Beside::default() }),
        what: input.what(&whole.name, None, Some(input.between(since))),
        keys,
        summary,
        source: input.axis(&drawings).into_iter().collect(),
        notes: input.notes_of_rows(&lines, &histories),
        when_narrow: Vec::new(),
        drawings,
    })
}

/// The two totals; a fault where the members do not make up the way from one to the other, or would give away what is
/// hidden.
fn can_add_up(
    input: ChartInput<'_>,
    lines: &[Line],
    before: &Figure,
    now: &Figure,
) -> Result<(Decimal, Decimal), Diagnostic> {
    let ChartInput { wording, order, metric, reference } = input;
    let known = wording.known;
    let place = || order.place.clone();
    let id = &reference.metric;
    let is_now = |figure: &Figure| figure.period == now.period;
    let grain = now.period.grain();
    if !metric.parts_add_up(grain) {
        let apart = metric.apart_in(grain).map(|how| (now.period, how.word()));
        return Err(faults::members_do_not_add_up(place(), id, apart));
    }
    if known.rests_on_rounded(id) {
        return Err(faults::members_are_rounded(place(), id));
    }
    let total = |figure: &Figure| match &figure.amount {
        Ok(amount) => Ok(*amount),
        Err(_) if figure.is_suppressed() => Err(faults::total_is_hidden(place(), id, figure.period)),
        Err(_) => Err(faults::no_total_for_a_bridge(place(), id, figure.period, is_now(figure))),
    };
    let totals = (total(before)?, total(now)?);
    if now.change_from(before).absolute == Err(Gap::BegunAnew) {
        return Err(faults::total_begins_between(place(), id, (before.period, now.period)));
    }
    for line in lines.iter().filter(|line| line.is_part()) {
        let both = [line.figure_in(known, before.period), line.figure.clone()];
        for (figure, other) in both.iter().zip(both.iter().rev()) {
            let period: Period = figure.period;
            match &figure.amount {
                Ok(_) => {}
                Err(_) if line.is_figure() && figure.is_not_counted() && other.amount.is_ok() => {
                    return Err(faults::member_of_one_end(place(), id, &line.head, other.period, period));
                }
                Err(_) if figure.is_suppressed() => {
                    return Err(faults::only_member_is_hidden(place(), id, &line.head, period));
                }
                Err(gap) => {
                    // Of several members it is one of them that has none.
                    let of = if let Gap::Parts(cells) = gap { cells.first() } else { None };
                    let name = of.map_or(line.head.clone(), |cell| wording.cell_name(id, cell));
                    return Err(faults::no_member_for_a_bridge(place(), id, &name, period, is_now(figure)));
                }
            }
        }
    }
    Ok(totals)
}
