//! Reports in another language than their site: what they say, and where they lead.

use serde_json::Value;

use crate::project::Project;

/// An English site with a folder of Danish reports for each hospital. March revises January.
fn site() -> Project {
    Project::empty()
        .settings("title: { da: Besøg, en: Visits }\norganisation: { da: Kontoret, en: The Office }")
        .catalog(
            "
dimensions:
  hospital: { label: { da: Sygehus, en: Hospital }, members: { rh: Rigshospitalet } }
metrics:
  visits: { label: { da: Besøg, en: Visits }, type: flow, by: [hospital] }
",
        )
        .snapshot("2018-01", "visits: { values: { rh: 40 } }")
        .snapshot(
            "2018-03",
            "visits:\n  - values: { rh: 44 }\n  - { period: 2018-01, values: { rh: 41 }, reason: one was late }",
        )
        .file("content/_report.md", "")
        .file("content/sygehuse/_index.md", "---\nlanguage: da\ntitle: Sygehuse\n---\n")
        .file("content/sygehuse/_report.md", "---\nfor_each: hospital\n---\n")
}

/// The description of the data of a report.
fn dataset(page: &str) -> Value {
    let text = page.split("<script type=\"application/ld+json\">").nth(1).expect("a description");
    serde_json::from_str(text.split("</script>").next().unwrap_or("")).expect("JSON")
}

#[test]
fn the_description_of_the_data_is_in_the_language_of_its_report() {
    let project = site();
    let built = project.build();
    let danish = dataset(&built.read("sygehuse/rh/2018-01/index.html"));
    assert_eq!(danish["inLanguage"], "da");
    assert_eq!(danish["name"], "Rigshospitalet, januar 2018, Besøg");
    assert_eq!(danish["description"], "Besøg, januar 2018");
    assert_eq!(danish["creator"]["name"], "Kontoret");
    assert_eq!(danish["isPartOf"]["name"], "Besøg");
    let english = dataset(&built.read("2018-01/index.html"));
    assert_eq!((&english["inLanguage"], &english["creator"]["name"]), (&"en".into(), &"The Office".into()));
    assert_eq!(english["description"], "Visits, January 2018");
}

#[test]
fn the_front_page_of_a_folder_names_the_dimension_in_the_folders_language() {
    let project = site();
    let built = project.build();
    let front = built.read("sygehuse/index.html");
    assert!(front.contains("Sygehus<") && !front.contains("Hospital<"), "{front}");
}

#[test]
fn the_notice_of_a_later_change_has_an_address_in_the_language_of_the_report() {
    let project = site();
    let built = project.build();
    for (path, id) in [("sygehuse/rh/2018-01", "revideret"), ("2018-01", "changed-later")] {
        let page = built.read(&format!("{path}/index.html"));
        assert!(page.contains(&format!("<section class=\"notice\" id=\"{id}\" aria-labelledby=\"{id}-h\">")), "{page}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{page}");
        assert_eq!(page.matches("revideret\"").count(), if id == "revideret" { 2 } else { 0 }, "{page}");
    }
}

#[test]
fn a_link_to_the_address_of_another_language_is_pointed_out() {
    let project = site().file("content/2018-01.md", "[Changed](#changed-later), [revideret](#revideret).\n");
    let said = project.run(["check"]).stderr;
    assert!(said.contains("the link leads to `#revideret`, and no part of the page has that id"), "{said}");
    assert!(!said.contains("`#changed-later`"), "{said}");
}
