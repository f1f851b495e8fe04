//! A published figure that a report would show otherwise → the fault, at the line that states it.

use std::collections::{BTreeMap, BTreeSet};

use super::told::Value;
use super::value;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, Working};
use crate::diag::Diagnostic;
use crate::diag::faults::{self, NO_VALUE, Origin, Otherwise};
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
    was: String,
    now: String,
    /// The line that states it; `None` if it is computed, or no line states it any more.
    stated: Option<Place>,
    /// The lines that it is computed from.
    rests_on: Vec<Place>,
    /// Where its metric is defined.
    defined: Place,
}

impl Broken {
    /// `figure` was published in the report as `was`.
    pub fn of(wording: Wording<'_>, metric: &Metric, figure: &Figure, was: Value<'_>, report: &str) -> Broken {
        let amount = |value: Option<&str>| match value.and_then(|value| value.parse::<Decimal>().ok()) {
            Some(value) => wording.amount(&figure.metric, &Ok(value)),
            None => NO_VALUE.to_owned(),
        };
        let text = was.text.filter(|_| was.value.is_some());
        let (was, mut now) =
            (text.map_or_else(|| amount(was.value), str::to_owned), amount(value(&figure.amount).as_deref()));
        if was == now {
            // They differ by less than is shown.
            now = format!("another {now}");
        }
        let members: Vec<&str> = figure.cell.members().collect();
        let members = if members.is_empty() { String::new() } else { format!(" ({})", members.join(", ")) };
        let stated = if let Working::Stated { place, .. } = &figure.working { Some(place.clone()) } else { None };
        Broken {
            report: report.to_owned(),
            metric: figure.metric.clone(),
            name: format!("`{}`{members}", figure.metric),
            period: figure.period,
            was,
            now,
            stated,
            rests_on: figure.observations().into_iter().map(|(place, _)| place.clone()).collect(),
            defined: metric.place.clone(),
        }
    }
}

impl Broken {
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
            was: &first.was,
            now: &first.now,
            others: count - 1,
            origin,
        };
        faults::published_otherwise(place, &of)
    };
    by_place.into_iter().map(fault).collect()
}
