//! The versions of a published folder: what stood there before, and the log of when it did.
//!
//! For `/srv/www` they lie beside it in `/srv/.kalends-versions.www`: a folder for each version that was replaced, and
//! `log.jsonl`. A version is named by the hash of its manifest, which holds the hashes of all its files; so a folder
//! can be told by what is in it, whatever a killed run called it, and a version that was changed is found out.
//! Unchanged files are the same file in all versions where the file system can link.
//!
//! The log has a line `begin` ahead of every swap and a line `done` after it. A run that finds `begin` at the end looks
//! at what is published and writes which of `done` and `undone` it was. Nothing here knows the clock.

#![expect(clippy::disallowed_methods, reason = "published folders are kept here")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic::{at, is_free, resolve, staging};
use super::manifest::{File, Manifest, hash, size};
use super::names::{MANIFEST, is_staging};
use super::{Fault, system};

/// Begins the name of the folder of versions; that of the published folder follows.
const VERSIONS: &str = ".kalends-versions.";
const LOG: &str = "log.jsonl";
/// How many digits of a version are shown.
const SHOWN: usize = 8;

/// What the log says of a publishing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogEntry {
    /// When, as it is to be shown.
    pub at: String,
    /// What, in words.
    pub note: String,
    /// An earlier version was put back.
    pub rollback: bool,
}

/// A version that is published or can be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Eight digits that name it.
    pub id: String,
    /// `None` for a folder that was not published but built there.
    pub entry: Option<LogEntry>,
    pub published: bool,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    act: Act,
    version: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    at: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    rollback: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    Begin,
    Done,
    Undone,
}

/// The versions of one folder.
#[derive(Debug)]
pub(super) struct Versions {
    folder: PathBuf,
    output: PathBuf,
}

