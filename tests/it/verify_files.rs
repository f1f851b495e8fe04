//! What somebody changed by hand in a workbook or a document beside its page: everything a reader sees otherwise is named,
//! and what a program writes anew for itself is not.

#![cfg(feature = "word")]

use std::process::Command;

use kalends::output::{Part, packed, unpacked};

use crate::project::{Project, ran, skipped};

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { north: North, south: South } }
metrics:
  visits: { label: Visits, type: flow, unit: visits, by: ward }
  beds: { label: Beds, type: stock, unit: beds, target: 120, better: higher }
  dose: { label: Dose, type: stock, unit: mg, decimals: 2 }
";

const TEXT: &str = "---\ntitle: \"Status, {{ period }}\"\nsummary: \"{{ beds }} beds.\"\n---\n## Beds\n\n\
    Now **{{ beds }}**[^one], see [us](https://example.org/a).\n\n{{ beds | chart }}\n\n1. First\n2. Second\n\n\
    {{ visits | table(by=\"ward\") }}\n\n{{ dose | chart }}\n\n[^one]: Counted twice.\n";

/// The same figures in every month, so that one change can be made to each.
fn site(months: usize) -> Project {
    let settings =
        "title: Wards\norganisation: The County\nworkbook: both\nword: true\nbase_url: https://example.org/w";
    let empty = Project::empty().settings(settings).catalog(CATALOG).file("content/_report.md", TEXT);
    (0..months).fold(empty, |project, month| {
        let values = "visits: { values: { north: 1200, south: 22 } }\nbeds: 110\ndose: 1.20";
        project.snapshot(&name(month), values)
    })
}

fn name(month: usize) -> String {
    format!("{}-{:02}", 2016 + month / 12, month % 12 + 1)
}

