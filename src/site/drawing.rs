//! A chart that is asked for → its drawings, and the rows and sentences that say the same.
//!
//! One function for each kind of chart. What is drawn, what stands in the table and what the summary says come from the
//! same figures; numbering, titles and files are `exhibit`'s.

use std::collections::BTreeSet;

use super::exhibit::Order;
use super::view;
use crate::chart::{
    self, BarRow, BarState, Bars, Class, Deviation, Drawing, Level, Line, Marks, Multiples, Panel, Part, Phase, Point,
    Size, Stacked, Target, Ticks, Xmr, XmrPoint,
};
use crate::compute::forecast::{Caution, Forecast, Prediction, Status as Prospect};
use crate::compute::spc::{self, Assurance, Spc};
use crate::compute::{Figure, Gap, Verdict};
use crate::diag::{Diagnostic, faults};
use crate::locale::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::{Better, Format, Kind, Metric, Protection};
use crate::model::snapshot::Status;
use crate::narrative::exhibits::ChartKind;
use crate::narrative::template::Reference;
use crate::period::Period;
use crate::table::{self, Ahead, Beside, Extra, Grid, Series};
use crate::wording::{self, Wording};

/// Everything of a chart but its number, title and files.
pub struct Content {
    pub picture: Picture,
    pub grid: Grid,
    pub csv: Vec<u8>,
    /// What is shown: name, unit, time. An author's subtitle takes its place.
    pub what: String,
    /// Sentences that belong to the subtitle whoever wrote it: states, keys of marks, names without room.
    pub keys: Vec<String>,
    /// Sentences with their stops.
    pub summary: Vec<String>,
    /// Sentences without.
    pub source: Vec<String>,
    pub notes: Vec<view::ChartNote>,
}

/// The drawings of a chart.
pub enum Picture {
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

/// What every kind of chart is made from.
#[derive(Clone, Copy)]
struct Asked<'a> {
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
    let asked = Asked { wording, order, metric, reference };
    match order.kind {
        ChartKind::Line => Ok(line(asked)),
        ChartKind::Stacked => stacked(asked),
        ChartKind::Bars => Ok(bars(asked)),
        ChartKind::Xmr => Ok(xmr(asked)),
        ChartKind::Multiples => Ok(multiples(asked)),
        ChartKind::Deviation => Ok(deviation(asked)),
    }
}

/// Draws in both sizes.
fn sizes(draw: impl Fn(Size) -> Drawing) -> Picture {
    Picture::Sizes { wide: draw(Size::Wide), narrow: draw(Size::Narrow) }
}

impl<'a> Asked<'a> {
    fn language(self) -> crate::model::settings::Language {
        self.wording.language
    }

    /// The chart's id as its drawings have it.
    fn id(self) -> String {
        self.order.anchor.trim_start_matches("fig-").to_owned()
    }

    /// The metric through the periods looked back.
    fn whole(self, most: usize) -> Series {
        let Reference { metric, cell, period, .. } = self.reference;
        let figures = self.wording.known.history(metric, cell, *period, self.order.history.min(most));
        Series { name: self.wording.label(metric, cell), figures }
    }

    /// All metrics of the chart through the same periods: those of the longest history.
    fn metrics(self) -> Vec<Series> {
        let known = self.wording.known;
        let one = |reference: &Reference| {
            let Reference { metric, cell, period, .. } = reference;
            let figures = known.history(metric, cell, *period, self.order.history);
            Series { name: self.wording.label(metric, cell), figures }
        };
        let mut all: Vec<Series> = self.order.references.iter().map(one).collect();
        let longest = all.iter().max_by_key(|series| series.figures.len()).map(periods).unwrap_or_default();
        for (series, reference) in all.iter_mut().zip(self.order.references) {
            if series.figures.len() < longest.len() {
                let figure = |period: &Period| known.figure(&reference.metric, &reference.cell, *period);
                series.figures = longest.iter().map(figure).collect();
            }
        }
        all
    }

