//! Tables that a text asks for: members and periods, metrics and members, columns by name, shares, the greatest and all
//! others, shades.

use crate::page::Page;
use crate::project::Project;

const CATALOG: &str = "dimensions:
  cause: { label: Cause, members: { heart: Heart, cancer: Cancer, lungs: Lungs, falls: Falls, other: Other } }
metrics:
  deaths: { label: Deaths, type: flow, by: [cause], unit: persons, better: lower, target: { cause: { heart: 35, lungs: 20 } } }
  cases: { label: Cases, type: flow, by: [cause] }
  rate: { label: Deaths per case, type: ratio, numerator: deaths, denominator: cases, format: percent }
  people: { label: People, type: stock, by: [cause], additive: false }
  beds: { label: Beds, type: stock, target: 10, better: higher }
";

/// Two Februaries and the month before the second one.
fn site(text: &str) -> Project {
    let month = |month: &str, deaths: [u32; 5]| {
        let [heart, cancer, lungs, falls, other] = deaths;
        let values = format!("heart: {heart}, cancer: {cancer}, lungs: {lungs}, falls: {falls}, other: {other}");
        let cases = "heart: 100, cancer: 80, lungs: 50, falls: 40, other: 30";
        (
            month.to_owned(),
            format!(
                "deaths: {{ values: {{ {values} }} }}\ncases: {{ values: {{ {cases} }} }}\npeople: {{ value: 90, values: {{ {values} }} }}\nbeds: 12"
            ),
        )
    };
    let mut project = Project::empty().catalog(CATALOG);
    for (name, text) in [
        month("2017-02", [30, 20, 24, 6, 10]),
        month("2018-01", [40, 22, 18, 5, 15]),
        month("2018-02", [36, 30, 16, 4, 14]),
    ] {
        project = project.snapshot(&name, &text);
    }
    project.narrative("2018-02", &format!("## Deaths\n\n{text}\n"))
}

/// The rows of the first table as they are read, the heads of its columns first.
fn rows_of(page: &Page) -> Vec<String> {
    let heads = page.find(".tab thead").nth(0).find("th").texts().join(" | ");
    let rows = page.find(".tab tbody").nth(0);
    let count = rows.find("tr").count();
    let row = |index| {
        let row = rows.find("tr").nth(index);
        let cells = std::iter::once(row.find("th").text()).chain(row.find("td").texts());
        cells.collect::<Vec<_>>().join(" | ")
    };
    std::iter::once(heads).chain((0..count).map(row)).collect()
}

#[track_caller]
fn shows(text: &str, expected: &[&str]) -> Page {
    let page = site(text).build().page("2018-02");
    assert_eq!(rows_of(&page), expected);
    page
}

#[test]
fn columns_are_chosen_by_name_and_stand_in_their_order() {
    shows(
        "{{ deaths | table(by=\"cause\", columns=[\"value\", \"year_ago\", \"change_year\", \"target\", \"status\"]) }}",
        &[
            "Cause | February 2018 | February 2017 | Change on the year before | Target | Against target",
            "Heart | 36 | 30 | +6+20.0% | at most 35 | ▼ Not met1 from target",
            "Cancer | 30 | 20 | +10+50.0% | – | –",
            "Lungs | 16 | 24 | −8−33.3% | at most 20 | ● Met",
            "Falls | 4 | 6 | −2−33.3% | – | –",
            "Other | 14 | 10 | +4+40.0% | – | –",
            "Total | 100 | 90 | +10+11.1% | – | –",
        ],
    );
    let page =
        site("{{ [deaths, beds] | table(columns=[\"value\", \"previous\", \"change_year\", \"target\", \"trend\"]) }}")
            .build()
            .page("2018-02");
    let rows = rows_of(&page);
    assert_eq!(rows[0], "Figure | Value | Before | Change on the year before | Target | Trend");
    assert_eq!(rows[1], "Deaths (persons) | 100 | 100 | +10+11.1% | – | ");
    assert_eq!(rows[2], "Beds | 12 | 12 | 00.0% | at least 10 | ");
    shows(
        "{{ deaths | of(cause=\"heart\") | table(columns=[\"value\", \"change_year\", \"share\"], history=1) }}",
        &["Period | Value | Change on the year before | Share of total", "February 2018 | 36 | +6+20.0% | 36.0%"],
    );
}

