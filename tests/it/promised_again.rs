//! What counts once, and what is not told again: reasons that are older than a report, targets and verdicts beside figures
//! that were hidden since, settings that went and came back.

use crate::page::Page;
use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, refused, told};

const JANUARY: &str = "data/2018-01.yaml";
const FEBRUARY: &str = "data/2018-02.yaml";

/// A file of the site, published or not, that holds a text.
fn holding(project: &Project, text: &str) -> Vec<String> {
    let files = project.files("www").into_iter();
    files.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text)).map(|(path, _)| path).collect()
}

#[test]
fn to_hide_what_a_target_is_made_from_needs_no_reason_and_no_notice_says_the_target() {
    let site = || {
        let project =
            Project::new("a: { label: A, type: flow }\nb: { label: B, type: flow, better: higher, target: 2 * a }")
                .file("content/_report.md", "There were {{ b }}.\n\n{{ overview() }}\n")
                .snapshot("2018-01", "a: 7351\nb: 5");
        publish(&project).fine();
        assert!(!holding(&project, "14,702").is_empty());
        project
    };
    let take_out = |project: &Project| {
        let out = "a: [99, { period: 2018-01, withdrawn: true, kind: disclosure, reason: Known. }]\nb: 6";
        project.write(FEBRUARY, snapshot("2018-02", out));
    };
    // At once, without a reason.
    let project = site();
    take_out(&project);
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    assert_eq!(holding(&project, "14,702"), [""; 0]);
    // With one that nobody asked for, nothing more is said.
    project.edit(CATALOG, "target: 2 * a", "target: 2 * a, changed: { target: A is hidden. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    project.run(["verify", "www"]).fine();
    // After a change of the target, of which the notice says neither amount any more.
    for target in ["3 * a", "30"] {
        let project = site();
        project.edit(CATALOG, "target: 2 * a", &format!("target: {target}, changed: {{ target: It was wrong. }}"));
        publish(&project).fine();
        let says = told(&project, "2018-01");
        assert!(says[0].starts_with("Target, B: at least 14,702 → changed to at least "), "{says:?}");
        take_out(&project);
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), ["Target, B: It was wrong."]);
        assert_eq!(holding(&project, "14,702"), [""; 0], "{target}");
    }
    // The target of another metric goes on to be said.
    let project = Project::new(
        "a: { label: A, type: flow }\nb: { label: B, type: flow, better: higher, target: 20, changed: { target: Wrong. } }",
    )
    .snapshot("2018-01", "a: 7351\nb: 15");
    publish(&project).fine();
    project.edit(CATALOG, "target: 20, changed: { target: Wrong. }", "target: 10, changed: { target: Better. }");
    publish(&project).fine();
    take_out(&project);
    publish(&project).fine();
    let says = ["Target, B: at least 20 (not met) → changed to at least 10 (met). Better."];
    assert_eq!(told(&project, "2018-01"), says);
}

#[test]
fn a_count_that_is_hidden_later_is_not_told_by_verdicts_of_before() {
    let site = |metric: &str| {
        let project = Project::new(&format!("a: {{ label: A, type: flow, better: higher, target: 3{metric} }}"))
            .file("content/_report.md", "There were {{ a }}.\n")
            .snapshot("2018-01", "a: 3");
        publish(&project).fine();
        project.edit(CATALOG, "target: 3", "target: 4, changed: { target: Wrong. }");
        publish(&project).fine();
        assert_eq!(
            told(&project, "2018-01"),
            ["Target, A: at least 3 (met) → changed to at least 4 (not met). Wrong."]
        );
        project
    };
    let hidden = ["Target, A: at least 3 → changed to at least 4. Wrong."];
    let project = site("");
    project.edit(CATALOG, "type: flow", "type: flow, suppress_below: 5");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), hidden);
    project.run(["verify", "www"]).fine();
    let project = site("");
    let out = "a: [9, { period: 2018-01, withdrawn: true, kind: disclosure, reason: Known. }]";
    project.write(FEBRUARY, snapshot("2018-02", out));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), hidden);
}

