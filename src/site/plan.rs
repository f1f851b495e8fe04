//! Which pages there are, and where: settled before any is made, so that links can be held against it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::period::Period;
use crate::compute::Member;
use crate::l10n::words;
use crate::load;
use crate::model::content::{Page, Series};
use crate::model::language::Language;
use crate::model::snapshot::{Snapshot, Status};

/// All pages that are made from narratives, and every path that a link may lead to.
#[derive(Debug)]
pub struct Plan<'a> {
    /// By series, then by period.
    pub reports: Vec<PlannedReport<'a>>,
    pub pages: Vec<PlannedPage<'a>>,
    /// Those of folders that have reports or an `_index.md`, each before those of its members.
    pub fronts: Vec<PlannedFront<'a>>,
    /// From the path of a Markdown file to that of its page.
    pub by_file: BTreeMap<String, String>,
    /// Other paths of the output.
    pub files: BTreeSet<String>,
}

#[derive(Debug)]
pub struct PlannedReport<'a> {
    /// The folder below `content/`; empty for the site's own.
    pub series: String,
    /// Where the reports of its series and member begin in the plan; they follow each other.
    pub first: usize,
    pub period: Period,
    /// Whose figures it shows, where the series has a report for each member.
    pub member: Option<Member<'a>>,
    pub language: Language,
    pub page: &'a Page,
    /// Its path in the output.
    pub path: String,
    /// `final`, `provisional`, `illustrative` or `draft`.
    pub state: &'static str,
}

#[derive(Debug)]
pub struct PlannedPage<'a> {
    pub series: String,
    pub language: Language,
    pub page: &'a Page,
    pub path: String,
}

/// The landing page of a folder of reports, or of one of its members.
#[derive(Debug)]
pub struct PlannedFront<'a> {
    pub series: &'a Series,
    pub member: Option<Member<'a>>,
    pub language: Language,
    pub path: String,
}

/// Settles the pages of a site. Drafts are left out unless asked for, and so are reports of periods that are not `wanted`.
pub fn plan<'a>(inputs: &'a load::Site, drafts: bool, wanted: &dyn Fn(Period) -> bool) -> Plan<'a> {
    let mut plan = Plan {
        reports: Vec::new(),
        pages: Vec::new(),
        fronts: Vec::new(),
        by_file: BTreeMap::new(),
        files: BTreeSet::new(),
    };
    for series in &inputs.series {
        let prefix = if series.path.is_empty() { String::new() } else { format!("{}/", series.path) };
        let language = inputs.language(series);
        let members: Vec<Option<Member<'_>>> = inputs
            .members(series)
            .into_iter()
            .map(|member| member.map(|(dimension, id)| Member { dimension, id }))
            .collect();
        for member in &members {
            let folder = member.map_or_else(|| prefix.clone(), |member| format!("{prefix}{}/", member.id));
            let editions = inputs.editions(series, member.map(|member| (member.dimension, member.id)), drafts);
            let first = plan.reports.len();
            for edition in editions.into_iter().filter(|edition| wanted(edition.period)) {
                let path = format!("{folder}{}/index.html", edition.period);
                // The text of many members has no page of its own that a link could lead to.
                if edition.is_own && member.is_none() {
                    plan.by_file.insert(edition.page.file.to_string(), path.clone());
                }
                plan.files.insert(path.clone());
                plan.reports.push(PlannedReport {
                    series: series.path.clone(),
                    first,
                    period: edition.period,
                    member: *member,
                    language: edition.language,
                    page: edition.page,
                    path,
                    state: if edition.page.draft { "draft" } else { state(inputs, edition.period).word() },
                });
            }
        }
        // The site's own `_index.md` is part of its front page.
        let path = format!("{prefix}index.html");
        if let Some(index) = &series.index {
            plan.by_file.insert(index.file.to_string(), path.clone());
        }
        let has_reports = plan.reports.iter().any(|report| report.series == series.path);
        if !series.path.is_empty() && (has_reports || series.index.is_some()) {
            plan.files.insert(path.clone());
            plan.fronts.push(PlannedFront { series, member: None, language, path });
        }
        for member in members.iter().flatten().filter(|_| has_reports) {
            let path = format!("{prefix}{}/index.html", member.id);
            plan.files.insert(path.clone());
            plan.fronts.push(PlannedFront { series, member: Some(*member), language, path });
        }
        for page in series.pages.iter().filter(|page| drafts || !page.draft) {
            let path = format!("{prefix}{}/index.html", page.slug);
            plan.by_file.insert(page.file.to_string(), path.clone());
            let language = page.language.unwrap_or(language);
            plan.pages.push(PlannedPage { series: series.path.clone(), language, page, path });
        }
    }
    let own = [
        "index.html",
        "metrics/index.html",
        "revisions/index.html",
        "search/index.html",
        "manifest.json",
        "404.html",
        "robots.txt",
    ];
    plan.files.extend(own.map(str::to_owned));
    plan.files.extend(inputs.settings.base_url.iter().flat_map(|_| ["feed.xml", "sitemap.xml"]).map(str::to_owned));
    plan.files.extend(inputs.catalog.metrics.keys().map(|id| super::metric_path(id)));
    plan.files.extend(inputs.attachments.keys().cloned());
    plan
}

/// The least settled state of the snapshots that a report's period holds.
fn state(inputs: &load::Site, period: Period) -> Status {
    let within = |snapshot: &&Snapshot| (period.first_month()..=period.last_month()).contains(&snapshot.period);
    inputs.snapshots.iter().filter(within).map(|snapshot| snapshot.status).max().unwrap_or_default()
}

impl PlannedReport<'_> {
    /// The month as known in which the report is made: its period's last.
    pub fn vintage(&self) -> Period {
        self.period.last_month()
    }
}

impl<'a> Plan<'a> {
    /// The reports of the same length beside `report` in its series: the one before and the one after.
    pub fn neighbours(&self, report: &PlannedReport<'_>) -> (Option<&PlannedReport<'a>>, Option<&PlannedReport<'a>>) {
        let all = self.reports.get(report.first..).unwrap_or_default().iter();
        let alike = all
            .take_while(|other| other.first == report.first)
            .filter(|other| other.period.grain() == report.period.grain());
        let after = alike.clone().find(|other| other.period > report.period);
        (alike.take_while(|other| other.period < report.period).last(), after)
    }
}

/// The state of a report within a sentence.
pub fn state_in_sentence(state: &str, language: Language) -> String {
    state_word(state, language).to_lowercase()
}

pub fn state_word(state: &str, language: Language) -> &'static str {
    let words = words(language);
    match state {
        "provisional" => words.provisional,
        "illustrative" => words.illustrative,
        "draft" => words.draft,
        _ => words.final_state,
    }
}
