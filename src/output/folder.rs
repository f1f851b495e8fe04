//! A folder of which is not known who wrote into it, read.

#![expect(clippy::disallowed_methods, reason = "what was written is read back here")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::Utf8Chunk;

use walkdir::WalkDir;

use super::manifest::size;

/// Larger files are not read: kalends writes none, and memory is not endless.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// A folder with files that kalends wrote, and maybe others.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// There need not be one: then it has no files. A link to a folder is that folder.
    pub fn new(folder: &Path) -> Folder {
        Folder(fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf()))
    }

    /// The bytes of the file `name`; `None` where there is no such file, or where it is a link or reached through one.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match size(&self.0, name) {
            None => Ok(None),
            Some(bytes) if bytes > LARGEST => Err(io::Error::other("it is larger than 256 MB")),
            Some(_) => fs::read(self.0.join(name)).map(Some),
        }
    }

    /// Every file and link in the folder, by name with `/`, and with a slash at its end every folder that holds nothing.
    /// Bytes of a name that are no text are written as `\xe6`.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let mut filled = BTreeSet::new();
        let mut folders = Vec::new();
        for entry in WalkDir::new(&self.0).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(io::Error::from)?;
            let path = entry.path().strip_prefix(&self.0).unwrap_or(entry.path());
            filled.extend(path.parent().map(Path::to_path_buf));
            match entry.file_type().is_dir() {
                true => folders.push(path.to_path_buf()),
                false => names.push(name(path)),
            }
        }
        names.extend(folders.iter().filter(|folder| !filled.contains(*folder)).map(|folder| name(folder) + "/"));
        Ok(names)
    }
}

/// A path with `/`. Bytes that are no text stay visible.
fn name(path: &Path) -> String {
    let part = |part: &OsStr| -> String {
        let shown = |chunk: Utf8Chunk<'_>| {
            let wrong: String = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")).collect();
            format!("{}{wrong}", chunk.valid())
        };
        part.as_encoded_bytes().utf8_chunks().map(shown).collect()
    };
    path.iter().map(part).collect::<Vec<_>>().join("/")
}
