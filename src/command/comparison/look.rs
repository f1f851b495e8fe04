//! The figures of a report as known → what a reviewer should see first, and why.
//!
//! In order: what breaks the promise that no figure changes without a word, what was taken back or revised since the
//! report before, what stands out of its usual variation, what moved more than its tolerance, the first turn after a
//! long way, what is far from its target, what is the highest or lowest for a long time, and what readers could trip
//! over. Hidden amounts are not known here either, so nothing is said of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Key, Stands};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::spc::{Rule as SpcRule, Spc};
use crate::compute::{Book, Change, ChangedLater, Figure, Gap, Known, Verdict, statements};
use crate::diag::{Diagnostic, faults};
use crate::exhibit::table::{self, answers};
use crate::l10n::wording::{self, Wording};
use crate::l10n::{self, phrases, words};
use crate::lint;
use crate::model::Decimal;
use crate::model::catalog::{Metric, Rule};
use crate::model::language::Language;
use crate::model::snapshot::Cell;

/// Steps in one direction, or none at all, before the first the other way is a turn.
const STEPS_BEFORE_A_TURN: usize = 5;
/// Known periods that make a highest or a lowest worth a word.
const PERIODS_FOR_A_RANK: usize = 12;
/// Less than this part of the target, or that much more than one that is to be stayed below, is far from it.
const FAR: Decimal = Decimal::from_parts(25, 0, 0, false, 2);
/// More reports than these are not named one by one.
const MOST_REPORTS: usize = 4;

/// A matter for the reviewer: one thing to look at.
#[derive(Debug, Clone)]
pub struct Matter {
    /// `None` for what is about no figure.
    pub key: Option<Key>,
    /// Whether it is the report's own figure, and not one of the past.
    pub is_of_now: bool,
    pub title: String,
    pub period: Option<Period>,
    /// The gravest reason first.
    pub why: Vec<String>,
    /// What the author wrote about it.
    pub written: Option<String>,
    pub more: Vec<String>,
    pub stands: Vec<StandsIn>,
    /// `data/2018-02.yaml:4`.
    pub place: Option<String>,
    /// The change, or the figure.
    pub value: String,
    /// Withdrawn.
    pub struck: bool,
    /// `1.819 → 1.807`.
    pub beside: Option<String>,
    rank: Rank,
}

impl Matter {
    /// Whether it is in the words of a diagnostic, which are English.
    pub fn is_of_a_fault(&self) -> bool {
        self.key.is_none()
    }
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandsIn {
    /// The report's name.
    pub report: String,
    pub section: Stands,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Promise,
    Withdrawn,
    Revised,
    Signal,
    Tolerance,
    Turn,
    Target,
    History,
    Lint,
}

/// The reports that a review is of, and what is known about them.
pub struct Reviewed<'a> {
    pub book: &'a Book,
    pub language: Language,
    pub period: Period,
    /// The period of the report before; `None` before the first.
    pub before: Option<Period>,
    /// The periods of all reports, for where a figure stood.
    pub reports: &'a BTreeSet<Period>,
    /// By metric and period: the sections that cite it.
    pub cited: &'a BTreeMap<(String, String), Vec<StandsIn>>,
    /// Figures that were published otherwise, and nobody said so: a build stops at them.
    pub broken: &'a [Diagnostic],
    /// Warnings about the reports, each with the author's acknowledgement if there is one.
    pub lints: &'a [(Diagnostic, Option<String>)],
}

