//! A text that Tera ran → where each part of the result comes from: letters that an author typed, or an expression.
//!
//! The text is run a second time with marks at both ends of each piece of plain text and of each expression; the marks
//! are then taken out of the result. This file writes the marks and reads them back; `template` runs the text.

use std::ops::Range;

use super::mark::{CLOSE, OPEN};

/// A text that was run, and where its parts come from. All numbers are bytes.
#[derive(Debug, Clone, Default)]
pub struct Traced {
    pub text: String,
    /// In the order of `text`; none overlaps another there.
    typed: Vec<Typed>,
    /// In the order in which they end in `text`. One may be part of another: a text may be kept in a variable first.
    printed: Vec<Printed>,
}

/// Letters that are the same in both texts.
#[derive(Debug, Clone, Copy)]
struct Typed {
    at: usize,
    source: usize,
    length: usize,
}

/// What an expression printed.
#[derive(Debug, Clone)]
struct Printed {
    part: Range<usize>,
    /// Without its braces, in the author's text.
    expression: Range<usize>,
}

impl Traced {
    /// `text` of which it is not known where it comes from.
    pub(super) fn unknown(text: String) -> Traced {
        Traced { text, ..Traced::default() }
    }

    /// Where the byte `at` stands in the author's text; `None` where an expression printed it.
    pub fn source(&self, at: usize) -> Option<usize> {
        let typed = self.typed_before(at)?;
        (at < typed.at + typed.length).then(|| typed.source + at - typed.at)
    }

    /// What the author wrote for `part` of the result: the letters, or the expressions that printed it. Where it is not
    /// known who wrote its first byte, the letter before that.
    pub(super) fn origin(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let Some(first) = self.origin_of_byte(part.start) else {
            let typed = self.typed_before(part.start)?;
            let last = typed.source + typed.length;
            return Some(last - 1..last);
        };
        let last = part.end.saturating_sub(1);
        let last = self.origin_of_byte(last).or_else(|| {
            // White space at the end: the letters before it.
            let typed = self.typed_before(last).filter(|typed| typed.at + typed.length > part.start)?;
            Some(typed.source..typed.source + typed.length)
        });
        // In a loop the end of a part may come from before its beginning.
        let end = last.map_or(first.end, |last| last.end.max(first.end));
        Some(first.start..end)
    }

    fn origin_of_byte(&self, at: usize) -> Option<Range<usize>> {
        let typed = self.source(at).map(|source| source..source + 1);
        // The first that ends behind the byte is the innermost of those that hold it.
        let printed = || {
            let later = self.printed.partition_point(|printed| printed.part.end <= at);
            self.printed.iter().skip(later).find(|printed| printed.part.start <= at)
        };
        typed.or_else(|| printed().map(|printed| printed.expression.clone()))
    }

    /// The last letters that begin at `at` or before.
    fn typed_before(&self, at: usize) -> Option<Typed> {
        let next = self.typed.partition_point(|typed| typed.at <= at);
        self.typed.get(next.checked_sub(1)?).copied()
    }

    /// Takes the edges out that `with_edges` wrote.
    pub(super) fn read(marked: &str) -> Traced {
        let mut traced = Traced::default();
        // What is open: where it begins in the result, and the number behind its edge.
        let mut typed: Option<(usize, usize)> = None;
        let mut expressions: Vec<(usize, Range<usize>)> = Vec::new();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(OPEN) {
            traced.text.push_str(before);
            let Some((number, after)) = after.split_once(CLOSE) else { break };
            rest = after;
            let at = traced.text.len();
            match number.split_at_checked(2) {
                Some((TYPED, source)) => typed = source.parse().ok().map(|source| (at, source)),
                Some((TYPED_END, _)) => {
                    // A filter may have taken all of it away.
                    let own = typed.take().filter(|(start, _)| *start < at);
                    traced.typed.extend(own.map(|(start, source)| Typed { at: start, source, length: at - start }));
                }
                Some((PRINTED, source)) => expressions.extend(range(source).map(|source| (at, source))),
                Some((PRINTED_END, _)) => {
                    let printed = expressions.pop().filter(|(start, _)| *start < at);
                    let printed = printed.map(|(start, expression)| Printed { part: start..at, expression });
                    traced.printed.extend(printed);
                }
                _ => traced.text.push_str(&format!("{OPEN}{number}{CLOSE}")),
            }
        }
        traced.text.push_str(rest);
        traced
    }
}

// Edges are marks whose number has a zero in front, as that of no other mark has, and more than one digit. There are no
// letters in them, which a filter such as `upper` would change.

/// The mark before a piece of plain text begins with this; then comes where the piece begins.
const TYPED: &str = "00";
const TYPED_END: &str = "01";
/// The mark before what an expression prints begins with this; then come where the expression begins and ends.
const PRINTED: &str = "02";
const PRINTED_END: &str = "03";

