//! The kinds of places that are published to, each in the same three steps: where the pages are built, what is there,
//! and what lets readers have them.
//!
//! A folder is built beside the published one and swapped in. A server gets a folder for each version and a link that
//! leads to one of them. A store, or a folder that cannot be replaced as a whole, is written to file by file. In which
//! order publishing does all this, and what the ledger says of it, is settled in [`super`].

use std::path::Path;

use super::{Options, of_output, refused};
use crate::command::destination::ssh::{Remote, There};
use crate::command::destination::sync::{self, Store};
use crate::command::destination::{Destination, object};
use crate::command::output_fault;
use crate::diag::{Diagnostic, faults};
use crate::output::{
    Changes, InPlace, LogEntry, Manifest, ManifestHead, Parcel, Sink, Staged, Written, changes, hash, occupant,
    shown_version,
};

/// A place, found as it is when the pages are built.
pub trait Place {
    /// What is there, and what the pages change of it.
    fn present(&self) -> &Present;

    /// Lets readers have the pages.
    fn publish(self: Box<Self>, options: &Options, entry: &LogEntry) -> Result<Done, Diagnostic>;
}

/// What is known only when readers have the pages.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// Files of others that were carried along.
    pub kept: Vec<String>,
    /// Why others than the publisher cannot read the pages, where that is so.
    pub unreadable: Option<String>,
    /// The server has no program that knows the sums of files, so what arrived was not held against them.
    pub unchecked: bool,
}

/// What is published at a place, held against the pages that are built.
#[derive(Debug, Clone)]
pub struct Present {
    pub changes: Changes,
    /// Files that somebody changed or removed there and that are written again, as far as is known.
    pub repaired: Vec<String>,
    /// How many files are published.
    pub files: usize,
    /// What the pages are called as a version.
    pub version: String,
    /// The same in short, where versions are kept.
    pub shown: Option<String>,
    /// Files of others that are there and stay, as far as is known.
    pub kept: Vec<String>,
    /// The manifest of what is published.
    pub manifest: Option<Manifest>,
}

/// Where the pages are built.
pub enum Pages {
    /// Beside the folder whose place they take.
    Beside(Box<Staged>),
    /// In a folder of their own, from which they are sent, or which is only looked at.
    Apart(Parcel),
}

impl Pages {
    pub fn begin(options: &Options, destination: &Destination) -> Result<Pages, Diagnostic> {
        match destination {
            Destination::Folder(folder) if !options.dry_run && !options.in_place => {
                let staged = Staged::begin_published(folder, options.force);
                staged.map(|staged| Pages::Beside(Box::new(staged))).map_err(|fault| of_output(&fault, options))
            }
            _ => {
                let parcel = Parcel::begin(&options.root);
                parcel.map(Pages::Apart).map_err(|fault| output_fault(&fault, &options.root))
            }
        }
    }

    pub fn sink(&self) -> &dyn Sink {
        match self {
            Pages::Beside(staged) => &**staged,
            Pages::Apart(parcel) => parcel,
        }
    }
}

/// Finds out what is at the destination, now that the pages are built.
///
/// An error where something is there that kalends did not make, unless it may be taken over, and when the place
/// refuses.
pub fn open(
    options: &Options,
    destination: &Destination,
    pages: Pages,
    head: &ManifestHead,
) -> Result<Box<dyn Place>, Diagnostic> {
    let parcel = match pages {
        Pages::Beside(staged) => return Ok(Box::new(Swapped::open(options, *staged, head)?)),
        Pages::Apart(parcel) => parcel,
    };
    let new = parcel.seal(head.clone()).map_err(|fault| output_fault(&fault, &options.root))?;
    Ok(match destination {
        Destination::Folder(folder) if options.dry_run => Box::new(Trial::open(options, folder, new)?),
        Destination::Folder(folder) => {
            let opened = InPlace::open(folder, options.force).map_err(|fault| of_output(&fault, options))?;
            let tampered = Manifest::read(folder).map_or_else(Vec::new, |manifest| manifest.tampered(folder));
            Box::new(FileByFile::open(options, Box::new(opened), tampered, parcel, new)?)
        }
        Destination::Ssh(remote) => Box::new(Server::open(options, remote, parcel, new)?),
        Destination::Store(address) => {
            Box::new(FileByFile::open(options, store(options, address)?, Vec::new(), parcel, new)?)
        }
    })
}

/// A connection to an object store or WebDAV.
pub fn store(options: &Options, address: &object::Address) -> Result<Box<dyn Store>, Diagnostic> {
    let opened = object::open(address, &options.variables).ok_or_else(|| faults::no_client(&options.destination))?;
    opened.map_err(|refusal| refused(options, &refusal))
}

/// A folder that is swapped in.
struct Swapped {
    staged: Staged,
    head: ManifestHead,
    present: Present,
}

impl Swapped {
    fn open(options: &Options, staged: Staged, head: &ManifestHead) -> Result<Swapped, Diagnostic> {
        staged.sum_up().map_err(|fault| of_output(&fault, options))?;
        let version = staged.version(head).map_err(|fault| of_output(&fault, options))?;
        let (changes, repaired, files) = staged.changes();
        let shown = Some(shown_version(&version).to_owned());
        let manifest = staged.earlier().cloned();
        let present = Present { changes, repaired, files, version, shown, kept: Vec::new(), manifest };
        Ok(Swapped { staged, head: head.clone(), present })
    }
}

impl Place for Swapped {
    fn present(&self) -> &Present {
        &self.present
    }

