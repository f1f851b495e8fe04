//! The plan of the house, held against `src/`: who may import whom, and who owns which crate.
//!
//! A file imports lower floors only. The files of one folder are one piece and may share what is theirs. A crate is named
//! by its owners alone; Cargo.toml says who they are, in the comment beside it. The plan is changed on purpose,
//! here and in CONTRIBUTING.md, in the commit that needs it. Test code keeps to the floors but may use any crate.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every piece of `src/`: a file, and the folder of its name if there is one.
const FLOORS: [&[&str]; 12] = [
    &["address", "digest", "period", "program", "schema"],
    &["diag"],
    &["yaml", "model", "ledger"],
    &["locale", "edit"],
    &["load", "compute"],
    &["wording", "output", "browser", "tidy", "signature"],
    &["narrative", "chart", "table", "import", "publish"],
    &["site", "explain", "lint", "month"],
    &["review", "serve", "verify"],
    &["cmd", "cli"],
    &["lib"],
    &["main"],
];

/// What the floors would allow and the house does not: a figure does not depend on how it is shown.
const NEVER: [(&str, &str); 1] = [("compute", "locale")];

/// Files outside `locale` that write a float with fixed digits, none of them a figure that readers see.
const WRITE_FLOATS: [&str; 3] = ["main.rs", "diag/faults.rs", "site/json.rs"];

/// A file of `src/`, without its comments.
struct File {
    /// From `src/`, with `/`.
    path: String,
    lines: Vec<Line>,
}

struct Line {
    number: usize,
    text: String,
    is_test: bool,
}

