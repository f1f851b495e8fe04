//! A chart, table or row of tiles that a narrative asks for → its view, and the files saved beside the page.

use std::sync::Arc;

use super::leaf::Leaf;
use super::view;
use crate::base::inline::{Inline, escaped};
use crate::base::period::Period;
use crate::compute::reference::Reference;
use crate::compute::{Bounds, Figure, Known};
use crate::diag::Diagnostic;
use crate::exhibit;
use crate::exhibit::chart::{self, ChartKind, Drawings, Order, illustrative, span};
use crate::exhibit::drawing::{self, Caption, Spark};
use crate::exhibit::request::{Request, TableKind};
use crate::exhibit::table::columns;
use crate::exhibit::table::lines::{self, Choice, Line};
use crate::exhibit::table::matrix::{self, Marked};
use crate::exhibit::table::missed;
use crate::exhibit::table::{self, Beside, Grid, NamedHistory, TableColumn};
use crate::l10n::wording::{self, machine};
use crate::l10n::{self, phrases};
use crate::model::Decimal;
use crate::model::catalog::Format;
use crate::model::language::Language;
use crate::narrative::Exhibit;

/// More members than these, or members with longer names, stand in the rows of an overview.
const MOST_MEMBERS_ACROSS: usize = 8;
const LONGEST_ACROSS: usize = 20;

/// Fewer values make no line.
const FEWEST_FOR_SPARK: usize = 3;
/// More would be nearer to each other than the line is wide.
const MOST_FOR_SPARK: usize = 60;

/// A chart and what is saved beside its page: name and content.
pub struct Drawn {
    pub chart: view::Chart,
    pub files: Vec<(String, Vec<u8>)>,
}

/// The chart that a narrative asks for. What it does not say is filled in.
pub fn order_of<'a>(exhibit: &'a Exhibit, kind: &'static ChartKind, usual_history: usize) -> Order<'a> {
    let Request { references, history, from_zero, by, height, annotate, choice, .. } = &exhibit.request;
    let Request { free_scale, from_normal, since, .. } = &exhibit.request;
    Order {
        references,
        kind,
        id: &exhibit.id,
        anchor: &exhibit.anchor,
        number: exhibit.number,
        level: exhibit.level,
        title: exhibit.title.as_ref(),
        subtitle: exhibit.subtitle.as_ref(),
        history: history.unwrap_or(usual_history),
        from_zero: *from_zero,
        by: by.as_deref(),
        choice,
        height: *height,
        annotate: *annotate,
        free_scale: *free_scale,
        from_normal: *from_normal,
        since: *since,
        place: exhibit.place.clone(),
    }
}

/// Draws a chart.
pub fn chart(leaf: &Leaf<'_>, order: &Order<'_>) -> Result<Drawn, Diagnostic> {
    let (wording, language) = (leaf.wording, leaf.language());
    let content = chart::content(wording, order)?;
    let label = phrases::chart_number(order.number, language);
    let names: Vec<String> =
        order.references.iter().map(|reference| wording.label(&reference.metric, &reference.cell)).collect();
    let title = order.title.cloned().unwrap_or_else(|| Inline::plain(&l10n::list(&names, language)));
    let what = order.subtitle.map_or_else(|| content.what.clone(), |subtitle| subtitle.text.clone());
    let (subtitle, below) = above_and_below(what.clone(), &content.keys);
    let summary = content.summary.join(" ");
    let origin = origin(leaf, order);
    let said = || origin.iter().cloned().chain(content.source.iter().chain(below).map(|said| Inline::plain(said)));
    let plain = |said: &String| Inline::plain(said);
    let source = as_sentences(said().chain(content.when_narrow.iter().map(plain)));
    let of_file = as_sentences(said().chain(chart::cut_in_file(&content.drawings, language).iter().map(plain)));
    let mut files = Vec::new();
    let mut downloads = Vec::new();
    if leaf.site.settings().chart_files {
        // On its own it has no page around it that says so.
        let mark = leaf.embargo().map_or_else(String::new, |mark| format!("{} ", l10n::sentence(&mark)));
        let (summary, source) = (format!("{mark}{summary}"), format!("{mark}{}", of_file.text));
        let notes: Vec<String> = content.notes.iter().map(note_of_file).collect();
        let (title, notes) = (&*title.text, notes.as_slice());
        let caption = Caption { title, subtitle: &subtitle, description: &summary, notes, source: &source, language };
        let saved = match &content.drawings {
            Drawings::Sizes { wide, .. } => drawing::standalone(wide, &caption),
            Drawings::Panels { grid, .. } => drawing::standalone(grid, &caption),
        };
        files.push((format!("{}.svg", order.id), saved.into_bytes()));
        files.push((format!("{}.csv", order.id), content.csv));
        for format in ["SVG", "CSV"] {
            let href = format!("{}.{}", order.id, format.to_lowercase());
            downloads.push(view::Download { text: format!("{label}, {format}"), href, format, size: None });
        }
    }
    let (wide, narrow, panels) = match content.drawings {
        Drawings::Sizes { wide, narrow } => (wide.svg, narrow.svg, Vec::new()),
        Drawings::Panels { panels, .. } => (String::new(), String::new(), panels),
    };
    let chart = view::Chart {
        id: order.anchor.to_owned(),
        title: title.html.clone(),
        subtitle,
        level: order.level,
        wide,
        narrow,
        panels,
        summary,
        notes: content.notes,
        show_data: phrases::show_the_data(order.number, language),
        table: view::Table {
            id: format!("{}-table", order.anchor),
            label: None,
            caption: format!("{label}: {}", title.html),
            subtitle: None,
            level: order.level,
            grid: content.grid,
            source: None,
        },
        label,
        source: source.html,
        downloads,
        about: what,
        origin: as_sentences(origin.into_iter()).text,
    };
    Ok(Drawn { chart, files })
}

