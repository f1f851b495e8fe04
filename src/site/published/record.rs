//! The figures that were made for pages → what the ledger says of their publishing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::told::{Key, NO_TEXT, Told};
use super::{beside, is_hidden, stated, value};
use crate::base::digest::sha256;
use crate::base::period::{Grain, Period};
use crate::compute::{Figure, Figures, Known, MetricFigures, Seen, SeenFigure};
use crate::exhibit::table;
use crate::l10n::wording::{Wording, machine};
use crate::model::Text;
use crate::model::catalog::{Aim, Better, Dimension, Format, Kind, Metric, Protection, Since};
use crate::model::formula::{Formula, Operator, Term, Token};
use crate::model::language::Language;
use crate::model::ledger::{
    self, ADDITIVE, NOT_ROUNDED, OTHER_PAGES, ROUND_TO, Record, STATED, SUPPRESS_BELOW, Shown, TARGET_OF, Target, What,
};
use crate::model::settings::{RawHtml, Settings};
use crate::model::snapshot::{Action, Cell, Interval, RevisionKind, Status};
use crate::site::plan::{Plan, PlannedReport};
use crate::site::said::{Ids, of_ids};

/// Where the figures are noted that are made for pages.
#[derive(Debug, Default)]
pub struct Recorder {
    /// Of each report, by the path of its page.
    reports: BTreeMap<String, Arc<Seen>>,
    /// Of all other pages, by the month in which what they show was known.
    others: BTreeMap<Period, Arc<Seen>>,
}

impl Recorder {
    /// For the pages of a plan, and what they show as known in each of the months.
    pub fn new(plan: &Plan, months: impl Iterator<Item = Period>) -> Recorder {
        let reports = plan.reports.iter().map(|report| (report.path.clone(), Arc::default())).collect();
        let vintages = plan.reports.iter().map(PlannedReport::vintage);
        Recorder { reports, others: months.chain(vintages).map(|month| (month, Arc::default())).collect() }
    }

    /// Where the figures of the page at `path` are noted, which shows what was known in `vintage`.
    pub fn seen(&self, path: &str, vintage: Period) -> Option<&Arc<Seen>> {
        self.reports.get(path).or_else(|| self.others.get(&vintage))
    }

    fn of_report(&self, path: &str) -> Vec<SeenFigure> {
        self.reports.get(path).map(|seen| seen.figures()).unwrap_or_default()
    }
}

/// The record of a report as it is now, with every figure that was made for its page; without its digests and the name
/// of who approved it.
pub fn record(
    wording: Wording<'_>,
    figures: &Figures,
    site: &Settings,
    planned: &PlannedReport,
    recorder: &Recorder,
) -> Record {
    let known = wording.known;
    let mut record =
        Record { settings: settings(wording, figures, site, planned), ..Record::of(planned.folder(), planned.period) };
    let shown = figures.metrics.values().flat_map(|of| table::with_parts(known, &of.figure));
    record.figures = shown.map(|figure| recorded(wording, &figure)).collect();
    for (id, of) in &figures.metrics {
        let own = target(known, &of.figure);
        let mut points: BTreeMap<Period, Option<String>> = BTreeMap::new();
        let mut targets = BTreeMap::new();
        let mut notes: BTreeMap<Period, String> =
            note(&of.figure).map(|note| (of.figure.period, note)).into_iter().collect();
        // What a change was reckoned from may be older than the history.
        let beyond = [&of.year_ago, &of.previous].into_iter().filter(|figure| figure.rests_on_anything());
        for point in beyond.chain(&of.history).filter(|point| point.period != of.figure.period) {
            if is_hidden(&point.amount) {
                record.figures.push(recorded(wording, point));
                continue;
            }
            points.insert(point.period, value(&point.amount));
            notes.extend(note(point).map(|note| (point.period, note)));
            let then = target(known, point);
            if then != own {
                targets.insert(point.period, then);
            }
        }
        if !points.is_empty() {
            record.history.insert(id.clone(), points);
        }
        if !targets.is_empty() {
            record.targets.insert(id.clone(), targets);
        }
        if !notes.is_empty() {
            record.notes.insert(id.clone(), notes);
        }
        if let Some(metric) = known.metric(id) {
            let mut words = meanings(wording, metric, &of.figure);
            BEFORE_BESIDE.iter().for_each(|key| drop(words.remove(*key)));
            words.insert(STATED.to_owned(), stated::written(known, &of.figure));
            let how = if known.rests_on_rounded(id) { "5" } else { NOT_ROUNDED };
            words.insert(ROUND_TO.to_owned(), how.to_owned());
            let made_from = known.catalog().made_from(id).into_iter().collect::<Vec<_>>().join(" ");
            words.insert(TARGET_OF.to_owned(), made_from);
            if let Some(Protection::Below(threshold)) = metric.protection {
                words.insert(SUPPRESS_BELOW.to_owned(), threshold.to_string());
            }
            record.meanings.insert(id.clone(), words);
        }
    }
    let told = keys(&record);
    let new = recorder.of_report(&planned.path).into_iter().filter(|seen| !told.contains(seen)).collect::<Vec<_>>();
    record.figures.extend(made(wording, new, planned.period.grain()));
    let mut shown: BTreeMap<&String, Vec<Arc<Figure>>> = BTreeMap::new();
    for figure in &record.figures {
        let cell = Cell(figure.members.clone());
        shown.entry(&figure.metric).or_default().push(known.figure(&figure.metric, &cell, figure.period));
    }
    for (id, words) in &mut record.meanings {
        let of = figures.metrics.get(id).into_iter();
        let history = of.flat_map(|of| [&of.year_ago, &of.previous].into_iter().chain(&of.history).cloned());
        let all: Vec<Arc<Figure>> = shown.remove(id).unwrap_or_default().into_iter().chain(history).collect();
        let named: BTreeSet<&str> = all.iter().filter_map(|figure| sources_of(known, figure)).collect();
        record.settings.extend(named.into_iter().filter_map(|key| source_said(site, key, wording.language)));
        words.extend(beside::written(known, &all));
    }
    record
}

