//! Warnings to the author about what could mislead readers in a report's figures: parts that do not add up as shown, a
//! change across a break, a total of parts from several snapshots, a stated share that differs from what its parts
//! give.

use std::collections::BTreeSet;

use crate::base::place::Place;
use crate::compute::{Figure, Figures, MetricFigures, Working};
use crate::diag::{Diagnostic, faults};
use crate::l10n;
use crate::l10n::wording::{self, Wording};
use crate::model::Decimal;
use crate::model::catalog::{Format, Metric, Protection};
use crate::model::snapshot::RevisionKind;

/// The warnings for one report.
pub fn of(wording: Wording<'_>, figures: &Figures) -> Vec<Diagnostic> {
    let of_metric = |(id, of): (&String, &MetricFigures)| {
        let metric = wording.known.metric(id)?;
        Some([
            parts_as_shown(wording, metric, &of.figure),
            across_a_break(id, of),
            mixed(id, &of.figure),
            unlike_parts(wording, metric, &of.figure),
        ])
    };
    figures.metrics.iter().filter_map(of_metric).flatten().flatten().collect()
}

fn place(figure: &Figure) -> Place {
    let observations = figure.observations();
    observations.last().map_or_else(|| Place::of_file("data"), |(place, _)| (*place).clone())
}

/// Warns if the parts of a total, rounded as readers see them, add up to another total than the one shown.
fn parts_as_shown(wording: Wording<'_>, metric: &Metric, figure: &Figure) -> Option<Diagnostic> {
    let Working::Sum(parts) = &figure.working else { return None };
    // Counts that are rounded one by one need not add up.
    if metric.protection == Some(Protection::RoundTo5) {
        return None;
    }
    let decimals = metric.shown_decimals() + if metric.format == Format::Percent { 2 } else { 0 };
    let shown = |figure: &Figure| figure.amount.as_ref().ok().map(|value| l10n::rounded(*value, decimals));
    let total = shown(figure)?;
    let sum = parts.iter().map(|part| shown(part)).try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))?;
    let text = |value: Decimal| wording::amount(metric, value, wording.language);
    (sum != total)
        .then(|| faults::parts_as_shown(place(figure), &figure.metric, figure.period, &text(total), &text(sum)))
}

/// Warns if only one end of the change was restated by a new method.
fn across_a_break(id: &str, of: &MetricFigures) -> Option<Diagnostic> {
    let by_method =
        |figure: &Figure| figure.revision.as_ref().is_some_and(|revision| revision.kind == Some(RevisionKind::Method));
    let crosses = of.change.absolute.is_ok() && by_method(&of.figure) != by_method(&of.previous);
    crosses.then(|| faults::change_across_break(place(&of.figure), id, of.previous.period, of.figure.period))
}

/// Warns if several snapshots stated the members of a total, so that some are newer than others.
fn mixed(id: &str, figure: &Figure) -> Option<Diagnostic> {
    let Working::Sum(parts) = &figure.working else { return None };
    let of_members = parts.iter().filter(|part| part.period == figure.period && part.metric == figure.metric);
    let snapshots: BTreeSet<_> = of_members
        .filter_map(|part| match &part.working {
            Working::Stated { snapshot, .. } => Some(*snapshot),
            _ => None,
        })
        .collect();
    let (first, last) = (snapshots.first()?, snapshots.last()?);
    (first != last).then(|| faults::mixed_vintages(place(figure), id, figure.period, *first, *last))
}

/// Warns if a share is stated although its parts are known and give another one. It may be stated with fewer decimals
/// than the parts give, but not with fewer than the page prints.
fn unlike_parts(wording: Wording<'_>, metric: &Metric, figure: &Figure) -> Option<Diagnostic> {
    let (Working::Stated { .. }, Ok(stated)) = (&figure.working, &figure.amount) else { return None };
    let computed = wording.known.from_parts(figure)?;
    let value = *computed.amount.as_ref().ok()?;
    let text = |value: Decimal| wording::amount(metric, value, wording.language);
    let is_rounded = l10n::rounded(value, stated.scale()) == stated.normalize();
    let (stated, mut value) = (text(*stated), text(value));
    if stated == value {
        if is_rounded {
            return None;
        }
        value = format!("another {value}");
    }
    let part = computed.observations().first().map(|(place, _)| (*place).clone());
    Some(faults::share_unlike_parts(place(figure), &figure.metric, figure.period, &stated, &value, part))
}
