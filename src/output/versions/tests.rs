use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::super::staged::{Staged, Written};
use super::super::{Fault, MANIFEST, Manifest, ManifestHead, Sink, hash};
use super::*;
use crate::base::address;
use crate::output::roll_back;

/// A published folder and what lies beside it.
struct Desk {
    root: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { root: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With each of these texts published, one after the other.
    fn with(texts: &[&str]) -> Desk {
        let desk = Desk::new();
        for text in texts {
            desk.publish(text);
        }
        desk
    }

    fn www(&self) -> PathBuf {
        self.root.path().join("www")
    }

    fn kept(&self) -> PathBuf {
        self.root.path().join(".kalends-versions.www")
    }

    fn staged(&self, text: &str) -> Staged {
        let staged = Staged::begin_published(&self.www(), false).expect("a build");
        for (name, content) in [("index.html", text), ("a/same.html", "same"), ("a/other.html", text)] {
            staged.write(name, content.as_bytes()).expect("a page");
        }
        staged
    }

    fn publish(&self, text: &str) -> (Written, String) {
        self.keep(text, 9)
    }

    fn keep(&self, text: &str, keep: usize) -> (Written, String) {
        let published = self.staged(text).publish(head(), &entry(text), keep);
        published.expect("it is published")
    }

    /// What a reader sees; `mix` when it is of two versions.
    fn seen(&self) -> String {
        let page = |name: &str| fs::read_to_string(self.www().join(name)).unwrap_or_else(|_| "gone".to_owned());
        let whole = Manifest::read(&self.www()).is_some_and(|manifest| {
            let is_right = |(name, file): (&String, &File)| File::of(page(name).as_bytes()) == *file;
            manifest.outputs.iter().all(is_right)
        });
        if whole && page("index.html") == page("a/other.html") { page("index.html") } else { "mix".to_owned() }
    }

    /// What can be put back, the last published first, and the published one with a star.
    fn versions(&self) -> Vec<String> {
        let versions = versions(&self.www()).expect("versions");
        let shown = |version: Version| {
            let star = if version.published { "*" } else { "" };
            format!("{}{star}", version.entry.map_or("-".to_owned(), |entry| entry.note))
        };
        versions.into_iter().map(shown).collect()
    }

    /// What lies beside, the log and versions left out.
    fn leftovers(&self) -> Vec<String> {
        let names = |folder: PathBuf| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().into_string().expect("a name")).collect::<Vec<_>>()
        };
        let beside = names(self.root.path().to_path_buf()).into_iter();
        let beside = beside.filter(|name| !["www", ".kalends-versions.www"].contains(&name.as_str()));
        let within = names(self.kept()).into_iter().filter(|name| name != "log.jsonl" && !is_version(name));
        beside.chain(within).collect()
    }

    fn roll_back(&self, wanted: Option<&str>) -> Result<String, Fault> {
        roll_back(&self.www(), wanted, "later").map(|(_, version)| version)
    }

    fn id_of(&self, text: &str) -> String {
        let is_it = |version: &Version| version.entry.as_ref().is_some_and(|entry| entry.note == text);
        versions(&self.www()).expect("versions").into_iter().find(is_it).expect("the version").id
    }
}

fn head() -> ManifestHead {
    ManifestHead { version: "1".to_owned(), inputs: BTreeMap::new(), ledger: None }
}

fn entry(note: &str) -> LogEntry {
    LogEntry { at: "now".to_owned(), note: note.to_owned(), rollback: false }
}

#[test]
fn what_was_published_before_is_kept_and_can_be_put_back() {
    let desk = Desk::with(&["one", "two", "three"]);
    assert_eq!((desk.seen().as_str(), desk.versions()), ("three", vec!["three*".into(), "two".into(), "one".into()]));
    desk.roll_back(None).expect("the version before");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("two", vec!["three".into(), "two*".into(), "one".into()]));
    desk.roll_back(None).expect("one step further");
    assert_eq!(desk.seen(), "one");
    assert!(matches!(desk.roll_back(None), Err(Fault::NoVersion { known, .. }) if known.len() == 2));
    desk.roll_back(Some(&desk.id_of("three"))).expect("a named version");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("three", vec!["three*".into(), "two".into(), "one".into()]));
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn as_many_versions_are_kept_as_were_asked_for() {
    let desk = Desk::with(&["one", "two", "three", "four"]);
    desk.keep("five", 2);
    assert_eq!(desk.versions(), ["five*", "four", "three"]);
    // The same again, with less to keep.
    desk.keep("five", 0);
    assert_eq!(desk.versions(), ["five*"]);
    assert!(matches!(desk.roll_back(None), Err(Fault::NoVersion { known, .. }) if known.is_empty()));
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn the_same_again_is_one_version_and_an_older_one_again_is_the_newest() {
    let desk = Desk::with(&["one", "two", "two"]);
    assert_eq!(desk.versions(), ["two*", "one"]);
    desk.publish("one");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("one", vec!["one*".into(), "two".into()]));
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn a_page_that_somebody_edited_is_put_right_and_not_kept_as_a_version() {
    let desk = Desk::with(&["one", "two"]);
    fs::write(desk.www().join("index.html"), "edited").expect("an edit");
    desk.publish("two");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("two", vec!["two*".into(), "one".into()]));
}