#[test]
fn to_show_a_hidden_figure_takes_its_note_its_verdict_and_what_is_made_from_it_along() {
    let project = Project::new(
        "a: { label: A, type: flow, suppress_below: 5, better: higher, target: 10 }\nb: { label: B, type: flow, better: higher, \
         target: 2 * a }",
    )
    .snapshot("2018-01", "a: { value: 4, note: Few. }\nb: 3");
    publish(&project).fine();
    refused(&project, (CATALOG, "suppress_below: 5, ", ""), "error[K1030]: a figure of `a` was hidden in 2018-01");
    let said = publish(&project).refused();
    assert!(!said.contains("K1028"), "{said}");
    project.edit(CATALOG, "target: 10", "target: 10, changed: { suppress_below: Nobody is known. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Hidden figures, A: Nobody is known."]);
    // From then on its note and its target are held.
    let note = "error[K1028]: what is said beside figures of `a` was published in 2018-01 otherwise";
    refused(&project, (JANUARY, "Few.", "Many."), note);
    project.edit(JANUARY, "Many.", "Few.");
    // Hidden and shown again, it is what it was before, and is told of if not.
    project.edit(CATALOG, "changed: { suppress_below: Nobody is known. }", "suppress_below: 5");
    publish(&project).fine();
    project.edit(CATALOG, "suppress_below: 5", "changed: { suppress_below: Now it is public. }");
    refused(&project, (JANUARY, "Few.", "Many."), note);
    project.edit(JANUARY, "Many.", "Few.");
    let target =
        "error[K1028]: the target of `b` was published in 2018-01 as \"at least 8\", and would now be \"at least 12\"";
    refused(&project, (CATALOG, "2 * a", "3 * a"), target);
    project.edit(CATALOG, "3 * a", "2 * a");
    publish(&project).fine();
}

#[test]
fn a_reason_that_stood_there_before_the_report_explains_nothing_in_it() {
    let site = |key: &str, changed: (&str, &str)| {
        let project = Project::new("a: { label: A, type: flow, better: higher, target: { 2018-01: 11, 2018-02: 11 } }")
            .settings("title: Test\nsources: { r1: Register, r2: Guess }\n")
            .file("content/_report.md", "There were {{ a }}.\n\n{{ overview() }}\n")
            .snapshot("2018-01", "a: { value: 5, note: One., source: r1, as_of: 2018-02-01, action: { what: Hire } }");
        publish(&project).fine();
        project.edit(CATALOG, "label: A", &format!("label: A, changed: {{ {key}: An old reason. }}"));
        project.edit(if key == "target" { CATALOG } else { JANUARY }, changed.0, changed.1);
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01").len(), 1);
        let second = "a: { value: 6, note: One., source: r1, as_of: 2018-02-01, action: { what: Hire } }";
        project.write(FEBRUARY, snapshot("2018-02", second));
        publish(&project).fine();
        assert_eq!(told(&project, "2018-02"), [""; 0]);
        project
    };
    for (key, was, now, january, what) in [
        ("note", "One.", "Three.", "Two.", "what is said beside figures of"),
        ("action", "Hire", "Fire", "Wait", "what is done about a missed target, of"),
        ("as_of", "2018-02-01", "2018-02-03", "2018-02-02", "the day of the figures of"),
        ("source", "source: r1", "source: r2", "source: r2", "the source of"),
        ("target", "2018-02: 11", "2018-02: 6", "", "the target of"),
    ] {
        let first = if key == "target" { ("2018-01: 11", "2018-01: 12") } else { (was, january) };
        let project = site(key, first);
        let file = if key == "target" { CATALOG } else { FEBRUARY };
        refused(&project, (file, was, now), &format!("error[K1028]: {what} `a` was published in 2018-02"));
        project.edit(CATALOG, "An old reason.", "A new one.");
        publish(&project).fine();
        let says = told(&project, "2018-02");
        assert!(says.len() == 1 && says[0].ends_with("A new one."), "{says:?}");
        assert!(told(&project, "2018-01").iter().all(|said| said.ends_with("An old reason.")));
        project.run(["verify", "www"]).fine();
    }
}

