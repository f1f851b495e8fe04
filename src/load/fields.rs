//! One value of a YAML file → one typed value, with a fault where it is none.
//!
//! Shared by the readers beside it. Every function returns `None` after it has reported why.

use std::str::FromStr;

use indexmap::IndexMap;

use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostics, faults};
use crate::load::yaml::{Entry, Node, Value};
use crate::model::catalog::Format;
use crate::model::formula::Formula;
use crate::model::language::Language;
use crate::model::{Date, Decimal, Text};

pub const LANGUAGE_KEYS: &[&str] = &Language::TAGS;

/// The keys of a mapping.
pub type Fields<'a> = IndexMap<&'a str, &'a Entry>;

/// The keys of `node`, which must be a mapping with no other keys than `known`. `what` names the mapping in messages.
pub fn fields<'a>(node: &'a Node, what: &str, known: &[&str], diags: &mut Diagnostics) -> Option<Fields<'a>> {
    let entries = map(node, what, diags)?;
    for entry in entries {
        if !known.contains(&entry.key.as_str()) {
            diags.add(faults::unknown_key(entry.key_place.clone(), &entry.key, what, known));
        }
    }
    Some(entries.iter().map(|entry| (entry.key.as_str(), entry)).collect())
}

pub fn map<'a>(node: &'a Node, what: &str, diags: &mut Diagnostics) -> Option<&'a [Entry]> {
    match &node.value {
        Value::Map(entries) => Some(entries),
        Value::Null | Value::Empty => Some(&[]),
        other => wrong(node, &format!("{what} as a mapping of keys to values"), other, diags),
    }
}

fn wrong<T>(node: &Node, wanted: &str, found: &Value, diags: &mut Diagnostics) -> Option<T> {
    diags.add(faults::wrong_shape(node.place.clone(), wanted, found.describe()));
    None
}

/// Text that is not empty. Numbers and words such as `true` count as the text they are.
pub fn text(node: &Node, diags: &mut Diagnostics) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Number(text) if text.trim().is_empty() => {
            wrong(node, "some text", &Value::Null, diags)
        }
        Value::Text(text) | Value::Number(text) => {
            if let Some(character) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                diags.add(faults::control_in_text(node.place.clone(), character));
                return None;
            }
            Some(text.trim().to_owned())
        }
        Value::Bool(value) => Some(value.to_string()),
        other => wrong(node, "text", other, diags),
    }
}

/// Text, or one for each language: `{ da: …, en: … }`.
pub fn words(node: &Node, diags: &mut Diagnostics) -> Option<Text> {
    if !matches!(node.value, Value::Map(_)) {
        return text(node, diags).map(Text::same);
    }
    let fields = fields(node, "a text in two languages", LANGUAGE_KEYS, diags)?;
    let wordings = Language::TAGS.map(|tag| fields.get(tag).and_then(|entry| text(&entry.value, diags)));
    Text::per_language(wordings).or_else(|| wrong(node, "text", &Value::Null, diags))
}

pub fn flag(node: &Node, diags: &mut Diagnostics) -> Option<bool> {
    match &node.value {
        Value::Bool(value) => Some(*value),
        other => wrong(node, "true or false", other, diags),
    }
}

/// One of a few words, each with what it stands for.
pub fn choice<T: Clone>(node: &Node, choices: &[(&str, T)], diags: &mut Diagnostics) -> Option<T> {
    let word = text(node, diags)?;
    let found = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone());
    if found.is_none() {
        let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        diags.add(faults::unknown_word(node.place.clone(), &word, &known));
    }
    found
}

/// A language by its tag.
pub fn language(node: &Node, diags: &mut Diagnostics) -> Option<Language> {
    choice(node, &Language::ALL.map(|language| (language.tag(), language)), diags)
}

/// A whole number between `least` and `most`.
pub fn whole<T: FromStr + PartialOrd + std::fmt::Display>(
    node: &Node,
    least: T,
    most: T,
    diags: &mut Diagnostics,
) -> Option<T> {
    let wanted = format!("a whole number from {least} to {most}");
    let Value::Number(digits) = &node.value else { return wrong(node, &wanted, &node.value, diags) };
    match digits.parse::<T>() {
        Ok(number) if number >= least && number <= most => Some(number),
        _ => {
            diags.add(faults::wrong_shape(node.place.clone(), &wanted, &format!("`{digits}`")));
            None
        }
    }
}

