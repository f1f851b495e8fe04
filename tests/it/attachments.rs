//! Files of content/ that are not Markdown: which are published, under which names, and what is read of a site's folders.

use std::fs;
#[cfg(unix)] // whoever makes links on Windows needs a right
use std::os::unix::fs::symlink;
#[cfg(unix)] // pipes and links without end
use std::time::{Duration, Instant};

use crate::project::Project;

fn site(text: &str) -> Project {
    let project = Project::new("a: { label: A, type: stock }").snapshot("2018-01", "a: 1").snapshot("2018-02", "a: 2");
    project.file("content/_report.md", format!("---\ntitle: T {{{{ period }}}}\n---\n{text}\n"))
}

/// The files of the output that are an author's: everything that a site without them does not have.
fn published(project: &Project) -> Vec<String> {
    let usual = site("{{ a }}").build().files();
    let names = project.build().files().into_keys();
    // What is found in the text of pages is the program's.
    names.filter(|name| !usual.contains_key(name) && !name.starts_with("search/")).collect()
}

#[test]
fn only_what_a_page_refers_to_or_the_settings_name_is_published() {
    let draft = "---\ndraft: true\n---\nSecret words, [plan](plan.txt).\n";
    let project = site("{{ a }} [annex](annex.pdf) ![map](maps/north.png)")
        .settings("title: T\npublish_files: [annexes/**, \"*.csv\"]\ntheme: { logo: seal.svg }\n")
        .file("content/2018-02.md", draft)
        .file("content/seal.svg", "<svg/>");
    for name in ["annex.pdf", "maps/north.png", "annexes/2018/a.pdf", "rows.csv"] {
        project.write(&format!("content/{name}"), name);
    }
    let left =
        ["#2018-02.md#", "2018-02.md.bak", "2018-02.md~", "annexes/a.pdf~", "maps/rows.csv", "plan.txt", "~$p.docx"];
    for name in left {
        project.write(&format!("content/{name}"), draft);
    }
    project.write("content/Thumbs.db", "");
    assert_eq!(published(&project), ["annex.pdf", "annexes/2018/a.pdf", "maps/north.png", "rows.csv", "seal.svg"]);
    let told = project.run(["check"]).fine().stderr;
    for name in left.into_iter().chain(["Thumbs.db"]) {
        assert!(told.contains(&format!("not published: content/{name} (no page refers to it)")), "{name}: {told}");
    }
    // Nothing of what stays at home is told of elsewhere either.
    let manifest = project.read("output/manifest.json");
    assert!(manifest.contains("content/annex.pdf"), "{manifest}");
    assert!(!manifest.contains("plan.txt") && !manifest.contains("2018-02.md~"), "{manifest}");
    // With drafts, what they refer to is published too.
    assert!(project.build_with(["--drafts"]).files().contains_key("plan.txt"));
}

#[test]
fn templates_and_allowed_html_refer_to_files_too() {
    let project = site("{{ a }} <a href=annex.pdf>x</a> and `[y](other.pdf)`")
        .settings("title: T\nraw_html: allow\n")
        .file("templates/404.html", "<img src=\"seal%20of%20office.png\">")
        .file("templates/assets/own.css", "a { background: url(../ground.png) }");
    for name in ["annex.pdf", "other.pdf", "seal of office.png", "ground.png"] {
        project.write(&format!("content/{name}"), name);
    }
    // A narrative's page lies in the folder of its report, where the address leads to nothing.
    let files = project.build().files();
    let there = |name: &str| files.contains_key(name);
    assert!(!there("annex.pdf") && !there("other.pdf") && there("seal of office.png") && there("ground.png"));
    project.edit("content/_report.md", "href=annex.pdf", "href=../annex.pdf");
    assert!(project.build().files().contains_key("annex.pdf"));
}

#[test]
fn a_build_is_up_to_date_while_the_files_that_pages_refer_to_are_the_same() {
    let project = site("{{ a }} [annex](annex.pdf)").file("content/annex.pdf", "old");
    project.build();
    assert!(project.build().stderr.contains("up to date"));
    project.write("content/notes.txt", "of no page");
    assert!(project.build().stderr.contains("up to date"));
    project.write("content/annex.pdf", "new");
    assert_eq!(project.build().read("annex.pdf"), "new");
    project.remove("content/annex.pdf");
    assert!(project.refused().contains("K0413"));
}

