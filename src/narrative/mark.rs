//! Marks: what a reference prints while the text around it is still Markdown.
//!
//! A mark is a number between two private characters, which Markdown carries through as any other letters. What the
//! number stands for is kept beside the text, and becomes HTML only after the Markdown is parsed, so that no label or
//! value can be mistaken for markup. How a mark is shown, `markdown` decides.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::base::period::Period;
use crate::compute::reference::Reference;
use crate::exhibit::request::Request;
use crate::model::Decimal;

/// What surrounds the number of a mark. The readers refuse both characters in every input.
pub const OPEN: char = '\u{e000}';
pub const CLOSE: char = '\u{e001}';

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    Figure(Reference),
    Period(Period),
    /// A member of a dimension: prints its label.
    Member {
        dimension: String,
        member: String,
    },
    /// A number that was reckoned in the text.
    Number {
        amount: Decimal,
        decimals: u32,
        as_share: bool,
    },
    Exhibit(Request),
    /// The small line of a figure's history.
    Spark(Reference),
    /// "Figure 1", as a link.
    Ref(String),
}

/// What the author said of a figure with filters so far, and no further filter may say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The period, with `at`.
    pub period: bool,
    /// The whole in place of the report's member, with `total`.
    pub total: bool,
    /// The dimensions of which `of` chose a member.
    pub dimensions: Vec<String>,
}

/// What the marks of a report's texts stand for. Equal marks have the same number, so a text that is run twice gets the
/// same marks.
#[derive(Debug, Default)]
pub(super) struct Marks(Mutex<Numbered>);

#[derive(Debug, Default)]
struct Numbered {
    marks: Vec<(Mark, Said)>,
    /// The numbers of those that may be many: figures and members.
    figures: BTreeMap<Reference, Vec<usize>>,
    members: BTreeMap<(String, String), Vec<usize>>,
    /// The numbers of all others.
    others: Vec<usize>,
}

impl Numbered {
    /// The numbers of the marks that an equal one could be among.
    fn near(&mut self, mark: &Mark) -> &mut Vec<usize> {
        match mark {
            Mark::Figure(reference) => self.figures.entry(reference.clone()).or_default(),
            Mark::Member { dimension, member } => self.members.entry((dimension.clone(), member.clone())).or_default(),
            _ => &mut self.others,
        }
    }

    /// The number of the mark, which is added where there is no equal one.
    fn number(&mut self, entry: (Mark, Said)) -> usize {
        let near = self.near(&entry.0).clone();
        if let Some(number) = near.into_iter().find(|number| self.marks.get(*number) == Some(&entry)) {
            return number;
        }
        let number = self.marks.len();
        self.near(&entry.0).push(number);
        self.marks.push(entry);
        number
    }
}

impl Marks {
    /// `mark` as a text has it.
    pub(super) fn intern(&self, mark: Mark) -> String {
        self.intern_said(mark, Said::default())
    }

    /// `mark` as a text has it, of which the author `said` something.
    pub(super) fn intern_said(&self, mark: Mark, said: Said) -> String {
        let entry = (mark, said);
        self.with(|marks| mark_text(marks.number(entry)))
    }

    /// What `text` stands for, where it is nothing but a mark.
    pub(super) fn resolve(&self, text: &str) -> Option<Mark> {
        Some(self.resolve_said(text)?.0)
    }

    /// The same, with what the author said of it.
    pub(super) fn resolve_said(&self, text: &str) -> Option<(Mark, Said)> {
        let number = only_mark(text)?;
        self.with(|marks| marks.marks.get(number).cloned())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.with(|marks| marks.marks.len())
    }

    /// All of them, by number.
    pub(super) fn list(&self) -> Vec<Mark> {
        self.with(|marks| marks.marks.iter().map(|(mark, _)| mark.clone()).collect())
    }

    fn with<T>(&self, read: impl FnOnce(&mut Numbered) -> T) -> T {
        // The list is whole after every push, so a panic elsewhere cannot have spoilt it.
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A piece of a marked text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    Text(&'a str),
    Mark(usize),
}

/// `text` cut at its marks.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let Some((number, after)) = after.split_once(CLOSE) else { return pieces };
        pieces.extend(number.parse().ok().map(Piece::Mark));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The numbers of the marks in `text`, each with its bytes there.
#[expect(clippy::string_slice, reason = "a mark begins and ends with its signs")]
pub(super) fn marks(text: &str) -> Vec<(usize, Range<usize>)> {
    let mut marks = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(OPEN).map(|at| from + at) {
        let Some(close) = text[start..].find(CLOSE).map(|at| start + at) else { break };
        from = close + CLOSE.len_utf8();
        let number = text[start + OPEN.len_utf8()..close].parse().ok();
        marks.extend(number.map(|number| (number, start..from)));
    }
    marks
}

/// Whether `text` holds a mark.
pub(super) fn has_mark(text: &str) -> bool {
    text.contains(OPEN)
}

/// The mark of this number as it stands in a text.
pub(super) fn mark_text(number: usize) -> String {
    format!("{OPEN}{number}{CLOSE}")
}

/// The number of the mark that `text` is, if it is nothing but one.
fn only_mark(text: &str) -> Option<usize> {
    text.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE)?.parse().ok()
}

/// Whether every mark in `text` is one of the `count` that were given out, and nothing is left of another.
pub(super) fn whole_marks(text: &str, count: usize) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find([OPEN, CLOSE]) {
        let mark = rest.get(at..).and_then(|rest| rest.strip_prefix(OPEN)?.split_once(CLOSE));
        let Some((number, after)) = mark else { return false };
        if !number.parse().is_ok_and(|number: usize| number < count) {
            return false;
        }
        rest = after;
    }
    true
}
