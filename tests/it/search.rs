//! The text of reports on the search page: what is found, and what must not be.

use crate::project::{Built, Project};

/// Two years of reports, a page, and a draft.
fn site() -> Project {
    Project::empty()
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { x: X, y: Y } }\n\
             metrics:\n  a: { label: A, type: flow, by: [ward], suppress_below: 5 }\n",
        )
        .snapshot("2017-12", "a: { values: { x: 40, y: 60 } }")
        .snapshot("2018-01", "a: { values: { x: 3, y: 61 } }")
        .snapshot("2018-02", "a: { values: { x: 41, y: 62 } }")
        .narrative("2017-12", "## Before\n\nThe year of the comet ended with {{ a }}.\n")
        .narrative(
            "2018-01",
            "## Now\n\nAt perihelion the \"comet\" was <near> & bright: {{ a | of(ward=\"x\") }} came.\n\n\
             - First entry.\n- Second entry.[^1]\n\n[^1]: A note on tails.\n",
        )
        .file("content/2018-02.md", "---\ndraft: true\n---\nThe secret aphelion: {{ a }}.\n")
        .file("content/about.md", "---\ntitle: About\n---\nHow comets are counted.\n")
}

fn texts(built: &Built<'_>, name: &str) -> serde_json::Value {
    let script = built.read(&format!("search/{name}"));
    let texts = script.strip_prefix("kalendsTexts(").and_then(|script| script.strip_suffix(");\n"));
    serde_json::from_str(texts.expect("one call")).expect("JSON")
}

#[test]
fn the_text_of_each_report_stands_with_its_sections() {
    let project = site();
    let built = project.build();
    let page = built.page("search");
    assert_eq!(page.find("#texts").attribute("data-texts"), "text-pages.js text-2018.js text-2017.js");
    assert_eq!(
        texts(&built, "text-2018.js"),
        serde_json::json!([[
            "../2018-01/index.html",
            "January 2018",
            "January 2018",
            [
                ["now", "At perihelion the “comet” was <near> & bright: * came.", "First entry.", "Second entry.1"],
                ["notes", "A note on tails."]
            ]
        ]])
    );
    assert_eq!(texts(&built, "text-2017.js")[0][3][0][1], "The year of the comet ended with 100.");
    assert_eq!(texts(&built, "text-pages.js")[0][1], "About");
}

#[test]
fn what_is_hidden_or_not_out_yet_is_not_found() {
    let project = site();
    let built = project.build();
    for (path, bytes) in built.files() {
        if path.starts_with("search/") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains("aphelion") && !text.contains("103"), "{path}: {text}");
        }
    }
    assert!(project.build_with(["--drafts"]).read("search/text-2018.js").contains("aphelion"));
}

#[test]
fn a_site_without_text_loads_none() {
    let project = Project::new("a: { type: stock }").snapshot("2018-01", "a: 1");
    let built = project.build();
    assert_eq!(built.page("search").find("#texts").attribute("data-texts"), "");
    assert!(built.files().keys().all(|path| !path.starts_with("search/text")));
}
