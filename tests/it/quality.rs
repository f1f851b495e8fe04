//! The quality statement of a folder, the definitions of all metrics as one file, sources with links.

use crate::project::Project;

const DANISH: &str = "\
---
title: Kvalitet og metode
updated: 2018-03-05
---
## Formål

At følge antallet.

## Indhold og definitioner

Der er {{ staff }}.

## Kilder og indsamling {#kilder}

## Hyppighed og aktualitet

## Nøjagtighed og FEJLKILDER

## Sammenlignelighed

## Revisioner

## Kontakt
";

fn staff(settings: &str) -> Project {
    Project::new(
        "staff: { label: Staff, type: stock, unit: people, source: register, target: 20, better: higher, description: \"=Who has a key; at the end of the month\" }\n\
         rooms: { label: Rooms, type: stock }\n\
         per_room: { label: Staff per room, type: ratio, numerator: staff, denominator: rooms }",
    )
    .settings(&format!("title: T\nsources: {{ register: {{ label: Staff register, contact: The desk, url: \"https://example.org/staff?a=1&b=2\" }} }}\n{settings}"))
    .snapshot("2018-02", "staff: 22\nrooms: 4")
}

#[test]
fn a_statement_is_dated_and_linked_from_every_report_of_its_folder() {
    let project = staff("language: da\n")
        .file("content/quality.md", DANISH)
        .file("content/wards/_report.md", "There are {{ staff }}.\n")
        .file("content/rooms/_report.md", "There are {{ rooms }}.\n")
        .file("content/rooms/quality.md", "---\nlanguage: en\n---\n## Purpose\n");
    let built = project.build();
    let fact = |report: &str| built.page(report).find("dl.facts a[href*=quality]").attribute("href");
    assert_eq!(fact("2018-02"), "../quality/index.html");
    assert_eq!(fact("wards/2018-02"), "../../quality/index.html", "the site's own stands for a folder without one");
    assert_eq!(fact("rooms/2018-02"), "../quality/index.html");
    assert!(built.page("2018-02").find("dl.facts div").texts().contains(&"Om talleneKvalitet og metode".to_owned()));
    let page = built.page("quality");
    assert_eq!(page.find("header.ttl p.small").text(), "Pr.\u{a0}5. marts 2018");
    assert_eq!(page.find("div.text > p.small").text(), "Endnu ikke beskrevet: Fortrolighed.");
    let english = built.page("rooms/quality").find("div.text > p.small").text();
    assert!(english.starts_with("Not described yet: Contents and definitions, Sources and collection"), "{english}");
}

#[test]
fn a_draft_of_a_statement_is_linked_from_nowhere() {
    let project = staff("").file("content/quality.md", "---\ndraft: true\n---\n## Purpose\n");
    assert_eq!(project.build().page("2018-02").find("dl.facts a[href*=quality]").count(), 0);
}

#[test]
fn check_names_what_a_statement_lacks() {
    let project = staff("language: da\n").file("content/quality.md", DANISH);
    let said = project.run(["check"]).fine().stderr;
    assert!(said.contains("warning[K0330]: the quality statement lacks the headings `Fortrolighed`\n"), "{said}");
    project.write("content/quality.md", format!("{DANISH}\n## Fortrolighed\n"));
    assert_eq!(project.run(["check", "--strict"]).fine().stderr, "1 report, 10 pages; no errors\n");
    assert_eq!(project.build().page("quality").find("div.text > p.small").count(), 0);
}

#[test]
fn all_definitions_are_one_file_for_spreadsheets() {
    let project = staff("");
    let built = project.build();
    let text = built.read("metrics/definitions.csv");
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(
        lines[0],
        "id,Figure,Definition,Counted as,Formula,Unit,Target,Better is,Source,Note,Used in,Defined in"
    );
    assert!(lines[1].starts_with("staff,Staff,'=Who has a key; at the end of the month,"), "{}", lines[1]);
    assert!(
        lines[1].contains(",people,at least 20,higher,Staff register; contact: The desk,,Staff per room,"),
        "{}",
        lines[1]
    );
    assert!(lines[3].contains(",Staff / Rooms,"), "{}", lines[3]);
    assert_eq!(lines.len(), 4);
    let page = built.page("metrics");
    let downloads = page.find("footer .dl a");
    assert_eq!(
        (downloads.attribute("href"), downloads.text()),
        ("definitions.csv".into(), "All definitions (CSV)".into())
    );
    let danish = staff("language: da\n").build().read("metrics/definitions.csv");
    assert!(
        danish.contains("id;Tal;Definition;Opgøres som;Formel;Enhed;Mål;Bedre er;Kilde;Bemærk;Bruges i;Defineret i"),
        "{danish}"
    );
}

#[test]
fn a_source_leads_to_where_it_is_found() {
    let project = staff("");
    let built = project.build();
    let source = built.page("2018-02").find("section.closing dl.defs dd a").attribute("href");
    assert_eq!(source, "https://example.org/staff?a=1&b=2");
    let text = built.page("2018-02").find("section.closing dl.defs").text();
    assert!(text.contains("Staff register; contact: The desk"), "{text}");
    let page = built.page("metrics/staff");
    let link = page.find("dl.defs a[href^=https]");
    assert_eq!((link.attribute("href"), link.text()), (source, "Staff register".to_owned()));
    // Where a source lies may change after its reports are published.
    project.run(["publish", "www"]).fine();
    project.edit("kalends.yaml", "https://example.org/staff?a=1&b=2", "https://example.org/register");
    project.run(["publish", "www"]).fine();
    assert!(project.read("www/2018-02/index.html").contains("https://example.org/register"));
    assert!(!project.read("www/2018-02/index.html").contains("New edition"));
}
