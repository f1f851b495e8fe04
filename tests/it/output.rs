//! The output folder and the command line: what is written, what is kept, what is said, and with which exit code.

use std::fs;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

#[cfg(unix)] // the program `env`
use crate::project::KEPT_VARIABLES;
use crate::project::{Project, Ran, files_below, ran};

fn site() -> Project {
    Project::new("a: { type: flow }\nb: { type: stock, target: 9, better: higher }")
        .snapshot("2018-01", "a: 1\nb: 7")
        .snapshot("2018-02", "a: 2\nb: 8 # kalends: allow K0326 because the text is looked at")
        .narrative("2018-02", "## Now\n\n{{ a }} and {{ b }}.\n\n{{ a | chart }}\n\n{{ b | table }}\n")
}

/// A site with one warning and no error, which the lints leave alone.
fn doubtful() -> Project {
    site().snapshot("2018-03", "a: null\nb: 8 # kalends: allow K0326 because the text is looked at")
}

/// A site with one error.
fn faulty() -> Project {
    site().narrative("2018-02", "{{ c }}\n")
}

#[track_caller]
fn ends(ran: &Ran, code: i32) {
    assert_eq!(ran.code, Some(code), "{}", ran.stderr);
}

#[test]
fn the_same_site_gives_the_same_bytes_wherever_and_however_it_is_built() {
    let first = site();
    let files = first.build().files();
    assert!(files.len() > 10);
    // Written in another order, in another place, at another time, by other threads.
    let second = Project::empty();
    for (path, bytes) in first.files("").iter().rev().filter(|(path, _)| !path.starts_with("output/")) {
        second.write(path, bytes);
    }
    for (variables, jobs) in [
        (&[("TZ", "Pacific/Kiritimati"), ("LANG", "da_DK.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")][..], "1"),
        (&[("TZ", "America/Los_Angeles"), ("SOURCE_DATE_EPOCH", "1")][..], "4"),
    ] {
        let mut command = second.command(["build", "--force", "--jobs", jobs]);
        command.envs(variables.iter().copied());
        ends(&ran(command), 0);
        let again = second.files("output");
        for (path, bytes) in &files {
            assert!(again.get(path) == Some(bytes), "{path} differs");
        }
        assert_eq!(again.len(), files.len());
    }
}

#[test]
fn nothing_of_the_machine_is_in_the_output() {
    let project = site();
    let folder = project.root().to_str().expect("a plain path").to_owned();
    for (path, bytes) in project.build().files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(&folder), "{path} names the folder it was built in");
    }
}

#[test]
fn the_output_has_the_files_that_the_contract_names() {
    let project =
        site().file("content/about.md", "---\ntitle: About\n---\n[Annex](a.pdf)\n").file("content/a.pdf", "%PDF");
    let files = project.build().files();
    for path in [
        "index.html",
        "2018-01/index.html",
        "2018-02/index.html",
        "2018-02/figures.json",
        "2018-02/figures.csv",
        "2018-02/a.svg",
        "2018-02/a.csv",
        "metrics/index.html",
        "metrics/a/index.html",
        "metrics/a/history.json",
        "revisions/index.html",
        "search/index.html",
        "about/index.html",
        "a.pdf",
        "assets/kalends.css",
        "manifest.json",
    ] {
        assert!(files.contains_key(path), "{path} is missing");
    }
    assert_eq!(files.contains_key("2018-02/2018-02.xlsx"), cfg!(feature = "xlsx"));
}

#[test]
fn the_manifest_lists_every_input_and_every_output() {
    let project = site();
    let built = project.build();
    let manifest = built.json("manifest.json");
    let inputs: Vec<&String> = manifest["inputs"].as_object().expect("a mapping").keys().collect();
    for path in ["kalends.yaml", "data/metrics.yaml", "data/2018-02.yaml", "content/2018-02.md"] {
        assert!(inputs.iter().any(|input| *input == path), "{path} is missing");
    }
    for path in built.files().keys().filter(|path| *path != "manifest.json") {
        assert!(manifest["outputs"][path].is_object(), "{path} is missing");
    }
}

