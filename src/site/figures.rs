//! The figures of reports: computed when they are first needed, and held for later.
//!
//! A command may need the figures of a report several times: to see whether it is approved, to build it, to record it
//! when it is published. Not all figures of a very large site are held, so that memory does not grow with the number of
//! reports; those that are not held are computed again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::period::Period;
use crate::compute::{self, Book, Figure, Figures, Kept, Known, Member, Working};

/// How many figures are held, with those that they are computed from: some tens of megabytes.
const MOST_HELD: usize = 100_000;

/// A report's period, and the dimension and id of its member.
type Report = (Period, Option<(String, String)>);

#[derive(Debug, Default)]
struct Held {
    reports: BTreeMap<Report, Arc<Figures>>,
    count: usize,
}

#[derive(Debug)]
pub struct ReportFigures {
    book: Arc<Book>,
    /// How many periods a report looks back.
    history: usize,
    held: Mutex<Held>,
}

impl ReportFigures {
    pub fn new(book: Book, history: usize) -> ReportFigures {
        ReportFigures { book: Arc::new(book), history, held: Mutex::default() }
    }

    /// The same figures with another book, which says the same about all reports that are held.
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
        self.kept_in(period, member, &Kept::default())
    }

    /// The same, with every figure kept that is made for them.
    pub fn kept_in(&self, period: Period, member: Option<Member<'_>>, place: &Kept) -> Arc<Figures> {
        let report = (period, member.map(|member| (member.dimension.to_owned(), member.id.to_owned())));
        let made = self.held().reports.get(&report).cloned();
        if let Some(figures) = made {
            figures.keep_in(place);
            return figures;
        }
        let known = self.known_in(period.last_month()).kept_in(Some(place));
        let figures = Arc::new(compute::figures(known, period, self.history, member));
        let count = count(&figures);
        let mut held = self.held();
        if held.count + count <= MOST_HELD && held.reports.insert(report, figures.clone()).is_none() {
            held.count += count;
        }
        figures
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // The map is whole after every insertion, so a panic elsewhere cannot have spoilt it.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many figures there are, with those that they are computed from.
fn count(figures: &Figures) -> usize {
    let own = figures.metrics.values().flat_map(|of| of.history.iter().chain([&of.figure, &of.previous, &of.year_ago]));
    own.map(|figure| count_of(figure)).sum()
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
