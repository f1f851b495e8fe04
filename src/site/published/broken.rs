//! A published figure that a report would show otherwise → the fault, at the line that states it.

use std::collections::{BTreeMap, BTreeSet};

use super::told::Value;
use super::value;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, StatedPart, Working};
use crate::diag::Diagnostic;
use crate::diag::faults::{self, Origin, Otherwise};
use crate::l10n::wording::Wording;
use crate::model::Decimal;
use crate::model::catalog::Metric;

/// A published figure that a report would show otherwise.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The folder of the report.
    report: String,
    pub metric: String,
    /// Its metric and members: `builders (certified)`.
    name: String,
    period: Period,
    /// `None`: no value.
    was: Option<String>,
    now: Option<String>,
    /// The line that states it, or completes it; `None` if it is computed, or no line states it any more.
    stated: Option<Place>,
    /// The lines that it is computed from.
    rests_on: Vec<Place>,
    /// Where its metric is defined.
    defined: Place,
}

impl Broken {
    /// `figure` was published in the report as `was`.
    pub fn of(wording: Wording<'_>, metric: &Metric, figure: &Figure, was: Value<'_>, report: &str) -> Broken {
        let amount = |value: &str| match value.parse::<Decimal>() {
            Ok(value) => wording.amount(&figure.metric, &Ok(value)),
            Err(_) => value.to_owned(),
        };
        let written = was.value.map(|value| was.text.map_or_else(|| amount(value), str::to_owned));
        let mut now = value(&figure.amount).map(|value| amount(&value));
        if now.is_some() && written == now {
            // They differ by less than is shown.
            now = now.map(|now| format!("another {now}"));
        }
        let members: Vec<&str> = figure.cell.members().collect();
        let members = if members.is_empty() { String::new() } else { format!(" ({})", members.join(", ")) };
        let stated = if let Working::Stated { place, .. } = &figure.working { Some(place.clone()) } else { None };
        Broken {
            report: report.to_owned(),
            metric: figure.metric.clone(),
            name: format!("`{}`{members}", figure.metric),
            period: figure.period,
            was: written,
            now,
            stated,
            rests_on: figure.observations().into_iter().map(|(place, _)| place.clone()).collect(),
            defined: metric.place.clone(),
        }
    }

    /// Where it had no value and is computed: one of the parts that are `new` in its period completes it.
    pub fn is_completed_by(&mut self, new: &[StatedPart<'_>]) {
        if self.was.is_none() && self.stated.is_none() {
            self.stated = new.iter().find(|part| part.period == self.period).map(|part| part.place.clone());
        }
    }

    /// Whether the line of a place states it, or what it is computed from.
    pub fn is_of_line(&self, place: &Place) -> bool {
        let is_same = |own: &Place| (&own.file, own.line) == (&place.file, place.line);
        self.stated.iter().chain(&self.rests_on).any(is_same)
    }
}

/// Whether counts differ by no more than rounding them, to protect people, makes them differ.
pub fn is_rounding(was: Option<&str>, now: Option<&str>) -> bool {
    let count = |value: Option<&str>| value.and_then(|value| value.parse::<Decimal>().ok());
    let difference = count(was).zip(count(now)).and_then(|(was, now)| was.checked_sub(now));
    difference.is_some_and(|difference| difference.abs() < Decimal::from(5))
}

/// One fault for each line that changed what was published. A computed figure is named only if none of its lines did.
pub fn faults(broken: Vec<Broken>) -> Vec<Diagnostic> {
    let lines: BTreeSet<Place> = broken.iter().filter_map(|figure| figure.stated.clone()).collect();
    let mut by_place: BTreeMap<Place, (Broken, usize)> = BTreeMap::new();
    for figure in broken {
        let place = match &figure.stated {
            Some(place) => place.clone(),
            None if figure.rests_on.iter().any(|place| lines.contains(place)) => continue,
            None => figure.defined.clone(),
        };
        by_place.entry(place).and_modify(|(_, count)| *count += 1).or_insert((figure, 1));
    }
    let fault = |(place, (first, count)): (Place, (Broken, usize))| {
        let origin = match (&first.stated, first.rests_on.is_empty()) {
            (Some(_), _) => Origin::Stated,
            (None, false) => Origin::Computed,
            (None, true) => Origin::Gone,
        };
        let of = Otherwise {
            report: &first.report,
            name: &first.name,
            period: first.period,
            was: first.was.as_deref(),
            now: first.now.as_deref(),
            others: count - 1,
            origin,
        };
        faults::published_otherwise(place, &of)
    };
    by_place.into_iter().map(fault).collect()
}
