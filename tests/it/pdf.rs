//! `kalends pdf`: a report printed by a browser. Most tests bring a browser of their own, which notes what it is asked
//! for; one prints with an installed Chromium and reads the PDF back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::page::Page;
use crate::project::{Project, Ran, ran, skipped};

/// Two hospitals over two months: reports of the whole and reports for each.
fn hospitals(settings: &str) -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Staff, type: stock, by: [hospital] }
",
        )
        .settings(&format!("title: Test\n{settings}"))
        .snapshot("2018-01", "staff: { values: { rh: 21, bfh: 14 } }")
        .snapshot("2018-02", "staff: { values: { rh: 22, bfh: 15 } }")
        .file(
            "content/_report.md",
            r#"---
title: All of {{ period }}
---
## Staff

There are {{ staff }}.

{{ staff | chart(title="Staff so far") }}
"#,
        )
        .file("content/hospitals/_report.md", "---\nfor_each: hospital\ntitle: One\n---\nThere are {{ staff }}.\n")
}

/// A browser that notes its arguments, one a line, in `asked`, copies the page to `page.html`, and then does `what`;
/// `$pdf` is where the PDF goes. Both files lie in the site's folder.
fn browser(project: &Project, what: &str) -> PathBuf {
    let path = project.path("browser");
    let script = format!(
        "\
#!/bin/sh
PATH=/usr/bin:/bin
cd '{}'
printf '%s\\n' \"$@\" > asked
for argument; do case $argument in --print-to-pdf=*) pdf=${{argument#*=}};; file://*) page=${{argument#file://}};; \
esac; done
cp \"$page\" page.html
{what}
",
        project.root().display()
    );
    fs::write(&path, script).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("permissions");
    path
}

const PRINTS: &str = "printf '%%PDF-1.4 /CreationDate (D:20260101123456' > \"$pdf\"";

/// Prints with a browser that does `what`.
fn pdf(project: &Project, what: &str, arguments: &[&str]) -> Ran {
    let browser = browser(project, what);
    let mut command = project.command(["pdf"]);
    command.args(arguments).env("KALENDS_BROWSER", browser);
    ran(command)
}

/// The messages of a run that was to be refused. Only the browser may have written something: what it was asked.
#[track_caller]
fn refused(mut ran: Ran) -> String {
    ran.changed.retain(|path| !["asked", "page.html"].contains(&path.as_str()));
    ran.refused()
}

/// The page that the browser was to print.
#[track_caller]
fn printed(project: &Project) -> Page {
    Page::of(project.read("page.html"))
}

/// What lies in the site's folder, besides what the site is made of and the browser leaves.
fn left(project: &Project) -> Vec<String> {
    let of_the_site = |path: &str| {
        ["data/", "content/", "output/"].iter().any(|folder| path.starts_with(folder))
            || ["kalends.yaml", "browser", "asked", "page.html"].contains(&path)
    };
    project.files("").into_keys().filter(|path| !of_the_site(path)).collect()
}

#[test]
fn the_newest_report_is_printed_into_the_current_folder() {
    let project = hospitals("");
    let ran = pdf(&project, PRINTS, &[]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "2018-02.pdf\n", ""));
    assert_eq!(project.read("2018-02.pdf"), "%PDF-1.4 /CreationDate (D:20180228000000");
    assert_eq!(printed(&project).find("h1").text(), "All of February 2018");
    assert_eq!(left(&project), ["2018-02.pdf"]);
    assert!(!project.path("output").exists(), "to print is not to publish");

    let asked = project.read("asked");
    for argument in [
        "--headless",
        "--no-pdf-header-footer",
        "--export-tagged-pdf",
        "--generate-pdf-document-outline",
        "--disable-background-networking",
    ] {
        assert!(asked.lines().any(|line| line == argument), "{argument} is missing in {asked}");
    }
    assert!(asked.lines().last().is_some_and(|line| line.starts_with("file:///")), "{asked}");
}

