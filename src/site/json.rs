//! figures.json of a report, and history.json of a metric (`history`): the figures for programs (product.md, section 6).
//!
//! Numbers are unrounded; `text` is what the page prints.

mod history;
mod interval;

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value, json};

pub use self::history::history;
use self::interval::IntervalDocument;
use super::leaf::Leaf;
use super::plan::PlannedReport;
use super::{VERSION, calendar};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::forecast::{Forecast, Prediction};
use crate::compute::spc::{self, Spc};
use crate::compute::{Amount, Change, ChangedLater, Figure, Figures, Gap, Judgement, MetricFigures};
use crate::exhibit::request::ExhibitKind;
use crate::exhibit::table::{self, answers};
use crate::l10n::wording::{self, Wording, machine};
use crate::model::calendar::Announced;
use crate::model::catalog::{Dimension, Format, Kind, Metric};
use crate::model::embargo::Moment;
use crate::model::snapshot::{Action, RevisionKind};
use crate::model::{Date, Decimal, Text};
use crate::narrative::Narrative;

/// The report's figures, with every metric of the catalog.
pub fn figures(
    leaf: &Leaf<'_>,
    figures: &Figures,
    narrative: &Narrative,
    report: &PlannedReport,
    notices: &[&ChangedLater],
) -> String {
    let (wording, settings) = (leaf.wording, leaf.site.settings());
    let metrics = figures
        .metrics
        .iter()
        .filter_map(|(id, of)| Some((id.as_str(), MetricDocument::of(wording, wording.known.metric(id)?, of))))
        .collect();
    let exhibit = |exhibit: &crate::narrative::Exhibit| {
        let request = &exhibit.request;
        let has_files = settings.chart_files && matches!(request.kind, ExhibitKind::Chart(_));
        let names = || -> Vec<String> {
            request.references.iter().map(|reference| wording.label(&reference.metric, &reference.cell)).collect()
        };
        let title = exhibit
            .title
            .as_ref()
            .map_or_else(|| crate::l10n::list(&names(), wording.language), |title| title.text.clone());
        let metrics: Vec<&str> = request.references.iter().map(|reference| reference.metric.as_str()).collect();
        json!({
            "id": exhibit.id,
            "number": exhibit.number,
            "kind": request.kind.word(),
            "title": title,
            "metrics": metrics,
            "svg": has_files.then(|| format!("{}.svg", exhibit.id)),
            "csv": has_files.then(|| format!("{}.csv", exhibit.id)),
        })
    };
    pretty(&ReportDocument {
        kalends: VERSION,
        series: &report.series.path,
        member: report.member().map(|member| member.id),
        period: report.period,
        language: wording.language.tag(),
        release: ReleaseDocument {
            embargo: leaf.site.embargo(leaf.path).map(Moment::written),
            ..release(report, leaf.site.plan.following(report), &settings.releases)
        },
        dimensions: dimensions(wording, figures),
        notices: notices.iter().map(|change| notice(wording, change)).collect(),
        metrics,
        figures: narrative.exhibits.iter().filter(|exhibit| exhibit.number > 0).map(exhibit).collect(),
    })
}

/// When the report came out, when the next one does, who answers.
fn release(report: &PlannedReport, following: Option<Period>, announced: &[Announced]) -> ReleaseDocument {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    ReleaseDocument {
        published: day(report.page.release.published),
        next: day(calendar::next_of(announced, report, following).map(|next| next.on)),
        contact: report.contact.as_ref().map(|contact| contact.text(report.language)),
        embargo: None,
    }
}

/// What readers see of the dimensions by which the metrics are split, and of their members.
fn dimensions<'a>(wording: Wording<'a>, figures: &Figures) -> IndexMap<&'a str, DimensionDocument<'a>> {
    let catalog = wording.known.catalog();
    let is_used = |name: &String| {
        figures.metrics.keys().filter_map(|id| catalog.metrics.get(id)).any(|metric| metric.by.contains(name))
    };
    let member = |(member, text): (&'a String, &'a Text)| (member.as_str(), text.get(wording.language));
    let dimension = |(name, dimension): (&'a String, &'a Dimension)| {
        let members = dimension.members.iter().map(member).collect();
        (name.as_str(), DimensionDocument { label: dimension.label.get(wording.language), members })
    };
    catalog.dimensions.iter().filter(|(name, _)| is_used(name)).map(dimension).collect()
}

