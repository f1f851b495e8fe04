//! What a figure is held against in months, quarters and years, and how a target between two bounds is told.

use serde_json::{Value, json};

use crate::project::{Built, Project};

/// A year of `metric`, 10 more each month from 90 in January, with a report of the first quarter and of the year.
fn year_of(metric: &str) -> Project {
    let project = Project::new(metric).narrative("2018-Q1", "{{ a }}\n").narrative("2018", "{{ a }}\n");
    (1..=12).fold(project, |project, month| {
        project.snapshot(&format!("2018-{month:02}"), &format!("a: {}", 80 + month * 10))
    })
}

/// The amount, the status and the distance of the target of `a`.
fn target(built: &Built<'_>, period: &str) -> Value {
    let target = &built.figure(period, "a")["target"];
    if target.is_null() { Value::Null } else { json!([target["value"], target["status"], target["gap"]]) }
}

#[test]
fn the_sum_of_a_flow_is_not_held_against_the_amount_of_a_month() {
    for rule in ["{ at_least: 100 }", "{ 2018-01: 100 }", "{ path: { 2018-01: 100, 2018-12: 200 } }", "10 * 10"] {
        let project = year_of(&format!("a: {{ type: flow, better: higher, target: {rule} }}"));
        let built = project.build();
        assert_eq!(target(&built, "2018-01"), json!([100, "not_met", -10]), "{rule}");
        assert_eq!(target(&built, "2018-Q1"), Value::Null, "{rule}");
        assert_eq!(target(&built, "2018"), Value::Null, "{rule}");
    }
}

#[test]
fn where_there_is_no_target_no_page_tells_of_one() {
    let project = year_of("a: { label: A, type: flow, better: higher, target: 100 }")
        .settings("title: Test\nkey_figures: [a]")
        .narrative(
            "2018-Q1",
            "## A\n\n{{ a | target }}, {{ a | gap }}, {{ a | attainment }}, {{ a | status }}.\n\n\
             {{ a | chart(title=\"Drawn\") }}\n\n{{ a | table(id=\"told\", title=\"Told\") }}\n\n{{ [a] | table(id=\"key\", title=\"Key\") }}\n",
        );
    let built = project.build();
    let page = built.page("2018-Q1");
    assert_eq!(page.find(".b > p").texts().first().map(String::as_str), Some("–, –, –, –."));
    assert!(page.find(".kpis .aim").text().contains("No target set"));
    assert!(page.find(".trail").text().contains("No target set"));
    assert!(!page.find("#fig-a").text().contains("Target"));
    for table in ["#fig-a th", "#tab-told th", "#tab-key th"] {
        let heads = page.find(table).texts().join("|");
        assert!(!heads.is_empty(), "{table}");
        assert!(!heads.contains("arget"), "{table}: {heads}");
    }
    assert!(!built.read("2018-Q1/a.svg").contains("class=\"tg\""));
    assert!(!built.read("2018-Q1/a.csv").contains("Target"));
    assert!(built.read("2018-Q1/figures.csv").contains("a,A,2018-Q1,300,,,,"), "{}", built.read("2018-Q1/figures.csv"));
    // In a month there is one, everywhere.
    assert!(built.page("2018-01").find(".kpis .aim").text().contains("Not met"));
}

