//! The page at an address that another page had before: where that is now.

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
    let html = format!("<p><a href=\"{}\">{}</a></p>", escaped(&leaf.to(&planned.to)), escaped(&title));
    let section = view::Section {
        id: String::new(),
        level: 0,
        number: None,
        heading: None,
        blocks: vec![view::Block { html: Some(html), ..Default::default() }],
        trail: Vec::new(),
    };
    let view = view::UndatedPage {
        title: escaped(&title),
        lead: Some(escaped(words.page_moved)),
        updated: None,
        missing: None,
        state_note: None,
        contents: Vec::new(),
        sections: vec![section],
        notes: Vec::new(),
    };
    let head = Head { description: Some(words.page_moved.to_owned()), ..Head::new("standing", leaf.title(&title)) };
    let page = view::Page { listed: false, canonical: site.address_of(&planned.to), ..leaf.page("", head) };
    leaf.write("standing.html", &page, "standing", &view)
}
