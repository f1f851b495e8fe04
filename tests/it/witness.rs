//! Evidence that stands without kalends: sums that every server's own tools check, and pages that name the line of the
//! ledger that they were published with.

use std::process::Command;

use kalends::base::digest::sha256;
use serde_json::Value;

use crate::page::Page;
use crate::project::{Project, skipped};
use crate::publish::staff;

/// A site that published January, then February, then March.
fn published() -> Project {
    let project = staff(&["2018-01"]);
    project.run(["publish", "www"]).fine();
    for (month, staff) in [("2018-02", 7), ("2018-03", 8)] {
        project.write(&format!("data/{month}.yaml"), format!("period: {month}\nobservations: {{ staff: {staff} }}\n"));
        project.run(["publish", "www"]).fine();
    }
    project
}

fn page(project: &Project, path: &str) -> Page {
    Page::of(project.read(&format!("www/{path}")))
}

/// The line and the hash that a page names at its foot.
fn witness(page: &Page) -> (usize, String) {
    let text = page.find("footer.end").text();
    let (_, rest) = text.split_once("Ledger line ").expect("it names a line");
    let (line, rest) = rest.split_once(": ").expect("and a hash");
    (line.parse().expect("a number"), rest.split('.').next().expect("a full stop").to_owned())
}

#[test]
fn each_page_names_the_line_that_it_was_published_with() {
    let project = published();
    let ledger = project.read("ledger.jsonl");
    let lines: Vec<Value> = ledger.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let line_of = |report: &str| lines.iter().rposition(|line| line["report"] == report).expect("a line") + 1;
    let newest = ["2018-01", "2018-02", "2018-03"].map(line_of);
    assert_eq!(newest.map(|line| line.to_string()).join(" "), "1 2 3", "{ledger}");
    for (folder, line) in [("2018-01/", 1), ("2018-02/", 2), ("2018-03/", 3), ("", lines.len()), ("metrics/staff/", 3)]
    {
        let (named, hash) = witness(&page(&project, &format!("{folder}index.html")));
        let chain = lines[line - 1]["chain"].as_str().expect("a hash");
        assert_eq!(named, line, "{folder}");
        assert_eq!((hash.len(), chain.starts_with(&hash.replace(' ', ""))), (24, true), "{folder}: {hash}");
    }
    // A build of the same files gives the same pages.
    project.build();
    assert_eq!(project.read("output/2018-01/index.html"), project.read("www/2018-01/index.html"));
    assert_eq!(project.read("output/index.html"), project.read("www/index.html"));
    // Before it was published, it names none.
    assert!(!staff(&["2018-01"]).build().read("index.html").contains("Ledger line"));
    let danish = staff(&["2018-01"]).settings("title: Test\nlanguage: da\n");
    danish.run(["publish", "www"]).fine();
    assert!(danish.read("www/index.html").contains("Linje 1 i udgivelsesprotokollen: <code>"));
}

/// The lines of a ledger, each with the hash that it has behind the one before.
fn reckoned_anew(lines: &[&str]) -> String {
    let mut before = String::new();
    let mut text = String::new();
    for line in lines {
        let (body, _) = line.rsplit_once(",\"chain\":\"").expect("a line of a ledger");
        before = sha256(format!("{before}\n{body}}}").as_bytes());
        text.push_str(&format!("{body},\"chain\":\"{before}\"}}\n"));
    }
    text
}

