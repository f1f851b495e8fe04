//! One report of a site, as several commands make a file of it: which one is meant, what its file is called, and the
//! steps before it is made.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{BuildArgs, FormatArgs, JobArgs, SiteArgs, TimingArgs};
use super::{Host, Ui, output_fault};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::output::{Fault, Memory, WorkFolder};
use crate::site::{self, Choice, Prepared, ReportPage};

/// Which report is meant.
#[derive(Debug, clap::Args)]
pub struct WhichArgs {
    /// The report's period, such as 2018-02 [default: the newest month]
    pub period: Option<String>,
    /// The folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own reports]
    #[arg(long, value_name = "FOLDER", default_value = "", hide_default_value = true)]
    pub series: String,
}

impl WhichArgs {
    /// The folder, and the period where one is named.
    pub fn named(&self) -> (&str, Option<&str>) {
        (&self.series, self.period.as_deref())
    }
}

/// What every command is told that makes files of reports.
#[derive(Debug, clap::Args)]
pub struct UsualArgs {
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

/// A site whose pages are sound, a report of it, and the file that is to be made of the report.
pub struct OneReport<'a> {
    pub prepared: Prepared,
    pub report: ReportPage,
    usual: &'a UsualArgs,
    root: PathBuf,
    target: PathBuf,
    place: WorkFolder,
}

impl UsualArgs {
    /// The folder of the site, before anything is read.
    pub fn begin(&self, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<PathBuf, Stopped> {
        ui.faults_as(self.faults, "nothing was written");
        ui.timed(self.timings.timings);
        self.jobs.limit_threads(None);
        host.site(self.site.root.as_deref(), diags)
    }

    /// The site of a folder, with drafts where they are asked for.
    pub fn prepare(&self, root: &Path, ui: &mut Ui, diags: &mut Diagnostics) -> Result<Prepared, Stopped> {
        ui.stage("load");
        let inputs = load::site(root, diags)?;
        Ok(site::prepare(inputs, Choice { drafts: self.build.drafts, sent_on: true, ..Choice::default() }))
    }

    /// An error after warnings, where `--strict` asks for it.
    pub fn no_warnings(&self, diags: &mut Diagnostics) -> Result<(), Stopped> {
        diags.no_warnings(self.build.strict)
    }
}

impl<'a> OneReport<'a> {
    /// Prepares a site, settles report and file, and builds the pages, into memory. `kind` is what the user called, the
    /// ending of its files, and how they begin.
    pub fn begin(
        (which, usual, output): (&WhichArgs, &'a UsualArgs, Option<&Path>),
        (command, ending, signature): (&'static str, &str, &[u8]),
        (host, ui, diags): (&Host, &mut Ui, &mut Diagnostics),
    ) -> Result<OneReport<'a>, Stopped> {
        let root = usual.begin(host, ui, diags)?;
        let prepared = usual.prepare(&root, ui, diags)?;
        let report = report(&prepared, which.named(), command).map_err(|fault| diags.stop(fault))?;
        let target = output.map_or_else(|| file_name(&report, ending), Path::to_path_buf);
        let place = WorkFolder::begin(&target, signature, &root.join("output"));
        let place = place.map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
        ui.stage("build");
        // The whole site, since the report is sound where its pages are.
        site::build(&prepared, &Memory::new(), diags)?;
        Ok(OneReport { prepared, report, usual, root, target, place })
    }

    /// Puts the file in its place, and returns its path.
    pub fn finish(self, bytes: &[u8], diags: &mut Diagnostics) -> Result<PathBuf, Stopped> {
        self.usual.no_warnings(diags)?;
        let OneReport { root, place, .. } = self;
        place.finish(bytes).map_err(|fault: Fault| diags.stop(output_fault(&fault, &root)))?;
        Ok(self.target)
    }
}

/// The report that is meant: of the newest month where no period is named. `command` is what the user called.
///
/// # Errors
///
/// Names the folders or the periods that there are, where it is none of them.
pub fn report(
    prepared: &Prepared,
    (series, period): (&str, Option<&str>),
    command: &'static str,
) -> Result<ReportPage, Diagnostic> {
    let reports = prepared.reports();
    let series = series.trim_matches('/');
    let of_series: Vec<&ReportPage> = reports.iter().filter(|report| report.series == series).collect();
    let Some(last) = of_series.last() else {
        let known: BTreeSet<&str> = reports.iter().map(|report| report.series.as_str()).collect();
        return Err(faults::no_reports_there(command, series, known));
    };
    let Some(written) = period else {
        let newest_month = of_series.iter().rfind(|report| report.period.grain() == Grain::Month);
        return Ok((*newest_month.unwrap_or(last)).clone());
    };
    let year_start = prepared.inputs.catalog.year_start;
    let period = Period::read(written, year_start)
        .map_err(|_| faults::no_period(Place::of_command(command), written, year_start))?;
    let found = of_series.iter().find(|report| report.period == period);
    let known = || of_series.iter().rev().map(|report| report.period.to_string()).collect::<Vec<_>>();
    found.map(|report| (*report).clone()).ok_or_else(|| faults::no_such_report(command, written, &known()))
}

/// `2018-02.pdf`, `hospitals-rh-2018-02.pdf`.
pub fn file_name(report: &ReportPage, ending: &str) -> PathBuf {
    let parts = report.series.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
    let parts: Vec<String> = parts.chain([report.period.to_string()]).collect();
    format!("{}.{ending}", parts.join("-")).into()
}
