//! Hidden figures that a metric of their label would give away which is counted by longer periods: with the other months,
//! a total of a quarter is the hidden one.
//!
//! Where such a metric is protected by a threshold itself, `compute` hides those totals.

use std::collections::BTreeMap;

use super::compare::{Found, Now};
use super::is_hidden;
use super::told::Told;
use crate::base::period::Grain;
use crate::model::catalog::Metric;
use crate::model::ledger::{What, alike, is_level_at_end};
use crate::model::snapshot::Cell;

impl Now<'_> {
    /// Finds those of which a total would be shown, in any report.
    pub(super) fn compare_longer(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        let longer = if told.hidden.is_empty() { BTreeMap::new() } else { self.longer() };
        if longer.is_empty() {
            return;
        }
        let newest = known.newest();
        for key in &told.hidden {
            let (id, period, cell) = key;
            let labels = told.labels.get(key).into_iter().flatten();
            let parts = labels.filter_map(|label| longer.get(&alike(label))).flatten();
            let parts = parts.filter(|(other, metric, _)| other != id && metric.grain > period.grain());
            let was_level = told.meanings.get(id).is_some_and(|words| is_level_at_end(words));
            for (other, metric, part) in parts {
                // That it is shown itself is told by itself.
                let is_shown = known.metric(id).is_some() && !is_hidden(&self.figure(id, cell, *period).amount);
                let total = period.containing(metric.grain, known.catalog().year_start);
                // Of levels at the end, none but the last one is in it.
                let is_in = period.last_month() == total.last_month() || !(was_level && metric.is_level_at_end());
                if is_in && !is_shown && newest.figure(other, part, total).amount.is_ok() {
                    found.add(told, self.change(What::Hiding, other, metric, (None, None)), &metric.place);
                }
            }
        }
    }

    /// The parts of metrics that are counted by longer periods than months, by what readers call them.
    fn longer(&self) -> BTreeMap<String, Vec<(&str, &Metric, Cell)>> {
        let mut longer: BTreeMap<String, Vec<(&str, &Metric, Cell)>> = BTreeMap::new();
        let metrics = &self.wording.known.catalog().metrics;
        for (id, metric) in metrics.iter().filter(|(_, metric)| metric.grain > Grain::Month) {
            for (label, cell) in self.called(metric) {
                longer.entry(label).or_default().push((id, metric, cell));
            }
        }
        longer
    }
}
