//! Sentences that print a dash where a figure is missing: "That is – short of the target".
//!
//! A dash stands well in a table, behind a label, or where small counts are hidden, which the page explains. In a
//! sentence that was written for a number it says nothing, or something false.

use std::collections::BTreeSet;

use super::Finding;
use super::reading::{Reading, sentences};
use super::spelled::words;
use crate::diag::faults;

/// Fewer words are a label.
const WORDS_OF_A_SENTENCE: usize = 3;

pub(super) fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let known = reading.scope.known();
    let mut findings = Vec::new();
    for passage in &reading.prose.passages {
        let mut told = BTreeSet::new();
        for sentence in sentences(&passage.text, reading.language) {
            let is_label = words(&passage.text[sentence.clone()]).len() < WORDS_OF_A_SENTENCE;
            for (at, reference) in reading.cited(passage, &sentence).into_iter().filter(|_| !is_label) {
                let figure = known.figure(&reference.metric, &reference.cell, reference.period);
                let is_missing = figure.amount.is_err() && !figure.is_suppressed();
                if is_missing && told.insert((&reference.metric, &reference.cell)) {
                    let place = reading.prose.place(passage, at, 1);
                    let fault = faults::gap_in_a_sentence(place, &reference.metric, reference.period);
                    findings.push(reading.finding(fault, passage.section, Some(&reference.metric)));
                }
            }
        }
    }
    findings
}
