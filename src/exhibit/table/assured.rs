//! Cells that tell what the limits of a figure say: whether its last value stands out, and whether its target can be
//! relied on. Each has the icon of "Making Data Count", and the same in words.

use super::Cell;
use crate::compute::Figure;
use crate::compute::spc::{Assurance, Class, Side, Spc, Variation};
use crate::exhibit::drawing::{Icon, Slot, icon};
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, signals, words};

/// What the last value says: why it stands out, and of which period it is where the figure's own is missing.
pub(super) fn variation(wording: Wording<'_>, figure: &Figure) -> Cell {
    let language = wording.language;
    let spc = match limits(wording, figure) {
        Ok(spc) => spc,
        Err(cell) => return *cell,
    };
    let Some(variation) = spc.variation else { return nothing(wording) };
    let point = spc.points.iter().find(|point| point.period == variation.period);
    let why = point.and_then(|point| phrases::signal(point.rule?.word(), language)).map(str::to_owned);
    let period = (variation.period != figure.period).then(|| l10n::period(variation.period, language));
    let note: Vec<String> = period.into_iter().chain(why).collect();
    Cell {
        svg: Some(variation_icon(variation)),
        note: (!note.is_empty()).then(|| note.join(": ")),
        ..Cell::text(l10n::capital(signals::variation(variation.class, language)))
    }
}

/// Whether usual variation meets the target, and where it never does and nothing changes, that waiting will not help.
pub(super) fn assurance(wording: Wording<'_>, figure: &Figure) -> Cell {
    let spc = match limits(wording, figure) {
        Ok(spc) => spc,
        Err(cell) => return *cell,
    };
    let Some(assurance) = spc.assurance else { return nothing(wording) };
    let (sign, slot) = match assurance {
        Assurance::Pass => (Icon::Pass, Slot::Colour(0)),
        Assurance::Fail => (Icon::Fail, Slot::Colour(1)),
        Assurance::HitOrMiss => (Icon::Unsure, Slot::Context),
    };
    Cell {
        svg: Some(icon(sign, slot)),
        note: spc.waits_in_vain().then(|| words(wording.language).waits_in_vain.to_owned()),
        ..Cell::text(l10n::capital(signals::assurance(assurance, wording.language)))
    }
}

/// The limits of a figure, or the cell that stands where there are none, or too few values to say anything.
fn limits(wording: Wording<'_>, figure: &Figure) -> Result<Spc, Box<Cell>> {
    let spc = wording.known.spc(figure).ok_or_else(|| Box::new(nothing(wording)))?;
    if spc.shows_icons() {
        return Ok(spc);
    }
    Err(Box::new(Cell { note: Some(words(wording.language).no_limits_yet.to_owned()), ..nothing(wording) }))
}

fn nothing(wording: Wording<'_>) -> Cell {
    Cell::text(words(wording.language).dash)
}

fn variation_icon(variation: Variation) -> String {
    let is_high = variation.side == Some(Side::High);
    let letter = if is_high { Icon::High } else { Icon::Low };
    let (sign, slot) = match variation.class {
        Class::CommonCause => (Icon::Wave, Slot::Context),
        Class::Improvement => (letter, Slot::Colour(0)),
        Class::Concern => (letter, Slot::Colour(1)),
        Class::NeutralHigh => (Icon::Up, Slot::Colour(3)),
        Class::NeutralLow => (Icon::Down, Slot::Colour(3)),
    };
    icon(sign, slot)
}