/// Reads `12.34`.
fn range(text: &str) -> Option<Range<usize>> {
    let (start, end) = text.split_once('.')?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

/// What gets edges.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Edges {
    /// Plain text and expressions.
    All,
    /// Plain text only: an expression may print into a variable that is then compared with something.
    PlainText,
}

/// `text` with marks before and behind each piece of plain text and each expression.
#[expect(clippy::string_slice, reason = "tags stand behind each other in the text that they were found in")]
pub(super) fn with_edges(text: &str, edges: Edges) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for (start, end) in tags(text) {
        out.push_str(&typed_with_edges(text, from..start));
        match edges {
            Edges::All if text[start..].starts_with("{{") => out.push_str(&printed_with_edges(text, start..end)),
            _ => out.push_str(&text[start..end]),
        }
        from = end;
    }
    out.push_str(&typed_with_edges(text, from..text.len()));
    out
}

/// White space at the ends of a piece stays outside, since the tags beside it may take it away.
#[expect(clippy::string_slice, reason = "a piece stands between tags, and its white space is at its ends")]
fn typed_with_edges(text: &str, piece: Range<usize>) -> String {
    let typed = &text[piece.clone()];
    let core = typed.trim();
    if core.is_empty() {
        return typed.to_owned();
    }
    let lead = typed.len() - typed.trim_start().len();
    let (before, behind) = (&typed[..lead], &typed[lead + core.len()..]);
    format!("{before}{OPEN}{TYPED}{}{CLOSE}{core}{OPEN}{TYPED_END}{CLOSE}{behind}", piece.start + lead)
}

/// The marks of a tag with signs that take white space away, `{{-` and `-}}`, are expressions with these signs; those of
/// any other stand beside it as they are, which Tera reads in a third of the time.
#[expect(clippy::string_slice, reason = "a tag stands in the text that it was found in")]
fn printed_with_edges(text: &str, tag: Range<usize>) -> String {
    let written = &text[tag.clone()];
    let inside = written.strip_prefix("{{").unwrap_or(written);
    let inside = inside.strip_suffix("}}").unwrap_or(inside);
    let core = inside.trim_matches('-').trim();
    let start = tag.start + (core.as_ptr() as usize - written.as_ptr() as usize);
    let end = start + core.len();
    let (before, behind) = (format!("{OPEN}{PRINTED}{start}.{end}{CLOSE}"), format!("{OPEN}{PRINTED_END}{CLOSE}"));
    let before = if inside.starts_with('-') { format!("{{{{- \"{before}\" }}}}") } else { before };
    let behind = if inside.ends_with('-') { format!("{{{{ \"{behind}\" -}}}}") } else { behind };
    format!("{before}{written}{behind}")
}

/// What begins and ends a comment in a narrative, where `{#` belongs to Markdown.
const COMMENT: (&str, &str) = ("{*", "*}");

/// Where the tags of a narrative stand: expressions, statements, comments. What `{% raw %}` encloses counts as one.
pub fn tags(text: &str) -> Vec<(usize, usize)> {
    tags_of(text, COMMENT)
}

/// The same of a template with other comments. Reads a text as Tera's lexer does: what steps are written into must not
/// be anything else to Tera.
#[expect(clippy::string_slice, reason = "a tag begins and ends with its brackets")]
pub(super) fn tags_of(text: &str, comment: (&str, &str)) -> Vec<(usize, usize)> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|at| from + at) {
        let end = match text[start..].get(..2) {
            Some("{{") => tag_end(text, start + 2, "}}"),
            Some("{%") => raw_end(text, start).unwrap_or_else(|| tag_end(text, start + 2, "%}")),
            Some(open) if open == comment.0 => {
                let inside = start + 2 + usize::from(text[start + 2..].starts_with('-'));
                text[inside..].find(comment.1).map_or(text.len(), |at| inside + at + comment.1.len())
            }
            _ => {
                from = start + 1;
                continue;
            }
        };
        tags.push((start, end));
        from = end;
    }
    tags
}

/// Where the `{% endraw %}` ends of the `{% raw %}` at `start`; `None` for any other tag.
fn raw_end(text: &str, start: usize) -> Option<usize> {
    let from = simple_tag_end(text, start, "raw")?;
    let mut behind = text.get(from..)?.match_indices("{%");
    let end = behind.find_map(|(at, _)| simple_tag_end(text, from + at, "endraw"));
    end.or(Some(text.len()))
}

/// Where the tag at `start` ends, if it is `word` and nothing else.
fn simple_tag_end(text: &str, start: usize, word: &str) -> Option<usize> {
    let white = |c: char| c.is_ascii_whitespace();
    let inside = text.get(start + 2..)?;
    let inside = inside.strip_prefix('-').unwrap_or(inside).trim_start_matches(white);
    let behind = inside.strip_prefix(word)?.trim_start_matches(white);
    let behind = behind.strip_prefix('-').unwrap_or(behind).strip_prefix("%}")?;
    Some(text.len() - behind.len())
}