    fn publish(self: Box<Self>, options: &Options, entry: &LogEntry) -> Result<Done, Diagnostic> {
        let published = self.staged.publish(self.head, entry, options.keep);
        let done = |(written, _): (Written, String)| Done {
            kept: written.kept,
            unreadable: written.unreadable,
            unchecked: false,
        };
        published.map(done).map_err(|fault| of_output(&fault, options))
    }
}

/// A folder that is only looked at: nothing is written beside it.
struct Trial {
    present: Present,
}

impl Trial {
    fn open(options: &Options, folder: &Path, (new, bytes): (Manifest, Vec<u8>)) -> Result<Trial, Diagnostic> {
        let found = Manifest::read(folder);
        let is_foreign = found.is_none() && occupant(folder).is_ok_and(|name| name.is_some());
        not_foreign(options, is_foreign)?;
        let tampered = found.as_ref().map_or_else(Vec::new, |manifest| manifest.tampered(folder));
        let files = found.as_ref().map(|manifest| manifest.outputs.clone()).unwrap_or_default();
        let mut changes = changes(&new.outputs, &files);
        let repaired = changes.add_repairs(tampered, &new.outputs);
        let (version, files, shown, kept) = (hash(&bytes), files.len(), None, Vec::new());
        Ok(Trial { present: Present { changes, repaired, files, version, shown, kept, manifest: found } })
    }
}

impl Place for Trial {
    fn present(&self) -> &Present {
        &self.present
    }

    fn publish(self: Box<Self>, _: &Options, _: &LogEntry) -> Result<Done, Diagnostic> {
        Ok(Done::default())
    }
}

/// A server that is reached by ssh.
struct Server {
    remote: Remote,
    there: There,
    parcel: Parcel,
    present: Present,
}

impl Server {
    fn open(
        options: &Options,
        remote: &Remote,
        parcel: Parcel,
        (new, bytes): (Manifest, Vec<u8>),
    ) -> Result<Server, Diagnostic> {
        let there = remote.look(&options.ssh).map_err(|refusal| refused(options, &refusal))?;
        not_foreign(options, there.foreign)?;
        if !options.force {
            not_occupied(options, &there, &new)?;
        }
        let current = there.current.as_ref().and_then(|(_, bytes)| Manifest::parse(bytes));
        let files = current.as_ref().map(|manifest| manifest.outputs.clone()).unwrap_or_default();
        let changes = changes(&new.outputs, &files);
        let version = hash(&bytes);
        let (shown, kept) = (Some(shown_version(&version).to_owned()), there.others.clone());
        let (repaired, files) = (Vec::new(), files.len());
        let present = Present { changes, repaired, files, version, shown, kept, manifest: current };
        Ok(Server { remote: remote.clone(), there, parcel, present })
    }
}

impl Place for Server {
    fn present(&self) -> &Present {
        &self.present
    }

    fn publish(self: Box<Self>, options: &Options, entry: &LogEntry) -> Result<Done, Diagnostic> {
        let Server { remote, there, parcel, present } = *self;
        let is_there = there.current.as_ref().is_some_and(|(current, _)| *current == present.version);
        if is_there && !options.all {
            return Ok(Done::default());
        }
        let sent = remote.send(&options.ssh, &options.rsync, &there, parcel.path(), &present.version);
        let published = sent.and_then(|()| remote.check_sums(&options.ssh, &present.version)).and_then(|checked| {
            remote.publish(&options.ssh, &there, &present.version, entry, options.keep).map(|()| checked)
        });
        let published = published.map_err(|refusal| refused(options, &refusal));
        published.map(|checked| Done { unchecked: !checked, ..Done::default() })
    }
}

/// A place that is written to file by file.
struct FileByFile {
    store: Box<dyn Store>,
    parcel: Parcel,
    new: (Manifest, Vec<u8>),
    found: sync::Present,
    present: Present,
}

impl FileByFile {
    fn open(
        options: &Options,
        store: Box<dyn Store>,
        tampered: Vec<String>,
        parcel: Parcel,
        new: (Manifest, Vec<u8>),
    ) -> Result<FileByFile, Diagnostic> {
        let found = sync::present(&*store).map_err(|refusal| refused(options, &refusal))?;
        not_foreign(options, found.foreign)?;
        let (manifest, bytes) = &new;
        let mut changes = changes(&manifest.outputs, &found.files);
        if options.all {
            changes.write = manifest.outputs.keys().cloned().collect();
            changes.same = 0;
        }
        let repaired = changes.add_repairs(tampered, &manifest.outputs);
        let (files, version) = (found.files.len(), hash(bytes));
        let manifest = found.manifest.as_deref().and_then(Manifest::parse);
        let present = Present { changes, repaired, files, version, shown: None, kept: Vec::new(), manifest };
        Ok(FileByFile { store, parcel, new, found, present })
    }
}

impl Place for FileByFile {
    fn present(&self) -> &Present {
        &self.present
    }

    fn publish(self: Box<Self>, options: &Options, _: &LogEntry) -> Result<Done, Diagnostic> {
        let sent = sync::send(&*self.store, &self.parcel, &self.new, &self.found, &self.present.changes);
        sent.map(|()| Done::default()).map_err(|refusal| refused(options, &refusal))
    }
}

/// An error where somebody else's files are published, unless they may be taken over.
fn not_foreign(options: &Options, is_foreign: bool) -> Result<(), Diagnostic> {
    if is_foreign && !options.force { Err(faults::foreign_destination(&options.destination)) } else { Ok(()) }
}

/// An error where a page would take the place of a file that kalends did not write.
pub fn not_occupied(options: &Options, there: &There, new: &Manifest) -> Result<(), Diagnostic> {
    let taken = there.others.iter().find(|name| new.lists(name));
    taken.map_or(Ok(()), |name| Err(faults::output_occupied(&options.destination, name)))
}
