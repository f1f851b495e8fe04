//! Witnesses of the ledger: the hash at the foot of a page, and the stamps of an authority for time stamps, held against
//! its lines.
//!
//! The chain of a ledger has no key, so whoever may write the file can cut its last lines or reckon all hashes anew. A
//! page that somebody printed or saved names a line and the hash that it ends in, and a ledger that was cut or reckoned
//! anew does not have that line.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Ui;
use crate::base::digest::in_groups;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::ledger::Ledger;

#[derive(Debug, Clone, clap::Args)]
pub struct WitnessArgs {
    /// Check that the ledger has the line that a printed or saved page names at its foot, by the hash there; may be given
    /// more than once
    #[arg(long, value_name = "HASH")]
    witness: Vec<Witness>,
    /// Say which lines the ledger had at the hour of a time stamp (RFC 3161) that was given over a copy of it; may be given
    /// more than once
    #[arg(long, value_name = "FILE")]
    stamp: Vec<PathBuf>,
}

/// The first digits of the hash of a line, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness(String);

/// Fewer digits could be those of another line by chance.
const FEWEST: usize = 12;
/// Those of SHA-256.
const MOST: usize = 64;

impl FromStr for Witness {
    type Err = String;

    /// Reads a hash as a page prints it, in groups or in one, and also with the words before it: `Ledger line 6: 3921 bfe8`.
    fn from_str(written: &str) -> Result<Witness, String> {
        let written = written.rsplit(':').next().unwrap_or(written);
        let digits: String = written.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_lowercase();
        let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        match are_digits && (FEWEST..=MOST).contains(&digits.len()) {
            true => Ok(Witness(digits)),
            false => Err(format!(
                "a hash has {FEWEST} to {MOST} digits, 0 to 9 and a to f, as the foot of a page shows them"
            )),
        }
    }
}

/// Says which line of the ledger each witness names, and which lines each stamp was given over, or stops at those that
/// name none.
pub fn check_witnesses(
    args: &WitnessArgs,
    (root, ledger): (&Path, Option<&Ledger>),
    ui: &mut Ui,
    diags: &mut Diagnostics,
) -> Result<(), Stopped> {
    let entries = ledger.map_or(&[][..], |ledger| ledger.entries.as_slice());
    let mut missing = Vec::new();
    for Witness(digits) in &args.witness {
        match entries.iter().find(|entry| entry.chain.starts_with(digits.as_str())) {
            Some(entry) => {
                let (line, hash, at) = (entry.line, in_groups(&entry.chain, FEWEST / 4), &entry.at);
                ui.say(&format!("witnessed: line {line} of {} in the ledger ends in {hash}, of {at}", entries.len()));
            }
            None => missing.push(faults::not_witnessed(digits, ledger.map(|_| entries.len()))),
        }
    }
    for file in &args.stamp {
        match stamped(root, file, entries.len()) {
            Ok(said) => ui.say(&said),
            Err(fault) => missing.push(fault),
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(diags.stop_all(missing)) }
}

/// What a stamp proves of the ledger.
fn stamped(root: &Path, file: &Path, lines: usize) -> Result<String, Diagnostic> {
    let name = file.display().to_string();
    let stamp = load::stamp(file).map_err(|reason| faults::no_stamp(&name, &reason))?;
    match load::lines_with_digest(root, &stamp.digest) {
        Ok(Some(count)) => {
            let (was, first) = if count == 1 { ("was", "line 1") } else { ("were", &*format!("lines 1 to {count}")) };
            let at = &stamp.at;
            Ok(format!(
                "stamped: {first} of {lines} in the ledger {was} there at {at}, says the stamp; `openssl ts -verify` proves who gave it"
            ))
        }
        Ok(None) => Err(faults::stamp_of_another_ledger(&name, &stamp.at)),
        Err(_) => Err(faults::stamp_without_a_ledger(&name, &stamp.at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_a_page_prints_it() {
        let witness = |written: &str| written.parse::<Witness>().ok().map(|Witness(digits)| digits);
        assert_eq!(witness("3f9a 01bc 77d0").as_deref(), Some("3f9a01bc77d0"));
        assert_eq!(witness("3F9A\u{a0}01BC\n77d0e2").as_deref(), Some("3f9a01bc77d0e2"));
        assert_eq!(witness(&"a".repeat(64)).map(|digits| digits.len()), Some(64));
        assert_eq!(witness("Ledger line 12: 3f9a 01bc 77d0").as_deref(), Some("3f9a01bc77d0"));
        for wrong in ["", "3f9a 01bc", "line 12", "3f9a01bc77dg", "æ9a01bc77d0e", &"a".repeat(65)] {
            assert_eq!(witness(wrong), None, "{wrong}");
        }
    }
}
