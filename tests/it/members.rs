//! Folders of reports: one for each member of a dimension, with front pages, ways between them, and a language of their
//! own.

use crate::page::Page;
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
    let page = built.page("hospitals/rh/2018-02");
    assert_eq!(page.find("h1").text(), "Rigshospitalet, February 2018");
    assert_eq!(page.find(".lead").text(), "There are 22 and 101.");
    assert_eq!(page.find(".lead data").attributes("value"), ["22", "101"]);
    assert_eq!(page.find(".blk p").nth(0).text(), "22, +2, met; at Bispebjerg 15.");
    assert_eq!(page.find(".blk p").nth(0).find("data").attributes("value"), ["22", "2", "15"]);
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
    assert_eq!(built.page("hospitals/rh/2018-01").find(".notice del").text(), "21");
    assert_eq!(built.page("hospitals/bfh/2018-01").find(".notice").count(), 0);
    let notices = |path: &str| built.json(path)["notices"].as_array().map_or(0, Vec::len);
    assert_eq!(notices("hospitals/rh/2018-01/figures.json"), 1);
    assert_eq!(notices("hospitals/bfh/2018-01/figures.json"), 0);
}

#[test]
fn a_notice_that_has_no_room_for_all_tells_first_of_the_member() {
    let project = hospitals()
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  beds: { label: Beds, type: stock }
  wards: { label: Wards, type: stock }
  rooms: { label: Rooms, type: stock }
  staff: { label: Staff, type: stock, by: [hospital] }
",
        )
        .file("content/hospitals/_report.md", "---\nfor_each: hospital\n---\n{{ staff }} in {{ beds }}.\n")
        .snapshot("2018-01", "{ beds: 100, wards: 9, rooms: 40, staff: { values: { rh: 21, bfh: 14 } } }")
        .snapshot(
            "2018-02",
            "staff: { period: 2018-01, values: { rh: 20 }, reason: one had left }
beds: { period: 2018-01, value: 99, reason: counted again }
wards: { period: 2018-01, value: 8, reason: counted again }
rooms: { period: 2018-01, value: 41, reason: counted again }",
        );
    let page = project.build().page("hospitals/rh/2018-01");
    let told = page.find(".notice p").texts();
    assert!(told[0].starts_with("Staff, Rigshospitalet, January 2018: 21"), "{told:?}");
    assert!(told[3].ends_with("See all revisions"), "{told:?}");
}

#[test]
fn reports_of_a_period_lead_to_one_another() {
    let project = hospitals();
    let built = project.build();
    let member = built.page("hospitals/rh/2018-02");
    let others = member.find("main nav .list li a");
    assert_eq!(others.texts(), ["Rigshospitalet", "Bispebjerg"]);
    assert_eq!(others.attributes("href"), ["index.html", "../../bfh/2018-02/index.html"]);
    assert_eq!(member.find("main nav [aria-current=page]").text(), "Rigshospitalet");
    assert_eq!(member.find("a[href='../../../2018-02/index.html']").text(), "Report of the whole");
    assert_eq!(member.find("a[rel=prev]").attribute("href"), "../2018-01/index.html");
    let whole = built.page("2018-02");
    let members = whole.find("main nav .list li a");
    assert_eq!(members.texts(), ["Rigshospitalet", "Bispebjerg"]);
    assert_eq!(members.nth(0).attribute("href"), "../hospitals/rh/2018-02/index.html");
}

#[test]
fn folders_and_members_have_front_pages() {
    let project = hospitals();
    let built = project.build();
    let home = built.page("");
    assert!(home.find("h2").texts().contains(&"Each hospital".to_owned()), "{home}");
    assert_eq!(home.find(".list a[href='hospitals/rh/index.html']").text(), "Rigshospitalet");
    let folder = built.page("hospitals");
    assert_eq!(folder.find("h1").text(), "Each hospital");
    assert_eq!(folder.find(".landing p").text(), "One report a hospital.");
    assert_eq!(folder.find(".list a[href='bfh/index.html']").text(), "Bispebjerg");
    let member = built.page("hospitals/rh");
    assert_eq!(member.find("h1").text(), "Rigshospitalet");
    assert_eq!(member.find("a[href='2018-01/index.html']").count(), 1);
    let staff = member.find(".kpi data");
    assert_eq!((staff.nth(0).attribute("value"), staff.nth(0).text()), ("22".to_owned(), "22".to_owned()));
    let found = built.page("search");
    assert_eq!(found.find("a[href='../hospitals/rh/index.html']").text(), "Rigshospitalet");
}

#[test]
fn a_month_of_its_own_text_is_for_each_member_too() {
    let project = hospitals().file("content/hospitals/2018-02.md", "{{ report.member }} has {{ staff }} now.\n");
    let built = project.build();
    let page = built.page("hospitals/bfh/2018-02");
    assert_eq!(page.find("h1").text(), "Bispebjerg, February 2018");
    assert_eq!(page.find(".blk p").text(), "Bispebjerg has 15 now.");
}

