//! Paragraphs that are word for word those of the report before, although a figure they cite moved beyond its tolerance
//! or out of its usual variation.
//!
//! Only months with narratives of their own are compared; the standing narrative is the same by design. A paragraph
//! that is all references says nothing that could be outdated.

use std::collections::BTreeMap;

use super::reading::{Reading, part};
use super::spelled::words;
use super::{Finding, is_beyond_tolerance, moved};
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::compute::spc::Rule;
use crate::diag::faults;
use crate::model::content::Page;
use crate::narrative::trace::tags;

/// Fewer typed words than these for each reference are its frame: what the paragraph says, the references say.
const FEWEST_WORDS: usize = 5;

/// A paragraph as it is in the file.
struct Paragraph {
    start: usize,
    end: usize,
    /// Its words, with one space between them.
    text: String,
}

/// `reading` and the page of the report before it in its series.
pub fn findings(reading: &Reading<'_>, before: &Page) -> Vec<Finding> {
    let earlier = paragraphs(before);
    let known: BTreeMap<&str, &Paragraph> =
        earlier.iter().map(|paragraph| (paragraph.text.as_str(), paragraph)).collect();
    let mut findings = Vec::new();
    for paragraph in paragraphs(reading.page) {
        let Some(same) = known.get(paragraph.text.as_str()) else { continue };
        let within = |at: usize| (paragraph.start..paragraph.end).contains(&at);
        let passages = reading.prose.passages.iter().filter(|passage| passage.begins().is_some_and(within));
        let cited = passages.flat_map(|passage| {
            let all = reading.cited(passage, &(0..passage.text.len()));
            all.into_iter().map(|(_, reference)| (passage.section, reference))
        });
        for (section, reference) in cited {
            if let Some(moved) = moved_beyond(reading, reference) {
                let place = place(reading.page, &paragraph);
                let fault = faults::unchanged_paragraph(place, &reference.metric, &moved, self::place(before, same));
                findings.push(reading.finding(fault, section, Some(&reference.metric)));
                break;
            }
        }
    }
    findings
}

/// The paragraphs of a page that say something in words of their own.
fn paragraphs(page: &Page) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut start = page.body;
    let mut from = page.body;
    for line in page.body_text().split_inclusive('\n').chain([""]) {
        if line.trim().is_empty() {
            let paragraph = part(&page.text, &(start..from));
            if has_own_words(paragraph) {
                let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
                paragraphs.push(Paragraph { start, end: from, text: words });
            }
            start = from + line.len();
        }
        from += line.len();
    }
    paragraphs
}

/// Whether a paragraph says something in words of its own, and not by its references alone.
pub fn has_own_words(paragraph: &str) -> bool {
    typed_words(paragraph) >= FEWEST_WORDS * references(paragraph).max(1)
        && !paragraph.trim_start().starts_with(['#', '|'])
}

fn typed_words(paragraph: &str) -> usize {
    let mut from = 0;
    let mut count = 0;
    for (start, end) in tags(paragraph).into_iter().chain([(paragraph.len(), paragraph.len())]) {
        count += words(part(paragraph, &(from..start)))
            .iter()
            .filter(|(_, word)| word.contains(char::is_alphabetic))
            .count();
        from = end;
    }
    count
}

fn references(paragraph: &str) -> usize {
    tags(paragraph).into_iter().filter(|(start, end)| part(paragraph, &(*start..*end)).starts_with("{{")).count()
}

fn place(page: &Page, paragraph: &Paragraph) -> Place {
    Place::in_text(&page.file, &page.text, paragraph.start, paragraph.end - paragraph.start)
}

/// How the figure of a reference moved since the period before, if that is beyond its tolerance or a signal.
fn moved_beyond(reading: &Reading<'_>, reference: &Reference) -> Option<String> {
    let known = reading.scope.known();
    let metric = known.metric(&reference.metric)?;
    if reference.aspect == Aspect::Target {
        return None;
    }
    // What the text says of other periods does not move, nor does a quarter that the report before showed too.
    let report = reading.scope.figures.period;
    let period = known.period_shown(&reference.metric, report);
    let before = reading.scope.book.known_in(report.previous().last_month());
    if reference.period != period || before.period_shown(&reference.metric, report.previous()) == period {
        return None;
    }
    let figure = known.figure(&reference.metric, &reference.cell, period);
    let change = known.change(&figure, period.previous());
    let is_signal = || {
        let spc = known.spc(&figure);
        let point = spc.as_ref().and_then(|spc| spc.points.iter().find(|point| point.period == period));
        point.and_then(|point| point.rule).and_then(Rule::side).is_some()
    };
    let is_beyond = match metric.tolerance {
        Some(_) => is_beyond_tolerance(metric, &change),
        None => is_signal(),
    };
    is_beyond.then(|| moved(metric, &change)).flatten()
}
