//! The quality statement of a folder → the headings that it lacks, and its day.

use super::Finding;
use super::reading::Reading;
use crate::base::place::Place;
use crate::diag::faults;
use crate::l10n::lexicon;
use crate::narrative::prose::Kind;

/// What is missing in a statement; nothing for any other page.
pub(super) fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let page = reading.page;
    if !page.is_quality_statement() {
        return Vec::new();
    }
    let headings = reading.prose.passages.iter().filter(|passage| passage.kind == Kind::Heading);
    let missing = lexicon(reading.language).missing_headings(headings.map(|passage| passage.text.as_str()));
    if missing.is_empty() && page.updated.is_some() {
        return Vec::new();
    }
    let fault = faults::statement_lacks(Place::in_text(&page.file, &page.text, 0, 1), &missing, page.updated.is_none());
    vec![reading.finding(fault, None, None)]
}
