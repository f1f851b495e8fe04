//! Markdown with references → sections of HTML with places for charts and tables.
//!
//! Two stages: `template` runs the author's text through Tera, whose `filters` leave a `mark` for every reference;
//! `markdown` parses the result and writes each mark as what `printer` makes of it. `trace` and `places` find the way
//! back to the author's file, for faults. `prose` reads the same text for `lint`. What a chart looks like and where a
//! figure's page is, `site` knows.

mod call;
pub mod diagnose;
mod filters;
pub mod guard;
pub mod mark;
mod markdown;
mod overviews;
mod places;
mod printer;
pub mod prose;
mod requests;
pub mod scope;
pub mod standin;
pub mod template;
pub mod trace;
pub mod unmeant;

use std::collections::{BTreeMap, BTreeSet};

use crate::base::inline::Inline;
use crate::base::place::Place;
use crate::compute::reference::Reference;
use crate::diag::{Diagnostic, Severity, faults};
use crate::exhibit::request::{ExhibitKind, Request};
use crate::l10n::phrases;
use crate::model::content::{Page, Written};
use crate::model::language::Language;
use crate::model::settings::RawHtml;
use mark::Mark;
use places::Places;
use printer::Printer;
use prose::Prose;
use scope::Scope;
use template::Stage;
use trace::Traced;

/// A narrative, ready to be set on a page.
#[derive(Debug, Clone, Default)]
pub struct Narrative {
    pub title: Option<Inline>,
    pub summary: Option<Inline>,
    pub sections: Vec<Section>,
    /// In reading order, each with its number.
    pub exhibits: Vec<Exhibit>,
    /// Footnotes in the order of their references.
    pub notes: Vec<Note>,
    /// Links to parts of pages of the site, this one and others.
    pub anchors: Vec<Anchor>,
    /// The figures of all its texts: those of its sections, of its title and summary, of headings and captions.
    pub references: Vec<Reference>,
    /// Those of which a small line in the text shows the history.
    pub lines: Vec<Reference>,
    /// What it says, as HTML, with each reference named in the place of what it prints; for digests.
    pub named: String,
}

impl Narrative {
    /// The ids that a link to its page may name: of sections, exhibits and footnotes.
    pub fn ids(&self) -> BTreeSet<String> {
        let sections = self.sections.iter().map(|section| section.id.clone());
        let exhibits = self.exhibits.iter().map(|exhibit| exhibit.anchor.clone());
        let notes = self.notes.iter().flat_map(|note| [note.id.clone(), note.back.trim_start_matches('#').to_owned()]);
        sections.chain(exhibits).chain(notes).filter(|id| !id.is_empty()).collect()
    }
}

/// A link to a part of a page.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The path of the page in the output.
    pub page: String,
    pub id: String,
    /// As the author wrote it.
    target: String,
    place: Place,
}

impl Anchor {
    /// What is wrong with it, where the page has the ids `known` and this language. The parts that a page has besides
    /// its narrative are the template's, which may name them as it likes: those of the built-in one pass.
    pub fn fault(&self, known: &BTreeSet<String>, language: Language) -> Option<Diagnostic> {
        let is_built_in = markdown::is_reserved(&self.id, language)
            || ["top", "all-figures"].contains(&self.id.as_str())
            || self.id.starts_with("t-")
            // Written in another way than the id itself.
            || self.id.contains('%');
        let is_there = known.contains(&self.id) || is_built_in;
        (!is_there)
            .then(|| faults::anchor_to_nothing(self.place.clone(), &self.target, known.iter().map(String::as_str)))
    }
}

/// A headed part; text before the first heading is a section of level 0 without one.
#[derive(Debug, Clone, Default)]
pub struct Section {
    pub id: String,
    /// 2 to 6.
    pub level: u8,
    /// `2.1`; empty for text before the first heading.
    pub number: String,
    pub heading: Option<Inline>,
    pub blocks: Vec<Block>,
    /// The figures of its text, in reading order, each once.
    pub cited: Vec<Cited>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Html(String),
    /// The exhibit of this index.
    Exhibit(usize),
}

/// A figure in the text: its line in the section's trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// `t-2-1-key_persons`.
    pub id: String,
    pub reference: Reference,
    pub text: String,
}

/// A chart, a table or a row of tiles in its place.
#[derive(Debug, Clone)]
pub struct Exhibit {
    pub request: Request,
    /// The name of its files and what `ref` asks for: the metric's id, a second one with `-2`.
    pub id: String,
    /// `fig-key-persons` or `tab-key-persons`.
    pub anchor: String,
    /// Counted among charts or among tables. Tiles have none.
    pub number: usize,
    /// Where the author asks for it.
    pub place: Place,
    /// Level of its heading: one under its section's.
    pub level: u8,
    pub title: Option<Inline>,
    pub subtitle: Option<Inline>,
}

