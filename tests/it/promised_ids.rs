//! One thing to readers is what is called the same: what they were told under one id holds under every other one, whether
//! it was shown or hidden, and whichever id the newest edition has.

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, told};

const JANUARY: &str = "data/2018-01.yaml";
const ROOMS: &str = "  c: { label: Rooms, type: flow }\n";

/// The catalog of one metric that is called Beds, beside another one.
fn beds(retired: &str, metric: &str) -> String {
    let retired =
        if retired.is_empty() { String::new() } else { format!("retired: {{ {retired}: It has a new id. }}\n") };
    format!(
        "{retired}dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South }} }}\nmetrics:\n  {metric}\n{ROOMS}"
    )
}

/// A site of that metric, as `a`, published.
fn published(metric: &str, january: &str) -> Project {
    let project = Project::empty()
        .catalog(&beds("", metric))
        .file("content/_report.md", "There were some.\n")
        .snapshot("2018-01", &format!("{january}\nc: 1"));
    publish(&project).fine();
    project
}

/// Another id in the place of the one before, with what January says then.
fn renamed(project: &Project, retired: &str, metric: &str, january: &str) {
    project.write(CATALOG, beds(retired, metric));
    project.write(JANUARY, snapshot("2018-01", &format!("{january}\nc: 1")));
}

/// The first lines of the faults for which nothing is published.
#[track_caller]
fn faults(project: &Project) -> Vec<String> {
    let said = publish(project).refused();
    said.lines().filter(|line| line.starts_with("error")).map(str::to_owned).collect()
}

const SHOWN_AGAIN: &str = "error[K1030]: a figure of `b` was hidden in 2018-01, and would now be shown";

#[test]
fn what_was_hidden_under_an_old_id_is_not_shown_under_a_new_one() {
    let open = "b: { label: Beds, type: flow }";
    // Hidden from the beginning, and hidden after it was shown.
    for first in ["a: { label: Beds, type: flow, suppress_below: 5 }", "a: { label: Beds, type: flow }"] {
        let project = published(first, "a: 3");
        project.write(CATALOG, beds("", "a: { label: Beds, type: flow, suppress_below: 5 }"));
        publish(&project).fine();
        renamed(&project, "a", open, "b: 3");
        assert_eq!(faults(&project), [SHOWN_AGAIN], "{first}");
        project.edit(CATALOG, "flow }", "flow, changed: { suppress_below: Nobody is known. } }");
        publish(&project).fine();
        let says = [
            "Hidden figures, Beds: Nobody is known.",
            "Another id in downloads, Beds: a → changed to b. It has a new id.",
        ];
        assert_eq!(told(&project, "2018-01"), says);
        project.run(["verify", "www"]).fine();
    }
    // A member with a new id under its label, of a metric with a new one.
    let of_wards =
        |id: &str, more: &str| format!("{id}: {{ label: Beds, type: flow, by: [w], additive: false{more} }}");
    let values = |id: &str, north: &str| format!("{id}: {{ value: 31, values: {{ {north}: 3, s: 30 }} }}");
    let project = published(&of_wards("a", ""), &values("a", "n"));
    project.write(CATALOG, beds("", &of_wards("a", ", suppress_below: 5")));
    publish(&project).fine();
    renamed(&project, "a", &of_wards("b", ""), &values("b", "k"));
    project.edit(CATALOG, "n: North", "k: North");
    assert_eq!(faults(&project), [SHOWN_AGAIN]);
}

#[test]
fn what_was_hidden_under_an_old_id_is_not_said_to_be_missing_under_a_new_one() {
    let project = published("a: { label: Beds, type: flow, suppress_below: 5 }", "a: 3");
    renamed(&project, "a", "b: { label: Beds, type: flow }", "b: { value: null, note: Nobody counted. }");
    let fault = "error[K1023]: `b` for 2018-01 was published in 2018-01 as a hidden figure, and the report would now show no value";
    assert_eq!(faults(&project), [fault]);
}

