//! New items → the end of a list, or of the list that a single value becomes.

use super::layout::Layout;
use super::print::{flow, item_lines};
use super::{Edits, Fragment, Path, Step, at, origins};
use crate::load::yaml::{Entry, Value};

pub(super) fn append(layout: &Layout<'_>, path: &Path, items: &[Fragment], edits: &mut Edits) -> Option<()> {
    let node = at(&layout.root, path)?;
    let start = layout.offset(&node.place)?;
    if let Value::List(present) = &node.value {
        if !layout.text[start..].starts_with(['[', '{']) {
            return append_in_lines(layout, start, items, edits);
        }
        let end = layout.end_of_flow_value(layout.offset(&present.last()?.place)?)?;
        append_in_flow(layout, path, end, present.len(), items, edits);
        return Some(());
    }
    let entry = layout.entry(path)?;
    let behind = layout.behind_colon(entry)?;
    if layout.is_in_flow(path) {
        let end = layout.end_of_flow_value(start)?;
        edits.insert(start, "[");
        append_in_flow(layout, path, end, 1, items, edits);
        edits.insert(end, "]");
    } else if matches!(node.value, Value::Empty) {
        edits.insert_lines(layout, layout.after_line(behind), &lines_of(items, indent_of(entry)? + 2));
    } else {
        begin_list(layout, entry, start, items, edits)?;
    }
    Some(())
}

/// Adds items on the line of a list, behind its last item, which ends at `end`. `present` is how many items it has.
fn append_in_flow(layout: &Layout<'_>, path: &Path, end: usize, present: usize, items: &[Fragment], edits: &mut Edits) {
    for (index, item) in items.iter().enumerate() {
        edits.insert(end, format!(", {}", flow(item)));
        let path = [path.as_slice(), &[Step::Item(present + index)]].concat();
        edits.origins.extend(origins::origins_in_flow(layout, &path, end, item));
    }
}

/// Adds items to a list in lines, whose first item begins at `start`.
fn append_in_lines(layout: &Layout<'_>, start: usize, items: &[Fragment], edits: &mut Edits) -> Option<()> {
    let text = layout.text;
    let dash = text[..start].rfind('-').filter(|dash| layout.line_of(*dash) == layout.line_of(start));
    let dash = if text[start..].starts_with("- ") { start } else { dash? };
    let line = layout.lines[layout.line_of(dash)];
    // Lines cannot be added to a list within a list, whose dash is behind another one.
    if !text[line..dash].trim().is_empty() {
        return None;
    }
    let indent = dash - line;
    let after = layout.end_of_block(layout.line_of(start), indent, true);
    edits.insert_lines(layout, after, &lines_of(items, indent));
    Some(())
}

/// Makes the value of `entry`, which begins at `start`, the first item of a list in lines.
fn begin_list(layout: &Layout<'_>, entry: &Entry, start: usize, items: &[Fragment], edits: &mut Edits) -> Option<()> {
    let behind = layout.behind_colon(entry)?;
    let beside = layout.text[behind..layout.end_of_line(behind).min(start)].trim();
    if !beside.is_empty() && !beside.starts_with('#') {
        // An anchor, a tag or the mark of a text in lines.
        return None;
    }
    let end = layout.end_of_entry(entry)?;
    let (first_line, last_line) = (layout.line_of(start), layout.line_of(end.saturating_sub(1)));
    let indent = if first_line == layout.line_of(behind) {
        let indent = indent_of(entry)? + 2;
        edits.replace(behind..start, format!("{}{}- ", layout.newline, " ".repeat(indent)));
        indent
    } else {
        edits.insert(start, "- ");
        start - layout.lines[first_line]
    };
    for line in first_line + 1..=last_line {
        let begin = layout.lines[line];
        if !layout.text[begin..layout.end_of_line(begin)].trim().is_empty() {
            edits.insert(begin, "  ");
        }
    }
    edits.insert_lines(layout, end, &lines_of(items, indent));
    Some(())
}

fn lines_of(items: &[Fragment], indent: usize) -> Vec<String> {
    items.iter().flat_map(|item| item_lines(item, indent)).collect()
}

/// The column of an entry's key, from 0.
fn indent_of(entry: &Entry) -> Option<usize> {
    usize::try_from(entry.key_place.column.checked_sub(1)?).ok()
}
