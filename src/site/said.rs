//! What the page of a report says besides figures → digests for the ledger.
//!
//! A figure is recorded by itself, with its label, unit and target, so it leaves only a sign here: decimals may change.
//! Notices, links to other reports, and what the program writes around the text are left out. Charts and tables are what
//! the author asks for: their form follows from the figures.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::base::address;
use crate::base::digest::sha256;
use crate::load;
use crate::model::content::{Page, Series};
use crate::narrative::{Block, Exhibit, Narrative, Section};

/// Stands for a figure.
const FIGURE: char = '#';

/// What the author's text says: titles, sections, what charts and tables are asked for, footnotes. `state` is the
/// report's, `remarks` what stands beside the text: notes of metrics, events on charts.
pub fn text(narrative: &Narrative, state: &str, remarks: &str) -> String {
    let mut said = format!("{state}\n{remarks}\n");
    let line = |inline: &Option<crate::base::inline::Inline>| {
        inline.as_ref().map_or(String::new(), |inline| plain(&inline.html))
    };
    // Writing to a String does not fail.
    let _ = writeln!(said, "{}\n{}", line(&narrative.title), line(&narrative.summary));
    for section in &narrative.sections {
        let _ = writeln!(said, "{} {}", section.level, line(&section.heading));
        for block in &section.blocks {
            match block {
                Block::Html(html) => said.push_str(&plain(html)),
                Block::Exhibit(index) => {
                    said.extend(narrative.exhibits.get(*index).map(|exhibit| asked(exhibit, &line)));
                }
            }
            said.push('\n');
        }
        said.push_str(&cited(section));
    }
    for note in &narrative.notes {
        let _ = writeln!(said, "{}", plain(&note.html));
    }
    sha256(said.as_bytes())
}

/// What a chart, a table or a row of tiles shows, as the author asks for it.
fn asked(exhibit: &Exhibit, line: &dyn Fn(&Option<crate::base::inline::Inline>) -> String) -> String {
    let request = &exhibit.request;
    let of: Vec<String> = request
        .references
        .iter()
        .map(|reference| format!("{} {} {}", reference.metric, reference.period, members(&reference.cell)))
        .collect();
    format!(
        "{} {} by {:?} history {:?}: {} {}",
        request.kind.word(),
        of.join(", "),
        request.by,
        request.history,
        line(&exhibit.title),
        line(&exhibit.subtitle)
    )
}

/// The figures of a section's text: a typed number in the place of one is another text.
fn cited(section: &Section) -> String {
    let one = |cited: &crate::narrative::Cited| {
        let reference = &cited.reference;
        let (metric, period, members) = (&reference.metric, reference.period, members(&reference.cell));
        format!("cites {metric} {period} {members} {:?}\n", reference.aspect)
    };
    section.cited.iter().map(one).collect()
}

fn members(cell: &crate::model::snapshot::Cell) -> String {
    cell.0.iter().map(|member| member.as_deref().unwrap_or("*")).collect::<Vec<_>>().join("/")
}

/// The files in which the author wrote it: the text, the title of its folder, the files that it names, the notes of the
/// metrics.
pub fn source(inputs: &load::Site, page: &Page, series: &Series, state: &str, remarks: &str) -> String {
    let mut said = format!("{state}\n{remarks}\n{}\n", page.text);
    if let Some(title) = series.index.as_ref().and_then(|index| index.title.as_ref()) {
        said.push_str(&title.text);
    }
    for (path, file) in &inputs.attachments {
        if names_file(&page.text, path) {
            // What cannot be read stops the build.
            let _ = write!(said, "\n{path} {}", sha256(&file.read().unwrap_or_default()));
        }
    }
    sha256(said.as_bytes())
}

/// Whether a text names a file, as it is called or as an address writes it.
pub fn names_file(text: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    text.contains(name) || text.contains(&address::written(name))
}

/// The site's own templates of pages; `None` where it has none.
pub fn templates(templates: &BTreeMap<String, std::sync::Arc<str>>) -> Option<String> {
    let own = templates.iter().filter(|(path, _)| path.ends_with(".html"));
    let all: String = own.map(|(path, text)| format!("{path} {}\n", sha256(text.as_bytes()))).collect();
    (!all.is_empty()).then(|| sha256(all.as_bytes()))
}

/// The words of a whole page.
pub fn words(html: &str) -> String {
    sha256(plain(html).as_bytes())
}

/// The text of HTML, with a sign for each figure and the words in place of each picture. Drawings are left out.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = cut_tag(after);
        let name = tag.split([' ', '\n', '/', '>']).next().unwrap_or_default();
        rest = match name {
            "data" => {
                text.push(FIGURE);
                behind(after, "</data>")
            }
            // What stands for a figure that is missing, and for a verdict.
            "span" if tag == "span" => {
                text.push(FIGURE);
                behind(after, "</span>")
            }
            "svg" => behind(after, "</svg>"),
            "script" => behind(after, "</script>"),
            "style" => behind(after, "</style>"),
            _ => {
                if let Some((_, alt)) = tag.split_once(" alt=\"") {
                    text.push_str(alt.split('"').next().unwrap_or_default());
                }
                text.push(' ');
                after
            }
        };
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tag without its signs, and what follows it. A sign in quotes does not end it.
fn cut_tag(html: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, sign) in html.char_indices() {
        match (sign, quote) {
            ('"' | '\'', None) => quote = Some(sign),
            (sign, Some(open)) if sign == open => quote = None,
            ('>', None) => return (&html[..at], &html[at + 1..]),
            _ => {}
        }
    }
    (html, "")
}

fn behind<'h>(html: &'h str, end: &str) -> &'h str {
    html.split_once(end).map_or("", |(_, after)| after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_leaves_a_sign_and_a_picture_its_words() {
        assert_eq!(
            plain("<p>There are <a class=\"n\" href=\"#t\"><data value=\"40\">40</data></a> beds.</p>"),
            "There are # beds."
        );
        assert_eq!(plain("<p>There are 40 beds.</p>"), "There are 40 beds.");
        assert_eq!(plain("It is <span>met</span>, <span class=\"vh\">said</span>."), "It is #, said .");
        assert_eq!(
            plain("<img src=\"a.svg\" alt=\"The ward > all\"><svg><text>7</text></svg> end"),
            "The ward > all end"
        );
        assert_eq!(plain("a < b"), "a");
        assert_eq!(plain("<script>{\"a\": 1}</script><style>p{}</style>x"), "x");
    }
}
