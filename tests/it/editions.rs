//! The page of a report that a new edition replaced: it stays readable as it was, and marked.

use crate::page::Page;
use crate::project::{Project, snapshot, without_checksums};

const TEXT: &str = "---\ntitle: Status\n---\n## Meals\n\nThere were {{ meals }} meals, [see](plan.svg).\n\n\
                    ![A plan](plan.svg)\n\n{{ meals | chart }}\n";
const PLAN: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>";

fn site() -> Project {
    let project = Project::new("meals: { label: Meals, type: flow, suppress_below: 5 }")
        .settings("title: Canteen\nbase_url: https://example.org/\n")
        .file("content/2018-01.md", TEXT)
        .file("content/plan.svg", PLAN)
        .snapshot("2018-01", "meals: 39");
    project.remove("content/_report.md");
    project
}

fn publish(project: &Project, place: &str) {
    project.run(["publish", place]).fine();
}

/// Another text, with the reason for it.
fn reword(project: &Project, from: &str, to: &str, reason: &str) {
    project.edit("content/2018-01.md", from, to);
    let text = project.read("content/2018-01.md");
    let text: String =
        text.lines().filter(|line| !line.starts_with("edition:")).map(|line| format!("{line}\n")).collect();
    project
        .write("content/2018-01.md", text.replacen("title: Status", &format!("title: Status\nedition: {reason}"), 1));
}

fn replaced() -> Project {
    let project = site();
    publish(&project, "www");
    reword(&project, "There were", "In all there were", "The sentence was not clear");
    publish(&project, "www");
    project
}

/// What the text of a report says.
fn sentences(page: &Page) -> Vec<String> {
    let mut all = page.find("main .text p").texts();
    all.retain(|text| text.contains("meals, "));
    assert_eq!(all.len(), 1);
    all
}

const FIRST: &str = "2018-01/editions/1/index.html";

#[test]
fn the_page_before_a_new_edition_stays_readable_and_is_marked() {
    let project = site();
    publish(&project, "www");
    let before = Page::of(project.read("www/2018-01/index.html"));
    reword(&project, "There were", "In all there were", "The sentence was not clear");
    let trial = project.run(["publish", "www", "--dry-run"]).fine();
    assert!(trial.stdout.contains(&format!("write  {FIRST}\n")), "{}", trial.stdout);
    assert!(!project.path("editions").exists(), "a trial wrote something");
    publish(&project, "www");
    project.run(["verify", "www"]).fine();

    let page = Page::of(project.read(&format!("www/{FIRST}")));
    assert_eq!(page.find("title").nth(0).text(), format!("Superseded edition: {}", before.find("title").nth(0).text()));
    assert_eq!(page.find("meta[name=robots]").attribute("content"), "noindex");
    let banner = page.find("main > .superseded");
    assert!(
        banner.text().starts_with("Superseded edition. This is edition 1 of the report, published on "),
        "{}",
        banner.text()
    );
    assert!(banner.text().contains("The sentence was not clear. The figures are the same in both editions."));
    assert_eq!(banner.find("a").attributes("href"), ["../2/index.html", "../../index.html"]);
    assert!(
        banner.text().ends_with(
            "How to cite: Status – Canteen. January 2018, edition 1. https://example.org/2018-01/editions/1/"
        ),
        "{}",
        banner.text()
    );
    // Whoever follows the feed, or reads the data, is told when it was.
    let line = project.read("ledger.jsonl").lines().last().expect("a line").to_owned();
    let at = line.split('"').nth(3).expect("when").to_owned();
    let day = at.split('T').next().expect("a day");
    let feed = project.read("www/feed.xml");
    assert_eq!(feed.matches(&format!("<updated>{at}</updated>")).count(), 2, "of the report and of the feed: {feed}");
    assert!(project.read("www/sitemap.xml").contains(&format!("<lastmod>{day}</lastmod>")));
    let now = Page::of(project.read("www/2018-01/index.html"));
    assert!(now.html.contains(&format!("\"dateModified\":\"{day}\"")), "{}", now.find("head script").html());
    // Until there is another one, the present edition is the report.
    let next = Page::of(project.read("www/2018-01/editions/2/index.html"));
    assert!(next.find("main").text().contains("The edition in force is at the address of the report itself."));
    assert_eq!(next.find("main a").attributes("href"), ["../../index.html"]);
    assert_eq!(next.find("meta[name=robots]").attribute("content"), "noindex");
    assert!(page.find("style").html().contains("@page{@top-center{content:\"Superseded edition\"}}"));
    // What it says is what it said, down to the line of the ledger at its foot.
    assert_eq!(sentences(&page), sentences(&before));
    assert_eq!(page.find("footer.end").text(), before.find("footer.end").text());
    assert!(sentences(&page)[0].starts_with("There were 39 meals"));

    // It asks for no file, and its links lead where they led.
    assert_eq!((page.find("script").count(), page.find("link[rel=stylesheet]").count()), (0, 0));
    assert!(page.find("main .text img").attribute("src").starts_with("data:image/svg+xml;base64,"));
    for href in page.find("a[href]").attributes("href").iter().filter(|href| !href.starts_with('#')) {
        let path = kalends::base::address::resolve("2018-01/editions/1", href.split('#').next().expect("a path"));
        let path = path.unwrap_or_else(|| panic!("{href} leads out of the folder"));
        assert!(project.path(&format!("www/{path}")).is_file(), "{href}");
    }
    for href in ["../../../plan.svg", "../../figures.csv", "../../../index.html"] {
        assert!(page.find("a[href]").attributes("href").iter().any(|other| other == href), "{href}");
    }

    // The notice of the new edition leads there; nothing else does.
    let now = Page::of(project.read("www/2018-01/index.html"));
    let notice = now.find("#changed-since p");
    assert!(
        notice.text().starts_with("New edition: The sentence was not clear. Edition 1, in force until "),
        "{}",
        notice.text()
    );
    assert_eq!(notice.find("a").attribute("href"), "editions/1/index.html");
    let lists = ["manifest.json", "SHA256SUMS", "2018-01/index.html", FIRST];
    for (name, bytes) in project.files("www") {
        let leads_there = String::from_utf8_lossy(&bytes).contains("editions/1");
        assert_eq!(leads_there, lists.contains(&name.as_str()), "{name}");
    }
    // A build gives the same, and so does another place.
    project.build();
    publish(&project, "elsewhere");
    for place in ["output", "elsewhere"] {
        for path in [FIRST, "2018-01/index.html"] {
            assert_eq!(
                project.read(&format!("{place}/{path}")),
                project.read(&format!("www/{path}")),
                "{place}: {path}"
            );
        }
    }
}

