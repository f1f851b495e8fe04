//! What machines read of a site: feed, sitemap, robots.txt, the description of the data, and the page for no page.

use roxmltree::Document;
use serde_json::Value;

use crate::page::Page;
use crate::project::Project;

/// Two months; the second one revises the first.
fn site(settings: &str) -> Project {
    Project::new("visits: { label: Visits, type: flow }")
        .settings(&format!("title: Visits & more\norganisation: The <Office>\n{settings}"))
        .snapshot("2018-01", "visits: 40")
        .snapshot("2018-03", "visits:\n  - 44\n  - { period: 2018-01, value: 41, reason: one was late }")
        .file(
            "content/_report.md",
            "---\ntitle: Report of {{ period }}\nsummary: There were {{ visits }} visits.\n---\n",
        )
}

#[test]
fn the_feed_has_every_report_with_whole_addresses_and_no_clock() {
    let project = site("base_url: https://intranet.example/visits\n");
    let built = project.build();
    let text = built.read("feed.xml");
    let feed = Document::parse(&text).expect("well-formed");
    let named = |name: &'static str| {
        feed.descendants().filter(move |node| node.tag_name().name() == name).filter_map(|node| node.text())
    };
    assert_eq!(named("title").collect::<Vec<_>>(), ["Visits & more", "Report of March 2018", "Report of January 2018"]);
    assert_eq!(named("name").collect::<Vec<_>>(), ["The <Office>"]);
    assert_eq!(
        named("id").collect::<Vec<_>>(),
        [
            "https://intranet.example/visits/",
            "https://intranet.example/visits/2018-03/",
            "https://intranet.example/visits/2018-01/"
        ]
    );
    // January is as old as March: a figure of it was changed then.
    assert!(named("updated").all(|updated| updated == "2018-03-31T00:00:00Z"));
    assert!(named("summary").any(|summary| summary == "There were 44 visits."));
}

#[test]
fn the_sitemap_lists_every_page_but_drafts() {
    let project = site("base_url: https://intranet.example/visits/\n")
        .file("content/about.md", "# About\n")
        .file("content/2018-01.md", "---\ndraft: true\n---\n");
    let built = project.build();
    let text = built.read("sitemap.xml");
    let map = Document::parse(&text).expect("well-formed");
    let addresses: Vec<&str> = map
        .descendants()
        .filter(|node| node.tag_name().name() == "loc")
        .filter_map(|node| node.text()?.strip_prefix("https://intranet.example/visits/"))
        .collect();
    assert_eq!(addresses, ["2018-03/", "about/", "", "metrics/", "metrics/visits/", "revisions/"]);
    assert_eq!(
        built.read("robots.txt"),
        "User-agent: *\nDisallow: /\nSitemap: https://intranet.example/visits/sitemap.xml\n"
    );
}

#[test]
fn pages_name_their_address_and_whether_they_may_be_listed() {
    let project = site("base_url: https://intranet.example/visits/\nrobots: allow\n");
    let built = project.build();
    let report = built.page("2018-03");
    let canonical = report.find("head link[rel=canonical]").attribute("href");
    assert_eq!(canonical, "https://intranet.example/visits/2018-03/");
    let feed = report.find("head link[rel=alternate]");
    assert_eq!(feed.attribute("type"), "application/atom+xml");
    assert_eq!(feed.attribute("title"), "Visits & more");
    assert_eq!(feed.attribute("href"), "../feed.xml");
    assert!(!report.html.contains("noindex"));
    assert!(built.read("robots.txt").starts_with("User-agent: *\nDisallow:\n"));
    let lost = Page::of(built.read("404.html"));
    assert_eq!(lost.find("meta[name=robots]").attribute("content"), "noindex");
}

