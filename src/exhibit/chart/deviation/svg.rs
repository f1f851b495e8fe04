//! Deviation columns: how far above or below 0 each period is, and whether that is better or worse.
//!
//! Better columns are blue and end in ▲, worse ones are orange and end in ▼, whichever way they point. Where columns
//! are too narrow for triangles, side and colour say the same.

use std::collections::BTreeSet;

use crate::base::period::Period;
use crate::exhibit::drawing::backend::{Mark, Slot, Tone};
use crate::exhibit::drawing::label::{self, Wanted};
use crate::exhibit::drawing::layout::{LABEL_STEP, capacity};
use crate::exhibit::drawing::plot::{self, At, BOTTOM, Layout, OVER_SIGN, Plot, Sheet, TOP, Unsaid, triangle};
use crate::exhibit::drawing::scale::{self, Wish, float};
use crate::exhibit::drawing::{Drawing, Marks, Note, Size, Ticks, notes};
use crate::model::Decimal;
use crate::model::catalog::Better;
use crate::model::language::Language;

/// Columns up and down from 0: how far each period was from something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// One per period. A period without keeps its place with "–".
    pub values: Vec<Option<Decimal>>,
    /// Which of them are provisional: dots at the ends of their columns.
    pub provisional: BTreeSet<usize>,
    /// At the right of the last known value: `end of November`. May be empty.
    pub name: String,
    /// The last known value as text, with its sign: `−12`.
    pub last: String,
    /// Which side of 0 is blue with ▲; the other is orange with ▼. [`Better::Neither`]: both are grey, without.
    pub better: Better,
    /// Stems end over the column, or at the axis if that is higher; over the plot where columns have no gaps.
    pub notes: Vec<Note>,
    /// [`Ticks::Percent`] writes 0.012 as `1,2 %`; for points of a percentage, give values times 100.
    pub ticks: Ticks,
    /// Of the wide drawing, in SVG units; 330 if `None`.
    pub height: Option<u32>,
    /// What stands there where no period has a value: why it has none.
    pub without: &'static str,
}

/// Share of a step that a column is wide. Columns closer than this, in tenths, have no gaps: they would flicker.
const COLUMN: f64 = 0.72;
const GAP_STEP: f64 = 30.0;
/// Above and below the columns, for triangles. Lengths are tenths of an SVG unit.
const AIR: i32 = 120;
/// Least distance of two columns with triangles.
const TRIANGLE_STEP: f64 = 90.0;
/// From the end of a column to the middle of its triangle.
const TRIANGLE: i32 = 65;
/// From the axis up to the base line of a "–".
const DASH_LIFT: i32 = 25;
/// From the end of a column to the end of a stem.
const STEM_AIR: i32 = 20;

