//! Values through time as lines, with target, forecast and notes.

pub mod svg;
#[cfg(test)]
pub(in crate::exhibit) mod tests;

use std::sync::Arc;

use super::{
    ChartInput, ChartKind, Content, curve, periods, shared_targets, sizes, span, summary, target, target_columns,
};
use crate::compute::forecast::{Caution, Forecast, Prediction, Status as Prospect};
use crate::compute::reference::Reference;
use crate::compute::{Bounds, Figure};
use crate::diag::Diagnostic;
use crate::exhibit::table::{self, Ahead, Beside};
use crate::l10n::wording::Wording;
use crate::l10n::{self, Noun, phrases, words};
use crate::model::Decimal;
use svg::Line;

/// Values through time as lines, with target and forecast: of a metric, of its members, or of several metrics.
pub static KIND: ChartKind = ChartKind {
    word: "line",
    most_metrics: svg::COLOURS,
    most_members: svg::COLOURS,
    needs_members: false,
    needs_limits: false,
    counts_since: false,
    most_periods: usize::MAX,
    passes_over: &["scale", "from", "since"],
    draw,
};

pub(super) fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let wording = input.wording;
    let words = words(wording.language);
    let metrics = input.metrics();
    let whole = metrics.first().cloned().unwrap_or_else(|| input.whole(0));
    let parts = input.parts(&whole);
    let shows_parts = !parts.is_empty();
    let histories = if shows_parts { parts } else { metrics };
    let is_single = histories.len() == 1;
    let targets = shared_targets(wording, &histories);
    let forecast = whole.figures.last().filter(|_| is_single).and_then(|last| wording.known.forecast(last));
    let fan = forecast.as_ref().and_then(|forecast| fan(input, forecast));
    let (marks, notes) = input.notes(&whole.figures, &histories);
    let with_ahead = targets.as_ref().map(|targets| with_targets_ahead(input, targets, fan.as_ref()));
    let drawn = Line {
        id: input.id(),
        language: wording.language,
        periods: periods(&whole),
        curves: histories.iter().map(|history| curve(wording, history)).collect(),
        context: Vec::new(),
        target: with_ahead.as_deref().map(|targets| target(input, targets)),
        ticks: input.ticks(),
        from_zero: input.order.from_zero,
        forecast: fan,
        notes: marks,
        height: input.order.height,
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let fan = drawn.forecast.as_ref();
    let beside = Beside {
        extras: with_ahead.iter().flat_map(|all| target_columns(wording, &input.reference.metric, all)).collect(),
        ahead: fan.map_or(Vec::new(), |fan| ahead(input, fan)),
        on_period_before: is_single,
        ..Beside::default()
    };
    let beside = input.with_times(&whole.figures, beside);
    let figures: Vec<&Arc<Figure>> = histories.iter().flat_map(|history| &history.figures).collect();
    // Where a target is drawn, all lines have the same.
    let rule = || input.rule(histories.first()?);
    let mut keys: Vec<String> = targets.as_ref().and_then(|_| rule()).into_iter().collect();
    keys.extend(fan.map(|_| words.key_forecast.to_owned()));
    keys.extend(input.keys(&drawings, &figures));
    keys.extend(input.left_out());
    keys.extend(input.not_counted());
    input.name_hidden(&mut keys, &histories);
    let mut summary = match is_single {
        true => summary(wording, histories.first().unwrap_or(&whole), targets.is_some()),
        false => input.summary_of_parts(&histories, true, targets.is_some()),
    };
    summary.extend(input.revised(&histories).filter(|_| !is_single));
    summary.extend(forecast.as_ref().map(|forecast| prospect(wording, forecast)));
    let names = || histories.iter().map(|history| input.name(history)).collect::<Vec<String>>().join(", ");
    let name = if shows_parts { input.name(&whole) } else { names() };
    Ok(Content {
        grid: table::history(wording, &histories, &beside),
        csv: table::csv(wording, &histories, false, &beside),
        what: input.what(&name, None, span(wording, &whole)),
        keys,
        summary,
        source: input.axis(&drawings).into_iter().collect(),
        notes,
        when_narrow: Vec::new(),
        drawings,
    })
}

/// The targets so far, and those of the periods of the forecast.
fn with_targets_ahead(
    input: ChartInput<'_>,
    targets: &[Option<Bounds>],
    fan: Option<&svg::Forecast>,
) -> Vec<Option<Bounds>> {
    let known = input.wording.known;
    let Reference { metric, cell, .. } = input.reference;
    let ahead = fan.into_iter().flat_map(|fan| &fan.periods);
    let ahead = ahead.map(|period| known.bounds(&known.figure(metric, cell, *period)));
    targets.iter().copied().chain(ahead).collect()
}

