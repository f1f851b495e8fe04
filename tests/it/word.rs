//! A report as a document of Word: what stands in it, how programs read it, and its bytes.
#![cfg(feature = "word")]

use std::process::Command;

use kalends::output::{Part, packed, unpacked};
use roxmltree::{Document, Node};

use crate::page::Page;
use crate::project::{Project, ran, skipped};

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { north: North, south: South, east: East } }
metrics:
  visits: { label: Visits, type: flow, unit: visits, by: ward, suppress_below: 5, note: Counted at the door. }
  beds: { label: Beds <all>, type: stock, unit: beds, target: 120, better: higher }
";

const TEXT: &str = "---\ntitle: \"Status, {{ period }}\"\nsummary: \"{{ beds }} beds & more.\"\n---\n\
    Before all, see [the beds](#beds), [January](2018-01.md) and [us](https://example.org/a?b=1&c=2).\n\n\
    ## Beds {#beds}\n\nNow **{{ beds }}**, *{{ beds | change }}*[^one], as {{ ref(id=\"beds\") }} shows.\n\n\
    {{ beds | chart(title=\"Beds rise\") }}\n\n### Wards\n\n1. First\n   - inner\n2. Second `code`\n\n   More of it.\n\n\
    {{ visits | table(by=\"ward\") }}\n\n| a | b |\n| --- | --: |\n| one | 2 |\n\n> Said.\n\n```\nline 1\n  line 2\n```\n\n\
    ![A ward](ward.png) and again[^one].\n\n[^one]: Counted *twice*, see <https://example.org/n>.\n";

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0";

/// A site with hidden counts, a revision, a target that is missed, and whatever a text may hold.
fn site(settings: &str) -> Project {
    Project::empty()
        .settings(&format!("title: Wards & more\norganisation: The County\nkey_figures: [beds, visits]\n{settings}"))
        .catalog(CATALOG)
        .file("content/2018-02.md", TEXT)
        .file("content/2018-01.md", "{{ beds }} beds.\n")
        .file("content/ward.png", PICTURE)
        .snapshot("2018-01", "beds: 100\nvisits: { values: { north: 120, south: 3, east: 4 } }")
        .snapshot("2018-02", "beds: 110\nvisits: { values: { north: 131, south: 22, east: 17 } }")
}

fn written(project: &Project, arguments: &[&str]) -> Vec<u8> {
    project.run([&["word"], arguments].concat()).fine();
    std::fs::read(project.path("2018-02.docx")).expect("a document")
}

/// A part of a document as text.
fn part(bytes: &[u8], name: &str) -> String {
    let parts = unpacked(bytes, 10_000_000).expect("a packed file");
    let found = parts.into_iter().find(|part| part.name == name).unwrap_or_else(|| panic!("no part {name}"));
    String::from_utf8(found.bytes).expect("UTF-8")
}

/// The elements of this name.
fn all<'x>(node: Node<'x, 'x>, name: &str) -> Vec<Node<'x, 'x>> {
    node.descendants().filter(|node| node.is_element() && node.tag_name().name() == name).collect()
}

/// An attribute, whatever its prefix.
fn attribute<'x>(node: Node<'x, 'x>, name: &str) -> &'x str {
    node.attributes().find(|attribute| attribute.name() == name).map_or("", |attribute| attribute.value())
}

/// What a reader sees of a node.
fn words(node: Node<'_, '_>) -> String {
    all(node, "t").iter().filter_map(Node::text).collect::<String>().replace('\u{a0}', " ")
}

/// The paragraphs outside tables, each with its style.
fn paragraphs(document: &Document<'_>) -> Vec<String> {
    let is_free = |node: &Node<'_, '_>| node.ancestors().all(|above| above.tag_name().name() != "tbl");
    let style = |node: Node<'_, '_>| {
        all(node, "pStyle").first().map_or_else(String::new, |style| format!("{}: ", attribute(*style, "val")))
    };
    all(document.root(), "p")
        .into_iter()
        .filter(is_free)
        .map(|node| format!("{}{}", style(node), words(node)))
        .collect()
}

fn rows(table: Node<'_, '_>) -> Vec<String> {
    let row = |row: &Node<'_, '_>| all(*row, "tc").into_iter().map(words).collect::<Vec<_>>().join(" | ");
    all(table, "tr").iter().map(row).collect()
}

