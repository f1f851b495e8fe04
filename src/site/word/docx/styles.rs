//! The styles of a document and its lists, under the names that Word knows, so that a house can give them its own look.

use std::io;

use super::{name_of, widths};
use crate::model::language::Language;
use crate::site::word::Style;
use crate::site::xml::{Xml, document, empty, within};

const NAME: [(&str, &str); 1] = [("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main")];

const FONT: &str = "Calibri";
const FONT_OF_CODE: &str = "Consolas";

/// A level of a list is no deeper.
const DEEPEST: u8 = 8;
/// The first list of numbers; the one before it has bullets.
const BULLETS: usize = 1;

/// The language with its country, as spelling is checked.
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::Da => "da-DK",
        Language::En => "en-GB",
    }
}

/// The properties of a paragraph.
pub fn of_paragraph(xml: &mut Xml, style: Style, after_table: bool) -> io::Result<()> {
    if let Some(name) = name_of(style) {
        empty(xml, "w:pStyle", &[("w:val", &name)])?;
    }
    let Style::Item { number, depth, is_first } = style else {
        // A table has no space below it of its own; headings and captions have some above.
        let needs_space = after_table && matches!(style, Style::Body | Style::Remark | Style::Lead);
        return if needs_space { empty(xml, "w:spacing", &[("w:before", "120")]) } else { Ok(()) };
    };
    let depth = depth.min(DEEPEST);
    // What goes on in an entry stands below it without a mark.
    let list = if is_first { number.map_or(BULLETS, |number| number + BULLETS) } else { 0 };
    within(xml, "w:numPr", &[], |xml| {
        empty(xml, "w:ilvl", &[("w:val", &depth.to_string())])?;
        empty(xml, "w:numId", &[("w:val", &list.to_string())])
    })?;
    let left = left_of(depth).to_string();
    if is_first { Ok(()) } else { empty(xml, "w:ind", &[("w:left", left.as_str()), ("w:firstLine", "0")]) }
}

/// The properties of a paragraph in a cell.
pub fn of_cell(xml: &mut Xml, is_numeric: bool, is_part: bool) -> io::Result<()> {
    if !is_numeric && !is_part {
        return Ok(());
    }
    within(xml, "w:pPr", &[], |xml| {
        if is_part {
            empty(xml, "w:ind", &[("w:left", "200")])?;
        }
        if is_numeric { empty(xml, "w:jc", &[("w:val", "right")]) } else { Ok(()) }
    })
}

fn left_of(depth: u8) -> usize {
    (usize::from(depth) + 1) * 360
}

/// A style of paragraphs: its id, the name that Word knows, its size in half points, what is set around it, and whether
/// it is bold.
struct Kind {
    id: &'static str,
    name: &'static str,
    size: u8,
    before: u16,
    after: u16,
    is_bold: bool,
    /// Stays on the page of what comes next.
    keeps: bool,
    color: Option<&'static str>,
}

const fn kind(id: &'static str, name: &'static str, size: u8, [before, after]: [u16; 2]) -> Kind {
    Kind { id, name, size, before, after, is_bold: false, keeps: false, color: None }
}

const fn head(id: &'static str, name: &'static str, size: u8, space: [u16; 2]) -> Kind {
    Kind { is_bold: true, keeps: true, ..kind(id, name, size, space) }
}

/// Grey that can be read.
const GREY: Option<&str> = Some("56606B");

const KINDS: [Kind; 19] = [
    head("Title", "Title", 48, [0, 120]),
    kind("Lead", "Lead", 26, [0, 160]),
    Kind { color: GREY, ..kind("Remark", "Remark", 19, [0, 60]) },
    head("Heading1", "heading 1", 32, [360, 120]),
    head("Heading2", "heading 2", 27, [280, 100]),
    head("Heading3", "heading 3", 24, [240, 80]),
    head("Heading4", "heading 4", 22, [200, 80]),
    head("Heading5", "heading 5", 22, [200, 80]),
    head("Heading6", "heading 6", 22, [200, 80]),
    head("Caption", "caption", 22, [240, 40]),
    Kind { keeps: true, color: GREY, ..kind("CaptionText", "Caption text", 20, [0, 80]) },
    kind("Picture", "Picture", 22, [0, 80]),
    kind("ListBullet", "List Bullet", 22, [0, 60]),
    kind("ListNumber", "List Number", 22, [0, 60]),
    kind("Quote", "Quote", 22, [80, 120]),
    kind("HTMLPreformatted", "HTML Preformatted", 19, [80, 120]),
    kind("FootnoteText", "footnote text", 19, [0, 40]),
    Kind { color: GREY, ..kind("Header", "header", 18, [0, 0]) },
    Kind { color: GREY, ..kind("Footer", "footer", 18, [0, 0]) },
];

