//! What the rows of a table are about: a figure, a member, all others together, or the total, in any period.
//!
//! Which members stand in a table and in which order is decided here, from what readers see of them: a hidden figure
//! has no place among the others and stands behind them.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{TableColumn, members};
use crate::base::period::Period;
use crate::compute::spc::{Assurance, Class, Spc};
use crate::compute::{Amount, Figure, Gap, Known, Verdict};
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::snapshot::Cell as Part;

/// A row before it is written.
#[derive(Debug, Clone)]
pub struct Line {
    pub head: String,
    /// From the page, for the head.
    pub href: Option<String>,
    /// In the period of the table.
    pub figure: Arc<Figure>,
    /// What it is a share of.
    whole: Part,
    kind: LineKind,
}

#[derive(Debug, Clone)]
enum LineKind {
    Figure,
    /// The members that have no row of their own, and those that have one.
    Rest {
        rest: Vec<Part>,
        others: Vec<Part>,
    },
    Total,
}

/// Which members a table shows, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Ids; empty: all.
    pub members: Vec<String>,
    /// As many of the greatest; the others stand together in one row.
    pub top: Option<usize>,
    pub sort: Sort,
    /// Whether the total stands below them, where it is counted.
    pub total: bool,
}

impl Choice {
    /// All members as data/metrics.yaml has them, and their total.
    pub const ALL: Choice = Choice { members: Vec::new(), top: None, sort: Sort::Members, total: true };
}

/// The order of members in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// As data/metrics.yaml has them, or as they are named.
    Members,
    /// By the rules of the language.
    Name,
    /// The greatest first, of a target's status and of what the limits say the worst; gaps last.
    By(TableColumn),
}

impl Line {
    /// The line of a figure.
    pub fn of(head: String, href: Option<String>, figure: Arc<Figure>) -> Line {
        let whole = Part::total(figure.cell.0.len());
        Line { head, href, figure, whole, kind: LineKind::Figure }
    }

    /// The line in another period.
    pub fn figure_in(&self, known: Known<'_>, period: Period) -> Arc<Figure> {
        let Figure { metric, cell, .. } = &*self.figure;
        let figures = |cells: &[Part]| cells.iter().map(|cell| known.figure(metric, cell, period)).collect::<Vec<_>>();
        match &self.kind {
            _ if period == self.figure.period => self.figure.clone(),
            LineKind::Figure | LineKind::Total => known.figure(metric, cell, period),
            LineKind::Rest { rest, others } => {
                let whole = known.figure(metric, &self.whole, period);
                Arc::new(known.together(&whole, &figures(others), &figures(rest)))
            }
        }
    }

    /// The share of the whole in the line's period.
    pub fn share(&self, known: Known<'_>) -> Amount {
        let like = match &self.kind {
            LineKind::Rest { rest, .. } => rest.first().unwrap_or(&self.whole),
            LineKind::Figure | LineKind::Total => &self.figure.cell,
        };
        known.share(&self.figure, &known.figure(&self.figure.metric, &self.whole, self.figure.period), like)
    }

    /// Whether it is a figure by itself, which has a target and a page: not what several come to.
    pub fn is_figure(&self) -> bool {
        !matches!(self.kind, LineKind::Rest { .. })
    }

    /// Whether it is one of several, not their total.
    pub fn is_part(&self) -> bool {
        !matches!(self.kind, LineKind::Total)
    }

    /// How far it moved since a period.
    pub fn change(&self, known: Known<'_>, since: Period) -> Amount {
        self.figure.change_from(&self.figure_in(known, since)).absolute
    }

    /// Its limits, where there are values enough to say anything.
    fn limits(&self, known: Known<'_>) -> Option<Spc> {
        self.is_figure().then(|| known.spc(&self.figure)).flatten().filter(Spc::shows_icons)
    }

    /// What it is ordered by in a column; `None` for a gap.
    fn key(&self, known: Known<'_>, column: TableColumn) -> Option<Decimal> {
        let change = |since| self.change(known, since).ok();
        let period = self.figure.period;
        match column {
            TableColumn::Value => self.figure.value(),
            TableColumn::Previous => self.figure_in(known, period.previous()).value(),
            TableColumn::Change => change(period.previous()),
            TableColumn::YearAgo => self.figure_in(known, period.year_before()).value(),
            TableColumn::ChangeYear => change(period.year_before()),
            TableColumn::Target => known.bounds(&self.figure).map(|bounds| bounds.target),
            TableColumn::Status => match known.judge(&self.figure)?.verdict {
                Verdict::NotMet => Some(Decimal::TWO),
                Verdict::Near => Some(Decimal::ONE),
                Verdict::Met => Some(Decimal::ZERO),
                Verdict::Unknown => None,
            },
            TableColumn::Share => self.share(known).ok(),
            TableColumn::Variation => {
                let spc = self.limits(known)?;
                Some(match spc.variation?.class {
                    Class::Concern => Decimal::from(3),
                    Class::NeutralHigh | Class::NeutralLow => Decimal::TWO,
                    Class::CommonCause => Decimal::ONE,
                    Class::Improvement => Decimal::ZERO,
                })
            }
            TableColumn::Assurance => Some(match self.limits(known)?.assurance? {
                Assurance::Fail => Decimal::TWO,
                Assurance::HitOrMiss => Decimal::ONE,
                Assurance::Pass => Decimal::ZERO,
            }),
            TableColumn::Reason | TableColumn::Action | TableColumn::Trend => None,
        }
    }
}

