//! What is measured: metrics, dimensions, targets, as data/metrics.yaml defines them.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::Text;
use crate::model::formula::Formula;

/// All definitions, in the order of the author's file.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The month in which a year begins, 1 to 12.
    pub year_start: i32,
    pub dimensions: IndexMap<String, Dimension>,
    pub metrics: IndexMap<String, Metric>,
    /// What happened, marked on the charts of all metrics, in order of periods.
    pub events: Vec<Event>,
    /// Metrics that reports were published with and that are gone: why, as those reports say it.
    pub retired: IndexMap<String, Text>,
    /// Metrics whose definition could not be read. They exist, so a name of theirs is not unknown.
    pub unread: BTreeSet<String>,
}

impl Catalog {
    /// Whether a metric of this name is defined, rightly or wrongly.
    pub fn names(&self, metric: &str) -> bool {
        self.metrics.contains_key(metric) || self.unread.contains(metric)
    }
}

impl Default for Catalog {
    fn default() -> Catalog {
        Catalog {
            year_start: 1,
            dimensions: IndexMap::new(),
            metrics: IndexMap::new(),
            events: Vec::new(),
            retired: IndexMap::new(),
            unread: BTreeSet::new(),
        }
    }
}

/// Something that readers of a chart need to know of a period.
#[derive(Debug, Clone)]
pub struct Event {
    pub period: Period,
    pub text: Text,
    /// The metrics it is marked on, with their places; all when empty.
    pub metrics: Vec<(String, Place)>,
}

/// What a metric is split by.
#[derive(Debug, Clone)]
pub struct Dimension {
    pub label: Text,
    /// Members by id; their order is the order on the page.
    pub members: IndexMap<String, Text>,
    /// Why its labels are others than in reports that are published.
    pub changed: Option<Text>,
}

/// A named quantity, recorded or computed.
#[derive(Debug, Clone)]
pub struct Metric {
    pub label: Text,
    pub kind: Kind,
    pub grain: Grain,
    pub format: Format,
    /// Decimals shown. `None`: a recorded number is a whole count; anything else is shown without
    /// decimals.
    pub decimals: Option<u32>,
    pub unit: Option<Text>,
    pub description: Option<Text>,
    pub note: Option<Text>,
    /// A key of the settings' sources.
    pub source: Option<String>,
    /// The dimensions it is split by; of a computed metric, those that all its inputs have.
    pub by: Vec<String>,
    /// Whether the author named the dimensions; a computed metric else takes those of its inputs.
    pub has_own_by: bool,
    /// Whether the parts of a dimension add up to the total.
    pub additive: bool,
    /// What of a stock's months a longer period shows.
    pub over_time: OverTime,
    pub better: Better,
    pub target: Option<Target>,
    /// Changes beyond it are pointed out to the reviewer.
    pub tolerance: Option<Decimal>,
    /// How its XmR limits are reckoned; `None`: not at all.
    pub spc: Option<Spc>,
    /// Whether the period is forecast in which its target is reached.
    pub forecast: bool,
    /// How its small counts are kept from giving anybody away; `None`: all are shown.
    pub protection: Option<Protection>,
    /// Why a key of the definition says something else than in reports that are published, as those reports tell it.
    pub changed: IndexMap<String, Text>,
    /// The line of its id.
    pub place: Place,
}

/// Whether amounts of such a metric are whole.
pub fn is_count(kind: &Kind, format: Format, decimals: Option<u32>) -> bool {
    matches!(kind, Kind::Stock | Kind::Flow) && format == Format::Number && decimals.is_none()
}

/// What is done to small counts (statistics.md, 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Counts from 1 to under this one are hidden, and with them what would give them back.
    Below(u64),
    /// 1 to 7 are hidden, all others rounded to the nearest 5, totals by themselves.
    RoundTo5,
}

impl Metric {
    /// Whether snapshots may state it. A ratio may be recorded where its parts are not known.
    pub fn may_be_recorded(&self) -> bool {
        matches!(self.kind, Kind::Stock | Kind::Flow | Kind::Ratio { .. })
    }

    /// Whether its amounts must be whole: a recorded number without `decimals`.
    pub fn is_count(&self) -> bool {
        is_count(&self.kind, self.format, self.decimals)
    }

    pub fn shown_decimals(&self) -> u32 {
        self.decimals.unwrap_or(0)
    }

    /// The metrics it is computed from, in the order of its definition; none for a recorded one.
    pub fn inputs(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Stock | Kind::Flow => Vec::new(),
            Kind::Ratio { numerator, denominator } => vec![numerator, denominator],
            Kind::Derived(formula) => formula.metrics(),
            Kind::Cumulative { of, .. } => vec![of],
        }
    }
}

/// How the limits of an XmR chart are reckoned (statistics.md, 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spc {
    /// The first periods of new phases.
    pub rebase: Vec<(Period, Place)>,
    /// The limits rest on this many periods of a phase, 12 at least; `None`: on all of them.
    pub baseline: Option<usize>,
    /// Moving ranges far beyond the others are left out, once.
    pub screen: bool,
}

/// How a metric comes about, which decides how it adds up.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Recorded: a level at the period's end. Summed over members, never over time.
    Stock,
    /// Recorded: a count during the period. Summed over members and over time.
    Flow,
    /// Numerator over denominator, recomputed from totals, never averaged.
    Ratio {
        numerator: String,
        denominator: String,
    },
    Derived(Formula),
    /// The running total of a flow. Over time the last period's value, summed over members.
    Cumulative {
        of: String,
        since: Since,
    },
}

/// Where a running total begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// With the flow's history.
    Start,
    /// Anew with every year, the fiscal one where the site has it.
    Year,
}

/// What a longer period shows of a stock.
///
/// A stock with `min` or `max` whose members do not add up (`additive: false`) is an extreme, such as the longest wait:
/// the extreme of its members is the total's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OverTime {
    #[default]
    Last,
    Mean,
    Min,
    Max,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Number,
    /// The value is a share: 0.24 is shown as 24 %.
    Percent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
    Neither,
}

/// The amount aimed at.
#[derive(Debug, Clone)]
pub struct Target {
    pub rule: Rule,
    /// A shortfall up to this size counts as nearly met.
    pub near: Option<Decimal>,
    pub place: Place,
}

/// When a target is met.
#[derive(Debug, Clone)]
pub enum Rule {
    AtLeast(Aim),
    AtMost(Aim),
    Within(Decimal, Decimal),
}

impl Rule {
    /// The word in figures.json.
    pub fn word(&self) -> &'static str {
        match self {
            Rule::AtLeast(_) => "at_least",
            Rule::AtMost(_) => "at_most",
            Rule::Within(..) => "within",
        }
    }
}

/// How large the target is in a period.
#[derive(Debug, Clone)]
pub enum Aim {
    Amount(Decimal),
    Formula(Formula),
    /// Each amount holds from its period on; before the first there is no target. In period order.
    From(Vec<(Period, Decimal)>),
    /// Straight lines by months between the amounts, level before the first and after the last. At least two, in
    /// period order.
    Path(Vec<(Period, Decimal)>),
    /// Its own amount for each member of a dimension; none for the whole.
    Members {
        dimension: String,
        amounts: Vec<(String, Decimal)>,
    },
}
