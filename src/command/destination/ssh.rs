//! A set of files onto a server that is reached by ssh, with the installed `ssh` and `rsync`.
//!
//! `host:/srv/www` becomes a link on the server that leads into `/srv/.kalends-versions.www`, where each version is a
//! folder of its own. A version is sent under another name (`….part`), so nobody reads it; rsync compares with what is
//! published and links what is the same, and a broken-off run goes on where it was. When it is whole and on the disk,
//! one rename over the link makes it the published one: a reader gets all of the old version or all of the new. Only
//! where a plain folder of kalends stood before is there a first time with two renames.
//!
//! Ahead of that the server holds what arrived against `SHA256SUMS`, with a tool of its own. A version that is put back
//! is fetched first and held against its hashes here: a page that somebody edited there must not come back unnoticed,
//! nor with sums that were edited too.
//!
//! The server needs a POSIX shell, `rsync`, and a `mv` that knows `-T` (GNU, busybox). What stands between the quotes
//! in the scripts comes from the destination and from manifests, and is quoted by [`quoted`]. No secret passes through
//! here: ssh has its own agent, keys and configuration.

#![expect(clippy::disallowed_methods, reason = "publishing runs the user's own ssh and rsync")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{NoDestination, Refusal};
use crate::output::{LogEntry, MANIFEST, Manifest, Record, SUMS, Version, hash};

/// How often rsync is started again where the network broke.
const ATTEMPTS: usize = 3;
/// What rsync says when the network broke: socket, stream, timeout, and ssh's own code.
const BROKEN: [i32; 6] = [5, 10, 12, 30, 35, 255];
/// Lets one run at a time past in the folder of versions, where the server has a program for it.
const LOCK: &str = "if command -v flock >/dev/null; then exec 9<.; flock 9 || :; fi\n";
/// Divides the parts of what the server answers. No manifest and no log has such a line.
const RULE: &str = "--kalends--";

/// A folder on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// `host` or `user@host`.
    host: String,
    port: Option<u16>,
    /// The folder above; `.` is the user's own.
    parent: String,
    name: String,
}

/// What is on the server.
#[derive(Debug, Clone)]
pub struct There {
    /// The published version, and the bytes of its manifest.
    pub current: Option<(String, Vec<u8>)>,
    /// Something is there that kalends did not make.
    pub foreign: bool,
    /// A plain folder, which has to become a link.
    is_folder: bool,
    /// Files in the published folder that its manifest does not list.
    pub others: Vec<String>,
    record: Record,
}

impl Remote {
    /// `folder` is taken from the user's own when it is not absolute.
    pub fn new(host: &str, port: Option<u16>, folder: &str) -> Result<Remote, NoDestination> {
        let form = || NoDestination::Form("user@host:/folder");
        let folder = folder.strip_prefix("~/").unwrap_or(folder).trim_end_matches('/');
        let (parent, name) = match folder.rsplit_once('/') {
            Some(("", name)) => ("/", name),
            Some((parent, name)) => (parent, name),
            None => (".", folder),
        };
        let odd = |text: &str| text.is_empty() || text.chars().any(char::is_control);
        // A name that begins with `-` would be an option of ssh.
        let wrong_host = odd(host) || host.starts_with('-') || host.contains(char::is_whitespace);
        if wrong_host || odd(parent) || odd(name) || [".", "..", "~"].contains(&name) || parent.starts_with('-') {
            return Err(form());
        }
        Ok(Remote { host: host.to_owned(), port, parent: parent.to_owned(), name: name.to_owned() })
    }

    /// Asks the server what is published, and changes nothing. Where a run that was killed left the server at work, it
    /// waits. `ssh` is the program with its arguments.
    pub fn look(&self, ssh: &[String]) -> Result<There, Refusal> {
        let script = format!(
            "{}if cd \"$v\" 2>/dev/null; then\n{LOCK}fi\nrule() {{ echo {RULE}; }}\n\
             if [ -L \"$d\" ]; then echo link; elif [ -d \"$d\" ]; then echo folder; \
             elif [ -e \"$d\" ]; then echo other; else echo nothing; fi\n\
             rule\n[ -f \"$d/{MANIFEST}\" ] && cat \"$d/{MANIFEST}\" && echo\n\
             rule\n[ -d \"$d\" ] && (cd \"$d\" && find . ! -type d)\n\
             rule\n[ -d \"$v\" ] && ls \"$v\"\nrule\n[ -f \"$v/log.jsonl\" ] && cat \"$v/log.jsonl\"\nexit 0\n",
            self.head()
        );
        let answer = self.run(ssh, &script)?;
        let rule = format!("{RULE}\n");
        let parts: Vec<&str> = answer.split(rule.as_str()).collect();
        let &[kind, manifest, files, versions, log] = parts.as_slice() else {
            let reason = format!("it answers `{}` in place of what it was asked", answer.lines().next().unwrap_or(""));
            return Err(Refusal { name: self.host.clone(), reason });
        };
        let (kind, manifest) = (kind.trim_end(), manifest.strip_suffix('\n').unwrap_or(manifest));
        let found = Manifest::parse(manifest.as_bytes());
        let others = files.lines().filter_map(|file| file.strip_prefix("./"));
        let is_other =
            |file: &&str| *file != MANIFEST && found.as_ref().is_none_or(|found| !found.outputs.contains_key(*file));
        let others: Vec<String> = others.filter(is_other).map(str::to_owned).collect();
        let current = found.is_some().then(|| (hash(manifest.as_bytes()), manifest.as_bytes().to_vec()));
        let foreign = kind == "other" || (current.is_none() && !others.is_empty());
        let versions: BTreeSet<String> = versions.lines().map(str::to_owned).collect();
        let published = current.as_ref().map(|(version, _)| version.clone());
        let record = Record::new(log, versions, published);
        Ok(There { current, foreign, is_folder: kind == "folder", others, record })
    }

