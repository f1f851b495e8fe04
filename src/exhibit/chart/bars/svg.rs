//! Target bars: units side by side in one period, each with its target and the value of the period before.
//!
//! A bar always begins at 0, so that lengths can be compared, and goes to the left for a value below 0. There are no
//! dates here, so places are computed without plotters.

use crate::exhibit::drawing::backend::{Anchor, Mark, Place, Slot, Text, Tone};
use crate::exhibit::drawing::plot::{self, HALF_TICK, Room, Sheet, Unsaid, triangle};
use crate::exhibit::drawing::scale::{self, Scale, Wish, float};
use crate::exhibit::drawing::text::{Font, shorten, width, wrap};
use crate::exhibit::drawing::{Drawing, Size, Ticks};
use crate::model::Decimal;
use crate::model::language::Language;

/// Bars of one period, side by side with their targets, in the order of the rows.
///
/// Only the first 30 rows are drawn: for more, the page has a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub rows: Vec<BarRow>,
    /// Over the target mark of the first row that has one: `Mål 90 %`.
    pub target_name: String,
    /// Over the ring of the first row that has one: `oktober`.
    pub previous_name: String,
    pub ticks: Ticks,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarRow {
    pub name: String,
    /// `None`: no bar, `text` says why.
    pub value: Option<Decimal>,
    /// At the right: `412`, `*`, `–`.
    pub text: String,
    /// None, one amount, or the two bounds of a range.
    pub targets: Vec<Decimal>,
    /// A ring: the value of the period before.
    pub previous: Option<Decimal>,
    pub state: BarState,
}

/// How a value compares with its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarState {
    /// Blue, ● beside the text.
    Met,
    /// Pale blue with an outline, ring beside the text: short by no more than was allowed.
    Near,
    /// Orange, ▼ beside the text.
    NotMet,
    /// Grey: there is a target, but it cannot be said whether it is met.
    Unknown,
    /// Blue, nothing beside the text.
    NoTarget,
}

/// Most rows in a chart.
pub const ROWS: usize = 30;
/// Height of a row, of its bar and of its target mark. Lengths are tenths of an SVG unit.
const ROW: i32 = 300;
const HALF_BAR: i32 = 72;
const HALF_TARGET: i32 = 115;
/// From the middle of a ring to its edge.
const RING: i32 = 45;
/// Above the rows, without and with the names of target and ring.
const TOP: i32 = 60;
const NAMED_TOP: i32 = 250;
/// Base line of these names.
const NAMES: i32 = 130;
/// Below the rows, for tick labels.
const BOTTOM: i32 = 240;
const TICK_LINE: i32 = 175;
/// Between texts and what is beside them.
const AIR: i32 = 80;
/// Between the names of target and ring.
const NAME_AIR: i32 = 160;
/// Room for the names of rows, if a quarter of the drawing is less.
const LEAST_NAME: i32 = 1050;
/// From the right edge to the middle of the mark beside a text.
const MARK: i32 = 60;
/// Two lines of a name.
const LINE: i32 = 140;
/// Half the height of a capital letter of a name.
const HALF_NAME: i32 = 45;

