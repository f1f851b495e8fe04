//! kalends.yaml → Settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{choice, contact, fields, flag, language, map, names, text, whole, words};
use super::unknown_metric;
use crate::base::address::{composed, is_unseen};
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::disk::{self, Attachment, FOLDERS};
use crate::load::releases;
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::Text;
use crate::model::catalog::Catalog;
use crate::model::language::Language;
use crate::model::settings::{RawHtml, Robots, Settings, Source, Theme, Workbooks};

pub const SOURCE_KEYS: &[&str] = &["label", "contact", "url"];
pub const THEME_KEYS: &[&str] = &["accent", "accent_dark", "logo", "logo_dark", "font", "font_bold", "footer"];
pub const KEYS: &[&str] = &[
    "title",
    "organisation",
    "contact",
    "language",
    "base_url",
    "robots",
    "history",
    "numbered_headings",
    "raw_html",
    "chart_files",
    "workbook",
    "word",
    "fiscal_year_start",
    "key_figures",
    "theme",
    "sources",
    "releases",
    "publish_files",
    "links",
    "changed",
];
/// What the settings say on the pages of reports, and may be changed with a reason after these were published.
pub const CHANGED_KEYS: &[&str] =
    &["key_figures", "history", "fiscal_year_start", "language", "organisation", "contact", "sources", "order"];

/// The settings where nobody says otherwise.
pub fn usual() -> Settings {
    Settings {
        title: Text::same("kalends"),
        organisation: None,
        contact: None,
        language: Language::default(),
        base_url: None,
        robots: Robots::default(),
        fiscal_year_start: 1,
        history: 24,
        numbered_headings: false,
        raw_html: RawHtml::Escape,
        chart_files: true,
        workbook: None,
        word: false,
        key_figures: Vec::new(),
        theme: Theme::default(),
        sources: IndexMap::new(),
        releases: Vec::new(),
        publish_files: Vec::new(),
        links: Vec::new(),
        changed: IndexMap::new(),
        places: IndexMap::new(),
    }
}

/// Reads the settings. A key with a fault keeps its default.
pub fn read(file: &Arc<str>, source: &str, diags: &mut Diagnostics) -> Result<Settings, Stopped> {
    let mut settings = usual();
    let node = yaml::read(file, source, 0, diags)?;
    let fields = fields(&node, "the settings", KEYS, diags)?;
    if fields.get("title").is_none() {
        let top = Place { line: 1, column: 1, length: 1, file: file.clone() };
        diags.add(faults::missing_key(top, "title", "the settings"));
    }
    settings.title = fields.read("title", diags, words).unwrap_or(settings.title);
    settings.organisation = fields.read("organisation", diags, words);
    settings.contact = fields.read("contact", diags, contact);
    settings.language = fields.read("language", diags, language).unwrap_or(settings.language);
    settings.base_url = fields.read("base_url", diags, base_url);
    let choices = [("disallow", Robots::Disallow), ("allow", Robots::Allow)];
    let robots = fields.read("robots", diags, |node, diags| choice(node, &choices, diags));
    settings.robots = robots.unwrap_or(settings.robots);
    let year_start = fields.read("fiscal_year_start", diags, |node, diags| whole(node, 1, 12, diags));
    settings.fiscal_year_start = year_start.unwrap_or(settings.fiscal_year_start);
    let history = fields.read("history", diags, |node, diags| whole(node, 1, 6000, diags));
    settings.history = history.unwrap_or(settings.history);
    let numbered = fields.read("numbered_headings", diags, flag);
    settings.numbered_headings = numbered.unwrap_or(settings.numbered_headings);
    let choices = [("escape", RawHtml::Escape), ("allow", RawHtml::Allow)];
    let raw_html = fields.read("raw_html", diags, |node, diags| choice(node, &choices, diags));
    settings.raw_html = raw_html.unwrap_or(settings.raw_html);
    settings.chart_files = fields.read("chart_files", diags, flag).unwrap_or(settings.chart_files);
    settings.workbook = fields.read("workbook", diags, workbook);
    settings.word = fields.read("word", diags, word).unwrap_or(settings.word);
    let key_figures = fields.read("key_figures", diags, |node, diags| names(node, "a list of metrics", diags));
    settings.key_figures = key_figures.unwrap_or_default();
    settings.theme = fields.read("theme", diags, theme).unwrap_or_default();
    settings.sources = fields.read("sources", diags, sources).unwrap_or_default();
    let year_start = settings.fiscal_year_start;
    let releases = fields.read("releases", diags, |node, diags| releases::read(node, year_start, diags));
    settings.releases = releases.unwrap_or_default();
    let files = fields.read("publish_files", diags, |node, diags| names(node, "a list of files of content/", diags));
    settings.publish_files = files.unwrap_or_default();
    settings.links = fields.read("links", diags, links).unwrap_or_default();
    settings.changed = fields.read("changed", diags, changed).unwrap_or_default();
    settings.places = fields.iter().map(|(key, entry)| (key.to_owned(), entry.key_place.clone())).collect();
    Ok(settings)
}

