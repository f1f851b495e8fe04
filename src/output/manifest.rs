//! manifest.json: which kalends made the folder, from which inputs, and what it wrote.
//!
//! Tells kalends' own files from others', unchanged pages from new ones, and whether there is
//! anything to build at all. Holds no time and no path of a machine: same input, same bytes. Beside it lies
//! `SHA256SUMS`, which says the same of the files in the form that the tools of every server read.

#![expect(clippy::disallowed_methods, reason = "the last output is held against its manifest here")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::names::{self, MANIFEST, SUMS};
use crate::base::address;
use crate::base::digest::sha256;

/// What a build was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestHead {
    /// The version of kalends.
    pub version: String,
    /// SHA-256 of each input, by its path from the site's folder with `/`. Whatever else decides
    /// what comes out (an option, the built-in templates) needs an entry too. In the manifest of an older kalends,
    /// [`hash`] of it.
    pub inputs: BTreeMap<String, String>,
    /// The newest line of the ledger; `None` where nothing was published.
    pub ledger: Option<LedgerMark>,
}

impl ManifestHead {
    /// SHA-256 of the files that it was made from: by it a line of the ledger knows what was published with it. Without
    /// the ledger and the sign-offs, which grow by themselves, and the program, whose pages prove themselves.
    pub fn digest(&self) -> String {
        let inputs = self.inputs.iter().filter(|(name, _)| is_of_the_site(name));
        sha256(inputs.map(|(name, hash)| format!("{name} {hash}\n")).collect::<String>().as_bytes())
    }
}

impl ManifestHead {
    /// Whether an older kalends wrote it, whose hashes of inputs are those of [`hash`].
    pub fn is_older(&self) -> bool {
        self.inputs.iter().any(|(name, hash)| is_of_the_site(name) && hash.len() == OLDER_DIGITS)
    }
}

/// Whether an input of this name is a file that an author writes.
fn is_of_the_site(name: &str) -> bool {
    name.contains('/') || name == "kalends.yaml"
}

/// How many digits [`hash`] has.
const OLDER_DIGITS: usize = 32;

/// A line of the ledger, by which a published folder knows what it was published with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerMark {
    /// Which one it is, from 1.
    pub entry: usize,
    /// The hash that it ends in.
    pub hash: String,
    /// For each report, by its folder, the line that it was published with, and that its page names. `None` where pages
    /// name no line: those of an older kalends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<BTreeMap<String, LineMark>>,
}

/// A line of the ledger: which one it is, from 1, and the hash that it ends in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMark {
    pub entry: usize,
    pub hash: String,
}

impl LedgerMark {
    /// The line that the page of a folder names: that of its report, or else the newest. `None` where pages name none.
    pub fn line_of(&self, folder: &str) -> Option<(usize, &str)> {
        let of_report = self.reports.as_ref()?.get(folder).map(|line| (line.entry, line.hash.as_str()));
        Some(of_report.unwrap_or((self.entry, &self.hash)))
    }
}

/// The 128 bits of XXH3 as 32 digits: tells whether bytes changed, not who changed them.
///
/// ```
/// assert_eq!(kalends::output::hash(b""), "99aa06d3014798d86001c324468d497f");
/// ```
pub fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}

/// Whether `output` was built from the same inputs by the same version, and is complete. `head_like` makes the head of
/// a build now that has the inputs of the one before.
///
/// Cheap: looks at the manifest and at the size of each file, not at what is in them.
pub fn up_to_date(output: &Path, head_like: impl Fn(&Manifest) -> ManifestHead) -> bool {
    Manifest::read(output).is_some_and(|manifest| {
        let head = head_like(&manifest);
        manifest.kalends == head.version
            && manifest.inputs == head.inputs
            && manifest.ledger == head.ledger
            && manifest.outputs.iter().all(|(name, file)| size(output, name) == Some(file.bytes))
    })
}

/// What manifest.json says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of kalends.
    pub kalends: String,
    /// As in [`ManifestHead`].
    pub inputs: BTreeMap<String, String>,
    /// As in [`ManifestHead`]; an older kalends did not write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<LedgerMark>,
    /// Every file but the manifest, by its path with `/`.
    pub outputs: BTreeMap<String, File>,
}

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its size.
    pub bytes: u64,
    #[serde(flatten)]
    pub digest: Digest,
}

/// What tells the bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Digest {
    /// As `sha256sum` prints it.
    #[serde(rename = "sha256")]
    Sha256(String),
    /// [`hash`], in the manifest of an older kalends.
    #[serde(rename = "hash")]
    Older(String),
}