#[test]
fn a_document_says_what_the_page_says() {
    let project = site("base_url: https://example.org/w");
    let ran = project.run(["word", "2018-02"]).fine();
    assert_eq!((ran.stdout.as_str(), ran.changed), ("2018-02.docx\n", vec!["2018-02.docx".to_owned()]));
    let bytes = std::fs::read(project.path("2018-02.docx")).expect("a document");
    let text = part(&bytes, "word/document.xml");
    let document = Document::parse(&text).expect("XML");
    assert_eq!(
        paragraphs(&document)[..20],
        [
            "Remark: Monthly report",
            "Title: Status, February 2018",
            "Lead: 110 beds & more.",
            "Remark: Period: February 2018",
            "Remark: State: Final",
            "Remark: The County, Wards & more",
            "Remark: The page of the report",
            "Heading1: Key figures",
            "Before all, see the beds, January and us.",
            "Heading1: Beds",
            "Now 110, +10, as Figure 1 shows.",
            "Caption: Figure 1. Beds rise",
            "CaptionText: Beds <all>, January 2018 – February 2018. Target: at least 120",
            "Picture: ",
            "Remark: Y axis starts at 95.",
            "Heading2: Wards",
            "ListNumber: First",
            "ListBullet: inner",
            "ListNumber: Second code",
            "ListNumber: More of it.",
        ]
    );
    let rest = paragraphs(&document)[20..].join("\n");
    for said in [
        "Caption: Table 1. Visits",
        "Quote: Said.",
        "HTMLPreformatted: line 1  line 2",
        "Heading1: Notes and sources",
        "Caption: Table 2. All figures in this report",
        "Visits: Counted at the door.",
        "Heading1: The data of the figures",
        "Caption: Figure 1: Beds rise",
    ] {
        assert!(rest.contains(said), "{said} in {rest}");
    }
    let tables = all(document.root(), "tbl");
    assert_eq!(
        rows(tables[0]),
        [
            "Figure | Value | Change | Against target",
            "Beds <all>, end of February 2018 | 110 beds | +10 from January 2018 (+10.0%) | ▼ Not met: 10 from target, at least 120",
            "Visits, February 2018 | 170 visits | +43 from January 2018 (+33.9%) | No target set",
        ]
    );
    assert_eq!(rows(tables[1])[..2], ["Ward | January 2018 | February 2018 | Change", "North | 120 | 131 | +11+9.2%"],);
    assert_eq!(rows(tables[2]), ["a | b", "one | 2"]);
    // Every table has one row that comes again on each page, and the words of the page's own table.
    for table in &tables {
        assert_eq!(all(*table, "tblHeader").len(), 1);
        assert!(!attribute(all(*table, "tblCaption")[0], "val").is_empty());
    }
    let built = project.build();
    let page = built.page("2018-02").find("#all-figures tbody tr").texts();
    let of_word = rows(tables[3]);
    assert_eq!(of_word.len() - 1, page.len());
}

