//! A sign-off covers whatever a report shows: parts and earlier periods, what they are held against, where they are from.

use kalends::load;
use kalends::model::approvals::{CONTACT, IN_REACH, RECKONED, TAKEN};

use crate::project::{Project, ran, snapshot};

const CATALOG: &str = "data/metrics.yaml";
const HOLDS: &str = "approved by Anna Jensen, 2018-03-05, anyway: A trial.";

#[track_caller]
fn approve(project: &Project, period: &str) {
    let mut command = project.command(["approve", "--by", "Anna Jensen", "--date", "2018-03-05"]);
    command.args([period, "--anyway", "A trial."]);
    ran(command).fine();
    assert_eq!(status(project, period), HOLDS);
}

/// The line of `status` on a report, without its name.
#[track_caller]
fn status(project: &Project, report: &str) -> String {
    let ran = project.run(["status"]).fine();
    let line = ran.stdout.lines().find(|line| line.split("  ").next() == Some(report)).expect("a line on the report");
    line[report.len()..].trim_start().to_owned()
}

/// Makes an edit, sees that it voids the sign-off and is named so, and takes it back.
#[track_caller]
fn voids(project: &Project, period: &str, (file, was, now): (&str, &str, &str), named: &str) {
    project.edit(file, was, now);
    assert_eq!(status(project, period), format!("void: {HOLDS}; since then: {named}"), "{now}");
    let said = project.run(["publish", "www"]).refused();
    assert!(said.starts_with("error[K1063]: no report is approved as it is, so none can be published"), "{said}");
    project.edit(file, now, was);
    assert_eq!(status(project, period), HOLDS);
}

fn wards(target: &str) -> Project {
    Project::empty()
        .settings("title: Test\nhistory: 2\nsources: { r1: Register, r2: Guess }\n")
        .catalog(&format!(
            "dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South }} }}\n  g: {{ label: Sex, members: {{ f: Women, m: Men }} }}\n\
             metrics:\n  a: {{ label: A, type: flow, by: [w], better: higher, target: {{ at_least: {target} }} }}\n"
        ))
        .snapshot("2018-01", "a: { values: { n: 4, s: 6 } }")
        .snapshot("2018-02", "a: [{ values: { n: 5 }, source: r1 }, { values: { s: 5 } }]")
        .snapshot("2018-03", "a: [{ values: { n: 6 } }, { values: { s: 4 }, source: r2 }]")
}

#[test]
fn parts_of_earlier_months_their_targets_and_sources_are_signed() {
    let project = wards("{ total: 10, w: { n: { 2018-01: 3, 2018-03: 4 } } }, near: 1").file(
        "content/_report.md",
        "---\nfrom: 2018-03\n---\nOf {{ g | join(sep=\" and \") }}:\n\n{{ a | table(by=\"w\") }}\n",
    );
    approve(&project, "2018-03");
    let reach = format!("a{IN_REACH}");
    project.edit("data/2018-02.yaml", "s: 5", "s: 6");
    voids_twice(&project, ("data/2018-02.yaml", "n: 5", "n: 4"), &reach);
    project.edit("data/2018-02.yaml", "s: 6", "s: 5");
    for (file, was, now) in [
        (CATALOG, "2018-03: 4", "2018-03: 7"),
        (CATALOG, "2018-01: 3", "2018-01: 2"),
        (CATALOG, "near: 1", "near: 3"),
        ("kalends.yaml", "r2: Guess", "r2: Sooth"),
        ("kalends.yaml", "r1: Register", "r1: Hearsay"),
    ] {
        voids(&project, "2018-03", (file, was, now), &reach);
    }
    voids(&project, "2018-03", (CATALOG, "m: Men", "m: Males"), TAKEN);
    // What is to hold later, and what nobody names, is in no report of today.
    project.edit(CATALOG, "2018-03: 4", "2018-03: 4, 2018-04: 9");
    project.edit("kalends.yaml", "r1: Register", "r3: Else, r1: Register");
    project.write("data/2018-04.yaml", snapshot("2018-04", "a: { values: { n: 1, s: 1 } }"));
    assert_eq!(status(&project, "2018-03"), HOLDS);
}

/// Of two edits that leave the total as it is, the second.
#[track_caller]
fn voids_twice(project: &Project, (file, was, now): (&str, &str, &str), named: &str) {
    project.edit(file, was, now);
    let said = status(project, "2018-03");
    assert_eq!(said, format!("void: {HOLDS}; since then: {named}"), "{now}");
    project.edit(file, now, was);
}

#[test]
fn the_target_of_the_whole_is_signed_in_the_report_of_a_member() {
    let project = wards("{ total: 10, w: { n: 3, s: 3 } }")
        .file("content/wards/_report.md", "---\nfor_each: w\nfrom: 2018-03\n---\n{{ a }}, {{ a | total | status }}.\n");
    project.remove("content/_report.md");
    let mut command = project.command(["approve", "--by", "Anna Jensen", "--date", "2018-03-05"]);
    command.args(["2018-03", "--anyway", "A trial."]);
    ran(command).fine();
    assert_eq!(status(&project, "wards/n/2018-03"), HOLDS);
    project.edit(CATALOG, "total: 10", "total: 20");
    assert_eq!(status(&project, "wards/n/2018-03"), format!("void: {HOLDS}; since then: a{IN_REACH}"));
}

