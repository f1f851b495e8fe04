//! What Unix and Windows do in different ways: locks on folders, permissions, links, folders that change places, bytes
//! forced to the disk. Both halves have the same functions; nothing else in `output` asks which system it is.
//!
//! - *Locks*: Unix locks the folder itself. Windows locks no folders: there a lock is a file in it, or beside it where
//!   it is going to be renamed, that the system removes with the run that holds it, even a killed one.
//! - *Permissions* are Unix modes. On Windows what is new inherits from its folder, and what is replaced keeps nothing.
//! - *Changing places*: Linux and macOS let two folders change places in one step, on file systems that can. Windows
//!   cannot, and it renames no folder in which somebody has a file open, so it tries again for a while.
//! - *Forced to the disk*: Linux forces a whole folder with one call. macOS empties the disk's own memory, which takes long
//!   and which shares cannot do, so it does that once for a folder.

#![expect(clippy::disallowed_methods, reason = "the output is written here")]

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::*;
#[cfg(windows)]
pub(super) use windows::*;
