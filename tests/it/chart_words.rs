//! What charts say where it is tight: names that begin alike, hidden and missing values, targets beyond the last value.

use crate::page::Page;
use crate::project::{Built, Project};

const WARDS: &str = "dimensions:
  w: { label: Afsnit, members: { a: Mænd under 30 år i midlertidig ansættelse, b: Mænd under 30 år i varig ansættelse, \
                     c: Kvinder under 30 år i midlertidig ansættelse, d: Kvinder under 30 år i varig ansættelse } }
metrics:
  n: { label: Ansatte, type: stock, by: [w] }
";

fn in_danish(catalog: &str) -> Project {
    Project::empty().settings("title: Prøve\nlanguage: da").catalog(catalog)
}

fn part(page: &Page, id: &str, part: &str) -> String {
    page.find(&format!("#fig-{id} {part}")).text()
}

/// A site of one metric `n` with a value in each month from January 2017 on; `-` is missing.
fn months(metric: &str, values: &str, text: &str) -> Project {
    let project = in_danish(&format!("metrics:\n  n: {{ label: Ansatte, {metric} }}\n"));
    let all: Vec<&str> = values.split_whitespace().collect();
    let month = |index: usize| format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
    let written = |project: Project, (index, value): (usize, &&str)| match *value {
        "-" => project,
        value => project.snapshot(&month(index), &format!("n: {value}")),
    };
    all.iter().enumerate().fold(project, written).narrative(&month(all.len() - 1), text)
}

#[test]
fn names_that_a_phone_cannot_tell_apart_have_letters_with_their_key() {
    let project = in_danish(WARDS)
        .snapshot("2018-01", "n: { values: { a: 346, b: 1360, c: 4, d: 12 } }")
        .snapshot("2018-02", "n: { values: { a: 346, b: 1360, c: 5, d: 11 } }")
        .narrative("2018-02", "{{ n | chart(kind=\"line\", by=\"w\", id=\"l\") }}\n");
    let built = project.build();
    let page = built.page("2018-02");
    let labels = page.find("#fig-l svg.narrow g.labels text").texts();
    for letter in ["(a)", "(b)", "(c)", "(d)"] {
        assert_eq!(labels.iter().filter(|label| label.ends_with(letter)).count(), 1, "{labels:?}");
    }
    let key = "Forkortet på smalle skærme: (a) Mænd under 30 år i midlertidig ansættelse, (b) Mænd under 30 år i varig \
               ansættelse, (c) Kvinder under 30 år i midlertidig ansættelse og (d) Kvinder under 30 år i varig ansættelse.";
    let source = part(&page, "l", ".fig-src");
    assert!(source.contains(key), "{source}");
    assert!(!built.read("2018-02/l.svg").contains("smalle"), "a file has one width");
}

#[test]
fn a_saved_chart_has_its_notes_and_the_names_that_it_cuts() {
    let events = "events:\n  2018-02: { text: Ny lov }\n";
    let project = in_danish(&format!("{WARDS}{events}"))
        .snapshot("2018-01", "n: { values: { a: 346, b: 1360, c: 4, d: 12 } }")
        .snapshot("2018-02", "n: { values: { a: 346, b: 1360, c: 5, d: 11 } }")
        .narrative(
            "2018-02",
            "{{ n | chart(kind=\"line\", id=\"l\") }}\n\n{{ n | chart(kind=\"multiples\", by=\"w\", id=\"m\") }}\n",
        );
    let built = project.build();
    let saved = built.read("2018-02/l.svg");
    assert_eq!(
        saved.matches("1. Februar 2018: Ny lov.").count(),
        2,
        "for those who see it and those who hear it: {saved}"
    );
    let saved = built.read("2018-02/m.svg");
    assert!(saved.contains("Forkortet i diagrammet: ") && saved.contains("(a) Mænd under 30 år i"), "{saved}");
    // On the page the names stand over the panels.
    assert!(!part(&built.page("2018-02"), "m", ".fig-src").contains("Forkortet"));
}

#[test]
fn a_star_says_whose_values_are_hidden_and_revised_members_are_named() {
    let catalog = "dimensions:\n  w: { label: Afsnit, members: { a: Nord, b: Syd, c: Vest } }\n\
                   metrics:\n  n: { label: Fald, type: flow, by: [w], suppress_below: 5 }\n";
    let project = in_danish(catalog)
        .snapshot("2018-01", "n: { values: { a: 9, b: 2, c: 3 } }")
        .snapshot(
            "2018-02",
            "n:\n  - { values: { a: 8, b: 7, c: 9 } }\n  - { period: 2018-01, values: { a: 12, b: 2, c: 3 }, reason: Rettet }",
        )
        .narrative("2018-02", "{{ n | chart(kind=\"line\", by=\"w\", id=\"l\") }}\n\n{{ n | chart(kind=\"multiples\", by=\"w\", id=\"m\") }}\n");
    let page = project.build().page("2018-02");
    let told = page.find("#fig-l").text();
    assert!(told.contains("* skjult for at beskytte små tal: Syd og Vest"), "{told}");
    for id in ["l", "m"] {
        assert!(part(&page, id, ".fig-sum").contains("Revideret: Nord."), "{}", part(&page, id, ".fig-sum"));
    }
}

