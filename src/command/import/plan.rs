//! Claims and what the site says already → which files are to be changed, and how.
//!
//! What a snapshot states with the same value stays as it is. Another value is changed where it stands as long as the
//! snapshot is the newest; over an earlier snapshot it becomes a revision, with a reason. The new texts are read back with the
//! reader of every build, and nothing is written unless they say exactly what was meant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::claims::{Claim, Stated};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::import::edit::{self, Change, Fragment, Path, Step};
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::load::yaml::{self, Node, Value};
use crate::load::{self, SnapshotFile};
use crate::model::Decimal;
use crate::model::snapshot::{Cell, Observation, RevisionKind, Status};

/// What is asked for beside the claims.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The snapshot that states all; `None`: each period's own month, and the newest month for revisions.
    pub month: Option<Period>,
    /// For revisions that bring none of their own.
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
}

/// What an import would do.
#[derive(Debug)]
pub struct Plan {
    /// By the path from the site's folder.
    pub files: BTreeMap<Arc<str>, NewText>,
    /// In order of files, metrics, periods and members.
    pub differences: Vec<Difference>,
}

#[derive(Debug)]
pub struct NewText {
    /// `None`: there is no such file yet.
    pub before: Option<Vec<u8>>,
    pub after: Vec<u8>,
}

/// One figure of one snapshot, before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub file: Arc<str>,
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// `None`: the snapshot did not state it. `Some(None)`: as known to be missing.
    pub was: Option<Option<Decimal>>,
    pub is: Option<Decimal>,
    /// What an earlier snapshot states, and its month.
    pub replaces: Option<(Decimal, Period)>,
}

/// What tells one observation of a site from all others.
type Key = (Period, String, Period, Cell);

/// What is to be done about a claim.
enum Decision<'a> {
    /// It is said already.
    Nothing,
    /// The snapshot of this observation says something else.
    Change(&'a Observation, Option<(Decimal, Period)>),
    /// The snapshot of this month is to say it.
    State(Period, Option<(Decimal, Period)>),
}

/// What a snapshot is to state for the first time.
struct New<'a> {
    claim: &'a Claim,
    stated: Stated,
    month: Period,
    replaces: Option<(Decimal, Period)>,
}

/// The entries of a mapping.
type Entries = Vec<(String, Fragment)>;

/// Works out what `claims` change. `None` when a fault was recorded.
pub fn plan(data: &load::Reported, claims: &[Claim], wishes: &Wishes, diags: &mut Diagnostics) -> Option<Plan> {
    let known = Known::of(data);
    let newest = wishes.month.or_else(|| claims.iter().map(|claim| claim.period.last_month()).max())?;
    let mut draft = Draft::of(data)?;
    let mut new = Vec::new();
    let mut is_right = true;
    for claim in in_catalog_order(claims, data) {
        let outcome = known.decide(claim, newest, wishes).and_then(|(step, stated)| {
            match step {
                Decision::Nothing => {}
                Decision::Change(observation, replaces) => draft.change(claim, &stated, observation, replaces)?,
                Decision::State(month, replaces) => new.push(New { claim, stated, month, replaces }),
            }
            Ok(())
        });
        if let Err(fault) = outcome {
            diags.add(fault);
            is_right = false;
        }
    }
    if let Err(fault) = draft.finish_items() {
        diags.add(fault);
        is_right = false;
    }
    if !is_right {
        return None;
    }
    draft.state(&new);
    draft.into_plan(diags)
}

/// The claims in the order in which a new file would state them.
fn in_catalog_order<'a>(claims: &'a [Claim], data: &load::Reported) -> Vec<&'a Claim> {
    let order = |claim: &Claim| {
        let metric = data.catalog.metrics.get_index_of(&claim.metric);
        let by = data.catalog.metrics.get(&claim.metric).map(|metric| metric.by.as_slice()).unwrap_or_default();
        let members = claim.cell.0.iter().zip(by).map(|(member, dimension)| {
            let dimension = data.catalog.dimensions.get(dimension)?;
            dimension.members.get_index_of(member.as_ref()?)
        });
        (metric, claim.period, members.collect::<Vec<_>>())
    };
    let mut ordered: Vec<&Claim> = claims.iter().collect();
    ordered.sort_by_cached_key(|claim| order(claim));
    ordered
}

