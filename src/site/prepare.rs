//! The inputs of a site, and what a command asks for → everything that its pages are made from. Made once a command.
//!
//! Templates, and whether reports are approved, take long and are not always needed: they are made when they are. Only
//! this file knows how a manifest says what a build was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::approvals::{self, Now, Sources, Standing};
use super::figures::ReportFigures;
use super::plan::{Plan, PlannedReport, State, plan};
use super::published::{Recorder, called_alike};
use super::templates::{Faulty, Templates};
use super::{ReportPage, VERSION, said, waiting};
use crate::base::address::{self, is_markdown};
use crate::base::digest::{in_groups, sha256};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Book, Figures, Kept, Member, Why, unknown_rebase};
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load;
use crate::model::approvals::{Approval, Parts};
use crate::model::embargo::Moment;
use crate::model::language::Language;
use crate::model::ledger::{self, LEDGER, Ledger};
use crate::model::snapshot::{Observation, RevisionKind, Snapshot};
use crate::output::{LedgerMark, LineMark, ManifestHead, hash};

/// What a command asks for.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Pages with `draft: true` are built too.
    pub drafts: bool,
    /// Reports that nobody approved as they are now are left out, if the site has approvals.yaml. So are the snapshots
    /// after the last approved report.
    pub approved_only: bool,
    /// With `approved_only`, to build a published folder once more: the periods that were published, in place of those
    /// that are approved now.
    pub periods: Option<BTreeSet<Period>>,
    /// For early readers: every page says until when it is under embargo.
    pub early: bool,
    /// For a copy of one report that goes its own way: it says until when it is under embargo, as long as the ledger does
    /// not say that it is out. No manifest has it.
    pub sent_on: bool,
}

/// The keys of a manifest that say what the build was asked for. No file has such a name.
const DRAFTS: &str = "--drafts";
const APPROVED_ONLY: &str = "--approved";
const EARLY: &str = "--early";

impl Choice {
    /// What the build was asked for that wrote the manifest. The manifest does not say which periods were approved.
    pub fn of_manifest(head: &ManifestHead) -> Choice {
        Choice {
            drafts: head.inputs.contains_key(DRAFTS),
            approved_only: head.inputs.contains_key(APPROVED_ONLY),
            early: head.inputs.contains_key(EARLY),
            sent_on: false,
            periods: None,
        }
    }

    fn write(&self, inputs: &mut BTreeMap<String, String>) {
        let keys = [(DRAFTS, self.drafts), (APPROVED_ONLY, self.approved_only), (EARLY, self.early)];
        inputs.extend(keys.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| (key.to_owned(), hash(b"true"))));
    }
}

/// A site, and everything that its pages are made from.
pub struct Prepared {
    /// What the choice leaves out is not in them.
    pub inputs: load::Site,
    pub(super) choice: Choice,
    pub(super) plan: Plan,
    figures: ReportFigures,
    /// Every period that has reports, with their folders in the output; without drafts, whatever the choice.
    periods: BTreeMap<Period, Vec<String>>,
    standings: BTreeMap<Period, OnceLock<Standing>>,
    sources: OnceLock<Sources>,
    templates: OnceLock<Result<Templates, Box<Faulty>>>,
    head: ManifestHead,
}

/// Settles which pages there are, and what they are made from.
pub fn prepare(mut inputs: load::Site, choice: Choice) -> Prepared {
    // What readers have stays as it is; as long as there are none, a report may be looked at while its months come in.
    if inputs.ledger.is_some() {
        waiting::wait(&mut inputs);
    }
    let inputs = if choice.drafts { inputs } else { without_drafts(inputs) };
    if !choice.approved_only {
        return Prepared::whole(inputs, choice);
    }
    if let Some(mut periods) = choice.periods.clone() {
        periods.retain(|period| !was_cut_short(&inputs, *period));
        return Prepared::whole(up_to(inputs, &periods), choice).only(&periods);
    }
    let whole = Prepared::whole(inputs, choice);
    match whole.approved() {
        Some(periods) => whole.up_to(&periods),
        None => whole,
    }
}

/// The figures of a site, and which of them nobody may see: what readers have seen counts too.
pub fn book(inputs: &load::Site) -> Book {
    Book::published(&inputs.catalog, &inputs.snapshots, inputs.longest_report(), inputs.ledger.as_ref())
}