#[test]
fn nothing_later_changes_a_kept_page() {
    let project = replaced();
    let first = project.read(&format!("www/{FIRST}"));
    project.write("content/plan.svg", PLAN.replace("0 0 1 1", "0 0 2 2"));
    project.write("kalends.yaml", "title: Kitchen\nbase_url: https://example.org/\ntheme: { accent: \"#7a1f5c\" }\n");
    reword(&project, "In all there were", "There were in all", "The plan was an older one");
    project.write("templates/assets/pages.css", "body{color:#111}");
    publish(&project, "www");
    assert_eq!(project.read(&format!("www/{FIRST}")), first);
    let second = Page::of(project.read("www/2018-01/editions/2/index.html"));
    assert!(second.find(".superseded").text().contains("This is edition 2 of the report"));
    assert!(sentences(&second)[0].starts_with("In all there were 39"));
    let links = Page::of(project.read("www/2018-01/index.html")).find("#changed-since a").attributes("href");
    assert_eq!(links, ["editions/1/index.html", "editions/2/index.html"]);
    project.run(["verify", "www"]).fine();
    // A revised figure is no edition: its report keeps it and gets a notice.
    let project = project.snapshot("2018-02", "meals: [41, { period: 2018-01, value: 40, reason: One came late. }]");
    publish(&project, "www");
    assert!(!project.path("editions/2018-01/3.html").exists());
}

