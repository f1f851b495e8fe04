//! Reports of quarters and years that are not over → drafts, until they are.
//!
//! What such a report puts together is not known before its last month is in, and what is published stays as it is. One that is
//! out already is not taken away.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::period::Period;
use crate::load;
use crate::model::content::{Page, Series};
use crate::model::ledger::Ledger;

/// Makes each report of a quarter or a year a draft whose last month has no snapshot, nor has a later one.
pub fn wait(site: &mut load::Site) {
    let newest = site.snapshots.last().map(|snapshot| snapshot.period);
    let is_over = |period: Period| newest.is_some_and(|newest| period.last_month() <= newest);
    let out: BTreeSet<&str> = site
        .ledger
        .iter()
        .flat_map(Ledger::newest)
        .filter(|(_, entry)| entry.record.withdrawn.is_none())
        .map(|(folder, _)| folder)
        .collect();
    let is_out = |series: &Series, period: Period| {
        let reports = site.members(series).into_iter().flat_map(|member| site.editions(series, member, true));
        reports.filter(|report| report.period == period).any(|report| out.contains(report.folder().as_str()))
    };
    let waits = |series: &Series, (period, page): &(Period, Arc<Page>)| {
        !page.draft && !is_over(*period) && !is_out(series, *period)
    };
    let of_series = |series: &Arc<Series>| -> Vec<Period> {
        series.reports.iter().filter(|report| waits(series, report)).map(|(period, _)| *period).collect()
    };
    let waiting: Vec<Vec<Period>> = site.series.iter().map(of_series).collect();
    for (series, waiting) in site.series.iter_mut().zip(waiting).filter(|(_, waiting)| !waiting.is_empty()) {
        for (period, page) in Arc::make_mut(series).reports.iter_mut().filter(|(period, _)| waiting.contains(period)) {
            let page = Arc::make_mut(page);
            (page.draft, page.waits_for) = (true, Some(period.last_month()));
        }
    }
}

/// The texts that are left out so, each with the month whose snapshot it waits for.
pub fn texts(site: &load::Site) -> Vec<(String, Period)> {
    let texts = site.series.iter().flat_map(|series| &series.reports);
    texts.filter_map(|(_, page)| Some((page.file.to_string(), page.waits_for?))).collect()
}
