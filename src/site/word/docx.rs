//! A document → the parts of a .docx, packed: the same bytes on every machine.
//!
//! Written here and not by docx-rs, which has neither header rows that come again on each page nor words for pictures,
//! and so could not be read by everybody.
//!
//! What Word counts and refers to is a field with its text as it is now. Numbers in the text, rows and captions have
//! hidden bookmarks with the metric's id, by which `verify` and programs know whose figures they are.

mod parts;
mod sections;
mod styles;
mod widths;

use std::collections::BTreeMap;
use std::io;

use self::widths::Paper;
use super::{Block, Cell, Document, Heading, Look, Paragraph, Picture, Row, Run, Style, Table, Text, To};
use crate::output::{Part, packed};
use crate::site::xml::{Xml, document, empty, held, text, within};

pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Between the margins of upright paper, in the unit of pictures.
const WIDTH_OF_PICTURE: u64 = 6_119_000;
const HEIGHT_OF_PICTURE: u64 = 7_900_000;
/// The unit of pictures for each pixel of a page.
const OF_PIXEL: u64 = 9525;

/// A bookmark of Word is no longer.
const LONGEST_NAME: usize = 40;

const NAMES: [(&str, &str); 6] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("xmlns:asvg", "http://schemas.microsoft.com/office/drawing/2016/SVG/main"),
];

/// Writes the document. The error is the packer's reason.
pub fn written(document: &Document) -> Result<Vec<u8>, String> {
    of_document(document).and_then(|parts| packed(&parts)).map_err(|error| error.to_string())
}

/// The part with which every document begins. It is the same in all of them, and not made smaller; what Word has saved
/// begins otherwise.
fn first() -> io::Result<Part> {
    Ok(Part::plain("_rels/.rels", parts::relations_of_all()?))
}

/// How every document begins that nobody has saved since; empty where it could not be written.
pub fn signature() -> Vec<u8> {
    /// Before the name of a part.
    const HEADER: usize = 30;
    let begin = first().and_then(|part| {
        let length = HEADER + part.name.len() + part.bytes.len();
        packed(&[part]).map(|bytes| bytes.get(..length).unwrap_or_default().to_vec())
    });
    begin.unwrap_or_default()
}

/// Whether a table has no room on upright paper.
pub fn lies_across(table: &Table) -> bool {
    widths::of(table).paper == Paper::Across
}

fn of_document(of: &Document) -> io::Result<Vec<Part>> {
    let places = Places::of(of);
    let mut body = Writing { places: &places, ..Writing::new() };
    let main = document("w:document", NAMES, |xml| {
        within(xml, "w:body", &[], |xml| {
            let last = body.blocks(xml, &of.blocks)?;
            sections::section(xml, last)
        })
    })?;
    let (marks, pictures) = (body.marks, body.pictures);
    let mut of_notes = Writing { places: &places, marks, pictures, is_notes: true, ..Writing::new() };
    let notes = document("w:footnotes", NAMES, |xml| parts::notes(xml, &of.notes, &mut of_notes))?;
    let media: Vec<&(String, Vec<u8>)> = body.media.iter().chain(&of_notes.media).collect();
    let mut all = vec![
        first()?,
        Part::new("[Content_Types].xml", parts::content_types(&media)?),
        Part::new("docProps/core.xml", parts::core(of)?),
        Part::new("docProps/app.xml", parts::app(of)?),
        Part::new("word/document.xml", main),
        Part::new("word/_rels/document.xml.rels", parts::relations(&body.relations, true)?),
        Part::new("word/footnotes.xml", notes),
        Part::new("word/_rels/footnotes.xml.rels", parts::relations(&of_notes.relations, false)?),
        Part::new("word/styles.xml", styles::styles(of.language)?),
        Part::new("word/numbering.xml", styles::numbering(&of.lists)?),
        Part::new("word/settings.xml", parts::settings(of.language)?),
        Part::new("word/header1.xml", parts::header(&of.head)?),
        Part::new("word/footer1.xml", parts::footer()?),
    ];
    all.extend(media.into_iter().map(|(name, bytes)| Part::new(&format!("word/{name}"), bytes.clone())));
    Ok(all)
}

