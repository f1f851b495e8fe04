//! What the page of a report says besides figures → digests for the ledger.
//!
//! A figure is recorded by itself, with its label, unit and target, so it leaves only a sign here: decimals may change.
//! Notices, links to other reports, and what the program writes around the text are left out. Charts and tables are what
//! the author asks for: their form follows from the figures.
//!
//! `text` and `words` are what every ledger has. They leave out what stands in a `<data>`, a drawing or an attribute, and
//! which figure a title or a cell prints; [`says`] and [`shows`] have these too, and lines of an older kalends do not.
//! These in turn leave out how words are put together, in lists, cells and quotes, and which figure a template puts
//! where: [`form`] and the second digest of [`shows`] are younger still. Each is reckoned as it was, so that every line
//! can be held against the page of today.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::referred;
use super::spoken::{Rule, behind, cut_tag, spoken};
use crate::base::address;
use crate::base::digest::sha256;
use crate::base::inline::escaped;
use crate::base::period::Period;
use crate::load;
use crate::model::catalog::Catalog;
use crate::model::content::{Page, Series, Written};
use crate::model::language::Language;
use crate::model::snapshot::Cell;
use crate::narrative::mark::{CLOSE, OPEN};
use crate::narrative::{Block, Exhibit, Narrative, Section};

/// Stands for a figure.
const FIGURE: char = '#';

/// What the author's text says: titles, sections, what charts and tables are asked for, footnotes. `state` is the
/// report's, `remarks` what stands beside the text: notes of metrics, events on charts.
/// Members are named by `ids`.
pub fn text(narrative: &Narrative, state: &str, remarks: &str, ids: &Ids) -> String {
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
                    said.extend(narrative.exhibits.get(*index).map(|exhibit| asked(exhibit, ids, &line)));
                }
            }
            said.push('\n');
        }
        said.push_str(&cited(section, ids));
    }
    for note in &narrative.notes {
        let _ = writeln!(said, "{}", plain(&note.html));
    }
    sha256(said.as_bytes())
}

/// What a chart, a table or a row of tiles shows, as the author asks for it.
fn asked(exhibit: &Exhibit, ids: &Ids, line: &dyn Fn(&Option<crate::base::inline::Inline>) -> String) -> String {
    let request = &exhibit.request;
    let of: Vec<String> = request
        .references
        .iter()
        .map(|reference| format!("{} {} {}", reference.metric, reference.period, members(&reference.cell, ids)))
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
fn cited(section: &Section, ids: &Ids) -> String {
    let one = |cited: &crate::narrative::Cited| {
        let reference = &cited.reference;
        let (metric, period, members) = (&reference.metric, reference.period, members(&reference.cell, ids));
        format!("cites {metric} {period} {members} {:?}\n", reference.aspect)
    };
    section.cited.iter().map(one).collect()
}

fn members(cell: &Cell, ids: &Ids) -> String {
    cell.0.iter().map(|member| member.as_deref().map_or("*", |id| of_ids(id, ids))).collect::<Vec<_>>().join("/")
}

/// The ids by which members are named, by those that they have; the others are named by their own.
pub type Ids = BTreeMap<String, String>;

/// The id by which a member is named.
pub fn of_ids<'i>(id: &'i str, ids: &'i Ids) -> &'i str {
    ids.get(id).map_or(id, String::as_str)
}

/// What the members of a catalog were called before they were renamed; of several times, one after the other.
pub fn former_ids(catalog: &Catalog) -> Vec<Ids> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (was, now) in catalog.dimensions.values().flat_map(|dimension| &dimension.renamed) {
        all.entry(&now.id).or_default().push(was);
    }
    let longest = all.values().map(Vec::len).max().unwrap_or(0);
    let at = |index: usize| {
        let was = |(now, was): (&&str, &Vec<&str>)| {
            let was = was.get(index).or(was.last())?;
            Some(((*now).to_owned(), (*was).to_owned()))
        };
        all.iter().filter_map(was).collect()
    };
    (0..longest).map(at).collect()
}

