//! The one way in which a file is written whole, and what else everything that writes here shares: locks on folders,
//! folders in which something grows, bytes forced to the disk.
//!
//! A file or folder is made beside its place under a name that tells it, and takes its place in one step: a reader
//! finds the old one or the new one.
//!
//! - A *link* that stands at the place stays: what it leads to is replaced, so that a file can be kept elsewhere and
//!   shared. A link that leads nowhere is an error, for the share that holds the file may only be away. Whoever must
//!   not write outside of a folder looks for links first.
//! - *Leftovers* of killed runs are removed by the next run that writes there. Whoever makes a file or folder holds a
//!   lock on it, so that a leftover can be told from what another run is making now.
//! - *On the disk* are the bytes before the file takes its place, and its new name when the call returns: after a power
//!   cut there is the old file or the new one.
//! - *Permissions* of a file that is replaced stay, but for pages: everyone may read those ([`Access`]).

#![expect(clippy::disallowed_methods, reason = "the output is written here")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempDir};
use walkdir::WalkDir;

use super::names::{STAGING, is_staging};
use super::{Fault, system};
use crate::base::address::is_of_a_file_manager;

pub(super) const FILE_MODE: u32 = 0o644;
pub(super) const FOLDER_MODE: u32 = 0o755;

/// Who may read and write a file when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Who could before. Of a new file, the user's umask says it.
    AsBefore,
    /// Everyone may read it, and its owner write.
    Readers,
}

/// Puts `bytes` in the place of the file `path`, or makes it. Its folder must be there.
pub(super) fn write(path: &Path, bytes: &[u8], access: Access) -> Result<(), Fault> {
    NewFile::make(path, bytes, access)?.put()
}

/// A file that is complete on the disk, beside the place that it is to take. Dropped before, it is gone.
#[derive(Debug)]
pub(super) struct NewFile {
    file: NamedTempFile,
    /// The place, with links resolved.
    place: PathBuf,
}

impl NewFile {
    pub fn make(path: &Path, bytes: &[u8], access: Access) -> Result<NewFile, Fault> {
        let make = || {
            let is_link = path.is_symlink();
            let place = if is_link { fs::canonicalize(path)? } else { path.to_path_buf() };
            if is_link {
                // Nobody else comes by there.
                remove_leftover_files(folder_of(&place), Depth::Itself);
            }
            let mut file = temporary_file(folder_of(&place))?;
            file.write_all(bytes)?;
            match access {
                Access::AsBefore => {
                    fs::metadata(&place).map_or(Ok(()), |before| system::keep_permissions(&before, file.as_file()))?;
                }
                Access::Readers => system::set_file_mode(file.as_file(), FILE_MODE)?,
            }
            system::force(file.as_file())?;
            Ok(NewFile { file, place })
        };
        make().map_err(at(path))
    }

    /// Takes its place, whatever file is there.
    pub fn put(self) -> Result<(), Fault> {
        // Renamed by its path and not persisted by tempfile: on Windows, whoever reads the old file makes it wait.
        system::rename(self.file.path(), &self.place).map_err(at(&self.place))?;
        let (_, mut path) = self.file.into_parts();
        path.disable_cleanup(true);
        sync(folder_of(&self.place))
    }

    /// Takes its place unless something is there.
    pub fn put_new(self) -> Result<(), Fault> {
        match self.file.persist_noclobber(&self.place) {
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => return Err(Fault::Taken(self.place)),
            done => done.map_err(|error| at(&self.place)(error.error))?,
        };
        sync(folder_of(&self.place))
    }
}

/// The folder that holds `path`.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file in `folder` that no other run takes for a leftover.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        // What the user's umask leaves of it.
        system::new_file_permissions(&mut builder, 0o666);
        let file = builder.prefix(STAGING.0).suffix(STAGING.1).tempfile_in(folder)?;
        system::lock_file(file.as_file());
        // Another run may have removed it before it was locked.
        if fs::symlink_metadata(file.path()).is_ok() {
            return Ok(file);
        }
    }
}

/// Where leftovers are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    Itself,
    /// In the folders below it, too.
    Below,
}

