//! Inputs → the pages of a report set, one by one into a Sink.
//!
//! First it is settled which pages there are (`plan`), then each report is narrated, set and written, many at a
//! time; what the other pages need to know of it is kept in a small `Outline`. Nothing here reads files,
//! computes a figure or words one.

mod apart;
mod approvals;
mod concerns;
mod exhibit;
mod home;
mod json;
mod machines;
mod metric;
mod paper;
mod piece;
mod plan;
mod prepare;
mod preview;
mod published;
mod report;
mod revisions;
mod templates;
mod trail;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::address;
use crate::base::period::Period;
use crate::compute::{Book, Figure, Known, Member, unknown_rebase};
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::l10n::wording::Wording;
use crate::l10n::{phrases, words};
use crate::load;
use crate::model::approvals::Parts;
use crate::model::content::Page;
use crate::model::language::Language;
use crate::model::ledger::{self, Ledger};
use crate::model::settings::{Robots, Settings};
use crate::narrative::Anchor;
use crate::output::Sink;
pub use apart::{Apart, SomeReports, build_reports, page_apart, review_html, review_style_within};
pub use approvals::Standing;
pub use exhibit::spark;
pub use paper::{for_folder, for_paper};
use plan::{Plan, PlannedPage, PlannedReport};
pub use prepare::{hides_counts, leave_out_unapproved, manifest_head, site_options, without_unapproved};
pub use preview::Preview;
use templates::Templates;
pub use templates::{originals, review_style};

/// What a build is told from outside.
#[derive(Debug, Clone)]
pub struct Options {
    /// Pages with `draft: true` are built too.
    pub drafts: bool,
    /// Reports that nobody approved as they are now are left out, where the site has approvals.yaml.
    pub approved_only: bool,
    /// The periods that were published, where a published folder is made once more; they stand in for those that are
    /// approved now.
    pub periods: Option<BTreeSet<Period>>,
    /// Of everything that the site is built from.
    pub checksum: String,
}

/// How much was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub reports: usize,
    pub pages: usize,
}

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds every page of the site into `sink`. `None` exactly when a fault was recorded; what was written by then
/// must not be used.
pub fn build(inputs: &load::Site, options: &Options, sink: &dyn Sink, diags: &mut Diagnostics) -> Option<Summary> {
    let ground = Ground::of(inputs, diags)?;
    ground.check(inputs, diags);
    let plan = plan_as_approved(inputs, options, &ground.book, &|_| true);
    diags.extend(ground.template_faults(&plan));
    let site = Site::new(inputs, options, sink, &ground, &plan);

    let mut outlines = outlines(&site, report::build, report::build_page).map_err(|faults| diags.extend(faults)).ok();
    if diags.has_errors() {
        return None;
    }
    let outlines = outlines.as_mut()?;
    let planned: BTreeSet<&str> = plan.reports.iter().map(published::folder).collect();
    let (there, gone): (Vec<_>, Vec<_>) = site.published.iter().partition(|(folder, _)| planned.contains(*folder));
    diags.extend(gone.into_iter().map(|(folder, entry)| faults::published_report_gone(entry.line, folder)));
    let there = there.into_iter().map(|(_, entry)| *entry);
    diags.extend(published::metrics_gone(&inputs.catalog, there));
    check_anchors(outlines, diags);
    for outline in outlines.reports.iter_mut().chain(&mut outlines.pages) {
        diags.extend(std::mem::take(&mut outline.warnings));
    }
    // The author's files come last: where one stands in the place of a page, it is the one that is named.
    let (files, others): (Vec<piece::Piece<'_>>, Vec<piece::Piece<'_>>) =
        piece::others(&plan, inputs).into_iter().partition(|piece| matches!(piece, piece::Piece::Assets));
    let outlines = &*outlines;
    let build = |piece: piece::Piece<'_>| piece.build(&site, || Ok(outlines));
    let mut built: Vec<Result<(), Vec<Diagnostic>>> = others.into_par_iter().map(build).collect();
    built.extend(files.into_iter().map(build));
    diags.extend(built.into_iter().filter_map(Result::err).flatten());
    let pages = outlines.reports.len() + outlines.pages.len() + plan.fronts.len() + inputs.catalog.metrics.len() + 5;
    (!diags.has_errors()).then_some(Summary { reports: outlines.reports.len(), pages })
}

