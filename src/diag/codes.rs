//! All codes in order.
//!
//! Each code stands in `faults`, above the functions that make its faults. `kalends explain K0203` prints one, SARIF
//! carries it as a rule, and docs/diagnostics.md is all of them.

use super::code::Code;
use super::faults::{
    approvals, catalog, commands, editions, embargo, exhibits, expressions, extract, files, filters, front_matter,
    import, intervals, mapping, members, narrative, output, preview_and_review, promises, publish, releases, remarks,
    settings, snapshots, templates, unmeant, verify, warnings, writing,
};

/// The codes of one stage.
#[derive(Debug)]
pub struct Family {
    /// The first two digits of its codes.
    pub digits: &'static str,
    pub title: &'static str,
    /// The codes of each file that holds some of them.
    lists: &'static [&'static [&'static Code]],
}

impl Family {
    /// The codes in order.
    pub fn codes(&self) -> Vec<&'static Code> {
        let mut codes = self.lists.concat();
        codes.sort_unstable();
        codes
    }
}

/// The families in order.
pub const FAMILIES: &[Family] = &[
    Family { digits: "00", title: "Files and YAML", lists: &[files::CODES] },
    Family {
        digits: "01",
        title: "Settings and catalog",
        lists: &[settings::CODES, releases::CODES, catalog::CODES, members::CODES],
    },
    Family { digits: "02", title: "Snapshots", lists: &[snapshots::CODES, intervals::CODES] },
    Family { digits: "03", title: "What readers could trip over", lists: &[warnings::CODES, unmeant::CODES] },
    Family {
        digits: "04",
        title: "Narrative",
        lists: &[narrative::CODES, front_matter::CODES, expressions::CODES, filters::CODES, exhibits::CODES],
    },
    Family { digits: "05", title: "Templates", lists: &[templates::CODES] },
    Family { digits: "06", title: "Output", lists: &[output::CODES] },
    Family { digits: "07", title: "Commands", lists: &[commands::CODES] },
    Family {
        digits: "08",
        title: "Writing data and text",
        lists: &[extract::CODES, import::CODES, mapping::CODES, writing::CODES],
    },
    Family { digits: "09", title: "Preview, comparison, review", lists: &[preview_and_review::CODES, remarks::CODES] },
    Family {
        digits: "10",
        title: "What is published",
        lists: &[approvals::CODES, promises::CODES, verify::CODES, publish::CODES, editions::CODES, embargo::CODES],
    },
];

/// Every code, in order.
pub fn all() -> Vec<&'static Code> {
    FAMILIES.iter().flat_map(Family::codes).collect()
}

/// The code that is written so, in capital or small letters. `None` when there is none.
pub fn of(written: &str) -> Option<&'static Code> {
    all().into_iter().find(|code| code.id.eq_ignore_ascii_case(written))
}

/// The codes of the warnings that an author may allow in a comment, in order.
pub fn allowable() -> Vec<&'static Code> {
    all().into_iter().filter(|code| code.allowable).collect()
}
