//! `kalends diff A B`: what is different between two periods of a site, or between two built folders.

use std::collections::BTreeMap;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::args::{ResultArgs, ResultFormat, SiteArgs};
use super::comparison::editions;
use super::{Host, Ui, output_fault};
use crate::base::period::Period;
use crate::command::comparison::{self, Comparison, Edition};
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load;
use crate::output::{Memory, WorkFolder};
use crate::site::{self, Choice, Prepared};

/// Show what is different between two periods of a site, or between two built folders
///
/// Tells each figure that changed, with its target and what stands out of the usual variation; figures of the past
/// that were revised; charts, tables and sections that came or went; the text, paragraph by paragraph. Periods are
/// compared as the site's files say now, drafts included; folders as they were built. A folder that is named like a
/// period is written ./2018-02. Exit status 0, whatever is found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The older: a period such as 2018-01, or a built folder
    #[arg(value_name = "A")]
    before: String,
    /// The newer: a period such as 2018-02, or a built folder
    #[arg(value_name = "B")]
    now: String,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    result: ResultArgs,
    /// Write the comparison as a page too: one HTML file that asks for no other
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
}

/// How every page of a comparison begins, so that it can take the place of another one and of nothing else.
const SIGNATURE: &[u8] = b"<!DOCTYPE html><!-- kalends diff -->";

/// Compares. A site is needed for periods only.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.result.of_faults(), "nothing was written");
    let (comparison, root) = match is_of_folders(&args.before, &args.now) {
        true => (of_folders(args, host, diags)?, PathBuf::new()),
        false => {
            let root = host.site(args.site.root.as_deref(), diags)?;
            (of_periods(args, &root, ui, diags)?, root)
        }
    };
    if let Some(page) = &args.page {
        ui.stage("write");
        write_page(page, &comparison, &root, diags)?;
    }
    ui.print(match args.result.format {
        ResultFormat::Human => comparison::terminal::text(&comparison),
        ResultFormat::Json => comparison::json::document(&comparison),
    });
    Ok(())
}

/// Whether folders are meant: at least one of the names is one. A period is a period, though a folder of that name be
/// there: that one is `./2018-02`. In which month years begin is not known yet, so of `2016-17` a folder is meant where
/// there is one.
fn is_of_folders(before: &str, now: &str) -> bool {
    [before, now]
        .iter()
        .any(|text| !is_period(text, 1) && (load::is_folder(Path::new(text)) || text.contains(['/', MAIN_SEPARATOR])))
}

/// Whether it is a period of a site whose years begin in the month `year_start`, or one of the calendar.
fn is_period(text: &str, year_start: i32) -> bool {
    Period::read(text, year_start).or_else(|_| Period::read(text, 1)).is_ok()
}

fn of_folders(args: &Args, host: &Host, diags: &mut Diagnostics) -> Result<Comparison, Stopped> {
    let mut read = |name: &str| {
        if !load::is_folder(Path::new(name)) {
            diags.add(match is_period(name, 1) {
                true => faults::period_against_folder(name),
                false => faults::neither_period_nor_folder(name),
            });
            return None;
        }
        let reports = match load::built_reports(Path::new(name)) {
            Ok(reports) if !reports.is_empty() => reports,
            Ok(_) => {
                diags.add(faults::no_built_reports(name));
                return None;
            }
            Err((path, reason)) => {
                diags.add(faults::unreadable_report(&host.shown(&path), &reason));
                return None;
            }
        };
        let mut editions = BTreeMap::new();
        for (report, files) in reports {
            match Edition::read(&files.figures, &files.page) {
                Ok(edition) => {
                    editions.insert(report, edition);
                }
                Err(reason) => {
                    let file = Path::new(name).join(report).join("figures.json");
                    diags.add(faults::unreadable_report(&host.shown(&file), &reason));
                }
            }
        }
        Some(editions)
    };
    let (before, now) = (read(&args.before), read(&args.now));
    diags.no_errors()?;
    let (before, now) = (before.unwrap_or_default(), now.unwrap_or_default());
    Ok(comparison::compare((&args.before, &before), (&args.now, &now)))
}

fn of_periods(args: &Args, root: &Path, ui: &mut Ui, diags: &mut Diagnostics) -> Result<Comparison, Stopped> {
    ui.stage("load");
    let inputs = load::site(root, diags)?;
    let prepared = site::prepare(inputs, Choice { drafts: true, ..Choice::default() });
    ui.stage("build");
    let before = editions(&prepared, &args.before, diags);
    let now = editions(&prepared, &args.now, diags);
    Ok(comparison::compare((&args.before, &before?), (&args.now, &now?)))
}

/// The reports of a period as they would be published now, drafts among them, by folder.
fn editions(prepared: &Prepared, written: &str, diags: &mut Diagnostics) -> Result<BTreeMap<String, Edition>, Stopped> {
    if !is_period(written, prepared.inputs.catalog.year_start) {
        return Err(diags.stop(faults::neither_period_nor_folder(written)));
    }
    let period = editions::period(prepared, written, "diff", diags)?;
    let pages = Memory::new();
    let built = site::build_reports(prepared, &|report| report.period == period, None, &pages, diags)?;
    editions::read(&built.reports, &pages.into_files(), diags)
}

fn write_page(target: &Path, comparison: &Comparison, root: &Path, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let html = comparison::sheet::page(comparison).map_err(|faults| diags.stop_all(faults))?;
    let html = html.replacen("<!DOCTYPE html>", &String::from_utf8_lossy(SIGNATURE), 1);
    let fault = |fault| output_fault(&fault, root);
    let folder =
        WorkFolder::begin(target, SIGNATURE, &root.join("output")).map_err(|found| diags.stop(fault(found)))?;
    folder.finish(html.as_bytes()).map_err(|found| diags.stop(fault(found)))
}
