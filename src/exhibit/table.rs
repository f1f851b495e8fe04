//! Figures → rows and cells: the table under a chart, breakdowns, the table of all figures, downloads.
//!
//! A cell shows a figure in the same words as a chart and a sentence do. Templates decide what a table looks like.

pub mod answers;
mod assured;
pub mod columns;
mod downloads;
mod full;
pub mod lines;
pub mod matrix;
pub mod missed;

use std::sync::Arc;

use serde::Serialize;

use self::columns::Plan;
pub use self::downloads::{csv, plain_csv, report_csv, with_column};
pub use self::full::{ID, all_with_parts};
use self::lines::Line;
use crate::base::period::Period;
use crate::compute::{Change, Figure, Figures, Gap, Known};
use crate::l10n::wording::{self, Wording, machine};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::Metric;
use crate::model::language::Language;
use crate::model::snapshot::Cell as Part;

/// A heading over a column.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Column {
    /// The heading.
    pub text: String,
    /// Numbers are at the right.
    pub numeric: bool,
    /// What its figures are, or that it has none.
    #[serde(skip)]
    pub holds: Holds,
}

/// What stands in a column: no page says so, but a form without drawings and small texts has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// Amounts of metrics, or words.
    #[default]
    Amounts,
    /// Differences of amounts: those of shares are percentage points.
    Changes,
    /// Shares of a whole, whatever the metric counts.
    Shares,
    /// Drawings, and where there is none, nothing that a reader would miss.
    Drawings,
}

/// A row of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// The anchor of links to the row.
    pub id: Option<String>,
    /// What the row is about.
    pub head: String,
    /// What concerns all of the row, under its head.
    pub note: Option<String>,
    /// From the page, for the head.
    pub href: Option<String>,
    /// A part of the row above.
    pub indent: bool,
    /// One for each column but the first.
    pub cells: Vec<Cell>,
    /// What the row is about, where that is a period.
    #[serde(skip)]
    pub period: Option<Period>,
}

/// A cell of a table, beside the head of its row.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cell {
    /// As shown.
    pub text: String,
    /// The machine value of a figure; `None` for words and gaps.
    pub machine: Option<String>,
    /// The value that is valid now.
    pub strong: bool,
    /// Replaced or withdrawn.
    pub struck: bool,
    /// From the page, for the text.
    pub href: Option<String>,
    /// A path, set in the code font.
    pub code: bool,
    /// Small text under the value.
    pub note: Option<String>,
    /// A drawing beside the value, hidden from screen readers, since the value says the same.
    pub svg: Option<String>,
    /// Of a table with shades: from 1, the faintest, to 5.
    pub shade: Option<u8>,
    /// The shade for those who do not see it: "high".
    pub shade_word: Option<String>,
    /// What the value is held against its target, as a mark beside it.
    pub verdict: Option<Mark>,
    /// It shows a figure, or what stands in the place of one.
    #[serde(skip)]
    pub is_figure: bool,
    /// Where the true amount may lie, which the note says, too.
    #[serde(skip)]
    pub interval: Option<Between>,
    /// It is a change that has a percentage under it wherever that can be reckoned.
    #[serde(skip)]
    pub has_relative: bool,
}

/// Where the true amount of a figure may lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// As the note has it: "between 7.9% and 8.5%".
    pub text: String,
    /// Both ends as text.
    pub ends: [String; 2],
}

/// A verdict as a mark, with the word that says the same.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// `met`, `near`, `not_met` or `unknown`.
    pub verdict: &'static str,
    /// Hidden from screen readers.
    pub glyph: &'static str,
    /// For screen readers: "Met".
    pub word: String,
}

/// Columns and rows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Grid {
    /// The first is over the heads of the rows.
    pub columns: Vec<Column>,
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// What `*` in a cell and shades mean, and what is left out, where there are such.
    pub legend: Option<String>,
    /// What of the legend is about no mark, and holds where there are none.
    #[serde(skip)]
    pub remark: Option<String>,
    /// How to see all columns on a small screen, where there are many.
    pub hint: Option<String>,
}

/// More columns than these have no room on a phone.
const MOST_COLUMNS_ON_A_PHONE: usize = 3;

