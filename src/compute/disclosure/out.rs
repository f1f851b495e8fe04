//! What readers have seen of protected figures: what the ledger says, as the settling of what is hidden needs it.
//!
//! The settling goes through the snapshots in their order. It takes what one snapshot brings for new as a whole: the last
//! month of a quarter and the quarter itself. Where that month was published before anybody thought of a report of the
//! quarter, it is not.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Key, rounded};
use crate::base::period::{Grain, Period};
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Metric, Protection};
use crate::model::language::Language;
use crate::model::ledger::{
    Figure, Ledger, NOT_ROUNDED, REASONS, ROUND_TO, SUPPRESS_BELOW, What, alike, is_level_at_end, reason_line,
};
use crate::model::snapshot::Cell;

/// Of each metric that is protected by a threshold.
#[derive(Debug, Default)]
pub(in crate::compute) struct Out {
    metrics: BTreeMap<String, BTreeMap<Key, Seen>>,
}

/// What lines about all reports say of one figure. What any of them shows is known, whatever later ones hide.
#[derive(Debug, Default)]
struct Seen {
    shown: BTreeSet<Decimal>,
    /// What was shown of it rounded.
    rounded: BTreeSet<Decimal>,
    /// Whether it was hidden as a rounded count is that is small.
    rounded_away: bool,
    was_hidden: bool,
    /// Whether any line that hides it says that it may be part of what a longer period shows: all but the last ones of a
    /// level are none.
    sums_up: bool,
    /// Whether the newest line about any report hides it.
    is_still_hidden: bool,
    /// The first month as known in which the newest line hides it, without the reports for which somebody says that it
    /// need not be hidden any more.
    stays_hidden: Option<Period>,
    /// All such months of lines that were written under a threshold which was no higher than that of now.
    stays_below: BTreeSet<Period>,
}

/// Whether each report, or other pages as known in a month, hid a figure last, and below which threshold, where a line
/// says it.
type Pages<'l> = BTreeMap<(&'l str, Period), (bool, Option<u64>)>;

impl Out {
    /// `None` is a site of which nothing was published.
    pub fn of(catalog: &Catalog, ledger: Option<&Ledger>) -> Out {
        let protected = catalog.metrics.values().filter(|metric| is_protected(metric));
        let names = Names { catalog, called: OnceCell::new(), longest: protected.map(|metric| metric.grain).max() };
        let mut all: BTreeMap<&str, BTreeMap<Key, (Seen, Pages<'_>)>> = BTreeMap::new();
        // Which metrics were rounded in the newest line that says it: lines about other pages do not.
        let mut rounds: BTreeMap<&str, bool> = BTreeMap::new();
        let mut thresholds: BTreeMap<&str, Option<u64>> = BTreeMap::new();
        let mut levels: BTreeMap<&str, bool> = BTreeMap::new();
        for record in ledger.into_iter().flat_map(|ledger| &ledger.entries).map(|entry| &entry.record) {
            let page = (record.report.as_str(), record.period);
            let how = record.meanings.iter().filter_map(|(id, words)| Some((id.as_str(), words.get(ROUND_TO)?)));
            rounds.extend(how.map(|(id, how)| (id, how != NOT_ROUNDED)));
            let below = |words: &BTreeMap<String, String>| words.get(SUPPRESS_BELOW)?.parse().ok();
            thresholds.extend(record.meanings.iter().map(|(id, words)| (id.as_str(), below(words))));
            levels.extend(record.meanings.iter().map(|(id, words)| (id.as_str(), is_level_at_end(words))));
            let mut own: BTreeMap<&str, BTreeSet<Part<'_>>> = BTreeMap::new();
            let mut note = |metric: &str, (id, cell): Part<'_>, period: Period, amount: Option<Decimal>| {
                let Some((id, metric_now)) = catalog.metrics.get_key_value(id) else { return };
                let key = (period, cell);
                let is_part = period.grain() == metric_now.grain && key.1.0.iter().all(Option::is_some);
                let (seen, pages) = all.entry(id.as_str()).or_default().entry(key).or_default();
                pages.insert(page, (amount.is_none(), thresholds.get(metric).copied().flatten()));
                match (amount, rounds.get(metric).copied().unwrap_or(false)) {
                    (Some(amount), true) => drop(seen.rounded.insert(amount)),
                    (Some(amount), false) => drop(seen.shown.insert(amount)),
                    (None, is_rounded) => {
                        seen.was_hidden = true;
                        seen.sums_up |= !levels.get(metric).copied().unwrap_or(false);
                        // Totals are hidden for other reasons, too.
                        seen.rounded_away |= is_rounded && is_part;
                    }
                }
            };
            for figure in &record.figures {
                let now = names.of_now(figure);
                own.entry(&figure.metric).or_insert_with(|| now.clone());
                let amount = figure.value.as_deref().and_then(|value| value.parse().ok()).filter(|_| !figure.hidden);
                for part in now.into_iter().filter(|_| figure.hidden || amount.is_some()) {
                    note(&figure.metric, part, figure.period, amount);
                }
            }
            for (metric, now) in own {
                for (period, value) in record.history.get(metric).into_iter().flatten() {
                    if let Some(amount) = value.as_deref().and_then(|value| value.parse().ok()) {
                        now.iter().for_each(|part| note(metric, part.clone(), *period, Some(amount)));
                    }
                }
            }
        }
        let reasons = Reasons::of(catalog, ledger);
        let settled = |id: &str, (seen, pages): (Seen, Pages<'_>)| {
            let now = catalog.metrics.get(id).and_then(threshold);
            let stays = || {
                let hidden = pages.iter().filter(|(_, (is_hidden, _))| *is_hidden);
                hidden.filter(|((report, _), _)| !reasons.may_show(id, report))
            };
            let month = |((_, period), _): (&(&str, Period), &(bool, Option<u64>))| period.last_month();
            let below = stays().filter(|(_, (_, was))| was.zip(now).is_some_and(|(was, now)| was <= now));
            let is_still_hidden = pages.values().any(|(is_hidden, _)| *is_hidden);
            Seen {
                is_still_hidden,
                stays_hidden: stays().map(month).min(),
                stays_below: below.map(month).collect(),
                ..seen
            }
        };
        let of_metric = |(id, keys): (&str, BTreeMap<Key, _>)| {
            (id.to_owned(), keys.into_iter().map(|(key, seen)| (key, settled(id, seen))).collect())
        };
        Out { metrics: all.into_iter().map(of_metric).collect() }
    }

