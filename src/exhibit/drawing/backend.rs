//! Where plotters draws: small SVG with classes and groups instead of colours.
//!
//! plotters knows whole numbers only, so one of its pixels is a tenth of an SVG unit. It knows
//! colours but no classes, so a colour is a row of `CLASSES` ([`Mark`]) and never seen. Paths are
//! relative, and neighbouring shapes of one class share a `<path>`. Texts do not pass through
//! plotters, which can neither measure them nor mix weights. Writing to a `String` cannot fail, so
//! results of `write!` are dropped.

use std::convert::Infallible;
use std::fmt::Write;

use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::text::{Font, Weight, escape, width};
use crate::model::Decimal;
use crate::model::catalog::Better;

/// A place in tenths of an SVG unit, from the upper left.
pub type Place = BackendCoord;

/// What a shape means, and so what it looks like: a row of `CLASSES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u8);

const CLASSES: [&str; 51] = [
    "g", "ax", "tg", "st", "ld", "in", "pl", "l s0", "l s1", "l s2", "l s3", "l sx", "l s0 pv", "l s1 pv", "l s2 pv",
    "l s3 pv", "l sx pv", "pt s0", "pt s1", "pt s2", "pt s3", "pt sx", "f0", "f1", "f2", "f3", "fx", "bd", "lm", "mn",
    "f0 fo", "f0 fi", "tk", "hl", "rm", "tb", "s0", "s1", "s2", "s3", "sx", "f0 fo", "f1 fo", "f2 fo", "f3 fo",
    "fx fo", "l s0 th", "l s1 th", "l s2 th", "l s3 th", "l sx th",
];

/// The colours of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// One of the four colours, from 0.
    Colour(u8),
    /// Grey.
    Context,
}

impl Slot {
    /// The colour of a change. None is neither better nor worse.
    pub fn of_change(better: Better, change: Decimal) -> Slot {
        match better {
            Better::Neither => Slot::Context,
            _ if change.is_zero() => Slot::Context,
            Better::Higher => Slot::Colour(u8::from(change < Decimal::ZERO)),
            Better::Lower => Slot::Colour(u8::from(change > Decimal::ZERO)),
        }
    }

    fn row(self) -> u8 {
        match self {
            Slot::Colour(number) => number.min(3),
            Slot::Context => 4,
        }
    }
}

impl Mark {
    pub const GRID: Mark = Mark(0);
    /// Axis and its ticks.
    pub const AXIS: Mark = Mark(1);
    pub const TARGET: Mark = Mark(2);
    /// From a revised value to the old one.
    pub const STEM: Mark = Mark(3);
    /// From the end of a line to a label that had to move.
    pub const LEADER: Mark = Mark(4);
    /// Makes a disc a ring.
    pub const HOLE: Mark = Mark(5);
    /// Area with an outline: not yet.
    pub const PALE: Mark = Mark(6);
    /// Between the limits of an XmR chart.
    pub const BAND: Mark = Mark(27);
    pub const LIMIT: Mark = Mark(28);
    pub const MEAN: Mark = Mark(29);
    /// The wide band of a forecast, and the narrow one on top of it.
    pub const OUTER: Mark = Mark(30);
    pub const INNER: Mark = Mark(31);
    /// A target across a bar, and the edge in the page's colour around it.
    pub const ACROSS: Mark = Mark(32);
    pub const EDGE: Mark = Mark(33);
    /// A wider dot under a ring, so that it stands out from a bar.
    pub const RIM: Mark = Mark(34);
    /// Between the two bounds of a target.
    pub const AIM: Mark = Mark(35);

    pub fn line(slot: Slot) -> Mark {
        Mark(7 + slot.row())
    }

    /// A thinner line, for values so near to each other that a usual one would fill the room between its turns.
    pub fn fine(slot: Slot) -> Mark {
        Mark(46 + slot.row())
    }

    pub fn dotted(slot: Slot) -> Mark {
        Mark(12 + slot.row())
    }

    pub fn disc(slot: Slot) -> Mark {
        Mark(17 + slot.row())
    }

    /// A thin line.
    pub fn whisker(slot: Slot) -> Mark {
        Mark(36 + slot.row())
    }

    /// A band around a line.
    pub fn interval(slot: Slot) -> Mark {
        Mark(41 + slot.row())
    }

    /// A filled area.
    pub fn fill(slot: Slot) -> Mark {
        Mark(22 + slot.row())
    }

    pub fn class(self) -> &'static str {
        CLASSES.get(usize::from(self.0)).copied().unwrap_or("g")
    }

    fn of(color: BackendColor) -> Mark {
        Mark(color.rgb.2)
    }
}

impl From<Mark> for ShapeStyle {
    fn from(mark: Mark) -> ShapeStyle {
        ShapeStyle { color: RGBColor(0, 0, mark.0).to_rgba(), filled: true, stroke_width: 1 }
    }
}