#[test]
fn a_folder_may_speak_another_language() {
    let project = hospitals().file("content/hospitals/_index.md", "---\ntitle: Hvert hospital\nlanguage: da\n---\n");
    let built = project.build();
    let language = |folder: &str| built.page(folder).find("html").attribute("lang");
    assert_eq!(built.page("hospitals/rh/2018-02").find("h1").text(), "Rigshospitalet, februar 2018");
    assert_eq!(
        (language("hospitals/rh/2018-02"), language("hospitals"), language("2018-02")),
        ("da".into(), "da".into(), "en".into())
    );
}

/// The hospitals' reports in Danish, on a site that is in English and has its names in both languages.
fn in_danish() -> Project {
    hospitals()
        .settings(
            "title: { da: Prøve, en: Test }
organisation: { da: Regionen, en: The Region }
base_url: https://example.org/
key_figures: [staff, beds]",
        )
        .catalog(
            "dimensions:
  hospital: { label: { da: Sygehus, en: Hospital }, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff:
    label: { da: Ansatte, en: Staff }
    type: stock
    by: [hospital]
    better: higher
    target: { hospital: { rh: 20, bfh: 20 } }
  beds: { label: { da: Senge, en: Beds }, type: stock }
",
        )
        .snapshot("2018-02", "staff: { values: { rh: 1022, bfh: 15 } }\nbeds: 101")
        .file("content/hospitals/_index.md", "---\ntitle: Hvert sygehus\nlanguage: da\n---\n")
        .file(
            "content/hospitals/_report.md",
            r#"---
for_each: hospital
title: "{{ report.member }}, {{ period }}"
---
## Ansatte

{{ staff }}, {{ staff | change }}, {{ staff | status }}.

{{ staff | chart(title="Ansatte") }}
"#,
        )
}

#[test]
fn numbers_words_and_drawings_of_such_a_folder_are_in_its_language() {
    let project = in_danish();
    let built = project.build();
    let page = built.page("hospitals/rh/2018-02");
    assert_eq!(page.find("html").attribute("lang"), "da");
    assert_eq!(page.find("[aria-labelledby=ansatte] p").nth(0).text(), "1.022, +1.001, nået.");
    assert_eq!(page.find("#fig-staff .fig-h").text(), "Diagram\u{a0}1. Ansatte");
    let heads = page.find("#fig-staff th[scope=col]").texts();
    assert_eq!(heads, ["Periode", "Ansatte, Rigshospitalet", "Mål", "Ændring"]);
    assert_eq!(page.find("#fig-staff th[scope=row]").nth(0).text(), "februar 2018");
    let drawn = page.find("#fig-staff svg.wide text").texts();
    assert!(
        drawn.contains(&"1.000".to_owned())
            && drawn.contains(&"1.022".to_owned())
            && drawn.contains(&"20 Mål".to_owned()),
        "{drawn:?}"
    );
    assert_eq!(page.find(".kpi h3").texts(), ["Ansatte", "Senge"]);
    let csv = built.read("hospitals/rh/2018-02/staff.csv");
    assert!(csv.starts_with("\u{feff}Periode;"), "{csv}");
    // The site's own report stays in English.
    let whole = built.page("2018-02");
    assert_eq!(whole.find(".kpi h3").texts(), ["Staff", "Beds"]);
    assert_eq!(whole.find(".blk p").nth(0).text(), "There are 1,037.");
}

#[test]
fn a_report_in_another_language_is_reviewed_and_compared() {
    let project = in_danish();
    project.run(["review", "2018-02"]).fine();
    let draft = Page::of(project.read("review/2018-02/hospitals/rh/2018-02/index.html"));
    assert_eq!(draft.find("header.site .kind").text(), "Kladde, ikke godkendt");
    let page = Page::of(project.read("review/2018-02/index.html"));
    assert_eq!(page.find("html").attribute("lang"), "en");
    assert_eq!(page.find("h1").text(), "February 2018 against January 2018");
    let said = project.run(["diff", "2018-01", "2018-02"]).fine().stdout;
    assert!(said.starts_with("2018-02 against 2018-01\n"), "{said}");
}

#[test]
fn such_a_folder_describes_its_data_in_its_language() {
    let project = in_danish();
    let description = project.build().page("hospitals/rh/2018-02").find("script[type='application/ld+json']").text();
    let data: serde_json::Value = serde_json::from_str(&description).expect("JSON");
    assert_eq!(data["inLanguage"], "da");
    assert_eq!(data["name"], "Rigshospitalet, februar 2018, Prøve");
    assert_eq!(data["creator"]["name"], "Regionen");
    assert_eq!(data["description"], "Prøve, februar 2018");
    assert_eq!(data["isPartOf"]["name"], "Prøve");
}

#[test]
fn the_front_page_of_such_a_folder_names_its_members_in_its_language() {
    let project = in_danish();
    let built = project.build();
    let page = built.page("hospitals");
    assert_eq!(page.find("html").attribute("lang"), "da");
    let text = page.find("main").text();
    assert!(text.contains("Sygehus") && !text.contains("Hospital"), "{text}");
    assert!(built.page("hospitals/rh").find("h3").texts().contains(&"Ansatte".to_owned()));
}
