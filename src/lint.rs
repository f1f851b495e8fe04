//! Narrative and data of a site → what an editor should look at, as warnings.
//!
//! `check` looks for these, `build` does not, since no page is wrong for them. Each file below looks for one kind of
//! thing, in the text as each report shows it (`narrative::prose`) or in the snapshots. `load` reports what is plainly
//! wrong in a file; `diag` reads which comments allow which warnings.

mod braces;
mod data;
mod direction;
mod gaps;
mod labels;
mod quality;
mod reading;
mod release;
mod spelled;
mod titles;
mod typed;
mod unchanged;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::base::address::{is_markdown, is_yaml};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::{Book, Change};
use crate::diag::allow::{self, Allowance};
use crate::diag::code::Code;
use crate::diag::{Diagnostic, faults};
use crate::l10n::wording;
use crate::load::{self, Edition};
use crate::model::catalog::Metric;
use crate::model::content::{Page, Series};
use crate::model::language::Language;
use crate::narrative::prose::{Picture, Prose};
use crate::narrative::scope::Scope;
use crate::narrative::unmeant::{Unmeant, What};
use reading::Reading;
pub use unchanged::has_own_words;

/// One thing an editor should look at.
#[derive(Debug, Clone)]
pub struct Finding {
    /// A warning.
    pub diagnostic: Diagnostic,
    /// The report it belongs to, or the snapshot; `None` for a page of no period.
    pub period: Option<Period>,
    /// The folder of the report's series; empty for the site's own and for snapshots.
    pub series: String,
    pub metric: Option<String>,
    /// The id of the report's section; `None` in the front matter, before the first heading and in snapshots.
    pub section: Option<String>,
    /// The reason, where the author acknowledged it.
    pub acknowledged: Option<String>,
}

impl Finding {
    fn new(diagnostic: Diagnostic, period: Period, metric: &str) -> Finding {
        Finding {
            diagnostic,
            period: Some(period),
            series: String::new(),
            metric: Some(metric.to_owned()),
            section: None,
            acknowledged: None,
        }
    }
}

/// Everything an editor should look at in the reports and snapshots whose period is `wanted`, and, if `None` is wanted,
/// in the pages of no period.
///
/// The order is by place, then by period: a place in a standing narrative is found once for each report that shows it.
/// `book` has the snapshots of `inputs`. Pages that cannot be read are left out, since their errors say enough.
pub fn findings(
    inputs: &load::Site,
    book: &Arc<Book>,
    drafts: bool,
    wanted: &(dyn Fn(Option<Period>) -> bool + Sync),
) -> Vec<Finding> {
    Lints::new(inputs, book, drafts, wanted).finish()
}

/// Looks at narratives that others read, and reads those itself that nobody did.
pub struct Lints<'a> {
    inputs: &'a load::Site,
    book: &'a Arc<Book>,
    /// Narratives that nobody has read yet, by their file, period and member.
    unread: Mutex<BTreeMap<Key, Task<'a>>>,
    found: Mutex<Vec<Finding>>,
}

type Key = (Arc<str>, Option<Period>, Option<String>);

