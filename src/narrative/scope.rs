//! What a narrative can refer to: the figures of one report, as known in it.

use std::sync::Arc;

use crate::base::period::{Grain, Period};
use crate::compute::{Book, Figures, Kept, Known, Seen};
use crate::model::language::Language;

/// The figures that a narrative can refer to, for one report.
#[derive(Debug, Clone)]
pub struct Scope {
    pub book: Arc<Book>,
    pub vintage: Period,
    pub figures: Arc<Figures>,
    pub language: Language,
    /// The dimension and the member whose report it is.
    pub member: Option<(String, String)>,
    /// Names of the site and the report, for `{{ site.title }}` and `{{ report.period }}`.
    pub site_title: String,
    pub organisation: String,
    /// Whether there is a snapshot. Without one there is no period to speak of, nor any figure.
    pub is_reported: bool,
    /// Where the figures are noted that are made for the page.
    pub seen: Option<Arc<Seen>>,
    /// Where they are kept, once they are made.
    pub kept: Option<Arc<Kept>>,
}

impl Scope {
    pub fn known(&self) -> Known<'_> {
        self.book.known_in(self.vintage).noted_in(self.seen.as_deref()).kept_in(self.kept.as_deref())
    }

    /// The periods that a narrative can name, by their variables: the report's own, the one before, the one a year
    /// before, and the quarter and the year that hold it. A year is held by no quarter.
    pub fn periods(&self) -> Vec<(&'static str, Period)> {
        let own = self.figures.period;
        let mut periods = vec![("period", own), ("previous", own.previous()), ("year_ago", own.year_before())];
        for (name, grain) in [("quarter", Grain::Quarter), ("year", Grain::Year)] {
            let holding = (own.grain() <= grain).then(|| own.containing(grain, self.book.catalog().year_start));
            periods.extend(holding.map(|period| (name, period)));
        }
        periods
    }
}
