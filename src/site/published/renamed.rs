//! Metrics that the ledger names by another id than they have now. What is gone and what is called the same are one to
//! readers, whatever their ids: so what the newest line says under any of them is what the present one is held against.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::members_of_now;
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
        let same = |key: &Key<'l>| {
            let (id, period, cell) = key;
            // What stood in one line beside the other was not the same.
            let is_apart = |now: &str, part: &Cell| {
                let lines = told.lines.get(key).zip(told.lines.get(&(now, *period, part.clone())));
                lines.is_none_or(|(was, now)| was.is_disjoint(now))
            };
            let labels = called.get(&(*id, cell)).into_iter().flatten();
            let mut parts = labels.filter_map(|label| new.get(label));
            parts.find(|(now, metric, part)| period.grain() >= metric.grain && is_apart(now, part))
        };
        // The metrics that a whole one is now. A part that has none of its labels is one with its members; where there is
        // none such, it is gone.
        let of_whole = |key: &Key<'l>| {
            let (now, metric, part) = same(key)?;
            let is_whole = key.2.is_total() && part.is_total() && !catalog.metrics.contains_key(key.0);
            is_whole.then_some((key.0, (*now, *metric)))
        };
        let metrics: BTreeMap<&str, (&str, &Metric)> = told.lines.keys().filter_map(of_whole).collect();
        let of_now = |key: &Key<'l>| {
            let (id, period, cell) = key;
            if let Some((now, _, part)) = same(key) {
                return Some((*now, *period, part.clone()));
            }
            let (now, metric) = metrics.get(id).filter(|(_, metric)| period.grain() >= metric.grain)?;
            let part = self.by_members(told, (id, metric), cell).unwrap_or_else(|| cell.clone());
            Some((*now, *period, part))
        };
        let all: BTreeMap<&Key<'l>, Key<'l>> = told.lines.keys().filter_map(|key| Some((key, of_now(key)?))).collect();
        // One that begins later is another one: of the time of the old one nothing is stated.
        let is_stated = |(id, period, cell): &Key<'l>| self.figure(id, cell, *period).rests_on_anything();
        let stated = all.values().filter(|now| is_stated(now)).map(|(id, period, _)| (*id, *period));
        let stated: BTreeSet<(&str, Period)> = stated.collect();
        let counted: BTreeSet<&str> = stated.iter().map(|(id, _)| *id).collect();
        let figures = |key: &Key<'l>| {
            let now = all.get(key).filter(|(id, period, _)| stated.contains(&(*id, *period)));
            [key].into_iter().chain(now).cloned().collect::<Vec<_>>()
        };
        // What stood beside them is held, too, however the metric is split since: of a part that is a metric of its own,
        // or was one, beside its figures.
        let beside = |key: &Key<'l>| {
            let is_held = |(id, period, _): &&Key<'l>| match metrics.contains_key(key.0) {
                true => counted.contains(id),
                false => stated.contains(&(*id, *period)),
            };
            [key].into_iter().chain(all.get(key).filter(is_held)).cloned().collect::<Vec<_>>()
        };
        let ids = metrics.iter().map(|(was, (now, _))| (*was, *now)).filter(|(_, now)| counted.contains(now)).collect();
        let parts = all.iter().map(|((_, _, was), (id, _, now))| (*id, was, now));
        let members = told.members.clone().into_iter().chain(members_of_now(parts)).collect();
        Some(Told { members, ..told.moved(&figures, &beside, ids) })
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
            let of_metric = self.called(metric).into_iter().filter(|(label, _)| lost.contains(label));
            parts.extend(of_metric.map(|(label, cell)| (label, (id.as_str(), metric, cell))));
        }
        parts
    }

    /// The cells of a metric by what readers call them.
    pub(super) fn called(&self, metric: &Metric) -> BTreeMap<String, Cell> {
        let parts = self.wording.known.catalog().parts(metric, self.wording.language);
        parts.into_iter().map(|(label, cell)| (alike(&label), cell)).collect()
    }
}
