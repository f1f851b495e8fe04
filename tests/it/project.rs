//! A site in a temporary folder, the program run in it, and what came out.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::page::Page;

/// The program; `KALENDS_TRIED` names another one for what takes long, such as a release build.
pub const KALENDS: &str = env!("CARGO_BIN_EXE_kalends");

/// What a run gets of the environment of the tests: where programs, the user's own files and temporary files are, and
/// Windows itself. A test that needs another variable sets it.
pub const KEPT_VARIABLES: [&str; 7] = ["PATH", "HOME", "TMPDIR", "USERPROFILE", "TEMP", "TMP", "SYSTEMROOT"];

/// A site. Dropped with everything that was built in it.
pub struct Project {
    folder: TempDir,
}

/// What a run of the program said and did.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// The files below the folder it ran in that were written, changed or removed meanwhile.
    pub changed: Vec<String>,
}

/// A site that was built without an error.
pub struct Built<'a> {
    project: &'a Project,
    pub stderr: String,
}

impl Project {
    /// A site in English without anything in it but a standing narrative, which makes a report of each snapshot.
    pub fn empty() -> Project {
        let project = Project { folder: tempfile::tempdir().expect("a temporary folder") };
        project.settings("title: Test").file("content/_report.md", "")
    }

    /// A site that measures `metrics`: what stands below `metrics:` in data/metrics.yaml.
    pub fn new(metrics: &str) -> Project {
        Project::empty().catalog(&format!("metrics:\n{}", indented(metrics)))
    }

    /// A copy of a site of this repository: of its files, not of what was built from them.
    pub fn copy_of(site: &str) -> Project {
        let project = Project::empty();
        project.remove("content/_report.md");
        project.write("kalends.yaml", fs::read(repository(site).join("kalends.yaml")).expect("settings"));
        for folder in ["data", "content", "templates"] {
            for (path, bytes) in files_below(&repository(site).join(folder)) {
                project.write(&format!("{folder}/{path}"), bytes);
            }
        }
        project
    }

    pub fn settings(self, text: &str) -> Project {
        self.file("kalends.yaml", text)
    }

    /// The whole of data/metrics.yaml.
    pub fn catalog(self, text: &str) -> Project {
        self.file("data/metrics.yaml", text)
    }

    /// The snapshot of `month`; `observations` is what stands below that key.
    pub fn snapshot(self, month: &str, observations: &str) -> Project {
        self.file(&format!("data/{month}.yaml"), snapshot(month, observations))
    }

    pub fn narrative(self, month: &str, text: &str) -> Project {
        self.file(&format!("content/{month}.md"), text)
    }

    /// Writes a file of any kind, and the folders above it.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Project {
        self.write(path, content);
        self
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the site")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces the first `from` of a file, which must hold it. A file that is linked elsewhere stays the same there.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}:\n{text}");
        self.remove(path);
        self.write(path, text.replacen(from, to, 1));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file to remove");
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The program with its arguments, ready to run in the site's folder with a plain environment.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let program = std::env::var("KALENDS_TRIED");
        let mut command = self.plain(program.as_deref().unwrap_or(KALENDS));
        command.args(arguments);
        command
    }

    /// Any program, ready to run in the site's folder with a plain environment.
    pub fn plain(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root()).stdin(Stdio::null()).env_clear().env("NO_COLOR", "1");
        let kept = KEPT_VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.envs(kept);
        command
    }

    /// The ledger of the site if everything that it is built of was published at the moment `at`, and nothing before.
    pub fn recorded(&self, at: &str) -> String {
        let mut diags = kalends::diag::Diagnostics::default();
        let inputs = kalends::load::site(self.root(), &mut diags).expect("a site");
        let prepared = kalends::site::prepare(inputs, kalends::site::Choice::default());
        let built = kalends::site::build_and_record(&prepared, &kalends::output::Memory::new(), &mut diags);
        let (_, records) = built.unwrap_or_else(|_| panic!("the site is not built: {:?}", diags.sorted()));
        kalends::load::ledger::write(&records, at)
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        ran(self.command(arguments))
    }

    /// Builds the site, which must succeed.
    #[track_caller]
    pub fn build(&self) -> Built<'_> {
        self.build_with::<&str>([])
    }

    #[track_caller]
    pub fn build_with<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Built<'_> {
        let mut command = self.command(["build"]);
        command.args(arguments);
        Built { project: self, stderr: ran(command).fine().stderr }
    }

    /// Builds the site, which must fail for what an author wrote. Returns the messages.
    #[track_caller]
    pub fn refused(&self) -> String {
        self.run(["build"]).refused()
    }

    /// Every file below `folder` with its bytes, by its path from there.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.path(folder))
    }
}