impl Versions {
    pub fn of(parent: &Path, output: &Path) -> Versions {
        let mut name = std::ffi::OsString::from(VERSIONS);
        name.push(output.file_name().unwrap_or_default());
        Versions { folder: parent.join(name), output: output.to_path_buf() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the version lies when it is not published.
    pub fn place(&self, version: &str) -> PathBuf {
        self.folder.join(version)
    }

    /// Makes the folder, and puts right what a killed run left. The caller holds the lock of the folder above.
    pub fn open(&self) -> Result<(), Fault> {
        // Old versions are not for everyone: a figure may have been taken out of the published one.
        system::make_folders(&self.folder, 0o700).map_err(at(&self.folder))?;
        let record = self.record()?;
        let current = record.current.clone();
        if let Some(line) = record.repair() {
            self.append(&line)?;
        }
        for entry in fs::read_dir(&self.folder).map_err(at(&self.folder))?.flatten() {
            let folder = entry.path();
            let is_leftover = is_staging(&entry.file_name()) && is_free(&folder);
            let is_current = current.as_deref().is_some_and(|current| entry.file_name() == current);
            if !is_leftover && !is_current {
                continue;
            }
            let version = version_of(&folder).filter(|_| is_whole(&folder));
            // The old folder, where the run was killed before it was given its name.
            let was_seen = |version: &String| current.as_ref() != Some(version) && record.was_published(version);
            match version.filter(was_seen) {
                Some(version) if !self.place(&version).exists() => {
                    system::rename(&folder, &self.place(&version)).map_err(at(&folder))?;
                }
                _ => {
                    let _ = fs::remove_dir_all(&folder);
                }
            }
        }
        Ok(())
    }

    /// Notes that `version` is about to be published.
    pub fn begin(&self, version: &str, entry: &LogEntry) -> Result<(), Fault> {
        self.append(&Record::begin(version, entry))
    }

    /// Notes that `version` is published.
    pub fn done(&self, version: &str) -> Result<(), Fault> {
        self.append(&Record::done(version))
    }

    /// Removes all versions but the last `keep`, and what else lies under the name of the one that is published.
    /// What cannot be removed stays: it does no harm, and the next run tries again.
    pub fn prune(&self, published: &str, keep: usize) {
        let Ok(record) = self.record() else { return };
        for version in record.beyond(published, keep).iter().map(String::as_str).chain([published]) {
            // Under a name that a killed removal leaves to the next run.
            if let Ok(aside) = staging(&self.folder, 0o700) {
                let _ = system::rename(&self.place(version), &aside.path().join("old"));
            }
        }
    }

    /// What is there and what the log says of it.
    pub(super) fn record(&self) -> Result<Record, Fault> {
        let path = self.folder.join(LOG);
        let log = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            // A power cut may leave what is no text, which is no reason to publish nothing any more.
            bytes => String::from_utf8_lossy(&bytes.map_err(at(&path))?).into_owned(),
        };
        let present = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeSet::new(),
            entries => {
                let entries = entries.map_err(at(&self.folder))?.flatten();
                entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
        };
        Ok(Record::new(&log, present, version_of(&self.output)))
    }

    fn append(&self, line: &str) -> Result<(), Fault> {
        let path = self.folder.join(LOG);
        let write = || {
            let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
            // An empty line before it ends one that was cut short.
            file.write_all(format!("\n{line}\n").as_bytes())?;
            system::force(&file)
        };
        write().map_err(at(&path))
    }
}

/// The log, held against what is there. The same for a folder here and on a server.
#[derive(Debug, Clone)]
pub struct Record {
    /// Every version that is published or kept, the last published first.
    known: Vec<(String, Option<LogEntry>)>,
    current: Option<String>,
    /// The version of the last line, where it says that it was begun and not what came of it.
    open: Option<String>,
    /// Every version that was begun and never published.
    unseen: BTreeSet<String>,
    /// Every version that was published, with the moment.
    shown: BTreeSet<(String, String)>,
}

impl Record {
    /// `log` is the text of `log.jsonl`; a line that a killed run cut short says nothing. `present` are the names
    /// beside it, `current` is the version that is published.
    pub fn new(log: &str, present: BTreeSet<String>, current: Option<String>) -> Record {
        let mut lines: Vec<Line> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let open = lines.last().filter(|line| line.act == Act::Begin).map(|line| line.version.clone());
        if let Some(version) = &open {
            let act = if current.as_ref() == Some(version) { Act::Done } else { Act::Undone };
            lines.push(Line::bare(act, version));
        }
        let mut begun: BTreeMap<String, LogEntry> = BTreeMap::new();
        let mut known: Vec<(String, Option<LogEntry>)> = Vec::new();
        let mut unseen = BTreeSet::new();
        let mut shown = BTreeSet::new();
        for line in lines {
            match line.act {
                Act::Begin => {
                    unseen.insert(line.version.clone());
                    begun.insert(line.version, LogEntry { at: line.at, note: line.note, rollback: line.rollback });
                }
                Act::Undone => {
                    begun.remove(&line.version);
                }
                Act::Done => {
                    let entry = begun.remove(&line.version);
                    shown.extend(entry.iter().map(|entry| (line.version.clone(), entry.at.clone())));
                    let is_known = known.iter().any(|(version, _)| *version == line.version);
                    // Putting a version back does not make it newer.
                    if !is_known || entry.as_ref().is_none_or(|entry| !entry.rollback) {
                        known.retain(|(version, _)| *version != line.version);
                        known.push((line.version, entry));
                    }
                }
            }
        }
        known.reverse();
        unseen.retain(|version| known.iter().all(|(other, _)| other != version));
        let is_there = |version: &String| current.as_ref() == Some(version) || present.contains(version);
        known.retain(|(version, _)| is_there(version));
        // Folders that the log does not name: built there or changed file by file. The published one is the newest.
        let is_known = |name: &String| known.iter().any(|(version, _)| version == name);
        let is_other = |name: &&String| is_version(name) && current.as_ref() != Some(*name) && !is_known(name);
        let others: Vec<String> = present.iter().filter(is_other).cloned().collect();
        let unnamed = current.clone().filter(|version| !is_known(version));
        known.extend(others.into_iter().map(|version| (version, None)));
        if let Some(version) = unnamed {
            known.insert(0, (version, None));
        }
        Record { known, current, open, unseen, shown }
    }

    /// The line of the log that says of `version` that it is about to be published.
    pub fn begin(version: &str, entry: &LogEntry) -> String {
        Line {
            act: Act::Begin,
            version: version.to_owned(),
            at: entry.at.clone(),
            note: entry.note.clone(),
            rollback: entry.rollback,
        }
        .to_text()
    }

    /// The line that says that it is.
    pub fn done(version: &str) -> String {
        Line::bare(Act::Done, version).to_text()
    }

    /// The line that says what came of a publishing that was broken off; `None` when none was.
    pub fn repair(&self) -> Option<String> {
        let version = self.open.as_ref()?;
        let act = if self.current.as_ref() == Some(version) { Act::Done } else { Act::Undone };
        Some(Line::bare(act, version).to_text())
    }

    /// Whether the log says that `version` was published at the moment `at`.
    pub fn was_published_at(&self, version: &str, at: &str) -> bool {
        self.shown.contains(&(version.to_owned(), at.to_owned()))
    }

    /// Whether readers have seen the version, as far as the log knows.
    fn was_published(&self, version: &String) -> bool {
        !self.unseen.contains(version)
    }

