//! What a snapshot states already → other amounts and words in the same place.

use super::fragments::{amount, attributes, ends, ends_of, in_one_line, put, set};
use super::{Change, Draft, Item, item_of, key, ordered, put_stated, stated_of};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::import::claims::{Claim, Stated};
use crate::command::import::edit;
use crate::diag::{Diagnostic, faults};
use crate::model::Decimal;
use crate::model::snapshot::Observation;

impl Draft<'_> {
    /// Gives what a snapshot states another amount, or other words.
    pub(super) fn change(
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
        let with = amount(claim, Some(node));
        let wanted = other_words(stated, observation);
        let item = item_of(&path).to_vec();
        let origin = Some(claim.origin.clone());
        let is_around = claim.is_around(observation);
        if item == path && !(wanted.is_empty() && is_around) {
            // The short form has no room for more.
            let words = wanted.into_iter().filter_map(|(key, text)| Some((key, text?)));
            let beside = ends_of(claim).into_iter().chain(words).collect();
            source.changes.push(Change::Replace { path, with: in_one_line(with, beside), origin });
        } else {
            if claim.value != observation.value {
                source.changes.push(Change::Replace { path, with, origin });
            }
            for (key, end) in ends(&[claim]).into_iter().filter(|_| !is_around) {
                set(&source.root, &item, key, end, &mut source.changes);
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
            meant.interval = claim.interval.or(meant.interval);
            put_stated(meant, stated);
        }
        self.differs(file, claim, Some(observation.value), replaces);
        Ok(())
    }

    /// Writes what is stated beside amounts, once for all that share it. An error when other amounts share it of which
    /// the extract does not say it.
    pub(super) fn finish_items(&mut self) -> Result<(), Diagnostic> {
        for ((file, name), (path, item)) in std::mem::take(&mut self.items) {
            let sharing = self.held.get(&(file.clone(), name)).cloned().unwrap_or_default();
            let Some(source) = self.sources.get_mut(&file) else { continue };
            for (attribute, (text, place)) in &item.attributes {
                let is_of_revision = matches!(*attribute, "reason" | "kind");
                if !is_of_revision && sharing.iter().any(|key| !item.claimed.contains(key)) {
                    let here = edit::at(&source.root, &path).map_or_else(|| place.clone(), |node| node.place.clone());
                    return Err(faults::words_for_several(place.clone(), attribute, here));
                }
                source.changes.push(match text {
                    Some(text) => put(&source.root, &path, attribute, text.clone()),
                    None => Change::Remove { path: path.clone(), keys: vec![(*attribute).to_owned()] },
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
}

/// What is to be stated that the observation does not say yet, by key; `None` for what goes.
fn other_words(stated: &Stated, observation: &Observation) -> Vec<(&'static str, Option<String>)> {
    let status = stated.status.filter(|wanted| *wanted != observation.status);
    let present = attributes(&stated_of(observation));
    let mut wanted = attributes(&Stated { status, ..stated.clone() });
    wanted.retain(|(key, text)| !present.iter().any(|(other, found)| other == key && found == text));
    let gone = (stated.drops_note && observation.note.is_some()).then_some(("note", None));
    wanted.into_iter().map(|(key, text)| (key, Some(text))).chain(gone).collect()
}
