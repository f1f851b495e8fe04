//! figures.json and the page of a built report → what the report shows, ready to be held against another edition.
//!
//! Everything here is what readers were shown: a hidden amount is in neither file, so no comparison can give it away.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::page::{self, Page};
use crate::base::period::Period;
use crate::l10n::{self, phrases};
use crate::model::Decimal;
use crate::model::catalog::OverTime;
use crate::model::language::Language;

/// One built report.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The folder of its series below `content/`; empty for the site's own.
    pub series: String,
    /// The member whose report it is.
    pub member: Option<String>,
    /// As it is written: `2018-02`.
    pub period: String,
    pub language: Language,
    /// What readers see of each member, by dimension and id.
    pub members: BTreeMap<String, BTreeMap<String, String>>,
    /// Every metric of the catalog, its members below it.
    pub figures: Vec<Shown>,
    /// Its charts and tables, in reading order.
    pub exhibits: Vec<Exhibit>,
    pub page: Page,
}

/// One figure as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub key: Key,
    /// Of the metric.
    pub label: String,
    pub is_percent: bool,
    /// With how many an amount is printed.
    pub decimals: u32,
    /// As it is written: `2018-02`.
    pub period: String,
    /// The same as a period. `None` where it cannot be read.
    pub when: Option<Period>,
    /// As printed: `1.807`, `–`, `*`.
    pub text: String,
    pub value: Option<Decimal>,
    /// Where the true amount may lie, its lower and its upper end.
    pub interval: Option<[Decimal; 2]>,
    pub suppressed: bool,
    /// Why there is no value.
    pub missing: Option<String>,
    /// `final`, `revised`, …; empty for a member.
    pub status: String,
    /// `met`, `near`, `not_met`, `unknown`; `None` without a target, and for a member.
    pub target: Option<String>,
    /// What the target asks for; `None` as for it.
    pub aim: Option<Aim>,
    /// What a period longer than the metric's shows of the levels in it: their mean, the lowest, the highest. `None` for the
    /// level at its end, and for what is no level.
    pub over_time: Option<OverTime>,
    /// The history that the report looks back to, oldest first; none for a member.
    pub history: Vec<Point>,
    /// Periods that stand out of the usual variation, each with the rule that says so.
    pub signals: Vec<(String, String)>,
}

/// What a target asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// `at_least`, `at_most`, `within`.
    pub kind: String,
    /// `None` where it is not known.
    pub value: Option<Decimal>,
    /// The upper bound of `within`.
    pub upper: Option<Decimal>,
}

/// Which figure: a metric, and the members that narrow it: `[("hospital", "rh")]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub metric: String,
    pub members: Vec<(String, String)>,
}

/// One period of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub period: String,
    pub value: Option<Decimal>,
    pub withdrawn: bool,
    pub suppressed: bool,
}

/// A numbered chart or table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exhibit {
    pub id: String,
    pub number: usize,
    /// `line`, `stacked`, `breakdown`, …
    pub kind: String,
    pub title: String,
    #[serde(default)]
    pub metrics: Vec<String>,
}

impl Exhibit {
    /// Whether it is a table. Everything else that has a number is a chart.
    pub fn is_table(&self) -> bool {
        self.kind == "table"
    }
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    series: String,
    member: Option<String>,
    period: String,
    language: String,
    /// None in what an older version built.
    #[serde(default)]
    dimensions: BTreeMap<String, Dimension>,
    metrics: Map<String, Value>,
    figures: Vec<Exhibit>,
}

