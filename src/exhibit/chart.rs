//! Draws figures: a description of a chart in, small inline SVG out.
//!
//! The SVG carries classes instead of colours (templates/assets/chart.css gives them their look) and
//! no title: name, summary and table of a figure are HTML around it. Texts arrive formatted; only
//! axis ticks, and the counts inside columns, are formatted here. What a drawing cannot show in the
//! space it has, it reports, so that the page can say it in words.

mod backend;
mod bars;
mod deviation;
mod label;
mod layout;
mod line;
mod multiples;
mod notes;
mod plot;
mod scale;
mod spark;
mod stacked;
mod standalone;
mod text;
mod track;
mod widths;
mod xmr;

#[cfg(test)]
mod tests;

use crate::base::period::Period;
use crate::l10n;
use crate::model::Decimal;
use crate::model::catalog::Better;
use crate::model::language::Language;

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
    /// One per period, and then one per period of the forecast if it goes on there; `None` where no target was set.
    /// Without values for the forecast the last level goes on.
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
    /// Of the first series, after the last period. Not drawn if that series has no value.
    pub forecast: Option<Forecast>,
    pub notes: Vec<Note>,
    pub ticks: Ticks,
    /// The y axis includes 0 whatever the values. Otherwise only if the least value is under half of the greatest.
    pub from_zero: bool,
    /// Of the wide drawing, in SVG units; 330 if `None`.
    pub height: Option<u32>,
}

/// What is expected after the last period: a dotted mean in two nested bands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// `Prognose`
    pub name: String,
    /// The last mean as text: `86,2 %`. Stands at the end of the chart in place of the series' last value, which is then
    /// written over its disc.
    pub last: String,
    /// Go on where the periods of the chart end.
    pub periods: Vec<Period>,
    /// One per period of the forecast, as are the bands. What one of the three has beyond the others is not drawn.
    pub mean: Vec<Decimal>,
    /// Lower and upper end of the narrow band, of 80 %.
    pub inner: Vec<(Decimal, Decimal)>,
    /// Of the wide band, 95 %.
    pub outer: Vec<(Decimal, Decimal)>,
}

/// A number over the plot, with a stem down to what the note of that number is about.
///
/// Notes of one period stand side by side. Those that find no room are not drawn: the list of notes beside the chart
/// names their period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// Place among the periods of the chart.
    pub index: usize,
    pub number: usize,
    /// What happened in the period: the stem ends at the axis. Otherwise it is about the observation, and ends at the
    /// first series that has a value there; at the axis, too, if none has.
    pub event: bool,
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
    /// Stems end over the column: they would cover its values.
    pub notes: Vec<Note>,
    /// As in [`Line`].
    pub height: Option<u32>,
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

/// A process behaviour chart (XmR): a grey line with points coloured by meaning, mean and limits for each phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xmr {
    /// As in [`Line`].
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
    /// With [`Ticks::Percent`], values are shares: limits are drawn at 0 and 1 at the most, and their texts should say
    /// so. Not if the mean itself lies beyond.
    pub ticks: Ticks,
    /// As in [`Line`].
    pub height: Option<u32>,
}

/// A value of an XmR chart. Revisions are not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmrPoint {
    pub point: Point,
    /// Not looked at where there is no value.
    pub class: Class,
}

/// What a value of an XmR chart means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Grey disc.
    Common,
    /// Blue disc.
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

/// A named value that stands at the right of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub name: String,
    /// `1.502`
    pub last: String,
}

/// Bars of one period, side by side with their targets. Only the first 12 rows are drawn: for more, the page makes a table.
///
/// Rows are drawn in their order. Bars begin at 0 and go to the left for values below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// As in [`Line`].
    pub id: String,
    pub language: Language,
    pub rows: Vec<BarRow>,
    /// Stands over the target mark of the first row that has one: `Mål 90 %`.
    pub target_name: String,
    /// Stands over the ring of the first row that has one: `oktober`.
    pub previous_name: String,
    pub ticks: Ticks,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarRow {
    pub name: String,
    /// `None`: no bar, `text` says why.
    pub value: Option<Decimal>,
    /// Stands at the right: `412`, `*`, `–`.
    pub text: String,
    pub target: Option<Decimal>,
    /// A ring: the value of the period before.
    pub previous: Option<Decimal>,
    pub state: BarState,
}