#[test]
fn a_metric_with_a_new_id_brings_no_earlier_months_and_no_members_in_silence() {
    let project = published("a: { label: Beds, type: flow }", "a: 30");
    renamed(&project, "a", "b: { label: Beds, type: flow }", "b: 30");
    project.write("data/2017-12.yaml", snapshot("2017-12", "b: 29"));
    project.write("content/2017-12.md", "---\ndraft: true\n---\nNot yet.\n");
    let fault = "error[K1083]: `b` was published in 2018-01 without figures of December 2017, and would now show them";
    assert_eq!(faults(&project), [fault]);
    project.edit(CATALOG, "flow }", "flow, changed: { earlier: A book was found. } }");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        [
            "Newly shown, Beds: December 2017. A book was found.",
            "Another id in downloads, Beds: a → changed to b. It has a new id."
        ]
    );
    let of_wards = |id: &str| format!("{id}: {{ label: Beds, type: flow, by: [w], additive: false }}");
    let project = published(&of_wards("a"), "a: { value: 50, values: { n: 30, s: 7 } }");
    renamed(&project, "a", &of_wards("b"), "b: { value: 50, values: { n: 30, s: 7, z: 2 } }");
    project.edit(CATALOG, "s: South", "s: South, z: Zed");
    let fault = "error[K1083]: `w` was published in 2018-01 without figures of Zed, and would now show them";
    assert_eq!(faults(&project), [fault]);
}

#[test]
fn whoever_goes_back_to_an_older_id_is_held_to_the_newest_edition() {
    let project = published("a: { label: Beds, type: flow, unit: beds }", "a: 30");
    let seats =
        "b: { label: Beds, type: flow, unit: seats, changed: { unit: They are seats., earlier: A book was found. } }";
    renamed(&project, "a", seats, "b: 30");
    project.write("data/2017-12.yaml", snapshot("2017-12", "b: 29"));
    project.write("content/2017-12.md", "---\ndraft: true\n---\nNot yet.\n");
    publish(&project).fine();
    renamed(&project, "b", "a: { label: Beds, type: flow, unit: beds }", "a: 30");
    project.write("data/2017-12.yaml", snapshot("2017-12", "a: 99"));
    let others = [
        "error[K1023]: `a` for 2017-12 was published in 2018-01 as 29, and the report would now show 99, and 1 more figure",
        "error[K1028]: the unit of `a` was published in 2018-01 as \"seats\", and would now be \"beds\"",
    ];
    assert_eq!(faults(&project), others);
    project.write("data/2017-12.yaml", snapshot("2017-12", "a: 29"));
    project.edit(CATALOG, "unit: beds", "unit: seats");
    publish(&project).fine();
    // What was hidden in between stays so.
    let project = published("a: { label: Beds, type: flow }", "a: 3");
    renamed(&project, "a", "b: { label: Beds, type: flow, suppress_below: 5 }", "b: 3");
    publish(&project).fine();
    renamed(&project, "b", "a: { label: Beds, type: flow }", "a: 3");
    assert_eq!(faults(&project), [SHOWN_AGAIN.replace("`b`", "`a`")]);
    // So it is with members.
    let noted =
        |id: &str, note: &str| format!("a: [{{ values: {{ {id}: 30 }}, note: {note} }}, {{ values: {{ s: 20 }} }}]");
    let of_wards = "a: { label: Beds, type: flow, by: [w], changed: { note: It was wrong. } }";
    let project = published("a: { label: Beds, type: flow, by: [w] }", &noted("n", "All"));
    renamed(&project, "", of_wards, &noted("k", "Some"));
    project.edit(CATALOG, "n: North", "k: North");
    publish(&project).fine();
    renamed(&project, "", of_wards, &noted("n", "All"));
    let fault = "error[K1028]: what is said beside figures of `a` was published in 2018-01 otherwise";
    assert_eq!(faults(&project), [fault]);
}

#[test]
fn a_reason_that_was_given_under_an_old_id_is_none_under_a_new_one() {
    let project = published("a: { label: Beds, type: flow, unit: beds }", "a: 30");
    let reason = "changed: { unit: They are seats. }";
    project.write(CATALOG, beds("", &format!("a: {{ label: Beds, type: flow, unit: seats, {reason} }}")));
    publish(&project).fine();
    let other = |unit: &str| format!("b: {{ label: Beds, type: flow, unit: {unit}, {reason} }}");
    renamed(&project, "a", &other("beds"), "b: 30");
    let fault = "error[K1028]: the unit of `b` was published in 2018-01 as \"seats\", and would now be \"beds\"";
    assert_eq!(faults(&project), [fault]);
    // Nor later.
    renamed(&project, "a", &other("seats"), "b: 30");
    publish(&project).fine();
    renamed(&project, "a", &other("beds"), "b: 30");
    assert_eq!(faults(&project), [fault]);
}

