//! What the snapshots state, and a claim → what is to be done about it.
//!
//! Another value is changed where it is as long as its snapshot is the newest, or as nothing of it is published and it
//! came from the same extract; over any other earlier snapshot it becomes a revision, with a reason. Nothing is changed
//! here.

use std::collections::BTreeMap;

use super::Wishes;
use crate::base::period::Period;
use crate::command::import::claims::{Claim, Stated};
use crate::diag::{Diagnostic, faults};
use crate::load;
use crate::model::Decimal;
use crate::model::snapshot::{Cell, Observation, RevisionKind};

/// What is to be done about a claim.
pub(super) enum Decision<'a> {
    /// The snapshot says it already.
    Nothing,
    /// The snapshot of this observation says something else.
    Change(&'a Observation, Option<(Decimal, Period)>),
    /// The snapshot of this month is to say it.
    State(Period, Option<(Decimal, Period)>),
}

/// What the snapshots state, by figure.
pub(super) struct Known<'a> {
    /// Of each figure, in order of snapshots.
    stated: BTreeMap<(&'a str, Period, &'a Cell), Vec<&'a Observation>>,
    withdrawn: BTreeMap<(&'a str, Period), Vec<&'a Observation>>,
    newest: Option<Period>,
    data: &'a load::Reported,
}