/// How a value stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarState {
    /// Blue, ● beside the text.
    Met,
    /// Pale blue with an outline, ring beside the text: short by no more than was allowed.
    Near,
    /// Orange, ▼ beside the text.
    NotMet,
    /// Grey: there is a target, but it cannot be said whether it is met.
    Unknown,
    /// Blue, nothing beside the text.
    NoTarget,
}

/// The same line for several units, each in a small drawing of its own, all on one y axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multiples {
    /// As in [`Line`].
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// In the order in which they stand on the page.
    pub panels: Vec<Panel>,
    /// Grey in every panel: the average of all.
    pub context: Option<Series>,
    pub ticks: Ticks,
    /// As in [`Line`].
    pub from_zero: bool,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its name stands in HTML over the panel. Revisions are not marked.
    pub series: Series,
    /// What is aimed at, one per period; empty if there is no target.
    pub targets: Vec<Option<Decimal>>,
}

/// Columns up and down from 0: how far each period was from something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// As in [`Line`].
    pub id: String,
    pub language: Language,
    pub periods: Vec<Period>,
    /// One per period. A period without keeps its place with "–".
    pub values: Vec<Option<Decimal>>,
    /// Stands at the right of the last known value: `end of November`. May be empty.
    pub name: String,
    /// The last known value as text, with its sign: `−12`.
    pub last: String,
    /// Which side of 0 is blue with ▲; the other is orange with ▼. [`Better::Neither`]: both are grey, without.
    pub better: Better,
    /// Stems end over the column, or at the axis if that is higher.
    pub notes: Vec<Note>,
    /// [`Ticks::Percent`] writes 0.012 as `1,2 %`; for points of a percentage, give values times 100.
    pub ticks: Ticks,
    /// As in [`Line`].
    pub height: Option<u32>,
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
    /// In SVG units.
    pub height: u32,
    /// Where the y axis begins if that is not at 0, as its lowest tick is written. Belongs in the source line.
    pub axis_start: Option<String>,
    /// Series, context and target whose name does not stand in full beside their line, since there
    /// is no room, no value or no colour left. Belongs in the subtitle.
    pub unnamed: Vec<String>,
    /// Marks that need a key in the subtitle.
    pub marks: Marks,
}

/// The drawings of small multiples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panels {
    /// One `<svg>` element of 164 × 120 units for each panel, in their order, hidden from assistive technology.
    pub svgs: Vec<String>,
    /// As in [`Drawing`], of all panels together.
    pub axis_start: Option<String>,
    /// Name of the context, which no panel says.
    pub unnamed: Vec<String>,
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
    /// ▲ and ▼ at the ends of columns.
    pub judged: bool,
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

/// Draws values with the limits of their usual variation. Its labels are, by need: target, last value, mean, limits.
pub fn xmr(xmr: &Xmr, size: Size) -> Drawing {
    xmr::draw(xmr, size)
}

/// Draws bars with target marks, one row of 30 units each. Reports names that had to be cut in `unnamed`.
pub fn bars(bars: &Bars, size: Size) -> Drawing {
    bars::draw(bars, size)
}

/// Draws columns around 0.
pub fn deviation(deviation: &Deviation, size: Size) -> Drawing {
    deviation::draw(deviation, size)
}

/// Draws one small chart for each panel. A panel without values says so.
pub fn panels(multiples: &Multiples) -> Panels {
    multiples::panels(multiples)
}

/// The panels with their names in one wide drawing, for [`standalone`].
pub fn grid(multiples: &Multiples) -> Drawing {
    multiples::grid(multiples)
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
    /// Width in SVG units.
    fn width(self) -> i32 {
        match self {
            Size::Wide => 680,
            Size::Narrow => 340,
        }
    }

    /// Height in SVG units of a chart whose wide drawing is `wide` high.
    fn height(self, wide: Option<u32>) -> i32 {
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
