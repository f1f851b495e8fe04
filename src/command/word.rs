//! `kalends word [PERIOD]`: a report as a document of Word, for agendas and minutes.
//!
//! The figures and the words are those of the page. `output/` stays as it is: to send is not to publish.

use std::path::PathBuf;

use super::args::{BuildArgs, FormatArgs, JobArgs, SiteArgs, TimingArgs};
use super::{Host, Ui, output_fault};
use crate::command::one_report::{file_name, report};
use crate::diag::{Diagnostics, Stopped};
use crate::load;
use crate::output::{Memory, WorkFolder};
use crate::site::{self, Choice};

/// Write a report as a document of Word
///
/// The whole page: headings, text, key figures, charts as pictures with their descriptions, tables whose headers come
/// again on each page, captions that Word can refer to, footnotes. Links to other pages are whole addresses where
/// kalends.yaml has a base_url, else text. Prints the path of the document.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The report's period, such as 2018-02 [default: the newest month]
    period: Option<String>,
    /// The folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own reports]
    #[arg(long, value_name = "FOLDER", default_value = "", hide_default_value = true)]
    series: String,
    /// The document; takes the place of one that nobody has saved since, never of other files, and never lies in output/
    /// [default: the report's period or folder and period in the current folder, such as 2018-02.docx]
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

/// Writes the document. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let root = host.site(args.site.root.as_deref(), diags)?;
    ui.stage("load");
    let inputs = load::site(&root, diags)?;
    let prepared = site::prepare(inputs, Choice { drafts: args.build.drafts, sent_on: true, ..Choice::default() });
    let report = report(&prepared, &args.series, args.period.as_deref(), "word").map_err(|fault| diags.stop(fault))?;
    let target = args.output.clone().unwrap_or_else(|| file_name(&report, "docx"));
    let place = WorkFolder::begin(&target, &site::signature_of_documents(), &root.join("output"));
    let place = place.map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    ui.stage("build");
    // The whole site, since the report is sound where its pages are.
    site::build(&prepared, &Memory::new(), diags)?;
    ui.stage("write");
    let document = site::document(&prepared, &report, diags)?;
    diags.no_warnings(args.build.strict)?;
    place.finish(&document).map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    ui.print_paths(&[target], host);
    Ok(())
}