#[test]
fn a_second_build_of_the_same_inputs_says_so_and_ends() {
    let project = site();
    assert!(project.build().stderr.contains("files written, 0 unchanged"));
    assert!(project.build().stderr.ends_with("output is up to date\n"));
    assert!(project.build_with(["--force"]).stderr.contains("0 files written"));
    project.write("content/2018-02.md", "Other words.\n");
    assert!(!project.build().stderr.contains("up to date"));
}

#[test]
fn a_file_of_the_output_that_was_lost_is_written_again() {
    let project = site();
    let before = project.build().files();
    project.remove("output/2018-02/figures.csv");
    assert_eq!(project.build().files(), before);
}

#[test]
fn a_page_that_does_not_change_is_the_same_file_as_before() {
    let project = site();
    project.build();
    let long_ago = SystemTime::now() - Duration::from_secs(86_400);
    let path = project.path("output/2018-01/figures.csv");
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(long_ago)).expect("another time");
    project.write("content/2018-02.md", "Other words.\n");
    project.build();
    let modified = fs::metadata(&path).and_then(|found| found.modified()).expect("its time");
    assert_eq!(modified, long_ago);
}

#[test]
fn pages_of_the_last_build_that_are_gone_are_removed() {
    let project = site();
    project.build();
    project.remove("data/2018-01.yaml");
    let built = project.build();
    assert!(!built.files().contains_key("2018-01/index.html"));
    assert!(built.stderr.contains("removed"), "{}", built.stderr);
}

#[test]
fn files_of_others_inside_the_output_are_kept_and_named() {
    let project = site();
    project.build();
    project.write("output/notes/mine.txt", "mine");
    project.write("content/2018-02.md", "Other words.\n");
    let built = project.build();
    assert_eq!(built.read("notes/mine.txt"), "mine");
    assert!(built.stderr.contains("kept: notes/mine.txt"), "{}", built.stderr);
}

#[test]
fn of_many_files_of_others_the_first_are_named() {
    let project = site();
    project.build();
    for number in 0..30 {
        project.write(&format!("output/notes/{number:02}.txt"), "mine");
    }
    project.write("content/2018-02.md", "Other words.\n");
    let built = project.build();
    let named = built.stderr.lines().filter(|line| line.starts_with("kept: notes/")).count();
    assert_eq!(named, 20, "{}", built.stderr);
    assert!(built.stderr.contains("\nkept: 10 more files\n"), "{}", built.stderr);
}

#[test]
fn a_folder_that_kalends_did_not_make_is_not_touched_unless_forced() {
    let project = site().file("output/thesis.txt", "years of work");
    let before = project.files("output");
    let ran = project.run(["build"]);
    ends(&ran, 1);
    assert!(ran.stderr.contains("K0602") && ran.stderr.contains("--force"), "{}", ran.stderr);
    assert_eq!(project.files("output"), before);
    assert_eq!(project.build_with(["--force"]).read("thesis.txt"), "years of work");
}

#[test]
fn a_folder_that_somebody_only_looked_into_is_empty() {
    // Finder and Explorer write these as soon as a folder is shown.
    for name in [".DS_Store", "Thumbs.db", "desktop.ini"] {
        let project = site().file(&format!("output/{name}"), "");
        assert!(project.build().files().contains_key("index.html"), "{name}");
        let project = site().file(&format!("www/{name}"), "");
        project.run(["publish", "www"]).fine();
        assert!(project.path("www/index.html").exists(), "{name}");
    }
}

#[test]
fn a_file_of_others_where_a_page_must_go_is_not_overwritten() {
    let project = site();
    project.build();
    project.write("output/about/index.html", "by hand");
    project.write("content/about.md", "Text.\n");
    let ran = project.run(["build"]);
    ends(&ran, 1);
    assert!(ran.stderr.contains("K0604") && ran.stderr.contains("about/index.html"), "{}", ran.stderr);
    assert_eq!(project.read("output/about/index.html"), "by hand");
}