#[test]
fn an_edition_that_is_removed_edited_or_exchanged_is_named() {
    let project = replaced();
    reword(&project, "In all there were", "There were in all", "It was wrong");
    publish(&project, "www");
    let (first, second) = (format!("www/{FIRST}"), "www/2018-01/editions/2/index.html");
    let (one, two) = (project.read(&first), project.read(second));
    project.write(&first, one.replace("There were", "There where"));
    let said = project.run(["verify", "www"]).refused();
    assert!(said.contains("2018-01/editions/1/index.html"), "{said}");
    project.write(&first, &two);
    project.write(second, &one);
    let said = project.run(["verify", "www"]).refused();
    assert!(said.contains("2018-01/editions/1/index.html") && said.contains("2018-01/editions/2/index.html"), "{said}");
    project.write(second, &two);
    project.remove(&first);
    let said = project.run(["verify", "www"]).refused();
    assert!(said.contains("error[K1031]") && said.contains("--> 2018-01/editions/1/index.html"), "{said}");
    project.write(&first, &one);
    project.run(["verify", "www"]).fine();

    // So it is where it is kept.
    let kept = "editions/2018-01/1.html";
    assert_eq!(project.read(kept), one);
    project.build();
    project.write(kept, &two);
    // Nothing else changed, and the output is no longer up to date.
    let said = project.run(["build"]).refused();
    assert!(
        said.starts_with("error[K1074]: this edition is not the one that line 4 of ledger.jsonl says was kept"),
        "{said}"
    );
    project.remove(kept);
    for command in [&["publish", "www"][..], &["verify", "www"]] {
        let said = project.run(command).refused();
        assert!(
            said.starts_with(
                "error[K1073]: line 4 of ledger.jsonl says that this edition is kept, and it is not there\n"
            ),
            "{said}"
        );
    }
    // From a published place it comes back.
    project.write(kept, &one);
    project.run(["verify", "www"]).fine();
}

#[test]
fn an_edition_that_gives_somebody_away_does_not_stay_readable() {
    // The text named somebody: the edition before is not kept at all.
    let project = site();
    publish(&project, "www");
    reword(&project, "There were", "In all there were", "It named a guest\nkeep_edition: false");
    publish(&project, "www");
    assert!(!project.path("www/2018-01/editions").exists() && !project.path("editions").exists());
    let notice = Page::of(project.read("www/2018-01/index.html")).find("#changed-since p").text();
    assert_eq!(notice, "New edition: It named a guest.");

    // A figure is taken out later, or hidden.
    for hide in [
        |project: &Project| {
            let gave_away =
                "meals: [42, { period: 2018-01, value: 40, kind: disclosure, reason: It gave a guest away. }]";
            project.write("data/2018-03.yaml", snapshot("2018-03", gave_away));
        },
        |project: &Project| project.edit("data/metrics.yaml", "suppress_below: 5", "suppress_below: 40"),
    ] {
        let project = replaced().snapshot("2018-02", "meals: 41");
        publish(&project, "www");
        assert!(project.read(&format!("www/{FIRST}")).contains(">39<"));
        hide(&project);
        publish(&project, "www");
        let page = without_checksums(&project.read(&format!("www/{FIRST}")));
        assert!(page.contains("This edition is not shown any more.") && !page.contains("39"), "{page}");
        assert!(Page::of(page).find("meta[name=robots]").count() == 1);
        project.run(["verify", "www"]).fine();
    }

    // Or somebody says so.
    let project = replaced();
    let arguments = ["publish", "www", "--withdraw", "2018-01/editions/1", "--reason", "It named a guest."];
    project.run(arguments).fine();
    let page = Page::of(project.read(&format!("www/{FIRST}")));
    assert!(page.find("main").text().contains("It named a guest."), "{}", page.find("main").text());
    assert!(!page.find("main").text().contains("39"));
    project.run(["verify", "www"]).fine();
    publish(&project, "www");
    assert!(project.read(&format!("www/{FIRST}")).contains("It named a guest."));
    let said = project.run(arguments).refused();
    assert!(said.starts_with("error[K1068]: the edition `2018-01/editions/1` is withdrawn already"), "{said}");
    let back = ["publish", "www", "--restore", "2018-01/editions/1", "--reason", "Nobody was named."];
    assert_eq!(
        project.run(back).refused(),
        "error[K1068]: the edition `2018-01/editions/1` was withdrawn, and stays so\n--> kalends publish\n |\n\
         help: a report is published again by its own folder; what an edition said that was taken away is not told again\n\n\
         1 error; nothing was published\n"
    );
    // With its report an edition goes too.
    project.run(["publish", "www", "--withdraw", "2018-01", "--reason", "It was about another canteen."]).fine();
    assert!(!project.path(&format!("www/{FIRST}")).exists());
}

