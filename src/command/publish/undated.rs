//! Pages that belong to no period are no promise: their text may change at any time. The ledger has a digest of it, so that
//! whoever publishes is told which of them say something else than readers had.

use crate::base::address;
use crate::base::period::Period;
use crate::model::ledger::{BASE_URL, Ledger, Record};
use crate::site::Prepared;

/// What the ledger is to say of them; `None` where there is nothing.
pub fn record(prepared: &Prepared, newest: Period) -> Option<Record> {
    let (pages, address) = (prepared.undated_texts(), prepared.inputs.settings.base_url.as_deref());
    (!pages.is_empty() || address.is_some()).then(|| Record::of_pages(newest, pages, address))
}

/// A line for the pages that say something else than the ledger says they did, and one where the site is read at another
/// address now.
pub fn rewritten(prepared: &Prepared) -> String {
    let Some(was) = prepared.inputs.ledger.as_ref().and_then(Ledger::pages) else { return String::new() };
    let now = prepared.undated_texts();
    let is_other = |(path, digest): &(&String, &String)| was.pages.get(*path).is_some_and(|was| was != *digest);
    let name = |path: &'_ str| {
        if address::folder(path).is_empty() { path.to_owned() } else { address::folder(path).to_owned() }
    };
    let pages: Vec<String> = now.iter().filter(is_other).map(|(path, _)| name(path)).collect();
    let mut text = String::new();
    if !pages.is_empty() {
        text.push_str(&format!("\nanother text than readers had: {}", pages.join(", ")));
    }
    let address = |address: Option<&str>| address.unwrap_or("none").to_owned();
    let (before, now) = (was.settings.get(BASE_URL).map(String::as_str), prepared.inputs.settings.base_url.as_deref());
    if before != now {
        text.push_str(&format!("\nanother base_url than readers had: {} → {}", address(before), address(now)));
    }
    text
}