/// What links lead to: the bookmark of each id, and the label of those that Word counts.
struct Places {
    bookmarks: BTreeMap<String, (String, Option<String>)>,
}

impl Places {
    fn of(document: &Document) -> Places {
        let mut bookmarks = BTreeMap::new();
        for block in &document.blocks {
            let Block::Paragraph(Paragraph { id: Some(id), runs, .. }) = block else { continue };
            let label = runs.iter().find_map(|run| match run {
                Run::Number { name, number } => Some(format!("{name} {number}")),
                _ => None,
            });
            // Word hides what begins so from the list of bookmarks.
            let name = format!("_Ref{:09}", bookmarks.len() + 1);
            bookmarks.entry(id.clone()).or_insert((name, label));
        }
        Places { bookmarks }
    }
}

/// A part in the making, with what it asks for.
struct Writing<'p> {
    places: &'p Places,
    /// Addresses and pictures by the number of their relation, from 1.
    relations: Vec<(Kind, String)>,
    media: Vec<(String, Vec<u8>)>,
    /// Bookmarks and pictures so far.
    marks: usize,
    pictures: usize,
    /// Where the notes of a text were referred to first.
    notes: BTreeMap<usize, String>,
    /// In notes there are no references to notes.
    is_notes: bool,
    /// Small letters in half points: in a table of small letters they are smaller still.
    small: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Link,
    Picture,
}

static NOWHERE: Places = Places { bookmarks: BTreeMap::new() };

impl Writing<'static> {
    fn new() -> Writing<'static> {
        Writing {
            places: &NOWHERE,
            relations: Vec::new(),
            media: Vec::new(),
            marks: 0,
            pictures: 0,
            notes: BTreeMap::new(),
            is_notes: false,
            small: widths::LOOKS[0].small,
        }
    }
}

