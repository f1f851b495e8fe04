//! What readers were told, recorded; and held against what a report would tell them now.
//!
//! `record` makes the lines of the ledger, `told` reads what all lines of a report say together, `compare` finds what
//! would be another thing now, `newly` what would be shown that was not. A figure that would change is an error at the line that states it (`broken`). A target, a
//! label, a unit, a way of counting or a text may change with a reason, which the older reports show (`changed`). To hide
//! a figure that was shown, or to take it out with `kind: disclosure`, is allowed; from then on neither the record nor a
//! message says its value. Decimals, the theme and what the program writes may change freely.

mod beside;
mod broken;
mod changed;
mod compare;
mod newly;
mod reasons;
mod record;
mod stated;
mod targets;
mod told;

pub use compare::{Found, Now, compare, faults};
pub use record::{Recorder, other_pages, record, settings};
pub use told::Told;

use crate::compute::{Amount, Gap};
use crate::l10n::wording::machine;

/// The machine value; `None` for a gap.
fn value(amount: &Amount) -> Option<String> {
    amount.as_ref().ok().map(|value| machine(*value))
}

/// Whether an amount is hidden, or computed from one that is.
pub fn is_hidden(amount: &Amount) -> bool {
    let mut gap = amount.as_ref().err();
    while let Some(Gap::Input { gap: inner, .. }) = gap {
        gap = Some(inner);
    }
    gap == Some(&Gap::Suppressed)
}
