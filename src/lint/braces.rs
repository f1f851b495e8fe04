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
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|at| from + at) {
        let opens = text[start..].len() - text[start..].trim_start_matches('{').len();
        let inside = start + opens;
        let Some(end) = text[inside..].find(['{', '}']).map(|at| inside + at) else { break };
        let closes = text[end..].len() - text[end..].trim_start_matches('}').len();
        if (opens, closes) == (1, 1) {
            found.push((start, &text[start..=end]));
        }
        from = end + closes;
    }
    found
}
