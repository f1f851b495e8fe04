//! The Markdown files of `content/` → Series of reports and pages: front matter, addresses, periods.
//!
//! The narrative itself stays text; `narrative` reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::{Fields, contact, date, fields, flag, language, moment, names, period, reason, text, whole};
use super::unknown_metric;
use crate::base::front_matter::{FrontMatter, front_matter, misplaced};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::releases;
use crate::load::yaml::{self, Node};
use crate::model::catalog::Catalog;
use crate::model::content::{Page, Release, Series, Written};
use crate::model::snapshot::Snapshot;

pub const FRONT_MATTER_KEYS: &[&str] = &[
    "title",
    "summary",
    "key_figures",
    "draft",
    "language",
    "slug",
    "order",
    "template",
    "for_each",
    "edition",
    "keep_edition",
    "moved_from",
    "updated",
    "published",
    "next",
    "not_before",
    "early_readers",
    "contact",
    "from",
    "to",
];

/// Keys that decide which reports there are, and where a page stands in the lists of front pages. They say nothing on the
/// page itself, and a front page is part of no report: a report that was approved stays so when they change.
const NOT_ON_THE_PAGE: &[&str] = &["draft", "slug", "order", "from", "to"];

/// Addresses that belong to the program's own pages.
const TAKEN: &[&str] = &["assets", "calendar", "metrics", "revisions", "search", "index"];

/// The program's own files beside them.
const OWN_FILES: &[&str] =
    &["404.html", "calendar.ics", "feed.xml", "manifest.json", "robots.txt", "sha256sums", "sitemap.xml"];

/// Reads every Markdown file into its series; the site's own comes first, even where it is empty. Of front matter
/// that cannot be read a page has nothing. `meant` are the months that files in data/ are named after, whether
/// they could be read or not.
pub fn read_all(
    files: &[(Arc<str>, Arc<str>)],
    catalog: &Catalog,
    snapshots: &[Snapshot],
    meant: &BTreeSet<Period>,
    diags: &mut Diagnostics,
) -> Vec<Series> {
    let mut all = BTreeMap::from([(String::new(), Series::default())]);
    // Two files may differ in their endings alone: `.md` and `.MD`.
    let mut stems: BTreeMap<(&str, &str), &Arc<str>> = BTreeMap::new();
    for (file, source) in files {
        let below = file.strip_prefix("content/").unwrap_or(file);
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is_special = stem == "_index" || stem == "_report";
        if (stem.starts_with(['_', '.']) && !is_special) || folder.split('/').any(|part| part.starts_with(['_', '.'])) {
            continue;
        }
        if let Some(first) = stems.insert((folder, stem), file) {
            diags.add(faults::named_alike(Place::of_file(file.clone()), stem, first));
            continue;
        }
        let page = Arc::new(read(file, stem, source, catalog, diags));
        let series =
            all.entry(folder.to_owned()).or_insert_with(|| Series { path: folder.to_owned(), ..Series::default() });
        check_folder(series, file, diags);
        match stem {
            "_index" => series.index = Some(page),
            "_report" => series.standing = Some(page),
            _ => match Period::read(stem, catalog.year_start) {
                Ok(period) => {
                    if is_reported(period, file, snapshots, meant, diags) {
                        series.reports.push((period, page));
                    }
                }
                Err(_) => {
                    if looks_like_a_period(stem) {
                        diags.add(faults::almost_a_period(Place::of_file(file.clone()), stem));
                    }
                    series.pages.push(page);
                }
            },
        }
    }
    for series in all.values_mut() {
        series.reports.sort_by_key(|(period, _)| *period);
        series.pages.sort_by(|a, b| (a.order, &a.file).cmp(&(b.order, &b.file)));
        check_range_of_snapshots(series, snapshots, diags);
        settle_members(series, diags);
        check_addresses(series, catalog, diags);
    }
    all.values().for_each(|series| check_member_folders(series, &all, catalog, diags));
    all.into_values().collect()
}

