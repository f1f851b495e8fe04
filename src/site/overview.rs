//! What the front pages say of targets: for the newest report of a series a table of its figures with their targets, and
//! what is off target, with the reason and what is done about it.
//!
//! A series that has a report for each member gets one table of all members, not one for each. Metrics without a target
//! stand in neither table; a series that shows no target has no overview.

use super::leaf::Leaf;
use super::{Outline, exhibit, view};
use crate::base::inline::Inline;
use crate::compute::{Figure, Member, MetricFigures};
use crate::exhibit::table::lines::Line;
use crate::exhibit::table::matrix::{self, Marked};
use crate::exhibit::table::{self, Grid, TableColumn};
use crate::l10n;
use crate::model::catalog::Metric;
use crate::model::content::Series;
use crate::model::snapshot::Cell;

/// A front page lists no more figures that are off target; the report's table has all.
const MOST_OFF_TARGET: usize = 10;

/// The front page of the site lists no more members; the page of their folder has all.
pub const MOST_MEMBERS: usize = 40;

/// The overview of a series, or of one of its members, whose newest report is `newest`; `None` where that has no target.
/// `leaf` shows what was known in it.
pub fn of_report(leaf: &Leaf<'_>, newest: &Outline, member: Option<Member<'_>>) -> Option<view::Overview> {
    let period = newest.period?;
    let figures = leaf.site.prepared.figures(period, member);
    let judged: Vec<Figure> = aimed_at(leaf, figures.metrics.values(), &[newest]);
    let known = leaf.known();
    let of_their_own = |figure: &Figure| {
        let is_whole = judged.iter().any(|whole| whole.metric == figure.metric && whole.cell == figure.cell);
        is_whole || known.metric(&figure.metric).is_some_and(|metric| has_own_target(metric, &figure.cell))
    };
    let mut missed = exhibit::off_target(known, &judged);
    missed.retain(of_their_own);
    let columns = columns(leaf, &judged);
    let grid = table::key_figures(leaf.wording, &judged, &columns, &|figure| leaf.row_of(figure), &|_| String::new());
    let anchor = anchor(&newest.series, newest.member.as_deref());
    overview(leaf, newest, &anchor, &judged, grid, &missed)
}

/// The overview of a series that has a report for each member of a dimension, `newest` being the newest ones.
pub fn of_members(leaf: &Leaf<'_>, series: &Series, newest: &[&Outline], most: usize) -> Option<view::Overview> {
    let last = newest.iter().max_by_key(|outline| outline.period)?;
    let dimension = series.for_each.as_deref()?;
    let definition = leaf.known().catalog().dimensions.get(dimension)?;
    if definition.members.len() > most {
        return None;
    }
    let figures = leaf.site.prepared.figures(last.period?, None);
    let is_split = |of: &&MetricFigures| {
        leaf.known().metric(&of.figure.metric).is_some_and(|metric| metric.by.iter().any(|name| name == dimension))
    };
    let judged = aimed_at(leaf, figures.metrics.values().filter(is_split), newest);
    let members = |figure: &Figure| table::members(leaf.wording, figure, dimension);
    let rows: Vec<(Line, Vec<Figure>)> = judged
        .iter()
        .map(|figure| {
            let line = Line::of(leaf.wording.label_and_unit(figure), None, figure.clone());
            (line, members(figure).into_iter().map(|(_, figure)| figure).collect())
        })
        .collect();
    let (words, language) = (leaf.words(), leaf.language());
    let names: Vec<String> = definition.members.values().map(|label| label.get(language).to_owned()).collect();
    let about = definition.label.get(language);
    let mut grid =
        matrix::by_members(leaf.wording, &names, &rows, Some(words.total), Marked::Verdicts).turned(about, language);
    let fronts = leaf.site.plan.fronts.iter().filter(|front| front.series.path == series.path);
    for front in fronts {
        let index = definition.members.keys().position(|id| front.member().is_some_and(|member| member.id == id));
        if let Some(row) = index.and_then(|index| grid.rows.get_mut(index)) {
            row.href = Some(leaf.to(&front.path));
        }
    }
    let missed = exhibit::off_target(leaf.known(), &judged);
    overview(leaf, last, &anchor(&series.path, None), &judged, grid, &missed)
}

