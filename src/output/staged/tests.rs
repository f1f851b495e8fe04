#[cfg(unix)] // links and modes
use std::fs::Permissions;
#[cfg(unix)] // links and modes
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;

/// A folder with an `output` in it, removed at the end of the test.
struct Desk {
    root: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { root: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With one build already in place.
    fn with(pages: &[(&str, &str)]) -> Desk {
        let desk = Desk::new();
        desk.build(pages).expect("the first build is written");
        desk
    }

    fn output(&self) -> PathBuf {
        self.root.path().join("output")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.output().join(name)
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// Puts a file of somebody else into the output.
    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("folders are made");
        fs::write(path, text).expect("the file is written");
    }

    fn build(&self, pages: &[(&str, &str)]) -> Result<Written, Fault> {
        self.build_with(pages, false)
    }

    fn build_with(&self, pages: &[(&str, &str)], force: bool) -> Result<Written, Fault> {
        build(&self.output(), pages, force)
    }

    /// All files of the output but the manifest, in order.
    fn files(&self) -> Vec<String> {
        let walk = WalkDir::new(self.output()).min_depth(1).sort_by_file_name();
        let files = walk.into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
        let names = files.map(|file| address::of_file_lossy(file.path().strip_prefix(self.output()).expect("inside")));
        names.filter(|name| name != MANIFEST).collect()
    }

    /// Everything beside the output.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.path()).expect("the folder is read").flatten();
        entries.map(|entry| entry.file_name().display().to_string()).filter(|name| name != "output").collect()
    }
}

fn build(output: &Path, pages: &[(&str, &str)], force: bool) -> Result<Written, Fault> {
    let staged = Staged::begin(output, force)?;
    for (name, text) in pages {
        staged.write(name, text.as_bytes()).expect("the page is written");
    }
    staged.finish(head())
}

fn head() -> ManifestHead {
    ManifestHead {
        version: "0.1.0".to_owned(),
        inputs: BTreeMap::from([("kalends.yaml".to_owned(), "1".to_owned())]),
        ledger: None,
    }
}

#[cfg(unix)] // modes
fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("the path is there").permissions().mode() & 0o7777
}

#[test]
fn the_first_build_makes_the_folder_and_the_folders_above() {
    let desk = Desk::new();
    let output = desk.root.path().join("deep/er/output");
    let written = build(&output, &[("index.html", "home"), ("2018-02/index.html", "report")], false);
    let expected = Written { written: 3, unchanged: 0, kept: vec![], removed: vec![], unreadable: None };
    assert_eq!(written.expect("a build"), expected);
    assert_eq!(fs::read_to_string(output.join("2018-02/index.html")).expect("the page"), "report");
    assert!(super::super::up_to_date(&output, |_| head()));
    assert_eq!(fs::read_dir(output.parent().expect("above")).expect("read").count(), 1);
}

#[test]
fn two_builds_of_the_same_pages_are_the_same_bytes() {
    let pages = [("b.html", "b"), ("a.html", "a")];
    let (one, other) = (Desk::with(&pages), Desk::with(&[pages[1], pages[0]]));
    assert_eq!(one.read(MANIFEST), other.read(MANIFEST));
    let before = one.read(MANIFEST);
    one.build(&pages).expect("a build");
    assert_eq!(one.read(MANIFEST), before);
}

#[test]
fn a_page_that_is_gone_from_the_build_is_gone_from_the_folder() {
    let desk = Desk::with(&[("index.html", "home"), ("2018-01/index.html", "old"), ("2018-02/index.html", "new")]);
    let written = desk.build(&[("index.html", "home"), ("2018-02/index.html", "new")]).expect("a build");
    assert_eq!(written.removed, ["2018-01/index.html"]);
    assert_eq!(desk.files(), ["2018-02/index.html", SUMS, "index.html"]);
    assert!(!desk.path("2018-01").exists());
}

#[cfg(unix)] // a file that stays is known by its inode
#[test]
fn an_unchanged_page_stays_the_same_file() {
    let desk = Desk::with(&[("same.html", "same"), ("changed.html", "before")]);
    let before = fs::metadata(desk.path("same.html")).expect("the page");
    let written = desk.build(&[("same.html", "same"), ("changed.html", "after")]).expect("a build");
    let after = fs::metadata(desk.path("same.html")).expect("the page");
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    assert_eq!(after.nlink(), 1);
    assert_eq!((written.written, written.unchanged), (2, 1), "the sums are others");
    assert_eq!(desk.read("changed.html").as_deref(), Some("after"));
}

