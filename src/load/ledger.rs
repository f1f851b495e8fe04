//! ledger.jsonl: what was published, one line for each time that a report was, in the order in which it happened.
//!
//! Text → entries, and new records → lines behind them. Each line ends in a hash over itself and the line before, so a
//! line that was changed, taken out or put in between is found by whoever reads the file; that the last lines were cut
//! off is not, and needs a copy elsewhere to hold it against. Lines are never rewritten, and are added without asking
//! what their periods mean: so a report is recorded also while the site itself cannot be read. Whether what is
//! published still agrees with the data is asked in `site`; files are read in `load` and written in `output`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::digest::sha256;
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::model::catalog::Catalog;
use crate::model::ledger::{
    Change, Entry, FILES, Figure, Kept, LEDGER, Ledger, PAGES, PageDigests, Record, Shown, Target, What, edition_of,
    is_of_a_report,
};

/// A figure as a line holds it. What an older kalends did not record may be missing.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureLine {
    metric: String,
    period: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<Option<String>>,
    value: Option<String>,
    text: String,
    #[serde(default, skip_serializing_if = "is_false")]
    hidden: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<TargetLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetLine {
    rule: String,
    amount: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upper: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    near: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageLine {
    text: String,
    source: String,
    templates: Option<String>,
    words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    says: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    files: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shows: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ids: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    places: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    titles: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

impl PageLine {
    fn of(page: &PageDigests) -> PageLine {
        let page = page.clone();
        let PageDigests { text, source, templates, words, says, files, beside, shows, ids, form, places, .. } = page;
        let PageDigests { titles, remarks, .. } = page;
        PageLine { text, source, templates, words, says, files, beside, shows, ids, form, places, titles, remarks }
    }

    fn read(self) -> PageDigests {
        let PageLine { text, source, templates, words, says, files, beside, shows, ids, form, places, .. } = self;
        let PageLine { titles, remarks, .. } = self;
        PageDigests { text, source, templates, words, says, files, beside, shows, ids, form, places, titles, remarks }
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeLine {
    what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    metric: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made_from: Option<String>,
    reason: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptLine {
    file: String,
    page: String,
}

/// A line of the file. Its periods are the text that they are written as. What an older kalends did not record may be
/// missing.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    at: String,
    report: String,
    period: String,
    approved_by: Option<String>,
    digest: String,
    figures: Vec<FigureLine>,
    history: BTreeMap<String, BTreeMap<String, Option<String>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    targets: BTreeMap<String, BTreeMap<String, Option<TargetLine>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    notes: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    meanings: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    settings: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<PageLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withdrawn: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pages: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inputs: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept: Option<KeptLine>,
    /// The hash of all the others, behind which it is written; so serde only reads it.
    #[serde(default, skip_serializing)]
    chain: String,
}

/// For serde, which asks with a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// What is before the hash in a line. The hash is made of everything before this, closed by a brace.
const BEFORE_CHAIN: &str = ",\"chain\":\"";

/// What the first line has in place of the hash of a line before.
const BEGINNING: &str = "";

/// The ledger of a site that published `records`, at the moment `at`, and nothing before.
pub fn write(records: &[Record], at: &str) -> String {
    let mut before = BEGINNING.to_owned();
    records.iter().map(|record| chained(&line_of(record, at), &mut before)).collect()
}

/// What is to be written behind `text`, a ledger, so that it also says what `new`, another one, says. A line that says
/// of a report what the newest one of it says already is left out; it may have another moment. One of the files alone is
/// left out where another one is added, or where the last line there is of the same files.
///
/// The fault of the first line that cannot be read or does not follow from the one before, in either of the two.
pub fn additions(text: &str, new: &str) -> Result<String, Diagnostic> {
    let mut before = BEGINNING.to_owned();
    let mut inputs = None;
    let mut newest: BTreeMap<(String, String), Line> = BTreeMap::new();
    for line in lines(text)? {
        before.clone_from(&line.chain);
        inputs.clone_from(&line.inputs);
        newest.insert(line.subject(), line);
    }
    let mut added = String::new();
    for line in lines(new)? {
        if line.report == FILES {
            // A line that says more says this too.
            if added.is_empty() && line.inputs != inputs {
                added.push_str(&chained(&line, &mut before));
            }
        } else if newest.get(&line.subject()).is_none_or(|newest| !newest.says_the_same_as(&line)) {
            added.push_str(&chained(&line, &mut before));
            newest.insert(line.subject(), line);
        }
    }
    let is_cut_short = !added.is_empty() && !text.is_empty() && !text.ends_with('\n');
    Ok(if is_cut_short { format!("\n{added}") } else { added })
}

/// The number and the hash of a line, from 1.
pub type Numbered = (usize, String);

/// The last line of a ledger, and the newest one of each report, by its folder.
pub type End = (Numbered, BTreeMap<String, Numbered>);

/// Once what is added for `new` stands behind `text`: the last line, and the newest one of each report, by its folder.
/// `None` where there is no line at all.
pub fn end(text: &str, new: &str) -> Result<Option<End>, Diagnostic> {
    let before = lines(text)?;
    let added = additions(text, new)?;
    let added = added.lines().filter(|line| !line.is_empty()).map(|line| parse(line, 1));
    let all = before.into_iter().map(Ok).chain(added);
    let mut last = None;
    let mut reports = BTreeMap::new();
    for (line, number) in all.zip(1..) {
        let line = line?;
        if is_of_a_report(&line.report) {
            reports.insert(line.report, (number, line.chain.clone()));
        }
        last = Some((number, line.chain));
    }
    Ok(last.map(|last| (last, reports)))
}

/// Reads the file and holds each line against the one before, on a site whose years begin in the month `year_start`.
/// A line that was written when they began in another one is read with that. `catalog` says of which grain a metric is,
/// where `2009-10` could be a month or a year.
///
/// The fault of the first line that cannot be read or does not follow from the one before; what stands behind it proves
/// nothing any more. An empty text is an empty ledger.
pub fn read(text: &str, year_start: i32, catalog: Option<&Catalog>) -> Result<Ledger, Diagnostic> {
    let mut lines = Vec::new();
    let mut unreadable = None;
    for (text, number) in text.lines().zip(1..) {
        match parse(text, number) {
            Ok(line) => lines.push((text, number, line)),
            Err(fault) => {
                unreadable = Some(fault);
                break;
            }
        }
    }
    let starts = Starts::of(&lines, year_start);
    let calendars: Vec<Calendar<'_>> = lines
        .iter()
        .map(|(_, number, line)| Calendar { year_starts: starts.in_line(*number, line), catalog })
        .collect();
    let mut ledger = Ledger::default();
    for ((text, number, line), calendar) in lines.into_iter().zip(calendars) {
        let entry = entry(line, number, &calendar).map_err(|period| no_period(text, number, &period))?;
        let before = ledger.entries.last().map_or(BEGINNING, |entry| entry.chain.as_str());
        follow(before, text, number, &entry.chain)?;
        ledger.entries.push(entry);
    }
    unreadable.map_or(Ok(ledger), Err)
}

/// The lines of a ledger, each of which follows from the one before.
fn lines(text: &str) -> Result<Vec<Line>, Diagnostic> {
    let mut lines: Vec<Line> = Vec::new();
    for (text, number) in text.lines().zip(1..) {
        let line = parse(text, number)?;
        follow(lines.last().map_or(BEGINNING, |line| line.chain.as_str()), text, number, &line.chain)?;
        lines.push(line);
    }
    Ok(lines)
}

fn parse(text: &str, number: u32) -> Result<Line, Diagnostic> {
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        faults::ledger_unreadable(place(number, error.column()), reason)
    })
}

/// An error where the line `text` does not end in the hash that it has behind a line with the hash `before`.
fn follow(before: &str, text: &str, number: u32, hash: &str) -> Result<(), Diagnostic> {
    let body = text.rsplit_once(BEFORE_CHAIN).map(|(body, _)| format!("{body}}}"));
    let follows = body.is_some_and(|body| chain(before, &body) == hash);
    if follows { Ok(()) } else { Err(faults::ledger_broken(place(number, 1), number)) }
}

fn no_period(text: &str, number: u32, period: &str) -> Diagnostic {
    let before = text.split_once(&format!("\"{period}\"")).map_or(0, |(before, _)| before.chars().count() + 1);
    let place = place(number, before + 1);
    // January is among those that were tried.
    match Period::is_year_of_others(period, 1) {
        true => faults::ledger_year_unknown(place, period),
        false => faults::ledger_unreadable(place, &format!("`{period}` is not a period")),
    }
}

fn place(line: u32, column: usize) -> Place {
    let column = u32::try_from(column.max(1)).unwrap_or(u32::MAX);
    Place { line, column, length: 1, ..Place::of_file(LEDGER) }
}

/// In which months the years began that lines speak of. Each that a line names stands with the number of the line.
struct Starts<'l> {
    named: Vec<(u32, i32)>,
    of_reports: BTreeMap<&'l str, Vec<(u32, i32)>>,
    /// The likely ones where no line names any: of the site as it is now, then those of all lines.
    others: Vec<i32>,
}

impl<'l> Starts<'l> {
    fn of(lines: &'l [(&str, u32, Line)], site: i32) -> Starts<'l> {
        let mut starts = Starts { named: Vec::new(), of_reports: BTreeMap::new(), others: vec![site] };
        for (_, number, line) in lines {
            let month = line.settings.get(What::YearStart.word()).and_then(|month| month.parse().ok());
            let Some(month) = month.filter(|month| (1..=12).contains(month)) else { continue };
            starts.named.push((*number, month));
            starts.of_reports.entry(report_of(line)).or_default().push((*number, month));
            if !starts.others.contains(&month) {
                starts.others.push(month);
            }
        }
        // A year that was published before the years of the site began in another month than January.
        starts.others.push(1);
        starts
    }

    /// The months in which years of a line may begin, the likeliest first: the one that it names, the one that others of
    /// its report do, the one of the line before, or behind where no earlier one has any.
    fn in_line(&self, number: u32, line: &Line) -> Vec<i32> {
        let nearest = |named: &Vec<(u32, i32)>| {
            let before = named.partition_point(|(of, _)| *of <= number);
            named.get(before.saturating_sub(1)).map(|(_, month)| *month)
        };
        let of_report = self.of_reports.get(report_of(line)).and_then(nearest);
        of_report.into_iter().chain(nearest(&self.named)).chain(self.others.iter().copied()).collect()
    }
}

/// The folder of the report that a line is about, also where that is an edition of it.
fn report_of(line: &Line) -> &str {
    edition_of(&line.report).map_or(&line.report, |(report, _)| report)
}

/// What the periods of a line mean.
struct Calendar<'a> {
    year_starts: Vec<i32>,
    catalog: Option<&'a Catalog>,
}

impl Calendar<'_> {
    /// A period of something that has an amount for each period of `grain`. The error is the text.
    fn read(&self, text: &str, grain: Grain) -> Result<Period, String> {
        let read = |start: &i32| Period::read_as(text, grain, *start).ok();
        self.year_starts.iter().find_map(read).ok_or_else(|| text.to_owned())
    }

    /// The metrics in `line` that are gone and of which it names a period that can only be a year. Their other periods
    /// are years too.
    fn yearly(&self, line: &Line) -> BTreeSet<String> {
        let figures = line.figures.iter().map(|figure| (&figure.metric, &figure.period));
        let history = line.history.iter().flat_map(|(metric, of)| of.keys().map(move |period| (metric, period)));
        let is_gone = |metric: &str| self.catalog.is_none_or(|catalog| !catalog.metrics.contains_key(metric));
        let is_year = |text: &str| self.read(text, Grain::Month).is_ok_and(|period| period.grain() == Grain::Year);
        let yearly = figures.chain(history).filter(|(metric, period)| is_gone(metric) && is_year(period));
        yearly.map(|(metric, _)| metric.clone()).collect()
    }
}

