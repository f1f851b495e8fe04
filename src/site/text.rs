//! A narrative → the sections of a page, and what other pages need to know of it.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::leaf::Leaf;
use super::plan::State;
use super::{
    Outline, OutlineSection, Shown, Site, exhibit, fulltext, is_of_a_template, pictures, published, trail, view,
};
use crate::base::inline::Inline;
use crate::compute::reference::Reference;
use crate::compute::{Figures, Member};
use crate::diag::{Diagnostic, faults};
use crate::exhibit::request::ExhibitKind;
use crate::model::content::Page;
use crate::narrative::scope::Scope;
use crate::narrative::{self, Block, Links, Narrative, Read, Setting};

/// Reads the narrative of `page` with the `figures` of a report, or of the newest snapshot. Its sections are numbered
/// from `first_number` on.
pub fn narrate(
    leaf: &Leaf<'_>,
    page: &Page,
    figures: Arc<Figures>,
    member: Option<Member<'_>>,
    first_number: usize,
) -> Read {
    let (site, known) = (leaf.site, leaf.known());
    let settings = site.settings();
    let scope = Scope {
        book: site.book().clone(),
        vintage: known.vintage,
        figures,
        language: leaf.language(),
        member: member.map(|member| (member.dimension.to_owned(), member.id.to_owned())),
        site_title: leaf.site_title().to_owned(),
        organisation: leaf.organisation().unwrap_or_default().to_owned(),
        is_reported: site.latest().is_some(),
        seen: site.seen(leaf.path, known.vintage).cloned(),
        kept: leaf.kept.cloned(),
    };
    let links = Links { pages: &site.plan.by_file, files: &site.plan.files, from: leaf.path };
    let spark = |reference: &Reference| {
        let figure = known.figure(&reference.metric, &reference.cell, reference.period);
        exhibit::spark(known, &figure, settings.history)
    };
    let picture = |path: &str| pictures::size(&site.inputs.attachments.get(path)?.read().ok()?);
    let raw_html = settings.raw_html;
    let setting = Setting { links, spark: &spark, picture: &picture, raw_html, first_number };
    let endless = || site.endless.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(faults) = endless().get(&page.file) {
        return Err(faults.clone());
    }
    let read = read_once(site, page, scope, &setting);
    if let Err(faults) = &read
        && faults.iter().any(|fault| *fault.code == faults::NARRATIVE_TOO_LARGE)
    {
        endless().insert(page.file.clone(), faults.clone());
    }
    read
}

fn read_once(site: &Site<'_>, page: &Page, scope: Scope, setting: &Setting<'_>) -> Read {
    let Some(reader) = site.reader else { return narrative::read(page, &scope, setting) };
    let (read, prose) = narrative::read_closely(page, &scope, setting);
    if let Some(prose) = prose {
        reader(page, scope, prose);
    }
    read
}

/// A narrative with its warnings and faults; empty where it has faults.
pub fn or_faults(read: Read) -> (Narrative, Vec<Diagnostic>, Vec<Diagnostic>) {
    match read {
        Ok((narrative, warnings)) => (narrative, warnings, Vec::new()),
        Err(faults) => (Narrative::default(), Vec::new(), faults),
    }
}

/// What `write` makes of a page whose narrative has `faults`. Where there are any, it is written to see whether its
/// template has some, too.
pub fn with_faults(
    mut faults: Vec<Diagnostic>,
    write: impl FnOnce() -> Result<Outline, Vec<Diagnostic>>,
) -> Result<Outline, Vec<Diagnostic>> {
    let written = write();
    if faults.is_empty() {
        return written;
    }
    faults.extend(written.err().into_iter().flatten().filter(is_of_a_template));
    Err(faults)
}

