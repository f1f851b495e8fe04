//! A figure that gave somebody away: a later snapshot takes it out, and it stands nowhere in what is built.

use serde_json::Value;

use crate::project::{Project, snapshot, without_checksums};

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { a: Alder, b: Birch, c: Cedar } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], target: 90000, better: lower, spc: true }
  beds: { label: Beds, type: stock, by: [ward] }
  falls_per_bed: { label: Falls per bed, type: ratio, numerator: falls, denominator: beds, decimals: 6 }
  more: { label: More, type: derived, formula: falls - previous(falls) }
  ever: { label: Ever, type: cumulative, of: falls, since: start }
";

const NARRATIVE: &str = r#"{{ falls }}, {{ falls | change }}, {{ falls | trend }}, {{ falls | gap }}, {{ more }}, {{ ever }}.
{% for w in ward %}{{ falls | of(ward=w) }} {{ falls | of(ward=w) | change }} {{ falls_per_bed | of(ward=w) }} {{ more | of(ward=w) }}
{% endfor %}
{{ falls | chart(by="ward") }}
{{ falls | chart(id="alone") }}
{{ falls | of(ward="a") | chart(id="one") }}
{{ ever | chart }}
{{ falls | chart(kind="xmr", id="limits") }}

{{ falls | chart(kind="multiples", by="ward", id="small") }}

{{ falls | spark }}

{{ falls | table(by="ward") }}
"#;

/// January is stated in January, and again in March with `again`.
fn site(total: &str, again: &str) -> Project {
    let beds = "beds: { values: { a: 10, b: 10, c: 10 } }\n";
    let again = format!("{beds}falls:\n  - values: {{ a: 7753, b: 21001, c: 31051 }}\n  - {again}");
    Project::empty()
        .settings("title: Test\nbase_url: https://example.org/\nkey_figures: [falls, falls_per_bed, more, ever]")
        .catalog(CATALOG)
        .file("content/_report.md", NARRATIVE)
        .file(
            "content/wards/_report.md",
            "---\nfor_each: ward\n---\n{{ falls }} {{ falls | change }} {{ falls | chart }}\n",
        )
        .file("content/2018-Q1.md", NARRATIVE)
        .file("content/2018.md", NARRATIVE)
        .snapshot("2018-01", &format!("{beds}falls: {{ {total}values: {{ a: 7351, b: 20011, c: 30029 }} }}"))
        .snapshot("2018-02", &format!("{beds}falls: {{ values: {{ a: 9537, b: 20507, c: 30557 }} }}"))
        .snapshot("2018-03", &again)
}

const TAKEN_OUT: &str = "{ period: 2018-01, values: { a: 6000 }, kind: disclosure, reason: It gave somebody away. }";

/// The old count, what holds it, and what would give it back: totals, changes, shares, running totals, quarters.
const OLD: [u32; 8] = [
    7351,
    7351 + 20011 + 30029,
    9537 - 7351,
    9537 + 20507 + 30557 - 7351 - 20011 - 30029,
    7351 + 20011 + 30029 + 9537 + 20507 + 30557,
    7351 + 9537,
    7351 - 6000,
    90000 - 7351 - 20011 - 30029,
];

/// The places where one of `numbers` is told, in any file that was built.
fn told(project: &Project, numbers: &[u32]) -> Vec<String> {
    let mut places = Vec::new();
    for (path, bytes) in project.files("output") {
        if path.starts_with("assets/") || path == "manifest.json" {
            continue;
        }
        // The marks that part thousands are no digits.
        let text = without_checksums(&String::from_utf8_lossy(&bytes)).replace(',', "");
        // Its share of ten beds.
        if text.contains("735.100000") || text.contains(": 735.1") {
            places.push(format!("{path}: 735.1"));
        }
        let mut found = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u32>().ok());
        places.extend(found.find(|number| numbers.contains(number)).map(|number| format!("{path}: {number}")));
    }
    places
}

