//! A chart that is asked for → its drawings, and the rows and sentences that say the same.
//!
//! Each file of the folder is a kind of chart: what it can show, what it takes from the figures, and in its `svg.rs` how
//! it is drawn. This file lists the kinds and has what they share, `keys` what marks mean, `usual` chooses one where
//! nobody does, `moved` has what those of two periods do, `remarks` what is said beside the values of those over time.
//! Drawings, table and summary come from the same figures. `site` adds number, title and files.

pub mod arrow;
pub mod bars;
pub mod bridge;
pub mod deviation;
mod extremes;
mod keys;
pub mod line;
mod moved;
pub mod multiples;
mod remarks;
pub mod stacked;
mod usual;
pub mod xmr;

pub use keys::cut_in_file;
pub use usual::{Asked, Extent, usual};

use std::collections::BTreeSet;
use std::sync::Arc;

use super::view;
use crate::base::inline::Inline;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::reference::Reference;
use crate::compute::{Bounds, Figure, Gap, Verdict};
use crate::diag::{Diagnostic, faults};
use crate::exhibit::drawing::{self, Drawing, Level, Marks, Point, Size, Target, Ticks};
use crate::exhibit::table::lines::{self, Choice, Line};
use crate::exhibit::table::{self, Extra, Grid, NamedHistory};
use crate::l10n::wording::{self, Wording};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::{Format, Metric};
use crate::model::snapshot::Status;

/// Every kind of chart, in the order in which messages list them. A new kind is a file and a line here.
pub static KINDS: &[&ChartKind] = &[
    &line::KIND,
    &stacked::KIND,
    &bars::KIND,
    &xmr::KIND,
    &multiples::KIND,
    &deviation::KIND,
    &arrow::KIND,
    &bridge::KIND,
];

/// A kind of chart: what it can show, and how it does.
#[derive(Debug)]
pub struct ChartKind {
    /// The word for it in narratives and in figures.json. No two kinds have the same.
    pub word: &'static str,
    /// Metrics that one chart can show.
    pub most_metrics: usize,
    /// Members of a dimension that one chart can show; 0 if it shows a metric or one part of it.
    pub most_members: usize,
    /// It shows the members of a dimension, and nothing without them.
    pub needs_members: bool,
    /// It shows limits, which a metric has if its definition says `spc`.
    pub needs_limits: bool,
    /// It shows two periods: the one that `since` names, or a year before, and the report's.
    pub counts_since: bool,
    /// Periods that one chart can show; `usize::MAX` for as many as there are.
    pub most_periods: usize,
    /// Arguments of the filter that it cannot heed, of `from_zero`, `height`, `annotate`, `members`, `top`, `scale`,
    /// `from` and `since`.
    pub passes_over: &'static [&'static str],
    draw: fn(ChartInput<'_>) -> Result<Content, Diagnostic>,
}

impl PartialEq for ChartKind {
    fn eq(&self, other: &ChartKind) -> bool {
        self.word == other.word
    }
}

impl Eq for ChartKind {}

/// Computed amounts of this size have no more decimals than the figures.
const LONG: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

/// What a chart is to show, with everything that the narrative left open filled in.
pub struct Order<'a> {
    /// One at least; several are lines of one chart.
    pub references: &'a [Reference],
    pub kind: &'static ChartKind,
    /// The name of its files.
    pub id: &'a str,
    pub anchor: &'a str,
    pub number: usize,
    pub level: u8,
    pub title: Option<&'a Inline>,
    pub subtitle: Option<&'a Inline>,
    pub history: usize,
    pub from_zero: bool,
    pub by: Option<&'a str>,
    /// Which members it shows.
    pub choice: &'a Choice,
    pub height: Option<u32>,
    pub annotate: Annotate,
    /// Whether each of several drawings has a y axis of its own.
    pub free_scale: bool,
    /// Whether a deviation is that from the usual, not from the year before.
    pub from_normal: bool,
    /// The earlier of two periods; `None`: a year before.
    pub since: Option<Period>,
    /// Where the narrative asks for it, for faults.
    pub place: Place,
}

/// Which remarks a chart marks and lists under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annotate {
    /// What observations say of themselves.
    pub notes: bool,
    /// What happened, from the definitions.
    pub events: bool,
}