#[test]
fn a_ledger_that_was_cut_reordered_or_replaced_is_told_in_each_way() {
    let project = published();
    let ledger = project.read("ledger.jsonl");
    let lines: Vec<&str> = ledger.lines().collect();
    let [first, second, third] = lines[..] else { panic!("three lines: {ledger}") };
    let (_, hash) = witness(&page(&project, "2018-03/index.html"));
    let told = project.run(["status", "--witness", &hash]).fine();
    assert!(told.stderr.contains("witnessed: line 3 of 3 in the ledger ends in "), "{}", told.stderr);
    project.run(["verify", "www", "--witness", &hash]).fine();

    let changed = third.replace("\"value\":\"8\"", "\"value\":\"9\"");
    assert_ne!(changed, third);
    let elsewhere = published();
    elsewhere.edit("data/2018-03.yaml", "staff: 8", "staff: 9");
    elsewhere.remove("ledger.jsonl");
    elsewhere.run(["publish", "other"]).fine();
    let broken = "error[K1022]: the line does not follow";
    let unlike = "error[K1048]: a page names the line that ends in";
    let ways: [(&str, String, &str); 14] = [
        ("the last line is cut", format!("{first}\n{second}\n"), unlike),
        ("the last two are cut", format!("{first}\n"), unlike),
        ("the file is empty", String::new(), unlike),
        ("the first line is cut", format!("{second}\n{third}\n"), broken),
        ("one between is cut", format!("{first}\n{third}\n"), broken),
        ("two change places", format!("{first}\n{third}\n{second}\n"), broken),
        ("a line stands twice", format!("{first}\n{second}\n{second}\n{third}\n"), broken),
        ("a value is replaced", format!("{first}\n{second}\n{changed}\n"), broken),
        ("the last line is cut in its middle", ledger[..ledger.len() - 40].to_owned(), "error[K1021]: this is no line"),
        ("a value is replaced and reckoned", reckoned_anew(&[first, second, &changed]), unlike),
        ("lines change places and are reckoned", reckoned_anew(&[second, first, third]), unlike),
        ("a line is put in and reckoned", reckoned_anew(&[first, second, second, third]), unlike),
        (
            "the last is cut and another put there",
            reckoned_anew(&[first, second, &first.replace("2018-01", "2018-04")]),
            unlike,
        ),
        ("it is the ledger of another site", elsewhere.read("ledger.jsonl"), unlike),
    ];
    for (way, text, told) in &ways {
        project.write("ledger.jsonl", text);
        let ran = project.run(["status", "--witness", &hash]);
        assert_eq!(ran.code, Some(1), "{way}: {}", ran.stderr);
        assert!(ran.stderr.contains(told), "{way}: {}", ran.stderr);
        // The place knows it too, as long as nobody changed it along with the ledger.
        let ran = project.run(["verify", "www"]);
        assert_eq!(ran.code, Some(1), "{way}: {}", ran.stderr);
        let codes = if told.contains("K1048") { &["K1043", "K1023"][..] } else { &["K1021", "K1022"] };
        assert!(codes.iter().any(|code| ran.stderr.contains(code)), "{way}: {}", ran.stderr);
        assert!(!ran.stderr.contains("K1036"), "no page is told of but the ledger: {}", ran.stderr);
    }
    project.remove("ledger.jsonl");
    let message = project.run(["status", "--witness", &hash]).refused();
    assert!(message.contains("and the site has no such file"), "{message}");
    let ran = project.run(["status", "--witness", "3f9a"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("a hash has 12 to 64 digits"), "{}", ran.stderr);
}

#[test]
fn a_page_that_names_another_line_is_told() {
    let project = published();
    let manifest = project.read("www/manifest.json");
    let (before, after) = manifest.split_once("\"2018-01\": {\n        \"entry\": 1,").expect("the line of January");
    project.write("www/manifest.json", format!("{before}\"2018-01\": {{\n        \"entry\": 2,{after}"));
    let message = project.run(["verify", "www"]).refused();
    assert!(
        message.contains("does not name the line of the ledger that says that `2018-01` was published"),
        "{message}"
    );
}

#[test]
fn the_tools_of_a_server_check_what_is_published() {
    let project = published();
    let check = || {
        let mut command = Command::new("sha256sum");
        command.args(["-c", "--quiet", "SHA256SUMS"]).current_dir(project.path("www")).output()
    };
    let Ok(output) = check() else { return skipped("`sha256sum` is not installed") };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let sums = project.read("www/SHA256SUMS");
    let listed: Vec<&str> = sums.lines().filter_map(|line| line.split_once("  ").map(|(_, name)| name)).collect();
    let mut there: Vec<String> = project.files("www").into_keys().collect();
    there.retain(|name| !["SHA256SUMS", "manifest.json"].contains(&name.as_str()));
    assert_eq!(listed, there);
    // The manifest knows the sums in turn.
    let manifest: Value = serde_json::from_str(&project.read("www/manifest.json")).expect("JSON");
    assert_eq!(manifest["outputs"]["SHA256SUMS"]["sha256"], sha256(sums.as_bytes()));
    assert_eq!(manifest["inputs"]["data/2018-01.yaml"], sha256(project.read("data/2018-01.yaml").as_bytes()));

    project.edit("www/2018-01/index.html", "There are", "There were");
    let output = check().expect("it was there before");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2018-01/index.html: FAILED\n");
    // Sums that were edited along with a page satisfy the server, and not `verify`.
    let page = project.read("www/2018-01/index.html");
    let line = sums.lines().find(|line| line.ends_with("  2018-01/index.html")).expect("a line");
    project.edit("www/SHA256SUMS", line, &format!("{}  2018-01/index.html", sha256(page.as_bytes())));
    assert!(check().expect("it was there before").status.success());
    let message = project.run(["verify", "www"]).refused();
    for named in ["2018-01/index.html", "SHA256SUMS"] {
        assert!(message.contains(named), "{message}");
    }
}

#[test]
fn what_an_author_calls_like_the_sums_is_refused() {
    let project =
        staff(&["2018-01"]).file("content/SHA256SUMS", "mine").settings("title: T\npublish_files: [SHA256SUMS]");
    let message = project.refused();
    assert!(message.contains("SHA256SUMS") && message.contains("is written at the end"), "{message}");
}

#[test]
fn a_place_that_an_older_kalends_published_goes_on() {
    let project = published();
    // As it was written before there were sums.
    let mut manifest: Value = serde_json::from_str(&project.read("www/manifest.json")).expect("JSON");
    std::fs::remove_file(project.path("www/SHA256SUMS")).expect("the sums");
    let older = |bytes: &[u8]| Value::from(kalends::output::hash(bytes));
    for (name, hash) in manifest["inputs"].as_object_mut().expect("inputs") {
        if name.contains('/') || name == "kalends.yaml" {
            *hash = older(project.read(name).as_bytes());
        }
    }
    let outputs = manifest["outputs"].as_object_mut().expect("outputs");
    outputs.remove("SHA256SUMS");
    for (name, file) in outputs {
        let file = file.as_object_mut().expect("a file");
        file.remove("sha256");
        let bytes = std::fs::read(project.path(&format!("www/{name}"))).expect("a file");
        file.insert("hash".to_owned(), older(&bytes));
    }
    manifest["ledger"].as_object_mut().expect("a line").remove("reports");
    project.write("www/manifest.json", serde_json::to_string_pretty(&manifest).expect("JSON") + "\n");
    let ledger = project.read("ledger.jsonl");
    let ran = project.run(["publish", "www"]).fine();
    assert!(!ran.stderr.contains("put right"), "{}", ran.stderr);
    assert_eq!(project.read("ledger.jsonl"), ledger, "nothing else is said than before");
    project.run(["verify", "www"]).fine();
    // And back to what stood there before.
    let versions = project.run(["publish", "www", "--versions"]).fine().stdout;
    assert!(versions.lines().count() > 1, "{versions}");
}
