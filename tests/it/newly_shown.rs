//! What a published report did not show, it does not show later in silence: figures of earlier months, of new members, of
//! a metric with another id; and what stands beside figures, or puts words together, is not changed unseen.

use crate::page::Page;
use crate::project::{Project, Ran, repository};
use crate::promises::reasons;

fn publish(project: &Project) -> Ran {
    project.run(["publish", "www"])
}

/// What the page of a report says was changed since it was published.
fn told(project: &Project, report: &str) -> Vec<String> {
    reasons(&Page::of(project.read(&format!("www/{report}/index.html"))))
}

/// Three months of two metrics, published.
fn published() -> Project {
    let project = Project::new("a: { label: Guests, type: stock, spc: true }\nb: { label: Beds, type: stock }")
        .file("content/_report.md", "There were {{ a }}. {{ a | change }}\n\n{{ a | chart(title=\"Level\") }}\n")
        .snapshot("2018-01", "a: 21\nb: 1")
        .snapshot("2018-02", "a: 22\nb: 1")
        .snapshot("2018-03", "a: 20\nb: 1");
    publish(&project).fine();
    project
}

#[test]
fn a_snapshot_of_an_earlier_month_is_refused_or_told_by_the_reports_that_would_show_it() {
    let project = published();
    let page = project.read("www/2018-01/index.html");
    project.write("data/2017-12.yaml", "period: 2017-12\nobservations:\n  a: 90\n");
    project.write("content/2017-12.md", "---\ndraft: true\n---\nNot yet.\n");
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1083]: `a` was published in 2018-01 and 2 more reports without figures of December 2017, and would now show them
 --> data/2017-12.yaml:3:6
  |
3 |   a: 90
  |      ^^
  |
help: take them out, or say why they are known now: `changed: { earlier: … }` in the metric; the reports tell it

1 error; nothing was published
"
    );
    assert_eq!(project.read("www/2018-01/index.html"), page);
    project.edit("data/metrics.yaml", "label: Guests,", "label: Guests, changed: { earlier: A book was found. },");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Newly shown, Guests: December 2017. A book was found."]);
    // Said once, it stands, and is no reason for more.
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01").len(), 1);
    project.write("data/2017-11.yaml", "period: 2017-11\nobservations:\n  a: 91\n");
    assert!(
        publish(&project).refused().contains("error[K1083]: `a` was published in 2018-01 and 2 more reports without")
    );
}

#[test]
fn a_line_about_an_earlier_month_is_refused_in_a_snapshot_that_is_published() {
    let project = published();
    project.edit("data/2018-03.yaml", "a: 20", "a: [20, { period: 2017-12, value: 90 }]");
    let said = publish(&project).refused();
    assert!(
        said.starts_with(
            "error[K1083]: `a` was published in 2018-03 without figures of December 2017, and would now show them\n --> \
             data/2018-03.yaml:3:"
        ),
        "{said}"
    );
    project.edit("data/2018-03.yaml", "a: [20, { period: 2017-12, value: 90 }]", "a: 20");
    // In one that is not published yet, no report shows it that readers have.
    let project = project.snapshot("2018-04", "a: [24, { period: 2017-12, value: 90 }]\nb: 1");
    publish(&project).fine();
    assert!(project.read("www/2018-04/a.csv").contains("2017-12"));
    assert!(!project.read("www/2018-03/a.csv").contains("2017-12"));
    assert_eq!(told(&project, "2018-03"), [""; 0]);
}

