//! `kalends serve`: pages as they are asked for, new ones after a change, faults in their place, and nobody let in who
//! was not meant. The server runs within the test; no test waits for time to pass, but for what is meant to happen.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use kalends::command::serve::choice;
use kalends::command::serve::server::{Handle, Options, start};
use kalends::diag::{Diagnostic, Diagnostics, faults, print};

use crate::page::Page;
use crate::project::Project;

/// Longer than anything here takes on the slowest machine; then the test fails.
const LIMIT: Duration = Duration::from_secs(300);

/// Lines that a server which has nothing to tell sends in a minute, and more.
const MOST_SIGNS_OF_LIFE: usize = 20;

fn options(root: &Path) -> Options {
    Options { root: root.to_owned(), port: Some(0), hosts: Vec::new(), poll: None, patience: LIMIT, choice }
}

fn serve(project: &Project) -> Handle {
    serve_with(options(project.root()))
}

#[track_caller]
fn serve_with(options: Options) -> Handle {
    start(options, |_| {}).unwrap_or_else(|fault| panic!("{fault:?}"))
}

#[derive(Debug)]
struct Answer {
    status: u16,
    /// Names in lower case.
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    fn page(&self) -> Page {
        Page::of(self.text())
    }

    /// The text of the page's main part.
    #[track_caller]
    fn main(&self) -> String {
        self.page().find("main").text()
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server takes connections");
    stream.set_read_timeout(Some(LIMIT)).expect("a limit");
    stream
}

fn receive(mut stream: impl Read) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head and a body");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("a head of text");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Answer {
        status: status.expect("a status"),
        headers: lines.filter_map(header).collect(),
        body: bytes[end + 4..].to_vec(),
    }
}

fn ask(address: SocketAddr, request: &str) -> Answer {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).expect("a request");
    receive(stream)
}

fn request(method: &str, path: &str, host: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
}

fn get(server: &Handle, path: &str) -> Answer {
    ask(server.address(), &request("GET", path, "localhost"))
}

/// The states that the server tells a page of.
struct Events(BufReader<TcpStream>);

impl Events {
    /// Listens; the state of now is told already.
    fn of(server: &Handle) -> (Events, String) {
        let mut stream = connect(server.address());
        stream.write_all(request("GET", "/_kalends/events", "localhost").as_bytes()).expect("a request");
        let mut events = Events(BufReader::new(stream));
        let first = events.next();
        (events, first)
    }

    /// Waits for the next state.
    fn next(&mut self) -> String {
        for _ in 0..MOST_SIGNS_OF_LIFE {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).expect("an event before the limit");
            assert!(read > 0, "the server ended the events");
            if let Some(state) = line.strip_prefix("data: ") {
                return state.trim_end().to_owned();
            }
        }
        panic!("no event before the limit");
    }
}

fn two_months() -> Project {
    Project::new("visits: { label: Visits, type: flow }")
        .snapshot("2018-01", "visits: 40")
        .snapshot("2018-02", "visits: 44")
        .narrative("2018-01", "---\ntitle: January\n---\nThere were {{ visits }}.\n")
        .narrative("2018-02", "---\ntitle: February\n---\nThere were {{ visits }}.\n")
}

/// The page without what the preview puts into it.
fn without_script(page: &str) -> String {
    let start = page.find("<script src=\"/_kalends/reload.js\"").expect("the script");
    let end = start + page[start..].find("</script>").expect("its end") + "</script>".len();
    let page = format!("{}{}", &page[..start], &page[end..]);
    assert!(page.contains("content=\"connect-src 'self'; default-src"), "the page's rules admit the events");
    page.replacen("connect-src 'self'; ", "", 1)
}