/// Draws bars with target marks, one row of 30 units each. Reports names that had to be cut in `unnamed`.
pub fn draw(bars: &Bars, size: Size) -> Drawing {
    let rows = bars.rows.get(..ROWS).unwrap_or(&bars.rows);
    let full = size.width() * 10;
    let first = |has: fn(&BarRow) -> Option<Decimal>| rows.iter().position(|row| has(row).is_some());
    let named = [
        (first(|row| row.targets.first().copied()), bars.target_name.as_str()),
        (first(|row| row.previous), bars.previous_name.as_str()),
    ];
    let top = if named.iter().any(|(row, name)| row.is_some() && !name.is_empty()) { NAMED_TOP } else { TOP };
    let height = top + ROW * i32::try_from(rows.len().max(3)).unwrap_or(0) + BOTTOM;
    let sheet = Sheet::figure(&bars.id, size, height / 10);

    let amounts: Vec<Decimal> = rows
        .iter()
        .flat_map(|row| [row.value, row.previous].into_iter().flatten().chain(row.targets.clone()))
        .collect();
    let wish =
        Wish { steps: if size == Size::Wide { 5 } else { 3 }, from_zero: true, shares: bars.ticks == Ticks::Percent };
    let Some(scale) = scale::amounts(&amounts, &[], &[], wish) else {
        let unnamed = rows.iter().map(|row| row.name.clone()).collect();
        return plot::without_data(&sheet, size, bars.language, unnamed);
    };

    let names: Vec<(Vec<String>, bool)> =
        rows.iter().map(|row| name_lines(&row.name, (full / 4).max(LEAST_NAME))).collect();
    let widest_name = names.iter().flat_map(|(lines, _)| lines).map(|line| width(line, Font::LABEL)).max().unwrap_or(0);
    // A value is never cut: one that would leave no room for bars is in the table only.
    let texts: Vec<&str> =
        rows.iter().map(|row| if width(&row.text, Font::VALUE) <= full / 4 { row.text.as_str() } else { "" }).collect();
    let widest_text = texts.iter().map(|text| width(text, Font::VALUE)).max().unwrap_or(0);
    // The first tenth is air for wider fonts in saved files.
    let room = Room {
        left: widest_name * 11 / 10 + AIR,
        top,
        right: full - widest_text - MARK - 3 * AIR,
        bottom: height - BOTTOM,
    };
    let frame = Frame { sheet: &sheet, scale: &scale, room };

    frame.draw_axis(&scale.texts(bars.ticks, bars.language));
    sheet.group("series");
    frame.draw_ranges(rows);
    for (index, row) in rows.iter().enumerate() {
        frame.draw_bar(index, row);
    }
    frame.draw_targets(rows);
    frame.draw_rings(rows);
    sheet.group("labels");
    for (index, ((lines, _), row)) in names.iter().zip(rows).enumerate() {
        frame.write_row(index, lines, texts.get(index).copied().unwrap_or(""), row.state);
    }
    let cut = rows.iter().zip(&names).filter(|(_, (_, whole))| !whole).map(|(row, _)| row.name.clone());
    let [target, previous] = named;
    let level = |(row, name): (Option<usize>, _), value: fn(&BarRow) -> Option<Decimal>| {
        let at = row?;
        Some(((frame.x(value(rows.get(at)?)?), frame.middle(at)), name))
    };
    let marks = [level(target, |row| row.targets.first().copied()), level(previous, |row| row.previous)];
    let unnamed = cut.chain(frame.write_names(marks)).collect();
    plot::finish(&sheet, size, Unsaid { unnamed, ..Unsaid::default() })
}

/// The one or two lines of a name, and whether all of it is there.
fn name_lines(name: &str, room: i32) -> (Vec<String>, bool) {
    let mut lines = wrap(name, Font::LABEL, room);
    let whole = lines.len() <= 2;
    if !whole {
        let rest = lines.split_off(1).join(" ");
        lines.push(shorten(&rest, Font::LABEL, room).into_owned());
    }
    lines.retain(|line| width(line, Font::LABEL) <= room);
    (lines, whole)
}

/// The name of a target mark or ring, with its place over the rows.
struct Name<'a> {
    mark: Place,
    name: &'a str,
    wide: i32,
    left: i32,
}

/// Where bars stand.
struct Frame<'a> {
    sheet: &'a Sheet,
    scale: &'a Scale,
    /// Of the bars.
    room: Room,
}

