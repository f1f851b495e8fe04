//! Line charts: up to four coloured curves, grey context, a dashed target, a forecast of the first curve.
//!
//! Dotted lines and rings are provisional; a grey ring on a stem is what a value was before it was revised. A forecast
//! is a dotted mean in two bands.

use std::collections::BTreeSet;

use crate::base::period::Period;
use crate::exhibit::drawing::backend::{Anchor, Mark, Slot, Text, Tone};
use crate::exhibit::drawing::label::{self, Wanted};
use crate::exhibit::drawing::layout::{LABEL_STEP, capacity};
use crate::exhibit::drawing::plot::{self, At, BOTTOM, Layout, Plot, Sheet, TOP, Unsaid};
use crate::exhibit::drawing::scale::{self, Scale, Wish, float};
use crate::exhibit::drawing::text::{Font, width};
use crate::exhibit::drawing::track::{
    AIR, Drawn, Track, at, draw_intervals, draw_stars, draw_target, levels, over_star, target_labels,
};
use crate::exhibit::drawing::{Curve, Drawing, Marks, Note, PointValue, Size, Target, Ticks, notes};
use crate::model::Decimal;
use crate::model::language::Language;

/// One to four curves over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From the metric's id, unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    /// Contiguous and of one grain; they are spaced evenly.
    pub periods: Vec<Period>,
    /// In order of colours. Only the first four are drawn: for more, there are small multiples.
    pub curves: Vec<Curve>,
    /// Grey, for comparison. Revisions of these are not marked.
    pub context: Vec<Curve>,
    pub target: Option<Target>,
    /// Of the first curve, after the last period. Not drawn if that curve has no value.
    pub forecast: Option<Forecast>,
    pub notes: Vec<Note>,
    pub ticks: Ticks,
    /// The y axis includes 0 whatever the values. Otherwise only if the least value is under half of the greatest.
    pub from_zero: bool,
    /// Of the wide drawing, in SVG units; 330 if `None`.
    pub height: Option<u32>,
}

/// What is expected after the last period: a dotted mean in two nested bands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// `Prognose`
    pub name: String,
    /// The last mean as text: `86,2 %`. It is at the end of the chart, where the curve's last value would be; that is
    /// then written at its disc.
    pub last: String,
    /// The first one follows the last period of the chart.
    pub periods: Vec<Period>,
    /// One per period of the forecast, as are the bands. What one of the three has beyond the others is not drawn.
    pub mean: Vec<Decimal>,
    /// Lower and upper end of the narrow band, of 80 %.
    pub inner: Vec<(Decimal, Decimal)>,
    /// Of the wide band, 95 %.
    pub outer: Vec<(Decimal, Decimal)>,
}

/// Curves that have a colour.
pub const COLOURS: usize = 4;
/// Periods between two shape marks of a curve, or a multiple of it where these would be nearer than `SHAPE_ROOM`, in
/// tenths of an SVG unit.
const SHAPE_EVERY: usize = 6;
const SHAPE_ROOM: f64 = 200.0;
/// Older revisions are in the table only.
const REVISIONS: usize = 6;
/// From one ring of a period to the next.
const RING_STEP: f64 = 90.0;
/// From a disc to the value over it and under it, base lines in tenths of an SVG unit.
const OVER: i32 = 80;
const UNDER: i32 = 170;
/// From the axis to the base line of a value that clears a `*`.
const OVER_SIGNS: i32 = 100;
/// How far that value reaches to the right of the disc's middle.
const RIGHT_OF_DISC: i32 = 40;
/// From a stem to the text at its left.
const LEFT_OF_STEM: i32 = 50;

/// Draws lines over time with their names at the right end.
pub fn draw(line: &Line, size: Size) -> Drawing {
    let shown = Shown::of(line);
    let sheet = Sheet::figure(&line.id, size, size.height(line.height));
    let top = TOP + notes::room(&line.notes, shown.count);
    let bottom = sheet.room.bottom - BOTTOM;
    let alone = line.curves.len() == 1 && line.context.is_empty();
    let labels = label::choose(&shown.wanted_labels(), alone, capacity(LABEL_STEP, top, bottom), size);
    let Some(scale) = shown.scale(bottom - top) else {
        return plot::without_data(&sheet, size, line.language);
    };
    let tick_texts = scale.texts(line.ticks, line.language);
    let plot = Plot::open(
        &sheet,
        &Layout {
            span: (-AIR, (shown.count + shown.ahead).saturating_sub(1) as f64 + AIR),
            scale: &scale,
            tick_texts: &tick_texts,
            grid: true,
            top,
            right: labels.margin,
            bottom: BOTTOM,
            air: 0,
        },
    );
    let intervals = shown.draw(&plot);
    plot.group("labels");
    let tracks = || shown.curves.iter().chain(&shown.context);
    let suppressed = draw_stars(&plot, tracks());
    plot.labels(&labels);
    let mut unnamed = labels.unnamed;
    if let (Some(fan), Some(first), Some(track)) = (&shown.fan, line.curves.first(), shown.curves.first()) {
        let is_noted = line.notes.iter().any(|note| note.index == fan.last.0);
        draw_last(&plot, first, track, fan, is_noted);
        unnamed.insert(0, first.name.clone());
    }

    let provisional = tracks().any(Track::provisional);
    let Drawn { band, whisker } = intervals;
    let marks =
        Marks { provisional, revised: !shown.revisions.is_empty(), suppressed, band, whisker, ..Marks::default() };
    plot::finish(&sheet, size, Unsaid { axis_start: scale.start(&tick_texts), unnamed, cut: labels.cut, marks })
}

