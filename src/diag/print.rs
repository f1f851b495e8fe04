//! Prints faults: for people with an excerpt and a caret, for programs as JSON lines. Prints what a code means.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::code::Code;
use super::{Diagnostic, Diagnostics, Place, Severity};

/// A line longer than this many bytes is named but not shown. The renderer cuts the others to its width.
const LONGEST_LINE: usize = 10_000;

/// A person is shown no more faults of one code, unless all are asked for.
const MOST_OF_A_CODE: usize = 20;

/// Of a longer message the rest is cut off for a person: it quotes something that nobody reads to its end.
const LONGEST_MESSAGE: usize = 2_000;

/// How many faults a person is shown.
#[derive(Debug, Clone, Copy)]
pub enum HowMany {
    All,
    /// The first 20 of each code, and the number of the others; `all` is what to call for them.
    Some {
        all: &'static str,
    },
}

/// The faults for a person, in file order. Empty when there is none.
///
/// Terminal colours are in the text and carry no meaning of their own. The caller takes them out where there is no
/// terminal.
pub fn human(diagnostics: &Diagnostics, how_many: HowMany) -> String {
    let (most, to_call) = match how_many {
        HowMany::All => (usize::MAX, ""),
        HowMany::Some { all } => (MOST_OF_A_CODE, all),
    };
    let Shown { faults, more } = shown(diagnostics, most);
    let mut text: String = each(faults, diagnostics, &Renderer::styled()).map(|(_, text)| text + "\n\n").collect();
    for (code, count) in &more {
        let all = count + MOST_OF_A_CODE;
        text.push_str(&format!("{}: {count} more of {all}; `{to_call}` shows them\n", code.id));
    }
    text.push_str(if more.is_empty() { "" } else { "\n" });
    text
}

/// The first faults of each code with their text for a person, in file order, without colours.
pub fn plain(diagnostics: &Diagnostics) -> Vec<(&Diagnostic, String)> {
    each(shown(diagnostics, MOST_OF_A_CODE).faults, diagnostics, &Renderer::plain()).collect()
}

/// What a person is shown.
struct Shown<'a> {
    faults: Vec<&'a Diagnostic>,
    /// How many further faults there are of a code.
    more: BTreeMap<&'a Code, usize>,
}

/// The faults in file order, and of each code `most` at most.
fn shown(diagnostics: &Diagnostics, most: usize) -> Shown<'_> {
    let mut counts: BTreeMap<&Code, usize> = BTreeMap::new();
    let mut faults = diagnostics.sorted();
    faults.retain(|fault| {
        let count = counts.entry(fault.code).or_default();
        *count += 1;
        *count <= most
    });
    let more = counts.into_iter().filter_map(|(code, count)| Some((code, count.checked_sub(most)?)));
    Shown { faults, more: more.filter(|(_, count)| *count > 0).collect() }
}

fn each<'a>(
    faults: Vec<&'a Diagnostic>,
    diagnostics: &'a Diagnostics,
    renderer: &Renderer,
) -> impl Iterator<Item = (&'a Diagnostic, String)> {
    faults.into_iter().map(|fault| (fault, renderer.render(&groups(fault, diagnostics))))
}

/// "2 errors, 1 warning"; empty when there is neither.
pub fn counts(diagnostics: &Diagnostics) -> String {
    let count = |severity, one: &str, many: &str| match diagnostics.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {many}")),
    };
    let parts = [count(Severity::Error, "error", "errors"), count(Severity::Warning, "warning", "warnings")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// All faults as JSON, one object a line: `code`, `severity`, `message`, `file`, `line`, `column`, `related`, `help`.
///
/// `line` and `column` are null where the file as a whole is at fault. `related` is null, or an object with `file`,
/// `line`, `column` and `message` of another place that belongs to the fault.
pub fn json_lines(diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    let number = |number: u32| (number > 0).then_some(number);
    for diagnostic in diagnostics.sorted() {
        let place = &diagnostic.place;
        let related = diagnostic.related.as_ref().map(|(place, message)| {
            json!({
                "file": &*place.file,
                "line": number(place.line),
                "column": number(place.column),
                "message": message,
            })
        });
        let line = json!({
            "code": diagnostic.code.id,
            "severity": severity_word(diagnostic.severity),
            "message": diagnostic.message,
            "file": &*place.file,
            "line": number(place.line),
            "column": number(place.column),
            "related": related,
            "help": diagnostics.help_of(diagnostic),
        });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

/// What a code means, for a person.
pub fn code(code: &Code) -> String {
    let (file, lines) = code.parts();
    let place = file.map(|file| format!(" in {file}")).unwrap_or_default();
    let lines: String =
        lines.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect();
    format!(
        "{}: {}\n\n{}\n\nFor example{place}:\n\n{lines}\nWhat to do: {}\n",
        code.id, code.title, code.cause, code.cure
    )
}

/// What a code means, as one JSON object: `code`, `title`, `cause`, `file`, `example`, `cure`.
pub fn code_json(code: &Code) -> String {
    let (file, example) = code.parts();
    let object = json!({
        "code": code.id,
        "title": code.title,
        "cause": code.cause,
        "file": file,
        "example": example,
        "cure": code.cure,
    });
    format!("{object:#}\n")
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn groups<'a>(diagnostic: &'a Diagnostic, diagnostics: &'a Diagnostics) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(brief(&diagnostic.message)).id(diagnostic.code.id));
    group = excerpt(group, &diagnostic.place, AnnotationKind::Primary, None, diagnostics);
    if let Some((place, label)) = &diagnostic.related {
        group = excerpt(group, place, AnnotationKind::Context, Some(label), diagnostics);
    }
    let mut groups = vec![group];
    if let Some(help) = diagnostics.help_of(diagnostic) {
        groups.push(Group::with_title(Level::HELP.secondary_title(brief(&help))));
    }
    groups
}

fn excerpt<'a>(
    group: Group<'a>,
    place: &'a Place,
    kind: AnnotationKind,
    label: Option<&'a str>,
    diagnostics: &'a Diagnostics,
) -> Group<'a> {
    let path = clean(&place.file);
    let Some(line) = diagnostics.line_of(place).filter(|line| line.len() <= LONGEST_LINE) else {
        let origin = Origin::path(path);
        return group.element(match place.line {
            0 => origin,
            line => origin.line(line as usize).char_column(place.column as usize),
        });
    };
    let line = clean(line);
    let start = byte_of(&line, (place.column as usize).saturating_sub(1));
    let end = byte_of(&line, (place.column as usize).saturating_sub(1) + place.length as usize).max(start);
    let mut annotation = kind.span(start..end);
    if let Some(label) = label {
        annotation = annotation.label(brief(label));
    }
    group.element(Snippet::source(line).line_start(place.line as usize).path(path).annotation(annotation))
}

fn byte_of(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(byte, _)| byte)
}

/// The message of a fault, or its help.
fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(LONGEST_MESSAGE).collect();
    if brief.len() < text.len() {
        brief.push_str(" …");
    }
    clean(&brief)
}

/// The text without characters that could steer a terminal or turn its direction.
fn clean(text: &str) -> String {
    let harmful = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}
