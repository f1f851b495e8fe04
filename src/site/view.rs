//! What templates see: flat, already worded values. A template never computes and never formats.
//!
//! Every field named `html`, or documented as HTML, is safe to print unescaped; all others are plain text.
//! Links are relative to the page.

mod report;
mod review;

pub use report::*;
pub use review::*;
use serde::Serialize;

use super::plan::State;
use crate::base::inline::escaped;
use crate::model::language::Language;

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// `report`, `home`, `metric`, `metrics`, `revisions`, `calendar`, `search`, `standing`, `lost` or `review`.
    pub kind: &'static str,
    /// `final`, `provisional`, `illustrative` or `draft`; decides the rule under the masthead.
    pub state: &'static str,
    /// `da` or `en`.
    pub lang: &'static str,
    /// The text of `<title>`.
    pub title: String,
    /// One sentence for `<meta name="description">`.
    pub description: Option<String>,
    /// The title of the whole site.
    pub site_title: String,
    /// Who reports.
    pub organisation: Option<String>,
    /// The theme's.
    pub logo: Option<Logo>,
    /// From the page to the site's folder: empty or `../../`; on the page that is shown for any missing one, the
    /// site's address.
    pub root: String,
    /// The style sheet of a page that asks for no files: it stands in the page.
    pub style: Option<String>,
    /// The page's address, where the site's is known.
    pub canonical: Option<String>,
    /// Whether search engines may list it.
    pub listed: bool,
    /// "Embargoed until 5 March 2018, 09:30 (UTC+01:00)": on every page of an edition for early readers.
    pub embargo: Option<String>,
    /// What the page offers to machines, as JSON-LD ready to stand in HTML.
    pub dataset: Option<String>,
    /// To the feed, where there is one.
    pub feed: Option<String>,
    /// The parts of the site.
    pub menu: Vec<MenuItem>,
    /// What stands under every page.
    pub footer: Footer,
    /// The report before and after, for `<link rel="prev">`.
    pub previous: Option<Link>,
    /// The report after this one.
    pub next: Option<Link>,
}

impl Page {
    /// A page of no site: it has no menu and leads nowhere.
    pub fn bare(kind: &'static str, state: State, language: Language, title: String) -> Page {
        Page {
            kind,
            state: state.word(),
            lang: language.tag(),
            site_title: title.clone(),
            title,
            description: None,
            organisation: None,
            logo: None,
            root: String::new(),
            style: None,
            canonical: None,
            listed: false,
            embargo: None,
            dataset: None,
            feed: None,
            menu: Vec::new(),
            footer: Footer::default(),
            previous: None,
            next: None,
        }
    }
}

/// The sign of the house, from the page; the organisation's name stands beside it.
#[derive(Debug, Clone, Serialize)]
pub struct Logo {
    /// From the page to the picture.
    pub src: String,
    /// The picture for a dark screen.
    pub dark: Option<String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuItem {
    /// What the entry is called.
    pub text: String,
    /// From the page.
    pub href: String,
    /// The page itself, or the part of the site it belongs to.
    pub current: bool,
}

/// A link to a page, or to a place on one.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// What is linked.
    pub text: String,
    /// From the page.
    pub href: String,
}

/// What stands under every page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Footer {
    /// The theme's own text.
    pub text: Option<String>,
    /// "Built by kalends 0.1.0 from 3 files".
    pub built_by: String,
    /// Of everything the site is built from, in groups of four.
    pub checksum: String,
    /// The line of the ledger that the page was last published with; none before that.
    pub ledger: Option<LedgerLine>,
    /// To manifest.json.
    pub manifest: String,
    /// To the page of all revisions.
    pub revisions: String,
    /// How to cite, on reports.
    pub cite: Option<String>,
    /// What the page offers as files.
    pub downloads: Vec<Download>,
}

/// A line of the ledger, by which a printed page proves that it was there.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerLine {
    /// "Ledger line 12".
    pub name: String,
    /// The first digits of the hash that it ends in, in groups of four.
    pub hash: String,
}

/// A file beside the page.
#[derive(Debug, Clone, Serialize)]
pub struct Download {
    /// What the file holds.
    pub text: String,
    /// From the page.
    pub href: String,
    /// `JSON`, `CSV`.
    pub format: &'static str,
    /// "23 kB", of the files of a report.
    pub size: Option<String>,
}