fn pretty(document: &impl Serialize) -> String {
    // Text, numbers, lists and maps with text as keys can always be written.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn number(value: Decimal) -> Option<Number> {
    let value = value.normalize();
    if value.scale() == 0
        && let Ok(whole) = i64::try_from(value.mantissa())
    {
        // Most are whole; they need not be written and read again.
        return Some(whole.into());
    }
    let text = machine(value);
    // A quotient that is cut may come out whole.
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| float(text.parse().ok()?))
}

fn float(value: f64) -> Option<Number> {
    Number::from_f64(value)
}

fn value(amount: &Amount) -> Option<Number> {
    amount.as_ref().ok().and_then(|value| number(*value))
}

fn notice(wording: Wording<'_>, change: &ChangedLater) -> Value {
    let mut notice = json!({
        "metric": change.metric,
        "label": wording.label(&change.metric, &change.cell),
        "period": change.period.to_string(),
        "was": value(&change.was),
        "now": change.now.and_then(number),
        "in": change.snapshot.to_string(),
        "reason": wording.why_changed(change),
        "kind": change.kind.map(RevisionKind::word),
    });
    if let Some((was, now)) = change.intervals {
        put(&mut notice, "was_interval", json!(IntervalDocument::from(was)));
        put(&mut notice, "now_interval", json!(now.map(IntervalDocument::from)));
    }
    if let Some(said) = &change.said {
        said.status.into_iter().for_each(|status| put(&mut notice, "now_status", status.word().into()));
        said.note.iter().for_each(|note| put(&mut notice, "now_note", note.clone().into()));
    }
    // The new value is hidden; there is one.
    if change.suppressed {
        put(&mut notice, "suppressed", true.into());
    }
    notice
}

/// Adds a key to an object.
fn put(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(object) = object {
        object.insert(key.to_owned(), value);
    }
}

fn kind(metric: &Metric) -> &'static str {
    match metric.kind {
        Kind::Stock => "stock",
        Kind::Flow => "flow",
        Kind::Ratio { .. } => "ratio",
        Kind::Derived(_) => "derived",
        Kind::Cumulative { .. } => "cumulative",
    }
}

/// The whole of figures.json. Here and below are types and not `Value`s, for speed: every report writes them, and every
/// approval hashes them.
#[derive(Serialize)]
struct ReportDocument<'a> {
    kalends: &'static str,
    series: &'a str,
    member: Option<&'a str>,
    #[serde(serialize_with = "as_text")]
    period: Period,
    language: &'static str,
    release: ReleaseDocument,
    dimensions: IndexMap<&'a str, DimensionDocument<'a>>,
    notices: Vec<Value>,
    metrics: IndexMap<&'a str, MetricDocument<'a>>,
    figures: Vec<Value>,
}

#[derive(Serialize)]
struct ReleaseDocument {
    published: Option<String>,
    next: Option<String>,
    contact: Option<String>,
    /// Until when it is for nobody but early readers; left out of what all readers have.
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<String>,
}

#[derive(Serialize)]
struct DimensionDocument<'a> {
    label: &'a str,
    members: IndexMap<&'a str, &'a str>,
}

/// What figures.json says about one metric.
#[derive(Serialize)]
pub struct MetricDocument<'a> {
    label: &'a str,
    r#type: &'static str,
    unit: Option<&'a str>,
    format: &'static str,
    grain: &'static str,
    /// What a longer period shows of a stock; left out of any other type, and of what is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    over_time: Option<&'static str>,
    /// With how many an amount is printed. Left out of what is signed, where the texts say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    decimals: Option<u32>,
    #[serde(serialize_with = "as_text")]
    period: Period,
    value: Option<Number>,
    text: String,
    /// Where the true amount may lie, as the source says. Left out where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<IntervalDocument>,
    missing: Option<String>,
    status: &'static str,
    suppressed: bool,
    previous: Base,
    change: Option<Moved>,
    year_ago: Option<Base>,
    change_year: Option<Moved>,
    target: Option<Target>,
    revision: Option<Revision<'a>>,
    /// The members of each dimension over which the figure is the total; `None` if there is none.
    by: Option<IndexMap<&'a str, IndexMap<&'a str, Part>>>,
    /// The cells of a split by two dimensions, nested in their order; `None` for any other metric.
    cells: Option<IndexMap<String, IndexMap<String, Part>>>,
    history: Vec<Point<'a>>,
    spc: Option<Value>,
    forecast: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actions: Vec<ActionDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Vec<Provenance<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    periods: Option<Periods>,
}

