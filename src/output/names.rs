//! Which names a file of the output may have.
//!
//! The last line of defence: ids and slugs are checked where they are read, with a better message.
//! What passes here stays inside the folder on every system the folder may be copied to.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;

use crate::base::address;

/// The file that `output` writes itself.
pub const MANIFEST: &str = "manifest.json";

/// The file with the SHA-256 of all others, which `output` writes itself.
pub const SUMS: &str = "SHA256SUMS";

/// What stands in for the manifest while a place that has no single step for it all is written to.
pub const PART: &str = "manifest.part.json";

/// Begins and ends the name of a staging folder; random letters stand between.
pub const STAGING: (&str, &str) = (".kalends-", ".tmp");

/// Refuses a path that is absolute or not in its simplest form, or that holds a part which Windows
/// cannot store: a device, a forbidden sign, a final dot or space.
pub fn check(path: &str) -> io::Result<()> {
    if [MANIFEST, PART, SUMS].contains(&path) {
        return Err(refusal(path, "is written at the end"));
    }
    address::unfit(path).map_or(Ok(()), |why| Err(refusal(path, why)))
}

/// The same for a file that may be there already, `output`'s own among them.
pub fn check_known(path: &str) -> io::Result<()> {
    if [MANIFEST, PART, SUMS].contains(&path) { Ok(()) } else { check(path) }
}

/// Files by their paths, none of which takes the place of another, whatever system the folder is copied to: some do not
/// tell large letters from small ones.
#[derive(Debug, Clone)]
pub struct Taken<T> {
    pub files: BTreeMap<String, T>,
    /// Each path in small letters, with the path itself.
    folded: BTreeMap<String, String>,
}

impl<T> Default for Taken<T> {
    fn default() -> Taken<T> {
        Taken { files: BTreeMap::new(), folded: BTreeMap::new() }
    }
}

impl<T> Taken<T> {
    /// Adds `path` to the files, unless it, a folder it needs or a file below it is there.
    pub fn claim(&mut self, path: &str, file: T) -> io::Result<()> {
        let folded = path.to_lowercase();
        let folder = format!("{folded}/");
        if let Some(other) = self.folded.get(&folded) {
            return Err(taken(
                path,
                &match other == path {
                    true => "is written twice".to_owned(),
                    false => format!("differs from `{}` in large and small letters alone", other.escape_debug()),
                },
            ));
        }
        if folders_above(&folded).any(|above| self.folded.contains_key(above)) {
            return Err(taken(path, "needs a folder where there is a file"));
        }
        if self.folded.range(folder.clone()..).next().is_some_and(|(next, _)| next.starts_with(&folder)) {
            return Err(taken(path, "is a folder already"));
        }
        self.folded.insert(folded, path.to_owned());
        self.files.insert(path.to_owned(), file);
        Ok(())
    }
}

/// The folders that a file lies in, the outermost one first.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(end, _)| path.get(..end))
}

fn taken(path: &str, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("`{}` {why}", path.escape_debug()))
}

pub fn is_staging(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(STAGING.0) && name.ends_with(STAGING.1))
}

fn refusal(path: &str, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidFilename, format!("`{}` {why}", path.escape_debug()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_are_taken() {
        for path in [
            "index.html",
            "2018-02/index.html",
            "metrics/key_persons/history.json",
            "afdeling/Ærø/2018-02/index.html",
            "assets/kalends.css",
            ".nojekyll",
            "con-tent/common.html",
            "com10/lpt.html",
            "2018-02/manifest.json",
        ] {
            assert!(check(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn names_that_lead_out_or_have_no_place_on_a_share_are_refused() {
        for path in [
            "",
            "/",
            "/tmp/abs",
            "a//b",
            "a/",
            ".",
            "..",
            "../up",
            "a/../../up",
            "./a",
            "a/./b",
            "a\\b",
            "..\\up",
            "C:/windows",
            "C:up",
            "a\nb",
            "a\0b",
            "a\u{7f}b",
            "a\u{85}b",
            "a?b#c",
            "a*b",
            "<b>",
            "\"q\"",
            "a|b",
            "AUX",
            "aux.html",
            "nul",
            "a/Com1.txt/b",
            "LPT¹",
            "con .txt",
            "CONIN$",
            "a.",
            "a /b",
            "manifest.json",
            "SHA256SUMS",
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
        assert!(check(&"x".repeat(256)).is_err());
        assert!(check(&"x".repeat(255)).is_ok());
    }

    #[test]
    fn a_refusal_holds_no_control_characters() {
        let error = check("a\u{1b}[2Jb").map_err(|error| error.to_string());
        assert_eq!(error, Err("`a\\u{1b}[2Jb` has a sign that names of files must not hold: one of `\\ : * ? \" < > |`, or one that nobody sees".to_owned()));
    }

    #[test]
    fn a_name_is_taken_once_and_is_no_folder_of_another() {
        let mut taken = Taken::default();
        for (path, free) in [
            ("a/b", true),
            ("a/b", false),
            ("a", false),
            ("a/b/c", false),
            ("a/bc", true),
            ("a-b", true),
            ("ab/c", true),
            ("ab", false),
            ("A/B", false),
            ("A", false),
            ("A-B/c", false),
            ("AB/d", true),
            ("Æ/x", true),
            ("æ/X", false),
        ] {
            assert_eq!(taken.claim(path, ()).is_ok(), free, "{path}");
        }
        assert_eq!(taken.files.len(), 6);
    }
}
