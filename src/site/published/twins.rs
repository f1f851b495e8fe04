//! Metrics that readers cannot tell apart: one that is new under the label of one that is published.
//!
//! What is called the same is one thing to readers. So a new metric is held against what was told under its label where
//! nothing else in the catalog has that. Beside another one it could take that one's place in two steps.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, faults};
use crate::model::called::{Labels, pairs};
use crate::model::catalog::Catalog;
use crate::model::language::Language;
use crate::model::ledger::{Ledger, Record, alike};

/// One fault for each metric of which something is called as something of another one is, in a language of the site,
/// where reports were published and none of them has both under such a label.
pub fn called_alike(catalog: &Catalog, ledger: &Ledger, languages: &[Language]) -> Vec<Diagnostic> {
    let records: Vec<&Record> =
        ledger.entries.iter().map(|entry| &entry.record).filter(|record| !record.figures.is_empty()).collect();
    if records.is_empty() {
        return Vec::new();
    }
    let is_published = |id: &str| records.iter().any(|record| shows(record, id, None));
    let mut found = BTreeMap::new();
    for ((earlier, later), labels) in pairs(catalog, languages) {
        let both = |record: &&Record| [earlier, later].iter().all(|id| shows(record, id, Some(&labels)));
        if records.iter().any(both) {
            continue;
        }
        let is_earlier_new = is_published(later) && !is_published(earlier);
        let (new, other) = if is_earlier_new { (earlier, later) } else { (later, earlier) };
        let label = labels.values().min_by_key(|label| label.len()).map_or(new, String::as_str);
        if let Some(metric) = catalog.metrics.get(new) {
            found.insert(new, faults::called_alike(metric.place.clone(), new, other, label));
        }
    }
    found.into_values().collect()
}

/// Whether a line has a figure of a metric, hidden or not; under one of these labels, where it says which.
fn shows(record: &Record, id: &str, labels: Option<&Labels>) -> bool {
    let has_history = record.history.get(id).is_some_and(|points| points.values().any(Option::is_some));
    record.figures.iter().filter(|figure| figure.metric == id).any(|figure| {
        let label = labels.zip(figure.shown.as_ref()).map(|(labels, shown)| (labels, alike(&shown.label)));
        let is_called_so = label.is_none_or(|(labels, label)| labels.contains_key(&label));
        is_called_so && (figure.hidden || figure.value.is_some() || has_history)
    })
}
