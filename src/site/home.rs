//! The front pages: of the site, of a folder of reports, and of a member in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::leaf::{Head, Leaf};
use super::overview::On;
use super::plan::{PlannedFront, State};
use super::{Outline, Site, calendar as releases, metric_path, overview, register, report, text, view};
use crate::base::inline::Inline;
use crate::base::period::{Grain, Period};
use crate::compute::{Figures, Member, MetricFigures};
use crate::diag::Diagnostic;
use crate::l10n::{self, Noun, phrases};
use crate::model::content::{Page, Series};
use crate::model::language::Language;

const PATH: &str = "index.html";

/// The front page lists no more changes; the report's table has all.
const MOST_CHANGES: usize = 10;

/// Builds the front page of the site from the newest report.
pub fn build(site: &Site<'_>, outlines: &[Outline], pages: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let of_the_whole = |outline: &&Outline| outline.series.is_empty() && outline.member.is_none();
    let newest = outlines.iter().filter(of_the_whole).rfind(|outline| is_month(outline)).or(outlines.last());
    let leaf = leaf(site, PATH, newest, site.language());
    let words = leaf.words();
    let own = site.inputs.series.iter().find(|series| series.path.is_empty());
    let has_calendar = !site.settings().releases.is_empty();
    let undated = pages.iter().map(|page| leaf.link(&page.title.text, &page.path));
    let front = Front {
        newest,
        member: None,
        title: newest.map_or_else(|| Inline::plain(leaf.site_title()), |outline| outline.title.clone()),
        titled_by_report: true,
        index: own.and_then(|series| series.index.as_deref()),
        overviews: overviews(site, &leaf, outlines),
        archives: archives(&leaf, outlines, newest),
        pages: undated
            .chain([
                leaf.link(words.all_figures_and_definitions, "metrics/index.html"),
                leaf.link(words.revisions, "revisions/index.html"),
            ])
            .chain(has_calendar.then(|| leaf.link(words.calendar, releases::PATH)))
            .collect(),
        next_release: next_release(&leaf, outlines, None),
    };
    write(&leaf, front, leaf.site_title().to_owned())
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
    let newest = newest_of(&of_series).first().copied();
    let of_members: Vec<&Outline> = outlines.iter().filter(|outline| outline.series == series.path).collect();
    let leaf = leaf(site, path, newest.or(of_members.last().copied()), *language);
    let name = series.title();
    let title = member.map_or_else(|| name.clone(), |member| site.member_label(member, *language).to_owned());
    let archive = match (member, &series.for_each) {
        (None, Some(_)) => members(&leaf, series),
        _ => calendar(&leaf, None, &of_series, newest, *language),
    };
    let undated = pages.iter().filter(|page| page.series == series.path && member.is_none());
    let up = match member {
        Some(_) => leaf.link(name.clone(), &series_path(series)),
        None => leaf.link(leaf.site_title(), PATH),
    };
    let front = Front {
        newest,
        member,
        title: Inline::plain(&title),
        titled_by_report: false,
        index: series.index.as_deref().filter(|_| member.is_none()),
        overviews: match (member, &series.for_each) {
            (None, Some(_)) => overview::of_members(&leaf, series, &newest_of(&of_members), &name, On::ItsOwn),
            _ => newest.and_then(|newest| overview::of_report(&leaf, newest, member, &title, On::ItsOwn)),
        }
        .into_iter()
        .collect(),
        archives: archive.into_iter().collect(),
        pages: undated.map(|page| leaf.link(&page.title.text, &page.path)).chain([up]).collect(),
        next_release: next_release(&leaf, outlines, Some(&series.path)),
    };
    let head = match member {
        Some(_) => format!("{title} – {name}"),
        None => leaf.title(&title),
    };
    write(&leaf, front, head)
}

/// A front page shows what was known in its newest report.
fn leaf<'a>(site: &'a Site<'a>, path: &'a str, newest: Option<&Outline>, language: Language) -> Leaf<'a> {
    let vintage = newest.and_then(|outline| outline.period).map_or(site.vintage(), Period::last_month);
    site.leaf(path, vintage, language)
}

fn series_path(series: &Series) -> String {
    if series.path.is_empty() { PATH.to_owned() } else { format!("{}/{PATH}", series.path) }
}

/// What a front page is made from.
struct Front<'a> {
    newest: Option<&'a Outline>,
    member: Option<Member<'a>>,
    title: Inline,
    titled_by_report: bool,
    /// The `_index.md` whose text the page shows.
    index: Option<&'a Page>,
    overviews: Vec<view::Overview>,
    archives: Vec<view::Archive>,
    pages: Vec<view::Link>,
    next_release: Option<view::NextRelease>,
}

/// What the calendar says of the next release of a folder, or of the site.
fn next_release(leaf: &Leaf<'_>, outlines: &[Outline], series: Option<&str>) -> Option<view::NextRelease> {
    let all = releases::releases(leaf.site, outlines);
    releases::next(&all, series).map(|next| releases::link(leaf, next))
}