/// What is drawn of a line chart.
struct Shown<'a> {
    line: &'a Line,
    /// Periods that the chart has values for, and those of the forecast.
    count: usize,
    ahead: usize,
    curves: Vec<Track<'a>>,
    context: Vec<Track<'a>>,
    fan: Option<Fan<'a>>,
    /// The levels of the target with their places.
    target: Vec<Vec<(usize, f64)>>,
    revisions: Vec<Revision>,
}

impl<'a> Shown<'a> {
    fn of(line: &'a Line) -> Shown<'a> {
        let count = line.periods.len();
        let track = |points, slot| Track::new(points, slot, count);
        let curves: Vec<Track<'_>> =
            line.curves.iter().take(COLOURS).zip(0..).map(|(one, n)| track(&one.points, Slot::Colour(n))).collect();
        let forecast = line.forecast.as_ref().zip(curves.first());
        let fan = forecast.and_then(|(forecast, first)| Fan::new(forecast, first, count));
        let ahead = fan.as_ref().map_or(0, |fan| fan.steps.len());
        Shown {
            line,
            count,
            ahead,
            context: line.context.iter().map(|one| track(&one.points, Slot::Context)).collect(),
            target: line.target.iter().flat_map(|target| levels(target, count + ahead)).collect(),
            revisions: latest_revisions(&curves, count),
            curves,
            fan,
        }
    }

    /// `None` without values: a target alone is no data.
    fn scale(&self, height: i32) -> Option<Scale> {
        let values: Vec<Decimal> = self.curves.iter().chain(&self.context).flat_map(Track::values).collect();
        let targets = self.line.target.iter().flat_map(|target| target.amounts(self.count + self.ahead));
        let intervals = self.curves.iter().chain(&self.context).flat_map(Track::interval_ends);
        let others: Vec<Decimal> =
            targets.chain(self.revisions.iter().map(|revision| revision.old)).chain(intervals).collect();
        let estimates: Vec<Decimal> = self.fan.iter().flat_map(|fan| fan.steps.iter().flatten()).copied().collect();
        let wish = Wish {
            steps: scale::steps_within(height),
            from_zero: self.line.from_zero,
            shares: self.line.ticks == Ticks::Percent,
        };
        scale::amounts(&values, &others, &estimates, wish)
    }

    /// Everything in the plot but texts at its right. How intervals were drawn.
    fn draw(&self, plot: &Plot<'_>) -> Drawn {
        let line = self.line;
        let fan = self.fan.as_ref();
        let ahead = fan.into_iter().flat_map(|fan| fan.periods);
        let periods: Vec<Period> = line.periods.iter().chain(ahead).copied().collect();
        plot.periods(&scale::period_ticks(&periods, plot.spacing(), line.language), periods.len(), true);
        fan.into_iter().for_each(|fan| fan.draw_bands(plot));
        let tracks = self.context.iter().chain(&self.curves);
        let intervals = draw_intervals(plot, tracks);
        notes::draw(plot, &line.notes, self.count, |note| stem_end(plot, &self.curves, note));
        draw_target(plot, &self.target, self.count, self.ahead);
        draw_context(plot, &self.context);
        let last = self.count.saturating_sub(1);
        let shapes_until = (self.curves.len() > 1).then_some(last);
        // The first curve is the most important one, so it lies on top.
        for track in self.curves.iter().rev() {
            draw_curve(plot, track, &self.revisions, shapes_until, fan);
        }
        intervals
    }

    /// One label for each curve that has a colour, then the target, the context, and the curves without a colour.
    fn wanted_labels(&self) -> Vec<Wanted<'a>> {
        let of = |curve: &'a Curve, tone, expendable, at| Wanted {
            value: &curve.last,
            name: &curve.name,
            tone,
            strong: true,
            expendable,
            at,
        };
        let end = |track: &Track<'_>| track.last().map(|(_, known)| float(known.value));
        let Line { curves, context, target, forecast, .. } = self.line;
        let pairs = curves.iter().zip(&self.curves).zip(0..);
        let mut coloured: Vec<Wanted<'a>> =
            pairs.map(|((curve, track), number)| of(curve, Tone::Colour(number), number, end(track))).collect();
        // The first curve ends in its forecast.
        if let (Some(fan), Some(forecast), Some(first)) = (&self.fan, forecast, coloured.first_mut()) {
            *first = Wanted { value: &forecast.last, name: &forecast.name, at: fan.end(), ..*first };
        }
        let target = target.iter().flat_map(|target| target_labels(target, &self.target));
        let grey = context.iter().zip(&self.context).map(|(curve, track)| of(curve, Tone::Ink, u8::MAX, end(track)));
        let colourless = curves.iter().skip(COLOURS).map(|curve| of(curve, Tone::Ink, u8::MAX, None));
        coloured.into_iter().chain(target).chain(grey).chain(colourless).collect()
    }
}

