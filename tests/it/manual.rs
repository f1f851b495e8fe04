//! README.md and the manual in docs/, as a reader follows them: each page's files are written and its commands run, in
//! the order in which they stand there, in a folder of the page's own.
//!
//! - A block below a line that ends with a path in backticks is that file: it is written. Where the line says "end of"
//!   before the path (in Danish "slutningen af"), the block is put behind what the file holds. A block `diff` changes it.
//!   A workbook (`.xlsx`) is shown as CSV with `;`, and has its cells.
//! - A block or quotation below a path in `output/` must stand on that page.
//! - A block `console` is run: a line `$ …` is a command, the lines below it are all that it prints. `…` stands for any
//!   words of a line, and alone for any lines. A command fails exactly where a line is shown that begins with `error`.
//! - A block `sh` is for reading: what it asks for, such as a server, is not here. `readme.rs` asks whether its commands
//!   are understood, and tries all blocks of other kinds.
//!
//! `KALENDS_UPDATE=1` rewrites what commands print. Read it, and put `…` where the next run prints something else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[cfg(unix)] // for what runs in sh
use rayon::prelude::*;
use tempfile::TempDir;

use crate::import;
use crate::page::Page;
use crate::project::{KALENDS, files_below, repository};

/// Pages whose blocks another test tries, with the test.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("docs/diagnostics.md", "codes.rs makes it, and errors.rs runs its examples"),
    ("docs/import.md", "mappings.rs"),
    ("docs/large-data.md", "import.rs"),
    ("docs/templates.md", "templates.rs"),
    ("docs/commands.md", "reference.rs makes it"),
];

/// The moment at which commands believe to run: 5 May 2026, noon in Greenwich.
const NOW: &str = "1777982400";

/// README.md and every page of the manual, by path.
pub fn pages() -> BTreeMap<String, String> {
    let docs = files_below(&repository("docs")).into_iter().filter(|(path, _)| path.ends_with(".md"));
    let docs = docs.map(|(path, bytes)| (format!("docs/{path}"), String::from_utf8(bytes).expect("UTF-8")));
    docs.chain([("README.md".to_owned(), fs::read_to_string(repository("README.md")).expect("README.md"))]).collect()
}

/// A fenced block, or a quotation below a path.
#[derive(Debug, Clone)]
pub struct Block {
    /// The line of its first line, from 0.
    pub at: usize,
    /// Empty for a quotation.
    pub language: String,
    pub text: String,
    /// The last line of text above it.
    above: String,
}

impl Block {
    /// The path that the line above ends with.
    pub fn path(&self) -> Option<&str> {
        let above = self.above.trim_end_matches([':', '*', '.']).strip_suffix('`')?;
        let path = above.rsplit('`').next()?;
        (!path.contains(' ') && path.contains(['/', '.'])).then_some(path)
    }

    fn is_behind(&self) -> bool {
        ["end of `", "slutningen af `"].iter().any(|words| self.above.contains(words))
    }
}

/// The blocks of a page.
pub fn blocks(page: &str) -> Vec<Block> {
    let lines: Vec<&str> = page.lines().collect();
    let mut blocks = Vec::new();
    let mut above = String::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let begin = at;
        let until = |ends: &dyn Fn(&str) -> bool| {
            lines[begin..].iter().position(|line| ends(line)).map_or(lines.len(), |count| begin + count)
        };
        if line.starts_with("```") {
            let fence = &line[..line.len() - line.trim_start_matches('`').len()];
            let end = lines[begin + 1..]
                .iter()
                .position(|line| *line == fence)
                .map_or(lines.len(), |count| begin + 1 + count);
            let text = lines[begin + 1..end].iter().map(|line| format!("{line}\n")).collect();
            let language = line.trim_start_matches('`').to_owned();
            blocks.push(Block { at: begin + 1, language, text, above: std::mem::take(&mut above) });
            at = end;
        } else if line.starts_with("> ") {
            let end = until(&|line| !line.starts_with('>'));
            let text = lines[begin..end].iter().map(|line| format!("{}\n", line[1..].trim())).collect();
            let block = Block { at: begin, language: String::new(), text, above: std::mem::take(&mut above) };
            blocks.extend(block.path().is_some_and(|path| path.starts_with("output/")).then_some(block.clone()));
            at = end - 1;
        } else if !line.trim().is_empty() {
            line.trim_end().clone_into(&mut above);
        }
        at += 1;
    }
    blocks
}