#[test]
fn a_page_that_somebody_edited_is_written_anew() {
    let desk = Desk::with(&[("index.html", "home")]);
    // Of the same size, so that the manifest alone would not tell.
    desk.put("index.html", "HOME");
    let written = desk.build(&[("index.html", "home")]).expect("a build");
    assert_eq!((written.written, written.unchanged), (1, 1), "the sums are the same");
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
}

#[test]
fn files_of_others_are_kept_and_named() {
    let desk = Desk::with(&[("index.html", "home")]);
    desk.put("notes.txt", "mine");
    desk.put("private/deep/notes.txt", "mine too");
    #[cfg(unix)] // modes
    fs::set_permissions(desk.path("private"), Permissions::from_mode(0o700)).expect("the mode is set");
    for _ in 0..2 {
        let written = desk.build(&[("index.html", "changed")]).expect("a build");
        assert_eq!(written.kept, ["notes.txt", "private/deep/notes.txt"]);
        assert_eq!(written.removed, [""; 0]);
    }
    assert_eq!(desk.read("private/deep/notes.txt").as_deref(), Some("mine too"));
    #[cfg(unix)] // modes
    assert_eq!(mode(&desk.path("private")), 0o700);
}

#[cfg(target_os = "linux")] // names are any bytes
#[test]
fn a_kept_file_whose_name_is_not_unicode_is_kept() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::with(&[("index.html", "home")]);
    let name = std::ffi::OsStr::from_bytes(b"\xff.txt");
    fs::write(desk.output().join(name), "mine").expect("the file is written");
    assert_eq!(desk.build(&[("index.html", "home")]).expect("a build").kept, ["\u{fffd}.txt"]);
    assert_eq!(fs::read_to_string(desk.output().join(name)).expect("the file"), "mine");
}

#[test]
fn a_folder_that_kalends_did_not_write_is_refused() {
    let desk = Desk::new();
    desk.put("thesis.txt", "years of work");
    let refused = desk.build(&[("index.html", "home")]);
    assert!(matches!(refused, Err(Fault::Foreign(path)) if path == desk.output()));
    desk.put(MANIFEST, "{\"name\": \"an app\"}");
    assert!(matches!(desk.build(&[]), Err(Fault::Foreign(_))));
    assert_eq!(desk.files(), ["thesis.txt"]);
    assert_eq!(desk.beside(), [""; 0]);
}

#[test]
fn with_force_a_foreign_folder_is_built_into_and_its_files_are_kept() {
    let desk = Desk::new();
    desk.put("thesis.txt", "years of work");
    desk.put("index.html", "theirs");
    let written = desk.build_with(&[("index.html", "home")], true).expect("a build");
    assert_eq!(written.kept, ["thesis.txt"]);
    assert_eq!(written.removed, ["index.html"]);
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
    assert_eq!(desk.build(&[("index.html", "home")]).expect("a build").kept, ["thesis.txt"]);
}

