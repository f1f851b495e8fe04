//! What stands beside figures and is told elsewhere: earlier lines of the ledger, months without a report, parts beside
//! hidden ones, words that a text takes along with another change, and all of several changes at once.

use crate::page::Page;
use crate::project::{Project, Ran};
use crate::promises::reasons;

pub const CATALOG: &str = "data/metrics.yaml";

pub fn publish(project: &Project) -> Ran {
    project.run(["publish", "www"])
}

pub fn told(project: &Project, report: &str) -> Vec<String> {
    reasons(&Page::of(project.read(&format!("www/{report}/index.html"))))
}

/// Makes an edit and sees that nothing is published, with this fault.
#[track_caller]
pub fn refused(project: &Project, (file, was, now): (&str, &str, &str), fault: &str) {
    project.edit(file, was, now);
    let said = publish(project).refused();
    assert!(said.starts_with(fault), "{now}: {said}");
}

/// Gives a reason in the definition of the metric `a`, and sees what the report tells then; `verify` agrees.
#[track_caller]
fn reasoned(project: &Project, key: &str, report: &str, says: &[&str]) {
    project.edit(CATALOG, "a: { ", &format!("a: {{ changed: {{ {key}: It was wrong. }}, "));
    publish(project).fine();
    assert_eq!(told(project, report), says);
    let page = project.read(&format!("www/{report}/index.html"));
    publish(project).fine();
    assert_eq!(project.read(&format!("www/{report}/index.html")), page, "said once, it stands");
    project.run(["verify", "www"]).fine();
}

fn wards(metric: &str) -> String {
    format!(
        "dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South, e: East, x: Ex }} }}\nmetrics:\n  a: {{ label: A, \
         type: flow, by: [w]{metric} }}\n"
    )
}

#[test]
fn a_count_that_was_not_rounded_stays_what_it_was_however_it_is_rounded_since() {
    let project = Project::new("a: { label: A, type: flow }").snapshot("2018-01", "a: 33");
    publish(&project).fine();
    project.edit(CATALOG, "type: flow", "type: flow, round_to: 5, changed: { round_to: We round now. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Rounding, A: We round now."]);
    // As it was, it may be shown again.
    project.edit(CATALOG, "round_to: 5, changed: { round_to: We round now. }", "changed: { round_to: No more. }");
    for (was, now, shown) in [("33", "37", "37"), ("37", "35", "35")] {
        let fault = format!(
            "error[K1023]: `a` for 2018-01 was published in 2018-01 as 33, and the report would now show {shown}"
        );
        refused(&project, ("data/2018-01.yaml", was, now), &fault);
    }
    project.edit("data/2018-01.yaml", "35", "33");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Rounding, A: We round now.", "Rounding, A: No more."]);
}

#[test]
fn words_from_elsewhere_change_with_a_reason_of_their_own_whatever_else_changes() {
    let site = || {
        let project = Project::empty()
            .catalog(
                "dimensions:\n  g: { label: G, members: { f: Women, m: Men } }\nmetrics:\n  a: { label: A, type: flow }\n  \
                 b: { label: B, type: flow, unit: cups }\n",
            )
            .file("content/_report.md", "In {{ site.title }} of {{ g | join(sep=\" and \") }}: {{ a }}{{ a | unit }}.\n")
            .snapshot("2018-01", "a: 3\nb: 4");
        project.edit("content/_report.md", "{{ a | unit }}", "");
        publish(&project).fine();
        project
    };
    let fault = "error[K1029]: the page of 2018-01 was published with another text";
    for metric in [
        "b: { label: B, type: flow, unit: glasses, changed: { unit: Better. } }",
        "b: { label: B, type: flow, unit: cups }",
    ] {
        for (file, was, now) in
            [("kalends.yaml", "title: Test", "title: Trial"), (CATALOG, "m: Men", "m: Men, o: Others")]
        {
            let project = site();
            project.edit(CATALOG, "b: { label: B, type: flow, unit: cups }", metric);
            // The label of what the text names is told by itself, and tells nothing of a title.
            project.edit(CATALOG, "a: { label: A,", "a: { label: All, changed: { label: Longer. },");
            refused(&project, (file, was, now), fault);
            project.edit("content/_report.md", "In {{", "---\nedition: Others joined.\n---\nIn {{");
            publish(&project).fine();
            assert!(told(&project, "2018-01").contains(&"New edition: Others joined.".to_owned()));
        }
    }
}

