//! New files for an author to change, in a folder that is theirs.
//!
//! Never over a file that is there: every name is looked at before the first is written, and each is created,
//! not opened. Nothing is kept of it in a manifest; from then on the files are the author's.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Fault;

/// Writes `files` below `folder`, which is made where it is missing, and returns their paths in the same order.
///
/// An error for each file that is there already, or when the disk refuses; then none of them is there.
pub fn add(folder: &Path, files: &[(&str, &[u8])]) -> Result<Vec<PathBuf>, Vec<Fault>> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    // A link that leads nowhere is something too.
    let taken: Vec<Fault> =
        paths.iter().filter(|path| path.symlink_metadata().is_ok()).cloned().map(Fault::Taken).collect();
    if !taken.is_empty() {
        return Err(taken);
    }
    for (index, (path, (_, bytes))) in paths.iter().zip(files).enumerate() {
        if let Err(error) = create(path, bytes) {
            let taken = error.kind() == ErrorKind::AlreadyExists;
            // Half a file is none: the one that failed goes too, unless it is somebody else's.
            let ours = paths.get(..index + usize::from(!taken)).unwrap_or_default();
            ours.iter().for_each(|path| fs::remove_file(path).unwrap_or_default());
            let path = path.clone();
            return Err(vec![if taken { Fault::Taken(path) } else { Fault::Io { path, error } }]);
        }
    }
    Ok(paths)
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

/// The first name in `folder` that an author would see; `None` where the folder is missing or holds at most
/// hidden files, such as `.git`.
pub fn occupant(folder: &Path) -> Result<Option<String>, Fault> {
    let at = |error| Fault::Io { path: folder.to_path_buf(), error };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(at)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(at)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names.into_iter().find(|name| !name.starts_with('.')))
}
