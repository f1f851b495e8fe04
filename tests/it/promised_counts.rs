//! Figures that stay what they were where the metric is rounded, split otherwise, or gets another id.

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, refused, told};

const JANUARY: &str = "data/2018-01.yaml";

#[test]
fn a_rounding_explains_what_the_rounding_of_the_counts_makes_and_nothing_else() {
    // A share that is computed from other counts is no rounding.
    let project = Project::new(
        "a: { label: A, type: flow }\nc: { label: C, type: flow }\nb: { label: B, type: flow }\nr: { label: R, type: ratio, numerator: a, \
         denominator: b, format: percent }",
    )
    .file("content/_report.md", "A share of {{ r }}.\n")
    .snapshot("2018-01", "a: 52\nc: 31\nb: 104");
    publish(&project).fine();
    let fault = "error[K1023]: `r` for 2018-01 was published in 2018-01 as 50%, and the report would now show ";
    let reasoned = "changed: { round_to: We round., type: Better. }, numerator: c";
    refused(&project, (CATALOG, "numerator: a", reasoned), &format!("{fault}30%"));
    for id in ["b", "c"] {
        let label = id.to_uppercase();
        project.edit(
            CATALOG,
            &format!("label: {label}"),
            &format!("label: {label}, round_to: 5, changed: {{ round_to: R. }}"),
        );
    }
    assert!(publish(&project).refused().starts_with(&format!("{fault}29%")));
    // The same counts, rounded, are told with the reason of any of them.
    project.edit(CATALOG, reasoned, "numerator: a");
    project.edit(CATALOG, "label: A", "label: A, round_to: 5, changed: { round_to: We round. }");
    project.edit(CATALOG, "label: C, round_to: 5, changed: { round_to: R. }", "label: C");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Rounding, A: We round.", "Rounding, B: R.", "Rounding, R: We round."]);
    publish(&project).fine();
    project.run(["verify", "www"]).fine();

    // A rounded count comes back as one that is rounded so.
    for (count, shown) in [(33, 35), (37, 35)] {
        let project =
            Project::new("a: { label: A, type: flow, round_to: 5 }").snapshot("2018-01", &format!("a: {count}"));
        publish(&project).fine();
        project.edit(CATALOG, "round_to: 5", "changed: { round_to: No more. }");
        let fault = format!(
            "error[K1023]: `a` for 2018-01 was published in 2018-01 as {shown}, and the report would now show "
        );
        for other in ["39", "32"] {
            refused(&project, (JANUARY, &format!("a: {count}"), &format!("a: {other}")), &format!("{fault}{other}"));
            project.edit(JANUARY, &format!("a: {other}"), &format!("a: {count}"));
        }
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), ["Rounding, A: No more."]);
    }
}

#[test]
fn rates_and_running_totals_of_rounded_counts_are_told_as_rounded() {
    let project = Project::new(
        "a: { label: A, type: flow }\nb: { label: B, type: flow }\np: { label: P, type: derived, formula: 1000 * a / b }\nc: { label: C, \
         type: cumulative, of: a, since: start }",
    )
    .file("content/_report.md", "{{ p }} and {{ c }}.\n");
    for month in ["2018-01", "2018-02", "2018-03"] {
        project.write(&format!("data/{month}.yaml"), snapshot(month, "a: 33\nb: 53"));
    }
    publish(&project).fine();
    for label in ["A", "B"] {
        project.edit(
            CATALOG,
            &format!("label: {label}, type: flow"),
            &format!("label: {label}, type: flow, round_to: 5"),
        );
    }
    // Each metric that is rounded asks for a reason; what is computed from it takes that.
    let said = publish(&project).refused();
    assert_eq!(
        said.lines().filter(|line| line.starts_with("error")).collect::<Vec<_>>(),
        ["a", "b", "p", "c"].map(|id| format!(
            "error[K1028]: that figures are rounded or not, of `{id}` was published in 2018-01 and 2 more reports otherwise"
        ))
    );
    for label in ["A", "B"] {
        project.edit(
            CATALOG,
            &format!("label: {label}"),
            &format!("label: {label}, changed: {{ round_to: Few are known. }}"),
        );
    }
    publish(&project).fine();
    let says = ["A", "B", "C", "P"].map(|label| format!("Rounding, {label}: Few are known."));
    assert_eq!(told(&project, "2018-03"), says);
    // What is counted otherwise is no rounding.
    for (was, now) in [("b: 53", "b: 63"), ("a: 33", "a: 43")] {
        refused(&project, ("data/2018-03.yaml", was, now), "error[K1023]: ");
        project.edit("data/2018-03.yaml", now, was);
    }
    publish(&project).fine();
    assert_eq!(told(&project, "2018-03"), says);
}

