//! The Tera stage of a narrative: text with `{{ … }}` → Markdown with marks.
//!
//! What a narrative may say is here: its variables and filters. What a text prints is a mark (`mark`) wherever it refers
//! to a figure; errors of Tera become faults in `diagnose`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tera::{ArgFromValue, Context, Delimiters, Kwargs, State, Tera, TeraResult, Value};

use super::diagnose::{Vocabulary, at_the_end, diagnose, first_line, offset_place, reported, unknown_name};
use super::exhibits;
use super::mark::{Mark, Marks, whole_marks};
use super::scope::Scope;
use super::trace::{Traced, with_edges};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::compute::Verdict;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Diagnostic, Refusal, faults};
use crate::model::Decimal;

/// A narrative that grows beyond this has a loop in it that nobody meant.
const LARGEST: usize = 4 * 1024 * 1024;

/// More unknown names than this are not looked for in one text.
const MOST_UNKNOWN: usize = 20;

/// What the filters of a stage refused. Tera passes on nothing but the text of a filter's error, so the text is the
/// number of a refusal in this list.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Vec<Refusal>>);

/// Begins the text of a refusal. No author can write it, and no mark begins so.
const REFUSED: &str = "\u{e000}refusal ";

impl Refusals {
    /// The answer of a filter as Tera takes it.
    pub(super) fn pass<T>(&self, answer: Result<T, Refusal>) -> TeraResult<T> {
        answer.map_err(|refusal| {
            // The list is whole after every push, so a panic elsewhere cannot have spoilt it.
            let mut refusals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            refusals.push(refusal);
            tera::Error::message(format!("{REFUSED}{}", refusals.len() - 1))
        })
    }

    /// The refusal that a message of Tera stands for; `None` for Tera's own messages.
    fn of(&self, message: &str) -> Option<Refusal> {
        let number: usize = message.strip_prefix(REFUSED)?.parse().ok()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }
}

/// The narratives of one report: its filters and variables, made once.
pub struct Stage {
    tera: Tera,
    context: Context,
    marks: Arc<Marks>,
    refusals: Arc<Refusals>,
    names: Vec<String>,
}

impl Stage {
    pub fn new(scope: &Scope) -> Stage {
        let marks = Arc::new(Marks::default());
        let mut tera = Tera::new();
        let delimiters = Delimiters { comment_start: "{*".into(), comment_end: "*}".into(), ..Delimiters::default() };
        // The delimiters are constants of two bytes each and no template is loaded yet.
        let set = tera.set_delimiters(delimiters);
        debug_assert!(set.is_ok(), "two bytes each, before any template");
        let refusals = Arc::new(Refusals::default());
        register(&mut tera, &Arc::new(scope.clone()), &marks, &refusals);
        let context = context(scope, &marks);
        let catalog = scope.book.catalog();
        let names = catalog.metrics.keys().chain(catalog.dimensions.keys()).cloned();
        let names = names.chain(["period", "previous", "report", "site"].map(str::to_owned)).collect();
        Stage { tera, context, marks, refusals, names }
    }

    /// Everything the marks of this stage's texts stand for.
    pub fn marks(&self) -> Vec<Mark> {
        self.marks.list()
    }

    /// Runs `text`, which begins at `start` in the author's file.
    pub fn run(&self, text: &str, start: &Place) -> Result<String, Vec<Diagnostic>> {
        if let Some(offset) = text.find("__tera_context") {
            let place = offset_place(start, text, offset, "__tera_context".len());
            return Err(vec![faults::context_not_available(place)]);
        }
        let output = self.render(text, &self.context, start)?;
        match whole_marks(&output, self.marks().len()) {
            true => Ok(output),
            false => Err(vec![faults::figure_taken_apart(start.clone())]),
        }
    }

    /// Runs `text` and says which letters of the result are the author's own, so that a fault in what a reader sees can
    /// be placed in the file. `None` where the text cannot be run.
    ///
    /// A second run carries along where each piece of plain text begins and ends. Should that change anything else of
    /// the result, no letter is placed.
    pub fn trace(&self, text: &str, start: &Place) -> Option<Traced> {
        let plain = self.run(text, start).ok()?;
        let traced = self.render(&with_edges(text), &self.context, start).ok().map(|marked| Traced::read(&marked));
        Some(traced.filter(|traced| traced.text == plain).unwrap_or_else(|| Traced::nowhere(plain)))
    }

