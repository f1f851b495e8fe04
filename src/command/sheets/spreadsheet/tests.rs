//! Files of each kind, changed in every place: they are read or refused.

#![cfg(feature = "xlsx")]

use std::io::{Cursor, Write};
use std::sync::Arc;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::command::sheets::content::Content;
use crate::command::sheets::sheet::{Form, HeaderAt, read as read_extract};
use crate::diag::Diagnostics;

const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

/// The parts of a workbook of Excel with a cell of each kind.
fn xlsx() -> Vec<(&'static str, String)> {
    let relation =
        |id: &str, kind: &str, target: &str| format!("<R Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\"/>");
    let relations = |all: &[String]| format!("<Relationships>{}</Relationships>", all.concat());
    vec![
        ("_rels/.rels", relations(&[relation("a", "officeDocument", "xl/workbook.xml")])),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                relation("a", "worksheet", "sheet.xml"),
                relation("b", "styles", "styles.xml"),
                relation("c", "sharedStrings", "../strings.xml"),
            ]),
        ),
        ("xl/workbook.xml", format!("<workbook {MAIN}><sheets><sheet name=\"A\" r:id=\"a\"/></sheets></workbook>")),
        (
            "xl/styles.xml",
            "<s><numFmts><numFmt numFmtId=\"165\" formatCode=\"[h]:mm;@\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>\
             <xf numFmtId=\"165\"/><xf numFmtId=\"9\"/><xf numFmtId=\"14\"/></cellXfs></s>"
                .to_owned(),
        ),
        ("strings.xml", "<sst><si><t>Ward</t></si><si><r><t>a_x000D_</t></r><rPh><t>b</t></rPh></si></sst>".to_owned()),
        (
            "xl/sheet.xml",
            format!(
                "<worksheet {MAIN}><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>\
                 </row><row r=\"3\" hidden=\"1\"><c r=\"A3\" s=\"1\"><v>1.5</v></c><c s=\"2\"><v>-0.1</v></c><c \
                 s=\"3\"><v>43159.5</v></c><c t=\"e\"><v>#N/A</v></c><c><f>A1</f></c><c t=\"b\"><v>1</v></c><c \
                 r=\"XFD3\"><v>1e9</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B3\"/></mergeCells>\
                 </worksheet>"
            ),
        ),
    ]
}

fn ods() -> Vec<(&'static str, String)> {
    let cell = |attributes: &str| format!("<table:table-cell {attributes}><text:p>a</text:p></table:table-cell>");
    let cells = [
        "office:value-type=\"float\" office:value=\"1.5\" table:number-columns-repeated=\"3\"",
        "office:value-type=\"time\" office:time-value=\"PT37H30M00S\" table:number-rows-spanned=\"2\"",
        "office:value-type=\"date\" office:date-value=\"2018-02-28T10:00:00\"",
    ];
    let cells: String = cells.into_iter().map(cell).collect();
    let row = format!("<table:table-row table:number-rows-repeated=\"4\">{cells}</table:table-row>");
    let table = format!("<table:table table:name=\"A\">{row}</table:table>");
    vec![("content.xml", format!("<office:document-content>{table}</office:document-content>"))]
}

fn packed(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// Numbers that follow from the one before, the same in every run.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

const PIECES: [&str; 16] = [
    "4294967295",
    "-1",
    "99999999999999999999",
    "ZZZ1",
    "A0",
    "1e308",
    "\"",
    "<",
    ">",
    "&#0;",
    "&x;",
    "</c>",
    "\n",
    ";",
    "PT99999999999999H",
    "É",
];

/// The text with a piece put in, a part taken out, or two places exchanged.
fn changed(text: &str, seed: &mut u64) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = next(seed) % (letters.len() + 1);
    let until = (at + next(seed) % 12).min(letters.len());
    let middle = match next(seed) % 3 {
        0 => String::new(),
        1 => PIECES[next(seed) % PIECES.len()].to_owned(),
        _ => letters[at..until].iter().rev().collect(),
    };
    letters[..at].iter().collect::<String>() + &middle + &letters[until..].iter().collect::<String>()
}

