//! Target bars: units side by side in one period, each with its target and the value of the period before.
//!
//! A bar always begins at 0, so that lengths can be compared, and goes to the left for a value below 0.

use crate::exhibit::drawing::backend::{Mark, Slot, Tone};
use crate::exhibit::drawing::plot::{self, Room, Sheet, Unsaid};
pub use crate::exhibit::drawing::rows::BarState;
use crate::exhibit::drawing::rows::{self, AIR, BOTTOM, MARK, MOST_ROWS, NAMED_TOP, RING, RowNames, Rows, TOP};
use crate::exhibit::drawing::scale::{self, Wish};
use crate::exhibit::drawing::text::{Font, width};
use crate::exhibit::drawing::{Drawing, Marks, Size, Ticks};
use crate::model::Decimal;
use crate::model::language::Language;
use crate::model::snapshot::Interval;

/// Bars of one period, side by side with their targets, in the order of the rows.
///
/// Only the first 30 rows are drawn: for more, the page has a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub rows: Vec<BarRow>,
    /// Over the target mark of the first row, if that has one: `Mål 90 %`.
    pub target_name: String,
    /// Over the ring of the first row, if that has one: `oktober`.
    pub previous_name: String,
    pub ticks: Ticks,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarRow {
    pub name: String,
    /// `None`: no bar, `text` says why.
    pub value: Option<Decimal>,
    /// A thin line over the end of the bar: where the true value may lie.
    pub interval: Option<Interval>,
    /// At the right: `412`, `*`, `–`.
    pub text: String,
    /// None, one amount, or the two bounds of a range.
    pub targets: Vec<Decimal>,
    /// A ring: the value of the period before.
    pub previous: Option<Decimal>,
    pub state: BarState,
    /// Dots under the text.
    pub provisional: bool,
    /// Whether the value is hidden.
    pub suppressed: bool,
}

/// Draws bars with target marks, one row of 30 units each. Reports names that had to be cut.
pub fn draw(bars: &Bars, size: Size) -> Drawing {
    let rows = bars.rows.get(..MOST_ROWS).unwrap_or(&bars.rows);
    let full = size.width() * 10;
    let first = |has: fn(&BarRow) -> Option<Decimal>| rows.iter().position(|row| has(row).is_some());
    let named = [
        (first(|row| row.targets.first().copied()), bars.target_name.as_str()),
        (first(|row| row.previous), bars.previous_name.as_str()),
    ];
    let top = if named.iter().any(|(row, name)| *row == Some(0) && !name.is_empty()) { NAMED_TOP } else { TOP };
    let sheet = Sheet::figure(&bars.id, size, rows::height(top, rows.len()));

    let amounts: Vec<Decimal> = rows
        .iter()
        .flat_map(|row| {
            let ends = row.interval.into_iter().flat_map(|Interval { low, high }| [low, high]);
            [row.value, row.previous].into_iter().flatten().chain(ends).chain(row.targets.clone())
        })
        .collect();
    let wish =
        Wish { steps: if size == Size::Wide { 5 } else { 3 }, from_zero: true, shares: bars.ticks == Ticks::Percent };
    let Some(scale) = scale::amounts(&amounts, &[], &[], wish) else {
        return plot::without_data(&sheet, size, bars.language);
    };

    let names = RowNames::new(rows.iter().map(|row| row.name.as_str()), full);
    // A value is never cut.
    let fits = |row: &BarRow| width(&row.text, Font::VALUE) <= rows::widest(full);
    let texts: Vec<&str> = rows.iter().map(|row| if fits(row) { row.text.as_str() } else { "" }).collect();
    let widest_text = texts.iter().map(|text| width(text, Font::VALUE)).max().unwrap_or(0);
    let bottom = sheet.room.bottom - BOTTOM;
    let room = Room { left: names.room, top, right: full - widest_text - MARK - 3 * AIR, bottom };
    let frame = Rows { sheet: &sheet, scale: &scale, room };

    frame.draw_axis(&scale.texts(bars.ticks, bars.language), (0, rows.len().saturating_sub(1)));
    sheet.group("series");
    let targets = || rows.iter().map(|row| row.targets.as_slice());
    frame.draw_ranges(targets());
    let states = rows::marks_of(rows.iter().filter(|row| row.value.is_some()).map(|row| row.state));
    // A ring would hide a short bar: it looks out from behind it.
    let (under, over): (Vec<_>, Vec<_>) = rows.iter().enumerate().partition(|(_, row)| hides_bar(&frame, row));
    draw_rings(&frame, &under);
    for (index, row) in rows.iter().enumerate() {
        draw_bar(&frame, index, row, states.untargeted);
    }
    frame.draw_targets(targets());
    // A ring is a value, which no line crosses.
    let whisker = frame.draw_whiskers(rows.iter().map(|row| row.interval));
    draw_rings(&frame, &over);
    sheet.group("labels");
    for (index, (row, text)) in rows.iter().zip(&texts).enumerate() {
        frame.write_name(index, &names);
        frame.write(index, full - MARK - AIR, Font::VALUE, Tone::Ink, text);
        frame.write_state(index, row.state);
    }
    let dotted = || rows.iter().zip(&texts).enumerate().filter(|(_, (row, text))| row.provisional && !text.is_empty());
    dotted().for_each(|(index, (_, text))| frame.dot_under(index, full - MARK - AIR, Font::VALUE, text));
    let level = |(row, name): (Option<usize>, _), value: fn(&BarRow) -> Option<Decimal>| {
        let at = row?;
        Some((at, frame.x(value(rows.get(at)?)?), name))
    };
    let [target, previous] = named;
    let over = [level(target, |row| row.targets.first().copied()), level(previous, |row| row.previous)];
    let [target, previous] = frame.write_names(over, full);
    let marks = Marks {
        suppressed: rows.iter().any(|row| row.suppressed),
        dots_under: dotted().next().is_some(),
        whisker,
        target,
        previous,
        ..states
    };
    plot::finish(&sheet, size, Unsaid { unnamed: names.unnamed, cut: names.cut, marks, axis_start: None })
}

/// `is_judged`: other bars have a target.
fn draw_bar(frame: &Rows<'_>, index: usize, row: &BarRow, is_judged: bool) {
    let Some(value) = row.value.filter(|value| !value.is_zero()) else { return };
    let mark = match row.state {
        BarState::NoTarget if is_judged => Mark::fill(Slot::Context),
        BarState::Met | BarState::NoTarget => Mark::fill(Slot::Colour(0)),
        BarState::Near => Mark::PALE,
        BarState::NotMet | BarState::Over => Mark::fill(Slot::Colour(1)),
        BarState::Unknown => Mark::fill(Slot::Context),
    };
    frame.bar(index, (Decimal::ZERO, value), mark);
}

/// Whether a ring over the bar would leave nothing of it to be seen.
fn hides_bar(frame: &Rows<'_>, row: &BarRow) -> bool {
    let Some((value, previous)) = row.value.zip(row.previous) else { return false };
    let (zero, end, ring) = (frame.x(Decimal::ZERO), frame.x(value), frame.x(previous));
    (end - zero).abs() <= 2 * RING && (ring - zero).abs() + RING >= (end - zero).abs()
}

/// The rings of some rows, each with its number.
fn draw_rings(frame: &Rows<'_>, rows: &[(usize, &BarRow)]) {
    let place = |(index, row): &(usize, &BarRow)| Some((frame.x(row.previous?), frame.middle(*index)));
    for mark in [Mark::RIM, Mark::disc(Slot::Context), Mark::HOLE] {
        rows.iter().filter_map(place).for_each(|place| frame.sheet.dot(place, mark));
    }
}
