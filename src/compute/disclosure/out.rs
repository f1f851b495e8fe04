//! What readers have seen of protected figures: what the ledger says, as the settling of what is hidden needs it.
//!
//! The settling goes through the snapshots in their order. It takes what one snapshot brings for new as a whole: the last
//! month of a quarter and the quarter itself. Where that month was published before anybody thought of a report of the
//! quarter, it is not.

use std::collections::{BTreeMap, BTreeSet};

use super::Key;
use crate::base::period::Period;
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Metric, Protection};
use crate::model::language::Language;
use crate::model::ledger::{Ledger, REASONS, What, reason_line};
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
    /// The same without the reports for which somebody says that it need not be hidden any more.
    stays_hidden: Option<Period>,
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
        let reasons = Reasons::of(catalog, ledger);
        let seen = |id: &str, pages: Pages<'_>| {
            let mut seen = Seen::default();
            for ((report, period), amount) in pages {
                let Some(amount) = amount else {
                    let first = |before: Option<Period>| before.into_iter().chain([period.last_month()]).min();
                    seen.hidden = first(seen.hidden);
                    if !reasons.may_show(id, report) {
                        seen.stays_hidden = first(seen.stays_hidden);
                    }
                    continue;
                };
                seen.shown.insert(amount);
            }
            seen
        };
        let of_metric = |(id, keys): (&str, BTreeMap<Key, _>)| {
            (id.to_owned(), keys.into_iter().map(|(key, pages)| (key, seen(id, pages))).collect())
        };
        Out { metrics: last.into_iter().map(of_metric).collect() }
    }

    /// Whether readers have an amount of it.
    pub fn is_shown(&self, id: &str, key: &Key, amount: Decimal) -> bool {
        self.seen(id, key).is_some_and(|seen| seen.shown.contains(&amount))
    }

    /// Whether it was hidden from them in what was known in `vintage`, and nobody says that it need not be any more.
    pub fn is_hidden(&self, id: &str, key: &Key, vintage: Period) -> bool {
        self.seen(id, key).and_then(|seen| seen.stays_hidden).is_some_and(|from| from <= vintage)
    }

    /// Whether it was hidden from them at any time.
    pub fn was_hidden(&self, id: &str, key: &Key) -> bool {
        self.seen(id, key).is_some_and(|seen| seen.hidden.is_some())
    }

    fn seen(&self, id: &str, key: &Key) -> Option<&Seen> {
        self.metrics.get(id)?.get(key)
    }
}

/// Why hidden figures of metrics need not be hidden any more, and which reports that counts for: a reason counts for one
/// change, and not for a report that was published after another one had told it.
struct Reasons<'l> {
    /// By metric, in each language.
    reasons: BTreeMap<&'l str, Vec<&'l str>>,
    /// The first line of each report, and which reasons stood there then, where it says that.
    first: BTreeMap<&'l str, (u32, Option<&'l str>)>,
    /// Which report told a reason, of which metric, in which line.
    told: Vec<(&'l str, &'l str, u32)>,
}

impl<'l> Reasons<'l> {
    fn of(catalog: &'l Catalog, ledger: Option<&'l Ledger>) -> Reasons<'l> {
        let reason = |(id, metric): (&'l String, &'l Metric)| {
            let reason = metric.changed.get(What::Hiding.word())?;
            Some((id.as_str(), Language::ALL.map(|language| reason.get(language)).to_vec()))
        };
        let reasons: BTreeMap<&str, Vec<&str>> = catalog.metrics.iter().filter_map(reason).collect();
        let (mut first, mut told) = (BTreeMap::new(), Vec::new());
        for entry in ledger.into_iter().flat_map(|ledger| &ledger.entries).filter(|_| !reasons.is_empty()) {
            let report = entry.record.report.as_str();
            let standing = entry.record.settings.get(REASONS).map(String::as_str);
            first.entry(report).or_insert((entry.line, standing));
            for change in entry.record.changes.iter().filter(|change| change.what == What::Hiding) {
                let of_metric = change.metric.as_deref().and_then(|id| reasons.get_key_value(id));
                let is_it = of_metric.filter(|(_, reasons)| reasons.contains(&change.reason.as_str()));
                told.extend(is_it.map(|(id, _)| (*id, report, entry.line)));
            }
        }
        Reasons { reasons, first, told }
    }

    fn may_show(&self, id: &str, report: &str) -> bool {
        let Some(reasons) = self.reasons.get(id) else { return false };
        let (first, standing) = self.first.get(report).copied().unwrap_or((u32::MAX, None));
        let stood = |standing: &str| {
            let lines = reasons.iter().map(|reason| reason_line(What::Hiding, Some(id), reason));
            lines.into_iter().any(|reason| standing.lines().any(|line| line == reason))
        };
        let is_spent =
            |(of, by, line): &(&str, &str, u32)| *of == id && (*by == report || standing.is_none() && *line < first);
        !standing.is_some_and(stood) && !self.told.iter().any(is_spent)
    }
}
