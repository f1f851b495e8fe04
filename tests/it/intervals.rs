//! Intervals beside values, and times that events last: on charts, in tables and files, in old reports.

use serde_json::json;

use crate::page::Page;
use crate::project::{Built, Project};

const CATALOG: &str = "dimensions:
  ward: { label: Ward, members: { a: North, b: South } }
metrics:
  share: { label: Satisfied, type: stock, format: percent, target: 85 %, better: higher }
  beds: { label: Beds, type: stock, by: [ward] }
  hours: { label: Hours, type: flow }
  twice: { label: Twice, type: derived, formula: 2 * beds }
";

fn beds(a: u32, b: u32) -> String {
    let of = |low: i64| format!("{{ a: {}, b: {} }}", i64::from(a) + low, i64::from(b) + low);
    format!("beds: {{ values: {}, low: {}, high: {} }}", of(0), of(-2), of(3))
}

/// Three months of a share with its interval, of beds by ward, and of hours.
fn site() -> Project {
    let month = |share: &str, hours: u32, beds: String| {
        format!("share: {share}\nhours: {{ value: {hours}, low: {}, high: {} }}\n{beds}", hours - 9, hours + 9)
    };
    Project::empty()
        .settings("title: T\nlanguage: en")
        .catalog(CATALOG)
        .file(
            "content/_report.md",
            "---\ntitle: T {{ period }}\n---\n{{ share | chart(kind=\"line\") }}\n\n{{ beds | chart(by=\"ward\", kind=\"bars\") }}\n\n\
             {{ twice | table }}\n",
        )
        .snapshot("2026-01", &month("{ value: 82 %, low: 80 %, high: 84.5 % }", 40, beds(20, 30)))
        .snapshot("2026-02", &month("{ value: 84 %, low: 82 %, high: 86 % }", 50, beds(21, 31)))
        .snapshot("2026-03", &month("{ value: 86 %, low: 84 %, high: 88 % }", 60, beds(22, 32)))
}

fn words(page: &Page) -> String {
    page.text().replace('\u{a0}', " ")
}

