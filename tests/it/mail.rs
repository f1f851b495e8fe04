//! `kalends mail`: the draft of a mail, as mail programs read it.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::page::Page;
use crate::project::{Project, ran, skipped};

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { north: North, south: South } }
metrics:
  beds: { label: Beds <all>, type: stock, unit: beds, target: 120, better: higher }
  visits: { label: Visits, type: flow, unit: visits, by: ward, suppress_below: 5 }
";

fn site(settings: &str) -> Project {
    Project::empty()
        .settings(&format!("title: Wards\norganisation: The County\nkey_figures: [beds, visits]\n{settings}"))
        .catalog(CATALOG)
        .file("content/_report.md", "---\ntitle: \"Status, {{ period }}\"\nsummary: \"{{ beds }} beds & more.\"\n---\n{{ beds }}\n")
        .snapshot("2018-01", "beds: 100\nvisits: { values: { north: 90, south: 33 } }")
        .snapshot(
            "2018-02",
            "beds: [110, { period: 2018-01, value: 101, reason: Counted twice. }]\nvisits: { values: { north: 3, south: 44 } }",
        )
}

/// The subject, the text and the page of a draft.
pub fn read(draft: &str) -> (String, String, String) {
    assert!(draft.starts_with("X-Unsent: 1\r\nSubject: =?utf-8?B?"), "{draft}");
    assert!(draft.lines().all(|line| line.len() <= 78), "a line is too long");
    assert!(!draft.replace("\r\n", "").contains(['\r', '\n']), "every line ends as mails ask for");
    let decoded =
        |text: &str| String::from_utf8(STANDARD.decode(text.replace("\r\n", "")).expect("base64")).expect("UTF-8");
    let (head, parts) = draft.split_once("\r\n\r\n").expect("a head");
    let subject = head.split_once("Subject: ").and_then(|(_, rest)| rest.split_once("\r\nMIME")).expect("a subject").0;
    let word = |word: &str| decoded(word.trim().trim_start_matches("=?utf-8?B?").trim_end_matches("?="));
    let subject = subject.split("\r\n").map(word).collect();
    let mut parts = parts.split("--=_kalends_=").filter_map(|part| part.split_once("\r\n\r\n"));
    let mut next = |kind: &str| {
        let (head, body) = parts.next().expect("a part");
        assert!(head.contains(&format!("Content-Type: text/{kind}; charset=utf-8")), "{head}");
        decoded(body.trim_end())
    };
    (subject, next("plain"), next("html"))
}

#[test]
fn a_draft_tells_what_the_report_says() {
    let project = site("base_url: https://example.org/w");
    let ran = project.run(["mail", "2018-02"]).fine();
    assert_eq!((ran.stdout.as_str(), ran.changed), ("2018-02.eml\n", vec!["2018-02.eml".to_owned()]));
    let draft = project.read("2018-02.eml");
    let (subject, text, html) = read(&draft);
    assert_eq!(subject, "Status, February 2018 – Wards");
    assert_eq!(
        text.replace("\r\n", "\n").replace('\u{a0}', " "),
        "Monthly report\nStatus, February 2018\n\n110 beds & more.\n\nKey figures\n\
         - Beds <all>, end of February 2018: value: 110 beds; change: +9 from January 2018 (+8.9%); against target: ▼ Not met: 10 \
         from target, at least 120\n\
         - Visits, February 2018: value: 47 visits; change: −76 from January 2018 (−61.8%); against target: No target set\n\n\
         Off target\n- Beds <all>: value: 110; against target: 10 from target, at least 120\n\n\
         Revisions\n- Beds <all>, January 2018: before: 100; now: 101; reason: Counted twice.\n\n\
         The page of the report: https://example.org/w/2018-02/\n\nState: Final\nThe County, Wards\n"
    );
    let page = Page::of(html.clone());
    assert_eq!(page.find("html").attribute("lang"), "en");
    assert_eq!(page.find("h1").text(), "Status, February 2018");
    assert_eq!(page.find("h2").texts(), ["Key figures", "Off target", "Revisions"]);
    assert_eq!(page.find("a[href]").attributes("href"), ["https://example.org/w/2018-02/"]);
    assert_eq!(page.find("body > table").attribute("role"), "presentation");
    assert_eq!(page.find("table table th[scope=col]").count(), 11);
    assert!(html.contains("Beds &lt;all&gt;") && html.contains("110 beds &amp; more."), "{html}");
    for absent in ["<svg", "<img", "<style", "<script", "<link", "background", "flex", "var("] {
        assert!(!html.contains(absent), "{absent}");
    }
    // The hidden count of a ward, and its complement, are nowhere.
    assert!(!text.contains("44") && !html.contains(">44<") && !text.contains("North"), "{text}");
}