    /// The members of the dimension asked for, through the same periods as the whole.
    fn parts(self, whole: &Series) -> Vec<Series> {
        let Some(dimension) = self.order.by else { return Vec::new() };
        let Some(index) = self.metric.by.iter().position(|name| name == dimension) else { return Vec::new() };
        let Some(definition) = self.wording.known.catalog().dimensions.get(dimension) else { return Vec::new() };
        let member = |(member, label): (&String, &crate::model::Text)| {
            let cell = self.reference.cell.with(index, member);
            let known = self.wording.known;
            let figure = |whole: &Figure| known.figure(&self.reference.metric, &cell, whole.period);
            let figures = whole.figures.iter().map(figure).collect();
            Series { name: label.get(self.language()).to_owned(), figures }
        };
        definition.members.iter().map(member).collect()
    }

    fn ticks(self) -> Ticks {
        if self.metric.format == Format::Percent { Ticks::Percent } else { Ticks::Number }
    }

    /// An amount of the metric as printed.
    fn text(self, value: Decimal) -> String {
        wording::amount(self.metric, value, self.language())
    }

    /// A computed line's amount, which is no figure: one decimal more.
    fn estimate(self, value: Decimal) -> String {
        let decimals = self.metric.shown_decimals() + 1;
        match self.metric.format {
            Format::Number => locale::number(value, decimals, self.language()),
            Format::Percent => locale::percent(value, decimals, self.language()),
        }
    }

