//! A tag of a template → its pieces, and the filters of ours that are to stand in it.
//!
//! Only as much of Tera's grammar as is needed to find what a tag joins, filters, keeps or goes through.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::narrative::mark::{CLOSE, OPEN};
use crate::narrative::trace::quoted_length;

/// Whether an expression is a mark that the program itself wrote.
pub fn is_mark(expression: &str) -> bool {
    let text = expression.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    text.is_some_and(|text| text.starts_with(OPEN) && text.ends_with(CLOSE) && !text.contains('"'))
}

/// The names that tags of the text give to values.
pub fn bound<'t>(text: &'t str, tags: &[(usize, usize)]) -> BTreeSet<&'t str> {
    let mut bound = BTreeSet::new();
    for (start, end) in tags {
        let tag = text.get(*start..*end).and_then(Tag::read);
        let Some(tag) = tag.filter(|tag| ["set", "set_global", "for"].contains(&tag.word)) else {
            continue;
        };
        let names = tokens(tag.inside).into_iter().skip(1);
        bound.extend(names.map(|token| token.text).take_while(|text| !["=", "in", "|"].contains(text)));
    }
    bound
}

/// The variable that an expression is, or the last filter that it goes through, and whether it is one; empty for any
/// other expression.
pub fn last_name(expression: &str) -> (&str, bool) {
    let tokens = tokens(expression);
    let mut depth = 0usize;
    let mut name = "";
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "|" if depth == 0 => name = tokens.get(index + 1).map_or("", |token| token.text),
            text if depth == 0 && (is_boundary(text) || text == "~") => return ("", false),
            _ => {}
        }
    }
    match tokens.as_slice() {
        [only] => (only.text, false),
        _ => (name, true),
    }
}

/// A tag of a template.
pub struct Tag<'t> {
    /// `set`, `endfor`; empty for an expression.
    pub word: &'t str,
    /// Whether it is an expression, whose value is printed.
    pub prints: bool,
    /// What stands between its brackets.
    pub inside: &'t str,
    /// Whether it takes the white space before and behind it away.
    pub left: bool,
    pub right: bool,
}

impl<'t> Tag<'t> {
    /// `None` for a comment, and for what is not closed.
    pub fn read(written: &'t str) -> Option<Tag<'t>> {
        let (behind, close) = match written.strip_prefix("{{") {
            Some(behind) => (behind, "}}"),
            None => (written.strip_prefix("{%")?, "%}"),
        };
        let between = behind.strip_suffix(close)?;
        // A sign alone, as in `{{-}}`, is that of the left.
        let (left, inside) = between.strip_prefix('-').map_or((false, between), |inside| (true, inside));
        let (right, inside) = inside.strip_suffix('-').map_or((false, inside), |inside| (true, inside));
        let mut tag = Tag { word: "", prints: close == "}}", inside: inside.trim(), left, right };
        if !tag.prints {
            let inside = between.trim_start_matches('-').trim_start();
            tag.word = inside.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
        }
        Some(tag)
    }
}

/// A piece of an expression: a word, a quoted text or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token<'t> {
    text: &'t str,
    at: usize,
}

impl Token<'_> {
    fn end(self) -> usize {
        self.at + self.text.len()
    }
}

const LONG_SIGNS: [&str; 10] = ["...", "==", "!=", "<=", ">=", "//", "**", "?.", "?[", "</"];

#[expect(clippy::string_slice, reason = "a token ends where another letter begins")]
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let is_of_a_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if is_of_a_word(first) {
            rest.find(|c: char| !is_of_a_word(c)).unwrap_or(rest.len())
        } else if let Some(length) = quoted_length(rest) {
            length
        } else {
            LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        };
        tokens.push(Token { text: &rest[..length], at });
        at += length;
    }
    tokens
}

/// What ends an operand of `~`, which binds as tight as `*`.
fn is_boundary(text: &str) -> bool {
    const BOUNDARIES: [&str; 21] = [
        ",", ":", "=", "==", "!=", "<", ">", "<=", ">=", "+", "-", "...", "and", "or", "not", "in", "is", "if", "else",
        "for", "</",
    ];
    BOUNDARIES.contains(&text)
}

