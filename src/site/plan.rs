//! Which pages there are, and where. This is settled before any page is made, so that links can be checked.
//!
//! A plan owns what it names, so it can be kept beside the inputs. It does not say which reports are approved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::address;
use crate::base::period::Period;
use crate::compute::Member;
use crate::l10n::{self, words};
use crate::load;
use crate::model::content::{Contact, Page, Series, Written};
use crate::model::language::Language;
use crate::model::ledger::{self, Entry, Ledger};
use crate::model::snapshot::{Snapshot, Status};

/// All pages that are made from narratives, and every path that a link may lead to.
#[derive(Debug, Default)]
pub struct Plan {
    /// By series, then by period.
    pub reports: Vec<PlannedReport>,
    pub pages: Vec<PlannedPage>,
    /// The front pages of folders that have reports or an `_index.md`, each before those of its members.
    pub fronts: Vec<PlannedFront>,
    /// Reports that were withdrawn after they were published.
    pub withdrawn: Vec<PlannedWithdrawal>,
    /// The same as they would be made, each with the number of reports that stand before it: whoever approved their period
    /// approved them, too.
    pub kept_back: Vec<(usize, PlannedReport)>,
    /// Addresses that pages had before.
    pub moves: Vec<PlannedMove>,
    /// Reports as they were before a new edition took their place.
    pub editions: Vec<PlannedEdition>,
    /// The path of each Markdown file's page.
    pub by_file: BTreeMap<String, String>,
    /// Other paths of the output.
    pub files: BTreeSet<String>,
}

#[derive(Debug)]
pub struct PlannedReport {
    pub series: Arc<Series>,
    /// The index of the first report of its series and member; they follow each other in the plan.
    pub first: usize,
    pub period: Period,
    /// Whose figures it shows, if the series has a report for each member.
    member: Option<PlannedMember>,
    pub language: Language,
    pub page: Arc<Page>,
    /// Who answers for it: as its text says, its folder, or the site.
    pub contact: Option<Contact>,
    /// Its path in the output.
    pub path: String,
    /// What its page and its snapshots say; not whether it is approved.
    pub state: State,
}

/// A page that belongs to no period.
#[derive(Debug)]
pub struct PlannedPage {
    pub series: Arc<Series>,
    pub language: Language,
    pub page: Arc<Page>,
    pub path: String,
}

/// The landing page of a folder of reports, or of one of its members.
#[derive(Debug)]
pub struct PlannedFront {
    pub series: Arc<Series>,
    member: Option<PlannedMember>,
    pub language: Language,
    pub path: String,
}

/// The page in the place of a report that was withdrawn.
#[derive(Debug)]
pub struct PlannedWithdrawal {
    pub path: String,
    pub period: Period,
    pub language: Language,
    pub reason: String,
    /// The line of the ledger that says so.
    pub line: u32,
}

/// The page at an address that another page had before.
#[derive(Debug)]
pub struct PlannedMove {
    pub path: String,
    /// The page to which it leads.
    pub to: String,
    /// What that is called; `None` where it has no title in plain words.
    pub title: Option<String>,
    pub language: Language,
    /// It is where an edition of a report is kept once there is another one, and leads to the report.
    pub is_edition: bool,
}

/// The page that is kept of a report.
#[derive(Debug)]
pub struct PlannedEdition {
    pub path: String,
    /// The folder of the edition, and that of the report.
    pub folder: String,
    pub report: String,
    /// From 1.
    pub number: usize,
    pub period: Period,
    pub language: Language,
    /// SHA-256 of the page.
    pub digest: String,
    /// When the next edition took its place.
    pub at: String,
    /// The line of the ledger that says so.
    pub line: u32,
    /// Why it is not shown any more.
    pub withdrawn: Option<String>,
}

#[derive(Debug, Clone)]
struct PlannedMember {
    dimension: String,
    id: String,
}

impl PlannedMember {
    fn get(&self) -> Member<'_> {
        Member { dimension: &self.dimension, id: &self.id }
    }
}

/// How settled a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Final,
    Provisional,
    /// Invented, to show how a page will look.
    Illustrative,
    /// Not approved, or not meant to be published yet.
    Draft,
}

