//! A workbook as ODS, the format of LibreOffice: few parts, written as the standard says.
//!
//! Excel and LibreOffice ask for more than the standard: sheets need a master page, texts may have no value beside them,
//! and a range has to have a row of data.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{Cell, Column, Sheet, Table, WIDTH_OF_COVER, Workbook};
use crate::l10n::Shown;
use crate::model::Decimal;
use crate::model::language::Language;
use crate::output::{Part, packed};
use crate::site::xml::{self, Xml, empty, text, with};

pub const MEDIA: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The names of XML that the parts use, each with its prefix.
const NAMES: [(&str, &str); 10] = [
    ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("xmlns:number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
    ("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
    ("xmlns:svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
];

/// The styles of cells with words, at the left and at the right.
const TEXTS: [&str; 2] = ["text", "textr"];
const HEADINGS: [&str; 2] = ["heading", "headingr"];

/// Writes the workbook. The error is the packer's reason.
pub fn written(workbook: &Workbook) -> Result<Vec<u8>, String> {
    parts(workbook).and_then(|parts| packed(&parts)).map_err(|error| error.to_string())
}

fn parts(workbook: &Workbook) -> io::Result<[Part; 5]> {
    Ok([
        Part::plain("mimetype", MEDIA),
        Part::new("META-INF/manifest.xml", manifest()?),
        Part::new("meta.xml", document("office:document-meta", |xml| meta(xml, workbook))?),
        Part::new("styles.xml", document("office:document-styles", |xml| styles(xml, workbook.language))?),
        Part::new("content.xml", document("office:document-content", |xml| content(xml, workbook))?),
    ])
}

fn document(name: &str, inner: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<Vec<u8>> {
    xml::document(name, NAMES.into_iter().chain([("office:version", "1.3")]), inner)
}

fn manifest() -> io::Result<Vec<u8>> {
    let name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";
    xml::document("manifest:manifest", [("xmlns:manifest", name), ("manifest:version", "1.3")], |xml| {
        let parts = [("/", MEDIA), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml")];
        for (path, media) in parts {
            let entry = [("manifest:full-path", path), ("manifest:media-type", media)];
            empty(xml, "manifest:file-entry", &entry)?;
        }
        Ok(())
    })
}

fn meta(xml: &mut Xml, workbook: &Workbook) -> io::Result<()> {
    let day = format!("{}T00:00:00", workbook.day);
    xml.create_element("office:meta").write_inner_content(|xml| {
        let organisation = workbook.organisation.as_deref();
        let facts = [
            ("meta:generator", Some("kalends")),
            ("dc:title", Some(workbook.title.as_str())),
            ("dc:language", Some(workbook.language.tag())),
            ("meta:initial-creator", organisation),
            ("dc:creator", organisation),
            ("meta:creation-date", Some(day.as_str())),
            ("dc:date", Some(day.as_str())),
        ];
        for (name, value) in facts {
            if let Some(value) = value {
                text(xml, name, &[], value)?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// The styles that have names for readers, and the page that every sheet is printed on.
fn styles(xml: &mut Xml, language: Language) -> io::Result<()> {
    let country = match language {
        Language::Da => "DK",
        Language::En => "GB",
    };
    xml.create_element("office:styles").write_inner_content(|xml| {
        let usual = [("fo:language", language.tag()), ("fo:country", country)];
        let family = xml.create_element("style:default-style").with_attribute(("style:family", "table-cell"));
        family.write_inner_content(|xml| empty(xml, "style:text-properties", &usual))?;
        let cell = |name| [("style:name", name), ("style:family", "table-cell")];
        empty(xml, "style:style", &cell("Default"))?;
        let named = [("style:parent-style-name", "Default"), ("style:display-name", "Heading 1")];
        let heading = [cell("Heading_20_1"), named].concat();
        with(
            xml,
            "style:style",
            &heading,
            "style:text-properties",
            &[("fo:font-size", "14pt"), ("fo:font-weight", "bold")],
        )
    })?;
    xml.create_element("office:automatic-styles").write_inner_content(|xml| {
        let layout = [("style:name", "page")];
        with(
            xml,
            "style:page-layout",
            &layout,
            "style:page-layout-properties",
            &[
                ("style:print-orientation", "landscape"),
                ("fo:page-width", "297mm"),
                ("fo:page-height", "210mm"),
                ("style:scale-to-X", "1"),
                ("style:scale-to-Y", "0"),
            ],
        )
    })?;
    xml.create_element("office:master-styles").write_inner_content(|xml| {
        empty(xml, "style:master-page", &[("style:name", "Default"), ("style:page-layout-name", "page")])
    })?;
    Ok(())
}

/// The styles of cells by what their numbers look like, each with its name.
type NumberStyles = BTreeMap<Look, String>;

/// What tells one form of numbers from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    decimals: u32,
    plus: bool,
    unit: String,
}

impl Look {
    fn of(shown: &Shown) -> Look {
        // A plus is written before what is more than zero: there are no other signs in a style.
        let plus = shown.plus;
        Look { decimals: shown.decimals, plus, unit: shown.unit.replace('\u{a0}', " ") }
    }

    fn is_percent(&self) -> bool {
        self.unit.trim() == "%"
    }
}

fn content(xml: &mut Xml, workbook: &Workbook) -> io::Result<()> {
    let tables = || workbook.sheets.iter().filter_map(|sheet| sheet.table.as_ref());
    let numbers = tables().flat_map(|table| table.rows.iter().flatten()).filter_map(|cell| match cell {
        Cell::Number(shown) => Some(Look::of(shown)),
        _ => None,
    });
    let looks: BTreeSet<Look> = numbers.collect();
    let looks: NumberStyles = looks.into_iter().enumerate().map(|(index, look)| (look, format!("n{index}"))).collect();
    let widths = tables().flat_map(|table| table.columns.iter().map(|column| column.width));
    let widths: BTreeSet<u8> = widths.chain([WIDTH_OF_COVER]).collect();
    xml.create_element("office:automatic-styles").write_inner_content(|xml| automatic(xml, &looks, &widths))?;
    xml.create_element("office:body").write_inner_content(|xml| {
        xml.create_element("office:spreadsheet").write_inner_content(|xml| {
            for sheet in &workbook.sheets {
                of_sheet(xml, sheet, &looks)?;
            }
            ranges(xml, workbook)
        })?;
        Ok::<(), io::Error>(())
    })?;
    Ok(())
}

fn automatic(xml: &mut Xml, looks: &NumberStyles, widths: &BTreeSet<u8>) -> io::Result<()> {
    let sheet = [("style:name", "sheet"), ("style:family", "table"), ("style:master-page-name", "Default")];
    with(xml, "style:style", &sheet, "style:table-properties", &[("table:display", "true")])?;
    for width in widths {
        let (name, wide) = (format!("w{width}"), format!("{}mm", u32::from(*width) * 2 + 3));
        let style = [("style:name", name.as_str()), ("style:family", "table-column")];
        with(xml, "style:style", &style, "style:table-column-properties", &[("style:column-width", wide.as_str())])?;
    }
    let styles = [(TEXTS[0], false), (TEXTS[1], false), (HEADINGS[0], true), (HEADINGS[1], true)];
    for (name, is_heading) in styles {
        let style = [("style:name", name), ("style:family", "table-cell"), ("style:parent-style-name", "Default")];
        xml.create_element("style:style").with_attributes(style).write_inner_content(|xml| {
            let is_at_right = name == TEXTS[1] || name == HEADINGS[1];
            let mut cell = vec![("fo:wrap-option", "wrap"), ("style:vertical-align", "top")];
            cell.extend(is_heading.then_some(("fo:border-bottom", "0.75pt solid #000000")));
            cell.extend(is_at_right.then_some(("style:text-align-source", "fix")));
            empty(xml, "style:table-cell-properties", &cell)?;
            if is_at_right {
                empty(xml, "style:paragraph-properties", &[("fo:text-align", "end")])?;
            }
            if is_heading {
                empty(xml, "style:text-properties", &[("fo:font-weight", "bold")])?;
            }
            Ok::<(), io::Error>(())
        })?;
    }
    for (look, name) in looks {
        number_style(xml, look, name)?;
    }
    Ok(())
}

/// A form of numbers, and the style of the cells that have it. One with a plus is that of what is more than zero, and
/// goes over to the plain form for the rest.
fn number_style(xml: &mut Xml, look: &Look, name: &str) -> io::Result<()> {
    let element = if look.is_percent() { "number:percentage-style" } else { "number:number-style" };
    let plain = if look.plus { format!("{name}p") } else { format!("{name}f") };
    let digits = look.decimals.to_string();
    let form = |xml: &mut Xml, name: &str, plus: bool| {
        let written = xml.create_element(element).with_attribute(("style:name", name));
        written.write_inner_content(|xml| {
            if plus {
                text(xml, "number:text", &[], "+")?;
            }
            let shape = [
                ("number:decimal-places", digits.as_str()),
                ("number:min-decimal-places", digits.as_str()),
                ("number:min-integer-digits", "1"),
                ("number:grouping", "true"),
            ];
            empty(xml, "number:number", &shape)?;
            if !look.unit.is_empty() {
                text(xml, "number:text", &[], &look.unit)?;
            }
            if plus {
                let rest = [("style:condition", "value()<=0"), ("style:apply-style-name", plain.as_str())];
                empty(xml, "style:map", &rest)?;
            }
            Ok::<(), io::Error>(())
        })?;
        Ok::<(), io::Error>(())
    };
    form(xml, &plain, false)?;
    let last = format!("{name}f");
    if look.plus {
        form(xml, &last, true)?;
    }
    let style = [
        ("style:name", name),
        ("style:family", "table-cell"),
        ("style:parent-style-name", "Default"),
        ("style:data-style-name", last.as_str()),
    ];
    with(xml, "style:style", &style, "style:table-cell-properties", &[("style:vertical-align", "top")])
}

fn of_sheet(xml: &mut Xml, sheet: &Sheet, looks: &NumberStyles) -> io::Result<()> {
    let root = [("table:name", sheet.name.as_str()), ("table:style-name", "sheet")];
    xml.create_element("table:table").with_attributes(root).write_inner_content(|xml| {
        if let Some(table) = &sheet.table {
            text(xml, "table:title", &[], &sheet.title)?;
            text(xml, "table:desc", &[], &table.description)?;
        }
        for column in sheet.table.iter().flat_map(|table| &table.columns) {
            let style = format!("w{}", column.width);
            empty(xml, "table:table-column", &[("table:style-name", style.as_str())])?;
        }
        if sheet.table.is_none() {
            let style = format!("w{WIDTH_OF_COVER}");
            empty(xml, "table:table-column", &[("table:style-name", style.as_str())])?;
        }
        row(xml, |xml| word(xml, "Heading_20_1", &sheet.title, None))?;
        for line in &sheet.lines {
            let style = if sheet.table.is_none() { TEXTS[0] } else { "Default" };
            row(xml, |xml| word(xml, style, &line.text, line.href.as_deref()))?;
        }
        let Some(table) = &sheet.table else { return Ok(()) };
        let heading = |xml: &mut Xml, of: &Column| word(xml, of.side(HEADINGS), &of.heading, None);
        xml.create_element("table:table-header-rows").write_inner_content(|xml| {
            row(xml, |xml| table.columns.iter().try_for_each(|column| heading(xml, column)))
        })?;
        table.rows.iter().try_for_each(|cells| {
            let mut cells = cells.iter().zip(&table.columns);
            row(xml, |xml| cells.try_for_each(|(cell, column)| of_cell(xml, cell, column, looks)))
        })
    })?;
    Ok(())
}

fn row(xml: &mut Xml, cells: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element("table:table-row").write_inner_content(cells)?;
    Ok(())
}

/// A cell with words, and where they lead.
fn word(xml: &mut Xml, style: &str, words: &str, href: Option<&str>) -> io::Result<()> {
    let attributes = [("table:style-name", style), ("office:value-type", "string")];
    xml.create_element("table:table-cell").with_attributes(attributes).write_inner_content(|xml| {
        let Some(href) = href else { return text(xml, "text:p", &[], words) };
        let link = [("xlink:type", "simple"), ("xlink:href", href)];
        xml.create_element("text:p").write_inner_content(|xml| text(xml, "text:a", &link, words))?;
        Ok(())
    })?;
    Ok(())
}

fn of_cell(xml: &mut Xml, cell: &Cell, of: &Column, looks: &NumberStyles) -> io::Result<()> {
    let style = of.side(TEXTS);
    match cell {
        Cell::Number(shown) => number(xml, shown, looks),
        Cell::Sheet(name) => word(xml, style, name, Some(&format!("#'{name}'.A1"))),
        cell => word(xml, style, cell.text().unwrap_or_default(), None),
    }
}

fn number(xml: &mut Xml, shown: &Shown, looks: &NumberStyles) -> io::Result<()> {
    let look = Look::of(shown);
    let style = looks.get(&look).map_or(TEXTS[1], String::as_str);
    let (kind, value) = match look.is_percent() {
        true => ("percentage", shown.value.checked_div(Decimal::ONE_HUNDRED).unwrap_or(shown.value)),
        false => ("float", shown.value),
    };
    let (value, written) = (value.normalize().to_string(), format!("{}{}", shown.value, look.unit));
    let attributes = [("table:style-name", style), ("office:value-type", kind), ("office:value", value.as_str())];
    let cell = xml.create_element("table:table-cell").with_attributes(attributes);
    cell.write_inner_content(|xml| text(xml, "text:p", &[], &written))?;
    Ok(())
}

/// The ranges by which programs know that there is a table, and that its first row is a header.
fn ranges(xml: &mut Xml, workbook: &Workbook) -> io::Result<()> {
    xml.create_element("table:database-ranges").write_inner_content(|xml| {
        for sheet in &workbook.sheets {
            let Some(table) = &sheet.table else { continue };
            let range = range(sheet, table);
            let attributes = [
                ("table:name", table.name.as_str()),
                ("table:target-range-address", range.as_str()),
                ("table:contains-header", "true"),
                ("table:display-filter-buttons", "false"),
            ];
            empty(xml, "table:database-range", &attributes)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// `'Table 1'.A5:'Table 1'.C12`.
fn range(sheet: &Sheet, table: &Table) -> String {
    let top = sheet.lines.len() + 2;
    let (bottom, last) = (top + table.rows.len(), letters(table.columns.len()));
    format!("'{0}'.A{top}:'{0}'.{last}{bottom}", sheet.name)
}

/// The letters of a column, from 1: A, …, Z, AA.
fn letters(column: usize) -> String {
    let (mut rest, mut letters) = (column, String::new());
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_letters() {
        let of = [1, 26, 27, 52, 703].map(letters);
        assert_eq!(of, ["A", "Z", "AA", "AZ", "AAA"]);
    }
}