/// What is done about a missed target.
#[derive(Serialize)]
struct ActionDocument {
    what: String,
    who: Option<String>,
    by: Option<String>,
}

#[derive(Serialize)]
struct Base {
    #[serde(serialize_with = "as_text")]
    period: Period,
    value: Option<Number>,
}

#[derive(Serialize)]
struct Moved {
    absolute: Option<Number>,
    relative: Option<Number>,
    points: Option<Number>,
    text: String,
}

#[derive(Serialize)]
struct Target {
    kind: &'static str,
    value: Option<Number>,
    upper: Option<Number>,
    status: &'static str,
    gap: Option<Number>,
    attainment: Option<Number>,
    streak: u32,
    progress: Option<Number>,
    needed: Option<Number>,
}

#[derive(Serialize)]
struct Revision<'a> {
    first: Option<Number>,
    was: Option<Number>,
    #[serde(rename = "in", serialize_with = "as_text")]
    snapshot: Period,
    reason: Option<&'a str>,
    kind: Option<&'static str>,
}

#[derive(Serialize)]
struct Part {
    value: Option<Number>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<IntervalDocument>,
    suppressed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    periods: Option<Periods>,
}

/// How many of the shorter periods are there that a rolled-up gap is made of.
#[derive(Serialize)]
struct Periods {
    present: usize,
    expected: usize,
}

#[derive(Serialize)]
struct Point<'a> {
    #[serde(serialize_with = "as_text")]
    period: Period,
    value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<IntervalDocument>,
    status: &'static str,
    revised: bool,
    withdrawn: bool,
    /// Whether the amount is hidden. Left out of what is signed, where it is a gap.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    suppressed: bool,
    note: Option<&'a str>,
}

#[derive(Serialize, PartialEq)]
struct Provenance<'a> {
    file: &'a str,
    line: u32,
    /// `None` where it would tell how many digits a hidden count on the same line has.
    column: Option<u32>,
    #[serde(serialize_with = "as_text")]
    snapshot: Period,
}

fn as_text<S: Serializer>(period: &Period, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(period)
}

