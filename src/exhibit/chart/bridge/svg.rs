//! A bridge: the total of one period, what each member added or took away, and the total of a later period.
//!
//! Each step begins where the one above it ends. The totals are bars where 0 is on the axis, and discs where it is not,
//! since a bar that does not begin at 0 has no length.

use crate::exhibit::drawing::backend::{Mark, Slot, Tone};
use crate::exhibit::drawing::plot::{self, Room, Sheet, Unsaid};
use crate::exhibit::drawing::rows::{self, AIR, BOTTOM, HALF_BAR, MOST_ROWS, RowNames, Rows, TOP};
use crate::exhibit::drawing::scale::{self, Wish};
use crate::exhibit::drawing::text::{Font, width};
use crate::exhibit::drawing::{Drawing, Marks, Size, Ticks};
use crate::model::Decimal;
use crate::model::catalog::Better;
use crate::model::language::Language;

/// The way from one total to another. The steps add up to the difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    /// The total it begins with, and the one it ends with.
    pub before: Step,
    pub now: Step,
    /// Only the first 31 are drawn: thirty members and all others.
    pub steps: Vec<Step>,
    /// Which way is blue; the other is orange. [`Better::Neither`]: all are grey.
    pub better: Better,
    pub ticks: Ticks,
    pub from_zero: bool,
}

/// A row: of a total its amount, of a step what it adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    pub amount: Decimal,
    /// At the right: `1.807`, `+12`.
    pub text: String,
    /// Dots under the text.
    pub provisional: bool,
}

/// Draws a bridge, one row of 30 units each. Reports names that had to be cut.
pub fn draw(bridge: &Bridge, size: Size) -> Drawing {
    let steps = bridge.steps.get(..=MOST_ROWS).unwrap_or(&bridge.steps);
    let full = size.width() * 10;
    let sheet = Sheet::figure(&bridge.id, size, rows::height(TOP, steps.len() + 2));
    let mut levels = vec![bridge.before.amount];
    for step in steps {
        let last = levels.last().copied().unwrap_or_default();
        levels.push(last.saturating_add(step.amount));
    }
    let wish = Wish {
        steps: if size == Size::Wide { 5 } else { 3 },
        from_zero: bridge.from_zero,
        shares: bridge.ticks == Ticks::Percent,
    };
    let Some(scale) = scale::amounts(&levels, &[bridge.now.amount], &[], wish) else {
        return plot::without_data(&sheet, size, bridge.language);
    };
    let all = || std::iter::once(&bridge.before).chain(steps).chain([&bridge.now]);
    let names = RowNames::new(all().map(|step| step.name.as_str()), full);
    let fits = |step: &Step| width(&step.text, Font::VALUE) <= rows::widest(full);
    let texts: Vec<&str> = all().map(|step| if fits(step) { step.text.as_str() } else { "" }).collect();
    let widest = texts.iter().map(|text| width(text, Font::VALUE)).max().unwrap_or(0);
    let room = Room { left: names.room, top: TOP, right: full - widest - 3 * AIR, bottom: sheet.room.bottom - BOTTOM };
    let frame = Rows { sheet: &sheet, scale: &scale, room };
    let tick_texts = scale.texts(bridge.ticks, bridge.language);

    frame.draw_axis(&tick_texts, (1, steps.len() + 1));
    sheet.group("series");
    // Between rows, at the level that the one above has come to.
    for (index, level) in levels.iter().enumerate() {
        let (x, top) = (frame.x(*level), frame.middle(index) - HALF_BAR);
        sheet.stroke([(x, top), (x, frame.middle(index + 1) + HALF_BAR)], Mark::LEADER);
    }
    for slot in [Slot::Context, Slot::Colour(0), Slot::Colour(1)] {
        for (index, (step, from)) in steps.iter().zip(&levels).enumerate() {
            let is_drawn = !step.amount.is_zero() && Slot::of_change(bridge.better, step.amount) == slot;
            if let Some(to) = levels.get(index + 1).filter(|_| is_drawn) {
                frame.bar(index + 1, (*from, *to), Mark::fill(slot));
            }
        }
    }
    for (index, total) in [(0, &bridge.before), (steps.len() + 1, &bridge.now)] {
        if frame.has_zero() {
            frame.bar(index, (Decimal::ZERO, total.amount), Mark::fill(Slot::Context));
        } else {
            sheet.dot((frame.x(total.amount), frame.middle(index)), Mark::disc(Slot::Context));
        }
    }
    sheet.group("labels");
    let last = steps.len() + 1;
    let font = |index: usize| if index == 0 || index == last { Font::VALUE } else { Font::LABEL };
    for (index, text) in texts.iter().enumerate() {
        frame.write_name(index, &names);
        frame.write(index, full - AIR, font(index), Tone::Ink, text);
    }
    let dotted = || all().zip(&texts).enumerate().filter(|(_, (step, text))| step.provisional && !text.is_empty());
    dotted().for_each(|(index, (_, text))| frame.dot_under(index, full - AIR, font(index), text));
    let has = |slot| steps.iter().any(|step| Slot::of_change(bridge.better, step.amount) == slot);
    let marks = Marks {
        dots_under: dotted().next().is_some(),
        better: has(Slot::Colour(0)),
        worse: has(Slot::Colour(1)),
        ..Marks::default()
    };
    let axis_start = scale.start(&tick_texts);
    plot::finish(&sheet, size, Unsaid { axis_start, unnamed: names.unnamed, cut: names.cut, marks })
}
