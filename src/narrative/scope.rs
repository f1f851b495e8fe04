//! What a narrative can refer to: the figures of one report, as known in it.

use std::sync::Arc;

use crate::base::period::Period;
use crate::compute::{Book, Figures, Known, Seen};
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
}

impl Scope {
    pub fn known(&self) -> Known<'_> {
        self.book.known_in(self.vintage).noted_in(self.seen.as_deref())
    }
}
