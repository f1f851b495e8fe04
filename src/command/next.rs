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
        (None, None) => first_month(import(root)),
        (None, Some(newest)) => {
            let published = load::reported(root, &mut diags).ok().and_then(|reported| reported.published);
            let is_approved = site.is_some_and(|site| site.approvals.is_some());
            go_on(newest, published.is_some_and(|published| published >= newest), is_approved, import(root))
        }
    }
}

/// The first import that the site describes.
fn import(root: &Path) -> Option<String> {
    let mut diags = Diagnostics::default();
    let reported = load::reported(root, &mut diags).ok()?;
    let imports = load::imports(root, &reported.catalog, &reported.settings, &mut diags).ok()?;
    imports.keys().next().cloned()
}

fn wrong(errors: usize, code: &str) -> (String, [Step; 3]) {
    let steps = [
        step("kalends check", "names each, with the file, the line and what to do"),
        step(format!("kalends explain {code}"), "says more of the first"),
        step("kalends build", "makes the pages when nothing is wrong any more"),
    ];
    (format!("The files of this site have {}.", counted(errors, "error")), steps)
}

fn first_month(import: Option<String>) -> (String, [Step; 3]) {
    let name = import.unwrap_or_else(|| "FILE".to_owned());
    let steps = [
        step("kalends new 2026-01", "begins a month: its file asks for every figure"),
        step(format!("kalends import {name}"), "takes figures from a table of CSV, XLSX or ODS"),
        step("kalends check", "says what is still missing"),
    ];
    ("This site has no month yet: data/ holds no snapshot.".to_owned(), steps)
}

fn go_on(newest: Period, is_published: bool, asks_for_approval: bool, import: Option<String>) -> (String, [Step; 3]) {
    let next = newest.next();
    let begin = match import {
        Some(name) => step(format!("kalends import {name} --period {next}"), format!("takes in the figures of {next}")),
        None => step("kalends new", format!("begins the next month, {next}: its file asks for every figure")),
    };
    if is_published {
        let steps = [
            begin,
            step("kalends verify DEST", "holds what is published against the ledger"),
            step("kalends status", "says of each report who approved it, and when it was published"),
        ];
        return (format!("The newest month of this site is {newest}, and it is published."), steps);
    }
    let middle = match asks_for_approval {
        true => step(format!("kalends approve {newest} --by NAME"), "signs it off, for the site asks for that"),
        false => begin,
    };
    let steps = [
        step("kalends build", "makes the pages; open output/index.html in a browser"),
        middle,
        step("kalends publish DEST", "puts the pages where readers find them"),
    ];
    (format!("The newest month of this site is {newest}."), steps)
}
