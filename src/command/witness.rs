//! Copies of pages as witnesses of the ledger: the hash at the foot of a page, held against its lines.
//!
//! The chain of a ledger has no key, so whoever may write the file can cut its last lines or reckon all hashes anew. A
//! page that somebody printed or saved names a line and the hash that it ends in, and a ledger that was cut or reckoned
//! anew does not have that line.

use std::str::FromStr;

use super::Ui;
use crate::base::digest::in_groups;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::model::ledger::Ledger;

#[derive(Debug, Clone, clap::Args)]
pub struct WitnessArgs {
    /// Check that the ledger has the line that a printed or saved page names at its foot, by the hash there; may be given
    /// more than once
    #[arg(long, value_name = "HASH")]
    witness: Vec<Witness>,
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

    /// Reads a hash as a page prints it, in groups or in one.
    fn from_str(written: &str) -> Result<Witness, String> {
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

/// Says which line of the ledger each witness names, or stops at those that name none.
pub fn check_witnesses(
    args: &WitnessArgs,
    ledger: Option<&Ledger>,
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
    if missing.is_empty() { Ok(()) } else { Err(diags.stop_all(missing)) }
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
        for wrong in ["", "3f9a 01bc", "line 12: 3f9a 01bc 77d0", "3f9a01bc77dg", "æ9a01bc77d0e", &"a".repeat(65)] {
            assert_eq!(witness(wrong), None, "{wrong}");
        }
    }
}
