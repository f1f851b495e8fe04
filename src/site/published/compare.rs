//! What a report was published with, held against what it would show now.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::broken::{self, Broken};
use super::changed::{self, Changed, retired};
use super::record::{meanings, note, note_without_kind, shown};
use super::stated::went_on;
use super::told::{Beside, Key, NO_TEXT, Told, Value, is_part};
use super::{is_hidden, value};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Figure, Figures};
use crate::diag::{Diagnostic, faults};
use crate::l10n::wording::Wording;
use crate::l10n::words;
use crate::model::catalog::{Better, Metric};
use crate::model::content::Contact;
use crate::model::ledger::{ADDITIVE, Change, OLDEST_MEANINGS, PageDigests, What, alike};
use crate::model::settings::Settings;
use crate::model::snapshot::Cell;

/// What differs from what was published.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub broken: Vec<Broken>,
    /// With a reason or without one.
    pub changed: Vec<Changed>,
    /// Whether a figure is hidden that readers saw.
    pub hides: bool,
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
        let notes_differ = differ(was.remarks.as_ref(), page.remarks.as_ref());
        if notes_differ {
            now.compare_notes_of_old_line(told, (was, page), self);
        }
        let notes_are_told = notes_differ && self.tells_notes(now, told);
        // What is said beside a figure goes with it, and notes of metrics are no text of the page.
        let written = told.settings.and_then(|said| said.get("written")).filter(|_| self.hides || notes_are_told);
        let is_source_other = written.map_or(was.source != page.source, |was| now.said.get("written") != Some(was));
        let is_written_otherwise = is_source_other || is_read_otherwise;
        let says_otherwise = was.text != page.text
            || differ(was.says.as_ref(), page.says.as_ref())
            || differ(was.form.as_ref(), page.form.as_ref())
            || differ(was.ids.as_ref(), page.ids.as_ref());
        let is_set_otherwise = was.templates != page.templates && !page.words.is_empty();
        let shows_otherwise = was.words != page.words
            || differ(was.shows.as_ref(), page.shows.as_ref())
            || differ(was.places.as_ref(), page.places.as_ref());
        let is_beside_another = differ(was.files.as_ref(), page.files.as_ref())
            || differ(was.titles.as_ref(), page.titles.as_ref())
            || notes_differ && !notes_are_told
            || differ(was.beside.as_ref(), page.beside.as_ref());
        // The same text may take its words from elsewhere: the members of a dimension, the title of the site. Where a
        // target or a label of what it names is another one, that is told by itself, and to hide a figure is always
        // allowed; neither tells why a title is another one. A metric that is split otherwise has its figures all the
        // same.
        let takes_otherwise = differ(told.settings.and_then(|said| said.get("takes")), now.said.get("takes"));
        let follows = !self.broken.is_empty()
            || self.hides
            || now.splits_otherwise(told)
            || self.changed.iter().any(|one| now.names(&one.change));
        let says_others = was.text != page.text || differ(was.says.as_ref(), page.says.as_ref());
        let takes_others = says_others && (takes_otherwise || !follows);
        let is_set_otherwise = is_set_otherwise && shows_otherwise;
        // A page without a chart that marks them says nothing of events.
        let marks_events = now.around.as_ref().is_none_or(|around| around.marks_events);
        let is_told = !notes_differ || notes_are_told;
        if !is_set_otherwise && !marks_events && is_told && now.has_other_events(told, (was, page)) {
            return;
        }
        if is_written_otherwise && says_otherwise || is_set_otherwise || is_beside_another || takes_others {
            let change = Change {
                what: What::Text,
                metric: None,
                label: String::new(),
                was: None,
                now: None,
                made_from: None,
                reason: now.new_edition(told).unwrap_or_default().to_owned(),
            };
            let cause = now.cause(told, (was, page)).filter(|_| !is_set_otherwise);
            let (cause, place) = cause.unwrap_or_else(|| ("", place.clone()));
            self.add_of(told, change, cause.to_owned(), &place);
        }
    }

    fn extend(&mut self, change: Option<Change>, told: &Told<'_>, place: &Place) {
        change.into_iter().for_each(|change| self.add(told, change, place));
    }

    pub(super) fn add(&mut self, told: &Told<'_>, change: Change, place: &Place) {
        self.add_of(told, change, String::new(), place);
    }

    /// Adds a change of one of several things that a metric or a dimension has of a kind; each is told once.
    pub(super) fn add_of(&mut self, told: &Told<'_>, change: Change, of: String, place: &Place) {
        // However many causes it has, a text is one, and a metric has one reason for all its notes.
        let is_same = |other: &Changed| {
            (other.change.what, &other.change.metric) == (change.what, &change.metric)
                && (matches!(change.what, What::Text | What::Note) || other.of == of)
        };
        if !self.changed.iter().any(is_same) {
            self.changed.push(Changed::new(told, change, of, place.clone()));
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

/// What a figure was published as that was hidden.
const HIDDEN: Value<'_> = Value { value: Some("*"), text: Some(faults::HIDDEN_FIGURE), meanings: None };

/// Whether names stand in another order, as far as both lists have them.
pub(super) fn stands_otherwise(was: &str, now: &str) -> bool {
    let common = |of: &'_ str, other: &str| -> Vec<String> {
        let other: BTreeSet<&str> = other.split(' ').collect();
        of.split(' ').filter(|name| other.contains(name)).map(str::to_owned).collect()
    };
    common(was, now) != common(now, was)
}

/// The lines of a text among others; none where it is not there.
fn lines_of<'t>(of: &'t BTreeMap<String, String>, key: &str) -> Vec<&'t str> {
    of.get(key).map_or_else(Vec::new, |text| text.lines().collect())
}

