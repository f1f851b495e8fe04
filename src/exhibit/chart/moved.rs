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

    /// Which way is better, where something has its colour.
    pub(super) fn better_way(self, marks: Marks) -> Option<String> {
        let words = words(self.language());
        match self.metric.better {
            _ if !marks.way => None,
            Better::Higher => Some(words.key_higher_better.to_owned()),
            Better::Lower => Some(words.key_lower_better.to_owned()),
            Better::Neither => None,
        }
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