pub fn styles(language: Language) -> io::Result<Vec<u8>> {
    document("w:styles", NAME, |xml| {
        within(xml, "w:docDefaults", &[], |xml| {
            within(xml, "w:rPrDefault", &[], |xml| {
                within(xml, "w:rPr", &[], |xml| {
                    empty(
                        xml,
                        "w:rFonts",
                        &[("w:ascii", FONT), ("w:hAnsi", FONT), ("w:cs", FONT), ("w:eastAsia", FONT)],
                    )?;
                    empty(xml, "w:sz", &[("w:val", "22")])?;
                    empty(xml, "w:szCs", &[("w:val", "22")])?;
                    empty(xml, "w:lang", &[("w:val", tag(language)), ("w:eastAsia", tag(language))])
                })
            })?;
            within(xml, "w:pPrDefault", &[], |xml| {
                within(xml, "w:pPr", &[], |xml| {
                    empty(xml, "w:spacing", &[("w:after", "120"), ("w:line", "264"), ("w:lineRule", "auto")])
                })
            })
        })?;
        let normal = [("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")];
        within(xml, "w:style", &normal, |xml| empty(xml, "w:name", &[("w:val", "Normal")]))?;
        KINDS.iter().try_for_each(|kind| of_kind(xml, kind))?;
        characters(xml)?;
        tables(xml)
    })
}

fn of_kind(xml: &mut Xml, kind: &Kind) -> io::Result<()> {
    // The four that Word does not know.
    let is_own = ["Lead", "Remark", "CaptionText", "Picture"].contains(&kind.id);
    let own = [("w:type", "paragraph"), ("w:customStyle", "1"), ("w:styleId", kind.id)];
    let own: Vec<(&str, &str)> = own.into_iter().filter(|(name, _)| is_own || *name != "w:customStyle").collect();
    within(xml, "w:style", &own, |xml| {
        empty(xml, "w:name", &[("w:val", kind.name)])?;
        empty(xml, "w:basedOn", &[("w:val", "Normal")])?;
        let is_heading = kind.id.starts_with("Heading");
        if is_heading || kind.id == "Title" {
            empty(xml, "w:next", &[("w:val", "Normal")])?;
        }
        empty(xml, "w:qFormat", &[])?;
        within(xml, "w:pPr", &[], |xml| {
            if kind.keeps {
                empty(xml, "w:keepNext", &[])?;
            }
            if is_heading {
                empty(xml, "w:keepLines", &[])?;
            }
            let (before, after) = (kind.before.to_string(), kind.after.to_string());
            empty(xml, "w:spacing", &[("w:before", &before), ("w:after", &after)])?;
            if kind.id == "Quote" {
                empty(xml, "w:ind", &[("w:left", "360"), ("w:right", "360")])?;
            }
            if kind.id == "Footer" {
                empty(xml, "w:jc", &[("w:val", "right")])?;
            }
            if is_heading {
                let level: String = kind.id.chars().filter(char::is_ascii_digit).collect();
                let level = level.parse::<u8>().unwrap_or(1).saturating_sub(1).to_string();
                empty(xml, "w:outlineLvl", &[("w:val", &level)])?;
            }
            Ok(())
        })?;
        within(xml, "w:rPr", &[], |xml| {
            if kind.id == "HTMLPreformatted" {
                empty(
                    xml,
                    "w:rFonts",
                    &[("w:ascii", FONT_OF_CODE), ("w:hAnsi", FONT_OF_CODE), ("w:cs", FONT_OF_CODE)],
                )?;
            }
            if kind.is_bold {
                empty(xml, "w:b", &[])?;
            }
            if let Some(color) = kind.color {
                empty(xml, "w:color", &[("w:val", color)])?;
            }
            let size = kind.size.to_string();
            empty(xml, "w:sz", &[("w:val", &size)])?;
            empty(xml, "w:szCs", &[("w:val", &size)])
        })
    })
}

fn characters(xml: &mut Xml) -> io::Result<()> {
    let own = |id| [("w:type", "character"), ("w:styleId", id)];
    within(xml, "w:style", &own("Hyperlink"), |xml| {
        empty(xml, "w:name", &[("w:val", "Hyperlink")])?;
        within(xml, "w:rPr", &[], |xml| {
            empty(xml, "w:color", &[("w:val", "0B5CAD")])?;
            empty(xml, "w:u", &[("w:val", "single")])
        })
    })?;
    within(xml, "w:style", &own("FootnoteReference"), |xml| {
        empty(xml, "w:name", &[("w:val", "footnote reference")])?;
        within(xml, "w:rPr", &[], |xml| empty(xml, "w:vertAlign", &[("w:val", "superscript")]))
    })?;
    within(xml, "w:style", &own("HTMLCode"), |xml| {
        empty(xml, "w:name", &[("w:val", "HTML Code")])?;
        within(xml, "w:rPr", &[], |xml| {
            empty(xml, "w:rFonts", &[("w:ascii", FONT_OF_CODE), ("w:hAnsi", FONT_OF_CODE), ("w:cs", FONT_OF_CODE)])
        })
    })
}