/// A note as it stands in a file: `1. Marts 2023: Ny lov.`
fn note_of_file(note: &exhibit::view::ChartNote) -> String {
    let number = note.number.map_or_else(String::new, |number| format!("{number}. "));
    with_stop(format!("{number}{}: {}", note.period, note.text))
}

/// The drawing of a chart that a narrative asks for, as a file without title and source, which stand around it.
#[cfg(feature = "word")]
pub fn drawing(leaf: &Leaf<'_>, exhibit: &Exhibit, kind: &'static ChartKind) -> Result<String, Diagnostic> {
    let content = chart::content(leaf.wording, &order_of(exhibit, kind, leaf.site.settings().history))?;
    let language = leaf.language();
    let caption = Caption { title: "", subtitle: "", description: "", notes: &[], source: "", language };
    Ok(match &content.drawings {
        Drawings::Sizes { wide, .. } => drawing::standalone(wide, &caption),
        Drawings::Panels { grid, .. } => drawing::standalone(grid, &caption),
    })
}

/// A subtitle of two lines at most, and the keys of marks that have no room in it: more would push the drawing away from
/// its title.
fn above_and_below(what: String, keys: &[String]) -> (String, &[String]) {
    let mut above = what;
    for (index, key) in keys.iter().enumerate() {
        let longer = format!("{above}. {key}");
        if drawing::lines_of_subtitle(&longer) > 2 {
            return (above, keys.get(index..).unwrap_or_default());
        }
        above = longer;
    }
    (above, &[])
}

/// A table before its caption: what it shows, and when.
struct Made {
    grid: Grid,
    name: String,
    unit: Option<String>,
    when: String,
    /// Why it has no rows, where that is as it should be; an author's subtitle does not stand in its place.
    none: Option<&'static str>,
    shown: Vec<Arc<Figure>>,
}

/// A table that the narrative asks for.
pub fn table(leaf: &Leaf<'_>, exhibit: &Exhibit, kind: TableKind) -> Option<view::Table> {
    let (wording, known) = (leaf.wording, leaf.known());
    let request = &exhibit.request;
    let figure = |reference: &Reference| known.figure(&reference.metric, &reference.cell, reference.period);
    let figures: Vec<Arc<Figure>> = request.references.iter().map(figure).collect();
    let first = figures.first()?;
    let made = match kind {
        TableKind::History => history_table(leaf, request, first),
        TableKind::Breakdown => breakdown_table(leaf, request, first),
        TableKind::Periods => periods_table(leaf, request, first),
        TableKind::Members => members_table(leaf, request, &figures),
        TableKind::KeyFigures => key_figures_table(leaf, request, &figures),
    };
    let shown: Vec<&Arc<Figure>> = made.shown.iter().collect();
    let usual = [Some(made.when), made.unit, illustrative(wording, &shown)];
    let usual = usual.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let usual = l10n::capital(&usual);
    let subtitle = exhibit.subtitle.as_ref().map_or(usual, |subtitle| subtitle.text.clone());
    Some(view::Table {
        id: exhibit.anchor.clone(),
        label: exhibit.label(wording.language),
        caption: exhibit.title.as_ref().map_or_else(|| Inline::plain(&made.name).html, |title| title.html.clone()),
        subtitle: Some(
            [Some(subtitle), made.none.map(str::to_owned)].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        ),
        level: exhibit.level,
        grid: made.grid,
        source: sources(leaf, &figures).map(|source| source.html),
    })
}

