//! Reports of members that have another id now, and of those that have ended: what is published stays where it was, or its
//! address leads on.

use crate::project::{Project, snapshot};
use crate::promised_beside::{CATALOG, publish, told};

const REPORT: &str = "content/wards/_report.md";

/// The reports of each ward for these months, of which each has what is stated.
fn wards(months: &[(&str, &str)]) -> Project {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  a: { label: Visits, type: flow, by: [w] }\n",
        )
        .settings("title: Test\nbase_url: https://example.org/\n")
        .file("content/_report.md", "There were {{ a }}.\n")
        .file("content/wards/_index.md", "---\ntitle: Wards\n---\n")
        .file(REPORT, "---\nfor_each: w\n---\nIn {{ report.member }} {{ a }} of {{ a | total }}.\n");
    months.iter().fold(project, |project, (month, stated)| project.snapshot(month, stated))
}

const TWO: [(&str, &str); 2] =
    [("2018-01", "a: { values: { n: 21, s: 11 } }"), ("2018-02", "a: { values: { n: 22, s: 12 } }")];

/// South with another id in all files.
fn rename(project: &Project, was: &str, now: &str) {
    project.edit(CATALOG, &format!("{was}: South"), &format!("{now}: South"));
    for month in ["data/2018-01.yaml", "data/2018-02.yaml"] {
        project.edit(month, &format!("{was}: 1"), &format!("{now}: 1"));
    }
}

const SAY: (&str, &str) = ("now: South }", "now: South }, renamed: { s: now }");

fn say(project: &Project) {
    project.edit(CATALOG, SAY.0, SAY.1);
}

/// The reports of a ward in the published folder.
fn reports(project: &Project, ward: &str) -> Vec<String> {
    let folder = format!("wards/{ward}/2018-");
    let pages = project.files("www").into_keys().filter(|path| path.ends_with("/figures.json"));
    pages.filter_map(|path| Some(path.strip_prefix(&folder)?.strip_suffix("/figures.json")?.to_owned())).collect()
}

#[test]
fn reports_of_a_member_with_a_new_id_are_found_again_and_old_addresses_lead_there() {
    let project = wards(&TWO);
    publish(&project).fine();
    rename(&project, "s", "now");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K1067]: the report wards/s/2018-01 is published and would go: `s` is no member of `w` any more
--> ledger.jsonl:5:1
 |
help: where `s` has another id now, write `renamed: { s: now }` into the dimension `w`, and its pages lead to the new ones; else \
put it back among its members; to take it away, `--withdraw wards/s/2018-01 --reason \"…\"` leaves a page that says so

error[K1067]: the report wards/s/2018-02 is published and would go: `s` is no member of `w` any more
--> ledger.jsonl:6:1
 |
help: where `s` has another id now, write `renamed: { s: now }` into the dimension `w`, and its pages lead to the new ones; else \
put it back among its members; to take it away, `--withdraw wards/s/2018-02 --reason \"…\"` leaves a page that says so

2 errors; nothing was published
"
    );
    say(&project);
    publish(&project).fine();
    assert_eq!((reports(&project, "now"), reports(&project, "s")), (vec!["01".into(), "02".into()], vec![]));
    let leads = |was: &str, now: &str| {
        let page = project.read(&format!("www/{was}/index.html"));
        assert!(page.contains(&format!("href=\"{now}\"")), "{page}");
    };
    leads("wards/s/2018-01", "../../now/2018-01/index.html");
    leads("wards/s/2018-02", "../../now/2018-02/index.html");
    leads("wards/s", "../now/index.html");
    assert!(project.read("www/wards/s/2018-01/index.html").contains(">January 2018</a>"));
    assert!(project.read("www/wards/s/index.html").contains(">South</a>"));
    // Nothing is told of it, and nothing is to be published again.
    assert_eq!(told(&project, "wards/now/2018-01"), [""; 0]);
    project.run(["verify", "www"]).fine();
    let ledger = project.read("ledger.jsonl");
    assert!(publish(&project).fine().stderr.contains("is up to date"));
    assert_eq!(project.read("ledger.jsonl"), ledger);
    // A second time, from both ids.
    project.edit(CATALOG, "now: South }, renamed: { s: now }", "th: South }, renamed: { s: th, now: th }");
    project.edit("data/2018-01.yaml", "now:", "th:");
    project.edit("data/2018-02.yaml", "now:", "th:");
    publish(&project).fine();
    leads("wards/s/2018-01", "../../th/2018-01/index.html");
    leads("wards/now/2018-01", "../../th/2018-01/index.html");
    project.run(["verify", "www"]).fine();
}