impl State {
    /// The word for templates, in any language.
    pub fn word(self) -> &'static str {
        match self {
            State::Final => "final",
            State::Provisional => "provisional",
            State::Illustrative => "illustrative",
            State::Draft => "draft",
        }
    }

    /// The word for readers.
    pub fn name(self, language: Language) -> &'static str {
        let words = words(language);
        match self {
            State::Final => words.final_state,
            State::Provisional => words.provisional,
            State::Illustrative => words.illustrative,
            State::Draft => words.draft,
        }
    }

    /// The same within a sentence.
    pub fn in_sentence(self, language: Language) -> String {
        self.name(language).to_lowercase()
    }

    /// What readers should know, if all figures of a report are in this state.
    pub fn note(self, language: Language) -> Option<&'static str> {
        match self {
            State::Provisional => Some(words(language).all_provisional),
            State::Illustrative => Some(words(language).all_illustrative),
            State::Final | State::Draft => None,
        }
    }
}

/// Settles the pages of a site, with or without `drafts`, and with reports of `wanted` periods only.
pub fn plan(inputs: &load::Site, drafts: bool, wanted: &dyn Fn(Period) -> bool) -> Plan {
    let mut plan = Plan { withdrawn: withdrawn(inputs), ..Plan::default() };
    for series in &inputs.series {
        plan.add(series, inputs, drafts, wanted);
    }
    plan.files.extend(plan.withdrawn.iter().map(|one| one.path.clone()));
    plan.add_editions(inputs);
    plan.add_moves(inputs, drafts);
    plan.add_next_editions();
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
    if !inputs.settings.releases.is_empty() {
        plan.files.extend(["calendar/index.html", "calendar.ics"].map(str::to_owned));
    }
    if inputs.settings.base_url.is_some() {
        plan.files.insert("sitemap.xml".to_owned());
        // A feed says when it was last changed; before the first snapshot there is no such day.
        plan.files.extend(inputs.snapshots.last().map(|_| "feed.xml".to_owned()));
    }
    plan.files.extend(inputs.catalog.metrics.keys().map(|id| super::metric_path(id)));
    plan.files.extend(inputs.attachments.keys().cloned());
    plan
}

/// The reports that were withdrawn, in order of their folders.
fn withdrawn(inputs: &load::Site) -> Vec<PlannedWithdrawal> {
    let newest = inputs.ledger.iter().flat_map(Ledger::newest);
    let planned = |(folder, entry): (&str, &Entry)| {
        let reason = entry.record.withdrawn.clone()?;
        let series = inputs.series_of(folder);
        let language = series.map_or(inputs.settings.language, |series| inputs.language(series));
        let (path, period) = (format!("{folder}/index.html"), entry.record.period);
        Some(PlannedWithdrawal { path, period, language, reason, line: entry.line })
    };
    newest.filter_map(planned).collect()
}

impl Plan {
    /// Adds the pages of a series.
    fn add(&mut self, series: &Arc<Series>, inputs: &load::Site, drafts: bool, wanted: &dyn Fn(Period) -> bool) {
        let prefix = if series.path.is_empty() { String::new() } else { format!("{}/", series.path) };
        let language = inputs.language(series);
        let members = inputs.members(series);
        for member in &members {
            let folder = member.map_or_else(|| prefix.clone(), |(_, id)| format!("{prefix}{id}/"));
            let first = self.reports.len();
            let editions = inputs.editions(series, *member, drafts);
            for edition in editions.into_iter().filter(|edition| wanted(edition.period)) {
                let path = format!("{folder}{}/index.html", edition.period);
                // A text for many members has no page of its own that a link could lead to.
                if edition.is_own && member.is_none() {
                    self.by_file.insert(edition.page.file.to_string(), path.clone());
                }
                self.files.insert(path.clone());
                let report = PlannedReport {
                    series: series.clone(),
                    first,
                    period: edition.period,
                    member: member.map(planned),
                    language: edition.language,
                    page: edition.page.clone(),
                    contact: inputs.contact(&edition).cloned(),
                    path,
                    state: if edition.page.draft { State::Draft } else { state(inputs, edition.period) },
                };
                match self.withdrawn.iter().any(|withdrawn| withdrawn.path == report.path) {
                    true => self.kept_back.push((self.reports.len(), report)),
                    false => self.reports.push(report),
                }
            }
        }
        // The site's own `_index.md` is part of its front page.
        let path = format!("{prefix}index.html");
        if let Some(index) = &series.index {
            self.by_file.insert(index.file.to_string(), path.clone());
        }
        let has_reports = self.reports.iter().any(|report| report.series.path == series.path);
        let mut front = |member: Option<PlannedMember>, path: String| {
            self.files.insert(path.clone());
            self.fronts.push(PlannedFront { series: series.clone(), member, language, path });
        };
        if !series.path.is_empty() && (has_reports || series.index.is_some()) {
            front(None, path);
        }
        // A member that is to begin has no report yet.
        let all = self.reports.iter().chain(self.kept_back.iter().map(|(_, report)| report));
        let of_series = all.filter(|report| report.series.path == series.path);
        let with_reports: BTreeSet<&str> = of_series.filter_map(|of| Some(of.member()?.id)).collect();
        let is_there = |(_, id): &(&str, &str)| has_reports && with_reports.contains(id);
        for (dimension, id) in members.into_iter().flatten().filter(is_there) {
            front(Some(planned((dimension, id))), format!("{prefix}{id}/index.html"));
        }
        for page in series.pages.iter().filter(|page| drafts || !page.draft) {
            let path = format!("{prefix}{}/index.html", page.slug);
            self.by_file.insert(page.file.to_string(), path.clone());
            let language = page.language.unwrap_or(language);
            self.pages.push(PlannedPage { series: series.clone(), language, page: page.clone(), path });
        }
    }

