//! approvals.yaml → the sign-offs of reports, in the order of the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{Fields, date, fields, list, map, period, text};
use crate::base::period::Period;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::yaml::{self, Entry, Node};
use crate::model::approvals::{Approval, FigurePart, Parts};

const KEYS: &[&str] = &[
    "period",
    "by",
    "date",
    "anyway",
    "program",
    "figures",
    "text",
    "templates",
    "settings",
    "also",
    "digest",
    "signature",
];

/// Reads the sign-offs. One that cannot be read, or that was changed after it was given, is left out; so is one of a year
/// that was approved when years began in another month, for there is no report of it any more.
pub fn read(file: &Arc<str>, source: &str, year_start: i32, diags: &mut Diagnostics) -> Vec<Approval> {
    let Ok(node) = yaml::read(file, source, 0, diags) else { return Vec::new() };
    let Ok(top) = fields(&node, "the approvals", &["approvals"], diags) else { return Vec::new() };
    let items = top.read("approvals", diags, |node, diags| list(node, "a list of approvals", diags));
    let items = items.unwrap_or_default().iter().filter(|item| !is_of_other_years(item, year_start));
    items.filter_map(|item| approval(item, year_start, diags).ok()).collect()
}

fn is_of_other_years(node: &Node, year_start: i32) -> bool {
    let unheard = &mut Diagnostics::default();
    let period =
        fields(node, "an approval", KEYS, unheard).ok().and_then(|fields| fields.read("period", unheard, text));
    period.is_some_and(|period| Period::is_year_of_others(&period, year_start))
}

fn approval(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Result<Approval, Stopped> {
    let fields = fields(node, "an approval", KEYS, diags)?;
    let mut needed = |key: &str| fields.needed(key, "an approval", &node.place, diags).map(|entry| &entry.value);
    let (period_node, by, date_node, program, digest_node) =
        (needed("period"), needed("by"), needed("date"), needed("program"), needed("digest"));
    let period = period_node.and_then(|node| Ok((period(node, year_start, diags)?, node.place.clone())));
    let date = date_node.and_then(|node| date(node, diags));
    let by = by.and_then(|node| text(node, diags));
    let program = program.and_then(|node| text(node, diags));
    let digest = digest_node.and_then(|node| Ok((text(node, diags)?, node.place.clone())));
    let anyway = fields.read("anyway", diags, text);
    let signature = fields.read("signature", diags, text);
    let parts = Parts {
        figures: fields.get("figures").map_or_else(BTreeMap::new, |entry| figures(entry, diags)),
        text: hashes("text", &fields, diags),
        templates: hashes("templates", &fields, diags),
        settings: hashes("settings", &fields, diags),
        also: fields.get("also").is_some().then(|| hashes("also", &fields, diags)),
        older: BTreeMap::new(),
        program: program?,
    };
    let ((period, place), by, date, (digest, digest_place)) = (period?, by?, date?, digest?);
    let approval = Approval { period, by, date, anyway, parts, signature, place };
    // A part of it that has a fault of its own is missing here, and changes the digest.
    if digest != approval.digest() && !diags.has_errors() {
        return Err(diags.stop(faults::approval_edited(digest_place, period)));
    }
    Ok(approval)
}

fn hashes(key: &str, fields: &Fields<'_>, diags: &mut Diagnostics) -> BTreeMap<String, String> {
    let entries = fields.read(key, diags, |node, diags| map(node, &format!("`{key}`"), diags)).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), text(&entry.value, diags).ok()?))).collect()
}

fn figures(entry: &Entry, diags: &mut Diagnostics) -> BTreeMap<String, FigurePart> {
    let entries = map(&entry.value, "`figures`", diags).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), figure(entry, diags).ok()?))).collect()
}

fn figure(entry: &Entry, diags: &mut Diagnostics) -> Result<FigurePart, Stopped> {
    let fields = fields(&entry.value, "a figure of an approval", &["value", "hash"], diags)?;
    let mut word =
        |key: &str| text(&fields.needed(key, "a figure of an approval", &entry.key_place, diags)?.value, diags);
    let (value, hash) = (word("value"), word("hash"));
    Ok(FigurePart { value: value?, hash: hash? })
}
