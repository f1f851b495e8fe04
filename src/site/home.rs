//! The front page, and the register of everything that can be found.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plan::PlannedFront;
use super::report::{self, Told};
use super::{Head, Outline, Site, State, link, metric_path, view};
use crate::base::address;
use crate::base::inline::Inline;
use crate::base::period::{Grain, Period};
use crate::compute::{self, Figure, Figures, Member};
use crate::diag::Diagnostic;
use crate::exhibit::table;
use crate::l10n::wording::Wording;
use crate::l10n::{self, Noun, phrases, words};
use crate::model::Decimal;
use crate::model::content::{Page, Series};
use crate::model::language::Language;
use crate::model::snapshot::Cell;

const PATH: &str = "index.html";
const REGISTER: &str = "search/index.html";

/// Parts of a metric beyond these are not searched for remarks.
const MOST_PARTS: usize = 12;

/// More changes than this are in the report's own table.
const MOST_CHANGES: usize = 10;

/// Builds the front page of the site from the newest report.
pub fn build(site: &Site<'_>, outlines: &[Outline], pages: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let language = site.language();
    let of_the_whole = |outline: &&Outline| outline.series.is_empty() && outline.member.is_none();
    let newest = outlines.iter().filter(of_the_whole).rfind(|outline| is_month(outline)).or(outlines.last());
    let title =
        newest.map_or_else(|| Inline::plain(site.settings().title.get(language)), |outline| outline.title.clone());
    let index =
        site.inputs.series.iter().find(|series| series.path.is_empty()).and_then(|series| series.index.as_deref());
    let standing = pages.iter().map(|page| link(page.title.text.clone(), page.path.clone()));
    let front = Front {
        path: PATH,
        language,
        newest,
        member: None,
        title,
        titled_by_report: true,
        index,
        archives: archives(site, PATH, outlines, newest),
        pages: standing.chain(own_pages(language)).collect(),
    };
    write(site, front, site.settings().title.get(language).to_owned())
}

/// Builds the front page of a folder of reports, or of one of its members.
pub fn build_front(
    site: &Site<'_>,
    planned: &PlannedFront,
    outlines: &[Outline],
    pages: &[Outline],
) -> Result<(), Vec<Diagnostic>> {
    let PlannedFront { series, language, path, .. } = planned;
    let member = planned.member();
    let id = member.map(|member| member.id);
    let own = |outline: &&Outline| outline.series == series.path && outline.member.as_deref() == id;
    let of_series: Vec<&Outline> = outlines.iter().filter(own).collect();
    let newest = of_series.iter().rfind(|outline| is_month(outline)).or(of_series.last()).copied();
    let name = series_title(series);
    let title = member.map_or_else(|| name.clone(), |member| site.member_label(member, *language).to_owned());
    let archive: Vec<view::Archive> = match (member, &series.for_each) {
        (None, Some(_)) => members(site, series, path, *language).into_iter().collect(),
        _ => calendar(path, None, &of_series, newest, *language).into_iter().collect(),
    };
    let standing = pages.iter().filter(|page| page.series == series.path && member.is_none());
    let up = match member {
        Some(_) => link(name.clone(), address::relative(path, &series_path(series))),
        None => link(site.settings().title.get(*language), address::relative(path, PATH)),
    };
    let front = Front {
        path,
        language: *language,
        newest,
        member,
        title: Inline::plain(&title),
        titled_by_report: false,
        index: series.index.as_deref().filter(|_| member.is_none()),
        archives: archive,
        pages: standing
            .map(|page| link(page.title.text.clone(), address::relative(path, &page.path)))
            .chain([up])
            .collect(),
    };
    let head = match member {
        Some(_) => format!("{title} – {name}"),
        None => format!("{title} – {}", site.settings().title.get(*language)),
    };
    write(site, front, head)
}

/// A folder's title, or its name.
fn series_title(series: &Series) -> String {
    let title = series.index.as_ref().and_then(|index| index.title.as_ref()).map(|title| title.text.clone());
    title.unwrap_or_else(|| series.path.rsplit('/').next().unwrap_or_default().to_owned())
}

fn series_path(series: &Series) -> String {
    if series.path.is_empty() { PATH.to_owned() } else { format!("{}/{PATH}", series.path) }
}

