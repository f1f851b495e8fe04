//! An installed Chromium: where it is, and one page printed by it.
//!
//! The browser gets a profile of its own and no network of its own accord; it is ended when it takes too long. What
//! it printed is for the caller to look at. Nothing here knows a site.

#![expect(clippy::disallowed_methods, reason = "looks for a program and runs it, when asked to print")]

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::command::process;

use crate::base::address::percent_encoded;

/// What Chromium, Chrome and Edge are called on a search path.
pub const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];

/// Where macOS and Windows keep them, which put nothing on the search path.
pub const PLACES: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Chromium\Application\chrome.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
];

/// One page to print.
#[derive(Debug)]
pub struct Print<'a> {
    pub browser: &'a Path,
    /// The page, a file.
    pub page: &'a Path,
    /// Where the PDF goes.
    pub pdf: &'a Path,
    /// A folder for the browser's own files, of the user who runs it; it is theirs to remove.
    pub profile: &'a Path,
    pub timeout: Duration,
}

/// Why nothing was printed.
#[derive(Debug)]
pub enum Fault {
    /// There is no such program, or it may not be run.
    NotStarted(io::Error),
    /// It ended with an error; its last line.
    Failed(String),
    /// It was ended.
    TookTooLong,
}

/// The first of the [`NAMES`] in the folders of `search`, the value of `PATH`, or else the first of the [`PLACES`].
pub fn find(search: Option<&OsStr>) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = search.map(|search| std::env::split_paths(search).collect()).unwrap_or_default();
    let named = NAMES.iter().flat_map(|name| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().map(move |folder| folder.join(&file))
    });
    named.chain(PLACES.iter().map(PathBuf::from)).find(|path| path.is_file())
}

/// Prints a page as a tagged PDF with an outline. Returns the browser's last line, for where it wrote nothing after
/// all.
pub fn print(print: &Print<'_>) -> Result<String, Fault> {
    let ended = process::run(Command::new(print.browser).args(arguments(print)), false, print.timeout);
    let ended = ended.map_err(|fault| match fault {
        process::Fault::NotStarted(error) => Fault::NotStarted(error),
        process::Fault::TookTooLong => Fault::TookTooLong,
    })?;
    let last = ended.last_lines.last().cloned().unwrap_or_default();
    if ended.status.success() { Ok(last) } else { Err(Fault::Failed(last)) }
}

fn arguments(print: &Print<'_>) -> Vec<OsString> {
    let joined = |name: &str, path: &Path| {
        let mut argument = OsString::from(name);
        argument.push(path);
        argument
    };
    let fixed = [
        "--headless",
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--no-pdf-header-footer",
        "--export-tagged-pdf",
        "--generate-pdf-document-outline",
    ];
    let mut arguments: Vec<OsString> = fixed.iter().map(OsString::from).collect();
    if owned_by_root(print.profile) {
        // As root Chromium refuses to run in its sandbox. The page is our own and asks nothing of a network.
        arguments.push("--no-sandbox".into());
    }
    // Chromium does not know the long form of a path that Windows gives.
    arguments.push(joined("--user-data-dir=", dunce::simplified(print.profile)));
    arguments.push(joined("--print-to-pdf=", dunce::simplified(print.pdf)));
    arguments.push(address(print.page).into());
    arguments
}

/// Whoever made the folder runs the browser.
#[cfg(unix)]
fn owned_by_root(folder: &Path) -> bool {
    std::os::unix::fs::MetadataExt::uid(&match folder.metadata() {
        Ok(metadata) => metadata,
        Err(_) => return false,
    }) == 0
}

#[cfg(not(unix))]
fn owned_by_root(_: &Path) -> bool {
    false
}

/// `file:///home/a%20b/index.html`.
fn address(page: &Path) -> String {
    let path = page.as_os_str().as_encoded_bytes();
    if cfg!(windows) { address_on_windows(&String::from_utf8_lossy(path)) } else { address_on_unix(path) }
}

fn address_on_unix(path: &[u8]) -> String {
    format!("file://{}", percent_encoded(path))
}

/// `file:///C:/a%20b/index.html`, and `file://server/share/index.html` for what lies on a share.
fn address_on_windows(path: &str) -> String {
    let slashed = path.replace('\\', "/");
    if let Some(share) =
        slashed.strip_prefix("//?/UNC/").or(slashed.strip_prefix("//").filter(|on| !on.starts_with('?')))
    {
        return format!("file://{}", percent_encoded(share.as_bytes()));
    }
    let plain = slashed.strip_prefix("//?/").unwrap_or(&slashed);
    let (drive, rest) = plain.split_at(plain.find('/').unwrap_or_default());
    format!("file:///{drive}{}", percent_encoded(rest.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::env::consts::EXE_SUFFIX;

    use super::*;

    #[test]
    fn a_page_has_an_address_whatever_its_folder_is_called() {
        assert_eq!(address_on_unix("/a b/50%/æ#1/x-y.html".as_bytes()), "file:///a%20b/50%25/%C3%A6%231/x-y.html");
        for (path, expected) in [
            (r"C:\a b\æ.html", "file:///C:/a%20b/%C3%A6.html"),
            (r"\\?\C:\a b\x.html", "file:///C:/a%20b/x.html"),
            (r"\\server\share\x.html", "file://server/share/x.html"),
            (r"\\?\UNC\server\share\x.html", "file://server/share/x.html"),
        ] {
            assert_eq!(address_on_windows(path), expected, "{path}");
        }
    }

    #[test]
    fn the_first_name_wins_over_the_first_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        for (place, name) in [(&first, "google-chrome"), (&second, "chromium")] {
            std::fs::create_dir(place).expect("a folder");
            std::fs::write(place.join(format!("{name}{EXE_SUFFIX}")), "").expect("a file");
        }
        let search = std::env::join_paths([&first, &second]).expect("a search path");
        assert_eq!(find(Some(&search)), Some(second.join(format!("chromium{EXE_SUFFIX}"))));
    }
}
