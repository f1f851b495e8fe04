//! What later snapshots take back, give back and change: the ledger of a metric, and what old reports say of it.

use serde_json::{Value, json};

use crate::project::Project;

/// A metric by two members, as `kind` says, that is withdrawn in March for January. In April `back` is stated of January.
fn withdrawn(kind: &str, stated: &str, back: &str) -> Project {
    let april = match back {
        "" => stated.to_owned(),
        back => format!("m: [ {{ values: {{ x: 7, y: 8 }} }}, {{ period: 2026-01, {back} }} ]"),
    };
    Project::empty()
        .settings("title: T\nlanguage: en")
        .catalog(&format!(
            "dimensions:\n  d: {{ label: D, members: {{ x: X, y: Y }} }}\nmetrics:\n  m: {{ label: Mm, by: [d], {kind} }}\n"
        ))
        .file("content/_report.md", "---\ntitle: T {{ period }}\n---\n{{ m }}\n")
        .snapshot("2026-01", stated)
        .snapshot("2026-02", stated)
        .snapshot(
            "2026-03",
            "m: [ { values: { x: 5, y: 6 } }, { period: 2026-01, withdrawn: true, reason: W, kind: error } ]",
        )
        .snapshot("2026-04", &april)
}

const ADDED_UP: &str = "type: flow";
const NO_TOTAL: &str = "type: stock, additive: false";
const STATED: &str = "m: { values: { x: 5, y: 6 } }";

/// What each vintage of January says: snapshot, value, kind, reason, whether it is withdrawn, values of the parts.
fn january(history: &Value) -> Vec<Value> {
    let vintages = history[0]["vintages"].as_array().expect("a list").iter();
    let of = |vintage: &Value| {
        let keys = ["snapshot", "value", "kind", "reason", "withdrawn", "values"];
        Value::Array(keys.iter().map(|key| vintage[key].clone()).collect())
    };
    vintages.map(of).collect()
}

/// The notices of a report for programs: label, old and new value, snapshot, reason.
fn notices(figures: &Value) -> Vec<Value> {
    let of = |notice: &Value| {
        Value::Array(["label", "was", "now", "in", "reason"].iter().map(|key| notice[key].clone()).collect())
    };
    figures["notices"].as_array().expect("a list").iter().map(of).collect()
}

#[test]
fn a_breakdown_without_a_total_is_withdrawn_part_by_part() {
    let project = withdrawn(NO_TOTAL, STATED, "");
    let built = project.build();
    let expected = vec![json!(["Mm, X", 5, null, "2026-03", "W"]), json!(["Mm, Y", 6, null, "2026-03", "W"])];
    for month in ["2026-01", "2026-02"] {
        assert_eq!(notices(&built.json(&format!("{month}/figures.json"))), expected, "{month}");
    }
    let notice = built.page("2026-01").find("section.notice").text();
    assert!(notice.contains("Mm, X, January 2026: 5 → changed to – (withdrawn, no new figure)"), "{notice}");
    let revisions = built.page("revisions").text().replace('\u{a0}', " ");
    assert!(revisions.contains("0 figures revised and 2 figures withdrawn"), "{revisions}");
    let parts = json!({ "x": 5, "y": 6 });
    assert_eq!(
        january(&built.json("metrics/m/history.json")),
        [json!(["2026-01", null, null, null, false, parts]), json!(["2026-03", null, "error", "W", true, null]),]
    );
}

#[test]
fn a_breakdown_without_a_total_comes_back_with_its_values() {
    let project = withdrawn(NO_TOTAL, STATED, "values: { x: 5, y: 6 }, reason: more, kind: method");
    let built = project.build();
    let parts = json!({ "x": 5, "y": 6 });
    assert_eq!(
        january(&built.json("metrics/m/history.json")),
        [
            json!(["2026-01", null, null, null, false, parts]),
            json!(["2026-03", null, "error", "W", true, null]),
            json!(["2026-04", null, "method", "more", false, parts]),
        ]
    );
    let came_back = vec![json!(["Mm, X", null, 5, "2026-04", "more"]), json!(["Mm, Y", null, 6, "2026-04", "more"])];
    assert_eq!(notices(&built.json("2026-03/figures.json")), came_back);
    let notice = built.page("2026-03").find("section.notice").text();
    assert!(notice.contains("Mm, X, January 2026: withdrawn → changed to 5"), "{notice}");
    assert!(!built.page("2026-01").html.contains("class=\"notice\""), "it shows 5 and 6, and they stand");
    let back = built.page("revisions").find("[aria-labelledby=r-2026-04]").text();
    assert!(back.contains("Appeared in March 2026") && !back.contains("January 2026, "), "as withdrawn: {back}");
}

