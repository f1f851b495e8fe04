//! A chart or table that a narrative asks for → its view, and the files saved beside the page.

use std::collections::BTreeSet;

use super::{Site, view};
use crate::chart::{self, Caption, Drawing, Line, Part, Point, Size, Stacked, Target, Ticks};
use crate::compute::{Figure, Gap};
use crate::diag::{Diagnostic, Place, faults};
use crate::locale::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::{Format, Metric, Protection};
use crate::model::snapshot::{Cell, Status};
use crate::narrative::template::{ExhibitKind, Reference, Request};
use crate::narrative::{Exhibit, Inline};
use crate::period::Period;
use crate::table::{self, Series};
use crate::wording::Wording;

/// A chart and what is saved beside its page: name and content.
pub struct Drawn {
    pub chart: view::Chart,
    pub files: Vec<(String, Vec<u8>)>,
}

/// What to draw.
pub struct Order<'a> {
    pub reference: &'a Reference,
    pub kind: ExhibitKind,
    /// Name of its files.
    pub id: &'a str,
    pub anchor: &'a str,
    pub number: usize,
    pub level: u8,
    pub title: Option<&'a Inline>,
    pub subtitle: Option<&'a Inline>,
    pub history: usize,
    pub from_zero: bool,
    pub by: Option<&'a str>,
    /// Where the narrative asks for it, for faults.
    pub place: Place,
}

