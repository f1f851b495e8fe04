//! Cells in the authors' words: why a figure is as it is, and what is done about a missed target.

use super::Cell;
use crate::compute::Figure;
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};
use crate::model::snapshot::{Action, Due};

pub(super) fn reason(wording: Wording<'_>, figure: &Figure) -> Cell {
    told(wording, &wording.known.reasons(figure))
}

/// What is done, and under it by whom and by when. Of several actions each says so itself.
pub(super) fn action(wording: Wording<'_>, figure: &Figure) -> Cell {
    let actions = wording.known.actions(figure);
    let about = |action: &Action| {
        let by = action.by.map(|by| due(wording, by));
        let about: Vec<String> = action.who.clone().into_iter().chain(by).collect();
        (!about.is_empty()).then(|| about.join(", "))
    };
    if let [action] = actions.as_slice() {
        return Cell { note: about(action), ..Cell::text(&action.what) };
    }
    let whole = |action: &&Action| match about(action) {
        Some(about) => format!("{} ({about})", action.what),
        None => action.what.clone(),
    };
    told(wording, &actions.iter().map(whole).collect::<Vec<_>>())
}

fn told<T: AsRef<str>>(wording: Wording<'_>, texts: &[T]) -> Cell {
    let text = texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; ");
    Cell::text(if texts.is_empty() { words(wording.language).dash.to_owned() } else { text })
}

fn due(wording: Wording<'_>, by: Due) -> String {
    let language = wording.language;
    let when = match by {
        Due::Period(period) => l10n::period(period, language),
        Due::Day(date) => l10n::date(date, language),
    };
    phrases::due(&when, language)
}
