//! What stands between a period's reports and their release, each with the way to its place: errors, texts that take the
//! place of published ones, reasons and actions that are missing, open remarks, pictures without words, files that nobody
//! would see, other warnings.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::address;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostic, Severity, faults};
use crate::l10n::{sentence, words};
use crate::lint::Finding;
use crate::model::language::Language;
use crate::model::ledger::{Change, Ledger, What};
use crate::site::{self, Prepared, ReportPage, view};

/// What the list is made from.
pub struct Found<'a> {
    pub prepared: &'a Prepared,
    pub period: Period,
    /// What the reports show otherwise than it was published.
    pub broken: &'a [Diagnostic],
    /// What was found when the site was read and its pages were made.
    pub built: &'a [Diagnostic],
    /// What readers and editors could trip over.
    pub findings: &'a [Finding],
    pub drafts: &'a [ReportPage],
}

/// The groups, each of which may be empty: then that is said.
pub fn groups(found: &Found<'_>) -> Vec<view::ChecklistGroup> {
    let language = found.prepared.inputs.settings.language;
    let words = words(language);
    let mut places: BTreeMap<&Diagnostic, Option<String>> = BTreeMap::new();
    let open = found.findings.iter().filter(|finding| finding.acknowledged.is_none());
    for finding in open {
        let href = found.section_of(finding);
        places.entry(&finding.diagnostic).or_insert(href);
    }
    for fault in found.built.iter().filter(|fault| fault.severity == Severity::Warning) {
        places.entry(fault).or_insert(None);
    }
    let is_reason = |fault: &Diagnostic| {
        let codes = [
            &faults::MISSED_WITHOUT_WORDS,
            &faults::CHANGE_WITHOUT_NOTE,
            &faults::REVISION_WITHOUT_REASON,
            &faults::GAP_WITHOUT_NOTE,
        ];
        codes.contains(&fault.code)
    };
    let is_picture = |fault: &Diagnostic| *fault.code == faults::PICTURE_WITHOUT_TEXT;
    let items = |wanted: &dyn Fn(&Diagnostic) -> bool| -> Vec<view::ChecklistItem> {
        let wanted = places.iter().filter(|(fault, _)| wanted(fault));
        wanted.map(|(fault, href)| item(fault, href.clone())).collect()
    };
    let remarks = found.prepared.inputs.remarks.iter();
    let remarks = remarks.filter(|remark| remark.period == found.period && remark.is_open());
    let remarks = remarks.map(|remark| view::ChecklistItem {
        text: format!("{}: {}", remark.by, remark.text),
        lang: None,
        href: Some(format!("#given-{}", remark.place.line)),
        place: Some(at(&remark.place)),
    });
    let file = |path: String| view::ChecklistItem { text: String::new(), lang: None, href: None, place: Some(path) };
    let group = |name: &str, items: Vec<view::ChecklistItem>| view::ChecklistGroup {
        name: name.to_owned(),
        count: items.len(),
        items,
    };
    vec![
        group(words.list_errors, found.broken.iter().map(|fault| item(fault, None)).collect()),
        group(words.list_editions, found.editions()),
        group(words.list_reasons, items(&is_reason)),
        group(words.list_remarks, remarks.collect()),
        group(words.list_pictures, items(&is_picture)),
        group(words.list_warnings, items(&|fault| !is_reason(fault) && !is_picture(fault))),
        group(words.list_files, site::files_without_a_name(&found.prepared.inputs).into_iter().map(file).collect()),
    ]
}

impl Found<'_> {
    /// Why the text of a report is another one than its readers have, as they will be told. What they were told already
    /// is not among it.
    fn editions(&self) -> Vec<view::ChecklistItem> {
        let inputs = &self.prepared.inputs;
        let lines = inputs.ledger.as_ref().map(Ledger::reports).unwrap_or_default();
        let pages =
            inputs.series.iter().flat_map(|series| series.reports.iter().map(|(_, page)| page).chain(&series.standing));
        let pages: Vec<_> = pages.collect();
        let item = |draft: &ReportPage| {
            let page = pages.iter().find(|page| page.file == draft.file)?;
            let reason = page.edition.as_deref()?;
            let published = lines.get(address::folder(&draft.path))?;
            let is_told = |change: &Change| change.what == What::Text && change.reason == reason;
            let is_new = !published.iter().flat_map(|entry| &entry.record.changes).any(is_told);
            is_new.then(|| view::ChecklistItem {
                text: sentence(reason),
                lang: None,
                href: Some(draft.path.clone()),
                place: Some(draft.file.to_string()),
            })
        };
        self.drafts.iter().filter_map(item).collect()
    }

    /// To the section of the draft that the finding is about, where it is about one.
    fn section_of(&self, finding: &Finding) -> Option<String> {
        let section = finding.section.as_ref()?;
        let file = &finding.diagnostic.place.file;
        let of_text = self.drafts.iter().filter(|draft| draft.file == *file);
        // The text of many members is the same in each of their drafts.
        let folders: BTreeSet<&str> = of_text.map(|draft| draft.path.as_str()).collect();
        folders.first().map(|path| format!("{path}#{}", section.trim()))
    }
}

/// The file, and the line in it where it is about one.
fn at(place: &Place) -> String {
    if place.line == 0 { place.file.to_string() } else { format!("{}:{}", place.file, place.line) }
}

fn item(fault: &Diagnostic, href: Option<String>) -> view::ChecklistItem {
    view::ChecklistItem {
        text: crate::l10n::capital(&fault.message),
        lang: Some(Language::OF_MESSAGES.tag()),
        href,
        place: Some(at(&fault.place)),
    }
}
