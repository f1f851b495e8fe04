//! The members of a dimension in one period as bars, each with its target and its value before.

pub mod svg;

use super::{ChartInput, ChartKind, Content, extremes, sizes, summary};
use crate::compute::{Figure, Verdict};
use crate::diag::Diagnostic;
use crate::exhibit::table::{self, Beside, NamedHistory};
use crate::l10n::{self, phrases, words};
use svg::{BarRow, BarState, Bars};

/// The members of a dimension in one period, against their targets.
pub static KIND: ChartKind = ChartKind {
    word: "bars",
    most_metrics: 1,
    most_members: svg::ROWS,
    needs_members: true,
    needs_limits: false,
    draw,
};

/// The members of a dimension in the last period, the greatest first.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, reference, .. } = input;
    let (language, known) = (wording.language, wording.known);
    let words = words(language);
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    let dimension = order.by.unwrap_or_default();
    let mut members = table::members(wording, &figure, dimension);
    table::by_value(&mut members, language);
    let row = |(name, figure): &(String, Figure)| {
        let judgement = known.judge(figure);
        let state = match judgement.as_ref().map(|judgement| judgement.verdict) {
            None => BarState::NoTarget,
            Some(Verdict::Met) => BarState::Met,
            Some(Verdict::Near) => BarState::Near,
            Some(Verdict::NotMet) => BarState::NotMet,
            Some(Verdict::Unknown) => BarState::Unknown,
        };
        let previous = known.figure(&figure.metric, &figure.cell, figure.period.previous());
        BarRow {
            name: name.clone(),
            value: figure.amount.clone().ok(),
            text: wording.value_as_judged(figure, judgement.as_ref()),
            target: judgement.and_then(|judgement| judgement.target.ok()),
            previous: previous.amount.ok(),
            state,
        }
    };
    let drawn = Bars {
        id: input.id(),
        language,
        rows: members.iter().map(row).collect(),
        target_name: words.target.to_owned(),
        previous_name: l10n::period(reference.period.previous(), language),
        ticks: input.ticks(),
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let figures: Vec<&Figure> = members.iter().map(|(_, figure)| figure).collect();
    let period = l10n::period(reference.period, language);
    let judged = drawn.rows.iter().filter(|row| !matches!(row.state, BarState::NoTarget | BarState::Unknown)).count();
    let met = drawn.rows.iter().filter(|row| row.state == BarState::Met).count();
    let mut summary: Vec<String> =
        summary(wording, &NamedHistory { name: String::new(), figures: vec![figure.clone()] });
    summary.extend((judged > 0).then(|| phrases::met_by(met, judged, &period, language)));
    summary.extend(extremes(wording, &members));
    let histories: Vec<NamedHistory> = members
        .iter()
        .map(|(name, figure)| NamedHistory { name: name.clone(), figures: vec![figure.clone()] })
        .collect();
    let keys = input.rule(Some(&figure)).into_iter().chain(input.keys(&drawings, &figures)).collect();
    Ok(Content {
        grid: table::breakdown(wording, &figure, dimension, members, &|_| String::new()),
        csv: table::csv(wording, &histories, judged > 0, &Beside::default()),
        what: input.what(&wording.label(&reference.metric, &reference.cell), None, Some(wording.when(&figure))),
        keys,
        summary,
        source: Vec::new(),
        notes: Vec::new(),
        drawings,
    })
}
