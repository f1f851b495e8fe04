//! The page of a metric: what it means, its whole history, every revision, where reports show it. And the list of all
//! metrics.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::leaf::{Head, Leaf};
use super::plan::PlannedReport;
use super::{Outline, Site, exhibit, json, metric_path, trail, view};
use crate::base::inline::Inline;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::compute::{ChangedLater, Figure, Gap, Known, statements};
use crate::diag::Diagnostic;
use crate::exhibit::chart::{self, Annotate, Asked, Extent, Order};
use crate::exhibit::table::lines::Choice;
use crate::exhibit::table::{self, Column, Grid, Row};
use crate::l10n::wording::{self, Wording};
use crate::l10n::{self, phrases};
use crate::model::catalog::{Better, Kind, Metric};
use crate::model::formula::Input;
use crate::model::snapshot::Cell;

const INDEX: &str = "metrics/index.html";

/// Beside it.
const DEFINITIONS: &str = "definitions.csv";

/// With more members than this, none has a column here, nor its target; the reports have a table of them.
const MOST_COLUMNS: usize = 12;

/// Builds the page of the metric `id`, with its history as JSON, SVG and CSV.
pub fn build(site: &Site<'_>, id: &str, outlines: &[Outline]) -> Result<(), Vec<Diagnostic>> {
    let path = metric_path(id);
    let kept = Arc::default();
    let leaf = site.leaf(&path, site.vintage(), site.language()).kept_in(&kept);
    let (known, language, words) = (leaf.known(), leaf.language(), leaf.words());
    let Some(metric) = known.metric(id) else { return Ok(()) };
    let cell = Cell::total(metric.by.len());
    let now = site.latest().map(|latest| known.figure_shown(id, latest));
    let history =
        now.as_ref().map(|now| known.history(id, &cell, now.period, usize::from(u16::MAX))).unwrap_or_default();
    let label = metric.label.get(language);
    let chart = now.as_ref().map_or(Ok(None), |now| chart(&leaf, metric, now, &history))?;
    let vintages: Vec<Known<'_>> = site.inputs.snapshots.iter().map(|snapshot| site.noted(snapshot.period)).collect();
    leaf.write_beside("history.json", json::history(&vintages, id, &cell).as_bytes())?;

    let view = view::Metric {
        id: id.to_owned(),
        label: label.to_owned(),
        description: metric.description.as_ref().map(|text| text.get(language).to_owned()),
        index: leaf.to(INDEX),
        latest: now.as_ref().and_then(|now| exhibit::tile(&leaf, now, None)),
        definition: definition(&leaf, id, metric),
        chart,
        values_remark: values_remark(&leaf, &history),
        values: view::Table {
            id: "values".to_owned(),
            label: None,
            caption: Inline::plain(&format!("{}: {label}", words.all_values)).html,
            subtitle: None,
            level: 3,
            grid: values(&leaf, id, metric, &history),
            source: None,
        },
        appears: appears(&leaf, id, outlines),
        downloads: vec![view::Download {
            text: words.full_history.to_owned(),
            href: "history.json".to_owned(),
            format: "JSON",
            size: None,
        }],
    };
    let head = Head { description: view.description.clone(), ..Head::new("metric", leaf.title(label)) };
    leaf.write("metric.html", &leaf.page(INDEX, head), "metric", &view)
}