pub fn list<'a>(node: &'a Node, what: &str, diags: &mut Diagnostics) -> Option<&'a [Node]> {
    match &node.value {
        Value::List(items) => Some(items),
        Value::Null | Value::Empty => Some(&[]),
        other => wrong(node, what, other, diags),
    }
}

/// A list of names, or one name by itself, each with its place.
pub fn names(node: &Node, what: &str, diags: &mut Diagnostics) -> Option<Vec<(String, Place)>> {
    if let Value::Text(name) = &node.value {
        return Some(vec![(name.clone(), node.place.clone())]);
    }
    let items = list(node, what, diags)?;
    Some(items.iter().filter_map(|item| Some((text(item, diags)?, item.place.clone()))).collect())
}

/// A period on a site whose years begin in the month `year_start`.
pub fn period(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Option<Period> {
    let written = text(node, diags)?;
    period_of(&written, &node.place, year_start, diags)
}

pub fn period_of(written: &str, place: &Place, year_start: i32, diags: &mut Diagnostics) -> Option<Period> {
    let period = Period::read(written, year_start).ok();
    if period.is_none() {
        diags.add(faults::no_period(place.clone(), written));
    }
    period
}

pub fn date(node: &Node, diags: &mut Diagnostics) -> Option<Date> {
    let written = text(node, diags)?;
    let date = (written.len() == 10).then(|| written.parse().ok()).flatten();
    if date.is_none() {
        diags.add(faults::no_date(node.place.clone(), &written));
    }
    date
}

/// What amounts of a metric have to look like.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    pub id: &'a str,
    pub format: Format,
    /// They are whole.
    pub is_count: bool,
}

/// An amount of a metric: a share only of one that is shown in percent, a whole number of one that counts. A share that
/// is written as a large number is pointed out.
pub fn measured(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Option<Decimal> {
    let Measure { id, format, is_count } = *measure;
    let (amount, is_share) = amount(node, diags)?;
    if is_share && format != Format::Percent {
        diags.add(faults::share_for_a_number(node.place.clone(), id));
        return None;
    }
    if is_count
        && let Value::Number(digits) = &node.value
        && digits.contains('.')
    {
        diags.add(faults::count_is_not_whole(node.place.clone(), id, digits));
        return None;
    }
    if format == Format::Percent && !is_share && amount.abs() > Decimal::TWO {
        diags.add(faults::share_is_large(node.place.clone(), id, amount, amount / Decimal::ONE_HUNDRED));
    }
    Some(amount)
}

/// Amounts beyond this size are refused: no office counts so far, and products of two stay exact.
const LARGEST: i64 = 1_000_000_000_000_000;

/// An amount: a number, or a share such as `24 %`, which is 0.24. The second value says that it was
/// written as a share.
pub fn amount(node: &Node, diags: &mut Diagnostics) -> Option<(Decimal, bool)> {
    let (digits, share) = match &node.value {
        Value::Number(digits) => (digits.as_str(), false),
        Value::Text(text) => match text.trim().strip_suffix('%') {
            Some(digits) => (digits.trim_end_matches([' ', '\u{a0}']), true),
            None => {
                diags.add(faults::number_in_text(node.place.clone(), text));
                return None;
            }
        },
        other => return wrong(node, "a number", other, diags),
    };
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    let is_plain = !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit() || c == '.') && plain.len() < 40;
    let Some(number) = is_plain.then(|| digits.parse::<Decimal>().ok()).flatten() else {
        diags.add(if share {
            faults::number_in_text(node.place.clone(), &format!("{digits} %"))
        } else {
            faults::not_a_number(node.place.clone(), digits)
        });
        return None;
    };
    if number.abs() > Decimal::from(LARGEST) {
        diags.add(faults::too_large(node.place.clone(), digits));
        return None;
    }
    let number = if share { number / Decimal::ONE_HUNDRED } else { number };
    // Minus zero is zero.
    Some((if number.is_zero() { Decimal::ZERO } else { number }, share))
}

pub fn formula(node: &Node, diags: &mut Diagnostics) -> Option<Formula> {
    let source = text(node, diags)?;
    match Formula::parse(&source) {
        Ok(formula) => Some(formula),
        Err(fault) => {
            let place = node.place.within(fault.column, fault.length);
            diags.add(faults::bad_formula(place, &fault.message));
            None
        }
    }
}