/// What the snapshots state, by figure.
struct Known<'a> {
    /// Of each figure in order of snapshots.
    stated: BTreeMap<(&'a str, Period, &'a Cell), Vec<&'a Observation>>,
    withdrawn: BTreeMap<(&'a str, Period), Vec<&'a Observation>>,
    newest: Option<Period>,
}

impl<'a> Known<'a> {
    fn of(data: &'a load::Reported) -> Known<'a> {
        let mut known = Known {
            stated: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
            newest: data.snapshots.last().map(|snapshot| snapshot.period),
        };
        for observation in data.snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
            let Observation { metric, period, cell, .. } = observation;
            if observation.withdrawn {
                known.withdrawn.entry((metric, *period)).or_default().push(observation);
            } else {
                known.stated.entry((metric, *period, cell)).or_default().push(observation);
            }
        }
        known
    }

    /// What to do about `claim` when the snapshot of `month` is the newest that may say it, and what to state with it.
    fn decide(&self, claim: &Claim, month: Period, wishes: &Wishes) -> Result<(Decision<'a>, Stated), Diagnostic> {
        let Claim { metric, period, cell, place, .. } = claim;
        let by_then = |observation: &&&Observation| observation.snapshot <= month;
        let stated = self.stated.get(&(metric.as_str(), *period, cell)).map(Vec::as_slice).unwrap_or_default();
        let mut stated: Vec<&Observation> = stated.iter().filter(by_then).copied().collect();
        let withdrawn = self.withdrawn.get(&(metric.as_str(), *period)).map(Vec::as_slice).unwrap_or_default();
        if let Some(last) = withdrawn.iter().rfind(by_then) {
            // What was stated before it was taken back is no longer said.
            stated.retain(|observation| observation.snapshot > last.snapshot);
        }
        let last = stated.last().copied();
        let is_here = |observation: &&Observation| observation.snapshot == month;
        let earlier = stated.iter().rfind(|observation| observation.snapshot < month);
        let replaced = earlier.and_then(|earlier| Some((earlier.value?, *earlier)));
        let replaced = replaced.filter(|(value, _)| claim.value != Some(*value));

        let mut with = claim.stated.clone();
        if replaced.is_some() {
            with.reason = with.reason.or_else(|| wishes.reason.clone());
            with.kind = with.kind.or(wishes.kind);
        } else {
            (with.reason, with.kind) = (None, None);
        }
        if let Some(last) = last.filter(|last| last.value == claim.value) {
            let is_same = !is_here(&last) || says(last, &with);
            let step = if is_same { Decision::Nothing } else { Decision::Change(last, None) };
            return Ok((step, with));
        }
        let is_published = self.newest.is_some_and(|newest| newest > month) && wishes.month.is_none();
        if let Some((was, before)) = last.and_then(|last| Some((last.value?, last))).filter(|_| is_published) {
            return Err(faults::changes_published(place.clone(), metric, *period, was, before.place.clone()));
        }
        if let Some((was, before)) = replaced {
            if claim.value.is_none() {
                return Err(faults::null_takes_back(place.clone(), metric, *period, before.place.clone()));
            }
            let has_reason = last.filter(is_here).is_some_and(|last| last.reason.is_some());
            if with.reason.is_none() && !has_reason && with.kind != Some(RevisionKind::Routine) {
                let (is, before) = (claim.value.unwrap_or_default(), before.place.clone());
                return Err(faults::import_revises(place.clone(), metric, *period, (was, is), before));
            }
        }
        let replaces = replaced.map(|(was, before)| (was, before.snapshot));
        let step = match last.filter(is_here) {
            Some(last) => Decision::Change(last, replaces),
            None if last.is_some() => Decision::State(month, replaces),
            None => Decision::State(wishes.month.unwrap_or(period.last_month()), replaces),
        };
        Ok((step, with))
    }
}

