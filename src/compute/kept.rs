//! The figures that were made for a page, kept while it is made: its sentences, tiles, charts, tables and downloads ask
//! for the same ones, each of them several times.
//!
//! They are those of one book as known in one month. Nothing is kept beyond a page: a site may have millions of figures.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Figure, Known, MetricFigures};
use crate::base::period::Period;
use crate::model::snapshot::Cell;

/// By metric, period and cell.
type Figures = BTreeMap<String, BTreeMap<Period, BTreeMap<Cell, Arc<Figure>>>>;

/// The figures that were made for a page so far.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Figures>);

impl Kept {
    pub(super) fn get(&self, metric: &str, cell: &Cell, period: Period) -> Option<Arc<Figure>> {
        self.figures().get(metric)?.get(&period)?.get(cell).cloned()
    }

    pub(super) fn keep(&self, figure: &Arc<Figure>) {
        let mut figures = self.figures();
        if !figures.contains_key(&figure.metric) {
            figures.insert(figure.metric.clone(), BTreeMap::new());
        }
        if let Some(periods) = figures.get_mut(&figure.metric) {
            periods.entry(figure.period).or_default().insert(figure.cell.clone(), Arc::clone(figure));
        }
    }

    fn figures(&self) -> MutexGuard<'_, Figures> {
        // The map is whole after every insertion, so a panic elsewhere cannot have spoilt it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl super::Figures {
    /// Keeps all of them for a page.
    pub fn keep_in(&self, kept: &Kept) {
        let of = |of: &MetricFigures| [&of.figure, &of.previous, &of.year_ago].map(Arc::clone);
        let all = self.metrics.values().flat_map(|metric| metric.history.iter().cloned().chain(of(metric)));
        all.for_each(|figure| kept.keep(&figure));
    }
}

impl<'a> Known<'a> {
    /// The same, with every figure kept that is made. All that keep figures in the same place have the same book and
    /// month.
    pub fn kept_in(self, kept: Option<&'a Kept>) -> Known<'a> {
        Known { kept, ..self }
    }
}