#[test]
fn a_report_of_a_member_is_named_by_its_folder() {
    let project = hospitals("");
    let ran = pdf(&project, PRINTS, &["2018-01", "--series", "hospitals/rh"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "hospitals-rh-2018-01.pdf\n"));
    assert_eq!(printed(&project).find(".blk p data").text(), "21");
}

#[test]
fn links_to_other_pages_tell_nobody_where_the_site_lies() {
    let project = hospitals("");
    pdf(&project, PRINTS, &[]);
    let links = printed(&project).find("a[href]").attributes("href");
    assert!(printed(&project).find("a.n[href^='#']").count() > 0, "links within the page stay: {links:?}");
    assert!(links.iter().all(|link| link.starts_with('#')), "{links:?}");
    let project = hospitals("base_url: https://example.org/figures/");
    pdf(&project, PRINTS, &[]);
    let links = printed(&project).find("a[href]").attributes("href");
    for whole in ["metrics/staff/#p2018-02", "2018-01/"] {
        assert!(links.contains(&format!("https://example.org/figures/{whole}")), "{whole} is not in {links:?}");
    }
    let known = |link: &String| link.starts_with('#') || link.starts_with("https://example.org/figures/");
    assert!(links.iter().all(known), "{links:?}");
}

#[test]
fn another_pdf_is_replaced_and_no_other_file() {
    let project = hospitals("").file("old.pdf", "%PDF-1.4 old").file("letter.txt", "Dear all");
    assert_eq!(pdf(&project, PRINTS, &["--output", "old.pdf"]).code, Some(0));
    assert!(project.read("old.pdf").ends_with("(D:20180228000000"));
    let said = refused(pdf(&project, PRINTS, &["--output", "letter.txt"]));
    assert!(said.starts_with("error[K0606]: something else is there already\n--> letter.txt"), "{said}");
}

#[test]
fn a_pdf_never_lies_among_the_pages() {
    let project = hospitals("");
    project.build();
    project.build_with(["--output", "web"]);
    for place in ["output/a.pdf", "output/2018-02/a.pdf", "web/a.pdf"] {
        assert_eq!(
            refused(pdf(&project, PRINTS, &["--output", place])),
            format!(
                "\
error[K0706]: this lies in a folder of pages, where kalends alone writes
--> {place}
 |
help: choose another place with `--output FILE`, or `--to FILE` for a single file; what the pages should offer belongs in content/

1 error; nothing was written
"
            )
        );
    }
}

#[test]
fn a_report_that_is_not_there_is_answered_with_those_that_are() {
    let project = hospitals("");
    let said = |arguments: &[&str]| refused(pdf(&project, PRINTS, arguments));
    assert_eq!(
        said(&["2018-03"]),
        "\
error[K0705]: there is no report of `2018-03`
--> kalends pdf
 |
help: there are, newest first: `2018-02`, `2018-01`

1 error; nothing was written
"
    );
    assert_eq!(
        said(&["--series", "hospitals/rj"]),
        "\
error[K0705]: there are no reports in `hospitals/rj`
--> kalends pdf
 |
help: did you mean `hospitals/rh`?

1 error; nothing was written
"
    );
    assert!(said(&["2018-13"]).starts_with("error[K0201]: `2018-13` is not a period\n"));
}

#[test]
fn a_site_with_an_error_is_not_printed() {
    let project = hospitals("").narrative("2018-02", "There are {{ stuff }}.\n");
    let said = refused(pdf(&project, PRINTS, &[]));
    assert!(said.contains("unknown name `stuff`"), "{said}");
    assert!(!project.path("asked").exists() && left(&project).is_empty());
}

