//! Observations → the figures of a report, as known in that report.
//!
//! A `Book` holds everything that was ever stated. Asked as known in a month, it answers from the
//! snapshots up to that month and no later one, so an old report keeps its figures. A figure carries
//! how it came about, down to the lines of the snapshots. Pure: nothing here reads, rounds or words.

pub mod answers;
mod change;
mod disclosure;
pub mod forecast;
mod formula;
mod history;
mod kept;
pub mod reference;
mod revisions;
mod rollup;
mod seen;
mod share;
mod signals;
pub mod spc;
pub mod suppress;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

pub use change::Change;
pub use disclosure::{Doubt, Why, is_rounded_to};
pub use formula::of_numbers;
pub use history::StatedPart;
pub use kept::Kept;
pub use revisions::{ChangedLater, Said, Statement, statements};
pub use seen::{Seen, SeenFigure};
pub use signals::unknown_rebase;
pub use target::{Bounds, Judgement, Verdict};

use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::catalog::{Catalog, Metric};
use crate::model::formula::Token;
use crate::model::snapshot::Observation;
use crate::model::snapshot::{Cell, Interval, RevisionKind, Status};
use crate::model::{Date, Decimal};
use disclosure::{HiddenFigures, Out};
use revisions::Changes;

/// Everything that was ever stated, in the order it became known.
#[derive(Debug)]
pub struct Book {
    catalog: Catalog,
    /// By metric, period and cell; each list by snapshot.
    stated: BTreeMap<String, BTreeMap<Period, BTreeMap<Cell, Vec<Observation>>>>,
    /// The longest period that the site reports on.
    longest_report: Grain,
    /// What readers have seen of protected figures.
    out: Out,
    /// What gave somebody away: by metric and period, each part with the month of the snapshot that took it out.
    taken_out: BTreeMap<String, BTreeMap<Period, Vec<(Cell, Period)>>>,
    /// What of it is hidden.
    hidden: HiddenFigures,
    /// Whether anything may be: a metric is protected, or something was taken out.
    hides: bool,
    /// The lines of the snapshots, by file, that state what may be hidden.
    hiding_lines: BTreeSet<(Arc<str>, u32)>,
    /// Everything that was changed after it was stated.
    changes: Changes,
}

/// An amount, or why there is none.
pub type Amount = Result<Decimal, Gap>;

/// Why an amount is missing. Never zero, never carried forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// No snapshot states it.
    NotStated,
    /// The metric's history had not begun.
    BeforeFirst,
    /// A snapshot says that it is missing.
    Missing,
    /// It was taken back; the value that stood until then, where the whole was stated.
    Withdrawn { was: Option<Decimal> },
    /// These members are missing in a total.
    Parts(Vec<Cell>),
    /// Some of the shorter periods it is made of are missing: how many are there, of how many.
    Periods { present: usize, expected: usize, grain: Grain },
    /// What it is computed from is missing.
    Input { metric: String, period: Period, gap: Box<Gap> },
    /// The denominator is zero.
    DivisionByZero,
    /// A share of a total whose members are above zero and below.
    BothSigns,
    /// A change between two running totals that began in different years: one is no more or less of the other.
    BegunAnew,
    /// Beyond what can be counted: amounts have 28 digits, and sums of very long ones are rounded at the last of them.
    TooLarge,
    /// Hidden to protect small counts; its amount is nowhere.
    Suppressed,
    /// The metric has no target in the period.
    NoTarget { metric: String },
}

/// One typed value: a metric (or a member of it) in a period, as known in one report.
#[derive(Debug, Clone)]
pub struct Figure {
    pub metric: String,
    pub cell: Cell,
    pub period: Period,
    pub amount: Amount,
    /// What the source says of how far the true amount may lie from this one. `None` of a gap and of everything that is
    /// computed: an interval of a sum or a share does not follow from those of its parts.
    pub interval: Option<Interval>,
    /// The interval that was stated first, where this one is another.
    pub first_interval: Option<Interval>,
    /// Of the least settled observation used.
    pub status: Status,
    /// The day it was counted, where its observations agree on one.
    pub as_of: Option<Date>,
    pub note: Option<String>,
    /// The source that the observation names in place of the metric's.
    pub source: Option<String>,
    /// That an earlier snapshot stated another value.
    pub revision: Option<Revision>,
    /// Of a running total that begins anew with each year: the year that it is of.
    pub runs_in: Option<Period>,
    pub working: Working,
}