impl<'a> Known<'a> {
    pub(super) fn of(data: &'a load::Reported) -> Known<'a> {
        let mut known = Known {
            stated: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
            newest: data.snapshots.last().map(|snapshot| snapshot.period),
            data,
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
    pub(super) fn decide(
        &self,
        claim: &Claim,
        month: Period,
        wishes: &Wishes,
    ) -> Result<(Decision<'a>, Stated), Diagnostic> {
        let Claim { metric, period, place, .. } = claim;
        let stated = self.stated_by(claim, month);
        let last = stated.last().copied();
        let has_newer = self.newest.is_some_and(|newest| newest > month);
        let is_again =
            |last: &&Observation| (last.snapshot < month || has_newer) && self.may_come_again(last, claim, wishes);
        if let Some(last) = last.filter(|last| wishes.month.is_none() && is_again(last)) {
            // The import is done again, so the snapshot that it stated is to say something else.
            return self.decide(claim, last.snapshot, &Wishes { month: Some(last.snapshot), ..wishes.clone() });
        }
        let here = last.filter(|last| last.snapshot == month);
        let earlier = stated.iter().rfind(|observation| observation.snapshot < month);
        let replaced = earlier.and_then(|earlier| Some((earlier.value?, *earlier)));
        let replaced = replaced.filter(|(value, _)| claim.value != Some(*value));

        let returns = stated.is_empty() && claim.value.is_some() && self.withdrawn_by(claim, month).is_some();
        let with = note_beside(claim, here, stated_with(claim, replaced.is_some() || returns, wishes));
        if let Some(last) = last.filter(|last| last.value == claim.value) {
            let is_around = claim.is_around(last);
            if here.is_none() && !is_around {
                // Another interval around the same value is a revision of its own.
                return Ok((Decision::State(month, None), stated_with(claim, last.interval.is_some(), wishes)));
            }
            let is_same = here.is_none() || (says(last, &with) && is_around);
            return Ok((if is_same { Decision::Nothing } else { Decision::Change(last, None) }, with));
        }
        let is_published = self.newest.is_some_and(|newest| newest > month) && wishes.month.is_none();
        if let Some((was, before)) = last.and_then(|last| Some((last.value?, last))).filter(|_| is_published) {
            let published = self.data.published.filter(|published| before.snapshot <= *published);
            return Err(faults::changes_older(place.clone(), metric, (*period, was), before.place.clone(), published));
        }
        // What a published report shows stays as it is, so its snapshot says nothing else, even if it is named.
        let published = self.data.published.filter(|published| month <= *published && !wishes.replace);
        if let (Some(last), Some(published)) = (last.filter(|last| last.value.is_some()), published) {
            let before = last.place.clone();
            return Err(faults::month_is_published(place.clone(), (metric, *period), month, before, published));
        }
        if let Some(replaced) = replaced {
            let earlier = replaced.1.snapshot;
            let in_place = match (self.data.published, wishes.month) {
                (Some(published), _) if earlier <= published => None,
                (_, None) => Some("--replace".to_owned()),
                (_, Some(_)) => Some(format!("--period {earlier}")),
            };
            check_revision(claim, replaced, here, &with, in_place.as_deref())?;
        }
        let replaces = replaced.map(|(was, before)| (was, before.snapshot));
        let decision = match (here, last) {
            (Some(here), _) => Decision::Change(here, replaces),
            (None, Some(_)) => Decision::State(month, replaces),
            (None, None) if returns => Decision::State(month, None),
            (None, None) => Decision::State(wishes.month.unwrap_or(period.last_month()), replaces),
        };
        Ok((decision, with))
    }

    /// Whether another value takes the place of an observation, although there are newer snapshots: no report that shows
    /// it is published, and it came from the extract that the claim comes from, or that is wished.
    fn may_come_again(&self, observation: &Observation, claim: &Claim, wishes: &Wishes) -> bool {
        let is_published = self.data.published.is_some_and(|published| observation.snapshot <= published);
        let file = self.data.files.iter().find(|file| file.path == observation.place.file);
        let line = (observation.place.line as usize).saturating_sub(1);
        let line = file.and_then(|file| file.text.lines().nth(line)).unwrap_or_default();
        let extract = extract_of(&claim.origin);
        let ends = |at: usize| line.get(at + extract.len()..).is_some_and(|behind| behind.starts_with([',', ' ']));
        let is_of_it = line.match_indices(extract).any(|(at, _)| ends(at));
        let has_other_note = !says(observation, &note_beside(claim, Some(observation), Stated::default()));
        let is_other = observation.value != claim.value || !claim.is_around(observation) || has_other_note;
        is_other && !is_published && (wishes.replace || line.contains('#') && is_of_it)
    }

    /// What the snapshots up to `month` state of the claim's figure and have not taken back, in their order.
    fn stated_by(&self, claim: &Claim, month: Period) -> Vec<&'a Observation> {
        let Claim { metric, period, cell, .. } = claim;
        let by_then = |observation: &&&Observation| observation.snapshot <= month;
        let stated = self.stated.get(&(metric.as_str(), *period, cell)).map(Vec::as_slice).unwrap_or_default();
        let mut stated: Vec<&Observation> = stated.iter().filter(by_then).copied().collect();
        if let Some(last) = self.withdrawn_by(claim, month) {
            stated.retain(|observation| observation.snapshot > last.snapshot);
        }
        stated
    }

    /// The last withdrawal of the claim's metric and period up to `month`.
    fn withdrawn_by(&self, claim: &Claim, month: Period) -> Option<&'a Observation> {
        let withdrawn = self.withdrawn.get(&(claim.metric.as_str(), claim.period))?;
        withdrawn.iter().rfind(|observation| observation.snapshot <= month).copied()
    }
}

/// The extract that an origin names: `from visits.csv` of `from visits.csv, row 2`, and of a command whose output has
/// another hash each time, `from visits (ab12cd34), row 2`.
fn extract_of(origin: &str) -> &str {
    let named = origin.split_once(", ").map_or(origin, |(named, _)| named);
    match named.rsplit_once(" (") {
        Some((extract, hash)) if hash.ends_with(')') => extract,
        _ => named,
    }
}

/// What is stated with the claim's amount. Reason and kind are those of a revision or a return, and are left out of any
/// other.
fn stated_with(claim: &Claim, is_revision: bool, wishes: &Wishes) -> Stated {
    let with = claim.stated.clone();
    if is_revision {
        Stated { reason: with.reason.or_else(|| wishes.reason.clone()), kind: with.kind.or(wishes.kind), ..with }
    } else {
        Stated { reason: None, kind: None, ..with }
    }
}

/// `with`, and what becomes of the note that the snapshot has beside the amount already. A note that a marker of the
/// import said goes with that marker; one that the author wrote stays, unless the amount goes, which says why.
fn note_beside(claim: &Claim, here: Option<&Observation>, with: Stated) -> Stated {
    let Some((here, note)) = here.and_then(|here| Some((here, here.note.as_ref()?))) else { return with };
    let is_lost = claim.value.is_none() && here.value.is_some();
    match (&with.note, claim.marks_say(note)) {
        (None, true) => Stated { drops_note: true, ..with },
        (Some(_), false) if !claim.marks.is_empty() && !is_lost => Stated { note: None, ..with },
        _ => with,
    }
}

/// A revision replaces an amount by another one, and says why. `here` is what the newest snapshot says already.
fn check_revision(
    claim: &Claim,
    (was, before): (Decimal, &Observation),
    here: Option<&Observation>,
    with: &Stated,
    in_place: Option<&str>,
) -> Result<(), Diagnostic> {
    let Claim { metric, period, place, .. } = claim;
    let before = before.place.clone();
    let Some(is) = claim.value else {
        return Err(faults::null_takes_back(place.clone(), metric, *period, before));
    };
    let has_reason = with.reason.is_some() || here.is_some_and(|here| here.reason.is_some());
    if !has_reason && with.kind != Some(RevisionKind::Routine) {
        return Err(faults::import_revises(place.clone(), metric, *period, (was, is), (before, in_place)));
    }
    Ok(())
}

/// Whether an observation says all that is to be stated with it.
pub(super) fn says(observation: &Observation, stated: &Stated) -> bool {
    fn same<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
        wanted.is_none() || wanted == found
    }
    same(stated.as_of.as_ref(), observation.as_of.as_ref())
        && same(stated.status.as_ref(), Some(&observation.status))
        && same(stated.source.as_ref(), observation.source.as_ref())
        && same(stated.note.as_ref(), observation.note.as_ref())
        && !(stated.drops_note && observation.note.is_some())
        && same(stated.reason.as_ref(), observation.reason.as_ref())
        && same(stated.kind.as_ref(), observation.kind.as_ref())
}
