//! The front page, and the register of everything that can be found.

use super::{Head, Outline, Site, link, metric_path, report, view};
use crate::address;
use crate::compute::{self, Figures};
use crate::diag::Diagnostic;
use crate::locale::{self, Noun, phrases, words};
use crate::model::Decimal;
use crate::model::content::Series;
use crate::model::settings::Language;
use crate::narrative::Inline;
use crate::period::{Grain, Period};
use crate::wording::Wording;

const PATH: &str = "index.html";
const REGISTER: &str = "search/index.html";

/// More changes than this are in the report's own table.
const MOST_CHANGES: usize = 10;

/// Builds the front page from the newest report.
pub fn build(site: &Site<'_>, outlines: &[Outline], pages: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let language = site.language();
    let words = words(language);
    let settings = site.settings();
    let own_months = outlines.iter().rev().find(|outline| outline.series.is_empty() && is_month(outline));
    let newest = own_months.or(outlines.last());
    let own = site.inputs.series.iter().find(|series| series.path.is_empty());
    let landing = match own.and_then(|series| series.index.as_ref()) {
        Some(index) => {
            let latest = site.latest();
            let wording = site.wording(latest, language);
            let figures = std::sync::Arc::new(compute::figures(wording.known, latest, settings.history));
            let (narrative, _) = report::narrate(site, index, PATH, latest, figures, language, 1)?;
            let (sections, files) = report::sections(site, wording, PATH, &narrative)?;
            for (name, bytes) in &files {
                site.write(name, bytes)?;
            }
            sections
        }
        None => Vec::new(),
    };
    let (tiles, changed) = match newest.and_then(|outline| outline.period.map(|period| (outline, period))) {
        Some((outline, period)) => {
            let wording = site.wording(period.last_month(), language);
            let figures = compute::figures(wording.known, period, settings.history);
            let tiles = report::tiles(site, wording, PATH, &outline.tiles, &figures);
            (tiles, changed(site, wording, outline, &figures))
        }
        None => (Vec::new(), None),
    };
    let state = newest.map_or("final", |outline| outline.state);
    let eyebrow = newest.and_then(|outline| outline.period).map_or_else(
        || settings.organisation.as_ref().map_or(String::new(), |text| text.get(language).to_owned()),
        |period| {
            format!(
                "{} · {} · {}",
                words.latest_report,
                locale::period(period, language),
                report::state_in_sentence(state, language)
            )
        },
    );
    let title = newest.map_or_else(|| Inline::plain(settings.title.get(language)), |outline| outline.title.clone());
    let view = view::Home {
        eyebrow,
        title: title.html,
        href: newest.map(|outline| outline.path.clone()),
        lead: newest.and_then(|outline| outline.lead.as_ref()).map(|lead| lead.html.clone()),
        state_note: (state == "illustrative").then(|| words.all_illustrative.to_owned()),
        tiles,
        changed,
        sections: landing,
        archives: archives(site, outlines, newest),
        pages: pages
            .iter()
            .map(|page| link(page.title.text.clone(), page.path.clone()))
            .chain(own_pages(language))
            .collect(),
        search: REGISTER.to_owned(),
    };
    let head = Head {
        state,
        description: newest.and_then(|outline| outline.lead.as_ref()).map(|lead| lead.text.clone()),
        ..Head::new("home", language, settings.title.get(language))
    };
    let page = site.page(PATH, PATH, head);
    site.write_page(PATH, "home.html", &page, "home", &view)
}

fn own_pages(language: Language) -> [view::Link; 2] {
    let words = words(language);
    [link(words.all_figures_and_definitions, "metrics/index.html"), link(words.revisions, "revisions/index.html")]
}

