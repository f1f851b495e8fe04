//! `kalends publish`: folders, and everything that needs no server. Servers are in `remote`, killed runs in `killed`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::page::Page;
use crate::project::{KALENDS, Project, Ran, files_below, ran, skipped};

/// Months of reports, and the folder that they are published into.
pub fn staff(months: &[&str]) -> Project {
    let mut project = Project::new("staff: { label: Staff, type: stock, unit: persons }")
        .file("content/_report.md", "There are {{ staff }}.\n");
    for (number, month) in months.iter().enumerate() {
        project = project.snapshot(month, &format!("staff: {}", 20 + number));
    }
    project
}

/// The folder within the site that tests publish into, and what is beside it.
fn www(project: &Project) -> PathBuf {
    project.path("public/www")
}

#[track_caller]
fn published(project: &Project, arguments: &[&str]) -> Ran {
    publish(project, arguments).fine()
}

fn publish(project: &Project, arguments: &[&str]) -> Ran {
    project.run(["publish", "public/www"].iter().chain(arguments))
}

/// Everything that is published, and that the manifest says so.
#[track_caller]
pub fn whole(folder: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let files = files_below(folder);
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).expect("a manifest");
    let listed = manifest["outputs"].as_object().expect("files");
    for (name, file) in listed {
        let bytes = files.get(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(file["sha256"], kalends::base::digest::sha256(bytes), "{name} is of another version");
    }
    files
}

/// What is published, without the manifest: a build notes the ledger in its own, which publishing adds to.
#[track_caller]
pub fn pages(folder: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = whole(folder);
    files.remove("manifest.json");
    files
}

/// What a build makes, without the manifest.
#[track_caller]
pub fn built(project: &Project) -> BTreeMap<String, Vec<u8>> {
    project.build();
    pages(&project.path("output"))
}

fn title(project: &Project) -> String {
    Page::of(project.read("public/www/index.html")).find("title").text()
}

/// What `--versions` prints, without the names and times.
fn versions(project: &Project) -> Vec<String> {
    let ran = published(project, &["--versions"]);
    let line = |line: &str| line.split("  ").skip(2).collect::<Vec<_>>().join(" ");
    ran.stdout.lines().map(line).collect()
}

#[test]
fn a_published_folder_is_the_built_one_without_drafts() {
    let project = staff(&["2018-01", "2018-02"]);
    project.write("content/2018-02.md", "---\ndraft: true\n---\nNot yet.\n");
    let ran = published(&project, &[]);
    assert!(ran.stderr.starts_with("1 report, "), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    project.build();
    assert_eq!(pages(&www(&project)), built(&project));
    assert!(!www(&project).join("2018-02").exists());
    published(&project, &["--drafts"]);
    assert!(www(&project).join("2018-02/index.html").exists());
}

#[test]
fn the_same_again_is_up_to_date_and_no_new_version() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let before = fs::metadata(www(&project).join("index.html")).and_then(|file| file.modified()).expect("a time");
    let ran = published(&project, &[]);
    assert!(ran.stderr.starts_with("public/www is up to date: 1 report, "), "{}", ran.stderr);
    assert_eq!(
        fs::metadata(www(&project).join("index.html")).and_then(|file| file.modified()).expect("a time"),
        before
    );
    assert_eq!(versions(&project), ["1 report, newest 2018-01 (published)"]);
}

#[test]
fn an_earlier_version_is_put_back_and_the_later_one_too() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let first = whole(&www(&project));
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations: { staff: 7 }\n");
    published(&project, &[]);
    let second = whole(&www(&project));
    assert_eq!(versions(&project), ["2 reports, newest 2018-02 (published)", "1 report, newest 2018-01"]);

    let ran = published(&project, &["--rollback"]);
    assert!(ran.stderr.starts_with("public/www shows version "), "{}", ran.stderr);
    assert_eq!(whole(&www(&project)), first);
    assert_eq!(versions(&project), ["2 reports, newest 2018-02", "1 report, newest 2018-01 (published)"]);

    let listed = published(&project, &["--versions"]).stdout;
    published(&project, &["--rollback", listed.split(' ').next().expect("a name")]);
    assert_eq!(whole(&www(&project)), second);
}

#[test]
fn a_version_that_is_not_there_is_refused_with_those_that_are() {
    let project = staff(&["2018-01"]);
    assert_eq!(
        publish(&project, &["--rollback"]).refused(),
        "\
error[K1055]: there is no version before the published one
--> public/www
 |
help: versions are kept from the second publishing on; publish an earlier state of the site instead

1 error; nothing was published
",
    );
    assert!(!project.path("public/.kalends-versions.www").exists());
    published(&project, &[]);
    project.write("kalends.yaml", "title: Other");
    published(&project, &[]);
    let listed = published(&project, &["--versions"]).stdout;
    let (now, old) = listed.split_once('\n').expect("two lines");
    for (wanted, message) in [
        ("zz", "there is no earlier version `zz`"),
        (now.get(..8).expect("a name"), &*format!("there is no earlier version `{}`", &now[..8])),
        ("../../data", "there is no earlier version `../../data`"),
    ] {
        assert_eq!(
            publish(&project, &["--rollback", wanted]).refused(),
            format!(
                "\
error[K1055]: {message}
--> public/www
 |
help: earlier versions are: `{}`; `--versions` tells more

1 error; nothing was published
",
                &old[..8]
            ),
        );
    }
    assert_eq!(title(&project), "Other");
}