/// The name of a figure's table and its unit.
fn named(leaf: &Leaf<'_>, figure: &Figure) -> (String, Option<String>) {
    let unit = leaf.known().metric(&figure.metric).and_then(|metric| metric.unit.as_ref());
    (leaf.wording.label(&figure.metric, &figure.cell), unit.map(|unit| unit.get(leaf.language()).to_owned()))
}

/// The periods of several figures, each once: "Februar 2018 og 4. kvartal 2017".
fn periods_of(figures: &[Arc<Figure>], language: Language) -> String {
    let mut periods: Vec<String> = Vec::new();
    for figure in figures {
        let period = l10n::period(figure.period, language);
        if !periods.contains(&period) {
            periods.push(period);
        }
    }
    l10n::list(&periods, language)
}

fn history_table(leaf: &Leaf<'_>, request: &Request, first: &Arc<Figure>) -> Made {
    let (wording, known) = (leaf.wording, leaf.known());
    let (name, unit) = named(leaf, first);
    let count = request.history.unwrap_or(leaf.site.settings().history);
    let whole = NamedHistory { name: name.clone(), figures: table::history_of(known, first, count) };
    let grid = if request.columns.is_empty() {
        let targets: Vec<Option<Bounds>> = whole.figures.iter().map(|figure| known.bounds(figure)).collect();
        let extras = chart::target_columns(wording, &first.metric, &targets);
        table::history(wording, std::slice::from_ref(&whole), &Beside { extras, ..Beside::default() })
    } else {
        table::history_of_columns(wording, &whole, &request.columns)
    };
    Made { grid, name, unit, when: span(wording, &whole).unwrap_or_default(), none: None, shown: whole.figures }
}

fn breakdown_table(leaf: &Leaf<'_>, request: &Request, first: &Arc<Figure>) -> Made {
    let (wording, known) = (leaf.wording, leaf.known());
    let (name, unit) = named(leaf, first);
    let dimension = request.by.as_deref().unwrap_or_default();
    let columns = if request.columns.is_empty() { &[TableColumn::Previous][..] } else { &request.columns };
    let periods = || columns::other_periods(columns, first.period);
    let (lines, remark) = lines::of_members(wording, first, dimension, &request.choice, &periods);
    let parts = || lines.iter().filter(|line| line.is_part() && line.is_figure()).map(|line| &line.figure);
    // All bars of a table are on one scale.
    let amounts =
        |figure: &Arc<Figure>| figure.amount.clone().into_iter().chain(targets(known, figure)).collect::<Vec<_>>();
    let longest = parts().flat_map(amounts).max();
    let bar = |figure: &Figure| bar(known, figure, longest);
    let spark = |figure: &Figure| spark(known, figure, leaf.site.settings().history);
    let grid = table::breakdown(wording, first, dimension, &lines, &request.columns, &bar, &spark);
    let shown = parts().cloned().collect();
    Made { grid: grid.with_legend(remark), name, unit, when: wording.when(first), none: None, shown }
}

/// The members of a metric through time.
fn periods_table(leaf: &Leaf<'_>, request: &Request, first: &Arc<Figure>) -> Made {
    let (wording, known) = (leaf.wording, leaf.known());
    let (name, unit) = named(leaf, first);
    let dimension = request.by.as_deref().unwrap_or_default();
    let count = request.history.unwrap_or(leaf.site.settings().history);
    let whole = NamedHistory { name: name.clone(), figures: table::history_of(known, first, count) };
    let periods: Vec<Period> = whole.figures.iter().rev().map(|figure| figure.period).collect();
    let (lines, remark) = lines::of_members(wording, first, dimension, &request.choice, &|| periods.clone());
    let about = known.catalog().dimensions.get(dimension).map_or("", |of| of.label.get(wording.language));
    let grid =
        matrix::through_time(wording, about, &lines, &periods, request.marked == Marked::Shades).with_legend(remark);
    let parts = lines.iter().filter(|line| line.is_part() && line.is_figure());
    let shown = parts.flat_map(|line| periods.iter().map(|period| line.figure_in(known, *period))).collect();
    let when = span(wording, &whole).map(|span| wording.named(&span, Some(first.as_ref())));
    Made { grid, name, unit, when: when.unwrap_or_default(), none: None, shown }
}

