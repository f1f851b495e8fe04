//! What belongs to no period is no promise: the texts of such pages, and the days of the calendar. It may change at any
//! time. The ledger has a digest of each page, and each day that was told, so that whoever publishes hears what readers
//! find otherwise than they had it.

use std::collections::BTreeMap;

use crate::base::address;
use crate::base::period::Period;
use crate::model::calendar::{self, Announced, TOLD, Told};
use crate::model::ledger::{BASE_URL, Ledger, Record};
use crate::model::{Date, day_of};
use crate::output::{Changes, Manifest};
use crate::site::Prepared;

/// What the keys begin with under which the ledger has the days before that of a release.
const BEFORE: &str = "was ";

/// How many seconds ahead of Greenwich a day begins first.
const FARTHEST_EAST: i64 = 14 * 60 * 60;

/// What the ledger is to say of them; `None` where there is nothing.
pub fn record(prepared: &Prepared, newest: Period) -> Option<Record> {
    let settings = &prepared.inputs.settings;
    let pages = texts(prepared);
    let last = |key: &str| prepared.inputs.ledger.as_ref()?.told_of_release(key);
    let releases = settings.releases.iter().map(|release| {
        let key = release.key();
        let told = release.told(last(&key));
        (key, told.to_string())
    });
    // On the pages of the calendar they stand beside the day.
    let before = settings.releases.iter().filter(|release| !release.was.is_empty()).map(|release| {
        let days: Vec<String> = release.was.iter().map(ToString::to_string).collect();
        (format!("{BEFORE}{}", release.key()), days.join(" "))
    });
    let address = settings.base_url.iter().map(|address| (BASE_URL.to_owned(), address.clone()));
    let settings: BTreeMap<String, String> = releases.chain(before).chain(address).collect();
    (!pages.is_empty() || !settings.is_empty()).then(|| Record::of_pages(newest, pages, settings))
}

/// Digests of what readers find on pages of no period, and of files beside them, by path.
fn texts(prepared: &Prepared) -> BTreeMap<String, String> {
    let mut all = prepared.undated_texts();
    all.extend(prepared.named_files());
    all
}

/// `another text than readers had: about`; empty where there are none. Pages are called by their folders.
fn line(what: &str, paths: &[&String]) -> String {
    let name = |path: &&String| match address::folder(path) {
        folder if !folder.is_empty() && path.ends_with("/index.html") => folder.to_owned(),
        _ => (*path).clone(),
    };
    let names: Vec<String> = paths.iter().map(name).collect();
    if names.is_empty() { String::new() } else { format!("\n{what}: {}", names.join(", ")) }
}

/// A line for the pages that say something else than the ledger says they did, one where the site is read at another
/// address now, and one for the releases whose day is another one without a word.
pub fn rewritten(prepared: &Prepared) -> String {
    let Some(was) = prepared.inputs.ledger.as_ref().and_then(Ledger::pages) else { return String::new() };
    let now = texts(prepared);
    let is_other = |(path, digest): &(&String, &String)| was.pages.get(*path).is_some_and(|was| was != *digest);
    let (pages, files): (Vec<&String>, Vec<&String>) =
        now.iter().filter(is_other).map(|(path, _)| path).partition(|path| path.ends_with(".html"));
    let mut text = String::new();
    text.push_str(&line("another text than readers had", &pages));
    text.push_str(&line("another file than readers had", &files));
    let gone: Vec<&String> = was.pages.keys().filter(|path| !now.contains_key(*path)).collect();
    text.push_str(&line("not there any more", &gone));
    let address = |address: Option<&str>| address.unwrap_or("none").to_owned();
    let (before, now) = (was.settings.get(BASE_URL).map(String::as_str), prepared.inputs.settings.base_url.as_deref());
    if before != now {
        text.push_str(&format!("\nanother base_url than readers had: {} → {}", address(before), address(now)));
    }
    let (moved, gone) = rescheduled(prepared, was);
    if !moved.is_empty() {
        let days = if moved.len() == 1 { "a day" } else { "days" };
        text.push_str(&format!(
            "\n{days} that `was` does not tell readers of: {}; add what they had to `was`, with a `reason`",
            moved.join(", ")
        ));
    }
    if !gone.is_empty() {
        text.push_str(&format!("\nnot announced any more: {}", gone.join(", ")));
    }
    text
}

