//! What readers were told, recorded; and held against what a report would tell them now.
//!
//! `record` makes the lines of the ledger, `told` reads what all lines of a report say together, `compare` finds what would
//! be another thing now, `newly` what would be shown that was not, `own` what would stand in place of a report's own
//! figures, `rounding` and `over_time` what differs by these alone; `cells` finds a part again where a metric is split
//! otherwise, `renamed` a metric with another id, `longer` one that is counted by longer periods now, `twins` one that is
//! new beside another one of its label. `notices` leaves hidden figures out of what was told, `causes` finds what is
//! another thing where the text is not. A figure that would change is an error at the line that states it (`broken`). A
//! target, a label, a unit, a way of counting or a text may change with a reason, which the older reports show (`changed`).
//! To hide a figure that was shown and is what it was, or to take it out with `kind: disclosure`, is allowed; from then on
//! neither the record nor a message says its value. Decimals, the theme and what the program writes may change freely.

mod beside;
mod broken;
mod causes;
mod cells;
mod changed;
mod compare;
mod longer;
mod newly;
mod notices;
mod over_time;
mod own;
mod reasons;
mod record;
mod renamed;
mod rounding;
mod settings;
mod standing;
mod stated;
mod targets;
mod told;
mod twins;

pub use compare::{Around, Found, Now, compare, faults};
pub use notices::without_hidden;
pub use reasons::notices;
pub use record::{Recorder, other_pages, record, settings, taken, written};
pub use standing::say as say_standing;
pub use told::{Told, is_part};
pub use twins::called_alike;

use crate::compute::{Amount, Gap};
use crate::l10n::wording::machine;

/// The machine value; `None` for a gap.
fn value(amount: &Amount) -> Option<String> {
    amount.as_ref().ok().map(|value| machine(*value))
}

/// Whether an amount is hidden, or computed from one that is.
pub fn is_hidden(amount: &Amount) -> bool {
    amount.as_ref().is_err_and(Gap::is_hidden)
}
