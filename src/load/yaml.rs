//! YAML text → a tree of values that keep their places.
//!
//! serde-saphyr parses; this file turns what it says into `Node`s, which `load` reads one by one, so
//! that one run can report every fault and not just the parser's first. A number stays the text
//! the author typed: `1.10` is not yet 1.1, and `2.200` can still be recognised for what it was
//! meant to be. Repeated keys are found here, with both places. Nothing is guessed.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    pub value: Value,
    pub place: Place,
}

/// What a YAML value is. Scalars keep the author's own spelling.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null` or `~`.
    Null,
    /// A key without a value. The key's place is the value's too.
    Empty,
    /// `true` or `false`; `yes` and `no` are text.
    Bool(bool),
    /// A number as it was typed: `1807`, `1.10`, `1e3`, `.nan`.
    Number(String),
    /// Quoted, or anything else.
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub key_place: Place,
    pub value: Node,
}

impl Value {
    /// What to call it in a message.
    pub fn describe(&self) -> &'static str {
        match self {
            Value::Null | Value::Empty => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

impl Node {
    /// What it says, without where and how it is written. Comments, layout and quotes change nothing; values, keys and
    /// their order do.
    pub fn plain(&self) -> String {
        match &self.value {
            Value::Null | Value::Empty => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(digits) => digits.clone(),
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => format!("[{}]", items.iter().map(Node::plain).collect::<Vec<_>>().join(",")),
            Value::Map(entries) => {
                let entry = |entry: &Entry| format!("{:?}:{}", entry.key, entry.value.plain());
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The entries of a mapping; empty for any other value.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }
}

/// How deep a file may be nested: deeper than any snapshot needs, and no deeper than the reader's own stack can bear.
const MAX_DEPTH: usize = 64;

/// Reads `text`, the content of `file`, whose top level must be a mapping. An empty text is an empty mapping.
/// `lines_before` is how many lines of the file are before the text: front matter begins on line 2.
pub fn read(file: &Arc<str>, text: &str, lines_before: u32, diags: &mut Diagnostics) -> Result<Node, Stopped> {
    let source = Source { file, text, lines_before };
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::PassThrough,
        merge_keys: serde_saphyr::options::MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::PassThrough,
        budget: serde_saphyr::budget! {
            max_nodes: 5_000_000,
            max_events: 20_000_000,
            max_depth: MAX_DEPTH,
            max_aliases: 1_000,
            max_documents: 1,
        },
    };
    let raw = serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options).map_err(|error| {
        let place = error.location().map_or_else(|| Place::of_file(file.clone()), |location| source.place(location));
        let reason = first_line(&error.without_snippet().to_string());
        let line = place.line.saturating_sub(lines_before);
        diags.stop(faults::not_yaml(place, &reason, text, line))
    })?;
    let node = source.node(raw, diags);
    match node.value {
        Value::Map(_) => Ok(node),
        Value::Null | Value::Empty => Ok(Node { value: Value::Map(Vec::new()), ..node }),
        other => Err(diags.stop(faults::wrong_shape(node.place, "a mapping of keys to values", other.describe()))),
    }
}

/// The parser's words without the position, which the message shows already.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or("");
    let line = line.split(" at line ").next().unwrap_or(line);
    line.trim_end_matches('.').to_owned()
}

/// What serde gives, before places are worked out.
enum Raw {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<RawKey>, Spanned<Raw>)>),
}

/// A key before places are worked out.
enum RawKey {
    Text(String),
    /// A number, true or null, which is its spelling: members may be called 1 or 2018.
    Spelled,
    /// A list or a mapping.
    NoName,
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            list.push(entry);
        }
        Ok(Raw::Map(list))
    }
}

impl<'de> Deserialize<'de> for RawKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawKey, D::Error> {
        Ok(match Raw::deserialize(deserializer)? {
            Raw::Text(text) => RawKey::Text(text),
            Raw::Number | Raw::Bool(_) | Raw::Null => RawKey::Spelled,
            Raw::List(_) | Raw::Map(_) => RawKey::NoName,
        })
    }
}

