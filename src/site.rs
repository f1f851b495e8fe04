//! Inputs → the pages of a report set, one by one into a Sink.
//!
//! `plan` settles which pages there are. Then each report is read, drawn and written, many at a time; what other pages
//! need to know of it is kept in a small `Outline`. Nothing here reads files, computes figures or puts them into words.

mod approvals;
mod calendar;
mod detached;
mod edition;
mod exhibit;
mod faulty;
mod feeds;
mod figures;
mod frozen;
mod fulltext;
mod home;
mod json;
mod later;
mod leaf;
mod links;
mod metric;
mod moved;
mod overview;
mod pictures;
mod piece;
mod plan;
mod prepare;
mod preview;
mod published;
mod recorded;
mod referred;
mod register;
mod report;
mod revisions;
mod said;
mod single;
mod spoken;
mod templates;
mod text;
mod trail;
mod undated;
pub mod view;
mod waiting;
mod warnings;
mod withdrawn;
#[cfg(feature = "word")]
mod word;
mod workbook;
#[cfg(feature = "xlsx")]
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::base::address;
use crate::base::period::Period;
use crate::compute::{Book, Figure, Known, Member, Seen};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::l10n::wording::Wording;
use crate::load;
use crate::model::content::Page;
use crate::model::embargo::Moment;
use crate::model::language::Language;
use crate::model::ledger::{self, Ledger};
use crate::model::settings::{Settings, Source};
use crate::narrative::Anchor;
use crate::narrative::prose::Prose;
use crate::narrative::scope::Scope;
use crate::output::{Memory, Sink};
pub use approvals::Standing;
pub use detached::{Detached, SomeReports, build_reports, review_html, review_style_within};
pub use exhibit::spark;
pub use faulty::faults_of_texts;
pub use frozen::{Superseded, frozen};
use leaf::Leaf;
pub use links::{Links, PageWords, page_words, relinked};
use piece::Piece;
pub use plan::State;
use plan::{Plan, PlannedPage, PlannedReport};
pub use prepare::{Choice, Embargo, Gone, PeriodStanding, Prepared, book, prepare};
pub use preview::Preview;
use published::{Recorder, Told};
pub use report::Digest;
pub use said::files_without_a_name;
pub use single::in_one_file;
use templates::Templates;
pub use templates::{originals, review_assets};
pub use waiting::wait;
#[cfg(feature = "word")]
pub use word::signature as signature_of_documents;

