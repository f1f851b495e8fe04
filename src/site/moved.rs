//! The page at an address that another page had before, or at which the present edition of a report will be kept: where
//! that is now.

use super::leaf::Head;
use super::plan::PlannedMove;
use super::{Site, view};
use crate::base::inline::escaped;
use crate::diag::Diagnostic;

/// Builds the page.
pub fn build(site: &Site<'_>, planned: &PlannedMove) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(&planned.path, site.vintage(), planned.language);
    let words = leaf.words();
    let title = planned.title.clone().unwrap_or_else(|| leaf.site_title().to_owned());
    let lead = if planned.is_edition { words.edition_in_force } else { words.page_moved };
    let html = format!("<p><a href=\"{}\">{}</a></p>", escaped(&leaf.to(&planned.to)), escaped(&title));
    let view = view::UndatedPage::of_text(&title, lead, html);
    let head = Head { description: Some(lead.to_owned()), ..Head::new("standing", leaf.title(&title)) };
    let page = view::Page { listed: false, canonical: site.address_of(&planned.to), ..leaf.page("", head) };
    leaf.write("standing.html", &page, "standing", &view)
}
