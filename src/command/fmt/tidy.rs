//! A YAML file of `data/` → the same file in the house's form: order, indentation by two, single blank lines.
//!
//! Whole lines are moved, never rewritten: the words of a line, with its comment, stay on one line. The tree that
//! `yaml` reads says where the entries of mappings and lists begin; only those in block style are taken apart, and
//! everything else is moved as a whole. Afterwards the new text is read again, and kept only if it says the same and
//! has the same lines. What a file says is not judged here: `load` does that.

use std::ops::Range;
use std::sync::Arc;

use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::load::{ACTION_KEYS, OBSERVATION_KEYS, SNAPSHOT_KEYS};
use crate::model::catalog::{Catalog, Metric};

/// A snapshot's `text` in the house's form: observations in the order of `catalog`, members in that of their dimension,
/// the keys of an observation in one order. `None` where the text is best left as it is, which is a warning.
///
/// A comment stays on its line, or before its entry; the one on top, with a blank line or `---` under it, stays there.
pub fn snapshot(
    file: &Arc<str>,
    text: &str,
    catalog: &Catalog,
    diags: &mut Diagnostics,
) -> Result<Option<String>, Stopped> {
    tidy(file, text, &Keys::Snapshot(catalog), diags)
}

/// The text of data/metrics.yaml with the house's indentation and blank lines. Its order is the author's: it is the one
/// on the pages. `None` as with [`snapshot`].
pub fn catalog(file: &Arc<str>, text: &str, diags: &mut Diagnostics) -> Result<Option<String>, Stopped> {
    tidy(file, text, &Keys::AsTheyAre, diags)
}

fn tidy(file: &Arc<str>, text: &str, keys: &Keys<'_>, diags: &mut Diagnostics) -> Result<Option<String>, Stopped> {
    let root = yaml::read(file, text, 0, diags)?;
    if root.entries().is_empty() {
        return Ok(Some(text.to_owned()));
    }
    Ok(match tidied(file, text, &root, keys) {
        Ok(tidied) => Some(tidied),
        Err((place, why)) => {
            diags.add(faults::left_untidy(place, why));
            None
        }
    })
}

/// The new text of a file with entries, or what cannot be moved safely, and why.
fn tidied(file: &Arc<str>, text: &str, root: &Node, keys: &Keys<'_>) -> Result<String, (Place, &'static str)> {
    let source = Source { lines: text.lines().collect() };
    if text.contains('\r') {
        return Err((Place::of_file(file.clone()), "a carriage return stands within a line"));
    }
    if let Some(place) = source.alias(root) {
        return Err((place, "an alias must stand behind what it repeats"));
    }
    let lines = source.file(root, keys).ok_or_else(|| (root.place.clone(), "the file is one value in braces"))?;
    let tidied = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let again = yaml::read(file, &tidied, 0, &mut Diagnostics::default());
    let is_same = again.is_ok_and(|again| says_the_same(root, &again, keys)) && content(text) == content(&tidied);
    if !is_same {
        return Err((Place::of_file(file.clone()), "moving its lines would change what they say"));
    }
    Ok(tidied)
}

