//! The calendar: for which day the release of which period is announced, and what readers were told of it.

use std::fmt;
use std::str::FromStr;

use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::{Date, Text};

/// A release that the settings announce.
#[derive(Debug, Clone)]
pub struct Announced {
    pub period: Period,
    /// The folder whose reports come out then; `None`: those of every folder that has no entry of its own for the period.
    pub series: Option<String>,
    pub on: Date,
    pub certainty: Certainty,
    /// The days it was announced for before, oldest first.
    pub was: Vec<Date>,
    /// Why it was moved or cancelled, or is not certain yet.
    pub reason: Option<Text>,
    /// Of its folder in the file, or of its period where it names none.
    pub place: Place,
}

/// How certain the day of a release is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certainty {
    #[default]
    Confirmed,
    Provisional,
    /// The release does not take place.
    Cancelled,
}

impl Announced {
    pub fn is_cancelled(&self) -> bool {
        self.certainty == Certainty::Cancelled
    }

    /// What the ledger calls it: `releases/2018-03`, `releases/wards/2018-03`.
    pub fn key(&self) -> String {
        let series = self.series.as_ref().map_or_else(String::new, |path| format!("{path}/"));
        format!("{TOLD}{series}{}", self.period)
    }

    /// What a program that knows its `last` state is to be told: of each change a higher number, whatever the author
    /// takes out of the settings later.
    pub fn told(&self, last: Option<Told>) -> Told {
        // It rises where a day moves, where a release is cancelled, and where one that was cancelled gets another day.
        let written = 2 * self.was.len() + usize::from(self.is_cancelled());
        let now = Told { on: self.on, is_cancelled: self.is_cancelled(), changes: written };
        match last {
            Some(last) => {
                let is_same = (last.on, last.is_cancelled) == (now.on, now.is_cancelled);
                Told { changes: written.max(last.changes.saturating_add(usize::from(!is_same))), ..now }
            }
            None => now,
        }
    }

    /// Whether it was announced for this day, now or before.
    pub fn was_ever_on(&self, day: Date) -> bool {
        self.on == day || self.was.contains(&day)
    }
}

/// What the keys begin with under which the ledger has releases.
pub const TOLD: &str = "releases/";

/// What readers were told of a release, as the ledger records it: `2018-04-05 1`, `2018-04-05 2 cancelled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub on: Date,
    pub is_cancelled: bool,
    /// How often they were told something else before; never less than in an earlier line.
    pub changes: usize,
}

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}{}", self.on, self.changes, if self.is_cancelled { CANCELLED } else { "" })
    }
}

const CANCELLED: &str = " cancelled";

impl FromStr for Told {
    type Err = ();

    fn from_str(written: &str) -> Result<Told, ()> {
        let (rest, is_cancelled) = written.strip_suffix(CANCELLED).map_or((written, false), |rest| (rest, true));
        let (on, changes) = rest.split_once(' ').ok_or(())?;
        Ok(Told { on: on.parse().map_err(drop)?, is_cancelled, changes: changes.parse().map_err(drop)? })
    }
}

/// What is announced for the reports of a folder and a period: by an entry that names the folder, or by one for all.
pub fn of_report<'a>(all: &'a [Announced], series: &str, period: Period) -> Option<&'a Announced> {
    let of = |folder: Option<&str>| all.iter().find(|one| one.period == period && one.series.as_deref() == folder);
    of(Some(series)).or_else(|| of(None))
}

/// What is announced for the reports of a folder after the one of `period`, which are as long as it: those that are
/// cancelled, up to the first that takes place. By period.
pub fn after<'a>(all: &'a [Announced], series: &str, period: Period) -> Vec<&'a Announced> {
    let later = |one: &&Announced| one.period.grain() == period.grain() && one.period > period;
    let mut periods: Vec<Period> = all.iter().filter(later).map(|one| one.period).collect();
    periods.sort();
    periods.dedup();
    let mut found: Vec<&Announced> = periods.into_iter().filter_map(|later| of_report(all, series, later)).collect();
    let first = found.iter().position(|one| !one.is_cancelled());
    found.truncate(first.map_or(found.len(), |first| first + 1));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(period: &str, series: Option<&str>, on: &str, certainty: Certainty) -> Announced {
        Announced {
            period: Period::read(period, 1).expect("a period"),
            series: series.map(str::to_owned),
            on: on.parse().expect("a day"),
            certainty,
            was: Vec::new(),
            reason: None,
            place: Place::of_file("kalends.yaml"),
        }
    }

    #[test]
    fn a_folder_with_an_entry_of_its_own_has_no_other() {
        let all = [
            announced("2018-03", None, "2018-04-05", Certainty::Confirmed),
            announced("2018-03", Some("wards"), "2018-04-12", Certainty::Provisional),
        ];
        let on = |series| of_report(&all, series, all[0].period).map(|one| one.on.to_string());
        assert_eq!(on("wards").as_deref(), Some("2018-04-12"));
        assert_eq!(on("").as_deref(), Some("2018-04-05"));
        assert!(of_report(&all, "", all[0].period.next()).is_none());
    }

    #[test]
    fn what_comes_after_a_report_is_as_long_as_it_and_ends_with_what_takes_place() {
        let all = [
            announced("2018-05", None, "2018-06-05", Certainty::Confirmed),
            announced("2018-Q1", None, "2018-04-20", Certainty::Confirmed),
            announced("2018-04", None, "2018-05-05", Certainty::Confirmed),
            announced("2018-03", None, "2018-04-05", Certainty::Cancelled),
        ];
        let after = |period: &str| -> Vec<String> {
            after(&all, "", Period::read(period, 1).expect("a period"))
                .iter()
                .map(|one| one.period.to_string())
                .collect()
        };
        assert_eq!(after("2018-02"), ["2018-03", "2018-04"]);
        assert_eq!(after("2018-04"), ["2018-05"]);
        assert_eq!(after("2017-Q4"), ["2018-Q1"]);
        assert!(after("2018-05").is_empty());
    }

    #[test]
    fn what_programs_are_told_only_rises() {
        let mut release = announced("2018-03", None, "2018-04-05", Certainty::Confirmed);
        assert_eq!(release.key(), "releases/2018-03");
        let first = release.told(None);
        assert_eq!((first.to_string().as_str(), first.to_string().parse()), ("2018-04-05 0", Ok(first)));
        release.certainty = Certainty::Cancelled;
        let cancelled = release.told(Some(first));
        assert_eq!(
            (cancelled.to_string().as_str(), cancelled.to_string().parse()),
            ("2018-04-05 1 cancelled", Ok(cancelled))
        );
        // Taken back without a word, and moved without one.
        release.certainty = Certainty::Confirmed;
        let back = release.told(Some(cancelled));
        assert_eq!(back.changes, 2);
        assert_eq!(release.told(Some(back)), back);
        release.on = "2018-04-12".parse().expect("a day");
        assert_eq!(release.told(Some(back)).changes, 3);
        // Two days before it, as the settings say.
        release.was = vec![first.on, back.on];
        assert_eq!(release.told(Some(back)).changes, 4);
        // However high a number a ledger has.
        let most = format!("2018-04-05 {}", usize::MAX).parse::<Told>().expect("what was told");
        assert_eq!(release.told(Some(most)).changes, usize::MAX);
        assert!("2018-04-05".parse::<Told>().is_err() && "soon 1".parse::<Told>().is_err());
    }
}
