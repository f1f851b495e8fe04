//! Errors of Tera → faults at their places, in our own words where we know better what the author can do.
//!
//! For narratives and for the templates of pages. What a filter of ours refuses has its words already (`template`).

use std::ops::Range;

use super::guard::Guarded;
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};

/// What can be named in a template: its variables, and the filters that are ours.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    pub names: &'a [String],
    pub filters: &'a [&'a str],
}

/// Where a text comes from that Tera was given.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// Where it begins in the author's file.
    pub start: Place,
    /// The text with steps in it, which Tera was given in its place.
    pub guarded: Option<&'a Guarded>,
}

impl Origin<'_> {
    /// The place that Tera calls by a line and a column, both from 1.
    fn place(&self, line: usize, column: usize, length: usize) -> Place {
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let own = |column: usize| self.guarded.map_or(column, |guarded| guarded.column(line, column));
        let (from, to) = (own(column.saturating_sub(1)), own(column.saturating_sub(1) + length));
        shift(&self.start, short(line), short(from) + 1, short(to.saturating_sub(from)))
    }
}

/// A Tera error as faults at their places. `origin_of` says where the text of a template comes from; `known` is
/// what its author can name.
pub fn diagnose<'o>(
    error: &tera::Error,
    origin_of: &dyn Fn(&str) -> Option<Origin<'o>>,
    known: &Vocabulary<'_>,
) -> Vec<Diagnostic> {
    if let Some((place, message)) = reported(error, origin_of) {
        return vec![worded(place, message, known)];
    }
    match error.kind() {
        // References that lead nowhere come as finished text, several at once.
        tera::ErrorKind::Msg(text) if text.contains("--> ") => {
            reports(text, origin_of).map(|part| from_report(part, origin_of, known)).collect()
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            let place = origin_of(current).map_or_else(|| Place::of_file("templates"), |origin| origin.start);
            vec![faults::template_missing(place, parent)]
        }
        _ => {
            let place = origin_of("").map_or_else(|| Place::of_file("templates"), |origin| origin.start);
            vec![worded(place, &error.to_string(), known)]
        }
    }
}

/// Where an error of Tera stands, and its message. `None` where Tera does not say where.
pub fn reported<'a, 'o>(
    error: &'a tera::Error,
    origin_of: &dyn Fn(&str) -> Option<Origin<'o>>,
) -> Option<(Place, &'a str)> {
    let (tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report)) = error.kind() else {
        return None;
    };
    let span = report.span();
    let length = if span.start_line == span.end_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
    let origin = known_or_named(origin_of, report.filename());
    Some((origin.place(span.start_line, span.start_col + 1, length), report.message()))
}

/// The parts of `text` that an error of Tera is about, which ran it.
pub fn parts(error: &tera::Error, text: &str, guarded: &Guarded) -> Vec<Range<usize>> {
    let at = |line: usize, column: usize| {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let found = text.get(start..).and_then(|rest| rest.char_indices().nth(column));
        found.map_or(text.len(), |(at, _)| start + at)
    };
    match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            let range = &report.span().range;
            let part = guarded.offset(range.start)..guarded.offset(range.end);
            std::iter::once(part).collect()
        }
        tera::ErrorKind::Msg(told) if told.contains("--> ") => {
            let origin_of = |name: &str| Some(Origin { start: Place::of_file(name), guarded: Some(guarded) });
            let part = |report: &str| {
                let place = from_report(report, &origin_of, &Vocabulary { names: &[], filters: &[] }).place;
                let start = at(place.line as usize, (place.column as usize).saturating_sub(1));
                start..start + place.length as usize
            };
            reports(told, &origin_of).map(part).collect()
        }
        _ => Vec::new(),
    }
}

/// The reports in a text of Tera, but those of what was written into a template.
fn reports<'t, 'o>(
    text: &'t str,
    origin_of: &dyn Fn(&str) -> Option<Origin<'o>>,
) -> impl Iterator<Item = &'t str> + use<'t, 'o> {
    let is_own = |report: &&str| {
        let (name, line, column) = position(report);
        let origin = known_or_named(origin_of, name);
        origin.guarded.is_none_or(|guarded| !guarded.is_inserted(line, column.saturating_sub(1)))
    };
    text.split("\n\n").filter(is_own).collect::<Vec<_>>().into_iter()
}