/// The error is a text that is not a period.
fn entry(line: Line, number: u32, calendar: &Calendar<'_>) -> Result<Entry, String> {
    // The folder of a report is never a year that could be a month.
    let report_period = calendar.read(&line.period, Grain::Month)?;
    let yearly = calendar.yearly(&line);
    let metrics = calendar.catalog.map(|catalog| &catalog.metrics);
    let grain = |metric: &str| match metrics.and_then(|metrics| metrics.get(metric)) {
        // A report shows the periods of its own grain, or those of a metric that is stated less often.
        Some(metric) => metric.grain.max(report_period.grain()),
        None if yearly.contains(metric) => Grain::Year,
        None => report_period.grain(),
    };
    let mut figures = Vec::new();
    for figure in line.figures {
        let period = calendar.read(&figure.period, grain(&figure.metric))?;
        figures.push(figure.read(period));
    }
    let record = Record {
        report: line.report,
        period: report_period,
        approved_by: line.approved_by,
        digest: line.digest,
        figures,
        history: by_period(line.history, |metric, period| calendar.read(period, grain(metric)), |value| value)?,
        targets: by_period(
            line.targets,
            |metric, period| calendar.read(period, grain(metric)),
            |target| target.map(TargetLine::read),
        )?,
        notes: by_period(line.notes, |metric, period| calendar.read(period, grain(metric)), |note| note)?,
        meanings: line.meanings,
        settings: line.settings,
        page: line.page.map(PageLine::read),
        changes: line.changes.into_iter().map(ChangeLine::read).collect::<Result<_, _>>()?,
        withdrawn: line.withdrawn,
        pages: line.pages,
        inputs: line.inputs,
        kept: line.kept.map(|KeptLine { file, page }| Kept { file, page }),
    };
    Ok(Entry { line: number, at: line.at, record, chain: line.chain })
}

