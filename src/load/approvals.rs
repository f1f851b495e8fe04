//! approvals.yaml → the sign-offs of reports, in the order of the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{date, fields, list, map, period, text};
use crate::diag::{Diagnostics, faults};
use crate::load::yaml::{self, Entry, Node};
use crate::model::approvals::{Approval, FigurePart, Parts};

const KEYS: &[&str] =
    &["period", "by", "date", "anyway", "program", "figures", "text", "templates", "settings", "digest", "signature"];

/// Reads the sign-offs; one that cannot be read, or that is not what was approved any more, is reported and left out.
pub fn read(file: &Arc<str>, source: &str, year_start: i32, diags: &mut Diagnostics) -> Vec<Approval> {
    let Some(node) = yaml::read(file, source, 0, diags) else { return Vec::new() };
    let Some(top) = fields(&node, "the approvals", &["approvals"], diags) else { return Vec::new() };
    let entry = top.get("approvals").map(|entry| &entry.value);
    let items = entry.and_then(|node| list(node, "a list of approvals", diags)).unwrap_or_default();
    items.iter().filter_map(|item| approval(item, year_start, diags)).collect()
}

fn approval(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Option<Approval> {
    let fields = fields(node, "an approval", KEYS, diags)?;
    for key in ["period", "by", "date", "program", "digest"] {
        if !fields.contains_key(key) {
            diags.add(faults::missing_key(node.place.clone(), key, "an approval"));
        }
    }
    let period_node = fields.get("period").map(|entry| &entry.value);
    let period = period_node.and_then(|node| period(node, year_start, diags));
    let date = fields.get("date").and_then(|entry| date(&entry.value, diags));
    let mut words = |key: &str| fields.get(key).and_then(|entry| text(&entry.value, diags));
    let (by, program, digest) = (words("by"), words("program"), words("digest"));
    let (anyway, signature) = (words("anyway"), words("signature"));
    let mut of = |key: &str| fields.get(key).map_or_else(BTreeMap::new, |entry| hashes(entry, diags));
    let (texts, templates, settings) = (of("text"), of("templates"), of("settings"));
    let figures = fields.get("figures").map_or_else(BTreeMap::new, |entry| figures(entry, diags));
    let parts = Parts { program: program?, figures, text: texts, templates, settings };
    let (period, by, date, digest) = (period?, by?, date?, digest?);
    let approval = Approval { period, by, date, anyway, parts, signature, place: period_node?.place.clone() };
    if digest != approval.digest() && !diags.has_errors() {
        let place = fields.get("digest").map(|entry| entry.value.place.clone());
        diags.add(faults::approval_edited(place.unwrap_or_else(|| node.place.clone()), period));
        return None;
    }
    Some(approval)
}

fn hashes(entry: &Entry, diags: &mut Diagnostics) -> BTreeMap<String, String> {
    let entries = map(&entry.value, &format!("`{}`", entry.key), diags).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), text(&entry.value, diags)?))).collect()
}

fn figures(entry: &Entry, diags: &mut Diagnostics) -> BTreeMap<String, FigurePart> {
    let mut figures = BTreeMap::new();
    for entry in map(&entry.value, "`figures`", diags).unwrap_or_default() {
        let Some(fields) = fields(&entry.value, "a figure of an approval", &["value", "hash"], diags) else { continue };
        let mut word = |key: &str| match fields.get(key) {
            Some(field) => text(&field.value, diags),
            None => {
                diags.add(faults::missing_key(entry.key_place.clone(), key, "a figure of an approval"));
                None
            }
        };
        if let (Some(value), Some(hash)) = (word("value"), word("hash")) {
            figures.insert(entry.key.clone(), FigurePart { value, hash });
        }
    }
    figures
}
