//! When a report came out, when the next one does, who answers, and that there is a newer one.

use crate::project::Project;

const FEBRUARY: &str =
    "---\npublished: 2018-03-05\nnext: 2018-04-05\ncontact: The data office\n---\nThere are {{ staff }}.\n";

fn staff() -> Project {
    Project::new("staff: { label: Staff, type: stock }")
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
        .narrative("2018-01", "There were {{ staff }}.\n")
        .file("content/2018-02.md", FEBRUARY)
}

#[test]
fn a_report_says_when_it_came_out_when_the_next_one_comes_and_who_answers() {
    let project = staff();
    let facts = |project: &Project| project.build().page("2018-02").find("dl.facts div").texts();
    let said = facts(&project);
    for fact in ["Published5 March 2018", "Next release5 April 2018", "ContactThe data office"] {
        assert!(said.contains(&fact.to_owned()), "{said:?}");
    }
    let release = project.build().json("2018-02/figures.json")["release"].clone();
    let told = serde_json::json!({ "published": "2018-03-05", "next": "2018-04-05", "contact": "The data office" });
    assert_eq!(release, told);

    let said = facts(&project.settings("title: T\nlanguage: da\n"));
    for fact in ["Offentliggjort5. marts 2018", "Næste udgivelse5. april 2018", "KontaktThe data office"] {
        assert!(said.contains(&fact.to_owned()), "{said:?}");
    }
}

#[test]
fn who_answers_for_a_folder_is_said_once() {
    let project = staff().file("content/_index.md", "---\ncontact: The front desk\n---\n");
    let contact = |month: &str| project.build().json(&format!("{month}/figures.json"))["release"]["contact"].clone();
    assert_eq!(contact("2018-01"), "The front desk");
    assert_eq!(contact("2018-02"), "The data office");
    assert_eq!(project.run(["check"]).fine().stderr, "2 reports, 8 pages; no errors\n");
}

#[test]
fn who_answers_may_have_a_mailbox_and_is_that_of_the_text_the_folder_or_the_site() {
    let project = staff()
        .settings("title: T\nlanguage: en\ncontact: { name: { da: Datakontoret, en: The office }, email: office@example.org }\n")
        .file("content/wards/_index.md", "---\ncontact: { name: The wards, email: wards@example.org }\n---\n")
        .file("content/wards/_report.md", "There are {{ staff }}.\n");
    let built = project.build();
    let contact = |report: &str| {
        let page = built.page(report);
        let link = page.find("dl.facts a[href^=mailto]");
        (link.texts().join(""), link.attributes("href").join(""))
    };
    let of = |name: &str, mailbox: &str| (format!("{name}, {mailbox}"), format!("mailto:{mailbox}"));
    assert_eq!(contact("2018-01"), of("The office", "office@example.org"));
    assert_eq!(contact("wards/2018-01"), of("The wards", "wards@example.org"));
    assert_eq!(contact("2018-02"), (String::new(), String::new()), "the text names somebody without a mailbox");
    assert!(built.page("2018-02").find("dl.facts div").texts().contains(&"ContactThe data office".to_owned()));
    assert_eq!(built.json("2018-01/figures.json")["release"]["contact"], "The office, office@example.org");
    // Nobody is missing, since the site names somebody; nor is the next day that the calendar names.
    project.edit("content/2018-02.md", "next: 2018-04-05\ncontact: The data office\n", "");
    project.edit("content/2018-02.md", "published: 2018-03-05\n", "");
    project.edit("kalends.yaml", "language: en\n", "language: da\nreleases: [{ period: 2018-03, on: 2018-04-05 }]\n");
    project.write("content/2018-01.md", "---\nnext: 2018-03-05\ncontact: Bo\n---\nThere were {{ staff }}.\n");
    assert!(!project.run(["check"]).fine().stderr.contains("K0328"));
    assert!(
        project
            .build()
            .page("2018-02")
            .find("dl.facts div")
            .texts()
            .contains(&"KontaktDatakontoret, office@example.org".to_owned())
    );
}

#[test]
fn an_older_report_leads_to_the_newest_one_of_its_kind() {
    let project = staff().narrative("2018-Q1", "There are {{ staff }}.\n").snapshot("2018-03", "staff: 23");
    let built = project.build();
    let newer = |report: &str| built.page(report).find("p.newer").texts();
    assert_eq!(newer("2018-01"), ["There is a newer report: March 2018"]);
    assert_eq!(newer("2018-02"), ["There is a newer report: March 2018"]);
    assert_eq!(built.page("2018-01").find("p.newer a").attribute("href"), "../2018-03/index.html");
    assert!(newer("2018-03").is_empty() && newer("2018-Q1").is_empty());
}

#[test]
fn days_may_be_said_once_a_report_is_published() {
    let project = staff().narrative("2018-02", "There are {{ staff }}.\n");
    project.run(["publish", "www"]).fine();
    project.write("content/2018-02.md", FEBRUARY);
    project.run(["publish", "www"]).fine();
    let page = project.read("www/2018-02/index.html");
    assert!(page.contains("5 April 2018") && !page.contains("New edition"), "{page}");
    project.run(["verify", "www"]).fine();
}

#[test]
fn the_day_that_was_announced_is_that_of_the_new_month() {
    let project = staff();
    let said_of_one = "edition: A slip of the pen.\nnot_before: 2018-03-05T09:30+01:00\nearly_readers: [Anna]\nnext: ";
    project.edit("content/2018-02.md", "next: ", said_of_one);
    project.run(["new", "2018-03"]).fine();
    assert_eq!(
        project.read("content/2018-03.md"),
        "---\ndraft: true\npublished: 2018-04-05\ncontact: The data office\n---\nThere are {{ staff }}.\n"
    );
}