#[test]
fn an_empty_folder_is_taken() {
    let desk = Desk::new();
    fs::create_dir(desk.output()).expect("a folder");
    assert_eq!(desk.build(&[("index.html", "home")]).expect("a build").written, 2);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused_even_with_force() {
    let desk = Desk::new();
    fs::write(desk.output(), "a file").expect("the file is written");
    for force in [false, true] {
        assert!(matches!(desk.build_with(&[], force), Err(Fault::NotAFolder(path)) if path == desk.output()));
    }
    assert_eq!(fs::read_to_string(desk.output()).expect("the file"), "a file");
}

#[test]
fn the_root_and_a_missing_name_are_refused() {
    assert!(matches!(Staged::begin(Path::new("/"), true), Err(Fault::Foreign(_))));
    assert!(matches!(Staged::begin(Path::new(""), true), Err(Fault::Io { .. })));
    let desk = Desk::new();
    fs::write(desk.root.path().join("file"), "").expect("the file is written");
    assert!(matches!(Staged::begin(&desk.root.path().join("file/output"), true), Err(Fault::Io { .. })));
}

#[test]
fn a_page_never_replaces_a_file_of_others() {
    let desk = Desk::with(&[("index.html", "home")]);
    desk.put("2018-03/index.html", "theirs");
    let refused = desk.build(&[("index.html", "new"), ("2018-03/index.html", "ours")]);
    assert!(matches!(refused, Err(Fault::Occupied { name, .. }) if name == "2018-03/index.html"));
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
    assert_eq!(desk.read("2018-03/index.html").as_deref(), Some("theirs"));
    assert_eq!(desk.beside(), [""; 0]);

    let written = desk.build_with(&[("2018-03/index.html", "ours")], true).expect("a build");
    assert_eq!(written.removed, ["2018-03/index.html", "index.html"]);
    assert_eq!(desk.read("2018-03/index.html").as_deref(), Some("ours"));
}

#[test]
fn a_file_of_others_where_a_page_needs_a_folder_is_in_the_way() {
    let desk = Desk::with(&[("index.html", "home")]);
    desk.put("2018-03", "theirs");
    desk.put("index.html.d/x", "theirs");
    let refused = desk.build(&[("2018-03/index.html", "ours")]);
    assert!(matches!(refused, Err(Fault::Occupied { name, .. }) if name == "2018-03"));
    let refused = desk.build(&[("index.html.d", "ours")]);
    assert!(matches!(refused, Err(Fault::Occupied { name, .. }) if name == "index.html.d/x"));
}

#[test]
fn a_file_of_others_with_the_bytes_of_the_page_becomes_ours() {
    let desk = Desk::with(&[("index.html", "home")]);
    desk.put("2018-03/index.html", "report");
    let written = desk.build(&[("2018-03/index.html", "report")]).expect("a build");
    assert_eq!((written.kept.len(), written.removed.as_slice()), (0, ["index.html".to_owned()].as_slice()));
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_link_in_the_output_is_kept_and_not_followed() {
    let desk = Desk::with(&[("index.html", "home")]);
    let outside = desk.root.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("secret.txt"), "secret").expect("the file is written");
    symlink("../outside", desk.path("shared")).expect("a link");
    symlink("nowhere", desk.path("dangling")).expect("a link");
    let written = desk.build(&[("index.html", "changed")]).expect("a build");
    assert_eq!(written.kept, ["dangling", "shared"]);
    assert_eq!(fs::read_link(desk.path("shared")).expect("a link"), Path::new("../outside"));
    assert_eq!(fs::read_to_string(outside.join("secret.txt")).expect("the file"), "secret");
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_page_that_became_a_link_is_written_anew_and_what_it_points_to_stays() {
    let desk = Desk::with(&[("index.html", "home"), ("2018-02/index.html", "report")]);
    let outside = desk.root.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("index.html"), "report").expect("the file is written");
    fs::remove_dir_all(desk.path("2018-02")).expect("the folder is removed");
    symlink(&outside, desk.path("2018-02")).expect("a link");
    // The link is a file of others where a page needs a folder.
    let refused = desk.build(&[("2018-02/index.html", "report")]);
    assert!(matches!(refused, Err(Fault::Occupied { name, .. }) if name == "2018-02"));
    desk.build_with(&[("2018-02/index.html", "report")], true).expect("a build");
    assert!(fs::symlink_metadata(desk.path("2018-02")).expect("the folder").is_dir());
    assert_eq!(fs::metadata(outside.join("index.html")).expect("the file").nlink(), 1);
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn an_output_that_is_a_link_to_a_folder_stays_one() {
    let desk = Desk::new();
    let real = desk.root.path().join("real");
    fs::create_dir(&real).expect("a folder");
    symlink("real", desk.output()).expect("a link");
    for text in ["one", "two"] {
        desk.build(&[("index.html", text)]).expect("a build");
        assert_eq!(fs::read_to_string(real.join("index.html")).expect("the page"), text);
    }
    assert_eq!(fs::read_link(desk.output()).expect("a link"), Path::new("real"));
    assert_eq!(desk.beside(), ["real"]);
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn an_output_that_is_a_link_to_nothing_is_refused() {
    let desk = Desk::new();
    symlink("nowhere", desk.output()).expect("a link");
    assert!(matches!(desk.build(&[]), Err(Fault::NotAFolder(path)) if path == desk.output()));
}

#[test]
fn a_build_that_is_given_up_leaves_nothing() {
    let desk = Desk::with(&[("index.html", "home")]);
    let staged = Staged::begin(&desk.output(), false).expect("a build");
    staged.write("index.html", b"half").expect("the page is written");
    // And on Windows its lock.
    assert_eq!(desk.beside().len(), if cfg!(unix) { 1 } else { 2 });
    drop(staged);
    assert_eq!(desk.beside(), [""; 0]);
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
}

#[test]
fn what_a_killed_build_left_is_removed_by_the_next() {
    let desk = Desk::with(&[("index.html", "home")]);
    let left = desk.root.path().join(".kalends-Ab12Cd.tmp");
    fs::create_dir_all(left.join("2018-02")).expect("folders");
    fs::write(left.join("2018-02/index.html"), "half").expect("the file is written");
    // Not ours, whatever the name begins with.
    fs::create_dir(desk.root.path().join(".kalends-ledger")).expect("a folder");
    fs::write(desk.root.path().join(".kalends-file.tmp"), "").expect("the file is written");
    #[cfg(unix)] // whoever makes links on Windows needs a right
    symlink("output", desk.root.path().join(".kalends-link.tmp")).expect("a link");
    desk.build(&[("index.html", "home")]).expect("a build");
    let mut beside = desk.beside();
    beside.sort();
    let others = [".kalends-file.tmp", ".kalends-ledger", ".kalends-link.tmp"];
    assert_eq!(beside, others[..if cfg!(unix) { 3 } else { 2 }]);
}

#[test]
fn the_staging_folder_of_a_living_build_is_left_alone() {
    let desk = Desk::with(&[("index.html", "home")]);
    let slow = Staged::begin(&desk.output(), false).expect("a build");
    slow.write("index.html", b"slow").expect("the page is written");
    desk.build(&[("index.html", "fast")]).expect("a build");
    assert_eq!(desk.read("index.html").as_deref(), Some("fast"));
    slow.write("2018-02/index.html", b"slow").expect("the page is written");
    slow.finish(head()).expect("the slow build ends");
    assert_eq!(desk.read("index.html").as_deref(), Some("slow"));
    assert_eq!(desk.beside(), [""; 0]);
}

#[test]
fn two_builds_at_once_leave_one_of_them_whole() {
    let desk = Desk::with(&[("index.html", "home")]);
    desk.put("notes.txt", "mine");
    let numbers: Vec<String> = (0..40).map(|number| format!("{number}.html")).collect();
    for _ in 0..10 {
        std::thread::scope(|scope| {
            for text in ["one", "other", "third"] {
                let (desk, numbers) = (&desk, &numbers);
                scope.spawn(move || {
                    let pages: Vec<_> = numbers.iter().map(|name| (name.as_str(), text)).collect();
                    desk.build(&pages).expect("a build");
                });
            }
        });
        let texts: Vec<_> = numbers.iter().map(|name| desk.read(name).expect("every page is there")).collect();
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
        assert!(super::super::up_to_date(&desk.output(), |_| head()));
        assert_eq!(desk.read("notes.txt").as_deref(), Some("mine"));
        assert_eq!(desk.beside(), [""; 0]);
    }
}

#[cfg(unix)] // Windows has no step in which two folders change places
#[test]
fn the_folder_is_never_missing_while_builds_replace_it() {
    let desk = Desk::with(&[("index.html", "home")]);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..50 {
                desk.build(&[("index.html", &number.to_string())]).expect("a build");
            }
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            assert!(desk.output().is_dir());
        }
    });
}

