//! `kalends review`: the folder for the one who has to approve a period's reports.

use std::collections::BTreeMap;

use crate::page::Page;
use crate::project::{Project, files_below};

/// Fourteen months of a figure that rises and then falls, with a tolerance, a note and a revision; a text for each
/// month.
fn growing() -> Project {
    let mut project = Project::empty()
        .settings("title: Growing\norganisation: Example Town\nnumbered_headings: true\nkey_figures: [staff]")
        .catalog(
            "metrics:
  staff: { label: Staff, type: stock, unit: persons, better: higher, tolerance: 10 }
  rooms: { label: Rooms, type: stock, tolerance: 5 }
  share: { label: Share trained, type: ratio, format: percent, numerator: trained, denominator: staff,
           better: higher, target: 80 % }
  trained: { label: Trained, type: stock }
  visits: { label: Visits, type: flow }
",
        )
        .file(
            "content/_report.md",
            r#"---
summary: We are {{ staff }}.
---
## Staff {#staff}

There are {{ staff }} of us.

{{ staff | chart }}

## Rooms

There are {{ rooms }} rooms.
"#,
        );
    for month in 1..=13 {
        let (year, number) = if month > 12 { (2018, month - 12) } else { (2017, month) };
        let staff = 100 + month;
        project = project.snapshot(
            &format!("{year}-{number:02}"),
            &format!("staff: {staff}\nrooms: {}\ntrained: 95\nvisits: 7", 20 + month % 2),
        );
    }
    project.snapshot(
        "2018-02",
        "staff:
  - { value: 90, note: A part of the house was closed. }
  - { period: 2017-12, value: 111, reason: one was counted twice, kind: error }
rooms: 20
trained: { value: 40, action: { what: More courses, who: The academy, by: 2018-05 } }
visits: 7",
    )
}

#[track_caller]
fn review<'a>(project: &Project, arguments: impl IntoIterator<Item = &'a str>) -> Page {
    let ran = project.run(["review"].into_iter().chain(arguments));
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{}", ran.stdout);
    Page::of(project.read(ran.stdout.trim_end()))
}

/// The headings of what to look at first, each with why it is there.
fn first(page: &Page) -> Vec<(String, String)> {
    let entries = page.find("[aria-labelledby=first] .rev");
    let titles = entries.find("h3").texts();
    let reasons = entries.find("h3 + .kind").texts();
    assert_eq!((titles.len(), reasons.len()), (entries.count(), entries.count()));
    titles.into_iter().zip(reasons).collect()
}

#[test]
fn the_page_begins_with_what_to_look_at_first_and_why() {
    let page = review(&growing(), []);
    assert_eq!(page.find("h1").text(), "February 2018 against January 2018");
    let expected = [
        ("Staff, December 2017", "Revised: error"),
        (
            "Staff, February 2018",
            "The change is larger than the tolerance (±10) · First fall in 13\u{a0}months · Lowest in 14\u{a0}months",
        ),
        ("Share trained, February 2018", "The target is no longer met"),
    ];
    let entries = first(&page);
    assert_eq!(entries[..3], expected.map(|(title, why)| (title.to_owned(), why.to_owned())));
    assert_eq!(entries.len(), 4, "{entries:#?}");
}

#[test]
fn each_entry_says_what_the_author_wrote_where_it_stands_and_which_line() {
    let page = review(&growing(), []);
    let entries = page.find("[aria-labelledby=first] .rev");
    let fell = entries.nth(1);
    assert!(fell.text().contains("The author writes: A part of the house was closed."), "{}", fell.text());
    assert_eq!(fell.find("a[href='2018-02/index.html#staff']").text(), "Section 2");
    assert_eq!(fell.find("code").text(), "data/2018-02.yaml:4");
    assert_eq!((fell.find(".num .was").text(), fell.find(".num .small").text()), ("−23".into(), "113 → 90".into()));
    let share = entries.nth(2).find(".kind").texts();
    // The reason of a count is that of the rate which is made of it, as in its table.
    assert_eq!(share, ["The target is no longer met"], "{}", entries.nth(2).text());
    assert!(entries.nth(2).text().contains("The author writes: A part of the house was closed."));
    let revised = entries.nth(0);
    assert!(revised.text().contains("one was counted twice"), "{}", revised.text());
    assert!(revised.text().contains("Appeared in December 2017"), "{}", revised.text());
    assert_eq!(revised.find(".num .small").text(), "112 → 111");
}

