//! What later snapshots changed of the figures that a report shows.

use std::collections::BTreeMap;

use super::leaf::Leaf;
use super::plan::PlannedReport;
use crate::base::period::{Grain, Period};
use crate::compute::reference::{Aspect, Reference};
use crate::compute::{ChangedLater, Figure, Gap, Known};
use crate::exhibit::request::{ExhibitKind, Request, TableKind};
use crate::model::catalog::{Kind, OverTime};
use crate::model::snapshot::Cell;
use crate::narrative::Narrative;

/// What a report shows of a metric.
struct Shown {
    cell: Cell,
    /// Whether the parts of the cell are shown too.
    with_parts: bool,
    first: Period,
    last: Period,
}

/// What later snapshots changed of the report's figures, newest first.
pub fn changes<'a>(leaf: &Leaf<'a>, planned: &PlannedReport, narrative: &Narrative) -> Vec<&'a ChangedLater> {
    let known = leaf.known();
    let all = leaf.site.book().changed_later().iter().filter(|change| change.snapshot > planned.vintage());
    let all: Vec<&ChangedLater> = all.collect();
    if all.is_empty() {
        return Vec::new();
    }
    let history = leaf.site.settings().history;
    let mut shown: BTreeMap<&str, Vec<Shown>> = BTreeMap::new();
    for id in known.catalog().metrics.keys() {
        shown.insert(id, own(known, planned, id, history));
    }
    for (metric, part) in asked(narrative, history) {
        shown.entry(metric).or_default().push(part);
    }
    // What took the place of one that was taken out is told where that was, too.
    let was_taken_out = |change: &ChangedLater| {
        all.iter().any(|other| {
            other.is_taken_out()
                && other.snapshot <= change.snapshot
                && (&other.metric, other.period, &other.cell) == (&change.metric, change.period, &change.cell)
        })
    };
    let is_shown = |change: &&ChangedLater| {
        change.period.last_month() <= planned.vintage()
            && shown.get(change.metric.as_str()).into_iter().flatten().any(|shown| shows(known, shown, change))
            && was_shown(change, was_taken_out(change), &known.figure(&change.metric, &change.cell, change.period))
    };
    let found: Vec<&ChangedLater> = all.iter().copied().filter(is_shown).collect();
    let tells = |whole: &ChangedLater, part: &ChangedLater| {
        whole.cell.is_total()
            && (&whole.metric, whole.period, whole.snapshot) == (&part.metric, part.period, part.snapshot)
    };
    let is_told = |part: &ChangedLater| part.is_told_by_the_whole() && found.iter().any(|whole| tells(whole, part));
    found.iter().copied().filter(|change| !is_told(change)).collect()
}

/// What every report shows of a metric: its own period, the history up to it, and what it is compared with. The report
/// of a member shows nothing of the others.
fn own(known: Known<'_>, planned: &PlannedReport, id: &str, history: usize) -> Vec<Shown> {
    let by = known.metric(id).map_or(&[][..], |metric| metric.by.as_slice());
    let total = Cell::total(by.len());
    let member = planned.member().and_then(|member| {
        let index = by.iter().position(|name| name == member.dimension)?;
        Some(total.with(index, member.id))
    });
    let cell = member.unwrap_or(total);
    let last = known.period_shown(id, planned.period);
    let of = |first: Period, last: Period| Shown { cell: cell.clone(), with_parts: true, first, last };
    let year_before = last.year_before();
    vec![of(begun(last, history), last), of(last.previous(), last), of(year_before, year_before)]
}

/// The first of `history` periods that end with `last`.
fn begun(last: Period, history: usize) -> Period {
    last.plus(-i32::try_from(history.saturating_sub(1)).unwrap_or(600))
}