/// The pages, with every report that nobody approved as it is now a draft, or left out, where the site asks for approvals.
/// Only of `concerned` periods it is found out how they stand; the others count as approved.
fn plan_as_approved<'a>(
    inputs: &'a load::Site,
    options: &Options,
    book: &Book,
    concerned: &dyn Fn(Period) -> bool,
) -> Plan<'a> {
    let mut plan = plan::plan(inputs, options.drafts, &|_| true);
    let standings = approvals::standings(inputs, book, &plan, concerned);
    let is_approved = |period: Period| standings.get(&period).is_none_or(Standing::is_approved);
    if options.approved_only {
        return match &options.periods {
            Some(periods) => plan::plan(inputs, options.drafts, &|period| periods.contains(&period)),
            None => plan::plan(inputs, options.drafts, &is_approved),
        };
    }
    for report in plan.reports.iter_mut().filter(|report| !is_approved(report.period)) {
        report.state = "draft";
    }
    plan
}

/// Reads all reports and pages, many at a time. The faults are those of all, and of what was published otherwise.
fn outlines<'a>(
    site: &Site<'a>,
    of_report: impl Fn(&Site<'a>, &PlannedReport<'a>) -> Result<Outline, Vec<Diagnostic>> + Sync,
    of_page: impl Fn(&Site<'a>, &PlannedPage<'a>) -> Result<Outline, Vec<Diagnostic>> + Sync,
) -> Result<Outlines, Vec<Diagnostic>> {
    let reports: Vec<_> = site.plan.reports.par_iter().map(|planned| of_report(site, planned)).collect();
    let pages: Vec<_> = site.plan.pages.par_iter().map(|planned| of_page(site, planned)).collect();
    let mut found = Vec::new();
    let mut sound = |results: Vec<Result<Outline, Vec<Diagnostic>>>| -> Vec<Outline> {
        results.into_iter().filter_map(|result| result.map_err(|faults| found.extend(faults)).ok()).collect()
    };
    let mut outlines = Outlines { reports: sound(reports), pages: sound(pages) };
    let broken = outlines.reports.iter_mut().flat_map(|outline| std::mem::take(&mut outline.broken));
    found.extend(published::faults(broken.collect()));
    if found.is_empty() { Ok(outlines) } else { Err(found) }
}

/// What all pages stand on, whichever is made: the templates and the figures.
struct Ground {
    templates: Templates,
    book: Arc<Book>,
}

impl Ground {
    /// `None` when a template has a fault.
    fn of(inputs: &load::Site, diags: &mut Diagnostics) -> Option<Ground> {
        let templates = Templates::new(&inputs.templates, diags)?;
        let book = Arc::new(Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report()));
        Some(Ground { templates, book })
    }

    /// Records what is wrong with the figures as a whole.
    fn check(&self, inputs: &load::Site, diags: &mut Diagnostics) {
        if let Some(latest) = inputs.snapshots.last() {
            for (metric, period, place) in unknown_rebase(self.book.known_in(latest.period)) {
                diags.add(faults::unknown_rebase(place, &metric, period));
            }
        }
        for of in self.book.leaks() {
            let members = of.cell.members().collect::<Vec<_>>().join(", ");
            diags.add(faults::given_away(of.place.clone(), &of.metric, &members, of.period, of.snapshot));
        }
    }

    fn template_faults(&self, plan: &Plan<'_>) -> Vec<Diagnostic> {
        let own = plan.reports.iter().map(|report| report.page).chain(plan.pages.iter().map(|page| page.page));
        own.filter_map(|page| self.template_fault(page)).collect()
    }

    /// What is wrong with the template that a page names.
    fn template_fault(&self, page: &Page) -> Option<Diagnostic> {
        let (name, place) = page.template.as_ref()?;
        (!self.templates.exists(name)).then(|| faults::unknown_template(place.clone(), name))
    }
}