/// How much was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub reports: usize,
    pub pages: usize,
    /// The files of content/ that are published because a page refers to them, by their paths from the site's folder.
    pub referred: BTreeSet<String>,
    /// The files of content/ that no page refers to and that the settings do not name: they are not published.
    pub left_out: Vec<String>,
    /// The texts of reports whose quarter or year is not over, each with the month whose snapshot it waits for.
    pub waiting: Vec<(String, Period)>,
    /// The folders of published reports that hide a figure from now on which readers saw.
    pub hides: Vec<String>,
}

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Gets each narrative that a build reads, as a critical reader sees it.
pub type Reader<'r> = &'r (dyn Fn(&Page, Scope, Prose<'_>) + Sync);

/// Builds every page of the site into `sink`. After an error, nobody may use what was written.
pub fn build(prepared: &Prepared, sink: &dyn Sink, diags: &mut Diagnostics) -> Result<Summary, Stopped> {
    build_whole(prepared, sink, None, None, diags)
}

/// The same, with what the ledger is to say of the reports and pages, should they be published.
pub fn build_and_record(
    prepared: &Prepared,
    sink: &dyn Sink,
    diags: &mut Diagnostics,
) -> Result<(Summary, Vec<ledger::Record>), Stopped> {
    let months = prepared.inputs.snapshots.iter().map(|snapshot| snapshot.period);
    let recorder = Recorder::new(&prepared.plan, months);
    let mut records = Vec::new();
    let summary = build_whole(prepared, sink, None, Some((&recorder, &mut records)), diags)?;
    Ok((summary, records))
}

/// The digest of a report, for a mail.
pub fn digest(prepared: &Prepared, report: &ReportPage, diags: &mut Diagnostics) -> Result<Digest, Stopped> {
    let nowhere = Memory::new();
    let site = Site::new(prepared, prepared.templates(diags)?, Set::Whole, &nowhere);
    let found = prepared.plan.reports.iter().find(|planned| planned.path == report.path);
    let planned = found.ok_or_else(|| diags.stop(faults::no_such_report("mail", &report.period.to_string(), &[])))?;
    report::digest(&site, planned).map_err(|faults| diags.stop_all(faults))
}

/// A report as a document of Word.
#[cfg(feature = "word")]
pub fn document(prepared: &Prepared, report: &ReportPage, diags: &mut Diagnostics) -> Result<Vec<u8>, Stopped> {
    let nowhere = Memory::new();
    let site = Site::new(prepared, prepared.templates(diags)?, Set::Whole, &nowhere);
    let found = prepared.plan.reports.iter().find(|planned| planned.path == report.path);
    let planned = found.ok_or_else(|| diags.stop(faults::no_such_report("word", &report.period.to_string(), &[])))?;
    report::document(&site, planned).map_err(|faults| diags.stop_all(faults))
}

/// Faults for published figures that reports would show otherwise, whether they are built or not.
pub fn figures_otherwise(prepared: &Prepared) -> Vec<Diagnostic> {
    let all = prepared.inputs.ledger.as_ref().map_or_else(BTreeMap::new, Ledger::reports);
    let of_report = |entries: &Vec<&ledger::Entry>| {
        let newest = entries.last().filter(|entry| entry.record.withdrawn.is_none())?;
        let known = prepared.book().known_in(newest.record.period.last_month());
        let wording = Wording { known, language: prepared.inputs.settings.language };
        let now = published::Now::without_a_page(wording, &prepared.inputs.settings);
        Some(published::compare(&now, &Told::of(entries)).of_figures())
    };
    published::faults(all.values().filter_map(of_report).collect())
}

/// The same, with a `reader` that gets every narrative, so that nobody needs to read one again.
pub fn build_and_read(
    prepared: &Prepared,
    sink: &dyn Sink,
    reader: Reader<'_>,
    diags: &mut Diagnostics,
) -> Result<Summary, Stopped> {
    build_whole(prepared, sink, Some(reader), None, diags)
}

fn build_whole(
    prepared: &Prepared,
    sink: &dyn Sink,
    reader: Option<Reader<'_>>,
    record: Option<(&Recorder, &mut Vec<ledger::Record>)>,
    diags: &mut Diagnostics,
) -> Result<Summary, Stopped> {
    let templates = match prepared.parsed_templates() {
        Ok(templates) => templates,
        // What is sound shows the other faults, of texts and of pages.
        Err(faulty) => {
            let told = diags.stop_all(faulty.faults.iter().cloned());
            faulty.sound.as_ref().ok_or(told)?
        }
    };
    prepared.check_figures(diags);
    prepared.settle_standings();
    let recorder = record.as_ref().map(|(recorder, _)| *recorder);
    let site = Site { reader, recorder, ..Site::new(prepared, templates, Set::Whole, sink) };
    diags.extend(site.template_faults());

    let (mut outlines, faults) = all_outlines(&site, report::build, undated::build);
    diags.extend(faults);
    if diags.has_errors() {
        // The other pages may have some, too.
        diags.extend(build_others(&site, &outlines));
    }
    diags.no_errors()?;
    check_published(&site, diags);
    check_anchors(&outlines, diags);
    for outline in outlines.reports.iter_mut().chain(&mut outlines.pages) {
        diags.extend(std::mem::take(&mut outline.warnings));
    }
    diags.extend(build_others(&site, &outlines));
    diags.no_errors()?;
    if let Some((recorder, records)) = record {
        *records = site.records(recorder, &outlines.reports);
    }
    let fronts = prepared.plan.fronts.len() + prepared.plan.withdrawn.len();
    let pages = outlines.reports.len() + outlines.pages.len() + fronts + prepared.inputs.catalog.metrics.len();
    let pages = pages + 5 + usize::from(!prepared.inputs.settings.releases.is_empty());
    let referred = site.referred();
    let sources = prepared.inputs.attachments.iter().filter(|(_, file)| !file.is_named);
    let (referred, left_out): (Vec<_>, Vec<_>) = sources.partition(|(path, _)| referred.contains(*path));
    let source = |(_, file): (&String, &load::Attachment)| file.source.clone();
    let hides = outlines.reports.iter().filter(|outline| outline.found.hides);
    Ok(Summary {
        reports: outlines.reports.len(),
        pages,
        referred: referred.into_iter().map(source).collect(),
        left_out: left_out.into_iter().map(source).collect(),
        hides: hides.map(|outline| address::folder(&outline.path).to_owned()).collect(),
        waiting: if prepared.choice.drafts { Vec::new() } else { waiting::texts(&prepared.inputs) },
    })
}

/// Builds everything besides reports and pages, and returns the faults.
fn build_others(site: &Site<'_>, outlines: &Outlines) -> Vec<Diagnostic> {
    // The author's files come last: where a file has the path of a page, the message names the file.
    let (files, others): (Vec<Piece<'_>>, Vec<Piece<'_>>) =
        piece::others(site.plan, site.inputs).into_iter().partition(|piece| matches!(piece, Piece::Assets));
    let build = |piece: Piece<'_>| piece.build(site, || Ok(outlines));
    let mut built: Vec<Result<(), Vec<Diagnostic>>> = others.into_par_iter().map(build).collect();
    built.extend(files.into_iter().map(build));
    built.into_iter().filter_map(Result::err).flatten().collect()
}

/// Whether a fault is one of a template, which it is whatever else is wrong with the page.
fn is_of_a_template(fault: &Diagnostic) -> bool {
    fault.place.file.starts_with("templates/")
}

/// Warns of published reports that the site has no more.
fn check_published(site: &Site<'_>, diags: &mut Diagnostics) {
    diags.extend(
        site.gone()
            .into_iter()
            .filter_map(|(folder, entries)| Some(faults::published_report_gone(entries.last()?.line, folder))),
    );
}

/// Reads all reports and pages, many at a time, or returns their faults.
fn outlines(
    site: &Site<'_>,
    of_report: impl Fn(&Site<'_>, &PlannedReport) -> Result<Outline, Vec<Diagnostic>> + Sync,
    of_page: impl Fn(&Site<'_>, &PlannedPage) -> Result<Outline, Vec<Diagnostic>> + Sync,
) -> Result<Outlines, Vec<Diagnostic>> {
    let (outlines, faults) = all_outlines(site, of_report, of_page);
    if faults.is_empty() { Ok(outlines) } else { Err(faults) }
}

/// The outlines of the reports and pages that are sound, and the faults of the others, with figures that differ from
/// what was published.
fn all_outlines(
    site: &Site<'_>,
    of_report: impl Fn(&Site<'_>, &PlannedReport) -> Result<Outline, Vec<Diagnostic>> + Sync,
    of_page: impl Fn(&Site<'_>, &PlannedPage) -> Result<Outline, Vec<Diagnostic>> + Sync,
) -> (Outlines, Vec<Diagnostic>) {
    let reports: Vec<_> = site.plan.reports.par_iter().map(|planned| of_report(site, planned)).collect();
    let pages: Vec<_> = site.plan.pages.par_iter().map(|planned| of_page(site, planned)).collect();
    let mut found = Vec::new();
    let mut sound = |results: Vec<Result<Outline, Vec<Diagnostic>>>| -> Vec<Outline> {
        results.into_iter().filter_map(|result| result.map_err(|faults| found.extend(faults)).ok()).collect()
    };
    let mut outlines = Outlines { reports: sound(reports), pages: sound(pages) };
    let differing = outlines.reports.iter_mut().map(|outline| outline.found.clone());
    found.extend(published::faults(differing.chain(site.differing_elsewhere()).collect()));
    (outlines, found)
}

/// Warns of links to parts that a page does not have. Only narratives are asked: other pages are the program's own.
fn check_anchors(outlines: &Outlines, diags: &mut Diagnostics) {
    let all = || outlines.reports.iter().chain(&outlines.pages);
    let pages: BTreeMap<&str, &Outline> = all().map(|outline| (outline.path.as_str(), outline)).collect();
    let fault = |anchor: &Anchor| {
        let page = pages.get(anchor.page.as_str())?;
        anchor.fault(&page.ids, page.language)
    };
    diags.extend(all().flat_map(|outline| &outline.anchors).filter_map(fault));
}

/// What the pages are made from, and where they go.
struct Site<'a> {
    prepared: &'a Prepared,
    inputs: &'a load::Site,
    plan: &'a Plan,
    templates: &'a Templates,
    set: Set<'a>,
    sink: &'a dyn Sink,
    /// What the ledger says of each report, by its folder, oldest first.
    published: BTreeMap<&'a str, Vec<&'a ledger::Entry>>,
    /// Notes the figures that are made for pages.
    recorder: Option<&'a Recorder>,
    /// The checksum of everything that decides the pages.
    checksum: String,
    reader: Option<Reader<'a>>,
    /// What the pages that were written refer to, by its path in the output; `None` where every file of content/ may be
    /// asked for, as in a preview, and where the settings name them all.
    referred: Option<Mutex<BTreeSet<String>>>,
    /// Texts that were found not to end, by their files, with the faults: a text of many months is tried once.
    endless: Mutex<BTreeMap<Arc<str>, Vec<Diagnostic>>>,
}

/// What the pages are made for.
#[derive(Clone, Copy)]
enum Set<'a> {
    /// They are published; a report that nobody approved is a draft.
    Whole,
    /// They are compared with others; whether somebody approved them makes no difference.
    Compared,
    /// They are reviewed as drafts, in a folder of their own.
    Detached(&'a Detached),
}

/// What pages need to know of the reports and pages that they speak of.
#[derive(Debug, Default)]
struct Outlines {
    /// In the order of the plan, as are the pages.
    reports: Vec<Outline>,
    pages: Vec<Outline>,
}

/// What other pages need to know of a report or a page.
#[derive(Debug, Clone)]
struct Outline {
    /// Its path in the output.
    path: String,
    period: Option<Period>,
    language: Language,
    series: String,
    /// The member whose report it is.
    member: Option<String>,
    state: State,
    /// The newest snapshot that changed a figure of a report.
    changed: Option<Period>,
    /// What the notices of these changes tell, for the ledger.
    notices: Option<String>,
    title: crate::base::inline::Inline,
    lead: Option<crate::base::inline::Inline>,
    sections: Vec<OutlineSection>,
    /// Its text, to be searched.
    passages: Vec<fulltext::Passage>,
    tiles: Vec<String>,
    /// Every metric that its text, its tiles, charts and tables show.
    metrics: BTreeSet<String>,
    /// The parts of the page that a link may name.
    ids: BTreeSet<String>,
    /// The links of the page to parts of pages.
    anchors: Vec<Anchor>,
    warnings: Vec<Diagnostic>,
    /// What was published otherwise.
    found: published::Found,
    /// What the page says besides figures, where it is recorded.
    page: Option<ledger::PageDigests>,
    /// The files beside a report's page that readers take along.
    files: Vec<Taken>,
}

/// A file beside a report's page.
#[derive(Debug, Clone)]
struct Taken {
    name: String,
    /// The type as servers name it.
    media: &'static str,
    /// What it holds.
    text: String,
    bytes: usize,
}

#[derive(Debug, Clone)]
struct OutlineSection {
    id: String,
    number: Option<String>,
    heading: String,
    /// The metrics of its text.
    cited: Vec<String>,
    exhibits: Vec<Shown>,
}

/// A chart or a table.
#[derive(Debug, Clone)]
struct Shown {
    metric: String,
    /// "Figure 1".
    label: String,
    anchor: String,
    /// Empty where the author gave none.
    title: String,
}

impl<'a> Site<'a> {
    fn new(prepared: &'a Prepared, templates: &'a Templates, set: Set<'a>, sink: &'a dyn Sink) -> Site<'a> {
        let published = prepared.inputs.ledger.as_ref().map_or_else(BTreeMap::new, Ledger::reports);
        Site {
            prepared,
            inputs: &prepared.inputs,
            plan: &prepared.plan,
            templates,
            set,
            sink,
            published,
            recorder: None,
            checksum: prepared.checksum(),
            reader: None,
            referred: prepared.inputs.attachments.values().any(|file| !file.is_named).then(Mutex::default),
            endless: Mutex::default(),
        }
    }

    /// What the pages that were written so far refer to.
    fn referred(&self) -> BTreeSet<String> {
        let referred = self.referred.as_ref();
        referred.map_or_else(BTreeSet::new, |paths| paths.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn settings(&self) -> &'a Settings {
        &self.inputs.settings
    }

    fn language(&self) -> Language {
        self.settings().language
    }

    /// The month of the newest snapshot, from which pages speak that belong to no report.
    fn latest(&self) -> Option<Period> {
        self.inputs.snapshots.last().map(|snapshot| snapshot.period)
    }

    /// These pages show what is known in this month. Without a snapshot nothing is known in any month, and no page
    /// shows this one.
    fn vintage(&self) -> Period {
        self.latest().unwrap_or(Period::month(1, 1))
    }

    fn book(&self) -> &'a Arc<Book> {
        self.prepared.book()
    }

    fn known(&self) -> Known<'a> {
        self.book().known_in(self.vintage())
    }

    /// The whole address of a path of the output; `None` if the site's address is not known.
    fn address_of(&self, path: &str) -> Option<String> {
        self.settings().base_url.as_ref().map(|base| whole_address(base, path))
    }

    /// A page with the figures that are known in `vintage`.
    fn leaf(&'a self, path: &'a str, vintage: Period, language: Language) -> Leaf<'a> {
        let wording = self.wording(vintage, language);
        let known = wording.known.noted_in(self.seen(path, vintage).map(Arc::as_ref));
        Leaf { site: self, path, wording: Wording { known, ..wording }, kept: None }
    }

    /// Until when the page at `path` is for nobody but early readers, where it says so: a draft as its own text does, a copy
    /// that is sent on too as long as the report is not out, and every page of an early edition as the report that waits
    /// longest.
    fn embargo(&self, path: &str) -> Option<&'a Moment> {
        let all = self.plan.reports.iter().filter_map(|planned| Some((planned, Embargo::of(planned)?.until)));
        match self.set {
            Set::Detached(_) => all.filter(|(planned, _)| planned.path == path).map(|(_, until)| until).next(),
            Set::Whole if self.prepared.choice.early => all.map(|(_, until)| until).max_by_key(|until| until.seconds),
            Set::Whole if self.prepared.choice.sent_on => {
                let newest = self.prepared.inputs.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
                let is_out = |planned: &PlannedReport| newest.contains_key(planned.folder());
                all.filter(|(planned, _)| planned.path == path && !is_out(planned)).map(|(_, until)| until).next()
            }
            Set::Whole | Set::Compared => None,
        }
    }

    /// Where the figures are noted that are made for the page at `path`, which shows what was known in `vintage`.
    fn seen(&self, path: &str, vintage: Period) -> Option<&'a Arc<Seen>> {
        self.recorder.and_then(|recorder| recorder.seen(path, vintage))
    }

    /// What is known in a month, for a page that shows what was known in several.
    fn noted(&self, vintage: Period) -> Known<'a> {
        self.book().known_in(vintage).noted_in(self.seen("", vintage).map(Arc::as_ref))
    }

    /// Words for figures as known in `vintage`.
    fn wording(&self, vintage: Period, language: Language) -> Wording<'a> {
        Wording { known: self.book().known_in(vintage), language }
    }

    /// A figure's source: its own, its metric's, or the one that all its inputs share.
    fn source_of<'s>(&'s self, figure: &'s Figure) -> Option<&'s Source> {
        self.settings().sources.get(self.source_key(figure)?)
    }

    /// The name of a figure's source.
    fn source_label<'s>(&'s self, figure: &'s Figure, language: Language) -> Option<&'s str> {
        Some(self.source_of(figure)?.label.get(language))
    }

    /// The key of a figure's source in the settings.
    fn source_key<'s>(&'s self, figure: &'s Figure) -> Option<&'s str> {
        figure.source.as_deref().or_else(|| self.inputs.catalog.source_of(&figure.metric))
    }

    /// How settled a report is, as its page shows it.
    fn state(&self, planned: &PlannedReport) -> State {
        match self.set {
            Set::Whole => self.prepared.state(planned),
            Set::Compared => planned.state,
            Set::Detached(_) => State::Draft,
        }
    }

    fn template_faults(&self) -> Vec<Diagnostic> {
        let own = self.plan.reports.iter().map(|report| &report.page);
        own.chain(self.plan.pages.iter().map(|page| &page.page)).filter_map(|page| self.template_fault(page)).collect()
    }

    /// What is wrong with the template that a page names.
    fn template_fault(&self, page: &Page) -> Option<Diagnostic> {
        let (name, place) = page.template.as_ref()?;
        (!self.templates.exists(name) && !self.templates.is_unread(name))
            .then(|| faults::unknown_template(place.clone(), name))
    }

    /// The template that a page names, or `usual`. If the named one does not exist, that was reported before.
    fn template<'p>(&self, page: &'p Page, usual: &'p str) -> &'p str {
        let named = page.template.as_ref().map(|(name, _)| name.as_str());
        named.filter(|name| self.templates.exists(name)).unwrap_or(usual)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        if let Some(known) = self.referred.as_ref().filter(|_| path.ends_with(".html") || path.ends_with(".css")) {
            let mut found = referred::referred(path, &String::from_utf8_lossy(bytes));
            found.retain(|path| self.inputs.attachments.contains_key(path));
            known.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        }
        self.sink.write(path, bytes).map_err(|error| vec![faults::cannot_write(path, &error.to_string())])
    }

    /// Writes the style sheet, the script, the fonts, and those of the author's files that are named or referred to.
    fn write_assets(&self) -> Result<(), Vec<Diagnostic>> {
        let mut files: BTreeMap<String, Vec<u8>> = templates::assets(&self.inputs.templates, &self.settings().theme);
        let mut faults = Vec::new();
        let of_templates = |source: &str| source.starts_with("templates/");
        for (path, file) in self.inputs.attachments.iter().filter(|(_, file)| of_templates(&file.source)) {
            files.extend(self.inputs.files.get(&file.source).map(|bytes| (path.clone(), bytes.clone())));
        }
        templates::embed_fonts(&mut files);
        for (path, bytes) in &files {
            match address::unfit(path) {
                Some(why) => faults
                    .push(faults::attachment_with_a_bad_name(&format!("templates/{path}"), &format!("`{path}` {why}"))),
                None => faults.extend(self.write(path, bytes).err().into_iter().flatten()),
            }
        }
        let referred = self.referred.as_ref().map(|_| self.referred());
        for (path, file) in self.inputs.attachments.iter().filter(|(_, file)| !of_templates(&file.source)) {
            let is_wanted = file.is_named || referred.as_ref().is_none_or(|referred| referred.contains(path));
            if is_wanted && self.sink.wants(path) {
                faults.extend(self.write_attachment(path, file, files.contains_key(path)).err());
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Writes a file of content/, unless an asset has its path.
    fn write_attachment(&self, path: &str, file: &load::Attachment, is_asset: bool) -> Result<(), Diagnostic> {
        let source = &file.source;
        if is_asset {
            return Err(faults::attachment_in_the_way(source, &format!("`{path}` is an asset of the pages")));
        }
        let bytes = file.read().map_err(|error| faults::unreadable(source, &error.to_string()))?;
        if !file.is_trusted && referred::is_active(path, &bytes) {
            return Err(faults::active_attachment(source, path));
        }
        self.sink.write(path, &bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidInput => faults::attachment_in_the_way(source, &error.to_string()),
            std::io::ErrorKind::InvalidFilename => faults::attachment_with_a_bad_name(source, &error.to_string()),
            _ => faults::cannot_write(path, &error.to_string()),
        })
    }

    /// The label of a member.
    fn member_label(&self, member: Member<'_>, language: Language) -> &str {
        let dimension = self.inputs.catalog.dimensions.get(member.dimension);
        let label = dimension.and_then(|dimension| dimension.members.get(member.id));
        label.map_or("", |label| label.get(language))
    }
}

/// A report, and where its page is.
#[derive(Debug, Clone)]
pub struct ReportPage {
    /// The folder of its series and member; empty for the site's own.
    pub series: String,
    /// The member whose report it is.
    pub member: Option<String>,
    /// The file of its narrative.
    pub file: Arc<str>,
    pub period: Period,
    /// The path of its page in the output: `hospitals/rh/2018-02/index.html`.
    pub path: String,
    /// The last day of its period: `2018-02-28`.
    pub last_day: String,
}

impl ReportPage {
    fn of(report: &PlannedReport) -> ReportPage {
        ReportPage {
            series: address::folder(address::folder(&report.path)).to_owned(),
            member: report.member().map(|member| member.id.to_owned()),
            file: report.page.file.clone(),
            period: report.period,
            last_day: calendar::day(report.period),
            path: report.path.clone(),
        }
    }

    /// The folder of its page: `hospitals/rh/2018-02`.
    pub fn folder(&self) -> &str {
        address::folder(&self.path)
    }
}

/// The whole address of a path of the output; `base` is the site's address. An index.html is called by its folder.
fn whole_address(base: &str, path: &str) -> String {
    let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    format!("{base}{}", folder.unwrap_or(path))
}

fn metric_path(id: &str) -> String {
    format!("metrics/{id}/index.html")
}
