//! The folders of a site on the disk → the paths of their files; a path → its bytes.
//!
//! Whatever lies there, reading ends: a pipe is never opened, a folder that is too large is an error, and links are not
//! followed. One of the site's own folders may be a link where kalends.yaml names it; nothing inside it is followed.

#![expect(clippy::disallowed_methods, reason = "files are read here")]

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::base::address;
use crate::diag::{Diagnostics, Stopped, faults};

/// Larger files are refused: no snapshot or page comes near, and a mistake should not take the memory.
pub(super) const LARGEST_FILE: u64 = 32 * 1024 * 1024;

/// More entries than this are in no folder of a site, but in a folder that it was not meant to be.
const MOST_ENTRIES: usize = 100_000;

/// The folders of a site, which alone may be links.
pub const FOLDERS: [&str; 3] = ["data", "content", "templates"];

/// A file that goes to the output as it is. Its bytes are read when they are needed: a folder may hold more than memory
/// does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// From the site's folder: `content/annex.pdf`.
    pub source: String,
    /// Whether it is published where no page refers to it: kalends.yaml names it, or it belongs to the templates.
    pub is_named: bool,
    /// Whether it is published whatever it holds: `publish_files` names it.
    pub is_trusted: bool,
    place: PathBuf,
}

impl Attachment {
    pub(super) fn new(root: &Path, source: &str, is_named: bool) -> Attachment {
        Attachment { source: source.to_owned(), is_named, is_trusted: false, place: place(root, source) }
    }

    /// Its bytes. An error where the system does not give them, and where there are more than 32 MB of them.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        read(&self.place)
    }
}

/// Where the file at `path` of the site in `root` lies, however the disk writes the letters of its name.
pub fn place(root: &Path, path: &str) -> PathBuf {
    let whole = root.join(path);
    if whole.symlink_metadata().is_ok() {
        return whole;
    }
    path.split('/').fold(root.to_path_buf(), |folder, name| {
        let as_written = folder.join(name);
        if as_written.symlink_metadata().is_ok() {
            return as_written;
        }
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut names = entries.map(|entry| entry.file_name());
        let same = names.find(|found| found.to_str().is_some_and(|found| address::composed(found) == name));
        same.map_or(as_written, |same| folder.join(same))
    })
}

/// The bytes of a file. An error where it is no file, such as a pipe, and where it is larger than 32 MB.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let length = file.metadata().map_or(0, |file| file.len().min(LARGEST_FILE));
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // Some files say that they are smaller than they are.
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE { Err(io::Error::other("it is larger than 32 MB")) } else { Ok(bytes) }
}

/// The text of a file of any size.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// Opens a file, but nothing else: a pipe would keep its reader waiting.
fn open(path: &Path) -> io::Result<std::fs::File> {
    match path.metadata()?.is_file() {
        true => std::fs::File::open(path),
        false => Err(io::Error::other("it is not a file")),
    }
}

/// The paths of all files below `folder` of the site in `root`, in order of their names, with each letter in one piece:
/// a site is the same on every disk. Names that begin with a dot are left out: no author sees them. A folder that is missing is empty. `links` are the folders that may be links.
pub(super) fn walk(
    root: &Path,
    folder: &str,
    links: &[String],
    diags: &mut Diagnostics,
) -> Result<Vec<String>, Stopped> {
    let mut paths = Vec::new();
    let (mut names, mut alike): (BTreeMap<String, String>, Option<PathBuf>) = Default::default();
    let whole = root.join(folder);
    if whole.is_symlink() {
        may_be_a_link(root, folder, links, diags)?;
    } else if !whole.exists() {
        return Ok(paths);
    }
    let is_seen =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(&whole).follow_links(false).sort_by_file_name().into_iter().filter_entry(is_seen);
    for (count, entry) in entries.enumerate() {
        if count > MOST_ENTRIES {
            return Err(diags.stop(faults::folder_without_end(folder, MOST_ENTRIES)));
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diags.add(faults::unreadable(folder, &error.to_string()));
                continue;
            }
        };
        let Some(path) = entry.path().strip_prefix(root).ok().and_then(address::of_file) else {
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            diags.add(faults::name_not_text(&path.to_string_lossy()));
            continue;
        };
        let name = address::composed(&path).into_owned();
        // A folder is told once, and not each file in both.
        if let Some(first) = names.insert(name.clone(), path.clone())
            && !alike.as_ref().is_some_and(|folder| entry.path().starts_with(folder))
        {
            diags.add(faults::names_alike(&path, &first));
            alike = Some(entry.path().to_path_buf());
        }
        let path = name;
        if entry.file_type().is_file() {
            paths.push(path);
        } else if entry.depth() > 0 && !entry.file_type().is_dir() {
            diags.add(faults::link_not_followed(&path));
        }
    }
    paths.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    paths.dedup();
    Ok(paths)
}

/// Refuses a folder of the site that is a link, unless kalends.yaml names it and it leads to a folder elsewhere.
fn may_be_a_link(root: &Path, folder: &str, links: &[String], diags: &mut Diagnostics) -> Result<(), Stopped> {
    if !links.iter().any(|link| link == folder) {
        return Err(diags.stop(faults::folder_is_a_link(folder, FOLDERS.contains(&folder))));
    }
    let target = root.join(folder).canonicalize();
    let target = target.map_err(|error| diags.stop(faults::unreadable(folder, &error.to_string())))?;
    let holds_the_site = root.canonicalize().is_ok_and(|root| root.starts_with(&target));
    match target.is_dir() && !holds_the_site {
        true => Ok(()),
        false => Err(diags.stop(faults::link_leads_astray(folder))),
    }
}

