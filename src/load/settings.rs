//! kalends.yaml → Settings.

use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{choice, fields, flag, language, map, names, text, whole, words};
use crate::base::place::Place;
use crate::diag::{Diagnostics, faults};
use crate::load::yaml::{self, Node};
use crate::model::Text;
use crate::model::catalog::Catalog;
use crate::model::language::Language;
use crate::model::settings::{RawHtml, Robots, Settings, Source, Theme};

pub const SOURCE_KEYS: &[&str] = &["label", "contact"];
pub const THEME_KEYS: &[&str] = &["accent", "accent_dark", "logo", "logo_dark", "font", "font_bold", "footer"];
pub const KEYS: &[&str] = &[
    "title",
    "organisation",
    "language",
    "base_url",
    "robots",
    "history",
    "numbered_headings",
    "raw_html",
    "chart_files",
    "fiscal_year_start",
    "key_figures",
    "theme",
    "sources",
];

/// Reads the settings; whatever cannot be read keeps its default.
pub fn read(file: &Arc<str>, source: &str, diags: &mut Diagnostics) -> Settings {
    let mut settings = Settings {
        title: Text::same("kalends"),
        organisation: None,
        language: Language::default(),
        base_url: None,
        robots: Robots::default(),
        fiscal_year_start: 1,
        history: 24,
        numbered_headings: false,
        raw_html: RawHtml::Escape,
        chart_files: true,
        key_figures: Vec::new(),
        theme: Theme::default(),
        sources: IndexMap::new(),
    };
    let Some(node) = yaml::read(file, source, 0, diags) else { return settings };
    let Some(fields) = fields(&node, "the settings", KEYS, diags) else { return settings };
    match fields.get("title") {
        Some(entry) => settings.title = words(&entry.value, diags).unwrap_or(settings.title),
        None => diags.add(faults::missing_key(
            Place { line: 1, column: 1, length: 1, file: file.clone() },
            "title",
            "the settings",
        )),
    }
    for (key, entry) in &fields {
        let value = &entry.value;
        match *key {
            "organisation" => settings.organisation = words(value, diags),
            "language" => settings.language = language(value, diags).unwrap_or_default(),
            "history" => settings.history = whole(value, 1, 600, diags).unwrap_or(settings.history),
            "numbered_headings" => settings.numbered_headings = flag(value, diags).unwrap_or(false),
            "raw_html" => {
                let choices = [("escape", RawHtml::Escape), ("allow", RawHtml::Allow)];
                settings.raw_html = choice(value, &choices, diags).unwrap_or(RawHtml::Escape);
            }
            "chart_files" => settings.chart_files = flag(value, diags).unwrap_or(true),
            "fiscal_year_start" => settings.fiscal_year_start = whole(value, 1, 12, diags).unwrap_or(1),
            "base_url" => settings.base_url = base_url(value, diags),
            "robots" => {
                let choices = [("disallow", Robots::Disallow), ("allow", Robots::Allow)];
                settings.robots = choice(value, &choices, diags).unwrap_or_default();
            }
            "key_figures" => settings.key_figures = names(value, "a list of metrics", diags).unwrap_or_default(),
            "theme" => settings.theme = theme(value, diags),
            "sources" => settings.sources = sources(value, diags),
            _ => {}
        }
    }
    settings
}

/// An address of the web, with one `/` at its end.
fn base_url(node: &Node, diags: &mut Diagnostics) -> Option<String> {
    let written = text(node, diags)?;
    let rest = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    // Whatever is left out here would change the meaning of an address that is put behind it.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/@%[]!$'()*+,;=".contains(c);
    if host.is_none_or(str::is_empty) || !written.chars().all(plain) {
        diags.add(faults::no_site_address(node.place.clone(), &written));
        return None;
    }
    Some(format!("{}/", written.trim_end_matches('/')))
}

fn theme(node: &Node, diags: &mut Diagnostics) -> Theme {
    let mut theme = Theme::default();
    let Some(fields) = fields(node, "the theme", THEME_KEYS, diags) else { return theme };
    for (key, entry) in &fields {
        match *key {
            "footer" => theme.footer = words(&entry.value, diags),
            "accent" => theme.accent = colour(&entry.value, false, diags),
            "accent_dark" => theme.accent_dark = colour(&entry.value, true, diags),
            "logo" => theme.logo = file(&entry.value, diags),
            "logo_dark" => theme.logo_dark = file(&entry.value, diags),
            "font" => theme.font = file(&entry.value, diags),
            "font_bold" => theme.font_bold = file(&entry.value, diags),
            _ => {}
        }
    }
    theme
}

fn file(node: &Node, diags: &mut Diagnostics) -> Option<(String, Place)> {
    text(node, diags).map(|path| (path, node.place.clone()))
}

/// Page and `--mark` of the light and the dark scheme (templates/assets/chart.css): links stand on both.
const LIGHT_GROUNDS: [u32; 2] = [0xFF_FF_FF, 0xFF_F3_C9];
const DARK_GROUNDS: [u32; 2] = [0x14_18_1D, 0x3B_35_12];

/// A colour `#rrggbb` for links, which must stand out from what it stands on.
fn colour(node: &Node, dark: bool, diags: &mut Diagnostics) -> Option<String> {
    let written = text(node, diags)?;
    let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
    let Some(value) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
        diags.add(faults::no_colour(node.place.clone(), &written));
        return None;
    };
    let grounds = if dark { DARK_GROUNDS } else { LIGHT_GROUNDS };
    let worst = grounds.iter().map(|ground| contrast(value, *ground)).fold(f64::INFINITY, f64::min);
    if worst < 4.5 {
        diags.add(faults::low_contrast(node.place.clone(), &written, worst));
        return None;
    }
    Some(written.to_lowercase())
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

fn sources(node: &Node, diags: &mut Diagnostics) -> IndexMap<String, Source> {
    let mut sources = IndexMap::new();
    for entry in map(node, "the sources", diags).unwrap_or_default() {
        // A source may be just its label.
        if !matches!(entry.value.value, yaml::Value::Map(_)) {
            if let Some(label) = words(&entry.value, diags) {
                sources.insert(entry.key.clone(), Source { label, contact: None });
            }
            continue;
        }
        let Some(fields) = fields(&entry.value, "a source", SOURCE_KEYS, diags) else { continue };
        let label = fields.get("label").and_then(|entry| words(&entry.value, diags));
        let contact = fields.get("contact").and_then(|entry| words(&entry.value, diags));
        let label = label.unwrap_or_else(|| Text::same(entry.key.clone()));
        sources.insert(entry.key.clone(), Source { label, contact });
    }
    sources
}

/// Holds the names in the settings against the catalog and the files of the site; `files` says whether there is one of
/// that name below `content/`.
pub fn check(settings: &Settings, catalog: &Catalog, files: impl Fn(&str) -> bool, diags: &mut Diagnostics) {
    let Theme { logo, logo_dark, font, font_bold, .. } = &settings.theme;
    for (path, place) in [logo, logo_dark, font, font_bold].into_iter().flatten() {
        if !files(path) {
            diags.add(faults::no_theme_file(place.clone(), path));
        }
    }
    for (name, place) in &settings.key_figures {
        if !catalog.names(name) {
            diags.add(faults::unknown_metric(place.clone(), name, catalog.metrics.keys().map(String::as_str)));
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
