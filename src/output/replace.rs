//! Files that an author wrote, changed on request.
//!
//! All new files are complete on the disk before the first takes its place, each in one step. A file that somebody else
//! changed since it was read is left alone, and with it all others.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Fault;
use super::atomic::{FILE_MODE, STAGING, at, lock};

/// A file to write.
#[derive(Debug)]
pub struct Replacement {
    pub path: PathBuf,
    /// What it must hold now; `None`: there must be nothing yet.
    pub before: Option<Vec<u8>>,
    pub after: Vec<u8>,
}

/// Writes all `files`, in folders that are there. Nothing is written when one of them is not what it was.
pub fn replace(folder: &Path, files: &[Replacement]) -> Result<(), Fault> {
    let _turn = lock(folder)?;
    let mut ready = Vec::new();
    for file in files {
        let parent = file.path.parent().unwrap_or(folder);
        let write = || -> io::Result<NamedTempFile> {
            let mode = fs::metadata(&file.path).map_or(FILE_MODE, |metadata| metadata.permissions().mode());
            let mut new = tempfile::Builder::new().prefix(STAGING.0).suffix(STAGING.1).tempfile_in(parent)?;
            new.write_all(&file.after)?;
            fs::set_permissions(new.path(), Permissions::from_mode(mode))?;
            new.as_file().sync_all()?;
            Ok(new)
        };
        ready.push((file, parent, write().map_err(at(&file.path))?));
    }
    for (file, ..) in &ready {
        let now = match fs::read(&file.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            found => Some(found.map_err(at(&file.path))?),
        };
        if now != file.before {
            return Err(Fault::Changed(file.path.clone()));
        }
    }
    for (file, parent, new) in ready {
        new.persist(&file.path).map_err(|error| at(&file.path)(error.error))?;
        // Where a folder cannot be forced to the disk, the file system does it in its own time.
        let _ = fs::File::open(parent).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_changed_meanwhile_keeps_all_as_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "one").expect("a file");
        fs::write(path("b"), "changed").expect("a file");
        let file = |name: &str, before: Option<&str>| Replacement {
            path: path(name),
            before: before.map(|text| text.as_bytes().to_vec()),
            after: b"new".to_vec(),
        };
        let refused = replace(folder.path(), &[file("a", Some("one")), file("b", Some("two"))]);
        assert!(matches!(refused, Err(Fault::Changed(changed)) if changed == path("b")));
        assert_eq!(fs::read_to_string(path("a")).expect("a"), "one");
        assert!(matches!(replace(folder.path(), &[file("a", None)]), Err(Fault::Changed(_))));

        replace(folder.path(), &[file("a", Some("one")), file("c", None)]).expect("written");
        assert_eq!(fs::read_to_string(path("a")).expect("a"), "new");
        assert_eq!(fs::read_to_string(path("c")).expect("c"), "new");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3, "nothing else is left");
    }
}