    /// Whether readers have an amount of it.
    pub fn is_shown(&self, id: &str, key: &Key, amount: Decimal) -> bool {
        let is_zero = |seen: &Seen| amount == Decimal::ZERO && seen.rounded.contains(&amount);
        self.seen(id, key).is_some_and(|seen| seen.shown.contains(&amount) || is_zero(seen))
    }

    /// The least and the greatest that a count of it can be to readers who have it rounded; `None` where they have not.
    pub fn limits(&self, id: &str, key: &Key, amount: Decimal) -> Option<(u64, u64)> {
        let seen = self.seen(id, key)?;
        let Ok(shown) = rounded(amount) else { return seen.rounded_away.then_some((1, 7)) };
        let shown = u64::try_from(shown).ok().filter(|_| seen.rounded.contains(&shown))?;
        Some((shown.saturating_sub(2), shown.saturating_add(2)))
    }

    /// Whether it was hidden from them in what was known in `vintage`, and nobody says that it need not be any more.
    pub fn is_hidden(&self, id: &str, key: &Key, vintage: Period) -> bool {
        self.seen(id, key).and_then(|seen| seen.stays_hidden).is_some_and(|from| from <= vintage)
    }

    /// In which months as known until `vintage` it was, as far as the threshold did not fall since.
    pub fn hidden_in(&self, id: &str, key: &Key, vintage: Period) -> impl Iterator<Item = Period> {
        self.seen(id, key).into_iter().flat_map(move |seen| seen.stays_below.range(..=vintage)).copied()
    }

    /// Whether it was hidden from them at any time.
    pub fn was_hidden(&self, id: &str, key: &Key) -> bool {
        self.seen(id, key).is_some_and(|seen| seen.was_hidden)
    }

