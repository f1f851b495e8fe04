//! Every fault that an author can meet, with the exact words of its message.
//!
//! A folder of `tests/errors` is laid over `tests/errors/_base` and built; `expected.txt` is what the
//! program must say. `without.txt` names files of the base that the case does not have, `arguments.txt`
//! what stands behind `kalends build --quiet`, and `command.txt` another command in place of `build`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::project::{Project, files_below};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

/// The names of all cases, in order.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("tests/errors");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name")).collect();
    names.retain(|name| name != "_base");
    names.sort();
    names
}

/// What the author of a case may bring along, besides the texts of the case itself.
fn is_of_a_site(path: &str) -> bool {
    ["kalends.yaml", "approvals.yaml", "ledger.jsonl"].contains(&path)
        || path.starts_with("extract.")
        || ["data/", "content/", "templates/"].iter().any(|folder| path.starts_with(folder))
}

/// Lays the case over the base, runs it and returns its messages, or what else is wrong.
fn run(name: &str) -> Result<String, String> {
    let mut project = Project::empty();
    let (mut without, mut arguments, mut command) = (String::new(), String::new(), "build".to_owned());
    for (path, bytes) in files_below(&folder().join("_base")) {
        project = project.file(&path, bytes);
    }
    project.remove("content/_report.md");
    for (path, bytes) in files_below(&folder().join(name)) {
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match path.as_str() {
            "expected.txt" => {}
            "without.txt" => without = text(),
            "arguments.txt" => arguments = text(),
            "command.txt" => command = text().trim().to_owned(),
            path if is_of_a_site(path) => project.write(path, &bytes),
            other => return Err(format!("nobody reads {other}")),
        }
    }
    for path in without.lines() {
        project.remove(path);
    }
    let before = project.files("");
    let ran = project.run([command, "--quiet".to_owned()].into_iter().chain(words(&arguments)));
    let code = match &ran.stderr {
        text if text.contains("K0001") => 2,
        text if text.contains("error[") => 1,
        _ => 0,
    };
    if ran.code != Some(code) {
        return Err(format!("exit {:?}, {code} was expected\n{}", ran.code, ran.stderr));
    }
    if !ran.stdout.is_empty() {
        return Err(format!("messages go to stderr, but stdout has {}", ran.stdout));
    }
    if code != 0 && project.files("") != before {
        return Err("a failed build wrote something".to_owned());
    }
    Ok(ran.stderr)
}

/// The words of a command line; single quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let parts = line.trim().split('\'').enumerate();
    let words = parts.flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

