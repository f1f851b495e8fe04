//! What is said around a chart: its keys, its summary and its notes. Each names what is drawn, and none is empty.

use crate::page::Page;
use crate::project::{Built, Project};

const FALLS: &str = "dimensions:
  w: { label: Ward, members: { n: North, s: South, v: West } }
  solo: { label: Solo, members: { o: Only } }
metrics:
  falls: { label: Falls, type: flow, by: [w], better: lower, suppress_below: 5 }
  one: { label: One, type: flow, by: [solo] }
";

/// Two months of three wards; in the second, two of them are hidden.
fn falls(text: &str) -> Page {
    Project::empty()
        .catalog(FALLS)
        .snapshot("2018-01", "falls: { values: { n: 9, s: 8, v: 12 } }\none: { values: { o: 4 } }")
        .snapshot("2018-02", "falls: { values: { n: 7, s: 2, v: 6 } }\none: { values: { o: 5 } }")
        .narrative("2018-02", text)
        .build()
        .page("2018-02")
}

fn chart(page: &Page, id: &str, part: &str) -> String {
    page.find(&format!("#fig-{id} {part}")).text()
}

#[test]
fn no_chart_has_an_empty_summary() {
    let kinds = [
        ("falls", "bars", ""),
        ("falls", "arrow", ", since=previous"),
        ("falls", "multiples", ""),
        ("falls", "line", ", by=\"w\""),
        ("falls", "stacked", ""),
        ("falls", "deviation", ""),
        ("one", "bars", ""),
        ("one", "arrow", ", since=previous"),
        ("one", "bridge", ", since=previous"),
        ("one", "multiples", ""),
    ];
    let call = |(metric, kind, more): &(&str, &str, &str)| {
        format!("{{{{ {metric} | chart(kind=\"{kind}\", id=\"{metric}-{kind}\"{more}) }}}}\n\n")
    };
    let page = falls(&kinds.iter().map(call).collect::<String>());
    for (metric, kind, _) in &kinds {
        let summary = chart(&page, &format!("{metric}-{kind}"), ".fig-sum");
        assert!(summary.contains("February 2018"), "{metric} {kind}: `{summary}`");
    }
    let hidden = "In February 2018: North 7. In February 2018, 2 of 3 are hidden: South and West.";
    for kind in ["bars", "multiples"] {
        assert_eq!(chart(&page, &format!("falls-{kind}"), ".fig-sum"), hidden);
    }
    assert_eq!(chart(&page, "falls-arrow", ".fig-sum"), hidden);
    assert_eq!(chart(&page, "one-bars", ".fig-sum"), "In February 2018: Only 5.");
    assert!(chart(&page, "falls-bars", ".fig-sub").contains("* hidden to protect small counts"), "{page}");
    let described = page.find("#fig-falls-bars [role=img]").attribute("aria-describedby");
    assert_eq!(described, "fig-falls-bars-d");
}

#[test]
fn a_summary_says_in_danish_what_is_hidden_and_when() {
    let page = Project::empty()
        .settings("title: Prøve\nlanguage: da")
        .catalog(FALLS)
        .snapshot("2018-01", "falls: { values: { n: 9, s: 2, v: 6 } }")
        .snapshot("2018-02", "falls: { values: { n: 7, s: 8, v: 9 } }")
        .narrative("2018-02", "{{ falls | chart(kind=\"arrow\", since=previous) }}")
        .build()
        .page("2018-02");
    let summary = chart(&page, "falls", ".fig-sum");
    assert_eq!(summary, "Højest: West med 9; lavest: North med 7. I januar 2018 er 2 af 3 skjult: West og South.");
    assert!(chart(&page, "falls", ".fig-sub").contains("* skjult"), "{page}");
}

