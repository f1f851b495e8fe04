//! The page of a report, its figures as JSON and CSV, and the pages that belong to no period.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plan::{PlannedPage, PlannedReport};
use super::{
    Head, Outline, OutlineSection, Set, Site, State, exhibit, feeds, json, link, published, trail, view, warnings,
};
use crate::base::address;
use crate::base::inline::Inline;
use crate::base::period::{Grain, Period};
use crate::compute::reference::Reference;
use crate::compute::{ChangedLater, Figure, Figures, Known, Member};
use crate::diag::Diagnostic;
use crate::exhibit::request::ExhibitKind;
use crate::exhibit::table;
use crate::l10n::wording::Wording;
use crate::l10n::{self, Noun, phrases, words};
use crate::model::content::Page;
use crate::model::language::Language;
use crate::model::snapshot::Cell;
use crate::narrative::scope::Scope;
use crate::narrative::{self, Block, Links, Narrative, Setting};

/// More changes than this are listed on the revisions page.
const MOST_NOTICES: usize = 3;

/// A report or page that was read: its figures, its narrative, and what other pages need to know. Nothing is drawn yet.
struct Reading {
    figures: Arc<Figures>,
    narrative: Narrative,
    /// The number of its first section.
    first_number: usize,
    outline: Outline,
}

/// What other pages need to know of a report, without its page.
pub fn outline(site: &Site<'_>, planned: &PlannedReport) -> Result<Outline, Vec<Diagnostic>> {
    read(site, planned).map(|reading| reading.outline)
}

/// What other pages need to know of a page that belongs to no period.
pub fn page_outline(site: &Site<'_>, planned: &PlannedPage) -> Result<Outline, Vec<Diagnostic>> {
    read_page(site, planned).map(|reading| reading.outline)
}

fn read(site: &Site<'_>, planned: &PlannedReport) -> Result<Reading, Vec<Diagnostic>> {
    let page = &planned.page;
    let language = planned.language;
    let known = site.book().known_in(planned.vintage());
    let figures = site.prepared.figures(planned.period, planned.member());
    let keys = key_figures(site, page);
    let first_number = if keys.is_empty() { 1 } else { 2 };
    let (narrative, warnings) = narrate(
        site,
        page,
        &Told {
            path: &planned.path,
            vintage: planned.vintage(),
            figures: figures.clone(),
            language,
            member: planned.member(),
            first_number,
        },
    )?;

    let usual_title = || {
        let period = l10n::period_capital(planned.period, language);
        match planned.member() {
            Some(member) => {
                format!("{}, {}", site.member_label(member, language), l10n::period(planned.period, language))
            }
            None => period,
        }
    };
    let title = narrative.title.clone().unwrap_or_else(|| Inline::plain(&usual_title()));
    let entry = site.published.get(planned.folder());
    let wording = Wording { known, language };
    let outline = Outline {
        period: Some(planned.period),
        series: planned.series.path.clone(),
        member: planned.member().map(|member| member.id.to_owned()),
        state: site.state(planned),
        changed: later_changes(site, planned, known).map(|change| change.snapshot).max(),
        tiles: keys,
        warnings,
        broken: entry.map_or_else(Vec::new, |entry| published::broken(wording, &figures, planned, entry)),
        ..outlined(site, &planned.path, &narrative, title, language)
    };
    Ok(Reading { figures, narrative, first_number, outline })
}

