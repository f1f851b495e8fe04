//! The change on the year before, through time.

pub mod svg;
#[cfg(test)]
mod tests;

use super::{ChartInput, ChartKind, Content, periods, sizes, span, summary_against};
use crate::compute::Figure;
use crate::diag::Diagnostic;
use crate::exhibit::drawing::Ticks;
use crate::exhibit::table::{self, Beside, Extra, NamedHistory};
use crate::l10n::wording::{self, Wording};
use crate::l10n::words;
use crate::model::Decimal;
use crate::model::catalog::{Better, Format, Metric};
use svg::Deviation;

/// The change on the year before, through time.
pub static KIND: ChartKind = ChartKind {
    word: "deviation",
    most_metrics: 1,
    most_members: 0,
    needs_members: false,
    needs_limits: false,
    most_periods: usize::MAX,
    passes_over: &[],
    draw,
};

/// The change on the year before, around zero.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, metric, .. } = input;
    let language = wording.language;
    let whole = input.whole(usize::MAX);
    let changes: Vec<Option<Decimal>> = whole.figures.iter().map(|figure| change(input, figure)).collect();
    let (marks, notes) = input.notes(&whole.figures, &[]);
    let last = changes.iter().rev().find_map(|change| *change);
    let drawn = Deviation {
        id: input.id(),
        language,
        periods: periods(&whole),
        values: changes.iter().map(|change| drawn_amount(metric, (*change)?)).collect(),
        name: String::new(),
        better: metric.better,
        last: last.map_or_else(String::new, |change| wording::change(metric, change, language)),
        ticks: Ticks::Number,
        notes: marks,
        height: input.order.height,
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let beside = Beside { extras: columns(input, &whole, &changes), ..Beside::default() };
    let figures: Vec<&Figure> = whole.figures.iter().collect();
    let is_judged = metric.better != Better::Neither;
    let mut keys: Vec<String> = is_judged.then(|| words(language).key_better.to_owned()).into_iter().collect();
    keys.extend(input.keys(&drawings, &figures));
    let histories = std::slice::from_ref(&whole);
    Ok(Content {
        grid: table::history(wording, histories, &beside),
        csv: table::csv(wording, histories, false, &beside),
        what: input.what(&input.name(&whole), Some(words(input.language()).change_on_the_year), span(wording, &whole)),
        keys,
        summary: told(wording, &whole),
        source: Vec::new(),
        notes,
        drawings,
    })
}

/// The last value and its change on the year before: neither another change nor a target is drawn.
fn told(wording: Wording<'_>, whole: &NamedHistory) -> Vec<String> {
    summary_against(wording, whole, |last| last.period.year_before(), false)
}

/// The change of a figure on the year before; `None` where one of the two is missing.
fn change(input: ChartInput<'_>, figure: &Figure) -> Option<Decimal> {
    input.wording.known.change(figure, figure.period.year_before()).absolute.ok()
}

/// The change of a share is drawn in percentage points. `None` where that is too large to be counted.
fn drawn_amount(metric: &Metric, change: Decimal) -> Option<Decimal> {
    match metric.format {
        Format::Percent => change.checked_mul(Decimal::ONE_HUNDRED),
        Format::Number => Some(change),
    }
}

/// The year before and the change, beside the figures of `whole`.
fn columns(input: ChartInput<'_>, whole: &NamedHistory, changes: &[Option<Decimal>]) -> Vec<Extra> {
    let ChartInput { wording, metric, .. } = input;
    let words = words(wording.language);
    let year_before = |figure: &Figure| {
        let before = wording.known.figure(&figure.metric, &figure.cell, figure.period.year_before());
        Some((wording.value(&before), before.amount.ok()?))
    };
    let before = whole.figures.iter().map(year_before).collect();
    let change = |value: &Option<Decimal>| value.map(|value| (wording::change(metric, value, wording.language), value));
    vec![
        Extra { name: words.year_before.to_owned(), values: before },
        Extra { name: words.change.to_owned(), values: changes.iter().map(change).collect() },
    ]
}
