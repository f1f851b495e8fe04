//! A site and a month → the texts of the files in which that month is begun: what is to be stated, and what is to be
//! read again.
//!
//! Nothing is filled in. Every amount that is expected gets an empty key, which no build accepts, with the last known
//! amount beside it as a comment. Files, forms and members are those of the months before; what has not been stated for
//! a year is named and not asked for. The narrative starts from the last one (`text`). Whether the files may be written
//! is left to `output`.

use super::text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use crate::base::period::{Grain, Period};
use crate::base::place::Place;

use crate::diag::code::Code;
use crate::diag::{Diagnostics, faults};
use crate::l10n::{self, phrases};
use crate::lint;
use crate::load::Site;
use crate::load::yaml::{self, Node, Value};
use crate::model::calendar;
use crate::model::catalog::{Catalog, Format, Kind, Metric};
use crate::model::content::Page;
use crate::model::snapshot::{Cell, Observation};
use crate::model::{Date, Decimal};
use crate::narrative::trace::tags;

/// A metric that has not been stated for so many months, and one period of its grain, is not asked for.
const REMEMBERED_MONTHS: i32 = 12;

/// A month that is begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Paths from the site's folder and texts, snapshots first.
    pub files: Vec<(String, String)>,
    /// The standing narratives that make the month's report, where no text was written.
    pub standing: Vec<Arc<str>>,
    /// Those that make none, since it lies beyond `from` or `to`, which says so.
    pub beyond: Vec<(Arc<str>, &'static str, Period)>,
}

/// The files that begin `month`, which has no snapshot yet. The newest snapshot before it is their model; without one,
/// the catalog is. With `copy_standing`, the standing narratives become texts of the month's own.
pub fn begin(site: &Site, month: Period, copy_standing: bool) -> Begun {
    let record = Record::new(site, month);
    let mut files = record.files();
    let (mut standing, mut beyond) = (Vec::new(), Vec::new());
    let refused = Refused::in_texts_of(site, record.base);
    for series in &site.series {
        let last = series.reports.iter().find(|(period, _)| Some(*period) == record.base).map(|(_, page)| page);
        match (last, series.standing.as_ref()) {
            (None, None) => {}
            (None, Some(page)) if !copy_standing => match page.bound_before(month) {
                None => standing.push(page.file.clone()),
                Some((key, bound)) => beyond.push((page.file.clone(), key, bound)),
            },
            (Some(page), _) | (None, Some(page)) => {
                let folder = if series.path.is_empty() { String::new() } else { format!("{}/", series.path) };
                let language = page.language.or(series.language()).unwrap_or(site.settings.language);
                let anew = |block: &str| refused.holds(page, block);
                let announced = calendar::of_report(&site.settings.releases, &series.path, month);
                let day = announced.filter(|release| !release.is_cancelled()).map(|release| release.on);
                let draft = text::draft(&page.text, page.body, day, language, &anew);
                files.push((format!("content/{folder}{month}.md"), draft));
            }
        }
    }
    Begun { files, standing, beyond }
}

/// What nobody could approve if it stood in the next month as it stands in the last one.
struct Refused<'a> {
    /// Lines with a number that was typed by hand and equals a figure, by file.
    lines: BTreeSet<(Arc<str>, &'a str)>,
    /// The metrics that a paragraph of last month may not speak of with words of its own when they moved.
    metrics: BTreeSet<&'a str>,
}

