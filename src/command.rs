//! The commands: each a file or folder with its arguments, what it does, and what it prints.
//!
//! [`Cli`] turns arguments into one of them and its result into an exit code. What a command needs of the process comes
//! from [`Host`], what it says goes to [`Ui`]; nothing here reads the clock or the environment, prints or exits. A
//! command imports no other one; what several share stands in files of its own, which `tests/it/layering.rs` names.

pub mod args;
pub mod comparison;
pub mod destination;
pub mod host;
mod letter;
mod one_report;
pub mod process;
mod remarks;
pub mod sheets;
mod sign_offs;
pub mod signature;
pub mod ui;
mod witness;

pub mod init;
pub mod new;
mod next;

pub mod import;

pub mod fmt;

#[cfg(feature = "serve")]
pub mod serve;

pub mod check;

pub mod build;

pub mod mail;
pub mod pdf;
#[cfg(feature = "word")]
pub mod word;

pub mod diff;
pub mod review;

pub mod approve;
pub mod status;

pub mod publish;

pub mod verify;

pub mod explain;
pub mod schema;

pub mod completions;
pub mod man;

use std::path::{Component, Path, PathBuf};

use clap::{Parser, Subcommand};
pub use host::Host;
pub use ui::Ui;

use crate::base::address;
use crate::base::period::Period;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::load::disk::FOLDERS;
use crate::output::Fault;
use crate::site::{Choice, faults_of_texts};

/// Builds monthly status reports whose every figure can be traced.
#[derive(Debug, Parser)]
// On Windows the program would call itself `kalends.exe` in its help.
#[command(name = "kalends", bin_name = "kalends", version, disable_help_subcommand = true)]
#[command(after_help = "Without a command: what comes next in this folder.\n\
                  Exit status: 0 fine, 1 the site has errors (nothing is written), 2 wrong use.\n\
                  Pages go to output/ in the site's folder; open output/index.html in a browser.")]
pub struct Cli {
    /// Without one, what comes next in the folder where it stands.
    #[command(subcommand)]
    command: Option<Command>,
}

