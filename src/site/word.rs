//! A report → a document of Word: the form in which agendas and minutes are put together.
//!
//! Everything is taken from what the page shows: nothing is computed, worded or rounded anew, and what the page hides is
//! not here. `read` takes the page's text apart, `picture` draws its charts, `docx` writes the parts of the file.

mod docx;
mod picture;
mod read;
mod tables;

use std::collections::BTreeMap;

use self::read::Around;
use super::leaf::Leaf;
use super::links::{Links, lead};
use super::{exhibit, fulltext, pictures, referred, view};
use crate::base::period::Period;
use crate::diag::{Diagnostic, faults};
use crate::exhibit::request::ExhibitKind;
use crate::l10n::Words;
use crate::l10n::wording::machine;
use crate::model::language::Language;
use crate::narrative::{self, Narrative};

pub use docx::{MEDIA, signature, written};

/// Pictures that every version of Word shows.
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "bmp"];

/// A report as its page shows it.
pub struct Shown<'s> {
    pub report: &'s view::Report,
    pub narrative: &'s Narrative,
    pub title: &'s str,
    pub period: Period,
    /// The last day of its period.
    pub day: String,
    pub is_draft: bool,
}

/// A document before it is written.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub title: String,
    /// Who publishes it.
    pub organisation: Option<String>,
    pub language: Language,
    /// The last day of the report's period, `2018-02-28`: a document knows no clock.
    pub day: String,
    /// Above every page.
    pub head: String,
    pub blocks: Vec<Block>,
    /// Footnotes, by their numbers from 1.
    pub notes: Vec<Vec<Block>>,
    /// The numbers with which numbered lists begin, by theirs from 1.
    pub lists: Vec<usize>,
}

#[derive(Debug, Clone)]
pub enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    pub style: Style,
    pub runs: Vec<Run>,
    /// By which links of the document find it.
    pub id: Option<String>,
    /// The metric that what follows is about.
    pub of: Option<String>,
}

