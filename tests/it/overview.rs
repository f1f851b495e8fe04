//! What the overview of key figures tells: variation and assurance, and what is done about a missed target.

use crate::page::Page;
use crate::project::Project;

const CATALOG: &str = "metrics:
  waiting: { label: Waiting, type: stock, unit: days, better: lower, target: 20, spc: true }
  seen: { label: Seen, type: flow, better: higher, target: 5, spc: true }
  calls: { label: Calls, type: flow, spc: true }
  young: { label: Young, type: stock, better: higher, target: 10, spc: true }
  beds: { label: Beds, type: stock, better: higher, target: 10 }
";

/// Fourteen months: waiting is stable above its target, seen leaps in the last month, young has three values.
fn site() -> Project {
    let mut project = Project::empty().catalog(CATALOG);
    for index in 0..14 {
        let month = format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
        let odd = index % 2;
        let seen = if index == 13 { 20 } else { 10 + odd };
        let calls = if index == 13 {
            "calls: { value: null, note: No extract. }".into()
        } else {
            format!("calls: {}", 50 + odd)
        };
        let mut text = format!("waiting: {}\nseen: {seen}\n{calls}\nbeds: 12", 30 + odd);
        if index > 10 {
            text.push_str(&format!("\nyoung: {index}"));
        }
        project = project.snapshot(&month, &text);
    }
    project
}

fn narrative(text: &str) -> Page {
    site().narrative("2018-02", &format!("## Status\n\n{text}\n")).build().page("2018-02")
}

/// The rows of the first table as they are read.
fn rows_of(page: &Page) -> Vec<String> {
    let rows = page.find(".tab tbody").nth(0);
    let row = |index| {
        let row = rows.find("tr").nth(index);
        let cells = std::iter::once(row.find("th").text()).chain(row.find("td").texts());
        cells.collect::<Vec<_>>().join(" | ")
    };
    (0..rows.find("tr").count()).map(row).collect()
}

#[test]
fn variation_and_assurance_are_told_by_icon_and_word() {
    let page = narrative(
        "{{ [waiting, seen, calls, young, beds] | table(columns=[\"value\", \"variation\", \"assurance\"]) }}",
    );
    assert_eq!(page.find(".tab thead").nth(0).find("th").texts(), ["Figure", "Value", "Variation", "Assurance"]);
    assert_eq!(
        rows_of(&page),
        [
            "Waiting (days) | 31 | Only common-cause variation | Target consistently missedwaiting does not help: the process must change",
            "Seen | 20 | Improvingabove the upper limit of usual variation | Target reliably met",
            "Calls | –No extract | Only common-cause variationJanuary 2018 | –",
            "Young | 13 | –Too few values for limits | –Too few values for limits",
            "Beds | 12 | – | –",
        ]
    );
    let icons = page.find(".tab tbody svg.ki");
    assert_eq!(icons.count(), 5);
}
