//! Where new values come from → comments at the ends of their lines.
//!
//! A line has one comment for all its values. A new origin takes the place of what was said of the same value before,
//! and goes behind all that the author says there. A line that cannot bear a comment gets none.

use std::ops::Range;

use super::layout::Layout;
use super::{Fragment, Path, Step};

/// Where a new value comes from.
pub(super) struct Origin {
    /// The end of the line that gets the comment.
    end: usize,
    /// What the value is called there, where the line is part of a flow collection and so may have several.
    name: Option<String>,
    words: String,
}

/// The origin of what is new at `path`, in the line of byte `offset`.
pub(super) fn origin(layout: &Layout<'_>, path: &[Step], offset: usize, origin: &str) -> Origin {
    let name = layout.flow_depth(path).map(|depth| {
        let words = path.iter().skip(depth).map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Item(index) => (index + 1).to_string(),
        });
        words.collect::<Vec<_>>().join(" ")
    });
    Origin { end: layout.end_of_line(offset), name, words: one_line(origin) }
}

/// The same of every scalar in `value`, which is written in one line.
pub(super) fn origins_in_flow(layout: &Layout<'_>, path: &Path, offset: usize, value: &Fragment) -> Vec<Origin> {
    let below = |step: Step, value: &Fragment| {
        let path = path.iter().cloned().chain([step]).collect::<Path>();
        origins_in_flow(layout, &path, offset, value)
    };
    match value {
        Fragment::Scalar { origin: words, .. } => {
            words.iter().map(|words| origin(layout, path, offset, words)).collect()
        }
        Fragment::Map(entries) => {
            entries.iter().flat_map(|(key, value)| below(Step::Key(key.clone()), value)).collect()
        }
        Fragment::List(items) => {
            items.iter().enumerate().flat_map(|(index, item)| below(Step::Item(index), item)).collect()
        }
    }
}

/// The comments, each with the bytes that it replaces.
pub(super) fn comments(layout: &Layout<'_>, mut origins: Vec<Origin>) -> Vec<(Range<usize>, String)> {
    origins.sort_by_key(|origin| origin.end);
    let lines = origins.chunk_by(|one, other| one.end == other.end);
    lines.filter_map(|origins| comment(layout, origins)).collect()
}

/// The comment of one line. `None` where the line cannot bear one.
fn comment(layout: &Layout<'_>, origins: &[Origin]) -> Option<(Range<usize>, String)> {
    let end = origins.first()?.end;
    let start = layout.start_of_line(end)?;
    let line = layout.text.get(start..end)?;
    let hash = comment_in(line)?;
    let present = hash.and_then(|hash| line.get(hash + 1..)).map(str::trim);
    let mut parts: Vec<String> = present.map(|text| text.split("; ").map(str::to_owned).collect()).unwrap_or_default();
    for Origin { name, words, .. } in origins {
        let begins = name.as_ref().map_or("from ".to_owned(), |name| format!("{name} from "));
        let written = name.as_ref().map_or_else(|| words.clone(), |name| format!("{name} {words}"));
        match parts.iter_mut().find(|part| part.starts_with(&begins)) {
            Some(part) => *part = written,
            None => parts.push(written),
        }
    }
    let from = hash.map_or(end, |hash| start + hash);
    let space = if hash.is_some() || line.ends_with(' ') { "" } else { " " };
    Some((from..end, format!("{space}# {}", parts.join("; "))))
}

/// Where the comment of a line begins, if it has one. `None` when the line cannot end in one: a text or a value goes on
/// in the next line.
pub(super) fn comment_in(line: &str) -> Option<Option<usize>> {
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
            (None, '#') if at == 0 || line.get(..at)?.ends_with([' ', '\t']) => return Some(Some(at)),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            (None, _) => {}
        }
        last = c;
    }
    let ends_well = depth <= 0 || line.trim_end().ends_with([',', '{', '[']);
    (quote.is_none() && ends_well).then_some(None)
}

/// Words for a comment: in one line, and without the `;` that parts one origin from the next.
pub(super) fn one_line(origin: &str) -> String {
    let words: Vec<&str> = origin.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").replace(';', ",")
}
