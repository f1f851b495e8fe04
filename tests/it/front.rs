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
