//! What was published goes into the ledger, also when the run that published it was killed before it could say so.
//!
//! Ahead of the moment in which readers get the new version, its lines are written beside the ledger, with the place
//! and the version that they are of. Behind that moment they go into the ledger and the file is removed. A run that
//! finds the file asks the place: where it shows that version, or its log says that it did, the lines are added; else
//! it never came to it. Adding is repeatable: a record that is the newest of its report already is left out.
//!
//! The file is named by the place and not by how somebody wrote it, so that `www`, `./www/` and a link to it find the
//! same one. Two runs of one site are not let in at once ([`crate::output::try_lock`]): one could forget what the other
//! promised.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::diag::{Diagnostic, faults};
use crate::load;
use crate::model::ledger::{LEDGER, Record};
use crate::output::{Fault, LedgerMark, LineMark, hash, lock, remove, text};

/// Where the lines wait until readers have the version.
#[derive(Debug)]
pub struct Promise {
    root: PathBuf,
    /// Of the file, in that folder.
    name: String,
}

/// A version that may have been published, and what the ledger is to say of it.
#[derive(Debug)]
pub struct Waiting {
    pub version: String,
    /// When it was to be published, as in the log of versions.
    pub at: String,
    /// As the ledger of a site that published nothing else.
    lines: String,
}

impl Waiting {
    /// Whether it is what the ledger is to say of these, as of its moment.
    pub fn says(&self, records: &[Record]) -> bool {
        self.lines == load::ledger::write(records, &self.at)
    }
}

impl Promise {
    /// For one place that a site is published to, under a name that it has however it is written. Others have files of
    /// their own.
    pub fn of(root: &Path, place: &str) -> Promise {
        let digits = hash(place.as_bytes());
        let name = format!(".kalends-publishing-{}.json", digits.get(..8).unwrap_or(&digits));
        Promise { root: root.to_path_buf(), name }
    }

    /// The last line that the ledger will have once the records are in it, with that of each report; `None` where it
    /// stays empty.
    pub fn end(&self, records: &[Record], at: &str) -> Result<Option<LedgerMark>, Diagnostic> {
        let there = text(&self.root.join(LEDGER)).map_err(|fault| not_written(&fault))?.unwrap_or_default();
        let end = load::ledger::end(&there, &load::ledger::write(records, at))?;
        Ok(end.map(|((entry, hash), reports)| {
            let line = |(folder, (entry, hash))| (folder, LineMark { entry, hash });
            LedgerMark { entry, hash, reports: Some(reports.into_iter().map(line).collect()) }
        }))
    }

    /// Writes down what the ledger will say of `version`.
    pub fn make(&self, version: &str, records: &[Record], at: &str) -> Result<Waiting, Fault> {
        let lines = load::ledger::write(records, at);
        let text = format!("{}\n", json!({ "version": version, "at": at, "lines": lines }));
        lock(&self.root)?.write(&self.name, text.as_bytes())?;
        Ok(Waiting { version: version.to_owned(), at: at.to_owned(), lines })
    }

    /// What a run that was killed left. `None` where there is nothing, or only a part of it: then the run was killed
    /// before readers could get the version, for the whole is on the disk ahead of that.
    pub fn waiting(&self) -> Result<Option<Waiting>, Diagnostic> {
        let found = text(&self.root.join(&self.name)).map_err(|fault| not_written(&fault))?;
        let value: Option<Value> = found.and_then(|text| serde_json::from_str(&text).ok());
        let part = |name: &str| value.as_ref().and_then(|value| value.get(name)?.as_str()).map(str::to_owned);
        let parts = part("version").zip(part("at")).zip(part("lines"));
        Ok(parts.map(|((version, at), lines)| Waiting { version, at, lines }))
    }

    /// Adds the lines to the ledger where readers had the version, and forgets them.
    pub fn settle(&self, waiting: &Waiting, was_published: bool) -> Result<(), Diagnostic> {
        if was_published {
            let lock = lock(&self.root).map_err(|fault| not_written(&fault))?;
            let path = self.root.join(LEDGER);
            let there = text(&path).map_err(|fault| not_written(&fault))?.unwrap_or_default();
            let added = load::ledger::additions(&there, &waiting.lines);
            let added = added.map_err(|fault| faults::ledger_not_written(&fault.message))?;
            if !added.is_empty() {
                lock.write(LEDGER, (there + &added).as_bytes()).map_err(|fault| not_written(&fault))?;
            }
        }
        remove(&self.root.join(&self.name)).map_err(|fault| not_written(&fault))
    }
}

fn not_written(fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Io { error, .. } => faults::ledger_not_written(&error.to_string()),
        other => faults::ledger_not_written(&format!("{other:?}")),
    }
}
