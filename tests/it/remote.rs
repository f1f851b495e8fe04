//! `kalends publish` to servers: each against a real one of its kind on this machine. A test whose server is not
//! installed says so loudly and is skipped; `tests/run` installs them.

use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::killed::{Dice, kills};
use crate::project::{Project, Ran, ran, skipped};
use crate::publish::{built, pages, staff, whole};

/// A server in a folder of its own. Dropped, it is stopped.
struct Server {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server once it is known where; `None`, and loudly, where its program is missing.
fn serve(program: &str, places: &[&str], command: impl FnOnce(&mut Command, &Path, u16)) -> Option<Server> {
    let path = std::env::var("PATH").unwrap_or_default();
    let found = path.split(':').chain(places.iter().copied()).map(|folder| Path::new(folder).join(program));
    let Some(program) = found.into_iter().find(|path| path.is_file()) else {
        skipped(&format!("`{program}` is not installed"));
        return None;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let mut start = Command::new(program);
    command(&mut start, folder.path(), port);
    let child = start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let server = Server { child, port, folder };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the server does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(server)
}

fn program(name: &str) -> bool {
    std::env::var("PATH").unwrap_or_default().split(':').any(|folder| Path::new(folder).join(name).is_file())
}

// --- ssh and rsync ---

/// A server with ssh, and the options with which it is reached.
struct Host {
    server: Server,
    ssh: String,
}

fn host() -> Option<Host> {
    for name in ["ssh", "ssh-keygen", "rsync"] {
        if !program(name) {
            skipped(&format!("`{name}` is not installed"));
            return None;
        }
    }
    // As root it wants this folder.
    let _ = fs::create_dir_all("/run/sshd");
    let server = serve("sshd", &["/usr/sbin"], |sshd, folder, port| {
        for key in ["host", "user"] {
            let mut keygen = Command::new("ssh-keygen");
            let made = keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(key)).status();
            assert!(made.expect("ssh-keygen starts").success());
        }
        fs::copy(folder.join("user.pub"), folder.join("authorized")).expect("the key");
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized\nPidFile none\n\
             StrictModes no\nPasswordAuthentication no\nUsePAM no\nPermitRootLogin prohibit-password\n",
            folder.display()
        );
        fs::write(folder.join("config"), config).expect("its configuration");
        sshd.args(["-D", "-f"]).arg(folder.join("config"));
    })?;
    let folder = server.folder.path().display();
    let ssh = format!(
        "ssh -F none -i {folder}/user -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR \
         -o StrictHostKeyChecking=no -o UserKnownHostsFile={folder}/known"
    );
    Some(Host { server, ssh })
}

impl Host {
    /// Where pages are published: a name that a shell would trip over.
    fn folder(&self) -> PathBuf {
        self.server.folder.path().join("it's $HOME/www")
    }

    fn publish(&self, project: &Project, arguments: &[&str]) -> Ran {
        ran(self.command(project, arguments))
    }

    fn command(&self, project: &Project, arguments: &[&str]) -> Command {
        let destination = format!("ssh://127.0.0.1:{}{}", self.server.port, self.folder().display());
        let mut command = project.command(["publish", &destination, "--ssh", &self.ssh]);
        command.args(arguments);
        command
    }

    #[track_caller]
    fn published(&self, project: &Project, arguments: &[&str]) -> Ran {
        self.publish(project, arguments).fine()
    }

    fn kept(&self) -> Vec<String> {
        let folder = self.folder().with_file_name(".kalends-versions.www");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name != "log.jsonl")
            .collect()
    }
}