impl<'a> MetricDocument<'a> {
    pub fn of(wording: Wording<'a>, metric: &'a Metric, of: &'a MetricFigures) -> MetricDocument<'a> {
        let column = |place: &Place| (!wording.known.book.may_hide_on_line(place)).then_some(place.column);
        let provenance = |(place, snapshot): (&'a Place, Period)| Provenance {
            file: &place.file,
            line: place.line,
            column: column(place),
            snapshot,
        };
        let signed = MetricDocument::without_provenance(wording, metric, of);
        let mut lines: Vec<Provenance<'a>> = of.figure.observations().into_iter().map(provenance).collect();
        lines.dedup();
        let hidden = of.history.iter().map(|figure| figure.is_suppressed());
        MetricDocument {
            over_time: matches!(metric.kind, Kind::Stock).then(|| metric.over_time.word()),
            decimals: Some(metric.shown_decimals()),
            spc: signed.spc.zip(of.spc.as_ref()).map(|(document, spc)| {
                let misses_season = wording.known.limits_miss_season(&of.figure);
                with_what_limits_rest_on(document, spc, misses_season)
            }),
            forecast: signed
                .forecast
                .zip(of.forecast.as_ref())
                .map(|(document, of)| with_what_a_line_rests_on(document, of)),
            provenance: Some(lines),
            history: signed
                .history
                .into_iter()
                .zip(hidden)
                .map(|(of, suppressed)| Point { suppressed, ..of })
                .collect(),
            ..signed
        }
    }

    /// The same without the lines of files, which move although no figure changes.
    pub fn without_provenance(wording: Wording<'a>, metric: &'a Metric, of: &'a MetricFigures) -> MetricDocument<'a> {
        let figure = &of.figure;
        let language = wording.language;
        let base = |figure: &Figure| Base { period: figure.period, value: value(&figure.amount) };
        MetricDocument {
            label: metric.label.get(language),
            r#type: kind(metric),
            unit: metric.unit.as_ref().map(|unit| unit.get(language)),
            format: match metric.format {
                Format::Number => "number",
                Format::Percent => "percent",
            },
            grain: metric.grain.word(),
            over_time: None,
            decimals: None,
            period: figure.period,
            value: value(&figure.amount),
            text: wording.value_as_judged(figure, of.judgement.as_ref()),
            interval: IntervalDocument::of(figure),
            missing: figure.amount.is_err().then(|| wording.reason(figure)),
            status: figure.state().word(),
            suppressed: figure.is_suppressed(),
            previous: base(&of.previous),
            change: moved(wording, metric, &of.change),
            // The period before is always written; a year ago only if the history begins by then.
            year_ago: (of.year_ago.amount != Err(Gap::BeforeFirst)).then(|| base(&of.year_ago)),
            change_year: moved(wording, metric, &of.change_year),
            target: of.judgement.as_ref().map(|judgement| target(judgement, of.streak)),
            revision: figure.revision.as_ref().map(|revision| Revision {
                first: number(revision.first),
                was: number(revision.was),
                snapshot: revision.snapshot,
                reason: revision.reason.as_deref(),
                kind: revision.kind.map(RevisionKind::word),
            }),
            by: by(wording, metric, figure),
            cells: cells(wording, metric, figure),
            history: of.history.iter().map(|figure| point(figure)).collect(),
            spc: of.spc.as_ref().map(|spc| chart_of_limits(spc, &of.history)),
            forecast: of.forecast.as_ref().map(forecast),
            reasons: answers::reasons(wording, figure),
            actions: answers::actions(wording, figure).into_iter().map(action).collect(),
            provenance: None,
            periods: periods(figure),
        }
    }
}

fn periods(figure: &Figure) -> Option<Periods> {
    match figure.amount {
        Err(Gap::Periods { present, expected, .. }) => Some(Periods { present, expected }),
        _ => None,
    }
}

/// `None` if no change is known.
fn moved(wording: Wording<'_>, metric: &Metric, change: &Change) -> Option<Moved> {
    let absolute = *change.absolute.as_ref().ok()?;
    let points = (metric.format == Format::Percent).then(|| absolute.checked_mul(Decimal::ONE_HUNDRED)).flatten();
    Some(Moved {
        absolute: number(absolute),
        relative: change.relative.filter(|_| metric.relative).and_then(number),
        points: points.and_then(number),
        text: wording::change(metric, absolute, wording.language),
    })
}

fn target(judgement: &Judgement, streak: u32) -> Target {
    Target {
        kind: judgement.rule.word(),
        value: value(&judgement.target),
        upper: judgement.upper.and_then(number),
        status: judgement.verdict.word(),
        gap: judgement.gap.and_then(number),
        attainment: judgement.attainment.and_then(number),
        streak,
        progress: judgement.progress.and_then(number),
        needed: judgement.needed.and_then(number),
    }
}

fn part(wording: Wording<'_>, figure: &Figure) -> Part {
    Part {
        value: value(&figure.amount),
        text: wording.value(figure),
        interval: IntervalDocument::of(figure),
        suppressed: figure.is_suppressed(),
        periods: periods(figure),
    }
}

fn by<'a>(
    wording: Wording<'a>,
    metric: &'a Metric,
    figure: &Figure,
) -> Option<IndexMap<&'a str, IndexMap<&'a str, Part>>> {
    let mut all = IndexMap::new();
    let open = metric.by.iter().zip(&figure.cell.0).enumerate().filter(|(_, (_, member))| member.is_none());
    for (index, (name, _)) in open {
        let Some(dimension) = wording.known.catalog().dimensions.get(name) else { continue };
        let member = |member: &'a String| {
            let figure = wording.known.figure(&figure.metric, &figure.cell.with(index, member), figure.period);
            (member.as_str(), part(wording, &figure))
        };
        all.insert(name.as_str(), dimension.members.keys().map(member).collect());
    }
    (!all.is_empty()).then_some(all)
}

fn cells(wording: Wording<'_>, metric: &Metric, figure: &Figure) -> Option<IndexMap<String, IndexMap<String, Part>>> {
    if metric.by.len() != 2 || !figure.cell.is_total() {
        return None;
    }
    let mut all: IndexMap<String, IndexMap<String, Part>> = IndexMap::new();
    for cell in
        table::parts(wording.known, &figure.metric).into_iter().filter(|cell| cell.0.iter().all(Option::is_some))
    {
        let mut members = cell.members().map(str::to_owned);
        let (Some(first), Some(second)) = (members.next(), members.next()) else { continue };
        let figure = wording.known.figure(&figure.metric, &cell, figure.period);
        all.entry(first).or_default().insert(second, part(wording, &figure));
    }
    Some(all)
}

