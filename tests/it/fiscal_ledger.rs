//! A site whose years begin in April, from its first report of a year to its second: every command that reads a period
//! which somebody typed, or which the program wrote down earlier.

use std::fs;

use kalends::base::period::{Grain, Period};

use crate::project::{Project, Ran, rechained};
use crate::promised_beside::told;

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

const OF_APRIL: &str = "title: Test\nfiscal_year_start: 4\n";
const OF_JANUARY: &str = "title: Test\nchanged: { fiscal_year_start: The law says so. }\n";

/// Those of the year 2017-18.
fn months() -> Vec<String> {
    let of_2018 = (1..=3).map(|month| format!("2018-{month:02}"));
    (4..=12).map(|month| format!("2017-{month:02}")).chain(of_2018).collect()
}

/// Twelve months and the report of their year, which began in April.
fn fiscal() -> Project {
    let project = Project::new("a: { label: A, type: flow }").settings(OF_APRIL);
    let project = project.narrative("2017-18", "The year: {{ a }}\n");
    months().iter().fold(project, |project, month| project.snapshot(month, "a: 5"))
}

#[test]
fn years_that_begin_in_january_again_leave_the_ledger_readable_and_the_report_is_withdrawn_by_name() {
    let withdrawal = ["publish", "www", "--withdraw", "2017-18", "--reason", "Years are those of the calendar now."];
    let project = fiscal();
    fine(&project, &["publish", "www"]);
    project.write("kalends.yaml", OF_JANUARY);
    project.remove("content/2017-18.md");
    let said = project.run(["publish", "www"]).refused();
    assert_eq!(
        said,
        "error[K1067]: the report 2017-18 is published and would go: the years of the site began in another month when it was \
         published\n--> ledger.jsonl:13:1\n |\nhelp: let `fiscal_year_start` in kalends.yaml be what it was; to take it away, \
         `--withdraw 2017-18 --reason \"…\"` leaves a page that says so\n\n1 error; nothing was published\n"
    );
    fine(&project, &["status"]);
    let said = project.run(["verify", "www"]);
    assert!(said.stderr.contains("error[K1034]") && !said.stderr.contains("K1021"), "{}", said.stderr);
    // Its text would be a page where readers look for the report.
    project.write("content/2017-18.md", "The year: {{ a }}\n");
    let said = project.run(withdrawal).refused();
    let fault = "error[K0404]: the address `2017-18` is taken by a report that was withdrawn\n--> content/2017-18.md\n |\nhelp: \
                 give the page another `slug`\n";
    assert!(said.starts_with(fault), "{said}");
    project.remove("content/2017-18.md");
    fine(&project, &withdrawal);
    fine(&project, &["publish", "www"]);
    fine(&project, &["verify", "www"]);
    assert!(project.read("www/2017-18/index.html").contains("Years are those of the calendar now."));
    let report = |line: &String| line == "2017-18";
    assert_eq!(recorded(&project).iter().filter(|line| report(line)).count(), 2);
    // Later commands say the same of the page.
    project.write("content/2017-18.md", "The year.\n");
    assert!(project.run(["check"]).stderr.contains(fault));

    // It may be withdrawn before the change, too.
    let project = fiscal();
    fine(&project, &["publish", "www"]);
    fine(&project, &withdrawal);
    project.write("kalends.yaml", OF_JANUARY);
    project.remove("content/2017-18.md");
    fine(&project, &["publish", "www"]);
    fine(&project, &["status"]);
    fine(&project, &["verify", "www"]);
}

#[test]
fn a_ledger_that_does_not_say_when_its_years_begin_is_whole_and_says_what_to_do() {
    let project = fiscal();
    let older = project.recorded("2018-05-01T08:00:00Z").replace("\"fiscal_year_start\":\"4\",", "");
    let project = project.file("ledger.jsonl", rechained(&older)).settings(OF_JANUARY);
    project.remove("content/2017-18.md");
    let said = project.run(["publish", "www"]).refused();
    let line = older.lines().position(|line| line.contains("\"report\":\"2017-18\"")).expect("its line") + 1;
    let fault = format!(
        "error[K1021]: `2017-18` is a year that does not begin in January, and no line says in which month it begins\n--> \
         ledger.jsonl:{line}:"
    );
    assert!(said.starts_with(&fault), "{said}");
    let help = "help: let `fiscal_year_start` in kalends.yaml be what it was when this was published, and publish once with it; \
                then it may be changed\n";
    assert!(said.contains(help), "{said}");
    project.write("kalends.yaml", OF_APRIL);
    project.write("content/2017-18.md", "The year: {{ a }}\n");
    fine(&project, &["publish", "www"]);
    project.write("kalends.yaml", OF_JANUARY);
    project.remove("content/2017-18.md");
    fine(&project, &["publish", "www", "--withdraw", "2017-18", "--reason", "Other years."]);
    fine(&project, &["verify", "www"]);
    // What is no year at all is no line.
    let text = project.read("ledger.jsonl").replacen("\"period\":\"2017-18\"", "\"period\":\"2017-19\"", 1);
    project.write("ledger.jsonl", rechained(&text));
    let said = project.run(["status"]).stderr;
    assert!(said.contains("error[K1021]: this is no line of a ledger: `2017-19` is not a period"), "{said}");
}