#[test]
fn a_version_that_somebody_changed_is_not_put_back() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    project.write("kalends.yaml", "title: Other");
    published(&project, &[]);
    let versions = fs::read_dir(project.path("public/.kalends-versions.www")).expect("versions").flatten();
    let old = versions.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a version");
    fs::write(old.join("index.html"), "<title>Forged</title>").expect("a forged page");
    let id = old.file_name().expect("a name").to_string_lossy().into_owned();
    assert_eq!(
        publish(&project, &["--rollback"]).refused(),
        format!(
            "\
error[K1056]: this file of version {} is not what was published
--> {}/index.html
 |
help: take another version, or publish an earlier state of the site; the published folder is as it was

1 error; nothing was published
",
            &id[..8],
            format_args!("public/.kalends-versions.www/{id}")
        ),
    );
    assert_eq!(title(&project), "Other");
}

#[test]
fn a_version_whose_manifest_was_changed_with_its_page_is_not_put_back() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    project.write("kalends.yaml", "title: Other");
    published(&project, &[]);
    let versions = fs::read_dir(project.path("public/.kalends-versions.www")).expect("versions").flatten();
    let old = versions.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a version");
    let read = |name: &str| fs::read(old.join(name)).expect("a file");
    let was = kalends::output::hash(&read("index.html"));
    let size = format!("\"bytes\": {},", read("index.html").len());
    let forged = b"<title>Forged</title>";
    let manifest = String::from_utf8(read("manifest.json")).expect("text");
    let manifest = manifest.replace(&was, &kalends::output::hash(forged)).replace(&size, "\"bytes\": 21,");
    fs::remove_file(old.join("index.html")).expect("its link to the page of the present version");
    fs::write(old.join("index.html"), forged).expect("a forged page");
    fs::write(old.join("manifest.json"), manifest).expect("a forged manifest");
    let said = publish(&project, &["--rollback"]).refused();
    assert!(said.starts_with("error[K1056]: this file of version "), "{said}");
    assert!(said.contains("/manifest.json\n"), "{said}");
    assert_eq!(title(&project), "Other");
}

#[test]
fn a_version_that_a_killed_run_left_aside_is_kept() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    project.write("kalends.yaml", "title: Other");
    published(&project, &[]);
    // As where the file system cannot exchange two folders: killed between the second rename and the third.
    let versions = project.path("public/.kalends-versions.www");
    let entries = fs::read_dir(&versions).expect("versions").flatten();
    let old = entries.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a version");
    let aside = project.path("public/.kalends-old.www");
    fs::rename(&old, &aside).expect("it is aside");
    published(&project, &["--rollback"]);
    assert_eq!((title(&project).as_str(), aside.exists()), ("Test", false));
    assert_eq!(
        project.files("public/.kalends-versions.www").keys().filter(|name| name.ends_with("manifest.json")).count(),
        1
    );
}

#[test]
fn no_more_versions_are_kept_than_asked_for() {
    let project = staff(&["2018-01"]);
    for title in ["A", "B", "C", "D"] {
        project.write("kalends.yaml", format!("title: {title}"));
        published(&project, &["--keep", "2"]);
    }
    assert_eq!(versions(&project).len(), 3);
    published(&project, &["--keep", "0"]);
    assert_eq!(versions(&project).len(), 1);
}

#[test]
fn a_trial_says_what_would_be_done_and_does_nothing() {
    let project = staff(&["2018-01", "2018-02"]).file("content/old.md", "Old.\n");
    published(&project, &[]);
    project.remove("content/old.md");
    project.write("content/notes.md", "Notes.\n");
    let ran = published(&project, &["--dry-run"]);
    assert_eq!(ran.changed, [""; 0]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines.contains(&"write  notes/index.html") && lines.contains(&"write  index.html"), "{}", ran.stdout);
    assert!(lines.contains(&"remove old/index.html"), "{}", ran.stdout);
    assert!(!lines.iter().any(|line| line.contains("2018-01/figures.csv")), "{}", ran.stdout);
    assert!(ran.stderr.contains("to be published to public/www: "), "{}", ran.stderr);

    let fresh = project.run(["publish", "elsewhere/www", "--dry-run"]);
    assert_eq!(fresh.fine().changed, [""; 0]);
    assert!(!project.path("elsewhere").exists());
}

#[test]
fn a_site_that_lost_its_pages_does_not_empty_the_folder() {
    let notes: Vec<String> = (1..=30).map(|number| format!("content/note-{number}.md")).collect();
    let project = notes.iter().fold(staff(&["2018-01"]), |project, note| project.file(note, "A note.\n"));
    published(&project, &[]);
    let before = whole(&www(&project));
    notes.iter().for_each(|note| project.remove(note));
    let gone = |ran: &Ran| ran.stderr.split(' ').nth(1).and_then(|number| number.parse::<usize>().ok());
    let ran = publish(&project, &[]);
    let count = gone(&ran).unwrap_or_else(|| panic!("{}", ran.stderr));
    let present = before.len() - 1;
    assert_eq!(
        ran.refused(),
        format!(
            "\
error[K1054]: {count} of {present} published files would be removed, and 20 may be without being asked
--> public/www
 |
help: look at them with `--dry-run`; if it is meant, allow it with `--max-delete {count}`

1 error; nothing was published
"
        ),
    );
    assert_eq!(whole(&www(&project)), before);
    for limit in ["0", "5%"] {
        assert!(publish(&project, &["--max-delete", limit]).stderr.contains("K1054"), "{limit}");
    }
    published(&project, &["--max-delete", "90%"]);
    assert!(!www(&project).join("note-12").exists());
}

