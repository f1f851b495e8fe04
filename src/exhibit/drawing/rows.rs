//! What drawings of members in rows share: names at the left, an axis of amounts below, texts and marks at the right.
//!
//! There are no dates here, so places are computed without plotters.

use super::Marks;
use super::apart::{Cut, Fit, told_apart};
use super::backend::{Anchor, Mark, Place, Slot, Text, Tone};
use super::plot::{HALF_TICK, Room, Sheet, triangle};
use super::scale::{Scale, float};
use super::text::{Font, first_line, shorten, width, wrap};
use super::track::WHISKER_END;
use crate::model::Decimal;
use crate::model::snapshot::Interval;

/// How a value compares with its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarState {
    /// Blue, ● beside the text.
    Met,
    /// Pale blue with an outline, ring beside the text: short by no more than was allowed.
    Near,
    /// Orange, ▼ beside the text.
    NotMet,
    /// Orange, ▲ beside the text: over the upper bound of a range.
    Over,
    /// Grey: there is a target, but it cannot be said whether it is met.
    Unknown,
    /// Nothing beside the text; blue where no row has a target, else grey.
    NoTarget,
}

/// Most rows in a drawing.
pub const MOST_ROWS: usize = 30;
/// Height of a row, of its bar and of its target mark. Lengths are tenths of an SVG unit.
pub const ROW: i32 = 300;
pub const HALF_BAR: i32 = 72;
pub const HALF_TARGET: i32 = 115;
/// From the middle of a ring to its edge.
pub const RING: i32 = 45;
/// Above the rows, without and with a line of names.
pub const TOP: i32 = 60;
pub const NAMED_TOP: i32 = 250;
/// Base line of these names.
pub const NAMES: i32 = 130;
/// Below the rows, for tick labels.
pub const BOTTOM: i32 = 240;
const TICK_LINE: i32 = 175;
/// Between texts and what is beside them.
pub const AIR: i32 = 80;
/// Between two names above the rows.
const NAME_AIR: i32 = 160;
/// Room for the names of rows, if a quarter of the drawing is less.
const LEAST_NAME: i32 = 1050;
/// From the right edge to the middle of the mark beside a text.
pub const MARK: i32 = 60;
/// Two lines of a name, which are nearer to each other than to those of the next row.
const LINE: i32 = 135;
/// Half the height of a capital letter of a name.
pub const HALF_NAME: i32 = 45;
/// From the base line of a text down to the dots under it.
const DOTS: i32 = 38;
/// The share of a drawing that a value may take. One that is wider is in the table only: it would leave no room for what
/// is drawn.
const WIDEST: (i32, i32) = (2, 5);

/// Most room for a value in a drawing of `full` width.
pub fn widest(full: i32) -> i32 {
    full * WIDEST.0 / WIDEST.1
}

/// In SVG units: that of `count` rows below `top`, and of three at least.
pub fn height(top: i32, count: usize) -> i32 {
    (top + ROW * i32::try_from(count.max(3)).unwrap_or(0) + BOTTOM) / 10
}

/// Which marks stand beside the texts of rows.
pub fn marks_of(states: impl Iterator<Item = BarState>) -> Marks {
    let states: Vec<BarState> = states.collect();
    let has = |state: BarState| states.contains(&state);
    let is_any = states.iter().any(|state| *state != BarState::NoTarget);
    Marks {
        met: has(BarState::Met),
        near: has(BarState::Near),
        missed: has(BarState::NotMet),
        over: has(BarState::Over),
        untargeted: is_any && has(BarState::NoTarget),
        ..Marks::default()
    }
}

/// The names of rows in one or two lines each.
pub struct RowNames {
    lines: Vec<Vec<String>>,
    /// Those that had to be cut, and those without room.
    pub cut: Vec<Cut>,
    pub unnamed: Vec<String>,
    /// Room at the left, with air.
    pub room: i32,
}

impl RowNames {
    /// Names for a drawing of `full` width.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>, full: i32) -> RowNames {
        let names: Vec<&str> = names.collect();
        let room = (full / 4).max(LEAST_NAME);
        let mut all = RowNames { lines: Vec::new(), cut: Vec::new(), unnamed: Vec::new(), room: 0 };
        let fitted = told_apart(&names, |_, name, behind| Some(name_lines(name, behind, room)));
        for (name, fit) in names.iter().zip(fitted) {
            let Some(Fit { drawn: lines, whole, letter, .. }) = fit else { continue };
            match whole {
                true => {}
                false if lines.is_empty() => all.unnamed.push((*name).to_owned()),
                false => all.cut.push(Cut { name: (*name).to_owned(), letter }),
            }
            all.lines.push(lines);
        }
        let widest = all.lines.iter().flatten().map(|line| width(line, Font::LABEL)).max().unwrap_or(0);
        // The first tenth is air for wider fonts in saved files.
        all.room = widest * 11 / 10 + AIR;
        all
    }
}