impl File {
    pub fn of(bytes: &[u8]) -> File {
        File { bytes: bytes.len() as u64, digest: Digest::Sha256(sha256(bytes)) }
    }

    /// A file of which only the name is known: like no other.
    pub fn unknown() -> File {
        File { bytes: 0, digest: Digest::Sha256(String::new()) }
    }

    /// Its SHA-256; `None` where an older kalends wrote the manifest.
    pub fn sha256(&self) -> Option<&str> {
        match &self.digest {
            Digest::Sha256(digits) => Some(digits),
            Digest::Older(_) => None,
        }
    }

    /// Whether these are its bytes.
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes.len() as u64
            && match &self.digest {
                Digest::Sha256(digits) => *digits == sha256(bytes),
                Digest::Older(digits) => *digits == hash(bytes),
            }
    }
}

/// The text of `SHA256SUMS` for these files, as `sha256sum -c` reads it: all but the two that the program writes about
/// the others.
pub fn sums(files: &BTreeMap<String, File>) -> String {
    let line = |(name, file): (&String, &File)| match &file.digest {
        Digest::Sha256(digits) if name != SUMS => Some(format!("{digits}  {name}\n")),
        Digest::Sha256(_) | Digest::Older(_) => None,
    };
    files.iter().filter_map(line).collect()
}

/// What is to be done so that a place shows a new set of files. All in order of names, the manifest not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// New files and files with other bytes.
    pub write: Vec<String>,
    /// Files of an earlier set that are in the new one no more.
    pub remove: Vec<String>,
    /// How many files stay as they are.
    pub same: usize,
}

/// What has to be written and removed so that a place with the files `present` holds those of `new`. Where large letters
/// are small ones, removing one name removes the other, so what is left of it is written.
pub fn changes(new: &BTreeMap<String, File>, present: &BTreeMap<String, File>) -> Changes {
    let remove: Vec<String> = present.keys().filter(|name| !new.contains_key(*name)).cloned().collect();
    let alike = in_small_letters(&remove);
    let changed = new.iter().filter(|(name, file)| {
        present.get(*name) != Some(file) || !alike.is_empty() && alike.contains(&name.to_lowercase())
    });
    let write: Vec<String> = changed.map(|(name, _)| name.clone()).collect();
    Changes { same: new.len() - write.len(), write, remove }
}

fn in_small_letters(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| name.to_lowercase()).collect()
}

impl Changes {
    /// What is removed, in two: names that differ from one that is written in large and small letters alone, which have
    /// to go before it, and all others.
    pub fn removals(&self) -> (Vec<String>, Vec<String>) {
        let written = in_small_letters(&self.write);
        self.remove.iter().cloned().partition(|name| written.contains(&name.to_lowercase()))
    }

    /// Adds files that are to be written although their bytes are the same as those of the set before. Returns those
    /// that the new set has.
    pub fn add_repairs(&mut self, tampered: Vec<String>, new: &BTreeMap<String, File>) -> Vec<String> {
        let repaired: Vec<String> = tampered.into_iter().filter(|name| new.contains_key(name)).collect();
        let same: Vec<&String> = repaired.iter().filter(|name| !self.write.contains(name)).collect();
        self.same -= same.len().min(self.same);
        self.write.extend(same.into_iter().cloned());
        self.write.sort();
        repaired
    }
}

impl Manifest {
    /// That of a folder with the files `outputs`.
    pub fn new(head: ManifestHead, outputs: BTreeMap<String, File>) -> Manifest {
        Manifest { kalends: head.version, inputs: head.inputs, ledger: head.ledger, outputs }
    }

    /// What the folder was made from.
    pub fn head(&self) -> ManifestHead {
        ManifestHead { version: self.kalends.clone(), inputs: self.inputs.clone(), ledger: self.ledger.clone() }
    }