/// The chart of a history that ends with `now`, with its files beside the page; `None` if there is one figure or none.
/// Where the whole was never counted, it shows the parts.
fn chart(
    leaf: &Leaf<'_>,
    metric: &Metric,
    now: &Figure,
    history: &[Arc<Figure>],
) -> Result<Option<view::Chart>, Vec<Diagnostic>> {
    let count = history.len();
    if count <= 1 {
        return Ok(None);
    }
    let by = metric.by.first().filter(|_| history.iter().all(|figure| figure.amount.is_err()));
    let dimension = by.and_then(|name| leaf.known().catalog().dimensions.get(name));
    let members = dimension.map(|dimension| dimension.members.len());
    let id = &now.metric;
    let reference = Reference { metric: id.clone(), cell: now.cell.clone(), period: now.period, aspect: Aspect::Value };
    let kind = chart::usual(
        leaf.known(),
        Asked {
            metric,
            reference: &reference,
            by: by.map(String::as_str),
            extent: Extent { metrics: 1, members, periods: count, is_counted: true },
            arguments: &[],
        },
    );
    if members.is_some_and(|members| members > kind.most_members) {
        return Ok(None);
    }
    let title = Inline::plain(metric.label.get(leaf.language()));
    let order = Order {
        references: &[reference],
        kind,
        id,
        anchor: &format!("fig-{}", id.replace('_', "-")),
        number: 1,
        level: 3,
        title: Some(&title),
        subtitle: None,
        history: count,
        from_zero: false,
        by: by.map(String::as_str),
        choice: &Choice::ALL,
        height: None,
        annotate: Annotate { notes: true, events: true },
        free_scale: false,
        from_normal: false,
        since: None,
        place: Place::of_file(metric.place.file.clone()),
    };
    let drawn = exhibit::chart(leaf, &order).map_err(|fault| vec![fault])?;
    for (name, bytes) in &drawn.files {
        leaf.write_beside(name, bytes)?;
    }
    Ok(Some(drawn.chart))
}

/// Builds the list of all metrics.
pub fn build_index(site: &Site<'_>) -> Result<(), Vec<Diagnostic>> {
    let leaf = site.leaf(INDEX, site.vintage(), site.language());
    let (wording, language, words) = (leaf.wording, leaf.language(), leaf.words());
    let entry = |(id, metric): (&String, &Metric)| {
        let figure = &leaf.known().figure_shown(id, site.vintage());
        view::MetricEntry {
            label: metric.label.get(language).to_owned(),
            href: leaf.to(&metric_path(id)),
            description: metric.description.as_ref().map(|text| text.get(language).to_owned()),
            value: wording.value(figure),
            unit: metric.unit.as_ref().filter(|_| figure.amount.is_ok()).map(|unit| unit.get(language).to_owned()),
            when: site.latest().map(|_| wording.when(figure)),
        }
    };
    let view = view::Metrics {
        title: words.figures.to_owned(),
        lead: words.all_figures_and_definitions.to_owned(),
        entries: site.inputs.catalog.metrics.iter().map(entry).collect(),
    };
    leaf.write_beside(DEFINITIONS, &table::plain_csv(&definitions(&leaf), language))?;
    let downloads = vec![view::Download {
        text: words.all_definitions.to_owned(),
        href: DEFINITIONS.to_owned(),
        format: "CSV",
        size: None,
    }];
    let page = leaf.page(INDEX, Head { downloads, ..Head::new("metrics", leaf.title(words.figures)) });
    leaf.write("metrics.html", &page, "metrics", &view)
}

/// All metrics as rows, as their pages define them.
fn definitions(leaf: &Leaf<'_>) -> Vec<Vec<String>> {
    let (words, language) = (leaf.words(), leaf.language());
    let terms = [
        words.counted_as,
        words.formula,
        words.unit,
        words.target,
        words.better_is,
        words.source,
        words.note,
        words.used_in,
        words.defined_in,
    ];
    let head = ["id", words.figure, words.definition].into_iter().chain(terms).map(str::to_owned).collect();
    let row = |(id, metric): (&String, &Metric)| {
        let lines = definition(leaf, id, metric);
        let text = |term: &str| {
            let line = lines.iter().find(|line| line.term == term);
            let links = line.iter().flat_map(|line| &line.links).map(|link| link.text.as_str());
            let links = links.collect::<Vec<_>>().join(", ");
            match line.map_or("", |line| &line.text) {
                "" => links,
                text => text.to_owned(),
            }
        };
        let described = metric.description.as_ref().map_or(String::new(), |text| text.get(language).to_owned());
        let own = [id.clone(), metric.label.get(language).to_owned(), described];
        let source = metric.source.as_ref().and_then(|key| leaf.site.settings().sources.get(key));
        let source = source.map_or(String::new(), |source| leaf.source(source).text);
        let term = |term: &&str| if *term == words.source { source.clone() } else { text(term) };
        own.into_iter().chain(terms.iter().map(term)).collect()
    };
    std::iter::once(head).chain(leaf.site.inputs.catalog.metrics.iter().map(row)).collect()
}

