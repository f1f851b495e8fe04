//! Lines over time: a row of values in one colour, and the steps of a target.
//!
//! A gap breaks a line and is never bridged.

use std::collections::BTreeSet;

use super::backend::{Mark, Slot, Tone};
use super::label::Wanted;
use super::plot::{At, OVER_SIGN, Plot};
use super::scale::float;
use super::{Level, Point, PointValue, Target};
use crate::model::Decimal;
use crate::model::snapshot::Interval;

/// Free at both ends of the x axis, in periods.
pub const AIR: f64 = 0.3;

/// Of values that are nearer to each other, in tenths of an SVG unit, the line is thin.
const FINE: f64 = 15.0;

/// Values in their colour, cut to the periods of the chart.
pub struct Track<'a> {
    points: &'a [Point],
    pub slot: Slot,
}

impl<'a> Track<'a> {
    pub fn new(points: &'a [Point], slot: Slot, count: usize) -> Track<'a> {
        Track { points: points.get(..count).unwrap_or(points), slot }
    }

    /// Values with their place among the periods.
    pub fn known(&self) -> impl DoubleEndedIterator<Item = (usize, PointValue)> {
        self.points.iter().enumerate().filter_map(|(index, point)| Some((index, point.known()?)))
    }

    pub fn values(&self) -> impl Iterator<Item = Decimal> {
        self.known().map(|(_, known)| known.value)
    }

    pub fn last(&self) -> Option<(usize, PointValue)> {
        self.known().next_back()
    }

    /// Stretches without a gap.
    fn runs(&self) -> Vec<Vec<(usize, PointValue)>> {
        let known: Vec<(usize, PointValue)> = self.known().collect();
        known.chunk_by(|(a, _), (b, _)| a + 1 == *b).map(<[_]>::to_vec).collect()
    }

    /// Values alone between gaps, which no line would show.
    pub fn lone(&self) -> impl Iterator<Item = (usize, PointValue)> {
        self.runs().into_iter().filter(|run| run.len() == 1).flatten()
    }

    /// Both ends of each interval.
    pub fn interval_ends(&self) -> impl Iterator<Item = Decimal> {
        self.known().filter_map(|(_, known)| known.interval).flat_map(|Interval { low, high }| [low, high])
    }

    /// Stretches of values with an interval, each with its place and both ends.
    fn intervals(&self) -> Vec<Vec<(usize, Interval)>> {
        let known: Vec<(usize, Interval)> =
            self.known().filter_map(|(index, known)| Some((index, known.interval?))).collect();
        known.chunk_by(|(a, _), (b, _)| a + 1 == *b).map(<[_]>::to_vec).collect()
    }

    pub fn has_band(&self) -> bool {
        self.intervals().iter().any(|run| run.len() > 1)
    }

    pub fn has_whisker(&self) -> bool {
        self.intervals().iter().any(|run| run.len() == 1)
    }

    /// A band over stretches of values with an interval, a whisker at one alone.
    pub fn draw_intervals(&self, plot: &Plot<'_>) -> Drawn {
        let (alone, stretches): (Vec<_>, Vec<_>) = self.intervals().into_iter().partition(|run| run.len() == 1);
        for run in &stretches {
            let lows = run.iter().map(|(index, interval)| at(*index, interval.low));
            let highs = run.iter().rev().map(|(index, interval)| at(*index, interval.high));
            plot.polygon(lows.chain(highs).collect(), Mark::interval(self.slot));
        }
        alone.iter().flatten().for_each(|whisker| draw_whisker(plot, whisker, Mark::whisker(self.slot)));
        Drawn { band: !stretches.is_empty(), whisker: !alone.is_empty() }
    }

    /// A whisker at each value with an interval. Whether there are any.
    pub fn draw_whiskers(&self, plot: &Plot<'_>) -> bool {
        let all = self.intervals();
        all.iter().flatten().for_each(|whisker| draw_whisker(plot, whisker, Mark::whisker(self.slot)));
        !all.is_empty()
    }

    pub fn provisional(&self) -> bool {
        self.known().any(|(_, known)| known.provisional)
    }

    pub fn suppressed(&self) -> impl Iterator<Item = usize> {
        self.points.iter().enumerate().filter(|(_, point)| **point == Point::Suppressed).map(|(index, _)| index)
    }

    /// Solid between final values, dotted to and from provisional ones.
    pub fn draw(&self, plot: &Plot<'_>) {
        let mut dotted = Vec::new();
        let solid = if plot.spacing() < FINE { Mark::fine(self.slot) } else { Mark::line(self.slot) };
        for run in self.runs() {
            // Stretches of steps that are all solid or all dotted; neighbours share a point.
            let step = |pair: &[(usize, PointValue)]| pair.iter().any(|(_, known)| known.provisional);
            let steps: Vec<bool> = run.windows(2).map(step).collect();
            let mut start = 0;
            for stretch in steps.chunk_by(|a, b| a == b) {
                let points = run.iter().skip(start).take(stretch.len() + 1);
                let path: Vec<At> = points.map(|(index, known)| at(*index, known.value)).collect();
                start += stretch.len();
                if stretch.first() == Some(&true) { dotted.push(path) } else { plot.path(path, solid) }
            }
        }
        dotted.into_iter().for_each(|path| plot.path(path, Mark::dotted(self.slot)));
    }
}

/// How intervals were drawn.
#[derive(Debug, Clone, Copy, Default)]
pub struct Drawn {
    pub band: bool,
    pub whisker: bool,
}

impl Drawn {
    pub fn or(self, other: Drawn) -> Drawn {
        Drawn { band: self.band || other.band, whisker: self.whisker || other.whisker }
    }
}

/// The intervals of all tracks, behind every line.
pub fn draw_intervals<'a>(plot: &Plot<'_>, tracks: impl Iterator<Item = &'a Track<'a>>) -> Drawn {
    let mut with_any = tracks.filter(|track| track.interval_ends().next().is_some()).peekable();
    if with_any.peek().is_some() {
        plot.group("band");
    }
    with_any.map(|track| track.draw_intervals(plot)).fold(Drawn::default(), Drawn::or)
}