    /// Whether something within a period, of a shorter one than the metric of now is counted by, is hidden from them: it
    /// had another grain, or what is called the same has. Of levels at the end that is the last one alone.
    pub fn hides_within(&self, id: &str, metric: &Metric, (period, cell): &Key) -> bool {
        let (grain, is_level) = (metric.grain, metric.is_level_at_end());
        let (first, last) = (period.first_month(), period.last_month());
        let Some(keys) = self.metrics.get(id).filter(|_| grain > Grain::Month) else { return false };
        // Periods are in the order of their last months.
        let mut within = keys.range((first, Cell(Vec::new()))..).take_while(|((of, _), _)| of.last_month() <= last);
        within.any(|((of, part), seen)| {
            let is_in = of.last_month() == last || !is_level || seen.sums_up;
            of.grain() < grain && of.first_month() >= first && part == cell && seen.is_still_hidden && is_in
        })
    }

    fn seen(&self, id: &str, key: &Key) -> Option<&Seen> {
        self.metrics.get(id)?.get(key)
    }
}

/// The figures of now that readers take for those of then.
struct Names<'c> {
    catalog: &'c Catalog,
    /// The parts of all metrics that are protected by a threshold, by what readers call them in any language. Made where
    /// a line names a part that is none any more.
    called: OnceCell<BTreeMap<String, BTreeSet<Part<'c>>>>,
    /// The longest grain of a protected metric.
    longest: Option<Grain>,
}

/// A part of a metric.
type Part<'c> = (&'c str, Cell);

impl<'c> Names<'c> {
    /// The parts of protected metrics that a line speaks of: by its ids, by its members where the metric is split
    /// otherwise since, or by what it was called. What is called the same and counted by longer periods sums it.
    fn of_now(&self, figure: &Figure) -> BTreeSet<Part<'c>> {
        let metric = self.catalog.metrics.get_key_value(&figure.metric);
        let by_ids = metric.and_then(|(id, metric)| {
            let members = |at: usize| Some(&self.catalog.dimensions.get(metric.by.get(at)?)?.members);
            let has = |at: usize, member: &str| members(at).is_some_and(|members| members.contains_key(member));
            let cell = Cell(figure.members.clone()).placed(metric.by.len(), has, |was, now| was == now)?;
            Some((id.as_str(), metric, cell))
        });
        let Some((id, metric, cell)) = by_ids else { return self.called_so(figure) };
        let mut parts: BTreeSet<Part<'c>> = is_protected(metric).then_some((id, cell)).into_iter().collect();
        if self.longest > Some(figure.period.grain()) {
            let is_longer = |id: &str| self.catalog.metrics.get(id).is_some_and(|of| of.grain > figure.period.grain());
            parts.extend(self.called_so(figure).into_iter().filter(|(id, _)| is_longer(id)));
        }
        parts
    }

    /// The parts that are called as a figure was.
    fn called_so(&self, figure: &Figure) -> BTreeSet<Part<'c>> {
        let label = figure.shown.as_ref().map(|shown| alike(&shown.label));
        label.and_then(|label| self.called().get(&label)).cloned().unwrap_or_default()
    }

    fn called(&self) -> &BTreeMap<String, BTreeSet<Part<'c>>> {
        self.called.get_or_init(|| {
            let protected = self.catalog.metrics.iter().filter(|(_, metric)| is_protected(metric));
            let of_metric = |(id, metric): (&'c String, &'c Metric)| {
                Language::ALL.into_iter().flat_map(move |language| {
                    let parts = self.catalog.parts(metric, language).into_iter();
                    parts.map(move |(label, cell)| (alike(&label), (id.as_str(), cell)))
                })
            };
            let mut called: BTreeMap<String, BTreeSet<Part<'c>>> = BTreeMap::new();
            for (label, part) in protected.flat_map(of_metric) {
                called.entry(label).or_default().insert(part);
            }
            called
        })
    }
}

fn is_protected(metric: &Metric) -> bool {
    threshold(metric).is_some()
}

fn threshold(metric: &Metric) -> Option<u64> {
    if let Some(Protection::Below(threshold)) = metric.protection { Some(threshold) } else { None }
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
                // Under an old id it was told of the same metric.
                let called = |metric: &Metric| {
                    Language::ALL.iter().any(|of| alike(metric.label.get(*of)) == alike(&change.label))
                };
                let id = change.metric.as_deref().filter(|id| catalog.metrics.contains_key(*id));
                let id = id.or_else(|| Some(catalog.metrics.iter().find(|(_, metric)| called(metric))?.0.as_str()));
                let of_metric = id.and_then(|id| reasons.get_key_value(id));
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