/// Builds one report and everything saved beside it.
pub fn build(site: &Site<'_>, planned: &PlannedReport) -> Result<Outline, Vec<Diagnostic>> {
    let Reading { figures, narrative, first_number, mut outline } = read(site, planned)?;
    let (page, language) = (&planned.page, planned.language);
    let known = site.book().known_in(planned.vintage());
    let wording = Wording { known, language };
    let (title, keys) = (outline.title.clone(), &outline.tiles);
    let words = words(language);
    let tiles = tiles(site, wording, &planned.path, keys, &figures);
    let (sections, files) = sections(site, wording, &planned.path, &narrative)?;
    for (name, bytes) in &files {
        site.write(&beside(&planned.path, name), bytes)?;
    }
    let numbers = |number: &str| site.settings().numbered_headings.then(|| number.to_owned());
    let last = first_number + narrative.sections.iter().filter(|section| section.level == 2).count();
    let all = table::all_figures(wording, &figures, &|figure| site.row_href(&planned.path, figure));
    let tables =
        narrative.exhibits.iter().filter(|exhibit| matches!(exhibit.request.kind, ExhibitKind::Table(_))).count();
    let closing = view::Closing {
        number: numbers(&last.to_string()),
        table: Some(view::Table {
            id: "all-figures".to_owned(),
            label: Some(phrases::table_number(tables + 1, language)),
            caption: words.all_figures_in_report.to_owned(),
            subtitle: Some(l10n::period_capital(planned.period, language)),
            level: 3,
            grid: all,
            source: None,
        }),
        notes: notes(&narrative),
        remarks: remarks(site, &narrative, language),
        sources: sources(site, &figures, language),
    };
    // Detached reports have no neighbours beside them.
    let (before, after) =
        if matches!(site.set, Set::Detached(_)) { (None, None) } else { site.plan.neighbours(planned) };
    let neighbour = |other: &PlannedReport| {
        link(l10n::period_capital(other.period, language), address::relative(&planned.path, &other.path))
    };
    let (previous, next) = (before.map(neighbour), after.map(neighbour));
    let notice = notice(site, planned, wording);
    let downloads = vec![
        view::Download { text: words.all_figures_in_report.to_owned(), href: "figures.csv".to_owned(), format: "CSV" },
        view::Download {
            text: words.all_figures_in_report.to_owned(),
            href: "figures.json".to_owned(),
            format: "JSON",
        },
    ];
    let state_note = match outline.state {
        State::Illustrative => Some(words.all_illustrative.to_owned()),
        State::Provisional => Some(words.all_provisional.to_owned()),
        _ => some_provisional(&figures).then(|| words.some_provisional.to_owned()),
    };
    let report = view::Report {
        eyebrow: eyebrow(site, planned, outline.state, language),
        title: title.html.clone(),
        lead: narrative.summary.as_ref().map(|summary| summary.html.clone()),
        facts: facts(
            planned,
            outline.state,
            language,
            notice.as_ref(),
            before.zip(previous.as_ref()),
            after.zip(next.as_ref()),
        ),
        state_note,
        switches: switches(site, planned),
        contents: contents(site, &narrative, !keys.is_empty(), Some(last), language),
        key_figures: (!tiles.is_empty()).then(|| view::KeyFigures { number: numbers("1"), tiles }),
        sections,
        notice: notice.map(|notice| notice.0),
        closing,
        previous: previous.clone(),
        next: next.clone(),
    };
    let notices: Vec<&ChangedLater> = later_changes(site, planned, known).collect();
    let site_title = site.settings().title.get(language);
    let head = Head {
        state: outline.state,
        dataset: Some(feeds::dataset(site, &outline, planned.period)),
        description: narrative.summary.as_ref().map(|summary| summary.text.clone()),
        cite: Some(cite(site, &title.text, planned, language)),
        downloads,
        previous,
        next,
        ..Head::new("report", language, format!("{} – {site_title}", title.text))
    };
    let view_page = site.page(&planned.path, "index.html", head);
    let template = site.template(page, "report.html");
    site.write_page(&planned.path, template, &view_page, "report", &report)?;

    let document = json::figures(wording, &figures, &narrative, planned, &notices, site.settings().chart_files);
    site.write(&beside(&planned.path, "figures.json"), document.as_bytes())?;
    site.write(&beside(&planned.path, "figures.csv"), &table::report_csv(wording, &figures))?;
    outline.warnings.extend(warnings::of(wording, &figures));
    Ok(outline)
}

/// Figures on a page that belongs to no period are those of the newest snapshot.
fn read_page(site: &Site<'_>, planned: &PlannedPage) -> Result<Reading, Vec<Diagnostic>> {
    let PlannedPage { series, language, page, path } = planned;
    let latest = site.latest();
    let figures = site.prepared.figures(latest, None);
    let (narrative, warnings) = narrate(
        site,
        page,
        &Told { path, vintage: latest, figures: figures.clone(), language: *language, member: None, first_number: 1 },
    )?;
    let title = narrative.title.clone().unwrap_or_else(|| Inline::plain(&page.slug));
    let outline =
        Outline { series: series.path.clone(), warnings, ..outlined(site, path, &narrative, title, *language) };
    Ok(Reading { figures, narrative, first_number: 1, outline })
}

