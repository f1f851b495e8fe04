//! Where pages go: into memory, or into a folder that is swapped in whole.
//!
//! Pages are rendered in parallel and go one by one to a [`Sink`]; how many there are does not matter to memory.
//! [`Staged`] builds beside the published folder and replaces it in one step, so a killed build, a full disk or two
//! builds at once leave the old version or the new one. [`write_new`] and [`replace`] write files that are the author's
//! to change. What is here knows no site and no page, only names and bytes. The bytes of a build are not forced to the
//! disk (fsync): it can be repeated after a power cut. Those of a folder that is published are, and what stood there
//! before is kept as a version ([`versions`]). So is every file that is written alone ([`atomic`]): what an author
//! wrote cannot be made again. [`Parcel`] holds a set that goes elsewhere, [`InPlace`] is a folder that can only be
//! changed file by file, and [`Folder`] one that is read back.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

mod atomic;
mod author_files;
mod counted;
mod folder;
mod inplace;
mod manifest;
mod names;
#[cfg(feature = "xlsx")]
mod packed;
mod parcel;
mod rollback;
mod staged;
mod state_file;
mod system;
mod versions;
mod work_folder;

pub use author_files::{Replacement, occupant, replace, write_new};
pub use counted::Counted;
pub use folder::{Folder, LARGEST};
pub use inplace::InPlace;
pub use manifest::{Changes, File, LedgerMark, LineMark, Manifest, ManifestHead, changes, hash, sums, up_to_date};
pub use names::{MANIFEST, PART, SUMS};
#[cfg(feature = "xlsx")]
pub use packed::{Part, packed, unpacked};
pub use parcel::Parcel;
pub use rollback::roll_back;
pub use staged::{Staged, Written};
pub use state_file::{Lock, lock, remove, text, try_lock};
pub use versions::{LogEntry, Record, Version, prove, shown as shown_version, version_of, versions, was_published};
pub use work_folder::{Scratch, WorkFolder};

/// Takes finished files, from several threads at once.
pub trait Sink: Sync {
    /// Takes the file `path`, relative to the output folder and with `/`: `2018-02/index.html`.
    ///
    /// An error of the kind `InvalidFilename` when the path could lead out of the folder or has no place on a Windows
    /// share; of the kind `InvalidInput` when it was written before, also in other letters, or is a folder of another
    /// file; and when the disk refuses.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Whether the file `path` is of use to it: one that it lets go need not be made.
    fn wants(&self, _path: &str) -> bool {
        true
    }
}

/// Why nothing was written. What was there is as it was.
#[derive(Debug)]
pub enum Fault {
    /// The folder has something in it and no manifest of kalends.
    Foreign(PathBuf),
    /// Something else than a folder stands there.
    NotAFolder(PathBuf),
    /// A file that kalends did not write stands in `output` where a page has to go.
    Occupied { output: PathBuf, name: String },
    /// A file that must not be replaced is there already.
    Taken(PathBuf),
    /// A file of the user's own would lie in a folder that kalends alone writes.
    Inside(PathBuf),
    /// A file that was to be changed is no longer what it was when it was read.
    Changed(PathBuf),
    /// The folder is complete beside `path` and the system does not let it take its place.
    Stuck { path: PathBuf, error: io::Error },
    /// There is no earlier version to put back, or none whose name begins so.
    NoVersion { output: PathBuf, wanted: String, known: Vec<String> },
    /// A file of an earlier version is not what it was.
    Damaged { version: String, path: PathBuf },
    /// The system refused.
    Io { path: PathBuf, error: io::Error },
}

/// Keeps the files in memory, for `check`, the preview and tests.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<names::Taken<Vec<u8>>>,
}

impl Memory {
    pub fn new() -> Memory {
        Memory::default()
    }

    /// All files by path.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner).files
    }
}

impl Sink for Memory {
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        names::check(path)?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.claim(path, bytes.to_vec())
    }
}

/// Lets all files go: they are made for what is learned of them on the way.
#[derive(Debug)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn write(&self, path: &str, _: &[u8]) -> io::Result<()> {
        names::check(path)
    }
}

/// Keeps one file and lets the others go, for the preview.
#[derive(Debug)]
pub struct One {
    path: String,
    bytes: Mutex<Option<Vec<u8>>>,
}

impl One {
    pub fn new(path: impl Into<String>) -> One {
        One { path: path.into(), bytes: Mutex::new(None) }
    }

    /// The file; `None` when nobody wrote it.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        self.bytes.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for One {
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        names::check(path)?;
        if path == self.path {
            *self.bytes.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes.to_vec());
        }
        Ok(())
    }

    fn wants(&self, path: &str) -> bool {
        path == self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_holds_what_was_written_by_path() {
        let memory = Memory::new();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let memory = &memory;
                scope.spawn(move || memory.write(&format!("{number}/index.html"), &[number; 3]));
            }
        });
        let files = memory.into_files();
        assert_eq!(files.len(), 8);
        assert_eq!(files["3/index.html"], [3; 3]);
    }

    #[test]
    fn memory_refuses_what_a_folder_would_refuse() {
        let memory = Memory::new();
        assert!(memory.write("../up", b"").is_err());
        assert!(memory.write("a", b"1").is_ok());
        assert!(memory.write("a", b"2").is_err());
        assert!(memory.write("a/b", b"3").is_err());
        assert_eq!(memory.into_files(), BTreeMap::from([("a".to_owned(), b"1".to_vec())]));
    }
}