#[test]
fn months_that_go_on_and_metrics_that_are_new_need_no_reason() {
    let project = published();
    project.write("data/2018-04.yaml", "period: 2018-04\nobservations:\n  a: 25\n  b: 1\n");
    // A new metric comes with its history.
    project.edit("data/metrics.yaml", "  b: {", "  c: { label: Cats, type: stock }\n  b: {");
    project.write("data/2017-12.yaml", "period: 2017-12\nobservations:\n  c: 3\n");
    project.write("content/2017-12.md", "---\ndraft: true\n---\nNot yet.\n");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    // So does one that was defined before and that no text names.
    let project = Project::new("a: { label: Guests, type: stock }\nb: { label: Beds, type: stock }")
        .file("content/_report.md", "There were {{ a }}.\n")
        .snapshot("2018-02", "a: 21");
    publish(&project).fine();
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  b: 7\n");
    project.write("content/2018-01.md", "---\ndraft: true\n---\nNot yet.\n");
    publish(&project).fine();
    // The history of one that is imported before anything is published is free.
    let project = Project::new("a: { label: Guests, type: stock }").snapshot("2018-02", "a: 21");
    project.build();
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  a: 7\n");
    publish(&project).fine();
}

fn wards(metric: &str, values: &str) -> Project {
    let project = Project::empty()
        .catalog(&format!(
            "dimensions:\n  ward: {{ label: Ward, members: {{ n: North, s: South }} }}\nmetrics:\n  a: {{ label: Beds, type: \
             flow, by: [ward]{metric} }}\n"
        ))
        .file("content/_report.md", "{{ a | chart(by=\"ward\", kind=\"bars\", title=\"t\") }}\n")
        .snapshot("2018-01", &format!("a: {values}"));
    publish(&project).fine();
    project
}

#[test]
fn a_new_member_begins_with_a_month_that_is_not_published_or_is_told() {
    let project = wards(", additive: false", "{ value: 55, values: { n: 50, s: 5 } }");
    project.edit("data/metrics.yaml", "s: South", "s: South, z: Zed");
    // It opens in February, and January says nothing of it.
    let opens = |project: &Project| {
        project.write(
            "data/2018-02.yaml",
            "period: 2018-02\nobservations:\n  a: { value: 56, values: { n: 5, s: 5, z: 54 } }\n",
        );
    };
    opens(&project);
    project.build();
    project.edit("data/2018-01.yaml", "s: 5", "s: 5, z: 54");
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1083]: `ward` was published in 2018-01 without figures of Zed, and would now show them
 --> data/2018-01.yaml:3:45
  |
3 |   a: { value: 55, values: { n: 50, s: 5, z: 54 } }
  |                                             ^^
  |
help: let it begin with a period that is not published, or say why: `changed: …` in the dimension; the reports tell it

1 error; nothing was published
"
    );
    project.edit("data/metrics.yaml", "label: Ward,", "label: Ward, changed: It was overlooked.,");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Newly shown, Ward: Zed. It was overlooked."]);
    publish(&project).fine();
    // A member that a report has as one without a figure is a figure like any other.
    let project = wards(", additive: false", "{ value: 55, values: { n: 50, s: 5 } }");
    project.edit("data/metrics.yaml", "s: South", "s: South, z: Zed");
    opens(&project);
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    project.edit("data/2018-01.yaml", "s: 5", "s: 5, z: 54");
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1023]: `a` (z) for 2018-01 was published in 2018-01 as no value, and the report would now show 54
 --> data/2018-01.yaml:3:45
  |
3 |   a: { value: 55, values: { n: 50, s: 5, z: 54 } }
  |                                             ^^
  |
help: take it out here and state it in a later snapshot, with `period: 2018-01` and a `reason`, which gives a notice

1 error; nothing was published
"
    );
    // Where it changes a sum, that is the fault.
    let project = wards("", "{ values: { n: 50, s: 5 } }");
    project.edit("data/metrics.yaml", "s: South", "s: South, z: Zed");
    project.edit("data/2018-01.yaml", "s: 5", "s: 5, z: 54");
    let said = publish(&project).refused();
    assert!(
        said.contains("`a` for 2018-01 was published in 2018-01 as 55, and the report would now show 109"),
        "{said}"
    );
    assert!(!said.contains("K1083"), "{said}");
}

