//! Parts of a metric that the ledger names by members which the metric does not have in this order any more: where it is
//! split by one dimension more or less, and where a member has a new id, as the catalog says or its label tells.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Now;
use super::told::{Key, Told, is_part};
use crate::model::catalog::{Catalog, Metric};
use crate::model::ledger::alike;
use crate::model::snapshot::Cell;

impl Now<'_> {
    /// Whether a metric that the text names is split by more dimensions than readers were told, or by fewer.
    pub(super) fn splits_otherwise(&self, told: &Told<'_>) -> bool {
        let is_other = |(id, words): (&&str, &&BTreeMap<String, String>)| {
            let count =
                words.get("members").filter(|_| self.named.contains(*id)).map(|members| members.lines().count());
            self.wording.known.metric(id).zip(count).is_some_and(|(metric, count)| metric.by.len() != count)
        };
        told.meanings.iter().any(is_other)
    }

    /// What readers were told, by the cells that the metrics have now. `None` where these are the same.
    pub(super) fn in_cells_of_now<'l>(&self, told: &Told<'l>) -> Option<Told<'l>> {
        let known = self.wording.known;
        let keys = told.values.keys().chain(&told.hidden).chain(told.shown.keys());
        let moved: BTreeSet<(&str, &Cell)> = keys
            .filter(|(id, _, cell)| known.metric(id).is_some_and(|metric| !is_part(known.catalog(), metric, cell)))
            .map(|(id, _, cell)| (*id, cell))
            .collect();
        let found = moved
            .into_iter()
            .filter_map(|(id, cell)| Some(((id.to_owned(), cell.clone()), self.cell_of_now(told, id, cell)?)));
        let cells: BTreeMap<(String, Cell), Cell> = found.collect();
        if cells.is_empty() {
            return None;
        }
        let key = |(id, period, cell): &Key<'l>| {
            let now = cells.get(&((*id).to_owned(), cell.clone()));
            vec![(*id, *period, now.unwrap_or(cell).clone())]
        };
        let members = members_of_now(cells.iter().map(|((id, was), now)| (id.as_str(), was, now))).collect();
        Some(Told { members, ..told.moved(&key, &key, BTreeMap::new()) })
    }

    /// The part of now that is the one which readers were told of: by its members, or by what it was called.
    fn cell_of_now(&self, told: &Told<'_>, id: &str, cell: &Cell) -> Option<Cell> {
        let known = self.wording.known;
        let metric = known.metric(id)?;
        let total = Cell::total(metric.by.len());
        let by_members = self.by_members(told, (id, metric), &renamed(known.catalog(), metric, cell));
        by_members.or_else(|| {
            let labels = told.labels.iter().filter(|((of, _, part), _)| (*of, part) == (id, cell));
            let labels: BTreeSet<String> = labels.flat_map(|(_, labels)| labels).map(|label| alike(label)).collect();
            let cells = self.called(metric);
            labels.iter().find_map(|label| cells.get(label)).filter(|cell| **cell != total).cloned()
        })
    }

    /// The part, and the parts that it was by the ids which its members had.
    pub(super) fn cells_before(&self, told: &Told<'_>, (id, metric): (&str, &Metric), cell: &Cell) -> Vec<Cell> {
        let dimensions = metric.by.iter().filter_map(|name| self.wording.known.catalog().dimensions.get(name));
        let named = dimensions.flat_map(|of| &of.renamed).map(|(was, now)| (was, &now.id));
        let called = told.members.iter().filter(|((of, _), _)| of == id).map(|((_, was), now)| (was, now));
        let mut cells = vec![cell.clone()];
        for (was, now) in named.chain(called) {
            let with = |cell: &Cell| {
                let at = cell.0.iter().position(|member| member.as_ref() == Some(now))?;
                Some(cell.with(at, was))
            };
            cells.extend(cells.iter().filter_map(with).collect::<Vec<_>>());
        }
        cells
    }

    /// The same by its members alone, of a metric that was called `id`.
    pub(super) fn by_members(&self, told: &Told<'_>, (id, metric): (&str, &Metric), cell: &Cell) -> Option<Cell> {
        let dimensions = &self.wording.known.catalog().dimensions;
        let labels: Vec<&str> =
            told.meanings.get(id).and_then(|words| words.get("by")).into_iter().flat_map(|by| by.lines()).collect();
        let dimension = |at: usize| dimensions.get(metric.by.get(at)?);
        let has = |at: usize, member: &str| dimension(at).is_some_and(|of| of.members.contains_key(member));
        let is_called = |was: usize, now: usize| {
            let label = dimension(now).map(|dimension| dimension.label.get(self.wording.language));
            label.is_some() && label == labels.get(was).copied()
        };
        cell.placed(metric.by.len(), has, is_called)
    }
}

/// The part with the members that were renamed since by their ids of now.
fn renamed(catalog: &Catalog, metric: &Metric, cell: &Cell) -> Cell {
    let dimensions = || metric.by.iter().filter_map(|dimension| catalog.dimensions.get(dimension));
    let now = |id: &String| dimensions().find_map(|dimension| dimension.renamed.get(id));
    let member = |id: &String| now(id).map_or(id, |renamed| &renamed.id).clone();
    Cell(cell.0.iter().map(|id| id.as_ref().map(member)).collect())
}

/// The members that have another id now, by their metric and the id that they had: those of parts that are known by what
/// they are called. Each is a metric of now, what its part was and what that is.
pub(super) fn members_of_now<'p>(
    parts: impl Iterator<Item = (&'p str, &'p Cell, &'p Cell)>,
) -> impl Iterator<Item = ((String, String), String)> {
    let named = |cell: &Cell| cell.members().map(str::to_owned).collect::<Vec<_>>();
    let of_part = move |(id, was, now): (&'p str, &'p Cell, &'p Cell)| {
        let (was, now) = (named(was), named(now));
        // The same members may stand in another order.
        let is_alike = was.len() == now.len() && !was.iter().all(|member| now.contains(member));
        let pairs = was.into_iter().zip(now).filter(move |(was, now)| is_alike && was != now);
        pairs.map(|(was, now)| ((id.to_owned(), was), now)).collect::<Vec<_>>()
    };
    parts.flat_map(of_part)
}
