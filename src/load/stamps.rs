//! The answer of an authority for time stamps (RFC 3161) → what it was given over, and when. And the ledger, searched for
//! the lines that it was given over.
//!
//! Whether the authority made it is not looked at: that takes its certificates, and the tools that judge them.

use std::io;
use std::path::Path;

use der::{AnyRef, Decode, Reader, SliceReader, Tag, Tagged};

use super::disk;
use crate::base::digest::Sha256;
use crate::model::ledger::LEDGER;

/// A time stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// SHA-256 of what it was given over.
    pub digest: String,
    /// When it was given, in UTC: `2026-11-30T08:00:00Z`. Fractions of a second are left out.
    pub at: String,
}

/// The ids that a stamp is made of, as DER has them: `signedData`, `id-ct-TSTInfo` and SHA-256.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const STAMP_INFO: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04];
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// Reads the file of a stamp, an answer (`.tsr`) or the token in it. The error is why it is none.
pub fn stamp(file: &Path) -> Result<Stamp, String> {
    let bytes = disk::read(file).map_err(|error| error.to_string())?;
    read(&bytes)
}

/// How many of the ledger's first lines have this SHA-256 together; `None` where no number of them has.
///
/// # Errors
///
/// Fails where the ledger cannot be read.
pub fn lines_with_digest(root: &Path, digest: &str) -> io::Result<Option<usize>> {
    let text = disk::read(&root.join(LEDGER))?;
    let mut read = Sha256::default();
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        read.add(line);
        if read.so_far() == digest {
            return Ok(Some(index + 1));
        }
    }
    Ok(None)
}

fn read(bytes: &[u8]) -> Result<Stamp, String> {
    let unlike = |_| "it is not in the form of one".to_owned();
    let parts = parts(AnyRef::from_der(bytes).map_err(unlike)?.value()).map_err(unlike)?;
    // TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }
    let is_answer = parts.first().is_some_and(|first| first.tag() == Tag::Sequence);
    if !is_answer {
        return token(&parts);
    }
    let status = inside(&parts, 0).and_then(|status| status.first().map(|status| status.value()));
    // Granted, or granted with modifications.
    if !matches!(status, Some([0 | 1])) {
        return Err("the authority refused it".to_owned());
    }
    token(&inside(&parts, 1).unwrap_or_default())
}

/// ContentInfo ::= SEQUENCE { contentType, content [0] SignedData }, without the sequence around it.
fn token(content: &[AnyRef<'_>]) -> Result<Stamp, String> {
    let info = info(content).ok_or("it is not in the form of one")?;
    // TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime, … }
    let imprint = inside(&info, 2).unwrap_or_default();
    let algorithm = inside(&imprint, 0).and_then(|algorithm| algorithm.first().map(|id| id.value()));
    if algorithm != Some(SHA_256) {
        return Err("it was given over another hash than SHA-256".to_owned());
    }
    let digest = imprint.get(1).map(|digest| digest.value()).unwrap_or_default();
    let time = info.get(4).filter(|time| time.tag() == Tag::GeneralizedTime).map(|time| time.value());
    let at = time.and_then(|time| moment(std::str::from_utf8(time).ok()?)).ok_or("its time cannot be read")?;
    Ok(Stamp { digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(), at })
}

/// The fields of the TSTInfo within a ContentInfo.
fn info<'a>(content: &[AnyRef<'a>]) -> Option<Vec<AnyRef<'a>>> {
    if content.first()?.value() != SIGNED_DATA {
        return None;
    }
    // SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo { eContentType, [0] OCTET STRING }, … }
    let signed = inside(&inside(content, 1)?, 0)?;
    let held = inside(&signed, 2)?;
    if held.first()?.value() != STAMP_INFO {
        return None;
    }
    let octets = inside(&held, 1)?;
    let info = AnyRef::from_der(octets.first()?.value()).ok()?;
    parts(info.value()).ok()
}

/// What the value at `index` holds; `None` where there is none, or it holds no values.
fn inside<'a>(values: &[AnyRef<'a>], index: usize) -> Option<Vec<AnyRef<'a>>> {
    parts(values.get(index)?.value()).ok()
}

/// The values that stand one behind the other.
fn parts(bytes: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes)?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader)?);
    }
    Ok(parts)
}

