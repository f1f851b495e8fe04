//! The lines of the ledger about one report → what its readers were told last, figure by figure.
//!
//! Every line counts: a figure that a later line hides or leaves out is still what a line before it says.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::{self, Said};
use crate::base::period::Period;
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Metric};
use crate::model::ledger::{
    Change, Entry, Figure, NOT_ROUNDED, PageDigests, REASONS, ROUND_TO, Record, STATED, Shown, Target, What,
    reason_line,
};
use crate::model::snapshot::Cell;

/// A metric, a period, and the members.
pub type Key<'l> = (&'l str, Period, Cell);

/// What a figure was published as.
#[derive(Debug, Clone, Copy)]
pub struct Value<'l> {
    /// `None` for a gap.
    pub value: Option<&'l str>,
    /// As readers saw it, where a line has it.
    pub text: Option<&'l str>,
    /// How the metrics were counted in the line that says it; `None` where it is none of a ledger's.
    pub meanings: Option<&'l BTreeMap<String, BTreeMap<String, String>>>,
}

/// What stood beside a figure.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'l> {
    pub shown: &'l Shown,
    /// What was said beside it while it was not hidden; `None` where no line says it, as those of an older kalends do.
    pub note: Option<Option<&'l str>>,
    /// Its target, the last one with an amount where one has any.
    pub target: Option<&'l Target>,
}

/// What was said beside a figure of a metric's history.
#[derive(Debug, Clone, Copy)]
pub struct Noted<'l> {
    /// Empty where nothing was.
    pub note: &'l str,
    /// Whether its line has the kinds of revisions; one of an older kalends has not.
    pub has_kinds: bool,
}