#[test]
fn each_member_has_its_action_and_its_day_also_beside_a_hidden_one() {
    let project = Project::empty().catalog(&wards("")).file("content/_report.md", "{{ a }}.\n").snapshot(
        "2018-01",
        "a:\n  - { values: { n: 20 }, as_of: 2018-02-01, action: { what: Hire } }\n  - { values: { s: 21 }, as_of: 2018-02-01, \
         action: { what: Hire } }\n  - { values: { e: 22 }, as_of: 2018-02-02, action: { what: Fire } }\n",
    );
    publish(&project).fine();
    let south = "{ s: 21 }, as_of: 2018-02-01, action: { what: Hire }";
    let file = "data/2018-01.yaml";
    let days = "error[K1028]: the day of the figures of `a` was published in 2018-01 otherwise";
    refused(&project, (file, south, &south.replace("02-01", "02-02")), days);
    project.edit(file, &south.replace("02-01", "02-02"), south);
    let actions = "error[K1028]: what is done about a missed target, of `a` was published in 2018-01 otherwise";
    refused(&project, (file, south, &south.replace("Hire", "Fire")), actions);
    reasoned(&project, "action", "2018-01", &["Action, A: It was wrong."]);

    let project = Project::empty().catalog(&wards(", suppress_below: 5, target: 10, better: lower")).snapshot(
        "2018-01",
        "a: { values: { n: 2, s: 3, e: 30, x: 40 }, action: { what: Hire one, by: 2018-05 }, as_of: 2018-02-01 }",
    );
    publish(&project).fine();
    assert!(project.read("ledger.jsonl").contains("\"hidden\":true"));
    for (was, now, fault) in
        [("Hire one", "Fire all", actions), ("2018-05", "2020-05", actions), ("2018-02-01", "2018-02-09", days)]
    {
        refused(&project, (file, was, now), fault);
        project.edit(file, now, was);
    }
    publish(&project).fine();
    // To hide more is always allowed.
    project.edit(CATALOG, "suppress_below: 5", "suppress_below: 35");
    publish(&project).fine();
}

#[test]
fn what_is_recorded_beside_figures_says_nothing_of_hidden_ones() {
    let site = |north: u32, south: u32| {
        let project = Project::empty().catalog(&wards(", suppress_below: 5")).snapshot(
            "2018-01",
            &format!(
                "a:\n  - {{ values: {{ n: {north} }}, note: Quiet., action: {{ what: Wait }}, as_of: 2018-02-01 }}\n  - {{ values: {{ s: \
                 {south}, e: 30, x: 40 }} }}\n"
            ),
        );
        publish(&project).fine();
        project.read("ledger.jsonl")
    };
    let meanings = |ledger: &str| {
        ledger.split("\"meanings\":").nth(1).and_then(|text| text.split("\"settings\"").next()).map(str::to_owned)
    };
    let (one, other) = (site(2, 3), site(3, 2));
    assert_eq!(meanings(&one), meanings(&other));
    assert!(!one.contains("Wait") && !one.contains("Quiet"), "{one}");
}

#[test]
fn the_reason_of_a_quarter_is_a_note_too() {
    let months = ["2018-01", "2018-02", "2018-03"];
    let project = Project::new("a: { label: A, type: flow, better: higher, target: { at_least: 100, adds_up: true } }")
        .file("content/2018-Q1.md", "There were {{ a }}.\n\n{{ overview() }}\n");
    project.remove("content/_report.md");
    for month in months {
        let observed = crate::project::snapshot(month, &format!("a: {{ value: 31, note: Note of {month}. }}"));
        project.write(&format!("data/{month}.yaml"), observed);
    }
    publish(&project).fine();
    let fault = "error[K1028]: what is said beside figures of `a` was published in 2018-Q1 otherwise";
    refused(&project, ("data/2018-03.yaml", "Note of 2018-03.", "Nobody knows why."), fault);
    reasoned(&project, "note", "2018-Q1", &["Note, A: It was wrong."]);
}