#[test]
fn whatever_the_text_reaches_back_to_is_signed() {
    let first = ("data/2015-01.yaml", "a: 5", "a: 9");
    for text in [
        "{{ a | at(period=\"2015-01\") }}",
        "{{ a | change(since=\"2015-01\") }}",
        "{{ a | chart(history=60, title=\"T\") }}",
        "{% set old = r | at(period=\"2015-01\") %}{{ old }}",
    ] {
        let project = Project::new(
            "a: { label: A, type: flow }\nb: { label: B, type: flow }\nr: { label: R, type: ratio, numerator: a, denominator: b }",
        )
        .file("content/_report.md", format!("---\nfrom: 2018-03\n---\n{{{{ a }}}} {text}\n"))
        .snapshot("2015-01", "a: 5\nb: 50")
        .snapshot("2018-02", "a: 5\nb: 50")
        .snapshot("2018-03", "a: 5\nb: 50");
        approve(&project, "2018-03");
        voids(&project, "2018-03", first, &format!("a{IN_REACH}"));
        if !text.contains('r') || text.contains("chart") {
            // Of what the text does not name, nothing before the history is shown.
            project.edit("data/2015-01.yaml", "b: 50", "b: 51");
            assert_eq!(status(&project, "2018-03"), HOLDS, "{text}");
        }
    }
    // A text that does not reach back says nothing of it, whatever its words.
    let project = Project::new("a: { label: A, type: flow }")
        .file("content/_report.md", "---\nfrom: 2018-03\n---\n{{ a }} at the end of its history, since 2015.\n")
        .snapshot("2015-01", "a: 5")
        .snapshot("2018-03", "a: 5");
    approve(&project, "2018-03");
    project.edit(first.0, first.1, first.2);
    assert_eq!(status(&project, "2018-03"), HOLDS);
}

#[test]
fn the_months_of_a_quarter_are_signed() {
    let project = Project::new("a: { label: A, type: stock, over_time: max }\nb: { label: B, type: flow }")
        .file("content/2018-Q1.md", "{{ a }}, {{ a | at(period=\"2018-02\") }} and {{ b }}.\n")
        .snapshot("2018-01", "a: 10\nb: 4")
        .snapshot("2018-02", "a: 20\nb: 5")
        .snapshot("2018-03", "a: 30\nb: 6");
    project.remove("content/_report.md");
    approve(&project, "2018-Q1");
    voids(&project, "2018-Q1", ("data/2018-02.yaml", "a: 20", "a: 29"), &format!("a{IN_REACH}"));
    project.edit("data/2018-01.yaml", "b: 4", "b: 5");
    project.edit("data/2018-02.yaml", "b: 5", "b: 4");
    assert_eq!(status(&project, "2018-Q1"), format!("void: {HOLDS}; since then: b{IN_REACH}"));
}

/// Makes a sign-off one of an older kalends, which does not say these things.
#[track_caller]
fn leave_out(project: &Project, names: &[&str]) {
    let before = project.read("approvals.yaml");
    let is_new = |name: &str| names.iter().any(|new| name.contains(new));
    let older: String = before.lines().filter(|line| !is_new(line)).map(|line| format!("{line}\n")).collect();
    assert_ne!(before, older);
    let mut approval = load::approvals(&before, 1).expect("sign-offs").pop().expect("one");
    approval.parts.also.as_mut().expect("what it says now").retain(|name, _| !is_new(name));
    let digest = approval.digest();
    let (head, _) = older.split_once("digest: ").expect("the digest");
    project.write("approvals.yaml", format!("{head}digest: {digest}\n"));
    assert_eq!(status(project, "2018-03"), HOLDS);
}

/// Months up to March 2018, whose figures follow no season.
fn months(metrics: &str, settings: &str, text: &str, of: impl Fn(u32) -> String) -> Project {
    let mut project = Project::empty()
        .settings(&format!("title: Test\n{settings}"))
        .catalog(metrics)
        .file("content/_report.md", format!("---\nfrom: 2018-03\n---\n{text}\n"));
    for at in 0..27 {
        let month = format!("{}-{:02}", 2016 + at / 12, 1 + at % 12);
        project = project.snapshot(&month, &of(at));
    }
    project
}