#[test]
fn word_counts_refers_and_describes() {
    let bytes = written(&site("base_url: https://example.org/w"), &["2018-02"]);
    let text = part(&bytes, "word/document.xml");
    let document = Document::parse(&text).expect("XML");
    let asks: Vec<String> =
        all(document.root(), "instrText").iter().filter_map(|node| Some(node.text()?.trim().to_owned())).collect();
    let bookmark = |words_of: &str| {
        let caption = all(document.root(), "p")
            .into_iter()
            .find(|node| words(*node).starts_with(words_of) && !words(*node).contains("<all>"))
            .expect("a caption");
        attribute(all(caption, "bookmarkStart")[0], "name").to_owned()
    };
    assert_eq!(
        asks,
        [
            format!("REF {} \\h", bookmark("Figure 1. ")),
            "SEQ Figure \\* ARABIC".to_owned(),
            "SEQ Table \\* ARABIC".to_owned(),
            "NOTEREF _Note1 \\h".to_owned(),
            "SEQ Table \\* ARABIC".to_owned(),
        ]
    );
    // Links: within the document, to another report, to the web.
    let anchors = all(document.root(), "hyperlink");
    let relations = part(&bytes, "word/_rels/document.xml.rels");
    let relations = Document::parse(&relations).expect("XML");
    let target = |id: &str| {
        let found = all(relations.root(), "Relationship").into_iter().find(|node| node.attribute("Id") == Some(id));
        found.map_or("", |node| node.attribute("Target").unwrap_or_default()).to_owned()
    };
    let led: Vec<String> = anchors
        .iter()
        .map(|node| format!("{}: {}{}", words(*node), attribute(*node, "anchor"), target(attribute(*node, "id"))))
        .collect();
    assert_eq!(
        led,
        [
            "The page of the report: https://example.org/w/2018-02/".to_owned(),
            format!("the beds: {}", bookmark("Beds")),
            "January: https://example.org/w/2018-01/".to_owned(),
            "us: https://example.org/a?b=1&c=2".to_owned(),
        ]
    );
    // The chart: a picture with the page's words, and the same as a drawing.
    let pictures = all(document.root(), "docPr");
    assert_eq!(attribute(pictures[0], "title").replace('\u{a0}', " "), "Figure 1: Beds rise");
    let project = site("");
    let built = project.build();
    assert_eq!(
        attribute(pictures[0], "descr").replace('\u{a0}', " "),
        built.page("2018-02").find(".fig-sum").text().replace('\u{a0}', " ")
    );
    assert_eq!(attribute(pictures[1], "descr"), "A ward");
    assert_eq!(target(attribute(all(document.root(), "svgBlip")[0], "embed")), "media/picture1.svg");
    assert_eq!(target(attribute(all(document.root(), "blip")[0], "embed")), "media/picture1.png");
    let svg = part(&bytes, "word/media/picture1.svg");
    assert!(svg.contains("<path") && !svg.contains("<text") && !svg.contains("Kalends"), "{svg}");
    // The note, once, with its own link.
    assert_eq!(all(document.root(), "footnoteReference").len(), 1);
    let notes = part(&bytes, "word/footnotes.xml");
    assert_eq!(words(Document::parse(&notes).expect("XML").root()).trim(), "Counted twice, see https://example.org/n.");
    assert!(part(&bytes, "word/_rels/footnotes.xml.rels").contains("https://example.org/n"));
}

#[test]
fn a_document_says_its_title_language_and_age() {
    let project = site("");
    project.edit("kalends.yaml", "title: Wards & more", "title: Wards & more\nlanguage: da");
    let bytes = written(&project, &["2018-02"]);
    let core = part(&bytes, "docProps/core.xml");
    for said in [
        "<dc:title>Status, februar 2018 – Wards &amp; more</dc:title>",
        "<dc:creator>The County</dc:creator>",
        "<dc:language>da-DK</dc:language>",
        "2018-02-28T00:00:00Z</dcterms:created>",
    ] {
        assert!(core.contains(said), "{said} in {core}");
    }
    assert!(part(&bytes, "word/styles.xml").contains("<w:lang w:val=\"da-DK\""));
    let text = part(&bytes, "word/document.xml");
    assert!(text.contains(" SEQ Diagram ") && text.contains(" SEQ Tabel "), "{text}");
    assert!(part(&bytes, "word/header1.xml").contains("Status, februar 2018 – Wards &amp; more"));
    // Without an address of the site a link to another report is text.
    assert!(text.contains("January") && !part(&bytes, "word/_rels/document.xml.rels").contains("2018-01"));
}

#[test]
fn members_quarters_and_drafts_have_documents() {
    let long = "A metric with a name of ninety letters which nobody would say in one breath and then some more of it";
    let project = Project::empty()
        .settings("title: Test\nword: true\nnumbered_headings: true")
        .catalog(&CATALOG.replace("label: Visits", &format!("label: {long}")))
        .file("content/wards/_report.md", "---\nfor_each: ward\nlanguage: da\n---\n## Nu\n\n{{ visits | chart }}\n")
        .file(
            "content/2018-Q1.md",
            "{{ visits | table(by=\"ward\", history=2) }}\n\n{{ visits | chart(kind=\"multiples\", by=\"ward\") }}\n",
        )
        .file("content/2018-02.md", "---\ndraft: true\n---\n{{ visits }}\n")
        .snapshot("2018-02", "visits: { values: { north: 131, south: 22, east: 17 } }")
        .snapshot("2018-03", "visits: { values: { north: 131, south: 22, east: 17 } }");
    let refused = project.run(["word", "2018-02"]).refused();
    assert!(refused.starts_with("error["), "{refused}");
    let draft = written(&project, &["2018-02", "--drafts"]);
    assert!(part(&draft, "word/header1.xml").contains("Draft"), "{}", part(&draft, "word/header1.xml"));
    let of_member = ["word", "2018-02", "--series", "wards/south"];
    assert_eq!(project.run(of_member).fine().stdout, "wards-south-2018-02.docx\n");
    let files = project.build().files();
    let member = part(&files["wards/south/2018-02/2018-02.docx"], "word/document.xml");
    let member = Document::parse(&member).expect("XML");
    let said = paragraphs(&member);
    assert!(said.contains(&"Heading1: 1 Nu".to_owned()) && said.contains(&"Heading1: Tallene bag graferne".to_owned()));
    assert!(said.iter().any(|line| line.contains(long)), "{said:#?}");
    let quarter = part(&files["2018-Q1/2018-Q1.docx"], "word/document.xml");
    let quarter = Document::parse(&quarter).expect("XML");
    assert!(paragraphs(&quarter).contains(&"Title: Q1 2018".to_owned()), "{:#?}", paragraphs(&quarter));
    assert_eq!(all(quarter.root(), "drawing").len(), 1);
    assert!(!files.contains_key("2018-02/2018-02.docx"));
}

