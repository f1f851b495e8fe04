//! A folder that is changed file by file, because it cannot be replaced as a whole.
//!
//! For a folder that is itself a mounted disk or share, and for shares on which a folder in use cannot be renamed. Each
//! file is replaced in one step and forced to the disk before; the folder as a whole is a mix while it lasts. In which
//! order files go is for the caller.

#![expect(clippy::disallowed_methods, reason = "a published folder is written here")]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::atomic::{
    Access, Depth, at, is_empty, lock_folder, make_folders_for_readers, open_to_readers, remove_leftover_files, write,
};
use super::names::{self, PART};
use super::{Fault, Manifest};

/// The folder. No other run changes it file by file as long as this lives, where the file system has locks.
#[derive(Debug)]
pub struct InPlace {
    folder: PathBuf,
    _lock: fs::File,
}

impl InPlace {
    /// Opens `folder`, which is made where it is missing, and removes what killed runs left in it.
    ///
    /// An error when it holds files and no manifest of kalends, unless `force` is set, and when the disk refuses.
    pub fn open(folder: &Path, force: bool) -> Result<InPlace, Fault> {
        if fs::symlink_metadata(folder).is_ok() && !folder.is_dir() {
            return Err(Fault::NotAFolder(folder.to_path_buf()));
        }
        make_folders_for_readers(folder).map_err(at(folder))?;
        let lock = lock_folder(folder)?;
        remove_leftover_files(folder, Depth::Below);
        let is_empty = is_empty(folder).map_err(at(folder))?;
        let was_begun = fs::symlink_metadata(folder.join(PART)).is_ok();
        let manifest = Manifest::read(folder);
        if !is_empty && !force && !was_begun && manifest.is_none() {
            return Err(Fault::Foreign(folder.to_path_buf()));
        }
        // Pages that stay as they are, and may have been closed meanwhile.
        if let Some(manifest) = manifest {
            let _ = open_to_readers(folder, manifest.outputs.keys());
        }
        Ok(InPlace { folder: folder.to_path_buf(), _lock: lock })
    }

    /// A file of it; `None` when it is missing or no plain file. An error when the disk refuses.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.folder.join(name);
        // A pipe would keep the reader waiting, a link could lead elsewhere.
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            found => match found.map_err(at(&path))?.is_file() {
                true => fs::read(&path).map(Some).map_err(at(&path)),
                false => Ok(None),
            },
        }
    }

    /// Puts a file in its place in one step. An error when its name leads out of the folder, and when the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.folder.join(name);
        let prepare = || {
            self.check(name)?;
            make_folders_for_readers(path.parent().unwrap_or(&self.folder))?;
            // What it leads to may lie outside of the folder.
            if path.is_symlink() { fs::remove_file(&path) } else { Ok(()) }
        };
        prepare().map_err(at(&path))?;
        write(&path, bytes, Access::Readers)
    }

    /// Removes a file, and the folders above it that became empty. It may be gone already.
    pub fn remove(&self, name: &str) -> Result<(), Fault> {
        let path = self.folder.join(name);
        self.check(name).map_err(at(&path))?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(Fault::Io { path, error }),
            _ => {}
        }
        for above in path.ancestors().skip(1).take_while(|above| *above != self.folder) {
            if fs::remove_dir(above).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Refuses a name that leads elsewhere, also by a folder that somebody made a link.
    fn check(&self, name: &str) -> io::Result<()> {
        names::check_known(name)?;
        match names::folders_above(name).map(|above| self.folder.join(above)).find(|above| above.is_symlink()) {
            Some(link) => Err(io::Error::other(format!("`{}` is a link", link.display()))),
            None => Ok(()),
        }
    }
}