impl<'a> Refused<'a> {
    fn in_texts_of(site: &'a Site, base: Option<Period>) -> Refused<'a> {
        let book = Arc::new(crate::site::book(site));
        let findings = base.map_or_else(Vec::new, |base| lint::of_period(site, &book, base));
        let is_typed = |code: &Code| [&faults::TYPED_FIGURE, &faults::TYPED_FIGURE_OF_BEFORE].contains(&code);
        let open = findings.into_iter().filter(|found| found.acknowledged.is_none() && is_typed(found.diagnostic.code));
        let pages = || {
            site.series.iter().flat_map(|series| series.reports.iter().map(|(_, page)| page).chain(&series.standing))
        };
        let line = |place: Place| {
            let page = pages().find(|page| page.file == place.file)?;
            Some((place.file, page.text.lines().nth((place.line as usize).checked_sub(1)?)?))
        };
        let judged =
            site.catalog.metrics.iter().filter(|(_, metric)| metric.tolerance.is_some() || metric.spc.is_some());
        Refused {
            lines: open.filter_map(|found| line(found.diagnostic.place)).collect(),
            metrics: judged.map(|(id, _)| id.as_str()).collect(),
        }
    }

    /// Whether a paragraph of `page` is one of it.
    fn holds(&self, page: &Page, block: &str) -> bool {
        let is_typed = block.lines().any(|line| self.lines.contains(&(page.file.clone(), line)));
        let names = |(start, end): (usize, usize)| {
            let tag = block.get(start..end).unwrap_or_default();
            tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| self.metrics.contains(word))
        };
        is_typed || lint::has_own_words(block) && tags(block).into_iter().any(names)
    }
}

/// What was stated before the month.
struct Record<'a> {
    site: &'a Site,
    catalog: &'a Catalog,
    month: Period,
    /// The newest month before it that has a snapshot.
    base: Option<Period>,
    /// By metric, in order of snapshots.
    observations: BTreeMap<&'a str, Vec<&'a Observation>>,
    /// The files that they are in.
    roots: BTreeMap<Arc<str>, Node>,
}

/// A file that is begun.
#[derive(Debug, Default)]
struct Sheet {
    status: Option<String>,
    /// By the metric's place in the catalog.
    statements: BTreeMap<usize, Statement>,
}

/// What is asked for of one metric.
#[derive(Debug, Default)]
struct Statement {
    /// One amount right behind the id.
    is_short: bool,
    /// The quarter or year, where it was named the last time, too.
    period: Option<Period>,
    as_of: Option<Date>,
    status: Option<String>,
    source: Option<String>,
    has_total: bool,
    /// Whether intervals stood beside the amount of the whole, and beside those of the parts.
    total_interval: bool,
    part_intervals: bool,
    parts: BTreeSet<Cell>,
}

impl Statement {
    /// Asks for what `other` asks for, too.
    fn add(&mut self, other: Statement) {
        self.is_short = other.is_short && (self.is_short || !self.has_total) && self.parts.is_empty();
        self.period = self.period.or(other.period);
        self.as_of = self.as_of.or(other.as_of);
        self.status = self.status.take().or(other.status);
        self.source = self.source.take().or(other.source);
        self.has_total |= other.has_total;
        self.total_interval |= other.total_interval;
        self.part_intervals |= other.part_intervals;
        self.parts.extend(other.parts);
    }
}

impl<'a> Record<'a> {
    fn new(site: &'a Site, month: Period) -> Record<'a> {
        let before = || site.snapshots.iter().filter(|snapshot| snapshot.period < month);
        let mut observations = BTreeMap::<&str, Vec<&Observation>>::new();
        let mut roots = BTreeMap::new();
        for observation in before().flat_map(|snapshot| &snapshot.observations) {
            observations.entry(&observation.metric).or_default().push(observation);
            let file = &observation.place.file;
            if !roots.contains_key(file)
                && let Some(root) = read(site, file)
            {
                roots.insert(file.clone(), root);
            }
        }
        let base = before().next_back().map(|snapshot| snapshot.period);
        Record { site, catalog: &site.catalog, month, base, observations, roots }
    }

    /// All that was stated of a metric, without the withdrawals.
    fn stated(&self, id: &str) -> impl Iterator<Item = &'a Observation> {
        self.observations.get(id).into_iter().flatten().copied().filter(|observation| !observation.withdrawn)
    }