/// Tags that only choose what is printed. All others may take the text between them as a value.
const CHOOSING: [&str; 9] = ["if", "elif", "else", "endif", "for", "endfor", "break", "continue", "raw"];

/// Whether a tag of the template may take text and make something else of it.
pub(super) fn takes_text(text: &str) -> bool {
    let takes = |(start, end): &(usize, usize)| {
        let Some(inner) = text.get(*start..*end).and_then(|tag| tag.strip_prefix("{%")) else { return false };
        let inner = inner.trim_start_matches('-').trim_start();
        let word = inner.split(|sign: char| !sign.is_ascii_alphabetic()).next().unwrap_or_default();
        !CHOOSING.contains(&word)
    };
    tags(text).iter().any(takes)
}

/// Where a tag ends whose inside begins at `from`; a quoted text in it may hold the sign of the end.
fn tag_end(text: &str, from: usize, close: &str) -> usize {
    let mut at = from;
    while let Some((rest, first)) = text.get(at..).and_then(|rest| Some((rest, rest.chars().next()?))) {
        if rest.starts_with(close) {
            return at + close.len();
        }
        at += quoted_length(rest).unwrap_or(first.len_utf8());
    }
    text.len()
}

/// The length of the quoted text that `text` begins with; `None` where it begins with none. A `\` takes its meaning
/// from the sign behind it. A text that is not closed goes to the end.
pub(super) fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return Some(at + quote.len_utf8()),
            _ => {}
        }
    }
    Some(text.len())
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    #[test]
    fn each_part_comes_from_letters_or_from_an_expression() {
        let text = "There are {{ visits }} of them.\n";
        let traced = Traced::read(&with_edges(text, Edges::All).replace("{{ visits }}", "42"));
        assert_eq!(traced.text, "There are 42 of them.\n");
        let origin = |part| traced.origin(&part).map(|source| &text[source]);
        assert_eq!(origin(0..5), Some("There"));
        assert_eq!(origin(10..12), Some("visits"));
        assert_eq!(origin(6..12), Some("are {{ visits"));
        assert_eq!(origin(10..15), Some("visits }} of"));
        // The line end is neither: white space at the ends of a piece may be taken away.
        assert_eq!(origin(16..22), Some("them."));
        assert_eq!(origin(21..22), Some("."));
        assert_eq!((traced.source(13), traced.source(10)), (Some(23), None));
    }

    #[test]
    fn the_innermost_expression_is_meant_where_a_text_was_kept() {
        let text = "{% set kept %}a {{ b }}{% endset %}{{ kept }} c";
        let edges = with_edges(text, Edges::All).replace("{% set kept %}", "").replace("{{ b }}", "B");
        let (kept, shown) = edges.split_once("{% endset %}").expect("an end");
        let traced = Traced::read(&shown.replace("{{ kept }}", kept));
        assert_eq!(traced.text, "a B c");
        let origin = |part| traced.origin(&part).map(|source| &text[source]);
        assert_eq!((origin(0..1), origin(2..3)), (Some("a"), Some("b")));
        // The space between is no letter of the kept text, and so what `kept` printed.
        assert_eq!(origin(1..2), Some("kept"));
    }

    #[test]
    fn tags_are_those_that_tera_reads() {
        let tags =
            |text: &str| tags(text).into_iter().map(|(start, end)| text[start..end].to_owned()).collect::<Vec<_>>();
        assert_eq!(tags(r#"{{ "\"}}" }} {{ b }}"#), [r#"{{ "\"}}" }}"#, "{{ b }}"]);
        assert_eq!(tags("{% raw %} endraw %} {{ a }} {%- endraw -%}{{ b }}").len(), 2);
        assert_eq!(tags("{% rawer %}{{ a }}{% endraw %}").len(), 3);
        assert_eq!(tags("{* {{ \" *}{{ a }}"), ["{* {{ \" *}", "{{ a }}"]);
        assert_eq!(tags("{# {{ a }} #}"), ["{{ a }}"]);
        let of_page = |text| tags_of(text, ("{#", "#}")).len();
        assert_eq!((of_page("{# {{ \" #}{{ a }}"), of_page("{* {{ a }} *}")), (2, 1));
    }

    #[test]
    fn edges_take_away_the_white_space_that_their_tag_takes_away() {
        let edges = with_edges("{{- visits -}}", Edges::All);
        assert!(edges.starts_with("{{- \"") && edges.ends_with("\" -}}"), "{edges}");
        assert!(edges.contains("02") && edges.contains("4.10"), "{edges}");
        assert_eq!(with_edges("{{- visits -}}", Edges::PlainText), "{{- visits -}}");
    }
}
