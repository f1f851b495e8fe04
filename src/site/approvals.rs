//! Sign-offs held against what the reports show now: approved, void and why, or never approved.
//!
//! What is approved is what a reader of the report is told: every figure with its parts, history and target, the author's
//! text, templates and settings. A notice of a later revision is none of it, and neither is a link to the next report
//! or the number of a line in a file. A metric that nothing is known of yet is left out, so that a new one voids no old
//! report. Whoever signs is asked in `cmd::approve`; files are read in `load`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::plan::{Plan, PlannedReport};
use super::{VERSION, json};
use crate::compute::{self, Book, Figures, MetricFigures};
use crate::diag::Diagnostics;
use crate::load;
use crate::model::approvals::{Approval, FigurePart, Parts, short_hash};
use crate::model::catalog::Event;
use crate::period::Period;
use crate::wording::{Wording, machine};
use crate::yaml;

/// Whether the reports of a period are approved.
#[derive(Debug, Clone)]
pub enum Standing {
    /// Nobody approved them.
    Unapproved,
    /// As they are now.
    Approved(Approval),
    /// They were approved, and what changed since then is not; in words.
    Void(Approval, Vec<String>),
}

impl Standing {
    pub fn is_approved(&self) -> bool {
        matches!(self, Standing::Approved(_))
    }
}

/// The parts of a site's files that decide how a report looks, without what is only layout.
pub struct Sources<'a> {
    inputs: &'a load::Site,
    /// Of kalends.yaml, by key.
    settings: BTreeMap<String, String>,
    /// `sources` of kalends.yaml, by name.
    sources: BTreeMap<String, String>,
    /// Of data/metrics.yaml, by id; what depends on the period is left to the figures.
    metrics: BTreeMap<String, String>,
    dimensions: BTreeMap<String, String>,
    templates: BTreeMap<String, String>,
}

/// What a metric's definition says of periods, one by one, or to the author alone.
const NOT_OF_THE_DEFINITION: [&str; 4] = ["target", "spc", "forecast", "tolerance"];

