//! Sign-offs compared with what the reports show now: approved, void and why, or never approved.
//!
//! A sign-off covers what a report says to its readers: every figure with its parts, history and target, the author's
//! text, templates and settings. It does not cover a notice of a later revision, a link to the next report, the number
//! of a line in a file, or what in the front matter says nothing on the page: its range, its place among pages. A metric without any amount is left out, so that a new metric voids no old report.
//! `command::approve` asks who signs; `load` reads the files.

mod reach;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter};
use std::sync::Arc;

use rayon::prelude::*;

use super::VERSION;
use super::figures::ReportFigures;
use super::json::MetricDocument;
use super::plan::{Plan, PlannedReport};
use super::published::{self, Recorder};
use super::said;
use crate::base::period::Period;
use crate::compute::{Figure, Figures, MetricFigures};
use crate::diag::Diagnostics;
use crate::exhibit::table;
use crate::l10n::wording::{Wording, machine};
use crate::load;
use crate::load::yaml;
use crate::model::approvals::{
    Approval, CONTACT, FigurePart, IN_REACH, Parts, RECKONED, SAID_BESIDE, ShortHash, TAKEN, short_hash,
};
use crate::model::catalog::{Event, Metric};
use crate::model::language::Language;
use crate::model::ledger;
use crate::model::snapshot::{Observation, RevisionKind};

/// Whether the reports of a period are approved.
#[derive(Debug, Clone)]
pub enum Standing {
    /// Nobody approved them.
    Unapproved,
    /// Somebody approved them as they are now.
    Approved(Approval),
    /// Somebody approved them, and they changed since then: how, in words.
    Void(Approval, Vec<String>),
}

impl Standing {
    pub fn is_approved(&self) -> bool {
        matches!(self, Standing::Approved(_))
    }
}

/// The parts of a site's files that decide what a report says, without layout.
pub struct Sources {
    /// The hashes of kalends.yaml, by key, and of the files that the theme names, by path.
    settings: BTreeMap<String, String>,
    /// `sources` of kalends.yaml, by name.
    sources: BTreeMap<String, String>,
    /// The definitions in data/metrics.yaml, by id, without keys that speak of single periods: figures show those.
    metrics: BTreeMap<String, String>,
    dimensions: BTreeMap<String, String>,
    templates: BTreeMap<String, String>,
}

/// The keys of the settings that are in no report as it was approved: sources are looked at one by one, and the calendar
/// goes on after it.
const NOT_OF_A_REPORT: [&str; 2] = ["sources", "releases"];

/// The keys of a metric that speak of single periods, or to the author alone.
const NOT_OF_THE_DEFINITION: [&str; 4] = ["target", "spc", "forecast", "tolerance"];

impl Sources {
    pub fn of(inputs: &load::Site) -> Sources {
        let node = |path: &str| {
            let text = inputs.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            // It was read without a fault before.
            text.and_then(|text| {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
                yaml::read(&path.into(), &text, 0, &mut Diagnostics::default()).ok()
            })
        };
        let plain = |entries: &[yaml::Entry]| -> BTreeMap<String, String> {
            entries.iter().map(|entry| (entry.key.clone(), entry.value.plain())).collect()
        };
        let below = |node: &Option<yaml::Node>, key: &str| -> Vec<yaml::Entry> {
            let entries = node.iter().flat_map(yaml::Node::entries);
            entries.filter(|entry| entry.key == key).flat_map(|entry| entry.value.entries().to_vec()).collect()
        };
        let (settings, catalog) = (node("kalends.yaml"), node("data/metrics.yaml"));
        let definition = |entry: yaml::Entry| {
            let lasting = entry.value.entries().iter().filter(|key| !NOT_OF_THE_DEFINITION.contains(&key.key.as_str()));
            (entry.key, lasting.map(|key| format!("{}:{}", key.key, key.value.plain())).collect::<Vec<_>>().join("\n"))
        };
        let own = settings.as_ref().map_or(&[][..], yaml::Node::entries).iter();
        let own = own.filter(|entry| !NOT_OF_A_REPORT.contains(&entry.key.as_str()));
        let mut hashes: BTreeMap<String, String> =
            own.map(|entry| (entry.key.clone(), short_hash(entry.value.plain().as_bytes()))).collect();
        let theme = &inputs.settings.theme;
        for (path, _) in [&theme.logo, &theme.logo_dark, &theme.font, &theme.font_bold].into_iter().flatten() {
            hashes.insert(format!("content/{path}"), short_hash(&bytes_of(inputs.attachments.get(path))));
        }
        Sources {
            settings: hashes,
            sources: plain(&below(&settings, "sources")),
            metrics: below(&catalog, "metrics").into_iter().map(definition).collect(),
            dimensions: plain(&below(&catalog, "dimensions")),
            templates: inputs
                .files
                .iter()
                .filter(|(path, _)| path.starts_with("templates/"))
                .map(|(path, bytes)| (path.clone(), short_hash(bytes)))
                .collect(),
        }
    }
}