/// A value that replaced another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The value first stated.
    pub first: Decimal,
    /// The value stated before this one.
    pub was: Decimal,
    /// The month of the snapshot that replaced it.
    pub snapshot: Period,
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
}

/// How settled a figure is, in one word. Source: statistics.md, 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureState {
    Final,
    Provisional,
    /// Invented, to show how a page will look.
    Illustrative,
    /// The latest snapshot that states it stated another value than the one before.
    Revised,
    /// The same, because what was published was wrong.
    Corrected,
    Withdrawn,
}

impl FigureState {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            FigureState::Final => "final",
            FigureState::Provisional => "provisional",
            FigureState::Illustrative => "illustrative",
            FigureState::Revised => "revised",
            FigureState::Corrected => "corrected",
            FigureState::Withdrawn => "withdrawn",
        }
    }
}

/// How a figure came about.
#[derive(Debug, Clone)]
pub enum Working {
    /// Nothing states it.
    Nothing,
    Stated {
        place: Place,
        snapshot: Period,
    },
    /// The total over a dimension, or over shorter periods. The running totals of a history share their parts.
    Sum(Vec<Arc<Figure>>),
    /// The mean over shorter periods.
    Mean(Vec<Arc<Figure>>),
    /// The least or the greatest of several, where to name the one would tell of hidden counts.
    Extreme(Vec<Arc<Figure>>),
    Ratio(Arc<Figure>, Arc<Figure>),
    Formula(Vec<Token<Operand>>),
}

/// What is put in for a part of a formula.
#[derive(Debug, Clone)]
pub enum Operand {
    Number(Decimal),
    Figure(Arc<Figure>),
    Target {
        metric: String,
        amount: Amount,
        /// Where it is set. `None` where the metric has no target in the period.
        place: Option<Place>,
    },
}

/// The figures that a formula was worked out from.
pub fn figures_of(tokens: &[Token<Operand>]) -> impl Iterator<Item = &Figure> {
    tokens.iter().filter_map(Token::operand).filter_map(|operand| match operand {
        Operand::Figure(figure) => Some(&**figure),
        Operand::Number(_) | Operand::Target { .. } => None,
    })
}

impl Gap {
    /// Whether the amount is hidden, or computed from one that is.
    pub fn is_hidden(&self) -> bool {
        match self {
            Gap::Suppressed => true,
            Gap::Input { gap, .. } => gap.is_hidden(),
            _ => false,
        }
    }
}

impl Figure {
    /// The figure of something that nothing is known of yet.
    fn unknown(metric: &str, cell: &Cell, period: Period) -> Figure {
        Figure {
            metric: metric.to_owned(),
            cell: cell.clone(),
            period,
            amount: Err(Gap::NotStated),
            interval: None,
            first_interval: None,
            status: Status::Final,
            as_of: None,
            note: None,
            source: None,
            revision: None,
            runs_in: None,
            working: Working::Nothing,
        }
    }

    /// The amount, where it is known.
    pub fn value(&self) -> Option<Decimal> {
        self.amount.as_ref().ok().copied()
    }

    /// Every observation the figure rests on: its place and the month of its snapshot, in file order.
    pub fn observations(&self) -> Vec<(&Place, Period)> {
        let mut stated = Vec::new();
        self.collect(&mut stated);
        let mut places = BTreeMap::new();
        for figure in stated {
            if let Working::Stated { place, snapshot } = &figure.working {
                places.insert(place, *snapshot);
            }
        }
        places.into_iter().collect()
    }

