//! What the marks of a drawing mean, and which names it has no room for.

use std::sync::Arc;

use super::{ChartInput, Drawings, extremes, illustrative};
use crate::compute::Figure;
use crate::exhibit::drawing::{Cut, Drawing};
use crate::exhibit::table::NamedHistory;
use crate::l10n::{self, phrases, words};
use crate::model::language::Language;

/// The names that the drawing of a saved file has no room for, where the page has them beside its own drawings.
pub fn cut_in_file(drawings: &Drawings, language: Language) -> Option<String> {
    let Drawings::Panels { grid, .. } = drawings else { return None };
    let names: Vec<String> = grid.cut.iter().map(Cut::in_full).collect();
    said(words(language).key_cut, &names, language)
}

fn said(before: &str, names: &[String], language: Language) -> Option<String> {
    (!names.is_empty()).then(|| format!("{before}: {}", l10n::list(names, language)))
}

/// The names in full. Of those that no letter refers to, the first.
fn in_full(cut: &[&Cut], language: Language) -> String {
    let names: Vec<String> = cut.iter().map(|cut| cut.in_full()).collect();
    match cut.iter().any(|cut| cut.letter.is_some()) {
        true => l10n::list(&names, language),
        false => extremes::first_names(&names, language),
    }
}

impl ChartInput<'_> {
    /// Sentences that every subtitle needs: what is illustrative, and the key of the drawing's marks.
    pub(super) fn keys(self, drawings: &Drawings, drawn: &[&Arc<Figure>]) -> Vec<String> {
        let words = words(self.language());
        let marks = drawings.marks();
        let mut keys: Vec<String> = illustrative(self.wording, drawn).into_iter().collect();
        let verdicts = [
            (marks.met, words.key_met),
            (marks.near, words.key_near),
            (marks.missed, words.key_missed),
            (marks.over, words.key_over),
            (marks.untargeted, words.key_no_target),
        ];
        let verdicts = verdicts.into_iter().filter(|(is_drawn, _)| *is_drawn).map(|(_, key)| key.to_owned());
        keys.extend(verdicts.reduce(|a, b| format!("{a}; {b}")));
        keys.extend(marks.target.then(|| words.key_thick_line.to_owned()));
        keys.extend(marks.previous.then(|| words.key_ring_previous.to_owned()));
        keys.extend(marks.provisional.then(|| words.key_dotted_provisional.to_owned()));
        keys.extend(marks.dots_under.then(|| words.key_dots_under.to_owned()));
        keys.extend(marks.dots_at_end.then(|| words.key_dots_at_end.to_owned()));
        keys.extend(marks.revised.then(|| words.key_ring_revised.to_owned()));
        keys.extend(marks.band.then(|| words.key_interval_band.to_owned()));
        keys.extend(marks.whisker.then(|| words.key_interval_line.to_owned()));
        keys.extend(marks.hollow.then(|| words.key_hollow.to_owned()));
        keys.extend(marks.missing.then(|| words.key_missing.to_owned()));
        keys.extend(marks.suppressed.then(|| words.suppressed_note.to_owned()));
        if let Drawings::Sizes { wide, .. } = drawings {
            keys.extend(self.names_missed(wide));
        }
        keys
    }

    /// The names that a wide drawing has no room for, and those of which it has a part.
    fn names_missed(self, wide: &Drawing) -> Vec<String> {
        let language = self.language();
        let unnamed = self.but(&wide.unnamed, &[]);
        let own = self.own_name();
        let cut: Vec<String> = wide.cut.iter().filter(|cut| cut.name != own).map(Cut::in_full).collect();
        let unnamed = (!unnamed.is_empty()).then(|| phrases::without_label(&unnamed, language));
        unnamed.into_iter().chain(said(words(language).key_cut, &cut, language)).collect()
    }

    /// What is to be said of a narrow drawing alone: another beginning of its axis, and the names that it has no room for
    /// or of which it has a part. A saved file is wide, so it is none of its sentences.
    pub(super) fn when_narrow(self, drawings: &Drawings) -> Vec<String> {
        let Drawings::Sizes { wide, narrow } = drawings else { return Vec::new() };
        let (language, words) = (self.language(), words(self.language()));
        let start = narrow.axis_start.as_ref().filter(|start| Some(*start) != wide.axis_start.as_ref());
        let start = start.map(|start| format!("{} {}", self.axis_starts_at(start), words.on_narrow_screens));
        let unnamed = self.but(&narrow.unnamed, &wide.unnamed);
        let is_told = |cut: &&Cut| {
            let is_same = |other: &Cut| other.name == cut.name && (cut.letter.is_none() || other.letter == cut.letter);
            wide.cut.iter().any(is_same) || (cut.letter.is_none() && wide.unnamed.contains(&cut.name))
        };
        let cut: Vec<&Cut> = narrow.cut.iter().filter(|cut| !is_told(cut)).collect();
        let cut = (!cut.is_empty()).then(|| format!("{}: {}", words.key_cut_when_narrow, in_full(&cut, language)));
        [start, said(words.key_unnamed_when_narrow, &unnamed, language), cut].into_iter().flatten().collect()
    }

    /// The key of `*` says whose values are hidden, where there are several.
    pub(super) fn name_hidden(self, keys: &mut [String], histories: &[NamedHistory]) {
        let is_hidden = |history: &&NamedHistory| history.figures.iter().any(|figure| figure.is_suppressed());
        let names: Vec<String> = histories.iter().filter(is_hidden).map(|history| history.name.clone()).collect();
        let note = words(self.language()).suppressed_note;
        if let Some(key) = keys.iter_mut().find(|key| *key == note).filter(|_| histories.len() > 1 && !names.is_empty())
        {
            *key = format!("{note}: {}", l10n::list(&names, self.language()));
        }
    }

    /// Of the metric, which the subtitle begins with.
    fn own_name(self) -> String {
        self.wording.label(&self.reference.metric, &self.reference.cell)
    }

    /// The names but `others` and the chart's own, which the subtitle begins with.
    fn but(self, names: &[String], others: &[String]) -> Vec<String> {
        let own = self.own_name();
        names.iter().filter(|name| **name != own && !others.contains(name)).cloned().collect()
    }
}
