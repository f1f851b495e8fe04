//! New pieces of YAML → text: in lines as block style, or in one line as flow style.
//!
//! Where the text goes is left to the rest of `edit`.

use super::Fragment;
use super::origins::one_line;

/// A whole file: a mapping in block style.
pub fn document(entries: &[(String, Fragment)]) -> String {
    let mut lines = Vec::new();
    write_entries(entries, 0, &mut lines);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Text as a YAML scalar on one line: plain where that is certain to be read as the same text, else in double quotes.
pub fn scalar(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let plain = text.starts_with(char::is_alphabetic)
        && text.ends_with(|c: char| is_word(c) || matches!(c, '.' | ')' | '%' | '!' | '?'))
        && text.chars().all(|c| is_word(c) || matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '%' | ';' | '!' | '?'))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_lowercase().as_str());
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The lines of a mapping whose keys begin at column `indent`, from 0.
pub(super) fn write_entries(entries: &[(String, Fragment)], indent: usize, lines: &mut Vec<String>) {
    let margin = " ".repeat(indent);
    for (key, value) in entries {
        let key = scalar(key);
        match value {
            Fragment::Scalar { text, origin } => {
                lines.push(format!("{margin}{key}: {text}{}", comment(origin.as_ref())));
            }
            Fragment::Map(entries) if entries.is_empty() => lines.push(format!("{margin}{key}: {{}}")),
            Fragment::Map(entries) => {
                lines.push(format!("{margin}{key}:"));
                write_entries(entries, indent + 2, lines);
            }
            Fragment::List(items) if items.is_empty() => lines.push(format!("{margin}{key}: []")),
            Fragment::List(items) => {
                lines.push(format!("{margin}{key}:"));
                lines.extend(items.iter().flat_map(|item| item_lines(item, indent + 2)));
            }
        }
    }
}

/// An item of a list in block style, with its dash at `indent`.
pub(super) fn item_lines(item: &Fragment, indent: usize) -> Vec<String> {
    let margin = " ".repeat(indent);
    match item {
        Fragment::Scalar { text, origin } => vec![format!("{margin}- {text}{}", comment(origin.as_ref()))],
        Fragment::List(_) => vec![format!("{margin}- {}", flow(item))],
        Fragment::Map(entries) if entries.is_empty() => vec![format!("{margin}- {{}}")],
        Fragment::Map(entries) => {
            let mut lines = Vec::new();
            write_entries(entries, indent + 2, &mut lines);
            if let Some(first) = lines.first_mut() {
                first.replace_range(indent..indent + 1, "-");
            }
            lines
        }
    }
}

fn comment(origin: Option<&String>) -> String {
    origin.map_or(String::new(), |origin| format!(" # {}", one_line(origin)))
}

/// A fragment in one line.
pub fn flow(value: &Fragment) -> String {
    match value {
        Fragment::Scalar { text, .. } => text.clone(),
        Fragment::Map(entries) => {
            let inside: Vec<String> =
                entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value))).collect();
            format!("{{ {} }}", inside.join(", "))
        }
        Fragment::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
    }
}
