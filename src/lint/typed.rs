//! Numbers typed by hand that equal a figure of the report, or of the report before: they stay when the figure moves.
//!
//! A number is compared with the figures that its text is about: those cited in the same section, those that the text
//! names by label or unit, and those of so many digits that nothing else can be meant. Small whole numbers count only
//! beside the unit or label.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Finding;
use super::reading::{Reading, part, sentences};
use super::spelled::{Meaning, Typed, Unit, numbers, words};
use crate::base::period::Period;
use crate::compute::{Bounds, Figure, MetricFigures};
use crate::diag::faults;
use crate::l10n::{self, Beginnings, wording};
use crate::model::Decimal;
use crate::model::catalog::{Format, Metric};
use crate::narrative::prose::{Kind, MARK, Passage};

/// Something of a figure that a number can equal.
struct Candidate<'a> {
    id: &'a str,
    metric: &'a Metric,
    what: What,
    value: Decimal,
    period: Period,
    /// The labels of the members that narrow it.
    members: Vec<&'a str>,
    /// What to write in its place.
    reference: String,
    /// For a figure of the period before: what to write for that of this one.
    now: Option<String>,
}

/// In the order in which one is preferred to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Now,
    Before,
    Change,
    Gap,
    Target,
}

/// How close a text comes to a metric, from near to far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// The sentence cites it or names its label.
    Sentence,
    Passage,
    Section,
    /// Only the unit is behind the number.
    Unit,
    Far,
}

pub fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let candidates = candidates(reading);
    let mut findings = Vec::new();
    for passage in &reading.prose.passages {
        let typed = numbers(&passage.text, passage.kind == Kind::Heading, reading.language);
        for sentence in sentences(&passage.text, reading.language) {
            for typed in typed.iter().filter(|typed| sentence.contains(&typed.at)) {
                let text = Text::new(reading, passage, &sentence, typed);
                let meant = candidates.iter().filter_map(|candidate| Some((text.rank(candidate)?, candidate)));
                if let Some(((.., exact), candidate)) = meant.min_by_key(|(rank, _)| *rank) {
                    findings.push(text.finding(candidate, exact == Exact::Yes));
                }
            }
        }
    }
    findings
}

/// Whether a number is the figure, as the page prints it or in full, or only near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exact {
    Yes,
    Nearly,
}

fn candidates<'a>(reading: &'a Reading<'_>) -> Vec<Candidate<'a>> {
    let cited: BTreeSet<&str> = reading.prose.passages.iter().flat_map(|passage| reading.metrics(passage)).collect();
    let mut all = Vec::new();
    for (id, of) in &reading.scope.figures.metrics {
        let Some(metric) = reading.scope.book.catalog().metrics.get(id) else { continue };
        let is_report = reading.edition.is_some();
        of_total(reading, id, metric, of, is_report, &mut all);
        if is_report && cited.contains(id.as_str()) {
            of_members(reading, id, metric, &of.figure, &mut all);
        }
    }
    all
}

/// What is written behind a metric to get the figure of another period.
fn at(reading: &Reading<'_>, period: Period) -> String {
    match period == reading.scope.figures.period.previous() {
        true => "at(period=previous)".to_owned(),
        false => format!("at(period=\"{period}\")"),
    }
}