/// Whether an observation says all that is to be stated with it.
fn says(observation: &Observation, stated: &Stated) -> bool {
    fn same<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
        wanted.is_none() || wanted == found
    }
    same(stated.as_of.as_ref(), observation.as_of.as_ref())
        && same(stated.status.as_ref(), Some(&observation.status))
        && same(stated.source.as_ref(), observation.source.as_ref())
        && same(stated.note.as_ref(), observation.note.as_ref())
        && same(stated.reason.as_ref(), observation.reason.as_ref())
        && same(stated.kind.as_ref(), observation.kind.as_ref())
}

/// What is stated with an amount, by key, as YAML, in the order of keys.
fn attributes(stated: &Stated) -> Vec<(&'static str, String)> {
    let found = [
        ("as_of", stated.as_of.map(|date| date.to_string())),
        ("status", stated.status.map(|status| status.word().to_owned())),
        ("source", stated.source.as_deref().map(edit::scalar)),
        ("note", stated.note.as_deref().map(edit::scalar)),
        ("reason", stated.reason.as_deref().map(edit::scalar)),
        ("kind", stated.kind.map(|kind| kind.word().to_owned())),
    ];
    found.into_iter().filter_map(|(key, text)| Some((key, text?))).collect()
}

/// A file of a snapshot, taken apart.
struct Source<'a> {
    file: &'a SnapshotFile,
    root: Node,
    paths: BTreeMap<(u32, u32), Path>,
    changes: Vec<Change>,
}

/// The observations that share one mapping of a file, and what is to be different in it.
#[derive(Default)]
struct Item {
    /// The keys to write, and the claim that wants it first.
    attributes: IndexMap<&'static str, (String, Place)>,
    claimed: BTreeSet<Key>,
}

/// The files as they are going to be.
struct Draft<'a> {
    data: &'a load::Reported,
    sources: BTreeMap<Arc<str>, Source<'a>>,
    items: BTreeMap<(Arc<str>, Vec<String>), (Path, Item)>,
    /// All observations of the site as they are meant to be.
    meant: BTreeMap<Key, Observation>,
    /// Which observations each item of a file holds.
    held: BTreeMap<(Arc<str>, Vec<String>), Vec<Key>>,
    /// The new files, each with its month and its metrics.
    created: BTreeMap<Arc<str>, (Period, Entries)>,
    /// What is put where it was still to be filled in: the words beside it are the author's.
    filled: BTreeSet<Key>,
    differences: Vec<Difference>,
}

fn key(observation: &Observation) -> Key {
    (observation.snapshot, observation.metric.clone(), observation.period, observation.cell.clone())
}

/// A path as it can be ordered.
fn ordered(path: &[Step]) -> Vec<String> {
    let words = path.iter().map(|step| match step {
        Step::Key(key) => format!("key {key}"),
        Step::Item(index) => format!("item {index}"),
    });
    words.collect()
}

/// The part of an amount's path that leads to its observation: past `observations`, the metric, and its list.
fn item_of(path: &[Step]) -> &[Step] {
    let length = if matches!(path.get(2), Some(Step::Item(_))) { 3 } else { 2 };
    &path[..length.min(path.len())]
}

/// Nothing of where it stands.
fn nowhere(observation: &Observation) -> Observation {
    Observation { place: Place::of_file(""), ..observation.clone() }
}

impl<'a> Draft<'a> {
    fn of(data: &'a load::Reported) -> Option<Draft<'a>> {
        let mut draft = Draft {
            data,
            sources: BTreeMap::new(),
            items: BTreeMap::new(),
            meant: BTreeMap::new(),
            held: BTreeMap::new(),
            created: BTreeMap::new(),
            filled: BTreeSet::new(),
            differences: Vec::new(),
        };
        for observation in data.snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
            draft.meant.insert(key(observation), nowhere(observation));
        }
        Some(draft)
    }

