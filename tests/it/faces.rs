//! One value, one face: whatever prints a figure prints the same, says what it is, and tells of what is drawn.

use serde_json::Value;

use crate::page::Page;
use crate::project::{Built, Project};

/// A month of a share of `numerator` in ten thousand, against a target.
fn share(target: &str) -> Project {
    Project::new(&format!(
        "share: {{ type: ratio, numerator: of, denominator: all, format: percent, decimals: 1, {target} }}\n\
         of: {{ type: stock }}\nall: {{ type: stock }}"
    ))
}

/// The words of the report of February.
fn said(built: &Built<'_>) -> String {
    built.page("2018-02").find("main").text()
}

/// The words of the report of February, and of its chart.
fn told(built: &Built<'_>) -> (String, String) {
    (said(built), built.page("2018-02").find(".fig-sum").text())
}

#[test]
fn a_target_that_is_missed_never_looks_met_and_a_difference_never_looks_like_none() {
    let project = share("better: higher, target: 100 %")
        .settings("title: Test\nkey_figures: [share]")
        .snapshot("2018-01", "of: 9997\nall: 10000")
        .snapshot("2018-02", "of: 9998\nall: 10000")
        .narrative(
            "2018-02",
            "{{ share }}, {{ share | gap }}, {{ share | change }}, {{ share | trend }}, {{ share | attainment }}.\n\n\
             {{ share | chart }}\n",
        );
    let built = project.build();
    let (page, summary) = told(&built);
    let said = "99.98%, 0.02~percentage points, +0.01~percentage points, a rise of 0.01~percentage points, 99.98%.";
    assert!(page.contains(&said.replace('~', "\u{a0}")), "{page}");
    assert!(page.contains("Not met: 0.02\u{a0}percentage points from target, at least 100.0%"), "{page}");
    assert!(!page.contains("0.0\u{a0}percentage points"), "{page}");
    assert!(summary.starts_with("99.98% in February 2018; a rise of 0.01\u{a0}percentage points"), "{summary}");
    assert_eq!(built.figure("2018-02", "share")["change"]["text"], "+0.01\u{a0}percentage points");
}

#[test]
fn both_bounds_of_a_range_are_told_apart_from_the_value() {
    let project = Project::new("a: { type: stock, decimals: 1, target: { within: [20, 27] } }")
        .snapshot("2018-01", "a: 19.97")
        .snapshot("2018-02", "a: 27.04");
    let built = project.build();
    assert_eq!(built.figure("2018-01", "a")["text"], "19.97");
    assert_eq!(built.figure("2018-02", "a")["text"], "27.04");
}

#[test]
fn a_relative_change_is_never_shown_as_none() {
    let project = Project::new("a: { type: stock }")
        .snapshot("2018-01", "a: 100000")
        .snapshot("2018-02", "a: 100003")
        .narrative("2018-02", "{{ a | trend }}\n");
    assert!(said(&project.build()).contains("a rise of 3 (0.003%)"));
}

#[test]
fn two_values_of_a_revision_never_look_the_same() {
    let project = Project::new("a: { type: stock, decimals: 0 }")
        .snapshot("2018-01", "a: 95.4")
        .snapshot("2018-02", "a: [96, { period: 2018-01, value: 95.2, reason: A slip. }]")
        .narrative("2018-02", "{{ a | chart }}\n");
    let built = project.build();
    let (page, summary) = told(&built);
    assert!(summary.contains("January 2018 has been revised from 95.4 to 95."), "{summary}");
    assert!(page.contains("first published as 95.4"), "{page}");
    let notice = built.page("2018-01").find("main").text();
    assert!(notice.contains("95.4"), "{notice}");
}