    fn files(&self) -> Vec<(String, String)> {
        let language = self.site.settings.language;
        let mut sheets = BTreeMap::<String, Sheet>::new();
        let (mut late, mut given_up) = (Vec::new(), Vec::new());
        for (index, (id, metric)) in self.catalog.metrics.iter().enumerate() {
            if !metric.may_be_recorded() || !self.is_recorded(id, metric) {
                continue;
            }
            let is_known = self.stated(id).next().is_some();
            if is_known && !self.stated(id).any(|observation| self.is_recent(observation, metric)) {
                given_up.push(id.as_str());
                continue;
            }
            let ended = self.month.latest_ended(metric.grain, self.catalog.year_start);
            if ended.last_month() == self.month {
                for (path, status, statement) in self.statements(id, metric, ended) {
                    let sheet = sheets.entry(path).or_insert_with(|| Sheet { status, ..Sheet::default() });
                    sheet.statements.entry(index).or_default().add(statement);
                }
            } else if is_known && self.stated(id).all(|observation| observation.period < ended) {
                let amounts = if metric.by.is_empty() { "value: … }" } else { "values: { … } }" };
                late.push(format!("{id}: {{ period: {ended}, {amounts}"));
            }
        }
        if sheets.is_empty() {
            sheets.insert(self.home(None), Sheet::default());
        }
        let mut remarks: Vec<String> = Vec::new();
        if !late.is_empty() {
            remarks.push(l10n::words(language).not_stated_yet.to_owned());
            remarks.extend(late);
        }
        if !given_up.is_empty() {
            remarks.push(phrases::not_asked_for(&given_up.join(", "), language));
        }
        let texts = sheets.iter().enumerate().map(|(index, (path, sheet))| {
            let remarks = if index == 0 { remarks.as_slice() } else { &[] };
            (path.clone(), self.text(sheet, remarks))
        });
        texts.collect()
    }

    /// Whether a metric is stated at all. A ratio is if the last snapshot that stated it or its parts stated it.
    fn is_recorded(&self, id: &str, metric: &Metric) -> bool {
        let Kind::Ratio { numerator, denominator } = &metric.kind else { return true };
        let of_it = [id, &numerator.metric, &denominator.metric].into_iter().flat_map(|name| self.stated(name));
        let Some(last) = of_it.map(|observation| observation.snapshot).max() else { return false };
        self.stated(id).any(|observation| observation.snapshot == last && observation.value.is_some())
    }

    fn is_recent(&self, observation: &Observation, metric: &Metric) -> bool {
        let steps = self.month.since(observation.snapshot);
        steps.is_some_and(|steps| steps <= REMEMBERED_MONTHS + metric.grain.months())
    }

    /// What is asked for of a metric for `period`, the files that ask for it, and the status of those.
    fn statements(&self, id: &str, metric: &Metric, period: Period) -> Vec<(String, Option<String>, Statement)> {
        // The model is the snapshot that first stated the newest period: a later one may have corrected a part of it.
        let Some(newest) = self.stated(id).map(|observation| observation.period).max() else {
            return vec![(self.home(Some(metric)), None, self.never_stated(metric))];
        };
        let of_newest = || self.stated(id).filter(|observation| observation.period == newest);
        let Some(snapshot) = of_newest().map(|observation| observation.snapshot).min() else { return Vec::new() };
        let files: BTreeSet<&Arc<str>> =
            of_newest().filter(|it| it.snapshot == snapshot).map(|observation| &observation.place.file).collect();
        let mut all: Vec<(String, Option<String>, Statement)> = Vec::new();
        for file in files {
            let Some(root) = self.roots.get(file) else { continue };
            let stated = of_newest().filter(|it| it.snapshot == snapshot && it.place.file == *file);
            let mut statement = self.form(root, id, metric, newest, snapshot);
            for observation in stated {
                let is_total = observation.cell.is_total();
                statement.has_total |= is_total;
                if !is_total {
                    statement.parts.insert(observation.cell.clone());
                }
            }
            statement.period = statement.period.map(|_| period);
            let path = self.path(file, snapshot).unwrap_or_else(|| self.home(Some(metric)));
            let status = field(root, "status").and_then(word);
            all.push((path, status, statement));
        }
        let known: BTreeSet<Cell> = all.iter().flat_map(|(_, _, statement)| statement.parts.clone()).collect();
        if let Some((_, _, last)) = all.iter_mut().rev().find(|(_, _, statement)| !statement.parts.is_empty()) {
            let wanted = self.cells(metric).into_iter().filter(|cell| !known.contains(cell));
            last.parts.extend(wanted.filter(|cell| self.is_expected(id, metric, cell)));
        }
        all
    }