/// What the author wrote, with each figure named where it stands, and the metrics of tiles that the page itself names.
pub fn says(narrative: &Narrative, page: &Page, ids: &Ids) -> String {
    said_by(narrative, page, Rule::Words, ids)
}

/// The same with what puts the words together: lists, cells, quotes, raised digits, and how the author's HTML sets them.
pub fn form(narrative: &Narrative, page: &Page, ids: &Ids) -> String {
    said_by(narrative, page, Rule::FormAndStyle, ids)
}

fn said_by(narrative: &Narrative, page: &Page, rule: Rule, ids: &Ids) -> String {
    let tiles = page.key_figures.iter().flatten().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
    let named =
        if ids.is_empty() { Cow::Borrowed(&*narrative.named) } else { Cow::Owned(renamed(&narrative.named, ids)) };
    sha256(format!("{tiles}\n{}", spoken(&named, rule)).as_bytes())
}

/// A text with its members named by `ids`, in the names that stand for figures, charts and tables.
fn renamed(named: &str, ids: &Ids) -> String {
    let is_of_no_id = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let mut text = String::with_capacity(named.len());
    let mut is_name = false;
    for piece in named.split_inclusive([OPEN, CLOSE]) {
        // Behind the colon stand titles, which are the author's.
        let end = if is_name { piece.find(": ").unwrap_or(piece.len()) } else { 0 };
        let (name, rest) = piece.split_at_checked(end).unwrap_or(("", piece));
        for word in name.split_inclusive(is_of_no_id) {
            let id = word.trim_end_matches(is_of_no_id);
            text.push_str(of_ids(id, ids));
            text.push_str(word.get(id.len()..).unwrap_or_default());
        }
        text.push_str(rest);
        is_name = piece.ends_with(OPEN);
    }
    text
}

/// The bytes of the pictures and other files that a narrative shows or leads to, in the order in which it does; but for
/// those of [`files_of_titles`].
pub fn files(inputs: &load::Site, narrative: &Narrative, path: &str) -> String {
    let blocks = narrative.sections.iter().flat_map(|section| &section.blocks);
    let texts = blocks.filter_map(|block| if let Block::Html(html) = block { Some(html) } else { None });
    let html: String = texts.chain(narrative.notes.iter().map(|note| &note.html)).map(String::as_str).collect();
    bytes_of(inputs, &html, path)
}

/// The same of its titles, headings and captions.
pub fn files_of_titles(inputs: &load::Site, narrative: &Narrative, path: &str) -> String {
    let headings = narrative.sections.iter().map(|section| &section.heading);
    let captions = narrative.exhibits.iter().flat_map(|exhibit| [&exhibit.title, &exhibit.subtitle]);
    let all = [&narrative.title, &narrative.summary].into_iter().chain(headings).chain(captions);
    let html: String = all.flatten().map(|inline| inline.html.as_str()).collect();
    bytes_of(inputs, &html, path)
}

/// A digest of the files of content/ that the HTML of the page at `path` refers to.
fn bytes_of(inputs: &load::Site, html: &str, path: &str) -> String {
    let mut hashes = BTreeMap::new();
    let mut all = String::new();
    for path in referred::referred(path, html) {
        let Some(file) = inputs.attachments.get(&path) else { continue };
        // What cannot be read stops the build.
        let hash = hashes.entry(path).or_insert_with(|| sha256(&file.read().unwrap_or_default()));
        all.push_str(hash);
        all.push('\n');
    }
    sha256(all.as_bytes())
}

/// What stands beside the text by the definitions: what happened until `vintage`, and on which charts it is marked.
pub fn beside(inputs: &load::Site, vintage: Period, language: Language) -> String {
    let mut said = String::new();
    for event in inputs.catalog.events.iter().filter(|event| event.period <= vintage) {
        let metrics: Vec<&str> = event.metrics.iter().map(|(name, _)| name.as_str()).collect();
        let _ = writeln!(said, "{} {} {}", event.time_in(vintage), event.text.get(language), metrics.join(" "));
    }
    sha256(said.as_bytes())
}

