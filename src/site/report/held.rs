//! A report as it is now, to be held against what its readers were told.

use std::collections::BTreeSet;

use super::spoken_beside;
use crate::base::place::Place;
use crate::compute::{ChangedLater, Figures};
use crate::exhibit::request::ExhibitKind;
use crate::model::ledger::PageDigests;
use crate::model::snapshot::Status;
use crate::narrative::{self, Narrative};
use crate::site::leaf::Leaf;
use crate::site::plan::PlannedReport;
use crate::site::published::{self, Now, Told};
use crate::site::{calendar, said};

/// Finds changes that the notices of a published report give other reasons for than before, or than the pages of their
/// month. `changes` are all of its figures, `shown` those of which its notices tell.
pub(super) fn compare_notices(
    leaf: &Leaf<'_>,
    (changes, shown): (&[&ChangedLater], &[&ChangedLater]),
    now: &Now<'_>,
    told: &Told<'_>,
    found: &mut published::Found,
) {
    now.compare_notices(changes, told, found);
    let Some(ledger) = leaf.site.inputs.ledger.as_ref().filter(|_| told.page.is_some() && !shown.is_empty()) else {
        return;
    };
    for (month, entries) in ledger.other_pages() {
        let mut of_month = shown.iter().filter(|change| change.snapshot == month).peekable();
        if of_month.peek().is_some() {
            let elsewhere = Told::of(&entries);
            of_month.for_each(|change| now.compare_notice(change, &elsewhere, told, found));
        }
    }
}

/// The report as it is now, to be held against what was published.
pub(super) fn now<'n>(
    leaf: &Leaf<'n>,
    planned: &'n PlannedReport,
    (figures, narrative): (&'n Figures, &Narrative),
    (said, told): (&PageDigests, &Told<'_>),
) -> Now<'n> {
    let page = &planned.page;
    let said = &under_former_ids(leaf, planned, narrative, (said, told));
    let is_another = told.page.is_some_and(|was| was.text != said.text);
    let place = Place::in_text(&page.file, &page.text, 0, 0);
    let wording = leaf.site.wording(planned.vintage(), planned.language);
    let mut settings = published::settings(wording, figures, leaf.site.settings(), planned);
    if let Some(was) = told.settings.and_then(|said| said.get("takes")) {
        let former = said::former_ids(&leaf.site.inputs.catalog);
        let taken = |ids: &said::Ids| published::taken(wording, leaf.site.settings(), &page.text, ids);
        if former.iter().any(|ids| taken(ids) == *was) {
            settings.insert("takes".to_owned(), was.clone());
        }
    }
    // The day of the next report may be taken out once that is there, or where the calendar has the same.
    if page.release.next.is_none() {
        let following = leaf.site.plan.following(planned);
        match (following, calendar::next_of(&leaf.site.settings().releases, planned, following)) {
            (Some(_), _) => drop(settings.remove("next")),
            (None, announced) => settings.extend(announced.map(|next| ("next".to_owned(), next.on.to_string()))),
        }
    }
    Now {
        wording,
        figures: Some(figures),
        named: BTreeSet::new(),
        edition: page.edition.as_deref(),
        text: Some(&page.text),
        around: Some(around(leaf, planned, narrative, is_another)),
        contact: planned.contact.as_ref(),
        page: Some((said.clone(), place)),
        said: settings,
        site: leaf.site.settings(),
    }
}

/// What the page says, with what is the same as before but for the ids of members that were renamed since as it was before.
fn under_former_ids(
    leaf: &Leaf<'_>,
    planned: &PlannedReport,
    narrative: &Narrative,
    (said, told): (&PageDigests, &Told<'_>),
) -> PageDigests {
    let mut under = said.clone();
    let Some(was) = told.page else { return under };
    let (page, state) = (&planned.page, planned.state.word());
    for ids in said::former_ids(&leaf.site.inputs.catalog) {
        if said::text(narrative, state, &spoken_beside(leaf, planned, narrative), &ids) == was.text {
            under.text.clone_from(&was.text);
        }
        if was.says.as_ref() == Some(&said::says(narrative, page, &ids)) {
            under.says.clone_from(&was.says);
        }
        if was.form.as_ref() == Some(&said::form(narrative, page, &ids)) {
            under.form.clone_from(&was.form);
        }
    }
    under
}

/// What the page takes from other files than its text; where it `is_another` one, with what it may have been.
fn around(leaf: &Leaf<'_>, planned: &PlannedReport, narrative: &Narrative, is_another: bool) -> published::Around {
    let marks_events = |exhibit: &narrative::Exhibit| {
        let annotates =
            matches!(exhibit.request.kind, ExhibitKind::Chart(kind) if !kind.passes_over.contains(&"annotate"));
        annotates && exhibit.request.annotate.events
    };
    let remarks = if is_another { spoken_beside(leaf, planned, narrative) } else { String::new() };
    let settled = |status: &Status| said::text(narrative, status.word(), &remarks, &said::Ids::new());
    let mut snapshots = leaf.site.inputs.snapshots.iter();
    let own = snapshots.rfind(|snapshot| snapshot.period <= planned.vintage());
    let status = own.and_then(|snapshot| snapshot.places.first().cloned());
    let text = || Place::in_text(&planned.page.file, &planned.page.text, 0, 0);
    let index = planned.series.index.as_ref();
    let title = index.and_then(|index| Some(index.title.as_ref()?.place.clone()));
    let title = title.or_else(|| index.map(|index| Place::of_file(index.file.clone())));
    published::Around {
        marks_events: narrative.exhibits.iter().any(marks_events),
        otherwise_settled: Status::ALL.iter().filter(|_| is_another).map(settled).collect(),
        status: status.unwrap_or_else(text),
        title: title.unwrap_or_else(text),
    }
}