#[test]
fn a_reason_that_no_report_told_explains_nothing_that_was_published_with_it() {
    let project = Project::new("a: { label: A, type: flow, changed: { note: A trial., unit: A trial. } }")
        .settings("title: Test\nchanged: { organisation: A trial. }\norganisation: Office\n")
        .file("content/_report.md", "---\nedition: A trial.\n---\nThere were {{ a }}.\n")
        .snapshot("2018-01", "a: { value: 5, note: One. }");
    publish(&project).fine();
    for (file, was, now, fault) in [
        (JANUARY, "One.", "Two.", "error[K1028]: what is said beside figures of `a`"),
        (CATALOG, "type: flow", "type: flow, unit: cups", "error[K1028]: the unit of `a`"),
        ("kalends.yaml", "Office", "Bureau", "error[K1028]: `organisation` was published in 2018-01"),
        ("content/_report.md", "There were", "There was", "error[K1029]: the page of 2018-01 was published"),
    ] {
        refused(&project, (file, was, now), fault);
        project.edit(file, now, was);
    }
    publish(&project).fine();
    refused(&project, (JANUARY, "One.", "Two."), "error[K1028]");
    project.edit(CATALOG, "note: A trial.", "note: A slip.");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Note, A: A slip."]);
}

#[test]
fn the_edition_of_a_text_of_many_reports_is_none_for_those_that_came_with_it() {
    let project = Project::new("a: { label: A, type: flow }")
        .file("content/_report.md", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: 5");
    publish(&project).fine();
    project.write("content/_report.md", "---\nedition: A comma.\n---\nThere were, {{ a }}.\n");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["New edition: A comma."]);
    project.write(FEBRUARY, snapshot("2018-02", "a: 6"));
    publish(&project).fine();
    project.write("content/_report.md", "---\nedition: A comma.\n---\nThere were many, {{ a }}.\n");
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1029]: the page of 2018-01 and 1 more report was published with another text
 --> content/_report.md:1:1
  |
1 | ---
  | ^
  |
help: put the text back, or say why this is a new edition: `edition: …` in the front matter, with another reason for each; the page \
         shows it

1 error; nothing was published
"
    );
    // A report with a text of its own may have an edition for the same reason.
    project.write("content/_report.md", "---\nedition: A comma.\n---\nThere were, {{ a }}.\n");
    project.write("data/2018-03.yaml", snapshot("2018-03", "a: 7"));
    project.write("content/2018-03.md", "March had {{ a }}.\n");
    publish(&project).fine();
    project.write("content/2018-03.md", "---\nedition: A comma.\n---\nMarch had, {{ a }}.\n");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-03"), ["New edition: A comma."]);
}

#[test]
fn an_old_reason_to_hide_less_shows_nothing_of_a_later_report() {
    let catalog = |threshold: &str| {
        format!(
            "dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South, e: East }} }}\nmetrics:\n  a: {{ label: Beds, type: flow, \
             by: [w], {threshold} }}\n"
        )
    };
    let lowered = "changed: { suppress_below: The board lowered it to ten. }";
    let project = Project::empty()
        .catalog(&catalog("suppress_below: 20"))
        .snapshot("2018-01", "a: { values: { n: 12, s: 15, e: 30 } }");
    publish(&project).fine();
    project.write(CATALOG, catalog(&format!("suppress_below: 10, {lowered}")));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Hidden figures, Beds: The board lowered it to ten."]);
    project.write(FEBRUARY, snapshot("2018-02", "a: { values: { n: 6, s: 8, e: 30 } }"));
    publish(&project).fine();
    let fault = "error[K1030]: a figure of `a` was hidden in 2018-02, and would now be shown";
    refused(&project, (CATALOG, "suppress_below: 10", "suppress_below: 3"), fault);
    project.edit(CATALOG, "to ten", "to three");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-02"), ["Hidden figures, Beds: The board lowered it to three."]);
}