#[test]
fn what_a_browser_gets_wrong_is_said_in_its_words() {
    let project = hospitals("");
    let shown = project.path("browser").display().to_string();
    let said = |what: &str, arguments: &[&str]| {
        let ran = pdf(&project, what, arguments);
        ran.is_orderly(what);
        refused(ran).replace(&shown, "BROWSER")
    };
    let failed = "\
error[K0703]: the browser printed no PDF; it said `no \u{fffd}\u{fffd} paper`
--> BROWSER
 |
help: name another one with `--browser PATH`, or open the built page in a browser and print it from there

1 error; nothing was written
";
    assert_eq!(said("printf 'a start\\nno \\033\\377 paper\\n\\n' >&2; exit 3", &[]), failed);
    // It ends well and has printed nothing, or something else.
    assert_eq!(said("printf 'no \\033\\377 paper' >&2", &[]), failed);
    assert_eq!(said("echo sorry > \"$pdf\"; printf 'no \\033\\377 paper' >&2", &[]), failed);
    assert_eq!(
        said("exec sleep 60", &["--timeout", "1"]),
        "\
error[K0704]: the browser had printed nothing after 1 second
--> BROWSER
 |
help: give it longer with `--timeout SECONDS`, or name another one with `--browser PATH`

1 error; nothing was written
"
    );
}

#[test]
fn a_browser_is_found_on_the_search_path_or_asked_for() {
    let project = hospitals("");
    let browser = browser(&project, PRINTS);
    let folder = project.path("programs");
    fs::create_dir(&folder).expect("a folder");
    fs::copy(&browser, folder.join("google-chrome")).expect("a program");
    let mut command = project.command(["pdf"]);
    command.env("PATH", &folder);
    let found = ran(command);
    assert_eq!((found.code, found.stdout.as_str(), found.stderr.as_str()), (Some(0), "2018-02.pdf\n", ""));

    let mut command = project.command(["pdf"]);
    command.env("PATH", project.root());
    let none = ran(command);
    if !kalends::command::pdf::browser::PLACES.iter().any(|place| Path::new(place).exists()) {
        assert_eq!(
            none.refused(),
            "\
error[K0701]: no browser was found to print with
--> kalends pdf
 |
help: install Chromium, Chrome or Edge, or name one with `--browser PATH` or KALENDS_BROWSER; the search path was \
searched for `chromium`, `chromium-browser`, `google-chrome`, `google-chrome-stable`, `chrome`, `microsoft-edge`, \
`msedge`, and 8 places of macOS and Windows

1 error; nothing was written
"
        );
    }

    assert_eq!(
        project.run(["pdf", "--browser", "/nowhere/chromium"]).refused(),
        "\
error[K0702]: the browser does not start: No such file or directory (os error 2)
--> /nowhere/chromium
 |
help: name an installed Chromium, Chrome or Edge with `--browser PATH` or KALENDS_BROWSER

1 error; nothing was written
"
    );
}

/// An installed browser: the one that CHROMIUM names, or the one that is found.
fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| kalends::command::pdf::browser::find(std::env::var_os("PATH").as_deref()))
}

