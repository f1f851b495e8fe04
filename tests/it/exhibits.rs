//! What a narrative can ask to see: every kind of chart, tables and tiles, with the words around them.

use serde_json::Value;

use crate::page::Page;
use crate::project::{Built, Project};

const CATALOG: &str = "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg, ahh: Århus } }
  ward: { label: Ward, members: { a: A, b: B, c: C, d: D, e: E } }
metrics:
  staff: { label: Staff, type: stock, unit: persons, by: [hospital], better: higher,
           target: { hospital: { rh: 30, bfh: 30, ahh: 30 } } }
  beds: { label: Beds, type: stock, unit: beds, by: [ward] }
  visits: { label: Visits, type: flow, unit: visits, better: lower, spc: true }
  seen: { label: Seen, type: flow, unit: visits, better: higher }
  waiting: { label: Waiting, type: stock, unit: persons, better: higher, target: 100, forecast: true }
";

/// Fourteen months: staff and beds in parts, visits around 40, waiting that grows by two a month.
fn site() -> Project {
    let mut project = Project::empty().catalog(CATALOG).settings("title: Test\nhistory: 24");
    for index in 0..14 {
        let month = format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
        let wobble = [0, 3, -2, 1, -1, 2, 0, -3, 1, 2, -2, 0, 1, 15][index];
        let waiting = 40 + 2 * index as i32 + i32::from(index % 2 == 0);
        project = project.snapshot(
            &month,
            &format!(
                "staff: {{ values: {{ rh: {}, bfh: 25, ahh: 31 }} }}
beds: {{ values: {{ a: 1, b: 2, c: 3, d: 4, e: {} }} }}
visits: {}
seen: {}
waiting: {waiting}",
                30 + index,
                5 + index,
                40 + wobble,
                30 + wobble,
            ),
        );
    }
    project
}

/// The report of February 2018 whose text is `narrative`.
fn with(project: Project, narrative: &str) -> Project {
    project.narrative("2018-02", narrative)
}

/// The kinds of the report's charts and tables, in reading order.
fn kinds(built: &Built<'_>) -> Vec<String> {
    let document = built.json("2018-02/figures.json");
    let figures = document["figures"].as_array().cloned().unwrap_or_default();
    figures.iter().filter_map(|figure| figure["kind"].as_str().map(str::to_owned)).collect()
}

/// The texts of a drawing, in the order in which they are drawn.
#[track_caller]
fn drawn(built: &Built<'_>, path: &str) -> Vec<String> {
    Page::of(built.read(path)).find("svg text").texts()
}

#[test]
fn a_chart_takes_the_form_that_suits_the_metric() {
    let project = with(
        site(),
        "{{ waiting | chart }}\n\n{{ visits | chart }}\n\n{{ beds | chart(by=\"ward\") }}\n\n\
         {{ staff | chart(by=\"hospital\", history=12) }}\n\n{{ staff | chart(by=\"hospital\", id=\"long\") }}\n\n\
         {{ [visits, seen] | chart(id=\"both\") }}\n\n{{ waiting | table }}\n",
    );
    assert_eq!(kinds(&project.build()), ["line", "xmr", "multiples", "stacked", "line", "line", "table"]);
    let first = with(
        Project::empty().catalog(CATALOG).snapshot("2018-02", "staff: { values: { rh: 30, bfh: 25, ahh: 31 } }"),
        "{{ staff | chart(by=\"hospital\") }}\n",
    );
    assert_eq!(kinds(&first.build()), ["bars"]);
}

#[test]
fn bars_compare_members_and_say_who_meets_the_target() {
    let project = with(site(), "{{ staff | chart(kind=\"bars\", title=\"Two of three\") }}\n");
    let built = project.build();
    let summary = built.page("2018-02").find("#fig-staff .fig-sum").text();
    assert!(summary.contains("2 of 3 meet the target in February 2018."), "{summary}");
    assert!(summary.contains("Highest: Rigshospitalet with 43; lowest: Bispebjerg with 25."), "{summary}");
    let csv = built.read("2018-02/staff.csv");
    // Two periods of each, since rings show the one before, and of the total, which has no target.
    assert_eq!(csv.lines().count(), 1 + 2 * 4, "{csv}");
    assert!(csv.contains("2018-02,Bispebjerg,25,30,0,final,") && csv.contains("2018-02,Total,99,,1,final,"), "{csv}");
    let mut drawn = drawn(&built, "2018-02/staff.svg");
    drawn.retain(|text| ["Rigshospitalet", "Bispebjerg", "Århus"].contains(&text.as_str()));
    assert_eq!(drawn, ["Rigshospitalet", "Århus", "Bispebjerg"], "the highest comes first");
}

