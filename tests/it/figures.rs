//! What figures.json says of a few lines of YAML: every rule of product.md, sections 3, 4 and 6, by an example.

use serde_json::{Value, json};

use crate::project::{Built, Project};

/// A stock, counted in January and February.
fn key_persons() -> Project {
    Project::new("key_persons: { type: stock }")
        .snapshot("2018-01", "key_persons: 1819")
        .snapshot("2018-02", "key_persons: 1807")
}

/// Two hospitals with one metric of these keys.
fn hospitals(metric: &str) -> Project {
    Project::empty().catalog(&format!(
        "\
dimensions:
  hospital: {{ members: {{ rh: Rigshospitalet, bfh: Bispebjerg }} }}
metrics:
  staff: {{ {metric} }}
"
    ))
}

/// A metric with a target, and one value.
fn target_of(metric: &str, value: &str) -> Value {
    let project = Project::new(&format!("staff: {{ {metric} }}")).snapshot("2018-02", &format!("staff: {value}"));
    project.build().figure("2018-02", "staff")["target"].clone()
}

#[track_caller]
fn check(built: &Built<'_>, month: &str, metric: &str, expected: &Value) {
    assert_eq!(built.figure(month, metric)["value"], *expected, "{metric} in {month}");
}

#[test]
fn a_figure_is_what_its_snapshot_states() {
    let project = key_persons();
    let figure = project.build().figure("2018-02", "key_persons");
    assert_eq!(figure["value"], 1807);
    assert_eq!(figure["text"], "1,807");
    assert_eq!(figure["missing"], Value::Null);
    assert_eq!(figure["status"], "final");
    assert_eq!(figure["previous"], json!({ "period": "2018-01", "value": 1819 }));
    assert_eq!(
        figure["provenance"],
        json!([
            { "file": "data/2018-02.yaml", "line": 3, "column": 16, "snapshot": "2018-02" }
        ])
    );
}

#[test]
fn a_change_has_its_sign_its_share_and_its_words() {
    let change = key_persons().build().figure("2018-02", "key_persons")["change"].clone();
    assert_eq!(change["absolute"], -12);
    // −12 / 1819
    assert_eq!(change["relative"], -0.00659703133590);
    assert_eq!(change["points"], Value::Null);
    assert_eq!(change["text"], "−12");
}

#[test]
fn a_rise_has_a_plus_sign() {
    let project = key_persons().snapshot("2018-03", "key_persons: 1811");
    assert_eq!(project.build().figure("2018-03", "key_persons")["change"]["text"], "+4");
}

#[test]
fn a_change_from_zero_has_no_share() {
    let project = Project::new("a: { type: flow }").snapshot("2018-01", "a: 0").snapshot("2018-02", "a: 3");
    let change = project.build().figure("2018-02", "a")["change"].clone();
    assert_eq!((&change["absolute"], &change["relative"]), (&json!(3), &Value::Null));
}

#[test]
fn a_share_changes_by_points() {
    let project = Project::new("a: { type: stock, format: percent, decimals: 1 }")
        .snapshot("2018-01", "a: 24 %")
        .snapshot("2018-02", "a: 0.188");
    let figure = project.build().figure("2018-02", "a");
    assert_eq!(figure["value"], 0.188);
    assert_eq!(figure["change"]["absolute"], -0.052);
    assert_eq!(figure["change"]["points"], -5.2);
    assert_eq!(figure["change"]["text"], "−5.2\u{a0}percentage points");
}

#[test]
fn a_year_ago_is_the_same_month_of_the_year_before() {
    let project = key_persons().snapshot("2017-02", "key_persons: 1700");
    let figure = project.build().figure("2018-02", "key_persons");
    assert_eq!(figure["year_ago"], json!({ "period": "2017-02", "value": 1700 }));
    assert_eq!(figure["change_year"]["absolute"], 107);
}

