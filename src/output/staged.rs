//! A new output folder that grows beside the published one and takes its place in one step.
//!
//! Unchanged files are linked over instead of written, files of others are carried along. The two
//! folders change places atomically where the file system can (`RENAME_EXCHANGE`), else by two
//! renames, and an interrupted pair is put right by the next build. Locks are taken on folders, so
//! no lock file is left; where the file system has no locks, builds do without.
//!
//! A build that is *published* ([`Staged::begin_published`]) differs in three ways: the old folder is kept among the
//! [versions](super::versions) instead of removed; all bytes are forced to the disk before the two change places, and
//! the names after it, so that after a power cut too the folder is the old one or the new one, not a page of zeros
//! under a new name; and the log of the versions is written ahead, so that whatever a killed run leaves can be told
//! from a version that readers have seen.

#![expect(clippy::disallowed_methods, reason = "the output is written here")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use walkdir::WalkDir;

use super::atomic::{
    FILE_MODE, FOLDER_MODE, at, create, folders_above, is_empty, lock_folder, locked, make_folders_for_readers,
    open_to_readers, remove_leftovers, resolve, staging, sync,
};
use super::manifest::{Changes, File, Manifest, ManifestHead, changes, hash, holds, size, sums};
use super::names::{self, MANIFEST, STAGING, SUMS, Taken};
use super::versions::{self, LogEntry, Versions};
use super::{Fault, Sink, system};
use crate::base::address;

/// Begins the name that the old folder has between two renames; the output's own name follows.
const ASIDE: &str = ".kalends-old.";

/// A build on its way. Dropped before [`Staged::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staged {
    /// The output as the user named it.
    asked: PathBuf,
    /// The same with all links resolved; it may not exist yet.
    output: PathBuf,
    /// The folder that holds both.
    parent: PathBuf,
    force: bool,
    /// What the present output says of itself.
    earlier: Option<Manifest>,
    folder: TempDir,
    /// Held as long as this build lives, so that no other build takes the folder for a leftover.
    _alive: fs::File,
    /// Where the old output is kept; `None` when it is removed.
    versions: Option<Versions>,
    files: Mutex<Taken<File>>,
    unchanged: AtomicUsize,
    /// The first file that could not be written.
    failed: Mutex<Option<(PathBuf, ErrorKind, String)>>,
}

/// What a finished build did to the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// How many files are new or changed, the manifest not counted.
    pub written: usize,
    /// How many are as they were, and are the same file as before where the system can link.
    pub unchanged: usize,
    /// Files that kalends did not write, in order.
    pub kept: Vec<String>,
    /// Files of the earlier build that are gone, and with `force` those of others that stood where
    /// a page had to go; in order.
    pub removed: Vec<String>,
    /// Why others cannot read what was published, where that is so.
    pub unreadable: Option<String>,
}

impl Staged {
    /// Starts a build into `output`, which may be missing, empty, an earlier build, or a link to
    /// one of these. Any other folder is refused unless `force` is set.
    ///
    /// Removes what killed builds left beside it. That `output` is not the site itself, nor holds
    /// its data, is for the caller to check.
    pub fn begin(output: &Path, force: bool) -> Result<Staged, Fault> {
        Staged::start(output, force, false)
    }

    /// The same for a folder that is published: what stood there is kept as a version.
    pub fn begin_published(output: &Path, force: bool) -> Result<Staged, Fault> {
        Staged::start(output, force, true)
    }

    fn start(output: &Path, force: bool, published: bool) -> Result<Staged, Fault> {
        let asked = output.to_path_buf();
        if let (true, Some(above)) = (published, output.parent().filter(|above| !above.as_os_str().is_empty())) {
            make_folders_for_readers(above).map_err(at(above))?;
        }
        let (parent, output) = resolve(output)?;
        // Held until the staging folder has its own lock.
        let _lock = lock_folder(&parent)?;
        let versions = published.then(|| Versions::of(&parent, &output));
        put_right(&parent, &output, versions.as_ref())?;
        remove_leftovers(&parent);
        let earlier = present(&output, &asked, force)?;
        if let Some(versions) = &versions {
            versions.open()?;
        }

        let above = versions.as_ref().map_or(parent.as_path(), Versions::folder);
        let folder = staging(above, FOLDER_MODE)?;
        // A folder that only some may read stays so; its owner must be able to write.
        if output.exists() {
            system::keep_folder_permissions(&output, folder.path()).map_err(at(folder.path()))?;
        }
        Ok(Staged {
            _alive: lock_folder(folder.path())?,
            versions,
            asked,
            output,
            parent,
            force,
            earlier,
            folder,
            files: Mutex::default(),
            unchanged: AtomicUsize::new(0),
            failed: Mutex::default(),
        })
    }