    /// Sends the files of `folder`, whose manifest has the bytes of `version`. Readers notice nothing of it. Uploads
    /// that were given up a week ago are removed.
    pub fn send(
        &self,
        ssh: &[String],
        rsync: &str,
        there: &There,
        folder: &Path,
        version: &str,
    ) -> Result<(), Refusal> {
        let old = "find \"$v\" -maxdepth 1 -name '*.part' -type d -mtime +7 -exec rm -rf {} + 2>/dev/null || :";
        let published = "if [ -d \"$d\" ]; then (cd \"$d\" && pwd -P); fi";
        let published = self.run(ssh, &format!("{}mkdir -p \"$v\"\n{old}\n{published}\n", self.head()))?;
        // Sizes and times say nothing of a page that was built anew, so its bytes are compared.
        let mut options = vec!["-rlp", "--checksum", "--delete", "--chmod=D755,F644"];
        // A whole path: the rsync of several stable systems discards what it compares by a path with `..` or a link.
        let link = format!("--link-dest={}/", published.strip_suffix('\n').unwrap_or(&published));
        if there.current.is_some() {
            options.push(&link);
        }
        let mut source = folder.as_os_str().to_owned();
        source.push("/");
        let target = format!("{}:{}/{}.part/", self.host, self.versions(), version);
        self.copy(ssh, rsync, &options, &source, target.as_ref())
    }

    /// Lets the server hold the version that was sent against its sums. `false` where it has no program for that.
    pub fn check_sums(&self, ssh: &[String], version: &str) -> Result<bool, Refusal> {
        let script = format!(
            "{}cd \"$v\"/{}.part\nLC_ALL=C\nexport LC_ALL\n\
             if command -v sha256sum >/dev/null; then sums=sha256sum\n\
             elif command -v shasum >/dev/null; then sums='shasum -a 256'\n\
             else echo unknown; exit 0; fi\n\
             if said=$($sums -c {SUMS} 2>&1); then echo same; exit 0; fi\n\
             echo \"what arrived is not what was sent: $(printf '%s\\n' \"$said\" | grep -v ': OK$' | head -n 1)\" >&2\n\
             exit 1\n",
            self.head(),
            quoted(version)
        );
        self.run(ssh, &script).map(|answer| answer.trim_end() == "same")
    }

    /// Copies a version into `folder`, with the files of others that lie in it.
    pub fn fetch_version(&self, ssh: &[String], rsync: &str, version: &str, folder: &Path) -> Result<(), Refusal> {
        let source = format!("{}:{}/{version}/", self.host, self.versions());
        self.copy(ssh, rsync, &["-rl"], source.as_ref(), folder.as_os_str())
    }

    /// Where a version lies, for people.
    pub fn place_of(&self, version: &str) -> String {
        format!("{}:{}/{version}", self.host, self.versions())
    }

    /// Copies what is published into `folder`: one whole version, also when another one is published meanwhile.
    pub fn fetch(&self, ssh: &[String], rsync: &str, folder: &Path) -> Result<(), Refusal> {
        let source = format!("{}:{}/", self.host, self.path());
        self.copy(ssh, rsync, &["-rl"], source.as_ref(), folder.as_os_str())
    }

    /// Runs rsync, again where the network broke.
    fn copy(
        &self,
        ssh: &[String],
        rsync: &str,
        options: &[&str],
        source: &OsStr,
        target: &OsStr,
    ) -> Result<(), Refusal> {
        let program: Vec<String> = self.program(ssh).iter().map(|part| rsync_word(part)).collect();
        let mut command = Command::new(rsync);
        command.args(options).arg("--protect-args").arg("-e").arg(program.join(" ")).arg("--");
        command.arg(source).arg(target).stdin(Stdio::null()).stdout(Stdio::null());
        for attempt in 1.. {
            let output = command.output().map_err(|error| not_started(rsync, &error))?;
            match output.status.code() {
                Some(0) => break,
                Some(code) if BROKEN.contains(&code) && attempt < ATTEMPTS => {}
                _ => return Err(Refusal { name: self.host.clone(), reason: complaint(&output.stderr) }),
            }
        }
        Ok(())
    }

