//! What no snapshot states yet → the place where it is stated.
//!
//! An amount goes where its file waits for it; else to the other members of its metric and period; else to a statement
//! of its own, at the end of its metric or of its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::fragments::{amount, attributes, cells, ends, entry, merge, one_or_list};
use super::{Change, Draft, Entries, Fragment, New, Path, Step, item_of, key, put_stated, stated_of};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::import::claims::{Claim, Stated};
use crate::command::import::edit;
use crate::load::yaml::Value;
use crate::model::snapshot::{Observation, Status};

/// Claims that share a period and all words beside the amount, and so a mapping.
struct Group<'a> {
    period: Period,
    stated: Stated,
    claims: Vec<&'a Claim>,
}

/// By file and metric.
type Groups<'a> = IndexMap<(Arc<str>, &'a str), Vec<Group<'a>>>;

impl Draft<'_> {
    /// States what snapshots do not state yet.
    pub(super) fn state(&mut self, new: &[New<'_>]) {
        let mut groups = Groups::new();
        for new in new {
            self.state_one(new, &mut groups);
        }
        self.state_groups(&groups);
    }

    /// Puts an amount where there is a place for it, or into `groups`.
    fn state_one<'n>(&mut self, new: &New<'n>, groups: &mut Groups<'n>) {
        let New { claim, stated, month, replaces, was } = new;
        let home = self.file_for(&claim.metric, *month);
        let status = self.data.files.iter().find(|known| known.path == home).map_or(Status::Final, |it| it.status);
        let meant = meant(new, status);
        let key = key(&meant);
        let slot = self.slot_for(claim, *month);
        let file = slot.as_ref().map_or(home, |(file, _)| file.clone());
        let beside = self.item_to_join(&file, &meant);
        self.meant.insert(key.clone(), meant);
        self.differs(&file, claim, *was, *replaces);
        let stated = Stated { status: stated.status.filter(|wanted| *wanted != status), ..stated.clone() };
        if let Some((file, path)) = slot {
            self.filled.insert(key);
            self.fill(&file, path, claim, &stated);
        } else if let Some(path) = beside {
            self.join(&file, &path, claim);
        } else {
            self.created_if_missing(&file, *month);
            let groups = groups.entry((file, &claim.metric)).or_default();
            let fits = |group: &&mut Group<'_>| {
                group.period == claim.period && group.stated == stated && go_together(&group.claims, claim)
            };
            match groups.iter_mut().find(fits) {
                Some(group) => group.claims.push(claim),
                None => groups.push(Group { period: claim.period, stated, claims: vec![claim] }),
            }
        }
    }

    /// Adds statements of their own.
    fn state_groups(&mut self, groups: &Groups<'_>) {
        let mut without_observations = BTreeMap::<Arc<str>, Entries>::new();
        for ((file, metric), groups) in groups {
            let month = self.month_of(file);
            let items: Vec<Fragment> = groups.iter().map(|group| self.fragment(metric, month, group)).collect();
            if let Some((_, entries)) = self.created.get_mut(file) {
                entries.push(((*metric).to_owned(), one_or_list(items)));
                continue;
            }
            let Some(source) = self.source(file) else { continue };
            let observations = Step::Key("observations".to_owned());
            let path = vec![observations.clone(), Step::Key((*metric).to_owned())];
            let observations = vec![observations];
            if edit::at(&source.root, &path).is_some() {
                source.changes.push(Change::Append { path, items });
            } else if edit::at(&source.root, &observations).is_some() {
                let (key, value) = ((*metric).to_owned(), one_or_list(items));
                source.changes.push(Change::Insert { path: observations, key, value });
            } else {
                without_observations.entry(file.clone()).or_default().push(((*metric).to_owned(), one_or_list(items)));
            }
        }
        for (file, entries) in without_observations {
            let Some(source) = self.source(&file) else { continue };
            let (key, value) = ("observations".to_owned(), Fragment::Map(entries));
            source.changes.push(Change::Insert { path: Vec::new(), key, value });
        }
    }

    /// The file of `month` that states `metric`; else the one with the name of the file that stated it last; else the
    /// first of the month, or a new one.
    fn file_for(&self, metric: &str, month: Period) -> Arc<str> {
        let of_metric = || {
            let stated = self.data.snapshots.iter().flat_map(|snapshot| &snapshot.observations);
            stated.filter(|observation| observation.metric == metric && observation.snapshot <= month)
        };
        if let Some(here) = of_metric().rfind(|observation| observation.snapshot == month) {
            return here.place.file.clone();
        }
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let files = || self.data.files.iter().filter(|file| file.period == month);
        let last = of_metric().next_back().map(|observation| name(&observation.place.file));
        let found = files().find(|file| Some(name(&file.path)) == last).or_else(|| files().next());
        found.map_or_else(|| format!("data/{month}.yaml").into(), |file| file.path.clone())
    }

    fn month_of(&self, file: &Arc<str>) -> Period {
        let known = self.data.files.iter().find(|known| known.path == *file).map(|known| known.period);
        known.or_else(|| self.created.get(file).map(|(month, _)| *month)).unwrap_or(Period::month(1, 1))
    }

    fn created_if_missing(&mut self, file: &Arc<str>, month: Period) {
        if !self.data.files.iter().any(|known| known.path == *file) {
            self.created.entry(file.clone()).or_insert_with(|| (month, Vec::new()));
        }
    }

    /// The mapping in `file` that holds other members of the same metric and period, with the same words.
    fn item_to_join(&mut self, file: &Arc<str>, meant: &Observation) -> Option<Path> {
        self.source(file)?;
        let same = |other: &Observation| {
            (other.snapshot, &other.metric, other.period) == (meant.snapshot, &meant.metric, meant.period)
                && !other.withdrawn
                // Of a whole and its members in one mapping, only one could have an interval.
                && (other.cell.is_total() == meant.cell.is_total()
                    || (other.interval.is_none() && meant.interval.is_none()))
                && stated_of(other) == stated_of(meant)
        };
        let items = self.held.iter().filter(|((held_in, _), _)| held_in == file);
        let mut items =
            items.filter(|(_, keys)| !keys.is_empty() && keys.iter().all(|key| self.meant.get(key).is_some_and(same)));
        let (_, keys) = items.next()?;
        let source = self.sources.get(file)?;
        let first = keys.first()?;
        let stated = self.data.snapshots.iter().flat_map(|snapshot| &snapshot.observations);
        let place = &stated.into_iter().find(|observation| key(observation) == *first)?.place;
        let path = item_of(source.paths.get(&(place.line, place.column))?).to_vec();
        matches!(edit::at(&source.root, &path)?.value, Value::Map(_)).then_some(path)
    }

    /// Puts an amount into a mapping that holds others.
    fn join(&mut self, file: &Arc<str>, path: &Path, claim: &Claim) {
        let Some(source) = self.source(file) else { return };
        for (key, value) in cells(&[claim]).into_iter().chain(ends(&[claim])) {
            merge(&source.root, path, key, value, &mut source.changes);
        }
    }

    /// An observation, or several that share their words.
    fn fragment(&self, metric: &str, month: Period, group: &Group<'_>) -> Fragment {
        let Group { period, stated, claims } = group;
        let grain = self.data.catalog.metrics.get(metric).map_or(period.grain(), |metric| metric.grain);
        let is_usual = month.containing(grain, self.data.catalog.year_start) == *period;
        let with = attributes(stated);
        if let [claim] = claims.as_slice()
            && is_usual
            && with.is_empty()
            && claim.interval.is_none()
            && claim.cell.is_total()
        {
            return Fragment::Scalar { text: amount(claim, None), origin: Some(claim.origin.clone()) };
        }
        let mut entries = Vec::new();
        if !is_usual {
            entries.push(entry(("period", period.to_string())));
        }
        let (before, after): (Vec<_>, Vec<_>) =
            with.into_iter().partition(|(key, _)| matches!(*key, "as_of" | "status" | "source"));
        entries.extend(before.into_iter().map(entry));
        entries.extend(cells(claims));
        entries.extend(ends(claims));
        entries.extend(after.into_iter().map(entry));
        Fragment::Map(entries)
    }
}

/// Whether a claim can stand in one mapping with others: of a whole and its members, only one could have an interval.
fn go_together(claims: &[&Claim], claim: &Claim) -> bool {
    let has_none = claims.iter().chain([&claim]).all(|claim| claim.interval.is_none());
    has_none || claims.iter().all(|other| other.cell.is_total() == claim.cell.is_total())
}

/// The observation that the snapshot is to hold, whose file says `status`.
fn meant(new: &New<'_>, status: Status) -> Observation {
    let mut meant = Observation {
        metric: new.claim.metric.clone(),
        period: new.claim.period,
        cell: new.claim.cell.clone(),
        snapshot: new.month,
        value: new.claim.value,
        status,
        interval: new.claim.interval,
        as_of: None,
        note: None,
        source: None,
        withdrawn: false,
        reason: None,
        kind: None,
        action: None,
        about: new.claim.cell.clone(),
        place: Place::of_file(""),
    };
    put_stated(&mut meant, &new.stated);
    meant
}