fn of_total<'a>(
    reading: &Reading<'_>,
    id: &'a str,
    metric: &'a Metric,
    of: &MetricFigures,
    is_report: bool,
    all: &mut Vec<Candidate<'a>>,
) {
    let mut add = |what, value: Option<Decimal>, period, filter: Option<&str>, now: Option<String>| {
        let reference = filter.map_or(format!("{{{{ {id} }}}}"), |filter| format!("{{{{ {id} | {filter} }}}}"));
        all.extend(value.map(|value| Candidate {
            id,
            metric,
            what,
            value,
            period,
            members: Vec::new(),
            reference,
            now,
        }));
    };
    let amount = |figure: &Figure| figure.value();
    let period = of.figure.period;
    let judgement = of.judgement.as_ref();
    add(What::Now, amount(&of.figure), period, None, None);
    for target in reading.scope.known().bounds(&of.figure).into_iter().flat_map(Bounds::amounts) {
        add(What::Target, Some(target), period, Some("target"), None);
    }
    if is_report {
        let now = Some(format!("{{{{ {id} }}}}"));
        let before = of.previous.period;
        add(What::Before, amount(&of.previous), before, Some(&at(reading, before)), now);
        add(What::Change, of.change.absolute.as_ref().ok().map(Decimal::abs), period, Some("change"), None);
        let missing = judgement.and_then(|judgement| judgement.gap).filter(|gap| *gap < Decimal::ZERO);
        add(What::Gap, missing.map(|gap| gap.abs()), period, Some("gap"), None);
    }
}

/// The figures of each member, now and before.
fn of_members<'a>(
    reading: &'a Reading<'_>,
    id: &'a str,
    metric: &'a Metric,
    total: &Figure,
    all: &mut Vec<Candidate<'a>>,
) {
    let known = reading.scope.known();
    // In the report of a member its own dimension is settled.
    let open = metric.by.iter().zip(&total.cell.0).enumerate().filter(|(_, (_, settled))| settled.is_none());
    for (index, (name, _)) in open {
        let Some(dimension) = known.catalog().dimensions.get(name) else { continue };
        for (member, label) in &dimension.members {
            let cell = total.cell.with(index, member);
            let label = label.get(reading.language);
            let of = format!("of({name}=\"{member}\")");
            let now = format!("{{{{ {id} | {of} }}}}");
            let before = total.period.previous();
            let periods = [(What::Now, total.period, now.clone()), {
                (What::Before, before, format!("{{{{ {id} | {of} | {} }}}}", at(reading, before)))
            }];
            for (what, period, reference) in periods {
                if let Ok(value) = known.figure(id, &cell, period).amount {
                    let now = (what == What::Before).then(|| now.clone());
                    all.push(Candidate { id, metric, what, value, period, members: vec![label], reference, now });
                }
            }
        }
    }
}

/// A typed number and the text around it.
struct Text<'t, 'a> {
    reading: &'t Reading<'a>,
    passage: &'t Passage,
    sentence: &'t Range<usize>,
    typed: &'t Typed,
    /// The words of its sentence in lower case.
    words: Vec<String>,
    /// The first two words behind it.
    behind: Vec<String>,
}

/// A whole number up to this one says little by itself.
const SMALL: i64 = 12;

impl<'t, 'a> Text<'t, 'a> {
    fn new(
        reading: &'t Reading<'a>,
        passage: &'t Passage,
        sentence: &'t Range<usize>,
        typed: &'t Typed,
    ) -> Text<'t, 'a> {
        let lower = |text: &str| words(text).into_iter().map(|(_, word)| word.to_lowercase()).collect::<Vec<_>>();
        let after = part(&passage.text, &(typed.end.min(sentence.end)..sentence.end));
        let after = after.split([',', ';', ':', '(', ')', MARK]).next().unwrap_or("");
        let behind = lower(after).into_iter().take(2).collect();
        Text { reading, passage, sentence, typed, words: lower(part(&passage.text, sentence)), behind }
    }

