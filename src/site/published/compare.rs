//! What a report was published with, held against what it would show now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::broken::{self, Broken, is_rounding};
use super::changed::{self, Changed, retired};
use super::record::{meanings, note, note_without_kind, shown, target};
use super::told::{Beside, Key, Told};
use super::{is_hidden, value};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, Figures};
use crate::diag::Diagnostic;
use crate::l10n::wording::{self, Wording, verdict_within};
use crate::l10n::{phrases, words};
use crate::model::Decimal;
use crate::model::catalog::{Better, Metric, Protection};
use crate::model::content::Contact;
use crate::model::ledger::{Change, OLDEST_MEANINGS, PageDigests, Shown, Target, What};
use crate::model::settings::Settings;
use crate::model::snapshot::Cell;

/// What differs from what was published.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub broken: Vec<Broken>,
    /// With a reason or without one.
    pub changed: Vec<Changed>,
}

impl Found {
    /// Without what was changed besides figures.
    pub fn of_figures(self) -> Found {
        Found { changed: Vec::new(), ..self }
    }

    /// What was changed with a reason.
    pub fn explained(&self) -> impl Iterator<Item = &Change> {
        self.changed.iter().filter(|changed| changed.is_explained()).map(|changed| &changed.change)
    }

    /// Finds whether the page says something else. Words of templates that are not known are taken for the same.
    pub fn compare_page(&mut self, now: &Now<'_>, told: &Told<'_>) {
        let (Some(was), Some((page, place))) = (told.page, &now.page) else { return };
        let allows = |said: &'_ BTreeMap<String, String>| said.get("raw_html").cloned();
        let is_read_otherwise =
            told.settings.and_then(allows).zip(allows(&now.said)).is_some_and(|(was, now)| was != now);
        let is_written_otherwise = was.source != page.source || is_read_otherwise;
        let says_otherwise = was.text != page.text
            || differ(was.says.as_ref(), page.says.as_ref())
            || differ(was.form.as_ref(), page.form.as_ref())
            || differ(was.ids.as_ref(), page.ids.as_ref());
        let is_set_otherwise = was.templates != page.templates && !page.words.is_empty();
        let shows_otherwise = was.words != page.words
            || differ(was.shows.as_ref(), page.shows.as_ref())
            || differ(was.places.as_ref(), page.places.as_ref());
        let is_beside_another =
            differ(was.files.as_ref(), page.files.as_ref()) || differ(was.beside.as_ref(), page.beside.as_ref());
        // The same text may take its words from elsewhere: the members of a dimension, the title of the site. Where a
        // figure, a target or a label is another one, that is told by itself.
        let takes_others = was.text != page.text || differ(was.says.as_ref(), page.says.as_ref());
        let takes_others = takes_others && self.broken.is_empty() && self.changed.is_empty();
        let is_set_otherwise = is_set_otherwise && shows_otherwise;
        if is_written_otherwise && says_otherwise || is_set_otherwise || is_beside_another || takes_others {
            let change = Change {
                what: What::Text,
                metric: None,
                label: String::new(),
                was: None,
                now: None,
                reason: now.edition.unwrap_or_default().to_owned(),
            };
            self.add(told, change, place);
        }
    }

    fn extend(&mut self, change: Option<Change>, told: &Told<'_>, place: &Place) {
        change.into_iter().for_each(|change| self.add(told, change, place));
    }

    pub(super) fn add(&mut self, told: &Told<'_>, change: Change, place: &Place) {
        let is_same = |other: &Changed| (other.change.what, &other.change.metric) == (change.what, &change.metric);
        if !self.changed.iter().any(is_same) {
            self.changed.push(Changed::new(told, change, place.clone()));
        }
    }
}

/// The words of a definition that are compared as they are.
const WORDS: [What; 11] = [
    What::Better,
    What::Type,
    What::Limits,
    What::Format,
    What::Forecast,
    What::Source,
    What::Relative,
    What::Action,
    What::AsOf,
    What::OverTime,
    What::Description,
];

/// Whether names stand in another order, as far as both lists have them.
fn stands_otherwise(was: &str, now: &str) -> bool {
    let common = |of: &'_ str, other: &str| -> Vec<String> {
        let other: BTreeSet<&str> = other.split(' ').collect();
        of.split(' ').filter(|name| other.contains(name)).map(str::to_owned).collect()
    };
    common(was, now) != common(now, was)
}