/// Removes the files that killed runs left in `folder`. What cannot be removed stays: it does no harm, and the next run
/// tries again.
pub(super) fn remove_leftover_files(folder: &Path, depth: Depth) {
    let depth = if depth == Depth::Itself { 1 } else { usize::MAX };
    let entries = WalkDir::new(folder).min_depth(1).max_depth(depth).sort_by_file_name().into_iter().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_file() && is_staging(entry.file_name())) {
        // Held until it is gone, so that nobody goes on with it.
        if let Some(_held) = system::hold(entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The folder above the output and the output itself, links resolved. Makes the folders above.
pub(super) fn resolve(asked: &Path) -> Result<(PathBuf, PathBuf), Fault> {
    let output = match fs::canonicalize(asked) {
        Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(asked).is_err() => {
            let (Some(above), Some(name)) = (asked.parent(), asked.file_name()) else {
                return Err(Fault::Io { path: asked.to_path_buf(), error });
            };
            // The folder above `output` is the current one.
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            fs::create_dir_all(above).map_err(at(above))?;
            fs::canonicalize(above).map_err(at(above))?.join(name)
        }
        Err(error) if system::leads_nowhere(&error) => return Err(Fault::NotAFolder(asked.to_path_buf())),
        found => found.map_err(at(asked))?,
    };
    match output.parent() {
        Some(parent) => Ok((parent.to_path_buf(), output)),
        // The root of the file system cannot be swapped.
        None => Err(Fault::Foreign(output)),
    }
}

/// Makes a folder and those above it, open to readers whatever the user's umask says, where the system can do that.
pub(super) fn make_folders_for_readers(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
    fs::create_dir_all(folder)?;
    for made in missing.into_iter().filter(|made| !made.as_os_str().is_empty()) {
        let _ = system::open_to_readers(made, FOLDER_MODE);
    }
    Ok(())
}

/// The folders of a relative path, the outermost first: `a`, `a/b` for `a/b/c`.
pub(super) fn folders_above(inside: &Path) -> Vec<&Path> {
    let mut above: Vec<&Path> = inside.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty()).collect();
    above.reverse();
    above
}

/// Lets everyone read the files of these names in `folder` and go through the folders in it, whatever the user's umask
/// says. An error where the system refuses.
pub(super) fn open_to_readers<'n>(folder: &Path, names: impl Iterator<Item = &'n String> + Clone) -> io::Result<()> {
    let above: BTreeSet<&Path> = names.clone().flat_map(|name| folders_above(Path::new(name))).collect();
    above.into_iter().try_for_each(|above| system::open_to_readers(&folder.join(above), FOLDER_MODE))?;
    names.into_iter().try_for_each(|name| system::open_to_readers(&folder.join(name), FILE_MODE))
}

/// A new folder in `above` with the name of a staging folder. Its maker locks it before the lock on `above` ends.
pub(super) fn staging(above: &Path, mode: u32) -> Result<TempDir, Fault> {
    let mut builder = tempfile::Builder::new();
    system::new_folder_permissions(&mut builder, mode);
    builder.prefix(STAGING.0).suffix(STAGING.1).tempdir_in(above).map_err(at(above))
}