#[test]
fn a_limit_has_one_value_in_the_drawing_the_sentence_and_the_table() {
    let mut project = share("better: higher, spc: true").settings("title: Test\nlanguage: en");
    for index in 0..14 {
        let month = format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
        project = project.snapshot(&month, &format!("of: {}\nall: 10000", 9900 + index * 37 % 90));
    }
    let project = project.narrative("2018-02", "{{ share | chart }}\n");
    let built = project.build();
    let (_, summary) = told(&built);
    let limit =
        summary.split_once(" to ").and_then(|(_, rest)| rest.split_once(" around")).expect("a limit").0.to_owned();
    let is_beyond = limit.trim_end_matches('%').parse::<f64>().is_ok_and(|limit| limit > 100.0);
    assert!(is_beyond, "{limit}");
    let drawn = Page::of(built.read("2018-02/share.svg")).find("svg text").texts();
    assert!(drawn.iter().any(|text| *text == format!("{limit} upper limit")), "{limit} is not in {drawn:?}");
    let page = built.page("2018-02");
    assert!(page.find("#fig-share table td").texts().contains(&limit), "{limit}");
    let source = page.find("#fig-share .fig-src").text();
    assert!(source.contains("The limits rest on 14\u{a0}figures, January 2017 – February 2018."), "{source}");
}

#[test]
fn the_values_in_stacked_columns_are_those_of_the_table() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  part: { members: { x: X, y: Y } }\nmetrics:\n  a: { type: stock, format: percent, by: [part] }\n",
        )
        .snapshot("2018-01", "a: { values: { x: 20 %, y: 30 % } }")
        .snapshot("2018-02", "a: { values: { x: 24 %, y: 41 % } }")
        .narrative("2018-02", "{{ a | chart(kind=\"stacked\") }}\n");
    let built = project.build();
    let drawn = Page::of(built.read("2018-02/a.svg")).find("svg text").texts();
    for value in ["24%", "41%", "65%", "20%", "30%", "50%"] {
        assert!(drawn.iter().any(|text| text == value), "{value} is not in {drawn:?}");
    }
}

/// Two years of beds that are put together in each of these ways.
fn over_time(language: &str) -> Project {
    let ways = ["last", "mean", "min", "max"];
    let metrics: Vec<String> = ways
        .iter()
        .map(|way| format!("  {way}: {{ label: Beds {way}, type: stock, over_time: {way}, by: [ward] }}\n"))
        .collect();
    let mut project = Project::empty()
        .catalog(&format!(
            "dimensions:\n  ward: {{ label: Ward, members: {{ x: X, y: Y }} }}\nmetrics:\n{}",
            metrics.concat()
        ))
        .settings(&format!("title: Test\nlanguage: {language}\nkey_figures: [last, mean, min, max]"));
    for index in 0..24 {
        let month = format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
        let beds: Vec<String> =
            ways.iter().map(|way| format!("{way}: {{ values: {{ x: {}, y: 5 }} }}", index + 1)).collect();
        project = project.snapshot(&month, &beds.join("\n"));
    }
    project.file(
        "content/2018.md",
        "---\ntitle: Year\n---\n{{ mean }}\n\n{{ mean | chart }}\n\n{{ min | chart(kind=\"bars\", by=\"ward\") }}\n\n\
         {{ max | table(by=\"ward\") }}\n\n{{ mean | chart(kind=\"line\", by=\"ward\", id=\"parts\") }}\n\n\
         {{ [mean, min] | table }}\n\n{{ max | table(by=\"ward\", history=2, id=\"through\") }}\n",
    )
}

