//! How long whole sites take to build, as multiples of what it takes to copy what they are made of: the demo, 1,200 reports,
//! and 1,200 reports of six charts each. Beside them the other static site generators that are installed, for pages with
//! the same sentences: Hugo and Zola, which draw nothing and compute nothing. And what it was a release ago, from
//! `benches/sites.txt`, which `KALENDS_UPDATE=1` writes anew.
//!
//! Asserts nothing: machines differ. All programs work on one thread, and each time is the least of several. Run it as
//! `TMPDIR=/dev/shm cargo bench --bench sites`, since disks differ more.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program of its own that times and prints"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kalends::base::period::Period;

const REPORTS: i32 = 1_200;
const METRICS: usize = 6;

/// Each measurement is the best of so many.
const ROUNDS: usize = 5;

/// The figures of the release before: a line for each site, its name and how many times as long as copying it took.
const BEFORE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/sites.txt");

/// What the figures of `BEFORE` are, for whoever opens the file.
const HEADER: &str = "# A build, in times of copying what it is made of: KALENDS_UPDATE=1 cargo bench --bench sites\n";

fn main() {
    let before = read(&fs::read_to_string(BEFORE).unwrap_or_default());
    let mut figures = BTreeMap::new();
    println!("one thread, the best of {ROUNDS} rounds");
    println!("{:<28} {:>9} {:>9} {:>7} {:>15}", "site", "build", "copy", "ratio", "a release ago");
    let sites: [Site; 4] = [
        ("the demo", demo),
        ("1,200 reports", |root| reports(root, 0, "workbook: none\n")),
        ("1,200 of 6 charts", |root| reports(root, METRICS, "workbook: none\n")),
        ("1,200 of 6 and workbooks", |root| reports(root, METRICS, "")),
    ];
    for (name, write) in sites {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (root, output) = (folder.path().join("site"), folder.path().join("output"));
        fs::create_dir(&root).expect("a folder");
        write(&root);
        let build = || {
            let _ = fs::remove_dir_all(&output);
            run(Command::new(env!("CARGO_BIN_EXE_kalends"))
                .args(["build", "--root"])
                .arg(&root)
                .arg("--output")
                .arg(&output))
        };
        let took = best(build);
        let copied = copied(&output, folder.path());
        let ratio = times(took, copied);
        let ago = before.get(name).map_or("–".to_owned(), |before| format!("{before:.1}"));
        println!("{name:<28} {} {} {ratio:>7.1} {ago:>15}", in_words(took), in_words(copied));
        figures.insert(name, ratio);
    }
    for (program, arguments, write) in PEERS {
        if Command::new(program).arg("version").output().is_err()
            && Command::new(program).arg("--version").output().is_err()
        {
            println!("{program:<28} not installed");
            continue;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (root, output) = (folder.path().join("site"), folder.path().join("output"));
        write(&root);
        let build = || {
            let _ = fs::remove_dir_all(&output);
            run(Command::new(program).args(*arguments).arg(&output).current_dir(&root))
        };
        let took = best(build);
        let copied = copied(&output, folder.path());
        let name = format!("1,200 pages by {program}");
        println!("{name:<28} {} {} {:>7.1}", in_words(took), in_words(copied), times(took, copied));
    }
    if std::env::var_os("KALENDS_UPDATE").is_some() {
        let lines = figures.iter().map(|(name, ratio)| format!("{name}: {ratio:.1}\n")).collect::<String>();
        fs::write(BEFORE, format!("{HEADER}{lines}")).expect("the figures can be written");
    }
}

/// What a site is called, and what writes it.
type Site = (&'static str, fn(&Path));

/// A program, its arguments up to the folder that it writes, and what writes its site.
type Peer = (&'static str, &'static [&'static str], fn(&Path));

const PEERS: &[Peer] = &[("hugo", &["--quiet", "--destination"], hugo), ("zola", &["build", "--output-dir"], zola)];

fn hugo(root: &Path) {
    write(
        root,
        "hugo.toml",
        "title = \"Large\"\nbaseURL = \"https://example.org/\"\ndisableKinds = [\"taxonomy\", \"term\"]\n",
    );
    write(root, "layouts/single.html", "<!DOCTYPE html>\n<title>{{ .Title }}</title>\n<main>{{ .Content }}</main>\n");
    write(
        root,
        "layouts/list.html",
        "<!DOCTYPE html>\n<title>{{ .Title }}</title>\n{{ range .Site.RegularPages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>\n{{ end }}",
    );
    for period in periods() {
        write(root, &format!("content/{period}.md"), &format!("---\ntitle: {period}\n---\n{}", sentences(typed)));
    }
}

fn zola(root: &Path) {
    write(root, "config.toml", "base_url = \"https://example.org\"\ntitle = \"Large\"\n");
    write(
        root,
        "templates/page.html",
        "<!DOCTYPE html>\n<title>{{ page.title }}</title>\n<main>{{ page.content | safe }}</main>\n",
    );
    write(
        root,
        "templates/index.html",
        "<!DOCTYPE html>\n<title>{{ config.title }}</title>\n{% for page in section.pages %}<a href=\"{{ page.permalink }}\">{{ page.title }}</a>\n{% endfor %}",
    );
    for period in periods() {
        write(root, &format!("content/{period}.md"), &format!("+++\ntitle = \"{period}\"\n+++\n{}", sentences(typed)));
    }
}

/// The site of the repository.
fn demo(root: &Path) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["data", "content"] {
        copy(&repository.join(part), &root.join(part));
    }
    fs::copy(repository.join("kalends.yaml"), root.join("kalends.yaml")).expect("the settings are there");
}

/// A site of kalends with so many charts in each report.
fn reports(root: &Path, charts: usize, settings: &str) {
    write(root, "kalends.yaml", &format!("title: Large\nlanguage: en\nbase_url: https://example.org/\n{settings}"));
    let metric = |number: usize| {
        format!("  m{number}: {{ label: Metric {number}, type: stock, unit: persons, target: {{ at_least: 2200 }} }}\n")
    };
    write(root, "data/metrics.yaml", &format!("metrics:\n{}", (0..METRICS).map(metric).collect::<String>()));
    for (number, period) in (0..).zip(periods()) {
        let value = |metric: usize| format!("  m{metric}: {}\n", 800 + (number * 37 + metric * 311) % 2_203);
        write(
            root,
            &format!("data/{period}.yaml"),
            &format!("period: {period}\nobservations:\n{}", (0..METRICS).map(value).collect::<String>()),
        );
    }
    let chart = |number: usize| match number < charts {
        true => format!("{{{{ m{number} | chart(title=\"Metric {number} over time\") }}}}\n\n"),
        false => String::new(),
    };
    let figure = |number: usize| format!("{{{{ m{number} }}}}, {{{{ m{number} | change }}}} since the month before");
    write(root, "content/_report.md", &sentences(|number| (figure(number), chart(number))));
}

/// A paragraph for each metric, with what is said of it and what stands below.
fn sentences(of: impl Fn(usize) -> (String, String)) -> String {
    let mut text = "## Figures\n\n".to_owned();
    for number in 0..METRICS {
        let (figure, below) = of(number);
        let _ =
            write!(text, "Metric {number} is {figure}. It has been counted in the same way in all units.\n\n{below}");
    }
    text
}

fn typed(number: usize) -> (String, String) {
    (format!("1,{number}37, a rise of {number}1 since the month before"), String::new())
}

fn periods() -> impl Iterator<Item = Period> {
    let first = Period::month(1920, 1);
    first.through(first.plus(REPORTS - 1))
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// Every file read and written again: no program that writes them can take less.
fn copied(output: &Path, folder: &Path) -> Duration {
    let to = folder.join("copy");
    best(|| {
        let _ = fs::remove_dir_all(&to);
        let start = Instant::now();
        copy(output, &to);
        start.elapsed()
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders can be made");
    for entry in fs::read_dir(from).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a kind of file").is_dir() {
            true => copy(&entry.path(), &to),
            false => fs::write(to, fs::read(entry.path()).expect("a file")).expect("files can be written"),
        }
    }
}

fn run(command: &mut Command) -> Duration {
    command.env("RAYON_NUM_THREADS", "1").env("GOMAXPROCS", "1").stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    assert!(command.status().expect("the program starts").success(), "{command:?}");
    start.elapsed()
}

/// The least of several rounds, which time themselves.
fn best(round: impl Fn() -> Duration) -> Duration {
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn times(took: Duration, copied: Duration) -> f64 {
    took.as_secs_f64() / copied.as_secs_f64()
}

fn in_words(duration: Duration) -> String {
    format!("{:>6.0} ms", duration.as_secs_f64() * 1000.0)
}

fn read(text: &str) -> BTreeMap<String, f64> {
    let line = |line: &str| {
        let (name, ratio) = line.rsplit_once(": ")?;
        Some((name.to_owned(), ratio.parse().ok()?))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
}