#[test]
fn a_new_id_brings_no_other_figures_under_the_same_name() {
    let project = Project::new("q: { label: Beds, type: stock }")
        .file("content/_report.md", "Hello.\n")
        .snapshot("2018-01", "q: 102");
    publish(&project).fine();
    let rename = |label: &str, value: &str| {
        let label = format!(
            "retired: {{ q: The id is q2 now., x: A trial. }}\nmetrics:\n  q2: {{ label: {label}, type: stock }}\n"
        );
        project.write("data/metrics.yaml", label);
        project.write("data/2018-01.yaml", format!("period: 2018-01\nobservations:\n  q2: {value}\n"));
    };
    rename("\" beds \"", "902");
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1023]: `q2` for 2018-01 was published in 2018-01 as 102, and the report would now show 902
 --> data/2018-01.yaml:3:7
  |
3 |   q2: 902
  |       ^^^
  |
help: put 102 back here and restate it in a later snapshot, with `period: 2018-01` and a `reason`, which gives a notice; \
or give it another label, where it is not what `q` was: readers know them by that

1 error; nothing was published
"
    );
    // Nor later, when the old one is long gone.
    project.write("data/metrics.yaml", "retired: { q: The id is q2 now. }\nmetrics:\n  x: { label: X, type: stock }\n");
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  x: 1\n");
    publish(&project).fine();
    rename("Beds", "902");
    assert!(publish(&project).refused().contains("error[K1023]: `q2` for 2018-01"));
    rename("Beds", "102");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        ["No longer reported, Beds: The id is q2 now.", "No longer reported, X: A trial."]
    );
}

#[test]
fn a_new_id_shows_nothing_that_was_hidden_and_changes_no_member_whatever_its_own_id() {
    let catalog = |members: &str, id: &str, more: &str| {
        format!(
            "retired: {{ a: It is {id} now. }}\ndimensions:\n  ward: {{ label: Ward, members: {{ {members} }} }}\nmetrics:\n  \
             {id}: {{ label: Falls, type: flow{more} }}\n"
        )
    };
    let project = Project::empty()
        .catalog(&catalog("x: North, y: South, z: West", "a", ", by: [ward], suppress_below: 5").replacen(
            "retired: { a: It is a now. }\n",
            "",
            1,
        ))
        .file("content/_report.md", "Hello.\n")
        .snapshot("2018-01", "a: { values: { x: 3, y: 4, z: 23 } }");
    publish(&project).fine();
    let refused = |project: &Project| publish(project).refused().lines().take(2).collect::<Vec<_>>().join("\n");
    // Without its protection.
    project.write("data/metrics.yaml", catalog("x: North, y: South, z: West", "a2", ", by: [ward]"));
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  a2: { values: { x: 3, y: 4, z: 23 } }\n");
    assert_eq!(
        refused(&project),
        "error[K1030]: a figure of `a2` was hidden in 2018-01, and would now be shown\n --> data/metrics.yaml:5:3"
    );
    // The total of one without members is that of one with them.
    project.write("data/metrics.yaml", catalog("x: North, y: South, z: West", "a2", ""));
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  a2: 999\n");
    assert_eq!(
        refused(&project),
        "error[K1023]: `a2` for 2018-01 was published in 2018-01 as 30, and the report would now show 999\n --> \
         data/2018-01.yaml:3:7"
    );
    // Members are known by their names, too.
    let project = Project::empty()
        .catalog(&catalog("x: North, y: South", "a", ", by: [ward]").replacen("retired: { a: It is a now. }\n", "", 1))
        .file("content/_report.md", "Hello.\n")
        .snapshot("2018-01", "a: { values: { x: 10, y: 20 } }");
    publish(&project).fine();
    project.write("data/metrics.yaml", catalog("k: North, l: South", "a2", ", by: [ward]"));
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  a2: { values: { k: 20, l: 10 } }\n");
    let said = refused(&project);
    assert!(
        said.starts_with("error[K1023]: `a2` (k) for 2018-01 was published in 2018-01 as 10, and the report"),
        "{said}"
    );
    project.write("data/2018-01.yaml", "period: 2018-01\nobservations:\n  a2: { values: { k: 10, l: 20 } }\n");
    publish(&project).fine();
}

