//! What readers have stays known to them: whatever was shown once, rounded or not, under whatever id and split, helps nobody
//! to work out a count that is hidden from them.

use serde_json::Value;

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, told};

const JANUARY: &str = "data/2018-01.yaml";

/// A metric by ward, and which dimensions there are.
fn wards(metric: &str) -> String {
    format!(
        "dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South, e: East }} }}\n  g: {{ label: Sex, members: {{ m: Men, f: \
         Women }} }}\nmetrics:\n  {metric}\n"
    )
}

fn site(metric: &str, january: &str) -> Project {
    Project::empty()
        .catalog(&wards(metric))
        .file("content/_report.md", "There were some.\n")
        .snapshot("2018-01", january)
}

/// The figures of the wards and their total, as a report prints them.
fn shown(project: &Project, report: &str, id: &str) -> Vec<String> {
    let figures: Value =
        serde_json::from_str(&project.read(&format!("www/{report}/figures.json"))).expect("figures.json is JSON");
    let metric = &figures["metrics"][id];
    let members = ["n", "s", "e"].map(|member| &metric["by"]["w"][member]["text"]);
    members.into_iter().chain([&metric["text"]]).map(|text| text.as_str().expect("a text").to_owned()).collect()
}

fn three_months(catalog: &str) -> Project {
    let project = site(catalog, "a: { values: { n: 20, s: 21, e: 30 } }")
        .snapshot("2018-02", "a: { values: { n: 3, s: 7, e: 30 } }")
        .snapshot("2018-03", "a: { values: { n: 25, s: 22, e: 31 } }");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-02", "a"), ["*", "*", "30", "40"]);
    project
}

#[test]
fn a_quarter_hides_what_its_months_gave_away_before_they_were_hidden() {
    let project = three_months("a: { label: A, type: flow, by: [w], suppress_below: 5 }");
    project.edit(CATALOG, "suppress_below: 5", "suppress_below: 31");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "*", "71"]);
    // 20 and 25 were in North in January and in March.
    project.write("content/2018-Q1.md", "A quarter.\n");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-Q1", "a"), ["*", "*", "91", "189"]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_metric_with_a_new_id_hides_what_it_hid_under_the_old_one() {
    let project = three_months("a: { label: A, type: flow, by: [w], suppress_below: 5 }");
    project.write(
        CATALOG,
        format!(
            "retired: {{ a: It has a new id. }}\n{}",
            wards("a2: { label: A, type: flow, by: [w], suppress_below: 5 }")
        ),
    );
    for month in ["2018-01", "2018-02", "2018-03"] {
        project.edit(&format!("data/{month}.yaml"), "a:", "a2:");
    }
    project.write("content/2018-Q1.md", "A quarter.\n");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-03", "a2"), ["25", "22", "31", "78"]);
    assert_eq!(shown(&project, "2018-Q1", "a2"), ["*", "*", "91", "189"]);
}

#[test]
fn what_is_taken_out_beside_a_hidden_count_leaves_its_neighbours_hidden() {
    // To hide more needs no reason; and one that is given shows nothing that would tell.
    for reason in ["", ", changed: { suppress_below: It is not small. }"] {
        let project =
            site("a: { label: A, type: flow, by: [w], suppress_below: 5 }", "a: { values: { n: 3, s: 7, e: 60 } }");
        publish(&project).fine();
        assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "60", "70"]);
        let out = "a: [{ values: { n: 20, s: 21, e: 60 } }, { period: 2018-01, values: { e: 58 }, kind: disclosure, reason: It \
                   gave somebody away. }]";
        project.write("data/2018-02.yaml", snapshot("2018-02", out));
        project.edit(CATALOG, "suppress_below: 5", &format!("suppress_below: 5{reason}"));
        publish(&project).fine();
        assert_eq!(shown(&project, "2018-01", "a"), ["*"; 4]);
        assert_eq!(told(&project, "2018-01"), [""; 0]);
    }
}

#[test]
fn what_readers_had_rounded_bounds_what_is_hidden_from_them() {
    let project = site("a: { label: A, type: flow, by: [w], round_to: 5 }", "a: { values: { n: 1, s: 8, e: 62 } }");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "10", "60", "70"]);
    // With the East as it is, North and South would be 9; and South was at least 8.
    project.edit(CATALOG, "round_to: 5", "suppress_below: 5, changed: { round_to: Exact is better. }");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "*", "71"]);
    // Where the rounded ones leave two ways, nothing more is hidden.
    let project = site("a: { label: A, type: flow, by: [w], round_to: 5 }", "a: { values: { n: 3, s: 11, e: 62 } }");
    publish(&project).fine();
    project.edit(CATALOG, "round_to: 5", "suppress_below: 5, changed: { round_to: Exact is better. }");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "62", "76"]);
}

#[test]
fn a_metric_that_is_split_further_hides_what_it_hid() {
    let project =
        site("a: { label: A, type: flow, by: [w], suppress_below: 5 }", "a: { values: { n: 3, s: 7, e: 8 } }");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "8", "18"]);
    let split = wards(
        "a: { label: A, type: flow, by: [w, g], suppress_below: 5, changed: { suppress_below: Nobody is known., earlier: It is known. } }",
    );
    project.write(CATALOG, split.replace("label: Sex", "label: Sex, changed: It is counted."));
    let values = "a: { values: { n: { m: 3, f: 0 }, s: { m: 7, f: 0 }, e: { m: 4, f: 4 } } }";
    project.write(JANUARY, snapshot("2018-01", values));
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "8", "18"]);
    let figures = project.read("www/2018-01/figures.json");
    assert!(!figures.contains("\"text\": \"7\"") && !figures.contains("\"value\": 7"), "{figures}");
}

#[test]
fn parts_that_were_said_to_add_up_stay_hidden_when_they_are_said_to_overlap() {
    let stated = |north: u32| format!("a: {{ value: 70, values: {{ n: {north}, s: 7, e: 60 }} }}");
    let overlap = |project: &Project| {
        let reason =
            "additive: false, changed: { suppress_below: Nobody is known., type: One person may be in several wards. }";
        project.edit(CATALOG, "suppress_below: 5", &format!("suppress_below: 5, {reason}"));
        publish(project).fine();
    };
    let project = site("a: { label: A, type: flow, by: [w], suppress_below: 5 }", &stated(3));
    publish(&project).fine();
    overlap(&project);
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "60", "*"]);
    // Of parts that do overlap no sum was told: with a reason, what is not small is shown.
    let project = site(
        "a: { label: A, type: flow, by: [w], suppress_below: 10, additive: false }",
        "a: { value: 65, values: { n: 3, s: 7, e: 60 } }",
    );
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "*", "60", "*"]);
    project.edit(CATALOG, "suppress_below: 10", "suppress_below: 5, changed: { suppress_below: Five is enough. }");
    publish(&project).fine();
    assert_eq!(shown(&project, "2018-01", "a"), ["*", "7", "60", "65"]);
}
