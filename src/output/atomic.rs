//! What everything that writes here shares: locks on folders, folders in which something grows, bytes forced to the disk.
//!
//! A file or folder is made beside its place under a name that tells it, and takes its place in one step. Whoever makes
//! one holds a lock on it, so that another run can tell what a killed one left and clear it away.

#![expect(clippy::disallowed_methods, reason = "the output is written here")]

use std::ffi::OsStr;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::FlockOperation;
use rustix::io::Errno;
use tempfile::TempDir;

use super::Fault;

/// Begins and ends the name of a staging folder; random letters stand between.
pub(super) const STAGING: (&str, &str) = (".kalends-", ".tmp");

pub(super) const FILE_MODE: u32 = 0o644;

/// The folder above the output and the output itself, links resolved. Makes the folders above.
pub(super) fn resolve(asked: &Path) -> Result<(PathBuf, PathBuf), Fault> {
    let output = match fs::canonicalize(asked) {
        Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(asked).is_err() => {
            let (Some(above), Some(name)) = (asked.parent(), asked.file_name()) else {
                return Err(Fault::Io { path: asked.to_path_buf(), error });
            };
            // The folder above `output` is the current one.
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            fs::create_dir_all(above).map_err(at(above))?;
            fs::canonicalize(above).map_err(at(above))?.join(name)
        }
        Err(error) if leads_nowhere(&error) => return Err(Fault::NotAFolder(asked.to_path_buf())),
        found => found.map_err(at(asked))?,
    };
    match output.parent() {
        Some(parent) => Ok((parent.to_path_buf(), output)),
        // The root of the file system cannot be swapped.
        None => Err(Fault::Foreign(output)),
    }
}

/// Whether the path is a link to nothing or to itself.
fn leads_nowhere(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(code, Some(Errno::NOENT | Errno::LOOP))
}

/// A new folder in `above` with the name of a staging folder. Its maker locks it before the lock on `above` ends.
pub(super) fn staging(above: &Path, mode: u32) -> Result<TempDir, Fault> {
    tempfile::Builder::new()
        .prefix(STAGING.0)
        .suffix(STAGING.1)
        .permissions(Permissions::from_mode(mode))
        .tempdir_in(above)
        .map_err(at(above))
}

/// Removes the staging folders of builds that no longer run. What cannot be removed stays: it does
/// no harm, and the next build tries again.
pub(super) fn remove_leftovers(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && is_staging(&entry.file_name()) && is_free(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether no living run works in the staging folder.
pub(super) fn is_free(folder: &Path) -> bool {
    fs::File::open(folder)
        .is_ok_and(|folder| rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive).is_ok())
}

pub(super) fn is_staging(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(STAGING.0) && name.ends_with(STAGING.1))
}

/// Waits for `folder` to be free and holds it until the file is dropped. Without effect where the
/// file system has no locks.
pub(super) fn lock(folder: &Path) -> Result<fs::File, Fault> {
    let file = fs::File::open(folder).map_err(at(folder))?;
    let _ = rustix::io::retry_on_intr(|| rustix::fs::flock(&file, FlockOperation::LockExclusive));
    Ok(file)
}

/// A guard also after a thread panicked: the maps here are whole after every statement.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)?.write_all(bytes)
}

/// Forces one file, or the names in one folder, to the disk. Some network file systems cannot do it for folders.
pub(super) fn sync(path: &Path) -> Result<(), Fault> {
    let file = match fs::File::open(path) {
        // A file of others that only its owner may read: it was not written here.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(()),
        file => file.map_err(at(path))?,
    };
    match file.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        done => done.map_err(at(path)),
    }
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_path_buf();
    move |error| Fault::Io { path, error }
}
