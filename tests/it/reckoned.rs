//! What readers reckon again: running totals across a year, workings with their numbers, and when a level holds.

use crate::page::Page;
use crate::project::Project;

/// The calculations beside the text.
fn workings(page: &Page) -> Vec<String> {
    page.find(".calc").texts()
}

/// Three months of visits, and what they come to in the year.
fn visits(text: &str) -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  ward: { label: Ward, members: { a: Alder, b: Birch } }
metrics:
  visits: { label: Visits, type: flow, by: [ward] }
  year_visits: { label: Visits this year, type: cumulative, of: visits, since: year }
  ever: { label: Visits ever, type: cumulative, of: visits, since: start }
",
        )
        .snapshot("2017-01", "visits: { values: { a: 20, b: 10 } }")
        .snapshot("2017-12", "visits: { period: 2017-12, values: { a: 30, b: 12 } }")
        .snapshot("2018-01", "visits: { values: { a: 25, b: 15 } }")
        .snapshot("2018-02", "visits: { values: { a: 25, b: 16 } }")
        .narrative("2018-01", text)
}

fn whole_year(text: &str) -> Project {
    let project = visits(text);
    for month in 2..=11 {
        project.write(
            &format!("data/2017-{month:02}.yaml"),
            format!("period: 2017-{month:02}\nobservations:\n  visits: {{ values: {{ a: 20, b: 10 }} }}\n"),
        );
    }
    project
}

#[test]
fn a_running_total_of_the_year_does_not_fall_in_january() {
    let project = whole_year(
        "## Visits\n\nChange: {{ year_visits | change }}, {{ year_visits | trend }}, {{ ever | change }}.\n\n\
         On the year before: {{ year_visits | change(since=year_ago) }}.\n\n{{ [year_visits, ever] | tiles }}\n\n\
         {{ [year_visits, ever] | table(columns=[\"value\", \"change\", \"change_year\"]) }}\n\n{{ year_visits | chart }}\n",
    );
    let built = project.build();
    let page = built.page("2018-01");
    assert_eq!(page.find(".blk p").nth(0).text(), "Change: –, –, +40.");
    assert_eq!(page.find(".blk p").nth(1).text(), "On the year before: +10.");
    let reason = "the running total begins anew with the year";
    assert!(workings(&page).iter().any(|working| working == reason), "{:?}", workings(&page));
    let text = page.text();
    assert!(text.contains("The running total begins anew with the year"), "{text}");
    assert!(text.contains("40 in January 2018; a rise of 10 (33.3%) since January 2017."), "{text}");
    let row = page.find(".tw tbody").nth(0).find("tr").nth(0).find("td").texts();
    assert_eq!(row, ["40", &format!("–{reason}"), "+10+33.3%"]);
    let of_chart = page.find(".fig tbody").nth(0).find("tr").nth(0).find("td").texts();
    assert_eq!(of_chart, ["40", &format!("–{reason}")]);
    let figure = built.figure("2018-01", "year_visits");
    assert_eq!(figure["change"], serde_json::Value::Null);
    assert_eq!(figure["change_year"]["absolute"], 10);
}

#[test]
fn within_a_year_and_from_year_to_year_a_running_total_changes() {
    let project = whole_year("Now {{ year_visits }}.")
        .narrative(
            "2018-02",
            "## Visits\n\n{{ year_visits | change }}, {{ year_visits | change(since=\"2017-12\") }}\n",
        )
        .file("content/2017.md", "{{ year_visits }}\n");
    assert_eq!(project.build().page("2018-02").find(".blk p").nth(0).text(), "+41, –");
}

#[test]
fn no_bridge_leads_from_one_year_into_the_next() {
    let project = whole_year("{{ year_visits | chart(kind=\"bridge\", by=\"ward\", since=previous) }}\n");
    let said = project.refused();
    let expected =
        "error[K0416]: `year_visits` has no bridge: its running total begins anew between 2017-12 and 2018-01\n";
    assert!(said.starts_with(expected), "{said}");
    project.edit("content/2018-01.md", "since=previous", "since=year_ago");
    project.build();
}

#[test]
fn a_fiscal_year_begins_a_running_total_in_its_first_month() {
    let project = whole_year("## Visits\n\n{{ year_visits | change }}\n")
        .settings("title: Test\nfiscal_year_start: 2")
        .narrative("2018-02", "## Visits\n\n{{ year_visits | change }}\n");
    let built = project.build();
    assert_eq!(built.page("2018-01").find(".blk p").nth(0).text(), "+40");
    assert_eq!(built.page("2018-02").find(".blk p").nth(0).text(), "–");
}

#[test]
fn a_working_has_the_decimals_that_its_result_takes() {
    let project = Project::new(
        "meals: { label: Meals, type: flow }
guests: { label: Guests, type: flow }
rate: { label: Meals per guest, type: ratio, numerator: meals, denominator: guests, decimals: 2 }
hundred: { label: More per hundred, type: derived, formula: rate * 100 - previous(rate) * 100, decimals: 1 }
beds: { label: Beds, type: stock, decimals: 1, over_time: mean }",
    )
    .snapshot("2018-01", "meals: 181\nguests: 63\nbeds: 10.04")
    .snapshot("2018-02", "meals: 182\nguests: 63\nbeds: 10.04")
    .snapshot("2018-03", "meals: 182\nguests: 63\nbeds: 10.08")
    .narrative("2018-02", "## Rate\n\n{{ rate }} {{ hundred }} {{ rate | change }}\n")
    .file("content/2018-Q1.md", "## Beds\n\n{{ beds }}\n");
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find(".blk p").nth(0).text(), "2.89 1.6 +0.02");
    // 2.89 × 100 − 2.87 × 100 would be 2.0.
    assert_eq!(workings(&page), ["182 / 63", "2.889 × 100 − 2.873 × 100", "2.89 − 2.87"]);
    // A third of 10.0 + 10.0 + 10.1 would be 10.0, and the page says 10.1.
    assert_eq!(workings(&built.page("2018-Q1")), ["(10.04 + 10.04 + 10.08) / 3"]);
}

#[test]
fn a_level_whose_year_is_a_mean_is_not_one_of_the_months_end() {
    let project = Project::new(
        "warmth: { label: Temperature, type: stock, decimals: 1, unit: °C, over_time: mean }
beds: { label: Beds, type: stock }",
    )
    .snapshot("2018-02", "warmth: 1.5\nbeds: 12")
    .narrative("2018-02", "{{ [warmth, beds] | tiles }}\n");
    let built = project.build();
    let text = built.page("2018-02").text();
    assert_eq!(text.matches("end of February 2018").count(), 1, "{text}");
    let about = built.page("metrics/warmth").text();
    assert!(about.contains("level of the month; a longer period shows the mean of its months"), "{about}");
}
