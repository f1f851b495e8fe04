//! What the ledger says of the pages, what would be shown otherwise, and what it is to say once they are published.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::PlannedReport;
use super::published::{self, Found, Recorder, Told};
use super::{Outline, Site};
use crate::base::address;
use crate::base::period::Period;
use crate::model::ledger::{self, Ledger, NOTICES};

impl<'a> Site<'a> {
    /// The published reports that are not built, and were not withdrawn.
    pub(super) fn gone(&self) -> Vec<(&'a str, &[&'a ledger::Entry])> {
        let planned: BTreeSet<&str> = self.plan.reports.iter().map(PlannedReport::folder).collect();
        let withdrawn: BTreeSet<&str> = self.plan.withdrawn.iter().map(|one| address::folder(&one.path)).collect();
        let is_there = |folder: &str| planned.contains(folder) || withdrawn.contains(folder);
        let published = self.published.iter().filter(|(folder, _)| !is_there(folder));
        published.map(|(folder, entries)| (*folder, entries.as_slice())).collect()
    }

    /// What readers of a report were told, by its folder.
    pub(super) fn told(&self, folder: &str) -> Told<'a> {
        let Some(entries) = self.published.get(folder) else { return Told::default() };
        let ledger = self.inputs.ledger.as_ref().map_or(&[][..], |ledger| &ledger.entries);
        Told::of(entries).among(ledger, entries.first().map_or(0, |first| first.line))
    }

    /// Figures that differ from what was published in reports that are not built, and on pages that are no report.
    pub(super) fn differing_elsewhere(&self) -> Vec<Found> {
        let others = self.inputs.ledger.as_ref().map_or_else(BTreeMap::new, Ledger::other_pages);
        let gone = self.gone();
        let gone = gone.iter().filter_map(|(_, entries)| Some((entries.last()?.record.period.last_month(), *entries)));
        let all = gone.chain(others.iter().map(|(month, entries)| (*month, entries.as_slice())));
        all.map(|(month, entries)| self.differing(month, entries)).collect()
    }

    /// Figures of a month that differ from what `entries` say, where no report that is built has them.
    fn differing(&self, vintage: Period, entries: &[&ledger::Entry]) -> Found {
        let wording = self.wording(vintage, self.language());
        let now = published::Now::without_a_page(wording, &self.inputs.settings);
        if Some(vintage) <= self.latest() {
            return published::compare(&now, &Told::of(entries));
        }
        // A site that was built up to its last approved report does not know what came later, but for what was
        // said then of what it knows: a correction that readers were told of stays.
        let cut: Vec<ledger::Entry> = entries.iter().map(|entry| entry.of_figures_until(self.latest())).collect();
        published::compare(&now, &Told::of(&cut.iter().collect::<Vec<_>>()))
    }

    /// What the ledger is to say of the reports, and of what other pages show.
    pub(super) fn records(&self, recorder: &Recorder, outlines: &[Outline]) -> Vec<ledger::Record> {
        let by_folder: BTreeMap<&str, &Outline> =
            outlines.iter().map(|outline| (address::folder(&outline.path), outline)).collect();
        let mut records = self.prepared.records(recorder);
        for record in &mut records {
            let Some(outline) = by_folder.get(record.report.as_str()) else { continue };
            record.page.clone_from(&outline.page);
            record.settings.extend(outline.notices.iter().map(|told| (NOTICES.to_owned(), told.clone())));
            record.changes = outline.found.explained().cloned().collect();
            let first = self.published.get(record.report.as_str()).and_then(|entries| entries.first());
            let planned = self.plan.reports.iter().find(|planned| planned.folder() == record.report);
            published::say_standing(record, first.map(|first| &first.record), self.inputs, planned);
        }
        if self.prepared.choice.drafts {
            // What drafts say is no promise, and other pages may show it.
            return records;
        }
        let others = self.inputs.ledger.as_ref().map_or_else(BTreeMap::new, Ledger::other_pages);
        let told = others.iter().map(|(month, entries)| (*month, Told::of(entries))).collect();
        let wording = |vintage| self.wording(vintage, self.language());
        let mut of_others = published::other_pages(&wording, recorder, &records, &told);
        // A reason that is used up there explains nothing else, as in a report.
        for record in &mut of_others {
            let found = others.get(&record.period).map(|entries| self.differing(record.period, entries));
            record.changes = found.iter().flat_map(Found::explained).cloned().collect();
        }
        records.extend(of_others);
        records
    }
}
