//! Files that are the author's, written by a command: links, what is in the way, and runs that are killed.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::killed::{Dice, kills};
use crate::project::{Project, skipped};
use crate::publish::staff;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A site that asks for sign-offs, with the file of them elsewhere.
fn approvals_elsewhere() -> (Project, tempfile::TempDir) {
    let office = tempfile::tempdir().expect("a folder");
    let project = staff(&["2018-01"]);
    fs::write(office.path().join("approvals.yaml"), "approvals:\n").expect("no sign-offs yet");
    symlink(office.path().join("approvals.yaml"), project.path("approvals.yaml")).expect("a link");
    (project, office)
}

const APPROVE: [&str; 6] = ["approve", "2018-01", "--by", "Anna", "--date", "2018-02-05"];

#[test]
fn approvals_that_are_a_link_stay_one() {
    let (project, office) = approvals_elsewhere();
    let ran = project.run(APPROVE);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(project.path("approvals.yaml").is_symlink(), "a file took the place of the link");
    let text = fs::read_to_string(office.path().join("approvals.yaml")).expect("the office's");
    assert!(text.contains("by: \"Anna\""), "{text}");
    assert_eq!(names(office.path()), ["approvals.yaml"]);
}

#[test]
fn what_cannot_be_written_is_told_and_nothing_changes() {
    let (project, office) = approvals_elsewhere();
    fs::set_permissions(office.path(), fs::Permissions::from_mode(0o555)).expect("its mode");
    if fs::write(office.path().join("probe"), "").is_ok() {
        skipped("this user may write everywhere");
    } else {
        let ran = project.run(APPROVE);
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        assert!(ran.stderr.starts_with("error["), "{}", ran.stderr);
        assert_eq!(fs::read_to_string(project.path("approvals.yaml")).expect("sign-offs"), "approvals:\n");
    }
    fs::set_permissions(office.path(), fs::Permissions::from_mode(0o755)).expect("its mode");
}

#[test]
fn what_a_killed_run_left_in_data_is_gone_after_the_next() {
    let project = staff(&["2018-01"]);
    let leave = || {
        for left in ["data/.kalends-one.tmp", "data/2017/.kalends-two.tmp"] {
            project.write(left, "peri");
        }
    };
    leave();
    project.write("data/2018-01.yaml", "observations:\n    staff: 20\nperiod: 2018-01\n");
    assert_eq!(project.run(["fmt"]).code, Some(0));
    assert_eq!(names(&project.path("data")), ["2017", "2018-01.yaml", "metrics.yaml"]);
    assert!(names(&project.path("data/2017")).is_empty());

    leave();
    let ran = project.run(["new", "2018-02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(project.path("data/2018-02.yaml").exists(), "{:?}", names(&project.path("data")));
    assert!(!names(&project.path("data")).iter().any(|name| name.starts_with('.')));
}

#[test]
fn killed_while_it_writes_into_data_every_file_is_whole_and_the_next_run_clears_up() {
    let months: Vec<String> = (0..48).map(|month| format!("{}-{:02}", 2015 + month / 12, month % 12 + 1)).collect();
    let project = staff(&months.iter().map(String::as_str).collect::<Vec<_>>());
    let untidy = |month: &str, kill: u64| format!("observations:\n    staff: {kill}\nperiod: {month}\n");
    let fmt = || {
        let mut command = project.command(["fmt"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let write =
        |kill: u64| months.iter().for_each(|month| project.write(&format!("data/{month}.yaml"), untidy(month, kill)));
    write(0);
    let begun = Instant::now();
    assert!(fmt().status().expect("it starts").success());
    let whole_run = u64::try_from(begun.elapsed().as_micros()).expect("a short run");
    let mut dice = Dice(0x2018_0405);
    let mut halfway = 0;
    for kill in 1..=kills(10) {
        write(kill);
        let mut child = fmt().spawn().expect("it starts");
        std::thread::sleep(Duration::from_micros(dice.below(whole_run * 5 / 4)));
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
        let read =
            |month: &String| fs::read_to_string(project.path(&format!("data/{month}.yaml"))).expect("a snapshot");
        let found: Vec<String> = months.iter().map(read).collect();
        assert!(fmt().status().expect("it starts").success());
        let tidied: Vec<String> = months.iter().map(read).collect();
        let done = found.iter().zip(&tidied).filter(|(found, tidied)| found == tidied).count();
        halfway += u64::from(done > 0 && done < months.len());
        for (month, (found, tidied)) in months.iter().zip(found.iter().zip(&tidied)) {
            assert!(found == tidied || *found == untidy(month, kill), "{kill}: {month} is of neither form: {found}");
        }
        assert_eq!(names(&project.path("data")).len(), months.len() + 1, "{kill}: something was left");
    }
    println!("{halfway} kills left some files in the old form and some in the new");
}
