//! Figures → the CSV files that spreadsheets read: histories beside a chart, and all figures of a report.

use std::sync::Arc;

use super::answers;
use super::{Ahead, Beside, Extra, NamedHistory, target_names, with_parts};
use crate::compute::{Figure, FigureState, Figures, MetricFigures};
use crate::l10n::wording::{Wording, machine};
use crate::l10n::{self, words};
use crate::model::Decimal;
use crate::model::catalog::Format;
use crate::model::language::Language;
use crate::model::snapshot::Status;

/// Histories as a download for spreadsheets: one row for each period of each history, oldest first, then the forecast.
///
/// In Danish with `;` and decimal comma, in English with `,` and decimal point. It begins with a byte order mark.
pub fn csv(wording: Wording<'_>, histories: &[NamedHistory], with_targets: bool, beside: &Beside) -> Vec<u8> {
    let mut figures = histories.iter().flat_map(|history| &history.figures);
    let numbered = || histories.iter().enumerate().map(|(number, history)| (history, beside.sum != Some(number)));
    let judged = || numbered().filter(|(_, is_judged)| *is_judged).flat_map(|(history, _)| &history.figures);
    let download = Download {
        wording,
        beside,
        is_named: histories.len() > 1 || figures.any(|figure| !figure.cell.is_total()),
        has_intervals: has_intervals(histories.iter().flat_map(|history| &history.figures)),
        targets: match with_targets {
            true => target_names(wording.language, has_range(wording, judged())),
            false => Vec::new(),
        },
    };
    let mut rows = vec![download.head(histories)];
    for (history, is_judged) in numbered() {
        let figures = history.figures.iter().enumerate();
        rows.extend(figures.map(|(index, figure)| download.row((history, is_judged), index, figure)));
    }
    if let Some(first) = histories.first() {
        rows.extend(beside.ahead.iter().enumerate().map(|ahead| download.row_ahead(first, ahead)));
    }
    written(&rows, wording.language)
}

/// What the rows of one download have in common.
struct Download<'a> {
    wording: Wording<'a>,
    beside: &'a Beside,
    /// There is a column with the names of the histories.
    is_named: bool,
    /// There are columns with the ends of intervals.
    has_intervals: bool,
    /// The names of the columns with targets.
    targets: Vec<&'static str>,
}

