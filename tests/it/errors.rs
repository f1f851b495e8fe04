//! Every fault that an author can meet, with the exact words of its message.
//!
//! A case is one file `tests/errors/NAME.md`. It begins with a heading that says in words what is wrong. Then come, in
//! any order, the files in which its site differs from the folder `tests/errors/_base`:
//!
//! - a file that the case brings: a line with the path in backticks, and a block with the content. The block is named
//!   after the ending of the file, such as `yaml`, `md` or `csv`, and has a longer fence where the content has a fence;
//! - a file of the base that the case takes away: a line "Without `data/metrics.yaml`".
//!
//! The case ends with what the program does:
//!
//! - a block `console` with the command, such as `$ kalends build --quiet`, and under it all that goes to stderr;
//! - a line `exit: 1` with the exit code.
//!
//! A block named `escaped` holds a file whose bytes cannot be seen in its text: another encoding, CRLF, a tab, a space
//! before the end of a line, a last line that does not end. In it `\r`, `\t`, `\\` and `\xE6` are one byte each, and a
//! `\` at the end of a line removes that line end.
//!
//! `KALENDS_UPDATE=1` rewrites the message and the exit code; an author may leave both out of a new case until then.
//! No case writes to stdout, and a run that fails writes no file. `cases.rs` reads the form and refuses the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kalends::diag::codes;
use rayon::prelude::*;

use crate::cases::{self, Case};
use crate::project::{Project, files_below};

/// Whether kalends reads a file at this path: a file of a site, or the extract that the case imports.
fn is_of_a_site(path: &str) -> bool {
    ["kalends.yaml", "approvals.yaml", "ledger.jsonl"].contains(&path)
        || path.starts_with("extract.")
        || ["data/", "content/", "templates/", "remarks/", "editions/"].iter().any(|folder| path.starts_with(folder))
}

/// The files of the case's site, with their bytes: the base without what the case takes away, and what it brings.
fn site(case: &Case, base: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut files = base.clone();
    for path in &case.without {
        files.remove(path).ok_or_else(|| format!("takes away `{path}`, which is not in the base"))?;
    }
    for (path, bytes) in &case.files {
        if !is_of_a_site(path) {
            return Err(format!("nobody reads `{path}`"));
        }
        if case.without.contains(path) {
            return Err(format!("takes away `{path}` and brings it"));
        }
        files.insert(path.clone(), bytes.clone());
    }
    Ok(files)
}

/// Runs the case. Returns its messages and its exit code, or a fault that no expectation can make right.
fn run(case: &Case, base: &BTreeMap<String, Vec<u8>>) -> Result<(String, i32), String> {
    let files = site(case, base)?;
    let project = Project::empty();
    project.remove("kalends.yaml");
    project.remove("content/_report.md");
    for (path, bytes) in &files {
        project.write(path, bytes);
    }
    let ran = project.run(&case.arguments);
    let code = ran.code.ok_or("a signal ended the program")?;
    if !(0..=2).contains(&code) {
        return Err(format!("exit {code}, which kalends does not give\n{}", ran.stderr));
    }
    if !ran.stdout.is_empty() {
        return Err(format!("messages go to stderr, but stdout has {}", ran.stdout));
    }
    if !ran.stderr.ends_with('\n') {
        return Err(format!("stderr is empty or its last line does not end: {:?}", ran.stderr));
    }
    if code != 0 && project.files("") != files {
        return Err(format!("exit {code}, but something was written"));
    }
    Ok((ran.stderr, code))
}

/// Runs the case and compares it with what its file states. With `update` the file is rewritten where they differ.
fn check(case: &Case, base: &BTreeMap<String, Vec<u8>>, update: bool) -> Result<(), String> {
    let (said, code) = run(case, base).map_err(|fault| format!("{}: {fault}", case.name))?;
    if (&said, Some(code)) == (&case.message, case.exit) {
        return Ok(());
    }
    if update {
        let path = cases::folder().join(format!("{}.md", case.name));
        fs::write(path, case.text_with(&said, code)).expect("the expectation is written");
        return Ok(());
    }
    let expected = match case.exit {
        Some(exit) => format!("{}exit: {exit}", case.message),
        None => format!("{}no exit code is stated", case.message),
    };
    Err(format!("{} says:\n{said}exit: {code}\nexpected:\n{expected}", case.name))
}

fn is_a_name_on_windows(path: &str) -> bool {
    let of_device = |name: &str| ["aux", "con", "nul", "prn"].contains(&name.split('.').next().unwrap_or(name));
    !path.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) && !path.split('/').any(of_device)
}