/// A change to a part, or a part that is put in.
enum Change {
    Text(&'static str, &'static str, &'static str),
    All(&'static str, &'static str, &'static str),
    Part(&'static str, &'static str),
}
use Change::{All, Part as Put, Text};

/// The relation of a part that is put in.
const MACRO: &str = "<Relationship Id=\"x\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" \
                     Target=\"vbaProject.bin\"/></Relationships>";

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut parts: Vec<Part> = unpacked(bytes, 10_000_000).expect("a packed file");
    for change in changes {
        let (name, from, to, count) = match change {
            Text(name, from, to) => (name, from, to, 1),
            All(name, from, to) => (name, from, to, usize::MAX),
            Put(name, text) => {
                parts.push(Part::new(name, text.as_bytes().to_vec()));
                continue;
            }
        };
        let part = parts.iter_mut().find(|part| part.name == *name).expect("the part");
        let text = String::from_utf8(part.bytes.clone()).expect("UTF-8");
        assert!(text.contains(from), "{from} in {name}: {text}");
        part.bytes = text.replacen(from, to, count).into_bytes();
    }
    packed(&parts).expect("packed")
}

/// Makes one change to the file of each month and checks what `verify` says of it; `None`: nothing but that it is another
/// file.
fn check(ending: &str, cases: &[(&[Change], Option<&str>)]) {
    let project = site(cases.len() + 1);
    project.build_with(["--output", "share"]);
    let path = |index: usize| format!("{0}/{0}.{ending}", name(index + 1));
    for (index, (changes, _)) in cases.iter().enumerate() {
        let own = format!("share/{}", path(index));
        let bytes = std::fs::read(project.path(&own)).expect("the file");
        project.write(&own, changed(&bytes, changes));
    }
    let said = project.run(["verify", "share", "--all"]).refused();
    for (index, (_, expected)) in cases.iter().enumerate() {
        let lines: Vec<&str> = said.lines().collect();
        let is_of_it = |pair: &&[&str]| pair[1].trim_start().strip_prefix("--> ").is_some_and(|of| of == path(index));
        let own: Vec<&str> = lines.windows(2).filter(is_of_it).map(|pair| pair[0]).collect();
        let usual = "error[K1037]: the published file is not the one that the site builds";
        match expected {
            Some(expected) => assert!(own.contains(expected), "{index}: {expected}\n{own:#?}"),
            None => assert_eq!(own, [usual], "{index}"),
        }
    }
}

#[test]
fn what_a_reader_of_a_workbook_of_excel_sees_otherwise_is_named() {
    const SHEET: &str = "xl/worksheets/sheet3.xml";
    const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
    let cases: &[(&[Change], Option<&str>)] = &[
        // The same number, written otherwise.
        (&[Text(SHEET, "<v>110</v>", "<v>110.0</v>")], None),
        (
            &[Text(SHEET, "<c r=\"C6\" s=\"5\"><v>", "<c r=\"C6\" s=\"5\" t=\"str\"><v>")],
            Some(
                "error[K1035]: `beds` in what cell C6 of the sheet `Figure 1` shows: `text` is published, and the site says `#,##0`",
            ),
        ),
        (
            &[Text(SHEET, "<c r=\"C6\" s=\"5\"><v>", "<c r=\"C6\" s=\"5\"><f>109+1</f><v>")],
            Some("error[K1035]: `beds` in the formula of cell C6 of the sheet `Figure 1`: `=109+1` was put in"),
        ),
        (
            &[Text("xl/styles.xml", "\"#,##0.00\"", "\"#,##0.##\"")],
            Some(
                "error[K1035]: `dose` in what cell C6 of the sheet `Figure 2` shows: `#,##0.##` is published, and the site \
                 says `#,##0.00`",
            ),
        ),
        (
            &[Text("xl/styles.xml", "\"#,##0\"", "\"#,##0;#,##0\"")],
            Some(
                "error[K1035]: `beds` in what cell C6 of the sheet `Figure 1` shows: `#,##0;#,##0` is published, and the site \
                 says `#,##0`",
            ),
        ),
        (
            &[Text(SHEET, "<row r=\"6\"", "<row hidden=\"1\" r=\"6\"")],
            Some(
                "error[K1035]: `beds` in row 6 of the sheet `Figure 1`: `hidden` is published, and the site says `shown`",
            ),
        ),
        (
            &[Text(SHEET, "<col min=\"2\"", "<col hidden=\"true\" min=\"2\"")],
            Some("error[K1036]: column C of the sheet `Figure 1`: `hidden` is published, and the site says `shown`"),
        ),
        (
            &[Text("xl/workbook.xml", "<sheet name=\"Figure 1\"", "<sheet state=\"veryHidden\" name=\"Figure 1\"")],
            Some("error[K1036]: the sheet `Figure 1`: `hidden` is published, and the site says `shown`"),
        ),
        (
            &[Text("xl/styles.xml", "<color theme=\"1\"/>", "<color rgb=\"FFFFFFFF\"/>")],
            Some(
                "error[K1035]: `beds` in the letters of cell B5 of the sheet `Contents`: `white letters` is published, and \
                 the site says `plain letters`",
            ),
        ),
        (
            &[Put("xl/vbaProject.bin", "x"), Text(RELATIONS, "</Relationships>", MACRO)],
            Some("error[K1036]: a part of the file (vbaProject): `xl/vbaProject.bin` was put in"),
        ),
        (
            &[Text(
                SHEET,
                "<pageMargins",
                "<dataValidations><dataValidation sqref=\"C6\" prompt=\"61\"/></dataValidations><pageMargins",
            )],
            Some("error[K1036]: a rule of the sheet `Figure 1`: `dataValidation C6 61` was put in"),
        ),
        (
            &[Text(
                SHEET,
                "<tableParts",
                "<headerFooter><oddHeader>&amp;C&amp;P 61 beds</oddHeader></headerFooter><tableParts",
            )],
            Some("error[K1036]: the head and foot of the pages of the sheet `Figure 1`: `61 beds` was put in"),
        ),
        (
            &[Text("xl/worksheets/_rels/sheet1.xml.rels", "https://example.org", "https://example.com")],
            Some(
                "error[K1036]: the link of cell A8 of the sheet `Cover`: `https://example.com/w/2017-02/` is published, and the \
                 site says `https://example.org/w/2017-02/`",
            ),
        ),
        (
            &[Text("docProps/core.xml", "The County", "The Town")],
            Some(
                "error[K1036]: what the file says of itself, creator: `The Town` is published, and the site says `The County`",
            ),
        ),
        (
            &[All("xl/sharedStrings.xml", "(beds)", "(persons)")],
            Some(
                "error[K1035]: `beds` in cell D5 of the sheet `Figure 1`: `Target (persons)` is published, and the site says \
                 `Target (beds)`",
            ),
        ),
    ];
    check("xlsx", cases);
}

#[test]
fn what_a_reader_of_a_workbook_of_libreoffice_sees_otherwise_is_named() {
    const C: &str = "content.xml";
    let shows = |says: &str, should: &str, of: &str, sheet: &str| {
        format!(
            "error[K1035]: `{of}` in what cell C6 of the sheet `{sheet}` shows: `{says}` is published, and the site says `{should}`"
        )
    };
    let zeros = ["1.2", "12.0", "01.20"].map(|text| shows(text, "1.20", "dose", "Figure 2"));
    let whole = ["11", "0110", "-110"].map(|text| shows(text, "110", "beds", "Figure 1"));
    let form =
        [("0.0", "0.00", "dose", "Figure 2"), ("\"6\"0", "0", "beds", "Figure 1"), ("0000", "0", "beds", "Figure 1")]
            .map(|(says, should, of, sheet)| shows(says, should, of, sheet));
    let cases: &[(&[Change], Option<&str>)] = &[
        (&[Text(C, "office:value=\"1.2\"", "office:value=\"1.20\"")], None),
        // As a Danish or a British program shows it.
        (&[Text(C, "<text:p>1.20<", "<text:p>1,20<"), Text(C, "<text:p>1200<", "<text:p>1.200<")], None),
        (&[Text(C, "<text:p>1.20<", "<text:p>1.2<")], Some(&zeros[0])),
        (&[Text(C, "<text:p>1.20<", "<text:p>12.0<")], Some(&zeros[1])),
        (&[Text(C, "<text:p>1.20<", "<text:p>01.20<")], Some(&zeros[2])),
        (&[Text(C, "<text:p>110<", "<text:p>11<")], Some(&whole[0])),
        (&[Text(C, "<text:p>110<", "<text:p>0110<")], Some(&whole[1])),
        (&[Text(C, "<text:p>110<", "<text:p>-110<")], Some(&whole[2])),
        // The text stays, and a program that opens the file shows what the style makes of the value.
        (
            &[Text(C, "number:decimal-places=\"2\" number:min-decimal-places=\"2\"", "number:decimal-places=\"1\"")],
            Some(&form[0]),
        ),
        (
            &[Text(
                C,
                "<number:number-style style:name=\"n0f\">",
                "<number:number-style style:name=\"n0f\"><number:text>6</number:text>",
            )],
            Some(&form[1]),
        ),
        (&[Text(C, "number:min-integer-digits=\"1\"", "number:min-integer-digits=\"4\"")], Some(&form[2])),
        (
            &[Text(
                C,
                "<text:p>110</text:p>",
                "<office:annotation><text:p>is 61</text:p></office:annotation><text:p>110</text:p>",
            )],
            Some("error[K1035]: `beds` in a remark on cell C6 of the sheet `Figure 1`: `is 61` was put in"),
        ),
        (
            &[Text(C, "<table:database-ranges>", "<table:table table:name=\"Figure 1\"/><table:database-ranges>")],
            Some("error[K1036]: the sheet `Figure 1`: `Figure 1` was put in"),
        ),
        (
            &[Text(C, "table:display=\"true\"", "table:display=\"false\"")],
            Some("error[K1036]: the sheet `Figure 1`: `hidden` is published, and the site says `shown`"),
        ),
        (&[Put("Basic/x.xml", "<x/>")], Some("error[K1036]: a part of the file: `Basic/x.xml` was put in")),
        (
            &[Text(
                "meta.xml",
                "</office:meta>",
                "<meta:user-defined meta:name=\"Beds\">61</meta:user-defined></office:meta>",
            )],
            Some("error[K1036]: what the file says of itself, Beds: `61` was put in"),
        ),
    ];
    check("ods", cases);
}

#[test]
fn what_a_reader_of_a_document_sees_otherwise_is_named() {
    const D: &str = "word/document.xml";
    const RELATIONS: &str = "word/_rels/document.xml.rels";
    let cases: &[(&[Change], Option<&str>)] = &[
        (
            &[Text("word/media/picture1.svg", "</svg>", "<text>61</text></svg>")],
            Some(
                "error[K1036]: a picture of section `Beds`: `another picture` is published, and the site says `Figure 1: Beds`",
            ),
        ),
        (
            &[Text("word/footer1.xml", "</w:ftr>", "<w:p><w:r><w:t>61</w:t></w:r></w:p></w:ftr>")],
            Some("error[K1036]: the foot of the pages: `61` was put in"),
        ),
        (
            &[All("word/numbering.xml", "<w:startOverride w:val=\"1\"/>", "<w:startOverride w:val=\"6\"/>")],
            Some("error[K1036]: the text of section `Beds`: `6` is published, and the site says `1`"),
        ),
        (
            &[Text(
                D,
                "<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">110",
                "<w:rPr><w:b/><w:vanish/></w:rPr><w:t xml:space=\"preserve\">110",
            )],
            Some("error[K1035]: `beds` in the text of section `Beds`: `110` is left out"),
        ),
        (
            &[Text(
                D,
                "<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">110",
                "<w:rPr><w:b/><w:strike/></w:rPr><w:t xml:space=\"preserve\">110",
            )],
            Some("error[K1035]: `beds` in the text of section `Beds`: `(struck)` was put in"),
        ),
        (
            &[Text(
                D,
                "<w:t xml:space=\"preserve\">Now ",
                "<w:sym w:font=\"Arial\" w:char=\"F036\"/><w:t xml:space=\"preserve\">Now ",
            )],
            Some("error[K1036]: the text of section `Beds`: `6` was put in"),
        ),
        (
            &[Text(D, " SEQ Figure \\* ARABIC ", " = 61 ")],
            Some(
                "error[K1036]: a field that Word works out: `= 61` is published, and the site says `SEQ Figure \\* ARABIC`",
            ),
        ),
        (
            &[Text(RELATIONS, "https://example.org/a", "https://example.com/a")],
            Some(
                "error[K1036]: where a link leads: `https://example.com/a` is published, and the site says \
                 `https://example.org/a`",
            ),
        ),
        (
            &[Put("word/vbaProject.bin", "x"), Text(RELATIONS, "</Relationships>", MACRO)],
            Some("error[K1036]: a part of the file (vbaProject): `word/vbaProject.bin` was put in"),
        ),
        (
            &[Text(D, "<w:tblCaption w:val=\"", "<w:tblCaption w:val=\"61 ")],
            Some(
                "error[K1036]: the words of a table: `61 Table 1: Visits` is published, and the site says `Table 1: Visits`",
            ),
        ),
        (
            &[Text("docProps/core.xml", "The County", "The Town")],
            Some(
                "error[K1036]: what the file says of itself, creator: `The Town` is published, and the site says `The County`",
            ),
        ),
    ];
    check("docx", cases);
}

#[test]
fn what_libreoffice_saved_anew_is_another_file_that_says_the_same() {
    if !Command::new("soffice").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return skipped(
            "files of reports were not saved by LibreOffice: install libreoffice-calc and libreoffice-writer",
        );
    }
    let project = site(2);
    project.build_with(["--output", "share"]);
    for ending in ["xlsx", "ods", "docx"] {
        let mut command = project.plain("soffice");
        let profile = format!("-env:UserInstallation=file://{}", project.path("profile").display());
        command.args([profile.as_str(), "--headless", "--convert-to", ending, "--outdir", "saved"]);
        command.arg(format!("share/2016-02/2016-02.{ending}"));
        ran(command).fine();
        let saved = std::fs::read(project.path(&format!("saved/2016-02.{ending}"))).expect("the saved file");
        project.write(&format!("share/2016-02/2016-02.{ending}"), saved);
    }
    let said = project.run(["verify", "share", "--all"]).refused();
    let faults: Vec<&str> = said.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(faults, ["error[K1037]: the published file is not the one that the site builds"; 3], "{said}");
}
