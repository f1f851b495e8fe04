//! The filters that a narrative has besides Tera's: one entry of `FILTERS` for each.
//!
//! A metric and the arguments behind the filter → a mark of what is to be printed, or a bare value for a condition. A
//! filter that cannot do what it is asked for says so in a `Refusal`, whose place only Tera knows. `chart`, `table` and
//! `tiles` are read in `requests`.

use std::sync::{Arc, Mutex, PoisonError};

use tera::{ArgFromValue, Kwargs, State, Tera, TeraResult, Value};

use Run::{Amount, Exhibit, Figure, Target};

use super::call::Call;
use super::mark::{Mark, Marks, Said, has_mark};
use super::overviews;
use super::requests;
use super::scope::Scope;
use super::standin::{STAND_IN, is_stand_in};
use crate::compute::Verdict;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Refusal, faults};
use crate::exhibit::request::Request;
use crate::model::Decimal;
use crate::model::catalog::Rule;
use crate::model::snapshot::Cell;

/// A filter as an author calls it: `{{ metric | name(argument=…) }}`.
pub(super) struct Filter {
    pub name: &'static str,
    /// The arguments that it takes; `None`: one for each dimension of the metric.
    arguments: Option<&'static [&'static str]>,
    run: Run,
}

/// What a filter works on, and how.
enum Run {
    /// A metric with a target: prints something about the target.
    Target(Aspect),
    /// A metric, and what the author said of it before.
    Figure(fn(&Call<'_>, Reference, Said) -> Result<Value, Refusal>),
    /// A number that was asked for by `amount`, or reckoned: writes it as a share, or as a number.
    Amount { as_share: bool },
    /// A metric or a list of metrics: asks for a chart or a table.
    Exhibit(fn(&Call<'_>, Vec<Reference>) -> Result<Request, Refusal>),
}

/// In the order in which a message names them.
pub(super) const FILTERS: &[Filter] = &[
    Filter { name: "at", arguments: Some(&["period"]), run: Figure(at) },
    Filter { name: "of", arguments: None, run: Figure(of) },
    Filter { name: "total", arguments: Some(&[]), run: Figure(total) },
    Filter { name: "change", arguments: Some(&["since"]), run: Figure(change) },
    Filter { name: "trend", arguments: Some(&["since"]), run: Figure(trend) },
    Filter { name: "target", arguments: Some(&[]), run: Target(Aspect::Target) },
    Filter { name: "gap", arguments: Some(&[]), run: Target(Aspect::Gap) },
    Filter { name: "attainment", arguments: Some(&[]), run: Target(Aspect::Attainment) },
    Filter { name: "status", arguments: Some(&[]), run: Target(Aspect::Status) },
    Filter { name: "met", arguments: Some(&[]), run: Figure(met) },
    Filter { name: "known", arguments: Some(&[]), run: Figure(known) },
    Filter { name: "amount", arguments: Some(&[]), run: Figure(amount) },
    Filter { name: "number", arguments: Some(&["decimals"]), run: Amount { as_share: false } },
    Filter { name: "percent", arguments: Some(&["decimals"]), run: Amount { as_share: true } },
    Filter { name: "spark", arguments: Some(&[]), run: Figure(spark) },
    Filter { name: "chart", arguments: Some(CHART), run: Exhibit(requests::chart) },
    Filter { name: "table", arguments: Some(TABLE), run: Exhibit(requests::table) },
    Filter { name: "tiles", arguments: Some(&["with", "year_ago"]), run: Exhibit(requests::tiles) },
];

const CHART: &[&str] = &[
    "kind",
    "id",
    "title",
    "subtitle",
    "history",
    "by",
    "members",
    "top",
    "with",
    "from_zero",
    "scale",
    "from",
    "since",
    "height",
    "annotate",
];

const TABLE: &[&str] = &[
    "kind", "id", "title", "subtitle", "history", "by", "with", "columns", "members", "top", "sort", "total", "shade",
];

/// Filters of Tera that would count the signs of a mark, or change its number into that of another figure.
const TAKE_FIGURES_APART: &[&str] = &["wordcount", "replace", "truncate", "reverse", "split"];

/// Filters of Tera that would make text of a bare number, or one that looks as if it was counted.
const TAKE_TEXT: &[&str] = &["str", "int"];

/// More digits than these behind the decimal sign nobody reads.
const MOST_DECIMALS: u32 = 6;

/// Whether what a filter makes is a mark: neither a condition nor a bare number.
pub(super) fn prints_a_mark(name: &str) -> bool {
    FILTERS.iter().any(|filter| filter.name == name && !["met", "known", "amount"].contains(&name))
}

type Letters = fn(&str) -> String;

/// Filters of Tera that change letters. A mark has none, so behind a figure, a period or a member they would do nothing.
const CHANGE_LETTERS: &[(&str, Letters)] =
    &[("upper", str::to_uppercase), ("lower", str::to_lowercase), ("capitalize", capitalized), ("title", titled)];

/// What all filters of one report share.
pub(super) struct Shared {
    pub scope: Scope,
    pub marks: Marks,
    pub refusals: Refusals,
}

impl Shared {
    fn call<'a>(&'a self, name: &'static str, arguments: &'a Kwargs) -> Call<'a> {
        Call { name, arguments, scope: &self.scope, marks: &self.marks }
    }
}

/// What the filters of a report refused. Tera passes on nothing but the text of a filter's error, so the text is the
/// number of a refusal in this list.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Vec<Refusal>>);

/// Begins the text of a refusal. No author can write it, and no mark begins so.
const REFUSED: &str = "\u{e000}refusal ";

impl Refusals {
    /// The answer of a filter as Tera takes it.
    fn pass<T>(&self, answer: Result<T, Refusal>) -> TeraResult<T> {
        answer.map_err(|refusal| {
            // The list is whole after every push, so a panic elsewhere cannot have spoilt it.
            let mut refusals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            refusals.push(refusal);
            tera::Error::message(format!("{REFUSED}{}", refusals.len() - 1))
        })
    }

    /// The refusal that a message of Tera stands for; `None` for Tera's own messages.
    pub(super) fn of(&self, message: &str) -> Option<Refusal> {
        let number: usize = message.strip_prefix(REFUSED)?.parse().ok()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }
}

/// `join`, which writes numbers only where they are whole.
fn register_join(tera: &mut Tera, shared: &Arc<Shared>) {
    let shared = shared.clone();
    tera.register_filter("join", move |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let between = arguments.get::<&str>("sep")?.unwrap_or_default();
        let text = |item: &Value| item.as_str().map(str::to_owned).or_else(|| item.as_i128().map(|n| n.to_string()));
        let list = value.as_array().ok_or_else(faults::join_of_no_list);
        let texts = list.and_then(|list| {
            list.iter()
                .map(|item| text(item).ok_or_else(|| faults::number_is_no_text("join")))
                .collect::<Result<Vec<_>, _>>()
        });
        shared.refusals.pass(texts.map(|texts| texts.join(between)))
    });
}

/// Adds the filters and functions to Tera, and takes those of its own away that would spoil a mark.
pub(super) fn register(tera: &mut Tera, shared: &Arc<Shared>) {
    for filter in FILTERS {
        let shared = shared.clone();
        tera.register_filter(filter.name, move |value: &Value, arguments: Kwargs, _: &State<'_>| {
            filter.run(&shared, value, &arguments)
        });
    }
    for name in TAKE_FIGURES_APART {
        let shared = shared.clone();
        tera.register_filter(*name, move |_: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            shared.refusals.pass(Err(faults::filter_takes_figures_apart(name)))
        });
    }
    for name in TAKE_TEXT {
        let shared = shared.clone();
        tera.register_filter(*name, move |value: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let text = value.as_str().map(str::trim);
            shared.refusals.pass(match (*name, text, value.as_i128()) {
                ("int", Some(text), _) => {
                    text.parse::<i64>().map(Value::from).map_err(|_| faults::number_is_no_text(name))
                }
                ("int", None, Some(_)) => Ok(value.clone()),
                ("str", Some(_), _) => Ok(value.clone()),
                ("str", None, Some(number)) => Ok(Value::from(number.to_string())),
                _ => Err(faults::number_is_no_text(name)),
            })
        });
    }
    register_join(tera, shared);
    register_overview(tera, shared);
    for (name, change) in CHANGE_LETTERS {
        let shared = shared.clone();
        tera.register_filter(*name, move |text: &str, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
            shared.refusals.pass(if has_mark(text) {
                Err(faults::filter_without_effect(name))
            } else {
                Ok(change(text))
            })
        });
    }
    let for_sort = shared.clone();
    tera.register_filter("sort", move |list: &[Value], _: Kwargs, _: &State<'_>| -> TeraResult<Vec<Value>> {
        // A list would be in the order in which its figures came first in the text.
        if list.iter().any(|value| value.as_str().is_some_and(has_mark)) {
            return for_sort.refusals.pass(Err(faults::filter_without_effect("sort")));
        }
        let mut sorted = list.to_vec();
        sorted.sort();
        Ok(sorted)
    });
    let for_default = shared.clone();
    tera.register_filter("default", move |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        // A figure is there even where its amount is missing, so the other value would never be printed.
        if value.as_str().is_some_and(has_mark) {
            return for_default.refusals.pass(Err(faults::default_of_a_figure()));
        }
        if value.is_undefined() { arguments.must_get::<Value>("value") } else { Ok(value.clone()) }
    });
    let for_length = shared.clone();
    tera.register_filter("length", move |value: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        if is_stand_in(value) {
            return Ok(Value::from(STAND_IN));
        }
        let list = value.as_array().ok_or_else(faults::length_of_no_list);
        for_length.refusals.pass(list.map(|list| Value::from(list.len())))
    });
    let for_ref = shared.clone();
    tera.register_function("ref", move |arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        if arguments.iter().any(|(_, value)| is_stand_in(value)) {
            return Ok(STAND_IN.to_owned());
        }
        let call = for_ref.call("ref", &arguments);
        let id = call.only(&["id"]).and_then(|()| call.needed::<String>("id"));
        for_ref.refusals.pass(id.map(|id| for_ref.marks.intern(Mark::Ref(id))))
    });
}

