//! `kalends build`: the whole site into its output folder.

use std::path::{Path, PathBuf};

use super::args::{BuildArgs, FaultArgs, JobArgs, SiteArgs, TimingArgs};
use super::ui::counted;
use super::{Host, NOT_OURS, Ui, check_output, kept_from_readers, made, named, output_fault, read_site};
use crate::command::one_report::{file_name, report};
use crate::diag::{Diagnostics, Stopped};
use crate::output::{Counted, Manifest, Memory, Staged, WorkFolder, Written, hash, up_to_date};
use crate::site::{self, Choice};

/// Build the whole site into its output folder
///
/// Reads kalends.yaml, data/, content/ and templates/, and writes a static report set that opens from
/// disk. All faults of the site are reported at once; with any error the output stays as it was.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    build: BuildArgs,
    /// Write the report of one period as a single HTML file that opens anywhere, such as from a mail; output/ stays as it is
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["force", "approved"])]
    single_file: Option<String>,
    /// With --single-file: the folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own
    /// reports]
    #[arg(long, value_name = "FOLDER", requires = "single_file", default_value = "", hide_default_value = true)]
    series: String,
    /// With --single-file: the file; takes the place of another HTML file, never of other files, and never lies in output/
    /// [default: the report's period or folder and period in the current folder, such as 2018-02.html]
    #[arg(long, value_name = "FILE", requires = "single_file")]
    to: Option<PathBuf>,
    /// Folder for the pages [default: output in the site's folder]
    #[arg(long, value_name = "DIR", env = "KALENDS_OUTPUT")]
    output: Option<PathBuf>,
    /// Write into a folder that kalends did not make; its other files are kept
    #[arg(long)]
    force: bool,
    /// Leave out reports that are not approved, where the site has approvals.yaml
    #[arg(long)]
    approved: bool,
    #[command(flatten)]
    faults: FaultArgs,
    /// Print nothing but faults
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    timings: TimingArgs,
    #[command(flatten)]
    jobs: JobArgs,
}

/// What a build did.
enum Built {
    /// The inputs are those of the last build, and so is the output.
    UpToDate,
    Written {
        site: site::Summary,
        files: Written,
    },
}

pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.quiet(args.quiet);
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let root = host.site(args.site.root.as_deref(), diags)?;
    if let Some(period) = &args.single_file {
        let written = single_file(args, period, &root, ui, diags)?;
        ui.print_paths(&[written], host);
        return Ok(());
    }
    let output = args.output.clone().unwrap_or_else(|| root.join("output"));
    let built = build(args, &root, &output, ui, diags)?;
    ui.say(&summary(&built, &output));
    Ok(())
}

/// How every page begins.
const SIGNATURE: &[u8] = b"<!DOCTYPE html>";

/// Builds the site into memory, and writes the page of one report with all that it asks for into one file.
fn single_file(
    args: &Args,
    period: &str,
    root: &Path,
    ui: &mut Ui,
    diags: &mut Diagnostics,
) -> Result<PathBuf, Stopped> {
    ui.stage("load");
    let choice = Choice { drafts: args.build.drafts, sent_on: true, ..Choice::default() };
    let prepared = site::prepare(read_site(root, &choice, diags)?, choice);
    let report = report(&prepared, (&args.series, Some(period)), "build").map_err(|fault| diags.stop(fault))?;
    let target = args.to.clone().unwrap_or_else(|| file_name(&report, "html"));
    let place = WorkFolder::begin(&target, SIGNATURE, &root.join("output"));
    let place = place.map_err(|fault| diags.stop(output_fault(&fault, root)))?;
    ui.stage("build");
    let pages = Memory::new();
    site::build(&prepared, &pages, diags)?;
    diags.no_warnings(args.build.strict)?;
    ui.stage("write");
    let files = pages.into_files();
    let html = files.get(&report.path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let base = prepared.inputs.settings.base_url.as_deref();
    let single = site::in_one_file(&html, &report.path, &files, base);
    place.finish(single.as_bytes()).map_err(|fault| diags.stop(output_fault(&fault, root)))?;
    Ok(target)
}

/// Builds the site. After an error the output is as it was.
fn build(args: &Args, root: &Path, output: &Path, ui: &mut Ui, diags: &mut Diagnostics) -> Result<Built, Stopped> {
    if let Some(fault) = check_output(root, output) {
        return Err(diags.stop(fault));
    }
    ui.stage("load");
    let choice = Choice { drafts: args.build.drafts, approved_only: args.approved, ..Choice::default() };
    let inputs = read_site(root, &choice, diags)?;
    let prepared = site::prepare(inputs, choice);
    let head_like = |before: &Manifest| prepared.head_like(&before.head());
    let is_kept = !prepared.hides_counts() && prepared.has_its_editions();
    if !args.force && is_kept && diags.is_empty() && up_to_date(output, head_like) {
        return Ok(Built::UpToDate);
    }
    ui.stage("stage");
    let staged = Staged::begin(output, args.force).map_err(|fault| diags.stop(output_fault(&fault, root)))?;
    ui.stage("build");
    let progress = ui.count(prepared.reports().len());
    let built = site::build(&prepared, &Counted::new(&staged, &|| progress.step()), diags)?;
    diags.no_warnings(args.build.strict)?;
    let mut head = prepared.head_with(|file| built.referred.contains(file));
    if !diags.is_empty() {
        // What is to be looked at is said by every build, so the next one may not call this one up to date.
        head.inputs.insert("--warnings".to_owned(), hash(b"true"));
    }
    ui.stage("write");
    let files = staged.finish(head).map_err(|fault| diags.stop(output_fault(&fault, root)))?;
    Ok(Built::Written { site: built, files })
}

fn summary(built: &Built, output: &Path) -> String {
    match built {
        Built::UpToDate => format!("{} is up to date", output.display()),
        Built::Written { site, files } => {
            let mut text = format!(
                "{} in {}: {} written, {} unchanged",
                made(site),
                output.display(),
                counted(files.written, "file"),
                files.unchanged
            );
            if !files.removed.is_empty() {
                text.push_str(&format!(", {} removed", files.removed.len()));
            }
            text + &named("kept", &files.kept, NOT_OURS) + &kept_from_readers(site)
        }
    }
}
