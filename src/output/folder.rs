//! A folder of which is not known who wrote into it, read.

#![expect(clippy::disallowed_methods, reason = "what was written is read back here")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::size;
use super::names::is_staging;
use crate::base::address;

/// Larger files are not read: kalends writes none, and memory is not endless.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// A folder with files that kalends wrote, and maybe others.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// There need not be one: then it has no files.
    pub fn new(folder: &Path) -> Folder {
        Folder(folder.to_path_buf())
    }

    /// The bytes of the file `name`; `None` where there is no such file, or where it is a link or reached through one.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match size(&self.0, name) {
            None => Ok(None),
            Some(bytes) if bytes > LARGEST => Err(io::Error::other("it is larger than 256 MB")),
            Some(_) => fs::read(self.0.join(name)).map(Some),
        }
    }

    /// Every file and link in the folder, by name with `/`. What a build left beside it for the time of a swap is none
    /// of it.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let is_own = |entry: &walkdir::DirEntry| entry.depth() > 0 && is_staging(entry.file_name());
        let entries = WalkDir::new(&self.0).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| !is_own(entry)) {
            let entry = entry.map_err(io::Error::from)?;
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(&self.0).unwrap_or(entry.path());
                names.push(address::of_file_lossy(path));
            }
        }
        Ok(names)
    }
}
