//! Cells in the authors' words: why a figure is as it is, and what is done about a missed target.

use std::sync::Arc;

use super::{Cell, TableColumn};
use crate::compute::answers::Said;
use crate::compute::{Figure, Known};
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};
use crate::model::snapshot::{Action, Cell as Part, Due};

/// Why a figure is as it is, in the authors' words; what is said of a part stands behind its name, where nothing is said
/// of the figure itself.
pub fn reasons(wording: Wording<'_>, figure: &Figure) -> Vec<String> {
    let own = wording.known.reasons(figure).into_iter().map(str::to_owned);
    let of_parts = wording.known.reasons_of_parts(figure).into_iter();
    own.chain(of_parts.map(|said| named(wording, said.part, said.what))).collect()
}

/// What is done about a figure, in the same way.
pub fn actions(wording: Wording<'_>, figure: &Figure) -> Vec<Action> {
    let own = wording.known.actions(figure).into_iter().cloned();
    let of_part =
        |said: Said<'_, &Action>| Action { what: named(wording, said.part, &said.what.what), ..said.what.clone() };
    own.chain(wording.known.actions_of_parts(figure).into_iter().map(of_part)).collect()
}

fn named(wording: Wording<'_>, part: Option<(&str, &Part)>, what: &str) -> String {
    match part {
        Some((metric, cell)) => format!("{}: {what}", wording.cell_name(metric, cell)),
        None => what.to_owned(),
    }
}

pub(super) fn reason(wording: Wording<'_>, figure: &Figure) -> Cell {
    told(wording, &reasons(wording, figure))
}

/// What is done, and under it by whom and by when. Of several actions each says so itself.
pub(super) fn action(wording: Wording<'_>, figure: &Figure) -> Cell {
    let actions = actions(wording, figure);
    if let [action] = actions.as_slice() {
        return Cell { note: about(wording, action), ..Cell::text(&action.what) };
    }
    told(wording, &actions.iter().map(|action| whole(wording, action)).collect::<Vec<_>>())
}

/// The columns without those in which nothing would stand: reason and action where nobody says any of the figures,
/// variation and assurance where none of them has limits, as in quarters.
pub fn columns_told(known: Known<'_>, figures: &[Arc<Figure>], columns: &[TableColumn]) -> Vec<TableColumn> {
    let has_reason = |of: &Arc<Figure>| !known.reasons(of).is_empty() || !known.reasons_of_parts(of).is_empty();
    let has_action = |of: &Arc<Figure>| !known.actions(of).is_empty() || !known.actions_of_parts(of).is_empty();
    let is_told = |column: &&TableColumn| match column {
        TableColumn::Reason => figures.iter().any(has_reason),
        TableColumn::Action => figures.iter().any(has_action),
        TableColumn::Variation | TableColumn::Assurance => figures.iter().any(|of| known.spc(of).is_some()),
        _ => true,
    };
    columns.iter().filter(is_told).copied().collect()
}

/// Reason and action as texts of a download; empty where nothing is said.
pub(super) fn as_text(wording: Wording<'_>, figure: &Figure) -> [String; 2] {
    let actions: Vec<String> = actions(wording, figure).iter().map(|action| whole(wording, action)).collect();
    [reasons(wording, figure).join("; "), actions.join("; ")]
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