#[test]
fn a_limit_that_is_no_number_is_wrong_use() {
    let project = staff(&["2018-01"]);
    for (limit, reason) in [
        ("many", "not a number of files such as 40, or a share such as 25%"),
        ("-5%", "not a number of files such as 40, or a share such as 25%"),
        ("101%", "a share is at most 100%"),
    ] {
        let ran = publish(&project, &[&format!("--max-delete={limit}")]);
        assert_eq!(ran.code, Some(2));
        let first = ran.stderr.lines().next().unwrap_or_default();
        assert_eq!(first, format!("error: invalid value '{limit}' for '--max-delete <N|P%>': {reason}"));
    }
}

#[test]
fn a_destination_that_is_none_is_named() {
    let project = staff(&["2018-01"]);
    let help = "help: name a folder, `user@host:/folder`, `s3://bucket/prefix`, `az://container/prefix` or \
                `https://host/folder`";
    for (destination, message) in [
        ("ftp://host/www", "`ftp://` leads to no place that kalends knows"),
        ("rsync://host/www", "`rsync://` leads to no place that kalends knows"),
        ("s3://", "`s3://` names no place; expected `s3://bucket/prefix`"),
        ("az:///reports", "`az:///reports` names no place; expected `az://container/prefix`"),
        ("https://host/../up", "`https://host/../up` names no place; expected `https://host/folder`"),
        ("ssh://host", "`ssh://host` names no place; expected `ssh://user@host/folder`"),
        ("host:", "`host:` names no place; expected `user@host:/folder`"),
        ("", "`` names no place; expected `a folder`"),
    ] {
        let expected =
            format!("error[K1051]: {message}\n--> kalends publish\n |\n{help}\n\n1 error; nothing was published\n");
        assert_eq!(project.run(["publish", destination]).refused(), expected);
    }
}

#[test]
fn a_password_in_the_destination_is_refused_and_not_repeated() {
    let project = staff(&["2018-01"]);
    for destination in [
        "https://anna:s3cr3t@host/www",
        "s3://key:s3cr3t@bucket/www",
        "ssh://anna:s3cr3t@host/www",
        "https://host/www?sig=s3cr3t",
    ] {
        assert_eq!(
            project.run(["publish", destination]).refused(),
            "\
error[K1052]: the destination holds a user name or a key, which all can read in the list of processes
--> kalends publish
 |
help: leave it out; `kalends publish --help` names the variables it is taken from, such as KALENDS_WEBDAV_USER and \
KALENDS_WEBDAV_PASSWORD

1 error; nothing was published
",
        );
    }
}

#[test]
fn a_folder_of_others_is_left_alone_until_it_is_taken_over() {
    let project = staff(&["2018-01"]);
    fs::create_dir_all(www(&project)).expect("a folder");
    fs::write(www(&project).join("theirs.txt"), "theirs").expect("a file");
    for arguments in [&[][..], &["--in-place"], &["--dry-run"]] {
        assert_eq!(
            publish(&project, arguments).refused(),
            "\
error[K1057]: what is published there was not made by kalends
--> public/www
 |
help: name another place, or take this one over with `--force`; files that are not ours are kept

1 error; nothing was published
",
        );
    }
    assert_eq!(project.files("public").len(), 1);
    let ran = published(&project, &["--force"]);
    assert!(ran.stderr.ends_with("\nkept: theirs.txt (not made by kalends)\n"), "{}", ran.stderr);
    assert_eq!(whole(&www(&project))["theirs.txt"], b"theirs");
    for number in 0..30 {
        fs::write(www(&project).join(format!("their {number:02}.txt")), b"theirs").expect("a file");
    }
    let ran = published(&project, &["--force"]);
    let named = ran.stderr.lines().filter(|line| line.starts_with("kept: their")).count();
    assert_eq!(named, 20, "{}", ran.stderr);
    assert!(ran.stderr.contains("\nkept: 11 more files"), "{}", ran.stderr);
}