/// Which order the keys of a mapping have.
enum Keys<'a> {
    Snapshot(&'a Catalog),
    Observations(&'a Catalog),
    Observation(&'a Catalog, &'a Metric),
    /// The members of the metric's dimension at this index.
    Members(&'a Catalog, &'a Metric, usize),
    Action,
    AsTheyAre,
}

impl<'a> Keys<'a> {
    /// The position of `key`; an unknown one is last.
    fn rank(&self, key: &str) -> usize {
        let among = |keys: &[&str]| keys.iter().position(|known| *known == key);
        let rank = match self {
            Keys::Snapshot(_) => among(SNAPSHOT_KEYS),
            Keys::Observations(catalog) => catalog.metrics.get_index_of(key),
            Keys::Observation(..) => among(OBSERVATION_KEYS),
            Keys::Action => among(ACTION_KEYS),
            Keys::Members(catalog, metric, depth) => {
                let dimension = metric.by.get(*depth).and_then(|name| catalog.dimensions.get(name));
                dimension.and_then(|dimension| dimension.members.get_index_of(key))
            }
            Keys::AsTheyAre => Some(0),
        };
        rank.unwrap_or(usize::MAX)
    }

    fn sorted<'e>(&self, entries: &'e [Entry]) -> Vec<&'e Entry> {
        let mut sorted: Vec<&Entry> = entries.iter().collect();
        sorted.sort_by_key(|entry| self.rank(&entry.key));
        sorted
    }

    /// The order of the mapping behind `key`.
    fn behind(&self, key: &str) -> Keys<'a> {
        match *self {
            Keys::Snapshot(catalog) if key == "observations" => Keys::Observations(catalog),
            Keys::Observations(catalog) => match catalog.metrics.get(key) {
                Some(metric) => Keys::Observation(catalog, metric),
                None => Keys::AsTheyAre,
            },
            Keys::Observation(..) if key == "action" => Keys::Action,
            Keys::Observation(catalog, metric) if key == "values" => Keys::Members(catalog, metric, 0),
            Keys::Members(catalog, metric, depth) => Keys::Members(catalog, metric, depth + 1),
            _ => Keys::AsTheyAre,
        }
    }

    /// The order of the items of a list in place of the mapping.
    fn of_items(&self) -> Keys<'a> {
        match *self {
            Keys::Observation(catalog, metric) => Keys::Observation(catalog, metric),
            _ => Keys::AsTheyAre,
        }
    }
}

/// An entry of a mapping or a list, in lines.
struct Part<'a> {
    /// Comments and blank lines before it.
    leading: Vec<&'a str>,
    /// The line that it begins on, and its number.
    begin: &'a str,
    first: usize,
    /// The lines after that one, and their numbers.
    below: Vec<&'a str>,
    rest: Range<usize>,
}

/// The entries of one mapping or list, all of them beginning in the same column.
struct Parts<'a> {
    column: usize,
    parts: Vec<Part<'a>>,
    /// Comments after the last entry.
    tail: Vec<&'a str>,
}

struct Source<'a> {
    lines: Vec<&'a str>,
}

impl<'a> Source<'a> {
    /// All lines of the file in their new order. `None` when its top level is in flow style.
    fn file(&self, root: &Node, keys: &Keys<'_>) -> Option<Vec<String>> {
        let Value::Map(entries) = &root.value else { return None };
        let mut parts = self.mapping(root, entries, 0..self.lines.len())?;
        let first = parts.parts.first_mut()?;
        let ends_heading = |line: &&str| line.trim().is_empty() || line.starts_with("---");
        let heading = first.leading.iter().rposition(ends_heading).map_or(0, |last| last + 1);
        let heading: Vec<&str> = first.leading.drain(..heading).collect();
        let mut lines = comments(&heading, 0, true);
        let has_heading = !lines.is_empty();
        let blank_after = heading.last().is_some_and(|line| line.trim().is_empty());
        lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
        if has_heading && blank_after {
            lines.push(String::new());
        }
        lines.extend(self.entries(entries, &parts, 0, keys));
        lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
        Some(lines)
    }

