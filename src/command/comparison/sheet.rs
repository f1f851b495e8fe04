//! A comparison as a page: what the template of a review gets.
//!
//! The page of `kalends diff` judges nothing and is one file; that of `kalends review` begins with what to look at
//! first and ends with what to check. Both are made here, so that they tell the same difference in the same way.

use std::collections::{BTreeMap, BTreeSet};

use super::look::Matter;
use super::terminal::{self, fate, section_name};
use super::{Comparison, Drawing, Fate, FigureChange, Key, Moved, Piece, ReportChange, SectionChange, Shown};
use crate::base::inline::Inline;
use crate::base::period::Period;
use crate::diag::Diagnostic;
use crate::exhibit::table::{Cell, Column, Grid, Row};
use crate::l10n::wording;
use crate::l10n::{self, Noun, phrases, words};
use crate::model::language::Language;
use crate::model::settings::Theme;
use crate::site::{self, VERSION, view};

/// What a review knows beside the comparison.
pub struct Judged<'a> {
    /// What to look at first, in order.
    pub matters: &'a [Matter],
    /// Of the figure: the change that needs no word; empty for none.
    pub tolerance: &'a dyn Fn(&Key) -> String,
    /// Of the figure: the small line of its history; empty for none.
    pub spark: &'a dyn Fn(&Key) -> String,
    /// Periods that the small line looks back.
    pub history: usize,
    /// The drafts that lie beside the page, by the report's name: from the page.
    pub drafts: &'a BTreeMap<String, String>,
    /// By dimension and member: the title and name of the member's own report.
    pub members: &'a BTreeMap<(String, String), (String, String)>,
    pub remarks: view::RemarkSheet,
    /// `kalends approve 2018-02 --by NAME`.
    pub command: String,
    /// The periods that are compared; `None` before the first report.
    pub before: Option<Period>,
    pub now: Period,
}

impl Judged<'_> {
    /// The way to the draft of the one member that the matter is about.
    fn draft_of_member(&self, matter: &Matter) -> Option<view::Link> {
        let [(dimension, member)] = matter.key.as_ref().filter(|_| matter.is_of_now)?.members.as_slice() else {
            return None;
        };
        let (text, name) = self.members.get(&(dimension.clone(), member.clone()))?;
        Some(view::Link { text: text.clone(), href: self.drafts.get(name)?.clone() })
    }
}

/// Where there are more reports than these, those of members are told in short: they share a text and its charts.
const MOST_IN_FULL: usize = 4;

/// The page of a comparison as one file: it asks for no other.
pub fn page(comparison: &Comparison) -> Result<String, Vec<Diagnostic>> {
    let language = comparison.language;
    let words = words(language);
    let title = phrases::against(&comparison.now, &comparison.before, language);
    let figures = figures_told_once(comparison);
    let (told, further) = reports(comparison, None);
    let review = view::Review {
        eyebrow: format!("{} · {}", words.compared, words.not_published),
        title: title.clone(),
        lead: if comparison.reports.iter().all(ReportChange::is_unchanged)
            && comparison.only_before.is_empty()
            && comparison.only_now.is_empty()
        {
            words.nothing_changed.to_owned()
        } else {
            l10n::count(comparison.reports.len(), Noun::Report, language)
        },
        counts: counts(figures.iter().flat_map(|report| &report.figures), None, language),
        checklist: None,
        look_first: None,
        reports: told,
        further,
        alone: alone(comparison),
        remarks: None,
        checks: None,
    };
    let mut page = view::Page::bare("review", site::State::Draft, language, title);
    page.style = Some(site::review_style_within(&BTreeMap::new(), &Theme::default()));
    page.footer.built_by = format!("kalends {VERSION}");
    site::review_html(&BTreeMap::new(), &page, language, &review)
}

