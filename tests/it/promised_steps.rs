//! Steps of targets: a chart names those that hold in its time. One that is added for later changes no report that is out.

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, told};

fn site(target: &str) -> Project {
    let project = Project::new(&format!("a: {{ label: Visits, type: flow, better: higher, target: {target} }}"))
        .file("content/_report.md", "{{ a | chart(title=\"Quiet\") }}\n")
        .snapshot("2018-01", "a: 60");
    publish(&project).fine();
    project
}

/// What the chart of a report says of the target.
fn says(project: &Project, report: &str) -> String {
    let page = project.read(&format!("www/{report}/index.html"));
    let (_, rest) = page.split_once("Target: ").expect("a target");
    rest.split(['<', '.']).next().expect("its end").to_owned()
}

#[test]
fn a_step_that_is_added_for_later_is_in_no_report_before_it() {
    let project = site("50");
    project.edit(CATALOG, "target: 50", "target: { 2018-01: 50, 2018-03: 55 }");
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: 61"));
    for _ in 0..2 {
        publish(&project).fine();
        assert_eq!(["2018-01", "2018-02"].map(|of| says(&project, of)), ["at least 50"; 2]);
        assert_eq!(told(&project, "2018-01"), [""; 0]);
        project.run(["verify", "www"]).fine();
    }
    // The plan is another one before it begins.
    project.edit(CATALOG, "2018-03: 55", "2018-03: 70");
    project.write("data/2018-03.yaml", snapshot("2018-03", "a: 62"));
    publish(&project).fine();
    assert_eq!(["2018-01", "2018-02"].map(|of| says(&project, of)), ["at least 50"; 2]);
    assert_eq!(says(&project, "2018-03"), "at least 50 from January 2018, at least 70 from March 2018");
    assert_eq!(told(&project, "2018-02"), [""; 0]);
}

#[test]
fn a_chart_begins_with_the_step_that_held_by_then() {
    let project = site("{ 2017-01: 40, 2017-06: 50 }");
    assert_eq!(says(&project, "2018-01"), "at least 50");
    let project = site("{ 2018-02: 40, 2018-03: 50 }").snapshot("2018-02", "a: 61");
    publish(&project).fine();
    assert_eq!(says(&project, "2018-02"), "at least 40 from February 2018");
}

#[test]
fn a_forecast_is_held_against_the_amount_of_its_month() {
    let metric =
        "a: { label: Visits, type: flow, better: higher, forecast: true, target: { 2017-01: 64, 2018-02: 68 } }";
    let mut project = Project::new(metric).file("content/2017-12.md", "{{ a | chart(title=\"Quiet\") }}\n");
    for month in 1..=12 {
        project = project.snapshot(&format!("2017-{month:02}"), &format!("a: {}", 30 + month * 2 + month % 3));
    }
    publish(&project).fine();
    assert_eq!(says(&project, "2017-12"), "at least 64");
    let page = project.read("www/2017-12/index.html");
    assert!(page.contains("At the present rate the target is reached in May 2018"), "{page}");
    let csv = project.read("www/2017-12/a.csv");
    assert_eq!(csv.lines().filter(|line| line.split(',').nth(2) == Some("64")).count(), 12 + 6, "{csv}");
    // It rises otherwise than was planned: what was foreseen stays.
    project.edit(CATALOG, "2018-02: 68", "2018-02: 66");
    publish(&project).fine();
    assert_eq!(project.read("www/2017-12/a.csv"), csv);
    assert!(told(&project, "2017-12").is_empty());
}

#[test]
fn a_sign_off_stands_when_an_amount_becomes_steps() {
    let project = site("50");
    project.run(["approve", "2018-01", "--by", "Head of data"]).fine();
    project.edit(CATALOG, "target: 50", "target: { 2018-01: 50, 2019-01: 55 }");
    publish(&project).fine();
    project.edit(CATALOG, "2018-01: 50", "2018-01: 51");
    publish(&project).refused();
}

#[test]
fn a_path_that_was_published_to_its_end_goes_on_to_it() {
    let project = site("{ path: { 2017-06: 40, 2018-12: 70 } }");
    let was = says(&project, "2018-01");
    assert!(was.ends_with("on the way to 70 in December 2018"), "{was}");
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: 61"));
    publish(&project).fine();
    assert_eq!(says(&project, "2018-01"), was);
    project.edit(CATALOG, "2018-12: 70", "2018-12: 70, 2019-12: 90");
    assert!(publish(&project).refused().starts_with("error[K1028]: the target of `a` was published in 2018-01 "));
}
