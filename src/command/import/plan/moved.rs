//! Members that shared a note with others, and now have another one → observations of their own.
//!
//! An import puts members of which a marker says the same into one mapping with one note. When the extract has a number
//! in place of one of these markers, or another marker, that member leaves the mapping.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::known::Decision;
use super::{Change, Draft, Key, Path, Step, all_stated, item_of, key, ordered};
use crate::base::place::Place;
use crate::command::import::claims::{Claim, Stated};
use crate::command::import::edit;
use crate::load::yaml::Value;
use crate::model::snapshot::Observation;

/// An observation of a shared mapping that is given another note, or keeps it.
struct Noted<'a> {
    before: &'a Observation,
    path: Path,
    /// After the change.
    note: Option<String>,
}

impl Draft<'_> {
    /// Takes those members out of their mappings that have another note than the others in it. Returns which they are:
    /// they are to be stated anew.
    pub(super) fn take_apart(&mut self, decided: &[(&Claim, Decision<'_>, Stated)]) -> BTreeSet<Key> {
        let mut items = BTreeMap::<(Arc<str>, Vec<String>), Vec<Noted<'_>>>::new();
        for (claim, decision, stated) in decided {
            let Decision::Change(before, _) = decision else { continue };
            // What stands beside an interval or an action would be lost on the way.
            if claim.marks.is_empty() || before.interval.or(claim.interval).is_some() || before.action.is_some() {
                continue;
            }
            let Place { file, line, column, .. } = &before.place;
            let path = self.source(file).and_then(|source| source.paths.get(&(*line, *column)).cloned());
            let Some(path) = path else { continue };
            let note = all_stated(before, stated).note;
            items.entry((file.clone(), ordered(item_of(&path)))).or_default().push(Noted { before, path, note });
        }
        let mut moved = BTreeSet::new();
        for (item, all) in items {
            let sharing = self.held.get(&item).map(Vec::as_slice).unwrap_or_default();
            let is_named = |key: &Key| all.iter().any(|one| super::key(one.before) == *key);
            let Some(first) = all.first() else { continue };
            let stays = !sharing.iter().all(is_named) || all.iter().any(|one| one.note == one.before.note);
            let note = if stays { first.before.note.clone() } else { first.note.clone() };
            let gone: Vec<&Noted<'_>> = all.iter().filter(|one| one.note != note).collect();
            let keys: BTreeSet<Key> = gone.iter().map(|one| key(one.before)).collect();
            if let Some(held) = self.held.get_mut(&item) {
                held.retain(|key| !keys.contains(key));
            }
            self.leave_out(&item.0, gone.iter().map(|one| one.path.clone()).collect());
            moved.extend(keys);
        }
        moved
    }

    /// Removes amounts from a file, and the mappings that would be left empty.
    fn leave_out(&mut self, file: &Arc<str>, mut gone: Vec<Path>) {
        let Some(source) = self.sources.get_mut(file) else { return };
        let mut by_mapping = BTreeMap::<Vec<String>, (Path, Vec<String>)>::new();
        while let Some(path) = gone.pop() {
            let Some((Step::Key(name), above)) = path.split_last() else { continue };
            let (_, keys) = by_mapping.entry(ordered(above)).or_insert_with(|| (above.to_vec(), Vec::new()));
            keys.push(name.clone());
            let count = match edit::at(&source.root, above).map(|node| &node.value) {
                Some(Value::Map(entries)) => entries.len(),
                _ => 0,
            };
            if keys.len() == count {
                by_mapping.remove(&ordered(above));
                gone.push(above.to_vec());
            }
        }
        source.changes.extend(by_mapping.into_values().map(|(path, keys)| Change::Remove { path, keys }));
    }
}
