//! Reports that nobody but their early readers sees before an hour. The hour is that of SOURCE_DATE_EPOCH.

use crate::page::Page;
use crate::project::{Project, Ran, ran};

/// 5 March 2018, 09:30 in Denmark.
const HOUR: i64 = 1_520_238_600;

const FEBRUARY: &str = "\
---
title: Staff in February
published: 2018-03-05
not_before: 2018-03-05T09:30+01:00
early_readers: [The minister's office, Anna Jensen]
---
There are {{ staff }}.
";

fn staff() -> Project {
    Project::new("staff: { label: Staff, type: stock }")
        .settings("title: T\nrobots: allow\nbase_url: https://example.org/\nreleases: [{ period: 2018-02, on: 2018-03-05 }]\n")
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
        .file("content/2018-02.md", FEBRUARY)
}

fn at(project: &Project, second: i64, arguments: &[&str]) -> Ran {
    let mut command = project.command(arguments);
    command.env("SOURCE_DATE_EPOCH", second.to_string());
    ran(command)
}

/// The pages of a place, by path.
fn pages(project: &Project, place: &str) -> Vec<(String, Page)> {
    let files = project.files(place).into_iter();
    let html = files.filter(|(path, _)| path.ends_with(".html") && !path.contains(".kalends"));
    html.map(|(path, bytes)| (path, Page::of(String::from_utf8(bytes).expect("UTF-8")))).collect()
}

#[test]
fn a_report_is_published_at_its_hour_and_not_before() {
    let project = staff();
    let said = at(&project, HOUR - 1, &["publish", "www"]).refused();
    assert!(
        said.contains("the report of 2018-02 is not to be published before 2018-03-05 09:30 (UTC+01:00)"),
        "{said}"
    );
    assert!(said.contains("content/2018-02.md:4:13"), "{said}");
    // Nobody is asked for the clock by a build, which says nothing of it.
    at(&project, HOUR - 1, &["build"]).fine();
    at(&project, HOUR, &["publish", "www"]).fine();
    for (path, page) in pages(&project, "www") {
        assert_eq!(page.find("header.site p.kind").count(), 0, "{path}");
    }
    let facts = Page::of(project.read("www/2018-02/index.html")).find("dl.facts div").texts();
    assert!(
        facts.contains(&"Seen before release byThe minister’s office and Anna Jensen".replace('’', "'")),
        "{facts:?}"
    );
}

#[test]
fn every_page_of_an_early_edition_says_until_when_it_is_under_embargo() {
    let project = staff();
    let done = at(&project, HOUR - 1, &["publish", "--early", "early"]).fine();
    let told = "\nunder embargo until 2018-03-05 09:30 (UTC+01:00), for Anna Jensen, The minister's office\n";
    assert!(done.stderr.ends_with(told), "{}", done.stderr);
    let all = pages(&project, "early");
    assert!(all.len() > 8, "{}", all.len());
    for (path, page) in &all {
        let mark = page.find("header.site p.kind").texts();
        assert_eq!(mark, ["Embargoed until 5 March 2018, 09:30 (UTC+01:00)"], "{path}");
        assert_eq!(page.find("meta[name=robots]").attribute("content"), "noindex", "{path}");
    }
    assert!(project.read("early/robots.txt").contains("Disallow: /\n"));
    assert!(!project.path("ledger.jsonl").exists(), "what early readers see is no promise");
    at(&project, HOUR - 1, &["verify", "early"]).fine();
    // Again the same, and with another text too: nothing was promised.
    assert!(at(&project, HOUR - 1, &["publish", "--early", "early"]).fine().stderr.contains("up to date"));
    project.edit("content/2018-02.md", "There are", "We count");
    at(&project, HOUR - 1, &["publish", "--early", "early"]).fine();
    at(&project, HOUR, &["publish", "www"]).fine();
    at(&project, HOUR, &["verify", "www"]).fine();
    at(&project, HOUR, &["verify", "early"]).fine();
    // What is withdrawn has to go there, too.
    at(&project, HOUR, &["publish", "www", "--withdraw", "2018-02", "--reason", "It named a guest."]).fine();
    let said = at(&project, HOUR, &["verify", "early"]).refused();
    assert!(
        said.starts_with(
            "error[K1045]: the report 2018-02: it was withdrawn since, and early readers still have it\n\
             --> 2018-02/index.html\n"
        ),
        "{said}"
    );
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

#[test]
fn an_early_edition_says_so_in_danish_too() {
    let project = staff().settings("title: T\nlanguage: da\n");
    at(&project, 0, &["publish", "--early", "early"]).fine();
    for (path, page) in pages(&project, "early") {
        let mark = page.find("header.site p.kind").texts();
        assert_eq!(mark, ["Må ikke offentliggøres før 5. marts 2018 kl. 09.30 (UTC+01:00)"], "{path}");
    }
    let facts = Page::of(project.read("early/2018-02/index.html")).find("dl.facts div").texts();
    assert!(facts.contains(&"Set før udgivelsen afThe minister's office og Anna Jensen".to_owned()), "{facts:?}");
}

#[test]
fn an_early_edition_never_comes_in_place_of_what_all_readers_see() {
    let project = staff();
    project.edit("content/2018-02.md", "title:", "draft: true\ntitle:");
    at(&project, 0, &["publish", "www"]).fine();
    project.edit("content/2018-02.md", "draft: true\n", "");
    let said = at(&project, 0, &["publish", "--early", "www"]).refused();
    assert!(said.contains("error[K1078]: www holds what is published for all readers"), "{said}");
    let said = at(&project, 0, &["publish", "--early", "--dry-run", "www"]).refused();
    assert!(said.contains("error[K1078]"), "{said}");
    // Nor in a folder of it.
    for place in ["www/early", "www/a/../2018-01/early"] {
        let said = at(&project, 0, &["publish", "--early", place]).refused();
        assert_eq!(
            said,
            format!(
                "error[K1078]: {place} lies in what is published for all readers\n--> kalends publish\n |\nhelp: name a place that the \
                 early readers alone can open\n\n1 error; nothing was published\n"
            )
        );
    }
    at(&project, HOUR, &["publish", "www"]).fine();
}

#[test]
fn what_all_readers_see_never_comes_around_an_early_edition() {
    let project = staff();
    at(&project, 0, &["publish", "--early", "pub/board/march"]).fine();
    project.edit("content/2018-02.md", "title:", "draft: true\ntitle:");
    for around in
        [&["publish", "pub"][..], &["publish", "pub", "--force"], &["publish", "pub", "--in-place", "--force"]]
    {
        assert_eq!(
            at(&project, 0, around).refused(),
            "error[K1078]: an edition for early readers lies in pub, in board/march\n--> kalends publish\n |\n\
             help: take that folder away first, or name another place; all readers would find it there\n\n\
             1 error; nothing was published\n"
        );
    }
    at(&project, 0, &["publish", "beside"]).fine();
    std::fs::remove_dir_all(project.path("pub/board")).expect("it is there");
    at(&project, 0, &["publish", "pub"]).fine();
}

#[test]
fn an_early_edition_has_what_is_approved_and_no_more() {
    let project = staff();
    project.run(["approve", "2018-01", "--by", "Bo", "--date", "2018-02-05"]).fine();
    let said = at(&project, 0, &["publish", "--early", "early"]).refused();
    assert!(said.contains("error[K1077]"), "{said}");
    project.run(["approve", "2018-02", "--by", "Bo", "--date", "2018-03-01"]).fine();
    at(&project, 0, &["publish", "--early", "early"]).fine();
    at(&project, 0, &["verify", "early"]).fine();
}

#[test]
fn status_and_review_tell_of_the_embargo() {
    let project = staff();
    let status = |second| at(&project, second, &["status"]).fine().stdout;
    let line = "2018-02  open: the site has no approvals.yaml; under embargo until 2018-03-05 09:30 (UTC+01:00)\n";
    assert!(status(HOUR - 1).starts_with(line), "{}", status(HOUR - 1));
    assert!(!status(HOUR).contains("embargo"));
    let json = at(&project, HOUR, &["status", "--format", "json"]).fine().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let february = &json["reports"][0];
    assert_eq!(
        (&february["not_before"], &february["embargoed"]),
        (&"2018-03-05 09:30 (UTC+01:00)".into(), &false.into())
    );
    assert_eq!(json["reports"][1]["not_before"], serde_json::Value::Null);

    project.run(["review", "2018-02"]).fine();
    for path in ["review/2018-02/index.html", "review/2018-02/2018-02/index.html"] {
        let mark = Page::of(project.read(path)).find("header.site p.kind").text();
        assert!(mark.contains("Embargoed until 5 March 2018, 09:30 (UTC+01:00)"), "{path}: {mark}");
    }
}

const MARK: &str = "Embargoed until 5 March 2018, 09:30 (UTC+01:00)";

/// With a chart.
fn drawn() -> Project {
    let project = staff();
    project.edit("content/2018-02.md", "There are {{ staff }}.", "There are {{ staff }}.\n\n{{ staff | chart }}");
    project
}

#[test]
fn every_download_of_an_early_edition_says_so_and_what_all_readers_get_does_not() {
    let project = drawn();
    at(&project, HOUR - 1, &["publish", "--early", "early"]).fine();
    let read = |path: &str| project.read(&format!("early/{path}"));
    for path in ["2018-02/figures.csv", "2018-02/staff.csv", "2018-01/figures.csv", "metrics/definitions.csv"] {
        let csv = read(path);
        let mut lines = csv.split_terminator("\r\n");
        let head = lines.next().expect("a head");
        assert!(head.ends_with(",Embargo"), "{path}: {head}");
        assert!(
            lines.clone().count() > 0 && lines.all(|line| line.ends_with(&format!(",\"{MARK}\""))),
            "{path}: {csv}"
        );
    }
    let figures: serde_json::Value = serde_json::from_str(&read("2018-02/figures.json")).expect("JSON");
    assert_eq!(figures["release"]["embargo"], "2018-03-05T09:30+01:00");
    let drawing = read("2018-02/staff.svg");
    assert!(drawing.matches("Embargoed until 5 March").count() == 2, "{drawing}");
    let feed = read("feed.xml");
    assert!(feed.contains(&format!("<title>{MARK}: T</title>")), "{feed}");
    assert!(feed.contains(&format!("<title>{MARK}: Staff in February</title>")), "{feed}");
    let calendar = read("calendar.ics").replace("\r\n ", "");
    let escaped = MARK.replace(',', "\\,");
    assert!(calendar.contains(&format!("X-WR-CALNAME:{escaped}: T: ")), "{calendar}");
    assert!(calendar.contains(&format!("DESCRIPTION:{escaped}\\n")), "{calendar}");
    at(&project, HOUR - 1, &["verify", "early"]).fine();

    at(&project, HOUR, &["publish", "www"]).fine();
    for (path, bytes) in project.files("www") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("Embargo") && !text.contains("\"embargo\""), "{path}");
    }
}