#[test]
fn every_file_has_its_floor_and_imports_lower_ones_only() {
    let faults: Vec<String> = sources().iter().flat_map(imports_upwards).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_crate_is_named_by_its_owners_only() {
    let owners = owners(&read(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").as_path()));
    let faults: Vec<String> = sources().iter().flat_map(|file| foreign_crates(file, &owners)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn numbers_become_text_in_locale_only() {
    let faults: Vec<String> = sources().iter().flat_map(fixed_digits).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn what_breaks_the_plan_is_found() {
    let up = |path, text| imports_upwards(&file(path, text)).join("\n");
    assert_eq!(up("compute/change.rs", "use crate::model;\nuse crate::period::Period;"), "");
    assert_eq!(up("site/plan.rs", "use crate::site::Site;\nuse super::Outline;"), "");
    assert_eq!(
        up(
            "compute/change.rs",
            "\nuse crate::model::{self, Metric};\nuse crate::{\n    period,\n    site::{Site, view},\n};"
        ),
        "src/compute/change.rs:5: `compute` is on floor 4 and cannot import `site` of floor 7"
    );
    assert_eq!(
        up("compute.rs", "fn f() -> crate::load::Site {"),
        "src/compute.rs:1: `compute` is on floor 4 and cannot import `load` of floor 4"
    );
    assert_eq!(up("compute.rs", "use crate::locale;"), "src/compute.rs:1: `compute` never imports `locale`");
    assert_eq!(up("compute.rs", "// see crate::site\n/// crate::site\n//! crate::site"), "");
    assert_eq!(up("load.rs", "use super::site;"), "src/load.rs:1: `super` leaves `load`; write `crate::…`");
    assert_eq!(up("load/catalog.rs", "use super::fields;\nuse super::super::site;").lines().count(), 1);
    assert_eq!(up("load.rs", "#[cfg(test)]\nmod tests {\n    use super::*;\n}"), "");
    assert_eq!(up("helpers.rs", ""), "src/helpers.rs: no row of FLOORS names `helpers`");
    assert_eq!(up("model.rs", "use crate::helpers;"), "src/model.rs:1: no row of FLOORS names `helpers`");
    assert_eq!(up("main.rs", "use kalends::cmd;"), "");

    let owners = owners("[dependencies]\nicu-decimal = \"2\" # locale: digits\ncsv = \"1\" # table, load: quoting\n");
    let foreign = |path, text| foreign_crates(&file(path, text), &owners).join("\n");
    assert_eq!(foreign("locale/numbers.rs", "use icu_decimal::DecimalFormatter;"), "");
    assert_eq!(foreign("load/catalog.rs", "let reader = csv::Reader::new();"), "");
    assert_eq!(
        foreign("site.rs", "\nlet reader = csv::Reader::new();"),
        "src/site.rs:2: `site` names the crate `csv`, which is owned by table, load (Cargo.toml)"
    );
    assert_eq!(foreign("site.rs", "use csv;").lines().count(), 1);
    assert_eq!(foreign("site.rs", "let text = table::csv::write();\nlet own_csv::x;"), "");
    assert_eq!(foreign("site.rs", "#[cfg(test)]\nmod tests {\n    use csv::Reader;\n}"), "");

    assert_eq!(fixed_digits(&file("table.rs", "format!(\"{}\", 1);\nformat!(\"{value:>8.1}\");")).len(), 1);
    assert_eq!(fixed_digits(&file("table.rs", "format!(\"{:.*}\", 2, value)")).len(), 1);
    assert_eq!(fixed_digits(&file("table.rs", "let x = Sum { a: 1.5 };")).len(), 0);
}

#[test]
#[should_panic(expected = "`csv` in Cargo.toml needs a comment")]
fn a_crate_without_an_owner_is_found() {
    owners("[dependencies]\ncsv = \"1\"\n");
}

#[test]
#[should_panic(expected = "`helpers` owns `csv` and is no piece")]
fn an_owner_that_does_not_exist_is_found() {
    owners("[dependencies]\ncsv = \"1\" # helpers: quoting\n");
}

fn imports_upwards(file: &File) -> Vec<String> {
    let piece = piece(&file.path);
    let Some(floor) = floor_of(piece) else {
        return vec![format!("src/{}: no row of FLOORS names `{piece}`", file.path)];
    };
    let mut faults = Vec::new();
    for (number, name) in imports(file) {
        let place = format!("src/{}:{number}", file.path);
        match floor_of(&name) {
            _ if name == piece => {}
            _ if NEVER.contains(&(piece, name.as_str())) => {
                faults.push(format!("{place}: `{piece}` never imports `{name}`"));
            }
            Some(other) if other < floor => {}
            Some(other) => {
                faults.push(format!(
                    "{place}: `{piece}` is on floor {floor} and cannot import `{name}` of floor {other}"
                ));
            }
            None => faults.push(format!("{place}: no row of FLOORS names `{name}`")),
        }
    }
    let depth = file.path.matches('/').count();
    for line in &file.lines {
        let allowed = depth + usize::from(line.is_test);
        if line.text.contains(&"super::".repeat(allowed + 1)) {
            faults.push(format!("src/{}:{}: `super` leaves `{piece}`; write `crate::…`", file.path, line.number));
        }
    }
    faults
}

/// The pieces that follow `crate::` (in the program `kalends::`), each with its line.
fn imports(file: &File) -> Vec<(usize, String)> {
    let root = if file.path == "main.rs" { "kalends::" } else { "crate::" };
    let mut text = String::new();
    let mut begins = Vec::new();
    for line in &file.lines {
        begins.push((text.len(), line.number));
        text.push_str(&line.text);
        text.push('\n');
    }
    let line_at = |at| begins.iter().rev().find(|(begin, _)| *begin <= at).map_or(0, |(_, line)| *line);
    let starts = occurrences(&text, root).into_iter().map(|start| start + root.len());
    starts
        .flat_map(|start| {
            names(&text[start..]).into_iter().map(move |(offset, name)| (start + offset, name.to_owned()))
        })
        .map(|(at, name)| (line_at(at), name))
        .collect()
}

/// The first names of a path or of a list of paths, with their offsets: `a` and `d` of `{a::{b, c}, d}`.
fn names(text: &str) -> Vec<(usize, &str)> {
    let Some(list) = text.strip_prefix('{') else { return vec![(0, identifier(text))] };
    let mut found = Vec::new();
    let (mut depth, mut is_next) = (0, true);
    for (offset, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_next = true,
            _ if is_next && !letter.is_whitespace() => {
                found.push((1 + offset, identifier(&list[offset..])));
                is_next = false;
            }
            _ => {}
        }
    }
    found
}

fn foreign_crates(file: &File, owners: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let piece = piece(&file.path);
    let mut faults = Vec::new();
    for line in file.lines.iter().filter(|line| !line.is_test) {
        for (name, owners) in owners.iter().filter(|(_, owners)| owners.iter().all(|owner| owner != piece)) {
            let used = occurrences(&line.text, name).into_iter().any(|start| {
                let (before, after) = (&line.text[..start], &line.text[start + name.len()..]);
                after.starts_with("::") || before.ends_with("use ") && after.starts_with([';', ' '])
            });
            if used {
                faults.push(format!(
                    "src/{}:{}: `{piece}` names the crate `{name}`, which is owned by {} (Cargo.toml)",
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
    if piece(&file.path) == "locale" || WRITE_FLOATS.contains(&file.path.as_str()) {
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
    lines.map(|line| format!("src/{}:{}: a number is written without `locale`", file.path, line.number)).collect()
}

/// The owners of each crate, by its name in code: what stands before the colon in the comment of its line.
fn owners(manifest: &str) -> BTreeMap<String, Vec<String>> {
    let mut owners = BTreeMap::new();
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let Some((name, value)) = line.split_once(" = ").filter(|_| section == "[dependencies]") else { continue };
        let (names, _reason) = value
            .split_once("# ")
            .and_then(|(_, comment)| comment.split_once(": "))
            .unwrap_or_else(|| panic!("`{name}` in Cargo.toml needs a comment: its owners, a colon, the reason"));
        let names: Vec<String> = names.split(", ").map(str::to_owned).collect();
        for owner in &names {
            assert!(floor_of(owner).is_some(), "`{owner}` owns `{name}` and is no piece of FLOORS");
        }
        owners.insert(name.replace('-', "_"), names);
    }
    owners
}

fn floor_of(piece: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&piece))
}

/// The piece that a file belongs to: `chart` for `chart.rs` and for `chart/line.rs`.
fn piece(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
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
    assert!(paths.len() > FLOORS.len(), "src/ was not found");
    let name =
        |path: &Path| path.strip_prefix(&root).expect("below src").to_str().expect("plain names").replace('\\', "/");
    paths.iter().map(|path| file(&name(path), &read(path))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `#[cfg(test)] mod tests { … }` ends a file, and a file `tests.rs` is nothing else.
fn file(path: &str, text: &str) -> File {
    let mut is_test = path.ends_with("/tests.rs");
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