impl<'a> Sources<'a> {
    pub fn of(inputs: &'a load::Site) -> Sources<'a> {
        let node = |path: &str| {
            let text = inputs.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            // It was read without a fault before.
            text.and_then(|text| {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
                yaml::read(&path.into(), &text, 0, &mut Diagnostics::default())
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
        let mut own = plain(settings.as_ref().map_or(&[], yaml::Node::entries));
        own.remove("sources");
        Sources {
            inputs,
            settings: own,
            sources: plain(&below(&settings, "sources")),
            metrics: below(&catalog, "metrics").into_iter().map(definition).collect(),
            dimensions: plain(&below(&catalog, "dimensions")),
            templates: inputs
                .files
                .iter()
                .filter(|(path, _)| path.starts_with("templates/"))
                .map(|(path, bytes)| (path.clone(), short_bytes(bytes)))
                .collect(),
        }
    }

    /// What makes one report.
    pub fn parts(&self, book: &Book, planned: &PlannedReport<'_>, figures: &Figures) -> Parts {
        let wording = Wording { known: book.known_in(planned.vintage()), language: planned.language };
        let figure = |(id, of): (&String, &MetricFigures)| Some((id.clone(), self.figure(wording, planned, id, of)?));
        Parts {
            program: VERSION.to_owned(),
            figures: figures.metrics.iter().filter_map(figure).collect(),
            text: self.text(planned),
            templates: self.templates.clone(),
            settings: self.settings(planned),
        }
    }

    /// Everything that a report shows of a metric; `None` where nothing is known of it yet.
    fn figure(
        &self,
        wording: Wording<'_>,
        planned: &PlannedReport<'_>,
        id: &str,
        of: &MetricFigures,
    ) -> Option<FigurePart> {
        let known = wording.known;
        let metric = known.metric(id)?;
        if std::iter::once(&of.figure).chain(&of.history).all(|figure| figure.observations().is_empty()) {
            return None;
        }
        let mut document = json::metric(wording, metric, of);
        if let Some(fields) = document.as_object_mut() {
            // The lines of files move without any figure being another one.
            fields.shift_remove("provenance");
        }
        let mut all = document.to_string();
        for figure in &of.history {
            let target = known.judge(figure).and_then(|judgement| judgement.target.ok());
            all.push_str(&format!("\ntarget {} {}", figure.period, target.map_or(String::new(), machine)));
        }
        all.push_str(&format!("\n{}", self.metrics.get(id).map_or("", String::as_str)));
        for name in &metric.by {
            all.push_str(&format!("\n{name} {}", self.dimensions.get(name).map_or("", String::as_str)));
        }
        let named: BTreeSet<&String> =
            of.history.iter().chain([&of.figure]).filter_map(|figure| figure.source.as_ref()).collect();
        for source in named.into_iter().chain(&metric.source) {
            all.push_str(&format!("\nsource {source} {}", self.sources.get(source).map_or("", String::as_str)));
        }
        let concerns = |event: &&Event| {
            event.period <= planned.vintage()
                && (event.metrics.is_empty() || event.metrics.iter().any(|(other, _)| other == id))
        };
        for event in known.catalog().events.iter().filter(concerns) {
            all.push_str(&format!("\nevent {} {}", event.period, event.text.get(planned.language)));
        }
        let whole = known.figure_shown(id, planned.period);
        Some(FigurePart { value: wording.value(&whole), hash: short_hash(&all) })
    }

    /// The narrative, and the files that it names.
    fn text(&self, planned: &PlannedReport<'_>) -> BTreeMap<String, String> {
        let page = planned.page;
        let mut text = BTreeMap::from([(page.file.to_string(), short_hash(&page.text))]);
        let series = self.inputs.series.iter().find(|series| series.path == planned.series);
        if let Some(index) = series.and_then(|series| series.index.as_ref()) {
            // Of the folder's own page, a report takes the title and the language.
            let title = index.title.as_ref().map_or("", |title| title.text.as_str());
            text.insert(index.file.to_string(), short_hash(&format!("{title}\n{}", planned.language.tag())));
        }
        for (path, bytes) in &self.inputs.attachments {
            let name = path.rsplit('/').next().unwrap_or(path);
            if page.text.contains(name) {
                text.insert(format!("content/{path}"), short_bytes(bytes));
            }
        }
        text
    }

    fn settings(&self, planned: &PlannedReport<'_>) -> BTreeMap<String, String> {
        let own_tiles = planned.page.key_figures.is_some();
        let all = self.settings.iter().filter(|(key, _)| !(own_tiles && *key == "key_figures"));
        let mut settings: BTreeMap<String, String> = all.map(|(key, value)| (key.clone(), short_hash(value))).collect();
        let theme = &self.inputs.settings.theme;
        for (path, _) in [&theme.logo, &theme.logo_dark, &theme.font, &theme.font_bold].into_iter().flatten() {
            let bytes = self.inputs.attachments.get(path).map_or(&[][..], Vec::as_slice);
            settings.insert(format!("content/{path}"), short_bytes(bytes));
        }
        settings
    }
}

fn short_bytes(bytes: &[u8]) -> String {
    let mut hash = crate::digest::sha256(bytes);
    hash.truncate(short_hash("").len());
    hash
}

/// What makes all reports of a period; `None` where it has none, drafts aside.
pub fn parts_of_period(sources: &Sources<'_>, book: &Book, plan: &Plan<'_>, period: Period) -> Option<Parts> {
    let history = sources.inputs.settings.history;
    let mut reports = plan.reports.iter().filter(|report| report.period == period && !report.page.draft);
    let of = |planned: &PlannedReport<'_>| {
        let known = book.known_in(planned.vintage());
        let figures = Arc::new(compute::figures(known, planned.period, history, planned.member));
        sources.parts(book, planned, &figures)
    };
    let mut all = of(reports.next()?);
    for planned in reports {
        let parts = of(planned);
        for (id, part) in parts.figures {
            match all.figures.get_mut(&id) {
                Some(before) => before.hash = short_hash(&format!("{}\n{}", before.hash, part.hash)),
                None => drop(all.figures.insert(id, part)),
            }
        }
        all.text.extend(parts.text);
        all.settings.extend(parts.settings);
    }
    Some(all)
}

/// How each `concerned` period of the plan stands. Empty on a site without approvals.yaml, which asks for none.
pub fn standings(
    inputs: &load::Site,
    book: &Book,
    plan: &Plan<'_>,
    concerned: &dyn Fn(Period) -> bool,
) -> BTreeMap<Period, Standing> {
    let Some(approvals) = &inputs.approvals else { return BTreeMap::new() };
    let sources = Sources::of(inputs);
    let periods: BTreeSet<Period> =
        plan.reports.iter().map(|report| report.period).filter(|period| concerned(*period)).collect();
    let standing = |period: Period| {
        // Whoever approves again replaces what was approved before.
        let newest = approvals.iter().rfind(|approval| approval.period == period);
        let Some(approval) = newest else { return Standing::Unapproved };
        let now = parts_of_period(&sources, book, plan, period).unwrap_or_default();
        let changes = approval.parts.changes(&now);
        match changes.is_empty() {
            true => Standing::Approved(approval.clone()),
            false => Standing::Void(approval.clone(), changes),
        }
    };
    periods.into_par_iter().map(|period| (period, standing(period))).collect()
}
