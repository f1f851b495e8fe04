//! What is published stays: nothing of it goes in silence, and a place that was published to knows with what.
//!
//! A report that the site does not build any more stops publishing, until it is put back or withdrawn by name; one that
//! is withdrawn leaves a page that says so, and may be taken back by name. The manifest of a place names the newest line of the ledger that it was
//! published with, and says whether there were sign-offs: a ledger or sign-offs that were lost are not "never there".

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use crate::base::address;
use crate::base::period::Grain;
use crate::base::place::Place;
use crate::command::destination::MaxDelete;
use crate::diag::faults::{self, WouldGo};
use crate::diag::{Diagnostic, Diagnostics, Stopped};
use crate::load::{self, APPROVALS};
use crate::model::ledger::{Change, Entry, Ledger, Record, What, edition_of};
use crate::output::{Changes, Manifest};
use crate::site::{self, Choice, Gone, Prepared, Standing};

/// Withdraws reports by their folders, as if the ledger said so already. Returns what it is to say.
pub fn withdraw(options: &Options, inputs: &mut load::Site) -> Result<Vec<Record>, Diagnostic> {
    let mut records = Vec::new();
    for folder in &options.withdrawn {
        let folder = folder.trim_end_matches('/');
        let newest = inputs.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
        let there = || newest.iter().filter(|(_, entry)| entry.record.withdrawn.is_none());
        let found = there().find(|(of, _)| **of == folder).map(|(_, entry)| entry.record.period);
        let editions = inputs.ledger.as_ref().map(Ledger::editions).unwrap_or_default();
        let edition = editions.iter().find(|of| of.folder == folder && of.withdrawn.is_none()).map(|of| of.period);
        let found = found.or(edition);
        let Some(period) = found else {
            let known: Vec<&str> = there().map(|(folder, _)| *folder).collect();
            let is_gone = newest.contains_key(folder) || editions.iter().any(|edition| edition.folder == folder);
            return Err(faults::not_to_be_withdrawn(folder, is_gone, &known));
        };
        let record = Record::withdrawn(folder, period, &options.reason);
        say(options, inputs, record.clone());
        records.push(record);
    }
    // As every later run would say.
    if let Some(fault) = load::of_withdrawn(inputs).into_iter().next().filter(|_| !records.is_empty()) {
        return Err(fault);
    }
    Ok(records)
}

/// Takes reports back that were withdrawn, by their folders, as if the ledger said so already. Returns for each of them
/// what its page and the ledger are to say: why it was withdrawn, and why it is there again.
pub fn restore(options: &Options, inputs: &mut load::Site) -> Result<Vec<(String, Vec<Change>)>, Diagnostic> {
    let mut restored = Vec::new();
    for folder in &options.restored {
        let folder = folder.trim_end_matches('/');
        let editions = inputs.ledger.as_ref().map(Ledger::editions).unwrap_or_default();
        if let Some(edition) = editions.iter().find(|edition| edition.folder == folder) {
            return Err(faults::edition_not_to_be_restored(folder, edition.withdrawn.is_some()));
        }
        let newest = inputs.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
        let found = newest.get(folder).and_then(|entry| Some((entry.record.period, entry.record.withdrawn.clone()?)));
        let Some((period, withdrawn)) = found else {
            let known = newest.iter().filter(|(_, entry)| entry.record.withdrawn.is_some()).map(|(folder, _)| *folder);
            return Err(faults::not_to_be_restored(folder, newest.contains_key(folder), &known.collect::<Vec<_>>()));
        };
        let change = |what: What, reason: &str| Change {
            what,
            metric: None,
            label: String::new(),
            was: None,
            now: None,
            made_from: None,
            reason: reason.to_owned(),
        };
        let changes = vec![change(What::Withdrawn, &withdrawn), change(What::Restored, &options.reason)];
        say(options, inputs, Record { changes: changes.clone(), ..Record::of(folder, period) });
        restored.push((folder.to_owned(), changes));
    }
    Ok(restored)
}

/// Adds a line to the ledger as it was read.
fn say(options: &Options, inputs: &mut load::Site, record: Record) {
    if let Some(ledger) = &mut inputs.ledger {
        let line = ledger.entries.last().map_or(1, |entry| entry.line + 1);
        ledger.entries.push(Entry { line, at: options.now.clone(), record, chain: String::new() });
    }
}