#[test]
fn a_chart_with_limits_says_what_stands_out() {
    let project = with(site(), "{{ visits | chart }}\n");
    let built = project.build();
    let page = built.page("2018-02");
    let summary = page.find("#fig-visits .fig-sum").text();
    assert!(
        summary.contains("The usual variation is from ") && summary.contains(" around a mean of 41.2."),
        "{summary}"
    );
    assert!(summary.contains("Latest value: deteriorating."), "{summary}");
    let subtitle = page.find("#fig-visits .fig-sub").text();
    assert!(subtitle.contains("Disc (grey): common cause. Square (orange): concern"), "{subtitle}");
    let csv = built.read("2018-02/visits.csv");
    let last = csv.lines().last().unwrap_or_default();
    assert!(csv.starts_with("\u{feff}Period,Value (visits),Mean (visits),Lower limit (visits),Upper limit (visits),"));
    assert!(last.starts_with("2018-02,55,41.2142857143,") && last.ends_with(",final,deteriorating"), "{last}");
}

#[test]
fn a_forecast_stands_in_the_drawing_the_table_and_the_summary() {
    let project = with(site(), "{{ waiting | chart }}\n");
    let built = project.build();
    let summary = built.page("2018-02").find("#fig-waiting .fig-sum").text();
    let json = built.json("2018-02/figures.json");
    let forecast = &json["metrics"]["waiting"]["forecast"];
    // Fourteen months of data look fourteen months ahead; 100 is farther away than that.
    assert_eq!(forecast["status"], "beyond_horizon");
    let beyond = "No forecast: the target is not reached within the time that can be foreseen.";
    assert!(summary.contains(beyond), "{summary}");

    let nearer = CATALOG.replace("target: 100", "target: 80");
    let project = with(site().catalog(&nearer), "{{ waiting | chart }}\n");
    let built = project.build();
    let figure = built.page("2018-02");
    let figure = figure.find("#fig-waiting");
    let summary = figure.find(".fig-sum").text();
    let reached =
        "At the present rate the target is reached in September 2018 (80%: between September 2018 and October 2018).";
    assert!(summary.contains(reached), "{summary}");
    let notes = figure.find("table small").texts();
    assert!(notes.iter().any(|note| note.starts_with("forecast, 80%: ")), "{notes:?}");
    let csv = built.read("2018-02/waiting.csv");
    assert!(csv.lines().any(|line| line.starts_with("2018-09,") && line.contains(",forecast,")), "{csv}");
}

#[test]
fn the_change_on_the_year_before_has_a_chart_of_its_own() {
    let project = with(site(), "{{ staff | chart(kind=\"deviation\", id=\"change\") }}\n");
    let built = project.build();
    let csv = built.read("2018-02/change.csv");
    assert!(csv.contains("2018-02,99,87,12,final,"), "{csv}");
    assert!(csv.contains("2017-02,87,,,final,"), "{csv}");
    let subtitle = built.page("2018-02").find("#fig-change .fig-sub").text();
    assert!(subtitle.contains("change on the year before, January 2017 – February 2018"), "{subtitle}");
}

