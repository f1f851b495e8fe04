//! Metrics of which something is called the same: to readers that is one thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::catalog::{Catalog, Metric};
use crate::model::language::Language;
use crate::model::ledger::alike;

/// Labels by what tells them from others.
pub type Labels = BTreeMap<String, String>;

/// The metrics that have something under the same label in one of the languages, in the order of the catalog, and all
/// such labels.
pub fn pairs<'c>(catalog: &'c Catalog, languages: &[Language]) -> BTreeMap<(&'c str, &'c str), Labels> {
    let mut pairs: BTreeMap<(&str, &str), Labels> = BTreeMap::new();
    for language in languages {
        let label = |metric: &Metric| alike(metric.label.get(*language));
        let numbered = catalog.metrics.iter().enumerate();
        let mut metrics: Vec<_> = numbered.map(|(at, (id, metric))| (label(metric), at, id.as_str(), metric)).collect();
        // Whatever begins as a label does stands behind it.
        metrics.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        for (index, (label, at, id, metric)) in metrics.iter().enumerate() {
            let behind = metrics.iter().skip(index + 1);
            for (_, other_at, other_id, other) in behind.take_while(|(longer, ..)| longer.starts_with(label.as_str())) {
                let shared = shared(catalog, [metric, other], *language);
                if !shared.is_empty() {
                    let pair = if at < other_at { (*id, *other_id) } else { (*other_id, *id) };
                    pairs.entry(pair).or_default().extend(shared);
                }
            }
        }
    }
    pairs
}

/// The labels that something of both metrics has.
fn shared(catalog: &Catalog, [one, other]: [&Metric; 2], language: Language) -> Labels {
    let labels = |metric: &Metric| catalog.parts(metric, language).into_iter().map(|(label, _)| label);
    let of_one: BTreeSet<String> = labels(one).map(|label| alike(&label)).collect();
    labels(other).map(|label| (alike(&label), label)).filter(|(label, _)| of_one.contains(label)).collect()
}