impl Annotate {
    pub const NOTHING: Annotate = Annotate { notes: false, events: false };
}

/// Everything of a chart but its number, title and files.
pub struct Content {
    pub drawings: Drawings,
    pub grid: Grid,
    pub csv: Vec<u8>,
    /// Says what is shown: name, unit, time. An author's subtitle replaces it.
    pub what: String,
    /// Sentences that every subtitle ends with: states, keys of marks, names without room.
    pub keys: Vec<String>,
    /// Sentences with full stops.
    pub summary: Vec<String>,
    /// Sentences without full stops.
    pub source: Vec<String>,
    /// The same of a narrow drawing alone.
    pub when_narrow: Vec<String>,
    pub notes: Vec<view::ChartNote>,
}

/// The drawings of a chart.
pub enum Drawings {
    Sizes {
        wide: Drawing,
        narrow: Drawing,
    },
    Panels {
        panels: Vec<view::Panel>,
        axis_start: Option<String>,
        marks: Marks,
        /// All panels with their names in one drawing.
        grid: Drawing,
    },
}

/// What a kind of chart draws from: the figures as known in a month, and the order.
#[derive(Clone, Copy)]
struct ChartInput<'a> {
    wording: Wording<'a>,
    order: &'a Order<'a>,
    metric: &'a Metric,
    reference: &'a Reference,
}

/// Draws what `order` asks for.
pub fn content(wording: Wording<'_>, order: &Order<'_>) -> Result<Content, Diagnostic> {
    let [reference, ..] = order.references else {
        return Err(faults::unknown_metric(order.place.clone(), "", []));
    };
    let Some(metric) = wording.known.metric(&reference.metric) else {
        return Err(faults::unknown_metric(order.place.clone(), &reference.metric, []));
    };
    let input = ChartInput { wording, order, metric, reference };
    let mut content = (order.kind.draw)(input)?;
    // That it is invented stands before everything else that is said of a drawing.
    let word = words(wording.language).illustrative;
    content.keys.sort_by_key(|key| !key.starts_with(word));
    content.when_narrow.extend(input.when_narrow(&content.drawings));
    Ok(content)
}

impl Drawings {
    /// Those of either size: keys stand under both.
    fn marks(&self) -> Marks {
        match self {
            Drawings::Sizes { wide, narrow } => wide.marks.or(narrow.marks),
            Drawings::Panels { marks, .. } => *marks,
        }
    }
}

/// Draws in both sizes.
fn sizes(draw: impl Fn(Size) -> Drawing) -> Drawings {
    Drawings::Sizes { wide: draw(Size::Wide), narrow: draw(Size::Narrow) }
}

impl<'a> ChartInput<'a> {
    fn language(self) -> crate::model::language::Language {
        self.wording.language
    }

    /// The chart's id as its drawings have it.
    fn id(self) -> String {
        self.order.anchor.trim_start_matches("fig-").to_owned()
    }

    /// The history of the metric, at most `most` periods of it.
    fn whole(self, most: usize) -> NamedHistory {
        let Reference { metric, cell, .. } = self.reference;
        let figures = table::history_of(self.wording.known, &self.now(), self.order.history.min(most));
        NamedHistory { name: self.wording.label(metric, cell), figures }
    }

    /// The histories of all metrics of the chart, over the same periods: those of the longest one.
    fn metrics(self) -> Vec<NamedHistory> {
        let known = self.wording.known;
        let one = |reference: &Reference| {
            let Reference { metric, cell, period, .. } = reference;
            let figures = table::history_of(known, &known.figure(metric, cell, *period), self.order.history);
            NamedHistory { name: self.wording.label(metric, cell), figures }
        };
        let mut all: Vec<NamedHistory> = self.order.references.iter().map(one).collect();
        let longest = all.iter().max_by_key(|history| history.figures.len()).map(periods).unwrap_or_default();
        for (history, reference) in all.iter_mut().zip(self.order.references) {
            if history.figures.len() < longest.len() {
                let figure = |period: &Period| known.figure(&reference.metric, &reference.cell, *period);
                history.figures = longest.iter().map(figure).collect();
            }
        }
        all
    }

