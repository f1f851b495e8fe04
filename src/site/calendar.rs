//! The calendar of releases: its page, its file for calendar programs, and what other pages say of the next release.
//!
//! No clock is read. A release is past when its report is there, or was and is withdrawn, or when one of a later period of
//! the same length is; the next one is the first of the others that takes place.

mod ics;

use super::leaf::{Head, Leaf};
use super::plan::{PlannedReport, State};
use super::{Outline, Site, view};
use crate::base::address;
use crate::base::period::Period;
use crate::diag::Diagnostic;
use crate::l10n::{self, phrases};
use crate::model::Date;
use crate::model::calendar::{self, Announced, Certainty};
use crate::model::content::Series;
use crate::model::language::Language;
use crate::model::ledger::Ledger;

pub const PATH: &str = "calendar/index.html";
pub const FILE: &str = "calendar.ics";

/// A release, and what became of it.
pub struct Release<'a> {
    pub announced: &'a Announced,
    /// The report of the whole that came out; of several the first by its folder.
    pub report: Option<&'a Outline>,
    /// The page in the place of that report, where it was withdrawn.
    pub withdrawn: Option<String>,
    pub is_past: bool,
}

/// The releases that the settings announce, by day, then as they stand there. Drafts are not out, nor is what early
/// readers alone have.
pub fn releases<'a>(site: &Site<'a>, outlines: &'a [Outline]) -> Vec<Release<'a>> {
    let all = &site.settings().releases;
    let is_out = |outline: &&Outline| outline.state != State::Draft && !waits(site, &outline.path);
    let release = |announced: &'a Announced| {
        let is_meant = |outline: &&Outline| {
            let of = calendar::of_report(all, &outline.series, announced.period);
            of.is_some_and(|of| of.series == announced.series)
        };
        let meant = || outlines.iter().filter(is_out).filter(is_meant).filter(|outline| outline.period.is_some());
        let is_of_period = |outline: &&Outline| outline.period == Some(announced.period);
        let report = meant().filter(is_of_period).min_by_key(|outline| (outline.member.is_some(), &outline.path));
        let is_later = |period: Period| period.grain() == announced.period.grain() && period > announced.period;
        let is_of_series = |path: &str| {
            let series = site.inputs.series_of(address::folder(path)).map_or("", |series| series.path.as_str());
            let of = calendar::of_report(all, series, announced.period);
            of.is_some_and(|of| of.series == announced.series)
        };
        let gone = || site.plan.withdrawn.iter().filter(|one| is_of_series(&one.path));
        let withdrawn =
            gone().find(|one| report.is_none() && one.period == announced.period).map(|one| one.path.clone());
        let out = meant().filter_map(|outline| outline.period).chain(gone().map(|one| one.period));
        let is_past = report.is_some() || withdrawn.is_some() || out.into_iter().any(is_later);
        Release { announced, report, withdrawn, is_past }
    };
    let mut releases: Vec<Release<'a>> = all.iter().map(release).collect();
    releases.sort_by_key(|release| release.announced.on);
    releases
}

/// Whether the report at `path` is for nobody but early readers yet. Of one that the ledger has, the hour is past.
fn waits(site: &Site<'_>, path: &str) -> bool {
    if site.embargo(path).is_none() {
        return false;
    }
    let out = site.inputs.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
    let own = site.plan.reports.iter().find(|planned| planned.path == path);
    own.is_some_and(|own| own.page.release.not_before.is_some() && !out.contains_key(own.folder()))
}

impl Release<'_> {
    /// The page that readers find it at: its report, or the folder that has one for each member.
    pub fn page(&self) -> Option<String> {
        let report = self.report?;
        Some(match report.member {
            Some(_) if report.series.is_empty() => "index.html".to_owned(),
            Some(_) => format!("{}/index.html", report.series),
            None => report.path.clone(),
        })
    }

    /// Whether readers may still wait for it.
    pub fn is_to_come(&self) -> bool {
        !self.is_past && !self.announced.is_cancelled()
    }
}

/// The next release of a folder, or of the whole site.
pub fn next<'r, 'a>(releases: &'r [Release<'a>], series: Option<&str>) -> Option<&'r Release<'a>> {
    let names = |release: &Release<'_>, folder: &str| release.announced.series.as_deref() == Some(folder);
    let is_of = |release: &&Release<'_>| {
        let period = release.announced.period;
        let has_own = |folder| releases.iter().any(|other| other.announced.period == period && names(other, folder));
        series.is_none_or(|folder| names(release, folder) || release.announced.series.is_none() && !has_own(folder))
    };
    releases.iter().filter(is_of).find(|release| release.is_to_come())
}

