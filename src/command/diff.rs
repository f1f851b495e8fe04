//! `kalends diff A B`: what is different between two periods of a site, or between two built folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Progress;
use super::comparison::editions;
use crate::base::period::Period;
use crate::command::comparison::{self, Comparison, Edition};
use crate::diag::{Diagnostics, faults};
use crate::load;
use crate::output::{Memory, WorkFolder};
use crate::site;

/// What to compare, and how to say it.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site. `None` for folders, which need none.
    pub root: Option<PathBuf>,
    /// Two periods, or two folders.
    pub before: String,
    pub now: String,
    pub json: bool,
    /// A page to write, too.
    pub page: Option<PathBuf>,
}

/// How every page of a comparison begins, so that it can take the place of another one and of nothing else.
const SIGNATURE: &[u8] = b"<!DOCTYPE html><!-- kalends diff -->";

/// Compares. Returns the text for standard output. `None` exactly when a fault was recorded; then nothing is written.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<String> {
    let comparison = match &options.root {
        Some(root) => of_periods(options, root, progress, diags)?,
        None => of_folders(options, diags)?,
    };
    if let Some(page) = &options.page {
        progress("write");
        write_page(options, page, &comparison, diags)?;
    }
    Some(if options.json { comparison::json::document(&comparison) } else { comparison::terminal::text(&comparison) })
}

/// Whether folders are meant: at least one of the names is one. A period is a period, though a folder of that name be
/// there: that one is `./2018-02`. In which month years begin is not known yet, so of `2016-17` a folder is meant where
/// there is one.
pub fn is_of_folders(before: &str, now: &str) -> bool {
    [before, now].iter().any(|text| !is_period(text, 1) && (load::is_folder(Path::new(text)) || text.contains('/')))
}

/// Whether it is a period of a site whose years begin in the month `year_start`, or one of the calendar.
fn is_period(text: &str, year_start: i32) -> bool {
    Period::read(text, year_start).or_else(|_| Period::read(text, 1)).is_ok()
}

fn of_folders(options: &Options, diags: &mut Diagnostics) -> Option<Comparison> {
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
                diags.add(faults::unreadable_report(&path, &reason));
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
                    diags.add(faults::unreadable_report(&file.display().to_string(), &reason));
                }
            }
        }
        Some(editions)
    };
    let (before, now) = (read(&options.before), read(&options.now));
    let comparison = comparison::compare((&options.before, &before?), (&options.now, &now?));
    (!diags.has_errors()).then_some(comparison)
}

fn of_periods(options: &Options, root: &Path, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<Comparison> {
    progress("load");
    let inputs = load::site(root, diags)?;
    progress("build");
    let before = editions(&inputs, &options.before, diags);
    let now = editions(&inputs, &options.now, diags);
    Some(comparison::compare((&options.before, &before?), (&options.now, &now?)))
}

/// The reports of a period as they would be published now, drafts among them, by folder.
fn editions(inputs: &load::Site, written: &str, diags: &mut Diagnostics) -> Option<BTreeMap<String, Edition>> {
    if !is_period(written, inputs.catalog.year_start) {
        diags.add(faults::neither_period_nor_folder(written));
        return None;
    }
    let period = editions::period(inputs, written, "diff", diags)?;
    let pages = Memory::new();
    let options = site::site_options(&site::manifest_head(inputs, true), true);
    let built = site::build_reports(inputs, &options, &|report| report.period == period, None, &pages, diags)?;
    editions::read(&built.reports, &pages.into_files(), diags)
}

fn write_page(options: &Options, target: &Path, comparison: &Comparison, diags: &mut Diagnostics) -> Option<()> {
    let html = comparison::sheet::page(comparison).map_err(|faults| diags.extend(faults)).ok()?;
    let html = html.replacen("<!DOCTYPE html>", &String::from_utf8_lossy(SIGNATURE), 1);
    let root = options.root.clone().unwrap_or_default();
    let fault = |fault| super::output_fault(&fault, &root);
    let folder =
        WorkFolder::begin(target, SIGNATURE, &root.join("output")).map_err(|found| diags.add(fault(found))).ok()?;
    folder.finish(html.as_bytes()).map_err(|found| diags.add(fault(found))).ok()
}
