//! `kalends mail [PERIOD]`: the draft of a mail that tells of a report, as an `.eml` file.
//!
//! The figures are those of the page, in its words. The draft has no sender, no receivers and no date: those are for
//! whoever sends it.

use std::path::PathBuf;

use super::letter::{SIGNATURE, draft};
use super::one_report::{OneReport, UsualArgs, WhichArgs};
use super::{Host, Ui};
use crate::diag::{Diagnostics, Stopped};
use crate::site;

/// Write the draft of a mail that tells of a report
///
/// Title, summary, key figures with change and target, what misses its target, what was revised, and the link to the
/// page where kalends.yaml has a base_url; as text and as HTML for Outlook and Gmail. Opens as a draft: sender,
/// receivers and date are for whoever sends it. Prints the path of the file.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichArgs,
    /// The file; takes the place of another draft, never of other files, and never lies in output/ [default: the report's
    /// period or folder and period in the current folder, such as 2018-02.eml]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    usual: UsualArgs,
}

/// Writes the draft. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let asked = (&args.which, &args.usual, args.output.as_deref());
    let one = OneReport::begin(asked, ("mail", "eml", SIGNATURE.as_bytes()), (host, ui, diags))?;
    let digest = site::digest(&one.prepared, &one.report, diags)?;
    let target = one.finish(draft(&digest).as_bytes(), diags)?;
    if digest.address.is_none() {
        ui.say("the mail has no link to the report: kalends.yaml has no `base_url`");
    }
    ui.print_paths(&[target], host);
    Ok(())
}