/// What is said of each metric by period.
type ByPeriod<K, V> = BTreeMap<String, BTreeMap<K, V>>;

/// The error is a text that is not a period.
fn by_period<A, B>(
    lines: ByPeriod<String, A>,
    period: impl Fn(&str, &str) -> Result<Period, String>,
    value: impl Fn(A) -> B,
) -> Result<ByPeriod<Period, B>, String> {
    let mut all = BTreeMap::new();
    for (metric, values) in lines {
        let of = values.into_iter().map(|(written, of)| Ok((period(&metric, &written)?, value(of))));
        let of = of.collect::<Result<_, String>>()?;
        all.insert(metric, of);
    }
    Ok(all)
}

fn lines_by_period<A, B>(values: &ByPeriod<Period, A>, value: impl Fn(&A) -> B) -> ByPeriod<String, B> {
    let of = |values: &BTreeMap<Period, A>| values.iter().map(|(period, of)| (period.to_string(), value(of))).collect();
    values.iter().map(|(metric, values)| (metric.clone(), of(values))).collect()
}

impl FigureLine {
    fn of(figure: &Figure) -> FigureLine {
        let shown = figure.shown.clone().unwrap_or_default();
        FigureLine {
            metric: figure.metric.clone(),
            period: figure.period.to_string(),
            members: figure.members.clone(),
            value: figure.value.clone(),
            text: figure.text.clone(),
            hidden: figure.hidden,
            label: figure.shown.is_some().then_some(shown.label),
            unit: shown.unit,
            target: shown.target.as_ref().map(TargetLine::of),
            verdict: shown.verdict,
            note: shown.note,
        }
    }