#[test]
fn without_an_address_there_is_no_link_and_the_author_is_told() {
    let project = site("");
    let ran = project.run(["mail", "--output", "draft.eml"]).fine();
    assert!(ran.stderr.contains("no `base_url`"), "{}", ran.stderr);
    let (_, text, html) = read(&project.read("draft.eml"));
    assert!(!text.contains("http") && !html.contains("<a "), "{text}");
}

#[test]
fn the_same_report_is_the_same_draft_and_old_figures_stay() {
    let project = site("");
    project.run(["mail", "2018-01"]).fine();
    let first = project.read("2018-01.eml");
    project.run(["mail", "2018-01"]).fine();
    assert!(project.read("2018-01.eml") == first);
    let (_, text, _) = read(&first);
    assert!(text.contains("value: 100\u{a0}beds") || text.contains("value: 100 beds"), "{text}");
    assert!(!text.contains("Revisions"), "{text}");
}

#[test]
fn a_draft_report_a_member_and_many_rows_make_small_mails() {
    let metrics: String = (0..200)
        .map(|number| format!("  m{number}: {{ label: A rather long name of a metric {number}, type: stock, target: 9, better: higher }}\n"))
        .collect();
    let keys: Vec<String> = (0..200).map(|number| format!("m{number}")).collect();
    let figures: String = (0..200).map(|number| format!("m{number}: {number}\n")).collect();
    let project = Project::empty()
        .settings(&format!("title: Many\nlanguage: da\nkey_figures: [{}]", keys.join(", ")))
        .catalog(&format!("metrics:\n{metrics}"))
        .file("content/2018-02.md", "---\ndraft: true\n---\nTekst.\n")
        .snapshot("2018-02", &figures);
    let refused = project.run(["mail", "2018-02"]).refused();
    assert!(refused.starts_with("error["), "{refused}");
    project.run(["mail", "2018-02", "--drafts"]).fine();
    let draft = project.read("2018-02.eml");
    assert!(draft.len() < 100_000, "{}", draft.len());
    let (_, text, html) = read(&draft);
    assert!(text.contains("Kladde") && text.contains("- …") && html.contains("lang=\"da\""), "{text}");
}

#[test]
fn the_mail_of_a_member_tells_what_its_report_tells() {
    // Members of two dimensions may have the same id.
    let project = Project::empty()
        .settings("title: Wards\nkey_figures: [beds, hired]")
        .catalog(
            "
dimensions:
  ward: { label: Ward, members: { a: Ward A, b: Ward B } }
  age: { label: Age, members: { a: Young, o: Old } }
metrics:
  both: { label: Both, type: flow, by: [ward, age] }
  beds: { label: Beds, type: stock }
  hired: { label: Hired, type: flow, unit: persons, grain: quarter, target: { at_least: 40 } }
",
        )
        .file("content/w/_index.md", "---\ntitle: Wards\n---\n")
        .file("content/w/_report.md", "---\ntitle: Status\nfor_each: ward\n---\n## Beds\n\n{{ beds }}\n")
        .snapshot("2023-12", "hired: { period: 2023-Q4, value: 31, status: provisional }")
        .snapshot("2024-01", "beds: 11\nboth: { values: { a: { a: 1, o: 2 }, b: { a: 3, o: 4 } } }")
        .snapshot(
            "2024-02",
            "beds: [12, { period: 2024-01, value: 41, reason: A typing error. }]\nboth:\n  - values: { a: { a: 1, o: 2 }, b: { a: 3, o: 4 } }\n  - { period: 2024-01, values: { b: { a: 300 } }, reason: Counted anew. }",
        );
    project.remove("content/_report.md");
    let text_of = |series: &str| {
        let ran = project.run(["mail", "2024-02", "--series", series]).fine();
        read(&project.read(&ran.changed[0])).1
    };
    let text = text_of("w/a");
    assert!(text.contains("- Beds, January 2024: before: 11; now: 41; reason: A typing error.\r\n"), "{text}");
    assert!(!text.contains("300"), "{text}");
    let off_target =
        "- Hired (persons): value: 31 (Q4 2023, provisional); against target: 9 from target, at least 40\r\n";
    assert!(text.replace('\u{a0}', " ").contains(off_target), "{text}");
    let text = text_of("w/b");
    assert!(
        text.contains("- Both, Ward B, Young, January 2024: before: 3; now: 300; reason: Counted anew.\r\n"),
        "{text}"
    );
}