/// Warns of links to parts that a page does not have. What is on a page that is no narrative is the program's own.
fn check_anchors(outlines: &Outlines, diags: &mut Diagnostics) {
    let all = || outlines.reports.iter().chain(&outlines.pages);
    let ids: BTreeMap<&str, &BTreeSet<String>> = all().map(|outline| (outline.path.as_str(), &outline.ids)).collect();
    let fault = |anchor: &Anchor| ids.get(anchor.page.as_str()).and_then(|known| anchor.fault(known));
    diags.extend(all().flat_map(|outline| &outline.anchors).filter_map(fault));
}

/// Everything that the pages are made from.
struct Site<'a> {
    inputs: &'a load::Site,
    options: &'a Options,
    sink: &'a dyn Sink,
    ground: &'a Ground,
    plan: &'a Plan<'a>,
    /// What the ledger says of each report, by its folder.
    published: BTreeMap<&'a str, &'a ledger::Entry>,
    /// `None`: the pages are those of the published set.
    apart: Option<&'a Apart>,
}

/// What the pages that speak of others need to know of them.
#[derive(Debug, Default)]
struct Outlines {
    /// In the plan's order, as the pages.
    reports: Vec<Outline>,
    pages: Vec<Outline>,
}

/// What other pages need to know of a report or a page.
#[derive(Debug, Clone)]
struct Outline {
    /// Its path in the output.
    path: String,
    period: Option<Period>,
    series: String,
    /// The member whose report it is.
    member: Option<String>,
    state: &'static str,
    /// The newest snapshot that changed a figure of a report.
    changed: Option<Period>,
    title: crate::base::inline::Inline,
    lead: Option<crate::base::inline::Inline>,
    sections: Vec<OutlineSection>,
    tiles: Vec<String>,
    /// What a link to it may name.
    ids: BTreeSet<String>,
    /// Links to parts of pages, this one and others.
    anchors: Vec<Anchor>,
    warnings: Vec<Diagnostic>,
    /// Figures of it that were published otherwise.
    broken: Vec<published::Broken>,
}

#[derive(Debug, Clone)]
struct OutlineSection {
    id: String,
    number: Option<String>,
    heading: String,
    /// The metrics of its text.
    cited: Vec<String>,
    /// Metric, label ("Figure 1"), anchor and title of its charts and tables.
    exhibits: Vec<(String, String, String, String)>,
}

