//! `kalends diff`: what is different between two periods of a site, or between two built folders.

use std::path::Path;

use serde_json::Value;

use crate::page::Page;
use crate::project::Project;

/// Two months: a metric with a target that falls and is revised, a split one, one that comes, a text that is rewritten.
fn offices() -> Project {
    Project::empty()
        .settings("title: Test\nhistory: 12")
        .catalog(
            "dimensions:
  office: { label: Office, members: { north: North, south: South } }
metrics:
  staff: { label: Staff, type: stock, better: higher, target: 20 }
  desks: { label: Desks, type: stock, by: [office] }
  visits: { label: Visits, type: flow }
  rooms: { label: Rooms, type: stock }
",
        )
        .snapshot("2017-12", "staff: 18\nrooms: 4")
        .snapshot("2018-01", "staff: 21\ndesks: { values: { north: 10, south: 12 } }\nrooms: 4")
        .snapshot(
            "2018-02",
            "staff:
  - { value: 19, note: Two retired. }
  - { period: 2017-12, value: 17, reason: one was counted twice }
desks: { values: { north: 11, south: 12 } }
visits: 300
rooms: 4",
        )
        .narrative(
            "2018-01",
            r#"---
summary: We are {{ staff }}.
---
## Staff

There are {{ staff }} of us, more than ever before.

Rooms: {{ rooms }}.

{{ staff | chart(title="Staff grew") }}

## Closing

Thanks to all who left.
"#,
        )
        .narrative(
            "2018-02",
            r#"---
summary: We are {{ staff }}.
---
## Staff

There are {{ staff }} of us, fewer than ever before.

Rooms: {{ rooms }}.

{{ staff | chart(title="Staff fell") }}

## Outlook

We shall see what the summer brings.
"#,
        )
}