#[test]
fn a_reason_to_show_what_was_hidden_counts_once_on_pages_without_a_report_too() {
    // February has no report, and stands on the page of the metric.
    let project = Project::new("a: { label: A, type: flow, suppress_below: 5 }")
        .file("content/2018-01.md", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: 20")
        .snapshot("2018-02", "a: 3");
    project.remove("content/_report.md");
    publish(&project).fine();
    let hides = "suppress_below: 5";
    let shows = "suppress_below: 3, changed: { suppress_below: Three are many. }";
    for reason in ["Three are many.", "Nobody minds."] {
        let shows = shows.replace("Three are many.", reason);
        project.edit(CATALOG, hides, &shows);
        publish(&project).fine();
        assert!(project.read("www/metrics/a/index.html").contains("value=\"3\">3<"), "{reason}");
        publish(&project).fine();
        project.run(["verify", "www"]).fine();
        project.edit(CATALOG, &shows, hides);
        publish(&project).fine();
        // Said before, it says nothing of this.
        project.edit(CATALOG, hides, &shows);
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K1030]: a figure of `a` was hidden in pages that are no report, "), "{said}");
        project.edit(CATALOG, &shows, hides);
    }
}

#[test]
fn what_was_taken_out_comes_back_as_it_was_or_with_a_reason() {
    let fault = "error[K1029]: the page of 2018-01 was published with another text";
    let text = |front: &str| format!("---\n{front}\n---\nThere were {{{{ a }}}}.\n");
    let file = "content/2018-01.md";
    // A day may be taken out once the next report is there, and put back.
    let project = Project::new("a: { label: A, type: flow }")
        .narrative("2018-01", &text("next: 2018-03-09"))
        .narrative("2018-02", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: 33")
        .snapshot("2018-02", "a: 34");
    publish(&project).fine();
    project.write(file, "There were {{ a }}.\n");
    publish(&project).fine();
    refused(&project, (file, "There were", "---\nnext: 2018-03-31\n---\nThere were"), fault);
    project.edit(file, "2018-03-31", "2018-03-09");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    // Readers and days of before go with a reason, and others need one too.
    let hour = "not_before: 2018-02-05T09:30+01:00";
    for (key, was, now) in [
        ("published", "2018-02-05", "2018-02-06"),
        (&*format!("{hour}\nearly_readers"), "[The minister]", "[The minister, The press]"),
    ] {
        let project = Project::new("a: { label: A, type: flow }")
            .narrative("2018-01", &text(&format!("{key}: {was}")))
            .snapshot("2018-01", "a: 33");
        publish(&project).fine();
        project.write(file, text("edition: It was wrong."));
        publish(&project).fine();
        publish(&project).fine();
        project.write(file, text(&format!("edition: It was wrong.\n{key}: {now}")));
        assert!(publish(&project).refused().starts_with(fault), "{key}");
        project.write(file, text(&format!("edition: It was wrong.\n{key}: {was}")));
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), ["New edition: It was wrong."], "{key}");
    }
    // Who answers, likewise.
    let project = Project::new("a: { label: A, type: flow }")
        .settings("title: Test\ncontact: Ann Poe\n")
        .snapshot("2018-01", "a: 33");
    publish(&project).fine();
    project.edit("kalends.yaml", "contact: Ann Poe", "changed: { contact: She left. }");
    publish(&project).fine();
    publish(&project).fine();
    project.edit("kalends.yaml", "changed:", "contact: Minister Bo\nchanged:");
    let said = publish(&project).refused();
    assert_eq!(
        said,
        "\
error[K1028]: `contact` was published in 2018-01 as \"Ann Poe\", and would now be \"Minister Bo\"
 --> kalends.yaml:2:1
  |
2 | contact: Minister Bo
  | ^^^^^^^
  |
help: put it back, or say why it was changed: `changed: { contact: … }` in kalends.yaml; the reports tell it

1 error; nothing was published
"
    );
    project.edit("kalends.yaml", "She left.", "He came.");
    publish(&project).fine();
    let says = ["Contact: Ann Poe → changed to –. She left.", "Contact: Ann Poe → changed to Minister Bo. He came."];
    assert_eq!(told(&project, "2018-01"), says);
}

