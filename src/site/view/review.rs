//! What templates see of a review: flat, already worded values.

use serde::Serialize;

use super::{Link, Table};

/// `review`: a report held against the one before it, or two sets of reports against each other. Never published.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// "Review · not published".
    pub eyebrow: String,
    /// "February 2018 against January 2018".
    pub title: String,
    /// How much there is to look at.
    pub lead: String,
    /// How many figures changed, and how.
    pub counts: Vec<Count>,
    /// What stands between the reports and their release; nothing on a comparison.
    pub checklist: Option<Vec<ChecklistGroup>>,
    /// What to look at first, in order; nothing on a comparison that does not judge.
    pub look_first: Option<Vec<LookFirst>>,
    /// Each report of both.
    pub reports: Vec<ReviewedReport>,
    /// Reports about which there is nothing more to tell; in a review each with the way to its draft.
    pub further: Vec<Link>,
    /// Reports that only one of the two has.
    pub alone: Vec<NameList>,
    /// Fields for remarks, and what was remarked; nothing on a comparison.
    pub remarks: Option<RemarkSheet>,
    /// What to go through before approval; nothing on a comparison.
    pub checks: Option<Checks>,
}

/// Fields for remarks on the drafts, and what was remarked before.
#[derive(Debug, Clone, Serialize)]
pub struct RemarkSheet {
    /// What the file is saved as: `2018-02.yaml`.
    pub file: String,
    /// Where it belongs: `remarks/2018-02.yaml`.
    pub path: String,
    /// The file as it is, to which the page adds.
    pub kept: String,
    /// One for each report.
    pub reports: Vec<RemarkedReport>,
    /// Remarks on what does not stand in the drafts any more.
    pub others: Vec<GivenRemark>,
    /// How many nobody answered.
    pub open: usize,
}

/// A report that may be remarked on.
#[derive(Debug, Clone, Serialize)]
pub struct RemarkedReport {
    /// `remarks-1`.
    pub id: String,
    /// Its title and folder, where there are several.
    pub heading: Option<String>,
    /// The whole, the figures, each section.
    pub parts: Vec<RemarkedPart>,
}

/// A part of a report.
#[derive(Debug, Clone, Serialize)]
pub struct RemarkedPart {
    /// "2.1 Key persons".
    pub heading: String,
    /// To the draft.
    pub href: String,
    /// One for each figure or paragraph.
    pub items: Vec<RemarkField>,
}

/// A field for a remark.
#[derive(Debug, Clone, Serialize)]
pub struct RemarkField {
    /// For its label.
    pub id: String,
    /// `report`, `figure` or `paragraph`.
    pub on: &'static str,
    /// The metric, or how the paragraph begins.
    pub key: String,
    /// The folder of the report's page.
    pub report: String,
    /// The figure or the paragraph; empty for the report as a whole.
    pub text: String,
    /// What was remarked on it.
    pub given: Vec<GivenRemark>,
}

/// A remark that was given.
#[derive(Debug, Clone, Serialize)]
pub struct GivenRemark {
    /// For links on the page.
    pub id: String,
    /// Who remarked it.
    pub by: String,
    /// "2 March 2018".
    pub date: Option<String>,
    /// The remark.
    pub text: String,
    /// What the author answered.
    pub answer: Option<String>,
    /// Why nothing is done about it.
    pub closed: Option<String>,
    /// Nobody answered it or closed it.
    pub open: bool,
    /// `remarks/2018-02.yaml:5`.
    pub place: String,
}

/// One kind of what stands between reports and their release.
#[derive(Debug, Clone, Serialize)]
pub struct ChecklistGroup {
    /// "Open remarks".
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// Each of them.
    pub items: Vec<ChecklistItem>,
}

/// One thing that is to be done.
#[derive(Debug, Clone, Serialize)]
pub struct ChecklistItem {
    /// What it is; empty where the place says it.
    pub text: String,
    /// `en` for a warning's words, which are English in every site.
    pub lang: Option<&'static str>,
    /// To its place in the draft or on the page.
    pub href: Option<String>,
    /// `content/2018-02.md:12`.
    pub place: Option<String>,
}