#[test]
fn what_moved_within_its_tolerance_stands_in_a_table_and_what_did_not_move_is_folded() {
    let page = review(&growing(), []);
    assert_eq!(page.find("#report-1-changed").text(), "Changed as expected");
    let table = page.find("#report-1-changed ~ .c table");
    let figures = table.find("th[scope=row]").texts();
    assert!(figures.contains(&"Rooms".to_owned()), "{figures:?}");
    assert!(!figures.contains(&"Staff".to_owned()), "what is to be looked at first stands there only");
    assert!(table.find("td").texts().contains(&"±5".to_owned()), "{}", table.text());
    assert_eq!(table.find("svg.ks").count(), figures.len());
    assert_eq!(page.find("#report-1-unchanged ~ .c > details > summary").text(), "Show what is unchanged (1)");
}

#[test]
fn words_that_changed_are_marked_and_not_by_colour_alone() {
    let project = growing().narrative(
        "2018-02",
        r#"---
summary: We are {{ staff }}.
---
## Staff {#staff}

There are only {{ staff }} of us.

{{ staff | chart }}

## Rooms

There are {{ rooms }} rooms.
"#,
    );
    let page = review(&project, []);
    assert!(
        page.html.contains(
            "There are <del><span class=\"vh\">deleted: </span>113</del><ins><span \
                                class=\"vh\">added: </span>only 90</ins> of us."
        ),
        "{page}"
    );
    let fates = page.find(".part-text h3").texts();
    assert!(fates.iter().any(|fate| fate.ends_with("Rooms unchanged, though its figures moved")), "{fates:?}");
}

#[test]
fn charts_stand_old_and_new_side_by_side() {
    let page = review(&growing(), []);
    let pair = page.find(".pair");
    assert_eq!(pair.find(".kw").count(), 2);
    let labels = pair.find("[role=img]").attributes("aria-label");
    assert_eq!(labels, ["Figure\u{a0}1. Staff, January 2018", "Figure\u{a0}1. Staff, February 2018"]);
    assert_eq!(pair.find("svg[id], svg [id]").count(), 0, "two drawings of one chart have no ids");
    let newest = pair.find("figure").nth(1).find("tbody tr").nth(0);
    assert_eq!((newest.find("th").text(), newest.find("td.r").nth(0).text()), ("February 2018".into(), "90".into()));
}

#[test]
fn it_ends_with_checks_to_tick_and_the_command_to_approve() {
    let page = review(&growing(), []);
    assert_eq!(page.find("input[type=checkbox]").count(), 5);
    assert_eq!(page.find("fieldset.checks input[type=checkbox]").count(), 5);
    assert_eq!(page.find("fieldset.checks legend.vh").text(), "Before approval");
    let beside = page.find("fieldset.checks small").texts();
    assert!(beside.contains(&"We are 90.".to_owned()), "the summary stands beside its check: {beside:?}");
    assert_eq!(page.find("pre code").text(), "kalends approve 2018-02 --by NAME");
}

#[test]
fn the_folder_holds_all_that_its_pages_ask_for() {
    let project = growing();
    review(&project, []);
    let files = files_below(&project.path("review/2018-02"));
    for path in ["index.html", "2018-02/index.html", "2018-02/figures.json", "assets/review.css", "manifest.json"] {
        assert!(files.contains_key(path), "{path}");
    }
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Page::of(String::from_utf8_lossy(bytes).into_owned());
        let links = [page.find("[href]").attributes("href"), page.find("[src]").attributes("src")].concat();
        for link in links {
            let file = link.split('#').next().unwrap_or_default();
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = kalends::base::address::resolve(folder, file);
            let is_there = file.is_empty() || target.is_some_and(|target| files.contains_key(&target));
            assert!(is_there, "{path} asks for {link}");
        }
    }
    assert!(!project.path("output").exists(), "nothing is published");
}

#[test]
fn every_page_of_it_is_marked_as_a_draft_and_the_published_ones_are_not() {
    let project = growing();
    review(&project, []);
    let draft = Page::of(project.read("review/2018-02/2018-02/index.html"));
    assert_eq!(draft.find("body").attribute("class"), "report draft");
    assert_eq!(draft.find("header.site .kind").text(), "Draft, not approved");
    assert_eq!(draft.find(".eye").text(), "Monthly report · Draft, not approved");
    let published = project.build();
    assert!(!published.page("2018-02").html.contains("Draft"));
    assert!(!published.files().contains_key("assets/review.css"));
}

