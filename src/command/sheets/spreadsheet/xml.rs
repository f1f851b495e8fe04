//! The parts of a packed workbook, each read as XML from start to end, within limits.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// A workbook whose parts unpack to more is refused: it would take the memory.
const LARGEST_UNPACKED: u64 = 256 * 1024 * 1024;

/// Deeper than any workbook, and no matter for the memory.
const DEEPEST: usize = 256;

/// A part that is not in UTF-8 is held in the memory whole, twice.
const LARGEST_RECODED: u64 = 64 * 1024 * 1024;

/// In bytes.
const LONGEST_DECLARATION: u64 = 256;

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

    /// The names of all parts.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A part as it is; `None` where it is absent or cannot be unpacked.
    pub fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let index = self.position(name)?;
        let mut counted = Counted { inner: self.zip.by_index(index).ok()?, left: self.left };
        let mut bytes = Vec::new();
        counted.read_to_end(&mut bytes).ok()?;
        self.left = counted.left;
        Some(bytes)
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

/// The text of a part in UTF-8; a part may be in UTF-16, or in the encoding that it names.
fn plain<'r>(part: &'r mut dyn Read) -> io::Result<Box<dyn BufRead + 'r>> {
    let mut start = Vec::new();
    part.take(LONGEST_DECLARATION).read_to_end(&mut start)?;
    let encoding = match start.as_slice() {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        start => Encoding::for_bom(start).map(|(encoding, _)| encoding).or_else(|| declared(start)).unwrap_or(UTF_8),
    };
    let text = Cursor::new(start).chain(part);
    if encoding == UTF_8 {
        return Ok(Box::new(BufReader::new(text)));
    }
    let mut bytes = Vec::new();
    if text.take(LARGEST_RECODED + 1).read_to_end(&mut bytes)? as u64 > LARGEST_RECODED {
        return Err(io::Error::other("it is not in UTF-8, and unpacks to more than 64 MB"));
    }
    let (decoded, _, is_broken) = encoding.decode(&bytes);
    if is_broken {
        return Err(io::Error::other("it is cut within a letter"));
    }
    Ok(Box::new(Cursor::new(decoded.into_owned().into_bytes())))
}

/// The encoding in `<?xml version="1.0" encoding="ISO-8859-1"?>`; what is read as ASCII is not in UTF-16.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let line = start.strip_prefix(b"<?xml")?.split(|byte| *byte == b'>').next()?;
    let (_, behind) = std::str::from_utf8(line).ok()?.split_once("encoding")?;
    let name = behind.split(['"', '\'']).nth(1)?;
    Some(Encoding::for_label(name.as_bytes())?.output_encoding())
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