/// What a front page is made from.
struct Front<'a> {
    path: &'a str,
    language: Language,
    newest: Option<&'a Outline>,
    member: Option<Member<'a>>,
    title: Inline,
    titled_by_report: bool,
    /// The `_index.md` whose text stands on it.
    index: Option<&'a Page>,
    archives: Vec<view::Archive>,
    pages: Vec<view::Link>,
}

fn write(site: &Site<'_>, front: Front<'_>, head_title: String) -> Result<(), Vec<Diagnostic>> {
    let Front { path, language, newest, member, index, .. } = front;
    let words = words(language);
    let settings = site.settings();
    let landing = match index {
        Some(index) => {
            let vintage = site.latest();
            let told = Told {
                path,
                vintage,
                figures: site.prepared.figures(vintage, None),
                language,
                member: None,
                first_number: 1,
            };
            let (narrative, _) = report::narrate(site, index, &told)?;
            let (sections, files) = report::sections(site, site.wording(vintage, language), path, &narrative)?;
            for (name, bytes) in &files {
                site.write(&report::beside(path, name), bytes)?;
            }
            sections
        }
        None => Vec::new(),
    };
    let (tiles, changed) = match newest.and_then(|outline| outline.period.map(|period| (outline, period))) {
        Some((outline, period)) => {
            let wording = site.wording(period.last_month(), language);
            let figures = site.prepared.figures(period, member);
            let tiles = report::tiles(site, wording, path, &outline.tiles, &figures);
            (tiles, changed(site, wording, path, outline, &figures))
        }
        None => (Vec::new(), None),
    };
    let state = newest.map_or(State::Final, |outline| outline.state);
    let eyebrow = newest.and_then(|outline| outline.period).map_or_else(
        || settings.organisation.as_ref().map_or(String::new(), |text| text.get(language).to_owned()),
        |period| {
            format!("{} · {} · {}", words.latest_report, l10n::period(period, language), state.in_sentence(language))
        },
    );
    let view = view::Home {
        eyebrow,
        title: front.title.html,
        href: newest.map(|outline| address::relative(path, &outline.path)),
        titled_by_report: front.titled_by_report,
        lead: newest.and_then(|outline| outline.lead.as_ref()).map(|lead| lead.html.clone()),
        state_note: (state == State::Illustrative).then(|| words.all_illustrative.to_owned()),
        tiles,
        changed,
        sections: landing,
        archives: front.archives,
        pages: front.pages,
        search: address::relative(path, REGISTER),
    };
    let head = Head {
        state,
        description: newest.and_then(|outline| outline.lead.as_ref()).map(|lead| lead.text.clone()),
        ..Head::new("home", language, head_title)
    };
    let page = site.page(path, PATH, head);
    site.write_page(path, "home.html", &page, "home", &view)
}

fn own_pages(language: Language) -> [view::Link; 2] {
    let words = words(language);
    [link(words.all_figures_and_definitions, "metrics/index.html"), link(words.revisions, "revisions/index.html")]
}

/// What the newest report changed since the one before: withdrawals first, then the largest changes.
fn changed(
    site: &Site<'_>,
    wording: Wording<'_>,
    from: &str,
    newest: &Outline,
    figures: &Figures,
) -> Option<view::Changed> {
    let language = wording.language;
    let words = words(language);
    let period = figures.period;
    let before = period.previous();
    // What was taken back concerns the whole; a member's page has the member's own figures.
    let withdrawn = site
        .book()
        .changed_later()
        .iter()
        .filter(|change| change.snapshot == period && change.is_withdrawn() && newest.member.is_none());
    let mut rows: Vec<view::ChangedRow> = withdrawn
        .map(|change| view::ChangedRow {
            label: format!(
                "{}, {}",
                wording.label(&change.metric, &change.cell),
                l10n::period(change.period, language)
            ),
            href: format!("{}#p{}", address::relative(from, &metric_path(&change.metric)), change.period),
            was: wording.amount(&change.metric, &change.was),
            now: words.dash.to_owned(),
            change: words.in_withdrawn.to_owned(),
            relative: None,
            withdrawn: true,
        })
        .collect();
    let count_withdrawn = rows.len();
    let moved = |of: &&compute::MetricFigures| {
        of.figure.period == period && of.change.absolute.as_ref().is_ok_and(|change| !change.is_zero())
    };
    let mut metrics: Vec<&compute::MetricFigures> = figures.metrics.values().filter(moved).collect();
    metrics.sort_by_key(|of| std::cmp::Reverse(of.change.relative.map_or(Decimal::ZERO, |relative| relative.abs())));
    rows.extend(metrics.iter().map(|of| {
        let id = &of.figure.metric;
        view::ChangedRow {
            label: wording.label(id, &of.figure.cell),
            href: site.row_href(from, &of.figure),
            was: wording.value(&of.previous),
            now: wording.value_as_judged(&of.figure, of.judgement.as_ref()),
            change: wording.change(id, &of.change),
            relative: wording.relative(id, &of.change),
            withdrawn: false,
        }
    }));
    if rows.is_empty() {
        return None;
    }
    let count = l10n::count(rows.len(), Noun::Figure, language);
    let remark = match count_withdrawn {
        0 => count,
        some => format!("{count}; {some} {}", words.in_withdrawn),
    };
    let more = (rows.len() > MOST_CHANGES)
        .then(|| link(words.all_figures_in_report, format!("{}#notes", address::relative(from, &newest.path))));
    rows.truncate(MOST_CHANGES);
    Some(view::Changed {
        heading: phrases::changed_since(l10n::month_name(before, language), language),
        remark,
        from: l10n::period_capital(before, language),
        to: l10n::period(period, language),
        rows,
        more,
    })
}

