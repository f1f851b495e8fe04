//! The pieces of the output: which one a path belongs to, and how each is made.
//!
//! A build makes every piece, a preview the one that a browser asks for. Both do it here, so that they cannot differ.

use super::plan::{Plan, PlannedEdition, PlannedFront, PlannedMove, PlannedPage, PlannedReport, PlannedWithdrawal};
use super::{
    Outlines, Site, calendar, edition, feeds, home, metric, moved, published, register, report, revisions, undated,
    withdrawn,
};
use crate::base::address;
use crate::diag::Diagnostic;
use crate::load;
use crate::model::content::Page;

/// What is made at once: a page with the files beside it, or files that belong together.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'a> {
    Report(&'a PlannedReport),
    Withdrawn(&'a PlannedWithdrawal),
    Edition(&'a PlannedEdition),
    Moved(&'a PlannedMove),
    Page(&'a PlannedPage),
    Metric(&'a str),
    Metrics,
    Revisions,
    Calendar,
    Home,
    Front(&'a PlannedFront),
    Register,
    Feeds,
    NotFound,
    Assets,
}

/// Every piece besides reports and pages.
pub fn others<'a>(plan: &'a Plan, inputs: &'a load::Site) -> Vec<Piece<'a>> {
    let metrics = inputs.catalog.metrics.keys().map(|id| Piece::Metric(id));
    let single =
        [Piece::Metrics, Piece::Revisions, Piece::Home, Piece::Register, Piece::Feeds, Piece::NotFound, Piece::Assets];
    let withdrawn = plan.withdrawn.iter().map(Piece::Withdrawn);
    let calendar = (!inputs.settings.releases.is_empty()).then_some(Piece::Calendar);
    let editions = plan.editions.iter().map(Piece::Edition).chain(plan.moves.iter().map(Piece::Moved));
    let fronts = plan.fronts.iter().map(Piece::Front);
    metrics.chain(fronts).chain(withdrawn).chain(editions).chain(single).chain(calendar).collect()
}

impl<'a> Piece<'a> {
    /// The piece that may write `path`. Whether a page has such a file beside it, only its piece knows.
    pub fn of(path: &str, plan: &'a Plan, inputs: &'a load::Site) -> Option<Piece<'a>> {
        if path.starts_with("assets/") || inputs.attachments.contains_key(path) {
            return Some(Piece::Assets);
        }
        let folder = address::folder(path);
        let page = address::beside(path, "index.html");
        let metric = || Some(Piece::Metric(inputs.catalog.metrics.get_key_value(folder.strip_prefix("metrics/")?)?.0));
        let report = || plan.reports.iter().find(|report| report.path == page).map(Piece::Report);
        let standing = || plan.pages.iter().find(|standing| standing.path == page).map(Piece::Page);
        let front = || plan.fronts.iter().find(|front| front.path == page).map(Piece::Front);
        let withdrawn = || plan.withdrawn.iter().find(|withdrawn| withdrawn.path == path).map(Piece::Withdrawn);
        let edition = || plan.editions.iter().find(|edition| edition.path == path).map(Piece::Edition);
        let moved = || plan.moves.iter().find(|moved| moved.path == path).map(Piece::Moved);
        // The text of the front page may have charts, whose files are beside it.
        let has_text = inputs.series.iter().any(|series| series.path.is_empty() && series.index.is_some());
        match (folder, path) {
            ("", "robots.txt" | "feed.xml" | "sitemap.xml") => Some(Piece::Feeds),
            ("", calendar::FILE) | ("calendar", _) if !inputs.settings.releases.is_empty() => Some(Piece::Calendar),
            ("", "404.html") => Some(Piece::NotFound),
            ("", "index.html") => Some(Piece::Home),
            ("", _) => has_text.then_some(Piece::Home),
            ("metrics", _) => Some(Piece::Metrics),
            ("revisions", _) => Some(Piece::Revisions),
            ("search", _) => Some(Piece::Register),
            _ => metric()
                .or_else(report)
                .or_else(withdrawn)
                .or_else(edition)
                .or_else(standing)
                .or_else(front)
                .or_else(moved),
        }
    }

    /// The Markdown file that it is made from, if it has one of its own.
    pub fn source(self) -> Option<&'a Page> {
        match self {
            Piece::Report(planned) => Some(&planned.page),
            Piece::Page(planned) => Some(&planned.page),
            _ => None,
        }
    }

    /// Writes all its files. `outlines` is called only for a piece that speaks of other pages.
    pub fn build<'o>(
        self,
        site: &Site<'a>,
        outlines: impl FnOnce() -> Result<&'o Outlines, Vec<Diagnostic>>,
    ) -> Result<(), Vec<Diagnostic>> {
        match self {
            // What the author changes on a page is shown; a figure is not shown otherwise than it was published.
            Piece::Report(planned) => match published::faults(vec![report::build(site, planned)?.found.of_figures()]) {
                faults if faults.is_empty() => Ok(()),
                faults => Err(faults),
            },
            Piece::Withdrawn(planned) => withdrawn::build(site, planned),
            Piece::Edition(planned) => edition::build(site, planned),
            Piece::Moved(planned) => moved::build(site, planned),
            Piece::Page(planned) => undated::build(site, planned).map(|_| ()),
            Piece::Metric(id) => metric::build(site, id, &outlines()?.reports),
            Piece::Metrics => metric::build_index(site),
            Piece::Revisions => revisions::build(site, &outlines()?.reports),
            Piece::Calendar => calendar::build(site, &outlines()?.reports),
            Piece::Home => outlines().and_then(|all| home::build(site, &all.reports, &all.pages)),
            Piece::Front(planned) => {
                outlines().and_then(|all| home::build_front(site, planned, &all.reports, &all.pages))
            }
            Piece::Register => outlines().and_then(|all| register::build(site, &all.reports, &all.pages)),
            Piece::Feeds => outlines().and_then(|all| feeds::build(site, &all.reports, &all.pages)),
            Piece::NotFound => feeds::build_not_found(site, site.settings().base_url.as_deref().unwrap_or_default()),
            Piece::Assets => site.write_assets(),
        }
    }
}