#[test]
fn what_is_taken_away_or_was_never_known_is_nothing_new() {
    let project = wards("", "{ values: { n: 1, s: null } }");
    for month in ["2018-02", "2018-03"] {
        project.write(
            &format!("data/{month}.yaml"),
            format!("period: {month}\nobservations:\n  a: {{ values: {{ n: 2, s: 3 }} }}\n"),
        );
    }
    publish(&project).fine();
    project.edit("data/2018-01.yaml", ", s: null", "");
    publish(&project).fine();
    project.edit("data/2018-02.yaml", "a: {", "a: [{ period: 2017-12, value: null, note: Nobody counted. }, {");
    project.edit("data/2018-02.yaml", "s: 3 } }", "s: 3 } }]");
    publish(&project).fine();
    // What was lacking and makes a sum is told where it stands.
    project.edit("data/2018-01.yaml", "n: 1", "n: 1, s: 5");
    let said = publish(&project).refused();
    assert!(said.contains("is published in") || said.contains("error[K1023]"), "{said}");
    assert!(said.contains(" --> data/2018-01.yaml:3:"), "{said}");
    assert!(!said.contains("data/metrics.yaml"), "{said}");
}

#[test]
fn as_what_a_figure_was_revised_is_told_and_what_stands_beside_a_part() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  a: { label: A, type: stock }\n  \
             b: { label: B, type: stock, by: [ward] }\n",
        )
        .file("content/_report.md", "{{ b | table(by=\"ward\", title=\"t\", history=2) }}\n")
        .snapshot("2018-01", "a: 10\nb: { values: { n: 1, s: 2 } }")
        .snapshot(
            "2018-02",
            "a: [12, { period: 2018-01, value: 11, reason: Miscounted, kind: error }]\nb: { note: One is new., values: \
             { n: 1, s: 2 } }",
        );
    publish(&project).fine();
    let check = |was: &str, now: &str, metric: &str| {
        let text = project.read("data/2018-02.yaml");
        project.edit("data/2018-02.yaml", was, now);
        let said = publish(&project).refused();
        // The notice of January gives the reason of a correction too.
        let reports = if metric == "a" { "2018-01 and 1 more report" } else { "2018-02" };
        let fault =
            format!("error[K1028]: what is said beside figures of `{metric}` was published in {reports} otherwise");
        assert!(said.starts_with(&fault), "{was}: {said}");
        project.write("data/2018-02.yaml", text);
    };
    check("kind: error", "kind: routine", "a");
    check(", kind: error", "", "a");
    check("One is new.", "None is new.", "b");
    project.edit("data/2018-02.yaml", "kind: error", "kind: routine");
    project.edit("data/metrics.yaml", "label: A,", "label: A, changed: { note: It was no error. },");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-02"), ["Note, A: It was no error."]);
}

#[test]
fn what_counts_as_nearly_met_is_told_with_the_verdict() {
    let project = Project::new("a: { label: A, type: stock, better: higher, target: { at_least: 100, near: 5 } }")
        .snapshot("2018-01", "a: 60");
    publish(&project).fine();
    project.edit("data/metrics.yaml", "near: 5", "near: 50");
    let said = publish(&project).refused();
    assert!(
        said.starts_with(
            "error[K1028]: the target of `a` was published in 2018-01 as \"at least 100, nearly met within 5 (not met)\", and \
             would now be \"at least 100, nearly met within 50 (nearly met)\"\n --> data/metrics.yaml:2:3"
        ),
        "{said}"
    );
    // Of a share it is counted in percentage points.
    let share =
        Project::new("a: { type: stock, format: percent, better: higher, target: { at_least: 95%, near: 2% } }")
            .snapshot("2018-01", "a: 96%");
    publish(&share).fine();
    share.edit("data/metrics.yaml", "near: 2%", "near: 3%");
    let said = publish(&share).refused().replace('\u{a0}', " ");
    assert!(said.contains("as \"at least 95%, nearly met within 2 percentage points\", and would now be \"at least 95%, nearly met within 3"), "{said}");
    project.edit("data/metrics.yaml", "label: A,", "label: A, changed: { target: It was too strict. },");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        [
            "Target, A: at least 100, nearly met within 5 (not met) → changed to at least 100, nearly met within 50 (nearly \
          met). It was too strict."
        ]
    );
}