/// The one or two lines of a name with `behind` at its end.
fn name_lines(name: &str, behind: &str, room: i32) -> Fit<Vec<String>> {
    let mut lines = wrap(&format!("{name}{behind}"), Font::LABEL, room);
    let mut whole = lines.len() <= 2;
    if !whole {
        let (first, rest) = first_line(name, Font::LABEL, room);
        lines = vec![first, format!("{}{behind}", shorten(rest, Font::LABEL, room - width(behind, Font::LABEL)))];
    }
    let count = lines.len();
    lines.retain(|line| !line.is_empty() && width(line, Font::LABEL) <= room);
    whole &= lines.len() == count;
    // A word that has no room for a hyphen either.
    if lines.is_empty() {
        let cut = shorten(name, Font::LABEL, room - width(behind, Font::LABEL));
        lines.extend((!cut.is_empty()).then(|| format!("{cut}{behind}")));
    }
    Fit { name: lines.join(" "), drawn: lines, whole, letter: None }
}

/// Where rows stand.
pub struct Rows<'a> {
    pub sheet: &'a Sheet,
    pub scale: &'a Scale,
    /// Of what is drawn, between names and texts.
    pub room: Room,
}

/// The name of a mark in the first row, with its place over the rows.
struct Name<'a> {
    x: i32,
    name: &'a str,
    wide: i32,
    left: i32,
}