    /// Makes the version that was sent the published one, with the files of others that lay there, and keeps `keep`
    /// versions before it.
    pub fn publish(
        &self,
        ssh: &[String],
        there: &There,
        version: &str,
        entry: &LogEntry,
        keep: usize,
    ) -> Result<(), Refusal> {
        let mut script = carry(&there.others, ".part");
        // A version that is there already is replaced, for a file of it may have been changed. Where it is the
        // published one, readers are led past it meanwhile.
        script.push_str(&format!(
            "if [ -d \"$new\" ] && [ \"$now\" = \"$new\" ]; then\n\
             rm -rf \"$new.again\"\nmv \"$new.part\" \"$new.again\"\n{}rm -rf \"$new\"\n\
             cp -pPR \"$new.again\" \"$new.part\"\nfi\n\
             if [ -d \"$new\" ]; then rm -rf \"$new\"; fi\nmv \"$new.part\" \"$new\"\n",
            lead("$new.again")
        ));
        self.swap(ssh, there, version, entry, &script, keep)
    }

    /// Makes an earlier version the published one, with the files of others that lie in the present one and not those,
    /// `gone`, that lay there at its time. That it is what it was is for the caller to prove.
    pub fn roll_back(
        &self,
        ssh: &[String],
        there: &There,
        version: &str,
        gone: &[String],
        entry: &LogEntry,
    ) -> Result<(), Refusal> {
        let mut script = String::new();
        for name in gone {
            script.push_str(&format!("rm -f \"$new\"/{}\n", quoted(name)));
        }
        script.push_str(&carry(&there.others, ""));
        self.swap(ssh, there, version, entry, &script, usize::MAX)
    }

    fn swap(
        &self,
        ssh: &[String],
        there: &There,
        version: &str,
        entry: &LogEntry,
        before: &str,
        keep: usize,
    ) -> Result<(), Refusal> {
        // What a run that was killed with its server left goes first.
        let mut script = format!(
            "{}cd \"$v\"\n{LOCK}rm -f .link.*\nnew={}\nnow=\n\
             if [ -d \"$d\" ]; then now=$(cd \"$d\" && pwd -P); now=${{now##*/}}; fi\n{before}",
            self.head(),
            quoted(version)
        );
        let repair = there.record.repair().map(|line| format!("{line}\n")).unwrap_or_default();
        script.push_str(&format!(
            "(sync -f \"$new\" || sync) 2>/dev/null\nprintf '\\n%s\\n' {} >> log.jsonl\n",
            quoted(&format!("{repair}{}", Record::begin(version, entry)))
        ));
        if there.is_folder {
            let old = there.current.as_ref().map_or("before", |(version, _)| version.as_str());
            script.push_str(&format!(
                "if [ ! -L \"$d\" ]; then rm -rf ./{old}; mv \"$d\" ./{old}; fi\n",
                old = quoted(old)
            ));
        }
        script.push_str(&format!(
            "{}printf '\\n%s\\n' {} >> log.jsonl\n(sync -f . || sync) 2>/dev/null\nrm -rf ./*.again\n",
            lead("$new"),
            quoted(&Record::done(version))
        ));
        for old in there.record.beyond(version, keep) {
            script.push_str(&format!("rm -rf ./{}\n", quoted(&old)));
        }
        self.run(ssh, &script).map(|_| ())
    }

    /// What every script begins with: where things are.
    fn head(&self) -> String {
        format!(
            "set -eu\np={}\nn={}\ncase $p in /*) ;; *) p=\"$PWD/$p\" ;; esac\n\
             d=\"$p/$n\"\nv=\"$p/.kalends-versions.$n\"\n",
            quoted(&self.parent),
            quoted(&self.name),
        )
    }

    fn path(&self) -> String {
        format!("{}/{}", self.parent.trim_end_matches('/'), self.name)
    }

    fn versions(&self) -> String {
        format!("{}/.kalends-versions.{}", self.parent.trim_end_matches('/'), self.name)
    }

    /// ssh with the port.
    fn program(&self, ssh: &[String]) -> Vec<String> {
        let port = self.port.iter().flat_map(|port| ["-p".to_owned(), port.to_string()]);
        ssh.iter().cloned().chain(port).collect()
    }