/// The parts of a workbook with a piece of one of them exchanged.
fn with(part: &str, old: &str, new: &str) -> Vec<(&'static str, String)> {
    let mut parts = xlsx();
    for (_, text) in parts.iter_mut().filter(|(name, _)| *name == part) {
        assert!(text.contains(old), "{text}");
        *text = text.replace(old, new);
    }
    parts
}

/// A workbook whose first cell of the second row is not covered.
fn unmerged(part: &str, old: &str, new: &str) -> Vec<(&'static str, String)> {
    let mut parts = with(part, old, new);
    for (_, text) in &mut parts {
        *text = text.replace("A1:B3", "F1:G1");
    }
    parts
}

fn rows(bytes: &[u8]) -> Vec<Vec<Content<'static>>> {
    let read = read_extract(&"extract".into(), bytes.to_vec(), &Form::default(), &mut Diagnostics::default());
    let sheet = read.unwrap_or_else(|fault| panic!("{fault:?}"));
    let owned = |cell: Content<'_>| match cell {
        Content::Text(text) => Content::Text(text.into_owned().into()),
        Content::Number(number) => Content::Number(number),
        Content::Date(date) => Content::Date(date),
        Content::Duration(seconds) => Content::Duration(seconds),
        Content::Uncalculated => Content::Uncalculated,
        // Of the others the tests here see that they are there.
        _ => Content::Empty,
    };
    sheet.rows.iter().map(|row| sheet.line(row).cells.into_iter().map(owned).collect()).collect()
}

fn day(written: &str) -> Content<'static> {
    Content::Date(written.parse().expect("a day"))
}

#[test]
fn what_an_extension_says_under_the_same_name_is_not_said_of_the_workbook() {
    let workbook = "<workbookPr date1904=\"1\"/><sheets>";
    let extension = "</sheets><extLst><ext><x14:workbookPr defaultImageDpi=\"32767\"/></ext></extLst>";
    let mut parts = with("xl/workbook.xml", "<sheets>", workbook);
    for (_, text) in &mut parts {
        *text = text.replace("</sheets>", extension);
    }
    assert_eq!(rows(&packed(&parts))[1][2], day("2022-03-01"));
}

#[test]
fn a_format_of_what_a_condition_changes_is_no_format_of_a_cell() {
    let formats = "</numFmts><dxfs><dxf><numFmt numFmtId=\"165\" formatCode=\"0%\"/></dxf></dxfs>";
    assert_eq!(rows(&packed(&unmerged("xl/styles.xml", "</numFmts>", formats)))[1][0], Content::Duration(129_600));
    let behind = "</cellXfs><dxfs><dxf><numFmt numFmtId=\"165\" formatCode=\"0%\"/></dxf></dxfs>";
    assert_eq!(rows(&packed(&unmerged("xl/styles.xml", "</cellXfs>", behind)))[1][0], Content::Duration(129_600));
}

#[test]
fn a_clock_shows_a_duration_or_the_time_of_a_day() {
    let clock = unmerged("xl/styles.xml", "[h]:mm;@", "h:mm;@");
    assert_eq!(rows(&packed(&clock))[1][0], Content::Duration(129_600));
    let moment = |parts: Vec<(&'static str, String)>| {
        let moved = |(name, text): (&'static str, String)| (name, text.replace("<v>1.5</v>", "<v>42213.5</v>"));
        rows(&packed(&parts.into_iter().map(moved).collect::<Vec<_>>()))[1][0].clone()
    };
    assert_eq!(moment(clock), day("2015-07-28"));
    // In brackets, hours are counted on beyond a day.
    assert_eq!(moment(unmerged("xl/styles.xml", "[h]:mm;@", "[hh]:mm")), Content::Duration(3_647_246_400));
}

/// A row of OpenDocument with these cells.
fn row_of_ods(cells: &str) -> Vec<Content<'static>> {
    let table = format!("<table:table table:name=\"A\"><table:table-row>{cells}</table:table-row></table:table>");
    rows(&packed(&[("content.xml", format!("<office:document-content>{table}</office:document-content>"))])).remove(0)
}

