//! The catalog → metrics that readers could not tell apart, since something of both is called the same.
//!
//! Where reports are published, the ledger holds what is new under a label of theirs (`site::published::twins`).

use std::collections::BTreeMap;

use super::{Finding, Task};
use crate::diag::faults;
use crate::load::Site;
use crate::model::called::pairs;
use crate::model::catalog::Metric;
use crate::model::language::Language;

/// One finding for each metric that is called as one before it in the catalog is, in a language of the site. `tasks` are
/// its pages.
pub fn findings(inputs: &Site, tasks: &[Task<'_>]) -> Vec<Finding> {
    let Some(newest) = inputs.snapshots.last().map(|snapshot| snapshot.period) else { return Vec::new() };
    let mut lines = inputs.ledger.iter().flat_map(|ledger| &ledger.entries);
    if lines.any(|entry| !entry.record.figures.is_empty()) {
        return Vec::new();
    }
    let metrics = &inputs.catalog.metrics;
    let is_used =
        |of: &Language| *of == inputs.settings.language || tasks.iter().any(|task| task.language(inputs) == *of);
    let mut found = BTreeMap::new();
    for language in Language::ALL.into_iter().filter(is_used) {
        for ((earlier, later), labels) in pairs(&inputs.catalog, &[language]) {
            let Some((one, other)) = metrics.get(earlier).zip(metrics.get(later)) else { continue };
            let label = labels.into_values().min_by_key(String::len).filter(|_| !differ(one, other, language));
            if let Some(label) = label {
                let fault = || faults::one_label(other.place.clone(), later, earlier, &label, one.place.clone());
                found.entry(later).or_insert_with(|| Finding::new(fault(), newest, later));
            }
        }
    }
    found.into_values().collect()
}

/// Whether readers see by what stands beside each figure which of two metrics it is of: its unit, that it is a share, or
/// that it is of a month, a quarter or a year.
fn differ(one: &Metric, other: &Metric, language: Language) -> bool {
    let unit = |of: &'_ Metric| of.unit.as_ref().map(|unit| unit.get(language).to_owned());
    (unit(one), one.format, one.grain) != (unit(other), other.format, other.grain)
}