    /// What is published and what can be put back, the last published first.
    pub fn versions(&self) -> Vec<Version> {
        let version = |(version, entry): &(String, Option<LogEntry>)| Version {
            published: self.current.as_ref() == Some(version),
            id: shown(version).to_owned(),
            entry: entry.clone(),
        };
        self.known.iter().map(version).collect()
    }

    /// The earlier version whose name begins with `wanted`, or the one before the published one, with its entry.
    /// An error with the versions that there are, when there is none, and with those that it could be, when there are
    /// several.
    pub fn earlier(&self, wanted: Option<&str>) -> Result<(String, Option<LogEntry>), Vec<String>> {
        let is_current = |version: &String| self.current.as_ref() == Some(version);
        let others = || self.known.iter().filter(|(version, _)| !is_current(version));
        let names = |versions: &[&(String, Option<LogEntry>)]| -> Vec<String> {
            versions.iter().map(|(version, _)| shown(version).to_owned()).collect()
        };
        let fitting: Vec<_> = match wanted {
            Some("") => Vec::new(),
            Some(wanted) => others().filter(|(version, _)| version.starts_with(wanted)).collect(),
            None => self.known.iter().skip_while(|(version, _)| !is_current(version)).skip(1).take(1).collect(),
        };
        match fitting.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(names(&others().collect::<Vec<_>>())),
            several => Err(names(several)),
        }
    }

    /// The versions beyond the last `keep`, `published` not counted.
    pub fn beyond(&self, published: &str, keep: usize) -> Vec<String> {
        let others = self.known.iter().map(|(version, _)| version).filter(|version| *version != published);
        others.skip(keep).cloned().collect()
    }
}

impl Line {
    fn bare(act: Act, version: &str) -> Line {
        Line { act, version: version.to_owned(), at: String::new(), note: String::new(), rollback: false }
    }

    fn to_text(&self) -> String {
        // Text of JSON cannot fail on strings and booleans.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The versions of `output`, the last published first. Writes nothing.
pub fn versions(output: &Path) -> Result<Vec<Version>, Fault> {
    Ok(record_of(output)?.map(|record| record.versions()).unwrap_or_default())
}

/// Whether the log of `output` says that `version` was published at the moment `at`, whatever is published now. Writes
/// nothing.
pub fn was_published(output: &Path, version: &str, at: &str) -> Result<bool, Fault> {
    Ok(record_of(output)?.is_some_and(|record| record.was_published_at(version, at)))
}

/// `None` where there is not even a folder above `output`.
fn record_of(output: &Path) -> Result<Option<Record>, Fault> {
    let above = output.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if fs::symlink_metadata(output).is_err() && fs::metadata(above).is_err() {
        return Ok(None);
    }
    let (parent, output) = resolve(output)?;
    Versions::of(&parent, &output).record().map(Some)
}

/// Looks whether `folder` holds `version` as it was published, and hands over each of its files.
///
/// An error with the first file that is not what it was, the manifest among them: the version is its hash.
pub fn prove(
    folder: &Path,
    version: &str,
    mut take: impl FnMut(&str, &[u8], &File) -> Result<(), Fault>,
) -> Result<Manifest, Fault> {
    let damaged = |name: &str| Fault::Damaged { version: shown(version).to_owned(), path: folder.join(name) };
    let is_it = version_of(folder).is_some_and(|found| found == version);
    let manifest = Manifest::read(folder).filter(|_| is_it).ok_or_else(|| damaged(MANIFEST))?;
    for (name, file) in &manifest.outputs {
        let bytes = size(folder, name).and_then(|_| fs::read(folder.join(name)).ok());
        let bytes = bytes.filter(|bytes| file.is(bytes)).ok_or_else(|| damaged(name))?;
        take(name, &bytes, file)?;
    }
    Ok(manifest)
}

/// The first digits of a version, enough to name it.
pub fn shown(version: &str) -> &str {
    version.get(..SHOWN).unwrap_or(version)
}

/// The version that lies in `folder`: the hash of its manifest. `None` when there is no manifest of kalends.
pub fn version_of(folder: &Path) -> Option<String> {
    Manifest::read(folder)?;
    fs::read(folder.join(MANIFEST)).ok().map(|bytes| hash(&bytes))
}

fn is_version(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Whether every file that the manifest lists is there in its size.
fn is_whole(folder: &Path) -> bool {
    Manifest::read(folder)
        .is_some_and(|manifest| manifest.outputs.iter().all(|(name, file)| size(folder, name) == Some(file.bytes)))
}

#[cfg(test)]
mod tests;
