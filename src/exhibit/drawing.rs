//! What all drawings share: values and their texts in, small inline SVG out.
//!
//! Each kind of [`chart`](super::chart) makes its own drawing from the pieces here: sheet, plot, scales, labels, marks.
//! Here are, too, the two small drawings without axes, and the file that a drawing is saved as.
//!
//! The SVG has classes instead of colours (templates/assets/chart.css gives them their look) and no title: name,
//! summary and table of a figure are HTML around it. Texts arrive formatted; a drawing formats only axis ticks and the
//! counts inside columns. It reports what it has no room for, so that the page can say it in words.

pub(super) mod apart;
pub(super) mod backend;
mod icon;
pub(super) mod label;
pub(super) mod layout;
pub(super) mod notes;
pub(super) mod plot;
pub(super) mod rows;
pub(super) mod scale;
mod spark;
mod standalone;
pub(super) mod text;
pub(super) mod track;
mod widths;

#[cfg(test)]
pub(super) mod tests;

pub use apart::Cut;
pub use backend::Slot;
pub use icon::Icon;

use crate::l10n;
use crate::model::Decimal;
use crate::model::language::Language;
use crate::model::snapshot::Interval;

/// The two drawings of a figure; the style sheet shows one of them by the width there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 680 SVG units wide, at full size CSS pixels; 330 high unless the chart says otherwise.
    Wide,
    /// 340 wide; as high as the wide drawing times 260 / 330.
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

/// A value of a curve in one period, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Not observed: the line breaks.
    Missing,
    /// Hidden to protect small counts: the line breaks, and the axis shows a `*`.
    Suppressed,
    Known(PointValue),
}

/// A value that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointValue {
    pub value: Decimal,
    /// Drawn as a ring, reached by a dotted line.
    pub provisional: bool,
    /// The value first published, drawn as a grey ring on a stem, if it was another one.
    pub revised_from: Option<Decimal>,
    /// Where the true value may lie: a band around a line, a thin line at a value alone.
    pub interval: Option<Interval>,
}

impl Point {
    pub(super) fn known(&self) -> Option<PointValue> {
        match self {
            Point::Known(known) => Some(*known),
            Point::Missing | Point::Suppressed => None,
        }
    }
}

impl From<Option<Decimal>> for Point {
    fn from(value: Option<Decimal>) -> Point {
        let final_value =
            |value| Point::Known(PointValue { value, provisional: false, revised_from: None, interval: None });
        value.map_or(Point::Missing, final_value)
    }
}

/// A line through time: one value per period of the chart, in the same order. Values beyond the periods are not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    pub name: String,
    /// The last known value as text: `83,1 %`. It comes before the name at the end of the line.
    pub last: String,
    pub points: Vec<Point>,
}

/// What is aimed at: one level, or a band between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `Mål`
    pub name: String,
    /// One, or the two bounds of a range, the lower first.
    pub levels: Vec<Level>,
}

/// A level if all periods have the same value, otherwise a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The last value as text: `85 %`.
    pub last: String,
    /// One per period, and then one per period of the forecast if it goes on there; `None` where no target was set.
    /// Without values for the forecast the last level goes on.
    pub values: Vec<Option<Decimal>>,
}

impl Target {
    /// The amounts of the first `count` periods.
    pub(super) fn amounts(&self, count: usize) -> impl Iterator<Item = Decimal> {
        self.levels.iter().flat_map(move |level| level.values.iter().take(count)).flatten().copied()
    }
}

/// A number over the plot, with a stem down to what the note of that number is about; or over a shaded time.
///
/// Notes of one period are side by side. Those without room are not drawn: the list of notes under the chart names
/// their period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// Place among the periods of the chart.
    pub index: usize,
    pub number: usize,
    /// It says what happened in the period: the stem ends at the axis. Otherwise it is about the observation, and the
    /// stem ends at the first curve that has a value there, or at the axis if none has.
    pub event: bool,
    /// The last period of what it says, which is shaded from `index` on.
    pub until: Option<usize>,
}

/// The small line of a KPI tile, oldest value first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spark {
    pub values: Vec<Option<Decimal>>,
    /// What is aimed at: none, one level, or the two bounds of a range.
    pub targets: Vec<Decimal>,
}