/// What the author shows beside it: in the text, in charts and in tables.
fn asked(narrative: &Narrative, history: usize) -> Vec<(&str, Shown)> {
    let mut found = Vec::new();
    for reference in &narrative.references {
        found.extend(of_reference(reference, false, 1));
    }
    for reference in &narrative.lines {
        found.extend(of_reference(reference, false, history));
    }
    for exhibit in &narrative.exhibits {
        let Request { kind, references, by, since, history: asked, .. } = &exhibit.request;
        let history = asked.unwrap_or(history);
        let periods = match kind {
            ExhibitKind::Chart(kind) => history.min(kind.most_periods),
            ExhibitKind::Table(TableKind::Breakdown | TableKind::Members) => 1,
            ExhibitKind::Table(TableKind::History | TableKind::Periods | TableKind::KeyFigures)
            | ExhibitKind::Tiles => history,
        };
        for reference in references {
            let of_it = of_reference(reference, by.is_some(), periods);
            // A deviation is the change on the year before.
            let is_deviation = matches!(kind, ExhibitKind::Chart(kind) if kind.word == "deviation");
            let mut before = Vec::new();
            for (metric, shown) in &of_it {
                let in_span = |first, last| (*metric, Shown { cell: shown.cell.clone(), first, last, ..*shown });
                before.extend(is_deviation.then(|| in_span(shown.first.year_before(), shown.last.year_before())));
                before.extend(since.map(|since| in_span(since, since)));
            }
            found.extend(of_it.into_iter().chain(before));
        }
    }
    found
}

/// What a reference shows, with the `periods` that end with its own and what a change is reckoned from.
fn of_reference(reference: &Reference, with_parts: bool, periods: usize) -> Vec<(&str, Shown)> {
    let Reference { metric, cell, period, aspect } = reference;
    let of = |first: Period, last: Period| (metric.as_str(), Shown { cell: cell.clone(), with_parts, first, last });
    let since = match aspect {
        Aspect::Change(since) | Aspect::Trend(since) => Some(of(*since, *since)),
        Aspect::Value | Aspect::Target | Aspect::Gap | Aspect::Attainment | Aspect::Status => None,
    };
    [of(begun(*period, periods), *period)].into_iter().chain(since).collect()
}

/// Whether what is shown of the metric rests on the figure that was changed. A longer period rests on those in it; a
/// level at its end only on the last of them.
fn shows(known: Known<'_>, shown: &Shown, change: &ChangedLater) -> bool {
    let (first, last) = (change.period.first_month(), change.period.last_month());
    let is_of_it = if shown.with_parts { change.cell.is_within(&shown.cell) } else { change.cell == shown.cell };
    if !is_of_it || last < shown.first.first_month() || first > shown.last.last_month() {
        return false;
    }
    let is_level = known.metric(&change.metric).is_some_and(|metric| match metric.kind {
        Kind::Stock => metric.over_time == OverTime::Last,
        Kind::Cumulative { .. } => true,
        Kind::Flow | Kind::Ratio { .. } | Kind::Derived(_) => false,
    });
    let grain = shown.last.grain();
    let is_longer = grain > Grain::Month && grain > change.period.grain();
    !is_level || !is_longer || change.period.containing(grain, known.catalog().year_start).last_month() == last
}

/// Whether the report shows the figure: as an amount, as withdrawn, as one that is missing, or hidden where it was taken
/// out.
fn was_shown(change: &ChangedLater, was_taken_out: bool, figure: &Figure) -> bool {
    figure.amount.is_ok()
        || figure.is_withdrawn()
        || figure.amount == Err(Gap::Missing)
        || change.is_late() && !figure.is_suppressed()
        || was_taken_out && figure.is_suppressed()
}

/// Of `changes`, newest first, the last of each figure that is now otherwise than the report shows it: one that was
/// taken back and came back as it was is not.
pub fn otherwise_now<'a>(leaf: &Leaf<'_>, changes: &[&'a ChangedLater]) -> Vec<&'a ChangedLater> {
    let key = |change: &'a ChangedLater| (change.metric.as_str(), change.period, &change.cell);
    let mut last: Vec<&ChangedLater> = Vec::new();
    for change in changes {
        if last.iter().all(|other| key(other) != key(change)) {
            last.push(change);
        }
    }
    let is_otherwise = |change: &&ChangedLater| {
        let shown = leaf.known().figure(&change.metric, &change.cell, change.period);
        match &shown.amount {
            Ok(value) => {
                let interval = change.intervals.is_some_and(|(_, now)| now != shown.interval);
                let said = change.said.as_ref().is_some_and(|said| {
                    said.status.is_some_and(|status| status != shown.status)
                        || said.note.as_ref().is_some_and(|note| shown.note.as_ref() != Some(note))
                });
                change.now != Some(*value) || interval || said
            }
            Err(Gap::Withdrawn { .. }) => !change.is_withdrawn(),
            Err(_) => true,
        }
    };
    last.into_iter().filter(is_otherwise).collect()
}