impl<'a> Site<'a> {
    fn new(
        inputs: &'a load::Site,
        options: &'a Options,
        sink: &'a dyn Sink,
        ground: &'a Ground,
        plan: &'a Plan<'a>,
    ) -> Site<'a> {
        let published = inputs.ledger.as_ref().map_or_else(BTreeMap::new, Ledger::newest);
        Site { inputs, options, sink, ground, plan, published, apart: None }
    }

    fn settings(&self) -> &'a Settings {
        &self.inputs.settings
    }

    fn language(&self) -> Language {
        self.settings().language
    }

    /// The month of the newest snapshot, from which pages that belong to no report speak.
    fn latest(&self) -> Period {
        self.inputs.snapshots.last().map_or(Period::month(1970, 1), |snapshot| snapshot.period)
    }

    fn known(&self) -> Known<'_> {
        self.ground.book.known_in(self.latest())
    }

    /// The whole address of a path of the output, where the site's is known.
    fn address_of(&self, path: &str) -> Option<String> {
        self.settings().base_url.as_ref().map(|base| whole_address(base, path))
    }

    /// Words for figures as known in `vintage`.
    fn wording(&self, vintage: Period, language: Language) -> Wording<'_> {
        Wording { known: self.ground.book.known_in(vintage), language }
    }

    /// The link from a page to the row of a figure on its metric's page, or to the page where there is no such row.
    fn row_href(&self, from: &str, figure: &Figure) -> String {
        let page = address::relative(from, &metric_path(&figure.metric));
        let known = self.known();
        let last = known.period_shown(&figure.metric, self.latest());
        let listed = figure.period.grain() == last.grain()
            && known.first_period(&figure.metric).is_some_and(|first| first <= figure.period && figure.period <= last);
        if listed { format!("{page}#p{}", figure.period) } else { page }
    }

    /// The label of a figure's source: its own, its metric's, or the one that all it is computed from share.
    fn source_label<'s>(&'s self, figure: &'s Figure, language: Language) -> Option<&'s str> {
        Some(self.settings().sources.get(self.source_key(figure)?)?.label.get(language))
    }

    /// Which of the settings' sources a figure is from.
    fn source_key<'s>(&'s self, figure: &'s Figure) -> Option<&'s str> {
        figure.source.as_deref().or_else(|| self.source_of(&figure.metric))
    }

    fn source_of(&self, id: &str) -> Option<&str> {
        let metric = self.inputs.catalog.metrics.get(id)?;
        if metric.source.is_some() {
            return metric.source.as_deref();
        }
        let mut sources = metric.inputs().into_iter().map(|input| self.source_of(input));
        let first = sources.next()??;
        sources.all(|source| source == Some(first)).then_some(first)
    }

    /// What every page has. `part` is the menu's entry that the page belongs to: its path.
    fn page(&self, path: &str, part: &str, head: Head) -> view::Page {
        let language = head.language;
        let words = words(language);
        let menu = [
            (words.reports, "index.html"),
            (words.figures, "metrics/index.html"),
            (words.revisions, "revisions/index.html"),
            (words.search, "search/index.html"),
        ];
        let item = |(text, to): (&str, &str)| view::MenuItem {
            text: text.to_owned(),
            href: address::relative(path, to),
            current: to == part,
        };
        let page = view::Page {
            kind: head.kind,
            state: head.state,
            lang: language.tag(),
            title: head.title,
            description: head.description,
            site_title: self.settings().title.get(language).to_owned(),
            organisation: self.settings().organisation.as_ref().map(|text| text.get(language).to_owned()),
            logo: self.settings().theme.logo.as_ref().map(|(logo, _)| view::Logo {
                src: address::relative(path, logo),
                dark: self.settings().theme.logo_dark.as_ref().map(|(logo, _)| address::relative(path, logo)),
            }),
            root: address::to_root(path),
            style: None,
            canonical: self.address_of(path),
            listed: self.settings().robots == Robots::Allow && head.state != "draft",
            dataset: head.dataset,
            feed: self.settings().base_url.as_ref().map(|_| address::relative(path, "feed.xml")),
            menu: menu.into_iter().map(item).collect(),
            footer: view::Footer {
                text: self.settings().theme.footer.as_ref().map(|text| text.get(language).to_owned()),
                built_by: phrases::built_by(VERSION, self.inputs.files.len(), language),
                checksum: self.options.checksum.clone(),
                manifest: address::relative(path, "manifest.json"),
                revisions: address::relative(path, "revisions/index.html"),
                cite: head.cite,
                downloads: head.downloads,
            },
            previous: head.previous,
            next: head.next,
        };
        match self.apart {
            Some(apart) => apart.page(page, path),
            None => page,
        }
    }

    /// The template that a page names, or `usual`. One that does not exist was reported before.
    fn template<'p>(&self, page: &'p Page, usual: &'p str) -> &'p str {
        let named = page.template.as_ref().map(|(name, _)| name.as_str());
        named.filter(|name| self.ground.templates.exists(name)).unwrap_or(usual)
    }

    /// Renders `template` with the page and its one view, and writes it to `path`.
    fn write_page<T: serde::Serialize>(
        &self,
        path: &str,
        template: &str,
        page: &view::Page,
        name: &'static str,
        view: &T,
    ) -> Result<(), Vec<Diagnostic>> {
        let language = if page.lang == "da" { Language::Da } else { Language::En };
        let html = self.ground.templates.render(template, page, words(language), name, view)?;
        self.write(path, html.as_bytes())
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        self.sink.write(path, bytes).map_err(|error| vec![faults::cannot_write(path, &error.to_string())])
    }

    /// The style sheet, the script, the fonts, and the files of the author's that go along.
    fn write_assets(&self) -> Result<(), Vec<Diagnostic>> {
        let mut files: BTreeMap<String, Vec<u8>> = templates::assets(&self.inputs.templates, &self.settings().theme);
        let mut faults = Vec::new();
        for (path, bytes) in &self.inputs.attachments {
            let source = format!("content/{path}");
            if !self.inputs.files.contains_key(&source) {
                files.insert(path.clone(), bytes.clone());
            } else if files.contains_key(path) {
                faults.push(faults::attachment_in_the_way(&source, &format!("`{path}` is an asset of the pages")));
            } else if let Err(error) = self.sink.write(path, bytes) {
                faults.push(match error.kind() {
                    std::io::ErrorKind::InvalidInput => faults::attachment_in_the_way(&source, &error.to_string()),
                    _ => faults::cannot_write(path, &error.to_string()),
                });
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        templates::embed_fonts(&mut files);
        files.iter().try_for_each(|(path, bytes)| self.write(path, bytes))
    }

    /// The label of a member.
    fn member_label(&self, member: Member<'_>, language: Language) -> &str {
        let dimension = self.inputs.catalog.dimensions.get(member.dimension);
        let label = dimension.and_then(|dimension| dimension.members.get(member.id));
        label.map_or("", |label| label.get(language))
    }

    /// The report of the whole.
    fn report(&self, series: &str, period: Period) -> Option<&PlannedReport<'a>> {
        let is_it = |report: &&PlannedReport<'_>| report.series == series && report.period == period;
        self.plan.reports.iter().filter(|report| report.member.is_none()).find(is_it)
    }
}

