//! What was published at a place before: which versions there are, whether one was shown, and one of them put back.

use super::place::{not_occupied, store};
use super::record::Promise;
use super::{Options, begin, destination_of, name_of, of_output, refused};
use crate::base::address;
use crate::command::destination::ssh::Remote;
use crate::command::destination::{Destination, sync};
use crate::command::output_fault;
use crate::diag::{Diagnostic, faults};
use crate::output::{
    Fault, Folder, LogEntry, Manifest, Scratch, Version, hash, prove, roll_back, shown_version, version_of, versions,
    was_published as was_published_in,
};

/// The versions of a place, the last published first.
pub fn list(options: &Options) -> Result<Vec<Version>, Diagnostic> {
    match destination_of(options)? {
        Destination::Folder(folder) => versions(&folder).map_err(|fault| of_output(&fault, options)),
        Destination::Ssh(remote) => {
            let there = remote.look(&options.ssh).map_err(|refusal| refused(options, &refusal))?;
            Ok(there.versions())
        }
        Destination::Store(_) => Err(faults::no_versions_there(&options.destination)),
    }
}

/// Whether readers were shown `version`, which was to be published at the moment `at`.
pub fn was_published(
    options: &Options,
    destination: &Destination,
    version: &str,
    at: &str,
) -> Result<bool, Diagnostic> {
    let is_shown = |current: Option<String>| current.as_deref() == Some(version);
    match destination {
        Destination::Folder(folder) if is_shown(version_of(folder)) => Ok(true),
        Destination::Folder(folder) => {
            was_published_in(folder, version, at).map_err(|fault| of_output(&fault, options))
        }
        Destination::Ssh(remote) => {
            let there = remote.look(&options.ssh).map_err(|refusal| refused(options, &refusal))?;
            Ok(there.was_published(version, at) || is_shown(there.current.map(|(version, _)| version)))
        }
        Destination::Store(address) => {
            let found = sync::present(&*store(options, address)?).map_err(|refusal| refused(options, &refusal))?;
            Ok(is_shown(found.manifest.map(|bytes| hash(&bytes))))
        }
    }
}

/// Puts back the version whose name begins with `wanted`, or the one before the published one. Returns the first digits
/// of its name. After a fault, the published version is as it was.
pub fn put_back(options: &Options, wanted: Option<&str>) -> Result<String, Diagnostic> {
    let destination = destination_of(options)?;
    let promise = Promise::of(&options.root, &name_of(options, &destination));
    let (_lock, _) = begin(options, &destination, &promise)?;
    match destination {
        Destination::Folder(folder) => {
            let done = roll_back(&folder, wanted, &options.now).map(|(_, version)| version);
            done.map_err(|fault| of_output(&fault, options))
        }
        Destination::Ssh(remote) => put_back_there(options, &remote, wanted),
        Destination::Store(_) => Err(faults::no_versions_there(&options.destination)),
    }
}

/// Puts a version back on a server, once it is proven to be what was published.
fn put_back_there(options: &Options, remote: &Remote, wanted: Option<&str>) -> Result<String, Diagnostic> {
    let there = remote.look(&options.ssh).map_err(|refusal| refused(options, &refusal))?;
    let (version, entry) = there
        .earlier(wanted)
        .map_err(|known| faults::no_version(&options.destination, wanted.unwrap_or_default(), &known))?;
    let here = |fault: &Fault| output_fault(fault, &options.root);
    let scratch = Scratch::begin(&options.root).map_err(|fault| here(&fault))?;
    remote
        .fetch_version(&options.ssh, &options.rsync, &version, scratch.path())
        .map_err(|refusal| refused(options, &refusal))?;
    let manifest = proven(options, remote, &version, &scratch)?;
    not_occupied(options, &there, &manifest)?;
    let names = Folder::new(scratch.path()).names();
    let names = names.map_err(|error| here(&Fault::Io { path: scratch.path().to_path_buf(), error }))?;
    let gone: Vec<String> = names.into_iter().filter(|name| !manifest.lists(name) && !name.ends_with('/')).collect();
    let note = entry.map(|entry| entry.note).unwrap_or_default();
    let entry = LogEntry { at: options.now.clone(), note, rollback: true };
    remote.roll_back(&options.ssh, &there, &version, &gone, &entry).map_err(|refusal| refused(options, &refusal))?;
    Ok(shown_version(&version).to_owned())
}

/// The manifest of a version that was fetched from a server. An error when a file of it is not what it was.
fn proven(options: &Options, remote: &Remote, version: &str, copy: &Scratch) -> Result<Manifest, Diagnostic> {
    prove(copy.path(), version, |_, _, _| Ok(())).map_err(|fault| match &fault {
        Fault::Damaged { path, .. } => {
            let name = address::of_file_lossy(path.strip_prefix(copy.path()).unwrap_or(path));
            faults::damaged_version(&format!("{}/{name}", remote.place_of(version)), shown_version(version))
        }
        fault => output_fault(fault, &options.root),
    })
}
