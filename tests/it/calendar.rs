//! The calendar of releases: its page, the file for calendar programs, the feed, and the next release on other pages.

use std::collections::BTreeMap;

use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime, EventStatus};

use crate::page::Page;
use crate::project::Project;

const RELEASES: &str = "\
releases:
  - { period: 2018-02, on: 2018-03-05 }
  - { period: 2018-04, on: 2018-05-07, state: provisional }
  - { period: 2018-03, on: 2018-04-09, was: [2018-04-03, 2018-04-05], reason: \"The register, in the end; is late.\" }
  - { period: 2018-Q1, on: 2018-04-20, state: cancelled, reason: { en: There are no quarters any more., da: Der er ikke kvartaler mere. } }
";

fn staff(settings: &str) -> Project {
    Project::new("staff: { label: Staff, type: stock }")
        .settings(&format!("title: \"Staff, rooms; beds\"\n{settings}"))
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
}

fn rows(project: &Project) -> Vec<String> {
    project.build().page("calendar").find("tbody tr").texts()
}

#[test]
fn the_calendar_tells_what_comes_when_and_what_became_of_it() {
    let project = staff(RELEASES);
    let built = project.build();
    let page = built.page("calendar");
    assert_eq!(page.find("h1").text(), "Release calendar");
    assert_eq!(page.find("p.lead").text(), "The next release is March 2018, on 9 April 2018.");
    let coming = page.find("section[aria-labelledby=coming] tbody tr").texts();
    assert_eq!(
        coming,
        [
            "9 April 2018March 2018ConfirmedMoved from 3 April 2018 and 5 April 2018The register, in the end; is late.",
            "20 April 2018Q1 2018CancelledThere are no quarters any more.",
            "7 May 2018April 2018Provisional date",
        ]
    );
    assert_eq!(page.find("tr#r-2018-Q1 del").text(), "20 April 2018");
    assert_eq!(page.find("section[aria-labelledby=past] tbody tr").texts(), ["5 March 2018February 2018Published"]);
    assert_eq!(page.find("tr#r-2018-02 a").attribute("href"), "../2018-02/index.html");

    // With the report of March the next one is April, whatever the day.
    let project = project.snapshot("2018-03", "staff: 23");
    assert_eq!(
        project.build().page("calendar").find("p.lead").text(),
        "The next release is April 2018, on 7 May 2018 (provisional date)."
    );
    let danish = project.settings(&format!("title: T\nlanguage: da\n{RELEASES}"));
    let page = danish.build().page("calendar");
    assert_eq!(page.find("p.lead").text(), "Næste udgivelse er april 2018, den 7. maj 2018 (foreløbig dato).");
    assert_eq!(page.find("tr#r-2018-Q1").text(), "20. april 20181. kvartal 2018AflystDer er ikke kvartaler mere.");
    assert_eq!(page.find("tr#r-2018-04").text(), "7. maj 2018April 2018Foreløbig dato");
}

#[test]
fn a_release_whose_report_was_withdrawn_comes_no_more() {
    let project = staff(RELEASES);
    project.run(["publish", "www"]).fine();
    project.run(["publish", "www", "--withdraw", "2018-02", "--reason", "Counted twice."]).fine();
    let built = project.build();
    let page = built.page("calendar");
    assert_eq!(page.find("p.lead").text(), "The next release is March 2018, on 9 April 2018.");
    assert_eq!(page.find("section[aria-labelledby=past] tbody tr").texts(), ["5 March 2018February 2018Withdrawn"]);
    assert_eq!(page.find("tr#r-2018-02 a").attribute("href"), "../2018-02/index.html");
    assert!(!built.page("").text().contains("February 2018, 5 March 2018"));
}

#[test]
fn programs_that_subscribed_never_hear_less_and_whoever_publishes_hears_of_days_that_moved_silently() {
    let project = staff("");
    let announce = |releases: &str| {
        project.write("kalends.yaml", format!("title: T\nreleases: [{releases}]\n"));
        let said = project.run(["publish", "www"]).fine().stderr.clone();
        let lines = said.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        let text = project.read("www/calendar.ics");
        let number = |line: &str| line.strip_prefix("SEQUENCE:").map(|digits| digits.parse::<usize>().expect("digits"));
        (text.lines().find_map(number), lines)
    };
    let none = Vec::<String>::new;
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-03 }"), (Some(0), none()));
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-05, was: [2018-04-03], reason: Late. }"), (Some(2), none()));
    // The page need not tell for ever; a program that heard of two changes would not listen to none.
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-05 }"), (Some(2), none()));
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-05, state: cancelled, reason: Gone. }"), (Some(3), none()));
    let back = "a day that `was` does not tell readers of: 2018-03 (cancelled → 2018-04-05); add what they had to `was`, with a `reason`".to_owned();
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-05 }"), (Some(4), vec![back]));
    let silent = "a day that `was` does not tell readers of: 2018-03 (2018-04-05 → 2018-04-09); add what they had to `was`, with a `reason`".to_owned();
    project.write("kalends.yaml", "title: T\nreleases: [{ period: 2018-03, on: 2018-04-09 }]\n");
    assert!(project.run(["publish", "www", "--dry-run"]).fine().stderr.ends_with(&format!("{silent}\n")));
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-09 }"), (Some(5), vec![silent]));
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-09 }"), (Some(5), none()));
    // Built here or published there, it is the same file.
    project.run(["build"]).fine();
    assert_eq!(project.read("output/calendar.ics"), project.read("www/calendar.ics"));

    assert_eq!(
        announce("{ period: 2018-04, on: 2018-05-07 }"),
        (Some(0), vec!["not announced any more: 2018-03 (2018-04-09)".to_owned()])
    );
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-12 }").0, Some(6));
    // Other days before than readers were told.
    assert_eq!(announce("{ period: 2018-03, on: 2018-04-12, was: [2018-04-09], reason: R. }").1, none());
    assert_eq!(
        announce("{ period: 2018-03, on: 2018-04-12, was: [2018-04-10], reason: R. }").1,
        [
            "a day that `was` does not tell readers of: 2018-03 (2018-04-09 → 2018-04-12); add what they had to `was`, with a `reason`"
        ]
    );
    // What came out need not be announced for ever.
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations: { staff: 23 }\n");
    assert_eq!(announce("{ period: 2018-05, on: 2018-06-05 }"), (Some(0), none()));
}