/// What a page says of itself in its head and foot.
struct Head {
    kind: &'static str,
    state: &'static str,
    language: Language,
    title: String,
    description: Option<String>,
    cite: Option<String>,
    downloads: Vec<view::Download>,
    dataset: Option<String>,
    previous: Option<view::Link>,
    next: Option<view::Link>,
}

impl Head {
    fn new(kind: &'static str, language: Language, title: impl Into<String>) -> Head {
        Head {
            kind,
            state: "final",
            language,
            title: title.into(),
            description: None,
            cite: None,
            downloads: Vec::new(),
            dataset: None,
            previous: None,
            next: None,
        }
    }
}

/// Where a report goes.
#[derive(Debug, Clone)]
pub struct ReportPage {
    /// The folder of its series and member; empty for the site's own.
    pub series: String,
    /// The member whose report it is.
    pub member: Option<String>,
    /// The file of its narrative.
    pub file: Arc<str>,
    pub period: Period,
    /// Of its page in the output: `hospitals/rh/2018-02/index.html`.
    pub path: String,
    /// Of its period: `2018-02-28`.
    pub last_day: String,
}

/// The reports that a build makes: by series and member, then in the order of their periods.
pub fn reports(inputs: &load::Site, drafts: bool) -> Vec<ReportPage> {
    plan::plan(inputs, drafts, &|_| true).reports.iter().map(ReportPage::of).collect()
}

impl ReportPage {
    fn of(report: &PlannedReport<'_>) -> ReportPage {
        ReportPage {
            series: address::folder(address::folder(&report.path)).to_owned(),
            member: report.member.map(|member| member.id.to_owned()),
            file: report.page.file.clone(),
            period: report.period,
            last_day: machines::day(report.period),
            path: report.path.clone(),
        }
    }

    /// The folder it lies in: `hospitals/rh/2018-02`.
    pub fn folder(&self) -> &str {
        address::folder(&self.path)
    }
}

/// A period, its reports, and whether they are approved.
#[derive(Debug, Clone)]
pub struct PeriodStanding {
    pub period: Period,
    /// The folders of its reports in the output: `2018-02`, `hospitals/rh/2018-02`.
    pub reports: Vec<String>,
    pub standing: Standing,
}