fn definition(leaf: &Leaf<'_>, id: &str, metric: &Metric) -> Vec<view::Definition> {
    let (wording, known, language, words) = (leaf.wording, leaf.known(), leaf.language(), leaf.words());
    let site = leaf.site;
    let plain = view::Definition::plain;
    let metric_link = |other: &str| {
        let label = known.metric(other).map_or(other, |metric| metric.label.get(language));
        leaf.link(label, &metric_path(other))
    };
    let mut lines = vec![plain(words.counted_as, &wording.kind(metric))];
    let inputs = metric.inputs();
    if !inputs.is_empty() {
        let mut links: Vec<view::Link> = Vec::new();
        for input in inputs {
            if !links.iter().any(|link| link.href == metric_link(input).href) {
                links.push(metric_link(input));
            }
        }
        lines.push(view::Definition { links, ..plain(words.formula, &formula(wording, metric)) });
    }
    lines.extend(metric.unit.as_ref().map(|unit| plain(words.unit, unit.get(language))));
    let shown = known.figure_shown(id, site.vintage());
    let target = wording.rules(&shown).unwrap_or_else(|| targets_of_parts(wording, &shown));
    lines.push(plain(words.target, &target));
    let better = match metric.better {
        Better::Higher => words.higher,
        Better::Lower => words.lower,
        Better::Neither => words.neither,
    };
    lines.push(plain(words.better_is, better));
    if let Some(source) = metric.source.as_ref().and_then(|key| site.settings().sources.get(key)) {
        let link = |url: &String| view::Link { text: source.label.get(language).to_owned(), href: url.clone() };
        lines.push(match &source.url {
            Some(url) => {
                let contact = source.contact.as_ref().map_or("", |contact| contact.get(language));
                view::Definition { links: vec![link(url)], ..plain(words.source, contact) }
            }
            None => plain(words.source, &leaf.source(source).text),
        });
    }
    lines.extend(metric.note.as_ref().map(|note| plain(words.note, note.get(language))));
    let users = site.inputs.catalog.metrics.iter().filter(|(other, definition)| *other != id && uses(definition, id));
    let used: Vec<view::Link> = users.map(|(other, _)| metric_link(other)).collect();
    if !used.is_empty() {
        lines.push(view::Definition { links: used, ..plain(words.used_in, "") });
    }
    lines.push(view::Definition { code: true, ..plain(words.defined_in, &trail::place(&metric.place)) });
    lines
}

/// The targets of a metric's parts where the whole has none: "Rigshospitalet: at least 400; Herlev: at least 300".
fn targets_of_parts(wording: Wording<'_>, whole: &Figure) -> String {
    let own = |cell: Cell| {
        let part = wording.known.figure(&whole.metric, &cell, whole.period);
        let rule = wording.rules(&part)?;
        let metric = wording.known.metric(&whole.metric)?;
        Some(format!("{}: {rule}", wording.members(metric, &cell).join(", ")))
    };
    let parts = table::parts(wording.known, &whole.metric).into_iter();
    let rules: Vec<String> = parts.filter(|cell| cell.members().count() == 1).filter_map(own).collect();
    match rules.len() {
        0 => wording.no_target(whole).to_owned(),
        1..=MOST_COLUMNS => rules.join("; "),
        _ => l10n::words(wording.language).targets_of_members.to_owned(),
    }
}

fn uses(metric: &Metric, id: &str) -> bool {
    let targets = match &metric.kind {
        Kind::Derived(formula) => formula.targets(),
        _ => Vec::new(),
    };
    metric.inputs().contains(&id) || targets.contains(&id)
}

/// The formula with the metrics' labels in place of their ids.
fn formula(wording: Wording<'_>, metric: &Metric) -> String {
    match &metric.kind {
        Kind::Stock | Kind::Flow => String::new(),
        Kind::Ratio { numerator, denominator } => {
            format!("{} / {}", wording.input(numerator), wording.input(denominator))
        }
        Kind::Derived(formula) => wording.formula(formula),
        Kind::Cumulative { of, .. } => wording.input(&Input::plain(of)),
    }
}