    fn read(self, period: Period) -> Figure {
        let FigureLine { metric, period: _, members, value, text, hidden, label, unit, target, verdict, note } = self;
        let target = target.map(TargetLine::read);
        let shown = label.map(|label| Shown { label, unit, target, verdict, note });
        Figure { metric, period, members, value, text, hidden, shown }
    }
}

impl TargetLine {
    fn of(target: &Target) -> TargetLine {
        let Target { rule, amount, upper, near, path } = target.clone();
        TargetLine { rule, amount, upper, near, path }
    }

    fn read(self) -> Target {
        let TargetLine { rule, amount, upper, near, path } = self;
        Target { rule, amount, upper, near, path }
    }
}

impl ChangeLine {
    fn of(change: &Change) -> ChangeLine {
        let Change { what, metric, label, was, now, made_from, reason } = change.clone();
        ChangeLine { what: what.word().to_owned(), metric, label, was, now, made_from, reason }
    }

    /// The error is a word that is none for what may be changed.
    fn read(self) -> Result<Change, String> {
        let ChangeLine { what, metric, label, was, now, made_from, reason } = self;
        let what = What::read(&what).ok_or(what)?;
        Ok(Change { what, metric, label, was, now, made_from, reason })
    }
}

fn line_of(record: &Record, at: &str) -> Line {
    Line {
        at: at.to_owned(),
        report: record.report.clone(),
        period: record.period.to_string(),
        approved_by: record.approved_by.clone(),
        digest: record.digest.clone(),
        figures: record.figures.iter().map(FigureLine::of).collect(),
        history: lines_by_period(&record.history, Clone::clone),
        targets: lines_by_period(&record.targets, |target| target.as_ref().map(TargetLine::of)),
        notes: lines_by_period(&record.notes, Clone::clone),
        meanings: record.meanings.clone(),
        settings: record.settings.clone(),
        page: record.page.as_ref().map(PageLine::of),
        changes: record.changes.iter().map(ChangeLine::of).collect(),
        withdrawn: record.withdrawn.clone(),
        pages: record.pages.clone(),
        inputs: record.inputs.clone(),
        kept: record.kept.clone().map(|Kept { file, page }| KeptLine { file, page }),
        chain: String::new(),
    }
}