/// `overview()`, a table that stands behind no metric.
fn register_overview(tera: &mut Tera, shared: &Arc<Shared>) {
    let shared = shared.clone();
    tera.register_function("overview", move |arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        if arguments.iter().any(|(_, value)| is_stand_in(value)) {
            return Ok(STAND_IN.to_owned());
        }
        let request = overviews::overview(&shared.call("overview", &arguments));
        let mark = |request: Request| shared.marks.intern(Mark::Exhibit(request));
        shared.refusals.pass(request.map(|request| request.map_or_else(|| STAND_IN.to_owned(), mark)))
    });
}

impl Filter {
    fn run(&self, shared: &Shared, value: &Value, arguments: &Kwargs) -> TeraResult<Value> {
        if is_stand_in(value) || arguments.iter().any(|(_, value)| is_stand_in(value)) {
            return Ok(Value::from(STAND_IN));
        }
        let call = shared.call(self.name, arguments);
        shared.refusals.pass(match self.run {
            Exhibit(read) => self.exhibit(&call, value, read),
            Amount { as_share } => self.amount(&call, value, as_share),
            Target(aspect) => self.figure(&call, <&str>::from_value(value)?, |call, of, said| {
                needs_target(call, &of)?;
                call.of_the_value(&of)?;
                if aspect == Aspect::Attainment && !call.metric(&of)?.relative {
                    return Err(faults::no_share_without_a_zero(&of.metric));
                }
                printed(call, Reference { aspect, ..of }, said)
            }),
            Figure(run) => self.figure(&call, <&str>::from_value(value)?, run),
        })
    }