#[test]
fn to_hide_one_metric_gives_no_reason_for_the_note_of_another() {
    let project = Project::new("a: { label: A, type: flow }\nb: { label: B, type: flow, note: Counted by hand. }")
        .file("content/_report.md", "---\nto: 2018-01\n---\nOf {{ a }} and {{ b }}.\n")
        .snapshot("2018-01", "a: 33\nb: 12");
    publish(&project).fine();
    let out = "a: { period: 2018-01, withdrawn: true, kind: disclosure, reason: Known. }";
    project.write(FEBRUARY, snapshot("2018-02", out));
    let fault = "error[K1028]: the note of the metric `b` was published in 2018-01 otherwise";
    refused(&project, (CATALOG, "by hand", "by machine"), fault);
    project.edit(CATALOG, "by machine", "by hand");
    publish(&project).fine();
    refused(&project, (CATALOG, "by hand", "by machine"), fault);
}

#[test]
fn a_source_that_only_a_month_without_a_report_has_is_held() {
    let project = Project::new("a: { label: A, type: flow, source: r2 }")
        .settings("title: Test\nsources: { r1: Register, r2: Sooth }\n")
        .file("content/_report.md", "---\nfrom: 2018-02\n---\n{{ a }}, {{ a | at(period=\"2018-01\") }}.\n")
        .snapshot("2018-01", "a: { value: 5, source: r1 }")
        .snapshot("2018-02", "a: 6");
    publish(&project).fine();
    let fault = "error[K1028]: the source `r1` was published in 2018-02 as \"Register\", and would now be \"Hearsay\"";
    refused(&project, ("kalends.yaml", "r1: Register", "r1: Hearsay"), fault);
    // What the page does not name any more may be called otherwise.
    project.edit("kalends.yaml", "r1: Hearsay", "r1: Register");
    project.edit(JANUARY, "source: r1", "source: r2");
    project.edit(CATALOG, "label: A", "label: A, changed: { source: It was the other. }");
    publish(&project).fine();
    project.edit("kalends.yaml", "r1: Register", "r1: Hearsay");
    publish(&project).fine();
    project.edit("kalends.yaml", "r1: Hearsay", "r1: Register");
    project.edit(JANUARY, "source: r2", "source: r1");
    project.edit(CATALOG, "It was the other.", "It was not.");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-02"), ["Source, A: It was the other.", "Source, A: It was not."]);
}