#[test]
fn a_target_that_adds_up_is_the_sum_of_its_months() {
    let project = year_of("a: { label: A, type: flow, target: { at_least: 100, near: 5, adds_up: true } }").narrative(
        "2018-Q1",
        "## A\n\n{{ a | target }}, {{ a | gap }}, {% if a | met %}met{% else %}not met{% endif %}.\n\n\
         {{ a | chart(title=\"Drawn\") }}\n",
    );
    let built = project.build();
    assert_eq!(target(&built, "2018-01"), json!([100, "not_met", -10]));
    assert_eq!(target(&built, "2018-Q1"), json!([300, "met", 0]));
    assert_eq!(target(&built, "2018"), json!([1200, "met", 540]));
    let page = built.page("2018-Q1");
    assert_eq!(page.find(".b > p").texts().first().map(String::as_str), Some("300, 0, met."));
    assert!(page.find(".trail .calc").texts().contains(&"3 × 100".to_owned()), "{}", page.find(".trail").text());
    assert!(page.find("#fig-a th").texts().contains(&"Target".to_owned()));

    let of = |rule: &str| target(&year_of(&format!("a: {{ type: flow, target: {rule} }}")).build(), "2018-Q1");
    // A shortfall that is allowed each month adds up too: 15 of 305 may be missing.
    assert_eq!(of("{ at_least: 105, near: 5, adds_up: true }"), json!([315, "near", -15]));
    assert_eq!(of("{ at_least: 106, near: 5, adds_up: true }"), json!([318, "not_met", -18]));
    assert_eq!(of("{ at_most: 99, adds_up: true }"), json!([297, "not_met", -3]));
    assert_eq!(of("{ within: [90, 105], adds_up: true }"), json!([270, "met", 15]));
    assert_eq!(of("{ at_least: { 2018-01: 90, 2018-03: 110 }, adds_up: true }"), json!([290, "met", 10]));
    // From 100 in January to 122 in December: 100, 102, 104.
    assert_eq!(
        of("{ at_least: { path: { 2018-01: 100, 2018-12: 122 } }, adds_up: true }"),
        json!([306, "not_met", -6])
    );
    // A month without a target leaves the quarter without one.
    assert_eq!(of("{ at_least: { 2018-02: 90 }, adds_up: true }"), Value::Null);
    assert_eq!(of("{ at_least: a * 2, adds_up: true }"), json!([600, "not_met", -300]));
}

#[test]
fn a_target_that_adds_up_follows_the_fiscal_year() {
    let project = Project::new("a: { type: flow, target: { at_least: { 2016-04: 10, 2017-01: 20 }, adds_up: true } }")
        .settings("title: Test\nfiscal_year_start: 4")
        .narrative("2016-17", "{{ a }}\n");
    let months = (4..16).map(|month| format!("{}-{:02}", 2016 + (month - 1) / 12, (month - 1) % 12 + 1));
    let project = months.fold(project, |project, month| project.snapshot(&month, "a: 12"));
    assert_eq!(target(&project.build(), "2016-17"), json!([150, "not_met", -6]));
}

#[test]
fn amounts_by_grain_are_held_against_periods_of_that_grain() {
    let by_grain = "{ month: 100, quarter: 290, year: 2000 }";
    let project = year_of(&format!("a: {{ label: A, type: flow, target: {{ at_least: {by_grain}, near: 10 }} }}"));
    let built = project.build();
    assert_eq!(target(&built, "2018-01"), json!([100, "near", -10]));
    assert_eq!(target(&built, "2018-Q1"), json!([290, "met", 10]));
    assert_eq!(target(&built, "2018"), json!([2000, "not_met", -260]));
    let page = built.page("metrics/a");
    assert!(
        page.find("dl").text().contains("at least 100 a month; at least 290 a quarter; at least 2,000 a year"),
        "{}",
        page.find("dl").text()
    );

    let of = |rule: &str, period: &str| {
        target(&year_of(&format!("a: {{ type: flow, better: higher, target: {rule} }}")).build(), period)
    };
    assert_eq!(of("{ quarter: 310 }", "2018-Q1"), json!([310, "not_met", -10]));
    assert_eq!(of("{ quarter: 310 }", "2018-01"), Value::Null);
    assert_eq!(of("{ quarter: 310 }", "2018"), Value::Null);
    assert_eq!(of("{ month: 100, year: 2000 }", "2018-Q1"), Value::Null);
    assert_eq!(of("{ month: 100, year: 2000, adds_up: true }", "2018-Q1"), json!([300, "met", 0]));
    assert_eq!(of("{ month: 100, year: 2000, adds_up: true }", "2018"), json!([2000, "not_met", -260]));
    assert_eq!(of("{ within: { month: [80, 95], quarter: [301, 320] } }", "2018-Q1"), json!([301, "not_met", -1]));
    assert_eq!(of("{ within: [{ quarter: 301 }, { quarter: 320 }] }", "2018-Q1"), json!([301, "not_met", -1]));
    assert_eq!(
        of("{ at_least: { quarter: { 2018-01: 301 } }, near: { month: 50, quarter: 1 } }", "2018-Q1"),
        json!([301, "near", -1])
    );
}

