//! What a reader sees of a workbook beside the values of its cells: a format may show another number than the cell holds,
//! a row may be hidden, and a remark or a drawing may say something else.
//!
//! Programs write the same thing in several ways, so what it does is compared, and what is told is as it is written.

mod code;
mod ods;
mod xlsx;

use std::collections::BTreeMap;

use super::xml::Archive;

/// Where on a sheet something is: rows from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    Sheet,
    Row(u32),
    Column(usize),
    Cell(u32, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Hidden,
    /// What the format of a cell makes of what it holds.
    Format,
    /// The text that stands in a cell beside its value, in the language of whoever saved it.
    Shown,
    /// White, struck or on a coloured ground.
    Letters,
    Formula,
    Remark,
    Link,
    /// What decides how cells look, or what a reader is told of them.
    Rule,
    Drawing,
    /// Above or below each page.
    Margin,
    /// The title of a table and its words for those who do not see it.
    Words,
    /// What programs call the columns of a table.
    Headings,
}

/// As it is compared, and as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    pub does: String,
    pub says: String,
}

impl Seen {
    fn plain(text: impl Into<String>) -> Seen {
        let says = text.into();
        Seen { does: says.clone(), says }
    }
}

/// What is seen on a sheet.
pub type Looks = BTreeMap<(Spot, Kind), Seen>;

/// What is seen on all sheets, by their names; `None` where the workbook cannot be read.
pub fn looks(bytes: &[u8]) -> Option<BTreeMap<String, Looks>> {
    let mut archive = Archive::open(bytes).ok()?;
    match super::xlsx::workbook(&mut archive).ok()? {
        Some(workbook) => xlsx::read(&mut archive, &workbook).ok(),
        None => ods::read(&mut archive).ok(),
    }
}

/// Whether a reader of `found` sees what a reader of `expected` does.
pub fn is_same(kind: Kind, expected: &Seen, found: &Seen) -> bool {
    match kind {
        Kind::Shown => code::reads_as(&found.says, &expected.says),
        _ => expected.does == found.does,
    }
}

/// Puts a text behind those that are there.
fn add(looks: &mut Looks, at: Spot, kind: Kind, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let seen = looks.entry((at, kind)).or_default();
    for own in [&mut seen.does, &mut seen.says] {
        own.push_str(if own.is_empty() { "" } else { "; " });
        own.push_str(text);
    }
}

/// Letters that a reader does not see as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Letters {
    white: bool,
    struck: bool,
    filled: bool,
    hidden: bool,
}

impl Letters {
    fn put(self, looks: &mut Looks, at: Spot) {
        let words = [
            (self.hidden, "hidden letters"),
            (self.white, "white letters"),
            (self.struck, "struck letters"),
            (self.filled, "a coloured ground"),
        ];
        words.into_iter().filter(|(is_so, _)| *is_so).for_each(|(_, word)| add(looks, at, Kind::Letters, word));
    }

    fn or(self, other: Letters) -> Letters {
        Letters {
            white: self.white || other.white,
            struck: self.struck || other.struck,
            filled: self.filled || other.filled,
            hidden: self.hidden || other.hidden,
        }
    }
}