#[test]
fn a_running_total_of_other_years_is_retired_for_one_of_its_own() {
    let total = "c: { label: This year, type: cumulative, of: a, since: year }";
    let project = Project::new(&format!(
        "a: {{ label: A, type: flow }}\n{total}\nh: {{ label: Half of it, type: derived, formula: c / 2 }}"
    ))
    .file("content/_report.md", "There were {{ a }}.\n")
    .snapshot("2018-01", "a: 5")
    .snapshot("2018-02", "a: 5");
    fine(&project, &["publish", "www"]);
    project
        .write("kalends.yaml", "title: Test\nfiscal_year_start: 4\nchanged: { fiscal_year_start: The law says so. }\n");
    let said = project.run(["publish", "www"]).refused();
    for (id, value) in [("c", "5"), ("h", "3")] {
        let fault = format!(
            "error[K1023]: `{id}` for 2018-01 was published in 2018-01 as {value}, and the report would now show no value"
        );
        let help = format!(
            "help: let `fiscal_year_start` in kalends.yaml be what it was; or say in data/metrics.yaml why the metric is gone, \
             `retired: {{ {id}: … }}`, and count the years of now in a metric of its own, under another label\n"
        );
        assert!(said.contains(&fault) && said.contains(&help), "{id}: {said}");
    }
    let now = "b: { label: This fiscal year, type: cumulative, of: a, since: year }";
    project.write(
        "data/metrics.yaml",
        format!("retired: {{ c: Years begin in April., h: Years begin in April. }}\nmetrics:\n  a: {{ label: A, type: flow }}\n  {now}\n"),
    );
    fine(&project, &["publish", "www", "--max-delete", "40"]);
    assert_eq!(
        told(&project, "2018-01"),
        [
            "First month of the year: 1 → changed to 4. The law says so.",
            "No longer reported, This year: Years begin in April.",
            "No longer reported, Half of it: Years begin in April.",
        ]
    );
    fine(&project, &["verify", "www"]);
}

#[test]
fn a_sign_off_on_a_year_that_began_in_another_month_stops_nothing() {
    let project = fiscal();
    let months = months();
    let approve = |periods: &[String]| {
        periods.iter().for_each(|period| drop(fine(&project, &["approve", period, "--by", "Ann"])));
    };
    approve(&months);
    approve(&["2017-18".to_owned()]);
    fine(&project, &["publish", "www"]);
    project.write("kalends.yaml", OF_JANUARY);
    project.remove("content/2017-18.md");
    // The first month of the year is a part of the others.
    approve(&months);
    let said = project.run(["publish", "www"]).refused();
    assert!(
        said.starts_with("error[K1067]: the report 2017-18 is published and would go: the years of the site"),
        "{said}"
    );
    fine(&project, &["publish", "www", "--withdraw", "2017-18", "--reason", "Other years."]);
    fine(&project, &["verify", "www"]);
    // The next sign-off stands behind the others, which stay.
    let before = project.read("approvals.yaml");
    project.write("data/2018-04.yaml", "period: 2018-04\nobservations: { a: 6 }\n");
    fine(&project, &["approve", "2018-04", "--by", "Ann"]);
    assert!(project.read("approvals.yaml").starts_with(&before));
    fine(&project, &["publish", "www"]);
    // What is no year at all is a fault.
    project.edit("approvals.yaml", "period: 2017-18", "period: 2017-19");
    let said = project.run(["check"]).stderr;
    assert!(said.starts_with("error[K0201]: `2017-19` is not a period\n   --> approvals.yaml:"), "{said}");
}
