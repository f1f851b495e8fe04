//! The members of a dimension on their way from one period to another, each against its target.

pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::extremes::Shown;
use super::moved::moved_most;
use super::{ChartInput, ChartKind, Content, is_provisional, sizes};
use crate::compute::{Bounds, Figure};
use crate::diag::Diagnostic;
use crate::exhibit::drawing::rows::MOST_ROWS;
use crate::exhibit::table::columns::{self, Plan};
use crate::exhibit::table::lines::{self, Choice, Line, Sort};
use crate::exhibit::table::{self, Beside, NamedHistory, TableColumn};
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};
use svg::{ArrowRow, Arrows};

/// The members of a dimension between two periods, against their targets.
pub static KIND: ChartKind = ChartKind {
    word: "arrow",
    most_metrics: 1,
    most_members: MOST_ROWS,
    needs_members: true,
    needs_limits: false,
    counts_since: true,
    most_periods: 1,
    passes_over: &["height", "annotate", "scale", "from"],
    draw,
};

/// The greatest member comes first.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, metric, reference } = input;
    let (known, language) = (wording.known, wording.language);
    let (now, since) = (input.now(), input.since());
    let dimension = order.by.unwrap_or_default();
    let choice = Choice { sort: Sort::By(TableColumn::Value), ..order.choice.clone() };
    let (lines, _) = lines::of_members(wording, &now, dimension, &choice, &|| input.shown_periods());
    let members: Vec<&Line> = lines.iter().filter(|line| line.is_part() && line.is_figure()).collect();
    let before = |line: &Line| line.figure_in(known, since);
    let drawn = Arrows {
        id: input.id(),
        language,
        rows: members.iter().map(|line| row(wording, line, &before(line))).collect(),
        before_name: l10n::period_short(since, language),
        now_name: l10n::period_short(now.period, language),
        target_name: words(language).target.to_owned(),
        better: metric.better,
        ticks: input.ticks(),
        from_zero: order.from_zero,
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let has_targets = drawn.rows.iter().any(|row| !row.targets.is_empty());
    let through =
        |line: &Line| NamedHistory { name: line.head.clone(), figures: vec![before(line), line.figure.clone()] };
    let histories: Vec<NamedHistory> = members.iter().map(|line| through(line)).collect();
    let in_csv: Vec<NamedHistory> = lines.iter().map(through).collect();
    let beside = Beside { changes: true, sum: lines::sum(&lines), ..Beside::default() };
    let newest = |line: &&Line| NamedHistory { name: line.head.clone(), figures: vec![line.figure.clone()] };
    let at_the_end: Vec<NamedHistory> = members.iter().map(newest).collect();
    let figures: Vec<&Arc<Figure>> = histories.iter().flat_map(|history| &history.figures).collect();
    let [from, to] = [since, now.period].map(|period| l10n::period(period, language));
    let marks = drawings.marks();
    let from = Some(from.as_str()).filter(|_| marks.ring);
    let mut keys: Vec<String> =
        phrases::ring_and_head(from, &to, (marks.head, marks.dot), language).into_iter().collect();
    let rule = input.shared_rule(&at_the_end, None);
    let has_own_rules = rule.is_none();
    keys.extend(rule);
    keys.extend(input.better_way(marks, true));
    keys.extend(input.keys(&drawings, &figures));
    keys.extend(input.left_out());
    keys.extend(input.not_counted());
    let mut summary = input.summary_of_parts(&at_the_end, false, has_targets);
    let earlier: Vec<(String, Arc<Figure>)> = members.iter().map(|line| (line.head.clone(), before(line))).collect();
    summary.extend(input.hidden(&earlier));
    summary.extend(input.revised(&histories));
    // One that is left out may have moved further.
    if input.extent_of_parts() == Shown::All {
        summary.extend(moved_most(input, members.iter().copied(), since, None));
    }
    let shown = columns::usual(known, &lines);
    let plan =
        Plan { since: Some(since), names_rule: has_own_rules, ..Plan::of_members(wording, &now, dimension, shown) };
    Ok(Content {
        grid: columns::grid(wording, &plan, &lines),
        csv: table::csv(wording, &in_csv, has_targets, &beside),
        what: input.what(&wording.label(&reference.metric, &reference.cell), None, Some(input.between(since))),
        keys,
        summary,
        source: input.axis(&drawings).into_iter().collect(),
        notes: input.notes_of_rows(&lines, &in_csv),
        when_narrow: Vec::new(),
        drawings,
    })
}

fn row(wording: Wording<'_>, line: &Line, before: &Figure) -> ArrowRow {
    let known = wording.known;
    let judgement = known.judge(&line.figure);
    ArrowRow {
        name: line.head.clone(),
        before: before.value(),
        now: line.figure.value(),
        interval: line.figure.interval,
        before_text: wording.value(before),
        text: wording.value_as_judged(&line.figure, judgement.as_ref()),
        targets: known.bounds(&line.figure).into_iter().flat_map(Bounds::amounts).collect(),
        state: super::bars::state(judgement.as_ref(), &line.figure),
        suppressed: before.is_suppressed() || line.figure.is_suppressed(),
        before_provisional: is_provisional(before),
        provisional: is_provisional(&line.figure),
    }
}