    /// Runs `text`. Where names are unknown, all of them are reported and not just the first.
    fn render(&self, text: &str, context: &Context, start: &Place) -> Result<String, Vec<Diagnostic>> {
        let mut context = context.clone();
        let mut faults: Vec<Diagnostic> = Vec::new();
        loop {
            let mut output = Bounded::new(LARGEST);
            let error = match self.tera.render_str_to(text, &context, false, &mut output) {
                Ok(()) if faults.is_empty() => return Ok(output.into_text()),
                Ok(()) => return Err(faults),
                Err(_) if output.is_full() => return Err(vec![faults::narrative_too_large(start.clone())]),
                Err(error) => error,
            };
            let unknown = unknown_name(&error);
            // A fault behind an unknown name may only follow from it.
            if faults.is_empty() || unknown.is_some() {
                match self.refused(&error, start) {
                    Some(fault) => faults.push(fault),
                    None => {
                        let known = Vocabulary { names: &self.names, filters: FILTERS };
                        faults.extend(diagnose(&error, &|_| Some(start.clone()), &known));
                    }
                }
            }
            match unknown.filter(|name| !context.contains_key(name) && faults.len() < MOST_UNKNOWN) {
                Some(name) => context.insert(name, &self.marks.intern(Mark::Ref(String::new()))),
                None => return Err(at_the_end(faults, text, start)),
            }
        }
    }

    /// The fault behind an error of Tera that is the refusal of a filter; `None` for Tera's own errors.
    fn refused(&self, error: &tera::Error, start: &Place) -> Option<Diagnostic> {
        let (place, message) = reported(error, &|_| Some(start.clone()))?;
        Some(self.refusals.of(message)?.at(place))
    }
}

