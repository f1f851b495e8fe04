//! What stands above the text of a published report: notices of later corrections with their reasons, figures that came
//! late, days, readers and who answers.

use crate::page::Page;
use crate::project::{Project, rechained, snapshot};
use crate::promised_beside::{CATALOG, publish, refused, told};

const FEBRUARY: &str = "data/2018-02.yaml";
const MARCH: &str = "data/2018-03.yaml";
const A: &str = "a: { label: A, type: flow }";

/// The notice of a report, without what stands below its items; empty where it has none.
fn notice(project: &Project, report: &str) -> String {
    let page = Page::of(project.read(&format!("www/{report}/index.html")));
    page.find("#changed-later p").texts().first().cloned().unwrap_or_default()
}

/// January, and February with what it says of January.
fn corrected(metric: &str, of_january: &str, later: &str) -> Project {
    let project = Project::new(metric).file("content/_report.md", "There were some.\n").snapshot("2018-01", of_january);
    publish(&project).fine();
    project.write(FEBRUARY, snapshot("2018-02", later));
    publish(&project).fine();
    project
}

#[test]
fn the_reason_that_a_notice_gives_is_another_one_where_the_notice_stands_too() {
    let project =
        corrected(A, "a: 60", "a: [61, { period: 2018-01, value: 70, reason: We lost ten forms., kind: error }]");
    assert!(notice(&project, "2018-01").contains("60 → changed to 70. We lost ten forms."));
    project.edit(FEBRUARY, "We lost ten forms", "The post was slow");
    assert_eq!(
        publish(&project).refused(),
        "error[K1028]: what is said beside figures of `a` was published in 2018-01 and 1 more report otherwise\n \
         --> data/metrics.yaml:2:3\n  |\n2 |   a: { label: A, type: flow }\n  |   ^\n  |\nhelp: put it back, or say why it was \
         changed: `changed: { note: … }`; the reports tell it\n\n1 error; nothing was published\n"
    );
    project.edit(CATALOG, "type: flow", "type: flow, changed: { note: The post office says so. }");
    publish(&project).fine();
    for report in ["2018-01", "2018-02"] {
        assert_eq!(told(&project, report), ["Note, A: The post office says so."], "{report}");
    }
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    // The reason is used up.
    let fault = "error[K1028]: what is said beside figures of `a` was published in 2018-01 and 1 more report otherwise";
    refused(&project, (FEBRUARY, "The post was slow", "We lost ten forms"), fault);
    project.edit(FEBRUARY, "We lost ten forms", "The post was slow");
    // A newer correction takes the place of the notice.
    project
        .write(MARCH, snapshot("2018-03", "a: [62, { period: 2018-01, value: 72, reason: Two more., kind: error }]"));
    publish(&project).fine();
    assert!(notice(&project, "2018-01").contains("60 → changed to 72. Two more."));
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_reason_that_stands_in_notices_alone_is_held_as_well() {
    let fault = "error[K1028]: what is said beside figures of `a` was published in 2018-01 otherwise";
    let stock = "a: { label: A, type: stock }";
    for (of_january, later) in [
        // Beside a withdrawn figure its note stands, in the place of the reason.
        ("a: 60", "a: [61, { period: 2018-01, withdrawn: true, note: Counted anew., reason: It was wrong. }]"),
        // Another interval beside the same value.
        (
            "a: { value: 60, low: 50, high: 70 }",
            "a: [{ value: 61, low: 51, high: 71 }, { period: 2018-01, value: 60, low: 55, high: 65, reason: It was wrong. }]",
        ),
        // What was not known, and is by now.
        (
            "a: { value: null, note: Not yet in. }",
            "a: [61, { period: 2018-01, value: 60, reason: It was wrong., kind: source }]",
        ),
    ] {
        let project = corrected(stock, of_january, later);
        assert!(notice(&project, "2018-01").contains("It was wrong."), "{later}");
        refused(&project, (FEBRUARY, "It was wrong", "It was right"), fault);
        project.edit(CATALOG, "type: stock", "type: stock, changed: { note: A slip. }");
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), ["Note, A: A slip."], "{later}");
        project.run(["verify", "www"]).fine();
    }
    // A late figure without its reason would have no notice any more.
    let project = corrected(
        stock,
        "a: { value: null, note: Not yet in. }",
        "a: [61, { period: 2018-01, value: 60, reason: It came late. }]",
    );
    refused(&project, (FEBRUARY, ", reason: It came late.", ""), fault);
}

