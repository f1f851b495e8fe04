//! The reports in a folder that kalends built, or that somebody copied, read back: their figures.json and their pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::disk;
use crate::base::address;

/// The files of a built report.
#[derive(Debug, Clone)]
pub struct BuiltReport {
    /// figures.json.
    pub figures: Vec<u8>,
    /// index.html; what is not UTF-8 is replaced.
    pub page: String,
}

/// Every report below `folder`, by its folder from there: `2018-02`, `hospitals/rh/2018-02`; an empty name is the
/// folder itself. The error is the path of what cannot be read, and why. Links are not followed.
pub fn built_reports(folder: &Path) -> Result<BTreeMap<String, BuiltReport>, (PathBuf, String)> {
    let fault = |path: &Path, error: &dyn std::fmt::Display| (path.to_path_buf(), error.to_string());
    let mut reports = BTreeMap::new();
    for entry in WalkDir::new(folder).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| fault(error.path().unwrap_or(folder), &error))?;
        if entry.file_name() != "figures.json" || !entry.file_type().is_file() {
            continue;
        }
        let Some(parent) = entry.path().parent() else { continue };
        let Some(name) = parent.strip_prefix(folder).ok().and_then(address::of_file) else { continue };
        let read = |path: &Path| disk::read(path).map_err(|error| fault(path, &error));
        let page = read(&parent.join("index.html"))?;
        let page = String::from_utf8_lossy(&page).into_owned();
        reports.insert(name, BuiltReport { figures: read(entry.path())?, page });
    }
    Ok(reports)
}

/// Whether there is a folder of this name.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}
