//! What stands in a narrative → where it stands in the author's file.

use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::exhibit::request::Request;
use crate::model::content::Page;

use super::Exhibit;

/// Finds places in the body of one page.
pub(super) struct Places<'a> {
    page: &'a Page,
}

impl<'a> Places<'a> {
    pub fn new(page: &'a Page) -> Places<'a> {
        Places { page }
    }

    /// The path of the page's file.
    pub fn file(&self) -> &str {
        &self.page.file
    }

    /// Where a chart or table is asked for: the metric's chart or table of that number.
    pub fn place_of_request(&self, request: &Request, before: &[Exhibit]) -> Place {
        let filter = request.kind.filter();
        let asks = |other: &Request| other.metric() == request.metric() && other.kind.filter() == filter;
        let count = before.iter().filter(|exhibit| asks(&exhibit.request)).count();
        let needle = format!("{} | {filter}", request.metric());
        let nearest = || self.find(&needle).unwrap_or_else(|| self.place_of(&format!("| {filter}")));
        self.nth_place(&needle, count).unwrap_or_else(nearest)
    }

    /// The place where the name `needle` stands for the time `count` (from 0), and no longer name that begins with it.
    fn nth_place(&self, needle: &str, count: usize) -> Option<Place> {
        let (text, body) = (&self.page.text, self.page.body);
        let ends = |at: usize| {
            !text[body + at + needle.len()..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
        };
        let offset = text[body..].match_indices(needle).map(|(at, _)| at).filter(|at| ends(*at)).nth(count)?;
        Some(Place::in_text(&self.page.file, text, body + offset, needle.len()))
    }

    /// That `id`, which stands in the text as `needle`, was used before.
    pub fn repeated_id(&self, id: &str, needle: &str) -> Diagnostic {
        let first = self.nth_place(needle, 0).unwrap_or_else(|| self.place_of(needle));
        let again = self.nth_place(needle, 1).unwrap_or_else(|| first.clone());
        faults::repeated_id(again, id, first)
    }

    /// The place in the author's file where `needle` stands, or the file.
    pub fn place_of(&self, needle: &str) -> Place {
        self.find(needle).unwrap_or_else(|| Place::of_file(self.page.file.clone()))
    }

    pub fn find(&self, needle: &str) -> Option<Place> {
        let text = &self.page.text;
        let offset = text[self.page.body..].find(needle).filter(|_| !needle.is_empty())?;
        Some(Place::in_text(&self.page.file, text, self.page.body + offset, needle.len()))
    }
}