/// Several metrics for each member.
fn members_table(leaf: &Leaf<'_>, request: &Request, figures: &[Arc<Figure>]) -> Made {
    let (wording, known) = (leaf.wording, leaf.known());
    let dimension = request.by.as_deref().unwrap_or_default();
    let (members, gone) = match request.choice.members.as_slice() {
        [] => lines::counted_in_any(wording, figures, dimension),
        chosen => (chosen.to_vec(), None),
    };
    let choice = Choice { total: false, members, ..request.choice.clone() };
    let mut names = Vec::new();
    let mut rows = Vec::new();
    for figure in figures {
        let (lines, _) = lines::of_members(wording, figure, dimension, &choice, &Vec::new);
        names = lines.iter().map(|line| line.head.clone()).collect();
        let row = Line::of(wording.label_and_unit(figure), Some(leaf.row_of(figure)), figure.clone());
        rows.push((row, lines.into_iter().map(|line| line.figure).collect::<Vec<_>>()));
    }
    let words = leaf.words();
    let all = figures.iter().map(|figure| (figure.metric.as_str(), figure.period.grain()));
    let total = request.choice.total.then(|| wording.whole(all, !request.choice.members.is_empty()));
    let grid = matrix::by_members(wording, &names, &rows, total, request.marked).with_legend(gone);
    let when = periods_of(figures, wording.language);
    let name = known.catalog().dimensions.get(dimension).map_or("", |of| of.label.get(wording.language)).to_owned();
    // Many members, and those with long names, stand below each other: over narrow columns they have no room.
    let is_wide = names.len() > MOST_MEMBERS_ACROSS || names.iter().any(|name| name.chars().count() > LONGEST_ACROSS);
    let is_turned = request.marked == Marked::Verdicts && is_wide && rows.len() <= MOST_MEMBERS_ACROSS;
    let grid = if is_turned { grid.turned(&name, wording.language) } else { grid };
    let shown = rows.into_iter().flat_map(|(_, figures)| figures).collect();
    Made { grid, name: format!("{}, {}", words.key_figures, name), unit: None, when, none: None, shown }
}

fn key_figures_table(leaf: &Leaf<'_>, request: &Request, figures: &[Arc<Figure>]) -> Made {
    let (wording, known) = (leaf.wording, leaf.known());
    let href = |figure: &Figure| leaf.row_of(figure);
    let count = request.history.unwrap_or(leaf.site.settings().history);
    let spark = |figure: &Figure| spark(known, figure, count);
    let when = periods_of(figures, wording.language);
    if request.off_target {
        let missed = missed::off_target(known, figures);
        let grid = table::key_figures(wording, &missed.figures, &request.columns, &href, &spark);
        let grid = grid.with_legend(missed.remark(wording));
        let (name, none) = (leaf.words().off_target.to_owned(), missed.none(wording.language));
        return Made { grid, name, unit: None, when, none, shown: missed.figures };
    }
    let grid = table::key_figures(wording, figures, &request.columns, &href, &spark);
    Made { grid, name: leaf.words().key_figures.to_owned(), unit: None, when, none: None, shown: figures.to_vec() }
}

/// The key figures that the narrative asks for.
pub fn tiles(leaf: &Leaf<'_>, exhibit: &Exhibit) -> view::Tiles {
    let year_ago = exhibit.request.year_ago;
    let figure = |reference: &Reference| leaf.known().figure(&reference.metric, &reference.cell, reference.period);
    let one = |reference: &Reference| tile(leaf, &figure(reference), year_ago);
    view::Tiles { level: exhibit.level, tiles: exhibit.request.references.iter().filter_map(one).collect() }
}

/// One figure: its value, its small line, its change, its target. `year_ago` says whether the change on the year before
/// stands there too; `None`: where the values follow the season.
pub fn tile(leaf: &Leaf<'_>, figure: &Figure, year_ago: Option<bool>) -> Option<view::Tile> {
    let (wording, known, language) = (leaf.wording, leaf.known(), leaf.language());
    let metric = known.metric(&figure.metric)?;
    let judgement = known.judge(figure);
    let value = wording.value_as_judged(figure, judgement.as_ref());
    let previous = known.figure(&figure.metric, &figure.cell, figure.period.previous());
    let change = figure.change_from(&previous);
    // Of years, it is the change that stands there already.
    let has_years = figure.period.year_before() != previous.period;
    let change_year = (has_years && year_ago.unwrap_or_else(|| known.follows_season(figure))).then(|| {
        let before = known.figure(&figure.metric, &figure.cell, figure.period.year_before());
        wording.change_line(figure, &before, &figure.change_from(&before))
    });
    let target = judgement.as_ref().map(|judgement| view::TargetLine {
        verdict: judgement.verdict.word(),
        glyph: wording::glyph(judgement.verdict),
        word: wording::verdict(judgement.verdict, language).to_owned(),
        text: wording.distance_and_rule(figure, judgement),
    });
    let spark = Some(spark(known, figure, leaf.site.settings().history)).filter(|svg| !svg.is_empty());
    let bar = || {
        let whole = (metric.format == Format::Percent).then_some(Decimal::ONE);
        figure.amount.as_ref().ok().and_then(|value| drawing::bar(*value, &targets(known, figure), whole))
    };
    Some(view::Tile {
        label: wording.label(&figure.metric, &figure.cell),
        href: leaf.row_of(figure),
        when: wording.when(figure),
        long: value.chars().count() > 9,
        machine: figure.amount.as_ref().ok().map(|value| machine(*value)),
        value,
        unit: metric.unit.as_ref().filter(|_| figure.amount.is_ok()).map(|unit| unit.get(language).to_owned()),
        spark: spark.or_else(bar),
        change: wording.change_line(figure, &previous, &change),
        change_year,
        target,
        no_target: wording.no_target(figure).to_owned(),
        status: wording::status(figure.status, language).map(str::to_owned),
    })
}

