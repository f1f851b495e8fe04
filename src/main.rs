//! The process: arguments, terminal, clock, environment, exit code.

#![expect(clippy::disallowed_methods, reason = "this is the process: clock, environment and terminal are its own")]

use std::env;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser;
use jiff::Timestamp;
use kalends::command::{Cli, Host, Ui};

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let here = env::current_dir().unwrap_or_default();
    let host = Host::new(here, env::temp_dir(), env::vars_os(), Timestamp::now());
    let is_terminal = io::stderr().is_terminal();
    let mut ui = Ui::new(Box::new(io::stdout()), Box::new(anstream::stderr()), is_terminal);
    ExitCode::from(Cli::parse().run(&host, &mut ui))
}