#[test]
fn a_server_shows_a_version_in_one_step_and_keeps_those_before() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01"]).file("content/bilag/Ærø 1.txt", "attached");
    fs::create_dir(host.folder().parent().expect("a folder above")).expect("a folder");
    let trial = host.published(&project, &["--dry-run"]);
    assert!(trial.stdout.contains("write  index.html\n"), "{}", trial.stdout);
    assert!(!host.folder().exists() && host.kept().is_empty(), "a trial wrote something");

    host.published(&project, &[]);
    let first = pages(&host.folder());
    assert_eq!(first, built(&project));
    assert!(host.folder().is_symlink());
    let again = host.published(&project, &[]);
    assert!(again.stderr.contains(" is up to date: "), "{}", again.stderr);

    // A file of others in the published folder goes along.
    fs::write(host.folder().join("their file.txt"), "theirs").expect("a file");
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations: { staff: 7 }\n");
    let ran = host.published(&project, &[]);
    assert!(ran.stderr.contains("\nkept: their file.txt (not made by kalends)\n"), "{}", ran.stderr);
    let mut second = pages(&host.folder());
    assert_eq!(second.remove("their file.txt").as_deref(), Some(b"theirs".as_slice()));
    assert_eq!(second, built(&project));
    let inode = |path: PathBuf| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).expect("a file"));
    let versions = host.folder().with_file_name(".kalends-versions.www");
    let same: Vec<u64> =
        host.kept().iter().map(|name| inode(versions.join(name).join("2018-01/figures.csv"))).collect();
    assert!(same.len() == 2 && same[0] == same[1], "what is unchanged is the same file");

    let listed = host.published(&project, &["--versions"]).stdout;
    let lines: Vec<&str> = listed.lines().map(|line| line.splitn(3, "  ").nth(2).expect("three columns")).collect();
    assert_eq!(lines, ["2 reports, newest 2018-02  (published)", "1 report, newest 2018-01"]);
    host.published(&project, &["--rollback"]);
    let mut back = pages(&host.folder());
    back.remove("their file.txt");
    assert_eq!(back, first);
    let said = host.publish(&project, &["--rollback"]).refused();
    assert!(said.starts_with("error[K1055]: there is no version before"), "{said}");

    for title in ["A", "B", "C"] {
        project.write("kalends.yaml", format!("title: {title}"));
        host.published(&project, &["--keep", "1"]);
    }
    assert_eq!(host.kept().len(), 2);
    assert!(!host.server.folder.path().join("it").exists(), "a quote in the name was read by a shell");
}

#[test]
fn on_a_server_too_a_folder_of_others_is_left_alone_and_much_is_not_removed() {
    let Some(host) = host() else { return };
    let notes: Vec<String> = (1..=25).map(|number| format!("content/note-{number}.md")).collect();
    let project = notes.iter().fold(staff(&["2018-01"]), |project, note| project.file(note, "A note.\n"));
    fs::create_dir_all(host.folder()).expect("a folder");
    fs::write(host.folder().join("theirs.txt"), "theirs").expect("a file");
    let said = host.publish(&project, &[]).refused();
    assert!(said.starts_with("error[K1057]: what is published there"), "{said}");
    host.published(&project, &["--force"]);
    assert!(host.folder().is_symlink() && whole(&host.folder()).contains_key("theirs.txt"));
    let before = whole(&host.folder());
    notes.iter().for_each(|note| project.remove(note));
    let said = host.publish(&project, &[]).refused();
    assert!(said.starts_with("error[K1054]: "), "{said}");
    let ledger = project.read("ledger.jsonl");
    project.remove("ledger.jsonl");
    let said = host.publish(&project, &["--max-delete", "100"]).refused();
    assert!(said.starts_with("error[K1070]: it was published with line 2 of a ledger, and the site has no"), "{said}");
    project.write("ledger.jsonl", ledger);
    assert_eq!(whole(&host.folder()), before);
}

#[test]
fn on_a_server_too_a_version_that_somebody_changed_is_not_put_back() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01"]);
    fs::create_dir(host.folder().parent().expect("a folder above")).expect("a folder");
    host.published(&project, &[]);
    let version = fs::canonicalize(host.folder()).expect("a version");
    let bytes = fs::read(version.join("index.html")).expect("a page");
    project.write("kalends.yaml", "title: Other");
    host.published(&project, &[]);
    let before = whole(&host.folder());
    let log = || fs::read(host.folder().with_file_name(".kalends-versions.www").join("log.jsonl")).expect("a log");
    let logged = log();

    let id = version.file_name().expect("a name").to_string_lossy().into_owned();
    let place = format!("127.0.0.1:{}", version.display());
    for (name, change) in [("index.html", Some("<title>Forged</title>")), ("manifest.json", None), ("index.html", None)]
    {
        let kept = fs::read(version.join(name)).expect("the file");
        fs::remove_file(version.join(name)).expect("the file goes");
        if let Some(forged) = change {
            fs::write(version.join(name), forged).expect("a forged page");
        }
        let ran = host.publish(&project, &["--rollback"]);
        let expected = format!(
            "\
error[K1056]: this file of version {} is not what was published
--> {place}/{name}
 |
help: take another version, or publish an earlier state of the site; the published folder is as it was

1 error; nothing was published
",
            &id[..8],
        );
        assert_eq!(ran.refused(), expected);
        assert_eq!((whole(&host.folder()), log()), (before.clone(), logged.clone()));
        let _ = fs::remove_file(version.join(name));
        fs::write(version.join(name), kept).expect("it is as it was");
        assert!(promises_left(&project).is_empty());
    }
    host.published(&project, &["--rollback"]);
    assert_eq!(whole(&host.folder())["index.html"], bytes);
}

fn promises_left(project: &Project) -> Vec<String> {
    project.files("").into_keys().filter(|name| name.starts_with(".kalends-")).collect()
}

