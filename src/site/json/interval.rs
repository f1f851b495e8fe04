//! Where the true amount of a figure may lie, for programs.

use serde::Serialize;
use serde_json::Number;

use super::number;
use crate::compute::Figure;
use crate::model::snapshot::Interval;

/// How far below and above a value the true amount may lie.
#[derive(Serialize, PartialEq)]
pub(super) struct IntervalDocument {
    low: Option<Number>,
    high: Option<Number>,
    /// The one that was stated first, where this is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Box<IntervalDocument>>,
}

impl IntervalDocument {
    pub(super) fn of(figure: &Figure) -> Option<IntervalDocument> {
        let first = figure.first_interval.map(|first| Box::new(IntervalDocument::from(first)));
        Some(IntervalDocument { first, ..IntervalDocument::from(figure.interval?) })
    }
}

impl From<Interval> for IntervalDocument {
    fn from(Interval { low, high }: Interval) -> IntervalDocument {
        IntervalDocument { low: number(low), high: number(high), first: None }
    }
}
