//! A built set of files in a folder of its own, to be sent elsewhere.
//!
//! Kept on the disk and not in memory, so that a large site can be sent from a small machine.

#![expect(clippy::disallowed_methods, reason = "files are written and read back here")]

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use super::atomic::{at, create, locked};
use super::manifest::{File, Manifest, ManifestHead, sums};
use super::names::{self, MANIFEST, SUMS, Taken};
use super::work_folder::Scratch;
use super::{Fault, Sink};

/// The files so far.
#[derive(Debug)]
pub struct Parcel {
    folder: Scratch,
    files: Mutex<Taken<File>>,
}

impl Parcel {
    /// Starts an empty set, in a new folder in `above`. An error when the disk refuses.
    pub fn begin(above: &Path) -> Result<Parcel, Fault> {
        Ok(Parcel { folder: Scratch::begin(above)?, files: Mutex::default() })
    }

    /// Writes the sums and the manifest beside the files and returns the manifest with its bytes.
    pub fn seal(&self, head: ManifestHead) -> Result<(Manifest, Vec<u8>), Fault> {
        let sums = sums(&locked(&self.files).files);
        self.put(SUMS, sums.as_bytes()).map_err(at(&self.folder.path().join(SUMS)))?;
        let outputs = std::mem::take(&mut *locked(&self.files)).files;
        let manifest = Manifest::new(head, outputs);
        let path = self.folder.path().join(MANIFEST);
        let bytes = manifest.to_bytes().map_err(io::Error::from).map_err(at(&path))?;
        create(&path, &bytes).map_err(at(&path))?;
        Ok((manifest, bytes))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the set.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let path = self.folder.path().join(name);
        fs::read(&path).map_err(at(&path))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        locked(&self.files).claim(path, File::of(bytes))?;
        let target = self.folder.path().join(path);
        target.parent().map_or(Ok(()), fs::create_dir_all)?;
        create(&target, bytes)
    }
}

impl Sink for Parcel {
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        names::check(path)?;
        self.put(path, bytes)
    }
}
