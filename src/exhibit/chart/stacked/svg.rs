//! Stacked columns: two or three parts of a whole, always from 0.
//!
//! Each column says its parts and its total as far as the texts fit. A period without data keeps its place with "–" over
//! the axis, one with a hidden part with `*`; where the total is known all the same, it is an outline.

use std::collections::BTreeSet;

use crate::base::period::Period;
use crate::exhibit::chart::make_up;
use crate::exhibit::drawing::backend::{Anchor, Mark, Slot, Text, Tone};
use crate::exhibit::drawing::label::{self, Wanted};
use crate::exhibit::drawing::layout::{LABEL_STEP, capacity};
use crate::exhibit::drawing::plot::{self, BOTTOM, HALF_TICK, Layout, OVER_SIGN, Plot, Sheet, Unsaid};
use crate::exhibit::drawing::scale::{self, Wish, float};
use crate::exhibit::drawing::text::{Font, width};
use crate::exhibit::drawing::track::{draw_target, known_levels, target_labels};
use crate::exhibit::drawing::{Drawing, Marks, Note, Size, Target, Ticks, notes};
use crate::l10n::words;
use crate::model::Decimal;
use crate::model::language::Language;

/// Columns of two or three parts that make up a whole, for at most the last 13 periods.
///
/// A period that misses a part or its total, or has a part below zero, keeps its place with "–", or with `*` where a text
/// says that a count is hidden. Its total is an outline if it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacked {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// From the axis up: solid, pale with an outline (not yet), orange. Only three are drawn.
    pub parts: Vec<Part>,
    /// The whole, written over the columns, with its name at the right.
    pub total: Part,
    /// What is aimed at in the total.
    pub target: Option<Target>,
    /// Which periods are provisional: dots over their columns.
    pub provisional: BTreeSet<usize>,
    /// How the numbers at the axis are written.
    pub ticks: Ticks,
    /// Stems end over the column: they would cover its values.
    pub notes: Vec<Note>,
    /// Of the wide drawing, in SVG units; 330 if `None`.
    pub height: Option<u32>,
}

/// A part of each column, or their total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// The last value that is drawn as text: `49`; of a part, that of the last column with all its parts.
    pub last: String,
    /// One per period of the chart, and the texts beside them.
    pub values: Vec<Option<Decimal>>,
    pub texts: Vec<String>,
}

impl Stacked {
    /// The first period whose parts do not add up to its total. Such a chart must not be published.
    pub fn unbalanced(&self) -> Option<Period> {
        let sum = |index: usize| -> Option<Decimal> {
            self.parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add((*part.values.get(index)?)?))
        };
        let differs = |index: usize| match (sum(index), self.total.values.get(index).copied().flatten()) {
            (Some(sum), Some(total)) => !make_up(sum, total),
            _ => false,
        };
        self.periods.iter().enumerate().find(|(index, _)| differs(*index)).map(|(_, period)| *period)
    }

    /// The first period that is drawn and has a part below zero: there is no place for it in a column.
    pub fn falls_below_zero(&self) -> Option<Period> {
        let first = self.periods.len().saturating_sub(PERIODS);
        let is_below = |index: usize| {
            let values = self.parts.iter().filter_map(|part| part.values.get(index).copied().flatten());
            values.into_iter().any(|value| value < Decimal::ZERO)
        };
        self.periods.iter().enumerate().skip(first).find(|(index, _)| is_below(*index)).map(|(_, period)| *period)
    }

    /// The last period whose column has all its parts.
    pub fn last_divided(&self) -> Option<usize> {
        let first = self.periods.len().saturating_sub(PERIODS);
        (first..self.periods.len())
            .rev()
            .find(|index| column(self, *index).is_some_and(|column| !column.segments.is_empty()))
    }

    /// Whether a count of the period is hidden.
    fn hides(&self, index: usize) -> bool {
        let mark = words(self.language).suppressed_mark;
        self.parts.iter().chain([&self.total]).any(|part| part.texts.get(index).is_some_and(|text| text == mark))
    }
}

