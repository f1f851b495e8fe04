//! A site's folder → its pages on 127.0.0.1, each made when a browser asks for it, and shown anew after a change.
//!
//! `watch` says that something changed, `state` reads the site, `answer` turns a request into a page of it, and `page`
//! puts the script for showing it anew into the page, or the faults in the place of one. A page is made by `site`, as
//! for a build. Nothing is written anywhere, and no path of a request ever reaches the disk: it names a file of the
//! output, which exists in memory only.
//!
//! hyper and not axum, which knows no limits of time and size, and has a router that one function needs not.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, Semaphore, watch as channel};
use tokio::time::timeout;

use super::answer::{self, Shared};
use super::state::State;
use super::watch::Watch;
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::load;
use crate::site::Choice;

/// What is served, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// This port and no other; 0 is any free one. Without: 4000 or, if it is taken, another one.
    pub port: Option<u16>,
    /// Names besides localhost that a browser may call the server by.
    pub hosts: Vec<String>,
    /// Looks at the files this often, instead of being told by the system.
    pub poll: Option<Duration>,
    /// How long a client may take to say what it wants.
    pub patience: Duration,
    /// What is shown of a site.
    pub choice: fn(&load::Site) -> Choice,
}

/// The port that is tried first, and how many after it.
const USUAL_PORT: u16 = 4000;
const OTHER_PORTS: u16 = 20;

/// More clients wait until one has left. A browser has six connections at most.
const MOST_CONNECTIONS: usize = 256;

/// Pages that wait to be told of changes. What is left of the connections is for questions.
const MOST_STREAMS: usize = 128;

/// Pages that are made at the same time; more would only wait for the same cores.
const MOST_PAGES: usize = 8;

/// The head of a request is some hundred bytes long.
const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;

/// An editor writes a file in several steps, and many files at once. The site is read when nothing has changed for
/// so long, but at the latest after the second time.
const SETTLED: Duration = Duration::from_millis(30);
const NEVER_SETTLED: Duration = Duration::from_secs(1);

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Handle {
    address: SocketAddr,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the front page: `http://127.0.0.1:4000/`.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Waits until the server ends, which it does with the process.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts to serve. A request is answered when the site was read; `loaded` gets what was found wrong with it, then and
/// after each change, from another thread.
pub fn start(options: Options, loaded: impl Fn(&Diagnostics) + Send + 'static) -> Result<Handle, Diagnostic> {
    let wanted = options.port.unwrap_or(USUAL_PORT);
    let cannot = |error: io::Error| faults::cannot_listen(wanted, &error.to_string());
    let (listener, address) = listen(options.port)?;
    let changed = Arc::new(Notify::new());
    let told = changed.clone();
    let watch = match options.poll {
        Some(_) => None,
        None => Some(Watch::begin(&options.root, move || told.notify_one())?),
    };
    let runtime =
        Builder::new_current_thread().enable_all().max_blocking_threads(MOST_PAGES).build().map_err(cannot)?;
    let stop = Arc::new(Notify::new());
    let stopped = stop.clone();
    let run = move || run(runtime, listener, options, watch, changed, loaded, &stopped);
    let thread = std::thread::Builder::new().name("serve".to_owned()).spawn(run).map_err(cannot)?;
    Ok(Handle { address, stop, thread: Some(thread) })
}

#[expect(clippy::disallowed_methods, reason = "this is the server")]
fn listen(asked: Option<u16>) -> Result<(TcpListener, SocketAddr), Diagnostic> {
    let bind = |port| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let fault = |port| {
        move |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => faults::port_taken(port),
            _ => faults::cannot_listen(port, &error.to_string()),
        }
    };
    match asked {
        Some(port) => bind(port).map_err(fault(port)),
        None => {
            let mut usual = USUAL_PORT..=USUAL_PORT + OTHER_PORTS;
            usual.find_map(|port| bind(port).ok()).map_or_else(|| bind(0).map_err(fault(0)), Ok)
        }
    }
}

/// Serves until it is stopped. A page that is still being made then is not waited for.
fn run(
    runtime: Runtime,
    listener: TcpListener,
    options: Options,
    watch: Option<Watch>,
    changed: Arc<Notify>,
    loaded: impl Fn(&Diagnostics) + Send + 'static,
    stopped: &Notify,
) {
    let (states, seen) = channel::channel(None);
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        let shared = Arc::new(Shared {
            states: seen,
            hosts: options.hosts.clone(),
            streams: Arc::new(Semaphore::new(MOST_STREAMS)),
        });
        tokio::spawn(accept(listener, shared, options.patience));
        tokio::spawn(follow(options, watch, changed, states, loaded));
        stopped.notified().await;
    });
    runtime.shutdown_background();
}

/// Takes connections, so many at a time.
async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>, patience: Duration) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_header_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .auto_date_header(false);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // The system has no more connections to give just now.
            tokio::time::sleep(SETTLED).await;
            continue;
        };
        let (http, shared) = (http.clone(), shared.clone());
        tokio::spawn(async move {
            let answer = service_fn(|request| answer::answer(request, &shared));
            // A client that leaves, or says nonsense, is no fault of the site.
            let _ = http.serve_connection(TokioIo::new(stream), answer).await;
            drop(place);
        });
    }
}

/// Reads the site at once and after each change, and shows it where it is another one than before.
async fn follow(
    options: Options,
    mut watch: Option<Watch>,
    changed: Arc<Notify>,
    states: channel::Sender<Option<Arc<State>>>,
    loaded: impl Fn(&Diagnostics) + Send + 'static,
) {
    loop {
        let looks = options.poll.map(|_| load::looks(&options.root));
        let (root, choice) = (options.root.clone(), options.choice);
        let before = states.borrow().clone();
        let links = before.as_ref().map(|state| state.links.clone()).unwrap_or_default();
        let unwatched = watch.as_mut().and_then(|watch| watch.renew(&links));
        let language = before.as_ref().map(|state| state.language).unwrap_or_default();
        let read = move || State::read(&root, choice, language, unwatched);
        if let Ok(state) = tokio::task::spawn_blocking(read).await
            && before.as_ref().is_none_or(|before| before.id != state.id)
        {
            if let Some(preview) = before.as_ref().and_then(|before| before.preview.as_ref()) {
                preview.abandon();
            }
            loaded(&state.faults);
            let has_other_links = state.links != links;
            states.send_replace(Some(Arc::new(state)));
            if has_other_links && watch.is_some() {
                // What changed in them before they were watched is still to be read.
                continue;
            }
        }
        match options.poll {
            Some(interval) => other_looks(&options.root, interval, looks).await,
            None => {
                changed.notified().await;
                let settle = async { while timeout(SETTLED, changed.notified()).await.is_ok() {} };
                let _ = timeout(NEVER_SETTLED, settle).await;
            }
        }
    }
}

/// Waits until the files of a site look other than they did. notify's own poller would miss a file that is saved twice
/// in a second, and one that is replaced by an older one.
async fn other_looks(root: &Path, interval: Duration, before: Option<load::Looks>) {
    loop {
        tokio::time::sleep(interval).await;
        let root = root.to_owned();
        if tokio::task::spawn_blocking(move || Some(load::looks(&root))).await.is_ok_and(|now| now != before) {
            return;
        }
    }
}
