//! In which periods something of a metric is stated, and of which members: as text for the ledger, and read again.

use std::collections::BTreeMap;
use std::fmt;

use crate::base::digest::sha256;
use crate::base::period::{Grain, Period};
use crate::compute::{Figure, Known, StatedPart};

/// Periods in a row in which the same parts of a metric are stated.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    first: Period,
    last: Period,
    /// The first digits of the SHA-256 of these parts; empty where nothing but the whole is stated.
    parts: String,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        if self.last != self.first {
            write!(f, " to {}", self.last)?;
        }
        if self.parts.is_empty() { Ok(()) } else { write!(f, " {}", self.parts) }
    }
}

/// In which periods something of the metric of a report's figure is stated, up to that of the figure, and of which parts.
pub fn written(known: Known<'_>, figure: &Figure) -> String {
    let mut runs: Vec<Run> = Vec::new();
    for (period, parts) in by_period(&known.stated_parts(&figure.metric, &figure.cell, figure.period)) {
        match runs.last_mut() {
            Some(run) if run.last.next() == period && run.parts == parts => run.last = period,
            _ => runs.push(Run { first: period, last: period, parts }),
        }
    }
    runs.iter().map(Run::to_string).collect::<Vec<_>>().join("; ")
}

/// The first digits of a digest of the parts of each period. A total that is stated beside its parts is none of them.
pub fn by_period(parts: &[StatedPart<'_>]) -> BTreeMap<Period, String> {
    let mut all: BTreeMap<Period, String> = BTreeMap::new();
    for part in parts {
        let names = all.entry(part.period).or_default();
        if !part.cell.is_total() {
            let members: Vec<&str> = part.cell.0.iter().map(|member| member.as_deref().unwrap_or("*")).collect();
            names.push_str(&members.join("/"));
            names.push('\n');
        }
    }
    let digest = |names: String| match names.is_empty() {
        true => names,
        false => sha256(names.as_bytes()).chars().take(8).collect(),
    };
    all.into_iter().map(|(period, names)| (period, digest(names))).collect()
}

/// What [`written`] says, by period; `None` where it cannot be read.
pub fn read(text: &str, grain: Grain, year_start: i32) -> Option<BTreeMap<Period, String>> {
    let period = |text: &str| Period::read_as(text, grain, year_start).ok();
    let mut all = BTreeMap::new();
    for run in text.split("; ").filter(|run| !run.is_empty()) {
        let words: Vec<&str> = run.split(' ').collect();
        let (first, last, parts) = match words[..] {
            [first] => (first, first, ""),
            [_, "to"] => return None,
            [first, parts] => (first, first, parts),
            [first, "to", last] => (first, last, ""),
            [first, "to", last, parts] => (first, last, parts),
            _ => return None,
        };
        all.extend(period(first)?.through(period(last)?).map(|period| (period, parts.to_owned())));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let month = |month| Period::month(2018, month);
        let read = |text: &str| read(text, Grain::Month, 1);
        let all = read("2018-01 to 2018-03 1f2e3d4c; 2018-05; 2018-07 to 2018-08").expect("periods");
        let parts = |month: Period| all.get(&month).map(String::as_str);
        assert_eq!((all.len(), parts(month(2)), parts(month(4))), (6, Some("1f2e3d4c"), None));
        assert_eq!((parts(month(5)), parts(month(8))), (Some(""), Some("")));
        assert_eq!(read(""), Some(BTreeMap::new()));
        assert_eq!((read("2018-01 to"), read("January"), read("2018-01 to 2018-02 a b")), (None, None, None));
        let years = super::read("2016-17 to 2018-19", Grain::Year, 4).expect("years");
        assert_eq!(years.keys().map(Period::to_string).collect::<Vec<_>>(), ["2016-17", "2017-18", "2018-19"]);
    }
}
