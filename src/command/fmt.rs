//! `kalends fmt`: the files of data/ in the house's form, or which of them are not.

pub mod tidy;

use std::path::PathBuf;

use super::output_fault;
use crate::diag::{Diagnostics, faults};
use crate::load::{self, Data};
use crate::output::{Replacement, replace};

/// What to put into form.
#[derive(Debug, Clone)]
pub struct Options {
    pub root: PathBuf,
    /// Writes nothing, and says which files would change.
    pub check: bool,
}

/// Puts data/metrics.yaml and the snapshots into form. Returns the paths of the files that changed.
///
/// `None` exactly when a fault was recorded as an error: settings or catalog are faulty, a snapshot is no YAML, a file cannot be
/// written, or, with `check`, a file is not in form. Then nothing is written. A file that cannot be put into form safely is a
/// warning.
pub fn run(options: &Options, diags: &mut Diagnostics) -> Option<Vec<PathBuf>> {
    let data = load::data(&options.root, diags)?;
    let changed = changed(&data, diags);
    if options.check {
        diags.extend(changed.iter().map(|(path, _)| faults::untidy(path)));
    }
    if diags.has_errors() {
        return None;
    }
    let files: Vec<Replacement> = changed
        .into_iter()
        .map(|(path, after)| Replacement {
            path: options.root.join(path),
            before: data.files.get(path).cloned(),
            after,
        })
        .collect();
    replace(&options.root, &files).map_err(|fault| diags.add(output_fault(&fault, &options.root))).ok()?;
    Some(files.into_iter().map(|file| file.path).collect())
}

/// The files that are not in form, with the bytes that they would have.
fn changed<'a>(data: &'a Data, diags: &mut Diagnostics) -> Vec<(&'a str, Vec<u8>)> {
    let (file, text) = &data.catalog_text;
    let mut tidied = vec![(file, tidy::catalog(file, text, diags))];
    for (file, text) in &data.snapshot_texts {
        tidied.push((file, tidy::snapshot(file, text, &data.catalog, diags)));
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