/// `home`: the front page, of the site, of a folder of reports, or of a member in it.
#[derive(Debug, Clone, Serialize)]
pub struct Home {
    /// "Latest report · February 2018 · final".
    pub eyebrow: String,
    /// HTML.
    pub title: String,
    /// To the newest report.
    pub href: Option<String>,
    /// The title is the newest report's; otherwise that of the folder.
    pub titled_by_report: bool,
    /// HTML.
    pub lead: Option<String>,
    /// That the figures are illustrative or provisional.
    pub state_note: Option<String>,
    /// The next release of the calendar.
    pub next_release: Option<NextRelease>,
    /// The key figures of the newest report.
    pub tiles: Vec<Tile>,
    /// What the newest reports say of targets: one for each series that has any.
    pub overviews: Vec<Overview>,
    /// What changed since the report before.
    pub changed: Option<Changed>,
    /// The landing text of `_index.md`.
    pub sections: Vec<Section>,
    /// One for the site's own reports, one for each folder of reports.
    pub archives: Vec<Archive>,
    /// The pages that belong to no period.
    pub pages: Vec<Link>,
    /// To the search page.
    pub search: String,
}

/// What the newest report of a series says of targets.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// "Targets", "Targets: Wards".
    pub heading: String,
    /// To the report, or to the page of a folder with reports for each member: "February 2018". Without an address on that
    /// page itself.
    pub report: Link,
    /// The figures held against their targets, unless they are too many for the page, then those that miss theirs, which
    /// may be none.
    pub tables: Vec<Table>,
    /// To the page of the folder, where that has more that miss their target: "4 more are off target: Wards".
    pub more: Option<Link>,
}

/// What changed since the report before.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// "Changed since January".
    pub heading: String,
    /// "6 figures; 1 withdrawn".
    pub remark: String,
    /// "January", "February".
    pub from: String,
    /// The period of the newest report.
    pub to: String,
    /// Withdrawals first, then the largest changes; at most ten.
    pub rows: Vec<ChangedRow>,
    /// To the report, where there are more than ten.
    pub more: Option<Link>,
}

/// A figure that changed.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedRow {
    /// The metric's.
    pub label: String,
    /// To the row of the metric's page.
    pub href: String,
    /// The value before.
    pub was: String,
    /// The value now, or "–".
    pub now: String,
    /// With its sign.
    pub change: String,
    /// The change as a percentage.
    pub relative: Option<String>,
    /// The value before was taken back.
    pub withdrawn: bool,
}

/// The calendar of a row of reports.
#[derive(Debug, Clone, Serialize)]
pub struct Archive {
    /// The series' title; `None` for the site's own reports.
    pub title: Option<String>,
    /// Newest first.
    pub years: Vec<Year>,
    /// The reports of quarters and years, newest first.
    pub longer: Vec<Link>,
    /// The members of a folder that has reports for each; their own pages have the calendars.
    pub members: Vec<Link>,
}

/// A year of the calendar.
#[derive(Debug, Clone, Serialize)]
pub struct Year {
    /// "2018".
    pub year: String,
    /// Always twelve.
    pub months: Vec<Month>,
}

/// A month of the calendar.
#[derive(Debug, Clone, Serialize)]
pub struct Month {
    /// "feb".
    pub short: String,
    /// "February 2018".
    pub full: String,
    /// `None`: no report.
    pub href: Option<String>,
    /// It has the newest report.
    pub newest: bool,
    /// Its figures are not final.
    pub provisional: bool,
}

/// `metric`: the page of one metric.
#[derive(Debug, Clone, Serialize)]
pub struct Metric {
    /// As in data/metrics.yaml.
    pub id: String,
    /// The name for readers.
    pub label: String,
    /// As in data/metrics.yaml.
    pub description: Option<String>,
    /// To the list of all metrics.
    pub index: String,
    /// The newest value.
    pub latest: Option<Tile>,
    /// Type, formula, unit, target, source and the rest.
    pub definition: Vec<Definition>,
    /// The whole history.
    pub chart: Option<Chart>,
    /// "2 revised, 1 missing".
    pub values_remark: Option<String>,
    /// Every value, newest first.
    pub values: Table,
    /// Where reports cite it.
    pub appears: Vec<Appearance>,
    /// The history as JSON.
    pub downloads: Vec<Download>,
}

/// A term and what it means; `links` follow the text.
#[derive(Debug, Clone, Serialize)]
pub struct Definition {
    /// What is explained.
    pub term: String,
    /// What it means; may be empty where there are links.
    pub text: String,
    /// A path, set in the code font.
    pub code: bool,
    /// To other metrics, or to files.
    pub links: Vec<Link>,
}