/// What compares the operands on its two sides.
fn is_comparison(text: &str) -> bool {
    ["==", "!=", "<", ">", "<=", ">=", "in"].contains(&text)
}

/// Filters that may make much more than they were given: one of ours looks before.
pub const GROWING: [&str; 3] = ["join", "indent", "replace"];

/// A filter with arguments.
#[derive(Debug, Clone, Copy)]
struct FilterCall {
    /// Where its name begins, and its `|`; the first filter of a section has none.
    name: usize,
    pipe: Option<usize>,
}

/// What is open in an expression.
struct Level {
    opened_by: &'static str,
    /// Where the operands begin that `~` may join, or that `...` takes.
    run: Option<usize>,
    /// Where each operand but the first begins.
    joints: Vec<Range<usize>>,
    is_spread: bool,
    /// Whether the operand stands beside a comparison.
    is_compared: bool,
    /// Where what stands in the brackets begins.
    inner: Option<usize>,
    /// Where the last piece ends.
    end: usize,
    /// The filter whose arguments these are.
    filter: Option<FilterCall>,
}

impl Level {
    fn new(opened_by: &'static str, filter: Option<FilterCall>) -> Level {
        Level {
            opened_by,
            run: None,
            joints: Vec::new(),
            is_spread: false,
            is_compared: false,
            inner: None,
            end: 0,
            filter,
        }
    }
}

/// What is to be written into a tag: where, and what, in order. In a narrative, what is compared is looked at.
pub fn insertions(written: &str, tag: &Tag<'_>, at: usize, is_narrative: bool) -> Vec<(usize, String)> {
    let start = match tag.word {
        "" if tag.prints => 2,
        "set" | "set_global" | "if" | "elif" | "for" | "filter" => {
            written.find(tag.word).map_or(2, |found| found + tag.word.len())
        }
        // A call of a component.
        "" => 2,
        _ => return Vec::new(),
    };
    let start = start + usize::from(tag.left && start == 2);
    let Some(inside) = written.get(start..written.len() - 2 - usize::from(tag.right)) else { return Vec::new() };
    let mut pieces = tokens(inside);
    pieces.iter_mut().for_each(|token| token.at += start);
    let mut made = Expression { written, at, is_narrative, made: Vec::new(), levels: vec![Level::new("", None)] };
    let kept = match (tag.word, pieces.as_slice()) {
        ("set" | "set_global", [_, sign, ..]) if sign.text == "=" => pieces.get(2).map(|first| first.at),
        _ => None,
    };
    made.read(&pieces, tag.word == "filter", tag.word == "for");
    let mut made = made.made;
    if let (Some(first), Some(last)) = (kept, pieces.last()) {
        made.push((first, "(".to_owned()));
        made.push((last.end(), format!(") | kalends_kept(at={at}, kept=true)")));
    }
    // Of two at one place, the one that was made first belongs to what is inside.
    made.sort_by_key(|(position, _)| *position);
    made
}

struct Expression<'t> {
    written: &'t str,
    /// The number of its tag.
    at: usize,
    is_narrative: bool,
    made: Vec<(usize, String)>,
    levels: Vec<Level>,
}