#[test]
fn a_file_is_no_destination() {
    let project = staff(&["2018-01"]).file("public/www", "a file");
    assert_eq!(
        publish(&project, &[]).refused(),
        "error[K1058]: the destination is not a folder\n--> public/www\n |\nhelp: name a folder\n\n\
         1 error; nothing was published\n",
    );
    for destination in [".", "data", "content/www"] {
        let said = project.run(["publish", destination]).refused();
        assert!(said.contains("K0605"), "{destination}: {said}");
    }
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_destination_that_leads_nowhere_or_among_the_sites_files_is_refused() {
    let project = staff(&["2018-01"]);
    std::os::unix::fs::symlink("nowhere", project.path("dangling")).expect("a link");
    std::os::unix::fs::symlink("round", project.path("round")).expect("a link");
    let refused_as = |destination: &str, expected: &str| {
        assert_eq!(
            project.run(["publish", destination]).refused(),
            format!("{expected}\n\n1 error; nothing was published\n")
        );
    };
    let across = "help: choose a folder that is not, and does not hold, data/, content/ or templates/";
    for destination in ["/", ".", "..", "data", "content/x", "nosuch/../data/x", "nosuch/../../nosuch/.."] {
        let what = "error[K0605]: the output folder lies across the site's own files";
        refused_as(destination, &format!("{what}\n--> {destination}\n |\n{across}"));
    }
    for destination in ["dangling", "round", "kalends.yaml"] {
        project.write("kalends.yaml", "title: Test");
        let expected =
            format!("error[K1058]: the destination is not a folder\n--> {destination}\n |\nhelp: name a folder");
        refused_as(destination, &expected);
        let in_place = project.run(["publish", destination, "--in-place"]);
        assert_eq!(in_place.refused(), format!("{expected}\n\n1 error; nothing was published\n"));
    }
    // With room for the name itself and none for that of its versions.
    let long = "x".repeat(240);
    refused_as(
        &long,
        &format!(
            "\
error[K1066]: the name of the destination is too long for the file system
--> {long}
 |
help: take a shorter one: beside the folder lie its versions, under its name with `.kalends-versions.` before it; \
nothing was changed"
        ),
    );
    assert!(!project.path(&long).exists() && !project.path("nowhere").exists() && !project.path("nosuch").exists());
}

#[test]
fn a_name_with_spaces_and_letters_of_any_kind_is_a_folder_like_others() {
    let project = staff(&["2018-01"]);
    // Windows has no such sign in names.
    let star = if cfg!(unix) { "*" } else { "&" };
    for name in ["a b", "måned æøå", "it's $HOME", star] {
        let destination = format!("public/{name}/");
        assert_eq!(project.run(["publish", &destination]).code, Some(0), "{name}");
        whole(&project.path("public").join(name));
    }
}

#[test]
fn a_site_with_a_fault_is_not_published() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let before = whole(&www(&project));
    project.write("content/_report.md", "There are {{ stuff }}.\n");
    let said = publish(&project, &[]).refused();
    assert!(said.contains("K0406"), "{said}");
    project.write("content/_report.md", "---\nedition: It is here.\n---\nThere are {{ staff }} <b>here</b>.\n");
    let said = publish(&project, &["--strict"]).refused();
    assert!(said.contains("K0414"), "{said}");
    assert_eq!(whole(&www(&project)), before);
    assert_eq!(project.files("public/.kalends-versions.www").len(), 1, "something was left");
}

#[cfg(unix)] // a file that stays is known by its inode
#[test]
fn a_folder_is_changed_file_by_file_where_that_is_asked_for() {
    let project = staff(&["2018-01"]).file("content/old.md", "Old.\n");
    published(&project, &["--in-place"]);
    fs::write(www(&project).join("theirs.txt"), "theirs").expect("a file");
    // What a killed run leaves.
    fs::write(www(&project).join("2018-01/.kalends-a1b2c3.tmp"), "half").expect("a file");
    project.remove("content/old.md");
    let inode =
        |name: &str| std::os::unix::fs::MetadataExt::ino(&fs::metadata(www(&project).join(name)).expect("a file"));
    let (folder, page) = (inode("."), inode("2018-01/figures.csv"));
    published(&project, &["--in-place", "--max-delete", "5"]);
    assert_eq!((inode("."), inode("2018-01/figures.csv")), (folder, page), "what is the same is not touched");
    let mut files = pages(&www(&project));
    assert_eq!(files.remove("theirs.txt").as_deref(), Some(b"theirs".as_slice()));
    project.build();
    assert_eq!(files, built(&project));
    assert!(!www(&project).join("old").exists() && !project.path("public/.kalends-versions.www").exists());
}

