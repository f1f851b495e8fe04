//! Figures of a report → the record of its publishing, and the record compared with the figures of now.
//!
//! A published figure never changes silently: if a build shows another value in a report that is in the ledger, that is
//! an error at the line that states it. Only the value counts: its words may change with labels and decimals. To hide a
//! figure that was shown, or to take it out with `kind: disclosure`, is allowed; from then on neither the record nor a
//! message says its value.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::plan::PlannedReport;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Amount, Figure, Figures, Gap, Known, Working};
use crate::diag::Diagnostic;
use crate::diag::faults::{self, Origin, Otherwise};
use crate::exhibit::table;
use crate::l10n::wording::{Wording, machine};
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Protection};
use crate::model::ledger;
use crate::model::snapshot::Cell;

/// A published figure that a report would show otherwise.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The folder of the report.
    report: String,
    /// Its metric and members: `builders (certified)`.
    name: String,
    period: Period,
    was: String,
    now: String,
    /// The line that states it; `None` if it is computed, or no line states it any more.
    stated: Option<Place>,
    /// The lines that it is computed from.
    rests_on: Vec<Place>,
    /// Where its metric is defined.
    defined: Place,
}

/// The record of a report as it is now, without its digest and the name of who approved it.
pub fn record(wording: Wording<'_>, figures: &Figures, planned: &PlannedReport) -> ledger::Record {
    let known = wording.known;
    let figure = |figure: Figure| ledger::Figure {
        metric: figure.metric.clone(),
        period: figure.period,
        members: figure.cell.0.clone(),
        value: value(&figure.amount),
        text: wording.value(&figure),
    };
    let shown = figures.metrics.values().flat_map(|of| table::with_parts(known, &of.figure));
    let mut history: BTreeMap<String, BTreeMap<Period, Option<String>>> = BTreeMap::new();
    for (id, of) in &figures.metrics {
        let earlier = of.history.iter().filter(|point| point.period != of.figure.period && !is_hidden(&point.amount));
        let points: BTreeMap<Period, Option<String>> =
            earlier.map(|point| (point.period, value(&point.amount))).collect();
        if !points.is_empty() {
            history.insert(id.clone(), points);
        }
    }
    ledger::Record {
        report: planned.folder().to_owned(),
        period: planned.period,
        approved_by: None,
        digest: String::new(),
        figures: shown.filter(|figure| !is_hidden(&figure.amount)).map(figure).collect(),
        history,
    }
}

fn value(amount: &Amount) -> Option<String> {
    amount.as_ref().ok().map(|value| machine(*value))
}

/// Whether an amount is hidden, or computed from one that is.
fn is_hidden(amount: &Amount) -> bool {
    let mut gap = amount.as_ref().err();
    while let Some(Gap::Input { gap: inner, .. }) = gap {
        gap = Some(inner);
    }
    gap == Some(&Gap::Suppressed)
}

/// The published figures of a report that have another value now.
pub fn broken(wording: Wording<'_>, figures: &Figures, planned: &PlannedReport, entry: &ledger::Entry) -> Vec<Broken> {
    let known = wording.known;
    let mut broken = Vec::new();
    let mut compare = |metric: &str, cell: &Cell, period: Period, was: Option<&str>, text: Option<&str>| {
        let Some(definition) = known.metric(metric) else { return };
        // Most of them are among the report's figures.
        let of = figures.metrics.get(metric).filter(|of| of.figure.cell == *cell);
        let shown = of.and_then(|of| of.history.iter().rfind(|figure| figure.period == period));
        let figure = shown.map_or_else(|| Cow::Owned(known.figure(metric, cell, period)), Cow::Borrowed);
        let now = value(&figure.amount);
        if now.as_deref() == was || is_hidden(&figure.amount) || is_rounding(known, metric, was, now.as_deref()) {
            return;
        }
        let amount = |value: Option<&str>| match value.and_then(|value| value.parse::<Decimal>().ok()) {
            Some(value) => wording.amount(metric, &Ok(value)),
            None => "no value".to_owned(),
        };
        let (was, mut now) =
            (text.filter(|_| was.is_some()).map_or_else(|| amount(was), str::to_owned), amount(now.as_deref()));
        if was == now {
            // They differ by less than is shown.
            now = format!("another {now}");
        }
        let members: Vec<&str> = cell.members().collect();
        let members = if members.is_empty() { String::new() } else { format!(" ({})", members.join(", ")) };
        let stated = if let Working::Stated { place, .. } = &figure.working { Some(place.clone()) } else { None };
        broken.push(Broken {
            report: planned.folder().to_owned(),
            name: format!("`{metric}`{members}"),
            period,
            was,
            now,
            stated,
            rests_on: figure.observations().into_iter().map(|(place, _)| place.clone()).collect(),
            defined: definition.place.clone(),
        });
    };
    for figure in &entry.record.figures {
        let cell = Cell(figure.members.clone());
        compare(&figure.metric, &cell, figure.period, figure.value.as_deref(), Some(&figure.text));
    }
    for (metric, points) in &entry.record.history {
        let Some(of) = figures.metrics.get(metric) else { continue };
        for (period, was) in points {
            compare(metric, &of.figure.cell, *period, was.as_deref(), None);
        }
    }
    broken
}

