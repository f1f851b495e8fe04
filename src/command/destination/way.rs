//! A place → what is published there, ready to be read back: where it is, or a copy that is made for it.

use std::path::Path;

use super::source::Source;
use super::{Destination, Refusal, object};
use crate::command::output_fault;
use crate::diag::{Diagnostic, faults};
use crate::output::{Folder, Scratch};

/// How a place is reached.
pub struct Way<'a> {
    /// The place as the user wrote it.
    pub written: &'a str,
    /// The site's folder.
    pub root: &'a Path,
    pub ssh: &'a [String],
    pub rsync: &'a str,
    /// Where a copy may lie for the time it takes.
    pub scratch: &'a Path,
    pub variables: &'a [(String, String)],
}

/// Where the published files are read, and the copy of them that is made for it where it is one. `refused` words what a
/// place answers.
pub fn open(
    destination: &Destination,
    way: &Way<'_>,
    refused: &dyn Fn(Refusal) -> Diagnostic,
) -> Result<(Box<dyn Source>, Option<Scratch>), Diagnostic> {
    match destination {
        Destination::Folder(folder) => Ok((Box::new(Folder::new(folder)), None)),
        Destination::Ssh(remote) => {
            let copy = Scratch::begin(way.scratch).map_err(|fault| output_fault(&fault, way.root))?;
            remote.fetch(way.ssh, way.rsync, copy.path()).map_err(refused)?;
            Ok((Box::new(Folder::new(copy.path())), Some(copy)))
        }
        Destination::Store(address) => {
            let opened = object::source(address, way.variables).ok_or_else(|| faults::no_client(way.written))?;
            Ok((opened.map_err(refused)?, None))
        }
    }
}