// --- the runner ---

/// A page that is followed: the folder it has, where its commands run, and what was wrong.
struct Reader<'a> {
    page: &'a str,
    folder: TempDir,
    current: PathBuf,
    faults: Vec<String>,
    /// What stands in place of which lines.
    mended: Vec<(std::ops::Range<usize>, String)>,
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, what: &str) {
        self.faults.push(format!("{}:{}: {what}", self.page, line + 1));
    }

    fn follow(&mut self, block: &Block) {
        match (block.language.as_str(), block.path()) {
            ("console", _) => self.run(block),
            ("sh", _) => {}
            ("diff", Some(path)) => self.edit(block, path),
            (_, Some(path)) if path.starts_with("output/") => self.compare(block, path),
            (_, Some(path)) => {
                let file = self.current.join(path);
                let before =
                    if block.is_behind() { fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
                fs::create_dir_all(file.parent().expect("below a folder")).expect("a folder");
                let text = before + &block.text;
                let is_workbook = path.ends_with(".xlsx");
                fs::write(file, if is_workbook { workbook(&text) } else { text.into_bytes() }).expect("a file");
            }
            (_, None) => {}
        }
    }

    /// Lines with `-` and those with a space stand in the file one below the other; they become those with `+` and a
    /// space.
    fn edit(&mut self, block: &Block, path: &str) {
        let side = |other: char| -> String {
            let kept = block.text.lines().filter(|line| !line.starts_with(other));
            kept.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
        };
        let (old, new) = (side('+'), side('-'));
        let file = self.current.join(path);
        let text = fs::read_to_string(&file).unwrap_or_default();
        match text.matches(&old).count() {
            1 => fs::write(file, text.replacen(&old, &new, 1)).expect("a file"),
            count => self.fault(block.at, &format!("these lines stand {count} times in {path}:\n{text}")),
        }
    }

    /// What is shown of a page of the output, or of another file there, stands in it.
    fn compare(&mut self, block: &Block, path: &str) {
        let Ok(text) = fs::read_to_string(self.current.join(path)) else {
            return self.fault(block.at, &format!("{path} is not there"));
        };
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = if path.ends_with(".html") { Page::of(text).text() } else { text };
        let (shown, is) = (plain(&block.text.replace("**", "")), plain(&text));
        if !shown.split('…').all(|part| is.contains(part.trim())) {
            self.fault(block.at, &format!("{path} does not say `{shown}`:\n{is}"));
        }
    }

    fn run(&mut self, block: &Block) {
        let lines: Vec<&str> = block.text.lines().collect();
        let starts: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].starts_with("$ ")).collect();
        if starts.first() != Some(&0) {
            return self.fault(block.at, "the block does not begin with a command");
        }
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(lines.len());
            let shown = &lines[start + 1..end];
            let command = &lines[*start][2..];
            if let Some(folder) = command.strip_prefix("cd ") {
                self.current.push(folder);
                continue;
            }
            let (is_fine, printed) = self.printed(command);
            let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
            let fails = shown.iter().any(|line| line.starts_with("error"));
            if !matches(shown, &printed) {
                let text = printed.join("\n");
                let text = text.replace(&self.folder.path().display().to_string(), "…");
                self.fault(block.at + start, &format!("`{command}` prints:\n{text}"));
                self.mended.push((block.at + start + 1..block.at + end, text));
            } else if is_fine == fails {
                self.fault(block.at + start, &format!("`{command}` is {}", if fails { "fine" } else { "refused" }));
            }
        }
    }

    /// Whether the command is fine, and what it prints.
    fn printed(&self, command: &str) -> (bool, String) {
        let programs = Path::new(KALENDS).parent().expect("a folder").display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("exec 2>&1\n{command}")]).current_dir(&self.current).stdin(Stdio::null());
        shell.env_clear().env("PATH", format!("{programs}:{path}")).env("HOME", self.folder.path());
        let output = shell.env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", NOW).output().expect("a shell");
        (output.status.success(), String::from_utf8(output.stdout).expect("UTF-8"))
    }

    /// The page with what its commands print.
    fn mended(mut self, text: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        self.mended.sort_by_key(|(range, _)| range.start);
        for (range, text) in self.mended.into_iter().rev() {
            lines.splice(range, text.lines().map(str::to_owned));
        }
        lines.join("\n") + "\n"
    }
}