/// The notes of the metrics that a page cites.
pub fn remarks(notes: &[String]) -> String {
    sha256(notes.join("\n").as_bytes())
}

/// The files in which the author wrote it: the text, the title of its folder, the files that it names, the notes of the
/// metrics.
pub fn source(inputs: &load::Site, page: &Page, series: &Series, state: &str, remarks: &str) -> String {
    let mut said = format!("{state}\n{remarks}\n{}\n", page.text);
    if let Some(title) = series.index.as_ref().and_then(|index| index.title.as_ref()) {
        said.push_str(&title.text);
    }
    add_named_files(inputs, &page.text, &mut said);
    sha256(said.as_bytes())
}

/// What the author says on a page of no period: its title and text, and the files that it names. Its figures are those of
/// the newest month, and change with it.
pub fn undated(inputs: &load::Site, page: &Page) -> String {
    let line = |text: &Option<Written>| text.as_ref().map_or(String::new(), |text| text.text.clone());
    let body = page.text.get(page.body..).unwrap_or_default();
    let mut said = format!("{}\n{}\n{body}", line(&page.title), line(&page.summary));
    // When the author says that it was last brought up to date.
    said.extend(page.updated.map(|day| format!("\nupdated {day}")));
    add_named_files(inputs, body, &mut said);
    sha256(said.as_bytes())
}

fn add_named_files(inputs: &load::Site, text: &str, said: &mut String) {
    for (path, file) in &inputs.attachments {
        if names_file(text, path) {
            // What cannot be read stops the build.
            let _ = write!(said, "\n{path} {}", sha256(&file.read().unwrap_or_default()));
        }
    }
}

/// The files of content/ that no text and no template names, and that the settings do not either: they would not be
/// published. By their paths from the site's folder.
pub fn files_without_a_name(inputs: &load::Site) -> Vec<String> {
    let of_series = |series: &Arc<Series>| {
        let own = series.index.iter().chain(&series.standing).chain(&series.pages);
        own.chain(series.reports.iter().map(|(_, page)| page)).map(|page| page.text.clone()).collect::<Vec<_>>()
    };
    let texts: Vec<Arc<str>> =
        inputs.series.iter().flat_map(of_series).chain(inputs.templates.values().cloned()).collect();
    let is_left_out = |(path, file): &(&String, &load::Attachment)| {
        !file.is_named && !texts.iter().any(|text| names_file(text, path))
    };
    inputs.attachments.iter().filter(is_left_out).map(|(_, file)| file.source.clone()).collect()
}

/// Whether a text names a file, as it is called or as an address writes it.
pub fn names_file(text: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let names = |text: &str| text.contains(name) || text.contains(&address::written(name));
    // A text may write its letters in pieces.
    names(text) || !name.is_ascii() && names(&address::composed(text))
}

/// The ids that links of readers name: of sections, charts and tables. Footnotes are numbered anew with the text.
pub fn ids(narrative: &Narrative) -> String {
    let sections = narrative.sections.iter().map(|section| section.id.as_str());
    let exhibits = narrative.exhibits.iter().map(|exhibit| exhibit.anchor.as_str());
    sha256(sections.chain(exhibits).collect::<Vec<_>>().join("\n").as_bytes())
}

/// The site's own templates of pages, and the one that the page names; `None` where there are none.
pub fn templates(templates: &BTreeMap<String, Arc<str>>, page: &Page) -> Option<String> {
    let own = templates.iter().filter(|(path, _)| path.ends_with(".html"));
    let mut all: String = own.map(|(path, text)| format!("{path} {}\n", sha256(text.as_bytes()))).collect();
    all.extend(page.template.iter().map(|(name, _)| format!("of the page {name}\n")));
    (!all.is_empty()).then(|| sha256(all.as_bytes()))
}

/// The words of a whole page.
pub fn words(html: &str) -> String {
    sha256(plain(html).as_bytes())
}

