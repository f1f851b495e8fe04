//! What readers have stays known to them: whatever was shown once, rounded or not, under whatever id and split, helps nobody
//! to work out a count that is hidden from them.

use serde_json::Value;

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, refused, told};

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
fn a_quarter_that_is_added_later_takes_no_total_out_that_readers_have() {
    let catalog = "a: { label: Cases, type: flow, by: [w], suppress_below: 5 }";
    let project = site(catalog, "a: { values: { n: 3, s: 0, e: 8 } }");
    publish(&project).fine();
    // The count of January that was hidden beside the small one is revised.
    let february = "a:\n  - { values: { n: 30, s: 3, e: 1 } }\n  - { period: 2018-01, values: { e: 7 }, reason: Late., kind: error }";
    project.write("data/2018-02.yaml", snapshot("2018-02", february));
    project.write("data/2018-03.yaml", snapshot("2018-03", "a: { values: { n: 7, s: 9, e: 30 } }"));
    publish(&project).fine();
    let months = |project: &Project| ["2018-02", "2018-03"].map(|of| shown(project, of, "a"));
    let before = months(&project);
    assert_eq!(before, [["30", "*", "*", "34"], ["7", "9", "30", "46"]]);
    project.write("content/2018-Q1.md", "A quarter.\n");
    let said = publish(&project).fine().stderr;
    assert!(!said.contains("hidden now"), "{said}");
    assert_eq!(months(&project), before);
    assert_eq!(shown(&project, "2018-Q1", "a"), ["*", "*", "*", "*"]);
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

#[test]
fn what_stands_beside_a_hidden_figure_changes_with_a_reason() {
    let metric = "a: { label: Beds, type: flow, unit: beds, better: higher, target: 40, suppress_below: 5 }";
    let others = [
        ("label: Beds", "label: Toilets", "label", "Name, Toilets: Beds → changed to Toilets."),
        ("unit: beds", "unit: seats", "unit", "Unit, Beds: beds → changed to seats."),
        ("target: 40", "target: 30", "target", "Target, Beds: at least 40 → changed to at least 30."),
    ];
    for (was, now, key, says) in others {
        let project = site(metric, "a: 3");
        publish(&project).fine();
        refused(&project, (CATALOG, was, now), &format!("error[K1028]: the {key} of `a` was published in 2018-01 as "));
        project.edit(CATALOG, now, &format!("{now}, changed: {{ {key}: It was wrong. }}"));
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), [format!("{says} It was wrong.")]);
        project.run(["verify", "www"]).fine();
    }
    // Of a hidden member among others that are not.
    let project =
        site("a: { label: Beds, type: flow, by: [w], suppress_below: 5 }", "a: { values: { n: 3, s: 7, e: 60 } }");
    publish(&project).fine();
    let fault = "error[K1028]: the labels of the dimension `w` was published in 2018-01 as \"North\", and would now be \"Nord\"";
    refused(&project, (CATALOG, "n: North", "n: Nord"), fault);
}

#[test]
fn what_changes_while_a_figure_is_hidden_is_told_then_and_not_shown_in_silence_later() {
    let project = site("a: { label: Beds, type: flow, unit: beds, better: higher, target: 40 }", "a: 33");
    publish(&project).fine();
    project.edit(CATALOG, "target: 40", "target: 40, suppress_below: 50");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    project.edit(CATALOG, "label: Beds", "label: Toilets");
    project.edit(CATALOG, "unit: beds", "unit: seats");
    refused(&project, (CATALOG, "target: 40", "target: 30"), "error[K1028]: the label of `a` was published in 2018-01");
    let said = publish(&project).refused();
    assert_eq!(said.matches("error[K1028]").count(), 3, "{said}");
    let reasons = "changed: { label: L., unit: U., target: T. }";
    project.edit(CATALOG, "suppress_below: 50", &format!("suppress_below: 50, {reasons}"));
    publish(&project).fine();
    project.edit(CATALOG, ", suppress_below: 50", "");
    project.edit(CATALOG, "target: T.", "target: T., suppress_below: Nobody is known.");
    publish(&project).fine();
    let says = [
        "Name, Toilets: Beds → changed to Toilets. L.",
        "Unit, Toilets: beds → changed to seats. U.",
        "Target, Toilets: at least 40 → changed to at least 30. T.",
        "Hidden figures, Toilets: Nobody is known.",
    ];
    assert_eq!(told(&project, "2018-01"), says);
}