impl<'a> Lints<'a> {
    pub fn new(
        inputs: &'a load::Site,
        book: &'a Arc<Book>,
        drafts: bool,
        wanted: &dyn Fn(Option<Period>) -> bool,
    ) -> Lints<'a> {
        let mut found = data::findings(inputs, book);
        let tasks = tasks(inputs, drafts);
        found.extend(release::findings(inputs, &tasks));
        found.extend(labels::findings(inputs, &tasks));
        found.retain(|finding| wanted(finding.period));
        let unread = tasks.into_iter().filter(|task| wanted(task.period())).map(|task| (task.key(), task)).collect();
        Lints { inputs, book, unread: Mutex::new(unread), found: Mutex::new(found) }
    }

    /// Looks at a narrative that was read for its page: a report's with the figures of its period, any other with those
    /// of the newest snapshot. Many may be read at once.
    pub fn look(&self, page: &Page, scope: Scope, prose: Prose<'_>) {
        let member = scope.member.as_ref().map(|(_, id)| id.clone());
        let of_report: Key = (page.file.clone(), Some(scope.figures.period), member);
        let of_page: Key = (page.file.clone(), None, None);
        let task = {
            let mut unread = held(&self.unread);
            // A page in two languages says two things.
            let is_same = |key: &Key| unread.get(key).is_some_and(|task| task.language(self.inputs) == scope.language);
            let key = [of_report, of_page].into_iter().find(is_same);
            key.and_then(|key| unread.remove(&key))
        };
        // Without a snapshot a page of no period has no figures to be held against.
        if let Some(task) = task.filter(|task| task.period().is_some() || !self.inputs.snapshots.is_empty()) {
            let found = task.findings(&Reading::new(task.edition(), page, scope, prose));
            held(&self.found).extend(found);
        }
    }

    /// What was found: by place, then by period, since a place in a standing narrative is found once for each report
    /// that shows it. Pages that cannot be read are passed over, since their errors say enough.
    pub fn finish(self) -> Vec<Finding> {
        let unread = self.unread.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut findings = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let tasks: Vec<Task<'_>> = unread.into_values().collect();
        let read = |task: Task<'_>| {
            let reading = task.read(self.inputs, self.book);
            reading.map_or_else(Vec::new, |reading| task.findings(&reading))
        };
        findings.extend(tasks.into_par_iter().flat_map_iter(read).collect::<Vec<_>>());
        acknowledge(&mut findings, &allowances(self.inputs));
        // What was missed or missing before the newest snapshot is history: nobody need say now what was to be done then.
        // What no report tells, no reader asks after.
        let newest = self.inputs.snapshots.last().map(|snapshot| snapshot.period);
        let newest = newest.filter(|month| !data::periods_reported(self.inputs, *month).is_empty());
        findings.retain(|finding| {
            ![&faults::MISSED_WITHOUT_WORDS, &faults::GAP_IN_A_SENTENCE].contains(&finding.diagnostic.code)
                || finding.acknowledged.is_some()
                || newest.is_some() && finding.period == newest
        });
        findings.sort_by(|a, b| (&a.diagnostic, a.period, &a.series).cmp(&(&b.diagnostic, b.period, &b.series)));
        findings.dedup_by(|a, b| (&a.diagnostic, a.period, &a.series) == (&b.diagnostic, b.period, &b.series));
        findings
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A map or a list is whole after every change, so a panic elsewhere cannot have spoilt it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an editor should look at in the reports and snapshots of a period and of its months, also in drafts, each place
/// once.
pub fn of_period(inputs: &load::Site, book: &Arc<Book>, period: Period) -> Vec<Finding> {
    of_periods(inputs, book, &[period]).remove(&period).unwrap_or_default()
}

/// The same for each of several periods, whose site is looked through once.
pub fn of_periods(inputs: &load::Site, book: &Arc<Book>, periods: &[Period]) -> BTreeMap<Period, Vec<Finding>> {
    let concerns =
        |of: Period, period: Period| of == period || (period.first_month()..=period.last_month()).contains(&of);
    let wanted = |of: Option<Period>| of.is_some_and(|of| periods.iter().any(|period| concerns(of, *period)));
    let all = findings(inputs, book, true, &wanted);
    let of_one = |period: &Period| {
        let own = all.iter().filter(|finding| finding.period.is_some_and(|of| concerns(of, *period)));
        (*period, newest(own.cloned().collect()))
    };
    periods.iter().map(of_one).collect()
}

/// A page to read.
enum Task<'a> {
    /// A report, and the page of the report before it if both have narratives of their own.
    Report(Edition<'a>, Option<&'a Page>),
    /// A page of no period.
    Page(&'a Series, &'a Page),
}

fn tasks(inputs: &load::Site, drafts: bool) -> Vec<Task<'_>> {
    let mut tasks = Vec::new();
    for series in &inputs.series {
        for member in inputs.members(series) {
            let editions = inputs.editions(series, member, drafts);
            for edition in &editions {
                let is_before = |other: &&Edition<'_>| other.is_own && other.period == edition.period.previous();
                let before = editions.iter().find(is_before).filter(|_| edition.is_own).map(|before| &**before.page);
                tasks.push(Task::Report(*edition, before));
            }
        }
        let pages = series.index.iter().chain(&series.pages).filter(|page| drafts || !page.draft);
        tasks.extend(pages.map(|page| Task::Page(series, page)));
    }
    tasks
}

impl<'a> Task<'a> {
    fn period(&self) -> Option<Period> {
        match self {
            Task::Report(edition, _) => Some(edition.period),
            Task::Page(..) => None,
        }
    }

    fn key(&self) -> Key {
        match self {
            Task::Report(edition, _) => {
                let member = edition.member.map(|(_, id)| id.to_owned());
                (edition.page.file.clone(), Some(edition.period), member)
            }
            Task::Page(_, page) => (page.file.clone(), None, None),
        }
    }

