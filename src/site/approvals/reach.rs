//! What a sign-off covers beyond the figure of a metric and its history: the amounts of its parts and of earlier periods,
//! also of those that the text reaches back to, where they are from, and what all of them are held against.
//!
//! It is made from what is stated, up to the report's month; an amount that is hidden is not in it.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Sources;
use crate::base::period::{Grain, Period};
use crate::compute::{Known, MetricFigures};
use crate::l10n::wording::machine;
use crate::model::Decimal;
use crate::model::approvals::short_hash;
use crate::model::catalog::{Aim, Catalog, Metric, holding};
use crate::model::snapshot::{Cell, Observation};
use crate::site::published::written;

/// What lets a text show periods before the history: filters, arguments and kinds of charts.
const REACHING: [&str; 5] = ["at", "since", "history", "deviation", "xmr"];

/// What draws or lists figures. It shows changes of the oldest ones, parts of what a formula looks back to, limits of
/// parts, and more that is reckoned from periods before the history: whichever it is, all of them are signed.
const EXHIBITS: [&str; 5] = ["chart", "table", "tiles", "spark", "overview"];

/// What shows every metric with a target.
const OF_ALL: &str = "overview";

/// The metrics of which a text may show any period, with what they are computed from and held against.
pub fn reached<'c>(catalog: &'c Catalog, text: &str) -> BTreeSet<&'c str> {
    named(catalog, &words_of_expressions(text), &REACHING)
}

/// The same of those whose earlier periods a text may be reckoned from.
pub fn reckoned<'c>(catalog: &'c Catalog, text: &str) -> BTreeSet<&'c str> {
    named(catalog, &words_of_expressions(text), &EXHIBITS)
}

/// The metrics among the words of a text that has one of some others, with what they are computed from and held against.
fn named<'c>(catalog: &'c Catalog, words: &BTreeSet<&str>, others: &[&str]) -> BTreeSet<&'c str> {
    if !others.iter().any(|word| words.contains(word)) {
        return BTreeSet::new();
    }
    let is_of_all = others.contains(&OF_ALL) && words.contains(OF_ALL);
    let is_named =
        |(id, metric): &(&String, &Metric)| is_of_all && metric.target.is_some() || words.contains(id.as_str());
    let mut open: Vec<&str> = catalog.metrics.iter().filter(is_named).map(|(id, _)| id.as_str()).collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(catalog.metrics.get(id).map(Metric::inputs).unwrap_or_default());
            open.extend(catalog.made_from(id));
        }
    }
    reached
}

/// The words between the braces of a text.
fn words_of_expressions(text: &str) -> BTreeSet<&str> {
    let expressions = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let statements = text.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
    let words = |text| str::split(text, |sign: char| !sign.is_alphanumeric() && sign != '_');
    expressions.chain(statements).flat_map(words).collect()
}

/// The hash of all that for one metric, and as an older kalends made it where it is another one. `is_reached` is whether
/// the text may show any period of it.
pub fn hash(
    known: Known<'_>,
    sources: &Sources,
    (id, metric): (&str, &Metric),
    of: &MetricFigures,
    is_reached: bool,
) -> (String, Option<String>) {
    let last = of.figure.period;
    let history = of.history.iter().map(|figure| figure.period);
    // Parts are compared with the year before, too.
    let first = history.chain([of.year_ago.period]).min().unwrap_or(last);
    let first = known.first_period(id).filter(|first| is_reached && *first < last).unwrap_or(first);
    let whole = if is_reached { Cell::total(metric.by.len()) } else { of.figure.cell.clone() };
    let mut all = String::new();
    let mut named: BTreeSet<&str> = metric.source.iter().map(String::as_str).collect();
    for stated in known.last_stated(id, &whole, [first, last]) {
        all.push_str(&amount_of(known, stated));
        named.extend(stated.source.as_deref());
    }
    for source in named {
        let _ = writeln!(all, "source {source} {}", sources.sources.get(source).map_or("", String::as_str));
    }
    // Before there is a figure nothing is held against a target.
    let begun = known.first_period(id).filter(|begun| *begun <= last).map_or(first, |begun| begun.max(first));
    let span = Span { first: begun, last, grain: metric.grain, names_each: false };
    let Some(target) = &metric.target else { return (short_hash(all.as_bytes()), None) };
    let in_words = |span| {
        let bounds = [Some(&target.aim), target.upper.as_ref(), target.near.as_ref()];
        let bounds = bounds.map(|aim| aim.map(|aim| aimed(aim, span)));
        let adds_up = target.adds_up && last.grain() > metric.grain;
        format!("target {} {bounds:?} {adds_up}\n", target.rule.word())
    };
    let [now, older] = [span, Span { first, names_each: true, ..span }].map(in_words);
    let hash = |target: &str| short_hash(format!("{all}{target}").as_bytes());
    (hash(&now), (older != now).then(|| hash(&older)))
}

