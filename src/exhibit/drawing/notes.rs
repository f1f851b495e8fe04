//! Numbers of notes in a row over a plot, each with a stem down to what it is about.
//!
//! What lasts is shaded over all its periods, with its number above. Numbers are spread so that no two meet. When there are too many, those of the latest periods are drawn.

use super::Note;
use super::backend::{Anchor, Mark, Text, Tone};
use super::layout::{capacity, spread};
use super::plot::{Plot, Room};
use super::text::{Font, width};

/// Height of the row above the plot's own margin, in tenths of an SVG unit.
const ROW: i32 = 150;
/// From the sheet's edge to the base line of the numbers, and to the upper ends of stems.
const BASE_LINE: i32 = 110;
const STEM: i32 = 145;
/// From the upper edge of the plot up to where a leaning stem becomes upright.
const ELBOW: i32 = 20;
/// Between two numbers.
const AIR: i32 = 60;

/// A shorter time has one edge: two would run together.
const EDGES: i32 = 40;

/// Room above the plot for the row, if there are notes in these periods.
pub fn room(notes: &[Note], count: usize) -> i32 {
    if notes.iter().any(|note| note.index < count) { ROW } else { 0 }
}

/// Shades the time of what lasts, over the first `count` periods, with a line at either end: a shade alone is lost on
/// paper.
pub fn draw_times(plot: &Plot<'_>, times: impl Iterator<Item = (usize, usize)>, count: usize) {
    let mut times = times.filter(|(first, _)| *first < count).peekable();
    if times.peek().is_none() {
        return;
    }
    plot.group("notes");
    let Room { top, bottom, left, right } = plot.room;
    for (first, last) in times {
        let edge = |at: f64| plot.place((at, 0.0)).0.clamp(left, right);
        let (from, to) = (edge(first as f64 - 0.5), edge(last.min(count - 1) as f64 + 0.5));
        plot.fill([(from, top), (to, top), (to, bottom), (from, bottom)], Mark::AIM);
        // It may have begun before the chart, and may go on after it.
        let edges = if to - from < EDGES { [from, left] } else { [from, to] };
        for x in edges.into_iter().filter(|x| *x > left && *x < right) {
            plot.stroke([(x, top), (x, bottom)], Mark::LIMIT);
        }
    }
}

/// Draws the notes of the first `count` periods. `point` says how high the thing is that a note is about; `None`: the
/// axis.
pub fn draw(plot: &Plot<'_>, notes: &[Note], count: usize, point: impl Fn(&Note) -> Option<i32>) {
    draw_times(plot, notes.iter().filter_map(|note| Some((note.index, note.until?))), count);
    let mut shown: Vec<(&Note, String)> =
        notes.iter().filter(|note| note.index < count).map(|note| (note, note.number.to_string())).collect();
    let last = |note: &Note| note.until.unwrap_or(note.index).min(count - 1);
    shown.sort_by_key(|(note, _)| (note.index + last(note), note.number));
    let widest = shown.iter().map(|(_, text)| width(text, Font::STRONG_TICK)).max().unwrap_or(0);
    let (from, to) = (plot.room.left + widest / 2, plot.room.right - widest / 2);
    shown.drain(..shown.len().saturating_sub(capacity(widest + AIR, from, to)));
    if shown.is_empty() {
        return;
    }

    let middle = |note: &Note| (plot.x(note.index) + plot.x(last(note))) / 2;
    let wanted: Vec<i32> = shown.iter().map(|(note, _)| middle(note)).collect();
    let places = spread(&wanted, widest + AIR, from, to);
    plot.group("notes");
    let top = plot.sheet_room().top;
    for (((note, _), x), place) in shown.iter().zip(&wanted).zip(&places) {
        let end = match note.until {
            Some(_) => plot.room.top,
            None => point(note).unwrap_or(plot.room.bottom),
        };
        let elbow = (plot.room.top - ELBOW).min(end);
        let stem = [(*place, top + STEM), (*x, elbow), (*x, end)];
        // Straight down if the number is right over its period.
        let skipped = usize::from(place == x);
        plot.stroke(stem.into_iter().take(1).chain(stem.into_iter().skip(1 + skipped)), Mark::STEM);
    }
    for ((_, text), place) in shown.iter().zip(&places) {
        let place = (*place, top + BASE_LINE);
        plot.text(&Text::new(place, Anchor::Middle, Font::STRONG_TICK, Tone::Ink, text));
    }
}
