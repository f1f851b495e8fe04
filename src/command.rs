//! The commands: each one a screen of named stages. Nothing here prints, exits or reads the clock.

pub mod approve;
pub mod build;
pub mod check;
pub mod cli;
pub mod comparison;
pub mod destination;
pub mod diff;
pub mod explain;
pub mod fmt;
pub mod import;
pub mod init;
pub mod new;
pub mod pdf;
pub mod process;
pub mod publish;
pub mod review;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
mod sign_offs;
pub mod signature;
pub mod status;
pub mod verify;

use std::path::{Component, Path, PathBuf};

use crate::diag::{Diagnostic, faults};
use crate::output::Fault;
use destination::{Destination, NoDestination, object};

/// What build and check are told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// Where the pages go.
    pub output: PathBuf,
    /// Warnings count as errors.
    pub strict: bool,
    /// Takes over a folder that kalends did not write.
    pub force: bool,
    pub drafts: bool,
    /// Reports that nobody approved are left out.
    pub approved_only: bool,
}

/// Says that a stage has begun, so that the process can time it and show progress.
pub type Progress<'a> = &'a (dyn Fn(&'static str) + Sync);

/// The place that the user named for `command`.
fn destination(written: &str, command: &'static str) -> Result<Destination, Diagnostic> {
    destination::destination(written).map_err(|why| match why {
        NoDestination::Scheme(scheme) => {
            faults::no_destination(command, format!("`{scheme}://` leads to no place that kalends knows"))
        }
        NoDestination::Form(form) => {
            faults::no_destination(command, format!("`{}` names no place; expected `{form}`", written.escape_debug()))
        }
        NoDestination::Secret => faults::secret_in_destination(command, object::WEBDAV_USER, object::WEBDAV_PASSWORD),
    })
}

/// A fault of `output` in words.
fn output_fault(fault: &Fault, root: &Path) -> Diagnostic {
    let shown = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    match fault {
        Fault::Foreign(path) => faults::foreign_output(&shown(path)),
        Fault::NotAFolder(path) => faults::output_is_no_folder(&shown(path)),
        Fault::Occupied { output, name } => faults::output_occupied(&shown(output), name),
        Fault::Taken(path) => faults::file_exists(&shown(path)),
        Fault::Changed(path) => faults::changed_meanwhile(&shown(path)),
        Fault::Inside(path) => faults::pdf_in_output(&shown(path)),
        Fault::Stuck { path, error } => faults::cannot_swap(&shown(path), &error.to_string()),
        Fault::NoVersion { output, wanted, known } => faults::no_version(&shown(output), wanted, known),
        Fault::Damaged { version, path } => faults::damaged_version(&shown(path), version),
        Fault::Io { path, error } => faults::cannot_write(&shown(path), &error.to_string()),
    }
}

/// Refuses an output folder that is, holds or lies in what the author keeps.
fn check_output(root: &Path, asked: &Path) -> Option<Diagnostic> {
    let (Some(root), Some(output)) = (absolute(root), absolute(asked)) else {
        return Some(faults::output_is_no_folder(&asked.display().to_string()));
    };
    let inputs = ["data", "content", "templates"].map(|name| root.join(name));
    let across = root.starts_with(&output) || inputs.iter().any(|input| output.starts_with(input));
    across.then(|| faults::output_in_the_way(&asked.display().to_string()))
}

/// Where a path leads, with all links resolved as far as it exists. `None` where there is no current folder.
#[expect(clippy::disallowed_methods, reason = "asks where a path leads, reads no file")]
fn absolute(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let existing = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, mut whole) = existing?;
    // Nothing of the rest is there, so nothing of it is a link, and `..` leads back to the part before.
    for part in path.strip_prefix(above).ok()?.components() {
        match part {
            Component::ParentDir => _ = whole.pop(),
            part => whole.push(part),
        }
    }
    Some(whole)
}
