//! A text that Tera ran → which letters of the result an author typed, and where.
//!
//! The text is run a second time with a mark at both ends of each piece of plain text; the marks are then taken out of
//! the result. This file writes the marks and reads them back; `template` runs the text.

use super::mark::{CLOSE, OPEN};

/// A text that was run, and which parts of it stand in the author's file as they are.
#[derive(Debug, Clone, Default)]
pub struct Traced {
    pub text: String,
    /// In the order of `text`; none overlaps another there.
    pieces: Vec<Own>,
}

/// So many bytes are the same in both texts.
#[derive(Debug, Clone, Copy)]
struct Own {
    at: usize,
    source: usize,
    length: usize,
}

impl Traced {
    /// `text` with no letter placed.
    pub(super) fn nowhere(text: String) -> Traced {
        Traced { text, pieces: Vec::new() }
    }

    /// Where the byte `at` stands in the author's text; `None` where a template's expression printed it.
    pub fn source(&self, at: usize) -> Option<usize> {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        (at < piece.at + piece.length).then(|| piece.source + at - piece.at)
    }

    /// Takes the edges out that `with_edges` wrote.
    pub(super) fn read(marked: &str) -> Traced {
        let mut traced = Traced::default();
        let mut open: Option<(usize, usize)> = None;
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(OPEN) {
            traced.text.push_str(before);
            let Some((number, after)) = after.split_once(CLOSE) else { break };
            rest = after;
            match number.strip_prefix("00") {
                Some(source) => open = source.parse().ok().map(|source| (traced.text.len(), source)),
                None if number == EDGE_END => {
                    if let Some((at, source)) = open.take() {
                        traced.pieces.push(Own { at, source, length: traced.text.len() - at });
                    }
                }
                None => traced.text.push_str(&format!("{OPEN}{number}{CLOSE}")),
            }
        }
        traced.text.push_str(rest);
        traced
    }
}

/// The number of the mark behind a piece of plain text. No mark that stands for something has zeros in front; the mark
/// before a piece has two, and then where it begins.
const EDGE_END: &str = "01";

/// `text` with a mark before and behind each piece of plain text. White space at its ends stays outside, since the tags
/// beside it may take it away.
pub(super) fn with_edges(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let plain = |from: usize, to: usize, out: &mut String| {
        let piece = &text[from..to];
        let core = piece.trim();
        let lead = piece.len() - piece.trim_start().len();
        if core.is_empty() {
            out.push_str(piece);
        } else {
            let edges = (format!("{OPEN}00{}{CLOSE}", from + lead), format!("{OPEN}{EDGE_END}{CLOSE}"));
            out.push_str(&format!("{}{}{core}{}{}", &piece[..lead], edges.0, edges.1, &piece[lead + core.len()..]));
        }
    };
    let mut from = 0;
    for (start, end) in tags(text) {
        plain(from, start, &mut out);
        out.push_str(&text[start..end]);
        from = end;
    }
    plain(from, text.len(), &mut out);
    out
}

/// Where the tags of a template stand: expressions, statements, comments. What `{% raw %}` encloses counts as one.
pub fn tags(text: &str) -> Vec<(usize, usize)> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|at| from + at) {
        let close = match text[start..].get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("{*") => "*}",
            _ => {
                from = start + 1;
                continue;
            }
        };
        let mut end = tag_end(text, start + 2, close);
        let inner = text[start + 2..end].trim_start_matches('-').trim_start();
        if close == "%}" && inner.starts_with("raw") {
            end = text[end..].find("endraw").map_or(text.len(), |at| tag_end(text, end + at, close));
        }
        tags.push((start, end));
        from = end;
    }
    tags
}

/// Where a tag ends whose inside begins at `from`; a quoted text in it may hold the sign of the end.
fn tag_end(text: &str, from: usize, close: &str) -> usize {
    let mut quote = None;
    for (at, c) in text[from..].char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if text[from + at..].starts_with(close) => return from + at + close.len(),
            None if matches!(c, '"' | '\'' | '`') && close != "*}" => quote = Some(c),
            None => {}
        }
    }
    text.len()
}
