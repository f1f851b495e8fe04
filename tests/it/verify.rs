//! `kalends verify`: what is published, held against what the site's files say.

use crate::project::Project;

const METRICS: &str = "key_persons: { label: Key persons, type: stock, unit: persons, target: 2200, better: higher }
builders: { label: Builders, type: stock }";

const TEXT: &str = "---\ntitle: \"Status, {{ period }}\"\n---\n## Key persons {#people}\n\n\
    There are {{ key_persons }} key persons.\n\n{{ key_persons | chart(title=\"Key persons\") }}\n\n\
    {{ key_persons | table(title=\"All months\") }}\n";

/// A site of two months, which was published in the folder `share`.
fn published() -> Project {
    let project = Project::new(METRICS)
        .settings("title: Test\nkey_figures: [key_persons]")
        .file("content/_report.md", TEXT)
        .snapshot("2018-01", "key_persons: 1819\nbuilders: 52")
        .snapshot("2018-02", "key_persons: 1807\nbuilders: 53");
    project.build_with(["--output", "share"]);
    project
}

/// What `verify` says of the share, without excerpts: each fault's first line and its place.
fn says(project: &Project) -> Vec<String> {
    let ran = project.run(["verify", "share", "--format", "json"]);
    let lines = ran.stderr.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let said: Vec<String> = lines
        .map(|line| {
            let part = |name: &str| line[name].as_str().unwrap_or("").to_owned();
            format!("{} {}:{}: {}", part("code"), part("file"), line["line"], part("message"))
        })
        .collect();
    assert_eq!(ran.code, Some(i32::from(!said.is_empty())), "{said:?}");
    said
}

#[test]
fn what_was_published_and_left_alone_is_proven() {
    let project = published();
    let ran = project.run(["verify", "share"]).fine();
    let count = project.files("share").len() - 1;
    assert_eq!(ran.stderr, format!("2 reports proven: {count} files are what the site's files say\n"));
    assert_eq!(ran.changed, [""; 0]);
}

#[test]
fn a_digit_changed_by_hand_is_named_with_page_figure_part_and_line() {
    let project = published();
    project.edit("share/2018-02/index.html", "\">1,807</data></a> key", "\">1,870</data></a> key");
    let said = project.run(["verify", "share"]).refused();
    let page = project.read("share/2018-02/index.html");
    let line = page.lines().position(|line| line.contains("1,870")).expect("the line") + 1;
    assert_eq!(
        said,
        format!(
            r##"error[K1035]: `key_persons` in the text of section `people`: `1,870` is published, and the site says `1,807`
  --> 2018-02/index.html:{line}:70
   |
{line} | <p>There are <a class="n" href="#t-2-key_persons"><data value="1807">1,870</data></a> key persons.</p>
   |                                                                      ^^^^^
   |
  ::: data/2018-02.yaml:3:16
   |
 3 |   key_persons: 1807
   |                ---- the report's figure is stated here
   |
help: publish again; `kalends explain key_persons --period 2018-02` shows where the figure comes from

1 error; what is published is not proven
"##
        )
    );
}

#[test]
fn every_place_in_which_a_figure_stands_is_held_against_the_data() {
    let cases = [
        (
            "2018-02/index.html",
            "<data value=\"1807\">1,807</data></td>",
            "<data value=\"1807\">1,808</data></td>",
            "the table of section `fig-key-persons-h`, row `February 2018`, column `Key persons`",
        ),
        ("2018-02/index.html", "value=\"1807\"", "value=\"1870\"", "the attribute `value` of section `key-figures`"),
        (
            "2018-02/index.html",
            "<tspan class=\"b\">1,807",
            "<tspan class=\"b\">1,870",
            "the chart of section `fig-key-persons-h`",
        ),
        (
            "2018-02/index.html",
            "id=\"fig-key-persons-d\">1,807",
            "id=\"fig-key-persons-d\">1,870",
            "the summary of the chart of section `fig-key-persons-h`",
        ),
        ("2018-02/index.html", "−12 ", "−21 ", "the key figures"),
        ("2018-02/key_persons.svg", "1,807", "1,870", "the drawing"),
        ("2018-02/key_persons.csv", "2018-02,1807", "2018-02,1870", "row `2018-02`, column `Value (persons)`"),
        ("2018-02/figures.csv", "2018-02,1807", "2018-02,1870", "row `key_persons`, column `Value`"),
        ("2018-02/figures.json", "\"value\": 1807", "\"value\": 1870", "the value of `metrics.key_persons.value`"),
        ("metrics/key_persons/index.html", "1,807", "1,870", ""),
        ("metrics/key_persons/history.json", "1807", "1870", ""),
    ];
    for (name, from, to, part) in cases {
        let project = published();
        project.edit(&format!("share/{name}"), from, to);
        let said = says(&project);
        assert_eq!(said.len(), 1, "{name}, {from}: {said:#?}");
        assert!(said[0].starts_with(&format!("K1035 {name}:")), "{said:#?}");
        assert!(said[0].contains(&format!(": `key_persons` in {part}")), "{name}, {from}: {said:#?}");
    }
}

