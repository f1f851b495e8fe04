//! Reports of members: each goes on to show the figures that it had, and a member that comes later has none of the time
//! before it.

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, told};

const JANUARY: &str = "data/2018-01.yaml";
const FEBRUARY: &str = "data/2018-02.yaml";

fn catalog(metrics: &str) -> String {
    format!("dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South }} }}\nmetrics:\n{metrics}")
}

/// A folder with a report for each ward, which has this text.
fn wards(catalog: &str, text: &str) -> Project {
    Project::empty()
        .catalog(catalog)
        .settings("title: Test\nbase_url: https://example.org/\n")
        .file("content/_report.md", "There were some.\n")
        .file("content/wards/_index.md", "---\ntitle: Wards\n---\n")
        .file("content/wards/_report.md", format!("---\nfor_each: w\n---\n{text}\n"))
}

fn beds() -> Project {
    let metrics = "  a: { label: Visits, type: flow, by: [w] }\n  st: { label: Beds, type: stock }\n";
    let project = wards(&catalog(metrics), "Visits {{ a }}, beds of the house {{ st }}.")
        .snapshot("2018-01", "a: { values: { n: 20, s: 15 } }\nst: 22");
    publish(&project).fine();
    project
}

/// What the report of a member has as the figure of a metric.
fn figure(project: &Project, report: &str, metric: &str) -> serde_json::Value {
    let figures: serde_json::Value =
        serde_json::from_str(&project.read(&format!("www/{report}/figures.json"))).expect("figures.json is JSON");
    figures["metrics"][metric]["text"].clone()
}

#[test]
fn a_whole_that_reports_of_members_show_is_not_taken_from_them_by_a_split() {
    let project = beds();
    project.edit(CATALOG, "type: stock", "type: stock, by: [w]");
    project.write(FEBRUARY, snapshot("2018-02", "a: { values: { n: 21, s: 16 } }\nst: { values: { n: 10, s: 11 } }"));
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1023]: `st` for 2018-01 was published in wards/n/2018-01 as 22, and the report would now show no value, and 1 more figure
 --> data/metrics.yaml:5:3
  |
5 |   st: { label: Beds, type: stock, by: [w] }
  |   ^^
  |
help: leave `st` without `w`, and give its parts to a metric of their own, under another label: the report shows a part of it \
where readers found the whole

1 error; nothing was published
"
    );
    // So do parts beside the same whole, also where one of them is all of it.
    for (parts, shown) in [("n: 10, s: 12", "10"), ("n: 22, s: 0", "another 22")] {
        project.write(
            JANUARY,
            snapshot("2018-01", &format!("a: {{ values: {{ n: 20, s: 15 }} }}\nst: {{ values: {{ {parts} }} }}")),
        );
        let said = publish(&project).refused();
        let fault = format!(
            "error[K1023]: `st` for 2018-01 was published in wards/n/2018-01 as 22, and the report would now show {shown}, \
             and 1 more figure\n"
        );
        assert!(said.contains(&fault), "{said}");
    }
    // A reason for new parts is none for the whole.
    project.edit(CATALOG, "label: Ward,", "label: Ward, changed: We count by ward.,");
    assert!(publish(&project).refused().starts_with("error[K1023]: `st` for 2018-01"));
    // The way that the help names.
    project.edit(
        CATALOG,
        "type: stock, by: [w] }",
        "type: stock }\n  parts: { label: Beds by ward, type: stock, by: [w] }",
    );
    project.write(JANUARY, snapshot("2018-01", "a: { values: { n: 20, s: 15 } }\nst: 22"));
    let both = "a: { values: { n: 21, s: 16 } }\nst: 21\nparts: { values: { n: 10, s: 11 } }";
    project.write(FEBRUARY, snapshot("2018-02", both));
    publish(&project).fine();
    assert_eq!(["2018-01", "2018-02"].map(|of| figure(&project, &format!("wards/n/{of}"), "st")), ["22", "21"]);
    assert_eq!(figure(&project, "wards/s/2018-02", "parts"), "11");
    project.run(["verify", "www"]).fine();
}