/// `20261130080000.5Z` as `2026-11-30T08:00:00Z`.
fn moment(written: &str) -> Option<String> {
    let digits = written.strip_suffix('Z')?.split('.').next()?;
    if digits.len() != 14 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    Some(format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(8..10), part(10..12), part(12..14)))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::base::digest::sha256;

    /// What `openssl ts -reply` of OpenSSL 3 answered for a file with the lines `one` and `two`.
    const ANSWER: &str = "\
        MIIB6TADAgEAMIIB4AYJKoZIhvcNAQcCoIIB0TCCAc0CAQMxDzANBglghkgBZQMEAgEFADB2BgsqhkiG9w0BCRABBKBnBGUwYwIBAQYEKgMEATAxMA0G\
        CWCGSAFlAwQCAQUABCDD+cjCg6Kx8vGJbyegHL483cDJ2T91LkY5A1oPWzb26AIBAhgPMjAyNjExMzAwMDQ5MjlaMAMCAQEBAf8CCQD/JplVlMp/wzGC\
        AT0wggE5AgEBMDQwHDEaMBgGA1UEAwwRRXhhbXBsZSBhdXRob3JpdHkCFFnrIkkzxnDHVdK2HEhagWSzXSyOMA0GCWCGSAFlAwQCAQUAoIGYMBoGCSqG\
        SIb3DQEJAzENBgsqhkiG9w0BCRABBDAcBgkqhkiG9w0BCQUxDxcNMjYxMTMwMDA0OTI5WjArBgsqhkiG9w0BCRACDDEcMBowGDAWBBR9dv7e/Y5xnYnB\
        vksb2eXvZ01lgzAvBgkqhkiG9w0BCQQxIgQgf2wlByDA5glk+LSiww3eEGzJszi8uwd6nBr28hUFVOkwCgYIKoZIzj0EAwIESDBGAiEAuM44OFEv5ZZq\
        xyJOFclxljSfdTRlr3fR5ihtrvbH+IsCIQDJcCv+LNcjiryv3Fzp/7JO6ZKTmq82cZX/P+3vJ9x5eQ==";

    fn answer() -> Vec<u8> {
        STANDARD.decode(ANSWER).expect("base64")
    }

    #[test]
    fn an_answer_says_over_what_it_was_given_and_when() {
        let stamp = read(&answer()).expect("a stamp");
        assert_eq!(stamp.digest, sha256(b"one\ntwo\n"));
        assert_eq!(stamp.at, "2026-11-30T00:49:29Z");
        // The token alone, as `-token_out` writes it: it begins behind the header and the status.
        assert_eq!(read(&answer()[9..]).expect("a token"), stamp);
    }

    #[test]
    fn what_is_no_stamp_says_why() {
        let unlike = "it is not in the form of one";
        for wrong in [&b""[..], b"PK\x03\x04", b"-----BEGIN", &answer()[..200], &[0x30, 0x00]] {
            assert_eq!(read(wrong), Err(unlike.to_owned()), "{wrong:?}");
        }
        // Refused: { 2 } in place of { 0 }.
        assert_eq!(read(&[0x30, 5, 0x30, 3, 2, 1, 2]), Err("the authority refused it".to_owned()));
        let mut other = answer();
        let at = other.windows(SHA_256.len()).rposition(|window| window == SHA_256);
        assert!(at.is_some());
        let first = other.windows(SHA_256.len()).enumerate().filter(|(_, window)| *window == SHA_256).nth(1);
        let of_imprint = first.expect("behind the digests' own").0;
        other[of_imprint + SHA_256.len() - 1] = 3;
        assert_eq!(read(&other), Err("it was given over another hash than SHA-256".to_owned()));
    }

    #[test]
    fn no_changed_stamp_makes_the_reader_panic() {
        for at in 0..answer().len() {
            for byte in [0x00, 0x30, 0x7F, 0x80, 0xFF] {
                let mut changed = answer();
                changed[at] = byte;
                let _ = read(&changed);
            }
        }
    }

    #[test]
    fn a_moment_has_all_its_parts() {
        assert_eq!(moment("20261130080000.5Z").as_deref(), Some("2026-11-30T08:00:00Z"));
        for wrong in ["", "20261130080000", "202611300800Z", "2026113008000xZ", "2026113008000éZ"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
