//! `kalends man [COMMAND]`: the manual page, from the same arguments and help.

use clap::CommandFactory;
use clap_mangen::Man;

use super::{Cli, Ui};
use crate::diag::{Diagnostics, Stopped, faults};

/// Print the manual page of kalends, or of one of its commands
///
/// To read it: kalends man | man -l -
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A command, such as build [default: the page that lists them all]
    command: Option<String>,
}

pub fn run(args: &Args, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let mut program = Cli::command();
    program.build();
    let page_of = match &args.command {
        None => &program,
        Some(name) => program.find_subcommand(name).ok_or_else(|| {
            let known = program.get_subcommands().map(clap::Command::get_name);
            diags.stop(faults::unknown_command(name, known))
        })?,
    };
    let mut page = Vec::new();
    let source = concat!("kalends ", env!("CARGO_PKG_VERSION"));
    // Writing to memory does not fail.
    let _ = Man::new(page_of.clone()).source(source).manual("kalends").render(&mut page);
    ui.print(page);
    Ok(())
}