impl Definition {
    /// A text without a link.
    pub fn plain(term: &str, text: &str) -> Definition {
        Definition { term: term.to_owned(), text: text.to_owned(), code: false, links: Vec::new() }
    }
}

/// Where a metric stands: report and section, then its charts and tables there.
#[derive(Debug, Clone, Serialize)]
pub struct Appearance {
    /// Report and section.
    pub text: String,
    /// To the section.
    pub href: String,
    /// To its charts and tables there.
    pub exhibits: Vec<Link>,
}

/// `metrics`: the list of all metrics.
#[derive(Debug, Clone, Serialize)]
pub struct Metrics {
    /// The heading.
    pub title: String,
    /// What the list holds.
    pub lead: String,
    /// One for each metric.
    pub entries: Vec<MetricEntry>,
}

/// A metric in the list.
#[derive(Debug, Clone, Serialize)]
pub struct MetricEntry {
    /// The metric's.
    pub label: String,
    /// To its page.
    pub href: String,
    /// As in data/metrics.yaml.
    pub description: Option<String>,
    /// The newest, or "–".
    pub value: String,
    /// What is counted, where it is not part of the value.
    pub unit: Option<String>,
    /// "end of February 2018"; nothing where there is no snapshot.
    pub when: Option<String>,
}

/// `revisions`: everything that was changed after publication.
#[derive(Debug, Clone, Serialize)]
pub struct Revisions {
    /// The line above the heading.
    pub eyebrow: String,
    /// The heading.
    pub title: String,
    /// What the page lists.
    pub lead: String,
    /// Newest first.
    pub months: Vec<RevisionMonth>,
    /// What the kinds of revisions mean.
    pub kinds: Vec<Definition>,
}

/// What one snapshot changed.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionMonth {
    /// `r-2018-05`.
    pub id: String,
    /// The month of the snapshot.
    pub heading: String,
    /// One for each change.
    pub entries: Vec<RevisionEntry>,
}

/// A change of one figure.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionEntry {
    /// To its page.
    pub metric: Link,
    /// Whose figure it is.
    pub period: String,
    /// "Revised: routine".
    pub kind: String,
    /// What the snapshot gives, as a sentence.
    pub reason: String,
    /// The reports that showed the old figure.
    pub stood: Vec<Link>,
    /// The value before.
    pub was: String,
    /// The value since; absent where it was withdrawn.
    pub now: Option<String>,
    /// "+4 (+0.2%)".
    pub difference: String,
}

/// `register`: everything that can be found, from A to Å.
#[derive(Debug, Clone, Serialize)]
pub struct Register {
    /// The heading.
    pub title: String,
    /// In the order of the alphabet.
    pub groups: Vec<RegisterGroup>,
    /// The scripts with the text of reports, newest first, from the page. `assets/search.js` loads them when somebody asks.
    pub texts: Vec<String>,
    /// Since when the text of reports is found, where there is too much of it.
    pub since: Option<String>,
}

/// What begins with one letter.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterGroup {
    /// The letter.
    pub letter: String,
    /// In the order of the alphabet.
    pub entries: Vec<RegisterEntry>,
}

/// Something that can be found.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterEntry {
    /// Its title or label.
    pub text: String,
    /// From the page.
    pub href: String,
    /// "report", "section", "figure", "page".
    pub kind: String,
    /// What tells it from others of the same name: "February 2018".
    pub context: Option<String>,
    /// What it is about, searched too: the summary of a report, the description of a metric.
    pub about: Option<String>,
}

/// `standing`: a page that belongs to no period.
#[derive(Debug, Clone, Serialize)]
pub struct UndatedPage {
    /// HTML.
    pub title: String,
    /// HTML.
    pub lead: Option<String>,
    /// "As of 5 March 2018".
    pub updated: Option<String>,
    /// The headings that a quality statement lacks.
    pub missing: Option<String>,
    /// What holds for the whole page, such as that it is a draft.
    pub state_note: Option<String>,
    /// The sections, as links.
    pub contents: Vec<Contents>,
    /// The text, in order.
    pub sections: Vec<Section>,
    /// Its footnotes.
    pub notes: Vec<Note>,
}