/// The view of a review.
pub fn review(comparison: &Comparison, judged: &Judged<'_>) -> view::Review {
    let language = comparison.language;
    let words = words(language);
    let title = match judged.before {
        Some(before) => {
            phrases::against(&l10n::period_capital(judged.now, language), &l10n::period(before, language), language)
        }
        None => l10n::period_capital(judged.now, language),
    };
    let unexplained = judged.matters.iter().filter(|matter| matter.written.is_none()).count();
    let mut lead = phrases::to_look_at(judged.matters.len(), unexplained, language);
    if judged.before.is_none() {
        lead = format!("{}. {lead}", words.nothing_to_compare);
    }
    let figures = figures_told_once(comparison);
    let (told, further) = reports(comparison, Some(judged));
    view::Review {
        eyebrow: format!("{} · {}", words.review, words.not_published),
        title,
        lead,
        counts: counts(figures.iter().flat_map(|report| &report.figures), Some(judged), language),
        checklist: None,
        look_first: Some(judged.matters.iter().map(|matter| look_first(matter, judged, language)).collect()),
        reports: told,
        further,
        alone: alone(comparison),
        remarks: Some(judged.remarks.clone()),
        checks: Some(checks(comparison, judged, language)),
    }
}

fn look_first(matter: &Matter, judged: &Judged<'_>, language: Language) -> view::LookFirst {
    let words = words(language);
    let link = |stands: &super::look::StandsIn| {
        let name = match (stands.section.number.as_str(), stands.section.heading.as_str()) {
            ("", "") => words.summary.to_owned(),
            ("", heading) => phrases::section_called(heading, language),
            (number, _) => format!("{} {number}", l10n::capital(words.in_section)),
        };
        let id = stands.section.id.trim();
        let href = judged.drafts.get(&stands.report).map(|href| match id {
            "" => href.clone(),
            id => format!("{href}#{id}"),
        });
        view::Link { text: name, href: href.unwrap_or_default() }
    };
    view::LookFirst {
        title: matter.title.clone(),
        lang: matter.is_of_a_fault().then_some(Language::OF_MESSAGES.tag()),
        period: matter.period.map(|period| l10n::period(period, language)),
        why: matter.why.clone(),
        written: match &matter.written {
            Some(written) => format!("{}: {written}", words.what_stands_there),
            None => words.no_explanation.to_owned(),
        },
        unexplained: matter.written.is_none(),
        more: matter.more.clone(),
        stands: matter.stands.iter().map(link).chain(judged.draft_of_member(matter)).collect(),
        place: matter.place.clone(),
        value: matter.value.clone(),
        struck: matter.struck,
        beside: matter.beside.clone(),
    }
}

/// The reports whose figures are told: those of several folders show the same ones, and a member's stand as parts of
/// the whole where there is a report of the whole.
fn figures_told_once(comparison: &Comparison) -> Vec<&ReportChange> {
    let whole_of: BTreeSet<&str> = comparison
        .reports
        .iter()
        .filter(|report| report.member.is_none())
        .map(|report| report.period_now.as_str())
        .collect();
    let mut told: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    let mut reports = Vec::new();
    for report in &comparison.reports {
        let is_part = report.member.is_some() && whole_of.contains(report.period_now.as_str());
        if !is_part && told.insert((&report.period_now, report.member.as_deref())) {
            reports.push(report);
        }
    }
    reports
}

fn counts<'a>(
    figures: impl Iterator<Item = &'a FigureChange>,
    judged: Option<&Judged<'_>>,
    language: Language,
) -> Vec<view::Count> {
    let words = words(language);
    let first = looked_at(judged);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for change in figures.filter(|change| !first.contains(&change.key)) {
        *numbers.entry(change.group().word()).or_default() += 1;
    }
    let count = |number: usize, label: &str| view::Count { number: number.to_string(), label: label.to_owned() };
    let of = |moved: Moved, label: &str| count(numbers.get(moved.word()).copied().unwrap_or(0), label);
    let expected = if judged.is_some() { words.count_as_expected } else { words.changed_after_all };
    let mut counts: Vec<view::Count> =
        judged.map(|judged| count(judged.matters.len(), words.count_look_first)).into_iter().collect();
    counts.extend([
        of(Moved::Changed, expected),
        of(Moved::Unchanged, words.count_unchanged),
        of(Moved::New, words.count_new),
        of(Moved::Missing, words.count_missing),
    ]);
    counts
}