/// What reports are made of now, to be compared with what somebody approved.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    pub inputs: &'a load::Site,
    pub sources: &'a Sources,
    pub figures: &'a ReportFigures,
    pub plan: &'a Plan,
}

impl<'a> Now<'a> {
    /// What all reports of a period are made of; where all were withdrawn, what those are. Drafts do not count; `None` if
    /// the period has no other report.
    pub fn parts_of_period(self, period: Period) -> Option<Parts> {
        let is_there = self.plan.reports.iter().any(|report| report.period == period && !report.page.draft);
        let kept_back = self.plan.kept_back.iter().filter(|_| !is_there);
        let back: Vec<&str> = kept_back.map(|(_, report)| report.path.as_str()).collect();
        together(self.read(period, &back).into_iter().map(|report| report.parts))
    }

    /// Whether the reports of a period are approved as they are now.
    pub fn standing(self, approvals: &[Approval], period: Period) -> Standing {
        match newest(approvals, period) {
            Some(approval) => self.held_against(approval, period, self.parts_of_period(period)),
            None => Standing::Unapproved,
        }
    }

    /// Whether the reports of a period are approved, which are made of `now`. What was withdrawn since is approved with
    /// them: the newest, and then those before it.
    fn held_against(self, approval: &Approval, period: Period, now: Option<Parts>) -> Standing {
        let standing = held_against(approval, now);
        if standing.is_approved() {
            return standing;
        }
        let gone = self.plan.withdrawn.iter().filter(|withdrawn| withdrawn.period == period);
        let mut gone: Vec<(u32, &str)> = gone.map(|withdrawn| (withdrawn.line, withdrawn.path.as_str())).collect();
        gone.sort_unstable_by_key(|(line, _)| Reverse(*line));
        let with = |count: usize| {
            let back: Vec<&str> = gone.iter().take(count).map(|(_, path)| *path).collect();
            held_against(approval, together(self.read(period, &back).into_iter().map(|report| report.parts)))
        };
        (1..=gone.len()).map(with).find(Standing::is_approved).unwrap_or(standing)
    }

