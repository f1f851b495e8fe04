//! What may be published at this hour: `not_before` of every report, held against the clock.
//!
//! An edition for early readers is marked on every page, goes to a place of its own and is no publication: the ledger
//! does not know of it.

use super::Options;
use crate::command::absolute;
use crate::command::destination::Destination;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::output::Manifest;
use crate::site::{Choice, Embargo, Prepared};

/// An error for each report that waits for its hour; of an early edition where none does, or where one names nobody.
pub fn check_reports(options: &Options, prepared: &Prepared, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let mut waiting: Vec<Embargo<'_>> = waiting(options, prepared);
    // A text of many members stands in one file.
    waiting.dedup_by(|a, b| a.place == b.place);
    let faults: Vec<Diagnostic> = match options.early {
        true if waiting.is_empty() => vec![faults::nothing_waits()],
        true => {
            let silent = waiting.iter().filter(|embargo| embargo.readers.is_empty());
            silent.map(|embargo| faults::no_early_readers(embargo.place.clone(), embargo.period)).collect()
        }
        false => {
            let fault = |embargo: &Embargo<'_>| {
                faults::before_its_hour(embargo.place.clone(), embargo.period, &embargo.until.plain())
            };
            waiting.iter().map(fault).collect()
        }
    };
    if faults.is_empty() { Ok(()) } else { Err(diags.stop_all(faults)) }
}

/// The reports whose hour is to come.
fn waiting<'a>(options: &Options, prepared: &'a Prepared) -> Vec<Embargo<'a>> {
    let mut all = prepared.embargoes();
    all.retain(|embargo| embargo.until.seconds > options.second);
    all
}

/// An error where an early edition would come in place of what all readers see.
pub fn check_place(options: &Options, present: Option<&Manifest>) -> Result<(), Diagnostic> {
    match options.early && present.is_some_and(is_public) {
        true => Err(faults::place_of_all_readers(&options.destination)),
        false => Ok(()),
    }
}

/// An error where an early edition would come into a folder that lies in what all readers see, and where what all readers
/// are to see would come around an early edition. What lies above and below a place of a server is not asked.
pub fn check_folder(options: &Options, destination: &Destination) -> Result<(), Diagnostic> {
    let Destination::Folder(folder) = destination else { return Ok(()) };
    let Some(folder) = absolute(folder) else { return Ok(()) };
    if !options.early {
        return match Manifest::below(&folder).find(|(_, manifest)| !is_public(manifest)) {
            Some((path, _)) => Err(faults::early_edition_below(&options.destination, &path)),
            None => Ok(()),
        };
    }
    let mut above = folder.ancestors().skip(1);
    match above.any(|above| Manifest::read(above).is_some_and(|manifest| is_public(&manifest))) {
        true => Err(faults::place_among_all_readers(&options.destination)),
        false => Ok(()),
    }
}

fn is_public(present: &Manifest) -> bool {
    !Choice::of_manifest(&present.head()).early
}

/// For whom an early edition is, and until when it is under embargo.
pub fn in_words(options: &Options, prepared: &Prepared) -> Option<String> {
    let waiting = waiting(options, prepared);
    let last = waiting.iter().max_by_key(|embargo| embargo.until.seconds).filter(|_| options.early)?;
    let mut readers: Vec<&str> = waiting.iter().flat_map(|embargo| embargo.readers).map(String::as_str).collect();
    readers.sort_unstable();
    readers.dedup();
    Some(format!("under embargo until {}, for {}", last.until.plain(), readers.join(", ")))
}
