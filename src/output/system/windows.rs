//! Windows: locks that are files, renaming that waits for readers.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::windows::fs::{FileTypeExt, OpenOptionsExt, symlink_dir, symlink_file};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of a lock in its folder, and the end of that of a lock beside it.
const LOCK: &str = ".kalends.lock";

/// A folder or file in use is tried again so often, and after so long.
const TRIES: u32 = 100;
const GLANCE: Duration = Duration::from_millis(50);

// What the system calls these: winerror.h, winbase.h.
const ERROR_ACCESS_DENIED: i32 = 5;
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_LOCK_VIOLATION: i32 = 33;
const ERROR_CANT_RESOLVE_FILENAME: i32 = 1921;
const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
const FILE_ATTRIBUTE_HIDDEN: u32 = 0x0000_0002;

/// New files inherit from their folder.
pub fn new_file_permissions(_: &mut tempfile::Builder<'_, '_>, _: u32) {}

/// So do folders.
pub fn new_folder_permissions(_: &mut tempfile::Builder<'_, '_>, _: u32) {}

pub fn keep_permissions(_: &Metadata, _: &File) -> io::Result<()> {
    Ok(())
}

pub fn set_file_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

pub fn keep_folder_permissions(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

pub fn open_to_readers(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

pub fn is_open_to_readers(_: &Path) -> bool {
    true
}

/// Writes a file that is not there yet.
pub fn create_file(path: &Path, bytes: &[u8], _: u32) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

/// Makes a folder and those above it.
pub fn make_folders(folder: &Path, _: u32) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Makes a link as `link` is one. Whoever may make no links gets a copy of the file; a linked folder is an error then.
pub fn link_again(link: &Path, place: &Path) -> io::Result<()> {
    let target = fs::read_link(link)?;
    if fs::symlink_metadata(link)?.file_type().is_symlink_dir() {
        return symlink_dir(target, place);
    }
    symlink_file(target, place).or_else(|_| fs::copy(link, place).map(|_| ()))
}

/// Whether the path is a link to nothing or to itself.
pub fn leads_nowhere(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotFound || error.raw_os_error() == Some(ERROR_CANT_RESOLVE_FILENAME)
}

/// Whether a file in a folder is the lock on it.
pub fn is_lock(name: &OsStr) -> bool {
    name == LOCK
}

/// Waits for an open file to be free, and holds it until it is closed. Without effect where the file system has no
/// locks.
pub fn lock_file(file: &File) {
    let _ = file.lock();
}

/// The same for a folder.
pub fn lock_folder(folder: &Path) -> io::Result<File> {
    loop {
        match try_lock_folder(folder)? {
            Some(held) => return Ok(held),
            None => std::thread::sleep(GLANCE),
        }
    }
}

/// The lock on a folder; `None` where another run holds it.
///
/// The lock is a file that nobody else can open, and that is gone when it is closed.
pub fn try_lock_folder(folder: &Path) -> io::Result<Option<File>> {
    let mut open = OpenOptions::new();
    open.write(true).create(true).truncate(false).share_mode(0);
    open.custom_flags(FILE_FLAG_DELETE_ON_CLOSE).attributes(FILE_ATTRIBUTE_HIDDEN);
    let place = place_of_lock(folder);
    for _ in 0..TRIES {
        match open.open(&place) {
            Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => return Ok(None),
            // The one before is about to be removed, or the folder may not be written to.
            Err(error) if error.raw_os_error() == Some(ERROR_ACCESS_DENIED) => std::thread::sleep(GLANCE / 10),
            opened => return opened.map(Some),
        }
    }
    open.open(&place).map(Some)
}

/// A folder that is going to be renamed must have no open file in it, so its lock lies beside it.
fn place_of_lock(folder: &Path) -> PathBuf {
    match folder.file_name() {
        Some(name) if crate::output::names::is_staging(name) => {
            let mut lock = OsString::from(name);
            lock.push(LOCK);
            folder.with_file_name(lock)
        }
        _ => folder.join(LOCK),
    }
}

/// The lock on a file or folder that no living run holds. `None` too where the file system has no locks.
pub fn hold(path: &Path) -> Option<File> {
    if path.is_dir() {
        return try_lock_folder(path).ok().flatten();
    }
    let file = File::open(path).ok()?;
    file.try_lock().ok().map(|()| file)
}

/// Gives a file or folder another name, as soon as nobody has it open. What a file replaces is gone.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    for _ in 1..TRIES {
        match fs::rename(from, to) {
            Err(error) if is_in_use(&error) => std::thread::sleep(GLANCE),
            done => return done,
        }
    }
    fs::rename(from, to)
}

/// Whether somebody has it open. A missing right looks the same.
pub fn is_in_use(error: &io::Error) -> bool {
    let codes = [ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION];
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

/// Lets two folders change places in one step, which Windows cannot.
pub fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Forces an open file to the disk.
pub fn force(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// Forces one file to the disk. The names in a folder are forced by the system itself.
pub fn sync(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    // Only who may write to a file may force it to the disk.
    match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        file => force(&file?),
    }
}

/// The same for one of many.
pub fn sync_part(path: &Path) -> io::Result<()> {
    sync(path)
}

/// Windows has no one call for a whole folder.
pub fn sync_whole(_: &Path) -> io::Result<bool> {
    Ok(false)
}
