//! Draws figures: a description of a chart in, small inline SVG out.
//!
//! The SVG carries classes instead of colours (templates/assets/chart.css gives them their look) and
//! no title: name, summary and table of a figure are HTML around it. Texts arrive formatted; only
//! axis ticks, and the counts inside columns, are formatted here. What a drawing cannot show in the
//! space it has, it reports, so that the page can say it in words.

mod backend;
mod label;
mod layout;
mod line;
mod plot;
mod scale;
mod spark;
mod stacked;
mod standalone;
mod text;
mod widths;

#[cfg(test)]
mod tests;

use crate::locale;
use crate::model::Decimal;
use crate::model::settings::Language;
use crate::period::Period;

/// The two drawings of a figure; the style sheet shows one of them by the width there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 680 × 330 SVG units, at full size CSS pixels.
    Wide,
    /// 340 × 260.
    Narrow,
}

/// How the numbers on the y axis are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticks {
    /// Amounts as they are: `1.500`.
    Number,
    /// Values are shares, 1 is the whole: `0.85` is written `85 %`.
    Percent,
}

/// A value of a series in one period, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Not observed: the line breaks.
    Missing,
    /// Hidden to protect small counts: the line breaks and a `*` stands on the axis.
    Suppressed,
    Known(Known),
}

/// A value that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub value: Decimal,
    /// Drawn as a ring, reached by a dotted line.
    pub provisional: bool,
    /// The value first published, drawn as a grey ring on a stem, if it was another one.
    pub revised_from: Option<Decimal>,
}

impl Point {
    fn known(&self) -> Option<Known> {
        match self {
            Point::Known(known) => Some(*known),
            Point::Missing | Point::Suppressed => None,
        }
    }
}

impl From<Option<Decimal>> for Point {
    fn from(value: Option<Decimal>) -> Point {
        let final_value = |value| Point::Known(Known { value, provisional: false, revised_from: None });
        value.map_or(Point::Missing, final_value)
    }
}

/// A line: one value per period of the chart, in the same order; values beyond the periods are not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    /// The last known value as text: `83,1 %`. Stands before the name at the end of the line.
    pub last: String,
    pub points: Vec<Point>,
}

/// What is aimed at: a level if all periods have the same value, otherwise a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `Mål`
    pub name: String,
    /// The last value as text: `85 %`.
    pub last: String,
    /// One per period; `None` where no target was set.
    pub values: Vec<Option<Decimal>>,
}

/// A line chart of one to four series over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From the metric's id, unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    /// Contiguous and of one grain; they are spaced evenly.
    pub periods: Vec<Period>,
    /// In order of colours. Only the first four are drawn: for more, the page makes small multiples.
    pub series: Vec<Series>,
    /// Grey, for comparison. Revisions of these are not marked.
    pub context: Vec<Series>,
    pub target: Option<Target>,
    pub ticks: Ticks,
    /// The y axis includes 0 whatever the values. Otherwise only if the least value is under half of the greatest.
    pub from_zero: bool,
}

/// Columns of two or three parts that make up a whole, for at most the last 13 periods.
///
/// A period that misses a part or its total, or has a part below zero, keeps its place with "–".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacked {
    /// As in [`Line`].
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// From the axis up: solid, pale with an outline (not yet), orange. Only three are drawn.
    pub parts: Vec<Part>,
    /// The whole, written over the columns; its name stands at the right.
    pub total: Part,
    /// Decimal places of the values in and over the columns.
    pub decimals: u32,
}

/// A part of each column, or their total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// The last known value as text: `49`.
    pub last: String,
    /// One per period of the chart.
    pub values: Vec<Option<Decimal>>,
}

impl Stacked {
    /// The first period whose parts do not add up to its total. Such a chart must not be published.
    pub fn unbalanced(&self) -> Option<Period> {
        let sum = |index: usize| -> Option<Decimal> {
            self.parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add((*part.values.get(index)?)?))
        };
        let differs = |index: usize| match (sum(index), self.total.values.get(index).copied().flatten()) {
            (Some(sum), Some(total)) => sum != total,
            _ => false,
        };
        self.periods.iter().enumerate().find(|(index, _)| differs(*index)).map(|(_, period)| *period)
    }
}

/// The small line of a KPI tile, oldest value first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spark {
    pub values: Vec<Option<Decimal>>,
    pub target: Option<Decimal>,
}

/// A finished drawing and what the figure around it has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// One `<svg>` element, ready to stand in HTML.
    pub svg: String,
    pub size: Size,
    /// Where the y axis begins if that is not at 0, as its lowest tick is written. Belongs in the source line.
    pub axis_start: Option<String>,
    /// Series, context and target whose name does not stand in full beside their line, since there
    /// is no room, no value or no colour left. Belongs in the subtitle.
    pub unnamed: Vec<String>,
    /// Marks that need a key in the subtitle.
    pub marks: Marks,
}

/// Which marks with a meaning of their own a drawing has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Dotted line and coloured rings.
    pub provisional: bool,
    /// Grey rings on stems.
    pub revised: bool,
    /// `*` on the axis.
    pub suppressed: bool,
    /// "–" on the axis.
    pub missing: bool,
}

/// The texts of a figure that is saved as a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption<'a> {
    pub title: &'a str,
    pub subtitle: &'a str,
    /// For readers who do not see it: the figure's summary.
    pub description: &'a str,
    pub source: &'a str,
    pub language: Language,
}

/// Draws lines over time with their names at the right end.
pub fn line(line: &Line, size: Size) -> Drawing {
    line::draw(line, size)
}

/// Draws parts of a whole as columns from 0.
pub fn stacked(stacked: &Stacked, size: Size) -> Drawing {
    stacked::draw(stacked, size)
}

/// Draws a line of 120 × 28 units without text. Empty if there are no values.
pub fn spark(spark: &Spark) -> String {
    spark::draw(spark)
}

/// Draws `value` as a bar of 120 × 8 units with a mark at `target`. Its full length is the larger of the two, and at
/// least `whole`, where there is one: 1 for a share.
///
/// `None` if one of them is below zero or both are zero: a bar has no length then.
pub fn bar(value: Decimal, target: Decimal, whole: Option<Decimal>) -> Option<String> {
    spark::bar(value, target, whole)
}

/// A drawing as a file: title, subtitle and source written inside, light colours, no variables.
pub fn standalone(drawing: &Drawing, caption: &Caption<'_>) -> String {
    standalone::write(drawing, caption)
}

impl Size {
    /// Width and height in SVG units.
    fn units(self) -> (i32, i32) {
        match self {
            Size::Wide => (680, 330),
            Size::Narrow => (340, 260),
        }
    }

    /// Its class, and the letter that ends the id.
    fn names(self) -> (&'static str, char) {
        match self {
            Size::Wide => ("wide", 'w'),
            Size::Narrow => ("narrow", 'n'),
        }
    }
}

impl Ticks {
    fn text(self, value: Decimal, decimals: u32, language: Language) -> String {
        match self {
            Ticks::Number => locale::number(value, decimals, language),
            Ticks::Percent => locale::percent(value, decimals.saturating_sub(2), language),
        }
    }
}