/// Every period that has reports, in order; those marked `draft: true` aside. On a site without approvals.yaml, none of
/// them is approved.
pub fn standings(inputs: &load::Site) -> Vec<PeriodStanding> {
    let plan = plan::plan(inputs, false, &|_| true);
    let book = Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report());
    let mut standings = approvals::standings(inputs, &book, &plan, &|_| true);
    let mut folders: BTreeMap<Period, Vec<String>> = BTreeMap::new();
    for report in &plan.reports {
        folders.entry(report.period).or_default().push(published::folder(report).to_owned());
    }
    let of = |(period, reports): (Period, Vec<String>)| PeriodStanding {
        period,
        reports,
        standing: standings.remove(&period).unwrap_or(Standing::Unapproved),
    };
    folders.into_iter().map(of).collect()
}

/// The periods whose reports somebody approved as they are now. `None` on a site without approvals.yaml, where every report
/// may be published.
pub fn approved(inputs: &load::Site) -> Option<BTreeSet<Period>> {
    inputs.approvals.as_ref()?;
    let approved = standings(inputs).into_iter().filter(|of| of.standing.is_approved());
    Some(approved.map(|of| of.period).collect())
}

/// The site as it was when the newest of the reports of `periods` was written: without the snapshots behind it, whose
/// figures would stand on the pages of metrics, and without the texts of other reports. Their files are none of the
/// site's either, so that no manifest names them. Without any period it stays as it is.
pub fn up_to(mut inputs: load::Site, periods: &BTreeSet<Period>) -> load::Site {
    if periods.is_empty() {
        return inputs;
    }
    let last = periods.iter().map(|period| period.last_month()).max();
    let later = inputs.snapshots.iter().filter(|snapshot| Some(snapshot.period) > last);
    let data = later.flat_map(|snapshot| &snapshot.observations).map(|observation| observation.place.file.clone());
    let reports = inputs.series.iter().flat_map(|series| &series.reports);
    let texts = reports.filter(|(period, _)| !periods.contains(period)).map(|(_, page)| page.file.clone());
    let unused: BTreeSet<Arc<str>> = data.chain(texts).collect();
    inputs.files.retain(|path, _| !unused.contains(path.as_str()));
    inputs.snapshots.retain(|snapshot| Some(snapshot.period) <= last);
    inputs
}

/// What there is to approve of each of the periods: everything that makes its reports. A period without a report, drafts
/// aside, is left out.
pub fn to_approve(inputs: &load::Site, periods: &[Period]) -> BTreeMap<Period, Parts> {
    let plan = plan::plan(inputs, false, &|_| true);
    let book = Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report());
    let sources = approvals::Sources::of(inputs);
    let parts = |period: &Period| Some((*period, approvals::parts_of_period(&sources, &book, &plan, *period)?));
    periods.par_iter().filter_map(parts).collect()
}

/// The records of all reports that may be published, for the ledger: without approvals.yaml every one that is no draft,
/// with it those that are approved as they are. In the order of the build.
pub fn published_figures(inputs: &load::Site) -> Vec<ledger::Record> {
    let plan = plan::plan(inputs, false, &|_| true);
    let book = Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report());
    let sources = approvals::Sources::of(inputs);
    let periods: BTreeSet<Period> = plan.reports.iter().map(|report| report.period).collect();
    let of_period = |period| approvals::records(&sources, &book, &plan, period);
    let all: Vec<ledger::Record> = periods.into_par_iter().flat_map_iter(of_period).collect();
    let mut by_report: BTreeMap<String, ledger::Record> =
        all.into_iter().map(|record| (record.report.clone(), record)).collect();
    plan.reports.iter().filter_map(|planned| by_report.remove(published::folder(planned))).collect()
}

/// The whole address of a path of the output; `base` is the site's. A folder stands for its index.html.
fn whole_address(base: &str, path: &str) -> String {
    let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    format!("{base}{}", folder.unwrap_or(path))
}

fn metric_path(id: &str) -> String {
    format!("metrics/{id}/index.html")
}

fn link(text: impl Into<String>, href: impl Into<String>) -> view::Link {
    view::Link { text: text.into(), href: href.into() }
}
