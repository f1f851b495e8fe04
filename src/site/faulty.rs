//! A site whose data have errors → what is wrong with its texts and templates all the same.
//!
//! The pages are made from what could be read, and thrown away. Only faults count that do not follow from what is
//! missing.

use std::collections::BTreeSet;

use super::build;
use super::prepare::{Choice, prepare};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load::{self, CATALOG};
use crate::model::catalog::{Catalog, Metric};
use crate::output::One;

/// Records the errors in the texts and templates of `inputs`, in which what has the errors of `diags` is missing.
pub fn faults_of_texts(mut inputs: load::Site, choice: Choice, diags: &mut Diagnostics) -> Stopped {
    let lines: Vec<u32> =
        diags.errors().filter(|error| &*error.place.file == CATALOG).map(|error| error.place.line).collect();
    if !lines.is_empty() {
        let catalog = &mut inputs.catalog;
        catalog.unread.extend(doubtful(catalog, &lines));
        catalog.metrics.retain(|id, _| !catalog.unread.contains(id));
    }
    let metrics = &inputs.catalog.metrics;
    for snapshot in &mut inputs.snapshots {
        snapshot.observations.retain(|observation| metrics.contains_key(&observation.metric));
    }
    let mut found = Diagnostics::default();
    // It fails where there are such errors.
    let _ = build(&prepare(inputs, choice), &One::new(""), &mut found);
    diags.stop_all(found.errors().filter(|error| is_of_a_text(error)).cloned())
}

/// The metrics whose definition has an error in one of `lines`, and all that are computed: these may go round in a
/// circle.
fn doubtful(catalog: &Catalog, lines: &[u32]) -> BTreeSet<String> {
    let begins = |line: u32| {
        let before = catalog.metrics.iter().filter(|(_, metric)| metric.place.line <= line);
        before.max_by_key(|(_, metric)| metric.place.line).map(|(id, _)| id.clone())
    };
    let is_computed = |metric: &Metric| !metric.inputs().is_empty() || metric.target.is_some();
    let computed = catalog.metrics.iter().filter(|(_, metric)| is_computed(metric)).map(|(id, _)| id.clone());
    lines.iter().filter_map(|line| begins(*line)).chain(computed).collect()
}

/// Whether an error is of a narrative or of a template, and would be one with sound data, too.
fn is_of_a_text(error: &Diagnostic) -> bool {
    let is_of = |family: &str| error.code.id.get(1..3) == Some(family);
    (is_of("04") || is_of("05")) && *error.code != faults::GAP_HAS_NO_AMOUNT
}
