//! Numbers of notes in a row over a plot, each with a stem down to what it is about.
//!
//! Numbers are spread so that no two meet. When there are too many, those of the latest periods are drawn.

use super::Note;
use super::backend::{Anchor, Mark, Text, Tone};
use super::layout::{capacity, spread};
use super::plot::Plot;
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

/// Room above the plot for the row, if there are notes in these periods.
pub fn room(notes: &[Note], count: usize) -> i32 {
    if notes.iter().any(|note| note.index < count) { ROW } else { 0 }
}

/// Draws the notes of the first `count` periods. `point` says how high the thing is that a note is about; `None`: the
/// axis.
pub fn draw(plot: &Plot<'_>, notes: &[Note], count: usize, point: impl Fn(&Note) -> Option<i32>) {
    let mut shown: Vec<(&Note, String)> =
        notes.iter().filter(|note| note.index < count).map(|note| (note, note.number.to_string())).collect();
    shown.sort_by_key(|(note, _)| (note.index, note.number));
    let widest = shown.iter().map(|(_, text)| width(text, Font::STRONG_TICK)).max().unwrap_or(0);
    let (from, to) = (plot.room.left + widest / 2, plot.room.right - widest / 2);
    shown.drain(..shown.len().saturating_sub(capacity(widest + AIR, from, to)));
    if shown.is_empty() {
        return;
    }

    let wanted: Vec<i32> = shown.iter().map(|(note, _)| plot.x(note.index)).collect();
    let places = spread(&wanted, widest + AIR, from, to);
    plot.group("notes");
    let top = plot.sheet_room().top;
    for (((note, _), x), place) in shown.iter().zip(&wanted).zip(&places) {
        let end = point(note).unwrap_or(plot.room.bottom);
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