    /// Name, unit and time; `more` stands between unit and time.
    fn what(self, name: &str, more: Option<&str>, time: Option<String>) -> String {
        let unit = wording::unit_beside(self.metric, name, self.language());
        let pieces = [Some(name.to_owned()), unit.map(str::to_owned), more.map(str::to_owned), time];
        pieces.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The rule of the target through time: "Target: at least 2,200".
    fn rule(self, last: Option<&Figure>) -> Option<String> {
        let judgement = self.wording.known.judge(last?)?;
        let rule = self.wording.rule_over_time(&self.reference.metric, &judgement);
        Some(format!("{}: {rule}", words(self.language()).target))
    }

    /// Marks on the chart and the list under it: what observations say of themselves, and what happened.
    fn notes(self, figures: &[Figure]) -> (Vec<chart::Note>, Vec<view::ChartNote>) {
        let mut found: Vec<(usize, bool, String)> = Vec::new();
        let annotate = self.order.annotate;
        for event in self.wording.known.catalog().events.iter().filter(|_| annotate.events) {
            let concerns = event.metrics.is_empty()
                || self
                    .order
                    .references
                    .iter()
                    .any(|reference| event.metrics.iter().any(|(id, _)| *id == reference.metric));
            // An event of a month stands in the quarter that holds it.
            let within = |figure: &Figure| {
                figure.period.first_month() <= event.period.last_month()
                    && event.period.last_month() <= figure.period.last_month()
            };
            if let Some(index) = figures.iter().position(within).filter(|_| concerns) {
                found.push((index, true, event.text.get(self.language()).to_owned()));
            }
        }
        let mut before: Option<&str> = None;
        for (index, figure) in figures.iter().enumerate().filter(|_| annotate.notes) {
            // A remark that is repeated month by month is told once, where it begins.
            let note = figure.note.as_deref().filter(|_| !figure.is_suppressed());
            if let Some(note) = note.filter(|note| before != Some(note)) {
                found.push((index, figure.amount.is_err(), note.to_owned()));
            }
            before = note;
        }
        found.sort_by_key(|(index, is_event, _)| (*index, !is_event));
        let marks = found.iter().zip(1..).map(|((index, event, _), number)| chart::Note {
            index: *index,
            number,
            event: *event,
        });
        let list = found.iter().zip(1..).filter_map(|((index, _, text), number)| {
            let period = locale::period_capital(figures.get(*index)?.period, self.language());
            Some(view::ChartNote { number, period, text: text.clone() })
        });
        (marks.collect(), list.collect())
    }

    /// Sentences that every subtitle needs: what is illustrative, and the key of the drawing's marks.
    fn keys(self, picture: &Picture, drawn: &[&Figure]) -> Vec<String> {
        let words = words(self.language());
        let (marks, unnamed) = match picture {
            Picture::Sizes { wide, .. } => (wide.marks, wide.unnamed.as_slice()),
            Picture::Panels { marks, .. } => (*marks, &[][..]),
        };
        let mut keys: Vec<String> = illustrative(self.wording, drawn).into_iter().collect();
        keys.extend(marks.provisional.then(|| words.key_dotted_provisional.to_owned()));
        keys.extend(marks.revised.then(|| words.key_ring_revised.to_owned()));
        keys.extend(marks.suppressed.then(|| words.suppressed_note.to_owned()));
        // The only metric of a chart is named before its keys.
        let own = self.wording.label(&self.reference.metric, &self.reference.cell);
        let unnamed: Vec<String> = unnamed.iter().filter(|name| **name != own).cloned().collect();
        keys.extend((!unnamed.is_empty()).then(|| phrases::without_label(&unnamed, self.language())));
        keys
    }

    /// Where the y axis begins, if not at 0.
    fn axis(self, picture: &Picture) -> Option<String> {
        let start = match picture {
            Picture::Sizes { wide, .. } => wide.axis_start.as_ref(),
            Picture::Panels { axis_start, .. } => axis_start.as_ref(),
        };
        start.map(|start| phrases::axis_starts_at(start, self.language()))
    }

    /// The last value of each part, after the sentences on the whole.
    fn parts_in_words(self, parts: &[Series]) -> Option<String> {
        let period = parts.first()?.figures.last()?.period;
        let value = |series: &Series| Some((series.name.clone(), self.wording.value(series.figures.last()?)));
        let values: Vec<(String, String)> = parts.iter().filter_map(value).collect();
        Some(phrases::parts_in(&locale::period(period, self.language()), &values, self.language()))
    }
}

fn line(asked: Asked<'_>) -> Content {
    let Asked { wording, order, .. } = asked;
    let words = words(wording.language);
    let metrics = asked.metrics();
    let whole = metrics.first().cloned().unwrap_or_else(|| asked.whole(0));
    let parts = asked.parts(&whole);
    let series = match (parts.is_empty(), metrics.len()) {
        (false, _) => parts.clone(),
        (true, _) => metrics,
    };
    let targets = shared_targets(wording, &series);
    let single = series.len() == 1;
    let forecast = whole.figures.last().filter(|_| single).and_then(|last| wording.known.forecast(last));
    let fan = forecast.as_ref().and_then(|forecast| fan(asked, forecast));
    let aims = targets.clone().map(|mut aims| {
        let Reference { metric, cell, .. } = asked.reference;
        let future = fan.iter().flat_map(|fan| &fan.periods).map(|period| {
            let figure = wording.known.figure(metric, cell, *period);
            wording.known.judge(&figure).and_then(|judgement| judgement.target.ok())
        });
        aims.extend(future);
        aims
    });
    let (marks, notes) = asked.notes(&whole.figures);
    let drawn = Line {
        id: asked.id(),
        language: wording.language,
        periods: periods(&whole),
        series: series.iter().map(|series| drawn(wording, series)).collect(),
        context: Vec::new(),
        target: aims.as_deref().map(|aims| target(asked, aims)),
        ticks: asked.ticks(),
        from_zero: order.from_zero,
        forecast: fan,
        notes: marks,
        height: order.height,
    };
    let picture = sizes(|size| chart::line(&drawn, size));
    let figures: Vec<&Figure> = series.iter().flat_map(|series| &series.figures).collect();
    let mut keys: Vec<String> =
        targets.is_some().then(|| asked.rule(whole.figures.last())).flatten().into_iter().collect();
    keys.extend(drawn.forecast.as_ref().map(|_| words.key_forecast.to_owned()));
    keys.extend(asked.keys(&picture, &figures));
    let mut summary = summary(wording, &whole);
    if !single {
        summary.extend(asked.parts_in_words(&series));
    }
    summary.extend(forecast.as_ref().map(|forecast| prospect(wording, forecast)));
    let beside = Beside {
        extras: targets.iter().map(|targets| extra(asked, words.target, targets)).collect(),
        ahead: drawn.forecast.as_ref().map_or(Vec::new(), |fan| ahead(asked, fan)),
        ..Beside::default()
    };
    let names: Vec<&str> = series.iter().map(|series| series.name.as_str()).collect();
    let name = if parts.is_empty() { names.join(", ") } else { whole.name.clone() };
    Content {
        grid: table::history(wording, &series, &beside),
        csv: table::csv(wording, &series, false, &beside),
        what: asked.what(&name, None, span(wording, &whole)),
        keys,
        summary,
        source: asked.axis(&picture).into_iter().collect(),
        notes,
        picture,
    }
}

fn stacked(asked: Asked<'_>) -> Result<Content, Diagnostic> {
    let Asked { wording, order, metric, reference } = asked;
    let words = words(wording.language);
    let whole = asked.whole(13);
    let parts = asked.parts(&whole);
    let part = |series: &Series, name: &str| Part {
        name: name.to_owned(),
        last: last_known(wording, &series.figures),
        values: series.figures.iter().map(|figure| figure.amount.clone().ok()).collect(),
    };
    let (marks, notes) = asked.notes(&whole.figures);
    let drawn = Stacked {
        id: asked.id(),
        language: wording.language,
        periods: periods(&whole),
        parts: parts.iter().map(|series| part(series, &series.name.to_lowercase())).collect(),
        total: part(&whole, &words.total.to_lowercase()),
        decimals: metric.shown_decimals(),
        notes: marks,
        height: order.height,
    };
    // Rounded counts need not add up: each is rounded by itself.
    let rounded = metric.protection == Some(Protection::RoundTo5);
    if let Some(period) = drawn.unbalanced().filter(|_| !rounded) {
        return Err(faults::parts_do_not_add_up(order.place.clone(), &reference.metric, period));
    }
    let picture = sizes(|size| chart::stacked(&drawn, size));
    let total = Series { name: words.total.to_owned(), ..whole.clone() };
    let series: Vec<Series> = parts.iter().cloned().chain([total]).collect();
    let figures: Vec<&Figure> = series.iter().flat_map(|series| &series.figures).collect();
    let mut summary = summary(wording, &whole);
    summary.extend(asked.parts_in_words(&parts));
    Ok(Content {
        grid: table::history(wording, &series, &Beside::default()),
        csv: table::csv(wording, &series, false, &Beside::default()),
        what: asked.what(&whole.name, None, span(wording, &whole)),
        keys: asked.keys(&picture, &figures),
        summary,
        source: Vec::new(),
        notes,
        picture,
    })
}

/// The members of a dimension in the last period, the greatest first.
fn bars(asked: Asked<'_>) -> Content {
    let Asked { wording, order, reference, .. } = asked;
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
            text: wording.value(figure),
            target: judgement.and_then(|judgement| judgement.target.ok()),
            previous: previous.amount.ok(),
            state,
        }
    };
    let drawn = Bars {
        id: asked.id(),
        language,
        rows: members.iter().map(row).collect(),
        target_name: words.target.to_owned(),
        previous_name: locale::period(reference.period.previous(), language),
        ticks: asked.ticks(),
    };
    let picture = sizes(|size| chart::bars(&drawn, size));
    let figures: Vec<&Figure> = members.iter().map(|(_, figure)| figure).collect();
    let period = locale::period(reference.period, language);
    let judged = drawn.rows.iter().filter(|row| !matches!(row.state, BarState::NoTarget | BarState::Unknown)).count();
    let met = drawn.rows.iter().filter(|row| row.state == BarState::Met).count();
    let mut summary: Vec<String> = summary(wording, &Series { name: String::new(), figures: vec![figure.clone()] });
    summary.extend((judged > 0).then(|| phrases::met_by(met, judged, &period, language)));
    summary.extend(extremes(wording, &members));
    let series: Vec<Series> =
        members.iter().map(|(name, figure)| Series { name: name.clone(), figures: vec![figure.clone()] }).collect();
    let keys = asked.rule(Some(&figure)).into_iter().chain(asked.keys(&picture, &figures)).collect();
    Content {
        grid: table::breakdown(wording, &figure, dimension, members, &|_| String::new()),
        csv: table::csv(wording, &series, judged > 0, &Beside::default()),
        what: asked.what(&wording.label(&reference.metric, &reference.cell), None, Some(wording.when(&figure))),
        keys,
        summary,
        source: Vec::new(),
        notes: Vec::new(),
        picture,
    }
}