    /// Runs a script in the server's shell and returns what it printed. Where the connection breaks while it is sent,
    /// nothing of it is run: cut short, `rm -rf ./*.again` would be another command.
    fn run(&self, ssh: &[String], script: &str) -> Result<String, Refusal> {
        let program = self.program(ssh);
        let (first, rest) = program.split_first().map_or(("ssh", &[][..]), |(first, rest)| (first.as_str(), rest));
        let mut command = Command::new(first);
        command.args(rest).arg("-T").arg("--").arg(&self.host).arg("sh -s");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| not_started(first, &error))?;
        if let Some(mut input) = child.stdin.take() {
            // Where ssh has ended already, its own message says more.
            let _ = input.write_all(format!("main() {{\n{script}}}\nmain\n").as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| not_started(first, &error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(Refusal { name: self.host.clone(), reason: complaint(&output.stderr) })
        }
    }
}

impl std::fmt::Display for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let port = self.port.map(|port| format!(" (port {port})")).unwrap_or_default();
        write!(f, "{}:{}{port}", self.host, self.path())
    }
}

impl There {
    /// The versions on the server, the last published first.
    pub fn versions(&self) -> Vec<Version> {
        self.record.versions()
    }

    /// Whether the log says that readers were shown `version`, published at the moment `at`.
    pub fn was_published(&self, version: &str, at: &str) -> bool {
        self.record.was_published_at(version, at)
    }

    /// The whole name of the version that begins with `wanted`, or of the one before the published one.
    pub fn earlier(&self, wanted: Option<&str>) -> Result<(String, Option<LogEntry>), Vec<String>> {
        self.record.earlier(wanted)
    }
}

fn not_started(program: &str, error: &std::io::Error) -> Refusal {
    let reason = match error.kind() {
        ErrorKind::NotFound => format!("`{program}` is not installed"),
        _ => format!("`{program}` does not start: {error}"),
    };
    Refusal { name: String::new(), reason }
}

/// The first thing that a program complained of; the last lines of rsync only say where in its source it stopped.
fn complaint(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("Warning: "));
    let line = lines.next().unwrap_or("it says nothing");
    line.chars().filter(|sign| !sign.is_control()).take(200).collect()
}

/// Brings the files of others from what is published into the folder `$new` with `end` behind its name. What cannot be
/// found under its name stops it: it would be gone for readers.
fn carry(others: &[String], end: &str) -> String {
    let mut script = String::new();
    for name in others {
        let above = name.rsplit_once('/').map_or("", |(above, _)| above);
        script.push_str(&format!(
            "if [ ! -e \"$d\"/{file} ] && [ ! -L \"$d\"/{file} ]; then \
             echo {file}: a file that kalends did not write is gone, or its name cannot be read >&2; exit 1; fi\n\
             if [ ! -e \"$new{end}\"/{file} ] && [ ! -L \"$new{end}\"/{file} ]; then mkdir -p \"$new{end}\"/{above}; \
             cp -pPR \"$d\"/{file} \"$new{end}\"/{file}; fi\n",
            file = quoted(name),
            above = quoted(above)
        ));
    }
    script
}

/// Makes the published link lead to a version, in one step.
fn lead(version: &str) -> String {
    format!("ln -s \".kalends-versions.$n/{version}\" .link.$$\nmv -fT .link.$$ \"$d\"\n")
}

/// One word of a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// One word of rsync's option `-e`, which knows quotes but no backslash: a quote is written twice.
fn rsync_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)] // sh
    #[test]
    fn a_shell_reads_a_quoted_word_as_it_was() {
        for text in ["www", "a b", "it's", "$(touch x)", "`x`;&|", "-rf", "a\"b\\c", "æøå"] {
            let output =
                Command::new("sh").arg("-c").arg(format!("printf %s {}", quoted(text))).output().expect("a shell");
            assert_eq!(String::from_utf8_lossy(&output.stdout), text);
        }
    }

    #[test]
    fn a_folder_is_split_into_its_name_and_the_folder_above() {
        let check = |folder: &str, expected: &str, versions: &str| {
            let remote = Remote::new("host", None, folder).expect("a folder");
            assert_eq!((remote.path().as_str(), remote.versions().as_str()), (expected, versions), "{folder}");
        };
        check("www", "./www", "./.kalends-versions.www");
        check("~/www/", "./www", "./.kalends-versions.www");
        check("/www", "/www", "/.kalends-versions.www");
        check("/srv/a b/www", "/srv/a b/www", "/srv/a b/.kalends-versions.www");
    }

    #[test]
    fn of_a_complaint_the_first_line_is_told_without_control_characters() {
        assert_eq!(
            complaint(b"Warning: Permanently added\nrsync: mkdir \x1b[31mfailed\nrsync error: code 11\n"),
            "rsync: mkdir [31mfailed"
        );
        assert_eq!(complaint(b""), "it says nothing");
    }
}