/// Half the length of the ends of a whisker, in tenths of an SVG unit.
pub const WHISKER_END: i32 = 45;

/// A thin line between two values, with an end at each.
fn draw_whisker(plot: &Plot<'_>, (index, interval): &(usize, Interval), mark: Mark) {
    let [low, high] = [interval.low, interval.high].map(|end| plot.place(at(*index, end)));
    plot.stroke([low, high], mark);
    for (x, y) in [low, high] {
        plot.stroke([(x - WHISKER_END, y), (x + WHISKER_END, y)], mark);
    }
}

pub fn at(index: usize, value: Decimal) -> At {
    (index as f64, float(value))
}

/// A `*` on the axis under each period that some of the tracks suppress. Whether there are any.
pub fn draw_stars<'a>(plot: &Plot<'_>, tracks: impl Iterator<Item = &'a Track<'a>>) -> bool {
    let suppressed: BTreeSet<usize> = tracks.flat_map(Track::suppressed).collect();
    plot.signs(&suppressed, "*", plot.room.bottom + STAR_DROP);
    !suppressed.is_empty()
}

/// Where a stem down to the axis ends over the `*` of its period; `None` where there is no `*`.
pub fn over_star(plot: &Plot<'_>, tracks: &[Track<'_>], index: usize) -> Option<i32> {
    let is_suppressed = tracks.iter().any(|track| track.suppressed().any(|of| of == index));
    is_suppressed.then_some(plot.room.bottom + STAR_DROP - OVER_SIGN)
}

/// From the axis down to the base line of a `*`.
const STAR_DROP: i32 = 20;

/// The levels of a target, as far as they are known, with their places.
pub fn levels(target: &Target, count: usize) -> Vec<Vec<(usize, f64)>> {
    target.levels.iter().map(|level| known_levels(&level.values, count)).collect()
}

/// Known levels with their places.
pub fn known_levels(values: &[Option<Decimal>], count: usize) -> Vec<(usize, f64)> {
    let known = |(index, level): (usize, &Option<Decimal>)| Some((index, float((*level)?)));
    values.iter().take(count).enumerate().filter_map(known).collect()
}

/// A label for each level of a target, which is drawn at `levels`.
pub fn target_labels<'a>(target: &'a Target, levels: &[Vec<(usize, f64)>]) -> Vec<Wanted<'a>> {
    let label = |(level, drawn): (&'a Level, &Vec<(usize, f64)>)| Wanted {
        value: &level.last,
        name: &target.name,
        tone: Tone::Ink,
        strong: false,
        expendable: 0,
        at: drawn.last().map(|(_, level)| *level),
    };
    target.levels.iter().zip(levels).map(label).collect()
}

/// A polyline through each of `levels`, one or the two bounds of a range, with a band between the two. With `ahead`, the
/// last level goes on for so many periods.
pub fn draw_target(plot: &Plot<'_>, levels: &[Vec<(usize, f64)>], count: usize, ahead: usize) {
    let lines: Vec<Vec<Vec<At>>> = levels.iter().map(|levels| polylines(levels, count, ahead)).collect();
    if lines.iter().all(Vec::is_empty) {
        return;
    }
    plot.group("target");
    if let [lower, upper] = lines.as_slice() {
        for (lower, upper) in lower.iter().zip(upper) {
            plot.polygon(lower.iter().chain(upper.iter().rev()).copied().collect(), Mark::AIM);
        }
    }
    lines.into_iter().flatten().for_each(|line| plot.path(line, Mark::TARGET));
}

/// The way through levels up to the ends of the axis; broken where there was no target.
fn polylines(levels: &[(usize, f64)], count: usize, ahead: usize) -> Vec<Vec<At>> {
    let line = |run: &[(usize, f64)]| {
        let ((first, from), (last, to)) = (run.first()?, run.last()?);
        let beyond = if last + 1 == count { ahead as f64 } else { 0.0 };
        let (start, end) = ((*first as f64 - AIR, *from), (*last as f64 + beyond + AIR, *to));
        let levels = run.iter().map(|(index, level)| (*index as f64, *level));
        let all: Vec<At> = std::iter::once(start).chain(levels).chain([end]).collect();
        // A level that stays needs no points on the way.
        let bends = all.windows(3).filter_map(|around| match around {
            [(_, before), here, (_, after)] if *before != here.1 || here.1 != *after => Some(*here),
            _ => None,
        });
        Some(std::iter::once(start).chain(bends).chain([end]).collect())
    };
    levels.chunk_by(|(a, _), (b, _)| a + 1 == *b).filter_map(line).collect()
}
