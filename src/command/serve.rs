//! `kalends serve`: the site in a browser while it is written.
//!
//! Drafts are shown. A page has the bytes that `build --drafts` writes, but for the script that shows it anew; where
//! the site has no draft those are the bytes of `build`.

mod answer;
mod page;
pub mod server;
mod state;
mod watch;

use std::time::Duration;

use super::args::{FaultArgs, SiteArgs};
use super::{Host, Ui};
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load;
use crate::site::Choice;

/// Show the site in a browser while you write: pages follow the files
///
/// Serves on 127.0.0.1, to this computer only, and prints the address. Makes the page that is asked for, so a site of
/// any size starts at once; an open page is shown anew when a file is saved, or the faults in its place. Drafts are
/// shown, too. Writes nothing; output/ stays as it is. Ctrl-C ends it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    site: SiteArgs,
    /// This port and no other; 0 for any free one [default: 4000, or the next free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the front page in your browser
    #[arg(long)]
    open: bool,
    /// Look at the files every second; for network drives, which do not say when a file changes
    #[arg(long)]
    poll: bool,
    /// Another name that browsers may use for the server, as behind a proxy; once for each
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    #[command(flatten)]
    faults: FaultArgs,
}

/// A client that takes longer to say what it wants is sent away.
const PATIENCE: Duration = Duration::from_secs(10);

const POLL: Duration = Duration::from_secs(1);

/// Serves until the process is ended. What is wrong with the site is printed at once and after each change.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing is served");
    let options = server::Options {
        root: host.site(args.site.root.as_deref(), diags)?,
        port: args.port,
        hosts: args.host.clone(),
        poll: args.poll.then_some(POLL),
        patience: PATIENCE,
        choice,
    };
    let faults = ui.faults();
    let loaded = move |found: &Diagnostics| faults.print(found, "the pages say so, too");
    let served = server::start(options, loaded).map_err(|fault| diags.stop(fault))?;
    if args.open
        && let Err(error) = open::that_detached(served.url())
    {
        diags.add(faults::browser_not_opened(&served.url(), &error.to_string()));
    }
    ui.print(served.url() + "\n");
    ui.flush(diags, true);
    diags.forget();
    served.wait();
    Ok(())
}

/// What is shown of a site: drafts, where it has any.
pub fn choice(inputs: &load::Site) -> Choice {
    let pages = inputs.series.iter().flat_map(|series| {
        let reports = series.reports.iter().map(|(_, page)| page);
        reports.chain(&series.pages).chain(&series.standing)
    });
    let drafts = pages.into_iter().any(|page| page.draft);
    Choice { drafts, ..Choice::default() }
}
