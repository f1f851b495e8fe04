//! Words that say up or down, beside a change that went the other way.
//!
//! A verb or noun is compared with the change that its clause cites, a comparison ("more", "færre") only with the
//! change right beside it. A clause that denies, wishes or supposes says nothing about what happened. Nor does one that
//! says both ways, and a word from the name of the metric itself, such as a fall, does not count.

use std::cmp::Ordering;
use std::ops::Range;

use super::reading::{Reading, part, sentences};
use super::spelled::words;
use super::{Finding, moved};
use crate::compute::Change;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::faults;
use crate::l10n::{self, Lexicon};
use crate::model::Decimal;
use crate::narrative::prose::{MARK, Passage};

/// A change that a sentence cites.
struct Cited<'r> {
    at: usize,
    reference: &'r Reference,
    change: Change,
    way: Ordering,
}

/// A word that says a way.
struct Said<'t> {
    at: usize,
    word: &'t str,
    way: Ordering,
    is_comparison: bool,
}

pub fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for passage in &reading.prose.passages {
        for sentence in sentences(&passage.text, reading.language) {
            of_sentence(reading, passage, &sentence, &mut findings);
        }
    }
    findings
}

fn of_sentence(reading: &Reading<'_>, passage: &Passage, sentence: &Range<usize>, findings: &mut Vec<Finding>) {
    let changes = changes(reading, passage, sentence);
    if changes.is_empty() {
        return;
    }
    let lexicon = l10n::lexicon(reading.language);
    let said = said(reading, passage, sentence, &changes);
    let clauses = clauses(&passage.text, sentence, lexicon);
    let clause_of = |at: usize| clauses.iter().find(|clause| clause.contains(&at)).cloned().unwrap_or(sentence.clone());
    let verbs_agree = |part: &Range<usize>| {
        let mut ways = said.iter().filter(|said| !said.is_comparison && part.contains(&said.at)).map(|said| said.way);
        let first = ways.next()?;
        ways.all(|way| way == first).then_some(())
    };
    for cited in &changes {
        let clause = clause_of(cited.at);
        let has_verb = said.iter().any(|said| !said.is_comparison && clause.contains(&said.at));
        // One change and one way to speak of it belong together, whatever commas stand between.
        let part = if has_verb || changes.len() > 1 { clause } else { sentence.clone() };
        let verb = said.iter().find(|said| !said.is_comparison && part.contains(&said.at));
        let verb =
            verb.filter(|said| verbs_agree(&part).is_some() && is_claimed(&passage.text, &clause_of(said.at), lexicon));
        let comparison = said
            .iter()
            .find(|said| said.is_comparison && is_beside(&passage.text, said, cited.at, lexicon))
            .filter(|said| is_claimed(&passage.text, &clause_of(said.at), lexicon));
        if let Some(said) = verb.or(comparison).filter(|said| said.way != cited.way) {
            findings.extend(finding(reading, passage, said, cited));
        }
    }
}

/// The changes that a sentence cites: one that is printed, or the figure of two periods.
fn changes<'r>(reading: &'r Reading<'_>, passage: &Passage, sentence: &Range<usize>) -> Vec<Cited<'r>> {
    let known = reading.scope.known();
    let marks = reading.cited(passage, sentence);
    let mut changes = Vec::new();
    let mut add = |at, reference: &'r Reference, since| {
        let figure = known.figure(&reference.metric, &reference.cell, reference.period);
        let change = known.change(&figure, since);
        if let Ok(by) = change.absolute {
            changes.push(Cited { at, reference, way: by.cmp(&Decimal::ZERO), change });
        }
    };
    for (index, (at, reference)) in marks.iter().enumerate() {
        match reference.aspect {
            Aspect::Change(since) | Aspect::Trend(since) => add(*at, reference, since),
            Aspect::Value => {
                let is_other_end = |(_, other): &&(usize, &Reference)| {
                    other.aspect == Aspect::Value
                        && (&other.metric, &other.cell) == (&reference.metric, &reference.cell)
                        && other.period.grain() == reference.period.grain()
                        && other.period != reference.period
                };
                if let Some((_, other)) = marks.iter().take(index).find(is_other_end) {
                    let (earlier, later) =
                        if other.period < reference.period { (*other, *reference) } else { (*reference, *other) };
                    add(*at, later, earlier.period);
                }
            }
            _ => {}
        }
    }
    changes
}