#[test]
fn editions_of_members_are_kept_for_each_in_their_language() {
    let project = Project::empty()
        .settings("title: Køkken\nlanguage: da\n")
        .catalog(
            "dimensions:\n  ward: { label: Afdeling, members: { a: Nord, b: Syd } }\n\
             metrics:\n  meals: { label: Måltider, type: flow, by: [ward] }\n",
        )
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\nDer var {{ meals }} måltider.\n")
        .snapshot("2018-01", "meals: { values: { a: 30, b: 9 } }");
    project.remove("content/_report.md");
    publish(&project, "www");
    project.write(
        "content/wards/_report.md",
        "---\nfor_each: ward\nedition: Ordet var forkert.\n---\nDer blev spist {{ meals }} måltider.\n",
    );
    publish(&project, "www");
    for (member, count) in [("a", "30"), ("b", "9")] {
        let page = Page::of(project.read(&format!("www/wards/{member}/2018-01/editions/1/index.html")));
        assert!(page.find("title").nth(0).text().starts_with("Erstattet udgave: "));
        let text = page.find("main").text();
        assert!(text.contains("Dette er udgave 1 af rapporten, offentliggjort "), "{text}");
        assert!(text.contains(&format!("Der var {count} måltider.")), "{text}");
    }
    project.run(["verify", "www"]).fine();
}

#[test]
fn an_edition_is_taken_from_the_place_that_readers_have_it_from() {
    let project = site();
    publish(&project, "www");
    reword(&project, "There were", "In all there were", "The sentence was not clear");
    let said = project.run(["publish", "elsewhere"]).refused();
    assert_eq!(
        said,
        "error[K1072]: 2018-01 gets a new edition, and its page cannot be kept from elsewhere: nothing is published there\n\
         --> ledger.jsonl:1:1\n |\n\
         help: publish first to the place that readers have it from, or say `keep_edition: false` in its front matter\n\n\
         1 error; nothing was published\n"
    );
    // A page that somebody changed is not what readers were told.
    let page = project.read("www/2018-01/index.html");
    project.write("www/2018-01/index.html", page.replace("39", "93"));
    let said = project.run(["publish", "www"]).refused();
    assert!(said.contains("cannot be kept from www: its page there is gone or was changed"), "{said}");
    project.write("www/2018-01/index.html", page);
    publish(&project, "www");
    publish(&project, "elsewhere");
    assert_eq!(project.read(&format!("elsewhere/{FIRST}")), project.read(&format!("www/{FIRST}")));

    // A place that was left behind has an older one.
    reword(&project, "In all there were", "There were in all", "It was wrong");
    publish(&project, "www");
    reword(&project, "There were in all", "There were, in all,", "A comma was missing");
    let said = project.run(["publish", "elsewhere"]).refused();
    assert!(said.contains("what is published there is older than the newest line about it"), "{said}");
    publish(&project, "www");
    publish(&project, "elsewhere");
    assert!(project.path("elsewhere/2018-01/editions/3/index.html").exists());
}

#[test]
fn an_id_that_links_of_readers_name_is_part_of_the_text() {
    for (was, now) in [("| chart }}", "| chart(id=\"guests\") }}"), ("## Meals\n", "## Meals {#dinners}\n")] {
        let project = site();
        publish(&project, "www");
        project.edit("content/2018-01.md", was, now);
        let said = project.run(["publish", "www"]).refused();
        assert!(said.starts_with("error[K1029]: the page of 2018-01 was published with another text"), "{said}");
        reword(&project, "There were", "There were", "Links to it have another name");
        publish(&project, "www");
        project.run(["verify", "www"]).fine();
    }
}

#[test]
fn a_page_that_has_another_address_is_found_from_the_one_before() {
    let project = site().file("content/about.md", "---\ntitle: About us\n---\nWe count meals.\n");
    publish(&project, "www");
    project.edit("content/about.md", "title", "slug: us\ntitle");
    let said = project.run(["publish", "www"]).refused();
    assert_eq!(
        said,
        "error[K1075]: the page about is published and would go\n--> www\n |\n\
         help: say `moved_from: [about]` in the front matter of the page that readers find in its place; `--max-delete 1` lets \
         it go\n\n\
         1 error; nothing was published\n"
    );
    project.edit("content/about.md", "title", "moved_from: about\ntitle");
    publish(&project, "www");
    let page = Page::of(project.read("www/about/index.html"));
    assert!(page.find("main").text().contains("This page has another address now."), "{}", page.find("main").text());
    assert_eq!(page.find("main a").attributes("href"), ["../us/index.html"]);
    assert_eq!(page.find("meta[name=robots]").attribute("content"), "noindex");
    assert!(!project.read("www/sitemap.xml").contains("about"));
    project.run(["verify", "www"]).fine();

    // One that is gone for good leads to the front page, and a folder of pages to what took its place.
    project.remove("content/about.md");
    let said = project.run(["publish", "www"]).refused();
    assert!(said.contains("the page about is published") && said.contains("the page us is published"), "{said}");
    project.write("content/_index.md", "---\nmoved_from: [about, /us/index.html]\n---\nWelcome.\n");
    publish(&project, "www");
    for folder in ["about", "us"] {
        let page = Page::of(project.read(&format!("www/{folder}/index.html")));
        assert_eq!(page.find("main a").attributes("href"), ["../index.html"], "{folder}");
    }
    // Where a page is, nothing leads on.
    project.write("content/about.md", "---\ntitle: About us\n---\nWe count meals again.\n");
    let said = project.run(["publish", "www"]).refused();
    assert!(
        said.starts_with("error[K0465]: at `about` readers find content/about.md, and would not be led on"),
        "{said}"
    );
    project.write("content/_index.md", "---\nmoved_from: us\n---\nWelcome.\n");
    publish(&project, "www");
    assert!(project.read("www/about/index.html").contains("We count meals again."));
    let said = {
        project.write("content/_index.md", "---\nmoved_from: [../up, us]\n---\nWelcome.\n");
        project.refused()
    };
    assert!(said.contains("`../up` cannot be where readers found a page"), "{said}");
}