#[test]
fn a_mean_or_an_extreme_is_called_so_wherever_it_stands() {
    for (language, mean, lowest, highest, of) in
        [("en", "mean", "lowest", "highest", "of"), ("da", "gennemsnit", "laveste", "højeste", "i")]
    {
        let project = over_time(language);
        let built = project.build();
        let page = built.page("2018");
        let when = page.find(".kpi .when").texts();
        let at_end = if language == "en" { "end of 2018" } else { "ultimo 2018" };
        let expected = [mean, lowest, highest].map(|what| format!("{what} {of} 2018"));
        assert_eq!(when[0], at_end);
        assert_eq!(when[1..], expected);
        assert_eq!(page.find("main").text().matches(at_end).count(), 1, "only of the level");
        let summary = page.find("#fig-mean .fig-sum").text();
        assert!(summary.contains(&format!("2018 ({mean})")), "{summary}");
        let summary = page.find("#fig-parts .fig-sum").text();
        assert!(summary.contains(&format!("2018 ({mean}): X")), "{summary}");
        let subtitle = page.find("#fig-mean .fig-sub").text();
        assert!(subtitle.contains(&format!("Beds mean ({mean})")), "{subtitle}");
        assert!(page.find("#fig-min .fig-sub").text().contains(&expected[1]));
        let heads = page.find("#tab-max th").texts();
        assert!(heads.contains(&format!("2018 ({highest})")), "{heads:?}");
        let through = page.find("#tab-through .fig-sub").text();
        assert!(through.contains(&format!("2018 ({highest})")), "{through}");
        let columns = page.find("#fig-mean table th").texts();
        assert!(columns.contains(&format!("Beds mean ({mean})")), "{columns:?}");
        assert!(page.find("#tab-mean-3 small, #tab-mean small, table small").texts().contains(&mean.to_owned()));
        let trail = page.find(".trail").text();
        assert!(trail.contains(&expected[0]), "{trail}");
        let csv = built.read("2018/mean.csv");
        assert!(csv.lines().last().is_some_and(|line| line.ends_with(mean)), "{csv}");
        assert!(built.read("2018/mean.svg").contains(&format!("2018 ({mean})")), "the saved drawing describes itself");
        for way in ["last", "mean", "min", "max"] {
            assert_eq!(built.figure("2018", way)["over_time"], way);
        }
    }
    let project = over_time("en");
    let built = project.build();
    let definition = built.page("metrics/min").find("main").text();
    assert!(definition.contains("a longer period shows the lowest of its months"), "{definition}");
    // A month's own level may be a mean as well, as a temperature is; nobody says that it is one at its end.
    let of_month = built.page("metrics/mean").find("main").text();
    assert!(of_month.contains("December 2018") && !of_month.contains("end of"), "{of_month}");
    assert!(built.page("metrics/last").find("main").text().contains("end of December 2018"));
}

#[test]
fn under_lines_of_members_stands_what_the_lines_show() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\nmetrics:\n  \
             a: { label: A, type: stock, by: [w], additive: false, better: higher, target: { w: { x: 3, y: 9 } } }\n",
        )
        .settings("title: Test\nkey_figures: [a]")
        .snapshot("2017-12", "a: { values: { x: 1, y: 2 } }")
        .snapshot("2018-01", "a: { values: { y: 3 } }")
        .snapshot("2018-02", "a: { values: { x: 3, y: 4 } }")
        .narrative(
            "2018-02",
            "{{ a | chart(by=\"w\", kind=\"line\") }}\n\n{{ a | chart(kind=\"bars\", id=\"bars\") }}\n",
        );
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find("#fig-a .fig-sum").text(), "In February 2018: X 3, Y 4. No data for X (January 2018).");
    assert_eq!(
        page.find("#fig-bars .fig-sum").text(),
        "1 of 2 meets the target in February 2018. Highest: Y with 4; lowest: X with 3."
    );
    assert!(!page.find("#fig-bars .fig-sub").text().contains("Target"), "the bars have targets of their own");
    // Nobody counts the total, so no table has it.
    assert!(!page.find("#fig-bars table").text().contains("Total"));
    let aim = page.find(".kpi .aim").text();
    assert_eq!(aim, "Targets for the parts");
    let metric = built.page("metrics/a");
    let words = metric.find("main").text();
    assert!(words.contains("X: at least 3; Y: at least 9") && !words.contains("No target set"), "{words}");
    assert!(metric.find("#fig-a .fig-sum").text().starts_with("In February 2018: X 3, Y 4."));
}

