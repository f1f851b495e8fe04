//! One value of a YAML file → one typed value, or a fault where it is of another kind.
//!
//! Shared by the readers beside it. Which keys a file has, and what its values mean together, the readers know.

use std::str::FromStr;

use indexmap::IndexMap;

use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::faults::{self, NoHour};
use crate::diag::{Diagnostic, Diagnostics, Stopped};
use crate::load::yaml::{Entry, Node, Value};
use crate::model::catalog::Format;
use crate::model::content::Contact;
use crate::model::embargo::{Moment, NoMoment};
use crate::model::formula::{Formula, FormulaFault, Input};
use crate::model::language::Language;
use crate::model::{Date, Decimal, Text};

/// The lengths of periods by their words.
pub const GRAINS: [(&str, Grain); 3] = [("month", Grain::Month), ("quarter", Grain::Quarter), ("year", Grain::Year)];

pub const LANGUAGE_KEYS: &[&str] = &Language::TAGS;
pub const CONTACT_KEYS: &[&str] = &["name", "email"];

/// The keys of a mapping, in the order of the file.
pub struct Fields<'a>(IndexMap<&'a str, &'a Entry>);

impl<'a> Fields<'a> {
    pub fn get(&self, key: &str) -> Option<&'a Entry> {
        self.0.get(key).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        self.0.iter().map(|(key, entry)| (*key, *entry))
    }

    /// The value of `key` as `read` makes it; `None` where the key is absent, and where its value has a fault.
    pub fn read<T>(
        &self,
        key: &str,
        diags: &mut Diagnostics,
        read: impl FnOnce(&'a Node, &mut Diagnostics) -> Result<T, Stopped>,
    ) -> Option<T> {
        self.get(key).and_then(|entry| read(&entry.value, diags).ok())
    }

    /// The reasons that stand under the keys. One that is none is left out.
    pub fn reasons(&self, diags: &mut Diagnostics) -> IndexMap<String, Text> {
        let reason = |(key, entry): (&str, &Entry)| Some((key.to_owned(), reasons(&entry.value, diags).ok()?));
        self.iter().filter_map(reason).collect()
    }

    /// The entry of a key that `what`, the mapping at `place`, cannot do without.
    pub fn needed(&self, key: &str, what: &str, place: &Place, diags: &mut Diagnostics) -> Result<&'a Entry, Stopped> {
        self.get(key).ok_or_else(|| diags.stop(faults::missing_key(place.clone(), key, what)))
    }
}

/// The keys of `node`, which must be a mapping; `what` names it in messages. A key that is not in `known` is a fault,
/// which stops nothing.
pub fn fields<'a>(node: &'a Node, what: &str, known: &[&str], diags: &mut Diagnostics) -> Result<Fields<'a>, Stopped> {
    let entries = map(node, what, diags)?;
    for entry in entries {
        if !known.contains(&entry.key.as_str()) {
            diags.add(faults::unknown_key(entry.key_place.clone(), &entry.key, what, known));
        }
    }
    Ok(Fields(entries.iter().map(|entry| (entry.key.as_str(), entry)).collect()))
}

pub fn map<'a>(node: &'a Node, what: &str, diags: &mut Diagnostics) -> Result<&'a [Entry], Stopped> {
    match &node.value {
        Value::Map(entries) => Ok(entries),
        Value::Null | Value::Empty => Ok(&[]),
        other => Err(wrong(node, &format!("{what} as a mapping of keys to values"), other, diags)),
    }
}

/// What `read` makes of each item. All items are read, so that the faults of all are recorded.
pub fn all<I, T>(
    items: impl IntoIterator<Item = I>,
    read: impl FnMut(I) -> Result<T, Stopped>,
) -> Result<Vec<T>, Stopped> {
    let read: Vec<Result<T, Stopped>> = items.into_iter().map(read).collect();
    read.into_iter().collect()
}

fn wrong(node: &Node, wanted: &str, found: &Value, diags: &mut Diagnostics) -> Stopped {
    diags.stop(faults::wrong_shape(node.place.clone(), wanted, found.describe()))
}

/// Text that is not empty. Numbers and words such as `true` count as the text they are.
pub fn text(node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
    match &node.value {
        Value::Text(text) | Value::Number(text) if text.trim().is_empty() => {
            Err(wrong(node, "some text", &Value::Null, diags))
        }
        Value::Text(text) | Value::Number(text) => {
            match text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                Some(character) => Err(diags.stop(faults::control_in_text(node.place.clone(), character))),
                None => Ok(text.trim().to_owned()),
            }
        }
        Value::Bool(value) => Ok(value.to_string()),
        other => Err(wrong(node, "text", other, diags)),
    }
}