#[test]
fn the_first_report_is_held_against_nothing_and_says_so() {
    let project = Project::new(
        "staff: { label: Staff, type: stock, better: higher, target: 100 }\nrooms: { label: Rooms, type: stock }",
    )
    .snapshot("2018-01", "staff: 12\nrooms: 4");
    let page = review(&project, []);
    assert_eq!(page.find("h1").text(), "January 2018");
    assert!(page.text().contains("No earlier report to compare with."), "{page}");
    assert_eq!(first(&page)[0].1, "Far from target, without an earlier figure to hold it against");
    assert!(!page.html.contains("report-1-text"), "there is no text that it could differ from");
    let table = page.find("#report-1-new ~ .c table");
    assert_eq!(table.find("caption").text(), "New figures: January 2018");
    assert_eq!(table.find("th, td").texts(), ["Figure", "January 2018", "Rooms", "4"]);
}

#[test]
fn nothing_changed_is_said() {
    let project = Project::new("staff: { label: Staff, type: stock }")
        .snapshot("2018-01", "staff: 12")
        .snapshot("2018-02", "staff: 12");
    let page = review(&project, []);
    assert!(page.text().contains("Nothing is out of the ordinary."), "{page}");
    assert!(first(&page).is_empty());
    assert_eq!(page.find("#report-1-unchanged ~ .c > details > summary").text(), "Show what is unchanged (1)");
}

#[test]
fn a_quarter_is_reviewed_against_the_quarter_before() {
    let mut project = Project::new("visits: { label: Visits, type: flow, tolerance: 1 }");
    for month in 1..=6 {
        project = project.snapshot(&format!("2018-{month:02}"), &format!("visits: {}", 10 * month));
    }
    let project = project.narrative("2018-Q1", "Visits: {{ visits }}.").narrative("2018-Q2", "Visits: {{ visits }}.");
    let page = review(&project, ["2018-Q2"]);
    assert_eq!(page.find("h1").text(), "Q2 2018 against Q1 2018");
    assert_eq!(first(&page)[0].0, "Visits, Q2 2018");
    assert_eq!(page.find(".rev .num .small").text(), "60 → 150");
}

#[test]
fn reports_of_members_are_reviewed_with_the_whole() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Staff, type: stock, by: [hospital], tolerance: 3 }
",
        )
        .snapshot("2018-01", "staff: { values: { rh: 21, bfh: 14 } }")
        .snapshot("2018-02", "staff: { values: { rh: 31, bfh: 14 } }")
        .file("content/_report.md", "All: {{ staff }}.\n")
        .file("content/hospitals/_report.md", "---\nfor_each: hospital\n---\nHere: {{ staff }}.\n");
    let page = review(&project, []);
    let entries = first(&page);
    assert_eq!(entries[0].0, "Staff, February 2018");
    assert_eq!(entries[1].0, "Staff, Rigshospitalet, February 2018");
    let way = page.find("a[href='hospitals/rh/2018-02/index.html']");
    assert_eq!(way.texts().iter().filter(|text| *text == "Rigshospitalet, February 2018").count(), 1, "{page}");
    assert!(page.text().contains("(hospitals/bfh/2018-02)"), "{page}");
    assert_eq!(page.find("h2#report-1-unchanged").count(), 1);
    assert!(project.path("review/2018-02/hospitals/rh/2018-02/index.html").exists());
}

#[test]
fn a_change_from_what_readers_were_told_has_its_tolerance_too() {
    let project =
        Project::new("staff: { label: Staff, type: stock, tolerance: 10 }").snapshot("2018-01", "staff: 100").snapshot(
            "2018-02",
            "\
staff:
  - { period: 2018-01, value: 119, reason: some were left out, kind: error }
  - { value: 120, note: As in January. }",
        );
    let page = review(&project, []);
    let expected = [
        ("Staff, January 2018", "Revised: error"),
        ("Staff, February 2018", "The change is larger than the tolerance (±10)"),
    ];
    assert_eq!(first(&page), expected.map(|(title, why)| (title.to_owned(), why.to_owned())));
    let change = page.find(".rev").nth(1).find(".num");
    assert_eq!((change.find(".was").text(), change.find(".small").text()), ("+20".into(), "100 → 120".into()));
    assert!(!page.html.contains("Changed as expected"), "{page}");
}

