//! The plan of the house, held against `src/`: who may import whom, and who owns which crate.
//!
//! A room imports the rooms above it in [`ROOMS`] and no others. The pieces of one folder, a file with the folder of its
//! name, do not import each other in a circle. A command imports no other command. A crate is named by its owners alone;
//! Cargo.toml says who they are, in the comment beside it. The plan is changed on purpose, here and in CONTRIBUTING.md,
//! in the commit that needs it. Test code keeps to the rooms but may use any crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::project::files_below;

/// The rooms of `src/`, in the order in which they may use each other: a file, and the folder of its name.
const ROOMS: [&str; 14] = [
    "base",
    "diag",
    "model",
    "load",
    "compute",
    "l10n",
    "exhibit",
    "narrative",
    "lint",
    "output",
    "site",
    "command",
    "lib",
    "main",
];

/// What several commands use. Every other piece of `command/` is one command, and imports no other one.
const SHARED: [&str; 13] = [
    "args",
    "comparison",
    "destination",
    "host",
    "letter",
    "one_report",
    "process",
    "remarks",
    "sheets",
    "sign_offs",
    "signature",
    "ui",
    "witness",
];

/// Files outside `l10n` that write a float with fixed digits, none of them a figure that readers see.
const WRITE_FLOATS: [&str; 4] =
    ["command/sheets/spreadsheet/cells.rs", "command/ui.rs", "diag/faults/settings.rs", "site/json.rs"];

/// Where Unix and Windows differ: files and folders, links and locks; where a browser lies; what a drive and a path look
/// like in what a user types; how long a thread worked.
const KNOW_THE_SYSTEM: [&str; 6] =
    ["output/system", "command/pdf/browser", "command/destination", "command/host", "model/imports", "base/effort"];

/// Of a file, its tests included. clippy.toml has that of a function.
const LONGEST_FILE: usize = 700;

/// A file of `src/`, without its comments.
struct File {
    /// From `src/`, with `/`.
    path: String,
    lines: Vec<Line>,
}

impl File {
    /// Whether the line of this number belongs to the tests.
    fn is_test(&self, number: usize) -> bool {
        self.lines.get(number.saturating_sub(1)).is_some_and(|line| line.is_test)
    }
}

struct Line {
    number: usize,
    text: String,
    is_test: bool,
}

#[test]
fn every_room_imports_the_rooms_above_it_only() {
    let sources = sources();
    let faults: Vec<String> = sources.iter().flat_map(imports_downwards).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));

    let arrows: BTreeSet<(String, String)> = sources
        .iter()
        .flat_map(|file| paths(file).into_iter().map(|(_, path)| (room(&file.path).to_owned(), path[0].clone())))
        .filter(|(from, to)| from != to && !["lib", "main"].contains(&from.as_str()))
        .collect();
    println!("{} rooms, {} arrows between them", ROOMS.len() - 2, arrows.len());
    assert!(arrows.len() <= 55, "{} arrows between rooms: {arrows:?}", arrows.len());
}

#[test]
fn the_pieces_of_a_folder_do_not_import_each_other_in_a_circle() {
    let circles = circles(&sources());
    println!("{} circles", circles.len());
    assert!(circles.is_empty(), "\n{}\n", circles.join("\n"));
}

#[test]
fn a_command_imports_no_other_command() {
    let faults: Vec<String> = sources().iter().flat_map(imports_a_command).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_file_is_read_in_one_sitting() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|file| file.lines.len() > LONGEST_FILE)
        .map(|file| format!("src/{} has {} lines; more than {LONGEST_FILE} is two files", file.path, file.lines.len()))
        .collect();
    assert!(long.is_empty(), "\n{}\n", long.join("\n"));
}