#[test]
fn a_table_is_sorted_by_any_column_that_it_shows() {
    let order = |arguments: &str| {
        let page =
            site(&format!("{{{{ deaths | table(by=\"cause\", {arguments}, total=false) }}}}")).build().page("2018-02");
        rows_of(&page)[1..].iter().map(|row| row.split(" | ").next().unwrap().to_owned()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(order("sort=\"value\""), "Heart, Cancer, Lungs, Other, Falls");
    assert_eq!(order("sort=\"change\""), "Cancer, Falls, Other, Lungs, Heart");
    assert_eq!(order("sort=\"previous\""), "Heart, Cancer, Lungs, Other, Falls");
    assert_eq!(order("sort=\"status\""), "Heart, Lungs, Cancer, Falls, Other");
    assert_eq!(order("sort=\"change_year\", columns=[\"change_year\"]"), "Cancer, Heart, Other, Falls, Lungs");
    assert_eq!(order("members=[\"other\", \"heart\"]"), "Other, Heart");
}

#[test]
fn the_greatest_stand_alone_and_all_others_together() {
    shows(
        "{{ deaths | table(by=\"cause\", top=2, columns=[\"previous\", \"value\", \"change\", \"share\", \"year_ago\", \"status\", \"trend\"]) }}",
        &[
            "Cause | January 2018 | February 2018 | Change | Share of total | February 2017 | Against target | Trend",
            "Heart | 40 | 36 | −4−10.0% | 36.0% | 30 | ▼ Not met1 from target | ",
            "Cancer | 22 | 30 | +8+36.4% | 30.0% | 20 | – | ",
            "All others (3) | 38 | 34 | −4−10.5% | 34.0% | 40 | – | –",
            "Total | 100 | 100 | 00.0% | 100.0% | 90 | – | ",
        ],
    );
    // All others of one would be that one.
    let page = site("{{ deaths | table(by=\"cause\", top=4) }}").build().page("2018-02");
    assert_eq!(rows_of(&page).len(), 7, "{page}");
    let page = site("{{ deaths | table(by=\"cause\", top=40) }}").build().page("2018-02");
    assert_eq!(rows_of(&page).len(), 7, "{page}");
}

#[test]
fn what_does_not_add_up_has_no_sum_of_the_others() {
    let page = shows(
        "{{ rate | table(by=\"cause\", top=2) }}",
        &[
            "Cause | January 2018 | February 2018 | Change",
            "Other | 50% | 47% | −3\u{a0}percentage points",
            "Cancer | 28% | 38% | +10\u{a0}percentage points",
            "All | 33% | 33% | 0\u{a0}percentage points",
        ],
    );
    assert_eq!(page.find(".tab .tw .fig-src").text(), "The 2 greatest of 5; the others have no sum.");
}

#[test]
fn members_stand_beside_periods() {
    let page = shows(
        "{{ deaths | table(by=\"cause\", history=2, sort=\"value\", shade=true) }}",
        &[
            "Cause | Feb 2018 | Jan 2018",
            "Heart | 36 (highest) | 40 (highest)",
            "Cancer | 30 (high) | 22 (middle)",
            "Lungs | 16 (low) | 18 (low)",
            "Other | 14 (low) | 15 (low)",
            "Falls | 4 (lowest) | 5 (lowest)",
            "Total | 100 | 100",
        ],
    );
    assert_eq!(page.find(".tab td").nth(0).attribute("class"), "r sh5");
    assert_eq!(page.find(".tab td").nth(0).find("data").attribute("value"), "36");
    assert_eq!(page.find(".tab .vh").nth(0).text(), "(highest)");
    assert_eq!(page.find(".tab .tw .fig-src").text(), "Shades: five equal steps from 4 to 40, the strongest.");
    assert_eq!(page.find(".tab .fig-sub").nth(0).text(), "January 2018 – February 2018 · persons");
    shows(
        "{{ deaths | table(by=\"cause\", history=13, members=[\"lungs\", \"heart\"]) }}",
        &[
            "Cause | Feb 2018 | Jan 2018 | Dec 2017 | Nov 2017 | Oct 2017 | Sep 2017 | Aug 2017 | Jul 2017 | Jun 2017 | May 2017 | Apr 2017 | Mar 2017 | Feb 2017",
            "Lungs | 16 | 18 | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | 24",
            "Heart | 36 | 40 | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | 30",
            "Total of all | 100 | 100 | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | –not counted | 90",
        ],
    );
}

#[test]
fn metrics_stand_beside_members() {
    let page = shows(
        "{{ [deaths, cases, rate] | table(by=\"cause\", members=[\"heart\", \"falls\", \"lungs\"], shade=true) }}",
        &[
            "Figure | Heart | Falls | Lungs | All, also those not shown",
            "Deaths (persons) | 36 (highest) | 4 (lowest) | 16 (low) | 100",
            "Cases | 100 (highest) | 40 (lowest) | 50 (lowest) | 300",
            "Deaths per case | 36% (highest) | 10% (lowest) | 32% (highest) | 33%",
        ],
    );
    assert_eq!(page.find(".tab tbody th a").nth(0).attribute("href"), "../metrics/deaths/index.html#p2018-02");
    shows(
        "{{ [deaths, people] | table(by=\"cause\", total=false) }}",
        &[
            "Figure | Heart | Cancer | Lungs | Falls | Other",
            "Deaths (persons) | 36 | 30 | 16 | 4 | 14",
            "People | 36 | 30 | 16 | 4 | 14",
        ],
    );
}

#[test]
fn in_danish_too() {
    let project =
        site("{{ deaths | table(by=\"cause\", history=1, top=3, shade=true) }}").settings("title: Test\nlanguage: da");
    let page = project.build().page("2018-02");
    assert_eq!(
        rows_of(&page),
        [
            "Cause | feb. 2018",
            "Heart | 36 (højest)",
            "Cancer | 30 (høj)",
            "Lungs | 16 (lavest)",
            "Øvrige (2) | 18",
            "I alt | 100"
        ]
    );
    assert_eq!(page.find(".tab .tw .fig-src").text(), "Farver: fem lige store trin fra 16 til 36 (kraftigst).");
    assert_eq!(page.find(".tab .fig-sub").nth(0).text(), "Februar 2018 · persons", "a line begins with a capital");
}

#[test]
fn a_wide_table_says_on_a_phone_that_there_is_more() {
    let page =
        site("{{ deaths | table(by=\"cause\", history=4) }}\n\n{{ beds | table(columns=[\"value\"], id=\"b\") }}")
            .build()
            .page("2018-02");
    assert_eq!(page.find("#tab-deaths .hint").text(), "Scroll sideways for more columns →");
    assert_eq!(page.find("#tab-b .hint").count(), 0);
}

#[test]
fn a_member_of_the_report_can_be_chosen() {
    let project = site("").file(
        "content/causes/_report.md",
        "---\nfor_each: cause\n---\n{{ deaths | total | table(by=\"cause\", members=[report.member, \"other\"], columns=[\"value\", \"share\"]) }}\n",
    );
    let page = project.build().page("causes/lungs/2018-02");
    assert_eq!(
        rows_of(&page),
        [
            "Cause | February 2018 | Share of total",
            "Lungs | 16 | 16.0%",
            "Other | 14 | 14.0%",
            "Total of all | 100 | 100.0%"
        ]
    );
}

/// Falls on six wards, small ones hidden.
fn wards(falls: [u32; 6], text: &str) -> Page {
    let [a, b, c, d, e, f] = falls;
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { label: Ward, members: { a: A, b: B, c: C, d: D, e: E, f: F } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 5 }
",
        )
        .snapshot("2018-01", &format!("falls: {{ values: {{ a: {a}, b: {b}, c: {c}, d: {d}, e: {e}, f: {f} }} }}"))
        .narrative("2018-01", text);
    project.build().page("2018-01")
}

#[test]
fn hidden_members_have_no_rank_no_share_and_no_shade() {
    let text = "{{ falls | table(by=\"ward\", sort=\"share\", columns=[\"value\", \"share\"]) }}";
    let page = wards([3, 40, 4, 20, 0, 36], text);
    assert_eq!(
        rows_of(&page),
        [
            "Ward | January 2018 | Share of total",
            "B | 40 | 38.8%",
            "F | 36 | 35.0%",
            "D | 20 | 19.4%",
            "E | 0 | 0.0%",
            "A | * | *",
            "C | * | *",
            "Total | 103 | 100.0%"
        ]
    );
    let legend = page.find(".tab .tw .fig-src").nth(0).text();
    assert_eq!(legend, "* hidden to protect small counts. Hidden figures stand behind the others, whatever they are.");
    let page = wards([3, 40, 4, 20, 0, 36], "{{ falls | table(by=\"ward\", history=1, shade=true, total=false) }}");
    assert_eq!(
        rows_of(&page),
        [
            "Ward | Jan 2018",
            "A | *",
            "B | 40 (highest)",
            "C | *",
            "D | 20 (middle)",
            "E | 0 (lowest)",
            "F | 36 (highest)"
        ]
    );
}

#[test]
fn all_others_come_to_what_the_total_leaves_and_to_nothing_else() {
    let rest = |falls, top| {
        let page =
            wards(falls, &format!("{{{{ falls | table(by=\"ward\", top={top}, columns=[\"value\", \"share\"]) }}}}"));
        rows_of(&page).into_iter().filter(|row| row.starts_with("All") || row.starts_with("Total")).collect::<Vec<_>>()
    };
    // Two hidden, and the total shows what they come to beside the others.
    assert_eq!(rest([3, 40, 4, 20, 30, 36], 4), ["All others (2) | 7 | 5.3%", "Total | 133 | 100.0%"]);
    // With the total hidden, nobody may know what they come to.
    assert_eq!(rest([2, 0, 0, 0, 0, 0], 2), ["All others (4) | * | *", "Total | * | *"]);
    // Of all that is shown the sum is no secret.
    assert_eq!(rest([9, 40, 8, 20, 30, 36], 2), ["All others (4) | 67 | 46.9%", "Total | 143 | 100.0%"]);
}

#[test]
fn members_of_both_signs_are_no_shares_of_their_total() {
    let table = "{{ result | table(by=\"shop\", columns=[\"value\", \"share\"], top=2) }}";
    let catalog = "dimensions:
  shop: { label: Shop, members: { a: A, b: B, c: C, d: D } }
metrics:
  result: { label: Result, type: flow, by: [shop] }
";
    let page = |values: &str| {
        let project =
            Project::empty().catalog(catalog).snapshot("2018-02", &format!("result: {{ values: {{ {values} }} }}"));
        rows_of(&project.narrative("2018-02", &format!("{table}\n")).build().page("2018-02"))
    };
    let heads = "Shop | February 2018 | Share of total";
    let why = "–some are above zero and others below";
    assert_eq!(
        page("a: 60, b: -20, c: 10, d: -10"),
        [
            heads.to_owned(),
            format!("A | 60 | {why}"),
            format!("C | 10 | {why}"),
            format!("All others (2) | −30 | {why}"),
            "Total | 40 | 100.0%".to_owned(),
        ]
    );
    // Losses alone are shares of a loss; nothing is a share of nothing.
    assert_eq!(page("a: -60, b: -20, c: -10, d: -10")[1..3], ["C | −10 | 10.0%", "D | −10 | 10.0%"]);
    assert_eq!(page("a: 0, b: 0, c: 0, d: 0")[1], "A | 0 | –the denominator is zero");
}

#[test]
fn the_highest_months_of_members_have_no_sum_in_a_quarter() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { a: Alder, b: Birch, c: Cedar } }\n\
             metrics:\n  beds: { label: Beds in use, type: stock, by: [ward], over_time: max }\n  \
             used: { label: Beds in use on average, type: stock, by: [ward], over_time: mean, decimals: 1 }\n",
        )
        .snapshot("2018-01", "beds: { values: { a: 30, b: 5, c: 5 } }\nused: { values: { a: 30, b: 5, c: 5 } }")
        .snapshot("2018-02", "beds: { values: { a: 5, b: 30, c: 5 } }\nused: { values: { a: 5, b: 30, c: 5 } }")
        .snapshot("2018-03", "beds: { values: { a: 5, b: 5, c: 31 } }\nused: { values: { a: 5, b: 5, c: 31 } }")
        .narrative("2018-03", "{{ beds | table(by=\"ward\", top=1, columns=[\"value\", \"share\"]) }}\n")
        .narrative(
            "2018-Q1",
            "{{ beds | table(by=\"ward\", top=1, columns=[\"value\"]) }}\n\n\
             {{ used | table(by=\"ward\", top=1, columns=[\"value\", \"share\"], id=\"mean\") }}\n\n\
             {{ used | chart(kind=\"stacked\", by=\"ward\") }}\n",
        );
    let built = project.build();
    // In a month they have one.
    assert_eq!(
        rows_of(&built.page("2018-03")),
        [
            "Ward | March 2018 | Share of total",
            "Cedar | 31 | 75.6%",
            "All others (2) | 10 | 24.4%",
            "Total | 41 | 100.0%"
        ]
    );
    let page = built.page("2018-Q1");
    assert_eq!(rows_of(&page), ["Ward | Q1 2018 (highest)", "Cedar | 31", "All | 41"]);
    assert_eq!(page.find(".tab .tw .fig-src").nth(0).text(), "The 1 greatest of 3; the others have no sum.");
    // Means add up, also where thirds do not end.
    let mean = page.find("#tab-mean").text();
    assert!(mean.contains("Cedar13.733.9%") && mean.contains("All others (2)26.766.1%"), "{mean}");
    assert_eq!(page.find("#fig-used svg").count(), 2, "{page}");
}