/// A finished drawing, and what the page around it must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// One `<svg>` element, ready for HTML.
    pub svg: String,
    pub size: Size,
    /// In SVG units.
    pub height: u32,
    /// How far texts reach to the right in a wider font than ours, in SVG units: a file is shown in any.
    pub reach: i32,
    /// Where the y axis begins if that is not at 0, as its lowest tick is written. Belongs in the source line.
    pub axis_start: Option<String>,
    /// Curves and targets that the drawing does not name, for want of room, a value or a colour. Belongs in the subtitle.
    pub unnamed: Vec<String>,
    /// Those of which it shows a part of the name.
    pub cut: Vec<Cut>,
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
    /// ▲ or ▼ at the ends of columns.
    pub judged: bool,
    /// Bands around lines, and thin lines at values: intervals.
    pub band: bool,
    pub whisker: bool,
    /// Dots under values, and at the ends of columns: provisional.
    pub dots_under: bool,
    pub dots_at_end: bool,
    /// Targets across rows, and rings of the period before, whose names do not stand over them.
    pub target: bool,
    pub previous: bool,
    /// Hollow columns: totals without their parts.
    pub hollow: bool,
    /// Something has the colour of a way that is better, and something that of one that is worse.
    pub better: bool,
    pub worse: bool,
    /// Beside the texts of rows: ●, a ring, ▼ and ▲; and rows without a target between others.
    pub met: bool,
    pub near: bool,
    pub missed: bool,
    pub over: bool,
    pub untargeted: bool,
    /// Of arrows: the rings that they begin with, their heads, and dots that have no way.
    pub ring: bool,
    pub head: bool,
    pub dot: bool,
}

impl Marks {
    /// Those of either.
    pub(super) fn or(self, other: Marks) -> Marks {
        Marks {
            provisional: self.provisional || other.provisional,
            revised: self.revised || other.revised,
            suppressed: self.suppressed || other.suppressed,
            missing: self.missing || other.missing,
            judged: self.judged || other.judged,
            band: self.band || other.band,
            whisker: self.whisker || other.whisker,
            dots_under: self.dots_under || other.dots_under,
            dots_at_end: self.dots_at_end || other.dots_at_end,
            target: self.target || other.target,
            previous: self.previous || other.previous,
            hollow: self.hollow || other.hollow,
            better: self.better || other.better,
            worse: self.worse || other.worse,
            met: self.met || other.met,
            near: self.near || other.near,
            missed: self.missed || other.missed,
            over: self.over || other.over,
            untargeted: self.untargeted || other.untargeted,
            ring: self.ring || other.ring,
            head: self.head || other.head,
            dot: self.dot || other.dot,
        }
    }
}

/// The texts of a figure that is saved as a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption<'a> {
    pub title: &'a str,
    pub subtitle: &'a str,
    /// For readers who do not see it: the figure's summary.
    pub description: &'a str,
    /// What its numbers stand for, and what is noted of its rows: a line each, under the drawing.
    pub notes: &'a [String],
    pub source: &'a str,
    pub language: Language,
}

/// The lines that a subtitle takes over a wide drawing.
pub fn lines_of_subtitle(text: &str) -> usize {
    standalone::lines_of_subtitle(text)
}

/// Draws a line of 120 × 28 units without text. Empty if there are no values.
pub fn spark(spark: &Spark) -> String {
    spark::draw(spark)
}

/// Draws `value` as a bar of 120 × 8 units with a mark at each of `targets`: one, or the two bounds of a range. Its full
/// length is the largest of them all, and at least `whole`, where there is one: 1 for a share.
///
/// `None` without a target, and if one of them is below zero or all are zero: a bar has no length then.
pub fn bar(value: Decimal, targets: &[Decimal], whole: Option<Decimal>) -> Option<String> {
    spark::bar(value, targets, whole)
}

/// Draws an icon as large as the text beside it, in the colour of what it says.
pub fn icon(icon: Icon, slot: Slot) -> String {
    icon::draw(icon, slot)
}

/// A drawing as a file: title, subtitle and source written inside, light colours, no variables.
pub fn standalone(drawing: &Drawing, caption: &Caption<'_>) -> String {
    standalone::write(drawing, caption)
}

impl Size {
    /// Width in SVG units.
    pub(super) fn width(self) -> i32 {
        match self {
            Size::Wide => 680,
            Size::Narrow => 340,
        }
    }

    /// Height in SVG units of a chart whose wide drawing is `wide` high.
    pub(super) fn height(self, wide: Option<u32>) -> i32 {
        let wide = wide.map_or(330, |height| i32::try_from(height.clamp(160, 600)).unwrap_or(600));
        match self {
            Size::Wide => wide,
            Size::Narrow => (wide * 260 + 165) / 330,
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
            Ticks::Number => l10n::number(value, decimals, language),
            Ticks::Percent => l10n::percent(value, decimals.saturating_sub(2), language),
        }
    }
}