#[test]
fn every_crate_is_named_by_its_owners_only() {
    let owners = owners(&read(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").as_path()));
    let faults: Vec<String> = sources().iter().flat_map(|file| foreign_crates(file, &owners)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn numbers_become_text_in_l10n_only() {
    let faults: Vec<String> = sources().iter().flat_map(fixed_digits).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn few_files_know_the_system() {
    let faults: Vec<String> = sources().iter().flat_map(knows_the_system).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn what_breaks_the_plan_is_found() {
    let down = |path, text| imports_downwards(&file(path, text)).join("\n");
    assert_eq!(down("compute/change.rs", "use crate::model;\nuse crate::base::period::Period;"), "");
    assert_eq!(down("site/plan.rs", "use crate::site::Site;\nuse super::Outline;"), "");
    assert_eq!(
        down(
            "compute/change.rs",
            "\nuse crate::model::{self, Metric};\nuse crate::{\n    base,\n    site::{view},\n};"
        ),
        "src/compute/change.rs:5: `compute` comes before `site` and cannot import it"
    );
    assert_eq!(
        down("compute.rs", "fn f() -> crate::l10n::Noun {"),
        "src/compute.rs:1: `compute` comes before `l10n` and cannot import it"
    );
    assert_eq!(down("compute.rs", "// see crate::site\n/// crate::site\n//! crate::site"), "");
    assert_eq!(down("load.rs", "use super::site;"), "src/load.rs:1: `super` leaves `load`; write `crate::…`");
    assert_eq!(down("load/catalog.rs", "use super::fields;\nuse super::super::site;").lines().count(), 1);
    assert_eq!(down("load.rs", "#[cfg(test)]\nmod tests {\n    use super::*;\n}"), "");
    assert_eq!(down("helpers.rs", ""), "src/helpers.rs: ROOMS does not name `helpers`");
    assert_eq!(down("model.rs", "use crate::helpers;"), "src/model.rs:1: ROOMS does not name `helpers`");
    assert_eq!(down("main.rs", "use kalends::command;"), "");

    let round = |files: &[(&str, &str)]| {
        circles(&files.iter().map(|(path, text)| file(path, text)).collect::<Vec<_>>()).join("\n")
    };
    let load = ("load.rs", "mod a;\nmod b;\npub use b::Thing;\n");
    assert_eq!(round(&[load, ("load/a.rs", "use super::b::f;"), ("load/b.rs", "use super::Site;")]), "");
    assert_eq!(
        round(&[
            load,
            ("load/a.rs", "use super::b::f;"),
            ("load/b.rs", ""),
            ("load/b/c.rs", "fn f() { crate::load::a::g() }")
        ]),
        "src/load: a → b → a"
    );
    assert_eq!(
        round(&[load, ("load/a.rs", "use super::{Thing};"), ("load/b.rs", "use super::a::{self, g};")]),
        "src/load: a → b → a"
    );
    assert_eq!(
        round(&[
            load,
            ("load/a.rs", "use super::b;"),
            ("load/b.rs", "#[cfg(test)]\nmod tests {\n    use crate::load::a;\n}")
        ]),
        ""
    );

    let across = |path, text| imports_a_command(&file(path, text)).join("\n");
    assert_eq!(across("command/diff.rs", "use super::comparison::Comparison;\nuse crate::command::Progress;"), "");
    assert_eq!(
        across("command/diff.rs", "use super::review::period;"),
        "src/command/diff.rs:1: the command `diff` imports the command `review`"
    );
    assert_eq!(
        across("command/comparison/page.rs", "use crate::command::review;"),
        "src/command/comparison/page.rs:1: `comparison` is shared and imports the command `review`"
    );
    assert_eq!(across("command/import/plan.rs", "use super::edit;\nuse super::super::Progress;"), "");

    let owners =
        owners("[dependencies]\nicu-decimal = \"2\" # l10n: digits\ncsv = \"1\" # exhibit/table, load: quoting\n");
    let foreign = |path, text| foreign_crates(&file(path, text), &owners).join("\n");
    assert_eq!(foreign("l10n/numbers.rs", "use icu_decimal::DecimalFormatter;"), "");
    assert_eq!(foreign("load/catalog.rs", "let reader = csv::Reader::new();"), "");
    assert_eq!(
        foreign("site.rs", "\nlet reader = csv::Reader::new();"),
        "src/site.rs:2: `csv` is owned by exhibit/table, load (Cargo.toml)"
    );
    assert_eq!(foreign("exhibit/table/cells.rs", "use csv;"), "");
    assert_eq!(foreign("exhibit/tables.rs", "use csv;").lines().count(), 1);
    assert_eq!(foreign("site.rs", "use csv;").lines().count(), 1);
    assert_eq!(foreign("site.rs", "let text = table::csv::write();\nlet own_csv::x;"), "");
    assert_eq!(foreign("site.rs", "#[cfg(test)]\nmod tests {\n    use csv::Reader;\n}"), "");

    assert_eq!(fixed_digits(&file("exhibit/table.rs", "format!(\"{}\", 1);\nformat!(\"{value:>8.1}\");")).len(), 1);
    assert_eq!(fixed_digits(&file("exhibit/table.rs", "format!(\"{:.*}\", 2, value)")).len(), 1);
    assert_eq!(fixed_digits(&file("exhibit/table.rs", "let x = Sum { a: 1.5 };")).len(), 0);

    let system = |path, text| knows_the_system(&file(path, text)).join("\n");
    assert_eq!(system("output/system/unix.rs", "use std::os::unix::fs::symlink;"), "");
    assert_eq!(
        system("output/staged.rs", "\nuse std::os::unix::fs::symlink;"),
        "src/output/staged.rs:2: what depends on the system belongs to output/system"
    );
    assert_eq!(system("load.rs", "if cfg!(windows) {\n#[cfg(target_os = \"linux\")]").lines().count(), 2);
    assert_eq!(system("load.rs", "#[cfg(test)]\nmod tests {\n    use std::os::unix::fs::symlink;\n}"), "");
}

#[test]
fn a_test_that_is_left_out_on_a_system_says_why() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |folder: &str| {
        let below = files_below(&root.join(folder)).into_iter();
        below
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(move |(path, bytes)| {
                let (path, text) = (format!("{folder}/{path}"), String::from_utf8(bytes).expect("UTF-8"));
                left_out_in_silence(&file(&path, &text), &text)
            })
            .collect::<Vec<_>>()
    };
    let faults = [of("src"), of("tests/it")].concat().concat();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));

    let silent = |path, text| left_out_in_silence(&file(path, text), text).join("\n");
    assert_eq!(silent("tests/it/a.rs", "\n#[cfg(unix)]\n#[test]"), "tests/it/a.rs:2: say why behind `#[cfg(unix)]`");
    assert_eq!(silent("tests/it/a.rs", "#[cfg(unix)] // links\n#[cfg(not(feature = \"serve\"))]\n#[test]"), "");
    assert_eq!(silent("src/output/system.rs", "#[cfg(unix)]\nmod unix;"), "");
}

#[test]
fn a_test_that_asks_for_unix_is_left_out_elsewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = read(&folder.join("main.rs"));
    let of_unix: BTreeSet<String> = items(&main)
        .into_iter()
        .filter(|(_, item)| is_of_unix(item))
        .filter_map(|(_, item)| Some(format!("{}.rs", item.lines().last()?.strip_prefix("mod ")?.strip_suffix(';')?)))
        .collect();
    // This file has the words in the texts that it tries.
    let is_read = |path: &str| path.ends_with(".rs") && path != "layering.rs" && !of_unix.contains(path);
    let texts = files_below(&folder).into_iter().filter(|(path, _)| is_read(path));
    let faults: Vec<String> = texts
        .flat_map(|(path, bytes)| asks_for_unix(&format!("tests/it/{path}"), &String::from_utf8(bytes).expect("UTF-8")))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));

    let asks = |text| asks_for_unix("tests/it/a.rs", text).join("\n");
    assert_eq!(
        asks("#[test]\nfn a() {\n    symlink(x, y);\n}\n\n#[test]\nfn b() {}\n"),
        "tests/it/a.rs:3: `symlink` is there on Unix alone: `#[cfg(unix)] // why` before the test"
    );
    assert_eq!(asks("#[cfg(unix)] // links\n#[test]\nfn a() {\n    std::os::unix::fs::symlink(x, y);\n}\n"), "");
    assert_eq!(asks("\nuse std::os::unix::fs::PermissionsExt;\n").lines().count(), 1);
    assert_eq!(asks("fn a() {\n    #[cfg(unix)] // modes\n    use std::os::unix::fs::PermissionsExt;\n}\n"), "");
}

