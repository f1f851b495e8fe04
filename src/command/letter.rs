//! The digest of a report → the draft of a mail as a file, in the form of `.eml`.

mod body;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::site::Digest;

/// How every draft begins: mail programs open it to be sent.
pub const SIGNATURE: &str = "X-Unsent: 1\r\n";

/// A line of a mail is no longer, and neither is a part of a subject before it is packed.
const LINE: usize = 76;
const PART_OF_SUBJECT: usize = 42;

/// Between the parts; `=` and `_` stand in no packed text.
pub const BOUNDARY: &str = "=_kalends_=";

/// The draft as a file.
pub fn draft(digest: &Digest) -> String {
    let marked = digest.embargo.as_ref().map_or_else(String::new, |mark| format!("{mark}: "));
    let subject = subject(&format!("{marked}{} – {}", digest.title, digest.site));
    let language = digest.language.tag();
    let part = |kind: &str, text: &str| {
        format!(
            "--{BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Language: {language}\r\n\r\n{}\r\n",
            packed(text)
        )
    };
    format!(
        "{SIGNATURE}Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Language: {language}\r\nContent-Type: \
         multipart/alternative; boundary=\"{BOUNDARY}\"\r\n\r\n{}{}--{BOUNDARY}--\r\n",
        part("plain", &body::text(digest)),
        part("html", &body::html(digest))
    )
}

/// A subject in any letters, as RFC 2047 asks for: short parts, none of which cuts a letter.
fn subject(text: &str) -> String {
    let mut parts = vec![String::new()];
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match parts.last_mut() {
            Some(part) if part.len() + letter.len_utf8() <= PART_OF_SUBJECT => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    let packed = parts.iter().map(|part| format!("=?utf-8?B?{}?=", STANDARD.encode(part)));
    packed.collect::<Vec<_>>().join("\r\n ")
}

/// A text in lines of letters and digits, whatever it holds.
fn packed(text: &str) -> String {
    let encoded = STANDARD.encode(text.replace('\n', "\r\n"));
    let lines = encoded.as_bytes().chunks(LINE).map(|line| String::from_utf8_lossy(line).into_owned());
    lines.collect::<Vec<_>>().join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_cut_between_letters() {
        assert_eq!(subject("Beds"), "=?utf-8?B?QmVkcw==?=");
        let long = subject(&"ø".repeat(60));
        let decoded = |part: &str| {
            let inner =
                part.trim().strip_prefix("=?utf-8?B?").and_then(|part| part.strip_suffix("?=")).expect("a part");
            String::from_utf8(STANDARD.decode(inner).expect("base64")).expect("whole letters")
        };
        assert_eq!(long.split("\r\n").map(decoded).collect::<String>(), "ø".repeat(60));
        assert!(long.split("\r\n").all(|line| line.len() <= 76), "{long}");
        assert_eq!(decoded(&subject("a\r\nBcc: b")), "a Bcc: b");
    }
}