/// Removes the staging folders of builds that no longer run. What cannot be removed stays: it does
/// no harm, and the next build tries again.
pub(super) fn remove_leftovers(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && is_staging(&entry.file_name()) && is_free(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether nothing is in a folder, but for the lock that a run holds on it and what file managers leave in folders that
/// somebody looked into.
pub(super) fn is_empty(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if !system::is_lock(&name) && !name.to_str().is_some_and(is_of_a_file_manager) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether no living run works in the staging folder.
pub(super) fn is_free(folder: &Path) -> bool {
    system::hold(folder).is_some()
}

/// Waits for `folder` to be free and holds it until the file is dropped. Without effect where the
/// file system has no locks.
pub(super) fn lock_folder(folder: &Path) -> Result<fs::File, Fault> {
    system::lock_folder(folder).map_err(at(folder))
}

/// A guard also after a thread panicked: the maps here are whole after every statement.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    system::create_file(path, bytes, FILE_MODE)
}

/// Forces one file, or the names in one folder, to the disk. Some network file systems cannot do it for folders.
pub(super) fn sync(path: &Path) -> Result<(), Fault> {
    system::sync(path).map_err(at(path))
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_path_buf();
    move |error| Fault::Io { path, error }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)] // links and modes
    use std::fs::Permissions;
    #[cfg(unix)] // links and modes
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn folder() -> TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[track_caller]
    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("a file")
    }

    #[cfg(unix)] // whoever makes links on Windows needs a right
    #[test]
    fn a_link_stays_one_and_what_it_leads_to_is_replaced() {
        let (site, office) = (folder(), folder());
        let (link, file) = (site.path().join("approvals.yaml"), office.path().join("approvals.yaml"));
        fs::write(&file, "old").expect("a file");
        fs::write(office.path().join(".kalends-left.tmp"), "half").expect("a leftover");
        symlink(&file, &link).expect("a link");
        write(&link, b"new", Access::AsBefore).expect("written");
        assert!(link.is_symlink());
        assert_eq!(text(&file), "new");
        assert_eq!(names(office.path()), ["approvals.yaml"]);
    }

    #[cfg(unix)] // whoever makes links on Windows needs a right
    #[test]
    fn a_link_that_leads_nowhere_is_an_error_and_stays() {
        let site = folder();
        let link = site.path().join("approvals.yaml");
        for target in ["away/approvals.yaml", "approvals.yaml"] {
            symlink(target, &link).expect("a link");
            assert!(matches!(write(&link, b"new", Access::AsBefore), Err(Fault::Io { path, .. }) if path == link));
            assert!(link.is_symlink());
            assert_eq!(names(site.path()).len(), 1, "nothing is written beside it");
            fs::remove_file(&link).expect("the link goes");
        }
    }

    #[cfg(unix)] // modes
    #[test]
    fn permissions_stay_but_for_what_readers_get() {
        let site = folder();
        let file = site.path().join("ledger.jsonl");
        fs::write(&file, "old").expect("a file");
        let mode = || fs::metadata(&file).expect("a file").permissions().mode() & 0o777;
        fs::set_permissions(&file, Permissions::from_mode(0o666)).expect("its mode");
        write(&file, b"new", Access::AsBefore).expect("written");
        assert_eq!(mode(), 0o666);
        write(&file, b"new", Access::Readers).expect("written");
        assert_eq!(mode(), FILE_MODE);
    }

    #[cfg(unix)] // modes
    #[test]
    fn a_folder_that_cannot_be_written_to_keeps_what_it_has() {
        // A system that lets nobody write there, not even its administrator.
        assert!(matches!(write(Path::new("/proc/self/new"), b"new", Access::AsBefore), Err(Fault::Io { .. })));
        let site = folder();
        let file = site.path().join("ledger.jsonl");
        fs::write(&file, "old").expect("a file");
        fs::set_permissions(site.path(), Permissions::from_mode(0o555)).expect("its mode");
        if fs::write(site.path().join("probe"), "").is_err() {
            assert!(matches!(write(&file, b"new", Access::AsBefore), Err(Fault::Io { .. })));
            assert_eq!(text(&file), "old");
        }
        fs::set_permissions(site.path(), Permissions::from_mode(0o755)).expect("its mode");
    }

    #[test]
    fn what_a_run_is_making_is_no_leftover_and_what_it_gave_up_is_gone() {
        let site = folder();
        fs::create_dir(site.path().join("data")).expect("a folder");
        let left = site.path().join("data/.kalends-left.tmp");
        fs::write(&left, "half").expect("a leftover");
        let making = NewFile::make(&site.path().join("data/2018-02.yaml"), b"new", Access::AsBefore).expect("made");
        remove_leftover_files(site.path(), Depth::Itself);
        assert!(left.exists(), "it lies deeper");
        remove_leftover_files(site.path(), Depth::Below);
        assert_eq!(names(&site.path().join("data")).len(), 1, "only what is being made is there");
        drop(making);
        assert!(names(&site.path().join("data")).is_empty());
        let making = NewFile::make(&site.path().join("data/2018-02.yaml"), b"new", Access::AsBefore).expect("made");
        making.put_new().expect("put");
        assert_eq!(names(&site.path().join("data")), ["2018-02.yaml"]);
    }

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let site = folder();
        let file = site.path().join("2018-02.yaml");
        let new = || NewFile::make(&file, b"new", Access::AsBefore).expect("made");
        let late = new();
        fs::write(&file, "theirs").expect("a file");
        assert!(matches!(late.put_new(), Err(Fault::Taken(path)) if path == file));
        assert_eq!((text(&file).as_str(), names(site.path()).len()), ("theirs", 1));
        new().put().expect("put");
        assert_eq!(text(&file), "new");
    }
}