impl Grid {
    pub fn new(wording: Wording<'_>, columns: Vec<Column>, rows: Vec<Row>) -> Grid {
        let words = words(wording.language);
        let starred = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == words.suppressed_mark);
        let legend = starred.then(|| words.suppressed_note.to_owned());
        Grid { hint: hint(wording.language, columns.len()), columns, rows, legend, remark: None }
    }

    /// The same with its rows as columns, under the heading `about`. Heads lose their links.
    pub fn turned(self, about: &str, language: Language) -> Grid {
        let heads = self.rows.iter().map(|row| column(&row.head, true));
        let columns: Vec<Column> = std::iter::once(column(about, false)).chain(heads).collect();
        let row = |(index, of): (usize, &Column)| {
            let cells = self.rows.iter().filter_map(|row| row.cells.get(index).cloned()).collect();
            Row { head: of.text.clone(), cells, ..Row::default() }
        };
        let rows = self.columns.iter().skip(1).enumerate().map(row).collect();
        Grid { hint: hint(language, columns.len()), columns, rows, ..self }
    }

    /// Whether the column of values with this number, from 0, says something without its drawings.
    pub fn is_shown(&self, index: usize) -> bool {
        let is_drawn = self.columns.get(index + 1).is_some_and(|column| column.holds == Holds::Drawings);
        let mut cells = self.rows.iter().filter_map(|row| row.cells.get(index));
        !is_drawn && cells.any(|cell| !cell.text.is_empty() || cell.note.is_some() || cell.verdict.is_some())
    }

    /// The same with one more sentence in its legend, which is about the table.
    pub fn with_legend(self, sentence: Option<String>) -> Grid {
        let remark = joined(self.remark.clone(), sentence.clone());
        Grid { remark, ..self.with_key(sentence) }
    }

    /// The same with one more sentence in its legend, which is about marks and shades.
    pub fn with_key(self, sentence: Option<String>) -> Grid {
        Grid { legend: joined(self.legend, sentence), ..self }
    }
}

fn joined(before: Option<String>, sentence: Option<String>) -> Option<String> {
    let all: Vec<String> = [before, sentence].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(". "))
}

fn hint(language: Language, columns: usize) -> Option<String> {
    (columns > MOST_COLUMNS_ON_A_PHONE).then(|| words(language).more_columns.to_owned())
}

/// What a column of a table says of the figure of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableColumn {
    Value,
    Previous,
    Change,
    YearAgo,
    ChangeYear,
    Target,
    Status,
    /// Of the total.
    Share,
    /// Whether the last value stands out of its usual variation.
    Variation,
    /// Whether the target can be relied on.
    Assurance,
    /// What the authors say of the figure.
    Reason,
    /// What is done about a missed target, by whom and by when.
    Action,
    /// The small line of the history.
    Trend,
}

/// Every column by its word in a narrative.
pub const TABLE_COLUMNS: &[(&str, TableColumn)] = &[
    ("value", TableColumn::Value),
    ("previous", TableColumn::Previous),
    ("change", TableColumn::Change),
    ("year_ago", TableColumn::YearAgo),
    ("change_year", TableColumn::ChangeYear),
    ("target", TableColumn::Target),
    ("status", TableColumn::Status),
    ("share", TableColumn::Share),
    ("variation", TableColumn::Variation),
    ("assurance", TableColumn::Assurance),
    ("reason", TableColumn::Reason),
    ("action", TableColumn::Action),
    ("trend", TableColumn::Trend),
];

/// The history of a metric or of a part of it, with its name in the chart.
#[derive(Debug, Clone)]
pub struct NamedHistory {
    pub name: String,
    /// Oldest first; all histories of a chart have the same periods.
    pub figures: Vec<Arc<Figure>>,
}

/// A column of numbers beside a history: targets, limits, the year before.
#[derive(Debug, Clone)]
pub struct Extra {
    pub name: String,
    /// One for each period: its text and the number.
    pub values: Vec<Option<(String, Decimal)>>,
    /// Whether they are differences, which of shares are counted in percentage points.
    pub is_change: bool,
    /// For each period what stands in the place of a value that is not known or hidden; empty where a period without a
    /// value has none, such as one without a target.
    pub gaps: Vec<String>,
}

/// The forecast of one period.
#[derive(Debug, Clone)]
pub struct Ahead {
    pub period: Period,
    /// The mean as text.
    pub text: String,
    pub mean: Decimal,
    /// The intervals as text: `80 %: 2.100–2.250`.
    pub note: String,
}