#[test]
fn hidden_counts_are_in_no_part_and_move_no_byte() {
    let made = |south: &str| {
        let project = site("");
        project.edit("data/2018-01.yaml", "south: 3, east: 4", south);
        let text = format!("{TEXT}\n\n{{{{ visits | chart(by=\"ward\") }}}}\n");
        project.write("content/2018-01.md", &text);
        project.write("content/2018-02.md", text.replace("2018-01.md", "2018-02.md"));
        project.run(["word", "2018-01"]).fine();
        (written(&project, &["2018-02"]), std::fs::read(project.path("2018-01.docx")).expect("a document"))
    };
    let (one, other) = (made("south: 3, east: 4"), made("south: 4, east: 3"));
    assert!(one == other);
    let text = part(&one.1, "word/document.xml");
    let document = Document::parse(&text).expect("XML");
    let rows: Vec<String> = all(document.root(), "tbl").into_iter().flat_map(rows).collect();
    assert!(rows.iter().any(|row| row.starts_with("South | –not counted | *")), "{rows:#?}");
}

#[test]
fn the_same_report_is_the_same_document_in_every_time_zone() {
    let project = site("word: true");
    let first = written(&project, &["2018-02"]);
    let mut later = project.command(["word", "2018-02", "--output", "later.docx"]);
    later.env("TZ", "Pacific/Auckland").env("LANG", "da_DK.UTF-8").env("SOURCE_DATE_EPOCH", "1");
    ran(later).fine();
    assert!(std::fs::read(project.path("later.docx")).expect("a document") == first);
    let names: Vec<String> = unpacked(&first, 10_000_000).expect("packed").into_iter().map(|part| part.name).collect();
    assert_eq!(names[0], "_rels/.rels");
    // What the command writes is not listed in its own downloads, and is the same as what lies beside the page.
    assert!(project.build().files()["2018-02/2018-02.docx"] == first);
}

#[test]
fn what_somebody_saved_since_is_not_overwritten() {
    let project = site("");
    let bytes = written(&project, &["2018-02"]);
    assert!(written(&project, &["2018-02"]) == bytes);
    let mut parts = unpacked(&bytes, 10_000_000).expect("packed");
    parts.swap(0, 1);
    project.write("2018-02.docx", packed(&parts).expect("packed"));
    let refused = project.run(["word", "2018-02"]).refused();
    assert!(refused.starts_with("error[") && refused.contains("2018-02.docx"), "{refused}");
    let none = project.run(["word", "2018-07"]).refused();
    assert!(none.contains("2018-07") && none.contains("2018-02"), "{none}");
    let series = project.run(["word", "--series", "wards"]).refused();
    assert!(series.starts_with("error["), "{series}");
    project.build();
    let inside = project.run(["word", "2018-02", "--output", "output/x.docx"]).refused();
    assert!(inside.starts_with("error["), "{inside}");
}

