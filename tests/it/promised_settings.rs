//! What kalends.yaml, orders, actions and days put on the page of a report: it changes with a reason that the page shows.

use crate::page::Page;
use crate::project::{Project, Ran};
use crate::promises::reasons;

const METRICS: &str = "\
dimensions:
  ward: { label: Ward, members: { n: North, s: South, e: East } }
metrics:
  meals: { label: Meals, type: flow, source: reg, target: 4000, better: higher }
  guests: { label: Guests, type: flow }
  beds: { label: Beds, type: stock, by: [ward] }
";

const SETTINGS: &str = "\
title: Test
organisation: Example Town
language: en
history: 2
key_figures: [meals, beds]
sources: { reg: Staff register, other: Another }
";

fn published() -> Project {
    let project = Project::empty()
        .settings(SETTINGS)
        .catalog(METRICS)
        .file("content/_report.md", "---\ntitle: Status\n---\n## Meals\n\n{{ meals }} meals. <b>x</b>\n")
        .file("content/south/_index.md", "---\ntitle: The south\n---\n")
        .file("content/south/_report.md", "---\ntitle: Status\n---\n{{ beds | of(ward=\"s\") }} beds.\n");
    for (month, count) in [("2017-12", 1), ("2018-01", 2), ("2018-02", 3)] {
        let action = "action: { what: Open on Fridays, who: Kitchen, by: 2018-05 }";
        project.write(
            &format!("data/{month}.yaml"),
            format!(
                "period: {month}\nobservations:\n  meals: {{ value: 390{count}, as_of: {month}-20, {action} }}\n  guests: {count}\n  \
                 beds: {{ values: {{ n: 4{count}, s: 30, e: 20 }} }}\n"
            ),
        );
    }
    publish(&project).fine();
    project
}

fn publish(project: &Project) -> Ran {
    project.run(["publish", "www"])
}

/// What the page of a report says was changed since it was published.
fn told(project: &Project, report: &str) -> Vec<String> {
    reasons(&Page::of(project.read(&format!("www/{report}/index.html"))))
}

/// Edits a file, sees it refused with `fault`, gives the reason by another edit and sees what the page of January says.
#[track_caller]
fn check((file, was, now): (&str, &str, &str), fault: &str, (place, from, to): (&str, &str, &str), says: &[&str]) {
    let project = published();
    let before = project.read("www/2018-01/index.html");
    project.edit(file, was, now);
    let said = publish(&project).refused();
    assert!(said.starts_with(fault), "{said}");
    assert_eq!(project.read("www/2018-01/index.html"), before);
    project.edit(place, from, to);
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), says);
    let page = project.read("www/2018-01/index.html");
    // Said once, it stands.
    publish(&project).fine();
    assert_eq!(project.read("www/2018-01/index.html"), page);
    project.run(["verify", "www"]).fine();
}

#[track_caller]
fn check_setting(was: &str, now: &str, key: &str, fault: &str, says: &[&str]) {
    let reason = format!("title: Test\nchanged: {{ {key}: The board asked for it. }}");
    check(("kalends.yaml", was, now), fault, ("kalends.yaml", "title: Test", &reason), says);
}

#[test]
fn the_key_figures_of_a_report_are_what_readers_were_told() {
    check_setting(
        "[meals, beds]",
        "[meals, guests]",
        "key_figures",
        "error[K1028]: `key_figures` was published in 2017-12 and 5 more reports as \"Meals, Beds\", and would now be \
         \"Meals, Guests\"
 --> kalends.yaml:5:1
  |
5 | key_figures: [meals, guests]
  | ^^^^^^^^^^^
  |
help: put it back, or say why it was changed: `changed: { key_figures: … }` in kalends.yaml; the reports tell it
",
        &["Key figures: Meals, Beds → changed to Meals, Guests. The board asked for it."],
    );
    check_setting(
        "key_figures: [meals, beds]\n",
        "",
        "key_figures",
        "error[K1028]: `key_figures` was published in 2017-12 and 5 more reports as \"Meals, Beds\", and would now be left \
         out
--> kalends.yaml
",
        &["Key figures: Meals, Beds → changed to –. The board asked for it."],
    );
}