#[test]
fn on_a_server_files_of_others_stay_whatever_version_is_shown() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01"]);
    fs::create_dir(host.folder().parent().expect("a folder above")).expect("a folder");
    let theirs = |name: &str| host.folder().join(name);
    host.published(&project, &[]);
    fs::write(theirs("early.txt"), "early").expect("a file of others");
    project.write("kalends.yaml", "title: Other");
    host.published(&project, &[]);
    fs::remove_file(theirs("early.txt")).expect("they remove it");
    fs::create_dir(theirs("their own")).expect("a folder of others");
    fs::write(theirs("their own/it's late.txt"), "late").expect("a file of others");
    std::os::unix::fs::symlink("nowhere", theirs("link")).expect("a link of others");
    let shown = || {
        let at = |name: &str| theirs(name).symlink_metadata().is_ok();
        (at("early.txt"), at("their own/it's late.txt"), at("link"))
    };
    host.published(&project, &["--rollback"]);
    assert_eq!(shown(), (false, true, true), "a version that is put back");
    host.published(&project, &[]);
    assert_eq!(shown(), (false, true, true), "a version that was there already");

    fs::create_dir(theirs("2018-02")).expect("a folder of others");
    fs::write(theirs("2018-02/index.html"), "theirs").expect("a file of others in the way");
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations: { staff: 7 }\n");
    let ran = host.publish(&project, &[]);
    assert_eq!(ran.code, Some(1));
    let message = "error[K0604]: a page would replace `2018-02/index.html`, which kalends did not write\n";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    assert_eq!(fs::read(theirs("2018-02/index.html")).expect("theirs"), b"theirs");
    host.published(&project, &["--force"]);
    assert_eq!(shown(), (false, true, true));
    fs::write(theirs("line\nbreak"), "theirs").expect("a file of others");
    project.write("kalends.yaml", "title: Third");
    let before = whole(&host.folder());
    let ran = host.publish(&project, &[]);
    assert_eq!(ran.code, Some(1));
    let reason = "line: a file that kalends did not write is gone, or its name cannot be read\n";
    assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    assert_eq!(whole(&host.folder()), before);
}

#[test]
fn what_was_damaged_on_a_server_is_sent_anew_on_request() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01"]);
    fs::create_dir(host.folder().parent().expect("a folder above")).expect("a folder");
    host.published(&project, &[]);
    let before = whole(&host.folder());
    fs::write(host.folder().join("index.html"), "damaged").expect("a damaged page");
    host.published(&project, &["--all"]);
    assert_eq!(whole(&host.folder()), before);
    assert_eq!(host.kept().len(), 1, "{:?}", host.kept());
    assert!(host.kept()[0].len() == 32, "{:?}", host.kept());
    let beside = fs::read_dir(host.folder().parent().expect("a folder")).expect("a folder").count();
    assert_eq!(beside, 2, "something was left beside it");
}

#[test]
fn a_folder_that_was_copied_to_a_server_becomes_a_version() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01"]);
    project.build();
    let above = host.folder().parent().expect("a folder above").to_path_buf();
    fs::create_dir(&above).expect("a folder");
    assert!(
        Command::new("cp").arg("-a").arg(project.path("output")).arg(host.folder()).status().expect("cp").success()
    );
    project.write("kalends.yaml", "title: Other");
    host.published(&project, &[]);
    assert!(host.folder().is_symlink());
    host.published(&project, &["--rollback"]);
    assert_eq!(whole(&host.folder()), project.files("output"));
}