#[test]
#[should_panic(expected = "`csv` in Cargo.toml needs a comment")]
fn a_crate_without_an_owner_is_found() {
    owners("[dependencies]\ncsv = \"1\"\n");
}

#[test]
#[should_panic(expected = "`helpers` owns `csv` and is neither a file nor a folder of src/")]
fn an_owner_that_does_not_exist_is_found() {
    owners("[dependencies]\ncsv = \"1\" # helpers: quoting\n");
}

/// The tests, and the parts of tests, that are left out on some system without a word why.
fn left_out_in_silence(file: &File, text: &str) -> Vec<String> {
    let lines = file.lines.iter().zip(text.lines()).filter(|(line, _)| line.is_test);
    let silent = lines.filter(|(_, text)| {
        let attribute = text.trim_start();
        let asks = ["#[cfg(unix)", "#[cfg(windows)", "#[cfg(not(", "#[cfg(target_os"];
        asks.iter().any(|ask| attribute.starts_with(ask)) && attribute.ends_with(']') && !attribute.contains("feature")
    });
    silent.map(|(line, text)| format!("{}:{}: say why behind `{}`", file.path, line.number, text.trim())).collect()
}

/// The items of a file, with the number of the line that each begins in: a blank line is before each.
fn items(text: &str) -> Vec<(usize, String)> {
    let mut items: Vec<(usize, String)> = Vec::new();
    let mut is_ended = true;
    for (line, number) in text.lines().zip(1..) {
        let is_attribute = line.starts_with("#[");
        match items.last_mut() {
            Some((_, item)) if !is_ended => item.push_str(&format!("\n{line}")),
            _ => items.push((number, line.to_owned())),
        }
        is_ended = !is_attribute && (line.is_empty() || line == "}" || line.ends_with(';') && !line.starts_with(' '));
    }
    items
}

