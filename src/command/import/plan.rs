//! Claims and what the site says already → which files are to be changed, and how.
//!
//! A value that a snapshot states already stays as it is. The new texts are read back with the reader of every build,
//! and nothing is written unless they say exactly what was meant. `known` decides what a claim needs; `change`, `state`
//! and `fill` make the changes.

mod change;
mod fill;
mod fragments;
mod known;
mod moved;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use known::{Decision, Known, says};

use super::claims::{Claim, Stated};
use super::edit::{self, Change, Fragment, Path, Step};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load::yaml::{self, Node};
use crate::load::{self, SnapshotFile};
use crate::model::Decimal;
use crate::model::snapshot::{Cell, Observation, RevisionKind, Snapshot};

/// What is asked for beside the claims.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The snapshot that states all; `None`: each period's own month, and the newest month for revisions.
    pub month: Option<Period>,
    /// The reason of revisions that do not bring their own.
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
    /// Whether what is not published yet is replaced where it stands, wherever it came from.
    pub replace: bool,
}

/// What an import would do.
#[derive(Debug)]
pub struct Plan {
    /// By the path from the site's folder.
    pub files: BTreeMap<Arc<str>, NewText>,
    /// In order of files, metrics, periods and members.
    pub differences: Vec<Difference>,
    /// All snapshots as they would be; `None` where nothing changes.
    pub snapshots: Option<Vec<Snapshot>>,
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

/// Snapshot, metric, period and cell, which together name one observation of a site.
type Key = (Period, String, Period, Cell);

/// What a snapshot is to state for the first time.
struct New<'a> {
    claim: &'a Claim,
    stated: Stated,
    month: Period,
    replaces: Option<(Decimal, Period)>,
    /// What the snapshot stated before in a mapping that it shared with others; `None`: it did not state it.
    was: Option<Option<Decimal>>,
}

/// The entries of a mapping.
type Entries = Vec<(String, Fragment)>;

/// Works out what `claims` change. `before` are the warnings of the site as it is, which are not repeated.
pub fn plan(
    data: &load::Reported,
    claims: &[Claim],
    wishes: &Wishes,
    before: &[Diagnostic],
    diags: &mut Diagnostics,
) -> Result<Plan, Stopped> {
    let known = Known::of(data);
    let mut draft = Draft::of(data);
    let mut new = Vec::new();
    let Some(newest) = wishes.month.or_else(|| claims.iter().map(|claim| claim.period.last_month()).max()) else {
        // Nothing is claimed, so nothing changes.
        return Ok(Plan { files: BTreeMap::new(), differences: Vec::new(), snapshots: None });
    };
    let mut decided = Vec::new();
    for claim in in_catalog_order(claims, data) {
        match known.decide(claim, newest, wishes) {
            Ok((decision, stated)) => decided.push((claim, decision, stated)),
            Err(fault) => diags.add(fault),
        }
    }
    let moved = draft.take_apart(&decided);
    for (claim, decision, stated) in decided {
        match decision {
            Decision::Nothing => {}
            Decision::Change(before, replaces) if moved.contains(&key(before)) => {
                let stated = all_stated(before, &stated);
                new.push(New { claim, stated, month: before.snapshot, replaces, was: Some(before.value) });
            }
            Decision::Change(observation, replaces) => {
                diags.extend(draft.change(claim, &stated, observation, replaces).err());
            }
            Decision::State(month, replaces) => new.push(New { claim, stated, month, replaces, was: None }),
        }
    }
    diags.extend(draft.finish_items().err());
    diags.no_errors()?;
    draft.state(&new);
    draft.into_plan(before, diags)
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
    /// The keys to write, or to leave out, and the claim that wants it first.
    attributes: IndexMap<&'static str, (Option<String>, Place)>,
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
    /// What was still to be filled in: the words beside it are the author's.
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
    path.get(..length).unwrap_or(path)
}

/// The observation without its place, which a change may move.
fn nowhere(observation: &Observation) -> Observation {
    Observation { place: Place::of_file(""), ..observation.clone() }
}