    fn edition(&self) -> Option<Edition<'a>> {
        match self {
            Task::Report(edition, _) => Some(*edition),
            Task::Page(..) => None,
        }
    }

    fn language(&self, inputs: &load::Site) -> Language {
        match self {
            Task::Report(edition, _) => edition.language,
            Task::Page(series, page) => page.language.unwrap_or(inputs.language(series)),
        }
    }

    /// `None` where the page cannot be read.
    fn read(&self, inputs: &load::Site, book: &Arc<Book>) -> Option<Reading<'a>> {
        match self {
            Task::Report(edition, _) => Reading::of_edition(inputs, book, *edition),
            Task::Page(_, page) => {
                let latest = inputs.snapshots.last()?.period;
                Reading::of_page(inputs, book, page, self.language(inputs), latest)
            }
        }
    }

    fn findings(&self, reading: &Reading<'_>) -> Vec<Finding> {
        let mut findings = typed::findings(reading);
        findings.extend(direction::findings(reading));
        findings.extend(gaps::findings(reading));
        findings.extend(pictures(reading));
        findings.extend(unmeant(reading));
        findings.extend(titles::findings(reading));
        findings.extend(quality::findings(reading));
        findings.extend(braces::findings(reading));
        if let Task::Report(_, Some(before)) = self {
            findings.extend(unchanged::findings(reading, before));
        }
        findings
    }
}

/// Pictures without words for those who cannot see them.
fn pictures(reading: &Reading<'_>) -> Vec<Finding> {
    let silent = reading.prose.pictures.iter().filter(|picture| !picture.has_words);
    let fault = |picture: &Picture| faults::picture_without_text(picture.place.clone(), &picture.target);
    silent.map(|picture| reading.finding(fault(picture), picture.section, None)).collect()
}

/// What Markdown makes of the text behind the author's back.
fn unmeant(reading: &Reading<'_>) -> Vec<Finding> {
    let metrics = &reading.scope.book.catalog().metrics;
    let fault = |found: &Unmeant| {
        let place = found.place.clone();
        Some(match &found.what {
            What::Code => faults::text_becomes_code(place),
            What::Row => faults::row_of_no_table(place),
            What::List(number) => faults::number_becomes_list(place, *number),
            What::Link(target) => faults::link_without_words(place, target),
            What::Header(column) => faults::header_without_words(place, *column),
            What::Attribute(word) if metrics.contains_key(word) => faults::single_braces(place, word, word),
            What::Attribute(_) => return None,
        })
    };
    let all = reading.prose.unmeant.iter();
    all.filter_map(|found| Some(reading.finding(fault(found)?, found.section, None))).collect()
}

/// One finding for each place of a narrative: that of the newest report, which is still being edited.
pub fn newest(findings: Vec<Finding>) -> Vec<Finding> {
    let mut newest = BTreeMap::<(Place, &'static Code), Finding>::new();
    let mut others = Vec::new();
    for finding in findings {
        let Diagnostic { place, code, .. } = &finding.diagnostic;
        // A number that equals a figure may equal that of the month before in the next report.
        let is_of_before = **code == faults::TYPED_FIGURE_OF_BEFORE;
        let key = (place.clone(), if is_of_before { &faults::TYPED_FIGURE } else { *code });
        if !place.file.starts_with("content/") {
            others.push(finding);
        } else if newest.get(&key).is_none_or(|other| other.period < finding.period) {
            newest.insert(key, finding);
        }
    }
    newest.into_values().chain(others).collect()
}

/// What the authors of the files allow.
fn allowances(inputs: &load::Site) -> Vec<Allowance> {
    let texts = inputs.files.iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
    let wanted = texts.filter(|(path, _)| is_markdown(path) || is_yaml(path));
    wanted.flat_map(|(path, text)| allow::read(&path.as_str().into(), text.trim_start_matches('\u{feff}')).0).collect()
}

fn acknowledge(findings: &mut [Finding], allowances: &[Allowance]) {
    for finding in findings {
        let covering = allowances.iter().find(|allowance| allowance.covers(&finding.diagnostic));
        finding.acknowledged = covering.map(|allowance| allowance.reason.clone());
    }
}

/// How a figure moved, within a message: `fell by 12 from 2018-01`. `None` if one of the two amounts is missing.
fn moved(metric: &Metric, change: &Change) -> Option<String> {
    let by = change.absolute.as_ref().ok()?;
    let size = wording::size(metric, *by, Language::OF_MESSAGES);
    Some(match by.cmp(&crate::model::Decimal::ZERO) {
        std::cmp::Ordering::Less => format!("fell by {size} from {}", change.since),
        std::cmp::Ordering::Equal => format!("is unchanged since {}", change.since),
        std::cmp::Ordering::Greater => format!("rose by {size} from {}", change.since),
    })
}

/// Whether a change is larger than the metric's tolerance. `false` if the metric has none.
pub fn is_beyond_tolerance(metric: &Metric, change: &Change) -> bool {
    metric.tolerance.zip(change.absolute.as_ref().ok()).is_some_and(|(tolerance, by)| by.abs() > tolerance)
}