impl<'a> Order<'a> {
    pub fn of(exhibit: &'a Exhibit, usual_history: usize) -> Order<'a> {
        let Request { reference, kind, history, from_zero, by, .. } = &exhibit.request;
        Order {
            reference,
            kind: *kind,
            id: &exhibit.id,
            anchor: &exhibit.anchor,
            number: exhibit.number,
            level: exhibit.level,
            title: exhibit.title.as_ref(),
            subtitle: exhibit.subtitle.as_ref(),
            history: history.unwrap_or(usual_history),
            from_zero: *from_zero,
            by: by.as_deref(),
            place: exhibit.place.clone(),
        }
    }
}

/// Draws a chart.
pub fn chart(site: &Site<'_>, wording: Wording<'_>, order: &Order<'_>) -> Result<Drawn, Diagnostic> {
    let language = wording.language;
    let known = wording.known;
    let Reference { metric: id, cell, period, .. } = order.reference;
    let Some(metric) = known.metric(id) else { return Err(faults::unknown_metric(order.place.clone(), id, [])) };
    let most = if order.kind == ExhibitKind::Stacked { order.history.min(13) } else { order.history };
    let whole = Series { name: wording.label(id, cell), figures: known.history(id, cell, *period, most) };
    let parts = order.by.map_or(Vec::new(), |dimension| parts(wording, metric, &whole, cell, dimension, id));
    let targets = targets(wording, &whole);
    let drawn_targets = targets.iter().any(Option::is_some) && parts.is_empty();
    let series: Vec<Series> = match (order.kind, parts.is_empty()) {
        (ExhibitKind::Stacked, _) => {
            parts.iter().cloned().chain([Series { name: words(language).total.to_owned(), ..whole.clone() }]).collect()
        }
        (_, false) => parts.clone(),
        (_, true) => vec![whole.clone()],
    };
    let draw: Box<dyn Fn(Size) -> Drawing> = if order.kind == ExhibitKind::Stacked {
        let stacked = stacked(wording, metric, order, &parts, &whole);
        // Rounded counts need not add up: each is rounded by itself.
        let rounded = metric.protection == Some(Protection::RoundTo5);
        if let Some(period) = stacked.unbalanced().filter(|_| !rounded) {
            return Err(faults::parts_do_not_add_up(order.place.clone(), id, period));
        }
        Box::new(move |size| chart::stacked(&stacked, size))
    } else {
        let line = line(wording, metric, order, &series, drawn_targets.then(|| targets.clone()));
        Box::new(move |size| chart::line(&line, size))
    };
    let (wide, narrow) = (draw(Size::Wide), draw(Size::Narrow));
    let drawn: Vec<&Figure> = series.iter().flat_map(|series| &series.figures).collect();
    let label = phrases::chart_number(order.number, language);
    let title = order.title.cloned().unwrap_or_else(|| Inline::plain(&whole.name));
    let subtitle = order
        .subtitle
        .map_or_else(|| subtitle(wording, metric, &whole, &wide, &drawn), |subtitle| subtitle.text.clone());
    let summary = summary(wording, &whole);
    let source = source(site, wording, &whole, &wide);
    let rows = table::history(wording, &series, drawn_targets.then_some(&targets));
    let mut files = Vec::new();
    let mut downloads = Vec::new();
    if site.settings().chart_files {
        let caption =
            Caption { title: &title.text, subtitle: &subtitle, description: &summary, source: &source, language };
        files.push((format!("{}.svg", order.id), chart::standalone(&wide, &caption).into_bytes()));
        files.push((format!("{}.csv", order.id), table::csv(wording, &series, drawn_targets)));
        for format in ["SVG", "CSV"] {
            let href = format!("{}.{}", order.id, format.to_lowercase());
            downloads.push(view::Download { text: format!("{label}, {format}"), href, format });
        }
    }
    let chart = view::Chart {
        id: order.anchor.to_owned(),
        title: title.html.clone(),
        subtitle,
        level: order.level,
        wide: wide.svg,
        narrow: narrow.svg,
        summary,
        show_data: phrases::show_the_data(order.number, language),
        table: view::Table {
            id: format!("{}-table", order.anchor),
            label: None,
            caption: format!("{label}: {}", title.html),
            subtitle: None,
            level: order.level,
            grid: rows,
            source: None,
        },
        label,
        source,
        downloads,
    };
    Ok(Drawn { chart, files })
}

/// A table that the narrative asks for: the members of a dimension, or the metric through time.
pub fn table(site: &Site<'_>, wording: Wording<'_>, order: &Order<'_>) -> view::Table {
    let known = wording.known;
    let Reference { metric: id, cell, period, .. } = order.reference;
    let figure = known.figure(id, cell, *period);
    let name = wording.label(id, cell);
    let whole = Series { name: name.clone(), figures: known.history(id, cell, *period, order.history) };
    let grid = match order.by {
        Some(dimension) => table::breakdown(wording, &figure, dimension),
        None => {
            let targets = targets(wording, &whole);
            let has_target = targets.iter().any(Option::is_some);
            table::history(wording, std::slice::from_ref(&whole), has_target.then_some(&targets))
        }
    };
    let unit = known.metric(id).and_then(|metric| metric.unit.as_ref()).map(|unit| unit.get(wording.language));
    let when = match order.by {
        Some(_) => wording.when(&figure),
        None => span(wording, &whole).unwrap_or_default(),
    };
    let usual = [Some(when), unit.map(str::to_owned), illustrative(wording, &whole.figures.iter().collect::<Vec<_>>())];
    let usual = usual.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    view::Table {
        id: order.anchor.to_owned(),
        label: Some(phrases::table_number(order.number, wording.language)),
        caption: order.title.map_or_else(|| Inline::plain(&name).html, |title| title.html.clone()),
        subtitle: Some(order.subtitle.map_or(usual, |subtitle| subtitle.text.clone())),
        level: order.level,
        grid,
        source: site.source_label(&figure, wording.language).map(|label| phrases::source(label, "", wording.language)),
    }
}

/// The members of a dimension through the same periods as the whole.
fn parts(wording: Wording<'_>, metric: &Metric, whole: &Series, cell: &Cell, dimension: &str, id: &str) -> Vec<Series> {
    let Some(index) = metric.by.iter().position(|name| name == dimension) else { return Vec::new() };
    let Some(definition) = wording.known.catalog().dimensions.get(dimension) else { return Vec::new() };
    let member = |(member, label): (&String, &crate::model::Text)| {
        let cell = cell.with(index, member);
        let figures = whole.figures.iter().map(|figure| wording.known.figure(id, &cell, figure.period)).collect();
        Series { name: label.get(wording.language).to_owned(), figures }
    };
    definition.members.iter().map(member).collect()
}

/// The target of each figure.
fn targets(wording: Wording<'_>, series: &Series) -> Vec<Option<Decimal>> {
    series
        .figures
        .iter()
        .map(|figure| wording.known.judge(figure).and_then(|judgement| judgement.target.ok()))
        .collect()
}

fn last_known(wording: Wording<'_>, figures: &[Figure]) -> String {
    let last = figures.iter().rfind(|figure| figure.amount.is_ok());
    last.map_or_else(String::new, |figure| wording.value(figure))
}

fn line(
    wording: Wording<'_>,
    metric: &Metric,
    order: &Order<'_>,
    series: &[Series],
    targets: Option<Vec<Option<Decimal>>>,
) -> Line {
    let point = |figure: &Figure| match &figure.amount {
        Ok(value) => Point::Known(chart::Known {
            value: *value,
            provisional: figure.status == Status::Provisional,
            revised_from: figure.revision.as_ref().map(|revision| revision.first).filter(|first| first != value),
        }),
        Err(Gap::Suppressed) => Point::Suppressed,
        Err(_) => Point::Missing,
    };
    let drawn = |series: &Series| chart::Series {
        name: series.name.clone(),
        last: last_known(wording, &series.figures),
        points: series.figures.iter().map(point).collect(),
    };
    let target = targets.map(|values| Target {
        name: words(wording.language).target.to_owned(),
        last: values
            .iter()
            .rev()
            .flatten()
            .next()
            .map_or(String::new(), |value| crate::wording::amount(metric, *value, wording.language)),
        values,
    });
    Line {
        id: order.anchor.trim_start_matches("fig-").to_owned(),
        language: wording.language,
        periods: periods(series.first()),
        series: series.iter().map(drawn).collect(),
        context: Vec::new(),
        target,
        forecast: None,
        notes: Vec::new(),
        ticks: if metric.format == Format::Percent { Ticks::Percent } else { Ticks::Number },
        from_zero: order.from_zero,
        height: None,
    }
}

fn stacked(wording: Wording<'_>, metric: &Metric, order: &Order<'_>, parts: &[Series], whole: &Series) -> Stacked {
    let part = |series: &Series, name: &str| Part {
        name: name.to_owned(),
        last: last_known(wording, &series.figures),
        values: series.figures.iter().map(|figure| figure.amount.clone().ok()).collect(),
    };
    Stacked {
        id: order.anchor.trim_start_matches("fig-").to_owned(),
        language: wording.language,
        periods: periods(Some(whole)),
        parts: parts.iter().map(|series| part(series, &series.name.to_lowercase())).collect(),
        total: part(whole, &words(wording.language).total.to_lowercase()),
        decimals: metric.shown_decimals(),
        notes: Vec::new(),
        height: None,
    }
}

fn periods(series: Option<&Series>) -> Vec<Period> {
    series.map_or(Vec::new(), |series| series.figures.iter().map(|figure| figure.period).collect())
}

fn span(wording: Wording<'_>, series: &Series) -> Option<String> {
    let (first, last) = (series.figures.first()?, series.figures.last()?);
    Some(locale::span(first.period, last.period, wording.language))
}

/// What, unit, first and last period; then the key to marks that need one.
fn subtitle(wording: Wording<'_>, metric: &Metric, whole: &Series, drawing: &Drawing, drawn: &[&Figure]) -> String {
    let language = wording.language;
    let words = words(language);
    let unit = metric.unit.as_ref().map(|unit| unit.get(language).to_owned());
    let what =
        [Some(whole.name.clone()), unit, span(wording, whole)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut parts = vec![what];
    if let Some(judgement) = whole.figures.last().and_then(|figure| wording.known.judge(figure)) {
        parts.push(format!("{}: {}", words.target, wording.rule_over_time(&drawn_metric(whole), &judgement)));
    }
    parts.extend(illustrative(wording, drawn));
    parts.extend(drawing.marks.provisional.then(|| words.key_dotted_provisional.to_owned()));
    parts.extend(drawing.marks.revised.then(|| words.key_ring_revised.to_owned()));
    parts.extend(drawing.marks.suppressed.then(|| words.suppressed_note.to_owned()));
    if !drawing.unnamed.is_empty() {
        parts.push(phrases::without_label(&drawing.unnamed, language));
    }
    parts.join(". ")
}

fn drawn_metric(series: &Series) -> String {
    series.figures.first().map_or(String::new(), |figure| figure.metric.clone())
}

/// Which of the periods are illustrative; `None` where none is.
fn illustrative(wording: Wording<'_>, figures: &[&Figure]) -> Option<String> {
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
fn summary(wording: Wording<'_>, whole: &Series) -> String {
    let language = wording.language;
    let Some(last) = whole.figures.last() else { return words(language).no_data_in_span.to_owned() };
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
        if let Some(revision) = figure
            .revision
            .as_ref()
            .filter(|revision| figure.amount.as_ref().is_ok_and(|value| *value != revision.first))
        {
            let was = wording.amount(&figure.metric, &Ok(revision.first));
            let period = locale::period(figure.period, language);
            sentences.push(phrases::was_revised(&period, &was, &wording.value(figure), language));
        }
    }
    sentences.join(" ")
}

/// Where the figures come from, when they were counted, and what the drawing does not show.
fn source(site: &Site<'_>, wording: Wording<'_>, whole: &Series, drawing: &Drawing) -> String {
    let language = wording.language;
    let mut sentences = Vec::new();
    if let Some(last) = whole.figures.last() {
        let extract = last.as_of.map_or_else(String::new, |date| locale::as_of(date, language));
        sentences.extend(site.source_label(last, language).map(|label| phrases::source(label, &extract, language)));
    }
    sentences.extend(drawing.axis_start.as_ref().map(|start| phrases::axis_starts_at(start, language)));
    match sentences.is_empty() {
        true => String::new(),
        false => format!("{}.", sentences.join(". ")),
    }
}