/// Which point of a text is at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// The colour of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Ink,
    Muted,
    /// The text shade of a colour.
    Colour(u8),
    /// Of the first colour, with an edge that keeps it legible on lines.
    OnLines,
    /// On an area in the first colour.
    OnFirst,
    /// On an area in the second.
    OnSecond,
}

/// One `<text>`: `bold`, a space, `plain`; either may be empty. The place is on the base line.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    pub place: Place,
    pub anchor: Anchor,
    /// Size of both; the weight is not looked at.
    pub font: Font,
    pub tone: Tone,
    pub bold: &'a str,
    pub plain: &'a str,
}

impl<'a> Text<'a> {
    /// `text` in one weight.
    pub fn new(place: Place, anchor: Anchor, font: Font, tone: Tone, text: &'a str) -> Text<'a> {
        let (bold, plain) = if font.weight == Weight::Bold { (text, "") } else { ("", text) };
        Text { place, anchor, font, tone, bold, plain }
    }
}

/// The drawing so far.
pub struct Backend {
    /// In tenths of an SVG unit.
    size: (i32, i32),
    svg: String,
    path: Option<(Mark, Path)>,
    in_group: bool,
    /// How far texts reach to the right in a wider font, in tenths.
    reach: i32,
}

/// DejaVu, the widest of the usual fallback fonts, is up to 28 % wider than ours, its bold up to 40 %.
const WIDER: i32 = 130;

impl Backend {
    /// Goes on after the tag in `svg`. `size` in tenths.
    pub fn new(size: (i32, i32), svg: String) -> Backend {
        Backend { size, svg, path: None, in_group: false, reach: 0 }
    }

    /// Puts what is drawn from now on into a group of this class.
    pub fn group(&mut self, class: &str) {
        self.close_group();
        let _ = write!(self.svg, "<g class=\"{class}\">");
        self.in_group = true;
    }

    /// Puts what is drawn from now on into a group for the grid, which says where the first and the last period are, or
    /// the rows of which there are `count`: what is pointed at is looked up in the table.
    pub fn grid_group(&mut self, ends: (i32, i32), rows: Option<usize>) {
        self.close_group();
        let axis = if rows.is_some() { 'y' } else { 'x' };
        let _ = write!(self.svg, "<g class=\"grid\" data-{axis}=\"");
        push_tenths(&mut self.svg, ends.0);
        self.svg.push(' ');
        push_tenths(&mut self.svg, ends.1);
        if let Some(count) = rows {
            let _ = write!(self.svg, " {count}");
        }
        self.svg.push_str("\">");
        self.in_group = true;
    }

    /// Puts what is drawn from now on into a group for the colour with this number, from 0.
    pub fn colour_group(&mut self, number: u8) {
        self.close_group();
        let _ = write!(self.svg, "<g class=\"series\" data-s=\"{number}\">");
        self.in_group = true;
    }

    pub fn reach(&self) -> i32 {
        self.reach
    }

    pub fn text(&mut self, text: &Text<'_>) {
        self.close_path();
        // Texts that end at their place, or have it in their middle, are ticks and stay within.
        if text.anchor == Anchor::Start {
            let wide = width(text.bold, Font { weight: Weight::Bold, ..text.font }) + width(text.plain, text.font);
            self.reach = self.reach.max(text.place.0 + wide * WIDER / 100);
        }
        let svg = &mut self.svg;
        svg.push_str("<text class=\"t");
        if text.font.size == Font::TICK.size {
            svg.push_str(" sm");
        }
        svg.push_str(match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " m",
            Anchor::End => " e",
        });
        svg.push_str(match text.tone {
            Tone::Ink => "",
            Tone::Muted => " c9",
            Tone::Colour(0) => " c0",
            Tone::Colour(1) => " c1",
            Tone::Colour(2) => " c2",
            Tone::Colour(_) => " c3",
            Tone::OnLines => " c0 h",
            Tone::OnFirst => " cp",
            Tone::OnSecond => " ck",
        });
        let all_bold = text.plain.is_empty() && !text.bold.is_empty();
        svg.push_str(if all_bold { " b\" x=\"" } else { "\" x=\"" });
        push_tenths(svg, text.place.0);
        svg.push_str("\" y=\"");
        push_tenths(svg, text.place.1);
        svg.push_str("\">");
        if all_bold {
            escape(text.bold, svg);
        } else {
            if !text.bold.is_empty() {
                svg.push_str("<tspan class=\"b\">");
                escape(text.bold, svg);
                svg.push_str("</tspan> ");
            }
            escape(text.plain, svg);
        }
        svg.push_str("</text>");
    }

    /// The whole `<svg>` element.
    pub fn finish(&mut self) -> String {
        self.close_group();
        self.svg.push_str("</svg>");
        std::mem::take(&mut self.svg)
    }

    fn close_group(&mut self) {
        self.close_path();
        if std::mem::take(&mut self.in_group) {
            self.svg.push_str("</g>");
        }
    }