fn is_month(outline: &Outline) -> bool {
    outline.period.is_some_and(|period| period.grain() == Grain::Month)
}

/// The calendars of all series that have reports of the whole, and the members of the others.
fn archives(site: &Site<'_>, from: &str, outlines: &[Outline], newest: Option<&Outline>) -> Vec<view::Archive> {
    let archive = |series: &Arc<Series>| {
        let title = (!series.path.is_empty()).then(|| series_title(series));
        if series.for_each.is_some() {
            let members = members(site, series, from, site.language())?;
            return Some(view::Archive { title: title.or(members.title), ..members });
        }
        let of_series: Vec<&Outline> = outlines.iter().filter(|outline| outline.series == series.path).collect();
        calendar(from, title, &of_series, newest, site.language())
    };
    site.inputs.series.iter().filter_map(archive).collect()
}

/// The pages of a folder's members, on a page in `language`.
fn members(site: &Site<'_>, series: &Series, from: &str, language: Language) -> Option<view::Archive> {
    let fronts = site.plan.fronts.iter().filter(|front| front.series.path == series.path);
    let member = |front: &PlannedFront| {
        Some(link(site.member_label(front.member()?, front.language), address::relative(from, &front.path)))
    };
    let members: Vec<view::Link> = fronts.filter_map(member).collect();
    let dimension = site.inputs.catalog.dimensions.get(series.for_each.as_ref()?)?;
    let title = Some(dimension.label.get(language).to_owned());
    (!members.is_empty()).then_some(view::Archive { title, years: Vec::new(), longer: Vec::new(), members })
}

/// The reports of a series by year and month; `None` where there is none.
fn calendar(
    from: &str,
    title: Option<String>,
    of_series: &[&Outline],
    newest: Option<&Outline>,
    language: Language,
) -> Option<view::Archive> {
    let mut years: Vec<i32> = of_series
        .iter()
        .filter(|outline| is_month(outline))
        .filter_map(|outline| outline.period)
        .map(Period::year)
        .collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let month = |period: Period| {
        let outline = of_series.iter().find(|outline| outline.period == Some(period));
        view::Month {
            short: l10n::month_tick(period, language).to_owned(),
            full: l10n::period(period, language),
            href: outline.map(|outline| address::relative(from, &outline.path)),
            newest: outline.is_some_and(|outline| newest.is_some_and(|newest| newest.path == outline.path)),
            provisional: outline.is_some_and(|outline| outline.state == State::Provisional),
        }
    };
    let year = |year: i32| view::Year {
        year: year.to_string(),
        months: (1..=12).map(|number| month(Period::month(year, number))).collect(),
    };
    let longer = of_series.iter().filter(|outline| !is_month(outline)).rev().map(|outline| {
        let name = outline.period.map_or_else(String::new, |period| l10n::period_capital(period, language));
        link(name, address::relative(from, &outline.path))
    });
    let longer: Vec<view::Link> = longer.collect();
    let years: Vec<view::Year> = years.into_iter().map(year).collect();
    (!years.is_empty() || !longer.is_empty()).then_some(view::Archive { title, years, longer, members: Vec::new() })
}

