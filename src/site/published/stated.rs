//! In which periods something of a metric is stated, and of which members: as text for the ledger, and read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::base::period::{Grain, Period};
use crate::compute::{Figure, Known, StatedPart};
use crate::model::snapshot::Cell;

/// The parts of which something is stated in one period: `rh`, `rh/day`, `*/day`. A total that is stated beside its parts
/// is none of them.
type Parts = BTreeSet<String>;

/// Periods in a row in which the same parts of a metric are stated.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    first: Period,
    last: Period,
    /// Empty where nothing but the whole is stated.
    parts: Parts,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        if self.last != self.first {
            write!(f, " to {}", self.last)?;
        }
        let parts: Vec<&str> = self.parts.iter().map(String::as_str).collect();
        if parts.is_empty() { Ok(()) } else { write!(f, ": {}", parts.join(", ")) }
    }
}

/// In which periods something of the metric of a report's figure is stated, up to that of the figure, and of which parts.
pub fn written(known: Known<'_>, figure: &Figure) -> String {
    let mut all: BTreeMap<Period, Parts> = BTreeMap::new();
    for part in known.stated_parts(&figure.metric, &figure.cell, figure.period) {
        all.entry(part.period).or_default().extend(name(part.cell));
    }
    let mut runs: Vec<Run> = Vec::new();
    for (period, parts) in all {
        match runs.last_mut() {
            Some(run) if run.last.next() == period && run.parts == parts => run.last = period,
            _ => runs.push(Run { first: period, last: period, parts }),
        }
    }
    runs.iter().map(Run::to_string).collect::<Vec<_>>().join("; ")
}

/// `None` for a total.
fn name(cell: &Cell) -> Option<String> {
    let members: Vec<&str> = cell.0.iter().map(|member| member.as_deref().unwrap_or("*")).collect();
    (!cell.is_total()).then(|| members.join("/"))
}

/// What [`written`] says, by period.
#[derive(Debug, PartialEq, Eq)]
pub struct Stated(BTreeMap<Period, Option<Parts>>);

impl Stated {
    /// `None` where it cannot be read.
    pub fn read(text: &str, grain: Grain, year_start: i32) -> Option<Stated> {
        let period = |text: &str| Period::read_as(text, grain, year_start).ok();
        let mut all = BTreeMap::new();
        for run in text.split("; ").filter(|run| !run.is_empty()) {
            let (periods, parts) = run.split_once(": ").unwrap_or((run, ""));
            let parts: Parts = parts.split(", ").filter(|part| !part.is_empty()).map(str::to_owned).collect();
            let (first, last, parts) = match periods.split(' ').collect::<Vec<_>>()[..] {
                [first] => (first, first, Some(parts)),
                [_, "to"] => return None,
                [first, "to", last] => (first, last, Some(parts)),
                // An older kalends wrote a few digits of a digest of the parts.
                [first, _] if parts.is_empty() => (first, first, None),
                [first, "to", last, _] if parts.is_empty() => (first, last, None),
                _ => return None,
            };
            all.extend(period(first)?.through(period(last)?).map(|period| (period, parts.clone())));
        }
        Some(Stated(all))
    }

    /// Whether anything was stated of the period.
    pub fn has(&self, period: Period) -> bool {
        self.0.contains_key(&period)
    }

    /// The last of the periods.
    pub fn last(&self) -> Option<Period> {
        self.0.last_key_value().map(|(period, _)| *period)
    }

    /// Whether the part was stated. Beside any part, the total was known; of which parts an older line speaks, nobody knows.
    pub fn has_part(&self, part: &StatedPart<'_>) -> bool {
        let parts = self.0.get(&part.period);
        parts.is_some_and(|parts| {
            parts.as_ref().is_none_or(|parts| name(part.cell).is_none_or(|name| parts.contains(&name)))
        })
    }
}

/// Whether a figure rests on a month of its period that came after everything that readers were told of.
pub fn went_on(figure: &Figure, until: Option<Period>) -> bool {
    let is_later = |until: Period| figure.observations().iter().any(|(_, snapshot)| *snapshot > until);
    until.filter(|until| *until < figure.period.last_month()).is_some_and(is_later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let month = |month| Period::month(2018, month);
        let read = |text: &str| Stated::read(text, Grain::Month, 1);
        let text = "2018-01 to 2018-03: n, s/day; 2018-05; 2018-07 to 2018-08";
        let Stated(all) = read(text).expect("periods");
        let parts =
            |month: Period| all.get(&month).cloned().flatten().map(|parts| parts.into_iter().collect::<Vec<_>>());
        let none = Some(Vec::new());
        assert_eq!((all.len(), parts(month(2)), parts(month(4))), (6, Some(vec!["n".into(), "s/day".into()]), None));
        assert_eq!((parts(month(5)), parts(month(8))), (none.clone(), none));
        let run = Run { first: month(1), last: month(3), parts: parts(month(1)).into_iter().flatten().collect() };
        assert_eq!(run.to_string(), "2018-01 to 2018-03: n, s/day");
        assert_eq!(read(""), Some(Stated(BTreeMap::new())));
        assert_eq!((read("2018-01 to"), read("January"), read("2018-01 to 2018-02 a b")), (None, None, None));
        let Stated(years) = Stated::read("2016-17 to 2018-19", Grain::Year, 4).expect("years");
        assert_eq!(years.keys().map(Period::to_string).collect::<Vec<_>>(), ["2016-17", "2017-18", "2018-19"]);
    }

    #[test]
    fn what_an_older_line_does_not_say_is_nothing_new() {
        let stated = Stated::read("2018-01 to 2018-03 1f2e3d4c; 2018-04: n", Grain::Month, 1).expect("periods");
        let (member, place) = (|id: &str| Cell(vec![Some(id.to_owned())]), crate::base::place::Place::of_file("a"));
        let has = |month, cell: &Cell| {
            stated.has_part(&StatedPart { period: Period::month(2018, month), cell, place: &place })
        };
        assert!(has(2, &member("s")) && has(4, &member("n")) && has(4, &Cell::total(1)));
        assert!(!has(4, &member("s")) && !has(5, &member("n")) && !has(5, &Cell::total(1)));
    }
}
