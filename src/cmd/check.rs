//! `kalends check`: everything that build does, except writing.

use super::build::{leave_out_unapproved, manifest_head, site_options};
use super::{Options, Progress};
use crate::diag::Diagnostics;
use crate::output::Memory;
use crate::{load, site};

/// Checks the site. `None` exactly when it has errors.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<site::Summary> {
    progress("load");
    let inputs = load::site(&options.root, diags)?;
    let mut head = manifest_head(&inputs, options.drafts);
    if options.approved_only {
        leave_out_unapproved(&mut head);
    }
    progress("build");
    let built = site::build(&inputs, &site_options(&head, options.drafts), &Memory::new(), diags)?;
    if options.strict && !diags.is_empty() {
        diags.make_strict();
        return None;
    }
    Some(built)
}
