//! What a published report would show and did not: figures of earlier periods, of new members, and of a metric that takes
//! the place of one that is gone.
//!
//! The ledger has what was shown; it cannot have a line for each figure that was not. So a report says in which periods and
//! of which members anything was stated, and whatever is stated beside that is new to its readers.

use std::collections::{BTreeMap, BTreeSet};

use super::broken::Broken;
use super::compare::{Found, Now};
use super::stated;
use super::told::{Beside, Key, Told};
use super::{is_hidden, value};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::StatedPart;
use crate::l10n;
use crate::model::catalog::Metric;
use crate::model::ledger::{Change, STATED, What};

impl Now<'_> {
    /// A metric that is gone and one that is new and called the same are one to readers, whatever their ids.
    pub(super) fn compare_renamed(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        let label = |label: &str| label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let ids: BTreeSet<&str> = told.values.keys().map(|(id, ..)| *id).collect();
        let of_whole = |(key, beside): (&Key<'_>, &Beside<'_>)| key.2.is_total().then(|| label(&beside.shown.label));
        let gone: BTreeMap<&str, String> = ids
            .iter()
            .filter(|id| known.metric(id).is_none())
            .filter_map(|id| {
                let own = told.shown.iter().filter(|(key, _)| key.0 == *id);
                Some((*id, own.filter_map(of_whole).next_back()?))
            })
            .collect();
        if gone.is_empty() {
            return;
        }
        let catalog = known.catalog();
        for (new, metric) in catalog.metrics.iter().filter(|(id, _)| !ids.contains(id.as_str())) {
            let called = label(metric.label.get(self.wording.language));
            let same = |key: &&Key<'_>| gone.get(key.0).is_some_and(|label| *label == called);
            for key in told.values.keys().filter(same).filter(|(.., cell)| cell.0.len() == metric.by.len()) {
                let (Some(was), figure) = (told.values.get(key), self.figure(new, &key.2, key.1)) else { continue };
                let now = value(&figure.amount);
                if figure.rests_on_anything() && !is_hidden(&figure.amount) && was.value != now.as_deref() {
                    found.broken.push(Broken::of(self.wording, metric, &figure, *was, told.report));
                }
            }
        }
    }

    /// What is stated now of published periods and those before, and was not: it would be shown in charts, tables,
    /// changes and limits.
    pub(super) fn compare_stated(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        for (id, was) in &told.meanings {
            let Some(metric) = known.metric(id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let text = was.get(STATED).map(String::as_str);
            // Where it changes figures, these are the fault. Of a metric without any figure, the page may not speak.
            let is_told = text.is_some_and(|text| !text.is_empty() || self.named.contains(*id));
            if !is_told || found.broken.iter().any(|broken| broken.metric == **id) {
                continue;
            }
            let year_start = known.catalog().year_start;
            let Some(before) = stated::read(text.unwrap_or_default(), metric.grain, year_start) else { continue };
            let parts = known.stated_parts(id, &of.figure.cell, of.figure.period);
            let now = stated::by_period(&parts);
            let is_new = |part: &&StatedPart<'_>| before.get(&part.period) != now.get(&part.period);
            let new: Vec<&StatedPart<'_>> = parts.iter().filter(is_new).collect();
            let of_members = self.new_members(metric, was, &new);
            for (change, place) in &of_members {
                found.add(told, change.clone(), place);
            }
            // Of a period of which some parts were stated, those which were shown are not new.
            let is_earlier = |part: &&&StatedPart<'_>| {
                let key = (*id, part.period, part.cell.clone());
                let was_shown = || told.values.contains_key(&key) || told.hidden.contains(&key);
                let is_whole = part.cell.is_total() && before.contains_key(&part.period);
                !(was_shown() || is_whole) && (of_members.is_empty() || !before.contains_key(&part.period))
            };
            let earlier: Vec<&&StatedPart<'_>> = new.iter().filter(is_earlier).collect();
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
        new: &[&StatedPart<'_>],
    ) -> Vec<(Change, Place)> {
        let Some(listed) = was.get("members") else { return Vec::new() };
        let of_dimension = |(index, (name, listed)): (usize, (&String, &str))| {
            let member = |part: &&&StatedPart<'_>| part.cell.0.get(index).cloned().flatten();
            let is_new = |part: &&&StatedPart<'_>| {
                member(part).is_some_and(|member| !listed.split(' ').any(|known| known == member))
            };
            let parts: Vec<&&StatedPart<'_>> = new.iter().filter(is_new).collect();
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
    fn periods(&self, periods: &BTreeSet<Period>) -> String {
        let language = self.wording.language;
        let text = |period: &Period| l10n::period(*period, language);
        match (periods.first(), periods.last()) {
            (Some(first), Some(last)) if periods.len() > 3 => format!("{} – {}", text(first), text(last)),
            _ => l10n::list(&periods.iter().map(text).collect::<Vec<_>>(), language),
        }
    }
}