#[test]
fn a_published_folder_with_files_is_verified() {
    let project = site("{{ a }} [annex](annex.pdf)").file("content/annex.pdf", "%PDF").file("content/notes.txt", "x");
    let told = project.run(["publish", "www"]).fine().stderr;
    assert!(told.contains("not published: content/notes.txt"), "{told}");
    project.run(["verify", "www"]).fine();
    project.write("content/later.txt", "x");
    project.remove("content/notes.txt");
    project.run(["verify", "www"]).fine();
    project.write("content/annex.pdf", "%PDF changed");
    assert_eq!(project.run(["verify", "www"]).code, Some(1));
}

#[test]
fn links_may_be_written_with_percent_signs_and_names_may_hold_them() {
    let text =
        "{{ a }} [1](a%20b.txt) [2](%C3%A5rsplan.pdf) [3](nr%231.txt#p2) [4](50%25.txt) [5](om%20os.md) [6](<c d.txt>)";
    let project = site(text).file("content/om os.md", "---\nslug: om-os\n---\nText.\n");
    for name in ["a b.txt", "\u{e5}rsplan.pdf", "nr#1.txt", "50%.txt", "c d.txt"] {
        project.write(&format!("content/{name}"), name);
    }
    assert_eq!(published(&project).len(), 6);
    let page = project.read("output/2018-01/index.html");
    for href in [
        "../a%20b.txt",
        "../\u{e5}rsplan.pdf",
        "../nr%231.txt#p2",
        "../50%25.txt",
        "../om-os/index.html",
        "../c%20d.txt",
    ] {
        assert!(page.contains(&format!("href=\"{href}\"")), "{href}");
    }
}

#[cfg(target_os = "linux")] // elsewhere names that differ in large and small letters are one
#[test]
fn endings_are_read_in_any_case() {
    let project = Project::new("a: { label: A, type: stock }");
    fs::remove_file(project.path("content/_report.md")).expect("the text goes");
    fs::rename(project.path("data/metrics.yaml"), project.path("data/metrics.YAML"))
        .expect("a catalog in large letters");
    let project = project
        .file("data/2018-01.YML", "period: 2018-01\nobservations:\n  a: 1\n")
        .file("content/_report.MD", "There are {{ a }}.\n")
        .file("content/About.Md", "A page with `a`.\n");
    let built = project.build();
    assert!(built.page("2018-01").text().contains("There are 1."));
    assert!(built.read("About/index.html").contains("A page with"));
    assert!(!built.files().keys().any(|name| name.to_lowercase().ends_with(".md")));
    project.write("content/_report.md", "Another.\n");
    let told = project.refused();
    assert!(told.contains("content/_report.MD is a text of `_report`, too"), "{told}");
}

#[test]
fn what_macos_leaves_behind_is_never_read() {
    let project = site("{{ a }}");
    let junk = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X";
    for path in [
        "content/._2018-02.md",
        "content/reports/._x.md",
        "data/._2018-02.yaml",
        "templates/._report.html",
        "templates/assets/._own.css",
        "content/.DS_Store",
        "data/.DS_Store",
        "content/.git/config.md",
    ] {
        project.write(path, junk);
    }
    let built = project.build();
    assert!(!built.stderr.contains("not published") && !built.stderr.contains("K00"), "{}", built.stderr);
}

#[test]
fn a_file_that_can_run_script_must_be_named() {
    for (name, bytes) in [
        ("map.html", "<p>x</p>"),
        ("map.HTM", "x"),
        ("drawing.svg", "<svg onload=\"x()\"/>"),
        ("form.php", "<?php"),
        ("code.js", "x()"),
    ] {
        let project = site(&format!("{{{{ a }}}} [x]({name})")).file(&format!("content/{name}"), bytes);
        let told = project.refused();
        assert!(told.contains("K0450") && told.contains(&format!("publish_files: [{name}]")), "{told}");
        project.write("kalends.yaml", format!("title: T\npublish_files: [{name}]\n"));
        assert!(project.build().files().contains_key(name), "{name}");
    }
    // Nobody refers to it: it only stays at home.
    assert!(published(&site("{{ a }}").file("content/map.html", "x")).is_empty());
    let plain =
        site("{{ a }} ![x](plain.svg)").file("content/plain.svg", "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>");
    assert_eq!(published(&plain), ["plain.svg"]);
}

#[test]
fn a_logo_with_script_is_published_by_its_name_alone() {
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><script>x()</script></svg>";
    let project = site("{{ a }}").settings("title: T\ntheme: { logo: mark.svg }\n").file("content/mark.svg", drawing);
    let told = project.refused();
    assert!(told.starts_with("error[K0450]") && told.contains("publish_files: [mark.svg]"), "{told}");
    project.write("kalends.yaml", "title: T\ntheme: { logo: mark.svg }\npublish_files: [mark.svg]\n");
    assert!(project.build().read("mark.svg").contains("<script>"));
    project.write("kalends.yaml", "title: T\ntheme: { logo: mark.svg }\n");
    project.write("content/mark.svg", drawing.replace("<script>x()</script>", ""));
    assert!(project.build().files().contains_key("mark.svg"));
}

