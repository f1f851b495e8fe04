//! The files of a site → a word that one of them changed.
//!
//! Only what a site is made of is looked at: its output, other files beside it and names with a dot are not. A folder of
//! the site that may be a link is watched where it leads. What changed is not said, for the site is read as a whole.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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
    /// The folders that may be links, when they were watched last.
    links: Vec<String>,
    leads: Leads,
}

/// Where the folders that are links lead to, with their names.
type Leads = Arc<Mutex<Vec<(PathBuf, &'static str)>>>;

impl Watch {
    /// Calls `changed` from another thread after each change, and often more than once.
    #[expect(clippy::disallowed_methods, reason = "the system names files by their real paths; reads none")]
    pub fn begin(root: &Path, changed: impl Fn() + Send + 'static) -> Result<Watch, Diagnostic> {
        let fault = |error| fault(".", error);
        let root = root.canonicalize().map_err(|error| fault(notify::Error::io(error)))?;
        // The folders are watched by the first renewal.
        let moved = Arc::new(AtomicBool::new(true));
        let leads = Leads::default();
        let (own, flag, led) = (root.clone(), moved.clone(), leads.clone());
        let handler = move |event: notify::Result<Event>| {
            // Who misses events must expect a change.
            let led = led.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let concerned = event.as_ref().map_or(Some(true), |event| concerns(&own, &led, event));
            if let Some(moved) = concerned {
                flag.fetch_or(moved, Ordering::Relaxed);
                changed();
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(handler, config).map_err(fault)?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(fault)?;
        let mut watch = Watch { watcher, root, moved, links: Vec::new(), leads };
        watch.renew(&[]).map_or(Ok(watch), Err)
    }

    /// Watches the folders as they are now, if one came or went, or others may be links. What cannot be watched is said.
    #[expect(clippy::disallowed_methods, reason = "asks whether a folder is there, reads no file")]
    pub fn renew(&mut self, links: &[String]) -> Option<Diagnostic> {
        if !self.moved.swap(false, Ordering::Relaxed) && self.links == links {
            return None;
        }
        self.links = links.to_vec();
        let before = std::mem::take(&mut *self.leads.lock().unwrap_or_else(PoisonError::into_inner));
        for (folder, _) in before {
            let _ = self.watcher.unwatch(&folder);
        }
        let mut unwatched = None;
        for name in FOLDERS {
            let mut folder = self.root.join(name);
            // It may be another folder of the same name, or not be watched yet.
            let _ = self.watcher.unwatch(&folder);
            if folder.is_symlink() {
                // Another one is an error, and may lead to a whole disk.
                let Some(target) = folder.canonicalize().ok().filter(|_| links.iter().any(|link| link == name)) else {
                    continue;
                };
                if self.root.starts_with(&target) {
                    continue;
                }
                self.leads.lock().unwrap_or_else(PoisonError::into_inner).push((target.clone(), name));
                folder = target;
            }
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
fn concerns(root: &Path, leads: &[(PathBuf, &str)], event: &Event) -> Option<bool> {
    if event.need_rescan() {
        return Some(true);
    }
    let writes = match event.kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let own = event.paths.iter().filter_map(|path| {
        let led = leads.iter().find_map(|(target, name)| Some(Path::new(name).join(path.strip_prefix(target).ok()?)));
        let inside = led.or_else(|| path.strip_prefix(root).ok().map(Path::to_path_buf))?;
        let names: Option<Vec<&str>> = inside.iter().map(|name| name.to_str()).collect();
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
        assert_eq!(concerns(Path::new("/site"), &[], &event), expected, "{path}");
    }

    #[test]
    fn what_changes_in_a_folder_that_a_link_leads_to_concerns_the_site() {
        let leads = [(PathBuf::from("/share/figures"), "data")];
        let check = |kind: EventKind, path: &str, expected: Option<bool>| {
            let event = Event::new(kind).add_path(path.into());
            assert_eq!(concerns(Path::new("/site"), &leads, &event), expected, "{path}");
        };
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Content));
        check(written, "/share/figures/2018/2018-02.yaml", Some(false));
        check(written, "/share/figures/.2018-02.yaml.swp", None);
        check(written, "/share/other.yaml", None);
        check(EventKind::Remove(RemoveKind::Folder), "/share/figures", Some(true));
        check(EventKind::Create(CreateKind::Any), "/site/data", Some(true));
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
        assert_eq!(concerns(Path::new("/site"), &[], &lost), Some(true));
    }
}