impl Line {
    /// What it is about: a report, or other pages as known in a month. What authors say on pages of no period is one.
    fn subject(&self) -> (String, String) {
        (self.report.clone(), if self.report == PAGES { String::new() } else { self.period.clone() })
    }

    /// Whether both say the same of a report, whenever, from whatever files and behind whichever line. Why something was
    /// changed is said once.
    fn says_the_same_as(&self, other: &Line) -> bool {
        let Line { at: _, approved_by, digest, figures, history, .. } = self;
        (self.subject(), approved_by, digest) == (other.subject(), &other.approved_by, &other.digest)
            && (figures, history, &self.targets) == (&other.figures, &other.history, &other.targets)
            && (&self.notes, &self.meanings, &self.settings) == (&other.notes, &other.meanings, &other.settings)
            && (&self.page, &self.withdrawn, &self.kept) == (&other.page, &other.withdrawn, &other.kept)
            && self.pages == other.pages
    }
}

/// The text of a line that follows the one with the hash `before`, which becomes its own.
fn chained(line: &Line, before: &mut String) -> String {
    // Text, lists and maps with text as keys always can be written.
    let body = serde_json::to_string(line).unwrap_or_else(|_| "{}".to_owned());
    *before = chain(before, &body);
    // The body ends in a brace.
    let open = body.strip_suffix('}').unwrap_or(&body);
    format!("{open}{BEFORE_CHAIN}{before}\"}}\n")
}