impl Paragraph {
    fn new(style: Style, runs: Vec<Run>) -> Paragraph {
        Paragraph { style, runs, ..Paragraph::default() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    Title,
    /// Above the title, and what is said beside a text.
    Remark,
    Lead,
    /// From 1.
    Heading(u8),
    #[default]
    Body,
    Quote,
    Code,
    /// The entry of a list; `number` is that of a numbered list.
    Item {
        number: Option<usize>,
        depth: u8,
        is_first: bool,
    },
    /// Stays with what comes below it.
    Caption,
    Subtitle,
    /// Of a chart.
    Picture,
}

#[derive(Debug, Clone)]
pub enum Run {
    Text(Text),
    Break,
    /// The number of a footnote, which may be referred to again.
    Note(usize),
    /// "Figure 1", which Word counts and can refer to.
    Number {
        name: String,
        number: String,
    },
    Picture(Picture),
}

#[derive(Debug, Clone, Default)]
pub struct Text {
    pub text: String,
    pub look: Look,
    pub to: Option<To>,
    /// The metric whose figure it is.
    pub of: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    pub bold: bool,
    pub italic: bool,
    pub code: bool,
    pub struck: bool,
    pub raised: bool,
    pub lowered: bool,
    pub small: bool,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    Web(String),
    /// To what has this id in the document.
    Place(String),
}

#[derive(Debug, Clone)]
pub struct Picture {
    /// `png`, `gif`, …
    pub ending: String,
    pub bytes: Vec<u8>,
    /// The same as a drawing.
    pub svg: Option<Vec<u8>>,
    /// In pixels of a page.
    pub size: (u32, u32),
    pub title: String,
    /// For those who do not see it.
    pub words: String,
}

#[derive(Debug, Clone, Default)]
pub struct Table {
    /// For those who do not see it.
    pub name: String,
    pub description: String,
    /// None where the author wrote no header.
    pub headings: Vec<Heading>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, Default)]
pub struct Heading {
    pub runs: Vec<Run>,
    /// Its numbers stand at the right.
    pub is_numeric: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The metric that it is about.
    pub of: Option<String>,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub paragraphs: Vec<Vec<Run>>,
    pub is_head: bool,
    /// A part of the row above.
    pub is_part: bool,
    /// Of a table with shades: from 1, the lightest, to 5.
    pub shade: Option<u8>,
}

fn plain(text: impl Into<String>) -> Run {
    Run::Text(Text { text: text.into(), ..Text::default() })
}

fn bold(text: impl Into<String>) -> Run {
    Run::Text(Text { text: text.into(), look: Look { bold: true, ..Look::default() }, ..Text::default() })
}

/// What a report says, as a document.
pub fn of_report(leaf: &Leaf<'_>, shown: &Shown<'_>) -> Result<Document, Vec<Diagnostic>> {
    let cited = shown.narrative.sections.iter().flat_map(|section| &section.cited);
    let trail: BTreeMap<&str, &str> = cited.map(|cited| (cited.id.as_str(), cited.reference.metric.as_str())).collect();
    let whole = Links::Whole(leaf.site.settings().base_url.as_deref());
    let to = |href: &str| match href.strip_prefix('#') {
        // Where a number comes from stands on the page alone.
        Some(id) if id.starts_with("t-") || id.is_empty() => None,
        Some(id) => Some(To::Place(id.to_owned())),
        None => lead(leaf.path, href, &whole).map(To::Web),
    };
    let metric = |href: &str| match href.strip_prefix('#') {
        Some(id) => trail.get(id).map(|metric| (*metric).to_owned()),
        None => metric_of(href),
    };
    let of_value =
        |value: &str| leaf.known().metric_with(shown.period, &|amount| machine(amount) == value).map(str::to_owned);
    let around = Around {
        lead: &to,
        metric: &metric,
        of_value: &of_value,
        picture: &|source, words| of_author(leaf, source, words),
    };
    let mut making =
        Making { leaf, words: leaf.words(), around, lists: Vec::new(), blocks: Vec::new(), drawn: Vec::new() };
    making.top(shown.report);
    making.changes(shown.report);
    making.key_figures(shown.report);
    making.sections(shown)?;
    making.closing(shown.report);
    making.data(shown.report);
    let notes = shown.report.closing.notes.iter();
    let notes = notes.map(|note| read::blocks(&note.html, Style::Body, &making.around, &mut making.lists)).collect();
    let Making { blocks, lists, .. } = making;
    let mut head = vec![leaf.title(shown.title)];
    head.extend(leaf.embargo());
    head.extend(shown.is_draft.then(|| leaf.words().draft.to_owned()));
    Ok(Document {
        title: leaf.title(shown.title),
        organisation: leaf.organisation().map(str::to_owned),
        language: leaf.language(),
        day: shown.day.clone(),
        head: head.join(" · "),
        blocks,
        notes,
        lists,
    })
}

/// The metric whose page an address leads to.
fn metric_of(href: &str) -> Option<String> {
    let (before, rest) = href.split_once("metrics/")?;
    let (id, _) = rest.split_once('/')?;
    (before.is_empty() || before.ends_with('/')).then(|| id.to_owned())
}

/// A picture that an author put into the text; `None` where the site has no such file, or Word would not show it.
fn of_author(leaf: &Leaf<'_>, source: &str, words: &str) -> Option<Run> {
    let mut paths = referred::paths(leaf.path, source).into_iter();
    let (path, bytes) =
        paths.find_map(|path| Some((path.clone(), leaf.site.inputs.attachments.get(&path)?.read().ok()?)))?;
    let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    let (title, words) = (String::new(), words.to_owned());
    if ending == "svg" {
        let picture::Drawn { png, svg, size } = picture::drawn(std::str::from_utf8(&bytes).ok()?)?;
        return Some(Run::Picture(Picture {
            ending: "png".to_owned(),
            bytes: png,
            svg: Some(svg),
            size,
            title,
            words,
        }));
    }
    let size = pictures::size(&bytes).filter(|_| PICTURES.contains(&ending.as_str()))?;
    Some(Run::Picture(Picture { ending, bytes, svg: None, size, title, words }))
}

/// A document in the making.
struct Making<'m, 'a> {
    leaf: &'m Leaf<'a>,
    words: &'static Words,
    around: Around<'m>,
    lists: Vec<usize>,
    blocks: Vec<Block>,
    /// The metrics of its charts, in order.
    drawn: Vec<String>,
}

impl Making<'_, '_> {
    fn put(&mut self, style: Style, runs: Vec<Run>) {
        self.blocks.extend((!runs.is_empty()).then(|| Block::Paragraph(Paragraph::new(style, runs))));
    }

    /// A line of HTML.
    fn line(&mut self, style: Style, html: &str) {
        let runs = read::line(html, &self.around);
        self.put(style, runs);
    }

    fn heading(&mut self, level: u8, number: Option<&str>, html: &str, id: &str) {
        let number = number.map(|number| plain(format!("{number} ")));
        let runs: Vec<Run> = number.into_iter().chain(read::line(html, &self.around)).collect();
        let id = Some(id.to_owned()).filter(|id| !id.is_empty());
        self.blocks.push(Block::Paragraph(Paragraph { id, ..Paragraph::new(Style::Heading(level), runs) }));
    }