#[test]
fn what_goes_with_a_figure_that_is_hidden_or_not_shown_any_more_needs_no_reason_of_a_notice() {
    let later = "a: [61, { period: 2018-01, value: 70, reason: We lost ten forms. }]";
    for (file, was, now) in [
        (CATALOG, "type: flow", "type: flow, suppress_below: 80"),
        (CATALOG, "type: flow", "type: flow, round_to: 5, changed: { round_to: We round now. }"),
        (FEBRUARY, "reason: We lost ten forms.", "reason: We lost ten forms., note: Counted twice."),
    ] {
        let project = corrected(A, "a: 60", later);
        project.edit(file, was, now);
        let said = publish(&project);
        if file == CATALOG {
            said.fine();
            project.run(["verify", "www"]).fine();
        } else {
            // What is said beside the new figure is told where it stands.
            let fault = "error[K1028]: what is said beside figures of `a` was published in 2018-02 otherwise";
            assert!(said.refused().starts_with(fault));
        }
    }
}

#[test]
fn a_figure_that_was_missing_and_came_late_is_told_above_the_older_report() {
    let metrics = "a: { label: A, type: flow }\nb: { label: B, type: stock }";
    let of_january = "a: 60\nb: { value: null, note: Not yet in. }";
    let late = "a: 61\nb: [7, { period: 2018-01, value: 5, reason: It came late., kind: source }]";
    let project = corrected(metrics, of_january, late);
    assert!(notice(&project, "2018-01").starts_with("B, January 2018: – → changed to 5. It came late."));
    let page = project.read("www/2018-01/index.html");
    assert!(page.contains("Not yet in"), "it stays as it was published");
    let revisions = Page::of(project.read("www/revisions/index.html")).text().replace('\u{a0}', " ");
    assert!(revisions.contains("1 figure"), "{revisions}");
    for text in ["It came late.", "new figure"] {
        assert!(revisions.contains(text), "{text}: {revisions}");
    }
    project.run(["verify", "www"]).fine();
    // Corrected later, it is told with what it is by then.
    project.write(
        MARCH,
        snapshot("2018-03", "a: 62\nb: [8, { period: 2018-01, value: 6, reason: One more., kind: error }]"),
    );
    publish(&project).fine();
    assert!(notice(&project, "2018-01").starts_with("B, January 2018: – → changed to 6. One more."));
    assert!(notice(&project, "2018-02").starts_with("B, January 2018: 5 → changed to 6. One more."));
    // What comes as usual has no reason, and what was never said to be missing is no revision.
    for (of_january, late) in [(of_january, "a: 61\nb: [7, { period: 2018-01, value: 5 }]"), ("a: 60", "a: 61\nb: 7")] {
        let project = corrected(metrics, of_january, late);
        assert_eq!(notice(&project, "2018-01"), "");
        assert!(project.read("www/revisions/index.html").contains("No figure has changed since publication."));
    }
}

