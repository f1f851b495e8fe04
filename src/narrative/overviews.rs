//! `overview(…)`, the table that boards ask for → a request, held against the definitions.

use std::sync::Arc;

use tera::Value;

use super::call::Call;
use super::requests::{can_hold, columns, request, shows_each_once};
use super::scope::Scope;
use crate::base::period::Period;
use crate::compute::Figure;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Refusal, faults};
use crate::exhibit::request::{ExhibitKind, Request, TableKind};
use crate::exhibit::table::matrix::Marked;
use crate::exhibit::table::{TableColumn, answers, missed, with_parts};
use crate::model::catalog::Metric;

/// The table of all figures with a target, or of `metrics`: what a board looks at first. With `by`, it has those of each
/// member beside the total, every one with its verdict. `None` where definitions have faults, so that nobody knows which
/// metrics have a target.
pub(super) fn overview(call: &Call<'_>) -> Result<Option<Request>, Refusal> {
    call.only(OVERVIEW)?;
    let catalog = call.scope.book.catalog();
    if call.argument::<Value>("metrics")?.is_none() && (catalog.is_unread || !catalog.unread.is_empty()) {
        return Ok(None);
    }
    overview_of(call).map(Some)
}

fn overview_of(call: &Call<'_>) -> Result<Request, Refusal> {
    let by = call.text("by")?;
    if let (None, Some(by)) = (call.argument::<Value>("metrics")?, &by) {
        is_of_all_members(call.scope, by)?;
    }
    let references = match call.argument::<Value>("metrics")? {
        Some(metrics) => {
            let is_metric = |value: &Value| value.as_str().is_some_and(|text| call.figure(text).is_ok());
            let is_list = metrics.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_metric));
            if !is_list {
                return Err(faults::overview_of_no_metrics());
            }
            call.figures(&metrics)?
        }
        None => with_a_target(call.scope),
    };
    if references.is_empty() {
        return Err(faults::nothing_to_look_over());
    }
    let off_target = call.argument::<bool>("off_target")?.unwrap_or(false);
    if let Some(by) = by {
        if off_target {
            return Err(faults::off_target_has_members());
        }
        return overview_of_members(call, &by, references);
    }
    let mut request = request(call, references)?;
    shows_each_once(call, &request)?;
    request.kind = ExhibitKind::Table(TableKind::KeyFigures);
    request.off_target = off_target;
    if off_target {
        // One without a target misses none, and would be left out in silence.
        needs_targets(call, &request)?;
    }
    request.columns = columns(call, TableKind::KeyFigures, &request)?;
    if request.columns.is_empty() {
        let usual = if request.off_target { USUAL_OFF_TARGET } else { USUAL_OVERVIEW };
        // Without limits or targets there is nothing in some of them, nor where nobody says a word.
        let usual: Vec<TableColumn> =
            usual.iter().copied().filter(|column| can_hold(call, *column, &request).is_ok()).collect();
        let known = call.scope.book.known_in(call.scope.vintage);
        let one = |of: &Reference| known.figure(&of.metric, &of.cell, of.period);
        let figures: Vec<Arc<Figure>> = request.references.iter().map(one).collect();
        let shown = if off_target { missed::off_target(known, &figures).figures } else { figures };
        request.columns = answers::columns_told(known, &shown, &usual);
    }
    Ok(request)
}

const OVERVIEW: &[&str] = &["metrics", "by", "off_target", "columns", "id", "title", "subtitle"];

/// Metrics by members. Unless the author names metrics, those are left out that the dimension does not split.
fn overview_of_members(call: &Call<'_>, by: &str, all: Vec<Reference>) -> Result<Request, Refusal> {
    let is_split = |reference: &Reference| {
        let names = call.metric(reference).map_or(&[][..], |metric| &metric.by);
        names.iter().zip(&reference.cell.0).any(|(name, member)| name == by && member.is_none())
    };
    let is_named = call.argument::<Value>("metrics")?.is_some();
    let references: Vec<Reference> = all.into_iter().filter(|reference| is_named || is_split(reference)).collect();
    if references.is_empty() {
        let dimensions: Vec<&str> = call.scope.book.catalog().dimensions.keys().map(String::as_str).collect();
        return Err(faults::nothing_to_look_over_by(by, &dimensions));
    }
    let mut request = Request { marked: Marked::Verdicts, ..request(call, references)? };
    request.kind = ExhibitKind::Table(TableKind::Members);
    columns(call, TableKind::Members, &request)?;
    needs_targets(call, &request)?;
    shows_each_once(call, &request)?;
    Ok(request)
}

/// Refuses the members of the dimension of which this is one member's report: every figure is that of this member.
fn is_of_all_members(scope: &Scope, by: &str) -> Result<(), Refusal> {
    let Some((_, own)) = scope.member.as_ref().filter(|(dimension, _)| dimension == by) else { return Ok(()) };
    let aims = |metric: &Metric| metric.target.is_some() && metric.by.iter().any(|name| name == by);
    let metrics = scope.figures.metrics.keys().filter_map(|id| Some((id, scope.book.catalog().metrics.get(id)?)));
    match metrics.into_iter().find(|(_, metric)| aims(metric)) {
        Some((metric, _)) => Err(faults::overview_of_the_own_member(own, metric, by)),
        None => Ok(()),
    }
}

/// Refuses a metric without a target in a table of verdicts.
fn needs_targets(call: &Call<'_>, request: &Request) -> Result<(), Refusal> {
    for reference in &request.references {
        if call.metric(reference)?.target.is_none() {
            return Err(faults::no_target_to_show(&reference.metric));
        }
    }
    Ok(())
}

const USUAL_OVERVIEW: &[TableColumn] = &[
    TableColumn::Value,
    TableColumn::Target,
    TableColumn::Status,
    TableColumn::Variation,
    TableColumn::Assurance,
    TableColumn::Reason,
    TableColumn::Action,
];

const USUAL_OFF_TARGET: &[TableColumn] =
    &[TableColumn::Value, TableColumn::Target, TableColumn::Reason, TableColumn::Action];

/// The figures of the report whose metrics have a target by then, in the order of data/metrics.yaml.
fn with_a_target(scope: &Scope) -> Vec<Reference> {
    let metrics = &scope.book.catalog().metrics;
    let all = scope.figures.metrics.iter().filter(|_| scope.is_reported);
    let with: Vec<_> = all.filter(|(id, _)| metrics.get(*id).is_some_and(|metric| metric.target.is_some())).collect();
    let known = scope.book.known_in(scope.vintage);
    // What begins later, and a target that holds later or for other members, is none of this report's; where nothing is
    // left, the table says so of each.
    let begins = |id: &str, period: Period| {
        known.first_period(id).is_some_and(|first| first.last_month() <= period.last_month())
    };
    let aims = |figure: &Arc<Figure>| with_parts(known, figure).iter().any(|part| known.judge(part).is_some());
    let is_of_now = |id: &str, figure: &Arc<Figure>| begins(id, figure.period) && aims(figure);
    let any = with.iter().any(|(id, figures)| is_of_now(id, &figures.figure));
    let with = with.into_iter().filter(|(id, figures)| !any || is_of_now(id, &figures.figure));
    with.map(|(id, figures)| Reference {
        metric: id.clone(),
        cell: figures.figure.cell.clone(),
        period: figures.figure.period,
        aspect: Aspect::Value,
    })
    .collect()
}
