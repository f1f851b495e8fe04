//! Unix: modes, `flock` on folders, `rename` with an exchange.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::Path;

use rustix::fs::CWD;
use rustix::io::Errno;

/// What may be done with a new file, less what the user's umask takes away.
pub fn new_file_permissions(builder: &mut tempfile::Builder<'_, '_>, mode: u32) {
    builder.permissions(Permissions::from_mode(mode));
}

/// The same for a new folder.
pub fn new_folder_permissions(builder: &mut tempfile::Builder<'_, '_>, mode: u32) {
    builder.permissions(Permissions::from_mode(mode));
}

/// Gives an open file the permissions that another has, or had.
pub fn keep_permissions(before: &Metadata, file: &File) -> io::Result<()> {
    set_file_mode(file, before.permissions().mode())
}

pub fn set_file_mode(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

/// Gives a folder the permissions of another, and its owner all of them.
pub fn keep_folder_permissions(before: &Path, folder: &Path) -> io::Result<()> {
    let mode = fs::metadata(before)?.permissions().mode() | 0o700;
    fs::set_permissions(folder, Permissions::from_mode(mode))
}

/// Gives a file or folder the permissions in `mode` that it lacks, whatever the user's umask says.
pub fn open_to_readers(path: &Path, mode: u32) -> io::Result<()> {
    let found = fs::metadata(path)?.permissions().mode();
    if found & mode == mode { Ok(()) } else { fs::set_permissions(path, Permissions::from_mode(found | mode)) }
}

/// Whether everyone may go through a folder and read what is in it.
pub fn is_open_to_readers(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|found| found.permissions().mode() & 0o005 == 0o005)
}

/// Writes a file that is not there yet.
pub fn create_file(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?.write_all(bytes)
}

/// Makes a folder and those above it.
pub fn make_folders(folder: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(mode).create(folder)
}

/// Makes a link as `link` is one.
pub fn link_again(link: &Path, place: &Path) -> io::Result<()> {
    symlink(fs::read_link(link)?, place)
}

/// Whether the path is a link to nothing or to itself.
pub fn leads_nowhere(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(code, Some(Errno::NOENT | Errno::LOOP))
}

/// Whether a file in a folder is the lock on it: the folder itself is.
pub fn is_lock(_: &OsStr) -> bool {
    false
}

/// Waits for an open file to be free, and holds it until it is closed. Without effect where the file system has no
/// locks.
pub fn lock_file(file: &File) {
    while file.lock().is_err_and(|error| error.kind() == ErrorKind::Interrupted) {}
}

/// The same for a folder.
pub fn lock_folder(folder: &Path) -> io::Result<File> {
    let file = File::open(folder)?;
    lock_file(&file);
    Ok(file)
}

/// The lock on a folder; `None` where another run holds it.
pub fn try_lock_folder(folder: &Path) -> io::Result<Option<File>> {
    let file = File::open(folder)?;
    let is_taken = matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock));
    Ok((!is_taken).then_some(file))
}

/// The lock on a file or folder that no living run holds. `None` too where the file system has no locks.
pub fn hold(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    file.try_lock().ok().map(|()| file)
}

/// Gives a file or folder another name. What a file replaces is gone.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Lets two folders change places in one step. `false` where the system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    match rustix::fs::renameat_with(CWD, one, CWD, other, rustix::fs::RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Lets two folders change places in one step. `false` where the system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Forces an open file to the disk. macOS empties the disk's own memory too; of a share, which cannot do that, it asks
/// what every other system does.
pub fn force(file: &File) -> io::Result<()> {
    match file.sync_all() {
        Err(error) if cfg!(target_vendor = "apple") && is_not_offered(&error) => Ok(rustix::fs::fsync(file)?),
        done => done,
    }
}

/// Whether the file system has no such call, or not for this kind of file.
fn is_not_offered(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(Errno::from_raw_os_error);
    code.is_some_and(|code| [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOTTY].contains(&code))
}

/// Forces one file, or the names in one folder, to the disk. Some network file systems cannot do it for folders.
pub fn sync(path: &Path) -> io::Result<()> {
    sync_by(path, force)
}

/// The same for one of many, before the folder that holds them all is forced by [`sync`]: macOS empties the disk's own
/// memory once then, and not for every file.
pub fn sync_part(path: &Path) -> io::Result<()> {
    sync_by(path, |file| if cfg!(target_vendor = "apple") { Ok(rustix::fs::fsync(file)?) } else { force(file) })
}

fn sync_by(path: &Path, force: impl Fn(&File) -> io::Result<()>) -> io::Result<()> {
    let file = match File::open(path) {
        // A file of others that only its owner may read: it was not written here.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(()),
        file => file?,
    };
    match force(&file) {
        Err(error) if is_not_offered(&error) => Ok(()),
        done => done,
    }
}

/// Forces all files below `folder` and their names to the disk. `false` where the system cannot do so with one call:
/// 11,000 new files took a minute one by one, and take 0.2 s so.
pub fn sync_whole(folder: &Path) -> io::Result<bool> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(folder)?)?;
    #[cfg(not(target_os = "linux"))]
    let _ = folder;
    Ok(cfg!(target_os = "linux"))
}