#[test]
fn days_may_be_said_later_but_not_who_saw_it_early_and_an_announced_day_does_not_go() {
    let text = |front: &str| format!("---\ntitle: One\n{front}---\nThere were {{{{ a }}}}.\n");
    let fault = "error[K1029]: the page of 2018-01 was published with another text";
    let file = "content/2018-01.md";
    let hour = "not_before: 2018-02-05T09:30+01:00\nearly_readers: [The press]\n";
    let days = "published: 2018-02-05\nnext: 2018-03-05\n";
    let project = Project::new(A).narrative("2018-01", &text("")).snapshot("2018-01", "a: 60");
    publish(&project).fine();
    project.write(file, text(hour));
    assert!(publish(&project).refused().starts_with(fault));
    // Days, and who answers.
    project.write(file, text(days));
    project.write("kalends.yaml", "title: Test\ncontact: Ann\n");
    publish(&project).fine();
    for day in ["", "next: 2018-03-09\n"] {
        project.write(file, text(&days.replace("next: 2018-03-05\n", day)));
        assert!(publish(&project).refused().starts_with(fault), "{day}");
    }
    // The calendar may say it in its place, if it says the same.
    project.write(file, text("published: 2018-02-05\n"));
    project.edit("kalends.yaml", "contact: Ann\n", "contact: Ann\nreleases: [{ period: 2018-02, on: 2018-03-09 }]\n");
    assert!(publish(&project).refused().starts_with(fault));
    project.edit("kalends.yaml", "on: 2018-03-09", "on: 2018-03-05");
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    // With a reason everything may be said.
    project.write(file, text(&format!("edition: The press had it.\n{hour}")));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["New edition: The press had it."]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn what_changed_beside_a_text_is_named_and_told_on_pages_that_show_it() {
    let text = "There were {{ a }}.\n\n{{ a | chart(title=\"Quiet\") }}\n";
    let events = "events: { 2018-01: A storm }\n";
    let project = Project::new(A)
        .file("content/_report.md", text)
        .file("content/w/_index.md", "---\ntitle: Wards\n---\n")
        .file("content/w/_report.md", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: 60");
    publish(&project).fine();
    let catalog = project.read(CATALOG);
    project.write(CATALOG, format!("{catalog}{events}"));
    assert_eq!(
        publish(&project).refused(),
        "error[K1029]: the page of 2018-01 was published with other events of its time\n--> data/metrics.yaml\n |\nhelp: put it \
         back, or say why this is a new edition: `edition: …` in the front matter of the text, with another reason for \
         each; the page shows it\n\n1 error; nothing was published\n"
    );
    project.write("content/_report.md", format!("---\nedition: The storm is marked.\n---\n{text}"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["New edition: The storm is marked."]);
    assert_eq!(told(&project, "w/2018-01"), [""; 0]);
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    // The title of a folder.
    project.edit("content/w/_index.md", "Wards", "Units");
    assert_eq!(
        publish(&project).refused(),
        "error[K1029]: the page of w/2018-01 was published with another title of its folder\n --> content/w/_index.md:2:8\n  \
         |\n2 | title: Units\n  |        ^^^^^\n  |\nhelp: put it back, or say why this is a new edition: `edition: …` in the \
         front matter of the text, with another reason for each; the page shows it\n\n1 error; nothing was published\n"
    );
    project.edit("content/w/_index.md", "Units", "Wards");
    // How settled the figures are, of which all notes say it, too.
    project.edit("data/2018-01.yaml", "period: 2018-01\n", "period: 2018-01\nstatus: provisional\n");
    let said = publish(&project).refused();
    for report in ["2018-01", "w/2018-01"] {
        let fault = format!(
            "error[K1029]: the page of {report} was published with another status of its figures\n --> data/2018-01.yaml:1:"
        );
        assert!(
            said.contains(&fault) || said.contains("2018-01 and 1 more report was published with another status"),
            "{said}"
        );
    }
    project.edit("data/2018-01.yaml", "status: provisional\n", "");
    // Where the text is another one as well, that is the cause.
    project.write(CATALOG, catalog);
    project.edit("content/_report.md", "There were", "We had");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1029]: the page of 2018-01 was published with another text"), "{said}");
}

#[test]
fn what_is_said_otherwise_of_a_value_that_stays_is_told_above_its_report() {
    let doubtful = "status: provisional, reason: Three forms are doubtful.";
    for (later, expected) in [
        (doubtful, "A, January 2018: 60 → changed to 60, provisional. Three forms are doubtful."),
        (
            "note: Half of it is a guess., reason: We looked again.",
            "A, January 2018: 60 → changed to 60, ‘Half of it is a guess’. We looked again.",
        ),
        // As usual, or as it was.
        ("status: provisional", ""),
        ("reason: We looked again.", ""),
    ] {
        let project = corrected(A, "a: 60", &format!("a: [61, {{ period: 2018-01, value: 60, {later} }}]"));
        let found = notice(&project, "2018-01");
        assert!(found.starts_with(expected) && found.is_empty() == expected.is_empty(), "{found}");
        project.run(["verify", "www"]).fine();
    }
    let project = corrected(A, "a: 60", &format!("a: [61, {{ period: 2018-01, value: 60, {doubtful} }}]"));
    let page = project.read("www/2018-01/index.html");
    assert!(page.contains("<dd>Final</dd>"), "it stays as it was published");
    let revisions = Page::of(project.read("www/revisions/index.html")).text();
    for text in ["1 figure", "Three forms are doubtful.", "what is said of it alone"] {
        assert!(revisions.replace('\u{a0}', " ").contains(text), "{text}: {revisions}");
    }
    let figures: serde_json::Value = serde_json::from_str(&project.read("www/2018-01/figures.json")).expect("JSON");
    assert_eq!(figures["notices"][0]["now_status"], "provisional", "{figures}");
    // It is no more than it was once it is counted through, and the reason stays on the page of revisions.
    let counted = "a: [62, { period: 2018-01, value: 60, status: final, reason: Counted through. }]";
    project.write(MARCH, snapshot("2018-03", counted));
    publish(&project).fine();
    assert_eq!(notice(&project, "2018-01"), "");
    assert!(Page::of(project.read("www/revisions/index.html")).text().contains("Counted through."));
}

/// A report that cites `a` and not `b`, each with a note.
fn noted() -> Project {
    let metrics = "a:\n  label: A\n  type: flow\n  note: Counted by hand.\nb: { label: B, type: flow, note: By post. }";
    let project = Project::new(metrics).file("content/_report.md", "There were {{ a }}.\n");
    project.snapshot("2018-01", "a: 60\nb: 20")
}

#[test]
fn the_note_of_a_metric_is_named_at_its_line_and_told_with_its_reason() {
    let project = noted();
    publish(&project).fine();
    project.edit(CATALOG, "by hand", "by machine");
    let fault = "error[K1028]: the note of the metric `a` was published in 2018-01 otherwise\n --> data/metrics.yaml:5:11\n  \
                 |\n5 |     note: Counted by machine.\n  |           ^^^^^^^^^^^^^^^^^^^\n  |\nhelp: put it back, or say why it was \
                 changed: `changed: { note: … }`; the reports tell it\n\n1 error; nothing was published\n";
    assert_eq!(publish(&project).refused(), fault);
    // A new edition of the text says nothing of it.
    project.write("content/_report.md", "---\nedition: In the past tense.\n---\nThere have been {{ a }}.\n");
    assert_eq!(publish(&project).refused(), fault);
    project.write("content/_report.md", "There were {{ a }}.\n");
    project.edit(CATALOG, "machine.", "machine.\n    changed: { note: It was wrong. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Note, A: It was wrong."]);
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    // A reason counts for one change, also where the note goes.
    project.edit(CATALOG, "    note: Counted by machine.\n", "");
    let said = publish(&project).refused();
    let gone =
        "error[K1028]: the note of the metric `a` was published in 2018-01 otherwise\n --> data/metrics.yaml:2:3\n";
    assert!(said.starts_with(gone), "{said}");
    project.edit(CATALOG, "It was wrong", "It is plain");
    // The workbook beside the report has the note of `b`.
    project.edit(CATALOG, "note: By post.", "note: By ship.");
    let said = publish(&project).refused();
    assert!(
        said.starts_with("error[K1028]: the note of the metric `b` was published in 2018-01 otherwise\n"),
        "{said}"
    );
    project.edit(CATALOG, "note: By ship.", "note: By ship., changed: { note: The sea froze. }");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        ["Note, A: It was wrong.", "Note, A: It is plain.", "Note, B: The sea froze."]
    );
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_note_of_a_metric_beside_other_changes_is_told_by_itself() {
    let project = noted();
    publish(&project).fine();
    // Its figure's note and its own have one reason, and the order of the metrics needs its own.
    project.write(
        CATALOG,
        "metrics:\n  b: { label: B, type: flow, note: By post. }\n  a: { label: A, type: flow, note: By ship., unit: men, changed: { \
         note: We looked again., unit: We counted women. } }\n",
    );
    project.edit("data/2018-01.yaml", "a: 60", "a: { value: 60, note: A guess. }");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1028]: the metrics stood in 2018-01 in another order\n"), "{said}");
    project.write("kalends.yaml", "title: Test\nchanged: { order: By the alphabet. }\n");
    publish(&project).fine();
    let says = ["Unit, A: men. We counted women.", "Note, A: We looked again."];
    assert_eq!(told(&project, "2018-01")[..2], says);
    assert_eq!(told(&project, "2018-01").len(), 3);
    // Events that no chart of the page marks are none of its text, beside a note either.
    project.write(
        CATALOG,
        format!("events: {{ 2018-01: A storm }}\n{}", project.read(CATALOG).replace("ship., unit", "sea., unit")),
    );
    project.edit(CATALOG, "We looked again", "It was the sea");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01").last().map(String::as_str), Some("Note, A: It was the sea."));
    project.run(["verify", "www"]).fine();
}

