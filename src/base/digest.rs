//! Bytes → SHA-256: tells that what was signed or recorded is still the same, against somebody who wishes otherwise.
//!
//! Whether a file has to be written anew asks for less and is told by `output::hash`.

use std::io;

use sha2::Digest;

/// The 256 bits as 64 digits in lower case.
///
/// ```
/// let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(kalends::base::digest::sha256(b""), nothing);
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    digits(&sha2::Sha256::digest(bytes))
}

/// The same of bytes that come piece by piece. Writing to it never fails.
///
/// ```
/// # use kalends::base::digest::{Sha256, sha256};
/// # use std::io::Write;
/// let mut pieces = Sha256::default();
/// write!(pieces, "ka{}", "lends")?;
/// assert_eq!(pieces.finish(), sha256(b"kalends"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Sha256(sha2::Sha256);

impl Sha256 {
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// What it comes to so far.
    pub fn so_far(&self) -> String {
        digits(&self.0.clone().finalize())
    }

    pub fn finish(self) -> String {
        digits(&self.0.finalize())
    }
}

impl io::Write for Sha256 {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first digits of a hash, for people: so many groups of four.
///
/// ```
/// assert_eq!(kalends::base::digest::in_groups("0123456789abcdef", 3), "0123 4567 89ab");
/// ```
pub fn in_groups(hash: &str, groups: usize) -> String {
    let parts: Vec<&str> = (0..groups).filter_map(|group| hash.get(4 * group..4 * group + 4)).collect();
    parts.join(" ")
}

fn digits(bytes: &[u8]) -> String {
    // Each half of a byte is a digit of the base 16.
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect()
}
