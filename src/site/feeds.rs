//! What programs read of a site: feed, sitemap, robots.txt, the description of a report's data. And the page that a
//! server shows if there is none at an address.
//!
//! Feed and sitemap need whole addresses, so they are made if the settings name the site's address. They know no clock:
//! a report is as old as its period, as the last snapshot that changed one of its figures, or as its present edition, and
//! a coming release as the newest snapshot, or as the change of its day. Before the first snapshot there is no feed, since
//! a feed says when it changed.

use serde_json::{Value, json};

use super::leaf::{Head, Leaf};
use super::plan::State;
use super::{Outline, Site, Taken, calendar, metric_path, templates, view};
use crate::base::address;
use crate::base::period::Period;
use crate::diag::Diagnostic;
use crate::l10n::{self, period};
use crate::model::settings::Robots;

/// The feed has no older reports; the archive has them.
const MOST_ENTRIES: usize = 50;

/// Writes robots.txt and, if the site's address is known, feed.xml and sitemap.xml.
pub fn build(site: &Site<'_>, reports: &[Outline], pages: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let rule = match site.settings().robots {
        _ if site.embargo("").is_some() => "Disallow: /",
        Robots::Disallow => "Disallow: /",
        Robots::Allow => "Disallow:",
    };
    let sitemap = site.settings().base_url.as_ref().map(|base| format!("Sitemap: {base}sitemap.xml\n"));
    site.write("robots.txt", format!("User-agent: *\n{rule}\n{}", sitemap.unwrap_or_default()).as_bytes())?;
    if site.settings().base_url.is_none() {
        return Ok(());
    }
    let published = |outline: &&Outline| outline.state != State::Draft;
    let published_reports: Vec<&Outline> = reports.iter().filter(published).collect();
    if let Some(latest) = site.latest() {
        feed(site, &published_reports, &calendar::releases(site, reports), latest)?;
    }
    sitemap_of(site, &published_reports, &pages.iter().filter(published).collect::<Vec<_>>())
}

/// An empty feed is as old as `latest`, the newest snapshot; without one there is no feed.
fn feed(
    site: &Site<'_>,
    reports: &[&Outline],
    releases: &[calendar::Release<'_>],
    latest: Period,
) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf("feed.xml", site.vintage(), site.language());
    let language = leaf.language();
    let mut newest: Vec<&Outline> = reports.to_vec();
    newest.sort_by_key(|outline| (std::cmp::Reverse(outline.period), outline.path.clone()));
    let moment = |month: Period| format!("{}T00:00:00Z", calendar::day(month));
    let marked = |title: &str, path: &str| match site.embargo(path) {
        Some(until) => format!("{}: {title}", l10n::embargoed(until, language)),
        None => title.to_owned(),
    };
    let of_file = |outline: &Outline, file: &Taken| view::FeedFile {
        address: site.address_of(&address::beside(&outline.path, &file.name)).unwrap_or_default(),
        media: file.media,
        text: file.text.clone(),
        bytes: file.bytes,
    };
    let entry = |outline: &&Outline| {
        Some(view::FeedEntry {
            title: marked(&outline.title.text, &outline.path),
            address: site.address_of(&outline.path).unwrap_or_default(),
            published: published_on(site, outline),
            updated: [published_on(site, outline), renewed(site, outline), changed(outline).map(moment)]
                .into_iter()
                .flatten()
                .max()?,
            summary: outline.lead.as_ref().map(|lead| lead.text.clone()),
            state: outline.state.in_sentence(language),
            files: outline.files.iter().map(|file| of_file(outline, file)).collect(),
        })
    };
    let announced = calendar::told(releases).map(|(release, is_next)| {
        let changed = site.inputs.ledger.as_ref().and_then(|ledger| ledger.release_changed(&release.announced.key()));
        let updated = changed.map(str::to_owned).into_iter().chain([moment(latest)]).max().unwrap_or_default();
        calendar::entry(&leaf, release, is_next, updated)
    });
    let entries: Vec<view::FeedEntry> = announced.chain(newest.iter().filter_map(entry)).take(MOST_ENTRIES).collect();
    let title = leaf.site_title();
    let view = view::Feed {
        author: leaf.organisation().unwrap_or(title).to_owned(),
        title: marked(title, leaf.path),
        lang: language.tag(),
        home: site.address_of("index.html").unwrap_or_default(),
        address: site.address_of("feed.xml").unwrap_or_default(),
        updated: entries.iter().map(|entry| entry.updated.clone()).max().unwrap_or_else(|| moment(latest)),
        entries,
    };
    leaf.write("feed.xml", &leaf.page("", Head::new("feed", title)), "feed", &view)
}

/// The first moment of the day on which a report came out, where its author says it.
fn published_on(site: &Site<'_>, outline: &Outline) -> Option<String> {
    let planned = site.plan.reports.iter().find(|planned| planned.path == outline.path)?;
    planned.page.release.published.map(|day| format!("{day}T00:00:00Z"))
}

/// When the present edition of a report took the place of another one, as the ledger says.
fn renewed(site: &Site<'_>, outline: &Outline) -> Option<String> {
    let own = outline.path.strip_suffix("/index.html")?;
    let editions = site.plan.editions.iter().filter(|edition| edition.report == own);
    editions.map(|edition| edition.at.clone()).max()
}