    /// The file `path`, read when it is first needed. `None` only for a file that is none of the site's.
    fn source(&mut self, path: &Arc<str>) -> Option<&mut Source<'a>> {
        if !self.sources.contains_key(path) {
            let file = self.data.files.iter().find(|file| file.path == *path)?;
            let root = yaml::read(path, &file.text, 0, &mut Diagnostics::default())?;
            let paths = edit::paths(&root);
            for observation in self.data.snapshots.iter().flat_map(|snapshot| &snapshot.observations) {
                let Place { file, line, column, .. } = &observation.place;
                if let Some(path) = paths.get(&(*line, *column)).filter(|_| file == path) {
                    self.held.entry((file.clone(), ordered(item_of(path)))).or_default().push(key(observation));
                }
            }
            self.sources.insert(path.clone(), Source { file, root, paths, changes: Vec::new() });
        }
        self.sources.get_mut(path)
    }

    /// Another amount, or other words, for what a snapshot states.
    fn change(
        &mut self,
        claim: &Claim,
        stated: &Stated,
        observation: &Observation,
        replaces: Option<(Decimal, Period)>,
    ) -> Result<(), Diagnostic> {
        let Place { file, line, column, .. } = &observation.place;
        let cannot = || faults::cannot_edit(observation.place.clone());
        let source = self.source(file).ok_or_else(cannot)?;
        let path = source.paths.get(&(*line, *column)).cloned().ok_or_else(cannot)?;
        let node = edit::at(&source.root, &path).ok_or_else(cannot)?;
        let with = amount(claim.value, Some(node));
        let mut others = stated.clone();
        if others.status == Some(observation.status) {
            others.status = None;
        }
        let mut wanted = attributes(&others);
        wanted.retain(|(key, text)| {
            let present = attributes(&stated_of(observation));
            !present.iter().any(|(other, found)| other == key && found == text)
        });
        let item = item_of(&path).to_vec();
        if item == path && !wanted.is_empty() {
            // The short form has no room for more.
            let mut entries = vec![("value".to_owned(), Fragment::plain(with))];
            entries.extend(wanted.into_iter().map(|(key, text)| (key.to_owned(), Fragment::plain(text))));
            let with = edit::flow(&Fragment::Map(entries));
            source.changes.push(Change::Replace { path, with, origin: Some(claim.origin.clone()) });
        } else {
            if claim.value != observation.value {
                source.changes.push(Change::Replace { path, with, origin: Some(claim.origin.clone()) });
            }
            let (_, wishes) =
                self.items.entry((file.clone(), ordered(&item))).or_insert_with(|| (item, Item::default()));
            wishes.claimed.insert(key(observation));
            for (key, text) in wanted {
                let (present, _) = wishes.attributes.entry(key).or_insert_with(|| (text.clone(), claim.place.clone()));
                if *present != text {
                    return Err(faults::words_for_several(claim.place.clone(), key, observation.place.clone()));
                }
            }
        }
        if let Some(meant) = self.meant.get_mut(&key(observation)) {
            meant.value = claim.value;
            put_stated(meant, stated);
        }
        self.differences.push(Difference {
            file: file.clone(),
            metric: claim.metric.clone(),
            period: claim.period,
            cell: claim.cell.clone(),
            was: Some(observation.value),
            is: claim.value,
            replaces,
        });
        Ok(())
    }

    /// Writes what is stated beside amounts, once for all that share it. An error when others share it too for whom the
    /// extract does not say it.
    fn finish_items(&mut self) -> Result<(), Diagnostic> {
        for ((file, name), (path, item)) in std::mem::take(&mut self.items) {
            let sharing = self.held.get(&(file.clone(), name)).cloned().unwrap_or_default();
            let Some(source) = self.sources.get_mut(&file) else { continue };
            for (attribute, (text, place)) in &item.attributes {
                let is_of_revision = matches!(*attribute, "reason" | "kind");
                if !is_of_revision && sharing.iter().any(|key| !item.claimed.contains(key)) {
                    let here = edit::at(&source.root, &path).map_or_else(|| place.clone(), |node| node.place.clone());
                    return Err(faults::words_for_several(place.clone(), attribute, here));
                }
                let mut inside = path.clone();
                inside.push(Step::Key((*attribute).to_owned()));
                source.changes.push(match edit::at(&source.root, &inside) {
                    Some(_) => Change::Replace { path: inside, with: text.clone(), origin: None },
                    None => Change::Insert {
                        path: path.clone(),
                        key: (*attribute).to_owned(),
                        value: Fragment::plain(text.clone()),
                    },
                });
            }
            // A reason that is put into a mapping is that of all its amounts.
            let one = item.claimed.iter().next().and_then(|key| self.meant.get(key)).cloned();
            for key in sharing.iter().filter(|key| !item.claimed.contains(*key)) {
                if let (Some(one), Some(meant)) = (&one, self.meant.get_mut(key)) {
                    if item.attributes.contains_key("reason") {
                        meant.reason.clone_from(&one.reason);
                    }
                    if item.attributes.contains_key("kind") {
                        meant.kind = one.kind;
                    }
                }
            }
        }
        Ok(())
    }

    /// What snapshots do not state yet, at the end of its metric or of its file.
    fn state(&mut self, new: &[New<'_>]) {
        // Of one file and metric: what shares a period and all words beside the amount shares a mapping.
        let mut groups = IndexMap::<(Arc<str>, &str), Vec<(Period, Stated, Vec<&Claim>)>>::new();
        for New { claim, stated, month, replaces } in new {
            let file = self.file_for(&claim.metric, *month);
            let status = self.data.files.iter().find(|known| known.path == file).map_or(Status::Final, |it| it.status);
            let mut meant = Observation {
                metric: claim.metric.clone(),
                period: claim.period,
                cell: claim.cell.clone(),
                snapshot: *month,
                value: claim.value,
                status,
                as_of: None,
                note: None,
                source: None,
                withdrawn: false,
                reason: None,
                kind: None,
                place: Place::of_file(""),
            };
            put_stated(&mut meant, stated);
            let key = key(&meant);
            let slot = self.slot_for(claim, *month);
            let file = slot.as_ref().map_or(file, |(file, _)| file.clone());
            let in_item = self.item_to_join(&file, &meant);
            self.meant.insert(key.clone(), meant);
            self.differences.push(Difference {
                file: file.clone(),
                metric: claim.metric.clone(),
                period: claim.period,
                cell: claim.cell.clone(),
                was: None,
                is: claim.value,
                replaces: *replaces,
            });
            let mut stated = stated.clone();
            stated.status = stated.status.filter(|wanted| *wanted != status);
            if let Some((file, path)) = slot {
                self.filled.insert(key);
                self.fill(&file, path, claim, &stated);
                continue;
            }
            if let Some(path) = in_item {
                self.join(&file, path, claim);
                continue;
            }
            self.created_if_missing(&file, *month);
            let items = groups.entry((file, &claim.metric)).or_default();
            match items.iter_mut().find(|(period, with, _)| *period == claim.period && *with == stated) {
                Some((_, _, claims)) => claims.push(claim),
                None => items.push((claim.period, stated, vec![claim])),
            }
        }
        let mut without_observations = BTreeMap::<Arc<str>, Vec<(String, Fragment)>>::new();
        for ((file, metric), items) in groups {
            let month = self.month_of(&file);
            let items: Vec<Fragment> = items
                .iter()
                .map(|(period, stated, claims)| self.fragment(metric, month, *period, stated, claims))
                .collect();
            if let Some((_, entries)) = self.created.get_mut(&file) {
                entries.push((metric.to_owned(), one_or_list(items)));
                continue;
            }
            let Some(source) = self.source(&file) else { continue };
            let observations = vec![Step::Key("observations".to_owned())];
            let path = vec![observations[0].clone(), Step::Key(metric.to_owned())];
            if edit::at(&source.root, &path).is_some() {
                source.changes.push(Change::Append { path, items });
            } else if edit::at(&source.root, &observations).is_some() {
                let (key, value) = (metric.to_owned(), one_or_list(items));
                source.changes.push(Change::Insert { path: observations, key, value });
            } else {
                without_observations.entry(file).or_default().push((metric.to_owned(), one_or_list(items)));
            }
        }
        for (file, entries) in without_observations {
            let Some(source) = self.source(&file) else { continue };
            let (key, value) = ("observations".to_owned(), Fragment::Map(entries));
            source.changes.push(Change::Insert { path: Vec::new(), key, value });
        }
    }

    /// The place in a file of `month` that waits for the amount of `claim`, alone or with other members.
    fn slot_for(&mut self, claim: &Claim, month: Period) -> Option<(Arc<str>, Path)> {
        let data = self.data;
        let metric = data.catalog.metrics.get(&claim.metric)?;
        let year_start = data.catalog.year_start;
        let members: Vec<&str> = claim.cell.members().collect();
        for place in &data.unfilled {
            if !data.files.iter().any(|file| file.path == place.file && file.period == month) {
                continue;
            }
            let source = self.source(&place.file)?;
            let Some(path) = source.paths.get(&(place.line, place.column)) else { continue };
            if path.get(1) != Some(&Step::Key(claim.metric.clone())) {
                continue;
            }
            let item = item_of(path);
            let inside: Vec<&str> = path[item.len()..]
                .iter()
                .filter_map(|step| match step {
                    Step::Key(key) => Some(key.as_str()),
                    Step::Item(_) => None,
                })
                .collect();
            let is_of_cell = match inside.as_slice() {
                [] | ["value"] => members.is_empty(),
                ["values", above @ ..] => !members.is_empty() && members.starts_with(above),
                _ => false,
            };
            let named = [item, &[Step::Key("period".to_owned())]].concat();
            let period = match edit::at(&source.root, &named).map(|node| &node.value) {
                Some(Value::Text(text) | Value::Number(text)) => Period::read_as(text, metric.grain, year_start).ok(),
                Some(_) => None,
                None => Some(month.containing(metric.grain, year_start)),
            };
            if is_of_cell && period == Some(claim.period) {
                return Some((place.file.clone(), path.clone()));
            }
        }
        None
    }

    /// Puts an amount where it is waited for.
    fn fill(&mut self, file: &Arc<str>, path: Path, claim: &Claim, stated: &Stated) {
        let Some(source) = self.sources.get_mut(file) else { return };
        let item = item_of(&path).to_vec();
        let members: Vec<&str> = claim.cell.members().collect();
        // Below the item stand `values` and the members; what is not named there yet is put in.
        let missing = members.get((path.len() - item.len()).saturating_sub(1)..).unwrap_or_default();
        let wanted = attributes(stated);
        let origin = Some(claim.origin.clone());
        let text = amount(claim.value, None);
        if let Some((first, below)) = missing.split_first() {
            let scalar = Fragment::Scalar { text, origin };
            let value =
                below.iter().rev().fold(scalar, |inside, member| Fragment::Map(vec![((*member).to_owned(), inside)]));
            merge(&source.root, &path, (*first).to_owned(), value, &mut source.changes);
        } else if path == item && !wanted.is_empty() {
            let mut entries = vec![("value".to_owned(), Fragment::plain(text))];
            entries.extend(wanted.into_iter().map(|(key, text)| (key.to_owned(), Fragment::plain(text))));
            source.changes.push(Change::Replace { path, with: edit::flow(&Fragment::Map(entries)), origin });
            return;
        } else {
            source.changes.push(Change::Replace { path, with: text, origin });
        }
        for (key, text) in wanted {
            let mut inside = item.clone();
            inside.push(Step::Key(key.to_owned()));
            let change = match edit::at(&source.root, &inside) {
                Some(_) => Change::Replace { path: inside, with: text, origin: None },
                None => Change::Insert { path: item.clone(), key: key.to_owned(), value: Fragment::plain(text) },
            };
            // Of members that say the same it is said once; of others the text that is read back tells.
            if !source.changes.contains(&change) {
                source.changes.push(change);
            }
        }
    }

    /// The file of `month` that states `metric`; else the one that is called as the file which stated it last; else the
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
    fn join(&mut self, file: &Arc<str>, path: Path, claim: &Claim) {
        let Some(source) = self.source(file) else { return };
        let Fragment::Map(entries) = cells(&[claim]) else { return };
        for (key, value) in entries {
            merge(&source.root, &path, key, value, &mut source.changes);
        }
    }

    /// An observation, or several that share their words.
    fn fragment(&self, metric: &str, month: Period, period: Period, stated: &Stated, claims: &[&Claim]) -> Fragment {
        let grain = self.data.catalog.metrics.get(metric).map_or(period.grain(), |metric| metric.grain);
        let is_usual = month.containing(grain, self.data.catalog.year_start) == period;
        let with = attributes(stated);
        if let [claim] = claims
            && is_usual
            && with.is_empty()
            && claim.cell.is_total()
        {
            return Fragment::Scalar { text: amount(claim.value, None), origin: Some(claim.origin.clone()) };
        }
        let mut entries = Vec::new();
        if !is_usual {
            entries.push(("period".to_owned(), Fragment::plain(period.to_string())));
        }
        let entry = |(key, text): (&str, String)| (key.to_owned(), Fragment::plain(text));
        let (before, after): (Vec<_>, Vec<_>) =
            with.into_iter().partition(|(key, _)| matches!(*key, "as_of" | "status" | "source"));
        entries.extend(before.into_iter().map(entry));
        if let Fragment::Map(cells) = cells(claims) {
            entries.extend(cells);
        }
        entries.extend(after.into_iter().map(entry));
        Fragment::Map(entries)
    }

    /// The first figure of which a text does not say what was meant.
    fn first_difference(&self, said: &BTreeMap<Key, Observation>) -> Option<Key> {
        let same = |key: &Key, meant: &Observation, said: &Observation| {
            let words = match self.filled.contains(key) {
                true => says(said, &Stated { status: None, ..stated_of(meant) }),
                false => stated_of(meant) == stated_of(said),
            };
            meant.value == said.value && meant.withdrawn == said.withdrawn && words
        };
        let lost = self.meant.iter().find(|(key, meant)| !said.get(*key).is_some_and(|said| same(key, meant, said)));
        let extra = || said.keys().find(|key| !self.meant.contains_key(*key));
        lost.map(|(key, _)| key).or_else(extra).cloned()
    }

    /// The new texts, if they say what was meant.
    fn into_plan(self, diags: &mut Diagnostics) -> Option<Plan> {
        let mut files = BTreeMap::new();
        for (path, source) in self.sources.iter().filter(|(_, source)| !source.changes.is_empty()) {
            let text = std::str::from_utf8(&source.file.bytes).ok();
            let Some(after) = text.and_then(|text| edit::apply(text, &source.changes)) else {
                diags.add(faults::cannot_edit(Place::of_file(path.clone())));
                return None;
            };
            files.insert(path.clone(), NewText { before: Some(source.file.bytes.clone()), after: after.into_bytes() });
        }
        for (path, (month, entries)) in &self.created {
            let period = ("period".to_owned(), Fragment::plain(month.to_string()));
            let text = edit::document(&[period, ("observations".to_owned(), Fragment::Map(entries.clone()))]);
            files.insert(path.clone(), NewText { before: None, after: text.into_bytes() });
        }

        if files.is_empty() {
            return Some(Plan { files, differences: Vec::new() });
        }
        let text = |new: &NewText| load::plain_text(&String::from_utf8_lossy(&new.after));
        let texts = files.iter().map(|(path, new)| (path.clone(), text(new)));
        let mut seen = Diagnostics::default();
        let snapshots = load::reread(self.data, &texts.collect(), &mut seen);
        let is_wrong = seen.has_errors();
        if is_wrong {
            seen.add(faults::would_be_wrong());
        }
        *diags = seen;
        if is_wrong {
            return None;
        }
        let said: BTreeMap<Key, Observation> = snapshots
            .iter()
            .flat_map(|snapshot| &snapshot.observations)
            .map(|observation| (key(observation), nowhere(observation)))
            .collect();
        if let Some(wrong) = self.first_difference(&said) {
            let file = self.differences.iter().map(|difference| &difference.file);
            let file = file.clone().find(|file| files.contains_key(*file)).cloned().unwrap_or_default();
            diags.add(faults::cannot_edit_metric(Place::of_file(file), &wrong.1, wrong.2));
            return None;
        }
        let mut differences = self.differences;
        differences.sort_by(|one, other| one.file.cmp(&other.file));
        Some(Plan { files, differences })
    }
}