    /// The manifest in `bytes`; `None` when kalends did not write them. The names of its files lead nowhere but into
    /// the folder that it belongs to, whoever edited it.
    pub fn parse(bytes: &[u8]) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        manifest.outputs.keys().all(|name| name == SUMS || names::check(name).is_ok()).then_some(manifest)
    }

    /// The manifest of `output`; `None` when there is none or kalends did not write it.
    pub fn read(output: &Path) -> Option<Manifest> {
        let path = output.join(MANIFEST);
        // Never opens a pipe or a link: a read could wait forever or lead elsewhere.
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        let bytes = is_file.then(|| fs::read(&path).ok()).flatten()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Those of the folders below `output`, by their paths from there. Links are not followed.
    pub fn below(output: &Path) -> impl Iterator<Item = (String, Manifest)> {
        let files = WalkDir::new(output).min_depth(2).sort_by_file_name().into_iter().flatten();
        files.filter(|entry| entry.file_name() == MANIFEST).filter_map(|entry| {
            let folder = entry.path().parent()?;
            let path = folder.strip_prefix(entry.path().ancestors().nth(entry.depth())?).ok()?;
            Some((address::of_file_lossy(path), Manifest::read(folder)?))
        })
    }

    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The files of `output` that are not as they were written: changed, or gone. In order.
    pub fn tampered(&self, output: &Path) -> Vec<String> {
        let is_as_written = |name: &str, file: &File| {
            size(output, name) == Some(file.bytes) && fs::read(output.join(name)).is_ok_and(|found| file.is(&found))
        };
        self.outputs.iter().filter(|(name, file)| !is_as_written(name, file)).map(|(name, _)| name.clone()).collect()
    }

    /// Whether kalends wrote the file `name`.
    pub fn lists(&self, name: &str) -> bool {
        name == MANIFEST || self.outputs.contains_key(name)
    }
}

/// The size of the file `name` in `folder`; `None` when it is missing, is no plain file, or is
/// reached through a link. `name` may come from a manifest that somebody edited.
pub(super) fn size(folder: &Path, name: &str) -> Option<u64> {
    names::check_known(name).ok()?;
    let mut path = folder.to_path_buf();
    let mut found = None;
    for part in name.split('/') {
        if found.is_some_and(|above: fs::Metadata| !above.is_dir()) {
            return None;
        }
        path.push(part);
        found = Some(fs::symlink_metadata(&path).ok()?);
    }
    found.filter(fs::Metadata::is_file).map(|file| file.len())
}

/// Whether the plain file `name` in `folder` holds exactly `bytes`.
pub(super) fn holds(folder: &Path, name: &str, bytes: &[u8]) -> bool {
    size(folder, name) == Some(bytes.len() as u64) && reads(&folder.join(name), bytes).unwrap_or(false)
}