#[test]
fn every_faulty_site_gets_its_message_and_nothing_else() {
    let update = std::env::var_os("KALENDS_UPDATE").is_some();
    let base = files_below(&cases::folder().join("_base"));
    let mut cases = cases::all();
    // Windows has no files of some of the names.
    cases.retain(|case| cfg!(unix) || case.files.keys().all(|path| is_a_name_on_windows(path)));
    // And knows names that differ in large and small letters alone as one.
    let differ = |case: &Case| {
        let names = || base.keys().chain(case.files.keys()).collect::<BTreeSet<_>>();
        names().into_iter().map(|path| path.to_lowercase()).collect::<BTreeSet<_>>().len() == names().len()
    };
    cases.retain(|case| cfg!(target_os = "linux") || differ(case));
    let wrong: Vec<String> = cases.par_iter().filter_map(|case| check(case, &base, update).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Codes whose faults no case in the repository can hold, and where they are tested.
const ELSEWHERE: &[(&str, &str)] = &[
    ("K0003", "hostile: a file of more than 32 MB"),
    ("K0013", "hostile: a name that is not UTF-8"),
    ("K0014", "hostile: a link"),
    ("K0015", "attachments: a folder that is a link"),
    ("K0016", "attachments: a folder of 100,000 files"),
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
    ("K0853", "workbooks: a formula without a result"),
    ("K0855", "mappings: a hidden row"),
    ("K0869", "import: an extract of wrong rows alone"),
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
    ("K1028", "promises: a target that changes"),
    ("K1029", "promises: a number typed in the place of a figure"),
    ("K1030", "promises: a hidden figure that would be shown"),
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
    ("K1042", "audit: a manifest that was changed"),
    ("K1043", "audit: another ledger"),
    ("K1044", "audit: an older version"),
    ("K1045", "audit: a folder built without a text of its own"),
    ("K1046", "audit: a report that nobody approved"),
    ("K1047", "audit: a report that nobody signed"),
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
    ("K1067", "promises: a published report whose text is a draft"),
    ("K1068", "promises: a report that is not published is withdrawn"),
    ("K1069", "promises: a withdrawal without a reason"),
    ("K1070", "promises: a ledger that is lost"),
    ("K1071", "promises: sign-offs that are lost"),
    ("K1072", "editions: a page that the place does not have"),
    ("K1073", "editions: a kept page that is gone"),
    ("K1074", "editions: a kept page that was exchanged"),
    ("K1075", "editions: a page that has another address"),
    ("K1081", "editions: one that was kept already"),
    ("K1082", "editions: a setting that takes downloads away"),
    ("K1078", "embargo: a place of all readers"),
    ("K1083", "newly_shown: a snapshot of an earlier month"),
    ("K1088", "promised_ids: a new metric under the label of another one"),
    ("K0710", "codes: a code that does not exist"),
    ("K0711", "trust: a time that is not one"),
    ("K0712", "shell: a command that does not exist"),
    ("K0713", "shell: a site without a snapshot"),
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
    ("K0919", "remarks: an approval while some are open"),
];

#[test]
fn every_code_has_a_case() {
    let texts: String = cases::all().into_iter().map(|case| case.message).collect();
    let codes = codes::all().into_iter().map(|code| code.id);
    let missing: Vec<&str> =
        codes.filter(|code| !texts.contains(code) && ELSEWHERE.iter().all(|(other, _)| other != code)).collect();
    assert!(missing.is_empty(), "no case in tests/errors for {missing:?}");
}

/// A site whose newest snapshot names `count` metrics that nobody defined.
fn unknown_metrics(count: usize) -> Project {
    let lines: String = (0..count).map(|number| format!("x{number}: 1\n")).collect();
    Project::new("visits: { label: Visits, type: flow }").snapshot("2018-01", &lines)
}

#[test]
fn a_person_is_shown_twenty_faults_of_a_code_and_the_number_of_the_others() {
    let project = unknown_metrics(3000);
    let brief = project.run(["check"]);
    assert_eq!(brief.code, Some(1));
    assert_eq!(brief.stderr.matches("error[K0102]").count(), 20);
    let end = "K0102: 2980 more of 3000; `--all` shows them\n\n3000 errors; nothing was written\n";
    assert!(brief.stderr.ends_with(end), "{}", &brief.stderr[brief.stderr.len() - 300..]);
    let published = project.run(["publish", "www"]);
    assert!(published.stderr.contains("K0102: 2980 more of 3000; `kalends check --all` shows them\n"));
    assert_eq!(project.run(["check", "--all"]).stderr.matches("error[K0102]").count(), 3000);
    assert_eq!(project.run(["check", "--format", "json"]).stderr.lines().count(), 3000);
    let sarif = project.run(["check", "--format", "sarif"]).stderr;
    assert_eq!(sarif.matches("\"ruleId\": \"K0102\"").count(), 3000);
    // Twenty are no flood.
    assert!(!unknown_metrics(20).run(["check"]).stderr.contains("more of"));
}

#[test]
fn a_name_without_end_is_cut_where_a_person_reads_it() {
    let project = Project::new("visits: { label: Visits, type: flow }")
        .snapshot("2018-01", &format!("{}: 1\n", "x".repeat(9_000_000)));
    let ran = project.run(["check"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.len() < 20_000, "{} bytes", ran.stderr.len());
}
