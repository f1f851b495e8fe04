//! The periods that a text can name: the report's own, the one before, the one a year before, and the quarter and the year
//! that hold it.

use crate::page::Page;
use crate::project::{Built, Project};

/// A level and a count by month, and a count by quarter, over 15 months.
fn site() -> Project {
    let mut project = Project::new(
        "level: { label: Level, type: stock, unit: beds }
calls: { label: Calls, type: flow, target: 10, better: higher }
hires: { label: Hires, type: flow, grain: quarter }",
    );
    for index in 0..15 {
        let (year, month) = (2017 + index / 12, index % 12 + 1);
        let quarter = match month {
            3 | 6 | 9 | 12 => format!("\nhires: {{ period: {year}-Q{}, value: {} }}", month / 3, 40 + index),
            _ => String::new(),
        };
        let stated = format!("level: {}\ncalls: {}{quarter}", 100 + index * index, 10 + index);
        project = project.snapshot(&format!("{year}-{month:02}"), &stated);
    }
    project
}

fn text_of(built: &Built<'_>, report: &str) -> String {
    built.page(report).find(".blk p").nth(0).text()
}

#[track_caller]
fn says(report: &str, text: &str, expected: &str) {
    let project = site().narrative(report, text);
    assert_eq!(text_of(&project.build(), report), expected);
}

#[test]
fn a_year_ago_is_a_period_like_the_one_before() {
    let text = "{{ year_ago }}: {{ level | at(period=year_ago) }}, {{ level | change(since=year_ago) }}, \
                {{ level | trend(since=year_ago) }}, {{ level | change(since=year_ago) | trend }}.\n";
    let rise = "a rise of 168 (166.3%)";
    says("2018-02", text, &format!("February 2017: 101, +168, {rise}, {rise}."));
    says("2017-02", text, "February 2016: –, –, –, –.");
    says("2018-Q1", "{{ year_ago }}: {{ calls | at(period=year_ago) }}\n", "Q1 2017: 33");
    says("2017", "{{ year_ago }}, {{ previous }}\n", "2016, 2016");
}

#[test]
fn behind_another_period_a_year_ago_and_the_one_before_count_from_there() {
    // 101 in 2017-02, 265 in 2018-01, 269 in 2018-02.
    let text = "{{ level | at(period=\"2018-01\") | change(since=year_ago) }}, \
                {{ level | at(period=previous) | trend(since=year_ago) }}, \
                {{ level | at(period=\"2018-01\") | change(since=previous) }}.\n";
    says("2018-02", text, "+144, a rise of 144 (144.0%), +23.");
    let quarters = "{{ calls | at(period=quarter) | change(since=year_ago) }}, {{ calls | at(period=quarter) | change(since=previous) }}.\n";
    says("2018-03", quarters, "+36, +9.");
}

#[test]
fn the_quarter_and_the_year_that_hold_a_report_are_cited_once_they_have_ended() {
    let text = "{{ quarter }} {{ year }}\n{% if calls | at(period=quarter) | known %}{{ calls | at(period=quarter) }}{% endif %}\n\
                {% if calls | at(period=year) | known %}{{ calls | at(period=year) }}{% endif %}";
    let project = site().file("content/_report.md", text);
    let built = project.build();
    assert_eq!(text_of(&built, "2017-11"), "Q4 2017 2017");
    assert_eq!(text_of(&built, "2017-12"), "Q4 2017 2017 60 186");
    assert_eq!(text_of(&built, "2018-03"), "Q1 2018 2018 69");
    says("2018-Q1", "{{ quarter }}: {{ calls | at(period=quarter) }}, {{ year }}\n", "Q1 2018: 69, 2018");
    says("2018-02", "{{ calls | at(period=quarter) }}\n", "–");
}

#[test]
fn a_quarter_that_has_not_ended_says_how_much_of_it_is_there() {
    let project =
        site().narrative("2018-02", "{{ calls | at(period=quarter) }} and {{ level | at(period=quarter) }}.\n");
    let trail = project.build().page("2018-02").find(".trail li").texts();
    assert!(trail.iter().all(|line| line.contains("2 of 3\u{a0}months counted")), "{trail:?}");
}

#[test]
fn of_a_metric_by_quarter_a_year_ago_is_the_quarter_a_year_before_the_one_that_is_shown() {
    let text = "{{ hires }}, {{ hires | at(period=previous) }}, {{ hires | at(period=year_ago) }}, \
                {{ hires | change(since=previous) }}, {{ hires | change(since=year_ago) }}.\n";
    says("2018-02", text, "51, 48, –, +3, –.");
    says("2018-03", text, "54, 51, 42, +3, +12.");
}

#[test]
fn a_year_begins_where_the_site_says() {
    let project = site()
        .settings("title: Test\nfiscal_year_start: 4")
        .narrative("2018-03", "{{ year }}: {{ calls | at(period=year) }}, {{ calls | at(period=year_ago) }}\n");
    assert_eq!(text_of(&project.build(), "2018-03"), "2017/18: 222, 12");
}