/// Two texts, where they differ.
pub(super) fn different(was: String, now: String) -> (Option<String>, Option<String>) {
    if was == now { (None, None) } else { (Some(was), Some(now)) }
}

/// Whether two digests differ, as far as both are known.
pub(super) fn differ(was: Option<&String>, now: Option<&String>) -> bool {
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

/// What a page takes from other files than its text.
#[derive(Debug, Clone)]
pub struct Around {
    /// Whether a chart of it marks events.
    pub marks_events: bool,
    /// The digests of its text, were its figures settled otherwise.
    pub otherwise_settled: Vec<String>,
    /// Where it is said how settled they are, and where its folder has its title.
    pub status: Place,
    pub title: Place,
}

/// A report, or what other pages show as known in a month, as it is now.
pub struct Now<'a> {
    pub wording: Wording<'a>,
    /// The figures of the report, where it is built.
    pub figures: Option<&'a Figures>,
    /// The metrics that its text and its key figures show.
    pub named: BTreeSet<String>,
    /// Why the text is another one, where the author says so.
    pub edition: Option<&'a str>,
    /// What its page says, and the file of its text.
    pub page: Option<(PageDigests, Place)>,
    /// The author's file of its text.
    pub text: Option<&'a str>,
    /// What its page takes from other files.
    pub around: Option<Around>,
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
        Now {
            wording,
            figures: None,
            named,
            edition: None,
            page: None,
            text: None,
            around: None,
            contact: None,
            said,
            site,
        }
    }
}