/// Builds a page that belongs to no period.
pub fn build_page(site: &Site<'_>, planned: &PlannedPage) -> Result<Outline, Vec<Diagnostic>> {
    let Reading { narrative, outline, .. } = read_page(site, planned)?;
    let (page, language) = (&planned.page, planned.language);
    let wording = site.wording(site.latest(), language);
    let (sections, files) = sections(site, wording, &planned.path, &narrative)?;
    for (name, bytes) in &files {
        site.write(&beside(&planned.path, name), bytes)?;
    }
    let title = &outline.title;
    let view = view::UndatedPage {
        title: title.html.clone(),
        lead: narrative.summary.as_ref().map(|summary| summary.html.clone()),
        state_note: page.draft.then(|| State::Draft.name(language).to_owned()),
        contents: contents(site, &narrative, false, None, language),
        sections,
        notes: notes(&narrative),
    };
    let head = Head {
        state: if page.draft { State::Draft } else { State::Final },
        description: narrative.summary.as_ref().map(|summary| summary.text.clone()),
        ..Head::new("standing", language, format!("{} – {}", title.text, site.settings().title.get(language)))
    };
    let view_page = site.page(&planned.path, "", head);
    let template = site.template(page, "standing.html");
    site.write_page(&planned.path, template, &view_page, "standing", &view)?;
    Ok(outline)
}

/// What a narrative is read for.
pub struct Told<'a> {
    /// Of the page in the output.
    pub path: &'a str,
    pub vintage: Period,
    pub figures: Arc<Figures>,
    pub language: Language,
    pub member: Option<Member<'a>>,
    /// Of the first section.
    pub first_number: usize,
}

/// Reads a narrative for a page.
pub fn narrate(site: &Site<'_>, page: &Page, told: &Told<'_>) -> Result<(Narrative, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Told { path, vintage, language, first_number, .. } = *told;
    let settings = site.settings();
    let scope = Scope {
        book: site.book().clone(),
        vintage,
        figures: told.figures.clone(),
        language,
        member: told.member.map(|member| (member.dimension.to_owned(), member.id.to_owned())),
        site_title: settings.title.get(language).to_owned(),
        organisation: settings.organisation.as_ref().map_or("", |text| text.get(language)).to_owned(),
    };
    let links = Links { pages: &site.plan.by_file, files: &site.plan.files, from: path };
    let known = site.book().known_in(vintage);
    let spark = |reference: &Reference| {
        let figure = known.figure(&reference.metric, &reference.cell, reference.period);
        exhibit::spark(known, &figure, settings.history)
    };
    let setting = Setting { links, spark: &spark, raw_html: settings.raw_html, first_number };
    let Some(reader) = site.reader else { return narrative::read(page, &scope, &setting) };
    let (read, prose) = narrative::read_closely(page, &scope, &setting);
    if let Some(prose) = prose {
        reader(page, scope, prose);
    }
    read
}