#[test]
fn when_a_report_came_out_and_who_saw_it_before_is_its_text() {
    let front =
        "---\npublished: 2018-02-05\nnot_before: 2018-02-05T09:30+01:00\nearly_readers: [The board]\n---\nText.\n";
    let project =
        Project::new("a: { label: A, type: stock }").snapshot("2018-01", "a: 1").file("content/2018-01.md", front);
    publish(&project).fine();
    for other in [
        front.replace("2018-02-05", "2018-02-02"),
        front.replace("published: 2018-02-05\n", ""),
        front.replace("The board", "Anna"),
    ] {
        project.write("content/2018-01.md", other);
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K1029]: the page of 2018-01 was published with another text"), "{said}");
    }
    project.write("content/2018-01.md", front);
    project.edit("content/2018-01.md", "[The board]", "[The board, Anna]\nedition: Anna saw it too.");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["New edition: Anna saw it too."]);
}

#[test]
fn a_template_does_not_put_one_figure_in_the_place_of_another() {
    let tiles = std::fs::read_to_string(repository("templates/parts/tiles.html")).expect("the built-in one");
    let own = "<data value=\"{{ tile.machine }}\">{{ tile.value }}";
    assert!(tiles.contains(own));
    let project = Project::new("a: { label: A, type: stock }\nb: { label: B, type: stock }")
        .settings("title: T\nkey_figures: [a, b]\n")
        .file("content/_report.md", "Hello.\n")
        .snapshot("2018-01", "a: 11\nb: 3");
    publish(&project).fine();
    let other = tiles.replace(own, "<data value=\"{{ tiles[0].machine }}\">{{ tiles[0].value }}");
    project.write("templates/parts/tiles.html", other);
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1029]: the page of 2018-01 was published with another text"), "{said}");
    // Other decimals and another layout at once are free.
    project.write("templates/parts/tiles.html", tiles.replacen("class=\"", "class=\"own ", 1));
    project.edit("data/metrics.yaml", "label: A,", "label: A, decimals: 1,");
    publish(&project).fine();
    assert!(project.read("www/2018-01/index.html").contains("11.0</data>"));
}

#[test]
fn words_that_move_between_lines_cells_and_quotes_are_another_text() {
    let text = "\
---
title: Status
---
Closed are:

- North, not
- South, East
  - West

> Nobody was hurt.

| ward | dead |
| --- | ---: |
| North, South | 5 |

There are 10<sup>6</sup> of them. Said the board.

<table><tr><td rowspan=\"2\">North</td><td>5</td></tr><tr><td>6</td></tr></table>

<div style=\"width: 50%\">.</div>

<div>East, not</div><div>West</div>

```
a  1
bc 2
```
";
    let project = Project::new("a: { label: A, type: stock }")
        .settings("title: T\nraw_html: allow\n")
        .snapshot("2018-01", "a: 1")
        .file("content/_report.md", text);
    publish(&project).fine();
    for (was, now) in [
        ("North, not\n- South, East", "North, not South,\n- East"),
        ("  - West", "- West"),
        ("- North, not\n- South, East\n  - West", "1. North, not\n1. South, East\n   - West"),
        ("> Nobody", "Nobody"),
        ("| North, South | 5 |", "| North, | South 5 |"),
        ("| North, South | 5 |", "| North, | |\n| South | 5 |"),
        ("10<sup>6</sup>", "10 6"),
        ("of them. Said", "of them.\n\nSaid"),
        ("<td rowspan=\"2\">North</td><td>5", "<td>North</td><td rowspan=\"2\">5"),
        ("<td>5</td></tr><tr><td>6", "<td>5</td><td>6"),
        ("width: 50%", "width: 90%"),
        ("East, not</div><div>West", "East,</div><div>not West"),
        ("a  1", "a 1"),
    ] {
        project.edit("content/_report.md", was, now);
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K1029]: the page of 2018-01 was published with another text"), "{was}: {said}");
        project.edit("content/_report.md", now, was);
    }
    // The same lists and cells, written otherwise.
    for (was, now) in [
        ("- North, not\n- South", "* North, not\n\n* South"),
        ("| --- | ---: |", "| --- | --- |"),
        ("<tr><td>6</td></tr>", "<tr><td>6</tr>"),
        ("Closed are", "Closed\nare"),
    ] {
        project.edit("content/_report.md", was, now);
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), [""; 0], "{was}");
        project.edit("content/_report.md", now, was);
    }
}

