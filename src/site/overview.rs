//! What the front pages say of targets: for the newest report of a series a table of its figures with their targets, and
//! what is off target, with the reason and what is done about it.
//!
//! A series that has a report for each member gets one table of all members, not one for each. Metrics without a target
//! stand in neither table; a series that shows no target has no overview.

use std::sync::Arc;

use super::leaf::Leaf;
use super::{Outline, view};
use crate::base::inline::Inline;
use crate::base::period::Period;
use crate::compute::{Figure, Member, MetricFigures};
use crate::exhibit::table::lines::{self, Choice, Line};
use crate::exhibit::table::matrix::{self, Marked};
use crate::exhibit::table::{self, Grid, TableColumn, answers, missed};
use crate::l10n::{self, phrases};
use crate::model::catalog::Dimension;
use crate::model::content::Series;

/// The front page of the site lists no more figures of a folder that are off target; the page of the folder has all.
const MOST_OFF_TARGET: usize = 10;

/// The front page of the site lists no more members; the page of their folder has all.
const MOST_MEMBERS: usize = 40;

/// Where an overview stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On<'a> {
    /// On the front page of the series or the member that it is of: it has everything.
    ItsOwn,
    /// On the front page of the site, beside others; the folder's own page is at this path.
    TheSites {
        folder: &'a str,
        /// The period of which another overview on the page has everything that is off target, members too.
        told: Option<Period>,
    },
}

/// The overview of a series, or of one of its members, whose newest report is `newest`; `None` where that has no target.
/// `leaf` shows what was known in it.
pub fn of_report(
    leaf: &Leaf<'_>,
    newest: &Outline,
    member: Option<Member<'_>>,
    title: &str,
    on: On<'_>,
) -> Option<view::Overview> {
    let period = newest.period?;
    let figures = leaf.site.prepared.figures(period, member);
    let judged: Vec<Arc<Figure>> = aimed_at(leaf, figures.metrics.values(), &[newest]);
    let columns = columns(leaf, &judged);
    let grid = table::key_figures(leaf.wording, &judged, &columns, &|figure| leaf.row_of(figure), &|_| String::new());
    let report = leaf.link(l10n::period_capital(period, leaf.language()), &newest.path);
    let anchor = anchor(&newest.series, newest.member.as_deref());
    overview(leaf, Overview { report, anchor, title, on, judged: &judged, grid: Some(grid) })
}

/// The overview of a series that has a report for each member of a dimension, `newest` being the newest ones. No single
/// report has it all, so it leads to the page of the folder, which has a list of them.
pub fn of_members(
    leaf: &Leaf<'_>,
    series: &Series,
    newest: &[&Outline],
    title: &str,
    on: On<'_>,
) -> Option<view::Overview> {
    let last = newest.iter().max_by_key(|outline| outline.period)?;
    let period = last.period?;
    let dimension = series.for_each.as_deref()?;
    let definition = leaf.known().catalog().dimensions.get(dimension)?;
    let figures = leaf.site.prepared.figures(period, None);
    let is_split = |of: &&MetricFigures| {
        leaf.known().metric(&of.figure.metric).is_some_and(|metric| metric.by.iter().any(|name| name == dimension))
    };
    let judged = aimed_at(leaf, figures.metrics.values().filter(is_split), newest);
    let has_room = on == On::ItsOwn || definition.members.len() <= MOST_MEMBERS;
    let grid = has_room.then(|| member_grid(leaf, series, (dimension, definition), &judged));
    let text = l10n::period_capital(period, leaf.language());
    let report = match on {
        On::ItsOwn => view::Link { text, href: String::new() },
        On::TheSites { folder, .. } => leaf.link(text, folder),
    };
    overview(leaf, Overview { report, anchor: anchor(&series.path, None), title, on, judged: &judged, grid })
}

/// A row for each member, which leads to its page.
fn member_grid(
    leaf: &Leaf<'_>,
    series: &Series,
    (dimension, definition): (&str, &Dimension),
    judged: &[Arc<Figure>],
) -> Grid {
    let (members, gone) = lines::counted_in_any(leaf.wording, judged, dimension);
    let choice = Choice { total: false, members, ..Choice::ALL };
    let figures = |figure: &Arc<Figure>| {
        let (lines, _) = lines::of_members(leaf.wording, figure, dimension, &choice, &Vec::new);
        lines.into_iter().map(|line| line.figure).collect::<Vec<_>>()
    };
    let rows: Vec<(Line, Vec<Arc<Figure>>)> = judged
        .iter()
        .map(|figure| {
            let line = Line::of(leaf.wording.label_and_unit(figure), None, figure.clone());
            (line, figures(figure))
        })
        .collect();
    let language = leaf.language();
    let label = |id: &String| definition.members.get(id).map_or("", |label| label.get(language)).to_owned();
    let names: Vec<String> = choice.members.iter().map(label).collect();
    let about = definition.label.get(language);
    let total = leaf.wording.whole(judged.iter().map(|of| (of.metric.as_str(), of.period.grain())), false);
    let grid = matrix::by_members(leaf.wording, &names, &rows, Some(total), Marked::Verdicts);
    let mut grid = grid.turned(about, language).with_legend(gone);
    let fronts = leaf.site.plan.fronts.iter().filter(|front| front.series.path == series.path);
    for front in fronts {
        let index = choice.members.iter().position(|id| front.member().is_some_and(|member| member.id == id));
        if let Some(row) = index.and_then(|index| grid.rows.get_mut(index)) {
            row.href = Some(leaf.to(&front.path));
        }
    }
    grid
}