#[test]
fn a_total_that_is_a_sum_comes_back_with_its_parts() {
    let project = withdrawn(ADDED_UP, STATED, "values: { x: 5, y: 6 }, reason: more, kind: method");
    let built = project.build();
    assert_eq!(
        january(&built.json("metrics/m/history.json")),
        [
            json!(["2026-01", 11, null, null, false, null]),
            json!(["2026-03", null, "error", "W", true, null]),
            json!(["2026-04", 11, "method", "more", false, null]),
        ]
    );
    let gone = json!(["Mm", 11, null, "2026-03", "W"]);
    let back = json!(["Mm", null, 11, "2026-04", "more"]);
    assert_eq!(notices(&built.json("2026-01/figures.json")), [back.clone(), gone]);
    assert_eq!(notices(&built.json("2026-03/figures.json")), [back]);
    assert!(!built.page("2026-01").html.contains("class=\"notice\""), "it shows 11, and 11 stands");
    let revisions = built.page("revisions");
    let lead = revisions.find(".lead").text().replace('\u{a0}', " ");
    assert!(lead.contains("1 figure revised and 1 figure withdrawn"), "{lead}");
    let went = revisions.find("[aria-labelledby=r-2026-03]").text();
    assert!(went.contains("new figure in April 2026: 11"), "{went}");
    let row = built.page("metrics/m").find(".values tbody tr").nth(3).find("td").texts();
    let said = "withdrawn in March 2026, error: W; revised in April 2026, method: more";
    assert_eq!((row[0].as_str(), row[3].as_str(), row[4].as_str()), ("11", said, "April 2026"));
}

#[test]
fn parts_that_come_back_otherwise_are_told_with_their_total() {
    let project = withdrawn(ADDED_UP, STATED, "values: { x: 9, y: 6 }, reason: more, kind: method");
    let built = project.build();
    let figures = built.json("2026-01/figures.json");
    let newest = &notices(&figures)[..2];
    assert_eq!(newest, [json!(["Mm", null, 15, "2026-04", "more"]), json!(["Mm, X", null, 9, "2026-04", "more"])]);
    let notice = built.page("2026-01").find("section.notice").text();
    assert!(notice.contains("Mm, January 2026: 11 → changed to 15"), "{notice}");
    assert!(notice.contains("Mm, X, January 2026: 5 → changed to 9"), "{notice}");
    assert!(!notice.contains("Mm, Y"), "{notice}");
    let point = built.figure("2026-04", "m")["history"][0].clone();
    assert_eq!((&point["value"], &point["revised"]), (&json!(15), &json!(true)));
}

#[test]
fn parts_stay_withdrawn_where_only_the_total_comes_back() {
    let project = withdrawn(ADDED_UP, STATED, "value: 11, reason: more, kind: method");
    let built = project.build();
    let expected = [
        json!(["Mm", null, 11, "2026-04", "more"]),
        json!(["Mm", 11, null, "2026-03", "W"]),
        json!(["Mm, X", 5, null, "2026-03", "W"]),
        json!(["Mm, Y", 6, null, "2026-03", "W"]),
    ];
    assert_eq!(notices(&built.json("2026-01/figures.json")), expected);
    let notice = built.page("2026-01").find("section.notice").text();
    assert!(notice.contains("Mm, X, January 2026: 5 → changed to – (withdrawn, no new figure)"), "{notice}");
    assert!(!notice.contains("Mm, January 2026"), "{notice}");
}

#[test]
fn the_report_of_a_member_says_that_its_figure_went_with_the_total() {
    let project = withdrawn(ADDED_UP, STATED, "")
        .file("content/unit/_report.md", "---\ntitle: U {{ period }}\nfor_each: d\n---\n{{ m }}\n");
    let built = project.build();
    let expected = [json!(["Mm, X", 5, null, "2026-03", "Follows from ‘Mm’: W"])];
    assert_eq!(notices(&built.json("unit/x/2026-01/figures.json")), expected);
    let notice = built.page("unit/x/2026-01").find("section.notice").text();
    assert!(notice.contains("Mm, X, January 2026: 5 → changed to –"), "{notice}");
    // The report of the whole tells it once.
    assert_eq!(notices(&built.json("2026-01/figures.json")), [json!(["Mm", 11, null, "2026-03", "W"])]);
}

#[test]
fn what_is_computed_from_a_figure_that_came_back_otherwise_is_told() {
    let project = Project::new(
        "share: { label: Share, type: ratio, numerator: some, denominator: all, format: percent }\n\
         some: { label: Some, type: flow }\nall: { label: All, type: flow }",
    )
    .snapshot("2026-01", "some: 10\nall: 100")
    .snapshot("2026-02", "some: [10, { period: 2026-01, withdrawn: true, reason: W }]\nall: 100")
    .snapshot("2026-03", "some: [10, { period: 2026-01, withdrawn: true, reason: W again }]\nall: 100")
    .snapshot("2026-04", "some: [10, { period: 2026-01, value: 20, reason: Recounted }]\nall: 100");
    let built = project.build();
    let notice = built.page("2026-01").find("section.notice").text();
    assert!(notice.contains("Some, January 2026: 10 → changed to 20. Recounted"), "{notice}");
    assert!(notice.contains("Share, January 2026: 10% → changed to 20%. Follows from ‘Some’: Recounted"), "{notice}");
    let february = notices(&built.json("2026-02/figures.json"));
    assert!(february.contains(&json!(["Some", null, 20, "2026-04", "Recounted"])), "withdrawn twice: {february:?}");
}