impl Download<'_> {
    fn head(&self, histories: &[NamedHistory]) -> Vec<String> {
        let words = words(self.wording.language);
        let first = histories.first().and_then(|history| history.figures.first());
        let metric = first.and_then(|figure| self.wording.known.metric(&figure.metric));
        let unit = metric.map_or(String::new(), |metric| match (metric.format, &metric.unit) {
            (Format::Percent, _) => " (%)".to_owned(),
            (Format::Number, Some(unit)) => format!(" ({})", unit.get(self.wording.language)),
            (Format::Number, None) => String::new(),
        });
        let change_unit = match metric.map(|metric| metric.format) {
            Some(Format::Percent) => format!(" ({})", words.percentage_points),
            _ => unit.clone(),
        };
        let mut head = vec![words.period.to_owned()];
        head.extend(self.is_named.then(|| words.figure.to_owned()));
        head.push(format!("{}{unit}", words.value));
        let ends = [words.interval_from, words.interval_to].into_iter().filter(|_| self.has_intervals);
        head.extend(ends.map(|name| format!("{name}{unit}")));
        head.extend(self.targets.iter().map(|name| format!("{name}{unit}")));
        head.extend(self.beside.extras.iter().map(|extra| {
            let unit = if extra.is_change { &change_unit } else { &unit };
            format!("{}{unit}", plain(&extra.name))
        }));
        head.extend(self.beside.changes.then(|| format!("{}{change_unit}", words.change)));
        head.extend([words.state.to_owned(), words.note.to_owned()]);
        head
    }

    /// The figure of the period with this number in a history, which may be held against targets.
    fn row(&self, (history, is_judged): (&NamedHistory, bool), index: usize, figure: &Figure) -> Vec<String> {
        let wording = self.wording;
        let number = |value: Option<Decimal>| spreadsheet_number(wording, &figure.metric, value);
        let mut row = vec![figure.period.to_string()];
        row.extend(self.is_named.then(|| plain(&history.name)));
        row.push(number(figure.value()));
        row.extend(interval_ends(figure).into_iter().filter(|_| self.has_intervals).map(number));
        let bounds = wording.known.bounds(figure).filter(|_| is_judged);
        let targets = [bounds.map(|bounds| bounds.target), bounds.and_then(|bounds| bounds.upper)];
        row.extend(targets.into_iter().take(self.targets.len()).map(number));
        let beside = |extra: &Extra| number(extra.values.get(index).cloned().flatten().map(|(_, value)| value));
        row.extend(self.beside.extras.iter().map(beside));
        let first = history.figures.first().filter(|_| index > 0);
        let change = first.and_then(|first| figure.change_from(first).absolute.ok());
        row.extend(self.beside.changes.then(|| number(change)));
        let remark = self.beside.remarks.get(index).cloned().flatten();
        let going_on = self.beside.going_on.get(index).cloned().flatten();
        let notes = [remark.unwrap_or_default(), note(wording, figure), going_on.unwrap_or_default()];
        let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        row.extend([state(wording, figure), plain(&notes.join(", "))]);
        row
    }

    fn row_ahead(&self, history: &NamedHistory, (index, ahead): (usize, &Ahead)) -> Vec<String> {
        let metric = history.figures.first().map_or("", |figure| &figure.metric);
        let mut row = vec![ahead.period.to_string()];
        row.extend(self.is_named.then(|| plain(&history.name)));
        row.push(spreadsheet_number(self.wording, metric, Some(ahead.mean)));
        let empty = |count: usize| (0..count).map(|_| String::new());
        row.extend(empty(2 * usize::from(self.has_intervals) + self.targets.len()));
        let at = history.figures.len() + index;
        row.extend(self.beside.extras.iter().map(|extra| {
            let value = extra.values.get(at).cloned().flatten().map(|(_, value)| value);
            spreadsheet_number(self.wording, metric, value)
        }));
        row.extend(empty(usize::from(self.beside.changes)));
        row.extend([words(self.wording.language).forecast.to_owned(), ahead.note.clone()]);
        row
    }
}

/// Whether the target of any figure is a range.
fn has_range<'f>(wording: Wording<'_>, figures: impl IntoIterator<Item = &'f Arc<Figure>>) -> bool {
    figures.into_iter().any(|figure| wording.known.bounds(figure).is_some_and(|bounds| bounds.upper.is_some()))
}

fn has_intervals<'f>(figures: impl IntoIterator<Item = &'f Arc<Figure>>) -> bool {
    figures.into_iter().any(|figure| figure.interval.is_some())
}

/// Both ends of the interval of a figure.
fn interval_ends(figure: &Figure) -> [Option<Decimal>; 2] {
    [figure.interval.map(|interval| interval.low), figure.interval.map(|interval| interval.high)]
}

