//! The members of a dimension in one period as bars, each with its target and its value before.

pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{ChartInput, ChartKind, Content, is_provisional, sizes};
use crate::compute::{Bounds, Figure, Judgement, Verdict};
use crate::diag::Diagnostic;
use crate::exhibit::drawing::rows::MOST_ROWS;
use crate::exhibit::table::columns::{self, Plan};
use crate::exhibit::table::lines::{self, Choice, Line, Sort};
use crate::exhibit::table::{self, Beside, NamedHistory, TableColumn};
use crate::l10n::wording::Wording;
use crate::l10n::{self, words};
use svg::{BarRow, BarState, Bars};

/// The members of a dimension in one period, against their targets.
pub static KIND: ChartKind = ChartKind {
    word: "bars",
    most_metrics: 1,
    most_members: MOST_ROWS,
    needs_members: true,
    needs_limits: false,
    counts_since: false,
    most_periods: 1,
    passes_over: &["from_zero", "height", "annotate", "scale", "from", "since"],
    draw,
};

/// The greatest member comes first.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, reference, .. } = input;
    let language = wording.language;
    let figure = wording.known.figure(&reference.metric, &reference.cell, reference.period);
    let dimension = order.by.unwrap_or_default();
    let choice = Choice { sort: Sort::By(TableColumn::Value), ..order.choice.clone() };
    let (lines, _) = lines::of_members(wording, &figure, dimension, &choice, &|| input.shown_periods());
    let parts = lines.iter().filter(|line| line.is_part() && line.is_figure());
    let members: Vec<(String, Arc<Figure>)> = parts.map(|line| (line.head.clone(), line.figure.clone())).collect();
    let drawn = Bars {
        id: input.id(),
        language,
        rows: members.iter().map(|(name, figure)| row(wording, name, figure)).collect(),
        target_name: words(language).target.to_owned(),
        previous_name: l10n::period(reference.period.previous(), language),
        ticks: input.ticks(),
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let figures: Vec<&Arc<Figure>> = members.iter().map(|(_, figure)| figure).collect();
    let of = |name: &str, figures: Vec<Arc<Figure>>| NamedHistory { name: name.to_owned(), figures };
    let histories: Vec<NamedHistory> = members.iter().map(|(name, figure)| of(name, vec![figure.clone()])).collect();
    // With the period before, where there are rings of it; and with all rows of the table.
    let has_rings = drawn.rows.iter().any(|row| row.previous.is_some());
    let before = |line: &Line| line.figure_in(wording.known, reference.period.previous());
    let in_csv: Vec<NamedHistory> = lines
        .iter()
        .map(|line| of(&line.head, has_rings.then(|| before(line)).into_iter().chain([line.figure.clone()]).collect()))
        .collect();
    let beside = Beside { changes: has_rings, sum: lines::sum(&lines), ..Beside::default() };
    let rule = input.shared_rule(&histories, None);
    // A target that the subtitle does not name is named beside its verdict.
    let shown = columns::usual(wording.known, &lines);
    let plan = Plan { names_rule: rule.is_none(), ..Plan::of_members(wording, &figure, dimension, shown) };
    let keys = rule
        .into_iter()
        .chain(input.keys(&drawings, &figures))
        .chain(input.left_out())
        .chain(input.not_counted())
        .collect();
    let has_targets = drawn.rows.iter().any(|row| !row.targets.is_empty());
    let mut summary = input.summary_of_parts(&histories, false, has_targets);
    summary.extend(input.revised(&histories));
    Ok(Content {
        grid: columns::grid(wording, &plan, &lines),
        csv: table::csv(wording, &in_csv, has_targets, &beside),
        what: input.what(&wording.label(&reference.metric, &reference.cell), None, Some(wording.when(&figure))),
        keys,
        summary,
        source: Vec::new(),
        notes: input.notes_of_rows(&lines, &in_csv),
        when_narrow: Vec::new(),
        drawings,
    })
}

fn row(wording: Wording<'_>, name: &str, figure: &Figure) -> BarRow {
    let known = wording.known;
    let judgement = known.judge(figure);
    BarRow {
        name: name.to_owned(),
        value: figure.value(),
        interval: figure.interval,
        text: wording.value_as_judged(figure, judgement.as_ref()),
        targets: known.bounds(figure).into_iter().flat_map(Bounds::amounts).collect(),
        previous: before(wording, figure).value(),
        state: state(judgement.as_ref(), figure),
        provisional: is_provisional(figure),
        suppressed: figure.is_suppressed(),
    }
}

/// How a row shows its verdict.
pub(super) fn state(judgement: Option<&Judgement>, figure: &Figure) -> BarState {
    let is_over =
        |judgement: &Judgement| judgement.upper.zip(figure.value()).is_some_and(|(upper, value)| value > upper);
    match judgement.map(|judgement| judgement.verdict) {
        None => BarState::NoTarget,
        Some(Verdict::Met) => BarState::Met,
        Some(Verdict::Near) => BarState::Near,
        Some(Verdict::NotMet) if judgement.is_some_and(is_over) => BarState::Over,
        Some(Verdict::NotMet) => BarState::NotMet,
        Some(Verdict::Unknown) => BarState::Unknown,
    }
}

fn before(wording: Wording<'_>, figure: &Figure) -> Arc<Figure> {
    wording.known.figure(&figure.metric, &figure.cell, figure.period.previous())
}