/// Puts a number together again that YAML took apart at its comma: in `{ value: 3,5 % }` a key `5 %` follows the value
/// 3. As one text it is refused as any number with a comma, with the same cure.
fn join_number(last: &mut Entry, rest: &str, at: &Place) -> bool {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | '\u{a0}' | '%');
    let before = match &last.value.value {
        Value::Number(digits) | Value::Text(digits) if digits.chars().all(of_number) => digits,
        _ => return false,
    };
    let place = &last.value.place;
    let follows = place.line == at.line && place.column + place.length + 1 == at.column;
    if !follows || !rest.starts_with(|c: char| c.is_ascii_digit()) || !rest.chars().all(of_number) {
        return false;
    }
    let length = place.length + 1 + at.length;
    last.value = Node { value: Value::Text(format!("{before},{rest}")), place: Place { length, ..place.clone() } };
    true
}

struct Source<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    lines_before: u32,
}

impl Source<'_> {
    fn place(&self, location: Location) -> Place {
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let length = self.slice(location).and_then(|text| text.lines().next()).map_or(1, |line| line.chars().count());
        Place {
            file: self.file.clone(),
            line: short(location.line().max(1)).saturating_add(self.lines_before),
            column: short(location.column().max(1)),
            length: short(length as u64).max(1),
        }
    }

    /// The author's own spelling.
    fn slice(&self, location: Location) -> Option<&str> {
        let start = usize::try_from(location.span().byte_offset()?).ok()?;
        let length = usize::try_from(location.span().byte_len()?).ok()?;
        Some(self.text.get(start..start.checked_add(length)?)?.trim_end())
    }

    fn node(&self, raw: Spanned<Raw>, diags: &mut Diagnostics) -> Node {
        let place = self.place(raw.referenced);
        let value = match raw.value {
            Raw::Null => match self.slice(raw.defined).unwrap_or("") {
                "" => Value::Empty,
                "~" | "null" | "Null" | "NULL" => Value::Null,
                // `!!null 12`: what stands there is not lost.
                other => Value::Text(other.to_owned()),
            },
            Raw::Bool(value) => Value::Bool(value),
            Raw::Number => Value::Number(self.slice(raw.defined).unwrap_or("").to_owned()),
            Raw::Text(text) => Value::Text(text),
            Raw::List(items) => Value::List(items.into_iter().map(|item| self.node(item, diags)).collect()),
            Raw::Map(entries) => Value::Map(self.entries(entries, diags)),
        };
        Node { value, place }
    }

    fn entries(&self, raw: Vec<(Spanned<RawKey>, Spanned<Raw>)>, diags: &mut Diagnostics) -> Vec<Entry> {
        let mut first_places = indexmap::IndexMap::<String, Place>::new();
        let mut entries = Vec::with_capacity(raw.len());
        for (key, value) in raw {
            let key_place = self.place(key.referenced);
            let spelling = self.slice(key.defined).unwrap_or_default().to_owned();
            let mut value = self.node(value, diags);
            if matches!(value.value, Value::Empty) {
                if let Some(last) = entries.last_mut()
                    && join_number(last, &spelling, &key_place)
                {
                    continue;
                }
                value.place = key_place.clone();
            }
            let key = match key.value {
                RawKey::Text(text) => text,
                // Members may be called 1 or 2018.
                RawKey::Spelled => spelling,
                RawKey::NoName => {
                    diags.add(faults::wrong_shape(key_place, "a name as key", "a list or a mapping"));
                    continue;
                }
            };
            if let Some(first) = first_places.get(&key) {
                diags.add(faults::repeated_key(key_place, &key, first.clone()));
                continue;
            }
            first_places.insert(key.clone(), key_place.clone());
            entries.push(Entry { key, key_place, value });
        }
        entries
    }
}

#[cfg(test)]
mod tests;