/// What pages that are no report showed, where no report of the same month says it, nor an older line of the ledger:
/// members' earlier months, months without a report. `told` is what the ledger says of such pages.
pub fn other_pages<'a>(
    wording_in: &dyn Fn(Period) -> Wording<'a>,
    recorder: &Recorder,
    reports: &[Record],
    told: &BTreeMap<Period, Told<'_>>,
) -> Vec<Record> {
    let mut covered: BTreeMap<Period, BTreeSet<SeenFigure>> = BTreeMap::new();
    for report in reports {
        covered.entry(report.period.last_month()).or_default().extend(keys(report));
    }
    let mut records = Vec::new();
    for (vintage, seen) in &recorder.others {
        let wording = wording_in(*vintage);
        let covered = covered.get(vintage);
        let told = told.get(vintage);
        let is_new = |seen: &SeenFigure| covered.is_none_or(|covered| !covered.contains(seen));
        let new = made(wording, seen.figures().into_iter().filter(is_new).collect(), Grain::Month);
        let is_told = |figure: &ledger::Figure| {
            let key: Key<'_> = (&figure.metric, figure.period, Cell(figure.members.clone()));
            told.is_some_and(|told| match figure.hidden {
                true => told.hidden.contains(&key),
                // Notices of reports tell why a figure was changed.
                false => {
                    let note = figure.shown.as_ref().and_then(|shown| shown.note.as_ref());
                    let was = told.shown.get(&key).and_then(|was| was.shown.note.as_ref());
                    let is_same = told.values.get(&key).is_some_and(|was| was.value == figure.value.as_deref());
                    // What was hidden since is shown anew.
                    is_same && !told.hidden.contains(&key) && (note.is_none() || was == note)
                }
            })
        };
        let figures: Vec<ledger::Figure> = new.into_iter().filter(|figure| !is_told(figure)).collect();
        if !figures.is_empty() {
            records.push(Record { figures, ..Record::of(OTHER_PAGES, *vintage) });
        }
    }
    records
}

/// The figures that a record says something of.
fn keys(record: &Record) -> BTreeSet<SeenFigure> {
    let key = |figure: &ledger::Figure| (figure.metric.clone(), Cell(figure.members.clone()), figure.period);
    let mut keys: BTreeSet<SeenFigure> = record.figures.iter().map(key).collect();
    for (metric, points) in &record.history {
        let own = record.figures.iter().find(|figure| figure.metric == *metric).map(|figure| figure.members.clone());
        if let Some(members) = own {
            keys.extend(points.keys().map(|period| (metric.clone(), Cell(members.clone()), *period)));
        }
    }
    keys
}

/// What was made, as far as anything is known of it, and as far as the ledger can say of which period it is.
fn made(wording: Wording<'_>, seen: Vec<SeenFigure>, report: Grain) -> Vec<ledger::Figure> {
    let known = wording.known;
    let is_clear = |(metric, _, period): &SeenFigure| {
        let grain = known.metric(metric).map_or(report, |metric| metric.grain.max(report));
        Period::read_as(&period.to_string(), grain, known.catalog().year_start) == Ok(*period)
    };
    let figures = seen.into_iter().filter(is_clear).map(|(metric, cell, period)| known.figure(&metric, &cell, period));
    figures.filter(|figure| figure.rests_on_anything()).map(|figure| recorded(wording, &figure)).collect()
}

