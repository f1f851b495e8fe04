//! `kalends fmt`: the files of data/ in the house's form, or which of them are not.

pub mod tidy;

use std::path::PathBuf;

use super::args::{FaultArgs, SiteArgs};
use super::{Host, Ui, output_fault};
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::{self, Data};
use crate::output::{Replacement, replace};

/// Put the files of data/ into one form
///
/// Observations stand in the order of data/metrics.yaml, members in that of their dimension, all indented by two, with
/// single blank lines between them. Lines are moved, never rewritten: figures and comments stay as they are. Prints the
/// path of each file that changes; one that cannot be moved about safely is left as it is, with the reason.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    site: SiteArgs,
    /// Change nothing, and fail when a file would change
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    faults: FaultArgs,
}

/// Puts data/metrics.yaml and the snapshots into form.
///
/// An error when settings or catalog are faulty, a snapshot is no YAML, a file cannot be written, or, with `check`, a
/// file is not in form. Then nothing is written. A file that cannot be put into form safely is a warning.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    let root = host.site(args.site.root.as_deref(), diags)?;
    let data = load::data(&root, diags)?;
    let changed = changed(&data, diags);
    if args.check {
        diags.extend(changed.iter().map(|(path, _)| faults::untidy(path)));
    }
    diags.no_errors()?;
    let files: Vec<Replacement> = changed
        .into_iter()
        .map(|(path, after)| Replacement {
            path: load::place(&root, path),
            before: data.files.get(path).cloned(),
            after,
        })
        .collect();
    replace(&root, &files).map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    let paths: Vec<PathBuf> = files.into_iter().map(|file| file.path).collect();
    ui.print_paths(&paths, host);
    Ok(())
}

/// The files that are not in form, with the bytes that they would have.
fn changed<'a>(data: &'a Data, diags: &mut Diagnostics) -> Vec<(&'a str, Vec<u8>)> {
    let (file, text) = &data.catalog_text;
    let mut tidied = vec![(file, tidy::catalog(file, text, diags).ok().flatten())];
    for (file, text) in &data.snapshot_texts {
        tidied.push((file, tidy::snapshot(file, text, &data.catalog, diags).ok().flatten()));
    }
    let written = tidied.into_iter().filter_map(|(file, text)| Some((&**file, text?, data.files.get(&**file)?)));
    written
        .map(|(file, text, before)| (file, as_before(&text, before), before))
        .filter(|(_, after, before)| after != *before)
        .map(|(file, after, _)| (file, after))
        .collect()
}

/// The text with the line ends and the byte order mark that the file has.
fn as_before(text: &str, before: &[u8]) -> Vec<u8> {
    let has_returns = before.windows(2).any(|pair| pair == b"\r\n");
    let mark = if before.starts_with("\u{feff}".as_bytes()) { "\u{feff}" } else { "" };
    format!("{mark}{}", if has_returns { text.replace('\n', "\r\n") } else { text.to_owned() }).into_bytes()
}