/// Errors for metrics that reports were published with and that the catalog no longer defines, one for each. No figure
/// of theirs changed its value, but a reader who comes back misses them.
pub fn metrics_gone<'e>(catalog: &Catalog, published: impl Iterator<Item = &'e ledger::Entry>) -> Vec<Diagnostic> {
    let mut gone: BTreeMap<&str, Vec<&ledger::Entry>> = BTreeMap::new();
    for entry in published {
        let metrics: BTreeSet<&str> = entry.record.figures.iter().map(|figure| figure.metric.as_str()).collect();
        for metric in metrics.into_iter().filter(|metric| !catalog.metrics.contains_key(*metric)) {
            gone.entry(metric).or_default().push(entry);
        }
    }
    let fault = |(metric, entries): (&str, Vec<&ledger::Entry>)| {
        let first = entries.iter().min_by_key(|entry| entry.line)?;
        Some(faults::published_metric_gone(first.line, metric, &first.record.report, entries.len() - 1))
    };
    gone.into_iter().filter_map(fault).collect()
}

/// Whether a count differs only because it is rounded now, to protect people.
fn is_rounding(known: Known<'_>, metric: &str, was: Option<&str>, now: Option<&str>) -> bool {
    let protection = known.metric(metric).and_then(|metric| metric.protection);
    let count = |value: Option<&str>| value.and_then(|value| value.parse::<Decimal>().ok());
    let difference = count(was).zip(count(now)).and_then(|(was, now)| was.checked_sub(now));
    protection == Some(Protection::RoundTo5) && difference.is_some_and(|difference| difference.abs() < Decimal::from(5))
}

/// One fault for each line that changed what was published. A computed figure is named only if none of its lines did.
pub fn faults(broken: Vec<Broken>) -> Vec<Diagnostic> {
    let lines: BTreeSet<Place> = broken.iter().filter_map(|figure| figure.stated.clone()).collect();
    let mut by_place: BTreeMap<Place, (Broken, usize)> = BTreeMap::new();
    for figure in broken {
        let place = match &figure.stated {
            Some(place) => place.clone(),
            None if figure.rests_on.iter().any(|place| lines.contains(place)) => continue,
            None => figure.defined.clone(),
        };
        by_place.entry(place).and_modify(|(_, count)| *count += 1).or_insert((figure, 1));
    }
    let fault = |(place, (first, count)): (Place, (Broken, usize))| {
        let origin = match (&first.stated, first.rests_on.is_empty()) {
            (Some(_), _) => Origin::Stated,
            (None, false) => Origin::Computed,
            (None, true) => Origin::Gone,
        };
        let of = Otherwise {
            report: &first.report,
            name: &first.name,
            period: first.period,
            was: &first.was,
            now: &first.now,
            others: count - 1,
            origin,
        };
        faults::published_otherwise(place, &of)
    };
    by_place.into_iter().map(fault).collect()
}
