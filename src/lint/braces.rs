//! Metrics between single braces, which readers see as they are typed.

use super::Finding;
use super::reading::Reading;
use crate::diag::faults;

pub(super) fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let metrics = &reading.scope.book.catalog().metrics;
    let mut findings = Vec::new();
    for passage in &reading.prose.passages {
        for (at, written) in single(&passage.text) {
            let inside = written.trim_matches(['{', '}']).trim();
            let name = inside.split('|').next().unwrap_or_default().trim();
            if metrics.contains_key(name) {
                let fault = faults::single_braces(reading.prose.place(passage, at, written.len()), name, inside);
                findings.push(reading.finding(fault, passage.section, Some(name)));
            }
        }
    }
    findings
}

/// What stands between one brace and the next, with both, and where it begins. Double braces are none of these.
fn single(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let is_before = |c| c != '{';
    let mut rest = text.trim_start_matches(is_before);
    while !rest.is_empty() {
        let inside = rest.trim_start_matches('{');
        let end = inside.trim_start_matches(|c| !matches!(c, '{' | '}'));
        let behind = end.trim_start_matches('}');
        let (opens, closes) = (rest.len() - inside.len(), end.len() - behind.len());
        if (opens, closes) == (1, 1) {
            let at = text.len() - rest.len();
            found.extend(rest.strip_suffix(behind).map(|written| (at, written)));
        }
        rest = behind.trim_start_matches(is_before);
    }
    found
}
