//! Members that are not counted any more: a hall that closed, after which the total is stated beside those that are left.

use crate::page::Page;
use crate::project::Project;

const CATALOG: &str = "dimensions:
  hall: { label: Hall, members: { north: North hall, south: South hall, east: East hall, west: West hall } }
metrics:
  meals: { label: Meals, type: flow, by: [hall], better: higher, target: { hall: { north: 100, south: 100, east: 40 } } }
  guests: { label: Guests, type: flow, by: [hall] }
  rate: { label: Meals per guest, type: ratio, numerator: meals, denominator: guests, decimals: 1 }
";

/// Four months; the south hall closed with the second one.
fn site(text: &str) -> Project {
    let open = |[north, south, east, west]: [u32; 4]| {
        format!("{{ values: {{ north: {north}, south: {south}, east: {east}, west: {west} }} }}")
    };
    let closed = |[north, east, west]: [u32; 3]| {
        let sum = north + east + west;
        format!("{{ value: {sum}, values: {{ north: {north}, east: {east}, west: {west} }} }}")
    };
    let of = |meals: String, guests: String| format!("meals: {meals}\nguests: {guests}");
    Project::empty()
        .catalog(CATALOG)
        .snapshot("2017-11", &of(open([100, 80, 60, 10]), open([50, 40, 30, 5])))
        .snapshot("2017-12", &of(open([101, 82, 59, 11]), open([50, 40, 30, 5])))
        .snapshot("2018-01", &of(closed([102, 58, 12]), closed([51, 29, 6])))
        .snapshot("2018-02", &of(closed([103, 57, 13]), closed([51, 29, 6])))
        .narrative("2018-02", &format!("## Meals\n\n{text}\n"))
}

/// The rows of the first table as they are read, the heads of its columns first.
fn rows_of(page: &Page) -> Vec<String> {
    let heads = page.find(".tw thead").nth(0).find("th").texts().join(" | ");
    let rows = page.find(".tw tbody").nth(0);
    let row = |index| {
        let row = rows.find("tr").nth(index);
        std::iter::once(row.find("th").text()).chain(row.find("td").texts()).collect::<Vec<_>>().join(" | ")
    };
    std::iter::once(heads).chain((0..rows.find("tr").count()).map(row)).collect()
}

#[track_caller]
fn shows(text: &str, expected: &[&str], note: &str) {
    let page = site(text).build().page("2018-02");
    assert_eq!(rows_of(&page), expected);
    assert_eq!(page.find(".blk .tw").nth(0).find(".fig-src").texts().concat(), note);
}

#[test]
fn one_without_a_value_in_the_table_has_no_row_and_is_named() {
    shows(
        "{{ meals | table(by=\"hall\", columns=[\"value\", \"change\"]) }}",
        &[
            "Hall | February 2018 | Change",
            "North hall | 103 | +1+1.0%",
            "East hall | 57 | −1−1.7%",
            "West hall | 13 | +1+8.3%",
            "Total | 173 | +1+0.6%",
        ],
        "Not counted: South hall.",
    );
    // What the table shows of an earlier time keeps the row.
    shows(
        "{{ meals | table(by=\"hall\", history=3) }}",
        &[
            "Hall | Feb 2018 | Jan 2018 | Dec 2017",
            "North hall | 103 | 102 | 101",
            "South hall | –not counted | –not counted | 82",
            "East hall | 57 | 58 | 59",
            "West hall | 13 | 12 | 11",
            "Total | 173 | 172 | 253",
        ],
        "",
    );
    shows(
        "{{ [meals, rate] | table(by=\"hall\") }}",
        &[
            "Figure | North hall | East hall | West hall | All",
            "Meals | 103 | 57 | 13 | 173",
            "Meals per guest | 2.0 | 2.0 | 2.2 | 2.0",
        ],
        "Not counted: South hall.",
    );
}

#[test]
fn one_that_the_author_names_has_its_row() {
    shows(
        "{{ meals | table(by=\"hall\", members=[\"south\", \"north\"], columns=[\"value\"]) }}",
        &["Hall | February 2018", "South hall | –not counted", "North hall | 103", "Total of all | 173"],
        "",
    );
}