#[test]
fn counts_that_are_rounded_under_a_new_id_need_the_reason_for_that() {
    let project = published("a: { label: Beds, type: flow }", "a: 33");
    renamed(&project, "a", "b: { label: Beds, type: flow, round_to: 5 }", "b: 33");
    let said = faults(&project);
    assert!(
        matches!(&said[..], [one] if one.starts_with("error[K1028]: that figures are rounded or not, of `b`")),
        "{said:?}"
    );
    project.edit(CATALOG, "round_to: 5", "round_to: 5, changed: { round_to: We round now. }");
    publish(&project).fine();
    renamed(&project, "a", "b: { label: Beds, type: flow, changed: { round_to: No more. } }", "b: 34");
    assert_eq!(
        faults(&project),
        ["error[K1023]: `b` for 2018-01 was published in 2018-01 as 33, and the report would now show 34"]
    );
}

#[test]
fn another_metric_under_the_label_of_a_retired_one_takes_another_label() {
    let project = published("a: { label: Beds, type: flow }", "a: 30");
    renamed(&project, "a", "b: { label: Beds, type: stock }", "b: 5");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1023]: `b` for 2018-01 was published in 2018-01 as 30, and the report would now show 5
 --> data/2018-01.yaml:3:6
  |
3 |   b: 5
  |      ^
  |
help: put 30 back here and restate it in a later snapshot, with `period: 2018-01` and a `reason`, which gives a notice; \
or give it another label, where it is not what `a` was: readers know them by that

1 error; nothing was published
"
    );
    project.edit(CATALOG, "label: Beds", "label: Staffed beds");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["No longer reported, Beds: It has a new id."]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn what_other_pages_showed_holds_under_a_new_id() {
    let project = published("a: { label: Beds, type: flow }", "a: 30");
    project.edit("content/_report.md", "There", "---\nto: 2018-01\n---\nThere");
    // No report shows February, but the page of the metric does.
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: 20"));
    publish(&project).fine();
    renamed(&project, "a", "b: { label: Beds, type: flow }", "b: 30");
    project.write("data/2018-02.yaml", snapshot("2018-02", "b: 9"));
    let fault =
        "error[K1023]: `b` for 2018-02 was published in pages that are no report as 20, and they would now show 9";
    assert_eq!(faults(&project), [fault]);
    project.write("data/2018-02.yaml", snapshot("2018-02", "b: 20"));
    publish(&project).fine();
}

#[test]
fn metrics_that_stood_side_by_side_are_two_whatever_they_are_called_later() {
    let project = published("a: { label: Beds, type: flow }\n  b: { label: Places, type: flow }", "a: 30\nb: 9");
    renamed(&project, "a", "b: { label: Beds, type: flow, changed: { label: So they are called. } }", "b: 9");
    publish(&project).fine();
    let says =
        ["Name, Beds: Places → changed to Beds. So they are called.", "No longer reported, Beds: It has a new id."];
    assert_eq!(told(&project, "2018-01"), says);
}

#[test]
fn a_metric_with_a_new_id_leaves_no_part_out_in_silence() {
    let of_wards = |id: &str| format!("{id}: {{ label: Beds, type: flow, by: [w], suppress_below: 5 }}");
    let project = published(&of_wards("a"), "a: { values: { n: 3, s: 60 } }");
    renamed(&project, "a", &of_wards("b"), "b: { value: 63, values: { n: 3 } }");
    let fault = "error[K1023]: `b` (s) for 2018-01 was published in 2018-01 as a hidden figure, and the report would now show no value";
    assert!(faults(&project).contains(&fault.to_owned()), "{:?}", faults(&project));
    // Nor with its member, whose count the others and the whole would give.
    let overlap = |id: &str, below: u32, why: &str| {
        format!("{id}: {{ label: Beds, type: flow, by: [w], additive: false, suppress_below: {below}{why} }}")
    };
    let project = published(&overlap("a", 5, ""), "a: { value: 25, values: { n: 24, s: 1 } }");
    renamed(&project, "a", &overlap("b", 5, ""), "b: { value: 25, values: { n: 24 } }");
    project.edit(CATALOG, ", s: South", "");
    assert_eq!(faults(&project), [fault]);
    project.write(CATALOG, beds("a", "b: { label: Beds, type: flow, changed: { suppress_below: Nobody is known. } }"));
    project.write(JANUARY, snapshot("2018-01", "b: 25\nc: 1"));
    let both = "error[K1023]: `b` (n) for 2018-01 was published in 2018-01 as 24, and the report would now show no value, and 1 \
                more figure";
    assert_eq!(faults(&project), [both]);
}

