//! The digest of a report → the two forms of a mail: plain text, and HTML as mail programs show it.
//!
//! Outlook on Windows lays pages out as Word does, and Gmail takes style sheets away. So everything stands in tables below
//! each other, each with its own style; there is no drawing and no background that a dark screen would turn round.

use std::fmt::Write;

use crate::base::inline::escaped;
use crate::l10n::words;
use crate::site::Digest;

/// A list has no more rows; the page has all. Gmail cuts a mail of more than 100 kB.
const MOST_ROWS: usize = 20;

const TEXT: &str = "font-family:Arial,sans-serif;font-size:15px;line-height:1.45;color:#1a1a1a;text-align:left";
const SMALL: &str = "font-family:Arial,sans-serif;font-size:13px;line-height:1.4;color:#555555;text-align:left";
const CELL: &str = "padding:6px 12px 6px 0;border-top:1px solid #999999;vertical-align:top";

/// A table of the digest: what it is called, its headings, and its rows.
struct Rows {
    heading: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

fn tables(digest: &Digest) -> Vec<Rows> {
    let words = words(digest.language);
    let revised = |change: &crate::site::view::ChangedFigure| {
        let now = change.now.clone().unwrap_or_else(|| words.in_withdrawn.to_owned());
        vec![format!("{}, {}", change.label, change.period), change.was.clone(), now, change.reason.clone()]
    };
    let all = [
        Rows {
            heading: words.key_figures,
            columns: vec![words.figure, words.value, words.change, words.against_target],
            rows: digest.key_figures.iter().map(|tile| tile.in_words().into()).collect(),
        },
        Rows {
            heading: words.off_target,
            columns: vec![words.figure, words.value, words.against_target],
            rows: digest.off_target.iter().map(|row| row.to_vec()).collect(),
        },
        Rows {
            heading: words.revisions,
            columns: vec![words.figure, words.before, words.now, words.reason],
            rows: digest.revised.iter().map(revised).collect(),
        },
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// What is said before the tables.
fn introduction(digest: &Digest) -> Vec<String> {
    digest.newer.iter().chain(&digest.lead).chain(&digest.state_note).cloned().collect()
}

/// The first of many lines, and a sign that there are more; all of a few.
fn cut(lines: &[String]) -> impl Iterator<Item = &str> {
    let more = (lines.len() > MOST_ROWS).then_some("…");
    lines.iter().take(MOST_ROWS).map(String::as_str).chain(more)
}

/// When the report came out, when the next one does, who answers: one line.
fn facts(digest: &Digest) -> String {
    digest.facts.iter().map(|[label, text]| format!("{label}: {text}")).collect::<Vec<_>>().join(" · ")
}

/// Who sends it: the publisher and the site.
fn sender(digest: &Digest) -> String {
    digest.organisation.iter().chain([&digest.site]).cloned().collect::<Vec<_>>().join(", ")
}

/// The mail as plain text: a row is a line, its columns with their headings.
pub fn text(digest: &Digest) -> String {
    let words = words(digest.language);
    let mark = digest.embargo.as_ref().map_or_else(String::new, |mark| format!("{mark}\n\n"));
    let mut text = format!("{mark}{}\n{}\n", digest.eyebrow, digest.title);
    for line in introduction(digest) {
        let _ = write!(text, "\n{line}\n");
    }
    for (heading, lines) in &digest.changed {
        let _ = write!(text, "\n{heading}\n");
        for line in cut(lines) {
            let _ = writeln!(text, "- {line}");
        }
    }
    for Rows { heading, columns, rows } in tables(digest) {
        let _ = write!(text, "\n{heading}\n");
        for row in rows.iter().take(MOST_ROWS) {
            let mut cells = row.iter().zip(&columns);
            let first = cells.next().map_or("", |(cell, _)| cell.as_str());
            let rest: Vec<String> = cells.map(|(cell, column)| format!("{}: {cell}", column.to_lowercase())).collect();
            let _ = writeln!(text, "- {first}: {}", rest.join("; "));
        }
        if rows.len() > MOST_ROWS {
            text.push_str("- …\n");
        }
    }
    if let Some(address) = &digest.address {
        let _ = write!(text, "\n{}: {address}\n", words.page_of_report);
    }
    let _ = write!(text, "\n{}\n{}\n", facts(digest), sender(digest));
    text
}

/// The mail as HTML.
pub fn html(digest: &Digest) -> String {
    let words = words(digest.language);
    let (lang, title) = (digest.language.tag(), escaped(&digest.title));
    let mut rows = String::new();
    // Writing to a String does not fail.
    let mut line = |style: &str, inner: &str| {
        let _ = writeln!(rows, "<tr><td style=\"{style};padding:0 0 12px 0\">{inner}</td></tr>");
    };
    if let Some(mark) = &digest.embargo {
        line(TEXT, &format!("<strong>{}</strong>", escaped(mark)));
    }
    line(SMALL, &escaped(&digest.eyebrow));
    let heading = |level: u8, size: u8, text: &str| {
        format!("<h{level} style=\"margin:0;font-size:{size}px;line-height:1.25\">{text}</h{level}>")
    };
    line(TEXT, &heading(1, 24, &title));
    for text in introduction(digest) {
        line(TEXT, &escaped(&text));
    }
    for (name, lines) in &digest.changed {
        line(TEXT, &heading(2, 18, &escaped(name)));
        for text in cut(lines) {
            line(TEXT, &escaped(text));
        }
    }
    for table in tables(digest) {
        line(TEXT, &heading(2, 18, &escaped(table.heading)));
        line(TEXT, &as_html(&table));
    }
    if let Some(address) = &digest.address {
        let link =
            format!("<a href=\"{}\" style=\"color:#0b5394\">{}</a>", escaped(address), escaped(words.page_of_report));
        line(TEXT, &link);
    }
    line(SMALL, &escaped(&facts(digest)));
    line(SMALL, &escaped(&sender(digest)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light\">\n<title>{title}</title>\n\
         </head>\n<body lang=\"{lang}\" style=\"margin:0;padding:16px\">\n<table role=\"presentation\" cellpadding=\"0\" \
         cellspacing=\"0\" border=\"0\" width=\"640\" style=\"max-width:640px\">\n{rows}</table>\n</body>\n</html>\n"
    )
}

fn as_html(table: &Rows) -> String {
    let head =
        |name: &&str| format!("<th scope=\"col\" style=\"{SMALL};padding:6px 12px 6px 0\">{}</th>", escaped(name));
    let head: String = table.columns.iter().map(head).collect();
    let cell = |(index, text): (usize, &String)| match index {
        0 => format!("<th scope=\"row\" style=\"{TEXT};font-weight:normal;{CELL}\">{}</th>", escaped(text)),
        1 => format!("<td style=\"{TEXT};font-weight:bold;{CELL}\">{}</td>", escaped(text)),
        _ => format!("<td style=\"{TEXT};{CELL}\">{}</td>", escaped(text)),
    };
    let row = |cells: &Vec<String>| format!("<tr>{}</tr>\n", cells.iter().enumerate().map(cell).collect::<String>());
    let rows: String = table.rows.iter().take(MOST_ROWS).map(row).collect();
    let more = if table.rows.len() > MOST_ROWS {
        format!("<tr><td colspan=\"{}\" style=\"{TEXT};{CELL}\">…</td></tr>\n", table.columns.len())
    } else {
        String::new()
    };
    format!(
        "<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-collapse:collapse\">\n\
         <tr>{head}</tr>\n{rows}{more}</table>"
    )
}
