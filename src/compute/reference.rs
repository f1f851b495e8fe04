//! What a text, chart or table refers to: a figure, or something about it.

use crate::base::period::Period;
use crate::model::snapshot::Cell;

/// A metric in a period, or something about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    pub metric: String,
    pub cell: Cell,
    pub period: Period,
    pub aspect: Aspect,
}

/// What of a figure is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    Value,
    /// Since the period named.
    Change(Period),
    /// The change as a phrase, "a fall of 12 (0.7%)".
    Trend(Period),
    Target,
    /// The size of the distance to the target.
    Gap,
    Attainment,
    /// The word: met, nearly met, not met.
    Status,
}

impl Aspect {
    /// The filter of a narrative that asks for it; empty for the value.
    pub fn word(self) -> &'static str {
        match self {
            Aspect::Value => "",
            Aspect::Change(_) => "change",
            Aspect::Trend(_) => "trend",
            Aspect::Target => "target",
            Aspect::Gap => "gap",
            Aspect::Attainment => "attainment",
            Aspect::Status => "status",
        }
    }
}
