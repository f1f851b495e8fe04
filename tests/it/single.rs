//! `kalends build --single-file`: one file that opens from a mail, and asks for nothing.

use crate::page::Page;
use crate::project::Project;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0";

fn site(settings: &str) -> Project {
    Project::new("beds: { label: Beds, type: stock, unit: beds, target: 120, better: higher }")
        .settings(&format!("title: Wards\nkey_figures: [beds]\ntheme: {{ logo: \"lo go.svg\" }}\n{settings}"))
        .file("content/lo go.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/ward.png", PICTURE)
        .narrative(
            "2018-02",
            "See [January](2018-01.md) and [us](https://example.com/a).\n\n![Ward](ward.png)\n\n{{ beds | chart }}\n",
        )
        .snapshot("2018-01", "beds: 100")
        .snapshot("2018-02", "beds: 110")
        .file("content/2018-01.md", "{{ beds }} beds.\n")
}

/// The addresses that a page asks a browser for, without those that hold what they name.
fn asked_for(page: &Page) -> Vec<String> {
    let of = |selector: &str, attribute: &str| page.find(selector).attributes(attribute);
    let all =
        [of("[src]", "src"), of("[srcset]", "srcset"), of("link[href]", "href"), of("use[href], image[href]", "href")];
    all.concat().into_iter().filter(|address| !address.starts_with("data:")).collect()
}

#[test]
fn everything_of_a_report_is_in_one_file() {
    let project = site("");
    let ran = project.run(["build", "--single-file", "2018-02"]).fine();
    assert_eq!(ran.stdout, "2018-02.html\n");
    assert_eq!(ran.changed, ["2018-02.html"]);
    let html = project.read("2018-02.html");
    let page = Page::of(html.clone());
    assert_eq!(asked_for(&page), [""; 0]);
    assert_eq!(page.find("script[src], link[rel=stylesheet]").count(), 0);
    assert!(page.find("header img").attribute("src").starts_with("data:image/svg+xml;base64,"));
    assert!(page.find("main img").attribute("src").starts_with("data:image/png;base64,"));
    assert!(html.contains("@font-face") && html.contains("data:font/woff2;base64,"));
    let policy = page.find("meta[http-equiv]").attribute("content");
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("'self'") && !policy.contains("http"), "{policy}");
    assert_eq!(page.find("main a[href^='https:']").attributes("href"), ["https://example.com/a"]);
    let leading_away = page.find("a[href]").attributes("href");
    assert!(leading_away.iter().all(|href| href.starts_with('#') || href.starts_with("https:")), "{leading_away:?}");
    assert!(page.text().contains("See January and us."));
    assert!(html.len() < 300_000, "{}", html.len());
}

#[test]
fn links_are_whole_where_the_site_has_an_address() {
    let project = site("base_url: https://example.org/w");
    project.run(["build", "--single-file", "2018-02", "--to", "mail me.html"]).fine();
    let page = Page::of(project.read("mail me.html"));
    let links = page.find("a[href]").attributes("href");
    assert!(links.contains(&"https://example.org/w/2018-01/".to_owned()), "{links:?}");
    assert!(links.contains(&"https://example.org/w/2018-02/figures.csv".to_owned()), "{links:?}");
    assert_eq!(page.find("link[rel=canonical]").attribute("href"), "https://example.org/w/2018-02/");
    assert_eq!(page.find("link[rel=prev], link[rel=next], link[rel=alternate]").count(), 0);
}

#[test]
fn the_same_report_is_the_same_file_and_shows_what_its_page_shows() {
    let project = site("");
    project.run(["build", "--single-file", "2018-02"]).fine();
    let first = project.read("2018-02.html");
    project.run(["build", "--single-file", "2018-02"]).fine();
    assert!(project.read("2018-02.html") == first);
    let built = project.build();
    assert_eq!(Page::of(first).find("main").text(), built.page("2018-02").find("main").text());
}

#[test]
fn a_member_and_a_draft_have_files_of_their_own() {
    let project = Project::new("beds: { type: stock, by: ward }")
        .catalog("dimensions:\n  ward: { label: Ward, members: { north: North, south: South } }\nmetrics:\n  beds: { type: stock, by: ward }")
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\n{{ beds }} beds.\n")
        .file("content/2018-02.md", "---\ndraft: true\n---\nNot yet: {{ beds }}.\n")
        .snapshot("2018-02", "beds: { values: { north: 3, south: 4 } }");
    let of_member = ["build", "--single-file", "2018-02", "--series", "wards/south"];
    assert_eq!(project.run(of_member).fine().stdout, "wards-south-2018-02.html\n");
    assert!(project.read("wards-south-2018-02.html").contains("South"));
    let refused = project.run(["build", "--single-file", "2018-02"]).refused();
    assert!(refused.starts_with("error["), "{refused}");
    project.run(["build", "--single-file", "2018-02", "--drafts"]).fine();
    assert!(project.read("2018-02.html").contains("Not yet"));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let project = site("").file("notes.html", "<p>mine</p>");
    let mine = project.run(["build", "--single-file", "2018-02", "--to", "notes.html"]).refused();
    assert!(mine.contains("notes.html"), "{mine}");
    let none = project.run(["build", "--single-file", "2018-07"]).refused();
    assert!(none.contains("2018-07") && none.contains("2018-02"), "{none}");
    let odd = project.run(["build", "--single-file", "february"]).refused();
    assert!(odd.contains("`february`"), "{odd}");
    project.build();
    let inside = project.run(["build", "--single-file", "2018-02", "--to", "output/2018-02.html"]).refused();
    assert!(inside.starts_with("error["), "{inside}");
    let alone = project.run(["build", "--to", "x.html"]);
    assert_eq!(alone.code, Some(2), "{}", alone.stderr);
}

#[test]
fn a_copy_beside_its_page_is_read_back() {
    let project = site("");
    project.build_with(["--output", "share"]);
    project.run(["build", "--single-file", "2018-02"]).fine();
    let copy = project.read("2018-02.html");
    project.write("share/2018-02/2018-02.html", &copy);
    project.run(["verify", "share"]).fine();

    project.write("share/2018-02/2018-02.html", copy.replacen(">110</data>", ">101</data>", 1));
    let said = project.run(["verify", "share"]).refused();
    assert!(said.starts_with("error[K1035]: `beds` in "), "{said}");
    assert!(said.contains("`101` is published, and the site says `110`"), "{said}");
    assert!(said.contains("2018-02/2018-02.html:"), "{said}");

    project.write("share/2018-02/2018-02.html", &copy);
    project.write("share/2018-02/other.html", &copy);
    let foreign = project.run(["verify", "share"]).refused();
    assert!(foreign.starts_with("error[K1032]") && foreign.contains("2018-02/other.html"), "{foreign}");
}
