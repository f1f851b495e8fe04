//! What a narrative asks to show: a chart of a kind, a table, a row of tiles.
//!
//! Plain data. The filters of a narrative make requests, and refuse what cannot be drawn.

use super::chart::{Annotate, ChartKind};
use super::table::TableColumn;
use super::table::lines::Choice;
use super::table::matrix::Marked;
use crate::base::period::Period;
use crate::compute::reference::Reference;

/// A chart, a table or a row of tiles that the narrative asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub kind: ExhibitKind,
    /// What it shows: one reference, or several for tiles, key figures and lines of several metrics.
    pub references: Vec<Reference>,
    pub id: Option<String>,
    /// Texts that may hold marks.
    pub title: Option<String>,
    pub subtitle: Option<String>,
    /// How many periods it shows; `None`: as many as the site's charts do.
    pub history: Option<usize>,
    pub from_zero: bool,
    /// The dimension whose members are shown.
    pub by: Option<String>,
    /// Of the wide drawing, in SVG units; `None`: the usual one.
    pub height: Option<u32>,
    pub annotate: Annotate,
    /// Whether each of several drawings has a y axis of its own.
    pub free_scale: bool,
    /// Whether a deviation is that from the usual, not from the year before.
    pub from_normal: bool,
    /// The earlier period of a chart of two; `None`: it shows others.
    pub since: Option<Period>,
    /// Which members it shows, and in which order.
    pub choice: Choice,
    /// The columns of a table; empty: the usual ones.
    pub columns: Vec<TableColumn>,
    /// Whether only figures that miss their target are shown, their members' too.
    pub off_target: bool,
    /// What the figures of a table of members are marked with.
    pub marked: Marked,
    /// Whether tiles show the change on the year before; `None`: where the values follow the season.
    pub year_ago: Option<bool>,
}

impl Request {
    /// The metric that the exhibit is named after.
    pub fn metric(&self) -> &str {
        self.references.first().map_or("", |reference| &reference.metric)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExhibitKind {
    Chart(&'static ChartKind),
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
            ExhibitKind::Chart(kind) => kind.word,
            ExhibitKind::Table(_) => "table",
            ExhibitKind::Tiles => "tiles",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// One metric through time.
    History,
    /// The members of a dimension, and their total.
    Breakdown,
    /// The members of a dimension through time.
    Periods,
    /// Several metrics for each member of a dimension.
    Members,
    /// Several metrics with value, change, target and the small line.
    KeyFigures,
}

/// The kinds that a narrative can name.
pub const TABLE_KINDS: &[(&str, TableKind)] =
    &[("history", TableKind::History), ("breakdown", TableKind::Breakdown), ("key_figures", TableKind::KeyFigures)];
