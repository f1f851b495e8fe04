//! The lines beside a section: where each figure of its text comes from.

use std::collections::{BTreeMap, BTreeSet};

use super::leaf::Leaf;
use super::view;
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::compute::{Figure, Gap, Operand, Working};
use crate::l10n::{self, phrases, wording};
use crate::model::formula::Token;
use crate::narrative::Cited;

/// Of more files only some are named, since all that matters is that there are many.
const MOST_FILES: usize = 4;

/// The trail of a section's figures, each with a link to the row on its metric's page.
pub fn lines(leaf: &Leaf<'_>, cited: &[Cited]) -> Vec<view::TrailLine> {
    cited.iter().map(|cited| line(leaf, cited)).collect()
}

fn line(leaf: &Leaf<'_>, cited: &Cited) -> view::TrailLine {
    let Reference { metric, cell, period, aspect } = &cited.reference;
    let (wording, known, language, words) = (leaf.wording, leaf.known(), leaf.language(), leaf.words());
    let figure = known.figure(metric, cell, *period);
    let name = wording.label(metric, cell);
    let judgement = known.judge(&figure);
    let own_places = || places(&[&figure]);
    let target_place = || judgement.iter().map(|judgement| place(&judgement.place)).collect::<Vec<_>>();
    let rule = || {
        judgement
            .as_ref()
            .map_or_else(|| wording.no_target(&figure).to_owned(), |judgement| wording.rule(metric, judgement))
    };
    let value = wording.value_as_judged(&figure, judgement.as_ref());
    let (label, context, working, places) = match aspect {
        Aspect::Value => {
            let computed = wording.working(&figure);
            let source = leaf.site.source_label(&figure, language).filter(|_| computed.is_none());
            let context = [Some(wording.when(&figure)), source.map(str::to_owned)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ");
            let reason = figure.amount.is_err().then(|| wording.reason(&figure));
            (name, context, reason.or(computed), own_places())
        }
        Aspect::Change(since) | Aspect::Trend(since) => {
            let before = known.figure(metric, cell, *since);
            let label = format!("{} {}", words.change, phrases::from(&l10n::period(*since, language), language));
            let moved = figure.change_from(&before);
            let gap = moved.absolute.as_ref().err().filter(|gap| **gap == Gap::BegunAnew);
            let reason = gap.map(|gap| wording.gap(&figure, gap));
            let working = reason.unwrap_or_else(|| wording.difference(&figure, &before));
            (label, name, Some(working), places(&[&figure, &before]))
        }
        Aspect::Target => {
            let formula = judgement.as_ref().map(|judgement| &judgement.working).filter(|tokens| !tokens.is_empty());
            let comes_to = judgement.as_ref().and_then(|judgement| wording.shown_target(metric, judgement));
            let working = formula.map(|tokens| wording.worked_out(tokens, comes_to));
            (format!("{}: {name}", words.target), rule(), working, target_place())
        }
        Aspect::Gap => {
            let working = judgement.as_ref().and_then(|judgement| {
                let bound = judgement.bound_near(*figure.amount.as_ref().ok()?)?;
                let bound_text = wording.target_amount(metric, &Ok(bound));
                let is_above = figure.amount.as_ref().is_ok_and(|value| *value >= bound);
                let (from, less) = if is_above { (value.clone(), bound_text) } else { (bound_text, value.clone()) };
                Some(format!("{from} − {}", wording::behind_minus(less)))
            });
            let places = [own_places(), target_place()].concat();
            (format!("{}: {name}", words.against_target), rule(), working, places)
        }
        Aspect::Attainment => {
            let judged = judgement.as_ref().filter(|judgement| judgement.attainment.is_some());
            let working = judged.map(|judgement| format!("{value} / {}", wording.target(metric, judgement)));
            let places = [own_places(), target_place()].concat();
            (format!("{}: {name}", words.against_target), rule(), working, places)
        }
        Aspect::Status => {
            let places = [own_places(), target_place()].concat();
            (format!("{}: {name}", words.target), format!("{value}, {}", rule()), None, places)
        }
    };
    view::TrailLine {
        id: cited.id.clone(),
        text: cited.text.clone(),
        label,
        href: leaf.row_of(&figure),
        context,
        working,
        places,
    }
}

/// The lines that the figures are made from, by file: `data/2018-02.yaml:4`, `data/2019-03.yaml:8–17, 20`.
pub fn places(figures: &[&Figure]) -> Vec<String> {
    let mut lines: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for figure in figures {
        for (place, _) in figure.observations() {
            lines.entry(&place.file).or_default().insert(place.line);
        }
        if let Working::Formula(tokens) = &figure.working {
            for operand in tokens.iter().filter_map(Token::operand) {
                if let Operand::Target { place: Some(place), .. } = operand {
                    lines.entry(&place.file).or_default().insert(place.line);
                }
            }
        }
    }
    let mut texts: Vec<String> = lines.iter().map(|(file, lines)| format!("{file}:{}", ranges(lines))).collect();
    if texts.len() > MOST_FILES {
        let more = texts.len() - (MOST_FILES - 1);
        texts.truncate(MOST_FILES - 1);
        texts.push(format!("+ {more}"));
    }
    texts
}

/// `8–17, 20`.
fn ranges(lines: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => ranges.push((*line, *line)),
        }
    }
    let text = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    ranges.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// `data/2018-02.yaml:4`.
pub fn place(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}
