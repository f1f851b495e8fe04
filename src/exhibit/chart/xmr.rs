//! Values through time with the limits of their usual variation.

pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::line;
use super::{
    ChartInput, ChartKind, Content, Drawings, last_known, periods, point, shared_targets, sizes, span, summary, target,
    target_columns,
};
use crate::base::period::Period;
use crate::compute::reference::Reference;
use crate::compute::spc::{self, Spc};
use crate::compute::{Bounds, Figure};
use crate::diag::Diagnostic;
use crate::exhibit::drawing::Note;
use crate::exhibit::table::{self, Beside, Extra, NamedHistory};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::language::Language;
use svg::{Class, Level, Phase, Xmr, XmrPoint};

/// Values through time between the limits of their usual variation.
pub static KIND: ChartKind = ChartKind {
    word: "xmr",
    most_metrics: 1,
    most_members: 0,
    needs_members: false,
    needs_limits: true,
    counts_since: false,
    most_periods: usize::MAX,
    passes_over: &["from_zero", "scale", "from", "since"],
    draw,
};

fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let wording = input.wording;
    let whole = input.whole(usize::MAX);
    let spc = whole.figures.last().and_then(|last| wording.known.spc(last));
    // Limits are computed from values: where there are none yet, the line says so.
    let Some(spc) = spc else { return line::draw(input) };
    let targets = shared_targets(wording, std::slice::from_ref(&whole));
    let is_floored = is_floored(input);
    let limited = LimitedHistory { input, whole: &whole, spc: &spc, targets, is_floored };
    let (marks, notes) = input.notes(&whole.figures, &[]);
    let drawn = limited.xmr(marks);
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let beside = input.with_times(&whole.figures, limited.beside());
    let histories = std::slice::from_ref(&whole);
    let mut summary = summary(wording, &whole, limited.targets.is_some());
    summary.extend(limited.signals());
    Ok(Content {
        grid: table::history(wording, histories, &beside),
        csv: table::csv(wording, histories, false, &beside),
        what: input.what(&input.name(&whole), None, span(wording, &whole)),
        keys: limited.keys(&drawn.points, &drawings),
        summary,
        source: limited.source(&drawings),
        notes,
        when_narrow: Vec::new(),
        drawings,
    })
}

/// The history of a metric, and what its limits say about it.
struct LimitedHistory<'a> {
    input: ChartInput<'a>,
    whole: &'a NamedHistory,
    spc: &'a Spc,
    targets: Option<Vec<Option<Bounds>>>,
    /// Whether a limit below zero stands at zero.
    is_floored: bool,
}

