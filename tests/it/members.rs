//! Folders of reports: one for each member of a dimension, with front pages, ways between them, and a language of their own.

use crate::project::Project;

/// Two hospitals over two months, with reports of the whole and reports for each hospital.
fn hospitals() -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Staff, type: stock, by: [hospital], better: higher, target: { hospital: { rh: 20, bfh: 20 } } }
  beds: { label: Beds, type: stock }
",
        )
        .settings("title: Test\nkey_figures: [staff, beds]")
        .snapshot("2018-01", "staff: { values: { rh: 21, bfh: 14 } }\nbeds: 100")
        .snapshot(
            "2018-02",
            "staff:
  - { values: { rh: 22, bfh: 15 } }
  - { period: 2018-01, values: { rh: 20, bfh: 14 }, reason: one had left }
beds: 101",
        )
        .file(
            "content/_report.md",
            "---\ntitle: All of {{ period }}\n---\nThere are {{ staff }}.\n\n{{ staff | chart(by=\"hospital\") }}\n",
        )
        .file("content/hospitals/_index.md", "---\ntitle: Each hospital\n---\nOne report a hospital.\n")
        .file(
            "content/hospitals/_report.md",
            "---
for_each: hospital
title: \"{{ report.member }}, {{ period }}\"
summary: There are {{ staff }} and {{ beds }}.
---
## Staff

{{ staff }}, {{ staff | change }}, {{ staff | status }}; at Bispebjerg {{ staff | of(hospital=\"bfh\") }}.

{{ staff | chart(title=\"Staff\") }}
",
        )
}

#[test]
fn every_figure_of_a_members_report_is_read_for_the_member() {
    let project = hospitals();
    let built = project.build();
    let page = built.read("hospitals/rh/2018-02/index.html");
    assert!(page.contains("<h1>Rigshospitalet, February 2018</h1>"));
    assert!(page.contains("There are <data value=\"22\">22</data> and <data value=\"101\">101</data>."));
    assert!(page.contains(">+2</data>") && page.contains("<span>met</span>") && page.contains(">15</data>"), "{page}");
    let figures = built.json("hospitals/rh/2018-02/figures.json");
    assert_eq!(figures["series"], "hospitals");
    assert_eq!(figures["member"], "rh");
    assert_eq!(figures["metrics"]["staff"]["value"], 22);
    assert_eq!(figures["metrics"]["staff"]["previous"]["value"], 20);
    assert_eq!(figures["metrics"]["staff"]["target"]["status"], "met");
    assert!(figures["metrics"]["staff"]["by"].is_null() && figures["metrics"]["staff"]["cells"].is_null());
    assert_eq!(figures["metrics"]["beds"]["value"], 101);
    let table = built.read("hospitals/rh/2018-02/figures.csv");
    assert!(table.contains("Rigshospitalet") && !table.contains("Bispebjerg"), "{table}");
    assert_eq!(built.json("hospitals/bfh/2018-02/figures.json")["metrics"]["staff"]["value"], 15);
    assert!(built.json("2018-02/figures.json")["member"].is_null());
}

#[test]
fn a_member_is_told_only_of_its_own_revisions() {
    let project = hospitals();
    let built = project.build();
    assert!(built.read("hospitals/rh/2018-01/index.html").contains("<del>21</del>"));
    assert!(!built.read("hospitals/bfh/2018-01/index.html").contains("class=\"notice\""));
    let notices = |path: &str| built.json(path)["notices"].as_array().map_or(0, Vec::len);
    assert_eq!(notices("hospitals/rh/2018-01/figures.json"), 1);
    assert_eq!(notices("hospitals/bfh/2018-01/figures.json"), 0);
}

#[test]
fn reports_of_a_period_lead_to_one_another() {
    let project = hospitals();
    let built = project.build();
    let member = built.read("hospitals/rh/2018-02/index.html");
    assert!(member.contains("<li><a href=\"index.html\" aria-current=\"page\">Rigshospitalet</a></li>"));
    assert!(member.contains("<li><a href=\"../../bfh/2018-02/index.html\">Bispebjerg</a></li>"));
    assert!(member.contains("<a href=\"../../../2018-02/index.html\">Report of the whole</a>"));
    assert!(member.contains("<a rel=\"prev\" href=\"../2018-01/index.html\">"));
    let whole = built.read("2018-02/index.html");
    assert!(whole.contains("<li><a href=\"../hospitals/rh/2018-02/index.html\">Rigshospitalet</a></li>"));
}

#[test]
fn folders_and_members_have_front_pages() {
    let project = hospitals();
    let built = project.build();
    let home = built.read("index.html");
    assert!(
        home.contains(">Each hospital</h2>") && home.contains("<a href=\"hospitals/rh/index.html\">Rigshospitalet</a>")
    );
    let folder = built.read("hospitals/index.html");
    assert!(folder.contains("<h1>Each hospital</h1>") && folder.contains("One report a hospital."));
    assert!(folder.contains("<a href=\"bfh/index.html\">Bispebjerg</a>"));
    let member = built.read("hospitals/rh/index.html");
    assert!(member.contains("<h1>Rigshospitalet</h1>") && member.contains("<a href=\"2018-01/index.html\">"));
    assert!(member.contains("<data value=\"22\">22</data>"));
    assert!(built.read("search/index.html").contains("<a href=\"../hospitals/rh/index.html\">Rigshospitalet</a>"));
}

#[test]
fn a_month_of_its_own_text_is_for_each_member_too() {
    let project = hospitals().file("content/hospitals/2018-02.md", "{{ report.member }} has {{ staff }} now.\n");
    let built = project.build();
    let page = built.read("hospitals/bfh/2018-02/index.html");
    assert!(page.contains("<h1>Bispebjerg, February 2018</h1>") && page.contains("Bispebjerg has "), "{page}");
}

#[test]
fn a_folder_may_speak_another_language() {
    let project = hospitals().file("content/hospitals/_index.md", "---\ntitle: Hvert hospital\nlanguage: da\n---\n");
    let built = project.build();
    let page = built.read("hospitals/rh/2018-02/index.html");
    assert!(page.contains("<html lang=\"da\">") && page.contains("Rigshospitalet, februar 2018"));
    assert!(built.read("hospitals/index.html").contains("<html lang=\"da\">"));
    assert!(built.read("2018-02/index.html").contains("<html lang=\"en\">"));
}
