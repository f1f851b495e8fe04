//! `kalends init`: a new site that builds at once, or the built-in templates in a site that is there.
//!
//! Both write files that are the author's from then on, and neither ever writes over one.

mod example;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::args::FaultArgs;
use super::{Host, Ui, output_fault};
use crate::diag::{Diagnostics, Stopped, faults};
use crate::l10n;
use crate::load;
use crate::load::schema::SCHEMAS;
use crate::model::language::Language;
use crate::output::{occupant, write_new};
use crate::site;

/// Make a new site, or put the built-in templates into one
///
/// Without `--templates`: writes a small site with comments, in a new or empty folder, that builds at once.
/// Prints the path of each file it writes; never writes over one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The new site's folder [default: this one]; with --templates a site's [default: the nearest one upwards]
    #[arg(value_name = "DIR", env = "KALENDS_ROOT")]
    dir: Option<PathBuf>,
    /// Put the built-in templates, style sheets, script and icon into templates/ of a site
    ///
    /// Each file there stands in for the built-in one. Delete those that you leave as they are, so that they
    /// follow later versions of kalends. Fonts are chosen in kalends.yaml, by `theme`.
    #[arg(long, conflicts_with = "language")]
    templates: bool,
    /// The site of a how-to of the manual, with the files that its page shows
    #[arg(long, value_name = "NAME", conflicts_with = "templates", value_parser = PossibleValuesParser::new(example::names()))]
    example: Option<String>,
    /// The language of the new site and of its comments
    #[arg(long, default_value = "en", value_parser = language())]
    language: Language,
    #[command(flatten)]
    faults: FaultArgs,
}

fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::TAGS).map(|tag| Language::of_tag(&tag).unwrap_or_default())
}

pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    let written = match (args.templates, args.dir.as_deref()) {
        (true, named) => templates(&host.site(named, diags)?, diags)?,
        (false, folder) => new_site(folder.unwrap_or(Path::new(".")), args, diags)?,
    };
    ui.print_paths(&written, host);
    if let Some(name) = &args.example {
        ui.say(&format!("its page in the manual: docs/{}/{name}.md", l10n::how_tos(args.language).folder));
    }
    Ok(())
}

/// What editors with yaml-language-server complete and explain the new site's YAML by: the schemas, and for VS Code
/// which file has which. Other files of `.kalends/` and `.vscode/` are none of ours; `load` reads neither folder.
const EDITOR: &str = ".vscode/settings.json";
const EDITOR_SETTINGS: &[u8] = include_bytes!("../../starter/.vscode/settings.json");
const EDITOR_SCHEMAS: [&str; 4] = ["settings", "metrics", "snapshot", "imports"];

/// Writes a small site with comments, or that of an example, into `folder`, and what editors know it by. Returns the paths of its files. An
/// error when the folder is a site, holds other files than hidden ones, or cannot be written.
fn new_site(folder: &Path, args: &Args, diags: &mut Diagnostics) -> Result<Vec<PathBuf>, Stopped> {
    let name_of_folder = folder.display().to_string();
    match occupant(folder) {
        Ok(None) => {}
        Ok(Some(_)) if load::is_site(folder) => {
            return Err(diags.stop(faults::site_exists(&name_of_folder)));
        }
        Ok(Some(name)) => {
            return Err(diags.stop(faults::folder_in_use(&name_of_folder, &name)));
        }
        Err(fault) => {
            return Err(diags.stop(output_fault(&fault, folder)));
        }
    }
    let schemas: Vec<(String, &[u8])> = SCHEMAS
        .iter()
        .filter(|schema| EDITOR_SCHEMAS.contains(&schema.name))
        .map(|schema| (format!(".kalends/schemas/{}.json", schema.name), schema.text.as_bytes()))
        .collect();
    let shown = args.example.as_deref().map_or_else(Vec::new, |name| example::files(name, args.language));
    let mut all: Vec<(&str, &[u8])> = match &args.example {
        Some(_) => shown.iter().map(|(path, text)| (*path, text.as_bytes())).collect(),
        None => l10n::starter(args.language).to_vec(),
    };
    all.extend(schemas.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    // An editor that was there first keeps its own settings.
    if matches!(occupant(&folder.join(".vscode")), Ok(None)) {
        all.push((EDITOR, EDITOR_SETTINGS));
    }
    write(folder, &all, diags)
}

/// Writes the built-in templates, style sheets, script and icon into `templates/` of the site in `root`. Returns their
/// paths. An error for each file that is there already; then nothing is written.
fn templates(root: &Path, diags: &mut Diagnostics) -> Result<Vec<PathBuf>, Stopped> {
    let originals = site::originals();
    let named: Vec<(String, &[u8])> =
        originals.into_iter().map(|(path, bytes)| (format!("templates/{path}"), bytes)).collect();
    let files: Vec<(&str, &[u8])> = named.iter().map(|(path, bytes)| (path.as_str(), *bytes)).collect();
    write(root, &files, diags)
}

fn write(folder: &Path, files: &[(&str, &[u8])], diags: &mut Diagnostics) -> Result<Vec<PathBuf>, Stopped> {
    write_new(folder, files).map_err(|found| diags.stop_all(found.iter().map(|fault| output_fault(fault, folder))))
}