fn recorded(wording: Wording<'_>, figure: &Figure) -> ledger::Figure {
    ledger::Figure {
        metric: figure.metric.clone(),
        period: figure.period,
        members: figure.cell.0.clone(),
        value: value(&figure.amount),
        text: wording.value(figure),
        hidden: is_hidden(&figure.amount),
        shown: Some(shown(wording, figure)),
    }
}

/// What readers see beside a figure.
pub fn shown(wording: Wording<'_>, figure: &Figure) -> Shown {
    let metric = wording.known.metric(&figure.metric);
    Shown {
        label: wording.label(&figure.metric, &figure.cell),
        unit: metric.and_then(|metric| metric.unit.as_ref()).map(|unit| unit.get(wording.language).to_owned()),
        target: target(wording.known, figure),
        verdict: wording.known.judge(figure).map(|judgement| judgement.verdict.word().to_owned()),
        note: note(figure),
    }
}

/// What is said beside a figure: that it is not settled, its note, why it replaced another one, and as what. `None` where
/// nothing is, and where it is hidden.
pub fn note(figure: &Figure) -> Option<String> {
    let kind = figure.revision.as_ref().and_then(|revision| revision.kind).filter(|_| !is_hidden(&figure.amount));
    let parts: Vec<String> = note_without_kind(figure)
        .into_iter()
        .chain(kind.map(|kind| format!("as: {}", RevisionKind::word(kind))))
        .collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// The same as a line without [`STATED`] has it: without the kind of its revision.
pub fn note_without_kind(figure: &Figure) -> Option<String> {
    if is_hidden(&figure.amount) {
        return None;
    }
    let status = (figure.status != Status::Final).then(|| figure.status.word().to_owned());
    let revised = figure.revision.as_ref().and_then(|revision| revision.reason.clone());
    let interval = figure.interval.map(|Interval { low, high }| format!("{} to {}", machine(low), machine(high)));
    let parts: Vec<String> = [status, interval, figure.note.clone(), revised].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// What a figure is held against; `None` without a target.
pub fn target(known: Known<'_>, figure: &Figure) -> Option<Target> {
    let judgement = known.judge(figure)?;
    // A shortfall that is worked out shows in the verdict alone.
    let near = match known.metric(&figure.metric)?.target.as_ref()?.near {
        Some(Aim::Amount(near)) => Some(near),
        _ => None,
    };
    let path = if let Some(Aim::Path(points)) = &judgement.aim { Some(points) } else { None };
    let path = path.map(|points| {
        let point = |(period, amount): &(Period, crate::model::Decimal)| format!("{period}: {}", machine(*amount));
        points.iter().map(point).collect::<Vec<_>>().join(", ")
    });
    Some(Target {
        rule: judgement.rule.word().to_owned(),
        amount: judgement.target.ok().map(machine),
        upper: judgement.upper.map(machine),
        near: near.map(machine),
        path,
    })
}

/// What lines of an older kalends have in place of what is said beside each figure.
const BEFORE_BESIDE: [&str; 2] = ["action", "as_of"];

/// How a metric is counted, judged and shown, by the keys of [`ledger::MEANINGS`] other than [`STATED`]. `figure` is the report's own of it.
pub fn meanings(wording: Wording<'_>, metric: &Metric, figure: &Arc<Figure>) -> BTreeMap<String, String> {
    let better = match metric.better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "neither",
    };
    let kind = match &metric.kind {
        Kind::Stock => "stock".to_owned(),
        Kind::Flow => "flow".to_owned(),
        Kind::Ratio { numerator, denominator } => format!("{numerator} / {denominator}"),
        Kind::Derived(formula) => written(formula),
        Kind::Cumulative { of, since: Since::Start } => format!("{of} since start"),
        Kind::Cumulative { of, since: Since::Year } => format!("{of} since year"),
    };
    let format = match metric.format {
        Format::Number => "number",
        Format::Percent => "percent",
    };
    let forecast = metric.forecast.map_or_else(|| "none".to_owned(), |window| format!("through {window}"));
    let catalog = wording.known.catalog();
    let label = |name: &String| catalog.dimensions.get(name).map(|of| of.label.get(wording.language).to_owned());
    let by: Vec<String> = metric.by.iter().filter_map(label).collect();
    let in_order = |name: &String| {
        let members = &catalog.dimensions.get(name)?.members;
        Some(members.keys().map(String::as_str).collect::<Vec<_>>().join(" "))
    };
    let members: Vec<String> = metric.by.iter().filter_map(in_order).collect();
    let mut meanings = BTreeMap::from([
        ("better".to_owned(), better.to_owned()),
        ("type".to_owned(), kind),
        ("format".to_owned(), format.to_owned()),
        ("forecast".to_owned(), forecast),
        ("source".to_owned(), sources(wording.known, figure)),
        ("by".to_owned(), by.join("\n")),
        ("members".to_owned(), members.join("\n")),
        ("relative".to_owned(), metric.relative.to_string()),
    ]);
    meanings.extend((!metric.by.is_empty()).then(|| (ADDITIVE.to_owned(), metric.additive.to_string())));
    let is_level = matches!(metric.kind, Kind::Stock);
    meanings.extend(is_level.then(|| ("over_time".to_owned(), metric.over_time.word().to_owned())));
    for (what, text) in [(What::Description, &metric.description), (What::Note, &metric.note)] {
        let digest = text.as_ref().map(|text| sha256(text.get(wording.language).as_bytes()));
        meanings.insert(what.word().to_owned(), digest.unwrap_or_else(|| NO_TEXT.to_owned()));
    }
    let parts = table::with_parts(wording.known, figure);
    meanings.extend(actions(wording, &parts).map(|actions| ("action".to_owned(), actions)));
    meanings.extend(days(&parts).map(|days| ("as_of".to_owned(), days)));
    if let Some(spc) = &metric.spc {
        let phases: Vec<String> = spc.rebase.iter().map(|(period, _)| period.to_string()).collect();
        let baseline = spc.baseline.map_or(String::new(), |count| format!(", baseline {count}"));
        let screen = if spc.screen { ", screened" } else { "" };
        meanings.insert("spc".to_owned(), format!("phases from {}{baseline}{screen}", phases.join(", ")));
    }
    meanings
}

/// What the settings of the site say on the page of a report, by their keys. Of the sources those alone that the page
/// names; of `history` also how many periods there are to look back to.
pub fn settings(
    wording: Wording<'_>,
    figures: &Figures,
    site: &Settings,
    planned: &PlannedReport,
) -> BTreeMap<String, String> {
    let language = wording.language;
    let catalog = wording.known.catalog();
    let shown = |(id, of): (&String, &MetricFigures)| {
        let is_stated = std::iter::once(&of.figure).chain(&of.history).any(|figure| figure.rests_on_anything());
        is_stated.then(|| id.clone())
    };
    let order: Vec<String> = catalog.metrics.keys().filter_map(|id| shown((id, figures.metrics.get(id)?))).collect();
    let periods = figures.metrics.values().map(|of| of.history.len()).max().unwrap_or_default();
    let raw_html = if site.raw_html == RawHtml::Allow { "allow" } else { "escape" };
    let series = planned.series.index.as_ref().and_then(|index| index.title.as_ref());
    let series = series.map_or_else(String::new, |title| title.text.clone());
    let release = &planned.page.release;
    let mut said = BTreeMap::from([
        ("order".to_owned(), order.join(" ")),
        ("history".to_owned(), site.history.to_string()),
        ("periods".to_owned(), periods.to_string()),
        ("language".to_owned(), language.tag().to_owned()),
        ("raw_html".to_owned(), raw_html.to_owned()),
        (
            "organisation".to_owned(),
            site.organisation.as_ref().map_or_else(String::new, |name| name.get(language).to_owned()),
        ),
        ("contact".to_owned(), planned.contact.as_ref().map_or_else(String::new, |contact| contact.text(language))),
        ("series".to_owned(), series.clone()),
        ("published".to_owned(), release.published.map_or_else(String::new, |day| day.to_string())),
        ("next".to_owned(), release.next.map_or_else(String::new, |day| day.to_string())),
        ("early_readers".to_owned(), release.early_readers.join("\n")),
    ]);
    if planned.period.grain() == Grain::Year || figures.metrics.keys().any(|id| catalog.counts_years(id)) {
        said.insert(What::YearStart.word().to_owned(), site.fiscal_year_start.to_string());
    }
    if planned.page.key_figures.is_none() {
        let tiles: Vec<&str> = site.key_figures.iter().map(|(id, _)| id.as_str()).collect();
        said.insert("key_figures".to_owned(), tiles.join(" "));
    }
    said.insert("takes".to_owned(), taken(wording, site, &planned.page.text, &Ids::new()));
    let written = format!("{}\n{}\n{}", planned.state.word(), series, planned.page.text);
    said.insert("written".to_owned(), sha256(written.as_bytes()));
    for of in figures.metrics.values() {
        let named = sources(wording.known, &of.figure);
        said.extend(named.split(", ").filter_map(|key| source_said(site, key, language)));
    }
    said
}

/// What a source is called. Where it is found may change: a link that leads nowhere is of no use.
fn source_said(site: &Settings, key: &str, language: Language) -> Option<(String, String)> {
    let label = site.sources.get(key)?.label.get(language).to_owned();
    Some((format!("sources {key}"), label))
}

/// The source that is named beside a figure, if readers may know anything of it.
pub fn sources_of<'f>(known: Known<'f>, figure: &'f Figure) -> Option<&'f str> {
    let own = figure.source.as_deref().or_else(|| known.catalog().source_of(&figure.metric));
    own.filter(|_| beside::is_told(figure))
}

/// SHA-256 of what a text may take from elsewhere and no figure says: the title of the site, the members of dimensions
/// that it names, by `ids`, with their labels where no metric has them.
pub fn taken(wording: Wording<'_>, site: &Settings, text: &str, ids: &Ids) -> String {
    let catalog = wording.known.catalog();
    let names: BTreeSet<&str> = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
    let title = names.contains("site").then(|| site.title.get(wording.language).to_owned());
    let of_dimension = |(name, dimension): (&String, &Dimension)| {
        let has_figures = catalog.metrics.values().any(|metric| metric.by.contains(name));
        let label = |text: &Text| if has_figures { "" } else { text.get(wording.language) }.to_owned();
        let members = dimension.members.iter().map(|(id, text)| format!("{} {}", of_ids(id, ids), label(text)));
        format!("{name} {}: {}", label(&dimension.label), members.collect::<Vec<_>>().join(", "))
    };
    let named = catalog.dimensions.iter().filter(|(name, _)| names.contains(name.as_str()));
    sha256(title.into_iter().chain(named.map(of_dimension)).collect::<Vec<_>>().join("\n").as_bytes())
}

/// What is done about a missed target, and by whom; the same of the parts of the figure. `None` where one of them is
/// hidden.
fn actions(wording: Wording<'_>, parts: &[Arc<Figure>]) -> Option<String> {
    let written = |action: &Action| {
        let by = action.by.map(|by| by.to_string()).unwrap_or_default();
        format!("{} / {} / {by}", action.what, action.who.as_deref().unwrap_or_default())
    };
    let of = |part: &Figure| wording.known.actions(part).into_iter().map(written).collect::<Vec<_>>().join("; ");
    by_parts(parts, of)
}

/// The days on which the parts of a figure were counted. `None` where one of them is hidden.
fn days(parts: &[Arc<Figure>]) -> Option<String> {
    by_parts(parts, |part| part.as_of.map(|day| day.to_string()).unwrap_or_default())
}

/// What is said of each part, if it is the same of all of them once.
fn by_parts(parts: &[Arc<Figure>], said: impl Fn(&Figure) -> String) -> Option<String> {
    if parts.iter().any(|part| is_hidden(&part.amount)) {
        return None;
    }
    let mut all: Vec<String> = parts.iter().map(|part| said(part)).collect();
    all.dedup();
    Some(all.join("\n"))
}

/// The keys of the sources of a figure and its parts.
fn sources(known: Known<'_>, figure: &Arc<Figure>) -> String {
    let mut keys: Vec<String> = Vec::new();
    for part in table::with_parts(known, figure) {
        let of_metric = || known.catalog().source_of(&part.metric).map(str::to_owned);
        keys.extend(part.source.clone().or_else(of_metric).filter(|key| !keys.contains(key)));
    }
    keys.join(", ")
}

/// A formula as its metric's definition has it.
pub fn written(formula: &Formula) -> String {
    let term = |term: &Term| match term {
        Term::Number(number) => machine(*number),
        Term::Metric(input) => input.to_string(),
        Term::Target(input) => format!("target({input})"),
        Term::Previous(input) => format!("previous({input})"),
        Term::YearAgo(input) => format!("year_ago({input})"),
    };
    let text = |token: &Token<String>| match token {
        Token::Operand(operand) => operand.clone(),
        Token::Operator(Operator::Add) => " + ".to_owned(),
        Token::Operator(Operator::Subtract) => " - ".to_owned(),
        Token::Operator(Operator::Multiply) => " * ".to_owned(),
        Token::Operator(Operator::Divide) => " / ".to_owned(),
        Token::Minus => "-".to_owned(),
        Token::Open => "(".to_owned(),
        Token::Close => ")".to_owned(),
    };
    formula.tokens(term).iter().map(text).collect()
}