/// Every file of the output as it is served, against what a build with `arguments` writes.
#[track_caller]
fn check_like_built(project: &Project, arguments: &[&str]) -> usize {
    let server = serve(project);
    let files = project.build_with(arguments).files();
    for (path, built) in files.iter().filter(|(path, _)| !["manifest.json", "SHA256SUMS"].contains(&path.as_str())) {
        let address: String = path
            .bytes()
            .map(|byte| match byte {
                b' ' | 0x80.. => format!("%{byte:02X}"),
                plain => char::from(plain).to_string(),
            })
            .collect();
        let served = get(&server, &format!("/{address}"));
        assert_eq!(served.status, 200, "{path}");
        let is_page = path.ends_with(".html") && !project.path("content").join(path).exists();
        let bytes = if is_page { without_script(&served.text()).into_bytes() } else { served.body };
        // The preview makes no workbook of each report to say in the feed how large it is.
        let is_shown = |line: &&str| path != "feed.xml" || !line.starts_with("<link rel=\"enclosure\"");
        let text = |bytes: &[u8]| match String::from_utf8_lossy(bytes) {
            text if path == "feed.xml" => text.lines().filter(is_shown).collect::<Vec<_>>().join("\n"),
            text => text.into_owned(),
        };
        let (served, built) = (text(&bytes), text(built));
        let differs = served.lines().zip(built.lines()).find(|(served, built)| served != built);
        assert!(served == built, "{path} is served as another one than it is built: {differs:?}");
    }
    files.len()
}

#[test]
fn a_site_is_served_as_it_is_built() {
    let project = Project::copy_of(".");
    assert!(check_like_built(&project, &[]) > 30);
}

#[test]
fn members_pages_files_and_feed_are_served_as_they_are_built() {
    let project = hospitals();
    assert!(check_like_built(&project, &[]) > 30);
}

fn hospitals() -> Project {
    Project::empty()
        .settings("title: Test\nbase_url: https://reports.example/\nkey_figures: [staff]\npublish_files: [2018-02/plan.html]\n")
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Staff, type: stock, by: [hospital] }
",
        )
        .snapshot("2018-01", "staff: { values: { rh: 21, bfh: 14 } }")
        .snapshot(
            "2018-02",
            "\
staff:
  - { values: { rh: 22, bfh: 15 } }
  - { period: 2018-01, values: { rh: 20 }, reason: one left }",
        )
        .file("content/_index.md", "## Now\n\n{{ staff | chart(title=\"Staff so far\") }}\n")
        .file(
            "content/_report.md",
            r#"---
title: All of {{ period }}
---
## Staff

There are {{ staff }}.

{{ staff | chart(title="Staff so far") }}
"#,
        )
        .file("content/2018.md", "---\ntitle: The year\n---\nThere are {{ staff }}.\n")
        .file("content/method.md", "---\ntitle: Method\n---\nSee [February](2018-02/index.html).\n")
        .file("content/hospitals/_report.md", "---\nfor_each: hospital\ntitle: One\n---\nThere are {{ staff }}.\n")
        .file("content/rå data.csv", "a,b\n1,2\n")
        .file("content/2018-02/plan.html", "<p>My own</p>")
}

#[test]
fn drafts_are_served_with_a_mark() {
    let project = two_months()
        .narrative("2018-02", "---\ntitle: February\ndraft: true\n---\nThere were {{ visits }}.\n")
        .file("content/plan.md", "---\ntitle: The plan\ndraft: true\n---\nNot yet.\n");
    check_like_built(&project, &["--drafts"]);
    let server = serve(&project);
    for path in ["/2018-02/", "/plan/"] {
        let page = get(&server, path).page();
        assert!(page.text().contains("Draft, not approved"), "{path}: {page}");
        assert_eq!(page.find("body.draft").count(), 1, "{path}");
    }
    assert!(!get(&server, "/2018-01/").page().text().contains("Draft"));
}

#[test]
fn an_edit_is_told_to_the_open_page_and_gives_another_one() {
    let project = two_months();
    let server = serve(&project);
    let (mut events, first) = Events::of(&server);
    let state = |page: &Page| page.find("script[data-state]").attribute("data-state");
    let before = get(&server, "/2018-02/").page();
    assert_eq!(state(&before), first, "a page knows what state it is of");
    project.write("content/2018-02.md", "---\ntitle: February\n---\nThere were just {{ visits }}.\n");
    let second = events.next();
    assert_ne!(first, second);
    let after = get(&server, "/2018-02/").page();
    assert_eq!((after.find(".blk p").text(), state(&after)), ("There were just 44.".into(), second));
    // Undone, it is the page that it was.
    project.write("content/2018-02.md", "---\ntitle: February\n---\nThere were {{ visits }}.\n");
    assert_eq!(events.next(), first);
    assert_eq!(get(&server, "/2018-02/").text(), before.html);
}

