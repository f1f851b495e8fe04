//! Values through time with the limits of their usual variation.

pub mod svg;

use std::collections::BTreeSet;

use super::line;
use super::{
    ChartInput, ChartKind, Content, extra, last_known, periods, point, shared_targets, sizes, span, summary, target,
};
use crate::base::period::Period;
use crate::compute::Figure;
use crate::compute::spc::{self, Assurance, Spc};
use crate::diag::Diagnostic;
use crate::exhibit::drawing::Point;
use crate::exhibit::table::{self, Beside, Extra};
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::Format;
use svg::{Class, Level, Phase, Xmr, XmrPoint};

/// Values through time between the limits of their usual variation.
pub static KIND: ChartKind =
    ChartKind { word: "xmr", most_metrics: 1, most_members: 0, needs_members: false, needs_limits: true, draw };

fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, .. } = input;
    let language = wording.language;
    let words = words(language);
    let whole = input.whole(usize::MAX);
    let limits = whole.figures.last().and_then(|last| wording.known.spc(last));
    // Without a value yet there is nothing to reckon limits from; the line says so.
    let Some(limits) = limits else { return line::draw(input) };
    let first = whole.figures.first().map(|figure| figure.period);
    let index =
        |period: Period| first.and_then(|first| period.since(first)).and_then(|steps| usize::try_from(steps).ok());
    let count = whole.figures.len();
    let ends = limits.phases.iter().skip(1).map(|phase| index(phase.start).unwrap_or(0)).chain([count]);
    let phase = |(phase, end): (&spc::Phase, usize)| Phase {
        start: index(phase.start).unwrap_or(0),
        end,
        mean: phase.mean,
        limits: phase.limits.map(|limits| (limits.lpl, limits.upl)),
    };
    let phases: Vec<Phase> =
        limits.phases.iter().zip(ends).map(phase).filter(|phase| phase.start < phase.end).collect();
    let class =
        |period: Period| limits.points.iter().find(|point| point.period == period).and_then(|point| point.class);
    let point = |figure: &Figure| XmrPoint {
        point: point(figure),
        class: match class(figure.period) {
            None | Some(spc::Class::CommonCause) => Class::Common,
            Some(spc::Class::Improvement) => Class::Improvement,
            Some(spc::Class::Concern) => Class::Concern,
            Some(spc::Class::NeutralHigh | spc::Class::NeutralLow) => Class::Neutral,
        },
    };
    let targets = shared_targets(wording, std::slice::from_ref(&whole));
    let last_phase = limits.phases.last();
    let bounds = last_phase.and_then(|phase| phase.limits);
    // The limits of a share are drawn at 0 and 1 at the most, and their names say so.
    let within = |value: Decimal| match input.metric.format {
        Format::Percent => value.clamp(Decimal::ZERO, Decimal::ONE),
        Format::Number => value,
    };
    let named = |name: &str, value: Option<Decimal>| {
        let last = value.map_or_else(String::new, |value| input.estimate(within(value)));
        Level { name: name.to_owned(), last }
    };
    let (marks, notes) = input.notes(&whole.figures);
    let drawn = Xmr {
        id: input.id(),
        language,
        periods: periods(&whole),
        value: Level { name: String::new(), last: last_known(wording, &whole.figures) },
        points: whole.figures.iter().map(point).collect(),
        phases,
        mean: named(words.mean, last_phase.and_then(|phase| phase.mean)),
        lower: named(words.lower_limit, bounds.map(|limits| limits.lpl)),
        upper: named(words.upper_limit, bounds.map(|limits| limits.upl)),
        target: targets.as_deref().map(|targets| target(input, targets)),
        ticks: input.ticks(),
        notes: marks,
        height: order.height,
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let figures: Vec<&Figure> = whole.figures.iter().collect();
    let shown: BTreeSet<&str> = drawn
        .points
        .iter()
        .filter(|point| point.point != Point::Missing)
        .map(|point| match point.class {
            Class::Common => words.key_common_cause,
            Class::Improvement => words.key_improvement,
            Class::Concern => words.key_concern,
            Class::Neutral => words.key_neutral,
        })
        .collect();
    let order_of_keys = [words.key_common_cause, words.key_improvement, words.key_concern, words.key_neutral];
    let mut keys: Vec<String> = input.rule(whole.figures.last()).into_iter().collect();
    keys.extend(order_of_keys.into_iter().filter(|key| shown.contains(key)).map(str::to_owned));
    keys.extend(input.keys(&drawings, &figures));
    let mut summary = summary(wording, &whole);
    summary.extend(signals(input, &limits));
    let mut source: Vec<String> = input.axis(&drawings).into_iter().collect();
    source.extend(last_phase.and_then(|phase| match bounds {
        Some(_) => phase.short.then(|| phrases::limits_rest_on(phase.n, language)),
        None => Some(words.no_limits_yet.to_owned()),
    }));
    let beside = Beside {
        extras: [
            (words.mean, &(|phase: &spc::Phase| phase.mean) as &dyn Fn(&spc::Phase) -> Option<Decimal>),
            (words.lower_limit, &|phase| phase.limits.map(|limits| limits.lpl)),
            (words.upper_limit, &|phase| phase.limits.map(|limits| limits.upl)),
        ]
        .into_iter()
        .map(|(name, of)| {
            let value = |figure: &Figure| {
                let point = limits.points.iter().find(|point| point.period == figure.period)?;
                let value = of(limits.phases.get(point.phase)?)?;
                Some((input.estimate(value), value))
            };
            Extra { name: l10n::capital(name), values: whole.figures.iter().map(value).collect() }
        })
        .chain(targets.iter().map(|targets| extra(input, words.target, targets)))
        .collect(),
        remarks: whole.figures.iter().map(|figure| class_word(class(figure.period)?, wording)).collect(),
        ..Beside::default()
    };
    let histories = std::slice::from_ref(&whole);
    Ok(Content {
        grid: table::history(wording, histories, &beside),
        csv: table::csv(wording, histories, false, &beside),
        what: input.what(&whole.name, None, span(wording, &whole)),
        keys,
        summary,
        source,
        notes,
        drawings,
    })
}