#[test]
fn a_level_and_a_share_are_held_against_a_target_as_it_is() {
    let of = |metric: &str, period: &str| target(&year_of(metric).build(), period);
    for kind in ["type: stock", "type: stock, over_time: mean", "type: stock, over_time: max"] {
        assert_eq!(of(&format!("a: {{ {kind}, target: {{ at_least: 100 }} }}"), "2018-Q1")[0], json!(100), "{kind}");
    }
    assert_eq!(
        of("a: { type: stock, target: { at_least: { month: 120, year: 190 } } }", "2018-Q1"),
        json!([120, "not_met", -10])
    );
    assert_eq!(
        of("a: { type: stock, target: { at_least: { month: 120, year: 190 } } }", "2018"),
        json!([190, "met", 10])
    );
    let project = Project::new(
        "n: { type: flow }\nd: { type: flow }\n\
         a: { type: ratio, numerator: n, denominator: d, format: percent, target: { at_least: 50 % } }\n\
         percent: { type: derived, formula: n / d, format: percent, target: { at_least: 50 % } }\n\
         number: { type: derived, formula: n + d, target: { at_least: 10 } }\n\
         summed: { type: derived, formula: n + d, target: { at_least: 10, adds_up: true } }\n\
         so_far: { type: cumulative, of: n, since: start, target: { at_least: 10 } }\n\
         again: { type: flow, target: { at_least: n * 2 } }",
    )
    .narrative("2018-Q1", "");
    let project = ["2018-01", "2018-02", "2018-03"]
        .into_iter()
        .fold(project, |project, month| project.snapshot(month, "n: 2\nd: 5\nagain: 4"));
    let built = project.build();
    let target = |metric: &str| built.figure("2018-Q1", metric)["target"].clone();
    assert_eq!((&target("a")["value"], &target("a")["status"]), (&json!(0.5), &json!("not_met")));
    assert_eq!(target("percent")["value"], json!(0.5));
    assert_eq!(target("number"), Value::Null);
    assert_eq!((&target("summed")["value"], &target("summed")["status"]), (&json!(30), &json!("not_met")));
    assert_eq!((&target("so_far")["value"], &target("so_far")["gap"]), (&json!(10), &json!(-4)));
    assert_eq!((&target("again")["value"], &target("again")["status"]), (&json!(12), &json!("met")));
}

#[test]
fn a_formula_has_no_target_where_the_one_that_it_names_has_none() {
    let project = Project::new(
        "a: { type: flow, better: higher, target: 10 }\n\
         b: { type: flow, better: higher, target: target(a) * 2 }\n\
         missing: { type: derived, formula: target(a) - a }",
    )
    .narrative("2018-Q1", "{{ missing }}\n");
    let project = ["2018-01", "2018-02", "2018-03"]
        .into_iter()
        .fold(project, |project, month| project.snapshot(month, "a: 4\nb: 9"));
    let built = project.build();
    assert_eq!(built.figure("2018-03", "b")["target"]["value"], 20);
    assert_eq!(built.figure("2018-Q1", "b")["target"], Value::Null);
    assert_eq!(built.figure("2018-03", "missing")["value"], 6);
    let quarter = built.figure("2018-Q1", "missing");
    assert_eq!((&quarter["value"], &quarter["missing"]), (&Value::Null, &json!("no target set")));
}