#[test]
fn multiples_name_the_targets_that_their_panels_draw() {
    let members = "a: { values: { a: 1, b: 2, c: 3, d: 4, e: 5 } }";
    let site = |target: &str, text: &str| {
        Project::empty()
            .catalog(&format!(
                "dimensions:\n  w: {{ members: {{ a: A, b: B, c: C, d: D, e: E }} }}\nmetrics:\n  \
                 a: {{ label: All, type: stock, by: [w], better: higher, target: {target} }}\n"
            ))
            .snapshot("2018-01", members)
            .snapshot("2018-02", members)
            .narrative("2018-02", text)
    };
    let project = site("100", "{{ a | chart(by=\"w\") }}\n");
    let built = project.build();
    let figure = built.page("2018-02");
    assert_eq!(figure.find("#fig-a .fig-sum").text(), "Highest: E with 5; lowest: A with 1.");
    assert!(!figure.find("#fig-a .fig-sub").text().contains("arget"), "the target of the whole is not drawn");
    let project = site("{ w: { a: 1, b: 3 } }", "{{ a | chart(by=\"w\") }}\n");
    let built = project.build();
    let figure = built.page("2018-02");
    let summary = figure.find("#fig-a .fig-sum").text();
    assert!(summary.starts_with("1 of 2 meets the target in February 2018. Highest: E with 5; lowest: A with 1."));
    assert!(figure.find("#fig-a .fig-sub").text().contains("Dashed line: the part’s own target"));
}

/// Months of a metric from January 2015 on, each with the value that `value` gives its number.
fn months(metric: &str, count: i32, value: impl Fn(i32) -> i32) -> Project {
    let mut project = Project::new(&format!("a: {{ type: stock, {metric} }}"));
    for index in 0..count {
        let month = format!("{}-{:02}", 2015 + index / 12, index % 12 + 1);
        project = project.snapshot(&month, &format!("a: {}", value(index)));
    }
    project
}

fn forecast(built: &Built<'_>, month: &str) -> Value {
    built.figure(month, "a")["forecast"].clone()
}

#[test]
fn a_forecast_runs_through_the_last_three_years_and_says_so() {
    // Up for 24 months, then down for 36.
    let course = |index: i32| if index < 24 { 100 + 10 * index } else { 340 - 2 * (index - 24) } + index * 7 % 11 / 4;
    let metric = "better: higher, target: 400, forecast: true";
    let project = months(metric, 60, course).narrative("2019-12", "{{ a | chart(history=60) }}\n");
    let built = project.build();
    let found = forecast(&built, "2019-12");
    assert_eq!(
        (&found["status"], &found["start"], &found["periods"]),
        (&Value::from("wrong_direction"), &Value::from("2017-01"), &Value::from(36))
    );
    let summary = built.page("2019-12").find(".fig-sum").text();
    let why = "No forecast: the trend leads away from the target. This rests on the last 36\u{a0}months, January \
               2017 – December 2019.";
    assert!(summary.ends_with(why), "{summary}");

    let metric = metric.replace("forecast: true", "forecast: { window: 12 }, spc: { rebase: [2018-01] }");
    let project = months(&metric, 60, course)
        .settings("title: Test\nlanguage: da")
        .narrative("2019-12", "{{ a | chart(kind=\"line\") }}\n");
    let built = project.build();
    assert_eq!(forecast(&built, "2019-12")["start"], "2019-01");
    let summary = built.page("2019-12").find(".fig-sum").text();
    assert!(summary.ends_with("Det bygger på de seneste 12\u{a0}måneder, januar 2019 – december 2019."), "{summary}");
    // The phase is shorter than the window.
    let metric = metric.replace("window: 12", "window: 48");
    let project = months(&metric, 60, course);
    assert_eq!(forecast(&project.build(), "2019-12")["start"], "2018-01");
}

