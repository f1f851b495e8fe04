//! What reviewers remark: fields on the review page, a file in the site, and who has to answer before approval.

use crate::project::Project;

const REMARKS: &str = "\
period: 2018-02
remarks:
  # One that waits.
  - { by: Anna, date: 2018-03-02, figure: staff, text: Is this before or after the move? }
  - { by: Bo, report: 2018-02, paragraph: There are 22 people., text: \"Which <people>?\", answer: Those with a key. }
  - { by: Bo, text: A longer title?, closed: It is long enough. }
  - { by: Bo, paragraph: There were words, text: Too long. }
";

fn staff() -> Project {
    Project::new("staff: { label: Staff, type: stock, unit: people }\nrooms: { label: Rooms, type: stock }")
        .snapshot("2018-01", "staff: 21\nrooms: 4")
        .snapshot("2018-02", "staff: 22\nrooms: 4")
        .narrative("2018-01", "There are {{ staff }} people.\n")
        .narrative(
            "2018-02",
            "There are {{ staff }} people.\n\n## Rooms\n\nWe have {{ rooms }} rooms.\n\n- One is small.\n",
        )
}

#[test]
fn open_remarks_are_named_by_check_and_status_and_stop_an_approval() {
    let project = staff().file("remarks/2018-02.yaml", REMARKS);
    let said = project.run(["check"]).fine().stderr;
    assert_eq!(said.matches("warning[K0916]").count(), 2, "{said}");
    assert!(said.contains("a remark of Anna on 2018-02 is open\n --> remarks/2018-02.yaml:4:56"), "{said}");
    let status = project.run(["status"]).fine().stdout;
    assert_eq!(
        status,
        "2018-02  open: the site has no approvals.yaml\n  \
         open: Anna: Is this before or after the move? (remarks/2018-02.yaml:4)\n  \
         open: Bo: Too long. (remarks/2018-02.yaml:7)\n\
         2018-01  open: the site has no approvals.yaml\n"
    );
    let json = project.run(["status", "--format", "json"]).fine().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["reports"][0]["open_remarks"], &json["reports"][1]["open_remarks"]), (&2.into(), &0.into()));

    let approve = ["approve", "2018-02", "--by", "Anna", "--date", "2018-03-05", "--anyway", "There is no time."];
    let refused = project.run(approve).refused();
    assert!(refused.contains("error[K0919]: 2 remarks are open on the reports of 2018-02"), "{refused}");
    project.run(["approve", "2018-01", "--by", "Anna", "--date", "2018-03-05"]).fine();
    project.edit("remarks/2018-02.yaml", "the move? }", "the move?, answer: After it. }");
    let refused = project.run(approve).refused();
    assert!(refused.contains("error[K0919]: 1 remark is open"), "{refused}");
    project.edit("remarks/2018-02.yaml", "Too long. }", "Too long., closed: It is gone. }");
    assert!(!project.run(["check"]).fine().stderr.contains("K0916"));
    project.run(["approve", "2018-02", "--by", "Anna", "--date", "2018-03-05"]).fine();
}

#[test]
fn every_published_report_that_is_approved_at_once_needs_its_answers_too() {
    let project = staff();
    project.run(["publish", "www"]).fine();
    project.write("remarks/2018-01.yaml", "remarks: [{ by: Bo, text: Why? }]\n");
    let refused = project.run(["approve", "--all-published", "--by", "Anna", "--date", "2018-03-05"]).refused();
    assert!(refused.contains("error[K0919]: 1 remark is open on the reports of 2018-01"), "{refused}");
}

#[test]
fn no_page_and_no_manifest_knows_of_remarks() {
    let project = staff();
    let before = project.build().files();
    let project = project.file("remarks/2018-02.yaml", REMARKS);
    assert_eq!(project.build().files(), before);
}