#[test]
fn a_copy_that_is_sent_on_says_so_as_long_as_the_report_is_not_out() {
    let project = drawn();
    let copies = |project: &Project| {
        project.run(["build", "--single-file", "2018-02", "--to", "copy.html"]).fine();
        project.run(["mail", "2018-02", "--output", "draft.eml"]).fine();
        let mark = Page::of(project.read("copy.html")).find("header.site p.kind").texts();
        (mark, project.read("draft.eml"))
    };
    let (mark, draft) = copies(&project);
    assert_eq!(mark, [MARK]);
    let (subject, text, html) = crate::mail::read(&draft);
    assert_eq!(subject, format!("{MARK}: Staff in February – T"));
    assert!(text.starts_with(&format!("{MARK}\r\n\r\n")), "{text}");
    assert!(html.contains(&format!("<strong>{MARK}</strong>")), "{html}");
    // Another report is under no embargo.
    project.run(["build", "--single-file", "2018-01", "--to", "other.html"]).fine();
    assert_eq!(Page::of(project.read("other.html")).find("header.site p.kind").count(), 0);

    at(&project, HOUR, &["publish", "www"]).fine();
    let (mark, draft) = copies(&project);
    assert!(mark.is_empty(), "{mark:?}");
    let (subject, text, _) = crate::mail::read(&draft);
    assert!(!subject.contains("Embargo") && !text.contains("Embargo"), "{subject}: {text}");
}
