//! Which figures miss their target, and which cannot be held against it.

use std::sync::Arc;

use super::parts;
use crate::compute::{Figure, Gap, Known, Verdict};
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};
use crate::model::language::Language;

/// More names than these would hide the sentence that they stand in.
const MOST_NAMES: usize = 10;

/// Figures held against their targets.
#[derive(Debug, Clone, Default)]
pub struct Missed {
    /// Those that miss it: each figure, then its parts.
    pub figures: Vec<Arc<Figure>>,
    /// Those that are missing or hidden, or whose target is. The parts of such a one are not among them.
    pub unknown: Vec<Arc<Figure>>,
    /// Whether any could be held against its target.
    pub is_any_known: bool,
}

/// Those of the figures that miss their target, each with its parts that miss theirs. What is hidden is not known to
/// miss any.
pub fn off_target(known: Known<'_>, figures: &[Arc<Figure>]) -> Missed {
    let mut missed = Missed::default();
    for figure in figures {
        let names_parts = missed.add(known, figure) != Some(Verdict::Unknown);
        let cells = parts(known, &figure.metric).into_iter();
        let cells = cells.filter(|cell| *cell != figure.cell && cell.is_within(&figure.cell));
        let all: Vec<Arc<Figure>> = cells.map(|cell| known.figure(&figure.metric, &cell, figure.period)).collect();
        let is_any_counted = all.iter().any(|part| !part.is_not_counted());
        // What closed some time ago is not missing.
        let before = |part: &Figure| known.figure(&part.metric, &part.cell, part.period.previous());
        let is_gone = |part: &Figure| is_any_counted && part.is_not_counted() && before(part).is_not_counted();
        for part in all.iter().filter(|part| !is_gone(part)) {
            let unknown = missed.unknown.len();
            missed.add(known, part);
            // The name of the whole says it already.
            missed.unknown.truncate(if names_parts { usize::MAX } else { unknown });
        }
    }
    missed
}

impl Missed {
    /// Notes the verdict on a figure; `None` where it has no target, and before it is counted at all.
    fn add(&mut self, known: Known<'_>, figure: &Arc<Figure>) -> Option<Verdict> {
        let verdict = known.judge(figure).map(|judged| judged.verdict)?;
        match verdict {
            Verdict::NotMet => self.figures.push(figure.clone()),
            Verdict::Unknown if matches!(figure.amount, Err(Gap::BeforeFirst)) => return None,
            Verdict::Unknown => self.unknown.push(figure.clone()),
            Verdict::Met | Verdict::Near => {}
        }
        self.is_any_known |= verdict != Verdict::Unknown;
        Some(verdict)
    }

    /// That every figure which can be held against a target meets it; `None` where one does not, and where none can be.
    pub fn none(&self, language: Language) -> Option<&'static str> {
        (self.figures.is_empty() && self.is_any_known).then(|| words(language).none_off_target)
    }

    /// The names of those that cannot be held against a target; `None` where all can.
    pub fn remark(&self, wording: Wording<'_>) -> Option<String> {
        let name = |figure: &Arc<Figure>| wording.label(&figure.metric, &figure.cell);
        let names: Vec<String> = self.unknown.iter().take(MOST_NAMES).map(name).collect();
        let names = match self.unknown.len() - names.len() {
            0 => l10n::list(&names, wording.language),
            more => phrases::and_more(&names.join(", "), more, wording.language),
        };
        (!self.unknown.is_empty()).then(|| phrases::not_held_against_target(&names, wording.language))
    }
}
