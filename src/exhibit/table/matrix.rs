//! Members × periods and metrics × members: a cell for each figure, with shades or verdicts if they are asked for.
//!
//! A shade says in which fifth of the way from the least to the greatest shown figure one lies. Hidden figures have none
//! and move no other.

use std::sync::Arc;

use super::columns::sum_cell;
use super::lines::Line;
use super::{Cell, Grid, Mark, Row, cell, column, dated};
use crate::base::period::Period;
use crate::compute::{Figure, Verdict};
use crate::l10n::wording::{self, Wording};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::language::Language;

/// Steps from the faintest shade to the strongest.
const STEPS: u8 = 5;

/// What the figures of a table are marked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    Nothing,
    /// In which fifth of its row a figure lies.
    Shades,
    /// Whether it meets its target.
    Verdicts,
}

/// A row for each of `lines`, a column for each of `periods`: the newest first, as in every table through time, so that
/// it is what a small screen shows.
pub fn through_time(wording: Wording<'_>, about: &str, lines: &[Line], periods: &[Period], shaded: bool) -> Grid {
    let known = wording.known;
    let mut columns = vec![column(about, false)];
    columns.extend(periods.iter().map(|period| column(l10n::period_short(*period, wording.language), true)));
    let figures = |line: &Line| periods.iter().map(|period| line.figure_in(known, *period)).collect::<Vec<_>>();
    let all: Vec<(&Line, Vec<Arc<Figure>>)> = lines.iter().map(|line| (line, figures(line))).collect();
    let own = all.iter().filter(|(line, _)| line.is_part() && line.is_figure());
    let scale = Scale::of(own.clone().flat_map(|(_, figures)| figures)).filter(|_| shaded);
    let row = |(line, figures): &(&Line, Vec<Arc<Figure>>)| {
        let one = |figure: &Figure| match line.is_figure() {
            true => cell(wording, figure),
            false => sum_cell(wording, figure),
        };
        let is_own = line.is_part() && line.is_figure();
        let shade = |figure: &Arc<Figure>| shaded_as(wording, scale.as_ref().filter(|_| is_own), figure, one(figure));
        Row { head: line.head.clone(), cells: figures.iter().map(shade).collect(), ..Row::default() }
    };
    let grid = Grid::new(wording, columns, all.iter().map(row).collect());
    let metric = lines.first().map_or("", |line| &line.figure.metric);
    let key = scale.and_then(|scale| scale.key(wording, metric));
    grid.with_key(key)
}

/// A row for each metric: its head with the address of its page, the figures of its members, and the total, whose column
/// is left out where no metric has one. `names` stand over the columns of the members.
pub fn by_members(
    wording: Wording<'_>,
    names: &[String],
    rows: &[(Line, Vec<Arc<Figure>>)],
    total: Option<&str>,
    marked: Marked,
) -> Grid {
    let words = words(wording.language);
    let common = rows.first().map(|(line, _)| line.figure.period);
    let total = total.filter(|_| rows.iter().any(|(line, _)| line.figure.is_stated()));
    let mut columns = vec![column(words.figure, false)];
    columns.extend(names.iter().map(String::as_str).chain(total).map(|name| column(name, true)));
    let row = |(line, figures): &(Line, Vec<Arc<Figure>>)| {
        let scale = Scale::of(figures).filter(|_| marked == Marked::Shades);
        let judged = |figure: &Figure| match marked {
            Marked::Verdicts => judged_as(wording, figure),
            Marked::Nothing | Marked::Shades => cell(wording, figure),
        };
        let one = |figure: &Arc<Figure>| shaded_as(wording, scale.as_ref(), figure, judged(figure));
        let mut cells: Vec<Cell> = figures.iter().map(one).collect();
        cells.extend(total.map(|_| Cell { strong: line.figure.amount.is_ok(), ..judged(&line.figure) }));
        // All figures of a row are of one period.
        if let Some(first) = cells.first_mut() {
            *first = dated(wording, &line.figure, common, std::mem::take(first));
        }
        Row { head: line.head.clone(), href: line.href.clone(), cells, ..Row::default() }
    };
    let grid = Grid::new(wording, columns, rows.iter().map(row).collect());
    grid.with_key(match marked {
        Marked::Nothing => None,
        Marked::Shades => Some(words.shades_by_row.to_owned()),
        Marked::Verdicts => Some(key_of_verdicts(wording.language)),
    })
}

/// The cell with the verdict on its figure; without one where there is no target.
fn judged_as(wording: Wording<'_>, figure: &Figure) -> Cell {
    let mark = |verdict: Verdict| Mark {
        verdict: verdict.word(),
        glyph: wording::glyph(verdict),
        word: wording::verdict(verdict, wording.language).to_owned(),
    };
    let verdict = wording.known.judge(figure).map(|judgement| mark(judgement.verdict));
    Cell { verdict, ..cell(wording, figure) }
}

/// What the marks mean: "● Met, ◆ Nearly met, …".
fn key_of_verdicts(language: Language) -> String {
    let key = |verdict| format!("{} {}", wording::glyph(verdict), wording::verdict(verdict, language));
    [Verdict::Met, Verdict::Near, Verdict::NotMet, Verdict::Unknown].map(key).join(", ")
}

/// The least and the greatest of the figures that are shown.
#[derive(Debug, Clone, Copy)]
struct Scale {
    least: Decimal,
    greatest: Decimal,
}

impl Scale {
    /// `None` where there are no two different ones.
    fn of<'f>(figures: impl IntoIterator<Item = &'f Arc<Figure>>) -> Option<Scale> {
        let shown: Vec<Decimal> = figures.into_iter().filter_map(|figure| figure.value()).collect();
        let (least, greatest) = (*shown.iter().min()?, *shown.iter().max()?);
        (least < greatest).then_some(Scale { least, greatest })
    }

    /// The step of a value, from 1.
    fn step(self, value: Decimal) -> Option<u8> {
        let way = self.greatest.checked_sub(self.least)?;
        let part = value.checked_sub(self.least)?.checked_mul(STEPS.into())?.checked_div(way)?;
        Some(u8::try_from(part.trunc()).ok()?.min(STEPS - 1) + 1)
    }

    fn key(self, wording: Wording<'_>, metric: &str) -> Option<String> {
        let metric = wording.known.metric(metric)?;
        let text = |value| wording::amount(metric, value, wording.language);
        Some(phrases::shades(&text(self.least), &text(self.greatest), wording.language))
    }
}

/// The cell with the shade of its figure, which is also a word for those who do not see it.
fn shaded_as(wording: Wording<'_>, scale: Option<&Scale>, figure: &Figure, cell: Cell) -> Cell {
    let step = scale.zip(figure.amount.as_ref().ok()).and_then(|(scale, value)| scale.step(*value));
    let words = words(wording.language);
    let names = [words.shade_lowest, words.shade_low, words.shade_middle, words.shade_high, words.shade_highest];
    let word = step.and_then(|step| names.get(usize::from(step) - 1)).map(|word| (*word).to_owned());
    Cell { shade: step, shade_word: word, ..cell }
}