#[test]
fn a_new_metric_is_held_against_whatever_was_ever_called_like_it() {
    let project = Project::new("a: { label: Beds, type: flow }\nc: { label: Cups, type: flow }")
        .snapshot("2018-01", "a: 33\nc: 4");
    publish(&project).fine();
    project.edit(CATALOG, "label: Beds", "label: Old beds, changed: { label: Better. }");
    publish(&project).fine();
    let both = project.read(CATALOG);
    let fault = "error[K1023]: `new` for 2018-01 was published in 2018-01 as 33, and the report would now show 99";
    // Beside the one that was called so, and in its place.
    project.write(CATALOG, format!("{both}  new: {{ label: \"beds \", type: flow }}\n"));
    refused(&project, ("data/2018-01.yaml", "a: 33", "a: 33\n  new: 99"), fault);
    let gone =
        both.lines().filter(|line| !line.contains("Old beds")).map(|line| format!("{line}\n")).collect::<String>();
    let in_its_place = gone.replacen("metrics:\n", "metrics:\n  new: { label: Beds, type: flow }\n", 1);
    project.write(CATALOG, format!("{in_its_place}retired: {{ a: Not counted. }}\n"));
    refused(&project, ("data/2018-01.yaml", "a: 33\n  new: 99", "new: 99"), fault);
    project.edit("data/2018-01.yaml", "new: 99", "new: 33");
    publish(&project).fine();
}

#[test]
fn actions_days_and_sources_of_earlier_months_are_told_where_these_have_no_report() {
    let project = Project::new("a: { label: A, type: flow, better: higher, target: 10 }")
        .settings("title: Test\nsources: { r1: Register, r2: Guesswork }\n")
        .file(
            "content/_report.md",
            "---\nfrom: 2018-02\n---\n{{ a | table(history=2, columns=[\"value\", \"action\"]) }}\n",
        )
        .snapshot("2018-01", "a: { value: 5, action: { what: Hire }, as_of: 2018-02-02, source: r1 }")
        .snapshot("2018-02", "a: { value: 6, action: { what: Hope } }");
    publish(&project).fine();
    for (was, now, what) in [
        ("Hire", "Fire", "what is done about a missed target, of"),
        ("2018-02-02", "2018-02-09", "the day of the figures of"),
        ("source: r1", "source: r2", "the source of"),
    ] {
        let fault = format!("error[K1028]: {what} `a` was published in 2018-02 otherwise");
        refused(&project, ("data/2018-01.yaml", was, now), &fault);
        project.edit("data/2018-01.yaml", now, was);
    }
    project.edit("data/2018-01.yaml", "Hire", "Fire");
    reasoned(&project, "action", "2018-02", &["Action, A: It was wrong."]);
}

#[test]
fn a_month_of_which_nothing_is_stated_has_no_source_to_hold() {
    let project = Project::new("a: { label: A, type: flow, source: r1 }\nb: { label: B, type: stock, source: r1 }")
        .settings("title: Test\nsources: { r1: Register, r2: Guesswork }\n")
        .snapshot("2018-01", "a: { value: 5, source: r2, as_of: 2018-02-02 }")
        .snapshot("2018-02", "b: 6")
        .snapshot("2018-03", "a: { value: null, note: Lost. }\nb: { value: 6, source: r2, as_of: 2018-04-02 }");
    for _ in 0..3 {
        publish(&project).fine();
    }
    project.run(["verify", "www"]).fine();
    assert_eq!(project.read("ledger.jsonl").lines().filter(|line| line.contains("\"page\":")).count(), 3);
}

#[test]
fn all_of_several_changes_are_told_by_name() {
    let catalog = wards(", better: higher, target: { total: 10, w: { n: 3, s: 4 } }");
    let project = Project::empty().catalog(&catalog).snapshot("2018-01", "a: { values: { n: 5, s: 6, e: 0, x: 0 } }");
    publish(&project).fine();
    let edited = catalog
        .replace("n: North, s: South", "n: Noord, s: Zuid")
        .replace("label: Ward,", "label: Ward, changed: Dutch names.,")
        .replace(
            "total: 10, w: { n: 3, s: 4 } }",
            "total: 11, w: { n: 6, s: 7 } }, changed: { target: Reckoned anew. }",
        );
    project.write(CATALOG, &edited);
    publish(&project).fine();
    let says = [
        "Name, Ward: North; South → changed to Noord; Zuid. Dutch names.",
        "Target, A: at least 10; Noord: at least 3 (met); Zuid: at least 4 (met) → changed to at least 11; \
         Noord: at least 6 (not met); Zuid: at least 7 (not met). Reckoned anew.",
    ];
    assert_eq!(told(&project, "2018-01"), says);
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), says, "said once, it stands");
    project.run(["verify", "www"]).fine();
    // A name and a member that is new.
    project.write(
        CATALOG,
        edited
            .replace("e: East", "e: Oost, y: Exville")
            .replace("n: Noord", "n: Nord")
            .replace("Dutch names.", "One more."),
    );
    project.edit("data/2018-01.yaml", "x: 0", "x: 0, y: 7");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]"), "the whole would be another one: {said}");
}

