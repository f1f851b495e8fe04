//! Copies of reports in one file that lie beside their pages, as `build --single-file` names them → what they should say.
//!
//! No build writes them, so no manifest lists them. They are made once more, from a build into memory.

use std::collections::BTreeMap;

use crate::command::one_report::file_name;
use crate::diag::Diagnostics;
use crate::output::Memory;
use crate::site::{self, Prepared, ReportPage};

/// The report of which a published file is a copy in one file; `None` for every other file.
pub fn report_of<'r>(name: &str, reports: &'r [ReportPage]) -> Option<&'r ReportPage> {
    let is_it = |report: &&ReportPage| {
        let own = file_name(report, "html");
        // In its own folder a copy needs no folder in its name.
        let short = format!("{}.html", report.period);
        let beside =
            |copy: &str| name.strip_prefix(report.folder()).is_some_and(|rest| rest.strip_prefix('/') == Some(copy));
        beside(&short) || own.to_str().is_some_and(beside)
    };
    reports.iter().find(is_it)
}

/// What the copies should hold, by their names; empty where the site does not build.
pub fn made(copies: &[(String, &ReportPage)], prepared: &Prepared) -> BTreeMap<String, String> {
    if copies.is_empty() {
        return BTreeMap::new();
    }
    let (pages, mut diags) = (Memory::new(), Diagnostics::default());
    if site::build(prepared, &pages, &mut diags).is_err() {
        return BTreeMap::new();
    }
    let files = pages.into_files();
    let base = prepared.inputs.settings.base_url.as_deref();
    let copy = |(name, report): &(String, &ReportPage)| {
        let html = String::from_utf8_lossy(files.get(&report.path)?);
        Some((name.clone(), site::in_one_file(&html, &report.path, &files, base)))
    };
    copies.iter().filter_map(copy).collect()
}