#[test]
fn a_figure_that_gave_somebody_away_stands_nowhere_again() {
    let corrected = site("", &TAKEN_OUT.replace("disclosure", "error"));
    corrected.build();
    assert!(told(&corrected, &OLD).len() > 12, "it would be found if it were there");

    let project = site("", TAKEN_OUT);
    let built = project.build();
    assert_eq!(told(&project, &OLD), Vec::<String>::new());

    let alder = |month: &str| built.figure(month, "falls")["by"]["ward"]["a"].clone();
    assert_eq!((&alder("2018-01")["value"], &alder("2018-01")["suppressed"]), (&Value::Null, &true.into()));
    assert_eq!(alder("2018-03")["value"], 7753);
    let january = built.figure("2018-01", "falls");
    assert_eq!((&january["value"], &january["suppressed"]), (&Value::Null, &true.into()), "its total would tell");
    assert_eq!(january["by"]["ward"]["b"]["value"], 20011, "the others do not");
    let march = built.figure("2018-03", "falls");
    assert_eq!(march["history"][0]["value"], 6000 + 20011 + 30029);
    assert_eq!(march["revision"], Value::Null);

    let notice = &built.json("2018-01/figures.json")["notices"][0];
    assert_eq!((&notice["was"], &notice["now"], &notice["kind"]), (&Value::Null, &6000.into(), &"disclosure".into()));
    let revisions = built.page("revisions");
    let entries = revisions.find(".rev");
    assert!(entries.texts().iter().any(|entry| entry.contains("It gave somebody away.")), "that it changed is said");
    let reports = entries.find("a[href$='2018-01/index.html']").texts();
    assert!(reports.contains(&"January 2018".to_owned()), "and which report showed it: {reports:?}");
    assert_eq!(built.json("manifest.json")["inputs"]["data/2018-01.yaml"], "", "no hash to try it against");
}

#[test]
fn a_figure_that_is_withdrawn_for_disclosure_takes_the_stated_total_with_it() {
    let withdrawn = "{ period: 2018-01, withdrawn: true, kind: disclosure, reason: It gave somebody away. }";
    let project = site("value: 57391, ", withdrawn);
    let built = project.build();
    let gone = [OLD.as_slice(), &[20011, 30029]].concat();
    assert_eq!(told(&project, &gone), Vec::<String>::new(), "all parts of a withdrawn total go with it");
    assert_eq!(built.figure("2018-03", "falls")["history"][0]["withdrawn"], true);

    // Taken out for one ward: the total that was stated with it would give it back, in later reports too.
    let project = site("value: 57391, ", TAKEN_OUT);
    let built = project.build();
    assert_eq!(told(&project, &OLD), Vec::<String>::new());
    assert_eq!(built.figure("2018-03", "falls")["history"][0]["value"], 6000 + 20011 + 30029);
}

#[test]
fn what_took_the_place_of_a_figure_that_was_taken_out_is_corrected_where_that_was() {
    let out = "a: [50, { period: 2018-01, value: 9, kind: disclosure, reason: It gave somebody away. }]";
    let project = Project::new("a: { label: A, type: flow }")
        .snapshot("2018-01", "a: 20")
        .snapshot("2018-02", "a: 30")
        .snapshot("2018-03", out);
    let now = |month: &str| project.build().json(&format!("{month}/figures.json"))["notices"][0]["now"].clone();
    assert_eq!((now("2018-01"), now("2018-02"), now("2018-03")), (9.into(), 9.into(), Value::Null));
    // Every report is told of the newest value, and whether there is one.
    for (again, newest) in [("value: 11", 11.into()), ("withdrawn: true", Value::Null)] {
        let again = format!("a: [60, {{ period: 2018-01, {again}, reason: It was late. }}]");
        project.write("data/2018-04.yaml", snapshot("2018-04", &again));
        let built = project.build();
        for month in ["2018-01", "2018-02", "2018-03"] {
            let notice = &built.json(&format!("{month}/figures.json"))["notices"][0];
            assert_eq!((&notice["now"], &notice["reason"]), (&newest, &"It was late.".into()), "{month}");
            let told = built.page(month).find(".notice").text();
            assert!(told.contains("It was late.") && !told.contains("It gave somebody away."), "{told}");
        }
        assert!(!built.read("2018-01/index.html").contains(">20<"), "the old one stands nowhere");
    }
}
