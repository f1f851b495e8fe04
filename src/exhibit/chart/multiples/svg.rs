//! Small multiples: the same line for many units, each in a panel of its own on one y axis.
//!
//! A panel has few ticks, and only its first and last period. On a page, the names of the
//! panels are HTML over them; a saved file has them inside.

use crate::base::period::Period;
use crate::exhibit::drawing::apart::{Cut, Fit, told_apart};
use crate::exhibit::drawing::backend::{Anchor, Mark, Slot, Text, Tone};
use crate::exhibit::drawing::plot::{self, HALF_TICK, Layout, Plot, Room, Sheet, Unsaid};
use crate::exhibit::drawing::scale::{self, Scale, Wish};
use crate::exhibit::drawing::text::{Font, shorten, width};
use crate::exhibit::drawing::track::{AIR, Track, at, draw_intervals, draw_stars, draw_target, known_levels};
use crate::exhibit::drawing::{Curve, Drawing, Marks, Size, Ticks, notes};
use crate::l10n;
use crate::model::Decimal;
use crate::model::language::Language;

/// The same line for several units, each in a small drawing of its own, all on one y axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multiples {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// In the order of the page.
    pub panels: Vec<Panel>,
    /// Grey in every panel: the average of all.
    pub context: Option<Curve>,
    pub ticks: Ticks,
    /// The y axis includes 0 whatever the values. Otherwise only if the least value is under half of the greatest.
    pub from_zero: bool,
    /// Each panel has a y axis of its own.
    pub is_free: bool,
    /// What is shaded in each panel: the first and the last of the periods.
    pub times: Vec<(usize, usize)>,
}

impl Multiples {
    /// One panel by itself.
    fn alone(&self, panel: &Panel) -> Multiples {
        Multiples { panels: vec![panel.clone()], ..self.clone() }
    }
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its name is HTML over the panel. Revisions are not marked.
    pub curve: Curve,
    /// What stands at the end of all lines where one of the last values has no room there: `2,49 mia.`
    pub short: String,
    /// What is aimed at, one per period: none, one level, or the two bounds of a range.
    pub targets: Vec<Vec<Option<Decimal>>>,
}

impl Panel {
    /// At the end of its line.
    fn value(&self, is_short: bool) -> &str {
        if is_short { &self.short } else { &self.curve.last }
    }
}

/// The drawings of small multiples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panels {
    /// One `<svg>` element for each panel, in their order, hidden from assistive technology: of 164 × 120 units, or of
    /// 212 × 120 for a long history.
    pub svgs: Vec<String>,
    /// As in [`Drawing`], of all panels together.
    pub axis_start: Option<String>,
    /// The name of the context, which no panel says.
    pub unnamed: Vec<String>,
    pub marks: Marks,
}

/// Of a panel, in SVG units.
const WIDTH: i32 = 164;
const HEIGHT: i32 = 120;
/// The same of a history of more than [`LONG`] periods, of which a narrow panel would make a few scribbles: three beside
/// each other in place of four. chart.css finds them by this number.
const WIDTH_LONG: i32 = 212;
const LONG: usize = 60;
/// Panels beside each other in a file, fewer and wider ones than on the page: a file is shown in any font.
const COLUMNS: i32 = 3;
const COLUMN: i32 = 2080;
/// Between them, and above each for its name. Lengths from here on are tenths of an SVG unit.
const COLUMN_GAP: i32 = 280;
const ROW_GAP: i32 = 80;
const NAME: i32 = 220;
const NAME_LINE: i32 = 150;
/// Around the plot of a panel.
const TOP: i32 = 80;
const BOTTOM: i32 = 200;
const RIGHT: i32 = 60;
/// From the plot down to the base line of the periods.
const PERIOD_LINE: i32 = 160;
/// From the end of a line to its value.
const OFFSET: i32 = 70;
/// From the axis to the base line of a value that clears a `*`.
const OVER_SIGNS: i32 = 100;
/// Wider values would leave no room for the line.
const WIDEST_VALUE: i32 = 560;
/// Between first and last period.
const PERIOD_AIR: i32 = 60;