#[test]
fn arrows_go_from_a_year_before_to_the_newest_value() {
    let text = "{{ staff | chart(kind=\"arrow\") }}\n\n{{ beds | chart(kind=\"arrow\", since=previous, top=2) }}\n\n\
                {{ waiting | chart }}\n";
    let project = with(site(), text);
    let built = project.build();
    assert_eq!(kinds(&built), ["arrow", "arrow", "line"]);
    let page = built.page("2018-02");
    assert_eq!(
        page.find("#fig-staff thead th").texts(),
        ["Hospital", "February 2017", "February 2018", "Change", "Against target"]
    );
    assert_eq!(page.find("#fig-staff tbody th").texts(), ["Rigshospitalet", "Århus", "Bispebjerg", "Total"]);
    assert_eq!(page.find("#fig-staff tbody tr").nth(0).find("td data").texts(), ["31", "43", "+12"]);
    let told = page.find("#fig-staff .fig-sub").text();
    assert!(
        told.contains(
            "Staff, persons, February 2017 – February 2018. Ring: February 2017; arrow head or dot: February"
        ),
        "{told}"
    );
    assert!(told.contains("Target: at least 30. To the right: better (blue). ●: target met; ▼: not met"), "{told}");
    let summary = page.find("#fig-staff .fig-sum").text();
    assert!(summary.contains("2 of 3 meet the target in February 2018."), "{summary}");
    assert!(summary.ends_with("Moved most: Rigshospitalet (+12)."), "{summary}");
    let csv = built.read("2018-02/staff.csv");
    assert!(csv.contains("Period,Figure,Value (persons),Target (persons),Change (persons),State,Note\r\n"), "{csv}");
    assert!(csv.contains("2017-02,Rigshospitalet,31,30,,final,\r\n2018-02,Rigshospitalet,43,30,12,final,"), "{csv}");
    // The drawing has what the table has.
    let texts = drawn(&built, "2018-02/staff.svg");
    assert!(
        ["Feb 2017", "Feb 2018", "31", "43", "Target"].iter().all(|text| texts.iter().any(|own| own == text)),
        "{texts:?}"
    );
    assert_eq!(page.find("#fig-beds tbody th").texts(), ["E", "D", "All others (3)", "Total"]);
    assert!(page.find("#fig-beds .fig-sub").text().contains("The 2 greatest of 5"));
    assert!(page.find("#fig-beds .fig-sub").text().contains("January 2018 – February 2018"));
}

#[test]
fn a_bridge_tells_what_moved_the_total_most() {
    let text = "{{ staff | chart(kind=\"bridge\") }}\n\n\
                {{ staff | chart(kind=\"bridge\", since=previous, members=[\"bfh\"], id=\"named\") }}\n";
    let project = with(site(), text);
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find("#fig-staff thead th").texts(), ["Hospital", "February 2017", "February 2018", "Change"]);
    assert_eq!(page.find("#fig-staff tbody th").texts(), ["Rigshospitalet", "Århus", "Bispebjerg", "Total"]);
    assert_eq!(page.find("#fig-staff tbody tr").nth(3).find("td data").texts(), ["87", "99", "+12"]);
    let summary = page.find("#fig-staff .fig-sum").text();
    assert!(summary.starts_with("99 in February 2018; a rise of 12 (13.8%) since February 2017"), "{summary}");
    assert!(summary.ends_with("The total moved by +12, most by Rigshospitalet (+12)."), "{summary}");
    let csv = built.read("2018-02/staff.csv");
    assert!(csv.contains("2018-02,Rigshospitalet,43,12,final,"), "{csv}");
    assert!(csv.contains("2018-02,Total,99,12,final,"), "{csv}");
    let texts = drawn(&built, "2018-02/staff.svg");
    let rows = ["February 2017", "87", "Rigshospitalet", "+12", "February 2018", "99"];
    assert!(rows.iter().all(|text| texts.iter().any(|own| own == text)), "{texts:?}");
    // Whoever is not named is among the others.
    assert_eq!(page.find("#fig-named tbody th").texts(), ["Bispebjerg", "All others (2)", "Total"]);
    assert_eq!(page.find("#fig-named tbody tr").nth(1).find("td data").texts(), ["73", "74", "+1"]);
    // Whoever is left out by name may have moved further.
    assert!(!page.find("#fig-named .fig-sum").text().contains("most by"));
}

/// Two months of five members.
fn members(before: [u32; 5], now: [u32; 5], text: &str) -> Project {
    let month = |[a, b, c, d, e]: [u32; 5]| format!("n: {{ values: {{ a: {a}, b: {b}, c: {c}, d: {d}, e: {e} }} }}");
    let catalog = "dimensions:\n  w: { label: W, members: { a: A, b: B, c: C, d: D, e: E } }\n\
                   metrics:\n  n: { label: N, type: stock, by: [w] }\n";
    with(
        Project::empty().catalog(catalog).snapshot("2018-01", &month(before)).snapshot("2018-02", &month(now)),
        &format!("{text}\n"),
    )
}