#[test]
fn a_member_that_is_renamed_with_its_metric_is_known_by_its_id() {
    let of_wards = |id: &str, more: &str| format!("{id}: {{ label: Beds, type: flow, by: [w]{more} }}");
    let project = published(&of_wards("a", ""), "a: { values: { n: 30, s: 20 } }");
    let nord = |values: &str| {
        renamed(&project, "a", &of_wards("b", ""), &format!("b: {{ values: {{ {values} }} }}"));
        project.edit(CATALOG, "n: North", "n: Nord");
    };
    nord("n: 20, s: 30");
    let swapped = "error[K1023]: `b` (n) for 2018-01 was published in 2018-01 as 30, and the report would now show 20";
    assert!(faults(&project).contains(&swapped.to_owned()));
    nord("n: 30, s: 20");
    let fault = "error[K1028]: the labels of the dimension `w` was published in 2018-01 as \"North\", and would now be \"Nord\"";
    assert_eq!(faults(&project), [fault]);
    project.edit(CATALOG, "label: Ward,", "label: Ward, changed: It is Danish.,");
    publish(&project).fine();
}

#[test]
fn what_is_computed_from_a_metric_with_a_new_id_is_counted_as_before() {
    let rest = |id: &str, kind: &str| {
        let more = "  c: { label: Rooms, type: flow }\n";
        let computed = format!("  z: {{ label: Zed, {} }}\n", kind.replace('@', id));
        format!("metrics:\n  {id}: {{ label: Beds, type: flow }}\n{more}{computed}")
    };
    let kinds = [
        "type: cumulative, of: @",
        "type: derived, formula: '(@ - c) * 2'",
        "type: derived, formula: '@ - previous(@)'",
        "type: ratio, numerator: c, denominator: @",
        "type: ratio, numerator: @, denominator: c",
    ];
    let anew = |kind: &str| {
        let project = Project::empty()
            .catalog(&rest("a", kind))
            .file("kalends.yaml", "title: T\nkey_figures: [a, z]\n")
            .file("content/_report.md", "There were some.\n")
            .snapshot("2018-01", "a: 6\nc: 3")
            .snapshot("2018-02", "a: 7\nc: 3");
        publish(&project).fine();
        project.write("kalends.yaml", "title: T\nkey_figures: [b, z]\n");
        project.write(CATALOG, format!("retired: {{ a: It has a new id. }}\n{}", rest("b", kind)));
        project.write(JANUARY, snapshot("2018-01", "b: 6\nc: 3"));
        project.write("data/2018-02.yaml", snapshot("2018-02", "b: 7\nc: 3"));
        project
    };
    for kind in kinds {
        let project = anew(kind);
        publish(&project).fine();
        assert_eq!(
            told(&project, "2018-01"),
            ["Another id in downloads, Beds: a → changed to b. It has a new id."],
            "{kind}"
        );
        project.run(["verify", "www"]).fine();
    }
    // What is counted otherwise is so under a new id, too, also where the amounts are the same.
    let project = anew("type: derived, formula: '@ * 2'");
    project.edit(CATALOG, "'b * 2'", "'b + b'");
    let fault = "error[K1028]: how it is counted, of `z` was published in 2018-01 and 1 more report otherwise";
    assert_eq!(faults(&project), [fault]);
    let project = anew("type: derived, formula: '@ * 2'");
    project.edit("kalends.yaml", "[b, z]", "[z, b]");
    let fault = "error[K1028]: `key_figures` was published in 2018-01 and 1 more report as \"Beds, Zed\", and would now be \"Zed, Beds\"";
    assert_eq!(faults(&project), [fault]);
}