#[test]
fn where_nothing_is_stated_of_any_all_have_their_rows() {
    let project = site("{{ meals | table(by=\"hall\", columns=[\"value\"]) }}");
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations:\n  meals: 170\n  guests: 80\n");
    let expected = [
        "Hall | February 2018",
        "North hall | –not counted",
        "South hall | –not counted",
        "East hall | –not counted",
        "West hall | –not counted",
        "Total | 170",
    ];
    assert_eq!(rows_of(&project.build().page("2018-02")), expected);
}

#[test]
fn one_that_was_never_counted_has_no_row_and_no_note() {
    let project = site("{{ meals | table(by=\"hall\", columns=[\"value\"], total=false) }}");
    project.edit("data/metrics.yaml", "west: West hall }", "west: West hall, new: New hall }");
    for month in ["2017-11", "2017-12"] {
        // Without a member's amount there is no sum, so the total is stated.
        let sum = if month == "2017-11" { 250 } else { 253 };
        project.edit(&format!("data/{month}.yaml"), "meals: { values", &format!("meals: {{ value: {sum}, values"));
    }
    let page = project.build().page("2018-02");
    assert_eq!(rows_of(&page), ["Hall | February 2018", "North hall | 103", "East hall | 57", "West hall | 13"]);
    assert_eq!(page.find(".blk .tw .fig-src").text(), "Not counted: South hall.");
}

#[test]
fn the_greatest_are_those_of_the_members_that_are_counted() {
    shows(
        "{{ meals | table(by=\"hall\", top=1, columns=[\"value\", \"previous\"]) }}",
        &[
            "Hall | February 2018 | January 2018",
            "North hall | 103 | 102",
            "All others (2) | 70 | 70",
            "Total | 173 | 172",
        ],
        "Not counted: South hall.",
    );
    let page = site("{{ meals | chart(kind=\"bars\", by=\"hall\", top=1) }}").build().page("2018-02");
    let subtitle = page.find(".fig-sub").nth(0).text();
    assert!(subtitle.ends_with("The 1 greatest of 3. Not counted: South hall"), "{subtitle}");
}

#[test]
fn a_bridge_behind_its_end_goes_without_it_and_one_across_names_it() {
    let page = site("{{ meals | chart(kind=\"bridge\", by=\"hall\", since=previous) }}").build().page("2018-02");
    assert_eq!(
        rows_of(&page),
        [
            "Hall | January 2018 | February 2018 | Change",
            "East hall | 58 | 57 | −1−1.7%",
            "North hall | 102 | 103 | +1+1.0%",
            "West hall | 12 | 13 | +1+8.3%",
            "Total | 172 | 173 | +1+0.6%",
        ]
    );
    let project = site("{{ meals | chart(kind=\"bridge\", by=\"hall\", since=\"2017-12\") }}");
    let said = project.refused();
    assert!(
        said.starts_with("error[K0416]: `meals` has no bridge: South hall is counted in 2017-12, and not in 2018-02\n"),
        "{said}"
    );
    assert!(said.contains("\nhelp: state it in 2018-02, as 0 where there was none, or use `kind=\"arrow\"`"), "{said}");
    // Then it is a step to nothing.
    project.edit("data/2018-02.yaml", "meals: { value: 173, values: { ", "meals: { value: 173, values: { south: 0, ");
    let rows = rows_of(&project.build().page("2018-02"));
    assert_eq!(rows[1], "South hall | 82 | 0 | −82−100.0%");
}

#[test]
fn overviews_of_members_go_without_it() {
    let page = site("{{ overview(by=\"hall\") }}").build().page("2018-02");
    assert_eq!(rows_of(&page)[0], "Figure | North hall | East hall | West hall | Total");
    let project = site("").file("content/halls/_report.md", "---\nfor_each: hall\n---\n{{ meals }} meals.\n");
    let project = project.file("content/halls/_index.md", "---\ntitle: Halls\n---\n");
    let page = project.build().page("halls");
    let heads = page.find(".tw tbody").nth(0).find("th").texts();
    assert_eq!(heads, ["North hall", "East hall", "West hall", "Total"]);
    // Each row leads to the page of its own member.
    let links = page.find(".tw tbody").nth(0).find("th a").attributes("href");
    assert_eq!(links, ["north/index.html", "east/index.html", "west/index.html"]);
}