fn falls() -> Project {
    Project::empty()
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { x: X, y: Y, z: Z } }\nmetrics:\n  a: { label: A, type: flow, by: \
             [ward], suppress_below: 5 }\n",
        )
        .file("content/_report.md", "{{ a | table(by=\"ward\", title=\"t\") }}\n")
        .snapshot("2018-01", "a: { values: { x: 3, y: 9, z: 30 } }")
        .snapshot("2018-02", "a: { values: { x: 12, y: 9, z: 30 } }")
        .snapshot("2018-03", "a: { values: { x: 13, y: 10, z: 30 } }")
}

#[test]
fn the_report_of_a_quarter_that_is_added_gives_no_hidden_month_back() {
    let project = falls();
    publish(&project).fine();
    let months = ["2018-01", "2018-02", "2018-03"].map(|month| project.read(&format!("www/{month}/figures.csv")));
    project.write("content/2018-Q1.md", "{{ a | table(by=\"ward\", title=\"t\") }}\n");
    publish(&project).fine();
    let quarter = project.read("www/2018-Q1/figures.csv");
    // X had 3 in January, which nobody saw, and 12 and 13 afterwards.
    for hidden in ["28", "3"] {
        assert!(!quarter.lines().any(|line| line.split(',').any(|cell| cell == hidden)), "{quarter}");
    }
    for told in ["146", "90"] {
        assert!(quarter.lines().any(|line| line.split(',').any(|cell| cell == told)), "{quarter}");
    }
    // What readers have seen stays, and what they have not stays hidden.
    let now = ["2018-01", "2018-02", "2018-03"].map(|month| project.read(&format!("www/{month}/figures.csv")));
    assert_eq!(now, months);
    project.run(["verify", "www"]).fine();
    publish(&project).fine();
    assert_eq!(project.read("www/2018-Q1/figures.csv"), quarter);
    // A reason that was given for another change takes nothing from readers.
    let project = falls();
    project.edit("data/metrics.yaml", "label: A,", "label: A, changed: { suppress_below: In 2016 it was five. },");
    publish(&project).fine();
    let months = ["2018-01", "2018-02", "2018-03"].map(|month| project.read(&format!("www/{month}/figures.csv")));
    project.write("content/2018-Q1.md", "{{ a | table(by=\"ward\", title=\"t\") }}\n");
    publish(&project).fine();
    let now = ["2018-01", "2018-02", "2018-03"].map(|month| project.read(&format!("www/{month}/figures.csv")));
    let quarter = project.read("www/2018-Q1/figures.csv");
    assert!(!quarter.lines().any(|line| line.split(',').any(|cell| cell == "28")) || now != months, "{quarter}");
    assert_eq!(now[2], months[2]);
    // Published together, the months that nobody has seen may be hidden in place of the quarter.
    let together = falls();
    together.write("content/2018-Q1.md", "{{ a | table(by=\"ward\", title=\"t\") }}\n");
    publish(&together).fine();
    together.run(["verify", "www"]).fine();
}
