//! Lines over time: a row of values in one colour, and the steps of a target.
//!
//! A gap breaks a line and is never bridged.

use std::collections::BTreeSet;

use super::backend::{Mark, Slot};
use super::plot::{At, Plot};
use super::scale::float;
use super::{Point, PointValue};
use crate::model::Decimal;

/// Free at both ends of the x axis, in periods.
pub const AIR: f64 = 0.3;

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

    pub fn provisional(&self) -> bool {
        self.known().any(|(_, known)| known.provisional)
    }

    pub fn suppressed(&self) -> impl Iterator<Item = usize> {
        self.points.iter().enumerate().filter(|(_, point)| **point == Point::Suppressed).map(|(index, _)| index)
    }

    /// Solid between final values, dotted to and from provisional ones.
    pub fn draw(&self, plot: &Plot<'_>) {
        let mut dotted = Vec::new();
        for run in self.runs() {
            // Stretches of steps that are all solid or all dotted; neighbours share a point.
            let step = |pair: &[(usize, PointValue)]| pair.iter().any(|(_, known)| known.provisional);
            let steps: Vec<bool> = run.windows(2).map(step).collect();
            let mut start = 0;
            for stretch in steps.chunk_by(|a, b| a == b) {
                let points = run.iter().skip(start).take(stretch.len() + 1);
                let path: Vec<At> = points.map(|(index, known)| at(*index, known.value)).collect();
                start += stretch.len();
                if stretch.first() == Some(&true) { dotted.push(path) } else { plot.path(path, Mark::line(self.slot)) }
            }
        }
        dotted.into_iter().for_each(|path| plot.path(path, Mark::dotted(self.slot)));
    }
}

pub fn at(index: usize, value: Decimal) -> At {
    (index as f64, float(value))
}

/// A `*` on the axis under each period that some of the tracks suppress. Whether there are any.
pub fn draw_stars<'a>(plot: &Plot<'_>, tracks: impl Iterator<Item = &'a Track<'a>>) -> bool {
    let suppressed: BTreeSet<usize> = tracks.flat_map(Track::suppressed).collect();
    plot.signs(&suppressed, "*", plot.room.bottom + 20);
    !suppressed.is_empty()
}

/// Known levels of a target with their places.
pub fn levels(values: &[Option<Decimal>], count: usize) -> Vec<(usize, f64)> {
    let known = |(index, level): (usize, &Option<Decimal>)| Some((index, float((*level)?)));
    values.iter().take(count).enumerate().filter_map(known).collect()
}

/// A polyline through the levels, up to the ends of the axis; broken where there was no target. With `ahead`, the last
/// level goes on for so many periods.
pub fn draw_target(plot: &Plot<'_>, levels: &[(usize, f64)], count: usize, ahead: usize) {
    if levels.is_empty() {
        return;
    }
    plot.group("target");
    for run in levels.chunk_by(|(a, _), (b, _)| a + 1 == *b) {
        let (Some((first, from)), Some((last, to))) = (run.first(), run.last()) else { continue };
        let beyond = if last + 1 == count { ahead as f64 } else { 0.0 };
        let (start, end) = ((*first as f64 - AIR, *from), (*last as f64 + beyond + AIR, *to));
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
