//! figures.json of a report and history.json of a metric: the figures for machines (product.md, section 6).
//!
//! Numbers are unrounded; `text` is what the page prints.

use serde_json::{Map, Number, Value, json};

use super::VERSION;
use super::plan::PlannedReport;
use crate::compute::forecast::{Forecast, Prediction};
use crate::compute::spc::{self, Spc};
use crate::compute::{Amount, Change, ChangedLater, Figure, Figures, Gap, Judgement, Known, MetricFigures, statements};
use crate::model::Decimal;
use crate::model::catalog::{Dimension, Format, Kind, Metric};
use crate::model::snapshot::{Cell, RevisionKind};
use crate::narrative::Narrative;
use crate::narrative::exhibits::ExhibitKind;
use crate::table;
use crate::wording::{self, Wording, machine};

/// The report's figures, every metric of the catalog among them.
pub fn figures(
    wording: Wording<'_>,
    figures: &Figures,
    narrative: &Narrative,
    report: &PlannedReport<'_>,
    notices: &[&ChangedLater],
    chart_files: bool,
) -> String {
    let metrics: Map<String, Value> = figures
        .metrics
        .iter()
        .filter_map(|(id, of)| Some((id.clone(), metric(wording, wording.known.metric(id)?, of))))
        .collect();
    let exhibit = |exhibit: &crate::narrative::Exhibit| {
        let request = &exhibit.request;
        let has_files = chart_files && matches!(request.kind, ExhibitKind::Chart(_));
        let names = || -> Vec<String> {
            request.references.iter().map(|reference| wording.label(&reference.metric, &reference.cell)).collect()
        };
        let title = exhibit
            .title
            .as_ref()
            .map_or_else(|| crate::locale::list(&names(), wording.language), |title| title.text.clone());
        let metrics: Vec<&str> = request.references.iter().map(|reference| reference.metric.as_str()).collect();
        json!({
            "id": exhibit.id,
            "number": exhibit.number,
            "kind": request.kind.word(),
            "title": title,
            "metrics": metrics,
            "svg": has_files.then(|| format!("{}.svg", exhibit.id)),
            "csv": has_files.then(|| format!("{}.csv", exhibit.id)),
        })
    };
    let document = json!({
        "kalends": VERSION,
        "series": report.series,
        "member": report.member.map(|member| member.id),
        "period": report.period.to_string(),
        "language": wording.language.tag(),
        "dimensions": dimensions(wording, figures),
        "notices": notices.iter().map(|change| notice(wording, change)).collect::<Vec<_>>(),
        "metrics": metrics,
        "figures": narrative.exhibits.iter().filter(|exhibit| exhibit.number > 0).map(exhibit).collect::<Vec<_>>(),
    });
    pretty(&document)
}

/// What readers see of the dimensions by which the metrics are split, and of their members.
fn dimensions(wording: Wording<'_>, figures: &Figures) -> Map<String, Value> {
    let catalog = wording.known.catalog();
    let is_used = |name: &String| {
        figures.metrics.keys().filter_map(|id| catalog.metrics.get(id)).any(|metric| metric.by.contains(name))
    };
    let label = |text: &crate::model::Text| Value::from(text.get(wording.language));
    let dimension = |(name, dimension): (&String, &Dimension)| {
        let members: Map<String, Value> =
            dimension.members.iter().map(|(member, text)| (member.clone(), label(text))).collect();
        (name.clone(), json!({ "label": label(&dimension.label), "members": members }))
    };
    catalog.dimensions.iter().filter(|(name, _)| is_used(name)).map(dimension).collect()
}

