//! A published figure may be hidden later, but only one that is still what it was: an edit that makes it a small count is an
//! edit like any other.

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, refused, told};

const JANUARY: &str = "data/2018-01.yaml";
const FROM_FIVE: &str = "a: { label: A, type: flow, suppress_below: 5 }";

fn published(catalog: &str, january: &str) -> Project {
    let project =
        Project::empty().catalog(catalog).file("content/_report.md", "There were some.\n").snapshot("2018-01", january);
    publish(&project).fine();
    project
}

fn wards(metric: &str) -> String {
    format!(
        "dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South, e: East }} }}\nmetrics:\n  a: {{ label: A, type: flow, \
         by: [w], {metric} }}\n"
    )
}

fn one(metric: &str) -> String {
    format!("metrics:\n  {metric}\n")
}

/// The figure of `a`, or of one of its wards, as the report of January prints it.
fn shown(project: &Project, ward: Option<&str>) -> String {
    let figures: serde_json::Value =
        serde_json::from_str(&project.read("www/2018-01/figures.json")).expect("figures.json is JSON");
    let metric = &figures["metrics"]["a"];
    let figure = ward.map_or(metric, |ward| &metric["by"]["w"][ward]);
    figure["text"].as_str().expect("a text").to_owned()
}

#[test]
fn an_edit_that_makes_a_figure_a_small_one_is_refused() {
    let project = published(&one(FROM_FIVE), "a: 12");
    project.edit(JANUARY, "a: 12", "a: 4");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1023]: `a` for 2018-01 was published in 2018-01 as 12, and the report would now hide another figure in its place
 --> data/2018-01.yaml:3:6
  |
3 |   a: 4
  |      ^
  |
help: put 12 back here and restate it in a later snapshot, with `period: 2018-01` and a `reason`, which gives a notice; the line \
holds counts that the site hides: mind who reads this message

1 error; nothing was published
"
    );
    assert!(project.run(["build"]).refused().starts_with("error[K1023]: `a` for 2018-01"));
    project.edit(JANUARY, "a: 4", "a: 12");
    publish(&project).fine();
    assert_eq!(shown(&project, None), "12");
    // It may be said later.
    let later = "a: [20, { period: 2018-01, value: 4, reason: Some were counted twice. }]";
    project.write("data/2018-02.yaml", snapshot("2018-02", later));
    publish(&project).fine();
    assert_eq!(shown(&project, None), "12");
}

#[test]
fn so_is_one_that_hides_its_neighbours_too() {
    let project = published(&wards("suppress_below: 5"), "a: { values: { n: 20, s: 21, e: 60 } }");
    let fault = "error[K1023]: `a` (n) for 2018-01 was published in 2018-01 as 20, and the report would now hide another figure in \
                 its place";
    refused(&project, (JANUARY, "n: 20, s: 21", "n: 3, s: 38"), fault);
    let said = publish(&project).refused();
    assert!(said.contains("`a` (s) for 2018-01 was published in 2018-01 as 21") && !said.contains(" as 101"), "{said}");
    project.edit(JANUARY, "n: 3, s: 38", "n: 20, s: 21");
    publish(&project).fine();
    assert_eq!(["n", "s", "e"].map(|ward| shown(&project, Some(ward))), ["20", "21", "60"]);
}

#[test]
fn so_is_one_of_a_count_that_is_rounded() {
    let project = published(&one("a: { label: A, type: flow, round_to: 5 }"), "a: 10");
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as 10, and the report would now hide another";
    refused(&project, (JANUARY, "a: 10", "a: 7"), fault);
    project.edit(JANUARY, "a: 7", "a: 9");
    publish(&project).fine();
    assert_eq!(shown(&project, None), "10");
}

#[test]
fn so_is_one_of_what_was_no_value() {
    let project = published(&one(FROM_FIVE), "a: { value: null, note: Nobody counted. }");
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as no value, and the report would now hide a figure in its \
                 place\n";
    refused(&project, (JANUARY, "{ value: null, note: Nobody counted. }", "3"), fault);
}

#[test]
fn so_is_one_of_a_month_without_a_report() {
    let project = Project::empty()
        .catalog(&one(FROM_FIVE))
        .file("content/_report.md", "---\nto: 2018-01\n---\nThere were some.\n")
        .snapshot("2018-01", "a: 12")
        .snapshot("2018-02", "a: 13");
    publish(&project).fine();
    let fault = "error[K1023]: `a` for 2018-02 was published in pages that are no report as 13, and they would now hide another";
    refused(&project, ("data/2018-02.yaml", "a: 13", "a: 4"), fault);
}