/// All figures of a report as a download: one row for each metric and part. The columns are the same in every report, so
/// that a program can read them by their place and put the reports of many months together.
pub fn report_csv(wording: Wording<'_>, figures: &Figures) -> Vec<u8> {
    let language = wording.language;
    let words = words(language);
    let parts = |metric: &MetricFigures| with_parts(wording.known, &metric.figure);
    let all: Vec<(&MetricFigures, Arc<Figure>)> =
        figures.metrics.values().flat_map(|metric| parts(metric).into_iter().map(move |part| (metric, part))).collect();
    let head = [
        "id",
        words.figure,
        words.period,
        words.value,
        words.interval_from,
        words.interval_to,
        words.unit,
        words.before,
        words.target,
        words.target_upper,
        words.state,
        words.note,
        words.reason,
        words.action,
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (metric, figure) in &all {
        let id = &figure.metric;
        let is_part = figure.cell != metric.figure.cell;
        let part_before = is_part.then(|| wording.known.figure(id, &figure.cell, figure.period.previous()));
        let before = part_before.as_ref().unwrap_or(&metric.previous);
        let bounds = wording.known.bounds(figure);
        let definition = wording.known.metric(id);
        let unit = definition.map_or(String::new(), |metric| match (metric.format, &metric.unit) {
            (Format::Percent, _) => "%".to_owned(),
            (Format::Number, unit) => unit.as_ref().map_or(String::new(), |unit| unit.get(language).to_owned()),
        });
        let number = |value: Option<Decimal>| spreadsheet_number(wording, id, value);
        let [low, high] = interval_ends(figure).map(number);
        let mut row = vec![
            id.clone(),
            plain(&wording.label(id, &figure.cell)),
            figure.period.to_string(),
            number(figure.value()),
            low,
            high,
            plain(&unit),
            number(before.value()),
            number(bounds.map(|bounds| bounds.target)),
            number(bounds.and_then(|bounds| bounds.upper)),
            state(wording, figure),
            plain(&note(wording, figure)),
        ];
        row.extend(answers::as_text(wording, figure).iter().map(|text| plain(text)));
        rows.push(row);
    }
    written(&rows, language)
}

/// An unrounded number as spreadsheets of the language read it. A share becomes a percentage, a gap nothing.
fn spreadsheet_number(wording: Wording<'_>, id: &str, value: Option<Decimal>) -> String {
    let Some(value) = value else { return String::new() };
    let percent = wording.known.metric(id).is_some_and(|metric| metric.format == Format::Percent);
    let value = if percent { value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value) } else { value };
    let text = machine(value);
    text.replace('.', &l10n::signs(wording.language).decimal.to_string())
}

pub(super) fn state(wording: Wording<'_>, figure: &Figure) -> String {
    let words = words(wording.language);
    match figure.state() {
        FigureState::Withdrawn => words.in_withdrawn,
        FigureState::Final => words.in_final,
        FigureState::Provisional => words.in_provisional,
        FigureState::Illustrative => words.in_illustrative,
        FigureState::Revised => words.in_revised,
        FigureState::Corrected => words.in_corrected,
    }
    .to_owned()
}

pub(super) fn note(wording: Wording<'_>, figure: &Figure) -> String {
    let own = match figure.is_suppressed() {
        true => Some(wording.reason(figure)),
        false => {
            // The ends of its interval have columns of their own.
            let (noted, _) = super::note(wording, &Figure { status: Status::Final, interval: None, ..figure.clone() });
            noted.or_else(|| figure.note.clone())
        }
    };
    [wording.over_time(figure).map(str::to_owned), own].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The text with a mark before it if a spreadsheet would take it for a formula.
fn plain(text: &str) -> String {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts_formula { format!("'{text}") } else { text.to_owned() }
}

/// Rows of plain text for a spreadsheet.
pub fn plain_csv(rows: &[Vec<String>], language: Language) -> Vec<u8> {
    let plain = |row: &Vec<String>| row.iter().map(|text| plain(text)).collect();
    written(&rows.iter().map(plain).collect::<Vec<_>>(), language)
}

/// A download with one more column, the last, that says the same in every row.
pub fn with_column(download: &[u8], name: &str, value: &str, language: Language) -> Vec<u8> {
    let text = download.strip_prefix("\u{feff}".as_bytes()).unwrap_or(download);
    let delimiter = l10n::signs(language).delimiter;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text);
    // It was written here, so every row is read.
    let rows = reader.records().flatten().enumerate().map(|(index, row)| {
        let own = row.iter().map(str::to_owned);
        own.chain([if index == 0 { name.to_owned() } else { value.to_owned() }]).collect()
    });
    written(&rows.collect::<Vec<_>>(), language)
}

fn written(rows: &[Vec<String>], language: Language) -> Vec<u8> {
    let delimiter = l10n::signs(language).delimiter;
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Rows are equally long and memory does not fail, so every row is written.
        let _ = writer.write_record(row);
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(writer.into_inner().unwrap_or_default());
    bytes
}
