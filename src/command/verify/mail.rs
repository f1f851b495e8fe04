//! The draft of a mail as the site makes it, and as it lies in the published folder → the places in which they differ.
//!
//! Both forms of the mail are read, and its subject. A mail program that saves a draft packs it in its own way; such a
//! file cannot be read here, and is another one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::hunks::{Differing, hunks, line_at};
use crate::command::letter::BOUNDARY;

/// The places that differ, `most` at most. `labels` are what metrics are called, each with its id.
///
/// `None` where one of the two cannot be read as such a draft.
pub fn differences(expected: &[u8], found: &[u8], labels: &[(String, String)], most: usize) -> Option<Vec<Differing>> {
    let mut differing = Vec::new();
    for ((part, before), (_, after)) in parts(expected)?.into_iter().zip(parts(found)?) {
        for hunk in hunks(&before, &after, false, most) {
            let (line, _) = line_at(&before, hunk.expected.start);
            let (should, says) = hunk.texts(&before, &after);
            let (says, should) = (says.to_owned(), should.to_owned());
            differing.push(Differing { part: part.to_owned(), metric: metric(line, labels), says, should });
        }
    }
    Some(differing)
}

/// The metric that a line begins with, where it is one of a table.
fn metric(line: &str, labels: &[(String, String)]) -> Option<String> {
    let line = line.trim_start_matches("- ");
    let named = labels
        .iter()
        .filter(|(label, _)| line.strip_prefix(label.as_str()).is_some_and(|rest| rest.starts_with([',', ':', ';'])));
    named.max_by_key(|(label, _)| label.len()).map(|(_, id)| id.clone())
}

/// The texts of a draft, each with what it is.
fn parts(bytes: &[u8]) -> Option<Vec<(&'static str, String)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let boundary = format!("--{BOUNDARY}");
    let mut pieces = text.split(boundary.as_str()).map(|piece| piece.trim_start_matches("\r\n"));
    let head = pieces.next()?;
    let mut bodies = pieces.filter_map(|piece| piece.split_once("\r\n\r\n"));
    let mut next = || decoded(bodies.next()?.1);
    let (plain, html) = (next()?, next()?);
    let others: Vec<&str> = bodies.map(|(head, _)| head).collect();
    let (subjects, facts): (Vec<&str>, Vec<&str>) = head.lines().partition(|line| line.contains("=?utf-8?B?"));
    let words = subjects.iter().flat_map(|line| line.split("=?utf-8?B?").skip(1));
    let subject: Option<String> = words.map(|part| decoded(part.split_once("?=")?.0)).collect();
    Some(vec![
        ("the subject", subject?),
        ("the head of the mail", facts.join("\n")),
        ("the text", plain),
        ("the HTML", as_lines(&html)),
        ("the tags of the HTML", tags(&html)),
        ("an attachment", others.join("\n")),
    ])
}

/// The tags of HTML, each on a line: where its links lead, and what is said or hidden by them.
fn tags(html: &str) -> String {
    let tags: Vec<&str> = html.split('<').skip(1).filter_map(|piece| Some(piece.split_once('>')?.0)).collect();
    tags.join("\n")
}

fn decoded(packed: &str) -> Option<String> {
    let letters: String = packed.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(letters).ok()?).ok()
}

/// HTML of a draft with each row on a line, its cells behind each other.
fn as_lines(html: &str) -> String {
    let mut lines = String::with_capacity(html.len());
    for piece in html.replace("</td>", "; ").replace("</th>", "; ").split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        lines.push_str(if tag.starts_with("/tr") { "\n" } else { "" });
        lines.push_str(text.trim_matches('\n'));
    }
    // The signs that HTML gives names to.
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    signs.iter().fold(lines, |lines, (name, sign)| lines.replace(name, sign))
}