#[test]
fn targets_of_earlier_months_are_told_with_their_months() {
    let project = Project::new("a: { label: A, type: flow, better: higher, target: { 2018-01: 4, 2018-04: 5 } }");
    for month in ["2018-01", "2018-02", "2018-03", "2018-04"] {
        project.write(&format!("data/{month}.yaml"), crate::project::snapshot(month, "a: 4"));
    }
    publish(&project).fine();
    project.edit(CATALOG, "2018-01: 4,", "2018-01: 3, 2018-03: 2,");
    reasoned(
        &project,
        "target",
        "2018-04",
        &[
            "Target, A: January 2018 and February 2018: at least 4; March 2018: at least 4 → changed to January 2018 and February \
           2018: at least 3; March 2018: at least 2. It was wrong.",
        ],
    );
    assert_eq!(told(&project, "2018-02"), ["Target, A: at least 4 → changed to at least 3. It was wrong."]);
}

#[test]
fn a_name_and_a_new_member_with_one_reason_are_both_told() {
    let catalog = wards("").replace("by: [w]", "additive: false, by: [w]");
    let project = Project::empty().catalog(&catalog).snapshot("2018-01", "a: { value: 20, values: { n: 5, s: 6 } }");
    publish(&project).fine();
    let edited = catalog.replace("n: North", "n: Nord").replace("x: Ex", "x: Ex, y: Exville");
    project.write(CATALOG, edited.replace("label: Ward,", "label: Ward, changed: One more.,"));
    project.edit("data/2018-01.yaml", "s: 6", "s: 6, y: 7");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        ["Name, Ward: North → changed to Nord. One more.", "Newly shown, Ward: Exville. One more."]
    );
}

#[test]
fn the_reason_of_a_change_by_a_month_without_a_report_is_told() {
    let project = Project::new("a: { label: A, type: flow }")
        .file("content/_report.md", "---\nto: 2018-01\n---\nThere were {{ a }}.\n")
        .snapshot("2018-01", "a: 33")
        .snapshot("2018-02", "a: [40, { period: 2018-01, value: 39, reason: A slip., kind: error }]");
    publish(&project).fine();
    let page = project.read("www/2018-01/index.html");
    assert!(page.contains("A slip."));
    let fault = "error[K1028]: what is said beside figures of `a` was published in 2018-01 otherwise";
    let file = "data/2018-02.yaml";
    refused(&project, (file, "kind: error", "kind: method"), fault);
    refused(&project, (file, "A slip., kind: method", "A better way., kind: error"), fault);
    reasoned(&project, "note", "2018-01", &["Note, A: It was wrong."]);
    refused(&project, (file, "A better way.", "Another way."), fault);
    project.edit(CATALOG, "It was wrong.", "Wrong again.");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Note, A: It was wrong.", "Note, A: Wrong again."]);
    // A later month may change it for a reason of its own.
    project.write(
        "data/2018-03.yaml",
        crate::project::snapshot("2018-03", "a: [41, { period: 2018-01, value: 38, reason: More. }]"),
    );
    publish(&project).fine();
}

#[test]
fn the_reason_of_an_edition_counts_for_one_change_of_a_text_or_of_what_it_says_of_itself() {
    let project = Project::new("a: { label: A, type: flow }")
        .settings("title: Test\ncontact: Ann Poe\n")
        .file("content/_report.md", "There were {{ a }}.\n")
        .snapshot("2018-01", "a: 33");
    publish(&project).fine();
    project.edit("content/_report.md", "There were", "---\nedition: A comma was missing.\n---\nThen, there were");
    publish(&project).fine();
    let fault = "error[K1028]: `contact` was published in 2018-01 as \"Ann Poe\", and would now be \"Minister Bo\"";
    refused(&project, ("kalends.yaml", "Ann Poe", "Minister Bo"), fault);
    project.edit("content/_report.md", "A comma was missing.", "Bo answers.");
    publish(&project).fine();
    let text = "error[K1029]: the page of 2018-01 was published with another text";
    refused(&project, ("content/_report.md", "Then, there", "Later, there"), text);
    assert_eq!(
        told(&project, "2018-01"),
        ["New edition: A comma was missing.", "Contact: Ann Poe → changed to Minister Bo. Bo answers."]
    );
}

