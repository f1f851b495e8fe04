//! What is published, held against the ledger and the sign-offs, which whoever edits the place does not have.
//!
//! The manifest of the place names the newest line of the ledger that it was published with; each report has to be as
//! the ledger says, digest by digest, and approved where the site asks for that.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Drift;
use crate::base::period::Period;
use crate::command::sign_offs::is_signed;
use crate::diag::{Diagnostics, faults};
use crate::model::approvals::{Approval, Parts};
use crate::model::ledger::{Entry, Ledger, is_of_a_report};
use crate::output::Manifest;
use crate::site::{Choice, Prepared, VERSION};

/// What the site has now, besides what is published.
pub struct Promised<'a> {
    /// As the site was when it was published.
    pub then: &'a Prepared,
    /// The lines of the ledger that came since.
    pub later: &'a [Entry],
    pub manifest: &'a Manifest,
    pub drift: &'a Drift,
    /// SHA-256 of the files that the site has now, as lines of the ledger have it; `None` where they cannot be read.
    pub now: Option<String>,
    /// All sign-offs of now; `None` where the site asks for none.
    pub approvals: Option<&'a [Approval]>,
    /// The text of a public key; every report has to be signed with its secret half.
    pub key: Option<&'a str>,
}

impl Promised<'_> {
    /// Records everything that is published otherwise than it was promised.
    pub fn check(&self, diags: &mut Diagnostics) {
        let choice = Choice::of_manifest(&self.manifest.head());
        let nothing = Ledger::default();
        let ledger = self.then.inputs.ledger.as_ref().unwrap_or(&nothing);
        self.check_ledger(ledger, choice.early, diags);
        let reports = self.then.digests();
        let there: Vec<&(String, Period, String)> = reports
            .iter()
            .filter(|(folder, ..)| self.manifest.outputs.contains_key(&format!("{folder}/index.html")))
            .collect();
        self.check_witness(ledger, diags);
        if choice.early && self.then.embargoes().is_empty() {
            let reason = "it says that it is for early readers, and no report waits for its hour";
            diags.add(faults::published_manifest(reason));
        }
        if choice.early {
            self.check_withdrawn(diags);
        }
        if !ledger.entries.is_empty() {
            self.check_reports(ledger, &there, choice.early, diags);
        }
        let periods: Vec<Period> = there.iter().map(|(_, period, _)| *period).collect();
        let parts = self.then.parts(&periods);
        let lines = ledger.reports();
        for (folder, period, digest) in there {
            let parts = parts.get(period);
            let of = lines.get(folder.as_str()).map_or(&[][..], Vec::as_slice);
            if !self.is_approved(*period, parts, of, digest) {
                diags.add(faults::published_unapproved(folder, *period));
            } else if !self.is_signed(*period, parts) {
                diags.add(faults::published_unsigned(folder, *period));
            }
        }
        // Where nothing else is wrong; what is wrong says more.
        if !diags.has_errors() {
            self.check_files(ledger.entries.last(), diags);
        }
    }

    /// The folders of the reports that are there with the mark of a draft.
    pub fn drafts(&self) -> Vec<String> {
        let mut drafts = self.then.drafts();
        drafts.retain(|folder| self.manifest.outputs.contains_key(&format!("{folder}/index.html")));
        drafts
    }

    /// Whether the place was published with this ledger, and lately.
    /// What early readers have may be older.
    fn check_ledger(&self, ledger: &Ledger, is_early: bool, diags: &mut Diagnostics) {
        match &self.manifest.ledger {
            Some(mark) => match self.then.inputs.has_line(mark.entry, &mark.hash) {
                Err(lost) => diags.add(faults::published_with_another_ledger(mark.entry, lost)),
                Ok(()) if !self.later.is_empty() && !is_early => {
                    diags.add(faults::published_before(mark.entry, self.later.len()));
                }
                Ok(()) => {}
            },
            // An older kalends wrote no such mark, and no line of the kind that this one writes.
            None if !is_early && ledger.entries.iter().any(|entry| entry.record.page.is_some()) => {
                diags.add(faults::published_manifest("it does not say with which line of the ledger it was published"));
            }
            None => {}
        }
    }

    /// Whether early readers still have a report that was withdrawn after they got it.
    fn check_withdrawn(&self, diags: &mut Diagnostics) {
        let mut newest: BTreeMap<&str, &Entry> = BTreeMap::new();
        newest.extend(self.later.iter().map(|entry| (entry.record.report.as_str(), entry)));
        let is_there = |folder: &str| self.manifest.outputs.contains_key(&format!("{folder}/index.html"));
        for (folder, _) in newest.iter().filter(|(folder, of)| of.record.withdrawn.is_some() && is_there(folder)) {
            diags.add(faults::published_unrecorded(folder, "it was withdrawn since, and early readers still have it"));
        }
    }

    /// Whether each page names the line of the ledger that its report was published with. Where the ledger is another
    /// one, that says more.
    fn check_witness(&self, ledger: &Ledger, diags: &mut Diagnostics) {
        let mark = self.manifest.ledger.as_ref();
        let mark = mark.filter(|mark| self.then.inputs.has_line(mark.entry, &mark.hash).is_ok());
        let Some((mark, named)) = mark.and_then(|mark| Some((mark, mark.reports.as_ref()?))) else { return };
        let newest = ledger.newest_until(mark.entry);
        let folders: BTreeSet<&str> = named.keys().map(String::as_str).chain(newest.keys().copied()).collect();
        for folder in folders {
            let line = newest.get(folder).map(|entry| (entry.line as usize, entry.chain.as_str()));
            if named.get(folder).map(|line| (line.entry, line.hash.as_str())) != line {
                let reason = format!("it does not name the line of the ledger that says that `{folder}` was published");
                diags.add(faults::published_manifest(&reason));
            }
        }
    }

    /// Whether the manifest names the files that the line says the site was published from: an older version may name
    /// the newest line.
    fn check_files(&self, line: Option<&Entry>, diags: &mut Diagnostics) {
        let Some((entry, inputs)) = line.and_then(|entry| Some((entry, entry.record.inputs.as_ref()?))) else { return };
        let head = self.manifest.head();
        let choice = Choice::of_manifest(&head);
        // With drafts nothing is recorded; but what is known to have been published before is in it.
        let is_wrong = if choice.early {
            false
        } else if choice.drafts {
            !self.drift.new.is_empty() && self.now.as_ref() == Some(inputs)
        } else {
            *inputs != head.digest()
        };
        if is_wrong {
            let reason = format!("line {} of the ledger was published from other files than it names", entry.line);
            diags.add(faults::published_manifest(&reason));
        }
    }

    /// Whether each report is as the ledger says, and each of the ledger is there. Early readers may have more.
    fn check_reports(
        &self,
        ledger: &Ledger,
        there: &[&(String, Period, String)],
        is_early: bool,
        diags: &mut Diagnostics,
    ) {
        let mark = self.manifest.ledger.as_ref();
        let mark = mark.filter(|mark| self.then.inputs.has_line(mark.entry, &mark.hash).is_ok());
        let last = mark.map_or(usize::MAX, |mark| mark.entry);
        let lines = ledger.reports();
        for (folder, _, digest) in there {
            let of = lines.get(folder.as_str()).map_or(&[][..], Vec::as_slice);
            let published: Vec<&&Entry> = of.iter().filter(|entry| entry.line as usize <= last).collect();
            let is_it = |entry: &&Entry| entry.record.digest == *digest;
            let is_as_published = match (published.last(), &self.manifest.ledger) {
                (None, _) if is_early => continue,
                (None, _) => {
                    diags.add(faults::published_unrecorded(folder, "no line of the ledger says that it was published"));
                    continue;
                }
                (Some(last), Some(_)) => is_it(last),
                (Some(_), None) => published.iter().any(|entry| is_it(entry)),
            };
            // What was changed in the site since, or another program, gives another digest.
            if !is_as_published && self.is_as_then() {
                let why = "what makes it is not what the ledger says it was made of";
                diags.add(faults::published_unrecorded(folder, why));
            }
        }
        let mut newest = ledger.newest();
        newest.extend(
            self.later
                .iter()
                .filter(|entry| is_of_a_report(&entry.record.report))
                .map(|entry| (ledger.folder_now(&entry.record.report), entry)),
        );
        let absent = newest.iter().filter(|(folder, entry)| {
            let is_there = self.manifest.outputs.contains_key(&format!("{folder}/index.html"));
            !is_there && !is_early && entry.record.withdrawn.is_none()
        });
        for (folder, _) in absent {
            diags.add(faults::published_unrecorded(
                folder,
                "the ledger says that it was published, and it is not there",
            ));
        }
    }

    /// Whether the files of the site are those that it was published from.
    fn is_as_then(&self) -> bool {
        self.manifest.kalends == VERSION && self.drift.changed.is_empty()
    }

    /// Whether somebody approved the report as it is published, or the ledger says that it was published so, approved or
    /// before the site asked for it.
    fn is_approved(&self, period: Period, parts: Option<&Parts>, lines: &[&Entry], digest: &str) -> bool {
        if self.approvals.is_none() {
            return true;
        }
        let is_recorded = |entry: &&Entry| entry.record.digest == digest || !self.is_as_then();
        lines.iter().any(is_recorded) || self.covering(period, parts).next().is_some()
    }

    fn is_signed(&self, period: Period, parts: Option<&Parts>) -> bool {
        let Some(key) = self.key else { return true };
        self.covering(period, parts).any(|approval| is_signed(approval, key).is_ok())
    }

    /// The sign-offs of a period that cover what is published of it.
    fn covering(&self, period: Period, parts: Option<&Parts>) -> impl Iterator<Item = &Approval> {
        let all = self.approvals.unwrap_or_default().iter().filter(move |approval| approval.period == period);
        let is_same = |approval: &Approval| parts.is_some_and(|parts| approval.parts.changes(parts).is_empty());
        let changed = !self.is_as_then();
        all.filter(move |approval| changed || is_same(approval)).collect::<Vec<_>>().into_iter()
    }
}