#[test]
fn data_settings_and_templates_are_followed_whichever_way_they_are_saved() {
    let project = two_months();
    let server = serve(&project);
    let (mut events, _) = Events::of(&server);
    // Many editors write another file and put it in the place of the old one.
    project.write("data/.2018-02.yaml.tmp", "period: 2018-02\nobservations:\n  visits: 47\n");
    fs::rename(project.path("data/.2018-02.yaml.tmp"), project.path("data/2018-02.yaml")).expect("a rename");
    events.next();
    assert!(get(&server, "/").text().contains("47"));
    project.write("kalends.yaml", "title: Another\n");
    events.next();
    assert!(get(&server, "/").text().contains("Another"));
    // A folder that was not there before.
    project.write("templates/404.html", "Gone, says the house");
    events.next();
    assert!(get(&server, "/nothing").text().contains("Gone, says the house"));
    project.write("templates/404.html", "Gone for good, says the house");
    events.next();
    assert!(get(&server, "/nothing").text().contains("Gone for good"));
    // A folder that goes, and comes back.
    fs::rename(project.path("templates"), project.path("away")).expect("a rename");
    events.next();
    assert!(!get(&server, "/nothing").text().contains("Gone for good"));
    fs::rename(project.path("away"), project.path("templates")).expect("a rename");
    events.next();
    project.write("templates/404.html", "Back, says the house");
    events.next();
    assert!(get(&server, "/nothing").text().contains("Back, says"));
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_folder_that_a_link_leads_to_is_followed() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let (first, second) = (elsewhere.path().join("first"), elsewhere.path().join("second"));
    let project = two_months();
    fs::rename(project.path("data"), &first).expect("the folder moves");
    std::os::unix::fs::symlink(&first, project.path("data")).expect("a link");
    project.write("kalends.yaml", "title: T\nlinks: [data]\n");
    let server = serve(&project);
    let (mut events, _) = Events::of(&server);
    let february = |count: u32| format!("period: 2018-02\nobservations:\n  visits: {count}\n");
    fs::write(first.join("2018-02.yaml"), february(47)).expect("written");
    events.next();
    assert!(get(&server, "/2018-02/").text().contains("47"));
    // Another folder in its place.
    fs::create_dir(&second).expect("a folder");
    for name in ["metrics.yaml", "2018-01.yaml"] {
        fs::copy(first.join(name), second.join(name)).expect("copied");
    }
    fs::write(second.join("2018-02.yaml"), february(48)).expect("written");
    fs::remove_file(project.path("data")).expect("removed");
    events.next();
    std::os::unix::fs::symlink(&second, project.path("data")).expect("a link");
    events.next();
    assert!(get(&server, "/2018-02/").text().contains("48"));
    fs::write(second.join("2018-02.yaml"), february(49)).expect("written");
    events.next();
    assert!(get(&server, "/2018-02/").text().contains("49"));
}

#[test]
fn sign_offs_and_the_ledger_are_followed() {
    let project = two_months();
    let server = serve(&project);
    let (mut events, _) = Events::of(&server);
    assert!(!get(&server, "/2018-02/").page().text().contains("Draft"));
    project.write("approvals.yaml", "approvals:\n");
    events.next();
    for path in ["/2018-02/", "/"] {
        assert!(get(&server, path).page().text().to_lowercase().contains("draft, not approved"), "{path}");
    }
    project.write("ledger.jsonl", "not a record\n");
    events.next();
    let page = get(&server, "/2018-02/");
    assert_eq!(page.status, 500);
    assert!(page.main().contains("ledger.jsonl"), "{}", page.main());
}