/// What readers of one report, or of other pages in one month, were told.
#[derive(Debug, Clone, Default)]
pub struct Told<'l> {
    /// The folder of the report.
    pub report: &'l str,
    /// The last value of each figure that was shown in any line.
    pub values: BTreeMap<Key<'l>, Value<'l>>,
    /// The last value of each count that any line has as it was, not rounded: later lines may have it rounded.
    pub exact: BTreeMap<Key<'l>, Value<'l>>,
    /// Figures that the last line which has them says were hidden.
    pub hidden: BTreeSet<Key<'l>>,
    /// What stood beside each figure last.
    pub shown: BTreeMap<Key<'l>, Beside<'l>>,
    /// Everything that each figure was ever called.
    pub labels: BTreeMap<Key<'l>, BTreeSet<&'l str>>,
    /// What was done about each figure, when it was counted, where it is from and why it is so, as the last line says that has it.
    pub said: BTreeMap<Key<'l>, Said<'l>>,
    /// The last target of a metric in each period of its history.
    pub targets: BTreeMap<(&'l str, Period), Option<&'l Target>>,
    /// What was said last beside the figures of a metric's history; empty where nothing was. A figure that is not in it
    /// was published by an older kalends.
    pub notes: BTreeMap<(&'l str, Period), Noted<'l>>,
    pub meanings: BTreeMap<&'l str, &'l BTreeMap<String, String>>,
    /// The last description of each metric that had one.
    pub descriptions: BTreeMap<&'l str, &'l str>,
    /// What the settings said on the newest page; `None` where no line says it.
    pub settings: Option<&'l BTreeMap<String, String>>,
    /// The last of each setting in any line that is not empty, if one is not.
    pub said_last: BTreeMap<&'l str, &'l str>,
    /// Which reasons stood there when the report was published first; `None` where its line does not say it.
    pub standing: Option<&'l str>,
    /// The lines before the first one.
    pub before: &'l [Entry],
    pub page: Option<&'l PageDigests>,
    /// The metrics of the newest line, with the labels that it gives them; empty for one of an older kalends.
    pub metrics: BTreeMap<&'l str, &'l str>,
    /// The figure of each metric that was the report's own in the last line that has it.
    pub own: BTreeMap<&'l str, Key<'l>>,
    /// What was changed, oldest first.
    pub changes: Vec<&'l Change>,
    /// The newest line.
    pub line: u32,
    /// The lines that say something of each figure.
    pub lines: BTreeMap<Key<'l>, BTreeSet<u32>>,
    /// The figures that readers were told of last under the id of another metric, with that id.
    pub renamed: BTreeMap<Key<'l>, &'l str>,
    /// The ids that metrics had, with those that they have now.
    pub ids: BTreeMap<&'l str, &'l str>,
    /// The ids that members have now, by the present id of their metric and the id that they had.
    pub members: BTreeMap<(String, String), String>,
}

/// Where what a line says of a figure belongs now: under its own key, another one, or both.
pub type KeysOfNow<'k, 'l> = dyn Fn(&Key<'l>) -> Vec<Key<'l>> + 'k;

impl<'l> Told<'l> {
    /// `entries` are all those of a report, oldest first.
    pub fn of(entries: &[&'l Entry]) -> Told<'l> {
        let mut told = Told::default();
        for entry in entries {
            told.line = entry.line;
            told.add(&entry.record);
        }
        told.standing = entries.first().and_then(|first| first.record.settings.get(REASONS)).map(String::as_str);
        told
    }

    /// Whether no line says anything: the report was never published.
    pub fn is_nothing(&self) -> bool {
        self.line == 0
    }

    /// The same among all lines of the ledger.
    pub fn among(self, ledger: &'l [Entry], first: u32) -> Told<'l> {
        let before = ledger.partition_point(|entry| entry.line < first);
        Told { before: ledger.get(..before).unwrap_or_default(), ..self }
    }

    fn add(&mut self, record: &'l Record) {
        self.report = &record.report;
        // The first figure of a metric is that of the report itself; its parts follow.
        let mut own: BTreeMap<&str, &Figure> = BTreeMap::new();
        let says_all = |metric: &str| record.meanings.get(metric).is_some_and(|words| words.contains_key(STATED));
        let exact: BTreeSet<&str> =
            record.figures.iter().map(|of| of.metric.as_str()).filter(|metric| is_exact(record, metric)).collect();
        for figure in &record.figures {
            own.entry(&figure.metric).or_insert(figure);
            let key: Key<'l> = (&figure.metric, figure.period, Cell(figure.members.clone()));
            if let Some(shown) = &figure.shown {
                let before = self.shown.get(&key);
                let note = (says_all(&figure.metric) && !figure.hidden).then_some(shown.note.as_deref());
                let note = note.or(before.and_then(|before| before.note));
                let target = with_amount(shown.target.as_ref(), before.and_then(|before| before.target));
                self.shown.insert(key.clone(), Beside { shown, note, target });
                self.labels.entry(key.clone()).or_default().insert(&shown.label);
            }
            self.lines.entry(key.clone()).or_default().insert(self.line);
            if figure.hidden {
                self.hidden.insert(key);
            } else {
                self.hidden.remove(&key);
                let value = Value {
                    value: figure.value.as_deref(),
                    text: Some(&figure.text),
                    meanings: Some(&record.meanings),
                };
                if value.value.is_some() && exact.contains(figure.metric.as_str()) {
                    self.exact.insert(key.clone(), value);
                }
                self.values.insert(key, value);
            }
        }
        let notes = |metric: &str, period: Period| record.notes.get(metric).and_then(|notes| notes.get(&period));
        if record.page.is_some() {
            let history = record.history.iter().flat_map(|(metric, points)| points.keys().map(move |of| (metric, *of)));
            let figures = own.iter().filter(|(_, figure)| !figure.hidden).map(|(_, of)| (&of.metric, of.period));
            let note = |(metric, of): (&'l String, Period)| {
                let note = notes(metric, of).map_or("", String::as_str);
                ((metric.as_str(), of), Noted { note, has_kinds: says_all(metric) })
            };
            self.notes.extend(history.chain(figures).map(note));
        }
        for (metric, points) in &record.history {
            let Some(figure) = own.get(metric.as_str()) else { continue };
            let own_target = figure.shown.as_ref().map(|shown| shown.target.as_ref());
            for (period, value) in points {
                let key: Key<'l> = (metric, *period, Cell(figure.members.clone()));
                let value = Value { value: value.as_deref(), text: None, meanings: Some(&record.meanings) };
                self.lines.entry(key.clone()).or_default().insert(self.line);
                if value.value.is_some() && exact.contains(metric.as_str()) {
                    self.exact.insert(key.clone(), value);
                }
                self.values.insert(key, value);
                let other = record.targets.get(metric).and_then(|targets| targets.get(period));
                if let Some(target) = other.map(Option::as_ref).or(own_target) {
                    let before = self.targets.get(&(metric.as_str(), *period)).copied().flatten();
                    self.targets.insert((metric, *period), with_amount(target, before));
                }
            }
        }
        self.add_meanings(record, &own);
        for (key, said) in &record.settings {
            let last = self.said_last.entry(key).or_insert(said);
            *last = if said.is_empty() { *last } else { said };
        }
        self.settings = Some(&record.settings).filter(|settings| !settings.is_empty()).or(self.settings);
        self.page = record.page.as_ref().or(self.page);
        self.changes.extend(&record.changes);
        let label = |figure: &'l Figure| figure.shown.as_ref().map_or("", |shown| shown.label.as_str());
        let key = |figure: &'l Figure| (figure.metric.as_str(), figure.period, Cell(figure.members.clone()));
        self.own.extend(own.iter().map(|(metric, figure)| (*metric, key(figure))));
        if record.withdrawn.is_none() && !own.is_empty() {
            self.metrics = own.into_iter().map(|(metric, figure)| (metric, label(figure))).collect();
        }
    }

    /// How each metric is counted and what is said beside its figures. `own` has the report's own figure of each.
    fn add_meanings(&mut self, record: &'l Record, own: &BTreeMap<&str, &'l Figure>) {
        for (metric, words) in &record.meanings {
            let of = own.get(metric.as_str()).map(|figure| figure.members.clone());
            let history = record.history.get(metric).into_iter().flatten().map(|(period, _)| *period);
            let history = history.filter_map(|period| Some((metric.as_str(), period, Cell(of.clone()?))));
            let figures = record.figures.iter().filter(|figure| figure.metric == *metric && !figure.hidden);
            let figures = figures.map(|of| (of.metric.as_str(), of.period, Cell(of.members.clone())));
            self.said.extend(beside::read(words, figures.chain(history)));
        }
        let described = |(metric, words): (&'l String, &'l BTreeMap<String, String>)| {
            Some((metric.as_str(), words.get("description")?.as_str()))
        };
        let described = record.meanings.iter().filter_map(described).filter(|(_, text)| *text != NO_TEXT);
        self.descriptions.extend(described);
        self.meanings.extend(record.meanings.iter().map(|(metric, words)| (metric.as_str(), words)));
    }

    /// The same by the keys of now: values by `figures`, what stood beside them by `beside`, and what is said of whole
    /// metrics by the `ids` that they have now. Where two figures become one, the newer line counts.
    pub fn moved(
        &self,
        figures: &KeysOfNow<'_, 'l>,
        beside: &KeysOfNow<'_, 'l>,
        ids: BTreeMap<&'l str, &'l str>,
    ) -> Told<'l> {
        let (by_figures, by_beside) = (self.in_order(figures), self.in_order(beside));
        let (mut hidden, mut shown, mut labels) =
            (BTreeSet::new(), BTreeMap::<Key<'l>, Beside<'l>>::new(), BTreeMap::new());
        let mut lines: BTreeMap<Key<'l>, BTreeSet<u32>> = BTreeMap::new();
        for (was, now) in &by_figures {
            lines.entry(now.clone()).or_default().extend(self.lines.get(was).into_iter().flatten());
            if self.hidden.contains(was) {
                hidden.insert(now.clone())
            } else {
                hidden.remove(now)
            };
            if let Some(called) = self.labels.get(was) {
                labels.entry(now.clone()).or_insert_with(BTreeSet::new).extend(called);
            }
        }
        for (was, now) in &by_beside {
            let Some(of) = self.shown.get(was) else { continue };
            let before = shown.get(now);
            let note = of.note.or(before.and_then(|before| before.note));
            let target = with_amount(of.target, before.and_then(|before| before.target));
            shown.insert(now.clone(), Beside { note, target, ..*of });
        }
        // A metric that is a part of another one by now was never that one's whole.
        let is_own =
            |(was, now): &&(Key<'l>, Key<'l>)| self.own.get(was.0) == Some(was) && (was.0 == now.0 || now.2.is_total());
        let own = by_figures.iter().filter(is_own).map(|(_, now)| (now.0, now.clone())).collect();
        let renamed = by_figures.iter().map(|(was, now)| (now.clone(), (was.0 != now.0).then_some(was.0)));
        let renamed: BTreeMap<Key<'l>, Option<&'l str>> = renamed.collect();
        let of_period = |(id, period): &(&'l str, Period)| (*id, *period);
        let of_metric = |id: &&'l str| (*id, ());
        Told {
            values: moved(&self.values, &by_figures),
            exact: moved(&self.exact, &by_figures),
            hidden,
            shown,
            labels,
            said: moved(&self.said, &by_beside),
            targets: self.by_ids(&ids, &self.targets, of_period, |id, period| (id, period)),
            notes: self.by_ids(&ids, &self.notes, of_period, |id, period| (id, period)),
            meanings: self.by_ids(&ids, &self.meanings, of_metric, |id, ()| id),
            descriptions: self.by_ids(&ids, &self.descriptions, of_metric, |id, ()| id),
            lines,
            own,
            renamed: renamed.into_iter().filter_map(|(key, id)| Some((key, id?))).collect(),
            ids,
            ..self.clone()
        }
    }

    /// What is said of metrics, and under the `ids` that they have now what was said under those before.
    fn by_ids<K: Ord + Clone, V: Clone, P>(
        &self,
        ids: &BTreeMap<&'l str, &'l str>,
        all: &BTreeMap<K, V>,
        parts: impl Fn(&K) -> (&'l str, P),
        key: impl Fn(&'l str, P) -> K,
    ) -> BTreeMap<K, V> {
        let mut newest: BTreeMap<&str, u32> = BTreeMap::new();
        for ((id, ..), lines) in &self.lines {
            let line = newest.entry(id).or_default();
            *line = lines.last().copied().unwrap_or_default().max(*line);
        }
        let of = |(was, value): (&K, &V)| {
            let (id, rest) = parts(was);
            let line = newest.get(id).copied();
            let now = ids.get(id).map(|now| (line, false, key(now, rest), value.clone()));
            [(line, true, was.clone(), value.clone())].into_iter().chain(now).collect::<Vec<_>>()
        };
        let mut all: Vec<(Option<u32>, bool, K, V)> = all.iter().flat_map(of).collect();
        all.sort_by_key(|(line, is_own, ..)| (*line, *is_own));
        all.into_iter().map(|(.., key, value)| (key, value)).collect()
    }

    /// The id that a metric has now.
    pub fn id_now<'i>(&'i self, id: &'i str) -> &'i str {
        self.ids.get(id).copied().unwrap_or(id)
    }

    /// What the line that says `was` has of a metric's definition, under whichever id it had.
    pub fn meaning<'w>(&self, was: Value<'w>, id: &str, key: &str) -> Option<&'w str> {
        let olds = self.ids.iter().filter(|(_, now)| **now == id).map(|(old, _)| *old);
        let meanings = was.meanings?;
        [id].into_iter().chain(olds).find_map(|id| meanings.get(id)?.get(key)).map(String::as_str)
    }

    /// A list of metrics by the ids that they have now.
    pub fn in_ids_of_now(&self, ids: &str) -> String {
        ids.split(' ').map(|id| self.id_now(id)).collect::<Vec<_>>().join(" ")
    }

    /// The same of an order in which metrics stood, each once.
    pub fn order_of_now(&self, ids: &str) -> String {
        let listed: Vec<&str> = ids.split(' ').collect();
        // What stood beside another one under its own id has its own place.
        let is_own = |id: &&str| self.id_now(id) == *id || !listed.contains(&self.id_now(id));
        let mut seen = BTreeSet::new();
        let of_now = listed.iter().filter(|id| is_own(id)).map(|id| self.id_now(id));
        of_now.filter(|id| seen.insert(*id)).collect::<Vec<_>>().join(" ")
    }

    /// Members of a metric by the ids that they have now.
    pub fn members_of_now(&self, id: &str, members: &str) -> String {
        let now = |member: &str| {
            let now = self.members.get(&(id.to_owned(), member.to_owned()));
            now.map_or_else(|| member.to_owned(), Clone::clone)
        };
        members.split(' ').map(now).collect::<Vec<_>>().join(" ")
    }

    /// Whether two ways of counting are the same, where what the first one is made from may have another id by now.
    pub fn is_counted_so(&self, was: &str, now: &str) -> bool {
        let is_sign = |sign: char| !(sign.is_ascii_alphanumeric() || sign == '_');
        let signs = |text: &'_ str| text.matches(is_sign).map(str::to_owned).collect::<Vec<_>>();
        let mut words = was.split(is_sign).zip(now.split(is_sign));
        signs(was) == signs(now) && words.all(|(was, now)| was == now || self.id_now(was) == now)
    }

    /// Each figure with a key that it has now, those of older lines first, and a figure's own key after those that it is
    /// given.
    fn in_order(&self, keys: &KeysOfNow<'_, 'l>) -> Vec<(Key<'l>, Key<'l>)> {
        let of = |(was, lines): (&Key<'l>, &BTreeSet<u32>)| {
            let newest = lines.last().copied();
            let of_now = |now: Key<'l>| (newest, *was == now, was.clone(), now);
            keys(was).into_iter().map(of_now).collect::<Vec<_>>()
        };
        let mut all: Vec<(Option<u32>, bool, Key<'l>, Key<'l>)> = self.lines.iter().flat_map(of).collect();
        all.sort();
        all.into_iter().map(|(_, _, was, now)| (was, now)).collect()
    }

    /// Whether the reason of a new edition was given before, for the text or for what a text says of itself. `is_shared` is
    /// whether other reports have their text from the same file.
    pub fn was_edition(&self, reason: &str, is_shared: bool) -> bool {
        let of_text = [What::Text, What::Language, What::Contact];
        let is_same = |change: &&Change| of_text.contains(&change.what) && change.reason == reason;
        self.changes.iter().copied().any(|change| is_same(&change))
            || self.stood(What::Text, None, reason, |change| is_shared && is_same(&change))
    }

    /// Whether a reason was given before for another change of the same thing, or stood there before the report did.
    pub fn was_said(&self, what: What, metric: Option<&str>, reason: &str) -> bool {
        // A dimension has one reason for its labels and its order.
        let kind = |what: What| if what == What::Order && metric.is_some() { What::Members } else { what };
        // A metric with a new id has the reasons along that were given under the old one.
        let is_it = |of: Option<&str>| of.map(|of| self.id_now(of)) == metric;
        let is_same = |change: &Change| {
            (kind(change.what), change.reason.as_str()) == (kind(what), reason) && is_it(change.metric.as_deref())
        };
        self.changes.iter().copied().any(is_same) || self.stood(what, metric, reason, is_same)
    }

    /// Whether a reason stood there when the report was published first. Where its line does not say it, a reason did that
    /// another report had told by then.
    pub fn stood(&self, what: What, metric: Option<&str>, reason: &str, is_told: impl Fn(&Change) -> bool) -> bool {
        match self.standing {
            Some(standing) => {
                let olds = self.ids.iter().filter(|(_, now)| Some(**now) == metric).map(|(old, _)| Some(*old));
                let mut all = olds.chain([metric]).map(|metric| reason_line(what, metric, reason));
                all.any(|reason| standing.lines().any(|line| line == reason))
            }
            None => self.before.iter().flat_map(|entry| &entry.record.changes).any(is_told),
        }
    }
}

/// The same by other keys.
fn moved<'l, V: Clone>(all: &BTreeMap<Key<'l>, V>, keys: &[(Key<'l>, Key<'l>)]) -> BTreeMap<Key<'l>, V> {
    keys.iter().filter_map(|(was, now)| Some((now.clone(), all.get(was)?.clone()))).collect()
}

/// A target, in place of one without an amount the one before.
fn with_amount<'l>(target: Option<&'l Target>, before: Option<&'l Target>) -> Option<&'l Target> {
    let has_none = target.is_some_and(|target| target.amount.is_none());
    before.filter(|_| has_none).or(target)
}

/// Whether a metric has a part.
pub fn is_part(catalog: &Catalog, metric: &Metric, cell: &Cell) -> bool {
    let has = |(name, member): (&String, &Option<String>)| {
        let of = catalog.dimensions.get(name);
        member.as_ref().is_none_or(|member| of.is_some_and(|of| of.members.contains_key(member)))
    };
    cell.0.len() == metric.by.len() && metric.by.iter().zip(&cell.0).all(has)
}

/// Whether a line has the counts of a metric as they are. One of an older kalends does not say it: there whatever is no
/// multiple of five was not rounded, and nor was what stands beside it.
fn is_exact(record: &Record, metric: &str) -> bool {
    let Some(words) = record.meanings.get(metric) else { return false };
    if let Some(how) = words.get(ROUND_TO) {
        return how == NOT_ROUNDED;
    }
    let is_count = words.get("type").is_some_and(|kind| matches!(kind.as_str(), "stock" | "flow"));
    let figures = record.figures.iter().filter(|figure| figure.metric == metric);
    let figures = figures.filter_map(|figure| figure.value.as_deref());
    let history = record.history.get(metric).into_iter().flatten().filter_map(|(_, value)| value.as_deref());
    let five = Decimal::from(5);
    let is_odd =
        |value: &str| value.parse::<Decimal>().is_ok_and(|value| value.checked_rem(five) != Some(Decimal::ZERO));
    is_count && figures.chain(history).any(is_odd)
}

/// What a line says of a metric without a description, or without a note.
pub const NO_TEXT: &str = "none";
