//! The page of a report, with its figures as JSON and CSV.

mod digest;
mod held;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::leaf::{File, Head, Leaf};
use super::plan::{PlannedReport, State};
use super::published::{self, Now, Told};
#[cfg(feature = "word")]
use super::word;
use super::{
    Outline, Set, Site, Taken, calendar, exhibit, feeds, fulltext, json, later, said, text, view, warnings, workbook,
};
use crate::base::inline::{Inline, escaped};
use crate::base::period::{Grain, Period};
use crate::compute::{ChangedLater, Figures, Kept, MetricFigures};
use crate::diag::Diagnostic;
use crate::exhibit::request::ExhibitKind;
use crate::exhibit::table;
use crate::l10n::{self, Noun, phrases};
use crate::model::Date;
use crate::model::catalog::{Event, Metric};
use crate::model::content::Page;
use crate::model::ledger::{Change, PageDigests, What};
use crate::model::snapshot::Status;
use crate::narrative::{self, Narrative};

pub use digest::{Digest, digest};
use held::{compare_notices, now};

/// A notice lists no more changes; the page of revisions has all.
const MOST_NOTICES: usize = 3;

/// A report that was read. Nothing is drawn yet.
struct Reading<'a> {
    leaf: Leaf<'a>,
    planned: &'a PlannedReport,
    figures: Arc<Figures>,
    /// Empty where it has faults.
    narrative: Narrative,
    faults: Vec<Diagnostic>,
    /// What later snapshots changed of its figures, newest first.
    changes: Vec<&'a ChangedLater>,
    /// What its readers were told before.
    told: Told<'a>,
    /// What its page says besides figures, where somebody asks; what templates say is not known yet.
    said: PageDigests,
    outline: Outline,
}

/// What other pages need to know of a report, without its page.
pub fn outline(site: &Site<'_>, planned: &PlannedReport) -> Result<Outline, Vec<Diagnostic>> {
    let kept = Arc::default();
    let reading = read(site, planned, &kept);
    if reading.faults.is_empty() { Ok(reading.outline) } else { Err(reading.faults) }
}

/// Reads a report. The figures that are made for its page are kept in `kept`.
fn read<'a>(site: &'a Site<'a>, planned: &'a PlannedReport, kept: &'a Arc<Kept>) -> Reading<'a> {
    let leaf = site.leaf(&planned.path, planned.vintage(), planned.language).kept_in(kept);
    let language = leaf.language();
    let figures = site.prepared.figures_kept_in(planned.period, planned.member(), kept);
    let tiles = key_figures(site, &planned.page);
    let member = planned.member();
    let read = text::narrate(&leaf, &planned.page, figures.clone(), member, first_number(&tiles));
    let (narrative, warnings, faults) = text::or_faults(read);

    let usual_title = || match member {
        Some(member) => {
            format!("{}, {}", site.member_label(member, language), l10n::period(planned.period, language))
        }
        None => l10n::period_capital(planned.period, language),
    };
    let title = narrative.title.clone().unwrap_or_else(|| Inline::plain(&usual_title()));
    let changes = later::changes(&leaf, planned, &narrative);
    let shown = later::otherwise_now(&leaf, &changes);
    let told = site.told(planned.folder());
    let is_asked_for = site.recorder.is_some() || told.page.is_some();
    let said = if is_asked_for { said(&leaf, planned, &narrative) } else { PageDigests::default() };
    let plain = text::outline(&leaf, &narrative, title);
    let found = if told.is_nothing() {
        published::Found::default()
    } else {
        let named = plain.metrics.iter().chain(&tiles).cloned().collect();
        let held = Now { named, ..now(&leaf, planned, (&figures, &narrative), (&said, &told)) };
        let mut found = published::compare(&held, &told);
        compare_notices(&leaf, (&changes, &shown), &held, &told, &mut found);
        found
    };
    let outline = Outline {
        metrics: plain.metrics.iter().chain(&tiles).cloned().collect(),
        period: Some(planned.period),
        series: planned.series.path.clone(),
        member: member.map(|member| member.id.to_owned()),
        state: site.state(planned),
        changed: shown.iter().map(|change| change.snapshot).max(),
        notices: published::notices(&shown),
        tiles,
        warnings,
        found,
        ..plain
    };
    Reading { leaf, planned, figures, narrative, faults, changes, told, said, outline }
}