fn xmr(asked: Asked<'_>) -> Content {
    let Asked { wording, order, .. } = asked;
    let language = wording.language;
    let words = words(language);
    let whole = asked.whole(usize::MAX);
    let limits = whole.figures.last().and_then(|last| wording.known.spc(last));
    // Without a value yet there is nothing to reckon limits from; the line says so.
    let Some(limits) = limits else { return line(asked) };
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
    let within = |value: Decimal| match asked.metric.format {
        Format::Percent => value.clamp(Decimal::ZERO, Decimal::ONE),
        Format::Number => value,
    };
    let named = |name: &str, value: Option<Decimal>| {
        let last = value.map_or_else(String::new, |value| asked.estimate(within(value)));
        Level { name: name.to_owned(), last }
    };
    let (marks, notes) = asked.notes(&whole.figures);
    let drawn = Xmr {
        id: asked.id(),
        language,
        periods: periods(&whole),
        value: Level { name: String::new(), last: last_known(wording, &whole.figures) },
        points: whole.figures.iter().map(point).collect(),
        phases,
        mean: named(words.mean, last_phase.and_then(|phase| phase.mean)),
        lower: named(words.lower_limit, bounds.map(|limits| limits.lpl)),
        upper: named(words.upper_limit, bounds.map(|limits| limits.upl)),
        target: targets.as_deref().map(|targets| target(asked, targets)),
        ticks: asked.ticks(),
        notes: marks,
        height: order.height,
    };
    let picture = sizes(|size| chart::xmr(&drawn, size));
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
    let mut keys: Vec<String> = asked.rule(whole.figures.last()).into_iter().collect();
    keys.extend(order_of_keys.into_iter().filter(|key| shown.contains(key)).map(str::to_owned));
    keys.extend(asked.keys(&picture, &figures));
    let mut summary = summary(wording, &whole);
    summary.extend(signals(asked, &limits));
    let mut source: Vec<String> = asked.axis(&picture).into_iter().collect();
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
                Some((asked.estimate(value), value))
            };
            Extra { name: locale::capital(name), values: whole.figures.iter().map(value).collect() }
        })
        .chain(targets.iter().map(|targets| extra(asked, words.target, targets)))
        .collect(),
        remarks: whole.figures.iter().map(|figure| class_word(class(figure.period)?, wording)).collect(),
        ..Beside::default()
    };
    let series = std::slice::from_ref(&whole);
    Content {
        grid: table::history(wording, series, &beside),
        csv: table::csv(wording, series, false, &beside),
        what: asked.what(&whole.name, None, span(wording, &whole)),
        keys,
        summary,
        source,
        notes,
        picture,
    }
}

