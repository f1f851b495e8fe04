//! Why a published page would say something else although nobody touched its text: what stands beside it, the title of
//! its folder, or how settled its figures are.

use super::compare::{Found, Now, differ};
use super::told::Told;
use crate::base::place::Place;
use crate::diag::faults::NOTE_OF_A_METRIC;
use crate::model::catalog::Metric;
use crate::model::ledger::{PageDigests, What};

/// What is another thing, as messages name it, and where it is said.
pub type Cause = (&'static str, Place);

pub const TITLE_OF_FOLDER: &str = "another title of its folder";
const EVENTS: &str = "other events of its time";
/// The note of a metric in data/metrics.yaml, as messages name it.
pub const NOTE_OF_METRIC: &str = "the note of the metric";
const STATUS: &str = "another status of its figures";

impl Now<'_> {
    /// Whether a page has other events of its time, and the same text.
    pub(super) fn has_other_events(&self, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> bool {
        differ(was.beside.as_ref(), page.beside.as_ref()) && self.has_the_same_text(told, (was, page))
    }

    /// Whether a page differs by nothing but what stands beside its text, as far as older lines say.
    fn has_the_same_text(&self, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> bool {
        let setting = |key: &str| (told.settings.and_then(|said| said.get(key)), self.said.get(key));
        let is_same = |key: &str| {
            let (was, now) = setting(key);
            was.is_some() && was == now
        };
        let others = [
            (&was.says, &page.says),
            (&was.form, &page.form),
            (&was.ids, &page.ids),
            (&was.files, &page.files),
            (&was.titles, &page.titles),
        ];
        others.iter().all(|(was, now)| was.is_some() && was == now)
            && ["written", "takes", "raw_html"].iter().all(|key| is_same(key))
    }

    /// The cause where it is none of the text itself.
    pub(super) fn cause(&self, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> Option<Cause> {
        let around = self.around.as_ref()?;
        if self.has_other_events(told, (was, page)) {
            return Some((EVENTS, Place::of_file("data/metrics.yaml")));
        }
        let is_same_text = self.has_the_same_text(told, (was, page));
        if is_same_text && differ(was.remarks.as_ref(), page.remarks.as_ref()) {
            let noted = self.unknown_notes(told).find_map(|(_, metric)| metric.note_place.clone());
            return Some((NOTE_OF_A_METRIC, noted.unwrap_or_else(|| Place::of_file("data/metrics.yaml"))));
        }
        let is_settled_otherwise = was.text != page.text && around.otherwise_settled.contains(&was.text);
        is_settled_otherwise.then(|| (STATUS, around.status.clone()))
    }

    /// That the note of a metric is another one.
    pub(super) fn note_changed(&self, told: &Told<'_>, id: &str, metric: &Metric, found: &mut Found) {
        let place = metric.note_place.as_ref().unwrap_or(&metric.place);
        found.add_of(told, self.change(What::Note, id, metric, (None, None)), NOTE_OF_METRIC.to_owned(), place);
    }

    /// That the page cites other notes of metrics than the line of an older kalends has, which does not say what each of
    /// them was: the note of the one metric that it can be, or of those that a reason is given for.
    pub(super) fn compare_notes_of_old_line(
        &self,
        told: &Told<'_>,
        digests: (&PageDigests, &PageDigests),
        found: &mut Found,
    ) {
        if found.tells_notes(self, told) || !self.has_the_same_text(told, digests) {
            return;
        }
        let all: Vec<(&str, &Metric)> = self.unknown_notes(told).collect();
        let is_one = all.len() == 1;
        let has_reason = |id: &str, metric: &Metric| {
            self.reason(metric, What::Note).is_some_and(|reason| !told.was_said(What::Note, Some(id), reason))
        };
        for (id, metric) in all.into_iter().filter(|(id, metric)| is_one || has_reason(id, metric)) {
            self.note_changed(told, id, metric, found);
        }
    }

    /// The metrics that the page cites and of whose notes no line says what they were.
    fn unknown_notes<'n>(&'n self, told: &'n Told<'_>) -> impl Iterator<Item = (&'n str, &'n Metric)> {
        let is_unknown = |id: &&str| told.meanings.get(*id).is_none_or(|words| !words.contains_key(What::Note.word()));
        let unknown = self.named.iter().map(String::as_str).filter(is_unknown);
        unknown.filter_map(|id| Some((id, self.wording.known.metric(id)?)))
    }
}

impl Found {
    /// Whether it is told by itself which notes of metrics are others, so that they are no change of the text.
    pub(super) fn tells_notes(&self, now: &Now<'_>, told: &Told<'_>) -> bool {
        self.changed.iter().any(|one| one.of == NOTE_OF_METRIC) || now.unknown_notes(told).next().is_none()
    }
}