#[test]
fn highest_and_lowest_are_said_of_all_members_alone_and_of_all_that_tie() {
    let check = |now: [u32; 5], call: &str, expected: &str| {
        let project = members([1, 1, 1, 1, 1], now, &format!("{{{{ n | chart({call}) }}}}"));
        let page = project.build().page("2018-02");
        assert_eq!(page.find("#fig-n .fig-sum").text(), expected, "{call}");
    };
    let now = [5, 5, 3, 2, 1];
    let arrow = "kind=\"arrow\", since=previous";
    check(now, arrow, "Highest: A and B with 5; lowest: E with 1. Moved most: A (+4) and B (+4).");
    check(now, &format!("{arrow}, top=3"), "Highest: A and B with 5.");
    let chosen = "members=[\"c\", \"e\"]";
    check(now, &format!("{arrow}, {chosen}"), "Of those shown, highest: C with 3; lowest: E with 1.");
    check(now, &format!("kind=\"bars\", {chosen}"), "Of those shown, highest: C with 3; lowest: E with 1.");
    check(now, "kind=\"bars\", top=2", "Highest: A and B with 5.");
    check(now, "kind=\"multiples\", top=2", "Highest: A and B with 5.");
    check([2, 2, 2, 2, 1], "kind=\"bars\"", "Highest: A, B, C and 1 more with 2; lowest: E with 1.");
    check([2, 2, 2, 2, 2], "kind=\"bars\"", "All have 2.");
    // Where nothing moved, nothing moved most.
    check([1, 1, 1, 1, 1], arrow, "All have 1.");
}

#[test]
fn hidden_members_are_among_the_others_of_a_bridge() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: W, members: { p: P, q: Q, r: R, s: S } }\n\
             metrics:\n  a: { label: A, type: flow, by: [w], suppress_below: 5 }\n",
        )
        .snapshot("2018-01", "a: { values: { p: 3, q: 4, r: 40, s: 50 } }")
        .snapshot("2018-02", "a: { values: { p: 9, q: 8, r: 30, s: 55 } }");
    let page = with(project, "{{ a | chart(kind=\"bridge\", since=previous) }}\n").build().page("2018-02");
    assert_eq!(page.find("#fig-a tbody th").texts(), ["R", "S", "All others (2)", "Total"]);
    assert_eq!(page.find("#fig-a tbody tr").nth(2).find("td data").texts(), ["7", "17", "+10"]);
    let told = page.find("#fig-a").text();
    assert!(told.contains("Hidden figures are among all others") && !told.contains("most by"), "{told}");
}

#[test]
fn multiples_stand_side_by_side_under_one_name() {
    let project = with(site(), "{{ beds | chart(by=\"ward\", title=\"Ward by ward\") }}\n");
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find("[role=img]").count(), 1);
    let panels = page.find("[role=img].km");
    assert_eq!(panels.find("b").texts(), ["A", "B", "C", "D", "E"]);
    assert_eq!(panels.find("svg").attributes("viewBox"), ["0 0 164 120"; 5]);
    assert!(page.find("#fig-beds > .fig-src").text().contains("Same y axis in every panel"));
    // The file has the names inside.
    let drawn = drawn(&built, "2018-02/beds.svg");
    assert!(["A", "B", "C", "D", "E"].iter().all(|name| drawn.iter().any(|text| text == name)), "{drawn:?}");
}

#[test]
fn notes_and_events_are_numbered_on_the_drawing_and_told_under_it() {
    let events =
        "events:\n  2017-06: A new register\n  2017-08: { text: More nurses, metrics: [staff] }\n  2016-01: Long ago\n";
    let project = with(site().catalog(&format!("{CATALOG}{events}")), "{{ waiting | chart }}\n")
        .snapshot("2018-02", "waiting: { value: 70, note: One unit is missing. }");
    let built = project.build();
    let page = built.page("2018-02");
    let notes = page.find("ol.fig-notes li");
    assert_eq!(notes.texts(), ["June 2017: A new register", "February 2018: One unit is missing."]);
    assert_eq!(notes.attributes("value"), ["1", "2"]);
    assert_eq!(notes.find("b").texts(), ["June 2017:", "February 2018:"]);
    for (annotate, listed) in [("false", 0), ("\"notes\"", 1), ("\"events\"", 1)] {
        let project = with(
            site().catalog(&format!("{CATALOG}{events}")),
            &format!("{{{{ waiting | chart(annotate={annotate}) }}}}\n"),
        )
        .snapshot("2018-02", "waiting: { value: 70, note: One unit is missing. }");
        assert_eq!(project.build().page("2018-02").find("li[value]").count(), listed, "{annotate}");
    }
}