    /// The title block of the page.
    fn top(&mut self, report: &view::Report) {
        self.put(Style::Remark, self.leaf.embargo().map(bold).into_iter().collect());
        let newer = report.newest.as_ref().map(|newest| format!("{} {}", self.words.not_the_newest, newest.text));
        self.put(Style::Remark, newer.map(bold).into_iter().collect());
        self.put(Style::Remark, vec![plain(&report.eyebrow)]);
        self.line(Style::Title, &report.title);
        if let Some(lead) = &report.lead {
            self.line(Style::Lead, lead);
        }
        for fact in report.own_facts(self.leaf.words()) {
            self.put(Style::Remark, vec![bold(format!("{}: ", fact.label)), plain(&fact.text)]);
        }
        let publisher = self.leaf.organisation().into_iter().chain([self.leaf.site_title()]);
        self.put(Style::Remark, vec![plain(publisher.collect::<Vec<_>>().join(", "))]);
        if let Some(address) = self.leaf.site.address_of(self.leaf.path) {
            let link =
                Text { text: self.words.page_of_report.to_owned(), to: Some(To::Web(address)), ..Text::default() };
            self.put(Style::Remark, vec![Run::Text(link)]);
        }
        self.put(Style::Body, report.state_note.iter().map(bold).collect());
    }

    /// What was changed since the report was published.
    fn changes(&mut self, report: &view::Report) {
        let struck =
            |text: String| Run::Text(Text { text, look: Look { struck: true, ..Look::default() }, ..Text::default() });
        let changed = |change: view::ChangeInWords| {
            let mut runs = vec![plain(change.about)];
            runs.extend(change.was.into_iter().flat_map(|was| [struck(was), plain(" → ")]));
            runs.extend(change.now.into_iter().flat_map(|now| [bold(now), plain(". ")]));
            runs.push(plain(change.reason));
            runs
        };
        if let Some(editions) = &report.editions {
            self.heading(1, None, &crate::base::inline::escaped(&editions.heading), self.words.changed_since_id);
            for item in &editions.items {
                let mut runs = changed(item.in_words(self.words));
                // The edition before is another page, which a document without an address cannot lead to.
                let before = item.before.as_ref().and_then(|before| {
                    Some(Text {
                        text: before.text.clone(),
                        to: Some((self.around.lead)(&before.href)?),
                        ..Text::default()
                    })
                });
                runs.extend(before.into_iter().flat_map(|before| [plain(" "), Run::Text(before)]));
                self.put(Style::Body, runs);
            }
        }
        let Some(notice) = &report.notice else { return };
        self.heading(1, None, &crate::base::inline::escaped(&notice.heading), self.words.changed_later_id);
        for item in &notice.items {
            self.put(Style::Body, changed(item.in_words(self.words)));
        }
        self.put(Style::Body, vec![plain(notice.closing())]);
    }

    fn key_figures(&mut self, report: &view::Report) {
        let Some(keys) = &report.key_figures else { return };
        self.heading(1, keys.number.as_deref(), self.words.key_figures, "key-figures");
        self.blocks.push(tables::of_tiles(&keys.tiles, self.words));
    }

    fn sections(&mut self, shown: &Shown<'_>) -> Result<(), Vec<Diagnostic>> {
        for (written, section) in shown.narrative.sections.iter().zip(&shown.report.sections) {
            if let Some(heading) = &section.heading {
                let level = section.level.saturating_sub(1).max(1);
                self.heading(level, section.number.as_deref(), heading, &section.id);
            }
            for (written, block) in written.blocks.iter().zip(&section.blocks) {
                if let Some(html) = &block.html {
                    let blocks = read::blocks(html, Style::Body, &self.around, &mut self.lists);
                    self.blocks.extend(blocks);
                }
                if let (Some(chart), narrative::Block::Exhibit(index)) = (&block.chart, written)
                    && let Some(exhibit) = shown.narrative.exhibits.get(*index)
                {
                    self.chart(chart, exhibit)?;
                }
                if let (Some(table), narrative::Block::Exhibit(index)) = (&block.table, written) {
                    let exhibit = shown.narrative.exhibits.get(*index);
                    self.table(table, exhibit.map(|exhibit| exhibit.request.metric().to_owned()));
                }
                if let Some(tiles) = &block.tiles {
                    self.blocks.push(tables::of_tiles(&tiles.tiles, self.words));
                }
            }
        }
        Ok(())
    }