    /// Completes the new folder and puts it in the place of the old one.
    ///
    /// An error when any file was refused before, when a file of others is in the way, when the
    /// output became foreign in the meantime, and when the disk refuses.
    pub fn finish(self, head: ManifestHead) -> Result<Written, Fault> {
        self.sum_up()?;
        self.complete(head, None).map(|(written, _)| written)
    }

    /// Writes the sums of the files so far. Whoever publishes calls it when all are there; [`Staged::finish`] does so
    /// itself.
    pub fn sum_up(&self) -> Result<(), Fault> {
        let bytes = sums(&locked(&self.files).files).into_bytes();
        self.take(SUMS, &bytes, File::of(&bytes)).map_err(at(&self.asked.join(SUMS)))
    }

    /// Writes a file of an earlier version, which its manifest lists as `file`.
    pub fn write_again(&self, name: &str, bytes: &[u8], file: &File) -> io::Result<()> {
        names::check_known(name)?;
        self.take(name, bytes, file.clone())
    }

    /// What the present output says of itself; `None` where there is none.
    pub fn earlier(&self) -> Option<&Manifest> {
        self.earlier.as_ref()
    }

    /// What the files so far would change in the present output, those of its files that somebody changed or removed,
    /// which get their bytes again, and how many files it has.
    pub fn changes(&self) -> (Changes, Vec<String>, usize) {
        let nothing = BTreeMap::new();
        let earlier = self.earlier.as_ref().map_or(&nothing, |earlier| &earlier.outputs);
        let files = locked(&self.files);
        let mut changes = changes(&files.files, earlier);
        let tampered = self.earlier.as_ref().map_or_else(Vec::new, |earlier| earlier.tampered(&self.output));
        let repaired = changes.add_repairs(tampered, &files.files);
        (changes, repaired, earlier.len())
    }

    /// The version that the files so far make together with `head`.
    pub fn version(&self, head: &ManifestHead) -> Result<String, Fault> {
        let outputs = locked(&self.files).files.clone();
        let manifest = Manifest::new(head.clone(), outputs);
        Ok(hash(&manifest.to_bytes().map_err(io::Error::from).map_err(at(&self.asked))?))
    }

    /// Completes the new folder, lets it be published and keeps the `keep` versions before it. When the same is
    /// published already, file by file, it stays.
    pub fn publish(self, head: ManifestHead, entry: &LogEntry, keep: usize) -> Result<(Written, String), Fault> {
        self.complete(head, Some((entry, keep)))
    }

    fn complete(self, head: ManifestHead, publishing: Option<(&LogEntry, usize)>) -> Result<(Written, String), Fault> {
        if let Some((path, kind, why)) = locked(&self.failed).take() {
            return Err(Fault::Io { path, error: io::Error::new(kind, why) });
        }
        let _lock = lock_folder(&self.parent)?;
        // Another build may have finished since this one began.
        let earlier = present(&self.output, &self.asked, self.force)?;
        let files = std::mem::take(&mut *locked(&self.files)).files;
        let unchanged = self.unchanged.load(Ordering::Relaxed);
        let mut written = Written {
            written: files.len() - unchanged,
            unchanged,
            kept: Vec::new(),
            removed: Vec::new(),
            unreadable: None,
        };
        self.carry_over(earlier.as_ref(), &files, &mut written)?;

        let manifest = Manifest::new(head, files);
        let path = self.folder.path().join(MANIFEST);
        let bytes = manifest.to_bytes().map_err(io::Error::from).map_err(at(&path))?;
        let version = hash(&bytes);
        let (Some(versions), Some((entry, keep))) = (&self.versions, publishing) else {
            create(&path, &bytes).map_err(at(&path))?;
            swap(self.folder, &self.parent, &self.output, None)?;
            return Ok((written, version));
        };
        let old = versions::version_of(&self.output);
        if old.as_deref() == Some(version.as_str()) && written.written == 0 && written.removed.is_empty() {
            written.unreadable = self.open_to_readers(&self.output, &manifest);
            versions.prune(&version, keep);
            return Ok((written, version));
        }
        written.unreadable = self.open_to_readers(self.folder.path(), &manifest);
        // Ahead of the manifest: a folder with a manifest is either noted or was published.
        versions.begin(&version, entry)?;
        create(&path, &bytes).map_err(at(&path))?;
        let _ = system::open_to_readers(&path, FILE_MODE);
        sync_tree(self.folder.path())?;
        sync(versions.folder())?;
        let place = old.filter(|old| *old != version).map(|old| versions.place(&old));
        swap(self.folder, &self.parent, &self.output, place.as_deref())?;
        // Readers have it. What fails from here on must not say otherwise, and the next run puts it right.
        let _ = sync(versions.folder()).and_then(|()| sync(&self.parent)).and_then(|()| versions.done(&version));
        versions.prune(&version, keep);
        Ok((written, version))
    }

