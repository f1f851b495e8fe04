//! A comparison for a terminal: a table of figures, then what else came, went or changed.
//!
//! Nothing depends on colour. Columns are as wide as what stands in them, counted in the cells of a terminal; a long
//! name goes on below. In texts `[-…-]` is what was taken out and `{+…+}` what was put in.

use unicode_width::UnicodeWidthStr;

use super::{Comparison, ExhibitChange, Fate, FigureChange, Moved, Piece, ReportChange, SectionChange};
use crate::l10n::wording::verdict_within;
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::language::Language;

/// A name is broken after so many cells.
const NAME_WIDTH: usize = 44;

/// With more decimals nobody states a target.
const MOST_STATED: u32 = 4;

/// The comparison as text, with a line end.
pub fn text(comparison: &Comparison) -> String {
    let language = comparison.language;
    let words = words(language);
    let mut lines = vec![phrases::against(&comparison.now, &comparison.before, language)];
    let mut shown: Vec<&[FigureChange]> = Vec::new();
    let unchanged = comparison.unchanged();
    for report in &comparison.reports {
        if unchanged.contains(&report.name.as_str()) {
            continue;
        }
        lines.push(String::new());
        if comparison.reports.len() > 1 {
            lines.extend([format!("{}: {}", report.name, report.title), String::new()]);
        }
        // The reports of several folders show the same figures.
        let is_new = !shown.iter().any(|figures| same_figures(figures, &report.figures));
        if is_new {
            shown.push(&report.figures);
            lines.extend(figures(report, language));
        }
        lines.extend(exhibits(&report.exhibits, language));
        lines.extend(texts(&report.text, language));
    }
    if !unchanged.is_empty() {
        lines.extend([String::new(), format!("{}.", phrases::nothing_changed_in(unchanged.len(), language))]);
    }
    for (name, reports) in [(&comparison.before, &comparison.only_before), (&comparison.now, &comparison.only_now)] {
        if !reports.is_empty() {
            lines.extend([String::new(), format!("{}:", phrases::only_in(name, language))]);
            lines.extend(reports.iter().map(|report| format!("  {report}")));
        }
    }
    if lines.len() == 1 {
        lines.push(words.nothing_to_compare.to_owned());
    }
    let text: String = lines.iter().map(|line| format!("{}\n", harmless(line).trim_end())).collect();
    while_doubled(text)
}

fn same_figures(one: &[FigureChange], other: &[FigureChange]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.key == other.key && one.before == other.before && one.now == other.now && one.label == other.label
        })
}

