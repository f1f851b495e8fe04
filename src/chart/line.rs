//! Line charts: up to four coloured series, grey context, a dashed target.
//!
//! A gap breaks a line and is never bridged. Dotted lines and rings are provisional; a grey ring on
//! a stem is what a value was before it was revised.

use std::collections::BTreeSet;

use super::backend::{Anchor, Mark, Slot, Text, Tone};
use super::label::{self, Wanted};
use super::layout::capacity;
use super::plot::{self, At, Layout, Plot};
use super::scale::{self, Wish, float};
use super::text::Font;
use super::{Drawing, Known, Line, Marks, Point, Series, Size, Target, Ticks};
use crate::locale;
use crate::model::Decimal;

/// Series that have a colour.
const COLOURS: usize = 4;
/// Above the plot, in tenths of an SVG unit.
const TOP: i32 = 100;
/// Free at both ends of the x axis, in periods.
const AIR: f64 = 0.3;
/// Periods between two shape marks of a series.
const SHAPE_EVERY: usize = 6;
/// Older revisions are in the table only.
const REVISIONS: usize = 6;
/// Least distance of two `*` on the axis, in tenths.
const STAR_ROOM: i32 = 60;

pub(super) fn draw(line: &Line, size: Size) -> Drawing {
    let count = line.periods.len();
    let series: Vec<Track<'_>> = line
        .series
        .iter()
        .take(COLOURS)
        .zip(0..)
        .map(|(series, n)| Track::new(series, Slot::Series(n), count))
        .collect();
    let context: Vec<Track<'_>> = line.context.iter().map(|series| Track::new(series, Slot::Context, count)).collect();
    let target: Vec<(usize, f64)> = line.target.iter().flat_map(|target| levels(target, count)).collect();
    let revisions = latest_revisions(&series);

    let labels = label::choose(
        &wanted_labels(line, &series, &context, target.last().map(|(_, level)| *level)),
        line.series.len() == 1 && line.context.is_empty(),
        capacity(&Plot::height(size, TOP)),
        size,
    );
    let amounts = amounts(line, &series, &context, &revisions);
    let wish = Wish { steps: 5, from_zero: line.from_zero, shares: line.ticks == Ticks::Percent };
    let Some(scale) = scale::amounts(&amounts, wish) else {
        let svg = plot::empty(&line.id, size, locale::words(line.language).no_data_in_span);
        return Drawing {
            svg,
            size,
            height: size.height(None).unsigned_abs(),
            axis_start: None,
            unnamed: labels.unnamed,
            marks: Marks::default(),
        };
    };
    let tick_texts: Vec<String> =
        scale.ticks.iter().map(|tick| line.ticks.text(*tick, scale.decimals, line.language)).collect();

    let span = (-AIR, count.saturating_sub(1) as f64 + AIR);
    let plot = Plot::open(&Layout {
        id: &line.id,
        size,
        span,
        scale: &scale,
        tick_texts: &tick_texts,
        top: TOP,
        right: labels.margin,
    });
    plot.periods(&scale::period_ticks(&line.periods, plot.spacing(), line.language), count, true);
    draw_target(&plot, &target);
    draw_context(&plot, &context);
    // The first series is the most important one, so it lies on top.
    let shapes = series.len() > 1;
    for track in series.iter().rev() {
        draw_series(&plot, track, &revisions, shapes.then(|| count.saturating_sub(1)));
    }
    plot.group("labels");
    let suppressed = draw_stars(&plot, line, count);
    plot.labels(&labels);

    let starts_at_zero = scale.ends.0 <= 0.0 && scale.ends.1 >= 0.0;
    let provisional = series.iter().chain(&context).any(|track| track.known().any(|(_, known)| known.provisional));
    Drawing {
        svg: plot.finish(),
        size,
        height: size.height(None).unsigned_abs(),
        axis_start: tick_texts.into_iter().next().filter(|_| !starts_at_zero),
        unnamed: labels.unnamed,
        marks: Marks { provisional, revised: !revisions.is_empty(), suppressed, ..Marks::default() },
    }
}

