//! history.json of a metric: its periods, each with what was known of it when.

use serde_json::{Value, json};

use super::interval::IntervalDocument;
use super::{pretty, put, value};
use crate::base::period::Period;
use crate::compute::{Amount, ChangedLater, Gap, Known, Statement, statements};
use crate::exhibit::table;
use crate::model::snapshot::{Cell, Interval, RevisionKind};

/// Everything that was known about a metric, period by period: each value with the snapshot that first stated it, and
/// with those that stated it again. Where it has no total, `values` are those of its parts.
pub fn history(known_in_each: &[Known<'_>], id: &str, cell: &Cell) -> String {
    let Some(newest) = known_in_each.last() else { return "[]\n".to_owned() };
    let last = newest.period_shown(id, newest.vintage);
    let Some(first) = newest.first_period(id) else { return "[]\n".to_owned() };
    let changed: Vec<&ChangedLater> = newest.book.changed_later().iter().filter(|change| change.metric == id).collect();
    let period = |period: Period| {
        let mut vintages: Vec<Value> = Vec::new();
        let mut before: Option<(Amount, Option<Interval>, &'static str)> = None;
        let stated_in = newest.stated_in(id, period);
        // Nothing can be known of a period that has not ended.
        let says_something =
            |known: &&Known<'_>| known.vintage >= period.last_month() && stated_in.contains(&known.vintage);
        for known in known_in_each.iter().filter(says_something) {
            let figure = known.figure(id, cell, period);
            let stands = (figure.amount.clone(), figure.interval, figure.status.word());
            let statements: Vec<Statement> = statements(known.book, id, period)
                .into_iter()
                .filter(|statement| statement.snapshot == known.vintage)
                .collect();
            let nothing = figure.observations().is_empty() && statements.is_empty() && before.is_none();
            if nothing || statements.is_empty() && before.as_ref() == Some(&stands) {
                continue;
            }
            let revision = figure.revision.as_ref().filter(|revision| revision.snapshot == known.vintage);
            let has_no_total = figure.amount == Err(Gap::NotStated) && !statements.is_empty();
            let own = statements.into_iter().find(|statement| statement.cell == *cell);
            let (kind, reason) = own.map(|statement| (statement.kind, statement.reason)).unwrap_or_default();
            // It came back with its parts, or they changed.
            let change = || {
                let mut of_vintage = changed
                    .iter()
                    .filter(|change| change.period == period && change.snapshot == known.vintage)
                    .filter(|change| change.follows.as_ref().is_none_or(|(metric, _)| metric == id));
                of_vintage.clone().find(|change| change.cell == *cell).or_else(|| of_vintage.next())
            };
            let kind = revision.and_then(|revision| revision.kind).or(kind).or_else(|| change()?.kind);
            let mut vintage = json!({
                "snapshot": known.vintage.to_string(),
                "value": value(&figure.amount),
                "status": figure.status.word(),
                "kind": kind.map(RevisionKind::word),
                "reason": revision
                    .and_then(|revision| revision.reason.clone())
                    .or(reason)
                    .or_else(|| change()?.reason.clone())
                    .or_else(|| figure.note.clone().filter(|_| figure.is_withdrawn())),
                "withdrawn": figure.is_withdrawn(),
            });
            if let Some(interval) = figure.interval {
                put(&mut vintage, "interval", json!(IntervalDocument::from(interval)));
            }
            if has_no_total {
                put(&mut vintage, "values", values(*known, id, period));
            }
            vintages.push(vintage);
            before = Some(stands);
        }
        json!({ "period": period.to_string(), "vintages": vintages })
    };
    pretty(&Value::Array(first.through(last).map(period).collect()))
}

/// The values of a metric's smallest parts by their members, as a snapshot states them: nested for two dimensions.
fn values(known: Known<'_>, id: &str, period: Period) -> Value {
    let mut all = json!({});
    for cell in table::parts(known, id).iter().filter(|cell| cell.0.iter().all(Option::is_some)) {
        let place = cell.members().fold(&mut all, |within, member| &mut within[member]);
        *place = json!(value(&known.figure(id, cell, period).amount));
    }
    all
}