#[test]
fn each_period_whose_target_is_another_one_is_told() {
    let table = "table(history=2, columns=[\"value\", \"target\", \"status\"])";
    let project = Project::new("a: { label: A, type: flow, better: higher, target: { 2018-01: 4, 2018-02: 10 } }")
        .file("content/_report.md", format!("---\nfrom: 2018-02\n---\n{{{{ a }}}}\n\n{{{{ a | {table} }}}}\n"))
        .snapshot("2018-01", "a: 8")
        .snapshot("2018-02", "a: 8");
    publish(&project).fine();
    project.edit(CATALOG, "2018-01: 4, 2018-02: 10 }", "2018-01: 9, 2018-02: 11 }, changed: { target: Wrong. }");
    publish(&project).fine();
    let says =
        ["Target, A: at least 10; January 2018: at least 4 → changed to at least 11; January 2018: at least 9. Wrong."];
    assert_eq!(told(&project, "2018-02"), says);
    // The same of a member; the same for all periods is told once.
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  a: { label: A, type: flow, by: [w], better: \
             higher, target: { w: { n: { 2018-01: 4, 2018-02: 10 } } } }\n",
        )
        .file("content/_report.md", format!("---\nfrom: 2018-02\n---\n{{{{ a | of(w=\"n\") | {table} }}}}\n"))
        .snapshot("2018-01", "a: { values: { n: 8, s: 1 } }")
        .snapshot("2018-02", "a: { values: { n: 8, s: 1 } }");
    publish(&project).fine();
    project.edit(
        CATALOG,
        "2018-01: 4, 2018-02: 10 } } }",
        "2018-01: 9, 2018-02: 11 } } }, changed: { target: Wrong. }",
    );
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-02"),
        [
            "Target, A: North: at least 10; North, January 2018: at least 4 (met) → changed to North: at least 11; North, January \
             2018: at least 9 (not met). Wrong."
        ]
    );
    let project = Project::new("a: { label: A, type: flow, better: higher, target: 4 }")
        .snapshot("2018-01", "a: 8")
        .snapshot("2018-02", "a: 8");
    publish(&project).fine();
    project.edit(CATALOG, "target: 4", "target: 9, changed: { target: Wrong. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-02"), ["Target, A: at least 4 (met) → changed to at least 9 (not met). Wrong."]);
}

#[test]
fn an_overview_has_what_had_a_figure_and_a_target_by_then() {
    let metric = |id: &str, target: &str| format!("{id}: {{ label: The {id}, type: flow, better: higher{target} }}\n");
    let catalog =
        |of_b: &str, more: &str| format!("metrics:\n  {}  {}{more}", metric("a", ", target: 10"), metric("b", of_b));
    let project = Project::empty()
        .catalog(&catalog("", ""))
        .file("content/_report.md", "Hello.\n\n{{ overview() }}\n")
        .snapshot("2018-01", "a: 30\nb: 5");
    publish(&project).fine();
    // Another one that begins later, and a target that holds later.
    let later = format!("  {}", metric("c", ", target: 7"));
    project.write(CATALOG, catalog(", target: { 2018-02: 4 }", &later));
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: 31\nb: 6\nc: 8"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    let rows = |report: &str| {
        let page = Page::of(project.read(&format!("www/{report}/index.html")));
        page.find(".tab tbody").nth(0).find("th").texts()
    };
    assert_eq!(rows("2018-01"), ["The a"]);
    assert_eq!(rows("2018-02"), ["The a", "The b", "The c"]);
    project.run(["verify", "www"]).fine();
    // One with figures of that time stands there, which is another text.
    project.write(CATALOG, catalog(", target: { 2018-02: 4 }", &format!("{later}  {}", metric("d", ", target: 7"))));
    project.edit(JANUARY, "b: 5", "b: 5\n  d: 9");
    let said = publish(&project).refused();
    assert!(
        said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published with another text"),
        "{said}"
    );
}

#[test]
fn a_quarter_may_put_its_months_together_otherwise_with_a_reason_as_long_as_these_are_what_they_were() {
    let project = Project::new("a: { label: A, type: stock, over_time: mean }")
        .file("content/2018-Q1.md", "The quarter had {{ a }}.\n")
        .snapshot("2018-01", "a: 21")
        .snapshot("2018-02", "a: 24")
        .snapshot("2018-03", "a: 29");
    project.remove("content/_report.md");
    publish(&project).fine();
    for (was, now, shows) in
        [("mean", "max", "29"), ("max", "last", "29"), ("last", "min", "21"), ("min", "mean", "25")]
    {
        project.edit(CATALOG, &format!("over_time: {was}"), &format!("over_time: {now}"));
        if shows != "29" || was == "mean" {
            let said = publish(&project).refused();
            assert!(said.starts_with("error[K1028]: ") && said.contains("changed: { over_time: … }"), "{now}: {said}");
        }
        let reason = format!("changed: {{ over_time: We ask for the {now}. }}");
        project.edit(CATALOG, &format!("over_time: {now}"), &format!("over_time: {now}, {reason}"));
        // The months stay what they are.
        project.edit("data/2018-02.yaml", "24", "25");
        project.edit("data/2018-03.yaml", "29", "30");
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K1023]: `a` for 2018-"), "{now}: {said}");
        project.edit("data/2018-02.yaml", "25", "24");
        project.edit("data/2018-03.yaml", "30", "29");
        publish(&project).fine();
        let told = told(&project, "2018-Q1");
        assert!(told.last().is_some_and(|last| last.contains(&format!("We ask for the {now}."))), "{told:?}");
        assert!(project.read("www/2018-Q1/index.html").contains(shows), "{now}");
        project.run(["verify", "www"]).fine();
        project.edit(CATALOG, &format!(", {reason}"), "");
    }
}

