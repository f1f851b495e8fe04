//! What was reported: snapshots of a month and the observations in them.

use std::fmt;

use rust_decimal::Decimal;

use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Date;

/// What was reported in one month, from all its files.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// A month.
    pub period: Period,
    pub status: Status,
    pub observations: Vec<Observation>,
    /// Where each of its files says the period.
    pub places: Vec<Place>,
}

impl Snapshot {
    /// A snapshot that states nothing yet.
    pub fn empty(period: Period) -> Snapshot {
        Snapshot { period, status: Status::Final, observations: Vec::new(), places: Vec::new() }
    }

    /// How settled it is as a whole: as it says, or as each of its amounts says.
    pub fn settled(&self) -> Status {
        let most = self.observations.iter().map(|observation| observation.status).min();
        self.status.max(most.unwrap_or_default())
    }
}

/// One recorded amount of one metric in one period, as one snapshot states it.
#[derive(Debug, Clone)]
pub struct Observation {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// The month of the snapshot that states it.
    pub snapshot: Period,
    /// `None`: known to be missing, or withdrawn.
    pub value: Option<Decimal>,
    /// Only beside a value.
    pub interval: Option<Interval>,
    pub status: Status,
    pub as_of: Option<Date>,
    pub note: Option<String>,
    pub source: Option<String>,
    /// Takes a published figure back without a new one.
    pub withdrawn: bool,
    /// Why it differs from what an earlier snapshot stated.
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
    pub action: Option<Action>,
    /// The part that its note and its action speak of: its own, or what all amounts of one statement have in common. A
    /// note beside the amounts of two halls is one on both together.
    pub about: Cell,
    /// Where the amount stands.
    pub place: Place,
}

/// How far below and above a value the true amount may lie, as the source says of a sample or an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// No greater than the value.
    pub low: Decimal,
    /// No less than the value.
    pub high: Decimal,
}

/// What is done about a missed target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub what: String,
    /// `None`: nobody in particular.
    pub who: Option<String>,
    /// `None`: at no time in particular.
    pub by: Option<Due>,
}

/// When something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At the end of a period at the latest.
    Period(Period),
    /// On a day at the latest.
    Day(Date),
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Due::Period(period) => period.fmt(f),
            Due::Day(date) => date.fmt(f),
        }
    }
}

/// Which part of a metric: one member for each dimension it is split by, in their order, or the total.
///
/// A `None` is the total over that dimension; a metric without dimensions has only the total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cell(pub Vec<Option<String>>);

impl Cell {
    /// The total over all `dimensions`.
    pub fn total(dimensions: usize) -> Cell {
        Cell(vec![None; dimensions])
    }

    /// The same members where a metric is split by other `dimensions`: each in the first one that `has` it, rather in one
    /// that `is_same` as where it stood. `None` where one of them is in no dimension, or two are in one.
    pub fn placed(
        &self,
        dimensions: usize,
        has: impl Fn(usize, &str) -> bool,
        is_same: impl Fn(usize, usize) -> bool,
    ) -> Option<Cell> {
        let mut placed = Cell::total(dimensions);
        for (was, member) in self.0.iter().enumerate() {
            let Some(member) = member else { continue };
            let mut all = (0..dimensions).filter(|now| has(*now, member));
            let now = all.clone().find(|now| is_same(was, *now)).or_else(|| all.next());
            let now = now.filter(|now| placed.0.get(*now).is_some_and(Option::is_none))?;
            placed = placed.with(now, member);
        }
        Some(placed)
    }

    pub fn is_total(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The members that are named, in order.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }

    /// Whether the two have anything in common: no dimension in which they name different members.
    pub fn overlaps(&self, other: &Cell) -> bool {
        self.0.iter().zip(&other.0).all(|(one, other)| one.is_none() || other.is_none() || one == other)
    }

    /// Whether it names every member that `whole` names: the same part, or a part of it.
    pub fn is_within(&self, whole: &Cell) -> bool {
        self.0.len() == whole.0.len()
            && self.0.iter().zip(&whole.0).all(|(part, whole)| whole.is_none() || part == whole)
    }

    /// The narrowest cell that holds both.
    pub fn common(&self, other: &Cell) -> Cell {
        let both = self.0.iter().zip(&other.0).map(|(one, other)| one.clone().filter(|_| one == other));
        Cell(both.collect())
    }

    /// The same cell with `member` in the dimension at `index`.
    pub fn with(&self, index: usize, member: &str) -> Cell {
        let mut cell = self.clone();
        if let Some(slot) = cell.0.get_mut(index) {
            *slot = Some(member.to_owned());
        }
        cell
    }
}

/// How settled an amount is. Ordered from settled to least settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    #[default]
    Final,
    Provisional,
    /// Invented, to show how a page will look.
    Illustrative,
}

impl Status {
    pub const ALL: [Status; 3] = [Status::Final, Status::Provisional, Status::Illustrative];

    /// The word in snapshots and figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Status::Final => "final",
            Status::Provisional => "provisional",
            Status::Illustrative => "illustrative",
        }
    }
}

/// Why a published figure was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionKind {
    /// The source delivered new data.
    Source,
    /// Expected, such as late reports.
    Routine,
    /// It is counted in a new way.
    Method,
    /// What was published was wrong.
    Error,
    /// What was published gave somebody away: it is shown nowhere again, in no older report either.
    Disclosure,
}

impl RevisionKind {
    pub const ALL: [RevisionKind; 5] = [
        RevisionKind::Source,
        RevisionKind::Routine,
        RevisionKind::Method,
        RevisionKind::Error,
        RevisionKind::Disclosure,
    ];

    /// The word in snapshots and figures.json.
    pub fn word(self) -> &'static str {
        match self {
            RevisionKind::Source => "source",
            RevisionKind::Routine => "routine",
            RevisionKind::Method => "method",
            RevisionKind::Error => "error",
            RevisionKind::Disclosure => "disclosure",
        }
    }
}
