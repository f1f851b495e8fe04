//! Which names a file of the output may have.
//!
//! The last line of defence: ids and slugs are checked where they are read, with a better message.
//! What passes here stays inside the folder on every system the folder may be copied to.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;

/// The file that `output` writes itself.
pub const MANIFEST: &str = "manifest.json";

/// What stands in for the manifest while a place that has no single step for it all is written to.
pub const PART: &str = "manifest.part.json";

/// Begins and ends the name of a staging folder; random letters stand between.
pub const STAGING: (&str, &str) = (".kalends-", ".tmp");

/// Longest name of a file or folder, in bytes, on the file systems in use.
const LONGEST_PART: usize = 255;

/// Refuses a path that is absolute or not in its simplest form, or that holds a part which Windows
/// cannot store: a device, a forbidden sign, a final dot or space.
pub fn check(path: &str) -> io::Result<()> {
    if path == MANIFEST || path == PART {
        return Err(refusal(path, "is written at the end"));
    }
    path.split('/').try_for_each(|part| check_part(part).map_err(|why| refusal(path, why)))
}

/// The same for a file that may be there already, `output`'s own among them.
pub fn check_known(path: &str) -> io::Result<()> {
    if [MANIFEST, PART].contains(&path) { Ok(()) } else { check(path) }
}

/// Adds `path` to the files taken so far, unless it, a folder it needs or a file below it is there.
pub fn claim<T>(taken: &mut BTreeMap<String, T>, path: &str, file: T) -> io::Result<()> {
    let folder = format!("{path}/");
    if taken.contains_key(path) {
        return Err(refusal(path, "is written twice"));
    }
    if path.match_indices('/').any(|(end, _)| taken.contains_key(&path[..end])) {
        return Err(refusal(path, "needs a folder where there is a file"));
    }
    if taken.range(folder.clone()..).next().is_some_and(|(next, _)| next.starts_with(&folder)) {
        return Err(refusal(path, "is a folder already"));
    }
    taken.insert(path.to_owned(), file);
    Ok(())
}

pub fn is_staging(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(STAGING.0) && name.ends_with(STAGING.1))
}

fn check_part(part: &str) -> Result<(), &'static str> {
    // A stop or space at the end covers `.` and `..` too.
    if part.is_empty() {
        Err("has an empty part")
    } else if part.ends_with(['.', ' ']) {
        Err("has a part that ends in a dot or space")
    } else if part.contains(|sign: char| sign.is_control() || "\\:*?\"<>|".contains(sign)) {
        Err("has a sign that names of files must not hold")
    } else if part.len() > LONGEST_PART {
        Err("has a part that is too long")
    } else if is_device(part) {
        Err("has the name of a device")
    } else {
        Ok(())
    }
}

/// `CON`, `aux.html`, `Com1 .txt`: Windows takes them for devices, whatever follows the first dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        stem => ["COM", "LPT"].iter().any(|port| {
            let number = stem.strip_prefix(port).unwrap_or_default();
            number.chars().count() == 1 && number.contains(|sign: char| sign.is_ascii_digit() || "¹²³".contains(sign))
        }),
    }
}

fn refusal(path: &str, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("`{}` {why}", path.escape_debug()))
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
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
        assert!(check(&"x".repeat(256)).is_err());
        assert!(check(&"x".repeat(255)).is_ok());
    }

    #[test]
    fn a_refusal_holds_no_control_characters() {
        let error = check("a\u{1b}[2Jb").map_err(|error| error.to_string());
        assert_eq!(error, Err("`a\\u{1b}[2Jb` has a sign that names of files must not hold".to_owned()));
    }

    #[test]
    fn a_name_is_taken_once_and_is_no_folder_of_another() {
        let mut taken = BTreeMap::new();
        for (path, free) in [
            ("a/b", true),
            ("a/b", false),
            ("a", false),
            ("a/b/c", false),
            ("a/bc", true),
            ("a-b", true),
            ("ab/c", true),
            ("ab", false),
        ] {
            assert_eq!(claim(&mut taken, path, ()).is_ok(), free, "{path}");
        }
        assert_eq!(taken.len(), 4);
    }
}