impl Prepared {
    /// With the reports of all periods.
    fn whole(inputs: load::Site, choice: Choice) -> Prepared {
        let figures = ReportFigures::new(book(&inputs), inputs.settings.history);
        Prepared::with(inputs, choice, figures)
    }

    fn with(inputs: load::Site, choice: Choice, figures: ReportFigures) -> Prepared {
        let plan = plan(&inputs, choice.drafts, &|_| true);
        let mut periods: BTreeMap<Period, Vec<String>> = BTreeMap::new();
        for report in plan.reports.iter().filter(|report| !report.page.draft) {
            periods.entry(report.period).or_default().push(report.folder().to_owned());
        }
        // One that was withdrawn is approved before it comes back. Whoever approves others of its period approved it, too.
        let kept_back = plan.kept_back.iter().map(|(_, report)| report).filter(|report| !report.page.draft);
        let alone: Vec<&PlannedReport> = kept_back.filter(|report| !periods.contains_key(&report.period)).collect();
        for report in alone {
            periods.entry(report.period).or_default().push(report.folder().to_owned());
        }
        Prepared {
            standings: periods.keys().map(|period| (*period, OnceLock::new())).collect(),
            head: head(&inputs, &choice, sha256),
            inputs,
            choice,
            plan,
            figures,
            periods,
            sources: OnceLock::new(),
            templates: OnceLock::new(),
        }
    }

    /// The site as it was when the newest report of `periods` was written, with only those of them that are approved.
    fn up_to(self, periods: &BTreeSet<Period>) -> Prepared {
        let Prepared { inputs, choice, figures, standings, .. } = self;
        let later = || later_than(&inputs, periods);
        // What a later snapshot takes out is hidden in older reports, too.
        let shows_more = later().flat_map(|snapshot| &snapshot.observations).any(is_taken_out);
        let is_same = later().next().is_none();
        let inputs = up_to(inputs, periods);
        if shows_more {
            let whole = Prepared::whole(inputs, choice);
            let periods = whole.approved().unwrap_or_default();
            return whole.only(&periods);
        }
        let figures = if is_same { figures } else { figures.in_book(book(&inputs)) };
        Prepared { standings, ..Prepared::with(inputs, choice, figures) }.only(periods)
    }

    /// With the reports of `periods` only.
    fn only(mut self, periods: &BTreeSet<Period>) -> Prepared {
        self.plan = plan(&self.inputs, self.choice.drafts, &|period| periods.contains(&period));
        self.standings.retain(|period, _| periods.contains(period));
        self.choice.periods = Some(periods.clone());
        self
    }

    /// The same with the head of another manifest, so that pages show the checksum of that build.
    pub fn with_head(self, head: ManifestHead) -> Prepared {
        Prepared { head, ..self }
    }

    /// The same with the lines of the ledger that pages are to name.
    pub fn witness(self, ledger: Option<LedgerMark>) -> Prepared {
        let head = ManifestHead { ledger, ..self.head };
        Prepared { head, ..self }
    }

    /// The same with a ledger that was told of editions in the meantime, and with these.
    pub fn with_editions(mut self, kept: BTreeMap<String, load::KeptPage>, entries: Vec<ledger::Entry>) -> Prepared {
        self.inputs.kept.extend(kept);
        if let Some(ledger) = &mut self.inputs.ledger {
            ledger.entries.extend(entries);
        }
        self.plan.add_editions(&self.inputs);
        self.plan.add_next_editions();
        self
    }

    /// The whole address of a page; `None` if that of the site is not known.
    pub fn address_of(&self, path: &str) -> Option<String> {
        self.inputs.settings.base_url.as_ref().map(|base| super::whole_address(base, path))
    }

    /// In which language the page of a report is, and whether the page before is kept where a new edition takes its
    /// place; `None` where it is not built.
    pub fn edition(&self, folder: &str) -> Option<(Language, bool)> {
        let planned = self.plan.reports.iter().find(|planned| planned.folder() == folder)?;
        Some((planned.language, planned.page.keep_edition))
    }