/// What the newest report changed since the one before: withdrawals first, then the largest changes.
fn changed(site: &Site<'_>, wording: Wording<'_>, newest: &Outline, figures: &Figures) -> Option<view::Changed> {
    let language = wording.language;
    let words = words(language);
    let period = figures.period;
    let before = period.previous();
    let withdrawn = site.changes.iter().filter(|change| change.snapshot == period && change.is_withdrawn());
    let mut rows: Vec<view::ChangedRow> = withdrawn
        .map(|change| view::ChangedRow {
            label: format!(
                "{}, {}",
                wording.label(&change.metric, &change.cell),
                locale::period(change.period, language)
            ),
            href: format!("{}#p{}", metric_path(&change.metric), change.period),
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
            href: site.row_href(PATH, &of.figure),
            was: wording.value(&of.previous),
            now: wording.value(&of.figure),
            change: wording.change(id, &of.change),
            relative: wording.relative(id, &of.change),
            withdrawn: false,
        }
    }));
    if rows.is_empty() {
        return None;
    }
    let count = locale::count(rows.len(), Noun::Figure, language);
    let remark = match count_withdrawn {
        0 => count,
        some => format!("{count}; {some} {}", words.in_withdrawn),
    };
    let more = (rows.len() > MOST_CHANGES).then(|| link(words.all_figures_in_report, format!("{}#notes", newest.path)));
    rows.truncate(MOST_CHANGES);
    Some(view::Changed {
        heading: phrases::changed_since(locale::month_name(before, language), language),
        remark,
        from: locale::period_capital(before, language),
        to: locale::period(period, language),
        rows,
        more,
    })
}

fn is_month(outline: &Outline) -> bool {
    outline.period.is_some_and(|period| period.grain() == Grain::Month)
}

/// The calendars of all series that have reports.
fn archives(site: &Site<'_>, outlines: &[Outline], newest: Option<&Outline>) -> Vec<view::Archive> {
    let language = site.language();
    let calendar = |series: &Series| {
        let of_series: Vec<&Outline> = outlines.iter().filter(|outline| outline.series == series.path).collect();
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
                short: locale::month_tick(period, language).to_owned(),
                full: locale::period(period, language),
                href: outline.map(|outline| outline.path.clone()),
                newest: outline.is_some_and(|outline| newest.is_some_and(|newest| newest.path == outline.path)),
                provisional: outline.is_some_and(|outline| outline.state == "provisional"),
            }
        };
        let year = |year: i32| view::Year {
            year: year.to_string(),
            months: (1..=12).map(|number| month(Period::month(year, number))).collect(),
        };
        let title = series.index.as_ref().and_then(|index| index.title.as_ref()).map(|title| title.text.clone());
        let longer = of_series.iter().filter(|outline| !is_month(outline)).rev().map(|outline| {
            let name = outline.period.map_or_else(String::new, |period| locale::period_capital(period, language));
            link(name, outline.path.clone())
        });
        let longer: Vec<view::Link> = longer.collect();
        let title = (!series.path.is_empty()).then(|| title.unwrap_or_else(|| series.path.clone()));
        let years: Vec<view::Year> = years.into_iter().map(year).collect();
        (!years.is_empty() || !longer.is_empty()).then_some(view::Archive { title, years, longer })
    };
    site.inputs.series.iter().filter_map(calendar).collect()
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
    };
    for outline in outlines {
        let context = outline.period.map(|period| locale::period(period, language));
        entries.push(entry(&outline.title.text, to(&outline.path), words.in_report, None));
        for section in outline.sections.iter().filter(|section| !section.heading.is_empty()) {
            let href = format!("{}#{}", to(&outline.path), section.id);
            entries.push(entry(&section.heading, href, words.in_section, context.clone()));
            for (_, label, anchor, title) in section.exhibits.iter().filter(|(.., title)| !title.is_empty()) {
                let href = format!("{}#{anchor}", to(&outline.path));
                entries.push(entry(title, href, &label.to_lowercase(), context.clone()));
            }
        }
    }
    for outline in pages {
        entries.push(entry(&outline.title.text, to(&outline.path), words.in_page, None));
    }
    for (id, metric) in &site.inputs.catalog.metrics {
        entries.push(entry(metric.label.get(language), to(&metric_path(id)), words.in_figure, None));
    }
    // Of the same name, the newest first: reports stand in period order.
    entries.reverse();
    entries.sort_by(|a, b| locale::compare(&a.text, &b.text, language));
    let mut groups: Vec<view::RegisterGroup> = Vec::new();
    for entry in entries {
        let letter = locale::initial(&entry.text, language);
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