#[test]
fn what_was_published_under_the_old_id_is_held() {
    let project = wards(&TWO);
    publish(&project).fine();
    rename(&project, "s", "now");
    say(&project);
    project.edit("data/2018-01.yaml", "now: 11", "now: 13");
    let said = publish(&project).refused();
    assert!(
        said.contains("`a` (now) for 2018-01 was published in 2018-01 as 11, and the report would now show 13"),
        "{said}"
    );
    project.edit("data/2018-01.yaml", "now: 13", "now: 11");
    // A reason stands on the report at its new address.
    project.edit(CATALOG, "label: Ward,", "label: Ward, changed: It was called otherwise.,");
    project.edit(CATALOG, "now: South", "now: Southern");
    publish(&project).fine();
    assert_eq!(told(&project, "wards/now/2018-01").len(), 1);
    project.run(["verify", "www"]).fine();
    // Whoever forgets what it was called before is told.
    project.edit(CATALOG, ", renamed: { s: now }", "");
    let said = publish(&project).refused();
    assert!(said.contains("`a` (s) for 2018-01 was published in 2018-01 as 11, and the report would now"), "{said}");
    assert!(said.contains("say in the dimension which id the member has now, `renamed: { s: south }`"), "{said}");
}

#[test]
fn editions_of_a_member_with_a_new_id_stay_and_lead_on() {
    let project = wards(&TWO);
    publish(&project).fine();
    project.edit(REPORT, "for_each: w\n---\nIn", "for_each: w\nedition: It was hard to read.\n---\nVisits in");
    publish(&project).fine();
    let first = project.read("www/wards/s/2018-01/editions/1/index.html");
    rename(&project, "s", "now");
    say(&project);
    publish(&project).fine();
    assert_eq!(project.read("www/wards/s/2018-01/editions/1/index.html"), first);
    let second = "www/wards/s/2018-01/editions/2/index.html";
    assert!(project.read(second).contains("href=\"../../../../now/2018-01/index.html\""));
    let page = project.read("www/wards/now/2018-01/index.html");
    assert!(page.contains("href=\"../../s/2018-01/editions/1/index.html\""), "{page}");
    project.run(["verify", "www"]).fine();
    // The next one is kept under the new id.
    project.edit(REPORT, "edition: It was hard to read.\n---\nVisits in", "edition: It was long.\n---\nIn");
    publish(&project).fine();
    assert!(project.path("www/wards/now/2018-01/editions/2/index.html").exists());
    assert!(project.read(second).contains("href=\"../../../../now/2018-01/editions/2/index.html\""));
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_new_edition_may_come_with_the_new_id() {
    let project = wards(&TWO);
    publish(&project).fine();
    rename(&project, "s", "now");
    say(&project);
    project.edit(REPORT, "for_each: w\n---\nIn", "for_each: w\nedition: It was hard to read.\n---\nVisits in");
    publish(&project).fine();
    let page = project.read("www/wards/now/2018-01/editions/1/index.html");
    assert!(page.contains("In South "), "{page}");
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_report_that_was_withdrawn_leaves_its_page_at_the_new_address() {
    let project = wards(&TWO);
    publish(&project).fine();
    project.run(["publish", "www", "--withdraw", "wards/s/2018-01", "--reason", "It named a patient."]).fine();
    rename(&project, "s", "now");
    say(&project);
    publish(&project).fine();
    assert!(project.read("www/wards/now/2018-01/index.html").contains("It named a patient."));
    assert!(project.read("www/wards/s/2018-01/index.html").contains("../../now/2018-01/index.html"));
    project.run(["publish", "www", "--restore", "wards/now/2018-01", "--reason", "It did not."]).fine();
    assert_eq!(reports(&project, "now"), ["01", "02"]);
    project.run(["publish", "www", "--withdraw", "wards/now/2018-02", "--reason", "It named one."]).fine();
    assert!(project.read("www/wards/now/2018-02/index.html").contains("It named one."));
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_member_is_not_renamed_to_one_that_is_there() {
    let project = wards(&TWO);
    publish(&project).fine();
    project.edit(CATALOG, "s: South }", "s: South }, renamed: { s: n }");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K0164]: `s` is renamed and still a member of `w`
 --> data/metrics.yaml:2:65
  |
2 |   w: { label: Ward, members: { n: North, s: South }, renamed: { s: n } }
  |                                                                 ^
  |
help: take one of them out: a member that is renamed stands among `members` with its new id alone

1 error; nothing was published
"
    );
    project.edit(CATALOG, "n: North, s: South", "n: North");
    for month in ["data/2018-01.yaml", "data/2018-02.yaml"] {
        project.edit(month, ", s: 1", " } } # ");
    }
    assert_eq!(
        publish(&project).refused(),
        "\
error[K0164]: `s` and `n` are two members: `wards/n/2018-01` was published beside those of `s`
 --> data/metrics.yaml:2:55
  |
2 |   w: { label: Ward, members: { n: North }, renamed: { s: n } }
  |                                                       ^
  |
help: take `s: n` out of `renamed`, let `s` stay among `members`, and say when it ended, `ended: { s: … }`: its reports stay, and it \
has no new ones

1 error; nothing was published
"
    );
    project.edit(CATALOG, "renamed: { s: n }", "renamed: { s: nn }");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K0104]: `nn` is no member of `w`\n"), "{said}");
}

