//! A workbook in XLSX or ODS → one sheet of it, or all. Only what cells hold is read: no formulas, macros or pictures; of a
//! style, whether the number is a share, a day or a duration.
//!
//! The readers of XLSX and ODS are our own (`xlsx`, `ods`, both on `xml`): that a formula was never calculated, that a
//! row is hidden, that a cell is covered or shows a percentage, decides whether a figure is right, and no library tells
//! all of it. Without the feature `xlsx` every workbook is refused with the way out.

#[cfg(feature = "xlsx")]
mod cells;
#[cfg(feature = "xlsx")]
pub mod looks;
#[cfg(feature = "xlsx")]
mod ods;
#[cfg(test)]
mod tests;
#[cfg(feature = "xlsx")]
pub mod xlsx;
#[cfg(feature = "xlsx")]
pub mod xml;

#[cfg(not(feature = "xlsx"))]
pub use refused::read;
#[cfg(feature = "xlsx")]
pub use workbook::{all, read};

#[cfg(not(feature = "xlsx"))]
mod refused {
    use std::sync::Arc;

    use crate::base::place::Place;
    use crate::command::sheets::table::Sheet;
    use crate::diag::{Diagnostic, faults};

    pub fn read(file: &Arc<str>, _: &[u8], _: &[&str]) -> Result<Sheet, Diagnostic> {
        Err(faults::no_spreadsheets(Place::of_file(file.clone())))
    }
}

#[cfg(feature = "xlsx")]
mod workbook {
    use std::sync::Arc;

    use super::cells::Found;
    use super::xml::Archive;
    use super::{ods, xlsx};
    use crate::base::place::Place;
    use crate::command::sheets::table::Sheet;
    use crate::diag::{Diagnostic, faults};

    /// Every sheet of a workbook, in its order; `None` where it cannot be read.
    pub fn all(file: &Arc<str>, bytes: &[u8]) -> Option<Vec<Sheet>> {
        let mut archive = Archive::open(bytes).ok()?;
        let found = match xlsx::workbook(&mut archive).ok()? {
            Some(workbook) => xlsx::read(&mut archive, &workbook, &[NO_NAME]),
            None => ods::read(&mut archive, &[NO_NAME]),
        };
        let Ok(Found::Names(names)) = found else { return None };
        names.iter().map(|name| read(file, bytes, &[name]).ok()).collect()
    }

    /// No sheet has this name: a tab has room for 31 letters.
    const NO_NAME: &str = "the name of a sheet that no workbook could ever hold";

    /// The sheet that one of the names in `wanted` names, or the first that is not hidden where there is no name.
    pub fn read(file: &Arc<str>, bytes: &[u8], wanted: &[&str]) -> Result<Sheet, Diagnostic> {
        let place = || Place::of_file(file.clone());
        let broken = |reason: String| faults::no_workbook(place(), &reason);
        let mut archive = Archive::open(bytes).map_err(broken)?;
        let found = if let Some(workbook) = xlsx::workbook(&mut archive).map_err(broken)? {
            if workbook.ends_with(".bin") {
                return Err(faults::no_table_but(place(), faults::Foreign::Xlsb));
            }
            xlsx::read(&mut archive, &workbook, wanted)
        } else if archive.has("content.xml") {
            if ods::is_locked(&mut archive).map_err(broken)? {
                return Err(faults::locked_workbook(place()));
            }
            ods::read(&mut archive, wanted)
        } else {
            return Err(faults::no_table(place(), "a packed file, but no XLSX or ODS"));
        };
        match found.map_err(broken)? {
            Found::Sheet(name, held) => Ok(held.into_sheet(file, name)),
            Found::Names(known) => Err(faults::no_sheet(place(), wanted.first().copied(), &known)),
        }
    }
}
