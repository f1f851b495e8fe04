//! The codes against the files that hold them, the cases in tests/errors and docs/diagnostics.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use kalends::diag::code::Code;
use kalends::diag::codes::{self, FAMILIES};
use serde_json::Value;

use crate::cases::{self, Case};
use crate::project::{Project, files_below};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that hold codes, by name.
fn sources() -> BTreeMap<String, String> {
    let files = files_below(&root().join("src/diag/faults")).into_iter();
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The names of the codes of a file, each with its id.
fn statics(source: &str) -> BTreeMap<&str, &str> {
    let parts = source.split("pub static ").skip(1);
    let parsed = parts.map(|part| {
        let (name, rest) = part.split_once(": Code = Code {\n    id: \"").expect("a code begins with its id");
        (name, &rest[..5])
    });
    parsed.collect()
}

/// The names before each call of this function, whether in one line or in two.
fn called<'a>(source: &'a str, function: &str) -> BTreeSet<&'a str> {
    let calls = source.match_indices(function).map(|(at, _)| source[..at].trim_end());
    let of_a_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    calls.map(|before| before.rsplit(|c| !of_a_name(c)).next().unwrap_or("")).collect()
}

#[test]
fn every_file_lists_all_of_its_codes_and_makes_faults_of_each() {
    let listed: BTreeSet<&str> = codes::all().iter().map(|code| code.id).collect();
    let mut faults = Vec::new();
    for (file, source) in &sources() {
        let made: BTreeSet<&str> =
            [".error(", ".warning(", ".refusal("].iter().flat_map(|way| called(source, way)).collect();
        for (name, id) in statics(source) {
            if !listed.contains(id) {
                faults.push(format!("src/diag/faults/{file}: add `&{name}` to CODES"));
            }
            if !made.contains(name) {
                faults.push(format!("src/diag/faults/{file}: no function makes a fault of {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_warning_at_a_line_of_the_site_can_be_allowed() {
    // Those of a file as a whole have no line beside which a comment could stand, and those of comments are about these.
    let others = ["K0014", "K0158", "K0225", "K0313", "K0314", "K0315", "K0316", "K0421"];
    let sources = sources();
    let warnings = sources.values().flat_map(|source| {
        let statics = statics(source);
        called(source, ".warning(").into_iter().map(move |name| statics[name])
    });
    // From 06 on they are about what a command is asked to do.
    let warnings: BTreeSet<&str> = warnings.filter(|id| *id < "K0600" && !others.contains(id)).collect();
    let allowable: BTreeSet<&str> = codes::allowable().iter().map(|code| code.id).collect();
    assert_eq!(warnings, allowable);
}

#[test]
fn the_codes_are_in_order_and_keep_to_their_forms() {
    let mut faults = Vec::new();
    let all = codes::all();
    for pair in all.windows(2) {
        if pair[0] >= pair[1] {
            faults.push(format!(
                "{} stands behind {}: no id is used twice, and families are in order",
                pair[1].id, pair[0].id
            ));
        }
    }
    for family in FAMILIES {
        for code in family.codes().iter().filter(|code| &code.id[1..3] != family.digits) {
            faults.push(format!("{}: it stands among the codes of {}", code.id, family.digits));
        }
    }
    let mut titles = BTreeSet::new();
    for Code { id, title, cause, example, cure, .. } in all {
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("{id}: {what}"));
            }
        };
        expect(titles.insert(title), "another code has the same title");
        expect(!title.ends_with('.') && title.len() <= 72, "the title is a phrase of 72 signs at most, without a stop");
        expect(
            title.starts_with(|first: char| first.is_uppercase() || first == '`'),
            "the title begins with a capital",
        );
        expect(cause.ends_with('.') && cause.len() >= 40, "the cause is a whole sentence");
        expect(cure.len() >= 20, "the cure says what to do");
        expect(
            example.starts_with("$ ") || example.contains('\n'),
            "the example is a command, or a file and its lines",
        );
        expect(!cause.contains('\n') && !cure.contains('\n'), "cause and cure are one paragraph each");
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// What an example shows is refused with its code: it is taken from a case in tests/errors that expects the code.
#[test]
fn every_example_stands_in_a_case_that_gets_its_code() {
    let cases = cases::all();
    let mut faults = Vec::new();
    for code in codes::all() {
        let (Some(file), lines) = code.parts() else { continue };
        let shown = format!("[{}]", code.id);
        let of_code: Vec<&Case> = cases.iter().filter(|case| case.message.contains(&shown)).collect();
        let stands = of_code
            .iter()
            .filter_map(|case| case.files.get(file))
            .any(|bytes| holds(&String::from_utf8_lossy(bytes), lines));
        if !of_code.is_empty() && !stands {
            let names: Vec<&str> = of_code.iter().map(|case| case.name.as_str()).collect();
            faults.push(format!(
                "{}: the example is not part of {file} in any of {names:?} of tests/errors; take it from there",
                code.id
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Whether the lines stand in the text in this order; others may stand between.
fn holds(text: &str, lines: &str) -> bool {
    let mut rest = text.lines();
    lines.lines().all(|line| rest.any(|other| other.trim() == line.trim()))
}

/// All codes as they stand in the document, family by family.
fn as_text() -> String {
    let mut text = String::new();
    for family in FAMILIES {
        writeln!(text, "## {}: {}\n", family.digits, family.title).expect("text");
        for code in family.codes() {
            let (file, lines) = code.parts();
            let place = file.map(|file| format!("In `{file}`:\n\n")).unwrap_or_default();
            writeln!(
                text,
                "### {}: {}\n\n{}\n\n{place}```text\n{lines}\n```\n\n{}\n",
                code.id, code.title, code.cause, code.cure
            )
            .expect("text");
        }
    }
    text
}

#[test]
fn the_document_holds_every_code() {
    let path: PathBuf = root().join("docs/diagnostics.md");
    let document = fs::read_to_string(&path).expect("docs/diagnostics.md");
    let (begin, end) = ("<!-- codes -->\n", "<!-- end of codes -->");
    let (before, rest) = document.split_once(begin).expect("a mark where the codes begin");
    let (_, after) = rest.split_once(end).expect("a mark where the codes end");
    let made = format!("{before}{begin}\n{}\n\n{end}{after}", as_text().trim_end());
    if made != document && std::env::var_os("KALENDS_UPDATE").is_some() {
        fs::write(&path, &made).expect("the document is written");
        return;
    }
    let line = made.lines().zip(document.lines()).find(|(made, document)| made != document);
    assert!(
        made == document,
        "docs/diagnostics.md is not up to date (KALENDS_UPDATE=1 rewrites it), first at {line:#?}"
    );
}

#[test]
fn a_code_is_explained_without_a_site_in_capital_or_small_letters() {
    let nowhere = Project::empty();
    nowhere.remove("kalends.yaml");
    for written in ["K0203", "k0203"] {
        let ran = nowhere.run(["explain", written]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        assert_eq!(
            ran.stdout,
            "K0203: Text in the place of a number\n\nThe value is text to YAML: it stands in quotes, or has a comma, a space \
             or a zero in front. Kalends does not guess which number is meant, since `1,807` is one thing in Denmark and \
             another in England.\n\nFor example in data/2018-02.yaml:\n\n      key_persons: 1,807\n\nWhat to do: Write the \
             digits alone: `1807`, `24.5`, or `24.5 %` for a share. A figure that is not known is `null` with a `note`.\n"
        );
    }
}

#[test]
fn a_code_is_explained_as_json() {
    let ran = Project::empty().run(["explain", "K0605", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let told: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(told["code"], "K0605");
    assert_eq!(told["file"], Value::Null);
    assert_eq!(told["example"], "$ kalends build --output data/out");
    assert!(["title", "cause", "cure"].iter().all(|key| told[key].as_str().is_some_and(|text| !text.is_empty())));
}

#[test]
fn a_code_that_does_not_exist_gets_the_nearest_one() {
    let said = |code: &str| {
        let ran = Project::empty().run(["explain", code]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        ran.stderr
    };
    assert_eq!(
        said("K0012"),
        "error[K0710]: no message has the code `K0012`\n--> kalends explain\n |\nhelp: did you mean `K0002`? \
         docs/diagnostics.md of kalends lists them all\n\n1 error\n"
    );
    assert_eq!(
        said("K777777"),
        "error[K0710]: no message has the code `K777777`\n--> kalends explain\n |\nhelp: copy it from the message; \
         docs/diagnostics.md of kalends lists them all\n\n1 error\n"
    );
}

#[test]
fn a_metric_may_be_called_like_the_beginning_of_a_code() {
    let project = Project::new("k2: { label: Kitchens, type: stock }").snapshot("2018-02", "k2: 12");
    let ran = project.run(["explain", "k2"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.contains("12"), "{}", ran.stdout);
}