#[test]
fn words_and_titles_are_held_against_the_narrative() {
    let project = published();
    project.edit("share/2018-02/index.html", "<title>Status, February", "<title>Status, March");
    project.edit("share/2018-02/index.html", "There are ", "There are about ");
    project.edit("share/assets/kalends.js", "use strict", "use nothing");
    let line = |text: &str| {
        let page = project.read("share/2018-02/index.html");
        page.lines().position(|line| line.contains(text)).expect("the line") + 1
    };
    assert_eq!(
        says(&project),
        [
            format!(
                "K1036 2018-02/index.html:{}: the title of the page: `March` is published, and the site says \
                 `February`",
                line("<title>")
            ),
            format!(
                "K1036 2018-02/index.html:{}: the text of section `people`: `about` was put in",
                line("There are about")
            ),
            "K1036 assets/kalends.js:3: the file: `nothing` is published, and the site says `strict`".to_owned(),
        ]
    );
}

#[test]
fn a_half_copy_and_files_of_others_are_named() {
    let project = published();
    project.remove("share/2018-01/index.html");
    project.write("share/old.html", "1,000 persons");
    project.write("share/drafts/a.txt", "");
    assert_eq!(
        says(&project),
        [
            "K1031 2018-01/index.html:null: the site builds this file, and it is not among what is published",
            "K1032 drafts/a.txt:null: this file is published and kalends did not write it",
            "K1032 old.html:null: this file is published and kalends did not write it",
        ]
    );
    let said = project.run(["verify", "share", "--ignore", "drafts", "--ignore", "old.html"]).refused();
    assert!(said.ends_with("1 error; what is published is not proven\n"), "{said}");
}

#[test]
fn a_file_with_other_bytes_than_text_is_named() {
    let project = published();
    project.remove("share/2018-02/key_persons.csv");
    project.write("share/2018-02/key_persons.csv", [0xff, 0xfe]);
    assert_eq!(
        says(&project),
        ["K1037 2018-02/key_persons.csv:null: the published file is not the one that the site builds"]
    );
}

#[test]
fn a_month_that_waits_to_be_published_does_not_count() {
    let project = published();
    let project = project.snapshot(
        "2018-03",
        "key_persons:\n  - 1900\n  - { period: 2018-01, value: 1818, reason: a slip }\nbuilders: 54",
    );
    let ran = project.run(["verify", "share"]).fine();
    assert!(ran.stderr.ends_with("not published yet: data/2018-03.yaml\n"), "{}", ran.stderr);
    // Not even where it is not finished.
    project.write("data/2018-03.yaml", b"period: 2018-03\nobservations:\n  key_persons: many\n");
    assert_eq!(project.run(["verify", "share"]).code, Some(0));
}

#[test]
fn pages_of_an_older_build_are_told_from_pages_that_were_edited() {
    let project = published();
    let project = project.snapshot("2018-02", "key_persons: 1809\nbuilders: 53");
    project.edit("share/2018-01/index.html", "\">1,819</data></a> key", "\">1,891</data></a> key");
    let said = says(&project);
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(
        said[0].starts_with("K1035 2018-01/index.html:")
            && said[0].contains("`1,891` is published, and the site says `1,819`"),
        "{said:#?}"
    );
    assert!(
        said[1].starts_with("K1034 manifest.json:null: ")
            && said[1].contains("files are of an older build: `2018-02/")
            && said[1].contains("`2018-02/figures.csv`"),
        "{said:#?}"
    );
    let said = project.run(["verify", "share"]).refused();
    let help = "help: changed in the site since: `data/2018-02.yaml`; publish again, or put back what was changed\n";
    assert!(said.contains(help), "{said}");
}

#[test]
fn a_manifest_that_was_edited_is_named() {
    let project = published();
    project.edit("share/manifest.json", "\"bytes\": 193", "\"bytes\": 194");
    assert_eq!(says(&project), ["K1033 manifest.json:null: `assets/favicon.svg` is not listed as it is"]);
}

#[test]
fn publishing_that_was_broken_off_is_named() {
    let project = published();
    project.write("share/manifest.part.json", project.read("share/manifest.json"));
    let fault = "\
error[K1041]: publishing was broken off here; pages may be of two versions
--> manifest.part.json
 |
help: publish again; it goes on where it stopped

1 error; what is published is not proven
";
    assert_eq!(project.run(["verify", "share"]).refused(), fault);
    // The first time, the manifest itself is not there yet.
    project.remove("share/manifest.json");
    assert_eq!(project.run(["verify", "share"]).refused(), fault);
}

#[test]
fn a_place_that_is_none_is_refused_before_anything_is_read() {
    let project = published();
    assert_eq!(
        project.run(["verify", "ftp://host/www"]).refused(),
        "\
error[K1051]: `ftp://` leads to no place that kalends knows
--> kalends verify
 |
help: name a folder, `user@host:/folder`, `s3://bucket/prefix`, `az://container/prefix` or `https://host/folder`

1 error; what is published is not proven
"
    );
}

#[test]
fn a_place_without_a_report_set_is_refused() {
    let project = published();
    for (place, shown) in [("data", "data"), ("nowhere", "nowhere")] {
        assert_eq!(
            project.run(["verify", place]).refused(),
            format!(
                "\
error[K1038]: there is no report set of kalends here: it has no manifest.json that kalends wrote
--> {shown}
 |
help: name the published folder itself; it holds index.html and manifest.json

1 error; what is published is not proven
"
            )
        );
    }
    project.write("share/manifest.json", "{");
    project.run(["verify", "share"]).refused();
    let ran = project.run(["verify"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}