#[test]
fn a_change_from_a_figure_that_is_hidden_by_now_is_not_as_expected() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { label: Ward, members: { a: A, b: B, c: C } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 5, tolerance: 10 }
",
        )
        .snapshot("2018-01", "falls: { values: { a: 17, b: 13, c: 91 } }")
        .snapshot(
            "2018-02",
            "falls:
  - { values: { a: 17, b: 13, c: 124 }, note: The winter was long. }
  - { period: 2018-01, values: { a: 3 }, reason: miscounted, kind: error }",
        );
    let entries = first(&review(&project, []));
    assert!(
        entries
            .contains(&("Falls, February 2018".to_owned(), "The change is larger than the tolerance (±10)".to_owned())),
        "{entries:?}"
    );
}

#[test]
fn many_reports_of_members_are_told_in_short() {
    let members: Vec<String> = (1..=6).map(|number| format!("m{number}: Member {number}")).collect();
    let values = |add: u32| (1..=6).map(|number| format!("m{number}: {}", number + add)).collect::<Vec<_>>().join(", ");
    let project = Project::empty()
        .catalog(&format!(
            "dimensions:
  hospital: {{ label: Hospital, members: {{ {} }} }}
metrics:
  staff: {{ label: Staff, type: stock, by: [hospital] }}
",
            members.join(", ")
        ))
        .snapshot("2018-01", &format!("staff: {{ values: {{ {} }} }}", values(10)))
        .snapshot("2018-02", &format!("staff: {{ values: {{ {} }} }}", values(20)))
        .file("content/_report.md", "All: {{ staff }}.\n\n{{ staff | chart }}\n")
        .file(
            "content/hospitals/_report.md",
            "---\nfor_each: hospital\n---\nHere: {{ staff }}.\n\n{{ staff | chart }}\n",
        );
    let page = review(&project, []);
    assert_eq!(page.html.matches("(hospitals/m").count(), 6, "each is named");
    assert_eq!(page.find("#further").text(), "Further reports");
    assert_eq!(page.find("#further ~ .list li > a[href^='hospitals/m']").count(), 6);
    assert_eq!(page.find(".pair").count(), 1, "the charts are those of the whole");
    assert!(page.text().contains("All: ") && !page.html.contains("Here: "), "{page}");
}

#[test]
fn drafts_are_reviewed_before_they_are_published() {
    let project = growing().narrative("2018-02", "---\ndraft: true\n---\n## Staff\n\nSoon: {{ staff }}.\n");
    let page = review(&project, ["2018-02"]);
    assert_eq!(page.find("h1").text(), "February 2018 against January 2018");
    assert!(page.find(".part-text").texts().iter().any(|part| part.contains("Soon: ")), "{page}");
}

#[test]
fn hidden_counts_stay_hidden_from_the_reviewer_too() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { label: Ward, members: { a: A, b: B, c: C } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 5, tolerance: 1 }
",
        )
        .snapshot("2018-01", "falls: { values: { a: 17, b: 13, c: 91 } }")
        .snapshot("2018-02", "falls: { values: { a: 3, b: 13, c: 97 } }")
        .file(
            "content/_report.md",
            "{{ falls }}\n\n{{ falls | chart(by=\"ward\", kind=\"line\", title=\"Falls\") }}\n",
        );
    let page = review(&project, []);
    assert!(page.find("td").texts().contains(&"*".to_owned()), "{page}");
    assert!(page.text().contains("* hidden to protect small counts"), "{page}");
    assert!(first(&page).iter().all(|(title, _)| title != "Falls, A, February 2018"), "{:?}", first(&page));
    for (path, bytes) in files_below(&project.path("review/2018-02")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("−14") && !text.contains("value=\"3\"") && !text.contains("\"value\": 3,"), "{path}");
    }
}

#[test]
fn a_figure_that_gave_somebody_away_is_not_shown_again() {
    let project = Project::new("falls: { label: Falls, type: flow }").snapshot("2018-01", "falls: 7331").snapshot(
        "2018-02",
        "falls:\n  - 9\n  - { period: 2018-01, value: 10, kind: disclosure, reason: it named a person }",
    );
    let page = review(&project, []);
    assert_eq!(first(&page)[0].1, "Revised: disclosure");
    for (path, bytes) in files_below(&project.path("review/2018-02")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("7,331"), "{path}");
    }
}

