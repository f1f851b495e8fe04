//! The folders that published reports of members have now, where the catalog says that a member has another id.

use std::collections::BTreeMap;

use super::Site;
use crate::base::address;
use crate::diag::{Diagnostics, faults};
use crate::model::content::Series;

/// Lets the lines of the ledger about reports of a member under an old id be lines about those of its new one. Says where both were
/// published beside each other, and so are two members.
pub fn follow(site: &mut Site, diags: &mut Diagnostics) {
    let Some(ledger) = &site.ledger else { return };
    let mut folders = BTreeMap::new();
    for series in &site.series {
        let dimension = series.for_each.as_ref().and_then(|dimension| site.catalog.dimensions.get(dimension));
        for (was, now) in dimension.into_iter().flat_map(|dimension| &dimension.renamed) {
            let is_of = |folder: &str, id: &str| member_of(series, folder) == Some(id);
            let Some(last) = ledger.of_reports().filter(|entry| is_of(&entry.record.report, was)).last() else {
                continue;
            };
            let beside = ledger.of_reports().take_while(|entry| entry.line < last.line);
            let beside = beside.map(|entry| entry.record.report.as_str()).find(|folder| is_of(folder, &now.id));
            if let Some(report) = beside {
                diags.add(faults::renamed_to_another(now.place.clone(), was, &now.id, report));
                continue;
            }
            let of_member = ledger.of_reports().map(|entry| entry.record.report.as_str()).filter(|of| is_of(of, was));
            let of_now = |folder: &str| {
                let period = folder.rsplit('/').next().unwrap_or(folder);
                let above = if series.path.is_empty() { String::new() } else { format!("{}/", series.path) };
                (folder.to_owned(), format!("{above}{}/{period}", now.id))
            };
            folders.extend(of_member.map(of_now));
        }
    }
    if let Some(ledger) = &mut site.ledger {
        ledger.renamed = folders;
    }
}

/// The id of the member that a report in the folder of a series is of, by its folder.
pub fn member_of<'f>(series: &Series, report: &'f str) -> Option<&'f str> {
    let member = address::folder(report);
    let id = if series.path.is_empty() { member } else { member.strip_prefix(&series.path)?.strip_prefix('/')? };
    (!id.is_empty() && !id.contains('/')).then_some(id)
}
