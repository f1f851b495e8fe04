//! `kalends check`: everything that build does, except writing, and the lints; and whether the imports can be read, which no
//! page needs.

use std::sync::Arc;

use super::{Options, Progress};
use crate::compute::Book;
use crate::diag::Diagnostics;
use crate::output::Memory;
use crate::{lint, load, site};

/// Checks the site. `None` exactly when it has errors.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<site::Summary> {
    progress("load");
    let mut inputs = load::site(&options.root, diags).ok()?;
    // A fault in them leaves the pages as they are, so the other stages go on and tell of theirs.
    let imports = load::imports(&options.root, &inputs.catalog, &inputs.settings, diags);
    if options.approved_only {
        inputs = site::without_unapproved(inputs).0;
    }
    let mut head = site::manifest_head(&inputs, options.drafts);
    if options.approved_only {
        site::leave_out_unapproved(&mut head);
    }
    progress("build");
    let built = site::build(&inputs, &site::site_options(&head, options.drafts), &Memory::new(), diags);
    progress("lint");
    let book = Arc::new(Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report()));
    let findings = lint::newest(lint::findings(&inputs, &book, options.drafts, &|_| true));
    diags.extend(findings.into_iter().map(|finding| finding.diagnostic));
    // What a page with errors would have been warned of is not known, so no comment can be said to be in vain.
    let (built, _) = built.zip(imports.ok())?;
    diags.judge_allowances();
    if options.strict && !diags.is_empty() {
        diags.make_strict();
        return None;
    }
    Some(built)
}