#[test]
fn an_arrow_without_a_start_has_another_mark_than_one_without_an_end() {
    let page = falls("{{ falls | chart(kind=\"arrow\", since=previous) }}\n");
    let key = chart(&page, "falls", ".fig-sub");
    // Nobody fell more often, so that nothing is orange.
    assert!(key.contains("Ring: January 2018; arrow head: February 2018. To the left: better (blue)"), "{key}");
    assert!(!key.contains("worse"), "{key}");
    let site = Project::empty()
        .catalog("dimensions:\n  w: { label: Ward, members: { a: A, b: B, c: C } }\nmetrics:\n  n: { label: N, type: stock, by: [w], better: higher }\n")
        .snapshot("2018-01", "n: { values: { a: 4, b: 5 } }")
        .snapshot("2018-02", "n: { values: { a: 4, c: 6 } }")
        .narrative("2018-02", "{{ n | chart(kind=\"arrow\", since=previous) }}\n");
    let page = site.build().page("2018-02");
    let key = chart(&page, "n", ".fig-sub");
    assert!(key.contains("Ring: January 2018; dot: February 2018"), "{key}");
    // Nobody moved, so that nothing has a colour.
    assert!(!key.contains("blue"), "{key}");
    for drawing in ["svg.wide", "svg.narrow"] {
        let hollow = page.find(&format!("#fig-n {drawing} path.in")).attribute("d");
        assert_eq!(hollow.matches("h0").count(), 1, "of B; that of A lies under its dot: {hollow}");
    }
}

const MEALS: &str = "dimensions:
  w: { label: Ward, members: { a: Alpha, b: Beta, c: Gamma } }
metrics:
  m: { label: Meals, type: flow, by: [w], better: higher, target: { w: { c: 100 } } }
events:
  2018-01: { text: Kitchen rebuilt, to: 2018-02 }
";

/// Thirteen months, the last of them as it is given.
fn meals(last: &str, text: &str) -> Project {
    let mut project = Project::empty().catalog(MEALS);
    for (index, month) in ["2017-02", "2017-11", "2017-12", "2018-01"].into_iter().enumerate() {
        project = project.snapshot(month, &format!("m: {{ values: {{ a: {}, b: 90, c: 80 }} }}", 100 + index));
    }
    project.file("data/2018-02.yaml", format!("period: 2018-02\n{last}")).narrative("2018-02", text)
}

const ALL: &str = "{{ m | chart(kind=\"bars\", id=\"b\") }}\n\n{{ m | chart(kind=\"arrow\", id=\"a\", since=previous) }}\n\n\
    {{ m | chart(kind=\"bridge\", id=\"br\", since=previous) }}\n\n{{ m | chart(kind=\"deviation\", id=\"d\") }}\n\n\
    {{ m | chart(kind=\"stacked\", id=\"s\", by=\"w\", history=4) }}\n";

#[test]
fn every_kind_of_chart_shows_what_is_provisional() {
    let values = "observations:\n  m: { values: { a: 109, b: 95, c: 80 } }\n";
    let project = meals(&format!("status: provisional\n{values}"), ALL);
    let built = project.build();
    let page = built.page("2018-02");
    let (under, at_end) = ("Dots under the figure: provisional", "Dots at the end of a column: provisional");
    for (id, key) in [("b", under), ("a", under), ("br", under), ("d", at_end), ("s", at_end)] {
        assert!(chart(&page, id, ".fig-sub").contains(key), "{id}: {}", chart(&page, id, ".fig-sub"));
        for size in ["svg.wide", "svg.narrow"] {
            assert!(page.find(&format!("#fig-{id} {size}")).html().contains("class=\"l sx pv\""), "{id} {size}");
        }
        let saved = built.read(&format!("2018-02/{id}.svg"));
        assert!(saved.contains("class=\"l sx pv\"") && saved.contains("Dots"), "{id}: {saved}");
    }
    let page = meals(&format!("status: final\n{values}"), ALL).build().page("2018-02");
    assert!(!page.text().contains("Dots"));
    assert_eq!(page.find(".kw path[class=\"l sx pv\"]").count(), 0);
}