fn is_of_unix(item: &str) -> bool {
    let attributes = ["#[cfg(unix)]", "#[cfg(target_os = \"linux\")]"];
    item.lines().any(|line| attributes.iter().any(|attribute| line.trim_start().starts_with(attribute)))
}

/// The items of a file of tests that ask for what is there on Unix alone, and do not say so.
fn asks_for_unix(path: &str, text: &str) -> Vec<String> {
    let of_item = |(first, item): &(usize, String)| {
        let asks = |line: &str| {
            let line = line.replace("is_symlink(", "");
            ["os::unix", "symlink("].into_iter().find(|name| line.contains(name))
        };
        let found = item.lines().zip(*first..).find_map(|(line, number)| Some((number, asks(line)?)));
        let (number, name) = found.filter(|_| !is_of_unix(item))?;
        let name = name.trim_end_matches('(');
        Some(format!("{path}:{number}: `{name}` is there on Unix alone: `#[cfg(unix)] // why` before the test"))
    };
    items(text).iter().filter_map(of_item).collect()
}

fn imports_downwards(file: &File) -> Vec<String> {
    let own = room(&file.path);
    let Some(place) = place_of(own) else {
        return vec![format!("src/{}: ROOMS does not name `{own}`", file.path)];
    };
    let mut faults = Vec::new();
    for (number, path) in paths(file) {
        match place_of(&path[0]) {
            Some(other) if other <= place => {}
            Some(_) => faults
                .push(format!("src/{}:{number}: `{own}` comes before `{}` and cannot import it", file.path, path[0])),
            None => faults.push(format!("src/{}:{number}: ROOMS does not name `{}`", file.path, path[0])),
        }
    }
    let depth = module(&file.path).len();
    for line in &file.lines {
        let allowed = depth - 1 + usize::from(line.is_test);
        if line.text.contains(&"super::".repeat(allowed + 1)) {
            faults.push(format!("src/{}:{}: `super` leaves `{own}`; write `crate::…`", file.path, line.number));
        }
    }
    faults
}