/// The figures that are told of in what to look at first.
fn looked_at<'a>(judged: Option<&'a Judged<'_>>) -> BTreeSet<&'a Key> {
    let matters = judged.map_or(&[][..], |judged| judged.matters);
    matters.iter().filter(|matter| matter.is_of_now).filter_map(|matter| matter.key.as_ref()).collect()
}

/// What is told of whole reports: those that stay as they are, and those that only one side has.
fn alone(comparison: &Comparison) -> Vec<view::NameList> {
    let language = comparison.language;
    let unchanged: Vec<String> = comparison.unchanged().into_iter().map(str::to_owned).collect();
    let lists = [
        ("unchanged", phrases::nothing_changed_in(unchanged.len(), language), &unchanged),
        ("alone-1", phrases::only_in(&comparison.before, language), &comparison.only_before),
        ("alone-2", phrases::only_in(&comparison.now, language), &comparison.only_now),
    ];
    let list = |(id, heading, names): (&str, String, &Vec<String>)| view::NameList {
        id: id.to_owned(),
        heading,
        names: names.clone(),
    };
    lists.into_iter().filter(|(_, _, names)| !names.is_empty()).map(list).collect()
}

/// The reports of which there is something to tell, and the ways to the others.
fn reports(comparison: &Comparison, judged: Option<&Judged<'_>>) -> (Vec<view::ReviewedReport>, Vec<view::Link>) {
    let told: BTreeSet<&str> = figures_told_once(comparison).into_iter().map(|report| report.name.as_str()).collect();
    let many = comparison.reports.len() > 1;
    let report = |(index, report): (usize, &ReportChange)| {
        let id = format!("report-{}", index + 1);
        let sheet = Sheet { report, judged, language: comparison.language, id: &id };
        let is_first = judged.is_some_and(|judged| judged.before.is_none());
        let in_short = report.member.is_some() && comparison.reports.len() > MOST_IN_FULL;
        let says_more =
            |section: &&SectionChange| !in_short || !matches!(section.fate, Fate::Unchanged | Fate::FiguresMoved);
        view::ReviewedReport {
            heading: many.then(|| format!("{} ({})", report.title, report.name)),
            href: sheet.draft(""),
            tables: if told.contains(report.name.as_str()) { sheet.tables() } else { Vec::new() },
            unchanged: told.contains(report.name.as_str()).then(|| sheet.table(Moved::Unchanged)).flatten(),
            // Before the first report there is nothing that a text could differ from.
            text: match is_first {
                true => Vec::new(),
                false => report.text.iter().filter(says_more).map(|section| sheet.section(section)).collect(),
            },
            lists: if is_first { Vec::new() } else { sheet.lists(told.contains(report.name.as_str())) },
            charts: if is_first || in_short { Vec::new() } else { sheet.charts() },
            id,
        }
    };
    let unchanged = if judged.is_some() { Vec::new() } else { comparison.unchanged() };
    let is_told = |(_, report): &(usize, &ReportChange)| !unchanged.contains(&report.name.as_str());
    let all = comparison.reports.iter().enumerate().filter(is_told).map(report);
    let (bare, told): (Vec<_>, Vec<_>) = all.partition(is_bare);
    let link = |report: view::ReviewedReport| view::Link {
        text: report.heading.unwrap_or_default(),
        href: report.href.unwrap_or_default(),
    };
    (told, bare.into_iter().map(link).collect())
}

/// Whether one of several reports has a heading and nothing below it.
fn is_bare(report: &view::ReviewedReport) -> bool {
    report.heading.is_some()
        && report.tables.is_empty()
        && report.unchanged.is_none()
        && report.text.is_empty()
        && report.lists.is_empty()
        && report.charts.is_empty()
}