#[test]
fn metrics_of_one_unit_share_an_axis() {
    let project =
        with(site(), "{{ visits | chart(with=[seen], kind=\"line\", id=\"both\", title=\"Visits and seen\") }}\n");
    let built = project.build();
    let figure: Value = built.json("2018-02/figures.json")["figures"][0].clone();
    assert_eq!(figure["metrics"], serde_json::json!(["visits", "seen"]));
    let summary = built.page("2018-02").find("#fig-both .fig-sum").text();
    assert!(summary.contains("In February 2018: Visits 55, Seen 45."), "{summary}");
    let csv = built.read("2018-02/both.csv");
    assert!(csv.contains("2018-02,Visits,55,final,") && csv.contains("2018-02,Seen,45,final,"), "{csv}");
}

#[test]
fn key_figures_make_a_table_or_tiles_anywhere() {
    let project = with(
        site(),
        "## Figures\n\n{{ [waiting, visits] | tiles }}\n\n{{ [waiting, visits] | table(title=\"At a glance\") }}\n",
    );
    let built = project.build();
    let page = built.page("2018-02");
    let tiles = page.find(".text ul.kpis h3 a");
    assert_eq!(tiles.texts(), ["Waiting", "Visits"]);
    assert_eq!(
        tiles.attributes("href"),
        ["../metrics/waiting/index.html#p2018-02", "../metrics/visits/index.html#p2018-02"]
    );
    let table = page.find(".blk .tab");
    assert_eq!(table.find(".fig-h").text(), "Table\u{a0}1. At a glance");
    assert_eq!(table.find("svg.ks").count(), 2);
    let cells = table.find("td").texts();
    assert!(cells.contains(&"▼ Not met34 from target, at least 100".to_owned()), "{cells:?}");
    assert!(table.find("td small").texts().contains(&"34 from target, at least 100".to_owned()), "{cells:?}");
    // Tiles have no number.
    assert_eq!(kinds(&built), ["table"]);
    assert_eq!(built.json("2018-02/figures.json")["figures"][0]["number"], 1);
}

#[test]
fn a_breakdown_is_sorted_as_asked() {
    let rows = |sort: &str| {
        let project = with(site(), &format!("{{{{ staff | table(by=\"hospital\"{sort}) }}}}\n"));
        project.build().page("2018-02").find("#tab-staff th[scope=row]").texts()
    };
    assert_eq!(rows(""), ["Rigshospitalet", "Bispebjerg", "Århus", "Total"]);
    assert_eq!(rows(", sort=\"value\""), ["Rigshospitalet", "Århus", "Bispebjerg", "Total"]);
    assert_eq!(rows(", sort=\"name\""), ["Århus", "Bispebjerg", "Rigshospitalet", "Total"]);
    let danish =
        with(site().settings("title: Test\nlanguage: da"), "{{ staff | table(by=\"hospital\", sort=\"name\") }}\n");
    let page = danish.build().page("2018-02");
    let rows = page.find("#tab-staff th[scope=row]").texts();
    assert_eq!(rows, ["Bispebjerg", "Rigshospitalet", "Århus", "I alt"]);
}

#[test]
fn a_small_line_stands_beside_a_value_in_the_text() {
    let project = with(site(), "There are {{ waiting }} {{ waiting | spark }} now.\n");
    let page = project.build().page("2018-02");
    assert_eq!(page.find(".text p svg.ks").attribute("aria-hidden"), "true");
    let young = with(
        Project::empty().catalog(CATALOG).snapshot("2018-02", "waiting: 5"),
        "{{ waiting }} {{ waiting | spark }}.\n",
    );
    assert_eq!(young.build().page("2018-02").find("svg.ks").count(), 0);
}

#[test]
fn the_columns_of_a_stacked_chart_have_the_names_of_their_members() {
    let project = with(site(), "{{ staff | chart(kind=\"stacked\", by=\"hospital\", history=12) }}\n");
    let page = project.build().page("2018-02");
    let columns = page.find("#fig-staff th[scope=col]").texts();
    assert_eq!(columns, ["Period", "Rigshospitalet", "Bispebjerg", "Århus", "Total"]);
}