#[test]
fn members_have_targets_beside_the_whole() {
    let site = |rule: &str| {
        Project::empty().catalog(&format!(
            "dimensions:\n  w: {{ members: {{ x: X, y: Y }} }}\n\
             metrics:\n  a: {{ type: flow, by: [w], target: {{ at_least: {rule}, adds_up: true }} }}\n"
        ))
    };
    let with_months = |project: Project| {
        let narrative = "{{ a | target }}, {{ a | of(w=\"x\") | target }}, {{ a | of(w=\"y\") | target }}.\n";
        let project = project
            .narrative("2018-Q1", &format!("## A\n\n{narrative}"))
            .narrative("2018-03", &format!("## A\n\n{narrative}"));
        ["2018-01", "2018-02", "2018-03"]
            .into_iter()
            .fold(project, |project, month| project.snapshot(month, "a: { values: { x: 4, y: 5 } }"))
    };
    let says = |rule: &str, period: &str| with_months(site(rule)).build().page(period).find(".b > p").text();
    let rule = "{ total: 12, w: { x: { 2018-01: 3, 2018-03: 4 } } }";
    assert_eq!(says(rule, "2018-03"), "12, 4, –.");
    assert_eq!(says(rule, "2018-Q1"), "36, 10, –.");
    assert_eq!(says("{ w: { x: { month: 3, quarter: 11 }, y: 5 } }", "2018-Q1"), "–, 11, 15.");
    assert_eq!(says("{ month: 12, quarter: { total: 30, w: { x: 9 } } }", "2018-Q1"), "30, 9, –.");
}

/// Two months of a temperature that should stay between two bounds.
fn between(narrative: &str) -> Project {
    Project::new("a: { label: A, type: stock, decimals: 1, unit: bar, target: { within: [20, 27] } }\nb: { label: B, type: stock, target: { at_least: 3 }, decimals: 1 }")
        .settings("title: Test\nkey_figures: [a]")
        .snapshot("2026-01", "a: 21\nb: 2")
        .snapshot("2026-02", "a: 28.8\nb: 2")
        .narrative("2026-02", narrative)
}

#[test]
fn both_bounds_of_a_target_stand_wherever_it_does() {
    let project = between(
        "## A\n\n{{ a }} of {{ a | target }}, {{ a | gap }} beyond, {{ a | attainment }} of it.\n\n\
         {{ a | chart(title=\"Drawn\") }}\n\n{{ a | table(id=\"told\", title=\"Told\") }}\n\n{{ [a, b] | table(id=\"key\", title=\"Key\") }}\n",
    );
    let built = project.build();
    let page = built.page("2026-02");
    assert_eq!(
        page.find(".b > p").texts().first().map(String::as_str),
        Some("28.8 of 20.0–27.0, 1.8 beyond, – of it.")
    );
    let trail = page.find(".trail").text();
    assert!(trail.contains("between 20.0 and 27.0") && trail.contains("28.8 − 27.0"), "{trail}");
    assert!(!trail.contains("28.8 /"), "{trail}");
    assert!(page.find(".kpis .aim").text().contains("1.8 from target, between 20.0 and 27.0"));
    assert!(page.find("#fig-a .fig-sub").text().contains("Target: between 20.0 and 27.0"));
    for table in ["#fig-a", "#tab-told"] {
        let heads = page.find(&format!("{table} th[scope=col]")).texts();
        assert_eq!(heads[2..4], ["Lower bound of target", "Upper bound of target"], "{table}");
        let cells = page.find(&format!("{table} td")).texts();
        assert_eq!(cells[..3], ["28.8", "20.0", "27.0"], "{table}");
    }
    assert!(page.find("#tab-key").text().contains("between 20.0 and 27.0"));
    let svg = built.read("2026-02/a.svg");
    assert!(svg.contains(">27.0 Target<") && svg.contains(">20.0 Target<") && svg.contains("class=\"tb\""), "{svg}");
    let csv = built.read("2026-02/a.csv");
    assert!(csv.contains("Lower bound of target (bar),Upper bound of target (bar)"), "{csv}");
    assert!(csv.contains("2026-02,28.8,20,27,"), "{csv}");
    let csv = built.read("2026-02/figures.csv");
    assert!(csv.contains("Target,Upper bound of target,"), "{csv}");
    assert!(csv.contains("a,A,2026-02,28.8,,,bar,21,20,27,") && csv.contains("b,B,2026-02,2,,,,2,3,,"), "{csv}");
    let target = built.figure("2026-02", "a")["target"].clone();
    assert_eq!((&target["value"], &target["upper"]), (&json!(20), &json!(27)));
    assert!(built.page("metrics/a").find("dl").text().contains("between 20.0 and 27.0"));

    let danish =
        between("## A\n\n{{ a | target }}\n\n{{ a | table(title=\"T\") }}\n").settings("title: Test\nlanguage: da");
    let page = danish.build().page("2026-02");
    assert_eq!(page.find(".b > p").text(), "20,0–27,0");
    assert_eq!(page.find("#tab-a th[scope=col]").texts()[2..], ["Målets nedre grænse", "Målets øvre grænse"]);
}