#[test]
fn language_publisher_and_sources_are_told() {
    check_setting(
        "language: en",
        "language: da",
        "language",
        "error[K1028]: `language` was published in 2017-12 and 5 more reports as \"en\", and would now be \"da\"",
        &[],
    );
    check_setting(
        "Example Town",
        "Other Town",
        "organisation",
        "error[K1028]: `organisation` was published in 2017-12 and 5 more reports as \"Example Town\", and would now be \
         \"Other Town\"",
        &["Published by: Example Town → changed to Other Town. The board asked for it."],
    );
    check_setting(
        "Staff register",
        "Pay register",
        "sources",
        "error[K1028]: the source `reg` was published in 2017-12 and 5 more reports as \"Staff register\", and would now be \
         \"Pay register\"",
        &["Source, Pay register: Staff register → changed to Pay register. The board asked for it."],
    );
}

#[test]
fn who_answers_is_told() {
    let named = |contact: &str| format!("title: Test\ncontact: {contact}");
    let project = published();
    // Where nobody was named, somebody may be.
    project.edit("kalends.yaml", "title: Test", &named("{ name: The data office, email: data@example.org }"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    let facts = Page::of(project.read("www/2018-01/index.html"));
    assert_eq!(facts.find("dl.facts a[href^=mailto]").text(), "The data office, data@example.org");
    assert_eq!(facts.find("dl.facts a[href^=mailto]").attribute("href"), "mailto:data@example.org");
    project.edit("kalends.yaml", "email: data@", "email: status@");
    assert_eq!(
        publish(&project).refused(),
        "error[K1028]: `contact` was published in 2017-12 and 5 more reports as \"The data office, data@example.org\", and \
         would now be \"The data office, status@example.org\"\n --> kalends.yaml:2:1\n  |\n\
         2 | contact: { name: The data office, email: status@example.org }\n  | ^^^^^^^\n  |\n\
         help: put it back, or say why it was changed: `changed: { contact: … }` in kalends.yaml; the reports tell it\n\n\
         1 error; nothing was published\n"
    );
    project.edit("kalends.yaml", "title: Test", "title: Test\nchanged: { contact: The mailbox has a new name. }");
    publish(&project).fine();
    let says = "Contact: The data office, data@example.org → changed to The data office, status@example.org. The mailbox \
                has a new name.";
    assert_eq!(told(&project, "2018-01"), [says]);
    // A text that says itself who answers has the reason beside it.
    project.edit("content/_report.md", "title: Status", "title: Status\ncontact: Anna");
    let said = publish(&project).refused();
    assert!(said.contains("`contact` was published in 2017-12 and 2 more reports as \"The data office, "), "{said}");
    assert!(said.contains(" --> content/_report.md:3:10\n"), "{said}");
    project.edit("content/_report.md", "title: Status", "title: Status\nedition: Anna took over.");
    publish(&project).fine();
    let now = "Contact: The data office, status@example.org → changed to Anna. Anna took over.";
    assert_eq!(told(&project, "2018-01"), [says, now]);
    assert_eq!(told(&project, "south/2018-01"), [says]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn what_is_counted_is_told() {
    let beds = "beds: { label: Beds, type: stock";
    let project = published();
    project.edit("data/metrics.yaml", beds, &format!("{beds}, description: Beds in use."));
    publish(&project).fine();
    project.edit("data/metrics.yaml", "Beds in use.", "Beds that were made.");
    let said = publish(&project).refused();
    let fault = "error[K1028]: the description of `beds` was published in 2017-12 and 5 more reports otherwise";
    assert!(said.starts_with(fault), "{said}");
    project.edit("data/metrics.yaml", beds, &format!("{beds}, changed: {{ description: It was wrong. }}"));
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Description, Beds: It was wrong."]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn pages_of_no_period_may_change_and_whoever_publishes_is_told() {
    let project = published();
    project.write("content/about.md", "---\ntitle: About\n---\nWe count {{ meals }}, [see](plan.pdf).\n");
    project.write("content/plan.pdf", "A plan.");
    let last = |ran: &Ran| {
        let lines = ran.stderr.lines().filter(|line| line.starts_with("another"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    // It is new, and so is what the ledger says of it.
    assert_eq!(last(&publish(&project).fine()), [""; 0]);
    let line = project.read("ledger.jsonl").lines().last().expect("a line").to_owned();
    assert!(line.contains("\"report\":\"pages\"") && line.contains("\"about/index.html\":\""), "{line}");
    project.edit("content/about.md", "We count", "We have counted");
    let changed = ["another text than readers had: about"];
    assert_eq!(last(&project.run(["publish", "www", "--dry-run"]).fine()), changed);
    assert_eq!(last(&publish(&project).fine()), changed);
    assert_eq!(last(&publish(&project).fine()), [""; 0]);
    // What it shows is part of it, the figures of the newest month are not, nor is where it stands among pages.
    project.write("content/plan.pdf", "Another plan.");
    project.edit("content/south/_index.md", "The south", "In the south");
    project.edit("content/south/_report.md", "title: Status", "title: Status\nedition: It has a new name.");
    assert_eq!(last(&publish(&project).fine()), ["another text than readers had: about, south"]);
    project.edit("content/about.md", "title: About", "title: About\norder: 3");
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations: { meals: 4000 }\n");
    assert_eq!(last(&publish(&project).fine()), [""; 0]);
    // When it says that it was last brought up to date is.
    project.edit("content/about.md", "order: 3", "order: 3\nupdated: 2018-03-01");
    assert_eq!(last(&publish(&project).fine()), ["another text than readers had: about"]);
    // Where the site is read may change too.
    project.edit("kalends.yaml", "title: Test", "title: Test\nbase_url: https://old.example/");
    assert_eq!(last(&publish(&project).fine()), ["another base_url than readers had: none → https://old.example/"]);
    project.edit("kalends.yaml", "https://old.example/", "https://new.example/");
    let moved = ["another base_url than readers had: https://old.example/ → https://new.example/"];
    assert_eq!(last(&publish(&project).fine()), moved);
    project.run(["verify", "www"]).fine();
}

#[test]
fn how_far_charts_look_back_is_told_where_it_shows() {
    let project = published();
    // December has nothing before it, and January one month: to look further back changes neither.
    project.edit("kalends.yaml", "history: 2", "history: 1");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1028]: `history` was published in 2018-01 and 3 more reports as \"2\""), "{said}");
    project.edit("kalends.yaml", "title: Test", "title: Test\nchanged: { history: It was too much. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Periods in charts: 2 → changed to 1. It was too much."]);
    assert_eq!(told(&project, "2017-12"), [""; 0]);
}

#[test]
fn the_order_of_metrics_and_members_is_told() {
    check(
        (
            "data/metrics.yaml",
            "  guests: { label: Guests, type: flow }\n  beds: { label: Beds, type: stock, by: [ward] }\n",
            "  beds: { label: Beds, type: stock, by: [ward] }\n  guests: { label: Guests, type: flow }\n",
        ),
        "error[K1028]: the metrics stood in 2017-12 and 5 more reports in another order",
        ("kalends.yaml", "title: Test", "title: Test\nchanged: { order: Beds come first. }"),
        &["Order: Beds come first."],
    );
    check(
        ("data/metrics.yaml", "n: North, s: South, e: East", "e: East, n: North, s: South"),
        "error[K1028]: the order of the members of `ward` was published in 2017-12 and 5 more reports otherwise",
        ("data/metrics.yaml", "label: Ward, ", "label: Ward, changed: As on the map., "),
        &["Order, Ward: As on the map."],
    );
}

#[test]
fn the_reason_of_a_label_gives_none_for_the_order() {
    let project = published();
    project.edit("data/metrics.yaml", "label: Ward, ", "label: Ward, changed: A typo., ");
    project.edit("data/metrics.yaml", "n: North", "n: Nord");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Name, Ward: North → changed to Nord. A typo."]);
    project.edit("data/metrics.yaml", "n: Nord, s: South, e: East", "e: East, n: Nord, s: South");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1028]: the order of the members of `ward` was published in 2017-12"), "{said}");
    project.edit("data/metrics.yaml", "changed: A typo.", "changed: As on the map.");
    publish(&project).fine();
    let says = ["Name, Ward: North → changed to Nord. A typo.", "Order, Ward: As on the map."];
    assert_eq!(told(&project, "2018-01"), says);
}

#[test]
fn what_is_new_changes_no_order() {
    let project = published();
    project.edit("data/metrics.yaml", "metrics:\n", "metrics:\n  new: { label: New, type: flow }\n");
    project.edit("kalends.yaml", "sources: {", "sources: { third: A third,");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [""; 0]);
}

#[test]
fn actions_days_and_percentages_are_told() {
    let reason = |key: &str| format!("meals: {{ label: Meals, changed: {{ {key}: It was wrong. }}, type");
    for (edit, key, fault, says) in [
        (
            ("data/2018-01.yaml", "Open on Fridays", "Close on Fridays"),
            "action",
            "what is done about a missed target, of `meals`",
            "Action, Meals: It was wrong.",
        ),
        (
            ("data/2018-01.yaml", "2018-01-20", "2018-01-21"),
            "as_of",
            "the day of the figures of `meals`",
            "Day of the figures, Meals: It was wrong.",
        ),
    ] {
        check(
            edit,
            // The reports of February have it in their history.
            &format!("error[K1028]: {fault} was published in 2018-01 and 3 more reports otherwise"),
            ("data/metrics.yaml", "meals: { label: Meals, type", &reason(key)),
            &[says],
        );
    }
    check(
        ("data/metrics.yaml", "source: reg,", "source: reg, relative: false,"),
        "error[K1028]: whether changes are told as percentages, of `meals` was published in 2017-12 and 5 more reports",
        ("data/metrics.yaml", "meals: { label: Meals, type", &reason("relative")),
        &["Changes in per cent, Meals: It was wrong."],
    );
}

#[test]
fn html_that_is_read_otherwise_and_the_title_of_a_folder_are_the_text() {
    check(
        ("kalends.yaml", "title: Test", "title: Test\nraw_html: allow"),
        "error[K1029]: the page of 2017-12 and 2 more reports was published with another text",
        ("content/_report.md", "title: Status", "title: Status\nedition: It is bold."),
        &["New edition: It is bold."],
    );
    let project = published();
    project.edit("content/south/_index.md", "The south", "South");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1029]: the page of south/2017-12 and 2 more reports"), "{said}");
    project.edit("content/south/_report.md", "title: Status", "title: Status\nedition: It has a new name.");
    publish(&project).fine();
    assert_eq!(told(&project, "south/2018-01"), ["New edition: It has a new name."]);
    assert_eq!(told(&project, "2018-01"), [""; 0]);
}

#[test]
fn a_reason_for_what_cannot_be_changed_so_is_an_error() {
    let project = published();
    project.edit("kalends.yaml", "title: Test", "title: Test\nchanged: { theme: It was blue. }");
    let said = publish(&project).refused();
    assert!(
        said.starts_with(
            "error[K0008]: unknown key `theme` in what was changed in the settings\n --> kalends.yaml:2:12\n"
        ) && said.contains(
            "`key_figures`, `history`, `fiscal_year_start`, `language`, `organisation`, `contact`, `sources`, `order`\n"
        ),
        "{said}"
    );
}