/// Finds everything that was published otherwise.
pub fn compare(now: &Now<'_>, told: &Told<'_>) -> Found {
    let mut found = Found::default();
    let catalog = now.wording.known.catalog();
    let moved = now.told_of_now(told);
    let told = moved.as_ref().unwrap_or(told);
    now.compare_values(told, &mut found);
    now.compare_own(told, &mut found);
    now.compare_longer(told, &mut found);
    // Other pages speak of now, and a report that is not built says nothing.
    if now.figures.is_some() {
        for metric in told.metrics.keys().filter(|metric| !catalog.metrics.contains_key(**metric)) {
            let reason = catalog.retired.get(*metric).map(|reason| reason.get(now.wording.language));
            found.changed.push(retired(told, metric, reason, told.ids.get(metric).copied()));
        }
        now.compare_all_shown(told, &mut found);
        now.compare_stated(told, &mut found);
        now.compare_gone_on(told, &mut found);
        now.compare_targets(told, &mut found);
        now.compare_notes(told, &mut found);
        now.compare_meanings(told, &mut found);
        now.compare_beside(told, &mut found);
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
        let until = LazyCell::new(|| self.told_until(told));
        for key in keys {
            let (id, period, cell) = key;
            let Some(metric) = known.metric(id) else { continue };
            let figure = self.figure(id, cell, *period);
            if period.grain() > metric.grain && !told.hidden.contains(key) && went_on(&figure, *until) {
                continue;
            }
            let broken = |was: Value<'_>| {
                let broken = Broken::of(self.wording, metric, &figure, was, told.report);
                broken.lacking(self.wording, metric, &figure, told).once(told.renamed.get(key).copied())
            };
            let was_hidden = told.hidden.contains(key);
            if is_hidden(&figure.amount) {
                // It may be hidden, as long as it is what it was.
                match told.values.get(key) {
                    Some(was) if !self.is_still(told, key, &figure, *was) => {
                        found.broken.push(broken(if was_hidden { HIDDEN } else { *was }));
                    }
                    was => found.hides |= was.is_some_and(|was| was.value.is_some() && !was_hidden),
                }
                continue;
            }
            let now = value(&figure.amount);
            let is_other = |was: &&Value<'_>| was.value != now.as_deref();
            // A count that readers had as it was is the measure, however it was rounded since.
            let exact = told.exact.get(key).map(|was| !is_other(&was) || self.rounds(metric, &figure, *was));
            let is_broken =
                |found: &mut Found, was: Value<'_>| match self.put_together_otherwise(told, metric, &figure, was) {
                    Some(change) => found.add(told, change, &metric.place),
                    None if was.value.is_none() && self.is_of_a_late_month(told, &figure) => {}
                    None => found.broken.push(broken(was)),
                };
            if let Some(was) = told.exact.get(key).filter(|_| exact == Some(false)) {
                is_broken(found, *was);
            } else if let Some(was) = told.values.get(key).filter(is_other) {
                if exact.is_some() || self.was_rounded(told, metric, &figure, *was) {
                    found.add(told, self.rounding_changed(told, id, metric), &metric.place);
                } else {
                    is_broken(found, *was);
                }
            } else if was_hidden && now.is_some() {
                found.add(told, self.change(What::Hiding, id, metric, (None, None)), &metric.place);
            } else if was_hidden {
                // It was counted, and is said not to have been.
                found.broken.push(broken(HIDDEN));
            }
        }
    }

    /// What stands beside figures, hidden or not: of each metric that of the newest period first, since it is not told of
    /// those before again.
    pub(super) fn compare_all_shown(&self, told: &Told<'_>, found: &mut Found) {
        let mut all: Vec<(&Key<'_>, &Beside<'_>)> = told.shown.iter().collect();
        all.sort_by_key(|((id, period, _), _)| (*id, Reverse(*period)));
        for (key, was) in all {
            let (id, period, cell) = key;
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let figure = self.figure(id, cell, *period);
            // Of a part that is none any more, that is told.
            if is_part(self.wording.known.catalog(), metric, cell) {
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
        key: &Key<'_>,
        metric: &Metric,
        (beside, figure): (Beside<'_>, &Figure),
        found: &mut Found,
    ) {
        let ((id, _, cell), was) = (key, beside.shown);
        let now = &shown(self.wording, figure);
        // To hide a figure, and what is said of it, is always allowed.
        if beside.note.is_some_and(|was| was != now.note.as_deref()) && !is_hidden(&figure.amount) {
            found.add(told, self.change(What::Note, id, metric, (None, None)), &metric.place);
        }
        // A metric with another id is called as it was once.
        let was_called =
            |label: &str| told.labels.get(key).is_some_and(|all| all.iter().any(|of| alike(of) == alike(label)));
        if was.label != now.label && !(told.renamed.contains_key(key) && was_called(&now.label)) {
            let members = now.label.strip_prefix(metric.label.get(self.wording.language)).unwrap_or_default();
            if let Some(was) = was.label.strip_suffix(members) {
                let texts = (Some(was.to_owned()), Some(metric.label.get(self.wording.language).to_owned()));
                found.add(told, self.change(What::Label, id, metric, texts), &metric.place);
            } else if let Some(change) = self.members_changed(metric, cell, (&was.label, &now.label)) {
                let of = format!("{:?} {:?}", change.was, change.now);
                found.add_of(told, change, of, &metric.place);
            }
        }
        if was.unit != now.unit {
            let texts = (was.unit.clone(), now.unit.clone());
            found.add(told, self.change(What::Unit, id, metric, texts), &metric.place);
        }
        self.compare_target(told, key, metric, (beside, figure, now), found);
    }

    /// That the label of a member of `cell` is another one. Of several it is the one beside which the others are the
    /// same; where there is none such, the first, with the whole of both labels.
    fn members_changed(&self, metric: &Metric, cell: &Cell, (was, now): (&str, &str)) -> Option<Change> {
        let language = self.wording.language;
        let named: Vec<&String> =
            metric.by.iter().zip(&cell.0).filter(|(_, member)| member.is_some()).map(|(name, _)| name).collect();
        let labels = self.wording.members(metric, cell);
        let alone = |at: usize| {
            let before: String = labels.iter().take(at).map(|label| format!(", {label}")).collect();
            let behind: String = labels.iter().skip(at + 1).map(|label| format!(", {label}")).collect();
            let before = format!("{}{before}, ", metric.label.get(language));
            let was = was.strip_prefix(&before)?.strip_suffix(&behind)?.to_owned();
            self.dimension_changed(named.get(at)?, (Some(was), Some((*labels.get(at)?).to_owned())))
        };
        let whole = || self.dimension_changed(named.first()?, (Some(was.to_owned()), Some(now.to_owned())));
        (0..labels.len()).find_map(alone).or_else(whole)
    }

    /// Whether the text of the page may say something else by a change of what it names.
    fn names(&self, change: &Change) -> bool {
        let Some((of, text)) = change.metric.as_ref().zip(self.text) else { return true };
        let catalog = self.wording.known.catalog();
        let mut words = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
        // A summary speaks of all metrics, and a source or a dimension of any.
        !catalog.metrics.contains_key(of)
            || self.named.contains(of)
            || words.any(|word| word == of || word == "overview")
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
            made_from: None,
            reason: dimension.changed.as_ref().map_or_else(String::new, |reason| reason.get(language).to_owned()),
        })
    }

    pub(super) fn compare_notes(&self, told: &Told<'_>, found: &mut Found) {
        for ((id, period), was) in &told.notes {
            // Beside another figure something else is said.
            if self.was_own(told, id).is_some() {
                continue;
            }
            let Some(metric) = self.wording.known.metric(id) else { continue };
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let figure = self.figure(id, &of.figure.cell, *period);
            let now = if was.has_kinds { note(&figure) } else { note_without_kind(&figure) };
            if !is_hidden(&figure.amount) && now.unwrap_or_default() != was.note {
                found.add(told, self.change(What::Note, id, metric, (None, None)), &metric.place);
            }
        }
    }

    pub(super) fn compare_meanings(&self, told: &Told<'_>, found: &mut Found) {
        for (id, was) in &told.meanings {
            // Beside another figure something else is said.
            if self.was_own(told, id).is_some() {
                continue;
            }
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
                let (was_word, now_word) = (was.get(what.word()), now.get(what.word()));
                // One may be added where there never was one, and come back as it was.
                let has_none = |word: Option<&String>| word.is_none_or(|word| word == NO_TEXT);
                let is_added = what == What::Description && has_none(was_word);
                let last = told.descriptions.get(*id).copied();
                if is_added && (has_none(now_word) || last.is_none() || last == now_word.map(String::as_str)) {
                    continue;
                }
                let is_known = is_known || is_added;
                // A metric that it is computed from may have a new id.
                let is_counted_so = || was_word.zip(now_word).is_some_and(|(was, now)| told.is_counted_so(was, now));
                let is_same = was_word == now_word || what == What::Type && is_counted_so();
                let is_not_shown = || what == What::OverTime && !self.is_put_together(told, id, metric);
                if !is_known || is_same || changes_figures || is_hidden || is_not_shown() {
                    continue;
                }
                let texts = match (what, was_word, now_word) {
                    (What::OverTime, Some(was), Some(now)) => self.figures_of(told, id, metric, [was, now]),
                    (What::Better, ..) => {
                        (was.get("better").map(|word| self.side(word)), Some(self.side_of(metric.better)))
                    }
                    _ => (None, None),
                };
                found.add(told, self.change(what, id, metric, texts), &metric.place);
            }
            // Whether parts add up is how they are counted.
            let adds_otherwise = differ(was.get(ADDITIVE), now.get(ADDITIVE));
            if adds_otherwise && !found.broken.iter().any(|broken| broken.metric == **id) {
                found.add(told, self.change(What::Type, id, metric, (None, None)), &metric.place);
            }
            if differ(was.get(What::Note.word()), now.get(What::Note.word())) {
                self.note_changed(told, id, metric, found);
            }
            self.compare_dimensions(told, (id, metric), [was, &now], found);
        }
    }

    /// What the dimensions of a metric are called, and in which order their members stand. One is known by its members,
    /// wherever it stands and whatever ids these have.
    fn compare_dimensions(
        &self,
        told: &Told<'_>,
        (id, metric): (&str, &Metric),
        [was, now]: [&BTreeMap<String, String>; 2],
        found: &mut Found,
    ) {
        let [was_by, now_by] = [was, now].map(|of| lines_of(of, "by"));
        let [was_members, now_members] = [was, now].map(|of| lines_of(of, "members"));
        for at in 0..was_members.len().max(was_by.len()) {
            let listed = &told.members_of_now(id, was_members.get(at).copied().unwrap_or_default());
            let is_it = |index: &usize| {
                let now = now_members.get(*index).copied().unwrap_or_default();
                listed.split_whitespace().any(|id| now.split(' ').any(|other| other == id))
            };
            let index = Some(at).filter(is_it).or_else(|| (0..now_members.len()).find(is_it));
            let index = index.or_else(|| (was_by.len() == now_by.len()).then_some(at));
            let Some((index, dimension)) = index.and_then(|index| Some((index, metric.by.get(index)?))) else {
                continue;
            };
            if now_members.get(index).is_some_and(|now| stands_otherwise(listed, now)) {
                let change = self.dimension_changed(dimension, (None, None));
                found.extend(change.map(|change| Change { what: What::Order, ..change }), told, &metric.place);
            }
            if let Some((was, now)) = was_by.get(at).zip(now_by.get(index)).filter(|(was, now)| was != now) {
                let texts = (Some((*was).to_owned()), Some((*now).to_owned()));
                found.extend(self.dimension_changed(dimension, texts), told, &metric.place);
            }
        }
    }

    /// What the metrics are called whose ids stand in `ids`.
    pub(super) fn labels(&self, ids: &str) -> String {
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
            made_from: None,
            reason: self.reason(metric, what).unwrap_or_default().to_owned(),
        }
    }

    /// Why the text is another one, where the author says so and did not say it before.
    pub(super) fn new_edition(&self, told: &Told<'_>) -> Option<&str> {
        let file = self.page.as_ref().map_or("", |(_, place)| &*place.file);
        let is_shared = file.rsplit('/').next().is_some_and(|name| name.starts_with('_'));
        self.edition.filter(|edition| !told.was_edition(edition, is_shared))
    }

    /// Why the author says that it was changed.
    pub(super) fn reason<'m>(&self, metric: &'m Metric, what: What) -> Option<&'m str> {
        metric.changed.get(what.word()).map(|reason| reason.get(self.wording.language))
    }
}
