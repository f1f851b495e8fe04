//! The parts of a document besides its text: what it is, what belongs to it, notes, head and foot of its pages.

use std::io;

use super::styles::tag;
use super::{Kind, NAMES, Writing, field, words};
use crate::model::language::Language;
use crate::site::word::{Block, Document};
use crate::site::xml::{Xml, document, empty, held, text, within};

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The parts that the text names beside its links and pictures, with their kinds.
const PARTS: [(&str, &str); 6] = [
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("footnotes", "footnotes.xml"),
    ("header", "header1.xml"),
    ("footer", "footer1.xml"),
];

pub fn content_types(media: &[&(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    document("Types", [("xmlns", format!("{PACKAGE}/content-types").as_str())], |xml| {
        let mut endings = vec![("rels", "application/vnd.openxmlformats-package.relationships+xml".to_owned())];
        endings.push(("xml", "application/xml".to_owned()));
        for (name, _) in media {
            let ending = name.rsplit('.').next().unwrap_or_default();
            let kind = match ending {
                "svg" => "svg+xml",
                "jpg" => "jpeg",
                other => other,
            };
            endings.push((ending, format!("image/{kind}")));
        }
        endings.sort();
        endings.dedup();
        for (ending, kind) in &endings {
            empty(xml, "Default", &[("Extension", ending), ("ContentType", kind)])?;
        }
        let of_word = |name: &str| format!("{WORD}.{name}+xml");
        let main = [("/word/document.xml".to_owned(), of_word("document.main"))];
        let parts = PARTS.map(|(kind, name)| (format!("/word/{name}"), of_word(kind)));
        let about = [
            ("/docProps/core.xml".to_owned(), "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
            (
                "/docProps/app.xml".to_owned(),
                "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
            ),
        ];
        for (name, kind) in main.iter().chain(&parts).chain(&about) {
            empty(xml, "Override", &[("PartName", name), ("ContentType", kind)])?;
        }
        Ok(())
    })
}

pub fn relations_of_all() -> io::Result<Vec<u8>> {
    document("Relationships", [("xmlns", format!("{PACKAGE}/relationships").as_str())], |xml| {
        let core = format!("{PACKAGE}/relationships/metadata/core-properties");
        let (main, app) = (format!("{OFFICE}/officeDocument"), format!("{OFFICE}/extended-properties"));
        let all = [
            ("rId1", &main, "word/document.xml"),
            ("rId2", &core, "docProps/core.xml"),
            ("rId3", &app, "docProps/app.xml"),
        ];
        all.into_iter().try_for_each(|(id, kind, target)| {
            empty(xml, "Relationship", &[("Id", id), ("Type", kind), ("Target", target)])
        })
    })
}

/// What a part asks for; the text itself also names the other parts.
pub fn relations(of: &[(Kind, String)], is_text: bool) -> io::Result<Vec<u8>> {
    document("Relationships", [("xmlns", format!("{PACKAGE}/relationships").as_str())], |xml| {
        for (number, (kind, target)) in of.iter().enumerate() {
            let id = format!("rId{}", number + 1);
            let target = held(target);
            match kind {
                Kind::Link => {
                    let kind = format!("{OFFICE}/hyperlink");
                    let link = [("Id", id.as_str()), ("Type", &kind), ("Target", &target), ("TargetMode", "External")];
                    empty(xml, "Relationship", &link)?;
                }
                Kind::Picture => {
                    let kind = format!("{OFFICE}/image");
                    empty(xml, "Relationship", &[("Id", &id), ("Type", &kind), ("Target", &target)])?;
                }
            }
        }
        let parts = if is_text { PARTS.as_slice() } else { &[] };
        parts.iter().try_for_each(|(kind, target)| {
            let (id, kind) = (format!("rId-{kind}"), format!("{OFFICE}/{kind}"));
            empty(xml, "Relationship", &[("Id", &id), ("Type", &kind), ("Target", target)])
        })
    })
}

/// Title, creator, language and day.
pub fn core(of: &Document) -> io::Result<Vec<u8>> {
    let names = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    document("cp:coreProperties", names, |xml| {
        text(xml, "dc:title", &[], &held(&of.title))?;
        if let Some(organisation) = &of.organisation {
            text(xml, "dc:creator", &[], &held(organisation))?;
        }
        text(xml, "dc:language", &[], tag(of.language))?;
        let day = format!("{}T00:00:00Z", of.day);
        for name in ["dcterms:created", "dcterms:modified"] {
            text(xml, name, &[("xsi:type", "dcterms:W3CDTF")], &day)?;
        }
        Ok(())
    })
}

pub fn app(of: &Document) -> io::Result<Vec<u8>> {
    let name = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    document("Properties", [("xmlns", name)], |xml| {
        text(xml, "Application", &[], "kalends")?;
        of.organisation.as_ref().map_or(Ok(()), |organisation| text(xml, "Company", &[], &held(organisation)))
    })
}

pub fn settings(language: Language) -> io::Result<Vec<u8>> {
    document("w:settings", [NAMES[0]], |xml| {
        empty(xml, "w:zoom", &[("w:percent", "100")])?;
        empty(xml, "w:defaultTabStop", &[("w:val", "720")])?;
        within(xml, "w:footnotePr", &[], |xml| {
            ["-1", "0"].iter().try_for_each(|id| empty(xml, "w:footnote", &[("w:id", id)]))
        })?;
        within(xml, "w:compat", &[], |xml| {
            let mode = [
                ("w:name", "compatibilityMode"),
                ("w:uri", "http://schemas.microsoft.com/office/word"),
                ("w:val", "15"),
            ];
            empty(xml, "w:compatSetting", &mode)
        })?;
        empty(xml, "w:themeFontLang", &[("w:val", tag(language))])
    })
}

/// The footnotes, with the two lines that Word sets above them.
pub(super) fn notes(xml: &mut Xml, notes: &[Vec<Block>], writing: &mut Writing<'_>) -> io::Result<()> {
    for (id, kind, line) in
        [("-1", "separator", "w:separator"), ("0", "continuationSeparator", "w:continuationSeparator")]
    {
        within(xml, "w:footnote", &[("w:type", kind), ("w:id", id)], |xml| {
            within(xml, "w:p", &[], |xml| within(xml, "w:r", &[], |xml| empty(xml, line, &[])))
        })?;
    }
    for (number, blocks) in notes.iter().enumerate() {
        within(xml, "w:footnote", &[("w:id", &(number + 1).to_string())], |xml| {
            within(xml, "w:p", &[], |xml| {
                within(xml, "w:pPr", &[], |xml| empty(xml, "w:pStyle", &[("w:val", "FootnoteText")]))?;
                within(xml, "w:r", &[], |xml| {
                    within(xml, "w:rPr", &[], |xml| empty(xml, "w:rStyle", &[("w:val", "FootnoteReference")]))?;
                    empty(xml, "w:footnoteRef", &[])
                })?;
                within(xml, "w:r", &[], |xml| words(xml, " "))?;
                // The first paragraph stands beside the number.
                match blocks.first() {
                    Some(Block::Paragraph(first)) => writing.runs(xml, &first.runs),
                    _ => Ok(()),
                }
            })?;
            let is_first = matches!(blocks.first(), Some(Block::Paragraph(_)));
            writing.blocks(xml, blocks.get(usize::from(is_first)..).unwrap_or_default()).map(|_| ())
        })?;
    }
    Ok(())
}

/// What stands above every page.
pub fn header(head: &str) -> io::Result<Vec<u8>> {
    document("w:hdr", NAMES, |xml| {
        within(xml, "w:p", &[], |xml| {
            within(xml, "w:pPr", &[], |xml| empty(xml, "w:pStyle", &[("w:val", "Header")]))?;
            within(xml, "w:r", &[], |xml| words(xml, head))
        })
    })
}

/// "1 / 5".
pub fn footer() -> io::Result<Vec<u8>> {
    document("w:ftr", NAMES, |xml| {
        within(xml, "w:p", &[], |xml| {
            within(xml, "w:pPr", &[], |xml| empty(xml, "w:pStyle", &[("w:val", "Footer")]))?;
            let first = |xml: &mut Xml| within(xml, "w:r", &[], |xml| words(xml, "1"));
            field(xml, " PAGE ", first)?;
            within(xml, "w:r", &[], |xml| words(xml, " / "))?;
            field(xml, " NUMPAGES ", first)
        })
    })
}