#[test]
fn a_chart_that_draws_no_target_tells_of_none() {
    let catalog = "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\n\
                   metrics:\n  a: { label: A, type: stock, by: [w], target: 20 }\n";
    let project = (0..14).fold(Project::empty().catalog(catalog), |project, index| {
        let month = format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
        project.snapshot(&month, &format!("a: {{ values: {{ x: {}, y: 3 }} }}", index + 1))
    });
    let text = "{{ a | chart(kind=\"stacked\", id=\"parts\") }}\n\n{{ a | chart(kind=\"multiples\", id=\"each\") }}\n\n\
                {{ a | chart(kind=\"deviation\", id=\"change\") }}\n\n{{ a | chart(id=\"drawn\") }}\n";
    let page = with(project, text).build().page("2018-02");
    let told = |figure: &str| page.find(&format!("{figure} .fig-sum, {figure} figcaption, {figure} .fig-sub")).text();
    // A stack shows the total, and what is aimed at in it.
    let parts = page.find("#fig-parts").text();
    assert!(parts.contains("Target: at least 20") && parts.contains("3 from target"), "{parts}");
    assert_eq!(page.find("#fig-parts thead th").texts(), ["Period", "X", "Y", "Total", "Target"]);
    for figure in ["#fig-each", "#fig-change"] {
        assert!(!page.find(figure).text().contains("from target"), "{}", told(figure));
    }
    let change = page.find("#fig-change").text();
    assert!(change.contains("+12") && !change.contains("since January 2018"), "{change}");
    assert!(page.find("#fig-drawn").text().contains("3 from target"));
}

#[test]
fn members_without_a_whole_are_not_stacked() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\n\
             metrics:\n  a: { label: A, type: stock, by: [w], additive: false }\n",
        )
        .snapshot("2018-02", "a: { values: { x: 3, y: 4 } }");
    let told = with(project, "{{ a | chart(kind=\"stacked\") }}\n").refused();
    assert!(
        told.contains("error[K0416]: `a` cannot be stacked: its members do not add up, and no whole is stated"),
        "{told}"
    );
    assert!(told.contains("help: use lines or small multiples, `kind=\"multiples\"`"), "{told}");
}

#[test]
fn a_note_on_a_whole_that_is_missing_is_none_on_its_members() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\n\
             metrics:\n  a: { label: A, type: stock, by: [w], additive: false }\n",
        )
        .snapshot("2018-01", "a: { value: 6, values: { x: 3, y: 4 } }")
        .snapshot("2018-02", "a: { value: null, note: The register is lost., values: { x: 3, y: 4 } }");
    let page = with(project, "{{ a | chart(by=\"w\", kind=\"line\") }}\n").build().page("2018-02");
    assert_eq!(page.find("#fig-a ol.fig-notes").count(), 0);
    let rows = page.find("#fig-a td").texts();
    assert!(rows.contains(&"3".to_owned()) && rows.contains(&"4".to_owned()), "{rows:?}");
}

#[test]
fn the_distance_to_a_target_is_worked_out_from_the_nearer_bound() {
    let target = |rule: &str| {
        let catalog = format!("metrics:\n  k: {{ label: K, type: stock, better: neither, target: {rule} }}\n");
        let project = Project::empty().catalog(&catalog).snapshot("2018-02", "k: 8");
        with(project, "## K\n\nBy {{ k | gap }}.\n").build().page("2018-02")
    };
    for (rule, distance, working) in [
        ("{ at_most: 5 }", "By 3.", "8 − 5"),
        ("{ at_most: 9 }", "By 1.", "9 − 8"),
        ("{ at_least: 10 }", "By 2.", "10 − 8"),
        ("{ at_least: 7 }", "By 1.", "8 − 7"),
        ("{ within: [2, 4] }", "By 4.", "8 − 4"),
        ("{ within: [10, 14] }", "By 2.", "10 − 8"),
        ("{ within: [2, 9] }", "By 1.", "9 − 8"),
    ] {
        let page = target(rule);
        assert_eq!(page.find(".b > p").text(), distance, "{rule}");
        let shown = page.find(".trail .calc").text();
        assert!(shown.contains(working), "{rule}: {shown}");
    }
}

#[test]
fn a_yearly_figure_tells_its_change_once() {
    let project = Project::empty()
        .catalog("metrics:\n  k: { label: K, type: stock, grain: year }\n")
        .snapshot("2016-12", "k: 11")
        .snapshot("2017-12", "k: 23");
    let summary = project.narrative("2017", "{{ k | chart }}\n").build().page("2017").find(".fig-sum").text();
    assert_eq!(summary.matches("a rise of 12 (109.1%) since 2016").count(), 1, "{summary}");
}

