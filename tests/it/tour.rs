//! A year of one site, told in ten tests: begin here.
//!
//! A library reports its visits and complaints every month. Each test adds a month or a step to those before and looks
//! at what the library and its readers see. What the tests are written with is in `project` (a site, the program, what
//! it said) and `page` (a built page, asked by CSS selectors).

use crate::page::Page;
use crate::project::Project;

const CATALOG: &str = "
dimensions:
  branch: { label: Branch, members: { main: Main library, north: North, south: South } }
metrics:
  visits: { label: Visits, type: flow, unit: visits, better: higher, target: 5000 }
  complaints: { label: Complaints, type: flow, by: [branch], suppress_below: 5 }
";

/// The text of every month's report.
const TEXT: &str = r#"
## Visits

There were {{ visits }} visits; the target was {{ visits | status }}.

{{ visits | chart }}

## Complaints

{{ complaints | table(by="branch", title="Complaints") }}
"#;

/// The first month is stated.
fn january() -> Project {
    Project::empty()
        .settings("title: The library\nkey_figures: [visits]")
        .catalog(CATALOG)
        .file("content/_report.md", TEXT)
        .snapshot("2018-01", "visits: 4812\ncomplaints: { values: { main: 12, north: 6, south: 7 } }")
}

#[test]
fn january_is_stated_and_its_report_says_where_each_figure_comes_from() {
    let page = january().build().page("2018-01");
    let sentence = page.find("[aria-labelledby=visits] p").nth(0);
    assert_eq!(sentence.text(), "There were 4,812 visits; the target was not met.");
    // The figure leads to the line of the snapshot that states it.
    let way = sentence.find("a.n").nth(0).attribute("href");
    assert_eq!(page.find(&way).find("code").text(), "data/2018-01.yaml:3");
}

/// February's snapshot puts January right.
fn february() -> Project {
    january().snapshot(
        "2018-02",
        "visits:
  - 4655
  - { period: 2018-01, value: 4821, reason: Nine visits were counted late. }
complaints: { values: { main: 10, north: 8, south: 6 } }",
    )
}

#[test]
fn february_revises_january_and_the_old_report_keeps_its_figure_and_says_so() {
    let project = february();
    let built = project.build();
    assert_eq!(built.page("2018-02").find(".kpi .chg").text(), "−166 from January 2018 (−3.4%)");
    let january = built.page("2018-01");
    assert_eq!(january.find(".kpi .val data").text(), "4,812");
    let notice = january.find(".notice p").nth(0).text();
    let expected = "Visits, January 2018: 4,812 → changed to 4,821. Nine visits were counted late.";
    assert!(notice.starts_with(expected), "{notice}");
}

/// March takes February's visits back: the counter at the door was broken.
fn march() -> Project {
    february().snapshot(
        "2018-03",
        "visits:
  - 4990
  - { period: 2018-02, withdrawn: true, reason: The counter at the door was broken. }
complaints: { values: { main: 9, north: 7, south: 8 } }",
    )
}

#[test]
fn march_withdraws_february_and_leaves_a_gap_that_is_no_zero() {
    let project = march();
    let built = project.build();
    let page = built.page("2018-03");
    assert_eq!(page.find(".kpi .chg").text(), "Change not known: February 2018 is withdrawn");
    // The chart has no point there, and the table under it strikes the old figure out.
    assert!(built.figure("2018-03", "visits")["history"][1]["value"].is_null());
    assert_eq!(page.find("#fig-visits tbody del").text(), "4,655");
    assert_eq!(built.page("2018-02").find(".notice del").text(), "4,655");
}

/// In April there are so few complaints in one branch that somebody could be recognised.
fn april() -> Project {
    march().snapshot("2018-04", "visits: 4903\ncomplaints: { values: { main: 21, north: 2, south: 9 } }")
}