/// A small line for each member, all on one scale, with the whole in grey where it can be compared with its parts.
fn multiples(asked: Asked<'_>) -> Content {
    let Asked { wording, order, metric, .. } = asked;
    let language = wording.language;
    let words = words(language);
    let whole = asked.whole(usize::MAX);
    let parts = asked.parts(&whole);
    let comparable = matches!(metric.kind, Kind::Ratio { .. }) && order.by.is_some();
    let panel = |series: &Series| Panel { series: drawn(wording, series), targets: targets(wording, series) };
    let multiples = Multiples {
        id: asked.id(),
        language,
        periods: periods(&whole),
        panels: parts.iter().map(panel).collect(),
        context: comparable.then(|| drawn(wording, &whole)),
        ticks: asked.ticks(),
        from_zero: order.from_zero,
    };
    let drawings = chart::panels(&multiples);
    let view = |(panel, svg): (&Panel, String)| view::Panel { title: panel.series.name.clone(), svg };
    let picture = Picture::Panels {
        panels: multiples.panels.iter().zip(drawings.svgs).map(view).collect(),
        axis_start: drawings.axis_start,
        marks: drawings.marks,
        grid: chart::grid(&multiples),
    };
    let figures: Vec<&Figure> = parts.iter().flat_map(|series| &series.figures).collect();
    let last: Vec<(String, Figure)> =
        parts.iter().filter_map(|series| Some((series.name.clone(), series.figures.last()?.clone()))).collect();
    let mut summary = summary(wording, &whole);
    summary.extend(extremes(wording, &last));
    let mut keys: Vec<String> = asked.rule(whole.figures.last()).into_iter().collect();
    keys.extend(comparable.then(|| format!("{}: {}", words.key_grey, words.total.to_lowercase())));
    keys.extend(asked.keys(&picture, &figures));
    let source = [Some(words.key_same_axis.to_owned()), asked.axis(&picture)].into_iter().flatten().collect();
    let total = Series { name: words.total.to_owned(), ..whole.clone() };
    let series: Vec<Series> = parts.iter().cloned().chain([total]).collect();
    Content {
        grid: table::history(wording, &series, &Beside::default()),
        csv: table::csv(wording, &series, true, &Beside::default()),
        what: asked.what(&whole.name, None, span(wording, &whole)),
        keys,
        summary,
        source,
        notes: Vec::new(),
        picture,
    }
}

