//! A published folder, read back.

#![expect(clippy::disallowed_methods, reason = "what was written is read back here")]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::{Manifest, size};
use super::names::MANIFEST;
use super::{Fault, staged};

/// Larger files are not read: kalends writes none, and memory is not endless.
const LARGEST: u64 = 256 * 1024 * 1024;

/// A folder that kalends published, and what it says of itself.
#[derive(Debug)]
pub struct Published {
    folder: PathBuf,
    pub manifest: Manifest,
}

impl Published {
    /// An error when there is no folder, or none with a manifest of kalends.
    pub fn open(folder: &Path) -> Result<Published, Fault> {
        if !folder.is_dir() {
            return Err(Fault::NotAFolder(folder.to_path_buf()));
        }
        let manifest = Manifest::read(folder).ok_or_else(|| Fault::Foreign(folder.to_path_buf()))?;
        Ok(Published { folder: folder.to_path_buf(), manifest })
    }

    /// The bytes of the file `name`. An error of the kind `NotFound` where there is no such file, or where it is a
    /// link or reached through one.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        match size(&self.folder, name) {
            None => Err(ErrorKind::NotFound.into()),
            Some(bytes) if bytes > LARGEST => Err(io::Error::other("it is larger than 256 MB")),
            Some(_) => fs::read(self.folder.join(name)),
        }
    }

    /// The bytes of manifest.json.
    pub fn manifest_bytes(&self) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(MANIFEST))
    }

    /// Every file and link in the folder but the manifest, by name with `/`. What a build left beside it for the time of
    /// a swap is none of it.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let is_own = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with(staged::STAGING.0)
        };
        let entries = WalkDir::new(&self.folder).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| !is_own(entry)) {
            let entry = entry.map_err(io::Error::from)?;
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                names.push(parts.join("/"));
            }
        }
        names.retain(|name| name != MANIFEST);
        Ok(names)
    }
}
