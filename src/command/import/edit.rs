//! YAML text and changes to it → the same text with nothing else touched.
//!
//! For files that are the author's own: comments, order, spacing, line ends and style stay byte for byte, and what is new
//! takes on the style of its neighbours, block or flow. The tree of `yaml` says where things stand; the text is changed
//! at those places and never printed anew. What a change means is not known here, and a text that writes the same
//! values in an unusual way (anchors, explicit keys) may come out wrong: whoever calls reads the result back and compares.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::base::place::Place;
use crate::diag::Diagnostics;
use crate::load::yaml::{self, Entry, Node, Value};

/// One step from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
}

/// The way from the top of a file to a value.
pub type Path = Vec<Step>;

/// What is to be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another scalar in place of the one at `path`; or `with` is a collection in flow style.
    Replace { path: Path, with: String, origin: Option<String> },
    /// A new entry at the end of the mapping at `path`, which may be empty.
    Insert { path: Path, key: String, value: Fragment },
    /// New items at the end of the list at `path`. A value that is no list becomes the first item of one.
    Append { path: Path, items: Vec<Fragment> },
}

/// A new piece of YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fragment {
    /// YAML text for one line, as [`scalar`] makes it, and where the value comes from, for a comment behind it.
    Scalar {
        text: String,
        origin: Option<String>,
    },
    Map(Vec<(String, Fragment)>),
    List(Vec<Fragment>),
}

impl Fragment {
    /// A scalar of unknown origin.
    pub fn plain(text: impl Into<String>) -> Fragment {
        Fragment::Scalar { text: text.into(), origin: None }
    }
}

/// `text` with all `changes`, which name places of `text` as it is now. `None` when it is no YAML, when a path leads
/// nowhere or to a value of another shape, and when a value is written in a way that is not understood.
pub fn apply(text: &str, changes: &[Change]) -> Option<String> {
    let (bom, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    // Items that are added to a list may indent what stands there, so they come after all that is inside.
    let (appended, inside): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| matches!(change, Change::Append { .. }));
    let mut body = body.to_owned();
    for round in [inside, appended] {
        if !round.is_empty() {
            body = Round::begin(&body)?.apply(&round)?;
        }
    }
    Some(format!("{bom}{body}"))
}

/// A whole file: a mapping in block style.
pub fn document(entries: &[(String, Fragment)]) -> String {
    let mut lines = Vec::new();
    write_entries(entries, 0, &mut lines);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Text as a YAML scalar on one line: plain where that is certain to be read as the same text, else in double quotes.
pub fn scalar(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let plain = text.starts_with(char::is_alphabetic)
        && text.ends_with(|c: char| is_word(c) || matches!(c, '.' | ')' | '%' | '!' | '?'))
        && text.chars().all(|c| is_word(c) || matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '%' | ';' | '!' | '?'))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_lowercase().as_str());
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The paths to all scalars and keys by line and column; a key's is the path to its value.
pub fn paths(node: &Node) -> BTreeMap<(u32, u32), Path> {
    fn walk(node: &Node, path: &mut Path, into: &mut BTreeMap<(u32, u32), Path>) {
        let mut below = |step: Step, place: Option<&Place>, node: &Node| {
            path.push(step);
            if let Some(place) = place {
                into.insert((place.line, place.column), path.clone());
            }
            walk(node, path, into);
            path.pop();
        };
        match &node.value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    below(Step::Item(index), None, item);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    below(Step::Key(entry.key.clone()), Some(&entry.key_place), &entry.value);
                }
            }
            _ => {
                into.insert((node.place.line, node.place.column), path.clone());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(node, &mut Vec::new(), &mut found);
    found
}

