//! A filter as an author calls it: the name, what stands before it and the arguments behind, held against the report.
//!
//! Texts → metrics, periods and members, or a refusal that says why they are none. What a filter then makes of them,
//! `filters` and `requests` know.

use tera::{ArgFromValue, Kwargs, Value};

use super::diagnose::first_line;
use super::mark::{Mark, Marks, Said};
use super::scope::Scope;
use crate::base::period::{Grain, Period};
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Refusal, faults};
use crate::model::catalog::Metric;

/// One call of a filter or function.
pub(super) struct Call<'a> {
    pub name: &'static str,
    pub arguments: &'a Kwargs,
    pub scope: &'a Scope,
    pub marks: &'a Marks,
}

impl<'a> Call<'a> {
    /// The metric that `text` stands for, and what the author said of it.
    pub(super) fn figure(&self, text: &str) -> Result<(Reference, Said), Refusal> {
        match self.marks.resolve_said(text) {
            Some((Mark::Figure(reference), said)) => Ok((reference, said)),
            _ => Err(faults::behind_no_metric(self.name)),
        }
    }

    /// The metrics that a value stands for: one, or a list of them.
    pub(super) fn figures(&self, value: &Value) -> Result<Vec<Reference>, Refusal> {
        let one = |value: &Value| {
            let (reference, _) = self.figure(value.as_str().unwrap_or_default())?;
            self.of_the_value(&reference)?;
            Ok(reference)
        };
        match value.as_array() {
            Some([]) => Err(faults::behind_an_empty_list(self.name)),
            Some(list) => list.iter().map(one).collect(),
            None => Ok(vec![one(value)?]),
        }
    }

    /// Refuses a figure that an earlier filter has turned into its change, its target and so on: this filter would speak
    /// of the value all the same.
    pub(super) fn of_the_value(&self, reference: &Reference) -> Result<(), Refusal> {
        match reference.aspect {
            Aspect::Value => Ok(()),
            turned => Err(faults::filter_behind_another(self.name, turned.word())),
        }
    }

    /// Refuses arguments beside those of `known`, which would be without effect.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let unknown = self.arguments.iter().map(|(key, _)| key.to_string()).find(|key| !known.contains(&key.as_str()));
        unknown.map_or(Ok(()), |key| Err(faults::unknown_argument(self.name, &key, known)))
    }

    /// An argument by its name; `None` where the author does not write it.
    pub(super) fn argument<T>(&self, name: &'a str) -> Result<Option<T>, Refusal>
    where
        T: ArgFromValue<'a, Output = T>,
    {
        let read = self.arguments.get::<T>(name);
        read.map_err(|error| faults::argument_of_another_kind(name, &first_line(&error.to_string())))
    }

    /// An argument that is a text. Any other value would be printed as the program holds it.
    pub(super) fn text(&self, name: &'a str) -> Result<Option<String>, Refusal> {
        let value = self.argument::<Value>(name)?;
        value
            .map(|value| value.as_str().map(str::to_owned).ok_or_else(|| faults::argument_is_no_text(name)))
            .transpose()
    }

    /// An argument that the author must write.
    pub(super) fn needed<T>(&self, name: &'a str) -> Result<T, Refusal>
    where
        T: ArgFromValue<'a, Output = T>,
    {
        self.argument(name)?.ok_or_else(|| faults::missing_argument(name))
    }

    /// The period that an argument names, as `"2018-01"` or by a variable: one that ends no later than the report's, and
    /// is no shorter than those that the metric is counted by. The quarter or year that holds the report's period may
    /// end later, so that a standing text can ask whether its figure is known.
    pub(super) fn period(&self, reference: &Reference, written: &str) -> Result<Period, Refusal> {
        let catalog = self.scope.book.catalog();
        let grain = catalog.metrics.get(&reference.metric).map_or(Grain::Month, |metric| metric.grain);
        let mut is_named = false;
        let period = match self.marks.resolve(written) {
            Some(Mark::Period(period)) => {
                is_named = true;
                self.as_counted(reference, period, grain)
            }
            _ => match Period::read_as(written, grain, catalog.year_start) {
                Ok(period) => period,
                Err(_) => return Err(faults::argument_is_no_period(written, catalog.year_start)),
            },
        };
        if period.grain() < grain {
            return Err(faults::period_is_too_short(&reference.metric, grain.word(), period));
        }
        if !is_named && period.last_month() > self.scope.figures.period.last_month() {
            return Err(faults::period_after_the_report(period, self.scope.figures.period));
        }
        Ok(period)
    }

    /// The period that the author wants a change counted from: one of the same length, and no later one.
    pub(super) fn since(&self, reference: &Reference) -> Result<Option<Period>, Refusal> {
        let Some(written) = self.text("since")? else { return Ok(None) };
        let report = self.scope.figures.period;
        // Behind `at`, the variables count from the period that it names.
        let since = match self.marks.resolve(&written) {
            Some(Mark::Period(period)) if period == report.year_before() => reference.period.year_before(),
            Some(Mark::Period(period)) if period == report.previous() => reference.period.previous(),
            _ => self.period(reference, &written)?,
        };
        match since {
            // By a variable it is so in every report.
            since if since == reference.period && self.marks.resolve(&written).is_some() => {
                Err(faults::since_the_same_period(since))
            }
            since if since.grain() != reference.period.grain() => {
                Err(faults::periods_of_two_lengths(reference.period, since))
            }
            // In the report of that period itself, a standing text tells that nothing has changed yet.
            since if since > reference.period => Err(faults::since_a_later_period(reference.period, since)),
            since => Ok(Some(since)),
        }
    }

    /// What a variable stands for in a metric that is counted by longer periods than the report's: of its period in the
    /// report the one before, and the one a year before.
    fn as_counted(&self, reference: &Reference, period: Period, grain: Grain) -> Period {
        let report = self.scope.figures.period;
        let Some(shown) = self.scope.figures.metrics.get(&reference.metric).map(|metric| metric.figure.period) else {
            return period;
        };
        match period {
            _ if period.grain() >= grain => period,
            _ if period == report => shown,
            _ if period == report.previous() => shown.previous(),
            _ if period == report.year_before() => shown.year_before(),
            // A quarter, of a metric by year.
            other => other,
        }
    }

    /// The member of `dimension` that an argument names, as `"rh"` or by a variable.
    pub(super) fn member(&self, dimension: &str, written: &str) -> Result<String, Refusal> {
        let member = match self.marks.resolve(written) {
            Some(Mark::Member { member, .. }) => member,
            _ => written.to_owned(),
        };
        let defined = self.scope.book.catalog().dimensions.get(dimension);
        let Some(defined) = defined.filter(|defined| !defined.members.contains_key(&member)) else { return Ok(member) };
        let known: Vec<&str> = defined.members.keys().map(String::as_str).collect();
        Err(faults::of_no_member(&member, dimension, &known, defined.labelled(&member)))
    }

    /// The definition of a metric.
    pub(super) fn metric(&self, reference: &Reference) -> Result<&'a Metric, Refusal> {
        let metric = self.scope.book.catalog().metrics.get(&reference.metric);
        metric.ok_or_else(|| faults::behind_no_such_metric(&reference.metric))
    }
}
