//! `kalends init`: a new site that builds at once, or the built-in templates in a site that is there.
//!
//! Both write files that are the author's from then on, and neither ever writes over one.

use std::path::{Path, PathBuf};

use super::output_fault;
use crate::command::schema::SCHEMAS;
use crate::diag::{Diagnostics, faults};
use crate::l10n;
use crate::load;
use crate::model::language::Language;
use crate::output::{add, occupant};
use crate::site;

/// What editors with yaml-language-server complete and explain the new site's YAML by: the schemas, and for VS Code which
/// file has which. Other files of `.kalends/` and `.vscode/` are none of ours; `load` reads neither folder.
const EDITOR: &str = ".vscode/settings.json";
const EDITOR_SETTINGS: &[u8] = include_bytes!("../../starter/.vscode/settings.json");
const EDITOR_SCHEMAS: [&str; 4] = ["settings", "metrics", "snapshot", "imports"];

/// Writes a small site with comments into `folder`, and what editors know it by. Returns the paths of its files, or `None` when a fault was recorded:
/// the folder is a site, holds other files than hidden ones, or cannot be written.
pub fn new_site(folder: &Path, language: Language, diags: &mut Diagnostics) -> Option<Vec<PathBuf>> {
    let shown = folder.display().to_string();
    match occupant(folder) {
        Ok(None) => {}
        Ok(Some(_)) if load::is_site(folder) => {
            diags.add(faults::site_exists(&shown));
            return None;
        }
        Ok(Some(name)) => {
            diags.add(faults::folder_in_use(&shown, &name));
            return None;
        }
        Err(fault) => {
            diags.add(output_fault(&fault, folder));
            return None;
        }
    }
    let schemas: Vec<(String, &[u8])> = SCHEMAS
        .iter()
        .filter(|schema| EDITOR_SCHEMAS.contains(&schema.name))
        .map(|schema| (format!(".kalends/schemas/{}.json", schema.name), schema.text.as_bytes()))
        .collect();
    let mut all = l10n::starter(language).to_vec();
    all.extend(schemas.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    // An editor that was there first keeps its own settings.
    if matches!(occupant(&folder.join(".vscode")), Ok(None)) {
        all.push((EDITOR, EDITOR_SETTINGS));
    }
    write(folder, &all, diags)
}

/// Writes the built-in templates, style sheets, script and icon into `templates/` of the site in `root`. Returns their
/// paths, or `None` when a fault was recorded, one for each file that is there already; then nothing is written.
pub fn templates(root: &Path, diags: &mut Diagnostics) -> Option<Vec<PathBuf>> {
    let originals = site::originals();
    let named: Vec<(String, &[u8])> =
        originals.into_iter().map(|(path, bytes)| (format!("templates/{path}"), bytes)).collect();
    let files: Vec<(&str, &[u8])> = named.iter().map(|(path, bytes)| (path.as_str(), *bytes)).collect();
    write(root, &files, diags)
}

fn write(folder: &Path, files: &[(&str, &[u8])], diags: &mut Diagnostics) -> Option<Vec<PathBuf>> {
    add(folder, files).map_err(|found| diags.extend(found.iter().map(|fault| output_fault(fault, folder)))).ok()
}
