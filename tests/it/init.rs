//! `kalends init`: a new site, and the built-in templates in one.

use std::collections::BTreeMap;
use std::fs;

use crate::manual;
use crate::page::Page;
use crate::project::Project;

/// A folder with nothing in it.
fn empty_folder() -> Project {
    let project = Project::empty();
    fs::remove_dir_all(project.path("content")).expect("a folder");
    project.remove("kalends.yaml");
    project
}

fn canteen() -> Project {
    Project::new("meals: { label: Meals, type: flow, target: 4000 }")
        .settings("title: Test\nbase_url: https://example.org/\nkey_figures: [meals]")
        .snapshot("2018-01", "meals: 3812")
        .snapshot("2018-02", "meals:\n  - 4105\n  - { period: 2018-01, value: 3821, reason: counted late }")
        .file("content/about.md", "# About\n\nA note.[^1]\n\n[^1]: Of little weight.\n")
        .file(
            "content/_report.md",
            r#"---
title: All
summary: Of {{ period }}
---
## Meals

{{ meals }}

{{ meals | chart(title="Meals") }}

{{ meals | table(title="Meals") }}

{{ [meals] | tiles }}
"#,
        )
}

#[test]
fn a_new_site_builds_at_once_without_a_warning() {
    for (language, said) in [("en", "The target of"), ("da", "Målet på")] {
        let project = empty_folder();
        let ran = project.run(["init", "canteen", "--language", language]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        let written: Vec<String> = project.files("").into_keys().collect();
        let mut printed: Vec<&str> = ran.stdout.lines().collect();
        printed.sort_unstable();
        assert_eq!(printed, written);

        let built = project.run(["build", "--strict", "--root", "canteen"]);
        assert_eq!(built.code, Some(0), "{}", built.stderr);
        assert!(built.stderr.starts_with("2 reports, 10 pages"), "{}", built.stderr);
        let page = Page::of(project.read("canteen/output/2026-02/index.html"));
        assert_eq!(page.find("html").attribute("lang"), language);
        assert!(page.text().contains(said), "{page}");
    }
}

#[test]
fn a_new_site_is_made_here_when_no_folder_is_named() {
    let project = empty_folder().file(".git/HEAD", "");
    let ran = project.run(["init"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("kalends.yaml\ndata/metrics.yaml\n"), "{}", ran.stdout);
}

#[test]
fn every_file_of_the_new_sites_is_written() {
    for language in ["en", "da"] {
        let project = empty_folder();
        project.run(["init", "--language", language]);
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut kept = crate::project::files_below(&root.join("starter").join(language));
        for (path, bytes) in crate::project::files_below(&root.join("starter/.vscode")) {
            kept.insert(format!(".vscode/{path}"), bytes);
        }
        for name in ["settings", "metrics", "snapshot", "imports"] {
            let schema = fs::read(root.join(format!("schemas/{name}.json"))).expect("a schema");
            kept.insert(format!(".kalends/schemas/{name}.json"), schema);
        }
        assert_eq!(project.files(""), kept);
    }
}

#[test]
fn the_settings_of_an_editor_that_are_there_stay_as_they_are() {
    let project = empty_folder().file(".vscode/settings.json", "{}");
    let ran = project.run(["init"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(project.files(".vscode")["settings.json"], b"{}");
    assert!(project.path(".kalends/schemas/snapshot.json").exists());
}

#[test]
fn what_editors_know_a_new_site_by_is_no_part_of_the_site() {
    let project = empty_folder();
    project.run(["init"]);
    let before = pages(&project);
    fs::remove_dir_all(project.path(".kalends")).expect("a folder");
    fs::remove_dir_all(project.path(".vscode")).expect("a folder");
    assert_same(&before, &pages(&project));
}

#[test]
fn a_folder_that_is_a_site_or_holds_other_files_gets_no_new_site() {
    let site = Project::new("meals: { label: Meals, type: flow }");
    assert_eq!(
        site.run(["init"]).refused(),
        "\
error[K0607]: this is a site already
--> .
 |
help: `kalends build` builds it, `kalends init --templates` adds its templates; for a new site, name a new folder

1 error; nothing was written
"
    );

    let folder = empty_folder().file("photos/letter.txt", "Dear all");
    assert_eq!(
        folder.run(["init", "photos"]).refused(),
        "\
error[K0608]: the folder is not empty: it holds `letter.txt`
--> photos
 |
help: name a new or empty folder: `kalends init DIR`

1 error; nothing was written
"
    );
}

#[test]
fn the_templates_that_one_gets_build_the_same_pages() {
    let project = canteen();
    let before = pages(&project);
    let ran = project.run(["init", "--templates"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let written: Vec<String> = project.files("templates").into_keys().map(|path| format!("templates/{path}")).collect();
    let mut printed: Vec<&str> = ran.stdout.lines().collect();
    printed.sort_unstable();
    assert_eq!(printed, written);
    assert!(written.iter().any(|path| path == "templates/assets/pages.css"));
    assert_same(&before, &pages(&project));

    // A remark makes each of them a template of the site's own.
    for path in written.iter().filter(|path| path.ends_with(".html") || path.ends_with(".xml")) {
        let text = project.read(path);
        project.write(path, format!("{{# ours #}}{text}"));
    }
    assert_same(&before, &pages(&project));
}

#[test]
fn templates_are_never_written_over_a_file() {
    let project = canteen().file("templates/report.html", "ours").file("templates/assets/pages.css", "ours");
    assert_eq!(
        project.run(["init", "--templates"]).refused(),
        "\
error[K0606]: something else is there already
--> templates/assets/pages.css
 |
help: move it away first; kalends never writes over a file of yours

error[K0606]: something else is there already
--> templates/report.html
 |
help: move it away first; kalends never writes over a file of yours

2 errors; nothing was written
"
    );
}

// --- the sites of the manual ---

/// The files that a page of the manual shows, as its reader writes them before any command.
fn shown(page: &str) -> BTreeMap<String, String> {
    let blocks = manual::blocks(&manual::pages()[page]);
    let is_file = |block: &&manual::Block| !["diff", "console"].contains(&block.language.as_str());
    let files = blocks.iter().filter(is_file).filter_map(|block| Some((block.path()?.to_owned(), block.text.clone())));
    files.filter(|(path, _)| !path.starts_with("output/")).collect()
}

#[test]
fn an_example_is_the_site_that_its_page_shows() {
    let help = Project::empty().run(["init", "--help"]).fine().stdout;
    for name in ["months-across-columns", "rate-by-member", "targets", "small-counts", "correction"] {
        assert!(help.contains(name), "{help}");
        for (language, folder) in [("en", "how-to"), ("da", "da")] {
            let project = empty_folder();
            let ran = project.run(["init", "site", "--example", name, "--language", language]).fine();
            assert_eq!(ran.stderr, format!("its page in the manual: docs/{folder}/{name}.md\n"));
            let mut written = project.files("site");
            written.retain(|path, _| !path.starts_with('.'));
            let written: BTreeMap<String, String> =
                written.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect();
            assert_eq!(written, shown(&format!("docs/{folder}/{name}.md")), "{name}");
            if name == "months-across-columns" {
                project.run(["import", "unemployed", "--period", "2025-12", "--root", "site"]).fine();
            }
            project.run(["build", "--root", "site"]).fine();
        }
    }
    let said = empty_folder().run(["init", "--example", "rate"]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("rate-by-member"), "{}", said.stderr);
}

// --- what comes next ---

#[test]
fn without_a_command_it_says_what_comes_next_in_the_folder() {
    let next = |project: &Project| project.run::<&str>([]).fine().stdout;
    let folder = empty_folder();
    assert_eq!(
        next(&folder),
        "\
There is no site in this folder or above it.

  kalends init canteen                         makes a small site with comments, in a new folder
  kalends init falls --example rate-by-member  makes a site of the manual: a rate, and a report for each ward
  kalends build --root canteen                 makes its pages; open canteen/output/index.html in a browser

`kalends --help` lists all commands.
"
    );
    folder.run(["init"]).fine();
    assert_eq!(
        next(&folder),
        "\
The newest month of this site is 2026-02.

  kalends build         makes the pages; open output/index.html in a browser
  kalends new           begins the next month, 2026-03: its file asks for every figure
  kalends publish DEST  puts the pages where readers find them

`kalends --help` lists all commands.
"
    );
    folder.write("data/_imports.yaml", "till: { metrics: { open_days: Days } }");
    let said = next(&folder);
    assert!(said.contains("\n  kalends import till --period 2026-03  takes in the figures of 2026-03\n"), "{said}");
    folder.write("approvals.yaml", "approvals: []\n");
    let said = next(&folder);
    assert!(
        said.contains("\n  kalends approve 2026-02 --by NAME  signs it off, for the site asks for that\n"),
        "{said}"
    );
    folder.remove("approvals.yaml");
    folder.run(["publish", "www"]).fine();
    let said = next(&folder);
    assert!(said.starts_with("The newest month of this site is 2026-02, and it is published.\n"), "{said}");
    assert!(said.contains("\n  kalends verify DEST                   holds what is published"), "{said}");
    folder.remove("ledger.jsonl");
    folder.edit("data/2026-02.yaml", "  open_days: 20", "  open_days:");
    let said = next(&folder);
    assert!(said.starts_with("The files of this site have 1 error.\n\n  kalends check "), "{said}");
    assert!(said.contains("\n  kalends explain K0840  says more of the first\n"), "{said}");
    folder.remove("data/2026-01.yaml");
    folder.remove("data/2026-02.yaml");
    let said = next(&folder);
    assert!(
        said.starts_with("This site has no month yet: data/ holds no snapshot.\n\n  kalends new 2026-01 "),
        "{said}"
    );
    assert!(folder.path("data").join("..").join("kalends.yaml").is_file(), "nothing is written or removed");
}

#[test]
fn the_page_of_an_empty_site_says_what_is_missing() {
    let lead = |project: &Project| project.build().page("").find(".lead").texts().join("|");
    let empty = Project::new("meals: { label: Meals, type: flow }");
    assert_eq!(lead(&empty), "Nothing is reported yet: the folder data/ holds no snapshot, such as data/2026-01.yaml.");
    let project = empty.snapshot("2026-01", "meals: 3812");
    project.remove("content/_report.md");
    assert_eq!(
        lead(&project),
        "Nothing is reported yet: the folder content/ holds no text that makes a report and is no draft, such as \
         content/_report.md."
    );
    assert_eq!(lead(&project.file("content/_report.md", "There were {{ meals }}.\n")), "");
    let danish = Project::new("meals: { label: Meals, type: flow }").settings("title: Test\nlanguage: da");
    assert_eq!(
        lead(&danish),
        "Intet er indberettet endnu: mappen data/ har ingen opgørelse, f.eks. data/2026-01.yaml."
    );
    let own = Project::new("meals: { label: Meals, type: flow }").file("content/_index.md", "Soon.\n");
    assert_eq!(lead(&own), "");
}

#[test]
fn templates_need_a_site() {
    let folder = empty_folder();
    let ran = folder.run(["init", "--templates"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("error[K0001]"), "{}", ran.stderr);
    assert!(folder.files("").is_empty());
}

/// What is built, without what tells the files that it was built from.
fn pages(project: &Project) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for (path, bytes) in project.build().files() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let told = |line: &&str| !line.contains("<h2>Where the figures come from</h2>");
        let kept: Vec<&str> = text.split('\n').filter(told).collect();
        if !["manifest.json", "SHA256SUMS"].contains(&path.as_str()) {
            pages.insert(path, kept.join("\n"));
        }
    }
    pages
}

#[track_caller]
fn assert_same(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, text) in before {
        assert!(text == &after[path], "{path} differs:\n{text}\n---- is now\n{}", after[path]);
    }
}