#[test]
fn a_season_is_said_under_a_forecast_and_under_limits() {
    let season = |index: i32| 200 + if index % 12 < 3 { 60 } else { 0 } + index % 2;
    let metric = "better: higher, target: 400, forecast: true, spc: true";
    let text = "{{ a | chart(kind=\"line\") }}\n\n{{ a | chart(id=\"limits\") }}\n";
    let project = months(metric, 36, season).narrative("2017-12", text);
    let built = project.build();
    assert_eq!(forecast(&built, "2017-12")["cautions"], serde_json::json!(["seasonal"]));
    assert_eq!(built.figure("2017-12", "a")["spc"]["misses_season"], true);
    assert_eq!(built.figure("2017-12", "a")["spc"]["phases"][0]["until"], "2017-12");
    let page = built.page("2017-12");
    let summary = page.find("#fig-a .fig-sum").text();
    assert!(summary.ends_with("The values follow the season, which the line does not know."), "{summary}");
    let source = page.find("#fig-limits .fig-src").text();
    assert!(source.contains("The values follow the season, which the limits do not know."), "{source}");

    // The same values in another order follow nothing.
    let project = months(metric, 36, |index| season(index * 5 % 31)).narrative("2017-12", text);
    let built = project.build();
    assert_eq!(built.figure("2017-12", "a")["spc"]["misses_season"], false);
    assert!(!built.page("2017-12").find("#fig-limits .fig-src").text().contains("season"));
}

#[test]
fn what_has_no_true_zero_changes_by_no_percentage() {
    let site = |more: &str| {
        Project::new(&format!("a: {{ type: stock, unit: °C, decimals: 1, better: higher, target: 20{more} }}"))
            .settings("title: Test\nkey_figures: [a]")
            .snapshot("2018-01", "a: 10")
            .snapshot("2018-02", "a: [15, { period: 2018-01, value: 12, reason: A slip. }]")
            .narrative("2018-02", "{{ a | trend }}\n\n{{ a | chart }}\n\n{{ [a] | table }}\n")
    };
    let project = site("");
    let built = project.build();
    let (page, _) = told(&built);
    assert!(page.contains("a rise of 3.0") && !page.contains('%'), "{page}");
    let figure = built.figure("2018-02", "a");
    assert_eq!(figure["change"]["relative"], Value::Null);
    assert_eq!(figure["target"]["attainment"], Value::Null);
    let revisions = built.page("revisions").find("main").text();
    assert!(revisions.contains("+2.0") && !revisions.contains('%'), "{revisions}");
    for (unit, has_percentages) in [("degrees C", false), ("deg. F", false), ("grader C", false), ("cases", true)] {
        let project = site("");
        project.edit("data/metrics.yaml", "°C", unit);
        assert_eq!(told(&project.build()).0.contains('%'), has_percentages, "{unit}");
    }
    // An author may know better, and may say it of any metric.
    assert!(told(&site(", relative: true").build()).0.contains("a rise of 3.0 (25.0%)"));
    let index = Project::new("a: { type: stock, relative: false }")
        .snapshot("2018-01", "a: 100")
        .snapshot("2018-02", "a: 110")
        .narrative("2018-02", "{{ a | trend }}\n");
    assert!(!said(&index.build()).contains('%'));
}

#[test]
fn what_is_noted_of_a_member_stands_under_its_line() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\nmetrics:\n  \
             a: { label: A, type: stock, by: [w], additive: false }\n",
        )
        .snapshot("2017-12", "a: { values: { x: 1, y: 2 }, note: Both were moved. }")
        .snapshot("2018-01", "a: [{ values: { x: 2 } }, { values: { y: 3 }, note: Two beds were closed. }]")
        .snapshot("2018-02", "a: { values: { x: 3, y: 4 } }")
        .narrative("2018-02", "{{ a | chart(by=\"w\", kind=\"line\") }}\n");
    let built = project.build();
    let notes = built.page("2018-02").find("#fig-a ol li").texts();
    assert_eq!(notes, ["December 2017: Both were moved.", "January 2018: Y: Two beds were closed."]);
}