#[test]
fn a_run_that_is_killed_leaves_a_server_with_one_whole_version() {
    let Some(host) = host() else { return };
    fs::create_dir(host.folder().parent().expect("a folder above")).expect("a folder");
    let project = staff(&["2018-01", "2018-02", "2018-03"]);
    host.published(&project, &[]);
    project.write("kalends.yaml", "title: Timed");
    let begun = Instant::now();
    host.published(&project, &["--keep", "2"]);
    let lasts = u64::try_from(begun.elapsed().as_micros()).expect("a short run");
    let mut dice = Dice(0x2018_0217);
    let mut seen: Vec<u64> = Vec::new();
    for kill in 0..kills(8) {
        project.write("kalends.yaml", format!("title: Version {kill}"));
        project.write(
            "content/_report.md",
            format!("---\nedition: Version {kill}.\nkeep_edition: false\n---\nThere are {{{{ staff }}}} in version {kill}.\n"),
        );
        let arguments: &[&str] = if kill % 4 == 3 { &["--rollback"] } else { &["--keep", "2"] };
        let mut command = host.command(&project, arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_micros(dice.below(lasts * 5 / 4)));
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
        // What the server was told to do it may still do.
        std::thread::sleep(Duration::from_millis(400));
        let page = String::from_utf8_lossy(&whole(&host.folder())["2018-01/index.html"]).into_owned();
        if kill % 4 != 3 && page.contains(&format!("in version {kill}.")) {
            seen.push(kill);
        }
    }
    project.write("kalends.yaml", "title: At last");
    project.write(
        "content/_report.md",
        "---\nedition: The last.\nkeep_edition: false\n---\nThere are at last {{ staff }}.\n",
    );
    host.published(&project, &["--keep", "2"]);
    assert_eq!(pages(&host.folder()), built(&project));
    assert_eq!(host.kept().iter().filter(|name| name.len() == 32).count(), 3, "{:?}", host.kept());
    assert_eq!(fs::read_dir(host.folder().parent().expect("a folder")).expect("a folder").count(), 2);
    let ledger = fs::read_to_string(project.path("ledger.jsonl")).expect("a ledger");
    let of_first = ledger.lines().filter(|line| line.contains("\"report\":\"2018-01\"")).count();
    let log = fs::read_to_string(host.folder().with_file_name(".kalends-versions.www").join("log.jsonl"));
    let shown = published_by(&log.expect("a log"));
    // The first one, the one that was timed, and the last were not killed.
    assert!(shown >= seen.len() + 3, "versions {seen:?} were seen, and the log knows {shown}");
    assert_eq!(of_first, shown, "versions {seen:?} were seen");
    assert!(promises_left(&project).is_empty());
    println!("{} of {} kills came too late to stop the version", seen.len(), kills(8));
}

/// How often the log says that a version was published, those that were put back not counted.
fn published_by(log: &str) -> usize {
    let mut begun = BTreeMap::new();
    let mut shown = 0;
    for line in log.lines().filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let version = line["version"].to_string();
        match line["act"].as_str() {
            Some("begin") => _ = begun.insert(version, line["rollback"] == true),
            Some("done") => shown += usize::from(begun.remove(&version) == Some(false)),
            _ => _ = begun.remove(&version),
        }
    }
    shown
}

#[test]
fn a_connection_that_breaks_while_a_script_is_sent_runs_nothing_of_it() {
    let project = staff(&["2018-01"]);
    // The server is this machine, and hears all but the last bytes of what it is told to do.
    project.write(
        "server",
        r#"while [ "$1" = -T ] || [ "$1" = -- ]; do shift; done
shift
[ "$1" = 'sh -s' ] || exec sh -c "$*"
script=$(cat)
case $script in *'mv -fT'*) n=$(cat cut); script=$(printf '%s' "$script" | head -c -"$n") ;; esac
printf '%s' "$script" | sh -s
"#,
    );
    fs::create_dir(project.path("served")).expect("a folder");
    let destination = format!("host:{}", project.path("served/www").display());
    let publish = || project.run(["publish", &destination, "--ssh", "sh server"]);
    project.write("cut", "0");
    let ran = publish();
    if ran.stderr.contains("`rsync` is not installed") {
        skipped("`rsync` is not installed");
        return;
    }
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    project.write("kalends.yaml", "title: Other");
    let before = || {
        (
            whole(&project.path("served/www")),
            fs::read(project.path("served/.kalends-versions.www/log.jsonl")).expect("a log"),
        )
    };
    let found = before();
    for cut in (1..200).step_by(9) {
        project.write("cut", cut.to_string());
        publish();
        assert_eq!(before(), found, "{cut}");
    }
    project.write("cut", "0");
    assert_eq!(publish().code, Some(0));
    assert_ne!(before().0, found.0);
}