#[test]
fn a_target_made_from_what_is_hidden_needs_no_reason_where_that_has_a_new_id() {
    let catalog = |id: &str, below: &str| {
        format!(
            "metrics:\n  {id}: {{ label: Beds, type: flow{below} }}\n  z: {{ label: Zed, type: flow, better: higher, target: '2 * \
             {id}' }}\n"
        )
    };
    let project = Project::empty()
        .catalog(&catalog("a", ""))
        .file("content/_report.md", "There were some.\n")
        .snapshot("2018-01", "a: 3\nz: 9");
    publish(&project).fine();
    project.write(CATALOG, format!("retired: {{ a: It has a new id. }}\n{}", catalog("b", ", suppress_below: 5")));
    project.write(JANUARY, snapshot("2018-01", "b: 3\nz: 9"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Another id in downloads, Beds: a → changed to b. It has a new id."]);
}

#[test]
fn a_new_metric_beside_a_published_one_takes_a_label_of_its_own() {
    let beside = |id: &str, more: &str| {
        let project = published("a: { label: Visits, type: flow, suppress_below: 5 }", &format!("a: {id}"));
        let both = format!(
            "a: {{ label: Visits, type: flow, suppress_below: 5 }}\n  b: {{ label: visits, type: flow{more} }}"
        );
        renamed(&project, "", &both, &format!("a: {id}\nb: 99"));
        project
    };
    // Shown, hidden, and by longer periods.
    for (figure, more) in [("44", ""), ("3", ""), ("3", ", grain: quarter, suppress_below: 5")] {
        let project = beside(figure, more);
        if !more.is_empty() {
            project.write(JANUARY, snapshot("2018-01", "a: 3\nc: 1"));
        }
        let fault = "error[K1088]: `b` and `a` would both show something called \"visits\": readers of what is published could not tell them apart";
        assert_eq!(faults(&project), [fault]);
    }
    let project = beside("44", "");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1088]: `b` and `a` would both show something called \"visits\": readers of what is published could not tell them apart
 --> data/metrics.yaml:5:3
  |
5 |   b: { label: visits, type: flow }
  |   ^
  |
help: give `b` another label; if it is to take the place of `a`, take that out and say why: `retired: { a: … }`

1 error; nothing was published
"
    );
    // Both ways out.
    project.edit(CATALOG, "label: visits", "label: Visits by appointment");
    publish(&project).fine();
    let project = beside("44", ", suppress_below: 5");
    renamed(&project, "a", "b: { label: Visits, type: flow, suppress_below: 5 }", "b: 44");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Another id in downloads, Visits: a → changed to b. It has a new id."]);
}

#[test]
fn a_new_metric_is_not_called_as_a_part_of_a_published_one_is() {
    let beds = "a: { label: { en: Beds, da: Senge }, type: flow, by: [w], suppress_below: 5 }";
    let project = published(beds, "a: { values: { n: 3, s: 60 } }");
    for label in ["\"Beds,  north\"", "{ da: Andet, en: \"beds, North\" }"] {
        let both = format!("{beds}\n  b: {{ label: {label}, type: flow }}");
        renamed(&project, "", &both, "a: { values: { n: 3, s: 60 } }\nb: 3");
        let said = faults(&project);
        assert!(
            matches!(&said[..], [one] if one.starts_with("error[K1088]: `b` and `a` would both show something called ")),
            "{said:?}"
        );
    }
    // Nor is a part that is new, of a metric that is published, called as another one is.
    let rooms = "a: { label: Beds, type: flow }\n  b: { label: \"Beds, North\", type: flow, suppress_below: 5 }";
    let project = published(rooms, "a: 63\nb: 3");
    let split = rooms.replace("a: { label: Beds, type: flow", "a: { label: Beds, type: flow, by: [w]");
    renamed(&project, "", &split, "a: { values: { n: 3, s: 60 } }\nb: 3");
    let said = faults(&project);
    assert!(
        said.iter()
            .any(|one| one.starts_with("error[K1088]: `b` and `a` would both show something called \"Beds, North\": ")),
        "{said:?}"
    );
    // A longer label is another one.
    let project = published("a: { label: Beds, type: flow }", "a: 30");
    renamed(&project, "", "a: { label: Beds, type: flow }\n  b: { label: \"Beds, North\", type: flow }", "a: 30\nb: 3");
    publish(&project).fine();
}

