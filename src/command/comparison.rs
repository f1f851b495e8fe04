//! Two editions of a report → what is different between them, for the one who has to approve the newer.
//!
//! ```text
//! built pages ──► edition ──► compare ──► Comparison ──► terminal, json, sheet
//! (both)          (as shown)                             (for people, for programs, as a page)
//! ```
//!
//! A [`Comparison`] is made from what was built and nothing else, so two months of a site, two built folders and a
//! draft beside the published report are compared in the same way, and nothing is told that readers are not shown. What
//! a reviewer should see first, and why, is asked of the figures themselves (`look`). Nothing here decides whether a
//! report is right.

mod edition;
pub mod editions;
pub mod json;
pub mod look;
pub mod page;
pub mod sheet;
pub mod terminal;
mod text;

use std::collections::BTreeMap;

pub use edition::{Edition, Exhibit, Key, Shown};
pub use page::Drawing;
pub use text::{Fate, ParagraphChange, Piece, SectionChange};

use crate::l10n::{self, wording};
use crate::model::Decimal;
use crate::model::language::Language;

/// What is different between two sets of reports.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What is compared, as it was asked for: `2018-01`, or a folder.
    pub before: String,
    pub now: String,
    /// Of the newer reports.
    pub language: Language,
    /// The reports that both have, in the order of their names.
    pub reports: Vec<ReportChange>,
    /// The names of reports that only the older has.
    pub only_before: Vec<String>,
    pub only_now: Vec<String>,
}

/// What is different between two editions of one report.
#[derive(Debug, Clone)]
pub struct ReportChange {
    /// The folder of the newer one: `2018-02`, `hospitals/rh/2018-02`.
    pub name: String,
    /// Of the newer one.
    pub title: String,
    pub period_before: String,
    pub period_now: String,
    pub member: Option<String>,
    /// Every figure of either, in the order of the newer; those that were dropped come last.
    pub figures: Vec<FigureChange>,
    /// The charts and tables that are not the same in both.
    pub exhibits: Vec<ExhibitChange>,
    /// Every section of the newer, then those that were dropped.
    pub text: Vec<SectionChange>,
    /// Every chart of either: old and new.
    pub drawings: Vec<(Option<Drawing>, Option<Drawing>)>,
    /// Where figures are cited: metric and period, with the sections' ids, numbers and headings.
    pub cited: BTreeMap<(String, String), Vec<Stands>>,
    /// The sentence under the title, as plain text.
    pub summary: String,
}

impl Comparison {
    /// The names of the reports, among several, of which there is nothing to tell.
    pub fn unchanged(&self) -> Vec<&str> {
        let is_one_of_many = self.reports.len() > 1;
        let unchanged = self.reports.iter().filter(|report| is_one_of_many && report.is_unchanged());
        unchanged.map(|report| report.name.as_str()).collect()
    }
}

impl ReportChange {
    /// Whether whoever has read the one has read the other: every figure with its history, every word and every chart.
    pub fn is_unchanged(&self) -> bool {
        self.figures.iter().all(FigureChange::is_unchanged)
            && self.exhibits.is_empty()
            && self.text.iter().all(|section| section.fate == Fate::Unchanged)
            && self.drawings.iter().all(|(before, now)| before == now)
    }
}

impl FigureChange {
    /// Whether both show the same, or both nothing and for the same reason.
    fn is_unchanged(&self) -> bool {
        let Some((before, now)) = self.before.as_ref().zip(self.now.as_ref()) else { return false };
        let shown = |figure: &Shown| (figure.value, figure.interval, figure.suppressed, figure.missing.clone());
        shown(before) == shown(now) && self.label_before.is_none() && self.revised.is_empty() && self.signals.is_empty()
    }
}

/// A section in which a figure stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    pub id: String,
    pub number: String,
    pub heading: String,
}

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// There is an amount, and there was none.
    New,
    /// The metric or member is not in the newer report.
    Dropped,
    Changed,
    /// Both have the same amount.
    Unchanged,
    /// The newer has none.
    Missing,
    /// Hidden to protect small counts in one of the two; nothing is said of the change.
    Hidden,
}