/// Two empty lines are one.
fn while_doubled(mut text: String) -> String {
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

/// Nothing that steers a terminal reaches it, whatever folder is compared.
fn harmless(line: &str) -> String {
    line.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn figures(report: &ReportChange, language: Language) -> Vec<String> {
    let words = words(language);
    let (mut before, mut now) = (report.period_before.as_str(), report.period_now.as_str());
    if before == now {
        (before, now) = (words.before, words.now);
    }
    let is_shown = |change: &&FigureChange| change.group() != Moved::Unchanged;
    let mut rows = vec![[words.figure, before, now, words.change, words.target].map(str::to_owned)];
    rows.extend(report.figures.iter().filter(is_shown).map(|change| row(report, change, language)));
    let mut lines = if rows.len() > 1 { table(&rows) } else { Vec::new() };
    let unchanged = report.figures.iter().filter(|change| change.group() == Moved::Unchanged).count();
    if rows.len() == 1 && unchanged > 0 {
        lines.push(format!("{}: {}", words.figures, words.nothing_changed));
    } else if unchanged > 0 {
        lines.extend([String::new(), format!("{unchanged} {}", words.count_unchanged)]);
    }
    for (heading, found) in [
        (words.renamed, renamed(report)),
        (words.revisions, revised(report, language)),
        (words.signals, signals(report, language)),
    ] {
        lines.extend(headed(heading, found.iter().map(|line| format!("  {line}")).collect()));
    }
    lines
}

/// `Staff → Employees`: the figures that have another name now; of a metric, the whole stands for its parts.
pub fn renamed(report: &ReportChange) -> Vec<String> {
    let stood_for = |change: &FigureChange| {
        let whole = |other: &&FigureChange| other.key.metric == change.key.metric && other.key.members.is_empty();
        !change.key.members.is_empty()
            && report.figures.iter().find(whole).is_some_and(|whole| whole.label_before.is_some())
    };
    let figures = report.figures.iter().filter(|change| !stood_for(change));
    figures.filter_map(|change| Some(format!("{} → {}", change.label_before.as_ref()?, change.label))).collect()
}

/// `Staff, 2017-12: 18 → 17 (revised)`: the figures of the past that were changed.
pub fn revised(report: &ReportChange, language: Language) -> Vec<String> {
    let words = words(language);
    let line = |change: &FigureChange, point: &super::RevisedPoint| {
        let word = match (point.was, point.now) {
            _ if point.withdrawn => words.in_withdrawn,
            (None, _) => words.in_new,
            (_, None) if point.suppressed => words.in_suppressed,
            (_, None) => words.in_missing,
            _ => words.in_revised,
        };
        format!("{}, {}: {} → {} ({word})", change.name(language), point.period, point.was_text, point.now_text)
    };
    let of = |change: &FigureChange| change.revised.iter().map(|point| line(change, point)).collect::<Vec<_>>();
    report.figures.iter().flat_map(of).collect()
}

/// `Staff, 2018-02: below the lower limit of usual variation`.
pub fn signals(report: &ReportChange, language: Language) -> Vec<String> {
    let of = |change: &FigureChange| {
        let line = |(period, rule): &(String, String)| {
            Some(format!("{}, {period}: {}", change.name(language), phrases::signal(rule, language)?))
        };
        change.signals.iter().filter_map(line).collect::<Vec<_>>()
    };
    report.figures.iter().flat_map(of).collect()
}

/// The lines under a heading, with an empty one before; nothing without lines.
fn headed(heading: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() { lines } else { [vec![String::new(), format!("{heading}:")], lines].concat() }
}

fn row(report: &ReportChange, change: &FigureChange, language: Language) -> [String; 5] {
    let words = words(language);
    let cell = |figure: &Option<super::Shown>, own: &str| match figure {
        None => words.dash.to_owned(),
        // A quarter's figure in a report of a month.
        Some(figure) if figure.period != own => format!("{} ({})", figure.text_and_interval(language), figure.period),
        Some(figure) => figure.text_and_interval(language),
    };
    let moved = change.change_text.clone().unwrap_or_else(|| {
        match change.moved {
            Moved::New => words.in_new,
            Moved::Dropped => words.in_dropped,
            Moved::Missing => words.in_missing,
            Moved::Hidden => words.suppressed_mark,
            Moved::Changed | Moved::Unchanged => words.dash,
        }
        .to_owned()
    });
    [
        change.name(language),
        cell(&change.before, &report.period_before),
        cell(&change.now, &report.period_now),
        moved,
        verdicts(change, language),
    ]
}

/// What became of the target: `met → not met`, or the one word that holds, with what it asked for and asks for where
/// that is another; empty without a target.
pub fn verdicts(change: &FigureChange, language: Language) -> String {
    let target = |figure: &Option<super::Shown>| {
        figure.as_ref().and_then(|figure| verdict_within(figure.target.as_deref()?, language)).unwrap_or_default()
    };
    let (was, is) = (target(&change.before), target(&change.now));
    let verdicts = if was == is || was.is_empty() || is.is_empty() { is } else { format!("{was} → {is}") };
    let (Some(before), Some(now)) = (&change.before, &change.now) else { return verdicts };
    if before.aim == now.aim {
        return verdicts;
    }
    let aims = format!("{} → {}", aim(before, now, language), aim(now, before, language));
    if verdicts.is_empty() { aims } else { format!("{verdicts} ({aims})") }
}

/// What a figure's target asks for: `at least 20`; a dash without one. It is told apart from that of the `other` edition.
fn aim(figure: &super::Shown, other: &super::Shown, language: Language) -> String {
    let words = words(language);
    let Some(aim) = &figure.aim else { return words.dash.to_owned() };
    let amount = |value: Option<Decimal>, other: Option<Decimal>| {
        let Some(value) = value else { return words.dash.to_owned() };
        let places = if figure.is_percent { 2 } else { 0 };
        let stated = value.normalize().scale().saturating_sub(places);
        // One that was computed has more than anybody stated.
        let decimals = figure.decimals.max(if stated <= MOST_STATED { stated } else { 0 });
        let decimals = l10n::decimals_apart(value, other.unwrap_or(value), decimals, places);
        match figure.is_percent {
            true => l10n::percent(value, decimals, language),
            false => l10n::number(value, decimals, language),
        }
    };
    let other = other.aim.as_ref();
    let value = amount(aim.value, other.and_then(|other| other.value));
    match (aim.kind.as_str(), aim.upper) {
        ("within", Some(upper)) => {
            phrases::between(&value, &amount(Some(upper), other.and_then(|other| other.upper)), language)
        }
        ("at_most", _) => phrases::at_most(&value, language),
        ("at_least", _) => phrases::at_least(&value, language),
        _ => value,
    }
}

/// Columns two cells apart; names and words at the left, amounts at the right.
fn table(rows: &[[String; 5]]) -> Vec<String> {
    let names: Vec<Vec<String>> = rows.iter().map(|row| broken(&row[0], NAME_WIDTH)).collect();
    let name_width = names.iter().flatten().map(|line| line.width()).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let spaces = |count: usize| " ".repeat(count);
    let mut lines = Vec::new();
    for (row, name) in rows.iter().zip(names) {
        let mut name = name.into_iter();
        let first = name.next().unwrap_or_default();
        let mut line = format!("{first}{}", spaces(name_width - first.width()));
        for (column, cell) in row.iter().enumerate().take(4).skip(1) {
            line.push_str(&format!("  {}{cell}", spaces(width(column) - cell.width())));
        }
        lines.push(format!("{line}  {}", row[4]));
        lines.extend(name.map(|rest| format!("  {rest}")));
    }
    lines
}

/// A text in lines of at most `most` cells, broken between words; a longer word has a line of its own.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= most => line.push_str(&format!(" {word}")),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn exhibits(changes: &[ExhibitChange], language: Language) -> Vec<String> {
    let lines = changes.iter().map(|change| format!("  {}", exhibit(change, language)));
    headed(words(language).charts_and_tables, lines.collect())
}

/// A chart or table that came, went or changed: `Figure 2: Builders (new)`.
pub fn exhibit(change: &ExhibitChange, language: Language) -> String {
    let words = words(language);
    let name = |exhibit: &super::Exhibit| {
        let label = match exhibit.is_table() {
            true => phrases::table_number(exhibit.number, language),
            false => phrases::chart_number(exhibit.number, language),
        };
        format!("{label}: {}", exhibit.title)
    };
    match (&change.before, &change.now) {
        (None, Some(now)) => format!("{} ({})", name(now), words.in_new),
        (Some(before), None) => format!("{} ({})", name(before), words.in_dropped),
        (Some(before), Some(now)) => format!("{} → {}", name(before), name(now)),
        (None, None) => String::new(),
    }
}

/// What became of a section, in words.
pub fn fate(fate: Fate, language: Language) -> &'static str {
    let words = words(language);
    match fate {
        Fate::New => words.in_new,
        Fate::Dropped => words.in_dropped,
        Fate::Rewritten => words.in_rewritten,
        Fate::Unchanged => words.unchanged,
        Fate::FiguresMoved => words.in_figures_moved,
    }
}

