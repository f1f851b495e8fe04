//! A request → an answer.
//!
//! Whoever asks must call the server by a name that is its own: a page from elsewhere could otherwise have a name of
//! its own point to 127.0.0.1 and read everything (DNS rebinding). Nothing can be changed by a request.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::uri::Authority;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use super::page;
use super::state::State;
use crate::base::address::media_type;

/// What every answer is made from.
pub struct Shared {
    /// The site as it is now; `None` until it was read.
    pub states: watch::Receiver<Option<Arc<State>>>,
    pub hosts: Vec<String>,
    /// Places for pages that wait to be told of changes. There are fewer than connections, so that those who only wait
    /// keep nobody out.
    pub streams: Arc<Semaphore>,
}

type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// A sign of life for the browser; where it fails, the browser has left.
const ALIVE: Duration = Duration::from_secs(15);

/// On every answer: nothing is kept, nothing is guessed, and pages from elsewhere get nothing.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// An answer in one piece.
struct Reply {
    status: StatusCode,
    kind: &'static str,
    body: Vec<u8>,
    /// Another header, with its value.
    more: Option<(HeaderName, String)>,
}

impl Reply {
    fn new(status: StatusCode, kind: &'static str, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status, kind, body: body.into(), more: None }
    }
}

/// Answers a request. Waits for the site if it was not read yet.
pub async fn answer(request: Request<Incoming>, shared: &Shared) -> Result<Response<Body>, Infallible> {
    if !is_own_name(&request, &shared.hosts) {
        let text = "This server answers to localhost, 127.0.0.1 and the names given with --host.\n";
        return Ok(whole(Reply::new(StatusCode::MISDIRECTED_REQUEST, TEXT, text)));
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let reply = Reply::new(StatusCode::METHOD_NOT_ALLOWED, TEXT, "Pages can be read only.\n");
        return Ok(whole(Reply { more: Some((header::ALLOW, "GET, HEAD".to_owned())), ..reply }));
    }
    let path = path_of(request.uri().path());
    match path.as_deref() {
        Some(page::EVENTS) if request.method() == Method::GET => match shared.streams.clone().try_acquire_owned() {
            Ok(place) => Ok(events(shared.states.clone(), place)),
            Err(_) => Ok(whole(Reply::new(StatusCode::SERVICE_UNAVAILABLE, TEXT, "Too many pages are open.\n"))),
        },
        Some(page::SCRIPT) => {
            Ok(whole(Reply::new(StatusCode::OK, "text/javascript; charset=utf-8", page::SCRIPT_TEXT)))
        }
        Some(page::STYLE) => Ok(whole(Reply::new(StatusCode::OK, "text/css; charset=utf-8", page::STYLE_TEXT))),
        _ => Ok(whole(shown(path, shared.states.clone()).await)),
    }
}

/// The page or file at `path`, from the site as it is now. A page that was given up for a newer state is made of that.
async fn shown(path: Option<String>, mut states: watch::Receiver<Option<Arc<State>>>) -> Reply {
    loop {
        let state = states.wait_for(Option::is_some).await.ok().and_then(|state| state.clone());
        let Some(state) = state else { return unable() };
        let wanted = path.clone();
        match tokio::task::spawn_blocking(move || reply(wanted.as_deref(), &state)).await {
            Ok(Some(reply)) => return reply,
            Ok(None) => {
                if states.changed().await.is_err() {
                    return unable();
                }
            }
            Err(_) => return unable(),
        }
    }
}

/// The server is ending, or has a fault of its own.
fn unable() -> Reply {
    Reply::new(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "This page could not be made.\n")
}

/// `None` where the state was given up meanwhile.
fn reply(path: Option<&str>, state: &State) -> Option<Reply> {
    let faulty = |own| Reply::new(StatusCode::INTERNAL_SERVER_ERROR, HTML, page::faults(state, own));
    let Some(preview) = &state.preview else { return Some(faulty(Vec::new())) };
    if let Some(folder) = path.filter(|path| preview.has_page(&format!("{path}/index.html"))) {
        let to = Some((header::LOCATION, format!("/{}/", encoded(folder))));
        return Some(Reply { more: to, ..Reply::new(StatusCode::PERMANENT_REDIRECT, TEXT, "") });
    }
    let found = path.map_or(Ok(None), |path| preview.file(path));
    let (status, kind, found) = match (found, path) {
        (Ok(Some(bytes)), Some(path)) => {
            let kind = media_type(path);
            if kind != HTML || preview.is_attachment(path) {
                return Some(file(kind, bytes));
            }
            (StatusCode::OK, kind, Ok(Some(bytes)))
        }
        (Err(faults), _) => (StatusCode::OK, HTML, Err(faults)),
        _ => (StatusCode::NOT_FOUND, HTML, preview.not_found()),
    };
    match found {
        Ok(bytes) => {
            let html = String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
            Some(Reply::new(status, kind, page::live(&html, &state.id)))
        }
        Err(faults) if faults.is_empty() => None,
        Err(faults) => Some(faulty(faults)),
    }
}