    /// The figures it rests on that were stated themselves; itself where it was.
    fn collect<'a>(&'a self, found: &mut Vec<&'a Figure>) {
        match &self.working {
            Working::Nothing => {}
            Working::Stated { .. } => found.push(self),
            Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) => {
                parts.iter().for_each(|part| part.collect(found));
            }
            Working::Ratio(numerator, denominator) => {
                numerator.collect(found);
                denominator.collect(found);
            }
            Working::Formula(tokens) => figures_of(tokens).for_each(|figure| figure.collect(found)),
        }
    }

    /// Whether any observation is among them.
    pub fn rests_on_anything(&self) -> bool {
        match &self.working {
            Working::Nothing => false,
            Working::Stated { .. } => true,
            Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) => {
                parts.iter().any(|part| part.rests_on_anything())
            }
            Working::Ratio(numerator, denominator) => numerator.rests_on_anything() || denominator.rests_on_anything(),
            Working::Formula(tokens) => figures_of(tokens).any(Figure::rests_on_anything),
        }
    }

    /// Whether anything is known of it, if only why it is missing. Of a metric whose members do not add up nothing is
    /// known of a total that nobody states.
    pub fn is_stated(&self) -> bool {
        !matches!(self.amount, Err(Gap::NotStated | Gap::BeforeFirst))
    }

    /// Whether nobody says anything of it, not even that it is missing: neither of the figure nor of what it is computed
    /// from.
    pub fn is_not_counted(&self) -> bool {
        self.amount.as_ref().is_err_and(|gap| !gap.is_hidden()) && !self.rests_on_anything()
    }

    pub fn is_suppressed(&self) -> bool {
        self.amount == Err(Gap::Suppressed)
    }

    /// How settled the figure is. Provisional and illustrative come before revised, and a later snapshot that confirms
    /// a revised value makes it final.
    pub fn state(&self) -> FigureState {
        if self.is_withdrawn() {
            return FigureState::Withdrawn;
        }
        let stated_in = if let Working::Stated { snapshot, .. } = self.working { Some(snapshot) } else { None };
        let revision = self.revision.as_ref().filter(|revision| stated_in == Some(revision.snapshot));
        match (self.status, revision.map(|revision| revision.kind)) {
            (Status::Provisional, _) => FigureState::Provisional,
            (Status::Illustrative, _) => FigureState::Illustrative,
            (Status::Final, None) => FigureState::Final,
            (Status::Final, Some(Some(RevisionKind::Error))) => FigureState::Corrected,
            (Status::Final, Some(_)) => FigureState::Revised,
        }
    }

    pub fn is_withdrawn(&self) -> bool {
        matches!(self.amount, Err(Gap::Withdrawn { .. }))
    }
}

/// A book as known in one month.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub book: &'a Book,
    /// Snapshots later than this month are not seen.
    pub vintage: Period,
    /// Where the figures that are asked for are noted.
    seen: Option<&'a Seen>,
    /// Where they are kept, once they are made.
    kept: Option<&'a Kept>,
    /// The metrics that count as rounded in place of those that are.
    rounded: Option<&'a BTreeSet<String>>,
    /// Small counts are not hidden: what was taken out is, all the same.
    bare: bool,
}

impl<'a> Known<'a> {
    pub fn catalog(self) -> &'a Catalog {
        self.book.catalog()
    }

    pub fn metric(self, id: &str) -> Option<&'a Metric> {
        self.catalog().metrics.get(id)
    }

    /// The last `count` figures up to `last`, oldest first; fewer where the history begins later.
    pub fn history(self, metric: &str, cell: &Cell, last: Period, count: usize) -> Vec<Arc<Figure>> {
        let first = self.first_period(metric).map(|first| first.containing(last.grain(), self.catalog().year_start));
        let Some(first) = first.filter(|first| *first <= last) else { return Vec::new() };
        let span = i32::try_from(count).unwrap_or(i32::MAX).min(10_000);
        let periods = last.plus(1 - span).max(first).through(last);
        // Each flow of a running total is made once: a total of every period by itself would cost the square of them.
        let kept = Kept::default();
        let known = Known { kept: self.kept.or(Some(&kept)), ..self };
        periods.map(|period| known.figure(metric, cell, period)).collect()
    }
}

/// The figures of one report: each metric with what it is held against.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The report's period.
    pub period: Period,
    pub metrics: IndexMap<String, MetricFigures>,
}