/// Whether a text is a reason that somebody can read: it has a letter or more.
pub fn is_reason(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Why something is as it is, in words.
pub fn reason(node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let text = text(node, diags)?;
    // "true" says that there is one, and not which.
    let is_word = !matches!(node.value, Value::Bool(_));
    if is_word && is_reason(&text) { Ok(text) } else { Err(wrong(node, "a reason in words", &node.value, diags)) }
}

/// Text, or one for each language: `{ da: …, en: … }`.
pub fn words(node: &Node, diags: &mut Diagnostics) -> Result<Text, Stopped> {
    in_languages(node, diags, text)
}

/// The same for a reason.
pub fn reasons(node: &Node, diags: &mut Diagnostics) -> Result<Text, Stopped> {
    in_languages(node, diags, reason)
}

fn in_languages(
    node: &Node,
    diags: &mut Diagnostics,
    read: fn(&Node, &mut Diagnostics) -> Result<String, Stopped>,
) -> Result<Text, Stopped> {
    if !matches!(node.value, Value::Map(_)) {
        return read(node, diags).map(Text::same);
    }
    let fields = fields(node, "a text in two languages", LANGUAGE_KEYS, diags)?;
    let wordings = Language::TAGS.map(|tag| fields.read(tag, diags, read));
    Text::per_language(wordings).ok_or_else(|| wrong(node, "text", &Value::Null, diags))
}

/// Who answers: a name, or `{ name: …, email: … }`.
pub fn contact(node: &Node, diags: &mut Diagnostics) -> Result<Contact, Stopped> {
    if !node.entries().iter().any(|entry| CONTACT_KEYS.contains(&entry.key.as_str())) {
        return Ok(Contact { name: words(node, diags)?, email: None, place: node.place.clone() });
    }
    let fields = fields(node, "a contact", CONTACT_KEYS, diags)?;
    let name = fields.needed("name", "a contact", &node.place, diags).and_then(|entry| words(&entry.value, diags));
    let email = fields.read("email", diags, mailbox);
    Ok(Contact { name: name?, email, place: node.place.clone() })
}

/// The address of a mailbox, as plain as it stands in a link.
fn mailbox(node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let written = text(node, diags)?;
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '\''))
    };
    match written.split_once('@') {
        Some((name, host)) if plain(name) && plain(host) => Ok(written),
        _ => Err(diags.stop(faults::no_mailbox(node.place.clone(), &written))),
    }
}

pub fn flag(node: &Node, diags: &mut Diagnostics) -> Result<bool, Stopped> {
    match &node.value {
        Value::Bool(value) => Ok(*value),
        other => Err(wrong(node, "true or false", other, diags)),
    }
}

/// One of a few words, each with what it means.
pub fn choice<T: Clone>(node: &Node, choices: &[(&str, T)], diags: &mut Diagnostics) -> Result<T, Stopped> {
    let word = text(node, diags)?;
    let found = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone());
    found.ok_or_else(|| {
        let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        diags.stop(faults::unknown_word(node.place.clone(), &word, &known))
    })
}

/// A language by its tag.
pub fn language(node: &Node, diags: &mut Diagnostics) -> Result<Language, Stopped> {
    choice(node, &Language::ALL.map(|language| (language.tag(), language)), diags)
}

/// A whole number between `least` and `most`.
pub fn whole<T: FromStr + PartialOrd + std::fmt::Display>(
    node: &Node,
    least: T,
    most: T,
    diags: &mut Diagnostics,
) -> Result<T, Stopped> {
    let wanted = format!("a whole number from {least} to {most}");
    let Value::Number(digits) = &node.value else { return Err(wrong(node, &wanted, &node.value, diags)) };
    let number = digits.parse::<T>().ok().filter(|number| *number >= least && *number <= most);
    number.ok_or_else(|| diags.stop(faults::wrong_shape(node.place.clone(), &wanted, &format!("`{digits}`"))))
}

pub fn list<'a>(node: &'a Node, what: &str, diags: &mut Diagnostics) -> Result<&'a [Node], Stopped> {
    match &node.value {
        Value::List(items) => Ok(items),
        Value::Null | Value::Empty => Ok(&[]),
        other => Err(wrong(node, what, other, diags)),
    }
}

/// A list of names, or one name by itself, each with its place. A name with a fault is left out.
pub fn names(node: &Node, what: &str, diags: &mut Diagnostics) -> Result<Vec<(String, Place)>, Stopped> {
    if let Value::Text(name) = &node.value {
        return Ok(vec![(name.clone(), node.place.clone())]);
    }
    let items = list(node, what, diags)?;
    Ok(items.iter().filter_map(|item| Some((text(item, diags).ok()?, item.place.clone()))).collect())
}