/// A file as it is. A drawing that is opened by itself runs no script.
fn file(kind: &'static str, bytes: Vec<u8>) -> Reply {
    let rule = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";
    let more = (kind == "image/svg+xml").then(|| (header::CONTENT_SECURITY_POLICY, rule.to_owned()));
    Reply { more, ..Reply::new(StatusCode::OK, kind, bytes) }
}

fn whole(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(Bytes::from(reply.body))));
    *response.status_mut() = reply.status;
    with_headers(response, reply.kind, reply.more)
}

fn with_headers(
    mut response: Response<Body>,
    kind: &'static str,
    more: Option<(HeaderName, String)>,
) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some((name, value)) = more
        && let Ok(value) = HeaderValue::from_str(&value)
    {
        headers.insert(name, value);
    }
    response
}

/// Tells the browser which state the site is in: at once, and each time that it is another.
/// `place` is given back when it has left.
fn events(mut states: watch::Receiver<Option<Arc<State>>>, place: OwnedSemaphorePermit) -> Response<Body> {
    let (mut sender, channel) = Channel::new(1);
    tokio::spawn(async move {
        let _place = place;
        let mut told = None;
        loop {
            let id = states.borrow_and_update().as_ref().map(|state| state.id.clone());
            let line = match &id {
                Some(id) if told.as_ref() != Some(id) => format!("data: {id}\n\n"),
                _ => ":\n\n".to_owned(),
            };
            told = id;
            if !told_to(&mut sender, line).await || matches!(timeout(ALIVE, states.changed()).await, Ok(Err(_))) {
                return;
            }
        }
    });
    with_headers(Response::new(Either::Right(channel)), "text/event-stream", None)
}

async fn told_to(sender: &mut Sender<Bytes>, line: String) -> bool {
    sender.send_data(Bytes::from(line)).await.is_ok()
}

/// Whether all names that the request calls the server by are its own, and there is one.
fn is_own_name(request: &Request<Incoming>, hosts: &[String]) -> bool {
    let named = request.headers().get_all(header::HOST).iter();
    let named = named.map(|value| value.to_str().ok()?.parse::<Authority>().ok());
    let in_address = request.uri().authority().map(|authority| Some(authority.clone()));
    let names: Vec<Option<Authority>> = named.chain(in_address).collect();
    let is_own = |name: &Option<Authority>| name.as_ref().is_some_and(|name| is_own(name, hosts));
    !names.is_empty() && names.iter().all(is_own)
}

/// The port does not matter: it may be passed on from another one, and says nothing about who asks.
fn is_own(name: &Authority, hosts: &[String]) -> bool {
    let host = name.host();
    let own = ["localhost", "127.0.0.1", "[::1]"];
    let mut known = own.into_iter().chain(hosts.iter().map(String::as_str));
    !name.as_str().contains('@') && known.any(|known| known.eq_ignore_ascii_case(host))
}

/// The path in the output: decoded once, a folder as its page. `None` for one that no file can have.
fn path_of(raw: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = raw.strip_prefix('/')?.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits =
                std::str::from_utf8(&digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let mut path = String::from_utf8(bytes).ok()?;
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let is_name = |name: &str| !matches!(name, "" | "." | "..");
    let is_sign = |c: char| c == '\\' || c.is_control();
    (path.split('/').all(is_name) && !path.contains(is_sign)).then_some(path)
}

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    let write = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: Option<&str>) {
        assert_eq!(path_of(raw).as_deref(), expected, "{raw}");
    }

    #[test]
    fn a_path_is_decoded_once_and_a_folder_is_its_page() {
        check("/", Some("index.html"));
        check("/2018-02/", Some("2018-02/index.html"));
        check("/2018-02/figures.csv", Some("2018-02/figures.csv"));
        check("/bl%C3%A5b%C3%A6r.png", Some("blåbær.png"));
        check("/a%252e", Some("a%2e"));
        assert_eq!(encoded("2018 å/%"), "2018%20%C3%A5/%25");
    }

    #[test]
    fn a_path_that_could_leave_the_site_is_none() {
        for raw in [
            "/..",
            "/../kalends.yaml",
            "/a/../../b",
            "/%2e%2e/kalends.yaml",
            "/%2E%2E%2fkalends.yaml",
            "/..%5cb",
            "/a%5Cb",
            "/a\\b",
            "/%00",
            "/a%00.html",
            "/a%0ab",
            "//etc/passwd",
            "/a//b",
            "/./a",
            "/%2e/",
            "/%",
            "/%f",
            "/%zz",
            "/%+1",
            "/%ff",
            "",
            "*",
        ] {
            check(raw, None);
        }
    }

    #[test]
    fn only_names_that_are_known_are_the_servers_own() {
        let hosts = ["preview.example".to_owned()];
        let check = |name: &str| name.parse().is_ok_and(|name| is_own(&name, &hosts));
        for own in ["localhost", "LocalHost:4000", "127.0.0.1:1", "[::1]:4000", "preview.example:80"] {
            assert!(check(own), "{own}");
        }
        for foreign in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "me@localhost", "127.1", ""]
        {
            assert!(!check(foreign), "{foreign}");
        }
    }
}