impl Exhibit {
    /// "Figure 1", "Table 1"; `None` for tiles.
    pub fn label(&self, language: Language) -> Option<String> {
        match self.request.kind {
            ExhibitKind::Chart(_) => Some(phrases::chart_number(self.number, language)),
            ExhibitKind::Table(_) => Some(phrases::table_number(self.number, language)),
            ExhibitKind::Tiles => None,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Note {
    /// `note-1`.
    pub id: String,
    pub number: usize,
    pub html: String,
    /// `#ref-1`: back to the text.
    pub back: String,
}

/// Where links may lead, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// Pages by the path of their file: `content/om-tallene.md` → `om-tallene/index.html`.
    pub pages: &'a BTreeMap<String, String>,
    /// All other files of the output that a narrative may name.
    pub files: &'a BTreeSet<String>,
    /// The page's own path in the output.
    pub from: &'a str,
}

/// How a narrative is set.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub links: Links<'a>,
    /// The small line of a metric's history as SVG; empty where it has none.
    pub spark: &'a dyn Fn(&Reference) -> String,
    /// Width and height in pixels of the picture at a path of the output; `None` where they are not known.
    pub picture: &'a dyn Fn(&str) -> Option<(u32, u32)>,
    pub raw_html: RawHtml,
    /// The number of the first section: 2 where the key figures stand before it.
    pub first_number: usize,
}

/// A narrative with its warnings, or what is wrong with it.
pub type Read = Result<(Narrative, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Reads the narrative of `page` for the report that `scope` is of.
pub fn read(page: &Page, scope: &Scope, setting: &Setting<'_>) -> Read {
    read_page(page, scope, setting, false).0
}

/// Reads the narrative of `page`, and what it says as a critical reader sees it; `None` where its template cannot be
/// run.
pub fn read_closely<'p>(page: &'p Page, scope: &Scope, setting: &Setting<'_>) -> (Read, Option<Prose<'p>>) {
    read_page(page, scope, setting, true)
}

fn read_page<'p>(page: &'p Page, scope: &Scope, setting: &Setting<'_>, closely: bool) -> (Read, Option<Prose<'p>>) {
    let stage = Stage::new(scope);
    let mut faults = Vec::new();
    let line = |written: &Written| match closely {
        true => stage.trace(&written.text, &written.place),
        false => stage.run(&written.text, &written.place).map(Traced::unknown),
    };
    let mut of_front = |written: &'p Option<Written>| {
        let written = written.as_ref()?;
        let line = line(written).map_err(|faulty| faults.extend(faulty.faults)).ok()?;
        Some((written, line))
    };
    let (title, summary) = (of_front(&page.title), of_front(&page.summary));
    let start = Place::in_text(&page.file, &page.text, page.body, 0);
    let (body, is_whole) = match stage.trace(page.body_text(), &start) {
        Ok(body) => (Some(body), true),
        Err(faulty) => {
            faults.extend(faulty.faults);
            (faulty.rest, false)
        }
    };
    let Some(body) = body else { return (Err(faults), None) };
    let printer = Printer::new(scope, stage.marks(), setting.spark);
    let (mut narrative, mut found) = markdown::read(&Places::new(page, &body), &printer, setting);
    if !is_whole {
        found.retain(is_of_the_text);
        faults.extend(found);
        return (Err(faults), None);
    }
    let prose = closely.then(|| {
        let headed = narrative.sections.iter().filter(|section| section.heading.is_some());
        let front = title.iter().chain(&summary);
        Prose::of(page, stage.marks(), headed.map(|section| section.id.clone()).collect(), front, &body, scope.language)
    });
    let mut named = std::mem::take(&mut narrative.named);
    let mut line = |(written, text): (&Written, Traced)| {
        if printer.holds_more_than_text(&text.text) {
            found.push(faults::exhibit_in_a_title(written.place.clone()));
        }
        named.push('\n');
        named.push_str(&markdown::named_line(&printer, &text.text));
        printer.line(&text.text)
    };
    let front = title.iter().chain(&summary).map(|(_, text)| text.text.as_str());
    let texts: Vec<&str> = front.chain([body.text.as_str()]).collect();
    (narrative.references, narrative.lines) = printed(&printer, &texts, &narrative.exhibits);
    narrative.title = title.map(&mut line);
    narrative.summary = summary.map(&mut line);
    narrative.named = named;
    let is_wrong = !faults.is_empty() || found.iter().any(|fault| fault.severity == Severity::Error);
    faults.extend(found);
    (if is_wrong { Err(faults) } else { Ok((narrative, faults)) }, prose)
}

/// The figures that `texts` and the captions of exhibits hold, and those of which they hold the small line.
fn printed(printer: &Printer<'_>, texts: &[&str], exhibits: &[Exhibit]) -> (Vec<Reference>, Vec<Reference>) {
    let captions = exhibits.iter().flat_map(|exhibit| [&exhibit.request.title, &exhibit.request.subtitle]);
    let texts = texts.iter().copied().chain(captions.flatten().map(String::as_str));
    let (mut references, mut lines) = (Vec::new(), Vec::new());
    for (number, _) in texts.flat_map(mark::marks) {
        match printer.mark(number) {
            Some(Mark::Figure(reference)) => references.push(reference.clone()),
            Some(Mark::Spark(reference)) => lines.push(reference.clone()),
            _ => {}
        }
    }
    (references, lines)
}

/// Whether Markdown would find the fault in the text as it was meant, too, where it now has stand-ins.
fn is_of_the_text(fault: &Diagnostic) -> bool {
    let follows = *fault.code == faults::UNKNOWN_EXHIBIT || fault.message.contains(standin::STAND_IN);
    fault.severity == Severity::Error && !follows
}