/// A line for the author's files that go: those beside reports that are withdrawn go with them, and [`rewritten`] names
/// what the ledger has.
pub fn gone(prepared: &Prepared, changes: &Changes, published: &Manifest, withdrawn: &[String]) -> String {
    let ledger = prepared.inputs.ledger.as_ref();
    let is_authors = |name: &&String| published.inputs.contains_key(&format!("content/{name}"));
    let is_named = |name: &String| ledger.and_then(Ledger::pages).is_some_and(|was| was.pages.contains_key(name));
    let is_withdrawn = |name: &String| withdrawn.iter().any(|folder| name.starts_with(&format!("{folder}/")));
    let gone = changes.remove.iter().filter(is_authors);
    line("not there any more", &gone.filter(|name| !is_named(name) && !is_withdrawn(name)).collect::<Vec<_>>())
}

/// A line for the reports that come out, at `second` since 1970, before the day that the calendar has for them begins
/// anywhere; empty where there are none.
pub fn early(prepared: &Prepared, second: i64) -> String {
    let today = day_of(second.saturating_add(FARTHEST_EAST));
    let inputs = &prepared.inputs;
    let out = inputs.ledger.as_ref().map(Ledger::newest).unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for report in prepared.reports() {
        let folder = address::folder(&report.path);
        let series = inputs.series_of(folder).map_or("", |series| series.path.as_str());
        let release = calendar::of_report(&inputs.settings.releases, series, report.period);
        let is_early = |release: &&Announced| !release.is_cancelled() && today.is_some_and(|today| today < release.on);
        if let Some(release) = release.filter(is_early).filter(|_| !out.contains_key(folder)) {
            let name = release.key().trim_start_matches(TOLD).to_owned();
            found.push(format!("{name} ({})", release.on));
        }
    }
    found.dedup();
    match found.is_empty() {
        true => String::new(),
        false => format!("\nannounced for a later day, and out now: {}", found.join(", ")),
    }
}

/// The releases that have another day than readers were told, unless `was` of the calendar names that, or other days
/// before it, or take place although they were cancelled; and those that are announced no more and did not come out.
fn rescheduled(prepared: &Prepared, was: &Record) -> (Vec<String>, Vec<String>) {
    let (mut moved, mut gone) = (Vec::new(), Vec::new());
    let announced: BTreeMap<String, &Announced> =
        prepared.inputs.settings.releases.iter().map(|release| (release.key(), release)).collect();
    let reports = prepared.reports();
    for (key, told) in &was.settings {
        let Some((name, told)) = key.strip_prefix(TOLD).zip(told.parse::<Told>().ok()) else { continue };
        match announced.get(key) {
            Some(now) => {
                // The page need not tell for ever of days before, but not of others than these.
                let days = was.settings.get(&format!("{BEFORE}{key}")).filter(|_| !now.was.is_empty());
                let days = days.into_iter().flat_map(|days| days.split(' '));
                let days: Vec<Date> = days.filter_map(|day| day.parse().ok()).chain([told.on]).collect();
                let is_silent = |day: &&Date| !now.was_ever_on(**day);
                moved.extend(days.iter().filter(is_silent).map(|day| format!("{name} ({day} → {})", now.on)));
                let is_back = told.is_cancelled && !now.is_cancelled() && now.on == told.on;
                moved.extend(is_back.then(|| format!("{name} (cancelled → {})", now.on)));
            }
            None => {
                let period = name.rsplit('/').next().unwrap_or(name);
                if !reports.iter().any(|report| report.period.to_string() == period) {
                    gone.push(format!("{name} ({})", told.on));
                }
            }
        }
    }
    (moved, gone)
}