impl Expression<'_> {
    /// `iterates` where the first `in` names what is gone through.
    fn read(&mut self, tokens: &[Token<'_>], is_section: bool, mut iterates: bool) {
        let mut index = 0;
        if is_section {
            index = self.filter(tokens, 0, None);
        }
        while let Some(token) = tokens.get(index) {
            let token_before = index.checked_sub(1).and_then(|before| tokens.get(before));
            let behind_a_dot = token_before.is_some_and(|token| matches!(token.text, "." | "?."));
            match token.text {
                "(" | "[" | "{" | "?[" => {
                    self.piece(*token);
                    self.open(token.text, None);
                }
                ")" | "]" | "}" => self.close(*token),
                "|" => {
                    index = self.filter(tokens, index + 1, Some(token.at));
                    continue;
                }
                "~" => {
                    let level = self.level();
                    let end = level.end;
                    level.joints.push(end..token.end());
                }
                "for" if self.level().opened_by == "[" && !behind_a_dot => {
                    iterates = true;
                    self.end_run();
                    let (inner, end) = (self.level().inner, self.level().end);
                    if let Some(inner) = inner {
                        self.made.push((inner, "(".to_owned()));
                        self.made.push((end, format!(") | kalends_each(at={})", self.at)));
                    }
                }
                text if is_boundary(text) && !behind_a_dot => {
                    let is_of_a_loop = iterates && text == "in";
                    iterates &= text != "in";
                    let compares = is_comparison(text) && !is_of_a_loop;
                    let is_denied = text == "not" && tokens.get(index + 1).is_some_and(|next| next.text == "in");
                    self.level().is_compared |= compares || is_denied;
                    self.end_run();
                    self.level().is_compared = compares;
                    let level = self.level();
                    level.inner.get_or_insert(token.at);
                    level.end = token.end();
                    level.is_spread = text == "...";
                }
                _ => self.piece(*token),
            }
            index += 1;
        }
        self.end_run();
    }

    #[expect(clippy::indexing_slicing, reason = "where there was none, one was put")]
    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::new("", None));
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn piece(&mut self, token: Token<'_>) {
        let level = self.level();
        level.run.get_or_insert(token.at);
        level.inner.get_or_insert(token.at);
        level.end = token.end();
    }

    /// Reads the filter whose name is at `index`. Returns the index behind its name or its opening bracket.
    fn filter(&mut self, tokens: &[Token<'_>], index: usize, pipe: Option<usize>) -> usize {
        let Some(name) = tokens.get(index) else { return index };
        self.piece(*name);
        if tokens.get(index + 1).is_some_and(|paren| paren.text == "(") {
            self.open("(", Some(FilterCall { name: name.at, pipe }));
            return index + 2;
        }
        self.after_filter(name.end());
        index + 1
    }

    fn open(&mut self, sign: &str, filter: Option<FilterCall>) {
        let opened_by = if sign == "[" { "[" } else { "(" };
        self.levels.push(Level::new(opened_by, filter));
    }

    fn close(&mut self, token: Token<'_>) {
        self.end_run();
        let Some(level) = self.levels.pop() else { return };
        let outer = self.level();
        outer.end = token.end();
        if let Some(FilterCall { name, pipe }) = level.filter {
            let call = self.written.get(name..token.at).and_then(|call| call.split_once('('));
            if let Some((name_of, arguments)) = call
                && GROWING.contains(&name_of.trim())
            {
                let arguments = arguments.trim().trim_end_matches(',').replace('\n', " ");
                let before = if arguments.is_empty() { String::new() } else { format!("{arguments}, ") };
                let call = format!("kalends_before_{}({before}at={})", name_of.trim(), self.at);
                self.made.push(match pipe {
                    Some(pipe) => (pipe, format!("| {call} ")),
                    None => (name, format!("{call} | ")),
                });
            }
            self.after_filter(token.end());
        }
    }

    fn after_filter(&mut self, end: usize) {
        self.made.push((end, format!(" | kalends_kept(at={})", self.at)));
    }

    /// Ends an operand, whose parts `~` may join.
    fn end_run(&mut self) {
        let at = self.at;
        let level = self.level();
        let (run, joints, end) = (level.run.take(), std::mem::take(&mut level.joints), level.end);
        let is_spread = std::mem::take(&mut level.is_spread);
        let is_compared = std::mem::take(&mut level.is_compared);
        let Some(start) = run else { return };
        if is_compared && self.is_narrative {
            self.made.push((start, "(".to_owned()));
            self.made.push((end, format!(") | kalends_compared(at={at})")));
        }
        if joints.is_empty() && !is_spread {
            return;
        }
        let filter = if is_spread && joints.is_empty() { "kept" } else { "joined" };
        let mut from = start;
        for joint in joints.into_iter().chain(std::iter::once(end..end)) {
            self.made.push((from, "(".to_owned()));
            self.made.push((joint.start, format!(") | kalends_{filter}(at={at})")));
            from = joint.end;
        }
    }
}