/// What a whole page says that a template made of a view.
pub struct Shows {
    /// Its words, with what a template writes into a `<data>`, an attribute or a drawing. Figures, small lines and charts
    /// that the program made are left out: their form may change.
    pub words: String,
    /// The same with which of them stands where, and with what puts the words together.
    pub places: String,
}

pub fn shows(html: &str, view: &serde_json::Value) -> Shows {
    let mut own = Made::default();
    own.add(view, "");
    let mut last = None;
    let (mut left, mut named) = (String::with_capacity(html.len()), String::with_capacity(html.len()));
    let mut rest = html;
    while let Some(start) = rest.find("<data").into_iter().chain(rest.find("<svg")).min() {
        let (before, from) = rest.split_at(start);
        left.push_str(before);
        named.push_str(before);
        match piece(from).and_then(|(piece, after)| Some((own.next(piece, last)?, after))) {
            Some((index, after)) => {
                last = Some(index);
                left.push(FIGURE);
                let _ = write!(named, "{FIGURE}{}{FIGURE}", own.places.get(index).map_or("", String::as_str));
                rest = after;
            }
            None => {
                left.push('<');
                named.push('<');
                rest = from.strip_prefix('<').unwrap_or_default();
            }
        }
    }
    left.push_str(rest);
    named.push_str(rest);
    Shows {
        words: sha256(spoken(&left, Rule::Words).as_bytes()),
        places: sha256(spoken(&named, Rule::Form).as_bytes()),
    }
}

/// The `<data>` or `<svg>` that `html` begins with, and what follows it.
fn piece(html: &str) -> Option<(&str, &str)> {
    let end = if html.starts_with("<data") { "</data>" } else { "</svg>" };
    html.split_at_checked(html.find(end)? + end.len())
}

/// The figures and drawings that a view gives to templates, as HTML, or as a text and its machine value. Which figure one
/// is follows from its place in the view, and does not change with its decimals.
#[derive(Default)]
struct Made {
    /// In the order of the view.
    places: Vec<String>,
    /// Where each piece of HTML stands, by the index of its places: two figures may be written alike.
    pieces: BTreeMap<String, Vec<usize>>,
}

impl Made {
    /// The place that a piece is from. Of several it is the next behind `last`, since most pages go through their view in
    /// its order. `None` for a piece that nobody made.
    fn next(&self, piece: &str, last: Option<usize>) -> Option<usize> {
        let all = self.pieces.get(piece)?;
        all.iter().find(|index| last.is_none_or(|last| **index > last)).or(all.first()).copied()
    }

    fn note(&mut self, piece: String, place: String) {
        self.pieces.entry(piece).or_default().push(self.places.len());
        self.places.push(place);
    }

    fn add(&mut self, view: &serde_json::Value, place: &str) {
        match view {
            serde_json::Value::String(html) => {
                let pieces = ["<data", "<svg"].into_iter().flat_map(|tag| html.match_indices(tag));
                let pieces = pieces.filter_map(|(at, _)| piece(html.get(at..)?));
                pieces
                    .enumerate()
                    .for_each(|(index, (piece, _))| self.note(piece.to_owned(), format!("{place} {index}")));
            }
            serde_json::Value::Array(all) => {
                all.iter().enumerate().for_each(|(index, one)| self.add(one, &format!("{place}/{index}")));
            }
            serde_json::Value::Object(all) => {
                if let Some(machine) = all.get("machine").and_then(serde_json::Value::as_str) {
                    let texts = all.iter().filter(|(key, _)| *key != "machine");
                    for (key, text) in texts.filter_map(|(key, text)| Some((key, text.as_str()?))) {
                        let piece = format!("<data value=\"{machine}\">{}</data>", escaped(text));
                        self.note(piece, format!("{place}/{key}"));
                    }
                }
                all.iter().for_each(|(key, one)| self.add(one, &format!("{place}/{key}")));
            }
            _ => {}
        }
    }
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
