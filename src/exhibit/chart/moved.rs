//! What charts of two periods share: which they are, which way is better, who moved most.

use super::ChartInput;
use crate::base::period::Period;
use crate::compute::Gap;
use crate::exhibit::drawing::Marks;
use crate::exhibit::table::lines::Line;
use crate::l10n::{self, phrases, wording, words};
use crate::model::Decimal;
use crate::model::catalog::Better;

impl ChartInput<'_> {
    /// The earlier period of a chart of two.
    pub(super) fn since(self) -> Period {
        self.order.since.unwrap_or(self.reference.period.year_before())
    }

    /// The two periods of a chart of two.
    pub(super) fn between(self, since: Period) -> String {
        l10n::span(since, self.reference.period, self.language())
    }

    /// What the ways mean that something has the colour of: to the right and to the left if `is_across`, else above 0 and
    /// below it.
    pub(super) fn better_way(self, marks: Marks, is_across: bool) -> Option<String> {
        let words = words(self.language());
        let (up, down) = match is_across {
            true => (words.key_right, words.key_left),
            false => (words.key_above_zero, words.key_below_zero),
        };
        let (better, worse) = match self.metric.better {
            Better::Higher => (up, down),
            Better::Lower => (down, up),
            Better::Neither => return None,
        };
        let better = marks.better.then(|| format!("{better}: {}", words.in_better));
        let worse = marks.worse.then(|| format!("{worse}: {}", words.in_worse));
        better.into_iter().chain(worse).reduce(|a, b| format!("{a}; {b}")).map(|key| l10n::capital(&key))
    }
}

/// The members that moved most since a period, with their changes, and by how much their `total` did; `None` where none
/// moved, and where the change of one is hidden, which may be greater.
pub(super) fn moved_most<'l>(
    input: ChartInput<'_>,
    lines: impl Iterator<Item = &'l Line>,
    since: Period,
    total: Option<&str>,
) -> Option<String> {
    let mut most: Vec<(&Line, Decimal)> = Vec::new();
    for line in lines.filter(|line| line.is_figure()) {
        match line.change(input.wording.known, since) {
            Ok(change) => {
                let greatest = most.first().map(|(_, change)| change.abs());
                if greatest.is_none_or(|greatest| change.abs() > greatest) {
                    most.clear();
                }
                if greatest.is_none_or(|greatest| change.abs() >= greatest) {
                    most.push((line, change));
                }
            }
            Err(Gap::Suppressed) => return None,
            Err(_) => {}
        }
    }
    most.retain(|(_, change)| !change.is_zero());
    let name = |(line, change): &(&Line, Decimal)| {
        format!("{} ({})", line.head, wording::change(input.metric, *change, input.language()))
    };
    let names: Vec<String> = most.iter().map(name).collect();
    let names = l10n::list(&names, input.language());
    (!most.is_empty()).then(|| phrases::moved_most(total, &names, input.language()))
}
