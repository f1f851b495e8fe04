//! The addresses that pages had before, against those that there are: each leads to one page, and none stands in the way.

use std::collections::{BTreeMap, BTreeSet};

use super::Site;
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::model::content::{Page, Series};
use crate::model::ledger::Ledger;

/// A fault for each page at the address of a report that was withdrawn: readers find there that it was.
pub fn of_withdrawn(site: &Site) -> Vec<Diagnostic> {
    let newest = site.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
    let withdrawn: BTreeSet<String> = newest
        .into_iter()
        .filter(|(_, entry)| entry.record.withdrawn.is_some())
        .map(|(folder, _)| folder.to_lowercase())
        .collect();
    let mut faults = Vec::new();
    for series in &site.series {
        for page in series.pages.iter().filter(|page| !page.draft) {
            if withdrawn.contains(&format!("{}{}", prefix(series), page.slug).to_lowercase()) {
                let place = Place::of_file(page.file.clone());
                faults.push(faults::address_taken(place, &page.slug, "a report that was withdrawn"));
            }
        }
    }
    faults
}

/// What stands before the addresses of a series' pages.
fn prefix(series: &Series) -> String {
    if series.path.is_empty() { String::new() } else { format!("{}/", series.path) }
}

/// Says where a page is at the address of a withdrawn report, and where an address of `moved_from` is that of a page that
/// is there, of the page itself, or of two.
pub fn check(site: &Site, diags: &mut Diagnostics) {
    diags.extend(of_withdrawn(site));
    let moved = |series: &Series| series.pages.iter().chain(&series.index).any(|page| !page.moved_from.is_empty());
    let of_reports = |series: &Series| series.reports.iter().any(|(_, page)| !page.moved_from.is_empty());
    if !site.series.iter().any(|series| moved(series) || of_reports(series)) {
        return;
    }
    let taken = taken(site);
    let mut former: BTreeMap<String, &Place> = BTreeMap::new();
    for series in &site.series {
        for page in pages(series).filter(|page| !page.draft) {
            for (folder, place) in &page.moved_from {
                // Addresses that differ only in capital letters are the same on some disks.
                let address = folder.to_lowercase();
                match taken.get(&address) {
                    Some(file) if **file == *page.file => diags.add(faults::moved_from_itself(place.clone(), folder)),
                    Some(file) => diags.add(faults::moved_from_a_page(place.clone(), folder, file)),
                    None => match former.get(&address) {
                        // Said twice by one page, it is said.
                        Some(first) if first.file == place.file => {}
                        Some(first) => diags.add(faults::moved_twice(place.clone(), (*first).clone(), folder)),
                        None => drop(former.insert(address, place)),
                    },
                }
            }
        }
    }
}

/// The texts that have one address: of pages, of reports of one period, of a folder.
fn pages(series: &Series) -> impl Iterator<Item = &Page> {
    let reports = series.reports.iter().map(|(_, page)| page);
    series.pages.iter().chain(reports).chain(&series.index).map(|page| &**page)
}

/// The folders at which there are pages, in small letters, each with the text that it is made of.
fn taken(site: &Site) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::new();
    for series in &site.series {
        let prefix = prefix(series);
        let mut take = |folder: String, file: &str| drop(taken.insert(folder.to_lowercase(), file.to_owned()));
        for page in series.pages.iter().filter(|page| !page.draft) {
            take(format!("{prefix}{}", page.slug), &page.file);
        }
        for member in site.members(series) {
            let prefix = member.map_or_else(|| prefix.clone(), |(_, id)| format!("{prefix}{id}/"));
            let reports = site.editions(series, member, false);
            if let Some(first) = reports.first().filter(|_| !prefix.is_empty()) {
                take(prefix.trim_end_matches('/').to_owned(), &first.page.file);
            }
            reports.iter().for_each(|report| take(report.folder(), &report.page.file));
        }
        if let Some(index) = series.index.as_ref().filter(|_| !series.path.is_empty()) {
            take(series.path.clone(), &index.file);
        }
    }
    let withdrawn = site.ledger.iter().flat_map(Ledger::newest).filter(|(_, entry)| entry.record.withdrawn.is_some());
    taken.extend(withdrawn.map(|(folder, _)| (folder.to_lowercase(), "the page of a withdrawn report".to_owned())));
    taken
}