/// An error for each published report that would go, and before it for the figures that changed. `whole` are the inputs
/// of `prepared` with everything that the choice leaves out.
pub fn check_reports(prepared: &Prepared, whole: load::Site, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let gone = prepared.gone();
    if gone.is_empty() {
        return Ok(());
    }
    let whole = site::prepare(whole, Choice { drafts: true, ..Choice::default() });
    let otherwise = site::figures_otherwise(&whole);
    if !otherwise.is_empty() {
        return Err(diags.stop_all(otherwise));
    }
    let standings = whole.standings();
    let reports = whole.reports();
    let fault = |gone: &Gone| {
        let standing = standings.iter().find(|of| of.reports.contains(&gone.folder));
        let why = match standing.map(|of| &of.standing) {
            Some(Standing::Void(_, changes)) => WouldGo::Changed(changes),
            Some(Standing::Unapproved) if whole.inputs.approvals.is_some() => WouldGo::Unapproved,
            Some(_) => WouldGo::LeftOut,
            None if reports.iter().any(|report| report.folder() == gone.folder) => WouldGo::Draft,
            None if is_of_other_years(&whole.inputs, gone) => WouldGo::OtherYears,
            None => {
                let why = of_no_member(&whole.inputs, gone).or_else(|| out_of_range(&whole.inputs, gone));
                why.unwrap_or(WouldGo::Nothing)
            }
        };
        faults::published_would_go(gone.line, &gone.folder, gone.period, why)
    };
    Err(diags.stop_all(gone.iter().map(fault)))
}

/// Whether it is the report of a year that begins in another month than those of the site do now.
fn is_of_other_years(inputs: &load::Site, gone: &Gone) -> bool {
    gone.period.grain() == Grain::Year && gone.period.first_month().number() != inputs.settings.fiscal_year_start
}

/// That the member of a report is none any more, with the only one whose reports are not out, as which it may be there.
/// `None` where there is another reason.
fn of_no_member<'i>(inputs: &'i load::Site, gone: &'i Gone) -> Option<WouldGo<'i>> {
    let series = inputs.series_of(&gone.folder)?;
    let (id, dimension) = (load::member_of(series, &gone.folder)?, series.for_each.as_deref()?);
    let members = &inputs.catalog.dimensions.get(dimension)?.members;
    let lines = inputs.ledger.iter().flat_map(Ledger::of_reports);
    let out: BTreeSet<&str> = lines.filter_map(|entry| load::member_of(series, &entry.record.report)).collect();
    let mut new = members.keys().map(String::as_str).filter(|member| !out.contains(member));
    let now = new.next().filter(|_| new.next().is_none());
    (!members.contains_key(id)).then_some(WouldGo::NoMember { id, dimension, now })
}

/// The bound of a standing text that leaves out a month of which there is a snapshot; `None` where there is another reason.
fn out_of_range<'i>(inputs: &'i load::Site, gone: &Gone) -> Option<WouldGo<'i>> {
    let text = inputs.series_of(&gone.folder)?.standing.as_ref()?;
    let is_known = inputs.snapshots.iter().any(|snapshot| snapshot.period == gone.period);
    let (key, bound) = text.bound_before(gone.period).filter(|_| is_known)?;
    Some(WouldGo::OutOfRange { file: &text.file, key, bound })
}

/// An error for each page that readers found there and that would be gone, with nothing in its place. Reports are the
/// ledger's, the pages of metrics go with these, what was published with drafts was for those who try it, and whoever
/// says how many files may go means them too.
pub fn check_pages(
    options: &Options,
    prepared: &Prepared,
    changes: &Changes,
    present: Option<&Manifest>,
    diags: &mut Diagnostics,
) -> Result<(), Stopped> {
    if !matches!(options.max_delete, MaxDelete::Usual) {
        return Ok(());
    }
    let is_tried = is_tried(options, present);
    let reports = prepared.inputs.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
    let folders = changes.remove.iter().filter_map(|name| name.strip_suffix("/index.html"));
    let is_a_page = |folder: &&str| {
        let is_of_a_metric = folder.starts_with("metrics/");
        !is_of_a_metric && !reports.contains_key(folder) && edition_of(folder).is_none()
    };
    let gone = folders.filter(is_a_page).filter(|_| !is_tried);
    let faults: Vec<Diagnostic> = gone.map(|folder| faults::page_would_go(&options.destination, folder)).collect();
    if faults.is_empty() { Ok(()) } else { Err(diags.stop_all(faults)) }
}

