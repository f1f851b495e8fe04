//! What the authors say of a figure beside its amount: why it is so, and what is done about it.
//!
//! Nobody states what is computed, so it takes what is said of the newest observations that it rests on. What is said of
//! one member is not said of the whole, nor the other way round: that a hall is closed does not tell why the sum of all
//! halls is low. Of what is hidden nothing is told: a remark on a missed target would say that it is missed.

use std::collections::BTreeSet;

use super::{Figure, Known};
use crate::model::snapshot::{Action, Cell, Observation};

/// Something that is said of a figure or of a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a, T> {
    pub what: T,
    /// The part that it is of, of the metric that states it; `None`: the figure itself.
    pub part: Option<(&'a str, &'a Cell)>,
}

impl<'a> Known<'a> {
    /// Why the figure is as it is, each remark once; empty without one.
    pub fn reasons(self, figure: &Figure) -> Vec<&'a str> {
        own(self.said(figure, |observation| observation.note.as_deref()))
    }

    /// What is done about it, each action once; empty without one.
    pub fn actions(self, figure: &Figure) -> Vec<&'a Action> {
        own(self.said(figure, |observation| observation.action.as_ref()))
    }

    /// The reasons of a figure of which nothing is said itself, as far as its parts have such.
    pub fn reasons_of_parts(self, figure: &Figure) -> Vec<Said<'a, &'a str>> {
        of_parts(self.said(figure, |observation| observation.note.as_deref()))
    }

    /// The actions of a figure of which none is named itself, as far as its parts have such.
    pub fn actions_of_parts(self, figure: &Figure) -> Vec<Said<'a, &'a Action>> {
        of_parts(self.said(figure, |observation| observation.action.as_ref()))
    }

    /// Whether what is said beside an observation is of the figure: it names the same members.
    pub fn is_about(self, figure: &Figure, observation: &Observation) -> bool {
        self.names(&figure.metric, &figure.cell) == self.names(&observation.metric, &observation.about)
    }

    fn said<T: PartialEq + Copy>(self, figure: &Figure, of: impl Fn(&'a Observation) -> Option<T>) -> Vec<Said<'a, T>> {
        let known = self.unseen();
        let is_hidden = |figure: &Figure| {
            self.book.hides() && known.figure(&figure.metric, &figure.cell, figure.period).is_suppressed()
        };
        if is_hidden(figure) {
            return Vec::new();
        }
        let mut stated = Vec::new();
        figure.collect(&mut stated);
        let named = known.names(&figure.metric, &figure.cell);
        let said = stated.into_iter().filter_map(|stated| {
            let last = known.stated(&stated.metric, &stated.cell, stated.period).pop()?;
            let what = of(last).filter(|_| !is_hidden(stated))?;
            let about = known.names(&last.metric, &last.about);
            let part = (about != named).then_some((last.metric.as_str(), &last.about));
            // What is said of a whole is not said of one of its parts.
            named.is_subset(&about).then_some((stated.period, Said { what, part }))
        });
        let said: Vec<_> = said.collect();
        let newest = said.iter().map(|(period, _)| period.last_month()).max();
        let mut once = Vec::new();
        for (period, said) in said {
            if Some(period.last_month()) == newest && !once.contains(&said) {
                once.push(said);
            }
        }
        once
    }

    /// The members that a cell of a metric names, each with its dimension.
    fn names(self, metric: &str, cell: &Cell) -> BTreeSet<(String, String)> {
        let by = self.metric(metric).map_or(&[][..], |metric| &metric.by);
        let named = by.iter().zip(&cell.0);
        named.filter_map(|(name, member)| Some((name.clone(), member.clone()?))).collect()
    }
}

/// What is said of the figure itself, each once.
fn own<T: PartialEq>(said: Vec<Said<'_, T>>) -> Vec<T> {
    let mut once = Vec::new();
    for said in said.into_iter().filter(|said| said.part.is_none()) {
        if !once.contains(&said.what) {
            once.push(said.what);
        }
    }
    once
}

/// What is said of parts, where nothing is said of the figure itself.
fn of_parts<T>(said: Vec<Said<'_, T>>) -> Vec<Said<'_, T>> {
    if said.iter().any(|said| said.part.is_none()) { Vec::new() } else { said }
}