/// "2 revised, 1 missing".
fn values_remark(leaf: &Leaf<'_>, history: &[Arc<Figure>]) -> Option<String> {
    let words = leaf.words();
    let revised = history.iter().filter(|figure| figure.revision.is_some()).count();
    let missing = history.iter().filter(|figure| figure.amount.is_err() && !figure.is_suppressed()).count();
    let parts: Vec<String> = [(revised, words.in_revised), (missing, words.count_missing)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Every period: value, what was stated earlier, the report that first showed it, the line that states it now.
fn values(leaf: &Leaf<'_>, id: &str, metric: &Metric, history: &[Arc<Figure>]) -> Grid {
    let (wording, language, words) = (leaf.wording, leaf.language(), leaf.words());
    let members = columns(wording, metric);
    let changes = changes(leaf.site, id, metric);
    let changes_of = |figure: &Figure| changes.get(&figure.period).map_or(&[][..], Vec::as_slice);
    let earlier: Vec<_> = history.iter().map(|figure| earlier(leaf, figure, changes_of(figure))).collect();
    let any_earlier = earlier.iter().any(|(cell, _)| !cell.text.is_empty());
    let reports = reports(leaf.site);
    let column = |text: &str, numeric: bool| Column { text: text.to_owned(), numeric, ..Column::default() };
    let mut columns = vec![column(words.period, false), column(words.value, true)];
    columns.extend(members.iter().map(|(label, _)| column(label, true)));
    columns.extend(any_earlier.then(|| column(words.earlier, false)));
    columns.extend([column(words.published_in, false), column(words.line, false)]);
    let row = |(figure, (earlier, told_apart)): (&Arc<Figure>, (table::Cell, Option<String>))| {
        let mut value = table::cell(wording, figure);
        value.text = told_apart.unwrap_or(value.text);
        value.strong = figure.amount.is_ok();
        value.note = [
            wording.interval(figure),
            wording.earlier_interval(figure),
            (figure.amount.is_err() && !figure.is_suppressed()).then(|| wording.reason(figure)),
            wording::status(figure.status, language).map(str::to_owned),
        ]
        .into_iter()
        .flatten()
        .reduce(|a, b| format!("{a}, {b}"));
        let mut cells = vec![value];
        for (_, cell) in &members {
            let part = wording.known.figure(&figure.metric, cell, figure.period);
            // What was taken back with the whole says so, as that does.
            let is_gone = matches!(part.amount, Err(Gap::Withdrawn { .. }));
            let notes = [wording.interval(&part), is_gone.then(|| wording.reason(&part))].into_iter().flatten();
            let note = notes.reduce(|a, b| format!("{a}, {b}"));
            cells.push(table::Cell { note, ..table::cell(wording, &part) });
        }
        cells.extend(any_earlier.then_some(earlier));
        cells.push(published(leaf, figure, changes_of(figure), &reports));
        let places = trail::places(&[figure]);
        cells.push(table::Cell {
            code: !places.is_empty(),
            ..table::Cell::text(if places.is_empty() { words.dash.to_owned() } else { places.join(", ") })
        });
        Row {
            id: Some(format!("p{}", figure.period)),
            head: l10n::period(figure.period, language),
            cells,
            ..Row::default()
        }
    };
    Grid::new(wording, columns, history.iter().zip(earlier).rev().map(row).collect())
}

/// The members that have a column.
fn columns(wording: Wording<'_>, metric: &Metric) -> Vec<(String, Cell)> {
    let [name] = metric.by.as_slice() else { return Vec::new() };
    let Some(dimension) = wording.known.catalog().dimensions.get(name) else { return Vec::new() };
    if dimension.members.len() > MOST_COLUMNS {
        return Vec::new();
    }
    let total = Cell::total(1);
    dimension
        .members
        .iter()
        .map(|(member, label)| (label.get(wording.language).to_owned(), total.with(0, member)))
        .collect()
}

/// The changes of the whole by its period, each list with the oldest first.
fn changes<'s>(site: &'s Site<'_>, id: &str, metric: &Metric) -> BTreeMap<Period, Vec<&'s ChangedLater>> {
    let whole = Cell::total(metric.by.len());
    let is_of_it = |change: &&ChangedLater| change.metric == id && change.cell == whole;
    let mut of_period: BTreeMap<Period, Vec<&ChangedLater>> = BTreeMap::new();
    for change in site.book().changed_later().iter().rev().filter(is_of_it) {
        of_period.entry(change.period).or_default().push(change);
    }
    of_period
}

/// The site's own reports of the whole, by their period.
fn reports<'s>(site: &'s Site<'_>) -> BTreeMap<Period, &'s PlannedReport> {
    let of_the_whole = |report: &&PlannedReport| report.series.path.is_empty() && report.member().is_none();
    site.plan.reports.iter().filter(of_the_whole).map(|report| (report.period, report)).collect()
}

/// The values before the one that holds now, struck through, with when and why each was changed; and the text of the one
/// that holds, where it takes more decimals to tell it from them.
fn earlier(leaf: &Leaf<'_>, figure: &Figure, changes: &[&ChangedLater]) -> (table::Cell, Option<String>) {
    let (wording, language) = (leaf.wording, leaf.language());
    if changes.is_empty() {
        return (table::Cell::default(), None);
    }
    let note = |change: &&ChangedLater| {
        let period = l10n::period(change.snapshot, language);
        let kind = wording::revision_kind(change.kind, language);
        let reason = wording.why_changed(change).unwrap_or_default();
        let reason = reason.trim_end_matches('.');
        match change.is_withdrawn() {
            false => phrases::revised_in(&period, kind, reason, language),
            true => phrases::withdrawn_in(&period, kind, reason, language),
        }
    };
    let notes: Vec<String> = changes.iter().map(note).collect();
    let notes = notes.join("; ");
    // What a withdrawal took back is in the list already; what came back as it was, or late, has no other value.
    let values = changes.iter().filter(|change| !matches!(change.was, Err(Gap::Withdrawn { .. } | Gap::Missing)));
    let mut values: Vec<Figure> =
        values.map(|change| Figure { amount: change.was.clone(), ..figure.clone() }).collect();
    values.dedup_by(|one, other| one.amount == other.amount);
    if figure.amount.is_ok() && values.last().is_some_and(|last| last.amount == figure.amount) {
        values.pop();
    }
    if values.is_empty() {
        return (table::Cell::text(notes), None);
    }
    let count = values.len();
    values.extend(figure.amount.is_ok().then(|| figure.clone()));
    let mut texts = wording.in_turn(&values.iter().collect::<Vec<_>>());
    let now = texts.drain(count..).next();
    (table::Cell { struck: true, note: Some(notes), ..table::Cell::text(texts.join(" → ")) }, now)
}

/// The report of the month that first stated the value that holds now.
fn published(
    leaf: &Leaf<'_>,
    figure: &Figure,
    changes: &[&ChangedLater],
    reports: &BTreeMap<Period, &PlannedReport>,
) -> table::Cell {
    let changed = changes.last().map(|change| change.snapshot);
    let first = changed.or_else(|| first_snapshot(leaf.site, figure));
    let Some(first) = first else { return table::Cell::text(leaf.words().dash) };
    let text = l10n::period(first, leaf.language());
    match reports.get(&first) {
        Some(report) => table::Cell { href: Some(leaf.to(&report.path)), ..table::Cell::text(text) },
        None => table::Cell::text(text),
    }
}

fn first_snapshot(site: &Site<'_>, figure: &Figure) -> Option<Period> {
    let own = statements(site.book(), &figure.metric, figure.period);
    let own = own.iter().map(|statement| statement.snapshot).min();
    let computed = || figure.observations().into_iter().map(|(_, snapshot)| snapshot).max();
    own.or_else(computed)
}

/// The reports whose text, charts or tables show the metric, newest first.
fn appears(leaf: &Leaf<'_>, id: &str, outlines: &[Outline]) -> Vec<view::Appearance> {
    let mut found = Vec::new();
    // Each member has a report; the report of the whole leads to them.
    for outline in outlines.iter().rev().filter(|outline| outline.member.is_none()) {
        let to = leaf.to(&outline.path);
        for section in &outline.sections {
            let shown = section.exhibits.iter().filter(|shown| shown.metric == id);
            let exhibits: Vec<view::Link> = shown
                .map(|shown| view::Link { text: shown.label.clone(), href: format!("{to}#{}", shown.anchor) })
                .collect();
            if section.cited.iter().any(|cited| cited == id) || !exhibits.is_empty() {
                let number = section.number.as_ref().map_or(String::new(), |number| format!(" {number}"));
                let heading =
                    if section.heading.is_empty() { String::new() } else { format!(",{number} {}", section.heading) };
                let href = if section.heading.is_empty() { to.clone() } else { format!("{to}#{}", section.id) };
                found.push(view::Appearance { text: format!("{}{heading}", outline.title.text), href, exhibits });
            }
        }
    }
    found
}