    /// How well the number fits the candidate; less is better. `None` if it does not fit, or if nothing says that the
    /// text is about it.
    fn rank(&self, candidate: &Candidate<'_>) -> Option<(bool, Closeness, What, Exact)> {
        let (exact, meaning) = self.equals(candidate)?;
        let closeness = self.closeness(candidate);
        let has_unit = closeness == Closeness::Unit || self.unit_is_behind(candidate.metric);
        let has_label = self.behind.first().is_some_and(|word| {
            labels(candidate.metric.label.get(self.reading.language)).iter().any(|label| is_alike(word, label))
        });
        let is_about = closeness <= Closeness::Section;
        let is_plain = self.typed.unit == Unit::Plain;
        let beside = has_unit || has_label;
        if self.typed.year && !beside {
            return None;
        }
        if is_plain && meaning.decimals == 0 && meaning.value <= Decimal::from(SMALL) {
            let is_near = if self.typed.word { closeness <= Closeness::Passage } else { is_about };
            if !(beside && is_near) {
                return None;
            }
        }
        let is_whole_or_nothing =
            self.typed.unit == Unit::Percent && (meaning.value.is_zero() || meaning.value == Decimal::ONE_HUNDRED);
        if is_whole_or_nothing && closeness > Closeness::Sentence {
            return None;
        }
        let is_distinctive = meaning.significant >= 3 && exact == Exact::Yes;
        let of_member = !candidate.members.is_empty();
        let names_member = of_member && candidate.members.iter().all(|label| self.names(label));
        let lexicon = l10n::lexicon(self.reading.language);
        let fits = match candidate.what {
            What::Now | What::Before if of_member => is_about && (names_member || is_distinctive),
            What::Now | What::Before if is_plain && meaning.significant < 3 => {
                closeness <= Closeness::Passage || has_unit
            }
            What::Now | What::Before => is_about || has_unit || is_distinctive,
            What::Change => is_about && !candidate.value.is_zero() && self.speaks_of(lexicon.change),
            What::Gap => is_about && self.speaks_of(lexicon.shortfall),
            What::Target => is_about && self.speaks_of(lexicon.target),
        };
        (fits && (exact == Exact::Yes || is_about)).then_some((!names_member, closeness, candidate.what, exact))
    }

    /// The meaning of the number that equals the candidate's value: exactly, rounded as typed, or cut off behind the
    /// last typed digit. `None` if none does.
    fn equals(&self, candidate: &Candidate<'_>) -> Option<(Exact, Meaning)> {
        let unit = candidate.metric.unit.as_ref().map_or("", |unit| unit.get(self.reading.language));
        let is_share = candidate.metric.format == Format::Percent;
        let percent = l10n::lexicon(self.reading.language).percent;
        let counts_percent = unit == "%" || percent.holds(unit.trim_end_matches('.'));
        let wanted = match (is_share, candidate.what) {
            (true, What::Change | What::Gap) => Unit::Points,
            (true, _) => Unit::Percent,
            (false, _) if counts_percent => Unit::Percent,
            (false, _) => Unit::Plain,
        };
        if self.typed.unit != wanted {
            return None;
        }
        let shift = if is_share { Decimal::ONE_HUNDRED } else { Decimal::ONE };
        let value = candidate.value.checked_mul(shift)?;
        let compare = |meaning: &Meaning| {
            let size = value.abs();
            if meaning.value == size || meaning.value == l10n::rounded(size, meaning.decimals) {
                return Some((Exact::Yes, *meaning));
            }
            let digit = Decimal::try_new(1, meaning.decimals).ok()?;
            let cut = (meaning.value - size).abs() < digit && !meaning.value.is_zero();
            cut.then_some((Exact::Nearly, *meaning))
        };
        self.typed.meanings.iter().filter_map(compare).min_by_key(|(exact, _)| *exact)
    }

    fn closeness(&self, candidate: &Candidate<'_>) -> Closeness {
        let reading = self.reading;
        let cites = |passage: &Passage| reading.metrics(passage).any(|metric| metric == candidate.id);
        let in_sentence =
            reading.cited(self.passage, self.sentence).iter().any(|(_, cited)| cited.metric == candidate.id);
        if in_sentence || self.names(candidate.metric.label.get(reading.language)) {
            return Closeness::Sentence;
        }
        if cites(self.passage) {
            return Closeness::Passage;
        }
        let same = |passage: &&Passage| {
            passage.section == self.passage.section
                && (passage.kind == Kind::FrontMatter) == (self.passage.kind == Kind::FrontMatter)
        };
        if reading.prose.passages.iter().filter(same).any(cites) {
            return Closeness::Section;
        }
        if self.unit_is_behind(candidate.metric) { Closeness::Unit } else { Closeness::Far }
    }