#[test]
fn changed_file_by_file_a_page_that_was_edited_to_the_same_size_is_put_right() {
    let project = staff(&["2018-01"]);
    published(&project, &["--in-place"]);
    let before = whole(&www(&project));
    project.edit("public/www/2018-01/index.html", "There are", "Here were");
    published(&project, &["--in-place"]);
    assert_eq!(whole(&www(&project)), before);
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn changed_file_by_file_a_link_leads_nowhere_else() {
    let project = staff(&["2018-01"]);
    published(&project, &["--in-place"]);
    fs::create_dir(project.path("mine")).expect("a folder");
    fs::remove_dir_all(www(&project).join("2018-01")).expect("a folder less");
    std::os::unix::fs::symlink(project.path("mine"), www(&project).join("2018-01")).expect("a link");
    let ran = publish(&project, &["--in-place", "--all"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.starts_with("error[K1060]: publishing is broken off at `"), "{}", ran.stderr);
    assert!(ran.stderr.contains("is a link"), "{}", ran.stderr);
    assert_eq!(project.files("mine").len(), 0);
}

#[test]
fn file_by_file_is_for_folders_only_and_stores_have_no_versions() {
    let project = staff(&["2018-01"]);
    let end = "\n\n1 error; nothing was published\n";
    for destination in ["anna@host:/srv/www", "s3://reports/monthly"] {
        assert_eq!(
            project.run(["publish", destination, "--in-place"]).refused(),
            format!(
                "\
error[K1062]: `--in-place` is for folders
--> {destination}
 |
help: leave it out; object stores are always written to file by file, and servers reached by ssh never{end}"
            ),
        );
    }
    for what in ["--rollback", "--versions"] {
        assert_eq!(
            project.run(["publish", "s3://reports/monthly", what]).refused(),
            format!(
                "\
error[K1061]: no versions are kept there
--> s3://reports/monthly
 |
help: publish an earlier state of the site instead; folders and servers reached by ssh keep versions{end}"
            ),
        );
    }
}

#[cfg(not(feature = "publish"))]
#[test]
fn an_object_store_needs_a_kalends_with_the_feature() {
    let project = staff(&["2018-01"]);
    for destination in ["s3://reports/monthly", "az://reports", "https://dav.example.org/reports"] {
        assert_eq!(
            project.run(["publish", destination]).refused(),
            format!(
                "\
error[K1059]: this kalends was built without the client for object stores, WebDAV and web servers
--> {destination}
 |
help: install it with `cargo install --path . --locked --features publish`; folders and ssh need no feature

1 error; nothing was published
"
            ),
        );
    }
}

#[cfg(unix)] // `false` and `echo` are programs
#[test]
fn a_server_that_is_not_reached_is_an_error_in_one_line() {
    let project = staff(&["2018-01"]);
    let refused_by = |ssh: &str| project.run(["publish", "anna@host:/srv/www", "--ssh", ssh]);
    let help = "help: put right what it says and run the same command again; it goes on where it stopped";
    for (ssh, reason) in [
        ("no-such-ssh", "`no-such-ssh` is not installed"),
        ("false", "it says nothing"),
        // Whatever it is asked, it says this.
        ("echo hello", "it answers `hello -T -- anna@host sh -s` in place of what it was asked"),
    ] {
        let place =
            if ssh == "no-such-ssh" { "publishing is broken off" } else { "publishing is broken off at `anna@host`" };
        assert_eq!(
            refused_by(ssh).refused(),
            format!("error[K1060]: {place}: {reason}\n--> anna@host:/srv/www\n |\n{help}\n\n1 error\n"),
        );
    }
}

#[test]
fn two_runs_at_once_leave_one_version_whole_and_the_other_kept() {
    // Without figures, so that neither has a ledger that the other one would miss.
    let projects = [staff(&[]).file("content/a.md", "A.\n"), staff(&[]).file("content/b.md", "B.\n")];
    let folder = tempfile::tempdir().expect("a folder");
    let www = folder.path().join("www");
    for _ in 0..5 {
        std::thread::scope(|scope| {
            for project in &projects {
                scope.spawn(|| {
                    let ran = ran(project.command([
                        "publish".as_ref(),
                        www.as_os_str(),
                        "--max-delete".as_ref(),
                        "1".as_ref(),
                    ]));
                    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
                });
            }
        });
        whole(&www);
        let beside = fs::read_dir(folder.path().join(".kalends-versions.www")).expect("versions").flatten();
        let names: Vec<String> = beside.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(names.len(), 2, "the log and the other version, not {names:?}");
    }
}

#[test]
fn a_second_run_of_a_site_is_refused_while_the_first_lasts() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let before = whole(&www(&project));
    project.write("kalends.yaml", "title: Other");
    let held = kalends::output::lock(&project.path("data")).expect("what a run holds");
    for way in [&[][..], &["--in-place"], &["--rollback"]] {
        assert_eq!(
            publish(&project, way).refused(),
            "\
error[K1065]: another run is publishing this site at this moment
--> public/www
 |
help: let it end and run the same command again; one that hangs can be ended, readers have one whole version then too

1 error; nothing was published
",
        );
    }
    assert_eq!(whole(&www(&project)), before);
    published(&project, &["--dry-run"]);
    published(&project, &["--versions"]);
    drop(held);
    published(&project, &[]);
}

/// Runs a script in a namespace where it may mount what it likes, without being root outside. `None`, and loudly, where
/// the system does not allow it. `$K` is kalends, the current folder is the site's.
fn mounted(project: &Project, script: &str) -> Option<Ran> {
    let allowed = Command::new("unshare").args(["-rm", "true"]).output().is_ok_and(|output| output.status.success());
    if !allowed {
        skipped("`unshare -rm` is missing or not allowed, so nothing can be mounted");
        return None;
    }
    let mut command = project.plain("unshare");
    command.args(["-rm", "sh", "-eu", "-c", script]).env("K", KALENDS);
    Some(ran(command))
}

#[test]
fn a_mounted_disk_is_changed_in_place_or_below_it() {
    let project = staff(&["2018-01"]);
    fs::create_dir_all(www(&project)).expect("a folder");
    let Some(ran) = mounted(
        &project,
        "\
mount -t tmpfs tmpfs public/www
$K publish public/www && exit 9
$K publish public/www --in-place
$K publish public/www/below 2>/dev/null
[ -f public/www/index.html ]; [ -f public/www/below/index.html ]
",
    ) else {
        return;
    };
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let message = "error[K1053]: the new pages are ready and cannot take this folder's place: ";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    let help = "\n--> public/www\n |\nhelp: on a share, wait until nobody has a file of it open; where the folder is \
                itself a mounted disk, name a folder in it, or use `--in-place`; it is as it was\n\n1 error; nothing \
                was published\n";
    assert!(ran.stderr.contains(help), "{}", ran.stderr);
}

#[test]
fn a_full_disk_leaves_the_published_version_and_nothing_else() {
    let project = staff(&["2018-01"]);
    fs::create_dir_all(project.path("public")).expect("a folder");
    // Of random bytes, since some file systems compress.
    let noise: Vec<u8> =
        (0..600_000_u64).flat_map(|number| (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).to_le_bytes()).collect();
    fs::write(project.path("noise"), noise).expect("a large file");
    let Some(ran) = mounted(
        &project,
        "\
mount -t tmpfs -o size=2m tmpfs public
$K publish public/www 2>/dev/null
cp public/www/manifest.json before
mv noise content/noise.bin
cp kalends.yaml settings
printf '\\npublish_files: [noise.bin]\\n' >>kalends.yaml
for way in '' --in-place; do $K publish public/www $way && exit 9; done
cmp before public/www/manifest.json
ls -A public public/.kalends-versions.www
$K verify public/www 2>/dev/null && exit 9
rm content/noise.bin
mv settings kalends.yaml
$K publish public/www --in-place
$K publish public/www
$K verify public/www
",
    ) else {
        return;
    };
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("No space left on device"), "{}", ran.stderr);
    let left = "public:\n.kalends-versions.www\nwww\n\npublic/.kalends-versions.www:\nlog.jsonl\n";
    assert_eq!(ran.stdout, left, "{}", ran.stderr);
}