#[test]
fn what_a_server_refuses_is_said_in_its_words() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01"]);
    fs::write(host.folder().parent().expect("a folder above"), "a file").expect("a file in the way");
    let ran = host.publish(&project, &[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.starts_with("error[K1060]: publishing is broken off at `127.0.0.1`: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("Not a directory"), "{}", ran.stderr);
    let stranger = host.ssh.replace("/user", "/host");
    let ran = ran_with(&host, &project, &stranger);
    assert!(ran.stderr.contains("Permission denied (publickey"), "{}", ran.stderr);
}

#[test]
fn what_a_server_shows_is_proven() {
    let Some(host) = host() else { return };
    let project = staff(&["2018-01", "2018-02"]).file("content/bilag/Ærø 1.txt", "attached");
    fs::create_dir(host.folder().parent().expect("a folder above")).expect("a folder");
    host.published(&project, &[]);
    let verify = || {
        let destination = format!("ssh://127.0.0.1:{}{}", host.server.port, host.folder().display());
        project.run(["verify", &destination, "--ssh", &host.ssh])
    };
    let ran = verify();
    assert!(ran.code == Some(0) && ran.stderr.starts_with("2 reports proven: "), "{}", ran.stderr);

    let page = host.folder().join("2018-02/index.html");
    let text = fs::read_to_string(&page).expect("the page");
    fs::remove_file(&page).expect("its link to the version before");
    fs::write(&page, text.replacen("<data value=\"21\">21", "<data value=\"21\">12", 1)).expect("an edit");
    fs::write(host.folder().join("theirs.txt"), "theirs").expect("a file of others");
    let ran = verify();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("`12` is published, and the site says `21`"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> theirs.txt\n"), "{}", ran.stderr);

    fs::remove_dir_all(host.folder().parent().expect("a folder above")).expect("all is gone");
    let ran = verify();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error[K1039]: what is published cannot be read: `127.0.0.1`: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("No such file or directory"), "{}", ran.stderr);
}

fn ran_with(host: &Host, project: &Project, ssh: &str) -> Ran {
    let destination = format!("ssh://127.0.0.1:{}/srv/www", host.server.port);
    ran(project.command(["publish", &destination, "--ssh", ssh]))
}

// --- object stores and WebDAV ---

#[cfg(feature = "publish")]
mod stores {
    use std::io::{Read, Write};

    use super::*;

    const SECRET: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// To the mocked store, whoever names a key is let in.
    const S3_READER: &str = "Authorization: AWS4-HMAC-SHA256 Credential=anna/20180217/eu-north-1/s3/aws4_request, \
                             SignedHeaders=host, Signature=0\r\n";

    /// A store that is served, and the way to it.
    struct Store {
        server: Server,
        destination: String,
        variables: Vec<(&'static str, String)>,
        /// What stands before the name of a file in the address that it is read from.
        prefix: &'static str,
        /// A line of every request that reads.
        header: &'static str,
    }

    fn s3() -> Option<Store> {
        let server = serve("moto_server", &[], |moto, _, port| {
            moto.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        })?;
        let url = format!("http://127.0.0.1:{}", server.port);
        let (status, _) = ask(server.port, "PUT", "/reports", "");
        assert_eq!(status, 200, "the bucket is not made");
        let variables = vec![
            ("AWS_ENDPOINT_URL", url),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "eu-north-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "anna".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ];
        Some(Store {
            server,
            destination: "s3://reports/monthly".to_owned(),
            variables,
            prefix: "/reports/monthly/",
            header: S3_READER,
        })
    }

    /// Makes a container that everyone may read: a request signed with the account's key.
    const CONTAINER: &str = r"
const crypto = require('crypto'), [port, key] = process.argv.slice(1), account = 'devstoreaccount1';
const date = new Date().toUTCString(), version = '2021-08-06', path = `/${account}/reports`;
const headers = `x-ms-blob-public-access:blob\nx-ms-date:${date}\nx-ms-version:${version}\n`;
const text = 'PUT' + '\n'.repeat(12) + headers + `/${account}${path}\nrestype:container`;
const sign = crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
fetch(`http://127.0.0.1:${port}${path}?restype=container`, { method: 'PUT', headers: { 'x-ms-date': date,
  'x-ms-version': version, 'x-ms-blob-public-access': 'blob', Authorization: `SharedKey ${account}:${sign}` } })
  .then(async answer => { if (!answer.ok) { console.error(await answer.text()); process.exit(1); } });
";

    fn azure() -> Option<Store> {
        let server = serve("azurite-blob", &[], |azurite, folder, port| {
            azurite
                .args(["--blobPort", &port.to_string(), "--silent", "--skipApiVersionCheck", "--location"])
                .arg(folder);
        })?;
        let made =
            Command::new("node").args(["-e", CONTAINER, &server.port.to_string(), SECRET]).output().expect("node");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let variables = vec![
            ("AZURE_STORAGE_ACCOUNT_NAME", "devstoreaccount1".to_owned()),
            ("AZURE_STORAGE_ACCOUNT_KEY", SECRET.to_owned()),
            ("AZURE_STORAGE_ENDPOINT", format!("http://127.0.0.1:{}/devstoreaccount1", server.port)),
            ("AZURE_ALLOW_HTTP", "true".to_owned()),
        ];
        let destination = "az://reports/monthly".to_owned();
        Some(Store { server, destination, variables, prefix: "/devstoreaccount1/reports/monthly/", header: "" })
    }

    fn webdav() -> Option<Store> {
        let server = serve("wsgidav", &[], |wsgidav, folder, port| {
            fs::create_dir(folder.join("files")).expect("a folder");
            let config = format!(
                "\
host: 127.0.0.1
port: {port}
provider_mapping:
  '/': {}/files
http_authenticator:
  accept_basic: true
  accept_digest: false
  default_to_digest: false
simple_dc:
  user_mapping:
    '*': {{ anna: {{ password: '{SECRET}' }} }}
",
                folder.display()
            );
            fs::write(folder.join("config.yaml"), config).expect("its configuration");
            wsgidav.arg("--config").arg(folder.join("config.yaml"));
        })?;
        let destination = format!("http://127.0.0.1:{}/monthly", server.port);
        let variables =
            vec![("KALENDS_WEBDAV_USER", "anna".to_owned()), ("KALENDS_WEBDAV_PASSWORD", SECRET.to_owned())];
        // anna and the secret in Base64.
        let header = "Authorization: Basic \
                      YW5uYTpFYnk4dmRNMDJ4Tk9jcUZscVV3SlBMbG1FdGxDRFhKMU9VekZUNTB1U1JaNklGc3VGcTJVVkVyQ3o0STZ0cS9LMVNaRlBUT3RyL0tCSEJla3NvR01Hdz09\r\n";
        Some(Store { server, destination, variables, prefix: "/monthly/", header })
    }

    /// The status and body of a request.
    fn ask(port: u16, method: &str, path: &str, header: &str) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server answers");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: \
             0\r\n{header}\r\n"
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("the end of the head");
        let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let body = answer[end + 4..].to_vec();
        (status, if head.contains("transfer-encoding: chunked") { unchunked(&body) } else { body })
    }

    fn unchunked(mut body: &[u8]) -> Vec<u8> {
        let mut whole = Vec::new();
        while let Some(end) = body.windows(2).position(|bytes| bytes == b"\r\n") {
            let size = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16).expect("a size");
            whole.extend_from_slice(&body[end + 2..end + 2 + size]);
            body = &body[end + 4 + size..];
        }
        whole
    }

    impl Store {
        fn publish(&self, project: &Project, arguments: &[&str]) -> Ran {
            ran(self.command(project, arguments))
        }

        fn command(&self, project: &Project, arguments: &[&str]) -> Command {
            let mut command = project.command(["publish", &self.destination]);
            command.args(arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
            command
        }

        #[track_caller]
        fn published(&self, project: &Project, arguments: &[&str]) -> Ran {
            self.publish(project, arguments).fine()
        }

        fn verify(&self, project: &Project) -> Ran {
            let mut command = project.command(["verify", &self.destination]);
            command.envs(self.variables.iter().map(|(name, value)| (name, value)));
            ran(command)
        }

        fn read(&self, name: &str) -> Option<Vec<u8>> {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
            let encoded: String = name
                .bytes()
                .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
                .collect();
            match ask(self.server.port, "GET", &format!("{}{encoded}", self.prefix), self.header) {
                (200, body) => Some(body),
                (404, _) => None,
                (status, body) => panic!("{name}: {status} {}", String::from_utf8_lossy(&body)),
            }
        }

        /// Holds every file that a build makes against what the store gives to a reader.
        #[track_caller]
        fn shows(&self, project: &Project) {
            for (name, bytes) in &built(project) {
                assert!(self.read(name).as_ref() == Some(bytes), "{name} is another one");
            }
            assert_eq!(self.read("manifest.part.json"), None);
        }
    }

    /// What holds for every store.
    fn behaves(store: &Store) {
        let settings = |title: &str| format!("title: {title}\npublish_files: [bilag/**]\n");
        let project = staff(&["2018-01", "2018-02"])
            .settings(&settings("Test"))
            .file("content/bilag/Ærø 1.txt", "attached")
            .file("content/extra.md", "Extra.\n");
        let trial = store.published(&project, &["--dry-run"]);
        assert!(trial.stdout.contains("write  index.html\n"), "{}", trial.stdout);
        assert_eq!(store.read("index.html"), None, "a trial wrote something");
        store.published(&project, &[]);
        store.shows(&project);
        let again = store.published(&project, &[]);
        assert!(again.stderr.contains(" is up to date: "), "{}", again.stderr);

        // Only what differs is sent, and what is gone is removed.
        project.remove("content/extra.md");
        project.write("content/notes.md", "Notes.\n");
        let changed = store.published(&project, &["--max-delete", "5"]);
        assert!(changed.stderr.contains("unchanged, ") && changed.stderr.contains(" removed"), "{}", changed.stderr);
        store.shows(&project);
        assert_eq!(store.read("extra/index.html"), None);

        // Broken off, the next run goes on.
        let begun = Instant::now();
        store.published(&project, &["--all"]);
        let lasts = begun.elapsed();
        for kill in 1..=4 {
            project.write("kalends.yaml", settings(&format!("Version {kill}")));
            let mut child =
                store.command(&project, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
            std::thread::sleep(lasts * kill / 5);
            child.kill().expect("it is killed");
            child.wait().expect("it has ended");
        }
        store.published(&project, &[]);
        store.shows(&project);

        let proven = store.verify(&project);
        assert_eq!(proven.code, Some(0), "{}", proven.stderr);
        assert!(
            proven.stderr.starts_with("2 reports proven: ") && proven.stderr.lines().count() == 1,
            "{}",
            proven.stderr
        );
        project.write("kalends.yaml", settings("Another"));
        let older = store.verify(&project);
        assert_eq!(older.code, Some(1), "{}", older.stderr);
        assert!(older.stderr.starts_with("error[K1034]: ") && !older.stderr.contains("K1032"), "{}", older.stderr);
        assert!(older.stderr.contains("changed in the site since: `kalends.yaml`"), "{}", older.stderr);

        // A wrong key, or none that may write: one message, without the secret.
        let mut wrong = store.command(&project, &["--all"]);
        let key = "wr0ngwr0ngwr0ng=";
        for name in ["AZURE_STORAGE_ACCOUNT_KEY", "KALENDS_WEBDAV_PASSWORD"] {
            wrong.env(name, key);
        }
        if !store.destination.starts_with("s3:") {
            let ran = ran(wrong);
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            assert!(ran.stderr.starts_with("error[K1060]: publishing is broken off"), "{}", ran.stderr);
            assert!(!ran.stderr.contains(key) && ran.stderr.lines().count() == 6, "{}", ran.stderr);
        }
        for name in ["AWS_ENDPOINT_URL", "AZURE_STORAGE_ENDPOINT"] {
            wrong_port(store, &project, name);
        }
    }

    /// Nobody listens there.
    fn wrong_port(store: &Store, project: &Project, name: &str) {
        if store.variables.iter().any(|(variable, _)| *variable == name) {
            let mut command = store.command(project, &[]);
            let ran = ran({
                command.env(name, "http://127.0.0.1:9/devstoreaccount1");
                command
            });
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            assert!(
                ran.stderr.starts_with("error[K1060]: publishing is broken off at `manifest.json`: "),
                "{}",
                ran.stderr
            );
            assert!(!ran.stderr.contains(SECRET), "{}", ran.stderr);
        }
    }

    #[test]
    fn an_s3_store_shows_what_was_built() {
        if let Some(store) = s3() {
            behaves(&store);
        }
    }

    #[test]
    fn an_azure_container_shows_what_was_built() {
        if let Some(store) = azure() {
            behaves(&store);
        }
    }

    #[test]
    fn a_webdav_server_shows_what_was_built() {
        if let Some(store) = webdav() {
            behaves(&store);
        }
    }

    #[test]
    fn what_was_edited_on_a_webdav_server_is_named() {
        let Some(store) = webdav() else { return };
        let project = staff(&["2018-01", "2018-02"]);
        store.published(&project, &[]);
        let folder = store.server.folder.path().join("files/monthly");
        let page = folder.join("2018-02/index.html");
        let text = fs::read_to_string(&page).expect("the page");
        fs::write(&page, text.replacen("<data value=\"21\">21", "<data value=\"21\">12", 1)).expect("an edit");
        fs::create_dir(folder.join("æ ø")).expect("a folder");
        fs::write(folder.join("æ ø/å#1.txt"), "theirs").expect("a file of others");
        fs::write(folder.join("manifest.part.json"), "{").expect("what a broken-off run leaves");
        let ran = store.verify(&project);
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let first = |code: &str| {
            let start = ran.stderr.find(code).unwrap_or_else(|| panic!("no {code} in {}", ran.stderr));
            ran.stderr[start..].lines().take(2).collect::<Vec<_>>().join("\n")
        };
        assert!(first("K1035").contains("`12` is published, and the site says `21`"), "{}", ran.stderr);
        assert!(first("K1032").ends_with("--> æ ø/å#1.txt"), "{}", ran.stderr);
        assert!(first("K1041").ends_with("--> manifest.part.json"), "{}", ran.stderr);
        assert!(ran.stderr.contains("\n3 errors; "), "{}", ran.stderr);
    }

    /// Gives the files of a folder to readers, and nothing else: no list of them.
    fn web(project: &Project) -> Option<Server> {
        serve("python3", &[], |python, folder, port| {
            project.run(["publish".as_ref(), folder.join("www").as_os_str()]);
            python.args(["-m", "http.server", "--bind", "127.0.0.1", &port.to_string(), "--directory"]).arg(folder);
        })
    }

    #[test]
    fn what_readers_get_from_a_web_server_is_proven() {
        let project = staff(&["2018-01", "2018-02"]).file("content/bilag/Ærø 1.txt", "attached");
        let Some(server) = web(&project) else { return };
        let verify = |path: &str| project.run(["verify", &format!("http://127.0.0.1:{}{path}", server.port)]);
        let ran = verify("/www/");
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(
            ran.stderr.starts_with("2 reports proven: ")
                && ran
                    .stderr
                    .ends_with("\nfiles of others were not looked for: the server does not tell what it has\n"),
            "{}",
            ran.stderr
        );

        let www = server.folder.path().join("www");
        let page = www.join("2018-02/index.html");
        let text = fs::read_to_string(&page).expect("the page");
        fs::remove_file(&page).expect("its link to the version before");
        fs::write(&page, text.replacen("<data value=\"21\">21", "<data value=\"21\">12", 1)).expect("an edit");
        fs::remove_file(www.join("2018-01/figures.csv")).expect("a file is gone");
        let ran = verify("/www");
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        assert!(ran.stderr.contains("`12` is published, and the site says `21`"), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("error[K1031]: ") && ran.stderr.contains("--> 2018-01/figures.csv"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("\n2 errors; "), "{}", ran.stderr);

        // A page that an earlier version had, and that is left behind.
        let manifest = fs::read_to_string(www.join("manifest.json")).expect("the manifest");
        let more =
            manifest.replacen("\"outputs\": {", "\"outputs\": {\n\"old.html\": { \"bytes\": 3, \"hash\": \"\" },", 1);
        fs::remove_file(www.join("manifest.json")).expect("its link to the version before");
        fs::write(www.join("manifest.json"), more).expect("the manifest");
        fs::write(www.join("old.html"), "old").expect("a page");
        let ran = verify("/www");
        assert!(ran.stderr.contains("error[K1032]: ") && ran.stderr.contains("--> old.html"), "{}", ran.stderr);

        let ran = verify("/elsewhere");
        assert!(ran.code == Some(1) && ran.stderr.starts_with("error[K1038]: "), "{}", ran.stderr);
        drop(server);
    }

    #[test]
    fn a_server_that_is_not_there_proves_nothing() {
        let ran = staff(&["2018-01"]).run(["verify", "http://127.0.0.1:9/www"]);
        assert_eq!(
            ran.stderr,
            "\
error[K1039]: what is published cannot be read: `manifest.json`: Connection refused (os error 111)
--> http://127.0.0.1:9/www
 |
help: put right what it says and run the same command again; nothing is known of what is published until then

1 error; what is published is not proven
"
        );
    }

    /// Answers every request with what `answer` has for its path, until the test ends.
    fn answering(mut answer: impl FnMut(&str) -> Option<Vec<u8>> + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                    head.push(byte[0]);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let (status, body) = match head.split(' ').nth(1) {
                    Some(path) if head.starts_with("GET ") => {
                        answer(path).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body))
                    }
                    _ => ("405 Method Not Allowed", Vec::new()),
                };
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        port
    }

    #[test]
    fn what_is_published_anew_while_it_is_read_is_not_called_wrong() {
        let project = staff(&["2018-01"]);
        project.build();
        let before = project.files("output");
        project.write("kalends.yaml", "title: Another");
        project.build();
        let after = project.files("output");
        let mut asked = 0;
        let port = answering(move |path| {
            asked += 1;
            // The first answer is the manifest of the version before.
            let files = if asked == 1 { &before } else { &after };
            files.get(path.trim_start_matches('/')).cloned()
        });
        let ran = project.run(["verify", &format!("http://127.0.0.1:{port}/")]);
        assert_eq!(
            ran.stderr,
            format!(
                "\
error[K1040]: another version was published here while this one was read
--> http://127.0.0.1:{port}/
 |
help: run the same command again

1 error; what is published is not proven
"
            )
        );
    }

    #[test]
    fn a_password_is_not_sent_unencrypted_to_another_machine() {
        let project = staff(&["2018-01"]);
        let mut command = project.command(["publish", "http://dav.example.org/reports"]);
        command.env("KALENDS_WEBDAV_USER", "anna").env("KALENDS_WEBDAV_PASSWORD", SECRET);
        let ran = ran(command);
        assert_eq!(
            ran.stderr,
            "\
error[K1060]: publishing is broken off: the password would be sent for all to read; use https://
--> http://dav.example.org/reports
 |
help: put right what it says and run the same command again; it goes on where it stopped

1 error
"
        );
    }

    #[test]
    fn a_bucket_of_others_is_left_alone() {
        let Some(store) = s3() else { return };
        ask(store.server.port, "PUT", "/reports/monthly/index.html", S3_READER);
        let ran = store.publish(&staff(&["2018-01"]), &[]);
        assert!(
            ran.code == Some(1) && ran.stderr.starts_with("error[K1057]: what is published there"),
            "{}",
            ran.stderr
        );
        assert_eq!(store.read("index.html").as_deref(), Some(b"".as_slice()));
    }
}
