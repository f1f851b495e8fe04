//! The plot of a chart over time: margins, grid, both axes, and places on it.
//!
//! The one file that talks to plotters for drawing. Our axis type only ever receives finite values
//! and maps what lies outside to the edge; plotters' own would put it somewhere else.

use std::cell::RefCell;
use std::fmt::Debug;
use std::ops::Range;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::style::ShapeStyle;
use plotters_backend::DrawingBackend;

use super::Size;
use super::backend::{Anchor, Backend, Mark, Place, Slot, Text, Tone};
use super::label::{Fitted, Labels, OFFSET};
use super::layout::spread;
use super::scale::{PeriodTick, Scale, float};
use super::text::{Font, escape, width};

/// Below the plot: two lines of tick labels. Lengths here are tenths of an SVG unit.
const BOTTOM: i32 = 380;
/// From a y label to the plot.
const LEFT_AIR: i32 = 60;
/// At the left of the plot even if y labels are narrower, for half of the first x label.
const LEFT_LEAST: i32 = 160;
/// From the plot down to the base lines of period and year.
const PERIOD_LINE: i32 = 165;
const YEAR_LINE: i32 = 305;
/// Half the height of a capital letter: from the middle of a text to its base line.
const HALF_LABEL: i32 = 45;
pub(super) const HALF_TICK: i32 = 40;
/// A label that moved farther than this gets a leader.
const NEAR: i32 = 60;
/// Ticks below the plot; the longer one where a year begins.
const MARK: i32 = 30;
const YEAR_MARK: i32 = 60;
/// Most periods with a tick each.
const MARKED_PERIODS: usize = 40;

/// A position: place among the periods, value.
pub(super) type At = (f64, f64);

/// What a plot looks like before there is data in it.
pub(super) struct Layout<'a> {
    pub id: &'a str,
    pub size: Size,
    /// Ends of the x axis; periods stand at 0, 1, 2 …
    pub span: (f64, f64),
    pub scale: &'a Scale,
    /// As many as the scale has ticks.
    pub tick_texts: &'a [String],
    /// Room above and at the right of the plot.
    pub top: i32,
    pub right: i32,
}