/// The workbook that a page shows as CSV: whole numbers are numbers, all else is text.
fn workbook(csv: &str) -> Vec<u8> {
    let cell = |cell: &str| if cell.parse::<u32>().is_ok() { format!("={cell}") } else { cell.to_owned() };
    let cells: Vec<Vec<String>> = csv.lines().map(|line| line.split(';').map(cell).collect()).collect();
    let rows = cells.iter().enumerate().map(|(index, cells)| {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        import::row(index + 1, &cells)
    });
    import::xlsx(&format!("<sheetData>{}</sheetData>", rows.collect::<String>()))
}

/// Whether the lines are those that are shown: `…` stands for any words of a line, and alone for any lines.
fn matches(shown: &[&str], printed: &[&str]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((&"…", rest)), _) => (0..=printed.len()).any(|count| matches(rest, &printed[count..])),
        (Some((shown, more)), Some((line, others))) => is_line(shown.trim_end(), line) && matches(more, others),
        _ => false,
    }
}

fn is_line(shown: &str, line: &str) -> bool {
    let Some((begin, rest)) = shown.split_once('…') else { return shown == line };
    let Some(line) = line.strip_prefix(begin) else { return false };
    let (parts, end) = rest.rsplit_once('…').unwrap_or(("", rest));
    let mut left = line;
    for part in parts.split('…') {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

/// Follows a page. Returns its reader, who knows what was wrong.
fn follow<'a>(page: &'a str, text: &str) -> Reader<'a> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // A folder in it, so that what a page publishes beside its site is in it too.
    let current = folder.path().canonicalize().expect("a folder").join("site");
    fs::create_dir(&current).expect("a folder");
    let mut reader = Reader { page, folder, current, faults: Vec::new(), mended: Vec::new() };
    blocks(text).iter().for_each(|block| reader.follow(block));
    reader
}

#[cfg(unix)] // sh
#[test]
fn what_a_page_shows_is_what_happens() {
    let update = std::env::var_os("KALENDS_UPDATE").is_some();
    // One page alone, for whoever writes it.
    let only = std::env::var("KALENDS_PAGE").ok();
    let pages = pages();
    let followed: Vec<(&String, &String)> = pages
        .iter()
        .filter(|(page, _)| !ELSEWHERE.iter().any(|(other, _)| other == page))
        .filter(|(page, _)| only.as_ref().is_none_or(|only| only == *page))
        .collect();
    let faults: Vec<String> = followed
        .par_iter()
        .flat_map(|(page, text)| {
            let reader = follow(page, text);
            if update && !reader.mended.is_empty() {
                let mended = reader.mended(text);
                fs::write(repository(page), &mended).expect("the page is written");
                return follow(page, &mended).faults;
            }
            reader.faults
        })
        .collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n\n"));
    assert!(only.is_some() || followed.len() > 20);
}

#[cfg(unix)] // for what runs in sh
#[test]
fn a_page_that_shows_something_else_is_found() {
    let page = "The file `a.txt`:\n\n```text\none\ntwo\n```\n\nIn `a.txt`:\n\n```diff\n one\n-two\n+three\n```\n\n\
                Behind the end of `a.txt`:\n\n```text\nfour\n```\n\n```console\n$ cat a.txt\none\n…\nf…r\n$ cat b.txt\n```\n";
    let faults = |page: &str| follow("P", page).faults.len();
    assert_eq!(faults(page), 1, "`cat b.txt` fails");
    assert_eq!(faults(&page.replace("$ cat b.txt\n", "")), 0);
    assert_eq!(faults(&page.replace("\n$ cat b.txt", "\nfive")), 1);
    assert_eq!(faults(&page.replace("\n…\n", "\n").replace("$ cat b.txt\n", "")), 1);
    assert_eq!(faults(&page.replace("-two", "-nine").replace("$ cat b.txt\n", "")), 1);
    let quotation = "`output/a.html`:\n\n> What **it**\n> says.\n";
    assert_eq!(faults(quotation), 1);
    assert_eq!(
        faults(&format!("```console\n$ mkdir output && echo What it says. > output/a.html\n```\n\n{quotation}")),
        0
    );
}