/// The value at `path`.
pub fn at<'a>(node: &'a Node, path: &[Step]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, step| match (step, &node.value) {
        (Step::Key(key), Value::Map(entries)) => {
            entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
        }
        (Step::Item(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

/// Changes that are made to one text at once.
struct Round<'a> {
    text: &'a str,
    root: Node,
    /// Where each line begins.
    lines: Vec<usize>,
    newline: &'static str,
    /// What stands at a range of bytes, in the order in which it was found.
    edits: Vec<(Range<usize>, String)>,
    /// The origins of what is new in a line, by where the line ends: what it is called there, and the words.
    origins: Vec<(usize, Option<String>, String)>,
}

impl<'a> Round<'a> {
    fn begin(text: &'a str) -> Option<Round<'a>> {
        let mut unseen = Diagnostics::default();
        let file: Arc<str> = "".into();
        let root = yaml::read(&file, text, 0, &mut unseen).ok()?;
        if unseen.has_errors() {
            return None;
        }
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Some(Round { text, root, lines, newline, edits: Vec::new(), origins: Vec::new() })
    }

    fn apply(mut self, changes: &[&Change]) -> Option<String> {
        for change in changes {
            match change {
                Change::Replace { path, with, origin } => self.replace(path, with, origin.as_ref())?,
                Change::Insert { path, key, value } => self.insert(path, key, value)?,
                Change::Append { path, items } => self.append(path, items)?,
            }
        }
        self.comment();
        // Of what goes to the same place the first stays first.
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.text.len() + 64 * self.edits.len());
        let mut done = 0;
        for (range, with) in &self.edits {
            text.push_str(self.text.get(done..range.start)?);
            text.push_str(with);
            done = range.end;
        }
        text.push_str(self.text.get(done..)?);
        Some(text)
    }

    fn replace(&mut self, path: &Path, with: &str, origin: Option<&String>) -> Option<()> {
        let node = at(&self.root, path)?;
        let range = match node.value {
            Value::Map(_) | Value::List(_) => return None,
            Value::Null | Value::Empty => self.null(path)?,
            _ => {
                let start = self.offset(&node.place)?;
                start..self.end_of_scalar(start, self.is_in_flow(path))?
            }
        };
        self.note_origin(path, range.end, origin);
        let before = &self.text[..range.start];
        let space = if before.ends_with([' ', '\n']) || range.start == 0 || !range.is_empty() { "" } else { " " };
        self.edits.push((range, format!("{space}{with}")));
        Some(())
    }

    /// Where nothing stands as a value: the word for it, or the place behind the colon.
    fn null(&self, path: &Path) -> Option<Range<usize>> {
        let node = at(&self.root, path)?;
        let start = self.offset(&node.place)?;
        let word = ["null", "Null", "NULL", "~"].into_iter().find(|word| self.text[start..].starts_with(word));
        if let Some(word) = word {
            return Some(start..start + word.len());
        }
        let behind = self.behind_colon(self.entry(path)?)?;
        Some(behind..behind)
    }

    fn insert(&mut self, path: &Path, key: &str, value: &Fragment) -> Option<()> {
        let node = at(&self.root, path)?;
        let mut new_path = path.clone();
        new_path.push(Step::Key(key.to_owned()));
        let entries = match &node.value {
            Value::Map(entries) => entries.clone(),
            Value::Null | Value::Empty => Vec::new(),
            _ => return None,
        };
        let start = self.offset(&node.place)?;
        if self.text[start..].starts_with('{') {
            let written = format!("{}: {}", scalar(key), flow(value));
            let position = match entries.last() {
                None => {
                    self.edits.push((start + 1..start + 1, format!(" {written} ")));
                    start + 1
                }
                Some(last) => self.behind(last, written)?,
            };
            self.note_flow_origins(&new_path, position, value);
            return Some(());
        }
        let indent = match (entries.first(), path.is_empty()) {
            (Some(first), _) => usize::try_from(first.key_place.column.checked_sub(1)?).ok()?,
            (None, true) => 0,
            (None, false) => usize::try_from(self.entry(path)?.key_place.column).ok()? + 1,
        };
        let after = match (entries.last(), path.is_empty()) {
            (Some(last), _) => self.end_of_entry(last)?,
            (None, true) => self.text.len(),
            (None, false) => {
                let nothing = self.null(path)?;
                if !nothing.is_empty() || self.is_in_flow(path) {
                    return None;
                }
                self.after_line(nothing.end)
            }
        };
        let mut lines = Vec::new();
        write_entries(&[(key.to_owned(), value.clone())], indent, &mut lines);
        self.add_lines(after, &lines);
        Some(())
    }

    fn append(&mut self, path: &Path, items: &[Fragment]) -> Option<()> {
        let node = at(&self.root, path)?.clone();
        let start = self.offset(&node.place)?;
        let is_flow = self.text[start..].starts_with(['[', '{']);
        if let Value::List(present) = &node.value {
            if is_flow {
                let last = present.last()?;
                let end = self.end_of_flow_value(self.offset(&last.place)?)?;
                for (index, item) in items.iter().enumerate() {
                    self.edits.push((end..end, format!(", {}", flow(item))));
                    let mut path = path.clone();
                    path.push(Step::Item(present.len() + index));
                    self.note_flow_origins(&path, end, item);
                }
                return Some(());
            }
            let dash = self.text[..start].rfind('-').filter(|dash| self.line_of(*dash) == self.line_of(start));
            let dash = if self.text[start..].starts_with("- ") { start } else { dash? };
            let indent = dash - self.lines[self.line_of(dash)];
            // The dash of a list within a list is no place to add lines at.
            if !self.text[self.lines[self.line_of(dash)]..dash].trim().is_empty() {
                return None;
            }
            let after = self.end_of_block(self.line_of(start), indent, true);
            let lines: Vec<String> = items.iter().flat_map(|item| item_lines(item, indent)).collect();
            self.add_lines(after, &lines);
            return Some(());
        }

        let entry = self.entry(path)?.clone();
        let behind = self.behind_colon(&entry)?;
        let key_indent = usize::try_from(entry.key_place.column.checked_sub(1)?).ok()?;
        if self.is_in_flow(path) {
            // A value within a flow collection becomes a list there.
            let end = self.end_of_flow_value(start)?;
            let written: String = items.iter().map(|item| format!(", {}", flow(item))).collect();
            self.edits.push((start..start, "[".to_owned()));
            self.edits.push((end..end, format!("{written}]")));
            for (index, item) in items.iter().enumerate() {
                let mut path = path.clone();
                path.push(Step::Item(index + 1));
                self.note_flow_origins(&path, end, item);
            }
            return Some(());
        }
        if matches!(node.value, Value::Empty) {
            let after = self.after_line(behind);
            let lines: Vec<String> = items.iter().flat_map(|item| item_lines(item, key_indent + 2)).collect();
            self.add_lines(after, &lines);
            return Some(());
        }
        let beside = self.text[behind..self.end_of_line(behind).min(start)].trim();
        if !beside.is_empty() && !beside.starts_with('#') {
            // An anchor, a tag or the mark of a text in lines.
            return None;
        }
        let last_line = self.line_of(self.end_of_entry(&entry)?.saturating_sub(1));
        let first_line = self.line_of(start);
        let indent = if first_line == self.line_of(behind) {
            self.edits.push((behind..start, format!("{}{}- ", self.newline, " ".repeat(key_indent + 2))));
            key_indent + 2
        } else {
            self.edits.push((start..start, "- ".to_owned()));
            start - self.lines[first_line]
        };
        for line in first_line + 1..=last_line {
            let begin = self.lines[line];
            if !self.text[begin..self.end_of_line(begin)].trim().is_empty() {
                self.edits.push((begin..begin, "  ".to_owned()));
            }
        }
        let after = self.end_of_entry(&entry)?;
        let lines: Vec<String> = items.iter().flat_map(|item| item_lines(item, indent)).collect();
        self.add_lines(after, &lines);
        Some(())
    }

    /// Adds `written` behind the last entry of a flow mapping, and says where that ends.
    fn behind(&mut self, last: &Entry, written: String) -> Option<usize> {
        let end = match last.value.value {
            Value::Empty => self.behind_colon(last)?,
            _ => self.end_of_flow_value(self.offset(&last.value.place)?)?,
        };
        self.edits.push((end..end, format!(", {written}")));
        Some(end)
    }

    /// Whole new lines behind the line that ends at `after`.
    fn add_lines(&mut self, after: usize, lines: &[String]) {
        let mut written = String::new();
        if after > 0 && !self.text[..after].ends_with('\n') {
            written.push_str(self.newline);
        }
        for (index, line) in lines.iter().enumerate() {
            let is_last_of_text = after == self.text.len() && !self.text.ends_with('\n') && index + 1 == lines.len();
            written.push_str(line);
            written.push_str(if is_last_of_text { "" } else { self.newline });
        }
        self.edits.push((after..after, written));
    }

    /// The entry whose value is at `path`.
    fn entry(&self, path: &[Step]) -> Option<&Entry> {
        let (Step::Key(key), above) = path.split_last()? else { return None };
        match &at(&self.root, above)?.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == *key),
            _ => None,
        }
    }

    fn offset(&self, place: &Place) -> Option<usize> {
        let start = *self.lines.get(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
        let columns = usize::try_from(place.column).ok()?.checked_sub(1)?;
        let line = &self.text[start..];
        line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(columns).map(|within| start + within)
    }

    /// The line that byte `offset` is in, from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The end of the line that byte `offset` is in, before its line end.
    fn end_of_line(&self, offset: usize) -> usize {
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |newline| offset + newline);
        if self.text[..end].ends_with('\r') && end > offset { end - 1 } else { end }
    }

    /// Where the value of `entry` may begin: behind the colon of its key.
    fn behind_colon(&self, entry: &Entry) -> Option<usize> {
        let start = self.offset(&entry.key_place)?;
        let end = if self.text[start..].starts_with(['"', '\'']) {
            end_of_quoted(self.text, start)?
        } else {
            start + entry.key.len()
        };
        let gap = self.text.get(end..)?.find(':')?;
        self.text[end..end + gap].trim().is_empty().then_some(end + gap + 1)
    }

    /// The end of a scalar that begins at `start` and ends in the same line.
    fn end_of_scalar(&self, start: usize, in_flow: bool) -> Option<usize> {
        if self.text[start..].starts_with(['"', '\'']) {
            return end_of_quoted(self.text, start);
        }
        if self.text[start..].starts_with(['|', '>', '*', '&', '!']) {
            return None;
        }
        let line = &self.text[start..self.end_of_line(start)];
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            let next = line[at + c.len_utf8()..].chars().next();
            let ends = match c {
                '#' => line[..at].ends_with([' ', '\t']),
                ',' | ']' | '}' => in_flow,
                ':' => next.is_none_or(char::is_whitespace),
                _ => false,
            };
            if ends {
                end = at;
                break;
            }
        }
        Some(start + line[..end].trim_end().len())
    }

    /// The end of any value that begins at `start` within a flow collection.
    fn end_of_flow_value(&self, start: usize) -> Option<usize> {
        match self.text[start..].chars().next()? {
            '{' | '[' => end_of_flow(self.text, start),
            _ => self.end_of_scalar(start, true),
        }
    }

    /// Behind the last line of `entry` and all that belongs to it.
    fn end_of_entry(&self, entry: &Entry) -> Option<usize> {
        let line = usize::try_from(entry.key_place.line).ok()?.checked_sub(1)?;
        let indent = usize::try_from(entry.key_place.column).ok()?.checked_sub(1)?;
        let is_list = matches!(entry.value.value, Value::List(_));
        let mut end = self.end_of_block(line, indent, is_list);
        // The bracket that ends a collection may stand further left than the rules would have it.
        let start = self.offset(&entry.value.place)?;
        if self.text[start..].starts_with(['{', '[']) {
            let close = end_of_flow(self.text, start)?;
            end = end.max(self.after_line(close));
        }
        Some(end)
    }

    /// Behind the last line that belongs to what begins in `line` with `indent`: lines that are indented further, and
    /// the items of a list that may stand as far left as its key. Comments and blank lines behind it belong to what follows.
    fn end_of_block(&self, line: usize, indent: usize, items_too: bool) -> usize {
        let mut last = line;
        for (number, start) in self.lines.iter().enumerate().skip(line + 1) {
            let content = &self.text[*start..self.end_of_line(*start)];
            let trimmed = content.trim_start_matches(' ');
            let depth = content.len() - trimmed.len();
            if trimmed.trim().is_empty() {
                continue;
            }
            let is_item = items_too && depth == indent && (trimmed.starts_with("- ") || trimmed == "-");
            if depth <= indent && !is_item {
                if trimmed.starts_with('#') {
                    continue;
                }
                break;
            }
            last = number;
        }
        self.after_line(self.lines[last])
    }

    /// Where the line behind the one of byte `offset` begins.
    fn after_line(&self, offset: usize) -> usize {
        self.text[offset..].find('\n').map_or(self.text.len(), |newline| offset + newline + 1)
    }

    /// Whether the value at `path` stands within a flow collection.
    fn is_in_flow(&self, path: &[Step]) -> bool {
        self.flow_depth(path).is_some()
    }

    /// How many steps of `path` lead to the outermost flow collection that the value stands in.
    fn flow_depth(&self, path: &[Step]) -> Option<usize> {
        (0..path.len()).find(|depth| {
            let node = at(&self.root, &path[..*depth]);
            let starts = node.and_then(|node| self.offset(&node.place)).map(|start| &self.text[start..]);
            let is_collection = node.is_some_and(|node| matches!(node.value, Value::Map(_) | Value::List(_)));
            is_collection && starts.is_some_and(|text| text.starts_with(['{', '[']))
        })
    }

    /// Remembers where what is new in the line of byte `offset` comes from.
    fn note_origin(&mut self, path: &[Step], offset: usize, origin: Option<&String>) {
        let Some(origin) = origin else { return };
        let name = self.flow_depth(path).map(|depth| {
            let words = path[depth..].iter().map(|step| match step {
                Step::Key(key) => key.clone(),
                Step::Item(index) => (index + 1).to_string(),
            });
            words.collect::<Vec<_>>().join(" ")
        });
        self.origins.push((self.end_of_line(offset), name, one_line(origin)));
    }

    fn note_flow_origins(&mut self, path: &Path, offset: usize, value: &Fragment) {
        let below = |step: Step| path.iter().cloned().chain([step]).collect::<Path>();
        match value {
            Fragment::Scalar { origin, .. } => self.note_origin(path, offset, origin.as_ref()),
            Fragment::Map(entries) => {
                for (key, value) in entries {
                    self.note_flow_origins(&below(Step::Key(key.clone())), offset, value);
                }
            }
            Fragment::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.note_flow_origins(&below(Step::Item(index)), offset, item);
                }
            }
        }
    }

    /// Writes the origins at the ends of their lines: in place of what was said of the same value before, and behind
    /// all that the author says there. A line that cannot bear a comment gets none.
    fn comment(&mut self) {
        let mut origins = std::mem::take(&mut self.origins);
        origins.sort_by_key(|(end, _, _)| *end);
        for group in origins.chunk_by(|one, other| one.0 == other.0) {
            let end = group[0].0;
            let start = self.lines[self.line_of(end)];
            let Some(hash) = comment_in(&self.text[start..end]) else { continue };
            let present = hash.map(|hash| self.text[start + hash + 1..end].trim());
            let mut parts: Vec<String> =
                present.map(|text| text.split("; ").map(str::to_owned).collect()).unwrap_or_default();
            for (_, name, origin) in group {
                let begins = name.as_ref().map_or("from ".to_owned(), |name| format!("{name} from "));
                let written = name.as_ref().map_or_else(|| origin.clone(), |name| format!("{name} {origin}"));
                match parts.iter_mut().find(|part| part.starts_with(&begins)) {
                    Some(part) => *part = written,
                    None => parts.push(written),
                }
            }
            let from = hash.map_or(end, |hash| start + hash);
            let space = if hash.is_some() || self.text[start..end].ends_with(' ') { "" } else { " " };
            self.edits.push((from..end, format!("{space}# {}", parts.join("; "))));
        }
    }
}