/// A series in its colour, cut to the periods of the chart.
struct Track<'a> {
    series: &'a Series,
    points: &'a [Point],
    slot: Slot,
}

impl<'a> Track<'a> {
    fn new(series: &'a Series, slot: Slot, count: usize) -> Track<'a> {
        let points = series.points.get(..count).unwrap_or(&series.points);
        Track { series, points, slot }
    }

    /// Values with their place among the periods.
    fn known(&self) -> impl DoubleEndedIterator<Item = (usize, Known)> {
        self.points.iter().enumerate().filter_map(|(index, point)| Some((index, point.known()?)))
    }

    /// Stretches without a gap.
    fn runs(&self) -> Vec<Vec<(usize, Known)>> {
        let known: Vec<(usize, Known)> = self.known().collect();
        known.chunk_by(|(a, _), (b, _)| a + 1 == *b).map(<[_]>::to_vec).collect()
    }
}

fn at(index: usize, value: Decimal) -> At {
    (index as f64, float(value))
}

/// Known levels of the target with their places.
fn levels(target: &Target, count: usize) -> impl Iterator<Item = (usize, f64)> {
    target.values.iter().take(count).enumerate().filter_map(|(index, level)| Some((index, float((*level)?))))
}

/// A revision that is drawn: the series' slot, the place, the old and the new value.
struct Revision {
    slot: Slot,
    index: usize,
    old: Decimal,
    new: Decimal,
}

fn latest_revisions(series: &[Track<'_>]) -> Vec<Revision> {
    let of = |track: &Track<'_>| -> Vec<Revision> {
        let slot = track.slot;
        let revised = |(index, known): (usize, Known)| {
            let old = known.revised_from.filter(|old| *old != known.value)?;
            Some(Revision { slot, index, old, new: known.value })
        };
        track.known().filter_map(revised).collect()
    };
    let mut revisions: Vec<Revision> = series.iter().flat_map(of).collect();
    revisions.sort_by_key(|revision| (std::cmp::Reverse(revision.index), revision.slot));
    revisions.truncate(REVISIONS);
    revisions
}

/// Every amount that gets a place on the y axis.
fn amounts(line: &Line, series: &[Track<'_>], context: &[Track<'_>], revisions: &[Revision]) -> Vec<Decimal> {
    let values = series.iter().chain(context).flat_map(|track| track.known().map(|(_, known)| known.value));
    let targets =
        line.target.iter().flat_map(|target| target.values.iter().take(line.periods.len()).flatten().copied());
    let mut amounts: Vec<Decimal> = values.collect();
    // A target alone is no data.
    if !amounts.is_empty() {
        amounts.extend(targets.chain(revisions.iter().map(|revision| revision.old)));
    }
    amounts
}

fn wanted_labels<'a>(
    line: &'a Line,
    series: &[Track<'a>],
    context: &[Track<'a>],
    level: Option<f64>,
) -> Vec<Wanted<'a>> {
    let of = |track: &Track<'a>, tone, expendable| Wanted {
        value: &track.series.last,
        name: &track.series.name,
        tone,
        strong: true,
        expendable,
        at: track.known().next_back().map(|(_, known)| float(known.value)),
    };
    let colourless = line.series.iter().skip(COLOURS);
    let coloured = series.iter().zip(0..).map(|(track, number)| of(track, Tone::Series(number), number));
    let target = line.target.iter().map(|target| Wanted {
        value: &target.last,
        name: &target.name,
        tone: Tone::Ink,
        strong: false,
        expendable: 0,
        at: level,
    });
    let grey = context.iter().map(|track| of(track, Tone::Ink, u8::MAX));
    let undrawn = colourless.map(|series| Wanted {
        value: &series.last,
        name: &series.name,
        tone: Tone::Ink,
        strong: true,
        expendable: u8::MAX,
        at: None,
    });
    coloured.chain(target).chain(grey).chain(undrawn).collect()
}