/// Most columns in a chart.
pub const PERIODS: usize = 13;
pub const PARTS: usize = 3;
/// Above the plot, in tenths of an SVG unit: a total may be over the highest column.
const TOP: i32 = 220;
/// Share of a step that a column is wide.
const COLUMN: f64 = 0.72;
/// Least height of a segment with its value inside, in tenths.
const VALUE_HEIGHT: i32 = 150;
/// Air between a value and the edge of its segment, and between two totals, in tenths.
const VALUE_AIR: i32 = 20;
const TOTAL_AIR: i32 = 40;
/// From the top of a column up to the base line of its total.
const TOTAL_LIFT: i32 = 45;
/// From the axis up to the base line of a `*`.
const SIGN_LIFT: i32 = 20;
/// Least height of an outline with a sign in it and its total over it.
const SIGN_HEIGHT: i32 = 180;
/// From the top of a column to the upper edge of its total.
const TOTAL_HEIGHT: i32 = 140;

/// Draws parts of a whole as columns from 0.
pub fn draw(stacked: &Stacked, size: Size) -> Drawing {
    let periods = last(&stacked.periods);
    let columns = columns(stacked);
    let shown = columns.iter().flatten().rev().find(|column| !column.segments.is_empty());
    let sheet = Sheet::figure(&stacked.id, size, size.height(stacked.height));
    let notes = last_notes(stacked);
    let top = TOP + notes::room(&notes, periods.len());
    let capacity = capacity(LABEL_STEP, top, sheet.room.bottom - BOTTOM);
    let target = last_levels(stacked);
    let labels = label::choose(&wanted_labels(stacked, shown, &target), false, capacity, size);

    let totals: Vec<Decimal> = columns.iter().flatten().map(Column::top).collect();
    let first = stacked.periods.len().saturating_sub(PERIODS);
    let levels = stacked.target.iter().flat_map(|target| &target.levels);
    let aims: Vec<Decimal> = levels.flat_map(|level| level.values.iter().skip(first)).flatten().copied().collect();
    let wish =
        Wish { steps: scale::steps_within(sheet.room.bottom - BOTTOM - top).min(3), from_zero: true, shares: false };
    let Some(scale) = scale::amounts(&totals, &aims, &[], wish) else {
        return plot::without_data(&sheet, size, stacked.language);
    };
    let tick_texts = scale.texts(stacked.ticks, stacked.language);

    let plot = Plot::open(
        &sheet,
        &Layout {
            span: (-0.5, periods.len() as f64 - 0.5),
            scale: &scale,
            tick_texts: &tick_texts,
            grid: true,
            top,
            right: labels.margin,
            bottom: BOTTOM,
            air: 0,
        },
    );
    // A stem would cover the values in a column, so that of an event, too, ends above it.
    notes::draw(&plot, &notes, periods.len(), |note| {
        let top = columns.get(note.index)?.as_ref().map(|column| plot.place((0.0, float(column.top()))).1);
        // Nor does it cross the sign of a column that is not there.
        Some(top.unwrap_or(plot.room.bottom - TOTAL_LIFT) - if top.is_some() { TOTAL_HEIGHT } else { OVER_SIGN })
    });
    let hollow = draw_undivided(&plot, &columns);
    for (index, number) in (0..stacked.parts.len().min(PARTS)).zip(0..) {
        plot.colour_group(number);
        draw_part(&plot, &columns, index, number);
    }
    draw_target(&plot, &target, periods.len(), 0);
    let provisional = |(index, column): (usize, &Option<Column<'_>>)| {
        let column = column.as_ref().filter(|_| stacked.provisional.contains(&(first + index)))?;
        Some(((index as f64, float(column.top())), false))
    };
    let dots_at_end = plot.dot_ends(columns.iter().enumerate().filter_map(provisional), COLUMN);
    // After the columns, so that the base line is not covered.
    plot.group("axis");
    plot.periods(&scale::period_ticks(periods, plot.spacing(), stacked.language), periods.len(), false);
    plot.group("labels");
    draw_values(&plot, &columns);
    draw_totals(&plot, &columns);
    let is_whole = |column: &Option<Column<'_>>| column.as_ref().is_some_and(|column| !column.segments.is_empty());
    let without: Vec<usize> = (0..).zip(&columns).filter(|(_, column)| !is_whole(column)).map(|(n, _)| n).collect();
    let (suppressed, missing): (BTreeSet<usize>, BTreeSet<usize>) =
        without.into_iter().partition(|index| stacked.hides(first + index));
    plot.signs(&suppressed, words(stacked.language).suppressed_mark, plot.room.bottom - SIGN_LIFT);
    plot.signs(&missing, "–", plot.room.bottom - TOTAL_LIFT);
    plot.labels(&labels);

    let marks = Marks {
        missing: !missing.is_empty(),
        suppressed: !suppressed.is_empty(),
        hollow,
        dots_at_end,
        ..Marks::default()
    };
    plot::finish(&sheet, size, Unsaid { axis_start: None, unnamed: labels.unnamed, cut: labels.cut, marks })
}