#[test]
fn a_target_is_printed_as_it_was_stated() {
    let site = |target: &str, narrative: &str| {
        Project::new(&format!(
            "n: {{ label: N, type: stock }}\nd: {{ label: D, type: stock }}\n\
             a: {{ label: A, type: ratio, format: percent, numerator: n, denominator: d, target: {target} }}"
        ))
        .snapshot("2026-01", "n: 84\nd: 100")
        .snapshot("2026-02", "n: 83\nd: 100")
        .narrative("2026-02", narrative)
    };
    let text = "## A\n\n{{ a }} of {{ a | target }}, {{ a | gap }} short.\n\n{{ a | chart(title=\"Drawn\") }}\n\n\
                {{ [a, n] | table(id=\"key\", title=\"Key\") }}\n";
    let project = site("{ at_least: 84.5% }", text);
    let built = project.build();
    let page = built.page("2026-02");
    let said = page.find(".b > p").texts().first().cloned().unwrap_or_default();
    assert_eq!(said, "83% of 84.5%, 1.5\u{a0}percentage points short.");
    assert!(page.find("#fig-a .fig-sub").text().contains("at least 84.5%"));
    let table = page.find("#tab-key").text();
    assert!(table.contains("1.5\u{a0}percentage points from target"), "{table}");
    assert!(page.find(".trail").text().contains("84.5% − 83%"));
    assert!(built.read("2026-02/a.svg").contains(">84.5% Target<"));
    let says = |target: &str| site(target, "## A\n\n{{ a | target }}\n").build().page("2026-02").find(".b > p").text();
    assert_eq!(says("{ at_least: { 2026-01: 82.5%, 2026-04: 84.5% } }"), "82.5%");
    assert_eq!(says("{ within: [80%, 84.25%] }"), "80%–84.25%");
    // What lies between two stated amounts has the decimals of the metric.
    assert_eq!(says("{ path: { 2026-01: 80%, 2026-04: 84.5% } }"), "82%");
}

#[test]
fn a_value_just_beyond_the_upper_bound_is_not_rounded_into_it() {
    let project = between("## A\n\n{{ a }}\n").snapshot("2026-02", "a: 27.04\nb: 2");
    assert_eq!(project.build().page("2026-02").find(".b > p").text(), "27.04");
}

#[test]
fn bounds_below_zero_keep_their_signs_apart_from_the_dash() {
    let project = between("## A\n\n{{ a | target }}\n");
    project.edit("data/metrics.yaml", "[20, 27]", "[-5, 3.5]");
    assert_eq!(project.build().page("2026-02").find(".b > p").text(), "−5.0 – 3.5");
}

#[test]
fn bounds_may_change_from_a_period_on() {
    let project = between("## A\n\n{{ a | target }}, {{ a | at(period=previous) | target }}.\n");
    project.edit("data/metrics.yaml", "[20, 27]", "{ 2026-01: [20, 27], 2026-02: [21, 29] }");
    assert_eq!(project.build().page("2026-02").find(".b > p").text(), "21.0–29.0, 20.0–27.0.");
}

