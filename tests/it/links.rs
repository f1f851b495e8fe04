//! Links in pages that leave their folder: a report that is printed, drafts that are reviewed.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::project::{Project, ran};

/// A site whose narrative and template have links in forms that HTML allows and kalends never writes.
fn site(settings: &str) -> Project {
    Project::new("staff: { label: Staff, type: stock }")
        .settings(&format!("title: Test\nraw_html: allow\n{settings}"))
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
        .file("content/_report.md", "## Staff\n\nThere are {{ staff }}. <a href=ø.html>one</a>, <a HREF='å'>two</a>\n")
        .file(
            "templates/report.html",
            "{% extends \"builtin/report.html\" %}{% block main %}{{ super() }}<a href=../2018-01/>three</a>{% endblock %}",
        )
}

/// Prints with a browser that keeps the page, and returns that.
fn printed(project: &Project) -> String {
    let browser = project.path("browser");
    let script = format!(
        "#!/bin/sh\nPATH=/usr/bin:/bin\ncd '{}'\n\
         for argument; do case $argument in --print-to-pdf=*) pdf=${{argument#*=}};; file://*) page=${{argument#file://}};; esac; done\n\
         cp \"$page\" page.html\nprintf '%%PDF-1.4' > \"$pdf\"\n",
        project.root().display()
    );
    fs::write(&browser, script).expect("a script");
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).expect("permissions");
    let mut command = project.command(["pdf"]);
    command.env("KALENDS_BROWSER", browser);
    let ran = ran(command);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    fs::read_to_string(project.path("page.html")).expect("the page")
}

#[test]
fn a_link_without_quotes_is_printed_as_text_or_as_a_whole_address() {
    let page = printed(&site(""));
    for text in ["<a>one</a>", "<a>two</a>", "<a>three</a>"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let page = printed(&site("base_url: https://example.org/figures/"));
    for text in [
        "<a href=\"https://example.org/figures/2018-02/ø.html\">one</a>",
        "<a href=\"https://example.org/figures/2018-02/å\">two</a>",
        "<a href=\"https://example.org/figures/2018-01\">three</a>",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[test]
fn a_link_without_quotes_leads_nowhere_in_a_review() {
    let project = site("");
    let ran = project.run(["review"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let draft = fs::read_to_string(project.path("review/2018-02/2018-02/index.html")).expect("a draft");
    for text in ["<a>one</a>", "<a>two</a>", "<a>three</a>"] {
        assert!(draft.contains(text), "{text}: {draft}");
    }
}