/// The figures of a dimension's members in the period of `of`, of which anything is known in one of `periods`, each with its
/// label, and the names of those that are left out and were counted before: that closed, or were merged. All members
/// where nothing is known of any: then it is their figures that are missing, not they.
pub fn counted(
    wording: Wording<'_>,
    of: &Figure,
    dimension: &str,
    periods: &dyn Fn() -> Vec<Period>,
) -> (Vec<(String, Arc<Figure>)>, Vec<String>) {
    let known = wording.known;
    let in_period = |figure: &Figure, period| known.figure(&figure.metric, &figure.cell, period);
    let is_counted = |(_, figure): &(String, Arc<Figure>)| {
        !figure.is_not_counted() || periods().into_iter().any(|period| !in_period(figure, period).is_not_counted())
    };
    let all = members(wording, of, dimension);
    let (counted, others): (Vec<_>, Vec<_>) = all.iter().cloned().partition(is_counted);
    if counted.is_empty() {
        return (all, Vec::new());
    }
    let before = others.into_iter().filter(|(_, figure)| known.was_ever_counted(figure));
    (counted, before.map(|(name, _)| name).collect())
}

/// The ids of the members of which anything is known in one of several figures, and what is to be said of those that were
/// counted before.
pub fn counted_in_any(wording: Wording<'_>, of: &[Arc<Figure>], dimension: &str) -> (Vec<String>, Option<String>) {
    let Some(definition) = wording.known.catalog().dimensions.get(dimension) else { return (Vec::new(), None) };
    let figures: Vec<Vec<Arc<Figure>>> =
        of.iter().map(|of| members(wording, of, dimension).into_iter().map(|(_, figure)| figure).collect()).collect();
    let column = |index: usize| figures.iter().filter_map(move |row| row.get(index));
    let is_counted = |index: &usize| column(*index).any(|figure| !figure.is_not_counted());
    let (counted, others): (Vec<usize>, Vec<usize>) = (0..definition.members.len()).partition(is_counted);
    let ids = |indices: &[usize]| {
        indices.iter().filter_map(|index| Some(definition.members.get_index(*index)?.0.clone())).collect()
    };
    if counted.is_empty() {
        return (ids(&others), None);
    }
    let before = others.iter().filter(|index| column(**index).any(|figure| wording.known.was_ever_counted(figure)));
    let label = |index: &usize| Some(definition.members.get_index(*index)?.1.get(wording.language).to_owned());
    let names: Vec<String> = before.filter_map(label).collect();
    (ids(&counted), not_counted(wording, &names))
}

/// What is to be said of members that nobody counts any more; `None` where there are none.
pub fn not_counted(wording: Wording<'_>, names: &[String]) -> Option<String> {
    let language = wording.language;
    let words = l10n::capital(words(language).not_counted);
    (!names.is_empty()).then(|| format!("{words}: {}", l10n::list(names, language)))
}

/// The rows of a dimension's members in the period of `of`, for a table that shows `periods` besides, and what is to be
/// said of those that are left out or hidden.
///
/// Of members that the author does not name, those have a row of which anything is known in a period of the table; among
/// the greatest are those that are counted in the period of `of`.
pub fn of_members(
    wording: Wording<'_>,
    of: &Arc<Figure>,
    dimension: &str,
    choice: &Choice,
    periods: &dyn Fn() -> Vec<Period>,
) -> (Vec<Line>, Option<String>) {
    let known = wording.known;
    let (all, gone) = match (choice.members.is_empty(), choice.top) {
        (false, _) => (members(wording, of, dimension), Vec::new()),
        (true, Some(_)) => counted(wording, of, dimension, &Vec::new),
        (true, None) => counted(wording, of, dimension, periods),
    };
    let index = known.metric(&of.metric).and_then(|metric| metric.by.iter().position(|name| name == dimension));
    let id = |figure: &Figure| figure.cell.0.get(index?).cloned().flatten();
    let line = |(label, figure): &(String, Arc<Figure>)| Line {
        whole: of.cell.clone(),
        ..Line::of(label.clone(), None, figure.clone())
    };
    let mut lines: Vec<Line> = match choice.members.as_slice() {
        [] => all.iter().map(line).collect(),
        chosen => {
            let find = |member: &String| all.iter().find(|(_, figure)| id(figure).as_ref() == Some(member));
            chosen.iter().filter_map(find).map(line).collect()
        }
    };
    let count = lines.len();
    let is_ranked = choice.top.is_some() || matches!(choice.sort, Sort::By(_));
    let hides = is_ranked && lines.iter().any(|line| line.figure.is_suppressed());
    let mut remarks: Vec<String> =
        hides.then(|| words(wording.language).hidden_stand_last.to_owned()).into_iter().collect();
    // The others of one are that one.
    let rest = choice.top.filter(|top| top + 1 < count).map(|top| {
        let by = if let Sort::By(column) = choice.sort { column } else { TableColumn::Value };
        let order = lines.clone();
        sort(wording, &mut lines, by);
        let rest = lines.split_off(top);
        lines.sort_by_key(|line| order.iter().position(|other| other.figure.cell == line.figure.cell));
        rest
    });
    match choice.sort {
        Sort::Members => {}
        Sort::Name => lines.sort_by(|a, b| l10n::compare(&a.head, &b.head, wording.language)),
        Sort::By(column) => sort(wording, &mut lines, column),
    }
    if let Some(rest) = rest {
        let shown = phrases::greatest_of(count - rest.len(), count, wording.language);
        if known.metric(&of.metric).is_some_and(|metric| metric.parts_add_up(of.period.grain())) {
            lines.push(together(wording, of, &lines, &rest));
        } else {
            remarks.push(format!("{shown}; {}", words(wording.language).others_have_no_sum));
        }
    }
    remarks.extend(not_counted(wording, &gone));
    let is_counted = || of.is_stated() || known.figure(&of.metric, &of.cell, of.period.previous()).is_stated();
    if choice.total && is_counted() {
        let head = wording.whole([(of.metric.as_str(), of.period.grain())], !choice.members.is_empty());
        let total = Line::of(head.to_owned(), None, of.clone());
        lines.push(Line { whole: of.cell.clone(), kind: LineKind::Total, ..total });
    }
    (lines, (!remarks.is_empty()).then(|| remarks.join(". ")))
}

