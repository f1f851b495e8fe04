//! Entries that go from a mapping, in block and in flow style.

use super::origins::comment_in;
use super::{Edits, Layout, Step, at};
use crate::load::yaml::{Entry, Value};

/// `None` where a key is not there, where nothing would be left, where a mapping in braces has several lines, and where an
/// author's comment would go too, or would stand above what it is not about.
pub(super) fn remove(layout: &Layout<'_>, path: &[Step], keys: &[String], edits: &mut Edits) -> Option<()> {
    let map = at(&layout.root, path)?;
    let entries = map.entries();
    let goes = |entry: &Entry| keys.contains(&entry.key);
    let kept: Vec<&Entry> = entries.iter().filter(|entry| !goes(entry)).collect();
    if kept.is_empty() || entries.len() - kept.len() != keys.len() {
        return None;
    }
    let start = |entry: &Entry| layout.offset(&entry.key_place);
    let (first, last) = (entries.first()?, entries.last()?);
    if layout.text.get(layout.offset(&map.place)?..)?.starts_with('{') {
        let end = |entry: &Entry| match entry.value.value {
            Value::Empty => layout.behind_colon(entry),
            _ => layout.end_of_flow_value(layout.offset(&entry.value.place)?),
        };
        let range = start(first)?..end(last)?;
        if layout.text.get(range.clone())?.contains('\n') {
            return None;
        }
        let part = |entry: &&Entry| layout.text.get(start(entry)?..end(entry)?);
        let parts: Vec<&str> = kept.iter().map(part).collect::<Option<_>>()?;
        edits.replace(range, parts.join(", "));
        return Some(());
    }
    // The dash of a list's item stands before its first entry.
    let begin = |entry: &Entry| layout.start_of_line(start(entry)?);
    let is_behind_dash = !layout.text.get(begin(first)?..start(first)?)?.trim().is_empty();
    let from = match goes(first) && is_behind_dash {
        true => {
            edits.replace(start(first)?..start(kept.first()?)?, "");
            start(kept.first()?)?
        }
        false => begin(first)?,
    };
    for entry in entries.iter().filter(|entry| goes(entry)) {
        let range = begin(entry)?..layout.end_of_entry(entry)?;
        let is_above = range.start >= from && is_remark(layout.line_before(range.start));
        if is_above || layout.text.get(range.clone())?.lines().any(is_remarked) {
            return None;
        }
        if range.start >= from {
            edits.replace(range, "");
        }
    }
    Some(())
}

/// Whether a line is a comment alone.
fn is_remark(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// Whether a line has a comment of its author, beside those of imports: `from visits.csv, row 2; n from visits.csv, row 3`.
fn is_remarked(line: &str) -> bool {
    let of_import = |part: &str| {
        let part = part.trim();
        part.starts_with("from ") || part.split_once(' ').is_some_and(|(_, words)| words.starts_with("from "))
    };
    let comment = comment_in(line.trim_end()).flatten().and_then(|at| line.get(at + 1..));
    comment.is_some_and(|comment| !comment.split("; ").all(of_import))
}
