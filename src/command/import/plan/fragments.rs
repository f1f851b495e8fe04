//! Amounts and what is stated with them → pieces of YAML.

use super::Entries;
use crate::command::import::claims::{Claim, Stated};
use crate::command::import::edit::{self, Change, Fragment, Path, Step};
use crate::load::yaml::{Node, Value};
use crate::model::Decimal;
use crate::model::catalog::Format;
use crate::model::snapshot::Interval;

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
    claim.value.map_or_else(|| "null".to_owned(), |value| written(value, claim.format, before))
}

fn written(value: Decimal, format: Format, before: Option<&Node>) -> String {
    let had_sign = matches!(before, Some(Node { value: Value::Text(text), .. }) if text.trim_end().ends_with('%'));
    let is_beyond = format == Format::Percent && value.abs() > Decimal::ONE;
    match value.checked_mul(Decimal::ONE_HUNDRED).filter(|_| had_sign || is_beyond) {
        Some(percentage) => format!("{} %", percentage.normalize()),
        None => value.normalize().to_string(),
    }
}

/// Both ends of the interval around the amount of a claim, by key, as YAML; none where there is none.
pub(super) fn ends_of(claim: &Claim) -> Vec<(&'static str, String)> {
    let ends = claim.interval.map(|Interval { low, high }| vec![("low", low), ("high", high)]).unwrap_or_default();
    ends.into_iter().map(|(key, end)| (key, written(end, claim.format, None))).collect()
}

/// `low` and `high` for the intervals of `claims`, which are all of wholes or all of members.
pub(super) fn ends(claims: &[&Claim]) -> Entries {
    let mut root = Vec::new();
    for key in ["low", "high"] {
        for claim in claims {
            let Some((_, text)) = ends_of(claim).into_iter().find(|(end, _)| *end == key) else { continue };
            let members: Vec<&str> = claim.cell.members().collect();
            let end = members
                .into_iter()
                .rev()
                .fold(Fragment::plain(text), |inside, member| Fragment::Map(vec![(member.to_owned(), inside)]));
            add_entries(&mut root, vec![(key.to_owned(), end)]);
        }
    }
    root
}

/// Gives the mapping at `path` another value of `key`, or of what is below it.
pub(super) fn set(root: &Node, path: &[Step], key: String, value: Fragment, changes: &mut Vec<Change>) {
    let inside = below(path, &key);
    match (edit::at(root, &inside), value) {
        (Some(Node { value: Value::Map(_), .. }), Fragment::Map(entries)) => {
            entries.into_iter().for_each(|(key, value)| set(root, &inside, key, value, changes));
        }
        (Some(_), Fragment::Scalar { text, origin }) => {
            changes.push(Change::Replace { path: inside, with: text, origin });
        }
        (Some(_), value) => changes.push(Change::Replace { path: inside, with: edit::flow(&value), origin: None }),
        (None, value) => merge(root, path, key, value, changes),
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
