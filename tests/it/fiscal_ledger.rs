//! A site whose years begin in April, from its first report of a year to its second: every command that reads a period
//! which somebody typed, or which the program wrote down earlier.

use std::fs;

use kalends::base::period::{Grain, Period};

use crate::project::{Project, Ran};

/// A yearly metric with years that look like months, a monthly one, and a report of each kind.
fn site() -> Project {
    Project::new(
        "births: { label: Births, type: flow, unit: births, grain: year }\n\
         beds: { label: Beds, type: stock, unit: beds }",
    )
    .settings("title: Test\nfiscal_year_start: 4\n")
    .snapshot(
        "2017-03",
        "births:\n  - { period: 2009-10, value: 70 }\n  - { period: 2010-11, value: 75 }\n  \
         - { period: 2011-12, value: 80 }\n  - { period: 2016-17, value: 90 }\nbeds: 31",
    )
    .narrative("2016-17", "There were {{ births }}.\n")
}

/// The next year, with its report.
fn a_year_later(project: &Project) {
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations: { births: 95, beds: 33 }\n");
    project.write("content/2017-18.md", "There were {{ births }}.\n");
}

#[track_caller]
fn fine(project: &Project, arguments: &[&str]) -> Ran {
    let ran = project.run(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
    ran
}

/// The reports in the ledger, in its order.
fn recorded(project: &Project) -> Vec<String> {
    let text = fs::read_to_string(project.path("ledger.jsonl")).expect("a ledger");
    let report = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        line["report"].as_str().expect("a folder").to_owned()
    };
    text.lines().map(report).collect()
}

#[test]
fn every_report_of_a_year_is_recorded_and_its_figures_are_kept() {
    let project = site();
    fine(&project, &["publish", "www"]);
    assert_eq!(recorded(&project), ["2017-03", "2016-17"]);
    a_year_later(&project);
    fine(&project, &["publish", "www"]);
    assert_eq!(recorded(&project), ["2017-03", "2016-17", "2018-03", "2017-18"]);
    // The same again says nothing new, and later builds read what was recorded.
    fine(&project, &["publish", "www"]);
    assert_eq!(recorded(&project).len(), 4);
    fine(&project, &["check"]);
    let verified = fine(&project, &["verify", "www"]);
    assert!(verified.stderr.contains("4 reports"), "{}", verified.stderr);
    let status = fine(&project, &["status"]);
    let published = status.stdout.lines().filter(|line| line.contains("published")).count();
    assert_eq!(published, 4, "{}", status.stdout);
}

#[test]
fn a_published_year_does_not_change_in_silence() {
    let project = site();
    fine(&project, &["publish", "www"]);
    a_year_later(&project);
    fine(&project, &["publish", "www"]);
    let text = fs::read_to_string(project.path("data/2017-03.yaml")).expect("a snapshot");
    for (was, now, expected) in [
        ("2016-17, value: 90", "2016-17, value: 91", "`births` for 2016-17 was published in 2017-03 as 90"),
        ("2009-10, value: 70", "2009-10, value: 71", "`births` for 2009-10 was published in 2017-03 as 70"),
    ] {
        project.write("data/2017-03.yaml", text.replace(was, now));
        for command in [["build", "--force"], ["publish", "www"]] {
            let ran = project.run(command);
            assert_eq!(ran.code, Some(1), "{was}: {}", ran.stderr);
            assert!(ran.stderr.contains("error[K1023]") && ran.stderr.contains(expected), "{was}: {}", ran.stderr);
        }
    }
}

#[test]
fn the_ledger_knows_a_year_from_a_month() {
    let project = site();
    fine(&project, &["publish", "www"]);
    let inputs = kalends::load::site(project.root(), &mut kalends::diag::Diagnostics::default()).expect("a site");
    let ledger = inputs.ledger.expect("a ledger");
    let newest = ledger.newest();
    let year = Period::read_year("2009-10", 4).expect("a year");
    for report in ["2016-17", "2017-03"] {
        let births = &newest[report].record.history["births"];
        assert!(births.keys().all(|period| period.grain() == Grain::Year), "{report}: {births:?}");
        assert_eq!(births[&year].as_deref(), Some("70"), "{report}");
    }
    assert_eq!(newest["2016-17"].record.period.grain(), Grain::Year);
    assert_eq!(newest["2017-03"].record.period.grain(), Grain::Month);
}

#[test]
fn what_a_killed_run_published_of_a_year_is_recorded_by_the_next() {
    let project = site();
    fine(&project, &["publish", "www"]);
    let ledger = fs::read_to_string(project.path("ledger.jsonl")).expect("a ledger");
    let log = fs::read_to_string(project.path(".kalends-versions.www/log.jsonl")).expect("a log");
    let begun = log.lines().find(|line| !line.is_empty()).expect("a line");
    let begun: serde_json::Value = serde_json::from_str(begun).expect("JSON");
    let promise = |lines: &str| serde_json::json!({ "version": begun["version"], "at": begun["at"], "lines": lines });
    let name = format!(".kalends-publishing-{}.json", &kalends::output::hash(b"www")[..8]);
    project.remove("ledger.jsonl");
    project.write(&name, promise(&ledger).to_string());
    // Whatever the site looks like now.
    project.write("data/metrics.yaml", "metrics: nonsense\n");
    assert_eq!(project.run(["publish", "www"]).code, Some(1));
    assert_eq!(fs::read_to_string(project.path("ledger.jsonl")).expect("a ledger"), ledger);
    assert!(!project.path(&name).exists());

    // Lines that are not what was promised are not thrown away.
    project.remove("ledger.jsonl");
    project.write(&name, promise(&ledger.replace("\"90\"", "\"91\"")).to_string());
    let ran = project.run(["publish", "www"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("error[K1064]: the pages are published and not recorded"), "{}", ran.stderr);
    assert!(project.path(&name).exists() && !project.path("ledger.jsonl").exists());
}

#[test]
fn two_years_are_compared_and_a_year_of_the_calendar_is_told_how_it_is_written() {
    let project = site();
    a_year_later(&project);
    let ran = fine(&project, &["diff", "2016-17", "2017-18"]);
    assert!(ran.stdout.contains("95"), "{}", ran.stdout);
    let months = fine(&project, &["diff", "2017-03", "2018-03"]);
    assert!(months.stdout.contains("33"), "{}", months.stdout);
    let ran = project.run(["diff", "2016", "2017"]);
    assert_eq!(ran.code, Some(1));
    let expected = "error[K0201]: `2016` is not a period\n--> kalends diff\n |\n\
        help: write a month as 2018-02, a quarter as 2018-Q1, a year as 2018-19\n";
    assert!(ran.stderr.starts_with(expected), "{}", ran.stderr);
    let ran = project.run(["diff", "spring", "autumn"]);
    assert!(ran.stderr.contains("error[K0914]: `spring` is neither a period nor a folder"), "{}", ran.stderr);
}