impl Rows<'_> {
    pub fn x(&self, value: Decimal) -> i32 {
        let (low, high) = self.scale.ends;
        let share = ((float(value) - low) / (high - low)).clamp(0.0, 1.0);
        self.room.left + (share * f64::from(self.room.right - self.room.left)).round() as i32
    }

    /// Of a row.
    pub fn middle(&self, index: usize) -> i32 {
        self.room.top + ROW * i32::try_from(index).unwrap_or(0) + ROW / 2
    }

    /// Grid lines, the axis at 0 if that is on the scale, and as many tick labels as do not meet. The table has the rows
    /// from the first to the last.
    pub fn draw_axis(&self, texts: &[String], (first, last): (usize, usize)) {
        let Room { top, bottom, .. } = self.room;
        self.sheet.grid_of_rows((self.middle(first), self.middle(last)), last + 1 - first.min(last));
        let ticks: Vec<(i32, &Decimal)> = self.scale.ticks.iter().map(|tick| (self.x(*tick), tick)).collect();
        for (x, _) in ticks.iter().filter(|(_, tick)| !tick.is_zero()) {
            self.sheet.stroke([(*x, top), (*x, bottom)], Mark::GRID);
        }
        if self.has_zero() {
            let zero = self.x(Decimal::ZERO);
            self.sheet.stroke([(zero, top), (zero, bottom)], Mark::AXIS);
        }
        let texts: Vec<(i32, i32, &str)> = ticks
            .iter()
            .zip(texts)
            .map(|((x, _), text)| (*x, width(text, Font::TICK) / 2 + 1, text.as_str()))
            .collect();
        // As close as all of them allow, and evenly, counted from 0.
        let zero = ticks.iter().position(|(_, tick)| tick.is_zero()).unwrap_or(0);
        let shown = |step: usize| {
            let is_inside = |(x, half, _): &&(i32, i32, &str)| x - half >= 0 && x + half <= self.sheet.room.right;
            texts.iter().skip(zero % step).step_by(step).filter(is_inside)
        };
        let is_free = |step: &usize| {
            let mut pairs = shown(*step).zip(shown(*step).skip(1));
            pairs.all(|((x, half, _), (next, half_of_next, _))| x + half + AIR <= next - half_of_next)
        };
        let step = (1..texts.len()).find(is_free).unwrap_or(texts.len().max(1));
        for (x, _, text) in shown(step) {
            let place = (*x, bottom + TICK_LINE);
            self.sheet.text(&Text::new(place, Anchor::Middle, Font::TICK, Tone::Muted, text));
        }
    }

    pub fn has_zero(&self) -> bool {
        self.scale.ends.0 <= 0.0 && self.scale.ends.1 >= 0.0
    }

    /// A bar of the row between two amounts.
    pub fn bar(&self, index: usize, (from, to): (Decimal, Decimal), mark: Mark) {
        let (from, to, y) = (self.x(from), self.x(to), self.middle(index));
        let corners = [(from, y - HALF_BAR), (to, y - HALF_BAR), (to, y + HALF_BAR), (from, y + HALF_BAR)];
        self.sheet.fill(corners, mark);
    }

    /// Whiskers between the ends of intervals, which stand out from bars.
    pub fn draw_whiskers(&self, intervals: impl Iterator<Item = Option<Interval>>) -> bool {
        let place = |(index, interval): (usize, Option<Interval>)| {
            let Interval { low, high } = interval?;
            Some((self.x(low), self.x(high), self.middle(index)))
        };
        let all: Vec<(i32, i32, i32)> = intervals.enumerate().filter_map(place).collect();
        for mark in [Mark::HOLE, Mark::MEAN] {
            for (low, high, y) in &all {
                self.sheet.stroke([(*low, *y), (*high, *y)], mark);
                for x in [low, high] {
                    self.sheet.stroke([(*x, y - WHISKER_END), (*x, y + WHISKER_END)], mark);
                }
            }
        }
        !all.is_empty()
    }

    /// Bands between two bounds, which what is drawn lies on. Each row has none, one, or the two bounds of a range.
    pub fn draw_ranges<'b>(&self, targets: impl Iterator<Item = &'b [Decimal]>) {
        for (index, targets) in targets.enumerate() {
            let [lower, upper] = targets else { continue };
            let (left, right, y) = (self.x(*lower), self.x(*upper), self.middle(index));
            let (top, bottom) = (y - HALF_TARGET, y + HALF_TARGET);
            self.sheet.fill([(left, top), (right, top), (right, bottom), (left, bottom)], Mark::AIM);
        }
    }

    /// A line across the row at each target.
    pub fn draw_targets<'b>(&self, targets: impl Iterator<Item = &'b [Decimal]>) {
        let of_row = |(index, targets): (usize, &[Decimal])| {
            targets.iter().map(|target| (self.x(*target), self.middle(index))).collect::<Vec<_>>()
        };
        let places: Vec<Place> = targets.enumerate().flat_map(of_row).collect();
        for mark in [Mark::EDGE, Mark::ACROSS] {
            for (x, y) in &places {
                self.sheet.stroke([(*x, y - HALF_TARGET), (*x, y + HALF_TARGET)], mark);
            }
        }
    }

    /// The name at the left of each row.
    pub fn write_name(&self, index: usize, names: &RowNames) {
        let lines = names.lines.get(index).map_or(&[][..], Vec::as_slice);
        let first =
            self.middle(index) + HALF_NAME - LINE / 2 * i32::try_from(lines.len().saturating_sub(1)).unwrap_or(0);
        for (line, number) in lines.iter().zip(0..) {
            let place = (self.room.left - AIR, first + number * LINE);
            self.sheet.text(&Text::new(place, Anchor::End, Font::LABEL, Tone::Ink, line));
        }
    }

    /// A text of the row that ends at `right`.
    pub fn write(&self, index: usize, right: i32, font: Font, tone: Tone, text: &str) {
        if !text.is_empty() {
            let place = (right, self.middle(index) + HALF_NAME);
            self.sheet.text(&Text::new(place, Anchor::End, font, tone, text));
        }
    }

    /// Dots under a text of the row that ends at `right`: it is provisional.
    pub fn dot_under(&self, index: usize, right: i32, font: Font, text: &str) {
        let y = self.middle(index) + HALF_NAME + DOTS;
        self.sheet.stroke([(right - width(text, font), y), (right, y)], Mark::dotted(Slot::Context));
    }

    /// The mark at the right of a row: ●, a ring, ▼ or ▲.
    pub fn write_state(&self, index: usize, state: BarState) {
        let place = (self.sheet.room.right - MARK, self.middle(index));
        match state {
            BarState::Met => self.sheet.dot(place, Mark::disc(Slot::Colour(0))),
            BarState::Near => {
                self.sheet.dot(place, Mark::disc(Slot::Colour(0)));
                self.sheet.dot(place, Mark::HOLE);
            }
            BarState::NotMet => self.sheet.fill(triangle(place, false), Mark::fill(Slot::Colour(1))),
            BarState::Over => self.sheet.fill(triangle(place, true), Mark::fill(Slot::Colour(1))),
            BarState::Unknown | BarState::NoTarget => {}
        }
    }

    /// Names of target mark and ring over the rows, left of `full`, given the first row that has the mark, where it is
    /// there, and the name. Says which of the two do not stand there: one over a mark further down would be read as that
    /// of every row between, and others find no room.
    pub fn write_names<'b>(&self, [target, previous]: [Option<(usize, i32, &'b str)>; 2], full: i32) -> [bool; 2] {
        let put = |mark: Option<(usize, i32, &'b str)>| {
            let (_, x, name) = mark.filter(|(row, _, name)| *row == 0 && !name.is_empty())?;
            let wide = width(name, Font::TICK);
            (wide <= full).then(|| Name { x, name, wide, left: (x - wide / 2).clamp(0, full - wide) })
        };
        let (mut of_target, mut of_ring) = (put(target), put(previous));
        if let (Some(a), Some(b)) = (&mut of_target, &mut of_ring) {
            let (left, right) = if b.x < a.x { (b, a) } else { (a, b) };
            right.left = right.left.max(left.left + left.wide + NAME_AIR).min(full - right.wide);
            left.left = left.left.min(right.left - NAME_AIR - left.wide);
            if left.left < 0 {
                (of_target, of_ring) = (put(target), None);
            }
        }
        for (name, tone, reach) in [(&of_target, Tone::Ink, HALF_TARGET), (&of_ring, Tone::Muted, RING)] {
            let Some(Name { x, name, wide, left }) = name else { continue };
            self.sheet.text(&Text::new((*left, NAMES), Anchor::Start, Font::TICK, tone, name));
            let middle = left + wide / 2;
            // A name right over its mark needs no leader.
            if (middle - x).abs() > AIR {
                self.sheet.stroke([(middle, NAMES + HALF_TICK), (*x, self.middle(0) - reach)], Mark::LEADER);
            }
        }
        [(target, of_target), (previous, of_ring)].map(|(mark, put)| mark.is_some() && put.is_none())
    }
}
