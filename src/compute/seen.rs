//! Which figures were made for a page, noted where they are made: what readers were told is recorded from it.
//!
//! Noted is what somebody outside of `compute` asks for, and not what a figure is computed from.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Known;
use crate::base::period::Period;
use crate::model::snapshot::Cell;

/// A metric, or the part of it that the cell names, in a period.
pub type SeenFigure = (String, Cell, Period);

/// The figures that were made for one page, or for several that show what is known in one month.
#[derive(Debug, Default)]
pub struct Seen(Mutex<BTreeSet<SeenFigure>>);

impl Seen {
    /// All of them, in order.
    pub fn figures(&self) -> Vec<SeenFigure> {
        self.set().iter().cloned().collect()
    }

    fn note(&self, metric: &str, cell: &Cell, period: Period) {
        self.set().insert((metric.to_owned(), cell.clone(), period));
    }

    fn set(&self) -> MutexGuard<'_, BTreeSet<SeenFigure>> {
        // The set is whole after every insertion, so a panic elsewhere cannot have spoilt it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Known<'a> {
    /// The same, with every figure noted that is asked for.
    pub fn noted_in(self, seen: Option<&'a Seen>) -> Known<'a> {
        Known { seen, ..self }
    }

    /// The same for what a figure is computed from.
    pub(super) fn unseen(self) -> Known<'a> {
        Known { seen: None, ..self }
    }

    pub(super) fn note(self, metric: &str, cell: &Cell, period: Period) {
        if let Some(seen) = self.seen {
            seen.note(metric, cell, period);
        }
    }
}