/// The last periods of the chart.
fn last(periods: &[Period]) -> &[Period] {
    periods.get(periods.len().saturating_sub(PERIODS)..).unwrap_or(periods)
}

/// The levels of the target in these periods, counted from the first of them.
fn last_levels(stacked: &Stacked) -> Vec<Vec<(usize, f64)>> {
    let first = stacked.periods.len().saturating_sub(PERIODS);
    let levels = stacked.target.iter().flat_map(|target| &target.levels);
    levels.map(|level| known_levels(level.values.get(first..).unwrap_or_default(), PERIODS)).collect()
}

/// The notes of these periods, counted from the first of them.
fn last_notes(stacked: &Stacked) -> Vec<Note> {
    let first = stacked.periods.len().saturating_sub(PERIODS);
    let shown = |note: &Note| {
        let until = note.until.map(|last| last.checked_sub(first));
        // What goes on in the first of them began before.
        let index =
            if note.until.is_some() { note.index.saturating_sub(first) } else { note.index.checked_sub(first)? };
        Some(Note { index, until: if let Some(until) = until { Some(until?) } else { None }, ..*note })
    };
    stacked.notes.iter().filter_map(shown).collect()
}

/// One period whose total is known.
struct Column<'a> {
    /// From the axis up: lower and upper end, the value as text. Empty if one of the parts is not known.
    segments: Vec<(Decimal, Decimal, &'a str)>,
    whole: Decimal,
    /// The total as text.
    total: &'a str,
}

impl Column<'_> {
    fn top(&self) -> Decimal {
        self.segments.last().map_or(self.whole, |(_, upper, _)| *upper)
    }
}

/// The columns in order of periods; `None` where there is nothing to draw.
fn columns(stacked: &Stacked) -> Vec<Option<Column<'_>>> {
    let first = stacked.periods.len().saturating_sub(PERIODS);
    (first..stacked.periods.len()).map(|index| column(stacked, index)).collect()
}

fn column(stacked: &Stacked, index: usize) -> Option<Column<'_>> {
    let value = |part: &Part| part.values.get(index).copied().flatten().filter(|value| *value >= Decimal::ZERO);
    let (whole, total) = (value(&stacked.total)?, stacked.total.texts.get(index)?);
    Some(Column { segments: segments(stacked, index).unwrap_or_default(), whole, total })
}

/// The parts of a column; `None` if one is not known.
fn segments(stacked: &Stacked, index: usize) -> Option<Vec<(Decimal, Decimal, &str)>> {
    let mut segments: Vec<(Decimal, Decimal, &str)> = Vec::with_capacity(PARTS);
    for part in stacked.parts.iter().take(PARTS) {
        let value = part.values.get(index).copied().flatten().filter(|value| *value >= Decimal::ZERO)?;
        let lower = segments.last().map_or(Decimal::ZERO, |(_, upper, _)| *upper);
        segments.push((lower, lower.checked_add(value)?, part.texts.get(index)?));
    }
    Some(segments)
}

fn wanted_labels<'a>(
    stacked: &'a Stacked,
    shown: Option<&Column<'_>>,
    target: &[Vec<(usize, f64)>],
) -> Vec<Wanted<'a>> {
    let label = |part: &'a Part, tone, expendable, at| Wanted {
        value: &part.last,
        name: &part.name,
        tone,
        strong: true,
        expendable,
        at,
    };
    let middle = |index: usize| {
        let (lower, upper, _) = shown?.segments.get(index)?;
        Some((float(*lower) + float(*upper)) / 2.0)
    };
    let tones = [Tone::Colour(0), Tone::Ink, Tone::Colour(1)];
    let tone = |index: usize| tones.get(index).copied().unwrap_or(Tone::Ink);
    let parts = stacked.parts.iter().zip(0..).map(|(part, number)| {
        let index = usize::from(number);
        label(part, tone(index), number, middle(index))
    });
    // First, so that of two at one height the total is the upper one.
    let total = label(&stacked.total, Tone::Ink, 0, shown.map(|column| float(column.top())));
    let aim = stacked.target.iter().flat_map(|aim| target_labels(aim, target));
    std::iter::once(total).chain(parts).chain(aim).collect()
}