#[test]
fn nor_by_a_new_id_nor_with_its_target_nor_what_is_computed_from_it() {
    // A reason for another target tells nothing of the figure.
    let project = beds();
    project.edit(CATALOG, "type: stock }", "type: stock, target: { at_least: 20 } }");
    project.edit(CATALOG, "a: { label: Visits", "a: { changed: { target: Set late. }, label: Visits");
    project.edit(CATALOG, "st: { ", "st: { changed: { target: Set late. }, ");
    publish(&project).fine();
    assert_eq!(told(&project, "wards/n/2018-01").len(), 1);
    project.edit(CATALOG, "type: stock, target", "type: stock, by: [w], target");
    project.edit(CATALOG, "st: { changed: { target: Set late. }", "st: { changed: { target: Split. }");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]: `st` for 2018-01 ") && said.contains("\n1 error;"), "{said}");

    // Under a new id the label is the same.
    let project = beds();
    project.edit(CATALOG, "st: { label: Beds, type: stock }", "sb: { label: Beds, type: stock, by: [w] }");
    project.edit(CATALOG, "metrics:", "retired: { st: It is split. }\nmetrics:");
    project.edit(JANUARY, "st: 22", "sb: { value: 22, values: { n: 10, s: 12 } }");
    project.edit(
        "content/wards/_report.md",
        "---\nVisits {{ a }}, beds of the house {{ st }}",
        "edition: It is split.\n---\nVisits {{ a }}, beds of the house {{ sb }}",
    );
    let said = publish(&project).refused();
    let fault =
        "error[K1023]: `sb` for 2018-01 was published in wards/n/2018-01 as 22, and the report would now show 10";
    assert!(said.contains(fault) && said.contains("or give it another label, where it is not what `st` was"), "{said}");

    // What is computed from it.
    let project = beds();
    project.edit(
        CATALOG,
        "type: stock }",
        "type: stock }\n  r: { label: Visits a bed, type: ratio, numerator: a, denominator: st }",
    );
    publish(&project).fine();
    assert_eq!(figure(&project, "wards/n/2018-01", "r"), "2");
    project.edit(CATALOG, "type: stock }", "type: stock, by: [w] }");
    let said = publish(&project).refused();
    assert!(said.contains("error[K1023]: `r` for 2018-01 was published in wards/n/2018-01 as 2"), "{said}");
    assert!(said.contains("error[K1023]: `st` for 2018-01 was published in wards/n/2018-01 as 22"), "{said}");
}

#[test]
fn a_dimension_that_is_no_members_changes_nothing_and_a_part_does_not_become_the_whole() {
    let project = beds();
    project.edit(CATALOG, "dimensions:", "dimensions:\n  d: { label: Day, members: { d1: Weekday, d2: Weekend } }");
    project.edit(CATALOG, "type: stock }", "type: stock, by: [d] }");
    project.edit(CATALOG, "type: flow, by: [w]", "type: flow, by: [d, w]");
    let days =
        "a: { value: 37, values: { d1: { n: 11, s: 9 }, d2: { n: 10, s: 7 } } }\nst: { values: { d1: 12, d2: 9 } }";
    project.write(FEBRUARY, snapshot("2018-02", days));
    // The parts of January are not known any more in the order of the dimensions of now.
    project.write(
        JANUARY,
        snapshot("2018-01", "a: { value: 35, values: { d1: { n: 20, s: 15 }, d2: { n: 0, s: 0 } } }\nst: 22"),
    );
    project.edit(CATALOG, "label: Day,", "label: Day, changed: We count by day.,");
    publish(&project).fine();
    assert_eq!([figure(&project, "wards/n/2018-01", "a"), figure(&project, "wards/n/2018-01", "st")], ["20", "22"]);

    let project = beds();
    project.edit(CATALOG, "type: flow, by: [w]", "type: flow");
    let fault =
        "error[K1023]: `a` (n) for 2018-01 was published in 2018-01 as 20, and the report would now show no value";
    project.edit(JANUARY, "{ values: { n: 20, s: 15 } }", "35");
    let said = publish(&project).refused();
    assert!(said.contains(fault), "{said}");
}

/// Three months of two wards, and Kay from April on.
fn kay() -> Project {
    let metrics = "  a: { label: Visits, type: flow, by: [w] }\n";
    let month = "a: { value: 35, values: { n: 20, s: 15 } }";
    let project = wards(&catalog(metrics), "In {{ report.member }} there were {{ a }} visits.");
    ["2018-01", "2018-02", "2018-03"].into_iter().fold(project, |project, of| project.snapshot(of, month))
}

