//! Completions and the manual page, which are made of the same arguments and help as `--help`.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::project::Project;

#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let nowhere = Project::empty();
    nowhere.remove("kalends.yaml");
    let ran = nowhere.run(arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    ran.stdout
}

/// Runs a program on a text; `None` where it is not installed.
fn through(program: &str, arguments: &[&str], text: &str) -> Option<(bool, String)> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the text is taken");
    let ran = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    Some((ran.status.success(), said))
}

#[test]
fn every_shell_gets_completions_for_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for command in ["build", "check", "pdf", "init", "explain", "schema", "completions", "man"] {
            assert!(script.contains(command), "{shell} does not complete {command}");
        }
        // The words of an option are not among what clap_complete tells PowerShell and Elvish.
        assert!(script.contains("sarif") || ["powershell", "elvish"].contains(&shell), "{shell} and --format");
    }
}

#[cfg(unix)] // bash
#[test]
fn bash_takes_its_completions() {
    let script = printed(&["completions", "bash"]);
    let checked = script.clone()
        + "\nCOMP_WORDS=(kalends schema fig); COMP_CWORD=2; _kalends kalends fig schema; echo \"${COMPREPLY[@]}\"\n";
    let (fine, said) = through("bash", &["-n"], &script).expect("bash");
    assert!(fine && said.is_empty(), "{said}");
    let (fine, said) = through("bash", &["--norc"], &checked).expect("bash");
    assert!(fine && said.trim() == "figures", "{said}");
}

#[test]
fn the_manual_has_a_page_of_the_program_and_one_of_each_command() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH kalends 1"), "{page}");
    let pages = ["build", "check", "pdf", "init", "explain", "schema", "completions", "man"].map(|command| {
        assert!(page.contains(&format!("kalends\\-{command}(1)")), "{page}");
        printed(&["man", command])
    });
    assert!(pages[0].contains(".TH kalends\\-build 1") || pages[0].contains(".TH kalends-build 1"), "{}", pages[0]);
    assert!(pages[0].contains("kalends 0.") && !pages[0].contains("\"build \""), "{}", pages[0]);
    for page in pages.iter().chain([&page]) {
        if let Some((fine, said)) = through("groff", &["-man", "-Tascii", "-P-cbou"], page) {
            assert!(fine && said.contains("SYNOPSIS"), "{said}");
        }
    }
}

#[test]
fn what_is_no_shell_and_no_command_is_wrong_use() {
    let project = Project::empty();
    let ran = project.run(["completions", "csh"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("[possible values: bash, elvish, fish, powershell, zsh]"), "{}", ran.stderr);
    let ran = project.run(["man", "publsh"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert_eq!(
        ran.stderr,
        "error[K0712]: there is no command `publsh`\n--> kalends man\n |\nhelp: did you mean `publish`?\n\n1 error\n"
    );
}

#[test]
fn a_figure_of_a_site_without_a_snapshot_is_not_explained_and_that_is_said() {
    let project = Project::new("beds: { type: stock }");
    let ran = project.run(["explain", "beds"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert_eq!(
        ran.stderr,
        "error[K0713]: nothing is stated of `beds` yet: the site has no snapshot\n--> kalends explain\n |\nhelp: begin the \
         first month with `kalends new MONTH`\n\n1 error\n"
    );
}

#[test]
fn no_option_is_accepted_that_has_no_effect() {
    let project = Project::new("beds: { type: stock }").snapshot("2018-02", "beds: 12");
    for (command, idle) in [
        (&["explain", "beds"][..], &["--strict", "--drafts", "--jobs=1", "--timings", "--quiet", "--format=sarif"][..]),
        (&["import", "figures.csv"], &["--drafts", "--jobs=1"]),
        (&["verify", "output"], &["--strict", "--drafts"]),
        (&["pdf"], &["--quiet"]),
        (&["status"], &["--format=sarif"]),
        (&["diff", "2018-01", "2018-02"], &["--format=sarif"]),
    ] {
        for option in idle {
            let ran = project.run(command.iter().chain([option]));
            assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{command:?} {option}: {}", ran.stderr);
        }
    }
}