#[track_caller]
fn diff(project: &Project, arguments: &[&str]) -> String {
    let ran = project.run([&["diff"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{}", ran.stdout);
    ran.stdout
}

#[track_caller]
fn json(project: &Project, before: &str, now: &str) -> Value {
    serde_json::from_str(&diff(project, &[before, now, "--format", "json"])).expect("JSON")
}

/// What `--page diff.html` wrote.
#[track_caller]
fn page(project: &Project) -> Page {
    Page::of(project.read("diff.html"))
}

fn figure<'a>(report: &'a Value, label: &str) -> &'a Value {
    let figures = report["figures"].as_array().expect("figures");
    figures.iter().find(|figure| figure["label"] == label).unwrap_or_else(|| panic!("{label} in {report:#}"))
}

#[test]
fn two_months_are_told_apart_on_the_terminal() {
    assert_eq!(
        diff(&offices(), &["2018-01", "2018-02"]),
        "2018-02 against 2018-01

Figure        2018-01  2018-02  Change  Target
Staff              21       19      −2  met → not met
Desks              22       23      +1
Desks, North       10       11      +1
Visits              –      300     new

2 unchanged

Revisions:
  Staff, 2017-12: 18 → 17 (revised)

Charts and tables:
  Figure\u{a0}1: Staff grew → Figure\u{a0}1: Staff fell

The text:
  Summary: unchanged, though its figures moved
  Staff: rewritten
    There are [-21-]{+19+} of us, [-more-] {+fewer+} than ever before.
  Outlook: new
    {+We shall see what the summer brings.+}
  Closing: dropped
    [-Thanks to all who left.-]
"
    );
}

#[test]
fn programs_get_unrounded_numbers_and_words_that_stay() {
    let document = json(&offices(), "2018-01", "2018-02");
    assert_eq!((&document["before"], &document["now"]), (&"2018-01".into(), &"2018-02".into()));
    let report = &document["reports"][0];
    let staff = figure(report, "Staff");
    assert_eq!(staff["change"], "changed");
    assert_eq!((&staff["absolute"], &staff["text"]), (&(-2).into(), &"−2".into()));
    assert_eq!((&staff["before"]["target"], &staff["now"]["target"]), (&"met".into(), &"not_met".into()));
    assert_eq!(staff["revised"][0]["period"], "2017-12");
    assert_eq!((&staff["revised"][0]["was"], &staff["revised"][0]["now"]), (&18.into(), &17.into()));
    let north = figure(report, "Desks, North");
    assert_eq!(north["members"]["office"], "north");
    assert_eq!(figure(report, "Desks, South")["change"], "unchanged");
    assert_eq!(figure(report, "Visits")["change"], "new");
    assert!(figure(report, "Visits")["absolute"].is_null());
    let fates: Vec<&str> =
        report["sections"].as_array().expect("sections").iter().filter_map(|one| one["change"].as_str()).collect();
    assert_eq!(fates, ["figures_moved", "rewritten", "new", "unchanged", "dropped"], "{report:#}");
    assert_eq!(report["exhibits"][0]["change"], "changed");
}

#[test]
fn periods_may_be_given_in_either_order() {
    let document = json(&offices(), "2018-02", "2018-01");
    assert_eq!(figure(&document["reports"][0], "Staff")["absolute"], 2);
    assert_eq!(figure(&document["reports"][0], "Visits")["change"], "missing");
}

#[test]
fn a_period_is_like_itself() {
    let text = diff(&offices(), &["2018-02", "2018-02"]);
    assert_eq!(text, "2018-02 against 2018-02\n\nFigures: Nothing has changed.\n");
}

#[test]
fn two_built_folders_are_compared_without_a_site() {
    let project = offices();
    project.build();
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations:\n  staff: 25\n  rooms: 4\n");
    project.build_with(["--output", "later"]);
    std::fs::remove_file(project.path("kalends.yaml")).expect("a file");
    let document = json(&project, "output", "later");
    let names: Vec<&str> =
        document["reports"].as_array().expect("reports").iter().filter_map(|one| one["report"].as_str()).collect();
    assert_eq!(names, ["2017-12", "2018-01", "2018-02"]);
    assert_eq!(figure(&document["reports"][2], "Staff")["absolute"], 6);
    assert_eq!(figure(&document["reports"][2], "Desks")["change"], "missing");
    assert_eq!(
        diff(&project, &["output", "output"]),
        "output against output\n\nNothing has changed in 3\u{a0}reports.\n",
        "and not each for itself"
    );
    diff(&project, &["output", "later", "--page", "diff.html"]);
    let page = page(&project);
    assert_eq!(page.find("#unchanged").text(), "Nothing has changed in 2\u{a0}reports");
    assert_eq!(page.find("#unchanged ~ .list li").texts(), ["2017-12", "2018-01"]);
    assert!(!page.html.contains("(2018-01)") && page.text().contains("(2018-02)"), "{page}");
}

#[test]
fn a_built_folder_names_its_members_itself() {
    let project = offices();
    project.build();
    project.remove("kalends.yaml");
    std::fs::create_dir(project.path("other")).expect("a folder");
    std::fs::rename(project.path("output/2018-01"), project.path("other/2018-02")).expect("moved");
    let document = json(&project, "other", "output");
    assert_eq!(figure(&document["reports"][0], "Desks, North")["absolute"], 1);
}

#[test]
fn a_figure_under_another_name_is_the_same_figure() {
    let project = offices();
    project.build();
    let catalog = project.read("data/metrics.yaml");
    let catalog = catalog.replace("label: Desks", "label: Tables").replace("south: South", "south: Syd");
    project.write("data/metrics.yaml", catalog.replace("label: Rooms", "label: Halls"));
    project.build_with(["--output", "later"]);
    let text = diff(&project, &["output/2018-02/..", "later"]);
    assert!(text.contains("\nNew names:\n  Desks → Tables\n  Rooms → Halls\n"), "{text}");
    let document = json(&project, "output", "later");
    let tables = figure(&document["reports"][2], "Tables, Syd");
    assert_eq!((&tables["change"], &tables["label_before"]), (&"unchanged".into(), &"Desks, South".into()));
    assert!(figure(&document["reports"][2], "Staff")["label_before"].is_null());
}

#[test]
fn a_past_figure_that_is_not_shown_any_more_is_not_called_revised() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { label: Ward, members: { a: A, b: B, c: C } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 5 }
",
        )
        .snapshot("2018-01", "falls: { values: { a: 17, b: 13, c: 91 } }")
        .snapshot(
            "2018-02",
            "falls:
  - { values: { a: 17, b: 13, c: 94 } }
  - { period: 2018-01, values: { a: 3 }, reason: miscounted, kind: error }",
        );
    let text = diff(&project, &["2018-01", "2018-02"]);
    assert!(text.contains("Revisions:\n  Falls, 2018-01: 121 → – (hidden to protect small counts)\n"), "{text}");
}