/// A number and what it counts.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    /// As printed.
    pub number: String,
    /// "to look at first".
    pub label: String,
}

/// One thing that a reviewer should see first.
#[derive(Debug, Clone, Serialize)]
pub struct LookFirst {
    /// What it is about: a figure, or a warning's own words.
    pub title: String,
    /// `en` for a warning's words, which are English in every site.
    pub lang: Option<&'static str>,
    /// Of the figure.
    pub period: Option<String>,
    /// Why it is here.
    pub why: Vec<String>,
    /// What the author wrote about it, or that there is nothing.
    pub written: String,
    /// Whether there is nothing.
    pub unexplained: bool,
    /// What more there is to know: in which reports the old figure stood, what to do about a warning.
    pub more: Vec<String>,
    /// The sections it stands in.
    pub stands: Vec<Link>,
    /// `data/2018-02.yaml:4`.
    pub place: Option<String>,
    /// The change, or the figure where no change is known.
    pub value: String,
    /// Whether the figure is withdrawn.
    pub struck: bool,
    /// Beside the change: from what to what.
    pub beside: Option<String>,
}

/// What is different in one report.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewedReport {
    /// For links on the page: `report-1`.
    pub id: String,
    /// The report's title and folder, where there are several.
    pub heading: Option<String>,
    /// To the draft, where it lies beside the page.
    pub href: Option<String>,
    /// Figures that changed, are new, are missing.
    pub tables: Vec<FigureTable>,
    /// Figures that did not change, to be folded.
    pub unchanged: Option<FigureTable>,
    /// The text by section.
    pub text: Vec<ReviewedSection>,
    /// Figures of the past that were revised, what stands out of its usual variation, charts and tables that came, went
    /// or changed their title.
    pub lists: Vec<NameList>,
    /// Charts that are not drawn alike.
    pub charts: Vec<ChartPair>,
}

/// Figures of two reports.
#[derive(Debug, Clone, Serialize)]
pub struct FigureTable {
    /// "Changed as expected".
    pub heading: String,
    #[serde(flatten)]
    pub table: Table,
}

/// What became of a section.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewedSection {
    /// Number and heading.
    pub name: String,
    /// To the section of the draft.
    pub href: Option<String>,
    /// "rewritten".
    pub fate: String,
    /// Paragraphs that are not wholly the same.
    pub paragraphs: Vec<ReviewedParagraph>,
}

/// A paragraph with what was taken out of it and put in.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewedParagraph {
    /// `new`, `dropped`, `rewritten` or `figures_moved`.
    pub fate: &'static str,
    /// In reading order.
    pub pieces: Vec<TextPiece>,
}

/// A stretch of text.
#[derive(Debug, Clone, Serialize)]
pub struct TextPiece {
    /// Plain text.
    pub text: String,
    /// `same`, `gone` or `added`.
    pub mark: &'static str,
}

/// A chart, old and new.
#[derive(Debug, Clone, Serialize)]
pub struct ChartPair {
    /// "Figure 1. Staff" of the newer one, or of the older where it was dropped.
    pub title: String,
    /// Nothing where there was none.
    pub before: Option<OneChart>,
    /// Nothing where it was dropped.
    pub now: Option<OneChart>,
}

/// One of the two charts.
#[derive(Debug, Clone, Serialize)]
pub struct OneChart {
    /// For its description.
    pub id: String,
    /// "January 2018".
    pub label: String,
    /// HTML: the drawing.
    pub html: String,
    /// What it shows in words.
    pub summary: String,
    /// Its values.
    pub table: Table,
}

/// Lines under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct NameList {
    /// For links on the page.
    pub id: String,
    /// "Only in 2018-02".
    pub heading: String,
    /// As they stand below it.
    pub names: Vec<String>,
}

/// What to go through before approval.
#[derive(Debug, Clone, Serialize)]
pub struct Checks {
    /// To tick; ticks are not saved.
    pub items: Vec<Check>,
    /// `kalends approve 2018-02 --by NAME`.
    pub command: String,
}

/// One thing to check.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// What has to be true.
    pub text: String,
    /// What helps to see it.
    pub note: Option<String>,
}