fn write(leaf: &Leaf<'_>, front: Front<'_>, head_title: String) -> Result<(), Vec<Diagnostic>> {
    let (site, words, language) = (leaf.site, leaf.words(), leaf.language());
    let sections = front.index.map_or(Ok(Vec::new()), |index| landing(leaf, index))?;
    let newest = front.newest;
    let dated = newest.and_then(|outline| Some((outline, outline.period?)));
    let figures = dated.map(|(_, period)| site.prepared.figures(period, front.member));
    let (tiles, changed) = match newest.zip(figures.as_deref()) {
        Some((outline, figures)) => (report::tiles(leaf, &outline.tiles, figures), changed(leaf, outline, figures)),
        None => (Vec::new(), None),
    };
    let state = newest.map_or(State::Final, |outline| outline.state);
    let eyebrow = match dated {
        Some((_, period)) => {
            format!("{} · {} · {}", words.latest_report, l10n::period(period, language), state.in_sentence(language))
        }
        None => leaf.organisation().unwrap_or_default().to_owned(),
    };
    let missing = missing(leaf, &front);
    let lead = newest.map_or(missing.as_ref(), |outline| outline.lead.as_ref());
    let view = view::Home {
        eyebrow,
        title: front.title.html,
        href: newest.map(|outline| leaf.to(&outline.path)),
        titled_by_report: front.titled_by_report,
        lead: lead.map(|lead| lead.html.clone()),
        state_note: state.note(language).map(str::to_owned),
        next_release: front.next_release,
        tiles,
        overviews: front.overviews,
        changed,
        sections,
        archives: front.archives,
        pages: front.pages,
        search: leaf.to(register::PATH),
    };
    let head = Head { state, description: lead.map(|lead| lead.text.clone()), ..Head::new("home", head_title) };
    leaf.write("home.html", &leaf.page(PATH, head), "home", &view)
}

/// What a site without a report lacks, on its front page; `None` where it has a text of its own.
fn missing(leaf: &Leaf<'_>, front: &Front<'_>) -> Option<Inline> {
    let is_empty = front.newest.is_none() && front.titled_by_report && front.index.is_none();
    let words = leaf.words();
    is_empty.then(|| match leaf.site.inputs.snapshots.is_empty() {
        true => Inline::plain(words.no_snapshot_yet),
        false => Inline::plain(words.no_text_yet),
    })
}

/// The text of a folder's `_index.md`, with the newest figures.
fn landing(leaf: &Leaf<'_>, index: &Page) -> Result<Vec<view::Section>, Vec<Diagnostic>> {
    let site = leaf.site;
    let leaf = site.leaf(leaf.path, site.vintage(), leaf.language());
    let (narrative, _) = text::narrate(&leaf, index, site.prepared.figures(site.vintage(), None), None, 1)?;
    text::sections(&leaf, &narrative)
}

/// What the newest report changed since the one before: withdrawals first, then the largest changes.
fn changed(leaf: &Leaf<'_>, newest: &Outline, figures: &Figures) -> Option<view::Changed> {
    let (wording, words, language) = (leaf.wording, leaf.words(), leaf.language());
    let period = figures.period;
    let before = period.previous();
    // Withdrawals are listed for the whole; a member's page shows the member's own figures.
    let withdrawn = leaf
        .site
        .book()
        .changed_later()
        .iter()
        .filter(|change| change.snapshot == period && change.is_withdrawn() && newest.member.is_none())
        .filter(|change| !change.is_told_by_the_whole());
    let mut rows: Vec<view::ChangedRow> = withdrawn
        .map(|change| view::ChangedRow {
            label: format!(
                "{}, {}",
                wording.label(&change.metric, &change.cell),
                l10n::period(change.period, language)
            ),
            href: format!("{}#p{}", leaf.to(&metric_path(&change.metric)), change.period),
            was: wording.changed(change, &change.was).0,
            now: words.dash.to_owned(),
            change: words.in_withdrawn.to_owned(),
            relative: None,
            withdrawn: true,
        })
        .collect();
    let count_withdrawn = rows.len();
    let moved = |of: &&MetricFigures| {
        of.figure.period == period && of.change.absolute.as_ref().is_ok_and(|change| !change.is_zero())
    };
    let mut metrics: Vec<&MetricFigures> = figures.metrics.values().filter(moved).collect();
    let has_zero = |of: &MetricFigures| leaf.known().metric(&of.figure.metric).is_some_and(|metric| metric.relative);
    let size = |of: &&MetricFigures| of.change.relative.filter(|_| has_zero(of)).unwrap_or_default().abs();
    metrics.sort_by_key(|of| std::cmp::Reverse(size(of)));
    rows.extend(metrics.iter().map(|of| moved_row(leaf, of)));
    if rows.is_empty() {
        return None;
    }
    let count = l10n::count(rows.len(), Noun::Figure, language);
    let remark = match count_withdrawn {
        0 => count,
        some => format!("{count}; {some} {}", words.in_withdrawn),
    };
    let more = (rows.len() > MOST_CHANGES).then(|| view::Link {
        text: words.all_figures_in_report.to_owned(),
        href: format!("{}#notes", leaf.to(&newest.path)),
    });
    rows.truncate(MOST_CHANGES);
    Some(view::Changed {
        heading: phrases::changed_since(l10n::month_name(before, language), language),
        remark,
        from: l10n::period(before, language),
        to: l10n::period(period, language),
        rows,
        more,
    })
}