#[test]
fn a_review_has_a_field_beside_each_figure_and_paragraph() {
    let project = staff().file("remarks/2018-02.yaml", REMARKS);
    project.run(["review", "2018-02"]).fine();
    let page = crate::page::Page::of(project.read("review/2018-02/index.html"));
    let fields = page.find("#remarks textarea");
    let keys: Vec<(String, String)> =
        fields.attributes("data-on").into_iter().zip(fields.attributes("data-key")).collect();
    let keys: Vec<String> = keys.iter().map(|(on, key)| format!("{on} {key}")).collect();
    assert_eq!(
        keys,
        [
            "report ",
            "figure staff",
            "figure rooms",
            "paragraph There are 22 people.",
            "paragraph We have 4 rooms.",
            "paragraph One is small.",
        ]
    );
    assert!(fields.attributes("data-report").iter().all(|report| report == "2018-02"));
    let labels = page.find("#remarks label[for^=remarks-1]").texts();
    assert_eq!(labels[1], "Remark: Staff: 22");
    let given = |of: usize| page.find("#remarks .remark").nth(of).find(".given").texts().join("|");
    assert_eq!(given(0), "Bo: A longer title? Closed: It is long enough. remarks/2018-02.yaml:6");
    assert_eq!(given(1), "Open: Anna, 2 March 2018: Is this before or after the move? remarks/2018-02.yaml:4");
    assert_eq!(given(3), "Bo: Which <people>? Answer: Those with a key. remarks/2018-02.yaml:5");
    let gone = page.find("#remarks > section").nth(0).find(".given").texts();
    assert_eq!(gone, ["Open: Bo: Too long. remarks/2018-02.yaml:7"]);
    // What the page saves goes on where the file ends.
    assert_eq!(
        page.find("#remarks-kept").text(),
        crate::page::Page::of(format!("<pre>{}</pre>", REMARKS.replace('<', "&lt;"))).text()
    );
    assert_eq!(page.find("#remarks").attribute("data-file"), "2018-02.yaml");
    assert!(project.path("review/2018-02/assets/remarks.js").exists());
    assert!(!project.build().files().contains_key("assets/remarks.js"));
}

#[test]
fn a_remark_by_hand_names_a_paragraph_by_as_many_of_its_first_words_as_it_likes() {
    let remark = |words: &str| format!("  - {{ by: Bo, paragraph: \"{words}\", text: \"{words}?\" }}\n");
    let words = ["There are", "One is small.", "One\u{a0}is", "Two are"];
    let project = staff().file("remarks/2018-02.yaml", format!("remarks:\n{}", words.map(remark).concat()));
    project.run(["review", "2018-02"]).fine();
    let page = crate::page::Page::of(project.read("review/2018-02/index.html"));
    let given = |key: &str| {
        let all = page.find("#remarks .remark");
        let own =
            (0..all.count()).map(|number| all.nth(number)).find(|of| of.find("textarea").attribute("data-key") == key);
        own.expect("a field").find(".given").count()
    };
    assert_eq!((given("There are 22 people."), given("One is small.")), (1, 2));
    let gone = page.find("#remarks > section").nth(0).find(".given").texts();
    assert_eq!(gone, ["Open: Bo: Two are? remarks/2018-02.yaml:5"]);
}

#[test]
fn a_file_that_cannot_be_added_to_is_written_anew() {
    let project = staff().file(
        "remarks/2018-02.yaml",
        "remarks: [{ by: Bo, figure: staff, text: \"Why \\\"so\\\" few?\", answer: No. }]\n",
    );
    project.run(["review", "2018-02"]).fine();
    let html = project.read("review/2018-02/index.html");
    let kept = "remarks:\n  - figure: &quot;staff&quot;\n    by: &quot;Bo&quot;\n    text: &quot;Why \\&quot;so\\&quot; few?&quot;\n    answer: &quot;No.&quot;\n</pre>";
    assert!(
        html.contains(kept),
        "{}",
        html.split("remarks-kept").nth(1).unwrap_or_default().split("</pre>").next().unwrap_or_default()
    );
    let project = staff();
    project.run(["review", "2018-02"]).fine();
    assert!(project.read("review/2018-02/index.html").contains("period: 2018-02\nremarks:\n</pre>"));
}

#[cfg(unix)] // links
#[test]
fn remarks_that_cannot_be_read_stop_an_approval() {
    let project = staff().file("elsewhere.yaml", REMARKS).file("remarks/2018-01.yaml", "remarks: []\n");
    std::os::unix::fs::symlink(project.path("elsewhere.yaml"), project.path("remarks/2018-02.yaml")).expect("a link");
    let approve = ["approve", "2018-02", "--by", "Anna", "--date", "2018-03-05", "--anyway", "There is no time."];
    let refused = project.run(approve).refused();
    let said =
        "error[K0919]: the remarks on the reports of 2018-02 were not read, and may be open\n--> remarks/2018-02.yaml";
    assert!(refused.contains(said), "{refused}");
    // Whatever the ending of the link.
    for name in ["remarks/2018-02.yml", "remarks/2018-02.YAML"] {
        project.remove("remarks/2018-02.yaml");
        std::os::unix::fs::symlink(project.path("elsewhere.yaml"), project.path(name)).expect("a link");
        assert!(
            project.run(approve).refused().contains("error[K0919]: the remarks on the reports of 2018-02"),
            "{name}"
        );
        project.remove(name);
        project.write("remarks/2018-02.yaml", "remarks: []\n");
    }
    project.run(["approve", "2018-01", "--by", "Anna", "--date", "2018-03-05", "--anyway", "There is no time."]).fine();
}