/// Where the comment of a line begins, if it has one. `None` when its end is no place for one: a text or a value goes on
/// in the next line.
fn comment_in(line: &str) -> Option<Option<usize>> {
    let mut quote = None;
    let mut depth = 0_i32;
    let mut last = ' ';
    let mut letters = line.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        match (quote, c) {
            (Some('"'), '\\') => {
                letters.next();
            }
            (Some(open), c) if c == open => {
                // Two of them are one within the text.
                if open == '\'' && letters.peek().is_some_and(|(_, next)| *next == '\'') {
                    letters.next();
                } else {
                    quote = None;
                }
            }
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(last, ' ' | '[' | '{' | ',' | ':') => quote = Some(c),
            (None, '#') if at == 0 || line[..at].ends_with([' ', '\t']) => return Some(Some(at)),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            (None, _) => {}
        }
        last = c;
    }
    let ends_well = depth <= 0 || line.trim_end().ends_with([',', '{', '[']);
    (quote.is_none() && ends_well).then_some(None)
}

/// Behind the bracket that closes the one at `start`.
fn end_of_flow(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    let mut last = ' ';
    while let Some(c) = text[at..].chars().next() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            '"' | '\'' if last.is_whitespace() || matches!(last, '[' | '{' | ',' | ':') => {
                at = end_of_quoted(text, at)?;
                last = c;
                continue;
            }
            '#' if last.is_whitespace() => {
                at += text[at..].find('\n')?;
                last = ' ';
                continue;
            }
            _ => {}
        }
        last = c;
        at += c.len_utf8();
    }
    None
}