/// A polyline through the levels, up to the ends of the axis; broken where there was no target.
fn draw_target(plot: &Plot, levels: &[(usize, f64)]) {
    if levels.is_empty() {
        return;
    }
    plot.group("target");
    for run in levels.chunk_by(|(a, _), (b, _)| a + 1 == *b) {
        let (Some((first, from)), Some((last, to))) = (run.first(), run.last()) else { continue };
        let (start, end) = ((*first as f64 - AIR, *from), (*last as f64 + AIR, *to));
        let levels = run.iter().map(|(index, level)| (*index as f64, *level));
        let all: Vec<At> = std::iter::once(start).chain(levels).chain([end]).collect();
        // A level that stays needs no points on the way.
        let bends = all.windows(3).filter_map(|around| match around {
            [(_, before), here, (_, after)] if *before != here.1 || here.1 != *after => Some(*here),
            _ => None,
        });
        plot.path(std::iter::once(start).chain(bends).chain([end]).collect(), Mark::TARGET);
    }
}

fn draw_context(plot: &Plot, context: &[Track<'_>]) {
    if context.is_empty() {
        return;
    }
    plot.group("context");
    context.iter().for_each(|track| draw_path(plot, track));
    for (index, known) in context.iter().flat_map(lone) {
        plot.dot(at(index, known.value), Mark::disc(Slot::Context));
    }
}

/// Solid between final values, dotted to and from provisional ones.
fn draw_path(plot: &Plot, track: &Track<'_>) {
    let mut dotted = Vec::new();
    for run in track.runs() {
        // Stretches of steps that are all solid or all dotted; neighbours share a point.
        let step = |pair: &[(usize, Known)]| pair.iter().any(|(_, known)| known.provisional);
        let steps: Vec<bool> = run.windows(2).map(step).collect();
        let mut start = 0;
        for stretch in steps.chunk_by(|a, b| a == b) {
            let points = run.iter().skip(start).take(stretch.len() + 1);
            let path: Vec<At> = points.map(|(index, known)| at(*index, known.value)).collect();
            start += stretch.len();
            if stretch.first() == Some(&true) { dotted.push(path) } else { plot.path(path, Mark::line(track.slot)) }
        }
    }
    dotted.into_iter().for_each(|path| plot.path(path, Mark::dotted(track.slot)));
}

/// Values alone between gaps, which no line would show.
fn lone(track: &Track<'_>) -> impl Iterator<Item = (usize, Known)> {
    track.runs().into_iter().filter(|run| run.len() == 1).flatten()
}

/// `last`: the last place of the axis, if shapes tell the series apart.
fn draw_series(plot: &Plot, track: &Track<'_>, revisions: &[Revision], last: Option<usize>) {
    let Slot::Series(number) = track.slot else { return };
    plot.series(number);
    let revised: Vec<&Revision> = revisions.iter().filter(|revision| revision.slot == track.slot).collect();
    for revision in &revised {
        plot.path(vec![at(revision.index, revision.old), at(revision.index, revision.new)], Mark::STEM);
    }
    for mark in [Mark::disc(Slot::Context), Mark::HOLE] {
        revised.iter().for_each(|revision| plot.dot(at(revision.index, revision.old), mark));
    }
    draw_path(plot, track);

    let end = track.known().next_back().map(|(index, _)| index);
    let on_shape = |index: usize| last.is_some_and(|last| (last - index).is_multiple_of(SHAPE_EVERY));
    let marked: BTreeSet<usize> =
        lone(track).map(|(index, _)| index).chain(revised.iter().map(|revision| revision.index)).chain(end).collect();
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

/// A `*` on the axis under each suppressed period, one for several that stand close. Whether there are any.
fn draw_stars(plot: &Plot, line: &Line, count: usize) -> bool {
    let drawn = line.series.iter().take(COLOURS).chain(&line.context);
    let suppressed: BTreeSet<usize> = drawn
        .flat_map(|series| series.points.iter().take(count).enumerate())
        .filter(|(_, point)| **point == Point::Suppressed)
        .map(|(index, _)| index)
        .collect();
    let mut free = i32::MIN;
    for index in &suppressed {
        let x = plot.x(*index);
        if x >= free {
            plot.text(&Text::new((x, plot.bottom() + 20), Anchor::Middle, Font::TICK, Tone::Muted, "*"));
            free = x + STAR_ROOM;
        }
    }
    !suppressed.is_empty()
}
