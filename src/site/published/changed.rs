//! What a published report would say otherwise, besides its figures: whether the author said why, and the fault where
//! nobody did.

use std::collections::{BTreeMap, BTreeSet};

use super::told::Told;
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::model::ledger::{Change, OTHER_PAGES, What};

/// Something that a published report would say otherwise.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The folder of the report.
    pub report: String,
    /// Which of several that a metric or a dimension has; empty where there is one. Of a page that has another text, what
    /// is another thing; empty where its text is.
    pub of: String,
    /// Without a reason, or with one that was given before for another change, it is empty.
    pub change: Change,
    /// Where what is said now is defined.
    pub place: Place,
}

impl Changed {
    /// Keeps the reason where it is one for this change.
    pub fn new(told: &Told<'_>, change: Change, of: String, place: Place) -> Changed {
        let was_said = told.was_said(change.what, change.metric.as_deref(), &change.reason);
        let reason = if was_said { String::new() } else { change.reason };
        Changed { report: told.report.to_owned(), of, change: Change { reason, ..change }, place }
    }

    pub fn is_explained(&self) -> bool {
        !self.change.reason.is_empty()
    }
}

/// What is changed, of which metric, and where its text stands.
type Subject<'c> = (What, Option<&'c str>, Option<&'c Place>);

/// One fault for everything that would change without a reason, however many reports say it.
pub fn faults(changed: &[Changed]) -> Vec<Diagnostic> {
    // A text of its own for each report, else one definition for all.
    let mut all: BTreeMap<Subject<'_>, Vec<&Changed>> = BTreeMap::new();
    for one in changed.iter().filter(|one| !one.is_explained()) {
        let place = Some(&one.place).filter(|_| one.change.what == What::Text);
        all.entry((one.change.what, one.change.metric.as_deref(), place)).or_default().push(one);
    }
    let fault = |of: Vec<&Changed>| {
        let first = of.iter().min_by_key(|one| &one.report)?;
        let Change { what, metric, was, now, .. } = &first.change;
        let reports: BTreeSet<&String> = of.iter().map(|one| &one.report).collect();
        let reports = in_reports(&first.report, reports.len() - 1);
        let metric = metric.as_deref().unwrap_or_default();
        Some(match what {
            What::Text => faults::published_text_changed(first.place.clone(), &first.of, &reports),
            What::Hiding => faults::published_as_hidden(first.place.clone(), metric, &reports),
            What::Earlier | What::Members if was.is_none() && now.is_some() => {
                let of = now.as_deref().unwrap_or_default();
                faults::published_without(first.place.clone(), *what == What::Members, metric, of, &reports)
            }
            What::Retired => faults::published_metric_gone(first.place.clone(), metric, &reports),
            What::Tiles
            | What::History
            | What::YearStart
            | What::Language
            | What::Organisation
            | What::Contact
            | What::SourceLabel
            | What::Order
                if metric.is_empty() || *what == What::SourceLabel =>
            {
                let (was, now) = (was.as_deref(), now.as_deref());
                faults::published_setting(first.place.clone(), what.word(), metric, (was, now), &reports)
            }
            what => {
                let (was, now) = (was.as_deref(), now.as_deref());
                faults::published_meaning(first.place.clone(), (what.word(), &first.of), metric, (was, now), &reports)
            }
        })
    };
    all.into_values().filter_map(fault).collect()
}

/// A report as messages name it, or the pages that are none.
pub fn named(report: &str) -> &str {
    if report == OTHER_PAGES { faults::PAGES_WITHOUT_A_REPORT } else { report }
}

/// "2018-02 and 7 more reports".
fn in_reports(first: &str, others: usize) -> String {
    let first = named(first);
    match others {
        0 => first.to_owned(),
        1 => format!("{first} and 1 more report"),
        others => format!("{first} and {others} more reports"),
    }
}

/// That a metric is gone, or has another id by `now`: the place of the newest line that has it.
pub fn retired(told: &Told<'_>, metric: &str, reason: Option<&str>, now: Option<&str>) -> Changed {
    let label = told.metrics.get(metric).copied().unwrap_or_default();
    let label = if label.is_empty() { metric } else { label };
    let change = Change {
        what: What::Retired,
        metric: Some(metric.to_owned()),
        label: label.to_owned(),
        was: now.map(|_| metric.to_owned()),
        now: now.map(str::to_owned),
        made_from: None,
        reason: reason.unwrap_or_default().to_owned(),
    };
    let place = Place { line: told.line, column: 1, length: 1, ..Place::of_file(crate::model::ledger::LEDGER) };
    Changed::new(told, change, String::new(), place)
}