fn stated_of(observation: &Observation) -> Stated {
    Stated {
        as_of: observation.as_of,
        status: Some(observation.status),
        source: observation.source.clone(),
        note: observation.note.clone(),
        reason: observation.reason.clone(),
        kind: observation.kind,
    }
}

/// Gives an observation all that is stated with it; what is not stated stays.
fn put_stated(observation: &mut Observation, stated: &Stated) {
    let Stated { as_of, status, source, note, reason, kind } = stated.clone();
    observation.as_of = as_of.or(observation.as_of);
    observation.status = status.unwrap_or(observation.status);
    observation.source = source.or_else(|| observation.source.clone());
    observation.note = note.or_else(|| observation.note.clone());
    observation.reason = reason.or_else(|| observation.reason.clone());
    observation.kind = kind.or(observation.kind);
}

/// An amount as YAML, in the way of the one that it replaces: a share stays one.
fn amount(value: Option<Decimal>, before: Option<&Node>) -> String {
    let is_share = matches!(before, Some(Node { value: Value::Text(text), .. }) if text.trim_end().ends_with('%'));
    match value {
        None => "null".to_owned(),
        Some(value) if is_share => format!("{} %", (value * Decimal::ONE_HUNDRED).normalize()),
        Some(value) => value.normalize().to_string(),
    }
}

