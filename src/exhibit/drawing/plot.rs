//! The sheet of a drawing, and a plot over time on it: margins, grid, both axes, and places.
//!
//! The one file that talks to plotters for drawing. Our axis type only ever receives finite values
//! and maps what lies outside to the edge; plotters' own would put it somewhere else.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::ops::Range;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::ShapeStyle;
use plotters_backend::DrawingBackend;

use super::apart::Cut;
use super::backend::{Anchor, Backend, Mark, Place, Slot, Text, Tone};
use super::label::{Fitted, Labels, OFFSET};
use super::layout::{LABEL_STEP, spread};
use super::scale::{PeriodTick, Scale, float};
use super::text::{Font, escape, width};
use super::{Drawing, Marks, Size};
use crate::l10n;
use crate::model::language::Language;

/// Above the plot of most charts. Lengths here are tenths of an SVG unit.
pub const TOP: i32 = 100;
/// Below the plot: two lines of tick labels.
pub const BOTTOM: i32 = 380;
/// From a y label to the plot.
const LEFT_AIR: i32 = 60;
/// At the left of the plot even if y labels are narrower, for half of the first x label.
const LEFT_LEAST: i32 = 160;
/// From the plot down to the base lines of period and year.
const PERIOD_LINE: i32 = 165;
const YEAR_LINE: i32 = 305;
/// Half the height of a capital letter: from the middle of a text to its base line.
const HALF_LABEL: i32 = 45;
pub const HALF_TICK: i32 = 40;
/// A label that moved farther than this gets a leader.
const NEAR: i32 = 60;
/// Ticks below the plot; the longer one where a year begins.
const MARK: i32 = 30;
const YEAR_MARK: i32 = 60;
/// From the base line of a sign up to the end of a stem over it.
pub const OVER_SIGN: i32 = 110;
/// Least distance of two signs, such as `*`, on the axis.
const SIGN_ROOM: i32 = 80;
/// From the end of a column to the dots beyond it.
const DOTS: i32 = 18;
/// From one of them to the next.
const DOT_STEP: i32 = 47;
/// Most periods with a tick each.
const MARKED_PERIODS: usize = 40;

/// A position: place among the periods, value.
pub type At = (f64, f64);

/// A rectangle of a drawing, by its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// A drawing, or a part of one that has a plot of its own.
pub struct Sheet {
    backend: Rc<RefCell<Backend>>,
    pub room: Room,
}