#[test]
fn a_target_that_is_made_from_something_hidden_is_another_one() {
    for target in ["2 * h", "{ within: [3, \"10 * h\"] }"] {
        let project = Project::new(
            "h: { label: H, type: flow, suppress_below: 5 }\nb: { label: B, type: flow, better: higher, target: 10 }",
        )
        .snapshot("2018-01", "h: 3\nb: 9")
        .snapshot("2018-02", "h: 4\nb: 9");
        publish(&project).fine();
        let fault = "error[K1028]: the target of `b` was published in 2018-01 and 1 more report as \"at least 10";
        refused(&project, (CATALOG, "target: 10", &format!("target: {target}")), fault);
        project.edit(CATALOG, "label: B", "label: B, changed: { target: We aim otherwise. }");
        publish(&project).fine();
        assert_eq!(told(&project, "2018-02"), ["Target, B: We aim otherwise."; 1], "{target}");
        publish(&project).fine();
        project.run(["verify", "www"]).fine();
    }
}

#[test]
fn a_hidden_figure_is_not_said_to_be_missing_later() {
    let project = Project::new("a: { label: A, type: flow, suppress_below: 5 }").snapshot("2018-01", "a: 3");
    publish(&project).fine();
    project.edit(JANUARY, "a: 3", "a: { value: null, note: Nobody counted. }");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1023]: `a` for 2018-01 was published in 2018-01 as a hidden figure, and the report would now show no value
 --> data/2018-01.yaml:3:15
  |
3 |   a: { value: null, note: Nobody counted. }
  |               ^^^^
  |
help: put what was hidden back here and restate it in a later snapshot, with `period: 2018-01` and a `reason`, which gives a notice; the line holds \
counts that the site hides: mind who reads this message

1 error; nothing was published
"
    );
    project.edit(JANUARY, "{ value: null, note: Nobody counted. }", "3");
    publish(&project).fine();
}

#[test]
fn whether_parts_add_up_is_told() {
    let project = site("a: { label: A, type: flow, by: [w] }", "a: { value: 64, values: { n: 20, s: 21, e: 23 } }")
        .file("content/_report.md", "{{ a | table(by=\"w\", top=1) }}\n");
    publish(&project).fine();
    let fault = "error[K1028]: how it is counted, of `a` was published in 2018-01 otherwise";
    refused(&project, (CATALOG, "by: [w]", "by: [w], additive: false"), fault);
    project.edit(CATALOG, "additive: false", "additive: false, changed: { type: One person may be in several wards. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Counted as, A: One person may be in several wards."]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn what_stood_beside_the_figures_of_a_metric_with_a_new_id_is_held() {
    let old = "a: { label: Beds, type: flow, unit: beds, better: higher, target: 40, description: Beds for guests. }";
    let anew = |now: &str| {
        let project = Project::new(old).snapshot("2018-01", "a: { value: 33, note: All open. }");
        publish(&project).fine();
        project.write(CATALOG, format!("retired: {{ a: The id was a typo. }}\nmetrics:\n  {now}\n"));
        project.write(JANUARY, snapshot("2018-01", "b: { value: 33, note: All open. }"));
        project
    };
    let new = old.replace("a: {", "b: {");
    let project = anew(&new);
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Another id in downloads, Beds: a → changed to b. The id was a typo."]);
    let others = [
        ("unit: beds", "unit: thousand beds", "the unit of"),
        ("target: 40", "target: 30", "the target of"),
        ("better: higher", "better: lower", "which side is better, of"),
        ("Beds for guests", "Beds for staff", "the description of"),
    ];
    for (was, now, named) in others {
        let said = publish(&anew(&new.replace(was, now))).refused();
        assert!(said.contains(&format!("error[K1028]: {named} `b` was published in 2018-01")), "{said}");
    }
    let project = anew(&new);
    refused(
        &project,
        (JANUARY, "All open", "All shut"),
        "error[K1028]: what is said beside figures of `b` was published",
    );
    project.edit(CATALOG, "label: Beds", "label: Beds, changed: { note: Somebody asked. }");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        ["Note, Beds: Somebody asked.", "Another id in downloads, Beds: a → changed to b. The id was a typo."]
    );
}