fn sitemap_of(site: &Site<'_>, reports: &[&Outline], pages: &[&Outline]) -> Result<(), Vec<Diagnostic>> {
    let own = ["index.html", "metrics/index.html", "revisions/index.html"];
    let calendar = (!site.settings().releases.is_empty()).then_some(calendar::PATH);
    let fixed = own.into_iter().chain(calendar).map(str::to_owned);
    let metrics = site.inputs.catalog.metrics.keys().map(|id| metric_path(id));
    let standing = pages.iter().map(|outline| outline.path.clone());
    let mut all: Vec<(String, Option<String>)> =
        fixed.chain(metrics).chain(standing).map(|path| (path, None)).collect();
    let changed = |outline: &&Outline| {
        let days = [renewed(site, outline).map(|at| day_of(&at)), changed(outline).map(calendar::day)];
        (outline.path.clone(), days.into_iter().flatten().max())
    };
    all.extend(reports.iter().map(changed));
    all.sort();
    let page = |(path, changed): (String, Option<String>)| {
        Some(view::SitemapPage { address: site.address_of(&path)?, changed })
    };
    let view = view::Sitemap { pages: all.into_iter().filter_map(page).collect() };
    let leaf = site.leaf("sitemap.xml", site.vintage(), site.language());
    leaf.write("sitemap.xml", &leaf.page("", Head::new("sitemap", "")), "sitemap", &view)
}

/// Builds 404.html. A server shows it at any address, where links from page to page would lead astray. So if `root`,
/// the site's address, is known, all its links are whole addresses, and it asks for no file.
pub fn build_not_found(site: &Site<'_>, root: &str) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf("404.html", site.vintage(), site.language());
    let words = leaf.words();
    let view = view::NotFound {
        title: words.page_not_found.to_owned(),
        lead: words.page_not_found_lead.to_owned(),
        home: format!("{root}index.html"),
        search: format!("{root}search/index.html"),
    };
    let mut page = leaf.page("", Head::new("lost", leaf.title(words.page_not_found)));
    for item in &mut page.menu {
        item.href = format!("{root}{}", item.href);
    }
    page.footer.manifest = format!("{root}{}", page.footer.manifest);
    page.footer.revisions = format!("{root}{}", page.footer.revisions);
    page.feed = page.feed.map(|feed| format!("{root}{feed}"));
    if !root.is_empty() {
        page.logo = None;
        page.style = Some(templates::style_without_fonts(&site.inputs.templates, &site.settings().theme));
    }
    page.canonical = None;
    page.listed = false;
    page.root = root.to_owned();
    leaf.write("404.html", &page, "lost", &view)
}

/// The description of a report's figures as a schema.org Dataset, ready to stand in HTML. `books` are its workbooks,
/// each by its name and type.
pub fn dataset(leaf: &Leaf<'_>, outline: &Outline, reported: Period, books: &[(&str, &str)]) -> String {
    let (site, name) = (leaf.site, leaf.site_title());
    let usual = || format!("{name}, {}", period(reported, leaf.language()));
    let description = outline.lead.as_ref().map_or_else(usual, |lead| lead.text.clone());
    let creator = leaf.organisation().map(|name| json!({ "@type": "Organization", "name": name }));
    let file = |name: &str, format: &str| {
        let path = address::beside(leaf.path, name);
        json!({
            "@type": "DataDownload",
            "encodingFormat": format,
            "contentUrl": site.address_of(&path).unwrap_or_else(|| name.to_owned()),
        })
    };
    let books = books.iter().map(|(name, media)| file(name, media));
    let files = books.chain([file("figures.csv", "text/csv"), file("figures.json", "application/json")]);
    let (first, last) = (reported.first_month(), reported.last_month());
    let time = if first == last { first.to_string() } else { format!("{first}/{last}") };
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": format!("{}, {}", outline.title.text, name),
        "description": description,
        "inLanguage": leaf.language().tag(),
        "temporalCoverage": time,
        "version": reported.to_string(),
        "isPartOf": { "@type": "Dataset", "name": name, "description": name },
        "distribution": files.collect::<Vec<_>>(),
    });
    if let (Value::Object(fields), Some(creator)) = (&mut value, creator) {
        fields.insert("creator".to_owned(), creator);
    }
    let moments = [("datePublished", published_on(site, outline)), ("dateModified", renewed(site, outline))];
    for (name, moment) in moments {
        if let (Value::Object(fields), Some(moment)) = (&mut value, moment) {
            fields.insert(name.to_owned(), Value::from(day_of(&moment)));
        }
    }
    if let (Value::Object(fields), Some(address)) = (&mut value, site.address_of(&outline.path)) {
        fields.insert("url".to_owned(), Value::from(address));
    }
    // Within a script HTML is not escaped, so signs that could end it, or make a program, are written as codes. JSON
    // has these signs only within texts.
    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            '<' | '>' | '&' | '\'' | '(' | ')' | '=' | ';' | '_' | '`' | '/' | '.' => {
                text.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            character => text.push(character),
        }
    }
    text
}

/// The day of a moment.
fn day_of(moment: &str) -> String {
    moment.split('T').next().unwrap_or_default().to_owned()
}

/// The month when a report changed last.
fn changed(outline: &Outline) -> Option<Period> {
    outline.changed.max(outline.period.map(Period::last_month))
}
