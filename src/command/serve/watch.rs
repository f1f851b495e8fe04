//! The files of a site → a word that one of them changed.
//!
//! Only what a site is made of is looked at: its output, other files beside it and names with a dot are not. What
//! changed is not said, for the site is read as a whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diag::{Diagnostic, faults};

const FILES: [&str; 3] = ["kalends.yaml", "approvals.yaml", "ledger.jsonl"];
const FOLDERS: [&str; 3] = ["data", "content", "templates"];

/// Watches as long as it lives.
pub struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
    /// Whether one of the folders came or went.
    moved: Arc<AtomicBool>,
}

impl Watch {
    /// Calls `changed` from another thread after each change, and often more than once.
    #[expect(clippy::disallowed_methods, reason = "the system names files by their real paths; reads none")]
    pub fn begin(root: &Path, changed: impl Fn() + Send + 'static) -> Result<Watch, Diagnostic> {
        let fault = |error| fault(".", error);
        let root = root.canonicalize().map_err(|error| fault(notify::Error::io(error)))?;
        // The folders are watched by the first renewal.
        let moved = Arc::new(AtomicBool::new(true));
        let (own, flag) = (root.clone(), moved.clone());
        let handler = move |event: notify::Result<Event>| {
            // Who misses events must expect a change.
            let concerned = event.as_ref().map_or(Some(true), |event| concerns(&own, event));
            if let Some(moved) = concerned {
                flag.fetch_or(moved, Ordering::Relaxed);
                changed();
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(handler, config).map_err(fault)?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(fault)?;
        let mut watch = Watch { watcher, root, moved };
        watch.renew().map_or(Ok(watch), Err)
    }

    /// Watches the folders as they are now, if one came or went. What cannot be watched is said.
    #[expect(clippy::disallowed_methods, reason = "asks whether a folder is there, reads no file")]
    pub fn renew(&mut self) -> Option<Diagnostic> {
        if !self.moved.swap(false, Ordering::Relaxed) {
            return None;
        }
        let mut unwatched = None;
        for name in FOLDERS {
            let folder = self.root.join(name);
            // It may be another folder of the same name, or not be watched yet.
            let _ = self.watcher.unwatch(&folder);
            if folder.is_dir()
                && let Err(error) = self.watcher.watch(&folder, RecursiveMode::Recursive)
                && folder.is_dir()
            {
                unwatched = Some(fault(name, error));
            }
        }
        unwatched
    }
}

fn fault(path: &str, error: notify::Error) -> Diagnostic {
    // The path stands before the message already.
    faults::cannot_watch(path, &notify::Error { paths: Vec::new(), ..error }.to_string())
}

/// Whether an event may change the site, and if so, whether one of its folders came or went.
fn concerns(root: &Path, event: &Event) -> Option<bool> {
    if event.need_rescan() {
        return Some(true);
    }
    let writes = match event.kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let own = event.paths.iter().filter_map(|path| {
        let names: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|name| name.to_str()).collect();
        // A name that is not text is a fault, so it counts.
        let names = names.unwrap_or_else(|| vec!["data", ""]);
        let first = names.first()?;
        let is_own = FILES.contains(first) && names.len() == 1 || FOLDERS.contains(first);
        let is_hidden = names.iter().any(|name| name.starts_with('.'));
        (is_own && !is_hidden).then(|| FOLDERS.contains(first) && names.len() == 1)
    });
    own.reduce(|a, b| a || b).filter(|_| writes)
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, ModifyKind, RemoveKind};

    use super::*;

    #[track_caller]
    fn check(kind: EventKind, path: &str, expected: Option<bool>) {
        let event = Event::new(kind).add_path(Path::new("/site").join(path));
        assert_eq!(concerns(Path::new("/site"), &event), expected, "{path}");
    }

    #[test]
    fn only_what_a_site_is_made_of_counts_as_a_change() {
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Content));
        check(written, "kalends.yaml", Some(false));
        check(written, "approvals.yaml", Some(false));
        check(written, "data/2018/2018-02.yaml", Some(false));
        check(written, "content/æøå/bill.png", Some(false));
        check(EventKind::Remove(RemoveKind::Folder), "content/old", Some(false));
        check(written, "output/index.html", None);
        check(written, ".git/index", None);
        check(written, "content/.2018-02.md.swp", None);
        check(written, "notes.txt", None);
        check(written, "kalends.yaml/what", None);
        check(written, "../elsewhere/data/x.yaml", None);
    }

    #[test]
    fn to_read_a_file_is_no_change() {
        check(EventKind::Access(AccessKind::Open(AccessMode::Read)), "data/2018-02.yaml", None);
        check(EventKind::Access(AccessKind::Close(AccessMode::Read)), "data/2018-02.yaml", None);
        check(EventKind::Access(AccessKind::Close(AccessMode::Write)), "data/2018-02.yaml", Some(false));
    }

    #[test]
    fn a_folder_that_comes_or_goes_is_watched_anew() {
        check(EventKind::Create(CreateKind::Folder), "templates", Some(true));
        check(EventKind::Remove(RemoveKind::Folder), "data", Some(true));
        check(EventKind::Create(CreateKind::Folder), "templates/assets", Some(false));
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(concerns(Path::new("/site"), &lost), Some(true));
    }
}