    /// How a metric is asked for that no snapshot has stated: by its members, and with a total where they do not add up
    /// to it.
    fn never_stated(&self, metric: &Metric) -> Statement {
        let is_split = !metric.by.is_empty();
        Statement {
            is_short: !is_split,
            has_total: !is_split || !metric.additive,
            parts: if is_split { self.cells(metric).into_iter().collect() } else { BTreeSet::new() },
            ..Statement::default()
        }
    }

    /// Every part of a metric: one member of each of its dimensions.
    fn cells(&self, metric: &Metric) -> Vec<Cell> {
        let mut cells = vec![Cell::total(metric.by.len())];
        for (depth, name) in metric.by.iter().enumerate() {
            let members = self.catalog.dimensions.get(name).map(|dimension| dimension.members.keys());
            let members: Vec<&String> = members.into_iter().flatten().collect();
            cells = cells.iter().flat_map(|cell| members.iter().map(|member| cell.with(depth, member))).collect();
        }
        cells
    }

    /// Whether a part that was left out the last time is asked for: it was stated within a year, or it is of a member
    /// that no snapshot has ever stated. Other parts do not exist, or no longer.
    fn is_expected(&self, id: &str, metric: &Metric, cell: &Cell) -> bool {
        let mut of_it = self.stated(id).filter(|observation| observation.cell == *cell).peekable();
        if of_it.peek().is_some() {
            return of_it.any(|observation| self.is_recent(observation, metric));
        }
        let is_new = |(depth, member): (usize, &Option<String>)| {
            !self.stated(id).any(|observation| observation.cell.0.get(depth) == Some(member))
        };
        cell.0.iter().enumerate().any(is_new)
    }

    /// How a file stated a metric for `period`, without the amounts.
    fn form(&self, root: &Node, id: &str, metric: &Metric, period: Period, snapshot: Period) -> Statement {
        let node = field(root, "observations").and_then(|observations| field(observations, id));
        let items: Vec<&Node> = match node.map(|node| (&node.value, node)) {
            Some((Value::List(items), _)) => items.iter().collect(),
            Some((_, node)) => vec![node],
            None => Vec::new(),
        };
        let year_start = self.catalog.year_start;
        let period_of = |node: &Node| match field(node, "period").and_then(word) {
            Some(text) if metric.grain == Grain::Year => Period::read_year(&text, year_start).ok(),
            Some(text) => Period::read(&text, year_start).ok(),
            None => Some(snapshot.containing(metric.grain, year_start)),
        };
        let is_of_it = |node: &&Node| period_of(node) == Some(period) && field(node, "withdrawn").is_none();
        let items: Vec<&Node> = items.into_iter().filter(is_of_it).collect();
        let Some(item) = items.first() else { return Statement::default() };
        let has_low =
            |of_parts: bool| items.iter().any(|item| field(item, "low").is_some_and(|low| is_mapping(low) == of_parts));
        let text = |key: &str| field(item, key).and_then(word);
        Statement {
            is_short: !matches!(item.value, Value::Map(_)),
            period: field(item, "period").map(|_| period).filter(|_| metric.grain != Grain::Month),
            as_of: text("as_of").and_then(|date| date.parse().ok()).map(|date| self.moved(date, snapshot)),
            status: text("status"),
            source: text("source"),
            total_interval: has_low(false),
            part_intervals: has_low(true),
            ..Statement::default()
        }
    }

    /// The day that is as long after this month as `date` is after `snapshot`; the last day of a month stays the last.
    fn moved(&self, date: Date, snapshot: Period) -> Date {
        let month =
            Period::month(date.year().into(), date.month().into()).plus(self.month.since(snapshot).unwrap_or(0));
        let at = |day: i8| Date::new(month.year().try_into().ok()?, month.number().try_into().ok()?, day).ok();
        let is_last = date.day() == date.days_in_month();
        let day = if is_last { 31 } else { date.day() };
        (1..=day).rev().find_map(at).unwrap_or(date)
    }

