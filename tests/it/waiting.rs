//! The text of a quarter or a year may be there from the start: its report waits until that is over.

use crate::project::{Project, snapshot};
use crate::promised_beside::{publish, told};

const CATALOG: &str = "dimensions:\n  w: { label: Ward, members: { n: North, s: South, e: East } }\nmetrics:\n  a: { label: A, type: flow, \
                       by: [w], suppress_below: 5 }\n";
const WAITS: &str = "not published yet: content/2018-Q1.md (2018-03 has no snapshot)";

fn begun() -> Project {
    Project::empty()
        .catalog(CATALOG)
        .file("content/_report.md", "There were some.\n")
        .file("content/2018-Q1.md", "A quarter with {{ a }}.\n")
        .snapshot("2018-01", "a: { values: { n: 20, s: 21, e: 30 } }")
}

fn month(project: &Project, month: &str, values: &str) {
    project.write(&format!("data/{month}.yaml"), snapshot(month, &format!("a: {{ values: {values} }}")));
}

/// The count of the north, as a report prints it.
fn shown(project: &Project, report: &str) -> String {
    let figures: serde_json::Value =
        serde_json::from_str(&project.read(&format!("www/{report}/figures.json"))).expect("figures.json is JSON");
    figures["metrics"]["a"]["by"]["w"]["n"]["text"].as_str().expect("a text").to_owned()
}

#[test]
fn a_quarter_that_is_written_from_the_start_is_published_when_it_is_over() {
    let project = begun();
    let built = project.build();
    assert!(
        built.page("2018-Q1").text().contains("A quarter with"),
        "before anything is published, it may be looked at"
    );
    let said = publish(&project).fine().stderr;
    assert!(said.starts_with("1 report, ") && said.lines().any(|line| line == WAITS), "{said}");
    for command in ["check", "build"] {
        assert!(project.run([command]).fine().stderr.lines().any(|line| line == WAITS), "{command}");
    }
    month(&project, "2018-02", "{ n: 3, s: 7, e: 30 }");
    assert!(publish(&project).fine().stderr.contains(WAITS));
    assert!(!project.path("www/2018-Q1").exists());
    project.run(["verify", "www"]).fine();
    month(&project, "2018-03", "{ n: 25, s: 22, e: 31 }");
    let said = publish(&project).fine().stderr;
    assert!(said.starts_with("4 reports, ") && !said.contains("not published yet"), "{said}");
    assert!(project.read("www/2018-Q1/index.html").contains("A quarter with"));
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    project.run(["verify", "www"]).fine();
    // Its months are protected with it: 48 in the north would give 3 of February back.
    assert_eq!([shown(&project, "2018-Q1"), shown(&project, "2018-03")], ["48", "*"]);
}

#[test]
fn until_then_it_is_a_draft() {
    let project = begun();
    publish(&project).fine();
    let built = project.build_with(["--drafts"]);
    assert!(built.page("2018-Q1").text().contains("Draft, not approved"));
    assert_eq!(
        project.run(["approve", "2018-Q1", "--by", "Anna Jensen"]).refused(),
        "\
error[K1002]: there is no report of 2018-Q1 to approve
--> kalends approve
 |
help: there are, newest first: `2018-01`; that of 2018-Q1 waits until 2018-03 has a snapshot

1 error; nothing was approved
"
    );
    project.edit("content/2018-Q1.md", "A quarter", "---\ndraft: true\n---\nA quarter");
    assert!(!publish(&project).fine().stderr.contains("not published yet"), "whoever says so knows it");
}

#[test]
fn a_year_is_over_when_a_later_month_has_a_snapshot_and_keeps_none_of_its_months_back() {
    let project = Project::empty()
        .catalog("metrics:\n  a: { label: A, type: stock }\n")
        .file("content/2018.md", "A year.\n")
        .snapshot("2018-10", "a: 20");
    project.remove("content/_report.md");
    let said = publish(&project).fine().stderr;
    assert!(said.contains("not published yet: content/2018.md (2018-12 has no snapshot)"), "{said}");
    assert!(project.read("www/metrics/a/index.html").contains("20"));
    project.write("data/2019-01.yaml", snapshot("2019-01", "a: 21"));
    let said = publish(&project).fine().stderr;
    assert!(said.starts_with("1 report, ") && !said.contains("not published yet"), "{said}");
}

#[test]
fn a_report_that_is_out_is_not_taken_away_because_its_last_month_is_gone() {
    let project = begun();
    month(&project, "2018-02", "{ n: 22, s: 23, e: 30 }");
    month(&project, "2018-03", "{ n: 25, s: 22, e: 31 }");
    publish(&project).fine();
    project.remove("data/2018-03.yaml");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]: `a` for 2018-03 was published in 2018-03 as 78"), "{said}");
    assert!(!project.run(["build"]).refused().contains("K1024"), "{said}");
    let status = project.run(["status"]).fine().stdout;
    assert!(status.starts_with("2018-Q1  open: "), "{status}");
}

#[test]
fn a_quarter_that_was_published_while_it_went_on_says_why_it_is_another_one_and_stays_then() {
    // A later month says that the quarter is over; what is stated of it then is as much as of one that goes on.
    let project = begun().snapshot("2018-04", "b: 1");
    project.remove("content/_report.md");
    project.edit("data/metrics.yaml", "metrics:\n", "metrics:\n  b: { label: B, type: stock }\n");
    publish(&project).fine();
    month(&project, "2018-02", "{ n: 20, s: 20, e: 30 }");
    let fault = "error[K1083]: `a` was published in 2018-Q1";
    let said = publish(&project).refused();
    assert!(said.starts_with(fault), "{said}");
    project.edit("data/metrics.yaml", "type: flow", "type: flow, changed: { earlier: The quarter went on. }");
    publish(&project).fine();
    month(&project, "2018-03", "{ n: 20, s: 20, e: 30 }");
    let said = publish(&project).refused();
    assert!(said.starts_with(fault), "{said}");
    project.edit("data/metrics.yaml", "The quarter went on.", "The quarter is over.");
    publish(&project).fine();
    assert!(project.read("www/2018-Q1/index.html").contains("A quarter with"));
    project.run(["verify", "www"]).fine();
    // Now it is a promise as any other.
    project.edit("data/2018-03.yaml", "e: 30", "e: 31");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]"), "{said}");
}

#[test]
fn whoever_publishes_is_told_which_reports_hide_what_readers_saw() {
    let project = Project::new("a: { label: A, type: flow }").snapshot("2018-01", "a: 4").snapshot("2018-02", "a: 40");
    publish(&project).fine();
    project.edit("data/metrics.yaml", "type: flow", "type: flow, suppress_below: 5");
    let line = "hidden now: 2018-01 (readers saw a figure of it that is protected from now on)";
    for command in [["check"].as_slice(), &["build"], &["publish", "www"]] {
        let said = project.run(command.iter()).fine().stderr;
        assert!(said.lines().any(|said| said == line), "{said}");
    }
    assert!(!publish(&project).fine().stderr.contains("hidden now"), "said once");
}