/// The change on the year before, around zero.
fn deviation(asked: Asked<'_>) -> Content {
    let Asked { wording, order, metric, .. } = asked;
    let (language, known) = (wording.language, wording.known);
    let words = words(language);
    let whole = asked.whole(usize::MAX);
    let change = |figure: &Figure| known.change(figure, figure.period.year_before()).absolute;
    let values: Vec<Option<Decimal>> = whole.figures.iter().map(|figure| change(figure).ok()).collect();
    let (marks, notes) = asked.notes(&whole.figures);
    let last = whole.figures.iter().zip(&values).rev().find_map(|(_, value)| *value);
    // A share's change is told in percentage points.
    let points = metric.format == Format::Percent;
    let drawn = Deviation {
        id: asked.id(),
        language,
        periods: periods(&whole),
        values: values
            .iter()
            .map(|value| if points { value.and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED)) } else { *value })
            .collect(),
        name: String::new(),
        better: metric.better,
        last: last.map_or_else(String::new, |value| wording::change(metric, value, language)),
        ticks: Ticks::Number,
        notes: marks,
        height: order.height,
    };
    let picture = sizes(|size| chart::deviation(&drawn, size));
    let year_before = |figure: &Figure| known.figure(&figure.metric, &figure.cell, figure.period.year_before());
    let amounts = |of: &dyn Fn(&Figure) -> Option<(String, Decimal)>| whole.figures.iter().map(of).collect();
    let beside = Beside {
        extras: vec![
            Extra {
                name: words.year_before.to_owned(),
                values: amounts(&|figure| {
                    let value = year_before(figure).amount.ok()?;
                    Some((asked.text(value), value))
                }),
            },
            Extra {
                name: words.change.to_owned(),
                values: amounts(&|figure| {
                    let value = change(figure).ok()?;
                    Some((wording::change(metric, value, language), value))
                }),
            },
        ],
        ..Beside::default()
    };
    let figures: Vec<&Figure> = whole.figures.iter().collect();
    let mut keys: Vec<String> =
        (metric.better != Better::Neither).then(|| words.key_better.to_owned()).into_iter().collect();
    keys.extend(asked.keys(&picture, &figures));
    let series = std::slice::from_ref(&whole);
    Content {
        grid: table::history(wording, series, &beside),
        csv: table::csv(wording, series, false, &beside),
        what: asked.what(&whole.name, Some(phrases::change_on_the_year(language)), span(wording, &whole)),
        keys,
        summary: summary(wording, &whole),
        source: Vec::new(),
        notes,
        picture,
    }
}

