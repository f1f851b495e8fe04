//! XmR charts: what is usual variation of a process and what is not.
//!
//! Mean and limits are broken between phases. Colour and shape of a point say its class. The page says in words what
//! the chart means, and the key to the shapes.

use crate::base::period::Period;
use crate::exhibit::drawing::backend::{Mark, Slot, Tone};
use crate::exhibit::drawing::label::{self, Wanted};
use crate::exhibit::drawing::layout::{LABEL_STEP, capacity};
use crate::exhibit::drawing::plot::{self, BOTTOM, Layout, Plot, Sheet, TOP, Unsaid, triangle};
use crate::exhibit::drawing::scale::{self, Wish, float};
use crate::exhibit::drawing::track::{AIR, Track, at, draw_stars, draw_target, levels, over_star, target_labels};
use crate::exhibit::drawing::{Drawing, Marks, Note, Point, Size, Target, Ticks, notes};
use crate::model::Decimal;
use crate::model::language::Language;

/// Points that are nearer to each other, in tenths of an SVG unit, would hide each other.
const POINT_ROOM: f64 = 25.0;

/// A process behaviour chart (XmR): a grey line with points coloured by meaning, mean and limits for each phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xmr {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// One per period.
    pub points: Vec<XmrPoint>,
    /// In order of periods, without overlap.
    pub phases: Vec<Phase>,
    pub target: Option<Target>,
    /// Name and text of the last value: `nov`, `1.432`.
    pub value: Level,
    /// Of the last phase: `Middel`, `1.502`.
    pub mean: Level,
    /// Upper and lower limit of the last phase: `Øvre grænse`, `1.727`.
    pub upper: Level,
    pub lower: Level,
    pub notes: Vec<Note>,
    /// With [`Ticks::Percent`], values are shares: limits are drawn at 0 and 1 at the most, whatever their texts say. Not
    /// if the mean itself lies beyond.
    pub ticks: Ticks,
    /// Of the wide drawing, in SVG units; 330 if `None`.
    pub height: Option<u32>,
}

/// A value of an XmR chart. Revisions are not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmrPoint {
    pub point: Point,
    /// Has no meaning where there is no value.
    pub class: Class,
}

/// What a value of an XmR chart means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Grey disc.
    Common,
    /// Blue triangle.
    Improvement,
    /// Orange square.
    Concern,
    /// Purple diamond: something changed, and neither direction is better.
    Neutral,
}

/// A stretch of periods with a mean and limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// The first of its periods.
    pub start: usize,
    /// The first period after it.
    pub end: usize,
    pub mean: Option<Decimal>,
    /// Lower and upper.
    pub limits: Option<(Decimal, Decimal)>,
}

/// A named value at the right of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub name: String,
    /// `1.502`
    pub last: String,
}

/// Draws values with the limits of their usual variation. Its labels are, by need: target, last value, mean, limits.
pub fn draw(xmr: &Xmr, size: Size) -> Drawing {
    let count = xmr.periods.len();
    let points: Vec<Point> = xmr.points.iter().map(|point| point.point).collect();
    let track = Track::new(&points, Slot::Context, count);
    let phases: Vec<Phase> = xmr.phases.iter().filter_map(|phase| drawn_phase(phase, count, xmr.ticks)).collect();
    let target: Vec<Vec<(usize, f64)>> = xmr.target.iter().flat_map(|target| levels(target, count)).collect();

    let sheet = Sheet::figure(&xmr.id, size, size.height(xmr.height));
    let top = TOP + notes::room(&xmr.notes, count);
    let bottom = sheet.room.bottom - BOTTOM;
    let capacity = capacity(LABEL_STEP, top, bottom);
    let labels = label::choose(&wanted_labels(xmr, &track, &phases, &target), false, capacity, size);
    let wish = Wish { steps: scale::steps_within(bottom - top), from_zero: false, shares: xmr.ticks == Ticks::Percent };
    let targets = xmr.target.iter().flat_map(|target| target.amounts(count));
    let targets: Vec<Decimal> = targets.chain(track.interval_ends()).collect();
    let estimates: Vec<Decimal> = phases
        .iter()
        .flat_map(|phase| phase.mean.into_iter().chain(phase.limits.into_iter().flat_map(|(low, high)| [low, high])))
        .collect();
    let Some(scale) = scale::amounts(&track.values().collect::<Vec<_>>(), &targets, &estimates, wish) else {
        return plot::without_data(&sheet, size, xmr.language);
    };
    let tick_texts = scale.texts(xmr.ticks, xmr.language);

    let plot = Plot::open(
        &sheet,
        &Layout {
            span: (-AIR, count.saturating_sub(1) as f64 + AIR),
            scale: &scale,
            tick_texts: &tick_texts,
            grid: false,
            top,
            right: labels.margin,
            bottom: BOTTOM,
            air: 0,
        },
    );
    draw_phases(&plot, &phases);
    plot.group("axis");
    plot.periods(&scale::period_ticks(&xmr.periods, plot.spacing(), xmr.language), count, true);
    notes::draw(&plot, &xmr.notes, count, |note| {
        match track.known().find(|(index, _)| *index == note.index && !note.event) {
            Some((index, known)) => Some(plot.place(at(index, known.value)).1),
            None => over_star(&plot, std::slice::from_ref(&track), note.index),
        }
    });
    draw_target(&plot, &target, count, 0);
    plot.colour_group(0);
    let whisker = track.draw_whiskers(&plot);
    track.draw(&plot);
    draw_points(&plot, xmr, &track);
    plot.group("labels");
    let suppressed = draw_stars(&plot, std::iter::once(&track));
    plot.labels(&labels);

    let marks = Marks { provisional: track.provisional(), suppressed, whisker, ..Marks::default() };
    let axis_start = scale.start(&tick_texts);
    // What is left of "upper limit" still says it.
    plot::finish(&sheet, size, Unsaid { axis_start, unnamed: labels.unnamed, cut: Vec::new(), marks })
}