/// A period on a site whose years begin in the month `year_start`.
pub fn period(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Result<Period, Stopped> {
    let written = text(node, diags)?;
    period_of(&written, &node.place, year_start, diags)
}

pub fn period_of(written: &str, place: &Place, year_start: i32, diags: &mut Diagnostics) -> Result<Period, Stopped> {
    Period::read(written, year_start).map_err(|_| diags.stop(faults::no_period(place.clone(), written, year_start)))
}

pub fn date(node: &Node, diags: &mut Diagnostics) -> Result<Date, Stopped> {
    let written = text(node, diags)?;
    let date = (written.len() == 10).then(|| written.parse().ok()).flatten();
    date.ok_or_else(|| diags.stop(faults::no_date(node.place.clone(), &written)))
}

/// A day, a time, and how far its zone is from Greenwich.
pub fn moment(node: &Node, diags: &mut Diagnostics) -> Result<Moment, Stopped> {
    let written = text(node, diags)?;
    Moment::read(&written).map_err(|why| {
        let why = match why {
            NoMoment::NotUnderstood => NoHour::NotUnderstood,
            NoMoment::NoZone => NoHour::NoZone,
            NoMoment::NoSuchZone => NoHour::NoSuchZone,
        };
        diags.stop(faults::no_moment_of_embargo(node.place.clone(), &written, why))
    })
}

/// The form that amounts of a metric must have.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    pub id: &'a str,
    pub format: Format,
    /// Whether they are whole.
    pub is_count: bool,
}

/// An amount of a metric: a share only of one that is shown in percent, a whole number of one that counts. A share of
/// more than the whole is written with its sign.
pub fn measured(node: &Node, measure: &Measure<'_>, diags: &mut Diagnostics) -> Result<Decimal, Stopped> {
    let Measure { id, format, is_count } = *measure;
    let (amount, is_share) = amount(node, diags)?;
    if is_share && format != Format::Percent {
        return Err(diags.stop(faults::share_for_a_number(node.place.clone(), id)));
    }
    if is_count
        && let Value::Number(digits) = &node.value
        && digits.contains('.')
    {
        return Err(diags.stop(faults::count_is_not_whole(node.place.clone(), id, digits)));
    }
    match bare_share(&node.place, id, amount).filter(|_| format == Format::Percent && !is_share) {
        Some(fault) => Err(diags.stop(fault)),
        None => Ok(amount),
    }
}

/// The fault of a number that stands for a share beyond the whole; `None` within it. Without its sign it could be a
/// percentage: `1.8` is 180 % or 1.8 %.
pub fn bare_share(place: &Place, id: &str, share: Decimal) -> Option<Diagnostic> {
    let of_percentage = (share / Decimal::ONE_HUNDRED).normalize();
    let percentage = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(share).normalize();
    let fault = || faults::share_without_sign(place.clone(), id, share.normalize(), of_percentage, percentage);
    (share.abs() > Decimal::ONE).then(fault)
}

/// Larger amounts are refused: no office counts so far, and products of two stay exact.
const LARGEST: i64 = 1_000_000_000_000_000;

/// An amount: a number, or a share such as `24 %`, which is 0.24. The second value says that it was
/// written as a share.
pub fn amount(node: &Node, diags: &mut Diagnostics) -> Result<(Decimal, bool), Stopped> {
    let (digits, is_share) = match &node.value {
        Value::Number(digits) => (digits.as_str(), false),
        Value::Text(text) => match text.trim().strip_suffix('%') {
            Some(digits) => (digits.trim_end_matches([' ', '\u{a0}']), true),
            None => return Err(diags.stop(faults::number_in_text(node.place.clone(), text))),
        },
        other => return Err(wrong(node, "a number", other, diags)),
    };
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    let is_plain = !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit() || c == '.') && plain.len() < 40;
    let Some(number) = is_plain.then(|| digits.parse::<Decimal>().ok()).flatten() else {
        return Err(diags.stop(match is_share {
            true => faults::number_in_text(node.place.clone(), &format!("{digits} %")),
            false => faults::not_a_number(node.place.clone(), digits),
        }));
    };
    if number.abs() > Decimal::from(LARGEST) {
        return Err(diags.stop(faults::too_large(node.place.clone(), digits)));
    }
    let number = if is_share { number / Decimal::ONE_HUNDRED } else { number };
    // Minus zero is zero.
    Ok((if number.is_zero() { Decimal::ZERO } else { number }, is_share))
}

pub fn formula(node: &Node, diags: &mut Diagnostics) -> Result<Formula, Stopped> {
    let source = text(node, diags)?;
    Formula::parse(&source).map_err(|fault| diags.stop(not_understood(node, &fault)))
}

/// A metric, or one member of it.
pub fn input(node: &Node, diags: &mut Diagnostics) -> Result<Input, Stopped> {
    let source = text(node, diags)?;
    Input::parse(&source).map_err(|fault| diags.stop(not_understood(node, &fault)))
}

fn not_understood(node: &Node, fault: &FormulaFault) -> Diagnostic {
    faults::bad_formula(node.place.within(fault.column, fault.length), &fault.message)
}