#[test]
fn every_faulty_site_gets_its_message_and_nothing_else() {
    let update = std::env::var_os("KALENDS_UPDATE").is_some();
    let mut wrong = Vec::new();
    for name in cases() {
        let expected_path = folder().join(&name).join("expected.txt");
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        match run(&name) {
            Ok(said) if said == expected && !said.is_empty() => {}
            Ok(said) if update => fs::write(&expected_path, said).expect("the expectation is written"),
            Ok(said) => wrong.push(format!("{name} says:\n{said}\nexpected:\n{expected}")),
            Err(fault) => wrong.push(format!("{name}: {fault}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Codes whose faults no folder in the repository can hold, and where they are tested.
const ELSEWHERE: &[(&str, &str)] = &[
    ("K0003", "hostile: a file of more than 32 MB"),
    ("K0013", "hostile: a name that is not UTF-8"),
    ("K0014", "hostile: a link"),
    ("K0502", "hostile: a page that never ends"),
    ("K0601", "output: a folder above it that is a file"),
    ("K0602", "output: a folder of others"),
    ("K0603", "output: a file"),
    ("K0604", "output: a file of others where a page goes"),
    ("K0606", "init: templates that are there already"),
    ("K0607", "init: a folder that is a site"),
    ("K0608", "init: a folder of others"),
    ("K0701", "pdf: a search path without a browser"),
    ("K0702", "pdf: a browser that is not there"),
    ("K0703", "pdf: a browser that fails"),
    ("K0704", "pdf: a browser that takes too long"),
    ("K0705", "pdf: a report that is not there"),
    ("K0706", "pdf: a place among the pages"),
    ("K0803", "import: a sheet that is not there"),
    ("K0815", "import: merged cells"),
    ("K0831", "output: a file that was changed meanwhile"),
    ("K0836", "import: a program that is not there"),
    ("K0837", "import: a program that fails"),
    ("K0838", "import: a program that takes too long"),
    ("K0841", "month: a site without a snapshot"),
    ("K0842", "month: a quarter"),
    ("K0843", "month: a month that exists"),
    ("K0844", "month: a month that is skipped"),
    ("K0845", "month: a month before others"),
    ("K0850", "fmt: an alias"),
    ("K0851", "fmt: what is out of form"),
    ("K1002", "trust: a period without a report"),
    ("K1003", "trust: a warning on the reports"),
    ("K1004", "trust: a list in one line"),
    ("K1005", "trust: a name of spaces"),
    ("K1006", "trust: a key that is not there"),
    ("K1007", "trust: a key with a password"),
    ("K1008", "trust: a signature of somebody else"),
    ("K1025", "trust: a reason of spaces"),
    ("K1026", "trust: a password of another key"),
    ("K1027", "trust: a metric that was published and is gone"),
    ("K1023", "trust: a published figure that is stated otherwise"),
    ("K1024", "trust: a published report whose text is gone"),
    ("K1031", "verify: a half copy"),
    ("K1032", "verify: files of others"),
    ("K1033", "verify: a manifest that was edited"),
    ("K1034", "verify: pages of an older build"),
    ("K1035", "verify: a digit changed by hand"),
    ("K1036", "verify: words and titles"),
    ("K1037", "verify: a file with other bytes than text"),
    ("K1038", "verify: a place without a report set"),
    ("K1039", "remote: a place that cannot be read"),
    ("K1040", "verify: a version that was published meanwhile"),
    ("K1041", "verify: publishing that was broken off"),
    ("K1051", "publish: a destination that is none"),
    ("K1052", "publish: a password in the destination"),
    ("K1053", "publish: a mounted disk"),
    ("K1054", "publish: most pages gone"),
    ("K1055", "publish: no earlier version"),
    ("K1056", "publish: a version that was changed"),
    ("K1057", "publish: a folder of others"),
    ("K1058", "publish: a file"),
    ("K1059", "publish: an object store without the feature"),
    ("K1060", "publish: a server that is not there"),
    ("K1061", "publish: an object store has no versions"),
    ("K1062", "publish: a server changed in place"),
    ("K1063", "publish: nothing approved"),
    ("K1064", "publish: a ledger that cannot be written"),
    ("K1065", "publish: two runs at once"),
    ("K1066", "publish: a long name"),
    ("K0710", "codes: a code that does not exist"),
    ("K0901", "serve: a port of another program"),
    ("K0902", "serve: a folder that is gone"),
    ("K0903", "serve: a port of the system"),
    ("K0904", "serve: no browser"),
    ("K0910", "diff: a folder without reports"),
    ("K0911", "diff: a report that kalends did not build"),
    ("K0912", "diff, review: a period without a report"),
    ("K0913", "review: a place among the pages"),
    ("K0914", "diff: neither a period nor a folder"),
    ("K0915", "diff: a period against a folder"),
];

#[test]
fn every_code_has_a_case() {
    let source = include_str!("../../src/diag/faults.rs");
    let is_code = |code: &&str| code[1..].bytes().all(|digit| digit.is_ascii_digit());
    let codes = source.match_indices("\"K").filter_map(|(at, _)| source.get(at + 1..at + 6)).filter(is_code);
    let codes: BTreeSet<&str> = codes.collect();
    let texts: String = cases()
        .iter()
        .map(|name| fs::read_to_string(folder().join(name).join("expected.txt")).unwrap_or_default())
        .collect();
    let missing: Vec<&&str> = codes
        .iter()
        .filter(|code| !texts.contains(**code) && ELSEWHERE.iter().all(|(other, _)| other != *code))
        .collect();
    assert!(missing.is_empty(), "no case in tests/errors for {missing:?}");
}