    /// The histories of the dimension's members, over the same periods as `whole`. Empty if no dimension is asked for.
    fn parts(self, whole: &NamedHistory) -> Vec<NamedHistory> {
        let history = |line: &Line| {
            let figures = whole.figures.iter().map(|whole| line.figure_in(self.wording.known, whole.period)).collect();
            NamedHistory { name: line.head.clone(), figures }
        };
        self.members().iter().map(history).collect()
    }

    /// The members that are shown. None if no dimension is asked for.
    fn members(self) -> Vec<Line> {
        let Some(dimension) = self.order.by else { return Vec::new() };
        let choice = Choice { total: false, ..self.order.choice.clone() };
        let (mut lines, _) = lines::of_members(self.wording, &self.now(), dimension, &choice, &|| self.shown_periods());
        lines.retain(Line::is_figure);
        lines
    }

    /// The periods whose values are drawn, or stand in the table.
    fn shown_periods(self) -> Vec<Period> {
        let kind = self.order.kind;
        match (kind.counts_since, kind.most_periods) {
            (true, _) => vec![self.since()],
            (false, 1) => vec![self.reference.period.previous()],
            (false, most) => periods(&self.whole(most)),
        }
    }

    /// The members that anything is known of in what is shown, and the names of those that were counted before.
    fn counted(self, dimension: &str) -> (Vec<(String, Arc<Figure>)>, Vec<String>) {
        let is_ranked = self.order.choice.top.is_some();
        let periods = || if is_ranked { Vec::new() } else { self.shown_periods() };
        lines::counted(self.wording, &self.now(), dimension, &periods)
    }

    /// What is to be said of members that are not counted any more; `None` where the author names members.
    fn not_counted(self) -> Option<String> {
        let dimension = self.order.by.filter(|_| self.order.choice.members.is_empty())?;
        lines::not_counted(self.wording, &self.counted(dimension).1)
    }

