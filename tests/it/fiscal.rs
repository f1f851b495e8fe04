//! A site whose year begins in April: its years are written 2016-17, and every command understands them.

use crate::page::Page;
use crate::project::Project;

/// Two years of visits, with a report of each; how many were hired is stated once a year. The visits are 100 in the
/// first month and one more in each of the others.
fn two_years() -> Project {
    let mut project = Project::empty()
        .settings("title: Test\nfiscal_year_start: 4\nkey_figures: [visits, hires]")
        .catalog(
            "metrics:
  visits: { label: Visits, type: flow, tolerance: 5 }
  hires: { label: New hires, type: flow, grain: year }
",
        )
        .file("content/_report.md", "## Visits\n\nThere were {{ visits }} visits.\n")
        .file("content/2016-17.md", "## Visits\n\nThere were {{ visits }} visits and {{ hires }} hires.\n")
        .file("content/2017-18.md", "## Visits\n\nThis year saw {{ visits }} visits and {{ hires }} hires.\n");
    for index in 0..24 {
        let (year, month) = (2016 + (index + 3) / 12, (index + 3) % 12 + 1);
        let hires = if month == 3 { format!("\nhires: {}", year - 2000) } else { String::new() };
        project = project.snapshot(&format!("{year}-{month:02}"), &format!("visits: {}{hires}", 100 + index));
    }
    project
}

#[test]
fn a_report_of_a_year_sums_its_months_and_is_named_after_both_years() {
    let project = two_years();
    let built = project.build();
    assert_eq!(built.page("2016-17").find("h1").text(), "2016/17");
    assert_eq!(built.page("2016-17").find(".blk p").text(), "There were 1,266 visits and 17 hires.");
    assert_eq!(built.page("2017-18").find("h1").text(), "2017/18");
    assert_eq!(built.page("2017-18").find(".blk p").text(), "This year saw 1,410 visits and 18 hires.");
}

#[test]
fn a_year_is_approved_and_its_status_is_told() {
    let project = two_years();
    let said = project.run(["approve", "2017-18", "--by", "Anna Jensen", "--date", "2018-04-05"]).fine().stdout;
    assert!(said.starts_with("2017-18: 1 report approved by Anna Jensen, 2018-04-05\n"), "{said}");
    let status = project.run(["status"]).fine().stdout;
    let line = status.lines().find(|line| line.starts_with("2017-18")).unwrap_or_else(|| panic!("{status}"));
    assert_eq!(line.split_whitespace().collect::<Vec<_>>().join(" "), "2017-18 approved by Anna Jensen, 2018-04-05");
    assert_eq!(project.build().page("2017-18").find("body.final").count(), 1);
    assert_eq!(project.build().page("2016-17").find("body.draft").count(), 1);
    project.edit("data/2017-11.yaml", "visits: 119", "visits: 120");
    let status = project.run(["status"]).fine().stdout;
    assert!(status.contains("since then: visits: 1,410 is now 1,411"), "{status}");
}

#[test]
fn built_years_are_compared_too() {
    let project = two_years();
    project.build();
    project.edit("data/2017-11.yaml", "visits: 119", "visits: 120");
    project.build_with(["--output", "later"]);
    let said = project.run(["diff", "output", "later", "--format", "json"]).fine().stdout;
    let document: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let reports = document["reports"].as_array().expect("reports");
    let year = reports.iter().find(|report| report["report"] == "2017-18").unwrap_or_else(|| panic!("{document:#}"));
    let visits = &year["figures"][0];
    assert_eq!((&visits["label"], &visits["absolute"]), (&"Visits".into(), &1.into()));
}

#[test]
fn a_year_is_reviewed_against_the_year_before() {
    let project = two_years();
    let said = project.run(["review", "2017-18"]).fine().stdout;
    assert_eq!(said, "review/2017-18/index.html\n");
    let page = Page::of(project.read("review/2017-18/index.html"));
    assert_eq!(page.find("h1").text(), "2017/18 against 2016/17");
    let first = page.find("[aria-labelledby=first] .rev").nth(0);
    assert_eq!(first.find("h3").text(), "Visits, 2017/18");
    assert_eq!(first.find(".num .small").text(), "1,266 → 1,410");
    let heads = page.find("th[scope=col]").texts();
    assert!(heads.contains(&"2016/17".to_owned()) && heads.contains(&"2017/18".to_owned()), "{heads:?}");
    assert_eq!(page.find("pre code").text(), "kalends approve 2017-18 --by NAME");
}

