//! The kind of chart that nobody named: the one that shows best what is asked for, of those that can show it.

use super::{ChartKind, arrow, bars, deviation, line, multiples, stacked, xmr};
use crate::compute::Known;
use crate::compute::reference::Reference;
use crate::model::catalog::Metric;

/// How much a chart is to show.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub metrics: usize,
    /// Members of the dimension whose parts are asked for; `None`: the metric is shown as a whole.
    pub members: Option<usize>,
    pub periods: usize,
    /// Whether the author says how many periods.
    pub is_counted: bool,
}

/// What a chart is asked to show.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub metric: &'a Metric,
    pub reference: &'a Reference,
    pub by: Option<&'a str>,
    pub extent: Extent,
    /// Arguments that say what is shown, as `members`, in the words of `ChartKind::passes_over`.
    pub arguments: &'a [&'static str],
}

/// The kind of chart that shows best what is asked for. Where there is none that heeds every argument, the one that
/// would be best without them, which can then say what is in the way.
pub fn usual(known: Known<'_>, asked: Asked<'_>) -> &'static ChartKind {
    let heeds = |kind: &&&'static ChartKind| asked.arguments.iter().all(|name| !kind.passes_over.contains(name));
    let suited = suited(known, asked);
    let of_all = if asked.by.is_some() { &bars::KIND } else { &line::KIND };
    suited.iter().find(heeds).or(suited.first()).copied().unwrap_or(of_all)
}

/// The kinds that have room for what is asked for, the best one first. None where there are more members than any of
/// them can show.
fn suited(known: Known<'_>, asked: Asked<'_>) -> Vec<&'static ChartKind> {
    let Asked { metric, reference, by, extent, .. } = asked;
    if extent.metrics > 1 {
        return vec![&line::KIND];
    }
    let Some((members, dimension)) = extent.members.zip(by) else {
        let limits = metric.spc.is_some().then_some(&xmr::KIND);
        return limits.into_iter().chain([&line::KIND, &deviation::KIND]).collect();
    };
    // A first report has no way to show yet.
    let is_first = extent.periods < 2;
    let stacks = (2..=stacked::MOST_PARTS).contains(&members)
        && extent.periods <= stacked::MOST_PERIODS
        && stacked::adds_up(known, reference, dimension, extent.periods);
    let in_order: [(bool, &'static ChartKind); 6] = [
        (is_first, &bars::KIND),
        (stacks, &stacked::KIND),
        (true, &line::KIND),
        (true, &multiples::KIND),
        // It shows one period.
        (!extent.is_counted, &bars::KIND),
        (asked.arguments.contains(&"since"), &arrow::KIND),
    ];
    let has_room = |(fits, kind): (bool, &'static ChartKind)| (fits && members <= kind.most_members).then_some(kind);
    in_order.into_iter().filter_map(has_room).collect()
}