fn csv(built: &Built<'_>, path: &str) -> Vec<String> {
    built.read(path).trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

#[test]
fn an_interval_stands_wherever_its_value_does() {
    let project = site();
    let built = project.build();
    let page = built.page("2026-03");
    let chart = page.find("figure.fig");
    let line = chart.nth(0);
    assert_eq!(line.find("svg.wide path.fo").count(), 1, "a band around the line");
    assert!(line.find(".fig-sub").text().contains("Band: interval around the value"));
    assert!(line.find(".fig-sum").text().contains("86% (between 84% and 88%) in March 2026"), "{}", line.html());
    // With the decimals that its metric has.
    let notes = line.find("tbody td small").texts().join("; ");
    assert!(notes.contains("between 84% and 88%") && notes.contains("between 80% and 85%"), "{notes}");
    assert_eq!(
        csv(&built, "2026-03/share.csv")[..2],
        ["Period,Value (%),Interval from (%),Interval to (%),Target (%),State,Note", "2026-01,82,80,84.5,85,final,",]
    );
    let bars = chart.nth(1);
    assert!(bars.find("svg.wide path.mn").count() > 0, "whiskers at the bars");
    assert!(bars.find(".fig-sub").text().contains("Thin line: interval around the value"));
    assert!(bars.find("tbody td small").texts().join("; ").contains("between 20 and 25"));
    let beds = csv(&built, "2026-03/beds.csv");
    assert!(beds.iter().any(|row| row.starts_with("2026-03,South,32,30,35,")), "{beds:?}");
    let metric = words(&built.page("metrics/share"));
    assert!(metric.contains("between 84% and 88%"), "{metric}");
    let report = csv(&built, "2026-03/figures.csv");
    assert!(report[0].starts_with("id,Figure,Period,Value,Interval from,Interval to,Unit"), "{}", report[0]);
    let share = built.figure("2026-03", "share");
    assert_eq!(share["interval"], json!({ "low": 0.84, "high": 0.88 }));
    assert_eq!(share["history"][0]["interval"], json!({ "low": 0.8, "high": 0.845 }));
    assert_eq!(built.figure("2026-03", "beds")["by"]["ward"]["a"]["interval"], json!({ "low": 20, "high": 25 }));
}

#[test]
fn no_interval_is_computed() {
    let project = site().file("content/2026-Q1.md", "---\ntitle: Quarter\n---\n{{ share }} {{ hours }} {{ beds }}\n");
    let built = project.build();
    // A total of members, and what a formula makes of it.
    assert_eq!(built.figure("2026-03", "beds")["interval"], json!(null));
    assert_eq!(built.figure("2026-03", "twice")["interval"], json!(null));
    // A quarter shows the level at its end with the interval of that month, and the sum of a flow without one.
    assert_eq!(built.figure("2026-Q1", "share")["interval"], json!({ "low": 0.84, "high": 0.88 }));
    assert_eq!(built.figure("2026-Q1", "hours")["interval"], json!(null));
}

#[test]
fn a_hidden_count_hides_its_interval() {
    let of = |low: u32, high: u32| {
        let catalog = "dimensions:
  ward: { label: Ward, members: { a: North, b: South, c: West } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 5 }
";
        let falls = format!(
            "falls: {{ values: {{ a: 3, b: 4, c: 90 }}, low: {{ a: {low}, c: 81 }}, high: {{ a: {high}, c: 97 }} }}"
        );
        let project = Project::empty()
            .settings("title: T\nlanguage: en")
            .catalog(catalog)
            .file(
                "content/_report.md",
                "---\ntitle: T {{ period }}\n---\n{{ falls | chart(by=\"ward\", kind=\"bars\") }}\n",
            )
            .snapshot("2026-01", &falls)
            .snapshot("2026-02", &falls);
        let mut files = project.build().files();
        // They hold hashes of what the office wrote.
        files.retain(|name, _| !["manifest.json", "SHA256SUMS"].contains(&name.as_str()));
        files
    };
    let (narrow, wide) = (of(2, 4), of(1, 77));
    assert_eq!(narrow.len(), wide.len());
    for (name, bytes) in &narrow {
        assert!(wide.get(name) == Some(bytes), "{name} tells of a hidden interval");
    }
    let page = Page::of(String::from_utf8_lossy(&narrow["2026-02/index.html"]).into_owned());
    let notes = page.find("figure.fig tbody td small").texts().join("; ");
    assert!(notes.contains("between 81 and 97"), "what is shown keeps its interval: {notes}");
}

#[test]
fn another_interval_of_the_same_value_is_a_revision() {
    let project = site().snapshot(
        "2026-04",
        "share:
  - { value: 87 %, low: 85 %, high: 89 % }
  - { period: 2026-03, value: 86 %, low: 85 %, high: 87 %, reason: The sample was larger., kind: error }
hours: 60
beds: { values: { a: 20, b: 30 } }",
    );
    let built = project.build();
    let notice = built.page("2026-03").find("section.notice").text().replace('\u{a0}', " ");
    assert!(notice.contains("86% (between 84% and 88%) → changed to 86% (between 85% and 87%)"), "{notice}");
    assert!(notice.contains("The sample was larger."), "{notice}");
    let notices = &built.json("2026-03/figures.json")["notices"][0];
    assert_eq!(notices["was_interval"], json!({ "low": 0.84, "high": 0.88 }));
    assert_eq!(notices["now_interval"], json!({ "low": 0.85, "high": 0.87 }));
    let revisions = words(&built.page("revisions"));
    assert!(revisions.contains("the interval alone"), "{revisions}");
    let values = built.page("metrics/share").find("#p2026-03").text().replace('\u{a0}', " ");
    assert!(values.contains("between 85% and 87%, first published as between 84% and 88%"), "{values}");
    let vintages = &built.json("metrics/share/history.json")[2]["vintages"];
    assert_eq!(vintages[0]["interval"], json!({ "low": 0.84, "high": 0.88 }));
    assert_eq!(vintages[1]["interval"], json!({ "low": 0.85, "high": 0.87 }));
    let figure = built.figure("2026-04", "share");
    assert_eq!(figure["history"][2]["interval"]["first"], json!({ "low": 0.84, "high": 0.88 }));
    // The old report keeps what it said.
    assert_eq!(built.figure("2026-03", "share")["interval"], json!({ "low": 0.84, "high": 0.88 }));
}

#[test]
fn a_value_and_its_interval_that_are_replaced_are_told_together() {
    let project = site().snapshot(
        "2026-04",
        "share: [ 87 %, { period: 2026-03, value: 83 %, low: 82 %, high: 84 %, reason: Counted twice. } ]
hours: 60
beds: { values: { a: 20, b: 30 } }",
    );
    let built = project.build();
    let values = words(&built.page("2026-04"));
    assert!(values.contains("first published as 86% (between 84% and 88%)"), "{values}");
}

/// The same months with an event, as the catalog says it.
fn with_event(event: &str) -> Project {
    let charts = "---\ntitle: T {{ period }}\n---\n{{ share | chart(kind=\"line\") }}\n\n{{ hours | chart(kind=\"deviation\") }}\n\n\
                  {{ beds | chart(by=\"ward\", kind=\"multiples\") }}\n";
    site().catalog(&format!("{CATALOG}events:\n  2026-02: {event}\n")).file("content/_report.md", charts)
}

#[test]
fn what_lasts_is_shaded_and_told_in_words() {
    let project = with_event("{ text: The ward is rebuilt, to: 2026-03 }");
    let built = project.build();
    let page = built.page("2026-03");
    let figures = page.find("figure.fig");
    let line = figures.nth(0);
    assert_eq!(line.find("svg.wide g.notes path.tb").count(), 1);
    assert_eq!(line.find(".fig-notes li").text(), "February 2026 – March 2026: The ward is rebuilt");
    let remarks: Vec<bool> =
        line.find("tbody tr").texts().iter().map(|row| row.contains("The ward is rebuilt")).collect();
    assert_eq!(remarks, [true, true, false], "March and February, but not January");
    assert!(csv(&built, "2026-03/share.csv")[2].ends_with("The ward is rebuilt"));
    let panels = figures.nth(2);
    assert_eq!(panels.find(".km svg g.notes path.tb").count(), 2);
    assert!(
        panels.find(".fig-sub").text().contains("On grey ground: The ward is rebuilt (February 2026 – March 2026)")
    );
}

#[test]
fn an_end_that_is_added_leaves_earlier_reports_as_they_are() {
    let report = |event: &str| {
        let project = with_event(event);
        let built = project.build();
        // At the end stands a checksum of the files that the site is built from.
        let page = |month: &str| {
            let page = built.read(&format!("{month}/index.html"));
            page.split("Checksum").next().expect("a page").to_owned()
        };
        (page("2026-02"), page("2026-03"))
    };
    let (february, _) = report("{ text: The ward is rebuilt, to: open }");
    let (same, march) = report("{ text: The ward is rebuilt, to: 2026-03 }");
    assert!(february == same, "the report of February is another one");
    assert!(february.contains("Since February 2026:") && march.contains("February 2026 – March 2026:"), "{february}");
}

#[test]
fn the_name_of_a_source_leads_to_its_page() {
    let settings = "title: T\nlanguage: en\nsources:\n  book: { label: Beds & wards, url: \"https://intranet.example/b?a=1&b=2\", contact: The clerk }";
    let catalog = CATALOG.replace("type: stock, by: [ward]", "type: stock, by: [ward], source: book");
    let project = site().settings(settings).catalog(&catalog).file(
        "content/_report.md",
        "---\ntitle: T {{ period }}\n---\n{{ beds | chart(by=\"ward\", kind=\"bars\") }}\n\n{{ beds | table }}\n",
    );
    let built = project.build();
    let page = built.page("2026-03");
    for place in ["figure.fig .fig-src a", "#notes ~ dl dd a"] {
        let link = page.find(place).nth(0);
        assert_eq!(link.text(), "Beds & wards", "{place}");
        assert_eq!(link.attribute("href"), "https://intranet.example/b?a=1&b=2", "{place}");
    }
    assert_eq!(built.page("metrics/beds").find("dd a[href^='https://intranet']").text(), "Beds & wards");
    // A drawing that is saved has the name alone.
    assert!(built.read("2026-03/beds.svg").contains("Source: Beds &amp; wards."));
}

#[test]
fn the_next_month_asks_for_intervals_where_the_last_one_had_them() {
    let project = site();
    project.run(["new", "2026-04"]).fine();
    let begun = project.read("data/2026-04.yaml");
    assert!(begun.contains("  share:\n    value:  # 2026-03: 86 %\n    low:\n    high:\n"), "{begun}");
    let beds = "    values:\n      a:  # 2026-03: 22\n      b:  # 2026-03: 32\n    low:\n      a:\n      b:\n    high:\n      a:\n      b:\n";
    assert!(begun.contains(beds), "{begun}");
    assert!(project.refused().contains("is not filled in yet"), "nothing is filled in");
}

#[test]
fn an_event_that_lasts_is_a_note_of_the_period_and_not_of_one_member() {
    let project = site()
        .file("data/metrics.yaml", format!("{CATALOG}events:\n  2026-02: {{ text: The ward is rebuilt, to: open }}\n"));
    let project =
        project.narrative("2026-03", "{{ beds | chart(by=\"ward\", kind=\"line\") }}\n\n{{ share | chart }}\n");
    let built = project.build();
    let page = built.page("2026-03");
    let heads = page.find("#fig-beds tbody th").texts();
    assert_eq!(heads, ["March 2026The ward is rebuilt", "February 2026The ward is rebuilt", "January 2026"]);
    assert!(!page.find("#fig-beds tbody td").texts().join(" ").contains("rebuilt"), "{page}");
    assert_eq!(page.find("#fig-share tbody th").texts(), heads, "of one figure, too: it is told of the period");
    assert!(!page.find("#fig-share tbody td").texts().join(" ").contains("rebuilt"), "{page}");
}

#[test]
fn the_next_month_asks_for_the_intervals_of_a_total_and_of_its_members() {
    let both = "beds:\n  - { value: 50, low: 45, high: 55 }\n  - { values: { a: 20, b: 30 }, low: { a: 18, b: 28 }, high: { a: 22, b: 32 } }\nshare: 82 %\nhours: 40";
    let project = Project::empty().settings("title: T\nlanguage: en").catalog(CATALOG).snapshot("2026-01", both);
    project.run(["new", "2026-02"]).fine();
    let begun = project.read("data/2026-02.yaml");
    let asked: Vec<&str> = begun.lines().map(|line| line.split("  #").next().unwrap_or_default()).collect();
    let asked = asked.join("\n");
    assert!(
        asked.contains(
            "  beds:\n    - value:\n      low:\n      high:\n    - values:\n        a:\n        b:\n      low:\n        a:\n        b:\n      high:\n        a:\n        b:\n"
        ),
        "{begun}"
    );
}

#[test]
fn explain_and_diff_print_intervals() {
    let project = site();
    let told = project.run(["explain", "share"]).fine().stdout.replace('\u{a0}', " ");
    assert!(told.starts_with("Satisfied, 2026-03: 86% (between 84% and 88%)  (value 0.86"), "{told}");
    let json: serde_json::Value =
        serde_json::from_str(&project.run(["explain", "share", "--format", "json"]).fine().stdout).expect("JSON");
    assert_eq!(json["interval"], json!({ "low": "0.84", "high": "0.88" }));
    let told = project.run(["diff", "2026-02", "2026-03"]).fine().stdout.replace('\u{a0}', " ");
    assert!(told.contains("84% (between 82% and 86%)") && told.contains("86% (between 84% and 88%)"), "{told}");
    // The same value, of which less is known.
    project.edit(
        "data/2026-03.yaml",
        "share: { value: 86 %, low: 84 %, high: 88 % }",
        "share: { value: 84 %, low: 80 %, high: 88 % }",
    );
    let told = project.run(["diff", "2026-02", "2026-03"]).fine().stdout.replace('\u{a0}', " ");
    let row = told.lines().find(|line| line.contains("Satisfied")).unwrap_or_default();
    assert!(row.contains("84% (between 82% and 86%)") && row.contains("84% (between 80% and 88%)"), "{told}");
    let json: serde_json::Value =
        serde_json::from_str(&project.run(["diff", "2026-02", "2026-03", "--format", "json"]).fine().stdout)
            .expect("JSON");
    assert!(json.to_string().contains("\"interval\":{\"low\":0.8,\"high\":0.88}"), "{json}");
}

/// The observations of a snapshot, without comments.
fn stated(project: &Project, path: &str) -> String {
    let text = project.read(path);
    text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim_end()).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_import_reads_the_ends_of_intervals() {
    let extract = |high: &str| {
        format!(
            "metric;period;ward;value;low;high\nshare;2026-01;;82 %;80 %;{high} %\nbeds;2026-01;a;20;18;23\n\
             beds;2026-01;b;30;28;33\nhours;2026-01;;40;;\n"
        )
    };
    let project =
        Project::empty().settings("title: T\nlanguage: en").catalog(CATALOG).file("extract.csv", extract("84.5"));
    project.run(["import", "extract.csv"]).fine();
    let text = stated(&project, "data/2026-01.yaml");
    assert!(text.contains("  share:\n    value: 0.82\n    low: 0.8\n    high: 0.845\n"), "{text}");
    let beds = "  beds:\n    values:\n      a: 20\n      b: 30\n    low:\n      a: 18\n      b: 28\n    high:\n      a: 23\n      b: 33\n";
    assert!(text.contains(beds) && text.contains("  hours: 40"), "{text}");
    // Twice changes nothing, and another end is put where the old one was.
    let before = project.read("data/2026-01.yaml");
    project.run(["import", "extract.csv"]).fine();
    assert_eq!(project.read("data/2026-01.yaml"), before);
    project.write("extract.csv", extract("85"));
    project.run(["import", "extract.csv"]).fine();
    assert!(stated(&project, "data/2026-01.yaml").contains("    low: 0.8\n    high: 0.85\n"), "{before}");
    // Into the month that `new` has begun.
    project.run(["new", "2026-02"]).fine();
    project.write("extract.csv", extract("85").replace("2026-01", "2026-02"));
    project.run(["import", "extract.csv"]).fine();
    let text = stated(&project, "data/2026-02.yaml");
    assert!(text.contains("    value: 0.82\n    low: 0.8\n    high: 0.85\n") && text.contains(beds), "{text}");
}

#[test]
fn a_mapping_names_the_columns_of_intervals() {
    let project = Project::empty()
        .settings("title: T\nlanguage: en")
        .catalog(CATALOG)
        .file(
            "data/_imports.yaml",
            "survey:\n  file: survey.csv\n  period: Month\n  metrics:\n    hours: { value: Hours, low: From, high: To, where: { Ward: all } }\n    \
             beds: { value: Hours, low: From, high: To, by: { ward: Ward }, where: { Ward: { not: all } } }\n  members: { ward: { N: a, S: b } }\n",
        )
        .file("survey.csv", "Month,Ward,Hours,From,To\n2026-01,all,40,31,49\n2026-01,N,20,18,23\n2026-01,S,30,,\n");
    project.run(["import", "survey"]).fine();
    let text = stated(&project, "data/2026-01.yaml");
    assert!(text.contains("  hours:\n    value: 40\n    low: 31\n    high: 49"), "{text}");
    assert!(
        text.contains("    values:\n      a: 20\n      b: 30\n    low:\n      a: 18\n    high:\n      a: 23\n"),
        "{text}"
    );
}

#[test]
fn an_imported_interval_of_an_older_figure_is_a_revision() {
    let project = site().file(
        "extract.csv",
        "metric,period,value,low,high,reason\nshare,2026-01,82 %,79 %,84.5 %,The sample was smaller than first said.\n",
    );
    project.run(["import", "extract.csv", "--period", "2026-03"]).fine();
    let text = project.read("data/2026-03.yaml");
    assert!(text.contains("low: 0.79") && text.contains("The sample was smaller"), "{text}");
    assert_eq!(
        project.build().json("2026-03/figures.json")["metrics"]["share"]["history"][0]["interval"]["low"],
        json!(0.79)
    );
}
