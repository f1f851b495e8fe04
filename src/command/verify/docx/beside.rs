//! What stands in a document beside its text: pictures, where links lead, and what Word works out when it is told to.

use std::collections::BTreeMap;

use super::super::hunks::Differing;
use crate::command::sheets::spreadsheet::xlsx::{Relation, relations};
use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, local};

const MAIN: &str = "word/document.xml";

#[derive(Default)]
pub struct Beside {
    pictures: Vec<Picture>,
    /// Addresses, in order.
    links: Vec<String>,
    /// What fields ask for, in order.
    fields: Vec<String>,
    /// What others remarked.
    remarks: Vec<String>,
    /// What tables are called, for those who do not see them.
    tables: Vec<String>,
}

#[derive(Default)]
struct Picture {
    title: String,
    heading: String,
    shown: Option<Vec<u8>>,
    /// The same as a drawing, which not every program keeps.
    drawing: Option<Vec<u8>>,
    words: Vec<String>,
}

impl Beside {
    pub fn of(archive: &mut Archive<'_>) -> Option<Beside> {
        let mut beside = Beside::default();
        let relations = relations(archive, MAIN).ok()?;
        let mut embedded: Vec<(Option<String>, Option<String>)> = Vec::new();
        let (mut field, mut is_asked, mut heading, mut is_heading, mut text) =
            (String::new(), false, String::new(), false, String::new());
        archive
            .each(MAIN, |piece| {
                match piece {
                    Piece::Start(tag) => {
                        let value = |name: &str| attribute(tag, name).map(std::borrow::Cow::into_owned);
                        match local(tag.name().0) {
                            "p" => (is_heading, text) = (false, String::new()),
                            "pStyle" => is_heading = value("val").is_some_and(|style| style.starts_with("Heading")),
                            "docPr" => {
                                let title = value("title").unwrap_or_default();
                                let words = value("descr").unwrap_or_default();
                                let heading = heading.clone();
                                beside.pictures.push(Picture {
                                    title,
                                    heading,
                                    words: vec![words],
                                    ..Picture::default()
                                });
                                embedded.push((None, None));
                            }
                            // What a picture is called a second time, which some programs read out.
                            "cNvPr" => {
                                if let Some(picture) = beside.pictures.last_mut() {
                                    picture.words.extend(value("descr"));
                                }
                            }
                            "blip" => embedded
                                .iter_mut()
                                .last()
                                .into_iter()
                                .for_each(|own| own.0 = value("embed").or_else(|| value("link"))),
                            "svgBlip" => embedded
                                .iter_mut()
                                .last()
                                .into_iter()
                                .for_each(|own| own.1 = value("embed").or_else(|| value("link"))),
                            "hyperlink" => {
                                beside
                                    .links
                                    .extend(value("id").and_then(|id| Some(relations.get(&id)?.target.clone())));
                            }
                            "tblCaption" | "tblDescription" => beside.tables.extend(value("val")),
                            "instrText" => is_asked = true,
                            "fldSimple" => beside.fields.extend(value("instr")),
                            "fldChar" => {
                                let asked = std::mem::take(&mut field);
                                beside.fields.extend(Some(asked).filter(|asked| !asked.trim().is_empty()));
                            }
                            _ => {}
                        }
                    }
                    Piece::Text(more) if is_asked => field.push_str(more),
                    Piece::Text(more) => text.push_str(more),
                    Piece::End(name) => match local(name) {
                        "instrText" => is_asked = false,
                        "p" if is_heading => heading = std::mem::take(&mut text),
                        _ => {}
                    },
                }
                Ok(())
            })
            .ok()?;
        for (picture, (shown, drawing)) in beside.pictures.iter_mut().zip(embedded) {
            let mut bytes = |id: Option<String>| archive.bytes(&relations.get(&id?)?.target);
            picture.shown = bytes(shown);
            picture.drawing = bytes(drawing);
        }
        beside.fields.iter_mut().for_each(|field| *field = field.split_whitespace().collect::<Vec<_>>().join(" "));
        beside.remarks = remarks(archive, &relations);
        Some(beside)
    }

    /// Where another document is otherwise.
    pub fn differences(&self, found: &Beside) -> Vec<Differing> {
        let mut differing = Vec::new();
        let mut tell = |part: String, says: &str, should: &str| {
            differing.push(Differing { part, metric: None, says: says.to_owned(), should: should.to_owned() });
        };
        for (index, picture) in self.pictures.iter().enumerate() {
            let Some(other) = found.pictures.get(index) else {
                tell(picture.part(), "", picture.name());
                continue;
            };
            let is_drawn = other.drawing.is_none() || other.drawing == picture.drawing;
            // Some programs leave out what a picture is called.
            if other.title != picture.title && !other.title.is_empty() {
                tell(format!("the title of {}", picture.part()), &other.title, &picture.title);
            }
            if other.shown != picture.shown || !is_drawn {
                tell(picture.part(), "another picture", picture.name());
            } else if let (Some(own), Some(other)) = (picture.words.first(), other.words.get(1))
                && other != own
                && !other.is_empty()
            {
                tell(format!("the words of {}", picture.part()), other, own);
            }
        }
        for picture in found.pictures.iter().skip(self.pictures.len()) {
            tell(picture.part(), picture.name(), "");
        }
        let more = |own: &[String], found: &[String]| {
            let mut count: BTreeMap<&String, usize> = BTreeMap::new();
            own.iter().for_each(|text| *count.entry(text).or_default() += 1);
            let is_more = |text: &&String| match count.get_mut(*text) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            };
            found.iter().filter(is_more).cloned().collect::<Vec<_>>()
        };
        for (what, own, other) in [
            ("a field that Word works out", &self.fields, &found.fields),
            ("where a link leads", &self.links, &found.links),
            ("a remark", &self.remarks, &found.remarks),
            // Left out by some programs.
            ("the words of a table", &self.tables, &found.tables),
        ] {
            let (put_in, left_out) = (more(own, other), more(other, own));
            for (index, says) in put_in.iter().enumerate() {
                tell(what.to_owned(), says, left_out.get(index).map_or("", String::as_str));
            }
        }
        differing
    }
}

/// What others remarked of the text.
fn remarks(archive: &mut Archive<'_>, relations: &BTreeMap<String, Relation>) -> Vec<String> {
    let (mut remarks, mut text) = (Vec::new(), String::new());
    for relation in relations.values().filter(|relation| relation.kind == "comments") {
        // A part that cannot be read says nothing to readers either.
        let _ = archive.each(&relation.target, |piece| {
            match piece {
                Piece::Text(more) => text.push_str(more),
                Piece::End(name) if local(name) == "comment" => remarks.push(std::mem::take(&mut text)),
                _ => {}
            }
            Ok(())
        });
    }
    remarks
}

impl Picture {
    fn name(&self) -> &str {
        let words = self.words.iter().map(String::as_str);
        [self.title.as_str()].into_iter().chain(words).find(|text| !text.is_empty()).unwrap_or("a picture")
    }

    fn part(&self) -> String {
        match self.heading.as_str() {
            "" => "a picture".to_owned(),
            heading => format!("a picture of section `{heading}`"),
        }
    }
}