/// Everything that was known of a metric, period by period: each value with the snapshot from which it held.
pub fn history(known_in_each: &[Known<'_>], id: &str, cell: &Cell) -> String {
    let Some(newest) = known_in_each.last() else { return "[]\n".to_owned() };
    let last = newest.period_shown(id, newest.vintage);
    let Some(first) = newest.first_period(id) else { return "[]\n".to_owned() };
    let period = |period: crate::period::Period| {
        let mut vintages: Vec<Value> = Vec::new();
        let mut before: Option<(Amount, &'static str)> = None;
        let stated_in = newest.stated_in(id, period);
        // Nothing can be known of a period that has not ended.
        let says_something =
            |known: &&Known<'_>| known.vintage >= period.last_month() && stated_in.contains(&known.vintage);
        for known in known_in_each.iter().filter(says_something) {
            let figure = known.figure(id, cell, period);
            let stands = (figure.amount.clone(), figure.status.word());
            let nothing = figure.observations().is_empty() && before.is_none();
            if nothing || before.as_ref() == Some(&stands) {
                continue;
            }
            let revision = figure.revision.as_ref().filter(|revision| revision.snapshot == known.vintage);
            let taken_out = statements(known.book, id, period).into_iter().find(|statement| {
                statement.snapshot == known.vintage
                    && statement.cell == *cell
                    && statement.kind == Some(RevisionKind::Disclosure)
            });
            vintages.push(json!({
                "snapshot": known.vintage.to_string(),
                "value": value(&figure.amount),
                "status": figure.status.word(),
                "kind": revision.and_then(|revision| revision.kind).or(taken_out.as_ref().and_then(|statement| statement.kind)).map(RevisionKind::word),
                "reason": revision
                    .and_then(|revision| revision.reason.clone())
                    .or_else(|| taken_out.and_then(|statement| statement.reason))
                    .or_else(|| figure.note.clone().filter(|_| figure.is_withdrawn())),
                "withdrawn": figure.is_withdrawn(),
            }));
            before = Some(stands);
        }
        json!({ "period": period.to_string(), "vintages": vintages })
    };
    pretty(&Value::Array(first.through(last).map(period).collect()))
}

fn pretty(document: &Value) -> String {
    // Every value was made by `json!`, which always can be written.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn number(value: Decimal) -> Value {
    let text = machine(value);
    let whole = text.parse::<i64>().ok().map(Number::from);
    let number = whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or(Value::Null, Value::Number)
}

fn value(amount: &Amount) -> Value {
    amount.as_ref().map_or(Value::Null, |value| number(*value))
}

fn option(value: Option<Decimal>) -> Value {
    value.map_or(Value::Null, number)
}

fn notice(wording: Wording<'_>, change: &ChangedLater) -> Value {
    let mut notice = json!({
        "metric": change.metric,
        "label": wording.label(&change.metric, &change.cell),
        "period": change.period.to_string(),
        "was": value(&change.was),
        "now": option(change.now),
        "in": change.snapshot.to_string(),
        "reason": change.reason,
        "kind": change.kind.map(RevisionKind::word),
    });
    // A new value that is hidden, as against none.
    if change.suppressed {
        notice["suppressed"] = true.into();
    }
    notice
}

fn kind(metric: &Metric) -> &'static str {
    match metric.kind {
        Kind::Stock => "stock",
        Kind::Flow => "flow",
        Kind::Ratio { .. } => "ratio",
        Kind::Derived(_) => "derived",
        Kind::Cumulative { .. } => "cumulative",
    }
}

/// What figures.json says of one metric.
pub fn metric(wording: Wording<'_>, metric: &Metric, of: &MetricFigures) -> Value {
    let figure = &of.figure;
    let language = wording.language;
    let base = |figure: &Figure| json!({ "period": figure.period.to_string(), "value": value(&figure.amount) });
    // The period before stands there whatever it holds; a year ago only where the history reaches so far.
    let year_ago = (of.year_ago.amount != Err(Gap::BeforeFirst)).then(|| base(&of.year_ago));
    let mut document = json!({
        "label": metric.label.get(language),
        "type": kind(metric),
        "unit": metric.unit.as_ref().map(|unit| unit.get(language)),
        "format": match metric.format { Format::Number => "number", Format::Percent => "percent" },
        "grain": metric.grain.word(),
        "period": figure.period.to_string(),
        "value": value(&figure.amount),
        "text": wording.value(figure),
        "missing": figure.amount.is_err().then(|| wording.reason(figure)),
        "status": figure.standing().word(),
        "suppressed": figure.is_suppressed(),
        "previous": base(&of.previous),
        "change": change(wording, metric, &of.change),
        "year_ago": year_ago,
        "change_year": change(wording, metric, &of.change_year),
        "target": of.judgement.as_ref().map(|judgement| target(judgement, of.streak)),
        "revision": figure.revision.as_ref().map(|revision| json!({
            "first": number(revision.first),
            "was": number(revision.was),
            "in": revision.snapshot.to_string(),
            "reason": revision.reason,
            "kind": revision.kind.map(RevisionKind::word),
        })),
        "by": by(wording, metric, figure),
        "cells": cells(wording, metric, figure),
        "history": of.history.iter().map(point).collect::<Vec<_>>(),
        "spc": of.spc.as_ref().map(|spc| chart_of_limits(spc, &of.history)),
        "forecast": of.forecast.as_ref().map(forecast),
        "provenance": figure.observations().into_iter().map(|(place, snapshot)| json!({
            "file": &*place.file,
            "line": place.line,
            "column": place.column,
            "snapshot": snapshot.to_string(),
        })).collect::<Vec<_>>(),
    });
    tell_periods(&mut document, figure);
    document
}

/// A rolled-up gap says how many of its shorter periods are there.
fn tell_periods(document: &mut Value, figure: &Figure) {
    if let Err(Gap::Periods { present, expected, .. }) = &figure.amount {
        document["periods"] = json!({ "present": present, "expected": expected });
    }
}

/// `null` where no change is known.
fn change(wording: Wording<'_>, metric: &Metric, change: &Change) -> Value {
    let Ok(absolute) = change.absolute else { return Value::Null };
    let points = (metric.format == Format::Percent).then(|| absolute.checked_mul(Decimal::ONE_HUNDRED)).flatten();
    json!({
        "absolute": number(absolute),
        "relative": option(change.relative),
        "points": option(points),
        "text": wording::change(metric, absolute, wording.language),
    })
}

fn target(judgement: &Judgement, streak: u32) -> Value {
    json!({
        "kind": judgement.rule.word(),
        "value": value(&judgement.target),
        "upper": option(judgement.upper),
        "status": judgement.verdict.word(),
        "gap": option(judgement.gap),
        "attainment": option(judgement.attainment),
        "streak": streak,
        "progress": option(judgement.progress),
        "needed": option(judgement.needed),
    })
}

fn part(wording: Wording<'_>, figure: &Figure) -> Value {
    let mut part =
        json!({ "value": value(&figure.amount), "text": wording.value(figure), "suppressed": figure.is_suppressed() });
    tell_periods(&mut part, figure);
    part
}

/// The members of each dimension that the figure is the whole of; `null` where there is none.
fn by(wording: Wording<'_>, metric: &Metric, figure: &Figure) -> Value {
    let mut all = Map::new();
    let open = metric.by.iter().zip(&figure.cell.0).enumerate().filter(|(_, (_, member))| member.is_none());
    for (index, (name, _)) in open {
        let Some(dimension) = wording.known.catalog().dimensions.get(name) else { continue };
        let member = |member: &String| {
            let figure = wording.known.figure(&figure.metric, &figure.cell.with(index, member), figure.period);
            (member.clone(), part(wording, &figure))
        };
        all.insert(name.clone(), Value::Object(dimension.members.keys().map(member).collect()));
    }
    if all.is_empty() { Value::Null } else { Value::Object(all) }
}

/// The cells of a split by two dimensions, nested in their order; `null` for any other metric.
fn cells(wording: Wording<'_>, metric: &Metric, figure: &Figure) -> Value {
    if metric.by.len() != 2 || !figure.cell.is_total() {
        return Value::Null;
    }
    let mut all: Map<String, Value> = Map::new();
    for cell in
        table::parts(wording.known, &figure.metric).into_iter().filter(|cell| cell.0.iter().all(Option::is_some))
    {
        let mut members = cell.members().map(str::to_owned);
        let (Some(first), Some(second)) = (members.next(), members.next()) else { continue };
        let figure = wording.known.figure(&figure.metric, &cell, figure.period);
        let inner = all.entry(first).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(inner) = inner {
            inner.insert(second, part(wording, &figure));
        }
    }
    Value::Object(all)
}

/// The phases, and the points of the history that the report shows.
fn chart_of_limits(spc: &Spc, shown: &[Figure]) -> Value {
    let phase = |phase: &spc::Phase| {
        let limit = |of: fn(&spc::Limits) -> Decimal| option(phase.limits.as_ref().map(of));
        json!({
            "start": phase.start.to_string(),
            "n": phase.n,
            "n_baseline": phase.n_baseline,
            "mean": option(phase.mean),
            "amr": option(phase.amr.filter(|_| phase.limits.is_some())),
            "lpl": limit(|limits| limits.lpl),
            "upl": limit(|limits| limits.upl),
            "near_lower": limit(|limits| limits.near_lower),
            "near_upper": limit(|limits| limits.near_upper),
            "short": phase.short,
        })
    };
    let first = shown.first().map(|figure| figure.period);
    let points = spc.points.iter().filter(|point| first.is_some_and(|first| point.period >= first));
    let point = |point: &spc::Point| {
        json!({
            "period": point.period.to_string(),
            "phase": point.phase,
            "rule": point.rule.map(spc::Rule::word),
            "class": point.class.map(spc::Class::word),
        })
    };
    json!({
        "variation": spc.variation.map(spc::Variation::word),
        "assurance": spc.assurance.map(spc::Assurance::word),
        "phases": spc.phases.iter().map(phase).collect::<Vec<_>>(),
        "points": points.map(point).collect::<Vec<_>>(),
    })
}

fn forecast(forecast: &Forecast) -> Value {
    let prediction = |prediction: &Prediction| {
        json!({
            "period": prediction.period.to_string(),
            "mean": float(prediction.mean),
            "lo80": float(prediction.lo80),
            "hi80": float(prediction.hi80),
            "lo95": float(prediction.lo95),
            "hi95": float(prediction.hi95),
        })
    };
    json!({
        "status": forecast.status.word(),
        "slope": forecast.slope().map(float),
        "reach": forecast.reach.map(|reach| json!({
            "mean": reach.mean.to_string(),
            "earliest": reach.earliest.to_string(),
            "latest": reach.latest.map(|latest| latest.to_string()),
        })),
        "predictions": forecast.predictions.iter().map(prediction).collect::<Vec<_>>(),
    })
}

/// An estimate, to twelve significant digits: what comes after them differs between machines.
fn float(value: f64) -> Value {
    let text = format!("{value:.11e}");
    text.parse::<f64>().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}

fn point(figure: &Figure) -> Value {
    json!({
        "period": figure.period.to_string(),
        "value": value(&figure.amount),
        "status": figure.status.word(),
        "revised": figure.revision.is_some(),
        "withdrawn": figure.is_withdrawn(),
        "note": figure.note,
    })
}
