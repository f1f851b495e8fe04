//! Every fault by name: each code with what it means, and below it the functions that make its faults.
//!
//! A file holds the codes of one family, whose first digits it names, or a part of them. Callers write
//! `faults::number_in_text(…)`, wherever the function stands. The families in order are in `codes`.

pub(super) mod approvals;
pub(super) mod catalog;
pub(super) mod commands;
pub(super) mod editions;
pub(super) mod embargo;
pub(super) mod exhibits;
pub(super) mod expressions;
pub(super) mod extract;
pub(super) mod files;
pub(super) mod filters;
pub(super) mod front_matter;
pub(super) mod import;
pub(super) mod intervals;
pub(super) mod mapping;
pub(super) mod members;
pub(super) mod narrative;
pub(super) mod output;
pub(super) mod preview_and_review;
pub(super) mod promises;
pub(super) mod publish;
pub(super) mod releases;
pub(super) mod remarks;
pub(super) mod settings;
pub(super) mod snapshots;
pub(super) mod templates;
pub(super) mod unmeant;
pub(super) mod verify;
pub(super) mod warnings;
pub(super) mod writing;

pub use approvals::*;
pub use catalog::*;
pub use commands::*;
pub use editions::*;
pub use embargo::*;
pub use exhibits::*;
pub use expressions::*;
pub use extract::*;
pub use files::*;
pub use filters::*;
pub use front_matter::*;
pub use import::*;
pub use intervals::*;
pub use mapping::*;
pub use members::*;
pub use narrative::*;
pub use output::*;
pub use preview_and_review::*;
pub use promises::*;
pub use publish::*;
pub use releases::*;
pub use remarks::*;
pub use settings::*;
pub use snapshots::*;
pub use templates::*;
pub use unmeant::*;
pub use verify::*;
pub use warnings::*;
pub use writing::*;

use super::nearest;

/// A longer list of names is cut short.
const MOST_NAMES: usize = 14;

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "none".to_owned(),
        count if count > MOST_NAMES => format!("{} and {} more", shown.join(", "), count - MOST_NAMES),
        _ => shown.join(", "),
    }
}

/// "did you mean `x`?" or the names that exist.
fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, what: &str) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("{what}: {}", list(known)),
    }
}
