//! The parts of a packed workbook, each read as XML from start to end, within limits.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// A workbook whose parts unpack to more is refused: it would take the memory.
const LARGEST_UNPACKED: u64 = 256 * 1024 * 1024;

/// Deeper than any workbook, and no matter for the memory.
const DEEPEST: usize = 256;

pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// How much may still be unpacked.
    left: u64,
}

/// What is met on the way through a part.
pub enum Piece<'a> {
    Start(&'a BytesStart<'a>),
    /// With the prefix.
    End(&'a str),
    Text(&'a str),
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>, String> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let mut names = Vec::new();
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(|error| error.to_string())?;
            let name = file.name().map_err(|error| error.to_string())?;
            names.push(name.replace('\\', "/"));
        }
        Ok(Archive { zip, names, left: LARGEST_UNPACKED })
    }

    /// Names of parts are the same whatever their case.
    fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found.eq_ignore_ascii_case(name))
    }

    pub fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Goes through a part. Returns whether it is there; an error when it is not well formed, breaks off, or unpacks
    /// to too much, or where `meet` returns one.
    pub fn each(&mut self, name: &str, mut meet: impl FnMut(Piece<'_>) -> Result<(), String>) -> Result<bool, String> {
        let Some(index) = self.position(name) else { return Ok(false) };
        let broken = |error: &dyn std::fmt::Display| format!("{name}: {error}");
        let file = self.zip.by_index(index).map_err(|error| broken(&error))?;
        let mut counted = Counted { inner: file, left: self.left };
        let text = plain(&mut counted).map_err(|error| broken(&error))?;
        let mut reader = Reader::from_reader(text);
        reader.config_mut().expand_empty_elements = true;
        let (mut buffer, mut depth) = (Vec::new(), 0_usize);
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(|error| broken(&error))?;
            match event {
                Event::Start(tag) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(broken(&"its elements are nested too deeply"));
                    }
                    meet(Piece::Start(&tag))?;
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    meet(Piece::End(tag.name().0))?;
                }
                Event::Text(text) => meet(Piece::Text(&text.xml10_content()))?,
                Event::CData(text) => meet(Piece::Text(&text.xml10_content()))?,
                Event::GeneralRef(entity) => {
                    let named = resolve_xml_entity(&entity).map(str::to_owned);
                    let sign = || entity.resolve_char_ref().ok().flatten().map(String::from);
                    meet(Piece::Text(&named.or_else(sign).ok_or_else(|| broken(&"a sign in it has no meaning"))?))?;
                }
                Event::Eof if depth == 0 => break,
                Event::Eof => return Err(broken(&"it breaks off")),
                _ => {}
            }
            buffer.clear();
        }
        drop(reader);
        self.left = counted.left;
        Ok(true)
    }
}

/// Reads what may be unpacked, and fails where there is more.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let left = self.left.checked_sub(length as u64);
        self.left = left.ok_or_else(|| io::Error::other("it unpacks to more than 256 MB"))?;
        Ok(length)
    }
}

/// The text of a part in UTF-8; a part may be in UTF-16.
fn plain<'r>(part: &'r mut dyn Read) -> io::Result<Box<dyn BufRead + 'r>> {
    let mut text = BufReader::new(part);
    let start = text.fill_buf()?;
    let read: fn([u8; 2]) -> u16 = match start {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => u16::from_be_bytes,
        _ => return Ok(Box::new(text)),
    };
    let mut bytes = Vec::new();
    text.read_to_end(&mut bytes)?;
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).skip_while(|unit| *unit == 0xFEFF);
    let decoded: Result<String, _> = char::decode_utf16(units).collect();
    let decoded = decoded.map_err(|_| io::Error::other("it is cut within a letter"))?;
    Ok(Box::new(Cursor::new(decoded.into_bytes())))
}

/// A name without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, whatever its prefix; `None` where it is absent or cannot be read.
pub fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Option<Cow<'t, str>> {
    attribute_where(tag, |found| local(found) == name)
}

/// The same of an attribute whose whole name is as `is_it` says.
pub fn attribute_where<'t>(tag: &'t BytesStart<'_>, is_it: impl Fn(&str) -> bool) -> Option<Cow<'t, str>> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|found| is_it(found.key.0))?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}