    fn close_path(&mut self) {
        if let Some((mark, path)) = self.path.take() {
            path.write(mark.class(), &mut self.svg);
        }
    }

    /// The path that shapes of this colour are added to.
    fn path(&mut self, color: BackendColor) -> &mut Path {
        let mark = Mark::of(color);
        if self.path.as_ref().is_some_and(|(open, _)| *open != mark) {
            self.close_path();
        }
        &mut self.path.get_or_insert_with(|| (mark, Path::default())).1
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Backend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0.unsigned_abs(), self.size.1.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.path(color).dot(point);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, _: bool) -> Drawn {
        self.path(style.color()).closed([from, (to.0, from.1), to, (from.0, to.1)]);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        self.path(style.color()).open(points);
        Ok(())
    }

    /// Discs are zero-length strokes with round caps; how large they are, the style sheet says.
    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, _: u32, style: &S, _: bool) -> Drawn {
        self.path(style.color()).dot(center);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        self.path(style.color()).closed(points);
        Ok(())
    }
}

/// The `d` of a `<path>` in its shortest spelling: relative, in tenths, no letter said twice.
#[derive(Debug, Default)]
pub struct Path {
    d: String,
    pen: Place,
    /// The command a number without a letter would continue.
    command: char,
}

impl Path {
    pub fn open(&mut self, points: impl IntoIterator<Item = Place>) {
        let mut points = points.into_iter();
        if let Some(first) = points.next() {
            self.move_to(first);
            points.for_each(|point| self.line_to(point));
        }
    }

    pub fn closed(&mut self, points: impl IntoIterator<Item = Place>) {
        let mut points = points.into_iter();
        if let Some(first) = points.next() {
            self.move_to(first);
            points.for_each(|point| self.line_to(point));
            self.d.push('z');
            (self.pen, self.command) = (first, 'z');
        }
    }

    pub fn dot(&mut self, place: Place) {
        self.move_to(place);
        self.d.push_str("h0");
        self.command = 'h';
    }

    /// Appends `<path class="…" d="…"/>`.
    pub fn write(&self, class: &str, svg: &mut String) {
        for piece in ["<path class=\"", class, "\" d=\"", &self.d, "\"/>"] {
            svg.push_str(piece);
        }
    }

    fn move_to(&mut self, (x, y): Place) {
        if self.d.is_empty() {
            self.command('M', &[x, y]);
            self.command = 'M';
        } else {
            self.command = ' ';
            self.command('m', &[x - self.pen.0, y - self.pen.1]);
            // Pairs after `m` are lines.
            self.command = 'l';
        }
        self.pen = (x, y);
    }

    fn line_to(&mut self, (x, y): Place) {
        match (x - self.pen.0, y - self.pen.1) {
            (0, 0) => {}
            (dx, 0) => self.command('h', &[dx]),
            (0, dy) => self.command('v', &[dy]),
            (dx, dy) => self.command('l', &[dx, dy]),
        }
        self.pen = (x, y);
    }

    fn command(&mut self, command: char, numbers: &[i32]) {
        let mut after_number = self.command == command;
        if !after_number {
            self.d.push(command);
            self.command = command;
        }
        for number in numbers {
            if after_number && *number >= 0 {
                self.d.push(' ');
            }
            push_tenths(&mut self.d, *number);
            after_number = true;
        }
    }
}

/// Appends a number of tenths: 125 is `12.5`, -5 is `-.5`, 30 is `3`.
pub fn push_tenths(out: &mut String, tenths: i32) {
    if tenths < 0 {
        out.push('-');
    }
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let _ = match (whole, rest) {
        (whole, 0) => write!(out, "{whole}"),
        (0, rest) => write!(out, ".{rest}"),
        (whole, rest) => write!(out, "{whole}.{rest}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(draw: impl FnOnce(&mut Path)) -> String {
        let mut path = Path::default();
        draw(&mut path);
        path.d
    }

    #[test]
    fn tenths_have_the_shortest_spelling() {
        for (tenths, text) in [(0, "0"), (5, ".5"), (-5, "-.5"), (30, "3"), (-125, "-12.5"), (68000, "6800")] {
            let mut out = String::new();
            push_tenths(&mut out, tenths);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn paths_are_relative_and_say_no_letter_twice() {
        assert_eq!(d(|path| path.open([(10, 20), (30, 10), (50, 40), (50, 60), (70, 60)])), "M1 2l2-1 2 3v2h2");
        assert_eq!(d(|path| [(10, 20), (30, 10)].into_iter().for_each(|at| path.dot(at))), "M1 2h0m2-1h0");
        assert_eq!(
            d(|path| (0..2).for_each(|i| path.closed([(i * 100, 0), (i * 100 + 50, 0), (i * 100 + 50, 20)]))),
            "M0 0h5v2zm10 0h5v2z"
        );
        assert_eq!(d(|path| (0..2).for_each(|i| path.open([(i * 100, 0), (i * 100 + 10, 10)]))), "M0 0l1 1m9-1 1 1");
    }
}
