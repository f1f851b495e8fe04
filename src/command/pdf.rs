//! `kalends pdf [PERIOD]`: a report on paper, as a PDF with tags, outline and title.
//!
//! The site is built for the occasion, into memory, so the PDF shows what the site's files say now, and `output/` stays
//! as it is: to print is not to publish. A browser that is installed prints the page by the rules of the style sheet.

pub mod browser;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::{Progress, output_fault};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::command::pdf::browser::Print;
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::load;
use crate::output::{Fault, Memory, WorkFolder};
use crate::site::{self, ReportPage};

/// What to print, and with what.
#[derive(Debug, Clone)]
pub struct Options {
    pub root: PathBuf,
    /// The report's period; the newest month's, or else the newest's, if it is not named.
    pub period: Option<String>,
    /// The folder of the output that the report lies in, such as `hospitals/rh`; empty for the site's own.
    pub series: String,
    /// Where the PDF goes; the current folder, under the report's name, if it is not named.
    pub output: Option<PathBuf>,
    pub browser: PathBuf,
    pub timeout: Duration,
    pub strict: bool,
    pub drafts: bool,
}

/// How every PDF begins.
const SIGNATURE: &[u8] = b"%PDF-";

/// Prints a report. Returns the path of the PDF, or `None` when a fault was recorded; then nothing is written.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<PathBuf> {
    progress("load");
    let inputs = load::site(&options.root, diags)?;
    let report = report(options, &inputs).map_err(|fault| diags.add(fault)).ok()?;
    let target = options.output.clone().unwrap_or_else(|| file_name(&report));
    let fault = |fault: &Fault| output_fault(fault, &options.root);
    let folder = WorkFolder::begin(&target, SIGNATURE, &options.root.join("output"))
        .map_err(|found| diags.add(fault(&found)))
        .ok()?;

    progress("build");
    let pages = Memory::new();
    let head = site::manifest_head(&inputs, options.drafts);
    site::build(&inputs, &site::site_options(&head, options.drafts), &pages, diags)?;
    if options.strict && !diags.is_empty() {
        diags.make_strict();
        return None;
    }
    put_page(&inputs, &report, pages, &folder).map_err(|found| diags.add(fault(&found))).ok()?;

    progress("print");
    let pdf = print(options, &report, &folder).map_err(|fault| diags.add(fault)).ok()?;
    folder.finish(&dated(pdf, &report.last_day)).map_err(|found| diags.add(fault(&found))).ok()?;
    Some(target)
}

/// The report that is asked for.
fn report(options: &Options, inputs: &load::Site) -> Result<ReportPage, Diagnostic> {
    let reports = site::reports(inputs, options.drafts);
    let series = options.series.trim_matches('/');
    let of_series: Vec<&ReportPage> = reports.iter().filter(|report| report.series == series).collect();
    let Some(last) = of_series.last() else {
        let known: BTreeSet<&str> = reports.iter().map(|report| report.series.as_str()).collect();
        return Err(faults::no_reports_there(series, known));
    };
    let Some(written) = &options.period else {
        let newest_month = of_series.iter().rfind(|report| report.period.grain() == Grain::Month);
        return Ok((*newest_month.unwrap_or(last)).clone());
    };
    let period = Period::read(written, inputs.catalog.year_start)
        .map_err(|_| faults::no_period(Place::of_file("kalends pdf"), written, inputs.catalog.year_start))?;
    let found = of_series.iter().find(|report| report.period == period);
    let known = || of_series.iter().rev().map(|report| report.period.to_string()).collect::<Vec<_>>();
    found.map(|report| (*report).clone()).ok_or_else(|| faults::no_such_report(written, &known()))
}

/// `2018-02.pdf`, `hospitals-rh-2018-02.pdf`.
fn file_name(report: &ReportPage) -> PathBuf {
    let parts = report.series.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
    let parts: Vec<String> = parts.chain([report.period.to_string()]).collect();
    format!("{}.pdf", parts.join("-")).into()
}

/// Writes the page and the files that it may ask for.
fn put_page(inputs: &load::Site, report: &ReportPage, pages: Memory, folder: &WorkFolder) -> Result<(), Fault> {
    let base = inputs.settings.base_url.as_deref();
    for (path, bytes) in pages.into_files() {
        if path == report.path {
            folder.put(&path, site::for_paper(&String::from_utf8_lossy(&bytes), &path, base).as_bytes())?;
        } else if path.starts_with("assets/") || inputs.attachments.contains_key(&path) {
            folder.put(&path, &bytes)?;
        }
    }
    Ok(())
}

fn print(options: &Options, report: &ReportPage, folder: &WorkFolder) -> Result<Vec<u8>, Diagnostic> {
    let (name, browser) = ("kalends.pdf", options.browser.display().to_string());
    let printed = browser::print(&Print {
        browser: &options.browser,
        page: &folder.path().join(&report.path),
        pdf: &folder.path().join(name),
        profile: folder.path(),
        timeout: options.timeout,
    });
    let last = printed.map_err(|fault| match fault {
        browser::Fault::NotStarted(error) => faults::browser_does_not_start(&browser, &error.to_string()),
        browser::Fault::Failed(last) => faults::browser_failed(&browser, &last),
        browser::Fault::TookTooLong => faults::browser_too_slow(&browser, options.timeout.as_secs()),
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
