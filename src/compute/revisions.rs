//! What later snapshots changed: the ledger of a metric, and what an old report must say about it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amount, Book, Gap, Revision, Working};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::catalog::Kind;
use crate::model::snapshot::{Cell, Interval, Observation, RevisionKind, Status};

/// One statement of one figure by one snapshot.
#[derive(Debug, Clone)]
pub struct Statement {
    pub period: Period,
    pub cell: Cell,
    /// The month of the snapshot.
    pub snapshot: Period,
    /// `None` for a gap and where the value is hidden.
    pub value: Option<Decimal>,
    /// Where the true amount may lie; `None` where nobody says it, and where the value is hidden.
    pub interval: Option<Interval>,
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
    /// Suppressed where it gave somebody away; withdrawn where a new value follows a withdrawal; missing where a snapshot
    /// said that it was not known.
    pub was: Amount,
    /// `None`: withdrawn, or hidden.
    pub now: Option<Decimal>,
    /// The intervals beside the two, where that of the old one was replaced or left out.
    pub intervals: Option<(Interval, Option<Interval>)>,
    /// What is said of the value that stayed, where that is the change.
    pub said: Option<Said>,
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

/// What a later snapshot says otherwise of a value: one of the two at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub status: Option<Status>,
    pub note: Option<String>,
}

impl ChangedLater {
    /// Whether the old value gave somebody away and is shown nowhere again.
    pub fn is_taken_out(&self) -> bool {
        self.kind == Some(RevisionKind::Disclosure)
    }

    /// Whether it went with the metric as a whole, or came back with it as it was: what is said of the whole tells it.
    pub fn is_told_by_the_whole(&self) -> bool {
        self.follows.as_ref().is_some_and(|(metric, cell)| *metric == self.metric && cell.is_total())
    }

    /// Whether it was missing, and is known since.
    pub fn is_late(&self) -> bool {
        self.was == Err(Gap::Missing)
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
    let value = shown(book, observation);
    Statement {
        period: observation.period,
        cell: observation.cell.clone(),
        snapshot: observation.snapshot,
        value,
        interval: observation.interval.filter(|_| value.is_some()),
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
        let mut computed: Vec<&ChangedLater> = all.iter().filter(|change| returned_otherwise(change)).collect();
        computed.extend(&following);
        computed.sort_by_key(|change| change.snapshot);
        for change in computed {
            let (Ok(was) | Err(Gap::Withdrawn { was: Some(was) })) = change.was else { continue };
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
        // Members stand in the order of data/metrics.yaml, as on every page; what follows comes behind what was stated.
        let members = |change: &ChangedLater| {
            let metric = book.catalog().metrics.get(&change.metric);
            let place = |(index, member): (usize, &Option<String>)| {
                let name = metric.and_then(|metric| metric.by.get(index))?;
                book.catalog().dimensions.get(name)?.members.get_index_of(member.as_ref()?)
            };
            change.cell.0.iter().enumerate().map(place).collect::<Vec<Option<usize>>>()
        };
        all.sort_by_cached_key(|change| {
            let of_metric = (change.follows.is_some(), change.period, members(change));
            (std::cmp::Reverse(change.snapshot), order(&change.metric), of_metric)
        });
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

/// Whether it came back as another value than was withdrawn.
fn returned_otherwise(change: &ChangedLater) -> bool {
    matches!(change.was, Err(Gap::Withdrawn { was: Some(was) }) if change.now.is_some_and(|now| now != was))
}

/// Figures that changed because something that they are computed from did, newest first: totals of the changed part,
/// ratios and formulas of the period, and of later ones that look back at it. Running totals are left out, since all
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
                intervals: None,
                said: None,
                suppressed: false,
                follows: Some((cause.metric.clone(), cause.cell.clone())),
                ..cause.clone()
            };
            if anew.contains(&key(&change)) || !seen.insert(key(&change)) || book.may_hide(&change.metric) {
                continue;
            }
            let figure = |vintage| book.known_in(vintage).figure(&change.metric, &change.cell, change.period);
            let (was, now) = (figure(went(stated, cause).previous()), figure(cause.snapshot));
            // Where nothing can be computed any more, what was taken back says so.
            let is_another = now.amount.is_ok() && (cause.is_late() || was.amount.is_ok()) && now.amount != was.amount;
            // What a snapshot states is no consequence.
            if is_another && !matches!(now.working, Working::Stated { .. }) {
                let was = was.amount.clone().map_err(|_| Gap::Missing);
                found.push(ChangedLater { was, now: now.value(), ..change });
            }
        }
    }
    found.sort_by_key(|change| std::cmp::Reverse(change.snapshot));
    found
}