/// `value` and `values` for the amounts of `claims`.
fn cells(claims: &[&Claim]) -> Fragment {
    let mut root = Vec::new();
    for claim in claims {
        let scalar = Fragment::Scalar { text: amount(claim.value, None), origin: Some(claim.origin.clone()) };
        let members: Vec<&str> = claim.cell.members().collect();
        let nested =
            members.into_iter().rev().fold(scalar, |inside, member| Fragment::Map(vec![(member.to_owned(), inside)]));
        let name = if claim.cell.is_total() { "value" } else { "values" };
        add_entries(&mut root, vec![(name.to_owned(), nested)]);
    }
    // The total stands first.
    root.sort_by_key(|(key, _)| key == "values");
    Fragment::Map(root)
}

/// Inserts `key: value` at `path`, or its parts where the key is there already or on its way.
fn merge(root: &Node, path: &Path, key: String, value: Fragment, changes: &mut Vec<Change>) {
    let mut inside = path.clone();
    inside.push(Step::Key(key.clone()));
    if edit::at(root, &inside).is_some()
        && let Fragment::Map(entries) = value
    {
        for (key, value) in entries {
            merge(root, &inside, key, value, changes);
        }
        return;
    }
    let present = changes.iter_mut().find_map(|change| match change {
        Change::Insert { path: other, key: other_key, value } if other == path && *other_key == key => Some(value),
        _ => None,
    });
    match (present, value) {
        (Some(Fragment::Map(present)), Fragment::Map(entries)) => add_entries(present, entries),
        (_, value) => changes.push(Change::Insert { path: path.clone(), key, value }),
    }
}

fn add_entries(present: &mut Entries, entries: Entries) {
    for (key, value) in entries {
        let found = present.iter_mut().find(|(other, _)| *other == key).map(|(_, value)| value);
        match (found, value) {
            (Some(Fragment::Map(present)), Fragment::Map(entries)) => add_entries(present, entries),
            (_, value) => present.push((key, value)),
        }
    }
}

fn one_or_list(mut items: Vec<Fragment>) -> Fragment {
    match items.len() {
        1 => items.remove(0),
        _ => Fragment::List(items),
    }
}