#[cfg(unix)] // ulimit of a shell
#[test]
fn a_file_size_that_is_not_allowed_is_an_error_like_a_full_disk() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let before = whole(&www(&project));
    project.write("content/large.bin", vec![7; 300_000]);
    project.write("kalends.yaml", "title: Test\npublish_files: [large.bin]\n");
    let mut command = project.plain("sh");
    let script = "trap '' XFSZ; ulimit -f 200; exec \"$K\" publish public/www";
    command.args(["-c", script]).env("K", KALENDS);
    let ran = ran(command);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("error[K0601]: cannot be written: File too large"), "{}", ran.stderr);
    assert_eq!(whole(&www(&project)), before);
    assert_eq!(project.files("public/.kalends-versions.www").len(), 1, "something was left");
}

#[test]
fn a_folder_that_may_not_be_written_is_an_error_and_stays() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let Some(ran) = mounted(
        &project,
        "\
mount --bind public public
mount -o remount,bind,ro public
printf 'title: Other' > kalends.yaml
for way in '' --in-place '--rollback'; do $K publish public/www $way && exit 9; done
true
",
    ) else {
        return;
    };
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("Read-only file system").count(), 2, "{}", ran.stderr);
    assert_eq!(title(&project), "Test");
    whole(&www(&project));
}

// --- approvals and ledger ---

#[track_caller]
fn approve(project: &Project, period: &str) {
    project.run(["approve", period, "--by", "Anna Jensen"]).fine();
}

/// The reports in the ledger, one for each line.
fn recorded(project: &Project) -> Vec<String> {
    let text = fs::read_to_string(project.path("ledger.jsonl")).unwrap_or_default();
    let report = |line: &str| -> String {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of the ledger");
        line["report"].as_str().expect("a report").to_owned()
    };
    text.lines().map(report).collect()
}

#[test]
fn only_reports_that_somebody_approved_are_published_and_no_later_figure() {
    let project = staff(&["2018-01", "2018-02", "2018-03"]);
    project.write("content/2018-03.md", "---\ntitle: Not yet\n---\nThere are {{ staff }}.\n");
    approve(&project, "2018-01");
    published(&project, &[]);
    let files = whole(&www(&project));
    assert!(files.contains_key("2018-01/index.html") && !files.contains_key("2018-02/index.html"));
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for later in ["2018-02", "2018-03", "March 2018", "Not yet"] {
            assert!(!text.contains(later) || name.ends_with(".css"), "{name} tells of {later}");
        }
    }
    assert_eq!(recorded(&project), ["2018-01"]);
    project.run(["verify", "public/www"]).fine();

    // A draft that is still worked on is no new version.
    project.write("content/2018-03.md", "There are {{ staff }} now.\n");
    assert!(published(&project, &[]).stderr.contains(" is up to date: "));
    approve(&project, "2018-02");
    published(&project, &[]);
    assert_eq!(recorded(&project), ["2018-01", "2018-02"]);
    project.run(["verify", "public/www"]).fine();
    published(&project, &["--drafts"]);
    assert!(www(&project).join("2018-03/index.html").exists());
    assert_eq!(recorded(&project), ["2018-01", "2018-02"], "a draft is not recorded");
}

#[test]
fn where_nothing_is_approved_nothing_is_published() {
    let project = staff(&["2018-01"]).file("approvals.yaml", "approvals: []\n");
    assert_eq!(
        publish(&project, &[]).refused(),
        "\
error[K1063]: no report is approved as it is, so none can be published
--> approvals.yaml
 |
help: `kalends status` shows what is missing, `kalends approve PERIOD --by NAME` approves; `--drafts` publishes \
drafts, marked as such

1 error; nothing was published
",
    );
}