#[test]
fn a_page_that_was_kept_is_not_taken_back_by_saying_later_that_it_is_not() {
    let project = replaced();
    project.edit("content/2018-01.md", "edition:", "keep_edition: false\nedition:");
    assert_eq!(
        project.run(["publish", "www"]).fine().stderr.split("\n\n").next(),
        Some(
            "warning[K1081]: the new edition was published already, and the page before it kept: 2018-01/editions/1\n \
             --> content/2018-01.md:3:1\n  |\n3 | keep_edition: false\n  | ^^^^^^^^^^^^\n  |\n\
             help: to take that page away, `kalends publish DEST --withdraw 2018-01/editions/1 --reason \"…\"`"
        )
    );
    project.run(["publish", "www", "--withdraw", "2018-01/editions/1", "--reason", "It named a guest."]).fine();
    assert!(!project.run(["publish", "www"]).fine().stderr.contains("K1081"));
    // For the next new edition it comes in time.
    reword(&project, "In all there were", "There were in all", "It was wrong");
    project.run(["publish", "www"]).fine();
    assert!(!project.path("editions/2018-01/2.html").exists());
}

#[test]
fn a_new_edition_after_a_withdrawal_or_a_rollback_has_a_way_out() {
    // A report that was withdrawn comes back with another text: there is no page of it that could be kept.
    let project = site();
    publish(&project, "www");
    project.run(["publish", "www", "--withdraw", "2018-01", "--reason", "It named a guest."]).fine();
    reword(&project, "There were", "In all there were", "Nobody is named any more");
    project.run(["publish", "www", "--restore", "2018-01", "--reason", "Nobody is named."]).fine();
    assert!(!project.path("editions").exists());
    assert!(sentences(&Page::of(project.read("www/2018-01/index.html")))[0].starts_with("In all there were 39"));
    project.run(["verify", "www"]).fine();
    // From then on editions are kept.
    reword(&project, "In all there were", "There were in all", "It was wrong");
    publish(&project, "www");
    assert!(project.read("www/2018-01/editions/2/index.html").contains("In all there were"));
    project.run(["verify", "www"]).fine();

    // What was put back is not what readers were told last.
    let project = replaced();
    project.run(["publish", "www", "--rollback"]).fine();
    reword(&project, "In all there were", "There were in all", "It was wrong");
    assert_eq!(
        project.run(["publish", "www"]).refused(),
        "error[K1072]: 2018-01 gets a new edition, and its page cannot be kept from www: what is published there is older than \
         the newest line about it\n--> ledger.jsonl:3:1\n |\n\
         help: publish first to the place that readers have it from; if an earlier version was put back there, publish the text \
         before once more, and then the new edition, or say `keep_edition: false` in its front matter\n\n\
         1 error; nothing was published\n"
    );
    reword(&project, "There were in all", "In all there were", "The sentence was not clear");
    publish(&project, "www");
    reword(&project, "In all there were", "There were in all", "It was wrong");
    publish(&project, "www");
    assert!(project.read("www/2018-01/editions/2/index.html").contains("In all there were"));
    project.run(["verify", "www"]).fine();
}