/// The hash of what else is reckoned of one metric from periods before the history: whether its figures follow the season,
/// by which the change on the year before is told, and where the text `is_reckoned` from it, all amounts.
pub fn hash_of_earlier(
    known: Known<'_>,
    (id, metric): (&str, &Metric),
    of: &MetricFigures,
    is_reckoned: bool,
) -> String {
    let last = of.figure.period;
    let mut all = format!("season {}\n", known.follows_season(&of.figure));
    if let Some(first) = known.first_period(id).filter(|_| is_reckoned) {
        let stated = known.last_stated(id, &Cell::total(metric.by.len()), [first, last]);
        stated.into_iter().for_each(|stated| all.push_str(&amount_of(known, stated)));
    }
    short_hash(all.as_bytes())
}

/// What is stated of an amount as readers see it, on a line.
fn amount_of(known: Known<'_>, stated: &Observation) -> String {
    let amount = known.shown_of(stated);
    let interval = stated.interval.filter(|_| amount.is_some());
    let interval = interval.map(|interval| [interval.low, interval.high].map(machine));
    let amount = amount.map(machine);
    format!("{} {:?} {amount:?} {interval:?} {}\n", stated.period, stated.cell, stated.status.word())
}

/// The periods with figures that a report shows of a metric, and the metric's grain.
#[derive(Clone, Copy)]
struct Span {
    first: Period,
    last: Period,
    grain: Grain,
    /// One step that holds all the time is named with its period, as an older kalends did.
    names_each: bool,
}

/// What is aimed at, as far as it holds in a span: not what is to hold later, nor what held before.
fn aimed(aim: &Aim, span: Span) -> String {
    match aim {
        Aim::Amount(amount) => machine(*amount),
        Aim::Formula(formula) => written(formula),
        Aim::From(steps) => {
            match holding(steps, [span.first, span.last]) {
                // The same as an amount that holds always.
                [(from, amount)] if !span.names_each && from.first_month() <= span.first.first_month() => {
                    machine(*amount)
                }
                steps => points(steps),
            }
        }
        Aim::Path(all) => points(all),
        Aim::ByGrain(amounts) => {
            let amounts = amounts.iter().filter(|(grain, _)| *grain <= span.last.grain());
            let amounts: Vec<(Grain, String)> = amounts.map(|(grain, aim)| (*grain, aimed(aim, span))).collect();
            match &amounts[..] {
                // The same as an amount that is named without its grain.
                [(grain, one)] if *grain == span.grain => one.clone(),
                all => all.iter().map(|(grain, of)| format!("{} {of}", grain.word())).collect::<Vec<_>>().join("; "),
            }
        }
        Aim::Members { total, amounts } => {
            let total = total.as_deref().map(|total| aimed(total, span));
            let amounts = amounts.iter().map(|of| format!("{} {} {}", of.dimension, of.member, aimed(&of.aim, span)));
            format!("{total:?} {}", amounts.collect::<Vec<_>>().join("; "))
        }
    }
}

fn points(all: &[(Period, Decimal)]) -> String {
    all.iter().map(|(period, amount)| format!("{period}: {}", machine(*amount))).collect::<Vec<_>>().join(", ")
}