/// The releases that a feed tells of: the next one, and those to come that were moved or cancelled. Each with whether it is
/// the next one.
pub fn told<'r, 'a>(releases: &'r [Release<'a>]) -> impl Iterator<Item = (&'r Release<'a>, bool)> {
    let next = next(releases, None).map(|next| id(next.announced));
    let is_changed = |release: &Release<'_>| release.announced.is_cancelled() || !release.announced.was.is_empty();
    let with_next = move |release: &'r Release<'a>| (release, Some(id(release.announced)) == next);
    let coming = releases.iter().filter(|release| !release.is_past).map(with_next);
    coming.filter(move |(release, is_next)| *is_next || is_changed(release))
}

/// A release in the feed, told as of `updated`.
pub fn entry(leaf: &Leaf<'_>, release: &Release<'_>, is_next: bool, updated: String) -> view::FeedEntry {
    let (announced, language, words) = (release.announced, leaf.language(), leaf.words());
    let called = match announced.certainty {
        Certainty::Cancelled => words.cancelled_release,
        _ if is_next => words.next_release,
        Certainty::Confirmed | Certainty::Provisional => words.coming_release,
    };
    let day = l10n::date(announced.on, language);
    // Its title says already that it is cancelled.
    let remark = if announced.is_cancelled() { moved(announced, language) } else { remark(announced, language) };
    let remark = remark.map(|remark| format!(" ({remark})"));
    view::FeedEntry {
        title: format!("{called}: {}, {day}{}", what(leaf, announced), remark.unwrap_or_default()),
        address: leaf.site.address_of(PATH).map_or_else(String::new, |page| format!("{page}#{}", id(announced))),
        published: None,
        updated,
        summary: announced.reason.as_ref().map(|reason| reason.get(language).to_owned()),
        state: state(release, language).to_owned(),
        files: Vec::new(),
    }
}

/// The next release, as front pages name it.
pub fn link(leaf: &Leaf<'_>, release: &Release<'_>) -> view::NextRelease {
    let announced = release.announced;
    view::NextRelease {
        day: l10n::date(announced.on, leaf.language()),
        what: what(leaf, announced),
        remark: remark(announced, leaf.language()),
        href: format!("{}#{}", leaf.to(PATH), id(announced)),
    }
}

/// The day on which the report after `planned` comes out, and what to know about that day: as its front matter says, or
/// else the calendar. `following` is the period of the report that is there after it; a calendar that begins later does
/// not know that release.
pub fn next_of(all: &[Announced], planned: &PlannedReport, following: Option<Period>) -> Option<Next> {
    let said = planned.page.release.next;
    let mut after = calendar::after(all, &planned.series.path, planned.period);
    after.retain(|release| following.is_none_or(|following| release.period <= following));
    let is_meant = |announced: &&&Announced| said.is_none_or(|day| announced.was_ever_on(day));
    // A day that was announced in the report, and is that of no release any more, is told with what became of it.
    let takes_place = after.last().filter(|announced| !announced.is_cancelled());
    let is_known = after.iter().any(|announced| is_meant(&announced));
    let announced = takes_place.filter(|_| is_known).or_else(|| after.iter().rfind(is_meant));
    match (announced, said) {
        (Some(announced), _) => Some(Next { on: announced.on, announced: Some((*announced).clone()) }),
        (None, said) => said.map(|on| Next { on, announced: None }),
    }
}

/// When the next report of a folder comes out.
#[derive(Debug, Clone)]
pub struct Next {
    pub on: Date,
    /// `None`: only the report itself names the day.
    pub announced: Option<Announced>,
}

impl Next {
    /// `5. april 2018 (foreløbig dato)`.
    pub fn text(&self, language: Language) -> String {
        let day = l10n::date(self.on, language);
        match self.announced.as_ref().and_then(|announced| remark(announced, language)) {
            Some(remark) => format!("{day} ({remark})"),
            None => day,
        }
    }

    /// From the page to its line in the calendar.
    pub fn href(&self, leaf: &Leaf<'_>) -> Option<String> {
        self.announced.as_ref().map(|announced| format!("{}#{}", leaf.to(PATH), id(announced)))
    }
}

