//! `kalends mail [PERIOD]`: the draft of a mail that tells of a report, as an `.eml` file.
//!
//! The figures are those of the page, in its words. The draft has no sender, no receivers and no date: those are for
//! whoever sends it.

use std::path::PathBuf;

use super::args::{BuildArgs, FormatArgs, JobArgs, SiteArgs, TimingArgs};
use super::{Host, Ui, output_fault};
use crate::command::letter::{SIGNATURE, draft};
use crate::command::one_report::{file_name, report};
use crate::diag::{Diagnostics, Stopped};
use crate::load;
use crate::output::{Memory, WorkFolder};
use crate::site::{self, Choice};

/// Write the draft of a mail that tells of a report
///
/// Title, summary, key figures with change and target, what misses its target, what was revised, and the link to the
/// page where kalends.yaml has a base_url; as text and as HTML for Outlook and Gmail. Opens as a draft: sender,
/// receivers and date are for whoever sends it. Prints the path of the file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The report's period, such as 2018-02 [default: the newest month]
    period: Option<String>,
    /// The folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own reports]
    #[arg(long, value_name = "FOLDER", default_value = "", hide_default_value = true)]
    series: String,
    /// The file; takes the place of another draft, never of other files, and never lies in output/ [default: the report's
    /// period or folder and period in the current folder, such as 2018-02.eml]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    build: BuildArgs,
    #[command(flatten)]
    faults: FormatArgs,
    #[command(flatten)]
    timings: TimingArgs,
    #[command(flatten)]
    jobs: JobArgs,
}

/// Writes the draft. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let root = host.site(args.site.root.as_deref(), diags)?;
    ui.stage("load");
    let inputs = load::site(&root, diags)?;
    let prepared = site::prepare(inputs, Choice { drafts: args.build.drafts, sent_on: true, ..Choice::default() });
    let report = report(&prepared, &args.series, args.period.as_deref(), "mail").map_err(|fault| diags.stop(fault))?;
    let target = args.output.clone().unwrap_or_else(|| file_name(&report, "eml"));
    let place = WorkFolder::begin(&target, SIGNATURE.as_bytes(), &root.join("output"));
    let place = place.map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    ui.stage("build");
    // The whole site, since the report is sound where its pages are.
    site::build(&prepared, &Memory::new(), diags)?;
    let digest = site::digest(&prepared, &report, diags)?;
    diags.no_warnings(args.build.strict)?;
    place.finish(draft(&digest).as_bytes()).map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    if digest.address.is_none() {
        ui.say("the mail has no link to the report: kalends.yaml has no `base_url`");
    }
    ui.print_paths(&[target], host);
    Ok(())
}