/// Whether a file reads exactly `bytes`. Piece by piece, so that no memory is taken for what is there already.
fn reads(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let (mut piece, mut rest) = ([0; 16 * 1024], bytes);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(rest.is_empty());
        }
        match piece.get(..read).and_then(|piece| rest.strip_prefix(piece)) {
            Some(left) => rest = left,
            None => return Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            kalends: "0.1.0".to_owned(),
            inputs: BTreeMap::from([("data/2018-02.yaml".to_owned(), sha256(b"in"))]),
            ledger: None,
            outputs: BTreeMap::from([("index.html".to_owned(), File::of(b"out"))]),
        }
    }

    fn folder(manifest: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(MANIFEST), manifest).expect("the manifest is written");
        fs::write(folder.path().join("index.html"), "out").expect("the page is written");
        folder
    }

    #[test]
    fn the_manifest_is_ordered_and_ends_in_a_new_line() {
        let text = String::from_utf8(manifest().to_bytes().expect("JSON")).expect("UTF-8");
        assert_eq!(
            text,
            r#"{
  "kalends": "0.1.0",
  "inputs": {
    "data/2018-02.yaml": "IN"
  },
  "outputs": {
    "index.html": {
      "bytes": 3,
      "sha256": "OUT"
    }
  }
}
"#
            .replace("IN", &sha256(b"in"))
            .replace("OUT", &sha256(b"out"))
        );
    }

    #[test]
    fn the_manifest_of_an_older_kalends_is_read_and_written_as_it_was() {
        let older = format!(
            "{{\n  \"kalends\": \"0.1.0\",\n  \"inputs\": {{\n    \"kalends.yaml\": \"{}\"\n  }},\n  \"outputs\": {{\n    \
             \"index.html\": {{\n      \"bytes\": 3,\n      \"hash\": \"{}\"\n    }}\n  }}\n}}\n",
            hash(b"in"),
            hash(b"out")
        );
        let manifest = Manifest::parse(older.as_bytes()).expect("a manifest");
        assert_eq!(manifest.to_bytes().expect("JSON"), older.as_bytes());
        assert!(manifest.head().is_older());
        let page = &manifest.outputs["index.html"];
        assert!(page.is(b"out") && !page.is(b"oft") && !page.is(b"outside"));
        assert_eq!(manifest.tampered(folder(older.as_bytes()).path()), Vec::<String>::new());
        assert_eq!(sums(&manifest.outputs), "");
    }

    #[test]
    fn the_sums_are_lines_of_sha256sum() {
        let files = BTreeMap::from([
            ("2018-02/index.html".to_owned(), File::of(b"")),
            (SUMS.to_owned(), File::of(b"older sums")),
            ("a b.html".to_owned(), File::of(b"abc")),
        ]);
        assert_eq!(
            sums(&files),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  2018-02/index.html\n\
             ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a b.html\n"
        );
    }

    #[test]
    fn a_folder_is_up_to_date_while_version_inputs_and_sizes_are_the_same() {
        let folder = folder(&manifest().to_bytes().expect("JSON"));
        let head = manifest().head();
        assert!(up_to_date(folder.path(), |_| head.clone()));

        let newer = ManifestHead { version: "0.2.0".to_owned(), ..head.clone() };
        assert!(!up_to_date(folder.path(), |_| newer.clone()));
        let mut more = head.clone();
        more.inputs.insert("data/2018-03.yaml".to_owned(), sha256(b"more"));
        assert!(!up_to_date(folder.path(), |_| more.clone()));

        fs::write(folder.path().join("index.html"), "shorter or longer").expect("the page is written");
        assert!(!up_to_date(folder.path(), |_| head.clone()));
        fs::remove_file(folder.path().join("index.html")).expect("the page is removed");
        assert!(!up_to_date(folder.path(), |_| head.clone()));
        assert!(!up_to_date(&folder.path().join("missing"), |_| head.clone()));
    }

    #[cfg(unix)] // whoever makes links on Windows needs a right
    #[test]
    fn a_listed_file_that_became_a_link_or_a_folder_is_not_up_to_date() {
        let folder = folder(&manifest().to_bytes().expect("JSON"));
        let head = manifest().head();
        let page = folder.path().join("index.html");
        fs::rename(&page, folder.path().join("page")).expect("the page is moved");
        std::os::unix::fs::symlink("page", &page).expect("a link");
        assert!(!up_to_date(folder.path(), |_| head.clone()));
        fs::remove_file(&page).expect("the link is removed");
        fs::create_dir(&page).expect("a folder");
        assert!(!up_to_date(folder.path(), |_| head.clone()));
    }

    #[cfg(unix)] // whoever makes links on Windows needs a right
    #[test]
    fn a_name_in_a_manifest_never_leads_out_of_the_folder() {
        let folder = folder(b"{}");
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).expect("a folder");
        let mut forged = manifest();
        forged.outputs = BTreeMap::from([("../index.html".to_owned(), File::of(b"out"))]);
        fs::write(inner.join(MANIFEST), forged.to_bytes().expect("JSON")).expect("the manifest is written");
        let head = forged.head();
        assert!(!up_to_date(&inner, |_| head.clone()));

        std::os::unix::fs::symlink(folder.path(), inner.join("out")).expect("a link");
        assert_eq!(size(&inner, "out/index.html"), None);
        assert_eq!(size(folder.path(), "index.html"), Some(3));
    }

    #[test]
    fn what_kalends_did_not_write_is_no_manifest() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            "{\"name\": \"app\", \"icons\": []}",
            "{\"kalends\": 1, \"inputs\": {}, \"outputs\": {}}",
            "{\"kalends\": \"0.1.0\", \"inputs\": {}}",
            "{\"kalends\": \"0.1.0\", \"inputs\": {}, \"outputs\": {\"a\": {\"bytes\": -1, \"hash\": \"\"}}}",
            "\u{feff}{}",
        ] {
            assert!(Manifest::read(folder(text.as_bytes()).path()).is_none(), "{text}");
        }
        assert!(Manifest::read(folder(&[0xff; 9]).path()).is_none());
        assert!(Manifest::read(folder("[".repeat(100_000).as_bytes()).path()).is_none());
    }

    #[cfg(target_os = "linux")] // pipes have names there
    #[test]
    fn a_manifest_that_is_a_pipe_or_a_folder_is_not_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join(MANIFEST)).expect("a folder");
        assert!(Manifest::read(folder.path()).is_none());
        fs::remove_dir(folder.path().join(MANIFEST)).expect("the folder is removed");
        let (path, mode) = (folder.path().join(MANIFEST), rustix::fs::Mode::RWXU);
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).expect("a pipe");
        assert!(Manifest::read(folder.path()).is_none());
    }
}
