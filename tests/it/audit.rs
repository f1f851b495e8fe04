//! `kalends verify` trusts nothing that it reads: the manifest, the folder and the version are held against the ledger
//! and the sign-offs, which whoever edits the place does not have.

use std::fs;
#[cfg(target_os = "linux")] // names are any bytes
use std::os::unix::ffi::OsStrExt;
#[cfg(unix)] // whoever makes links on Windows needs a right
use std::os::unix::fs::symlink;

use crate::project::Project;

const TEXT: &str = "---\ntitle: \"Status, {{ period }}\"\nsummary: There are {{ beds }} beds.\n---\n## Beds\n\n\
    There are {{ beds }} beds, {{ beds | trend }}.\n";

/// Two months, published in `www`.
fn published() -> Project {
    let project = site();
    project.run(["publish", "www"]).fine();
    project.run(["verify", "www"]).fine();
    project
}

fn site() -> Project {
    Project::new("beds: { label: Beds, type: stock, unit: beds }\nstaff: { label: Staff, type: stock }")
        .file("content/_report.md", TEXT)
        .snapshot("2018-01", "beds: 40\nstaff: 7")
        .snapshot("2018-02", "beds: 52\nstaff: 8")
}

/// What `verify` says: the code, the file and the message of each fault.
#[track_caller]
fn says(project: &Project, arguments: &[&str]) -> Vec<String> {
    let ran = project.run(["verify", "www", "--format", "json"].iter().chain(arguments));
    let lines = ran.stderr.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let said: Vec<String> = lines
        .map(|line| {
            let part = |name: &str| line[name].as_str().unwrap_or("").to_owned();
            format!("{} {}: {}", part("code"), part("file"), part("message"))
        })
        .collect();
    assert_eq!(ran.code, Some(i32::from(!said.is_empty())), "{said:?}");
    said
}

#[test]
fn another_version_in_the_manifest_is_named_beside_an_edited_page() {
    let project = published();
    project.edit("www/manifest.json", "\"kalends\": \"0.1.0\"", "\"kalends\": \"9.9.9\"");
    project.write("www/404.html", "Nothing.\n");
    let said = says(&project, &[]);
    let expected =
        "K1042 manifest.json: the manifest is not the build's own: it names kalends 9.9.9, and the pages are of 0.1.0";
    assert!(said.iter().any(|line| line == expected), "{said:?}");
    assert!(said.iter().any(|line| line.contains(" 404.html: ")), "{said:?}");
}

#[test]
fn whatever_is_changed_in_the_manifest_is_named() {
    let page = "\"2018-01/figures.csv\": {";
    for (from, to, said) in [
        ("\"kalends\": \"0.1.0\"", "\"kalends\": \"9.9.9\"", "it names kalends 9.9.9, and the pages are of 0.1.0"),
        ("{\n  \"kalends\"", "{\n  \"note\": 1,\n  \"kalends\"", "it holds something that kalends does not write"),
        (
            page,
            &*format!("\"2017-12/index.html\": {{ \"bytes\": 1, \"hash\": \"00\" }},\n    {page}"),
            "it lists `2017-12/index.html`, which the site does not build",
        ),
    ] {
        let project = published();
        project.edit("www/manifest.json", from, to);
        let expected = format!("K1042 manifest.json: the manifest is not the build's own: {said}");
        let found = says(&project, &[]);
        assert!(found.contains(&expected), "{found:#?}");
    }
    // What a page was made from is bound by its checksum.
    let project = published();
    project.edit(
        "www/manifest.json",
        "\"data/2018-01.yaml\"",
        "\"data/2017-12.yaml\": \"00\",\n    \"data/2018-01.yaml\"",
    );
    let said = project.run(["verify", "www"]).refused();
    assert!(said.starts_with("error[K1034]: ") && said.contains("since: `data/2017-12.yaml`;"), "{said}");
    // And the line of the ledger by the ledger.
    let project = published();
    project.edit("www/manifest.json", "\"entry\": 2", "\"entry\": 1");
    let found = says(&project, &[]);
    let other_line = "K1043 manifest.json: this was published with line 1 of a ledger, and the site's ledger.jsonl has another line there";
    assert!(found.iter().any(|fault| fault == other_line), "{found:#?}");
    // The pages name the line that they were published with.
    assert!(found.iter().any(|fault| fault.starts_with("K1036 404.html: the text: `2` is published")), "{found:#?}");
    let manifest = project.read("www/manifest.json");
    let (before, after) = manifest.split_once("  \"ledger\": {").expect("the mark");
    let (_, after) = after.split_once("\n  },\n").expect("its end");
    project.write("www/manifest.json", format!("{before}{after}"));
    let said = says(&project, &[]);
    let unmarked = "it does not say with which line of the ledger it was published";
    assert!(said.iter().any(|fault| fault.ends_with(unmarked)), "{said:#?}");
}