/// The sections of a narrative with their charts. Writes the files of the charts beside the page.
pub fn sections(leaf: &Leaf<'_>, narrative: &Narrative) -> Result<Vec<view::Section>, Vec<Diagnostic>> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    let mut sections = Vec::new();
    for section in &narrative.sections {
        let mut blocks = Vec::new();
        for block in &section.blocks {
            match set(leaf, narrative, block) {
                Ok((block, of_chart)) => {
                    blocks.push(block);
                    files.extend(of_chart);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let numbered = leaf.site.settings().numbered_headings && section.heading.is_some();
        sections.push(view::Section {
            id: section.id.clone(),
            level: section.level,
            number: numbered.then(|| section.number.clone()),
            heading: section.heading.as_ref().map(|heading| heading.html.clone()),
            blocks,
            trail: trail::lines(leaf, &section.cited),
        });
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    files.iter().try_for_each(|(name, bytes)| leaf.write_beside(name, bytes))?;
    Ok(sections)
}

/// Files to write beside a page: their names and what is in them.
type Files = Vec<(String, Vec<u8>)>;

/// A block, and the files of its chart.
fn set(leaf: &Leaf<'_>, narrative: &Narrative, block: &Block) -> Result<(view::Block, Files), Diagnostic> {
    let mut set = view::Block::default();
    let mut files = Vec::new();
    let exhibit = match block {
        Block::Html(html) => {
            set.html = Some(html.clone());
            None
        }
        Block::Exhibit(index) => narrative.exhibits.get(*index),
    };
    if let Some(exhibit) = exhibit {
        match exhibit.request.kind {
            ExhibitKind::Tiles => set.tiles = Some(exhibit::tiles(leaf, exhibit)),
            ExhibitKind::Table(kind) => set.table = exhibit::table(leaf, exhibit, kind),
            ExhibitKind::Chart(kind) => {
                let order = exhibit::order_of(exhibit, kind, leaf.site.settings().history);
                let drawn = exhibit::chart(leaf, &order)?;
                files = drawn.files;
                set.chart = Some(drawn.chart);
            }
        }
    }
    Ok((set, files))
}

/// The footnotes.
pub fn notes(narrative: &Narrative) -> Vec<view::Note> {
    let note = |note: &narrative::Note| view::Note {
        id: note.id.clone(),
        number: note.number,
        html: note.html.clone(),
        back: note.back.clone(),
    };
    narrative.notes.iter().map(note).collect()
}

/// The contents: two levels, with the key figures before and the notes behind.
pub fn contents(
    leaf: &Leaf<'_>,
    narrative: &Narrative,
    key_figures: bool,
    notes: Option<usize>,
) -> Vec<view::Contents> {
    let words = leaf.words();
    let number = |number: String| leaf.site.settings().numbered_headings.then_some(number);
    let entry = |number, html: &str, id: &str| view::Contents {
        number,
        html: html.to_owned(),
        href: format!("#{id}"),
        parts: Vec::new(),
    };
    let mut contents = Vec::new();
    if key_figures {
        contents.push(entry(number("1".to_owned()), words.key_figures, "key-figures"));
    }
    // A long list is no help: beyond 60 lines the second level is left out.
    let two_levels = narrative.sections.iter().filter(|section| section.level <= 3).count() <= 60;
    for section in &narrative.sections {
        let Some(heading) = &section.heading else { continue };
        let line = entry(number(section.number.clone()), &heading.html, &section.id);
        match (section.level, contents.last_mut()) {
            (2, _) => contents.push(line),
            (3, Some(parent)) if two_levels => {
                let parent: &mut view::Contents = parent;
                parent.parts.push(line);
            }
            _ => {}
        }
    }
    if let Some(last) = notes {
        contents.push(entry(number(last.to_string()), words.notes_and_sources, "notes"));
    }
    contents
}

/// What other pages need to know of a page, as far as its narrative says that.
fn shown(narrative: &Narrative) -> BTreeSet<String> {
    let cited = narrative.sections.iter().flat_map(|section| &section.cited).map(|cited| &cited.reference);
    let drawn = narrative.exhibits.iter().flat_map(|exhibit| &exhibit.request.references);
    cited.chain(drawn).map(|reference| reference.metric.clone()).collect()
}

pub fn outline(leaf: &Leaf<'_>, narrative: &Narrative, title: Inline) -> Outline {
    let numbered = leaf.site.settings().numbered_headings;
    let section = |section: &narrative::Section| {
        let shown = |block: &Block| {
            let Block::Exhibit(index) = block else { return None };
            let exhibit = narrative.exhibits.get(*index)?;
            Some(Shown {
                metric: exhibit.request.metric().to_owned(),
                label: exhibit.label(leaf.language())?,
                anchor: exhibit.anchor.clone(),
                title: exhibit.title.as_ref().map_or_else(String::new, |title| title.text.clone()),
            })
        };
        let mut cited: Vec<String> = section.cited.iter().map(|cited| cited.reference.metric.clone()).collect();
        cited.dedup();
        OutlineSection {
            id: section.id.clone(),
            number: numbered.then(|| section.number.clone()).filter(|number| !number.is_empty()),
            heading: section.heading.as_ref().map_or_else(String::new, |heading| heading.text.clone()),
            cited,
            exhibits: section.blocks.iter().filter_map(shown).collect(),
        }
    };
    Outline {
        path: leaf.path.to_owned(),
        period: None,
        language: leaf.language(),
        series: String::new(),
        member: None,
        state: State::Final,
        changed: None,
        notices: None,
        title,
        lead: narrative.summary.clone(),
        sections: narrative.sections.iter().map(section).collect(),
        passages: fulltext::passages(narrative),
        tiles: Vec::new(),
        metrics: shown(narrative),
        ids: narrative.ids(),
        anchors: narrative.anchors.clone(),
        warnings: Vec::new(),
        found: published::Found::default(),
        page: None,
        files: Vec::new(),
    }
}