/// The forms of workbooks, if this program can write any.
fn workbook(node: &Node, diags: &mut Diagnostics) -> Result<Workbooks, Stopped> {
    let choices =
        [("xlsx", Workbooks::Xlsx), ("ods", Workbooks::Ods), ("both", Workbooks::Both), ("none", Workbooks::None)];
    let chosen = choice(node, &choices, diags)?;
    if chosen != Workbooks::None && !cfg!(feature = "xlsx") {
        return Err(diags.stop(faults::no_workbooks(node.place.clone())));
    }
    Ok(chosen)
}

/// Whether reports are documents of Word, too, if this program can write them.
fn word(node: &Node, diags: &mut Diagnostics) -> Result<bool, Stopped> {
    let is_asked = flag(node, diags)?;
    if is_asked && !cfg!(feature = "word") {
        return Err(diags.stop(faults::no_documents(node.place.clone())));
    }
    Ok(is_asked)
}

/// The host of an address of the web with what stands before it; `None` of anything else. The scheme may be written in
/// large letters.
fn host(written: &str) -> Option<&str> {
    let (scheme, rest) = written.split_once("://")?;
    let is_of_the_web = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    rest.split(['/', '?', '#']).next().filter(|host| is_of_the_web && !host.is_empty())
}

/// The address with its scheme in small letters, as every reader of addresses knows it.
fn in_small_letters(written: &str) -> String {
    written
        .split_once("://")
        .map_or_else(String::new, |(scheme, rest)| format!("{}://{rest}", scheme.to_ascii_lowercase()))
}

/// A sign that no address has: one that nobody sees, or that turns the letters around it.
fn is_no_sign_of_an_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c) || is_unseen(c)
}

/// Where a source is found.
fn web_address(node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let written = text(node, diags)?;
    match host(&written) {
        // Whoever follows the link would be told the password.
        Some(host) if host.contains('@') => Err(diags.stop(faults::address_with_a_name(node.place.clone(), host))),
        Some(_) if !written.contains(is_no_sign_of_an_address) => Ok(in_small_letters(&written)),
        _ => Err(diags.stop(faults::no_web_address(node.place.clone(), &written))),
    }
}

/// An address of the web, with one `/` at its end.
fn base_url(node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let written = text(node, diags)?;
    // Any other character would change the meaning of an address that is put behind it.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/@%[]!$'()*+,;=".contains(c);
    match host(&written) {
        Some(host) if host.contains('@') => Err(diags.stop(faults::address_with_a_name(node.place.clone(), host))),
        Some(_) if written.chars().all(plain) => Ok(format!("{}/", in_small_letters(&written).trim_end_matches('/'))),
        _ => Err(diags.stop(faults::no_site_address(node.place.clone(), &written))),
    }
}

/// `changed: { key_figures: The board asked for others. }`: why, by what was changed.
fn changed(node: &Node, diags: &mut Diagnostics) -> Result<IndexMap<String, Text>, Stopped> {
    let fields = fields(node, "what was changed in the settings", CHANGED_KEYS, diags)?;
    Ok(fields.reasons(diags))
}

/// The folders of the site that may be links.
fn links(node: &Node, diags: &mut Diagnostics) -> Result<Vec<String>, Stopped> {
    let mut links = Vec::new();
    for (folder, place) in names(node, "a list of folders", diags)? {
        match FOLDERS.contains(&folder.as_str()) {
            true => links.push(folder),
            false => diags.add(faults::unknown_word(place, &folder, &FOLDERS)),
        }
    }
    Ok(links)
}

fn theme(node: &Node, diags: &mut Diagnostics) -> Result<Theme, Stopped> {
    let fields = fields(node, "the theme", THEME_KEYS, diags)?;
    Ok(Theme {
        footer: fields.read("footer", diags, words),
        accent: fields.read("accent", diags, |node, diags| colour(node, &LIGHT_GROUNDS, diags)),
        accent_dark: fields.read("accent_dark", diags, |node, diags| colour(node, &DARK_GROUNDS, diags)),
        logo: fields.read("logo", diags, file),
        logo_dark: fields.read("logo_dark", diags, file),
        font: fields.read("font", diags, file),
        font_bold: fields.read("font_bold", diags, file),
    })
}