impl UndatedPage {
    /// A page of a title, a lead, and HTML under them.
    pub fn of_text(title: &str, lead: &str, html: String) -> UndatedPage {
        let section = Section {
            id: String::new(),
            level: 0,
            number: None,
            heading: None,
            blocks: vec![Block { html: Some(html), ..Default::default() }],
            trail: Vec::new(),
        };
        UndatedPage {
            title: escaped(title),
            lead: Some(escaped(lead)),
            updated: None,
            missing: None,
            state_note: None,
            contents: Vec::new(),
            sections: vec![section],
            notes: Vec::new(),
        }
    }
}

/// `calendar`: which release comes on which day.
#[derive(Debug, Clone, Serialize)]
pub struct Calendar {
    /// The heading.
    pub title: String,
    /// Which release is the next one.
    pub lead: String,
    /// Those to come, then those that are past; one without a release is left out.
    pub groups: Vec<ReleaseGroup>,
    /// To the file for calendar programs.
    pub file: String,
    /// Where calendar programs find that file, if the site's address is known.
    pub address: Option<String>,
}

/// Releases under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseGroup {
    /// `coming` or `past`.
    pub id: String,
    /// "Coming releases".
    pub heading: String,
    /// By day; of those that are past the newest first.
    pub rows: Vec<ReleaseRow>,
}

/// A release of the calendar.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseRow {
    /// `r-2018-03`, for links.
    pub id: String,
    /// "5 April 2018".
    pub day: String,
    /// "March 2018", with the way to its report.
    pub what: MaybeLink,
    /// "confirmed".
    pub state: String,
    /// It does not take place.
    pub cancelled: bool,
    /// "Moved from 3 April 2018".
    pub moved: Option<String>,
    /// Why it was moved or cancelled, as a sentence.
    pub reason: Option<String>,
}

/// What is linked, where there is something to link to.
#[derive(Debug, Clone, Serialize)]
pub struct MaybeLink {
    /// What it is called.
    pub text: String,
    /// From the page.
    pub href: Option<String>,
}

/// The next release, on front pages.
#[derive(Debug, Clone, Serialize)]
pub struct NextRelease {
    /// "5 April 2018".
    pub day: String,
    /// "March 2018".
    pub what: String,
    /// "provisional date", "moved from 3 April 2018".
    pub remark: Option<String>,
    /// To its line in the calendar.
    pub href: String,
}

/// `lost`: the page that a server shows where there is none.
#[derive(Debug, Clone, Serialize)]
pub struct NotFound {
    /// The heading.
    pub title: String,
    /// What may have happened.
    pub lead: String,
    /// To the front page.
    pub home: String,
    /// To the search page.
    pub search: String,
}

/// `feed`: the reports as an Atom feed, feed.xml. All addresses are whole ones.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    /// The site's.
    pub title: String,
    /// Who reports; the title where nobody is named.
    pub author: String,
    /// `da` or `en`.
    pub lang: &'static str,
    /// The address of the front page.
    pub home: String,
    /// The address of the feed itself.
    pub address: String,
    /// `2018-02-28T00:00:00Z`: when the newest entry changed, or the newest snapshot where there is no entry.
    pub updated: String,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// A report in the feed, or a release to come.
#[derive(Debug, Clone, Serialize)]
pub struct FeedEntry {
    /// The report's, as text.
    pub title: String,
    /// Of the report.
    pub address: String,
    /// When the report came out, as its author says it.
    pub published: Option<String>,
    /// The last day of the report's period, or of the month in which a figure of it was changed last, or when it came out,
    /// whichever is later.
    pub updated: String,
    /// The report's, as text.
    pub summary: Option<String>,
    /// "final".
    pub state: String,
    /// The files of a report that readers take along.
    pub files: Vec<FeedFile>,
}

/// A file of a report.
#[derive(Debug, Clone, Serialize)]
pub struct FeedFile {
    /// Its whole address.
    pub address: String,
    /// The type as servers name it.
    pub media: &'static str,
    /// What it holds.
    pub text: String,
    /// Its length.
    pub bytes: usize,
}

/// `sitemap`: the pages for search engines, sitemap.xml.
#[derive(Debug, Clone, Serialize)]
pub struct Sitemap {
    /// Every page that is no draft.
    pub pages: Vec<SitemapPage>,
}

/// A page of the site.
#[derive(Debug, Clone, Serialize)]
pub struct SitemapPage {
    /// Of the page.
    pub address: String,
    /// `2018-02-28`, for reports.
    pub changed: Option<String>,
}