/// The members that moved their total since a period, the one that did most first or as they are named; then all others
/// in one row, with those that are hidden in either period; then the total.
///
/// One that is hidden and the only other has a row of its own, since the row of all others would tell what it is.
pub fn by_change(wording: Wording<'_>, of: &Arc<Figure>, dimension: &str, choice: &Choice, since: Period) -> Vec<Line> {
    let known = wording.known;
    let (mut lines, _) = of_members(wording, of, dimension, &Choice::ALL, &|| vec![since]);
    let total: Vec<Line> = lines.extract_if(.., |line| !line.is_part()).collect();
    let index = known.metric(&of.metric).and_then(|metric| metric.by.iter().position(|name| name == dimension));
    let named = |line: &Line| {
        let id = line.figure.cell.0.get(index?)?.as_ref()?;
        choice.members.iter().position(|member| member == id)
    };
    let change = |line: &Line| line.change(known, since);
    // What is missing comes first, to be refused by its name.
    let size = |line: &Line| change(line).map_or(Decimal::MAX, |change| change.abs());
    lines.sort_by(|a, b| {
        let by_name = || l10n::compare(&a.head, &b.head, wording.language);
        named(a).cmp(&named(b)).then_with(|| size(b).cmp(&size(a))).then_with(by_name)
    });
    let is_hidden = |line: &Line| change(line) == Err(Gap::Suppressed);
    let mut rest: Vec<Line> = lines.extract_if(.., |line| is_hidden(line)).collect();
    let hidden = rest.len();
    if choice.members.is_empty() {
        let top = choice.top.unwrap_or(usize::MAX);
        // The others of one are that one.
        if hidden > 0 || lines.len() > top.saturating_add(1) {
            rest.extend(lines.drain(top.min(lines.len())..));
        }
    } else {
        rest.extend(lines.extract_if(.., |line| named(line).is_none()));
    }
    match rest.as_slice() {
        [] => {}
        [_] => lines.append(&mut rest),
        _ => lines.push(together(wording, of, &lines, &rest)),
    }
    lines.extend(total);
    lines
}

/// Which of the lines is what several members come to.
pub fn sum(lines: &[Line]) -> Option<usize> {
    lines.iter().position(|line| !line.is_figure())
}

/// The greatest first, gaps last; equal ones by name.
fn sort(wording: Wording<'_>, lines: &mut [Line], column: TableColumn) {
    let mut keyed: Vec<(Option<Decimal>, Line)> =
        lines.iter().map(|line| (line.key(wording.known, column), line.clone())).collect();
    keyed.sort_by(|(a, one), (b, other)| {
        Reverse(a).cmp(&Reverse(b)).then_with(|| l10n::compare(&one.head, &other.head, wording.language))
    });
    for (place, (_, line)) in lines.iter_mut().zip(keyed) {
        *place = line;
    }
}

/// The row of all members that have none of their own.
fn together(wording: Wording<'_>, of: &Figure, shown: &[Line], rest: &[Line]) -> Line {
    let figures = |lines: &[Line]| lines.iter().map(|line| line.figure.clone()).collect::<Vec<_>>();
    let cells = |lines: &[Line]| lines.iter().map(|line| line.figure.cell.clone()).collect::<Vec<_>>();
    let figure = Arc::new(wording.known.together(of, &figures(shown), &figures(rest)));
    let kind = LineKind::Rest { rest: cells(rest), others: cells(shown) };
    let head = phrases::others(rest.len(), wording.language);
    Line { whole: of.cell.clone(), kind, ..Line::of(head, None, figure) }
}
