//! Parts with names → one packed file, as office programs read it: the same bytes on every machine.
//!
//! No part has a time, a system or rights of its own, and they stand in the order in which they come.

use std::io::{self, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

/// A file within a packed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// With `/`: `xl/workbook.xml`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Not made smaller: what tells programs of which kind the whole is has to be read without unpacking.
    pub is_plain: bool,
}

impl Part {
    pub fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
        Part { name: name.to_owned(), bytes: bytes.into(), is_plain: false }
    }

    /// A part that is not made smaller.
    pub fn plain(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
        Part { is_plain: true, ..Part::new(name, bytes) }
    }
}

/// How hard the packer tries, of 9: the parts of a report are small, and the hardest would save a tenth of them for three
/// times the work.
const LEVEL: i64 = 1;

/// Packs the parts.
///
/// # Errors
///
/// Fails where two have the same name, or one is larger than 4 GB.
pub fn packed(parts: &[Part]) -> io::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        let method = if part.is_plain { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((!part.is_plain).then_some(LEVEL))
            .last_modified_time(DateTime::default())
            .system(System::Unix)
            .unix_permissions(0o644);
        writer.start_file(&part.name, options)?;
        writer.write_all(&part.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The parts of a packed file, in their order, up to `most` bytes of them.
///
/// # Errors
///
/// Fails where the file is none, or holds more.
pub fn unpacked(bytes: &[u8], most: u64) -> io::Result<Vec<Part>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut parts = Vec::new();
    let mut left = most;
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        let name = file.name()?.into_owned();
        let is_plain = file.compression() == CompressionMethod::Stored;
        let mut bytes = Vec::new();
        file.take(left + 1).read_to_end(&mut bytes)?;
        let length = bytes.len() as u64;
        left = left
            .checked_sub(length)
            .ok_or_else(|| io::Error::other(format!("it unpacks to more than {most} bytes")))?;
        parts.push(Part { name, bytes, is_plain });
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_packed_in_their_order_and_without_a_time() {
        let parts =
            [Part::plain("mimetype", "text/plain"), Part::new("b/ø.xml", "b".repeat(1000)), Part::new("a.xml", "a")];
        let bytes = packed(&parts).expect("packed");
        assert_eq!(bytes, packed(&parts).expect("packed again"));
        assert!(bytes.len() < 600, "{}", bytes.len());
        // 1 January 1980, the earliest time that such a file can hold.
        assert_eq!(bytes.get(10..14), Some([0, 0, 0x21, 0].as_slice()));
        assert!(bytes.windows(10).any(|window| window == b"text/plain"), "the kind is not packed");
        assert_eq!(unpacked(&bytes, 2000).expect("unpacked"), parts);
    }

    #[test]
    fn what_cannot_be_packed_or_unpacked_is_an_error() {
        assert!(packed(&[Part::new("a", "1"), Part::new("a", "2")]).is_err());
        assert!(unpacked(b"PK\x03\x04 and nothing", 100).is_err());
        let bytes = packed(&[Part::new("a", "1".repeat(1000))]).expect("packed");
        assert!(unpacked(&bytes, 999).is_err());
    }
}
