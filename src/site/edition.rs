//! The page of a report as it was before a new edition took its place: kept byte for byte, or a page that says why it is
//! not shown any more.
//!
//! A kept page shows what readers saw then. Where a figure on it was hidden since, to protect somebody, the page is not
//! shown any more, whatever it says besides.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use super::leaf::Head;
use super::plan::PlannedEdition;
use super::published::{Told, is_hidden, is_part};
use super::{Site, view};
use crate::base::digest::sha256;
use crate::base::inline::escaped;
use crate::diag::{Diagnostic, faults};
use crate::l10n::{self, phrases};
use crate::load::kept_file;
use crate::model::ledger::alike;
use crate::model::snapshot::Cell;

/// Builds the page.
pub fn build(site: &Site<'_>, planned: &PlannedEdition) -> Result<(), Vec<Diagnostic>> {
    if let Some(reason) = &planned.withdrawn {
        return not_shown(site, planned, reason);
    }
    if shows_hidden(site, planned) {
        return not_shown(site, planned, l10n::words(planned.language).edition_hidden);
    }
    let file = kept_file(&planned.folder);
    let Some(kept) = site.inputs.kept.get(&planned.folder) else { return Ok(()) };
    let bytes = kept.read().map_err(|error| {
        let reason = (error.kind() != ErrorKind::NotFound).then(|| error.to_string());
        vec![faults::kept_edition_gone(&file, planned.line, reason.as_deref())]
    })?;
    match sha256(&bytes) == planned.digest {
        true => site.write(&planned.path, &bytes),
        false => Err(vec![faults::kept_edition_changed(&file, planned.line)]),
    }
}

/// Whether readers saw a figure on it that is hidden now, under the id that it had or under another one. Of a figure that
/// is not found any more, nobody can say it: where the site hides anything, or one of its metric was hidden, that is too.
fn shows_hidden(site: &Site<'_>, planned: &PlannedEdition) -> bool {
    let renamed = site.inputs.ledger.as_ref().and_then(|ledger| ledger.renamed.get(&planned.report));
    let report = renamed.unwrap_or(&planned.report);
    let of_report = site.published.get(report.as_str()).map_or(&[][..], Vec::as_slice);
    let until: Vec<_> = of_report.iter().copied().filter(|entry| entry.line <= planned.line).collect();
    let told = Told::of(&until);
    let known = site.book().known_in(planned.period.last_month());
    let catalog = known.catalog();
    let mut called: BTreeMap<String, Vec<(&str, Cell)>> = BTreeMap::new();
    for (id, metric) in &catalog.metrics {
        for (label, cell) in catalog.parts(metric, planned.language) {
            called.entry(alike(&label)).or_default().push((id, cell));
        }
    }
    told.values.iter().filter(|(_, was)| was.value.is_some()).any(|(key, _)| {
        let (id, period, cell) = key;
        let own = known.metric(id).filter(|metric| is_part(catalog, metric, cell)).map(|_| (*id, cell));
        let labels = told.labels.get(key).into_iter().flatten();
        let of_label = labels.filter_map(|label| called.get(&alike(label))).flatten().map(|(id, cell)| (*id, cell));
        let all: Vec<(&str, &Cell)> = own.into_iter().chain(of_label).collect();
        let is_hidden_now = |(id, cell): &(&str, &Cell)| is_hidden(&known.figure(id, cell, *period).amount);
        let was_hidden =
            || of_report.iter().flat_map(|entry| &entry.record.figures).any(|of| of.metric == **id && of.hidden);
        match all.is_empty() {
            true => site.prepared.hides_counts() || was_hidden(),
            false => all.iter().any(is_hidden_now),
        }
    })
}

fn not_shown(site: &Site<'_>, planned: &PlannedEdition, reason: &str) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(&planned.path, site.vintage(), planned.language);
    let words = leaf.words();
    let title = phrases::edition_of(planned.number, planned.period, leaf.language());
    let link = format!(
        "<p><a href=\"{}\">{}</a></p>",
        escaped(&leaf.to(&format!("{}/index.html", planned.report))),
        words.present_edition
    );
    let html = format!("<p>{}</p>{link}", escaped(reason));
    let view = view::UndatedPage::of_text(&title, words.edition_not_shown, html);
    let head =
        Head { description: Some(words.edition_not_shown.to_owned()), ..Head::new("standing", leaf.title(&title)) };
    let page = view::Page { listed: false, canonical: None, ..leaf.page("", head) };
    leaf.write("standing.html", &page, "standing", &view)
}