/// The snapshot from which on the old figure did not stand: the one that changed it, or where it came back, the one that
/// had withdrawn it. Of `stated`, the newest is first.
fn went(stated: &[ChangedLater], change: &ChangedLater) -> Period {
    let is_of_it = |other: &&ChangedLater| {
        (&other.metric, &other.cell, other.period) == (&change.metric, &change.cell, change.period)
            && other.snapshot < change.snapshot
            && other.is_withdrawn()
    };
    let is_return = matches!(change.was, Err(Gap::Withdrawn { .. }));
    let withdrawn = stated.iter().filter(|_| is_return).find(is_of_it);
    withdrawn.unwrap_or(change).snapshot
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
            let later = match &metric.kind {
                Kind::Ratio { .. } => Vec::new(),
                Kind::Derived(formula) => formula.used_later(period),
                Kind::Stock | Kind::Flow | Kind::Cumulative { .. } => continue,
            };
            if *other == id || !metric.inputs().contains(&id.as_str()) {
                continue;
            }
            let own = names(&id);
            let member = |name: &String| cell.0.get(own.iter().position(|own| own == name)?).cloned().flatten();
            let cell = Cell(metric.by.iter().map(member).collect());
            next.push((other.clone(), cell.clone(), period));
            next.extend(later.into_iter().map(|later| (other.clone(), cell.clone(), later)));
        }
        for dependent in next {
            if found.insert(dependent.clone()) {
                open.push(dependent);
            }
        }
    }
    found
}

/// Every replacement, withdrawal and return that a snapshot states, newest snapshot first, then in the catalog's order.
fn stated_anew(book: &Book) -> Vec<ChangedLater> {
    let mut found = Vec::new();
    for metric in book.catalog().metrics.keys() {
        let cells = book.observations(metric);
        let mut of_metric: Vec<ChangedLater> =
            cells.flat_map(|(period, cell, _)| of_cell(book, metric, period, cell)).collect();
        of_wholes(book, metric, &mut of_metric);
        of_metric.sort_by(|a, b| (a.period, &a.cell).cmp(&(b.period, &b.cell)));
        // Members that do not add up are figures by themselves, of which that of the whole says nothing.
        if book.catalog().metrics.get(metric).is_some_and(|metric| metric.additive) {
            tell_once(&mut of_metric);
        }
        found.extend(of_metric);
    }
    found.sort_by_key(|change| std::cmp::Reverse(change.snapshot));
    found
}

/// What was changed of a cell that was stated, by its own statements and by withdrawals of the metric as a whole.
fn of_cell(book: &Book, metric: &str, period: Period, cell: &Cell) -> Vec<ChangedLater> {
    let mut found = Vec::new();
    let mut was: Option<Decimal> = None;
    let mut interval: Option<Interval> = None;
    let mut before: Option<&Observation> = None;
    // What was withdrawn and has not come back; its value, where it had been shown.
    let mut taken_back: Option<Option<Decimal>> = None;
    // Whether it was said to be missing, and nothing else was ever said.
    let mut is_missing = false;
    for (index, observation) in book.stated(metric, cell, period).iter().enumerate() {
        // A value that was never shown cannot change for a reader; that one was taken out is said.
        let now = shown(book, observation);
        // Without a reason it is no correction, but a figure that came in its time.
        let is_late = || is_missing || index == 0 && is_overdue(book, observation);
        let late = now.is_some() && observation.reason.is_some() && is_late();
        let again = taken_back.filter(|_| now.is_some()).map(|was| Err(Gap::Withdrawn { was }));
        let stated = observation.interval.filter(|_| now.is_some());
        let intervals = interval.filter(|was| now.is_some() && stated != Some(*was)).map(|was| (was, stated));
        let said =
            before.filter(|_| now.is_some() && now == was).and_then(|before| said_otherwise(before, observation));
        let is_another = |was: &Decimal| now != Some(*was) || intervals.is_some() || said.is_some();
        let replaced = was
            .filter(|was| is_another(was) && (observation.value.is_some() || observation.withdrawn))
            .map(Ok)
            .or(again)
            .or((observation.kind == Some(RevisionKind::Disclosure)).then_some(Err(Gap::Suppressed)))
            .or(late.then_some(Err(Gap::Missing)));
        if let Some(was) = replaced {
            let suppressed = now.is_none() && !observation.withdrawn;
            let changed = changed(metric, period, cell, was, observation);
            found.push(ChangedLater { now, intervals, said, suppressed, ..changed });
        }
        taken_back = match observation.withdrawn {
            true => Some(was.or(taken_back.flatten())),
            false => taken_back.filter(|_| now.is_none()),
        };
        let is_first = was.is_none() && taken_back.is_none();
        is_missing = is_first && observation.value.is_none() && !observation.withdrawn;
        was = now.or(if observation.withdrawn || observation.value.is_some() { None } else { was });
        (interval, before) = (stated, Some(*observation));
    }
    found
}

/// What a snapshot says otherwise of the same value, and why. Without a reason it says as usual what was to come.
fn said_otherwise(before: &Observation, now: &Observation) -> Option<Said> {
    let status = (now.status != before.status).then_some(now.status);
    let note = now.note.clone().filter(|note| before.note.as_ref() != Some(note));
    (now.reason.is_some() && (status.is_some() || note.is_some())).then_some(Said { status, note })
}

