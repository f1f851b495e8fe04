//! What templates see: flat, already worded values. A template never computes and never formats.
//!
//! Every field named `html`, or documented as HTML, is safe to print unescaped; all others are plain text.
//! Links are relative to the page.

mod review;

pub use review::*;
use serde::Serialize;

use super::plan::State;
use crate::exhibit::table::Grid;
use crate::exhibit::view::{ChartNote, Panel};
use crate::model::language::Language;

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// `report`, `home`, `metric`, `metrics`, `revisions`, `search`, `standing`, `lost` or `review`.
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
    /// To manifest.json.
    pub manifest: String,
    /// To the page of all revisions.
    pub revisions: String,
    /// How to cite, on reports.
    pub cite: Option<String>,
    /// What the page offers as files.
    pub downloads: Vec<Download>,
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
    /// The lines of the title block.
    pub facts: Vec<Fact>,
    /// That the figures are illustrative or provisional.
    pub state_note: Option<String>,
    /// To the same period of other members, and of the whole.
    pub switches: Vec<Switch>,
    /// Shown where a figure was changed after the report.
    pub notice: Option<Notice>,
    /// The sections, as links.
    pub contents: Vec<Contents>,
    /// The metrics that the settings or the report name.
    pub key_figures: Option<KeyFigures>,
    /// The text, in order.
    pub sections: Vec<Section>,
    /// Notes and sources.
    pub closing: Closing,
    /// "January 2018".
    pub previous: Option<Link>,
    /// The report after this one.
    pub next: Option<Link>,
}

/// A line of the title block: "Period", "February 2018".
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// What is so.
    pub text: String,
    /// To a page about it.
    pub href: Option<String>,
}

/// Figures that were changed after the report.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// "Changed later, May 2018".
    pub heading: String,
    /// At most three.
    pub items: Vec<ChangedFigure>,
    /// "This report shows the figures as known in …".
    pub known: String,
    /// To the rest, where there are more than three.
    pub more: Option<Link>,
}

/// One of the figures that were changed.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedFigure {
    /// The metric's, with the members it is about.
    pub label: String,
    /// Whose figure it is.
    pub period: String,
    /// The value that the report shows.
    pub was: String,
    /// `None`: withdrawn without a new figure.
    pub now: Option<String>,
    /// As the snapshot gives it.
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
    /// To the heading on this page.
    pub href: String,
    /// The headings below this one.
    pub parts: Vec<Contents>,
}

/// The key figures of a report.
#[derive(Debug, Clone, Serialize)]
pub struct KeyFigures {
    /// Of the heading, where headings are numbered.
    pub number: Option<String>,
    /// In the order in which they are named.
    pub tiles: Vec<Tile>,
}

/// One key figure.
#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    /// The metric's.
    pub label: String,
    /// To the row of the metric's page.
    pub href: String,
    /// "end of February 2018".
    pub when: String,
    /// The formatted value, or "–".
    pub value: String,
    /// The machine value; `None` for a gap.
    pub machine: Option<String>,
    /// What is counted, where it is not part of the value.
    pub unit: Option<String>,
    /// More than nine characters.
    pub long: bool,
    /// HTML: a sparkline, a bar, or nothing.
    pub spark: Option<String>,
    /// "−12 from January 2018 (−0.7%)", or why there is none.
    pub change: String,
    /// How it stands; absent without a target.
    pub target: Option<TargetLine>,
    /// "provisional".
    pub status: Option<String>,
}

/// How a figure stands against its target.
#[derive(Debug, Clone, Serialize)]
pub struct TargetLine {
    /// `met`, `near`, `not_met` or `unknown`.
    pub verdict: &'static str,
    /// ● ◆ ▼ ○, beside the word and never alone.
    pub glyph: &'static str,
    /// "Met".
    pub word: String,
    /// "393 from target, at least 2,200".
    pub text: String,
}

/// A headed part of the text.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Of the heading.
    pub id: String,
    /// 2 to 6; 0 for text before the first heading.
    pub level: u8,
    /// "2.1"; absent where headings are not numbered.
    pub number: Option<String>,
    /// HTML.
    pub heading: Option<String>,
    /// What stands under the heading, in order.
    pub blocks: Vec<Block>,
    /// The numbers of its text, each once.
    pub trail: Vec<TrailLine>,
}

