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

/// The members that moved most since a period, with their changes, and by how much their `total` did, as text and as an
/// amount; `None` where none moved, and where the change of one is hidden, which may be greater. Where those that moved
/// most went the other way than the total, those that moved most either way.
pub(super) fn moved_most<'l>(
    input: ChartInput<'_>,
    lines: impl Iterator<Item = &'l Line>,
    since: Period,
    total: Option<(&str, Decimal)>,
) -> Option<String> {
    let language = input.language();
    let mut moves: Vec<(&Line, Decimal)> = Vec::new();
    for line in lines.filter(|line| line.is_figure()) {
        match line.change(input.wording.known, since) {
            Ok(change) if change.is_zero() => {}
            Ok(change) => moves.push((line, change)),
            Err(Gap::Suppressed) => return None,
            Err(_) => {}
        }
    }
    let greatest = |of: &dyn Fn(Decimal) -> bool| {
        let of = || moves.iter().filter(|(_, change)| of(*change));
        let most = of().map(|(_, change)| change.abs()).max()?;
        Some(of().filter(|(_, change)| change.abs() == most).copied().collect::<Vec<_>>())
    };
    let name = |(line, change): &(&Line, Decimal)| {
        format!("{} ({})", line.head, wording::change(input.metric, *change, language))
    };
    let named = |moves: &[(&Line, Decimal)]| l10n::list(&moves.iter().map(name).collect::<Vec<String>>(), language);
    let most = greatest(&|_| true)?;
    let against =
        |total: &Decimal| most.iter().any(|(_, change)| change.is_sign_negative() != total.is_sign_negative());
    let (up, down) = (greatest(&|change| change.is_sign_positive()), greatest(&|change| change.is_sign_negative()));
    match (total.filter(|(_, amount)| against(amount)), up.zip(down)) {
        (Some((total, _)), Some((up, down))) => {
            Some(phrases::moved_both_ways(total, &named(&up), &named(&down), language))
        }
        _ => Some(phrases::moved_most(total.map(|(total, _)| total), &named(&most), language)),
    }
}