/// A forecast that is drawn.
struct Fan<'a> {
    periods: &'a [Period],
    /// Lower outer and inner end, mean, upper inner and outer end, for each period.
    steps: Vec<[Decimal; 5]>,
    /// The last observation of the curve, with its place.
    last: (usize, Decimal),
    /// Periods that the chart has values for.
    count: usize,
}

impl<'a> Fan<'a> {
    /// `None` if there is nothing to draw.
    fn new(forecast: &'a Forecast, curve: &Track<'_>, count: usize) -> Option<Fan<'a>> {
        let bands = forecast.inner.iter().zip(&forecast.outer).zip(&forecast.mean);
        let steps: Vec<[Decimal; 5]> = bands
            .zip(&forecast.periods)
            .map(|(((inner, outer), mean), _)| [outer.0, inner.0, *mean, inner.1, outer.1])
            .collect();
        let (index, known) = curve.last()?;
        let periods = forecast.periods.get(..steps.len())?;
        (!steps.is_empty()).then_some(Fan { periods, steps, last: (index, known.value), count })
    }

    /// Where the fan begins: the last observation, unless that is missing in the last period. A gap is not bridged.
    fn start(&self) -> Option<At> {
        (self.last.0 + 1 == self.count).then(|| at(self.last.0, self.last.1))
    }

    /// One of the five lines after its start.
    fn ahead(&self, which: usize) -> impl DoubleEndedIterator<Item = At> {
        let value = move |step: &[Decimal; 5]| step.get(which).copied().map_or(0.0, float);
        self.steps.iter().enumerate().map(move |(index, step)| ((self.count + index) as f64, value(step)))
    }

    fn draw_bands(&self, plot: &Plot<'_>) {
        plot.group("band");
        for (lower, upper, mark) in [(0, 4, Mark::OUTER), (1, 3, Mark::INNER)] {
            plot.polygon(
                self.start().into_iter().chain(self.ahead(lower)).chain(self.ahead(upper).rev()).collect(),
                mark,
            );
        }
    }

    fn end(&self) -> Option<f64> {
        self.steps.last().map(|[_, _, mean, _, _]| float(*mean))
    }
}

/// Where the stem of a note ends: above a `*`, which it would cross.
fn stem_end(plot: &Plot<'_>, curves: &[Track<'_>], note: &Note) -> Option<i32> {
    let value = |track: &Track<'_>| track.known().find(|(index, _)| *index == note.index);
    match curves.iter().filter(|_| !note.event).find_map(value) {
        Some((index, known)) => Some(plot.place(at(index, known.value)).1),
        None => over_star(plot, curves, note.index),
    }
}

/// A revision that is drawn: the curve's slot, the place, the old and the new value.
struct Revision {
    slot: Slot,
    index: usize,
    /// How far the ring stands beside its period, in widths of a ring: those of several curves would hide each other.
    beside: f64,
    /// Whether other curves were revised in the same period.
    among_others: bool,
    old: Decimal,
    new: Decimal,
}