    /// SHA-256 of what the author says on each page that belongs to no period, by its path in the output.
    pub fn undated_texts(&self) -> BTreeMap<String, String> {
        let pages = self.inputs.series.iter().flat_map(|series| series.pages.iter().chain(&series.index));
        let built = pages.filter_map(|page| Some((page, self.plan.by_file.get(&*page.file)?)));
        built.map(|(page, path)| (path.clone(), said::undated(&self.inputs, page))).collect()
    }

    /// SHA-256 of each file that is published by its name, by kalends.yaml or beside templates, by its path in the output.
    /// The theme may change freely.
    pub fn named_files(&self) -> BTreeMap<String, String> {
        let theme = &self.inputs.settings.theme;
        let of_theme = [&theme.logo, &theme.logo_dark, &theme.font, &theme.font_bold].into_iter().flatten();
        let of_theme: BTreeSet<&str> = of_theme.map(|(path, _)| path.as_str()).collect();
        let named =
            self.inputs.attachments.iter().filter(|(path, file)| file.is_named && !of_theme.contains(path.as_str()));
        // What cannot be read stops the build.
        named.map(|(path, file)| (path.clone(), sha256(&file.read().unwrap_or_default()))).collect()
    }

    /// Whether each edition in editions/ is what the ledger says was kept. No manifest names them.
    pub fn has_its_editions(&self) -> bool {
        self.plan.editions.iter().filter(|edition| edition.withdrawn.is_none()).all(|edition| {
            let kept = self.inputs.kept.get(&edition.folder).map(load::KeptPage::read);
            kept.is_none_or(|kept| kept.is_ok_and(|bytes| sha256(&bytes) == edition.digest))
        })
    }

    /// The line of the ledger that the page of a folder names.
    pub(super) fn ledger_line(&self, folder: &str) -> Option<(usize, &str)> {
        self.head.ledger.as_ref()?.line_of(folder)
    }

    /// The head of the manifest: everything that decides the pages, apart from the files of content/ that pages refer
    /// to.
    pub fn head(&self) -> ManifestHead {
        self.head.clone()
    }

    /// The same with those files of content/ that `is_referred` says are referred to.
    pub fn head_with(&self, is_referred: impl Fn(&str) -> bool) -> ManifestHead {
        self.extended(self.head(), is_referred, sha256)
    }

    /// The same with those files that another head has, hashed as they are there.
    pub fn head_like(&self, other: &ManifestHead) -> ManifestHead {
        let is_referred = |file: &str| other.inputs.contains_key(file);
        match other.is_older() {
            true => self.extended(head(&self.inputs, &self.choice, hash), is_referred, hash),
            false => self.head_with(is_referred),
        }
    }

    fn extended(&self, mut head: ManifestHead, is_referred: impl Fn(&str) -> bool, digest: Hash) -> ManifestHead {
        let referred = self.inputs.attachments.values().filter(|file| !file.is_named && is_referred(&file.source));
        head.inputs.extend(referred.map(|file| hashed(file, digest)));
        head
    }

    /// The hashes of the files that pages refer to, by their paths: those that `is_referred` says so of, and those that
    /// the settings name. Hashed as they are in `head`.
    pub fn files_beside(&self, head: &ManifestHead, is_referred: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
        let digest = if head.is_older() { hash } else { sha256 };
        let is_one = |file: &&load::Attachment| match file.is_named {
            true => file.source.starts_with("content/"),
            false => is_referred(&file.source),
        };
        self.inputs.attachments.values().filter(is_one).map(|file| hashed(file, digest)).collect()
    }

    /// Whether an input of this name is a file that pages refer to, and none of which they are made.
    pub fn is_beside(&self, path: &str) -> bool {
        path.starts_with("content/") && !is_markdown(path)
            || self.inputs.attachments.values().any(|file| file.source == path && !file.is_named)
    }

    /// The checksum of everything that decides the pages, in groups of four.
    pub fn checksum(&self) -> String {
        // To publish adds to the ledger, and must not change what is published.
        let is_shown = |path: &str| path != LEDGER && (!path.starts_with("content/") || is_markdown(path));
        let sources = self.head.inputs.iter().filter(|(path, _)| is_shown(path));
        let all: String = sources.map(|(path, hash)| format!("{path} {hash}\n")).collect();
        in_groups(&hash(all.as_bytes()), 3)
    }

