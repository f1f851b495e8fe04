//! A set of files into a place that has no step for all of them at once.
//!
//! Order: files that pages ask for, then pages, then the pages that lead to pages, then the front page; then what is
//! gone is removed; the manifest comes last. A file that only got a name in other letters, large or small, goes before the
//! new one is written: to some places both are one name. So a link never leads to a page that is not there yet, and no page
//! that is linked to is removed before the link. What a reader can meet meanwhile: a page of the new version beside one
//! of the old, and for a moment an old page with the new style sheet, whose name stays the same. Figures on one page
//! are always of one version.
//!
//! Resuming: while it lasts, `manifest.part.json` says which file is known to be there in which bytes. It is written
//! ahead of every batch and of the removals, with the files of the batch as unknown. Broken off, the next run starts
//! from it and sends only what differs. Two runs at once into one place are not kept apart: no such place has locks.

use std::collections::BTreeMap;

use super::Refusal;
use crate::output::{Changes, Fault, File, InPlace, MANIFEST, Manifest, ManifestHead, PART, Parcel, SUMS};

/// A batch is at most this many bytes, since it is held in memory.
const BATCH_BYTES: u64 = 32 * 1024 * 1024;
/// A batch has at least this many files.
const BATCH_FILES: usize = 32;
/// About so many batches are made, so that the list of what is there is not sent too often.
const BATCHES: usize = 16;

/// A place for files by name. What it holds besides is left alone.
pub trait Store {
    /// The file; `None` when there is none.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal>;
    /// Writes the files in any order, each of them whole or not at all.
    fn write(&self, files: Vec<(String, Vec<u8>)>) -> Result<(), Refusal>;
    /// Removes the files in any order; they may be gone already.
    fn remove(&self, names: &[String]) -> Result<(), Refusal>;
}

/// What a place holds of an earlier publishing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// Every file with the bytes that it has, as far as is known.
    pub files: BTreeMap<String, File>,
    /// The manifest that is there.
    pub manifest: Option<Vec<u8>>,
    /// An earlier run was broken off.
    pub broken_off: bool,
    /// There is a front page and no manifest of kalends: the place is somebody else's.
    pub foreign: bool,
}

/// Asks the place what it holds.
pub fn present(store: &dyn Store) -> Result<Present, Refusal> {
    let manifest = store.read(MANIFEST)?;
    let part = store.read(PART)?.as_deref().and_then(Manifest::parse);
    let whole = manifest.as_deref().and_then(Manifest::parse);
    let foreign = part.is_none() && whole.is_none() && (manifest.is_some() || store.read("index.html")?.is_some());
    let broken_off = part.is_some();
    let files = part.or(whole).map(|manifest| manifest.outputs).unwrap_or_default();
    Ok(Present { files, manifest, broken_off, foreign })
}

/// Writes and removes what `changes` says, in order, and the manifest at the end.
pub fn send(
    store: &dyn Store,
    parcel: &Parcel,
    new: &(Manifest, Vec<u8>),
    present: &Present,
    changes: &Changes,
) -> Result<(), Refusal> {
    let (manifest, bytes) = new;
    if changes.write.is_empty()
        && changes.remove.is_empty()
        && present.manifest.as_ref() == Some(bytes)
        && !present.broken_off
    {
        return Ok(());
    }
    let head = ManifestHead { inputs: BTreeMap::new(), ..manifest.head() };
    let mut known = Manifest::new(head, present.files.clone());
    let (alike, gone) = changes.removals();
    remove(store, &mut known, alike)?;
    for batch in batches(manifest, &changes.write) {
        known.outputs.extend(batch.iter().map(|name| (name.clone(), File::unknown())));
        store.write(vec![(PART.to_owned(), to_bytes(&known)?)])?;
        let mut files = Vec::new();
        for name in &batch {
            files.push((name.clone(), parcel.read(name).map_err(|fault| of_fault(&fault))?));
        }
        store.write(files)?;
        let written =
            batch.into_iter().filter_map(|name| manifest.outputs.get(&name).cloned().map(|file| (name, file)));
        known.outputs.extend(written);
    }
    remove(store, &mut known, gone)?;
    store.write(vec![(MANIFEST.to_owned(), bytes.clone())])?;
    store.remove(&[PART.to_owned()])
}

/// Removes files, noted ahead as unknown.
fn remove(store: &dyn Store, known: &mut Manifest, names: Vec<String>) -> Result<(), Refusal> {
    if names.is_empty() {
        return Ok(());
    }
    known.outputs.extend(names.iter().map(|name| (name.clone(), File::unknown())));
    store.write(vec![(PART.to_owned(), to_bytes(known)?)])?;
    store.remove(&names)
}

/// The names in the order in which they go, in batches of which each may go in any order.
fn batches(manifest: &Manifest, names: &[String]) -> Vec<Vec<String>> {
    let mut ordered: Vec<&String> = names.iter().collect();
    ordered.sort_by_key(|name| (turn(name), *name));
    let most = (names.len() / BATCHES).max(BATCH_FILES);
    let mut batches: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for name in ordered {
        let size = manifest.outputs.get(name).map_or(0, |file| file.bytes);
        match batches.last_mut() {
            Some(batch)
                if batch.len() < most
                    && bytes + size <= BATCH_BYTES
                    && batch.last().is_some_and(|last| turn(last) == turn(name)) =>
            {
                bytes += size;
                batch.push(name.clone());
            }
            _ => {
                bytes = size;
                batches.push(vec![name.clone()]);
            }
        }
    }
    batches
}

/// When a file goes: what pages ask for, pages, what leads to pages, the front page, the sums of all of them.
fn turn(name: &str) -> u8 {
    let is_page = name.ends_with(".html");
    let leads = ["feed.xml", "sitemap.xml", "robots.txt"].contains(&name);
    match name {
        SUMS => 4,
        "index.html" => 3,
        _ if leads || (is_page && name.matches('/').count() <= 1 && !is_period(name)) => 2,
        _ if is_page => 1,
        _ => 0,
    }
}

/// A report in the site's own folder: `2018-02/index.html`.
fn is_period(name: &str) -> bool {
    name.starts_with(|sign: char| sign.is_ascii_digit())
}

fn to_bytes(manifest: &Manifest) -> Result<Vec<u8>, Refusal> {
    manifest.to_bytes().map_err(|error| Refusal { name: PART.to_owned(), reason: error.to_string() })
}

fn of_fault(fault: &Fault) -> Refusal {
    match fault {
        Fault::Io { path, error } => Refusal { name: path.display().to_string(), reason: error.to_string() },
        other => Refusal { name: String::new(), reason: format!("{other:?}") },
    }
}

impl Store for InPlace {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        InPlace::read(self, name).map_err(|fault| of_fault(&fault))
    }

    fn write(&self, files: Vec<(String, Vec<u8>)>) -> Result<(), Refusal> {
        files.iter().try_for_each(|(name, bytes)| InPlace::write(self, name, bytes)).map_err(|fault| of_fault(&fault))
    }

    fn remove(&self, names: &[String]) -> Result<(), Refusal> {
        names.iter().try_for_each(|name| InPlace::remove(self, name)).map_err(|fault| of_fault(&fault))
    }
}

#[cfg(test)]
mod tests;
