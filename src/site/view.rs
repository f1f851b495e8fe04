//! What templates see: flat, already worded values. A template never computes and never formats.
//!
//! Every field named `html`, or documented as HTML, is safe to print unescaped; all others are plain text.
//! Links are relative to the page.

use serde::Serialize;

use crate::table::Grid;

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// `report`, `home`, `metric`, `metrics`, `revisions`, `search`, `standing` or `lost`.
    pub kind: &'static str,
    /// `final`, `provisional`, `illustrative` or `draft`; decides the rule under the masthead.
    pub state: &'static str,
    /// `da` or `en`.
    pub lang: &'static str,
    /// The text of `<title>`.
    pub title: String,
    /// One sentence for `<meta name="description">`.
    pub description: Option<String>,
    pub site_title: String,
    pub organisation: Option<String>,
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
    /// What the page offers to machines, as JSON-LD ready to stand in HTML.
    pub dataset: Option<String>,
    /// To the feed, where there is one.
    pub feed: Option<String>,
    pub menu: Vec<MenuItem>,
    pub footer: Footer,
    /// The report before and after, for `<link rel="prev">`.
    pub previous: Option<Link>,
    pub next: Option<Link>,
}

/// The sign of the house, from the page; the organisation's name stands beside it.
#[derive(Debug, Clone, Serialize)]
pub struct Logo {
    pub src: String,
    pub dark: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MenuItem {
    pub text: String,
    pub href: String,
    /// The page itself, or the part of the site it belongs to.
    pub current: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub text: String,
    pub href: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Footer {
    /// The theme's own text.
    pub text: Option<String>,
    /// "Built by kalends 0.1.0 from 3 files".
    pub built_by: String,
    /// Of everything the site is built from, in groups of four.
    pub checksum: String,
    pub manifest: String,
    pub revisions: String,
    /// How to cite, on reports.
    pub cite: Option<String>,
    pub downloads: Vec<Download>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Download {
    pub text: String,
    pub href: String,
    /// `JSON`, `CSV`.
    pub format: &'static str,
}

/// `report`: one month.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// "Monthly report", or the series' title.
    pub eyebrow: String,
    /// HTML.
    pub title: String,
    /// HTML.
    pub lead: Option<String>,
    pub facts: Vec<Fact>,
    /// That the figures are illustrative or provisional.
    pub state_note: Option<String>,
    /// To the same period of other members, and of the whole.
    pub switches: Vec<Switch>,
    pub notice: Option<Notice>,
    pub contents: Vec<Contents>,
    pub key_figures: Option<KeyFigures>,
    pub sections: Vec<Section>,
    pub closing: Closing,
    /// "January 2018".
    pub previous: Option<Link>,
    pub next: Option<Link>,
}

/// A line of the title block: "Period", "February 2018".
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    pub label: String,
    pub text: String,
    pub href: Option<String>,
}

/// Figures that were changed after the report.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// "Changed later, May 2018".
    pub heading: String,
    pub items: Vec<ChangedFigure>,
    /// "This report shows the figures as known in …".
    pub known: String,
    /// To the rest, where there are more than three.
    pub more: Option<Link>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangedFigure {
    pub label: String,
    pub period: String,
    pub was: String,
    /// `None`: withdrawn without a new figure.
    pub now: Option<String>,
    pub reason: String,
    /// To the entry on the revisions page.
    pub href: String,
}

/// An entry of the contents; two levels.
#[derive(Debug, Clone, Serialize)]
pub struct Contents {
    /// `None` where headings are not numbered.
    pub number: Option<String>,
    /// HTML.
    pub html: String,
    pub href: String,
    pub parts: Vec<Contents>,
}

#[derive(Debug, Clone, Serialize)]
pub struct KeyFigures {
    pub number: Option<String>,
    pub tiles: Vec<Tile>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    pub label: String,
    /// To the row of the metric's page.
    pub href: String,
    /// "end of February 2018".
    pub when: String,
    /// The formatted value, or "–".
    pub value: String,
    /// The machine value; `None` for a gap.
    pub machine: Option<String>,
    pub unit: Option<String>,
    /// More than nine characters.
    pub long: bool,
    /// HTML: a sparkline, a bar, or nothing.
    pub spark: Option<String>,
    /// "−12 from January 2018 (−0.7%)", or why there is none.
    pub change: String,
    pub target: Option<TargetLine>,
    /// "provisional".
    pub status: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TargetLine {
    /// `met`, `near`, `not_met` or `unknown`.
    pub verdict: &'static str,
    /// ● ◆ ▼ ○, beside the word and never alone.
    pub glyph: &'static str,
    pub word: String,
    /// "393 from target, at least 2,200".
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Section {
    pub id: String,
    /// 2 to 6; 0 for text before the first heading.
    pub level: u8,
    pub number: Option<String>,
    /// HTML.
    pub heading: Option<String>,
    pub blocks: Vec<Block>,
    pub trail: Vec<TrailLine>,
}

/// A piece of a section: exactly one of the four.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Block {
    pub html: Option<String>,
    pub chart: Option<Chart>,
    pub table: Option<Table>,
    pub tiles: Option<Tiles>,
}

/// Key figures within a section.
#[derive(Debug, Clone, Serialize)]
pub struct Tiles {
    /// Heading level of their labels, 3 to 6.
    pub level: u8,
    pub tiles: Vec<Tile>,
}

/// Where a number of the section's text comes from.
#[derive(Debug, Clone, Serialize)]
pub struct TrailLine {
    pub id: String,
    /// As in the text.
    pub text: String,
    pub label: String,
    /// To the row of the metric's page.
    pub href: String,
    /// "end of February 2018 · Kursusportalen".
    pub context: String,
    /// "2,200 − 1,807": how it is computed, or why it is missing.
    pub working: Option<String>,
    /// `data/2018-02.yaml:4`.
    pub places: Vec<String>,
}

/// A numbered chart with its table.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// `fig-key-persons`.
    pub id: String,
    /// "Figure 1".
    pub label: String,
    /// HTML.
    pub title: String,
    pub subtitle: String,
    /// Heading level of the title, 3 to 6.
    pub level: u8,
    /// HTML: two `<svg>` elements, of which the style sheet shows one. Empty where there are panels.
    pub wide: String,
    pub narrow: String,
    /// Small multiples, in reading order.
    pub panels: Vec<Panel>,
    pub summary: String,
    /// What the numbers on the drawing say.
    pub notes: Vec<ChartNote>,
    /// "Show the data of figure 1".
    pub show_data: String,
    pub table: Table,
    /// "Source: …. Y axis starts at 1,000."
    pub source: String,
    pub downloads: Vec<Download>,
}

/// One of the small multiples.
#[derive(Debug, Clone, Serialize)]
pub struct Panel {
    pub title: String,
    /// HTML; it ends with the last value.
    pub svg: String,
}

/// A remark on a period, numbered on the drawing.
#[derive(Debug, Clone, Serialize)]
pub struct ChartNote {
    pub number: usize,
    /// "February 2018".
    pub period: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// `tab-key-persons`.
    pub id: String,
    /// "Table 1"; `None` for the table of a chart.
    pub label: Option<String>,
    /// HTML.
    pub caption: String,
    pub subtitle: Option<String>,
    pub level: u8,
    /// `columns` and `rows`, see `src/table.rs`.
    #[serde(flatten)]
    pub grid: Grid,
    pub source: Option<String>,
}

/// The last section of a report: the table of all figures, footnotes and sources.
#[derive(Debug, Clone, Serialize)]
pub struct Closing {
    pub number: Option<String>,
    pub table: Option<Table>,
    /// Footnotes: id, HTML, and the id of their reference.
    pub notes: Vec<Note>,
    /// Remarks on metrics: label and text.
    pub remarks: Vec<Definition>,
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Note {
    pub id: String,
    pub number: usize,
    pub html: String,
    pub back: String,
}

/// The ways to the other reports of a period: those of the members of a dimension, and the one of the whole.
#[derive(Debug, Clone, Serialize)]
pub struct Switch {
    /// "Hospital".
    pub label: String,
    pub members: Vec<SwitchLink>,
    /// From a member's report.
    pub whole: Option<Link>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SwitchLink {
    pub text: String,
    pub href: String,
    pub current: bool,
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
    pub state_note: Option<String>,
    pub tiles: Vec<Tile>,
    /// What changed since the report before.
    pub changed: Option<Changed>,
    /// The landing text of `_index.md`.
    pub sections: Vec<Section>,
    /// One for the site's own reports, one for each folder of reports.
    pub archives: Vec<Archive>,
    pub pages: Vec<Link>,
    pub search: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// "Changed since January".
    pub heading: String,
    /// "6 figures; 1 withdrawn".
    pub remark: String,
    /// "January", "February".
    pub from: String,
    pub to: String,
    pub rows: Vec<ChangedRow>,
    /// To the report, where there are more than ten.
    pub more: Option<Link>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangedRow {
    pub label: String,
    pub href: String,
    pub was: String,
    pub now: String,
    pub change: String,
    pub relative: Option<String>,
    pub withdrawn: bool,
}

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

#[derive(Debug, Clone, Serialize)]
pub struct Year {
    pub year: String,
    /// Always twelve.
    pub months: Vec<Month>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Month {
    /// "feb".
    pub short: String,
    /// "February 2018".
    pub full: String,
    /// `None`: no report.
    pub href: Option<String>,
    pub newest: bool,
    pub provisional: bool,
}

/// `metric`: the page of one metric.
#[derive(Debug, Clone, Serialize)]
pub struct Metric {
    pub id: String,
    pub label: String,
    pub description: Option<String>,
    /// To the list of all metrics.
    pub index: String,
    pub latest: Option<Tile>,
    pub definition: Vec<Definition>,
    pub chart: Option<Chart>,
    /// "2 revised, 1 missing".
    pub values_remark: Option<String>,
    pub values: Table,
    pub appears: Vec<Appearance>,
    /// The history as JSON.
    pub downloads: Vec<Download>,
}

/// A term and what it means; `links` follow the text.
#[derive(Debug, Clone, Serialize)]
pub struct Definition {
    pub term: String,
    pub text: String,
    /// A path, set in the code font.
    pub code: bool,
    pub links: Vec<Link>,
}

/// Where a metric stands: report and section, then its charts and tables there.
#[derive(Debug, Clone, Serialize)]
pub struct Appearance {
    pub text: String,
    pub href: String,
    pub exhibits: Vec<Link>,
}

/// `metrics`: the list of all metrics.
#[derive(Debug, Clone, Serialize)]
pub struct Metrics {
    pub title: String,
    pub lead: String,
    pub entries: Vec<MetricEntry>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MetricEntry {
    pub label: String,
    pub href: String,
    pub description: Option<String>,
    pub value: String,
    pub unit: Option<String>,
    pub when: String,
}

/// `revisions`: everything that was changed after publication.
#[derive(Debug, Clone, Serialize)]
pub struct Revisions {
    pub eyebrow: String,
    pub title: String,
    pub lead: String,
    /// Newest first.
    pub months: Vec<RevisionMonth>,
    pub kinds: Vec<Definition>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RevisionMonth {
    /// `r-2018-05`.
    pub id: String,
    pub heading: String,
    pub entries: Vec<RevisionEntry>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RevisionEntry {
    pub metric: Link,
    pub period: String,
    /// "Revised: routine".
    pub kind: String,
    pub reason: String,
    /// The reports that showed the old figure.
    pub stood: Vec<Link>,
    pub was: String,
    pub now: Option<String>,
    /// "+4 (+0.2%)".
    pub difference: String,
}

/// `register`: everything that can be found, from A to Å.
#[derive(Debug, Clone, Serialize)]
pub struct Register {
    pub title: String,
    pub groups: Vec<RegisterGroup>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RegisterGroup {
    pub letter: String,
    pub entries: Vec<RegisterEntry>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RegisterEntry {
    pub text: String,
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
pub struct Standing {
    /// HTML.
    pub title: String,
    /// HTML.
    pub lead: Option<String>,
    pub contents: Vec<Contents>,
    pub sections: Vec<Section>,
    pub notes: Vec<Note>,
}

/// `lost`: the page that a server shows where there is none.
#[derive(Debug, Clone, Serialize)]
pub struct Lost {
    pub title: String,
    pub lead: String,
    pub home: String,
    pub search: String,
}

/// `feed`: feed.xml, the reports as an Atom feed. All addresses are whole ones.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    pub title: String,
    pub author: String,
    pub lang: &'static str,
    pub home: String,
    /// The address of the feed itself.
    pub address: String,
    /// `2018-02-28T00:00:00Z`: when the newest entry changed.
    pub updated: String,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

#[derive(Debug, Clone, Serialize)]
pub struct FeedEntry {
    pub title: String,
    pub address: String,
    /// The last day of the report's period, or of the month in which a figure of it was changed last.
    pub updated: String,
    pub summary: Option<String>,
    /// "final".
    pub state: String,
}

/// `sitemap`: sitemap.xml.
#[derive(Debug, Clone, Serialize)]
pub struct Sitemap {
    pub pages: Vec<SitemapPage>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SitemapPage {
    pub address: String,
    /// `2018-02-28`, for reports.
    pub changed: Option<String>,
}
