//! What a chart over time says beside its values: notes of observations, events, and the times that they last.

use std::sync::Arc;

use super::ChartInput;
use crate::compute::Figure;
use crate::exhibit::drawing;
use crate::exhibit::table::lines::Line;
use crate::exhibit::table::{Beside, NamedHistory};
use crate::exhibit::view;
use crate::l10n::{self, phrases};
use crate::model::catalog::{Event, Lasting};

impl<'a> ChartInput<'a> {
    /// The events that concern the chart.
    fn events(self) -> impl Iterator<Item = &'a Event> {
        let references = self.order.references;
        let concerns = move |event: &&Event| {
            event.metrics.is_empty()
                || references.iter().any(|reference| event.metrics.iter().any(|(id, _)| *id == reference.metric))
        };
        let is_shown = self.order.annotate.events;
        self.wording.known.catalog().events.iter().filter(move |_| is_shown).filter(concerns)
    }

    /// What lasts, with the first and the last of `figures` in which it goes on.
    pub(super) fn times(self, figures: &[Arc<Figure>]) -> Vec<(usize, usize, &'a Event)> {
        let vintage = self.wording.known.vintage;
        let time = |event: &'a Event| {
            let last = match event.lasts_in(vintage) {
                Lasting::Moment => return None,
                Lasting::Open => None,
                Lasting::To(last) => Some(last.last_month()),
            };
            // A quarter in which an event begins or ends has a part in it.
            let goes_on = |figure: &Arc<Figure>| {
                event.period.first_month() <= figure.period.last_month()
                    && last.is_none_or(|last| figure.period.first_month() <= last)
            };
            Some((figures.iter().position(goes_on)?, figures.iter().rposition(goes_on)?, event))
        };
        self.events().filter_map(time).collect()
    }

    /// The time of an event that lasts: `marts 2020 – maj 2020`, `siden marts 2020`.
    pub(super) fn time(self, event: &Event) -> String {
        match event.lasts_in(self.wording.known.vintage) {
            Lasting::To(last) => l10n::span(event.period, last, self.language()),
            Lasting::Moment => l10n::period(event.period, self.language()),
            Lasting::Open => phrases::since_then(&l10n::period(event.period, self.language()), self.language()),
        }
    }

    /// `beside`, with what goes on in each of the periods.
    pub(super) fn with_times(self, figures: &[Arc<Figure>], beside: Beside) -> Beside {
        let times = self.times(figures);
        if times.is_empty() {
            return beside;
        }
        let text = |index: usize| {
            let going_on = times.iter().filter(|(first, last, _)| (*first..=*last).contains(&index));
            let texts = going_on.map(|(_, _, event)| event.text.get(self.language()).trim_end_matches('.').to_owned());
            texts.reduce(|a, b| format!("{a}, {b}"))
        };
        Beside { going_on: (0..figures.len()).map(text).collect(), ..beside }
    }

    /// The list under a chart of rows: what is noted of all of them under the name of its period, as it stands over the
    /// column of the table; then what is noted of one, under the name of the row.
    pub(super) fn notes_of_rows(self, lines: &[Line], histories: &[NamedHistory]) -> Vec<view::ChartNote> {
        let rows: Vec<(&Line, &NamedHistory)> = lines.iter().zip(histories).collect();
        let Some(first) = histories.first() else { return Vec::new() };
        let mut all: Vec<(String, String)> = Vec::new();
        let mut of_one: Vec<(String, String)> = Vec::new();
        for (index, figure) in first.figures.iter().enumerate() {
            let period = self.wording.period(figure);
            let (common, other) = noted_in(&rows, index);
            all.extend(common.map(|note| (l10n::capital(&period), note)));
            let is_newest = index + 1 == first.figures.len();
            let dated = |note: String| if is_newest { note } else { format!("{period}: {note}") };
            of_one.extend(other.into_iter().map(|(name, note)| (name, dated(note))));
        }
        let list = all.into_iter().chain(of_one);
        list.map(|(period, text)| view::ChartNote { number: None, period, text, of: None, rows: Vec::new() }).collect()
    }

    /// The numbers on the chart and the list under it: notes of observations, of the whole and of the parts that are
    /// drawn, and events.
    pub(super) fn notes(
        self,
        figures: &[Arc<Figure>],
        parts: &[NamedHistory],
    ) -> (Vec<drawing::Note>, Vec<view::ChartNote>) {
        let language = self.language();
        let mut found: Vec<Found> = Vec::new();
        for event in self.events().filter(|event| event.lasts == Lasting::Moment) {
            // A chart of quarters shows an event of a month in its quarter.
            let within = |figure: &Arc<Figure>| {
                figure.period.first_month() <= event.period.last_month()
                    && event.period.last_month() <= figure.period.last_month()
            };
            if let Some(index) = figures.iter().position(within) {
                found.push(Found::new(index, true, event.text.get(language).to_owned()));
            }
        }
        for (index, last, event) in self.times(figures) {
            let time = Some(l10n::capital(&self.time(event)));
            let of_event = Found::new(index, true, event.text.get(language).to_owned());
            found.push(Found { until: Some(last), time, ..of_event });
        }
        // A note that is repeated month by month is shown once, where it begins, under the time that it is given.
        let notes = figures.iter().enumerate().map(|(index, figure)| noted(figure, parts, index));
        let notes: Vec<Option<String>> = notes.filter(|_| self.order.annotate.notes).collect();
        let mut first = 0;
        for run in notes.chunk_by(|one, next| one == next) {
            let last = first + run.len() - 1;
            if let (Some(Some(note)), Some(figure)) = (run.first(), figures.get(first)) {
                found.push(Found { last, ..Found::new(first, figure.amount.is_err(), note.clone()) });
            }
            first = last + 1;
        }
        // By place from left to right: the number of what lasts stands over the middle of its time.
        found.sort_by_key(|found| (found.index + found.until.unwrap_or(found.index), found.index, !found.event));
        let marks = found.iter().zip(1..).map(|(found, number)| drawing::Note {
            index: found.index,
            number,
            event: found.event,
            until: found.until,
        });
        let list = found.iter().zip(1..).filter_map(|(found, number)| {
            let (first, last) = (figures.get(found.index)?.period, figures.get(found.last)?.period);
            let period = found.time.clone().unwrap_or_else(|| l10n::capital(&l10n::span(first, last, language)));
            let of = found.until.is_none().then_some((first, last));
            let rows = if found.index == found.last { Vec::new() } else { vec![found.index, found.last] };
            Some(view::ChartNote { number: Some(number), period, text: found.text.clone(), of, rows })
        });
        (marks.collect(), list.collect())
    }
}