impl Sheet {
    /// An empty drawing, `height` SVG units high.
    pub fn figure(id: &str, size: Size, height: i32) -> Sheet {
        let ((class, letter), width) = (size.names(), size.width());
        let mut svg = String::with_capacity(4096);
        svg.push_str(&format!(r#"<svg class="kc {class}" id="fig-"#));
        escape(id, &mut svg);
        svg.push_str(&format!(r#"-{letter}" aria-hidden="true" viewBox="0 0 {width} {height}">"#));
        Sheet::new(svg, width, height)
    }

    /// A drawing that is shown in one size.
    pub fn small(width: i32, height: i32) -> Sheet {
        Sheet::new(format!(r#"<svg class="kc" aria-hidden="true" viewBox="0 0 {width} {height}">"#), width, height)
    }

    fn new(svg: String, width: i32, height: i32) -> Sheet {
        let (right, bottom) = (width * 10, height * 10);
        let backend = Rc::new(RefCell::new(Backend::new((right, bottom), svg)));
        Sheet { backend, room: Room { left: 0, top: 0, right, bottom } }
    }

    /// A part of the same drawing.
    pub fn part(&self, room: Room) -> Sheet {
        Sheet { backend: Rc::clone(&self.backend), room }
    }

    /// Words in the middle, in place of a plot.
    pub fn say(&self, words: &str, font: Font) {
        let Room { left, top, right, bottom } = self.room;
        let place = ((left + right) / 2, (top + bottom) / 2);
        self.text(&Text::new(place, Anchor::Middle, font, Tone::Muted, words));
    }

    pub fn group(&self, class: &str) {
        self.backend.borrow_mut().group(class);
    }

    /// The group of the grid behind `count` rows, the first and the last of which are at `ends`.
    pub fn grid_of_rows(&self, ends: (i32, i32), count: usize) {
        self.backend.borrow_mut().grid_group(ends, Some(count));
    }

    pub fn text(&self, text: &Text<'_>) {
        self.backend.borrow_mut().text(text);
    }

    pub fn stroke(&self, points: impl IntoIterator<Item = Place>, mark: Mark) {
        drawn(self.backend.borrow_mut().draw_path(points, &ShapeStyle::from(mark)));
    }

    pub fn fill(&self, corners: impl IntoIterator<Item = Place>, mark: Mark) {
        drawn(self.backend.borrow_mut().fill_polygon(corners, &ShapeStyle::from(mark)));
    }

    pub fn dot(&self, (x, y): Place, mark: Mark) {
        drawn(self.backend.borrow_mut().draw_circle((x, y), 1, &ShapeStyle::from(mark), true));
    }

    /// The shape that tells a curve from others where colours do not: disc, square, triangle, diamond.
    pub fn shape(&self, (x, y): Place, slot: Slot) {
        let Slot::Colour(number @ 1..) = slot else { return self.dot((x, y), Mark::disc(slot)) };
        let corners: &[(i32, i32)] = match number {
            1 => &[(-34, -34), (34, -34), (34, 34), (-34, 34)],
            2 => &[(0, -45), (42, 32), (-42, 32)],
            _ => &[(0, -46), (46, 0), (0, 46), (-46, 0)],
        };
        self.fill(corners.iter().map(|(dx, dy)| (x + dx, y + dy)), Mark::fill(Slot::Colour(number)));
    }

    /// How far texts reach to the right in a wider font than ours, in SVG units.
    fn reach(&self) -> i32 {
        self.backend.borrow().reach() / 10 + 1
    }

    pub fn finish(&self) -> String {
        self.backend.borrow_mut().finish()
    }
}

/// Corners of ▲ or, not `up`, ▼.
pub fn triangle((x, y): (i32, i32), up: bool) -> [(i32, i32); 3] {
    let up = if up { -1 } else { 1 };
    [(x, y + 36 * up), (x + 36, y - 27 * up), (x - 36, y - 27 * up)]
}

/// What a plot looks like before there is data in it.
pub struct Layout<'a> {
    /// Ends of the x axis; periods are at 0, 1, 2 …
    pub span: (f64, f64),
    pub scale: &'a Scale,
    /// As many as the scale has ticks.
    pub tick_texts: &'a [String],
    /// Whether every tick of the y axis has its line; otherwise only the lowest has.
    pub grid: bool,
    /// Room of the sheet around the plot; at the left, the tick texts decide.
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
    /// Kept free within the plot, above and below all values.
    pub air: i32,
}

pub struct Plot<'a> {
    sheet: &'a Sheet,
    area: DrawingArea<Backend, Cartesian2d<Axis, Axis>>,
    /// Edges of the plot.
    pub room: Room,
}

impl<'a> Plot<'a> {
    /// Starts a plot with grid lines and y labels.
    pub fn open(sheet: &'a Sheet, layout: &Layout<'_>) -> Plot<'a> {
        let Room { left, top, right, bottom } = sheet.room;
        let widest = layout.tick_texts.iter().map(|text| width(text, Font::TICK)).max().unwrap_or(0);
        // Numbers of over twenty digits would leave no room for the plot.
        let tick_texts = if widest > (right - left) * 2 / 5 { &[] } else { layout.tick_texts };
        let margin = if tick_texts.is_empty() { LEFT_LEAST } else { (widest + LEFT_AIR).max(LEFT_LEAST) };
        let room = Room {
            left: left + margin,
            top: top + layout.top,
            right: right - layout.right,
            bottom: bottom - layout.bottom,
        };

        let ticks = layout.scale.ticks.iter().take(if layout.grid { usize::MAX } else { 1 });
        let area = DrawingArea::<Backend, Shift>::from(&sheet.backend).apply_coord_spec(Cartesian2d::new(
            Axis { ends: layout.span, ticks: Vec::new() },
            Axis { ends: layout.scale.ends, ticks: ticks.copied().map(float).collect() },
            (room.left..room.right, room.bottom - layout.air..room.top + layout.air),
        ));
        let plot = Plot { sheet, area, room };
        let ends = (plot.x(0), plot.place((layout.span.1.floor(), 0.0)).0);
        plot.sheet.backend.borrow_mut().grid_group(ends, None);
        plot.grid();
        for (tick, text) in layout.scale.ticks.iter().zip(tick_texts) {
            let place = (room.left - LEFT_AIR, plot.place((0.0, float(*tick))).1 + HALF_TICK);
            plot.text(&Text::new(place, Anchor::End, Font::TICK, Tone::Muted, text));
        }
        plot
    }

    fn grid(&self) {
        let style = ShapeStyle::from(Mark::GRID);
        let draw = |backend: &mut Backend, line: MeshLine<'_, Axis, Axis>| match line {
            MeshLine::YMesh(..) => line.draw(backend, &style),
            MeshLine::XMesh(..) => Ok(()),
        };
        drawn(self.area.draw_mesh(draw, usize::MAX, usize::MAX));
    }

    /// The x axis: a base line at 0 if that is on the scale, and labels. With `marks`, a small tick
    /// for each of `periods`, as long as they are few, and a longer one where a year begins.
    pub fn periods(&self, ticks: &[PeriodTick], periods: usize, marks: bool) {
        let sheet = self.sheet.room;
        for tick in ticks {
            let x = self.x(tick.index);
            let year = tick.year.as_deref().map(|year| (year, YEAR_LINE));
            for (text, line) in [(tick.label.as_str(), PERIOD_LINE)].into_iter().chain(year) {
                let half = width(text, Font::TICK) / 2 + 1;
                let least = sheet.left + half;
                let place = (x.clamp(least, (sheet.right - half).max(least)), self.room.bottom + line);
                self.text(&Text::new(place, Anchor::Middle, Font::TICK, Tone::Muted, text));
            }
        }
        let (low, high) = self.area.as_coord_spec().y_spec().ends;
        if low <= 0.0 && high >= 0.0 {
            let y = self.place((0.0, 0.0)).1;
            self.stroke([(self.room.left, y), (self.room.right, y)], Mark::AXIS);
        }
        for index in (0..periods).filter(|_| marks) {
            let label = ticks.iter().find(|tick| tick.index == index);
            if label.is_some() || periods <= MARKED_PERIODS {
                let length = if label.is_some_and(|tick| tick.new_year) { YEAR_MARK } else { MARK };
                let x = self.x(index);
                self.stroke([(x, self.room.bottom), (x, self.room.bottom + length)], Mark::AXIS);
            }
        }
    }

    /// Names at the right, spread so that no two meet. Each must name something on the scale.
    pub fn labels(&self, labels: &Labels) {
        let wanted: Vec<i32> = labels.kept.iter().map(|label| self.place((0.0, label.at)).1).collect();
        let heights = spread(&wanted, LABEL_STEP, self.room.top, self.room.bottom);
        for ((label, height), wanted) in labels.kept.iter().zip(&heights).zip(&wanted) {
            let place = (self.room.right + OFFSET, height + HALF_LABEL);
            let Fitted { bold, plain, tone, .. } = label;
            self.text(&Text { place, anchor: Anchor::Start, font: Font::LABEL, tone: *tone, bold, plain });
            if (height - wanted).abs() > NEAR {
                let right = self.room.right;
                self.stroke([(right + 15, *wanted), (right + OFFSET - 20, *height)], Mark::LEADER);
            }
        }
    }

    /// All of the sheet.
    pub fn sheet_room(&self) -> Room {
        self.sheet.room
    }

    /// From one period to the next, in tenths of an SVG unit.
    pub fn spacing(&self) -> f64 {
        let (first, last) = self.area.as_coord_spec().x_spec().ends;
        f64::from(self.room.right - self.room.left) / (last - first)
    }

    pub fn place(&self, at: At) -> Place {
        self.area.map_coordinate(&at)
    }

    /// The place of the period with this number.
    pub fn x(&self, index: usize) -> i32 {
        self.place((index as f64, 0.0)).0
    }

    pub fn group(&self, class: &str) {
        self.sheet.group(class);
    }

    pub fn colour_group(&self, number: u8) {
        self.sheet.backend.borrow_mut().colour_group(number);
    }

    pub fn text(&self, text: &Text<'_>) {
        self.sheet.text(text);
    }

    pub fn path(&self, points: Vec<At>, mark: Mark) {
        drawn(self.area.draw(&PathElement::new(points, mark)));
    }

    pub fn dot(&self, at: At, mark: Mark) {
        drawn(self.area.draw(&Circle::new(at, 1, mark)));
    }

    /// A rectangle between two corners.
    pub fn area(&self, corners: [At; 2], mark: Mark) {
        drawn(self.area.draw(&Rectangle::new(corners, mark)));
    }

    pub fn polygon(&self, corners: Vec<At>, mark: Mark) {
        drawn(self.area.draw(&Polygon::new(corners, mark)));
    }

    /// Dots beyond the ends of columns, each given with whether it goes down, and as wide as a `share` of the step between
    /// them: they are provisional. Whether there are any.
    pub fn dot_ends(&self, ends: impl Iterator<Item = (At, bool)>, share: f64) -> bool {
        let half = (self.spacing() * share / 2.0) as i32;
        // On a column that has room for one dot, it stands in the middle.
        let (left, right) = if 2 * half < DOT_STEP { (0, 1) } else { (half, half) };
        let mut any = false;
        for (end, is_down) in ends {
            let (x, y) = self.place(end);
            let y = if is_down { y + DOTS } else { y - DOTS };
            self.stroke([(x - left, y), (x + right, y)], Mark::dotted(Slot::Context));
            any = true;
        }
        any
    }

    /// As [`Sheet::shape`].
    pub fn shape(&self, at: At, slot: Slot) {
        self.sheet.shape(self.place(at), slot);
    }

    pub fn fill(&self, corners: impl IntoIterator<Item = Place>, mark: Mark) {
        self.sheet.fill(corners, mark);
    }

    pub fn stroke(&self, points: impl IntoIterator<Item = Place>, mark: Mark) {
        self.sheet.stroke(points, mark);
    }

    /// `text` under the periods at `indices`, one for several that are close.
    pub fn signs(&self, indices: &BTreeSet<usize>, text: &str, y: i32) {
        let mut free = i32::MIN;
        for index in indices {
            let x = self.x(*index);
            if x >= free {
                self.text(&Text::new((x, y), Anchor::Middle, Font::TICK, Tone::Muted, text));
                free = x + SIGN_ROOM;
            }
        }
    }
}

/// A drawing that says only that there is nothing to draw.
pub fn without_data(sheet: &Sheet, size: Size, language: Language) -> Drawing {
    saying(sheet, size, l10n::words(language).no_data_in_span)
}

/// A drawing that says why there is nothing to draw. Nothing is drawn that would need a name.
pub fn saying(sheet: &Sheet, size: Size, why: &str) -> Drawing {
    sheet.say(why, Font::LABEL);
    finish(sheet, size, Unsaid::default())
}

/// What a drawing does not say itself, so that the page must.
#[derive(Default)]
pub struct Unsaid {
    pub axis_start: Option<String>,
    pub unnamed: Vec<String>,
    pub cut: Vec<Cut>,
    pub marks: Marks,
}

pub fn finish(sheet: &Sheet, size: Size, unsaid: Unsaid) -> Drawing {
    let Unsaid { axis_start, unnamed, cut, marks } = unsaid;
    let (reach, height) = (sheet.reach(), (sheet.room.bottom / 10).unsigned_abs());
    Drawing { svg: sheet.finish(), size, height, reach, axis_start, unnamed, cut, marks }
}

/// Our backend cannot fail, and no drawing holds it while another one draws.
fn drawn<E: Debug>(result: Result<(), E>) {
    debug_assert!(result.is_ok(), "{result:?}");
}

/// A linear axis with ticks of our choice. Values beyond its ends are mapped to them.
#[derive(Clone)]
pub struct Axis {
    ends: (f64, f64),
    ticks: Vec<f64>,
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let share = (value - self.ends.0) / (self.ends.1 - self.ends.0);
        from + (share.clamp(0.0, 1.0) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.ends.0..self.ends.1
    }
}