pub fn beside(page: &str, name: &str) -> String {
    match address::folder(page) {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// The metrics of a report's tiles.
fn key_figures(site: &Site<'_>, page: &Page) -> Vec<String> {
    let named = page.key_figures.as_ref().unwrap_or(&site.settings().key_figures);
    named.iter().map(|(name, _)| name.clone()).collect()
}

/// The key figures of a page. All are of its member, if it has one, so the labels leave that out.
pub fn tiles(site: &Site<'_>, wording: Wording<'_>, from: &str, keys: &[String], figures: &Figures) -> Vec<view::Tile> {
    let own = |id: &String| {
        let tile = exhibit::tile(site, wording, from, &figures.metrics.get(id)?.figure)?;
        Some(view::Tile { label: wording.known.metric(id)?.label.get(wording.language).to_owned(), ..tile })
    };
    keys.iter().filter_map(own).collect()
}

type Files = Vec<(String, Vec<u8>)>;

/// The sections of a narrative with their charts drawn, and the files of those charts.
pub fn sections(
    site: &Site<'_>,
    wording: Wording<'_>,
    from: &str,
    narrative: &Narrative,
) -> Result<(Vec<view::Section>, Files), Vec<Diagnostic>> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    let mut sections = Vec::new();
    for section in &narrative.sections {
        let mut blocks = Vec::new();
        for block in &section.blocks {
            let mut set = view::Block::default();
            match block {
                Block::Html(html) => set.html = Some(html.clone()),
                Block::Exhibit(index) => {
                    let Some(exhibit) = narrative.exhibits.get(*index) else { continue };
                    match exhibit.request.kind {
                        ExhibitKind::Tiles => set.tiles = Some(exhibit::tiles(site, wording, from, exhibit)),
                        ExhibitKind::Table(kind) => set.table = exhibit::table(site, wording, from, exhibit, kind),
                        ExhibitKind::Chart(kind) => {
                            let order = exhibit::order_of(exhibit, kind, site.settings().history);
                            match exhibit::chart(site, wording, &order) {
                                Ok(drawn) => {
                                    files.extend(drawn.files);
                                    set.chart = Some(drawn.chart);
                                }
                                Err(fault) => faults.push(fault),
                            }
                        }
                    }
                }
            }
            blocks.push(set);
        }
        let numbered = site.settings().numbered_headings && section.heading.is_some();
        sections.push(view::Section {
            id: section.id.clone(),
            level: section.level,
            number: numbered.then(|| section.number.clone()),
            heading: section.heading.as_ref().map(|heading| heading.html.clone()),
            blocks,
            trail: trail::lines(site, wording, from, &section.cited),
        });
    }
    if faults.is_empty() { Ok((sections, files)) } else { Err(faults) }
}

fn notes(narrative: &Narrative) -> Vec<view::Note> {
    let note = |note: &narrative::Note| view::Note {
        id: note.id.clone(),
        number: note.number,
        html: note.html.clone(),
        back: note.back.clone(),
    };
    narrative.notes.iter().map(note).collect()
}

/// The contents: two levels, with the key figures before and the notes behind.
fn contents(
    site: &Site<'_>,
    narrative: &Narrative,
    key_figures: bool,
    notes: Option<usize>,
    language: Language,
) -> Vec<view::Contents> {
    let words = words(language);
    let number = |number: String| site.settings().numbered_headings.then_some(number);
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
    // Too long a list is no help: beyond 60 lines the second level is left out.
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

/// The series' title, or what kind of report it is.
fn eyebrow(site: &Site<'_>, planned: &PlannedReport, state: State, language: Language) -> String {
    let index = planned.series.index.as_ref().filter(|_| !planned.series.path.is_empty());
    let title = index.and_then(|index| index.title.as_ref()).map(|title| title.text.clone());
    let words = words(language);
    let title = title.unwrap_or_else(|| {
        match planned.period.grain() {
            Grain::Month => words.monthly_report,
            Grain::Quarter => words.quarterly_report,
            Grain::Year => words.annual_report,
        }
        .to_owned()
    });
    let mut parts = vec![title];
    parts.extend(planned.member().map(|member| site.member_label(member, language).to_owned()));
    parts.extend((state == State::Draft).then(|| words.draft.to_owned()));
    parts.join(" · ")
}

/// The reports of the same period that show other members, and the one of the whole.
fn switches(site: &Site<'_>, planned: &PlannedReport) -> Vec<view::Switch> {
    let language = planned.language;
    let same_period = || site.plan.reports.iter().filter(|other| other.period == planned.period);
    let mut switches = Vec::new();
    for series in &site.inputs.series {
        let is_own = series.path == planned.series.path;
        let Some(name) = series.for_each.as_ref().filter(|_| is_own || planned.member().is_none()) else { continue };
        let label = site.inputs.catalog.dimensions.get(name).map_or("", |dimension| dimension.label.get(language));
        let of_series = same_period().filter(|other| other.series.path == series.path);
        let members: Vec<view::SwitchLink> = of_series
            .filter_map(|other| {
                Some(view::SwitchLink {
                    text: site.member_label(other.member()?, language).to_owned(),
                    href: address::relative(&planned.path, &other.path),
                    current: other.path == planned.path,
                })
            })
            .collect();
        let whole = same_period().find(|other| other.member().is_none() && planned.member().is_some());
        let whole =
            whole.map(|whole| link(words(language).report_of_the_whole, address::relative(&planned.path, &whole.path)));
        if members.len() > 1 || whole.is_some() {
            switches.push(view::Switch { label: label.to_owned(), members, whole });
        }
    }
    switches
}

fn facts(
    planned: &PlannedReport,
    state: State,
    language: Language,
    notice: Option<&(view::Notice, String)>,
    previous: Option<(&PlannedReport, &view::Link)>,
    next: Option<(&PlannedReport, &view::Link)>,
) -> Vec<view::Fact> {
    let words = words(language);
    let fact = |label: &str, text: String, href: Option<String>| view::Fact { label: label.to_owned(), text, href };
    let mut facts = vec![
        fact(words.period, l10n::period(planned.period, language), None),
        fact(words.state, state.name(language).to_owned(), None),
    ];
    facts.extend(
        notice.map(|(_, short)| fact(words.changed_later, short.clone(), Some(format!("#{}", words.changed_later_id)))),
    );
    let name = |other: &PlannedReport| l10n::period(other.period, language);
    facts.extend(previous.map(|(other, link)| fact(words.previous, name(other), Some(link.href.clone()))));
    facts.extend(next.map(|(other, link)| fact(words.next, name(other), Some(link.href.clone()))));
    facts
}

/// Whether a later snapshot changed a figure that the report shows: its own period's, or one that its charts look back
/// to. The report of a member shows nothing of the others.
fn is_shown_in(change: &ChangedLater, report: &PlannedReport, known: Known<'_>, site: &Site<'_>) -> bool {
    let vintage = report.vintage();
    let of_another = report.member().is_some_and(|member| {
        let by = known.metric(&change.metric).map_or(&[][..], |metric| metric.by.as_slice());
        let index = by.iter().position(|name| name == member.dimension);
        index.is_some_and(|index| change.cell.0.get(index).and_then(Option::as_deref) != Some(member.id))
    });
    if of_another {
        return false;
    }
    let reach = i32::try_from(site.settings().history).unwrap_or(600);
    let shows = |figure: &Figure| figure.amount.is_ok() || change.is_taken_out() && figure.is_suppressed();
    let first = change.period.last_month().plus(reach * change.period.grain().months());
    change.snapshot > vintage
        && change.period.last_month() <= vintage
        && first > vintage
        && shows(&known.figure(&change.metric, &change.cell, change.period))
}

/// What later snapshots changed of the report's figures, newest first.
fn later_changes<'a>(
    site: &'a Site<'_>,
    planned: &'a PlannedReport,
    known: Known<'a>,
) -> impl Iterator<Item = &'a ChangedLater> {
    site.book().changed_later().iter().filter(move |change| is_shown_in(change, planned, known, site))
}

