//! What is done about each figure, on which day it was counted, where it is from, and why one that is put together from
//! shorter periods is as it is: as text for the ledger, and read again.
//!
//! The first line is of the report's own figure; each line after it names the figures of which something else is said, by
//! their periods and members. A figure that is hidden stands in none.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::is_hidden;
use crate::base::period::Period;
use crate::compute::{Figure, Known};
use crate::model::catalog::Kind;
use crate::model::ledger::What;
use crate::model::snapshot::{Action, Cell};

/// The keys of a line under which they stand, with what changes where one of them does.
pub const KEYS: [(&str, What); 4] =
    [("actions", What::Action), ("days", What::AsOf), ("sources", What::Source), ("reasons", What::Note)];

/// Of one figure, in the order of the keys; `None` where a line does not say it.
pub type Said<'l> = [Option<&'l str>; 4];

/// What is said of a figure now.
pub fn of(known: Known<'_>, figure: &Figure) -> [String; 4] {
    let action = |action: &Action| {
        let by = action.by.map(|by| by.to_string()).unwrap_or_default();
        format!("{} / {} / {by}", action.what, action.who.as_deref().unwrap_or_default())
    };
    let actions = known.actions(figure).into_iter().map(action).collect::<Vec<_>>().join("; ");
    let day = figure.as_of.map(|day| day.to_string()).unwrap_or_default();
    let source = figure.source.clone().or_else(|| known.catalog().source_of(&figure.metric).map(str::to_owned));
    // What is stated has its note beside it, and of what is computed from other metrics these say why.
    let is_sum = known.metric(&figure.metric).is_some_and(|of| matches!(of.kind, Kind::Stock | Kind::Flow));
    let reasons = if is_sum && figure.note.is_none() { known.reasons(figure).join("; ") } else { String::new() };
    // One line each, so that lines can be told apart.
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    [line(&actions), day, line(&source.unwrap_or_default()), line(&reasons)]
}

/// What is said of figures of one metric, by key; the first is the report's own.
pub fn written(known: Known<'_>, figures: &[Arc<Figure>]) -> impl Iterator<Item = (String, String)> {
    let mut all: [(String, BTreeMap<String, Vec<String>>); 4] = Default::default();
    for (at, figure) in figures.iter().enumerate().filter(|(_, figure)| is_told(figure)) {
        for ((own, others), text) in all.iter_mut().zip(of(known, figure)) {
            if at == 0 {
                *own = text;
            } else if *own != text {
                let names = others.entry(text).or_default();
                let name = name(figure.period, &figure.cell);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    KEYS.iter().zip(all).map(|((key, _), (own, others))| {
        let others = others.into_iter().map(|(text, names)| format!("\n{text}\t{}", names.join(" ")));
        ((*key).to_owned(), own + &others.collect::<String>())
    })
}

/// What a line says of these figures of a metric, which it shows. Nothing where an older kalends wrote it.
pub fn read<'l>(
    words: &'l BTreeMap<String, String>,
    figures: impl Iterator<Item = (&'l str, Period, Cell)>,
) -> impl Iterator<Item = ((&'l str, Period, Cell), Said<'l>)> {
    let texts = KEYS.map(|(key, _)| {
        let mut lines = words.get(key)?.split('\n');
        let own = lines.next().unwrap_or_default();
        let others = lines.filter_map(|line| line.split_once('\t'));
        let others: BTreeMap<&str, &str> =
            others.flat_map(|(text, names)| names.split(' ').map(move |name| (name, text))).collect();
        Some((own, others))
    });
    figures.filter(move |_| words.contains_key(KEYS[0].0)).map(move |key| {
        let name = name(key.1, &key.2);
        let said = texts.each_ref().map(|text| {
            let (own, others) = text.as_ref()?;
            Some(others.get(name.as_str()).copied().unwrap_or(own))
        });
        (key, said)
    })
}

/// Whether a figure is one that readers may know something of.
pub fn is_told(figure: &Figure) -> bool {
    figure.rests_on_anything() && !is_hidden(&figure.amount)
}

/// `2018-02`, `2018-02/rh/*`.
pub(super) fn name(period: Period, cell: &Cell) -> String {
    let members = cell.0.iter().map(|member| member.as_deref().unwrap_or("*")).collect::<Vec<_>>().join("/");
    if cell.is_total() { period.to_string() } else { format!("{period}/{members}") }
}