/// The words of a sentence that say a way, without those in the names of the cited metrics.
fn said<'t>(
    reading: &Reading<'_>,
    passage: &'t Passage,
    sentence: &Range<usize>,
    changes: &[Cited<'_>],
) -> Vec<Said<'t>> {
    let catalog = reading.scope.book.catalog();
    let names: String = changes
        .iter()
        .filter_map(|cited| catalog.metrics.get(&cited.reference.metric))
        .flat_map(|metric| [Some(&metric.label), metric.unit.as_ref()])
        .flatten()
        .map(|text| format!("{} ", text.get(reading.language).to_lowercase()))
        .collect();
    let is_name = |word: &str| words(&names).iter().any(|(_, name)| *name == word);
    let lexicon = l10n::lexicon(reading.language);
    let mut before = String::new();
    let mut found = Vec::new();
    for (at, word) in words(part(&passage.text, sentence)) {
        let lower = word.to_lowercase();
        let ways = [
            (lexicon.rise, Ordering::Greater, false),
            (lexicon.fall, Ordering::Less, false),
            (lexicon.more, Ordering::Greater, true),
            (lexicon.less, Ordering::Less, true),
        ];
        let way = ways.into_iter().find(|(known, ..)| known.holds(&lower));
        let is_phrase = lexicon.set_phrases.contains(&(before.as_str(), lower.as_str()));
        if let Some((_, way, is_comparison)) = way.filter(|_| !is_phrase && !is_name(&lower)) {
            found.push(Said { at: sentence.start + at, word, way, is_comparison });
        }
        before = lower;
    }
    found
}

fn clauses(text: &str, sentence: &Range<usize>, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let part = part(text, sentence);
    let mut cuts: Vec<usize> = part.match_indices([',', ';', '(', ')', '–']).map(|(at, _)| at).collect();
    let is_joint = |(_, word): &(usize, &str)| lexicon.joints.holds(&word.to_lowercase());
    cuts.extend(words(part).into_iter().filter(is_joint).map(|(at, _)| at));
    // A comma within a number parts nothing.
    let digit = |at: usize| part.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    cuts.retain(|at| !(digit(at + 1) && at.checked_sub(1).is_some_and(digit)));
    cuts.sort_unstable();
    let mut clauses = Vec::new();
    let mut start = 0;
    for cut in cuts.into_iter().chain([part.len()]) {
        clauses.push(sentence.start + start..sentence.start + cut);
        start = cut;
    }
    clauses
}

/// Whether a clause says that something happened.
fn is_claimed(text: &str, clause: &Range<usize>, lexicon: &Lexicon) -> bool {
    words(part(text, clause)).iter().all(|(_, word)| {
        let word = word.to_lowercase().replace('’', "'");
        !lexicon.denial.holds(&word) && !lexicon.denial_endings.ends(&word)
    })
}

/// Whether a comparison is right before the figure, or right behind it with a noun between at most.
fn is_beside(text: &str, said: &Said<'_>, mark: usize, lexicon: &Lexicon) -> bool {
    let end = said.at + said.word.len();
    if said.at < mark {
        let between = part(text, &(end..mark));
        return words(between).iter().all(|(_, word)| lexicon.beside_a_comparison.holds(word))
            && words(between).len() <= 1
            && !between.contains([',', '.', ';', ':']);
    }
    let between = part(text, &(mark + MARK.len_utf8()..said.at));
    words(between).len() <= 1 && !between.contains([',', '.', ';', ':', MARK])
}

fn finding(reading: &Reading<'_>, passage: &Passage, said: &Said<'_>, cited: &Cited<'_>) -> Option<Finding> {
    let Reference { metric: id, cell, .. } = cited.reference;
    let metric = reading.scope.book.catalog().metrics.get(id)?;
    let place = reading.prose.place(passage, said.at, said.word.len());
    let members = cell.members().collect::<Vec<_>>().join(", ");
    let moved = format!("{} to {}", moved(metric, &cited.change)?, cited.reference.period);
    let mut narrowed = String::new();
    for (dimension, member) in metric.by.iter().zip(&cell.0) {
        if let Some(member) = member.as_ref().filter(|member| !reading.is_of(dimension, member)) {
            narrowed.push_str(&format!(" | of({dimension}=\"{member}\")"));
        }
    }
    let reference = format!("{{{{ {id}{narrowed} | trend }}}}");
    let fault = faults::direction_against_change(place, said.word, id, &members, &moved, &reference);
    Some(reading.finding(fault, passage.section, Some(id)))
}