/// What the page says besides figures, as far as it is known before the page is.
fn said(leaf: &Leaf<'_>, planned: &PlannedReport, narrative: &Narrative) -> PageDigests {
    let (inputs, page) = (leaf.site.inputs, &planned.page);
    let remarks = spoken_beside(leaf, planned, narrative);
    let (state, series) = (planned.state.word(), &planned.series);
    let own = said::Ids::new();
    PageDigests {
        text: said::text(narrative, state, &remarks, &own),
        source: said::source(inputs, page, series, state, &remarks),
        templates: said::templates(&inputs.templates, page),
        words: String::new(),
        says: Some(said::says(narrative, page, &own)),
        files: Some(said::files(inputs, narrative, leaf.path)),
        beside: Some(said::beside(inputs, planned.vintage(), planned.language)),
        shows: None,
        ids: Some(said::ids(narrative)),
        form: Some(said::form(narrative, page, &own)),
        places: None,
        titles: Some(said::files_of_titles(inputs, narrative, leaf.path)),
        remarks: Some(said::remarks(&spoken_of_metrics(leaf, narrative))),
    }
}

/// What stands beside the text and no figure says: events on charts, notes of metrics.
fn spoken_beside(leaf: &Leaf<'_>, planned: &PlannedReport, narrative: &Narrative) -> String {
    let events = leaf.known().catalog().events.iter().filter(|event| event.period <= planned.vintage());
    let event = |event: &Event| format!("{} {}", event.time_in(planned.vintage()), event.text.get(leaf.language()));
    let events = events.map(event);
    events.chain(spoken_of_metrics(leaf, narrative)).collect::<Vec<_>>().join("\n")
}

/// The notes of metrics that the page cites.
fn spoken_of_metrics(leaf: &Leaf<'_>, narrative: &Narrative) -> Vec<String> {
    remarks(leaf, narrative).into_iter().map(|remark| remark.text).collect()
}

/// The metrics of a report's tiles.
fn key_figures(site: &Site<'_>, page: &Page) -> Vec<String> {
    let named = page.key_figures.as_ref().unwrap_or(&site.settings().key_figures);
    named.iter().map(|(name, _)| name.clone()).collect()
}

/// The number of the first section: the key figures stand before it.
fn first_number(tiles: &[String]) -> usize {
    if tiles.is_empty() { 1 } else { 2 }
}

/// Builds one report and everything saved beside it.
pub fn build(site: &Site<'_>, planned: &PlannedReport) -> Result<Outline, Vec<Diagnostic>> {
    let kept = Arc::default();
    let mut reading = read(site, planned, &kept);
    let faults = std::mem::take(&mut reading.faults);
    text::with_faults(faults, || write(site, planned, reading))
}

fn write(site: &Site<'_>, planned: &PlannedReport, reading: Reading<'_>) -> Result<Outline, Vec<Diagnostic>> {
    let (report, said, found) = page_of(&reading)?;
    let Reading { leaf, narrative, outline, .. } = &reading;
    let mut files = workbook::files(leaf, planned, || {
        workbook::of_report(leaf, planned.period, (&outline.title, &reading.figures), narrative, &report)
    })?;
    if site.settings().word {
        files.extend(as_document(&reading, &report)?);
    }
    let document = json::figures(leaf, &reading.figures, narrative, planned, &reading.changes);
    let table = table::report_csv(leaf.wording, &reading.figures);
    let sizes = [("CSV", table.len()), ("JSON", document.len())];
    let head = head(&reading, (&files, sizes), [&report.previous, &report.next]);
    leaf.write(site.template(&planned.page, "report.html"), &leaf.page("index.html", head), "report", &report)?;
    files.iter().try_for_each(|file| leaf.write_beside(&file.name, &file.bytes))?;
    leaf.write_beside("figures.json", document.as_bytes())?;
    leaf.write_beside("figures.csv", &table)?;
    let warnings = warnings::of(leaf.wording, &reading.figures);
    let taken = |file: File| Taken { bytes: file.bytes.len(), name: file.name, media: file.media, text: file.text };
    let files = files.into_iter().map(taken).collect();
    let mut outline = Outline { found, files, page: site.recorder.map(|_| said), ..reading.outline };
    outline.warnings.extend(warnings);
    Ok(outline)
}