/// A piece of a section: exactly one of the four.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Block {
    /// HTML: text.
    pub html: Option<String>,
    /// A numbered chart.
    pub chart: Option<Chart>,
    /// A numbered table.
    pub table: Option<Table>,
    /// A row of key figures.
    pub tiles: Option<Tiles>,
}

/// Key figures within a section.
#[derive(Debug, Clone, Serialize)]
pub struct Tiles {
    /// Heading level of their labels, 3 to 6.
    pub level: u8,
    /// In the order of the text.
    pub tiles: Vec<Tile>,
}

/// Where a number of the section's text comes from.
#[derive(Debug, Clone, Serialize)]
pub struct TrailLine {
    /// To which the number in the text links.
    pub id: String,
    /// As in the text.
    pub text: String,
    /// The metric's, with the members it is about.
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
    /// What is drawn, over which periods.
    pub subtitle: String,
    /// Heading level of the title, 3 to 6.
    pub level: u8,
    /// HTML: two `<svg>` elements, of which the style sheet shows one. Empty where there are panels.
    pub wide: String,
    /// HTML: the drawing for small screens.
    pub narrow: String,
    /// Small multiples, in reading order.
    pub panels: Vec<Panel>,
    /// The drawing in words.
    pub summary: String,
    /// What the numbers on the drawing say.
    pub notes: Vec<ChartNote>,
    /// "Show the data of figure 1".
    pub show_data: String,
    /// The values that are drawn.
    pub table: Table,
    /// "Source: …. Y axis starts at 1,000."
    pub source: String,
    /// The drawing and its values as files.
    pub downloads: Vec<Download>,
}

/// A table: numbered, of a chart, or of all values of a metric. `columns`, `rows` and `legend` are those of a grid.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// `tab-key-persons`.
    pub id: String,
    /// "Table 1"; `None` for the table of a chart.
    pub label: Option<String>,
    /// HTML.
    pub caption: String,
    /// What is listed, over which periods.
    pub subtitle: Option<String>,
    /// Heading level of the caption, 3 to 6.
    pub level: u8,
    /// `columns` and `rows`, see `src/exhibit/table.rs`.
    #[serde(flatten)]
    pub grid: Grid,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// The last section of a report: the table of all figures, footnotes and sources.
#[derive(Debug, Clone, Serialize)]
pub struct Closing {
    /// Of the heading, where headings are numbered.
    pub number: Option<String>,
    /// Every figure of the report.
    pub table: Option<Table>,
    /// Footnotes: id, HTML, and the id of their reference.
    pub notes: Vec<Note>,
    /// Remarks on metrics: label and text.
    pub remarks: Vec<Definition>,
    /// Labels and contacts.
    pub sources: Vec<String>,
}

/// A footnote.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    /// Of the note itself.
    pub id: String,
    /// As in the text.
    pub number: usize,
    /// HTML.
    pub html: String,
    /// To its place in the text.
    pub back: String,
}

/// The ways to the other reports of a period: those of the members of a dimension, and the one of the whole.
#[derive(Debug, Clone, Serialize)]
pub struct Switch {
    /// "Hospital".
    pub label: String,
    /// Each member of the dimension that has a report.
    pub members: Vec<SwitchLink>,
    /// From a member's report.
    pub whole: Option<Link>,
}

/// A link to the report of a member.
#[derive(Debug, Clone, Serialize)]
pub struct SwitchLink {
    /// The member's label.
    pub text: String,
    /// From the page.
    pub href: String,
    /// This is the page itself.
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
    /// That the figures are illustrative or provisional.
    pub state_note: Option<String>,
    /// The key figures of the newest report.
    pub tiles: Vec<Tile>,
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
    /// As the snapshot gives it.
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
    /// What holds for the whole page, such as that it is a draft.
    pub state_note: Option<String>,
    /// The sections, as links.
    pub contents: Vec<Contents>,
    /// The text, in order.
    pub sections: Vec<Section>,
    /// Its footnotes.
    pub notes: Vec<Note>,
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
    /// `2018-02-28T00:00:00Z`: when the newest entry changed; nothing where there is no snapshot.
    pub updated: Option<String>,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// A report in the feed.
#[derive(Debug, Clone, Serialize)]
pub struct FeedEntry {
    /// The report's, as text.
    pub title: String,
    /// Of the report.
    pub address: String,
    /// The last day of the report's period, or of the month in which a figure of it was changed last.
    pub updated: String,
    /// The report's, as text.
    pub summary: Option<String>,
    /// "final".
    pub state: String,
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