    /// Whether the site hides counts to protect people.
    pub fn hides_counts(&self) -> bool {
        hides_counts(&self.inputs)
    }

    pub fn book(&self) -> &Arc<Book> {
        self.figures.book()
    }

    /// The figures of the report of a period, for a member or for the whole.
    pub fn figures(&self, period: Period, member: Option<Member<'_>>) -> Arc<Figures> {
        self.figures.of(period, member)
    }

    /// The same, with every figure kept that is made for them.
    pub(super) fn figures_kept_in(&self, period: Period, member: Option<Member<'_>>, kept: &Kept) -> Arc<Figures> {
        self.figures.kept_in(period, member, kept)
    }

    /// The reports that are built: by series and member, then by period.
    pub fn reports(&self) -> Vec<ReportPage> {
        self.plan.reports.iter().map(ReportPage::of).collect()
    }

    /// The reports that nobody but their early readers sees before an hour, be it past or to come.
    pub fn embargoes(&self) -> Vec<Embargo<'_>> {
        self.plan.reports.iter().filter_map(Embargo::of).collect()
    }

    /// The reports that the ledger says were published, that were not withdrawn, and that are not built.
    pub fn gone(&self) -> Vec<Gone> {
        let planned: BTreeSet<&str> = self.plan.reports.iter().map(PlannedReport::folder).collect();
        let newest = self.inputs.ledger.iter().flat_map(Ledger::newest);
        let gone = newest.filter(|(folder, of)| of.record.withdrawn.is_none() && !planned.contains(folder));
        gone.map(|(folder, of)| Gone { folder: folder.to_owned(), period: of.record.period, line: of.line }).collect()
    }

    /// The periods whose reports are built; `None` if all are.
    pub fn only_periods(&self) -> Option<&BTreeSet<Period>> {
        self.choice.periods.as_ref().filter(|_| self.choice.approved_only)
    }

    /// Every period that has reports which are not marked `draft: true`, in order. On a site without approvals.yaml,
    /// none of them is approved.
    pub fn standings(&self) -> Vec<PeriodStanding> {
        self.settle_standings();
        let of = |(period, reports): (&Period, &Vec<String>)| PeriodStanding {
            period: *period,
            reports: reports.clone(),
            standing: self.standing(*period).cloned().unwrap_or(Standing::Unapproved),
        };
        self.periods.iter().map(of).collect()
    }

    /// The sign-offs that count: the newest of every period that has reports, whether it is void or not.
    pub fn sign_offs(&self) -> Vec<(Period, &Approval)> {
        let all = self.inputs.approvals.as_deref().unwrap_or_default();
        self.periods.keys().filter_map(|period| Some((*period, approvals::newest(all, *period)?))).collect()
    }

    /// What somebody who approves the periods approves: everything that their reports are made of. A period that has no
    /// report but drafts is left out.
    pub fn parts(&self, periods: &[Period]) -> BTreeMap<Period, Parts> {
        let now = self.now();
        periods.par_iter().filter_map(|period| Some((*period, now.parts_of_period(*period)?))).collect()
    }

    /// The reports that are built and not marked as drafts, each with the digest of what makes it, in the order of their
    /// periods.
    pub fn digests(&self) -> Vec<(String, Period, String)> {
        let now = self.now();
        let settled = self.plan.reports.iter().filter(|report| self.state(report) != State::Draft);
        let folders: BTreeSet<&str> = settled.map(PlannedReport::folder).collect();
        let periods: BTreeSet<Period> = self.plan.reports.iter().map(|report| report.period).collect();
        let of = |period: Period| now.digests(period).into_iter().map(move |(folder, digest)| (folder, period, digest));
        let all: Vec<_> = periods.into_par_iter().flat_map_iter(of).collect();
        all.into_iter().filter(|(folder, ..)| folders.contains(folder.as_str())).collect()
    }

    /// The folders of the reports that were withdrawn.
    pub fn withdrawn(&self) -> Vec<String> {
        self.plan.withdrawn.iter().map(|one| address::folder(&one.path).to_owned()).collect()
    }

    /// The folders of the reports that are built and marked as drafts, in the order of their periods.
    pub fn drafts(&self) -> Vec<String> {
        let drafts = self.plan.reports.iter().filter(|report| self.state(report) == State::Draft);
        let mut drafts: Vec<(Period, &str)> = drafts.map(|report| (report.period, report.folder())).collect();
        drafts.sort_unstable();
        drafts.into_iter().map(|(_, folder)| folder.to_owned()).collect()
    }

    /// The records for the ledger, of all reports that may be published: those that are approved as they are now, or,
    /// without approvals.yaml, all that are not drafts. In the order of the build.
    pub(super) fn records(&self, recorder: &Recorder) -> Vec<ledger::Record> {
        let now = self.now();
        let periods: BTreeSet<Period> = self.plan.reports.iter().map(|report| report.period).collect();
        let all: Vec<ledger::Record> =
            periods.into_par_iter().flat_map_iter(|period| now.records(period, recorder)).collect();
        let mut by_report: BTreeMap<String, ledger::Record> =
            all.into_iter().map(|record| (record.report.clone(), record)).collect();
        self.plan.reports.iter().filter_map(|planned| by_report.remove(planned.folder())).collect()
    }

    /// The state of a report. One that nobody approved as it is now is a draft.
    pub(super) fn state(&self, planned: &PlannedReport) -> State {
        if self.choice.approved_only || self.is_approved(planned.period) { planned.state } else { State::Draft }
    }

    /// Finds out which reports are approved, many at a time.
    pub(super) fn settle_standings(&self) {
        let periods: Vec<Period> = self.standings.keys().copied().collect();
        periods.into_par_iter().for_each(|period| _ = self.standing(period));
    }

    /// The templates. An error if one of the site's own has a fault.
    pub(super) fn templates(&self, diags: &mut Diagnostics) -> Result<&Templates, Stopped> {
        self.parsed_templates().map_err(|faulty| diags.stop_all(faulty.faults.iter().cloned()))
    }

    pub(super) fn parsed_templates(&self) -> Result<&Templates, &Faulty> {
        self.templates.get_or_init(|| Templates::new(&self.inputs.templates)).as_ref().map_err(|faulty| &**faulty)
    }

    /// Records faults that concern the figures as a whole.
    pub(super) fn check_figures(&self, diags: &mut Diagnostics) {
        let book = self.book();
        if let Some(latest) = self.inputs.snapshots.last() {
            for (metric, period, place) in unknown_rebase(book.known_in(latest.period)) {
                diags.add(faults::unknown_rebase(place, &metric, period));
            }
        }
        if let Some(ledger) = &self.inputs.ledger {
            let reports = self.plan.reports.iter().map(|report| report.language);
            let all: Vec<Language> = reports.chain(self.plan.fronts.iter().map(|front| front.language)).collect();
            let languages: Vec<Language> =
                Language::ALL.into_iter().filter(|language| all.contains(language)).collect();
            diags.extend(called_alike(&self.inputs.catalog, ledger, &languages));
        }
        for of in book.doubts() {
            let members = of.cell.members().collect::<Vec<_>>().join(", ");
            let place = of.place.clone();
            diags.add(match of.why {
                Why::GivenAway => faults::given_away(place, &of.metric, &members, of.period, of.snapshot),
                Why::SmallBefore(since) => faults::stays_hidden(place, &of.metric, &members, of.period, Some(since)),
                Why::HiddenByReport => faults::stays_hidden(place, &of.metric, &members, of.period, None),
            });
        }
    }

    /// The periods whose reports somebody approved as they are now, those that were withdrawn among them: what their
    /// snapshots say is out, corrections of earlier figures too. `None` on a site without approvals.yaml, which may
    /// publish every report.
    fn approved(&self) -> Option<BTreeSet<Period>> {
        self.inputs.approvals.as_ref()?;
        self.settle_standings();
        let approved = self.standings.keys().filter(|period| self.is_approved(**period));
        Some(approved.filter(|period| !was_cut_short(&self.inputs, **period)).copied().collect())
    }

    fn is_approved(&self, period: Period) -> bool {
        self.inputs.approvals.is_none() || self.standing(period).is_some_and(Standing::is_approved)
    }

    /// `None` if the period has no report but drafts.
    fn standing(&self, period: Period) -> Option<&Standing> {
        let place = self.standings.get(&period)?;
        if place.get().is_none() {
            // Not within `get_or_init`: the work is shared among threads, and each of them could wait for this place.
            let approvals = self.inputs.approvals.as_deref().unwrap_or_default();
            let _ = place.set(self.now().standing(approvals, period));
        }
        place.get()
    }

    fn now(&self) -> Now<'_> {
        let sources = self.sources.get_or_init(|| Sources::of(&self.inputs));
        Now { inputs: &self.inputs, sources, figures: &self.figures, plan: &self.plan }
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