#[derive(Deserialize)]
struct Dimension {
    members: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Metric {
    label: String,
    format: String,
    #[serde(default)]
    grain: String,
    /// None for what is no level, and in what an older version built.
    over_time: Option<String>,
    /// None in what an older version built.
    decimals: Option<u32>,
    period: String,
    /// The period before it.
    previous: Option<Previous>,
    value: Option<Number>,
    interval: Option<Ends>,
    text: String,
    missing: Option<String>,
    status: String,
    suppressed: bool,
    target: Option<Target>,
    by: Option<Map<String, Value>>,
    cells: Option<Map<String, Value>>,
    history: Vec<HistoryPoint>,
    spc: Option<Limits>,
}

#[derive(Deserialize)]
struct Ends {
    low: Option<Number>,
    high: Option<Number>,
}

impl Ends {
    fn read(self) -> Option<[Decimal; 2]> {
        Some([decimal(self.low)?, decimal(self.high)?])
    }
}

#[derive(Deserialize)]
struct Previous {
    period: String,
}

#[derive(Deserialize)]
struct Target {
    status: String,
    #[serde(default)]
    kind: String,
    value: Option<Number>,
    upper: Option<Number>,
}

#[derive(Deserialize)]
struct HistoryPoint {
    period: String,
    value: Option<Number>,
    #[serde(default)]
    withdrawn: bool,
    #[serde(default)]
    suppressed: bool,
}

#[derive(Deserialize)]
struct Limits {
    points: Vec<LimitsPoint>,
}

#[derive(Deserialize)]
struct LimitsPoint {
    period: String,
    rule: Option<String>,
}

#[derive(Deserialize)]
struct Part {
    value: Option<Number>,
    interval: Option<Ends>,
    text: String,
    suppressed: bool,
}

/// The word of a point within the usual variation.
const COMMON_CAUSE: &str = "common_cause";

impl Shown {
    /// The amount with its interval: `71 % (mellem 68 % og 74 %)`.
    pub fn text_and_interval(&self, language: Language) -> String {
        let Some((value, ends)) = self.value.zip(self.interval) else { return self.text.clone() };
        let places = if self.is_percent { 2 } else { 0 };
        let apart = |end: Decimal| l10n::decimals_apart(end, value, self.decimals, places);
        let decimals = ends.iter().map(|end| apart(*end)).max().unwrap_or(self.decimals);
        let [low, high] = ends.map(|end| match self.is_percent {
            true => l10n::percent(end, decimals, language),
            false => l10n::number(end, decimals, language),
        });
        format!("{} ({})", self.text, phrases::between(&low, &high, language))
    }
}

impl Edition {
    /// Reads the report that `figures` (figures.json) and `html` (its page) hold; the error is the reader's reason.
    pub fn read(figures: &[u8], html: &str) -> Result<Edition, String> {
        let document: Document = serde_json::from_slice(figures).map_err(|error| error.to_string())?;
        let mut shown = Vec::new();
        for (id, value) in document.metrics {
            let metric: Metric = serde_json::from_value(value).map_err(|error| format!("metric `{id}`: {error}"))?;
            shown.extend(figures_of(&id, metric).map_err(|error| format!("metric `{id}`: {error}"))?);
        }
        Ok(Edition {
            series: document.series,
            member: document.member,
            period: document.period,
            language: Language::of_tag(&document.language).unwrap_or_default(),
            members: document.dimensions.into_iter().map(|(name, dimension)| (name, dimension.members)).collect(),
            figures: shown,
            exhibits: document.figures,
            page: page::read(html),
        })
    }

    /// An edition of the same report that shows nothing yet.
    pub fn with_nothing(&self) -> Edition {
        Edition {
            period: String::new(),
            figures: Vec::new(),
            exhibits: Vec::new(),
            page: Page::default(),
            ..self.clone()
        }
    }

    /// What readers see of a member; its id where they are told nothing else.
    fn member_label<'a>(&'a self, dimension: &str, member: &'a str) -> &'a str {
        self.members.get(dimension).and_then(|members| members.get(member)).map_or(member, String::as_str)
    }

    /// The name of one of the edition's figures: its metric's label and its members'.
    pub fn name(&self, figure: &Shown) -> String {
        let members = figure.key.members.iter().map(|(dimension, member)| self.member_label(dimension, member));
        std::iter::once(figure.label.as_str()).chain(members).collect::<Vec<_>>().join(", ")
    }