#[test]
fn a_summary_of_members_names_those_that_were_revised() {
    let again = "observations:\n  m:\n    - { values: { a: 109, b: 95, c: 80 } }\n    - { period: 2018-01, values: { a: 104, b: 90, c: 80 }, reason: Counted again }\n";
    let page = meals(again, ALL).build().page("2018-02");
    for id in ["a", "br"] {
        let summary = chart(&page, id, ".fig-sum");
        assert!(summary.contains("Revised: Alpha."), "{id}: {summary}");
    }
    assert!(!chart(&page, "b", ".fig-sum").contains("Revised"), "{page}");
}

#[test]
fn a_target_of_one_member_is_named_by_a_key_not_over_all() {
    let page = meals("observations:\n  m: { values: { a: 109, b: 95, c: 80 } }\n", ALL).build().page("2018-02");
    for id in ["a", "b"] {
        assert!(chart(&page, id, ".fig-sub").contains("Thick line: target"), "{page}");
        assert!(!page.find(&format!("#fig-{id} svg text")).texts().contains(&"Target".to_owned()));
    }
    let first = meals("observations:\n  m: { values: { a: 9, b: 95, c: 800 } }\n", ALL).build().page("2018-02");
    for id in ["a", "b"] {
        assert!(!chart(&first, id, ".fig-sub").contains("Thick line"), "{first}");
        assert!(first.find(&format!("#fig-{id} svg text")).texts().contains(&"Target".to_owned()));
    }
}

#[test]
fn colours_are_named_where_something_has_them() {
    let text = "{{ m | chart(kind=\"arrow\", id=\"a\", since=previous) }}\n\n{{ m | chart(kind=\"bridge\", id=\"br\", since=previous) }}\n\n\
                {{ m | chart(kind=\"deviation\", id=\"d\", from=\"normal\") }}\n";
    let keys = |values: &str| {
        let page = meals(&format!("observations:\n  m: {{ values: {values} }}\n"), text).build().page("2018-02");
        ["a", "br", "d"].map(|id| chart(&page, id, ".fig-sub").contains("(blue)"))
    };
    assert_eq!(keys("{ a: 103, b: 90, c: 80 }"), [false; 3], "as in the month before");
    assert_eq!(keys("{ a: 104, b: 90, c: 80 }"), [true, true, false]);
}

#[test]
fn names_of_stacked_parts_have_values_that_are_drawn() {
    let site = Project::empty()
        .catalog(FALLS)
        .snapshot("2018-01", "falls: { values: { n: 9, s: 8, v: 12 } }")
        .snapshot("2018-02", "falls: { values: { n: 7, s: 2, v: 6 } }")
        .snapshot("2018-03", "falls: { values: { n: 20, s: 2, v: 6 } }")
        .narrative("2018-03", "{{ falls | chart(kind=\"stacked\") }}\n");
    let page = site.build().page("2018-03");
    let texts = page.find("#fig-falls svg.wide text").texts();
    for label in ["9 (Jan 2018) North", "8 (Jan 2018) South", "12 (Jan 2018) West", "28 total"] {
        assert!(texts.iter().any(|text| text == label), "{label}: {texts:?}");
    }
    let key = chart(&page, "falls", ".fig-sub");
    assert!(key.contains("Hollow column: the total alone, since not all parts are shown. * hidden"), "{key}");
}

