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
    if let [action] = actions.as_slice() {
        return Cell { note: about(wording, action), ..Cell::text(&action.what) };
    }
    told(wording, &actions.iter().map(|action| whole(wording, action)).collect::<Vec<_>>())
}

/// Whether anything is said of the figure.
pub(super) fn are_known(wording: Wording<'_>, figure: &Figure) -> bool {
    !wording.known.reasons(figure).is_empty() || !wording.known.actions(figure).is_empty()
}

/// Reason and action as texts of a download; empty where nothing is said.
pub(super) fn as_text(wording: Wording<'_>, figure: &Figure) -> [String; 2] {
    let actions = wording.known.actions(figure).into_iter();
    let actions: Vec<String> = actions.map(|action| whole(wording, action)).collect();
    [wording.known.reasons(figure).join("; "), actions.join("; ")]
}

/// By whom and by when; `None` where neither is said.
fn about(wording: Wording<'_>, action: &Action) -> Option<String> {
    let by = action.by.map(|by| due(wording, by));
    let about: Vec<String> = action.who.clone().into_iter().chain(by).collect();
    (!about.is_empty()).then(|| about.join(", "))
}

fn whole(wording: Wording<'_>, action: &Action) -> String {
    match about(wording, action) {
        Some(about) => format!("{} ({about})", action.what),
        None => action.what.clone(),
    }
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
