//! What is asked for: a chart of a kind, a table, a row of tiles.
//!
//! Plain data, made by the filters of a narrative and by pages that always have a chart. Whether it can be drawn is
//! settled by whoever makes a request.

use crate::base::inline::Inline;
use crate::base::place::Place;
use crate::compute::reference::Reference;

/// A chart, a table or a row of tiles that the narrative asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub kind: ExhibitKind,
    /// What it is of; one reference except for tiles, a table of key figures, and lines of several metrics.
    pub references: Vec<Reference>,
    pub id: Option<String>,
    /// Texts that may hold marks.
    pub title: Option<String>,
    pub subtitle: Option<String>,
    /// Periods looked back; `None`: as many as the site's charts do.
    pub history: Option<usize>,
    pub from_zero: bool,
    /// The dimension whose members are shown.
    pub by: Option<String>,
    /// Of the wide drawing, in SVG units; `None`: the usual one.
    pub height: Option<u32>,
    pub annotate: Annotate,
    pub sort: Sort,
}

impl Request {
    /// The metric that the exhibit is named after.
    pub fn metric(&self) -> &str {
        self.references.first().map_or("", |reference| &reference.metric)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExhibitKind {
    Chart(ChartKind),
    Table(TableKind),
    /// Key figures as on top of a report. They have no number and no title.
    Tiles,
}

impl ExhibitKind {
    /// The filter that asks for it.
    pub fn filter(self) -> &'static str {
        match self {
            ExhibitKind::Chart(_) => "chart",
            ExhibitKind::Table(_) => "table",
            ExhibitKind::Tiles => "tiles",
        }
    }

    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            ExhibitKind::Chart(kind) => {
                CHART_KINDS.iter().find(|(_, other)| *other == kind).map_or("", |(word, _)| word)
            }
            ExhibitKind::Table(_) => "table",
            ExhibitKind::Tiles => "tiles",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Values through time, with the target and the forecast.
    Line,
    /// Parts of a whole through time.
    Stacked,
    /// The members of a dimension in one period, against their targets.
    Bars,
    /// Values through time between the limits of their usual variation.
    Xmr,
    /// A small line for each member of a dimension, all on one scale.
    Multiples,
    /// The change on the year before, through time.
    Deviation,
}

pub const CHART_KINDS: &[(&str, ChartKind)] = &[
    ("line", ChartKind::Line),
    ("stacked", ChartKind::Stacked),
    ("bars", ChartKind::Bars),
    ("xmr", ChartKind::Xmr),
    ("multiples", ChartKind::Multiples),
    ("deviation", ChartKind::Deviation),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// One metric through time.
    History,
    /// The members of a dimension, and their total.
    Breakdown,
    /// Several metrics with value, change, target and the small line.
    KeyFigures,
}

pub const TABLE_KINDS: &[(&str, TableKind)] =
    &[("history", TableKind::History), ("breakdown", TableKind::Breakdown), ("key_figures", TableKind::KeyFigures)];

/// Which remarks a chart marks and lists under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annotate {
    /// What observations say of themselves.
    pub notes: bool,
    /// What happened, from the definitions.
    pub events: bool,
}

/// The order of members in a breakdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// As data/metrics.yaml has them.
    Members,
    /// By the rules of the language.
    Name,
    /// The greatest first; gaps last.
    Value,
}

/// What to draw.
pub struct Order<'a> {
    /// One at least; several are lines of one chart.
    pub references: &'a [Reference],
    pub kind: ChartKind,
    /// Name of its files.
    pub id: &'a str,
    pub anchor: &'a str,
    pub number: usize,
    pub level: u8,
    pub title: Option<&'a Inline>,
    pub subtitle: Option<&'a Inline>,
    pub history: usize,
    pub from_zero: bool,
    pub by: Option<&'a str>,
    pub height: Option<u32>,
    pub annotate: Annotate,
    /// Where the narrative asks for it, for faults.
    pub place: Place,
}
