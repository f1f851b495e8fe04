//! What a build is asked for → the head of its manifest, and what decides its pages.

use std::collections::{BTreeMap, BTreeSet};

use super::{Options, VERSION};
use crate::base::period::Period;
use crate::load;
use crate::model::ledger::LEDGER;
use crate::model::snapshot::{Observation, RevisionKind};
use crate::output::{ManifestHead, hash};

/// Everything that decides what is built: the files, the program, and what it was asked for.
///
/// Where small counts are hidden, the data are named without their hashes: whoever can guess the rest of a snapshot
/// could try out the hidden number until the hash is right. Such a site is built every time.
pub fn manifest_head(inputs: &load::Site, drafts: bool) -> ManifestHead {
    let secret = hides_counts(inputs);
    let shown =
        |path: &str, bytes: &[u8]| if secret && path.starts_with("data/") { String::new() } else { hash(bytes) };
    let mut hashes: BTreeMap<String, String> =
        inputs.files.iter().map(|(path, bytes)| (path.clone(), shown(path, bytes))).collect();
    hashes.insert("kalends".to_owned(), env!("KALENDS_PROGRAM").to_owned());
    if let Some(ledger) = &inputs.ledger {
        // So that a build looks at what was published since the last one. Where counts are hidden, each build looks.
        let last = ledger.entries.last().map_or("", |entry| entry.chain.as_str());
        hashes.insert(LEDGER.to_owned(), if secret { String::new() } else { hash(last.as_bytes()) });
    }
    if drafts {
        hashes.insert("--drafts".to_owned(), hash(b"true"));
    }
    ManifestHead { version: VERSION.to_owned(), inputs: hashes }
}

/// What a build without the reports that nobody approved was asked for, which is told by its manifest.
const APPROVED_ONLY: &str = "--approved";

/// The site without the figures and texts that nobody approved, and the periods that somebody did; `None` where the site
/// asks for no approvals and stays as it is.
pub fn without_unapproved(inputs: load::Site) -> (load::Site, Option<BTreeSet<Period>>) {
    match super::approved(&inputs) {
        Some(periods) => (super::up_to(inputs, &periods), Some(periods)),
        None => (inputs, None),
    }
}

/// Turns the head of a build into that of one without the reports that nobody approved.
pub fn leave_out_unapproved(head: &mut ManifestHead) {
    head.inputs.insert(APPROVED_ONLY.to_owned(), hash(b"true"));
}

/// Whether some count of the site is hidden to protect somebody.
pub fn hides_counts(inputs: &load::Site) -> bool {
    let taken_out = |observation: &Observation| observation.kind == Some(RevisionKind::Disclosure);
    inputs.catalog.metrics.values().any(|metric| metric.protection.is_some())
        || inputs.snapshots.iter().flat_map(|snapshot| &snapshot.observations).any(taken_out)
}

pub fn site_options(head: &ManifestHead, drafts: bool) -> Options {
    // The ledger grows by publishing, which must not change what is published.
    let sources = head.inputs.iter().filter(|(path, _)| *path != LEDGER);
    let all: String = sources.map(|(path, hash)| format!("{path} {hash}\n")).collect();
    let digits = hash(all.as_bytes());
    let groups: Vec<&str> = [0, 4, 8].iter().filter_map(|start| digits.get(*start..*start + 4)).collect();
    let approved_only = head.inputs.contains_key(APPROVED_ONLY);
    Options { drafts, approved_only, periods: None, checksum: groups.join(" ") }
}