#[test]
fn notes_are_numbered_from_left_to_right() {
    let note = "observations:\n  m: { values: { a: 109, b: 95, c: 80 } }\n";
    let project = meals(note, "{{ m | chart }}\n")
        .snapshot("2018-01", "m: { values: { a: 103, b: 90, c: 80 }, note: The kitchen burned }");
    let page = project.build().page("2018-02");
    // The time has its number in its middle, which is right of the note's.
    let listed = page.find("ol.fig-notes li").texts();
    assert_eq!(listed, ["January 2018: The kitchen burned", "January 2018 – February 2018: Kitchen rebuilt"]);
    for size in ["svg.wide", "svg.narrow"] {
        let numbers = page.find(&format!("#fig-m {size} .notes text"));
        let places: Vec<f64> = numbers.attributes("x").iter().filter_map(|x| x.parse().ok()).collect();
        assert_eq!(numbers.texts(), ["1", "2"]);
        assert!(places[0] < places[1], "{size}: {places:?}");
    }
}

fn rows(built: &Built<'_>, path: &str) -> Vec<String> {
    built.read(path).lines().map(str::to_owned).collect()
}

#[test]
fn downloads_of_bars_and_arrows_have_every_row_of_the_table() {
    let text = "{{ m | chart(kind=\"bars\", id=\"b\", top=1) }}\n\n\
                {{ m | chart(kind=\"arrow\", id=\"a\", since=previous, top=1) }}\n\n{{ m | chart(kind=\"bars\", id=\"all\") }}\n";
    let project = meals("observations:\n  m: { values: { a: 109, b: 95, c: 80 } }\n", text);
    let built = project.build();
    for id in ["a", "b"] {
        let csv = rows(&built, &format!("2018-02/{id}.csv"));
        let of = |start: &str| csv.iter().find(|row| row.starts_with(start)).cloned().unwrap_or_default();
        assert!(of("2018-02,Alpha,109,").contains(",6,final,"), "{csv:#?}");
        assert!(of("2018-02,All others (2),175,").contains(",5,final,"), "{csv:#?}");
        assert!(of("2018-02,Total,284,").contains(",11,final,"), "{csv:#?}");
    }
    let all = rows(&built, "2018-02/all.csv");
    assert!(all.iter().any(|row| row == "2018-02,Gamma,80,100,0,final,"), "{all:#?}");
    assert!(all.iter().any(|row| row == "2018-02,Total,284,,11,final,"), "the target is of one: {all:#?}");
}

#[test]
fn notes_of_members_stand_under_their_chart() {
    let noted = |note: &str| meals(&format!("observations:\n  m:\n{note}"), ALL).build().page("2018-02");
    let page = noted("    - { values: { a: 109, b: 95, c: 80 }, note: The kitchen burned }\n");
    for id in ["a", "b", "br"] {
        // Once, under the name of the column, though the download says it in every row.
        let listed = page.find(&format!("#fig-{id} .fig-notes li")).texts();
        assert_eq!(listed, ["February 2018: The kitchen burned"], "{id}");
        assert!(page.find(&format!("#fig-{id} thead th")).texts().contains(&"February 2018".to_owned()));
    }
    let page = noted("    - { values: { a: 109, c: 80 } }\n    - { values: { b: 95 }, note: A guess }\n");
    for id in ["a", "b", "br"] {
        assert_eq!(page.find(&format!("#fig-{id} .fig-notes li")).texts(), ["Beta: A guess"], "{id}");
    }
}

#[test]
fn marks_beside_values_are_explained_as_far_as_they_are_drawn() {
    let page = meals("observations:\n  m: { values: { a: 109, b: 95, c: 80 } }\n", ALL).build().page("2018-02");
    let key = |id: &str| chart(&page, id, ".fig-sub");
    assert!(key("b").contains("▼: not met; no mark: no target") && !key("b").contains('●'), "{}", key("b"));
    // Arrows have their colour from their way.
    assert!(key("a").contains("▼: not met") && !key("a").contains("no mark"), "{}", key("a"));
    assert_eq!(
        page.find("#fig-b svg.wide path.fx").attribute("d").matches('z').count(),
        2,
        "bars without a target are grey"
    );
    let met = meals("observations:\n  m: { values: { a: 109, b: 95, c: 100 } }\n", ALL).build().page("2018-02");
    assert!(chart(&met, "b", ".fig-sub").contains("●: target met; no mark: no target"), "{met}");
}