/// What the page of a report shows, what it says besides figures, and what of it is another thing than was published.
/// Writes the files of its charts.
fn page_of(reading: &Reading<'_>) -> Result<(view::Report, PageDigests, published::Found), Vec<Diagnostic>> {
    let Reading { leaf, planned, narrative, outline, .. } = reading;
    let tiles = tiles(leaf, &outline.tiles, &reading.figures);
    let notice = notice(reading);
    let neighbours = neighbours(leaf, planned);
    let [previous, next] = neighbours.map(|other| other.map(|other| neighbour(leaf, other)));
    let last = first_number(&outline.tiles) + narrative.sections.iter().filter(|section| section.level == 2).count();
    let mut report = view::Report {
        eyebrow: eyebrow(reading),
        title: outline.title.html.clone(),
        lead: narrative.summary.as_ref().map(|summary| summary.html.clone()),
        facts: facts(reading, notice.as_ref(), neighbours),
        newest: None,
        state_note: state_note(reading),
        switches: switches(leaf, planned),
        contents: text::contents(leaf, narrative, !outline.tiles.is_empty(), Some(last)),
        key_figures: (!tiles.is_empty()).then(|| view::KeyFigures { number: numbered(leaf, 1), tiles }),
        sections: text::sections(leaf, narrative)?,
        notice: None,
        editions: None,
        closing: closing(reading, numbered(leaf, last)),
        previous: None,
        next: None,
    };
    let (said, found) = told_by_templates(reading, &report)?;
    report =
        view::Report { notice: notice.map(|notice| notice.0), newest: newest(leaf, planned), previous, next, ..report };
    report.editions = editions(reading, &found);
    Ok((report, said, found))
}

/// The report as a document of Word.
#[cfg(feature = "word")]
pub fn document(site: &Site<'_>, planned: &PlannedReport) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let kept = Arc::default();
    let reading = read(site, planned, &kept);
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    let (report, ..) = page_of(&reading)?;
    as_document(&reading, &report).map(|file| file.map_or_else(Vec::new, |file| file.bytes))
}

#[cfg(feature = "word")]
fn as_document(reading: &Reading<'_>, report: &view::Report) -> Result<Option<File>, Vec<Diagnostic>> {
    let Reading { leaf, planned, narrative, outline, .. } = reading;
    let name = format!("{}.docx", planned.period);
    let document = word::of_report(
        leaf,
        &word::Shown {
            report,
            narrative,
            title: &outline.title.text,
            period: planned.period,
            day: calendar::day(planned.period),
            is_draft: outline.state == State::Draft,
        },
    )?;
    let bytes = word::written(&document).map_err(|reason| {
        vec![crate::diag::faults::cannot_write(&crate::base::address::beside(leaf.path, &name), &reason)]
    })?;
    let text = leaf.words().the_whole_report.to_owned();
    Ok(Some(File { name, format: "DOCX", media: word::MEDIA, text, bytes }))
}

/// A program without the writer makes none; its settings cannot ask for any.
#[cfg(not(feature = "word"))]
fn as_document(_: &Reading<'_>, _: &view::Report) -> Result<Option<File>, Vec<Diagnostic>> {
    Ok(None)
}

/// What the page says besides figures, with the words of templates where they matter, and what of it is another thing
/// than was published. `report` is without notices and links.
fn told_by_templates(
    reading: &Reading<'_>,
    report: &view::Report,
) -> Result<(PageDigests, published::Found), Vec<Diagnostic>> {
    let Reading { leaf, planned, figures, told, said, outline, .. } = reading;
    let (mut said, mut found) = (said.clone(), outline.found.clone());
    let are_others = told.page.is_some_and(|was| was.templates != said.templates);
    if leaf.site.recorder.is_some() || are_others {
        let page = view::Page::bare("report", planned.state, leaf.language(), String::new());
        let mut report = view::Report { facts: Vec::new(), switches: Vec::new(), ..report.clone() };
        // Where a source lies may change.
        let of_blocks = report.sections.iter_mut().flat_map(|section| &mut section.blocks).flat_map(|block| {
            let of_table = block.table.as_mut().and_then(|table| table.source.as_mut());
            block.chart.as_mut().map(|chart| &mut chart.source).into_iter().chain(of_table)
        });
        of_blocks.chain(&mut report.closing.sources).for_each(|source| *source = escaped(&fulltext::line(source)));
        let template = leaf.site.template(&planned.page, "report.html");
        let html = leaf.site.templates.render(template, &page, leaf.language(), "report", &report)?;
        said.words = said::words(&html);
        // Views are plain data, which always can be written.
        let shows = serde_json::to_value(&report).ok().map(|view| said::shows(&html, &view));
        (said.shows, said.places) = shows.map(|shows| (shows.words, shows.places)).unzip();
        let named = outline.metrics.iter().chain(&outline.tiles).cloned().collect();
        found.compare_page(&Now { named, ..now(leaf, planned, (figures, &reading.narrative), (&said, told)) }, told);
    }
    Ok((said, found))
}