/// The forecast as a fan. `None` if there is none, or if it is too large to be drawn.
fn fan(input: ChartInput<'_>, forecast: &Forecast) -> Option<svg::Forecast> {
    // A reader wants to see when the target is reached; what comes after that is left out.
    let until = forecast.reach.and_then(|reach| reach.latest);
    let near: Vec<&Prediction> =
        forecast.predictions.iter().filter(|prediction| until.is_none_or(|until| prediction.period <= until)).collect();
    let decimal = |value: f64| Decimal::try_from(value).ok();
    let mean: Option<Vec<Decimal>> = near.iter().map(|prediction| decimal(prediction.mean)).collect();
    let band = |of: &dyn Fn(&Prediction) -> (f64, f64)| -> Option<Vec<(Decimal, Decimal)>> {
        near.iter().map(|prediction| decimal(of(prediction).0).zip(decimal(of(prediction).1))).collect()
    };
    let mean = mean?;
    Some(svg::Forecast {
        periods: near.iter().map(|prediction| prediction.period).collect(),
        inner: band(&|prediction| (prediction.lo80, prediction.hi80))?,
        outer: band(&|prediction| (prediction.lo95, prediction.hi95))?,
        name: words(input.language()).forecast.to_owned(),
        last: input.text(*mean.last()?),
        mean,
    })
}

/// The rows of a fan, newest last.
fn ahead(input: ChartInput<'_>, fan: &svg::Forecast) -> Vec<Ahead> {
    let text = |value: &Decimal| input.text(*value);
    let rows = fan.periods.iter().zip(&fan.mean).zip(fan.inner.iter().zip(&fan.outer));
    rows.map(|((period, mean), (inner, outer))| Ahead {
        period: *period,
        text: text(mean),
        mean: *mean,
        note: phrases::intervals(
            (&text(&inner.0), &text(&inner.1)),
            (&text(&outer.0), &text(&outer.1)),
            input.language(),
        ),
    })
    .collect()
}

/// A sentence: when the target will be reached, or why nothing can be said about it.
fn prospect(wording: Wording<'_>, forecast: &Forecast) -> String {
    let language = wording.language;
    let words = words(language);
    let why = match forecast.status {
        Prospect::Forecast => "",
        Prospect::LatestMissing => words.forecast_latest_missing,
        Prospect::AlreadyMet => words.forecast_already_met,
        Prospect::TooFewPoints => words.forecast_too_few,
        Prospect::TooManyMissing => words.forecast_too_many_missing,
        Prospect::NoTrend => words.forecast_no_trend,
        Prospect::WrongDirection => words.forecast_wrong_direction,
        Prospect::BeyondHorizon => words.forecast_beyond_horizon,
    };
    let rests_on = rests_on(wording, forecast);
    let Some(reach) = forecast.reach else {
        let season = forecast.cautions.contains(&Caution::Seasonal).then(|| words.season_in_line.to_owned());
        let refused = format!("{}: {why}.", words.no_forecast);
        return [Some(refused), rests_on, season].into_iter().flatten().collect::<Vec<_>>().join(" ");
    };
    let name = |period| l10n::period(period, language);
    let reached = phrases::target_reached_in(
        &name(reach.mean),
        &name(reach.earliest),
        reach.latest.map(name).as_deref(),
        language,
    );
    let caution = |caution: &Caution| match caution {
        Caution::Autocorrelated => words.caution_alike.to_owned(),
        Caution::Seasonal => words.caution_season.to_owned(),
        Caution::OutOfRange => words.caution_range.to_owned(),
    };
    let cautions: Vec<String> = forecast.cautions.iter().map(caution).collect();
    let with_care =
        (!cautions.is_empty()).then(|| format!("{}: {}.", words.forecast_with_care, l10n::list(&cautions, language)));
    [Some(reached), rests_on, with_care].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The periods that the line runs through, or that were looked at for one; `None` where nothing was read from a line.
fn rests_on(wording: Wording<'_>, forecast: &Forecast) -> Option<String> {
    let language = wording.language;
    match forecast.status {
        Prospect::LatestMissing | Prospect::AlreadyMet | Prospect::TooFewPoints => return None,
        Prospect::Forecast
        | Prospect::TooManyMissing
        | Prospect::NoTrend
        | Prospect::WrongDirection
        | Prospect::BeyondHorizon => {}
    }
    let count = l10n::count(forecast.periods, Noun::of(forecast.first.grain()), language);
    let last = forecast.first.plus(i32::try_from(forecast.periods).unwrap_or(i32::MAX) - 1);
    let span = l10n::span(forecast.first, last, language);
    Some(match forecast.reach {
        Some(_) => phrases::line_through(&count, &span, language),
        None => phrases::looked_at(&count, &span, language),
    })
}
