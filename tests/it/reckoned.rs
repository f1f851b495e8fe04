//! What readers reckon again: running totals across a year, workings with their numbers, and when a level holds.

use crate::page::Page;
use crate::project::Project;

/// The calculations beside the text.
fn workings(page: &Page) -> Vec<String> {
    page.find(".calc").texts()
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
