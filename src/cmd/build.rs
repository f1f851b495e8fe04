//! `kalends build`: the whole site into its output folder.

use std::collections::{BTreeMap, BTreeSet};

use super::{Options, Progress, check_output, output_fault};
use crate::diag::Diagnostics;
use crate::ledger::LEDGER;
use crate::model::snapshot::{Observation, RevisionKind};
use crate::output::{ManifestHead, Staged, Written, hash, up_to_date};
use crate::period::Period;
use crate::{load, site};

/// What a build did.
#[derive(Debug)]
pub enum Built {
    /// The inputs are those of the last build, and so is the output.
    UpToDate,
    Written {
        site: site::Summary,
        files: Written,
    },
}

/// Builds the site. `None` exactly when a stage recorded an error; then the output is as it was.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<Built> {
    if let Some(fault) = check_output(&options.root, &options.output) {
        diags.add(fault);
        return None;
    }
    progress("load");
    let mut inputs = load::site(&options.root, diags)?;
    if options.approved_only {
        inputs = without_unapproved(inputs).0;
    }
    let mut head = manifest_head(&inputs, options.drafts);
    if options.approved_only {
        leave_out_unapproved(&mut head);
    }
    if !options.force && !hides_counts(&inputs) && diags.is_empty() && up_to_date(&options.output, &head) {
        return Some(Built::UpToDate);
    }
    progress("stage");
    let staged = Staged::begin(&options.output, options.force)
        .map_err(|fault| diags.add(output_fault(&fault, &options.root)))
        .ok()?;
    progress("build");
    let built = site::build(&inputs, &site_options(&head, options.drafts), &staged, diags)?;
    if options.strict && !diags.is_empty() {
        diags.make_strict();
        return None;
    }
    if !diags.is_empty() {
        // What is to be looked at is said by every build, so the next one may not call this one up to date.
        head.inputs.insert("--warnings".to_owned(), hash(b"true"));
    }
    progress("write");
    let files = staged.finish(head).map_err(|fault| diags.add(output_fault(&fault, &options.root))).ok()?;
    Some(Built::Written { site: built, files })
}

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
        let last = ledger.entries.last().map_or("", |entry| entry.chain());
        hashes.insert(LEDGER.to_owned(), if secret { String::new() } else { hash(last.as_bytes()) });
    }
    if drafts {
        hashes.insert("--drafts".to_owned(), hash(b"true"));
    }
    ManifestHead { version: site::VERSION.to_owned(), inputs: hashes }
}

/// What a build without the reports that nobody approved was asked for, which is told by its manifest.
const APPROVED_ONLY: &str = "--approved";

/// The site without the figures and texts that nobody approved, and the periods that somebody did; `None` where the site
/// asks for no approvals and stays as it is.
pub fn without_unapproved(inputs: load::Site) -> (load::Site, Option<BTreeSet<Period>>) {
    match site::approved(&inputs) {
        Some(periods) => (site::up_to(inputs, &periods), Some(periods)),
        None => (inputs, None),
    }
}

/// Turns the head of a build into that of one without the reports that nobody approved.
pub fn leave_out_unapproved(head: &mut ManifestHead) {
    head.inputs.insert(APPROVED_ONLY.to_owned(), hash(b"true"));
}

fn hides_counts(inputs: &load::Site) -> bool {
    let taken_out = |observation: &Observation| observation.kind == Some(RevisionKind::Disclosure);
    inputs.catalog.metrics.values().any(|metric| metric.protection.is_some())
        || inputs.snapshots.iter().flat_map(|snapshot| &snapshot.observations).any(taken_out)
}

pub fn site_options(head: &ManifestHead, drafts: bool) -> site::Options {
    // The ledger grows by publishing, which must not change what is published.
    let sources = head.inputs.iter().filter(|(path, _)| *path != LEDGER);
    let all: String = sources.map(|(path, hash)| format!("{path} {hash}\n")).collect();
    let digits = hash(all.as_bytes());
    let groups: Vec<&str> = [0, 4, 8].iter().filter_map(|start| digits.get(*start..*start + 4)).collect();
    let approved_only = head.inputs.contains_key(APPROVED_ONLY);
    site::Options { drafts, approved_only, periods: None, checksum: groups.join(" ") }
}