impl Moved {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Moved::New => "new",
            Moved::Dropped => "dropped",
            Moved::Changed => "changed",
            Moved::Unchanged => "unchanged",
            Moved::Missing => "missing",
            Moved::Hidden => "hidden",
        }
    }
}

/// One figure of two editions.
#[derive(Debug, Clone)]
pub struct FigureChange {
    pub key: Key,
    /// With the names of its members.
    pub label: String,
    /// The same in the older edition, where readers were told another one.
    pub label_before: Option<String>,
    pub before: Option<Shown>,
    pub now: Option<Shown>,
    pub moved: Moved,
    /// `now − before`, exactly; `None` where one is missing or hidden, and where the older was taken back.
    pub change: Option<Decimal>,
    /// The same in words: `−12`, `+3 procentpoint`.
    pub change_text: Option<String>,
    /// Periods of the history that both show, with another amount in each.
    pub revised: Vec<RevisedPoint>,
    /// Periods that stand out in the newer and did not in the older, each with the rule.
    pub signals: Vec<(String, String)>,
}

impl FigureChange {
    /// What is listed of it: as changed, too, where the target asks for something else now or the interval is another.
    pub fn group(&self) -> Moved {
        let aims = self.before.as_ref().zip(self.now.as_ref()).map(|(before, now)| (&before.aim, &now.aim));
        let both = self.before.as_ref().zip(self.now.as_ref());
        let intervals = both.is_some_and(|(before, now)| before.interval != now.interval);
        let is_another = intervals || aims.is_some_and(|(before, now)| before != now);
        if self.moved == Moved::Unchanged && is_another { Moved::Changed } else { self.moved }
    }

    /// Its label, with what it shows of a longer period: `Ledige senge (gennemsnit)`.
    pub fn name(&self, language: Language) -> String {
        let shown = self.now.as_ref().or(self.before.as_ref());
        let what = shown.and_then(|shown| wording::over_time(shown.over_time?, language));
        what.map_or_else(|| self.label.clone(), |what| format!("{} ({what})", self.label))
    }
}

/// An amount of the past that the newer edition gives otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisedPoint {
    pub period: String,
    pub was: Option<Decimal>,
    pub now: Option<Decimal>,
    /// Taken back without a new value.
    pub withdrawn: bool,
    /// Hidden to protect small counts from now on.
    pub suppressed: bool,
    /// Both as printed; a dash for none.
    pub was_text: String,
    pub now_text: String,
}

/// A chart or table that came, went or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExhibitChange {
    pub before: Option<Exhibit>,
    pub now: Option<Exhibit>,
}

/// Holds two sets of reports against each other, by their names. `pairs` says which name of the older belongs to one of
/// the newer; reports without a partner are listed.
pub fn compare(
    (before, old): (&str, &BTreeMap<String, Edition>),
    (now, new): (&str, &BTreeMap<String, Edition>),
) -> Comparison {
    let key = |edition: &Edition| (edition.series.clone(), edition.member.clone());
    // Two periods have one report for each series and member; two folders have many, and their names agree.
    let partner = |name: &String, edition: &Edition| match old.get_key_value(name) {
        Some(found) => Some(found),
        None => {
            let mut alike = old.iter().filter(|(other, of)| key(of) == key(edition) && !new.contains_key(*other));
            let first = alike.next()?;
            let newer_alone = new.iter().filter(|(other, of)| key(of) == key(edition) && !old.contains_key(*other));
            (alike.next().is_none() && newer_alone.count() == 1).then_some(first)
        }
    };
    let mut used: Vec<&String> = Vec::new();
    let mut reports = Vec::new();
    let mut only_now = Vec::new();
    for (name, edition) in new {
        match partner(name, edition) {
            Some((other, earlier)) => {
                used.push(other);
                reports.push(report(name, earlier, edition));
            }
            None => only_now.push(name.clone()),
        }
    }
    Comparison {
        before: before.to_owned(),
        now: now.to_owned(),
        language: new.values().next().or(old.values().next()).map(|edition| edition.language).unwrap_or_default(),
        reports,
        only_before: old.keys().filter(|name| !used.contains(name)).cloned().collect(),
        only_now,
    }
}