#[test]
fn a_member_goes_back_to_the_id_that_it_had() {
    let project = wards(&TWO);
    publish(&project).fine();
    rename(&project, "s", "now");
    say(&project);
    publish(&project).fine();
    rename(&project, "now", "s");
    project.edit(CATALOG, "renamed: { s: now }", "renamed: { now: s }");
    publish(&project).fine();
    assert_eq!((reports(&project, "s"), reports(&project, "now")), (vec!["01".into(), "02".into()], vec![]));
    assert_eq!(told(&project, "wards/s/2018-01"), [""; 0]);
    project.run(["verify", "www"]).fine();
    // What it had under either is held.
    project.edit("data/2018-02.yaml", "s: 12", "s: 13");
    let said = publish(&project).refused();
    assert!(
        said.contains("`a` (s) for 2018-02 was published in 2018-02 as 12, and the report would now show 13"),
        "{said}"
    );
}

#[test]
fn a_second_new_id_is_a_line_more() {
    let project = wards(&TWO);
    publish(&project).fine();
    rename(&project, "s", "now");
    say(&project);
    publish(&project).fine();
    rename(&project, "now", "th");
    project.edit(CATALOG, "renamed: { s: now }", "renamed: { s: now, now: th }");
    publish(&project).fine();
    for was in ["s", "now"] {
        let page = project.read(&format!("www/wards/{was}/2018-01/index.html"));
        assert!(page.contains("href=\"../../th/2018-01/index.html\""), "{page}");
    }
    // A circle leads nowhere.
    project.edit(CATALOG, "now: th }", "now: s }");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K0104]: `now` is no member of `w`
 --> data/metrics.yaml:2:69
  |
2 |   w: { label: Ward, members: { n: North, th: South }, renamed: { s: now, now: s } }
  |                                                                     ^^^
  |
help: members are: `n`, `th`

error[K0104]: `s` is no member of `w`
 --> data/metrics.yaml:2:79
  |
2 |   w: { label: Ward, members: { n: North, th: South }, renamed: { s: now, now: s } }
  |                                                                               ^
  |
help: did you mean `n`?

2 errors; nothing was published
"
    );
}

