//! What the code of a fault is: its id, and what holds for every fault of it.

use std::cmp::Ordering;

use super::{Diagnostic, Refusal, Severity};
use crate::base::place::Place;

/// What one code means. Two codes are the same where their ids are.
#[derive(Debug)]
pub struct Code {
    /// `K0203`, as it stands in brackets in a message.
    pub id: &'static str,
    /// A noun phrase with a capital and without a final stop.
    pub title: &'static str,
    /// One to three sentences of Markdown: what was seen, and why it matters.
    pub cause: &'static str,
    /// A faulty site, cut to what matters: the path of a file and lines of it, or `$` and a command.
    pub example: &'static str,
    /// Markdown: the mended line, or what to do.
    pub cure: &'static str,
    /// Whether an author may allow the warning in a comment beside it.
    pub allowable: bool,
}

impl Code {
    /// The example as the file it is about and its lines. No file where it is a command.
    pub fn parts(&self) -> (Option<&'static str>, &'static str) {
        match self.example.split_once('\n') {
            Some((file, lines)) if !file.starts_with('$') => (Some(file), lines),
            _ => (None, self.example),
        }
    }

    pub(super) fn error(&'static self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code: self, severity: Severity::Error, message: message.into(), place, related: None, help: None }
    }

    pub(super) fn warning(&'static self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..self.error(place, message) }
    }

    pub(super) fn refusal(&'static self, message: impl Into<String>, help: impl Into<String>) -> Refusal {
        Refusal { code: self, message: message.into(), help: help.into() }
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Code) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Code) -> Ordering {
        self.id.cmp(other.id)
    }
}