#[test]
fn nobody_asks_for_the_target_of_one_that_closed_some_time_ago() {
    let page = site("{{ overview(off_target=true) }}").build().page("2018-02");
    assert!(!page.find(".blk").text().contains("South hall"), "{}", page.find(".blk").text());
    let project = site("").narrative("2018-01", "## Halls\n\n{{ overview(off_target=true) }}\n");
    let text = project.build().page("2018-01").find(".blk").text();
    assert!(text.contains("South hall"), "{text}");
}

#[test]
fn the_table_of_all_figures_goes_without_it_and_figures_json_has_it() {
    let project = site("{{ meals }}");
    let built = project.build();
    let page = built.page("2018-02");
    assert!(!page.find("table").nth(0).text().contains("South hall"), "{}", page.find("table").nth(0).text());
    let south = &built.figure("2018-02", "meals")["by"]["hall"]["south"];
    assert_eq!(south["value"], serde_json::Value::Null);
}

/// Two halls, and a third that has ended with the first of three months, of which no total is stated.
fn ended(last: &str) -> Project {
    Project::empty()
        .catalog(
            "dimensions:\n  hall: { label: Hall, members: { north: North hall, south: South hall, east: East hall }, ended: { east: 2018-01 } }\n\
             metrics:\n  meals: { label: Meals, type: flow, by: [hall] }\n",
        )
        .snapshot("2018-01", "meals: { values: { north: 31, south: 21, east: 11 } }")
        .snapshot("2018-02", "meals: { values: { north: 32, south: 22 } }")
        .snapshot("2018-03", last)
        .narrative("2018-03", "Meals: {{ meals }}, {{ meals | change }}.\n\n{{ meals | chart(by=\"hall\", kind=\"stacked\") }}\n")
        .file("content/2018-Q1.md", "Meals: {{ meals }}.\n")
}

#[test]
fn a_sum_goes_without_one_that_has_ended() {
    let project = ended("meals: { values: { north: 33, south: 24 } }");
    let built = project.build();
    // The quarter is the sum of its months: 63, 54 and 57.
    for (report, value) in [("2018-03", 57), ("2018-Q1", 174)] {
        assert_eq!(built.figure(report, "meals")["value"], value, "{report}");
    }
    let sentences = built.page("2018-03").find("main p").texts();
    // The columns after its end are whole, and nothing is said to be missing.
    let of_the_chart =
        "57 in March 2018; a rise of 3 (5.6%) since February 2018. In March 2018: North hall 33, South hall 24.";
    for sentence in ["Meals: 57, +3.", of_the_chart] {
        assert!(sentences.iter().any(|said| said == sentence), "{sentence} in {sentences:?}");
    }
    assert!(!sentences.concat().contains("not all parts are shown"), "{sentences:?}");
}

#[test]
fn a_stated_total_is_held_against_those_that_have_not_ended() {
    let project = ended("meals: { value: 50, values: { north: 33, south: 24 } }");
    assert_eq!(
        project.file("content/2018-03.md", "Meals: {{ meals }}.\n").refused(),
        "\
error[K0206]: `meals` states a total of 50, but its parts add up to 57
 --> data/2018-03.yaml:3:19
  |
3 |   meals: { value: 50, values: { north: 33, south: 24 } }
  |                   ^^
  |
help: mend the one that is wrong; where parts overlap, say `additive: false` in data/metrics.yaml

1 error; nothing was written
"
    );
}

#[test]
fn where_all_have_ended_there_is_no_sum() {
    let project = ended("meals: { value: null, note: All halls are closed. }");
    project.edit(
        "data/metrics.yaml",
        "ended: { east: 2018-01 }",
        "ended: { east: 2018-01, north: 2018-02, south: 2018-02 }",
    );
    let built = project.build();
    assert_eq!(built.figure("2018-03", "meals")["value"], serde_json::Value::Null);
}