#[test]
fn the_note_of_a_metric_in_a_ledger_of_an_older_kalends_goes_on_without_a_break() {
    let older = |text: &str| {
        let project = noted().file("content/_report.md", text);
        let ledger = project.recorded("2018-03-01T08:00:00Z");
        let note = |text: &str| format!("\"note\":\"{}\",", kalends::base::digest::sha256(text.as_bytes()));
        let without = ledger.replace(&note("Counted by hand."), "").replace(&note("By post."), "");
        assert_ne!(without, ledger);
        project.file("ledger.jsonl", rechained(&without))
    };
    let project = older("There were {{ a }}.\n");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    // The one metric that the page cites.
    let project = older("There were {{ a }}.\n");
    project.edit(CATALOG, "by hand", "by machine");
    let said = publish(&project).refused();
    let fault =
        "error[K1028]: the note of the metric `a` was published in 2018-01 otherwise\n --> data/metrics.yaml:5:11\n";
    assert!(said.starts_with(fault), "{said}");
    project.edit(CATALOG, "machine.", "machine.\n    changed: { note: It was wrong. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Note, A: It was wrong."]);
    // Of two nobody knows which it is, until one has a reason.
    let project = older("There were {{ a }} and {{ b }}.\n");
    project.edit(CATALOG, "by hand", "by machine");
    let said = publish(&project).refused();
    let fault =
        "error[K1029]: the page of 2018-01 was published with another note of a metric\n --> data/metrics.yaml:5:11\n";
    assert!(said.starts_with(fault), "{said}");
    assert!(said.contains("say why: `changed: { note: … }` in the metric, or why this is a new edition"), "{said}");
    project.edit(CATALOG, "machine.", "machine.\n    changed: { note: It was wrong. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Note, A: It was wrong."]);
    project.run(["verify", "www"]).fine();
}