/// An error for each setting that takes downloads away which lie beside reports that stay. Whoever says how many files may
/// go means them too.
pub fn check_downloads(
    options: &Options,
    prepared: &Prepared,
    changes: &Changes,
    present: Option<&Manifest>,
    diags: &mut Diagnostics,
) -> Result<(), Stopped> {
    if !matches!(options.max_delete, MaxDelete::Usual) || is_tried(options, present) {
        return Ok(());
    }
    let settings = &prepared.inputs.settings;
    let reports: BTreeMap<String, bool> =
        prepared.reports().iter().map(|report| (report.folder().to_owned(), report.member.is_some())).collect();
    let beside = |name: &str| reports.get(address::folder(name)).copied();
    let gone: Vec<(&str, bool)> =
        changes.remove.iter().filter_map(|name| Some((name.as_str(), beside(name)?))).collect();
    let taken = |is_taken: &dyn Fn(&str, bool) -> bool| -> Vec<&str> {
        gone.iter().filter(|(name, is_of_member)| is_taken(name, *is_of_member)).map(|(name, _)| *name).collect()
    };
    let is_chart = |name: &str, _| !settings.chart_files && address::has_ending(name, &["svg", "csv"]);
    let is_book = |name: &str, is_of_member| {
        let made = settings.workbook_beside(is_of_member);
        !made.has_xlsx() && address::has_ending(name, &["xlsx"])
            || !made.has_ods() && address::has_ending(name, &["ods"])
    };
    let is_document = |name: &str, _| !settings.word && address::has_ending(name, &["docx"]);
    // Nothing is written in the settings of a site whose members have none any more.
    let word =
        settings.workbook.map_or("no `workbook`".to_owned(), |workbook| format!("`workbook: {}`", workbook.word()));
    let all = [
        ("chart_files", "`chart_files: false`", "charts", taken(&is_chart)),
        ("workbook", &word, "workbooks", taken(&is_book)),
        ("word", "`word: false`", "documents", taken(&is_document)),
    ];
    let fault = |(key, setting, what, files): (&str, &str, &str, Vec<&str>)| {
        let place = settings.places.get(key).cloned().unwrap_or_else(|| Place::of_file("kalends.yaml"));
        (!files.is_empty()).then(|| faults::downloads_would_go(place, setting, what, &files))
    };
    let faults: Vec<Diagnostic> = all.into_iter().filter_map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(diags.stop_all(faults)) }
}

/// Whether drafts are published, or are what is there: that was for those who try it.
fn is_tried(options: &Options, present: Option<&Manifest>) -> bool {
    options.drafts || present.is_some_and(|present| Choice::of_manifest(&present.head()).drafts)
}

/// An error where the place was published with a ledger or with sign-offs that the site does not have any more.
pub fn check_place(options: &Options, prepared: &Prepared, present: Option<&Manifest>) -> Result<(), Diagnostic> {
    if let Some(mark) = present.and_then(|present| present.ledger.as_ref())
        && let Err(lost) = prepared.inputs.has_line(mark.entry, &mark.hash)
    {
        return Err(faults::ledger_lost(&options.destination, mark.entry, lost));
    }
    if prepared.inputs.approvals.is_some() {
        return Ok(());
    }
    if present.is_some_and(|present| present.inputs.contains_key(APPROVALS)) {
        return Err(faults::approvals_lost(&options.destination));
    }
    // A new place knows of none; the ledger does.
    let newest = prepared.inputs.ledger.as_ref().and_then(Ledger::newest_of_a_report);
    match newest.filter(|entry| entry.record.approved_by.is_some()) {
        Some(entry) if !options.force && !options.drafts => Err(faults::approvals_lost_here(entry.line)),
        _ => Ok(()),
    }
}