fn point(figure: &Figure) -> Point {
    match &figure.amount {
        Ok(value) => Point::Known(chart::Known {
            value: *value,
            provisional: figure.status == Status::Provisional,
            revised_from: figure.revision.as_ref().map(|revision| revision.first).filter(|first| first != value),
        }),
        Err(Gap::Suppressed) => Point::Suppressed,
        Err(_) => Point::Missing,
    }
}

fn drawn(wording: Wording<'_>, series: &Series) -> chart::Series {
    chart::Series {
        name: series.name.clone(),
        last: last_known(wording, &series.figures),
        points: series.figures.iter().map(point).collect(),
    }
}

/// The target of each figure.
fn targets(wording: Wording<'_>, series: &Series) -> Vec<Option<Decimal>> {
    let target = |figure| wording.known.judge(figure).and_then(|judgement| judgement.target.ok());
    series.figures.iter().map(target).collect()
}

/// The targets of all series where they are the same; `None` where they differ or there are none.
fn shared_targets(wording: Wording<'_>, series: &[Series]) -> Option<Vec<Option<Decimal>>> {
    let mut all = series.iter().map(|series| targets(wording, series));
    let first = all.next().filter(|targets| targets.iter().any(Option::is_some))?;
    all.all(|targets| targets == first).then_some(first)
}

fn target(asked: Asked<'_>, values: &[Option<Decimal>]) -> Target {
    Target {
        name: words(asked.language()).target.to_owned(),
        last: values.iter().rev().flatten().next().map_or_else(String::new, |value| asked.text(*value)),
        values: values.to_vec(),
    }
}

fn extra(asked: Asked<'_>, name: &str, values: &[Option<Decimal>]) -> Extra {
    let values = values.iter().map(|value| value.map(|value| (asked.text(value), value))).collect();
    Extra { name: name.to_owned(), values }
}

/// The forecast as a fan; `None` where it is refused or too large to be drawn.
fn fan(asked: Asked<'_>, forecast: &Forecast) -> Option<chart::Forecast> {
    // What the chart needs to show is when the target is reached, and at what chance.
    let until = forecast.reach.and_then(|reach| reach.latest);
    let near: Vec<&Prediction> =
        forecast.predictions.iter().filter(|prediction| until.is_none_or(|until| prediction.period <= until)).collect();
    let decimal = |value: f64| Decimal::try_from(value).ok();
    let mean: Option<Vec<Decimal>> = near.iter().map(|prediction| decimal(prediction.mean)).collect();
    let band = |of: &dyn Fn(&Prediction) -> (f64, f64)| -> Option<Vec<(Decimal, Decimal)>> {
        near.iter().map(|prediction| decimal(of(prediction).0).zip(decimal(of(prediction).1))).collect()
    };
    let mean = mean?;
    Some(chart::Forecast {
        periods: near.iter().map(|prediction| prediction.period).collect(),
        inner: band(&|prediction| (prediction.lo80, prediction.hi80))?,
        outer: band(&|prediction| (prediction.lo95, prediction.hi95))?,
        name: words(asked.language()).forecast.to_owned(),
        last: asked.text(*mean.last()?),
        mean,
    })
}

/// The rows of a fan, newest last.
fn ahead(asked: Asked<'_>, fan: &chart::Forecast) -> Vec<Ahead> {
    let text = |value: &Decimal| asked.text(*value);
    let rows = fan.periods.iter().zip(&fan.mean).zip(fan.inner.iter().zip(&fan.outer));
    rows.map(|((period, mean), (inner, outer))| Ahead {
        period: *period,
        text: text(mean),
        mean: *mean,
        note: phrases::intervals(
            (&text(&inner.0), &text(&inner.1)),
            (&text(&outer.0), &text(&outer.1)),
            asked.language(),
        ),
    })
    .collect()
}

/// When the target will be reached, or why that cannot be said.
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
    let Some(reach) = forecast.reach else { return format!("{}: {why}.", words.no_forecast) };
    let name = |period| locale::period(period, language);
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
    match cautions.is_empty() {
        true => reached,
        false => format!("{reached} {}: {}.", words.forecast_with_care, locale::list(&cautions, language)),
    }
}