#[test]
fn a_drive_that_tells_nothing_is_looked_at_again_and_again() {
    let project = two_months();
    let server = serve_with(Options { poll: Some(Duration::from_millis(20)), ..options(project.root()) });
    let (mut events, _) = Events::of(&server);
    project.write("content/2018-02.md", "---\ntitle: February\n---\nThere were surely {{ visits }}.\n");
    events.next();
    assert!(get(&server, "/2018-02/").text().contains("There were surely"));
}

#[test]
fn a_fault_stands_in_the_place_of_its_page_until_it_is_mended() {
    let project = two_months();
    let server = serve(&project);
    let (mut events, first) = Events::of(&server);
    project.write("content/2018-02.md", "---\ntitle: February\n---\nThere were {{ vists }} & <more>.\n");
    events.next();
    let page = get(&server, "/2018-02/");
    assert_eq!(page.status, 500);
    assert_eq!(
        page.page().find("main").html(),
        "\n<h1>This page cannot be shown yet</h1>\n\
         <p>Mend the faults below and save; the page will come by itself.</p>\n\
         <div lang=\"en\">\n<p>1 error</p>\n\
         <section>\n<h2>error[K0406]: unknown name `vists`</h2>\n\
         <pre tabindex=\"0\"> --&gt; content/2018-02.md:4:15\n  |\n\
         4 | There were {{ vists }} &amp; &lt;more&gt;.\n  |               ^^^^^</pre>\n\
         <p>help: did you mean `visits`?</p>\n</section>\n</div>\n"
    );
    assert_eq!(page.page().find("script[src='/_kalends/reload.js']").count(), 1, "it comes by itself");
    // What speaks of all reports cannot be made either; another report can.
    assert_eq!(get(&server, "/").status, 500);
    assert_eq!(get(&server, "/2018-01/").status, 200);
    project.write("content/2018-02.md", "---\ntitle: February\n---\nThere were {{ visits }}.\n");
    assert_eq!(events.next(), first);
    assert_eq!(get(&server, "/2018-02/").status, 200);
    assert_eq!(get(&server, "/").status, 200);
}

#[test]
fn a_narrative_that_cannot_be_read_leaves_the_other_reports() {
    let project = two_months().narrative("2018-02", "---\ntitel: February\n---\n");
    let server = serve(&project);
    for path in ["/2018-02/", "/"] {
        let page = get(&server, path);
        assert_eq!(page.status, 500, "{path}");
        let fault = page.page().find("main h2").text();
        assert_eq!(fault, "error[K0008]: unknown key `titel` in the front matter");
    }
    let other = get(&server, "/2018-01/");
    assert_eq!(other.status, 200, "{}", other.main());
}

#[test]
fn a_fault_in_the_data_stands_on_every_page_in_the_sites_frame() {
    let project = two_months().settings("title: Test\nlanguage: da\n").snapshot("2018-02", "vists: 44\nvisits: many");
    let server = serve(&project);
    let page = get(&server, "/2018-01/");
    assert_eq!(page.status, 500);
    let page = page.page();
    assert_eq!(page.find("html").attribute("lang"), "da");
    assert_eq!(page.find("main h1").text(), "Siden kan ikke vises endnu");
    assert_eq!(page.find("main [lang=en] > p").text(), "2 errors");
    assert_eq!(page.find("main section").count(), 2);
}

#[test]
fn a_fault_in_a_template_or_in_its_name_is_shown() {
    let project = two_months()
        .narrative("2018-01", "---\ntemplate: missing.html\n---\n")
        .file("templates/standing.html", "{{ standing.title }}");
    let server = serve(&project);
    let (mut events, _) = Events::of(&server);
    let page = get(&server, "/2018-01/");
    assert!(page.main().contains("missing.html"), "{}", page.main());
    assert_eq!(get(&server, "/2018-02/").status, 200);
    project.write("templates/report.html", "{% if %}");
    events.next();
    let page = get(&server, "/2018-02/");
    assert_eq!(page.status, 500);
    assert!(page.main().contains("templates/report.html:1"), "{}", page.main());
}