/// Draws one small chart for each panel. A panel without values says so.
pub fn panels(multiples: &Multiples) -> Panels {
    let shared = Shared::new(multiples);
    let width = if multiples.periods.len() > LONG { WIDTH_LONG } else { WIDTH };
    let draw = |panel: &Panel| {
        let sheet = Sheet::small(width, HEIGHT);
        match multiples.is_free {
            true => Shared::new(&multiples.alone(panel)).draw(&sheet, panel),
            false => shared.draw(&sheet, panel),
        }
        sheet.finish()
    };
    let svgs = multiples.panels.iter().map(draw).collect();
    let Unsaid { axis_start, unnamed, marks, .. } = shared.unsaid();
    Panels { svgs, axis_start, unnamed, marks }
}

/// The panels with their names in one wide drawing, which can be saved as a file.
pub fn grid(multiples: &Multiples) -> Drawing {
    let shared = Shared::new(multiples);
    let count = i32::try_from(multiples.panels.len()).unwrap_or(0).max(1);
    let rows = (count + COLUMNS - 1) / COLUMNS;
    let row = HEIGHT * 10 + NAME;
    let sheet = Sheet::figure(&multiples.id, Size::Wide, (rows * (row + ROW_GAP) - ROW_GAP) / 10);
    if multiples.panels.is_empty() {
        return plot::without_data(&sheet, Size::Wide, multiples.language);
    }
    let mut unsaid = shared.unsaid();
    let places = (0..rows).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
    let names: Vec<&str> = multiples.panels.iter().map(|panel| panel.curve.name.as_str()).collect();
    let fitted = told_apart(&names, |_, name, behind| {
        let (text, room) = (format!("{name}{behind}"), COLUMN * 10 / 13);
        let whole = width(&text, Font::VALUE) <= room;
        let cut = || format!("{}{behind}", shorten(name, Font::VALUE, room - width(behind, Font::VALUE)));
        Some(Fit { drawn: (), name: if whole { text } else { cut() }, whole, letter: None })
    });
    for ((panel, fitted), (column, number)) in multiples.panels.iter().zip(fitted).zip(places) {
        let (left, top) = (column * (COLUMN + COLUMN_GAP), number * (row + ROW_GAP));
        let right = left + COLUMN;
        let (name, letter) = fitted.map_or_else(Default::default, |fit| (fit.name, fit.letter));
        if name != panel.curve.name {
            unsaid.cut.push(Cut { name: panel.curve.name.clone(), letter });
        }
        sheet.group("labels");
        sheet.text(&Text::new((left, top + NAME_LINE), Anchor::Start, Font::VALUE, Tone::Ink, &name));
        let part = sheet.part(Room { left, top: top + NAME, right, bottom: top + row });
        match multiples.is_free {
            true => Shared::new(&multiples.alone(panel)).draw(&part, panel),
            false => shared.draw(&part, panel),
        }
    }
    plot::finish(&sheet, Size::Wide, unsaid)
}

/// What all panels have in common.
struct Shared<'a> {
    multiples: &'a Multiples,
    /// `None` if no panel has a value.
    scale: Option<Scale>,
    tick_texts: Vec<String>,
    context: Option<Track<'a>>,
    /// Room for values at the ends of lines, and whether they are the short ones; `None` if one of these would be too wide,
    /// too.
    values: Option<(i32, bool)>,
}