    fn unit_is_behind(&self, metric: &Metric) -> bool {
        let unit = metric.unit.as_ref().map_or("", |unit| unit.get(self.reading.language));
        let Some(first) = labels(unit).into_iter().next() else { return false };
        self.behind.iter().any(|word| is_alike(word, &first))
    }

    /// Whether the sentence has all words of a label.
    fn names(&self, label: &str) -> bool {
        let label = labels(label);
        !label.is_empty() && label.iter().all(|part| self.words.iter().any(|word| is_alike(word, part)))
    }

    fn speaks_of(&self, known: Beginnings) -> bool {
        self.words.iter().any(|word| known.begin(word))
    }

    fn finding(&self, candidate: &Candidate<'_>, is_exact: bool) -> Finding {
        let Candidate { id, metric, period, .. } = candidate;
        let typed = part(&self.passage.text, &(self.typed.at..self.typed.end));
        let place = self.reading.prose.place(self.passage, self.typed.at, typed.len());
        let of =
            if candidate.members.is_empty() { String::new() } else { format!(" ({})", candidate.members.join(", ")) };
        let what = match candidate.what {
            What::Now | What::Before => format!("`{id}`{of} for {period}"),
            What::Change => format!("the change of `{id}` in {period}"),
            What::Gap => format!("the distance of `{id}` from its target in {period}"),
            What::Target => format!("the target of `{id}` in {period}"),
        };
        let equals = match (is_exact, candidate.what) {
            (true, _) => format!("equals {what}"),
            (false, What::Change | What::Gap) => {
                format!("nearly equals {what}, {}", wording::size(metric, candidate.value, self.reading.language))
            }
            (false, _) => {
                let digits = self.typed.meanings.iter().map(|meaning| meaning.decimals + 1).max();
                let digits = metric.shown_decimals().max(digits.unwrap_or(1));
                let shown = match metric.format {
                    Format::Number => l10n::number(candidate.value, digits, self.reading.language),
                    Format::Percent => l10n::percent(candidate.value, digits, self.reading.language),
                };
                format!("nearly equals {what}, {shown}")
            }
        };
        let fault = match candidate.what {
            What::Before => {
                let is_meant = self.reading.names(self.passage, self.sentence, *period);
                let now = candidate.now.as_deref().filter(|_| !is_meant);
                let report = self.reading.scope.figures.period;
                faults::typed_figure_of_before(place, typed, &equals, now, &candidate.reference, report)
            }
            _ => faults::typed_figure(place, typed, &equals, &candidate.reference),
        };
        self.reading.finding(fault, self.passage.section, Some(id))
    }
}

/// The words of a label that say something, in lower case.
fn labels(label: &str) -> Vec<String> {
    let parts = label.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let (long, short): (Vec<String>, Vec<String>) =
        parts.filter(|part| !part.is_empty()).partition(|part| part.chars().count() >= 4);
    if long.is_empty() { short } else { long }
}

/// Whether two words are forms of one: "personer" and "person", "byggere" and "bygger".
fn is_alike(word: &str, other: &str) -> bool {
    if word == other {
        return true;
    }
    let parts = word.split('-').any(|part| part == other);
    let (short, long) = if word.len() < other.len() { (word, other) } else { (other, word) };
    let same = short.chars().zip(long.chars()).take_while(|(a, b)| a == b).count();
    let length = long.chars().count();
    parts || (same >= 4 && same + 2 >= length.saturating_sub(1) && same + 1 >= short.chars().count())
}
