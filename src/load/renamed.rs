//! The folders that published reports of members have now, where the catalog says that a member has another id.

use std::collections::BTreeMap;

use super::Site;
use crate::base::address;
use crate::diag::{Diagnostics, faults};
use crate::model::content::Series;
use crate::model::ledger::{Entry, Record};

/// Lets the lines of the ledger about reports of a member under an old id be lines about those of its new one. Says where both were
/// published beside each other, and so are two members.
pub fn follow(site: &mut Site, diags: &mut Diagnostics) {
    let Some(ledger) = &site.ledger else { return };
    let mut folders = BTreeMap::new();
    for series in &site.series {
        let dimension = series.for_each.as_ref().and_then(|dimension| site.catalog.dimensions.get(dimension));
        for (was, now) in dimension.into_iter().flat_map(|dimension| &dimension.renamed) {
            let of_id = |id: &str| {
                let id = id.to_owned();
                ledger.of_reports().filter(move |entry| member_of(series, &entry.record.report) == Some(&id))
            };
            if let Some(Entry { record, .. }) = of_id(&now.id).find(|entry| lists(&entry.record, [was, &now.id])) {
                diags.add(faults::renamed_to_another(now.place.clone(), was, &now.id, &record.report));
                continue;
            }
            let of_member = of_id(was).map(|entry| entry.record.report.as_str());
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

/// Whether the members of a dimension were these two and perhaps others when the line was written. An id that was taken back
/// has lines too, of other times.
fn lists(record: &Record, ids: [&str; 2]) -> bool {
    let has_both = |members: &str| ids.iter().all(|id| members.split(' ').any(|member| member == *id));
    record.meanings.values().filter_map(|words| words.get("members")).flat_map(|members| members.lines()).any(has_both)
}

/// The id of the member that a report in the folder of a series is of, by its folder.
pub fn member_of<'f>(series: &Series, report: &'f str) -> Option<&'f str> {
    let member = address::folder(report);
    let id = if series.path.is_empty() { member } else { member.strip_prefix(&series.path)?.strip_prefix('/')? };
    (!id.is_empty() && !id.contains('/')).then_some(id)
}