    /// What the whole is called beside the members that are shown.
    fn total_name(self) -> &'static str {
        let of = (self.reference.metric.as_str(), self.reference.period.grain());
        self.wording.whole([of], false)
    }

    /// The whole in the period of the chart.
    fn now(self) -> Arc<Figure> {
        let Reference { metric, cell, period, .. } = self.reference;
        self.wording.known.figure(metric, cell, *period)
    }

    /// What is to be said of members that are not shown.
    fn left_out(self) -> Option<String> {
        let language = self.language();
        let dimension = self.order.by?;
        let shown = self.members().len();
        if !self.order.choice.members.is_empty() {
            let all = table::members(self.wording, &self.now(), dimension).len();
            return (shown != all).then(|| phrases::chosen_of(shown, all, language));
        }
        let (all, _) = self.counted(dimension);
        if shown == all.len() {
            return None;
        }
        let greatest = phrases::greatest_of(shown, all.len(), language);
        let hides = all.iter().any(|(_, figure)| figure.is_suppressed());
        Some(if hides { format!("{greatest}. {}", words(language).hidden_stand_last) } else { greatest })
    }

    fn ticks(self) -> Ticks {
        if self.metric.format == Format::Percent { Ticks::Percent } else { Ticks::Number }
    }

    /// An amount of the metric as printed.
    fn text(self, value: Decimal) -> String {
        wording::amount(self.metric, value, self.language())
    }

    /// What is aimed at in the metric, as it was stated.
    fn target_text(self, value: Decimal) -> String {
        wording::target_amount(self.metric, value, self.language())
    }

    /// One more than those of the metric, whose figures are of one size; none more behind six digits, which tell enough.
    fn estimated_decimals(self) -> u32 {
        let is_long =
            self.metric.format == Format::Number && self.now().value().is_some_and(|value| value.abs() >= LONG);
        self.metric.shown_decimals() + u32::from(!is_long)
    }

    /// A computed amount, such as a mean, as text.
    fn estimate(self, value: Decimal) -> String {
        let decimals = self.estimated_decimals();
        match self.metric.format {
            Format::Number => l10n::number(value, decimals, self.language()),
            Format::Percent => l10n::percent(value, decimals, self.language()),
        }
    }

    /// Name, unit, `more` and time, as far as they are known.
    fn what(self, name: &str, more: Option<&str>, time: Option<String>) -> String {
        let unit = wording::unit_beside(self.metric, name, self.language());
        let pieces = [Some(name.to_owned()), unit.map(str::to_owned), more.map(str::to_owned), time];
        pieces.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The name of a history, with what is shown of longer periods.
    fn name(self, history: &NamedHistory) -> String {
        self.wording.named(&history.name, history.figures.last().map(Arc::as_ref))
    }

    /// The rule of the target: "Target: at least 2,200".
    fn rule(self, of: &NamedHistory) -> Option<String> {
        Some(format!("{}: {}", words(self.language()).target, self.bare_rule(of)?))
    }

    /// "at least 2,200".
    fn bare_rule(self, of: &NamedHistory) -> Option<String> {
        let (first, last) = (of.figures.first()?, of.figures.last()?);
        let judgement = self.wording.known.judge(last)?;
        Some(self.wording.rule_over_time(&self.reference.metric, &judgement, Some([first.period, last.period])))
    }

    /// The rule of each part by its name, where they have not all the same.
    fn own_rules(self, parts: &[NamedHistory]) -> Option<view::ChartNote> {
        let rules: Vec<Option<String>> = parts.iter().map(|part| self.bare_rule(part)).collect();
        let named =
            parts.iter().zip(&rules).filter_map(|(part, rule)| Some(format!("{}: {}", part.name, rule.as_ref()?)));
        let differ = rules.iter().any(|rule| Some(rule) != rules.first());
        let text = named.reduce(|a, b| format!("{a}; {b}")).filter(|_| differ)?;
        let period = words(self.language()).target.to_owned();
        Some(view::ChartNote { number: None, period, text, of: None, rows: Vec::new() })
    }

    /// The rule of the targets of several parts where all have the same, or `own`, that each has its own; `None` where
    /// none has a target.
    fn shared_rule(self, parts: &[NamedHistory], own: Option<&str>) -> Option<String> {
        let rules: BTreeSet<Option<String>> = parts.iter().map(|part| self.rule(part)).collect();
        match rules.len() {
            1 => rules.into_iter().next().flatten(),
            _ => own.map(str::to_owned),
        }
    }

    /// Where the y axis begins, if not at 0.
    fn axis(self, drawings: &Drawings) -> Option<String> {
        let start = match drawings {
            Drawings::Sizes { wide, .. } => &wide.axis_start,
            Drawings::Panels { axis_start, .. } => axis_start,
        };
        start.as_ref().map(|start| self.axis_starts_at(start))
    }

    fn axis_starts_at(self, start: &str) -> String {
        match self.order.kind.counts_since {
            true => phrases::axis_of_rows_starts_at(start, self.language()),
            false => phrases::axis_starts_at(start, self.language()),
        }
    }

    /// A sentence with the last value of each part.
    fn parts_in_words(self, parts: &[NamedHistory]) -> Option<String> {
        let period = self.wording.period(parts.first()?.figures.last()?);
        let value = |history: &NamedHistory| {
            let last = history.figures.last().filter(|figure| !self.wording.known.has_ended(figure))?;
            Some((history.name.clone(), self.wording.value(last)))
        };
        let values: Vec<(String, String)> = parts.iter().filter_map(value).collect();
        (!values.is_empty()).then(|| phrases::parts_in(&period, &values, self.language()))
    }

    /// What a chart of several lines or bars shows: the last value of each, or the extremes; how many meet the targets
    /// that are drawn; what is hidden and what is missing.
    fn summary_of_parts(self, parts: &[NamedHistory], names_each: bool, has_targets: bool) -> Vec<String> {
        let (wording, language) = (self.wording, self.language());
        let last: Vec<(String, Arc<Figure>)> =
            parts.iter().filter_map(|part| Some((part.name.clone(), part.figures.last()?.clone()))).collect();
        if !parts.iter().flat_map(|part| &part.figures).any(|figure| figure.amount.is_ok() || figure.is_suppressed()) {
            return vec![format!("{}.", l10n::capital(words(language).no_data_in_span))];
        }
        let mut summary: Vec<String> = self.parts_in_words(parts).filter(|_| names_each).into_iter().collect();
        let verdicts = last.iter().filter_map(|(_, figure)| Some(wording.known.judge(figure)?.verdict));
        let judged: Vec<Verdict> = verdicts.filter(|verdict| *verdict != Verdict::Unknown).collect();
        if let Some((_, figure)) = last.first().filter(|_| has_targets && !judged.is_empty()) {
            let met = judged.iter().filter(|verdict| **verdict == Verdict::Met).count();
            summary.push(phrases::met_by(met, judged.len(), &wording.period(figure), language));
        }
        if !names_each {
            let extremes = extremes::extremes(wording, &last, self.extent_of_parts());
            summary.extend(extremes.or_else(|| extremes::few(wording, &last)));
            summary.extend(self.hidden(&last));
        }
        summary.extend(self.gaps(parts, names_each));
        summary
    }

    /// Which members are hidden in their period, of how many.
    fn hidden(self, members: &[(String, Arc<Figure>)]) -> Option<String> {
        let language = self.language();
        let hidden = members.iter().filter(|(_, figure)| figure.is_suppressed());
        let names: Vec<String> = hidden.map(|(name, _)| name.clone()).collect();
        let (_, figure) = members.first().filter(|_| !names.is_empty())?;
        let list = l10n::list(&names, language);
        Some(phrases::are_hidden(names.len(), members.len(), &self.wording.period(figure), &list, language))
    }

    /// Which members have values that were others when they were first published. The table has both.
    fn revised(self, members: &[NamedHistory]) -> Option<String> {
        let language = self.language();
        let is_revised = |figure: &Arc<Figure>| revised_from(figure).is_some();
        let revised = members.iter().filter(|member| member.figures.iter().any(is_revised));
        let names: Vec<String> = revised.map(|member| member.name.clone()).collect();
        let list = extremes::first_names(&names, language);
        (!names.is_empty()).then(|| format!("{}: {list}.", words(language).revised))
    }

    /// The periods of which parts have no value, each part with its own. `but_last` leaves out the last one, of which
    /// another sentence tells.
    fn gaps(self, parts: &[NamedHistory], but_last: bool) -> Option<String> {
        let language = self.language();
        let spans = |part: &NamedHistory| {
            let counted = part.figures.iter().take_while(|figure| !self.wording.known.has_ended(figure)).count();
            let told = counted.min(part.figures.len().saturating_sub(usize::from(but_last)));
            gaps_in(part.figures.get(..told).unwrap_or_default(), language)
        };
        let all: Vec<(&NamedHistory, Vec<String>)> = parts.iter().map(|part| (part, spans(part))).collect();
        let (_, common) = all.first()?;
        let names = match all.iter().all(|(_, spans)| spans == common) {
            true => common.clone(),
            false if parts.iter().all(|part| part.figures.len() == 1) => {
                all.iter().filter(|(_, spans)| !spans.is_empty()).map(|(part, _)| part.name.clone()).collect()
            }
            false => {
                let some = all.iter().filter(|(_, spans)| !spans.is_empty());
                some.map(|(part, spans)| format!("{} ({})", part.name, spans.join(", "))).collect()
            }
        };
        (!names.is_empty()).then(|| phrases::no_data_for(&names, language))
    }
}

