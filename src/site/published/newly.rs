//! What a published report would show and did not: figures of earlier periods, of new members, and of a metric that takes
//! the place of one that is gone.
//!
//! The ledger has what was shown; it cannot have a line for each figure that was not. So a report says in which periods and
//! of which members anything was stated, and whatever is stated beside that is new to its readers.

use std::collections::{BTreeMap, BTreeSet};

use super::broken::Broken;
use super::compare::{Found, Now};
use super::stated::Stated;
use super::told::{Key, Told, is_part};
use super::{is_hidden, value};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, StatedPart};
use crate::l10n;
use crate::model::catalog::Metric;
use crate::model::ledger::{Change, STATED, What, alike};
use crate::model::snapshot::Cell;

impl Now<'_> {
    /// What is gone and what is new and called the same are one to readers, be they metrics or members, whatever their
    /// ids.
    pub(super) fn compare_renamed(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        let catalog = known.catalog();
        let all = || told.values.keys().chain(&told.hidden);
        let was_there: BTreeSet<(&str, &Cell)> = all().map(|(id, _, cell)| (*id, cell)).collect();
        // What each part was called, as far as it is not called so today: that is told apart by its readers.
        let mut called: BTreeMap<(&str, &Cell), BTreeSet<String>> = BTreeMap::new();
        for ((id, _, cell), labels) in &told.labels {
            called.entry((id, cell)).or_default().extend(labels.iter().map(|label| alike(label)));
        }
        for ((id, cell), labels) in &mut called {
            if known.metric(id).is_some_and(|metric| is_part(catalog, metric, cell)) {
                labels.remove(&alike(&self.wording.label(id, cell)));
            }
        }
        called.retain(|_, labels| !labels.is_empty());
        let lost: BTreeSet<&String> = called.values().flatten().collect();
        let begins_so = |metric: &Metric| {
            let label = alike(metric.label.get(self.wording.language));
            lost.iter().any(|lost| lost.starts_with(&label))
        };
        let mut new: BTreeMap<String, (&String, &Metric, Cell)> = BTreeMap::new();
        for (id, metric) in catalog.metrics.iter().filter(|(_, metric)| begins_so(metric)) {
            let parts = self.called(id, metric).into_iter().filter(|(label, _)| lost.contains(label));
            let parts = parts.filter(|(_, cell)| !was_there.contains(&(id.as_str(), cell)));
            new.extend(parts.map(|(label, cell)| (label, (id, metric, cell))));
        }
        if new.is_empty() {
            return;
        }
        let mut counted: BTreeSet<&str> = BTreeSet::new();
        for key in all() {
            let (id, period, cell) = key;
            let labels = called.get(&(*id, cell)).into_iter().flatten();
            let mut same = labels.filter_map(|label| new.get(label));
            let same = same.find(|(_, metric, _)| period.grain() >= metric.grain);
            if let Some((new, metric, cell)) = same {
                let figure = self.figure(new, cell, *period);
                if figure.rests_on_anything() {
                    counted.insert(new);
                }
                self.compare_with_renamed(told, key, (new, metric), &figure, found);
            }
        }
        // What stood beside the figures of a whole metric is held, too. One that begins later is not the same.
        let whole = |id: &str, cell: &Cell| {
            let labels = called.get(&(id, cell)).into_iter().flatten();
            let (new, metric, now) = labels.filter_map(|label| new.get(label)).next()?;
            let is_metric = cell.is_total() == now.is_total() && !catalog.metrics.contains_key(id);
            let is_same = is_metric && cell.0.len() == metric.by.len() && counted.contains(new.as_str());
            is_same.then(|| (new.as_str(), now.clone()))
        };
        let renamed = told.of_renamed(&whole);
        self.compare_all_shown(&renamed, found);
        self.compare_targets(&renamed, found);
        self.compare_notes(&renamed, found);
        self.compare_meanings(&renamed, found);
        self.compare_beside(&renamed, found);
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
    pub(super) fn called(&self, id: &str, metric: &Metric) -> BTreeMap<String, Cell> {
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
            // A part that was shown is not new, whatever id it has since.
            let was_shown = |part: &StatedPart<'_>, period: Period| {
                let key = (*id, period, part.cell.clone());
                told.values.contains_key(&key) || told.hidden.contains(&key)
            };
            let has_new_id = |part: &StatedPart<'_>| {
                was_shown(part, of.figure.period) && before.has(part.period) && !part.cell.is_total()
            };
            new.retain(|part| !before.has_part(part) && !has_new_id(part));
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