/// The look of tables: a rule above and below the header and at the foot, hairlines between rows.
fn tables(xml: &mut Xml) -> io::Result<()> {
    let normal = [("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")];
    within(xml, "w:style", &normal, |xml| {
        empty(xml, "w:name", &[("w:val", "Normal Table")])?;
        within(xml, "w:tblPr", &[], |xml| empty(xml, "w:tblInd", &[("w:w", "0"), ("w:type", "dxa")]))
    })?;
    for widths::Look { style: id, name, size, air, .. } in &widths::LOOKS {
        let (size, air) = (&size.to_string(), &air.to_string());
        within(xml, "w:style", &[("w:type", "table"), ("w:customStyle", "1"), ("w:styleId", id)], |xml| {
            empty(xml, "w:name", &[("w:val", name)])?;
            empty(xml, "w:basedOn", &[("w:val", "TableNormal")])?;
            within(xml, "w:pPr", &[], |xml| {
                empty(xml, "w:spacing", &[("w:after", "0"), ("w:line", "240"), ("w:lineRule", "auto")])
            })?;
            within(xml, "w:rPr", &[], |xml| empty(xml, "w:sz", &[("w:val", size)]))?;
            within(xml, "w:tblPr", &[], |xml| {
                within(xml, "w:tblBorders", &[], |xml| {
                    rule(xml, "w:top", "12")?;
                    rule(xml, "w:bottom", "8")?;
                    rule(xml, "w:insideH", "2")
                })?;
                within(xml, "w:tblCellMar", &[], |xml| {
                    for (side, width) in [("w:top", "40"), ("w:left", air), ("w:bottom", "40"), ("w:right", air)] {
                        empty(xml, side, &[("w:w", width), ("w:type", "dxa")])?;
                    }
                    Ok(())
                })
            })?;
            within(xml, "w:tblStylePr", &[("w:type", "firstRow")], |xml| {
                within(xml, "w:rPr", &[], |xml| empty(xml, "w:b", &[]))?;
                within(xml, "w:tcPr", &[], |xml| within(xml, "w:tcBorders", &[], |xml| rule(xml, "w:bottom", "8")))
            })
        })?;
    }
    Ok(())
}

fn rule(xml: &mut Xml, side: &str, width: &str) -> io::Result<()> {
    empty(xml, side, &[("w:val", "single"), ("w:sz", width), ("w:space", "0"), ("w:color", "1B2128")])
}

/// The lists: one of bullets, and one for each list of numbers, which begins anew. `starts` are the numbers with which
/// they begin.
pub fn numbering(starts: &[usize]) -> io::Result<Vec<u8>> {
    document("w:numbering", NAME, |xml| {
        for (id, form) in [("0", "bullet"), ("1", "decimal")] {
            within(xml, "w:abstractNum", &[("w:abstractNumId", id)], |xml| {
                empty(xml, "w:multiLevelType", &[("w:val", "hybridMultilevel")])?;
                (0..=DEEPEST).try_for_each(|depth| level(xml, depth, form))
            })?;
        }
        let list = |xml: &mut Xml, number: usize, of: &str, start: Option<usize>| {
            within(xml, "w:num", &[("w:numId", &number.to_string())], |xml| {
                empty(xml, "w:abstractNumId", &[("w:val", of)])?;
                let Some(start) = start.map(|start| start.to_string()) else { return Ok(()) };
                (0..=DEEPEST).try_for_each(|depth| {
                    within(xml, "w:lvlOverride", &[("w:ilvl", &depth.to_string())], |xml| {
                        empty(xml, "w:startOverride", &[("w:val", &start)])
                    })
                })
            })
        };
        list(xml, BULLETS, "0", None)?;
        starts.iter().enumerate().try_for_each(|(index, start)| list(xml, index + 1 + BULLETS, "1", Some(*start)))
    })
}

fn level(xml: &mut Xml, depth: u8, form: &str) -> io::Result<()> {
    within(xml, "w:lvl", &[("w:ilvl", &depth.to_string())], |xml| {
        empty(xml, "w:start", &[("w:val", "1")])?;
        empty(xml, "w:numFmt", &[("w:val", form)])?;
        let text = if form == "bullet" { "•".to_owned() } else { format!("%{}.", depth + 1) };
        empty(xml, "w:lvlText", &[("w:val", &text)])?;
        empty(xml, "w:lvlJc", &[("w:val", "left")])?;
        within(xml, "w:pPr", &[], |xml| {
            empty(xml, "w:ind", &[("w:left", &left_of(depth).to_string()), ("w:hanging", "360")])
        })
    })
}
