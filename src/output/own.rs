//! Files in the site's folder that the program alone writes, such as the ledger: read, replaced in one step and forced to
//! the disk, removed. One run at a time, since each adds to what the one before wrote.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::Fault;
use super::atomic::{FILE_MODE, STAGING, at, is_staging, lock, sync};

/// Held as long as only this run may change files of the site's own in a folder, where the file system has locks.
#[derive(Debug)]
pub struct Turn {
    folder: PathBuf,
    _lock: fs::File,
}

/// Held as long as no other run may do what only one may do at a time, however long it takes.
#[derive(Debug)]
pub struct Alone {
    _lock: Option<fs::File>,
}

/// Lets only one run at a time past for `folder`, which is one that the site has. `None` where another run is at it.
/// Without effect where there is no such folder or the file system has no locks.
pub fn alone(folder: &Path) -> Option<Alone> {
    let Ok(file) = fs::File::open(folder) else { return Some(Alone { _lock: None }) };
    match rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => None,
        _ => Some(Alone { _lock: Some(file) }),
    }
}

/// Waits until no other run changes files of the site's own in `folder`, and removes what killed runs left.
pub fn turn(folder: &Path) -> Result<Turn, Fault> {
    let lock = lock(folder)?;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_staging(&entry.file_name()) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(Turn { folder: folder.to_path_buf(), _lock: lock })
}

impl Turn {
    /// Puts `bytes` in the place of the file `name` in the folder, or makes it. It keeps the permissions it had, and a
    /// link stays one: what it leads to is replaced. An error where it leads nowhere, and when the disk refuses.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.folder.join(name);
        let path = if path.is_symlink() { fs::canonicalize(&path).map_err(at(&path))? } else { path };
        let above = path.parent().unwrap_or(&self.folder);
        let write = || {
            let mode = fs::metadata(&path).map_or(FILE_MODE, |file| file.permissions().mode());
            let mut file = tempfile::Builder::new()
                .prefix(STAGING.0)
                .suffix(STAGING.1)
                .permissions(fs::Permissions::from_mode(mode))
                .tempfile_in(above)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(at(&path))?;
        sync(above)
    }
}

/// The text of a file of the site's own; `None` when it is missing. An error when it is a link that leads nowhere, as to a
/// share that went away, when the disk refuses, and when it is not UTF-8.
pub fn text(path: &Path) -> Result<Option<String>, Fault> {
    match fs::read_to_string(path) {
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