#[test]
fn settings_that_cannot_be_read_are_shown_and_followed() {
    let project = two_months().settings("title: [");
    let server = serve(&project);
    let (mut events, _) = Events::of(&server);
    assert!(get(&server, "/").main().contains("kalends.yaml:1"));
    project.write("kalends.yaml", "title: Test\n");
    events.next();
    assert_eq!(get(&server, "/").status, 200);
}

#[test]
fn every_answer_says_what_it_is_and_is_kept_by_nobody() {
    let project = hospitals().file("content/photo.JPG", b"\xff\xd8");
    let server = serve(&project);
    for (path, status, kind) in [
        ("/", 200, "text/html; charset=utf-8"),
        ("/2018-02/figures.json", 200, "application/json"),
        ("/2018-02/figures.csv", 200, "text/csv; charset=utf-8"),
        ("/assets/kalends.css", 200, "text/css; charset=utf-8"),
        ("/assets/kalends.js", 200, "text/javascript; charset=utf-8"),
        ("/assets/favicon.svg", 200, "image/svg+xml"),
        ("/feed.xml", 200, "application/atom+xml"),
        ("/sitemap.xml", 200, "application/xml"),
        ("/robots.txt", 200, "text/plain; charset=utf-8"),
        ("/photo.JPG", 200, "image/jpeg"),
        ("/_kalends/reload.js", 200, "text/javascript; charset=utf-8"),
        ("/_kalends/faults.css", 200, "text/css; charset=utf-8"),
        ("/nothing", 404, "text/html; charset=utf-8"),
    ] {
        let answer = get(&server, path);
        assert_eq!((answer.status, answer.headers["content-type"].as_str()), (status, kind), "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin", "{path}");
    }
    assert!(get(&server, "/assets/favicon.svg").headers["content-security-policy"].starts_with("default-src 'none'"));
    assert_eq!(get(&server, "/2018-02/plan.html").body, b"<p>My own</p>");
}

#[test]
fn an_address_without_a_page_gets_the_sites_own_page_for_it() {
    let project = hospitals();
    let server = serve(&project);
    for path in ["/nothing", "/2018-02/nothing.svg", "/2017-01/", "/metrics/nothing/", "/favicon.ico"] {
        let answer = get(&server, path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.main().contains("Page not found"), "{path}");
        // It leads to pages of the preview, not of the published site.
        assert_eq!(answer.page().find("main a[href='/index.html']").count(), 1, "{path}");
    }
    let folder = get(&server, "/hospitals/rh");
    assert_eq!((folder.status, folder.headers["location"].as_str()), (308, "/hospitals/rh/"));
    let host = "localhost";
    let head = ask(server.address(), &request("HEAD", "/2018-02/", host));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.headers["content-length"], get(&server, "/2018-02/").body.len().to_string());
}

#[test]
fn a_request_that_is_no_question_is_refused() {
    let project = two_months();
    let server = serve(&project);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "KALENDS"] {
        let answer = ask(server.address(), &request(method, "/", "localhost"));
        assert_eq!((answer.status, answer.headers["allow"].as_str()), (405, "GET, HEAD"), "{method}");
        assert_eq!(answer.text(), "Pages can be read only.\n");
    }
    assert_eq!(ask(server.address(), "what is this\r\n\r\n").status, 400);
}

#[test]
fn only_who_calls_the_server_by_its_own_name_is_answered() {
    let project = two_months();
    let server = serve_with(Options { hosts: vec!["preview.example".to_owned()], ..options(project.root()) });
    let asked = |head: &str| ask(server.address(), &format!("{head}\r\nConnection: close\r\n\r\n"));
    for own in ["localhost", "localhost:4000", "127.0.0.1", "[::1]:80", "PREVIEW.example"] {
        assert_eq!(asked(&format!("GET / HTTP/1.1\r\nHost: {own}")).status, 200, "{own}");
    }
    for foreign in ["evil.example", "localhost.evil.example", "me@localhost", "127.0.0.1.evil.example:4000", ""] {
        let answer = asked(&format!("GET / HTTP/1.1\r\nHost: {foreign}"));
        assert_eq!(answer.status, 421, "{foreign}");
        assert_eq!(answer.text(), "This server answers to localhost, 127.0.0.1 and the names given with --host.\n");
    }
    assert_eq!(asked("GET / HTTP/1.0\r\nAccept: */*").status, 421);
    assert_eq!(asked("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example").status, 421);
    assert_eq!(asked("GET http://evil.example/ HTTP/1.1\r\nHost: localhost").status, 421);
    assert_eq!(asked("GET /_kalends/events HTTP/1.1\r\nHost: evil.example").status, 421);
}