/// What of the report was changed since it was published, and why: what the ledger says, and what is to be published.
fn editions(reading: &Reading<'_>, found: &published::Found) -> Option<view::Editions> {
    let words = reading.leaf.words();
    let (leaf, folder) = (&reading.leaf, reading.planned.folder());
    // Each change of the text made another edition of the one before.
    let mut texts = 0;
    let item = |change: &Change| {
        texts += usize::from(change.what == What::Text);
        let what = match change.what {
            What::Text => words.new_edition,
            What::Members if change.was.is_none() && change.now.is_some() => words.changed_shown,
            What::Label | What::Members => words.changed_name,
            What::Earlier => words.changed_shown,
            What::Unit => words.unit,
            What::Target => words.target,
            What::Better => words.better_is,
            What::Type => words.counted_as,
            What::Limits => words.changed_limits,
            What::Format => words.changed_format,
            What::Forecast => words.changed_forecast,
            What::Source => words.source,
            What::Note => words.note,
            What::Action => words.action,
            What::AsOf => words.changed_day,
            What::Relative => words.changed_relative,
            What::OverTime => words.changed_over_time,
            What::Description => words.changed_description,
            What::Order => words.changed_order,
            What::Tiles => words.key_figures,
            What::History => words.changed_history,
            What::YearStart => words.changed_year_start,
            What::Language => words.changed_language,
            What::Organisation => words.changed_organisation,
            What::Contact => words.contact_for_report,
            What::SourceLabel => words.source,
            What::Rounding => words.changed_rounding,
            What::Hiding => words.changed_hiding,
            What::Retired if change.now.is_some() => words.changed_id,
            What::Retired => words.changed_retired,
            What::Withdrawn => words.changed_withdrawn,
            What::Restored => words.changed_restored,
        };
        let label = if change.label.is_empty() { String::new() } else { format!(", {}", change.label) };
        view::Edition {
            what: format!("{what}{label}"),
            was: change.was.clone(),
            now: change.now.clone(),
            reason: l10n::sentence(&change.reason),
            before: (change.what == What::Text).then(|| before(leaf, folder, texts)).flatten(),
        }
    };
    let changes: Vec<&Change> = reading.told.changes.iter().copied().chain(found.explained()).collect();
    let held = Now::without_a_page(leaf.wording, leaf.site.settings());
    let changes = published::without_hidden(&held, &reading.told, changes);
    let changes: Vec<&Change> = changes.iter().collect();
    let items: Vec<view::Edition> = together(&changes).iter().map(item).collect();
    (!items.is_empty()).then(|| view::Editions { heading: words.changed_since.to_owned(), items })
}

/// Changes one after the other that have one reason and are of one kind and metric make one sentence, which names them
/// all.
fn together(changes: &[&Change]) -> Vec<Change> {
    let is_same = |one: &&Change, other: &&Change| {
        let kind = |of: &Change| (of.what, of.metric.clone(), of.reason.clone(), of.was.is_some(), of.now.is_some());
        one.was.is_some() && one.now.is_some() && kind(one) == kind(other)
    };
    let texts = |all: &[&Change], of: &dyn Fn(&Change) -> Option<String>| {
        let texts: Vec<String> = all.iter().filter_map(|change| of(change)).collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    };
    let of = |all: &[&Change]| {
        let first = (*all.first()?).clone();
        Some(Change { was: texts(all, &|one| one.was.clone()), now: texts(all, &|one| one.now.clone()), ..first })
    };
    changes.chunk_by(is_same).filter_map(of).collect()
}

/// A link to the edition of a report that has this number, where it is kept.
fn before(leaf: &Leaf<'_>, folder: &str, number: usize) -> Option<view::Link> {
    let edition = leaf.site.plan.editions_of(folder).find(|edition| edition.number == number)?;
    let day = day_of(&edition.at).map(|day| l10n::date(day, leaf.language()));
    let text = phrases::edition_before(edition.number, day.as_deref(), leaf.language());
    Some(leaf.link(text, &edition.path))
}

