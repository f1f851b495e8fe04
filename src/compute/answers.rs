//! What the authors say of a figure beside its amount: why it is so, and what is done about it.
//!
//! Nobody states what is computed, so it takes what is said of the newest observations that it rests on. Of what is
//! hidden nothing is told: a remark on a missed target would say that it is missed.

use super::{Figure, Known};
use crate::model::snapshot::{Action, Observation};

impl<'a> Known<'a> {
    /// Why the figure is as it is, each remark once; empty without one.
    pub fn reasons(self, figure: &Figure) -> Vec<&'a str> {
        self.said(figure, |observation| observation.note.as_deref())
    }

    /// What is done about it, each action once; empty without one.
    pub fn actions(self, figure: &Figure) -> Vec<&'a Action> {
        self.said(figure, |observation| observation.action.as_ref())
    }

    fn said<T: PartialEq + Copy>(self, figure: &Figure, of: impl Fn(&'a Observation) -> Option<T>) -> Vec<T> {
        let known = self.unseen();
        let is_hidden = |figure: &Figure| known.figure(&figure.metric, &figure.cell, figure.period).is_suppressed();
        if is_hidden(figure) {
            return Vec::new();
        }
        let mut stated = Vec::new();
        figure.collect(&mut stated);
        let said = stated.into_iter().filter_map(|figure| {
            let last = known.stated(&figure.metric, &figure.cell, figure.period).pop()?;
            Some((figure.period, of(last)?)).filter(|_| !is_hidden(figure))
        });
        let said: Vec<_> = said.collect();
        let newest = said.iter().map(|(period, _)| period.last_month()).max();
        let mut once = Vec::new();
        for (period, what) in said {
            if Some(period.last_month()) == newest && !once.contains(&what) {
                once.push(what);
            }
        }
        once
    }
}
