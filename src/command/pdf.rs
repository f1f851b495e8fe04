//! `kalends pdf [PERIOD]`: a report on paper, as a PDF with tags, outline and title.
//!
//! The site is built for the occasion, into memory, so the PDF shows what the site's files say now, and `output/` stays
//! as it is: to print is not to publish. A browser that is installed prints the page by the rules of the style sheet.

pub mod browser;
#[cfg(feature = "pdf")]
mod mend;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::one_report::{UsualArgs, WhichArgs, file_name, report};
use super::{Host, Ui, output_fault};
use crate::base::period::Period;
use crate::command::pdf::browser::Print;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::l10n;
use crate::load;
use crate::model::language::Language;
use crate::output::{Fault, Memory, WorkFolder};
use crate::site::{self, Links, PageWords, Prepared, ReportPage};

/// Print a report as a PDF with tags and outline, through an installed Chromium, Chrome or Edge
///
/// Builds the site for it as `build` does, but into memory: the PDF shows what the site's files say now, and
/// output/ stays as it is. Links to other pages are whole addresses where kalends.yaml has a base_url, else text.
/// Chromium 131 or newer is needed for page numbers, running heads and unfolded tables. Prints the path of the PDF.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichArgs,
    /// Print every report of the site, or of the folder that --series names with all in it
    #[arg(long, conflicts_with = "period")]
    all: bool,
    /// The PDF, with --all the folder of the PDFs; takes the place of another PDF, never of other files, and never lies in
    /// output/ [default: the report's period or folder and period in the current folder, such as 2018-02.pdf]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The browser to print with [default: the first one found on the search path or in the usual places]
    #[arg(long, value_name = "PATH", env = "KALENDS_BROWSER")]
    browser: Option<PathBuf>,
    /// How long the browser may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    #[command(flatten)]
    usual: UsualArgs,
}

/// How every PDF begins.
const SIGNATURE: &[u8] = b"%PDF-";

/// Older browsers know neither running heads nor unfolded tables on paper.
const OLDEST_BROWSER: u32 = 131;

/// Prints the reports. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let root = args.usual.begin(host, ui, diags)?;
    let found = args.browser.clone().or_else(|| browser::find(host.variable("PATH")));
    let browser = found.ok_or_else(|| diags.stop(faults::no_browser(browser::NAMES, browser::PLACES.len())))?;
    let fault = |fault: &Fault| output_fault(fault, &root);

    let prepared = args.usual.prepare(&root, ui, diags)?;
    let mut printings = Vec::new();
    for (report, target) in chosen(&prepared, args).map_err(|fault| diags.stop(fault))? {
        let folder = WorkFolder::begin(&target, SIGNATURE, &root.join("output"));
        printings.push((report, target, folder.map_err(|found| diags.stop(fault(&found)))?));
    }

    ui.stage("build");
    let pages = Memory::new();
    site::build(&prepared, &pages, diags)?;
    args.usual.no_warnings(diags)?;
    let files = pages.into_files();

    ui.stage("print");
    let timeout = Duration::from_secs(args.timeout);
    let mut printed = Vec::new();
    let progress = ui.count(printings.len());
    for (report, _, folder) in &printings {
        let words = put_page(&prepared.inputs, report, &files, folder).map_err(|found| diags.stop(fault(&found)))?;
        let pdf = print(&browser, timeout, report, folder).map_err(|fault| diags.stop(fault))?;
        progress.step();
        printed.push(completed(&prepared.inputs, pdf, report, &words));
    }
    drop(progress);
    let version = printed.first().and_then(|pdf| version_of_browser(pdf));
    let mut targets = Vec::new();
    for ((_, target, folder), pdf) in printings.into_iter().zip(printed) {
        folder.finish(&pdf).map_err(|found| diags.stop(fault(&found)))?;
        targets.push(target);
    }
    if let Some(version) = version.filter(|version| *version < OLDEST_BROWSER) {
        ui.say(&format!(
            "printed by Chromium {version}: page numbers, running heads and unfolded tables need {OLDEST_BROWSER} or newer"
        ));
    }
    ui.print_paths(&targets, host);
    Ok(())
}