/// Circles of imports among the pieces of each folder, as `src/load: a → b → a`.
///
/// A piece and the file of its folder may use each other: that file holds what the pieces share, and shows them to
/// others. What it only passes on counts as the piece's that it is from.
fn circles(files: &[File]) -> Vec<String> {
    let modules: BTreeSet<Vec<String>> = files.iter().map(|file| module(&file.path)).collect();
    let passed_on: BTreeMap<Named, Vec<String>> = files.iter().flat_map(passed_on).collect();
    // By folder: its pieces, and which of them each imports.
    let mut folders: BTreeMap<Vec<String>, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for file in files {
        let from = module(&file.path);
        for (number, path) in paths(file) {
            if file.is_test(number) {
                continue;
            }
            let length = (0..=path.len()).rev().find(|length| modules.contains(&path[..*length])).unwrap_or(0);
            let named = path.get(length).map(|name| (path[..length].to_vec(), name.clone()));
            let to = named.and_then(|named| passed_on.get(&named)).map_or(&path[..length], Vec::as_slice);
            let shared = from.iter().zip(to).take_while(|(one, other)| one == other).count();
            if let (true, Some(one), Some(other)) = (shared > 0, from.get(shared), to.get(shared)) {
                let pieces = folders.entry(from[..shared].to_vec()).or_default();
                pieces.entry(one.clone()).or_default().insert(other.clone());
            }
        }
    }
    let circle = |(folder, pieces): (&Vec<String>, &BTreeMap<String, BTreeSet<String>>)| {
        let found = pieces.keys().find_map(|piece| way(pieces, piece, piece, &mut BTreeSet::new()))?;
        Some(format!("src/{}: {}", folder.join("/"), found.join(" → ")))
    };
    folders.iter().filter_map(circle).collect()
}

/// A way along imports `from` a piece `to` a piece, with both.
fn way(
    pieces: &BTreeMap<String, BTreeSet<String>>,
    from: &str,
    to: &str,
    seen: &mut BTreeSet<String>,
) -> Option<Vec<String>> {
    for next in pieces.get(from).into_iter().flatten() {
        if next == to {
            return Some(vec![from.to_owned(), to.to_owned()]);
        }
        if seen.insert(next.clone())
            && let Some(rest) = way(pieces, next, to, seen)
        {
            return Some([vec![from.to_owned()], rest].concat());
        }
    }
    None
}

/// A name in a module.
type Named = (Vec<String>, String);

/// What the file of a folder takes from its pieces under their own names: `use b::Thing` in `load.rs`.
fn passed_on(file: &File) -> Vec<(Named, Vec<String>)> {
    let own = module(&file.path);
    let text: String = file.lines.iter().map(|line| line.text.clone() + "\n").collect();
    let uses = occurrences(&text, "use").into_iter().map(|start| text[start + 3..].trim_start());
    let uses = uses.filter(|path| !["crate::", "super::", "std::"].iter().any(|root| path.starts_with(root)));
    let leaves = uses.flat_map(|path| leaves(path).into_iter().map(|(_, path)| path));
    let of_piece = leaves.filter_map(|path| {
        let (name, piece) = path.split_last()?;
        Some(((own.clone(), name.clone()), [own.clone(), piece.to_vec()].concat()))
    });
    of_piece.collect()
}

fn imports_a_command(file: &File) -> Vec<String> {
    let from = module(&file.path);
    let ["command", own, ..] = from.iter().map(String::as_str).collect::<Vec<_>>()[..] else { return Vec::new() };
    let commands = commands();
    let mut faults = Vec::new();
    for (number, path) in paths(file) {
        let other = path.get(1).filter(|_| path[0] == "command").map_or(own, String::as_str);
        if other == own || SHARED.contains(&other) || !commands.contains(other) {
            continue;
        }
        let place = format!("src/{}:{number}", file.path);
        faults.push(match SHARED.contains(&own) {
            true => format!("{place}: `{own}` is shared and imports the command `{other}`"),
            false => format!("{place}: the command `{own}` imports the command `{other}`"),
        });
    }
    faults
}

/// The pieces of `src/command`.
fn commands() -> BTreeSet<String> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command")).expect("src/command");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
    entries.map(|entry| name(entry.expect("an entry"))).collect()
}