/// That a day is not certain, that the release was cancelled, or from which day it was moved.
fn remark(announced: &Announced, language: Language) -> Option<String> {
    let words = l10n::words(language);
    let certainty = match announced.certainty {
        Certainty::Confirmed => None,
        Certainty::Provisional => Some(words.in_provisional_day.to_owned()),
        Certainty::Cancelled => Some(words.in_cancelled.to_owned()),
    };
    let parts: Vec<String> = certainty.into_iter().chain(moved(announced, language)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `flyttet fra 3. april 2018`; of several earlier days all.
fn moved(announced: &Announced, language: Language) -> Option<String> {
    let days: Vec<String> = announced.was.iter().map(|day| l10n::date(*day, language)).collect();
    (!days.is_empty()).then(|| phrases::moved_from(&l10n::list(&days, language), language))
}

/// `marts 2018`; of a folder with its title: `Hospitaler, marts 2018`.
fn what(leaf: &Leaf<'_>, announced: &Announced) -> String {
    let period = l10n::period(announced.period, leaf.language());
    let is_it = |series: &&std::sync::Arc<Series>| Some(&series.path) == announced.series.as_ref();
    match leaf.site.inputs.series.iter().find(is_it) {
        Some(series) => format!("{}, {period}", series.title()),
        None => period,
    }
}

/// The id of a release's row: `r-2018-03`, `r-2018-03-hospitals`.
fn id(announced: &Announced) -> String {
    let series = announced.series.as_ref().map_or_else(String::new, |path| format!("-{}", path.replace('/', "-")));
    format!("r-{}{series}", announced.period)
}

/// Builds the page and the file.
pub fn build(site: &Site<'_>, outlines: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(PATH, site.vintage(), site.language());
    let (language, words) = (leaf.language(), leaf.words());
    let releases = releases(site, outlines);
    let row = |release: &Release<'_>| {
        let announced = release.announced;
        let name = l10n::capital(&what(&leaf, announced));
        let page = release.page().or(release.withdrawn.as_ref().cloned());
        view::ReleaseRow {
            id: id(announced),
            day: l10n::date(announced.on, language),
            what: view::MaybeLink { text: name, href: page.map(|path| leaf.to(&path)) },
            state: state(release, language).to_owned(),
            cancelled: announced.is_cancelled(),
            moved: moved(announced, language).map(|moved| l10n::capital(&moved)),
            reason: announced.reason.as_ref().map(|reason| l10n::sentence(reason.get(language))),
        }
    };
    let is_past = |release: &&Release<'_>| release.is_past;
    let coming: Vec<view::ReleaseRow> = releases.iter().filter(|release| !release.is_past).map(row).collect();
    let past: Vec<view::ReleaseRow> = releases.iter().rev().filter(is_past).map(row).collect();
    let groups = [("coming", words.coming_releases, coming), ("past", words.past_releases, past)];
    let group = |(id, heading, rows): (&str, &str, Vec<view::ReleaseRow>)| view::ReleaseGroup {
        id: id.to_owned(),
        heading: heading.to_owned(),
        rows,
    };
    let next = next(&releases, None);
    let view = view::Calendar {
        title: words.calendar.to_owned(),
        lead: match next {
            Some(Release { announced, .. }) => {
                let day = l10n::date(announced.on, language);
                let day = match announced.certainty {
                    Certainty::Provisional => format!("{day} ({})", words.in_provisional_day),
                    Certainty::Confirmed | Certainty::Cancelled => day,
                };
                phrases::next_release(&what(&leaf, announced), &day, language)
            }
            None => words.no_release_announced.to_owned(),
        },
        groups: groups.into_iter().filter(|(.., rows)| !rows.is_empty()).map(group).collect(),
        file: leaf.to(FILE),
        address: site.address_of(FILE),
    };
    let page = leaf.page(PATH, Head::new("calendar", leaf.title(words.calendar)));
    leaf.write("calendar.html", &page, "calendar", &view)?;
    site.write(FILE, ics::write(&leaf, &releases).as_bytes())
}

/// `confirmed`, `provisional day`, `cancelled`, `published`, `withdrawn`.
fn state(release: &Release<'_>, language: Language) -> &'static str {
    let words = l10n::words(language);
    match release.announced.certainty {
        _ if release.report.is_some() => words.in_published,
        _ if release.withdrawn.is_some() => words.in_withdrawn,
        Certainty::Confirmed => words.in_confirmed,
        Certainty::Provisional => words.in_provisional_day,
        Certainty::Cancelled => words.in_cancelled,
    }
}

/// The last day of a month: `2018-02-28`.
pub fn day(month: Period) -> String {
    let month = month.last_month();
    let first = i16::try_from(month.year()).ok().zip(i8::try_from(month.number()).ok());
    let date = first.and_then(|(year, month)| Date::new(year, month, 1).ok());
    date.map_or_else(|| format!("{month}-28"), |date| date.last_of_month().to_string())
}