fn wards(members: &str, metric: &str) -> String {
    format!(
        "dimensions:\n  w: {{ label: Ward, members: {{ {members} }} }}\n  g: {{ label: Sex, members: {{ f: Women, m: Men }} }}\nmetrics:\n  \
         a: {{ label: A, type: flow{metric} }}\n"
    )
}

#[test]
fn a_metric_that_is_split_from_now_on_has_the_figures_that_it_had() {
    let project = Project::empty()
        .catalog(&wards("n: North, s: South", ""))
        .file("content/_report.md", "There were {{ a }}.\n\n{{ a | chart(title=\"T\") }}\n")
        .snapshot("2018-01", "a: 33");
    publish(&project).fine();
    project.write(CATALOG, wards("n: North, s: South", ", by: [w]"));
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as 33, and the report would now show 34";
    refused(&project, (JANUARY, "a: 33", "a: 34"), fault);
    // Parts that were not shown are new.
    project.edit(JANUARY, "a: 34", "a: { values: { n: 10, s: 23 } }");
    let said = publish(&project).refused();
    assert!(
        said.starts_with("error[K1083]: `w` was published in 2018-01 without figures of North and South, and would"),
        "{said}"
    );
    project.edit(JANUARY, "a: { values: { n: 10, s: 23 } }", "a: 33");
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: { values: { n: 20, s: 21 } }"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    // By one dimension more, whichever comes first.
    for by in ["[w, g]", "[g, w]"] {
        let project = Project::empty()
            .catalog(&wards("n: North, s: South", ", by: [w]"))
            .snapshot("2018-01", "a: { values: { n: 20, s: 21 } }");
        publish(&project).fine();
        project.write(
            CATALOG,
            wards("n: North, s: South", &format!(", by: {by}"))
                .replace("label: Sex", "label: Sex, changed: It is known."),
        );
        let values = match by {
            "[w, g]" => "{ n: { f: 4, m: 16 }, s: { f: 5, m: 16 } }",
            _ => "{ f: { n: 4, s: 5 }, m: { n: 16, s: 16 } }",
        };
        project.write(JANUARY, snapshot("2018-01", &format!("a: {{ values: {values} }}")));
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), ["Newly shown, Sex: Women and Men. It is known."]);
        let other = if by == "[w, g]" { ("f: 4", "f: 6") } else { ("n: 4", "n: 6") };
        refused(&project, (JANUARY, other.0, other.1), "error[K1023]: `a` ");
    }
}

#[test]
fn a_part_that_the_metric_has_no_more_is_said_to_be_gone() {
    let project = Project::empty()
        .catalog(&wards("n: North, s: South", ", by: [w]"))
        .file("content/_report.md", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: { values: { n: 10, s: 12 } }");
    publish(&project).fine();
    project.write(CATALOG, wards("n: North, s: South", ""));
    project.write(JANUARY, snapshot("2018-01", "a: 22"));
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1023]: `a` (n) for 2018-01 was published in 2018-01 as 10, and the report would now show no value, and 1 more figure
 --> data/metrics.yaml:5:3
  |
5 |   a: { label: A, type: flow }
  |   ^
  |
help: put its dimension and its member back, or say in the dimension which id the member has now, `renamed: { s: south }`: readers \
were told of this part; what is split otherwise is a metric of its own

1 error; nothing was published
"
    );
}

#[test]
fn a_member_with_another_id_under_its_label_is_the_same() {
    let site = |members: &str, values: &str| {
        let project = Project::empty()
            .catalog(&wards("n: North, s: South", ", by: [w], suppress_below: 5"))
            .file("content/_report.md", "There were {{ a }}.\n")
            .snapshot("2018-01", "a: { values: { n: 10, s: 12 } }")
            .snapshot("2018-02", "a: { values: { n: 10, s: 3 } }");
        publish(&project).fine();
        project.write(CATALOG, wards(members, ", by: [w], suppress_below: 5"));
        project.write(JANUARY, snapshot("2018-01", &format!("a: {{ values: {values} }}")));
        project.write("data/2018-02.yaml", snapshot("2018-02", "a: { values: { north: 10, south: 3 } }"));
        project
    };
    let project = site("north: North, south: South", "{ north: 10, south: 12 }");
    publish(&project).fine();
    assert_eq!((told(&project, "2018-01"), told(&project, "2018-02")), (Vec::new(), Vec::new()));
    project.run(["verify", "www"]).fine();
    let project = site("north: North, south: South", "{ north: 12, south: 10 }");
    let fault =
        "error[K1023]: `a` (north) for 2018-01 was published in 2018-01 as 10, and the report would now show 12";
    assert!(publish(&project).refused().starts_with(fault));
    let project = site("north: North, south: South", "{ north: 10, south: 12 }");
    refused(&project, (CATALOG, ", suppress_below: 5", ""), "error[K1030]: a figure of `a` was hidden in 2018-02");
}

