//! What a page says where there is little to show: nothing is stated yet, figures are of several lengths, a total was
//! taken back, a member has no target of its own.

use crate::project::{Built, Project};

const CATALOG: &str = "dimensions:
  hall: { label: Hall, members: { north: North, south: South } }
metrics:
  beds: { label: Beds, type: stock, by: [hall], better: higher, target: 90 }
  people: { label: People, type: stock, by: [hall], additive: false, target: { total: 30, hall: { north: 20 } }, better: higher }
  share: { label: Share, type: ratio, format: percent, numerator: used, denominator: open }
  used: { label: Used, type: flow }
  open: { label: Open, type: flow }
  hires: { label: Hires, type: flow, grain: quarter }
  later: { label: Later, type: stock, by: [hall] }
";

/// Fourteen months, of which the last takes the people of the one before back.
fn site(text: &str) -> Project {
    let months = (1..=12).map(|month| format!("2017-{month:02}")).chain(["2018-01".to_owned(), "2018-02".to_owned()]);
    let project = months.enumerate().fold(Project::empty().catalog(CATALOG), |project, (index, month)| {
        let people = match month.as_str() {
            "2018-02" => {
                "\n  - { value: 25, values: { north: 20, south: 9 } }\n  - { period: 2018-01, withdrawn: true, reason: Counted twice. }"
            }
            _ => " { value: 20, values: { north: 12, south: 9 } }",
        };
        let hires = if month.ends_with("-12") { "\nhires: 4" } else { "" };
        project.snapshot(
            &month,
            &format!(
                "beds: {{ values: {{ north: 45, south: 20 }} }}\npeople:{people}\nused: {}\nopen: 100{hires}",
                50 + index
            ),
        )
    });
    project.narrative("2018-02", text)
}

fn rows(built: &Built<'_>, table: &str) -> Vec<String> {
    let page = built.page("2018-02");
    let rows = page.find(&format!("{table} tbody tr"));
    (0..rows.count()).map(|index| rows.nth(index).find("th, td").texts().join(" | ")).collect()
}

#[test]
fn a_metric_that_nobody_stated_yet_has_a_row_that_says_so() {
    let text = "{{ later | table }}\n\n{{ later | table(by=\"hall\", history=6, id=\"halls\") }}\n\n{{ later | chart(id=\"drawn\") }}\n";
    let project = site(text);
    let built = project.build();
    assert_eq!(rows(&built, "#tab-later"), ["February 2018 | –not counted"]);
    assert_eq!(rows(&built, "#tab-halls"), ["North | –not counted", "South | –not counted"]);
    let page = built.page("2018-02");
    assert!(page.find("#fig-drawn svg").nth(0).text().contains("no data for this span"));
    // Nothing is drawn, so nothing lacks a name.
    assert!(!page.find("#fig-drawn .fig-sub").text().contains("Not named"), "{page}");
}

#[test]
fn a_deviation_without_anything_to_count_from_says_what_it_waits_for() {
    let text = "{{ hires | chart(kind=\"deviation\") }}\n\n{{ used | chart(from=\"normal\") }}\n";
    let project = site(text);
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find("#fig-hires svg").nth(0).text(), "no figure of the year before yet");
    assert_eq!(page.find("#fig-used svg").nth(0).text(), "no normal yet: it takes two earlier years");
}

#[test]
fn a_table_of_months_and_quarters_names_both_periods() {
    let text = "{{ [hires, used] | table }}\n\n{{ [used, hires] | table(columns=[\"change\"], id=\"changes\") }}\n\n\
                {{ [used, open] | table(id=\"months\") }}\n";
    let project = site(text);
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find("#tab-hires .fig-sub").text(), "Q4 2017 and February 2018");
    assert_eq!(page.find("#tab-months .fig-sub").text(), "February 2018");
    let rows = rows(&built, "#tab-changes");
    assert!(rows[0].starts_with("Used | ") && rows[1].starts_with("Hires, Q4 2017 | "), "{rows:?}");
}

#[test]
fn the_withdrawal_of_a_total_that_is_no_sum_names_each_figure_that_went_with_it() {
    let project = site("{{ people }} persons.\n");
    let built = project.build();
    let notices = built.json("2018-01/figures.json")["notices"].clone();
    let labels: Vec<&str> = notices.as_array().into_iter().flatten().filter_map(|one| one["label"].as_str()).collect();
    assert_eq!(labels, ["People", "People, North", "People, South"]);
    let page = built.page("2018-01").text();
    assert_eq!(page.matches("withdrawn, no new figure").count(), 3, "{page}");
    let revisions = built.page("revisions").text();
    assert_eq!(revisions.matches("no new figure").count(), 3, "{revisions}");
    let values = built.page("metrics/people").text();
    assert!(values.contains("12withdrawn") && values.contains("9withdrawn"), "{values}");
}

#[test]
fn changes_of_shares_are_called_percentage_points_in_downloads() {
    let project = site("{{ share | chart(kind=\"deviation\") }}\n");
    let built = project.build();
    let csv = built.read("2018-02/share.csv");
    assert!(csv.starts_with("\u{feff}Period,Value (%),Year before (%),Change (percentage points),State,Note"), "{csv}");
    assert!(csv.contains("2018-02,63,51,12,"), "{csv}");
}

#[test]
fn the_overview_of_a_member_has_what_it_aims_at() {
    let text = "---\nfor_each: hall\nfrom: 2018-02\n---\n{{ overview() }}\n";
    let project = site("Well.\n").file("content/halls/_report.md", text);
    let built = project.build();
    let page = |member: &str| {
        let page = built.page(&format!("halls/{member}/2018-02"));
        page.find("#tab-people tbody th, #tab-beds tbody th").texts()
    };
    assert_eq!(page("north"), ["People, North"]);
    // Without any target of its own, the table says of each metric that there is none.
    assert_eq!(page("south"), ["Beds, South", "People, South"]);
}

#[test]
fn an_address_may_begin_with_large_letters() {
    let project = site("{{ used | table }}\n").settings(
        "title: Status\nbase_url: HTTPS://intranet.example/status\nsources:\n  register: { label: Register, url: \"HTTPS://intranet.example/Register\" }",
    );
    project.edit(
        "data/metrics.yaml",
        "used: { label: Used, type: flow }",
        "used: { label: Used, type: flow, source: register }",
    );
    let built = project.build();
    assert!(built.page("2018-02").to_string().contains("href=\"https://intranet.example/Register\""));
    assert!(built.read("sitemap.xml").contains("<loc>https://intranet.example/status/"));
}