/// The day of a moment in the ledger.
fn day_of(at: &str) -> Option<Date> {
    at.get(..10)?.parse().ok()
}

/// The key figures of a page. If it is a member's, all are of that member, so the labels do not name it.
pub fn tiles(leaf: &Leaf<'_>, keys: &[String], figures: &Figures) -> Vec<view::Tile> {
    let own = |id: &String| {
        let tile = exhibit::tile(leaf, &figures.metrics.get(id)?.figure, None)?;
        Some(view::Tile { label: leaf.known().metric(id)?.label.get(leaf.language()).to_owned(), ..tile })
    };
    keys.iter().filter_map(own).collect()
}

/// The number of a section; `None` if headings are not numbered.
fn numbered(leaf: &Leaf<'_>, number: usize) -> Option<String> {
    leaf.site.settings().numbered_headings.then(|| number.to_string())
}

/// The report before and the one after. Detached reports have none beside them.
fn neighbours<'a>(leaf: &Leaf<'a>, planned: &PlannedReport) -> [Option<&'a PlannedReport>; 2] {
    match leaf.site.set {
        Set::Detached(_) => [None, None],
        Set::Whole | Set::Compared => leaf.site.plan.neighbours(planned).into(),
    }
}

/// The newest report, to which an older one leads.
fn newest(leaf: &Leaf<'_>, planned: &PlannedReport) -> Option<view::Link> {
    let is_detached = matches!(leaf.site.set, Set::Detached(_));
    let newer = leaf.site.plan.newer(planned).filter(|_| !is_detached)?;
    Some(leaf.link(l10n::period(newer.period, leaf.language()), &newer.path))
}

fn neighbour(leaf: &Leaf<'_>, other: &PlannedReport) -> view::Link {
    leaf.link(l10n::period_capital(other.period, leaf.language()), &other.path)
}