/// A report that waits for an hour, or waited.
#[derive(Debug, Clone)]
pub struct Embargo<'a> {
    /// The folder of its page in the output.
    pub folder: &'a str,
    pub period: Period,
    pub until: &'a Moment,
    /// Who sees it before.
    pub readers: &'a [String],
    /// Where its text says so.
    pub place: Place,
}

impl Embargo<'_> {
    pub(super) fn of(planned: &PlannedReport) -> Option<Embargo<'_>> {
        let release = &planned.page.release;
        let (until, place) = release.not_before.as_ref()?;
        let (folder, period, readers) = (planned.folder(), planned.period, &release.early_readers);
        Some(Embargo { folder, period, until, readers, place: place.clone() })
    }
}

/// A published report that is not built.
#[derive(Debug, Clone)]
pub struct Gone {
    /// Its folder in the output.
    pub folder: String,
    pub period: Period,
    /// The newest line of the ledger about it.
    pub line: u32,
}

/// [`sha256`], or what an older kalends named inputs by.
type Hash = fn(&[u8]) -> String;

/// Everything that decides what is built: the files, the program, and what it was asked for.
///
/// Where small counts are hidden, the data are named without their hashes: whoever can guess the rest of a snapshot
/// could try out the hidden number until the hash is right. Such a site is built every time.
fn head(inputs: &load::Site, choice: &Choice, hash: Hash) -> ManifestHead {
    let secret = hides_counts(inputs);
    let shown =
        |path: &str, bytes: &[u8]| if secret && path.starts_with("data/") { String::new() } else { hash(bytes) };
    let mut hashes: BTreeMap<String, String> =
        inputs.files.iter().map(|(path, bytes)| (path.clone(), shown(path, bytes))).collect();
    // The bytes of all others are known when the pages are: see `Prepared::head_with`.
    for file in inputs.attachments.values().filter(|file| file.is_named && file.source.starts_with("content/")) {
        hashes.extend(file.read().ok().map(|bytes| (file.source.clone(), hash(&bytes))));
    }
    hashes.insert("kalends".to_owned(), env!("KALENDS_PROGRAM").to_owned());
    if let Some(ledger) = &inputs.ledger {
        // So that a build looks at what was published since the last build. On a site that hides counts, every build
        // does.
        let last = ledger.entries.last().map_or("", |entry| entry.chain.as_str());
        hashes.insert(LEDGER.to_owned(), if secret { String::new() } else { hash(last.as_bytes()) });
    }
    choice.write(&mut hashes);
    let ledger = inputs.ledger.as_ref().and_then(mark);
    ManifestHead { version: VERSION.to_owned(), inputs: hashes, ledger }
}