#[test]
fn a_member_has_a_new_id_after_reports_without_it() {
    let project = wards(&[TWO[0], TWO[1], ("2018-03", CLOSED[0])]);
    project.edit(CATALOG, END.0, END.1);
    publish(&project).fine();
    rename(&project, "s", "now");
    project.edit(CATALOG, "ended: { s: 2018-02 }", "ended: { now: 2018-02 }, renamed: { s: now }");
    publish(&project).fine();
    // The reports of the whole that are out since tell nothing of it either.
    assert_eq!(told(&project, "2018-03"), [""; 0]);
    assert_eq!(reports(&project, "now"), ["01", "02"]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn an_edition_under_an_old_id_shows_nothing_that_is_hidden_since() {
    let project = wards(&TWO);
    publish(&project).fine();
    project.edit(REPORT, "for_each: w\n---\nIn", "for_each: w\nedition: It was hard to read.\n---\nVisits in");
    publish(&project).fine();
    rename(&project, "s", "now");
    say(&project);
    publish(&project).fine();
    let edition = || project.read("www/wards/s/2018-01/editions/1/index.html");
    assert!(edition().contains(">11<"), "{}", edition());
    let is_gone = || edition().contains("This edition is not shown any more.") && !edition().contains(">11<");
    project.edit(CATALOG, "by: [w] }", "by: [w], suppress_below: 12 }");
    publish(&project).fine();
    assert!(is_gone(), "{}", edition());
    // Nor when the metric has another id too.
    project.edit(CATALOG, "metrics:\n  a:", "retired: { a: The register calls it so. }\nmetrics:\n  b:");
    for (file, was, now) in [
        ("data/2018-01.yaml", "a:", "b:"),
        ("data/2018-02.yaml", "a:", "b:"),
        ("content/_report.md", "{{ a }}", "{{ b }}"),
        (REPORT, "{{ a }} of {{ a |", "{{ b }} of {{ b |"),
        (REPORT, "It was hard to read.", "The figure has another id."),
    ] {
        project.edit(file, was, now);
    }
    project.edit("content/_report.md", "There", "---\nedition: The figure has another id.\n---\nThere");
    publish(&project).fine();
    assert!(is_gone(), "{}", edition());
    project.run(["verify", "www"]).fine();
}

const CLOSED: [&str; 2] = ["a: { value: 30, values: { n: 30 } }", "a: { value: 31, values: { n: 31 } }"];
const END: (&str, &str) = ("s: South }", "s: South }, ended: { s: 2018-02 }");

#[test]
fn a_member_that_ended_has_no_reports_of_the_months_after() {
    let project = wards(&[TWO[0], TWO[1], ("2018-03", CLOSED[0])]);
    project.edit(CATALOG, END.0, END.1);
    publish(&project).fine();
    let found = project.run(["check"]).fine();
    assert!(!found.stderr.contains("K0309"), "{}", found.stderr);
    assert_eq!((reports(&project, "n").len(), reports(&project, "s")), (3, vec!["01".into(), "02".into()]));
    assert!(!project.read("www/wards/n/2018-03/index.html").contains("../../s/2018-03/"));
    // A correction of what it had is told, and is no report of its own.
    let late = "a:\n  - { value: 32, values: { n: 32 } }\n  - { period: 2018-02, values: { s: 13 }, reason: One was late., kind: error }";
    project.write("data/2018-04.yaml", snapshot("2018-04", late));
    publish(&project).fine();
    assert_eq!((reports(&project, "n").len(), reports(&project, "s").len()), (4, 2));
    assert!(project.read("www/wards/s/2018-02/index.html").contains("One was late."));
    // It is open again.
    project.edit(CATALOG, ", ended: { s: 2018-02 }", "");
    project.write("data/2018-05.yaml", snapshot("2018-05", "a: { values: { n: 32, s: 14 } }"));
    publish(&project).fine();
    assert!(reports(&project, "s").contains(&"05".to_owned()));
    project.run(["verify", "www"]).fine();
}

#[test]
fn reports_that_are_out_stay_when_the_end_of_their_member_is_stated_late() {
    let project = wards(&[TWO[0], TWO[1], ("2018-03", CLOSED[0])]);
    publish(&project).fine();
    let found = project.run(["check"]).fine();
    assert!(found.stderr.contains("the snapshot of 2018-03 leaves out `a` (s) for 2018-03"), "{}", found.stderr);
    project.edit(CATALOG, END.0, END.1);
    project.write("data/2018-04.yaml", snapshot("2018-04", CLOSED[1]));
    publish(&project).fine();
    assert_eq!(reports(&project, "s"), ["01", "02", "03"]);
    project.run(["verify", "www"]).fine();
}

#[test]
fn nothing_is_stated_of_a_member_after_its_end() {
    let project = wards(&TWO);
    project.edit(CATALOG, END.0, "s: South }, ended: { s: 2018-01 }");
    assert_eq!(
        publish(&project).refused(),
        "\
error[K0165]: a value of `s` is stated for 2018-02, and it ended with 2018-01
 --> data/2018-02.yaml:3:28
  |
3 |   a: { values: { n: 22, s: 12 } }
  |                            ^^
  |
 ::: data/metrics.yaml:2:63
  |
2 |   w: { label: Ward, members: { n: North, s: South }, ended: { s: 2018-01 } }
  |                                                               - its end is stated here
  |
help: take the value out, or let `ended` name a later period

1 error; nothing was published
"
    );
    // That it is missing may be said.
    project.write("data/2018-02.yaml", snapshot("2018-02", "a: { value: 30, values: { n: 30, s: null } }"));
    publish(&project).fine();
    assert_eq!(reports(&project, "s"), ["01"]);
}