/// The figures of a metric, and of its parts where they are few, that an author remarked on, newest first.
fn noted(site: &Site<'_>, id: &str) -> Vec<Figure> {
    let known = site.known();
    let last = known.period_shown(id, site.latest());
    let Some(metric) = known.metric(id) else { return Vec::new() };
    let total = Cell::total(metric.by.len());
    let parts = table::parts(known, id);
    let few = parts.into_iter().filter(|_| metric.by.len() == 1).take(MOST_PARTS);
    let history = |cell: Cell| known.history(id, &cell, last, usize::from(u16::MAX));
    let mut noted: Vec<Figure> = std::iter::once(total).chain(few).flat_map(history).collect();
    noted.retain(|figure| figure.note.is_some() && !figure.is_suppressed());
    noted.sort_by_key(|figure| std::cmp::Reverse(figure.period));
    noted
}

/// Builds the register from A to Å of reports, sections, charts, metrics and pages.
pub fn build_register(site: &Site<'_>, outlines: &[Outline], pages: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let language = site.language();
    let words = words(language);
    let mut entries: Vec<view::RegisterEntry> = Vec::new();
    let to = |path: &str| address::relative(REGISTER, path);
    let entry = |text: &str, href: String, kind: &str, context: Option<String>| view::RegisterEntry {
        text: text.to_owned(),
        href,
        kind: kind.to_owned(),
        context,
        about: None,
    };
    // A member's reports are found on the member's page.
    for outline in outlines.iter().filter(|outline| outline.member.is_none()) {
        let context = outline.period.map(|period| l10n::period(period, language));
        let about = outline.lead.as_ref().map(|lead| lead.text.clone());
        entries.push(view::RegisterEntry {
            about,
            ..entry(&outline.title.text, to(&outline.path), words.in_report, None)
        });
        for section in outline.sections.iter().filter(|section| !section.heading.is_empty()) {
            let href = format!("{}#{}", to(&outline.path), section.id);
            entries.push(entry(&section.heading, href, words.in_section, context.clone()));
            for (_, label, anchor, title) in section.exhibits.iter().filter(|(.., title)| !title.is_empty()) {
                let href = format!("{}#{anchor}", to(&outline.path));
                entries.push(entry(title, href, &label.to_lowercase(), context.clone()));
            }
        }
    }
    for front in &site.plan.fronts {
        let name = series_title(&front.series);
        match front.member() {
            Some(member) => {
                let label = site.member_label(member, language);
                entries.push(entry(label, to(&front.path), words.in_report, Some(name)));
            }
            None => entries.push(entry(&name, to(&front.path), words.in_page, None)),
        }
    }
    for outline in pages {
        entries.push(entry(&outline.title.text, to(&outline.path), words.in_page, None));
    }
    for (id, metric) in &site.inputs.catalog.metrics {
        let about = metric.description.iter().chain(&metric.note).map(|text| text.get(language)).collect::<Vec<_>>();
        entries.push(view::RegisterEntry {
            about: (!about.is_empty()).then(|| about.join(" ")),
            ..entry(metric.label.get(language), to(&metric_path(id)), words.in_figure, None)
        });
        let mut told: BTreeSet<String> = BTreeSet::new();
        for figure in noted(site, id) {
            let note = figure.note.clone().unwrap_or_default();
            // A remark that is repeated month by month is found where it stands last.
            if told.insert(note.clone()) {
                let wording = site.wording(site.latest(), language);
                let period = l10n::period(figure.period, language);
                let context = format!("{}, {period}", wording.label(id, &figure.cell));
                entries.push(entry(&note, site.row_href(REGISTER, &figure), words.in_note, Some(context)));
            }
        }
    }
    // Of the same name, the newest first: reports stand in period order.
    entries.reverse();
    entries.sort_by(|a, b| l10n::compare(&a.text, &b.text, language));
    let mut groups: Vec<view::RegisterGroup> = Vec::new();
    for entry in entries {
        let letter = l10n::initial(&entry.text, language);
        match groups.last_mut().filter(|group| group.letter == letter) {
            Some(group) => group.entries.push(entry),
            None => groups.push(view::RegisterGroup { letter: letter.to_owned(), entries: vec![entry] }),
        }
    }
    let view = view::Register { title: words.search.to_owned(), groups };
    let head = Head::new("search", language, format!("{} – {}", words.search, site.settings().title.get(language)));
    let page = site.page(REGISTER, REGISTER, head);
    site.write_page(REGISTER, "search.html", &page, "register", &view)
}
