//! How many charts a core draws in a second, and how that compares with the usual way to draw them in Rust.
//!
//! `cargo bench --bench charts`. The yardstick is plotters' own SVG backend with its defaults: axes, grid, line, target,
//! as in its examples. Both draw the same 36 values. Every row is the fastest of several rounds, since other programs
//! only ever make a round slower. It fails below the floor, which is meant for an idle core.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark reads the clock and prints")]
#![expect(clippy::expect_used, reason = "and stops where something is wrong")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use kalends::base::period::Period;
use kalends::exhibit::chart::line::svg::Line;
use kalends::exhibit::chart::multiples::svg::{Multiples, Panel};
use kalends::exhibit::chart::stacked::svg::{Part, Stacked};
use kalends::exhibit::chart::{line, multiples, stacked};
use kalends::exhibit::drawing::{Curve, Level, Size, Target, Ticks};
use kalends::model::Decimal;
use kalends::model::language::Language;
use plotters::prelude::{BLACK, BLUE, ChartBuilder, IntoDrawingArea, LineSeries, SVGBackend, WHITE};

/// Line charts in a second that one core must draw.
const FLOOR: f64 = 10_000.0;
const ROUNDS: usize = 20;
const ROUND: Duration = Duration::from_millis(100);

fn values() -> Vec<i64> {
    (0..36).map(|month| 1500 + (month * 37) % 211).collect()
}

fn line() -> Line {
    let first = Period::read("2023-01", 1).expect("a month");
    let points = values().into_iter().map(|value| Some(Decimal::from(value)).into()).collect();
    Line {
        id: "persons".to_owned(),
        language: Language::Da,
        periods: first.through(first.plus(35)).collect(),
        curves: vec![Curve { name: "SP-nøglepersoner".to_owned(), last: "1.529".to_owned(), points }],
        context: Vec::new(),
        target: Some(Target {
            name: "Mål".to_owned(),
            levels: vec![Level { last: "1.650".to_owned(), values: vec![Some(Decimal::from(1650)); 36] }],
        }),
        forecast: None,
        notes: Vec::new(),
        ticks: Ticks::Number,
        from_zero: false,
        height: None,
    }
}

fn stacked() -> Stacked {
    let line = line();
    let part = |name: &str, add: i64, times: i64| Part {
        name: name.to_owned(),
        last: "1".to_owned(),
        values: (0..12).map(|month| Some(Decimal::from(add + times * (month * 7 % 5)))).collect(),
        texts: (0..12).map(|month| (add + times * (month * 7 % 5)).to_string()).collect(),
    };
    Stacked {
        target: None,
        id: "nurses".to_owned(),
        language: Language::Da,
        periods: line.periods.into_iter().take(12).collect(),
        parts: vec![part("certificeret", 40, 1), part("under uddannelse", 9, -1)],
        total: part("i alt", 49, 0),
        ticks: Ticks::Number,
        provisional: BTreeSet::new(),
        notes: Vec::new(),
        height: None,
    }
}

fn multiples() -> Multiples {
    let Line { id, language, periods, curves, .. } = line();
    let panel =
        Panel { curve: curves.into_iter().next().expect("one curve"), short: String::new(), targets: Vec::new() };
    Multiples {
        id,
        language,
        periods,
        panels: vec![panel; 8],
        context: None,
        ticks: Ticks::Number,
        from_zero: false,
        is_free: false,
        times: Vec::new(),
    }
}

/// The line and its target as an example of plotters would draw them.
fn by_plotters(values: &[i64]) -> String {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (680, 330)).into_drawing_area();
        root.fill(&WHITE).expect("a ground");
        let mut chart = ChartBuilder::on(&root)
            .margin(5)
            .x_label_area_size(30)
            .y_label_area_size(40)
            .build_cartesian_2d(0..35i32, 1450..1750i64)
            .expect("axes");
        chart.configure_mesh().draw().expect("a grid");
        chart.draw_series(LineSeries::new((0..).zip(values.iter().copied()), BLUE)).expect("a line");
        chart.draw_series(LineSeries::new((0..36).map(|month| (month, 1650)), BLACK)).expect("a target");
        root.present().expect("a drawing");
    }
    svg
}

/// Prints and returns the runs of `draw` in a second.
fn measure(name: &str, draw: impl Fn() -> String) -> f64 {
    let round = || {
        let start = Instant::now();
        let mut runs = 0.0;
        while start.elapsed() < ROUND {
            black_box(draw());
            runs += 1.0;
        }
        runs / start.elapsed().as_secs_f64()
    };
    let fastest = (0..ROUNDS).map(|_| round()).fold(0.0, f64::max);
    println!("{name:<36} {fastest:>8.0} a second, {:>6} bytes", draw().len());
    fastest
}

fn main() -> ExitCode {
    let (line, stacked, multiples) = (line(), stacked(), multiples());
    let values = values();
    let ours = measure("line, wide", || line::svg::draw(&line, Size::Wide).svg);
    measure("line, narrow", || line::svg::draw(&line, Size::Narrow).svg);
    measure("stacked, wide", || stacked::svg::draw(&stacked, Size::Wide).svg);
    measure("8 panels", || multiples::svg::panels(&multiples).svgs.concat());
    let theirs = measure("line, plotters' SVGBackend", || by_plotters(&values));
    println!("line: {:.1} times as fast as SVGBackend; floor {FLOOR}", ours / theirs);
    if ours < FLOOR { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