// --- the pages together ---

/// The names by which links lead to the headings of a page, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, parsed(text));
    let page = Page::of(html);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |heading: &String| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    let names = page.find("h1, h2, h3, h4").texts();
    let names = names.iter().map(name).map(|name| {
        let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(0);
        if *count == 0 { name } else { format!("{name}-{count}") }
    });
    names.collect()
}

fn parsed(text: &str) -> pulldown_cmark::Parser<'_> {
    pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES)
}

/// Where the links and pictures of a page lead.
fn links(text: &str) -> Vec<String> {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, parsed(text));
    let page = Page::of(html);
    [page.find("a[href]").attributes("href"), page.find("img").attributes("src")].concat()
}

#[test]
fn every_link_leads_to_a_file_and_to_a_heading_in_it() {
    let mut pages = pages();
    for page in ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"] {
        pages.insert(page.to_owned(), fs::read_to_string(repository(page)).expect("a page"));
    }
    let anchors: BTreeMap<&String, BTreeSet<String>> = pages.iter().map(|(page, text)| (page, anchors(text))).collect();
    let mut faults = Vec::new();
    let mut count = 0;
    for (page, text) in &pages {
        let folder = Path::new(page).parent().expect("a folder");
        for link in links(text).iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            count += 1;
            let (path, anchor) =
                link.split_once('#').map_or((link.as_str(), None), |(path, anchor)| (path, Some(anchor)));
            let mut to = PathBuf::new();
            for part in folder.join(path).components() {
                if part.as_os_str() == ".." { _ = to.pop() } else { to.push(part) }
            }
            let to = if path.is_empty() { page.clone() } else { to.display().to_string().replace('\\', "/") };
            let leaves = page.starts_with("docs/") && !to.starts_with("docs/");
            if !repository(&to).is_file() {
                faults.push(format!("{page}: {link} leads to no file"));
            } else if leaves {
                faults.push(format!("{page}: {link} leads out of the manual, where the book has nothing"));
            } else if let Some(anchor) = anchor
                && !anchors.get(&to).is_some_and(|names| names.contains(anchor))
            {
                faults.push(format!("{page}: {to} has no heading #{anchor}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 100, "{count}");
}

#[test]
fn the_contents_of_the_book_list_every_page_once_by_its_heading() {
    let pages = pages();
    let summary = &pages["docs/SUMMARY.md"];
    let listed: Vec<(String, String)> = summary
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix('[')?.strip_suffix(')')?.split_once("]("))
        .map(|(title, path)| (format!("docs/{path}"), title.to_owned()))
        .collect();
    let names: BTreeSet<&String> = listed.iter().map(|(path, _)| path).collect();
    assert_eq!(names.len(), listed.len(), "a page is listed twice");
    let there: BTreeSet<&String> =
        pages.keys().filter(|page| !["README.md", "docs/SUMMARY.md"].contains(&page.as_str())).collect();
    assert_eq!(names, there, "docs/SUMMARY.md lists the pages of docs/");
    for (path, title) in &listed {
        let heading = pages[path].lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
        assert_eq!(heading.replace('`', ""), *title, "{path}");
    }
}

#[test]
fn the_readme_is_short_and_its_picture_small() {
    let lines = pages()["README.md"].lines().count();
    assert!(lines <= 200, "README.md has {lines} lines: what is not for a first look belongs into docs/");
    for (path, bytes) in files_below(&repository("docs")) {
        let is_picture = [".png", ".svg"].iter().any(|end| path.ends_with(end));
        assert!(!is_picture || bytes.len() <= 100_000, "docs/{path} has {} bytes", bytes.len());
    }
}