/// Everything to look at, the gravest first, then in the order of data/metrics.yaml.
pub fn matters(reviewed: &Reviewed<'_>) -> Vec<Matter> {
    let mut matters: Vec<Matter> = reviewed.broken.iter().map(|fault| reviewed.broken(fault)).collect();
    matters.extend(reviewed.changes().iter().map(|change| reviewed.change(change)));
    for id in reviewed.book.catalog().metrics.keys() {
        let known = reviewed.known();
        let whole = known.figure_shown(id, reviewed.period);
        matters.extend(table::with_parts(known, &whole).iter().filter_map(|figure| reviewed.figure(figure)));
    }
    for (lint, acknowledged) in reviewed.lints {
        let place = place_text(&lint.place);
        // A change beyond its tolerance is a matter of its own here.
        let found = matters
            .iter_mut()
            .find(|matter| *lint.code == faults::CHANGE_WITHOUT_NOTE && matter.place.as_ref() == Some(&place));
        match found {
            Some(matter) => matter.written = matter.written.take().or_else(|| acknowledged.clone()),
            None => matters.push(reviewed.lint(lint, acknowledged.as_ref())),
        }
    }
    // A stable order: what is equally grave stays as it was found.
    matters.sort_by_key(|matter| matter.rank);
    matters
}

