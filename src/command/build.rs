//! `kalends build`: the whole site into its output folder.

use super::{Options, Progress, check_output, output_fault};
use crate::diag::Diagnostics;
use crate::output::{Staged, Written, hash, up_to_date};
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
    let mut inputs = load::site(&options.root, diags).ok()?;
    if options.approved_only {
        inputs = site::without_unapproved(inputs).0;
    }
    let mut head = site::manifest_head(&inputs, options.drafts);
    if options.approved_only {
        site::leave_out_unapproved(&mut head);
    }
    if !options.force && !site::hides_counts(&inputs) && diags.is_empty() && up_to_date(&options.output, &head) {
        return Some(Built::UpToDate);
    }
    progress("stage");
    let staged = Staged::begin(&options.output, options.force)
        .map_err(|fault| diags.add(output_fault(&fault, &options.root)))
        .ok()?;
    progress("build");
    let built = site::build(&inputs, &site::site_options(&head, options.drafts), &staged, diags)?;
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