    /// The records of the reports of a period that may be published, in the order of the plan: those that are approved
    /// as they are now, or, without approvals.yaml, all that are not drafts.
    pub fn records(self, period: Period, recorder: &Recorder) -> Vec<ledger::Record> {
        let approval = match &self.inputs.approvals {
            None => None,
            Some(approvals) => match newest(approvals, period) {
                Some(approval) => Some(approval),
                None => return Vec::new(),
            },
        };
        let reports = self.read(period, &[]);
        if let Some(approval) = approval {
            let now = together(reports.iter().map(|report| report.parts.clone()));
            if !self.held_against(approval, period, now).is_approved() {
                return Vec::new();
            }
        }
        let record = |report: ReadReport<'_>| {
            let ReadReport { planned, figures, parts } = report;
            let wording = Wording { known: self.figures.known_in(planned.vintage()), language: planned.language };
            ledger::Record {
                digest: recorded_digest(parts),
                approved_by: approval.map(|approval| approval.by.clone()),
                ..published::record(wording, &figures, &self.inputs.settings, planned, recorder)
            }
        };
        reports.into_iter().map(record).collect()
    }

    /// The folder and the digest of each report of a period, without drafts.
    pub fn digests(self, period: Period) -> Vec<(String, String)> {
        let reports = self.read(period, &[]);
        reports
            .iter()
            .map(|report| (report.planned.folder().to_owned(), recorded_digest(report.parts.clone())))
            .collect()
    }

    /// Reads all reports of a period but drafts, in the order of the plan; of those that were withdrawn the ones at the
    /// paths `back`.
    fn read(self, period: Period, back: &[&str]) -> Vec<ReadReport<'a>> {
        let kept_back = self.plan.kept_back.iter().filter(|(_, report)| back.contains(&report.path.as_str()));
        let mut reports: Vec<(usize, usize, &'a PlannedReport)> =
            kept_back.enumerate().map(|(number, (before, report))| (*before, number, report)).collect();
        let built = self.plan.reports.iter().enumerate();
        reports.extend(built.map(|(number, report)| (number, usize::MAX, report)));
        reports.retain(|(.., report)| report.period == period && !report.page.draft);
        reports.sort_by_key(|(number, behind, _)| (*number, *behind));
        let reports: Vec<&'a PlannedReport> = reports.into_iter().map(|(.., report)| report).collect();
        // In the reports of a hundred members each is a sum of a hundred, so they are made once.
        let mut wholes_in: Vec<(Language, Wholes<'_>)> = Vec::new();
        for report in &reports {
            if !wholes_in.iter().any(|(language, _)| *language == report.language) {
                let wording = Wording { known: self.figures.known_in(report.vintage()), language: report.language };
                wholes_in.push((report.language, wholes(wording, period)));
            }
        }
        let read = |planned: &&'a PlannedReport| {
            let figures = self.figures.of(period, planned.member());
            let (_, wholes) = wholes_in.iter().find(|(language, _)| *language == planned.language)?;
            Some(ReadReport { parts: self.parts(planned, &figures, wholes), figures, planned })
        };
        reports.par_iter().filter_map(read).collect()
    }

    /// What one report is made of. `wholes` are those of its period, in its language.
    fn parts(self, planned: &PlannedReport, figures: &Figures, wholes: &Wholes<'_>) -> Parts {
        let wording = Wording { known: self.figures.known_in(planned.vintage()), language: planned.language };
        let figure = |(id, of): (&String, &MetricFigures)| {
            let value = wholes.get(id.as_str())?.clone();
            Some((id.clone(), FigurePart { value, hash: self.hash(wording, planned, id, of)? }))
        };
        let (also, older) = self.also(wording, planned, figures, wholes);
        Parts {
            program: VERSION.to_owned(),
            figures: figures.metrics.iter().filter_map(figure).collect(),
            text: self.text(planned),
            templates: self.sources.templates.clone(),
            settings: self.settings(planned),
            also: Some(also),
            older,
        }
    }

    /// What readers see besides: the amounts and targets of parts and of earlier periods, on which day figures were counted
    /// and as what they were revised, in which order the metrics stand, what the text takes from elsewhere, and where links
    /// to pages lead. With what an older kalends wrote otherwise.
    fn also(
        self,
        wording: Wording<'_>,
        planned: &PlannedReport,
        figures: &Figures,
        wholes: &Wholes<'_>,
    ) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
        let (mut also, mut older) = (BTreeMap::new(), BTreeMap::new());
        let is_stated = |of: &MetricFigures| {
            std::iter::once(&of.figure).chain(&of.history).any(|figure| figure.rests_on_anything())
        };
        let reached = reach::reached(wording.known.catalog(), &planned.page.text);
        let reckoned = reach::reckoned(wording.known.catalog(), &planned.page.text);
        let shown = || figures.metrics.iter().filter(|(id, of)| wholes.contains_key(id.as_str()) && is_stated(of));
        for (id, of) in shown() {
            let counted = |figure: &Arc<Figure>| {
                let day = figure.as_of.map(|day| day.to_string()).unwrap_or_default();
                let kind = figure.revision.as_ref().and_then(|revision| revision.kind).map_or("", RevisionKind::word);
                format!("{} {:?} {day} {kind}\n", figure.period, figure.cell)
            };
            let parts = table::with_parts(wording.known, &of.figure);
            let all: String = parts.iter().chain(&of.history).map(counted).collect();
            also.insert(format!("{id}: dates and kinds of revisions"), short_hash(all.as_bytes()));
            // Tables and charts tell of earlier periods and of parts too, also where no report was of that period.
            let first = of.history.first().map_or(of.figure.period, |figure| figure.period);
            let stated = wording.known.last_stated(id, &of.figure.cell, [first, of.figure.period]);
            let beside = |of: &Observation| {
                let kind = of.kind.map_or("", RevisionKind::word);
                let (day, source, about) = (of.as_of.map(|day| day.to_string()), &of.source, &of.about);
                let action = of.action.as_ref().map(|of| (&of.what, &of.who, of.by.map(|by| by.to_string())));
                let (note, reason) = (&of.note, &of.reason);
                format!(
                    "{} {:?} {day:?} {source:?} {note:?} {about:?} {action:?} {reason:?} {kind}\n",
                    of.period, of.cell
                )
            };
            let all: String = stated.into_iter().map(beside).collect();
            also.insert(format!("{id}{SAID_BESIDE}"), short_hash(all.as_bytes()));
            if let Some(metric) = wording.known.metric(id) {
                let is_reached = reached.contains(id.as_str());
                let (hash, before) = reach::hash(wording.known, self.sources, (id, metric), of, is_reached);
                older.extend(before.map(|before| (format!("{id}{IN_REACH}"), before)));
                also.insert(format!("{id}{IN_REACH}"), hash);
                let is_reckoned = reckoned.contains(id.as_str());
                let hash = reach::hash_of_earlier(wording.known, (id, metric), of, is_reckoned);
                also.insert(format!("{id}{RECKONED}"), hash);
            }
        }
        let taken = published::taken(wording, &self.inputs.settings, &planned.page.text, &said::Ids::new());
        also.insert(TAKEN.to_owned(), short_hash(taken.as_bytes()));
        // Where the page or the settings name somebody, they are signed already.
        let contact = planned.series.contact().filter(|_| planned.page.release.contact.is_none());
        let contact = contact.map_or_else(String::new, |of| format!("{} {:?}", of.text(planned.language), of.href()));
        also.insert(CONTACT.to_owned(), short_hash(contact.as_bytes()));
        let order: Vec<&str> = shown().map(|(id, _)| id.as_str()).collect();
        also.insert("order of the metrics".to_owned(), short_hash(order.join(" ").as_bytes()));
        let named = self.plan.by_file.iter().filter(|(file, _)| said::names_file(&planned.page.text, file));
        let links: String = named.map(|(file, path)| format!("{file} {path}\n")).collect();
        also.insert("addresses of linked pages".to_owned(), short_hash(links.as_bytes()));
        (also, older)
    }

    /// The hash of everything that a report shows of a metric; `None` if no snapshot says anything of it yet.
    fn hash(self, wording: Wording<'_>, planned: &PlannedReport, id: &str, of: &MetricFigures) -> Option<String> {
        let metric = wording.known.metric(id)?;
        if !std::iter::once(&of.figure).chain(&of.history).any(|figure| figure.rests_on_anything()) {
            return None;
        }
        // JSON is written in pieces of few bytes; to hash many at once is faster.
        let mut to = BufWriter::new(ShortHash::default());
        // A hash takes everything, and everything can be written as JSON.
        let written = self.write(&mut to, wording, planned, (id, metric), of);
        written.and_then(|()| Ok(to.into_inner()?.finish())).ok()
    }

    /// Writes what a sign-off covers of a metric.
    fn write(
        self,
        to: &mut impl io::Write,
        wording: Wording<'_>,
        planned: &PlannedReport,
        (id, metric): (&str, &Metric),
        of: &MetricFigures,
    ) -> io::Result<()> {
        let known = wording.known;
        serde_json::to_writer(&mut *to, &MetricDocument::without_provenance(wording, metric, of))?;
        for figure in &of.history {
            let bounds = known.bounds(figure);
            write!(to, "\ntarget {} {}", figure.period, bounds.map_or(String::new(), |it| machine(it.target)))?;
            if let Some(upper) = bounds.and_then(|bounds| bounds.upper) {
                write!(to, "–{}", machine(upper))?;
            }
        }
        write!(to, "\n{}", self.sources.metrics.get(id).map_or("", String::as_str))?;
        for name in &metric.by {
            write!(to, "\n{name} {}", self.sources.dimensions.get(name).map_or("", String::as_str))?;
        }
        let named: BTreeSet<&String> =
            of.history.iter().chain([&of.figure]).filter_map(|figure| figure.source.as_ref()).collect();
        for source in named.into_iter().chain(&metric.source) {
            write!(to, "\nsource {source} {}", self.sources.sources.get(source).map_or("", String::as_str))?;
        }
        let is_shown = |event: &&Event| {
            event.period <= planned.vintage()
                && (event.metrics.is_empty() || event.metrics.iter().any(|(other, _)| other == id))
        };
        for event in known.catalog().events.iter().filter(is_shown) {
            write!(to, "\nevent {} {}", event.time_in(planned.vintage()), event.text.get(planned.language))?;
        }
        Ok(())
    }

    /// The narrative, and the files that it names.
    fn text(self, planned: &PlannedReport) -> BTreeMap<String, String> {
        let page = &planned.page;
        let mut text = BTreeMap::from([(page.file.to_string(), short_hash(page.told().as_bytes()))]);
        if let Some(index) = &planned.series.index {
            // A report takes its eyebrow and its language from the page of its folder.
            let title = index.title.as_ref().map_or("", |title| title.text.as_str());
            text.insert(index.file.to_string(), short_hash(format!("{title}\n{}", planned.language.tag()).as_bytes()));
        }
        for (path, file) in &self.inputs.attachments {
            if said::names_file(&page.text, path) {
                text.insert(format!("content/{path}"), short_hash(&bytes_of(Some(file))));
            }
        }
        text
    }

    fn settings(self, planned: &PlannedReport) -> BTreeMap<String, String> {
        let mut settings = self.sources.settings.clone();
        if planned.page.key_figures.is_some() {
            // The report names tiles of its own.
            settings.remove("key_figures");
        }
        settings
    }
}

