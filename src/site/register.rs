//! The search page: the register of everything that can be found, from A to Å, and the scripts with the text of reports.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::leaf::{Head, Leaf};
use super::{Outline, Site, calendar, fulltext, metric_path, view};
use crate::compute::Figure;
use crate::diag::Diagnostic;
use crate::exhibit::table;
use crate::l10n::{self, phrases};
use crate::model::catalog::Metric;
use crate::model::snapshot::Cell;

pub const PATH: &str = "search/index.html";

/// The remarks of no more parts of a metric are listed.
const MOST_PARTS: usize = 12;

/// Builds the register of reports, sections, charts, metrics and pages.
pub fn build(site: &Site<'_>, outlines: &[Outline], pages: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(PATH, site.vintage(), site.language());
    let (language, words) = (leaf.language(), leaf.words());
    let mut entries: Vec<view::RegisterEntry> = Vec::new();
    // A member's reports are found on the member's page.
    for outline in outlines.iter().filter(|outline| outline.member.is_none()) {
        entries.extend(of_report(&leaf, outline));
    }
    for front in &site.plan.fronts {
        let (name, href) = (front.series.title(), leaf.to(&front.path));
        entries.push(match front.member() {
            Some(member) => entry(site.member_label(member, language), href, words.in_report, Some(name)),
            None => entry(&name, href, words.in_page, None),
        });
    }
    for outline in pages {
        entries.push(entry(&outline.title.text, leaf.to(&outline.path), words.in_page, None));
    }
    if !site.settings().releases.is_empty() {
        entries.push(entry(words.calendar, leaf.to(calendar::PATH), words.in_page, None));
    }
    for (id, metric) in &site.inputs.catalog.metrics {
        entries.extend(of_metric(&leaf, id, metric));
    }
    // Among entries of one name the newest comes first: reports are in the order of their periods.
    entries.reverse();
    entries.sort_by(|a, b| l10n::compare(&a.text, &b.text, language));
    let mut groups: Vec<view::RegisterGroup> = Vec::new();
    for entry in entries {
        let letter = l10n::initial(&entry.text, language);
        match groups.last_mut().filter(|group| group.letter == letter) {
            Some(group) => group.entries.push(entry),
            None => groups.push(view::RegisterGroup { letter: letter.to_owned(), entries: vec![entry] }),
        }
    }
    let texts = fulltext::write(&leaf, outlines, pages)?;
    let since = texts.since.map(|period| {
        format!("{} {}.", words.texts_are_found, phrases::from(&l10n::period(period, language), language))
    });
    let view = view::Register { title: words.search.to_owned(), groups, texts: texts.scripts, since };
    let page = leaf.page(PATH, Head::new("search", leaf.title(words.search)));
    leaf.write("search.html", &page, "register", &view)
}

fn entry(text: &str, href: String, kind: &str, context: Option<String>) -> view::RegisterEntry {
    view::RegisterEntry { text: text.to_owned(), href, kind: kind.to_owned(), context, about: None }
}

/// A report with its sections, charts and tables.
fn of_report(leaf: &Leaf<'_>, outline: &Outline) -> Vec<view::RegisterEntry> {
    let words = leaf.words();
    let (path, context) = (leaf.to(&outline.path), outline.period.map(|period| l10n::period(period, leaf.language())));
    let about = outline.lead.as_ref().map(|lead| lead.text.clone());
    let report = entry(&outline.title.text, path.clone(), words.in_report, None);
    let mut entries = vec![view::RegisterEntry { about, ..report }];
    for section in outline.sections.iter().filter(|section| !section.heading.is_empty()) {
        entries.push(entry(&section.heading, format!("{path}#{}", section.id), words.in_section, context.clone()));
        for shown in section.exhibits.iter().filter(|shown| !shown.title.is_empty()) {
            let href = format!("{path}#{}", shown.anchor);
            entries.push(entry(&shown.title, href, &shown.label.to_lowercase(), context.clone()));
        }
    }
    entries
}

/// A metric, and what an author remarked on its figures.
fn of_metric(leaf: &Leaf<'_>, id: &str, metric: &Metric) -> Vec<view::RegisterEntry> {
    let (wording, language, words) = (leaf.wording, leaf.language(), leaf.words());
    let about = metric.description.iter().chain(&metric.note).map(|text| text.get(language)).collect::<Vec<_>>();
    let own = entry(metric.label.get(language), leaf.to(&metric_path(id)), words.in_figure, None);
    let about = (!about.is_empty()).then(|| about.join(" "));
    let mut entries = vec![view::RegisterEntry { about, ..own }];
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for figure in noted(leaf.site, id) {
        let note = figure.note.clone().unwrap_or_default();
        // A remark that is repeated month by month is listed once, where it comes last.
        if listed.insert(note.clone()) {
            let period = l10n::period(figure.period, language);
            let context = format!("{}, {period}", wording.label(id, &figure.cell));
            entries.push(entry(&note, leaf.row_of(&figure), words.in_note, Some(context)));
        }
    }
    entries
}

/// The figures of a metric and of its first parts that an author remarked on, newest first.
fn noted(site: &Site<'_>, id: &str) -> Vec<Arc<Figure>> {
    let known = site.known();
    let (Some(metric), Some(latest)) = (known.metric(id), site.latest()) else { return Vec::new() };
    let last = known.period_shown(id, latest);
    let total = Cell::total(metric.by.len());
    let parts = table::parts(known, id);
    let few = parts.into_iter().filter(|_| metric.by.len() == 1).take(MOST_PARTS);
    let history = |cell: Cell| known.history(id, &cell, last, usize::from(u16::MAX));
    let mut noted: Vec<Arc<Figure>> = std::iter::once(total).chain(few).flat_map(history).collect();
    noted.retain(|figure| figure.note.is_some() && !figure.is_suppressed());
    noted.sort_by_key(|figure| std::cmp::Reverse(figure.period));
    noted
}