#[test]
fn in_danish_too() {
    let project = site()
        .settings("title: Test\nlanguage: da")
        .narrative("2018-03", "{{ year_ago }}, {{ quarter }}, {{ year }}: {{ level | trend(since=year_ago) }}\n");
    assert_eq!(
        text_of(&project.build(), "2018-03"),
        "marts 2017, 1. kvartal 2018, 2018: en stigning på 192 (184,6\u{a0}%)"
    );
}

fn tiles(project: &Project, report: &str) -> Page {
    project.build().page(report)
}

#[test]
fn a_tile_shows_the_change_on_the_year_before_where_the_author_asks() {
    let project = site().narrative("2018-02", "{{ [level] | tiles(year_ago=true) }}\n");
    let change = tiles(&project, "2018-02").find(".kpi .chg").text();
    assert_eq!(change, "+25 from January 2018 (+10.2%)+168 from February 2017 (+166.3%)");
    let project = site().narrative("2018-02", "{{ [level] | tiles }}\n");
    assert_eq!(tiles(&project, "2018-02").find(".kpi .chg").text(), "+25 from January 2018 (+10.2%)");
}

#[test]
fn a_tile_of_what_follows_the_season_shows_it_by_itself() {
    let mut project =
        Project::new("guests: { label: Guests, type: flow }").settings("title: Test\nkey_figures: [guests]");
    let season = [10, 12, 18, 30, 55, 80, 99, 95, 60, 35, 20, 12];
    for index in 0..36 {
        let month = format!("{}-{:02}", 2015 + index / 12, index % 12 + 1);
        project = project.snapshot(&month, &format!("guests: {}", season[index % 12] * 10 + index));
    }
    let project = project.narrative("2017-12", "{{ [guests] | tiles(year_ago=false) }}\n");
    let changes = tiles(&project, "2017-12").find(".kpi .chg").texts();
    assert_eq!(changes[0], "−79 from November 2017 (−33.8%)+12 from December 2016 (+8.4%)");
    assert_eq!(changes[1], "−79 from November 2017 (−33.8%)");
    // After one year nobody can see a season.
    assert!(!tiles(&project, "2016-06").find(".kpi .chg").text().contains("2015"));
}

#[test]
fn a_standing_text_makes_reports_of_the_months_in_its_range_alone() {
    let catalog = "dimensions: { hall: { label: Hall, members: { north: North, south: South } } }
metrics: { beds: { label: Beds, type: stock, by: [hall] } }";
    let mut project = Project::empty().catalog(catalog).settings("title: Test\nbase_url: https://example.org/");
    for month in 1..=6 {
        project = project
            .snapshot(&format!("2018-{month:02}"), &format!("beds: {{ values: {{ north: {month}, south: 2 }} }}"));
    }
    let project = project
        .file("content/_report.md", "---\nfrom: 2018-02\nto: 2018-Q2\n---\n{{ beds }} beds.\n")
        .file("content/2018-01.md", "The first {{ beds }} beds.\n")
        .file("content/halls/_report.md", "---\nfor_each: hall\nfrom: 2018-06\n---\n{{ beds }} beds.\n")
        .file("content/old/_report.md", "---\nto: 2018-02\n---\n{{ beds }} beds.\n");
    let built = project.build();
    let reports: Vec<String> = built.files().into_keys().filter(|path| path.ends_with("figures.json")).collect();
    let of = |folder: &str, months: std::ops::RangeInclusive<u8>| -> Vec<String> {
        months.map(|month| format!("{folder}2018-{month:02}/figures.json")).collect()
    };
    let expected = [of("", 1..=6), of("halls/north/", 6..=6), of("halls/south/", 6..=6), of("old/", 1..=2)].concat();
    assert_eq!(reports, expected);
    // The figures of all months stand in charts, tables and on the page of the metric all the same.
    let history = built.json("metrics/beds/history.json");
    assert_eq!(history.as_array().expect("a list").len(), 6);
    assert_eq!(built.page("halls/south").find(".yr a").count(), 1);
    let feed = built.read("feed.xml");
    assert_eq!(feed.matches("<entry>").count(), expected.len(), "{feed}");
    let status = project.run(["status", "--format", "json"]).stdout;
    assert_eq!(status.matches("\"period\"").count(), expected.len(), "{status}");
    let said = project.run(["check"]).stderr;
    assert!(said.contains("10 reports"), "{said}");
    // A month behind the range begins without a report of it, which is said.
    let begun =
        project.file("content/_report.md", "---\nto: 2018-06\n---\n{{ beds }} beds.\n").run(["new", "2018-07"]).stderr;
    assert!(begun.contains("content/halls/_report.md makes the report of 2018-07"), "{begun}");
    assert!(begun.contains("content/_report.md ends with 2018-06, and makes no report of 2018-07"), "{begun}");
}
