//! What was published: a record of each report, each time that it was, in the order in which it happened.
//!
//! The ledger belongs to the office, as data/ does, and is no part of what is published. A count that is hidden to
//! protect somebody is not in it. One that was published and had to be taken out later stays where it was written, as
//! it stays in the older snapshot that states it: from then on new lines leave it out, and no page shows it.

use std::collections::BTreeMap;

use crate::base::period::Period;

/// The file, in the site's folder.
pub const LEDGER: &str = "ledger.jsonl";

/// Everything that was ever published, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    pub entries: Vec<Entry>,
}

/// One line: a report that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Of the file, from 1.
    pub line: u32,
    /// When it was published, as `2018-03-05T09:30:00Z`.
    pub at: String,
    pub record: Record,
    /// SHA-256 of the hash before it, a line end, and this line without its own hash.
    pub chain: String,
}

/// A report as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its folder in the output: `2018-02`, `hospitals/rh/2018-02`.
    pub report: String,
    pub period: Period,
    /// Who approved it; `None` on a site without approvals.yaml.
    pub approved_by: Option<String>,
    /// SHA-256 of what makes the report (`Parts::digest` of this report alone).
    pub digest: String,
    /// Every figure of figures.json that is not hidden: each metric in the period that the report shows, with its
    /// parts.
    pub figures: Vec<Figure>,
    /// The earlier periods in figures.json, by metric: the machine value, `None` for a gap.
    pub history: BTreeMap<String, BTreeMap<Period, Option<String>>>,
}

/// One figure as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub metric: String,
    pub period: Period,
    /// Its member in each dimension that the metric is split by; `None` is the total over it.
    pub members: Vec<Option<String>>,
    /// The machine value, unrounded; `None` for a gap.
    pub value: Option<String>,
    /// As readers saw it.
    pub text: String,
}

impl Ledger {
    /// The newest entry of each report, by its folder.
    pub fn newest(&self) -> BTreeMap<&str, &Entry> {
        self.entries.iter().map(|entry| (entry.record.report.as_str(), entry)).collect()
    }
}
