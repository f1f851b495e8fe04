//! What the marks of a drawing mean, and which names it has no room for.

use std::sync::Arc;

use super::{ChartInput, Drawings, extremes, illustrative};
use crate::compute::Figure;
use crate::exhibit::drawing::Drawing;
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};

/// The first of the names that a narrow drawing cuts and a wide one has in full. A saved file is wide, so it is none of
/// its sentences.
pub fn cut_when_narrow(wording: Wording<'_>, drawings: &Drawings) -> Option<String> {
    let Drawings::Sizes { wide, narrow } = drawings else { return None };
    let is_told = |name: &&String| wide.unnamed.contains(name) || wide.cut.contains(name);
    let names: Vec<String> = narrow.cut.iter().filter(|name| !is_told(name)).cloned().collect();
    let before = words(wording.language).key_cut_when_narrow;
    (!names.is_empty()).then(|| format!("{before}: {}", extremes::first_names(&names, wording.language)))
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
        keys.extend(marks.suppressed.then(|| words.suppressed_note.to_owned()));
        if let Drawings::Sizes { wide, narrow } = drawings {
            keys.extend(self.names_missed(wide, narrow));
        }
        keys
    }

    /// The names that drawings have no room for, and those of which a wide one has a part.
    fn names_missed(self, wide: &Drawing, narrow: &Drawing) -> Vec<String> {
        let (language, words) = (self.language(), words(self.language()));
        let unnamed = self.but(&wide.unnamed, &[]);
        let when_narrow = self.but(&narrow.unnamed, &wide.unnamed);
        let said = |before: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{before}: {}", l10n::list(names, language)))
        };
        let all = [
            (!unnamed.is_empty()).then(|| phrases::without_label(&unnamed, language)),
            said(words.key_unnamed_when_narrow, &when_narrow),
            said(words.key_cut, &self.but(&wide.cut, &[])),
        ];
        all.into_iter().flatten().collect()
    }

    /// The names but `others` and the chart's own, which the subtitle begins with.
    fn but(self, names: &[String], others: &[String]) -> Vec<String> {
        let own = self.wording.label(&self.reference.metric, &self.reference.cell);
        names.iter().filter(|name| **name != own && !others.contains(name)).cloned().collect()
    }
}
