//! What readers had, where neither a text nor a figure was touched: words that a text takes from elsewhere, years that
//! begin in another month, files by their names, sign-offs that are lost, and places with drafts or for early readers.

use std::fs;

use crate::project::{Project, Ran};
use crate::promises::reasons;

fn publish(project: &Project) -> Ran {
    project.run(["publish", "www"])
}

fn first_line(said: &str) -> &str {
    said.lines().next().unwrap_or_default()
}

/// A text with words of the title of the site and of a dimension that no metric is split by.
fn site() -> Project {
    Project::empty()
        .settings("title: Deaths\n")
        .catalog(
            "dimensions:\n  group: { label: Group, members: { w: Women, m: Men } }\nmetrics:\n  a: { label: A, type: stock }\n",
        )
        .file("content/_report.md", "In {{ site.title }} of {% for one in group %}{{ one }} {% endfor %}: {{ a }}.\n")
        .snapshot("2018-01", "a: 3")
}

#[test]
fn words_that_a_text_takes_from_elsewhere_are_part_of_it() {
    let project = site();
    publish(&project).fine();
    for (file, was, now) in [
        ("data/metrics.yaml", "w: Women", "w: Girls"),
        ("data/metrics.yaml", "m: Men", "m: Men, x: Others"),
        ("data/metrics.yaml", "w: Women, m: Men", "m: Men, w: Women"),
        ("kalends.yaml", "title: Deaths", "title: Deaths 9"),
    ] {
        project.edit(file, was, now);
        let ran = publish(&project);
        assert_eq!(
            first_line(&ran.stderr),
            "error[K1029]: the page of 2018-01 was published with another text",
            "{now}"
        );
        project.edit(file, now, was);
    }
    project.edit("data/metrics.yaml", "w: Women", "w: Girls");
    project.edit("content/_report.md", "In {{", "---\nedition: They are called girls.\n---\nIn {{");
    publish(&project).fine();
    let page = crate::page::Page::of(project.read("www/2018-01/index.html"));
    assert_eq!(reasons(&page), ["New edition: They are called girls."]);
    // Where no text prints it, the title is free.
    let free = Project::new("a: { type: stock }").snapshot("2018-01", "a: 3");
    publish(&free).fine();
    free.edit("kalends.yaml", "title: ", "title: Another ");
    publish(&free).fine();
}

#[test]
fn years_that_begin_in_another_month_are_told() {
    // Of months alone nothing is counted by the year.
    let months = Project::new("beds: { label: Beds, type: stock }").snapshot("2018-12", "beds: 3");
    publish(&months).fine();
    months.edit("kalends.yaml", "title: ", "fiscal_year_start: 4\ntitle: ");
    publish(&months).fine();
    // A running total of the year goes on over another month.
    let running = Project::new(
        "a: { label: A, type: flow }\nb: { label: B, type: cumulative, of: a, since: year }\nc: { label: C, type: stock }",
    )
    .snapshot("2018-06", "a: 3\nc: 1");
    publish(&running).fine();
    running.edit("kalends.yaml", "title: ", "fiscal_year_start: 5\ntitle: ");
    assert_eq!(
        first_line(&publish(&running).refused()),
        "error[K1028]: `fiscal_year_start` was published in 2018-06 as \"1\", and would now be \"5\""
    );
    running.edit(
        "kalends.yaml",
        "fiscal_year_start: 5",
        "fiscal_year_start: 5\nchanged: { fiscal_year_start: The law. }",
    );
    publish(&running).fine();
    let page = crate::page::Page::of(running.read("www/2018-06/index.html"));
    assert_eq!(reasons(&page), ["First month of the year: 1 → changed to 5. The law."]);
}

#[test]
fn files_that_are_published_by_their_names_are_told_where_they_change_or_go() {
    let project = Project::new("a: { type: stock }")
        .settings("title: T\npublish_files: [annex.csv, old.csv]\n")
        .file("content/annex.csv", "deaths,5\n")
        .file("content/old.csv", "deaths,4\n")
        .snapshot("2018-01", "a: 3");
    let told = |ran: &Ran| ran.stderr.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&publish(&project).fine()), [""; 0]);
    project.write("content/annex.csv", "deaths,9\n");
    project.edit("kalends.yaml", ", old.csv", "");
    let expected = ["another file than readers had: annex.csv", "not there any more: old.csv"];
    assert_eq!(told(&project.run(["publish", "www", "--dry-run"]).fine())[..2], expected);
    assert_eq!(told(&publish(&project).fine())[..2], expected);
    assert_eq!(told(&publish(&project).fine()), ["not published: content/old.csv (no page refers to it)"]);
}