    /// The entries of a mapping, sorted, from column `indent` on.
    fn entries(&self, entries: &[Entry], parts: &Parts<'_>, indent: usize, keys: &Keys<'_>) -> Vec<String> {
        let mut sorted: Vec<(&Entry, &Part<'_>)> = entries.iter().zip(&parts.parts).collect();
        sorted.sort_by_key(|(entry, _)| keys.rank(&entry.key));
        let mut lines = Vec::new();
        for (index, (entry, part)) in sorted.into_iter().enumerate() {
            lines.extend(comments(&part.leading, indent, index == 0));
            lines.push(begun(part.begin, parts.column, indent));
            lines.extend(self.behind(&entry.value, part, parts.column, indent, &keys.behind(&entry.key)));
        }
        lines.extend(comments(&parts.tail, indent, false));
        lines
    }

    /// The lines after the first one of an entry whose key begins in `column` and now begins in `indent`.
    fn behind(&self, value: &Node, part: &Part<'_>, column: usize, indent: usize, keys: &Keys<'_>) -> Vec<String> {
        match &value.value {
            Value::Map(entries) => {
                if let Some(parts) = self.mapping(value, entries, part.rest.clone()) {
                    return self.entries(entries, &parts, indent + 2, keys);
                }
            }
            Value::List(items) => {
                if let Some(parts) = self.list(value, items, part.rest.clone()) {
                    return self.items(items, &parts, indent + 2, &keys.of_items());
                }
            }
            _ => {}
        }
        part.below.iter().map(|line| shifted(line, column, indent)).collect()
    }

    /// The items of a list with their dashes at column `indent`.
    fn items(&self, items: &[Node], parts: &Parts<'_>, indent: usize, keys: &Keys<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, (item, part)) in items.iter().zip(&parts.parts).enumerate() {
            lines.extend(comments(&part.leading, indent, index == 0));
            let column = usize::try_from(item.place.column).unwrap_or(1) - 1;
            let whole = part.first..part.rest.end;
            let entries = match &item.value {
                Value::Map(entries) => self.mapping(item, entries, whole).map(|parts| (entries, parts)),
                _ => None,
            };
            let mut inner = match entries {
                Some((entries, parts)) => self.entries(entries, &parts, indent + 2, keys),
                None => std::iter::once(begun(part.begin, column, indent + 2))
                    .chain(part.below.iter().map(|line| shifted(line, column, indent + 2)))
                    .collect(),
            };
            // Comments before a key that now comes first go before the item.
            let key = inner.iter().position(|line| !is_remark(line)).unwrap_or(0);
            let before: Vec<String> = inner.drain(..key).collect();
            lines.extend(comments(&before.iter().map(String::as_str).collect::<Vec<_>>(), indent, true));
            if let Some(first) = inner.first_mut() {
                *first = format!("{:indent$}- {}", "", first.trim_start());
            }
            lines.extend(inner);
        }
        lines.extend(comments(&parts.tail, indent, false));
        lines
    }

    /// The entries of a mapping in block style, which is in the lines `within`. `None` for any other.
    fn mapping(&self, node: &Node, entries: &[Entry], within: Range<usize>) -> Option<Parts<'a>> {
        if self.at(&node.place) == Some('{') {
            return None;
        }
        let starts: Option<Vec<(usize, usize)>> = entries.iter().map(|entry| position(&entry.key_place)).collect();
        let starts = starts?;
        let (first, column) = *starts.first()?;
        for (line, at) in &starts {
            let before = self.lines.get(*line)?.get(..*at)?;
            let behind_dash = *line == first && before.trim() == "-";
            if *at != column || !(before.trim().is_empty() || behind_dash) {
                return None;
            }
        }
        self.parts(starts.into_iter().map(|(line, _)| line).collect(), column, within)
    }

    /// The items of a list in block style, which is in the lines `within`. `None` for any other.
    fn list(&self, node: &Node, items: &[Node], within: Range<usize>) -> Option<Parts<'a>> {
        if self.at(&node.place) == Some('[') {
            return None;
        }
        let mut starts = Vec::new();
        let mut column = None;
        for item in items {
            let (line, at) = position(&item.place)?;
            let before = self.lines.get(line)?.get(..at)?;
            let dash = before.find('-')?;
            if before.trim() != "-" || column.is_some_and(|column| column != dash) {
                return None;
            }
            column = Some(dash);
            starts.push(line);
        }
        self.parts(starts, column?, within)
    }

    /// Cuts the lines `within` where entries begin. `None` unless they begin there one after the other.
    fn parts(&self, starts: Vec<usize>, column: usize, within: Range<usize>) -> Option<Parts<'a>> {
        let follow = starts.iter().zip(starts.iter().skip(1)).all(|(one, next)| one < next);
        let (first, last) = (*starts.first()?, *starts.last()?);
        if !follow || first < within.start || last >= within.end {
            return None;
        }
        let mut leading = self.lines.get(within.start..first)?.to_vec();
        if !leading.iter().all(|line| is_remark(line) || line.starts_with("---") || line.starts_with('%')) {
            return None;
        }
        let mut parts = Vec::new();
        for (index, first) in starts.iter().copied().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(within.end);
            let (&begin, lines) = self.lines.get(first..end)?.split_first()?;
            let (below, next) = lines.split_at_checked(own_lines(lines, column))?;
            parts.push(Part {
                leading: std::mem::replace(&mut leading, next.to_vec()),
                begin,
                first,
                below: below.to_vec(),
                rest: first + 1..first + 1 + below.len(),
            });
        }
        Some(Parts { column, parts, tail: leading })
    }

    /// The character that a value begins with.
    fn at(&self, place: &Place) -> Option<char> {
        let (line, column) = position(place)?;
        self.lines.get(line)?.chars().nth(column)
    }

    /// The first alias, if there is one.
    fn alias(&self, node: &Node) -> Option<Place> {
        if self.at(&node.place) == Some('*') {
            return Some(node.place.clone());
        }
        match &node.value {
            Value::Map(entries) => entries.iter().find_map(|entry| self.alias(&entry.value)),
            Value::List(items) => items.iter().find_map(|item| self.alias(item)),
            _ => None,
        }
    }
}