    /// Adds the pages that lead on from former addresses. Where a page is at such an address, readers find that.
    fn add_moves(&mut self, inputs: &load::Site, drafts: bool) {
        let mut moves: BTreeMap<String, PlannedMove> = BTreeMap::new();
        for series in &inputs.series {
            let of_series = series.pages.iter().chain(series.reports.iter().map(|(_, page)| page)).chain(&series.index);
            for page in of_series.filter(|page| drafts || !page.draft) {
                let Some(to) = self.by_file.get(&*page.file) else { continue };
                for (folder, _) in &page.moved_from {
                    let path = format!("{folder}/index.html");
                    if self.files.contains(&path) || self.by_file.values().any(|other| *other == path) {
                        continue;
                    }
                    // What is reckoned in a title is known once the page is made.
                    let is_plain = |title: &&Written| !title.text.contains("{{") && !title.text.contains("{%");
                    let title = page.title.as_ref().filter(is_plain).map(|title| title.text.clone());
                    let language = page.language.unwrap_or(inputs.language(series));
                    let planned =
                        PlannedMove { path: path.clone(), to: to.clone(), title, language, is_edition: false };
                    moves.insert(path, planned);
                }
            }
        }
        for planned in self.moves_of_members(inputs) {
            moves.entry(planned.path.clone()).or_insert(planned);
        }
        self.files.extend(moves.keys().cloned());
        self.moves = moves.into_values().collect();
    }

    /// The pages at which reports and front pages of members were that have another id now.
    fn moves_of_members(&self, inputs: &load::Site) -> Vec<PlannedMove> {
        let mut moves = Vec::new();
        for (was, now) in inputs.ledger.iter().flat_map(|ledger| &ledger.renamed) {
            let title = |planned: &PlannedReport| l10n::period_capital(planned.period, planned.language);
            let kept_back = self.kept_back.iter().map(|(_, planned)| planned);
            let report = self.reports.iter().chain(kept_back).find(|planned| planned.folder() == now);
            let (was, now) = (was.as_str(), now.as_str());
            let (of_member, front) = (address::folder(was), address::folder(now));
            let name = report.and_then(|planned| {
                let member = planned.member()?;
                let dimension = inputs.catalog.dimensions.get(member.dimension)?;
                Some(dimension.members.get(member.id)?.get(planned.language).to_owned())
            });
            let language = report.map_or(inputs.settings.language, |planned| planned.language);
            for (was, now, title) in [(was, now, report.map(title)), (of_member, front, name)] {
                let (path, to) = (format!("{was}/index.html"), format!("{now}/index.html"));
                if self.files.contains(&to) && !self.files.contains(&path) {
                    moves.push(PlannedMove { path, to, title, language, is_edition: false });
                }
            }
        }
        moves
    }