/// One report of two editions.
pub fn report(name: &str, before: &Edition, now: &Edition) -> ReportChange {
    let kept = now.figures.iter().map(|is| {
        let was = before.figure(&is.key);
        let label = now.name(is);
        let label_before = was.map(|was| before.name(was)).filter(|other| *other != label);
        FigureChange { label, label_before, ..figure(is, was, Some(is), now.language) }
    });
    let dropped = before.figures.iter().filter(|was| now.figure(&was.key).is_none());
    let dropped =
        dropped.map(|was| FigureChange { label: before.name(was), ..figure(was, Some(was), None, now.language) });
    let figures = kept.chain(dropped).collect();
    ReportChange {
        name: name.to_owned(),
        title: now.page.title.clone(),
        period_before: before.period.clone(),
        period_now: now.period.clone(),
        member: now.member.clone(),
        figures,
        exhibits: exhibits(before, now),
        text: text::compare(&before.page, &now.page),
        drawings: drawings(before, now),
        cited: cited(now),
        summary: now
            .page
            .sections
            .iter()
            .filter(|section| section.id == page::SUMMARY)
            .flat_map(|section| &section.paragraphs)
            .map(text::plain)
            .collect(),
    }
}

/// `known` is the newer of the two that is there. The names are left to those who know the members'.
fn figure(known: &Shown, before: Option<&Shown>, now: Option<&Shown>, language: Language) -> FigureChange {
    let hidden = |figure: Option<&Shown>| figure.is_some_and(|figure| figure.suppressed);
    let amount = |figure: Option<&Shown>| figure.and_then(|figure| figure.value);
    let moved = match (amount(before), amount(now)) {
        _ if now.is_none() => Moved::Dropped,
        _ if before == now => Moved::Unchanged,
        _ if hidden(before) || hidden(now) => Moved::Hidden,
        (Some(was), Some(is)) if was == is => Moved::Unchanged,
        (Some(_), Some(_)) => Moved::Changed,
        (None, Some(_)) => Moved::New,
        (_, None) => Moved::Missing,
    };
    // From a figure that was taken back nothing is reckoned.
    let taken_back = before
        .zip(now)
        .is_some_and(|(before, now)| now.history.iter().any(|point| point.period == before.period && point.withdrawn));
    let amounts = amount(before).zip(amount(now)).filter(|_| !taken_back);
    let change = amounts.and_then(|(was, is)| is.checked_sub(was));
    let decimals = [before, now].into_iter().flatten().map(|figure| figure.decimals).max().unwrap_or(0);
    let places = if known.is_percent { 2 } else { 0 };
    let apart = |one: Decimal, other: Decimal| l10n::decimals_apart(one, other, decimals, places);
    let printed = |value: Decimal, other: Decimal| match known.is_percent {
        true => l10n::percent(value, apart(value, other), language),
        false => l10n::number(value, apart(value, other), language),
    };
    FigureChange {
        key: known.key.clone(),
        label: String::new(),
        label_before: None,
        moved,
        change,
        change_text: change.map(|change| match known.is_percent {
            true => l10n::signed_points(change, apart(change, Decimal::ZERO), language),
            false => l10n::signed(change, apart(change, Decimal::ZERO), language),
        }),
        revised: revised(before, now, |value, other| printed(value, other.unwrap_or(value))),
        signals: signals(before, now),
        before: before.map(|figure| told_apart(figure, now, printed)),
        now: now.map(|figure| told_apart(figure, before, printed)),
    }
}

