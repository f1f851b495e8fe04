//! What templates see of a report: flat, already worded values.

use serde::Serialize;

use super::{Definition, Download, Link};
use crate::exhibit::table::Grid;
use crate::exhibit::view::{ChartNote, Panel};
use crate::l10n::Words;

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
    /// To the newest report, from an older one.
    pub newest: Option<Link>,
    /// That the figures are illustrative or provisional.
    pub state_note: Option<String>,
    /// To the same period of other members, and of the whole.
    pub switches: Vec<Switch>,
    /// Shown where a figure was changed after the report.
    pub notice: Option<Notice>,
    /// Shown where something else was changed since the report was published.
    pub editions: Option<Editions>,
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

impl Report {
    /// What was changed since the report was published, in lines: of each group its heading, then its sentences.
    pub fn changes_in_words(&self, words: &Words) -> Vec<(String, Vec<String>)> {
        let editions = self.editions.iter().map(|of| {
            (of.heading.clone(), of.items.iter().map(|item| item.in_words(words).line()).collect::<Vec<_>>())
        });
        let notice = self.notice.iter().map(|of| {
            let items = of.items.iter().map(|item| item.in_words(words).line());
            (of.heading.clone(), items.chain([of.closing()]).collect())
        });
        editions.chain(notice).collect()
    }

    /// The lines of the title block that stand in copies, too: without links to other reports, but for the next release
    /// and who answers, and without what later months changed.
    pub fn own_facts(&self, words: &Words) -> impl Iterator<Item = &Fact> {
        let is_of_the_release = |label: &str| [words.next_release, words.contact_for_report].contains(&label);
        self.facts.iter().filter(move |fact| fact.href.is_none() || is_of_the_release(&fact.label))
    }
}

/// A change of a report in words, for forms without markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInWords {
    /// What was changed: "Beds, January 2018: ".
    pub about: String,
    /// What was published, and what the report says now; `None` where that is not repeated.
    pub was: Option<String>,
    pub now: Option<String>,
    /// Why, as a sentence.
    pub reason: String,
}

impl ChangeInWords {
    /// "Beds, January 2018: 100 → 101. Counted twice."
    pub fn line(&self) -> String {
        let was = self.was.as_ref().map_or_else(String::new, |was| format!("{was} → "));
        let now = self.now.as_ref().map_or_else(String::new, |now| format!("{now}. "));
        format!("{}{was}{now}{}", self.about, self.reason)
    }
}

impl Notice {
    /// What stands below the figures: that the report shows those of its time, and where the rest are.
    pub fn closing(&self) -> String {
        let more = self.more.as_ref().map_or_else(String::new, |more| format!(" {}.", more.text));
        format!("{}{more}", self.known)
    }
}

impl Edition {
    pub fn in_words(&self, words: &Words) -> ChangeInWords {
        // What is not said any more stands as a gap.
        let now = self.now.clone().or_else(|| self.was.as_ref().map(|_| words.dash.to_owned()));
        ChangeInWords { about: format!("{}: ", self.what), was: self.was.clone(), now, reason: self.reason.clone() }
    }
}

impl ChangedFigure {
    pub fn in_words(&self, words: &Words) -> ChangeInWords {
        let none = || format!("{} ({}, {})", words.dash, words.in_withdrawn, words.no_new_figure);
        ChangeInWords {
            about: format!("{}, {}: ", self.label, self.period),
            was: Some(self.was.clone()),
            now: Some(self.now.clone().unwrap_or_else(none)),
            reason: self.reason.clone(),
        }
    }
}

impl Tile {
    /// Where no tile is drawn: what it is called and when, its value, its changes, and how it stands against its target.
    pub fn in_words(&self) -> [String; 4] {
        let value = self.unit.as_ref().map_or_else(|| self.value.clone(), |unit| format!("{} {unit}", self.value));
        let status = self.status.as_ref().map_or(String::new(), |status| format!(" ({status})"));
        let changes = std::iter::once(&self.change).chain(&self.change_year).filter(|change| !change.is_empty());
        let target = |line: &TargetLine| format!("{} {}: {}", line.glyph, line.word, line.text);
        [
            format!("{}, {}", self.label, self.when),
            format!("{value}{status}"),
            changes.cloned().collect::<Vec<_>>().join("; "),
            self.target.as_ref().map_or_else(|| self.no_target.clone(), target),
        ]
    }
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
    /// What the snapshot gives, as a sentence.
    pub reason: String,
    /// To the entry on the revisions page.
    pub href: String,
}

/// What of a report was changed since it was published, besides figures.
#[derive(Debug, Clone, Serialize)]
pub struct Editions {
    /// "Changed since it was published".
    pub heading: String,
    /// Oldest first.
    pub items: Vec<Edition>,
}

/// A change of a published report.
#[derive(Debug, Clone, Serialize)]
pub struct Edition {
    /// "Target, Meals served"; "New edition" where it is the text.
    pub what: String,
    /// What was published; `None` where it is not repeated.
    pub was: Option<String>,
    /// What the report says now.
    pub now: Option<String>,
    /// What the author gives, as a sentence.
    pub reason: String,
    /// To the page that readers had before, where it is kept.
    pub before: Option<Link>,
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
    /// The same from a year before, where values follow the season or the author asks.
    pub change_year: Option<String>,
    /// How it stands; absent without a target.
    pub target: Option<TargetLine>,
    /// "No target set", or that its parts have targets.
    pub no_target: String,
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
    /// HTML: "Source: …. Y axis starts at 1,000."
    pub source: String,
    /// The drawing and its values as files.
    pub downloads: Vec<Download>,
    /// The subtitle without what is about the drawing.
    #[serde(skip)]
    pub about: String,
    /// The source without what is about the drawing.
    #[serde(skip)]
    pub origin: String,
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
    /// HTML: where the figures come from.
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
    /// HTML: labels and contacts.
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