#[test]
fn either_bound_typed_by_hand_is_pointed_out() {
    for typed in ["20.0", "27.0"] {
        let project = between(&format!("## A\n\nThe target of A is {typed} bar at the time.\n"));
        let said = project.run(["check"]).stderr;
        assert!(said.contains("K0305") && said.contains("{{ a | target }}"), "{typed}: {said}");
    }
    let other = between("## A\n\nThe target of A is 24.0 bar at the time.\n");
    assert!(!other.run(["check"]).stderr.contains("K0305"));
}

#[test]
fn members_are_drawn_against_both_bounds() {
    let site = |kind: &str| {
        Project::empty()
            .catalog(
                "dimensions:\n  w: { members: { x: X, y: Y } }\nmetrics:\n  \
                 a: { label: A, type: ratio, numerator: n, denominator: d, format: percent, target: { within: [40 %, 60 %] } }\n  \
                 n: { type: flow, by: [w] }\n  d: { type: flow, by: [w] }\n",
            )
            .snapshot("2026-01", "n: { values: { x: 5, y: 2 } }\nd: { values: { x: 10, y: 10 } }")
            .snapshot("2026-02", "n: { values: { x: 4, y: 7 } }\nd: { values: { x: 10, y: 10 } }")
            .narrative("2026-02", &format!("## A\n\n{{{{ a | chart(kind=\"{kind}\", by=\"w\", title=\"T\") }}}}\n"))
    };
    let bars = site("bars");
    let built = bars.build();
    let svg = built.read("2026-02/a.svg");
    assert!(svg.contains("class=\"tb\""), "{svg}");
    assert!(built.read("2026-02/a.csv").contains("2026-02,X,40,40,60,"), "{}", built.read("2026-02/a.csv"));
    let multiples = site("multiples");
    let built = multiples.build();
    assert!(built.read("2026-02/a.svg").contains("class=\"tb\""));
    assert!(built.read("2026-02/a.csv").contains("Lower bound of target (%),Upper bound of target (%)"));
}

#[test]
fn a_sign_off_covers_both_bounds() {
    let project = between("{{ a }}\n");
    project.run(["approve", "2026-01", "2026-02", "--by", "A", "--anyway", "trial"]).fine();
    project.edit("data/metrics.yaml", "[20, 27]", "[20, 28]");
    let said = project.run(["status"]).stdout;
    assert!(said.contains("void"), "{said}");
}

#[test]
fn what_is_not_near_enough_does_not_look_near() {
    let near = "better: higher, target: { at_least: 80 %, near: 2 % }";
    let project = Project::new(&format!(
        "a: {{ label: A, type: stock, format: percent, {near} }}\nb: {{ label: B, type: stock, format: percent, {near} }}\n\
         c: {{ label: C, type: stock, decimals: 2, better: higher, target: 3.5 }}\n\
         d: {{ label: D, type: stock, format: percent, better: lower, target: {{ within: [40 %, 50 %], near: 2 % }} }}"
    ))
    .settings("title: Test\nkey_figures: [a, b, c, d]")
    .snapshot("2018-01", "a: 78 %\nb: 77.96 %\nc: 3.495\nd: 52.04 %")
    .narrative("2018-01", "{{ b }}, {{ b | gap }}, {{ c }}, {{ c | gap }}\n");
    let built = project.build();
    let page = built.page("2018-01");
    assert_eq!(page.find(".b > p").text(), "77.96%, 2.04\u{a0}percentage points, 3.495, 0.005");
    assert_eq!(
        page.find(".kpis .aim").texts(),
        [
            "◆ Nearly met: 2\u{a0}percentage points from target, at least 80%",
            "▼ Not met: 2.04\u{a0}percentage points from target, at least 80%",
            "▼ Not met: 0.005 from target, at least 3.50",
            "▼ Not met: 2.04\u{a0}percentage points from target, between 40% and 50%",
        ]
    );
}