/// Takes text up to a size and refuses the rest, since Tera sets no bound to what a loop may write.
pub struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Bounded {
    pub fn new(most: usize) -> Bounded {
        Bounded { bytes: Vec::new(), most }
    }

    pub fn is_full(&self) -> bool {
        self.bytes.len() >= self.most
    }

    pub fn into_text(self) -> String {
        // Tera writes UTF-8; the lossy reading only saves an error that cannot happen.
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.most - self.bytes.len().min(self.most);
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const FILTERS: &[&str] = &[
    "at",
    "of",
    "change",
    "trend",
    "target",
    "gap",
    "attainment",
    "status",
    "met",
    "known",
    "amount",
    "spark",
    "chart",
    "table",
    "tiles",
];

fn context(scope: &Scope, marks: &Marks) -> Context {
    let mut context = Context::new();
    for (id, figures) in &scope.figures.metrics {
        let reference = Reference {
            metric: id.clone(),
            cell: figures.figure.cell.clone(),
            period: figures.figure.period,
            aspect: Aspect::Value,
        };
        context.insert(id.clone(), &marks.intern(Mark::Figure(reference)));
    }
    for (id, dimension) in &scope.book.catalog().dimensions {
        let member = |member: &String| marks.intern(Mark::Member { dimension: id.clone(), member: member.clone() });
        context.insert(id.clone(), &dimension.members.keys().map(member).collect::<Vec<_>>());
    }
    let period = marks.intern(Mark::Period(scope.figures.period));
    context.insert("previous", &marks.intern(Mark::Period(scope.figures.period.previous())));
    let member = scope.member.clone().map(|(dimension, member)| marks.intern(Mark::Member { dimension, member }));
    // What is not there has no name, so that nothing prints empty.
    let mut report = BTreeMap::from([("period", &period)]);
    report.extend(member.as_ref().map(|member| ("member", member)));
    context.insert("report", &report);
    let mut site = BTreeMap::from([("title", &scope.site_title)]);
    site.extend(Some(("organisation", &scope.organisation)).filter(|(_, name)| !name.is_empty()));
    context.insert("site", &site);
    context.insert("period", &period);
    context
}

/// The metric that `text` stands for.
pub(super) fn figure_of(marks: &Marks, text: &str, filter: &str) -> Result<Reference, Refusal> {
    match marks.resolve(text) {
        Some(Mark::Figure(reference)) => Ok(reference),
        _ => Err(faults::behind_no_metric(filter)),
    }
}

/// An argument by its name; `None` where the author does not write it.
pub(super) fn argument<'a, T>(arguments: &'a Kwargs, name: &'a str) -> Result<Option<T>, Refusal>
where
    T: ArgFromValue<'a, Output = T>,
{
    arguments.get::<T>(name).map_err(|error| faults::argument_of_another_kind(&first_line(&error.to_string())))
}

/// An argument that the author must write.
fn needed<'a, T>(arguments: &'a Kwargs, name: &'a str) -> Result<T, Refusal>
where
    T: ArgFromValue<'a, Output = T>,
{
    argument(arguments, name)?.ok_or_else(|| faults::missing_argument(name))
}

/// Refuses arguments that the filter does not know, which would be without effect.
pub(super) fn only(arguments: &Kwargs, filter: &str, known: &[&str]) -> Result<(), Refusal> {
    let unknown = arguments.iter().map(|(key, _)| key.to_string()).find(|key| !known.contains(&key.as_str()));
    unknown.map_or(Ok(()), |key| Err(faults::unknown_argument(filter, &key, known)))
}

/// The period of an argument: `"2018-01"`, or the variable `previous`.
fn period_argument(scope: &Scope, marks: &Marks, reference: &Reference, written: &str) -> Result<Period, Refusal> {
    let period = match marks.resolve(written) {
        Some(Mark::Period(period)) => period,
        _ => match Period::read(written, scope.book.catalog().year_start) {
            Ok(period) => period,
            Err(error) => return Err(faults::argument_is_no_period(written, &error.to_string())),
        },
    };
    let grain = scope.book.catalog().metrics.get(&reference.metric).map_or(Grain::Month, |metric| metric.grain);
    if period.grain() < grain {
        return Err(faults::period_is_too_short(&reference.metric, grain.word(), period));
    }
    if period > scope.figures.period {
        return Err(faults::period_after_the_report(period, scope.figures.period));
    }
    Ok(period)
}

fn member_argument(scope: &Scope, marks: &Marks, dimension: &str, written: &str) -> Result<String, Refusal> {
    let member = match marks.resolve(written) {
        Some(Mark::Member { member, .. }) => member,
        _ => written.to_owned(),
    };
    let members = scope.book.catalog().dimensions.get(dimension).map(|dimension| &dimension.members);
    let Some(members) = members.filter(|members| !members.contains_key(&member)) else { return Ok(member) };
    let known: Vec<&str> = members.keys().map(String::as_str).collect();
    Err(faults::of_no_member(&member, dimension, &known))
}

/// What a filter of a reference does.
type Filter = fn(&Scope, &Marks, Reference, &Kwargs) -> Result<Value, Refusal>;

fn register(tera: &mut Tera, scope: &Arc<Scope>, marks: &Arc<Marks>, refusals: &Arc<Refusals>) {
    let with = |run: Filter, name: &'static str| {
        let (scope, marks, refusals) = (scope.clone(), marks.clone(), refusals.clone());
        move |text: &str, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let reference = figure_of(&marks, text, name);
            refusals.pass(reference.and_then(|reference| run(&scope, &marks, reference, &arguments)))
        }
    };
    tera.register_filter("at", with(at, "at"));
    tera.register_filter("of", with(of, "of"));
    tera.register_filter("change", with(change, "change"));
    tera.register_filter("trend", with(trend, "trend"));
    tera.register_filter("target", with(|s, m, r, a| plain(s, m, r, a, "target", Aspect::Target), "target"));
    tera.register_filter("gap", with(|s, m, r, a| plain(s, m, r, a, "gap", Aspect::Gap), "gap"));
    tera.register_filter(
        "attainment",
        with(|s, m, r, a| plain(s, m, r, a, "attainment", Aspect::Attainment), "attainment"),
    );
    tera.register_filter("status", with(|s, m, r, a| plain(s, m, r, a, "status", Aspect::Status), "status"));
    tera.register_filter("met", with(met, "met"));
    tera.register_filter("known", with(is_known, "known"));
    tera.register_filter("amount", with(amount, "amount"));
    tera.register_filter("spark", with(spark, "spark"));
    exhibits::register(tera, scope, marks, refusals);
    // Tera's own would count the signs of a mark, or change its number into that of another figure.
    for name in ["wordcount", "replace", "truncate", "reverse", "split"] {
        let refusals = refusals.clone();
        tera.register_filter(name, move |_: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            refusals.pass(Err(faults::filter_takes_figures_apart(name)))
        });
    }
    let for_length = refusals.clone();
    tera.register_filter("length", move |value: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        let list = value.as_array().ok_or_else(faults::length_of_no_list);
        for_length.pass(list.map(|list| Value::from(list.len())))
    });
    let (marks, refusals) = (marks.clone(), refusals.clone());
    tera.register_function("ref", move |arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let id = only(&arguments, "ref", &["id"]).and_then(|()| needed::<String>(&arguments, "id"));
        refusals.pass(id.map(|id| marks.intern(Mark::Ref(id))))
    });
}

