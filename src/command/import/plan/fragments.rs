//! Amounts and what is stated with them → pieces of YAML.

use super::Entries;
use crate::command::import::claims::{Claim, Stated};
use crate::command::import::edit::{self, Change, Fragment, Path, Step};
use crate::load::yaml::{Node, Value};
use crate::model::Decimal;
use crate::model::catalog::Format;

/// What is stated with an amount, by key, as YAML, in the order of keys.
pub(super) fn attributes(stated: &Stated) -> Vec<(&'static str, String)> {
    let found = [
        ("as_of", stated.as_of.map(|date| date.to_string())),
        ("status", stated.status.map(|status| status.word().to_owned())),
        ("source", stated.source.as_deref().map(edit::scalar)),
        ("note", stated.note.as_deref().map(edit::scalar)),
        ("reason", stated.reason.as_deref().map(edit::scalar)),
        ("kind", stated.kind.map(|kind| kind.word().to_owned())),
    ];
    found.into_iter().filter_map(|(key, text)| Some((key, text?))).collect()
}

/// The entry of a mapping with one value.
pub(super) fn entry((key, text): (&str, String)) -> (String, Fragment) {
    (key.to_owned(), Fragment::plain(text))
}

/// The long form of an amount, in one line, with what is stated with it.
pub(super) fn in_one_line(amount: String, with: Vec<(&'static str, String)>) -> String {
    let entries = std::iter::once(("value", amount)).chain(with).map(entry);
    edit::flow(&Fragment::Map(entries.collect()))
}

/// The change that gives the mapping at `path` another value of `key`, or the first one.
pub(super) fn put(root: &Node, path: &[Step], key: &str, text: String) -> Change {
    let inside = below(path, key);
    match edit::at(root, &inside) {
        Some(_) => Change::Replace { path: inside, with: text, origin: None },
        None => Change::Insert { path: path.to_vec(), key: key.to_owned(), value: Fragment::plain(text) },
    }
}

/// The path of `key` in the mapping at `path`.
pub(super) fn below(path: &[Step], key: &str) -> Path {
    [path, &[Step::Key(key.to_owned())]].concat()
}

/// The amount of a claim as YAML. A share is written with its sign where the amount that it replaces is, and beyond the
/// whole, where a bare number would be no share.
pub(super) fn amount(claim: &Claim, before: Option<&Node>) -> String {
    let had_sign = matches!(before, Some(Node { value: Value::Text(text), .. }) if text.trim_end().ends_with('%'));
    let is_beyond = |value: Decimal| claim.format == Format::Percent && value.abs() > Decimal::ONE;
    match claim.value {
        None => "null".to_owned(),
        Some(value) => match value.checked_mul(Decimal::ONE_HUNDRED).filter(|_| had_sign || is_beyond(value)) {
            Some(percentage) => format!("{} %", percentage.normalize()),
            None => value.normalize().to_string(),
        },
    }
}

/// `value` and `values` for the amounts of `claims`.
pub(super) fn cells(claims: &[&Claim]) -> Entries {
    let mut root = Vec::new();
    for claim in claims {
        let scalar = Fragment::Scalar { text: amount(claim, None), origin: Some(claim.origin.clone()) };
        let members: Vec<&str> = claim.cell.members().collect();
        let nested =
            members.into_iter().rev().fold(scalar, |inside, member| Fragment::Map(vec![(member.to_owned(), inside)]));
        let name = if claim.cell.is_total() { "value" } else { "values" };
        add_entries(&mut root, vec![(name.to_owned(), nested)]);
    }
    // The total comes first.
    root.sort_by_key(|(key, _)| key == "values");
    root
}

/// Inserts `key: value` at `path`; only the parts of a mapping whose key is there already, or among `changes`.
pub(super) fn merge(root: &Node, path: &[Step], key: String, value: Fragment, changes: &mut Vec<Change>) {
    let inside = below(path, &key);
    if edit::at(root, &inside).is_some()
        && let Fragment::Map(entries) = value
    {
        for (key, value) in entries {
            merge(root, &inside, key, value, changes);
        }
        return;
    }
    let present = changes.iter_mut().find_map(|change| match change {
        Change::Insert { path: other, key: other_key, value } if *other == path && *other_key == key => Some(value),
        _ => None,
    });
    match (present, value) {
        (Some(Fragment::Map(present)), Fragment::Map(entries)) => add_entries(present, entries),
        (_, value) => changes.push(Change::Insert { path: path.to_vec(), key, value }),
    }
}

/// Adds entries to `present`, those of a mapping to the mapping of the same key.
fn add_entries(present: &mut Entries, entries: Entries) {
    for (key, value) in entries {
        let found = present.iter_mut().find(|(other, _)| *other == key).map(|(_, value)| value);
        match (found, value) {
            (Some(Fragment::Map(present)), Fragment::Map(entries)) => add_entries(present, entries),
            (_, value) => present.push((key, value)),
        }
    }
}

/// A list, unless there is one item only.
pub(super) fn one_or_list(mut items: Vec<Fragment>) -> Fragment {
    match items.len() {
        1 => items.remove(0),
        _ => Fragment::List(items),
    }
}
