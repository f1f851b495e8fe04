//! What a workbook or a document has beside its text: what it says of itself, and parts that kalends never writes, such
//! as macros, pictures and what other files are asked for.
//!
//! Programs that save a file add parts of their own without a word for readers; those are known by their kind.

use std::collections::{BTreeMap, BTreeSet};

use super::hunks::Differing;
use crate::command::sheets::spreadsheet::xlsx::relations;
use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, local};

/// Kinds of parts, as others refer to them, that hold what is compared elsewhere or show nobody anything.
const KNOWN: [&str; 33] = [
    "officeDocument",
    "core-properties",
    "extended-properties",
    "custom-properties",
    "thumbnail",
    "worksheet",
    "styles",
    "stylesWithEffects",
    "theme",
    "sharedStrings",
    "table",
    "tableSingleCells",
    "hyperlink",
    "calcChain",
    "sheetMetadata",
    "printerSettings",
    "comments",
    "threadedComment",
    "person",
    "people",
    "image",
    "numbering",
    "settings",
    "webSettings",
    "fontTable",
    "font",
    "footnotes",
    "endnotes",
    "header",
    "footer",
    "customXmlProps",
    "classificationlabels",
    "bookmarks",
];

/// Files of an ODS, and folders of files, that every program writes.
const USUAL: [&str; 9] = [
    "mimetype",
    "content.xml",
    "styles.xml",
    "meta.xml",
    "settings.xml",
    "manifest.rdf",
    "META-INF/",
    "Thumbnails/",
    "Configurations2/",
];

/// What a file says of itself, under the names that the two families of formats have, each with a word for it.
const FACTS: [(&str, &str); 15] = [
    ("title", "title"),
    ("subject", "subject"),
    ("creator", "creator"),
    ("initial-creator", "creator"),
    ("description", "description"),
    ("keywords", "keywords"),
    ("keyword", "keywords"),
    ("category", "category"),
    ("contentStatus", "state"),
    ("language", "language"),
    ("created", "day"),
    ("creation-date", "day"),
    ("Company", "company"),
    ("Manager", "manager"),
    ("HyperlinkBase", "base of links"),
];

/// Where that stands.
const ABOUT: [&str; 4] = ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"];

/// What is otherwise; nothing where one of the two cannot be read.
pub fn differences(expected: &[u8], found: &[u8]) -> Vec<Differing> {
    let packages = Archive::open(expected).ok().zip(Archive::open(found).ok());
    let Some((mut before, mut after)) = packages else { return Vec::new() };
    let mut differing = Vec::new();
    let (own, other) = (facts(&mut before), facts(&mut after));
    for name in own.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
        let text = |facts: &BTreeMap<String, String>| facts.get(name).cloned().unwrap_or_default();
        let (should, says) = (text(&own), text(&other));
        // Programs leave out what few readers look for.
        if should != says && !(says.is_empty() && name == "company") {
            let part = format!("what the file says of itself, {name}");
            differing.push(Differing { part, metric: None, says, should });
        }
    }
    let known = parts(&mut before);
    let more = parts(&mut after).into_iter().filter(|part| !known.contains(part));
    let put_in = |(says, kind): (String, String)| {
        let part =
            if kind.is_empty() { "a part of the file".to_owned() } else { format!("a part of the file ({kind})") };
        Differing { part, metric: None, says, should: String::new() }
    };
    differing.extend(more.map(put_in));
    differing
}

fn facts(archive: &mut Archive<'_>) -> BTreeMap<String, String> {
    let mut facts: BTreeMap<String, String> = BTreeMap::new();
    for part in ABOUT {
        let mut open: Option<String> = None;
        // What cannot be read says nothing; that the file is another one is told all the same.
        let _ = archive.each(part, |piece| {
            match piece {
                Piece::Start(tag) => {
                    let name = local(tag.name().0);
                    let own = || attribute(tag, "name").map(std::borrow::Cow::into_owned);
                    if matches!(name, "property" | "user-defined") {
                        open = own();
                    } else if let Some((_, word)) = FACTS.iter().find(|(known, _)| *known == name) {
                        open = Some((*word).to_owned());
                    }
                }
                Piece::Text(text) => {
                    if let Some(name) = &open {
                        facts.entry(name.clone()).or_default().push_str(text);
                    }
                }
                Piece::End(name) => {
                    let is_own = FACTS.iter().any(|(known, _)| *known == local(name));
                    if is_own || matches!(local(name), "property" | "user-defined") {
                        open = None;
                    }
                }
            }
            Ok(())
        });
    }
    // Programs write the day with and without the zone of its hour.
    if let Some(day) = facts.get_mut("day") {
        *day = day.trim_end_matches('Z').to_owned();
    }
    facts.values_mut().for_each(|text| *text = text.trim().to_owned());
    facts.retain(|_, text| !text.is_empty());
    facts
}

/// Parts that are of no usual kind, each with the kind.
fn parts(archive: &mut Archive<'_>) -> BTreeSet<(String, String)> {
    let names = archive.names().to_vec();
    if names.iter().any(|name| name == "content.xml") {
        let is_usual = |name: &String| {
            USUAL.iter().any(|usual| name == usual || (usual.ends_with('/') && name.starts_with(usual)))
        };
        return names.into_iter().filter(|name| !is_usual(name)).map(|name| (name, String::new())).collect();
    }
    let mut parts = BTreeSet::new();
    for name in names.iter().filter_map(|name| name.strip_suffix(".rels")) {
        let of = match name.rsplit_once("_rels/") {
            Some((folder, part)) => format!("{folder}{part}"),
            None => continue,
        };
        let referred = relations(archive, &of).unwrap_or_default().into_values();
        let strange = referred.filter(|relation| !KNOWN.contains(&relation.kind.as_str()));
        parts.extend(strange.map(|relation| (relation.target, relation.kind)));
    }
    parts
}
