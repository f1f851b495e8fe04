//! What a published report would show and did not: figures of earlier periods, and of new members.
//!
//! The ledger has what was shown; it cannot have a line for each figure that was not. So a report says in which periods and
//! of which members anything was stated, and whatever is stated beside that is new to its readers.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Found, Now};
use super::stated::{Stated, went_on};
use super::told::Told;
use super::value;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, StatedPart, Working};
use crate::l10n;
use crate::model::catalog::{Kind, Metric};
use crate::model::ledger::{Change, STATED, What};

impl Now<'_> {
    /// What is stated now of published periods and those before, and was not: it would be shown in charts, tables,
    /// changes and limits.
    pub(super) fn compare_stated(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        for (id, was) in &told.meanings {
            let Some(metric) = known.metric(id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let text = was.get(STATED).map(String::as_str);
            // Of a metric without any figure, the page may not speak.
            if !text.is_some_and(|text| !text.is_empty() || self.named.contains(*id)) {
                continue;
            }
            let year_start = known.catalog().year_start;
            let Some(before) = Stated::read(text.unwrap_or_default(), metric.grain, year_start) else { continue };
            let mut new = known.stated_parts(id, &of.figure.cell, of.figure.period);
            // A part that was shown is not new, whatever id it has since.
            let was_shown = |part: &StatedPart<'_>, period: Period| {
                let key = (*id, period, part.cell.clone());
                told.values.get(&key).is_some_and(|was| was.value.is_some()) || told.hidden.contains(&key)
            };
            let has_new_id = |part: &StatedPart<'_>| {
                was_shown(part, of.figure.period) && before.has(part.period) && !part.cell.is_total()
            };
            let was_stated = |part: &StatedPart<'_>| {
                self.cells_before(told, (id, metric), part.cell)
                    .iter()
                    .any(|cell| before.has_part(&StatedPart { cell, ..*part }))
            };
            new.retain(|part| !was_stated(part) && !has_new_id(part));
            let mut of_metric = found.broken.iter_mut().filter(|broken| broken.metric == **id).peekable();
            if of_metric.peek().is_some() {
                // Where it changes figures, these are the fault; it lies where a sum was completed.
                of_metric.for_each(|broken| broken.is_completed_by(&new));
                continue;
            }
            let of_members = self.new_members(metric, was, &new);
            for (change, place) in &of_members {
                found.add_of(told, change.clone(), "new".to_owned(), place);
            }
            // What was shown is not new, nor is the period of a member that is.
            let is_earlier = |part: &&StatedPart<'_>| {
                !was_shown(part, part.period) && (of_members.is_empty() || !before.has(part.period))
            };
            let earlier: Vec<&StatedPart<'_>> = new.iter().filter(is_earlier).collect();
            if let [first, ..] = earlier[..] {
                let periods: BTreeSet<Period> = earlier.iter().map(|part| part.period).collect();
                let change = self.change(What::Earlier, id, metric, (None, Some(self.periods(&periods))));
                found.add(told, change, first.place);
            }
        }
    }

    /// Whether it had no value because nothing at all was stated of an earlier period when the report came out: of its
    /// own, or of one that it is computed from. That something is now is told of that period (`compare_stated`).
    pub(super) fn is_of_a_late_month(&self, told: &Told<'_>, figure: &Figure) -> bool {
        let is_own = self.period_of(&figure.metric).is_none_or(|own| figure.period >= own);
        let is_stated = matches!(figure.working, Working::Stated { .. });
        figure.amount.is_ok() && !(is_own && is_stated) && self.rests_on_late(told, &figure.metric, figure.period)
    }

    fn rests_on_late(&self, told: &Told<'_>, id: &str, period: Period) -> bool {
        let catalog = self.wording.known.catalog();
        let Some(metric) = catalog.metrics.get(id) else { return false };
        let was_unknown = |period: &Period| {
            let text = told.meanings.get(id).and_then(|words| words.get(STATED)).filter(|text| !text.is_empty());
            let before = text.and_then(|text| Stated::read(text, metric.grain, catalog.year_start));
            before.is_some_and(|before| !before.has(*period))
        };
        match &metric.kind {
            Kind::Stock | Kind::Flow => period.parts(metric.grain).iter().any(was_unknown),
            Kind::Ratio { .. } => metric.inputs().into_iter().any(|input| self.rests_on_late(told, input, period)),
            Kind::Derived(_) => [period, period.previous()]
                .into_iter()
                .any(|period| metric.inputs().into_iter().any(|input| self.rests_on_late(told, input, period))),
            Kind::Cumulative { of, .. } => {
                let first = self.wording.known.first_period(of).filter(|first| *first <= period);
                first.is_some_and(|first| first.through(period).any(|period| self.rests_on_late(told, of, period)))
            }
        }
    }

    /// The period of the report's own figure of a metric.
    fn period_of(&self, id: &str) -> Option<Period> {
        self.figures.and_then(|figures| figures.metrics.get(id)).map(|of| of.figure.period)
    }

    /// The last month of which a line says that anything was stated.
    pub(super) fn told_until(&self, told: &Told<'_>) -> Option<Period> {
        let known = self.wording.known;
        let stated = |(id, words): (&&str, &&BTreeMap<String, String>)| {
            let stated = Stated::read(words.get(STATED)?, known.metric(id)?.grain, known.catalog().year_start)?;
            stated.last().map(Period::last_month)
        };
        told.meanings.iter().filter_map(stated).max()
    }

    /// Figures of a quarter or year that were published before its last month was stated: whatever its months, they went
    /// on, which those that have the metric itself say already.
    pub(super) fn compare_gone_on(&self, told: &Told<'_>, found: &mut Found) {
        let until = LazyCell::new(|| self.told_until(told));
        for (key, was) in &told.values {
            let (id, period, cell) = key;
            let metric = self.wording.known.metric(id).filter(|metric| period.grain() > metric.grain);
            let Some(metric) = metric else { continue };
            let figure = self.figure(id, cell, *period);
            let now = value(&figure.amount);
            if was.value != now.as_deref() && !told.hidden.contains(key) && went_on(&figure, *until) {
                let of = self.periods(&BTreeSet::from([*period]));
                found.add(told, self.change(What::Earlier, id, metric, (None, Some(of))), &metric.place);
            }
        }
    }

    /// That members have figures which were no members when the report was published, dimension by dimension, with the
    /// first line that states one.
    fn new_members(
        &self,
        metric: &Metric,
        was: &BTreeMap<String, String>,
        new: &[StatedPart<'_>],
    ) -> Vec<(Change, Place)> {
        let Some(listed) = was.get("members") else { return Vec::new() };
        let of_dimension = |(index, (name, listed)): (usize, (&String, &str))| {
            let member = |part: &&StatedPart<'_>| part.cell.0.get(index).cloned().flatten();
            let is_new = |part: &&StatedPart<'_>| {
                member(part).is_some_and(|member| !listed.split(' ').any(|known| known == member))
            };
            let parts: Vec<&StatedPart<'_>> = new.iter().filter(is_new).collect();
            let ids: BTreeSet<String> = parts.iter().filter_map(member).collect();
            let members = &self.wording.known.catalog().dimensions.get(name)?.members;
            let labels = members.iter().filter(|(id, _)| ids.contains(*id));
            let labels: Vec<String> = labels.map(|(_, label)| label.get(self.wording.language).to_owned()).collect();
            let labels = l10n::list(&labels, self.wording.language);
            let place = parts.first()?.place.clone();
            Some((self.dimension_changed(name, (None, Some(labels)))?, place))
        };
        // By which label a dimension is listed; of one that is new, all members are.
        let catalog = self.wording.known.catalog();
        let labels: Vec<&str> = was.get("by").map_or_else(Vec::new, |by| by.lines().collect());
        let listed: Vec<&str> = listed.lines().collect();
        let listed_as = |(index, name): (usize, &String)| {
            let label = catalog.dimensions.get(name).map(|dimension| dimension.label.get(self.wording.language));
            let same = labels.iter().position(|known| Some(*known) == label);
            let index = same.or_else(|| (listed.len() == metric.by.len()).then_some(index));
            index.and_then(|index| listed.get(index)).copied().unwrap_or_default()
        };
        let all = metric.by.iter().enumerate();
        metric.by.iter().zip(all.map(listed_as)).enumerate().filter_map(of_dimension).collect()
    }

    /// Periods as readers see them; of many the first and the last.
    pub(super) fn periods(&self, periods: &BTreeSet<Period>) -> String {
        let language = self.wording.language;
        let text = |period: &Period| l10n::period(*period, language);
        match (periods.first(), periods.last()) {
            (Some(first), Some(last)) if periods.len() > 3 => format!("{} – {}", text(first), text(last)),
            _ => l10n::list(&periods.iter().map(text).collect::<Vec<_>>(), language),
        }
    }
}