struct Sheet<'a> {
    report: &'a ReportChange,
    judged: Option<&'a Judged<'a>>,
    language: Language,
    id: &'a str,
}

impl Sheet<'_> {
    /// The way to a place of the draft, where it lies beside the page.
    fn draft(&self, id: &str) -> Option<String> {
        let href = self.judged?.drafts.get(&self.report.name)?;
        Some(if id.is_empty() { href.clone() } else { format!("{href}#{id}") })
    }

    fn tables(&self) -> Vec<view::FigureTable> {
        let groups = [Moved::Changed, Moved::New, Moved::Missing, Moved::Hidden, Moved::Dropped];
        groups.into_iter().filter_map(|moved| self.table(moved)).collect()
    }

    fn heading(&self, moved: Moved) -> &'static str {
        let words = words(self.language);
        match (moved, self.judged) {
            (Moved::Changed, Some(_)) => words.changed_as_expected,
            (Moved::Changed, None) => words.changed_figures,
            (Moved::New, _) => words.new_figures,
            (Moved::Missing, _) => words.missing_figures,
            (Moved::Hidden, _) => words.hidden_figures,
            (Moved::Dropped, _) => words.dropped_figures,
            (Moved::Unchanged, _) => words.unchanged_figures,
        }
    }

    fn table(&self, moved: Moved) -> Option<view::FigureTable> {
        let words = words(self.language);
        let first = looked_at(self.judged);
        let is_of_it = |change: &&FigureChange| change.group() == moved && !first.contains(&change.key);
        let changes: Vec<&FigureChange> = self.report.figures.iter().filter(is_of_it).collect();
        if changes.is_empty() {
            return None;
        }
        let heading = self.heading(moved);
        let (before, now) = self.labels();
        // Before the first report there is nothing to stand beside the figures.
        let is_first = self.judged.is_some_and(|judged| judged.before.is_none());
        let heads = if is_first { vec![&now] } else { vec![&before, &now] };
        let mut columns = vec![column(words.figure, false)];
        columns.extend(heads.iter().map(|head| column(&l10n::capital(head), true)));
        let has_change = moved == Moved::Changed;
        if has_change {
            columns.push(column(words.change, true));
        }
        let another_aim = |change: &&FigureChange| change.moved != change.group();
        let has_targets = (self.judged.is_none() || changes.iter().any(another_aim))
            && changes.iter().any(|change| !terminal::verdicts(change, self.language).is_empty());
        if has_targets {
            columns.push(column(words.target, false));
        }
        let judged = self.judged.filter(|_| has_change);
        let tolerances =
            judged.filter(|judged| changes.iter().any(|change| !(judged.tolerance)(&change.key).is_empty()));
        columns.extend(tolerances.map(|_| column(words.tolerance, true)));
        let sparks = judged.filter(|judged| changes.iter().any(|change| !(judged.spark)(&change.key).is_empty()));
        columns.extend(sparks.map(|judged| {
            column(
                &phrases::latest(&l10n::count(judged.history, l10n::noun(judged.now), self.language), self.language),
                false,
            )
        }));
        let row = |change: &&FigureChange| {
            let mut cells = vec![self.cell(change.now.as_ref(), true)];
            if !is_first {
                cells.insert(0, self.cell(change.before.as_ref(), false));
            }
            if has_change {
                cells.push(Cell::text(change.change_text.clone().unwrap_or_else(|| words.dash.to_owned())));
            }
            if has_targets {
                cells.push(Cell::text(terminal::verdicts(change, self.language)));
            }
            cells.extend(tolerances.map(|judged| Cell::text((judged.tolerance)(&change.key))));
            cells.extend(sparks.map(|judged| {
                let svg = (judged.spark)(&change.key);
                Cell { svg: (!svg.is_empty()).then_some(svg), ..Cell::default() }
            }));
            let own = own_name(change, &changes);
            let head = own.map_or_else(|| change.name(self.language), str::to_owned);
            Row { head, indent: own.is_some(), cells, ..Row::default() }
        };
        let rows: Vec<Row> = changes.iter().map(row).collect();
        let starred = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == words.suppressed_mark);
        let id = format!("{}-{}", self.id, moved.word());
        Some(view::FigureTable {
            heading: heading.to_owned(),
            table: view::Table {
                caption: as_html(&match is_first {
                    true => format!("{heading}: {now}"),
                    false => format!("{heading}: {}", phrases::against(&now, &before, self.language)),
                }),
                id,
                label: None,
                subtitle: None,
                level: 3,
                grid: Grid {
                    columns,
                    rows,
                    legend: starred.then(|| words.suppressed_note.to_owned()),
                    hint: None,
                    remark: None,
                },
                source: None,
            },
        })
    }

    /// What the two are called: their periods, or where these are the same, before and now.
    fn labels(&self) -> (String, String) {
        let words = words(self.language);
        let ReportChange { period_before, period_now, figures, .. } = self.report;
        // A report shows most figures in its own period.
        let named = |written: &str| {
            let shown = figures.iter().flat_map(|change| [&change.before, &change.now]).flatten();
            let period = shown.filter(|figure| figure.period == written).find_map(|figure| figure.when);
            let period = period.or_else(|| Period::read(written, 1).ok());
            period.map_or_else(|| written.to_owned(), |period| l10n::period(period, self.language))
        };
        match self.judged {
            Some(judged) => {
                let before =
                    judged.before.map_or(words.before.to_owned(), |before| l10n::period(before, self.language));
                (before, l10n::period(judged.now, self.language))
            }
            None if period_before == period_now => (words.before.to_owned(), words.now.to_owned()),
            None => (named(period_before), named(period_now)),
        }
    }

    fn cell(&self, figure: Option<&Shown>, is_now: bool) -> Cell {
        let words = words(self.language);
        let Some(figure) = figure else { return Cell::text(words.dash) };
        let own = if is_now { &self.report.period_now } else { &self.report.period_before };
        let other = figure.when.filter(|_| figure.period != *own);
        let period = other.map(|period| l10n::period(period, self.language));
        let notes: Vec<String> = period.into_iter().chain(figure.missing.clone()).collect();
        Cell {
            text: figure.text_and_interval(self.language),
            machine: figure.value.map(wording::machine),
            strong: is_now,
            note: (!notes.is_empty()).then(|| notes.join(", ")),
            ..Cell::default()
        }
    }

    fn section(&self, change: &SectionChange) -> view::ReviewedSection {
        let piece = |piece: &Piece| match piece {
            Piece::Same(text) => view::TextPiece { text: text.clone(), mark: "same" },
            Piece::Gone(text) => view::TextPiece { text: text.clone(), mark: "gone" },
            Piece::Added(text) => view::TextPiece { text: text.clone(), mark: "added" },
        };
        let paragraph = |paragraph: &super::ParagraphChange| view::ReviewedParagraph {
            fate: paragraph.fate.word(),
            pieces: paragraph.pieces.iter().map(piece).collect(),
        };
        let href = (change.fate != Fate::Dropped).then(|| self.draft(change.id.trim())).flatten();
        view::ReviewedSection {
            name: section_name(change, self.language),
            href,
            fate: fate(change.fate, self.language).to_owned(),
            paragraphs: change.paragraphs.iter().map(paragraph).collect(),
        }
    }

    /// Lists of what is no figure of the report; in a review what matters figures is told first of all.
    fn lists(&self, with_figures: bool) -> Vec<view::NameList> {
        let (words, language) = (words(self.language), self.language);
        let exhibits = self.report.exhibits.iter().map(|change| terminal::exhibit(change, language)).collect();
        let mut lists = vec![("exhibits", words.charts_and_tables, exhibits)];
        if with_figures && self.judged.is_none() {
            lists.push(("renamed", words.renamed, terminal::renamed(self.report)));
            lists.push(("revised", words.revisions, terminal::revised(self.report, language)));
            lists.push(("signals", words.signals, terminal::signals(self.report, language)));
        }
        lists.retain(|(_, _, names)| !names.is_empty());
        let list = |(id, heading, names): (&str, &str, Vec<String>)| view::NameList {
            id: format!("{}-{id}", self.id),
            heading: heading.to_owned(),
            names,
        };
        lists.into_iter().map(list).collect()
    }

    fn charts(&self) -> Vec<view::ChartPair> {
        let (before, now) = self.labels();
        let html = |drawing: &Option<Drawing>| drawing.as_ref().map_or(String::new(), |drawing| drawing.html.clone());
        let differs = |(before, now): &&(Option<Drawing>, Option<Drawing>)| html(before) != html(now);
        let pair = |(index, (was, is)): (usize, &(Option<Drawing>, Option<Drawing>))| {
            let id = format!("{}-chart-{}", self.id, index + 1);
            view::ChartPair {
                title: is.as_ref().or(was.as_ref()).map_or_else(String::new, |drawing| drawing.title.clone()),
                before: was.as_ref().map(|drawing| one_chart(drawing, format!("{id}-before"), &before)),
                now: is.as_ref().map(|drawing| one_chart(drawing, format!("{id}-now"), &now)),
            }
        };
        self.report.drawings.iter().filter(differs).enumerate().map(pair).collect()
    }
}

