//! Which reasons stand in the author's files when a report is published first: as text for the ledger. Such a reason
//! explains nothing that is changed in the report later.

use std::collections::BTreeSet;

use crate::model::catalog::Catalog;
use crate::model::language::Language;
use crate::model::ledger::{What, reason_line};
use crate::model::settings::Settings;

/// A line for each reason.
pub fn standing(catalog: &Catalog, site: &Settings, edition: Option<&str>, language: Language) -> String {
    let of_metrics = catalog.metrics.iter().flat_map(|(id, metric)| {
        let reason = |(key, reason): (&String, &crate::model::Text)| {
            Some(reason_line(What::read(key)?, Some(id), reason.get(language)))
        };
        metric.changed.iter().filter_map(reason).collect::<Vec<_>>()
    });
    let of_dimensions = catalog.dimensions.iter().flat_map(|(name, dimension)| {
        let reason = dimension.changed.as_ref().map(|reason| reason.get(language));
        let each = |reason: &str| [What::Members, What::Order].map(|what| reason_line(what, Some(name), reason));
        reason.map(each).into_iter().flatten()
    });
    let of_site =
        site.changed.iter().filter_map(|(key, reason)| Some(reason_line(What::read(key)?, None, reason.get(language))));
    let retired = catalog.retired.iter().map(|(id, reason)| reason_line(What::Retired, Some(id), reason.get(language)));
    let edition = edition.map(|edition| reason_line(What::Text, None, edition));
    let all: BTreeSet<String> = of_metrics.chain(of_dimensions).chain(of_site).chain(retired).chain(edition).collect();
    all.into_iter().collect::<Vec<_>>().join("\n")
}