impl<'a> Draft<'a> {
    fn of(data: &'a load::Reported) -> Draft<'a> {
        let observations = data.snapshots.iter().flat_map(|snapshot| &snapshot.observations);
        Draft {
            data,
            sources: BTreeMap::new(),
            items: BTreeMap::new(),
            meant: observations.map(|observation| (key(observation), nowhere(observation))).collect(),
            held: BTreeMap::new(),
            created: BTreeMap::new(),
            filled: BTreeSet::new(),
            differences: Vec::new(),
        }
    }

    /// The file `path`, read when it is first needed. `None` only for a file that the site does not have.
    fn source(&mut self, path: &Arc<str>) -> Option<&mut Source<'a>> {
        if !self.sources.contains_key(path) {
            let file = self.data.files.iter().find(|file| file.path == *path)?;
            let root = yaml::read(path, &file.text, 0, &mut Diagnostics::default()).ok()?;
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

    /// Notes what the claim makes different in `file`.
    fn differs(
        &mut self,
        file: &Arc<str>,
        claim: &Claim,
        was: Option<Option<Decimal>>,
        replaces: Option<(Decimal, Period)>,
    ) {
        self.differences.push(Difference {
            file: file.clone(),
            metric: claim.metric.clone(),
            period: claim.period,
            cell: claim.cell.clone(),
            was,
            is: claim.value,
            replaces,
        });
    }

    /// The new texts, if they say what was meant.
    fn into_plan(self, before: &[Diagnostic], diags: &mut Diagnostics) -> Result<Plan, Stopped> {
        let files = self.texts(diags)?;
        if files.is_empty() {
            return Ok(Plan { files, differences: Vec::new(), snapshots: None });
        }
        let text = |new: &NewText| load::plain_text(&String::from_utf8_lossy(&new.after));
        let texts = files.iter().map(|(path, new)| (path.clone(), text(new)));
        let snapshots = load::reread(self.data, &texts.collect(), diags);
        if diags.has_errors() {
            diags.add(faults::would_be_wrong());
        }
        diags.forget_like(before);
        diags.no_errors()?;
        let said = snapshots.iter().flat_map(|snapshot| &snapshot.observations);
        let said = said.map(|observation| (key(observation), nowhere(observation))).collect();
        if let Some(wrong) = self.first_difference(&said) {
            let file = self.differences.iter().map(|difference| &difference.file);
            let file = file.clone().find(|file| files.contains_key(*file)).cloned().unwrap_or_default();
            return Err(diags.stop(faults::cannot_edit_metric(Place::of_file(file), &wrong.1, wrong.2)));
        }
        let mut differences = self.differences;
        differences.sort_by(|one, other| one.file.cmp(&other.file));
        Ok(Plan { files, differences, snapshots: Some(snapshots) })
    }

    /// The texts of the files that change, and of the new ones.
    fn texts(&self, diags: &mut Diagnostics) -> Result<BTreeMap<Arc<str>, NewText>, Stopped> {
        let mut files = BTreeMap::new();
        for (path, source) in self.sources.iter().filter(|(_, source)| !source.changes.is_empty()) {
            let text = std::str::from_utf8(&source.file.bytes).ok();
            let after = text.and_then(|text| edit::apply(text, &source.changes));
            let after = after.ok_or_else(|| diags.stop(faults::cannot_edit(Place::of_file(path.clone()))))?;
            files.insert(path.clone(), NewText { before: Some(source.file.bytes.clone()), after: after.into_bytes() });
        }
        for (path, (month, entries)) in &self.created {
            let period = ("period".to_owned(), Fragment::plain(month.to_string()));
            let text = edit::document(&[period, ("observations".to_owned(), Fragment::Map(entries.clone()))]);
            files.insert(path.clone(), NewText { before: None, after: text.into_bytes() });
        }
        Ok(files)
    }

    /// The first figure of which a text does not say what was meant.
    fn first_difference(&self, said: &BTreeMap<Key, Observation>) -> Option<Key> {
        let same = |key: &Key, meant: &Observation, said: &Observation| {
            let words = match self.filled.contains(key) {
                true => says(said, &Stated { status: None, ..stated_of(meant) }),
                false => stated_of(meant) == stated_of(said),
            };
            meant.value == said.value && meant.interval == said.interval && meant.withdrawn == said.withdrawn && words
        };
        let lost = self.meant.iter().find(|(key, meant)| !said.get(*key).is_some_and(|said| same(key, meant, said)));
        let extra = || said.keys().find(|key| !self.meant.contains_key(*key));
        lost.map(|(key, _)| key).or_else(extra).cloned()
    }
}

fn stated_of(observation: &Observation) -> Stated {
    Stated {
        as_of: observation.as_of,
        status: Some(observation.status),
        source: observation.source.clone(),
        note: observation.note.clone(),
        drops_note: false,
        reason: observation.reason.clone(),
        kind: observation.kind,
    }
}

/// All that is stated with an observation once it is given what is `stated` anew.
fn all_stated(observation: &Observation, stated: &Stated) -> Stated {
    let mut after = observation.clone();
    put_stated(&mut after, stated);
    stated_of(&after)
}

/// Gives an observation all that is stated with it; what is not stated stays.
fn put_stated(observation: &mut Observation, stated: &Stated) {
    let Stated { as_of, status, source, note, drops_note, reason, kind } = stated.clone();
    observation.as_of = as_of.or(observation.as_of);
    observation.status = status.unwrap_or(observation.status);
    observation.source = source.or_else(|| observation.source.clone());
    observation.note = note.or_else(|| observation.note.clone().filter(|_| !drops_note));
    observation.reason = reason.or_else(|| observation.reason.clone());
    observation.kind = kind.or(observation.kind);
}