/// Behind the quote that closes the one at `start`.
fn end_of_quoted(text: &str, start: usize) -> Option<usize> {
    let quote = text[start..].chars().next()?;
    let mut letters = text[start + 1..].char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        if c == '\\' && quote == '"' {
            letters.next();
        } else if c == quote {
            if quote == '\'' && letters.peek().is_some_and(|(_, next)| *next == '\'') {
                letters.next();
            } else {
                return Some(start + 1 + at + 1);
            }
        }
    }
    None
}

/// Words for a comment: in one line, and without what parts one origin from the next.
fn one_line(origin: &str) -> String {
    let words: Vec<&str> = origin.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").replace(';', ",")
}

fn write_entries(entries: &[(String, Fragment)], indent: usize, lines: &mut Vec<String>) {
    let margin = " ".repeat(indent);
    for (key, value) in entries {
        let key = scalar(key);
        match value {
            Fragment::Scalar { text, origin } => {
                lines.push(format!("{margin}{key}: {text}{}", comment(origin.as_ref())));
            }
            Fragment::Map(entries) if entries.is_empty() => lines.push(format!("{margin}{key}: {{}}")),
            Fragment::Map(entries) => {
                lines.push(format!("{margin}{key}:"));
                write_entries(entries, indent + 2, lines);
            }
            Fragment::List(items) => {
                lines.push(format!("{margin}{key}:"));
                lines.extend(items.iter().flat_map(|item| item_lines(item, indent + 2)));
            }
        }
    }
}