#[test]
fn a_metric_that_begins_later_under_the_label_of_a_retired_one_is_another() {
    let rooms = "c: { label: Rooms, type: flow }";
    let old = "a: { label: Beds, type: flow, unit: beds, better: higher, target: 40 }";
    let new = "b: { label: Beds, type: stock, unit: staffed beds, better: lower, target: 5 }";
    let project = Project::new(&format!("{old}\n{rooms}")).snapshot("2018-01", "a: 33\nc: 2");
    publish(&project).fine();
    project
        .write(CATALOG, format!("retired: {{ a: Counted otherwise from February. }}\nmetrics:\n  {new}\n  {rooms}\n"));
    project.write(JANUARY, snapshot("2018-01", "c: 2"));
    project.write("data/2018-02.yaml", snapshot("2018-02", "b: 4\nc: 3"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["No longer reported, Beds: Counted otherwise from February."]);
}

#[test]
fn what_hides_more_shows_nothing_that_was_hidden() {
    // Men and women of three wards. What protects others differs with the threshold, and with what is taken out.
    let split = |below: u32| wards(&format!("a: {{ label: A, type: flow, by: [w, g], suppress_below: {below} }}"));
    let january = "a: { values: { n: { m: 7, f: 12 }, s: { m: 12, f: 6 }, e: { m: 6, f: 0 } } }";
    let february = |out: &str| {
        let values = "{ values: { n: { m: 20, f: 10 }, s: { m: 10, f: 20 }, e: { m: 60, f: 20 } } }";
        let out = format!("{{ period: 2018-01, values: {out}, kind: disclosure, reason: It gave somebody away. }}");
        snapshot("2018-02", &format!("a: [{values}, {out}]"))
    };
    let project = Project::empty()
        .catalog(&split(5))
        .file("content/_report.md", "There were some.\n")
        .snapshot("2018-01", january);
    publish(&project).fine();
    project.write(CATALOG, split(8));
    publish(&project).fine();
    // What the download has no value of.
    let hidden = |project: &Project| {
        let of_line = |line: &str| line.split_once(",2018-01,,").map(|(label, _)| label.to_owned());
        project.read("www/2018-01/figures.csv").lines().filter_map(of_line).collect::<Vec<_>>()
    };
    let before = hidden(&project);
    project.write("data/2018-02.yaml", february("{ e: { m: null, f: null } }"));
    publish(&project).fine();
    let now = hidden(&project);
    assert!(before.len() > 5 && before.iter().all(|label| now.contains(label)), "{before:?} {now:?}");
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    // The threshold alone.
    let project = Project::empty()
        .catalog(&split(5))
        .file("content/_report.md", "There were some.\n")
        .snapshot("2018-01", "a: { values: { n: { m: 4, f: 0 }, s: { m: 9, f: 2 }, e: { m: 0, f: 9 } } }");
    publish(&project).fine();
    let before = hidden(&project);
    project.write(CATALOG, split(10));
    publish(&project).fine();
    let now = hidden(&project);
    assert!(before.len() > 5 && before.iter().all(|label| now.contains(label)), "{before:?} {now:?}");
    // One that falls needs a reason.
    project.write(CATALOG, split(3));
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1030]: a figure of `a` was hidden in 2018-01, and would now be shown"), "{said}");
}

#[test]
fn a_metric_by_longer_periods_hides_what_the_months_under_its_label_would_give_away() {
    let by_month = wards("a: { label: A, type: flow, by: [w], suppress_below: 5 }\n  c: { label: C, type: flow }");
    for (grain, last, report) in [("quarter", "2018-03", "2018-Q1"), ("year", "2018-12", "2018")] {
        let project = Project::empty()
            .catalog(&by_month)
            .file("content/_report.md", "There were some.\n")
            .snapshot("2018-01", "a: { values: { n: 20, s: 21, e: 30 } }\nc: 1")
            .snapshot("2018-02", "a: { values: { n: 3, s: 7, e: 30 } }\nc: 1")
            .snapshot("2018-03", "a: { values: { n: 25, s: 22, e: 31 } }\nc: 1");
        publish(&project).fine();
        let now = format!("  b: {{ label: A, type: flow, grain: {grain}, by: [w]");
        let metrics = by_month.replace("  a: { label: A, type: flow, by: [w]", &now);
        project.write(CATALOG, format!("retired: {{ a: It is counted by {grain}. }}\n{metrics}"));
        for month in ["2018-01", "2018-02", "2018-03"] {
            project.write(&format!("data/{month}.yaml"), snapshot(month, "c: 1"));
        }
        let total = "b: { values: { n: 48, s: 50, e: 91 } }\nc: 1";
        project.write(&format!("data/{last}.yaml"), snapshot(last, total));
        project.write(&format!("content/{report}.md"), "All of it.\n");
        publish(&project).fine();
        assert_eq!(shown(&project, report, "b"), ["*", "*", "91", "189"], "{grain}");
        project.run(["verify", "www"]).fine();
        // One that is not protected by a threshold would show them.
        for protection in ["", ", round_to: 5"] {
            project.write(CATALOG, project.read(CATALOG).replace(", suppress_below: 5", protection));
            let said = publish(&project).refused();
            assert!(said.contains("error[K1030]: a figure of `b` was hidden in 2018"), "{grain}{protection}: {said}");
            project.write(CATALOG, format!("retired: {{ a: It is counted by {grain}. }}\n{metrics}"));
        }
    }
}