/// What a program of poppler-utils prints.
fn poppler(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn chromium_prints_a_tagged_pdf_with_an_outline_and_no_empty_page() {
    let Some(chromium) = chromium() else {
        eprintln!("skipped: no Chromium is installed");
        return;
    };
    let root = env!("CARGO_MANIFEST_DIR");
    let folder = tempfile::tempdir().expect("a folder");
    let pdf = folder.path().join("2018-02.pdf").display().to_string();
    let chromium = chromium.display().to_string();
    let project = Project::empty();
    let print = || project.run(["pdf", "2018-02", "--root", root, "--browser", &chromium, "--output", &pdf]);
    let first = print();
    assert_eq!((first.code, first.stdout.trim_end()), (Some(0), pdf.as_str()), "{}", first.stderr);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside the PDF");
    let bytes = fs::read(&pdf).expect("a PDF");
    let text = String::from_utf8_lossy(&bytes);
    let dense = text.replace("/Type /", "/Type/").replace("/Lang (", "/Lang(").replace("/Title (", "/Title(");
    assert!(dense.contains("/Type/Outlines") && dense.contains("/Lang(da)"));
    assert!(dense.contains("/Title(3 Nyt uddannelseskoncept)"), "the outline has the headings");
    assert!(!text.contains("Mozilla"), "which browser of which machine it was is no reader's business");
    for said in [
        "<rdf:li xml:lang=\"x-default\">Status for februar 2018 – Status på Sundhedsplatformen</rdf:li>",
        "<dc:language><rdf:Bag><rdf:li>da</rdf:li></rdf:Bag></dc:language>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<xmp:CreateDate>2018-02-28T00:00:00Z</xmp:CreateDate>",
    ] {
        assert!(text.contains(said), "{said} is missing");
    }
    assert!(!text.contains("file://"), "a link tells where the site lies");
    fs::remove_file(&pdf).expect("the first is removed");
    let again = print();
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(bytes == fs::read(&pdf).expect("a PDF"), "the same report makes another file");

    let Some(info) = poppler("pdfinfo", &["-isodates", &pdf]) else {
        eprintln!("skipped in part: pdfinfo and pdftotext are missing");
        return;
    };
    let value = |key: &str| info.lines().find_map(|line| line.strip_prefix(key)).map_or("", |rest| rest.trim());
    assert_eq!(value("Title:"), "Status for februar 2018 – Status på Sundhedsplatformen");
    assert_eq!(value("Tagged:"), "yes");
    assert_eq!(value("CreationDate:"), "2018-02-28T00:00:00Z");
    assert!(value("Page size:").ends_with("(A4)"), "{info}");
    let count: usize = value("Pages:").parse().expect("a number");
    for number in 1..=count {
        let page = number.to_string();
        let text = poppler("pdftotext", &["-layout", "-f", &page, "-l", &page, &pdf, "-"]).expect("beside pdfinfo");
        let dense: String = text.split_whitespace().collect();
        assert!(dense.ends_with(&format!("{number}/{count}")), "page {number} has no number:\n{text}");
        assert!(text.split_whitespace().count() > 20, "page {number} is as good as empty:\n{text}");
        assert_eq!(text.contains("Månedsrapport"), number == 1, "the title block stands on the first page");
        let head = text.lines().next().unwrap_or_default().trim();
        let running = "Status for februar 2018 – Status på Sundhedsplatformen";
        assert_eq!(head == running, number > 1, "page {number} begins with {head}");
    }
    let whole = poppler("pdftotext", &["-layout", &pdf, "-"]).expect("beside pdfinfo");
    for shown in ["1.807", "Diagram 2.", "Tabel 1.", "illustrativ"] {
        assert!(whole.contains(shown), "{shown} is missing");
    }
    // In the order in which it is painted: the head of a row before its values, which some programs read out so.
    let painted = poppler("pdftotext", &["-raw", &pdf, "-"]).expect("beside pdfinfo").replace('\u{a0}', " ");
    for row in ["SP-nøglepersoner 1.819", "Mangler i forhold til måltallet 381"] {
        assert!(painted.contains(row), "{row} is torn:\n{painted}");
    }
}

/// What two checkers of PDF/UA find, neither of which knows the other.
#[test]
fn checkers_find_no_error_in_a_pdf() {
    let Some(chromium) = chromium() else {
        return skipped("no PDF was checked: no Chromium is installed");
    };
    let project = Project::empty();
    let root = env!("CARGO_MANIFEST_DIR");
    let chromium = chromium.display().to_string();
    project.run(["pdf", "2018-02", "--root", root, "--browser", &chromium, "--output", "p.pdf"]).fine();
    let checks = [("outloud", vec!["p.pdf"]), ("pdfua", vec!["check", "--min-severity", "error", "p.pdf"])];
    for (program, arguments) in checks {
        match project.plain(program).args(arguments).output() {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout);
                let wrong = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{program}: {said}{wrong}");
            }
            Err(_) => skipped(&format!("the PDF was not checked by {program}: `pip install {program}`")),
        }
    }
    let Some(tree) = poppler("pdfinfo", &["-struct", &project.path("p.pdf").display().to_string()]) else {
        return skipped("the tags of the PDF were not read: pdfinfo is missing");
    };
    let count = |tag: &str| tree.lines().filter(|line| line.trim_start().split([' ', ':']).next() == Some(tag)).count();
    assert_eq!((count("H1"), count("Figure"), count("Table")), (1, 2, 3), "{tree}");
    assert!(count("TH") > 10 && count("H2") >= 4, "{tree}");
}

