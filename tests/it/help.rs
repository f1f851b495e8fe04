//! What `--help` prints, of the program and of each command, against `tests/help`; `KALENDS_UPDATE=1` rewrites that.
//!
//! The folder is how the command line looks to its users. Whoever changes it reads the difference as they would.

use std::collections::BTreeSet;
use std::fs;

use clap::CommandFactory;
use kalends::command::Cli;

use crate::project::{Project, pinned, ran, repository};

/// The columns of the terminal.
const WIDTH: usize = 100;

/// The names of all commands.
fn commands() -> Vec<String> {
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// What the program prints on a terminal of this width.
#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let nowhere = Project::empty();
    nowhere.remove("kalends.yaml");
    let mut command = nowhere.command(arguments);
    command.env("COLUMNS", WIDTH.to_string());
    let ran = ran(command).fine();
    assert_eq!((ran.stderr.as_str(), ran.changed), ("", Vec::new()));
    // Without the spaces at the ends of lines, which editors take away.
    ran.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_help_of_the_program_and_of_each_command_is_as_it_was_read() {
    pinned("tests/help/kalends.txt", &printed(&["--help"]));
    for command in commands() {
        pinned(&format!("tests/help/{command}.txt"), &printed(&[&command, "--help"]));
    }
}

#[test]
fn no_help_is_kept_of_a_command_that_is_gone() {
    let entries = fs::read_dir(repository("tests/help")).expect("tests/help");
    let kept: BTreeSet<String> =
        entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect();
    let expected: BTreeSet<String> =
        commands().iter().map(String::as_str).chain(["kalends"]).map(|name| format!("{name}.txt")).collect();
    assert_eq!(kept, expected);
}

#[test]
fn no_line_of_the_help_is_wider_than_the_terminal() {
    for command in commands() {
        let help = printed(&[&command, "--help"]);
        let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > WIDTH).collect();
        assert!(wide.is_empty(), "{command}: {wide:#?}");
    }
}