#[test]
fn a_time_in_opendocument_is_a_duration_where_its_hours_are_shown_and_else_may_be_of_a_day() {
    let cell = |value: &str, shown: &str| {
        let cell = format!("<table:table-cell office:value-type=\"time\" office:time-value=\"{value}\">");
        format!("{cell}<text:p>{shown}</text:p></table:table-cell>")
    };
    let cells = [
        cell("PT37H30M00S", "13:30"),
        cell("PT967162H14M59.999999581S", "10:15"),
        cell("PT967162H15M00S", "967162:15"),
        cell("-PT08H00M00S", "-08:00:00"),
    ];
    let expected =
        [Content::Duration(135_000), day("2010-04-30"), Content::Duration(3_481_784_100), Content::Duration(-28_800)];
    assert_eq!(row_of_ods(&cells.concat()), expected);
}

#[test]
fn a_formula_of_opendocument_whose_result_is_an_empty_text_is_calculated() {
    let formula = "table:formula=\"of:=IF([.A1]=0;&quot;&quot;;1)\"";
    let cells = format!(
        "<table:table-cell {formula}><text:p/></table:table-cell><table:table-cell {formula}/><table:table-cell \
         {formula} office:value-type=\"string\" office:string-value=\"\"/><table:table-cell \
         office:value-type=\"float\" office:value=\"1\"/>"
    );
    let one = Content::Number(crate::model::Decimal::ONE);
    assert_eq!(row_of_ods(&cells), [Content::Empty, Content::Uncalculated, Content::Empty, one]);
}

#[test]
fn a_part_is_read_in_the_encoding_that_it_names() {
    let named = |encoding: &str, word: &[u8]| {
        let declaration = format!("<?xml version='1.0' encoding='{encoding}'?><sst>");
        let parts = with("strings.xml", "<sst>", &declaration);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            let (before, behind) = text.split_once("Ward").unwrap_or((&text, ""));
            zip.start_file(name, SimpleFileOptions::default()).expect("a part");
            let word = if behind.is_empty() { b"".as_slice() } else { word };
            zip.write_all(&[before.as_bytes(), word, behind.as_bytes()].concat()).expect("memory");
        }
        zip.finish().expect("memory").into_inner()
    };
    for (encoding, word) in [
        ("ISO-8859-1", b"\xC5r".as_slice()),
        ("utf-8", "Ã…r".as_bytes()),
        ("UTF-16", "År".as_bytes()),
        ("x", "År".as_bytes()),
    ] {
        let expected = if encoding == "utf-8" { "Ã…r" } else { "År" };
        assert_eq!(rows(&named(encoding, word))[0][0], Content::Text(expected.into()), "{encoding}");
    }
    let read = read_extract(&"extract".into(), named("utf-8", b"\xC5r"), &Form::default(), &mut Diagnostics::default());
    assert!(read.is_err(), "it is not in the encoding that it names");
}

#[test]
fn no_changed_file_makes_the_reader_panic() {
    let file: Arc<str> = "extract".into();
    let form = Form { header: HeaderAt::Anywhere, columns: vec!["Ward"], ..Form::default() };
    let mut seed = 7;
    let mut tried = (0, 0);
    let mut read = |bytes: &[u8]| {
        let found = read_extract(&file, bytes.to_vec(), &form, &mut Diagnostics::default());
        tried = (tried.0 + 1, tried.1 + usize::from(found.is_ok()));
        // Every cell has a place.
        let sheet = found.ok();
        for (sheet, row) in sheet.iter().flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row))) {
            sheet.place(row, 0);
            sheet.place(row, sheet.width(row) / 2);
        }
    };
    for whole in [xlsx(), ods()] {
        read(&packed(&whole));
        for _ in 0..400 {
            let mut parts = whole.clone();
            let index = next(&mut seed) % parts.len();
            parts[index].1 = changed(&parts[index].1, &mut seed);
            let mut bytes = packed(&parts);
            if next(&mut seed).is_multiple_of(4) {
                let at = next(&mut seed) % bytes.len();
                bytes[at] = bytes[at].wrapping_add(1 + (next(&mut seed) % 255) as u8);
            }
            read(&bytes);
        }
    }
    let csv = "sep=;\nWard;\"a \"\"b\"\"\";1,5\n\n\"two\nlines\";2018-02-28;\u{fc}\n";
    for _ in 0..800 {
        let text = changed(&changed(csv, &mut seed), &mut seed);
        read(text.as_bytes());
    }
    assert!(tried.1 > 100 && tried.1 < tried.0, "some are still read, and some are refused: {tried:?}");
}