/// Whether readers of earlier snapshots found nothing where it says something first, for itself or for what it is a part of.
fn is_overdue(book: &Book, first: &Observation) -> bool {
    let Observation { metric, cell, period, snapshot, .. } = first;
    let all = book.observations(metric).flat_map(|(_, _, list)| list).map(|observation| observation.snapshot);
    let Some(last) = all.filter(|of| of < snapshot && *of >= period.last_month()).max() else { return false };
    // Of what was there as a whole, a part says nothing that was missing.
    let is_gap = |cell: &Cell| {
        let amount = &book.known_in(last).figure(metric, cell, *period).amount;
        matches!(amount, Err(Gap::NotStated | Gap::Missing | Gap::Parts(_)))
    };
    is_gap(cell) && is_gap(&Cell::total(cell.0.len()))
}

fn changed(metric: &str, period: Period, cell: &Cell, was: Amount, observation: &Observation) -> ChangedLater {
    ChangedLater {
        metric: metric.to_owned(),
        period,
        cell: cell.clone(),
        was,
        now: None,
        intervals: None,
        said: None,
        suppressed: false,
        snapshot: observation.snapshot,
        reason: observation.reason.clone(),
        kind: observation.kind,
        follows: None,
        place: observation.place.clone(),
    }
}

/// Totals that were not stated, but computed from parts: a withdrawal, which is stated for the metric as a whole, takes
/// them back, and they come back with their parts.
fn of_wholes(book: &Book, metric: &str, found: &mut Vec<ChangedLater>) {
    let withdrawn = book.observations(metric).filter(|(_, _, list)| list.iter().any(|stated| stated.withdrawn));
    let periods: BTreeSet<Period> = withdrawn.map(|(period, _, _)| period).collect();
    for period in periods {
        let cells = || book.cells(metric, period).into_iter().flatten();
        let wholes: BTreeSet<Cell> = cells().flat_map(|(cell, _)| wholes(cell)).collect();
        for whole in wholes {
            // What each snapshot says of it: that it is withdrawn, or its parts.
            let mut stated: BTreeMap<Period, &Observation> = BTreeMap::new();
            for observation in cells().filter(|(cell, _)| cell.overlaps(&whole)).flat_map(|(_, list)| list) {
                let of_snapshot = stated.entry(observation.snapshot).or_insert(observation);
                if observation.withdrawn {
                    *of_snapshot = observation;
                }
            }
            let mut taken_back: Option<Decimal> = None;
            for (snapshot, observation) in stated {
                let figure = |vintage| book.known_in(vintage).figure(metric, &whole, period).amount.clone();
                let (was, now) = match (figure(snapshot.previous()), figure(snapshot)) {
                    (Ok(was), Err(Gap::Withdrawn { .. })) => {
                        taken_back = Some(was);
                        (Ok(was), None)
                    }
                    (Err(_), Ok(now)) if taken_back.is_some() => {
                        (Err(Gap::Withdrawn { was: taken_back.take() }), Some(now))
                    }
                    _ => continue,
                };
                let is_told = found
                    .iter()
                    .any(|change| change.period == period && change.snapshot == snapshot && change.cell == whole);
                if !is_told {
                    found.push(ChangedLater { now, ..changed(metric, period, &whole, was, observation) });
                }
            }
        }
    }
}

/// The cell and all totals that it counts towards.
fn wholes(cell: &Cell) -> BTreeSet<Cell> {
    let mut found = BTreeSet::from([cell.clone()]);
    for index in 0..cell.0.len() {
        let mut open = found.clone();
        open.retain(|whole| whole.0.get(index).is_some_and(Option::is_some));
        found.extend(open.into_iter().map(|mut whole| {
            if let Some(member) = whole.0.get_mut(index) {
                *member = None;
            }
            whole
        }));
    }
    found
}

/// What went with the metric as a whole and shares its fate, or came back with it as it was, needs not be told beside it:
/// it follows from the whole.
fn tell_once(of_metric: &mut [ChangedLater]) {
    let is_return = |change: &ChangedLater| matches!(change.was, Err(Gap::Withdrawn { .. }));
    let whole: Vec<ChangedLater> = of_metric.iter().filter(|change| change.cell.is_total()).cloned().collect();
    let returned = |changes: &[ChangedLater], period: Period, cell: &Cell, after: Period| {
        let of_it = changes.iter().filter(|change| change.period == period && change.cell == *cell);
        of_it.filter(|change| change.snapshot > after && is_return(change)).map(|change| change.snapshot).min()
    };
    let all = of_metric.to_vec();
    for change in of_metric.iter_mut().filter(|change| !change.cell.is_total()) {
        let at_once = |other: &&ChangedLater| other.period == change.period && other.snapshot == change.snapshot;
        let Some(with) = whole.iter().find(at_once) else { continue };
        let returned = |changes, cell| returned(changes, change.period, cell, change.snapshot);
        let follows = match &change.was {
            Err(Gap::Withdrawn { was }) => is_return(with) && change.now.is_some() && change.now == *was,
            _ if change.is_withdrawn() => {
                with.is_withdrawn() && returned(&whole, &with.cell) == returned(&all, &change.cell)
            }
            _ => false,
        };
        if follows {
            change.follows = Some((with.metric.clone(), with.cell.clone()));
        }
    }
}