/// What a table of histories has besides them.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    pub extras: Vec<Extra>,
    /// A remark on the first history for each period; empty if there are none.
    pub remarks: Vec<Option<String>>,
    /// What goes on in each period, told last of the first history; empty if nothing does.
    pub going_on: Vec<Option<String>>,
    /// Oldest first.
    pub ahead: Vec<Ahead>,
    /// Whether a table has a last column with the change of the first history on the period before.
    pub on_period_before: bool,
    /// Whether a download has a column with the change of each figure on the first one of its history.
    pub changes: bool,
    /// Which of the histories is what several members come to, if one is: it has no target.
    pub sum: Option<usize>,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    fn number(text: String, value: Option<Decimal>) -> Cell {
        Cell { text, machine: value.map(machine), is_figure: true, ..Cell::default() }
    }

    /// The note without the interval, for where its ends stand elsewhere.
    pub fn note_beside_interval(&self) -> Option<String> {
        let note = self.note.as_deref()?;
        let Some(Between { text, .. }) = &self.interval else { return Some(note.to_owned()) };
        let first = note
            .strip_prefix(text.as_str())
            .and_then(|rest| rest.is_empty().then_some("").or_else(|| rest.strip_prefix(", ")));
        let last = || note.strip_suffix(text.as_str()).and_then(|rest| rest.strip_suffix(", "));
        let rest = match first.or_else(last) {
            Some(rest) => rest.to_owned(),
            None => note.replacen(&format!(", {text}, "), ", ", 1),
        };
        Some(rest).filter(|rest| !rest.is_empty())
    }
}

fn column(text: impl Into<String>, numeric: bool) -> Column {
    Column { text: text.into(), numeric, holds: Holds::Amounts }
}

/// A heading over changes.
fn column_of_changes(text: impl Into<String>) -> Column {
    Column { holds: Holds::Changes, ..column(text, true) }
}

/// The cell of one figure, with a note on what readers must know: another value was published first, it is provisional,
/// why it is missing.
pub fn cell(wording: Wording<'_>, figure: &Figure) -> Cell {
    let (note, told_apart) = note(wording, figure);
    if let Err(Gap::Withdrawn { was: Some(was) }) = &figure.amount {
        return Cell {
            note,
            struck: true,
            is_figure: true,
            ..Cell::text(wording.value(&Figure { amount: Ok(*was), ..figure.clone() }))
        };
    }
    let interval = wording.interval(figure).zip(wording.interval_ends(figure));
    let interval = interval.map(|(text, ends)| Between { text, ends });
    let text = told_apart.unwrap_or_else(|| wording.value(figure));
    Cell { note, interval, ..Cell::number(text, figure.value()) }
}

/// What is said beside a figure, and the text of its value where it takes more decimals to tell it from the one that was
/// published first.
fn note(wording: Wording<'_>, figure: &Figure) -> (Option<String>, Option<String>) {
    let mut notes = Vec::new();
    if figure.amount.is_err() && !figure.is_suppressed() {
        notes.push(wording.reason(figure));
    }
    notes.extend(wording.interval(figure));
    let mut told_apart = None;
    if let Some(revision) = &figure.revision {
        let first = Figure { amount: Ok(revision.first), interval: figure.first_interval, ..figure.clone() };
        let (before, now) = wording.told_apart(&first, figure);
        notes.push(phrases::first_published_as(&wording.value_and_interval(&first, before), wording.language));
        told_apart = Some(now);
    } else {
        notes.extend(wording.earlier_interval(figure));
    }
    notes.extend(wording::status(figure.status, wording.language).map(str::to_owned));
    ((!notes.is_empty()).then(|| notes.join(", ")), told_apart)
}

