//! Folders for the time of one command: in a folder of the user's, or beside a file that is to be made.
//!
//! There and not in the system's folder for such things: whoever may write there may write here, a packaged browser may
//! read here, and there is room. What a killed run leaves is removed by the next.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::atomic::{Access, Depth, at, create, lock_folder, remove_leftover_files, remove_leftovers, staging, write};
use super::manifest::Manifest;
use super::{Fault, names};

/// A folder that is gone with the value, and all that is in it.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Held as long as the files are needed, so that nobody takes the folder for a leftover.
    _alive: fs::File,
}

impl Scratch {
    /// A new folder in `above`. An error when the disk refuses.
    pub fn begin(above: &Path) -> Result<Scratch, Fault> {
        // What is sent from it keeps its mode, and readers elsewhere need to read it.
        Scratch::of_mode(above, 0o755)
    }

    fn of_mode(above: &Path, mode: u32) -> Result<Scratch, Fault> {
        // Held until the folder has its own lock.
        let _lock = lock_folder(above)?;
        remove_leftovers(above);
        let folder = staging(above, mode)?;
        Ok(Scratch { _alive: lock_folder(folder.path())?, folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A folder to work in beside a file that is to be made.
#[derive(Debug)]
pub struct WorkFolder {
    target: PathBuf,
    scratch: Scratch,
}

impl WorkFolder {
    /// Starts the work on `target`, a file that begins with `signature`.
    ///
    /// An error when it lies in `output` or in another folder that kalends alone writes, when something else stands
    /// there than such a file, and when the disk refuses.
    pub fn begin(target: &Path, signature: &[u8], output: &Path) -> Result<WorkFolder, Fault> {
        let place = if target.is_symlink() { target.canonicalize() } else { std::path::absolute(target) };
        let place = place.map_err(at(target))?;
        let parent = place.parent().unwrap_or(&place).canonicalize().map_err(at(target))?;
        let output = output.canonicalize();
        let is_output = |folder: &Path| output.as_deref().is_ok_and(|output| output == folder);
        if parent.ancestors().any(|folder| is_output(folder) || Manifest::read(folder).is_some()) {
            return Err(Fault::Inside(target.to_path_buf()));
        }
        if !may_be_replaced(&place, signature).map_err(at(target))? {
            return Err(Fault::Taken(target.to_path_buf()));
        }
        remove_leftover_files(&parent, Depth::Itself);
        // A browser keeps its profile in it, which is nobody else's.
        Ok(WorkFolder { target: target.to_path_buf(), scratch: Scratch::of_mode(&parent, 0o700)? })
    }

    pub fn path(&self) -> &Path {
        self.scratch.path()
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
        write(&self.target, bytes, Access::Readers)
    }
}

/// Whether nothing stands at `place`, or a file of the same kind.
fn may_be_replaced(place: &Path, signature: &[u8]) -> io::Result<bool> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        found => {
            if !found?.is_file() {
                return Ok(false);
            }
        }
    }
    let mut start = Vec::new();
    fs::File::open(place)?.take(signature.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == signature)
}