#[test]
fn without_a_release_to_come_the_calendar_says_so_and_without_releases_there_is_none() {
    let project = staff("releases: [{ period: 2018-02, on: 2018-03-05 }]\n");
    let built = project.build();
    assert_eq!(built.page("calendar").find("p.lead").text(), "No release is announced.");
    assert!(built.page("").find("header.ttl").texts().iter().all(|text| !text.contains("Next release")));
    let without = project.settings("title: T\nreleases: []\n");
    let names: Vec<String> = without.build().files().into_keys().filter(|path| path.contains("calendar")).collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn front_pages_and_reports_name_the_next_release() {
    let project = staff(RELEASES).narrative("2018-02", "There are {{ staff }}.\n");
    let built = project.build();
    let said = "Next release: 9 April 2018 (March 2018, moved from 3 April 2018 and 5 April 2018)";
    assert!(built.page("").find("header.ttl p").texts().contains(&said.to_owned()));
    assert_eq!(built.page("").find("header.ttl a[href*=calendar]").attribute("href"), "calendar/index.html#r-2018-03");
    let fact = "Next release9 April 2018 (moved from 3 April 2018 and 5 April 2018)".to_owned();
    assert!(built.page("2018-02").find("dl.facts div").texts().contains(&fact));
    assert_eq!(built.json("2018-02/figures.json")["release"]["next"], "2018-04-09");
    // An older report names the one that came after it.
    assert_eq!(built.json("2018-01/figures.json")["release"]["next"], "2018-03-05");
    assert!(built.page("search").text().contains("Release calendar"));
    assert!(built.page("").find("section[aria-labelledby=pages]").text().contains("Release calendar"));
    // A day that the report announced, and that was moved since, is told with the one that holds.
    let project = project.narrative("2018-02", "---\nnext: 2018-04-05\n---\nThere are {{ staff }}.\n");
    let built = project.build();
    assert_eq!(built.stderr.matches("warning").count(), 0, "{}", built.stderr);
    assert!(built.page("2018-02").find("dl.facts div").texts().contains(&fact));
}

#[test]
fn folders_may_come_out_on_days_of_their_own() {
    let project = staff(
        "releases:\n  - { period: 2018-03, on: 2018-04-05 }\n  - { period: 2018-03, on: 2018-04-12, series: wards }\n",
    )
    .file("content/wards/_index.md", "---\ntitle: The wards\n---\n")
    .file("content/wards/_report.md", "There are {{ staff }}.\n")
    .file("content/rooms/_report.md", "There are {{ staff }}.\n");
    let built = project.build();
    let next = |report: &str| built.json(&format!("{report}/figures.json"))["release"]["next"].clone();
    assert_eq!((next("2018-02"), next("rooms/2018-02")), ("2018-04-05".into(), "2018-04-05".into()));
    assert_eq!(next("wards/2018-02"), "2018-04-12");
    assert_eq!(rows(&project), ["5 April 2018March 2018Confirmed", "12 April 2018The wards, March 2018Confirmed"]);
    let front = |folder: &str| built.page(folder).find("header.ttl").text();
    assert!(front("").contains("Next release: 5 April 2018 (March 2018)"), "{}", front(""));
    assert!(front("wards").contains("Next release: 12 April 2018 (The wards, March 2018)"), "{}", front("wards"));
}

/// The events of a calendar file by their ids, as a calendar program reads them.
fn events(text: &str) -> BTreeMap<String, icalendar::Event> {
    let calendar: Calendar = text.parse().unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    let event = |component: &CalendarComponent| match component {
        CalendarComponent::Event(event) => (event.get_uid().expect("an id").to_owned(), event.clone()),
        other => panic!("no event: {other:?}"),
    };
    calendar.components.iter().map(event).collect()
}

#[test]
fn calendar_programs_read_the_file() {
    let project = staff(&format!("base_url: https://example.org/staff/\n{RELEASES}"));
    let text = project.build().read("calendar.ics");
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{text}");
    assert!(lines.iter().all(|line| line.len() <= 75), "{text}");
    assert!(lines.iter().any(|line| line.starts_with(' ')), "one of the lines is long enough to be folded: {text}");

    let events = events(&text);
    assert_eq!(
        events.keys().collect::<Vec<_>>(),
        ["r-2018-02", "r-2018-03", "r-2018-04", "r-2018-Q1"]
            .map(|row| format!("{row}@example.org/staff"))
            .iter()
            .collect::<Vec<_>>()
    );
    let march = &events["r-2018-03@example.org/staff"];
    assert_eq!((day(march.get_start()), day(march.get_end())), ("2018-04-09".to_owned(), "2018-04-10".to_owned()));
    assert_eq!(march.get_summary(), Some("Staff, rooms; beds: March 2018"));
    let told = "Confirmed\nMoved from 3 April 2018 and 5 April 2018\nThe register, in the end; is late.";
    assert_eq!(march.get_description(), Some(told));
    assert_eq!((march.get_status(), march.get_sequence()), (Some(EventStatus::Confirmed), Some(4)));
    assert_eq!(march.get_url(), Some("https://example.org/staff/calendar/#r-2018-03"));
    let state = |row: &str| {
        let event = &events[&format!("{row}@example.org/staff")];
        (event.get_status().expect("a status"), event.get_sequence().expect("a number"))
    };
    assert_eq!(state("r-2018-04"), (EventStatus::Tentative, 0));
    assert_eq!(state("r-2018-Q1"), (EventStatus::Cancelled, 1));
    assert_eq!(events["r-2018-02@example.org/staff"].get_url(), Some("https://example.org/staff/2018-02/"));
    let stamps: Vec<_> = events.values().map(|event| event.get_timestamp().expect("a moment").to_string()).collect();
    assert!(stamps.iter().all(|stamp| stamp == "2018-02-28 00:00:00 UTC"), "{stamps:?}");
}

/// A day without a time.
fn day(date: Option<DatePerhapsTime>) -> String {
    match date {
        Some(DatePerhapsTime::Date(day)) => day.to_string(),
        other => panic!("no day: {other:?}"),
    }
}

#[test]
fn an_event_keeps_its_id_when_it_is_moved() {
    let ids =
        |releases: &str| -> Vec<String> { events(&staff(releases).build().read("calendar.ics")).into_keys().collect() };
    let before = ids("releases: [{ period: 2018-03, on: 2018-04-05 }]\n");
    let after = ids("releases: [{ period: 2018-03, on: 2018-04-09, was: 2018-04-05, reason: It is late. }]\n");
    assert_eq!(before, after);
    assert!(before[0].starts_with("r-2018-03@"), "{before:?}");
}

#[test]
fn the_number_of_an_event_rises_whenever_it_changes() {
    let number = |release: &str| {
        let text = staff(&format!("releases: [{{ period: 2018-03, {release} }}]\n")).build().read("calendar.ics");
        events(&text).values().next().and_then(Component::get_sequence).expect("a number")
    };
    let numbers = [
        "on: 2018-04-05",
        "on: 2018-04-05, state: cancelled, reason: The register is closed.",
        "on: 2018-04-09, was: 2018-04-05, reason: It is open again.",
        "on: 2018-04-11, was: [2018-04-05, 2018-04-09], reason: It is late.",
        "on: 2018-04-11, was: [2018-04-05, 2018-04-09], state: cancelled, reason: It is closed for good.",
    ]
    .map(number);
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

#[test]
fn a_calendar_that_begins_later_than_the_reports_says_nothing_of_their_days() {
    let with_next =
        |month: &str, next: &str| format!("---\npublished: {month}\nnext: {next}\n---\nThere are {{{{ staff }}}}.\n");
    let project = staff("releases: [{ period: 2018-03, on: 2018-04-05 }]\n")
        .narrative("2018-01", &with_next("2018-02-05", "2018-03-05"))
        .narrative("2018-02", &with_next("2018-03-05", "2018-04-05"));
    assert!(!project.run(["check"]).fine().stderr.contains("K0149"));
    let next = |project: &Project, month: &str| {
        project.build().json(&format!("{month}/figures.json"))["release"]["next"].clone()
    };
    assert_eq!((next(&project, "2018-01"), next(&project, "2018-02")), ("2018-03-05".into(), "2018-04-05".into()));
    let silent =
        staff("releases: [{ period: 2018-03, on: 2018-04-05 }]\n").narrative("2018-02", "There are {{ staff }}.\n");
    assert_eq!((next(&silent, "2018-01"), next(&silent, "2018-02")), (serde_json::Value::Null, "2018-04-05".into()));
    // It does of the day of the first release that it has.
    project.edit("content/2018-02.md", "next: 2018-04-05", "next: 2018-04-06");
    let said = project.run(["check"]).fine().stderr;
    assert!(
        said.contains("K0149]: `next` is 2018-04-06, but the calendar has the release of 2018-03 on 2018-04-05"),
        "{said}"
    );
    assert_eq!(said.matches("K0149").count(), 1);
}

#[test]
fn the_feed_tells_of_the_next_release_and_of_those_that_were_moved() {
    let project = staff(&format!("base_url: https://example.org/staff/\n{RELEASES}"));
    let feed = project.build().read("feed.xml");
    let titles: Vec<&str> =
        feed.split("<title>").skip(2).filter_map(|rest| Some(rest.split_once("</title>")?.0)).collect();
    assert_eq!(
        titles,
        [
            "Next release: March 2018, 9 April 2018 (moved from 3 April 2018 and 5 April 2018)",
            "Cancelled release: Q1 2018, 20 April 2018",
            "February 2018",
            "January 2018",
        ]
    );
    assert!(feed.contains("<id>https://example.org/staff/calendar/#r-2018-03</id>"), "{feed}");
    assert!(project.build().read("sitemap.xml").contains("https://example.org/staff/calendar/"));
}

#[test]
fn the_feed_tells_anew_of_a_release_that_moves_and_not_of_one_that_stays() {
    let project = staff("");
    let announce = |releases: &str, second: &str| {
        project
            .write("kalends.yaml", format!("title: T\nbase_url: https://example.org/staff/\nreleases: [{releases}]\n"));
        let ran = project.command(["publish", "www"]).env("SOURCE_DATE_EPOCH", second).output().expect("it runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        // Whoever builds it again has the same.
        project.run(["verify", "www"]).fine();
        let feed = project.read("www/feed.xml");
        let entry = feed.split("<entry>").find(|entry| entry.contains("March 2018")).map(str::to_owned);
        let updated = |text: &str| Some(text.split_once("<updated>")?.1.split_once("</updated>")?.0.to_owned());
        (updated(&feed), entry.as_deref().and_then(updated))
    };
    let same = |at: &str| (Some(at.to_owned()), Some(at.to_owned()));
    let march = "period: 2018-03, on: 2018-04";
    let (snapshot, moved, cancelled) = ("2018-02-28T00:00:00Z", "2018-03-10T00:00:00Z", "2018-03-20T00:00:00Z");
    assert_eq!(announce(&format!("{{ {march}-03 }}"), "1520000000"), same(snapshot));
    let other = format!("{{ {march}-05, was: 2018-04-03, reason: Late. }}");
    assert_eq!(announce(&other, "1520640000"), same(moved));
    assert_eq!(announce(&other, "1520726400"), same(moved));
    let gone = format!("{{ {march}-05, was: 2018-04-03, state: cancelled, reason: Gone. }}");
    assert_eq!(announce(&gone, "1521504000"), same(cancelled));
    assert_eq!(announce(&gone, "1521590400"), same(cancelled));
}

#[test]
fn an_early_edition_has_the_same_next_release_as_the_public_one() {
    let project =
        staff("releases:\n  - { period: 2018-01, on: 2018-02-05 }\n  - { period: 2018-02, on: 2018-03-05 }\n");
    project.run(["publish", "www"]).fine();
    let text = "---\ntitle: March\n---\nThere are {{ staff }}.\n";
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations: { staff: 23 }\n");
    project.write(
        "content/2018-03.md",
        text.replacen("---\n", "---\nnot_before: 2999-04-05T09:30Z\nearly_readers: [The board]\n", 1),
    );
    project.edit("kalends.yaml", "on: 2018-03-05 }", "on: 2018-03-05 }\n  - { period: 2018-03, on: 2999-04-05 }");
    project.run(["publish", "--early", "early"]).fine();
    let page = Page::of(project.read("early/calendar/index.html"));
    assert_eq!(page.find("p.lead").text(), "The next release is March 2018, on 5 April 2999.");
    assert_eq!(
        page.find("section[aria-labelledby=past] tbody tr").texts(),
        ["5 March 2018February 2018Published", "5 February 2018January 2018Published"]
    );
    // Where the report says another hour than the calendar, readers would wait in vain.
    project.edit("content/2018-03.md", "2999-04-05T", "2999-04-06T");
    let said = project.run(["check"]).fine().stderr.clone();
    assert!(
        said.contains("K0149]: `not_before` is 2999-04-06, but the calendar has the release of 2018-03 on 2999-04-05"),
        "{said}"
    );
}

#[test]
fn the_calendar_leads_to_the_folder_that_has_a_report_for_each_member_and_says_what_is_provisional() {
    let project = Project::empty()
        .settings(
            "title: T\nbase_url: https://example.org/\nreleases:\n  - { period: 2018-02, on: 2018-03-05 }\n  - { period: 2018-03, on: 2018-04-05, state: provisional }",
        )
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { a: Alder, b: Birch } }\nmetrics:\n  beds: { label: Beds, type: stock, by: [ward] }\n",
        )
        .snapshot("2018-02", "beds: { values: { a: 30, b: 9 } }")
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\n{{ beds }} beds.\n");
    project.remove("content/_report.md");
    let built = project.build();
    let page = built.page("calendar");
    assert_eq!(page.find("tr#r-2018-02 a").attribute("href"), "../wards/index.html");
    let text = built.read("calendar.ics");
    assert_eq!(events(&text)["r-2018-02@example.org"].get_url(), Some("https://example.org/wards/"));
    assert_eq!(page.find("p.lead").text(), "The next release is March 2018, on 5 April 2018 (provisional date).");
}

#[test]
fn whoever_publishes_ahead_of_the_announced_day_is_told_so_once() {
    let project = staff("releases: [{ period: 2018-01, on: 2018-02-05 }, { period: 2018-02, on: 2999-03-05 }]\n");
    let said = |project: &Project| {
        let text = project.run(["publish", "www"]).fine().stderr.clone();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(said(&project), ["announced for a later day, and out now: 2018-02 (2999-03-05)"]);
    assert_eq!(said(&project), [""; 0]);
}

#[test]
fn a_month_that_is_begun_has_the_day_of_the_calendar() {
    let project = staff("releases: [{ period: 2018-03, on: 2018-04-09, was: 2018-04-05, reason: Late. }]\n");
    project.write("content/2018-02.md", "---\nnext: 2018-04-05\n---\nThere are {{ staff }}.\n");
    project.run(["new", "2018-03"]).fine();
    let text = project.read("content/2018-03.md");
    assert!(text.starts_with("---\ndraft: true\npublished: 2018-04-09\n") && !text.contains("2018-04-05"), "{text}");
    // One that was cancelled has none.
    for file in ["content/2018-03.md", "data/2018-03.yaml"] {
        project.remove(file);
    }
    project.edit("kalends.yaml", "on: 2018-04-09,", "on: 2018-04-09, state: cancelled,");
    project.run(["new", "2018-03"]).fine();
    assert!(project.read("content/2018-03.md").contains("published: 2018-04-05\n"));
}

#[test]
fn what_is_announced_is_not_part_of_what_was_approved() {
    let project = staff("");
    project.run(["approve", "2018-02", "--by", "Anna", "--date", "2018-03-01"]).fine();
    project.write("kalends.yaml", format!("title: \"Staff, rooms; beds\"\n{RELEASES}"));
    assert!(project.run(["status"]).fine().stdout.contains("2018-02  approved by Anna"));
}