#[test]
fn a_name_that_leads_out_is_refused_and_spoils_the_build() {
    let desk = Desk::with(&[("index.html", "home")]);
    for name in ["../up.html", "/tmp/kalends-up.html", "a/../../up.html", "manifest.json", "aux.html", "a\\b"] {
        let staged = Staged::begin(&desk.output(), false).expect("a build");
        staged.write("index.html", b"new").expect("the page is written");
        assert!(staged.write(name, b"out").is_err(), "{name}");
        assert!(matches!(staged.finish(head()), Err(Fault::Io { .. })), "{name}");
    }
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
    assert_eq!(desk.beside(), [""; 0]);
}

#[test]
fn a_disk_that_refuses_leaves_the_old_pages() {
    let desk = Desk::with(&[("index.html", "home")]);
    let staged = Staged::begin(&desk.output(), false).expect("a build");
    staged.write("index.html", b"new").expect("the page is written");
    // Something stands where the page goes, as good a refusal as a full disk.
    fs::create_dir_all(staged.folder.path().join("full.html")).expect("a folder");
    assert!(staged.write("full.html", b"new").is_err());
    let refused = staged.finish(head());
    assert!(matches!(refused, Err(Fault::Io { path, .. }) if path == desk.path("full.html")));
    assert_eq!(desk.files(), [SUMS, "index.html"]);
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
    assert_eq!(desk.beside(), [""; 0]);
}

