//! Sentences that print a dash where a figure is missing: "That is – short of the target".
//!
//! A dash stands well in a table, behind a label, or where small counts are hidden, which the page explains. In a
//! sentence that was written for a number it says nothing, or something false.

use std::collections::BTreeSet;

use super::Finding;
use super::reading::{Reading, part, sentences};
use super::spelled::words;
use crate::base::period::Period;
use crate::compute::Gap;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::faults;
use crate::narrative::scope::Scope;

/// Fewer words are a label.
const WORDS_OF_A_SENTENCE: usize = 3;

/// How a narrative names the figure: `visits | at(period=previous) | of(ward="north")`.
fn called(scope: &Scope, reference: &Reference) -> String {
    let mut called = reference.metric.clone();
    let periods = scope.periods();
    let is_own = |period: Period| reference.period == scope.known().period_shown(&reference.metric, period);
    if !periods.iter().any(|(name, period)| *name == "period" && is_own(*period)) {
        let name = periods.iter().find(|(_, period)| *period == reference.period).map(|(name, _)| (*name).to_owned());
        called.push_str(&format!(" | at(period={})", name.unwrap_or_else(|| format!("\"{}\"", reference.period))));
    }
    let by = scope.book.catalog().metrics.get(&reference.metric).map_or(&[][..], |metric| metric.by.as_slice());
    let named = by.iter().zip(&reference.cell.0).filter_map(|(dimension, member)| Some((dimension, member.as_ref()?)));
    // The report of a member names it without saying so.
    let is_others = |(dimension, member): &(&String, &String)| {
        scope.member.as_ref().is_none_or(|(own, id)| own != *dimension || id != *member)
    };
    let members: Vec<String> =
        named.filter(is_others).map(|(dimension, member)| format!("{dimension}=\"{member}\"")).collect();
    if !members.is_empty() {
        called.push_str(&format!(" | of({})", members.join(", ")));
    }
    called
}

/// How a narrative names a change since a period.
fn changed(scope: &Scope, since: Period, is_usual: bool) -> String {
    let name = scope.periods().into_iter().find(|(_, period)| *period == since).map(|(name, _)| name.to_owned());
    match is_usual {
        true => "change".to_owned(),
        false => format!("change(since={})", name.unwrap_or_else(|| format!("\"{since}\""))),
    }
}

pub(super) fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let known = reading.scope.known();
    let mut findings = Vec::new();
    for passage in &reading.prose.passages {
        let mut told = BTreeSet::new();
        for sentence in sentences(&passage.text, reading.language) {
            let is_label = words(part(&passage.text, &sentence)).len() < WORDS_OF_A_SENTENCE;
            for (at, reference) in reading.cited(passage, &sentence).into_iter().filter(|_| !is_label) {
                let figure = known.figure(&reference.metric, &reference.cell, reference.period);
                if let Aspect::Change(since) | Aspect::Trend(since) = reference.aspect
                    && known.change(&figure, since).absolute == Err(Gap::BegunAnew)
                    && told.insert((&reference.metric, &reference.cell))
                {
                    let place = reading.prose.place(passage, at, 1);
                    let is_usual = since == figure.period.previous();
                    let called =
                        format!("{} | {}", called(&reading.scope, reference), changed(&reading.scope, since, is_usual));
                    let fault =
                        faults::beginning_in_a_sentence(place, &reference.metric, since, figure.period, &called);
                    findings.push(reading.finding(fault, passage.section, Some(&reference.metric)));
                }
                let is_missing = figure.amount.is_err() && !figure.is_suppressed();
                if is_missing && told.insert((&reference.metric, &reference.cell)) {
                    let place = reading.prose.place(passage, at, 1);
                    let members: Vec<&str> = reference.cell.members().collect();
                    let fault = faults::gap_in_a_sentence(
                        place,
                        &reference.metric,
                        &members.join(", "),
                        reference.period,
                        &called(&reading.scope, reference),
                    );
                    findings.push(reading.finding(fault, passage.section, Some(&reference.metric)));
                }
            }
        }
    }
    findings
}