impl Frame<'_> {
    fn x(&self, value: Decimal) -> i32 {
        let (low, high) = self.scale.ends;
        let share = ((float(value) - low) / (high - low)).clamp(0.0, 1.0);
        self.room.left + (share * f64::from(self.room.right - self.room.left)).round() as i32
    }

    /// Of a row.
    fn middle(&self, index: usize) -> i32 {
        self.room.top + ROW * i32::try_from(index).unwrap_or(0) + ROW / 2
    }

    /// Grid lines, the axis at 0, and as many tick labels as do not meet.
    fn draw_axis(&self, texts: &[String]) {
        let Room { top, bottom, .. } = self.room;
        self.sheet.group("grid");
        let ticks: Vec<(i32, &Decimal)> = self.scale.ticks.iter().map(|tick| (self.x(*tick), tick)).collect();
        for (x, _) in ticks.iter().filter(|(_, tick)| !tick.is_zero()) {
            self.sheet.stroke([(*x, top), (*x, bottom)], Mark::GRID);
        }
        let zero = self.x(Decimal::ZERO);
        self.sheet.stroke([(zero, top), (zero, bottom)], Mark::AXIS);
        let mut free = 0;
        for ((x, _), text) in ticks.iter().zip(texts) {
            let half = width(text, Font::TICK) / 2 + 1;
            if x - half >= free && x + half <= self.sheet.room.right {
                let place = (*x, bottom + TICK_LINE);
                self.sheet.text(&Text::new(place, Anchor::Middle, Font::TICK, Tone::Muted, text));
                free = x + half + AIR;
            }
        }
    }

    fn draw_bar(&self, index: usize, row: &BarRow) {
        let Some(value) = row.value.filter(|value| !value.is_zero()) else { return };
        let mark = match row.state {
            BarState::Met | BarState::NoTarget => Mark::fill(Slot::Colour(0)),
            BarState::Near => Mark::PALE,
            BarState::NotMet => Mark::fill(Slot::Colour(1)),
            BarState::Unknown => Mark::fill(Slot::Context),
        };
        let (from, to, y) = (self.x(Decimal::ZERO), self.x(value), self.middle(index));
        let corners = [(from, y - HALF_BAR), (to, y - HALF_BAR), (to, y + HALF_BAR), (from, y + HALF_BAR)];
        self.sheet.fill(corners, mark);
    }

    /// Bands between two bounds, which bars lie on.
    fn draw_ranges(&self, rows: &[BarRow]) {
        for (index, row) in rows.iter().enumerate() {
            let [lower, upper] = row.targets.as_slice() else { continue };
            let (left, right, y) = (self.x(*lower), self.x(*upper), self.middle(index));
            let (top, bottom) = (y - HALF_TARGET, y + HALF_TARGET);
            self.sheet.fill([(left, top), (right, top), (right, bottom), (left, bottom)], Mark::AIM);
        }
    }

    fn draw_targets(&self, rows: &[BarRow]) {
        let of_row = |(index, row): (usize, &BarRow)| {
            row.targets.iter().map(|target| (self.x(*target), self.middle(index))).collect::<Vec<_>>()
        };
        let places = rows.iter().enumerate().flat_map(of_row);
        for mark in [Mark::EDGE, Mark::ACROSS] {
            for (x, y) in places.clone() {
                self.sheet.stroke([(x, y - HALF_TARGET), (x, y + HALF_TARGET)], mark);
            }
        }
    }

    fn draw_rings(&self, rows: &[BarRow]) {
        let places =
            rows.iter().enumerate().filter_map(|(index, row)| Some((self.x(row.previous?), self.middle(index))));
        for mark in [Mark::RIM, Mark::disc(Slot::Context), Mark::HOLE] {
            places.clone().for_each(|place| self.sheet.dot(place, mark));
        }
    }

    /// Name at the left of a bar, value and mark at the right.
    fn write_row(&self, index: usize, lines: &[String], text: &str, state: BarState) {
        let (right, y) = (self.sheet.room.right, self.middle(index));
        let first = y + HALF_NAME - LINE / 2 * i32::try_from(lines.len().saturating_sub(1)).unwrap_or(0);
        for (line, number) in lines.iter().zip(0..) {
            let place = (self.room.left - AIR, first + number * LINE);
            self.sheet.text(&Text::new(place, Anchor::End, Font::LABEL, Tone::Ink, line));
        }
        if !text.is_empty() {
            let place = (right - MARK - AIR, y + HALF_NAME);
            self.sheet.text(&Text::new(place, Anchor::End, Font::VALUE, Tone::Ink, text));
        }
        let place = (right - MARK, y);
        match state {
            BarState::Met => self.sheet.dot(place, Mark::disc(Slot::Colour(0))),
            BarState::Near => {
                self.sheet.dot(place, Mark::disc(Slot::Colour(0)));
                self.sheet.dot(place, Mark::HOLE);
            }
            BarState::NotMet => self.sheet.fill(triangle(place, false), Mark::fill(Slot::Colour(1))),
            BarState::Unknown | BarState::NoTarget => {}
        }
    }

    /// Names of target mark and ring over the rows, given where these are. Returns names that found no room.
    fn write_names<'b>(&self, [target, previous]: [Option<(Place, &'b str)>; 2]) -> Vec<String> {
        let full = self.sheet.room.right;
        let put = |mark: Option<(Place, &'b str)>| {
            let (mark, name) = mark.filter(|(_, name)| !name.is_empty())?;
            let wide = width(name, Font::TICK);
            (wide <= full).then(|| Name { mark, name, wide, left: (mark.0 - wide / 2).clamp(0, full - wide) })
        };
        let (mut of_target, mut of_ring) = (put(target), put(previous));
        if let (Some(a), Some(b)) = (&mut of_target, &mut of_ring) {
            let (left, right) = if b.mark.0 < a.mark.0 { (b, a) } else { (a, b) };
            right.left = right.left.max(left.left + left.wide + NAME_AIR).min(full - right.wide);
            left.left = left.left.min(right.left - NAME_AIR - left.wide);
            if left.left < 0 {
                (of_target, of_ring) = (put(target), None);
            }
        }
        for (name, tone, reach) in [(&of_target, Tone::Ink, HALF_TARGET), (&of_ring, Tone::Muted, RING)] {
            let Some(Name { mark: (x, y), name, wide, left }) = name else { continue };
            self.sheet.text(&Text::new((*left, NAMES), Anchor::Start, Font::TICK, tone, name));
            let middle = left + wide / 2;
            // A name right over its mark in the first row needs no leader.
            if (middle - x).abs() > AIR || *y != self.middle(0) {
                self.sheet.stroke([(middle, NAMES + HALF_TICK), (*x, y - reach)], Mark::LEADER);
            }
        }
        let left_out = [(target, of_target), (previous, of_ring)].into_iter().filter(|(_, put)| put.is_none());
        left_out.filter_map(|(mark, _)| Some(mark?.1.to_owned())).filter(|name| !name.is_empty()).collect()
    }
}
