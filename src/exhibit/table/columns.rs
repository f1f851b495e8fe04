//! Rows of figures under columns that are chosen by name: the value, its change, its share of the total, …

use super::lines::Line;
use super::{
    Cell, Column, Draw, Grid, Holds, Row, TableColumn, against_target, answers, assured, cell, change_cell, column,
    column_of_changes, dated,
};
use crate::base::period::Period;
use crate::compute::{Figure, Gap, Known};
use crate::l10n::wording::Wording;
use crate::l10n::{self, words};

/// What the rows of a table have in common.
pub struct Plan<'a> {
    /// The heading over the heads of the rows.
    pub about: String,
    pub columns: Vec<TableColumn>,
    /// The figure whose periods are the headings of its values; `None`: they are called value, before and year before.
    pub heads: Option<&'a Figure>,
    /// What `previous` and `change` are counted from; `None`: the period before.
    pub since: Option<Period>,
    /// The period that goes without saying; `None`: all do.
    pub common: Option<Period>,
    /// Whether the verdict names the target beside the distance.
    pub names_rule: bool,
    /// The small line of a figure's history; empty without one.
    pub spark: Draw<'a>,
    /// The bar of a figure beside its verdict; empty without one.
    pub bar: Draw<'a>,
}

impl<'a> Plan<'a> {
    /// For the members of a dimension, without drawings.
    pub fn of_members(wording: Wording<'_>, of: &'a Figure, dimension: &str, columns: Vec<TableColumn>) -> Plan<'a> {
        let definition = wording.known.catalog().dimensions.get(dimension);
        Plan {
            about: definition.map_or("", |definition| definition.label.get(wording.language)).to_owned(),
            columns,
            heads: Some(of),
            since: None,
            common: None,
            names_rule: false,
            spark: &nothing,
            bar: &nothing,
        }
    }

    fn before(&self, period: Period) -> Period {
        self.since.unwrap_or(period.previous())
    }
}

/// Before, now, change, and the verdict if any of `lines` has a target.
pub fn usual(known: Known<'_>, lines: &[Line]) -> Vec<TableColumn> {
    let mut columns = vec![TableColumn::Previous, TableColumn::Value, TableColumn::Change];
    columns.extend(lines.iter().any(|line| known.judge(&line.figure).is_some()).then_some(TableColumn::Status));
    columns
}

/// The periods besides that of a figure in `period` whose amounts stand under `columns`, or are reckoned with in them.
pub fn other_periods(columns: &[TableColumn], period: Period) -> Vec<Period> {
    let of = |column: &TableColumn| match column {
        TableColumn::Previous | TableColumn::Change => Some(period.previous()),
        TableColumn::YearAgo | TableColumn::ChangeYear => Some(period.year_before()),
        _ => None,
    };
    columns.iter().filter_map(of).collect()
}

fn nothing(_: &Figure) -> String {
    String::new()
}

/// A row for each of `lines`.
pub fn grid(wording: Wording<'_>, plan: &Plan<'_>, lines: &[Line]) -> Grid {
    let mut columns = vec![column(&plan.about, false)];
    columns.extend(plan.columns.iter().map(|kind| heading(wording, plan, *kind)));
    let row = |line: &Line| {
        let cells = plan.columns.iter().map(|kind| one(wording, plan, line, *kind)).collect();
        Row { head: line.head.clone(), href: line.href.clone(), cells, ..Row::default() }
    };
    Grid::new(wording, columns, lines.iter().map(row).collect())
}