/// `sizes` are those of the figures as text, by their formats.
fn head(
    reading: &Reading<'_>,
    (files, sizes): (&[File], [(&'static str, usize); 2]),
    [previous, next]: [&Option<view::Link>; 2],
) -> Head {
    let Reading { leaf, planned, narrative, outline, .. } = reading;
    let title = &outline.title.text;
    let size = |bytes: usize| Some(l10n::file_size(bytes, leaf.language()));
    let figures = |(format, bytes): (&'static str, usize)| view::Download {
        text: leaf.words().all_figures_in_report.to_owned(),
        href: format!("figures.{}", str::to_lowercase(format)),
        format,
        size: size(bytes),
    };
    let file = |file: &File| view::Download {
        text: file.text.clone(),
        href: file.name.clone(),
        format: file.format,
        size: size(file.bytes.len()),
    };
    let media: Vec<(&str, &str)> = files.iter().map(|file| (file.name.as_str(), file.media)).collect();
    Head {
        state: outline.state,
        dataset: Some(feeds::dataset(leaf, outline, planned.period, &media)),
        description: narrative.summary.as_ref().map(|summary| summary.text.clone()),
        cite: Some(cite(leaf, title, planned.period)),
        downloads: files.iter().map(file).chain(sizes.map(figures)).collect(),
        previous: previous.clone(),
        next: next.clone(),
        ..Head::new("report", leaf.title(title))
    }
}

/// The series' title, or what kind of report it is.
fn eyebrow(reading: &Reading<'_>) -> String {
    let Reading { leaf, planned, .. } = reading;
    let words = leaf.words();
    let index = planned.series.index.as_ref().filter(|_| !planned.series.path.is_empty());
    let title = index.and_then(|index| index.title.as_ref()).map(|title| title.text.clone());
    let title = title.unwrap_or_else(|| {
        match planned.period.grain() {
            Grain::Month => words.monthly_report,
            Grain::Quarter => words.quarterly_report,
            Grain::Year => words.annual_report,
        }
        .to_owned()
    });
    let mut parts = vec![title];
    parts.extend(planned.member().map(|member| leaf.site.member_label(member, leaf.language()).to_owned()));
    parts.extend((reading.outline.state == State::Draft).then(|| words.draft.to_owned()));
    parts.join(" · ")
}

/// The lines of the title block.
fn facts(
    reading: &Reading<'_>,
    notice: Option<&(view::Notice, String)>,
    neighbours: [Option<&PlannedReport>; 2],
) -> Vec<view::Fact> {
    let leaf = &reading.leaf;
    let (words, language) = (leaf.words(), leaf.language());
    let fact = |label: &str, text: String, href: Option<String>| view::Fact { label: label.to_owned(), text, href };
    let mut facts = vec![fact(words.period, l10n::period(reading.planned.period, language), None)];
    facts.extend(release_facts(reading));
    let quality = quality(leaf, reading.planned);
    facts.extend(quality.map(|href| fact(words.about_the_statistics, words.quality_and_method.to_owned(), Some(href))));
    let changed_later = format!("#{}", words.changed_later_id);
    facts.extend(notice.map(|(_, short)| fact(words.changed_later, short.clone(), Some(changed_later))));
    for (label, other) in [words.previous, words.next].into_iter().zip(neighbours) {
        facts.extend(other.map(|other| fact(label, l10n::period(other.period, language), Some(leaf.to(&other.path)))));
    }
    facts
}

/// How settled the report is, when it came out, when the next one does, who saw it early, who answers.
fn release_facts(reading: &Reading<'_>) -> Vec<view::Fact> {
    let leaf = &reading.leaf;
    let (words, language) = (leaf.words(), leaf.language());
    let fact = |label: &str, text: String, href: Option<String>| view::Fact { label: label.to_owned(), text, href };
    let mut facts = vec![fact(words.state, reading.outline.state.name(language).to_owned(), None)];
    let published = reading.planned.page.release.published;
    facts.extend(published.map(|day| fact(words.published_on, l10n::date(day, language), None)));
    let following = leaf.site.plan.following(reading.planned);
    let next = calendar::next_of(&leaf.site.settings().releases, reading.planned, following);
    facts.extend(next.map(|next| fact(words.next_release, next.text(language), next.href(leaf))));
    let readers = &reading.planned.page.release.early_readers;
    let named = (!readers.is_empty()).then(|| l10n::list(readers, language));
    facts.extend(named.map(|readers| fact(words.early_readers, readers, None)));
    let contact = reading.planned.contact.as_ref();
    facts.extend(contact.map(|contact| fact(words.contact_for_report, contact.text(language), contact.href())));
    facts
}

/// To the quality statement of the report's folder, or to that of the site.
fn quality(leaf: &Leaf<'_>, planned: &PlannedReport) -> Option<String> {
    let own = leaf.site.inputs.series.iter().find(|series| series.path.is_empty());
    let page = planned.series.quality().or_else(|| own?.quality())?;
    leaf.site.plan.by_file.get(&*page.file).map(|path| leaf.to(path))
}

/// That all figures are illustrative or provisional, or some.
fn state_note(reading: &Reading<'_>) -> Option<String> {
    let is_provisional = |of: &MetricFigures| of.figure.status == Status::Provisional;
    let some = || reading.figures.metrics.values().any(is_provisional).then_some(reading.leaf.words().some_provisional);
    reading.outline.state.note(reading.leaf.language()).or_else(some).map(str::to_owned)
}

/// The reports of the same period that show other members, and the one of the whole.
fn switches(leaf: &Leaf<'_>, planned: &PlannedReport) -> Vec<view::Switch> {
    let (site, language) = (leaf.site, leaf.language());
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
                    href: leaf.to(&other.path),
                    current: other.path == planned.path,
                })
            })
            .collect();
        let whole = same_period().find(|other| other.member().is_none() && planned.member().is_some());
        let whole = whole.map(|whole| leaf.link(leaf.words().report_of_the_whole, &whole.path));
        if members.len() > 1 || whole.is_some() {
            switches.push(view::Switch { label: label.to_owned(), members, whole });
        }
    }
    switches
}