#[test]
fn an_edited_digit_in_the_report_of_a_year_is_found() {
    let project = two_years();
    project.build();
    project.run(["verify", "output"]).fine();
    project.edit("output/2017-18/index.html", ">1,410</data></a> visits", ">1,401</data></a> visits");
    let said = project.run(["verify", "output"]).refused();
    let expected =
        "error[K1035]: `visits` in the text of section `visits`: `1,401` is published, and the site says `1,410`\n";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_yearly_figure_is_explained() {
    let said = two_years().run(["explain", "hires", "--period", "2017-18"]).fine().stdout;
    assert!(said.contains("18") && said.contains("data/2018-03.yaml:4"), "{said}");
}

#[test]
fn every_report_that_is_published_is_recorded_once() {
    let project = two_years();
    project.run(["publish", "www"]).fine();
    let ledger = project.read("ledger.jsonl");
    let recorded = |report: &str| ledger.matches(&format!("\"report\":\"{report}\"")).count();
    assert_eq!((recorded("2016-17"), recorded("2017-18"), recorded("2018-03")), (1, 1, 1));
    assert_eq!(ledger.lines().count(), 26);
    // The next runs read it.
    project.build();
    project.run(["publish", "www"]).fine();
    assert_eq!(project.read("ledger.jsonl"), ledger);
    project.edit("data/2017-03.yaml", "hires: 17", "hires: 19");
    let said = project.refused();
    assert!(said.starts_with("error[K1023]: `hires` for 2016-17 was published in 2017-03 as 17"), "{said}");
}

#[test]
fn a_month_is_recorded_with_a_yearly_figure_and_read_back() {
    let project = two_years();
    project.remove("content/2016-17.md");
    project.remove("content/2017-18.md");
    project.run(["publish", "www"]).fine();
    assert_eq!(project.read("ledger.jsonl").lines().count(), 24);
    project.edit("kalends.yaml", "title: Test", "title: Other");
    project.build();
}

#[test]
fn a_year_that_could_be_a_month_is_read_back_as_a_year() {
    // 2010-11 is a year here, and a November elsewhere.
    let mut project = Project::empty()
        .settings("title: Test\nfiscal_year_start: 4")
        .catalog("metrics:\n  visits: { label: Visits, type: flow }\n  hires: { label: New hires, type: flow, grain: year }\n")
        .file("content/_report.md", "There were {{ visits }} visits.\n")
        .file("content/2010-11.md", "There were {{ visits }} visits and {{ hires }} hires.\n");
    for index in 0..12 {
        let (year, month) = (2010 + (index + 3) / 12, (index + 3) % 12 + 1);
        let hires = if month == 3 { "\nhires: 11" } else { "" };
        project = project.snapshot(&format!("{year}-{month:02}"), &format!("visits: {}{hires}", 100 + index));
    }
    project.run(["publish", "www"]).fine();
    let ledger = project.read("ledger.jsonl");
    assert_eq!(ledger.matches("\"report\":\"2010-11\"").count(), 1);
    project.build();
    project.run(["publish", "www"]).fine();
    assert_eq!(project.read("ledger.jsonl"), ledger);
}

#[test]
fn two_years_are_told_apart_on_the_terminal() {
    let said = two_years().run(["diff", "2016-17", "2017-18"]).fine().stdout;
    assert!(said.starts_with("2017-18 against 2016-17\n\n"), "{said}");
    let row = |start: &str| {
        let line = said.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}: {said}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("Figure"), ["Figure", "2016-17", "2017-18", "Change", "Target"]);
    assert_eq!(row("Visits"), ["Visits", "1,266", "1,410", "+144"]);
    assert_eq!(row("New hires"), ["New", "hires", "17", "18", "+1"]);
}

#[test]
fn a_comparison_writes_years_as_pages_do() {
    let project = two_years();
    project.run(["diff", "2016-17", "2017-18", "--page", "diff.html"]).fine();
    let page = Page::of(project.read("diff.html"));
    let heads = page.find("th[scope=col]").texts();
    assert!(heads.contains(&"2016/17".to_owned()) && !heads.iter().any(|head| head.contains("2016-17")), "{heads:?}");
}

#[test]
fn a_year_that_is_written_as_elsewhere_is_refused_with_the_right_form() {
    let project = two_years();
    for command in [&["diff", "2016", "2017"][..], &["review", "2017"], &["approve", "2017", "--by", "Anna"]] {
        let said = project.run(command).refused();
        assert!(said.contains("error[K0201]: ") && said.contains("a year as 2018-19"), "{command:?}: {said}");
    }
}

#[test]
fn a_year_that_is_written_as_the_calendar_has_it_is_told_how_it_is_written_here() {
    let project = Project::new("a: { label: A, type: flow }")
        .settings("title: Test\nfiscal_year_start: 4")
        .snapshot("2018-05", "a: 1")
        .narrative("2018-05", "{{ a | at(period=\"2016\") }}\n");
    assert_eq!(
        project.refused(),
        "\
error[K0427]: `2016` is not a period: a period is written 2018-02, 2018-Q1 or 2018-19
 --> content/2018-05.md:1:8
  |
1 | {{ a | at(period=\"2016\") }}
  |        ^^^^^^^^^^^^^^^^^
  |
help: write it so, or name one without quotes: `previous`, `year_ago`, `quarter`, `year`

1 error; nothing was written
"
    );
    let project = project.file("content/2018-05.md", "").file("extract.csv", "metric,period,value\na,2016,1\n");
    let said = project.run(["import", "extract.csv"]).refused();
    assert!(said.contains("help: write 2018-02, 2018-Q1, 2018-19 or 2018-02-28; `dates` of an import"), "{said}");
}