/// A flow of twelve months of 2024, with a report of each and of the year; in 2025 one of them is revised.
fn year(history: usize, december: &str) -> Project {
    let mut project = Project::new("a: { label: A, type: flow }")
        .settings(&format!("title: T\nhistory: {history}"))
        .file("content/_report.md", "---\ntitle: T {{ period }}\n---\n{{ a }}\n")
        .file("content/2024.md", "---\ntitle: Y\n---\n{{ a }}\n")
        .narrative("2024-12", december);
    for month in 1..=12 {
        project = project.snapshot(&format!("2024-{month:02}"), &format!("a: {month}"));
    }
    project.snapshot("2025-01", "a: [5, { period: 2024-03, value: 30, reason: late, kind: source }]")
}

#[test]
fn a_report_that_shows_a_year_is_told_of_a_change_in_it() {
    let changed = [json!(["A", 3, 30, "2025-01", "late"])];
    let project = year(3, "{{ a | at(period=\"2024\") }}\n");
    let built = project.build();
    assert_eq!(notices(&built.json("2024-12/figures.json")), changed, "its text cites the year");
    assert_eq!(notices(&built.json("2024/figures.json")), changed, "its own period");
    assert!(notices(&built.json("2024-11/figures.json")).is_empty(), "March is older than its history");
    assert_eq!(notices(&built.json("2024-05/figures.json")), changed);
    let project = year(3, "{{ a }}\n");
    let built = project.build();
    assert!(notices(&built.json("2024-12/figures.json")).is_empty(), "nothing in it rests on March");
}

#[test]
fn a_report_is_told_of_changes_of_what_it_shows_beyond_its_history() {
    let cites = [
        "{{ a | at(period=\"2024-03\") }}",
        "{{ a | change(since=\"2024-03\") }}",
        "---\ntitle: T\nsummary: \"Then {{ a | at(period='2024-03') }}\"\n---\nx",
        "## Since {{ a | at(period=\"2024-03\") }}\n\nx",
        "{{ a | chart(title=\"A\", history=10) }}",
        "{{ a | table(history=10) }}",
        "{{ a | at(period=\"2024-05\") | spark }}",
    ];
    for text in cites {
        let project = year(3, &format!("{text}\n"));
        let built = project.build();
        let found = notices(&built.json("2024-12/figures.json"));
        assert_eq!(found, [json!(["A", 3, 30, "2025-01", "late"])], "{text}");
        assert!(
            built.page("2024-12").find("section.notice").text().contains("A, March 2024: 3 → changed to 30"),
            "{text}"
        );
    }
    for text in ["{{ a | at(period=\"2024-04\") }}", "{{ a | chart(history=9) }}", "{{ a | at(period=\"2024-Q2\") }}"] {
        let project = year(3, &format!("{text}\n"));
        let built = project.build();
        assert!(notices(&built.json("2024-12/figures.json")).is_empty(), "{text}");
    }
}

#[test]
fn two_figures_beside_each_other_never_look_the_same_unless_they_are() {
    let project = Project::new(
        "a: { label: A, type: ratio, numerator: n, denominator: d, format: percent, decimals: 0 }\n\
         n: { label: N, type: stock }\nd: { label: D, type: stock }\n\
         s: { label: S, type: stock, decimals: 0 }",
    )
    .file("content/_report.md", "---\ntitle: T {{ period }}\n---\n{{ a }} {{ a | change }}\n")
    .snapshot("2026-01", "n: 9990\nd: 10000\ns: 1000")
    .snapshot("2026-02", "n: 9980\nd: 10000\ns: [7, { period: 2026-01, value: 1000.2, reason: r }]");
    let built = project.build();
    let front = built.page(".").text();
    assert!(front.contains("99.9%") && front.contains("99.8%"), "{front}");
    let trail = built.page("2026-02").text();
    assert!(trail.contains("99.8% − 99.9%"), "{trail}");
    let row = built.page("metrics/s").find(".values tbody tr").nth(1).find("td").texts();
    assert_eq!((row[0].as_str(), row[1].starts_with("1,000.0")), ("1,000.2", true), "{row:?}");
    let diff = project.run(["diff", "2026-01", "2026-02"]).stdout;
    assert!(diff.contains("99.9%") && diff.contains("99.8%"), "{diff}");
}

#[test]
fn a_value_that_came_back_as_it_was_is_listed_once() {
    let project = Project::new("a: { label: A, type: stock }")
        .snapshot("2026-01", "a: 1000")
        .snapshot("2026-02", "a: [1, { period: 2026-01, withdrawn: true, reason: Twice }]")
        .snapshot("2026-03", "a: [1, { period: 2026-01, value: 1000, reason: Right }]")
        .snapshot("2026-04", "a: [1, { period: 2026-01, withdrawn: true, reason: Again }]")
        .snapshot("2026-05", "a: [1, { period: 2026-01, value: 1001, reason: Now }]");
    let row = project.build().page("metrics/a").find(".values tbody tr").nth(4).find("td").texts();
    assert!(row[1].starts_with("1,000withdrawn in February 2026: Twice; revised in March 2026: Right;"), "{row:?}");
}