/// The spans of periods without a value that is not hidden.
fn gaps_in(figures: &[Arc<Figure>], language: crate::model::language::Language) -> Vec<String> {
    let is_gap = |figure: &Figure| figure.amount.is_err() && !figure.is_suppressed();
    let runs = figures.chunk_by(|a, b| is_gap(a) == is_gap(b));
    let gaps = runs.filter_map(|run| Some((run.first().filter(|figure| is_gap(figure))?, run.last()?)));
    gaps.map(|(first, last)| l10n::span(first.period, last.period, language)).collect()
}

/// Whether what the parts come to is the whole. Quotients have no end, so that the thirds of a whole lack its last digits.
fn make_up(sum: Decimal, whole: Decimal) -> bool {
    // A decimal has 28 digits, and the larger it is, the fewer of them stand behind the sign.
    const LAST: Decimal = Decimal::from_parts(1, 0, 0, false, 12);
    const SHARE: Decimal = Decimal::from_parts(1, 0, 0, false, 24);
    let last = whole.abs().checked_mul(SHARE).map_or(LAST, |share| share.max(LAST));
    sum.checked_sub(whole).is_some_and(|rest| rest.abs() <= last)
}

/// Whether it has a value that may change.
fn is_provisional(figure: &Figure) -> bool {
    figure.amount.is_ok() && figure.status == Status::Provisional
}