/// The figures of the metrics that the reports show, and that have a target then.
fn aimed_at<'f>(leaf: &Leaf<'_>, all: impl Iterator<Item = &'f MetricFigures>, reports: &[&Outline]) -> Vec<Figure> {
    // The site's own reports are about everything, those of a folder about what they show.
    let is_shown = |of: &&MetricFigures| {
        reports.iter().any(|report| report.series.is_empty() || report.metrics.contains(&of.figure.metric))
    };
    let with_target = all.filter(is_shown).map(|of| &of.figure).filter(|figure| aims(leaf, figure));
    with_target.cloned().collect()
}

/// Whether a figure, or a member's beside it, has a target in its period.
fn aims(leaf: &Leaf<'_>, figure: &Figure) -> bool {
    let known = leaf.known();
    known.judge(figure).is_some() || table::with_parts(known, figure).iter().any(|part| known.judge(part).is_some())
}

fn has_own_target(metric: &Metric, cell: &Cell) -> bool {
    let named = metric.by.iter().zip(&cell.0).filter_map(|(name, member)| Some((name, member.as_ref()?)));
    metric.target.as_ref().is_some_and(|target| named.into_iter().any(|(name, member)| target.names(name, member)))
}

/// Value, target and verdict, and what the limits say where any figure has such.
fn columns(leaf: &Leaf<'_>, figures: &[Figure]) -> Vec<TableColumn> {
    let metric = |figure: &Figure| leaf.known().metric(&figure.metric);
    let has_limits = figures.iter().filter_map(metric).any(|metric| metric.spc.is_some());
    let limits = [TableColumn::Variation, TableColumn::Assurance].into_iter().filter(|_| has_limits);
    [TableColumn::Value, TableColumn::Target, TableColumn::Status].into_iter().chain(limits).collect()
}

fn overview(
    leaf: &Leaf<'_>,
    newest: &Outline,
    anchor: &str,
    judged: &[Figure],
    grid: Grid,
    missed: &[Figure],
) -> Option<view::Overview> {
    if judged.is_empty() {
        return None;
    }
    let (words, period) = (leaf.words(), newest.period?);
    let listed = missed.get(..MOST_OFF_TARGET).unwrap_or(missed);
    let columns = [TableColumn::Value, TableColumn::Target, TableColumn::Reason, TableColumn::Action];
    let off_target =
        table::key_figures(leaf.wording, listed, &columns, &|figure| leaf.row_of(figure), &|_| String::new());
    let table = |id: &str, caption: &str, subtitle: Option<&str>, grid: Grid| view::Table {
        id: format!("{id}-{anchor}"),
        label: None,
        caption: Inline::plain(caption).html,
        subtitle: subtitle.map(str::to_owned),
        level: 3,
        grid,
        source: None,
    };
    let none = missed.is_empty().then(|| l10n::capital(words.none_off_target));
    Some(view::Overview {
        heading: words.targets.to_owned(),
        report: leaf.link(l10n::period_capital(period, leaf.language()), &newest.path),
        tables: vec![
            table("targets", words.against_target, None, grid),
            table("off-target", words.off_target, none.as_deref(), off_target),
        ],
        more: (missed.len() > MOST_OFF_TARGET).then(|| view::Link {
            text: words.all_figures_in_report.to_owned(),
            href: format!("{}#notes", leaf.to(&newest.path)),
        }),
    })
}

/// What tells the tables of several series apart: the folder, and the member where the page is one's.
fn anchor(series: &str, member: Option<&str>) -> String {
    let parts = series.split('/').filter(|part| !part.is_empty()).chain(member);
    let place = parts.collect::<Vec<_>>().join("-");
    if place.is_empty() { "report".to_owned() } else { place }
}