#[test]
fn an_output_that_is_a_file_is_refused() {
    let project = site().file("output", "a file");
    let ran = project.run(["build"]);
    ends(&ran, 1);
    assert!(ran.stderr.contains("K0603"), "{}", ran.stderr);
}

#[test]
fn an_output_that_cannot_be_made_is_refused() {
    let project = site().file("file", "");
    let ran = project.run(["build", "--output", "file/out"]);
    ends(&ran, 1);
    assert!(ran.stderr.contains("K0601"), "{}", ran.stderr);
}

#[test]
fn the_output_may_lie_elsewhere() {
    let (project, elsewhere) = (site(), tempfile::tempdir().expect("a temporary folder"));
    let output = elsewhere.path().join("a/b");
    let mut command = project.command(["build"]);
    command.env("KALENDS_OUTPUT", &output);
    ends(&ran(command), 0);
    assert!(output.join("index.html").is_file() && !project.path("output").exists());
}

#[test]
fn a_failed_build_leaves_the_published_pages_as_they_were() {
    let project = site();
    let before = project.build().files();
    project.write("content/2018-02.md", "{{ c }}\n");
    ends(&project.run(["build"]), 1);
    assert_eq!(project.files("output"), before);
    let left: Vec<String> = files_below(project.root()).into_keys().filter(|path| path.contains(".kalends-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn check_finds_the_same_faults_and_writes_nothing() {
    for project in [site(), doubtful(), faulty()] {
        let before = project.files("");
        let (checked, quietly) = (project.run(["check"]), project.run(["check", "--quiet"]));
        assert_eq!(project.files(""), before);
        let built = project.run(["build", "--quiet"]);
        assert_eq!((quietly.code, &quietly.stderr), (built.code, &built.stderr));
        assert_eq!(checked.code, built.code);
    }
}

#[test]
fn exit_codes_tell_fine_from_faulty_from_misused() {
    ends(&site().run(["build"]), 0);
    ends(&site().run([""; 0]), 0);
    ends(&doubtful().run(["build"]), 0);
    ends(&doubtful().run(["build", "--strict"]), 1);
    ends(&faulty().run(["build"]), 1);
    for arguments in
        [&["build", "--nonsense"][..], &["nonsense"], &["build", "--jobs", "0"], &["build", "--root", "nowhere"]]
    {
        ends(&site().run(arguments), 2);
    }
    for arguments in ["--help", "--version"] {
        let ran = site().run([arguments]);
        ends(&ran, 0);
        assert!(ran.stdout.contains("kalends") && ran.stderr.is_empty());
    }
}

#[test]
fn a_strict_build_writes_nothing_because_of_a_warning() {
    let project = doubtful();
    let ran = project.run(["build", "--strict"]);
    assert!(ran.stderr.contains("error[K0217]") && ran.stderr.ends_with("nothing was written\n"), "{}", ran.stderr);
    assert!(!project.path("output").exists());
    // Nor does a build that was written before make the warning go away.
    project.build();
    ends(&project.run(["build", "--strict"]), 1);
}

#[test]
fn a_warning_is_repeated_by_every_build() {
    let project = doubtful();
    let first = project.build().stderr;
    let second = project.build().stderr;
    assert!(first.contains("K0217") && second.contains("K0217"), "{second}");
    // Those of the narrative are found late, but no build may hide them either.
    let project = site().narrative("2018-02", "A <b>bold</b> word.\n");
    assert!(project.build().stderr.contains("K0414"));
    assert!(project.build().stderr.contains("K0414"), "the second build hides the warning");
    ends(&project.run(["build", "--strict"]), 1);
}

#[test]
fn machines_read_one_json_object_a_line() {
    let project = faulty().snapshot("2018-03", "a: null").file("data/notes.txt", "");
    let ran = project.run(["build", "--format", "json"]);
    ends(&ran, 1);
    let lines: Vec<Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        let keys: Vec<&String> = line.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["code", "severity", "message", "file", "line", "column", "related", "help"]);
    }
    let fault = &lines[0];
    assert_eq!(
        (&fault["code"], &fault["severity"], &fault["file"], &fault["line"], &fault["column"]),
        (&"K0406".into(), &"error".into(), &"content/2018-02.md".into(), &1.into(), &4.into())
    );
    let whole_file = lines.iter().find(|line| line["code"] == "K0225").expect("the warning of a file");
    assert_eq!((&whole_file["line"], &whole_file["related"]), (&Value::Null, &Value::Null));
}