    fn figure(
        &self,
        call: &Call<'_>,
        text: &str,
        run: impl Fn(&Call<'_>, Reference, Said) -> Result<Value, Refusal>,
    ) -> Result<Value, Refusal> {
        let (reference, said) = call.figure(text)?;
        self.arguments.map_or(Ok(()), |known| call.only(known))?;
        run(call, reference, said)
    }

    fn amount(&self, call: &Call<'_>, value: &Value, as_share: bool) -> Result<Value, Refusal> {
        let amount = value.as_f64().and_then(|number| Decimal::try_from(number).ok());
        let amount = amount.filter(|_| value.is_number()).ok_or_else(|| faults::behind_no_number(self.name))?;
        self.arguments.map_or(Ok(()), |known| call.only(known))?;
        let decimals = call.needed::<Value>("decimals")?.as_i128().and_then(|decimals| u32::try_from(decimals).ok());
        let decimals = decimals.filter(|decimals| *decimals <= MOST_DECIMALS);
        let decimals = decimals.ok_or_else(|| faults::too_many_decimals(self.name, MOST_DECIMALS))?;
        Ok(Value::from(call.marks.intern(Mark::Number { amount, decimals, as_share })))
    }

    fn exhibit(
        &self,
        call: &Call<'_>,
        value: &Value,
        read: fn(&Call<'_>, Vec<Reference>) -> Result<Request, Refusal>,
    ) -> Result<Value, Refusal> {
        let mut references = call.figures(value)?;
        if let Some(with) = call.argument::<Value>("with")? {
            references.extend(call.figures(&with)?);
        }
        self.arguments.map_or(Ok(()), |known| call.only(known))?;
        let request = read(call, references)?;
        Ok(Value::from(call.marks.intern(Mark::Exhibit(request))))
    }
}

/// What a filter prints of a figure.
fn printed(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    Ok(Value::from(call.marks.intern_said(Mark::Figure(reference), said)))
}

fn at(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    // A bare 2026-01 would be reckoned as 2025.
    let written = call.text("period")?.ok_or_else(|| faults::missing_argument("period"))?;
    let period = call.period(&reference, &written)?;
    if said.period {
        return Err(faults::said_twice("at"));
    }
    // A change is of two periods, and only the filter that asks for it says which.
    if matches!(reference.aspect, Aspect::Change(_) | Aspect::Trend(_)) {
        return Err(faults::filter_behind_another("at", reference.aspect.word()));
    }
    printed(call, Reference { period, ..reference }, Said { period: true, ..said })
}

fn of(call: &Call<'_>, reference: Reference, mut said: Said) -> Result<Value, Refusal> {
    let metric = call.scope.book.catalog().metrics.get(&reference.metric);
    let by = metric.map_or(&[][..], |metric| metric.by.as_slice());
    let mut cell = reference.cell.clone();
    if call.arguments.iter().next().is_none() {
        return Err(faults::of_without_a_member(by));
    }
    for (key, value) in call.arguments.iter() {
        let dimension = key.to_string();
        let Some(index) = by.iter().position(|name| *name == dimension) else {
            return Err(faults::of_another_dimension(&reference.metric, &dimension, by));
        };
        if value.is_undefined() || value.is_none() {
            return Err(faults::member_of_no_value(&dimension));
        }
        let member = call.member(&dimension, &value.to_string())?;
        if said.dimensions.contains(&dimension) {
            return Err(faults::said_twice("of"));
        }
        // It would choose a member of what was just taken together.
        if said.total && call.scope.member.as_ref().is_some_and(|(own, _)| *own == dimension) {
            return Err(faults::filter_behind_another("of", "total"));
        }
        said.dimensions.push(dimension);
        cell = cell.with(index, &member);
    }
    printed(call, Reference { cell, ..reference }, said)
}

/// The whole of a metric: in the report of a member, all members.
fn total(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    let by = call.metric(&reference)?.by.len();
    if by == 0 {
        return Err(faults::total_of_a_whole(&reference.metric));
    }
    if said.total {
        return Err(faults::said_twice("total"));
    }
    if !said.dimensions.is_empty() {
        return Err(faults::filter_behind_another("total", "of"));
    }
    printed(call, Reference { cell: Cell::total(by), ..reference }, Said { total: true, ..said })
}

fn change(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    let since = call.since(&reference)?.unwrap_or(reference.period.previous());
    call.of_the_value(&reference)?;
    printed(call, Reference { aspect: Aspect::Change(since), ..reference }, said)
}

/// Behind `change` it tells that change.
fn trend(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    let since = match (reference.aspect, call.since(&reference)?) {
        (Aspect::Change(of_change), None) => of_change,
        (Aspect::Change(_), Some(_)) => return Err(faults::said_twice("since")),
        (_, since) => {
            call.of_the_value(&reference)?;
            since.unwrap_or(reference.period.previous())
        }
    };
    printed(call, Reference { aspect: Aspect::Trend(since), ..reference }, said)
}

fn needs_target(call: &Call<'_>, reference: &Reference) -> Result<(), Refusal> {
    let metric = call.scope.book.catalog().metrics.get(&reference.metric);
    match metric.and_then(|metric| metric.target.as_ref()) {
        Some(_) => Ok(()),
        None => Err(faults::no_target_to_show(&reference.metric)),
    }
}

fn met(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    needs_target(call, &reference)?;
    let grain = reference.period.grain();
    // Where there can be no target, neither "met" nor "not met" is true.
    if !call.metric(&reference)?.has_target_by(grain) {
        return Err(faults::no_target_by_grain(&reference.metric, grain.word()));
    }
    call.of_the_value(&reference)?;
    let known = call.scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    // Nor where the figure is missing.
    if figure.amount.is_err() {
        return Err(no_amount(call, &reference, &said));
    }
    Ok(Value::from(known.judge(&figure).is_some_and(|judgement| judgement.verdict == Verdict::Met)))
}

fn known(call: &Call<'_>, reference: Reference, _: Said) -> Result<Value, Refusal> {
    Ok(Value::from(amount_behind(call.scope, &reference).is_some()))
}

/// What is missing, as the author asks for it.
fn no_amount(call: &Call<'_>, reference: &Reference, said: &Said) -> Refusal {
    let names = call.metric(reference).map_or(&[][..], |metric| &metric.by);
    let parts = names.iter().zip(&reference.cell.0).filter(|(name, _)| said.dimensions.contains(name));
    let parts: Vec<String> =
        parts.filter_map(|(name, member)| Some(format!("{name}=\"{}\"", member.as_ref()?))).collect();
    let mut asked = vec![reference.metric.clone()];
    asked.extend(said.period.then(|| format!("at(period=\"{}\")", reference.period)));
    asked.extend(said.total.then(|| "total".to_owned()));
    asked.extend((!parts.is_empty()).then(|| format!("of({})", parts.join(", "))));
    let figure = call.scope.known().figure(&reference.metric, &reference.cell, reference.period);
    faults::gap_has_no_amount(&asked.join(" | "), reference.period, figure.is_suppressed())
}

fn amount(call: &Call<'_>, reference: Reference, said: Said) -> Result<Value, Refusal> {
    let metric = call.scope.book.catalog().metrics.get(&reference.metric);
    let rule = metric.and_then(|metric| metric.target.as_ref()).map(|target| target.rule);
    if reference.aspect == Aspect::Target && rule == Some(Rule::Within) {
        return Err(faults::range_has_no_amount(&reference.metric));
    }
    if reference.aspect == Aspect::Status {
        return Err(faults::filter_behind_another("amount", reference.aspect.word()));
    }
    match amount_behind(call.scope, &reference).and_then(|amount| f64::try_from(amount).ok()) {
        Some(amount) => Ok(Value::from(amount)),
        None => Err(no_amount(call, &reference, &said)),
    }
}

/// The amount behind a reference: the value, or the change, the target and so on that it was turned into.
fn amount_behind(scope: &Scope, reference: &Reference) -> Option<Decimal> {
    let known = scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    let judgement = || known.judge(&figure);
    match reference.aspect {
        Aspect::Value => figure.value(),
        Aspect::Change(since) | Aspect::Trend(since) => known.change(&figure, since).absolute.ok(),
        Aspect::Target => judgement()?.target.ok(),
        Aspect::Gap => judgement()?.gap.map(|gap| gap.abs()),
        Aspect::Attainment => judgement()?.attainment,
        Aspect::Status => judgement().filter(|judgement| judgement.verdict != Verdict::Unknown).map(|_| Decimal::ONE),
    }
}

fn spark(call: &Call<'_>, reference: Reference, _: Said) -> Result<Value, Refusal> {
    call.of_the_value(&reference)?;
    Ok(Value::from(call.marks.intern(Mark::Spark(reference))))
}

/// As Tera does it: the first letter large, all others small.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters.as_str().to_lowercase().chars()).collect())
}

/// As Tera does it: each word with a large letter.
fn titled(text: &str) -> String {
    let ends_word = |sign: char| sign.is_whitespace() || (sign.is_ascii_punctuation() && sign != '\'');
    text.split_inclusive(ends_word).map(capitalized).collect()
}
