//! What a published report would show and did not: figures of earlier periods, of new members, and of a metric that takes
//! the place of one that is gone.
//!
//! The ledger has what was shown; it cannot have a line for each figure that was not. So a report says in which periods and
//! of which members anything was stated, and whatever is stated beside that is new to its readers.

use std::collections::{BTreeMap, BTreeSet};

use super::broken::Broken;
use super::compare::{Found, Now};
use super::stated::Stated;
use super::told::{Key, Told};
use super::{is_hidden, value};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, StatedPart};
use crate::l10n;
use crate::model::catalog::Metric;
use crate::model::ledger::{Change, STATED, What};
use crate::model::snapshot::Cell;

/// A label as far as it tells one thing from another.
fn alike(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Now<'_> {
    /// A metric that is gone and one that is new and called the same are one to readers, whatever their ids and those of
    /// their members.
    pub(super) fn compare_renamed(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        let was_there: BTreeSet<&str> = told.values.keys().chain(&told.hidden).map(|(id, ..)| *id).collect();
        let catalog = known.catalog();
        for id in &was_there {
            // Its parts were called like the whole, whatever that was called then.
            let mut called: BTreeMap<&Cell, BTreeSet<String>> = BTreeMap::new();
            for ((_, _, cell), labels) in told.labels.iter().filter(|((of, ..), _)| of == id) {
                called.entry(cell).or_default().extend(labels.iter().map(|label| alike(label)));
            }
            let Some(whole) = called.iter().find(|(cell, _)| cell.is_total()).map(|(_, labels)| labels) else {
                continue;
            };
            // What is called the same today is told apart by its readers.
            let is_called = known.metric(id).map(|metric| alike(metric.label.get(self.wording.language)));
            let is_it = |(new, metric): &(&String, &Metric)| {
                let label = alike(metric.label.get(self.wording.language));
                !was_there.contains(new.as_str()) && whole.contains(&label) && is_called.as_ref() != Some(&label)
            };
            for (new, metric) in catalog.metrics.iter().filter(is_it) {
                let cells = self.called(new, metric);
                for key in told.values.keys().chain(&told.hidden).filter(|(of, ..)| of == id) {
                    let (_, period, cell) = key;
                    let labels = called.get(cell).or_else(|| cell.is_total().then_some(whole)).into_iter().flatten();
                    let mut same =
                        labels.filter_map(|label| cells.get(label)).filter(|_| period.grain() >= metric.grain);
                    let Some(cell) = same.next() else { continue };
                    let figure = self.figure(new, cell, *period);
                    self.compare_with_renamed(told, key, (new, metric), &figure, found);
                }
            }
        }
    }

    fn compare_with_renamed(
        &self,
        told: &Told<'_>,
        key: &Key<'_>,
        (new, metric): (&str, &Metric),
        figure: &Figure,
        found: &mut Found,
    ) {
        if !figure.rests_on_anything() || is_hidden(&figure.amount) {
            return;
        }
        let now = value(&figure.amount);
        match told.values.get(key) {
            Some(was) if was.value != now.as_deref() => {
                found.broken.push(Broken::of(self.wording, metric, figure, *was, told.report));
            }
            None if now.is_some() => {
                found.add(told, self.change(What::Hiding, new, metric, (None, None)), &metric.place);
            }
            _ => {}
        }
    }

    /// The cells of a metric by what readers call them.
    fn called(&self, id: &str, metric: &Metric) -> BTreeMap<String, Cell> {
        let dimensions = &self.wording.known.catalog().dimensions;
        let mut cells = vec![Cell(Vec::new())];
        for name in &metric.by {
            let members = dimensions.get(name).into_iter().flat_map(|dimension| dimension.members.keys().cloned());
            let members: Vec<Option<String>> = std::iter::once(None).chain(members.map(Some)).collect();
            let with = |cell: &Cell| {
                let with_one =
                    |member: &Option<String>| Cell([cell.0.as_slice(), std::slice::from_ref(member)].concat());
                members.iter().map(with_one).collect::<Vec<_>>()
            };
            cells = cells.iter().flat_map(with).collect();
        }
        cells.into_iter().map(|cell| (alike(&self.wording.label(id, &cell)), cell)).collect()
    }

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
            new.retain(|part| !before.has_part(part));
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
                let key = (*id, part.period, part.cell.clone());
                let was_shown = told.values.contains_key(&key) || told.hidden.contains(&key);
                !was_shown && (of_members.is_empty() || !before.has(part.period))
            };
            let earlier: Vec<&StatedPart<'_>> = new.iter().filter(is_earlier).collect();
            if let [first, ..] = earlier[..] {
                let periods: BTreeSet<Period> = earlier.iter().map(|part| part.period).collect();
                let change = self.change(What::Earlier, id, metric, (None, Some(self.periods(&periods))));
                found.add(told, change, first.place);
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
        metric.by.iter().zip(listed.lines()).enumerate().filter_map(of_dimension).collect()
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
