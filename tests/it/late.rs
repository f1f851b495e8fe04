//! Figures that come late: a month whose snapshot comes when later ones are out, and a figure that no snapshot had in its time.

use crate::page::Page;
use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, refused, told};

const MARCH: &str = "data/2018-03.yaml";

const TEXT: &str =
    "There were {{ a }}, {{ a | trend }}: {{ g }} more.\n\n{{ a | chart(title=\"Quiet\") }}\n\n{{ a | table }}\n";

const METRICS: &str = "a: { label: Visits, type: flow }\nb: { label: Twice, type: derived, formula: 2 * a }\ng: { label: Growth, \
                       type: derived, formula: a - previous(a) }\ns: { label: Since the start, type: cumulative, of: a }";

/// January, February and April are out.
fn site() -> Project {
    let project = Project::new(METRICS)
        .file("content/_report.md", TEXT)
        .snapshot("2018-01", "a: 51")
        .snapshot("2018-02", "a: 52")
        .snapshot("2018-04", "a: 54");
    publish(&project).fine();
    project
}

/// The text of a report's first section.
fn says(project: &Project, report: &str) -> String {
    Page::of(project.read(&format!("www/{report}/index.html"))).find("main p").texts().join(" ").replace('\u{a0}', " ")
}

/// The figures that the notice of later corrections names.
fn notices(project: &Project, report: &str) -> Vec<String> {
    Page::of(project.read(&format!("www/{report}/index.html"))).find("#changed-later p").texts()
}

#[test]
fn a_month_that_comes_late_has_a_report_and_the_later_ones_tell_it() {
    let project = site();
    assert!(says(&project, "2018-04").contains("There were 54, –: – more."), "{}", says(&project, "2018-04"));
    project.write(MARCH, snapshot("2018-03", "a: 53"));
    assert_eq!(
        publish(&project).refused(),
        "error[K1083]: `a` was published in 2018-04 without figures of March 2018, and would now show them\n \
         --> data/2018-03.yaml:3:6\n  |\n3 |   a: 53\n  |      ^^\n  |\nhelp: take them out, or say why they are known now: \
         `changed: { earlier: … }` in the metric; the reports tell it\n\n1 error; nothing was published\n"
    );
    project.edit(CATALOG, "type: flow", "type: flow, changed: { earlier: March came late. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-04"), ["Newly shown, Visits: March 2018. March came late."]);
    assert!(says(&project, "2018-04").contains("There were 54, a rise of 1 (1.9%): 1 more."));
    assert!(says(&project, "2018-03").contains("There were 53, a rise of 1 (1.9%): 1 more."));
    assert_eq!(told(&project, "2018-03"), [""; 0]);
    project.run(["verify", "www"]).fine();
    // It is a figure like any other from then on.
    let fault = "error[K1023]: `a` for 2018-03 was published in 2018-03 as 53, and the report would now show 50";
    refused(&project, (MARCH, "a: 53", "a: 50"), fault);
}

#[test]
fn a_figure_of_the_report_itself_does_not_come_into_its_snapshot_later() {
    let project = site();
    project.edit(CATALOG, "s: {", "n: { label: New, type: flow }\n  s: {");
    project.write("data/2018-05.yaml", snapshot("2018-05", "a: 55\nn: 1"));
    project.write("data/2018-06.yaml", snapshot("2018-06", "a: 56\nn: { value: null, note: Not yet in. }"));
    publish(&project).fine();
    let fault = "error[K1023]: `n` for 2018-06 was published in 2018-06 as no value, and the report would now show 2";
    refused(&project, ("data/2018-06.yaml", "{ value: null, note: Not yet in. }", "2"), fault);
}

#[test]
fn a_month_that_a_later_snapshot_states_with_a_reason_is_told_above_the_reports_that_lacked_it() {
    let project = site();
    project.write(
        "data/2018-05.yaml",
        snapshot("2018-05", "a: [55, { period: 2018-03, value: 53, reason: March came late. }]"),
    );
    publish(&project).fine();
    let expected = [
        "Visits, March 2018: – → changed to 53. March came late.",
        "Twice, March 2018: – → changed to 106. Follows from ‘Visits’: March came late.",
    ];
    let found = notices(&project, "2018-04");
    for text in expected {
        assert!(found.iter().any(|found| found.starts_with(text)), "{text}: {found:?}");
    }
    assert_eq!(notices(&project, "2018-02"), [""; 0]);
    assert!(says(&project, "2018-04").contains("There were 54, –: – more."), "it stays as it was published");
    project.run(["verify", "www"]).fine();
    // What is stated so without a reason is told by no notice.
    let project = site();
    project.write("data/2018-05.yaml", snapshot("2018-05", "a: [55, { period: 2018-03, value: 53 }]"));
    publish(&project).fine();
    assert_eq!(notices(&project, "2018-04"), [""; 0]);
}

#[test]
fn a_figure_that_was_missing_and_comes_by_member_is_told() {
    let wards = "dimensions:\n  w: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  a: { label: Visits, type: flow, by: [w] }\n";
    let whole = "Visits, January 2018: – → changed to 17. Follows from ‘Visits, North’: Came late.";
    let [north, south] = [("North", 9), ("South", 8)]
        .map(|(ward, value)| format!("Visits, {ward}, January 2018: – → changed to {value}. Came late."));
    for (of_january, late, expected) in [
        ("a: { value: null, note: Not yet in. }", "values: { n: 9, s: 8 }", vec![whole, &north, &south]),
        (
            "a: { values: { n: 9 }, note: South is not yet in. }",
            "values: { s: 8 }",
            vec!["Visits, January 2018: – → changed to 17. Follows from ‘Visits, South’: Came late.", &south],
        ),
        // What was there as a whole, and is split later, was not missing.
        ("a: 17", "values: { n: 9, s: 8 }", vec![]),
    ] {
        let project = Project::empty()
            .catalog(wards)
            .file("content/_report.md", "There were {{ a }}.\n")
            .snapshot("2018-01", of_january);
        publish(&project).fine();
        let february =
            format!("a: [{{ values: {{ n: 1, s: 2 }} }}, {{ period: 2018-01, {late}, reason: Came late. }}]");
        project.write("data/2018-02.yaml", snapshot("2018-02", &february));
        publish(&project).fine();
        let found = notices(&project, "2018-01");
        // Behind them it says what the report shows.
        assert_eq!(found.len(), expected.len() + usize::from(!expected.is_empty()), "{found:?}");
        for text in expected {
            assert!(found.iter().any(|found| found.starts_with(text)), "{text}: {found:?}");
        }
        project.run(["verify", "www"]).fine();
    }
}
