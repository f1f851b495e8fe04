//! The front page, and the pages of a site that has nothing to report yet.

use crate::project::Project;

#[test]
fn the_front_page_says_that_the_figures_of_its_report_are_provisional_or_illustrative() {
    let note = |status: &str| {
        let project = Project::new("staff: { label: Staff, type: stock }")
            .file("data/2018-01.yaml", "period: 2018-01\nobservations:\n  staff: 21\n")
            .file("data/2018-02.yaml", format!("period: 2018-02\nstatus: {status}\nobservations:\n  staff: 22\n"));
        let front = project.build().read("index.html");
        let (_, rest) = front.split_once("<p class=\"state\">")?;
        rest.split_once("</p>").map(|(note, _)| note.to_owned())
    };
    assert_eq!(note("provisional").as_deref(), Some("The figures are provisional and may change."));
    let illustrative = "The figures in this report are illustrative and must not be used as statistics.";
    assert_eq!(note("illustrative").as_deref(), Some(illustrative));
    assert_eq!(note("final"), None);
}

/// A site that measures something and has no snapshot yet.
fn unreported() -> Project {
    Project::new("staff: { label: Staff, type: stock, target: { at_least: 20 } }")
        .settings("title: Test\nbase_url: https://example.org/\n")
        .file("content/about.md", "# About\n\nThe pages of {{ site.title }}.\n")
}

#[test]
fn a_site_without_a_snapshot_names_no_month() {
    let built = unreported().build().files();
    let pages = built.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml"));
    for (path, bytes) in pages {
        let page = String::from_utf8_lossy(bytes);
        for word in ["January", "1970", "1969", "feed.xml"] {
            assert!(!page.contains(word), "{path} says {word}:\n{page}");
        }
    }
    assert!(!built.contains_key("feed.xml") && built.contains_key("sitemap.xml"));
    let metric = String::from_utf8_lossy(&built["metrics/staff/index.html"]).into_owned();
    assert!(metric.contains("at least 20") && !metric.contains("id=\"latest\""), "{metric}");
    let list = String::from_utf8_lossy(&built["metrics/index.html"]).into_owned();
    assert!(list.contains("<div class=\"num\"><div class=\"was val\">–</div></div>"), "{list}");
}

#[test]
fn a_page_speaks_of_no_figure_before_the_first_snapshot() {
    let project = unreported().file("content/about.md", "# About\n\nIn {{ period }} there were {{ staff }}.\n");
    assert_eq!(
        project.refused(),
        "error[K0406]: `period` stands for nothing yet: the site has no snapshot\n --> content/about.md:3:7\n  |\n\
         3 | In {{ period }} there were {{ staff }}.\n  |       ^^^^^^\n  |\n\
         help: begin the first month with `kalends new MONTH`\n\n\
         error[K0406]: `staff` stands for nothing yet: the site has no snapshot\n --> content/about.md:3:31\n  |\n\
         3 | In {{ period }} there were {{ staff }}.\n  |                               ^^^^^\n  |\n\
         help: begin the first month with `kalends new MONTH`\n\n\
         2 errors; nothing was written\n"
    );
    project.write("data/2018-02.yaml", "period: 2018-02\nobservations:\n  staff: 22\n");
    assert!(project.build().read("about/index.html").contains("In February 2018 there were"));
}