/// Two texts, where they differ.
fn different(was: String, now: String) -> (Option<String>, Option<String>) {
    if was == now { (None, None) } else { (Some(was), Some(now)) }
}

/// Whether two digests differ, as far as both are known.
fn differ(was: Option<&String>, now: Option<&String>) -> bool {
    was.zip(now).is_some_and(|(was, now)| was != now)
}

/// All faults of what was found, each line and each definition once.
pub fn faults(found: Vec<Found>) -> Vec<Diagnostic> {
    let (mut figures, mut changes) = (Vec::new(), Vec::new());
    for one in found {
        figures.extend(one.broken);
        changes.extend(one.changed);
    }
    // A line that changes a figure of one report, and shows one in another, is told as the first.
    let is_of_figures = |one: &Changed| {
        matches!(one.change.what, What::Earlier | What::Members) && figures.iter().any(|of| of.is_of_line(&one.place))
    };
    changes.retain(|one| one.is_explained() || !is_of_figures(one));
    let mut all = broken::faults(figures);
    all.extend(changed::faults(&changes));
    all
}

/// A report, or what other pages show as known in a month, as it is now.
pub struct Now<'a> {
    pub wording: Wording<'a>,
    /// The figures of the report, where it is built.
    pub figures: Option<&'a Figures>,
    /// The metrics that its text and its key figures name.
    pub named: BTreeSet<String>,
    /// Why the text is another one, where the author says so.
    pub edition: Option<&'a str>,
    /// What its page says, and the file of its text.
    pub page: Option<(PageDigests, Place)>,
    /// Who answers for it.
    pub contact: Option<&'a Contact>,
    /// What the settings of the site say on its page; empty where it is not built.
    pub said: BTreeMap<String, String>,
    /// These settings.
    pub site: &'a Settings,
}

impl<'a> Now<'a> {
    /// What stands nowhere but in figures: of a report that is not built, or of pages that belong to none.
    pub fn without_a_page(wording: Wording<'a>, site: &'a Settings) -> Now<'a> {
        let (named, said) = (BTreeSet::new(), BTreeMap::new());
        Now { wording, figures: None, named, edition: None, page: None, contact: None, said, site }
    }
}

/// Finds everything that was published otherwise.
pub fn compare(now: &Now<'_>, told: &Told<'_>) -> Found {
    let mut found = Found::default();
    let catalog = now.wording.known.catalog();
    now.compare_values(told, &mut found);
    // Other pages speak of now, and a report that is not built says nothing.
    if now.figures.is_some() {
        for metric in told.metrics.keys().filter(|metric| !catalog.metrics.contains_key(**metric)) {
            let reason = catalog.retired.get(*metric).map(|reason| reason.get(now.wording.language));
            found.changed.push(retired(told, metric, reason));
        }
        now.compare_renamed(told, &mut found);
        now.compare_stated(told, &mut found);
        now.compare_targets(told, &mut found);
        now.compare_notes(told, &mut found);
        now.compare_meanings(told, &mut found);
        now.compare_settings(told, &mut found);
        found.compare_page(now, told);
    }
    found.changed.sort_by(|a, b| (a.change.what, &a.change.metric).cmp(&(b.change.what, &b.change.metric)));
    found
}