#[test]
fn no_path_leads_out_of_the_site() {
    let project = two_months().file("secret.txt", "the secret");
    let server = serve(&project);
    for path in [
        "/../secret.txt",
        "/2018-02/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/....//secret.txt",
        "//secret.txt",
        "/./secret.txt",
        "/secret.txt",
        "/kalends.yaml",
        "/data/2018-02.yaml",
        "/content/2018-02.md",
        "/2018-02.md",
        "/secret.txt%00.html",
        "/%00",
        "/%",
        "/%ff%fe",
        "/index.html/../../secret.txt",
        "/C:/secret.txt",
        "/_kalends/../../secret.txt",
        "/output/index.html",
    ] {
        let answer = ask(server.address(), &request("GET", path, "localhost"));
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        let body = String::from_utf8_lossy(&answer.body);
        assert!(!body.contains("the secret") && !body.contains("observations"), "{path}");
    }
}

#[test]
fn more_than_a_request_needs_is_not_read() {
    let project = two_months();
    let server = serve(&project);
    let filled = |filling: String| {
        let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{filling}\r\n");
        ask(server.address(), &request).status
    };
    assert_eq!(filled("X: y\r\n".repeat(50)), 200);
    assert_eq!(filled("X: y\r\n".repeat(200)), 431);
    assert_eq!(filled(format!("X: {}\r\n", "y".repeat(17 * 1024))), 431);
    assert_eq!(get(&server, &format!("/{}", "a".repeat(12 * 1024))).status, 404);
}

#[test]
fn two_hundred_clients_at_once_are_answered() {
    let project = two_months();
    let server = serve(&project);
    let mut streams: Vec<TcpStream> = (0..200).map(|_| connect(server.address())).collect();
    for stream in &mut streams {
        stream.write_all(request("GET", "/2018-02/", "localhost").as_bytes()).expect("a request");
    }
    let expected = get(&server, "/2018-02/").body;
    assert!(streams.into_iter().all(|stream| receive(stream).body == expected));
}

#[test]
fn pages_that_wait_to_be_told_keep_nobody_out() {
    let project = two_months();
    let server = serve(&project);
    let waiting: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = connect(server.address());
            stream.write_all(request("GET", "/_kalends/events", "localhost").as_bytes()).expect("a request");
            stream
        })
        .collect();
    assert_eq!(get(&server, "/").status, 200);
    drop(waiting);
}

#[test]
fn a_text_that_never_ends_is_a_fault_on_its_page_and_holds_up_no_other() {
    let project = two_months();
    let endless = "{% for a in range(end=9000) %}{% for b in range(end=9000) %}{% endfor %}{% endfor %}\n";
    project.write("content/2018-02.md", endless);
    let server = serve(&project);
    let page = get(&server, "/2018-02/");
    assert!(page.text().contains("K0408") && page.text().contains("does not come to an end"), "{}", page.text());
    assert_eq!(get(&server, "/2018-01/").status, 200);
}

#[test]
fn a_client_that_never_ends_its_question_is_sent_away_and_holds_up_nobody() {
    let project = two_months();
    let server = serve_with(Options { patience: Duration::from_millis(100), ..options(project.root()) });
    let mut slow: Vec<TcpStream> = (0..300).map(|_| connect(server.address())).collect();
    for stream in &mut slow {
        // More than the server takes at once: the last ones wait until the first ones are sent away.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: loc");
    }
    assert_eq!(get(&server, "/2018-02/").status, 200);
    for mut stream in slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
}