impl Writing<'_> {
    /// Writes blocks; returns how the paper lies under the last one. Notes have no paper of their own.
    fn blocks(&mut self, xml: &mut Xml, blocks: &[Block]) -> io::Result<Paper> {
        let papers = if self.is_notes { Vec::new() } else { sections::papers(blocks) };
        let paper = |index: usize| papers.get(index).copied().unwrap_or(Paper::Upright);
        let mut after_table = false;
        for (index, block) in blocks.iter().enumerate() {
            let own = paper(index);
            let ends = Some(own).filter(|own| index + 1 < blocks.len() && paper(index + 1) != *own);
            match block {
                Block::Paragraph(paragraph) => self.paragraph(xml, paragraph, (after_table, ends))?,
                Block::Table(table) => {
                    // Two tables without a paragraph between them would be one.
                    if after_table {
                        empty(xml, "w:p", &[])?;
                    }
                    self.table(xml, table)?;
                    ends.map_or(Ok(()), |paper| sections::end(xml, paper))?;
                }
            }
            after_table = matches!(block, Block::Table(_)) && ends.is_none();
        }
        if after_table {
            empty(xml, "w:p", &[])?;
        }
        Ok(paper(blocks.len().saturating_sub(1)))
    }

    /// `ends` is the paper of the section that ends with the paragraph, where one does.
    fn paragraph(
        &mut self,
        xml: &mut Xml,
        paragraph: &Paragraph,
        (after_table, ends): (bool, Option<Paper>),
    ) -> io::Result<()> {
        within(xml, "w:p", &[], |xml| {
            within(xml, "w:pPr", &[], |xml| {
                styles::of_paragraph(xml, paragraph.style, after_table)?;
                ends.map_or(Ok(()), |paper| sections::section(xml, paper))
            })?;
            let place = paragraph.id.as_ref().and_then(|id| self.places.bookmarks.get(id));
            let place = place.map(|(name, _)| name.clone());
            let has_number = paragraph.runs.iter().any(|run| matches!(run, Run::Number { .. }));
            // Word takes what stands in a bookmark as the text of a reference: the number of a caption alone.
            let (number, rest) = paragraph.runs.split_at(usize::from(has_number));
            let own = if has_number { number } else { rest };
            match place {
                Some(name) => self.marked(xml, &name, |writing, xml| writing.runs(xml, own))?,
                None => self.runs(xml, own)?,
            }
            if let Some(of) = &paragraph.of {
                self.figure(xml, of, |_, _| Ok(()))?;
            }
            if has_number { self.runs(xml, rest) } else { Ok(()) }
        })
    }

    /// What stands in a bookmark.
    fn marked(
        &mut self,
        xml: &mut Xml,
        name: &str,
        inner: impl FnOnce(&mut Self, &mut Xml) -> io::Result<()>,
    ) -> io::Result<()> {
        self.marks += 1;
        let id = self.marks.to_string();
        empty(xml, "w:bookmarkStart", &[("w:id", &id), ("w:name", name)])?;
        inner(self, xml)?;
        empty(xml, "w:bookmarkEnd", &[("w:id", &id)])
    }

    /// What is a figure of a metric.
    fn figure(
        &mut self,
        xml: &mut Xml,
        metric: &str,
        inner: impl FnOnce(&mut Self, &mut Xml) -> io::Result<()>,
    ) -> io::Result<()> {
        let name: String = format!("_f{}_{metric}", self.marks + 1).chars().take(LONGEST_NAME).collect();
        self.marked(xml, &name, inner)
    }

    fn runs(&mut self, xml: &mut Xml, runs: &[Run]) -> io::Result<()> {
        let mut rest = runs;
        while let Some(first) = rest.first() {
            // What leads to one place is one link; what is one figure, one bookmark.
            let same = |other: &&Run| match (first, other) {
                (Run::Text(one), Run::Text(other)) => one.to == other.to && one.of == other.of,
                _ => false,
            };
            let together = rest.iter().take_while(same).count().max(1);
            let (own, after) = rest.split_at(together);
            match first {
                Run::Text(Text { to, of, .. }) => match of {
                    Some(metric) => self.figure(xml, metric, |writing, xml| writing.link(xml, to.as_ref(), own))?,
                    None => self.link(xml, to.as_ref(), own)?,
                },
                other => self.run(xml, other, false)?,
            }
            rest = after;
        }
        Ok(())
    }

    /// Texts that lead somewhere, or nowhere.
    fn link(&mut self, xml: &mut Xml, to: Option<&To>, runs: &[Run]) -> io::Result<()> {
        let texts =
            |writing: &mut Self, xml: &mut Xml, is_link| runs.iter().try_for_each(|run| writing.run(xml, run, is_link));
        match to {
            None => texts(self, xml, false),
            Some(To::Web(address)) => {
                let id = self.relation(Kind::Link, address);
                within(xml, "w:hyperlink", &[("r:id", &id), ("w:history", "1")], |xml| texts(self, xml, true))
            }
            Some(To::Place(id)) => match self.places.bookmarks.get(id).cloned() {
                None => texts(self, xml, false),
                Some((name, label)) => {
                    let words: String =
                        runs.iter().map(|run| if let Run::Text(run) = run { &run.text } else { "" }).collect();
                    if label == Some(words.replace('\u{a0}', " ")) {
                        let asks = format!(" REF {name} \\h ");
                        return field(xml, &asks, |xml| texts(self, xml, false));
                    }
                    within(xml, "w:hyperlink", &[("w:anchor", &name), ("w:history", "1")], |xml| texts(self, xml, true))
                }
            },
        }
    }

    /// The name of a relation, one for each address.
    fn relation(&mut self, kind: Kind, target: &str) -> String {
        let known = self.relations.iter().position(|relation| relation.0 == kind && relation.1 == target);
        let number = known.unwrap_or_else(|| {
            self.relations.push((kind, target.to_owned()));
            self.relations.len() - 1
        });
        format!("rId{}", number + 1)
    }

    fn run(&mut self, xml: &mut Xml, run: &Run, is_link: bool) -> io::Result<()> {
        match run {
            Run::Text(Text { text, look, .. }) => within(xml, "w:r", &[], |xml| {
                of_look(xml, *look, is_link, self.small)?;
                words(xml, text)
            }),
            Run::Break => within(xml, "w:r", &[], |xml| empty(xml, "w:br", &[])),
            Run::Picture(picture) => within(xml, "w:r", &[], |xml| self.picture(xml, picture)),
            Run::Number { name, number } => {
                let asks = format!(" SEQ {} \\* ARABIC ", name.replace(' ', "_"));
                within(xml, "w:r", &[], |xml| words(xml, &format!("{name}\u{a0}")))?;
                field(xml, &asks, |xml| within(xml, "w:r", &[], |xml| words(xml, number)))
            }
            Run::Note(number) => self.note(xml, *number),
        }
    }

    /// The number of a footnote. Word has each note once; another reference to it names its number.
    fn note(&mut self, xml: &mut Xml, number: usize) -> io::Result<()> {
        let raised =
            |xml: &mut Xml| within(xml, "w:rPr", &[], |xml| empty(xml, "w:rStyle", &[("w:val", "FootnoteReference")]));
        if self.is_notes {
            return within(xml, "w:r", &[], |xml| {
                raised(xml)?;
                words(xml, &number.to_string())
            });
        }
        if let Some(first) = self.notes.get(&number) {
            let asks = format!(" NOTEREF {first} \\h ");
            return field(xml, &asks, |xml| {
                within(xml, "w:r", &[], |xml| {
                    raised(xml)?;
                    words(xml, &number.to_string())
                })
            });
        }
        let name = format!("_Note{number}");
        self.notes.insert(number, name.clone());
        self.marked(xml, &name, |_, xml| {
            within(xml, "w:r", &[], |xml| {
                raised(xml)?;
                empty(xml, "w:footnoteReference", &[("w:id", &number.to_string())])
            })
        })
    }

    fn picture(&mut self, xml: &mut Xml, picture: &Picture) -> io::Result<()> {
        self.pictures += 1;
        let number = self.pictures.to_string();
        let mut file = |ending: &str, bytes: &[u8]| {
            let name = format!("media/picture{number}.{ending}");
            self.media.push((name.clone(), bytes.to_vec()));
            self.relation(Kind::Picture, &name)
        };
        let shown = file(&picture.ending, &picture.bytes);
        let drawing = picture.svg.as_ref().map(|svg| file("svg", svg));
        let [width, height] = extent(picture.size).map(|side| side.to_string());
        let name = format!("Picture {number}");
        let of_all = [
            ("id", number.as_str()),
            ("name", name.as_str()),
            ("descr", picture.words.as_str()),
            ("title", &picture.title),
        ];
        let own =
            of_all.iter().copied().filter(|(name, value)| *name != "title" || !value.is_empty()).collect::<Vec<_>>();
        let held: Vec<(&str, String)> = own.iter().map(|(name, value)| (*name, held(value))).collect();
        let attributes: Vec<(&str, &str)> = held.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let size = [("cx", width.as_str()), ("cy", height.as_str())];
        within(xml, "w:drawing", &[], |xml| {
            within(xml, "wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")], |xml| {
                empty(xml, "wp:extent", &size)?;
                empty(xml, "wp:docPr", &attributes)?;
                within(xml, "a:graphic", &[], |xml| {
                    within(xml, "a:graphicData", &[("uri", NAMES[4].1)], |xml| {
                        within(xml, "pic:pic", &[], |xml| {
                            of_picture(xml, &attributes, (&shown, drawing.as_deref()), size)
                        })
                    })
                })
            })
        })
    }

    fn table(&mut self, xml: &mut Xml, table: &Table) -> io::Result<()> {
        let widths::Laid { look, widths, .. } = widths::of(table);
        self.small = look.small;
        within(xml, "w:tbl", &[], |xml| {
            within(xml, "w:tblPr", &[], |xml| {
                empty(xml, "w:tblStyle", &[("w:val", look.style)])?;
                empty(xml, "w:tblW", &[("w:w", "5000"), ("w:type", "pct")])?;
                // By which a PDF made of it knows the headers of rows.
                let heads = table.rows.iter().all(|row| row.cells.first().is_some_and(|cell| cell.is_head));
                let first = if heads { "1" } else { "0" };
                let look = [("w:firstRow", "1"), ("w:firstColumn", first), ("w:noHBand", "1"), ("w:noVBand", "1")];
                empty(xml, "w:tblLook", &look)?;
                empty(xml, "w:tblCaption", &[("w:val", &held(&table.name))])?;
                match table.description.is_empty() {
                    true => Ok(()),
                    false => empty(xml, "w:tblDescription", &[("w:val", &held(&table.description))]),
                }
            })?;
            within(xml, "w:tblGrid", &[], |xml| {
                widths.iter().try_for_each(|width| empty(xml, "w:gridCol", &[("w:w", &width.to_string())]))
            })?;
            if !table.headings.is_empty() {
                within(xml, "w:tr", &[], |xml| {
                    within(xml, "w:trPr", &[], |xml| {
                        empty(xml, "w:cantSplit", &[])?;
                        empty(xml, "w:tblHeader", &[])
                    })?;
                    self.cells(xml, &widths, |writing, xml, index| match table.headings.get(index) {
                        Some(heading) => writing.heading(xml, heading),
                        None => empty(xml, "w:p", &[]),
                    })
                })?;
            }
            table.rows.iter().try_for_each(|row| self.row(xml, table, row, &widths))
        })
    }

    fn heading(&mut self, xml: &mut Xml, heading: &Heading) -> io::Result<()> {
        within(xml, "w:p", &[], |xml| {
            styles::of_cell(xml, heading.is_numeric, false)?;
            self.runs(xml, &heading.runs)
        })
    }

    fn row(&mut self, xml: &mut Xml, table: &Table, row: &Row, widths: &[usize]) -> io::Result<()> {
        within(xml, "w:tr", &[], |xml| {
            within(xml, "w:trPr", &[], |xml| empty(xml, "w:cantSplit", &[]))?;
            for (index, width) in widths.iter().enumerate() {
                let usual = Cell::default();
                let cell = row.cells.get(index).unwrap_or(&usual);
                let is_numeric = table.headings.get(index).is_some_and(|heading| heading.is_numeric);
                let of_row = row.of.as_ref().filter(|_| index == 0);
                within(xml, "w:tc", &[], |xml| {
                    of_column(xml, *width, cell.shade)?;
                    if cell.paragraphs.is_empty() {
                        return empty(xml, "w:p", &[]);
                    }
                    for (number, runs) in cell.paragraphs.iter().enumerate() {
                        within(xml, "w:p", &[], |xml| {
                            styles::of_cell(xml, is_numeric, cell.is_part)?;
                            match of_row.filter(|_| number == 0) {
                                Some(metric) => self.figure(xml, metric, |writing, xml| writing.runs(xml, runs)),
                                None => self.runs(xml, runs),
                            }
                        })?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })
    }

    fn cells(
        &mut self,
        xml: &mut Xml,
        widths: &[usize],
        mut inner: impl FnMut(&mut Self, &mut Xml, usize) -> io::Result<()>,
    ) -> io::Result<()> {
        for (index, width) in widths.iter().enumerate() {
            within(xml, "w:tc", &[], |xml| {
                of_column(xml, *width, None)?;
                inner(self, xml, index)
            })?;
        }
        Ok(())
    }
}

/// What Word works out, with what it is now. In the long form, which other readers know too.
fn field(xml: &mut Xml, asks: &str, now: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    let sign =
        |xml: &mut Xml, kind: &str| within(xml, "w:r", &[], |xml| empty(xml, "w:fldChar", &[("w:fldCharType", kind)]));
    sign(xml, "begin")?;
    within(xml, "w:r", &[], |xml| text(xml, "w:instrText", &[("xml:space", "preserve")], asks))?;
    sign(xml, "separate")?;
    now(xml)?;
    sign(xml, "end")
}

fn words(xml: &mut Xml, words: &str) -> io::Result<()> {
    text(xml, "w:t", &[("xml:space", "preserve")], &held(words))
}

fn of_look(xml: &mut Xml, look: Look, is_link: bool, small: usize) -> io::Result<()> {
    if look == Look::default() && !is_link {
        return Ok(());
    }
    within(xml, "w:rPr", &[], |xml| {
        let style = match (is_link, look.code) {
            (true, _) => Some("Hyperlink"),
            (false, true) => Some("HTMLCode"),
            (false, false) => None,
        };
        style.map_or(Ok(()), |style| empty(xml, "w:rStyle", &[("w:val", style)]))?;
        let plain = [(look.bold, "w:b"), (look.italic, "w:i"), (look.struck, "w:strike")];
        for (_, name) in plain.into_iter().filter(|(is_so, _)| *is_so) {
            empty(xml, name, &[])?;
        }
        if look.small {
            empty(xml, "w:sz", &[("w:val", &small.to_string())])?;
        }
        match (look.raised, look.lowered) {
            (true, _) => empty(xml, "w:vertAlign", &[("w:val", "superscript")]),
            (_, true) => empty(xml, "w:vertAlign", &[("w:val", "subscript")]),
            _ => Ok(()),
        }
    })
}

/// The colours of shades, from the lightest to the darkest; black text can be read on all of them.
const SHADES: [&str; 5] = ["F0F5FA", "E0EBF5", "CFE0F0", "BED5EA", "ACCAE5"];

fn of_column(xml: &mut Xml, width: usize, shade: Option<u8>) -> io::Result<()> {
    within(xml, "w:tcPr", &[], |xml| {
        empty(xml, "w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
        let fill = shade.and_then(|shade| SHADES.get(usize::from(shade).checked_sub(1)?));
        fill.map_or(Ok(()), |fill| empty(xml, "w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)]))
    })
}

/// Width and height of a picture as large as on a page, if the paper has room.
fn extent((width, height): (u32, u32)) -> [u64; 2] {
    let (width, height) = (u64::from(width.max(1)) * OF_PIXEL, u64::from(height.max(1)) * OF_PIXEL);
    let (width, height) = match width > WIDTH_OF_PICTURE {
        true => (WIDTH_OF_PICTURE, height * WIDTH_OF_PICTURE / width),
        false => (width, height),
    };
    match height > HEIGHT_OF_PICTURE {
        true => [(width * HEIGHT_OF_PICTURE / height).max(1), HEIGHT_OF_PICTURE],
        false => [width, height.max(1)],
    }
}

/// The picture, and beside it the drawing that newer versions of Word show.
fn of_picture(
    xml: &mut Xml,
    attributes: &[(&str, &str)],
    (shown, drawing): (&str, Option<&str>),
    size: [(&str, &str); 2],
) -> io::Result<()> {
    within(xml, "pic:nvPicPr", &[], |xml| {
        empty(xml, "pic:cNvPr", attributes)?;
        empty(xml, "pic:cNvPicPr", &[])
    })?;
    within(xml, "pic:blipFill", &[], |xml| {
        within(xml, "a:blip", &[("r:embed", shown)], |xml| {
            let Some(drawing) = drawing else { return Ok(()) };
            within(xml, "a:extLst", &[], |xml| {
                within(xml, "a:ext", &[("uri", "{96DAC541-7B7A-43D3-8B79-37D633B846F1}")], |xml| {
                    empty(xml, "asvg:svgBlip", &[("r:embed", drawing)])
                })
            })
        })?;
        within(xml, "a:stretch", &[], |xml| empty(xml, "a:fillRect", &[]))
    })?;
    within(xml, "pic:spPr", &[], |xml| {
        within(xml, "a:xfrm", &[], |xml| {
            empty(xml, "a:off", &[("x", "0"), ("y", "0")])?;
            empty(xml, "a:ext", &size)
        })?;
        within(xml, "a:prstGeom", &[("prst", "rect")], |xml| empty(xml, "a:avLst", &[]))
    })
}

/// The name of a style that a paragraph has.
fn name_of(style: Style) -> Option<String> {
    let name = match style {
        Style::Title => "Title",
        Style::Remark => "Remark",
        Style::Lead => "Lead",
        Style::Heading(level) => return Some(format!("Heading{}", level.clamp(1, 6))),
        Style::Body => return None,
        Style::Quote => "Quote",
        Style::Code => "HTMLPreformatted",
        Style::Item { number: None, .. } => "ListBullet",
        Style::Item { .. } => "ListNumber",
        Style::Caption => "Caption",
        Style::Subtitle => "CaptionText",
        Style::Picture => "Picture",
    };
    Some(name.to_owned())
}
