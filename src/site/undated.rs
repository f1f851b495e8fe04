//! The pages that belong to no period. Their figures are those of the newest snapshot.

use super::leaf::{Head, Leaf};
use super::plan::{PlannedPage, State};
use super::{Outline, Site, text, view};
use crate::base::inline::Inline;
use crate::diag::Diagnostic;
use crate::l10n;
use crate::narrative::Narrative;

/// What other pages need to know of a page.
pub fn outline(site: &Site<'_>, planned: &PlannedPage) -> Result<Outline, Vec<Diagnostic>> {
    let (_, outline, faults) = read(&leaf(site, planned), planned);
    if faults.is_empty() { Ok(outline) } else { Err(faults) }
}

/// Builds a page.
pub fn build(site: &Site<'_>, planned: &PlannedPage) -> Result<Outline, Vec<Diagnostic>> {
    let leaf = leaf(site, planned);
    let (narrative, outline, faults) = read(&leaf, planned);
    text::with_faults(faults, || write(site, planned, &leaf, &narrative, outline))
}

fn write(
    site: &Site<'_>,
    planned: &PlannedPage,
    leaf: &Leaf<'_>,
    narrative: &Narrative,
    outline: Outline,
) -> Result<Outline, Vec<Diagnostic>> {
    let (page, title) = (&planned.page, &outline.title);
    let view = view::UndatedPage {
        title: title.html.clone(),
        lead: narrative.summary.as_ref().map(|summary| summary.html.clone()),
        updated: page.updated.map(|day| l10n::capital(&l10n::as_of(day, leaf.language()))),
        missing: missing(leaf, planned, narrative),
        state_note: page.draft.then(|| State::Draft.name(leaf.language()).to_owned()),
        contents: text::contents(leaf, narrative, false, None),
        sections: text::sections(leaf, narrative)?,
        notes: text::notes(narrative),
    };
    let head = Head {
        state: if page.draft { State::Draft } else { State::Final },
        description: narrative.summary.as_ref().map(|summary| summary.text.clone()),
        ..Head::new("standing", leaf.title(&title.text))
    };
    leaf.write(site.template(page, "standing.html"), &leaf.page("", head), "standing", &view)?;
    Ok(outline)
}

/// What a quality statement does not say, by its headings.
fn missing(leaf: &Leaf<'_>, planned: &PlannedPage, narrative: &Narrative) -> Option<String> {
    let headings = narrative.sections.iter().filter_map(|section| section.heading.as_ref());
    let missing = l10n::lexicon(leaf.language()).missing_headings(headings.map(|heading| heading.text.as_str()));
    let is_statement = planned.page.is_quality_statement() && !missing.is_empty();
    is_statement.then(|| format!("{}.", missing.join(", ")))
}

fn leaf<'a>(site: &'a Site<'a>, planned: &'a PlannedPage) -> Leaf<'a> {
    site.leaf(&planned.path, site.vintage(), planned.language)
}

/// The narrative of a page, what others need to know of it, and its faults.
fn read(leaf: &Leaf<'_>, planned: &PlannedPage) -> (Narrative, Outline, Vec<Diagnostic>) {
    let figures = leaf.site.prepared.figures(leaf.site.vintage(), None);
    let (narrative, warnings, faults) = text::or_faults(text::narrate(leaf, &planned.page, figures, None, 1));
    let title = narrative.title.clone().unwrap_or_else(|| Inline::plain(&planned.page.slug));
    let outline = Outline { series: planned.series.path.clone(), warnings, ..text::outline(leaf, &narrative, title) };
    (narrative, outline, faults)
}