/// The name of the template, the line and the column of a report: ` --> NAME:LINE:COLUMN`.
fn position(report: &str) -> (&str, usize, usize) {
    let line = report.lines().nth(1).unwrap_or("").trim_start().trim_start_matches("--> ");
    let mut parts = line.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let line = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    (parts.next().unwrap_or(""), line, column)
}

/// Reads `error: MESSAGE\n --> NAME:LINE:COLUMN` back.
fn from_report<'o>(report: &str, origin_of: &dyn Fn(&str) -> Option<Origin<'o>>, known: &Vocabulary<'_>) -> Diagnostic {
    let message = report.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned();
    let (name, line, column) = position(report);
    let length = report.lines().last().map_or(1, |line| line.matches('^').count());
    worded(known_or_named(origin_of, name).place(line, column, length), &message, known)
}

/// The origin of a template, or a file of its name.
fn known_or_named<'o>(origin_of: &dyn Fn(&str) -> Option<Origin<'o>>, name: &str) -> Origin<'o> {
    origin_of(name).unwrap_or_else(|| Origin { start: Place::of_file(name), guarded: None })
}

/// The fault in our own words where we know better than Tera what the author can do.
fn worded(place: Place, message: &str, known: &Vocabulary<'_>) -> Diagnostic {
    let quoted = |prefix: &str| message.strip_prefix(prefix)?.split('`').next().map(str::to_owned);
    if let Some(name) = quoted("Variable `") {
        return faults::unknown_variable(place, &name, known.names.iter().map(String::as_str));
    }
    if let Some(name) = quoted("Unknown filter `") {
        return faults::unknown_filter(place, &name, known.filters);
    }
    if let Some(name) = quoted("Unknown template `") {
        return faults::template_missing(place, &name);
    }
    if let Some(argument) = quoted("Missing keyword argument `") {
        return faults::missing_argument(&argument).at(place);
    }
    if message.starts_with("Unexpected end") {
        return faults::expression_unclosed(place);
    }
    let field = quoted("Field `");
    let message = first_line(message);
    if let Some(field) = field {
        return faults::unknown_field(place, &field, &message);
    }
    match message.contains("compar") {
        true => faults::figure_compared(place, &message),
        false => faults::template_fault(place, &message),
    }
}

/// The first line of a message of Tera, as our own messages begin and end.
pub(super) fn first_line(message: &str) -> String {
    lower_first(message.lines().next().unwrap_or("").trim_end_matches('.'))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// The name that an error of Tera calls unknown.
pub(super) fn unknown_name(error: &tera::Error) -> Option<String> {
    match error.kind() {
        tera::ErrorKind::RenderingError(report) => {
            report.message().strip_prefix("Variable `")?.split('`').next().map(str::to_owned)
        }
        _ => None,
    }
}

/// A fault that Tera places behind the last line stands at its end.
pub(super) fn at_the_end(mut faults: Vec<Diagnostic>, text: &str, start: &Place) -> Vec<Diagnostic> {
    let end = offset_place(start, text, text.trim_end().len(), 1);
    for fault in faults.iter_mut().filter(|fault| fault.place.line > end.line) {
        fault.place = end.clone();
    }
    faults
}

pub(super) fn offset_place(start: &Place, text: &str, offset: usize, length: usize) -> Place {
    let inner = Place::in_text(&start.file, text, offset, length);
    shift(start, inner.line, inner.column, inner.length)
}

/// The place at `line` and `column` (both from 1) of a text that begins at `start`.
fn shift(start: &Place, line: u32, column: u32, length: u32) -> Place {
    let column = if line <= 1 { start.column.max(1) + column - 1 } else { column };
    Place { file: start.file.clone(), line: start.line.max(1) + line.max(1) - 1, column, length: length.max(1) }
}