    /// Lets everyone read the pages, whatever the user's umask says, and go through their folders. The folder itself
    /// stays as it was where it was there before: it may be meant for some only. Returns why others cannot read them.
    fn open_to_readers(&self, folder: &Path, manifest: &Manifest) -> Option<String> {
        let refused =
            open_to_readers(folder, manifest.outputs.keys()).err().map(|error| format!("the system refuses: {error}"));
        let is_open = match self.output.exists() {
            true => system::is_open_to_readers(&self.output),
            false => system::open_to_readers(folder, FOLDER_MODE).is_ok(),
        };
        let closed = (!is_open).then(|| "the folder is open to some only; `chmod o+rx` opens it".to_owned());
        refused.or(closed)
    }

    fn take(&self, name: &str, bytes: &[u8], file: File) -> io::Result<()> {
        locked(&self.files).claim(name, file.clone())?;
        self.put(name, bytes, &file)
    }

    /// Links the file from the present output when it holds the same bytes, else writes it.
    fn put(&self, name: &str, bytes: &[u8], file: &File) -> io::Result<()> {
        let listed = self.earlier.as_ref().and_then(|earlier| earlier.outputs.get(name));
        // Not one that a link on the way leads to.
        if listed == Some(file) && size(&self.output, name) == Some(bytes.len() as u64) {
            let source = self.output.join(name);
            // Looked at where it was linked to: in the output, another build may change places with it meanwhile.
            let linked = self.place(name, |target| fs::hard_link(&source, target)).is_ok();
            let is_unchanged = holds(if linked { self.folder.path() } else { &self.output }, name, bytes);
            self.unchanged.fetch_add(usize::from(is_unchanged), Ordering::Relaxed);
            match (linked, is_unchanged) {
                (true, true) => return Ok(()),
                (true, false) => fs::remove_file(self.folder.path().join(name))?,
                (false, _) => {}
            }
        }
        self.place(name, |target| create(target, bytes))
    }

    /// Runs `put` with the path of `name` in the new folder; makes the folders above when needed.
    fn place(&self, name: &str, put: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
        let target = self.folder.path().join(name);
        match (put(&target), target.parent()) {
            // A new folder that somebody took away would come back without the pages that were in it.
            (Err(error), Some(above)) if error.kind() == ErrorKind::NotFound && self.folder.path().is_dir() => {
                system::make_folders(above, FOLDER_MODE)?;
                put(&target)
            }
            (done, _) => done,
        }
    }

    /// Brings the files of others into the new folder, and notes which of ours are gone.
    /// Folders without a file in them are not carried along.
    fn carry_over(
        &self,
        earlier: Option<&Manifest>,
        files: &BTreeMap<String, File>,
        written: &mut Written,
    ) -> Result<(), Fault> {
        if fs::symlink_metadata(&self.output).is_err() {
            return Ok(());
        }
        for entry in WalkDir::new(&self.output).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.output).to_path_buf();
                Fault::Io { path, error: error.into() }
            })?;
            if entry.file_type().is_dir() {
                continue;
            }
            // Below the folder that the walk began with.
            let inside = entry.path().strip_prefix(&self.output).unwrap_or(entry.path());
            let name = address::of_file_lossy(inside);
            if address::of_file(inside).is_some_and(|name| earlier.is_some_and(|earlier| earlier.lists(&name))) {
                if name != MANIFEST && !files.contains_key(&name) {
                    written.removed.push(name);
                }
            } else if self.carry(inside).map_err(at(entry.path()))? {
                written.kept.push(name);
            } else if self.same(inside) {
                // From now on it is ours.
            } else if self.force {
                written.removed.push(name);
            } else {
                return Err(Fault::Occupied { output: self.asked.clone(), name });
            }
        }
        Ok(())
    }

    /// Links or copies one file of others; a link stays a link. `false` when a page is in the way.
    fn carry(&self, inside: &Path) -> io::Result<bool> {
        let (source, target) = (self.output.join(inside), self.folder.path().join(inside));
        if inside == Path::new(MANIFEST) || target.symlink_metadata().is_ok() {
            return Ok(false);
        }
        for above in folders_above(inside) {
            let made = self.folder.path().join(above);
            match fs::symlink_metadata(&made) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Ok(false),
                Err(_) => {
                    // What only some may read stays so.
                    fs::create_dir(&made)?;
                    system::keep_folder_permissions(&self.output.join(above), &made)?;
                }
            }
        }
        if fs::hard_link(&source, &target).is_err() {
            if fs::symlink_metadata(&source)?.is_symlink() {
                system::link_again(&source, &target)?;
            } else {
                fs::copy(&source, &target)?;
            }
        }
        Ok(true)
    }

    /// Whether the file of others is, byte for byte, the page that takes its place.
    fn same(&self, inside: &Path) -> bool {
        let page = self.folder.path().join(inside);
        let is_file = fs::symlink_metadata(&page).is_ok_and(|found| found.is_file());
        let bytes = is_file.then(|| fs::read(&page).ok()).flatten();
        bytes.is_some_and(|bytes| address::of_file(inside).is_some_and(|name| holds(&self.output, &name, &bytes)))
    }
}