    /// The figure of `key`.
    pub fn figure(&self, key: &Key) -> Option<&Shown> {
        self.figures.iter().find(|figure| figure.key == *key)
    }
}

/// The figure of a metric, then its members', then those of pairs of members.
fn figures_of(id: &str, metric: Metric) -> Result<Vec<Shown>, serde_json::Error> {
    let value = decimal(metric.value);
    // What an older version built does not say it; the amount itself is a fair guess.
    let decimals = metric.decimals.unwrap_or_else(|| value.map_or(0, |value| value.normalize().scale().min(2)));
    let when = period_of(&metric.period, metric.previous.as_ref().map(|previous| previous.period.as_str()));
    let is_longer = when.is_some_and(|when| metric.grain != when.grain().word());
    let over_time = metric.over_time.filter(|_| is_longer);
    let aim = metric.target.as_ref().map(|target| Aim {
        kind: target.kind.clone(),
        value: decimal(target.value.clone()),
        upper: decimal(target.upper.clone()),
    });
    let whole = Shown {
        key: Key { metric: id.to_owned(), members: Vec::new() },
        label: metric.label,
        is_percent: metric.format == "percent",
        decimals,
        when,
        period: metric.period,
        text: metric.text,
        value,
        interval: metric.interval.and_then(Ends::read),
        suppressed: metric.suppressed,
        missing: metric.missing,
        status: metric.status,
        target: metric.target.map(|target| target.status),
        aim,
        over_time: over_time
            .and_then(|word| [OverTime::Mean, OverTime::Min, OverTime::Max].into_iter().find(|how| how.word() == word)),
        history: metric
            .history
            .into_iter()
            .map(|point| Point {
                period: point.period,
                value: decimal(point.value),
                withdrawn: point.withdrawn,
                suppressed: point.suppressed,
            })
            .collect(),
        signals: metric
            .spc
            .into_iter()
            .flat_map(|limits| limits.points)
            .filter_map(|point| Some((point.period, point.rule.filter(|rule| rule != COMMON_CAUSE)?)))
            .collect(),
    };
    let part = |members: Vec<(String, String)>, value: Value| -> Result<Shown, serde_json::Error> {
        let part: Part = serde_json::from_value(value)?;
        Ok(Shown {
            key: Key { metric: id.to_owned(), members },
            text: part.text,
            value: decimal(part.value),
            interval: part.interval.and_then(Ends::read),
            suppressed: part.suppressed,
            missing: None,
            status: String::new(),
            target: None,
            aim: None,
            history: Vec::new(),
            signals: Vec::new(),
            ..whole.clone()
        })
    };
    let by = metric.by.unwrap_or_default();
    let dimensions: Vec<String> = by.keys().cloned().collect();
    let mut parts = Vec::new();
    for (dimension, members) in by {
        let members: Map<String, Value> = serde_json::from_value(members)?;
        for (member, value) in members {
            parts.push(part(vec![(dimension.clone(), member)], value)?);
        }
    }
    for (first, row) in metric.cells.unwrap_or_default() {
        let row: Map<String, Value> = serde_json::from_value(row)?;
        for (second, value) in row {
            let members = dimensions.iter().cloned().zip([first.clone(), second]).collect();
            parts.push(part(members, value)?);
        }
    }
    Ok([vec![whole], parts].concat())
}

/// The period that is written. `2009-10` is a month, and a year that begins in another month than January; the period
/// before tells which: `2009-09` or `2008-09`.
fn period_of(written: &str, previous: Option<&str>) -> Option<Period> {
    // Files do not say in which month the years begin, and the name of a year does not depend on it.
    const ANY_MONTH: i32 = 4;
    let readings = [Period::read(written, 1), Period::read_year(written, ANY_MONTH)];
    let follows = |period: &Period| previous.is_none_or(|previous| period.previous().to_string() == previous);
    readings.into_iter().flatten().find(follows)
}

/// The number exactly as it is written.
fn decimal(number: Option<Number>) -> Option<Decimal> {
    let text = number?.to_string();
    text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()
}