/// The phases, and the points of the history that the report shows.
fn chart_of_limits(spc: &Spc, shown: &[Arc<Figure>]) -> Value {
    let phase = |phase: &spc::Phase| {
        let limit = |of: fn(&spc::Limits) -> Decimal| phase.limits.as_ref().map(of).and_then(number);
        json!({
            "start": phase.start.to_string(),
            "n": phase.n,
            "n_baseline": phase.n_baseline,
            "mean": phase.mean.and_then(number),
            "amr": phase.amr.filter(|_| phase.limits.is_some()).and_then(number),
            "lpl": limit(|limits| limits.lpl),
            "upl": limit(|limits| limits.upl),
            "near_lower": limit(|limits| limits.near_lower),
            "near_upper": limit(|limits| limits.near_upper),
            "short": phase.short,
        })
    };
    let first = shown.first().map(|figure| figure.period);
    let points = spc.points.iter().filter(|point| first.is_some_and(|first| point.period >= first));
    let point = |point: &spc::Point| {
        json!({
            "period": point.period.to_string(),
            "phase": point.phase,
            "rule": point.rule.map(spc::Rule::word),
            "class": point.class.map(spc::Class::word),
        })
    };
    json!({
        "variation": spc.variation.map(spc::Variation::word),
        "assurance": spc.assurance.map(spc::Assurance::word),
        "phases": spc.phases.iter().map(phase).collect::<Vec<_>>(),
        "points": points.map(point).collect::<Vec<_>>(),
    })
}

/// Adds over which periods the limits of each phase run, and whether they miss a season. It follows from the values, so it
/// is not signed.
fn with_what_limits_rest_on(mut document: Value, spc: &Spc, misses_season: bool) -> Value {
    let phases = document.get_mut("phases").and_then(Value::as_array_mut);
    for (phase, of) in phases.into_iter().flatten().zip(&spc.phases) {
        put(phase, "until", of.until.to_string().into());
    }
    put(&mut document, "misses_season", misses_season.into());
    document
}

/// Adds which periods the line runs through, and why it should be read with care; not signed either.
fn with_what_a_line_rests_on(mut document: Value, forecast: &Forecast) -> Value {
    put(&mut document, "start", forecast.first.to_string().into());
    put(&mut document, "periods", forecast.periods.into());
    put(&mut document, "cautions", forecast.cautions.iter().map(|caution| caution.word()).collect());
    document
}

fn forecast(forecast: &Forecast) -> Value {
    let prediction = |prediction: &Prediction| {
        json!({
            "period": prediction.period.to_string(),
            "mean": estimate(prediction.mean),
            "lo80": estimate(prediction.lo80),
            "hi80": estimate(prediction.hi80),
            "lo95": estimate(prediction.lo95),
            "hi95": estimate(prediction.hi95),
        })
    };
    json!({
        "status": forecast.status.word(),
        "slope": forecast.slope().map(estimate),
        "reach": forecast.reach.map(|reach| json!({
            "mean": reach.mean.to_string(),
            "earliest": reach.earliest.to_string(),
            "latest": reach.latest.map(|latest| latest.to_string()),
        })),
        "predictions": forecast.predictions.iter().map(prediction).collect::<Vec<_>>(),
    })
}

/// An estimate, to twelve significant digits: what comes after them differs between machines.
fn estimate(value: f64) -> Option<Number> {
    float(format!("{value:.11e}").parse().ok()?)
}

fn action(action: Action) -> ActionDocument {
    ActionDocument { what: action.what, who: action.who, by: action.by.map(|by| by.to_string()) }
}

fn point(figure: &Figure) -> Point<'_> {
    Point {
        period: figure.period,
        value: value(&figure.amount),
        interval: IntervalDocument::of(figure),
        status: figure.status.word(),
        revised: figure.revision.is_some(),
        withdrawn: figure.is_withdrawn(),
        suppressed: false,
        note: figure.note.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let value: Decimal = value.parse().expect("a number");
        let text = number(value).map(|number| number.to_string());
        assert_eq!(text.as_deref(), Some(expected));
    }

    #[test]
    fn a_number_is_whole_where_it_can_be() {
        check("1807.00", "1807");
        check("-0.0", "0");
        check("-9223372036854775808", "-9223372036854775808");
        check("9223372036854775808", "9.223372036854776e+18");
        check("0.240", "0.24");
        // A quotient is cut after twelve digits.
        check("0.3333333333333333333333333333", "0.333333333333");
        check("2.9999999999999999999999999999", "3");
    }
}