#[test]
fn values_that_are_all_the_same_have_no_limits_and_no_signal() {
    let mut project =
        Project::empty().catalog("metrics:\n  n: { label: Clinics, type: stock, better: higher, spc: true }\n");
    for month in 1..=12 {
        project = project.snapshot(&format!("2018-{month:02}"), "n: 48");
    }
    let page = project.narrative("2018-12", "{{ n | chart(kind=\"xmr\") }}\n").build().page("2018-12");
    let source = chart(&page, "n", ".fig-src");
    assert!(
        source.contains("All values are the same, so there are no limits") && !source.contains("Too few"),
        "{source}"
    );
    let summary = chart(&page, "n", ".fig-sum");
    assert!(!summary.contains("Latest value") && summary.starts_with("48 in December 2018"), "{summary}");
    assert!(!chart(&page, "n", ".fig-sub").contains("common cause"), "there is nothing to tell apart");
}

#[test]
fn long_axes_are_counted_in_millions_and_the_rest_is_whole() {
    let catalog = "dimensions:\n  w: { label: Afsnit, members: { a: A, b: B } }\nmetrics:\n  m: { label: Medicin, unit: kr., type: flow, by: [w] }\n";
    let mut project = Project::empty().settings("title: Prøve\nlanguage: da").catalog(catalog);
    for (month, amount) in [("2018-01", 5_100_000_000_i64), ("2018-02", 6_900_000_123), ("2018-03", 7_607_785_179)] {
        project = project.snapshot(month, &format!("m: {{ values: {{ a: {amount}, b: {amount} }} }}"));
    }
    let text = "{{ m | of(w=\"a\") | chart(kind=\"line\", id=\"l\") }}\n\n{{ m | chart(kind=\"multiples\", by=\"w\", id=\"p\") }}\n";
    let page = project.narrative("2018-03", text).build().page("2018-03");
    let texts = page.find("#fig-l svg.narrow text").texts();
    assert!(texts.contains(&"7,5\u{a0}mia.".to_owned()) && texts.contains(&"7.607.785.179".to_owned()), "{texts:?}");
    let source = chart(&page, "l", ".fig-src");
    assert!(source.contains("begynder ved 5,0\u{a0}mia. ") && !source.contains(".."), "{source}");
    assert!(chart(&page, "l", ".fig-sum").starts_with("7.607.785.179 i marts 2018"));
    // A panel has no room for thirteen signs.
    let ends = page.find("#fig-p svg text.b").texts();
    assert_eq!(ends, ["7,61\u{a0}mia.", "7,61\u{a0}mia."]);
    assert!(page.find("#fig-p tbody td").texts().contains(&"7.607.785.179".to_owned()));
}

#[test]
fn a_name_that_is_cut_is_not_called_missing() {
    let long = "Hospital of the northern part of the island and of the harbour";
    let catalog = format!(
        "dimensions:\n  w: {{ label: Ward, members: {{ a: {long}, b: South }} }}\nmetrics:\n  m: {{ label: Meals, type: flow, by: [w] }}\n"
    );
    let page = Project::empty()
        .catalog(&catalog)
        .snapshot("2018-01", "m: { values: { a: 4, b: 9 } }")
        .snapshot("2018-02", "m: { values: { a: 5, b: 8 } }")
        .narrative("2018-02", "{{ m | chart(kind=\"line\", by=\"w\") }}\n")
        .build()
        .page("2018-02");
    let key = chart(&page, "m", ".fig-sub");
    assert!(key.contains(&format!("Shortened in the chart: {long}")) && !key.contains("Not named"), "{key}");
    assert!(
        page.find("#fig-m svg.narrow text")
            .texts()
            .iter()
            .any(|text| text.starts_with("5 Hospital") && text.ends_with('…'))
    );
}