/// What the limits say: usual variation, the last value, whether the target can be relied on.
fn signals(asked: Asked<'_>, limits: &Spc) -> Vec<String> {
    let language = asked.language();
    let words = words(language);
    let mut sentences = Vec::new();
    if let Some((bounds, mean)) = limits.phases.last().and_then(|phase| phase.limits.zip(phase.mean)) {
        let text = |value| asked.estimate(value);
        sentences.push(phrases::usual_variation(&text(bounds.lpl), &text(bounds.upl), &text(mean), language));
    }
    if !limits.shows_icons() {
        return sentences;
    }
    let variation = limits
        .variation
        .and_then(|variation| class_word(variation.class, asked.wording).or(Some(words.common_cause.to_owned())));
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

/// The highest and the lowest of several members; `None` where fewer than two are known.
fn extremes(wording: Wording<'_>, members: &[(String, Figure)]) -> Option<String> {
    let mut known: Vec<(String, Figure)> =
        members.iter().filter(|(_, figure)| figure.amount.is_ok()).cloned().collect();
    table::by_value(&mut known, wording.language);
    let [(high, highest), .., (low, lowest)] = known.as_slice() else { return None };
    let (highest, lowest) = (wording.value(highest), wording.value(lowest));
    Some(phrases::highest_and_lowest((high, &highest), (low, &lowest), wording.language))
}

/// The last value that is there.
fn last_known(wording: Wording<'_>, figures: &[Figure]) -> String {
    let Some(last) = figures.iter().rfind(|figure| figure.amount.is_ok()) else { return String::new() };
    let value = wording.value(last);
    // At the end of a line that ends early stands when that was.
    match figures.last().is_some_and(|newest| newest.period == last.period) {
        true => value,
        false => format!("{value} ({})", locale::period_short(last.period, wording.language)),
    }
}

fn periods(series: &Series) -> Vec<Period> {
    series.figures.iter().map(|figure| figure.period).collect()
}

/// The first and the last period of a series.
pub fn span(wording: Wording<'_>, series: &Series) -> Option<String> {
    let (first, last) = (series.figures.first()?, series.figures.last()?);
    Some(locale::span(first.period, last.period, wording.language))
}

/// Which of the periods are illustrative; `None` where none is.
pub fn illustrative(wording: Wording<'_>, figures: &[&Figure]) -> Option<String> {
    let all: BTreeSet<Period> = figures.iter().map(|figure| figure.period).collect();
    let marked: BTreeSet<Period> =
        figures.iter().filter(|figure| figure.status == Status::Illustrative).map(|figure| figure.period).collect();
    let (first, last) = (marked.first()?, marked.last()?);
    let word = words(wording.language).illustrative;
    if marked.len() == all.len() {
        return Some(word.to_owned());
    }
    Some(format!("{word}: {}", locale::span(*first, *last, wording.language)))
}

/// The last value, its changes and its target, then what is missing and what was revised.
fn summary(wording: Wording<'_>, whole: &Series) -> Vec<String> {
    let language = wording.language;
    let Some(last) = whole.figures.last() else { return vec![format!("{}.", words(language).no_data_in_span)] };
    let known = wording.known;
    let change = known.change(last, last.period.previous());
    let year = known.change(last, last.period.year_before());
    let mut sentences = vec![wording.summary(last, &change, &year, known.judge(last).as_ref())];
    let gaps: Vec<String> = whole
        .figures
        .iter()
        .filter(|figure| figure.amount.is_err() && !figure.is_suppressed() && figure.period != last.period)
        .map(|figure| locale::period(figure.period, language))
        .collect();
    if !gaps.is_empty() {
        sentences.push(phrases::no_data_for(&gaps, language));
    }
    for figure in &whole.figures {
        let revision = figure.revision.as_ref();
        if let Some(revision) =
            revision.filter(|revision| figure.amount.as_ref().is_ok_and(|value| *value != revision.first))
        {
            let was = wording.amount(&figure.metric, &Ok(revision.first));
            let period = locale::period(figure.period, language);
            sentences.push(phrases::was_revised(&period, &was, &wording.value(figure), language));
        }
    }
    sentences
}