#[test]
fn the_table_of_a_forecast_has_the_target_to_its_end() {
    let values: String = (0..24).map(|index| format!("{} ", 100 + 10 * index + index * 7 % 5)).collect();
    let project =
        months("type: stock, better: higher, target: 400, forecast: true", &values, "{{ n | chart(id=\"l\") }}\n");
    let built = project.build();
    let page = built.page("2018-12");
    let rows = page.find("#fig-l tbody tr").texts();
    assert!(rows.len() > 24, "{rows:?}");
    let ahead = page.find("#fig-l tbody tr:first-child td").texts();
    assert_eq!(ahead.get(1).map(String::as_str), Some("400"), "{ahead:?}");
    let csv = built.read("2018-12/l.csv");
    let last = csv.lines().last().unwrap_or_default();
    assert!(last.contains(";400;") || last.contains(",400,"), "{last}");
}

#[test]
fn a_total_that_moved_against_its_greatest_member_names_both_ways() {
    let catalog = "dimensions:\n  w: { label: Afsnit, members: { a: Nord, b: Syd, c: Vest } }\n\
                   metrics:\n  n: { label: Ansatte, type: stock, by: [w] }\n";
    let told = |language: &str, c: i32| {
        let project = Project::empty()
            .settings(&format!("title: Prøve\nlanguage: {language}"))
            .catalog(catalog)
            .snapshot("2018-01", "n: { values: { a: 50, b: 50, c: 50 } }")
            .snapshot("2018-02", &format!("n: {{ values: {{ a: 38, b: 59, c: {c} }} }}"))
            .narrative("2018-02", "{{ n | chart(kind=\"bridge\", by=\"w\", since=previous, id=\"b\") }}\n");
        part(&project.build().page("2018-02"), "b", ".fig-sum")
    };
    let both = told("da", 58);
    assert!(both.contains("Summen ændrede sig med +5, mest op ved Syd (+9), mest ned ved Nord (−12)."), "{both}");
    let both = told("en", 58);
    assert!(both.contains("The total moved by +5, most up by Syd (+9), most down by Nord (−12)."), "{both}");
    let one = told("da", 51);
    assert!(one.contains("Summen ændrede sig med −2, mest ved Nord (−12)."), "{one}");
}

#[test]
fn a_lower_limit_below_zero_stands_at_zero_unless_a_value_was_ever_below() {
    let text = "{{ n | chart(kind=\"xmr\", id=\"x\") }}\n";
    let told = |values: &str| {
        let project = months("type: flow, better: lower, spc: true", values, text);
        project.build().page("2018-02").find("#fig-x").text()
    };
    let counts = told("0 2 1 0 3 0 1 2 0 1 0 2 1 0");
    assert!(counts.contains("variation går fra 0,0 til"), "{counts}");
    let differences = told("0 2 1 0 3 0 1 2 -1 1 0 2 1 0");
    assert!(differences.contains("variation går fra −"), "{differences}");
}

#[test]
fn one_value_alone_has_neither_classes_nor_a_mean() {
    let project = months("type: flow, better: lower, spc: true", "7", "{{ n | chart(kind=\"xmr\", id=\"x\") }}\n");
    let page = project.build().page("2017-01");
    let told = part(&page, "x", ".fig-sub");
    assert!(!told.contains("variation"), "{told}");
    assert!(!page.find("#fig-x svg.wide text").texts().iter().any(|text| text.contains("gennemsnit")));
}

#[test]
fn missing_months_are_told_as_a_span_and_a_small_line_that_is_not_drawn_leaves_no_space() {
    let text = "Kort {{ n | spark }}, lang.\n\n{{ n | chart(kind=\"line\", id=\"l\") }}\n";
    let page = months("type: stock", "7 - - - - - - 8", text).build().page("2017-08");
    let told = part(&page, "l", ".fig-sum");
    assert!(told.contains("Ingen tal for februar 2017 – juli 2017."), "{told}");
    assert!(page.find("main p").texts().iter().any(|text| text == "Kort, lang."), "{:?}", page.find("main p").texts());
}

#[test]
fn what_is_noted_of_all_where_nobody_has_a_value_is_told_under_the_members() {
    let catalog = "dimensions:\n  w: { label: Afsnit, members: { a: Nord, b: Syd } }\n\
                   metrics:\n  n: { label: Ansatte, type: stock, by: [w] }\n";
    let project = in_danish(catalog)
        .snapshot("2018-01", "n: { values: { a: 5, b: 6 } }")
        .snapshot("2018-02", "n:\n  - { value: null, note: Systemet var lukket. }")
        .snapshot("2018-03", "n: { values: { a: 7, b: 6 } }")
        .narrative("2018-03", "{{ n | chart(kind=\"line\", by=\"w\", id=\"l\") }}\n");
    let built: Built<'_> = project.build();
    let notes = built.page("2018-03").find("#fig-l .fig-notes li").texts();
    assert_eq!(notes, ["Februar 2018: Systemet var lukket."]);
}