pub(super) struct Plot {
    backend: Rc<RefCell<Backend>>,
    area: DrawingArea<Backend, Cartesian2d<Axis, Axis>>,
    size: Size,
    /// Edges of the plot.
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Plot {
    /// Room for the plot of a drawing between its top and bottom margins.
    pub fn height(size: Size, top: i32) -> Range<i32> {
        top..size.height(None) * 10 - BOTTOM
    }

    /// Starts a drawing with grid lines and y labels.
    pub fn open(layout: &Layout<'_>) -> Plot {
        let (full, height) = (layout.size.width() * 10, Plot::height(layout.size, layout.top));
        let widest = layout.tick_texts.iter().map(|text| width(text, Font::TICK)).max().unwrap_or(0);
        // Numbers of over twenty digits would leave no room for the plot.
        let tick_texts = if widest > full * 2 / 5 { &[] } else { layout.tick_texts };
        let left = if tick_texts.is_empty() { LEFT_LEAST } else { (widest + LEFT_AIR).max(LEFT_LEAST) };
        let right = full - layout.right;

        let backend = Rc::new(RefCell::new(open_svg(layout.id, layout.size)));
        let ticks = layout.scale.ticks.iter().copied().map(float).collect();
        let area = DrawingArea::<Backend, Shift>::from(&backend).apply_coord_spec(Cartesian2d::new(
            Axis { ends: layout.span, ticks: Vec::new() },
            Axis { ends: layout.scale.ends, ticks },
            (left..right, height.end..height.start),
        ));
        let plot = Plot { backend, area, size: layout.size, left, right, top: height.start, bottom: height.end };
        plot.group("grid");
        plot.grid();
        for (tick, text) in layout.scale.ticks.iter().zip(tick_texts) {
            let place = (left - LEFT_AIR, plot.place((0.0, float(*tick))).1 + HALF_TICK);
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
        let full = self.size.width() * 10;
        for tick in ticks {
            let x = self.x(tick.index);
            let year = tick.year.as_deref().map(|year| (year, YEAR_LINE));
            for (text, line) in [(tick.label.as_str(), PERIOD_LINE)].into_iter().chain(year) {
                let half = width(text, Font::TICK) / 2 + 1;
                let place = (x.clamp(half, (full - half).max(half)), self.bottom + line);
                self.text(&Text::new(place, Anchor::Middle, Font::TICK, Tone::Muted, text));
            }
        }
        let (low, high) = self.area.as_coord_spec().y_spec().ends;
        if low <= 0.0 && high >= 0.0 {
            let y = self.place((0.0, 0.0)).1;
            self.stroke([(self.left, y), (self.right, y)], Mark::AXIS);
        }
        for index in (0..periods).filter(|_| marks) {
            let label = ticks.iter().find(|tick| tick.index == index);
            if label.is_some() || periods <= MARKED_PERIODS {
                let length = if label.is_some_and(|tick| tick.new_year) { YEAR_MARK } else { MARK };
                let x = self.x(index);
                self.stroke([(x, self.bottom), (x, self.bottom + length)], Mark::AXIS);
            }
        }
    }

    /// Names at the right, spread so that none meet. Each must name something on the scale.
    pub fn labels(&self, labels: &Labels) {
        let wanted: Vec<i32> = labels.kept.iter().map(|label| self.place((0.0, label.at)).1).collect();
        let heights = spread(&wanted, self.top, self.bottom);
        for ((label, height), wanted) in labels.kept.iter().zip(&heights).zip(&wanted) {
            let place = (self.right + OFFSET, height + HALF_LABEL);
            let Fitted { bold, plain, tone, .. } = label;
            self.text(&Text { place, anchor: Anchor::Start, font: Font::LABEL, tone: *tone, bold, plain });
            if (height - wanted).abs() > NEAR {
                self.stroke([(self.right + 15, *wanted), (self.right + OFFSET - 20, *height)], Mark::LEADER);
            }
        }
    }

    /// From one period to the next, in tenths of an SVG unit.
    pub fn spacing(&self) -> f64 {
        let (first, last) = self.area.as_coord_spec().x_spec().ends;
        f64::from(self.right - self.left) / (last - first)
    }

    pub fn place(&self, at: At) -> Place {
        self.area.map_coordinate(&at)
    }

    /// Where the period with this number stands.
    pub fn x(&self, index: usize) -> i32 {
        self.place((index as f64, 0.0)).0
    }

    pub fn bottom(&self) -> i32 {
        self.bottom
    }

    pub fn group(&self, class: &str) {
        self.backend.borrow_mut().group(class);
    }

    pub fn series(&self, number: u8) {
        self.backend.borrow_mut().series(number);
    }

    pub fn text(&self, text: &Text<'_>) {
        self.backend.borrow_mut().text(text);
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

    /// The shape by which a series is told from others where colours are not: disc, square,
    /// triangle, diamond.
    pub fn shape(&self, at: At, slot: Slot) {
        let Slot::Series(number @ 1..) = slot else { return self.dot(at, Mark::disc(slot)) };
        let (x, y) = self.place(at);
        let corners: &[(i32, i32)] = match number {
            1 => &[(-34, -34), (34, -34), (34, 34), (-34, 34)],
            2 => &[(0, -45), (42, 32), (-42, 32)],
            _ => &[(0, -46), (46, 0), (0, 46), (-46, 0)],
        };
        let corners = corners.iter().map(|(dx, dy)| (x + dx, y + dy));
        drawn(self.backend.borrow_mut().fill_polygon(corners, &ShapeStyle::from(Mark::fill(number))));
    }

    fn stroke(&self, ends: [Place; 2], mark: Mark) {
        drawn(self.backend.borrow_mut().draw_path(ends, &ShapeStyle::from(mark)));
    }

    pub fn finish(self) -> String {
        self.backend.borrow_mut().finish()
    }
}

/// A drawing that says only that there is nothing to draw.
pub(super) fn empty(id: &str, size: Size, words: &str) -> String {
    let mut backend = open_svg(id, size);
    let (width, height) = (size.width(), size.height(None));
    backend.text(&Text::new((width * 5, height * 5), Anchor::Middle, Font::LABEL, Tone::Muted, words));
    backend.finish()
}

fn open_svg(id: &str, size: Size) -> Backend {
    let ((class, letter), (width, height)) = (size.names(), (size.width(), size.height(None)));
    let mut svg = String::with_capacity(4096);
    svg.push_str(&format!(r#"<svg class="kc {class}" id="fig-"#));
    escape(id, &mut svg);
    svg.push_str(&format!(r#"-{letter}" aria-hidden="true" viewBox="0 0 {width} {height}">"#));
    Backend::new((width * 10, height * 10), svg)
}

/// Our backend cannot fail, and no drawing holds it while another one draws.
fn drawn<E: Debug>(result: Result<(), E>) {
    debug_assert!(result.is_ok(), "{result:?}");
}

/// A linear axis with ticks of our choice. Values beyond its ends are mapped to them.
#[derive(Clone)]
pub(super) struct Axis {
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