#[test]
fn reports_that_only_one_folder_has_are_named() {
    let project = offices();
    project.build();
    project.remove("content/2018-01.md");
    project.remove("data/2018-01.yaml");
    project.build_with(["--output", "later"]);
    let text = diff(&project, &["output", "later"]);
    assert!(text.contains("\nOnly in output:\n  2018-01\n"), "{text}");
    assert!(diff(&project, &["later", "output"]).contains("\nOnly in output:\n  2018-01\n"));
}

#[test]
fn years_that_do_not_begin_in_january_are_named_as_on_pages() {
    let births = "births:\n  - { period: 2009-10, value: 70 }\n  - { period: 2016-17, value: 90 }";
    let project =
        Project::new("births: { label: Births, type: flow, grain: year }\nbeds: { label: Beds, type: stock }")
            .settings("title: Test\nfiscal_year_start: 4\n")
            .snapshot("2010-04", "births: { period: 2009-10, value: 70 }\nbeds: 30")
            .snapshot("2017-03", &format!("{births}\nbeds: 31"))
            .snapshot("2018-03", "births: 95\nbeds: 33")
            .narrative("2016-17", "There were {{ births }}.\n");
    project.build();
    // One report of a year in either folder: the two belong together.
    project.remove("content/2016-17.md");
    let project = project.narrative("2017-18", "There were {{ births }}.\n");
    project.build_with(["--output", "later"]);
    let table = |arguments: &[&str]| {
        diff(&project, &[arguments, &["--page", "diff.html"]].concat());
        std::fs::read_to_string(project.path("diff.html")).expect("the page")
    };
    let page = table(&["output", "later"]);
    assert!(page.contains(">2016/17</th>") && page.contains(">2017/18</th>"), "{page}");
    // The newest year that is over stands under its amount, and looks like no month.
    let page = table(&["2010-04", "2018-03"]);
    assert!(page.contains("2009/10<") && page.contains("2017/18<"), "{page}");
    assert!(!page.contains("October 2009"), "{page}");
}

#[test]
fn the_page_is_one_file_that_asks_for_no_other() {
    let project = offices();
    let said = diff(&project, &["2018-01", "2018-02", "--page", "diff.html"]);
    let sheet = page(&project);
    assert!(said.starts_with("2018-02 against 2018-01"));
    assert_eq!(sheet.find("h1").text(), "2018-02 against 2018-01");
    assert!(sheet.find("td").texts().contains(&"met → not met".to_owned()), "{sheet}");
    assert_eq!(sheet.find("#report-1-revised ~ .list li").texts(), ["Staff, 2017-12: 18 → 17 (revised)"]);
    assert!(sheet.html.contains("<ins><span class=\"vh\">added: </span>fewer </ins>"), "{sheet}");
    assert_eq!((sheet.find("style").count(), sheet.find("script, link, [src], [srcset]").count()), (1, 0));
    assert!(sheet.find("[href]").attributes("href").iter().all(|link| link.starts_with('#')), "{sheet}");
    // Written again it takes the place of itself, and is the same.
    diff(&project, &["2018-01", "2018-02", "--page", "diff.html"]);
    assert_eq!(project.read("diff.html"), sheet.html);
}

