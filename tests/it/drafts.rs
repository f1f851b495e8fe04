//! What a draft would tell: its month stands nowhere before it is out.

use crate::project::Project;

/// A site of which the report of March is a draft, and the figure of March 98,765.
fn site() -> Project {
    Project::new("a: { label: A, type: stock, better: higher, target: 100 }")
        .settings("title: T\nbase_url: https://example.org/\nkey_figures: [a]\n")
        .file("content/_report.md", "{{ a }} {{ a | chart(title=\"x\") }}\n")
        .file("content/about.md", "Now {{ a }}.\n")
        .snapshot("2018-01", "a: 11")
        .snapshot("2018-02", "a: [22, { period: 2018-01, value: 13, reason: \"Counted twice\", kind: error }]")
        .snapshot("2018-03", "a: [98765, { period: 2018-02, value: 54321, reason: \"Secret\", kind: error }]")
        .file("content/2018-03.md", "---\ndraft: true\n---\nSecret words: {{ a }}.\n")
}

const TOLD: [&str; 6] = ["98765", "98,765", "54321", "54,321", "ecret", "2018-03"];

/// The files that tell of March.
fn telling(project: &Project, folder: &str) -> Vec<String> {
    let tells = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        TOLD.iter().any(|told| text.contains(told))
    };
    project.files(folder).into_iter().filter(|(_, bytes)| tells(bytes)).map(|(name, _)| name).collect()
}

#[test]
fn the_month_of_a_draft_stands_in_no_place() {
    let project = site();
    project.build();
    assert_eq!(telling(&project, "output"), Vec::<String>::new());
    project.run(["publish", "www"]).fine();
    assert_eq!(telling(&project, "www"), Vec::<String>::new());
    project.run(["verify", "www"]).fine();
    assert!(project.read("output/about/index.html").contains("22"));
    // Whoever asks for drafts gets them.
    let built = project.build_with(["--drafts"]);
    assert!(
        built.read("metrics/a/index.html").contains("98,765") && built.read("2018-03/index.html").contains("98,765")
    );
    // When it is out, all of it is.
    project.edit("content/2018-03.md", "draft: true", "draft: false");
    let built = project.build();
    assert!(built.read("metrics/a/index.html").contains("98,765") && built.read("about/index.html").contains("98,765"));
}

#[test]
fn the_month_of_a_draft_waits_while_months_after_it_have_no_report() {
    let project = site().snapshot("2018-04", "a: 98765");
    project.remove("content/_report.md");
    project.write("content/2018-01.md", "{{ a }}\n");
    project.build();
    assert_eq!(telling(&project, "output"), Vec::<String>::new());
}

#[test]
fn a_draft_before_the_last_report_hides_no_figure_that_this_one_shows() {
    let project = site();
    project.write("content/2018-02.md", "---\ndraft: true\n---\nSecret words.\n");
    project.edit("content/2018-03.md", "draft: true", "draft: false");
    let built = project.build();
    assert!(!built.files().contains_key("2018-02/index.html"));
    assert!(built.read("metrics/a/index.html").contains("54,321"));
}

#[test]
fn a_site_of_drafts_alone_shows_no_figure() {
    let project = site();
    project.write("content/_report.md", "---\ndraft: true\n---\n{{ a }}\n");
    project.remove("content/about.md");
    project.build();
    assert_eq!(telling(&project, "output"), Vec::<String>::new());
    let told = project.files("output");
    assert!(!String::from_utf8_lossy(&told["metrics/a/history.json"]).contains("11"));
}

#[test]
fn what_nobody_approved_stands_in_no_place() {
    let project = site();
    project.write("approvals.yaml", "approvals: []\n");
    project.remove("content/about.md");
    project.build_with(["--approved"]);
    assert_eq!(telling(&project, "output"), Vec::<String>::new());
    assert!(!project.read("output/metrics/a/history.json").contains("11"));
}

#[test]
fn a_figure_of_a_draft_is_explained_to_its_author() {
    let ran = site().run(["explain", "a"]).fine();
    assert!(ran.stdout.contains("98,765"), "{}", ran.stdout);
}

#[test]
fn a_draft_waits_for_the_newest_report_of_all_folders() {
    let draft = "---\ndraft: true\n---\nSecret words: {{ a }}.\n";
    let project = site()
        .file("content/north/2018-01.md", "{{ a }}\n")
        .file("content/south/2018-02.md", "{{ a }}\n")
        .file("content/south/2018-03.md", draft);
    project.build();
    assert_eq!(telling(&project, "output"), Vec::<String>::new());
    // The report of one folder takes its month along, and the text of the other's draft stays.
    project.write("content/north/2018-03.md", "{{ a }}\n");
    project.build();
    assert!(project.read("output/north/2018-03/index.html").contains("98,765"));
    assert!(project.read("output/metrics/a/history.json").contains("98765"));
    assert!(!project.path("output/south/2018-03").exists() && !project.path("output/2018-03").exists());
    let search = project.files("output/search");
    assert!(search.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("ecret words")));
}
