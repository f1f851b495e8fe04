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

/// A value of DER: its tag, its length, what it holds.
fn value(tag: u8, held: &[u8]) -> Vec<u8> {
    let length = held.len();
    let length = match u8::try_from(length) {
        Ok(short @ 0..=0x7F) => vec![short],
        _ => vec![0x82, (length >> 8) as u8, length as u8],
    };
    [&[tag], length.as_slice(), held].concat()
}

/// What an authority for time stamps answers that was asked over these bytes, without its signature.
fn stamp(bytes: &str, at: &str) -> Vec<u8> {
    let digits = sha256(bytes.as_bytes());
    let digest: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("two digits")).collect();
    let id = |bytes: &[u8]| value(6, bytes);
    let number = |number: u8| value(2, &[number]);
    let sha_256 = value(0x30, &id(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]));
    let imprint = value(0x30, &[sha_256, value(4, &digest)].concat());
    let time = value(0x18, at.as_bytes());
    let info = value(0x30, &[number(1), id(&[0x2A, 3]), imprint, number(7), time].concat());
    let info_id = id(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04]);
    let held = value(0x30, &[info_id, value(0xA0, &value(4, &info))].concat());
    let signed = value(0x30, &[number(3), value(0x31, &[]), held].concat());
    let signed_id = id(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]);
    let token = value(0x30, &[signed_id, value(0xA0, &signed)].concat());
    value(0x30, &[value(0x30, &number(0)), token].concat())
}

#[test]
fn a_time_stamp_says_which_lines_the_ledger_had_then() {
    let project = published();
    let ledger = project.read("ledger.jsonl");
    let two: String = ledger.split_inclusive('\n').take(2).collect();
    project.write("march.tsr", stamp(&two, "20180305080000Z"));
    project.write("now.tsr", stamp(&ledger, "20180409093015.25Z"));
    let said = "stamped: lines 1 to 2 of 3 in the ledger were there at 2018-03-05T08:00:00Z, says the stamp; `openssl ts -verify` \
                proves who gave it\n";
    let ran = project.run(["status", "--stamp", "march.tsr"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), said));
    let ran = project.run(["verify", "www", "--stamp", "march.tsr", "--stamp", "now.tsr"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr.contains(said)
            && ran.stderr.contains("lines 1 to 3 of 3 in the ledger were there at 2018-04-09T09:30:15Z")
    );
    let first: String = ledger.split_inclusive('\n').take(1).collect();
    project.write("first.tsr", stamp(&first, "20180205080000Z"));
    let ran = project.run(["status", "--stamp", "first.tsr"]);
    assert!(ran.stderr.starts_with("stamped: line 1 of 3 in the ledger was there at 2018-02-05"), "{}", ran.stderr);

    // Whoever may write the file can reckon the chain anew, and not the stamp.
    let lines: Vec<&str> = ledger.lines().collect();
    project.write(
        "ledger.jsonl",
        reckoned_anew(&[lines[0], &lines[1].replace("\"value\":\"7\"", "\"value\":\"9\""), lines[2]]),
    );
    assert_eq!(
        project.run(["status", "--stamp", "march.tsr"]).refused(),
        "error[K1087]: the stamp of 2018-03-05T08:00:00Z was given over a ledger whose lines this one does not begin with\n\
         --> march.tsr\n |\n\
         help: bring ledger.jsonl back from version control, or from the copy that published last; it was changed since, or \
         the stamp is of another file\n\n1 error\n"
    );
    // One that was cut at its end has the lines of then.
    project.write("ledger.jsonl", &two);
    let ran = project.run(["status", "--stamp", "march.tsr"]);
    assert!(ran.stderr.starts_with("stamped: lines 1 to 2 of 2"), "{}", ran.stderr);
    assert!(project.run(["status", "--stamp", "now.tsr"]).refused().contains("K1087"));
}

#[test]
fn what_is_no_time_stamp_is_refused() {
    let project = published();
    project.write("ledger.tsq", "a question");
    let refused = |file: &str, reason: &str| {
        let expected = format!(
            "error[K1086]: this is no time stamp that can be read: {reason}\n--> {file}\n |\n\
             help: name the file that the authority answered with, over a copy of ledger.jsonl and by SHA-256\n\n1 error\n"
        );
        assert_eq!(project.run(["status", "--stamp", file]).refused(), expected);
    };
    refused("ledger.tsq", "it is not in the form of one");
    let missing = project.run(["status", "--stamp", "none.tsr"]).refused();
    assert!(missing.starts_with("error[K1086]: this is no time stamp that can be read: "), "{missing}");
    // { { 2 } }: rejection.
    project.write("no.tsr", [0x30, 5, 0x30, 3, 2, 1, 2]);
    refused("no.tsr", "the authority refused it");
    project.remove("ledger.jsonl");
    project.write("gone.tsr", stamp("a line\n", "20180305080000Z"));
    assert_eq!(
        project.run(["status", "--stamp", "gone.tsr"]).refused(),
        "error[K1087]: the stamp of 2018-03-05T08:00:00Z was given over a ledger, and there is none here that can be read\n\
         --> gone.tsr\n |\n\
         help: bring ledger.jsonl back from version control, or from the copy that published last\n\n1 error\n"
    );
}