/// The reports that are asked for, each with its file.
fn chosen(prepared: &Prepared, args: &Args) -> Result<Vec<(ReportPage, PathBuf)>, Diagnostic> {
    if !args.all {
        let report = report(prepared, args.which.named(), "pdf")?;
        let target = args.output.clone().unwrap_or_else(|| file_name(&report, "pdf"));
        return Ok(vec![(report, target)]);
    }
    let folder = args.output.clone().unwrap_or_default();
    let series = args.which.series.trim_matches('/');
    let is_in = |report: &&ReportPage| {
        let rest = report.series.strip_prefix(series);
        series.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let all = prepared.reports();
    let chosen: Vec<(ReportPage, PathBuf)> =
        all.iter().filter(is_in).map(|report| (report.clone(), folder.join(file_name(report, "pdf")))).collect();
    if chosen.is_empty() {
        let known: BTreeSet<&str> = all.iter().map(|report| report.series.as_str()).collect();
        return Err(faults::no_reports_there("pdf", series, known));
    }
    Ok(chosen)
}

/// Writes the page and the files that it may ask for. Returns the words of the page.
fn put_page(
    inputs: &load::Site,
    report: &ReportPage,
    files: &BTreeMap<String, Vec<u8>>,
    folder: &WorkFolder,
) -> Result<PageWords, Fault> {
    let links = Links::Whole(inputs.settings.base_url.as_deref());
    let page = files.get(&report.path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let page = site::relinked(&page, &report.path, &links);
    let words = site::page_words(&page);
    folder.put(&report.path, page.as_bytes())?;
    let language = Language::ALL.into_iter().find(|language| language.tag() == words.language).unwrap_or_default();
    for (path, bytes) in files {
        if path == STYLE_SHEET {
            let style = [bytes.as_slice(), running_head(&words.title, report.period, language).as_bytes()].concat();
            folder.put(path, &style)?;
        } else if path.starts_with("assets/") || inputs.attachments.contains_key(path) {
            folder.put(path, bytes)?;
        }
    }
    Ok(words)
}

const STYLE_SHEET: &str = "assets/kalends.css";

/// The rule by which every page but the first has the report's title above it, and its period where the title does not
/// say it.
fn running_head(title: &str, period: Period, language: Language) -> String {
    let period = l10n::period(period, language);
    let says_it = title.to_lowercase().contains(&period.to_lowercase());
    let head = if says_it { title.to_owned() } else { format!("{title} · {period}") };
    // Signs that have a meaning in a style sheet are written as their numbers.
    let sign = |c: char| match c {
        '"' | '\\' | '<' => format!("\\{:x} ", u32::from(c)),
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    let head: String = head.chars().map(sign).collect();
    format!(
        "@page{{@top-left{{content:\"{head}\";font:9pt \"Kalends Sans\";color:#56606b}}}}@page :first{{@top-left{{content:none}}}}"
    )
}

/// The PDF with what the browser leaves out, and as old as its report.
#[cfg(feature = "pdf")]
fn completed(inputs: &load::Site, pdf: Vec<u8>, report: &ReportPage, words: &PageWords) -> Vec<u8> {
    let language = Language::ALL.into_iter().find(|language| language.tag() == words.language).unwrap_or_default();
    let creator = inputs.settings.organisation.as_ref().map(|organisation| organisation.get(language));
    let PageWords { title, language, links } = words;
    let about = mend::About { title, creator, language, day: &report.last_day, links };
    mend::mended(&pdf, &about).unwrap_or_else(|| dated(pdf, &report.last_day))
}

#[cfg(not(feature = "pdf"))]
fn completed(_: &load::Site, pdf: Vec<u8>, report: &ReportPage, _: &PageWords) -> Vec<u8> {
    dated(pdf, &report.last_day)
}

/// The version of the Chromium that printed a PDF, where it says so.
fn version_of_browser(pdf: &[u8]) -> Option<u32> {
    let key = b"Skia/PDF m";
    let start = pdf.windows(key.len()).position(|bytes| bytes == key)? + key.len();
    let digits: Vec<u8> = pdf.get(start..)?.iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
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

    #[test]
    fn a_running_head_says_title_and_period_and_is_only_text() {
        let head = |title: &str| running_head(title, Period::month(2018, 2), Language::Da);
        assert!(
            head("Status for Februar 2018 – SP")
                .starts_with("@page{@top-left{content:\"Status for Februar 2018 – SP\";")
        );
        let odd = head("a\"}b\\</style>");
        assert!(odd.starts_with("@page{@top-left{content:\"a\\22 }b\\5c \\3c /style> · februar 2018\";"), "{odd}");
    }

    #[test]
    fn a_pdf_says_which_browser_printed_it() {
        assert_eq!(version_of_browser(b"<</Producer (Skia/PDF m156)>>"), Some(156));
        assert_eq!(version_of_browser(b"<</Producer (Skia/PDF m)>>"), None);
        assert_eq!(version_of_browser(b"%PDF-1.4"), None);
    }
}