fn latest_revisions(curves: &[Track<'_>], count: usize) -> Vec<Revision> {
    let of = |track: &Track<'_>| -> Vec<Revision> {
        let slot = track.slot;
        let revised = |(index, known): (usize, PointValue)| {
            let old = known.revised_from.filter(|old| *old != known.value)?;
            Some(Revision { slot, index, beside: 0.0, among_others: false, old, new: known.value })
        };
        track.known().filter_map(revised).collect()
    };
    let mut revisions: Vec<Revision> = curves.iter().flat_map(of).collect();
    revisions.sort_by_key(|revision| (std::cmp::Reverse(revision.index), revision.slot));
    revisions.truncate(REVISIONS);
    for of_period in revisions.chunk_by_mut(|a, b| a.index == b.index) {
        let (index, others) = (of_period.first().map_or(0, |revision| revision.index), of_period.len() - 1);
        // Around their period, but for those at the ends of the axis.
        let first = match (index, index + 1 == count) {
            (0, _) => 0.0,
            (_, true) => -(others as f64),
            _ => -(others as f64) / 2.0,
        };
        for (place, revision) in of_period.iter_mut().enumerate() {
            (revision.beside, revision.among_others) = (first + place as f64, others > 0);
        }
    }
    revisions
}

fn draw_context(plot: &Plot<'_>, context: &[Track<'_>]) {
    if context.is_empty() {
        return;
    }
    plot.group("context");
    context.iter().for_each(|track| track.draw(plot));
    for (index, known) in context.iter().flat_map(Track::lone) {
        plot.dot(at(index, known.value), Mark::disc(Slot::Context));
    }
}

/// `last`: the last place of the axis, if shapes tell the curves apart.
fn draw_curve(plot: &Plot<'_>, track: &Track<'_>, revisions: &[Revision], last: Option<usize>, fan: Option<&Fan<'_>>) {
    let Slot::Colour(number) = track.slot else { return };
    plot.colour_group(number);
    let revised: Vec<&Revision> = revisions.iter().filter(|revision| revision.slot == track.slot).collect();
    let ring = |revision: &Revision| {
        let (x, y) = at(revision.index, revision.old);
        (x + revision.beside * RING_STEP / plot.spacing(), y)
    };
    for revision in &revised {
        let stem = if revision.among_others { Mark::fine(track.slot) } else { Mark::STEM };
        plot.path(vec![ring(revision), at(revision.index, revision.new)], stem);
    }
    for mark in [Mark::disc(Slot::Context), Mark::HOLE] {
        revised.iter().for_each(|revision| plot.dot(ring(revision), mark));
    }
    if let Some(fan) = fan.filter(|_| number == 0) {
        plot.path(fan.start().into_iter().chain(fan.ahead(2)).collect(), Mark::dotted(track.slot));
    }
    track.draw(plot);

    let end = track.last().map(|(index, _)| index);
    let every = SHAPE_EVERY * (SHAPE_ROOM / plot.spacing() / SHAPE_EVERY as f64).ceil().max(1.0) as usize;
    let on_shape = |index: usize| last.is_some_and(|last| (last - index).is_multiple_of(every));
    let marked: BTreeSet<usize> =
        track.lone().map(|(index, _)| index).chain(revised.iter().map(|revision| revision.index)).chain(end).collect();
    for (index, known) in track.known().filter(|(_, known)| !known.provisional) {
        if marked.contains(&index) || on_shape(index) {
            let place = at(index, known.value);
            if last.is_some() { plot.shape(place, track.slot) } else { plot.dot(place, Mark::disc(track.slot)) }
        }
    }
    for mark in [Mark::disc(track.slot), Mark::HOLE] {
        let provisional = track.known().filter(|(_, known)| known.provisional);
        provisional.for_each(|(index, known)| plot.dot(at(index, known.value), mark));
    }
}

/// The last observation's value at its disc, on the side of the line and not of the forecast: over a line that rises,
/// under one that falls, if there is room. Over the disc of one that `is_noted` stands a stem, which no text crosses.
fn draw_last(plot: &Plot<'_>, curve: &Curve, track: &Track<'_>, fan: &Fan<'_>, is_noted: bool) {
    let wide = width(&curve.last, Font::VALUE);
    let (x, y) = plot.place(at(fan.last.0, fan.last.1));
    if wide > plot.room.right - plot.room.left {
        return;
    }
    let before = track.known().rev().nth(1).map_or(fan.last.1, |(_, known)| known.value);
    let over = y - UNDER >= plot.room.top;
    let under = y + UNDER <= plot.room.bottom - OVER_SIGNS;
    let height = if over && (before <= fan.last.1 || !under) { y - OVER } else { y + UNDER };
    let height = height.min(plot.room.bottom - OVER_SIGNS);
    let end = if is_noted && height < y { x - LEFT_OF_STEM } else { x + RIGHT_OF_DISC };
    let place = (end.max(plot.room.left + wide), height);
    plot.text(&Text::new(place, Anchor::End, Font::VALUE, Tone::OnLines, &curve.last));
}