/// The amount as printed, or where another one would look the same, with as many decimals as tell the two apart.
fn told_apart(figure: &Shown, other: Option<&Shown>, printed: impl Fn(Decimal, Decimal) -> String) -> Shown {
    let amounts = figure.value.zip(other.and_then(|other| other.value)).filter(|(one, other)| one != other);
    match amounts.filter(|_| other.is_some_and(|other| other.text == figure.text)) {
        Some((value, other)) => Shown { text: printed(value, other), ..figure.clone() },
        None => figure.clone(),
    }
}

fn revised(
    before: Option<&Shown>,
    now: Option<&Shown>,
    text: impl Fn(Decimal, Option<Decimal>) -> String,
) -> Vec<RevisedPoint> {
    let (Some(before), Some(now)) = (before, now) else { return Vec::new() };
    let mut found = Vec::new();
    for was in &before.history {
        let Some(is) = now.history.iter().find(|point| point.period == was.period) else { continue };
        // The report's own amount is what `before` and `now` say, where both are of one period.
        let is_own = now.period == before.period && is.period == now.period;
        if was.value != is.value && !is_own {
            let shown = |value: Option<Decimal>, other: Option<Decimal>| {
                value.map_or_else(|| "–".to_owned(), |value| text(value, other))
            };
            found.push(RevisedPoint {
                period: was.period.clone(),
                was: was.value,
                now: is.value,
                withdrawn: is.withdrawn,
                suppressed: is.suppressed,
                was_text: shown(was.value, is.value),
                now_text: shown(is.value, was.value),
            });
        }
    }
    found
}

fn signals(before: Option<&Shown>, now: Option<&Shown>) -> Vec<(String, String)> {
    let old = before.map_or(&[][..], |figure| figure.signals.as_slice());
    now.map_or(&[][..], |figure| figure.signals.as_slice())
        .iter()
        .filter(|signal| !old.contains(signal))
        .cloned()
        .collect()
}

/// Charts and tables by their kind of thing and id: a chart and a table of one metric have the same id.
fn exhibits(before: &Edition, now: &Edition) -> Vec<ExhibitChange> {
    let is_same = |one: &Exhibit, other: &Exhibit| one.id == other.id && one.is_table() == other.is_table();
    let partner = |of: &Exhibit, all: &[Exhibit]| all.iter().find(|other| is_same(of, other)).cloned();
    let unlike =
        |was: &Exhibit, is: &Exhibit| was.title != is.title || was.kind != is.kind || was.metrics != is.metrics;
    let kept = now.exhibits.iter().filter_map(|is| match partner(is, &before.exhibits) {
        Some(was) if !unlike(&was, is) => None,
        was => Some(ExhibitChange { before: was, now: Some(is.clone()) }),
    });
    let dropped = before.exhibits.iter().filter(|was| partner(was, &now.exhibits).is_none());
    kept.chain(dropped.map(|was| ExhibitChange { before: Some(was.clone()), now: None })).collect()
}

fn drawings(before: &Edition, now: &Edition) -> Vec<(Option<Drawing>, Option<Drawing>)> {
    let partner = |of: &Drawing, all: &[Drawing]| all.iter().find(|other| other.id == of.id).cloned();
    let (old, new) = (&before.page.drawings, &now.page.drawings);
    let kept = new.iter().map(|is| (partner(is, old), Some(is.clone())));
    let dropped = old.iter().filter(|was| partner(was, new).is_none()).map(|was| (Some(was.clone()), None));
    kept.chain(dropped).collect()
}

fn cited(now: &Edition) -> BTreeMap<(String, String), Vec<Stands>> {
    let mut all: BTreeMap<(String, String), Vec<Stands>> = BTreeMap::new();
    for section in &now.page.sections {
        for figure in &section.cited {
            all.entry(figure.clone()).or_default().push(Stands {
                id: section.id.clone(),
                number: section.number.clone(),
                heading: section.heading.clone(),
            });
        }
    }
    all
}