#[test]
fn metrics_that_were_published_under_one_label_side_by_side_go_on() {
    let both = "a: { label: Beds, type: flow }\n  b: { label: Beds, type: stock, unit: staffed }";
    let project = published(both, "a: 30\nb: 9");
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: 31\nb: 10\nc: 1"));
    publish(&project).fine();
    // A third one may not come beside them, nor two new ones take the place of one.
    let three = format!("{both}\n  d: {{ label: Beds, type: flow }}");
    project.write(CATALOG, beds("", &three));
    let said = faults(&project);
    assert!(matches!(&said[..], [one] if one.starts_with("error[K1088]: `d` and ")), "{said:?}");
    let project = published("a: { label: Beds, type: flow }", "a: 30");
    renamed(&project, "a", "b: { label: Beds, type: flow }\n  d: { label: Beds, type: flow }", "b: 30\nd: 99");
    let said = faults(&project);
    let fault = "error[K1088]: `d` and `b` would both show something called \"Beds\": ";
    assert!(said.iter().any(|one| one.starts_with(fault)), "{said:?}");
    // A language that no page has tells nobody anything.
    let project = published("a: { label: { en: Beds, da: Senge }, type: flow }", "a: 30");
    let both =
        "a: { label: { en: Beds, da: Senge }, type: flow }\n  b: { label: { en: Beds in use, da: Senge }, type: flow }";
    renamed(&project, "", both, "a: 30\nb: 20");
    publish(&project).fine();
}

const OF_BEDS: &str = "unit: beds, better: higher, target: 40, description: Beds for guests.";

#[test]
fn what_stood_beside_a_metric_is_held_where_one_with_a_new_id_is_split_otherwise() {
    let whole = |id: &str, by: &str, of: &str| format!("{id}: {{ label: Beds, type: flow{by}, {of} }}");
    let others = [
        ("unit: beds", "unit: seats", "the unit of"),
        ("target: 40", "target: 30", "the target of"),
        ("better: higher", "better: lower", "which side is better, of"),
        ("for guests", "for staff", "the description of"),
    ];
    let splits = [
        ("", ", by: [w]", "value: 33", "value: 33"),
        (", by: [w]", ", by: [w, g]", "values: { n: 13, s: 20 }", "values: { n: { f: 6, m: 7 }, s: { f: 9, m: 11 } }"),
        (", by: [w]", ", by: [g, w]", "values: { n: 13, s: 20 }", "values: { f: { n: 6, s: 9 }, m: { n: 7, s: 11 } }"),
        (", by: [w]", "", "value: 33", "value: 33"),
    ];
    for (was, now, january, anew) in splits {
        let anew = |of: &str, note: &str| {
            let project = published(&whole("a", was, OF_BEDS), &format!("a: {{ {january}, note: All open. }}"));
            renamed(&project, "a", &whole("b", now, of), &format!("b: {{ {anew}, note: {note} }}"));
            let sexes = "  g: { label: Sex, changed: It is known., members: { f: Women, m: Men } }\nmetrics:";
            project.edit(CATALOG, "metrics:", sexes);
            project
        };
        let project = anew(OF_BEDS, "All open.");
        publish(&project).fine();
        assert!(
            told(&project, "2018-01")
                .contains(&"Another id in downloads, Beds: a → changed to b. It has a new id.".to_owned())
        );
        project.run(["verify", "www"]).fine();
        for (old, new, named) in others {
            let said = faults(&anew(&OF_BEDS.replace(old, new), "All open."));
            let fault = format!("error[K1028]: {named} `b` was published in 2018-01");
            assert!(said.iter().any(|one| one.starts_with(&fault)), "{was} {now}: {said:?}");
        }
        let fault = "error[K1028]: what is said beside figures of `b` was published in 2018-01 otherwise";
        assert_eq!(faults(&anew(OF_BEDS, "All shut.")), [fault], "{was} {now}");
    }
}

#[test]
fn parts_that_were_not_shown_are_new_under_a_new_id_too() {
    let project = published("a: { label: Beds, type: flow }", "a: 33");
    renamed(&project, "a", "b: { label: Beds, type: flow, by: [w] }", "b: { values: { n: 13, s: 20 } }");
    let fault =
        "error[K1083]: `w` was published in 2018-01 without figures of North and South, and would now show them";
    assert_eq!(faults(&project), [fault]);
}

