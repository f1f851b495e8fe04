//! Why a published page would say something else although nobody touched its text: what stands beside it, the title of
//! its folder, or how settled its figures are.

use super::compare::{Now, differ};
use super::told::Told;
use crate::base::place::Place;
use crate::model::ledger::PageDigests;

/// What a page takes from other files than its text.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Whether a chart of it marks events.
    pub marks_events: bool,
    /// The digests of its text, were its figures settled otherwise.
    pub otherwise_settled: Vec<String>,
    /// Where it is said how settled they are, and where its folder has its title.
    pub status: Place,
    pub title: Place,
}

/// What is another thing, as messages name it, and where it is said.
pub type Cause = (&'static str, Place);

pub const TITLE_OF_FOLDER: &str = "another title of its folder";
const EVENTS: &str = "other events of its time";
const STATUS: &str = "another status of its figures";

/// Whether the events of its time are all that differs of a page, as far as older lines say.
pub fn has_other_events_alone(now: &Now<'_>, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> bool {
    let setting = |key: &str| (told.settings.and_then(|said| said.get(key)), now.said.get(key));
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
pub fn of_page(now: &Now<'_>, told: &Told<'_>, (was, page): (&PageDigests, &PageDigests)) -> Option<Cause> {
    let beside = now.beside.as_ref()?;
    if has_other_events_alone(now, told, (was, page)) {
        return Some((EVENTS, Place::of_file("data/metrics.yaml")));
    }
    let is_settled_otherwise = was.text != page.text && beside.otherwise_settled.contains(&was.text);
    is_settled_otherwise.then(|| (STATUS, beside.status.clone()))
}
