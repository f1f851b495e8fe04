//! The figures of reports: computed when they are first needed, and kept for later.
//!
//! A command may need the figures of a report several times: to see whether it is approved, to build it, to record it
//! when it is published. Not all figures of a very large site are kept, so that memory does not grow with the number of
//! reports; those that are not kept are computed again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::period::Period;
use crate::compute::{self, Book, Figure, Figures, Known, Member, Working};

/// How many figures are kept, with those that they are computed from: some tens of megabytes.
const MOST_KEPT: usize = 100_000;

/// A report's period, and the dimension and id of its member.
type Report = (Period, Option<(String, String)>);

#[derive(Debug, Default)]
struct Kept {
    reports: BTreeMap<Report, Arc<Figures>>,
    count: usize,
}

#[derive(Debug)]
pub struct ReportFigures {
    book: Arc<Book>,
    /// How many periods a report looks back.
    history: usize,
    kept: Mutex<Kept>,
}

impl ReportFigures {
    pub fn new(book: Book, history: usize) -> ReportFigures {
        ReportFigures { book: Arc::new(book), history, kept: Mutex::default() }
    }

    /// The same figures with another book, which says the same about all reports that are kept.
    pub fn in_book(self, book: Book) -> ReportFigures {
        ReportFigures { book: Arc::new(book), ..self }
    }

    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    pub fn known_in(&self, vintage: Period) -> Known<'_> {
        self.book.known_in(vintage)
    }

    /// The figures of the report of `period`, as known at its end. Several threads may call this at once.
    pub fn of(&self, period: Period, member: Option<Member<'_>>) -> Arc<Figures> {
        let report = (period, member.map(|member| (member.dimension.to_owned(), member.id.to_owned())));
        if let Some(figures) = self.kept().reports.get(&report) {
            return figures.clone();
        }
        let figures = Arc::new(compute::figures(self.known_in(period.last_month()), period, self.history, member));
        let count = count(&figures);
        let mut kept = self.kept();
        if kept.count + count <= MOST_KEPT && kept.reports.insert(report, figures.clone()).is_none() {
            kept.count += count;
        }
        figures
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // The map is whole after every insertion, so a panic elsewhere cannot have spoilt it.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many figures there are, with those that they are computed from.
fn count(figures: &Figures) -> usize {
    let own = figures.metrics.values().flat_map(|of| of.history.iter().chain([&of.figure, &of.previous, &of.year_ago]));
    own.map(count_of).sum()
}

fn count_of(figure: &Figure) -> usize {
    let parts = match &figure.working {
        Working::Nothing | Working::Stated { .. } => 0,
        Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) => {
            parts.iter().map(|part| count_of(part)).sum()
        }
        Working::Ratio(numerator, denominator) => count_of(numerator) + count_of(denominator),
        Working::Formula(tokens) => compute::figures_of(tokens).map(count_of).sum(),
    };
    1 + parts
}