#[test]
fn nothing_is_written_and_nothing_is_left() {
    let project = hospitals();
    let before = project.files("");
    let server = serve(&project);
    for path in ["/", "/2018-02/", "/2018-02/figures.csv", "/search/", "/metrics/staff/", "/nothing"] {
        get(&server, path);
    }
    let address = server.address();
    drop(server);
    assert_eq!(project.files(""), before);
    assert!(TcpStream::connect(address).is_err(), "the server has ended");
}

#[track_caller]
fn check_fault(fault: Diagnostic, expected: &str) {
    let mut diags = Diagnostics::default();
    diags.add(fault);
    let said: String = print::plain(&diags).into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, expected);
}

#[test]
fn a_port_of_another_program_is_refused_where_it_was_asked_for() {
    let project = two_months();
    let other = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = other.local_addr().expect("an address").port();
    assert_eq!(
        project.run(["serve", "--port", &port.to_string()]).refused().replace(&port.to_string(), "PORT"),
        "\
error[K0901]: another program uses port PORT
--> kalends serve
 |
help: name another one, or leave `--port` out to get a free one

1 error; nothing is served
"
    );
}

#[test]
fn without_a_named_port_two_previews_have_two() {
    let project = two_months();
    let first = serve_with(Options { port: None, ..options(project.root()) });
    let second = serve_with(Options { port: None, ..options(project.root()) });
    assert_ne!(first.address().port(), second.address().port());
    assert_eq!(get(&second, "/").status, 200);
}

#[test]
fn a_folder_that_is_gone_cannot_be_watched() {
    let project = two_months();
    let gone: PathBuf = project.path("gone");
    let fault = start(options(&gone), |_| {}).expect_err("there is no such folder");
    // In the words of the system.
    let reason = std::io::Error::from_raw_os_error(2);
    check_fault(
        fault,
        &format!(
            "error[K0902]: changes cannot be watched: {reason}
--> .
 |
help: start it again with `--poll`, which looks at the files every second"
        ),
    );
}

#[test]
fn a_port_of_the_system_is_refused_with_its_reason() {
    // Whether the system refuses depends on who runs the test.
    check_fault(
        faults::cannot_listen(80, "Permission denied (os error 13)"),
        "\
error[K0903]: nothing can be served on port 80: Permission denied (os error 13)
--> kalends serve
 |
help: name a port from 1024 to 65535 with `--port N`; those below belong to the system",
    );
}

/// Runs the program itself, asks it for its front page, and ends it. Returns the page and what the program said.
fn run_program(project: &Project, arguments: &[&str]) -> (Answer, String) {
    let mut command = project.command(["serve", "--port", "0"]);
    command.args(arguments).env("PATH", "").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = command.spawn().expect("the program starts");
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
    let address = line.trim_end().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/'));
    let address: SocketAddr = address.and_then(|address| address.parse().ok()).unwrap_or_else(|| panic!("{line}"));
    let page = ask(address, &request("GET", "/", &address.to_string()));
    program.kill().expect("it can be ended");
    let mut said = String::new();
    program.stderr.take().expect("its messages").read_to_string(&mut said).expect("text");
    program.wait().expect("it ends");
    (page, said.replace(&address.to_string(), "ADDRESS"))
}

#[test]
fn the_program_prints_where_it_serves_and_what_is_wrong() {
    let (page, said) = run_program(&two_months().snapshot("2018-02", "vists: 44"), &[]);
    assert!(page.main().contains("error[K0102]"), "{}", page.main());
    assert_eq!(
        said,
        "\
error[K0102]: unknown metric `vists`
 --> data/2018-02.yaml:3:3
  |
3 |   vists: 44
  |   ^^^^^
  |
help: did you mean `visits`? all metrics are listed in data/metrics.yaml

1 error; the pages say so, too
"
    );
}

#[cfg(unix)] // Windows opens pages without a program
#[test]
fn without_a_browser_to_open_the_pages_are_served_all_the_same() {
    let (page, said) = run_program(&two_months(), &["--open"]);
    assert_eq!(page.status, 200);
    assert_eq!(
        said,
        "\
warning[K0904]: no browser was opened: No such file or directory (os error 2)
--> kalends serve
 |
help: open http://ADDRESS/ yourself

1 warning
"
    );
}