#[test]
fn files_that_texts_link_to_are_told_where_they_go() {
    let project = Project::new("a: { type: stock }")
        .file("content/annex.txt", "deaths,5\n")
        .file("content/2018-01/plan.txt", "a plan\n")
        .file(
            "content/2018-01.md",
            "There were {{ a }}, see [the annex](annex.txt) and [the plan](2018-01/plan.txt).\n",
        )
        .snapshot("2018-01", "a: 3");
    let told = |ran: &Ran| ran.stderr.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&publish(&project).fine()), [""; 0]);
    project.remove("content/annex.txt");
    project.write("content/annex-a.txt", "deaths,5\n");
    project.edit("content/2018-01.md", "annex.txt", "annex-a.txt");
    assert_eq!(told(&publish(&project).fine()), ["not there any more: annex.txt"]);
    assert_eq!(told(&publish(&project).fine()), [""; 0]);
    // What lies beside a report that is withdrawn goes with it.
    let ran = project.run(["publish", "www", "--withdraw", "2018-01", "--reason", "Not ours."]).fine();
    assert_eq!(told(&ran)[1], "not there any more: annex-a.txt");
}

#[test]
fn a_site_with_sign_offs_goes_to_no_new_place_without_them() {
    let project = Project::new("a: { type: stock }").snapshot("2018-01", "a: 3");
    project.run(["approve", "2018-01", "--by", "Anna"]).fine();
    publish(&project).fine();
    project.remove("approvals.yaml");
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations:\n  a: 4\n");
    let said = project.run(["publish", "other"]).refused();
    assert_eq!(
        said.lines().next(),
        Some("error[K1071]: this report was published with a sign-off, and the site has no approvals.yaml any more")
    );
    assert!(said.contains("--> ledger.jsonl:1:1") && !project.path("other").exists(), "{said}");
    project.run(["publish", "other", "--force"]).fine();
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations:\n  a: 5\n");
    project.run(["publish", "other"]).fine();
}

/// Puts a folder in the place of another.
fn replace(project: &Project, from: &str, to: &str) {
    fs::remove_dir_all(project.path(to)).expect("it is there");
    fs::rename(project.path(from), project.path(to)).expect("on the same disk");
}

#[test]
fn a_build_with_drafts_does_not_hide_what_was_corrected() {
    let project = Project::new("a: { label: A, type: stock }")
        .file("content/_report.md", "---\nto: 2018-02\n---\n{{ a }}\n")
        .snapshot("2018-01", "a: 3")
        .snapshot("2018-02", "a: 4");
    publish(&project).fine();
    let correction =
        "period: 2018-03\nobservations:\n  a: [4, { period: 2018-01, value: 5, reason: Wrong, kind: error }]\n";
    project.write("data/2018-03.yaml", correction);
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    project.remove("data/2018-03.yaml");
    let said = project.run(["build", "--drafts", "--output", "forged"]).refused();
    assert!(
        said.starts_with("error[K1023]: `a` for 2018-01 was published in pages that are no report as 5, "),
        "{said}"
    );
    // Without the ledger it is a site like any other.
    let ledger = project.read("ledger.jsonl");
    project.remove("ledger.jsonl");
    project.run(["build", "--drafts", "--output", "forged"]).fine();
    project.write("ledger.jsonl", ledger);
    project.write("data/2018-03.yaml", correction);
    replace(&project, "forged", "www");
    let said = project.run(["verify", "www"]).refused();
    assert!(
        said.starts_with("error[K1023]: `a` for 2018-01 was published in pages that are no report as 5, "),
        "{said}"
    );
}

#[test]
fn drafts_in_the_place_of_readers_are_named() {
    let project = Project::new("a: { label: A, type: stock }")
        .snapshot("2018-01", "a: 3")
        .snapshot("2018-02", "a: 4")
        .file("content/2018-02.md", "---\ndraft: true\n---\nNot yet.\n");
    publish(&project).fine();
    assert!(!project.run(["verify", "www"]).fine().stderr.contains("draft"));
    project.run(["build", "--drafts", "--output", "all"]).fine();
    replace(&project, "all", "www");
    assert!(project.run(["verify", "www"]).fine().stderr.contains("\ndrafts are there: 2018-02\n"));
}

#[test]
fn a_manifest_that_says_it_is_for_early_readers_hides_nothing() {
    let project = Project::new("a: { label: A, type: stock }").snapshot("2018-01", "a: 3").snapshot("2018-02", "a: 4");
    publish(&project).fine();
    // As whoever edits the place could write it; the sums of its pages stay as they are.
    let manifest = project.read("www/manifest.json");
    project.write("www/manifest.json", manifest.replacen("\"inputs\": {", "\"inputs\": {\n    \"--early\": \"x\",", 1));
    let said = project.run(["verify", "www"]).refused();
    assert!(said.contains("it says that it is for early readers, and no report waits for its hour"), "{said}");
}