/// The bytes of a file of content/; none where it cannot be read, which a build says.
fn bytes_of(file: Option<&load::Attachment>) -> Vec<u8> {
    file.and_then(|file| file.read().ok()).unwrap_or_default()
}

/// The digest that the ledger has of a report: of the parts that it always had, so that older lines stay true.
fn recorded_digest(parts: Parts) -> String {
    Parts { also: None, ..parts }.digest()
}

/// A report as it would be approved.
struct ReadReport<'a> {
    planned: &'a PlannedReport,
    figures: Arc<Figures>,
    parts: Parts,
}

/// The total of each metric, as the reports of one period print it in one language.
type Wholes<'a> = BTreeMap<&'a str, String>;

fn wholes(wording: Wording<'_>, period: Period) -> Wholes<'_> {
    let ids = wording.known.catalog().metrics.keys();
    ids.map(|id| (id.as_str(), wording.value(&wording.known.figure_shown(id, period)))).collect()
}

/// What several reports are made of together; `None` if there is none.
fn together(reports: impl IntoIterator<Item = Parts>) -> Option<Parts> {
    let mut reports = reports.into_iter();
    let mut all = reports.next()?;
    for parts in reports {
        for (id, part) in parts.figures {
            match all.figures.get_mut(&id) {
                Some(before) => before.hash = short_hash(format!("{}\n{}", before.hash, part.hash).as_bytes()),
                None => drop(all.figures.insert(id, part)),
            }
        }
        all.text.extend(parts.text);
        let names = all.older.keys().chain(parts.older.keys()).cloned().collect::<BTreeSet<String>>();
        for name in names {
            let of = |older: &BTreeMap<String, String>, also: &Option<BTreeMap<String, String>>| {
                older.get(&name).or_else(|| also.as_ref()?.get(&name)).cloned()
            };
            let both = joined(of(&all.older, &all.also), of(&parts.older, &parts.also));
            all.older.extend(both.map(|hash| (name, hash)));
        }
        for (name, hash) in parts.also.into_iter().flatten() {
            let also = all.also.get_or_insert_default();
            let both = joined(also.remove(&name), Some(hash));
            also.extend(both.map(|hash| (name, hash)));
        }
        all.settings.extend(parts.settings);
    }
    Some(all)
}

/// The hash of a part of two reports.
fn joined(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(short_hash(format!("{one}\n{other}").as_bytes())),
        (one, other) => one.or(other),
    }
}

/// The newest sign-off of a period: whoever approves again replaces what was approved before.
pub fn newest(approvals: &[Approval], period: Period) -> Option<&Approval> {
    approvals.iter().rfind(|approval| approval.period == period)
}

/// Whether the reports of a period are approved that are made of `now`.
fn held_against(approval: &Approval, now: Option<Parts>) -> Standing {
    let changes = approval.parts.changes(&now.unwrap_or_default());
    match changes.is_empty() {
        true => Standing::Approved(approval.clone()),
        false => Standing::Void(approval.clone(), changes),
    }
}