/// One metric in one report.
#[derive(Debug, Clone)]
pub struct MetricFigures {
    pub figure: Arc<Figure>,
    pub previous: Arc<Figure>,
    pub change: Change,
    pub year_ago: Arc<Figure>,
    pub change_year: Change,
    pub judgement: Option<Judgement>,
    /// Periods in a row on target, up to this one.
    pub streak: u32,
    /// Up to and with the figure's period, oldest first.
    pub history: Vec<Arc<Figure>>,
    /// The XmR chart of the whole history, where the metric asks for one.
    pub spc: Option<spc::Spc>,
    /// When the target is reached, where the metric asks for it.
    pub forecast: Option<forecast::Forecast>,
}

/// A member of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    pub dimension: &'a str,
    pub id: &'a str,
}

/// The figures of the report of `period`, looking back `history` periods. In the report of a member, each metric that
/// is split by its dimension is read for it; all others are read for the whole.
pub fn figures(known: Known<'_>, period: Period, history: usize, member: Option<Member<'_>>) -> Figures {
    let of = |id: &String| (id.clone(), metric_figures(known, id, period, history, member));
    Figures { period, metrics: known.catalog().metrics.keys().map(of).collect() }
}

/// The whole of a metric, or the member's part of it.
fn cell_of(metric: &Metric, member: Option<Member<'_>>) -> Cell {
    let total = Cell::total(metric.by.len());
    let index = member.and_then(|member| metric.by.iter().position(|name| name == member.dimension));
    match member.zip(index) {
        Some((member, index)) => total.with(index, member.id),
        None => total,
    }
}

fn metric_figures(
    known: Known<'_>,
    id: &str,
    report: Period,
    history: usize,
    member: Option<Member<'_>>,
) -> MetricFigures {
    let cell = known.metric(id).map_or_else(Cell::default, |metric| cell_of(metric, member));
    let period = known.period_shown(id, report);
    let history = known.history(id, &cell, period, history);
    let at = |period: Period| known.figure(id, &cell, period);
    let (figure, previous, year_ago) = (at(period), at(period.previous()), at(period.year_before()));
    MetricFigures {
        change: figure.change_from(&previous),
        change_year: figure.change_from(&year_ago),
        judgement: known.judge(&figure),
        streak: known.streak(&figure, &history),
        spc: known.spc(&figure),
        forecast: known.forecast(&figure),
        history,
        figure,
        previous,
        year_ago,
    }
}

impl<'a> Known<'a> {
    /// The change of `figure` since `base`.
    pub fn change(self, figure: &Figure, base: Period) -> Change {
        figure.change_from(&self.figure(&figure.metric, &figure.cell, base))
    }

    /// The metric's total as a report of `report` shows it.
    pub fn figure_shown(self, id: &str, report: Period) -> Arc<Figure> {
        let cell = Cell::total(self.metric(id).map_or(0, |metric| metric.by.len()));
        self.figure(id, &cell, self.period_shown(id, report))
    }

    /// The metric of a report whose figure, change, target or distance to it is such an amount; the first in the order of
    /// the catalog. Where nothing beside a number names its metric, as in a lead, the amount tells it.
    pub fn metric_with(self, report: Period, is_it: &dyn Fn(Decimal) -> bool) -> Option<&'a str> {
        let has = |id: &&String| {
            let figure = self.figure_shown(id, report);
            let change = self.change(&figure, figure.period.previous());
            let judgement = self.judge(&figure);
            let judged = judgement.iter().flat_map(|of| [of.target.clone().ok(), of.gap.map(|gap| gap.abs())]);
            let amounts = [figure.value(), change.absolute.ok()].into_iter().chain(judged);
            amounts.flatten().any(is_it)
        };
        self.catalog().metrics.keys().find(has).map(String::as_str)
    }

    /// The period in which a report of `report` shows the metric: its own, to which a metric of a finer grain is
    /// rolled up, or for a metric of a coarser grain the newest ended one that is stated.
    pub fn period_shown(self, id: &str, report: Period) -> Period {
        let grain = self.metric(id).map_or(Grain::Month, |metric| metric.grain);
        if grain <= report.grain() {
            return report;
        }
        let latest = report.latest_ended(grain, self.catalog().year_start);
        let Some(first) = self.first_period(id) else { return latest };
        first.through(latest).rev().find(|period| self.is_stated(id, *period)).unwrap_or(latest)
    }
}