#[test]
fn the_setting_puts_it_among_the_downloads() {
    let project = site("word: true\nbase_url: https://example.org/w");
    let built = project.build();
    let page = built.page("2018-02");
    let links = page.find(".dl a").attributes("href");
    assert_eq!(links, ["2018-02.xlsx", "2018-02.docx", "figures.csv", "figures.json"]);
    let kilobytes = built.files()["2018-02/2018-02.docx"].len().div_ceil(1000);
    let text = page.find(".dl a").texts().remove(1).replace('\u{a0}', " ");
    assert_eq!(text, format!("The whole report (DOCX, {kilobytes} kB)"));
    let data = page.find("script[type='application/ld+json']").html();
    let plain = data.replace("\\u002e", ".").replace("\\u002f", "/").replace("\\u005f", "_");
    assert!(
        plain.contains("https://example.org/w/2018-02/2018-02.docx") && plain.contains("wordprocessingml"),
        "{plain}"
    );
    let without = site("");
    assert!(!without.build().files().keys().any(|name| name.ends_with(".docx")));
    let refused = site("word: docx").refused();
    assert!(refused.starts_with("error["), "{refused}");
}

/// A document with a text of one of its parts replaced.
fn edited(bytes: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut parts: Vec<Part> = unpacked(bytes, 10_000_000).expect("a packed file");
    let part = parts.iter_mut().find(|part| part.name == name).expect("the part");
    let text = String::from_utf8(part.bytes.clone()).expect("UTF-8");
    assert!(text.contains(from), "{from} in {text}");
    part.bytes = text.replacen(from, to, 1).into_bytes();
    packed(&parts).expect("packed")
}

#[test]
fn a_figure_changed_by_hand_in_a_document_is_named() {
    let said = |setting: &str, change: &dyn Fn(&[u8]) -> Vec<u8>| {
        let project = site(setting);
        project.build_with(["--output", "share"]);
        let bytes = written(&project, &["2018-02"]);
        project.write("share/2018-02/2018-02.docx", &bytes);
        project.run(["verify", "share"]).fine();
        project.write("share/2018-02/2018-02.docx", change(&bytes));
        project.run(["verify", "share"]).refused()
    };
    // Among the downloads, and as a copy that somebody put beside the page.
    for setting in ["word: true", ""] {
        let text = said(setting, &|bytes| {
            edited(bytes, "word/document.xml", "xml:space=\"preserve\">+10<", "xml:space=\"preserve\">+11<")
        });
        assert!(
            text.starts_with(
                "error[K1035]: `beds` in the text of section `Beds`: `11` is published, and the site says `10`"
            ),
            "{text}"
        );
        assert!(text.contains("2018-02/2018-02.docx\n") && text.contains("data/2018-02.yaml:"), "{text}");
    }
    let table = said("", &|bytes| edited(bytes, "word/document.xml", ">131<", ">113<"));
    assert!(
        table.starts_with(
            "error[K1035]: `visits` in the table of section `Wards`, row `North`, column `February 2018`: `113`"
        ),
        "{table}"
    );
    let described = said("", &|bytes| edited(bytes, "word/document.xml", "descr=\"", "descr=\"5 "));
    assert!(described.contains("the words of a picture of section `Beds`"), "{described}");
    // A figure of the lead has no link, and its value tells the metric.
    let lead = said("", &|bytes| edited(bytes, "word/document.xml", ">110<", ">101<"));
    assert!(
        lead.starts_with("error[K1035]: `beds` in the text: `101` is published, and the site says `110`"),
        "{lead}"
    );
    // What was put in is told by what it is, not by the table before it.
    let more = "<w:p><w:r><w:t>We add 61 beds.</w:t></w:r></w:p><w:sectPr>";
    let put_in = said("", &|bytes| edited(bytes, "word/document.xml", "<w:sectPr>", more));
    assert!(
        put_in.starts_with(
            "error[K1036]: a paragraph in the text of section `The data of the figures`: `We add 61 beds.` was put in"
        ),
        "{put_in}"
    );
    let note = said("", &|bytes| edited(bytes, "word/footnotes.xml", "twice", "once"));
    assert!(note.starts_with("error[K1036]: a footnote: `once`"), "{note}");
    let inner = said("", &|bytes| edited(bytes, "word/styles.xml", "Calibri", "Cambria"));
    assert!(inner.starts_with("error[K1037]"), "{inner}");
    let broken = said("", &|_| b"PK\x03\x04 no more".to_vec());
    assert!(broken.starts_with("error[K1037]"), "{broken}");
}