#[cfg(target_os = "linux")] // elsewhere names that differ in large and small letters are one
#[test]
fn two_files_that_differ_in_large_and_small_letters_alone_are_refused() {
    let project = site("{{ a }} [x](Annex.txt) [y](annex.txt)");
    for name in ["Annex.txt", "annex.txt"] {
        project.write(&format!("content/{name}"), name);
    }
    let told = project.refused();
    assert!(told.contains("`annex.txt` differs from `Annex.txt` in large and small letters alone"), "{told}");
    project.edit("content/_report.md", " [y](annex.txt)", "");
    assert_eq!(published(&project), ["Annex.txt"]);
    let page = site("{{ a }} [x](Index.html)")
        .settings("title: T\npublish_files: [Index.html]\n")
        .file("content/Index.html", "x");
    assert!(page.refused().contains("differs from `index.html`"));
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_name_is_the_same_whether_its_letters_are_stored_in_one_piece_or_in_two() {
    let (whole, pieces) = ("\u{e5}rsplan", "a\u{30a}rsplan");
    for (link, name) in [(whole, pieces), (pieces, whole), (pieces, pieces), ("a%CC%8Arsplan", pieces)] {
        let text = format!("{{{{ a }}}} [x]({link}.txt) ![y]({link}/p.svg) [z](om-{link}.md)");
        let project = site(&text)
            .file(&format!("content/{name}.txt"), "x")
            .file(&format!("content/{name}/p.svg"), "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>")
            .file(&format!("content/om-{name}.md"), "About.");
        let built = project.build();
        let page = built.read("2018-02/index.html");
        for path in [format!("{whole}.txt"), format!("{whole}/p.svg"), format!("om-{whole}/index.html")] {
            assert!(built.files().contains_key(&path), "{link} {name}: {path} in {:?}", built.files().keys());
            assert!(page.contains(&format!("=\"../{path}\"")), "{path}: {page}");
        }
    }
}

#[test]
fn two_files_whose_names_look_the_same_are_refused() {
    let project = site("{{ a }}");
    for folder in ["content", "data", "templates"] {
        for name in ["\u{e5}", "a\u{30a}"] {
            project.write(&format!("{folder}/{name}/_x.md"), "x");
        }
        let told = project.refused();
        assert!(told.contains("error[K0017]") && told.contains("a\\u{30a}`"), "{folder}: {told}");
        assert_eq!(told.matches("K0017").count(), 1, "the folder is named, and not each file in it: {told}");
        fs::remove_dir_all(project.path(&format!("{folder}/a\u{30a}"))).expect("removed");
    }
    project.build();
}

#[test]
fn what_is_changed_in_a_file_goes_into_the_file_however_its_name_is_stored() {
    let project = site("{{ a }}").file("data/a\u{30a}/2018-03.yaml", "period: 2018-03\nobservations:\n      a:   3\n");
    project.run(["fmt"]).fine();
    let written = project.read("data/a\u{30a}/2018-03.yaml");
    assert!(written.contains("\n  a:"), "{written}");
    project.write("extract.csv", "metric;period;value\na;2018-03;4\n");
    project.run(["import", "extract.csv"]).fine();
    assert!(project.read("data/a\u{30a}/2018-03.yaml").contains('4') && !project.path("data/\u{e5}").exists());
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_folder_of_the_site_is_a_link_only_where_the_settings_name_it() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    for folder in ["data", "content", "templates"] {
        let project = site("{{ a }} [x](annex.txt)").file("content/annex.txt", "x").file("templates/404.html", "gone");
        let moved = elsewhere.path().join(folder);
        fs::rename(project.path(folder), &moved).expect("the folder moves");
        symlink(&moved, project.path(folder)).expect("a link");
        symlink("/etc/passwd", moved.join("passwd.md")).expect("a link inside");
        let told = project.refused();
        assert!(told.contains("K0015") && told.contains(&format!("links: [{folder}]")), "{told}");
        assert!(!told.contains("K0002"), "{told}");
        project.write("kalends.yaml", format!("title: T\nlinks: [{folder}]\n"));
        let built = project.build();
        assert!(built.stderr.contains("K0014"), "what is inside is not followed: {}", built.stderr);
        assert!(built.files().contains_key("annex.txt") && !built.files().contains_key("passwd/index.html"));
        assert_eq!(project.run(["build", "--output", moved.join("out").to_str().expect("text")]).code, Some(1));
    }
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_link_to_the_site_itself_or_to_nothing_is_refused() {
    for target in ["/", "..", ".", "nowhere"] {
        let project = site("{{ a }}").settings("title: T\nlinks: [templates]\n");
        symlink(target, project.path("templates")).expect("a link");
        let begun = Instant::now();
        let told = project.refused();
        assert!(["K0015", "K0003", "K0605"].iter().any(|code| told.contains(code)), "{target}: {told}");
        assert!(begun.elapsed() < Duration::from_secs(60), "{target}");
    }
    assert!(site("{{ a }}").settings("title: T\nlinks: [output]\n").refused().contains("K0011"));
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn a_folder_without_end_is_an_error() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    for folder in 0..101 {
        let folder = elsewhere.path().join(folder.to_string());
        fs::create_dir(&folder).expect("a folder");
        (0..1000).for_each(|file| drop(fs::File::create(folder.join(file.to_string())).expect("a file")));
    }
    let project = site("{{ a }}").settings("title: T\nlinks: [templates]\n");
    symlink(elsewhere.path(), project.path("templates")).expect("a link");
    assert!(project.refused().contains("K0016"));
}

#[cfg(target_os = "linux")] // pipes have names there
#[test]
fn a_pipe_in_the_place_of_a_file_is_an_error_at_once() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    for path in ["ledger.jsonl", "approvals.yaml", "data/metrics.yaml", "content/2018-01.md"] {
        for command in [&["build"][..], &["check"], &["publish", "www"], &["approve", "2018-01", "--by", "A"]] {
            let project = site("{{ a }}");
            let _ = fs::remove_file(project.path(path));
            mknodat(CWD, project.path(path), FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("a pipe");
            let begun = Instant::now();
            let output = project.command(command).output().expect("the program starts");
            assert!(begun.elapsed() < Duration::from_secs(60), "{path}: {command:?}");
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            let is_told = told.contains("it is not a file") || told.contains("K0014") || told.contains("K0002");
            assert!(is_told, "{path}: {command:?}: {told}");
        }
    }
}

#[cfg(unix)] // modes and the umask
#[test]
fn what_is_published_can_be_read_by_others_whatever_the_umask_says() {
    use std::os::unix::fs::PermissionsExt;
    let project = site("{{ a }} [annex](annex.txt)").file("content/annex.txt", "x");
    let mode = |path: &str| fs::metadata(project.path(path)).expect(path).permissions().mode() & 0o777;
    let publish = |more: &str| {
        let run = format!("umask 077; exec \"$0\" publish {more}");
        let output = project.plain("sh").args(["-c", &run, crate::project::KALENDS]).output().expect("a shell");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for (place, more) in [("deep/er/www", "deep/er/www"), ("www", "www"), ("flat", "flat --in-place")] {
        publish(more);
        for path in ["index.html", "annex.txt", "2018-01/figures.json", "manifest.json"] {
            assert_eq!(mode(&format!("{place}/{path}")) & 0o044, 0o044, "{place}/{path}");
        }
        for path in ["", "/2018-01", "/metrics/a"] {
            assert_eq!(mode(&format!("{place}{path}")) & 0o055, 0o055, "{place}{path}");
        }
    }
    assert_eq!((mode("deep") & 0o055, mode("deep/er") & 0o055), (0o055, 0o055));
    // Where nothing is to be published, pages that somebody closed are opened too, and a closed folder is told.
    for (place, more) in [("www", "www"), ("flat", "flat --in-place")] {
        let page = format!("{place}/2018-01/index.html");
        fs::set_permissions(project.path(&page), fs::Permissions::from_mode(0o600)).expect("its mode");
        publish(more);
        assert_eq!(mode(&page) & 0o044, 0o044, "{page}");
    }
    fs::set_permissions(project.path("www"), fs::Permissions::from_mode(0o700)).expect("its mode");
    assert!(publish("www").contains("others cannot read it: the folder is open to some only"));
    // A page that is as it was before is opened too, and a folder that somebody closed stays closed, with a word.
    fs::set_permissions(project.path("www/index.html"), fs::Permissions::from_mode(0o600)).expect("its mode");
    fs::set_permissions(project.path("www"), fs::Permissions::from_mode(0o750)).expect("its mode");
    project.write("data/2018-03.yaml", "period: 2018-03\nobservations:\n  a: 3\n");
    let told = publish("www");
    assert_eq!((mode("www"), mode("www/annex.txt") & 0o044), (0o750, 0o044));
    assert!(told.contains("others cannot read it: the folder is open to some only"), "{told}");
}