fn heading(wording: Wording<'_>, plan: &Plan<'_>, kind: TableColumn) -> Column {
    let words = words(wording.language);
    let of = |period: &dyn Fn(Period) -> Period, usual: &str| match plan.heads {
        Some(figure) => wording.period(&Figure { period: period(figure.period), ..figure.clone() }),
        None => usual.to_owned(),
    };
    match kind {
        TableColumn::Value => column(of(&|period| period, words.value), true),
        TableColumn::Previous => column(of(&|period| plan.before(period), words.before), true),
        TableColumn::Change => column_of_changes(words.change),
        TableColumn::YearAgo => column(of(&Period::year_before, words.year_before), true),
        TableColumn::ChangeYear => column_of_changes(l10n::capital(words.change_on_the_year)),
        TableColumn::Target => column(words.target, true),
        TableColumn::Status => column(words.against_target, false),
        TableColumn::Share => Column { holds: Holds::Shares, ..column(words.share_of_total, true) },
        TableColumn::Variation => column(words.variation, false),
        TableColumn::Assurance => column(words.assurance, false),
        TableColumn::Reason => column(words.reason, false),
        TableColumn::Action => column(words.action, false),
        TableColumn::Trend => Column { holds: Holds::Drawings, ..column(words.course, false) },
    }
}

fn one(wording: Wording<'_>, plan: &Plan<'_>, line: &Line, kind: TableColumn) -> Cell {
    let (known, figure) = (wording.known, &line.figure);
    let amount = |figure: &Figure| match line.is_figure() {
        true => cell(wording, figure),
        false => sum_cell(wording, figure),
    };
    let change = |since: Period| change_cell(wording, figure, &line.figure_in(known, since));
    let period = figure.period;
    match kind {
        TableColumn::Value => {
            let cell = Cell { strong: figure.amount.is_ok(), ..amount(figure) };
            if plan.common.is_some() { dated(wording, figure, plan.common, cell) } else { cell }
        }
        TableColumn::Previous => amount(&line.figure_in(known, plan.before(period))),
        TableColumn::Change => change(plan.before(period)),
        TableColumn::YearAgo => amount(&line.figure_in(known, period.year_before())),
        TableColumn::ChangeYear => change(period.year_before()),
        TableColumn::Share => {
            let share = line.share(known);
            // Of a figure without an amount, the cell of its value says why.
            let gap = share.as_ref().err().filter(|gap| figure.amount.is_ok() && **gap != Gap::Suppressed);
            let note = gap.map(|gap| wording.gap(figure, gap));
            Cell { note, ..Cell::number(wording.share(&share), share.ok()) }
        }
        // What several come to has no target, no limits, no remark and no small line of its own.
        TableColumn::Target
        | TableColumn::Status
        | TableColumn::Variation
        | TableColumn::Assurance
        | TableColumn::Reason
        | TableColumn::Action
        | TableColumn::Trend
            if !line.is_figure() =>
        {
            Cell::text(words(wording.language).dash)
        }
        TableColumn::Target => {
            let judgement = known.judge(figure);
            let rule = judgement.map(|judgement| wording.rule(&figure.metric, &judgement));
            Cell::text(rule.unwrap_or_else(|| words(wording.language).dash.to_owned()))
        }
        TableColumn::Status => {
            let svg = Some((plan.bar)(figure)).filter(|svg| !svg.is_empty() && line.is_part());
            let verdict = Cell { svg, ..against_target(wording, figure) };
            if !plan.names_rule {
                return verdict;
            }
            let note = known.judge(figure).map(|judgement| wording.distance_and_rule(figure, &judgement));
            Cell { note, ..verdict }
        }
        TableColumn::Variation => assured::variation(wording, figure),
        TableColumn::Assurance => assured::assurance(wording, figure),
        TableColumn::Reason => answers::reason(wording, figure),
        TableColumn::Action => answers::action(wording, figure),
        TableColumn::Trend => Cell { svg: Some((plan.spark)(figure)).filter(|svg| !svg.is_empty()), ..Cell::default() },
    }
}

/// The cell of what several members come to. It is no figure that was stated or judged.
pub(super) fn sum_cell(wording: Wording<'_>, figure: &Figure) -> Cell {
    let reason = (figure.amount.is_err() && !figure.is_suppressed()).then(|| wording.reason(figure));
    let status = l10n::wording::status(figure.status, wording.language).map(str::to_owned);
    let note = reason.or(status);
    Cell { note, ..Cell::number(wording.amount(&figure.metric, &figure.amount), figure.value()) }
}
