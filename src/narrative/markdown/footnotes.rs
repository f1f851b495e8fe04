//! Footnotes: taken out of the text, numbered by their first reference, and written at its end.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Events, Surroundings, Writer};
use crate::diag::faults;
use crate::narrative::Note;

/// The text of a footnote, as `[^name]: …` has it.
pub(super) struct Definition<'e> {
    /// As the author wrote it.
    pub name: String,
    part: Range<usize>,
    pub events: Events<'e>,
}

/// Takes the definitions of footnotes out of the text.
pub(super) fn take(events: Events<'_>) -> (Events<'_>, Vec<Definition<'_>>) {
    let mut text = Vec::new();
    let mut definitions = Vec::new();
    let mut inside: Option<Definition<'_>> = None;
    for (event, part) in events {
        match (&mut inside, event) {
            (None, Event::Start(Tag::FootnoteDefinition(name))) => {
                inside = Some(Definition { name: name.to_string(), part, events: Vec::new() });
            }
            (Some(_), Event::End(TagEnd::FootnoteDefinition)) => definitions.extend(inside.take()),
            (Some(definition), event) => definition.events.push((event, part)),
            (None, event) => text.push((event, part)),
        }
    }
    (text, definitions)
}

/// Whether two names are of one footnote: Markdown makes no difference between capital and small letters in them.
fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether a backslash takes the meaning from the sign at `at`: one that is not itself behind another.
fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

impl<'e> Writer<'_> {
    /// Names in a part of running text that look like a footnote which is defined nowhere. Behind a backslash the
    /// author means the signs.
    pub(super) fn check_footnote_names(&mut self, part: &Range<usize>) {
        let text = self.places.text_of(part);
        for (start, _) in text.match_indices("[^") {
            let Some((name, _)) = text[start + 2..].split_once(']') else { continue };
            let own = part.start + start..part.start + start + name.len() + 3;
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            if is_name && !is_escaped(self.places.text(), own.start) {
                self.faults.push(faults::footnote_missing(self.places.of(&own), name));
            }
        }
    }

    pub(super) fn footnote(&mut self, name: &str) -> String {
        let known = self.footnotes.iter().position(|other| is_same(other, name));
        let number = known.map_or(self.footnotes.len() + 1, |index| index + 1);
        // Only the first reference to a note can be the one that the note leads back to.
        let id = if known.is_none() { format!(" id=\"ref-{number}\"") } else { String::new() };
        if known.is_none() {
            self.footnotes.push(name.to_owned());
        }
        format!("<sup><a{id} href=\"#note-{number}\">{number}</a></sup>")
    }

    /// Writes the notes that the text refers to, by number.
    pub(super) fn close_footnotes(&mut self, definitions: &[Definition<'e>]) {
        // A note may refer to further notes, so the list can grow while it is written.
        let mut index = 0;
        while let Some(name) = self.footnotes.get(index).cloned() {
            let definition = definitions.iter().rfind(|definition| is_same(&definition.name, &name));
            let events = definition.map(|definition| definition.events.clone()).unwrap_or_default();
            self.refuse_exhibits(&events);
            let html = self.html(events, Surroundings::Plain);
            let number = index + 1;
            self.narrative.notes.push(Note {
                id: format!("note-{number}"),
                number,
                html,
                back: format!("#ref-{number}"),
            });
            index = number;
        }
        self.check_definitions(definitions);
    }

    /// Notes that no reader sees.
    fn check_definitions(&mut self, definitions: &[Definition<'e>]) {
        let place = |definition: &Definition<'_>| {
            let written = format!("[^{}]", definition.name);
            self.places.of_found(&definition.part, |text| text.find(&written).map(|at| at..at + written.len()))
        };
        for (index, definition) in definitions.iter().enumerate() {
            let name = &definition.name;
            let again = definitions[index + 1..].iter().find(|other| is_same(&other.name, name));
            let fault = match again {
                Some(again) => faults::footnote_twice(place(again), name, place(definition)),
                None if self.footnotes.iter().any(|other| is_same(other, name)) => continue,
                None => faults::footnote_unused(place(definition), name),
            };
            self.faults.push(fault);
        }
    }
}
