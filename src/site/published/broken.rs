//! A published figure that a report would show otherwise → the fault, at the line that states it.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::named;
use super::told::{Told, Value, is_part};
use super::{is_hidden, value};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, Gap, StatedPart, Working};
use crate::diag::Diagnostic;
use crate::diag::faults::{self, Origin, Otherwise};
use crate::l10n;
use crate::l10n::wording::Wording;
use crate::model::Decimal;
use crate::model::catalog::Metric;
use crate::model::language::Language;
use crate::model::ledger::What;
use crate::model::snapshot::Cell;

/// A published figure that a report would show otherwise.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The folder of the report.
    report: String,
    pub metric: String,
    /// Its metric and members: `builders (certified)`.
    name: String,
    cell: Cell,
    period: Period,
    /// Whether its metric is counted by shorter periods.
    is_longer: bool,
    /// `None`: no value.
    was: Option<String>,
    now: Option<String>,
    /// Whether it is another one that is hidden.
    hides: bool,
    /// The line that states it, or completes it; `None` if it is computed, or no line states it any more.
    stated: Option<Place>,
    /// The lines that it is computed from.
    rests_on: Vec<Place>,
    /// Where its metric is defined.
    defined: Place,
    /// The id that its metric had, where that is another one.
    once: Option<String>,
    /// That its part is none of the metric any more, the labels of new members that its sum lacks, or that years begin in
    /// another month.
    lacks: Option<Lacks>,
}

/// Why nothing can be shown of a figure although nobody took its data out.
#[derive(Debug, Clone)]
enum Lacks {
    Part,
    /// It is of years, which began in another month.
    Years,
    Members(String),
    /// The report has a part of the metric in its place; the dimension by which that is split off, if one is.
    Own(Option<String>),
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
        let stated = if let Working::Stated { place, .. } = &figure.working { Some(place.clone()) } else { None };
        Broken {
            report: report.to_owned(),
            metric: figure.metric.clone(),
            name: name(&figure.metric, &figure.cell),
            cell: figure.cell.clone(),
            period: figure.period,
            is_longer: figure.period.grain() > metric.grain,
            was: written,
            now,
            hides: is_hidden(&figure.amount),
            stated,
            rests_on: figure.observations().into_iter().map(|(place, _)| place.clone()).collect(),
            defined: metric.place.clone(),
            once: None,
            lacks: None,
        }
    }

    /// The same with why there is no value, where that is not in the data: the metric has no such part any more, or has
    /// members that it did not have, or years begin in another month.
    pub fn lacking(self, wording: Wording<'_>, metric: &Metric, figure: &Figure, told: &Told<'_>) -> Broken {
        let had = |cell: &Cell| told.labels.keys().any(|(id, _, had)| *id == figure.metric && had == cell);
        let catalog = wording.known.catalog();
        let began = told.said_last.get(What::YearStart.word());
        let begin_otherwise = began.is_some_and(|was| *was != catalog.year_start.to_string());
        let lacks = match &figure.amount {
            Err(_) if !is_part(catalog, metric, &figure.cell) => Some(Lacks::Part),
            _ if begin_otherwise && catalog.counts_years(&figure.metric) => Some(Lacks::Years),
            Err(Gap::Parts(missing)) if missing.iter().all(|cell| !had(cell)) => {
                let members: Vec<String> = missing.iter().map(|cell| wording.cell_name(&figure.metric, cell)).collect();
                Some(Lacks::Members(l10n::list(&members, Language::En)))
            }
            _ => None,
        };
        Broken { lacks, ..self }
    }

    /// The same where the report has it in place of another part, which was the published one.
    pub fn in_place_of(self, metric: &Metric, was: &Cell) -> Broken {
        let split = metric.by.iter().zip(&was.0).zip(&self.cell.0);
        let split = split.filter(|((_, was), now)| was.is_none() && now.is_some()).map(|((name, _), _)| name.clone());
        let lacks = Some(Lacks::Own(split.reduce(|first, _| first)));
        Broken { name: name(&self.metric, was), lacks, stated: None, rests_on: Vec::new(), ..self }
    }

    /// The same with the id that its metric had, where that is another one.
    pub fn once(self, id: Option<&str>) -> Broken {
        Broken { once: id.map(str::to_owned), ..self }
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

/// A metric and its members as messages name them.
fn name(metric: &str, cell: &Cell) -> String {
    let members: Vec<&str> = cell.members().collect();
    if members.is_empty() { format!("`{metric}`") } else { format!("`{metric}` ({})", members.join(", ")) }
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
        let origin = match (&first.lacks, &first.stated, first.rests_on.is_empty()) {
            (Some(Lacks::Part), ..) => Origin::NoPart,
            (Some(Lacks::Years), ..) => Origin::Years { metric: &first.metric },
            (Some(Lacks::Own(split)), ..) => Origin::Own { metric: &first.metric, split: split.as_deref() },
            (Some(Lacks::Members(members)), None, _) => Origin::NewMembers(members),
            (_, Some(_), _) if first.is_longer => Origin::Shorter,
            (_, Some(_), _) => Origin::Stated,
            (_, None, false) => Origin::Computed,
            (_, None, true) => Origin::Gone,
        };
        let of = Otherwise {
            report: named(&first.report),
            name: &first.name,
            period: first.period,
            was: first.was.as_deref(),
            now: first.now.as_deref(),
            hides: first.hides,
            once: first.once.as_deref(),
            others: count - 1,
            origin,
        };
        faults::published_otherwise(place, &of)
    };
    by_place.into_iter().map(fault).collect()
}