impl Built<'_> {
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        let path = self.project.path("output").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.read(path)).expect("JSON")
    }

    /// One metric of the report of `month`, as figures.json has it.
    #[track_caller]
    pub fn figure(&self, month: &str, metric: &str) -> Value {
        self.json(&format!("{month}/figures.json"))["metrics"][metric].clone()
    }

    /// The page in a folder, such as that of a report; the front page is in the folder without a name.
    #[track_caller]
    pub fn page(&self, folder: &str) -> Page {
        Page::of(self.read(format!("{folder}/index.html").trim_start_matches('/')))
    }

    /// Every file of the output with its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.project.files("output")
    }
}

impl Ran {
    /// A run that was to succeed.
    #[track_caller]
    pub fn fine(self) -> Ran {
        assert_eq!(self.code, Some(0), "it was to succeed:\n{}", self.stderr);
        self
    }

    /// The messages of a run that was to be refused: nothing is printed, and every file is as it was.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(1), ""), "it was to be refused:\n{}", self.stderr);
        assert!(self.changed.is_empty(), "a refused run changed {:?}:\n{}", self.changed, self.stderr);
        self.stderr
    }

    /// Whether it ended as a program may: fine, or with an error that it reported.
    #[track_caller]
    pub fn is_orderly(&self, what: &str) {
        assert!(matches!(self.code, Some(0 | 1)), "{what}: exit {:?}\n{}", self.code, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{what}: {}", self.stderr);
        let harmful = self.stderr.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(harmful, None, "{what}: a control character reaches the terminal");
    }
}

/// The text of a snapshot.
pub fn snapshot(month: &str, observations: &str) -> String {
    format!("period: {month}\nobservations:\n{}", indented(observations))
}

pub fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// Says that a test is left out, past the harness, which keeps what a passing test prints.
pub fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// A file or folder of this repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Holds a text against a file of this repository, as a whole. `KALENDS_UPDATE=1` writes the file.
#[track_caller]
pub fn pinned(path: &str, made: &str) {
    let kept = fs::read_to_string(repository(path)).unwrap_or_default();
    if made != kept && std::env::var_os("KALENDS_UPDATE").is_some() {
        fs::create_dir_all(repository(path).parent().expect("below the repository")).expect("a folder");
        fs::write(repository(path), made).expect("the file is written");
        return;
    }
    let both = made.lines().map(Some).chain([None]).zip(kept.lines().map(Some).chain([None]));
    let differs = both.into_iter().find(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "{path} is not up to date (KALENDS_UPDATE=1 rewrites it); first, made and kept: {differs:#?}"
    );
}

/// Runs a command. What it changes is looked for in the folder that it runs in.
pub fn ran(mut command: Command) -> Ran {
    let folder = command.get_current_dir().expect("a folder to run in").to_path_buf();
    let before = files_below(&folder);
    let output = command.output().expect("the program starts");
    let after = files_below(&folder);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let stderr = in_words_of_unix(text(&output.stderr));
    Ran { code: output.status.code(), stdout: text(&output.stdout), stderr, changed }
}

/// A text without its checksums, written in one piece or in groups of four: whether a number stands in a text must not
/// be decided by what their digits happen to be.
pub fn without_checksums(text: &str) -> String {
    let is_checksum = |word: &str| word.len() >= 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let are_groups = |words: &str| {
        let groups: Vec<&str> = words.split(' ').collect();
        groups.len() > 2 && groups.iter().all(|group| group.len() == 4)
    };
    let parts = text.split_inclusive(|letter: char| !letter.is_ascii_hexdigit() && letter != ' ');
    parts.fold(String::new(), |mut kept, part| {
        let words = part.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit() && letter != ' ');
        if !are_groups(words) {
            words
                .split_inclusive(' ')
                .filter(|word| !is_checksum(word.trim_end()))
                .for_each(|word| kept.push_str(word));
        }
        kept + &part[words.len()..]
    })
}

/// Messages as they are pinned: Windows has other words for what it says itself.
pub fn in_words_of_unix(said: String) -> String {
    if !cfg!(windows) {
        return said;
    }
    // A file, a folder on the way to it, and a program that are not there.
    let windows = [2, 3].map(|code| std::io::Error::from_raw_os_error(code).to_string());
    let missing = windows.iter().map(String::as_str).chain(["program not found"]);
    missing.fold(said, |said, words| said.replace(words, "No such file or directory (os error 2)"))
}

/// Every plain file below `folder`, by its path from there with `/`.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_string_lossy();
                // A link that leads nowhere is a file without content.
                files.insert(name.replace(MAIN_SEPARATOR, "/"), fs::read(&path).unwrap_or_default());
            }
        }
    }
    files
}

/// A ledger whose lines were edited, with the hashes that they have then.
pub fn rechained(ledger: &str) -> String {
    let mut hash = String::new();
    let line = |line: &str| {
        let (body, _) = line.rsplit_once(",\"chain\":\"").expect("a line of a ledger");
        hash = kalends::base::digest::sha256(format!("{hash}\n{body}}}").as_bytes());
        format!("{body},\"chain\":\"{hash}\"}}\n")
    };
    ledger.lines().map(line).collect()
}