fn file(node: &Node, diags: &mut Diagnostics) -> Result<(String, Place), Stopped> {
    text(node, diags).map(|path| (composed(&path).into_owned(), node.place.clone()))
}

/// Page and `--mark` of the light and the dark scheme (templates/assets/chart.css): both have links on them.
const LIGHT_GROUNDS: [u32; 2] = [0xFF_FF_FF, 0xFF_F3_C9];
const DARK_GROUNDS: [u32; 2] = [0x14_18_1D, 0x3B_35_12];

/// A colour `#rrggbb` for links, which must stand out from each of `grounds`.
fn colour(node: &Node, grounds: &[u32], diags: &mut Diagnostics) -> Result<String, Stopped> {
    let written = text(node, diags)?;
    let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
    let Some(value) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
        return Err(diags.stop(faults::no_colour(node.place.clone(), &written)));
    };
    let worst = grounds.iter().map(|ground| contrast(value, *ground)).fold(f64::INFINITY, f64::min);
    if worst < 4.5 {
        return Err(diags.stop(faults::low_contrast(node.place.clone(), &written, worst)));
    }
    Ok(written.to_lowercase())
}

/// Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, "contrast ratio" and "relative luminance".
fn contrast(a: u32, b: u32) -> f64 {
    let luminance = |colour: u32| {
        let channel = |shift: u32| {
            let value = f64::from((colour >> shift) & 0xFF) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn sources(node: &Node, diags: &mut Diagnostics) -> Result<IndexMap<String, Source>, Stopped> {
    let mut sources = IndexMap::new();
    for entry in map(node, "the sources", diags)? {
        if let Ok(source) = source(entry, diags) {
            sources.insert(entry.key.clone(), source);
        }
    }
    Ok(sources)
}

/// A source: its label alone, or a mapping.
fn source(entry: &Entry, diags: &mut Diagnostics) -> Result<Source, Stopped> {
    if !matches!(entry.value.value, Value::Map(_)) {
        return Ok(Source { label: words(&entry.value, diags)?, contact: None, url: None });
    }
    let fields = fields(&entry.value, "a source", SOURCE_KEYS, diags)?;
    let label = fields.read("label", diags, words).unwrap_or_else(|| Text::same(entry.key.clone()));
    let (contact, url) = (fields.read("contact", diags, words), fields.read("url", diags, web_address));
    Ok(Source { label, contact, url })
}

/// Compares the names in the settings with the catalog and the files of the site; `files` says whether a file of that
/// name is below `content/`.
pub fn check(settings: &Settings, catalog: &Catalog, files: impl Fn(&str) -> bool, diags: &mut Diagnostics) {
    let Theme { logo, logo_dark, font, font_bold, .. } = &settings.theme;
    for (path, place) in [logo, logo_dark, font, font_bold].into_iter().flatten() {
        if !files(path) {
            diags.add(faults::no_theme_file(place.clone(), path));
        }
    }
    for (name, place) in &settings.key_figures {
        if !catalog.names(name) {
            diags.add(unknown_metric(place.clone(), name, catalog));
        }
    }
}

/// Notes which `files` are published where no page refers to them: those of the theme, and those that `publish_files`
/// names. A pattern that names none is pointed out.
pub fn name_files(settings: &Settings, files: &mut BTreeMap<String, Attachment>, diags: &mut Diagnostics) {
    let Theme { logo, logo_dark, font, font_bold, .. } = &settings.theme;
    for (path, _) in [logo, logo_dark, font, font_bold].into_iter().flatten() {
        files.entry(path.clone()).and_modify(|file| file.is_named = true);
    }
    for (pattern, place) in &settings.publish_files {
        let mut names_some = false;
        for (_, file) in files.iter_mut().filter(|(path, _)| disk::names(pattern, path)) {
            (file.is_named, file.is_trusted, names_some) = (true, true, true);
        }
        if !names_some {
            diags.add(faults::publishes_nothing(place.clone(), pattern));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let near = |a: f64, b: f64| (a - b).abs() < 0.005;
        assert!(near(contrast(0xFF_FF_FF, 0x00_00_00), 21.0));
        assert!(near(contrast(0x0B_5C_AD, 0xFF_FF_FF), 6.67));
        assert!(near(contrast(0x6F_B0_F0, 0x14_18_1D), 7.76));
    }
}
