//! `kalends pdf [PERIOD]`: a report on paper, as a PDF with tags, outline and title.
//!
//! The site is built for the occasion, into memory, so the PDF shows what the site's files say now, and `output/` stays
//! as it is: to print is not to publish. A browser that is installed prints the page by the rules of the style sheet.

pub mod browser;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{BuildArgs, FormatArgs, JobArgs, SiteArgs, TimingArgs};
use super::{Host, Ui, output_fault};
use crate::command::one_report::{file_name, report};
use crate::command::pdf::browser::Print;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::output::{Fault, Memory, WorkFolder};
use crate::site::{self, Choice, Links, ReportPage};

/// Print a report as a PDF with tags and outline, through an installed Chromium, Chrome or Edge
///
/// Builds the site for it as `build` does, but into memory: the PDF shows what the site's files say now, and
/// output/ stays as it is. Links to other pages are whole addresses where kalends.yaml has a base_url, else text.
/// Prints the path of the PDF.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The report's period, such as 2018-02 [default: the newest month]
    period: Option<String>,
    /// The folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own reports]
    #[arg(long, value_name = "FOLDER", default_value = "", hide_default_value = true)]
    series: String,
    /// The PDF; takes the place of another PDF, never of other files, and never lies in output/ [default: the report's
    /// period or folder and period in the current folder, such as 2018-02.pdf]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The browser to print with [default: the first one found on the search path or in the usual places]
    #[arg(long, value_name = "PATH", env = "KALENDS_BROWSER")]
    browser: Option<PathBuf>,
    /// How long the browser may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
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

/// How every PDF begins.
const SIGNATURE: &[u8] = b"%PDF-";

/// Prints a report. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let root = host.site(args.site.root.as_deref(), diags)?;
    let found = args.browser.clone().or_else(|| browser::find(host.variable("PATH")));
    let browser = found.ok_or_else(|| diags.stop(faults::no_browser(browser::NAMES, browser::PLACES.len())))?;
    let fault = |fault: &Fault| output_fault(fault, &root);

    ui.stage("load");
    let inputs = load::site(&root, diags)?;
    let prepared = site::prepare(inputs, Choice { drafts: args.build.drafts, sent_on: true, ..Choice::default() });
    let report = report(&prepared, &args.series, args.period.as_deref(), "pdf").map_err(|fault| diags.stop(fault))?;
    let target = args.output.clone().unwrap_or_else(|| file_name(&report, "pdf"));
    let folder =
        WorkFolder::begin(&target, SIGNATURE, &root.join("output")).map_err(|found| diags.stop(fault(&found)))?;

    ui.stage("build");
    let pages = Memory::new();
    site::build(&prepared, &pages, diags)?;
    diags.no_warnings(args.build.strict)?;
    put_page(&prepared.inputs, &report, pages, &folder).map_err(|found| diags.stop(fault(&found)))?;

    ui.stage("print");
    let timeout = Duration::from_secs(args.timeout);
    let pdf = print(&browser, timeout, &report, &folder).map_err(|fault| diags.stop(fault))?;
    folder.finish(&dated(pdf, &report.last_day)).map_err(|found| diags.stop(fault(&found)))?;
    ui.print_paths(&[target], host);
    Ok(())
}

/// Writes the page and the files that it may ask for.
fn put_page(inputs: &load::Site, report: &ReportPage, pages: Memory, folder: &WorkFolder) -> Result<(), Fault> {
    let links = Links::Whole(inputs.settings.base_url.as_deref());
    for (path, bytes) in pages.into_files() {
        if path == report.path {
            folder.put(&path, site::relinked(&String::from_utf8_lossy(&bytes), &path, &links).as_bytes())?;
        } else if path.starts_with("assets/") || inputs.attachments.contains_key(&path) {
            folder.put(&path, &bytes)?;
        }
    }
    Ok(())
}

fn print(program: &Path, timeout: Duration, report: &ReportPage, folder: &WorkFolder) -> Result<Vec<u8>, Diagnostic> {
    let (name, browser) = ("kalends.pdf", program.display().to_string());
    let printed = browser::print(&Print {
        browser: program,
        page: &folder.path().join(&report.path),
        pdf: &folder.path().join(name),
        profile: folder.path(),
        timeout,
    });
    let last = printed.map_err(|fault| match fault {
        browser::Fault::NotStarted(error) => faults::browser_does_not_start(&browser, &error.to_string()),
        browser::Fault::Failed(last) => faults::browser_failed(&browser, &last),
        browser::Fault::TookTooLong => faults::browser_too_slow(&browser, timeout.as_secs()),
    })?;
    let pdf = folder.read(name).filter(|bytes| bytes.starts_with(SIGNATURE));
    pdf.ok_or_else(|| faults::browser_failed(&browser, &last))
}

/// Gives the PDF the day on which the report's period ended, in place of the time at which it was printed, so that the
/// same report makes the same file. The digits stay as many, so nothing in the file moves.
fn dated(mut pdf: Vec<u8>, day: &str) -> Vec<u8> {
    let digits: Vec<u8> = day.bytes().filter(u8::is_ascii_digit).chain(*b"000000").collect();
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
        let Some(start) = pdf.windows(key.len()).position(|bytes| bytes == key.as_bytes()) else { continue };
        let start = start + key.len();
        if let Some(old) = pdf.get_mut(start..start + digits.len()).filter(|old| old.iter().all(u8::is_ascii_digit)) {
            old.copy_from_slice(&digits);
        }
    }
    pdf
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_is_as_old_as_its_report() {
        let dated = |text: &str| String::from_utf8(dated(text.as_bytes().to_vec(), "2018-02-28")).expect("text");
        assert_eq!(
            dated("%PDF-1.4 <</CreationDate (D:20261123022105+00'00')\n/ModDate (D:20261123022105+00'00')>>"),
            "%PDF-1.4 <</CreationDate (D:20180228000000+00'00')\n/ModDate (D:20180228000000+00'00')>>"
        );
        assert_eq!(dated("%PDF-1.4 /ModDate (D:2026"), "%PDF-1.4 /ModDate (D:2026");
    }
}
