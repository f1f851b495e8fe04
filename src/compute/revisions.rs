//! What later snapshots changed: the ledger of a metric, and what an old report must say about it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amount, Book, Gap, Revision, Working};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::catalog::Kind;
use crate::model::snapshot::{Cell, Observation, RevisionKind, Status};

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
    /// Suppressed where it gave somebody away; withdrawn where a new value follows a withdrawal.
    pub was: Amount,
    /// `None`: withdrawn, or hidden.
    pub now: Option<Decimal>,
    /// There is a new value, which is hidden to protect small counts.
    pub suppressed: bool,
    /// The month of the snapshot that changed it.
    pub snapshot: Period,
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
    /// The figure whose change made this one another; `None` where it was stated anew itself.
    pub follows: Option<(String, Cell)>,
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

/// What was changed after it was stated, and what is computed from it.
#[derive(Debug, Default)]
pub struct Changes {
    all: Vec<ChangedLater>,
    /// What changed only because it is computed from something that did: by metric, period and cell, oldest first.
    followed: BTreeMap<String, BTreeMap<(Period, Cell), Vec<Revision>>>,
}

/// A change of a figure: metric, part, period, and the month of the snapshot.
type Changed = (String, Cell, Period, Period);

impl Changes {
    pub(super) fn of(book: &Book) -> Changes {
        let mut all = stated_anew(book);
        let following = following(book, &all);
        let mut followed: BTreeMap<String, BTreeMap<(Period, Cell), Vec<Revision>>> = BTreeMap::new();
        for change in following.iter().rev() {
            let Ok(was) = change.was else { continue };
            let revisions = followed.entry(change.metric.clone()).or_default();
            let revisions = revisions.entry((change.period, change.cell.clone())).or_default();
            let first = revisions.first().map_or(was, |revision: &Revision| revision.first);
            revisions.push(Revision {
                first,
                was,
                snapshot: change.snapshot,
                reason: change.reason.clone(),
                kind: change.kind,
            });
        }
        all.extend(following);
        let order = |id: &str| book.catalog().metrics.get_index_of(id);
        all.sort_by_key(|change| (std::cmp::Reverse(change.snapshot), order(&change.metric)));
        Changes { all, followed }
    }

    pub(super) fn all(&self) -> &[ChangedLater] {
        &self.all
    }

    /// The last change up to `vintage` of a figure that was not stated anew itself.
    pub(super) fn followed(&self, vintage: Period, id: &str, cell: &Cell, period: Period) -> Option<Revision> {
        let revisions = self.followed.get(id)?.get(&(period, cell.clone()))?;
        revisions.iter().rfind(|revision| revision.snapshot <= vintage).cloned()
    }
}

/// Figures that changed because something that they are computed from did, newest first: totals of the changed part,
/// ratios and formulas of the period (and of the next, which may look back). Running totals are left out, since all
/// later ones change; so are figures that may be hidden, since their totals before and after would reveal the parts.
fn following(book: &Book, stated: &[ChangedLater]) -> Vec<ChangedLater> {
    let anew: BTreeSet<Changed> = stated.iter().map(key).collect();
    let mut seen: BTreeSet<Changed> = BTreeSet::new();
    let mut found = Vec::new();
    for cause in stated {
        for (id, cell, period) in dependents(book, cause) {
            let change = ChangedLater {
                metric: id,
                period,
                cell,
                was: Err(Gap::NotStated),
                now: None,
                suppressed: false,
                follows: Some((cause.metric.clone(), cause.cell.clone())),
                ..cause.clone()
            };
            if anew.contains(&key(&change)) || !seen.insert(key(&change)) || book.may_hide(&change.metric) {
                continue;
            }
            let figure = |vintage| book.known_in(vintage).figure(&change.metric, &change.cell, change.period);
            let (was, now) = (figure(cause.snapshot.previous()), figure(cause.snapshot));
            // Where nothing can be computed any more, what was taken back says so.
            let is_another = was.amount.is_ok() && now.amount.is_ok() && now.amount != was.amount;
            // What a snapshot states is no consequence.
            if is_another && !matches!(now.working, Working::Stated { .. }) {
                found.push(ChangedLater { was: was.amount, now: now.amount.ok(), ..change });
            }
        }
    }
    found.sort_by_key(|change| std::cmp::Reverse(change.snapshot));
    found
}

fn key(change: &ChangedLater) -> Changed {
    (change.metric.clone(), change.cell.clone(), change.period, change.snapshot)
}

/// What may rest on a figure that was changed: metric, part and period.
fn dependents(book: &Book, cause: &ChangedLater) -> BTreeSet<(String, Cell, Period)> {
    let mut found = BTreeSet::new();
    let mut open = vec![(cause.metric.clone(), cause.cell.clone(), cause.period)];
    while let Some((id, cell, period)) = open.pop() {
        let mut next = Vec::new();
        for index in (0..cell.0.len()).filter(|index| cell.0.get(*index).is_some_and(Option::is_some)) {
            let mut whole = cell.clone();
            if let Some(member) = whole.0.get_mut(index) {
                *member = None;
            }
            next.push((id.clone(), whole, period));
        }
        let names = |id: &str| book.catalog().metrics.get(id).map_or(&[][..], |metric| metric.by.as_slice());
        for (other, metric) in &book.catalog().metrics {
            let looks_back = match &metric.kind {
                Kind::Ratio { .. } => false,
                Kind::Derived(formula) => formula.looks_back(),
                Kind::Stock | Kind::Flow | Kind::Cumulative { .. } => continue,
            };
            if *other == id || !metric.inputs().contains(&id.as_str()) {
                continue;
            }
            let own = names(&id);
            let member = |name: &String| cell.0.get(own.iter().position(|own| own == name)?).cloned().flatten();
            let cell = Cell(metric.by.iter().map(member).collect());
            next.push((other.clone(), cell.clone(), period));
            next.extend((looks_back && period == cause.period).then(|| (other.clone(), cell, period.next())));
        }
        for dependent in next {
            if found.insert(dependent.clone()) {
                open.push(dependent);
            }
        }
    }
    found
}

/// Every replacement and withdrawal that a snapshot states, newest snapshot first, then in the catalog's order.
fn stated_anew(book: &Book) -> Vec<ChangedLater> {
    let mut found = Vec::new();
    for metric in book.catalog().metrics.keys() {
        let mut of_metric = Vec::new();
        for (period, cell, list) in book.observations(metric) {
            let (mut was, mut taken_back): (Option<Decimal>, Option<Decimal>) = (None, None);
            for observation in list {
                // A value that was never shown cannot change for a reader; that one was taken out is said.
                let now = shown(book, observation);
                let again = taken_back.filter(|_| now.is_some()).map(|was| Err(Gap::Withdrawn { was: Some(was) }));
                let replaced = was
                    .filter(|was| now != Some(*was) && (observation.value.is_some() || observation.withdrawn))
                    .map(Ok)
                    .or(again)
                    .or((observation.kind == Some(RevisionKind::Disclosure)).then_some(Err(Gap::Suppressed)));
                if let Some(was) = replaced {
                    of_metric.push(ChangedLater {
                        now,
                        suppressed: now.is_none() && !observation.withdrawn,
                        ..changed(metric, period, cell, was, observation)
                    });
                }
                taken_back = if observation.withdrawn { was } else { taken_back.filter(|_| now.is_none()) };
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
        follows: None,
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
            let before = book.known_in(observation.snapshot.previous()).figure(metric, cell, period);
            if let (false, Ok(was)) = (told, before.amount) {
                found.push(changed(metric, period, cell, Ok(was), observation));
            }
        }
    }
}