#[test]
fn a_table_without_room_lies_across_with_its_caption() {
    let catalog = "dimensions:\n  ward: { label: Ward, members: { north: North, south: South, east: East } }\nmetrics:\n  \
                   visits: { label: Visits, type: flow, unit: visits, by: ward }\n";
    let text = "There were {{ visits }} visits {{ visits | spark }}, all in.\n\n{{ visits | table(by=\"ward\", history=16) }}\n\n\
                After.\n\n{{ visits | table(by=\"ward\", members=[\"north\", \"south\"], columns=[\"value\", \"trend\"]) }}\n";
    let project = (0..16).fold(Project::empty().settings("title: T").catalog(catalog), |project, month| {
        let period = format!("{}-{:02}", 2017 + month / 12, month % 12 + 1);
        let values = format!("visits: {{ values: {{ north: {}, south: 1234567, east: 7654321 }} }}", 2_345_678 + month);
        project.snapshot(&period, &values)
    });
    let project = project.narrative("2018-04", text);
    project.run(["word", "2018-04"]).fine();
    let bytes = std::fs::read(project.path("2018-04.docx")).expect("a document");
    let text = part(&bytes, "word/document.xml");
    let document = Document::parse(&text).expect("XML");
    // Where a drawing is left out, so is the space before a comma.
    assert!(paragraphs(&document).iter().any(|text| text.ends_with(" visits, all in.")), "{:?}", paragraphs(&document));
    let sections = all(document.root(), "sectPr");
    let orientation = |section: &Node<'_, '_>| attribute(all(*section, "pgSz")[0], "orient").to_owned();
    assert_eq!(sections.iter().map(orientation).collect::<Vec<_>>(), ["", "landscape", ""]);
    assert!(sections.iter().all(|section| all(*section, "headerReference").len() == 1));
    let body = all(document.root(), "body")[0];
    let blocks: Vec<Node<'_, '_>> = body.children().collect();
    let ends: Vec<usize> = (0..blocks.len())
        .filter(|index| blocks[*index].tag_name().name() == "p" && !all(blocks[*index], "sectPr").is_empty())
        .collect();
    // The paragraph before the caption ends the first section; behind the table is one without words.
    assert!(words(blocks[ends[0]]).ends_with("all in."), "{}", words(blocks[ends[0]]));
    assert_eq!(words(blocks[ends[0] + 1]), "Table 1. Visits");
    assert_eq!((blocks[ends[1] - 1].tag_name().name(), words(blocks[ends[1]])), ("tbl", String::new()));
    assert_eq!(words(blocks[ends[1] + 1]), "After.");
    let widths = |table: Node<'_, '_>| {
        let width = |column: &Node<'_, '_>| attribute(*column, "w").parse::<usize>().expect("a width");
        all(table, "gridCol").iter().map(width).sum::<usize>()
    };
    let tables = all(document.root(), "tbl");
    assert!((9639..=14_570).contains(&widths(tables[0])), "{}", widths(tables[0]));
    assert!(tables[1..].iter().all(|table| widths(*table) <= 9638));
    // A column of small lines is none.
    assert!(rows(tables[1])[0].starts_with("Ward | April 2018"), "{:?}", rows(tables[1]));
    assert_eq!(rows(tables[1])[0].matches('|').count(), 1);
}

#[test]
fn values_that_lie_across_come_last() {
    let wards: Vec<String> = (1..=16).map(|ward| format!("w{ward}: Ward number {ward}")).collect();
    let wards = wards.join(", ");
    let catalog = format!(
        "dimensions:\n  ward: {{ label: Ward, members: {{ {wards} }} }}\nmetrics:\n  visits: {{ label: Visits, type: flow, \
         unit: visits, by: ward }}\n  beds: {{ label: Beds, type: stock }}\n"
    );
    let text = "{{ visits | chart(kind=\"multiples\", by=\"ward\", title=\"Wards\") }}\n\n{{ beds | chart(title=\"All beds\") }}\n";
    let project = (1..=3).fold(Project::empty().settings("title: T").catalog(&catalog), |project, month| {
        let values: Vec<String> = (1..=16).map(|ward| format!("w{ward}: {}", 1_234_567 + ward)).collect();
        let values = format!("visits: {{ values: {{ {} }} }}\nbeds: 7", values.join(", "));
        project.snapshot(&format!("2018-0{month}"), &values)
    });
    let project = project.narrative("2018-03", text);
    project.run(["word", "2018-03"]).fine();
    let bytes = std::fs::read(project.path("2018-03.docx")).expect("a document");
    let text = part(&bytes, "word/document.xml");
    let document = Document::parse(&text).expect("XML");
    let said = paragraphs(&document);
    let place =
        |words: &str| said.iter().rposition(|text| text.ends_with(words)).unwrap_or_else(|| panic!("{said:#?}"));
    assert!(place("Wards") > place("All beds"), "{said:#?}");
    let orientation = |section: &Node<'_, '_>| attribute(all(*section, "pgSz")[0], "orient").to_owned();
    let sections = all(document.root(), "sectPr");
    assert_eq!(sections.iter().map(orientation).collect::<Vec<_>>(), ["", "landscape"]);
}