/// Whether a name was meant to be a period: `2018-3`, `2018-q1`, `201803`.
fn looks_like_a_period(stem: &str) -> bool {
    let (year, rest) = stem.split_at_checked(4).unwrap_or((stem, ""));
    let number = rest.trim_start_matches(['-', '_']).trim_start_matches(['q', 'Q']);
    year.len() == 4
        && year.chars().all(|c| c.is_ascii_digit())
        && number.len() <= 2
        && number.chars().all(|c| c.is_ascii_digit())
}

/// Whether there is something to report on. A report of a quarter or a year may be written before it is over: what is
/// missing then says so, and it is published when nothing is.
fn is_reported(
    period: Period,
    file: &Arc<str>,
    snapshots: &[Snapshot],
    meant: &BTreeSet<Period>,
    diags: &mut Diagnostics,
) -> bool {
    let months = period.first_month()..=period.last_month();
    let is_reported = snapshots.iter().any(|snapshot| months.contains(&snapshot.period));
    if !is_reported && !meant.iter().any(|month| months.contains(month)) {
        diags.add(faults::report_without_snapshot(Place::of_file(file.clone()), period));
    }
    is_reported
}

/// A standing text is there to make reports: one whose range holds no month that has a snapshot makes none.
fn check_range_of_snapshots(series: &Series, snapshots: &[Snapshot], diags: &mut Diagnostics) {
    let (Some(text), [first, ..], [.., last]) = (&series.standing, snapshots, snapshots) else { return };
    let (first, last) = (first.period, last.period);
    let ends_before =
        |(to, _): &(Period, Place)| text.from.as_ref().is_some_and(|(from, _)| from.first_month() > to.last_month());
    if text.to.as_ref().is_some_and(ends_before) {
        return;
    }
    if snapshots.iter().any(|snapshot| text.stands_in(snapshot.period)) {
        return;
    }
    // The bound that leaves them out; in a range between two snapshots, its end.
    let from = text.from.as_ref().filter(|(from, _)| from.first_month() > last).map(|(_, place)| ("from", place));
    let bound = from.or(text.to.as_ref().map(|(_, place)| ("to", place)));
    if let Some((key, place)) = bound {
        diags.add(faults::range_without_a_month(place.clone(), key, (first, last)));
    }
}

/// The dimension of a folder's reports: what one of them says holds for all, so that all have the same members.
fn settle_members(series: &mut Series, diags: &mut Diagnostics) {
    let reports = series.standing.iter().chain(series.reports.iter().map(|(_, page)| page));
    let mut named = reports.filter_map(|page| page.for_each.as_ref());
    let first = named.next();
    if let Some((name, _)) = first {
        for (_, place) in named.filter(|(other, _)| other != name) {
            diags.add(faults::reports_for_two_dimensions(place.clone(), name));
        }
    }
    series.for_each = first.map(|(name, _)| name.clone());
    for (_, place) in series.index.iter().chain(&series.pages).filter_map(|page| page.for_each.as_ref()) {
        diags.add(faults::page_for_each_member(place.clone()));
    }
}

/// The reports of a member go into a folder of its name, which must be free.
fn check_member_folders(series: &Series, all: &BTreeMap<String, Series>, catalog: &Catalog, diags: &mut Diagnostics) {
    let reports = series.standing.iter().chain(series.reports.iter().map(|(_, page)| page));
    let Some((name, place)) = reports.filter_map(|page| page.for_each.as_ref()).next() else { return };
    let Some(dimension) = catalog.dimensions.get(name) else { return };
    for member in dimension.members.keys() {
        let path = if series.path.is_empty() { member.clone() } else { format!("{}/{member}", series.path) };
        if series.path.is_empty() && TAKEN.contains(&member.as_str()) {
            diags.add(faults::member_address_taken(place.clone(), member, "the program's own pages"));
        } else if all.contains_key(&path) {
            diags.add(faults::member_address_taken(place.clone(), member, &format!("the pages of content/{path}")));
        }
    }
}