/// The value that was first published, if that was another one.
fn revised_from(figure: &Figure) -> Option<Decimal> {
    let value = figure.value()?;
    figure.revision.as_ref().map(|revision| revision.first).filter(|first| *first != value)
}

fn point(figure: &Figure) -> Point {
    match &figure.amount {
        Ok(value) => Point::Known(drawing::PointValue {
            value: *value,
            provisional: is_provisional(figure),
            revised_from: revised_from(figure),
            interval: figure.interval,
        }),
        Err(Gap::Suppressed) => Point::Suppressed,
        Err(_) => Point::Missing,
    }
}

fn curve(wording: Wording<'_>, history: &NamedHistory) -> drawing::Curve {
    drawing::Curve {
        name: history.name.clone(),
        last: last_known(wording, &history.figures),
        points: history.figures.iter().map(|figure| point(figure)).collect(),
    }
}

/// What is aimed at in each period of a history.
fn targets(wording: Wording<'_>, history: &NamedHistory) -> Vec<Option<Bounds>> {
    history.figures.iter().map(|figure| wording.known.bounds(figure)).collect()
}

/// The targets of all histories where they are the same; `None` where they differ or there are none.
fn shared_targets(wording: Wording<'_>, histories: &[NamedHistory]) -> Option<Vec<Option<Bounds>>> {
    let mut all = histories.iter().map(|history| targets(wording, history));
    let first = all.next().filter(|targets| targets.iter().any(Option::is_some))?;
    all.all(|targets| targets == first).then_some(first)
}

/// The amounts of targets in each period: one row, or one for each bound of a range.
fn levels(targets: &[Option<Bounds>]) -> Vec<Vec<Option<Decimal>>> {
    let lower = targets.iter().map(|bounds| Some((*bounds)?.target)).collect();
    let upper: Vec<Option<Decimal>> = targets.iter().map(|bounds| (*bounds)?.upper).collect();
    if upper.iter().any(Option::is_some) { vec![lower, upper] } else { vec![lower] }
}

fn target(input: ChartInput<'_>, targets: &[Option<Bounds>]) -> Target {
    let last = |values: &[Option<Decimal>]| {
        values.iter().rev().flatten().next().map_or_else(String::new, |value| input.target_text(*value))
    };
    let level = |values: Vec<Option<Decimal>>| Level { last: last(&values), values };
    Target { name: words(input.language()).target.to_owned(), levels: levels(targets).into_iter().map(level).collect() }
}

/// The columns of targets beside a history of the metric `id`: none without a target, one, or one for each bound of a
/// range.
pub fn target_columns(wording: Wording<'_>, id: &str, targets: &[Option<Bounds>]) -> Vec<Extra> {
    let Some(metric) = wording.known.metric(id) else { return Vec::new() };
    let text = |value: Decimal| (wording::target_amount(metric, value, wording.language), value);
    let column = |(name, values): (&str, Vec<Option<Decimal>>)| Extra {
        name: name.to_owned(),
        values: values.into_iter().map(|value| value.map(text)).collect(),
        is_change: false,
        gaps: Vec::new(),
    };
    let levels = levels(targets);
    let names = table::target_names(wording.language, levels.len() > 1);
    let is_known = |(_, values): &(&str, Vec<Option<Decimal>>)| values.iter().any(Option::is_some);
    names.into_iter().zip(levels).filter(is_known).map(column).collect()
}

/// The last value of `figures` as text; empty if all are missing.
fn last_known(wording: Wording<'_>, figures: &[Arc<Figure>]) -> String {
    figures
        .iter()
        .rposition(|figure| figure.amount.is_ok())
        .map_or(String::new(), |last| at_end(wording, figures, last))
}

/// The same where it has little room: a long number in three digits.
fn last_in_short(wording: Wording<'_>, figures: &[Arc<Figure>]) -> String {
    let last = figures.iter().rfind(|figure| figure.amount.is_ok());
    let short = last.and_then(|figure| {
        let metric = wording.known.metric(&figure.metric).filter(|metric| metric.format == Format::Number);
        metric.and_then(|_| l10n::large(figure.value()?, wording.language))
    });
    short.unwrap_or_else(|| last_alone(wording, figures))
}

