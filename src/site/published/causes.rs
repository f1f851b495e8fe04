//! Why a published page would say something else although nobody touched its text: what stands beside it, the title of
//! its folder, or how settled its figures are.

use super::compare::{Now, differ};
use super::told::Told;
use crate::base::place::Place;
use crate::model::ledger::PageDigests;

/// What is another thing, as messages name it, and where it is said.
pub type Cause = (&'static str, Place);

pub const TITLE_OF_FOLDER: &str = "another title of its folder";
const EVENTS: &str = "other events of its time";
const STATUS: &str = "another status of its figures";

impl Now<'_> {
    /// Whether the events of its time are all that differs of a page, as far as older lines say.
    pub(super) fn has_other_events_alone(&self, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> bool {
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
            (&was.remarks, &page.remarks),
        ];
        differ(was.beside.as_ref(), page.beside.as_ref())
            && others.iter().all(|(was, now)| was.is_some() && was == now)
            && ["written", "takes", "raw_html"].iter().all(|key| is_same(key))
    }

    /// The cause where it is none of the text itself.
    pub(super) fn cause(&self, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> Option<Cause> {
        let around = self.around.as_ref()?;
        if self.has_other_events_alone(told, (was, page)) {
            return Some((EVENTS, Place::of_file("data/metrics.yaml")));
        }
        let is_settled_otherwise = was.text != page.text && around.otherwise_settled.contains(&was.text);
        is_settled_otherwise.then(|| (STATUS, around.status.clone()))
    }
}