#[test]
fn hidden_counts_stay_hidden() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { label: Ward, members: { a: A, b: B, c: C } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 5 }
",
        )
        .snapshot("2018-01", "falls: { values: { a: 17, b: 13, c: 91 } }")
        .snapshot("2018-02", "falls: { values: { a: 3, b: 13, c: 94 } }");
    for arguments in [&["2018-01", "2018-02"][..], &["2018-01", "2018-02", "--format", "json"]] {
        let said = diff(&project, &[arguments, &["--page", "diff.html"]].concat());
        let page = project.read("diff.html");
        assert!(!said.contains("−14") && !said.contains("-14"), "{said}");
        assert!(!page.contains("−14"), "{page}");
    }
    let document = json(&project, "2018-01", "2018-02");
    let hidden = figure(&document["reports"][0], "Falls, A");
    assert_eq!((&hidden["change"], &hidden["now"]["text"]), (&"hidden".into(), &"*".into()));
    assert!(hidden["now"]["value"].is_null() && hidden["absolute"].is_null() && hidden["text"].is_null());
    let shown: Vec<&Value> = document["reports"][0]["figures"]
        .as_array()
        .expect("figures")
        .iter()
        .filter(|figure| figure["now"]["value"] == 3 || figure["absolute"] == -14)
        .collect();
    assert!(shown.is_empty(), "{shown:#?}");
}

#[test]
fn long_names_go_on_below_and_columns_stay_in_line() {
    let long = "Persons with a very long description of what they do and where they do it, 東京 included";
    let project = Project::new(&format!("a: {{ label: \"{long}\", type: stock }}\nb: {{ label: Short, type: stock }}"))
        .snapshot("2018-01", "a: 1\nb: 20000")
        .snapshot("2018-02", "a: 2\nb: 30000");
    let text = diff(&project, &["2018-01", "2018-02"]);
    let lines: Vec<&str> = text.lines().skip(2).take(4).collect();
    assert_eq!(
        lines,
        [
            "Figure                                        2018-01  2018-02   Change  Target",
            "Persons with a very long description of what        1        2       +1",
            "  they do and where they do it, 東京 included",
            "Short                                          20,000   30,000  +10,000",
        ]
    );
}