impl<'a> Shared<'a> {
    fn new(multiples: &'a Multiples) -> Shared<'a> {
        let count = multiples.periods.len();
        let context = multiples.context.as_ref().map(|curve| Track::new(&curve.points, Slot::Context, count));
        let values: Vec<Decimal> = multiples
            .panels
            .iter()
            .flat_map(|panel| Track::new(&panel.curve.points, Slot::Colour(0), count).values().collect::<Vec<_>>())
            .collect();
        let targets = multiples.panels.iter().flat_map(|panel| &panel.targets);
        let targets = targets.flat_map(|level| level.iter().take(count).flatten().copied());
        let intervals: Vec<Decimal> = multiples
            .panels
            .iter()
            .flat_map(|panel| {
                Track::new(&panel.curve.points, Slot::Colour(0), count).interval_ends().collect::<Vec<_>>()
            })
            .collect();
        let others: Vec<Decimal> = targets.chain(context.iter().flat_map(Track::values)).chain(intervals).collect();
        let wish = Wish { steps: 2, from_zero: multiples.from_zero, shares: multiples.ticks == Ticks::Percent };
        let scale = scale::amounts(&values, &others, &[], wish);
        let tick_texts = scale.as_ref().map_or(Vec::new(), |scale| scale.texts(multiples.ticks, multiples.language));
        let room = |is_short: &bool| {
            let widest = multiples.panels.iter().map(|panel| width(panel.value(*is_short), Font::VALUE)).max();
            Some((widest.unwrap_or(0), *is_short)).filter(|(widest, _)| *widest <= WIDEST_VALUE)
        };
        let values = [false, true].iter().find_map(room);
        Shared { multiples, scale, tick_texts, context, values }
    }

    fn unsaid(&self) -> Unsaid {
        let count = self.multiples.periods.len();
        let tracks = || {
            let panels = self.multiples.panels.iter().map(|panel| &panel.curve);
            panels.chain(&self.multiples.context).map(|curve| Track::new(&curve.points, Slot::Context, count))
        };
        Unsaid {
            // Axes that differ begin at no one place.
            axis_start: self
                .scale
                .as_ref()
                .filter(|_| !self.multiples.is_free)
                .and_then(|scale| scale.start(&self.tick_texts)),
            unnamed: self.multiples.context.iter().map(|context| context.name.clone()).collect(),
            cut: Vec::new(),
            marks: Marks {
                provisional: tracks().any(|track| track.provisional()),
                suppressed: tracks().any(|track| track.suppressed().next().is_some()),
                band: tracks().any(|track| track.has_band()),
                whisker: tracks().any(|track| track.has_whisker()),
                ..Marks::default()
            },
        }
    }

    fn draw(&self, sheet: &Sheet, panel: &Panel) {
        let count = self.multiples.periods.len();
        let track = Track::new(&panel.curve.points, Slot::Colour(0), count);
        let (Some(scale), Some((last, known))) = (&self.scale, track.last()) else {
            return sheet.say(l10n::words(self.multiples.language).no_data_in_span, Font::TICK);
        };
        let plot = Plot::open(
            sheet,
            &Layout {
                span: (-AIR, count.saturating_sub(1) as f64 + AIR),
                scale,
                tick_texts: &self.tick_texts,
                grid: true,
                top: TOP,
                right: self.values.map_or(RIGHT, |(room, _)| room + OFFSET),
                bottom: BOTTOM,
                air: 0,
            },
        );
        self.name_periods(&plot);
        notes::draw_times(&plot, self.multiples.times.iter().copied(), count);
        // Those of the whole would hide the panel's own.
        draw_intervals(&plot, std::iter::once(&track));
        let levels: Vec<Vec<(usize, f64)>> = panel.targets.iter().map(|level| known_levels(level, count)).collect();
        draw_target(&plot, &levels, count, 0);
        if let Some(context) = &self.context {
            plot.group("context");
            context.draw(&plot);
        }
        plot.colour_group(0);
        track.draw(&plot);
        for (index, known) in track.lone().filter(|(index, _)| *index != last).chain([(last, known)]) {
            plot.dot(at(index, known.value), Mark::disc(Slot::Colour(0)));
            if known.provisional {
                plot.dot(at(index, known.value), Mark::HOLE);
            }
        }
        draw_stars(&plot, self.context.iter().chain([&track]));
        if let Some((_, is_short)) = self.values {
            let (x, y) = plot.place(at(last, known.value));
            // Where a line ends early its value stands there, too, over the signs of what comes after it.
            let place = match last + 1 == count {
                true => (plot.room.right + OFFSET, y + HALF_TICK),
                false => (x + OFFSET, (y + HALF_TICK).min(plot.room.bottom - OVER_SIGNS)),
            };
            plot.text(&Text::new(place, Anchor::Start, Font::VALUE, Tone::Colour(0), panel.value(is_short)));
        }
    }

    /// The first and the last period with their years, the last alone if they would meet.
    fn name_periods(&self, plot: &Plot<'_>) {
        let (Some(first), Some(last)) = (self.multiples.periods.first(), self.multiples.periods.last()) else { return };
        let [first, last] = [first, last].map(|period| scale::label_with_year(*period, self.multiples.language));
        let sheet = plot.sheet_room();
        let wide = width(&last, Font::TICK);
        let both = width(&first, Font::TICK) + PERIOD_AIR + wide;
        let y = plot.room.bottom + PERIOD_LINE;
        // Under the end of the line, or farther to the right if the first one needs its room.
        let right = plot.room.right.max(plot.room.left + both).min(sheet.right);
        if self.multiples.periods.len() > 1 && plot.room.left + both <= right {
            plot.text(&Text::new((plot.room.left, y), Anchor::Start, Font::TICK, Tone::Muted, &first));
        }
        plot.text(&Text::new((right.max(sheet.left + wide), y), Anchor::End, Font::TICK, Tone::Muted, &last));
    }
}
