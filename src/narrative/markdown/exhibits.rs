//! Charts and tables in the text: their order, numbers and ids, and where they may stand.
//!
//! A chart takes the place of its mark, between two paragraphs. What it looks like, `site` knows.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Events, Writer, free_id};
use crate::base::inline::escaped;
use crate::diag::faults;
use crate::exhibit::request::{ExhibitKind, Request};
use crate::narrative::Exhibit;
use crate::narrative::mark::{Mark, Piece, mark_text, pieces};

impl Writer<'_> {
    /// Charts and tables in reading order, numbered, with ids of their own: a text may refer to one that comes later.
    pub(super) fn number_exhibits(&mut self, events: &Events<'_>) {
        for (number, part) in self.marks(events) {
            let Some(Mark::Exhibit(request)) = self.printer.mark(number) else { continue };
            let exhibit = self.exhibit(request, &part);
            if let Some(first) = self.ids.get(&exhibit.anchor) {
                let written = format!("\"{}\"", exhibit.id);
                self.faults.push(self.repeated_id(&exhibit.id, &written, first, &part));
            }
            self.ids.entry(exhibit.anchor.clone()).or_insert(part);
            self.narrative.exhibits.push(exhibit);
        }
    }

    /// The marks in running text, each with its part of the text.
    fn marks(&self, events: &Events<'_>) -> Vec<(usize, Range<usize>)> {
        let texts = events.iter().filter_map(|(event, part)| match event {
            Event::Text(text) => Some(self.places.pieces(text, part)),
            _ => None,
        });
        let marks = texts.flatten().filter_map(|(piece, part)| match piece {
            Piece::Mark(number) => Some((number, part)),
            Piece::Text(_) => None,
        });
        marks.collect()
    }

    /// The exhibit that comes next.
    fn exhibit(&self, request: &Request, part: &Range<usize>) -> Exhibit {
        let before = &self.narrative.exhibits;
        let (prefix, usual) = match request.kind {
            ExhibitKind::Chart(_) => ("fig", request.metric()),
            ExhibitKind::Table(_) => ("tab", request.metric()),
            ExhibitKind::Tiles => ("tiles", "tiles"),
        };
        let is_free = |id: &str| before.iter().all(|exhibit| exhibit.id != id);
        let id = request.id.clone().unwrap_or_else(|| free_id(usual, is_free));
        let alike = before.iter().filter(|exhibit| exhibit.request.kind.filter() == request.kind.filter());
        Exhibit {
            anchor: format!("{prefix}-{}", id.replace('_', "-")),
            place: self.places.of(part),
            id,
            number: if request.kind == ExhibitKind::Tiles { 0 } else { alike.count() + 1 },
            level: 3,
            title: request.title.as_deref().map(|title| self.printer.line(title)),
            subtitle: request.subtitle.as_deref().map(|subtitle| self.printer.line(subtitle)),
            request: request.clone(),
        }
    }

    /// `text` without its charts, whose indices are added to those `found` in its paragraph.
    pub(super) fn without_exhibits(&mut self, text: &str, found: &mut Vec<usize>) -> String {
        let mut kept = String::new();
        for piece in pieces(text) {
            if let Piece::Mark(number) = piece
                && self.printer.is_exhibit(number)
            {
                found.push(self.next_exhibit);
                self.next_exhibit += 1;
                continue;
            }
            let says_something = !matches!(piece, Piece::Text(text) if text.trim().is_empty());
            let above = found.first().and_then(|index| self.narrative.exhibits.get(*index));
            // Text behind a chart would move in front of it.
            if let Some(exhibit) = above.filter(|_| says_something) {
                self.faults.push(faults::exhibit_in_text(exhibit.place.clone()));
            }
            match piece {
                Piece::Text(text) => kept.push_str(text),
                Piece::Mark(number) => kept.push_str(&mark_text(number)),
            }
        }
        kept
    }

    /// A chart inside a list or a cell would be lost, so it is a fault.
    pub(super) fn refuse_exhibits(&mut self, events: &Events<'_>) {
        for (number, part) in self.marks(events) {
            if self.printer.is_exhibit(number) {
                self.faults.push(faults::exhibit_in_text(self.places.of(&part)));
                self.next_exhibit += 1;
            }
        }
    }

    /// The same where no text is looked for: in code and in the attributes of links and pictures.
    pub(super) fn refuse_hidden_exhibits(&mut self, text: &str, part: &Range<usize>) {
        for (piece, part) in self.places.pieces(text, part) {
            if matches!(piece, Piece::Mark(number) if self.printer.is_exhibit(number)) {
                self.faults.push(faults::exhibit_in_text(self.places.of(&part)));
            }
        }
    }

    /// "Figure 1", as a link to it.
    pub(super) fn reference(&mut self, id: &str, part: &Range<usize>, plain: bool) -> String {
        let language = self.printer.language();
        let numbered = || self.narrative.exhibits.iter().filter(|exhibit| exhibit.number > 0);
        let Some(exhibit) = numbered().find(|exhibit| exhibit.id == id) else {
            let place = self.places.of_word(part, &format!("\"{id}\""));
            let known: Vec<&str> = numbered().map(|exhibit| exhibit.id.as_str()).collect();
            self.faults.push(faults::unknown_exhibit(place, id, known));
            return String::new();
        };
        let text = escaped(&exhibit.label(language).unwrap_or_default());
        if plain { text } else { format!("<a href=\"#{}\">{text}</a>", exhibit.anchor) }
    }
}