#[test]
fn a_ledger_that_is_lost_is_noticed_by_the_editions() {
    let project = replaced();
    let ledger = project.read("ledger.jsonl");
    for lose in
        [|project: &Project| project.remove("ledger.jsonl"), |project: &Project| project.write("ledger.jsonl", "")]
    {
        lose(&project);
        for command in [&["publish", "new"][..], &["build"], &["check"]] {
            let said = project.run(command).refused();
            assert!(
                said.starts_with(
                    "error[K1080]: this edition was kept, so reports were published, and ledger.jsonl is gone or empty\n\
                     --> editions/2018-01/1.html\n"
                ),
                "{said}"
            );
        }
        assert!(!project.path("new").exists());
    }
    project.write("ledger.jsonl", ledger);
    project.run(["verify", "www"]).fine();
}

#[cfg(unix)] // links
#[test]
fn an_edition_is_no_link() {
    use std::os::unix::fs::symlink;
    let project = replaced();
    let kept = project.path("editions/2018-01/1.html");
    let elsewhere = project.path("elsewhere.html");
    std::fs::rename(&kept, &elsewhere).expect("it moves");
    symlink(&elsewhere, &kept).expect("a link");
    let said = project.run(["build"]).refused();
    assert!(
        said.starts_with(
            "error[K1073]: line 4 of ledger.jsonl says that this edition is kept, and it cannot be read: it is a link, and \
             kalends does not follow links\n--> editions/2018-01/1.html\n"
        ),
        "{said}"
    );
    std::fs::remove_file(&kept).expect("the link goes");
    std::fs::rename(&elsewhere, &kept).expect("it comes back");
    // Nor is the folder, also for the first edition.
    let project = site();
    publish(&project, "www");
    std::fs::create_dir(project.path("others")).expect("a folder");
    symlink(project.path("others"), project.path("editions")).expect("a link");
    reword(&project, "There were", "In all there were", "The sentence was not clear");
    let said = project.run(["publish", "www"]).refused();
    assert!(
        said.starts_with(
            "error[K1073]: an edition is to be kept here, behind a link, and kalends does not follow links\n"
        ),
        "{said}"
    );
    assert!(std::fs::read_dir(project.path("others")).expect("a folder").next().is_none());
}

#[test]
fn downloads_of_published_reports_go_by_name_alone() {
    let project = site();
    publish(&project, "www");
    project.edit("kalends.yaml", "title: Canteen\n", "title: Canteen\nchart_files: false\nworkbook: none\n");
    assert_eq!(
        project.run(["publish", "www"]).refused(),
        "error[K1082]: with `chart_files: false`, charts of published reports would go: 2018-01/meals.csv and 1 more file\n \
         --> kalends.yaml:2:1\n  |\n2 | chart_files: false\n  | ^^^^^^^^^^^\n  |\n\
         help: put it back, so that links to them lead on; `--max-delete 2` lets them go\n\n\
         error[K1082]: with `workbook: none`, workbooks of published reports would go: 2018-01/2018-01.xlsx\n \
         --> kalends.yaml:3:1\n  |\n3 | workbook: none\n  | ^^^^^^^^\n  |\n\
         help: put it back, so that links to them lead on; `--max-delete 1` lets them go\n\n\
         2 errors; nothing was published\n"
    );
    project.run(["publish", "www", "--max-delete", "3"]).fine();
    assert!(!project.path("www/2018-01/meals.svg").exists());
    project.run(["publish", "www"]).fine();
    #[cfg(feature = "word")]
    {
        project.edit("kalends.yaml", "title: Canteen\n", "title: Canteen\nword: true\n");
        publish(&project, "www");
        project.edit("kalends.yaml", "word: true", "word: false");
        let said = project.run(["publish", "www"]).refused();
        let fault = "error[K1082]: with `word: false`, documents of published reports would go: 2018-01/2018-01.docx\n \
                     --> kalends.yaml:2:1\n";
        assert!(said.starts_with(fault), "{said}");
        // A site that never says it has none.
        project.edit("kalends.yaml", "word: false\n", "");
        let said = project.run(["publish", "www"]).refused();
        assert!(said.starts_with("error[K1082]: with `word: false`"), "{said}");
        project.run(["publish", "www", "--max-delete", "1"]).fine();
    }
    // A chart that a new edition goes without is the text's.
    let project = site();
    publish(&project, "www");
    reword(&project, "{{ meals | chart }}", "", "The chart was too small");
    publish(&project, "www");
    assert!(!project.path("www/2018-01/meals.svg").exists());
}