/// What the limits say: usual variation, the last value, whether the target can be relied on.
fn signals(input: ChartInput<'_>, limits: &Spc) -> Vec<String> {
    let language = input.language();
    let words = words(language);
    let mut sentences = Vec::new();
    if let Some((bounds, mean)) = limits.phases.last().and_then(|phase| phase.limits.zip(phase.mean)) {
        let text = |value| input.estimate(value);
        sentences.push(phrases::usual_variation(&text(bounds.lpl), &text(bounds.upl), &text(mean), language));
    }
    if !limits.shows_icons() {
        return sentences;
    }
    let variation = limits
        .variation
        .and_then(|variation| class_word(variation.class, input.wording).or(Some(words.common_cause.to_owned())));
    let assurance = limits.assurance.map(|assurance| match assurance {
        Assurance::Pass => words.assurance_pass,
        Assurance::Fail => words.assurance_fail,
        Assurance::HitOrMiss => words.assurance_hit_or_miss,
    });
    let says: Vec<String> = variation.into_iter().chain(assurance.map(str::to_owned)).collect();
    if !says.is_empty() {
        sentences.push(format!("{}: {}.", words.latest_value, says.join("; ")));
    }
    sentences
}

/// The word of a value that stands out; `None` for common cause.
fn class_word(class: spc::Class, wording: Wording<'_>) -> Option<String> {
    let words = words(wording.language);
    let word = match class {
        spc::Class::CommonCause => return None,
        spc::Class::Improvement => words.improvement,
        spc::Class::Concern => words.concern,
        spc::Class::NeutralHigh => words.neutral_high,
        spc::Class::NeutralLow => words.neutral_low,
    };
    Some(word.to_owned())
}