/// A row for each period, the newest first and the forecast on top. A column for each history, then those of `beside`.
pub fn history(wording: Wording<'_>, histories: &[NamedHistory], beside: &Beside) -> Grid {
    let words = words(wording.language);
    let mut columns = vec![column(words.period, false)];
    let name = |history: &NamedHistory| wording.named(&history.name, history.figures.last().map(Arc::as_ref));
    columns.extend(histories.iter().map(|history| column(name(history), true)));
    let of_extra = |extra: &Extra| match extra.is_change {
        true => column_of_changes(&extra.name),
        false => column(&extra.name, true),
    };
    columns.extend(beside.extras.iter().map(of_extra));
    columns.extend(beside.on_period_before.then(|| column_of_changes(words.change)));
    let Some(first) = histories.first() else { return Grid { columns, ..Grid::default() } };
    let dash = || Cell::text(words.dash);
    let past = first.figures.len();
    let ahead = |(index, ahead): (usize, &Ahead)| {
        let forecast = Cell {
            note: Some(format!("{}, {}", words.forecast, ahead.note)),
            ..Cell::number(ahead.text.clone(), Some(ahead.mean))
        };
        // A target goes on; of anything else nothing is known yet.
        let extra = |extra: &Extra| match extra.values.get(past + index).cloned().flatten() {
            Some((text, value)) => Cell::number(text, Some(value)),
            None => dash(),
        };
        let of_extras = beside.extras.iter().map(extra);
        let rest = (1 + histories.len() + beside.extras.len()..columns.len()).map(|_| dash());
        let others = (1..histories.len()).map(|_| dash());
        let cells = std::iter::once(forecast).chain(others).chain(of_extras).chain(rest).collect();
        Row { head: l10n::period(ahead.period, wording.language), period: Some(ahead.period), cells, ..Row::default() }
    };
    let row = |(index, figure): (usize, &Arc<Figure>)| {
        let mut cells: Vec<Cell> = histories
            .iter()
            .filter_map(|history| history.figures.get(index))
            .map(|figure| cell(wording, figure))
            .collect();
        if let (Some(cell), Some(Some(remark))) = (cells.first_mut(), beside.remarks.get(index)) {
            cell.note = Some(cell.note.take().map_or(remark.clone(), |note| format!("{remark}, {note}")));
        }
        cells.extend(beside.extras.iter().map(|extra| match extra.values.get(index).cloned().flatten() {
            Some((text, value)) => Cell::number(text, Some(value)),
            None => extra.gaps.get(index).map_or_else(dash, |gap| Cell::number(gap.clone(), None)),
        }));
        cells.extend(beside.on_period_before.then(|| {
            let moved = wording.known.change(figure, figure.period.previous());
            let note = begun_anew(wording, figure, &moved);
            Cell { note, ..Cell::number(wording.change(&figure.metric, &moved), moved.absolute.ok()) }
        }));
        Row {
            head: l10n::period(figure.period, wording.language),
            // What goes on is told of the period, not of a value.
            note: beside.going_on.get(index).cloned().flatten(),
            period: Some(figure.period),
            cells,
            ..Row::default()
        }
    };
    let rows_past = first.figures.iter().enumerate().rev().map(row);
    let rows = beside.ahead.iter().enumerate().rev().map(ahead).chain(rows_past).collect();
    Grid::new(wording, columns, rows)
}

/// The figures of a dimension's members in the period of `of`, each with its label, in the order of data/metrics.yaml.
pub fn members(wording: Wording<'_>, of: &Figure, dimension: &str) -> Vec<(String, Arc<Figure>)> {
    let known = wording.known;
    let index = known.metric(&of.metric).and_then(|metric| metric.by.iter().position(|name| name == dimension));
    let Some((index, definition)) = index.zip(known.catalog().dimensions.get(dimension)) else { return Vec::new() };
    let member = |(member, label): (&String, &crate::model::Text)| {
        let figure = known.figure(&of.metric, &of.cell.with(index, member), of.period);
        (label.get(wording.language).to_owned(), figure)
    };
    definition.members.iter().map(member).collect()
}

/// Puts the greatest value first, and figures without a value last. Equal ones are ordered by name.
pub fn by_value(figures: &mut [(String, Arc<Figure>)], language: Language) {
    let amount = |figure: &Figure| figure.value();
    figures.sort_by(|(a, first), (b, second)| {
        amount(second).cmp(&amount(first)).then_with(|| l10n::compare(a, b, language))
    });
}

/// Draws something small beside a figure; empty where there is nothing to draw.
pub type Draw<'a> = &'a dyn Fn(&Figure) -> String;

/// A row for each of `lines`, members and their total: before, now, change, and the verdict if any of them has a target;
/// or `columns`, where any are named. `bar` draws a bar beside the verdict of a member, `spark` the small line.
pub fn breakdown(
    wording: Wording<'_>,
    of: &Figure,
    dimension: &str,
    lines: &[Line],
    columns: &[TableColumn],
    bar: Draw<'_>,
    spark: Draw<'_>,
) -> Grid {
    let columns = if columns.is_empty() { columns::usual(wording.known, lines) } else { columns.to_vec() };
    columns::grid(wording, &Plan { spark, bar, ..Plan::of_members(wording, of, dimension, columns) }, lines)
}

