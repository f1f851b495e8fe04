//! Pages that are not part of the published set: reports as drafts in a folder of their own, and the page of a review.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::plan::PlannedReport;
use super::templates::{self, Templates, review_style};
use super::{Outline, Prepared, ReportPage, Set, Site, published, report, view};
use crate::base::address;
use crate::diag::{Diagnostic, Diagnostics, Stopped};
use crate::model::language::Language;
use crate::model::settings::Theme;
use crate::output::Sink;

/// Drafts in a folder of their own, to be reviewed before they are published.
#[derive(Debug, Clone)]
pub struct Detached {
    /// Their menu in place of the site's: what each entry is called, and its path in the folder.
    pub menu: Vec<(String, String)>,
}

impl Detached {
    /// The page with this menu, without links to what only the whole site has.
    pub(super) fn page(&self, page: view::Page, path: &str) -> view::Page {
        let item = |(text, to): &(String, String)| view::MenuItem {
            text: text.clone(),
            href: address::relative(path, to),
            current: to == path,
        };
        view::Page {
            menu: self.menu.iter().map(item).collect(),
            canonical: None,
            listed: false,
            dataset: None,
            feed: None,
            previous: None,
            next: None,
            ..page
        }
    }
}

/// Some reports of a site, without its other pages.
#[derive(Debug)]
pub struct SomeReports {
    pub reports: Vec<ReportPage>,
    /// Warnings about what could mislead readers, with the path of the report.
    pub warnings: Vec<(String, Diagnostic)>,
    /// Figures that differ from what the ledger says was published. A build of the site stops at them.
    pub broken: Vec<Diagnostic>,
}

/// Builds the `wanted` reports into `sink`, with the files beside them and the assets. If they are `detached`, they are
/// marked as drafts and link to no other pages; if not, it makes no difference whether somebody approved them.
pub fn build_reports(
    prepared: &Prepared,
    wanted: &(dyn Fn(&ReportPage) -> bool + Sync),
    detached: Option<&Detached>,
    sink: &dyn Sink,
    diags: &mut Diagnostics,
) -> Result<SomeReports, Stopped> {
    let site = Site::new(prepared, prepared.templates(diags)?, detached.map_or(Set::Compared, Set::Detached), sink);
    diags.extend(site.template_faults());
    let all = prepared.plan.reports.iter().map(|planned| (planned, ReportPage::of(planned)));
    let chosen: Vec<(&PlannedReport, ReportPage)> = all.filter(|(_, page)| wanted(page)).collect();
    let built: Vec<Result<Outline, Vec<Diagnostic>>> =
        chosen.par_iter().map(|(planned, _)| report::build(&site, planned)).collect();
    let (mut warnings, mut broken) = (Vec::new(), Vec::new());
    for result in built {
        match result {
            Ok(mut outline) => {
                broken.push(std::mem::take(&mut outline.found));
                warnings.extend(outline.warnings.into_iter().map(|warning| (outline.path.clone(), warning)));
            }
            Err(faults) => diags.extend(faults),
        }
    }
    if let Err(faults) = site.write_assets() {
        diags.extend(faults);
    }
    diags.no_errors()?;
    let reports = chosen.into_iter().map(|(_, page)| page).collect();
    Ok(SomeReports { reports, warnings, broken: published::faults(broken) })
}

/// The style rules of a review, for a page that asks for no files.
pub fn review_style_within(own: &BTreeMap<String, Arc<str>>, theme: &Theme) -> String {
    let own_rules = review_style(own).into_iter().map(|(_, rules)| rules);
    std::iter::once(templates::style_without_fonts(own, theme)).chain(own_rules).collect::<Vec<_>>().join("\n")
}

/// The HTML of a review. `own` are the site's templates.
pub fn review_html(
    own: &BTreeMap<String, Arc<str>>,
    page: &view::Page,
    language: Language,
    review: &view::Review,
) -> Result<String, Vec<Diagnostic>> {
    let templates = Templates::new(own).map_err(|faulty| faulty.faults)?;
    templates.render("review.html", page, language, "review", review)
}