#[test]
fn the_parts_have_targets_in_periods_in_which_they_have_them() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\nmetrics:\n  \
             falls: { label: Falls, type: flow, by: [w], better: lower, target: { at_most: { w: { x: 3, y: 9 } } } }\n  \
             beds: { label: Beds, type: stock, by: [w], better: lower, target: { at_most: { w: { x: 3, y: 9 } } } }\n",
        )
        .settings("title: Test\nkey_figures: [falls, beds]")
        .snapshot("2018-01", "falls: { values: { x: 1, y: 2 } }\nbeds: { values: { x: 1, y: 2 } }")
        .snapshot("2018-02", "falls: { values: { x: 1, y: 2 } }\nbeds: { values: { x: 1, y: 2 } }")
        .snapshot("2018-03", "falls: { values: { x: 1, y: 2 } }\nbeds: { values: { x: 1, y: 2 } }")
        .file("content/2018-Q1.md", "{{ falls }}\n");
    let built = project.build();
    let aims = |report: &str| built.page(report).find(".kpis .aim").texts();
    assert_eq!(aims("2018-03"), ["Targets for the parts", "Targets for the parts"]);
    // What is counted in three months is not held against the amount of one.
    assert_eq!(aims("2018-Q1"), ["No target set", "Targets for the parts"]);
}

#[test]
fn at_the_end_of_its_way_a_target_goes_on_to_nothing() {
    let project =
        Project::new("a: { label: A, type: stock, better: higher, target: { path: { 2018-01: 500, 2018-03: 600 } } }")
            .snapshot("2018-01", "a: 500")
            .snapshot("2018-02", "a: 550")
            .snapshot("2018-03", "a: 590");
    let rule = |project: &Project| project.build().page("metrics/a").find(".defs").text();
    let text = rule(&project);
    assert!(text.contains("at least 600") && !text.contains("on the way"), "{text}");
    project.remove("data/2018-03.yaml");
    let text = rule(&project);
    assert!(text.contains("at least 550, on the way to 600 in March 2018"), "{text}");
}

#[test]
fn what_a_division_cuts_off_decides_no_target_and_no_figure() {
    let project = Project::empty()
        .settings("title: T\nfiscal_year_start: 1\n")
        .catalog(
            "metrics:\n  budget: { label: Budget, type: flow }\n  \
             spent: { label: Spent, type: flow, better: lower, target: { at_most: budget / 12 * 3 } }\n  \
             again: { label: Again, type: derived, formula: budget / 7 * 7 / 12 * 3 }\n  \
             north: { label: North, type: stock, over_time: mean, decimals: 1 }\n  \
             south: { label: South, type: stock, over_time: mean, decimals: 1 }\n  \
             span: { label: Span, type: derived, formula: north - south, decimals: 1 }\n",
        )
        .narrative(
            "2018-01",
            "Spent {{ spent }}: {{ spent | status }}, {{ spent | gap }} over, {{ spent | attainment }}. Again {{ again }}.\n",
        )
        .narrative("2018-Q1", "The span is {{ span }}, from {{ south }} to {{ north }}.\n")
        .snapshot("2018-01", "budget: 100\nspent: 25\nnorth: 9.6\nsouth: 5")
        .snapshot("2018-02", "budget: 100\nspent: 25\nnorth: 9.5\nsouth: 5.2")
        .snapshot("2018-03", "budget: 100\nspent: 25\nnorth: 9.5\nsouth: 5.05");
    let built = project.build();
    let text = built.page("2018-01").text();
    assert!(text.contains("Spent 25: met, 0 over, 100%. Again 25."), "{text}");
    // 28.6/3 − 15.25/3 is 4.45 exactly.
    let text = built.page("2018-Q1").text();
    assert!(text.contains("The span is 4.5, from 5.1 to 9.5."), "{text}");
    let said = project.run(["check"]).stderr;
    assert!(!said.contains("K0326"), "{said}");
}