#[test]
fn without_an_address_there_is_neither_feed_nor_sitemap_and_no_page_is_listed() {
    let project = site("");
    let built = project.build();
    let report = built.page("2018-03");
    assert_eq!(report.find("meta[name=robots]").attribute("content"), "noindex");
    assert!(!report.html.contains("canonical") && !report.html.contains("feed.xml"));
    assert!(!project.path("output/feed.xml").exists() && !project.path("output/sitemap.xml").exists());
    assert_eq!(built.read("robots.txt"), "User-agent: *\nDisallow: /\n");
}

#[test]
fn a_report_describes_its_data() {
    let project = site("").narrative("2018-03", "---\ntitle: </script><b>\n---\n");
    let built = project.build();
    let description = built.page("2018-03").find("script[type='application/ld+json']").text();
    let data: Value = serde_json::from_str(&description).expect("JSON");
    assert_eq!(data["@type"], "Dataset");
    assert_eq!(data["name"], "</script><b>, Visits & more");
    assert_eq!(data["temporalCoverage"], "2018-03");
    assert_eq!(data["creator"]["name"], "The <Office>");
    let files: Vec<&str> =
        data["distribution"].as_array().expect("files").iter().filter_map(|file| file["contentUrl"].as_str()).collect();
    let own: Vec<&&str> = files.iter().filter(|file| !file.ends_with(".xlsx")).collect();
    assert_eq!(own, [&"figures.csv", &"figures.json"]);
    assert!(files.iter().all(|file| project.path("output/2018-03").join(file).exists()));
}

#[test]
fn the_page_for_a_missing_one_asks_for_nothing_and_links_to_whole_addresses() {
    let project = site("base_url: https://intranet.example/visits/\n");
    let built = project.build();
    let page = Page::of(built.read("404.html"));
    let links = page.find("[href]").attributes("href");
    let inside = |link: &String| link.starts_with("https://intranet.example/visits/") || link == "#main";
    assert!(links.len() > 5 && links.iter().all(inside), "{links:?}");
    assert_eq!((page.find("style").count(), page.find("[src], [srcset]").count()), (1, 0));
    assert!(!page.html.contains("src=") && !page.html.contains("url("));
}

#[test]
fn the_sign_of_the_house_stands_on_every_page_in_light_and_dark() {
    let project = site("theme: { logo: signs/house.svg, logo_dark: signs/night.svg }\n")
        .file("content/signs/house.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/signs/night.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let built = project.build();
    let sign = "<source media=\"(prefers-color-scheme:dark)\" srcset=\"../signs/night.svg\"><img \
                src=\"../signs/house.svg\" alt=\"\" height=\"28\">";
    assert!(built.page("2018-03").html.contains(sign));
    assert_eq!(Page::of(built.read("404.html")).find("header img").attribute("src"), "signs/house.svg");
    assert!(project.path("output/signs/night.svg").exists());
}

#[test]
fn text_is_set_in_the_fonts_of_the_house_and_every_font_stands_in_the_style_sheet() {
    let plain = site("");
    let built = plain.build();
    let style = built.read("assets/kalends.css");
    assert_eq!(style.matches("src:url(data:font/woff2;base64,").count(), 2);
    assert!(!style.contains("url(fonts/") && !plain.path("output/assets/fonts/kalends-sans-400.woff2").exists());
    // The licence of the font goes with it.
    assert!(plain.path("output/assets/fonts/OFL.txt").exists());

    let project = site("theme: { font: fonts/house.woff2, font_bold: fonts/house-bold.woff2 }\n")
        .file("content/fonts/house.woff2", "a font")
        .file("content/fonts/house-bold.woff2", "a bold font");
    let built = project.build();
    let style = built.read("assets/kalends.css");
    assert!(style.contains("@font-face{font-family:House;src:url(\"../fonts/house.woff2\");font-weight:400}"));
    assert!(style.contains("@font-face{font-family:House;src:url(\"../fonts/house-bold.woff2\");font-weight:600}"));
    assert!(style.contains("body{font-family:House,\"Kalends Sans\",system-ui,sans-serif}"));
    assert!(project.path("output/fonts/house.woff2").exists());
}
