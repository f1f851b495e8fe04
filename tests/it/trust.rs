//! Who approved what, what was published, and that neither changes unseen.

use std::fs;

use kalends::base::period::Period;
use kalends::diag::Diagnostics;
use kalends::load;
use kalends::model::ledger::{self, Ledger};
use serde_json::Value;

use crate::page::Page;
use crate::project::{Project, Ran, ran, snapshot};

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { a: Alder, b: Birch } }
metrics:
  # What is counted.
  beds: { label: Beds, type: stock, by: [ward], source: register, target: { 2018-01: 40 }, better: higher }
  staff: { label: Staff, type: stock, unit: persons }
  per_bed: { label: Staff per bed, type: ratio, numerator: staff, denominator: beds, decimals: 2 }
events:
  2018-01: { text: A new ward, metrics: [staff] }
";

/// Behind an amount that misses its target, so that its report is approved without a reason.
const ALLOWED: &str = "  # kalends: allow K0326 because beds are being built";

fn site_of_wards() -> Project {
    let project = Project::empty();
    project.remove("content/_report.md");
    project
        .settings("title: Test\nhistory: 12\nbase_url: https://example.org/\nsources: { register: Register }")
        .catalog(CATALOG)
        .file("content/2018-02.md", "There are {{ beds }} beds.\n\n![Plan](plan.svg)\n")
        .file("content/plan.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .file("content/wards/_index.md", "---\ntitle: Wards\n---\nAll wards.\n")
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\n{{ beds }} beds.\n")
        .snapshot("2018-01", &format!("beds: {{ values: {{ a: 10, b: 20 }} }}{ALLOWED}\nstaff: 60"))
        .snapshot(
            "2018-02",
            &format!("beds: {{ values: {{ a: 11, b: 20 }} }}{ALLOWED}\nstaff: {{ value: 62, note: Two are new. }}"),
        )
}

#[track_caller]
fn approve(project: &Project, periods: &[&str]) -> Ran {
    let mut command = project.command(["approve", "--by", "Anna Jensen", "--date", "2018-03-05"]);
    command.args(periods);
    ran(command)
}

#[track_caller]
fn approved(periods: &[&str]) -> Project {
    let project = site_of_wards();
    let ran = approve(&project, periods);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    project
}

/// The line of `status` on a report, without its name.
#[track_caller]
fn status(project: &Project, report: &str) -> String {
    let ran = project.run(["status"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let line = ran.stdout.lines().find(|line| line.split("  ").next() == Some(report)).expect("a line on the report");
    line[report.len()..].trim_start().to_owned()
}

/// What the page of a report is marked as.
#[track_caller]
fn mark(page: &Page) -> String {
    page.find("body").attribute("class")
}

// --- approvals ---

#[test]
fn without_approvals_a_site_is_built_as_it_always_was() {
    let project = site_of_wards();
    let before = project.build().files();
    assert_eq!(mark(&project.build().page("2018-02")), "report final");
    assert_eq!(status(&project, "2018-02"), "open: the site has no approvals.yaml");
    project.write("approvals.yaml", "# Nobody yet.\n");
    assert_eq!(mark(&project.build().page("2018-02")), "report draft");
    project.remove("approvals.yaml");
    assert!(project.build().files() == before);
}

#[test]
fn a_report_that_nobody_approved_is_a_draft_for_every_reader() {
    let project = approved(&["2018-01"]);
    let built = project.build();
    for (page, state) in [
        ("wards/a/2018-01", "report final"),
        ("wards/b/2018-01", "report final"),
        ("2018-02", "report draft"),
        ("wards/a/2018-02", "report draft"),
    ] {
        let html = built.page(page);
        assert_eq!(mark(&html), state, "{page}");
        assert_eq!(html.text().contains("Draft, not approved"), state == "report draft", "{page}");
        assert!(!html.html.contains("Anna"), "who approved is the office's business");
    }
    let feed = built.read("feed.xml");
    assert!(feed.contains("wards/a/2018-01") && !feed.contains("2018-02"), "{feed}");
}

#[test]
fn a_danish_draft_says_so() {
    let project =
        Project::new("beds: { type: stock }").settings("title: Test\nlanguage: da").snapshot("2018-01", "beds: 5");
    project.write("approvals.yaml", "approvals:\n");
    assert!(project.build().page("2018-01").text().contains("Kladde, ikke godkendt"));
}

#[test]
fn what_is_not_approved_can_be_left_out() {
    let project = approved(&["2018-01"]);
    let built = project.build_with(["--approved"]);
    let reports = |files: Vec<String>| {
        let pages = files.into_iter().filter(|path| path.contains("2018-0") && path.ends_with("index.html"));
        pages.collect::<Vec<_>>()
    };
    let pages = reports(built.files().into_keys().collect());
    assert_eq!(pages, ["wards/a/2018-01/index.html", "wards/b/2018-01/index.html"]);
    assert_eq!(built.page("").find("a[href$='2018-02/index.html']").count(), 0);
    assert_eq!(project.run(["verify", "output"]).code, Some(0), "what was left out is not missed");
    assert_eq!(
        project.run(["check", "--approved"]).stderr,
        "2 reports, 13 pages; no errors\nnot published: content/plan.svg (no page refers to it)\n"
    );
    let unasked = site_of_wards();
    assert_eq!(reports(unasked.build_with(["--approved"]).files().into_keys().collect()).len(), 5);
}

#[test]
fn a_sign_off_says_in_short_what_was_signed() {
    let project = site_of_wards();
    let ran = approve(&project, &["2018-02"]);
    assert_eq!(
        ran.stdout,
        "\
2018-02: 3 reports approved by Anna Jensen, 2018-03-05
  text: content/2018-02.md, content/plan.svg, content/wards/_index.md, content/wards/_report.md
  beds: 31
  per_bed: 2.00
  staff: 62
approvals.yaml is new: from now on a report that nobody approved is built as a draft (2 other reports)
"
    );
    assert!(!approve(&project, &["2018-02"]).stdout.contains("is new"));
    assert_eq!(status(&project, "2018-02"), "approved by Anna Jensen, 2018-03-05");
    assert_eq!(status(&project, "wards/b/2018-02"), "approved by Anna Jensen, 2018-03-05");
    assert_eq!(status(&project, "wards/b/2018-01"), "draft: nobody approved it");
}

#[test]
fn whatever_changes_an_approved_report_voids_it_and_is_named() {
    #[track_caller]
    fn check(path: &str, from: &str, to: &str, changes: &str) {
        let project = approved(&["2018-02", "2018-01"]);
        project.edit(path, from, to);
        let expected = format!("void: approved by Anna Jensen, 2018-03-05; since then: {changes}");
        assert_eq!(status(&project, "2018-02"), expected);
        assert_eq!(mark(&project.build().page("2018-02")), "report draft");
    }
    let stands =
        |metric: &str, value: &str| format!("{metric}: {value} stands, but not its parts, history, target or words");
    let (beds, staff) = (stands("beds", "31"), stands("staff", "62"));
    check("data/2018-02.yaml", "value: 62", "value: 93", "per_bed: 2.00 is now 3.00; staff: 62 is now 93");
    // The total is the same, a member's report is not.
    check("data/2018-02.yaml", "{ a: 11, b: 20 }", "{ a: 12, b: 19 }", &beds);
    check("data/2018-02.yaml", "Two are new.", "Both are new.", &format!("{}; {staff}", stands("per_bed", "2.00")));
    check("data/2018-01.yaml", "staff: 60", "staff: 61", &format!("{}; {staff}", stands("per_bed", "2.00")));
    check("data/metrics.yaml", "2018-01: 40", "2018-01: 41", &beds);
    check("data/metrics.yaml", "Birch", "Beech", &beds);
    check("data/metrics.yaml", "A new ward", "An old ward", &staff);
    check("data/metrics.yaml", "label: Staff,", "label: Nurses,", &staff);
    check("data/metrics.yaml", "unit: persons", "unit: persons, description: All", &staff);
    check("content/2018-02.md", "There are", "There were", "text of content/2018-02.md");
    check("content/wards/_report.md", "beds.", "of them.", "text of content/wards/_report.md");
    check("content/wards/_index.md", "Wards", "Our wards", "text of content/wards/_index.md");
    check("content/plan.svg", "/>", "></svg>", "file content/plan.svg");
    check("kalends.yaml", "title: Test", "title: Status", "setting `title`");
    check("kalends.yaml", "history: 12", "history: 24", "setting `history`");
    check("kalends.yaml", "register: Register", "register: Registry", &beds);
}

#[test]
fn a_sign_off_covers_dates_kinds_order_addresses_and_files_too() {
    let project = || {
        site_of_wards()
            .file("content/2018-02.md", "There are {{ beds }} beds, see [the plan](<the plan.pdf>) and [this](about.md).\n")
            .file("content/the plan.pdf", "%PDF-1")
            .file("content/about.md", "About.\n")
            .snapshot("2018-02", "beds: { as_of: 2018-02-27, values: { a: 11, b: 20 } }\nstaff: [62, { period: 2018-01, value: 61, kind: source, reason: Late. }]")
    };
    for (path, from, to, change) in [
        ("data/2018-02.yaml", "as_of: 2018-02-27", "as_of: 2018-02-28", "beds: dates and kinds of revisions"),
        ("data/2018-02.yaml", "kind: source", "kind: error", "staff: dates and kinds of revisions"),
        ("content/about.md", "About.", "---\nslug: elsewhere\n---\nAbout.", "addresses of linked pages"),
        ("content/the plan.pdf", "%PDF-1", "%PDF-2", "file content/the plan.pdf"),
    ] {
        let project = project();
        assert_eq!(approve(&project, &["2018-02", "--anyway", "A trial."]).code, Some(0));
        assert!(status(&project, "2018-02").starts_with("approved by Anna Jensen"));
        project.edit(path, from, to);
        let said = status(&project, "2018-02");
        assert!(said.starts_with("void: ") && said.contains(change), "{said}");
    }
    let project = approved(&["2018-02"]);
    let catalog = project.read("data/metrics.yaml");
    let staff = "  staff: { label: Staff, type: stock, unit: persons }\n";
    let moved = catalog.replace(staff, "").replace("  # What is counted.\n", &format!("{staff}  # What is counted.\n"));
    project.write("data/metrics.yaml", moved);
    let since = "void: approved by Anna Jensen, 2018-03-05; since then: order of the metrics";
    assert_eq!(status(&project, "2018-02"), since);

    // A sign-off of an older kalends says nothing of it, and holds.
    let older = project.read("approvals.yaml");
    let (before, after) = older.split_once("    also:\n").expect("what it says now");
    let after: String =
        after.lines().skip_while(|line| line.starts_with("      ")).map(|line| format!("{line}\n")).collect();
    let (head, _) = after.split_once("digest: ").expect("the digest");
    let rest = format!("{before}{head}digest: ");
    let digest = load::approvals(&older, 1).expect("sign-offs").pop().map(|mut approval| {
        approval.parts.also = None;
        approval.digest()
    });
    project.write("approvals.yaml", format!("{rest}{}\n", digest.expect("a sign-off")));
    assert_eq!(status(&project, "2018-02"), "approved by Anna Jensen, 2018-03-05");
}

#[test]
fn a_sign_off_covers_what_is_said_of_months_without_a_report_and_of_members() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  w: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  a: { label: A, type: flow, by: [w], better: \
             higher, target: 90 }\n",
        )
        .file(
            "content/_report.md",
            "---\nfrom: 2018-02\n---\n{{ a | chart(by=\"w\", title=\"x\", kind=\"line\") }}\n\n{{ a | table(history=2, \
             columns=[\"value\", \"action\"]) }}\n",
        )
        .snapshot("2018-01", "a:\n  - { values: { n: 20 }, note: A strike. }\n  - { values: { s: 21 }, action: { what: Hire } }")
        .snapshot("2018-02", "a: { values: { n: 22, s: 23 } }")
;
    let ran = approve(&project, &["2018-02", "--anyway", "A trial."]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let holds = "approved by Anna Jensen, 2018-03-05, anyway: A trial.";
    assert_eq!(status(&project, "2018-02"), holds);
    for (was, now) in [("A strike.", "Nobody cared."), ("Hire", "Fire")] {
        project.edit("data/2018-01.yaml", was, now);
        let said =
            format!("void: {holds}; since then: a: notes, actions, days and reasons of its parts and earlier periods");
        assert_eq!(status(&project, "2018-02"), said, "{now}");
        assert!(!project.run(["publish", "www"]).stderr.starts_with("1 report"), "{now}");
        project.edit("data/2018-01.yaml", now, was);
    }
    assert_eq!(status(&project, "2018-02"), holds);
    // A sign-off that says nothing of it holds.
    let before = project.read("approvals.yaml");
    let older: String =
        before.lines().filter(|line| !line.contains(": notes, actions")).map(|line| format!("{line}\n")).collect();
    assert_ne!(before, older);
    let mut approval = load::approvals(&before, 1).expect("sign-offs").pop().expect("one");
    approval.parts.also.as_mut().expect("what it says now").retain(|name, _| !name.contains(": notes, actions"));
    let digest = approval.digest();
    let (head, _) = older.split_once("digest: ").expect("the digest");
    project.write("approvals.yaml", format!("{head}digest: {digest}\n"));
    assert_eq!(status(&project, "2018-02"), holds);
}

#[test]
fn a_template_or_another_program_voids_what_was_approved() {
    let project = approved(&["2018-02"]);
    project.write("templates/report.html", "{% extends \"builtin/report.html\" %}");
    let since = "void: approved by Anna Jensen, 2018-03-05; since then: ";
    assert_eq!(status(&project, "2018-02"), format!("{since}template templates/report.html"));
    approve(&project, &["2018-02"]);
    project.write("templates/report.html", "{% extends \"builtin/report.html\" %}\n");
    assert_eq!(status(&project, "2018-02"), format!("{since}template templates/report.html"));
}

#[test]
fn what_readers_of_a_report_do_not_see_voids_nothing() {
    let project = approved(&["2018-02", "2018-01"]);
    let holds = |what: &str| {
        for report in ["2018-02", "wards/a/2018-01"] {
            assert_eq!(status(&project, report), "approved by Anna Jensen, 2018-03-05", "after {what}");
        }
    };
    project.edit("data/2018-02.yaml", "observations:", "# As sent by the wards.\nobservations:\n");
    holds("a comment that moves lines");
    project.edit("kalends.yaml", "title: Test", "title: \"Test\" # the name");
    holds("other quotes");
    project.edit("data/metrics.yaml", "staff: {", "visits: { label: Visits, type: flow }\n  staff: {");
    holds("a new metric");
    project.write(
        "data/2018-03.yaml",
        snapshot("2018-03", "visits: 7\nstaff: [64, { period: 2018-02, value: 63, reason: One came late. }]"),
    );
    holds("a later snapshot with a revision");
    project.edit("data/metrics.yaml", "2018-01: 40", "2018-01: 40, 2018-03: 50");
    holds("a later target");
    project.edit("data/metrics.yaml", "events:", "events:\n  2018-03: { text: Moved, metrics: [staff] }");
    holds("a later event");
    project.edit("kalends.yaml", "register: Register", "register: Register, payroll: Payroll");
    holds("another source");
    project.write("content/2018-03.md", "New.");
    holds("another report");
    assert!(project.build().page("2018-02").text().contains("63"), "the notice is there");
}

#[test]
fn who_approves_again_is_the_one_who_counts() {
    let project = approved(&["2018-02"]);
    project.edit("content/2018-02.md", "There are", "There were");
    let ran = project.run(["approve", "2018-02", "--by", " Bent \"B\" Ås ", "--date", "2018-03-06"]);
    assert_eq!(
        ran.stdout,
        r#"2018-02: 3 reports approved by Bent "B" Ås, 2018-03-06
  text: content/2018-02.md, content/plan.svg, content/wards/_index.md, content/wards/_report.md
  beds: 31
  per_bed: 2.00
  staff: 62
  since it was approved by Anna Jensen, 2018-03-05: text of content/2018-02.md
"#
    );
    assert_eq!(status(&project, "2018-02"), "approved by Bent \"B\" Ås, 2018-03-06");
}

#[test]
fn the_authors_own_lines_in_the_file_stay() {
    let project = site_of_wards().file("approvals.yaml", "# Ours.\napprovals: # below\n");
    approve(&project, &["2018-01"]);
    project.edit("approvals.yaml", "    by:", "    # Seen by the board.\n    by:");
    let before = project.read("approvals.yaml");
    approve(&project, &["2018-02"]);
    let after = project.read("approvals.yaml");
    assert!(after.starts_with(&before) && before.starts_with("# Ours.\napprovals: # below\n"));
    assert_eq!(status(&project, "2018-02"), "approved by Anna Jensen, 2018-03-05");
}

#[test]
fn a_sign_off_that_cannot_be_written_is_refused() {
    #[track_caller]
    fn check(project: &Project, arguments: &[&str], expected: &str) {
        let ran = project.run(["approve", "--date", "2018-03-05"].iter().chain(arguments));
        assert_eq!(ran.refused(), format!("{expected}\n\n1 error; nothing was approved\n"));
    }
    let project = site_of_wards();
    check(
        &project,
        &["2018-03", "--by", "Anna"],
        "\
error[K1002]: there is no report of 2018-03 to approve
--> kalends approve
 |
help: there are, newest first: `2018-02`, `2018-01`; a page with `draft: true` is none",
    );
    check(
        &project,
        &["march", "--by", "Anna"],
        "error[K0201]: `march` is not a period\n--> kalends approve\n |\nhelp: write a month as 2018-02, a quarter as \
         2018-Q1, a year as 2018",
    );
    check(
        &project,
        &["2018-02", "--by", " "],
        "error[K1005]: ` ` is nobody's name\n--> kalends approve\n |\nhelp: say who approves: `--by \"Anna Jensen\"`",
    );
    check(
        &project,
        &["2018-02", "--by", "An\nna"],
        r#"error[K1005]: `An\nna` is nobody's name
--> kalends approve
 |
help: say who approves: `--by "Anna Jensen"`"#,
    );
    check(
        &project,
        &["2018-02", "--by", "Anna", "--sign", "my.key"],
        "\
error[K1006]: this is no key that can be used: No such file or directory (os error 2)
--> my.key
 |
help: name a file that `minisign -G` wrote: the secret key to sign, the public one to check",
    );
    let project = project.file("approvals.yaml", "approvals: []\n");
    check(
        &project,
        &["2018-02", "--by", "Anna"],
        "\
error[K1004]: the sign-off cannot be written behind the others
--> approvals.yaml
 |
help: let the file end with the list of `approvals:`, one sign-off below the other, each with `- ` before its \
first key",
    );
}

#[test]
fn a_draft_cannot_be_approved_and_neither_can_what_does_not_build() {
    let project = Project::new("beds: { type: stock }")
        .snapshot("2018-01", "beds: 5")
        .snapshot("2018-02", "beds: 6")
        .narrative("2018-02", "---\ndraft: true\n---\n");
    let said = approve(&project, &["2018-02"]).refused();
    assert!(said.starts_with("error[K1002]: there is no report of 2018-02 to approve"), "{said}");
    project.write("content/2018-01.md", "{{ bed }}");
    let said = approve(&project, &["2018-01"]).refused();
    assert!(said.starts_with("error[K0406]: unknown name `bed`"), "{said}");
    assert!(said.ends_with("1 error; nothing was approved\n"), "{said}");
}

#[test]
fn what_only_check_warns_of_needs_a_reason_too() {
    let project = Project::new("beds: { type: stock, tolerance: 3 }")
        .snapshot("2018-01", "beds: 5")
        .snapshot("2018-02", "beds: 9")
        .snapshot("2018-03", "beds: 9");
    let warning =
        "warning[K0310]: `beds` for 2018-02 rose by 4 from 2018-01, more than its tolerance of 3, and no note says why
 --> data/2018-02.yaml:3:9
  |
3 |   beds: 9
  |         ^
  |
help: add `note: …`; it stands beside the figure on the page
";
    let refused = format!(
        "{warning}
error[K1003]: there is a warning on the reports of 2018-02
--> kalends approve
 |
help: settle what is warned of, or say why they are approved all the same: `--anyway \"reason\"`

1 error, 1 warning; nothing was approved
"
    );
    assert_eq!(approve(&project, &["2018-01", "2018-02"]).refused(), refused);
    assert_eq!(approve(&project, &["2018-03", "2018-01"]).code, Some(0), "the warning is on another report");
    project.edit("data/2018-02.yaml", "beds: 9", "beds: { value: 9, note: A ward came. }");
    assert_eq!(approve(&project, &["2018-02"]).code, Some(0));
}

#[test]
fn several_warnings_are_counted() {
    let project = Project::new("beds: { type: stock }")
        .snapshot("2018-01", "beds: 5")
        .snapshot("2018-02", "beds: 6")
        .narrative("2018-02", "<b>Beds</b>\n\n<i>Beds</i>");
    let refused = approve(&project, &["2018-02"]).refused();
    assert!(refused.contains("error[K1003]: there are 2 warnings on the reports of 2018-02\n"), "{refused}");
}

#[test]
fn a_report_with_a_warning_needs_a_reason() {
    let project = Project::new("beds: { type: stock }")
        .snapshot("2018-01", "beds: 5")
        .snapshot("2018-02", "beds: 6")
        .narrative("2018-02", "<b>Beds</b>");
    let warning = project.run(["check"]).stderr;
    let warning = warning.split("\n\n").next().expect("the warning");
    assert!(warning.starts_with("warning[K0414]"), "{warning}");
    assert_eq!(
        approve(&project, &["2018-02"]).refused(),
        format!(
            r#"{warning}

error[K1003]: there is a warning on the reports of 2018-02
--> kalends approve
 |
help: settle what is warned of, or say why they are approved all the same: `--anyway "reason"`

1 error, 1 warning; nothing was approved
"#
        )
    );
    assert_eq!(approve(&project, &["2018-01"]).code, Some(0), "the warning is on another report");
    let ran = approve(&project, &["2018-02", "--anyway", "It is how they write."]);
    assert_eq!(ran.code, Some(0));
    let expected = "approved by Anna Jensen, 2018-03-05, anyway: It is how they write.";
    assert_eq!(status(&project, "2018-02"), expected);
}

#[test]
fn the_day_of_a_sign_off_may_come_from_outside() {
    let project = site_of_wards();
    let epoch = |seconds: &str| {
        let mut command = project.command(["approve", "2018-02", "--by", "Anna"]);
        command.env("SOURCE_DATE_EPOCH", seconds);
        ran(command)
    };
    assert_eq!(epoch("1519862400").code, Some(0));
    assert_eq!(status(&project, "2018-02"), "approved by Anna, 2018-03-01");
    let wrong = epoch("yesterday");
    assert_eq!(wrong.code, Some(2));
    assert_eq!(
        wrong.stderr,
        "error[K0711]: SOURCE_DATE_EPOCH is `yesterday`, not a number of seconds since 1970\n--> the environment\n |\nhelp: write the digits, as SOURCE_DATE_EPOCH=1519862400, or unset it\n\n1 error\n"
    );
    assert_eq!(project.run(["approve", "2018-02", "--by", "Anna", "--date", "5 March"]).code, Some(2));
    assert_eq!(project.run(["approve", "2018-02"]).code, Some(2), "somebody has to approve");
}

#[test]
fn a_signature_is_checked_with_the_public_key() {
    let pair = || minisign::KeyPair::generate_unencrypted_keypair().expect("keys");
    let (own, other) = (pair(), pair());
    let project = site_of_wards();
    let office = tempfile::tempdir().expect("a folder");
    let key = |name: &str, text: String| {
        let path = office.path().join(name);
        fs::write(&path, text).expect("a key");
        path.display().to_string()
    };
    let secret = key("own.key", own.sk.to_box(None).expect("a key").into_string());
    let public = key("own.pub", own.pk.to_box().expect("a key").into_string());
    let foreign = key("other.pub", other.pk.to_box().expect("a key").into_string());
    let ran = approve(&project, &["2018-02", "--sign", &secret]);
    assert!(
        ran.stdout.starts_with("2018-02: 3 reports approved by Anna Jensen, 2018-03-05, signed\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(status(&project, "2018-02"), "approved by Anna Jensen, 2018-03-05, signed");
    let ran = project.run(["status", "--public-key", &public]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.contains("2018-03-05, signature checked\n"), "{}", ran.stdout);

    project.build();
    assert_eq!(project.run(["verify", "output", "--public-key", &public]).code, Some(0));
    let said = project.run(["verify", "output", "--public-key", &foreign]).refused();
    assert!(said.starts_with("error[K1008]: the signature on 2018-02 is not one of this key: "), "{said}");

    let is_refused = |key: &str, line: usize, reason: &str| {
        let said = project.run(["status", "--public-key", key]).refused();
        let expected = format!("error[K1008]: the signature on 2018-02 is not one of this key: {reason}\n");
        assert!(said.starts_with(&expected), "{said}\n{expected}");
        assert!(said.contains(&format!("--> approvals.yaml:{line}:13\n")), "{said}");
        let help = "help: ask who signed it, and approve again with `--sign KEY`\n\n1 error\n";
        assert!(said.ends_with(help), "{said}");
    };
    let ids = |pair: &minisign::KeyPair| u64::from_le_bytes(pair.pk.keynum().try_into().expect("eight bytes"));
    let reason = format!("signature key id: {:016X} is different from public key: {:016X}", ids(&own), ids(&other));
    is_refused(&foreign, 4, &reason);
    // A forger has no key, so a new digest does not help.
    let approvals =
        load::site(project.root(), &mut Diagnostics::default()).expect("a site").approvals.expect("approvals");
    let mut forged = approvals[0].clone();
    forged.by = "Bent".to_owned();
    project.edit("approvals.yaml", "Anna Jensen", "Bent");
    project.edit("approvals.yaml", &approvals[0].digest(), &forged.digest());
    is_refused(&public, 4, "signature verification failed");
    approve(&project, &["2018-02"]);
    let line = project.read("approvals.yaml");
    let line = line.lines().enumerate().filter(|(_, line)| line.contains("- period")).last().expect("a line").0 + 1;
    is_refused(&public, line, "the sign-off is not signed");

    let said = project.run(["status", "--public-key", "kalends.yaml"]).refused();
    assert!(said.starts_with("error[K1006]: this is no key that can be used: "), "{said}");
}

/// A secret key with a password.
const LOCKED: &str = "\
untrusted comment: a key of the tests
RWRTY0IypOg+mydekyeZgAXb0IwGNrPbosFaQKakpFcPcVYR6SIAABAAAAAAAAAAAAIAAAAA7qr7WzRF+4+v/f3g7TLn7iO19QiXsiBaYF3MK6\
G8piMrvhMXN+09dFRgkuhBUo+hVq3Hak18QncCfhT1NK1c3TZc9J3ihnCubwcZjYRAqWnC5aTu5abzz/1UgAh1erMzigrwX6l98kk=
";

#[test]
fn a_locked_key_says_where_its_password_goes() {
    let project = site_of_wards().file("office.key", LOCKED);
    assert_eq!(
        project.run(["approve", "2018-02", "--by", "Anna", "--sign", "office.key"]).refused(),
        "\
error[K1007]: the key is locked with a password
--> office.key
 |
help: put the password into the variable KALENDS_SIGN_PASSWORD of the environment

1 error; nothing was approved
"
    );
}

#[test]
fn a_password_of_another_key_is_told_from_a_key_that_is_none() {
    let project = site_of_wards().file("office.key", LOCKED);
    let mut command = project.command(["approve", "2018-02", "--by", "Anna", "--sign", "office.key"]);
    command.env("KALENDS_SIGN_PASSWORD", "codfish");
    assert_eq!(
        ran(command).refused(),
        "\
error[K1026]: the key does not open with this password
--> office.key
 |
help: put the key's password into the variable KALENDS_SIGN_PASSWORD of the environment; what is there is another one

1 error; nothing was approved
"
    );
}

#[test]
fn a_reason_is_one_line_that_can_be_read() {
    let project = site_of_wards();
    let with = |reason: &str| project.run(["approve", "2018-02", "--by", "Anna", "--anyway", reason]);
    for (reason, shown) in [(" ", " "), ("\u{1}", "\\u{1}"), ("gone\u{202e}enog", "gone\\u{202e}enog")] {
        assert_eq!(
            with(reason).refused(),
            format!(
                r#"error[K1025]: `{shown}` is no reason that can be read
--> kalends approve
 |
help: say why the reports may stand as they are: `--anyway "The register was closed for a week"`

1 error; nothing was approved
"#
            )
        );
    }
    assert_eq!(with("It was \"closed\":\n\tsee \\ the note").code, Some(0));
    let stands = status(&project, "2018-02");
    assert!(stands.ends_with(", anyway: It was \"closed\": see \\ the note"), "{stands}");
}

#[test]
fn a_name_can_be_seen() {
    let project = site_of_wards();
    for (name, shown) in [("\u{200b}", "\\u{200b}"), ("—", "—"), ("Anna\u{202e}tneB", "Anna\\u{202e}tneB")] {
        let said = project.run(["approve", "2018-02", "--by", name]).refused();
        let expected = format!(
            r#"error[K1005]: `{shown}` is nobody's name
--> kalends approve
 |
help: say who approves: `--by "Anna Jensen"`

1 error; nothing was approved
"#
        );
        assert_eq!(said, expected);
    }
    let name = "Åse \"Q\" O'Neill \\ 東京: # 👩‍⚕️";
    assert_eq!(project.run(["approve", "2018-02", "--by", name, "--date", "2018-03-05"]).code, Some(0));
    assert_eq!(status(&project, "2018-02"), format!("approved by {name}, 2018-03-05"));
}

#[test]
fn a_sign_off_ends_its_lines_as_the_file_does() {
    let project = approved(&["2018-01"]);
    let there = project.read("approvals.yaml");
    project.write("approvals.yaml", there.replace('\n', "\r\n").trim_end());
    assert_eq!(approve(&project, &["2018-02"]).code, Some(0));
    let after = project.read("approvals.yaml");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    assert_eq!(status(&project, "2018-02"), "approved by Anna Jensen, 2018-03-05");
    assert_eq!(status(&project, "wards/a/2018-01"), "approved by Anna Jensen, 2018-03-05");
}

#[test]
fn a_published_metric_goes_with_a_reason_that_its_reports_tell() {
    let project = site_of_wards();
    publish(&project);
    project.edit("data/metrics.yaml", "  per_bed:", "  ratio:");
    let line = ledger_of(&project).newest()["2018-02"].line;
    let expected = format!(
        "error[K1027]: `per_bed` was published in 2018-02 and 4 more reports, and no metric has that id any more
--> ledger.jsonl:{line}:1
 |
help: put it back into data/metrics.yaml, or say there why it is gone: `retired: {{ per_bed: … }}`; the reports tell it

1 error; nothing was written
"
    );
    assert_eq!(project.refused(), expected);
    project.edit("data/metrics.yaml", "events:", "retired: { per_bed: Nobody read it. }\nevents:");
    let said = |page: &Page| crate::promises::reasons(page).join(" ");
    assert_eq!(
        said(&project.build().page("2018-02")),
        "Another id in downloads, Staff per bed: per_bed → changed to ratio. Nobody read it."
    );
    publish(&project);
    assert_eq!(
        said(&project.build().page("2018-02")),
        "Another id in downloads, Staff per bed: per_bed → changed to ratio. Nobody read it."
    );
    assert_eq!(project.run(["check"]).stderr, "5 reports, 16 pages; no errors\n");
}

#[test]
fn programs_read_the_status_as_json() {
    let project = approved(&["2018-01", "2018-02"]);
    publish(&project);
    project.edit("content/2018-02.md", "There are", "There were");
    let ran = project.run(["status", "--format", "json"]);
    let status: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let reports = status["reports"].as_array().expect("reports");
    assert_eq!(
        reports[0],
        serde_json::json!({
            "report": "2018-02", "period": "2018-02", "state": "void", "approved_by": "Anna Jensen",
            "date": "2018-03-05", "anyway": null, "signature": "none", "changes": ["text of content/2018-02.md"],
            "not_before": null, "embargoed": false, "open_remarks": 0,
            "published": "2018-03-06T08:00:00Z",
        })
    );
    assert_eq!((&reports[3]["report"], &reports[3]["state"]), (&"wards/a/2018-01".into(), &"approved".into()));
}

#[test]
fn the_status_names_reports_that_were_withdrawn_and_why() {
    let project = approved(&["2018-01", "2018-02"]);
    publish(&project);
    let reports = || -> Vec<String> {
        let status = project.run(["status"]).fine().stdout.clone();
        status.lines().map(|line| line.split(" by ").next().unwrap_or(line).to_owned()).collect()
    };
    let there = ["2018-02          approved", "wards/a/2018-02  approved", "wards/b/2018-02  approved"];
    assert_eq!(reports()[..3], there);
    project.run(["publish", "www", "--withdraw", "wards/a/2018-02", "--reason", "It named a guest."]).fine();
    let at = project.read("ledger.jsonl").lines().last().expect("a line").split('"').nth(3).expect("when").to_owned();
    let gone = format!("wards/a/2018-02  withdrawn {at}: It named a guest.");
    assert_eq!(reports()[..3], [there[0], there[2], &gone]);
    let ran = project.run(["status", "--format", "json"]);
    let status: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        status["reports"][2],
        serde_json::json!({
            "report": "wards/a/2018-02", "period": "2018-02", "state": "withdrawn", "withdrawn": at,
            "reason": "It named a guest.",
        })
    );
    project.run(["publish", "www", "--restore", "wards/a/2018-02", "--reason", "It names nobody now."]).fine();
    assert_eq!(reports()[..3], there);
}

/// The hashes that an older kalends wrote into a file of sign-offs: were they made otherwise now, every report that
/// was ever approved would have to be approved again.
#[test]
fn a_figure_is_hashed_as_it_was_when_it_was_approved() {
    let catalog = "
dimensions:
  ward: { label: Ward, members: { a: Alder, b: Birch } }
  sex: { label: Sex, members: { f: Women, m: Men } }
metrics:
  beds: { label: Beds, type: stock, by: [ward], source: register, target: { 2018-01: 40 }, better: higher }
  visits: { label: Visits, type: flow, by: [ward, sex], unit: visits, spc: {}, better: higher, target: 100, forecast: true }
  per_bed: { label: Visits per bed, type: ratio, numerator: visits, denominator: beds, decimals: 2 }
  few: { label: Few, type: flow, by: [ward], suppress_below: 5 }
  ever: { label: Visits ever, type: cumulative, of: visits }
  free: { label: Free, type: derived, formula: beds - previous(beds) }
  unknown: { label: Not counted yet, type: stock }
events:
  2018-01: { text: A new ward, metrics: [beds] }
";
    let visits =
        |f: u32, m: u32| format!("visits: {{ values: {{ a: {{ f: {f}, m: {m} }}, b: {{ f: 2{f}, m: 1{m} }} }} }}");
    let month = |number: u32, rest: &str| {
        format!(
            "{}{ALLOWED}\nbeds: {{ values: {{ a: 10, b: 2{number} }} }}{ALLOWED}\nfew: {{ values: {{ a: {number}, b: 3 }} }}\n{rest}",
            visits(number, 8 - number)
        )
    };
    let project = Project::empty()
        .settings("title: Test\nhistory: 6\nsources: { register: Register }")
        .catalog(catalog)
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\n{{ beds }} beds.\n")
        .snapshot("2018-01", &month(1, ""))
        .snapshot("2018-02", &month(2, ""))
        .snapshot("2018-03", &month(7, ""));
    let ran = approve(&project, &["2018-03"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let file = project.read("approvals.yaml");
    let figures: Vec<&str> = file.lines().filter_map(|line| line.strip_prefix("      ")).take(6).collect();
    assert_eq!(
        figures,
        [
            r#"beds: { value: "37", hash: "e0c7f15afee32d74" }"#,
            r#"ever: { value: "138", hash: "2233c65a37592c77" }"#,
            r#"few: { value: "10", hash: "062751454c8f62c7" }"#,
            r#"free: { value: "5", hash: "407865456cc0aeb6" }"#,
            r#"per_bed: { value: "1.24", hash: "fc9ce975a48d0d38" }"#,
            r#"visits: { value: "46", hash: "83e4eb7725790b0f" }"#,
        ]
    );
}

// --- the ledger ---

/// Records all reports that may be published, as publishing does, and what other pages show. Returns how many reports.
fn publish(project: &Project) -> usize {
    let path = project.path(ledger::LEDGER);
    let mut text = fs::read_to_string(&path).unwrap_or_default();
    let new = project.recorded("2018-03-06T08:00:00Z");
    let lines = load::ledger::additions(&text, &new).expect("a ledger");
    text.push_str(&lines);
    fs::write(path, text).expect("the ledger is written");
    lines.lines().filter(|line| !line.contains("\"report\":\"site\"")).count()
}

fn ledger_of(project: &Project) -> Ledger {
    load::ledger::read(&project.read(ledger::LEDGER), 1, None).expect("a ledger")
}

#[test]
fn every_figure_of_a_report_is_recorded_as_readers_saw_it() {
    let project = site_of_wards();
    assert_eq!(publish(&project), 5);
    let ledger = ledger_of(&project);
    let record = &ledger.newest()["2018-02"].record;
    let line = |figure: &ledger::Figure| {
        let members: Vec<&str> = figure.members.iter().flatten().map(String::as_str).collect();
        format!(
            "{} {} {} {} {}",
            figure.metric,
            figure.period,
            members.join("+"),
            figure.value.as_deref().unwrap_or("-"),
            figure.text
        )
    };
    let figures: Vec<String> = record.figures.iter().map(line).collect();
    assert_eq!(
        figures,
        [
            "beds 2018-02  31 31",
            "beds 2018-02 a 11 11",
            "beds 2018-02 b 20 20",
            "staff 2018-02  62 62",
            "per_bed 2018-02  2 2.00",
            // The table of all figures has the change of the parts.
            "beds 2018-01 a 10 10",
            "beds 2018-01 b 20 20",
        ]
    );
    let january = Period::read("2018-01", 1).expect("a period");
    assert_eq!(record.history["beds"][&january].as_deref(), Some("30"));
    assert_eq!(ledger.newest()["wards/a/2018-02"].record.figures.len(), 3);
    assert_eq!(publish(&project), 0, "what is the same is not recorded twice");
    assert!(project.path("output").exists() || project.build().files().keys().all(|path| !path.contains("ledger")));
}

#[test]
fn only_what_is_approved_is_recorded_and_by_whom() {
    let project = approved(&["2018-01"]);
    assert_eq!(publish(&project), 2);
    let ledger = ledger_of(&project);
    assert_eq!(ledger.newest().keys().copied().collect::<Vec<_>>(), ["wards/a/2018-01", "wards/b/2018-01"]);
    assert_eq!(ledger.entries[0].record.approved_by.as_deref(), Some("Anna Jensen"));
}

#[test]
fn recording_changes_nothing_on_a_page_but_the_line_that_it_names() {
    let project = site_of_wards();
    let before = project.build().files();
    publish(&project);
    let after = project.build().files();
    assert!(before["manifest.json"] != after["manifest.json"], "the next build looks at the ledger");
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in after.iter().filter(|(path, _)| !["manifest.json", "SHA256SUMS"].contains(&path.as_str())) {
        let text = String::from_utf8_lossy(bytes);
        let named = text.split_once(" Ledger line ").map(|(_, rest)| rest.split_once("</code>.").expect("a hash").0);
        let without =
            named.map_or(text.to_string(), |named| text.replace(&format!(" Ledger line {named}</code>."), ""));
        assert_eq!(named.is_some(), path.ends_with(".html"), "{path}");
        assert!(without == String::from_utf8_lossy(&before[path]), "{path}");
    }
    assert_eq!(project.run(["verify", "output"]).code, Some(0));
}

#[test]
fn a_published_figure_cannot_be_stated_otherwise() {
    let project = site_of_wards();
    publish(&project);
    project.edit("data/2018-02.yaml", "value: 62", "value: 64");
    let expected = "\
error[K1023]: `staff` for 2018-02 was published in 2018-02 as 62, and the report would now show 64, and 2 more figures
 --> data/2018-02.yaml:4:19
  |
4 |   staff: { value: 64, note: Two are new. }
  |                   ^^
  |
help: put 62 back here and restate it in a later snapshot, with `period: 2018-02` and a `reason`, which gives a notice

1 error; nothing was written
";
    assert_eq!(project.refused(), expected);
    assert_eq!(project.run(["check"]).stderr, expected);
    project.edit("data/2018-02.yaml", "value: 64", "value: 62");
    project
        .write("data/2018-03.yaml", snapshot("2018-03", "staff: [66, { period: 2018-02, value: 64, reason: Late. }]"));
    let page = project.build().page("2018-02").text();
    assert!(page.contains("62") && page.contains("Late."), "the report keeps its figure and tells of the new one");
}

#[test]
fn a_part_or_an_earlier_point_of_a_published_chart_cannot_change_either() {
    let project = site_of_wards();
    publish(&project);
    project.edit("data/2018-01.yaml", "a: 10", "a: 12");
    let said = project.refused();
    assert!(
        said.starts_with(
            "\
error[K1023]: `beds` (a) for 2018-01 was published in 2018-02 as 10, and the report would now show 12, and 2 more figures
 --> data/2018-01.yaml:3:24
"
        ),
        "{said}"
    );
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

#[test]
fn a_published_figure_cannot_go_or_be_computed_otherwise() {
    let project = site_of_wards();
    publish(&project);
    project.edit("data/2018-02.yaml", "  staff: { value: 62, note: Two are new. }\n", "");
    let said = project.refused();
    assert!(
        said.contains(
            "\
error[K1023]: `staff` for 2018-02 was published in 2018-02 as 62, and the report would now show no value, and 2 more \
figures
 --> data/metrics.yaml:7:3
"
        ) && said.contains(
            "help: put 62 back into its snapshot; a later one takes it back, with `period: 2018-02`, `withdrawn: \
             true` and a `reason`\n"
        ),
        "{said}"
    );
    let project = site_of_wards();
    publish(&project);
    project.edit("data/metrics.yaml", "numerator: staff, denominator: beds", "numerator: beds, denominator: staff");
    let said = project.refused();
    assert!(
        said.contains(
            "error[K1023]: `per_bed` for 2018-01 was published in 2018-02 as 2.00, and the report would now show 0.50"
        ) && said.contains("\n --> data/metrics.yaml:8:3\n")
            && said
                .contains("help: put back what it is computed from; a new way to compute it is a metric of its own\n"),
        "{said}"
    );
}

#[test]
fn a_published_report_that_is_gone_is_told() {
    let project = site_of_wards();
    publish(&project);
    project.remove("content/2018-02.md");
    let line = ledger_of(&project).newest()["2018-02"].line;
    let expected = format!(
        "\
warning[K1024]: the report 2018-02 was published and is not built any more
--> ledger.jsonl:{line}:1
 |
help: put its text and its snapshot back, and approve it where the site asks for that; readers have links to it

1 warning
"
    );
    assert!(project.build().stderr.starts_with(&expected), "{}", project.build().stderr);
}

#[test]
fn decimals_the_theme_and_new_metrics_may_change_after_publishing() {
    let project = site_of_wards();
    publish(&project);
    project.edit("data/metrics.yaml", "decimals: 2", "decimals: 1");
    project.edit("kalends.yaml", "title: Test", "title: Another\ntheme: { accent: \"#0b5394\", footer: New }");
    project.edit("data/metrics.yaml", "staff: {", "visits: { label: Visits, type: flow }\n  staff: {");
    project.edit("data/2018-02.yaml", "observations:", "observations:\n  visits: 7");
    project.build();
}

const COUNTS: &str = "
dimensions:
  ward: { label: Ward, members: { a: Alder, b: Birch, c: Cedar, d: Dogwood } }
metrics:
  falls: { label: Falls, type: flow, by: [ward] }
";

fn counts() -> Project {
    Project::empty()
        .catalog(COUNTS)
        .snapshot("2018-01", "falls: { values: { a: 3, b: 21, c: 40, d: 50 } }")
        .snapshot("2018-02", "falls: { values: { a: 22, b: 23, c: 41, d: 51 } }")
}

#[test]
fn a_hidden_count_never_enters_the_ledger_and_a_published_one_may_be_hidden() {
    let project = counts();
    publish(&project);
    project.edit("data/metrics.yaml", "by: [ward] }", "by: [ward], suppress_below: 5 }");
    project.build();
    assert_eq!(publish(&project), 2, "both are other reports now");
    let ledger = ledger_of(&project);
    let record = &ledger.newest()["2018-01"].record;
    let alder = record.figures.iter().find(|figure| figure.members == [Some("a".to_owned())]);
    let alder = alder.map(|figure| (figure.hidden, figure.value.as_deref(), figure.text.as_str()));
    assert_eq!(alder, Some((true, None, "*")), "that it was hidden is known, and not what it was");

    let hidden = Project::empty()
        .catalog(&COUNTS.replace("by: [ward] }", "by: [ward], suppress_below: 5 }"))
        .snapshot("2018-01", "falls: { values: { a: 3, b: 21, c: 40, d: 50 } }");
    publish(&hidden);
    let text = fs::read_to_string(hidden.path(ledger::LEDGER)).expect("the ledger");
    assert!(!text.contains("\"3\""), "{text}");
}

#[test]
fn a_published_figure_that_gives_somebody_away_may_be_taken_out() {
    let project = counts();
    publish(&project);
    project.write(
        "data/2018-03.yaml",
        snapshot(
            "2018-03",
            "\
falls:
  - values: { a: 40, b: 33, c: 52, d: 63 }
  - { period: 2018-01, values: { a: 9 }, kind: disclosure, reason: It gave somebody away. }",
        ),
    );
    let built = project.build();
    for (path, bytes) in built.files() {
        assert!(!path.ends_with("ledger.jsonl"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("<data value=\"3\">"), "{path}");
    }
    assert_eq!(publish(&project), 3, "two reports changed, one is new");
    let ledger = ledger_of(&project);
    let newest = ledger.newest();
    let record = &newest["2018-01"].record;
    let alder = record.figures.iter().find(|figure| figure.members == [Some("a".to_owned())]).expect("the ward");
    assert_eq!((alder.hidden, alder.value.as_deref()), (true, None), "a new line does not tell it");
    project.build();
}

#[test]
fn a_ledger_that_was_edited_stops_every_build() {
    let project = site_of_wards();
    publish(&project);
    project.edit("ledger.jsonl", "\"value\":\"31\"", "\"value\":\"32\"");
    let text = project.read(ledger::LEDGER);
    let line = text.lines().position(|line| line.contains("\"value\":\"32\"")).expect("the line") + 1;
    let trusted = if line == 1 {
        "no line of the file can be trusted".to_owned()
    } else {
        format!("lines 1 to {} still hold", line - 1)
    };
    let expected = format!(
        "\
error[K1022]: the line does not follow from the one before: it was changed, or one before it was taken out
--> ledger.jsonl:{line}:1
 |
help: take the file back from version control; {trusted}

1 error; nothing was written
"
    );
    assert_eq!(project.refused(), expected);
}

#[test]
fn the_first_sign_off_says_what_becomes_of_the_reports_that_are_out_and_can_take_them_in() {
    let project = site_of_wards();
    project.run(["publish", "www"]).fine();
    let ran = approve(&project, &["2018-01"]);
    assert!(
        ran.stdout.ends_with(
            "\
approvals.yaml is new: from now on a report that nobody approved is built as a draft (3 other reports)
3 are published among them: the next publishing would leave out what is not approved; `kalends approve --all-published --by NAME` approves them as they are
"
        ),
        "{}",
        ran.stdout
    );
    let ran = approve(&project, &["--all-published"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.starts_with("2018-02: 3 reports approved by Anna Jensen"), "{}", ran.stdout);
    assert_eq!(status(&project, "2018-02").split(';').next(), Some("approved by Anna Jensen, 2018-03-05"));
    let ran = approve(&project, &["--all-published"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("error[K1002]: there is no published report that nobody approved yet"),
        "{}",
        ran.stderr
    );
}

#[test]
fn with_all_published_the_first_sign_off_leaves_nothing_that_is_out() {
    let project = site_of_wards();
    project.run(["publish", "www"]).fine();
    let ran = approve(&project, &["--all-published"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(!ran.stdout.contains("is new"), "no report is left: {}", ran.stdout);
    let unpublished = site_of_wards();
    assert_eq!(approve(&unpublished, &["--all-published"]).code, Some(1));
    assert_eq!(approve(&unpublished, &[]).code, Some(2), "a period or --all-published is needed");
}
