//! What later snapshots changed: the ledger of a metric, and what an old report has to be told.

use super::{Amount, Book, Gap, Known};
use crate::diag::Place;
use crate::model::Decimal;
use crate::model::snapshot::{Cell, Observation, RevisionKind, Status};
use crate::period::Period;

/// One statement of one figure by one snapshot.
#[derive(Debug, Clone)]
pub struct Statement {
    pub period: Period,
    pub cell: Cell,
    /// The month of the snapshot.
    pub snapshot: Period,
    /// `None` for a gap and where the value is hidden.
    pub value: Option<Decimal>,
    pub status: Status,
    pub withdrawn: bool,
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
    pub place: Place,
}

/// A figure that a later snapshot replaced or took back.
#[derive(Debug, Clone)]
pub struct ChangedLater {
    pub metric: String,
    pub period: Period,
    pub cell: Cell,
    /// Suppressed where it gave somebody away.
    pub was: Amount,
    /// `None`: withdrawn, or hidden.
    pub now: Option<Decimal>,
    /// There is a new value, which is hidden to protect small counts.
    pub suppressed: bool,
    /// The month of the snapshot that changed it.
    pub snapshot: Period,
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
    pub place: Place,
}

impl ChangedLater {
    /// Whether the old value gave somebody away and is shown nowhere again.
    pub fn is_taken_out(&self) -> bool {
        self.kind == Some(RevisionKind::Disclosure)
    }

    /// Whether it was taken back without a new value.
    pub fn is_withdrawn(&self) -> bool {
        self.now.is_none() && !self.suppressed
    }
}

/// Everything that was stated of a metric in a period, by part and snapshot.
pub fn statements(book: &Book, metric: &str, period: Period) -> Vec<Statement> {
    let cells = book.cells(metric, period).into_iter().flatten();
    cells.flat_map(|(_, list)| list).map(|observation| statement(book, observation)).collect()
}

/// The value of an observation as it was shown.
fn shown(book: &Book, observation: &Observation) -> Option<Decimal> {
    let Observation { metric, cell, period, .. } = observation;
    book.known_in(observation.snapshot).shown(metric, cell, *period, observation.value?)
}

fn statement(book: &Book, observation: &Observation) -> Statement {
    Statement {
        period: observation.period,
        cell: observation.cell.clone(),
        snapshot: observation.snapshot,
        value: shown(book, observation),
        status: observation.status,
        withdrawn: observation.withdrawn,
        reason: observation.reason.clone(),
        kind: observation.kind,
        place: observation.place.clone(),
    }
}

/// Every replacement and withdrawal on record, newest snapshot first, then in the catalog's order.
pub fn changed_later(book: &Book) -> Vec<ChangedLater> {
    let mut found = Vec::new();
    for metric in book.catalog().metrics.keys() {
        let mut of_metric = Vec::new();
        for (period, cell, list) in book.observations(metric) {
            let mut was: Option<Decimal> = None;
            for observation in list {
                // A value that was never shown cannot change for a reader; that one was taken out is said.
                let now = shown(book, observation);
                let replaced = was
                    .filter(|was| now != Some(*was) && (observation.value.is_some() || observation.withdrawn))
                    .map(Ok)
                    .or((observation.kind == Some(RevisionKind::Disclosure)).then_some(Err(Gap::Suppressed)));
                if let Some(was) = replaced {
                    of_metric.push(ChangedLater {
                        now,
                        suppressed: now.is_none() && !observation.withdrawn,
                        ..changed(metric, period, cell, was, observation)
                    });
                }
                was = now.or(if observation.withdrawn || observation.value.is_some() { None } else { was });
            }
        }
        withdrawn_with_the_total(book, metric, &mut of_metric);
        found.extend(of_metric);
    }
    found.sort_by_key(|change| std::cmp::Reverse(change.snapshot));
    found
}

fn changed(metric: &str, period: Period, cell: &Cell, was: Amount, observation: &Observation) -> ChangedLater {
    ChangedLater {
        metric: metric.to_owned(),
        period,
        cell: cell.clone(),
        was,
        now: None,
        suppressed: false,
        snapshot: observation.snapshot,
        reason: observation.reason.clone(),
        kind: observation.kind,
        place: observation.place.clone(),
    }
}

/// A withdrawal is stated for the metric as a whole. Where only its parts had been stated, what is taken
/// back is their sum, as known the month before.
fn withdrawn_with_the_total(book: &Book, metric: &str, found: &mut Vec<ChangedLater>) {
    for (period, cell, list) in book.observations(metric) {
        for observation in list.iter().filter(|observation| observation.withdrawn) {
            let told = found.iter().any(|change| {
                change.period == period && change.snapshot == observation.snapshot && change.cell == *cell
            });
            let before = Known { book, vintage: observation.snapshot.previous() }.figure(metric, cell, period);
            if let (false, Ok(was)) = (told, before.amount) {
                found.push(changed(metric, period, cell, Ok(was), observation));
            }
        }
    }
}
