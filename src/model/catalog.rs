//! What is measured: metrics, dimensions, targets, as data/metrics.yaml defines them.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::diag::Place;
use crate::model::Text;
use crate::model::formula::Formula;
use crate::period::{Grain, Period};

/// All definitions, in the order of the author's file.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub dimensions: IndexMap<String, Dimension>,
    pub metrics: IndexMap<String, Metric>,
    /// Metrics whose definition could not be read. They exist, so a name of theirs is not unknown.
    pub unread: BTreeSet<String>,
}

impl Catalog {
    /// Whether a metric of this name is defined, rightly or wrongly.
    pub fn names(&self, metric: &str) -> bool {
        self.metrics.contains_key(metric) || self.unread.contains(metric)
    }
}

/// What a metric is split by.
#[derive(Debug, Clone)]
pub struct Dimension {
    pub label: Text,
    /// Members by id; their order is the order on the page.
    pub members: IndexMap<String, Text>,
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
    /// Whether the parts of a dimension add up to the total.
    pub additive: bool,
    pub better: Better,
    pub target: Option<Target>,
    /// Changes beyond it are pointed out to the reviewer.
    pub tolerance: Option<Decimal>,
    /// The line of its id.
    pub place: Place,
}

impl Metric {
    /// Whether snapshots may state it. A ratio may be recorded where its parts are not known.
    pub fn may_be_recorded(&self) -> bool {
        matches!(self.kind, Kind::Stock | Kind::Flow | Kind::Ratio { .. })
    }

    /// Whether its amounts must be whole: a recorded number without `decimals`.
    pub fn is_count(&self) -> bool {
        matches!(self.kind, Kind::Stock | Kind::Flow) && self.format == Format::Number && self.decimals.is_none()
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
        }
    }
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
}