fn read(file: &Arc<str>, stem: &str, source: &Arc<str>, catalog: &Catalog, diags: &mut Diagnostics) -> Page {
    let mut page = Page {
        file: file.clone(),
        slug: stem.to_owned(),
        title: None,
        summary: None,
        key_figures: None,
        draft: false,
        waits_for: None,
        language: None,
        order: 0,
        template: None,
        for_each: None,
        from: None,
        to: None,
        edition: None,
        keep_edition: true,
        keep_edition_place: None,
        moved_from: Vec::new(),
        release: Release::default(),
        updated: None,
        text: source.clone(),
        body: 0,
        front: String::new(),
    };
    match front_matter(source) {
        FrontMatter::None => {
            if let Some(found) = misplaced(source, FRONT_MATTER_KEYS) {
                diags.add(faults::front_matter_misplaced(Place::in_text(file, source, found.start, found.len())));
            }
        }
        FrontMatter::Unclosed => {
            let place = Place { file: file.clone(), line: 1, column: 1, length: 3 };
            diags.add(faults::front_matter_unclosed(place));
            page.body = source.len();
            return page;
        }
        FrontMatter::Closed { keys, body } => {
            page.body = body;
            #[expect(clippy::string_slice, reason = "the keys are whole lines of the text")]
            let keys = &source[keys];
            if let Ok(node) = yaml::read(file, keys, 1, diags)
                && let Ok(fields) = fields(&node, "the front matter", FRONT_MATTER_KEYS, diags)
            {
                page.front = on_the_page(&node);
                read_front_matter(&fields, &mut page, catalog, diags);
                check_kind(&fields, stem, catalog, diags);
                page.release = release(&fields, stem, catalog, diags);
                let is_undated = !stem.starts_with('_') && Period::read(stem, catalog.year_start).is_err();
                page.updated = fields.read("updated", diags, date);
                if let Some(entry) = fields.get("updated").filter(|_| !is_undated) {
                    diags.add(faults::day_of_no_page(entry.key_place.clone()));
                }
            }
        }
    }
    check_slug(&page, stem, diags);
    page
}

