//! All figures of a report with all their parts, one row each: what stands in a workbook, where tables may be long.

use std::sync::Arc;

use super::{Cell, Grid, Row, against_target, answers, column, column_of_changes, compared, downloads, with_parts};
use crate::compute::{Figure, Figures};
use crate::l10n::wording::Wording;
use crate::l10n::{self, words};
use crate::model::catalog::{Format, Metric};

/// The name of the column with the ids of metrics, in every language: programs look for it.
pub const ID: &str = "id";

/// A row for each metric and each of its parts. Columns for targets, and for reason and action, where any figure has one.
pub fn all_with_parts(wording: Wording<'_>, figures: &Figures) -> Grid {
    let (known, language) = (wording.known, wording.language);
    let words = words(language);
    let all: Vec<Arc<Figure>> =
        figures.metrics.values().flat_map(|metric| with_parts(wording.known, &metric.figure)).collect();
    let has_targets = all.iter().any(|figure| known.judge(figure).is_some());
    let has_answers = all.iter().any(|figure| answers::as_text(wording, figure) != [const { String::new() }; 2]);
    let mut columns = vec![column(words.figure, false)];
    columns.extend([ID, words.unit, words.period, words.period_code].map(|name| column(name, false)));
    columns.extend([words.before, words.now].map(|name| column(name, true)));
    columns.push(column_of_changes(words.change));
    columns.extend(
        [words.target, words.against_target].map(|name| column(name, false)).into_iter().filter(|_| has_targets),
    );
    columns.push(column(words.state, false));
    columns.extend([words.reason, words.action].map(|name| column(name, false)).into_iter().filter(|_| has_answers));
    let row = |figure: &Arc<Figure>| {
        let metric = known.metric(&figure.metric);
        let mut cells = vec![
            Cell { code: true, ..Cell::text(&figure.metric) },
            Cell::text(metric.map_or("", |metric| unit(metric, wording))),
            Cell::text(l10n::period(figure.period, language)),
            Cell { code: true, ..Cell::text(figure.period.to_string()) },
        ];
        cells.extend(compared(wording, figure));
        if has_targets {
            let rule = known.judge(figure).map(|judgement| wording.rule(&figure.metric, &judgement));
            cells.extend([Cell::text(rule.unwrap_or_default()), against_target(wording, figure)]);
        }
        cells.push(Cell::text(downloads::state(wording, figure)));
        if has_answers {
            cells.extend([answers::reason(wording, figure), answers::action(wording, figure)]);
        }
        Row { head: wording.label(&figure.metric, &figure.cell), cells, ..Row::default() }
    };
    Grid::new(wording, columns, all.iter().map(row).collect())
}

/// What is counted; `%` of a share, and nothing where nobody says.
fn unit<'m>(metric: &'m Metric, wording: Wording<'_>) -> &'m str {
    match (metric.format, &metric.unit) {
        (Format::Percent, _) => "%",
        (Format::Number, unit) => unit.as_ref().map_or("", |unit| unit.get(wording.language)),
    }
}