/// The cells before, now and change.
fn compared(wording: Wording<'_>, figure: &Figure) -> Vec<Cell> {
    let known = wording.known;
    let before = known.figure(&figure.metric, &figure.cell, figure.period.previous());
    let mut now = cell(wording, figure);
    now.strong = figure.amount.is_ok();
    vec![cell(wording, &before), now, change_cell(wording, figure, &before)]
}

/// The change since `before`, with the percentage under it.
fn change_cell(wording: Wording<'_>, figure: &Figure, before: &Figure) -> Cell {
    let moved = figure.change_from(before);
    let note = wording
        .relative(&figure.metric, &moved)
        .or_else(|| before.is_withdrawn().then(|| words(wording.language).previous_withdrawn.to_owned()))
        .or_else(|| begun_anew(wording, figure, &moved));
    let has_relative = wording.known.metric(&figure.metric).is_some_and(Metric::has_percentages);
    Cell { note, has_relative, ..Cell::number(wording.change(&figure.metric, &moved), moved.absolute.ok()) }
}

/// Why a running total has no change from where it was in another year.
fn begun_anew(wording: Wording<'_>, figure: &Figure, moved: &Change) -> Option<String> {
    moved.absolute.as_ref().err().filter(|gap| **gap == Gap::BegunAnew).map(|gap| wording.gap(figure, gap))
}

fn against_target(wording: Wording<'_>, figure: &Figure) -> Cell {
    match wording.known.judge(figure) {
        None => Cell::text(words(wording.language).dash),
        Some(judgement) => {
            let word = wording::verdict(judgement.verdict, wording.language);
            let text = format!("{} {word}", wording::glyph(judgement.verdict));
            Cell { note: wording.distance_from_target(figure, &judgement), ..Cell::text(text) }
        }
    }
}

/// A row for each figure: value, change, verdict on the target, and the small line of the history; or `columns`, where
/// any are named. A figure of another period than the first one has its period under its value.
pub fn key_figures(
    wording: Wording<'_>,
    figures: &[Arc<Figure>],
    columns: &[TableColumn],
    href: &dyn Fn(&Figure) -> String,
    spark: &dyn Fn(&Figure) -> String,
) -> Grid {
    let mut usual = vec![TableColumn::Value, TableColumn::Change];
    let judged = figures.iter().any(|figure| wording.known.judge(figure).is_some());
    usual.extend(judged.then_some(TableColumn::Status));
    usual.push(TableColumn::Trend);
    let columns = if columns.is_empty() { usual } else { columns.to_vec() };
    let plan = Plan {
        about: words(wording.language).figure.to_owned(),
        names_rule: !columns.contains(&TableColumn::Target),
        columns,
        heads: None,
        since: None,
        common: figures.first().map(|figure| figure.period),
        spark,
        bar: &|_| String::new(),
    };
    // Where no value says of which period it is, the head of its row does.
    let has_values = plan.columns.contains(&TableColumn::Value);
    let line = |figure: &Arc<Figure>| {
        let is_of_another = !has_values && plan.common != Some(figure.period);
        let period = is_of_another.then(|| l10n::period(figure.period, wording.language));
        let head = [Some(wording.label_and_unit(figure)), period].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Line::of(head, Some(href(figure)), figure.clone())
    };
    columns::grid(wording, &plan, &figures.iter().map(line).collect::<Vec<_>>())
}

/// A row for each period of a history, the newest first, under `columns`.
pub fn history_of_columns(wording: Wording<'_>, history: &NamedHistory, columns: &[TableColumn]) -> Grid {
    let nothing = |_: &Figure| String::new();
    let plan = Plan {
        about: words(wording.language).period.to_owned(),
        names_rule: !columns.contains(&TableColumn::Target),
        columns: columns.to_vec(),
        heads: None,
        since: None,
        common: None,
        spark: &nothing,
        bar: &nothing,
    };
    let line = |figure: &Arc<Figure>| Line::of(l10n::period(figure.period, wording.language), None, figure.clone());
    let mut grid = columns::grid(wording, &plan, &history.figures.iter().rev().map(line).collect::<Vec<_>>());
    for (row, figure) in grid.rows.iter_mut().zip(history.figures.iter().rev()) {
        row.period = Some(figure.period);
    }
    grid
}

/// The cell of a figure, in whose note stands first its period where that is not the `common` one, and what it shows of
/// a longer period.
pub fn dated(wording: Wording<'_>, figure: &Figure, common: Option<Period>, cell: Cell) -> Cell {
    let period = (Some(figure.period) != common).then(|| l10n::period(figure.period, wording.language));
    let of_longer = wording.over_time(figure).map(str::to_owned);
    let notes: Vec<String> = [period, of_longer, cell.note].into_iter().flatten().collect();
    Cell { note: (!notes.is_empty()).then(|| notes.join(", ")), ..cell }
}