/// A bar with its target, on a scale up to `longest`; empty without a value or a target.
fn bar(known: Known<'_>, figure: &Figure, longest: Option<Decimal>) -> String {
    let value = figure.value();
    value.and_then(|value| drawing::bar(value, &targets(known, figure), longest)).unwrap_or_default()
}

/// What is aimed at: none, one amount, or the two bounds of a range.
fn targets(known: Known<'_>, figure: &Figure) -> Vec<Decimal> {
    known.bounds(figure).into_iter().flat_map(Bounds::amounts).collect()
}

/// The small line of a figure's history, its latest sixty periods at most; empty if there are too few values.
pub fn spark(known: Known<'_>, figure: &Figure, history: usize) -> String {
    let past = known.history(&figure.metric, &figure.cell, figure.period, history.min(MOST_FOR_SPARK));
    let values: Vec<Option<Decimal>> = past.into_iter().map(|figure| figure.value()).collect();
    if values.iter().flatten().count() < FEWEST_FOR_SPARK {
        return String::new();
    }
    drawing::spark(&Spark { values, targets: targets(known, figure) })
}

/// "Source: …" of several figures, each source once.
fn sources(leaf: &Leaf<'_>, figures: &[Arc<Figure>]) -> Option<Inline> {
    let mut named: Vec<Inline> = Vec::new();
    for source in figures.iter().filter_map(|figure| leaf.site.source_of(figure)) {
        let name = leaf.name_of(source);
        if !named.iter().any(|other| other.text == name.text) {
            named.push(name);
        }
    }
    let language = leaf.language();
    (!named.is_empty()).then(|| {
        let [html, text] = [|name: &Inline| name.html.clone(), |name: &Inline| name.text.clone()]
            .map(|of| l10n::list(&named.iter().map(of).collect::<Vec<_>>(), language));
        of_sources(&Inline { html, text }, "", language)
    })
}

/// "Source: …" with the names as they are, and when the figures were counted.
fn of_sources(names: &Inline, extract: &str, language: Language) -> Inline {
    let html = phrases::source(&names.html, &escaped(extract), language);
    Inline { html, text: phrases::source(&names.text, extract, language) }
}

/// Where the figures of a chart come from, and when they were counted.
fn origin(leaf: &Leaf<'_>, order: &Order<'_>) -> Option<Inline> {
    let language = leaf.language();
    let figure = |reference: &Reference| leaf.known().figure(&reference.metric, &reference.cell, reference.period);
    let figures: Vec<Arc<Figure>> = order.references.iter().map(figure).collect();
    match figures.as_slice() {
        [figure] => {
            let extract = figure.as_of.map_or_else(String::new, |date| l10n::as_of(date, language));
            leaf.site.source_of(figure).map(|source| of_sources(&leaf.name_of(source), &extract, language))
        }
        several => sources(leaf, several),
    }
}

/// Each with a full stop; empty without any.
fn as_sentences(sentences: impl Iterator<Item = Inline>) -> Inline {
    let sentences: Vec<Inline> = sentences.collect();
    if sentences.is_empty() {
        return Inline::default();
    }
    let [html, text] = [|sentence: &Inline| sentence.html.clone(), |sentence: &Inline| sentence.text.clone()]
        .map(|of| sentences.iter().map(of).map(with_stop).collect::<Vec<_>>().join(" "));
    Inline { html, text }
}

/// With the full stop of a sentence, unless it ends with that of an abbreviation: `5 mia.`
fn with_stop(sentence: String) -> String {
    if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }
}