/// The figures of the metrics that the reports show, and that have a target then.
fn aimed_at<'f>(
    leaf: &Leaf<'_>,
    all: impl Iterator<Item = &'f MetricFigures>,
    reports: &[&Outline],
) -> Vec<Arc<Figure>> {
    // The site's own reports are about everything, those of a folder about what they show.
    let is_shown = |of: &&MetricFigures| {
        reports.iter().any(|report| report.series.is_empty() || report.metrics.contains(&of.figure.metric))
    };
    let with_target = all.filter(is_shown).map(|of| &of.figure).filter(|figure| aims(leaf, figure));
    with_target.cloned().collect()
}

/// Whether a figure, or a member's beside it, has a target in its period.
fn aims(leaf: &Leaf<'_>, figure: &Arc<Figure>) -> bool {
    let known = leaf.known();
    known.judge(figure).is_some() || table::with_parts(known, figure).iter().any(|part| known.judge(part).is_some())
}

/// Value, target and verdict, and what the limits say where any figure has such.
fn columns(leaf: &Leaf<'_>, figures: &[Arc<Figure>]) -> Vec<TableColumn> {
    let all =
        [TableColumn::Value, TableColumn::Target, TableColumn::Status, TableColumn::Variation, TableColumn::Assurance];
    answers::columns_told(leaf.known(), figures, &all)
}

/// What an overview is made from.
struct Overview<'a> {
    /// To the report, or to the page of a folder that has many; without an address where that is the page itself.
    report: view::Link,
    anchor: String,
    /// Of the series.
    title: &'a str,
    on: On<'a>,
    judged: &'a [Arc<Figure>],
    /// Its first table; `None` where that has no room on the page.
    grid: Option<Grid>,
}

fn overview(leaf: &Leaf<'_>, of: Overview<'_>) -> Option<view::Overview> {
    let Overview { report, anchor, title, on, judged, grid } = of;
    if judged.is_empty() {
        return None;
    }
    let (words, wording) = (leaf.words(), leaf.wording);
    let missed = missed::off_target(leaf.known(), judged);
    let mut listed = missed.figures.clone();
    let mut more = None;
    if let On::TheSites { folder, .. } = on
        && listed.len() > MOST_OFF_TARGET
    {
        // What is left out are members, as far as it goes: first comes what concerns all of them.
        let is_whole =
            |figure: &Figure| judged.iter().any(|one| one.metric == figure.metric && one.cell == figure.cell);
        listed.sort_by_key(|figure| !is_whole(figure));
        let left_out = listed.split_off(MOST_OFF_TARGET).len();
        more = Some(view::Link {
            text: phrases::more_off_target(left_out, title, leaf.language()),
            href: format!("{}#off-target-{anchor}", leaf.to(folder)),
        });
    }
    let columns = [TableColumn::Value, TableColumn::Target, TableColumn::Reason, TableColumn::Action];
    let columns = answers::columns_told(leaf.known(), &listed, &columns);
    let off_target = table::key_figures(wording, &listed, &columns, &|figure| leaf.row_of(figure), &|_| String::new());
    let table = |id: &str, caption: &str, subtitle: Option<&str>, grid: Grid| view::Table {
        id: format!("{id}-{anchor}"),
        label: None,
        caption: Inline::plain(caption).html,
        subtitle: subtitle.map(str::to_owned),
        level: 3,
        grid,
        source: None,
    };
    let none = missed.none(leaf.language()).map(l10n::sentence);
    let against_target = grid.map(|grid| table("targets", words.against_target, None, grid));
    let off_target = off_target.with_legend(missed.remark(wording));
    let is_told = matches!(on, On::TheSites { told, .. } if told == judged.first().map(|figure| figure.period));
    let off_target = (!is_told).then(|| table("off-target", words.off_target, none.as_deref(), off_target));
    let tables: Vec<view::Table> = against_target.into_iter().chain(off_target).collect();
    if tables.is_empty() {
        return None;
    }
    Some(view::Overview { heading: words.targets.to_owned(), report, tables, more: more.filter(|_| !is_told) })
}

/// What tells the tables of several series apart: the folder, and the member where the page is one's.
fn anchor(series: &str, member: Option<&str>) -> String {
    let parts = series.split('/').filter(|part| !part.is_empty()).chain(member);
    let place = parts.collect::<Vec<_>>().join("-");
    if place.is_empty() { "report".to_owned() } else { place }
}