/// Every path into the program, from its rooms on, with its line: `crate::…` (in main.rs `kalends::…`) and `super::…`.
fn paths(file: &File) -> Vec<(usize, Vec<String>)> {
    let mut text = String::new();
    let mut begins = Vec::new();
    for line in &file.lines {
        begins.push((text.len(), line.number));
        text.push_str(&line.text);
        text.push('\n');
    }
    let line_at = |at| begins.iter().rev().find(|(begin, _)| *begin <= at).map_or(0, |(_, line)| *line);
    let own = module(&file.path);
    let mut found = Vec::new();
    let root = if file.path == "main.rs" { "kalends::" } else { "crate::" };
    for start in occurrences(&text, root) {
        let from = start + root.len();
        found.extend(leaves(&text[from..]).into_iter().map(|(offset, path)| (line_at(from + offset), path)));
    }
    for start in occurrences(&text, "super::") {
        let ups = text[start..].match_indices("super::").enumerate().take_while(|(at, (offset, _))| at * 7 == *offset);
        let ups = ups.count();
        // What is above the room is a fault of its own, and the tests in a file are below it.
        let is_test = file.is_test(line_at(start));
        let Some(above) = (own.len() + usize::from(is_test)).checked_sub(ups).filter(|above| *above > 0) else {
            continue;
        };
        let from = start + ups * 7;
        let inside = leaves(&text[from..]).into_iter();
        let base = &own[..above.min(own.len())];
        found.extend(inside.map(|(offset, path)| (line_at(from + offset), [base.to_vec(), path].concat())));
    }
    found.retain(|(_, path)| path.first().is_some_and(|name| !name.is_empty()));
    found
}

/// The paths of a tree as `use` has it, with their offsets: `a::b`, `a::c` and `d` of `{a::{b, c}, d}`. `self` is the
/// path before it.
fn leaves(text: &str) -> Vec<(usize, Vec<String>)> {
    fn read(text: &str, at: usize, before: &[String], found: &mut Vec<(usize, Vec<String>)>) -> usize {
        let at = at + text[at..].len() - text[at..].trim_start().len();
        if text[at..].starts_with('{') {
            let mut next = at + 1;
            loop {
                next += text[next..].len() - text[next..].trim_start_matches([',', ' ', '\n']).len();
                if text[next..].starts_with('}') || text[next..].is_empty() {
                    return (next + 1).min(text.len());
                }
                let end = read(text, next, before, found);
                next = if end > next { end } else { text.len() };
            }
        }
        let name = identifier(&text[at..]);
        let end = at + name.len();
        let path = match name {
            "self" | "" => before.to_vec(),
            name => [before, &[name.to_owned()]].concat(),
        };
        match text[end..].strip_prefix("::") {
            Some(rest) if rest.starts_with(|c: char| c == '{' || c == '_' || c.is_alphabetic()) => {
                read(text, end + 2, &path, found)
            }
            _ => {
                found.push((at, path));
                // `as another` is passed over.
                end + text[end..].find([',', '}', ';', '\n']).unwrap_or(0)
            }
        }
    }
    let mut found = Vec::new();
    read(text, 0, &[], &mut found);
    found
}

