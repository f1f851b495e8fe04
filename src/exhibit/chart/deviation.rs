//! The change on the year before, through time; or how far each value is from the mean of the same time of the year in
//! all earlier years.

pub mod svg;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ChartInput, ChartKind, Content, Drawings, is_provisional, periods, sizes, span, summary_against};
use crate::base::period::Period;
use crate::compute::Figure;
use crate::diag::Diagnostic;
use crate::exhibit::drawing::{Drawing, Marks, Ticks};
use crate::exhibit::table::{self, Beside, Extra, NamedHistory};
use crate::l10n::{phrases, wording, words};
use crate::model::Decimal;
use crate::model::catalog::{Format, Metric};
use svg::Deviation;

/// The change on the year before, or the deviation from the usual, through time.
pub static KIND: ChartKind = ChartKind {
    word: "deviation",
    most_metrics: 1,
    most_members: 0,
    needs_members: false,
    needs_limits: false,
    counts_since: false,
    most_periods: usize::MAX,
    passes_over: &["from_zero", "scale", "since"],
    draw,
};

/// Fewer earlier years make nothing usual.
const FEWEST_YEARS: usize = 2;

/// What each value is held against, and how far it is from it; each `None` where it is not known, and then what stands in
/// its place.
struct Base {
    /// Over the columns of both.
    names: [&'static str; 2],
    amounts: Vec<Option<(String, Decimal)>>,
    changes: Vec<Option<Decimal>>,
    gaps: [Vec<String>; 2],
    /// Which of the changes are provisional.
    provisional: BTreeSet<usize>,
    /// Those that the amounts are shown with, and so what is counted from them.
    decimals: u32,
}

/// The changes around zero.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, metric, .. } = input;
    let (language, words) = (wording.language, words(wording.language));
    let whole = input.whole(usize::MAX);
    let is_from_normal = input.order.from_normal;
    let base = if is_from_normal { normal(input, &whole) } else { year_before(input, &whole) };
    let changes = &base.changes;
    let (marks, notes) = input.notes(&whole.figures, &[]);
    let last = changes.iter().rev().find_map(|change| *change);
    let drawn = Deviation {
        id: input.id(),
        language,
        periods: periods(&whole),
        values: changes.iter().map(|change| drawn_amount(metric, (*change)?)).collect(),
        provisional: base.provisional.clone(),
        name: String::new(),
        better: metric.better,
        last: last.map_or_else(String::new, |change| wording::bare_change(metric, change, base.decimals, language)),
        ticks: Ticks::Number,
        notes: marks,
        height: input.order.height,
        without: match whole.figures.iter().any(|figure| figure.amount.is_ok()) {
            true if is_from_normal => words.no_normal_yet,
            true => words.no_year_before_yet,
            false => words.no_data_in_span,
        },
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let figures: Vec<&Arc<Figure>> = whole.figures.iter().collect();
    let triangles = key_of_triangles(input, drawings.marks());
    // Where columns are too narrow for triangles, their side and colour say it alone.
    let colours = || input.better_way(drawings.marks(), false);
    let judged = |drawing: &Drawing| drawing.marks.judged;
    let (wide, narrow) = match &drawings {
        Drawings::Sizes { wide, narrow } => (judged(wide), judged(narrow)),
        Drawings::Panels { .. } => (false, false),
    };
    let when_narrow = colours().filter(|_| wide && !narrow);
    let when_narrow = when_narrow.map(|key| format!("{key}, {}", words.on_narrow_screens)).into_iter().collect();
    let mut keys: Vec<String> = if wide { triangles } else { colours() }.into_iter().collect();
    keys.extend(input.keys(&drawings, &figures));
    let (what, source) = match is_from_normal {
        true => (words.deviation_from_normal, Some(words.what_is_normal.to_owned())),
        false => (words.change_on_the_year, None),
    };
    let what = match metric.format {
        Format::Percent => format!("{what}, {}", words.in_points),
        Format::Number => what.to_owned(),
    };
    // Neither another change nor a target is drawn.
    let mut sentences = summary_against(wording, &whole, |last| last.period.year_before(), false);
    sentences.extend(from_normal(input, &whole, &base).filter(|_| is_from_normal));
    let beside = input.with_times(&whole.figures, Beside { extras: columns(input, base), ..Beside::default() });
    let histories = std::slice::from_ref(&whole);
    Ok(Content {
        grid: table::history(wording, histories, &beside),
        csv: table::csv(wording, histories, false, &beside),
        what: input.what(&input.name(&whole), Some(&what), span(wording, &whole)),
        keys,
        summary: sentences,
        source: source.into_iter().collect(),
        notes,
        when_narrow,
        drawings,
    })
}

/// What the triangles mean that are drawn.
fn key_of_triangles(input: ChartInput<'_>, marks: Marks) -> Option<String> {
    let words = words(input.language());
    let (better, worse) = match input.order.from_normal {
        true => (words.key_better_than_normal, words.key_worse_than_normal),
        false => (words.key_better, words.key_worse),
    };
    match (marks.better, marks.worse) {
        (true, true) => Some(format!("{better}; {}", words.key_worse_too)),
        (true, false) => Some(better.to_owned()),
        (false, true) => Some(worse.to_owned()),
        (false, false) => None,
    }
}

/// The change of a share is drawn in percentage points. `None` where that is too large to be counted.
fn drawn_amount(metric: &Metric, change: Decimal) -> Option<Decimal> {
    match metric.format {
        Format::Percent => change.checked_mul(Decimal::ONE_HUNDRED),
        Format::Number => Some(change),
    }
}

fn year_before(input: ChartInput<'_>, whole: &NamedHistory) -> Base {
    let ChartInput { wording, .. } = input;
    let words = words(wording.language);
    let before = |figure: &Arc<Figure>| wording.known.figure(&figure.metric, &figure.cell, figure.period.year_before());
    let befores: Vec<Arc<Figure>> = whole.figures.iter().map(before).collect();
    let amount = |before: &Arc<Figure>| Some((wording.value(before), before.value()?));
    let moved = |(figure, before): (&Arc<Figure>, &Arc<Figure>)| figure.change_from(before);
    let all = || whole.figures.iter().zip(&befores).map(moved);
    Base {
        gaps: [
            befores.iter().map(|before| wording.value(before)).collect(),
            all().map(|moved| wording.change(&input.reference.metric, &moved)).collect(),
        ],
        names: [words.year_before, words.change],
        decimals: input.metric.shown_decimals(),
        amounts: befores.iter().map(amount).collect(),
        provisional: numbers(whole.figures.iter().zip(&befores), |(a, b)| is_provisional(a) || is_provisional(b)),
        changes: all().map(|moved| moved.absolute.ok()).collect(),
    }
}

/// The places of those that are so.
fn numbers<T>(all: impl Iterator<Item = T>, is_so: impl Fn(T) -> bool) -> BTreeSet<usize> {
    all.enumerate().filter_map(|(index, one)| is_so(one).then_some(index)).collect()
}

/// The mean of the same month, quarter or year in all earlier years of the history.
fn normal(input: ChartInput<'_>, whole: &NamedHistory) -> Base {
    let ChartInput { wording, reference, .. } = input;
    let words = words(wording.language);
    let all = wording.known.history(&reference.metric, &reference.cell, reference.period, usize::MAX);
    let known: BTreeMap<Period, Decimal> =
        all.into_iter().filter_map(|figure| Some((figure.period, figure.value()?))).collect();
    let mean = |figure: &Arc<Figure>| {
        let first = *known.keys().next()?;
        let years = std::iter::successors(Some(figure.period.year_before()), |period| Some(period.year_before()));
        let earlier: Vec<Decimal> =
            years.take_while(|period| *period >= first).filter_map(|period| known.get(&period).copied()).collect();
        if earlier.len() < FEWEST_YEARS {
            return None;
        }
        earlier.iter().copied().try_fold(Decimal::ZERO, Decimal::checked_add)?.checked_div(earlier.len().into())
    };
    let means: Vec<Option<Decimal>> = whole.figures.iter().map(mean).collect();
    let change = |(figure, mean): (&Arc<Figure>, &Option<Decimal>)| figure.value()?.checked_sub((*mean)?);
    let of_value = |figure: &Arc<Figure>| if figure.is_suppressed() { words.suppressed_mark } else { words.dash };
    Base {
        gaps: [
            vec![words.dash.to_owned(); whole.figures.len()],
            whole.figures.iter().map(|figure| of_value(figure).to_owned()).collect(),
        ],
        names: [words.normal, words.deviation],
        decimals: input.estimated_decimals(),
        provisional: numbers(whole.figures.iter(), |figure| is_provisional(figure)),
        changes: whole.figures.iter().zip(&means).map(change).collect(),
        amounts: means.into_iter().map(|mean| mean.map(|mean| (input.estimate(mean), mean))).collect(),
    }
}

/// A sentence on the newest value that has a normal one.
fn from_normal(input: ChartInput<'_>, whole: &NamedHistory, base: &Base) -> Option<String> {
    let all = whole.figures.iter().zip(base.amounts.iter().zip(&base.changes)).rev();
    let (figure, (normal, change)) = all.into_iter().find(|(_, (_, change))| change.is_some())?;
    let change = wording::precise_change(input.metric, (*change)?, base.decimals, input.language());
    Some(phrases::away_from_normal(&change, &normal.as_ref()?.0, &input.wording.period(figure), input.language()))
}

/// What the values are held against and how far they are from it, beside them.
fn columns(input: ChartInput<'_>, base: Base) -> Vec<Extra> {
    let ChartInput { wording, metric, .. } = input;
    let change = |value: Option<Decimal>| {
        value.map(|value| (wording::precise_change(metric, value, base.decimals, wording.language), value))
    };
    let ([amount, distance], [of_amounts, of_changes]) = (base.names, base.gaps);
    let changes = base.changes.into_iter().map(change).collect();
    vec![
        Extra { name: amount.to_owned(), values: base.amounts, is_change: false, gaps: of_amounts },
        Extra { name: distance.to_owned(), values: changes, is_change: true, gaps: of_changes },
    ]
}