#[test]
fn before_the_first_period_there_is_nothing_to_compare_with() {
    let figure = key_persons().build().figure("2018-01", "key_persons");
    assert_eq!(figure["previous"], json!({ "period": "2017-12", "value": null }));
    assert_eq!((&figure["change"], &figure["change_year"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_report_shows_what_was_known_in_its_month() {
    let project = key_persons()
        .snapshot("2018-03", "key_persons: [1811, { period: 2018-01, value: 1815, reason: Four were counted twice. }]");
    let built = project.build();
    // January's report, and February's look back, stay as they were published.
    check(&built, "2018-01", "key_persons", &json!(1819));
    assert_eq!(built.figure("2018-02", "key_persons")["previous"]["value"], 1819);
    let march = built.figure("2018-03", "key_persons");
    assert_eq!(march["history"][0]["value"], 1815);
    assert_eq!(march["history"][0]["revised"], true);
    assert_eq!(march["history"][1]["revised"], false);
}

#[test]
fn a_revision_of_the_reports_own_period_says_what_it_replaced() {
    let project = Project::new("hires: { type: flow, grain: quarter }")
        .snapshot("2018-01", "hires: { period: 2017-Q4, value: 700 }")
        .snapshot("2018-02", "hires: { period: 2017-Q4, value: 712, reason: Late reports., kind: routine }");
    let built = project.build();
    assert_eq!(built.figure("2018-01", "hires")["revision"], Value::Null);
    assert_eq!(
        built.figure("2018-02", "hires")["revision"],
        json!({ "first": 700, "was": 700, "in": "2018-02", "reason": "Late reports.", "kind": "routine" })
    );
}

#[test]
fn an_older_report_is_told_of_a_later_revision() {
    let project = key_persons().snapshot(
        "2018-03",
        "key_persons: [1811, { period: 2018-02, value: 1805, reason: Counted twice., kind: error }]",
    );
    let built = project.build();
    assert_eq!(
        built.json("2018-02/figures.json")["notices"],
        json!([{
            "metric": "key_persons", "label": "key_persons", "period": "2018-02", "was": 1807, "now": 1805,
            "in": "2018-03", "reason": "Counted twice.", "kind": "error",
        }])
    );
    assert_eq!(built.json("2018-03/figures.json")["notices"], json!([]));
}

#[test]
fn notices_are_the_only_part_that_a_later_snapshot_changes() {
    let project = key_persons();
    let before = project.build().json("2018-02/figures.json");
    let project =
        project.snapshot("2018-03", "key_persons: [1811, { period: 2018-02, value: 1805, reason: Counted twice. }]");
    let mut after = project.build().json("2018-02/figures.json");
    assert_ne!(after["notices"], before["notices"]);
    after["notices"] = before["notices"].clone();
    assert_eq!(after, before);
}

#[test]
fn a_confirmed_value_is_no_revision() {
    let project = key_persons().snapshot("2018-03", "key_persons: [1811, { period: 2018-02, value: 1807 }]");
    let built = project.build();
    assert_eq!(built.json("2018-02/figures.json")["notices"], json!([]));
    assert_eq!(built.figure("2018-03", "key_persons")["history"][1]["revised"], false);
}

#[test]
fn a_withdrawn_figure_is_a_gap_and_stays_in_the_report_that_published_it() {
    let project = Project::new("share: { type: stock, format: percent, grain: quarter }")
        .snapshot("2018-01", "share: { period: 2017-Q3, value: 70 % }")
        .snapshot("2018-02", "share: { period: 2017-Q3, withdrawn: true, reason: The extract was not detailed. }");
    let built = project.build();
    check(&built, "2018-01", "share", &json!(0.7));
    let figure = built.figure("2018-02", "share");
    assert_eq!((&figure["value"], &figure["status"]), (&Value::Null, &json!("withdrawn")));
    assert_eq!(figure["history"][0]["withdrawn"], true);
    let notice = &built.json("2018-01/figures.json")["notices"][0];
    assert_eq!((&notice["was"], &notice["now"]), (&json!(0.7), &Value::Null));
}

#[test]
fn a_month_without_an_observation_is_a_gap_that_says_why() {
    let project = key_persons()
        .snapshot("2018-03", "key_persons: { value: null, note: No extract came. }")
        .snapshot("2018-04", "");
    let built = project.build();
    let march = built.figure("2018-03", "key_persons");
    assert_eq!((&march["value"], &march["missing"]), (&Value::Null, &json!("No extract came")));
    let april = built.figure("2018-04", "key_persons");
    assert_eq!((&april["value"], &april["period"], &april["text"]), (&Value::Null, &json!("2018-04"), &json!("–")));
    assert!(april["missing"].is_string());
    assert_eq!(april["change"], Value::Null);
}

#[test]
fn a_gap_is_neither_zero_nor_carried_forward() {
    let project = key_persons().snapshot("2018-03", "").snapshot("2018-04", "key_persons: 1811");
    let figure = project.build().figure("2018-04", "key_persons");
    let values: Vec<&Value> =
        figure["history"].as_array().expect("a list").iter().map(|point| &point["value"]).collect();
    assert_eq!(values, [&json!(1819), &json!(1807), &Value::Null, &json!(1811)]);
    assert_eq!(figure["previous"], json!({ "period": "2018-03", "value": null }));
    assert_eq!(figure["change"], Value::Null);
}

#[test]
fn what_is_computed_from_a_gap_names_its_input() {
    let project = Project::new(
        "trained: { label: Trained staff, type: flow }\nhired: { label: Hired staff, type: flow }\n\
         share: { type: ratio, numerator: trained, denominator: hired }\n\
         double: { type: derived, formula: share * 2 }",
    )
    .snapshot("2018-01", "trained: 1\nhired: 2")
    .snapshot("2018-02", "trained: 1");
    let built = project.build();
    for metric in ["share", "double"] {
        let figure = built.figure("2018-02", metric);
        assert_eq!(figure["value"], Value::Null);
        let missing = figure["missing"].as_str().unwrap_or_default();
        assert!(missing.contains("Hired staff"), "{metric}: {missing}");
    }
    assert_eq!(built.page("metrics/share").find(".big .sub").text(), "‘Hired staff’ is missing", "which is said once");
}

#[test]
fn a_quarter_shows_in_monthly_reports_until_the_next_one_is_stated() {
    let project = Project::new("hires: { type: flow, grain: quarter }")
        .snapshot("2018-02", "hires: { period: 2017-Q4, value: 712 }")
        .snapshot("2018-03", "")
        .snapshot("2018-04", "hires: { period: 2018-Q1, value: 640 }");
    let built = project.build();
    for (month, period, value) in
        [("2018-02", "2017-Q4", 712), ("2018-03", "2017-Q4", 712), ("2018-04", "2018-Q1", 640)]
    {
        let figure = built.figure(month, "hires");
        assert_eq!((&figure["period"], &figure["value"]), (&json!(period), &json!(value)), "{month}");
    }
    assert_eq!(built.figure("2018-04", "hires")["change"]["absolute"], -72);
}

#[test]
fn a_quarter_that_ends_with_the_month_needs_no_period() {
    let project = Project::new("hires: { type: flow, grain: quarter }").snapshot("2018-03", "hires: 640");
    assert_eq!(project.build().figure("2018-03", "hires")["period"], "2018-Q1");
}

#[test]
fn the_total_is_the_sum_over_the_members() {
    let project =
        hospitals("type: stock, by: [hospital]").snapshot("2018-02", "staff: { values: { rh: 412, bfh: 380 } }");
    let figure = project.build().figure("2018-02", "staff");
    assert_eq!(figure["value"], 792);
    assert_eq!(figure["by"]["hospital"]["rh"], json!({ "value": 412, "text": "412", "suppressed": false }));
    assert_eq!(figure["provenance"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_total_is_missing_where_a_member_is() {
    let project = hospitals("type: stock, by: [hospital]").snapshot("2018-02", "staff: { values: { rh: 412 } }");
    let figure = project.build().figure("2018-02", "staff");
    assert_eq!(figure["value"], Value::Null);
    let missing = figure["missing"].as_str().unwrap_or_default();
    assert!(missing.contains("Bispebjerg"), "{missing}");
}

#[test]
fn parts_that_overlap_may_differ_from_the_total() {
    let project = hospitals("type: stock, by: [hospital], additive: false")
        .snapshot("2018-01", "staff: { values: { rh: 412, bfh: 380 } }")
        .snapshot("2018-02", "staff: { value: 770, values: { rh: 412, bfh: 380 } }");
    let built = project.build();
    check(&built, "2018-01", "staff", &Value::Null);
    check(&built, "2018-02", "staff", &json!(770));
}

#[test]
fn a_split_by_two_dimensions_has_totals_and_cells() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  hospital: { members: { rh: R, bfh: B } }\n  group: { members: { nurse: N, doctor: D } }\n\
             metrics:\n  staff: { type: stock, by: [hospital, group] }\n",
        )
        .snapshot("2018-02", "staff: { values: { rh: { nurse: 3, doctor: 2 }, bfh: { nurse: 5, doctor: 1 } } }");
    let figure = project.build().figure("2018-02", "staff");
    assert_eq!(figure["value"], 11);
    assert_eq!(figure["by"]["hospital"]["bfh"]["value"], 6);
    assert_eq!(figure["by"]["group"]["nurse"]["value"], 8);
    assert_eq!(figure["cells"]["rh"]["doctor"]["value"], 2);
}

#[test]
fn a_ratio_over_a_dimension_is_recomputed_and_not_averaged() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  hospital: { members: { rh: R, bfh: B } }\nmetrics:\n  \
             seen: { type: flow, by: [hospital] }\n  all: { type: flow, by: [hospital] }\n  \
             share: { type: ratio, numerator: seen, denominator: all, format: percent }\n",
        )
        .snapshot("2018-02", "seen: { values: { rh: 9, bfh: 10 } }\nall: { values: { rh: 10, bfh: 100 } }");
    let figure = project.build().figure("2018-02", "share");
    // 19 of 110, not the mean of 90 % and 10 %.
    assert_eq!(figure["value"], 0.172727272727);
    assert_eq!(figure["text"], "17%");
    assert_eq!(figure["by"]["hospital"]["rh"]["value"], 0.9);
}

#[test]
fn a_ratio_may_be_recorded_where_its_parts_are_not_known() {
    let project = Project::new(
        "seen: { type: flow }\nall: { type: flow }\n\
         share: { type: ratio, numerator: seen, denominator: all, format: percent }",
    )
    .snapshot("2018-01", "share: 70 %")
    .snapshot("2018-02", "seen: 24\nall: 100");
    let built = project.build();
    check(&built, "2018-01", "share", &json!(0.7));
    check(&built, "2018-02", "share", &json!(0.24));
}

#[test]
fn nothing_is_divided_by_zero() {
    let project = Project::new(
        "seen: { type: flow }\nall: { type: flow }\nshare: { type: ratio, numerator: seen, denominator: all }\n\
         rest: { type: derived, formula: seen / (all - all) }",
    )
    .snapshot("2018-02", "seen: 0\nall: 0");
    let built = project.build();
    for metric in ["share", "rest"] {
        let figure = built.figure("2018-02", metric);
        assert_eq!(figure["value"], Value::Null);
        assert!(figure["missing"].is_string(), "{figure}");
    }
}

#[test]
fn a_formula_may_ask_for_a_target_and_for_the_period_before() {
    let project = Project::new(
        "staff: { type: stock, target: 2200, better: higher }\n\
         missing: { type: derived, formula: target(staff) - staff }\n\
         moved: { type: derived, formula: (staff - previous(staff)) * 2 }",
    )
    .snapshot("2018-01", "staff: 1819")
    .snapshot("2018-02", "staff: 1807");
    let built = project.build();
    check(&built, "2018-02", "missing", &json!(393));
    check(&built, "2018-02", "moved", &json!(-24));
    check(&built, "2018-01", "moved", &Value::Null);
}

#[test]
fn a_formula_is_written_alike_with_names_and_with_numbers() {
    for (formula, named, counted) in [
        ("(a + b) + c", "A + B + C", "1 + 2 + −3"),
        ("a - (b - c)", "A − (B − C)", "1 − (2 − (−3))"),
        ("2 * -b", "2 × −B", "2 × −2"),
        ("-(a + b) / -c", "−(A + B) / −C", "−(1 + 2) / −(−3)"),
        ("target(a) + b", "target (A) + B", "– + 2"),
    ] {
        let project = Project::new(&format!(
            "a: {{ label: A, type: stock, target: {{ at_least: {{ 2018-03: 5 }} }} }}\n\
             b: {{ label: B, type: stock }}\n\
             c: {{ label: C, type: stock }}\n\
             made: {{ label: Made, type: derived, formula: {formula} }}"
        ))
        .snapshot("2018-02", "a: 1\nb: 2\nc: -3")
        .narrative("2018-02", "{{ made }}\n");
        let built = project.build();
        let page = built.read("metrics/made/index.html");
        assert!(page.contains(&format!("<dd>{named} (<a")), "{formula}: {page}");
        let said = project.run(["explain", "made"]).stdout;
        assert!(said.contains(&format!("\n  = {counted}\n")), "{formula}: {said}");
        if !formula.contains("target") {
            let report = built.read("2018-02/index.html");
            assert!(report.contains(&format!("<span class=\"calc\">{counted}</span>")), "{formula}: {report}");
        }
    }
}

#[test]
fn a_target_is_held_against_the_unrounded_value() {
    let at_least = "type: stock, decimals: 2, target: { at_least: 95, near: 0.5 }";
    for (value, status, gap) in
        [("95", "met", json!(0)), ("94.6", "near", json!(-0.4)), ("94.49", "not_met", json!(-0.51))]
    {
        let target = target_of(at_least, value);
        assert_eq!(
            (&target["kind"], &target["status"], &target["gap"]),
            (&json!("at_least"), &json!(status), &gap),
            "{value}"
        );
    }
    let at_most = target_of("type: stock, target: 10, better: lower", "12");
    assert_eq!(
        (&at_most["kind"], &at_most["status"], &at_most["gap"]),
        (&json!("at_most"), &json!("not_met"), &json!(-2))
    );
    let within = target_of("type: stock, target: { within: [10, 15] }", "12");
    assert_eq!(
        within,
        json!({
            "kind": "within", "value": 10, "upper": 15, "status": "met", "gap": 2, "attainment": null, "streak": 1,
            "progress": null, "needed": null,
        })
    );
    let missing = target_of("type: stock, target: { at_least: 95 }", "{ value: null, note: Lost. }");
    assert_eq!((&missing["status"], &missing["gap"]), (&json!("unknown"), &Value::Null));
}

#[test]
fn attainment_is_the_value_over_the_target() {
    let target = target_of("type: stock, target: 2200, better: higher", "1807");
    assert_eq!((&target["attainment"], &target["gap"]), (&json!(0.821363636364), &json!(-393)));
}

#[test]
fn a_target_may_change_from_a_period_on() {
    let project = Project::new("staff: { type: stock, better: higher, target: { 2018-02: 2000, 2018-03: 2200 } }")
        .snapshot("2018-01", "staff: 2100")
        .snapshot("2018-02", "staff: 2100")
        .snapshot("2018-03", "staff: 2100");
    let built = project.build();
    assert_eq!(built.figure("2018-01", "staff")["target"], Value::Null);
    assert_eq!(built.figure("2018-02", "staff")["target"]["status"], "met");
    assert_eq!(built.figure("2018-03", "staff")["target"]["value"], 2200);
    assert_eq!(built.figure("2018-03", "staff")["target"]["status"], "not_met");
}

#[test]
fn a_target_may_be_a_formula() {
    let project = Project::new("users: { type: stock }\nstaff: { type: stock, better: higher, target: users / 15 }")
        .snapshot("2018-02", "users: 30\nstaff: 3");
    let target = project.build().figure("2018-02", "staff")["target"].clone();
    assert_eq!((&target["value"], &target["gap"]), (&json!(2), &json!(1)));
}

#[test]
fn a_streak_counts_periods_on_target_and_a_gap_ends_it() {
    let project = Project::new("staff: { type: stock, better: higher, target: 10 }")
        .snapshot("2018-01", "staff: 12")
        .snapshot("2018-02", "")
        .snapshot("2018-03", "staff: 10")
        .snapshot("2018-04", "staff: 11")
        .snapshot("2018-05", "staff: 9");
    let built = project.build();
    let streak = |month: &str| built.figure(month, "staff")["target"]["streak"].clone();
    assert_eq!([streak("2018-01"), streak("2018-03"), streak("2018-04"), streak("2018-05")], [1, 1, 2, 0]);
}

#[test]
fn the_least_settled_observation_gives_a_figure_its_status() {
    let project = hospitals("type: stock, by: [hospital]")
        .file("data/2018-02.yaml", "period: 2018-02\nobservations:\n  staff: { values: { rh: 1 } }\n")
        .file(
            "data/2018-02/bfh.yaml",
            "period: 2018-02\nstatus: provisional\nobservations:\n  staff: { values: { bfh: 2 } }\n",
        );
    let figure = project.build().figure("2018-02", "staff");
    assert_eq!((&figure["value"], &figure["status"]), (&json!(3), &json!("provisional")));
}

#[test]
fn the_files_of_a_month_are_one_snapshot_in_any_order() {
    let split = || Project::new("a: { type: flow }\nb: { type: flow }");
    let one = split().snapshot("2018-02", "a: 1\nb: 2");
    let two = split()
        .file("data/2018-02/z.yaml", "period: 2018-02\nobservations: { a: 1 }\n")
        .file("data/2018-02/a.yaml", "period: 2018-02\nobservations: { b: 2 }\n");
    for metric in ["a", "b"] {
        let (mut one, mut two) = (one.build().figure("2018-02", metric), two.build().figure("2018-02", metric));
        one["provenance"] = Value::Null;
        two["provenance"] = Value::Null;
        assert_eq!(one, two);
    }
}

#[test]
fn a_later_month_in_an_earlier_file_is_still_later() {
    let project = Project::new("a: { type: flow }")
        .file(
            "data/a.yaml",
            "period: 2018-03\nobservations: { a: [3, { period: 2018-01, value: 9, reason: Late. }] }\n",
        )
        .file("data/b.yaml", "period: 2018-01\nobservations: { a: 1 }\n");
    let built = project.build();
    check(&built, "2018-01", "a", &json!(1));
    assert_eq!(built.figure("2018-03", "a")["history"][0]["value"], 9);
}

#[test]
fn a_byte_order_mark_and_the_line_ends_of_windows_change_nothing() {
    let plain = key_persons().narrative("2018-02", "---\ntitle: February\n---\n## One\n\n{{ key_persons }}\n");
    let windows = key_persons();
    for (path, bytes) in plain.files("") {
        let text = String::from_utf8(bytes).expect("text").replace('\n', "\r\n");
        windows.write(&path, format!("\u{feff}{text}"));
    }
    assert_eq!(plain.build().read("2018-02/figures.json"), windows.build().read("2018-02/figures.json"));
}

#[test]
fn every_metric_is_in_every_report_whether_the_narrative_names_it_or_not() {
    let project = Project::new("a: { type: flow }\nb: { type: flow }").snapshot("2018-02", "a: 1");
    let report = project.build().json("2018-02/figures.json");
    let names: Vec<&String> = report["metrics"].as_object().expect("a mapping").keys().collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(report["metrics"]["b"]["value"], Value::Null);
}

#[test]
fn history_looks_back_as_far_as_the_settings_say() {
    let project = key_persons().settings("title: Test\nhistory: 1");
    assert_eq!(
        project.build().figure("2018-02", "key_persons")["history"],
        json!([
            { "period": "2018-02", "value": 1807, "status": "final", "revised": false, "withdrawn": false,
              "note": null }
        ])
    );
}

#[test]
fn a_metrics_history_holds_every_vintage() {
    let project = key_persons().snapshot(
        "2018-03",
        "key_persons: [1811, { period: 2018-01, value: 1815, reason: Counted twice., kind: error }]",
    );
    let history = project.build().json("metrics/key_persons/history.json");
    assert_eq!(
        history[0],
        json!({ "period": "2018-01", "vintages": [
        { "snapshot": "2018-01", "value": 1819, "status": "final", "kind": null, "reason": null, "withdrawn": false },
        { "snapshot": "2018-03", "value": 1815, "status": "final", "kind": "error", "reason": "Counted twice.",
          "withdrawn": false },
    ] })
    );
}

#[test]
fn decimals_stay_exact() {
    let project = Project::new(
        "\
a: { type: stock, decimals: 2 }
b: { type: stock, decimals: 2 }
c: { type: derived, formula: a + b, decimals: 2 }",
    )
    .snapshot("2018-02", "a: 0.10\nb: 0.20");
    let figure = project.build().figure("2018-02", "c");
    assert_eq!((&figure["value"], &figure["text"]), (&json!(0.3), &json!("0.30")));
}

#[test]
fn a_chart_lies_beside_its_page_with_its_values() {
    let project = key_persons().narrative("2018-02", "{{ key_persons | chart(title=\"A fall\") }}\n");
    let built = project.build();
    assert_eq!(
        built.json("2018-02/figures.json")["figures"],
        json!([{
            "id": "key_persons", "number": 1, "kind": "line", "title": "A fall", "metrics": ["key_persons"],
            "svg": "key_persons.svg", "csv": "key_persons.csv",
        }])
    );
    assert!(built.read("2018-02/key_persons.svg").contains("1,807"));
    let csv = built.read("2018-02/key_persons.csv");
    assert!(csv.contains("2018-01") && csv.contains("1819") && csv.contains("1807"), "{csv}");
}

#[test]
fn chart_files_can_be_left_out() {
    let project = key_persons()
        .settings("title: Test\nchart_files: false")
        .narrative("2018-02", "{{ key_persons | chart }}\n\n{{ key_persons | table }}\n");
    let built = project.build();
    assert!(!built.files().contains_key("2018-02/key_persons.svg"));
    let figure = &built.json("2018-02/figures.json")["figures"][0];
    assert_eq!((&figure["svg"], &figure["csv"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_status_of_a_figure_says_whether_it_was_revised_or_corrected() {
    // Of a quarter, so that reports go on to show it when later snapshots change it.
    let project = Project::new("hires: { type: flow, grain: quarter }\nother: { type: flow }")
        .snapshot("2018-01", "hires: { period: 2017-Q4, value: 10, status: provisional }")
        .snapshot("2018-02", "hires: { period: 2017-Q4, value: 11, reason: Counted late. }")
        .snapshot("2018-03", "hires: [{ period: 2017-Q4, value: 11 }]\nother: 1")
        .snapshot(
            "2018-04",
            "hires: [{ period: 2018-Q1, value: 5 }, { period: 2017-Q4, value: 12, kind: error, \
                              reason: Counted twice. }]",
        )
        .snapshot("2018-05", "hires: { period: 2018-Q1, value: 6, kind: error, reason: Counted twice. }")
        .snapshot(
            "2018-06",
            "hires: [{ period: 2018-Q1, value: 7, status: provisional, reason: Counted late. }, { \
                              period: 2018-Q2, value: null, note: Not yet. }]",
        )
        .snapshot("2018-07", "hires: { period: 2018-Q2, value: 3 }");
    let built = project.build();
    let status = |month: &str| built.figure(month, "hires")["status"].as_str().expect("a word").to_owned();
    let told = ["2018-01", "2018-02", "2018-03", "2018-04", "2018-05", "2018-07"].map(status);
    assert_eq!(told, ["provisional", "revised", "final", "final", "corrected", "final"]);
    let history = &built.figure("2018-07", "hires")["history"];
    assert_eq!((&history[1]["status"], &history[1]["revised"]), (&json!("provisional"), &json!(true)));
    assert_eq!((&history[0]["status"], &history[0]["revised"]), (&json!("final"), &json!(true)));
    assert!(built.read("2018-05/figures.csv").contains("corrected"));
}

#[test]
fn a_target_may_rest_on_a_value_that_rests_on_a_target() {
    let project = Project::new(
        "a: { type: flow, better: higher, target: target(b) * 2 }\nb: { type: derived, formula: target(a) - a, \
         better: higher, target: 5 }",
    )
    .snapshot("2018-01", "a: 1");
    let built = project.build();
    assert_eq!(built.figure("2018-01", "b")["value"], 9);
    assert_eq!(built.figure("2018-01", "a")["target"]["gap"], -9);
}

#[test]
fn amounts_at_the_edge_of_what_is_counted_leave_gaps_and_no_wrong_numbers() {
    let project = Project::new(
        "f: { type: flow, target: g / 0, better: higher }\ng: { type: stock, decimals: 6 }\n\
         share: { type: ratio, numerator: f, denominator: g }\nsquare: { type: derived, formula: f * f }\n\
         ever: { type: cumulative, of: f, since: start }",
    )
    .snapshot("2018-01", "f: 1000000000000000\ng: 0.0000000000000000000000000001")
    .snapshot("2018-02", "f: -1000000000000000\ng: 0");
    let built = project.build();
    for metric in ["share", "square"] {
        let figure = built.figure("2018-01", metric);
        assert_eq!((&figure["value"], &figure["missing"]), (&Value::Null, &json!("too large for exact arithmetic")));
    }
    assert_eq!(built.figure("2018-02", "share")["value"], Value::Null);
    assert_eq!(built.figure("2018-02", "ever")["value"], 0);
    assert_eq!(built.figure("2018-02", "f")["target"]["status"], "unknown");
    assert_eq!(built.figure("2018-02", "f")["change"]["absolute"], json!(-2_000_000_000_000_000_i64));
}

#[test]
fn a_gap_says_what_is_missing_and_not_that_all_is_there() {
    let project = Project::new(
        "visits: { label: Visits, type: flow }
total: { label: Total, type: cumulative, of: visits }
beds: { label: Beds, type: stock }
rise: { label: Rise, type: derived, formula: beds - previous(beds) }",
    )
    .narrative("2018-Q1", "There are {{ beds }}.\n")
    .snapshot("2018-01", "visits: 4\nbeds: 5")
    .snapshot("2018-02", "visits: { value: null, note: Lost. }\nbeds: 6")
    .snapshot("2018-03", "visits: 3\nbeds: 7");
    let built = project.build();
    assert_eq!(built.figure("2018-03", "total")["missing"], "2 of 3\u{a0}months counted");
    // Of the quarter before nothing is known; its own months are all there.
    assert_eq!(built.figure("2018-Q1", "rise")["missing"], "‘Beds’ for Q4 2017 is missing");
}

#[test]
fn a_report_names_the_sources_that_its_figures_are_from() {
    let project = Project::new(
        "beds: { label: Beds, type: stock, source: old }\nstaff: { label: Staff, type: stock, source: unused }",
    )
    .settings("title: Test\nsources: { old: Old register, new: New register, unused: Another register }")
    .snapshot("2018-01", "beds: { value: 5, source: new }")
    .file("content/_report.md", "There are {{ beds }}.\n");
    let page = project.build().page("2018-01").text();
    assert!(page.contains("New register"), "{page}");
    assert!(!page.contains("Old register") && !page.contains("Another register"), "{page}");
}

/// Staff of two hospitals, the share of them that is trained, and the growth; one hospital corrects January in March.
fn corrected() -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Staff, type: stock, by: [hospital] }
  trained: { label: Trained, type: stock }
  share: { label: Share trained, type: ratio, numerator: trained, denominator: staff, format: percent }
  growth: { label: Growth, type: derived, formula: staff - previous(staff) }
",
        )
        .settings("title: Test")
        .file("content/_report.md", "There are {{ staff }}, {{ share }} trained.\n\n{{ share | chart }}\n")
        .snapshot("2018-01", "staff: { values: { rh: 30, bfh: 10 } }\ntrained: 20")
        .snapshot("2018-02", "staff: { values: { rh: 30, bfh: 12 } }\ntrained: 21")
        .snapshot(
            "2018-03",
            "staff:
  - { values: { rh: 30, bfh: 12 } }
  - { period: 2018-01, values: { bfh: 20 }, reason: A ward was forgotten., kind: error }
trained: 21",
        )
}

#[test]
fn what_rests_on_a_corrected_figure_is_announced_with_it() {
    let project = corrected();
    let built = project.build();
    // In January's report: the member, the total and the share; their sum of before stays.
    let notices = built.json("2018-01/figures.json")["notices"].clone();
    let told: Vec<String> = notices
        .as_array()
        .into_iter()
        .flatten()
        .map(|notice| format!("{} {} {} {}", notice["label"], notice["was"], notice["now"], notice["reason"]))
        .collect();
    assert_eq!(
        told,
        [
            "\"Staff, Bispebjerg\" 10 20 \"A ward was forgotten.\"",
            "\"Staff\" 40 50 \"Follows from ‘Staff, Bispebjerg’: A ward was forgotten.\"",
            "\"Share trained\" 0.5 0.4 \"Follows from ‘Staff, Bispebjerg’: A ward was forgotten.\"",
        ]
    );
    // In February's: what looks back to January.
    let february = built.json("2018-02/figures.json");
    let growth = february["notices"].as_array().into_iter().flatten().find(|notice| notice["label"] == "Growth");
    let growth = growth.unwrap_or_else(|| panic!("no notice of the growth in {february}"));
    assert_eq!((&growth["period"], &growth["was"], &growth["now"]), (&json!("2018-02"), &json!(2), &json!(-8)));
    // In March's: the point of January is marked as revised, in figures.json and on the drawing.
    let share = built.figure("2018-03", "share");
    assert_eq!(share["history"][0]["revised"], true, "{share}");
    assert_eq!(share["history"][1]["revised"], false);
    let summary = built.page("2018-03").find("#fig-share .fig-sum").text();
    assert!(summary.contains("January 2018 has been revised from 50% to 40%."), "{summary}");
    let page = built.page("metrics/share");
    let january = page.find(".values tbody tr").nth(2);
    assert_eq!(january.find("th").text(), "January 2018");
    let why = "50%revised in March 2018, error: Follows from ‘Staff, Bispebjerg’: A ward was forgotten";
    assert_eq!(january.find("td").texts()[..2], ["40%", why]);
    let entries = built.page("revisions").find(".rev").texts();
    let reason = "Follows from ‘Staff, Bispebjerg’: A ward was forgotten. Appeared in January 2018, February 2018";
    assert_eq!(entries.iter().filter(|entry| entry.contains(reason)).count(), 2, "{entries:#?}");
}

#[test]
fn a_value_after_a_withdrawal_is_announced_and_all_earlier_ones_are_listed() {
    let project = Project::new("share: { label: Share, type: stock }")
        .file("content/_report.md", "It is {{ share }}.\n")
        .snapshot("2018-01", "share: 51")
        .snapshot("2018-02", "share:\n  - 60\n  - { period: 2018-01, value: 52, reason: A slip. }")
        .snapshot("2018-03", "share:\n  - 61\n  - { period: 2018-01, withdrawn: true, reason: Counted twice. }")
        .snapshot("2018-04", "share:\n  - 62\n  - { period: 2018-01, value: 49, reason: Counted again. }");
    let built = project.build();
    let notice = built.page("2018-01").find(".notice").text();
    assert!(notice.contains("Share, January 2018: 51 → changed to 49. Counted again."), "{notice}");
    let revisions = built.page("revisions");
    let withdrawn = revisions.find("[aria-labelledby=r-2018-03] .rev").text();
    assert!(withdrawn.contains("new figure in April 2018: 49"), "{withdrawn}");
    assert!(!revisions.text().contains("no new figure"), "{revisions}");
    let page = built.page("metrics/share");
    let january = page.find(".values tbody tr").nth(3);
    assert_eq!(january.find("th").text(), "January 2018");
    let all = "51 → 52revised in February 2018: A slip; withdrawn in March 2018: Counted twice; revised in April 2018: \
               Counted again";
    assert_eq!(january.find("td").texts(), ["49", all, "April 2018", "data/2018-04.yaml:5"]);
}

/// January is stated, taken back in March, and stated again in April; February is confirmed in March.
fn taken_back_and_returned() -> Project {
    Project::new("staff: { label: Staff, type: stock }")
        .snapshot("2018-01", "staff: 1")
        .snapshot("2018-02", "staff: 2")
        .snapshot(
            "2018-03",
            "staff: [4, { period: 2018-02, value: 2 }, { period: 2018-01, withdrawn: true, reason: Twice, kind: error }]",
        )
        .snapshot("2018-04", "staff: [5, { period: 2018-01, value: 1, reason: Right after all, kind: source }]")
}

#[test]
fn history_keeps_why_a_figure_went_and_came_back_and_who_confirmed_it() {
    let history = taken_back_and_returned().build().json("metrics/staff/history.json");
    let vintage = |snapshot: &str, value: Option<i32>, kind: Option<&str>, reason: Option<&str>, withdrawn: bool| {
        let status = if withdrawn { "withdrawn" } else { "final" };
        (snapshot.to_owned(), json!(value), status, json!(kind), json!(reason), withdrawn)
    };
    for (period, expected) in [
        (
            0,
            vec![
                vintage("2018-01", Some(1), None, None, false),
                vintage("2018-03", None, Some("error"), Some("Twice"), true),
                vintage("2018-04", Some(1), Some("source"), Some("Right after all"), false),
            ],
        ),
        (1, vec![vintage("2018-02", Some(2), None, None, false), vintage("2018-03", Some(2), None, None, false)]),
    ] {
        let found = history[period]["vintages"].as_array().expect("a list");
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, (snapshot, value, _, kind, reason, withdrawn)) in found.iter().zip(expected) {
            assert_eq!(found["snapshot"], json!(snapshot));
            assert_eq!((&found["value"], &found["withdrawn"]), (&value, &json!(withdrawn)), "{snapshot}");
            assert_eq!((&found["kind"], &found["reason"]), (&kind, &reason), "{snapshot}");
        }
    }
}

#[test]
fn a_report_without_a_figure_says_that_it_came_back_and_one_that_shows_it_says_nothing() {
    let project = taken_back_and_returned();
    let built = project.build();
    let notice = built.page("2018-03").find("section.notice").text();
    assert!(notice.contains("Staff, January 2018: withdrawn"), "{notice}");
    assert!(notice.contains("1. Right after all"), "{notice}");
    // They show 1, and 1 is right.
    for month in ["2018-01", "2018-02"] {
        assert!(!built.page(month).html.contains("class=\"notice\""), "{month}");
        let notices = built.json(&format!("{month}/figures.json"))["notices"].clone();
        assert_eq!(notices.as_array().map(Vec::len), Some(2), "programs are told of both: {notices}");
    }
}

#[test]
fn a_change_behind_the_shown_decimals_is_shown_with_more_of_them() {
    let project = Project::new(
        "share: { label: Share, type: ratio, numerator: some, denominator: all, format: percent }\n\
         some: { label: Some, type: flow }\nall: { label: All, type: flow }",
    )
    .snapshot("2018-01", "some: 123\nall: 1000")
    .snapshot("2018-02", "some: [1, { period: 2018-01, value: 124, reason: One more }]\nall: 10");
    let built = project.build();
    let notice = built.page("2018-01").find("section.notice").text();
    assert!(notice.contains("12.3%") && notice.contains("12.4%"), "{notice}");
    let revisions = built.page("revisions").text();
    assert!(revisions.contains("12.3%") && revisions.contains("12.4%"), "{revisions}");
}

#[test]
fn a_report_of_which_each_figure_is_illustrative_is_illustrative() {
    let project = Project::new("staff: { label: Staff, type: stock }\nbeds: { label: Beds, type: stock }");
    let state = |observations: &str| {
        project.write("data/2018-02.yaml", format!("period: 2018-02\nobservations:\n  {observations}\n"));
        let facts = project.build().page("2018-02").find("dl.facts div").texts();
        facts.into_iter().find(|fact| fact.starts_with("State")).expect("a state")
    };
    let (all, one) = ("staff: { value: 3, status: illustrative }", "beds: { value: 4, status: illustrative }");
    assert_eq!(state(&format!("{all}\n  {one}")), "StateIllustrative figures");
    // One that is not makes it a report with some that are.
    assert_eq!(state(&format!("{all}\n  beds: 4")), "StateFinal");
    assert_eq!(state("staff: 3\n  beds: { value: 4, status: provisional }"), "StateFinal");
    assert_eq!(state("staff: { value: 3, status: provisional }"), "StateProvisional");
}

#[test]
fn growth_on_the_year_before_is_a_metric_of_members_too_and_follows_a_revision() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  \
             seen: { label: Seen, type: flow, by: [ward] }\n  \
             moved: { label: Moved, type: derived, formula: seen - year_ago(seen) }\n  \
             turned: { label: Turned, type: derived, formula: moved - previous(moved) }\n  \
             growth: { label: Growth, type: derived, by: [ward], formula: seen / year_ago(seen) - 1, format: percent }\n",
        )
        .snapshot("2017-02", "seen: { values: { n: 40, s: 10 } }")
        .snapshot("2018-01", "seen: { values: { n: 40, s: 10 } }")
        .snapshot("2018-02", "seen: { values: { n: 50, s: 11 } }")
        .narrative(
            "2018-02",
            "{{ growth }} in all, {{ growth | of(ward=\"n\") }} in the north.\n\n{{ growth | table(by=\"ward\") }}\n",
        )
        .narrative("2018-01", "Growth: {{ growth }}.\n");
    let built = project.build();
    let page = built.page("2018-02");
    assert!(page.text().contains("22% in all, 25% in the north."), "{}", page.text());
    assert!(built.page("2018-01").text().contains("Growth: –."));
    // Each can be traced to both years.
    assert!(page.find("main").text().contains("data/2017-02.yaml:3"), "{}", page.text());
    project.write(
        "data/2018-03.yaml",
        "period: 2018-03\nobservations:\n  seen:\n    - { values: { n: 51, s: 11 } }\n    \
         - { period: 2017-02, values: { n: 50 }, reason: A book was found. }\n",
    );
    project.write("content/2018-03.md", "{{ growth }}\n");
    let built = project.build();
    let revisions = built.page("revisions").text();
    assert!(revisions.contains("Moved") && revisions.contains("Growth"), "{revisions}");
}

#[test]
fn what_looks_back_twice_is_told_of_a_revision_two_months_before() {
    let project = Project::new(
        "seen: { label: Seen, type: flow }\nmoved: { label: Moved, type: derived, formula: seen - previous(seen) }\n\
         turned: { label: Turned, type: derived, formula: moved - previous(moved) }",
    )
    .snapshot("2018-01", "seen: 10")
    .snapshot("2018-02", "seen: 12")
    .snapshot("2018-03", "seen: 15")
    .snapshot("2018-04", "seen: [15, { period: 2018-01, value: 8, reason: Two were counted twice. }]");
    let built = project.build();
    // 3 − 2 is 3 − 4 now.
    let history = built.json("metrics/turned/history.json");
    let march = history.as_array().expect("a history").iter().find(|of| of["period"] == "2018-03").expect("March");
    let said: Vec<(&Value, &Value)> =
        march["vintages"].as_array().expect("vintages").iter().map(|of| (&of["value"], &of["reason"])).collect();
    assert_eq!(said, [(&json!(1), &Value::Null), (&json!(-1), &json!("Two were counted twice."))]);
    assert!(built.page("revisions").text().contains("Turned"), "{}", built.page("revisions").text());
}