fn one_chart(drawing: &Drawing, id: String, label: &str) -> view::OneChart {
    let mut rows = drawing.rows.iter();
    let heads = rows.next().into_iter().flatten().enumerate();
    let row = |cells: &Vec<String>| Row {
        head: cells.first().cloned().unwrap_or_default(),
        cells: cells.iter().skip(1).map(Cell::text).collect(),
        ..Row::default()
    };
    let label = l10n::capital(label);
    view::OneChart {
        html: drawing.html.clone(),
        summary: drawing.summary.clone(),
        table: view::Table {
            id: format!("{id}-table"),
            label: None,
            caption: as_html(&format!("{}: {label}", drawing.title)),
            subtitle: None,
            level: 4,
            grid: Grid {
                columns: heads.map(|(index, head)| column(head, index > 0)).collect(),
                rows: rows.map(row).collect(),
                ..Grid::default()
            },
            source: None,
        },
        id,
        label,
    }
}

/// The name of a member alone, which is enough where its metric is among the `changes` above it.
fn own_name<'a>(change: &'a FigureChange, changes: &[&FigureChange]) -> Option<&'a str> {
    let is_whole = |other: &&&FigureChange| other.key.metric == change.key.metric && other.key.members.is_empty();
    let whole = changes.iter().find(is_whole).filter(|_| !change.key.members.is_empty())?;
    change.label.strip_prefix(&whole.label)?.strip_prefix(", ")
}

/// A caption is HTML; what it is made of may come from any folder.
fn as_html(text: &str) -> String {
    Inline::plain(text).html
}

fn column(text: &str, numeric: bool) -> Column {
    Column { text: text.to_owned(), numeric, ..Column::default() }
}

fn checks(comparison: &Comparison, judged: &Judged<'_>, language: Language) -> view::Checks {
    let words = words(language);
    let summaries: Vec<&str> =
        comparison.reports.iter().map(|report| report.summary.as_str()).filter(|summary| !summary.is_empty()).collect();
    let summary = match summaries.as_slice() {
        [summary] => Some((*summary).to_owned()),
        _ => None,
    };
    let item = |text: &str, note: Option<String>| view::Check { text: text.to_owned(), note };
    view::Checks {
        items: vec![
            item(words.check_look_first, None),
            item(words.check_revisions, None),
            item(words.check_summary, summary),
            item(words.check_titles, None),
            item(words.check_small_counts, None),
        ],
        command: judged.command.clone(),
    }
}
