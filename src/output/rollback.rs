//! An earlier version of a published folder → the published one.

#![expect(clippy::disallowed_methods, reason = "published folders are changed here")]

use std::fs;
use std::path::Path;

use super::Fault;
use super::atomic::{at, lock_folder, resolve};
use super::staged::{Staged, Written, put_right};
use super::versions::{LogEntry, Versions, prove, shown};

/// Puts an earlier version back: the one whose name begins with `wanted`, or else the one before the published one.
///
/// It is published like a new build, so files of others stay where they are. Returns the first digits of its name.
/// An error when there is no such version, when a file of it is not what it was, and when the disk refuses.
pub fn roll_back(output: &Path, wanted: Option<&str>, at_time: &str) -> Result<(Written, String), Fault> {
    let asked = output.to_path_buf();
    let (parent, output) = resolve(output)?;
    let versions = Versions::of(&parent, &output);
    {
        let _lock = lock_folder(&parent)?;
        put_right(&parent, &output, Some(&versions))?;
        if fs::symlink_metadata(versions.folder()).is_ok() {
            versions.open()?;
        }
    }
    let (version, entry) = versions.record()?.earlier(wanted).map_err(|known| Fault::NoVersion {
        output: asked.clone(),
        wanted: wanted.unwrap_or_default().to_owned(),
        known,
    })?;

    let folder = versions.place(&version);
    let staged = Staged::begin_published(&asked, false)?;
    let manifest = prove(&folder, &version, |name, bytes, file| {
        staged.write_again(name, bytes, file).map_err(at(&folder.join(name)))
    })?;
    let note = entry.map(|entry| entry.note).unwrap_or_default();
    let entry = LogEntry { at: at_time.to_owned(), note, rollback: true };
    let head = manifest.head();
    let (written, version) = staged.publish(head, &entry, usize::MAX)?;
    Ok((written, shown(&version).to_owned()))
}
