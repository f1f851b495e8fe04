//! Footnotes: taken out of the text, numbered by their first reference, and written at its end.

use std::collections::BTreeMap;
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

/// The names of footnotes in small letters, in the order of their references: Markdown makes no difference between
/// capital and small letters in them.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    indexes: BTreeMap<String, usize>,
}

impl Names {
    /// The index of a name, and whether this is its first reference.
    pub fn refer(&mut self, name: &str) -> (usize, bool) {
        let name = name.to_lowercase();
        if let Some(index) = self.indexes.get(&name) {
            return (*index, false);
        }
        let index = self.names.len();
        self.names.push(name.clone());
        self.indexes.insert(name, index);
        (index, true)
    }

    pub fn get(&self, index: usize) -> Option<String> {
        self.names.get(index).cloned()
    }

    fn has(&self, name: &str) -> bool {
        self.indexes.contains_key(name)
    }
}

/// The definitions by their names in small letters. Of several of one name the last counts.
pub(super) fn by_name<'d, 'e>(definitions: &'d [Definition<'e>]) -> BTreeMap<String, &'d Definition<'e>> {
    definitions.iter().map(|definition| (definition.name.to_lowercase(), definition)).collect()
}

/// Whether a backslash takes the meaning from the sign at `at`: one that is not itself behind another.
fn is_escaped(text: &str, at: usize) -> bool {
    let signs = text.bytes().take(at).rev().take_while(|byte| *byte == b'\\');
    signs.count() % 2 == 1
}

impl<'e> Writer<'_> {
    /// Names in a part of running text that look like a footnote which is defined nowhere. Behind a backslash the
    /// author means the signs.
    pub(super) fn check_footnote_names(&mut self, part: &Range<usize>) {
        let text = self.places.text_of(part);
        for (start, _) in text.match_indices("[^") {
            let behind = text.get(start + 2..).and_then(|behind| behind.split_once(']'));
            let Some((name, _)) = behind else { continue };
            let own = part.start + start..part.start + start + name.len() + 3;
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            if is_name && !is_escaped(self.places.text(), own.start) {
                self.faults.push(faults::footnote_missing(self.places.of(&own), name));
            }
        }
    }

    pub(super) fn footnote(&mut self, name: &str) -> String {
        let (index, is_first) = self.footnotes.refer(name);
        let number = index + 1;
        // Only the first reference to a note can be the one that the note leads back to.
        let id = if is_first { format!(" id=\"ref-{number}\"") } else { String::new() };
        format!("<sup><a{id} href=\"#note-{number}\">{number}</a></sup>")
    }

    /// Writes the notes that the text refers to, by number.
    pub(super) fn close_footnotes(&mut self, definitions: &[Definition<'e>]) {
        // A note may refer to further notes, so the list can grow while it is written.
        let named = by_name(definitions);
        let mut index = 0;
        while let Some(name) = self.footnotes.get(index) {
            let events = named.get(&name).map(|definition| definition.events.clone()).unwrap_or_default();
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
        let mut later: BTreeMap<String, &Definition<'_>> = BTreeMap::new();
        let mut found = Vec::new();
        for definition in definitions.iter().rev() {
            let (name, key) = (&definition.name, definition.name.to_lowercase());
            let is_used = self.footnotes.has(&key);
            match later.insert(key, definition) {
                Some(again) => found.push(faults::footnote_twice(place(again), name, place(definition))),
                None if is_used => {}
                None => found.push(faults::footnote_unused(place(definition), name)),
            }
        }
        self.faults.extend(found.into_iter().rev());
    }
}