const ADD_KAY: (&str, &str, &str) = (CATALOG, "s: South", "s: South, k: Kay");

/// The reports of a ward in the published folder.
fn reports(project: &Project, ward: &str) -> Vec<String> {
    let folder = format!("wards/{ward}/");
    let pages = project.files("www").into_keys().filter(|path| path.ends_with("/index.html"));
    let months = pages.filter_map(|path| Some(path.strip_prefix(&folder)?.strip_suffix("/index.html")?.to_owned()));
    months.filter(|month| !month.contains('/')).collect()
}

#[test]
fn a_member_that_comes_later_has_no_reports_of_the_months_before_it() {
    let project = kay();
    publish(&project).fine();
    project.edit(ADD_KAY.0, ADD_KAY.1, ADD_KAY.2);
    // Before anything is known of it, it has no pages.
    publish(&project).fine();
    assert_eq!(reports(&project, "k"), [""; 0]);
    assert!(!project.path("www/wards/k").exists());
    project.write("data/2018-04.yaml", snapshot("2018-04", "a: { values: { n: 20, s: 15, k: 5 } }"));
    publish(&project).fine();
    assert_eq!(reports(&project, "k"), ["2018-04"]);
    assert_eq!(reports(&project, "n"), ["2018-01", "2018-02", "2018-03", "2018-04"]);
    assert!(project.path("www/wards/k/index.html").exists());
    let feed = project.read("www/feed.xml");
    assert_eq!(feed.matches("<title>Kay, ").count(), 1, "{feed}");
    assert!(!project.read("www/wards/n/2018-01/index.html").contains("Kay"));
    assert!(project.read("www/wards/n/2018-04/index.html").contains("../../k/2018-04/"));
    // What is missing later has its report.
    project.write("data/2018-05.yaml", snapshot("2018-05", "a: { value: 35, values: { n: 20, s: 15 } }"));
    publish(&project).fine();
    assert_eq!(reports(&project, "k"), ["2018-04", "2018-05"]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn that_nothing_was_counted_is_a_beginning() {
    let project = kay();
    project.edit(ADD_KAY.0, ADD_KAY.1, ADD_KAY.2);
    project.write(FEBRUARY, snapshot("2018-02", "a: { value: 35, values: { n: 20, s: 15, k: null } }"));
    publish(&project).fine();
    assert_eq!(reports(&project, "k"), ["2018-02", "2018-03"]);
}

#[test]
fn reports_of_a_member_that_are_out_stay_whatever_is_known_of_it() {
    let project = kay();
    project.edit(ADD_KAY.0, ADD_KAY.1, ADD_KAY.2);
    project.write(FEBRUARY, snapshot("2018-02", "a: { value: 35, values: { n: 20, s: 15, k: null } }"));
    publish(&project).fine();
    project.write(FEBRUARY, snapshot("2018-02", "a: { value: 35, values: { n: 20, s: 15 } }"));
    let ran = publish(&project);
    assert_eq!(reports(&project, "k"), ["2018-02", "2018-03"], "{}", ran.stderr);
    // One that was withdrawn leaves its page.
    project.run(["publish", "www", "--withdraw", "wards/k/2018-03", "--reason", "There was none."]).fine();
    assert!(project.read("www/wards/k/2018-03/index.html").contains("There was none."));
    project.run(["publish", "www", "--restore", "wards/k/2018-03", "--reason", "There was one."]).fine();
    assert_eq!(reports(&project, "k"), ["2018-02", "2018-03"]);
}

#[test]
fn where_nothing_is_counted_by_members_each_has_all_reports() {
    let project = wards(&catalog("  st: { label: Beds, type: stock }\n"), "{{ report.member }}: {{ st }}.")
        .snapshot("2018-01", "st: 22")
        .snapshot("2018-02", "st: 23");
    publish(&project).fine();
    assert_eq!(["n", "s"].map(|ward| reports(&project, ward).len()), [2, 2]);
    // So it is before the first of them is counted.
    let project = wards(&catalog("  a: { label: Visits, type: flow, by: [w] }\n"), "{{ report.member }}: {{ a }}.")
        .snapshot("2018-01", "a: 22")
        .snapshot("2018-02", "a: { values: { n: 20, s: 15 } }");
    publish(&project).fine();
    assert_eq!(["n", "s"].map(|ward| reports(&project, ward).len()), [2, 2]);
}