#[test]
fn the_ledger_has_a_line_for_each_report_that_is_new_or_another_one() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    published(&project, &[]);
    assert_eq!(recorded(&project), ["2018-01"]);
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations: { staff: 7 }\n");
    published(&project, &[]);
    assert_eq!(recorded(&project), ["2018-01", "2018-02"]);
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations: { staff: 8 }\n");
    published(&project, &["--in-place"]);
    assert_eq!(recorded(&project), ["2018-01", "2018-02", "2018-03"]);
    published(&project, &["--rollback"]).is_orderly("a version put back");
    assert_eq!(recorded(&project), ["2018-01", "2018-02", "2018-03"]);
}

/// A promise of a run that was killed, as it lies in the site's folder.
fn promises(project: &Project) -> Vec<PathBuf> {
    let entries = fs::read_dir(project.root()).expect("the site").flatten().map(|entry| entry.path());
    entries
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".kalends-")))
        .collect()
}

#[cfg(unix)] // a shell stands in for ssh
#[test]
fn what_a_killed_run_published_is_recorded_by_the_next_and_what_it_did_not_is_not() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let ledger = fs::read(project.path("ledger.jsonl")).expect("a ledger");
    // The server is this machine. When it has made the new version the published one, the ledger cannot be written.
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations: { staff: 7 }\n");
    project.write(
        "server",
        r#"while [ "$1" = -T ] || [ "$1" = -- ]; do shift; done
shift
[ "$1" = 'sh -s' ] || exec sh -c "$*"
script=$(cat)
printf '%s\n' "$script" | sh -s || exit
case $script in *'mv -fT'*) rm ledger.jsonl; mkdir ledger.jsonl ;; esac
"#,
    );
    let destination = format!("host:{}", project.path("served/www").display());
    let publish = || project.run(["publish", &destination, "--ssh", "sh server"]);
    fs::create_dir(project.path("served")).expect("a folder");
    let ran_once = publish();
    if ran_once.stderr.contains("`rsync` is not installed") {
        skipped("`rsync` is not installed");
        return;
    }
    let expected = "\
error[K1064]: the pages are published and not recorded: it is not a file
--> ledger.jsonl
 |
help: mend the ledger or its permissions and run the same command again; it records what was published

1 error
";
    assert_eq!(ran_once.stderr, expected);
    assert!(project.path("served/www/2018-02").exists());
    assert_eq!(promises(&project).len(), 1);

    let promise = fs::read(&promises(&project)[0]).expect("a promise");
    fs::remove_dir(project.path("ledger.jsonl")).expect("the folder goes");
    fs::write(project.path("ledger.jsonl"), &ledger).expect("the ledger is mended");
    // Before the site is even read, what was published is recorded.
    project.write("content/_report.md", "{{ stuff }}");
    assert_eq!(publish().code, Some(1));
    assert_eq!((recorded(&project), promises(&project).len()), (vec!["2018-01".to_owned(), "2018-02".to_owned()], 0));

    // The same promise, and another version is published: it never came to it.
    project.write("content/_report.md", "---\nedition: Now.\nkeep_edition: false\n---\nNow {{ staff }}.");
    published(&project, &[]);
    let after = fs::read(project.path("ledger.jsonl")).expect("a ledger");
    let mut broken: serde_json::Value = serde_json::from_slice(&promise).expect("JSON");
    broken["version"] = "0123456789abcdef0123456789abcdef".into();
    assert!(broken["at"].is_string(), "{broken}");
    let name = format!(".kalends-publishing-{}.json", &kalends::output::hash(b"public/www")[..8]);
    fs::write(project.path(&name), broken.to_string()).expect("a promise");
    published(&project, &[]);
    fs::write(project.path(&name), "{\"version\":").expect("half a promise");
    published(&project, &[]);
    assert_eq!((fs::read(project.path("ledger.jsonl")).expect("a ledger"), promises(&project).len()), (after, 0));
}

/// The promise of a run that was killed as soon as readers had the version of the first line of the log.
fn promise(project: &Project, lines: &str) -> String {
    let log = project.read("public/.kalends-versions.www/log.jsonl");
    let first = log.lines().find(|line| !line.is_empty()).expect("a line");
    let begun: serde_json::Value = serde_json::from_str(first).expect("JSON");
    serde_json::json!({ "version": begun["version"], "at": begun["at"], "lines": lines }).to_string()
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn what_a_killed_run_published_is_recorded_however_the_folder_is_written_next() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let ledger = project.read("ledger.jsonl");
    let promised = promise(&project, &ledger);
    let name = format!(".kalends-publishing-{}.json", &kalends::output::hash(b"public/www")[..8]);
    std::os::unix::fs::symlink("public/www", project.path("link")).expect("a link");
    let absolute = www(&project).display().to_string();
    // The site has a fault: what was published is recorded before.
    project.write("content/_report.md", "{{ stuff }}");
    for written in ["public/www/", "./public/../public/www", "link", absolute.as_str()] {
        fs::remove_file(project.path("ledger.jsonl")).expect("the ledger goes");
        project.write(&name, &promised);
        assert_eq!(project.run(["publish", written]).code, Some(1), "{written}");
        assert_eq!(recorded(&project), ["2018-01"], "{written}");
        assert!(promises(&project).is_empty(), "{written}");
    }
}