/// Twenty-eight wards over two months, the first of them the least.
fn wards(text: &str) -> Page {
    let names: Vec<String> = (0..28).map(|index| format!("w{index}: Ward {index}")).collect();
    let values =
        |plus: usize| (0..28).map(|index| format!("w{index}: {}", 10 + index * plus)).collect::<Vec<_>>().join(", ");
    Project::empty()
        .catalog(&format!(
            "dimensions:\n  ward: {{ label: Ward, members: {{ {} }} }}\nmetrics:\n  beds: {{ label: Beds, type: stock, by: [ward] }}\n",
            names.join(", ")
        ))
        .snapshot("2018-01", &format!("beds: {{ values: {{ {} }} }}", values(2)))
        .snapshot("2018-02", &format!("beds: {{ values: {{ {} }} }}", values(3)))
        .narrative("2018-02", text)
        .build()
        .page("2018-02")
}

#[test]
fn bars_have_room_for_many_members_and_show_those_that_are_asked_for() {
    let page = wards("{{ beds | chart(kind=\"bars\", by=\"ward\") }}");
    assert_eq!(page.find("figure svg").nth(0).text().matches("Ward ").count(), 28);
    let page = wards("{{ beds | chart(kind=\"bars\", by=\"ward\", top=3) }}");
    let drawn = page.find("figure svg").nth(0).text();
    assert!(
        ["Ward 27", "Ward 26", "Ward 25"].iter().all(|ward| drawn.contains(ward)) && !drawn.contains("Ward 24"),
        "{drawn}"
    );
    assert!(page.find(".fig-sub").nth(0).text().ends_with("The 3 greatest of 28"), "{page}");
    assert_eq!(
        page.find("#fig-beds th[scope=row]").texts(),
        ["Ward 27", "Ward 26", "Ward 25", "All others (25)", "Total"]
    );
    let page = wards("{{ beds | chart(kind=\"bars\", by=\"ward\", members=[\"w3\", \"w20\"]) }}");
    assert!(page.find(".fig-sub").nth(0).text().ends_with("2 of 28 are shown"), "{page}");
    assert_eq!(page.find("#fig-beds th[scope=row]").texts(), ["Ward 20", "Ward 3", "Total of all"]);
}

#[test]
fn lines_and_multiples_show_the_members_that_are_asked_for() {
    let page = wards("{{ beds | chart(by=\"ward\", kind=\"line\", members=[\"w3\", \"w20\"]) }}");
    assert_eq!(page.find("#fig-beds th[scope=col]").texts(), ["Period", "Ward 3", "Ward 20"]);
    assert!(page.find(".fig-sub").nth(0).text().ends_with("2 of 28 are shown"), "{page}");
    let page = wards("{{ beds | chart(by=\"ward\", kind=\"multiples\", top=5) }}");
    let panels = page.find("#fig-beds th[scope=col]").texts();
    assert_eq!(panels, ["Period", "Ward 27", "Ward 26", "Ward 25", "Ward 24", "Ward 23", "Total"]);
    assert!(page.find(".fig-sub").nth(0).text().ends_with("The 5 greatest of 28"), "{page}");
}

#[test]
fn panels_of_a_free_scale_have_axes_of_their_own_and_say_so() {
    let text = |more: &str| {
        format!("{{{{ beds | chart(by=\"ward\", kind=\"multiples\", members=[\"w0\", \"w27\"]{more}) }}}}")
    };
    let (shared, free) = (wards(&text("")), wards(&text(", scale=\"free\", from_zero=true")));
    assert!(shared.find(".fig-src").nth(0).text().contains("Same y axis in every panel"), "{shared}");
    let said = free.find(".fig-src").nth(0).text();
    assert!(
        said.contains("Each panel has a y axis of its own: compare shapes, not heights")
            && !said.contains("Same y axis"),
        "{said}"
    );
    // Ten beds fill a panel of their own, and vanish beside ninety-one.
    assert!(
        free.find("figure svg").nth(0).text().contains("10") && !free.find("figure svg").nth(0).text().contains("100"),
        "{free}"
    );
    assert!(
        shared.find("figure svg").nth(0).text().contains("100")
            || shared.find("figure svg").nth(0).text().contains("50"),
        "{shared}"
    );
}