#[test]
fn a_figure_is_hidden_whatever_the_text_says_of_it() {
    let project = Project::new("a: { label: A, type: flow, target: 40, better: higher }\nb: { label: B, type: flow }")
        .file(
            "content/_report.md",
            "---\nto: 2018-01\n---\n{{ overview() }}\n\n{% if a | amount > 10 %}Many: {% endif %}{{ a }}\n\n{{ a | chart(title=\"A\") }}\n",
        )
        .snapshot("2018-01", "a: { value: 33, note: One was away. }\nb: 12");
    publish(&project).fine();
    let text = project.read("content/_report.md");
    project.edit("content/_report.md", "{% if a | amount > 10 %}Many: {% endif %}", "");
    assert!(publish(&project).refused().starts_with("error[K1029]"));
    project.write("content/_report.md", text.replace("{% if a | amount > 10 %}Many: {% endif %}", ""));
    project.edit("content/_report.md", "to: 2018-01", "to: 2018-01\nedition: Shorter.");
    publish(&project).fine();
    project.write(
        "data/2018-02.yaml",
        crate::project::snapshot(
            "2018-02",
            "a:\n  - { period: 2018-01, withdrawn: true, kind: disclosure, reason: Somebody could be known. }",
        ),
    );
    // What the author writes anew meanwhile is another text.
    refused(&project, ("content/_report.md", "{{ a }}\n", "{{ a }}!\n"), "error[K1029]");
    project.edit("content/_report.md", "{{ a }}!\n", "{{ a }}\n");
    publish(&project).fine();
    let page = project.read("www/2018-01/index.html");
    assert!(!page.contains(">33<") && !page.contains("One was away."), "{page}");
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_description_that_was_taken_out_comes_back_as_it_was_or_with_a_reason() {
    let project = Project::new("a: { label: A, type: flow, description: Only nights }").snapshot("2018-01", "a: 33");
    publish(&project).fine();
    project.edit(CATALOG, "description: Only nights", "changed: { description: Not needed. }");
    publish(&project).fine();
    let fault = "error[K1028]: the description of `a` was published in 2018-01 otherwise";
    refused(&project, (CATALOG, "changed: { description: Not needed. }", "description: Only days"), fault);
    project.edit(CATALOG, "description: Only days", "description: Only nights");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Description, A: Not needed."]);
}

#[test]
fn files_in_titles_and_captions_are_what_readers_saw() {
    let png = |bytes: &str| [b"\x89PNG\r\n\x1a\n".as_slice(), bytes.as_bytes()].concat();
    let project = Project::new("a: { label: A, type: flow }")
        .file("content/_report.md", "## Plan ![x](pic.png) and [the plan](plan.pdf)\n\nThere were {{ a }}.\n")
        .file("content/pic.png", png("a"))
        .file("content/plan.pdf", "%PDF-1.4 a")
        .snapshot("2018-01", "a: 33");
    publish(&project).fine();
    for (path, was, now) in
        [("content/pic.png", png("a"), png("b")), ("content/plan.pdf", b"%PDF-1.4 a".to_vec(), b"%PDF-1.4 b".to_vec())]
    {
        project.write(path, now);
        let said = publish(&project).refused();
        assert!(
            said.starts_with("error[K1029]: the page of 2018-01 was published with another text"),
            "{path}: {said}"
        );
        project.write(path, was);
    }
    publish(&project).fine();
}

#[test]
fn whoever_publishes_hears_of_another_picture_beside_templates() {
    let project = Project::new("a: { label: A, type: flow }")
        .file("templates/assets/map.png", b"\x89PNG\r\n\x1a\n")
        .file("templates/report.html", "{% extends \"builtin/report.html\" %}")
        .snapshot("2018-01", "a: 33");
    publish(&project).fine();
    project.write("templates/assets/map.png", b"\x89PNG\r\n\x1a\nother");
    let said = publish(&project).fine().stderr;
    assert!(said.contains("\nanother file than readers had: assets/map.png"), "{said}");
    assert!(!publish(&project).fine().stderr.contains("another file"));
}

#[test]
fn the_day_of_the_next_report_is_what_readers_were_told() {
    let text = "---\nnext: 2018-03-09\n---\nThere were {{ a }}.\n";
    let project = Project::new("a: { label: A, type: flow }").narrative("2018-01", text).snapshot("2018-01", "a: 33");
    publish(&project).fine();
    let fault = "error[K1029]: the page of 2018-01 was published with another text";
    refused(&project, ("content/2018-01.md", "2018-03-09", "2018-03-31"), fault);
    project.edit("content/2018-01.md", "next: 2018-03-31", "next: 2018-03-31\nedition: The office moves.");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["New edition: The office moves."]);
}