#[test]
fn what_stood_beside_a_part_is_held_where_it_is_a_metric_of_its_own() {
    let wards = |unit: &str| format!("a: {{ label: Beds, type: flow, by: [w], unit: {unit} }}");
    let alone = |unit: &str| format!("b: {{ label: \"Beds, North\", type: flow, unit: {unit} }}");
    let apart = |unit: &str| {
        let project = published(&wards("beds"), "a: { values: { n: 13, s: 20 } }");
        renamed(&project, "a", &alone(unit), "b: 13");
        project
    };
    publish(&apart("beds")).fine();
    let fault = |id: &str| {
        format!("error[K1028]: the unit of `{id}` was published in 2018-01 as \"beds\", and would now be \"seats\"")
    };
    assert_eq!(faults(&apart("seats")), [fault("b")]);
    // And the other way round.
    let together = |unit: &str| {
        let project = published(&alone("beds"), "b: 13");
        renamed(&project, "b", &wards(unit), "a: { values: { n: 13, s: 20 } }");
        project
    };
    publish(&together("beds")).fine();
    assert_eq!(faults(&together("seats")), [fault("a")]);
}

#[test]
fn metrics_and_members_stand_in_the_same_order_whatever_their_ids() {
    let project = published("a: { label: Beds, type: flow }", "a: 30");
    let behind = format!(
        "retired: {{ a: It has a new id. }}\ndimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South }} }}\nmetrics:\n{ROOMS}  b: {{ label: \
         Beds, type: flow }}\n"
    );
    renamed(&project, "a", "b: { label: Beds, type: flow }", "b: 30");
    project.write(CATALOG, behind);
    let fault = "error[K1028]: the metrics stood in 2018-01 in another order";
    assert_eq!(faults(&project), [fault]);
    project.write("kalends.yaml", "title: T\nchanged: { order: Rooms come first. }\n");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        ["Order: Rooms come first.", "Another id in downloads, Beds: a → changed to b. It has a new id."]
    );
    // Members, under the same metric and under another one.
    for id in ["a", "b"] {
        let wards = |id: &str| format!("{id}: {{ label: Beds, type: flow, by: [w] }}");
        let project = published(&wards("a"), "a: { values: { n: 13, s: 20 } }");
        let retired = if id == "a" { "" } else { "a" };
        renamed(&project, retired, &wards(id), &format!("{id}: {{ values: {{ north: 13, south: 20 }} }}"));
        project.edit(CATALOG, "n: North, s: South", "north: North, south: South");
        publish(&project).fine();
        let project = published(&wards("a"), "a: { values: { n: 13, s: 20 } }");
        renamed(&project, retired, &wards(id), &format!("{id}: {{ values: {{ north: 13, south: 20 }} }}"));
        project.edit(CATALOG, "n: North, s: South", "south: South, north: North");
        let fault = "error[K1028]: the order of the members of `w` was published in 2018-01 otherwise";
        assert_eq!(faults(&project), [fault], "{id}");
    }
}

#[test]
fn check_names_two_metrics_under_one_label_before_they_are_published() {
    let both = |one: &str, other: &str| {
        Project::empty()
            .catalog(&beds("", &format!("a: {{ label: {one}, type: flow }}\n  b: {{ label: {other}, type: flow }}")))
            .file("content/_report.md", "There were some.\n")
            .snapshot("2018-01", "a: 30\nb: 9\nc: 1")
    };
    let warned =
        |project: &Project| project.run(["check"]).fine().stderr.matches("warning[K0360]: `b` and `a` ").count();
    let project = both("Beds", "\"beds \"");
    assert_eq!(warned(&project), 1);
    project.edit(CATALOG, "  b: {", "  # kalends: allow K0360 because the one is of guests\n  b: {");
    assert_eq!(warned(&project), 0);
    // In a language that no page has, nobody reads them.
    let project = both("{ en: Beds, da: Senge }", "{ en: Cots, da: Senge }");
    assert_eq!(warned(&project), 0);
    project.write("content/da/_report.md", "---\nlanguage: da\n---\nDer var nogle.\n");
    assert_eq!(warned(&project), 1);
    // What stands in a published report goes on.
    let project = both("Beds", "Beds");
    publish(&project).fine();
    assert_eq!(warned(&project), 0);
}