fn place_text(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// The key of a figure in a comparison.
fn key(metric: &Metric, id: &str, cell: &Cell) -> Key {
    let members = metric.by.iter().zip(&cell.0).filter_map(|(name, member)| Some((name.clone(), member.clone()?)));
    Key { metric: id.to_owned(), members: members.collect() }
}

impl<'a> Reviewed<'a> {
    fn known(&self) -> Known<'a> {
        self.book.known_in(self.period.last_month())
    }

    fn wording(&self) -> Wording<'a> {
        Wording { known: self.known(), language: self.language }
    }

    /// What was revised or withdrawn after the report before and no later than in this one. What only follows from it
    /// needs no look of its own.
    fn changes(&self) -> Vec<ChangedLater> {
        let Some(before) = self.before.map(Period::last_month) else { return Vec::new() };
        let is_new = |change: &&ChangedLater| {
            change.follows.is_none() && before < change.snapshot && change.snapshot <= self.period.last_month()
        };
        self.book.changed_later().iter().filter(is_new).cloned().collect()
    }

    fn stands(&self, metric: &str, period: Period) -> Vec<StandsIn> {
        self.cited.get(&(metric.to_owned(), period.to_string())).cloned().unwrap_or_default()
    }

    fn change(&self, change: &ChangedLater) -> Matter {
        let (language, wording) = (self.language, self.wording());
        let words = words(language);
        let withdrawn = change.is_withdrawn();
        let word = if withdrawn { words.withdrawn } else { words.revised };
        let kind = wording::revision_kind(change.kind, language);
        let (rank, why) = match (&change.reason, withdrawn) {
            (None, false) => (Rank::Promise, words.revised_without_reason.to_owned()),
            (None, true) => (Rank::Promise, word.to_owned()),
            (Some(_), _) => {
                let why = if kind.is_empty() { word.to_owned() } else { format!("{word}: {kind}") };
                (if withdrawn { Rank::Withdrawn } else { Rank::Revised }, why)
            }
        };
        let (was, now) = wording.changed(change, &change.was);
        let metric = wording.known.metric(&change.metric);
        let difference = change.was.as_ref().ok().zip(change.now).and_then(|(was, now)| now.checked_sub(*was));
        let difference = difference.zip(metric).map(|(moved, metric)| wording::change(metric, moved, language));
        let (value, beside) = match (now, difference) {
            (None, _) => (was, words.no_new_figure.to_owned()),
            (Some(now), Some(difference)) => (difference, format!("{was} → {now}")),
            (Some(now), None) => {
                let why = match &change.was {
                    _ if change.suppressed => words.in_suppressed,
                    Err(Gap::Withdrawn { .. } | Gap::Missing) => words.new_figure,
                    _ => words.in_taken_out,
                };
                (now, why.to_owned())
            }
        };
        Matter {
            key: metric.map(|metric| key(metric, &change.metric, &change.cell)),
            is_of_now: false,
            title: wording.label(&change.metric, &change.cell),
            period: Some(change.period),
            why: vec![why],
            written: wording.why_changed(change),
            more: self.stood(change).into_iter().collect(),
            stands: self.stands(&change.metric, change.period),
            place: Some(place_text(&change.place)),
            value,
            struck: withdrawn,
            beside: Some(beside),
            rank,
        }
    }

    /// "Appeared in November 2017 and December 2017": the reports from the snapshot that stated the old figure on.
    fn stood(&self, change: &ChangedLater) -> Option<String> {
        let all = statements(self.book, &change.metric, change.period);
        let stated = all.iter().map(|statement| statement.snapshot).filter(|month| *month < change.snapshot).max()?;
        let shows = |period: &&Period| stated <= period.last_month() && period.last_month() < change.snapshot;
        let periods: Vec<Period> = self.reports.iter().filter(shows).copied().collect();
        let mut names: Vec<String> =
            periods.iter().take(MOST_REPORTS).map(|period| l10n::period(*period, self.language)).collect();
        if periods.len() > MOST_REPORTS {
            let (first, last) = (*periods.first()?, *periods.last()?);
            names = vec![match first.grain() == last.grain() {
                true => l10n::span(first, last, self.language),
                false => l10n::count(periods.len(), l10n::Noun::Report, self.language),
            }];
        }
        (!names.is_empty()).then(|| phrases::appeared_in(&names, self.language))
    }

    /// What is out of the ordinary about a figure; `None` where nothing is, and where the report before showed it too.
    fn figure(&self, figure: &Figure) -> Option<Matter> {
        let (language, wording, known) = (self.language, self.wording(), self.known());
        let words = words(language);
        let metric = known.metric(&figure.metric)?;
        figure.amount.as_ref().ok()?;
        if self.before.is_some_and(|before| {
            self.book.known_in(before.last_month()).period_shown(&figure.metric, before) == figure.period
        }) {
            return None;
        }
        let previous = known.figure(&figure.metric, &figure.cell, figure.period.previous());
        let moved = figure.change_from(&previous);
        let (moved, previous) = self.most_moved(figure, (moved, previous));
        let mut reasons: Vec<(Rank, String)> = Vec::new();
        reasons.extend(self.signal(figure).map(|text| (Rank::Signal, text)));
        if let Some(tolerance) = metric.tolerance.filter(|_| lint::is_beyond_tolerance(metric, &moved)) {
            let text = phrases::beyond_tolerance(&wording::size(metric, tolerance, language), language);
            reasons.push((Rank::Tolerance, text));
        }
        if figure.cell.is_total() {
            let history = known.history(&figure.metric, &figure.cell, figure.period, usize::from(u16::MAX));
            let values: Vec<(Period, Decimal)> =
                history.iter().filter_map(|figure| Some((figure.period, *figure.amount.as_ref().ok()?))).collect();
            let span = |periods: usize| l10n::count(periods, l10n::noun(figure.period), language);
            reasons.extend(
                turn(&values)
                    .map(|(is_rise, periods)| (Rank::Turn, phrases::first_turn(is_rise, &span(periods), language))),
            );
            reasons.extend(
                extreme(&values).map(|(is_highest, periods)| {
                    (Rank::History, phrases::extreme(is_highest, &span(periods), language))
                }),
            );
        }
        let judgement = known.judge(figure);
        if let Some(judgement) = &judgement {
            let was = known.judge(&previous).map(|judgement| judgement.verdict);
            let far = judgement.attainment.is_some_and(|share| match judgement.rule {
                Rule::AtLeast => Decimal::ONE - share > FAR,
                Rule::AtMost => share - Decimal::ONE > FAR,
                Rule::Within => false,
            });
            if judgement.verdict == Verdict::NotMet && was == Some(Verdict::Met) {
                reasons.push((Rank::Target, words.target_lost.to_owned()));
            } else if judgement.verdict == Verdict::NotMet && far {
                let alone = previous.amount.is_err().then_some(words.nothing_to_hold_it_to);
                let text = std::iter::once(words.far_from_target).chain(alone).collect::<Vec<_>>().join(", ");
                reasons.push((Rank::Target, text));
            }
        }
        reasons.sort_by_key(|(rank, _)| *rank);
        let rank = reasons.first()?.0;
        let rule = judgement.as_ref().map(|judgement| wording.rule(&figure.metric, judgement));
        let (shown, beside) = match &moved.absolute {
            Ok(_) => {
                let (was, now) = wording.told_apart(&previous, figure);
                (wording.change(&figure.metric, &moved), Some(format!("{was} → {now}")))
            }
            Err(_) => (wording.value_as_judged(figure, judgement.as_ref()), None),
        };
        // A figure that is held against its target is shown with it.
        let rule = rule.filter(|_| reasons.iter().any(|(rank, _)| *rank == Rank::Target));
        let target = rule.map(|rule| format!("{} {rule}", words.target.to_lowercase()));
        let beside: Vec<String> = beside.into_iter().chain(target).collect();
        Some(Matter {
            key: Some(key(metric, &figure.metric, &figure.cell)),
            is_of_now: true,
            title: wording.named(&wording.label(&figure.metric, &figure.cell), Some(figure)),
            period: Some(figure.period),
            why: reasons.into_iter().map(|(_, text)| text).collect(),
            written: self.written(figure),
            more: Vec::new(),
            stands: self.stands(&figure.metric, figure.period),
            place: figure.observations().last().map(|(place, _)| place_text(place)),
            value: shown,
            struck: false,
            beside: (!beside.is_empty()).then(|| beside.join(", ")),
            rank,
        })
    }

    /// What the author says of a figure: its note, and the reasons that tables show, of those that it is made of too.
    fn written(&self, figure: &Figure) -> Option<String> {
        let reasons = answers::reasons(self.wording(), figure);
        let note = figure.note.clone().filter(|note| !reasons.contains(note));
        let all: Vec<String> = note.into_iter().chain(reasons).map(|said| l10n::sentence(&said)).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// The change from the figure before as it is known now, or from what the report before told readers of it, where
    /// only that one is beyond the tolerance or there is no other. A figure that was taken back is nothing to reckon
    /// from.
    fn most_moved(&self, figure: &Figure, as_known: (Change, Arc<Figure>)) -> (Change, Arc<Figure>) {
        let Some(before) = self.before.filter(|_| !as_known.1.is_withdrawn()) else { return as_known };
        let told = self.book.known_in(before.last_month());
        let told = told.figure(&figure.metric, &figure.cell, figure.period.previous());
        let from_told = figure.change_from(&told);
        let metric = self.known().metric(&figure.metric);
        let is_beyond = |change: &Change| metric.is_some_and(|metric| lint::is_beyond_tolerance(metric, change));
        let prefers_told = from_told.absolute.is_ok()
            && (as_known.0.absolute.is_err() || is_beyond(&from_told) && !is_beyond(&as_known.0));
        if prefers_told { (from_told, told) } else { as_known }
    }

    /// That the newest value stands out of the usual variation, once there are enough values to say so.
    fn signal(&self, figure: &Figure) -> Option<String> {
        let spc = self.known().spc(figure).filter(Spc::shows_icons)?;
        let point = spc.points.iter().rfind(|point| point.period == figure.period)?;
        let rule = point.rule.map(SpcRule::word)?;
        phrases::signal(rule, self.language).map(l10n::capital)
    }

    fn broken(&self, fault: &Diagnostic) -> Matter {
        let why = words(self.language).published_otherwise.to_owned();
        Matter { rank: Rank::Promise, why: vec![why], ..self.lint(fault, None) }
    }

    fn lint(&self, lint: &Diagnostic, acknowledged: Option<&String>) -> Matter {
        Matter {
            key: None,
            is_of_now: false,
            title: l10n::capital(&lint.message),
            period: None,
            why: vec![phrases::warning_of(lint.code.id, self.language)],
            written: acknowledged.cloned(),
            more: lint.help.clone().map(|help| l10n::capital(&help)).into_iter().collect(),
            stands: Vec::new(),
            place: Some(place_text(&lint.place)),
            value: lint.code.id.to_owned(),
            struck: false,
            beside: None,
            rank: Rank::Lint,
        }
    }
}