#[test]
fn the_same_site_makes_the_same_review() {
    let project = growing();
    review(&project, []);
    let once: BTreeMap<String, Vec<u8>> = project.files("review");
    review(&project, []);
    assert!(project.files("review") == once);
}

#[test]
fn a_danish_site_is_reviewed_in_danish() {
    let project = growing().settings("title: Vækst\nlanguage: da");
    let page = review(&project, []);
    assert_eq!(page.find("h1").text(), "Februar 2018 mod januar 2018");
    assert_eq!(page.find("h2#first").text(), "Se først");
    let text = page.find("[aria-labelledby=first]").text();
    assert!(text.contains("Ingen forklaring skrevet") && text.contains("Første fald i 13\u{a0}måneder"), "{text}");
}

#[test]
fn warnings_about_the_report_stand_last_of_what_to_look_at() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  office: { label: Office, members: { a: A, b: B } }
metrics:
  hours: { label: Hours, type: flow, by: [office], decimals: 1, format: number }
",
        )
        .snapshot("2018-01", "hours: { values: { a: 1.04, b: 1.04 } }")
        .snapshot("2018-02", "hours: { values: { a: 1.04, b: 1.04 } }");
    let page = review(&project, []);
    let entries = first(&page);
    let last = entries.last().expect("an entry");
    assert!(last.1.starts_with("Warning K0301"), "{entries:?}");
    let places = page.find(".rev code").texts();
    assert!(places.iter().any(|place| place.starts_with("data/2018-02.yaml:")), "{places:?}");
}

#[test]
fn a_published_figure_that_was_changed_in_silence_stands_first_of_all() {
    let project = growing();
    project.write(kalends::model::ledger::LEDGER, project.recorded("2018-03-06T08:00:00Z"));
    project.edit("data/2018-01.yaml", "rooms: 21", "rooms: 23");
    assert_eq!(project.run(["build"]).code, Some(1), "a build stops at it");
    let page = review(&project, []);
    let (_, why) = first(&page).remove(0);
    assert_eq!(why, "Published otherwise, and not said to be");
    let told = page.find("h3[lang=en]").text();
    assert!(told.starts_with("`rooms` for 2018-01 was published in 2018-01 as 21"), "{told}");
    assert!(page.find(".rev code").texts().contains(&"data/2018-01.yaml:4".to_owned()), "{page}");
}

#[test]
fn a_period_without_a_report_is_refused() {
    assert_eq!(
        growing().run(["review", "2019-07"]).refused(),
        "error[K0912]: there is no report of `2019-07`
--> kalends review
 |
help: there are, newest first: `2018-02`, `2018-01`, `2017-12`, `2017-11`, `2017-10`, \
`2017-09`, `2017-08`, `2017-07`, `2017-06`, `2017-05`, `2017-04`, `2017-03`, `2017-02`, `2017-01`

1 error; nothing was written
",
    );
}

#[test]
fn a_site_without_reports_has_nothing_to_review() {
    let project = Project::new("staff: { type: stock }");
    project.remove("content/_report.md");
    let project = project.snapshot("2018-01", "staff: 1");
    assert_eq!(
        project.run(["review"]).refused(),
        "error[K0912]: there is no report of `the newest month`
--> kalends review
 |
help: write one first: content/_report.md makes one of every snapshot

1 error; nothing was written
",
    );
}

#[test]
fn a_review_never_lies_among_the_published_pages() {
    let project = growing();
    assert_eq!(
        project.run(["review", "--output", "output/review"]).refused(),
        "error[K0913]: the review would lie among the published pages
--> output/review
 |
help: choose another folder with `--output DIR`; a review is not for publication

1 error; nothing was written
",
    );
    let said = project.run(["review", "--output", "data/review"]).refused();
    assert!(said.contains("K0605"), "{said}");
}

#[test]
fn a_folder_of_others_is_not_touched() {
    let project = growing().file("mine/notes.txt", "mine");
    let said = project.run(["review", "--output", "mine"]).refused();
    assert!(said.contains("K0602"), "{said}");
}

#[test]
fn an_error_of_the_site_is_told_and_no_review_is_written() {
    let project = growing().narrative("2018-02", "{{ unknown }}");
    let said = project.run(["review"]).refused();
    assert!(said.contains("content/2018-02.md:1:4"), "{said}");
    assert!(!project.path("review").exists());
}
