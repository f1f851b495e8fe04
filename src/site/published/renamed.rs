//! Metrics that the ledger names by another id than they have now. What is gone and what is called the same are one to
//! readers, whatever their ids: so what the newest line says under any of them is what the present one is held against.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Now;
use super::told::{Key, Told, is_part};
use crate::base::period::Period;
use crate::model::catalog::Metric;
use crate::model::ledger::alike;
use crate::model::snapshot::Cell;

impl Now<'_> {
    /// What readers were told, by the metrics and the cells of now. `None` where these are the same.
    pub(super) fn told_of_now<'l>(&'l self, told: &Told<'l>) -> Option<Told<'l>> {
        let moved = self.in_cells_of_now(told);
        self.by_ids_of_now(moved.as_ref().unwrap_or(told)).or(moved)
    }

    /// The same by the ids that metrics have now.
    fn by_ids_of_now<'l>(&'l self, told: &Told<'l>) -> Option<Told<'l>> {
        let catalog = self.wording.known.catalog();
        let called = self.called_otherwise(told);
        let new = self.parts_called(&called);
        if new.is_empty() {
            return None;
        }
        // What stood in one line beside the other was not the same.
        let was_there: BTreeSet<(&str, &Cell)> = told.lines.keys().map(|(id, _, cell)| (*id, cell)).collect();
        let is_apart = |was: &str, (now, part): (&str, &Cell)| {
            let lines = told.lines_of.get(was).zip(told.lines_of.get(now));
            if was == now {
                !was_there.contains(&(now, part))
            } else {
                lines.is_none_or(|(was, now)| was.is_disjoint(now))
            }
        };
        let same = |id: &str, cell: &Cell, period: Option<Period>| {
            let labels = called.get(&(id, cell)).into_iter().flatten();
            let has_it = |metric: &Metric| period.is_none_or(|period| period.grain() >= metric.grain);
            let mut parts = labels.filter_map(|label| new.get(label));
            parts.find(|(now, metric, part)| has_it(metric) && is_apart(id, (now, part)))
        };
        let of_now = |(id, period, cell): &Key<'l>| {
            same(id, cell, Some(*period)).map(|(now, _, part)| (*now, *period, part.clone()))
        };
        let all: BTreeMap<&Key<'l>, Key<'l>> = told.lines.keys().filter_map(|key| Some((key, of_now(key)?))).collect();
        // One that begins later is another one: of the time of the old one nothing is stated.
        let is_stated = |(id, period, cell): &Key<'l>| self.figure(id, cell, *period).rests_on_anything();
        let stated = all.values().filter(|now| is_stated(now)).map(|(id, period, _)| (*id, *period));
        let stated: BTreeSet<(&str, Period)> = stated.collect();
        let counted: BTreeSet<&str> = stated.iter().map(|(id, _)| *id).collect();
        // What stood beside the figures of a whole metric is held, too.
        let whole = |id: &str, cell: &Cell| {
            let (now, metric, part) = same(id, cell, None)?;
            let is_metric = cell.is_total() == part.is_total() && !catalog.metrics.contains_key(id);
            (is_metric && cell.0.len() == metric.by.len() && counted.contains(now)).then_some((*now, part))
        };
        let figures = |key: &Key<'l>| {
            let now = all.get(key).filter(|(id, period, _)| stated.contains(&(*id, *period)));
            [key].into_iter().chain(now).cloned().collect::<Vec<_>>()
        };
        let beside = |key: &Key<'l>| {
            let (id, period, cell) = key;
            let now = whole(id, cell).map(|(now, part)| (now, *period, part.clone()));
            [key.clone()].into_iter().chain(now).collect::<Vec<_>>()
        };
        let wholes = called.keys().filter(|(_, cell)| cell.is_total());
        let ids = wholes.filter_map(|(id, cell)| Some((*id, whole(id, cell)?.0))).collect();
        Some(told.moved(&figures, &beside, ids))
    }

    /// What each part was called, as far as it is not called so today: that is told apart by its readers.
    fn called_otherwise<'t, 'l>(&self, told: &'t Told<'l>) -> BTreeMap<(&'l str, &'t Cell), BTreeSet<String>> {
        let known = self.wording.known;
        let mut called: BTreeMap<(&'l str, &'t Cell), BTreeSet<String>> = BTreeMap::new();
        for ((id, _, cell), labels) in &told.labels {
            called.entry((id, cell)).or_default().extend(labels.iter().map(|label| alike(label)));
        }
        for ((id, cell), labels) in &mut called {
            if known.metric(id).is_some_and(|metric| is_part(known.catalog(), metric, cell)) {
                labels.remove(&alike(&self.wording.label(id, cell)));
            }
        }
        called.retain(|_, labels| !labels.is_empty());
        called
    }

    /// The parts of now that have such a label.
    fn parts_called<K>(&self, called: &BTreeMap<K, BTreeSet<String>>) -> BTreeMap<String, (&str, &Metric, Cell)> {
        let lost: BTreeSet<&String> = called.values().flatten().collect();
        let begins_so = |metric: &Metric| {
            let label = alike(metric.label.get(self.wording.language));
            lost.iter().any(|lost| lost.starts_with(&label))
        };
        let mut parts = BTreeMap::new();
        for (id, metric) in self.wording.known.catalog().metrics.iter().filter(|(_, metric)| begins_so(metric)) {
            let of_metric = self.called(id, metric).into_iter().filter(|(label, _)| lost.contains(label));
            parts.extend(of_metric.map(|(label, cell)| (label, (id.as_str(), metric, cell))));
        }
        parts
    }

    /// The cells of a metric by what readers call them.
    pub(super) fn called(&self, id: &str, metric: &Metric) -> BTreeMap<String, Cell> {
        let dimensions = &self.wording.known.catalog().dimensions;
        let mut cells = vec![Cell(Vec::new())];
        for name in &metric.by {
            let members = dimensions.get(name).into_iter().flat_map(|dimension| dimension.members.keys().cloned());
            let members: Vec<Option<String>> = std::iter::once(None).chain(members.map(Some)).collect();
            let with = |cell: &Cell| {
                let with_one =
                    |member: &Option<String>| Cell([cell.0.as_slice(), std::slice::from_ref(member)].concat());
                members.iter().map(with_one).collect::<Vec<_>>()
            };
            cells = cells.iter().flat_map(with).collect();
        }
        cells.into_iter().map(|cell| (alike(&self.wording.label(id, &cell)), cell)).collect()
    }
}