/// Draws columns around 0.
pub fn draw(deviation: &Deviation, size: Size) -> Drawing {
    let count = deviation.periods.len();
    let values: Vec<Option<Decimal>> = (0..count).map(|index| deviation.values.get(index).copied().flatten()).collect();
    let known: Vec<Decimal> = values.iter().flatten().copied().collect();

    let sheet = Sheet::figure(&deviation.id, size, size.height(deviation.height));
    let top = TOP + notes::room(&deviation.notes, count);
    let bottom = sheet.room.bottom - BOTTOM;
    let wanted = wanted_label(deviation, known.last().copied());
    let labels = label::choose(&[wanted], true, capacity(LABEL_STEP, top, bottom), size);
    let wish = Wish {
        steps: scale::steps_within(bottom - top - 2 * AIR),
        from_zero: true,
        shares: deviation.ticks == Ticks::Percent,
    };
    let Some(scale) = scale::amounts(&known, &[], &[], wish) else {
        return plot::saying(&sheet, size, deviation.without);
    };
    let tick_texts = scale.texts(deviation.ticks, deviation.language);

    let plot = Plot::open(
        &sheet,
        &Layout {
            span: (-0.5, count as f64 - 0.5),
            scale: &scale,
            tick_texts: &tick_texts,
            grid: true,
            top,
            right: labels.margin,
            bottom: BOTTOM,
            air: AIR,
        },
    );
    let judged = deviation.better != Better::Neither && plot.spacing() >= TRIANGLE_STEP;
    draw_notes(&plot, &deviation.notes, &values, judged);
    draw_columns(&plot, deviation.better, &values, judged);
    let provisional = |(index, value): (usize, &Option<Decimal>)| {
        let value = value.filter(|_| deviation.provisional.contains(&index))?;
        Some(((index as f64, float(value)), value < Decimal::ZERO))
    };
    let dots_at_end = plot.dot_ends(values.iter().enumerate().filter_map(provisional), COLUMN);
    // After the columns, so that the axis is not covered.
    plot.group("axis");
    plot.periods(&scale::period_ticks(&deviation.periods, plot.spacing(), deviation.language), count, false);
    plot.group("labels");
    let missing: BTreeSet<usize> = (0..).zip(&values).filter(|(_, value)| value.is_none()).map(|(n, _)| n).collect();
    plot.signs(&missing, "–", plot.place((0.0, 0.0)).1 - DASH_LIFT);
    plot.labels(&labels);

    let has = |slot| known.iter().any(|value| Slot::of_change(deviation.better, *value) == slot);
    let (better, worse) = (has(Slot::Colour(0)), has(Slot::Colour(1)));
    let marks = Marks {
        missing: !missing.is_empty(),
        judged: judged && (better || worse),
        better,
        worse,
        dots_at_end,
        ..Marks::default()
    };
    plot::finish(&sheet, size, Unsaid { axis_start: None, unnamed: labels.unnamed, cut: labels.cut, marks })
}

fn wanted_label(deviation: &Deviation, last: Option<Decimal>) -> Wanted<'_> {
    let tone = match last.map(|value| Slot::of_change(deviation.better, value)) {
        Some(Slot::Colour(number)) => Tone::Colour(number),
        _ => Tone::Ink,
    };
    Wanted { value: &deviation.last, name: &deviation.name, tone, strong: true, expendable: 0, at: last.map(float) }
}

/// Notes with stems that end over the columns and, if these are `judged`, over their triangles.
fn draw_notes(plot: &Plot<'_>, notes: &[Note], values: &[Option<Decimal>], judged: bool) {
    // Among columns without gaps, a stem would be one of them.
    let is_dense = plot.spacing() < GAP_STEP;
    notes::draw(plot, notes, values.len(), |note| {
        if is_dense {
            return Some(plot.room.top);
        }
        // What is below 0 is reached at the axis, so that no stem crosses a column.
        let Some(value) = values.get(note.index).copied().flatten() else {
            // Through a "–" it would make a "+".
            return Some(plot.place((0.0, 0.0)).1 - DASH_LIFT - OVER_SIGN);
        };
        let value = value.max(Decimal::ZERO);
        let triangle = if judged && !value.is_zero() { TRIANGLE * 2 } else { 0 };
        Some(plot.place((0.0, float(value))).1 - triangle - STEM_AIR)
    });
}

/// Slot by slot, so that columns of one share a path.
fn draw_columns(plot: &Plot<'_>, better: Better, values: &[Option<Decimal>], judged: bool) {
    plot.colour_group(0);
    let half = if plot.spacing() < GAP_STEP { 0.5 } else { COLUMN / 2.0 };
    for colour in [Slot::Context, Slot::Colour(0), Slot::Colour(1)] {
        let known = values.iter().enumerate().filter_map(|(index, value)| Some((index, (*value)?)));
        let of_colour =
            || known.clone().filter(|(_, value)| Slot::of_change(better, *value) == colour && !value.is_zero());
        for (index, value) in of_colour() {
            let x = index as f64;
            let corners: [At; 2] = [(x - half, 0.0), (x + half, float(value))];
            plot.area(corners, Mark::fill(colour));
        }
        for (index, value) in of_colour().filter(|_| judged && colour != Slot::Context) {
            let (x, y) = plot.place((index as f64, float(value)));
            let y = if value > Decimal::ZERO { y - TRIANGLE } else { y + TRIANGLE };
            plot.fill(triangle((x, y), colour == Slot::Colour(0)), Mark::fill(colour));
        }
    }
}