/// What later snapshots changed of the report's figures, each figure once; and the same in short: "1 figure, May 2018".
fn notice(reading: &Reading<'_>) -> Option<(view::Notice, String)> {
    let leaf = &reading.leaf;
    let (wording, words, language) = (leaf.wording, leaf.words(), leaf.language());
    let mut changes = later::otherwise_now(leaf, &reading.changes);
    // What the report is about comes first: a notice has room for few.
    if let Some(member) = reading.planned.member() {
        let is_own = |change: &ChangedLater| digest::is_of_part(leaf, change, member) == Some(true);
        changes.sort_by_key(|change| (Reverse(change.snapshot), !is_own(change)));
    }
    let newest = changes.first()?;
    let revisions = leaf.to("revisions/index.html");
    let item = |change: &&ChangedLater| {
        let shown = leaf.known().figure(&change.metric, &change.cell, change.period);
        let (was, now) = wording.changed(change, &shown.amount);
        view::ChangedFigure {
            label: wording.label(&change.metric, &change.cell),
            period: l10n::period(change.period, language),
            was,
            now,
            reason: l10n::sentence(&wording.why_changed(change).unwrap_or_else(|| words.no_reason.to_owned())),
            href: format!("{revisions}#r-{}", change.snapshot),
        }
    };
    let count = l10n::count(changes.len(), Noun::Figure, language);
    let when = l10n::period(newest.snapshot, language);
    let notice = view::Notice {
        heading: phrases::changed_later(&when, language),
        items: changes.iter().take(MOST_NOTICES).map(item).collect(),
        known: phrases::as_known_in(&l10n::period(reading.planned.period, language), language),
        more: (changes.len() > MOST_NOTICES)
            .then(|| view::Link { text: words.see_all_revisions.to_owned(), href: revisions.clone() }),
    };
    Some((notice, format!("{count}, {when}")))
}

/// The last section: the table of all figures, footnotes, remarks and sources.
fn closing(reading: &Reading<'_>, number: Option<String>) -> view::Closing {
    let Reading { leaf, planned, figures, narrative, .. } = reading;
    let language = leaf.language();
    let is_table = |exhibit: &&narrative::Exhibit| matches!(exhibit.request.kind, ExhibitKind::Table(_));
    let tables = narrative.exhibits.iter().filter(is_table).count();
    view::Closing {
        number,
        table: Some(view::Table {
            id: "all-figures".to_owned(),
            label: Some(phrases::table_number(tables + 1, language)),
            caption: leaf.words().all_figures_in_report.to_owned(),
            subtitle: Some(l10n::period_capital(planned.period, language)),
            level: 3,
            grid: table::all_figures(leaf.wording, figures, &|figure| leaf.row_of(figure)),
            source: None,
        }),
        notes: text::notes(narrative),
        remarks: remarks(leaf, narrative),
        sources: sources(leaf, figures),
    }
}

/// The notes of the metrics that the report cites.
fn remarks(leaf: &Leaf<'_>, narrative: &Narrative) -> Vec<view::Definition> {
    let cited = |id: &str| {
        let in_text =
            narrative.sections.iter().flat_map(|section| &section.cited).any(|cited| cited.reference.metric == id);
        let shown = |exhibit: &narrative::Exhibit| exhibit.request.references.iter().any(|shown| shown.metric == id);
        in_text || narrative.exhibits.iter().any(shown)
    };
    let language = leaf.language();
    let remark = |(id, metric): (&String, &Metric)| {
        let note = metric.note.as_ref().filter(|_| cited(id))?;
        Some(view::Definition::plain(metric.label.get(language), note.get(language)))
    };
    leaf.site.inputs.catalog.metrics.iter().filter_map(remark).collect()
}

/// The sources of all figures of the report.
fn sources(leaf: &Leaf<'_>, figures: &Figures) -> Vec<String> {
    let all = figures.metrics.values().flat_map(|of| of.history.iter().chain([&of.figure]));
    let used: BTreeSet<&str> =
        all.filter(|figure| figure.amount.is_ok()).filter_map(|figure| leaf.site.source_key(figure)).collect();
    let sources = leaf.site.settings().sources.iter().filter(|(key, _)| used.contains(key.as_str()));
    sources.map(|(_, source)| leaf.source(source).html).collect()
}

/// How to cite the report: organisation, title, site, period, and the address if it is known. Without a date of
/// retrieval, since a page knows no clock.
fn cite(leaf: &Leaf<'_>, title: &str, period: Period) -> String {
    let report = phrases::cited_report(&period.to_string(), leaf.language());
    let report = format!("{}, {report}", leaf.site_title());
    let parts = leaf.organisation().into_iter().chain([title, &report]);
    let text = format!("{}.", parts.collect::<Vec<_>>().join(". "));
    match leaf.site.address_of(leaf.path) {
        Some(address) => format!("{text} {address}"),
        None => text,
    }
}
