//! Files in the site's folder that the program alone writes, such as the ledger: read, replaced whole, removed. One run
//! at a time, since each adds to what the one before wrote.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::atomic::{Access, Depth, at, lock_folder, remove_leftover_files, write};
use super::{Fault, system};

/// The lock on a folder: as long as it lives, no other run has it. Without effect where the file system has no locks.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    /// `None` where there is no such folder.
    _held: Option<fs::File>,
}

/// Waits until no other run holds the lock on `folder`, and removes the files that killed runs left in it.
pub fn lock(folder: &Path) -> Result<Lock, Fault> {
    let held = lock_folder(folder)?;
    remove_leftover_files(folder, Depth::Itself);
    Ok(Lock { folder: folder.to_path_buf(), _held: Some(held) })
}

/// The lock on `folder`, for what may take hours. `None` where another run holds it.
pub fn try_lock(folder: &Path) -> Option<Lock> {
    match system::try_lock_folder(folder) {
        Ok(None) => None,
        held => Some(Lock { folder: folder.to_path_buf(), _held: held.ok().flatten() }),
    }
}

impl Lock {
    /// Puts `bytes` in the place of the file `name` in the folder, or makes it, with the folders that it names. A link stays one: what it leads to is
    /// replaced. An error where it leads nowhere, and when the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.folder.join(name);
        if let Some(above) = path.parent().filter(|_| name.contains('/')) {
            fs::create_dir_all(above).map_err(at(above))?;
        }
        write(&path, bytes, Access::AsBefore)
    }
}

/// The text of a file of the site's own; `None` when it is missing. An error when it is a link that leads nowhere, as
/// to a share that went away, when it is no file, when the disk refuses, and when it is not UTF-8.
pub fn text(path: &Path) -> Result<Option<String>, Fault> {
    // A pipe would keep the reader waiting.
    let is_file = path.metadata().map_or(Ok(()), |found| match found.is_file() {
        true => Ok(()),
        false => Err(io::Error::other("it is not a file")),
    });
    match is_file.and_then(|()| fs::read_to_string(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        text => text.map(Some).map_err(at(path)),
    }
}

/// Removes a file of the program's own in the site's folder. It may be gone already.
pub fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Fault::Io { path: path.to_path_buf(), error }),
        _ => Ok(()),
    }
}