/// The phase as far as it lies in the chart, its limits within what a share can be.
fn drawn_phase(phase: &Phase, count: usize, ticks: Ticks) -> Option<Phase> {
    let end = phase.end.min(count);
    // A mean beyond the whole shows that the values are no parts of it.
    let whole = Decimal::ZERO..=Decimal::ONE;
    let bounded = ticks == Ticks::Percent && phase.mean.is_some_and(|mean| whole.contains(&mean));
    let bound = |limit: Decimal| if bounded { limit.clamp(Decimal::ZERO, Decimal::ONE) } else { limit };
    let limits = phase.limits.map(|(low, high)| (bound(low), bound(high)));
    (phase.start < end).then_some(Phase { end, limits, ..*phase })
}

fn wanted_labels<'a>(
    xmr: &'a Xmr,
    track: &Track<'_>,
    phases: &[Phase],
    target: &[Vec<(usize, f64)>],
) -> Vec<Wanted<'a>> {
    let last = phases.last();
    let level = |level: &'a Level, expendable, at: Option<Decimal>| {
        // Without a value there is nothing to name: not every phase has limits.
        at.map(|at| Wanted {
            value: &level.last,
            name: &level.name,
            tone: Tone::Muted,
            strong: false,
            expendable,
            at: Some(float(at)),
        })
    };
    let limits = last.and_then(|phase| phase.limits);
    let value = track.last().map(|(index, known)| Wanted {
        value: &xmr.value.last,
        name: &xmr.value.name,
        tone: xmr.points.get(index).map_or(Tone::Ink, |point| tone(point.class)),
        strong: true,
        expendable: 0,
        at: Some(float(known.value)),
    });
    let aim = xmr.target.iter().flat_map(|aim| target_labels(aim, target));
    let upper = level(&xmr.upper, 2, limits.map(|(_, high)| high));
    let lower = level(&xmr.lower, 2, limits.map(|(low, _)| low));
    let mean = level(&xmr.mean, 1, last.and_then(|phase| phase.mean));
    upper.into_iter().chain(aim).chain([value, mean, lower].into_iter().flatten()).collect()
}

fn slot(class: Class) -> Slot {
    match class {
        Class::Common => Slot::Context,
        Class::Improvement => Slot::Colour(0),
        Class::Concern => Slot::Colour(1),
        Class::Neutral => Slot::Colour(3),
    }
}

fn tone(class: Class) -> Tone {
    match slot(class) {
        Slot::Colour(number) => Tone::Colour(number),
        Slot::Context => Tone::Ink,
    }
}

/// Bands first, so that no line lies under one.
fn draw_phases(plot: &Plot<'_>, phases: &[Phase]) {
    // Phases meet half-way between two periods; the outer ones reach the ends of the axis.
    let half = |phase: &Phase| (phase.start as f64 - 0.5, phase.end as f64 - 0.5);
    let level = |phase: &Phase, value: Decimal| {
        let (from, to) = half(phase);
        vec![(from, float(value)), (to, float(value))]
    };
    plot.group("band");
    for (phase, (low, high)) in phases.iter().filter_map(|phase| Some((phase, phase.limits?))) {
        let (from, to) = half(phase);
        plot.area([(from, float(low)), (to, float(high))], Mark::BAND);
    }
    for (phase, (low, high)) in phases.iter().filter_map(|phase| Some((phase, phase.limits?))) {
        [low, high].into_iter().for_each(|limit| plot.path(level(phase, limit), Mark::LIMIT));
    }
    for (phase, mean) in phases.iter().filter_map(|phase| Some((phase, phase.mean?))) {
        plot.path(level(phase, mean), Mark::MEAN);
    }
}

/// Class by class, so that points of one share a path; the rarer ones lie on top.
fn draw_points(plot: &Plot<'_>, xmr: &Xmr, track: &Track<'_>) {
    let last = track.last().map(|(index, _)| index);
    // Usual points that lie on each other are dots on the line, but for the last one, which has a label. What stands out
    // has its shape, since colour alone does not say it.
    let is_usual = |index: usize| xmr.points.get(index).is_some_and(|point| point.class == Class::Common);
    let is_dot = |index: usize| plot.spacing() < POINT_ROOM && Some(index) != last && is_usual(index);
    for class in [Class::Common, Class::Neutral, Class::Improvement, Class::Concern] {
        let of_class = || track.known().filter(|(index, _)| xmr.points.get(*index).is_some_and(|p| p.class == class));
        of_class()
            .filter(|(index, _)| is_dot(*index))
            .for_each(|(index, known)| plot.dot(at(index, known.value), Mark::line(slot(class))));
        for (index, known) in of_class().filter(|(index, _)| !is_dot(*index)) {
            let place = plot.place(at(index, known.value));
            match class {
                Class::Improvement => plot.fill(triangle(place, true), Mark::fill(slot(class))),
                Class::Common | Class::Concern | Class::Neutral => {
                    plot.shape(at(index, known.value), slot(class));
                }
            }
        }
        let provisional = of_class().filter(|(index, known)| known.provisional && !is_dot(*index));
        provisional.for_each(|(index, known)| plot.dot(at(index, known.value), Mark::HOLE));
    }
}
