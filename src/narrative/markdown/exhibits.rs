//! Charts and tables in the text: their order, numbers and ids, and where they may stand.
//!
//! A chart takes the place of its mark, between two paragraphs. What it looks like, `site` knows.

use std::collections::BTreeSet;

use pulldown_cmark::Event;

use super::{Events, Writer, free_id};
use crate::base::inline::escaped;
use crate::diag::faults;
use crate::exhibit::request::{ExhibitKind, Request};
use crate::narrative::Exhibit;
use crate::narrative::mark::{Mark, Piece, mark_text, pieces};

impl Writer<'_> {
    /// Charts and tables in reading order, numbered, with ids of their own: a text may refer to one that comes later.
    pub(super) fn number_exhibits(&mut self, events: &[Event<'_>]) {
        let mut exhibits: Vec<Exhibit> = Vec::new();
        let texts = events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text) } else { None });
        for piece in texts.flat_map(|text| pieces(text)) {
            let Piece::Mark(number) = piece else { continue };
            let Some(Mark::Exhibit(request)) = self.printer.mark(number) else { continue };
            exhibits.push(self.exhibit(request, &exhibits));
        }
        let mut seen = BTreeSet::new();
        for exhibit in &exhibits {
            if !seen.insert(&exhibit.anchor) {
                self.faults.push(self.places.repeated_id(&exhibit.id, &format!("\"{}\"", exhibit.id)));
            }
        }
        self.ids.extend(exhibits.iter().map(|exhibit| exhibit.anchor.clone()));
        self.narrative.exhibits = exhibits;
    }

    /// The exhibit that comes after those `before`.
    fn exhibit(&self, request: &Request, before: &[Exhibit]) -> Exhibit {
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
            place: self.places.place_of_request(request, before),
            id,
            number: if request.kind == ExhibitKind::Tiles { 0 } else { alike.count() + 1 },
            level: 3,
            title: request.title.as_deref().map(|title| self.printer.line(title)),
            subtitle: request.subtitle.as_deref().map(|subtitle| self.printer.line(subtitle)),
            request: request.clone(),
        }
    }

    /// Text behind a chart in one paragraph would move in front of it. `above` is a chart of the paragraph that stands
    /// ahead of `text`.
    pub(super) fn refuse_text_behind(&mut self, text: &str, above: Option<usize>) {
        let (mut exhibit, mut next) = (above, self.next_exhibit);
        for piece in pieces(text) {
            let says_something = match piece {
                Piece::Text(text) => !text.trim().is_empty(),
                Piece::Mark(number) if self.printer.is_exhibit(number) => {
                    exhibit = exhibit.or(Some(next));
                    next += 1;
                    false
                }
                Piece::Mark(_) => true,
            };
            if let Some(exhibit) =
                exhibit.filter(|_| says_something).and_then(|index| self.narrative.exhibits.get(index))
            {
                self.faults.push(faults::exhibit_in_text(exhibit.place.clone()));
                return;
            }
        }
    }

    pub(super) fn without_exhibits(&mut self, text: &str, found: &mut Vec<usize>) -> String {
        let mut kept = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => kept.push_str(text),
                Piece::Mark(number) if self.printer.is_exhibit(number) => {
                    found.push(self.next_exhibit);
                    self.next_exhibit += 1;
                }
                Piece::Mark(number) => kept.push_str(&mark_text(number)),
            }
        }
        kept
    }

    /// A chart inside a list or a cell would be lost, so it is a fault.
    pub(super) fn refuse_exhibits(&mut self, events: &Events<'_>) {
        let texts = events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text) } else { None });
        for piece in texts.flat_map(|text| pieces(text)) {
            let Piece::Mark(number) = piece else { continue };
            if let Some(Mark::Exhibit(_)) = self.printer.mark(number) {
                if let Some(exhibit) = self.narrative.exhibits.get(self.next_exhibit) {
                    self.faults.push(faults::exhibit_in_text(exhibit.place.clone()));
                }
                self.next_exhibit += 1;
            }
        }
    }

    /// The same where no text is looked for: in code and in the attributes of links and pictures.
    pub(super) fn refuse_hidden_exhibits(&mut self, text: &str) {
        for piece in pieces(text) {
            let Piece::Mark(number) = piece else { continue };
            if let Some(Mark::Exhibit(request)) = self.printer.mark(number) {
                self.faults.push(faults::exhibit_in_text(self.places.place_of_request(request, &[])));
            }
        }
    }

    /// "Graf 1", as a link to it.
    pub(super) fn reference(&mut self, id: &str, plain: bool) -> String {
        let language = self.printer.language();
        let numbered = || self.narrative.exhibits.iter().filter(|exhibit| exhibit.number > 0);
        let Some(exhibit) = numbered().find(|exhibit| exhibit.id == id) else {
            let place = self.places.place_of(&format!("\"{id}\""));
            let known: Vec<&str> = numbered().map(|exhibit| exhibit.id.as_str()).collect();
            self.faults.push(faults::unknown_exhibit(place, id, known));
            return String::new();
        };
        let text = escaped(&exhibit.label(language).unwrap_or_default());
        if plain { text } else { format!("<a href=\"#{}\">{text}</a>", exhibit.anchor) }
    }
}
