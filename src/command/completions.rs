//! `kalends completions SHELL`: what a shell completes, from the same arguments.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Ui};
use crate::diag::Stopped;

/// Print the completions for a shell
///
/// For bash: kalends completions bash > ~/.local/share/bash-completion/completions/kalends
#[derive(Debug, clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: &Args, ui: &mut Ui) -> Result<(), Stopped> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "kalends", &mut script);
    ui.print(script);
    Ok(())
}