/// Temperatures of January and July from 1950 on, each January warmer than the one before by a tenth of a degree.
fn climate(text: &str) -> Project {
    let mut project = Project::empty()
        .catalog("metrics:\n  air: { label: Air, type: stock, unit: °C, decimals: 1, better: neither }\n");
    for year in 1950..2011 {
        let tenths = year - 1950;
        let months: Vec<String> = (1..=12)
            .map(|month| {
                let value = if month == 1 { tenths } else { 100 + month };
                format!("{{ period: {year}-{month:02}, value: {}.{} }}", value / 10, value % 10)
            })
            .collect();
        project = project.snapshot(&format!("{year}-12"), &format!("air: [{}]", months.join(", ")));
    }
    project.remove("content/_report.md");
    project.narrative("2010-12", text)
}

#[test]
fn a_chart_shows_more_than_sixty_years_of_months() {
    let page = climate("{{ air | chart(history=732) }}\n").build().page("2010-12");
    assert_eq!(page.find("#fig-air tbody tr").count(), 732);
    assert!(page.find(".fig-sub").nth(0).text().contains("January 1950 – December 2010"), "{page}");
}

#[test]
fn a_deviation_from_normal_is_that_from_the_mean_of_the_same_month_in_earlier_years() {
    let page = climate("{{ air | chart(kind=\"deviation\", from=\"normal\", history=732) }}\n").build().page("2010-12");
    assert_eq!(page.find("#fig-air thead th").texts(), ["Period", "Air", "Normal", "Deviation"]);
    let row = |name: &str| {
        let heads = page.find("#fig-air tbody th").texts();
        let at = heads.iter().position(|head| head == name).expect("the month");
        page.find("#fig-air tbody tr").nth(at).find("td").texts()
    };
    // January 1950 to 2009: 0.0 to 5.9, whose mean is 2.95.
    assert_eq!(row("January 2010"), ["6.0", "2.95", "+3.05"]);
    assert_eq!(row("January 1952"), ["0.2", "0.05", "+0.15"]);
    // One earlier year makes nothing usual.
    assert_eq!(row("January 1951"), ["0.1", "–", "–"]);
    assert!(page.find(".fig-sum").text().contains("0.00 from the normal 11.20 in December 2010."), "{page}");
    assert!(page.find(".fig-sub").nth(0).text().contains("deviation from normal"), "{page}");
    assert!(page.find(".fig-src").nth(0).text().contains("Normal is the mean of the same time of the year"), "{page}");
}

#[test]
fn no_extreme_is_told_where_a_count_is_hidden() {
    let catalog = "dimensions:\n  w: { label: W, members: { p: P, q: Q, r: R, s: S, t: T } }\n\
                   metrics:\n  a: { label: A, type: flow, by: [w], suppress_below: 5 }\n";
    let site = |least: u32| {
        let project = Project::empty()
            .catalog(catalog)
            .snapshot("2018-02", &format!("a: {{ values: {{ p: {least}, q: 11, r: 40, s: 50, t: 60 }} }}"));
        with(project, "{{ a | chart(kind=\"bars\") }}\n").build().page("2018-02").find("#fig-a").text()
    };
    assert!(site(7).contains("lowest: P with 7"), "{}", site(7));
    assert!(!site(3).contains("lowest"), "{}", site(3));
}

#[test]
fn what_is_said_of_a_phone_alone_stands_under_the_chart_and_not_in_its_file() {
    let project = climate(
        "{{ air | chart(kind=\"deviation\", history=48, id=\"long\") }}\n\n\
         {{ air | chart(kind=\"deviation\", history=13, id=\"short\") }}\n",
    );
    project.edit("data/metrics.yaml", "better: neither", "better: lower");
    let built = project.build();
    let page = built.page("2010-12");
    let key = |id: &str| page.find(&format!("#fig-{id} .fig-sub")).text();
    // No month was colder than that of the year before, so that only one way has a key.
    let mark = "▼: worse than the year before";
    assert!(key("long").contains(mark) && !key("long").contains("Above 0"), "{}", key("long"));
    let source = page.find("#fig-long .fig-src").texts().concat();
    assert!(source.contains("Above 0: worse (orange), on narrow screens."), "{source}");
    assert!(key("short").contains(mark), "{}", key("short"));
    let saved = built.read("2010-12/long.svg");
    assert!(saved.contains("▼: worse") && !saved.contains("narrow"), "{saved}");
    assert!(!key("long").contains('▲') && !key("long").contains("blue"), "{}", key("long"));
}
