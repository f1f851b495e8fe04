//! A folder to work in beside a file that is to be made, and the file put in its place in one step.
//!
//! Beside it and not in the system's folder for such things: whoever may write the file may write there, a packaged
//! browser may read there, and the file can be moved into its place. What a killed run leaves is removed by the next.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::atomic::{FILE_MODE, at, create, lock, remove_leftovers, staging};
use super::manifest::Manifest;
use super::{Fault, names};

/// The working folder. Dropped, it is gone with all that is in it.
#[derive(Debug)]
pub struct Beside {
    target: PathBuf,
    folder: TempDir,
    /// Held as long as the work lasts, so that nobody takes the folder for a leftover.
    _alive: fs::File,
}

impl Beside {
    /// Starts the work on `target`, a file that begins with `signature`.
    ///
    /// An error when it lies in `output` or in another folder that kalends alone writes, when something else stands
    /// there than such a file, and when the disk refuses.
    pub fn begin(target: &Path, signature: &[u8], output: &Path) -> Result<Beside, Fault> {
        let parent = std::path::absolute(target).map_err(at(target))?;
        let parent = parent.parent().unwrap_or(&parent).canonicalize().map_err(at(target))?;
        let output = output.canonicalize();
        let is_output = |folder: &Path| output.as_deref().is_ok_and(|output| output == folder);
        if parent.ancestors().any(|folder| is_output(folder) || Manifest::read(folder).is_some()) {
            return Err(Fault::Inside(target.to_path_buf()));
        }
        if !may_be_replaced(target, signature).map_err(at(target))? {
            return Err(Fault::Taken(target.to_path_buf()));
        }
        // Held until the folder has its own lock.
        let _turn = lock(&parent)?;
        remove_leftovers(&parent);
        // A browser keeps its profile in it, which is nobody else's.
        let folder = staging(&parent, 0o700)?;
        Ok(Beside { target: target.to_path_buf(), _alive: lock(folder.path())?, folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the working folder.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.path().join(name);
        let write = || {
            names::check(name)?;
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            create(&path, bytes)
        };
        write().map_err(at(&path))
    }

    /// A file of the working folder; `None` when there is none.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path().join(name)).ok()
    }

    /// Puts the file in its place.
    pub fn finish(self, bytes: &[u8]) -> Result<(), Fault> {
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(self.path())?;
            io::Write::write_all(&mut file, bytes)?;
            fs::set_permissions(file.path(), fs::Permissions::from_mode(FILE_MODE))?;
            file.persist(&self.target).map_err(|error| error.error).map(|_| ())
        };
        write().map_err(at(&self.target))
    }
}

/// Whether nothing stands at `target`, or a file of the same kind.
fn may_be_replaced(target: &Path, signature: &[u8]) -> io::Result<bool> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        found => {
            if !found?.is_file() {
                return Ok(false);
            }
        }
    }
    let mut start = Vec::new();
    fs::File::open(target)?.take(signature.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == signature)
}
