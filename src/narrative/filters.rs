//! The filters that a narrative has besides Tera's: one entry of `FILTERS` for each.
//!
//! A metric and the arguments behind the filter → a mark of what is to be printed, or a bare value for a condition. A
//! filter that cannot do what it is asked for says so in a `Refusal`, whose place only Tera knows. `chart`, `table` and
//! `tiles` are read in `requests`.

use std::sync::{Arc, Mutex, PoisonError};

use tera::{ArgFromValue, Kwargs, State, Tera, TeraResult, Value};

use Run::{Exhibit, Figure, Target};

use super::call::Call;
use super::mark::{Mark, Marks};
use super::requests;
use super::scope::Scope;
use super::standin::{STAND_IN, is_stand_in};
use crate::base::period::Period;
use crate::compute::Verdict;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Refusal, faults};
use crate::exhibit::request::Request;
use crate::model::Decimal;

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
    /// A metric.
    Figure(fn(&Call<'_>, Reference) -> Result<Value, Refusal>),
    /// A metric or a list of metrics: asks for a chart or a table.
    Exhibit(fn(&Call<'_>, Vec<Reference>) -> Result<Request, Refusal>),
}

/// In the order in which a message names them.
pub(super) const FILTERS: &[Filter] = &[
    Filter { name: "at", arguments: Some(&["period"]), run: Figure(at) },
    Filter { name: "of", arguments: None, run: Figure(of) },
    Filter { name: "change", arguments: Some(&["since"]), run: Figure(change) },
    Filter { name: "trend", arguments: Some(&["since"]), run: Figure(trend) },
    Filter { name: "target", arguments: Some(&[]), run: Target(Aspect::Target) },
    Filter { name: "gap", arguments: Some(&[]), run: Target(Aspect::Gap) },
    Filter { name: "attainment", arguments: Some(&[]), run: Target(Aspect::Attainment) },
    Filter { name: "status", arguments: Some(&[]), run: Target(Aspect::Status) },
    Filter { name: "met", arguments: Some(&[]), run: Figure(met) },
    Filter { name: "known", arguments: Some(&[]), run: Figure(known) },
    Filter { name: "amount", arguments: Some(&[]), run: Figure(amount) },
    Filter { name: "spark", arguments: Some(&[]), run: Figure(spark) },
    Filter { name: "chart", arguments: Some(CHART), run: Exhibit(requests::chart) },
    Filter { name: "table", arguments: Some(TABLE), run: Exhibit(requests::table) },
    Filter { name: "tiles", arguments: Some(&["with"]), run: Exhibit(requests::tiles) },
];

const CHART: &[&str] = &["kind", "id", "title", "subtitle", "history", "by", "with", "from_zero", "height", "annotate"];

const TABLE: &[&str] = &["kind", "id", "title", "subtitle", "history", "by", "with", "sort"];

/// Filters of Tera that would count the signs of a mark, or change its number into that of another figure.
const TAKE_FIGURES_APART: &[&str] = &["wordcount", "replace", "truncate", "reverse", "split"];

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

impl Filter {
    fn run(&self, shared: &Shared, value: &Value, arguments: &Kwargs) -> TeraResult<Value> {
        if is_stand_in(value) || arguments.iter().any(|(_, value)| is_stand_in(value)) {
            return Ok(Value::from(STAND_IN));
        }
        let call = shared.call(self.name, arguments);
        shared.refusals.pass(match self.run {
            Exhibit(read) => self.exhibit(&call, value, read),
            Target(aspect) => self.figure(&call, <&str>::from_value(value)?, |call, of| about_target(call, of, aspect)),
            Figure(run) => self.figure(&call, <&str>::from_value(value)?, run),
        })
    }

    fn figure(
        &self,
        call: &Call<'_>,
        text: &str,
        run: impl Fn(&Call<'_>, Reference) -> Result<Value, Refusal>,
    ) -> Result<Value, Refusal> {
        let reference = call.figure(text)?;
        self.arguments.map_or(Ok(()), |known| call.only(known))?;
        run(call, reference)
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
fn printed(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    Ok(Value::from(call.marks.intern(Mark::Figure(reference))))
}

fn at(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    let period = call.period(&reference, &call.needed::<String>("period")?)?;
    printed(call, Reference { period, ..reference })
}

fn of(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    let metric = call.scope.book.catalog().metrics.get(&reference.metric);
    let by = metric.map_or(&[][..], |metric| metric.by.as_slice());
    let mut cell = reference.cell.clone();
    for (key, value) in call.arguments.iter() {
        let dimension = key.to_string();
        let Some(index) = by.iter().position(|name| *name == dimension) else {
            return Err(faults::of_another_dimension(&reference.metric, &dimension, by));
        };
        cell = cell.with(index, &call.member(&dimension, &value.to_string())?);
    }
    printed(call, Reference { cell, ..reference })
}

fn change(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    let since = since(call, &reference)?;
    printed(call, Reference { aspect: Aspect::Change(since), ..reference })
}

fn trend(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    let since = since(call, &reference)?;
    printed(call, Reference { aspect: Aspect::Trend(since), ..reference })
}

/// The period that a change is counted from: the one before, unless the author names another of the same length.
fn since(call: &Call<'_>, reference: &Reference) -> Result<Period, Refusal> {
    match call.argument::<String>("since")? {
        Some(written) => match call.period(reference, &written)? {
            since if since.grain() == reference.period.grain() => Ok(since),
            since => Err(faults::periods_of_two_lengths(reference.period, since)),
        },
        None => Ok(reference.period.previous()),
    }
}

fn about_target(call: &Call<'_>, reference: Reference, aspect: Aspect) -> Result<Value, Refusal> {
    needs_target(call, &reference)?;
    printed(call, Reference { aspect, ..reference })
}

fn needs_target(call: &Call<'_>, reference: &Reference) -> Result<(), Refusal> {
    let metric = call.scope.book.catalog().metrics.get(&reference.metric);
    match metric.and_then(|metric| metric.target.as_ref()) {
        Some(_) => Ok(()),
        None => Err(faults::no_target_to_show(&reference.metric)),
    }
}

fn met(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    needs_target(call, &reference)?;
    let known = call.scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    Ok(Value::from(known.judge(&figure).is_some_and(|judgement| judgement.verdict == Verdict::Met)))
}

fn known(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    Ok(Value::from(amount_behind(call.scope, &reference).is_some()))
}

fn amount(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    match amount_behind(call.scope, &reference).and_then(|amount| f64::try_from(amount).ok()) {
        Some(amount) => Ok(Value::from(amount)),
        None => Err(faults::gap_has_no_amount(&reference.metric, reference.period)),
    }
}

/// The amount behind a reference: the value, or the change, the target and so on that it was turned into.
fn amount_behind(scope: &Scope, reference: &Reference) -> Option<Decimal> {
    let known = scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    let judgement = || known.judge(&figure);
    match reference.aspect {
        Aspect::Value => figure.amount.ok(),
        Aspect::Change(since) | Aspect::Trend(since) => known.change(&figure, since).absolute.ok(),
        Aspect::Target => judgement()?.target.ok(),
        Aspect::Gap => judgement()?.gap.map(|gap| gap.abs()),
        Aspect::Attainment => judgement()?.attainment,
        Aspect::Status => judgement().filter(|judgement| judgement.verdict != Verdict::Unknown).map(|_| Decimal::ONE),
    }
}

fn spark(call: &Call<'_>, reference: Reference) -> Result<Value, Refusal> {
    Ok(Value::from(call.marks.intern(Mark::Spark(Reference { aspect: Aspect::Value, ..reference }))))
}
