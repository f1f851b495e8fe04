//! Files that are the author's: made once and never again, or changed on request.
//!
//! All of them are complete on the disk before the first takes its place, each in one step; what is to be changed
//! together is written down ahead, so that a run that is killed has changed all or none. A new file never takes the
//! place of one that is there; a file that somebody else changed since it was read is left alone, and with it all
//! others. Nothing is kept of them in a manifest.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::Fault;
use super::atomic::{Access, Depth, NewFile, at, lock_folder, remove_leftover_files, write};
use super::state_file::remove;
use crate::load::pending::{self, PENDING, Pending};

/// Writes new `files` below `folder`, which is made where it is missing, and returns their paths in the same order.
///
/// An error for each file that is there already, or when the disk refuses; then none of them is there.
pub fn write_new(folder: &Path, files: &[(&str, &[u8])]) -> Result<Vec<PathBuf>, Vec<Fault>> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    // A link that leads nowhere is something too.
    let taken: Vec<Fault> =
        paths.iter().filter(|path| path.symlink_metadata().is_ok()).cloned().map(Fault::Taken).collect();
    if !taken.is_empty() {
        return Err(taken);
    }
    let _lock = folder.is_dir().then(|| lock_folder(folder)).transpose().map_err(|fault| vec![fault])?;
    write_pending(folder).map_err(|fault| vec![fault])?;
    remove_leftovers(folder, paths.iter().map(PathBuf::as_path));
    let mut ready = Vec::new();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.map_err(|error| match error.kind() {
            // A file stands where the folder has to be.
            ErrorKind::AlreadyExists => vec![Fault::Taken(path.clone())],
            _ => vec![at(path)(error)],
        })?;
        ready.push(NewFile::make(path, bytes, Access::AsBefore).map_err(|fault| vec![fault])?);
    }
    let together = files.iter().map(|(name, bytes)| Pending::new(name, None, bytes));
    let promise = promise(folder, together.collect()).map_err(|fault| vec![fault])?;
    for (index, file) in ready.into_iter().enumerate() {
        if let Err(fault) = file.put_new() {
            // A file that somebody else put there meanwhile stays.
            let ours = paths.get(..index + usize::from(!matches!(fault, Fault::Taken(_)))).unwrap_or_default();
            ours.iter().for_each(|path| fs::remove_file(path).unwrap_or_default());
            promise.keep().map_err(|fault| vec![fault])?;
            return Err(vec![fault]);
        }
    }
    promise.keep().map_err(|fault| vec![fault])?;
    Ok(paths)
}

/// That several files are changed together, until they are.
struct Promise(Option<PathBuf>);

impl Promise {
    /// All of them are changed, or none is.
    fn keep(self) -> Result<(), Fault> {
        self.0.map_or(Ok(()), |path| remove(&path))
    }
}

/// Writes down which files below `folder` are changed together. One file by itself needs no promise; nor can there be
/// one where a file is no text, which none of a site is.
fn promise(folder: &Path, together: Option<Vec<Pending>>) -> Result<Promise, Fault> {
    let Some(together) = together.filter(|together| together.len() > 1) else { return Ok(Promise(None)) };
    let path = folder.join(PENDING);
    write(&path, pending::write(&together).as_bytes(), Access::AsBefore)?;
    Ok(Promise(Some(path)))
}

/// Writes what a run that was killed was still to write. The caller holds the lock of the folder.
pub(super) fn write_pending(folder: &Path) -> Result<(), Fault> {
    if fs::symlink_metadata(folder.join(PENDING)).is_err() {
        return Ok(());
    }
    for one in pending::read(folder) {
        let path = folder.join(&one.path);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(at(&path))?;
        write(&path, one.after.as_bytes(), Access::AsBefore)?;
    }
    remove(&folder.join(PENDING))
}

/// A file to change.
#[derive(Debug)]
pub struct Replacement {
    pub path: PathBuf,
    /// What it must hold now; `None`: there must be nothing yet.
    pub before: Option<Vec<u8>>,
    pub after: Vec<u8>,
}

/// Writes all `files`, which lie below `folder`, in folders that are there. A link stays one: what it leads to is
/// changed. Nothing is written when one of them is not what it was.
pub fn replace(folder: &Path, files: &[Replacement]) -> Result<(), Fault> {
    let _lock = lock_folder(folder)?;
    write_pending(folder)?;
    remove_leftovers(folder, files.iter().map(|file| file.path.as_path()));
    let mut ready = Vec::new();
    for file in files {
        ready.push(NewFile::make(&file.path, &file.after, Access::AsBefore)?);
    }
    for file in files {
        // Nothing but a file was read before, and a pipe would keep the reader waiting.
        if fs::metadata(&file.path).is_ok_and(|found| !found.is_file()) {
            return Err(Fault::Changed(file.path.clone()));
        }
        let now = match fs::read(&file.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            found => Some(found.map_err(at(&file.path))?),
        };
        if now != file.before {
            return Err(Fault::Changed(file.path.clone()));
        }
    }
    let together = files.iter().map(|file| {
        let path = file.path.strip_prefix(folder).ok()?.to_str()?;
        Pending::new(path, file.before.as_deref(), &file.after)
    });
    let promise = promise(folder, together.collect())?;
    ready.into_iter().try_for_each(NewFile::put)?;
    promise.keep()
}

/// Removes what killed runs left in `folder`, and below the folders in it, such as data/, that hold one of the files.
fn remove_leftovers<'a>(folder: &Path, files: impl Iterator<Item = &'a Path>) {
    let folder_in_it = |path: &Path| {
        let mut parts = path.strip_prefix(folder).ok()?.components();
        match (parts.next()?, parts.next()) {
            (Component::Normal(first), Some(_)) => Some(folder.join(first)),
            _ => None,
        }
    };
    remove_leftover_files(folder, Depth::Itself);
    let mut folders: BTreeSet<PathBuf> = files.filter_map(folder_in_it).collect();
    // A run that was killed may have been writing others.
    folders.extend(["data", "content"].map(|name| folder.join(name)).into_iter().filter(|folder| folder.is_dir()));
    folders.iter().for_each(|folder| remove_leftover_files(folder, Depth::Below));
}

/// The first name in `folder` that an author would see; `None` where the folder is missing or holds at most
/// hidden files, such as `.git`.
pub fn occupant(folder: &Path) -> Result<Option<String>, Fault> {
    let at = |error| Fault::Io { path: folder.to_path_buf(), error };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(at)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(at)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names.into_iter().find(|name| !name.starts_with('.')))
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
