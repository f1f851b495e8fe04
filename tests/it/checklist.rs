//! The checklist of a review: what stands between a draft and its release, each with the way to its place.

use crate::page::Page;
use crate::project::Project;

fn checklist(project: &Project) -> Page {
    project.run(["review", "2018-02"]).fine();
    Page::of(project.read("review/2018-02/index.html"))
}

fn groups(page: &Page) -> Vec<String> {
    page.find("section[aria-labelledby=checklist] .c > div > p").texts()
}

#[test]
fn a_checklist_leads_to_all_that_is_to_be_done() {
    let project = Project::new("staff: { label: Staff, type: stock, target: 30, better: higher }\nrooms: { label: Rooms, type: stock, tolerance: 1 }")
        .snapshot("2018-01", "staff: 21\nrooms: 4")
        .snapshot("2018-02", "staff: 22\nrooms: 9")
        .narrative("2018-01", "There are {{ staff }} people.\n")
        .narrative("2018-02", "## People\n\nThere are {{ staff }} people, 22 in all.\n\n![](plan.png)\n\n## Rooms\n\nWe have {{ rooms }}.\n")
        .file("content/plan.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0")
        .file("content/notes.txt", "Not for readers.")
        .file("remarks/2018-02.yaml", "remarks:\n  - { by: Anna, text: Why <so> few? }\n  - { by: Bo, text: A longer title?, closed: No. }\n");
    let page = checklist(&project);
    assert_eq!(
        groups(&page),
        [
            "Figures unlike what was published: none",
            "New editions of what was published: none",
            "Missing reasons and actions: 2",
            "Open remarks: 1",
            "Pictures without a text: 1",
            "Other warnings: 1",
            "Files that no text names and nobody would see: 1",
        ]
    );
    let items = page.find("section[aria-labelledby=checklist] .c > div > ul li").texts();
    assert!(items[0].starts_with("`rooms` "), "{items:?}");
    assert!(items[0].ends_with("data/2018-02.yaml:4") && items[1].ends_with("data/2018-02.yaml:3"), "{items:?}");
    assert_eq!(items[2], "Anna: Why <so> few? remarks/2018-02.yaml:2");
    assert!(items[3].ends_with("content/2018-02.md:5") && items[4].ends_with("content/2018-02.md:3"), "{items:?}");
    assert_eq!(items[5], "content/notes.txt");
    let links = page.find("section[aria-labelledby=checklist] a").attributes("href");
    assert_eq!(links, ["#given-2", "2018-02/index.html#people", "2018-02/index.html#people"]);
    assert_eq!(page.find("#given-2").count(), 1);
    assert_eq!(Page::of(project.read("review/2018-02/2018-02/index.html")).find("#people").count(), 1);
}

#[test]
fn a_checklist_of_a_draft_that_lacks_nothing_says_so_in_danish_too() {
    let project = Project::new("staff: { label: Staff, type: stock }")
        .settings("title: T\nlanguage: da\n")
        .snapshot("2018-02", "staff: 22")
        .narrative("2018-02", "Der er {{ staff }}.\n");
    let page = checklist(&project);
    assert_eq!(
        groups(&page),
        [
            "Tal, der afviger fra det offentliggjorte: ingen",
            "Nye udgaver af det offentliggjorte: ingen",
            "Manglende årsager og handlinger: ingen",
            "Åbne bemærkninger: ingen",
            "Billeder uden tekst: ingen",
            "Andre advarsler: ingen",
            "Filer, som ingen tekst nævner, og som ingen vil se: ingen",
        ]
    );
    assert_eq!(page.find("section[aria-labelledby=checklist] ul").count(), 0);
}

#[test]
fn what_is_about_a_file_as_a_whole_names_no_line() {
    let project = Project::new("staff: { label: Staff, type: stock }")
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
        .narrative("2018-01", "---\ncontact: Anna\n---\nThere are {{ staff }}.\n")
        .narrative("2018-02", "There are {{ staff }}.\n");
    let items = checklist(&project).find("section[aria-labelledby=checklist] .c > div > ul li").texts();
    let item = items.iter().find(|item| item.contains("who answers for it")).expect("an item");
    assert!(item.ends_with("content/2018-02.md"), "{item}");
}

#[test]
fn a_warning_that_is_allowed_is_done() {
    let project = Project::new("staff: { label: Staff, type: stock }").snapshot("2018-02", "staff: 22").narrative(
        "2018-02",
        "<!-- kalends: allow K0305 because it is the law's -->\nThere are {{ staff }} people, 22 by law.\n",
    );
    assert!(groups(&checklist(&project)).contains(&"Other warnings: none".to_owned()));
}

#[test]
fn a_figure_unlike_what_was_published_is_named_first() {
    let project = Project::new("staff: { label: Staff, type: stock }")
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
        .narrative("2018-01", "There are {{ staff }}.\n")
        .narrative("2018-02", "There are {{ staff }}.\n");
    project.run(["publish", "www"]).fine();
    project.edit("data/2018-01.yaml", "21", "20");
    let page = checklist(&project);
    assert_eq!(groups(&page)[0], "Figures unlike what was published: 1");
    let item = page.find("section[aria-labelledby=checklist] li").nth(0).text();
    assert!(item.contains("data/2018-01.yaml:3"), "{item}");
}

#[test]
fn a_text_that_takes_the_place_of_a_published_one_is_named_with_what_readers_are_told() {
    let project = Project::new("staff: { label: Staff, type: stock }")
        .snapshot("2018-02", "staff: 22")
        .narrative("2018-02", "There are {{ staff }}.\n");
    project.run(["publish", "www"]).fine();
    let none = "New editions of what was published: none";
    assert_eq!(groups(&checklist(&project))[1], none);
    project.write(
        "content/2018-02.md",
        "---\nedition: who is counted was missing\n---\nThere are {{ staff }} with a key.\n",
    );
    let page = checklist(&project);
    assert_eq!(groups(&page)[1], "New editions of what was published: 1");
    let item = page.find("section[aria-labelledby=checklist] li").nth(0);
    assert_eq!(item.text(), "Who is counted was missing. content/2018-02.md");
    assert_eq!(item.find("a").attributes("href"), ["2018-02/index.html"]);
    // What readers have is no news.
    project.run(["publish", "www"]).fine();
    assert_eq!(groups(&checklist(&project))[1], none);
}