#[test]
fn what_steers_a_terminal_does_not_reach_it() {
    let project = offices();
    project.build();
    project.build_with(["--output", "later"]);
    let path = "later/2018-02/figures.json";
    let figures = project.read(path);
    project.write(path, figures.replace("Staff", "\\u001b[2J"));
    let text = diff(&project, &["output", "later"]);
    assert!(text.contains("Staff → \u{fffd}[2J") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn what_a_foreign_folder_says_is_only_text() {
    let project = offices();
    project.build();
    for (path, from, to) in [
        ("output/2018-02/figures.json", "\"label\": \"Staff\"", "\"label\": \"<script>alert(1)</script>\""),
        ("output/2018-02/figures.json", "\"period\": \"2018-02\"", "\"period\": \"<script>alert(2)</script>\""),
        ("output/2018-02/index.html", "Staff fell</h", "<script>alert(3)</script>&lt;script>alert(4)</h"),
        ("output/2018-02/index.html", "fewer than", "&lt;script>alert(5)"),
    ] {
        let text = project.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        project.write(path, text.replace(from, to));
    }
    std::fs::create_dir(project.path("other")).expect("a folder");
    std::fs::rename(project.path("output/2018-01"), project.path("other/2018-02")).expect("moved");
    diff(&project, &["other/", "output", "--page", "diff.html"]);
    let page = page(&project);
    assert!(page.text().contains("<script>alert(1)") && page.text().contains("<script>alert(5)"), "{page}");
    assert_eq!(page.find("script").count(), 0);
    assert!(!page.html.contains("<script"), "{page}");
}

#[test]
fn a_period_without_a_report_is_refused_with_those_that_have_one() {
    assert_eq!(
        offices().run(["diff", "2018-01", "2019-01"]).refused(),
        "error[K0912]: there is no report of `2019-01`
--> kalends diff
 |
help: there are, newest first: `2018-02`, `2018-01`, `2017-12`

1 error; nothing was written
",
    );
}

#[test]
fn what_is_neither_a_period_nor_a_folder_is_refused() {
    let expected = |written: &str| {
        format!(
            "error[K0914]: `{written}` is neither a period nor a folder
--> kalends diff
 |
help: name two periods, such as 2018-01 2018-02, or two folders that `kalends build` wrote, such as before output

1 error; nothing was written
"
        )
    };
    let project = offices();
    project.build();
    assert_eq!(project.run(["diff", "2018-01", "february"]).refused(), expected("february"));
    assert_eq!(project.run(["diff", "output", "outputs"]).refused(), expected("outputs"));
    assert_eq!(project.run(["diff", "./february", "output"]).refused(), expected("./february"));
    assert_eq!(project.run(["diff", "output", "kalends.yaml"]).refused(), expected("kalends.yaml"));
}

#[test]
fn a_period_is_not_held_against_a_folder() {
    let project = offices();
    project.build();
    for arguments in [["2018-01", "output"], ["output", "2018-01"]] {
        assert_eq!(
            project.run([&["diff"], &arguments[..]].concat()).refused(),
            "error[K0915]: the period 2018-01 cannot be held against a folder
--> kalends diff
 |
help: name two periods or two folders; the built reports of a period lie in the folder of its name, such as \
output/2018-01

1 error; nothing was written
",
        );
    }
}

#[test]
fn periods_need_a_site() {
    let project = offices();
    project.remove("kalends.yaml");
    let ran = project.run(["diff", "2018-01", "2018-02"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("error[K0001]: no kalends.yaml here or in a folder above"), "{}", ran.stderr);
}

#[test]
fn a_folder_without_reports_is_refused() {
    let project = offices();
    project.build();
    assert_eq!(
        project.run(["diff", "output", "data/"]).refused(),
        "error[K0910]: there are no built reports in this folder
--> data/
 |
help: name a folder that `kalends build` wrote, such as output; or two periods, such as 2018-01 2018-02

1 error; nothing was written
",
    );
}

#[test]
fn a_report_that_kalends_did_not_build_is_refused() {
    let project = offices();
    project.build();
    project.build_with(["--output", "later"]);
    project.write("output/2018-02/figures.json", "{}");
    project.write("later/2018-02/figures.json", "{}");
    assert_eq!(
        project.run(["diff", "output", "later/"]).refused(),
        "error[K0911]: this is no report that kalends built: missing field `period` at line 1 column 2
--> later/2018-02/figures.json
 |
help: build the folder again with `kalends build`

error[K0911]: this is no report that kalends built: missing field `period` at line 1 column 2
--> output/2018-02/figures.json
 |
help: build the folder again with `kalends build`

2 errors; nothing was written
",
    );
}

#[test]
fn a_page_never_takes_the_place_of_another_file() {
    let project = offices().file("mine.html", "<p>mine");
    assert_eq!(
        project.run(["diff", "2018-01", "2018-02", "--page", "mine.html"]).refused(),
        "error[K0606]: something else is there already
--> mine.html
 |
help: move it away first; kalends never writes over a file of yours

1 error; nothing was written
",
    );
    assert!(Path::new(&project.path("mine.html")).exists());
}

#[test]
fn a_period_and_itself_differ_in_nothing() {
    let project = Project::new(
        "staff: { label: Staff, type: stock }\nrooms: { label: Rooms, type: stock }\n\
         falls: { label: Falls, type: flow, suppress_below: 5 }\nbeds: { label: Beds, type: stock }",
    )
    .snapshot("2018-01", "staff: 18\nbeds: 3\nfalls: 9")
    .snapshot("2018-02", "staff: { value: null, note: Not counted }\nrooms: 4\nfalls: 2");
    let ran = project.run(["diff", "2018-02", "2018-02"]).fine();
    assert_eq!(ran.stdout, "2018-02 against 2018-02\n\nFigures: Nothing has changed.\n");
    let ran = project.run(["diff", "2018-02", "2018-02", "--format", "json"]).fine();
    let found: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let moved: Vec<&Value> =
        found["reports"][0]["figures"].as_array().expect("figures").iter().map(|figure| &figure["change"]).collect();
    assert!(moved.iter().all(|moved| *moved == "unchanged"), "{moved:?}");
}

/// Two years of months: a level that is the mean of its months, its lowest by members, and a target that is raised.
fn years() -> Project {
    let mut project = Project::empty().settings("title: T").catalog(
        "dimensions:\n  d: { label: D, members: { x: X, y: Y } }\nmetrics:\n  \
         mean: { label: Beds, type: stock, over_time: mean }\n  \
         least: { label: Free, type: stock, over_time: min, by: [d] }\n  \
         last: { label: Staff, type: stock }\n",
    );
    for (year, times) in [(2024, 1), (2025, 2)] {
        for month in 1..=12 {
            let (mean, x) = (10 * times * month, times * month);
            let stated = format!("mean: {mean}\nleast: {{ values: {{ x: {x}, y: {x} }} }}\nlast: {mean}");
            project = project.snapshot(&format!("{year}-{month:02}"), &stated);
        }
        project = project.narrative(&year.to_string(), "{{ mean }}\n");
    }
    project
}

#[test]
fn a_mean_and_the_lowest_of_a_year_are_called_so() {
    let project = years();
    let told = diff(&project, &["2024", "2025"]);
    for line in ["Beds (mean)         65   130     +65", "Free (lowest)        2     4      +2"] {
        assert!(told.contains(line), "{told}");
    }
    assert!(told.contains("\nFree, X (lowest)") && told.contains("\nStaff  "), "{told}");
    let report = &json(&project, "2024", "2025")["reports"][0];
    assert_eq!(figure(report, "Beds")["now"]["over_time"], "mean");
    assert_eq!(figure(report, "Staff")["now"]["over_time"], Value::Null);
    project.run(["diff", "2024", "2025", "--page", "diff.html"]).fine();
    let page = page(&project).text();
    assert!(page.contains("Beds (mean)") && page.contains("Free (lowest)"), "{page}");
    // Of a month there is nothing to say.
    let months = diff(&project, &["2024-01", "2024-02"]);
    assert!(months.contains("\nBeds  "), "{months}");
}

#[test]
fn a_target_that_asks_for_something_else_is_listed_though_no_verdict_changed() {
    let project = Project::new(
        "staff: { label: Staff, type: stock, decimals: 1, better: higher, target: { 2018-01: 20, 2018-02: 22.5 } }\n\
         rooms: { label: Rooms, type: stock, better: higher, target: 3 }\n\
         share: { label: Share, type: stock, format: percent, better: lower, target: { 2018-01: 60 %, 2018-02: 55.5 % } }\n\
         all: { label: All, type: stock }\n\
         part: { label: Part, type: derived, formula: staff, better: higher, target: all / 30000 }",
    )
    .snapshot("2018-01", "staff: 25\nrooms: 4\nshare: 50 %\nall: 99999")
    .snapshot("2018-02", "staff: 25\nrooms: 4\nshare: 52 %\nall: 100001")
    .narrative("2018-01", "x\n")
    .narrative("2018-02", "x\n");
    let told = diff(&project, &["2018-01", "2018-02"]);
    assert!(told.contains("met (at least 20.0 → at least 22.5)"), "{told}");
    assert!(told.contains("met (at most 60% → at most 55.5%)"), "{told}");
    assert!(told.contains("met (at least 3.3333 → at least 3.3334)"), "one that is reckoned: {told}");
    assert!(told.contains("\n1 unchanged\n") && !told.contains("Rooms"), "{told}");
    let report = &json(&project, "2018-01", "2018-02")["reports"][0];
    let staff = figure(report, "Staff");
    assert_eq!((&staff["change"], &staff["now"]["aim"]["value"]), (&"unchanged".into(), &22.5.into()));
    project.run(["diff", "2018-01", "2018-02", "--page", "diff.html"]).fine();
    let page = page(&project).text();
    assert!(page.contains("met (at least 20.0 → at least 22.5)"), "{page}");
}
