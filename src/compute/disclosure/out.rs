//! What readers have seen of protected figures: what the ledger says, as the settling of what is hidden needs it.
//!
//! The settling goes through the snapshots in their order. It takes what one snapshot brings for new as a whole: the last
//! month of a quarter and the quarter itself. Where that month was published before anybody thought of a report of the
//! quarter, it is not.

use std::collections::{BTreeMap, BTreeSet};

use super::Key;
use crate::base::period::Period;
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Protection};
use crate::model::ledger::Ledger;
use crate::model::snapshot::Cell;

/// Of each metric that is protected by a threshold.
#[derive(Debug, Default)]
pub(in crate::compute) struct Out {
    metrics: BTreeMap<String, BTreeMap<Key, Seen>>,
}

/// What the newest lines about all reports say of one figure.
#[derive(Debug, Default)]
struct Seen {
    shown: BTreeSet<Decimal>,
    /// The first month as known in which it was hidden.
    hidden: Option<Period>,
}

/// What each report, or other pages as known in a month, said of a figure last; `None` where it was hidden.
type Pages<'l> = BTreeMap<(&'l str, Period), Option<Decimal>>;

impl Out {
    /// `None` is a site of which nothing was published.
    pub fn of(catalog: &Catalog, ledger: Option<&Ledger>) -> Out {
        // By metric and figure: what each report, or other pages as known in a month, said of it last.
        let mut last: BTreeMap<&str, BTreeMap<Key, Pages<'_>>> = BTreeMap::new();
        let is_protected = |id: &str| {
            let protection = catalog.metrics.get(id).and_then(|metric| metric.protection);
            matches!(protection, Some(Protection::Below(_)))
        };
        for record in ledger.into_iter().flat_map(|ledger| &ledger.entries).map(|entry| &entry.record) {
            let page = (record.report.as_str(), record.period);
            let mut own: BTreeMap<&str, Cell> = BTreeMap::new();
            for figure in record.figures.iter().filter(|figure| is_protected(&figure.metric)) {
                let cell = Cell(figure.members.clone());
                own.entry(&figure.metric).or_insert_with(|| cell.clone());
                let amount = figure.value.as_deref().and_then(|value| value.parse().ok());
                if figure.hidden || amount.is_some() {
                    let of = last.entry(&figure.metric).or_default();
                    of.entry((figure.period, cell)).or_default().insert(page, amount.filter(|_| !figure.hidden));
                }
            }
            for (id, cell) in own {
                for (period, value) in record.history.get(id).into_iter().flatten() {
                    if let Some(amount) = value.as_deref().and_then(|value| value.parse().ok()) {
                        let of = last.entry(id).or_default();
                        of.entry((*period, cell.clone())).or_default().insert(page, Some(amount));
                    }
                }
            }
        }
        let seen = |pages: Pages<'_>| {
            let mut seen = Seen::default();
            for ((_, period), amount) in pages {
                match amount {
                    Some(amount) => _ = seen.shown.insert(amount),
                    None => seen.hidden = seen.hidden.into_iter().chain([period.last_month()]).min(),
                }
            }
            seen
        };
        let of_metric = |(id, keys): (&str, BTreeMap<Key, _>)| {
            (id.to_owned(), keys.into_iter().map(|(key, pages)| (key, seen(pages))).collect())
        };
        Out { metrics: last.into_iter().map(of_metric).collect() }
    }

    /// Whether readers have an amount of it.
    pub fn is_shown(&self, id: &str, key: &Key, amount: Decimal) -> bool {
        self.seen(id, key).is_some_and(|seen| seen.shown.contains(&amount))
    }

    /// Whether it was hidden from them in what was known in `vintage`.
    pub fn is_hidden(&self, id: &str, key: &Key, vintage: Period) -> bool {
        self.seen(id, key).and_then(|seen| seen.hidden).is_some_and(|from| from <= vintage)
    }

    /// Whether it was hidden from them at any time.
    pub fn was_hidden(&self, id: &str, key: &Key) -> bool {
        self.seen(id, key).is_some_and(|seen| seen.hidden.is_some())
    }

    fn seen(&self, id: &str, key: &Key) -> Option<&Seen> {
        self.metrics.get(id)?.get(key)
    }
}
