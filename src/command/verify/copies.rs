//! Files of reports that lie beside their pages, as `build --single-file`, `mail` and `word` name them → what they should
//! say.
//!
//! No build writes them, so no manifest lists them. They are made once more.

use std::collections::BTreeMap;

use crate::command::letter;
use crate::command::one_report::file_name;
use crate::diag::Diagnostics;
use crate::output::Memory;
use crate::site::{self, Prepared, ReportPage};

/// What is made of a report to be sent on, by the endings of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Html,
    Mail,
    #[cfg(feature = "word")]
    Word,
}

const FORMS: &[(&str, Form)] = &[
    ("html", Form::Html),
    ("eml", Form::Mail),
    #[cfg(feature = "word")]
    ("docx", Form::Word),
];

/// A file that is a copy of a report.
pub struct CopyOf<'r> {
    pub name: String,
    form: Form,
    report: &'r ReportPage,
}

/// The report of which a published file is a copy, and in which form; `None` for every other file.
pub fn copy_of<'r>(name: &str, reports: &'r [ReportPage]) -> Option<CopyOf<'r>> {
    let (ending, form) =
        FORMS.iter().find(|(ending, _)| name.rsplit_once('.').is_some_and(|(_, own)| own == *ending))?;
    let is_it = |report: &&ReportPage| {
        let own = file_name(report, ending);
        // In its own folder a copy needs no folder in its name.
        let short = format!("{}.{ending}", report.period);
        let beside =
            |copy: &str| name.strip_prefix(report.folder()).is_some_and(|rest| rest.strip_prefix('/') == Some(copy));
        beside(&short) || own.to_str().is_some_and(beside)
    };
    let report = reports.iter().find(is_it)?;
    Some(CopyOf { name: name.to_owned(), form: *form, report })
}

/// What the copies should hold, by their names; empty where the site does not build.
pub fn made(copies: &[CopyOf<'_>], prepared: &Prepared) -> BTreeMap<String, Vec<u8>> {
    if copies.is_empty() {
        return BTreeMap::new();
    }
    let (pages, mut diags) = (Memory::new(), Diagnostics::default());
    if site::build(prepared, &pages, &mut diags).is_err() {
        return BTreeMap::new();
    }
    let files = pages.into_files();
    let base = prepared.inputs.settings.base_url.as_deref();
    let mut made = BTreeMap::new();
    for CopyOf { name, form, report } in copies {
        let bytes = match form {
            Form::Html => files
                .get(&report.path)
                .map(|html| site::in_one_file(&String::from_utf8_lossy(html), &report.path, &files, base).into_bytes()),
            Form::Mail => {
                site::digest(prepared, report, &mut diags).ok().map(|digest| letter::draft(&digest).into_bytes())
            }
            #[cfg(feature = "word")]
            Form::Word => site::document(prepared, report, &mut diags).ok(),
        };
        made.extend(bytes.map(|bytes| (name.clone(), bytes)));
    }
    made
}