/// The newest line of the ledger, and that of each report.
fn mark(ledger: &Ledger) -> Option<LedgerMark> {
    let line = |entry: &ledger::Entry| LineMark { entry: entry.line as usize, hash: entry.chain.clone() };
    let LineMark { entry, hash } = line(ledger.entries.last()?);
    // By the folders that they name, as whoever has nothing but the file finds them.
    let newest = ledger.newest_until(usize::MAX);
    let reports = newest.into_iter().map(|(folder, entry)| (folder.to_owned(), line(entry)));
    Some(LedgerMark { entry, hash, reports: Some(reports.collect()) })
}

/// The path of a file and its hash. One that cannot be read is like no other.
fn hashed(file: &load::Attachment, digest: Hash) -> (String, String) {
    (file.source.clone(), file.read().map_or_else(|_| String::from("-"), |bytes| digest(&bytes)))
}

fn hides_counts(inputs: &load::Site) -> bool {
    inputs.catalog.metrics.values().any(|metric| metric.protection.is_some())
        || inputs.snapshots.iter().flat_map(|snapshot| &snapshot.observations).any(is_taken_out)
}

fn is_taken_out(observation: &Observation) -> bool {
    observation.kind == Some(RevisionKind::Disclosure)
}

/// The site without what its drafts would tell before they are out: their texts, and the snapshots from the first month
/// on that only a draft reports on. What a published report shows is out, so months up to its last stay.
fn without_drafts(mut inputs: load::Site) -> load::Site {
    let editions = || inputs.series.iter().flat_map(|series| inputs.editions(series, None, true));
    let out = editions().filter(|edition| !edition.page.draft).map(|edition| edition.vintage()).max();
    // A report that is there before its period is over keeps none of its months back.
    let drafts = editions().filter(|edition| edition.page.draft && edition.page.waits_for.is_none());
    let drafts = drafts.map(|edition| edition.period);
    // A draft of a quarter whose first month is out waits with the others.
    let waits = |period: Period| {
        let first = period.first_month();
        let next = out.map_or(first, |out| out.plus(1).max(first));
        (next <= period.last_month()).then_some(next)
    };
    let hidden = drafts.filter_map(waits).min();
    let pages = inputs
        .series
        .iter()
        .flat_map(|series| series.reports.iter().map(|(_, page)| page).chain(&series.pages).chain(&series.standing));
    let mut unused: BTreeSet<Arc<str>> = pages.filter(|page| page.draft).map(|page| page.file.clone()).collect();
    if let Some(hidden) = hidden {
        let later = inputs.snapshots.iter().filter(|snapshot| snapshot.period >= hidden);
        unused.extend(
            later.flat_map(|snapshot| &snapshot.observations).map(|observation| observation.place.file.clone()),
        );
        inputs.snapshots.retain(|snapshot| snapshot.period < hidden);
    }
    inputs.files.retain(|path, _| !unused.contains(path.as_str()));
    inputs
}