#[test]
fn a_version_that_was_changed_is_refused_and_the_published_one_stays() {
    let desk = Desk::with(&["one", "two"]);
    let old =
        fs::read_dir(desk.kept()).expect("versions").flatten().map(|entry| entry.path()).find(|path| path.is_dir());
    let old = old.expect("a version");
    fs::remove_file(old.join("index.html")).expect("its page");
    fs::write(old.join("index.html"), "own").expect("another one of the same size");
    assert!(matches!(desk.roll_back(None), Err(Fault::Damaged { path, .. }) if path.ends_with("index.html")));
    fs::remove_file(old.join("index.html")).expect("its page");
    assert!(matches!(desk.roll_back(None), Err(Fault::Damaged { path, .. }) if path.ends_with("index.html")));
    assert_eq!(desk.seen(), "two");
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn files_of_others_stay_where_they_are_when_a_version_is_put_back() {
    let desk = Desk::with(&["one"]);
    fs::write(desk.www().join("notes.txt"), "mine").expect("a file");
    desk.publish("two");
    desk.roll_back(None).expect("the version before");
    assert_eq!(fs::read_to_string(desk.www().join("notes.txt")).expect("the file"), "mine");
    assert_eq!(desk.seen(), "one");
}

/// Publishes `text`, and takes the last line of the log away: it was killed before it could write that.
fn killed_before_the_end(desk: &Desk, text: &str) {
    desk.publish(text);
    let log = desk.kept().join("log.jsonl");
    let lines = fs::read_to_string(&log).expect("the log");
    let (before, _) = lines.trim_end().rsplit_once('\n').expect("more than one line");
    fs::write(&log, before).expect("a shorter log");
}

/// The folder of the version before, named as the staging folder that it changed places with.
fn unnamed(desk: &Desk, before: &str) -> PathBuf {
    let staging = desk.kept().join(".kalends-killed.tmp");
    let id = desk.id_of(before);
    let old = fs::read_dir(desk.kept()).expect("versions").flatten();
    let old = old.map(|entry| entry.path()).find(|path| address::of_file_lossy(path).contains(&format!("/{id}")));
    fs::rename(old.expect("the version"), &staging).expect("another name");
    staging
}

/// The same, killed before the swap: the staging folder holds the new version.
fn killed_before_the_swap(desk: &Desk, before: &str, text: &str) {
    killed_before_the_end(desk, text);
    let (aside, staging) = (desk.root.path().join("aside"), unnamed(desk, before));
    fs::rename(desk.www(), &aside).expect("the new one aside");
    fs::rename(&staging, desk.www()).expect("the old one back");
    fs::rename(&aside, &staging).expect("the new one beside it");
}

#[test]
fn a_run_that_was_killed_before_the_swap_is_no_version() {
    let desk = Desk::with(&["one", "two"]);
    killed_before_the_swap(&desk, "two", "three");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("two", vec!["two*".into(), "one".into()]));
    desk.publish("four");
    assert_eq!(desk.versions(), ["four*", "two", "one"]);
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn a_run_that_was_killed_after_the_swap_is_completed_by_the_next() {
    let desk = Desk::with(&["one", "two"]);
    killed_before_the_end(&desk, "three");
    unnamed(&desk, "two");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("three", vec!["three*".into(), "one".into()]));
    desk.roll_back(None).expect("the version before");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("two", vec!["three".into(), "two*".into(), "one".into()]));
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn a_run_that_was_killed_between_two_renames_is_put_right_by_the_next() {
    let desk = Desk::with(&["one", "two"]);
    killed_before_the_swap(&desk, "two", "three");
    fs::rename(desk.www(), desk.root.path().join(".kalends-old.www")).expect("the old one aside");
    desk.roll_back(None).expect("the version before");
    assert_eq!((desk.seen().as_str(), desk.versions()), ("one", vec!["two".into(), "one*".into()]));
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn a_name_that_fits_several_versions_names_none_and_the_published_one_is_no_earlier_one() {
    let version = |start: &str| format!("{start:0<32}");
    let present = ["ab1", "ab2", "b"].map(version);
    let record = Record::new("", present.into_iter().collect(), Some(version("ab3")));
    let earlier = |wanted| record.earlier(Some(wanted)).map(|(version, _)| version);
    assert_eq!(earlier("b"), Ok(version("b")));
    assert_eq!(earlier("ab2"), Ok(version("ab2")));
    assert_eq!(earlier("ab"), Err(vec!["ab100000".to_owned(), "ab200000".to_owned()]));
    for none in ["ab3", "c", ""] {
        assert_eq!(
            earlier(none),
            Err(vec!["ab100000".to_owned(), "ab200000".to_owned(), "b0000000".to_owned()]),
            "{none}"
        );
    }
}

#[test]
fn the_versions_beyond_those_to_keep_are_the_oldest_whichever_is_published() {
    let version = |name: &str| format!("{name:0<32}");
    let lines = ["a", "b", "c"].map(|name| {
        let entry = LogEntry { at: name.to_owned(), ..LogEntry::default() };
        format!("{}\n{}\n", Record::begin(&version(name), &entry), Record::done(&version(name)))
    });
    let present: BTreeSet<String> = ["a", "b", "c"].map(version).into_iter().collect();
    // As a server is looked at before a new version is sent.
    for (current, expected) in [("c", &["a"][..]), ("a", &["a"]), ("b", &["a"])] {
        let record = Record::new(&lines.concat(), present.clone(), Some(version(current)));
        let expected: Vec<String> = expected.iter().map(|name| version(name)).collect();
        assert_eq!(record.beyond(&version("d"), 2), expected, "{current} is published");
        assert_eq!(record.beyond(&version("d"), 3), [""; 0]);
    }
}

#[test]
fn a_folder_that_was_built_and_not_published_is_kept_too() {
    let desk = Desk::new();
    let staged = Staged::begin(&desk.www(), false).expect("a build");
    for name in ["index.html", "a/other.html"] {
        staged.write(name, b"built").expect("a page");
    }
    staged.finish(head()).expect("it is built");
    desk.publish("one");
    assert_eq!(desk.versions(), ["one*", "-"]);
    desk.roll_back(None).expect("the version before");
    assert_eq!(desk.seen(), "built");
}

#[test]
fn a_log_that_was_cut_short_or_edited_loses_only_what_it_said() {
    let desk = Desk::with(&["one", "two"]);
    let log = desk.kept().join("log.jsonl");
    let text = fs::read_to_string(&log).expect("the log");
    fs::write(&log, text.get(..text.len() - 20).expect("long enough")).expect("a shorter log");
    assert_eq!(desk.versions(), ["two*", "one"]);
    desk.publish("three");
    assert_eq!(desk.versions(), ["three*", "two", "one"]);
    fs::write(&log, "[1]\n{\"act\":\"eaten\"}\n\u{0}").expect("another log");
    assert_eq!(desk.versions(), ["-*", "-", "-"]);
    fs::write(&log, b"\xff\xfe").expect("no text");
    assert_eq!(desk.versions(), ["-*", "-", "-"]);
    desk.publish("four");
    assert_eq!(desk.versions(), ["four*", "-", "-", "-"]);
}

#[test]
fn a_version_in_the_log_never_leads_out_of_the_folder() {
    let desk = Desk::with(&["one", "two"]);
    fs::create_dir(desk.root.path().join("mine")).expect("a folder");
    for act in ["begin", "done"] {
        let line = format!("{{\"act\":\"{act}\",\"version\":\"../mine\"}}\n");
        let log = desk.kept().join("log.jsonl");
        fs::write(&log, fs::read_to_string(&log).expect("the log") + &line).expect("the log");
    }
    desk.keep("three", 0);
    assert!(desk.root.path().join("mine").exists(), "a folder of others was removed");
    assert_eq!(desk.versions(), ["three*"]);
}

#[test]
fn a_folder_that_vanishes_during_the_run_is_an_error() {
    let desk = Desk::with(&["one"]);
    let staged = desk.staged("two");
    fs::rename(desk.kept(), desk.root.path().join("gone")).expect("the share goes away");
    let refused = staged.publish(head(), &entry("two"), 9);
    assert!(matches!(refused, Err(Fault::Io { .. })), "{refused:?}");
    assert_eq!(desk.seen(), "one");
}

#[test]
fn nothing_is_there_before_the_first_publishing() {
    let desk = Desk::new();
    assert_eq!(desk.versions(), [""; 0]);
    assert!(matches!(desk.roll_back(None), Err(Fault::NoVersion { known, .. }) if known.is_empty()));
    assert!(versions(&desk.root.path().join("no/such/folder")).expect("none").is_empty());
    assert_eq!(desk.leftovers(), [""; 0]);
    assert_eq!(hash(b"").len(), 32);
    assert!(!desk.www().join(MANIFEST).exists());
}