#[test]
fn a_metric_by_quarter_that_was_published_beside_one_by_month_hides_its_hidden_months() {
    let metrics = |protection: &str| {
        let by_month = "a: { label: A, type: flow, suppress_below: 5 }";
        format!(
            "metrics:\n  {by_month}\n  b: {{ label: A, type: flow, grain: quarter{protection} }}\n  c: {{ label: C, type: flow }}\n"
        )
    };
    let project = Project::empty()
        .catalog(&metrics(", suppress_below: 5"))
        .file("content/_report.md", "There were some.\n")
        .snapshot("2017-12", "a: 9\nb: 30\nc: 1")
        .snapshot("2018-01", "a: 3\nc: 1")
        .snapshot("2018-02", "a: 30\nc: 1");
    publish(&project).fine();
    // Now the quarter is over.
    project.write("data/2018-03.yaml", snapshot("2018-03", "a: 40\nb: 73\nc: 1"));
    project.write("content/2018-Q1.md", "A quarter.\n");
    publish(&project).fine();
    let text = |id: &str| {
        let figures: Value = serde_json::from_str(&project.read("www/2018-Q1/figures.json")).expect("JSON");
        figures["metrics"][id]["text"].as_str().expect("a text").to_owned()
    };
    assert_eq!([text("a"), text("b")], ["*", "*"]);
    project.run(["verify", "www"]).fine();
    // Nor may it be shown later without a reason.
    project.write(CATALOG, metrics(""));
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1030]: a figure of `b` was hidden in 2018-01"), "{said}");
    project.write(CATALOG, metrics(", changed: { suppress_below: Nobody is known. }"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Hidden figures, A: Nobody is known."]);
    assert_eq!(text("b"), "73");
}

#[test]
fn a_level_at_the_end_of_a_quarter_hides_its_last_month_and_no_other() {
    let catalog = |metrics: &str| format!("metrics:\n{metrics}  c: {{ label: C, type: flow }}\n");
    let by_month = |of: &str| format!("  a: {{ label: A, {of}, suppress_below: 5 }}\n");
    let by_quarter = |of: &str| format!("  b: {{ label: A, {of}, grain: quarter }}\n");
    let shows = |was: &str, now: &str, counts: [u32; 3]| {
        let project = Project::empty()
            .catalog(&catalog(&by_month(was)))
            .file("content/_report.md", "There were some.\n")
            .file("content/2018-Q1.md", "A quarter.\n");
        let months = ["2018-01", "2018-02", "2018-03"];
        let of_months = months.iter().zip(counts);
        let project =
            of_months.fold(project, |project, (month, count)| project.snapshot(month, &format!("a: {count}\nc: 1")));
        publish(&project).fine();
        let retired = "retired: { a: It is counted by quarter. }\n";
        project.write(CATALOG, format!("{retired}{}", catalog(&by_quarter(&format!("{now}, suppress_below: 5")))));
        for month in months {
            let of_quarter = if month == "2018-03" { "b: 40\n" } else { "" };
            project.write(&format!("data/{month}.yaml"), snapshot(month, &format!("{of_quarter}c: 1")));
        }
        publish(&project).fine();
        let figures: Value = serde_json::from_str(&project.read("www/2018-Q1/figures.json")).expect("JSON");
        let shown = figures["metrics"]["b"]["text"].as_str().expect("a text").to_owned();
        // One that is not protected by a threshold needs a reason where it would be hidden.
        project.write(CATALOG, format!("{retired}{}", catalog(&by_quarter(now))));
        let said = publish(&project);
        let fault = "error[K1030]: a figure of `b` was hidden in 2018-";
        if shown == "*" {
            assert!(said.refused().contains(fault));
        } else {
            said.fine();
        }
        shown
    };
    let changed = "changed: { type: Counted anew., over_time: Counted anew. }";
    let (stock, mean) = ("type: stock", "type: stock, over_time: mean");
    assert_eq!(shows(stock, stock, [20, 3, 40]), "40");
    assert_eq!(shows(stock, stock, [20, 21, 4]), "*");
    // A mean, and what was counted through the month, has all of them in it.
    for (was, now) in [(mean, stock), (stock, mean), ("type: flow", stock), (stock, "type: flow")] {
        assert_eq!(shows(was, &format!("{now}, {changed}"), [20, 3, 40]), "*", "{was}, then {now}");
    }
}