#[test]
fn a_draft_beside_its_page_is_read_back() {
    let project = site("");
    project.build_with(["--output", "share"]);
    project.run(["mail", "2018-02"]).fine();
    let draft = project.read("2018-02.eml");
    project.write("share/2018-02/2018-02.eml", &draft);
    project.run(["verify", "share"]).fine();

    // The text with another value, packed as the draft is.
    let (head, rest) = draft.split_once("base64\r\nContent-Language: en\r\n\r\n").expect("the text");
    let (packed, rest) = rest.split_once("\r\n--=_kalends_=").expect("its end");
    let text = String::from_utf8(STANDARD.decode(packed.replace("\r\n", "")).expect("base64")).expect("UTF-8");
    assert!(text.contains("value: 110"), "{text}");
    let other = STANDARD.encode(text.replacen("value: 110", "value: 101", 1));
    let changed = format!("{head}base64\r\nContent-Language: en\r\n\r\n{other}\r\n--=_kalends_={rest}");
    project.write("share/2018-02/2018-02.eml", changed);
    let said = project.run(["verify", "share"]).refused();
    assert!(
        said.starts_with("error[K1035]: `beds` in the text: `101` is published, and the site says `110`"),
        "{said}"
    );
    assert!(said.contains("2018-02/2018-02.eml"), "{said}");

    let said = |other: String| {
        project.write("share/2018-02/2018-02.eml", other);
        project.run(["verify", "share"]).refused()
    };
    let head = said(draft.replacen("X-Unsent: 1", "To: all@example.org", 1));
    assert!(head.starts_with("error[K1036]: the head of the mail: "), "{head}");
    assert!(head.contains("example") && head.contains("is published"), "{head}");
    // Where a link leads is not seen in the text; a part that was put in is read beside it.
    let (before, packed) = draft.rsplit_once("\r\n\r\n").expect("the HTML");
    let (packed, end) = packed.split_once("\r\n--=_kalends_=").expect("its end");
    let html = String::from_utf8(STANDARD.decode(packed.replace("\r\n", "")).expect("base64")).expect("UTF-8");
    let other = STANDARD.encode(html.replacen("<h1 ", "<h1 hidden ", 1));
    assert!(html.contains("<h1 "), "{html}");
    let tag = said(format!("{before}\r\n\r\n{other}\r\n--=_kalends_={end}"));
    assert!(tag.starts_with("error[K1036]: the tags of the HTML: ") && tag.contains("hidden"), "{tag}");
    let part = "--=_kalends_=\r\nContent-Type: text/csv; name=\"more.csv\"\r\n\r\n61\r\n--=_kalends_=--";
    let attached = said(draft.replacen("--=_kalends_=--", part, 1));
    assert!(attached.starts_with("error[K1036]: an attachment: ") && attached.contains("was put in"), "{attached}");
    project.write("share/2018-02/2018-02.eml", "Subject: another\r\n\r\nHello\r\n");
    let another = project.run(["verify", "share"]).refused();
    assert!(another.starts_with("error[K1037]"), "{another}");
}

#[test]
fn what_cannot_be_written_is_refused() {
    let project = site("").file("mine.eml", "Subject: mine\r\n\r\nHello\r\n");
    let mine = project.run(["mail", "--output", "mine.eml"]).refused();
    assert!(mine.contains("mine.eml"), "{mine}");
    let none = project.run(["mail", "2018-07"]).refused();
    assert!(none.contains("2018-07") && none.contains("2018-02"), "{none}");
    let series = project.run(["mail", "--series", "wards"]).refused();
    assert!(series.starts_with("error["), "{series}");
}

/// What Python's reader of mails finds.
const EMAIL: &str = "
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(mail['subject'])
print(*[part.get_content_type() for part in mail.walk()])
print(len(mail.defects), mail.get_body(('plain',)).get_content().splitlines()[1])
";

#[test]
fn another_reader_of_mails_reads_the_draft() {
    if !Command::new("python3").args(["-c", "import email"]).output().is_ok_and(|output| output.status.success()) {
        return skipped("the draft of a mail was not read by another program: python3 is not there");
    }
    let project = site("");
    project.run(["mail", "2018-02"]).fine();
    let mut command = project.plain("python3");
    command.args(["-X", "utf8", "-c", EMAIL, "2018-02.eml"]);
    let said = ran(command).fine().stdout;
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        ["Status, February 2018 – Wards", "multipart/alternative text/plain text/html", "0 Status, February 2018"]
    );
}

#[test]
fn a_draft_tells_of_the_release_as_the_page_does() {
    let settings = "base_url: https://example.org/w\ncontact: { name: The desk, email: desk@example.org }\n\
                    releases: [{ period: 2018-02, on: 2018-03-05 }]";
    let project = site(settings)
        .file("content/2018-01.md", "---\ntitle: Then\npublished: 2018-02-05\n---\nThere were {{ beds }}.\n");
    project.run(["mail", "2018-01"]).fine();
    let (_, text, html) = read(&project.read("2018-01.eml"));
    let text = text.replace("\r\n", "\n").replace('\u{a0}', " ");
    let facts =
        "State: Final · Published: 5 February 2018 · Next release: 5 March 2018 · Contact: The desk, desk@example.org";
    assert!(text.contains(&format!("\n{facts}\nThe County, Wards\n")), "{text}");
    assert!(text.contains("\nThere is a newer report: February 2018\n"), "{text}");
    let page = Page::of(html);
    assert!(page.text().contains("There is a newer report: February 2018"), "{}", page.text());
    assert!(page.text().contains("Contact: The desk, desk@example.org"), "{}", page.text());
}