/// A name on the way that starts with `_` or `.`: never a snapshot or an attachment of its own.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with(['_', '.']))
}

/// Whether a pattern of kalends.yaml names the file at `path`: `*` stands for any letters of a name, `**` for any
/// folders and names.
pub(super) fn names(pattern: &str, path: &str) -> bool {
    let pattern = &*address::composed(pattern);
    let is_written_out = !pattern.contains('*');
    let name = path.rsplit('/').next().unwrap_or(path);
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    (is_written_out || !is_left_behind(name)) && parts_fit(&pattern, &path)
}

fn parts_fit(pattern: &[&str], path: &[&str]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        // At the end it stands for at least one name.
        Some((&"**", [])) => !path.is_empty(),
        Some((&"**", rest)) => {
            // Up to the next `**`, which takes what it stands for wherever that is first found.
            let length = rest.iter().position(|name| *name == "**").unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(length);
            let starts = |at: &usize| piece.iter().zip(path.iter().skip(*at)).all(|(name, part)| fits(part, name));
            match path.len().checked_sub(length) {
                None => false,
                Some(last) if behind.is_empty() => starts(&last),
                Some(last) => {
                    let left = (0..=last).find(starts).and_then(|at| path.get(at + length..));
                    left.is_some_and(|left| parts_fit(behind, left))
                }
            }
        }
        Some((name, rest)) => {
            path.split_first().is_some_and(|(first, path)| fits(first, name) && parts_fit(rest, path))
        }
    }
}

/// Whether `name` is what `pattern` says, with `*` for any letters. Each piece between two of them is taken where it is
/// first found: what fits behind a later one fits behind the first too, so nothing needs to be tried again.
pub(super) fn fits(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return name == pattern };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(name) = name.strip_prefix(start).and_then(|name| name.strip_suffix(end)) else { return false };
    let mut left = Some(name);
    for piece in middle.split('*') {
        left = left.and_then(|left| left.split_once(piece)).map(|(_, behind)| behind);
    }
    left.is_some()
}

/// What editors and systems leave beside the files of an author. No pattern means them.
fn is_left_behind(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    name.starts_with("~$")
        || name.starts_with('#')
        || name.ends_with('~')
        || [".bak", ".orig", ".swp", ".tmp"].iter().any(|ending| small.ends_with(ending))
        || address::is_of_a_file_manager(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_files_by_names_and_folders() {
        for (pattern, path, expected) in [
            ("annex.pdf", "annex.pdf", true),
            ("annex.pdf", "2018/annex.pdf", false),
            ("*.pdf", "annex.pdf", true),
            ("*.pdf", "2018/annex.pdf", false),
            ("**/*.pdf", "annex.pdf", true),
            ("**/*.pdf", "2018/02/annex.pdf", true),
            ("annexes/**", "annexes/2018/a.pdf", true),
            ("annexes/**", "annexes/a.pdf", true),
            ("annexes/**", "annexes", false),
            ("annexes/**", "other/annexes/a.pdf", false),
            ("annexes/**", "annexes/a.pdf~", false),
            ("annexes/**", "annexes/~$plan.docx", false),
            ("annexes/**", "annexes/Thumbs.db", false),
            ("annexes/**", "annexes/Icon\r", false),
            ("annexes/**", "annexes/#a.md#", false),
            ("annexes/plan.bak", "annexes/plan.bak", true),
        ] {
            assert_eq!(names(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_answered_at_once() {
        let name = "a".repeat(100);
        assert!(!fits(&name, &"*a".repeat(50).replace("*a*a", "*a*a*b")));
        assert!(fits(&name, &"*a".repeat(100)) && !fits(&name, &"*a".repeat(101)));
        let folders = ["a"; 60].join("/");
        assert!(!names(&format!("{}b", "**/a/".repeat(30)), &folders));
        assert!(names("**/a/".repeat(30).trim_end_matches('/'), &folders));
        for (name, pattern, expected) in [
            ("", "*", true),
            ("ab", "*b*", true),
            ("ab", "ab*b", false),
            ("abcbd", "a*b*d", true),
            ("abab", "*ab", true),
            ("aba", "ab*ba", false),
            ("øæå", "*æ*", true),
            ("a.b", "**.b", true),
        ] {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        }
        for (path, pattern, expected) in [
            ("a/b/c/d", "**/b/**/d", true),
            ("a/b/c", "**/b/**/b/c", false),
            ("b/b/c", "**/b/**/b/c", true),
            ("b/c", "**/b/**/c", true),
            ("a/b/b/c", "**/b/c", true),
            ("a/b", "**/**", true),
        ] {
            assert_eq!(names(pattern, path), expected, "{path} {pattern}");
        }
    }

    #[cfg(unix)] // devices are files
    #[test]
    fn what_is_no_file_is_never_opened() {
        for path in ["/dev/zero", "/", "/dev/stdin"] {
            assert!(read(Path::new(path)).is_err_and(|error| error.to_string() == "it is not a file"), "{path}");
        }
    }
}
