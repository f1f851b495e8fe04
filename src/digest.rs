//! Bytes → SHA-256: tells that what was signed or recorded is still the same, against somebody who wishes otherwise.
//!
//! Whether a file has to be written anew asks for less and is told by `output::hash`.

use sha2::{Digest, Sha256};

/// The 256 bits as 64 digits in lower case.
///
/// ```
/// let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(kalends::digest::sha256(b""), nothing);
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