#[test]
fn machines_read_the_other_place_that_belongs_to_a_fault() {
    let ran = site().snapshot("2018-03", "a: 1\na: 2").run(["build", "--format", "json"]);
    ends(&ran, 1);
    let fault: Value = serde_json::from_str(&ran.stderr).expect("one line of JSON");
    assert_eq!((&fault["code"], &fault["line"]), (&"K0007".into(), &4.into()));
    let first = json!({ "file": "data/2018-03.yaml", "line": 3, "column": 3, "message": "first here" });
    assert_eq!(fault["related"], first);
}

#[test]
fn machines_read_nothing_but_json_when_all_is_fine() {
    let ran = site().run(["build", "--format", "json"]);
    ends(&ran, 0);
    for line in ran.stderr.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "not JSON: {line}");
    }
}

#[test]
fn quiet_says_nothing_when_all_is_fine() {
    let ran = site().run(["build", "--quiet"]);
    ends(&ran, 0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

#[test]
fn timings_name_the_stages() {
    let ran = site().run(["build", "--timings"]);
    ends(&ran, 0);
    for stage in ["load", "build", "write", "in all"] {
        assert!(ran.stderr.contains(stage), "{}", ran.stderr);
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    for arguments in [&["build"][..], &["check"], &["build", "--format", "json"], &["--help"]] {
        let project = doubtful();
        let mut command = project.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{arguments:?}");
    }
}

#[cfg(unix)] // the program `env`
#[test]
fn the_program_gets_nothing_of_the_environment_that_a_test_does_not_give_it() {
    let said = ran(Project::empty().plain("env")).stdout;
    let names: Vec<&str> = said.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    let is_known = |name: &&str| *name == "NO_COLOR" || KEPT_VARIABLES.contains(name);
    assert!(names.contains(&"PATH") && names.iter().all(is_known), "{names:?}");
}

#[test]
fn colours_are_for_terminals_only() {
    let project = faulty();
    let mut command = project.command(["build"]);
    command.env_remove("NO_COLOR").stderr(Stdio::piped());
    let mut text = String::new();
    let mut child = command.spawn().expect("the program starts");
    child.stderr.take().expect("a pipe").read_to_string(&mut text).expect("text");
    let _ = child.wait();
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn the_site_is_found_from_a_folder_below_it() {
    let project = site();
    let mut command = project.command(["build"]);
    command.current_dir(project.path("data"));
    ends(&ran(command), 0);
    assert!(project.path("output/index.html").is_file() && !project.path("data/output").exists());
}

#[test]
fn the_root_and_the_environment_name_the_site() {
    let project = site();
    let away = tempfile::tempdir().expect("a temporary folder");
    let mut command = project.command(["build", "--root"]);
    ends(
        &ran({
            command.arg(project.root()).current_dir(away.path());
            command
        }),
        0,
    );
    let mut command = project.command(["check"]);
    command.env("KALENDS_ROOT", project.root()).current_dir(away.path());
    ends(&ran(command), 0);
}

#[test]
fn two_builds_at_once_leave_a_whole_folder() {
    let project = site();
    let expected = site().build().files();
    for _ in 0..3 {
        let children: Vec<_> = (0..4)
            .map(|_| project.command(["build", "--force", "--quiet"]).spawn().expect("the program starts"))
            .collect();
        for mut child in children {
            assert_eq!(child.wait().expect("it ends").code(), Some(0));
        }
        assert_eq!(project.files("output"), expected);
    }
}

#[test]
fn the_sites_of_this_repository_build_without_a_fault() {
    for (folder, reports) in [(".", 14), ("examples/ae-attendances", 36)] {
        let project = Project::copy_of(folder);
        let said = project.build_with(["--strict"]).stderr;
        assert!(said.starts_with(&format!("{reports} reports")), "{said}");
    }
}