fn mark(marks: &Marks, reference: Reference) -> Result<Value, Refusal> {
    Ok(Value::from(marks.intern(Mark::Figure(reference))))
}

fn at(scope: &Scope, marks: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "at", &["period"])?;
    let period = period_argument(scope, marks, &reference, &needed::<String>(arguments, "period")?)?;
    mark(marks, Reference { period, ..reference })
}

fn of(scope: &Scope, marks: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    let by = scope.book.catalog().metrics.get(&reference.metric).map_or(&[][..], |metric| metric.by.as_slice());
    let mut cell = reference.cell.clone();
    for (key, value) in arguments.iter() {
        let dimension = key.to_string();
        let Some(index) = by.iter().position(|name| *name == dimension) else {
            return Err(faults::of_another_dimension(&reference.metric, &dimension, by));
        };
        cell = cell.with(index, &member_argument(scope, marks, &dimension, &value.to_string())?);
    }
    mark(marks, Reference { cell, ..reference })
}

fn since(
    scope: &Scope,
    marks: &Marks,
    reference: &Reference,
    arguments: &Kwargs,
    filter: &str,
) -> Result<Period, Refusal> {
    only(arguments, filter, &["since"])?;
    match argument::<String>(arguments, "since")? {
        Some(written) => match period_argument(scope, marks, reference, &written)? {
            since if since.grain() == reference.period.grain() => Ok(since),
            since => Err(faults::periods_of_two_lengths(reference.period, since)),
        },
        None => Ok(reference.period.previous()),
    }
}

fn change(scope: &Scope, marks: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    let since = since(scope, marks, &reference, arguments, "change")?;
    mark(marks, Reference { aspect: Aspect::Change(since), ..reference })
}

fn trend(scope: &Scope, marks: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    let since = since(scope, marks, &reference, arguments, "trend")?;
    mark(marks, Reference { aspect: Aspect::Trend(since), ..reference })
}

/// The filters that take no argument and change what is printed. Those about a target need one.
fn plain(
    scope: &Scope,
    marks: &Marks,
    reference: Reference,
    arguments: &Kwargs,
    name: &str,
    aspect: Aspect,
) -> Result<Value, Refusal> {
    only(arguments, name, &[])?;
    needs_target(scope, &reference)?;
    mark(marks, Reference { aspect, ..reference })
}

fn needs_target(scope: &Scope, reference: &Reference) -> Result<(), Refusal> {
    let metric = scope.book.catalog().metrics.get(&reference.metric);
    match metric.and_then(|metric| metric.target.as_ref()) {
        Some(_) => Ok(()),
        None => Err(faults::no_target_to_show(&reference.metric)),
    }
}

fn spark(_: &Scope, marks: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "spark", &[])?;
    Ok(Value::from(marks.intern(Mark::Spark(Reference { aspect: Aspect::Value, ..reference }))))
}

fn met(scope: &Scope, _: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "met", &[])?;
    needs_target(scope, &reference)?;
    let known = scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    Ok(Value::from(known.judge(&figure).is_some_and(|judgement| judgement.verdict == Verdict::Met)))
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

fn is_known(scope: &Scope, _: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "known", &[])?;
    Ok(Value::from(amount_behind(scope, &reference).is_some()))
}

fn amount(scope: &Scope, _: &Marks, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "amount", &[])?;
    match amount_behind(scope, &reference).and_then(|amount| f64::try_from(amount).ok()) {
        Some(amount) => Ok(Value::from(amount)),
        None => Err(faults::gap_has_no_amount(&reference.metric, reference.period)),
    }
}