/// Line and column from 0.
fn position(place: &Place) -> Option<(usize, usize)> {
    let from_zero = |number: u32| usize::try_from(number).ok()?.checked_sub(1);
    Some((from_zero(place.line)?, from_zero(place.column)?))
}

/// How many of the lines behind the first one of an entry are its own. Remarks right under it that are deeper than its
/// `column` are, all others belong to what follows.
fn own_lines(lines: &[&str], column: usize) -> usize {
    let remarks = lines.iter().rposition(|line| !is_remark(line)).map_or(0, |last| last + 1);
    let is_next = |line: &&str| !line.trim().is_empty() && line.len() - line.trim_start().len() <= column;
    let end = lines.iter().skip(remarks).position(is_next).map_or(lines.len(), |at| remarks + at);
    lines.iter().take(end).rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1)
}

/// A comment or a blank line.
fn is_remark(line: &str) -> bool {
    let text = line.trim_start();
    text.is_empty() || text.starts_with('#')
}

/// Comments at column `indent` with single blank lines, and none on top of a block.
fn comments(lines: &[&str], indent: usize, on_top: bool) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for line in lines {
        match line.trim() {
            "" if written.last().map_or(on_top, String::is_empty) => {}
            "" => written.push(String::new()),
            text => written.push(format!("{:indent$}{text}", "")),
        }
    }
    written
}

/// The line that an entry begins on, from `column` on, now at `indent`.
fn begun(line: &str, column: usize, indent: usize) -> String {
    format!("{:indent$}{}", "", line.get(column..).unwrap_or("").trim_end())
}

/// A line whose entry moves from column `from` to column `to`.
fn shifted(line: &str, from: usize, to: usize) -> String {
    if line.is_empty() {
        return String::new();
    }
    let text = line.trim_start_matches(' ');
    let indent = (line.len() - text.len() + to).saturating_sub(from);
    format!("{:indent$}{text}", "")
}

/// The lines that are not blank, without indentation and dashes, in no particular order.
fn content(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim().trim_start_matches("- ").trim_start())
        .filter(|line| !line.is_empty() && *line != "-")
        .collect();
    lines.sort_unstable();
    lines
}

/// Whether two values are the same, places aside. The order of keys counts where it may not be changed.
fn says_the_same(one: &Node, other: &Node, keys: &Keys<'_>) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) | (Value::Empty, Value::Empty) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Number(one), Value::Number(other)) | (Value::Text(one), Value::Text(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| says_the_same(one, other, &keys.of_items()))
        }
        (Value::Map(one), Value::Map(other)) => {
            let (one, other) = (keys.sorted(one), keys.sorted(other));
            one.len() == other.len()
                && one.into_iter().zip(other).all(|(one, other)| {
                    one.key == other.key && says_the_same(&one.value, &other.value, &keys.behind(&one.key))
                })
        }
        _ => false,
    }
}