impl Sink for Staged {
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let done = names::check(path).and_then(|()| self.take(path, bytes, File::of(bytes)));
        if let Err(error) = &done {
            let failure = (self.asked.join(path), error.kind(), error.to_string());
            locked(&self.failed).get_or_insert(failure);
        }
        done
    }
}

/// The manifest of the present output. `None` when the output is missing, empty, or forced.
fn present(output: &Path, asked: &Path, force: bool) -> Result<Option<Manifest>, Fault> {
    match fs::symlink_metadata(output) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        found => {
            if !found.map_err(at(output))?.is_dir() {
                return Err(Fault::NotAFolder(asked.to_path_buf()));
            }
        }
    }
    let manifest = Manifest::read(output);
    if manifest.is_none() && !force && !is_empty(output).map_err(at(output))? {
        return Err(Fault::Foreign(asked.to_path_buf()));
    }
    Ok(manifest)
}

/// Ends what a build that was killed between two renames began. What stood there before goes to `versions`, which finds
/// out when it is opened whether it is one.
pub(super) fn put_right(parent: &Path, output: &Path, versions: Option<&Versions>) -> Result<(), Fault> {
    let aside = aside(parent, output);
    if fs::symlink_metadata(&aside).is_err() {
        Ok(())
    } else if fs::symlink_metadata(output).is_err() {
        system::rename(&aside, output).map_err(at(&aside))
    } else {
        let kept = versions.map(|versions| versions.folder().join(format!("{}aside{}", STAGING.0, STAGING.1)));
        if kept.is_none_or(|kept| system::rename(&aside, &kept).is_err()) {
            let _ = fs::remove_dir_all(&aside);
        }
        Ok(())
    }
}

/// Puts `folder` in the place of `output`. What was there goes to `keep`, or is removed.
fn swap(mut folder: TempDir, parent: &Path, output: &Path, keep: Option<&Path>) -> Result<(), Fault> {
    let stuck = |error| Fault::Stuck { path: output.to_path_buf(), error };
    if fs::symlink_metadata(output).is_err() {
        system::rename(folder.path(), output).map_err(stuck)?;
        folder.disable_cleanup(true);
        return Ok(());
    }
    if !system::exchange(folder.path(), output).map_err(stuck)? {
        two_renames(folder.path(), parent, output)?;
    }
    // The name of the staging folder now holds the old output, and goes with it unless it is kept.
    if let Some(keep) = keep {
        let _ = fs::remove_dir_all(keep);
        folder.disable_cleanup(system::rename(folder.path(), keep).is_ok());
    }
    Ok(())
}

/// Lets two folders change places where the file system cannot. Killed in between, it leaves the
/// old output under a name that [`put_right`] knows.
fn two_renames(folder: &Path, parent: &Path, output: &Path) -> Result<(), Fault> {
    let aside = aside(parent, output);
    let stuck = |error| Fault::Stuck { path: output.to_path_buf(), error };
    system::rename(output, &aside).map_err(stuck)?;
    if let Err(error) = system::rename(folder, output) {
        system::rename(&aside, output).map_err(at(&aside))?;
        return Err(stuck(error));
    }
    // The new one is there. Where the old one stays aside, the next run takes care of it.
    let _ = system::rename(&aside, folder);
    Ok(())
}

fn aside(parent: &Path, output: &Path) -> PathBuf {
    let mut name = OsString::from(ASIDE);
    name.push(output.file_name().unwrap_or_default());
    parent.join(name)
}

/// Forces all files below `folder` and their names to the disk, one by one where there is no other way.
fn sync_tree(folder: &Path) -> Result<(), Fault> {
    if system::sync_whole(folder).map_err(at(folder))? {
        return Ok(());
    }
    for entry in WalkDir::new(folder).contents_first(true).sort_by_file_name() {
        let entry = entry.map_err(|error| Fault::Io { path: folder.to_path_buf(), error: error.into() })?;
        // A link has no bytes of its own, and a pipe would keep us waiting.
        if entry.file_type().is_dir() || entry.file_type().is_file() {
            system::sync_part(entry.path()).map_err(at(entry.path()))?;
        }
    }
    sync(folder)
}

#[cfg(test)]
mod tests;