#[test]
fn what_a_killed_run_published_is_recorded_though_somebody_else_published_since() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let ledger = project.read("ledger.jsonl");
    let name = format!(".kalends-publishing-{}.json", &kalends::output::hash(b"public/www")[..8]);
    project.write(&name, promise(&project, &ledger));
    project.remove("ledger.jsonl");
    // From another copy of the site, which knows nothing of it.
    let copy = staff(&["2018-01"]).settings("title: Copy").file("ledger.jsonl", &ledger);
    copy.write("data/2018-02.yaml", "period: 2018-02\nobservations: { staff: 7 }\n");
    assert_eq!(ran(copy.command(["publish".as_ref(), www(&project).as_os_str()])).code, Some(0));
    // It was published once, so it is recorded once; the ledger of the copy is not this one.
    for _ in 0..2 {
        let ran = publish(&project, &[]);
        let said = "error[K1070]: it was published with line 3 of a ledger, and the site's ledger.jsonl ends before it";
        assert!(ran.code == Some(1) && ran.stderr.starts_with(said), "{}", ran.stderr);
        assert_eq!((recorded(&project), promises(&project).len()), (vec!["2018-01".to_owned()], 0));
    }
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_ledger_that_is_a_link_stays_one_and_one_that_is_away_is_waited_for() {
    let project = staff(&["2018-01"]);
    let office = tempfile::tempdir().expect("a folder");
    let ledger = office.path().join("ledger.jsonl");
    fs::write(&ledger, "").expect("an empty ledger");
    std::os::unix::fs::symlink(&ledger, project.path("ledger.jsonl")).expect("a link");
    published(&project, &[]);
    assert!(project.path("ledger.jsonl").is_symlink());
    assert_eq!(fs::read_to_string(&ledger).expect("the office's").lines().count(), 1);

    fs::rename(&ledger, office.path().join("away")).expect("the share is away");
    project.write("content/_report.md", "---\nedition: Now.\nkeep_edition: false\n---\nNow {{ staff }}.");
    let ran = publish(&project, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(project.path("ledger.jsonl").is_symlink(), "a ledger was begun beside the office's");
    fs::rename(office.path().join("away"), &ledger).expect("the share is back");
    published(&project, &[]);
    assert_eq!((recorded(&project).len(), promises(&project).len()), (2, 0));
}

#[test]
fn a_ledger_with_the_line_ends_of_windows_or_without_the_last_one_is_gone_on_with() {
    let project = staff(&["2018-01"]);
    published(&project, &[]);
    let changes: [fn(&str) -> String; 2] = [|text| text.replace('\n', "\r\n"), |text| text.trim_end().to_owned()];
    for (number, change) in changes.into_iter().enumerate() {
        let text = project.read("ledger.jsonl");
        project.write("ledger.jsonl", change(&text));
        project.write(
            "content/_report.md",
            format!("---\nedition: Edition {number}.\nkeep_edition: false\n---\n{number}: {{{{ staff }}}}."),
        );
        published(&project, &[]);
        assert_eq!(recorded(&project).len(), number + 2);
        project.build();
    }
}

#[test]
fn a_ledger_that_was_cut_or_changed_stops_publishing() {
    let project = staff(&["2018-01", "2018-02"]);
    published(&project, &[]);
    let before = whole(&www(&project));
    let text = project.read("ledger.jsonl");
    let (_, second) = text.split_once('\n').expect("two lines");
    project.write("kalends.yaml", "title: Other");
    for (ledger, code) in [(&text[..text.len() - 90], "K1021"), (second, "K1022")] {
        project.write("ledger.jsonl", ledger);
        let said = publish(&project, &[]).refused();
        assert!(said.starts_with(&format!("error[{code}]: ")), "{said}");
        assert!(said.ends_with("1 error; nothing was published\n"), "{said}");
    }
    assert_eq!(whole(&www(&project)), before);
}

#[test]
fn publishing_says_what_it_put_right() {
    let project = staff(&["2018-01", "2018-02"]);
    published(&project, &[]);
    let page = www(&project).join("2018-01/index.html");
    let sound = fs::read(&page).expect("a page");
    for in_place in [&[][..], &["--in-place"]] {
        fs::remove_file(&page).expect("a page");
        fs::write(&page, "<p>defaced</p>").expect("a page");
        fs::remove_file(www(&project).join("2018-02/figures.csv")).expect("a file");
        let trial = published(&project, &["--dry-run"]);
        assert!(
            trial.stderr.contains("\nto put right: 2018-01/index.html (somebody had changed or removed it)\n"),
            "{}",
            trial.stderr
        );
        assert!(trial.stdout.contains("write  2018-01/index.html\n"), "{}", trial.stdout);
        let ran = published(&project, in_place);
        let told: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("put right: ")).collect();
        let of = |name: &str| format!("put right: {name} (somebody had changed or removed it)");
        assert_eq!(told, [of("2018-01/index.html"), of("2018-02/figures.csv")], "{}", ran.stderr);
        assert_eq!(fs::read(&page).expect("a page"), sound);
        assert!(!published(&project, in_place).stderr.contains("put right"), "once is enough");
    }
}
