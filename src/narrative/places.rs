//! Parts of the text that Tera ran → their places in the author's file.

use std::ops::Range;

use super::mark::{Piece, marks, pieces};
use super::trace::Traced;
use crate::base::place::Place;
use crate::model::content::Page;

/// Finds places in the body of one page. All ranges are bytes of the text that was run.
pub(super) struct Places<'a> {
    page: &'a Page,
    body: &'a Traced,
}

impl<'a> Places<'a> {
    pub fn new(page: &'a Page, body: &'a Traced) -> Places<'a> {
        Places { page, body }
    }

    /// The text that was run.
    pub fn text(&self) -> &'a str {
        &self.body.text
    }

    /// What stands in `part`.
    pub fn text_of(&self, part: &Range<usize>) -> &'a str {
        self.body.text.get(part.clone()).unwrap_or("")
    }

    /// The path of the page's file.
    pub fn file(&self) -> &str {
        &self.page.file
    }

    /// The place of what the author wrote for `part`, or the file.
    pub fn of(&self, part: &Range<usize>) -> Place {
        match self.body.origin(part) {
            Some(source) => self.of_source(source),
            None => Place::of_file(self.page.file.clone()),
        }
    }

    /// The place of `word` where the author wrote it for `part`, for the last time; or of all of it.
    pub fn of_word(&self, part: &Range<usize>, word: &str) -> Place {
        self.of_found(part, |written| written.rfind(word).map(|at| at..at + word.len()))
    }

    /// The place of what `find` finds in what the author wrote for `part`; or of all of it.
    pub fn of_found(&self, part: &Range<usize>, find: impl Fn(&str) -> Option<Range<usize>>) -> Place {
        let found = self.body.origin(part).and_then(|source| {
            let written = self.page.body_text().get(source.clone())?;
            let found = find(written)?;
            Some(source.start + found.start..source.start + found.end)
        });
        found.map_or_else(|| self.of(part), |source| self.of_source(source))
    }

    fn of_source(&self, source: Range<usize>) -> Place {
        Place::in_text(&self.page.file, &self.page.text, self.page.body + source.start, source.len())
    }

    /// `text`, which Markdown found in `part`, cut at its marks; each mark with its own part.
    pub fn pieces<'t>(&self, text: &'t str, part: &Range<usize>) -> Vec<(Piece<'t>, Range<usize>)> {
        let mut written = marks(self.text_of(part)).into_iter();
        let placed = |piece| {
            let number = if let Piece::Mark(number) = piece { Some(number) } else { None };
            let own = number.and_then(|number| written.find(|(other, _)| *other == number));
            let own = own.map_or(part.clone(), |(_, own)| part.start + own.start..part.start + own.end);
            (piece, own)
        };
        pieces(text).into_iter().map(placed).collect()
    }
}
