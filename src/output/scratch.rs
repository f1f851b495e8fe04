//! A folder for the time of one command.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::Fault;
use super::atomic::{lock, remove_leftovers, staging};

/// The folder. It is gone with the value; what a killed run leaves is removed by the next.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Held as long as the files are needed, so that nobody takes the folder for a leftover.
    _alive: fs::File,
}

impl Scratch {
    /// A new folder in `above`. An error when the disk refuses.
    pub fn begin(above: &Path) -> Result<Scratch, Fault> {
        let _turn = lock(above)?;
        remove_leftovers(above);
        // What is sent from it keeps its mode, and readers elsewhere need to read it.
        let folder = staging(above, 0o755)?;
        Ok(Scratch { _alive: lock(folder.path())?, folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
