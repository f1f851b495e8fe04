//! A report in short, for a mail: its key figures, what it revises, what misses its target, and where it is.

use std::sync::Arc;

use super::{Reading, page_of, read, release_facts};
use crate::compute::{ChangedLater, Figure, Member};
use crate::diag::Diagnostic;
use crate::exhibit::table::{self, missed};
use crate::l10n;
use crate::model::language::Language;
use crate::site::leaf::Leaf;
use crate::site::plan::PlannedReport;
use crate::site::{Site, view};

/// What a reader needs to know before opening the report. All texts are plain.
#[derive(Debug, Clone)]
pub struct Digest {
    pub language: Language,
    pub site: String,
    pub organisation: Option<String>,
    /// "Monthly report".
    pub eyebrow: String,
    pub title: String,
    /// Until when it is under embargo, where it is not out.
    pub embargo: Option<String>,
    /// How settled the report is, when it came out, when the next one does, who answers: each with what it is called.
    pub facts: Vec<[String; 2]>,
    /// That there is a newer report.
    pub newer: Option<String>,
    pub lead: Option<String>,
    /// That the figures are illustrative or provisional.
    pub state_note: Option<String>,
    /// What was changed since it was published: of each group its heading, then its sentences.
    pub changed: Vec<(String, Vec<String>)>,
    pub key_figures: Vec<view::Tile>,
    /// What the snapshots of the period changed of earlier ones.
    pub revised: Vec<view::ChangedFigure>,
    /// The figures that miss their target: what each is called, its value, and by how much.
    pub off_target: Vec<[String; 3]>,
    /// Of the page; `None` if the site's address is not known.
    pub address: Option<String>,
}

/// The digest of a report.
pub fn digest(site: &Site<'_>, planned: &PlannedReport) -> Result<Digest, Vec<Diagnostic>> {
    let kept = Arc::default();
    let reading = read(site, planned, &kept);
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    let (report, ..) = page_of(&reading)?;
    let Reading { leaf, narrative, outline, .. } = &reading;
    Ok(Digest {
        language: leaf.language(),
        site: leaf.site_title().to_owned(),
        organisation: leaf.organisation().map(str::to_owned),
        changed: report.changes_in_words(leaf.words()),
        eyebrow: report.eyebrow,
        title: outline.title.text.clone(),
        embargo: leaf.embargo(),
        facts: release_facts(&reading).into_iter().map(|fact| [fact.label, fact.text]).collect(),
        newer: report.newest.map(|newest| format!("{} {}", leaf.words().not_the_newest, newest.text)),
        lead: narrative.summary.as_ref().map(|summary| summary.text.clone()),
        state_note: report.state_note,
        key_figures: report.key_figures.map_or_else(Vec::new, |keys| keys.tiles),
        revised: revised(&reading),
        off_target: off_target(&reading),
        address: site.address_of(leaf.path),
    })
}

/// What the snapshots of the report's period changed, of the report's own member where it has one.
fn revised(reading: &Reading<'_>) -> Vec<view::ChangedFigure> {
    let (leaf, planned) = (&reading.leaf, reading.planned);
    let (wording, language) = (leaf.wording, leaf.language());
    let span = planned.period.first_month()..=planned.period.last_month();
    let is_own = |change: &&ChangedLater| {
        let is_of_the_member = planned.member().is_none_or(|member| is_of_part(leaf, change, member).unwrap_or(true));
        span.contains(&change.snapshot) && !change.is_told_by_the_whole() && is_of_the_member
    };
    let item = |change: &ChangedLater| {
        let (was, now) = wording.changed(change, &change.was);
        view::ChangedFigure {
            label: wording.label(&change.metric, &change.cell),
            period: l10n::period(change.period, language),
            was,
            now,
            reason: wording.why_changed(change).unwrap_or_else(|| leaf.words().no_reason.to_owned()),
            href: String::new(),
        }
    };
    leaf.site.book().changed_later().iter().filter(is_own).map(item).collect()
}

/// Whether what was changed is of a member's part of the metric; `None` where that has no parts by its dimension.
pub(super) fn is_of_part(leaf: &Leaf<'_>, change: &ChangedLater, member: Member<'_>) -> Option<bool> {
    let metric = leaf.known().metric(&change.metric)?;
    let index = metric.by.iter().position(|by| by == member.dimension)?;
    Some(change.cell.0.get(index).is_some_and(|id| id.as_deref() == Some(member.id)))
}

fn off_target(reading: &Reading<'_>) -> Vec<[String; 3]> {
    let (wording, known) = (reading.leaf.wording, reading.leaf.known());
    let figures: Vec<Arc<Figure>> = reading.figures.metrics.values().map(|of| of.figure.clone()).collect();
    let missed = |figure: Arc<Figure>| {
        let judgement = known.judge(&figure)?;
        let distance = wording.distance_and_rule(&figure, &judgement);
        let cell = table::dated(wording, &figure, Some(reading.planned.period), table::cell(wording, &figure));
        let value = cell.note.map_or(cell.text.clone(), |note| format!("{} ({note})", cell.text));
        Some([wording.label_and_unit(&figure), value, distance])
    };
    missed::off_target(known, &figures).figures.into_iter().filter_map(missed).collect()
}
