//! The two small drawings without text: the line of a KPI tile, and a bar with a target mark.
//!
//! They have no axes, so they are written straight to paths, without plotters.

use super::backend::{Mark, Path, Place, Slot, push_tenths};
use super::scale::float;
use crate::model::Decimal;

/// Size of the line and its air on all sides, in tenths of an SVG unit.
const SIZE: (i32, i32) = (1200, 280);
const AIR: i32 = 40;
/// Length of the bar, and the air for its target mark at the right.
const BAR: i32 = 1200;
const BAR_AIR: i32 = 15;

pub fn draw(spark: &super::Spark) -> String {
    let known: Vec<(usize, f64)> =
        spark.values.iter().enumerate().filter_map(|(index, value)| Some((index, float((*value)?)))).collect();
    let Some(last) = known.last() else { return String::new() };
    let targets: Vec<f64> = spark.targets.iter().copied().map(float).collect();
    let amounts = || known.iter().map(|(_, value)| *value).chain(targets.iter().copied());
    let least = amounts().fold(f64::INFINITY, f64::min);
    let greatest = amounts().fold(f64::NEG_INFINITY, f64::max);

    let (width, height) = (f64::from(SIZE.0 - 2 * AIR), f64::from(SIZE.1 - 2 * AIR));
    let intervals = spark.values.len().saturating_sub(1).max(1) as f64;
    let x = |index: usize| AIR + (index as f64 / intervals * width).round() as i32;
    // A level line lies in the middle.
    let share = |value: f64| if least < greatest { (greatest - value) / (greatest - least) } else { 0.5 };
    let y = |value: f64| AIR + (share(value) * height).round() as i32;
    let place = |(index, value): &(usize, f64)| -> Place { (x(*index), y(*value)) };

    let mut svg = String::from(r#"<svg class="ks" aria-hidden="true" viewBox="0 0 120 28">"#);
    let level = |target: f64| [(0, y(target)), (SIZE.0, y(target))];
    if let [lower, upper] = targets.as_slice() {
        path(Mark::AIM, &mut svg, |path| path.closed(level(*lower).into_iter().chain(level(*upper).into_iter().rev())));
    }
    if !targets.is_empty() {
        path(Mark::TARGET, &mut svg, |path| targets.iter().for_each(|target| path.open(level(*target))));
    }
    path(Mark::line(Slot::Colour(0)), &mut svg, |path| {
        for run in known.chunk_by(|(a, _), (b, _)| a + 1 == *b) {
            if let [alone] = run { path.dot(place(alone)) } else { path.open(run.iter().map(place)) }
        }
    });
    path(Mark::disc(Slot::Colour(0)), &mut svg, |path| path.dot(place(last)));
    svg.push_str("</svg>");
    svg
}

pub fn bar(value: Decimal, targets: &[Decimal], whole: Option<Decimal>) -> Option<String> {
    let least = targets.iter().copied().min()?.min(value);
    let longest = targets.iter().copied().max()?.max(value).max(whole.unwrap_or_default());
    if least < Decimal::ZERO || longest.is_zero() {
        return None;
    }
    let x = |amount: Decimal| (float(amount) / float(longest) * f64::from(BAR - BAR_AIR)).round() as i32;
    let mut svg = String::from(r#"<svg class="kb" aria-hidden="true" viewBox="0 0 120 8">"#);
    svg.push_str(r#"<path class="tr" d="M0 0h120v8h-120z"/>"#);
    svg.push_str(r#"<path class="f0" d="M0 0h"#);
    push_tenths(&mut svg, x(value));
    svg.push_str(r#"v8H0z"/>"#);
    path(Mark::TARGET, &mut svg, |path| {
        targets.iter().for_each(|target| path.open([(x(*target), 0), (x(*target), 80)]));
    });
    svg.push_str("</svg>");
    Some(svg)
}

fn path(mark: Mark, svg: &mut String, draw: impl FnOnce(&mut Path)) {
    let mut path = Path::default();
    draw(&mut path);
    path.write(mark.class(), svg);
}
