//! Since when anything is known of each member of a dimension: one that comes later has no reports of the time before it.

use std::collections::BTreeMap;

use crate::base::period::Period;
use crate::model::catalog::Catalog;
use crate::model::snapshot::Snapshot;

/// The first snapshot that states anything of each member, be it that nothing was counted.
#[derive(Debug, Clone, Default)]
pub struct Begun(BTreeMap<String, BTreeMap<String, Period>>);

impl Begun {
    /// The snapshots are in the order of their periods.
    pub fn of(catalog: &Catalog, snapshots: &[Snapshot]) -> Begun {
        let mut begun = Begun::default();
        for observation in snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
            let Some(metric) = catalog.metrics.get(&observation.metric) else { continue };
            for (dimension, member) in metric.by.iter().zip(&observation.cell.0) {
                let Some(member) = member else { continue };
                if !begun.0.get(dimension).is_some_and(|members| members.contains_key(member)) {
                    let members = begun.0.entry(dimension.clone()).or_default();
                    members.insert(member.clone(), observation.snapshot);
                }
            }
        }
        begun
    }

    /// Whether a member has begun by a month. Until another one of its dimension has, nobody knows, and it counts as begun.
    pub fn has(&self, (dimension, id): (&str, &str), month: Period) -> bool {
        let Some(members) = self.0.get(dimension) else { return true };
        let is_by_then = |first: &Period| *first <= month;
        members.get(id).is_some_and(is_by_then) || !members.values().any(is_by_then)
    }
}