    /// "Figure 1. Key persons", with what Word counts in it.
    fn caption(&mut self, label: Option<&str>, title: &str, (id, of): (&str, Option<String>)) {
        let numbered = label.and_then(|label| label.rsplit_once([' ', '\u{a0}']));
        let number = numbered.map(|(name, number)| Run::Number { name: name.to_owned(), number: number.to_owned() });
        let runs = number.into_iter().flat_map(|number| [number, plain(". ")]);
        let runs: Vec<Run> = runs.chain(read::line(title, &self.around)).collect();
        let id = Some(id.to_owned());
        self.blocks.push(Block::Paragraph(Paragraph { id, of, ..Paragraph::new(Style::Caption, runs) }));
    }

    fn chart(&mut self, chart: &view::Chart, exhibit: &narrative::Exhibit) -> Result<(), Vec<Diagnostic>> {
        let ExhibitKind::Chart(kind) = exhibit.request.kind else { return Ok(()) };
        let metric = exhibit.request.metric().to_owned();
        self.caption(Some(&chart.label), &chart.title, (&chart.id, Some(metric.clone())));
        self.drawn.push(metric);
        self.put(Style::Subtitle, vec![plain(&chart.subtitle)]);
        let svg = exhibit::drawing(self.leaf, exhibit, kind).map_err(|fault| vec![fault])?;
        let picture::Drawn { png, svg, size } = picture::drawn(&svg)
            .ok_or_else(|| vec![faults::cannot_write(self.leaf.path, &format!("{} cannot be drawn", chart.label))])?;
        let title = format!("{}: {}", chart.label, fulltext::line(&chart.title));
        let words = chart.summary.clone();
        let picture = Picture { ending: "png".to_owned(), bytes: png, svg: Some(svg), size, title, words };
        self.put(Style::Picture, vec![Run::Picture(picture)]);
        for note in &chart.notes {
            let number = note.number.map(|number| {
                self.lists.push(number);
                self.lists.len()
            });
            let runs = vec![bold(format!("{}: ", note.period)), plain(&note.text)];
            self.put(Style::Item { number, depth: 0, is_first: true }, runs);
        }
        self.line(Style::Remark, &chart.source);
        Ok(())
    }

    fn table(&mut self, table: &view::Table, metric: Option<String>) {
        self.caption(table.label.as_deref(), &table.caption, (&table.id, metric));
        self.put(Style::Subtitle, table.subtitle.iter().filter(|text| !text.is_empty()).map(plain).collect());
        self.grid(table);
        if let Some(source) = &table.source {
            self.line(Style::Remark, &format!("{source}."));
        }
    }

    fn grid(&mut self, table: &view::Table) {
        if !table.grid.rows.is_empty() {
            self.blocks.push(tables::of_grid(table));
        }
        self.put(Style::Remark, table.grid.legend.iter().map(|legend| plain(format!("{legend}."))).collect());
    }

    /// The last section: all figures, remarks and sources.
    fn closing(&mut self, report: &view::Report) {
        let closing = &report.closing;
        self.heading(1, closing.number.as_deref(), self.words.notes_and_sources, "notes");
        if let Some(table) = &closing.table {
            self.table(table, None);
        }
        for remark in &closing.remarks {
            self.put(Style::Body, vec![bold(format!("{}: ", remark.term)), plain(&remark.text)]);
        }
        for source in &closing.sources {
            let name = [bold(format!("{}: ", self.words.source))];
            let runs = name.into_iter().chain(read::line(source, &self.around)).collect();
            self.put(Style::Body, runs);
        }
    }

    /// The values of every chart, which the page folds under it.
    fn data(&mut self, report: &view::Report) {
        let metrics = std::mem::take(&mut self.drawn);
        if metrics.is_empty() {
            return;
        }
        self.heading(1, None, self.words.data_of_charts, "");
        let charts =
            report.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| block.chart.as_ref());
        // Those that lie across come last: each turn of the paper leaves the rest of a page empty.
        let mut across = Vec::new();
        for (chart, metric) in charts.zip(metrics) {
            let begin = self.blocks.len();
            self.caption(None, &chart.table.caption, (&chart.table.id, Some(metric)));
            self.grid(&chart.table);
            let own = self.blocks.get(begin..).unwrap_or_default();
            if own.iter().any(|block| matches!(block, Block::Table(table) if docx::lies_across(table))) {
                across.extend(self.blocks.drain(begin..));
            }
        }
        self.blocks.append(&mut across);
    }
}