#[test]
fn every_report_is_printed_where_all_are_asked_for() {
    let project = hospitals("");
    let ran = pdf(&project, PRINTS, &["--all"]);
    let own = ["2018-01.pdf", "2018-02.pdf"];
    let of_members = [
        "hospitals-bfh-2018-01.pdf",
        "hospitals-bfh-2018-02.pdf",
        "hospitals-rh-2018-01.pdf",
        "hospitals-rh-2018-02.pdf",
    ];
    let mut printed: Vec<&str> = ran.stdout.lines().collect();
    printed.sort_unstable();
    assert_eq!(printed, [own.as_slice(), of_members.as_slice()].concat(), "{}", ran.stderr);
    assert_eq!(left(&project).len(), 6);

    let project = hospitals("");
    fs::create_dir(project.path("paper")).expect("a folder");
    let ran = pdf(&project, PRINTS, &["--all", "--series", "hospitals/rh", "--output", "paper"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(left(&project), ["paper/hospitals-rh-2018-01.pdf", "paper/hospitals-rh-2018-02.pdf"]);

    let project = hospitals("").file("2018-02.pdf", "Dear all");
    let said = refused(pdf(&project, PRINTS, &["--all"]));
    assert!(said.contains("2018-02.pdf") && left(&project) == ["2018-02.pdf"], "{said}");
    let none = refused(pdf(&project, PRINTS, &["--all", "--series", "wards"]));
    assert!(none.starts_with("error[K0705]: there are no reports in `wards`"), "{none}");
    assert_eq!(pdf(&project, PRINTS, &["--all", "2018-02"]).code, Some(2));
}

#[test]
fn pages_have_a_running_head_and_an_old_browser_is_named() {
    let project = hospitals("");
    let ran = pdf(
        &project,
        "cat \"${page%/*/*}/assets/kalends.css\" > style.css; printf '%%PDF-1.4 Skia/PDF m120' > \"$pdf\"",
        &["2018-02"],
    );
    assert_eq!(
        ran.stderr,
        "printed by Chromium 120: page numbers, running heads and unfolded tables need 131 or newer\n"
    );
    let style = project.read("style.css");
    assert!(style.contains("@page{@top-left{content:\"All of February 2018 – Test\";"), "{style}");
}

#[test]
fn links_of_a_template_are_found_however_it_writes_them() {
    let own = "{% extends \"builtin/report.html\" %}\n{% block closing %}<p class=own><a href=../metrics/index.html>All</a> \
               <A HREF='../2018-01/index.html'>Before</A> <a href=ø.html>Ø</a> <a href=#main>Up</a></p>{% endblock closing %}\n";
    let project = hospitals("").file("templates/report.html", own);
    pdf(&project, PRINTS, &[]).fine();
    let page = printed(&project);
    assert_eq!(page.find("p.own a").texts(), ["All", "Before", "Ø", "Up"]);
    assert_eq!(page.find("p.own a[href]").attributes("href"), ["#main"]);
    let project = hospitals("base_url: https://example.org/figures/").file("templates/report.html", own);
    pdf(&project, PRINTS, &[]).fine();
    let links = printed(&project).find("p.own a").attributes("href");
    assert_eq!(links[..2], ["https://example.org/figures/metrics/", "https://example.org/figures/2018-01/"]);
}
