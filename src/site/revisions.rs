//! The page of everything that was changed after publication.

use super::leaf::{Head, Leaf};
use super::{Outline, Site, metric_path, view};
use crate::base::period::Period;
use crate::compute::{ChangedLater, Gap, statements};
use crate::diag::Diagnostic;
use crate::l10n::wording;
use crate::l10n::{self, Noun, Words, phrases};
use crate::model::Decimal;

const PATH: &str = "revisions/index.html";

/// Builds the page. If nothing was changed, it says so.
pub fn build(site: &Site<'_>, outlines: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(PATH, site.vintage(), site.language());
    let (language, words) = (leaf.language(), leaf.words());
    let changes = site.book().changed_later().iter().filter(|change| !change.is_told_by_the_whole());
    let changes: Vec<&ChangedLater> = changes.collect();
    let mut months: Vec<view::RevisionMonth> = Vec::new();
    for change in &changes {
        let id = format!("r-{}", change.snapshot);
        let entry = entry(&leaf, change, outlines);
        match months.last_mut().filter(|month| month.id == id) {
            Some(month) => month.entries.push(entry),
            None => months.push(view::RevisionMonth {
                id,
                heading: l10n::period_capital(change.snapshot, language),
                entries: vec![entry],
            }),
        }
    }
    let withdrawn = changes.iter().filter(|change| change.is_withdrawn()).count();
    let count = |figures: usize| l10n::count(figures, Noun::Figure, language);
    let view = view::Revisions {
        eyebrow: words.changed_after_publication.to_owned(),
        title: words.revisions.to_owned(),
        lead: match changes.len() {
            0 => words.no_revisions.to_owned(),
            all => phrases::revised_and_withdrawn(&count(all - withdrawn), &count(withdrawn), language),
        },
        months,
        kinds: kinds(words),
    };
    let page = leaf.page(PATH, Head::new("revisions", leaf.title(words.revisions)));
    leaf.write("revisions.html", &page, "revisions", &view)
}

/// What the kinds of revisions mean.
fn kinds(words: &Words) -> Vec<view::Definition> {
    let kinds = [
        (words.kind_source, words.kind_source_means),
        (words.kind_routine, words.kind_routine_means),
        (words.kind_method, words.kind_method_means),
        (words.kind_error, words.kind_error_means),
        (words.kind_disclosure, words.kind_disclosure_means),
    ];
    kinds.into_iter().map(|(kind, meaning)| view::Definition::plain(kind, meaning)).collect()
}

fn entry(leaf: &Leaf<'_>, change: &ChangedLater, outlines: &[Outline]) -> view::RevisionEntry {
    let (wording, language, words) = (leaf.wording, leaf.language(), leaf.words());
    let word = if change.is_withdrawn() { words.withdrawn } else { words.revised };
    let kind = match change.kind {
        None => word.to_owned(),
        Some(_) => format!("{word}: {}", wording::revision_kind(change.kind, language)),
    };
    let href = format!("{}#p{}", leaf.to(&metric_path(&change.metric)), change.period);
    let (was, now) = wording.changed(change, &change.was);
    view::RevisionEntry {
        metric: view::Link { text: wording.label(&change.metric, &change.cell), href },
        period: l10n::period(change.period, language),
        kind,
        reason: l10n::sentence(&wording.why_changed(change).unwrap_or_else(|| words.no_reason.to_owned())),
        stood: stood(leaf, change, outlines),
        was,
        now,
        difference: difference(leaf, change),
    }
}

/// The reports that showed the old figure, or that it was withdrawn: from the snapshot that stated it up to the one that
/// changed it.
fn stood(leaf: &Leaf<'_>, change: &ChangedLater, outlines: &[Outline]) -> Vec<view::Link> {
    let is_return = matches!(change.was, Err(Gap::Withdrawn { .. }));
    // A figure that changed with another one was shown as long as that one.
    let metric = change.follows.as_ref().map_or(&change.metric, |(metric, _)| metric);
    let stated = statements(leaf.site.book(), metric, change.period)
        .into_iter()
        .filter(|statement| {
            (statement.value.is_some() || statement.withdrawn && is_return || change.is_taken_out() || change.is_late())
                && statement.snapshot < change.snapshot
        })
        .map(|statement| statement.snapshot)
        .max()
        .or(change.is_late().then(|| change.period.last_month()));
    let shows = |outline: &&Outline| {
        let period = outline.period.zip(stated);
        period.is_some_and(|(period, stated)| period >= stated && period < change.snapshot)
    };
    let to = |outline: &Outline| {
        let period = outline.period.map_or_else(String::new, |period| l10n::period(period, leaf.language()));
        leaf.link(period, &outline.path)
    };
    outlines.iter().filter(|outline| outline.member.is_none()).filter(shows).map(to).collect()
}

/// The value that came after a withdrawal, and the month of the snapshot that states it.
fn again(site: &Site<'_>, withdrawn: &ChangedLater) -> Option<(Period, Decimal)> {
    let is_later = |change: &&ChangedLater| {
        change.metric == withdrawn.metric
            && change.period == withdrawn.period
            && change.cell == withdrawn.cell
            && change.snapshot > withdrawn.snapshot
    };
    // The newest is first, and may have been taken back too.
    let last = site.book().changed_later().iter().find(is_later)?;
    Some((last.snapshot, last.now?))
}

/// "+4 (+0.2%)", or that there is no new figure.
fn difference(leaf: &Leaf<'_>, change: &ChangedLater) -> String {
    let (wording, language, words) = (leaf.wording, leaf.language(), leaf.words());
    if change.suppressed {
        return words.in_suppressed.to_owned();
    }
    let was = match change.was {
        Ok(was) => was,
        Err(Gap::Withdrawn { .. } | Gap::Missing) => return words.new_figure.to_owned(),
        Err(_) => return words.in_taken_out.to_owned(),
    };
    let (Some(metric), Some(now)) = (wording.known.metric(&change.metric), change.now) else {
        return match again(leaf.site, change) {
            Some((later, new)) => phrases::new_figure_in(
                &wording.value(&wording.figure_changed(change, Some(new))),
                &l10n::period(later, language),
                language,
            ),
            None => words.no_new_figure.to_owned(),
        };
    };
    if now == was && change.intervals.is_some() {
        return words.in_interval_alone.to_owned();
    }
    if now == was && change.said.is_some() {
        return words.in_words_alone.to_owned();
    }
    let Some(moved) = now.checked_sub(was) else { return String::new() };
    let text = wording::change(metric, moved, language);
    let relative = (!was.is_zero()).then(|| moved.checked_div(was.abs())).flatten();
    match relative.and_then(|relative| wording::relative(metric, relative, language)) {
        Some(relative) => format!("{text} ({relative})"),
        None => text,
    }
}