/// A row for each metric of a report, with its parts below it. `href` is the address of a figure's row on the page of
/// its metric.
pub fn all_figures(wording: Wording<'_>, figures: &Figures, href: &dyn Fn(&Figure) -> String) -> Grid {
    let words = words(wording.language);
    let known = wording.known;
    let has_targets = figures.metrics.values().any(|metric| metric.judgement.is_some());
    let mut columns = vec![
        column(words.figure, false),
        column(words.before, true),
        column(words.now, true),
        column_of_changes(words.change),
    ];
    if has_targets {
        columns.extend([column(words.target, true), column(words.against_target, false)]);
    }
    let mut rows = Vec::new();
    let mut push = |figure: &Figure, head: String, indent: bool| {
        let mut cells = compared(wording, figure);
        if let Some(now) = cells.get_mut(1) {
            *now = dated(wording, figure, Some(figures.period), std::mem::take(now));
        }
        if has_targets {
            let judgement = known.judge(figure);
            let rule =
                judgement.as_ref().map_or(words.dash.to_owned(), |judgement| wording.rule(&figure.metric, judgement));
            cells.extend([Cell::text(rule), against_target(wording, figure)]);
        }
        rows.push(Row { head, href: Some(href(figure)), indent, cells, ..Row::default() });
    };
    for (id, metric) in &figures.metrics {
        let figure = &metric.figure;
        push(figure, wording.label(id, &figure.cell), false);
        let Some(definition) = known.metric(id) else { continue };
        // The parts of two dimensions, or of a long one, would fill the table; they have tables of their own.
        let [name] = definition.by.as_slice() else { continue };
        if !figure.cell.is_total() {
            continue;
        }
        let Some(dimension) = known.catalog().dimensions.get(name).filter(|dimension| dimension.members.len() <= 6)
        else {
            continue;
        };
        for (member, label) in &dimension.members {
            let part = known.figure(id, &figure.cell.with(0, member), figure.period);
            // One that is not counted any more, or not yet, has no row.
            let before = known.figure(id, &part.cell, part.period.previous());
            if !(part.is_not_counted() && before.is_not_counted()) {
                push(&part, label.get(wording.language).to_owned(), true);
            }
        }
    }
    Grid::new(wording, columns, rows)
}

/// The headings over the amounts of a target; of a range there are two.
pub fn target_names(language: Language, is_range: bool) -> Vec<&'static str> {
    let words = words(language);
    if is_range { vec![words.target_lower, words.target_upper] } else { vec![words.target] }
}

/// A figure, then the figures of its parts: of every member of every open dimension, then of every pair of members.
pub fn with_parts(known: Known<'_>, figure: &Arc<Figure>) -> Vec<Arc<Figure>> {
    let mut all = vec![figure.clone()];
    if figure.cell.0.iter().all(Option::is_some) {
        return all;
    }
    let within = |part: &Part| part.0.iter().zip(&figure.cell.0).all(|(part, of)| of.is_none() || part == of);
    for cell in parts(known, &figure.metric).into_iter().filter(|part| within(part) && *part != figure.cell) {
        all.push(known.figure(&figure.metric, &cell, figure.period));
    }
    all
}

/// The last `count` periods up to that of `figure`. Of one that was never stated, which has no history, the gap alone.
pub fn history_of(known: Known<'_>, figure: &Arc<Figure>, count: usize) -> Vec<Arc<Figure>> {
    let history = known.history(&figure.metric, &figure.cell, figure.period, count);
    if history.is_empty() { vec![figure.clone()] } else { history }
}

/// The parts of a metric: the members of each dimension, then the pairs.
pub fn parts(known: Known<'_>, id: &str) -> Vec<Part> {
    let Some(metric) = known.metric(id) else { return Vec::new() };
    let total = Part::total(metric.by.len());
    let members = known.catalog().members(metric);
    let single = members.iter().map(|(index, member)| total.with(*index, member));
    let of = |wanted: usize| members.iter().filter(move |(index, _)| *index == wanted).map(|(_, member)| *member);
    let pairs = of(0).flat_map(|first| of(1).map(move |second| (first, second)));
    single.chain(pairs.map(|(first, second)| total.with(0, first).with(1, second))).collect()
}