#[test]
fn a_figure_is_hidden_later_as_it_was_and_stays_so() {
    let project = published(&one("a: { label: A, type: flow }"), "a: 12");
    // The threshold rises together with an edit.
    project.edit(CATALOG, "type: flow", "type: flow, suppress_below: 20");
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as 12, and the report would now hide another";
    refused(&project, (JANUARY, "a: 12", "a: 13"), fault);
    project.edit(JANUARY, "a: 13", "a: 12");
    publish(&project).fine();
    assert_eq!((shown(&project, None).as_str(), told(&project, "2018-01")), ("*", Vec::new()));
    // What it was is not said any more.
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as a hidden figure, and the report would now hide another \
                 figure in its place\n";
    refused(&project, (JANUARY, "a: 12", "a: 13"), fault);
    let said = publish(&project).refused();
    assert!(said.contains("help: put what was hidden back here") && !said.contains("12"), "{said}");
    project.edit(JANUARY, "a: 13", "a: 12");
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_count_that_was_rounded_is_hidden_as_it_was_rounded() {
    let project = published(&one("a: { label: A, type: flow, round_to: 5 }"), "a: 33");
    project.edit(CATALOG, "round_to: 5", "suppress_below: 50");
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as 35, and the report would now hide another";
    refused(&project, (JANUARY, "a: 33", "a: 39"), fault);
    project.edit(JANUARY, "a: 39", "a: 33");
    publish(&project).fine();
    // The newest line has it hidden and not rounded; the one that shows it had it rounded.
    publish(&project).fine();
    assert_eq!(shown(&project, None), "*");
    project.edit(CATALOG, "suppress_below: 50", "changed: { suppress_below: Nobody is known., round_to: Exact. }");
    publish(&project).fine();
    assert_eq!(shown(&project, None), "33");
    // Rounded later, it is what it was before.
    project.edit(CATALOG, "changed: { suppress_below: Nobody is known., round_to: Exact. }", "suppress_below: 60");
    let fault = "error[K1023]: `a` for 2018-01 was published in 2018-01 as 33, and the report would now hide another";
    refused(&project, (JANUARY, "a: 33", "a: 34"), fault);
}

#[test]
fn what_is_computed_is_hidden_as_it_was() {
    let catalog = "metrics:\n  a: { label: A, type: flow }\n  b: { label: B, type: flow }\n  c: { label: C, type: flow }\n  r: { label: R, \
                   type: ratio, numerator: a, denominator: b, format: percent }\n";
    let project = published(catalog, "a: 12\nb: 24\nc: 48");
    project.edit(CATALOG, "label: A, type: flow", "label: A, type: flow, suppress_below: 20");
    project.edit(CATALOG, "label: B, type: flow", "label: B, type: flow, suppress_below: 20");
    project.edit(CATALOG, "label: C, type: flow", "label: C, type: flow, suppress_below: 20");
    let fault = "error[K1023]: `r` for 2018-01 was published in 2018-01 as 50%, and the report would now hide another";
    let reasoned = "changed: { type: Better. }, numerator: a, denominator: c";
    refused(&project, (CATALOG, "numerator: a, denominator: b", reasoned), fault);
    project.edit(CATALOG, reasoned, "numerator: a, denominator: b");
    publish(&project).fine();
    let figures = project.read("www/2018-01/figures.json");
    assert!(!figures.contains("50%"), "{figures}");
    // What is taken out is hidden whatever it was.
    let out =
        "a: [30, { period: 2018-01, withdrawn: true, kind: disclosure, reason: It gave somebody away. }]\nb: 50\nc: 60";
    project.write("data/2018-02.yaml", snapshot("2018-02", out));
    publish(&project).fine();
    project.edit(JANUARY, "a: 12", "a: 13");
    publish(&project).fine();
}

const STAYS: &str = "is no small count, and stays hidden";
const REASONED: &str = "a: { label: A, type: flow, suppress_below: 5, changed: { suppress_below: Nobody is known. } }";

/// What is said of figures that stay hidden, by `check`, `build` and `publish` alike.
#[track_caller]
fn said(project: &Project) -> Vec<String> {
    let of = |ran: crate::project::Ran| {
        let lines = ran.fine().stderr;
        lines.lines().filter(|line| line.starts_with("warning")).map(str::to_owned).collect::<Vec<_>>()
    };
    let all = [&["check"][..], &["build"], &["publish", "www"]].map(|command| of(project.run(command.to_vec())));
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    all[0].clone()
}

#[test]
fn a_published_small_count_that_is_another_one_now_stays_hidden_and_its_author_is_told() {
    let project = published(&one(FROM_FIVE), "a: 4");
    project.edit(JANUARY, "a: 4", "a: 12");
    assert_eq!(
        project.run(["check", "--quiet"]).fine().stderr,
        "\
warning[K0361]: `a` for 2018-01 is no small count, and stays hidden: a published report has it hidden
 --> data/2018-01.yaml:3:6
  |
3 |   a: 12
  |      ^^
  |
help: to show it where it gives no other one away, say why: `changed: { suppress_below: … }` in the metric; the \
reports tell it; the line holds counts that the site hides: mind who reads this message

1 warning
"
    );
    assert_eq!((said(&project).len(), shown(&project, None).as_str()), (1, "*"));
    // What it says to do shows it.
    project.write(CATALOG, one(REASONED));
    assert_eq!((said(&project).len(), shown(&project, None).as_str()), (0, "12"));
    // Where the author allows it, nothing is said.
    let project = published(&one(FROM_FIVE), "a: 4");
    project.edit(JANUARY, "  a: 4", "  # kalends: allow K0361 because nobody asks\n  a: 12");
    assert_eq!(said(&project), [""; 0]);
    // Another small one is hidden as any is.
    project.edit(JANUARY, "a: 12", "a: 3");
    assert!(project.run(["check"]).fine().stderr.starts_with("warning[K0315]"));
    // That there was none needs a reason.
    refused(&project, (JANUARY, "a: 3", "a: 0"), "error[K1030]: a figure of `a` was hidden in 2018-01, and would");
}

#[test]
fn a_small_count_that_a_later_snapshot_corrects_stays_hidden_and_its_author_is_told() {
    let project = published(&one(FROM_FIVE), "a: 4");
    let later = |more: &str| format!("a: [20, {{ period: 2018-01, value: 12, reason: Some were left out.{more} }}]");
    project.write("data/2018-02.yaml", snapshot("2018-02", &later("")));
    let fault = format!("warning[K0361]: `a` for 2018-01 {STAYS}: the snapshot of 2018-01 has it hidden");
    assert_eq!(said(&project), [fault.as_str()]);
    project.edit("data/2018-02.yaml", "12", "0");
    assert_eq!(said(&project), [fault]);
    project.edit("data/2018-02.yaml", "0, reason", "12, reason");
    let before = |project: &Project| project.read("www/2018-02/figures.csv").contains(",12,");
    assert!(!before(&project));
    // Both that it says, one after the other: by now a published report has it hidden, too.
    project.write("data/2018-02.yaml", snapshot("2018-02", &later(", kind: disclosure")));
    let fault = format!("warning[K0361]: `a` for 2018-01 {STAYS}: a published report has it hidden");
    assert_eq!(said(&project), [fault]);
    project.write(CATALOG, one(REASONED));
    assert_eq!(said(&project), [""; 0]);
    assert!(before(&project));
    // Where it was not published, the first is enough.
    let project = published(&one(FROM_FIVE), "a: 4");
    project.write("data/2018-02.yaml", snapshot("2018-02", &later(", kind: disclosure")));
    assert_eq!(said(&project), [""; 0]);
    assert!(before(&project));
}

#[test]
fn a_count_that_was_shown_hidden_and_put_back_stays_hidden_and_its_author_is_told() {
    let hid = format!("warning[K0361]: `a` for 2018-01 {STAYS}: a published report has it hidden");
    let small = "a: [20, { period: 2018-01, value: 4, kind: disclosure, reason: It gave somebody away. }]";
    let project = published(&one(FROM_FIVE), "a: 12");
    project.write("data/2018-02.yaml", snapshot("2018-02", small));
    assert_eq!(said(&project), [""; 0]);
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: 20"));
    assert_eq!((said(&project), shown(&project, None).as_str()), (vec![hid.clone()], "*"));
    project.write(CATALOG, one(REASONED));
    assert_eq!((said(&project), shown(&project, None).as_str()), (Vec::new(), "12"));
    // By the line that says that it is what it was: what older reports show is nothing to hide.
    let project = published(&one(FROM_FIVE), "a: 12");
    let later = |count: u32| format!("a: [20, {{ period: 2018-01, value: {count}, reason: It was counted again. }}]");
    project.write("data/2018-02.yaml", snapshot("2018-02", &later(4)));
    assert!(publish(&project).fine().stderr.starts_with("warning[K0304]: "));
    project.write("data/2018-02.yaml", snapshot("2018-02", &later(12)));
    assert_eq!(said(&project), [hid]);
}

#[test]
fn of_parts_that_add_up_it_is_told_where_nothing_needs_them_hidden() {
    let project = published(&wards("suppress_below: 5"), "a: { values: { n: 3, s: 20, e: 60 } }");
    let all = ["n", "s", "e"].map(|ward| shown(&project, Some(ward)));
    assert_eq!((all, said(&project)), (["*", "*", "60"].map(str::to_owned), Vec::new()));
    project.edit(JANUARY, "n: 3, s: 20", "n: 11, s: 12");
    let fault = format!("warning[K0361]: `a` (n) for 2018-01 {STAYS}: a published report has it hidden");
    assert_eq!(said(&project), [fault]);
    project.edit(CATALOG, "suppress_below: 5", "suppress_below: 5, changed: { suppress_below: Nobody is known. }");
    assert_eq!((said(&project), shown(&project, Some("n")).as_str()), (Vec::new(), "11"));
    // Where they overlap, of each by itself.
    let project =
        published(&wards("additive: false, suppress_below: 5"), "a: { value: 90, values: { n: 3, s: 2, e: 60 } }");
    project.edit(JANUARY, "n: 3", "n: 11");
    let fault = format!("warning[K0361]: `a` (n) for 2018-01 {STAYS}: a published report has it hidden");
    assert_eq!(said(&project), [fault]);
    // A threshold that rises hides more, and nothing was put back.
    let project = published(&wards("suppress_below: 5"), "a: { values: { n: 3, s: 6, e: 60 } }");
    project.edit(CATALOG, "suppress_below: 5", "suppress_below: 10");
    assert_eq!((said(&project), said(&project)), (Vec::new(), Vec::new()));
}
