//! `kalends serve`: the site in a browser while it is written.
//!
//! Drafts are shown. A page has the bytes that `build --drafts` writes, but for the script that shows it anew; where the
//! site has no draft those are the bytes of `build`.

mod answer;
mod page;
pub mod server;
mod state;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use crate::command::serve::server::Handle;
use crate::diag::Diagnostics;
use crate::{load, site};

/// What is served, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// The one that was asked for.
    pub port: Option<u16>,
    /// Names besides localhost that a browser may call the server by.
    pub hosts: Vec<String>,
    /// Looks at the files again and again, for drives whose system does not tell that they changed.
    pub poll: bool,
}

/// A client that takes longer to say what it wants is sent away.
const PATIENCE: Duration = Duration::from_secs(10);

const POLL: Duration = Duration::from_secs(1);

/// Starts to serve. `loaded` gets what is wrong with the site, at once and after each change. `None` exactly when a fault
/// was recorded.
pub fn run(
    options: &Options,
    loaded: impl Fn(&Diagnostics) + Send + 'static,
    diags: &mut Diagnostics,
) -> Option<Handle> {
    let options = server::Options {
        root: options.root.clone(),
        port: options.port,
        hosts: options.hosts.clone(),
        poll: options.poll.then_some(POLL),
        patience: PATIENCE,
        describe,
    };
    server::start(options, loaded).map_err(|fault| diags.add(fault)).ok()
}

/// What the pages of a site are shown with.
pub fn describe(inputs: &load::Site) -> site::Options {
    let pages = inputs.series.iter().flat_map(|series| {
        let reports = series.reports.iter().map(|(_, page)| page);
        reports.chain(&series.pages).chain(&series.standing)
    });
    let drafts = pages.into_iter().any(|page| page.draft);
    site::site_options(&site::manifest_head(inputs, drafts), drafts)
}
