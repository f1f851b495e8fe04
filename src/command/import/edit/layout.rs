//! A YAML text beside its tree: which bytes a value, an entry or a block takes.
//!
//! The tree says where values begin; where they end the text says, by quotes, brackets and indentation. `None` where
//! the text is written in a way that is not understood here: an anchor, a tag, a text in lines.

use std::ops::Range;
use std::sync::Arc;

use super::{Step, at};
use crate::base::place::Place;
use crate::diag::Diagnostics;
use crate::load::yaml::{self, Entry, Node, Value};

pub(super) struct Layout<'a> {
    pub(super) text: &'a str,
    pub(super) root: Node,
    /// Where each line begins.
    pub(super) lines: Vec<usize>,
    pub(super) newline: &'static str,
}

impl<'a> Layout<'a> {
    /// `None` when the text is not YAML, or not right in another way that its reader finds.
    pub(super) fn of(text: &'a str) -> Option<Layout<'a>> {
        let mut unseen = Diagnostics::default();
        let file: Arc<str> = "".into();
        let root = yaml::read(&file, text, 0, &mut unseen).ok()?;
        unseen.no_errors().ok()?;
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Some(Layout { text, root, lines, newline })
    }

    /// The bytes of a value that is nothing: of the word for it, or none, behind the colon.
    pub(super) fn null(&self, path: &[Step]) -> Option<Range<usize>> {
        let node = at(&self.root, path)?;
        let start = self.offset(&node.place)?;
        let written = self.text.get(start..)?;
        if let Some(word) = ["null", "Null", "NULL", "~"].into_iter().find(|word| written.starts_with(word)) {
            return Some(start..start + word.len());
        }
        let behind = self.behind_colon(self.entry(path)?)?;
        Some(behind..behind)
    }

    /// The entry whose value is at `path`.
    pub(super) fn entry(&self, path: &[Step]) -> Option<&Entry> {
        let (Step::Key(key), above) = path.split_last()? else { return None };
        match &at(&self.root, above)?.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == *key),
            _ => None,
        }
    }

    /// The byte at `place`.
    pub(super) fn offset(&self, place: &Place) -> Option<usize> {
        let start = *self.lines.get(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
        let columns = usize::try_from(place.column).ok()?.checked_sub(1)?;
        let line = self.text.get(start..)?;
        line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(columns).map(|within| start + within)
    }

    /// The line that byte `offset` is in, from 0.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where the line begins that byte `offset` is in.
    pub(super) fn start_of_line(&self, offset: usize) -> Option<usize> {
        self.lines.get(self.line_of(offset)).copied()
    }

    /// The end of the line that byte `offset` is in, before its line end.
    #[expect(
        clippy::string_slice,
        reason = "the bytes that are asked for are places of the tree, and where lines begin"
    )]
    pub(super) fn end_of_line(&self, offset: usize) -> usize {
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |newline| offset + newline);
        if self.text[..end].ends_with('\r') && end > offset { end - 1 } else { end }
    }

    /// The line before the one that byte `offset` is in; empty where there is none.
    #[expect(
        clippy::string_slice,
        reason = "the bytes that are asked for are places of the tree, and where lines begin"
    )]
    pub(super) fn line_before(&self, offset: usize) -> &'a str {
        let before = self.line_of(offset).checked_sub(1).and_then(|line| self.lines.get(line));
        before.map_or("", |start| &self.text[*start..self.end_of_line(*start)])
    }

    /// Where the value of `entry` may begin: behind the colon of its key.
    pub(super) fn behind_colon(&self, entry: &Entry) -> Option<usize> {
        let start = self.offset(&entry.key_place)?;
        let end = if self.text.get(start..)?.starts_with(['"', '\'']) {
            end_of_quoted(self.text, start)?
        } else {
            start + entry.key.len()
        };
        let (gap, _) = self.text.get(end..)?.split_once(':')?;
        gap.trim().is_empty().then_some(end + gap.len() + 1)
    }

    /// The end of a scalar that begins at `start` and ends in the same line.
    pub(super) fn end_of_scalar(&self, start: usize, in_flow: bool) -> Option<usize> {
        let line = self.text.get(start..self.end_of_line(start))?;
        if line.starts_with(['"', '\'']) {
            return end_of_quoted(self.text, start);
        }
        if line.starts_with(['|', '>', '*', '&', '!']) {
            return None;
        }
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            let next = line.get(at + c.len_utf8()..)?.chars().next();
            let ends = match c {
                '#' => line.get(..at)?.ends_with([' ', '\t']),
                ',' | ']' | '}' => in_flow,
                ':' => next.is_none_or(char::is_whitespace),
                _ => false,
            };
            if ends {
                end = at;
                break;
            }
        }
        Some(start + line.get(..end)?.trim_end().len())
    }

    /// The end of any value that begins at `start` within a flow collection.
    pub(super) fn end_of_flow_value(&self, start: usize) -> Option<usize> {
        match self.text.get(start..)?.chars().next()? {
            '{' | '[' => end_of_flow(self.text, start),
            _ => self.end_of_scalar(start, true),
        }
    }

    /// Behind the last line of `entry` and all that belongs to it.
    pub(super) fn end_of_entry(&self, entry: &Entry) -> Option<usize> {
        let line = usize::try_from(entry.key_place.line).ok()?.checked_sub(1)?;
        let indent = usize::try_from(entry.key_place.column).ok()?.checked_sub(1)?;
        let is_list = matches!(entry.value.value, Value::List(_));
        let mut end = self.end_of_block(line, indent, is_list);
        // The bracket that ends a collection may be further left than the rules allow.
        let start = self.offset(&entry.value.place)?;
        if self.text.get(start..)?.starts_with(['{', '[']) {
            let close = end_of_flow(self.text, start)?;
            end = end.max(self.after_line(close));
        }
        Some(end)
    }

    /// Behind the last line that belongs to what begins in `line` with `indent`: lines that are indented further, and
    /// the items of a list, which may be as far left as its key. Comments and blank lines behind it belong to what
    /// follows.
    #[expect(
        clippy::string_slice,
        reason = "the bytes that are asked for are places of the tree, and where lines begin"
    )]
    pub(super) fn end_of_block(&self, line: usize, indent: usize, items_too: bool) -> usize {
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
        self.lines.get(last).map_or(self.text.len(), |start| self.after_line(*start))
    }

    /// Where the line behind the one of byte `offset` begins.
    #[expect(
        clippy::string_slice,
        reason = "the bytes that are asked for are places of the tree, and where lines begin"
    )]
    pub(super) fn after_line(&self, offset: usize) -> usize {
        self.text[offset..].find('\n').map_or(self.text.len(), |newline| offset + newline + 1)
    }

    /// Whether the value at `path` is part of a flow collection.
    pub(super) fn is_in_flow(&self, path: &[Step]) -> bool {
        self.flow_depth(path).is_some()
    }

    /// How many steps of `path` lead to the outermost flow collection that the value is part of.
    pub(super) fn flow_depth(&self, path: &[Step]) -> Option<usize> {
        (0..path.len()).find(|depth| {
            let node = path.get(..*depth).and_then(|above| at(&self.root, above));
            let starts = node.and_then(|node| self.offset(&node.place)).and_then(|start| self.text.get(start..));
            let is_collection = node.is_some_and(|node| matches!(node.value, Value::Map(_) | Value::List(_)));
            is_collection && starts.is_some_and(|text| text.starts_with(['{', '[']))
        })
    }
}

/// Behind the bracket that closes the one at `start`.
fn end_of_flow(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    let mut last = ' ';
    while let Some(c) = text.get(at..)?.chars().next() {
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
                at += text.get(at..)?.find('\n')?;
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
    let quote = text.get(start..)?.chars().next()?;
    let mut letters = text.get(start + 1..)?.char_indices().peekable();
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
