//! Errors of Tera → faults at their places, in our own words where we know better what the author can do.
//!
//! For narratives and for the templates of pages. What a filter of ours refuses has its words already (`template`).

use std::ops::Range;

use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};

/// What can be named in a template: its variables, and the filters that are ours.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    pub names: &'a [String],
    pub filters: &'a [&'a str],
}

/// A Tera error as faults at their places. `start_of` says where the text of a template begins; `known` is
/// what its author can name.
pub fn diagnose(
    error: &tera::Error,
    start_of: &dyn Fn(&str) -> Option<Place>,
    known: &Vocabulary<'_>,
) -> Vec<Diagnostic> {
    if let Some((place, message)) = reported(error, start_of) {
        return vec![worded(place, message, known)];
    }
    match error.kind() {
        // References that lead nowhere come as finished text, several at once.
        tera::ErrorKind::Msg(text) if text.contains("--> ") => {
            text.split("\n\n").map(|part| from_report(part, start_of, known)).collect()
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            let place = start_of(current).unwrap_or_else(|| Place::of_file("templates"));
            vec![faults::template_missing(place, parent)]
        }
        _ => {
            let place = start_of("").unwrap_or_else(|| Place::of_file("templates"));
            vec![worded(place, &error.to_string(), known)]
        }
    }
}

/// Where an error of Tera stands, and its message. `None` where Tera does not say where.
pub(super) fn reported<'a>(
    error: &'a tera::Error,
    start_of: &dyn Fn(&str) -> Option<Place>,
) -> Option<(Place, &'a str)> {
    let (tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report)) = error.kind() else {
        return None;
    };
    let span = report.span();
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let length = if span.start_line == span.end_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
    let start = start_of(report.filename()).unwrap_or_else(|| Place::of_file(report.filename()));
    let place = shift(&start, short(span.start_line), short(span.start_col) + 1, short(length));
    Some((place, report.message()))
}

/// The parts of `text` that an error of Tera is about, which ran it.
pub(super) fn parts(error: &tera::Error, text: &str) -> Vec<Range<usize>> {
    let at = |line: usize, column: usize| {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        text[start..].char_indices().nth(column).map_or(text.len(), |(at, _)| start + at)
    };
    match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            vec![report.span().range.clone()]
        }
        tera::ErrorKind::Msg(told) if told.contains("--> ") => {
            let part = |report: &str| {
                let place =
                    from_report(report, &|name| Some(Place::of_file(name)), &Vocabulary { names: &[], filters: &[] })
                        .place;
                let start = at(place.line as usize, (place.column as usize).saturating_sub(1));
                start..start + place.length as usize
            };
            told.split("\n\n").map(part).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads `error: MESSAGE\n --> NAME:LINE:COLUMN` back.
fn from_report(report: &str, start_of: &dyn Fn(&str) -> Option<Place>, known: &Vocabulary<'_>) -> Diagnostic {
    let mut lines = report.lines();
    let message = lines.next().unwrap_or("").trim_start_matches("error: ").to_owned();
    let position = lines.next().unwrap_or("").trim_start().trim_start_matches("--> ").to_owned();
    let mut parts = position.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let line = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let name = parts.next().unwrap_or("");
    let length = report.lines().last().map_or(1, |line| line.matches('^').count());
    let start = start_of(name).unwrap_or_else(|| Place::of_file(name));
    worded(shift(&start, line, column, u32::try_from(length).unwrap_or(1)), &message, known)
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