/// In the order of the work.
#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    New(new::Args),
    Import(import::Args),
    Fmt(fmt::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    Check(check::Args),
    Build(build::Args),
    Pdf(pdf::Args),
    Mail(mail::Args),
    #[cfg(feature = "word")]
    Word(word::Args),
    Diff(diff::Args),
    Review(review::Args),
    Approve(approve::Args),
    Status(status::Args),
    Publish(publish::Args),
    Verify(verify::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Faults of how the program was called, not of the site.
const WRONG_USE: [&Code; 3] = [&faults::NO_SITE, &faults::NO_MOMENT, &faults::UNKNOWN_COMMAND];

impl Cli {
    /// Runs the command and prints what it says. Returns the exit code.
    pub fn run(&self, host: &Host, ui: &mut Ui) -> u8 {
        let mut diags = Diagnostics::default();
        let done = match &self.command {
            Some(command) => command.run(host, ui, &mut diags),
            None => {
                next::run(host, ui);
                Ok(())
            }
        };
        let is_wrong_use = diags.sorted().iter().any(|fault| WRONG_USE.contains(&fault.code));
        ui.flush(&diags, done.is_ok() || is_wrong_use);
        match done {
            Ok(()) => 0,
            Err(_) if is_wrong_use => 2,
            Err(_) => 1,
        }
    }
}

impl Command {
    fn run(&self, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
        match self {
            Command::Init(args) => init::run(args, host, ui, diags),
            Command::New(args) => new::run(args, host, ui, diags),
            Command::Import(args) => import::run(args, host, ui, diags),
            Command::Fmt(args) => fmt::run(args, host, ui, diags),
            #[cfg(feature = "serve")]
            Command::Serve(args) => serve::run(args, host, ui, diags),
            Command::Check(args) => check::run(args, host, ui, diags),
            Command::Build(args) => build::run(args, host, ui, diags),
            Command::Pdf(args) => pdf::run(args, host, ui, diags),
            Command::Mail(args) => mail::run(args, host, ui, diags),
            #[cfg(feature = "word")]
            Command::Word(args) => word::run(args, host, ui, diags),
            Command::Diff(args) => diff::run(args, host, ui, diags),
            Command::Review(args) => review::run(args, host, ui, diags),
            Command::Approve(args) => approve::run(args, host, ui, diags),
            Command::Status(args) => status::run(args, host, ui, diags),
            Command::Publish(args) => publish::run(args, host, ui, diags),
            Command::Verify(args) => verify::run(args, host, ui, diags),
            Command::Explain(args) => explain::run(args, host, ui, diags),
            Command::Schema(args) => schema::run(args, ui),
            Command::Completions(args) => completions::run(args, ui),
            Command::Man(args) => man::run(args, ui, diags),
        }
    }
}

/// "1 report, 14 pages".
fn made(site: &crate::site::Summary) -> String {
    format!("{}, {}", ui::counted(site.reports, "report"), ui::counted(site.pages, "page"))
}

/// A line for each file of content/ that is not published, and for each report that hides what readers saw, of the first of
/// many.
fn kept_from_readers(site: &crate::site::Summary) -> String {
    let waits = |(file, month): &(String, Period)| {
        named("not published yet", std::slice::from_ref(file), &format!("{month} has no snapshot"))
    };
    named("not published", &site.left_out, "no page refers to it")
        + &site.waiting.iter().map(waits).collect::<String>()
        + &named("hidden now", &site.hides, "readers saw a figure of it that is protected from now on")
}

/// Why a file beside the pages is left where it is.
const NOT_OURS: &str = "not made by kalends";

/// A line for each of the first of many files: what is said of it, its name, and why.
fn named(what: &str, files: &[String], why: &str) -> String {
    const MOST: usize = 20;
    let lines: String = files.iter().take(MOST).map(|file| format!("\n{what}: {file} ({why})")).collect();
    match files.len().saturating_sub(MOST) {
        0 => lines,
        more => format!("{lines}\n{what}: {}", ui::counted(more, "more file")),
    }
}

/// Reads the site in `root`, of which every file must be right. With the errors of its data, those of its texts and
/// templates are recorded.
fn read_site(root: &Path, choice: &Choice, diags: &mut Diagnostics) -> Result<load::Site, Stopped> {
    let inputs = load::readable(root, &|_| true, diags)?;
    match diags.has_errors() {
        true => Err(faults_of_texts(inputs, choice.clone(), diags)),
        false => Ok(inputs),
    }
}

/// A fault of `output` in words.
fn output_fault(fault: &Fault, root: &Path) -> Diagnostic {
    let whole = absolute(root);
    let shown = |path: &Path| {
        let inside = path.strip_prefix(root).ok().or(whole.as_ref().and_then(|root| path.strip_prefix(root).ok()));
        inside.map_or_else(|| address::shown(path), address::of_file_lossy)
    };
    match fault {
        Fault::Foreign(path) => faults::foreign_output(&shown(path)),
        Fault::NotAFolder(path) => faults::output_is_no_folder(&shown(path)),
        Fault::Occupied { output, name } => faults::output_occupied(&shown(output), name),
        Fault::Taken(path) => faults::file_exists(&shown(path)),
        Fault::Changed(path) => faults::changed_meanwhile(&shown(path)),
        Fault::Inside(path) => faults::pdf_in_output(&shown(path)),
        Fault::Stuck { path, error } => faults::cannot_swap(&shown(path), &error.to_string()),
        Fault::NoVersion { output, wanted, known } => faults::no_version(&shown(output), wanted, known),
        Fault::Damaged { version, path } => faults::damaged_version(&shown(path), version),
        Fault::Io { path, error } => faults::cannot_write(&shown(path), &error.to_string()),
    }
}

/// Refuses an output folder that is, holds or lies in what the author keeps.
fn check_output(root: &Path, asked: &Path) -> Option<Diagnostic> {
    let (Some(root), Some(output)) = (absolute(root), absolute(asked)) else {
        return Some(faults::output_is_no_folder(&asked.display().to_string()));
    };
    // A folder of the site may be a link.
    let inputs = FOLDERS.map(|name| root.join(name)).into_iter().flat_map(|input| [absolute(&input), Some(input)]);
    let across = root.starts_with(&output) || inputs.flatten().any(|input| output.starts_with(input));
    across.then(|| faults::output_in_the_way(&asked.display().to_string()))
}

/// Where a path leads, with all links resolved as far as it exists. `None` where there is no current folder.
#[expect(clippy::disallowed_methods, reason = "asks where a path leads, reads no file")]
fn absolute(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let existing = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, mut whole) = existing?;
    // Nothing of the rest is there, so nothing of it is a link, and `..` leads back to the part before.
    for part in path.strip_prefix(above).ok()?.components() {
        match part {
            Component::ParentDir => _ = whole.pop(),
            part => whole.push(part),
        }
    }
    Some(whole)
}