    /// Adds what the ledger says is kept of the reports that there are. With a report that is gone or withdrawn its
    /// editions go too.
    pub fn add_editions(&mut self, inputs: &load::Site) {
        let reports: BTreeMap<&str, Language> =
            self.reports.iter().map(|report| (report.folder(), report.language)).collect();
        let planned = |edition: ledger::Edition<'_>| {
            Some(PlannedEdition {
                path: format!("{}/index.html", edition.folder),
                folder: edition.folder.to_owned(),
                report: edition.report.to_owned(),
                number: edition.number,
                period: edition.period,
                language: *reports.get(edition.report)?,
                digest: edition.kept.file.clone(),
                at: edition.at.to_owned(),
                line: edition.line,
                withdrawn: edition.withdrawn.map(str::to_owned),
            })
        };
        let editions = inputs.ledger.iter().flat_map(Ledger::editions).filter_map(planned).collect();
        self.editions = editions;
        self.files.extend(self.editions.iter().map(|edition| edition.path.clone()));
    }

    /// Adds, for each report of which editions are kept, the page at which the present one will be kept: it leads to the
    /// report until then, so that each edition leads to the next one.
    pub fn add_next_editions(&mut self) {
        self.moves.retain(|planned| !planned.is_edition);
        let mut last: BTreeMap<&str, &PlannedEdition> = BTreeMap::new();
        for edition in &self.editions {
            let newest = last.entry(&edition.report).or_insert(edition);
            if edition.number > newest.number {
                *newest = edition;
            }
        }
        let next = |edition: &PlannedEdition| PlannedMove {
            path: format!("{}/index.html", ledger::edition_folder(&edition.report, edition.number + 1)),
            to: format!("{}/index.html", edition.report),
            title: Some(l10n::period_capital(edition.period, edition.language)),
            language: edition.language,
            is_edition: true,
        };
        let mut next: Vec<PlannedMove> = last.into_values().map(next).collect();
        // An edition of a member that was renamed since leads to the one behind it where that was to be.
        let behind = |edition: &PlannedEdition| {
            let (was, number) = ledger::edition_of(&edition.folder).filter(|(was, _)| *was != edition.report)?;
            let path = format!("{}/index.html", ledger::edition_folder(was, number + 1));
            let found = self.editions_of(&edition.report).find(|other| other.number == number + 1);
            let to = found.map_or_else(|| format!("{}/index.html", edition.report), |found| found.path.clone());
            let title = Some(l10n::period_capital(edition.period, edition.language));
            let planned = PlannedMove { path, to, title, language: edition.language, is_edition: true };
            (planned.path != planned.to).then_some(planned)
        };
        next.extend(self.editions.iter().filter_map(behind));
        self.files.extend(next.iter().map(|planned| planned.path.clone()));
        self.moves.extend(next);
    }

    /// The editions of a report before the present one, by its folder.
    pub fn editions_of(&self, report: &str) -> impl Iterator<Item = &PlannedEdition> {
        self.editions.iter().filter(move |edition| edition.report == report)
    }

    /// The reports of the same length beside `report` in its series: the one before and the one after.
    pub fn neighbours(&self, report: &PlannedReport) -> (Option<&PlannedReport>, Option<&PlannedReport>) {
        let after = self.alike(report).find(|other| other.period > report.period);
        (self.alike(report).take_while(|other| other.period < report.period).last(), after)
    }

    /// The period of the report after it.
    pub fn following(&self, report: &PlannedReport) -> Option<Period> {
        self.neighbours(report).1.map(|after| after.period)
    }

    /// The newest report of the same length in the series of `report`, where it is another one.
    pub fn newer(&self, report: &PlannedReport) -> Option<&PlannedReport> {
        self.alike(report).last().filter(|newest| newest.period > report.period)
    }

    /// The reports of the same length in the series of `report`, by period.
    fn alike(&self, report: &PlannedReport) -> impl Iterator<Item = &PlannedReport> {
        let all = self.reports.get(report.first..).unwrap_or_default().iter();
        let grain = report.period.grain();
        let first = report.first;
        all.take_while(move |other| other.first == first).filter(move |other| other.period.grain() == grain)
    }
}

fn planned((dimension, id): (&str, &str)) -> PlannedMember {
    PlannedMember { dimension: dimension.to_owned(), id: id.to_owned() }
}

/// The least settled state of the snapshots in a report's period.
fn state(inputs: &load::Site, period: Period) -> State {
    let within = |snapshot: &&Snapshot| (period.first_month()..=period.last_month()).contains(&snapshot.period);
    let status = inputs.snapshots.iter().filter(within).map(Snapshot::settled).max().unwrap_or_default();
    match status {
        Status::Final => State::Final,
        Status::Provisional => State::Provisional,
        Status::Illustrative => State::Illustrative,
    }
}

impl PlannedReport {
    /// The report shows what is known in this month: the last of its period.
    pub fn vintage(&self) -> Period {
        self.period.last_month()
    }

    /// Whose figures it shows; `None` for those of the whole.
    pub fn member(&self) -> Option<Member<'_>> {
        self.member.as_ref().map(PlannedMember::get)
    }

    /// The folder of its page, by which the ledger knows it: `hospitals/rh/2018-02`.
    pub fn folder(&self) -> &str {
        address::folder(&self.path)
    }
}

impl PlannedFront {
    pub fn member(&self) -> Option<Member<'_>> {
        self.member.as_ref().map(PlannedMember::get)
    }
}