#[cfg(target_os = "linux")] // names are any bytes, also line ends
#[test]
fn whatever_lies_in_the_folder_is_named_as_it_is_called() {
    let project = published();
    let www = project.path("www");
    project.write("www/2018-02/.kalends-x.tmp/index.html", "<p>99</p>");
    fs::create_dir(www.join("2018-03")).expect("an empty folder");
    symlink("/etc", www.join("etc")).expect("a link");
    fs::write(www.join("two\nlines.html"), "x").expect("a page");
    fs::write(www.join(std::ffi::OsStr::from_bytes(b"caf\xe9.html")), "x").expect("a page");
    assert_eq!(
        says(&project, &[]),
        [
            "K1032 2018-02/.kalends-x.tmp/index.html: this file is published and kalends did not write it",
            "K1032 2018-03/: this folder is empty and kalends did not write it",
            "K1032 caf\\xe9.html: this file is published and kalends did not write it",
            "K1032 etc: this file is published and kalends did not write it",
            "K1032 two\\nlines.html: this file is published and kalends did not write it",
        ]
    );
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_destination_that_is_a_link_is_the_folder_that_it_leads_to() {
    let project = published();
    symlink("www", project.path("link")).expect("a link");
    project.run(["verify", "link"]).fine();
}

#[test]
fn a_folder_that_was_built_without_a_text_of_its_own_is_not_what_was_published() {
    let project = site();
    project
        .write("content/2018-02.md", "---\ntitle: February\n---\nThere are {{ beds }} beds, and {{ staff }} staff.\n");
    project.run(["publish", "www"]).fine();
    let other = site();
    other.write("ledger.jsonl", project.read("ledger.jsonl"));
    fs::remove_dir_all(project.path("www")).expect("the folder goes");
    let ran = other.run(["build", "--output", "built"]);
    assert_eq!(ran.code, Some(1), "there, too, the ledger tells of it");
    other.remove("ledger.jsonl");
    let forged = project.path("www").display().to_string();
    other.run(["build", "--output", &forged]).fine();
    let said = says(&project, &[]);
    assert_eq!(said, ["K1029 content/_report.md: the page of 2018-02 was published with another text"]);
    // Where the text says the same of that month, the digest still tells it.
    let project = site();
    project.write("content/2018-02.md", TEXT.replace("beds, {{", "beds,  {{"));
    project.run(["publish", "www"]).fine();
    let other = site();
    fs::remove_dir_all(project.path("www")).expect("the folder goes");
    let forged = project.path("www").display().to_string();
    other.write("ledger.jsonl", project.read("ledger.jsonl"));
    other.run(["build", "--output", &forged]).fine();
    let why = "K1045 2018-02/index.html: the report 2018-02: what makes it is not what the ledger says it was made of";
    assert_eq!(says(&project, &[]), [why]);
}

#[test]
fn an_older_version_without_its_correction_is_named() {
    let project = published();
    let project =
        project.snapshot("2018-03", "beds: [60, { period: 2018-01, value: 41, reason: One was missed. }]\nstaff: 9");
    project.run(["publish", "www"]).fine();
    project.run(["publish", "www", "--rollback"]).fine();
    let said = says(&project, &[]);
    let line = "K1044 manifest.json: this version was published with line 2 of the ledger, and 3 lines came since";
    assert!(said.contains(&line.to_owned()), "{said:#?}");
    let absent =
        "K1045 2018-03/index.html: the report 2018-03: the ledger says that it was published, and it is not there";
    assert!(said.contains(&absent.to_owned()), "{said:#?}");
}

#[test]
fn a_report_that_nobody_approved_is_named_and_so_is_one_that_nobody_signed() {
    let project = site();
    let copy = site();
    let pair = minisign::KeyPair::generate_unencrypted_keypair().expect("keys");
    let office = tempfile::tempdir().expect("a folder");
    let (secret, public) = (office.path().join("own.key"), office.path().join("own.pub"));
    fs::write(&secret, pair.sk.to_box(None).expect("a key").into_string()).expect("a key");
    fs::write(&public, pair.pk.to_box().expect("a key").into_string()).expect("a key");
    let (secret, public) = (secret.display().to_string(), public.display().to_string());
    project.run(["approve", "2018-01", "--by", "Anna", "--sign", &secret]).fine();
    project.run(["publish", "www"]).fine();
    project.run(["verify", "www", "--public-key", &public]).fine();
    // Somebody else publishes both months from a copy, without sign-offs or with some of their own.
    let publish = || {
        fs::remove_dir_all(project.path("www")).expect("the folder goes");
        copy.run(["publish", &project.path("www").display().to_string()]).fine();
        says(&project, &[])
    };
    let said = publish();
    let draft = "K1036 2018-02/index.html: the text: `Final` is published, and the site says `Draft, not approved`";
    assert!(said.contains(&draft.to_owned()), "{said:#?}");
    copy.run(["approve", "2018-01", "2018-02", "--by", "Nobody"]).fine();
    let said = publish();
    let nobody = "K1046 2018-02/index.html: the report 2018-02 is published and nobody approved it";
    assert!(said.contains(&nobody.to_owned()), "{said:#?}");

    // The sign-off of a report that is published is taken out.
    let project = site();
    project.run(["approve", "2018-01", "--by", "Anna", "--sign", &secret]).fine();
    let approvals = project.read("approvals.yaml");
    project.run(["approve", "2018-02", "--by", "Anna", "--sign", &secret]).fine();
    project.run(["publish", "www"]).fine();
    project.run(["verify", "www", "--public-key", &public]).fine();
    project.write("approvals.yaml", approvals);
    project.run(["verify", "www"]).fine();
    assert_eq!(
        says(&project, &["--public-key", &public]),
        ["K1047 2018-02/index.html: the report 2018-02 is published and no signature of this key covers it"]
    );
}

#[test]
fn a_figure_is_named_by_its_metric_also_in_the_lead_and_in_words() {
    let project = published();
    project.edit(
        "www/2018-02/index.html",
        "<p class=\"lead\">There are <data value=\"52\">52",
        "<p class=\"lead\">There are <data value=\"52\">58",
    );
    project.edit("www/2018-02/index.html", "a rise of 12", "a fall of 12");
    assert_eq!(
        says(&project, &[]),
        [
            "K1035 2018-02/index.html: `beds` in the lead: `58` is published, and the site says `52`",
            "K1035 2018-02/index.html: `beds` in the text of section `beds`: `fall` is published, and the site says `rise`",
        ]
    );
}
