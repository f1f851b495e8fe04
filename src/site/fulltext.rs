//! The text of reports and pages → what the search page loads when somebody asks: a script for each year, and one for
//! pages without a period.
//!
//! They are classic scripts, since a page that is opened from a folder may load nothing else. Figures stand in them as
//! on the page; titles of charts and names of metrics are in the register.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Outline;
use super::leaf::Leaf;
use crate::base::address;
use crate::base::period::Period;
use crate::diag::{Diagnostic, faults};
use crate::l10n;
use crate::narrative::{Block, Narrative};

/// More than this is not searched: the oldest years are left out, and the page says so.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A paragraph, an entry of a list or a cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The id of its section; empty before the first heading.
    pub section: String,
    pub text: String,
}

/// What was written for the search page.
#[derive(Debug, Default)]
pub struct Written {
    /// The scripts, from the search page, newest first.
    pub scripts: Vec<String>,
    /// The first period whose text is found, where older ones are not.
    pub since: Option<Period>,
}

/// The text of a narrative, in order.
pub fn passages(narrative: &Narrative) -> Vec<Passage> {
    let mut passages = Vec::new();
    for section in &narrative.sections {
        for block in &section.blocks {
            let Block::Html(html) = block else { continue };
            let texts = texts(html).into_iter();
            passages.extend(texts.map(|text| Passage { section: section.id.clone(), text }));
        }
    }
    for note in &narrative.notes {
        passages.extend(texts(&note.html).into_iter().map(|text| Passage { section: "notes".to_owned(), text }));
    }
    passages
}

/// Writes the scripts.
pub fn write(leaf: &Leaf<'_>, reports: &[Outline], pages: &[Outline]) -> Result<Written, Vec<Diagnostic>> {
    let mut by_year: BTreeMap<Option<i32>, Vec<&Outline>> = BTreeMap::new();
    for outline in reports.iter().chain(pages).filter(|outline| !outline.passages.is_empty()) {
        by_year.entry(outline.period.map(|period| period.last_month().year())).or_default().push(outline);
    }
    let mut written = Written::default();
    let mut bytes = 0;
    let mut first_left_out = false;
    // Pages without a period are few and come first; then the newest year.
    let (undated, dated): (Vec<_>, Vec<_>) = by_year.into_iter().partition(|(year, _)| year.is_none());
    for (year, mut outlines) in undated.into_iter().chain(dated.into_iter().rev()) {
        outlines.sort_by_key(|outline| std::cmp::Reverse(outline.period));
        let name = year.map_or_else(|| "text-pages.js".to_owned(), |year| format!("text-{year}.js"));
        let script = script(leaf, &outlines)?;
        bytes += script.len();
        if bytes > MOST_BYTES && year.is_some() && !written.scripts.is_empty() {
            first_left_out = true;
            break;
        }
        let oldest = outlines.iter().filter_map(|outline| outline.period).min();
        written.since = oldest.or(written.since);
        leaf.site.write(&address::beside(leaf.path, &name), script.as_bytes())?;
        written.scripts.push(name);
    }
    written.since = written.since.filter(|_| first_left_out);
    Ok(written)
}

/// The call that hands the texts over: for each report its address, title, period, and its passages by section.
fn script(leaf: &Leaf<'_>, outlines: &[&Outline]) -> Result<String, Vec<Diagnostic>> {
    let of_report = |outline: &&Outline| {
        let period = outline.period.map_or_else(String::new, |period| l10n::period(period, outline.language));
        let sections = outline.passages.chunk_by(|a, b| a.section == b.section).map(|section| {
            let id = section.first().map_or("", |passage| passage.section.as_str());
            let texts = section.iter().map(|passage| passage.text.as_str());
            Value::from_iter(std::iter::once(id).chain(texts))
        });
        json!([leaf.to(&outline.path), outline.title.text, period, Value::from_iter(sections)])
    };
    let texts = Value::from_iter(outlines.iter().map(of_report));
    let texts =
        serde_json::to_string(&texts).map_err(|error| vec![faults::cannot_write(leaf.path, &error.to_string())])?;
    Ok(format!("kalendsTexts({texts});\n"))
}

/// HTML as one line of text.
pub fn line(html: &str) -> String {
    texts(html).iter().map(|text| text.trim()).collect::<Vec<_>>().join(" ")
}

/// The texts of HTML, one for each block.
fn texts(html: &str) -> Vec<String> {
    const WITHIN_A_LINE: [&str; 22] = [
        "a", "abbr", "b", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "small",
        "span", "strong", "sub", "sup", "svg", "time",
    ];
    let mut texts = vec![String::new()];
    let mut rest = html;
    let mut is_after_drawing = false;
    while let Some((before, after)) = rest.split_once('<') {
        push(&mut texts, before, &mut is_after_drawing);
        let Some((tag, after)) = after.split_once('>') else {
            rest = "";
            break;
        };
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_shown = !["svg", "script", "style"].contains(&name) || tag.starts_with('/') || tag.ends_with('/');
        rest = match is_shown {
            true => after,
            false => {
                is_after_drawing = true;
                after.split_once(&format!("</{name}>")).map_or("", |(_, after)| after)
            }
        };
        if !WITHIN_A_LINE.contains(&name) {
            texts.push(String::new());
        }
    }
    push(&mut texts, rest, &mut is_after_drawing);
    texts.retain(|text| text.contains(char::is_alphanumeric));
    texts
}

/// Whether a sign stands right behind a word. Where a drawing is left out between the two, so is the space before it.
pub fn is_closing(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '…' | '”' | '»')
}

/// Adds written text to the last one, with its entities read and white space as readers see it.
fn push(texts: &mut [String], written: &str, is_after_drawing: &mut bool) {
    const ENTITIES: [(&str, &str); 6] =
        [("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    let Some(text) = texts.last_mut().filter(|_| !written.is_empty()) else { return };
    if std::mem::take(is_after_drawing) && written.starts_with(is_closing) {
        text.truncate(text.trim_end().len());
    }
    for word in written.split_inclusive(char::is_whitespace) {
        let is_end = word.ends_with(char::is_whitespace);
        text.push_str(&ENTITIES.iter().fold(word.trim().to_owned(), |word, (name, sign)| word.replace(name, sign)));
        if is_end && !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_is_a_text_of_its_own() {
        for (html, expected) in [
            ("<p>One <b>bold</b>\n word.</p><p>Two.</p>", vec!["One bold word.", "Two."]),
            ("<ul><li>a &amp; b</li><li>&lt;c&gt;</li></ul>", vec!["a & b", "<c>"]),
            ("<p><data value=\"1807\">1.807</data>\u{a0}persons</p>", vec!["1.807 persons"]),
            ("<p>x <svg><text>5</text></svg> y</p>", vec!["x y"]),
            ("<p>x <svg></svg>, y <b><svg></svg></b>.</p>", vec!["x, y."]),
            ("<p>x <b>, y</b> <svg></svg>(z)</p>", vec!["x , y (z)"]),
            ("<table><tr><td>A</td><td>7</td></tr></table>", vec!["A", "7"]),
            ("<p>–</p>", vec![]),
            ("<p>open <b", vec!["open "]),
        ] {
            assert_eq!(
                texts(html).iter().map(|text| text.trim()).collect::<Vec<_>>(),
                expected.iter().map(|text| text.trim()).collect::<Vec<_>>(),
                "{html}"
            );
        }
    }
}