fn foreign_crates(file: &File, owners: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let owns = |owner: &String| {
        let rest = file.path.strip_prefix(owner.as_str());
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    let mut faults = Vec::new();
    for line in file.lines.iter().filter(|line| !line.is_test) {
        for (name, owners) in owners.iter().filter(|(_, owners)| !owners.iter().any(owns)) {
            let used = occurrences(&line.text, name).into_iter().any(|start| {
                let (before, after) = (&line.text[..start], &line.text[start + name.len()..]);
                after.starts_with("::") || before.ends_with("use ") && after.starts_with([';', ' '])
            });
            if used {
                faults.push(format!(
                    "src/{}:{}: `{name}` is owned by {} (Cargo.toml)",
                    file.path,
                    line.number,
                    owners.join(", ")
                ));
            }
        }
    }
    faults
}

/// Format strings that cut a float to a number of digits, as `{:.1}` and `{share:>8.2}` do.
fn fixed_digits(file: &File) -> Vec<String> {
    if room(&file.path) == "l10n" || WRITE_FLOATS.contains(&file.path.as_str()) {
        return Vec::new();
    }
    let cuts = |text: &str| {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .filter_map(|(hole, _)| hole.split_once(':'))
            .any(|(name, format)| {
                name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
                    && format.split_once('.').is_some_and(|(_, digits)| {
                        digits.starts_with(|digit: char| digit.is_ascii_digit() || digit == '*')
                            || digits.ends_with('$')
                    })
            })
    };
    let lines = file.lines.iter().filter(|line| !line.is_test && cuts(&line.text));
    lines.map(|line| format!("src/{}:{}: a number is written without `l10n`", file.path, line.number)).collect()
}

/// Code that is different on another system, outside of the files that know it.
fn knows_the_system(file: &File) -> Vec<String> {
    let knows = |owner: &str| {
        let rest = file.path.strip_prefix(owner);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    if KNOW_THE_SYSTEM.iter().any(|owner| knows(owner)) {
        return Vec::new();
    }
    let asks = ["std::os::", "cfg(unix", "cfg(windows", "cfg!(unix", "cfg!(windows", "target_os", "target_vendor"];
    let lines = file.lines.iter().filter(|line| !line.is_test && asks.iter().any(|ask| line.text.contains(ask)));
    let fault =
        |line: &Line| format!("src/{}:{}: what depends on the system belongs to output/system", file.path, line.number);
    lines.map(fault).collect()
}

/// Whether a section of Cargo.toml lists crates that the program is made of.
fn is_of_the_program(section: &str) -> bool {
    section == "[dependencies]" || section.starts_with("[target.") && section.ends_with(".dependencies]")
}

/// The owners of each crate, by its name in code: what stands before the colon in the comment of its line.
fn owners(manifest: &str) -> BTreeMap<String, Vec<String>> {
    let mut owners = BTreeMap::new();
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let Some((name, value)) = line.split_once(" = ").filter(|_| is_of_the_program(section)) else { continue };
        let (names, _reason) = value
            .split_once("# ")
            .and_then(|(_, comment)| comment.split_once(": "))
            .unwrap_or_else(|| panic!("`{name}` in Cargo.toml needs a comment: its owners, a colon, the reason"));
        let names: Vec<String> = names.split(", ").map(str::to_owned).collect();
        for owner in &names {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(owner);
            let is_there = path.is_dir() || path.with_extension("rs").is_file();
            assert!(is_there, "`{owner}` owns `{name}` and is neither a file nor a folder of src/");
        }
        owners.insert(name.replace('-', "_"), names);
    }
    owners
}

fn place_of(room: &str) -> Option<usize> {
    ROOMS.iter().position(|name| *name == room)
}

/// The room that a file belongs to: `site` for `site.rs` and for `site/plan.rs`.
fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The path of a file's module: `site::plan` for `site/plan.rs`.
fn module(path: &str) -> Vec<String> {
    path.trim_end_matches(".rs").split('/').map(str::to_owned).collect()
}

/// Where `name` stands in `text` as a word of its own and not as part of a longer path.
fn occurrences(text: &str, name: &str) -> Vec<usize> {
    let starts = text.match_indices(name).map(|(start, _)| start);
    starts
        .filter(|start| {
            !text[..*start].ends_with(|before: char| before == ':' || before == '_' || before.is_alphanumeric())
        })
        .collect()
}

fn identifier(text: &str) -> &str {
    let end = text.find(|letter: char| letter != '_' && !letter.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths: Vec<_> = walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("src can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    paths.sort();
    assert!(paths.len() > ROOMS.len(), "src/ was not found");
    let name =
        |path: &Path| path.strip_prefix(&root).expect("below src").to_str().expect("plain names").replace('\\', "/");
    paths.iter().map(|path| file(&name(path), &read(path))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `#[cfg(test)] mod tests { … }` ends a file, and a file `tests.rs` or below `tests` is nothing else.
fn file(path: &str, text: &str) -> File {
    let mut is_test = path.ends_with("/tests.rs") || path.starts_with("tests/");
    let mut lines = Vec::new();
    let mut before = "";
    for (index, line) in text.lines().enumerate() {
        is_test |= before == "#[cfg(test)]" && line == "mod tests {";
        before = line;
        let code = if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap_or(line) };
        lines.push(Line { number: index + 1, text: code.to_owned(), is_test });
    }
    File { path: path.to_owned(), lines }
}