fn texts(changes: &[SectionChange], language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for change in changes.iter().filter(|change| change.fate != Fate::Unchanged) {
        lines.push(format!("  {}: {}", section_name(change, language), fate(change.fate, language)));
        if change.fate == Fate::FiguresMoved {
            continue;
        }
        for paragraph in &change.paragraphs {
            let piece = |piece: &Piece| match piece {
                Piece::Same(text) => text.clone(),
                Piece::Gone(text) => marked(text, "[-", "-]"),
                Piece::Added(text) => marked(text, "{+", "+}"),
            };
            lines.push(format!("    {}", paragraph.pieces.iter().map(piece).collect::<String>()));
        }
    }
    headed(words(language).the_text, lines)
}

/// The mark ends before the space behind a word.
fn marked(text: &str, open: &str, close: &str) -> String {
    let bare = text.trim_end();
    let behind = text.strip_prefix(bare).unwrap_or_default();
    format!("{open}{bare}{close}{behind}")
}

/// `2.1 Kliniske byggere`; the summary and what stands before the first heading have names of their own.
pub fn section_name(change: &SectionChange, language: Language) -> String {
    match (change.number.as_str(), change.heading.as_str()) {
        ("", "") if change.id == super::page::SUMMARY => words(language).summary.to_owned(),
        ("", "") => words(language).opening.to_owned(),
        ("", heading) => heading.to_owned(),
        (number, heading) => format!("{number} {heading}"),
    }
}
