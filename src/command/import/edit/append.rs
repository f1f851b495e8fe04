//! New items → the end of a list, or of the list that a single value becomes.

use super::layout::Layout;
use super::print::{flow, item_lines};
use super::{Edits, Fragment, Path, Step, at, origins};
use crate::load::yaml::{Entry, Value};

pub(super) fn append(layout: &Layout<'_>, path: &Path, items: &[Fragment], edits: &mut Edits) -> Option<()> {
    let node = at(&layout.root, path)?;
    let start = layout.offset(&node.place)?;
    if let Value::List(present) = &node.value {
        if !layout.text.get(start..)?.starts_with(['[', '{']) {
            return append_in_lines(layout, start, items, edits);
        }
        let end = match present.last() {
            Some(last) => layout.end_of_flow_value(layout.offset(&last.place)?)?,
            None => start + 1,
        };
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

/// Adds items on the line of a list, behind its last item, which ends at `end`, or its bracket. `present` is how many
/// items it has.
fn append_in_flow(layout: &Layout<'_>, path: &Path, end: usize, present: usize, items: &[Fragment], edits: &mut Edits) {
    let present = present + edits.texts.iter().filter(|(range, _)| *range == (end..end)).count();
    for (item, index) in items.iter().zip(present..) {
        let comma = if index == 0 { "" } else { ", " };
        edits.insert(end, format!("{comma}{}", flow(item)));
        let path = [path.as_slice(), &[Step::Item(index)]].concat();
        edits.origins.extend(origins::origins_in_flow(layout, &path, end, item));
    }
}

/// Adds items to a list in lines, whose first item begins at `start`.
fn append_in_lines(layout: &Layout<'_>, start: usize, items: &[Fragment], edits: &mut Edits) -> Option<()> {
    let dash = dash_of(layout, start)?;
    let indent = dash - layout.start_of_line(dash)?;
    let after = layout.end_of_block(layout.line_of(start), indent, true);
    edits.insert_lines(layout, after, &lines_of(items, indent));
    Some(())
}

/// The dash of the first item, which begins at `start`: before it on its line, or alone on one above. `None` for a list
/// within a list, whose dash is behind another one: no line can be added to it.
fn dash_of(layout: &Layout<'_>, start: usize) -> Option<usize> {
    let written = layout.text.get(start..)?;
    if written.strip_prefix('-').is_some_and(|behind| behind.starts_with(char::is_whitespace)) {
        let line = layout.start_of_line(start)?;
        return layout.text.get(line..start)?.trim().is_empty().then_some(start);
    }
    for line in (0..=layout.line_of(start)).rev() {
        let begin = *layout.lines.get(line)?;
        let content = layout.text.get(begin..layout.end_of_line(begin).min(start))?;
        let trimmed = content.trim_start();
        if let Some(behind) = trimmed.strip_prefix('-') {
            let is_alone = behind.trim().is_empty() || behind.trim_start().starts_with('#');
            return is_alone.then_some(begin + content.len() - trimmed.len());
        }
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            return None;
        }
    }
    None
}

/// Makes the value of `entry`, which begins at `start`, the first item of a list in lines.
fn begin_list(layout: &Layout<'_>, entry: &Entry, start: usize, items: &[Fragment], edits: &mut Edits) -> Option<()> {
    let behind = layout.behind_colon(entry)?;
    let beside = layout.text.get(behind..layout.end_of_line(behind).min(start))?.trim();
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
        start - layout.lines.get(first_line)?
    };
    for line in first_line + 1..=last_line {
        let begin = *layout.lines.get(line)?;
        if !layout.text.get(begin..layout.end_of_line(begin))?.trim().is_empty() {
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