/// What later snapshots changed of the report's figures, told once each, and the same in short: "1 figure, May 2018".
fn notice(site: &Site<'_>, planned: &PlannedReport, wording: Wording<'_>) -> Option<(view::Notice, String)> {
    let language = wording.language;
    let known = wording.known;
    let mut changes: Vec<&ChangedLater> = later_changes(site, planned, known).collect();
    // A figure that was changed again is told once, as it stands now.
    let mut seen: Vec<(&str, Period, &Cell)> = Vec::new();
    changes.retain(|change| {
        let key = (change.metric.as_str(), change.period, &change.cell);
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
    let newest = changes.first()?;
    let revisions = address::relative(&planned.path, "revisions/index.html");
    let item = |change: &&ChangedLater| {
        let was = known.figure(&change.metric, &change.cell, change.period);
        view::ChangedFigure {
            label: wording.label(&change.metric, &change.cell),
            period: l10n::period(change.period, language),
            was: wording.value(&was),
            now: wording.changed_to(change),
            reason: wording.why_changed(change).unwrap_or_else(|| words(language).no_reason.to_owned()),
            href: format!("{revisions}#r-{}", change.snapshot),
        }
    };
    let count = l10n::count(changes.len(), Noun::Figure, language);
    let when = l10n::period(newest.snapshot, language);
    let notice = view::Notice {
        heading: phrases::changed_later(&when, language),
        items: changes.iter().take(MOST_NOTICES).map(item).collect(),
        known: phrases::as_known_in(&l10n::period(planned.period, language), language),
        more: (changes.len() > MOST_NOTICES).then(|| link(words(language).see_all_revisions, revisions.clone())),
    };
    Some((notice, format!("{count}, {when}")))
}

fn some_provisional(figures: &Figures) -> bool {
    figures.metrics.values().any(|metric| metric.figure.status == crate::model::snapshot::Status::Provisional)
}

/// What the metrics of the text say of themselves.
fn remarks(site: &Site<'_>, narrative: &Narrative, language: Language) -> Vec<view::Definition> {
    let cited = |id: &str| {
        let in_text =
            narrative.sections.iter().flat_map(|section| &section.cited).any(|cited| cited.reference.metric == id);
        let shown = |exhibit: &narrative::Exhibit| exhibit.request.references.iter().any(|shown| shown.metric == id);
        in_text || narrative.exhibits.iter().any(shown)
    };
    let remark = |(id, metric): (&String, &crate::model::catalog::Metric)| {
        let note = metric.note.as_ref().filter(|_| cited(id))?;
        Some(view::Definition {
            term: metric.label.get(language).to_owned(),
            text: note.get(language).to_owned(),
            code: false,
            links: Vec::new(),
        })
    };
    site.inputs.catalog.metrics.iter().filter_map(remark).collect()
}

/// The sources of everything that is known in the report.
fn sources(site: &Site<'_>, figures: &Figures, language: Language) -> Vec<String> {
    let words = words(language);
    let all = figures.metrics.values().flat_map(|of| of.history.iter().chain([&of.figure]));
    let used: BTreeSet<&str> =
        all.filter(|figure| figure.amount.is_ok()).filter_map(|figure| site.source_key(figure)).collect();
    let line = |source: &crate::model::settings::Source| {
        let contact = source
            .contact
            .as_ref()
            .map_or(String::new(), |contact| format!("; {}: {}", words.contact, contact.get(language)));
        format!("{}{contact}", source.label.get(language))
    };
    site.settings()
        .sources
        .iter()
        .filter(|(key, _)| used.contains(key.as_str()))
        .map(|(_, source)| line(source))
        .collect()
}

/// Organisation, title, site, edition, and the address where it is known. No date of retrieval: a page knows no clock.
fn cite(site: &Site<'_>, title: &str, planned: &PlannedReport, language: Language) -> String {
    let period = planned.period;
    let settings = site.settings();
    let organisation = settings.organisation.as_ref().map(|text| text.get(language).to_owned());
    let edition = format!("{}, {}", settings.title.get(language), phrases::edition(&period.to_string(), language));
    let parts = [organisation, Some(title.to_owned()), Some(edition)];
    let text = format!("{}.", parts.into_iter().flatten().collect::<Vec<_>>().join(". "));
    match site.address_of(&planned.path) {
        Some(address) => format!("{text} {address}"),
        None => text,
    }
}

/// What other pages need to know.
fn outlined(site: &Site<'_>, path: &str, narrative: &Narrative, title: Inline, language: Language) -> Outline {
    let section = |section: &narrative::Section| {
        let exhibit = |block: &Block| {
            let Block::Exhibit(index) = block else { return None };
            let exhibit = narrative.exhibits.get(*index)?;
            let label = exhibit.label(language)?;
            let metric = exhibit.request.metric().to_owned();
            let title = exhibit.title.as_ref().map_or_else(String::new, |title| title.text.clone());
            Some((metric, label, exhibit.anchor.clone(), title))
        };
        let mut cited: Vec<String> = section.cited.iter().map(|cited| cited.reference.metric.clone()).collect();
        cited.dedup();
        OutlineSection {
            id: section.id.clone(),
            number: site
                .settings()
                .numbered_headings
                .then(|| section.number.clone())
                .filter(|number| !number.is_empty()),
            heading: section.heading.as_ref().map_or_else(String::new, |heading| heading.text.clone()),
            cited,
            exhibits: section.blocks.iter().filter_map(exhibit).collect(),
        }
    };
    Outline {
        path: path.to_owned(),
        period: None,
        language,
        series: String::new(),
        member: None,
        state: State::Final,
        changed: None,
        title,
        lead: narrative.summary.clone(),
        sections: narrative.sections.iter().map(section).collect(),
        tiles: Vec::new(),
        ids: narrative.ids(),
        anchors: narrative.anchors.clone(),
        warnings: Vec::new(),
        broken: Vec::new(),
    }
}