/// Whether a period was not over when its reports were published, which were all withdrawn since: nothing says that its
/// later months are out.
fn was_cut_short(inputs: &load::Site, period: Period) -> bool {
    let Some(ledger) = inputs.ledger.as_ref() else { return false };
    let newest = ledger.newest();
    let mut of_period = newest.values().filter(|entry| entry.record.period == period).peekable();
    if of_period.peek().is_none() || of_period.any(|entry| entry.record.withdrawn.is_none()) {
        return false;
    }
    let out = newest.values().filter(|entry| entry.record.withdrawn.is_none()).map(|entry| entry.record.period);
    let out = out.filter(|period| period.first_month() == period.last_month());
    let out = out.chain(ledger.other_pages().into_keys()).max();
    out.is_none_or(|out| out < period.last_month()) && period.first_month() != period.last_month()
}

/// The snapshots after the newest report of `periods`; all if there is no report.
fn later_than<'a>(inputs: &'a load::Site, periods: &BTreeSet<Period>) -> impl Iterator<Item = &'a Snapshot> {
    let last = periods.iter().map(|period| period.last_month()).max();
    inputs.snapshots.iter().filter(move |snapshot| last.is_none_or(|last| snapshot.period > last))
}

/// The site as it was when the newest report of `periods` was written: without later snapshots, whose figures the pages
/// of metrics would show, and without the texts of other reports. Their files are left out, too, so that no manifest
/// names them. Without any period no snapshot is out.
fn up_to(mut inputs: load::Site, periods: &BTreeSet<Period>) -> load::Site {
    let observations = later_than(&inputs, periods).flat_map(|snapshot| &snapshot.observations);
    let data = observations.map(|observation| observation.place.file.clone());
    let reports = inputs.series.iter().flat_map(|series| &series.reports);
    let texts = reports.filter(|(period, _)| !periods.contains(period)).map(|(_, page)| page.file.clone());
    let unused: BTreeSet<Arc<str>> = data.chain(texts).collect();
    let later = later_than(&inputs, periods).count();
    inputs.files.retain(|path, _| !unused.contains(path.as_str()));
    // They are in the order of their periods.
    inputs.snapshots.truncate(inputs.snapshots.len() - later);
    inputs
}
