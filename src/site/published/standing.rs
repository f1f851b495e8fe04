//! Which reasons stand in the author's files when a report is published first: as text for the ledger. Such a reason
//! explains nothing that is changed in the report later.

use std::collections::BTreeSet;

use crate::load;
use crate::model::Text;
use crate::model::catalog::Catalog;
use crate::model::language::Language;
use crate::model::ledger::{REASONS, Record, What, reason_line};
use crate::model::settings::Settings;
use crate::site::plan::PlannedReport;

/// Says with the first line of a report which reasons stand there, and with each later one what that `first` line says.
pub fn say(record: &mut Record, first: Option<&Record>, inputs: &load::Site, planned: Option<&PlannedReport>) {
    let reasons = match first {
        Some(first) => first.settings.get(REASONS).cloned(),
        None => planned.map(|planned| {
            standing(&inputs.catalog, &inputs.settings, planned.page.edition.as_deref(), planned.language)
        }),
    };
    record.settings.extend(reasons.map(|reasons| (REASONS.to_owned(), reasons)));
}

/// A line for each reason.
fn standing(catalog: &Catalog, site: &Settings, edition: Option<&str>, language: Language) -> String {
    let of_metrics = catalog.metrics.iter().flat_map(|(id, metric)| {
        let reason =
            |(key, reason): (&String, &Text)| Some(reason_line(What::read(key)?, Some(id), reason.get(language)));
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