/// Whether the last step of a history is the first in its direction for a long time: upwards or not, and for how many
/// periods. `None` for no turn.
fn turn(values: &[(Period, Decimal)]) -> Option<(bool, usize)> {
    let steps: Vec<(Period, std::cmp::Ordering)> =
        values.iter().zip(values.iter().skip(1)).map(|((_, was), (period, is))| (*period, is.cmp(was))).collect();
    let ((last, direction), earlier) = steps.split_last()?;
    if direction.is_eq() {
        return None;
    }
    let alike = earlier.iter().rposition(|(_, other)| other == direction);
    let (since, between) = match alike.and_then(|at| earlier.get(at..)) {
        Some([(period, _), between @ ..]) => (*period, between),
        _ => (values.first()?.0, earlier),
    };
    let turned = between.iter().any(|(_, other)| *other == direction.reverse());
    let periods = usize::try_from(last.since(since)?).ok()?;
    (turned && between.len() >= STEPS_BEFORE_A_TURN).then_some((direction.is_gt(), periods))
}

/// Whether the last value is higher or lower than all before it, and the one before was not: highest or not, and among
/// how many periods. A history that rises all the way has no such value.
fn extreme(values: &[(Period, Decimal)]) -> Option<(bool, usize)> {
    let ((last, value), earlier) = values.split_last()?;
    let ((_, previous), older) = earlier.split_last()?;
    if values.len() < PERIODS_FOR_A_RANK {
        return None;
    }
    let periods = usize::try_from(last.since(values.first()?.0)? + 1).ok()?;
    let is = |beats: fn(&Decimal, &Decimal) -> bool| {
        earlier.iter().all(|(_, other)| beats(value, other)) && !older.iter().all(|(_, other)| beats(previous, other))
    };
    if is(Decimal::gt) {
        return Some((true, periods));
    }
    is(Decimal::lt).then_some((false, periods))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[i64]) -> Vec<(Period, Decimal)> {
        let first = Period::month(2017, 1);
        (0..).zip(values).map(|(index, value)| (first.plus(index), Decimal::from(*value))).collect()
    }

    #[test]
    fn the_first_step_back_after_a_long_way_is_a_turn() {
        assert_eq!(turn(&values(&[1, 2, 3, 4, 5, 6, 5])), Some((false, 6)));
        assert_eq!(turn(&values(&[9, 8, 7, 7, 6, 5, 4, 6])), Some((true, 7)));
        assert_eq!(turn(&values(&[3, 2, 3, 4, 5, 6, 7, 6])), Some((false, 6)));
    }

    #[test]
    fn what_goes_to_and_fro_or_stands_still_does_not_turn() {
        for never in
            [&[1, 2, 1, 2, 1, 2, 1][..], &[1, 2, 3, 4, 5, 6, 7], &[1, 2, 3, 4, 5, 6, 6], &[1, 2, 3, 2], &[1], &[]]
        {
            assert_eq!(turn(&values(never)), None, "{never:?}");
        }
        assert_eq!(turn(&values(&[5, 5, 5, 5, 5, 5, 5, 4])), None, "nothing went the other way");
    }

    #[test]
    fn a_highest_is_one_that_no_period_before_reached() {
        assert_eq!(extreme(&values(&[5, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 6])), Some((true, 12)));
        assert_eq!(extreme(&values(&[5, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 0])), Some((false, 12)));
        assert_eq!(extreme(&values(&[5, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 5])), None, "as high as before");
        assert_eq!(extreme(&values(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])), None, "it rises all the way");
        assert_eq!(extreme(&values(&[5, 1, 6])), None, "too short a history");
    }
}