impl LimitedHistory<'_> {
    /// What is drawn. `notes` are the numbers over the plot.
    fn xmr(&self, notes: Vec<Note>) -> Xmr {
        let ChartInput { wording, order, .. } = self.input;
        let words = words(wording.language);
        let last = self.spc.phases.last();
        let limits = last.and_then(|phase| self.limits(phase));
        Xmr {
            id: self.input.id(),
            language: wording.language,
            periods: periods(self.whole),
            value: Level { name: String::new(), last: last_known(wording, &self.whole.figures) },
            points: self.whole.figures.iter().map(|figure| self.point(figure)).collect(),
            phases: self.phases(),
            mean: self.level(words.mean, last.and_then(mean)),
            lower: self.level(words.lower_limit, limits.map(|(lower, _)| lower)),
            upper: self.level(words.upper_limit, limits.map(|(_, upper)| upper)),
            target: self.targets.as_deref().map(|targets| target(self.input, targets)),
            ticks: self.input.ticks(),
            notes,
            height: order.height,
        }
    }

    /// The phases by their places among the periods that are drawn.
    fn phases(&self) -> Vec<Phase> {
        let first = self.whole.figures.first().map(|figure| figure.period);
        let index = |period: Period| {
            let steps = first.and_then(|first| period.since(first));
            steps.and_then(|steps| usize::try_from(steps).ok()).unwrap_or(0)
        };
        let phases = &self.spc.phases;
        let ends = phases.iter().skip(1).map(|phase| index(phase.start)).chain([self.whole.figures.len()]);
        let phase = |(phase, end): (&spc::Phase, usize)| Phase {
            start: index(phase.start),
            end,
            mean: mean(phase),
            limits: self.limits(phase),
        };
        phases.iter().zip(ends).map(phase).filter(|phase| phase.start < phase.end).collect()
    }

    /// The lower and the upper limit of a phase, as they are shown.
    fn limits(&self, phase: &spc::Phase) -> Option<(Decimal, Decimal)> {
        let least = if self.is_floored { Decimal::ZERO } else { Decimal::MIN };
        phase.limits.map(|limits| (limits.lpl.max(least), limits.upl.max(least)))
    }

    /// What the limits say about the value in `period`.
    fn class(&self, period: Period) -> Option<spc::Class> {
        self.spc.points.iter().find(|point| point.period == period)?.class
    }

    fn point(&self, figure: &Figure) -> XmrPoint {
        let class = match self.class(figure.period) {
            None | Some(spc::Class::CommonCause) => Class::Common,
            Some(spc::Class::Improvement) => Class::Improvement,
            Some(spc::Class::Concern) => Class::Concern,
            Some(spc::Class::NeutralHigh | spc::Class::NeutralLow) => Class::Neutral,
        };
        XmrPoint { point: point(figure), class }
    }

    /// The name of a mean or limit, and its value as the table and the sentence have it, wherever it is drawn.
    fn level(&self, name: &str, value: Option<Decimal>) -> Level {
        let last = value.map_or_else(String::new, |value| self.input.estimate(value));
        Level { name: name.to_owned(), last }
    }

    /// The rule of the target, then the keys of the classes that are drawn.
    fn keys(&self, points: &[XmrPoint], drawings: &Drawings) -> Vec<String> {
        let words = words(self.input.language());
        let known = || points.iter().filter(|of| of.point.known().is_some());
        // Without limits, all are alike: there is nothing to tell apart.
        let has_classes =
            self.spc.phases.iter().any(|phase| phase.limits.is_some()) || known().any(|of| of.class != Class::Common);
        let known_as = |class: Class| has_classes && known().any(|of| of.class == class);
        let classes = [
            (Class::Common, words.key_common_cause),
            (Class::Improvement, words.key_improvement),
            (Class::Concern, words.key_concern),
            (Class::Neutral, words.key_neutral),
        ];
        let figures: Vec<&Arc<Figure>> = self.whole.figures.iter().collect();
        let mut keys: Vec<String> = self.input.rule(self.whole).into_iter().collect();
        keys.extend(classes.into_iter().filter(|(class, _)| known_as(*class)).map(|(_, key)| key.to_owned()));
        keys.extend(self.input.keys(drawings, &figures));
        keys
    }

    /// Where the axis begins, what the limits rest on, and what they do not know.
    fn source(&self, drawings: &Drawings) -> Vec<String> {
        let language = self.input.language();
        let mut source: Vec<String> = self.input.axis(drawings).into_iter().collect();
        source.extend(self.spc.phases.last().map(|phase| match phase.limits {
            Some(_) => {
                let span = l10n::span(phase.start, phase.until, language);
                phrases::limits_rest_on(phase.n_baseline, &span, phase.short, language)
            }
            None if phase.n_baseline > 1 && phase.amr_unscreened.is_some_and(|range| range.is_zero()) => {
                words(language).no_limits_alike.to_owned()
            }
            None => words(language).no_limits_yet.to_owned(),
        }));
        let known = self.input.wording.known;
        let misses_season = self.whole.figures.last().is_some_and(|last| known.limits_miss_season(last));
        source.extend(misses_season.then(|| words(language).limits_without_season.to_owned()));
        source
    }

    /// Columns for mean, limits and target, and a word at each value of special cause.
    fn beside(&self) -> Beside {
        let wording = self.input.wording;
        let words = words(wording.language);
        let mut extras = vec![
            self.column(words.mean, &mean),
            self.column(words.lower_limit, &|phase| Some(self.limits(phase)?.0)),
            self.column(words.upper_limit, &|phase| Some(self.limits(phase)?.1)),
        ];
        let targets = self.targets.as_deref().unwrap_or_default();
        extras.extend(target_columns(wording, &self.input.reference.metric, targets));
        let remark = |figure: &Arc<Figure>| class_word(self.class(figure.period)?, wording.language);
        let remarks = self.whole.figures.iter().map(remark).collect();
        Beside { extras, remarks, on_period_before: true, ..Beside::default() }
    }

    /// A column with an amount of each value's phase.
    fn column(&self, name: &str, amount: &dyn Fn(&spc::Phase) -> Option<Decimal>) -> Extra {
        let value = |figure: &Arc<Figure>| {
            let point = self.spc.points.iter().find(|point| point.period == figure.period)?;
            let value = amount(self.spc.phases.get(point.phase)?)?;
            Some((self.input.estimate(value), value))
        };
        Extra {
            name: l10n::capital(name),
            values: self.whole.figures.iter().map(value).collect(),
            is_change: false,
            gaps: vec![words(self.input.language()).dash.to_owned(); self.whole.figures.len()],
        }
    }

    /// What the limits say: usual variation, the last value, whether the target can be relied on.
    fn signals(&self) -> Vec<String> {
        let (input, limits, language) = (self.input, self.spc, self.input.language());
        let words = words(language);
        let mut sentences = Vec::new();
        let last = limits.phases.last().and_then(|phase| self.limits(phase).zip(phase.mean));
        if let Some(((lower, upper), mean)) = last {
            let text = |value| input.estimate(value);
            sentences.push(phrases::usual_variation(&text(lower), &text(upper), &text(mean), language));
        }
        // Without limits no value can stand out of them.
        if last.is_none() || !limits.shows_icons() {
            return sentences;
        }
        let variation = limits.variation.map(|variation| l10n::signals::variation(variation.class, language));
        let assurance = limits.assurance.map(|assurance| l10n::signals::assurance(assurance, language));
        let says: Vec<&str> = variation.into_iter().chain(assurance).collect();
        if !says.is_empty() {
            sentences.push(format!("{}: {}.", words.latest_value, says.join("; ")));
        }
        sentences
    }
}

/// Whether no value of the metric was ever below zero: then none is usual there either. Limits are computed as if any
/// were.
fn is_floored(input: ChartInput<'_>) -> bool {
    let Reference { metric, cell, period, .. } = input.reference;
    let all = input.wording.known.history(metric, cell, *period, usize::MAX);
    !all.iter().filter_map(|figure| figure.value()).any(|value| value < Decimal::ZERO)
}

/// The mean of a phase; `None` of one value, which is its own.
fn mean(phase: &spc::Phase) -> Option<Decimal> {
    phase.mean.filter(|_| phase.n_baseline > 1)
}

/// The word for a value of special cause; `None` for common cause.
fn class_word(class: spc::Class, language: Language) -> Option<String> {
    (class != spc::Class::CommonCause).then(|| l10n::signals::variation(class, language).to_owned())
}