/// The last value at the end of its own line, which shows when that was.
fn last_alone(wording: Wording<'_>, figures: &[Arc<Figure>]) -> String {
    let last = figures.iter().rfind(|figure| figure.amount.is_ok());
    last.map_or_else(String::new, |figure| wording.value(figure))
}

/// The value of the period with this number, at the end of what is drawn; empty if there is no such period.
fn at_end(wording: Wording<'_>, figures: &[Arc<Figure>], last: usize) -> String {
    let Some(figure) = figures.get(last) else { return String::new() };
    let value = wording.value(figure);
    // What ends early says at its end when that was.
    match last + 1 == figures.len() {
        true => value,
        false => format!("{value} ({})", l10n::period_short(figure.period, wording.language)),
    }
}

fn periods(history: &NamedHistory) -> Vec<Period> {
    history.figures.iter().map(|figure| figure.period).collect()
}

/// The first and the last period of a history.
pub fn span(wording: Wording<'_>, history: &NamedHistory) -> Option<String> {
    let (first, last) = (history.figures.first()?, history.figures.last()?);
    Some(l10n::span(first.period, last.period, wording.language))
}

/// Which of the periods are illustrative; `None` where none is.
pub fn illustrative(wording: Wording<'_>, figures: &[&Arc<Figure>]) -> Option<String> {
    let all: BTreeSet<Period> = figures.iter().map(|figure| figure.period).collect();
    let marked: BTreeSet<Period> =
        figures.iter().filter(|figure| figure.status == Status::Illustrative).map(|figure| figure.period).collect();
    let (first, last) = (marked.first()?, marked.last()?);
    let word = words(wording.language).illustrative;
    if marked.len() == all.len() {
        return Some(word.to_owned());
    }
    Some(format!("{word}: {}", l10n::span(*first, *last, wording.language)))
}

/// The last value, its changes and its target if that is drawn, then what is missing and what was revised.
fn summary(wording: Wording<'_>, whole: &NamedHistory, has_target: bool) -> Vec<String> {
    summary_against(wording, whole, |last| last.period.previous(), has_target)
}

/// The same with the change since another period than the one before, and since the year before.
fn summary_against(
    wording: Wording<'_>,
    whole: &NamedHistory,
    before: impl Fn(&Figure) -> Period,
    has_target: bool,
) -> Vec<String> {
    let language = wording.language;
    let Some(last) = whole.figures.last() else {
        return vec![format!("{}.", l10n::capital(words(language).no_data_in_span))];
    };
    let known = wording.known;
    let change = known.change(last, before(last));
    let year = known.change(last, last.period.year_before());
    let judgement = known.judge(last).filter(|_| has_target);
    let mut sentences = vec![wording.summary(last, &change, &year, judgement.as_ref())];
    let gaps = gaps_in(whole.figures.split_last().map_or(&[], |(_, before)| before), language);
    if !gaps.is_empty() {
        sentences.push(phrases::no_data_for(&gaps, language));
    }
    for figure in &whole.figures {
        let revision = figure.revision.as_ref();
        if let Some(revision) =
            revision.filter(|revision| figure.amount.as_ref().is_ok_and(|value| *value != revision.first))
        {
            let first = Figure { amount: Ok(revision.first), ..Figure::clone(figure) };
            let (was, now) = wording.told_apart(&first, figure);
            let period = l10n::period(figure.period, language);
            sentences.push(phrases::was_revised(&period, &was, &now, language));
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_figures_and_the_readme_name_every_kind() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../schemas/figures.json")).expect("the schema is JSON");
        let mut words: Vec<&str> = KINDS.iter().map(|kind| kind.word).collect();
        let page = include_str!("../../docs/charts.md");
        for word in &words {
            assert!(page.contains(&format!("\n| `\"{word}\"` | ")), "docs/charts.md has no row for {word}");
        }
        words.extend(["table", "tiles"]);
        assert_eq!(schema.pointer("/properties/figures/items/properties/kind/enum"), Some(&serde_json::json!(words)));
    }

    #[test]
    fn no_two_kinds_have_the_same_word() {
        let words: BTreeSet<&str> = KINDS.iter().map(|kind| kind.word).collect();
        assert_eq!(words.len(), KINDS.len());
    }
}
