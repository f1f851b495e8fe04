//! Members that have ended, held against what snapshots state of them.

use crate::diag::{Diagnostics, faults};
use crate::model::catalog::Catalog;
use crate::model::snapshot::Snapshot;

/// Says what is stated of a member for a period after its last one. That a value is missing there may be said.
pub fn check(catalog: &Catalog, snapshots: &[Snapshot], diags: &mut Diagnostics) {
    for observation in snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
        let Some(metric) = catalog.metrics.get(&observation.metric).filter(|_| observation.value.is_some()) else {
            continue;
        };
        for (dimension, member) in metric.by.iter().zip(&observation.cell.0) {
            let of = catalog.dimensions.get(dimension).zip(member.as_ref());
            let Some((dimension, member)) = of else { continue };
            if let Some(ended) = dimension.ended_before(member, observation.period) {
                let (place, period) = (observation.place.clone(), observation.period);
                diags.add(faults::stated_after_its_end(place, member, period, ended.last, ended.place.clone()));
            }
        }
    }
}