#[test]
fn a_staging_folder_that_vanished_is_an_error() {
    let desk = Desk::with(&[("index.html", "home")]);
    let staged = Staged::begin(&desk.output(), false).expect("a build");
    fs::remove_dir_all(staged.folder.path()).expect("the folder is removed");
    assert!(staged.finish(head()).is_err());
    assert_eq!(desk.read("index.html").as_deref(), Some("home"));
}

#[test]
fn a_folder_that_became_foreign_during_the_build_is_not_replaced() {
    let desk = Desk::new();
    let staged = Staged::begin(&desk.output(), false).expect("a build");
    desk.put("thesis.txt", "years of work");
    assert!(matches!(staged.finish(head()), Err(Fault::Foreign(_))));
    assert_eq!(desk.read("thesis.txt").as_deref(), Some("years of work"));
}

#[cfg(unix)] // modes
#[test]
fn modes_are_those_of_a_published_folder() {
    let desk = Desk::with(&[("2018-02/index.html", "report")]);
    for (path, most) in [("", FOLDER_MODE), ("2018-02", FOLDER_MODE), ("2018-02/index.html", FILE_MODE)] {
        // What the umask takes away may be missing; the owner's part never is.
        let mode = mode(&desk.path(path));
        assert_eq!((mode & !most, mode & 0o600), (0, 0o600), "{path} has {mode:o}");
    }
    fs::set_permissions(desk.output(), Permissions::from_mode(0o2750)).expect("the mode is set");
    desk.build(&[("index.html", "home")]).expect("a build");
    assert_eq!(mode(&desk.output()), 0o2750);
}

#[test]
fn two_renames_do_the_same_as_an_exchange() {
    let desk = Desk::with(&[("index.html", "old")]);
    let new = desk.root.path().join("new");
    fs::create_dir(&new).expect("a folder");
    fs::write(new.join("index.html"), "new").expect("the page is written");
    two_renames(&new, desk.root.path(), &desk.output()).expect("two renames");
    assert_eq!(desk.read("index.html").as_deref(), Some("new"));
    assert_eq!(fs::read_to_string(new.join("index.html")).expect("the page"), "old");

    let missing = desk.root.path().join("missing");
    assert!(two_renames(&missing, desk.root.path(), &desk.output()).is_err());
    assert_eq!(desk.read("index.html").as_deref(), Some("new"));
    assert_eq!(desk.beside(), ["new"]);
}

#[test]
fn a_build_that_was_killed_between_two_renames_is_put_right() {
    let desk = Desk::with(&[("index.html", "home")]);
    desk.put("notes.txt", "mine");
    let aside = desk.root.path().join(".kalends-old.output");
    fs::rename(desk.output(), &aside).expect("the first rename");
    let written = desk.build(&[("index.html", "home")]).expect("a build");
    assert_eq!((written.unchanged, written.kept.as_slice()), (2, ["notes.txt".to_owned()].as_slice()));
    assert_eq!(desk.beside(), [""; 0]);

    // Killed after the second one: the new output is there, the old one still has to go.
    fs::create_dir_all(aside.join("2018-01")).expect("folders");
    desk.build(&[("index.html", "home")]).expect("a build");
    assert_eq!(desk.files(), [SUMS, "index.html", "notes.txt"]);
    assert_eq!(desk.beside(), [""; 0]);
}