#[test]
fn whatever_exhibits_are_reckoned_from_is_signed() {
    let alone = "metrics:\n  a: { label: A, type: flow, better: higher, target: 5 }\n  b: { label: B, type: flow }\n";
    let value = |at: u32| format!("a: {}\nb: {}", 20 + at % 3, 40 + at);
    let reckoned = |id: &str| format!("{id}{RECKONED}");
    // The middle of a long time, the change of the oldest month, limits and tiles.
    for (settings, text) in [
        ("", "{{ a | chart(from=\"normal\") }}"),
        ("", "{{ a | chart(title=\"A\") }}"),
        ("", "{{ a | table(columns=[\"value\", \"change\"]) }}"),
        ("history: 6\n", "{{ [a] | tiles }}"),
        ("history: 6\n", "{{ overview() }}"),
    ] {
        let project = months(alone, settings, &format!("{{{{ a }}}}\n\n{text}"), value);
        approve(&project, "2018-03");
        voids(&project, "2018-03", ("data/2016-02.yaml", "a: 21", "a: 99"), &reckoned("a"));
        // What no exhibit names is in none.
        project.edit("data/2016-02.yaml", "b: 41", "b: 99");
        assert_eq!(status(&project, "2018-03"), HOLDS, "{text}");
    }
    // Parts of members, whose total is what it was.
    let by = |more: &str| {
        format!(
            "dimensions:\n  w: {{ label: Ward, members: {{ n: North, s: South }} }}\nmetrics:\n  a: {{ label: A, type: flow, by: [w]{more} }}\n"
        )
    };
    let values = |at: u32| format!("a: {{ values: {{ n: {}, s: {} }} }}", 20 + at % 3, 40 - at % 3);
    let formula = format!("{}  d: {{ label: D, type: derived, by: [w], formula: a - year_ago(a) }}\n", by(""));
    for (catalog, text, month) in [
        (formula, "{{ d | table(by=\"w\") }}", "2017-02"),
        (by(", spc: true"), "{{ a | table(by=\"w\", columns=[\"value\", \"variation\"]) }}", "2016-02"),
    ] {
        let project = months(&catalog, "history: 3\n", text, values);
        approve(&project, "2018-03");
        let file = format!("data/{month}.yaml");
        project.edit(&file, "n: 21", "n: 24");
        voids_twice(&project, (&file, "s: 39", "s: 36"), &reckoned("a"));
    }
}

#[test]
fn whether_figures_follow_the_season_is_signed() {
    let values = |at: u32| format!("a: {}", 20 + 30 * u32::from(at % 12 == 2) + at % 3);
    let project =
        months("metrics:\n  a: { label: A, type: flow }\n", "history: 6\nkey_figures: [a]\n", "{{ a }}", values);
    approve(&project, "2018-03");
    for month in 1..=12 {
        let at = month - 1;
        let file = format!("data/2016-{month:02}.yaml");
        project.edit(&file, &values(at), &format!("a: {}", 90 - 7 * month));
    }
    assert_eq!(status(&project, "2018-03"), format!("void: {HOLDS}; since then: a{RECKONED}"));
}

#[test]
fn who_answers_for_the_reports_of_a_folder_is_signed() {
    let project = wards("10")
        .file("content/_report.md", "---\nfrom: 2018-03\n---\n{{ a }}\n")
        .file("content/_index.md", "---\ntitle: Landing\ncontact: Ann Poe\n---\nHello.\n");
    approve(&project, "2018-03");
    voids(&project, "2018-03", ("content/_index.md", "Ann Poe", "Minister Bo"), CONTACT);
    voids(&project, "2018-03", ("content/_index.md", "Ann Poe", "{ name: Ann Poe, email: ann@example.org }"), CONTACT);
    // A sign-off of before said nothing of it.
    leave_out(&project, &[RECKONED, CONTACT]);
    project.edit("content/_index.md", "Ann Poe", "Minister Bo");
    assert_eq!(status(&project, "2018-03"), HOLDS);
}

#[test]
fn a_report_that_is_added_is_named_and_nothing_else() {
    let project = wards("10").file("content/_report.md", "---\nfrom: 2018-03\n---\n{{ a | table(by=\"w\") }}\n");
    approve(&project, "2018-03");
    project.write("content/night/_report.md", "---\nfrom: 2018-03\n---\n{{ a }} at night.\n");
    let named = "text of content/night/_report.md is new";
    assert_eq!(status(&project, "2018-03"), format!("void: {HOLDS}; since then: {named}"));
    // What is another value is named all the same.
    project.edit("data/2018-03.yaml", "n: 6", "n: 7");
    assert_eq!(status(&project, "2018-03"), format!("void: {HOLDS}; since then: a: 10 is now 11; {named}"));
}

#[test]
fn a_sign_off_that_says_nothing_of_it_holds() {
    let project = wards("10").file("content/_report.md", "---\nfrom: 2018-03\n---\n{{ a | table(by=\"w\") }}\n");
    approve(&project, "2018-03");
    leave_out(&project, &[IN_REACH, TAKEN, RECKONED, CONTACT]);
    project.edit("data/2018-02.yaml", "n: 5", "n: 4");
    project.edit("data/2018-02.yaml", "s: 5", "s: 6");
    assert_eq!(status(&project, "2018-03"), HOLDS);
    project.edit("data/2018-03.yaml", "n: 6", "n: 7");
    let named = "a: 10 is now 11";
    assert_eq!(status(&project, "2018-03"), format!("void: {HOLDS}; since then: {named}"));
}