/// The outline of a total whose parts are not all known. Whether there is any.
fn draw_undivided(plot: &Plot<'_>, columns: &[Option<Column<'_>>]) -> bool {
    let undivided = columns.iter().enumerate().filter_map(|(index, column)| Some((index, column.as_ref()?)));
    let mut is_begun = false;
    for (index, column) in undivided.filter(|(_, column)| column.segments.is_empty() && !column.whole.is_zero()) {
        if !std::mem::replace(&mut is_begun, true) {
            plot.group("context");
        }
        let (x, half, top) = (index as f64, COLUMN / 2.0, float(column.whole));
        plot.path(vec![(x - half, 0.0), (x - half, top), (x + half, top), (x + half, 0.0)], Mark::STEM);
    }
    is_begun
}

fn draw_part(plot: &Plot<'_>, columns: &[Option<Column<'_>>], part: usize, number: u8) {
    let mark = match number {
        0 => Mark::fill(Slot::Colour(0)),
        1 => Mark::PALE,
        _ => Mark::fill(Slot::Colour(1)),
    };
    for (index, column) in columns.iter().enumerate() {
        let segment = column.as_ref().and_then(|column| column.segments.get(part));
        if let Some((lower, upper, _)) = segment.filter(|(lower, upper, _)| lower < upper) {
            let (x, half) = (index as f64, COLUMN / 2.0);
            plot.area([(x - half, float(*lower)), (x + half, float(*upper))], mark);
        }
    }
}

/// Values inside segments that are high enough; for a part in all its columns, or in none if one is too wide.
fn draw_values(plot: &Plot<'_>, columns: &[Option<Column<'_>>]) {
    let room = (plot.spacing() * COLUMN) as i32 - 2 * VALUE_AIR;
    let styles = [(Font::STRONG_TICK, Tone::OnFirst), (Font::TICK, Tone::Ink), (Font::STRONG_TICK, Tone::OnSecond)];
    for (part, (font, tone)) in styles.into_iter().enumerate() {
        let values: Vec<(usize, (Decimal, Decimal, &str))> = columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| Some((index, *column.as_ref()?.segments.get(part)?)))
            .collect();
        if values.iter().any(|(_, (_, _, text))| width(text, font) > room) {
            continue;
        }
        for (index, (lower, upper, text)) in &values {
            let (x, top) = plot.place((*index as f64, float(*upper)));
            let (_, bottom) = plot.place((*index as f64, float(*lower)));
            if bottom - top >= VALUE_HEIGHT {
                let place = (x, (top + bottom) / 2 + HALF_TICK);
                plot.text(&Text::new(place, Anchor::Middle, font, tone, text));
            }
        }
    }
}

/// Totals over all columns, or over none if they would meet.
fn draw_totals(plot: &Plot<'_>, columns: &[Option<Column<'_>>]) {
    let known = columns.iter().enumerate().filter_map(|(index, column)| Some((index, column.as_ref()?)));
    let totals: Vec<(usize, Decimal, &str)> =
        known.map(|(index, column)| (index, column.top(), column.total)).collect();
    let widest = totals.iter().map(|(_, _, text)| width(text, Font::STRONG_TICK)).max().unwrap_or(0);
    if f64::from(widest + TOTAL_AIR) > plot.spacing() {
        return;
    }
    for (index, top, text) in &totals {
        let (x, y) = plot.place((*index as f64, float(*top)));
        let is_divided = columns.get(*index).and_then(Option::as_ref).is_some_and(|column| !column.segments.is_empty());
        // The sign of an outline that is hardly there stands alone.
        if !is_divided && plot.room.bottom - y < SIGN_HEIGHT {
            continue;
        }
        plot.text(&Text::new((x, y - TOTAL_LIFT), Anchor::Middle, Font::STRONG_TICK, Tone::Ink, text));
    }
}
