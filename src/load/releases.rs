//! `releases` of kalends.yaml → what is announced for which day; and what of it contradicts the reports.
//!
//! No clock is read: a release is past when a later report of its length is there.

use std::collections::BTreeMap;

use super::fields::{all, choice, date, fields, list, period, reasons, text};
use super::{Edition, Site};
use crate::base::period::Period;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::yaml::{Node, Value};
use crate::model::Date;
use crate::model::calendar::{self, Announced, Certainty};
use crate::model::content::Series;

pub const KEYS: &[&str] = &["period", "series", "on", "state", "was", "reason"];

/// Reads the calendar of a site whose years begin in the month `year_start`. A release with a fault is left out.
pub fn read(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Result<Vec<Announced>, Stopped> {
    let mut found: Vec<Announced> = Vec::new();
    let items = list(node, "a list of releases", diags)?;
    if items.is_empty() {
        diags.add(faults::calendar_of_nothing(node.place.clone()));
    }
    for item in items {
        let Ok(release) = release(item, year_start, diags) else { continue };
        match found.iter().find(|other| (other.period, &other.series) == (release.period, &release.series)) {
            Some(first) => diags.add(faults::release_twice(release.place, first.place.clone(), release.period)),
            None => found.push(release),
        }
    }
    Ok(found)
}

/// The day on which a period begins.
pub fn first_day(period: Period) -> Date {
    let month = period.first_month();
    let parts = i16::try_from(month.year()).ok().zip(i8::try_from(month.number()).ok());
    parts.and_then(|(year, month)| Date::new(year, month, 1).ok()).unwrap_or(Date::MIN)
}

fn release(node: &Node, year_start: i32, diags: &mut Diagnostics) -> Result<Announced, Stopped> {
    let fields = fields(node, "a release", KEYS, diags)?;
    let period_at = fields.needed("period", "a release", &node.place, diags);
    let on_at = fields.needed("on", "a release", &node.place, diags);
    let (period_node, on_node) = (&period_at?.value, &on_at?.value);
    let (period, on) = (period(period_node, year_start, diags), date(on_node, diags));
    let certainties = [
        ("confirmed", Certainty::Confirmed),
        ("provisional", Certainty::Provisional),
        ("cancelled", Certainty::Cancelled),
    ];
    let certainty = fields.read("state", diags, |node, diags| choice(node, &certainties, diags)).unwrap_or_default();
    let was = fields.read("was", diags, |node, diags| match &node.value {
        Value::List(days) if days.is_empty() => {
            Err(diags.stop(faults::wrong_shape(node.place.clone(), "a day or a list of days", "an empty list")))
        }
        Value::List(days) => all(days, |day| date(day, diags)),
        _ => date(node, diags).map(|day| vec![day]),
    });
    let mut was = was.unwrap_or_default();
    was.dedup();
    let reason = fields.read("reason", diags, reasons);
    let series = fields.read("series", diags, text);
    let (period, on) = (period?, on?);
    // It may come back to a day that it had before the last one.
    if let Some(entry) = fields.get("was").filter(|_| was.last() == Some(&on)) {
        diags.add(faults::moved_to_its_own_day(entry.value.place.clone(), period, on));
    }
    let is_cancelled = certainty == Certainty::Cancelled;
    let unexplained = fields.get("state").filter(|_| is_cancelled).or(fields.get("was"));
    if let Some(entry) = unexplained.filter(|_| fields.get("reason").is_none()) {
        diags.add(faults::moved_without_reason(entry.key_place.clone(), period, is_cancelled));
    }
    if on < first_day(period) {
        diags.add(faults::release_before_its_period(on_node.place.clone(), period, on));
    }
    let place = fields.get("series").map_or(&period_node.place, |entry| &entry.value.place).clone();
    Ok(Announced { period, series, on, certainty, was, reason, place })
}

/// Says where the calendar and the reports tell two different things.
pub fn check(site: &Site, diags: &mut Diagnostics) {
    let announced = &site.settings.releases;
    if announced.is_empty() {
        return;
    }
    let folders = site.series.iter().map(|series| series.path.as_str()).filter(|path| !path.is_empty());
    let folders: Vec<&str> = folders.collect();
    let periods: BTreeMap<&str, Vec<Period>> =
        site.series.iter().map(|series| (series.path.as_str(), periods(site, series))).collect();
    for release in announced {
        match release.series.as_deref().filter(|name| !folders.contains(name)) {
            Some(name) => diags.add(faults::unknown_series(release.place.clone(), name, folders.iter().copied())),
            None => check_release(release, announced, &periods, diags),
        }
    }
    for series in &site.series {
        let periods = periods.get(series.path.as_str()).map_or(&[][..], Vec::as_slice);
        check_days(series, periods, announced, diags);
    }
}

/// The periods of a folder's reports, drafts among them.
fn periods(site: &Site, series: &Series) -> Vec<Period> {
    site.editions(series, None, true).iter().map(|edition: &Edition<'_>| edition.period).collect()
}

fn check_release(
    release: &Announced,
    announced: &[Announced],
    periods: &BTreeMap<&str, Vec<Period>>,
    diags: &mut Diagnostics,
) {
    let is_meant = |series: &str| {
        calendar::of_report(announced, series, release.period).is_some_and(|of| of.series == release.series)
    };
    let meant = || periods.iter().filter(|(series, _)| is_meant(series)).flat_map(|(_, periods)| periods);
    let has_report = meant().any(|period| *period == release.period);
    let is_later = |period: &&Period| period.grain() == release.period.grain() && **period > release.period;
    let later = meant().filter(is_later).min();
    let place = || release.place.clone();
    match (release.is_cancelled(), has_report, later) {
        (true, true, _) => diags.add(faults::cancelled_with_a_report(place(), release.period)),
        (false, false, Some(later)) => diags.add(faults::release_without_report(place(), release.period, *later)),
        _ => {}
    }
}

/// The days in the front matter of a folder's reports, against those of the calendar. `periods` are those of all reports of
/// the folder.
fn check_days(series: &Series, periods: &[Period], announced: &[Announced], diags: &mut Diagnostics) {
    for (period, page) in &series.reports {
        let days = &page.release;
        let hour = days.not_before.as_ref().map(|(until, place)| ("not_before", until.day, place));
        let published = days.published.zip(days.published_place.as_ref()).map(|(day, place)| ("published", day, place));
        if let Some(release) = calendar::of_report(announced, &series.path, *period)
            && !release.is_cancelled()
        {
            let own = [hour, published].into_iter().flatten().filter(|(_, day, _)| *day != release.on);
            for (key, day, place) in own {
                diags.add(faults::day_unlike_the_calendar(place.clone(), key, day, *period, release.on));
            }
        }
        if let (Some(day), Some(place)) = (days.next, &days.next_place) {
            let after = calendar::after(announced, &series.path, *period);
            let is_known = after.iter().any(|release| release.was_ever_on(day));
            // Where the calendar begins later, it does not know the release that came next.
            let comes_next = |release: &&&Announced| {
                let is_between =
                    |other: &Period| other.grain() == period.grain() && other > period && *other < release.period;
                !periods.iter().any(is_between)
            };
            if let Some(release) = after.last().filter(|_| !is_known).filter(comes_next) {
                diags.add(faults::day_unlike_the_calendar(place.clone(), "next", day, release.period, release.on));
            }
        }
    }
}