    /// The path of this month's file, after the model of `file`, whose path names its month, `from`. `None` for a file
    /// of another form than the newest ones.
    fn path(&self, file: &str, from: Period) -> Option<String> {
        let path = self.renamed(file, from)?;
        let mut newest =
            self.newest_files().into_iter().filter_map(|newest| self.renamed(newest, self.base?)).peekable();
        (newest.peek().is_none() || newest.any(|newest| newest == path)).then_some(path)
    }

    fn renamed(&self, file: &str, from: Period) -> Option<String> {
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "yaml"));
        let year_start = self.catalog.year_start;
        let renamed = |name: &str| match Period::read(name, year_start) {
            Ok(period) if from.containing(period.grain(), year_start) == period => {
                self.month.containing(period.grain(), year_start).to_string()
            }
            _ => name.replace(&from.to_string(), &self.month.to_string()),
        };
        let path = stem.split('/').map(renamed).collect::<Vec<String>>().join("/");
        (path.contains(&self.month.to_string())).then(|| format!("{path}.{ending}"))
    }

    /// The files of the newest snapshot, in order of their paths.
    fn newest_files(&self) -> BTreeSet<&'a str> {
        let all = self.observations.values().flatten();
        all.filter(|it| Some(it.snapshot) == self.base).map(|observation| &*observation.place.file).collect()
    }

    /// The file for a metric that has none yet: that of a metric from the same source, else the first one.
    fn home(&self, metric: Option<&Metric>) -> String {
        let path = |file: &str| self.renamed(file, self.base?);
        let source = metric.and_then(|metric| metric.source.as_ref());
        let is_beside = |it: &&&Observation| {
            let other = self.catalog.metrics.get(&it.metric).and_then(|other| other.source.as_ref());
            Some(it.snapshot) == self.base && source.is_some() && other == source
        };
        let beside = self.observations.values().flatten().find(is_beside);
        let beside = beside.and_then(|observation| path(&observation.place.file));
        beside
            .or_else(|| self.newest_files().into_iter().find_map(path))
            .unwrap_or_else(|| format!("data/{}.yaml", self.month))
    }

    fn text(&self, sheet: &Sheet, remarks: &[String]) -> String {
        let mut text = format!("period: {}\n", self.month);
        if let Some(status) = &sheet.status {
            text.push_str(&format!("status: {status}\n"));
        }
        text.push_str("observations:\n");
        for (index, statement) in &sheet.statements {
            if let Some((id, metric)) = self.catalog.metrics.get_index(*index) {
                self.statement(id, metric, statement, &mut text);
            }
        }
        for remark in remarks {
            text.push_str(&format!("  # {remark}\n"));
        }
        text
    }

    fn statement(&self, id: &str, metric: &Metric, statement: &Statement, into: &mut String) {
        let total = self.last_known(id, metric, &Cell::total(metric.by.len()));
        if statement.is_short {
            into.push_str(&format!("  {id}:{total}\n"));
            return;
        }
        into.push_str(&format!("  {id}:\n"));
        // In one mapping with both, only one could have an interval.
        let is_apart = statement.has_total
            && !statement.parts.is_empty()
            && (statement.total_interval || statement.part_intervals);
        if !is_apart {
            self.body(id, metric, statement, (statement.has_total, !statement.parts.is_empty()), into);
            return;
        }
        for which in [(true, false), (false, true)] {
            let mut body = String::new();
            self.body(id, metric, statement, which, &mut body);
            for (index, line) in body.lines().enumerate() {
                let rest = line.strip_prefix("    ").unwrap_or(line);
                into.push_str(&format!("    {} {rest}\n", if index == 0 { "-" } else { " " }));
            }
        }
    }

    /// What is asked for of one metric: of its whole, of its parts, or of both.
    fn body(
        &self,
        id: &str,
        metric: &Metric,
        statement: &Statement,
        (of_total, of_parts): (bool, bool),
        into: &mut String,
    ) {
        if let Some(period) = statement.period {
            into.push_str(&format!("    period: {period}\n"));
        }
        if let Some(date) = statement.as_of {
            let look = l10n::words(self.site.settings.language).check_the_date;
            into.push_str(&format!("    # as_of: {date}  # {look}\n"));
        }
        let whole = Cell::total(metric.by.len());
        let ends = ["low", "high"];
        if of_total {
            into.push_str(&format!("    value:{}\n", self.last_known(id, metric, &whole)));
        }
        if of_total && statement.total_interval {
            ends.iter().for_each(|end| into.push_str(&format!("    {end}:\n")));
        }
        if of_parts {
            into.push_str("    values:\n");
            self.parts(metric, &statement.parts, 0, &whole, &|cell| self.last_known(id, metric, cell), into);
        }
        for end in ends.iter().filter(|_| of_parts && statement.part_intervals) {
            into.push_str(&format!("    {end}:\n"));
            self.parts(metric, &statement.parts, 0, &whole, &|_| String::new(), into);
        }
        if let Some(status) = &statement.status {
            into.push_str(&format!("    status: {status}\n"));
        }
        if let Some(source) = &statement.source {
            into.push_str(&format!("    source: {source}\n"));
        }
    }

    /// A line for each part, in the order of the members, with the comment that `last` makes; of two dimensions, the
    /// second within the first.
    fn parts(
        &self,
        metric: &Metric,
        parts: &BTreeSet<Cell>,
        depth: usize,
        within: &Cell,
        last: &dyn Fn(&Cell) -> String,
        into: &mut String,
    ) {
        let Some(dimension) = metric.by.get(depth).and_then(|name| self.catalog.dimensions.get(name)) else { return };
        let indent = 6 + 2 * depth;
        for member in dimension.members.keys() {
            let cell = within.with(depth, member);
            let is_within = |part: &Cell| part.0.iter().take(depth + 1).eq(cell.0.iter().take(depth + 1));
            if depth + 1 == metric.by.len() && parts.contains(&cell) {
                let last = last(&cell);
                into.push_str(&format!("{:indent$}{member}:{last}\n", ""));
            } else if depth + 1 < metric.by.len() && parts.iter().any(is_within) {
                into.push_str(&format!("{:indent$}{member}:\n", ""));
                self.parts(metric, parts, depth + 1, &cell, last, into);
            }
        }
    }

    /// The newest amount of a part as a comment behind a key, `  # 2018-02: 1807`; empty where there is none.
    fn last_known(&self, id: &str, metric: &Metric, cell: &Cell) -> String {
        let of_it = || self.observations.get(id).into_iter().flatten().filter(|it| it.cell == *cell);
        let Some(period) = of_it().filter(|it| !it.withdrawn).map(|it| it.period).max() else { return String::new() };
        let taken_back =
            self.observations.get(id).into_iter().flatten().filter(|it| it.withdrawn && it.period == period);
        let last = of_it().filter(|it| it.period == period).chain(taken_back).max_by_key(|it| it.snapshot);
        let mut text = format!("  # {period}: ");
        // Writing to text cannot fail.
        let _ = match last {
            Some(Observation { withdrawn: true, .. }) => text.write_str("withdrawn"),
            Some(Observation { value: Some(value), .. }) => text.write_str(&as_typed(*value, metric)),
            _ => text.write_str("null"),
        };
        text
    }
}

fn is_mapping(node: &Node) -> bool {
    matches!(node.value, Value::Map(_))
}

/// An amount as an author types it: `1807`, `24 %`.
fn as_typed(value: Decimal, metric: &Metric) -> String {
    match metric.format {
        Format::Percent => match value.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => format!("{} %", percent.normalize()),
            None => value.to_string(),
        },
        Format::Number => value.to_string(),
    }
}

/// A file of the site as a tree. Its faults were recorded when the site was read.
fn read(site: &Site, file: &Arc<str>) -> Option<Node> {
    let text = String::from_utf8_lossy(site.files.get(&**file)?);
    yaml::read(file, text.strip_prefix('\u{feff}').unwrap_or(&text), 0, &mut Diagnostics::default()).ok()
}

fn field<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

fn word(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}
