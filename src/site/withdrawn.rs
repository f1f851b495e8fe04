//! The page in the place of a report that was withdrawn after it was published: that it was, and why.

use super::leaf::Head;
use super::plan::PlannedWithdrawal;
use super::{Site, view};
use crate::base::inline::escaped;
use crate::diag::Diagnostic;
use crate::l10n;

/// Builds the page.
pub fn build(site: &Site<'_>, planned: &PlannedWithdrawal) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(&planned.path, site.vintage(), planned.language);
    let title = l10n::period_capital(planned.period, leaf.language());
    let said = leaf.words().report_withdrawn;
    let reason = view::Section {
        id: String::new(),
        level: 0,
        number: None,
        heading: None,
        blocks: vec![view::Block {
            html: Some(format!("<p>{}</p>", escaped(&l10n::sentence(&planned.reason)))),
            ..Default::default()
        }],
        trail: Vec::new(),
    };
    let view = view::UndatedPage {
        title: escaped(&title),
        lead: Some(escaped(said)),
        updated: None,
        missing: None,
        state_note: None,
        contents: Vec::new(),
        sections: vec![reason],
        notes: Vec::new(),
    };
    let head = Head { description: Some(said.to_owned()), ..Head::new("standing", leaf.title(&title)) };
    leaf.write("standing.html", &leaf.page("", head), "standing", &view)
}