/// What is noted in one period of the rows of a chart: of each by its name, or once where all members have the same.
/// What is noted of a gap stands in its cell.
fn noted_in(rows: &[(&Line, &NamedHistory)], index: usize) -> (Option<String>, Vec<(String, String)>) {
    let own = |history: &NamedHistory| history.figures.get(index)?.note.clone();
    let mut members = rows.iter().filter(|(line, _)| line.is_part() && line.is_figure()).map(|(_, row)| own(row));
    let common = members.next().flatten().filter(|note| members.all(|other| other.as_ref() == Some(note)));
    let is_known = |history: &NamedHistory| history.figures.get(index).is_some_and(|figure| figure.amount.is_ok());
    let other = rows.iter().filter(|(line, row)| line.is_figure() && is_known(row));
    let other = other.filter_map(|(_, row)| Some((row.name.clone(), own(row)?)));
    let other: Vec<(String, String)> = other.filter(|(_, note)| common.as_ref() != Some(note)).collect();
    let is_shown = rows.iter().any(|(line, row)| line.is_figure() && is_known(row));
    (common.filter(|_| is_shown), other)
}

/// A note before it has its number.
struct Found {
    index: usize,
    /// The last period that it is noted of in the same words.
    last: usize,
    /// It says what happened.
    event: bool,
    /// The last period in which it goes on; `None` for a moment.
    until: Option<usize>,
    /// In place of the name of its period.
    time: Option<String>,
    text: String,
}

impl Found {
    fn new(index: usize, event: bool, text: String) -> Found {
        Found { index, last: index, event, until: None, time: None, text }
    }
}

/// What is noted of one period: of the whole, then of parts that say something else, with their names where not all of
/// them say it.
fn noted(whole: &Figure, parts: &[NamedHistory], index: usize) -> Option<String> {
    let note = |figure: &Figure| figure.note.clone().filter(|_| !figure.is_suppressed());
    // Where the whole alone has no amount, its parts are drawn, of which that is not said.
    let has_parts = parts.iter().any(|part| part.figures.get(index).is_some_and(|figure| figure.amount.is_ok()));
    let own = note(whole).filter(|_| whole.amount.is_ok() || !has_parts);
    let of_parts = parts.iter().filter_map(|part| Some((&part.name, note(part.figures.get(index)?)?)));
    let other: Vec<(&String, String)> = of_parts.filter(|(_, text)| own.as_ref() != Some(text)).collect();
    let is_common = |text: &str| other.len() == parts.len() && other.iter().all(|(_, other)| other == text);
    let of_parts: Vec<String> = match other.first().filter(|(_, text)| is_common(text)) {
        Some((_, text)) => vec![text.clone()],
        None => other.into_iter().map(|(name, text)| format!("{name}: {text}")).collect(),
    };
    own.into_iter().chain(of_parts).reduce(|a, b| format!("{}; {b}", a.trim_end_matches('.')))
}
