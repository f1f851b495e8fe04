//! Several files of the author that are changed together: what is still to be written of them.
//!
//! Ahead of the first change all of them are written down in one file of the site's folder, and it goes when the last one
//! is done. So a run that was killed in between has changed all files or none: whoever reads the site takes the files
//! that are still to be written from there, and the next run that writes here writes them.

use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::digest::sha256;

/// The file, in the site's folder.
pub const PENDING: &str = ".kalends-changing.json";

/// A file that is changed together with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// From the site's folder, with `/`.
    pub path: String,
    /// SHA-256 of what it held; `None` where there was no such file.
    pub before: Option<String>,
    /// What it is to hold.
    pub after: String,
}

impl Pending {
    /// `None` where the new bytes are no text.
    pub fn new(path: &str, before: Option<&[u8]>, after: &[u8]) -> Option<Pending> {
        let after = String::from_utf8(after.to_vec()).ok()?;
        Some(Pending { path: path.to_owned(), before: before.map(sha256), after })
    }

    /// Whether the file is still what it was, so that it is to be changed. One that somebody else changed since is left.
    pub fn is_open(&self, now: Option<&[u8]>) -> bool {
        now.map(sha256) == self.before
    }
}

/// What is to be written into the site in `root` still; nothing where the file is missing or was not finished.
#[expect(clippy::disallowed_methods, reason = "files are read here")]
pub fn read(root: &Path) -> Vec<Pending> {
    let is_file = root.join(PENDING).symlink_metadata().is_ok_and(|found| found.is_file());
    let text = is_file.then(|| std::fs::read_to_string(root.join(PENDING)).ok()).flatten();
    let all: Vec<Pending> = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let is_inside = |one: &Pending| one.path.split('/').all(|part| !["", ".", ".."].contains(&part));
    all.into_iter().filter(is_inside).filter(|one| one.is_open(bytes(&root.join(&one.path)).as_deref())).collect()
}

#[expect(clippy::disallowed_methods, reason = "files are read here")]
fn bytes(path: &Path) -> Option<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        // What cannot be read is not what it was.
        found => Some(found.unwrap_or_default()),
    }
}

/// The text of the file that says it.
pub fn write(all: &[Pending]) -> String {
    // Text and lists of it can always be written.
    serde_json::to_string(all).unwrap_or_default() + "\n"
}