fn chain(before: &str, body: &str) -> String {
    sha256(format!("{before}\n{body}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(report: &str, value: &str) -> Record {
        let period = Period::read(report, 1).expect("a period");
        let figure = |members: Vec<Option<String>>, value: Option<&str>| Figure {
            metric: "beds".to_owned(),
            period,
            members,
            value: value.map(str::to_owned),
            text: value.unwrap_or("–").to_owned(),
            hidden: false,
            shown: None,
        };
        Record {
            approved_by: Some("Anna".to_owned()),
            digest: sha256(value.as_bytes()),
            figures: vec![figure(vec![None], Some(value)), figure(vec![Some("a".to_owned())], None)],
            history: BTreeMap::from([
                ("beds".to_owned(), BTreeMap::from([(period.previous(), None), (period.year_before(), None)])),
                ("staff".to_owned(), BTreeMap::from([(period.previous(), Some("7".to_owned()))])),
            ]),
            ..Record::of(report, period)
        }
    }

    /// Publishes `records` behind what `text` says.
    fn published(text: &str, records: &[Record], at: &str) -> String {
        text.to_owned() + &additions(text, &write(records, at)).expect("two ledgers")
    }

    fn lines() -> String {
        let first = published("", &[record("2018-01", "5"), record("2018-02", "6")], "2018-03-05T09:30:00Z");
        published(&first, &[record("2018-01", "5"), record("2018-02", "7")], "2018-04-05T09:30:00Z")
    }

    /// A catalog in which `births` is of the grain.
    fn catalog(grain: Grain) -> Catalog {
        let text = format!("metrics:\n  births: {{ type: flow, unit: births, grain: {} }}\n", grain.word());
        crate::load::catalog::read(&"data/metrics.yaml".into(), &text, 4, &mut crate::diag::Diagnostics::default())
    }

    /// Where the ledger is broken.
    #[track_caller]
    fn check(text: &str, line: u32, message: &str) {
        let fault = read(text, 1, None).expect_err("a broken ledger");
        assert_eq!((fault.place.line, fault.message.as_str()), (line, message));
    }

    #[test]
    fn what_was_appended_is_read_again() {
        let text = lines();
        assert_eq!(text.lines().count(), 3, "an unchanged report is not recorded twice");
        let ledger = read(&text, 1, None).expect("a ledger");
        let newest = ledger.newest();
        assert_eq!(newest["2018-01"].record, record("2018-01", "5"));
        assert_eq!(newest["2018-02"].record, record("2018-02", "7"));
        assert_eq!((newest["2018-02"].line, newest["2018-02"].at.as_str()), (3, "2018-04-05T09:30:00Z"));
        assert_eq!(read("", 1, None).expect("a ledger"), Ledger::default());
        let more = published(&text, &[record("2018-03", "8")], "2018-05-05T09:30:00Z");
        assert_eq!(read(&more, 1, None).expect("a ledger").entries[..3], ledger.entries);
        assert_eq!(published(text.trim_end(), &[record("2018-03", "8")], "2018-05-05T09:30:00Z"), more);
    }

    #[test]
    fn what_is_added_must_be_a_ledger_and_so_must_what_is_there() {
        let text = lines();
        let broken = text.replacen("Anna", "Bent", 1);
        assert_eq!(additions(&broken, &text).map_err(|fault| fault.code.id), Err("K1022"));
        assert_eq!(additions(&text, &broken).map_err(|fault| fault.code.id), Err("K1022"));
        assert_eq!(additions(&text, "half a line").map_err(|fault| fault.code.id), Err("K1021"));
        assert_eq!(additions(&text, "").expect("nothing is no fault"), "");
    }

    /// A record of 2017-03 with a figure and two earlier amounts of it, as a site writes it whose years begin in April.
    fn fiscal(periods: [&str; 3]) -> String {
        let [now, then, before] = periods;
        let record = Record { report: "2017-03".to_owned(), figures: Vec::new(), ..record("2017-03", "5") };
        let body = write(&[Record { history: BTreeMap::new(), ..record }], "2017-04-05T09:30:00Z");
        let figure = format!(r#"{{"metric":"births","period":"{now}","members":[null],"value":"5","text":"5"}}"#);
        let history = format!(r#"{{"births":{{"{then}":"4","{before}":null}}}}"#);
        let body =
            body.replace("[]", &format!("[{figure}]")).replace("\"history\":{}", &format!("\"history\":{history}"));
        let (body, _) = body.rsplit_once(BEFORE_CHAIN).expect("a hash");
        format!("{body}{BEFORE_CHAIN}{}\"}}\n", chain(BEGINNING, &format!("{body}}}")))
    }

    /// The last months of the periods of `births` in a ledger, the figure's first.
    fn ends(text: &str, catalog: Option<&Catalog>) -> Vec<String> {
        let ledger = read(text, 4, catalog).expect("a ledger");
        let record = &ledger.entries[0].record;
        let periods = record.figures.iter().map(|figure| &figure.period).chain(record.history["births"].keys());
        periods.map(|period| period.last_month().to_string()).collect()
    }

    #[test]
    fn a_period_that_could_be_a_month_is_of_the_grain_of_its_metric() {
        let years = fiscal(["2011-12", "2010-11", "2009-10"]);
        let months = ["2011-12", "2009-10", "2010-11"];
        assert_eq!(ends(&years, Some(&catalog(Grain::Year))), ["2012-03", "2010-03", "2011-03"]);
        assert_eq!(ends(&years, Some(&catalog(Grain::Month))), months);
        // Nobody knows the metric any more, and nothing tells that they are years.
        assert_eq!(ends(&years, Some(&Catalog::default())), months);
        // Another one does.
        let years = fiscal(["2015-16", "2010-11", "2009-10"]);
        assert_eq!(ends(&years, None), ["2016-03", "2010-03", "2011-03"]);
        let years = fiscal(["2011-12", "2012-13", "2009-10"]);
        assert_eq!(ends(&years, None), ["2012-03", "2010-03", "2013-03"]);
        // Published before the years began in April.
        assert_eq!(ends(&fiscal(["2016", "2015", "2014"]), None), ["2016-12", "2014-12", "2015-12"]);
    }

    #[test]
    fn a_line_that_was_changed_taken_out_or_moved_breaks_the_chain() {
        let text = lines();
        let [first, second, third] = text.lines().collect::<Vec<_>>()[..] else { panic!("three lines") };
        let broken = "the line does not follow from the one before: it was changed, or one before it was taken out";
        check(&text.replacen("\"value\":\"5\"", "\"value\":\"8\"", 1), 1, broken);
        check(&text.replacen("Anna", "Bent", 1), 1, broken);
        check(&format!("{first}\n{}\n", third.replace("\"7\"", "\"6\"")), 2, broken);
        check(&format!("{second}\n{third}\n"), 1, broken);
        check(&format!("{first}\n{third}\n"), 2, broken);
        check(&format!("{second}\n{first}\n{third}\n"), 1, broken);
        check(&format!("{first}\n{first}\n"), 2, broken);
        check(&text.replacen("{\"at\"", "{ \"at\"", 1), 1, broken);
    }

    #[test]
    fn what_is_no_line_of_a_ledger_is_told_where_it_stands() {
        check("\n", 1, "this is no line of a ledger: EOF while parsing a value");
        check("{\"at\":1}", 1, "this is no line of a ledger: invalid type: integer `1`, expected a string");
        check(
            &lines().replacen("\"report\"", "\"raport\"", 1),
            1,
            "this is no line of a ledger: unknown field `raport`, \
            expected one of `at`, `report`, `period`, `approved_by`, `digest`, `figures`, `history`, `targets`, \
            `notes`, `meanings`, `settings`, `page`, `changes`, `withdrawn`, `pages`, `inputs`, `kept`, `chain`",
        );
        check(&lines().replacen("2018-01", "2018-99", 2), 1, "this is no line of a ledger: `2018-99` is not a period");
        check(&"[".repeat(10_000), 1, "this is no line of a ledger: invalid type: sequence, expected a string");
    }
}