#[test]
fn what_is_put_together_otherwise_is_told_with_the_figures_that_were_there_and_what_is_computed_from_them() {
    let metrics = "a: { label: A, type: stock, over_time: mean, better: higher, target: { at_least: 23 } }\n\
                   d: { label: Double, type: derived, formula: a * 2 }";
    let project = Project::new(metrics)
        .file("content/2018-Q1.md", "The quarter had {{ a }}.\n")
        .snapshot("2018-01", "a: 20")
        .snapshot("2018-02", "a: 22")
        .snapshot("2018-03", "a: 24");
    publish(&project).fine();
    project.edit(CATALOG, "over_time: mean", "over_time: max");
    assert_eq!(
        publish(&project).refused(),
        r#"error[K1028]: what a longer period shows of `a` was published in 2018-Q1 as "mean, 22", and would now be "max, 24"
 --> data/metrics.yaml:2:3
  |
2 |   a: { label: A, type: stock, over_time: max, better: higher, target: { at_least: 23 } }
  |   ^
  |
help: put it back, or say why it was changed: `changed: { over_time: … }`; the reports tell it

error[K1028]: what a longer period shows of `d` was published in 2018-Q1 as "44", and would now be "48"
 --> data/metrics.yaml:3:3
  |
3 |   d: { label: Double, type: derived, formula: a * 2 }
  |   ^
  |
help: put it back, or say why it was changed: `changed: { over_time: … }`; the reports tell it

2 errors; nothing was published
"#
    );
    // One reason is enough for both, and for what the figure is against its target.
    project.edit(CATALOG, "over_time: max", "over_time: max, changed: { over_time: We ask for the most. }");
    for _ in 0..2 {
        publish(&project).fine();
        let expected = ["A: mean, 22 → changed to max, 24", "Double: 44 → changed to 48"];
        let expected = expected.map(|text| format!("In longer periods, {text}. We ask for the most."));
        assert_eq!(told(&project, "2018-Q1"), expected);
        // A month has nothing put together.
        assert_eq!(told(&project, "2018-02"), [""; 0]);
        project.run(["verify", "www"]).fine();
    }
}

#[test]
fn a_quarter_of_a_level_is_corrected_by_its_month() {
    let project = Project::new("a: { label: A, type: stock }")
        .file("content/2018-Q1.md", "The quarter had {{ a }}.\n")
        .snapshot("2018-03", "a: 29");
    project.remove("content/_report.md");
    publish(&project).fine();
    project.edit("data/2018-03.yaml", "29", "30");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1023]: `a` for 2018-Q1 was published in 2018-Q1 as 29, and the report would now show 30, and 1 more figure
 --> data/2018-03.yaml:3:6
  |
3 |   a: 30
  |      ^^
  |
help: put back what was stated here and restate it in a later snapshot, with its own `period` and a `reason`, which gives a notice; a new \
way to put periods together is a metric of its own

1 error; nothing was published
"
    );
    project.edit("data/2018-03.yaml", "30", "29");
    project.write(
        "data/2018-04.yaml",
        snapshot("2018-04", "a:\n  - 31\n  - { period: 2018-03, value: 30, reason: Recounted. }"),
    );
    publish(&project).fine();
    assert!(project.read("www/2018-Q1/index.html").contains("Recounted"));
}
