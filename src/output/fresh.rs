//! Files of the author's own: new ones, and new bytes for those that are there.
//!
//! [`add`] never writes over a file that is there: every name is looked at before the first is written, and each is created,
//! not opened. Nothing is kept of it in a manifest; from then on the files are the author's. [`replace`] writes all new bytes
//! beside the old before the first file changes.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Fault;
use super::staged::at;

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

/// Gives `files` below `folder` new bytes, each in one step, and returns their paths. Their permissions stay.
///
/// An error when the disk refuses; then nothing has changed, unless it refused the last step of a file, which needs no space.
pub fn replace(folder: &Path, files: &[(&str, &[u8])]) -> Result<Vec<PathBuf>, Fault> {
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        let write = || -> io::Result<NamedTempFile> {
            // The name begins with a point, so that what a killed run leaves is never read as a snapshot.
            let mut file = tempfile::Builder::new().prefix(".kalends-").tempfile_in(path.parent().unwrap_or(folder))?;
            file.write_all(bytes)?;
            fs::set_permissions(file.path(), fs::metadata(&path)?.permissions())?;
            Ok(file)
        };
        staged.push((write().map_err(at(&path))?, path));
    }
    let mut paths = Vec::new();
    for (file, path) in staged {
        file.persist(&path).map_err(|error| at(&path)(error.error))?;
        paths.push(path);
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