/// Front matter as far as it decides what a page says, in the order of its keys.
fn on_the_page(front: &Node) -> String {
    let entries = front.entries().iter().filter(|entry| !NOT_ON_THE_PAGE.contains(&entry.key.as_str()));
    let mut lines: Vec<String> = entries.map(|entry| format!("{}: {}", entry.key, entry.value.plain())).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn read_front_matter(fields: &Fields<'_>, page: &mut Page, catalog: &Catalog, diags: &mut Diagnostics) {
    page.title = fields.read("title", diags, written);
    page.summary = fields.read("summary", diags, written);
    page.key_figures = fields.get("key_figures").map(|entry| key_figures(&entry.value, catalog, diags));
    page.draft = fields.read("draft", diags, flag).unwrap_or(false);
    page.language = fields.read("language", diags, language);
    page.order = fields.read("order", diags, |node, diags| whole(node, -100_000, 100_000, diags)).unwrap_or(0);
    page.slug = fields.read("slug", diags, text).unwrap_or_else(|| page.slug.clone());
    page.template = fields.read("template", diags, placed);
    page.for_each = fields.read("for_each", diags, placed);
    page.edition = fields.read("edition", diags, reason);
    page.moved_from = fields.get("moved_from").map_or_else(Vec::new, |entry| moved_from(&entry.value, diags));
    page.keep_edition = fields.read("keep_edition", diags, flag).unwrap_or(true);
    page.keep_edition_place = fields.get("keep_edition").map(|entry| entry.key_place.clone());
    page.from = fields.read("from", diags, |node, diags| bound(node, catalog, diags));
    page.to = fields.read("to", diags, |node, diags| bound(node, catalog, diags));
    check_range(page, diags);
    let is_unknown = |name: &str| !catalog.dimensions.contains_key(name) && !catalog.may_be_unread(name);
    if let Some((name, place)) = page.for_each.as_ref().filter(|(name, _)| is_unknown(name)) {
        let known = catalog.dimensions.keys().map(String::as_str);
        diags.add(faults::unknown_dimension(place.clone(), name, known));
    }
}

/// Keys that say something of pages, of reports, or of texts that stand at one address, and nothing anywhere else.
fn check_kind(fields: &Fields<'_>, stem: &str, catalog: &Catalog, diags: &mut Diagnostics) {
    let is_report = stem == "_report" || Period::read(stem, catalog.year_start).is_ok();
    let is_page = !is_report && stem != "_index";
    for (key, entry) in fields.iter() {
        match key {
            "order" | "slug" if !is_page => diags.add(faults::place_of_no_page(entry.key_place.clone(), key)),
            "edition" | "keep_edition" if !is_report => {
                diags.add(faults::edition_of_no_report(entry.key_place.clone(), key));
            }
            "keep_edition" if fields.get("edition").is_none() => {
                diags.add(faults::keeps_no_edition(entry.key_place.clone()));
            }
            "moved_from" if stem == "_report" => diags.add(faults::moved_to_many(entry.key_place.clone())),
            _ => {}
        }
    }
}

/// The addresses that a page had, or that lead to it now, as folders of the output: `about`, `wards/about`.
fn moved_from(node: &Node, diags: &mut Diagnostics) -> Vec<(String, Place)> {
    let nodes = if let yaml::Value::List(nodes) = &node.value { nodes.as_slice() } else { std::slice::from_ref(node) };
    let mut read = |node: &Node| {
        let written = text(node, diags).ok()?;
        let folder = written.trim_matches('/').trim_end_matches("index.html").trim_end_matches('/').to_owned();
        let is_own = |part: &str| TAKEN.iter().chain(OWN_FILES).any(|own| *own == part.to_lowercase());
        let is_one = folder.split('/').all(|part| is_address(part) && part != "editions");
        if is_one && !folder.split('/').next().is_some_and(is_own) {
            return Some((folder, node.place.clone()));
        }
        diags.add(faults::no_former_address(node.place.clone(), &written));
        None
    };
    nodes.iter().filter_map(&mut read).collect()
}

/// When a report came out, when the next one does, who answers. A text that stands for many months has no day.
fn release(fields: &Fields<'_>, stem: &str, catalog: &Catalog, diags: &mut Diagnostics) -> Release {
    let readers = fields.read("early_readers", diags, |node, diags| names(node, "a list of names", diags));
    let readers = readers.unwrap_or_default();
    let release = Release {
        published: fields.read("published", diags, date),
        published_place: fields.get("published").map(|entry| entry.value.place.clone()),
        next: fields.read("next", diags, date),
        next_place: fields.get("next").map(|entry| entry.value.place.clone()),
        not_before: fields.read("not_before", diags, |node, diags| Ok((moment(node, diags)?, node.place.clone()))),
        early_readers: readers.into_iter().map(|(name, _)| name).collect(),
        contact: fields.read("contact", diags, contact),
    };
    let period = Period::read(stem, catalog.year_start).ok();
    let is_report = period.is_some();
    let not_before = release.not_before.as_ref().map(|(moment, _)| moment.day);
    let days = [("published", release.published), ("next", release.next), ("not_before", not_before)];
    for (key, day) in days {
        if let (Some(day), Some(period), Some(entry)) = (day, period, fields.get(key))
            && day < releases::first_day(period)
        {
            diags.add(faults::published_before_its_period(entry.value.place.clone(), key, day, period));
        }
    }
    for key in ["published", "next", "not_before", "early_readers"] {
        if let Some(entry) = fields.get(key).filter(|_| !is_report) {
            diags.add(faults::day_of_no_report(entry.key_place.clone(), key));
        }
    }
    if let Some(entry) = fields.get("contact").filter(|_| !is_report && stem != "_report" && stem != "_index") {
        diags.add(faults::contact_of_no_report(entry.key_place.clone()));
    }
    if let Some(entry) = fields.get("early_readers").filter(|_| fields.get("not_before").is_none()) {
        diags.add(faults::early_readers_of_no_embargo(entry.key_place.clone()));
    }
    if let (Some(entry), Some(published), Some((moment, _))) =
        (fields.get("not_before"), release.published, &release.not_before)
        && moment.day > published
    {
        diags.add(faults::published_before_its_embargo(entry.value.place.clone(), published, moment.plain()));
    }
    if let (Some(entry), Some(published), Some(next)) = (fields.get("next"), release.published, release.next)
        && next <= published
    {
        diags.add(faults::next_before_published(entry.value.place.clone(), published, next));
    }
    release
}

/// A period at an end of a range.
fn bound(node: &Node, catalog: &Catalog, diags: &mut Diagnostics) -> Result<(Period, Place), Stopped> {
    period(node, catalog.year_start, diags).map(|period| (period, node.place.clone()))
}

/// Only a standing narrative makes reports of many months, so that it may say of which.
fn check_range(page: &Page, diags: &mut Diagnostics) {
    let is_standing = page.file.rsplit('/').next().is_some_and(|name| name.starts_with("_report."));
    match (&page.from, &page.to) {
        (from, to) if !is_standing => {
            for ((_, place), key) in
                [(from, "from"), (to, "to")].into_iter().filter_map(|(at, key)| Some((at.as_ref()?, key)))
            {
                diags.add(faults::range_of_no_standing_text(place.clone(), key));
            }
        }
        (Some((from, _)), Some((to, place))) if from.first_month() > to.last_month() => {
            diags.add(faults::range_ends_before_it_begins(place.clone(), *from, *to));
        }
        _ => {}
    }
}

fn written(node: &Node, diags: &mut Diagnostics) -> Result<Written, Stopped> {
    placed(node, diags).map(|(text, place)| Written { text, place })
}

fn placed(node: &Node, diags: &mut Diagnostics) -> Result<(String, Place), Stopped> {
    text(node, diags).map(|text| (text, node.place.clone()))
}

fn key_figures(node: &Node, catalog: &Catalog, diags: &mut Diagnostics) -> Vec<(String, Place)> {
    let figures = names(node, "a list of metrics", diags).unwrap_or_default();
    for (name, place) in figures.iter().filter(|(name, _)| !catalog.names(name)) {
        diags.add(unknown_metric(place.clone(), name, catalog));
    }
    figures
}

/// An address must be one plain name on every disk and in every link.
fn check_slug(page: &Page, stem: &str, diags: &mut Diagnostics) {
    let slug = &page.slug;
    if !is_address(slug) && stem != "_index" && stem != "_report" {
        diags.add(faults::no_address(Place::of_file(page.file.clone()), slug));
    }
}

fn is_address(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && name.len() <= 100
        && !is_reserved_on_windows(name)
}

/// A folder's name is part of the address of all its pages.
fn check_folder(series: &Series, file: &Arc<str>, diags: &mut Diagnostics) {
    let mut parts = series.path.split('/').filter(|part| !part.is_empty());
    let is_taken = |part: &str| TAKEN.contains(&part.to_lowercase().as_str()) && series.path.starts_with(part);
    if let Some(part) = parts.find(|part| !is_address(part) || is_taken(part)) {
        diags.add(faults::folder_no_address(Place::of_file(file.clone()), part));
    }
}

fn is_reserved_on_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || ((stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.len() == 4
            && stem.ends_with(|c: char| c.is_ascii_digit()))
}

fn check_addresses(series: &Series, catalog: &Catalog, diags: &mut Diagnostics) {
    let mut taken = BTreeMap::<String, &Arc<str>>::new();
    let dimension = series.for_each.as_ref().and_then(|name| catalog.dimensions.get(name));
    let is_member = |address: &str| dimension.is_some_and(|dimension| dimension.members.contains_key(address));
    let is_own = |address: &str| series.path.is_empty() && TAKEN.contains(&address);
    for page in &series.pages {
        let address = page.slug.to_lowercase();
        if is_member(&address) {
            diags.add(faults::address_taken(Place::of_file(page.file.clone()), &page.slug, "the reports of a member"));
        } else if is_own(&address) || Period::read(&address, catalog.year_start).is_ok() {
            diags.add(faults::address_taken(Place::of_file(page.file.clone()), &page.slug, "the program's own pages"));
        } else if let Some(other) = taken.insert(address, &page.file) {
            diags.add(faults::address_taken(Place::of_file(page.file.clone()), &page.slug, other));
        }
    }
}
