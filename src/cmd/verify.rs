//! `kalends verify DEST`: whether what is published says what the site's files say.

use std::path::PathBuf;

use super::Progress;
use super::build::{manifest_head, site_options};
use super::publish::AS_PUBLISHED;
use crate::diag::{Diagnostics, faults};
use crate::output::{ManifestHead, Published};
use crate::verify::{Comparison, Drift, Proven, findings};
use crate::{load, site};

/// What to verify.
#[derive(Debug, Clone)]
pub struct Options {
    pub root: PathBuf,
    /// The published folder.
    pub destination: PathBuf,
    /// Files and folders of others that may stand in it.
    pub ignored: Vec<String>,
}

/// What was found to be as it should.
#[derive(Debug)]
pub struct Verified {
    pub proven: Proven,
    pub reports: usize,
    /// Files of the site that are newer than what is published.
    pub unpublished: Vec<String>,
}

/// Builds the site and compares each file with the published one. `None` exactly when a fault was recorded.
///
/// What is published is held against the files it was built from: those that came later wait to be published, and do
/// not count.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<Verified> {
    progress("load");
    let destination = options.destination.display().to_string();
    let published =
        Published::open(&options.destination).map_err(|_| diags.add(faults::not_published(&destination))).ok()?;
    let manifest = &published.manifest;
    let of_manifest = ManifestHead { version: manifest.kalends.clone(), inputs: manifest.inputs.clone() };
    let drafts = manifest.inputs.contains_key("--drafts");
    // As it was published: without the reports that nobody had approved, where some were left out.
    let as_then = |inputs: load::Site| match manifest.inputs.contains_key(AS_PUBLISHED) {
        true => site::as_published(inputs),
        false => Some(inputs),
    };
    let mut inputs = load::site(&options.root, diags).and_then(as_then);
    let own = inputs.as_ref().map(|inputs| manifest_head(inputs, drafts));
    let mut drift = own.map_or_else(Drift::default, |own| Drift::between(&of_manifest, &own));
    if inputs.is_none() || (drift.changed.is_empty() && !drift.new.is_empty()) {
        // What was published may still be there, beside later files that need not even be finished.
        diags.forget();
        let then = load::site_of(&options.root, &|path| manifest.inputs.contains_key(path), diags)?;
        let Some(then) = as_then(then) else {
            diags.add(faults::nothing_approved());
            return None;
        };
        drift.changed = Drift::between(&of_manifest, &manifest_head(&then, drafts)).changed;
        inputs = Some(then);
    }
    let inputs = inputs?;
    progress("build and compare");
    let comparison = Comparison::new(&published);
    let built = site::build(&inputs, &site_options(&of_manifest, drafts), &comparison, diags)?;
    // Warnings are for `check` to give.
    diags.forget();
    let reports = site::reports(&inputs, drafts);
    let proven = findings(comparison, &inputs, &reports, &drift, &options.ignored, diags)
        .map_err(|error| diags.add(faults::unreadable(&destination, &error.to_string())))
        .ok()?;
    diags.is_empty().then_some(Verified { proven, reports: built.reports, unpublished: drift.new })
}