#[test]
fn a_ward_that_opens_later_leaves_the_wholes_of_before_as_they_are_stated() {
    let project = Project::empty()
        .catalog(&wards("n: North, s: South", ", by: [w]"))
        .file("content/_report.md", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: { values: { n: 11, s: 12 } }");
    publish(&project).fine();
    project.write(CATALOG, wards("n: North, s: South, e: East", ", by: [w]"));
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: { values: { n: 1, s: 2, e: 3 } }"));
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1023]: `a` for 2018-01 was published in 2018-01 as 23, and the report would now show no value
 --> data/metrics.yaml:5:3
  |
5 |   a: { label: A, type: flow, by: [w] }
  |   ^
  |
help: state the whole beside its parts in the snapshot that has them, `value: 23`: nothing is known of East there

1 error; nothing was published
"
    );
    project.edit(JANUARY, "{ values: { n: 11, s: 12 } }", "{ value: 23, values: { n: 11, s: 12 } }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    // Where a part of before is gone, that is to be put back.
    project.edit(JANUARY, "{ value: 23, values: { n: 11, s: 12 } }", "{ values: { n: 11 } }");
    let said = publish(&project).refused();
    assert!(!said.contains("state the whole beside its parts"), "{said}");
}

#[test]
fn a_part_and_a_metric_that_are_called_alike_are_one_to_readers() {
    let of_wards = wards("n: North, e: East", ", by: [w], suppress_below: 5").replace("label: A", "label: Beds");
    let alone = |metrics: &str| format!("retired: {{ a: It is gone. }}\nmetrics:\n{metrics}");
    // A hidden part as a metric of its own.
    let project = Project::empty()
        .catalog(&of_wards)
        .file("content/_report.md", "Text.\n")
        .snapshot("2018-01", "a: { values: { n: 3, e: 4 } }");
    publish(&project).fine();
    project.write(CATALOG, alone("  bn: { label: \"Beds,  north\", type: flow }\n"));
    project.write(JANUARY, snapshot("2018-01", "bn: 3"));
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1030]: a figure of `bn` was hidden in 2018-01, and would now be shown
 --> data/metrics.yaml:3:3
  |
3 |   bn: { label: \"Beds,  north\", type: flow }
  |   ^^
  |
help: put back what hides it; where it need not be hidden any more, say why: `changed: { suppress_below: … }`; the reports tell it

1 error; nothing was published
"
    );
    // A part that was shown.
    let project = Project::empty()
        .catalog(&of_wards.replace(", suppress_below: 5", ""))
        .file("content/_report.md", "Text.\n")
        .snapshot("2018-01", "a: { values: { n: 33, e: 44 } }");
    publish(&project).fine();
    project.write(CATALOG, alone("  bn: { label: \"Beds, North\", type: flow }\n"));
    project.write(JANUARY, snapshot("2018-01", "bn: 99"));
    let fault = "error[K1023]: `bn` for 2018-01 was published in 2018-01 as 33, and the report would now show 99";
    assert!(publish(&project).refused().starts_with(fault));
    project.edit(JANUARY, "99", "33");
    publish(&project).fine();
    // Metrics that become the members of one, be it new or not.
    for other in ["", "\n  a: 143"] {
        let more = if other.is_empty() { "" } else { "  a: { label: Beds, type: flow }\n" };
        let both = format!(
            "metrics:\n{more}  bn: {{ label: \"Beds, North\", type: flow }}\n  be: {{ label: \"Beds, East\", type: flow }}\n"
        );
        let project = Project::empty()
            .catalog(&both)
            .file("content/_report.md", "Text.\n")
            .snapshot("2018-01", &format!("bn: 33\nbe: 44{}", other.replace("  ", "")));
        publish(&project).fine();
        let together = of_wards.replace(", suppress_below: 5", "");
        project.write(CATALOG, format!("retired: {{ bn: Together., be: Together. }}\n{together}"));
        project.write(JANUARY, snapshot("2018-01", "a: { values: { n: 99, e: 44 } }"));
        let fault =
            "error[K1023]: `a` (n) for 2018-01 was published in 2018-01 as 33, and the report would now show 99";
        assert!(publish(&project).refused().starts_with(fault), "{other}");
    }
}
