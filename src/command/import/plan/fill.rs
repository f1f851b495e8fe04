//! An amount that a file waits for → that amount in its place.
//!
//! `kalends new` begins a month with empty values, alone or for each member.

use std::sync::Arc;

use super::fragments::{amount, attributes, below, ends, ends_of, in_one_line, merge, put, set};
use super::{Change, Draft, Fragment, Path, Source, Step, item_of};
use crate::base::period::Period;
use crate::command::import::claims::{Claim, Stated};
use crate::command::import::edit;
use crate::load::yaml::Value;
use crate::model::catalog::Metric;

impl Draft<'_> {
    /// The place in a file of `month` that waits for the amount of `claim`, alone or with other members.
    pub(super) fn slot_for(&mut self, claim: &Claim, month: Period) -> Option<(Arc<str>, Path)> {
        let data = self.data;
        let metric = data.catalog.metrics.get(&claim.metric)?;
        for place in &data.unfilled {
            if !data.files.iter().any(|file| file.path == place.file && file.period == month) {
                continue;
            }
            let source = self.source(&place.file)?;
            let Some(path) = source.paths.get(&(place.line, place.column)) else { continue };
            if path.get(1) == Some(&Step::Key(claim.metric.clone()))
                && holds_cell(path, claim)
                && period_of(source, path, metric, month, data.catalog.year_start) == Some(claim.period)
            {
                return Some((place.file.clone(), path.clone()));
            }
        }
        None
    }

    /// Puts an amount into the place that waits for it.
    pub(super) fn fill(&mut self, file: &Arc<str>, path: Path, claim: &Claim, stated: &Stated) {
        let Some(source) = self.sources.get_mut(file) else { return };
        let item = item_of(&path).to_vec();
        let members: Vec<&str> = claim.cell.members().collect();
        // Below the item are `values` and the members; those that are not named there yet are put in.
        let missing = members.get((path.len() - item.len()).saturating_sub(1)..).unwrap_or_default();
        let wanted = attributes(stated);
        let origin = Some(claim.origin.clone());
        let text = amount(claim, None);
        if let Some((first, others)) = missing.split_first() {
            let scalar = Fragment::Scalar { text, origin };
            let value =
                others.iter().rev().fold(scalar, |inside, member| Fragment::Map(vec![((*member).to_owned(), inside)]));
            merge(&source.root, &path, (*first).to_owned(), value, &mut source.changes);
        } else if path == item && !(wanted.is_empty() && claim.interval.is_none()) {
            let beside = ends_of(claim).into_iter().chain(wanted).collect();
            source.changes.push(Change::Replace { path, with: in_one_line(text, beside), origin });
            return;
        } else {
            source.changes.push(Change::Replace { path, with: text, origin });
        }
        for (key, end) in ends(&[claim]) {
            set(&source.root, &item, key, end, &mut source.changes);
        }
        for (key, text) in wanted {
            let change = put(&source.root, &item, key, text);
            // Members that say the same share one change. Where they differ, the text that is read back shows it.
            if !source.changes.contains(&change) {
                source.changes.push(change);
            }
        }
    }
}

/// Whether the amount at `path` is that of the claim's part, or the amounts of all members above it.
fn holds_cell(path: &[Step], claim: &Claim) -> bool {
    let members: Vec<&str> = claim.cell.members().collect();
    let inside = path.iter().skip(item_of(path).len()).filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item(_) => None,
    });
    match inside.collect::<Vec<_>>().as_slice() {
        [] | ["value"] => members.is_empty(),
        ["values", above @ ..] => !members.is_empty() && members.starts_with(above),
        _ => false,
    }
}

/// The period of the observation that the value at `path` is part of.
fn period_of(source: &Source<'_>, path: &[Step], metric: &Metric, month: Period, year_start: i32) -> Option<Period> {
    match edit::at(&source.root, &below(item_of(path), "period")).map(|node| &node.value) {
        Some(Value::Text(text) | Value::Number(text)) => Period::read_as(text, metric.grain, year_start).ok(),
        Some(_) => None,
        None => Some(month.containing(metric.grain, year_start)),
    }
}