impl Now<'_> {
    fn compare_values(&self, told: &Told<'_>, found: &mut Found) {
        let known = self.wording.known;
        let keys = told.values.keys().chain(told.hidden.iter().filter(|key| !told.values.contains_key(*key)));
        for key in keys {
            let (id, period, cell) = key;
            let Some(metric) = known.metric(id) else { continue };
            let figure = self.figure(id, cell, *period);
            if is_hidden(&figure.amount) {
                continue;
            }
            let now = value(&figure.amount);
            if let Some(was) = told.values.get(key).filter(|was| was.value != now.as_deref()) {
                let reason = self.reason(metric, What::Rounding);
                if is_rounding(was.value, now.as_deref())
                    && (metric.protection == Some(Protection::RoundTo5) || reason.is_some())
                {
                    found.add(told, self.change(What::Rounding, id, metric, (None, None)), &metric.place);
                } else {
                    found.broken.push(Broken::of(self.wording, metric, &figure, *was, told.report));
                }
            } else if told.hidden.contains(key) && now.is_some() {
                found.add(told, self.change(What::Hiding, id, metric, (None, None)), &metric.place);
            }
            if let Some(was) = told.shown.get(key).filter(|_| self.figures.is_some()) {
                self.compare_shown(told, key, metric, (*was, &figure), found);
            }
        }
    }

    /// The figure as it is now. Most of them are among the report's.
    pub(super) fn figure(&self, id: &str, cell: &Cell, period: Period) -> Arc<Figure> {
        let of = self.figures.and_then(|figures| figures.metrics.get(id)).filter(|of| of.figure.cell == *cell);
        let made = of.and_then(|of| of.history.iter().rfind(|figure| figure.period == period));
        made.map_or_else(|| self.wording.known.figure(id, cell, period), Arc::clone)
    }

    fn compare_shown(
        &self,
        told: &Told<'_>,
        (id, _, cell): &Key<'_>,
        metric: &Metric,
        (Beside { shown: was, has_notes }, figure): (Beside<'_>, &Figure),
        found: &mut Found,
    ) {
        let now = &shown(self.wording, figure);
        if has_notes && was.note != now.note {
            found.add(told, self.change(What::Note, id, metric, (None, None)), &metric.place);
        }
        if was.label != now.label {
            let members = now.label.strip_prefix(metric.label.get(self.wording.language)).unwrap_or_default();
            let texts = (Some(was.label.clone()), Some(now.label.clone()));
            if was.label.ends_with(members) {
                found.add(told, self.change(What::Label, id, metric, texts), &metric.place);
            } else if let Some(change) = self.members_changed(metric, cell, texts) {
                found.add(told, change, &metric.place);
            }
        }
        if was.unit != now.unit {
            let texts = (was.unit.clone(), now.unit.clone());
            found.add(told, self.change(What::Unit, id, metric, texts), &metric.place);
        }
        let has_changed = found.broken.iter().any(|broken| broken.metric == *id);
        if was.target != now.target || was.verdict != now.verdict && !has_changed {
            let texts = self.target_texts(id, was, now);
            found.add(told, self.change(What::Target, id, metric, texts), &metric.place);
        }
    }

    /// Two targets as readers see them, with the verdicts by them where these are others. `None` where both are the same.
    fn target_texts(&self, id: &str, was: &Shown, now: &Shown) -> (Option<String>, Option<String>) {
        let verdict = |of: &Shown| of.verdict.as_deref().filter(|_| was.verdict != now.verdict).map(str::to_owned);
        let text = |of: &Shown| {
            let target = self.target_text(id, of.target.as_ref());
            let verdict = verdict(of).and_then(|word| verdict_within(&word, self.wording.language));
            verdict.map_or_else(|| target.clone(), |verdict| format!("{target} ({verdict})"))
        };
        different(text(was), text(now))
    }

    /// That the labels of the members of `cell` are others.
    fn members_changed(
        &self,
        metric: &Metric,
        cell: &Cell,
        (was, now): (Option<String>, Option<String>),
    ) -> Option<Change> {
        let named = metric.by.iter().zip(&cell.0).find(|(_, member)| member.is_some());
        self.dimension_changed(named?.0, (was, now))
    }

    /// That a label of the dimension `name` is another one.
    pub(super) fn dimension_changed(&self, name: &str, (was, now): (Option<String>, Option<String>)) -> Option<Change> {
        let dimension = self.wording.known.catalog().dimensions.get(name)?;
        let language = self.wording.language;
        Some(Change {
            what: What::Members,
            metric: Some(name.to_owned()),
            label: dimension.label.get(language).to_owned(),
            was,
            now,
            reason: dimension.changed.as_ref().map_or_else(String::new, |reason| reason.get(language).to_owned()),
        })
    }

    /// The targets of the periods before the report's own.
    fn compare_targets(&self, told: &Told<'_>, found: &mut Found) {
        for ((id, period), was) in &told.targets {
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let figure = self.figure(id, &of.figure.cell, *period);
            let now = target(self.wording.known, &figure);
            if *was != now.as_ref() {
                let texts = different(self.target_text(id, *was), self.target_text(id, now.as_ref()));
                found.add(told, self.change(What::Target, id, metric, texts), &metric.place);
            }
        }
    }

    /// A recorded target as readers see it.
    fn target_text(&self, id: &str, target: Option<&Target>) -> String {
        let language = self.wording.language;
        let Some(target) = target else { return words(language).no_target.to_owned() };
        let amount = |written: &str| match written.parse::<Decimal>() {
            Ok(amount) => self.wording.amount(id, &Ok(amount)),
            Err(_) => written.to_owned(),
        };
        let lower = target.amount.as_deref().map_or_else(|| words(language).dash.to_owned(), amount);
        let rule = match (target.rule.as_str(), &target.upper) {
            ("within", Some(upper)) => phrases::between(&lower, &amount(upper), language),
            ("at_most", _) => phrases::at_most(&lower, language),
            _ => phrases::at_least(&lower, language),
        };
        let end = target.path.as_ref().and_then(|path| path.rsplit(", ").next()?.split_once(": "));
        let period = |written: &str| {
            let year_start = self.wording.known.catalog().year_start;
            Period::read(written, year_start)
                .map_or_else(|_| written.to_owned(), |of| crate::l10n::period(of, language))
        };
        let rule = match end {
            Some((of, end)) => phrases::rule_towards(&rule, &amount(end), &period(of), language),
            None => rule,
        };
        match &target.near {
            Some(near) => phrases::rule_near(&rule, &self.distance(id, near), language),
            None => rule,
        }
    }

    /// A recorded distance as readers see it: of shares in percentage points.
    fn distance(&self, id: &str, written: &str) -> String {
        match (self.wording.known.metric(id), written.parse::<Decimal>()) {
            (Some(metric), Ok(distance)) => wording::size(metric, distance, self.wording.language),
            _ => written.to_owned(),
        }
    }

    fn compare_notes(&self, told: &Told<'_>, found: &mut Found) {
        for ((id, period), was) in &told.notes {
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let figure = self.figure(id, &of.figure.cell, *period);
            let now = if was.has_kinds { note(&figure) } else { note_without_kind(&figure) };
            if !is_hidden(&figure.amount) && now.unwrap_or_default() != was.note {
                found.add(told, self.change(What::Note, id, metric, (None, None)), &metric.place);
            }
        }
    }

    fn compare_meanings(&self, told: &Told<'_>, found: &mut Found) {
        for (id, was) in &told.meanings {
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let now = meanings(self.wording, metric, &of.figure);
            for what in WORDS {
                // Where it changes figures, these are the fault.
                let changes_figures = matches!(what, What::Type | What::OverTime)
                    && found.broken.iter().any(|broken| broken.metric == **id);
                let is_known = OLDEST_MEANINGS.contains(&what.word()) || was.contains_key(what.word());
                // To hide a figure, and what is said of it, is always allowed.
                let is_hidden = matches!(what, What::Action | What::AsOf) && !now.contains_key(what.word());
                if !is_known || was.get(what.word()) == now.get(what.word()) || changes_figures || is_hidden {
                    continue;
                }
                let texts = match what {
                    What::OverTime => (was.get("over_time").cloned(), now.get("over_time").cloned()),
                    What::Better => (was.get("better").map(|word| self.side(word)), Some(self.side_of(metric.better))),
                    _ => (None, None),
                };
                found.add(told, self.change(what, id, metric, texts), &metric.place);
            }
            let dimensions = |key: &str| was.get(key).cloned().zip(now.get(key).cloned());
            if let Some((was, now)) = dimensions("members") {
                for ((was, now), dimension) in was.lines().zip(now.lines()).zip(&metric.by) {
                    let change = self.dimension_changed(dimension, (None, None)).filter(|_| stands_otherwise(was, now));
                    found.extend(change.map(|change| Change { what: What::Order, ..change }), told, &metric.place);
                }
            }
            if let Some((was, now)) = dimensions("by") {
                let both = was.lines().zip(now.lines()).zip(&metric.by);
                for ((was, now), dimension) in both.filter(|((was, now), _)| was != now) {
                    let texts = (Some(was.to_owned()), Some(now.to_owned()));
                    if let Some(change) = self.dimension_changed(dimension, texts) {
                        found.add(told, change, &metric.place);
                    }
                }
            }
        }
    }

    /// What the settings of the site say on the page.
    fn compare_settings(&self, told: &Told<'_>, found: &mut Found) {
        let language = self.wording.language;
        let changed = told.settings.into_iter().flatten().filter_map(|(key, was)| {
            let now = self.said.get(key).filter(|now| *now != was)?;
            Some((key.as_str(), was.as_str(), now.as_str()))
        });
        for (key, was, now) in changed {
            let (key, source) = key.split_once(' ').map_or((key, None), |(key, source)| (key, Some(source)));
            let texts = |of: &dyn Fn(&str) -> String| (Some(of(was)), Some(of(now)));
            let (what, (was, now)) = match key {
                "key_figures" => (What::Tiles, texts(&|ids| self.labels(ids))),
                "history" if told.settings.and_then(|was| was.get("periods")) == self.said.get("periods") => continue,
                "history" => (What::History, texts(&str::to_owned)),
                "fiscal_year_start" => (What::YearStart, texts(&str::to_owned)),
                "language" => (What::Language, texts(&str::to_owned)),
                "organisation" => (What::Organisation, texts(&str::to_owned)),
                // Where nobody was named, somebody may be.
                "contact" if was.is_empty() => continue,
                "contact" => (What::Contact, texts(&str::to_owned)),
                "sources" => (What::SourceLabel, texts(&str::to_owned)),
                "order" if stands_otherwise(was, now) => (What::Order, (None, None)),
                // Days and readers may be said later, not otherwise.
                "published" | "early_readers" if was.is_empty() => continue,
                // The title of the folder belongs to the text, and so does what the front matter says of the release.
                "series" | "published" | "early_readers" => (What::Text, (None, None)),
                _ => continue,
            };
            let written = |text: Option<String>| text.filter(|text| !text.is_empty());
            let reason = match what {
                What::Text => self.edition.map(str::to_owned),
                what => {
                    let reason = self.site.changed.get(what.word()).map(|reason| reason.get(language));
                    let reason = reason.filter(|reason| !told.was_said(what, None, reason));
                    // A text may say itself in which language it is, and who answers for it.
                    let is_said_there = matches!(what, What::Language | What::Contact);
                    reason.or(self.edition.filter(|_| is_said_there)).map(str::to_owned)
                }
            };
            let label = if what == What::SourceLabel { now.clone().unwrap_or_default() } else { String::new() };
            let place = self.site.places.get(key).cloned().unwrap_or_else(|| Place::of_file("kalends.yaml"));
            let place = match what {
                What::Text => self.page.as_ref().map_or(place, |(_, place)| place.clone()),
                What::Contact => {
                    let of_text = self.contact.filter(|contact| contact.place.file != place.file);
                    of_text.map_or(place, |contact| contact.place.clone())
                }
                _ => place,
            };
            let change = Change {
                what,
                metric: source.map(str::to_owned),
                label,
                was: written(was),
                now: written(now),
                reason: reason.unwrap_or_default(),
            };
            found.add(told, change, &place);
        }
    }

    /// What the metrics are called whose ids stand in `ids`.
    fn labels(&self, ids: &str) -> String {
        let label = |id| self.wording.known.metric(id).map_or(id, |metric| metric.label.get(self.wording.language));
        ids.split_whitespace().map(label).collect::<Vec<_>>().join(", ")
    }

    fn side(&self, word: &str) -> String {
        self.side_of(match word {
            "higher" => Better::Higher,
            "lower" => Better::Lower,
            _ => Better::Neither,
        })
    }

    fn side_of(&self, better: Better) -> String {
        let words = words(self.wording.language);
        match better {
            Better::Higher => words.higher,
            Better::Lower => words.lower,
            Better::Neither => words.neither,
        }
        .to_owned()
    }

    pub(super) fn change(
        &self,
        what: What,
        id: &str,
        metric: &Metric,
        (was, now): (Option<String>, Option<String>),
    ) -> Change {
        Change {
            what,
            metric: Some(id.to_owned()),
            label: metric.label.get(self.wording.language).to_owned(),
            was,
            now,
            reason: self.reason(metric, what).unwrap_or_default().to_owned(),
        }
    }

    /// Why the author says that it was changed.
    fn reason<'m>(&self, metric: &'m Metric, what: What) -> Option<&'m str> {
        metric.changed.get(what.word()).map(|reason| reason.get(self.wording.language))
    }
}