/// An item of a list in block style, with its dash at `indent`.
fn item_lines(item: &Fragment, indent: usize) -> Vec<String> {
    let margin = " ".repeat(indent);
    match item {
        Fragment::Scalar { text, origin } => vec![format!("{margin}- {text}{}", comment(origin.as_ref()))],
        Fragment::List(_) => vec![format!("{margin}- {}", flow(item))],
        Fragment::Map(entries) => {
            let mut lines = Vec::new();
            write_entries(entries, indent + 2, &mut lines);
            if let Some(first) = lines.first_mut() {
                first.replace_range(indent..indent + 1, "-");
            }
            lines
        }
    }
}

fn comment(origin: Option<&String>) -> String {
    origin.map_or(String::new(), |origin| format!(" # {}", one_line(origin)))
}

/// A fragment in one line.
pub fn flow(value: &Fragment) -> String {
    match value {
        Fragment::Scalar { text, .. } => text.clone(),
        Fragment::Map(entries) => {
            let inside: Vec<String> =
                entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value))).collect();
            format!("{{ {} }}", inside.join(", "))
        }
        Fragment::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        let steps = text.split('/').filter(|step| !step.is_empty());
        steps.map(|step| step.parse().map_or_else(|_| Step::Key(step.to_owned()), Step::Item)).collect()
    }

    fn set(at: &str, with: &str) -> Change {
        Change::Replace { path: path(at), with: with.to_owned(), origin: Some("from a.csv, row 2".to_owned()) }
    }

    fn put(at: &str, key: &str, value: &str) -> Change {
        let value = Fragment::Scalar { text: value.to_owned(), origin: Some("from a.csv, row 3".to_owned()) };
        Change::Insert { path: path(at), key: key.to_owned(), value }
    }

    fn push(at: &str, value: &str) -> Change {
        Change::Append { path: path(at), items: vec![Fragment::plain(value)] }
    }

    #[track_caller]
    fn check(before: &str, changes: &[Change], after: &str) {
        assert_eq!(apply(before, changes).as_deref(), Some(after));
        // The same with the line ends of Windows, and with a byte order mark.
        let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(apply(&windows(before), changes), Some(windows(after)));
    }

    #[test]
    fn a_scalar_is_replaced_and_all_else_stays() {
        check("a:   1   \nb: 2\n", &[set("a", "3")], "a:   3   # from a.csv, row 2\nb: 2\n");
        check("a: 'it''s' # so\n", &[set("a", "3")], "a: 3 # so; from a.csv, row 2\n");
        check("a: \"x # y\"\n", &[set("a", "3")], "a: 3 # from a.csv, row 2\n");
        check("'a b': 24 %\n", &[set("a b", "25 %")], "'a b': 25 % # from a.csv, row 2\n");
        check("æ: 1\nå: [1, 2.5]\n", &[set("å/1", "3")], "æ: 1\nå: [1, 3] # 2 from a.csv, row 2\n");
        check("a: null # why\n", &[set("a", "3")], "a: 3 # why; from a.csv, row 2\n");
        check(
            "a:\nb:   # then\n",
            &[set("a", "3"), set("b", "4")],
            "a: 3 # from a.csv, row 2\nb: 4   # then; from a.csv, row 2\n",
        );
        check("a: 1", &[set("a", "2")], "a: 2 # from a.csv, row 2");
    }

    #[test]
    fn an_origin_takes_the_place_of_the_one_before_of_the_same_value() {
        check("a: 1 # from b.csv, row 9\n", &[set("a", "2")], "a: 2 # from a.csv, row 2\n");
        check("a: 1 # mine; from b.csv, row 9\n", &[set("a", "2")], "a: 2 # mine; from a.csv, row 2\n");
        check(
            "a: { x: 1, y: 1 } # x from b.csv, row 8; y from b.csv, row 9\n",
            &[set("a/y", "2")],
            "a: { x: 1, y: 2 } # x from b.csv, row 8; y from a.csv, row 2\n",
        );
    }

    #[test]
    fn a_line_that_ends_within_a_text_gets_no_comment() {
        check("a: { x: 1, y: \"b\n  c\" }\n", &[set("a/x", "2")], "a: { x: 2, y: \"b\n  c\" }\n");
        check("a: {\n  x: 1,\n  y: 2\n}\n", &[set("a/x", "3")], "a: {\n  x: 3, # x from a.csv, row 2\n  y: 2\n}\n");
    }

    #[test]
    fn an_entry_is_put_at_the_end_in_the_style_of_its_mapping() {
        check(
            "a:\n  x: 1\n\n  # of b\nb: 2\n",
            &[put("a", "z", "5")],
            "a:\n  x: 1\n  z: 5 # from a.csv, row 3\n\n  # of b\nb: 2\n",
        );
        check("a: { x: 1 } # c\n", &[put("a", "z", "5")], "a: { x: 1, z: 5 } # c; z from a.csv, row 3\n");
        check("a: {}\n", &[put("a", "z", "5")], "a: { z: 5 } # z from a.csv, row 3\n");
        check(
            "a: { x: [1, '}'], w: }\n",
            &[put("a", "z", "5")],
            "a: { x: [1, '}'], w:, z: 5 } # z from a.csv, row 3\n",
        );
        check("a:\nb: 1\n", &[put("a", "z", "5")], "a:\n  z: 5 # from a.csv, row 3\nb: 1\n");
        check(
            "a:\n    x: |\n      long\n\n      text\nb: 1\n",
            &[put("a", "z", "5")],
            "a:\n    x: |\n      long\n\n      text\n    z: 5 # from a.csv, row 3\nb: 1\n",
        );
        assert_eq!(apply("a: 1", &[put("", "b", "5")]).as_deref(), Some("a: 1\nb: 5 # from a.csv, row 3"));
    }

    #[test]
    fn a_value_becomes_the_first_item_of_a_list() {
        check("a: 1 # c\nb: 2\n", &[push("a", "5")], "a:\n  - 1 # c\n  - 5\nb: 2\n");
        check("a:\n- 1\n# of b\nb: 2\n", &[push("a", "5")], "a:\n- 1\n- 5\n# of b\nb: 2\n");
        check("a: [1] # c\n", &[push("a", "5")], "a: [1, 5] # c\n");
        check("a: [\n  1,\n]\n", &[push("a", "5")], "a: [\n  1, 5,\n]\n");
        check("{ a: 1 }\n", &[push("a", "5")], "{ a: [1, 5] }\n");
        check(
            "a:\n  x: |\n    text\n\n    more\n  y: 1\nb: 2\n",
            &[push("a", "5")],
            "a:\n  - x: |\n      text\n\n      more\n    y: 1\n  - 5\nb: 2\n",
        );
        check(
            "a:\n  x: 1\n",
            &[put("a", "z", "2"), push("a", "5")],
            "a:\n  - x: 1\n    z: 2 # from a.csv, row 3\n  - 5\n",
        );
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        assert_eq!(apply("a: 1\n", &[set("b", "2")]), None);
        assert_eq!(apply("a: { x: 1 }\n", &[set("a", "2")]), None);
        assert_eq!(apply("a: *x\n", &[set("a", "2")]), None, "this is no YAML");
        assert_eq!(apply("a: &x 1\nb: *x\n", &[set("b", "2")]), None);
        assert_eq!(apply("a: |\n  text\n", &[push("a", "2")]), None);
    }

    #[test]
    fn a_text_is_quoted_unless_it_is_read_as_itself() {
        for plain in ["Færre", "Two words", "hr", "a-b/c (d)", "24x"] {
            assert_eq!(scalar(plain) == plain, plain.starts_with(char::is_alphabetic), "{plain}");
        }
        for text in [
            "", "yes", "NULL", "1807", "a: b", "a #b", "- a", "{a}", "a\nb", "\"", "\\", "~", "é\u{85}", "'", "a ",
            "&a", "a,b",
        ] {
            let quoted = scalar(text);
            assert!(quoted.starts_with('"'), "{quoted}");
            let read = yaml::read(&"".into(), &format!("a: {quoted}\n"), 0, &mut Diagnostics::default());
            let Ok(Value::Map(entries)) = read.map(|node| node.value) else { panic!("{quoted} is not YAML") };
            assert!(matches!(&entries[0].value.value, Value::Text(read) if read == text), "{quoted}");
        }
    }
}