#[test]
fn what_authors_write_is_only_text() {
    let project = Project::new("beds: { label: \"<w:p/> ]]> &\", type: stock }")
        .settings("title: \"<T>\"\nraw_html: allow\nkey_figures: [beds]")
        .file("content/d.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"/etc/hostname\"/></svg>")
        .narrative("2018-02", "<div><table><tr><td>x<td>y</table><script>alert(1)</script>text</div>\n\n<a href=\"javascript:x\">j</a>\n\n![D](d.svg)\n\n{{ beds | chart }}\n")
        .snapshot("2018-02", "beds: 3");
    let bytes = written(&project, &["2018-02"]);
    for part in unpacked(&bytes, 10_000_000).expect("packed").iter().filter(|part| part.name.ends_with(".xml")) {
        let text = std::str::from_utf8(&part.bytes).expect("UTF-8");
        Document::parse(text).unwrap_or_else(|error| panic!("{}: {error}", part.name));
        assert!(!text.contains("alert") && !text.contains("javascript"), "{}", part.name);
    }
}

/// Whether a program can be started.
fn is_there(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Reads a document by python-docx.
const PYTHON: &str = "
import docx, sys
d = docx.Document(sys.argv[1])
print(d.core_properties.title, d.core_properties.author, d.core_properties.language, sep='|')
print(*[p.style.name for p in d.paragraphs if p.style.name.startswith('Heading')], sep='|')
print([p.text for p in d.paragraphs if p.style.name == 'Caption'][0])
print(len(d.tables), len(d.inline_shapes), *[c.text for c in d.tables[0].rows[0].cells], sep='|')
";

#[test]
fn python_docx_reads_the_document() {
    if !is_there("python3", &["-c", "import docx"]) {
        return skipped("the document of a report was not read by python-docx: `pip install python-docx`");
    }
    let project = site("");
    written(&project, &["2018-02"]);
    let mut command = project.plain("python3");
    command.args(["-c", PYTHON, "2018-02.docx"]);
    let said = ran(command).fine().stdout.replace('\u{a0}', " ");
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "Status, February 2018 – Wards & more|The County|en-GB",
            "Heading 1|Heading 1|Heading 2|Heading 1|Heading 1",
            "Figure 1. Beds rise",
            "5|2|Figure|Value|Change|Against target",
        ]
    );
}

#[test]
fn libreoffice_reads_the_document_and_says_the_same() {
    if !is_there("soffice", &["--version"]) {
        return skipped("documents of reports were not opened by LibreOffice: install libreoffice-writer");
    }
    let project = site("");
    // The picture of the ward holds no picture.
    project.edit("content/2018-02.md", "![A ward](ward.png) and", "And");
    written(&project, &["2018-02"]);
    let mut command = project.plain("soffice");
    let profile = format!("-env:UserInstallation=file://{}", project.path("profile").display());
    command.args([profile.as_str(), "--headless", "--convert-to", "html:HTML (StarWriter)", "--outdir", "converted"]);
    command.arg("2018-02.docx");
    ran(command).fine();
    let page = Page::of(project.read("converted/2018-02.html"));
    let said = page.text().split_whitespace().collect::<Vec<_>>().join(" ");
    for text in ["Now 110, +10 1 , as Figure 1 shows.", "Figure 1 . Beds rise", "South * 22 *"] {
        let (said, text) = (said.replace(' ', ""), text.replace(' ', ""));
        assert!(said.contains(&text), "{text} in {said}");
    }
    assert_eq!(page.find("h1").count() + page.find("h2").count(), 5, "{}", page.text());
    assert!(page.find("thead").count() >= 4, "headers come again on each page");
    assert!(page.find("img[alt]").count() >= 1);
}
