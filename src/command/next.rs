//! `kalends` without a command: the three next things to do in the folder where it stands.
//!
//! It reads the site as `check` does and says what comes next: settle what is wrong, report the first month, or build
//! and go on. It judges nothing: what is wrong is told by the commands that it names.

use std::path::Path;

use super::ui::counted;
use super::{Host, Ui};
use crate::base::period::Period;
use crate::diag::{Diagnostics, Severity};
use crate::load;

/// A command, and what it does here.
type Step = (String, String);

fn step(command: impl Into<String>, does: impl Into<String>) -> Step {
    (command.into(), does.into())
}

pub fn run(host: &Host, ui: &mut Ui) {
    let (about, steps) = match load::find_root(&host.here) {
        None => nowhere(),
        Some(root) => in_site(&root),
    };
    let width = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    let lines: String = steps.iter().map(|(command, does)| format!("  {command:width$}  {does}\n")).collect();
    ui.print(format!("{about}\n\n{lines}\n`kalends --help` lists all commands.\n"));
}

fn nowhere() -> (String, [Step; 3]) {
    let steps = [
        step("kalends init canteen", "makes a small site with comments, in a new folder"),
        step(
            "kalends init falls --example rate-by-member",
            "makes a site of the manual: a rate, and a report for each ward",
        ),
        step("kalends build --root canteen", "makes its pages; open canteen/output/index.html in a browser"),
    ];
    ("There is no site in this folder or above it.".to_owned(), steps)
}

fn in_site(root: &Path) -> (String, [Step; 3]) {
    let mut diags = Diagnostics::default();
    let site = load::readable(root, &|_| true, &mut diags).ok();
    let faults = diags.sorted();
    let errors: Vec<_> = faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
    let newest = site.iter().flat_map(|site| &site.snapshots).map(|snapshot| snapshot.period).max();
    match (errors.first(), newest) {
        (Some(first), _) => wrong(errors.len(), first.code.id),
        (None, None) => first_month(),
        (None, Some(newest)) => go_on(newest),
    }
}

fn wrong(errors: usize, code: &str) -> (String, [Step; 3]) {
    let steps = [
        step("kalends check", "names each, with the file, the line and what to do"),
        step(format!("kalends explain {code}"), "says more of the first"),
        step("kalends build", "makes the pages when nothing is wrong any more"),
    ];
    (format!("The files of this site have {}.", counted(errors, "error")), steps)
}

fn first_month() -> (String, [Step; 3]) {
    let steps = [
        step("kalends new 2026-01", "begins a month: its file asks for every figure"),
        step("kalends import FILE", "takes figures from a table of CSV, XLSX or ODS"),
        step("kalends check", "says what is still missing"),
    ];
    ("This site has no month yet: data/ holds no snapshot.".to_owned(), steps)
}

fn go_on(newest: Period) -> (String, [Step; 3]) {
    let steps = [
        step("kalends build", "makes the pages; open output/index.html in a browser"),
        step("kalends new", format!("begins the next month, {}: its file asks for every figure", newest.next())),
        step("kalends publish DEST", "puts the pages where readers find them"),
    ];
    (format!("The newest month of this site is {newest}."), steps)
}