fn moved_row(leaf: &Leaf<'_>, of: &MetricFigures) -> view::ChangedRow {
    let (wording, id) = (leaf.wording, &of.figure.metric);
    let (was, now) = wording.told_apart(&of.previous, &of.figure);
    view::ChangedRow {
        label: wording.label(id, &of.figure.cell),
        href: leaf.row_of(&of.figure),
        was,
        now,
        change: wording.change(id, &of.change),
        relative: wording.relative(id, &of.change),
        withdrawn: false,
    }
}

/// The newest report of the whole and of each member, of months where there are any.
fn newest_of<'o>(outlines: &[&'o Outline]) -> Vec<&'o Outline> {
    let mut newest: BTreeMap<Option<&str>, &Outline> = BTreeMap::new();
    for outline in outlines {
        let kept = newest.entry(outline.member.as_deref()).or_insert(outline);
        if (is_month(outline), outline.period) >= (is_month(kept), kept.period) {
            *kept = outline;
        }
    }
    newest.into_values().collect()
}

/// What the newest reports of all series say of targets.
fn overviews(site: &Site<'_>, front: &Leaf<'_>, outlines: &[Outline]) -> Vec<view::Overview> {
    // The site's own reports are about every metric and all members.
    let own: Vec<&Outline> = outlines.iter().filter(|outline| outline.series.is_empty()).collect();
    let own = newest_of(&own).first().and_then(|newest| newest.period);
    let of_series = |series: &Arc<Series>| {
        let all: Vec<&Outline> = outlines.iter().filter(|outline| outline.series == series.path).collect();
        let newest = newest_of(&all);
        let leaf =
            leaf(site, front.path, newest.iter().copied().max_by_key(|outline| outline.period), front.language());
        let is_named = !series.path.is_empty();
        let (title, folder) = (series.title(), series_path(series));
        // The front page of the site is that of its own reports.
        let on = if is_named {
            On::TheSites { folder: &folder, told: own.filter(|_| series.for_each.is_some()) }
        } else {
            On::ItsOwn
        };
        let overview = match &series.for_each {
            Some(_) => overview::of_members(&leaf, series, &newest, &title, on),
            None => overview::of_report(&leaf, newest.first()?, None, &title, on),
        }?;
        let heading = if is_named { format!("{}: {title}", overview.heading) } else { overview.heading };
        Some(view::Overview { heading, ..overview })
    };
    site.inputs.series.iter().filter_map(of_series).collect()
}

fn is_month(outline: &Outline) -> bool {
    outline.period.is_some_and(|period| period.grain() == Grain::Month)
}

/// The calendars of all series that have reports of the whole, and the members of the others.
fn archives(leaf: &Leaf<'_>, outlines: &[Outline], newest: Option<&Outline>) -> Vec<view::Archive> {
    let archive = |series: &Arc<Series>| {
        let title = (!series.path.is_empty()).then(|| series.title());
        if series.for_each.is_some() {
            let members = members(leaf, series)?;
            return Some(view::Archive { title: title.or(members.title), ..members });
        }
        let of_series: Vec<&Outline> = outlines.iter().filter(|outline| outline.series == series.path).collect();
        calendar(leaf, title, &of_series, newest, leaf.site.language())
    };
    leaf.site.inputs.series.iter().filter_map(archive).collect()
}

/// The pages of a folder's members.
fn members(leaf: &Leaf<'_>, series: &Series) -> Option<view::Archive> {
    let site = leaf.site;
    let fronts = site.plan.fronts.iter().filter(|front| front.series.path == series.path);
    let member =
        |front: &PlannedFront| Some(leaf.link(site.member_label(front.member()?, front.language), &front.path));
    let members: Vec<view::Link> = fronts.filter_map(member).collect();
    let dimension = site.inputs.catalog.dimensions.get(series.for_each.as_ref()?)?;
    let title = Some(dimension.label.get(leaf.language()).to_owned());
    (!members.is_empty()).then_some(view::Archive { title, years: Vec::new(), longer: Vec::new(), members })
}

/// The reports of a series by year and month; `None` if there is none.
fn calendar(
    leaf: &Leaf<'_>,
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
            href: outline.map(|outline| leaf.to(&outline.path)),
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
        leaf.link(name, &outline.path)
    });
    let longer: Vec<view::Link> = longer.collect();
    let years: Vec<view::Year> = years.into_iter().map(year).collect();
    (!years.is_empty() || !longer.is_empty()).then_some(view::Archive { title, years, longer, members: Vec::new() })
}