#[test]
fn april_hides_a_small_count_and_another_one_that_would_give_it_back() {
    let page = april().build().page("2018-04");
    let table = page.find("#tab-complaints");
    assert_eq!(table.find("th[scope=row]").texts(), ["Main library", "North", "South", "Total"]);
    assert_eq!(table.find("th[scope=col]").nth(2).text(), "April 2018");
    assert_eq!(table.find("td:nth-child(3)").texts(), ["21", "*", "*", "32"]);
}

/// May has as many visits as the library aims at.
fn may() -> Project {
    april().snapshot("2018-05", "visits: 5120\ncomplaints: { values: { main: 8, north: 6, south: 9 } }")
}

#[test]
fn may_meets_the_target() {
    let page = may().build().page("2018-05");
    assert_eq!(page.find(".kpi .aim .v.met").text(), "● Met:");
    let sentence = page.find("[aria-labelledby=visits] p").nth(0).text();
    assert_eq!(sentence, "There were 5,120 visits; the target was met.");
}

/// In June the director signs the reports so far; June's own is not signed yet.
#[track_caller]
fn june() -> Project {
    let project = may().snapshot("2018-06", "visits: 5044\ncomplaints: { values: { main: 8, north: 7, south: 9 } }");
    let periods = ["2018-01", "2018-02", "2018-03", "2018-04", "2018-05"];
    project.run(["approve", "--by", "Anna Jensen"].iter().chain(&periods)).fine();
    project
}

#[test]
fn in_june_a_report_is_a_draft_until_somebody_approves_it() {
    let project = june();
    let mark = |month: &str| project.build().page(month).find("header.site .kind").texts();
    assert_eq!((mark("2018-05"), mark("2018-06")), (vec![], vec!["Draft, not approved".to_owned()]));
    project.run(["approve", "2018-06", "--by", "Anna Jensen"]).fine();
    assert_eq!(mark("2018-06"), [""; 0]);
}

/// In July everything that is signed is published.
#[track_caller]
fn july() -> Project {
    let project = june();
    project.run(["publish", "www"]).fine();
    project
}

/// The title of the newest report, as the published front page says it.
fn published(project: &Project) -> String {
    Page::of(project.read("www/index.html")).find("h1").text()
}

#[test]
fn in_july_what_is_approved_is_published_and_recorded() {
    let project = july();
    assert_eq!(published(&project), "May 2018");
    assert!(!project.path("www/2018-06").exists(), "nobody has signed it");
    let ledger = project.read("ledger.jsonl");
    let of_reports = ledger.lines().filter(|line| !line.contains("\"report\":\"site\""));
    assert_eq!(of_reports.count(), 5, "one line for each report");
}

#[test]
fn in_august_a_published_figure_cannot_be_changed_in_silence() {
    let project = july();
    project.edit("data/2018-05.yaml", "visits: 5120", "visits: 5210");
    let said = project.refused();
    assert!(said.starts_with("error[K1023]: `visits` for 2018-05 was published in 2018-05 as 5,120"), "{said}");
    // Said aloud, it can be.
    project.edit("data/2018-05.yaml", "visits: 5210", "visits: 5120");
    let project =
        project.snapshot("2018-07", "visits: [5001, { period: 2018-05, value: 5210, reason: A door was missed. }]");
    assert_eq!(project.build().page("2018-05").find(".notice del").text(), "5,120");
}

#[test]
fn in_september_a_digit_that_somebody_edited_is_found() {
    let project = july();
    project.run(["verify", "www"]).fine();
    project.edit("www/2018-05/index.html", ">5,120</data></a> visits", ">5,210</data></a> visits");
    let said = project.run(["verify", "www"]).refused();
    assert!(said.contains("`5,210` is published, and the site says `5,120`\n"), "{said}");
}

#[test]
fn in_october_the_version_before_is_put_back() {
    let project = july();
    project.run(["approve", "2018-06", "--by", "Anna Jensen"]).fine();
    project.run(["publish", "www"]).fine();
    assert_eq!(published(&project), "June 2018");
    project.run(["publish", "www", "--rollback"]).fine();
    assert_eq!(published(&project), "May 2018");
}
