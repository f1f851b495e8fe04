//! Figures that a report has as its own, where it would show other ones in their place: in the report of a member, the
//! whole of a metric that is split by now.

use super::broken::Broken;
use super::compare::{Found, Now};
use super::told::{Key, Told, is_part};
use crate::model::snapshot::Cell;

impl Now<'_> {
    /// The part that was the report's own of a metric, where it has another one in its place now.
    pub(super) fn was_own<'t>(&self, told: &'t Told<'_>, id: &str) -> Option<&'t Cell> {
        let of = self.figures?.metrics.get(id)?;
        let metric = self.wording.known.metric(id)?;
        let (_, _, cell) = told.own.get(id)?;
        // Of a part that is none any more, that is told.
        (*cell != of.figure.cell && is_part(self.wording.known.catalog(), metric, cell)).then_some(cell)
    }

    /// What the report has in place of figures that readers found in it: another part of the same metric is another
    /// figure, also where it has the same value.
    pub(super) fn compare_own(&self, told: &Told<'_>, found: &mut Found) {
        for id in told.own.keys() {
            let Some(cell) = self.was_own(told, id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let is_own = |(key, _): &(&Key<'_>, _)| key.0 == *id && key.2 == *cell && !told.hidden.contains(*key);
            for (key, was) in told.values.iter().filter(is_own).filter(|(_, was)| was.value.is_some()) {
                let figure = self.figure(id, &of.figure.cell, key.1);
                let broken = Broken::of(self.wording, metric, &figure, *was, told.report);
                found.broken.push(broken.in_place_of(metric, cell).once(told.renamed.get(key).copied()));
            }
        }
    }
}
